//! Group `read`, how an article reads: walls of text, nothing to look at, nothing to quote, dense prose.
//!
//! All of it is advice that is often repeated and that nobody measured, so no score moves by it. A page is
//! judged only where its text was read; see `lint::reads_text`.

use crate::base::Level::Info;
use crate::base::Place;
use crate::base::text::words;
use crate::lint::prose::{Kind, Piece, lists, pieces, sentences};
use crate::lint::rule::Tier::Folklore;
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::brief;
use crate::model::view::PageView;

use super::quotable::candidates;

pub const RULES: &[Rule] = &[
    Rule {
        name: "wall-of-text",
        group: Some(Group::Read),
        cases: &[case("wall-of-text", Info, Folklore, "repeated advice: 300 words between subheadings (Yoast)")],
        check: Check::Page(wall),
        doc: include_str!("../docs/wall-of-text.md"),
    },
    Rule {
        name: "no-visual",
        group: Some(Group::Read),
        cases: &[case("no-visual", Info, Folklore, "repeated advice: a picture in a long text")],
        check: Check::Page(no_visual),
        doc: include_str!("../docs/no-visual.md"),
    },
    Rule {
        name: "nothing-quotable",
        group: Some(Group::Read),
        cases: &[case("nothing-quotable", Info, Folklore, "repeated advice: something to quote early in the text")],
        check: Check::Page(nothing_quotable),
        doc: include_str!("../docs/nothing-quotable.md"),
    },
    Rule {
        name: "dense-prose",
        group: Some(Group::Read),
        cases: &[
            case("paragraph", Info, Folklore, "repeated advice: 150 words a paragraph"),
            case("sentences", Info, Folklore, "repeated advice: 20 words a sentence"),
            case("ease", Info, Folklore, "Flesch reading ease, below 30 \"very difficult\""),
        ],
        check: Check::Page(dense),
        doc: include_str!("../docs/dense-prose.md"),
    },
];

const UNPROVEN: &str = "advice that is often repeated and that nobody measured: who skims finds no way in";

/// More words than that without a rest are a wall.
const WALL: usize = 300;

/// Text that nothing interrupts.
#[derive(Clone, Copy)]
struct Wall<'a> {
    /// The heading right above it.
    under: Option<&'a Piece>,
    begins: &'a Piece,
    words: usize,
}

fn wall(page: &PageView, report: &mut Reporter) {
    let limit = report.count("max").unwrap_or(WALL);
    let pieces = pieces(page);
    let walls: Vec<Wall> = walls(&pieces).into_iter().filter(|wall| wall.words > limit).collect();
    // The first of the longest.
    let Some(worst) = walls.iter().max_by(|a, b| a.words.cmp(&b.words).then_with(|| b.begins.at.start.cmp(&a.begins.at.start))) else {
        return;
    };
    let count = worst.words;
    let what = "in a row without a subheading";
    let (at, message) = match worst.under {
        Some(heading) => (heading.at, format!("“{}” has {count} words {what}", brief(&heading.text))),
        None => (worst.begins.at, format!("{count} words {what}")),
    };
    let more = match walls.len() - 1 {
        0 => String::new(),
        1 => "; another part of the page is like it".to_owned(),
        more => format!("; {more} other parts of the page are like it"),
    };
    report
        .say("wall-of-text", Place::Html(at), message + &more)
        .fact("text", crate::base::text::cut_at_word(&worst.begins.text, 60))
        .why(UNPROVEN)
        .help("say in a subheading what its second half is about");
}

fn walls(pieces: &[Piece]) -> Vec<Wall<'_>> {
    let mut walls = Vec::new();
    let mut open: Option<Wall> = None;
    let mut heading = None;
    for (piece, is_list) in pieces.iter().zip(lists(pieces)) {
        if !piece.is_text() || is_list {
            walls.extend(open.take());
            heading = Some(piece).filter(|piece| piece.kind == Kind::Heading);
            continue;
        }
        let wall = open.get_or_insert(Wall { under: heading.take(), begins: piece, words: 0 });
        wall.words += piece.words;
    }
    walls.extend(open);
    walls
}

/// A text of more words has room for a picture.
const LONG: usize = 600;

fn no_visual(page: &PageView, report: &mut Reporter) {
    let limit = report.count("max").unwrap_or(LONG);
    let pieces = pieces(page);
    let rests = |(piece, is_list): (&Piece, bool)| is_list || matches!(piece.kind, Kind::Visual | Kind::Apart);
    if pieces.iter().zip(lists(&pieces)).any(rests) {
        return;
    }
    let count: usize = pieces.iter().map(|piece| piece.words).sum();
    let Some(first) = pieces.iter().find(|piece| piece.is_text()).filter(|_| count > limit) else { return };
    report
        .say("no-visual", Place::Html(first.at), format!("{count} words, and no picture, table, list or code among them"))
        .fact("text", "visual")
        .why("advice that is often repeated and that nobody measured: the eye has nothing to rest on, and a share nothing to show")
        .help("show what the text is about: a photo, a chart, a table");
}

/// Shorter texts are quoted whole.
const QUOTED_WHOLE: usize = 300;
/// A quote of more characters fits into few posts.
const QUOTE: usize = 200;

fn nothing_quotable(page: &PageView, report: &mut Reporter) {
    let is_quote = |name: &str| matches!(name, "quote" | "stat");
    if page.shown.mounts.iter().any(|mount| is_quote(&mount.name)) || page.hints.quotes.iter().flatten().next().is_some() {
        return;
    }
    let pieces = pieces(page);
    let all: usize = pieces.iter().filter(|piece| piece.is_text()).map(|piece| piece.words).sum();
    if all < QUOTED_WHOLE {
        return;
    }
    let mut seen = 0;
    for piece in &pieces {
        // Lines of a list, an isolated sentence, a short quote.
        let is_alone = || (20..=QUOTE).contains(&piece.text.chars().count());
        if matches!(piece.kind, Kind::Quote) || piece.is_text() && is_alone() {
            return;
        }
        seen += if piece.is_text() { piece.words } else { 0 };
        if seen * 5 > all * 2 {
            break;
        }
    }
    let Some(first) = pieces.iter().find(|piece| piece.is_text()) else { return };
    let is_english = page.shown.lang.as_deref().is_none_or(|lang| lang.get(..2).is_some_and(|lang| lang.eq_ignore_ascii_case("en")));
    let found = if is_english { candidates(&pieces) } else { Vec::new() };
    let named: Vec<String> = found.iter().map(|sentence| format!("“{sentence}”")).collect();
    let help = match named.as_slice() {
        [] => "let one sentence stand alone, or mark one as a quote".to_owned(),
        one => format!("let one sentence stand alone, or mark it as a quote: {}", one.join(" · ")),
    };
    report
        .say(
            "nothing-quotable",
            Place::Html(first.at),
            "the first 40 % of the text have no quote, no list and no sentence that stands alone",
        )
        .fact("text", "quote")
        .why("advice that is often repeated and that nobody measured: who wants to share a sentence has to look for it")
        .help(help);
}

/// Of a paragraph, in words.
const PARAGRAPH: usize = 150;
const LONG_SENTENCE: usize = 20;
/// So many of the sentences may be long.
const LONG_SHARE: f64 = 0.4;
/// "Very difficult".
const EASE: f64 = 30.0;
/// Shares and means of fewer sentences say nothing.
const ENOUGH: usize = 20;

fn dense(page: &PageView, report: &mut Reporter) {
    let pieces = pieces(page);
    let texts = || pieces.iter().filter(|piece| piece.is_text());
    let limit = report.count("paragraph").unwrap_or(PARAGRAPH);
    let worst = texts().filter(|piece| piece.words > limit).max_by_key(|piece| (piece.words, std::cmp::Reverse(piece.at.start)));
    if let Some(worst) = worst {
        report
            .say("paragraph", Place::Html(worst.at), format!("a paragraph of {} words", worst.words))
            .fact("p", crate::base::text::cut_at_word(&worst.text, 60))
            .why(UNPROVEN)
            .help("end it where its thought ends");
    }
    let is_english = page.shown.lang.as_deref().is_none_or(|lang| lang.get(..2).is_some_and(|lang| lang.eq_ignore_ascii_case("en")));
    if !is_english {
        return;
    }
    // Lines of lists are no sentences.
    let prose = || texts().filter(|piece| piece.text.ends_with(['.', '!', '?', '…', '”', '"', ')']));
    let counts: Vec<usize> = prose().flat_map(|piece| sentences(&piece.text)).map(words).filter(|count| *count > 0).collect();
    let (Some(first), true) = (prose().next(), counts.len() >= ENOUGH) else { return };
    let long = counts.iter().filter(|count| **count > LONG_SENTENCE).count();
    let share = long as f64 / counts.len() as f64;
    if share > report.share("long-sentences").unwrap_or(LONG_SHARE) {
        let message = format!("{long} of {} sentences have more than {LONG_SENTENCE} words", counts.len());
        report
            .say("sentences", Place::Html(first.at), message)
            .fact("text", "sentences")
            .why("advice that is often repeated and that nobody measured: long sentences are read twice")
            .help("make two of one where a comma joins two thoughts");
    }
    let (all, spoken) = prose()
        .flat_map(|piece| piece.text.split_whitespace())
        .filter_map(syllables)
        .fold((0usize, 0usize), |(words, all), syllables| (words + 1, all + syllables));
    if all == 0 {
        return;
    }
    let ease = 206.835 - 1.015 * all as f64 / counts.len() as f64 - 84.6 * spoken as f64 / all as f64;
    if ease < EASE {
        report
            .say(
                "ease",
                Place::Html(first.at),
                format!("reading ease of {:.0} (Flesch): below {EASE:.0} a text is very difficult", ease.floor()),
            )
            .fact("text", "ease")
            .why("advice that is often repeated and that nobody measured")
            .help("prefer short words and short sentences");
    }
}

/// Of an English word, about; none of what is no word, such as `async_trait` or `1.0`.
fn syllables(word: &str) -> Option<usize> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.is_empty() || !word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-')) {
        return None;
    }
    let lower = word.to_lowercase();
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = lower.split(|c| !is_vowel(c)).filter(|group| !group.is_empty()).count();
    // The last `e` is silent, but for that of `table`.
    if groups > 1 && lower.ends_with('e') && !lower.ends_with("le") && !lower.ends_with("ee") {
        groups -= 1;
    }
    Some(groups.max(1))
}

#[cfg(test)]
mod tests {
    use super::syllables;

    #[test]
    fn syllables_are_counted_about_right() {
        for (word, count) in [("rain", 1), ("gauge", 1), ("measure", 2), ("Table,", 2), ("notebook", 3), ("readability", 5), ("sky", 1)] {
            assert_eq!(syllables(word), Some(count), "{word}");
        }
        assert_eq!(syllables("async_trait"), None);
        assert_eq!(syllables("v1.0"), None);
    }
}
