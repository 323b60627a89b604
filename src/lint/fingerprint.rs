//! What makes a finding the same finding tomorrow: rule, case, page and the offending value.
//!
//! No lines, no messages, no levels: moving text keeps it, changing the value makes it new.

use unicode_normalization::UnicodeNormalization;

use crate::base::html::fold_space;
use crate::base::{Finding, Place};
use crate::model::files::Digest;

/// 16 hex digits. `page` is the path of the page's address, `*` for the site.
pub fn fingerprint(finding: &Finding, page: &str) -> String {
    let (key, value) = match finding.evidence.as_ref().and_then(|evidence| evidence.fact.as_ref()) {
        Some((key, value)) => (*key, normal(value)),
        None => ("", normal(&quoted(&finding.message))),
    };
    let text = [finding.rule, finding.case(), page, key, &value].join("\0");
    Digest::of(text.as_bytes()).hex()[..16].to_owned()
}

/// Where it stands. Two findings of one fingerprint at one place are the same mistake, seen by two rooms.
pub fn standing(finding: &Finding) -> String {
    match &finding.at {
        Place::Spot(spot) => format!("{}:{}", spot.path, spot.start),
        other => format!("{other:?} {}", finding.message),
    }
}

/// Findings without a fact: the author's words in the message, without ours.
fn quoted(message: &str) -> String {
    let pairs = [('`', '`'), ('“', '”')];
    let mut out = String::new();
    let mut rest = message;
    while let Some((at, close)) = pairs.iter().filter_map(|(open, close)| rest.find(*open).map(|at| (at, *close))).min() {
        let inner = &rest[at..];
        let inner = &inner[inner.chars().next().map_or(0, char::len_utf8)..];
        let Some(end) = inner.find(close) else { break };
        out.push_str(&inner[..end]);
        out.push(' ');
        rest = &inner[end + close.len_utf8()..];
    }
    out
}

/// NFC, white space folded, and of addresses what changes with every build left out.
fn normal(value: &str) -> String {
    let composed: String = value.nfc().collect();
    fold_space(&composed)
        .split(' ')
        .map(|word| if word.contains('/') { timeless(word) } else { word.to_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

/// `/smo/rain-1200x630-9f2c41d07a.png?v=3` as `/smo/rain-1200x630.png`.
fn timeless(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("v=")).collect();
    let mut out = String::new();
    let mut rest = path;
    while let Some(at) = rest.find(['-', '.', '_']) {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        if is_digest(&after[..end]) {
            rest = &after[end..];
        } else {
            out.push_str(&rest[at..=at]);
            rest = after;
        }
    }
    out.push_str(rest);
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    out
}

/// Eight hex digits or more, letters and numbers among them: a word or a year is none.
fn is_digest(word: &str) -> bool {
    word.len() >= 8
        && word.bytes().all(|byte| byte.is_ascii_hexdigit())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heavy(value: &str) -> Finding {
        let mut finding = Finding::error("preview-image-too-heavy", "2 MB: no picture on X", Place::Site);
        finding.evidence_mut().fact = Some(("og:image", value.to_owned()));
        finding
    }

    #[test]
    fn a_finding_is_the_same_until_its_value_changes() {
        let first = fingerprint(&heavy("/smo/rain-1200x630-9f2c41d07a.png"), "/rain/");
        assert_eq!(first.len(), 16);
        let mut later = heavy("/smo/rain-1200x630-0b1c2d3e4f.png?v=7");
        later.message = "2.1 MB: no picture on X and Slack".into();
        later.at = Place::File("content/rain.md".into());
        later.level = crate::base::Level::Warning;
        assert_eq!(fingerprint(&later, "/rain/"), first);
        assert_ne!(fingerprint(&heavy("/smo/hail-1200x630-9f2c41d07a.png"), "/rain/"), first);
        assert_ne!(fingerprint(&heavy("/smo/rain-1200x630-9f2c41d07a.png"), "/hail/"), first);
        assert_eq!(normal("Caf\u{65}\u{301}  au\n lait"), "Caf\u{e9} au lait");
        assert_eq!(timeless("/a/20260304-deadbeef12.b/x.js?v=1&w=2"), "/a/20260304.b/x.js?w=2");
    }

    #[test]
    fn two_dead_links_of_one_page_are_two() {
        let dead = |link: &str| Finding::error("broken-internal-link", format!("`{link}` does not exist"), Place::Site);
        assert_ne!(fingerprint(&dead("/a/"), "/rain/"), fingerprint(&dead("/b/"), "/rain/"));
    }
}
