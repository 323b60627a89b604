//! The report for a pull request or a step summary: a sentence, then findings by file.

use std::collections::BTreeMap;

use super::plain::{count, one_line, place, sorted};
use super::summary;
use crate::base::finding::Place;
use crate::base::{Finding, Level};
use crate::model::report::Report;

/// Comments end at 65,536 characters (measured, 2026-11); what is left is for the closing line.
const ROOM: usize = 60_000;

pub fn summary(report: &Report) -> String {
    let mut out = format!("<!-- smo-build:report -->\n**{}**\n", summary::sentence(report));
    let mut files: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in sorted(&report.findings) {
        if finding.level > Level::Info {
            let file = match &finding.at {
                Place::Spot(spot) => spot.path.to_string(),
                _ => place(finding),
            };
            files.entry(file).or_default().push(finding);
        }
    }
    let total: usize = files.values().map(Vec::len).sum();
    let mut written = 0;
    'files: for (file, findings) in &files {
        let mut section = format!("\n#### {}\n\n| | line | rule | |\n|---|--:|---|---|\n", escape(file));
        for finding in findings {
            let row = row(finding);
            if out.chars().count() + section.chars().count() + row.chars().count() > ROOM {
                out.push_str(&section);
                out.push_str(&format!("\n… {} more\n", count(total - written, "finding")));
                break 'files;
            }
            section.push_str(&row);
            written += 1;
        }
        out.push_str(&section);
    }
    let repairs: usize = report.pages.iter().map(|page| page.repairs.len()).sum();
    if repairs > 0 {
        out.push_str(&format!("\n{} put right on the way.\n", count(repairs, "tag")));
    }
    out
}

fn row(finding: &Finding) -> String {
    let mark = if finding.level == Level::Error { "error" } else { "warning" };
    let line = match &finding.at {
        Place::Spot(spot) => spot.line.to_string(),
        _ => String::new(),
    };
    let help = finding.help.as_ref().map_or(String::new(), |help| format!("<br>{}", escape(help)));
    format!("| {mark} | {line} | {} | {}{help} |\n", finding.rule, escape(&finding.message))
}

/// Author text that can end no cell, open no tag, start no emphasis and call nobody.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
