//! Annotations on the lines of a pull request: workflow commands for GitHub Actions.
//!
//! Paths are seen from where the command ran: GitHub knows no other root than the checkout.
//! GitHub shows ten of each level and step, so rules and files take turns and the last one counts
//! what is left.

use std::collections::BTreeMap;
use std::path::Path;

use super::plain::{below, count, sorted};
use crate::base::finding::Place;
use crate::base::{Finding, Level};
use crate::model::report::Report;

/// Annotations of one level that GitHub shows per step (measured, 2026-11).
const SHOWN: usize = 10;

pub fn annotations(report: &Report) -> String {
    let all = sorted(&report.findings);
    let mut out = String::new();
    for (level, name) in [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Info, "notice")] {
        let findings: Vec<&Finding> = all.iter().copied().filter(|finding| finding.level == level).collect();
        let room = if findings.len() > SHOWN { SHOWN - 1 } else { SHOWN };
        for finding in in_turn(&findings).into_iter().take(room) {
            out.push_str(&command(name, finding, &report.root));
        }
        if findings.len() > room {
            let more = count(findings.len() - room, &format!("more {name}"));
            out.push_str(&format!("::{name} title=smo-build::{more} in the report\n"));
        }
    }
    out
}

/// One of each rule and file before the second of any, so that ten findings of one rule do not
/// hide nine rules.
fn in_turn<'a>(findings: &[&'a Finding]) -> Vec<&'a Finding> {
    let mut turns: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    let mut order: Vec<(usize, usize, &Finding)> = Vec::new();
    for finding in findings {
        let turn = turns.entry((finding.rule, finding.path())).or_default();
        let rule = by_rule.entry(finding.rule).or_default();
        order.push((*turn, *rule, finding));
        *turn += 1;
        *rule += 1;
    }
    order.sort_by_key(|(turn, rule, _)| (*turn, *rule));
    order.into_iter().map(|(_, _, finding)| finding).collect()
}

fn command(name: &str, finding: &Finding, root: &Path) -> String {
    let file = |path: &str| format!("file={}", property(&below(root, path)));
    let mut properties: Vec<String> = Vec::new();
    match &finding.at {
        Place::Spot(spot) => {
            properties.push(file(&spot.path));
            properties.push(format!("line={}", spot.line));
            properties.push(format!("endLine={}", spot.end_line));
            // Columns are read only within one line.
            if spot.end_line == spot.line {
                properties.push(format!("col={}", spot.column));
                properties.push(format!("endColumn={}", spot.end_column));
            }
        }
        Place::File(path) => properties.push(file(path)),
        Place::Site | Place::Fact(_) | Place::Html(_) => properties.push(file(crate::config::FILE_NAME)),
    }
    properties.push(format!("title={}", property(finding.rule)));
    let mut message = finding.message.to_string();
    if let (Place::Fact(_) | Place::Html(_), Some(page)) = (&finding.at, &finding.page) {
        message = format!("{page}: {message}");
    }
    for (lead, text) in [("", finding.reason()), ("help: ", finding.advice())] {
        if let Some(text) = text {
            message.push_str(&format!("\n{lead}{text}"));
        }
    }
    format!("::{name} {}::{}\n", properties.join(","), data(&message))
}

/// Text after the second `::`.
fn data(text: &str) -> String {
    // Logs are shown in terminals, too.
    let text: String = text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { '\u{FFFD}' } else { c }).collect();
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
