//! Judges pages before anyone shares them: the registry of rules, and how they are run.
//!
//! A rule sees facts, fields and output paths; it opens no file and parses no HTML.

mod audience;
mod cards;
mod explain;
mod fingerprint;
mod folding;
mod level;
mod options;
mod prose;
mod rule;
mod rules;
mod score;
mod shown;

use std::sync::Arc;

use crate::base::Finding;
use crate::config::Settings;
use crate::model::view::{PageSummary, PageView};

pub use audience::AUDIENCE;
pub use cards::cards;
pub use explain::{explain, explain_all, explain_all_json, explain_json};
pub use fingerprint::{fingerprint, standing};
pub use folding::fold_links;
pub use level::{By, Decision, everywhere, has_overrides, layers, shown as level_of};
pub use options::{is_name, nearest_name, nearest_platform, platform_names, unknown_names};
pub use rule::{Around, Case, Check, Context, Group, Rule, Tier};
pub use rules::fragment::{offers_feed, trace};
pub use rules::image::same_picture;
pub use rules::leaks::is_placeholder;
pub use rules::text::as_compared;
pub use score::{account, site_score, verdict};

/// Every rule by group file; names are permanent.
pub const RULES: &[&[Rule]] = &[
    rules::image::RULES,
    rules::size::RULES,
    rules::meta::RULES,
    rules::leaks::RULES,
    rules::text::RULES,
    rules::url::RULES,
    rules::link::RULES,
    rules::share::RULES,
    rules::jsonld::RULES,
    rules::data::RULES,
    rules::a11y::RULES,
    rules::quoting::RULES,
    rules::tags::RULES,
    rules::wording::RULES,
    rules::body::RULES,
    rules::schema::RULES,
    rules::language::RULES,
    rules::count::RULES,
    rules::published::RULES,
    rules::fragment::RULES,
    rules::beside::RULES,
    rules::embeds::RULES,
    rules::oembed::RULES,
    rules::weight::RULES,
    rules::widget::RULES,
    rules::track::RULES,
    rules::safety::RULES,
    rules::read::RULES,
    rules::headline::RULES,
    rules::onward::RULES,
    rules::kit::RULES,
    rules::post::RULES,
    rules::elsewhere::RULES,
];

pub fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().flat_map(|group| group.iter())
}

pub fn find(name: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.name == name)
}

/// What is said of a page: what counts, and what only follows from that.
#[derive(Debug, Default)]
pub struct Judged {
    pub findings: Vec<Finding>,
    pub quiet: Vec<Finding>,
}

/// Does a rule that reads the text of a page speak, or does the page allow one of them? Then its
/// passages are to be read: the other rules do without, and reading them costs.
pub fn reads_text<'a>(ctx: &Context, mut allowed: impl Iterator<Item = &'a str>) -> bool {
    let readers = || OF_TEXT.iter().filter_map(|(name, case)| Some((find(name)?, *case)));
    let speaks = |(rule, wanted): (&'static Rule, &str)| {
        let mut cases = rule.cases.iter().filter(|case| wanted.is_empty() || case.id == wanted);
        cases.any(|case| level::shown(ctx.settings, &ctx.layers, rule, case).level.is_some())
    };
    let is_named = |name: &str| readers().any(|(rule, _)| name == rule.name || rule.group.is_some_and(|group| name == group.name()));
    readers().any(speaks) || allowed.any(is_named)
}

/// (rule, case) that look at the passages of a page; no case = all of them.
const OF_TEXT: &[(&str, &str)] =
    &[("wall-of-text", ""), ("no-visual", ""), ("nothing-quotable", ""), ("dense-prose", ""), ("no-share-path", "none")];

/// What is wrong with one page, with what other rooms said of it. Redirects and fragments are nobody's pages.
pub fn page(view: &PageView, ctx: &Context, said: Vec<Finding>) -> Judged {
    if !view.shown.shape.is_document() {
        return Judged { findings: said, quiet: Vec::new() };
    }
    let mut found = said;
    for rule in rules() {
        if let Check::Page(check) | Check::Both(check, _) = rule.check {
            let mut report = rule::Reporter::new(rule, ctx, Some(view.url.clone()));
            check(view, &mut report);
            found.extend(report.finish());
        }
    }
    let (findings, quiet) = folding::hide_consequences(found, ctx.base.is_some());
    Judged { findings, quiet }
}

/// What is wrong with the site as a whole; `pages` in path order, with what is said of them.
pub fn site(pages: &[PageSummary], ctx: &Context) -> Judged {
    debug_assert!(pages.is_sorted_by(|a, b| a.path <= b.path), "rules look pages up by their paths");
    let mut found = Vec::new();
    for rule in rules() {
        if let Check::Site(check) | Check::Both(_, check) = rule.check {
            let mut report = rule::Reporter::new(rule, ctx, None);
            check(pages, &mut report);
            found.extend(report.finish());
        }
    }
    let (findings, quiet) = folding::hide_consequences_of_pages(found, pages, ctx.base.is_some());
    Judged { findings, quiet }
}

/// What is wrong nearly everywhere is said once; what the other pages of a site excuse is not said.
pub fn fold(pages: &mut [PageSummary]) -> Vec<Finding> {
    rules::url::spare_twins(pages);
    folding::fold(pages)
}

/// Findings of any room at the levels that the settings give them; those switched off, and those
/// that the profile does not show, are gone. Doing it twice is doing it once.
pub fn settle(found: Vec<Finding>, settings: &Settings) -> Vec<Finding> {
    settle_with(found, settings, &|_| None)
}

/// As [`settle`]; `source_of` knows the file of a page, for what is said of some paths only.
pub fn settle_with(found: Vec<Finding>, settings: &Settings, source_of: &dyn Fn(&str) -> Option<Arc<str>>) -> Vec<Finding> {
    let everywhere = level::everywhere(settings);
    let overrides = level::has_overrides(settings);
    let at_level = |mut finding: Finding| {
        if let Some(rule) = find(finding.rule) {
            let case = level::case_of(rule, &finding);
            let level = if overrides {
                let page = finding.page.as_deref();
                let source = page.and_then(source_of).or_else(|| Some(finding.path().into()).filter(|path: &Arc<str>| !path.is_empty()));
                level::shown(settings, &level::layers(settings, page, source.as_deref()), rule, &case).level
            } else {
                level::shown(settings, &everywhere, rule, &case).level
            };
            finding.level = level?;
        }
        Some(finding)
    };
    found.into_iter().filter_map(at_level).collect()
}

#[cfg(test)]
mod tests;
