//! The faults, by what they touch. Each operator puts one of them into a clean site, as it happens on real sites.
//!
//! They were written from the world and not from the rules: what a rule expects was not looked at. `rules` says which
//! finding is right for a fault; any of them counts.

mod addresses;
mod data;
mod embeds;
mod files;
mod images;
mod leaks;
mod links;
mod meta;
mod people;
mod reading;
mod share;
mod source;
mod unseen;
mod words;

use super::page::Planted;
use super::site::{Rng, Site};

pub struct Operator {
    pub name: &'static str,
    /// The findings that name this fault.
    pub rules: &'static [&'static str],
    /// None where the site has nothing that could break in this way.
    pub plant: fn(&mut Site, &mut Rng) -> Option<Planted>,
}

const fn op(name: &'static str, rules: &'static [&'static str], plant: fn(&mut Site, &mut Rng) -> Option<Planted>) -> Operator {
    Operator { name, rules, plant }
}

pub const GROUPS: &[(&str, &[Operator])] = &[
    ("images", images::OPERATORS),
    ("tags", meta::OPERATORS),
    ("words", words::OPERATORS),
    ("addresses", addresses::OPERATORS),
    ("links", links::OPERATORS),
    ("share links", share::OPERATORS),
    ("structured data", data::OPERATORS),
    ("feeds and files", files::OPERATORS),
    ("people", people::OPERATORS),
    ("leaks", leaks::OPERATORS),
    ("embeds and counters", embeds::OPERATORS),
    ("our own sources", source::OPERATORS),
    ("how it reads", reading::OPERATORS),
];

/// The second set.
pub use unseen::GROUPS as UNSEEN;

/// When the rule came that names a fault: how much is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wave {
    First,
    Second,
    Later,
    /// No rule is meant to: what would be worth one?
    None,
}

impl Wave {
    pub fn name(self) -> &'static str {
        match self {
            Wave::First => "first wave",
            Wave::Second => "second wave",
            Wave::Later => "later rule",
            Wave::None => "no rule",
        }
    }
}

impl Operator {
    /// That of the first rule it lists.
    pub fn wave(&self) -> Wave {
        match self.rules.first() {
            None => Wave::None,
            Some(rule) if FIRST.contains(rule) => Wave::First,
            Some(rule) if SECOND.contains(rule) => Wave::Second,
            Some(_) => Wave::Later,
        }
    }
}

const FIRST: &[&str] = &[
    "preview-image-missing",
    "preview-image-relative",
    "preview-image-not-found",
    "preview-image-format",
    "preview-image-too-small",
    "preview-image-too-heavy",
    "preview-image-shape",
    "preview-image-size-tags",
    "preview-image-reused",
    "og-required-missing",
    "twitter-card-invalid",
    "meta-wrong-attribute",
    "meta-duplicate-conflict",
    "meta-not-in-static-head",
    "meta-double-escaped",
    "placeholder-leak",
    "meta-past-byte-limit",
    "dev-host",
    "title-missing",
    "title-too-long",
    "duplicate-title",
    "description-missing",
    "text-has-markup",
    "base-url-unset",
    "canonical-points-elsewhere",
    "og-url-mismatch",
    "noindex-published",
    "slug-looks-like-file",
    "url-vanished",
    "broken-internal-link",
    "share-url-wrong",
    "share-param-unencoded",
    "quote-too-long",
    "jsonld-invalid",
    "jsonld-contradicts-page",
    "date-invalid",
    "draft-leak",
    "preview-image-alt-missing",
    "secret-or-path-leak",
    "image-gps",
];

const SECOND: &[&str] = &[
    "preview-image-url-not-versioned",
    "meta-broken-quote",
    "robots-blocks-unfurlers",
    "broken-fragment",
    "third-party-share-widget",
    "feed-relative-urls",
    "image-alt-missing",
    "embed-not-static",
    "list-count-mismatch",
    "utm-on-internal-link",
    "utm-in-canonical",
    "kit-over-limit",
];
