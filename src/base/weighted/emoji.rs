//! Finds the emoji at the start of a text: key caps, flags, tones, joined sequences.
//!
//! Only sequences that Unicode lists are one emoji; two cats with a joiner between are not.

use super::emoji_data::{EMOJI, FLAGS, JOINED, TAKES_TONE, TEXT_FIRST};

const AS_EMOJI: char = '\u{FE0F}';
const JOINER: char = '\u{200D}';

/// England, Scotland and Wales: a black flag and tags.
const TAGGED: &[&str] = &[
    "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    "🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
];

/// Bytes of the emoji that `text` starts with; 0 if it starts with none.
pub fn length(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    match first {
        '0'..='9' | '#' | '*' => key_cap(&text[1..]).map_or(0, |rest| text.len() - rest.len()),
        _ if first < '\u{A9}' => 0,
        '\u{1F1E6}'..='\u{1F1FF}' => flag(text),
        _ => match TAGGED.iter().find(|flag| text.starts_with(**flag)) {
            Some(flag) => flag.len(),
            None => joined(text),
        },
    }
}

fn key_cap(after: &str) -> Option<&str> {
    after.strip_prefix(AS_EMOJI).unwrap_or(after).strip_prefix('\u{20E3}')
}

fn flag(text: &str) -> usize {
    let letter = |c: char| u32::from(c).checked_sub(0x1F1E6).filter(|n| *n < 26).and_then(|n| char::from_u32(n + u32::from('A')));
    let code: String = text.chars().take(2).map_while(letter).collect();
    if code.len() == 2 && FLAGS.split_ascii_whitespace().any(|known| known == code) { 8 } else { 0 }
}

/// The longest sequence that Unicode lists, starting from the single emoji.
fn joined(text: &str) -> usize {
    let Some((first, mut at)) = single(text) else { return 0 };
    let mut best = at;
    let mut name = String::from(first);
    while let Some((next, len)) = text[at..].strip_prefix(JOINER).and_then(single) {
        at += JOINER.len_utf8() + len;
        name.push('+');
        name.push(next);
        if JOINED.split_ascii_whitespace().any(|known| known == name) {
            best = at;
        }
    }
    best
}

/// One emoji with its tone or U+FE0F, and its bytes.
fn single(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next().filter(|c| is_in(EMOJI, *c))?;
    let mut rest = &text[first.len_utf8()..];
    let mut marked = false;
    if is_in(TEXT_FIRST, first) {
        let after = rest.strip_prefix(AS_EMOJI);
        marked = after.is_some();
        rest = after.unwrap_or(rest);
    }
    if is_in(TAKES_TONE, first) {
        rest = rest.strip_prefix(|c| matches!(c, '\u{1F3FB}'..='\u{1F3FF}')).unwrap_or(rest);
    }
    // Signs of ordinary text: an emoji only if marked as one.
    let plain_sign = matches!(first, '©' | '®') && !marked;
    (!plain_sign).then_some((first, text.len() - rest.len()))
}

fn is_in(table: &[(char, char)], c: char) -> bool {
    let at = table.partition_point(|(_, last)| *last < c);
    table.get(at).is_some_and(|(first, _)| *first <= c)
}
