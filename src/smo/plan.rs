//! Decides what a page will say and touches nothing: the only place with opinions.
//!
//! Three kinds of change, no others: fill what is missing, repair what is certainly broken,
//! mount what was asked for. An author's own tag wins.

use std::collections::BTreeMap;

use super::meta::{self, Fill};
use super::{body_image, image, mount, resolve};
use crate::base::finding::Fact;
use crate::base::{BaseUrl, Place};
use crate::config::{Part, Settings};
use crate::model::facts::{HeadAnchor, PageFacts, Shape};
use crate::model::files::{Digest, ImageInfo};
use crate::model::page::{Hints, Kind};
use crate::model::plan::{Edit, Fields, From, Op, Plan, PreviewFile, Resolved};
use crate::theme::{Context, Theme};

/// Local pictures that were looked at, by decoded site path.
pub type Looked = BTreeMap<String, ImageInfo>;

/// What holds for all pages of a run.
#[derive(Clone, Copy)]
pub struct Policy<'a> {
    pub settings: &'a Settings,
    /// Without it nothing absolute is written.
    pub base: Option<&'a BaseUrl>,
    pub theme: &'a Theme,
    /// Digest of the fonts that cards are written with.
    pub fonts: Digest,
    /// Site paths of the small stylesheet and script that mounted parts need; none = the theme's own.
    pub css: Option<&'a str>,
    pub js: Option<&'a str>,
}

/// The local pictures that [`plan`] wants to know of.
pub fn wanted(facts: &PageFacts, hints: &Hints, policy: &Policy) -> Vec<String> {
    if !facts.shape.is_document() {
        return Vec::new();
    }
    let hints = facts.hints(hints);
    let mut named = image::named(facts, hints, policy);
    if body_image::wants(hints, policy) {
        named.extend(body_image::named(facts, policy));
        named.sort();
        named.dedup();
    }
    named
}

/// Decides. Afterwards `facts` shows the page as it will ship.
pub fn plan(facts: &mut PageFacts, hints: &Hints, looked: &Looked, policy: &Policy) -> Plan {
    let mut plan = Plan { findings: std::mem::take(&mut facts.findings), ..Plan::default() };
    if !facts.shape.is_document() || facts.head == HeadAnchor::None {
        return plan;
    }
    let island = facts.island.clone();
    let hints = island.as_ref().filter(|_| !hints.built).unwrap_or(hints);
    plan.fields = fields(facts, hints, policy);
    let choice = image::choose(facts, &plan.fields, hints, looked, policy);
    plan.fields.image = choice.image;
    plan.pictures = choice.pictures;
    plan.findings.extend(choice.findings);
    let mut fill = Fill::default();
    if wants(Part::Meta, hints, policy) {
        fill = meta::fill(facts, &plan.fields, hints, policy);
        repair_image(&mut fill, facts, &plan.fields, looked, policy);
    } else {
        leave_previews(&mut plan);
    }
    if body_image::wants(hints, policy) {
        plan.edits.extend(body_image::fill(facts, looked, policy));
    }
    mount::mount(&mut plan, facts, hints, policy);
    small_files(&mut fill, &plan, facts, policy);
    plan.edits.append(&mut fill.edits);
    plan.repairs.append(&mut fill.repairs);
    head_block(&mut plan, facts, &fill, policy);
    plan.edits.sort_by_key(|edit| edit.at);
    plan
}

/// Everything for the pages of a built site; for others what was asked for.
pub(super) fn wants(part: Part, hints: &Hints, policy: &Policy) -> bool {
    hints.built || policy.settings.optimize.only.contains(&part)
}

/// Without the head's tags no picture is made, so nothing may count on one.
fn leave_previews(plan: &mut Plan) {
    plan.pictures.clear();
    plan.findings.retain(|finding| finding.at != Place::Fact(Fact::Image));
    plan.fields.image = plan.fields.image.take().filter(|image| matches!(image.from, From::OpenGraph | From::Twitter));
}

fn fields(facts: &PageFacts, hints: &Hints, policy: &Policy) -> Fields {
    let site = &policy.settings.site;
    let site_name = facts.meta("og:site_name").map(|meta| meta.content.trim().to_owned()).or_else(|| {
        let configured = Some(site.title.clone()).filter(|title| !title.is_empty());
        configured
            .or_else(|| facts.meta("application-name").map(|meta| meta.content.trim().to_owned()))
            .or_else(|| policy.base.map(|base| base.host().to_owned()))
    });
    let article = match (facts.shape, hints.kind) {
        (_, Some(kind)) => kind == Kind::Article,
        (shape, None) => shape == Shape::Article,
    };
    let noindex = hints.noindex || facts.meta("robots").is_some_and(|meta| meta.content.to_ascii_lowercase().contains("noindex"));
    Fields {
        title: resolve::title(facts, hints, site_name.as_deref().unwrap_or_default()),
        description: resolve::description(facts, hints),
        canonical: canonical(facts, hints, policy.base),
        image: None,
        lang: resolve::lang(facts, hints, &site.lang).map(|lang| lang.value),
        site_name,
        published: resolve::published(facts, hints).map(|date| date.value).filter(|_| article),
        updated: resolve::updated(facts, hints).map(|date| date.value).filter(|_| article),
        article,
        share_links: Vec::new(),
        quotes: Vec::new(),
        noindex,
    }
}

fn canonical(facts: &PageFacts, hints: &Hints, base: Option<&BaseUrl>) -> Option<Resolved<String>> {
    let base = base?;
    let page = facts.url.as_ref()?;
    if let Some(link) = facts.links.iter().find(|link| link.in_head && link.is("canonical") && !link.href.is_empty()) {
        let absolute = if resolve::is_relative(&link.href) { resolve::absolute(facts, base, &link.href)? } else { link.href.clone() };
        return Some(Resolved::new(absolute, From::Canonical));
    }
    if let Some(url) = &hints.canonical {
        return Some(Resolved::new(url.clone(), From::Hint));
    }
    Some(Resolved::new(base.join(page), From::Address))
}

/// A relative `og:image` becomes absolute; a size that its file contradicts becomes true.
fn repair_image(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields, looked: &Looked, policy: &Policy) {
    let Some(image) = fields.image.as_ref().map(|image| &image.value) else { return };
    for at in 0..facts.metas.len() {
        let meta = &facts.metas[at];
        if meta::can_set(facts, at)
            && image::TAGS.contains(&meta.key.as_str())
            && !meta.content.trim().is_empty()
            && resolve::is_relative(&meta.content)
            && let Some(absolute) = policy.base.and_then(|base| image::meant(facts, base, looked, &meta.content))
        {
            fill.set(facts, at, &absolute);
        }
    }
    let PreviewFile::Local(info) = &image.file else { return };
    if info.width == 0 {
        return;
    }
    for (key, truth, other) in [("og:image:width", info.width, info.height), ("og:image:height", info.height, info.width)] {
        let Some(at) = meta::of_first_image(facts, key) else { continue };
        if !meta::can_set(facts, at) {
            continue;
        }
        let content = facts.metas[at].content.trim();
        let said = content.parse::<u32>().ok();
        // A rotated photo may be described either way.
        if said.is_none_or(|said| said.abs_diff(truth) > 1 && said.abs_diff(other) > 1) && !content.is_empty() {
            fill.set(facts, at, &truth.to_string());
        }
    }
}

/// The stylesheet and the script of mounted parts, only on pages that have one.
fn small_files(fill: &mut Fill, plan: &Plan, facts: &PageFacts, policy: &Policy) {
    let base_path = policy.base.map_or("", |base| base.path());
    let mut add = |kind: &'static str, path: &str| {
        fill.tags.push(meta::Tag { kind, key: String::new(), value: format!("{base_path}{path}") });
    };
    if let (true, false, Some(css)) = (plan.needs_css, facts.has_smo_css, policy.css) {
        add("css", css);
    }
    if let (true, false, Some(js)) = (plan.needs_js, facts.has_smo_js, policy.js) {
        add("js", js);
    }
}

/// One edit at the head anchor that holds all filled tags, indented like its neighbour, and one
/// behind the page's own `og:image` where its sub-properties are missing.
fn head_block(plan: &mut Plan, facts: &mut PageFacts, fill: &Fill, policy: &Policy) {
    let indent = facts.head_indent.clone();
    let newline = if facts.crlf { "\r\n" } else { "\n" };
    if let Some(behind) = &fill.behind {
        let lines = render_tags(&behind.tags, policy, plan);
        plan.edits.push(Edit { at: behind.at, op: Op::After, html: after_lines(&lines, behind.indent.as_deref(), newline) });
        meta::show(facts, &behind.tags);
    }
    if fill.tags.is_empty() {
        return;
    }
    let lines = render_tags(&fill.tags, policy, plan);
    if lines.is_empty() {
        return;
    }
    let (at, op, html) = match facts.head {
        HeadAnchor::After(at) => (at, Op::After, after_lines(&lines, indent.as_deref(), newline)),
        HeadAnchor::Into(at) => (at, Op::Prepend, after_lines(&lines, indent.map(|indent| format!("{indent}  ")).as_deref(), newline)),
        HeadAnchor::Before(at) => {
            let end = indent.map_or(String::new(), |indent| format!("{newline}{indent}"));
            (at, Op::Before, lines.iter().map(|line| format!("{line}{end}")).collect())
        }
        HeadAnchor::None => return,
    };
    plan.edits.insert(0, Edit { at, op, html });
    meta::show(facts, &fill.tags);
}

/// Each on a line of its own, or all in one where the page does not use lines.
fn after_lines(lines: &[String], indent: Option<&str>, newline: &str) -> String {
    match indent {
        Some(indent) => lines.iter().map(|line| format!("{newline}{indent}{line}")).collect(),
        None => lines.concat(),
    }
}

fn render_tags(tags: &[meta::Tag], policy: &Policy, plan: &mut Plan) -> Vec<String> {
    let mut context = Context::new();
    context.insert("tags", tags);
    match policy.theme.render("smo/head.html", &context) {
        Ok(rendered) => rendered.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        Err(finding) => {
            plan.findings.push(*finding);
            Vec::new()
        }
    }
}
