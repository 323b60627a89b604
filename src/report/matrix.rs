//! The worst pages, a column a platform: what each shows of them, at a glance.

use super::plain::{one_line, thousands, width};
use super::terminal::{Look, dim, styled};
use crate::model::audience::{label, reader, short};
use crate::model::consumer::{Stands, layout};
use crate::model::report::Report;
use crate::model::verdict::{Brief, Outcome, Verdict};

/// How many of the worst pages are shown, unless all are asked for.
const WORST: usize = 10;
/// Columns of a page's address.
const ADDRESS: std::ops::RangeInclusive<usize> = 12..=48;

/// The table with a line feed at its end; empty if every page is at its best.
pub fn matrix(report: &Report, look: &Look) -> String {
    let mut rows: Vec<(&str, &Verdict)> =
        report.pages.iter().filter_map(|page| Some((page.url.as_str(), page.verdict.as_deref()?))).collect();
    rows.retain(|(_, verdict)| look.verbose || points(verdict.card) < 100 || !verdict.is_as_intended());
    if rows.is_empty() {
        return String::new();
    }
    rows.sort_by(|(url_a, a), (url_b, b)| a.card.cmp(&b.card).then_with(|| url_a.cmp(url_b)));
    let more = if look.verbose { 0 } else { rows.len().saturating_sub(WORST) };
    rows.truncate(rows.len() - more);
    let heads: Vec<&str> = platforms(report).into_iter().map(short).collect();
    // Three columns a platform, and the score.
    let room = look.width.saturating_sub(heads.len() * 3 + 7).clamp(*ADDRESS.start(), *ADDRESS.end());
    let shown: Vec<String> = rows.iter().map(|(url, _)| tail(&one_line(url), room)).collect();
    let widest = shown.iter().map(|url| width(url)).max().unwrap_or(0);
    let head: String = heads.iter().map(|head| format!(" {head:<2}")).collect();
    let mut out = format!("{}{}\n", " ".repeat(widest + 1), dim(look, &format!("{head}   card")));
    for ((_, verdict), url) in rows.iter().zip(&shown) {
        let pad = " ".repeat(widest - width(url));
        let cells: String = verdict.brief.iter().map(|card| format!(" {} ", cell(card, look))).collect();
        out.push_str(&format!("{url}{pad} {cells}  {:>4}\n", points(verdict.card)));
    }
    if more > 0 {
        out.push_str(&dim(look, &format!("… and {} below 100; -v shows all", thousands(more))));
        out.push('\n');
    }
    out.push_str(&dim(look, &legend(&rows, look)));
    out.push('\n');
    out
}

/// Points as people read them, rounded half up.
pub fn points(quarters: u32) -> u32 {
    (quarters + 2) / 4
}

/// The targeted platforms of the run, in the order of their columns.
pub fn platforms(report: &Report) -> Vec<&'static str> {
    let first = report.pages.iter().find_map(|page| page.verdict.as_deref());
    first.map_or_else(Vec::new, |verdict| verdict.brief.iter().map(Brief::platform).collect())
}

/// Targeted platforms that nobody can simulate, by name: their layout is not documented.
pub fn not_simulated(report: &Report) -> Vec<&'static str> {
    platforms(report).into_iter().filter(|id| !is_documented(id)).map(label).collect()
}

/// Did anybody write down how this platform lays out a card?
pub fn is_documented(platform: &str) -> bool {
    let layout = reader(platform).and_then(|reader| layout(reader.id));
    layout.is_some_and(|layout| layout.picture != Stands::Unknown)
}

/// One sign; letters where the terminal has no more.
pub fn glyph(outcome: Outcome, ascii: bool) -> &'static str {
    match (outcome, ascii) {
        (Outcome::Large, false) => "■",
        (Outcome::Small, false) => "▪",
        (Outcome::Text, false) => "≡",
        (Outcome::None, false) => "–",
        (Outcome::Wrong, false) => "✗",
        (Outcome::Large, true) => "L",
        (Outcome::Small, true) => "S",
        (Outcome::Text, true) => "T",
        (Outcome::None, true) => "-",
        (Outcome::Wrong, true) => "X",
        (Outcome::Unknown, _) => "?",
    }
}

fn cell(card: &Brief, look: &Look) -> String {
    let glyph = glyph(card.outcome, look.ascii);
    match card.outcome {
        Outcome::Unknown => dim(look, glyph),
        _ if card.is_as_intended() => styled(look, "32", glyph),
        Outcome::None | Outcome::Wrong => styled(look, "1;31", glyph),
        _ => styled(look, "33", glyph),
    }
}

/// The signs that stand in the table.
fn legend(rows: &[(&str, &Verdict)], look: &Look) -> String {
    let all = [Outcome::Large, Outcome::Small, Outcome::Text, Outcome::None, Outcome::Wrong, Outcome::Unknown];
    let is_there = |outcome: &&Outcome| rows.iter().flat_map(|(_, verdict)| &verdict.brief).any(|card| card.outcome == **outcome);
    let signs: Vec<String> =
        all.iter().filter(is_there).map(|outcome| format!("{} {}", glyph(*outcome, look.ascii), word(*outcome))).collect();
    signs.join(if look.ascii { ", " } else { " · " })
}

/// What a sign means.
pub fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Large => "large picture",
        Outcome::Small => "small picture",
        Outcome::Text => "words only",
        Outcome::None => "bare link",
        Outcome::Wrong => "wrong card",
        Outcome::Unknown => "not known",
    }
}

/// The end of an address tells pages apart.
fn tail(url: &str, room: usize) -> String {
    if width(url) <= room {
        return url.to_owned();
    }
    let mut kept = 0;
    let start = url.char_indices().rev().take_while(|(_, c)| {
        kept += width(c.encode_utf8(&mut [0; 4]));
        kept < room
    });
    let start = start.last().map_or(url.len(), |(at, _)| at);
    format!("…{}", &url[start..])
}
