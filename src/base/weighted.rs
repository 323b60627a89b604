//! How long X says a text is, and how to cut a text so that it fits: twitter-text v3, exactly.
//!
//! A link weighs 23 whatever its length, an emoji 2 whatever it is made of, most scripts 1 a
//! character, CJK and the rest 2. The expected numbers are in `tests/fixtures/twitter-text/`.

mod emoji;
mod emoji_data;
mod tlds;
mod urls;

use std::borrow::Cow;
use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// twitter-text config v3 (facts S22, read 2026-11).
pub const X_LIMIT: usize = 280;
pub const X_URL: usize = 23;
/// `…` is outside of the light ranges.
pub const ELLIPSIS_WEIGHT: usize = 2;

/// Code points that weigh 1; every other weighs 2.
const LIGHT: &[RangeInclusive<u32>] = &[0..=4351, 8192..=8205, 8208..=8223, 8242..=8247];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighted {
    pub length: usize,
    /// Neither empty nor too long, and without code points that X refuses.
    pub valid: bool,
    /// Of 280, in thousandths, rounded down.
    pub permillage: usize,
    /// The last UTF-16 unit of the text, as X's own tools count; 0 for an empty text.
    pub last: usize,
    /// The last UTF-16 unit that still fits.
    pub last_valid: usize,
}

/// Weighs a text as X does.
pub fn weighted(text: &str) -> Weighted {
    if text.is_ascii() && !text.contains('.') {
        return of_plain(text.len());
    }
    let normal: String = text.nfc().collect();
    let links = urls::find(&normal);
    let mut links = links.iter().peekable();
    let (mut length, mut sound, mut last_valid) = (0, true, 0);
    let (mut at, mut unit) = (0, 0);
    while let Some(c) = normal[at..].chars().next() {
        let (step, weight) = match links.peek() {
            Some(link) if link.start == at => (links.next().map_or(0, |link| link.len()), X_URL),
            _ => match emoji::length(&normal[at..]) {
                0 => (c.len_utf8(), weight_of(c)),
                bytes => (bytes, 2),
            },
        };
        let piece = &normal[at..at + step];
        unit += utf16(piece);
        length += weight;
        sound = sound && !matches!(c, '\u{FFFE}' | '\u{FEFF}' | '\u{FFFF}');
        if sound && length <= X_LIMIT {
            last_valid = unit - 1;
        }
        at += step;
    }
    let total = utf16(text);
    Weighted {
        length,
        valid: sound && (1..=X_LIMIT).contains(&length),
        permillage: length * 1000 / X_LIMIT,
        last: total.saturating_sub(1),
        last_valid: (last_valid + total).saturating_sub(unit),
    }
}

/// A text without links in which each byte weighs 1.
fn of_plain(length: usize) -> Weighted {
    Weighted {
        length,
        valid: (1..=X_LIMIT).contains(&length),
        permillage: length * 1000 / X_LIMIT,
        last: length.saturating_sub(1),
        last_valid: length.min(X_LIMIT).saturating_sub(1),
    }
}

/// The links that X would make of a text, `main.rs` among them: byte ranges, in order.
pub use urls::find as urls;

/// Bytes of the emoji that a text starts with; 0 if it starts with none.
pub use emoji::length as emoji_length;

fn weight_of(c: char) -> usize {
    if LIGHT.iter().any(|range| range.contains(&u32::from(c))) { 1 } else { 2 }
}

fn utf16(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The text, or as much of it as weighs at most `budget`, ending in `…`.
pub fn fit(text: &str, budget: usize) -> Cow<'_, str> {
    cut(text, |part| weighted(part).length <= budget)
}

/// The text if it `fits`, else cut before its last clause mark that fits, else at a word, else
/// between two characters; with `…` where something was cut. Nothing at all if not even that fits.
///
/// A clause mark counts only if it leaves a third of what would fit: `Rust: …` says too little.
pub fn cut(text: &str, fits: impl Fn(&str) -> bool) -> Cow<'_, str> {
    if fits(text) {
        return Cow::Borrowed(text);
    }
    let ends: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
    let with_mark = |end: usize| format!("{}…", trimmed(&text[..end]));
    // Links make the weight jump up and down, so the search is only a first guess.
    let mut count = ends.partition_point(|end| fits(&with_mark(*end)));
    while count > 0 && !fits(&with_mark(ends[count - 1])) {
        count -= 1;
    }
    let Some(hard) = count.checked_sub(1).map(|last| ends[last]) else {
        return Cow::Borrowed("");
    };
    let clause = clause_ends(&text[..hard]).rev().find(|end| end * 3 >= hard && fits(&with_mark(*end)));
    let word = || {
        let spaces = text[..hard].char_indices().rev().filter(|(_, c)| c.is_whitespace());
        // Past the half only: a script without blanks is cut between two characters.
        let at_end = text[hard..].starts_with(char::is_whitespace).then_some(hard);
        at_end.into_iter().chain(spaces.map(|(at, _)| at)).take_while(|at| at * 2 >= hard).find(|at| fits(&with_mark(*at)))
    };
    Cow::Owned(with_mark(clause.or_else(word).unwrap_or(hard)))
}

/// Where clauses end: before `; `, `: `, ` — `, ` – ` and their wide kin.
fn clause_ends(text: &str) -> impl DoubleEndedIterator<Item = usize> + '_ {
    text.char_indices().filter_map(move |(at, c)| {
        let after = &text[at + c.len_utf8()..];
        let spaced = || after.starts_with(char::is_whitespace);
        let ends = match c {
            ';' | ':' => spaced(),
            '—' | '–' => spaced() && text[..at].ends_with(char::is_whitespace),
            '；' | '：' => true,
            _ => false,
        };
        (ends && at > 0).then_some(at)
    })
}

/// Without blanks and marks at its end, whole characters only.
fn trimmed(text: &str) -> &str {
    let loose: usize = text.graphemes(true).rev().take_while(|part| part.chars().all(is_loose)).map(str::len).sum();
    &text[..text.len() - loose]
}

/// What must not stand before the `…`.
fn is_loose(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '、' | '，' | '；' | '：')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::yaml::{self, Node, Value};

    const VALIDATE: &str = include_str!("../../tests/fixtures/twitter-text/validate.yml");
    const EXTRACT: &str = include_str!("../../tests/fixtures/twitter-text/extract.yml");
    const TLDS: &str = include_str!("../../tests/fixtures/twitter-text/tld_lib.yml");

    fn cases(root: &Node, group: &str) -> Vec<Node> {
        root.get("tests").unwrap().get(group).unwrap().as_list().unwrap().to_vec()
    }

    fn text(node: &Node, key: &str) -> String {
        node.get(key).unwrap().as_text().unwrap().to_owned()
    }

    #[test]
    fn every_weight_of_the_conformance_suite_is_met() {
        let root = yaml::parse(VALIDATE).unwrap();
        let mut seen = 0;
        for group in ["WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest"] {
            for case in cases(&root, group) {
                let is = weighted(&text(&case, "text"));
                let expected = case.get("expected").unwrap();
                let number = |key: &str| match expected.get(key).unwrap().value {
                    Value::Int(value) => value as usize,
                    _ => panic!("{key} is no number"),
                };
                let want = Weighted {
                    length: number("weightedLength"),
                    valid: expected.get("valid").unwrap().value == Value::Bool(true),
                    permillage: number("permillage"),
                    last: number("displayRangeEnd"),
                    last_valid: number("validRangeEnd"),
                };
                assert_eq!(is, want, "{}", text(&case, "description"));
                seen += 1;
            }
        }
        assert_eq!(seen, 24);
    }

    #[test]
    fn every_link_of_the_conformance_suite_is_found() {
        let root = yaml::parse(EXTRACT).unwrap();
        let mut seen = 0;
        for group in ["urls", "urls_with_indices", "urls_with_directional_markers", "tco_urls_with_params"] {
            for case in cases(&root, group) {
                let source = text(&case, "text");
                let is: Vec<String> = urls(&source).into_iter().map(|range| source[range].to_owned()).collect();
                let expected = case.get("expected").unwrap().as_list().unwrap();
                let url = |node: &Node| node.as_text().map_or_else(|| text(node, "url"), str::to_owned);
                assert_eq!(is, expected.iter().map(url).collect::<Vec<_>>(), "{}", text(&case, "description"));
                for (range, node) in urls(&source).into_iter().zip(expected) {
                    let Some(indices) = node.get("indices") else { continue };
                    let characters = [range.start, range.end].map(|at| source[..at].chars().count() as i64);
                    let wanted: Vec<Value> = indices.as_list().unwrap().iter().map(|node| node.value.clone()).collect();
                    assert_eq!(wanted, characters.map(Value::Int), "{}", text(&case, "description"));
                }
                seen += 1;
            }
        }
        assert_eq!(seen, 108);
    }

    #[test]
    fn every_top_level_domain_makes_a_link() {
        let root = yaml::parse(TLDS).unwrap();
        let mut seen = 0;
        for group in ["country", "generic"] {
            for node in root.get(group).unwrap().as_list().unwrap() {
                let link = format!("https://twitter.{}", node.scalar_text(TLDS).unwrap());
                assert_eq!(urls(&link), vec![0..link.len()], "{link}");
                seen += 1;
            }
        }
        assert_eq!(seen, tlds::ASCII.len() + tlds::OTHER.len());
    }

    /// Measured with X's own library (facts D.1), where its emoji list is not out of date.
    #[test]
    fn weights_agree_with_the_reference_library() {
        for (text, length) in [
            ("Hello, world! 👋", 16),
            ("cafe\u{301}", 4),
            ("1\u{FE0F}\u{20E3}", 2),
            ("1\u{FE0F}", 3),
            ("日本語", 6),
            ("main.rs", 23),
            ("Node.js", 7),
            ("©", 1),
            ("©\u{FE0F}", 2),
            ("☺\u{FE0E}", 4),
            ("😀\u{FE0F}", 4),
            ("a\u{FE0F}", 3),
            ("🇽🇽", 4),
            ("🇸🇪", 2),
            ("🐱\u{200D}🐱", 5),
            ("😀\u{200D}", 3),
            ("🐱🏽", 4),
            ("☝\u{FE0F}🏽", 2),
            ("🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}", 2),
            ("👩🏽\u{200D}🤝\u{200D}👩🏿", 2),
            ("❤\u{FE0F}\u{200D}🔥", 2),
            ("\u{202F}", 2),
            ("“—”", 3),
            ("…", ELLIPSIS_WEIGHT),
            ("foo@example.com", 15),
            ("http://localhost:3000", 21),
            ("https://münchen.de", 23),
        ] {
            assert_eq!(weighted(text).length, length, "{text:?}");
        }
    }

    #[test]
    fn a_text_is_cut_at_a_clause_then_at_a_word_then_at_a_character() {
        assert_eq!(fit("Rain gauges at home", 40), "Rain gauges at home");
        assert_eq!(fit("Rain gauges at home; what thirty years of notes say", 30), "Rain gauges at home…");
        assert_eq!(fit("Rain gauges — thirty years of notes", 30), "Rain gauges…");
        assert_eq!(fit("Rust: everything I learned about measuring rain", 40), "Rust: everything I learned about…");
        assert_eq!(fit("雨量計について知っておきたいこと", 11), "雨量計に…");
        assert_eq!(fit("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 5), "👨‍👩‍👧‍👦…");
        assert_eq!(fit("anything", 1), "");
    }

    proptest! {
        #[test]
        fn a_cut_text_fits_and_splits_no_character(
            parts in prop::collection::vec(prop_oneof![
                "[a-z]{1,12}", "[;:,—–] ", "\\PC{0,4}",
                Just("👩‍🚀".to_owned()), Just("main.rs ".to_owned()), Just("e\u{301}\u{323}".to_owned()), Just("🇸🇪".to_owned()),
                Just("https://example.org/a_(b)?c=d ".to_owned()), Just("שלום ".to_owned()), Just("\n".to_owned()),
            ], 0..40),
            budget in 0..120usize,
        ) {
            let whole = parts.concat();
            let cut = fit(&whole, budget);
            prop_assert!(weighted(&cut).length <= budget);
            if *cut != whole && !cut.is_empty() {
                let kept = cut.strip_suffix('…').unwrap();
                prop_assert!(whole.starts_with(kept));
                prop_assert!(kept.is_empty() || whole.grapheme_indices(true).any(|(at, _)| at == kept.len()), "{kept:?}");
            }
        }
    }
}
