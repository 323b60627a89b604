//! The report in Markdown: for a pull request's comment, and for the step summary of GitHub Actions.
//!
//! Both hold author text, so all of it is escaped; and both have an end, so what is written is counted.

use std::collections::BTreeMap;

use super::matrix::points;
use super::overview::{self, Judged};
use super::plain::{below, count, one_line, place, sorted, thousands};
use super::{json, summary};
use crate::base::finding::Place;
use crate::base::{Finding, Level};
use crate::model::report::Report;

/// Comments end at 65,536 characters (measured, 2026-11); what is left is for the closing lines.
const COMMENT: usize = 60_000;
/// A step summary ends at 1 MiB (measured, 2026-11) and is refused as a whole above it.
const STEP_SUMMARY: usize = 900_000;
/// Rows of the matrix.
const WORST: usize = 10;
/// Pictures in a step summary.
const PICTURES: usize = 3;

/// A comment: findings by file.
pub fn comment(report: &Report) -> String {
    let mut out = Sheet::new(COMMENT, |text| text.chars().count());
    out.put("<!-- smo-build:report -->\n");
    top(report, &mut out);
    by_file(report, &mut out);
    bottom(report, &mut out);
    out.done()
}

/// A step summary: findings by rule, each a fold, with links to the lines.
pub fn step_summary(report: &Report) -> String {
    let mut out = Sheet::new(STEP_SUMMARY, str::len);
    top(report, &mut out);
    pictures(report, &mut out);
    by_rule(report, &mut out);
    let repairs = report.pages.iter().flat_map(|page| page.more().repairs.iter().map(move |repair| (page, repair)));
    let repairs: Vec<String> = repairs
        .map(|(page, repair)| {
            let (page, key) = (escape(page.url.as_str()), escape(repair.key.as_ref()));
            format!("- {page}: {key} was {}, is {}\n", code(&repair.was), code(&repair.is))
        })
        .collect();
    fold(&count(repairs.len(), "repair"), &repairs, "repair", &mut out);
    let open = summary::not_checked(report);
    let open: Vec<String> = open.iter().map(|(kind, page, value)| format!("- {kind}: {} on {}\n", code(value), escape(page))).collect();
    fold(&format!("{} not checked", thousands(open.len())), &open, "place", &mut out);
    out.done()
}

/// The sentence, what changed, the matrix, and what to do next.
fn top(report: &Report, out: &mut Sheet) {
    out.put(&format!("**{}**\n", escape(&summary::sentence(report))));
    let pages = overview::worst_first(report);
    if !pages.is_empty() {
        out.put(&format!("\n{}\n", escape(&overview::headline(&pages, &report.exhibits).sentence())));
    }
    let before = report.exhibits.before.as_deref();
    if let Some(before) = before {
        out.put(&format!("\n{}\n", overview::since(report, before)));
    }
    let shown = match before {
        Some(before) => overview::changed(&pages, before),
        None => pages.iter().copied().filter(|(_, verdict)| verdict.cards.iter().any(overview::is_off)).collect(),
    };
    matrix(&shown, report, out);
    if let Some(fix) = report.score.as_ref().and_then(|score| score.next_fix.as_ref()) {
        let now = report.score.as_ref().map_or(0, |score| score.card);
        let (now, then) = (points(now), points(fix.card_after));
        let gain = if then > now { format!(" · site {now} → {then}") } else { String::new() };
        out.put(&format!("\nNext best fix: **{}** on {}{gain}\n", fix.rule, count(fix.pages, "page")));
    }
}

fn matrix(pages: &[Judged], report: &Report, out: &mut Sheet) {
    let ids = overview::platforms(pages);
    if ids.is_empty() {
        return;
    }
    let names: Vec<String> = ids.iter().map(|id| escape(report.exhibits.platform(id))).collect();
    out.put(&format!("\n| page | {} | card |\n|---|{}--:|\n", names.join(" | "), ":-:|".repeat(ids.len())));
    for (page, verdict) in pages.iter().take(WORST) {
        let cell = |id: &str| {
            let card = verdict.cards.iter().find(|card| card.platform == id);
            card.map_or(String::new(), |card| overview::glyph(card.outcome).to_string())
        };
        let cells: Vec<String> = ids.iter().copied().map(cell).collect();
        out.row(&format!("| {} | {} | {} |\n", escape(page.url.as_str()), cells.join(" | "), points(verdict.card)), "page");
    }
    out.put("\n■ large picture · ▪ small · ≡ text only · – bare link · ✗ wrong · ? not known\n");
    if pages.len() > WORST {
        out.put(&format!("\n… {} more\n", count(pages.len() - WORST, "page")));
    }
}

/// Links to pictures that can be seen from outside: data in the text is stripped there (measured, 2026-11).
fn pictures(report: &Report, out: &mut Sheet) {
    let Some(base) = &report.exhibits.picture_base else { return };
    let path = |url: &str| Some(url.split_once("://")?.1.split_once('/')?.1.to_owned());
    let pages = overview::worst_first(report);
    let shown = pages.iter().filter_map(|(page, _)| path(&page.image.as_ref()?.url).map(|path| (page, path)));
    for (page, path) in shown.take(PICTURES) {
        let address: String = format!("{}/{path}", base.trim_end_matches('/')).chars().filter(|c| !"\"<>\\ ".contains(*c)).collect();
        out.put(&format!("\n<img width=\"300\" alt=\"{}\" src=\"{address}\">\n", attribute(page.url.as_str())));
    }
}

fn by_file(report: &Report, out: &mut Sheet) {
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
    for (file, findings) in &files {
        let places = if findings.iter().any(|finding| line(finding).is_some()) { Places::Lines } else { Places::None };
        let head = match places {
            Places::Lines => "| | line | rule | |\n|---|--:|---|---|",
            Places::None => "| | rule | |\n|---|---|---|",
        };
        let mut head = Some(format!("\n#### {}\n\n{head}\n", escape(file)));
        for finding in findings {
            let row = row(finding, places);
            // A head without rows says nothing.
            if out.row(&format!("{}{row}", head.as_deref().unwrap_or_default()), "finding") {
                head = None;
            }
        }
    }
}

fn by_rule(report: &Report, out: &mut Sheet) {
    let mut rules: BTreeMap<(std::cmp::Reverse<Level>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in sorted(&report.findings) {
        rules.entry((std::cmp::Reverse(finding.level), finding.rule)).or_default().push(finding);
    }
    for ((level, rule), findings) in rules {
        let at = |finding: &&Finding| format!("- {}: {}\n", linked(finding, report), words(&finding.message));
        let lines: Vec<String> = findings.iter().map(at).collect();
        fold(&format!("{} <b>{rule}</b> × {}", level.0.name(), thousands(lines.len())), &lines, "place", out);
    }
}

/// `[content/rain.md:2](…#L2)` if the checkout can be seen somewhere.
fn linked(finding: &Finding, report: &Report) -> String {
    let at = escape(&place(finding));
    let (path, line) = match &finding.at {
        Place::Spot(spot) => (&spot.path, format!("#L{}", spot.line)),
        Place::File(path) => (path, String::new()),
        _ => return at,
    };
    let path = below(&report.root, path);
    match &report.exhibits.blob {
        Some(blob) if !path.starts_with('/') => {
            let path = percent_encoding::utf8_percent_encode(&path, percent_encoding::NON_ALPHANUMERIC).to_string().replace("%2F", "/");
            format!("[{at}]({}/{}{line})", blob.trim_end_matches('/'), path.replace("%2E", ".").replace("%2D", "-").replace("%5F", "_"))
        }
        _ => at,
    }
}

/// Lines that are shown when asked for; nothing if there are none.
fn fold(title: &str, lines: &[String], noun: &'static str, out: &mut Sheet) {
    if lines.is_empty() {
        return;
    }
    let mut open = Some(format!("\n<details><summary>{title}</summary>\n\n"));
    for line in lines {
        if out.row(&format!("{}{line}", open.as_deref().unwrap_or_default()), noun) {
            open = None;
        }
    }
    if open.is_none() {
        out.put("\n</details>\n");
    }
}

/// The account of the worst page, and what was put right.
fn bottom(report: &Report, out: &mut Sheet) {
    let has_room = out.left_out.is_empty();
    let mut worst = overview::worst_first(report).into_iter().filter(|_| has_room);
    let worst = worst.find(|(_, verdict)| verdict.cards.iter().any(|card| !card.ledger.lines.is_empty()));
    if let Some((page, verdict)) = worst {
        out.row(&format!("\n#### The account of {}\n\n| platform | | points |\n|---|---|--:|\n", escape(page.url.as_str())), "account");
        for card in &verdict.cards {
            let name = escape(report.exhibits.platform(card.platform));
            for (rule, quarters, times) in &card.ledger.lines {
                let times = if *times > 1 { format!(" × {times}") } else { String::new() };
                out.row(&format!("| {name} | {rule}{times} | −{} |\n", json::quarters(*quarters)), "line");
            }
            if card.ledger.ceiling < 400 {
                let what = overview::word(card.outcome);
                out.row(&format!("| {name} | {what}: at most | {} |\n", points(card.ledger.ceiling)), "line");
            }
        }
    }
    let repairs: usize = report.pages.iter().map(|page| page.more().repairs.len()).sum();
    if repairs > 0 {
        out.put(&format!("\n{} put right on the way.\n", count(repairs, "tag")));
    }
}

/// A text with an end: rows that find no room are counted.
struct Sheet {
    text: String,
    room: usize,
    size: fn(&str) -> usize,
    left_out: BTreeMap<&'static str, usize>,
}

impl Sheet {
    fn new(room: usize, size: fn(&str) -> usize) -> Self {
        Self { text: String::new(), room, size, left_out: BTreeMap::new() }
    }

    /// What always stands: short, and there is room kept for it.
    fn put(&mut self, text: &str) {
        self.room = self.room.saturating_sub((self.size)(text));
        self.text.push_str(text);
    }

    /// One of many; from the first on that finds no room, none is written.
    fn row(&mut self, text: &str, noun: &'static str) -> bool {
        let size = (self.size)(text);
        if !self.left_out.is_empty() || size > self.room {
            *self.left_out.entry(noun).or_default() += 1;
            return false;
        }
        self.room -= size;
        self.text.push_str(text);
        true
    }

    fn done(mut self) -> String {
        if !self.left_out.is_empty() {
            let more: Vec<String> = self.left_out.iter().map(|(noun, number)| count(*number, noun)).collect();
            self.text.push_str(&format!("\n… {} more\n", more.join(", ")));
        }
        self.text
    }
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
    let help = finding.advice().map_or(String::new(), |help| format!("<br>{}", words(help)));
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

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

fn attribute(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
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
