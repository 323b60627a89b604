//! Decides what a page will say and touches nothing: the only place with opinions.
//!
//! Three kinds of change, no others: fill what is missing, repair what is certainly broken,
//! mount what was asked for. An author's own tag wins.

use std::collections::BTreeMap;

use super::fragment::Fragments;
use super::meta::{self, Fill};
use super::resolve::{Ask, Field};
use super::{body_image, image, mount, repair};
use crate::base::finding::Fact;
use crate::base::{BaseUrl, Place};
use crate::config::{Part, Settings};
use crate::model::facts::{HeadAnchor, PageFacts};
use crate::model::files::{Digest, ImageInfo};
use crate::model::page::Hints;
use crate::model::plan::{Edit, Fields, From, Op, Plan};
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
    plan_with(facts, hints, looked, policy, &Fragments::default())
}

/// As [`plan`], with what leads to the words of quotes.
pub(super) fn plan_with(facts: &mut PageFacts, hints: &Hints, looked: &Looked, policy: &Policy, fragments: &Fragments) -> Plan {
    let mut plan = Plan { findings: std::mem::take(&mut facts.findings), ..Plan::default() };
    if !facts.shape.is_document() || facts.head == HeadAnchor::None {
        return plan;
    }
    let island = facts.island.clone();
    let hints = island.as_ref().filter(|_| !hints.built).unwrap_or(hints);
    let mut fill = Fill::default();
    if wants(Part::Meta, hints, policy) {
        repair::tags(&mut fill, facts, hints, looked, policy);
    }
    plan.fields = fields(&Ask { facts, hints, site: &policy.settings.site, base: policy.base });
    let choice = image::choose(facts, &plan.fields, hints, looked, policy);
    plan.fields.image = choice.image;
    plan.fields.others = image::others(facts, plan.fields.image.as_ref(), looked, policy);
    plan.fields.sizes = choice.sizes;
    plan.pictures = choice.pictures;
    plan.findings.extend(choice.findings);
    if wants(Part::Meta, hints, policy) {
        repair::picture(&mut fill, facts, &plan.fields);
        plan.fields.photo = image::photo(facts, &plan.fields, hints, looked, policy);
        fill = meta::fill(fill, facts, &plan.fields, hints, policy);
    } else {
        leave_previews(&mut plan);
    }
    if body_image::wants(hints, policy) {
        body_image::fill(&mut plan, facts, looked, policy);
    }
    mount::mount(&mut plan, facts, hints, policy, fragments);
    facts.anchors.append(&mut plan.anchors);
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
    plan.fields.sizes.clear();
    plan.findings.retain(|finding| finding.at != Place::Fact(Fact::Image));
    plan.fields.image = plan.fields.image.take().filter(|image| matches!(image.from, From::OpenGraph | From::Twitter));
}

fn fields(ask: &Ask) -> Fields {
    let article = ask.first(Field::Type).is_some_and(|kind| kind.value.eq_ignore_ascii_case("article"));
    let robots = ask.facts.meta("robots").is_some_and(|meta| meta.content.to_ascii_lowercase().contains("noindex"));
    let value = |field| ask.first(field).map(|found| found.value);
    Fields {
        title: ask.first(Field::Title),
        description: ask.first(Field::Description),
        canonical: ask.first(Field::Canonical),
        lang: value(Field::Lang),
        site_name: value(Field::SiteName),
        published: value(Field::Published).filter(|_| article),
        updated: value(Field::Updated).filter(|_| article),
        authors: ask.authors().map(|found| found.value).unwrap_or_default(),
        article,
        noindex: ask.hints.noindex || robots,
        ..Fields::default()
    }
}

/// The stylesheet and the script of mounted parts, only on pages that have one.
fn small_files(fill: &mut Fill, plan: &Plan, facts: &PageFacts, policy: &Policy) {
    if facts.amp {
        return;
    }
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
        plan.edits.push(Edit {
            at: behind.own.start,
            op: Op::After(behind.own.end),
            html: after_lines(&lines, behind.indent.as_deref(), newline),
        });
        meta::show(facts, &behind.tags, Some(behind.own.start));
    }
    if fill.tags.is_empty() {
        return;
    }
    let lines = render_tags(&fill.tags, policy, plan);
    if lines.is_empty() {
        return;
    }
    let (at, op, html) = match facts.head {
        HeadAnchor::After(own) => (own.start, Op::After(own.end), after_lines(&lines, indent.as_deref(), newline)),
        HeadAnchor::Into(tag) => {
            let indent = indent.map(|indent| format!("{indent}  "));
            (tag.start, Op::Prepend(tag.end), after_lines(&lines, indent.as_deref(), newline))
        }
        HeadAnchor::Before(at) | HeadAnchor::At(at) => {
            let end = indent.map_or(String::new(), |indent| format!("{newline}{indent}"));
            (at, Op::At, lines.iter().map(|line| format!("{line}{end}")).collect())
        }
        HeadAnchor::None => return,
    };
    plan.edits.insert(0, Edit { at, op, html });
    meta::show(facts, &fill.tags, None);
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
            plan.findings.push(finding);
            Vec::new()
        }
    }
}
