//! CSS selectors of `quotes.selectors`: markup of a theme that counts as a quote.

use std::str::FromStr;

use crate::base::secrets::Seeker;
use crate::base::words::Words;
use crate::base::{Finding, Place};
use crate::config::Settings;
use crate::smo::survey::signs;

/// Selectors that can be used, and how many elements they may find on a page.
#[derive(Clone, Debug)]
pub struct Selectors {
    pub(super) list: Vec<lol_html::Selector>,
    pub(super) max: usize,
    /// Finds what should not be public; made once for all pages.
    pub(super) seeker: Seeker,
    pub(super) signs: Words,
}

impl Default for Selectors {
    fn default() -> Self {
        Self { list: Vec::new(), max: 0, seeker: Seeker::default(), signs: signs() }
    }
}

impl Selectors {
    /// Those of the settings, and what is wrong with the others.
    pub fn of(settings: &Settings) -> (Self, Vec<Finding>) {
        let mut found = Self { max: settings.quotes.max, ..Self::default() };
        let mut findings = Vec::new();
        for text in &settings.quotes.selectors {
            match lol_html::Selector::from_str(text) {
                Ok(selector) => found.list.push(selector),
                Err(error) => findings.push(
                    Finding::warning("config-invalid", format!("`quotes.selectors`: `{text}` cannot be used: {error}"), Place::Site)
                        .why("nothing is found by it; the others are used")
                        .help("names, `.class`, `#id`, `[attribute]`, `>`, blanks, commas, `:not()` and `:nth-child()` work"),
                ),
            }
        }
        (found, findings)
    }
}
