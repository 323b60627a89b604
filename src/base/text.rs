//! Plain text, measured and cut the way readers and platforms do it.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::html::unescape;

/// Words as a reader counts them; CJK text has no blanks, so each of its characters counts half.
pub fn words(text: &str) -> usize {
    text.split_ascii_whitespace().map(halves).sum::<usize>().div_ceil(2)
}

/// Twice the words of a piece without blanks. Nearly all pieces are one plain word, and asking for
/// its boundaries is what counting a page costs.
fn halves(piece: &str) -> usize {
    let bare = piece.trim_matches(|c: char| c.is_ascii_punctuation());
    if bare.is_empty() {
        0
    } else if bare.bytes().all(|b| b.is_ascii_alphanumeric()) {
        2
    } else {
        bare.unicode_words().map(|word| if word.chars().next().is_some_and(is_cjk) { 1 } else { 2 }).sum()
    }
}

/// A text that stays within itself wherever it is shown: without control characters, without the
/// marks that turn the direction of all that follows (U+202A to U+202E), and without isolates
/// (U+2066 to U+2069) that are not closed. What marks one character's direction stays.
pub fn tame(text: &str) -> Cow<'_, str> {
    let is_wild = |c: char| c.is_control() && !c.is_whitespace() || matches!(c, '\u{202A}'..='\u{202E}');
    let is_isolate = |c: char| matches!(c, '\u{2066}'..='\u{2069}');
    if !text.contains(|c| is_wild(c) || is_isolate(c)) {
        return Cow::Borrowed(text);
    }
    let mut open = Some(0usize);
    for c in text.chars().filter(|c| is_isolate(*c)) {
        open = open.and_then(|open| if c == '\u{2069}' { open.checked_sub(1) } else { Some(open + 1) });
    }
    let closed = open == Some(0);
    let goes = |c: char| is_wild(c) || is_isolate(c) && !closed;
    let tamed: String = text.chars().filter(|c| !goes(*c)).collect();
    // `&` and `amp;` that nothing stands between any more would be read as one.
    if unescape(&tamed) == tamed {
        return Cow::Owned(tamed);
    }
    Cow::Owned(text.chars().map(|c| if goes(c) { char::REPLACEMENT_CHARACTER } else { c }).collect())
}

/// Minutes to read, at least one: 230 words a minute.
pub fn reading_time(words: usize) -> usize {
    words.div_ceil(230).max(1)
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}')
}

/// User-perceived characters.
pub fn graphemes(text: &str) -> usize {
    // In ASCII only the two ends of a line are one.
    if text.is_ascii() && !text.contains('\r') { text.len() } else { text.graphemes(true).count() }
}

/// A description from a paragraph: whole sentences up to `limit` characters where the first
/// fits, else cut at a word with an ellipsis.
pub fn summary(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut end = 0;
    let mut chars = 0;
    for sentence in text.split_sentence_bounds() {
        chars += sentence.trim_end().chars().count();
        if chars > limit {
            break;
        }
        end += sentence.len();
        chars += sentence.chars().count() - sentence.trim_end().chars().count();
    }
    let whole = text[..end].trim_end();
    if whole.chars().count() >= 50 {
        return whole.to_owned();
    }
    cut_at_word(text, limit)
}

/// At most `limit` characters, cut between words, with `…` where something was cut.
pub fn cut_at_word(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let room = limit.saturating_sub(1);
    let hard = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let soft = text[..hard].rfind(char::is_whitespace).unwrap_or(0);
    // A single long word, or a script without blanks: cut at a grapheme instead.
    let at = if soft * 2 > hard { soft } else { grapheme_floor(text, hard) };
    let kept = text[..at].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—'));
    format!("{kept}…")
}

fn grapheme_floor(text: &str, at: usize) -> usize {
    text.grapheme_indices(true).map(|(start, _)| start).take_while(|start| *start <= at).last().unwrap_or(0)
}

/// A title without the site's name at its end: Apple and WhatsApp ask for titles without branding.
pub fn without_site<'a>(title: &'a str, site: &str) -> &'a str {
    let title = title.trim();
    if site.is_empty() {
        return title;
    }
    [" | ", " - ", " — ", " – ", " · ", " :: ", " • "]
        .iter()
        .find_map(|between| title.strip_suffix(site)?.strip_suffix(between))
        .map(str::trim_end)
        .filter(|own| !own.is_empty())
        .unwrap_or(title)
}

/// How wide a text is in Arial at so many pixels: the widths of its letters in thousandths, those of
/// ASCII by table; others are taken as an average letter, or as wide as they are high.
pub fn arial_width(text: &str, size: usize) -> usize {
    let sum: usize = text
        .chars()
        .map(|c| match c {
            ' '..='~' => usize::from(ARIAL[c as usize - 32]),
            _ => match unicode_width::UnicodeWidthChar::width(c) {
                Some(2) => 1000,
                Some(0) | None => 0,
                Some(_) => 556,
            },
        })
        .sum();
    sum * size / 1000
}

#[rustfmt::skip] // from blank to tilde
const ARIAL: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// A slug: lower case, letters, marks and digits of every script, everything else one `-`.
pub fn slug(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut out = String::with_capacity(text.len());
    for c in text.nfc().flat_map(char::to_lowercase) {
        let keep = c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
        if keep {
            out.push(c);
        } else if matches!(c, '\'' | '’') {
            // "don't" is one word.
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// A date that a machine can read; `P3D` is none, and neither is a date with more behind it.
pub fn is_iso_date(text: &str) -> bool {
    let text = text.trim();
    let day = |text: &str| text.parse::<jiff::civil::Date>().is_ok();
    match text.get(10..11) {
        None => text.len() == 10 && day(text),
        Some(_) => text.get(..10).is_some_and(day) && text[10..].starts_with(['T', 't', ' ']),
    }
}

/// What `<time datetime>` may say besides dates: a duration, a time of day, a week, a day of any year.
pub fn is_other_time(text: &str) -> bool {
    let is_clock = text.len() <= 12 && text.as_bytes().get(2) == Some(&b':');
    text.is_empty()
        || text.starts_with(['P', '+', '-'])
        || text.contains("-W")
        || is_clock
        || text.len() == 5 && text.as_bytes()[2] == b'-'
        || text.split_whitespace().all(is_span)
}

/// `4h`, `3.5s`: part of a duration as HTML has them.
fn is_span(part: &str) -> bool {
    let number = part.strip_suffix(['w', 'd', 'h', 'm', 's', 'W', 'D', 'H', 'M', 'S']);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// `1,049`
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_turns_what_stands_around_it() {
        assert_eq!(tame("Rain \u{200F}\u{2067}\u{5D2}\u{2069}"), "Rain \u{200F}\u{2067}\u{5D2}\u{2069}");
        assert_eq!(tame("\u{202E}niar\u{202C} \u{2067}x"), "niar x");
        assert_eq!(tame("\u{2069}a\u{2066}"), "a");
        assert_eq!(tame("a\0b\u{7}\n\u{85}c"), "ab\n\u{85}c");
        assert_eq!(tame("Tom &\0amp; Jerry\0"), "Tom &\u{FFFD}amp; Jerry\u{FFFD}");
    }

    #[test]
    fn a_summary_keeps_whole_sentences_where_it_can() {
        let text = "We measured every build for six weeks and wrote the numbers down. Then we changed three things. \
                    One of them was wrong, and we will tell you which one it was at the very end of this long text.";
        assert_eq!(summary(text, 100), "We measured every build for six weeks and wrote the numbers down. Then we changed three things.");
        assert_eq!(summary(text, 60), "We measured every build for six weeks and wrote the…");
        assert_eq!(summary("Short.", 100), "Short.");
        // A sentence without a word is one all the same.
        let marks = "★ ☆.\u{2029}We measured every build for six weeks and wrote the numbers down. Then we changed things.";
        assert_eq!(summary(marks, 80), "★ ☆.\u{2029}We measured every build for six weeks and wrote the numbers down.");
    }

    #[test]
    fn cutting_never_splits_a_character() {
        for limit in 0..12 {
            cut_at_word("👨‍👩‍👧 日本語のとても長いタイトル", limit);
        }
        assert_eq!(cut_at_word("一二三四五六七八", 5), "一二三四…");
    }

    #[test]
    fn slugs_keep_every_script() {
        assert_eq!(slug("  Größe & Höhe, 2.0!"), "größe-höhe-2-0");
        assert_eq!(slug("日本語 タイトル"), "日本語-タイトル");
        assert_eq!(slug("Don't panic"), "dont-panic");
        assert_eq!(slug("!!!"), "");
    }

    #[test]
    fn words_count_cjk_by_halves() {
        assert_eq!(words("one two three"), 3);
        assert_eq!(words("日本語日本語"), 3);
    }

    #[test]
    fn words_are_those_of_unicode() {
        for text in ["(don't) stop--now, e.g. 3.14 or 1,000!", "_a_ __ a_b C++ #4 http://a.b/c-d?e", "« a » א'ב \u{301}x 5€ … ’tis"]
        {
            assert_eq!(words(text), text.unicode_words().count(), "{text}");
        }
    }
}
