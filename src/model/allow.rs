//! What an author allows in the text itself, with a reason: how it is written, and how far it reaches.
//!
//! Settings allow things too (`lint.overrides`); those are levels and come before.

use crate::base::{Place, Span};

/// One suppression.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// Rules or groups.
    pub names: Vec<String>,
    pub reason: Option<String>,
    /// The last day on which it counts, as it was written.
    pub until: Option<String>,
    pub reach: Reach,
    /// `smo_allow`, `smo-allow`, `data-smo-allow`, `data-proofer-ignore`.
    pub by: &'static str,
    /// Where it stands.
    pub at: Place,
    /// The comment, or the name in the front matter, as it stands there, if it can be taken out as a whole.
    pub written: Option<String>,
    /// It silenced something.
    pub used: bool,
}

/// What a suppression is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Page,
    /// Bytes of the page's HTML.
    Html(Span),
    /// Bytes of the author's file, which `at` names.
    Source(Span),
}

impl Allow {
    pub fn new(by: &'static str, reach: Reach, at: Place) -> Self {
        Self { names: Vec::new(), reason: None, until: None, reach, by, at, written: None, used: false }
    }

    /// Reads `title-too-long, image until 2027-01-31: photo essay`.
    pub fn read(mut self, text: &str) -> Self {
        let (names, reason) = text.split_once(':').map_or((text, ""), |(names, reason)| (names, reason.trim()));
        let mut words = names.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        while let Some(word) = words.next() {
            match word {
                "until" => self.until = words.next().map(str::to_owned),
                name => self.names.push(name.to_owned()),
            }
        }
        self.reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
        self
    }
}

/// What stands behind `smo-allow` in a comment, if it is one of ours: the text between `<!--` and `-->`.
pub fn in_comment(text: &str) -> Option<&str> {
    let rest = text.trim().strip_prefix("smo-allow")?;
    rest.starts_with(|c: char| c.is_whitespace()).then(|| rest.trim())
}

/// What stands behind `smo-allow` in a comment that names no rule: `<!-- smo-allow: link -->`.
pub fn nameless(text: &str) -> Option<&str> {
    let rest = text.trim().strip_prefix("smo-allow")?.trim_start();
    (rest.is_empty() || rest.starts_with(':')).then(|| rest.trim_start_matches(':').trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_day_and_a_reason_are_read_from_one_line() {
        let allow = |text: &str| Allow::new("smo-allow", Reach::Page, Place::Site).read(text);
        let read = allow("title-too-long, image until 2027-01-31: see #12: photos");
        assert_eq!((read.names.join(" ").as_str(), read.until.as_deref()), ("title-too-long image", Some("2027-01-31")));
        assert_eq!(read.reason.as_deref(), Some("see #12: photos"));
        assert_eq!(allow("link").reason, None);
        assert_eq!(in_comment(" smo-allow link: x "), Some("link: x"));
        assert_eq!([" smo-allow: link ", "smo-allow : x: y", "smo-allow"].map(nameless), ["link", "x: y", ""].map(Some));
        assert_eq!((nameless("smo-allow link"), nameless("smo-allowed: x")), (None, None));
        assert_eq!((in_comment("smo-allowed"), in_comment("see smo-allow link")), (None, None));
    }
}
