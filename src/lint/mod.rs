//! Judges pages before anyone shares them: the registry of rules, and how they are run.
//!
//! A rule sees facts, fields and output paths; it opens no file and parses no HTML.

mod audience;
mod cards;
mod explain;
mod folding;
mod rule;
mod rules;
mod score;
mod shown;

use crate::base::{Finding, Place};
use crate::config::Settings;
use crate::model::view::{PageSummary, PageView};

pub use audience::AUDIENCE;
pub use cards::cards;
pub use explain::{explain, explain_all, explain_all_json, explain_json};
pub use folding::{fold, fold_links};
pub use rule::{Around, Case, Check, Context, Group, Rule, Tier};
pub use rules::fragment::trace;
pub use score::{SCORE_VERSION, account, site_score, verdict};

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
    rules::track::RULES,
    rules::safety::RULES,
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

/// What is wrong with one page, with what other rooms said of it. Redirects and fragments are nobody's pages.
pub fn page(view: &PageView, ctx: &Context, said: Vec<Finding>) -> Judged {
    if !view.shown.shape.is_document() {
        return Judged { findings: said, quiet: Vec::new() };
    }
    let mut found = said;
    for rule in rules() {
        if let Check::Page(check) | Check::Both(check, _) = rule.check {
            let mut report = rule::Reporter::new(rule, ctx, Some(view.url.shared()));
            check(view, &mut report);
            found.extend(report.finish());
        }
    }
    let (findings, quiet) = folding::hide_consequences(found, ctx.base.is_some());
    Judged { findings, quiet }
}

/// What is wrong with the site as a whole; `pages` in path order, with what is said of them.
pub fn site(pages: &[PageSummary], ctx: &Context) -> Judged {
    let mut found = Vec::new();
    for rule in rules() {
        if let Check::Site(check) | Check::Both(_, check) = rule.check {
            let mut report = rule::Reporter::new(rule, ctx, None);
            check(pages, &mut report);
            found.extend(report.finish());
        }
    }
    let (findings, quiet) = folding::hide_consequences_of_pages(found, pages);
    Judged { findings, quiet }
}

/// Findings of any room at the levels that the settings give them; those switched off are gone.
/// Doing it twice is doing it once.
pub fn settle(found: Vec<Finding>, settings: &Settings) -> Vec<Finding> {
    let at_level = |mut finding: Finding| {
        if let Some(rule) = find(finding.rule) {
            let case = Case { level: finding.level, ..rule.cases[0] };
            finding.level = rule::level(settings, rule, &case)?;
        }
        Some(finding)
    };
    found.into_iter().filter_map(at_level).collect()
}

/// Names in `lint.rules` and `lint.platforms` that mean nothing.
pub fn unknown_names(settings: &Settings) -> Vec<Finding> {
    let known_rules: Vec<&str> = rules().map(|rule| rule.name).chain(Group::ALL.iter().map(|group| group.name())).collect();
    let known_platforms: Vec<&str> = audience::AUDIENCE.iter().map(|(id, _)| *id).chain(["all"]).collect();
    let rules = settings.lint.rules.keys().map(|name| (name, "rule or group", &known_rules));
    let platforms = settings.lint.platforms.iter().map(|name| (name, "platform", &known_platforms));
    let weights = settings.lint.weights.keys().map(|name| (name, "platform", &known_platforms));
    let unknown = rules.chain(platforms).chain(weights).filter(|(name, _, known)| !known.contains(&name.as_str()));
    unknown
        .map(|(name, what, known)| {
            let at = place_in_settings(settings, name);
            let finding = Finding::warning("unknown-rule", format!("`{name}` is no {what}"), at).why("the line has no effect");
            match crate::base::nearest::nearest(name, known.iter().copied()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help("see `smo-build explain` for the names"),
            }
        })
        .collect()
}

/// Where a name stands in `smo.yaml`: its first mention after `lint:`.
fn place_in_settings(settings: &Settings, name: &str) -> Place {
    let Some(source) = &settings.source else { return Place::Site };
    let section = source.text.find("lint:").unwrap_or(0);
    match source.text[section..].find(name) {
        Some(at) => Place::Spot(source.spot(crate::base::Span::new(section + at, section + at + name.len()))),
        None => Place::Site,
    }
}

#[cfg(test)]
mod tests;
