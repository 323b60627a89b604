//! Group `read`, how a title shouts: capitals, exclamation marks, emoji, and one that a cut takes apart.

use unicode_segmentation::UnicodeSegmentation;

use crate::base::Level::Info;
use crate::base::Place;
use crate::base::finding::Fact;
use crate::lint::rule::Tier::Folklore;
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, own_title, site_name};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[Rule {
    name: "headline-style",
    group: Some(Group::Read),
    cases: &[
        case("capitals", Info, Folklore, "repeated advice on headlines"),
        case("marks", Info, Folklore, "repeated advice on headlines"),
        case("emoji", Info, Folklore, "repeated advice on headlines"),
        case("split", Info, Folklore, "a cut counts characters; some emoji are several").on(&["x"]),
    ],
    check: Check::Page(style),
    doc: include_str!("../docs/headline-style.md"),
}];

/// Fewer letters may be a name or an acronym.
const LETTERS: usize = 12;
/// Of the letters that have a lower case.
const CAPITALS: f64 = 0.6;
const MARKS: usize = 2;
const EMOJI: usize = 2;
/// Where X cuts.
const CUT: usize = 70;

fn style(page: &PageView, report: &mut Reporter) {
    if !page.shareable {
        return;
    }
    let read = page.shown.meta("og:title").map(|meta| meta.content.as_str());
    let read = read.or(page.shown.title.as_ref().map(|title| title.value.as_str())).unwrap_or("");
    let title = own_title(read, site_name(page, report.ctx)).trim();
    let cased: Vec<char> = title.chars().filter(|c| c.is_uppercase() || c.is_lowercase()).collect();
    let capitals = cased.iter().filter(|c| c.is_uppercase()).count();
    let marks = title.chars().filter(|c| matches!(c, '!' | '！' | '‼' | '❗')).count();
    let emoji = title.graphemes(true).filter(|one| is_emoji(one)).count();
    let mut say = |case: &str, message: String, help: &str| {
        report
            .say(case, Place::Fact(Fact::Title), message)
            .fact("title", title)
            .why("advice that is often repeated and that nobody measured: it reads like an advertisement")
            .help(help);
    };
    if cased.len() >= LETTERS && capitals as f64 > cased.len() as f64 * CAPITALS {
        say(
            "capitals",
            format!("the title “{}” is written in capitals", brief(title)),
            "write it as a sentence; a style can show it in capitals",
        );
    }
    if marks >= MARKS {
        say("marks", format!("the title “{}” has {marks} exclamation marks", brief(title)), "one is enough, and none is better");
    }
    if emoji > EMOJI {
        say("emoji", format!("the title “{}” has {emoji} emoji", brief(title)), "two are enough; screen readers say each by its name");
    }
    let cut = title.char_indices().nth(CUT).map_or(title.len(), |(at, _)| at);
    let torn = title.grapheme_indices(true).find(|(start, one)| *start < cut && cut < start + one.len());
    if let Some((_, torn)) = torn {
        let message = format!("X cuts the title after {CUT} characters, in the middle of “{torn}”");
        say("split", message, "shorten it, or move the emoji to the front");
    }
}

/// Those of the older symbols that are shown as pictures by themselves.
const PICTURES: &[char] = &['⚡', '☔', '☕', '⛄', '⛔', '✅', '✨', '❌', '❓', '❗', '➕', '⭐', '⌛', '⏰', '⏳'];

/// Shown as a picture: not a digit or a trademark sign, which may be.
fn is_emoji(grapheme: &str) -> bool {
    grapheme.chars().any(|c| matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}') || PICTURES.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_from_letters() {
        let count = |title: &str| title.graphemes(true).filter(|one| is_emoji(one)).count();
        assert_eq!(count("🚀🚀 Rain 👩‍👩‍👧‍👦 is here ☔"), 4, "a family is one");
        assert_eq!(count("Rust™ 1.80 – C♯ №5 雨"), 0);
    }
}
