//! The head tags of a page: which are missing, which are empty, in the order they should stand.
//!
//! Fill and repair only; one `og:image`, double quotes, early in the head (facts 0.1).

use serde::Serialize;

use super::plan::Policy;
use super::{json_ld, resolve};
use crate::base::html::{escape, fold_space};
use crate::model::facts::{Carrier, HeadLink, JsonLd, Meta, PageFacts, Text};
use crate::model::page::{Hints, Kind};
use crate::model::plan::{Edit, Fields, Op, PreviewImage, Repair};

/// One tag for the `smo/head.html` partial.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Tag {
    /// title, property, name, canonical, json-ld, css, js
    pub kind: &'static str,
    pub key: String,
    pub value: String,
}

/// Tags for the place right behind a tag of the page's own.
pub(super) struct Behind {
    pub at: u32,
    pub indent: Option<String>,
    pub tags: Vec<Tag>,
}

/// Collects what a page lacks.
#[derive(Default)]
pub(super) struct Fill {
    pub tags: Vec<Tag>,
    pub behind: Option<Behind>,
    pub edits: Vec<Edit>,
    pub repairs: Vec<Repair>,
}

impl Fill {
    /// One tag; its value on one line (Signal's Android client reads `<title>` by line).
    fn tag(&mut self, kind: &'static str, key: &str, value: impl AsRef<str>) {
        self.tags.push(Tag { kind, key: key.to_owned(), value: fold_space(value.as_ref()) });
    }

    /// A meta tag, unless the page has one with a value. One that is empty gets the value.
    fn meta(&mut self, facts: &mut PageFacts, kind: &'static str, key: &str, value: Option<&str>) {
        let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { return };
        if facts.has_meta(key) {
            return;
        }
        let empty = facts.metas.iter_mut().find(|meta| meta.key == key && meta.in_head && meta.value_span.is_some());
        match empty {
            Some(meta) => self.set(meta, value),
            None => self.tag(kind, key, value),
        }
    }

    /// Puts a new value into a tag that stands in the page.
    pub fn set(&mut self, meta: &mut Meta, value: &str) {
        let Some(span) = meta.value_span else { return };
        self.edits.push(Edit { at: meta.span.start, op: Op::Value(span), html: escape(value).into_owned() });
        self.repairs.push(Repair { key: meta.key.clone(), was: meta.content.clone(), is: value.to_owned() });
        meta.content = value.to_owned();
    }
}

/// Everything the head lacks, given the values in force.
pub(super) fn fill(facts: &mut PageFacts, fields: &Fields, hints: &Hints, policy: &Policy) -> Fill {
    let mut fill = Fill::default();
    unbroken_lines(&mut fill, facts);
    let title = fields.title.as_ref().map(|title| title.value.clone());
    if let (None, Some(title)) = (facts.title.as_ref().filter(|title| !title.value.is_empty()), &title)
        && facts.title.is_none()
    {
        fill.tag("title", "title", title.clone());
    }
    let meta_description = resolve::meta_description(facts, hints).map(|found| found.value);
    fill.meta(facts, "name", "description", meta_description.as_deref());
    addresses(&mut fill, facts, fields, policy);
    open_graph(&mut fill, facts, fields, title.as_deref());
    if let Some(image) = &fields.image {
        preview_image(&mut fill, facts, &image.value);
    }
    article(&mut fill, facts, fields, hints);
    cards_and_names(&mut fill, facts, fields, hints, policy);
    if policy.settings.meta.json_ld
        && let Some(base) = policy.base
        && let Some(text) = json_ld::block(facts, fields, hints, policy.settings, base)
    {
        fill.tag("json-ld", "", text);
    }
    fill
}

/// A line break inside a value, as templates leave it, is a blank to some readers and not to others.
fn unbroken_lines(fill: &mut Fill, facts: &mut PageFacts) {
    const TEXTS: &[&str] = &["og:title", "og:description", "og:site_name", "twitter:title", "twitter:description", "description"];
    for meta in facts.metas.iter_mut().filter(|meta| meta.value_span.is_some() && TEXTS.contains(&meta.key.as_str())) {
        let folded = fold_space(&meta.content);
        if meta.content.contains(['\n', '\r']) && !folded.is_empty() {
            fill.set(meta, &folded);
        }
    }
}

/// Canonical and `og:url`: filled, and made absolute where they are not.
fn addresses(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields, policy: &Policy) {
    let Some(canonical) = &fields.canonical else { return };
    let relative = |value: &str| !value.contains("://");
    match facts.links.iter_mut().find(|link| link.in_head && link.rel == "canonical" && !link.href.is_empty()) {
        None => fill.tag("canonical", "canonical", canonical.value.clone()),
        Some(link) => {
            if let (true, Some(span)) = (relative(&link.href), link.value_span) {
                fill.edits.push(Edit { at: link.span.start, op: Op::Value(span), html: escape(&canonical.value).into_owned() });
                fill.repairs.push(Repair { key: "canonical".into(), was: link.href.clone(), is: canonical.value.clone() });
                link.href = canonical.value.clone();
            }
        }
    }
    let page = facts.url.clone();
    let og_url = facts.metas.iter_mut().find(|meta| meta.key == "og:url" && !meta.content.is_empty());
    if let (Some(meta), Some(base), Some(page)) = (og_url, policy.base, page)
        && relative(&meta.content)
        && let Some(absolute) = base.resolve(&page, &meta.content)
    {
        fill.set(meta, &absolute);
    }
}

fn open_graph(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields, title: Option<&str>) {
    fill.meta(facts, "property", "og:title", title);
    fill.meta(facts, "property", "og:type", Some(if fields.article { "article" } else { "website" }));
    fill.meta(facts, "property", "og:url", fields.canonical.as_ref().map(|url| url.value.as_str()));
    fill.meta(facts, "property", "og:description", fields.description.as_ref().map(|text| text.value.as_str()));
    fill.meta(facts, "property", "og:site_name", fields.site_name.as_deref());
    let locale = fields.lang.as_deref().and_then(|lang| resolve::locale(lang, ""));
    fill.meta(facts, "property", "og:locale", locale.as_deref());
}

/// The whole group if the page has no `og:image`; else what follows its own and is missing.
fn preview_image(fill: &mut Fill, facts: &mut PageFacts, image: &PreviewImage) {
    let mut group: Vec<Tag> = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            group.push(Tag { kind: "property", key: key.to_owned(), value: fold_space(&value) });
        }
    };
    let own = facts.metas.iter().find(|meta| meta.key == "og:image" && !meta.content.trim().is_empty()).cloned();
    if own.is_none() {
        add("og:image", Some(image.url.clone()));
    }
    for (key, value) in [("og:image:width", image.width.map(|n| n.to_string())), ("og:image:height", image.height.map(|n| n.to_string()))] {
        if !facts.has_meta(key) {
            add(key, value);
        }
    }
    if !facts.has_meta("og:image:type") {
        add("og:image:type", image.mime.clone());
    }
    if !facts.has_meta("og:image:alt") {
        add("og:image:alt", image.alt.clone());
    }
    match own {
        None => fill.tags.extend(group),
        // Sub-properties belong to the `og:image` above them, so they stand right behind it.
        Some(own) if own.in_head && !group.is_empty() => fill.behind = Some(Behind { at: own.span.start, indent: own.indent, tags: group }),
        Some(_) => {}
    }
}

fn article(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields, hints: &Hints) {
    if !fields.article {
        return;
    }
    fill.meta(facts, "property", "article:published_time", fields.published.as_deref());
    fill.meta(facts, "property", "article:modified_time", fields.updated.as_deref());
    fill.meta(facts, "property", "article:section", hints.section.as_deref());
    if !facts.has_meta("article:tag") {
        for tag in &hints.tags {
            fill.tag("property", "article:tag", tag.clone());
        }
    }
}

fn cards_and_names(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields, hints: &Hints, policy: &Policy) {
    // X: `summary_large_image` wants at least 300×157 (facts A.2, DOC); unknown is taken for large.
    let large = fields
        .image
        .as_ref()
        .is_some_and(|image| image.value.width.is_none_or(|width| width >= 300) && image.value.height.is_none_or(|height| height >= 157));
    fill.meta(facts, "name", "twitter:card", Some(if large { "summary_large_image" } else { "summary" }));
    let handle = |text: &str| format!("@{}", text.trim_start_matches('@'));
    let site = policy.settings.site.profiles.get("x").map(|profile| handle(profile.rsplit('/').next().unwrap_or(profile)));
    fill.meta(facts, "name", "twitter:site", site.as_deref());
    let author = hints.authors.first();
    fill.meta(facts, "name", "twitter:creator", author.and_then(|author| author.x.as_deref()).map(handle).as_deref());
    if let Some(alt) = fields.image.as_ref().and_then(|image| image.value.alt.as_deref()) {
        fill.meta(facts, "name", "twitter:image:alt", Some(alt));
    }
    fill.meta(facts, "name", "fediverse:creator", author.and_then(|author| author.fediverse.as_deref()));
    let robots = if hints.noindex { "noindex" } else { policy.settings.meta.robots.as_str() };
    if !facts.has_meta("googlebot") && hints.kind != Some(Kind::NotFound) {
        fill.meta(facts, "name", "robots", Some(robots));
    }
    fill.meta(facts, "name", "theme-color", policy.settings.site.theme_color.as_deref());
}

/// Lays filled tags over the facts, so that rules see the page as it ships.
pub(super) fn show(facts: &mut PageFacts, tags: &[Tag]) {
    for tag in tags {
        match tag.kind {
            "title" => facts.title = Some(Text { value: tag.value.clone(), span: Default::default() }),
            "canonical" => facts.links.push(HeadLink {
                rel: "canonical".into(),
                href: tag.value.clone(),
                kind: None,
                span: Default::default(),
                value_span: None,
                in_head: true,
            }),
            "json-ld" => facts
                .json_ld
                .push(JsonLd { value: serde_json::from_str(&tag.value).map_err(|error| error.to_string()), span: Default::default() }),
            "property" | "name" => facts.metas.push(Meta {
                key: tag.key.clone(),
                key_raw: tag.key.clone(),
                carrier: if tag.kind == "name" { Carrier::Name } else { Carrier::Property },
                content: tag.value.clone(),
                span: Default::default(),
                value_span: None,
                in_head: true,
                indent: None,
            }),
            _ => {}
        }
    }
}
