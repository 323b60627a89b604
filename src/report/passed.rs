//! Rules that looked and found nothing, so that silence can be told from not looking.

use std::collections::{BTreeMap, BTreeSet};

use super::plain::{count, one_line};
use super::terminal::{Look, wrapped};
use crate::model::exhibits::{LooksAt, RuleCard};
use crate::model::report::Report;

/// What a report calls that which is about no page.
pub const SITE: &str = "(site)";

/// Rules of a kind that are not switched off and not among `found`, in the order of the registry.
pub fn passed(report: &Report, looks_at: LooksAt, found: impl Fn(&str) -> bool) -> impl Iterator<Item = &RuleCard> {
    let looked = report.exhibits.rules.iter().filter(move |rule| rule.on && rule.looks_at == looks_at);
    looked.filter(move |rule| !found(rule.name))
}

/// The rules that found nothing: of the site, on no page at all, and besides those on each page.
pub fn listed(report: &Report, look: &Look) -> String {
    // What is allowed or follows from something else was found, too.
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in report.findings.iter().chain(&report.quiet) {
        found.entry(finding.page.as_deref().unwrap_or(SITE)).or_default().insert(finding.rule);
    }
    let silent = |looks_at, skip: &dyn Fn(&str) -> bool| {
        let mut rules: Vec<&str> = passed(report, looks_at, skip).map(|rule| rule.name).collect();
        rules.sort_unstable();
        rules
    };
    let is_found = |place: &str, rule: &str| found.get(place).is_some_and(|found| found.contains(rule));
    let anywhere: BTreeSet<&str> = found.iter().filter(|(place, _)| **place != SITE).flat_map(|(_, rules)| rules).copied().collect();
    let mut rows = vec![
        (SITE, silent(LooksAt::Site, &|rule| is_found(SITE, rule))),
        ("(every page)", silent(LooksAt::Page, &|rule| anywhere.contains(rule))),
    ];
    let mut pages: Vec<&str> = report.pages.iter().map(|page| page.url.as_str()).collect();
    pages.sort_unstable();
    rows.extend(pages.into_iter().map(|url| (url, silent(LooksAt::Page, &|rule| !anywhere.contains(rule) || is_found(url, rule)))));
    rows.retain(|(_, rules)| !rules.is_empty());
    rows.iter().enumerate().map(|(at, (place, rules))| row(place, rules, at > 1, look)).collect()
}

/// `/rain/: 3 more: …`, in a terminal broken at its width.
fn row(place: &str, rules: &[&str], further: bool, look: &Look) -> String {
    let what = if further { format!("{} more", rules.len()) } else { format!("{} looked and found nothing", count(rules.len(), "rule")) };
    let head = format!("{}: {what}:", one_line(place));
    let rules = rules.join(", ");
    match look.terminal {
        true => wrapped(&head, &rules, 2, look).join("\n  ") + "\n",
        false => format!("{head} {rules}\n"),
    }
}
