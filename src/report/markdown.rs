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
        let places = if findings.iter().any(|finding| line(finding).is_some()) { Places::Lines } else { Places::None };
        let head = match places {
            Places::Lines => "| | line | rule | |\n|---|--:|---|---|",
            Places::None => "| | rule | |\n|---|---|---|",
        };
        let mut section = format!("\n#### {}\n\n{head}\n", escape(file));
        for finding in findings {
            let row = row(finding, places);
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
    let repairs: usize = report.pages.iter().map(|page| page.more().repairs.len()).sum();
    if repairs > 0 {
        out.push_str(&format!("\n{} put right on the way.\n", count(repairs, "tag")));
    }
    out
}

/// Has any finding of a file a line to name?
#[derive(Clone, Copy)]
enum Places {
    Lines,
    None,
}

fn line(finding: &Finding) -> Option<u32> {
    match &finding.at {
        Place::Spot(spot) => Some(spot.line),
        _ => None,
    }
}

fn row(finding: &Finding, places: Places) -> String {
    let mark = if finding.level == Level::Error { "error" } else { "warning" };
    let line = match places {
        Places::Lines => format!(" {} |", line(finding).map_or(String::new(), |line| line.to_string())),
        Places::None => String::new(),
    };
    let help = finding.help.as_ref().map_or(String::new(), |help| format!("<br>{}", words(help)));
    format!("| {mark} |{line} {} | {}{help} |\n", finding.rule, words(&finding.message))
}

/// A message whose code spans stay code; all between them is escaped.
fn words(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // Longer runs of backticks, or one too many, pair in ways of their own.
    let is_tame = parts.len() % 2 == 1 && !text.contains("``");
    if !is_tame {
        return escape(text);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => escape(part),
        // A table cuts at `|` even in code.
        _ if part.contains(['|', '\\']) => format!("<code>{}</code>", escape(part)),
        _ => format!("`{}`", one_line(part)),
    };
    parts.iter().enumerate().map(part).collect()
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
