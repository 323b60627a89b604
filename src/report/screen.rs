//! Findings as blocks, as many as fit a screen: the worst rules first, and a count of what is left.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use unicode_width::UnicodeWidthChar;

use super::plain::{one_line, place, thousands, width};
use super::terminal::{Look, paint};
use crate::base::{Finding, Level};

/// The same rule more often than this is folded: the first three, and a count.
const FOLD_OVER: usize = 5;
const SHOWN_OF_FOLDED: usize = 3;

/// The blocks of one rule, each with its place among all.
type OfRule<'a> = Vec<(usize, &'a str)>;

/// Lines of a screen that findings may take, besides a line for each rule that is left.
const SCREEN: usize = 26;

/// As much as fits a screen: of every rule the first, worst rules first, then further ones; and how
/// many more there are.
pub fn fit(blocks: &[(&Finding, String)], look: &Look) -> String {
    let mut rules: BTreeMap<(Reverse<Level>, &str), OfRule> = BTreeMap::new();
    for (at, (finding, text)) in blocks.iter().enumerate() {
        rules.entry((Reverse(finding.level), finding.rule)).or_default().push((at, text));
    }
    let cap = |of_rule: &OfRule| if of_rule.len() > FOLD_OVER { SHOWN_OF_FOLDED } else { of_rule.len() };
    let mut room = SCREEN;
    let mut shown: Vec<usize> = Vec::new();
    for nth in 0..FOLD_OVER {
        for of_rule in rules.values().filter(|of_rule| nth < cap(of_rule)) {
            let (at, text) = of_rule[nth];
            let lines = text.lines().count();
            // The very first one is always there.
            if lines <= room || shown.is_empty() {
                room = room.saturating_sub(lines);
                shown.push(at);
            }
        }
    }
    if shown.len() == blocks.len() {
        return blocks.iter().map(|(_, text)| text.as_str()).collect();
    }
    let mut out = String::new();
    let mut rest = String::new();
    for ((Reverse(level), rule), of_rule) in &rules {
        let head = paint(look, *level, &format!("{}[{rule}]", level.name()));
        let seen: Vec<&str> = of_rule.iter().filter(|(at, _)| shown.contains(at)).map(|(_, text)| *text).collect();
        let left = of_rule.len() - seen.len();
        out.extend(seen.iter().copied());
        if seen.is_empty() {
            let (finding, _) = blocks[of_rule[0].0];
            let what = if left == 1 { String::new() } else { format!("{}×, the first ", thousands(left)) };
            rest.push_str(&cut(&format!("{head}: {what}{}: {}", place(finding), one_line(&finding.message)), look));
            rest.push('\n');
        } else if left > 0 {
            out.push_str(&format!("{head}: {} more of these; -v shows all\n\n", thousands(left)));
        }
    }
    if !rest.is_empty() {
        rest.push('\n');
    }
    out + &rest
}

/// As much of a line as fits; colours take no room.
fn cut(text: &str, look: &Look) -> String {
    let painted = if look.color { width("[1;31m[0m") } else { 0 };
    let room = look.width + painted;
    if width(text) <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|c| {
        used += c.width().unwrap_or(0);
        used <= room
    });
    format!("{}…", kept.collect::<String>())
}
