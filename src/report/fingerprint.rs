//! A name for a mistake that stays when text above it moves: no line, no message, no picture digest.

use unicode_normalization::UnicodeNormalization;

use crate::base::Finding;
use crate::base::html::fold_space;

/// 16 hex digits over rule, case, page, and what is wrong. Two findings of a page that say no fact have
/// the same: whoever needs to tell them apart counts them.
pub fn fingerprint(finding: &Finding) -> String {
    let fact = finding.evidence.as_ref().and_then(|evidence| evidence.fact.as_ref());
    let (key, value) = fact.map_or(("", ""), |(key, value)| (*key, value.as_str()));
    let value: String = without_version(&fold_space(value)).nfc().collect();
    let page = finding.page.as_deref().unwrap_or("*");
    let parts = [finding.rule, finding.case(), page, key, value.as_str()];
    blake3::hash(parts.join("\0").as_bytes()).to_hex()[..16].to_owned()
}

/// An address without what changes with its content: `?v=3`, and the hash in `rain-og-0123456789.png`.
fn without_version(value: &str) -> String {
    let value = value.split_once("?v=").map_or(value, |(address, _)| address);
    let is_hash = |part: &str| part.len() >= 8 && part.bytes().all(|b| b.is_ascii_hexdigit()) && part.bytes().any(|b| b.is_ascii_digit());
    value.split_inclusive(['-', '.', '/', '_']).filter(|part| !is_hash(part.trim_end_matches(['-', '.', '/', '_']))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Place;

    #[test]
    fn a_new_picture_and_new_words_are_no_new_mistake() {
        let finding = |message: &str, value: &str| {
            let mut finding = Finding::warning("preview-image-too-heavy", message, Place::Site);
            finding.evidence_mut().fact = Some(("og:image", value.into()));
            fingerprint(&finding)
        };
        assert_eq!(finding("620 KB", "/smo/rain-og-0123456789.png"), finding("640 KB", "/smo/rain-og-fedcba9876.png"));
        assert_eq!(finding("", "/a.png?v=1"), finding("", "/a.png?v=2"));
        assert_ne!(finding("", "/a.png"), finding("", "/b.png"));
    }
}
