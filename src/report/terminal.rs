//! What a person reads: each finding with its place, its line, why it matters and what to do; then
//! what was left out, and one sentence.
//!
//! Piped, a finding is one line, unless `-v` asks for all. Author text never starts a line and cannot steer the terminal.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthChar;

use super::matrix::{matrix, word};
use super::plain::{count, no_commands, one_line, place, sorted, width};
use super::{passed, screen, skipped, summary};
use crate::base::finding::{Excerpt, Place, Spot};
use crate::base::{Finding, Level};
use crate::model::audience::label;
use crate::model::report::{Report, Verb};
use crate::model::verdict::{Outcome, Verdict};

/// The pages of a report by their addresses, and what platforms will show of each.
type Judged<'a> = BTreeMap<&'a str, &'a Verdict>;

/// How the reader wants it.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub color: bool,
    /// Every finding, infos too, whole also in a pipe, and what was done to files.
    pub verbose: bool,
    /// Errors and the sentence only.
    pub quiet: bool,
    /// Blocks with excerpts; otherwise a line each.
    pub terminal: bool,
    /// Letters only: the terminal is said not to show more.
    pub ascii: bool,
    /// The rules that found nothing, too.
    pub passed: bool,
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self { color: false, verbose: false, quiet: false, terminal: false, ascii: false, passed: false, width: 100 }
    }
}

/// The whole report, ending in a line feed.
pub fn human(report: &Report, look: &Look) -> String {
    let mut out = String::new();
    tell_human(report, look, &mut |piece| out.push_str(piece));
    out
}

/// As [`human`], piece by piece: the findings of a large site are megabytes.
pub fn tell_human(report: &Report, look: &Look, tell: &mut dyn FnMut(&str)) {
    // Every piece is whole lines.
    let tell: &mut dyn FnMut(&str) = &mut |piece| tell(&no_commands(piece));
    // A line of a pipe names no cards.
    let cards = report.pages.iter().filter(|_| look.terminal || look.verbose);
    let judged = cards.filter_map(|page| Some((page.url.as_str(), page.verdict.as_deref()?))).collect();
    listed(&report.findings, look, report.hints, &judged, tell);
    let mut out = String::new();
    if !look.quiet {
        if look.passed {
            out.push_str(&passed::listed(report, look));
        }
        if look.verbose {
            out.push_str(&skipped::no_pages(report));
        }
        out.push_str(&skipped::block(report));
    }
    let whole = !look.quiet && (look.terminal || look.verbose);
    if whole {
        out.push_str(&matrix(report, look));
    }
    out.push_str(&summary::sentence(report));
    let infos = report.count(Level::Info);
    if infos > 0 && !look.verbose && !report.hints && !look.quiet {
        out.push_str(&format!(" · {} with -v", count(infos, "hint")));
    }
    out.push('\n');
    if whole {
        out.push_str(&summary::next_fix(report));
        out.push_str(&summary::unchecked(report));
    }
    if let Some(fixed) = report.fixed.as_ref().filter(|_| !look.quiet) {
        out.push_str(&summary::fixed(fixed));
    }
    if let Some(known) = report.known.filter(|_| !look.quiet) {
        out.push_str(&match &report.accepted {
            Some(accepted) => summary::accepted(accepted, &known),
            None => summary::known(&known),
        });
    }
    if !look.quiet {
        out.push_str(&summary::ratchet(&report.ratchet));
    }
    // Lint writes none.
    if look.verbose && !look.quiet && report.verb != Verb::Lint {
        out.push_str(&summary::files(report));
        out.push('\n');
    }
    tell(&out);
}

/// Findings by file and line, repeated ones folded.
pub fn findings(findings: &[Finding], look: &Look) -> String {
    let mut out = String::new();
    listed(findings, look, false, &Judged::new(), &mut |piece| out.push_str(&no_commands(piece)));
    out
}

/// `hints`: infos too, as the profiles `strict` and `pedantic` want it.
fn listed(findings: &[Finding], look: &Look, hints: bool, judged: &Judged, tell: &mut dyn FnMut(&str)) {
    let wanted = |finding: &&Finding| match finding.level {
        Level::Error => true,
        Level::Warning => !look.quiet,
        Level::Info => (look.verbose || hints) && !look.quiet,
    };
    let findings: Vec<&Finding> = sorted(findings).into_iter().filter(wanted).collect();
    if !look.terminal && !look.verbose {
        // In a pipe every finding is a line: whoever reads it counts and filters.
        return findings.into_iter().for_each(|finding| tell(&line(finding)));
    }
    if look.verbose {
        return findings.into_iter().for_each(|finding| tell(&block(finding, look, judged)));
    }
    let blocks: Vec<(&Finding, String)> = findings.into_iter().map(|finding| (finding, block(finding, look, judged))).collect();
    tell(&screen::fit(&blocks, look));
}

/// `path:line:col: level[rule] message`, and what was probably meant.
fn line(finding: &Finding) -> String {
    let message = one_line(&finding.message);
    let guess = finding.advice().filter(|help| help.starts_with("did you mean"));
    // What else could be done is for `-v`.
    let guess = guess.map(|guess| one_line(guess.split_inclusive('?').next().unwrap_or(guess)));
    // "`/abuot/` does not exist; `/about/` does" says it already.
    let is_said = |guess: &String| guess.split('`').nth(1).is_some_and(|name| message.contains(&format!("`{name}`")));
    let guess = guess.filter(|guess| !is_said(guess)).map_or(String::new(), |guess| format!("; {guess}"));
    format!("{}: {}[{}] {message}{guess}\n", place(finding), finding.level.name(), finding.rule)
}

fn block(finding: &Finding, look: &Look, judged: &Judged) -> String {
    let head = paint(look, finding.level, &format!("{}[{}]", finding.level.name(), finding.rule));
    let mut out = format!("{head}: {}\n", bold(look, &one_line(&finding.message)));
    out.push_str(&format!("  {} {}\n", dim(look, "-->"), place(finding)));
    if let Place::Spot(spot) = &finding.at
        && let Some(excerpt) = &spot.excerpt
    {
        out.push_str(&excerpt_lines(spot, excerpt, finding.level, look));
    }
    let notes =
        [("shown", shown(finding, judged)), ("why", finding.reason().map(str::to_owned)), ("help", finding.advice().map(str::to_owned))];
    for (name, text) in notes.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))) {
        out.push_str(&note(name, &one_line(text), look));
    }
    out.push('\n');
    out
}

/// What becomes of the page, if a platform that the finding names shows less than was meant:
/// `words only on WhatsApp · large picture on X, Facebook`.
fn shown(finding: &Finding, judged: &Judged) -> Option<String> {
    let cards = &judged.get(finding.page.as_deref()?)?.brief;
    let harmed = cards.iter().any(|card| !card.is_as_intended() && finding.platforms().contains(&card.platform()));
    if !harmed {
        return None;
    }
    // The worst first; what is not known last.
    let mut outcomes: Vec<Outcome> = cards.iter().map(|card| card.outcome).collect();
    outcomes.sort_by_key(|outcome| (*outcome == Outcome::Unknown, std::cmp::Reverse(*outcome)));
    outcomes.dedup();
    let names = |outcome: Outcome| {
        let names: Vec<&str> = cards.iter().filter(|card| card.outcome == outcome).map(|card| label(card.platform())).collect();
        format!("{} on {}", word(outcome), names.join(", "))
    };
    Some(outcomes.into_iter().map(names).collect::<Vec<_>>().join(" · "))
}

/// The author's line with carets under the place, cut to the width of the terminal.
fn excerpt_lines(spot: &Spot, excerpt: &Excerpt, level: Level, look: &Look) -> String {
    let number = spot.line.to_string();
    let gutter = " ".repeat(number.len());
    let text = one_line(&excerpt.text);
    let start = (spot.column.saturating_sub(1).saturating_sub(excerpt.skipped)) as usize;
    let chars: Vec<char> = text.chars().collect();
    let start = start.min(chars.len());
    let end =
        if spot.end_line == spot.line { (spot.end_column.saturating_sub(1).saturating_sub(excerpt.skipped)) as usize } else { chars.len() };
    let end = end.clamp(start, chars.len());
    // Room for the text; the place itself stays in view.
    let room = look.width.saturating_sub(number.len() + 4).max(20);
    let (from, to) = window(&chars, start, room);
    let lead = if from > 0 || excerpt.skipped > 0 { "…" } else { "" };
    let tail = if to < chars.len() { "…" } else { "" };
    let shown: String = chars[from..to].iter().collect();
    let before: String = chars[from..start.max(from)].iter().collect();
    let marked: String = chars[start.max(from)..end.min(to).max(start.max(from))].iter().collect();
    let carets = "^".repeat(width(&marked).max(1));
    let indent = " ".repeat(width(lead) + width(&before));
    let bar = dim(look, "|");
    format!("{} {bar} {lead}{shown}{tail}\n{gutter} {bar} {indent}{}\n", dim(look, &number), paint(look, level, &carets))
}

/// The part of a line to show: all of it, or as much from a little before the place as there is room.
fn window(chars: &[char], start: usize, room: usize) -> (usize, usize) {
    let cell = |c: &char| c.width().unwrap_or(0);
    if chars.iter().map(cell).sum::<usize>() <= room {
        return (0, chars.len());
    }
    // Two cells are for the dots at the ends.
    let room = room.saturating_sub(2);
    let mut from = start;
    let mut lead = 0;
    while from > 0 && lead + cell(&chars[from - 1]) <= room / 4 {
        from -= 1;
        lead += cell(&chars[from]);
    }
    let mut used = 0;
    let shown = chars[from..].iter().take_while(|c| {
        used += cell(c);
        used <= room
    });
    (from, from + shown.count())
}

/// `  = help: …`, wrapped under itself.
fn note(name: &str, text: &str, look: &Look) -> String {
    let lead = format!("  = {name}: ");
    let lines = wrapped("", text, lead.len(), look);
    let indent = " ".repeat(lead.len());
    let head = format!("  {} {}", dim(look, "="), bold(look, &format!("{name}:")));
    format!("{head} {}\n", lines.join(&format!("\n{indent}")))
}

/// `lead` and text in lines that fit, if each of them begins `indent` columns in.
pub(super) fn wrapped(lead: &str, text: &str, indent: usize, look: &Look) -> Vec<String> {
    let room = look.width.saturating_sub(indent).max(30);
    let mut lines: Vec<String> = vec![lead.to_owned()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("begins with one line");
        if !last.is_empty() && width(last) + 1 + width(word) > room {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

pub(super) fn paint(look: &Look, level: Level, text: &str) -> String {
    let color = match level {
        Level::Error => "31",
        Level::Warning => "33",
        Level::Info => "36",
    };
    styled(look, &format!("1;{color}"), text)
}

pub(super) fn bold(look: &Look, text: &str) -> String {
    styled(look, "1", text)
}

pub(super) fn dim(look: &Look, text: &str) -> String {
    styled(look, "2", text)
}

pub(super) fn styled(look: &Look, code: &str, text: &str) -> String {
    if look.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}
