//! One page as each platform will show it: simulated cards, and below them why they look like that.

use serde_json::{Value, json};

use super::json::{Object, SCHEMA_VERSION, finding_of};
use super::matrix::{glyph, points};
use super::plain::{count, json_text, one_line, sorted, width};
use super::terminal::{Look, bold, dim, styled};
use crate::base::Level;
use crate::model::audience::label;
use crate::model::preview::Shown;
use crate::model::verdict::{CardView, Cut, Ledger, Outcome, PagePreview};

/// Columns of a card, frame included.
const CARD: std::ops::RangeInclusive<usize> = 40..=64;
/// Columns of a picture beside the words.
const THUMB: usize = 12;
/// Lines of a text in a card: more say no more.
const LINES: usize = 3;
/// Columns of names below a card.
const NAMES: usize = 14;

/// For reading in a terminal.
pub fn human(page: &PagePreview, look: &Look) -> String {
    let source = page.source.as_deref().map_or(String::new(), |source| format!("  {}", dim(look, &one_line(source))));
    let mut out = format!("{}{source}\n", bold(look, &one_line(page.url.as_str())));
    if let Some(why) = page.unshared {
        out.push_str(&format!("nobody is expected to share it: {why}\n"));
    }
    for card in &page.verdict.cards {
        out.push('\n');
        out.push_str(&one(card, page.url.as_str(), look));
    }
    let of = |level: Level| page.findings.iter().filter(|finding| finding.level == level).count();
    let as_intended = page.verdict.cards.iter().filter(|card| card.outcome.serves(card.intended)).count();
    let platforms = page.verdict.cards.len();
    let (errors, warnings) = (count(of(Level::Error), "error"), count(of(Level::Warning), "warning"));
    let score = points(page.verdict.card);
    out.push_str(&format!("\nas intended on {as_intended} of {} · card {score} · {errors}, {warnings}\n", count(platforms, "platform")));
    for finding in sorted(&page.findings).into_iter().filter(|finding| finding.level > Level::Info || look.verbose) {
        out.push_str(&format!("  {}[{}] {}\n", finding.level.name(), finding.rule, one_line(&finding.message)));
    }
    out
}

fn one(card: &CardView, url: &str, look: &Look) -> String {
    let mut out = format!("{}  {}\n", bold(look, label(card.platform)), verdict(card, look));
    match card.outcome {
        Outcome::None => out.push_str(&format!("  {}\n", one_line(&format!("{}{url}", card.domain)))),
        _ => out.push_str(&frame(card, look)),
    }
    let mut row = |name: &str, text: &str| {
        let room = look.width.clamp(60, 160) - NAMES - 3;
        for (at, line) in wrap(text, room).into_iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            out.push_str(&format!("  {} {line}\n", dim(look, &pad(name, NAMES))));
        }
    };
    for (name, cut) in [("title", &card.title), ("description", &card.description)] {
        let Some(cut) = cut else { continue };
        let from = format!("{}{}", cut.shown.from.describe(), place(&cut.shown, look));
        match (hidden(cut), &cut.limit) {
            (Some(rest), Some(limit)) => row(name, &format!("{from}, cut at {limit}; hidden: “{}”", one_line(rest))),
            _ => row(name, &from),
        }
    }
    if let Some(image) = &card.image {
        let size = image.size.map_or(String::new(), |(width, height)| format!(", {width}×{height}"));
        let from = format!("{}{}", image.shown.from.describe(), place(&image.shown, look));
        row("picture", &one_line(&format!("{from}{size}, {}", image.shown.value)));
    }
    if let Some(filed) = &card.filed_under {
        row("filed under", &one_line(filed));
    }
    if let Some(color) = &card.color {
        row("colour", color);
    }
    for note in &card.notes {
        row(note.tag.as_deref().unwrap_or(""), &one_line(&note.why));
    }
    row("score", &account(&card.ledger, card.outcome));
    out
}

/// With `-v` the bytes of the page that a value stands at.
fn place(shown: &Shown, look: &Look) -> String {
    let at = shown.at.filter(|_| look.verbose);
    at.map_or(String::new(), |at| format!(" (bytes {} to {})", at.start, at.end))
}

/// `■ large, as intended`
fn verdict(card: &CardView, look: &Look) -> String {
    let words = match card.outcome {
        Outcome::Large => "large picture",
        Outcome::Small => "small picture",
        Outcome::Text => "words only",
        Outcome::None => "bare link",
        Outcome::Wrong => "wrong card",
        Outcome::Unknown => "not known",
    };
    let (color, judged) = match card.outcome {
        Outcome::Unknown => ("2", ""),
        outcome if outcome.serves(card.intended) => ("32", ", as intended"),
        Outcome::None | Outcome::Wrong => ("1;31", ""),
        _ => ("33", ", less than intended"),
    };
    styled(look, color, &format!("{} {words}{judged}", glyph(card.outcome, look.ascii)))
}

/// `100 − 6 title-too-long = 94, at most 55 (words only) → 55`
pub fn account(ledger: &Ledger, outcome: Outcome) -> String {
    let mut text = "100".to_owned();
    for (rule, quarters, times) in &ledger.lines {
        let times = if *times > 1 { format!(" ×{times}") } else { String::new() };
        text.push_str(&format!(" − {} {rule}{times}", exact(*quarters)));
    }
    let sum: u32 = ledger.lines.iter().map(|(_, quarters, _)| quarters).sum();
    let left = 400u32.saturating_sub(sum);
    if !ledger.lines.is_empty() {
        text.push_str(&format!(" = {}", exact(left)));
    }
    if ledger.ceiling < 400 {
        text.push_str(&format!(", at most {} ({}) → {}", exact(ledger.ceiling), outcome.name(), exact(ledger.score)));
    }
    text
}

/// Quarters as a decimal: `77.5`.
pub fn exact(quarters: u32) -> String {
    match quarters % 4 {
        0 => (quarters / 4).to_string(),
        2 => format!("{}.5", quarters / 4),
        1 => format!("{}.25", quarters / 4),
        _ => format!("{}.75", quarters / 4),
    }
}

/// A text box about as the card looks.
fn frame(card: &CardView, look: &Look) -> String {
    let line = Line::of(look);
    let columns = look.width.saturating_sub(4).clamp(*CARD.start(), *CARD.end());
    let inner = columns - 4;
    let beside = matches!(card.outcome, Outcome::Small) && card.image.is_some();
    let above = matches!(card.outcome, Outcome::Large | Outcome::Wrong | Outcome::Unknown) && card.image.is_some();
    let text_room = if beside { inner - THUMB - 1 } else { inner };
    let mut texts: Vec<String> = Vec::new();
    let host = |texts: &mut Vec<String>| texts.push(dim_cell(look, &clip(&one_line(&card.domain), text_room), text_room));
    let words = [&card.title, &card.description];
    for (at, cut) in words.into_iter().enumerate() {
        let Some(cut) = cut else { continue };
        let mut lines = wrap(&seen(cut, look), text_room);
        if lines.len() > LINES {
            lines.truncate(LINES);
            if let Some(last) = lines.last_mut() {
                *last = format!("{}{}", clip(last, text_room - 1), line.more);
            }
        }
        let lines = lines.into_iter().map(|text| pad(&clip(&text, text_room), text_room));
        texts.extend(lines.map(|text| if at == 0 { bold(look, &text) } else { text }));
    }
    host(&mut texts);
    let mut out = String::new();
    let bar = |left: &str, right: &str| format!("  {left}{}{right}\n", line.across.repeat(columns - 2));
    out.push_str(&bar(line.top.0, line.top.1));
    let row = |text: &str| format!("  {} {text} {}\n", line.down, line.down);
    if above {
        let image = card.image.as_ref().expect("asked above");
        let size = image.size.map_or("picture".to_owned(), |(width, height)| format!("{width}×{height}"));
        let name = image.shown.value.rsplit('/').next().unwrap_or_default();
        for text in [String::new(), size, clip(&one_line(name), inner), String::new()] {
            let left = (inner - width(&text)) / 2;
            out.push_str(&row(&dim_cell(look, &format!("{}{text}", " ".repeat(left)), inner)));
        }
        out.push_str(&bar(line.middle.0, line.middle.1));
    }
    for (at, text) in texts.iter().enumerate() {
        let thumb = if beside { dim_cell(look, &thumb(card, at, look), THUMB) + " " } else { String::new() };
        out.push_str(&row(&format!("{thumb}{text}")));
    }
    out.push_str(&bar(line.bottom.0, line.bottom.1));
    out
}

/// One line of the small picture.
fn thumb(card: &CardView, at: usize, look: &Look) -> String {
    let size = card.image.as_ref().and_then(|image| image.size).map(|(width, height)| format!("{width}×{height}"));
    match (at, size) {
        (0, Some(size)) => clip(&size, THUMB),
        _ => if look.ascii { "#" } else { "▒" }.repeat(THUMB),
    }
}

/// The lines of a box.
struct Line {
    across: &'static str,
    down: &'static str,
    top: (&'static str, &'static str),
    middle: (&'static str, &'static str),
    bottom: (&'static str, &'static str),
    more: &'static str,
}

impl Line {
    fn of(look: &Look) -> Self {
        match look.ascii {
            false => Line { across: "─", down: "│", top: ("┌", "┐"), middle: ("├", "┤"), bottom: ("└", "┘"), more: "…" },
            true => Line { across: "-", down: "|", top: ("+", "+"), middle: ("+", "+"), bottom: ("+", "+"), more: "." },
        }
    }
}

/// The text up to its cut.
fn seen(cut: &Cut, look: &Look) -> String {
    let value = &cut.shown.value;
    match cut.cut_at.and_then(|at| value.get(..at)) {
        Some(kept) => format!("{}{}", one_line(kept.trim_end()), Line::of(look).more),
        None => one_line(value),
    }
}

fn hidden(cut: &Cut) -> Option<&str> {
    cut.cut_at.and_then(|at| cut.shown.value.get(at..))
}

fn dim_cell(look: &Look, text: &str, columns: usize) -> String {
    dim(look, &pad(text, columns))
}

fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

fn clip(text: &str, columns: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
        used <= columns
    };
    text.chars().take_while(fits).collect()
}

/// Lines of at most so many columns, broken at blanks where there are any.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut word = word;
        loop {
            let last = lines.last_mut().expect("begins with one line");
            let blank = usize::from(!last.is_empty());
            if width(last) + blank + width(word) <= columns {
                if blank == 1 {
                    last.push(' ');
                }
                last.push_str(word);
                break;
            }
            if last.is_empty() {
                // Longer than a line, or a script without blanks.
                let head = clip(word, columns);
                let at = if head.is_empty() { word.chars().next().map_or(word.len(), char::len_utf8) } else { head.len() };
                last.push_str(&word[..at]);
                word = &word[at..];
            }
            lines.push(String::new());
        }
    }
    if lines.len() > 1 && lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// For scripts. Fields are only ever added; what is unknown is absent.
pub fn json(page: &PagePreview) -> String {
    let mut out = Object::default();
    out.put("tool", json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") }));
    out.put("schema_version", SCHEMA_VERSION);
    out.put("page", page.url.as_str());
    out.put_some("source", page.source.as_deref());
    out.put_some("unshared", page.unshared);
    out.put("score", decimal(page.verdict.card));
    out.put("cards", page.verdict.cards.iter().map(value).collect::<Vec<_>>());
    out.put("findings", sorted(&page.findings).into_iter().map(finding_of).collect::<Vec<Value>>());
    json_text(&out.done())
}

/// One card as JSON.
pub fn value(card: &CardView) -> Value {
    let mut out = Object::default();
    out.put("platform", card.platform);
    out.put("outcome", card.outcome.name());
    out.put("intended", card.intended.name());
    for (name, cut) in [("title", &card.title), ("description", &card.description)] {
        let Some(cut) = cut else { continue };
        let mut text = Object::default();
        text.put("text", cut.shown.value.as_str());
        text.put("from", cut.shown.from.describe());
        text.put_some("cut_at", cut.cut_at);
        text.put_some("limit", cut.limit.as_deref());
        text.put_some("at", bytes(&cut.shown));
        out.put(name, text.done());
    }
    if let Some(image) = &card.image {
        let mut picture = Object::default();
        picture.put("url", image.shown.value.as_str());
        picture.put("from", image.shown.from.describe());
        picture.put_some("width", image.size.map(|(width, _)| width));
        picture.put_some("height", image.size.map(|(_, height)| height));
        picture.put_some("at", bytes(&image.shown));
        out.put("image", picture.done());
    }
    out.put_some("site_name", card.site_name.as_deref());
    out.put("domain", card.domain.as_str());
    out.put_some("filed_under", card.filed_under.as_deref());
    out.put_some("color", card.color.as_deref());
    let notes = card.notes.iter().map(|note| {
        let mut item = Object::default();
        item.put_some("tag", note.tag.as_deref());
        item.put("why", note.why.as_str());
        item.done()
    });
    out.put("notes", notes.collect::<Vec<_>>());
    let lines = card.ledger.lines.iter().map(|(rule, points, times)| json!({"rule": rule, "points": decimal(*points), "times": times}));
    out.put("ledger", lines.collect::<Vec<_>>());
    out.put("ceiling", decimal(card.ledger.ceiling));
    out.put("score", decimal(card.ledger.score));
    out.done()
}

/// Where a value stands in the page, half-open; nothing if its tag is yet to be written.
fn bytes(shown: &Shown) -> Option<Value> {
    shown.at.map(|at| json!({"start": at.start, "end": at.end}))
}

/// Quarters as a number: whole where it is.
fn decimal(quarters: u32) -> Value {
    if quarters.is_multiple_of(4) { json!(quarters / 4) } else { json!(f64::from(quarters) / 4.0) }
}
