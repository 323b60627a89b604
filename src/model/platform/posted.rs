//! What becomes of words in a post: how long a network says they are, which signs a hashtag may hold,
//! which address goes along.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use super::{Intent, Platform, Unit};
use crate::base::text::graphemes;
use crate::base::url::encode_component;
use crate::base::weighted::{X_URL, emoji_length, urls, weighted};

/// How long a text is, as counted in this unit.
pub fn length(text: &str, unit: Unit) -> usize {
    match unit {
        Unit::Weighted => weighted(text).length,
        Unit::Graphemes => graphemes(text),
        Unit::GraphemesUrl23 => graphemes(&on_mastodon(text)),
        Unit::CharactersEmojiBytes => emoji_as_bytes(text),
        Unit::Bytes => text.len(),
        Unit::Characters | Unit::Pixels | Unit::Lines | Unit::Hundredths | Unit::Count => text.chars().count(),
    }
}

/// Each address of the web as 23 characters, and of `@user@host` only the name, as Mastodon counts them.
fn on_mastodon(text: &str) -> Cow<'_, str> {
    if !text.contains("://") && !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let mut out = text.to_owned();
    for range in urls(text).into_iter().rev().filter(|range| text[range.clone()].contains("://")) {
        out.replace_range(range, &"x".repeat(X_URL));
    }
    for host in hosts_of_mentions(&out).into_iter().rev() {
        out.replace_range(host, "");
    }
    Cow::Owned(out)
}

/// `@host` of each `@user@host`.
fn hosts_of_mentions(text: &str) -> Vec<std::ops::Range<usize>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let opens = !text[..at].ends_with(|c: char| is_name(c) || c == '/') && found.last().is_none_or(|last| last.end <= at);
        let name = text[at + 1..].find(|c: char| !is_name(c)).filter(|length| opens && *length > 0);
        let Some(host) = name.map(|length| at + 1 + length) else { continue };
        let Some(rest) = text[host..].strip_prefix('@') else { continue };
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-')).unwrap_or(rest.len());
        let length = rest[..end].trim_end_matches(['.', '-']).len();
        if length > 0 {
            found.push(host..host + 1 + length);
        }
    }
    found
}

/// Length where an emoji counts as many characters as it has bytes.
fn emoji_as_bytes(text: &str) -> usize {
    let (mut length, mut at) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let emoji = emoji_length(&text[at..]);
        length += emoji.max(1);
        at += emoji.max(c.len_utf8());
    }
    length
}

/// Signs that stand inside of a hashtag besides letters, marks and digits: joiners, Hebrew
/// punctuation, the dots and dashes of Japanese, Tibetan and Catalan (twitter-text, 2021-10).
const IN_TAGS: &str =
    "_\u{200C}\u{200D}\u{A67E}\u{5BE}\u{5F3}\u{5F4}\u{FF5E}\u{301C}\u{309B}\u{309C}\u{30A0}\u{30FB}\u{3003}\u{F0B}\u{F0C}\u{B7}";

/// May this stand inside of a hashtag on X?
pub fn in_hashtag(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || IN_TAGS.contains(c)
}

/// The address with what analytics read of it: behind its own query, before `#`. What it says already stays.
///
/// GA4 knows X by its old name only, so that is the source there. A copied address goes who knows where: it stays plain.
pub fn with_campaign<'a>(platform: &Platform, url: &'a str, campaign: &str, content: &str) -> Cow<'a, str> {
    if platform.intent == Intent::Copy {
        return Cow::Borrowed(url);
    }
    tagged(platform.id, url, campaign, content)
}

/// The same by the id of a network alone: there are some that can be posted to, but not shared to.
pub fn tagged<'a>(network: &str, url: &'a str, campaign: &str, content: &str) -> Cow<'a, str> {
    let (page, fragment) = url.find('#').map_or((url, ""), |at| url.split_at(at));
    let query = page.split_once('?').map_or("", |(_, query)| query);
    let has = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    let source = if network == "x" { "twitter" } else { network };
    let wanted = [("utm_source", source), ("utm_medium", "social"), ("utm_campaign", campaign), ("utm_content", content)];
    let mut out = page.to_owned();
    for (name, value) in wanted.into_iter().filter(|(name, value)| !value.is_empty() && !has(name)) {
        let joint = if !out.contains('?') {
            "?"
        } else if out.ends_with(['?', '&']) {
            ""
        } else {
            "&"
        };
        out.push_str(&format!("{joint}{name}={}", encode_component(&value.to_lowercase())));
    }
    Cow::Owned(out + fragment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_counts_in_its_own_way() {
        let text = "Größe 👩‍👩‍👧: https://example.org/a/very/long/path/to/the/rain @ada@hachyderm.io, a@b.org";
        for (unit, length_of_it) in [
            (Unit::Graphemes, text.chars().count() - 4),
            (Unit::GraphemesUrl23, 9 + 23 + " @ada, a@b.org".len()),
            (Unit::Characters, text.chars().count()),
            (Unit::CharactersEmojiBytes, text.chars().count() - 5 + 18),
            (Unit::Bytes, text.len()),
            (Unit::Weighted, 10 + 23 + " @ada@hachyderm.io, a@b.org".len()),
        ] {
            assert_eq!(length(text, unit), length_of_it, "{unit:?}");
        }
        assert_eq!(length("@a@b.org @c@d.org.", Unit::GraphemesUrl23), "@a @c.".len());
        assert_eq!(length("https://hachyderm.io/@ada@b.org x@y@z", Unit::GraphemesUrl23), "x".repeat(23).len() + " x@y@z".len());
    }
}
