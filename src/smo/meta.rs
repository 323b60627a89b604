//! The head tags of a page: which are missing, which are empty, in the order they should stand.
//!
//! Fill and repair only; one `og:image`, double quotes, early in the head (facts 0.1).

use serde::Serialize;

use super::address::is_dev;
use super::plan::Policy;
use super::resolve::{Ask, Field, zoned};
use super::{accounts, json_ld, share};
use crate::base::Span;
use crate::base::html::{escape, fold_space};
use crate::base::text;
use crate::model::consumer::large_card;
use crate::model::facts::{Carrier, HeadLink, JsonLd, Meta, PageFacts, Text};
use crate::model::page::{Hints, Kind};
use crate::model::plan::{Edit, Fields, From, Op, PreviewImage, Repair};

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
    pub own: Span,
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
    /// One tag; its value on one line (Signal's Android client reads `<title>` by line). Of control characters alone
    /// nothing is left to say.
    fn tag(&mut self, kind: &'static str, key: &str, value: impl AsRef<str>) {
        let value = line(value.as_ref());
        if !value.is_empty() {
            self.tags.push(Tag { kind, key: key.to_owned(), value });
        }
    }

    /// A meta tag, unless the page has one with a value. One that is empty gets the value.
    fn meta(&mut self, facts: &mut PageFacts, kind: &'static str, key: &str, value: Option<&str>) {
        let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { return };
        if facts.has_meta(key) {
            return;
        }
        match (0..facts.metas.len()).find(|at| facts.metas[*at].key == key && facts.metas[*at].in_head && can_set(facts, *at)) {
            Some(empty) => self.set(facts, empty, value),
            None => self.tag(kind, key, value),
        }
    }

    /// As `meta`, for a sub-property of the first `og:image`.
    fn of_image(&mut self, facts: &mut PageFacts, key: &str, value: Option<String>) {
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else { return };
        match of_first_image(facts, key) {
            Some(at) if !facts.metas[at].content.trim().is_empty() => {}
            Some(at) if facts.metas[at].in_head && can_set(facts, at) => self.set(facts, at, &value),
            _ => self.tag("property", key, value),
        }
    }

    /// Puts a new value into a tag that stands in the page. One tag may hold two keys.
    pub fn set(&mut self, facts: &mut PageFacts, at: usize, value: &str) {
        let (tag, place) = (facts.metas[at].span, facts.metas[at].value_span);
        let value = line(value);
        if value.is_empty() {
            return;
        }
        match place {
            Some(span) => self.replace(tag.start, span, &value),
            None => self.attribute(tag.start, "content", &value),
        }
        for meta in facts.metas.iter_mut().filter(|meta| meta.span == tag) {
            meta.value_span = place.or(Some(behind_name(tag, "meta")));
            let was = std::mem::replace(&mut meta.content, value.clone());
            self.repaired(&meta.key, was, value.clone());
        }
    }

    /// New text for these bytes of the element at `at`; what an earlier thought put there is gone.
    pub fn replace(&mut self, at: u32, span: Span, value: &str) {
        let html = escape(value).into_owned();
        match self.edits.iter_mut().find(|edit| edit.op == Op::Value(span)) {
            Some(edit) => edit.html = html,
            None => self.edits.push(Edit { at, op: Op::Value(span), html }),
        }
    }

    /// An attribute that the element at `at` lacks.
    fn attribute(&mut self, at: u32, name: &str, value: &str) {
        self.edits.push(Edit { at, op: Op::Attributes, html: format!(" {name}=\"{}\"", escape(value)) });
    }

    /// One line of the report for each key, however many thoughts it took.
    pub fn repaired(&mut self, key: &str, was: String, is: String) {
        match self.repairs.iter_mut().find(|repair| repair.key == key && repair.is == was) {
            Some(earlier) => earlier.is = is,
            None => self.repairs.push(Repair { key: key.to_owned(), was, is }),
        }
    }

    /// A `<title>` without words gets them where it stands.
    fn title(&mut self, facts: &mut PageFacts, value: &str) {
        let value = line(value);
        match &mut facts.title {
            None => self.tag("title", "title", value),
            Some(title) if title.value.is_empty() && !value.is_empty() => {
                title.value = value.clone();
                facts.title_in_lines = false;
                self.replace(facts.title_start, title.span, &value);
                self.repaired("title", String::new(), value);
            }
            Some(_) => {}
        }
    }
}

/// A value as we write it: on one line, with nothing that turns the text around it.
fn line(value: &str) -> String {
    fold_space(&text::tame(value))
}

/// The empty place where an attribute that a tag lacks is written.
fn behind_name(tag: Span, name: &str) -> Span {
    let at = tag.start as usize + 1 + name.len();
    Span::new(at, at)
}

/// Does the tag stand in the page, to be changed or completed, and does it say one thing only? `name="twitter:image"
/// property="og:image"` does; `name="twitter:image" property="og:title"` does not.
pub(super) fn can_set(facts: &PageFacts, at: usize) -> bool {
    let meta = &facts.metas[at];
    let what = |key: &str| key.split_once(':').map_or(key, |(_, what)| what).to_owned();
    let same = |other: &Meta| other.span != meta.span || what(&other.key) == what(&meta.key);
    // One that says it in `value` is read there by some, whatever `content` says.
    let is_bare = || meta.span.end > 0 && facts.fringe.in_value.iter().all(|other| other.span != meta.span);
    (meta.value_span.is_some() || is_bare()) && facts.metas.iter().all(same)
}

/// Everything the head lacks, given the values in force.
pub(super) fn fill(mut fill: Fill, facts: &mut PageFacts, fields: &Fields, hints: &Hints, policy: &Policy) -> Fill {
    let title = fields.title.as_ref().map(|title| title.value.clone());
    if let Some(title) = &title {
        fill.title(facts, title);
    }
    let (meta_description, locale) = {
        let ask = Ask { facts, hints, site: &policy.settings.site, base: policy.base };
        (ask.first(Field::MetaDescription), ask.first(Field::Locale))
    };
    fill.meta(facts, "name", "description", meta_description.as_ref().map(|found| found.value.as_str()));
    addresses(&mut fill, facts, fields);
    open_graph(&mut fill, facts, fields, title.as_deref(), locale.as_ref().map(|found| found.value.as_str()));
    if let Some(image) = &fields.image {
        preview_image(&mut fill, facts, &image.value);
    }
    article(&mut fill, facts, fields, hints, policy);
    cards_and_names(&mut fill, facts, fields, hints, policy);
    if policy.settings.meta.json_ld
        && let Some(base) = policy.base
        && let Some(text) = json_ld::block(facts, fields, hints, policy.settings, base)
    {
        fill.tag("json-ld", "", text);
    }
    fill
}

/// A sub-property of the page's first `og:image` with a value: with several pictures, only what
/// stands before the next.
pub(super) fn of_first_image(facts: &PageFacts, key: &str) -> Option<usize> {
    let filled = |at: usize| !facts.metas[at].content.trim().is_empty();
    let images: Vec<usize> = (0..facts.metas.len()).filter(|at| facts.metas[*at].key == "og:image" && filled(*at)).collect();
    let range = match images.as_slice() {
        [first, next, ..] => *first..*next,
        _ => 0..facts.metas.len(),
    };
    // One that says something, else one that is empty.
    range.filter(|at| facts.metas[*at].key == key).min_by_key(|at| !filled(*at))
}

/// The canonical link, where there is none or an empty one.
fn addresses(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields) {
    let Some(canonical) = &fields.canonical else { return };
    if facts.canonical().is_some() {
        return;
    }
    let Some(empty) = facts.links.iter_mut().find(|link| link.in_head && link.is("canonical")) else {
        return fill.tag("canonical", "canonical", canonical.value.clone());
    };
    empty.href = canonical.value.clone();
    match empty.value_span {
        Some(span) => fill.replace(empty.span.start, span, &canonical.value),
        None => fill.attribute(empty.span.start, "href", &canonical.value),
    }
    empty.value_span = empty.value_span.or(Some(behind_name(empty.span, "link")));
    fill.repaired("canonical", String::new(), canonical.value.clone());
}

fn open_graph(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields, title: Option<&str>, locale: Option<&str>) {
    fill.meta(facts, "property", "og:title", title);
    fill.meta(facts, "property", "og:type", Some(if fields.article { "article" } else { "website" }));
    // Beside a canonical link to the development server nobody knows which address is meant.
    let dev = fields.canonical.as_ref().is_some_and(|url| url.from != From::Canonical)
        && facts.canonical().is_some_and(|link| is_dev(&link.href));
    fill.meta(facts, "property", "og:url", fields.canonical.as_ref().filter(|_| !dev).map(|url| url.value.as_str()));
    fill.meta(facts, "property", "og:description", fields.description.as_ref().map(|text| text.value.as_str()));
    fill.meta(facts, "property", "og:site_name", fields.site_name.as_deref());
    fill.meta(facts, "property", "og:locale", locale);
}

/// The whole group if the page has no `og:image`; else what follows its own and is missing.
fn preview_image(fill: &mut Fill, facts: &mut PageFacts, image: &PreviewImage) {
    let mut own = facts.metas.iter().position(|meta| meta.key == "og:image" && !meta.content.trim().is_empty());
    if own.is_none() {
        // One that is empty is filled where it stands; a second one would be read after it.
        own = (0..facts.metas.len()).find(|at| facts.metas[*at].key == "og:image" && facts.metas[*at].in_head && can_set(facts, *at));
        if let Some(at) = own {
            fill.set(facts, at, &image.url);
        }
    }
    let mut group = Fill::default();
    if own.is_none() {
        group.tag("property", "og:image", &image.url);
    }
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    group.of_image(facts, "og:image:width", number(image.width));
    group.of_image(facts, "og:image:height", number(image.height));
    group.of_image(facts, "og:image:type", image.mime.clone());
    group.of_image(facts, "og:image:alt", image.alt.clone());
    fill.edits.append(&mut group.edits);
    fill.repairs.append(&mut group.repairs);
    match own.map(|at| &facts.metas[at]) {
        None => fill.tags.extend(group.tags),
        // Sub-properties belong to the `og:image` above them, so they stand right behind it.
        Some(own) if own.in_head && !group.tags.is_empty() => {
            fill.behind = Some(Behind { own: own.span, indent: own.indent.clone(), tags: group.tags });
        }
        Some(_) => {}
    }
}

fn article(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields, hints: &Hints, policy: &Policy) {
    if !fields.article {
        return;
    }
    let date = |date: &Option<String>| date.as_ref().map(|date| zoned(date, &policy.settings.site.timezone));
    fill.meta(facts, "property", "article:published_time", date(&fields.published).as_deref());
    fill.meta(facts, "property", "article:modified_time", date(&fields.updated).as_deref());
    if !facts.has_meta("article:author") {
        // Open Graph wants the address of a profile; Pinterest takes a name where there is none.
        let authors = fields.authors.iter().map(|author| {
            let page = author.url.as_ref().zip(policy.base.zip(facts.url.as_ref()));
            page.and_then(|(url, (base, page))| base.resolve(page, url)).unwrap_or_else(|| author.name.clone())
        });
        let authors: Vec<String> = authors.filter(|author| !author.trim().is_empty()).collect();
        authors.iter().for_each(|author| fill.tag("property", "article:author", author));
    }
    fill.meta(facts, "property", "article:section", hints.section.as_deref());
    if !facts.has_meta("article:tag") {
        for tag in hints.tags.iter().filter(|tag| !tag.trim().is_empty()) {
            fill.tag("property", "article:tag", tag.clone());
        }
    }
}

fn cards_and_names(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields, hints: &Hints, policy: &Policy) {
    // What is not known is taken for large. As long as nobody knows the site's address no picture is
    // known either, and a word said now would stand in the way of a later run.
    let large = |image: &PreviewImage| {
        let (width, height) = large_card("x");
        image.width.is_none_or(|is| is >= width) && image.height.is_none_or(|is| is >= height)
    };
    let large = fields.image.as_ref().is_some_and(|image| large(&image.value));
    if fields.image.is_some() || policy.base.is_some() {
        fill.meta(facts, "name", "twitter:card", Some(if large { "summary_large_image" } else { "summary" }));
    }
    let handle = |text: &str| share::handle(text).map(|handle| format!("@{handle}"));
    let site = policy.settings.site.profiles.get("x").and_then(|profile| handle(profile));
    fill.meta(facts, "name", "twitter:site", site.as_deref());
    let x = fields.authors.iter().find_map(|author| author.x.as_deref()).and_then(handle);
    fill.meta(facts, "name", "twitter:creator", x.as_deref());
    if let Some(image) = &fields.image {
        // The page's own words for its picture, else those of the one that was chosen.
        let own = of_first_image(facts, "og:image:alt").map(|at| facts.metas[at].content.clone()).filter(|alt| !alt.trim().is_empty());
        fill.meta(facts, "name", "twitter:image:alt", own.or_else(|| image.value.alt.clone()).as_deref());
    }
    fill.meta(facts, "name", "fediverse:creator", accounts::fediverse_creator(&fields.authors, &policy.settings.site).as_deref());
    let robots = if hints.noindex { "noindex" } else { policy.settings.meta.robots.as_str() };
    if !facts.has_meta("googlebot") && hints.kind != Some(Kind::NotFound) {
        fill.meta(facts, "name", "robots", Some(robots));
    }
    fill.meta(facts, "name", "theme-color", policy.settings.site.theme_color.as_deref());
}

/// Lays filled tags over the facts, so that rules see the page as it ships.
pub(super) fn show(facts: &mut PageFacts, tags: &[Tag], behind: Option<u32>) {
    // Of several with one key the first in the page counts, so they go where they will stand.
    let found = behind.and_then(|at| facts.metas.iter().rposition(|meta| meta.span.start == at));
    let mut place = found.map_or(facts.metas.len(), |at| at + 1);
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
            "property" | "name" => {
                let meta = Meta {
                    key: tag.key.clone(),
                    key_raw: tag.key.clone(),
                    carrier: if tag.kind == "name" { Carrier::Name } else { Carrier::Property },
                    content: tag.value.clone(),
                    span: Default::default(),
                    value_span: None,
                    key_span: None,
                    in_head: true,
                    indent: None,
                };
                facts.metas.insert(place, meta);
                place += 1;
            }
            _ => {}
        }
    }
}
