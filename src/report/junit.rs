//! JUnit XML, for dashboards of CI: a suite for each page, a case for each rule that looked at it.
//!
//! No time of day and no durations: the same site gives the same file.

use std::collections::{BTreeMap, BTreeSet};

use super::json::quiet_of;
use super::passed::{SITE, passed};
use super::plain::{place, sorted};
use crate::base::finding::Quiet;
use crate::base::{Finding, Level};
use crate::config::{FailOn, Settings};
use crate::model::exhibits::LooksAt;
use crate::model::report::Report;

/// With more cases than this, those that pass are merged by page and group.
const MOST_CASES: usize = 20_000;

pub fn junit(report: &Report, settings: &Settings) -> String {
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    suites.insert(SITE, Suite::default());
    for page in &report.pages {
        suites.insert(page.url.as_str(), Suite { file: page.source.as_deref(), ..Suite::default() });
    }
    for finding in sorted(report.findings.iter().chain(&report.quiet)) {
        let suite = finding.page.as_deref().unwrap_or(SITE);
        suites.entry(suite).or_default().found.entry(finding.rule).or_default().push(finding);
    }
    let all: usize = report.pages.len() * passed(report, LooksAt::Page, |_| false).count();
    let mut out = String::new();
    let mut totals = (0, 0, 0);
    for (name, suite) in &suites {
        let mut cases = String::new();
        let (mut tests, mut failures, mut skipped) = (0, 0, 0);
        for (rule, findings) in &suite.found {
            let group = report.exhibits.rule(rule).and_then(|card| card.group).unwrap_or("-");
            let (case, outcome) = case(group, rule, findings, settings.lint.fail_on);
            cases.push_str(&case);
            tests += 1;
            failures += usize::from(outcome == Outcome::Failed);
            skipped += usize::from(outcome == Outcome::Skipped);
        }
        let looks_at = if *name == SITE { LooksAt::Site } else { LooksAt::Page };
        let passed = passed(report, looks_at, |rule| suite.found.contains_key(rule));
        let merged = all > MOST_CASES;
        let passed: BTreeSet<(&str, &str)> =
            passed.map(|rule| (rule.group.unwrap_or("-"), if merged { "(passed)" } else { rule.name })).collect();
        for (group, rule) in passed {
            cases.push_str(&format!("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"/>\n", escape(group), escape(rule)));
            tests += 1;
        }
        if tests == 0 {
            continue;
        }
        let file = suite.file.map_or(String::new(), |file| format!(" file=\"{}\"", escape(file)));
        out.push_str(&format!(
            "  <testsuite name=\"{}\"{file} tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\">\n{cases}  </testsuite>\n",
            escape(name)
        ));
        totals = (totals.0 + tests, totals.1 + failures, totals.2 + skipped);
    }
    let (tests, failures, _) = totals;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"smo-build\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" time=\"0\">\n{out}</testsuites>\n"
    )
}

#[derive(Default)]
struct Suite<'a> {
    /// The author's file.
    file: Option<&'a str>,
    found: BTreeMap<&'a str, Vec<&'a Finding>>,
}

#[derive(PartialEq)]
enum Outcome {
    Failed,
    Passed,
    Skipped,
}

/// One rule on one page: failed if a finding counts and is at the gate; below it, it passes and says so.
fn case(group: &str, rule: &str, findings: &[&Finding], fail_on: FailOn) -> (String, Outcome) {
    let gate = match fail_on {
        FailOn::Error => Some(Level::Error),
        FailOn::Warning => Some(Level::Warning),
        FailOn::Info => Some(Level::Info),
        FailOn::Never => None,
    };
    let (quiet, loud): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|finding| quiet_of(finding).is_some());
    let (failed, low): (Vec<&Finding>, Vec<&Finding>) =
        loud.into_iter().partition(|finding| gate.is_some_and(|gate| finding.level >= gate));
    let mut body = String::new();
    let mut outcome = Outcome::Passed;
    if let Some(first) = failed.first() {
        let worst = failed.iter().map(|finding| finding.level).max().unwrap_or(first.level);
        let more = if failed.len() > 1 { format!(" (and {} more)", failed.len() - 1) } else { String::new() };
        body.push_str(&format!(
            "      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
            worst.name(),
            escape(&format!("{}{more}", first.message)),
            escape(&failed.iter().map(|finding| said(finding)).collect::<String>())
        ));
        outcome = Outcome::Failed;
    } else if low.is_empty()
        && let Some(first) = quiet.first()
    {
        body.push_str(&format!("      <skipped message=\"{}\"/>\n", escape(&why_quiet(first))));
        outcome = Outcome::Skipped;
    }
    if !low.is_empty() {
        body.push_str(&format!(
            "      <system-out>{}</system-out>\n",
            escape(&low.iter().map(|finding| said(finding)).collect::<String>())
        ));
    }
    let head = format!("    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n", escape(group), escape(rule));
    (format!("{head}{body}    </testcase>\n"), outcome)
}

fn why_quiet(finding: &Finding) -> String {
    match quiet_of(finding) {
        Some(Quiet::Because(rule)) => format!("follows from {rule}: {}", finding.message),
        Some(Quiet::Allowed { by, reason }) => {
            format!("allowed in {by}{}: {}", reason.as_ref().map_or(String::new(), |reason| format!(" ({reason})")), finding.message)
        }
        Some(Quiet::Known) => format!("known: {}", finding.message),
        None => finding.message.to_string(),
    }
}

/// Where it is and what to do, on lines of their own.
fn said(finding: &Finding) -> String {
    let mut out = format!("{}: {}[{}] {}\n", place(finding), finding.level.name(), finding.rule, finding.message);
    for (lead, text) in [("why", finding.reason()), ("help", finding.advice())] {
        if let Some(text) = text {
            out.push_str(&format!("  {lead}: {text}\n"));
        }
    }
    out
}

/// Text for attributes and elements: nothing that ends them, and only what XML 1.0 can hold.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => out.push('\u{FFFD}'),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
