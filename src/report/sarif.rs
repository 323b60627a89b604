//! SARIF 2.1.0, for code scanning: one run, a result for each cause, consequences as its further places.
//!
//! Limits of GitHub's reader (its documentation, 2026-11): 25,000 results, 1,000 places a result, 10 tags a rule.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::json::{Object, quiet_of};
use super::plain::{below, count, json_text, sorted};
use super::roots::Roots;
use crate::base::finding::{Fix, Place, Quiet, Safety, Spot};
use crate::base::{Finding, Level};
use crate::config::{FILE_NAME, Settings};
use crate::model::exhibits::RuleCard;
use crate::model::report::Report;

const MOST_RESULTS: usize = 25_000;
const MOST_PLACES: usize = 100;
const MOST_TAGS: usize = 10;

/// How bad what leaks is, as code scanning ranks it; other rules are not about safety.
const SEVERITY: &[(&str, &str)] = &[("secret-or-path-leak", "8.0"), ("image-gps", "4.0")];

pub fn sarif(report: &Report, _: &Settings) -> String {
    let roots = Roots::of(report);
    let shown = |finding: &&Finding| !matches!(quiet_of(finding), Some(Quiet::Because(_)));
    let (results, dropped) = within_limit(report.findings.iter().chain(&report.quiet).filter(shown).collect());
    let rules = rules_of(&results, report);
    let has_baseline = report.quiet.iter().any(|finding| quiet_of(finding) == Some(&Quiet::Known));
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = results
        .into_iter()
        .map(|finding| {
            let mut result = result_of(finding, report, &roots);
            result.put("ruleIndex", rules.iter().position(|(name, _)| *name == finding.rule));
            // Equal mistakes of one page are told apart by counting, or they would be one alert.
            if let Some(fingerprint) = finding.evidence.as_ref().and_then(|evidence| evidence.fingerprint.as_deref()) {
                let times = seen.entry(fingerprint).and_modify(|times| *times += 1).or_insert(1);
                let told_apart = if *times == 1 { fingerprint.to_owned() } else { format!("{fingerprint}:{times}") };
                result.put("partialFingerprints", json!({ "smo/v1": told_apart }));
            }
            let state = if quiet_of(finding) == Some(&Quiet::Known) { "unchanged" } else { "new" };
            result.put_some("baselineState", has_baseline.then_some(state));
            result.done()
        })
        .collect();
    let mut invocation = Object::default();
    invocation.put("executionSuccessful", true);
    if dropped > 0 {
        let text = format!("{} left out: code scanning reads {MOST_RESULTS} of a run", count(dropped, "lesser finding"));
        invocation.put("toolExecutionNotifications", json!([{ "level": "warning", "message": { "text": text } }]));
    }
    let run = json!({
        "tool": { "driver": {
            "name": env!("CARGO_PKG_NAME"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.into_iter().map(|(_, rule)| rule).collect::<Vec<_>>(),
        } },
        "automationDetails": { "id": "smo-build/lint/" },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": { "SRCROOT": { "description": { "text": "The folder that the command ran in." } } },
        "invocations": [invocation.done()],
        "results": results,
    });
    let log = json!({ "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run] });
    json_text(&log)
}

/// Hints go first, then warnings; of what is left, the worst pages stay.
fn within_limit(mut findings: Vec<&Finding>) -> (Vec<&Finding>, usize) {
    let all = findings.len();
    if all > MOST_RESULTS {
        let mut errors_of: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.level == Level::Error) {
            *errors_of.entry(finding.page.as_deref()).or_default() += 1;
        }
        findings = sorted(findings);
        findings.sort_by_key(|finding| (std::cmp::Reverse(finding.level), std::cmp::Reverse(errors_of.get(&finding.page.as_deref()))));
        findings.truncate(MOST_RESULTS);
    }
    (sorted(findings), all.saturating_sub(MOST_RESULTS))
}

/// Those that occur, by name.
fn rules_of<'a>(findings: &[&'a Finding], report: &Report) -> Vec<(&'a str, Value)> {
    let names: BTreeSet<&str> = findings.iter().map(|finding| finding.rule).collect();
    names.into_iter().map(|name| (name, rule_of(name, report.exhibits.rule(name)))).collect()
}

fn rule_of(name: &str, card: Option<&RuleCard>) -> Value {
    let mut out = Object::default();
    out.put("id", name);
    let Some(card) = card else { return out.done() };
    out.put("shortDescription", json!({ "text": card.about }));
    out.put("help", json!({ "text": card.about, "markdown": card.page }));
    out.put("defaultConfiguration", json!({ "level": level(card.level) }));
    let tiers = card.cases.iter().map(|case| case.tier);
    let platforms = card.cases.iter().flat_map(|case| case.platforms.iter().copied());
    let mut tags: Vec<&str> = Vec::new();
    for tag in card.group.into_iter().chain(tiers).chain(platforms) {
        if !tags.contains(&tag) && tags.len() < MOST_TAGS {
            tags.push(tag);
        }
    }
    let mut properties = Object::default();
    properties.put("tags", tags);
    properties.put_some("security-severity", SEVERITY.iter().find(|(rule, _)| *rule == name).map(|(_, severity)| *severity));
    out.put("properties", properties.done());
    out.done()
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn result_of(finding: &Finding, report: &Report, roots: &Roots) -> Object {
    let (location, mut message) = location_of(finding, report);
    for (lead, text) in [("", finding.reason()), ("help: ", finding.advice())] {
        if let Some(text) = text {
            message.push_str(&format!("\n{lead}{}", plain(text)));
        }
    }
    let mut related: Vec<Value> = Vec::new();
    for (at, what) in finding.evidence.iter().flat_map(|evidence| &evidence.related) {
        let id = related.len() + 1;
        let Some(mut place) = physical(at, report) else { continue };
        place.put("id", id);
        place.put("message", json!({ "text": plain(what) }));
        message.push_str(&format!("\n[{}]({id})", plain(what)));
        related.push(place.done());
    }
    let followers = roots.consequences(finding);
    for follower in followers.iter().take(MOST_PLACES.saturating_sub(related.len())) {
        let id = related.len() + 1;
        let Some(mut place) = physical(&follower.at, report) else { continue };
        place.put("id", id);
        place.put("message", json!({ "text": plain(&follower.message) }));
        related.push(place.done());
    }
    if !followers.is_empty() {
        message.push_str(&format!("\n{}", count(followers.len(), "consequence")));
    }
    let mut out = Object::default();
    out.put("ruleId", finding.rule);
    out.put("level", level(finding.level));
    out.put("message", json!({ "text": message }));
    out.put("locations", json!([location]));
    if !related.is_empty() {
        out.put("relatedLocations", related);
    }
    let fix = finding.evidence.as_ref().and_then(|evidence| evidence.fix.as_ref());
    if let Some(fix) = fix.and_then(|fix| fix_of(fix, finding, report)) {
        out.put("fixes", json!([fix]));
    }
    if let Some(Quiet::Allowed { reason, .. }) = quiet_of(finding) {
        let mut suppression = Object::default();
        suppression.put("kind", "inSource");
        suppression.put_some("justification", reason.as_deref());
        out.put("suppressions", json!([suppression.done()]));
    }
    out
}

/// What `lint --fix` would write; nothing of a fix that is a guess.
fn fix_of(fix: &Fix, finding: &Finding, report: &Report) -> Option<Value> {
    let edits = fix.edits.iter().zip(&fix.places).filter(|_| fix.safety == Safety::Safe);
    let changes: Option<Vec<Value>> = edits
        .map(|(edit, spot)| {
            let place = physical(&Place::Spot(spot.clone()), report)?.done();
            let place = &place["physicalLocation"];
            let replacement = json!({ "deletedRegion": place["region"], "insertedContent": { "text": edit.text } });
            Some(json!({ "artifactLocation": place["artifactLocation"], "replacements": [replacement] }))
        })
        .collect();
    let changes = changes.filter(|changes| !changes.is_empty())?;
    let text = finding.advice().unwrap_or("mend it");
    Some(json!({ "description": { "text": text }, "artifactChanges": changes }))
}

/// Where it is, and what it says; a place that no checkout holds is named in the words.
fn location_of(finding: &Finding, report: &Report) -> (Value, String) {
    let message = plain(&finding.message);
    if let Some(place) = physical(&finding.at, report) {
        return (place.done(), message);
    }
    let real = match (&finding.at, &finding.page) {
        (Place::Spot(spot), _) => format!("{}:{}", spot.path, spot.line),
        (Place::File(path), _) => path.to_string(),
        (_, page) => page.as_deref().unwrap_or_default().to_owned(),
    };
    let said = if real.is_empty() { message } else { format!("{}: {message}", plain(&real)) };
    let file = json!({ "uri": uri(&below(&report.root, FILE_NAME)), "uriBaseId": "SRCROOT" });
    (json!({ "physicalLocation": { "artifactLocation": file, "region": { "startLine": 1 } } }), said)
}

/// A place in a file below where the command ran.
fn physical(at: &Place, report: &Report) -> Option<Object> {
    let (path, region) = match at {
        Place::Spot(spot) => (below(&report.root, &spot.path), region(spot)),
        Place::File(path) => (below(&report.root, path), json!({ "startLine": 1 })),
        Place::Site => (below(&report.root, FILE_NAME), json!({ "startLine": 1 })),
        Place::Fact(_) | Place::Html(_) => return None,
    };
    if path.starts_with('/') || path.split('/').any(|part| part == "..") || path.get(1..2) == Some(":") {
        return None;
    }
    let mut out = Object::default();
    out.put("physicalLocation", json!({ "artifactLocation": { "uri": uri(&path), "uriBaseId": "SRCROOT" }, "region": region }));
    Some(out)
}

/// Lines from 1, columns from 1 in UTF-16, the end behind the last.
fn region(spot: &Spot) -> Value {
    json!({
        "startLine": spot.line,
        "startColumn": spot.column + spot.wide,
        "endLine": spot.end_line,
        "endColumn": spot.end_column + spot.end_wide,
    })
}

fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(path, PATH).to_string()
}

/// In a message `[…](1)` is a link: author text may not be one.
fn plain(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
