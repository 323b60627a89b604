//! THE consumer table: every program that shows a page as a link preview, and what it reads.
//!
//! Reading order is data: `model/preview.rs` follows it. Each number says how well it is known,
//! where from, and when it was checked. What a network takes when we *share* is in `platform`.

use super::files::ImageFormat;
use super::platform::{Limit, Of, Tier, Unit};

mod layout;
mod table;

pub use layout::{FILE_ENDINGS, Filed, LAYOUTS, Layout, Stands, Sure, TWITTER_CARDS, Trap, Untitled, When, layout};
pub use table::{CONSUMERS, SOURCES};

/// A program that turns a link into a preview.
#[derive(Debug)]
pub struct Consumer {
    /// Permanent, kebab-case.
    pub id: &'static str,
    pub label: &'static str,
    /// Where the title is looked for, in order; the first that says something wins.
    pub title: &'static [Read],
    pub description: &'static [Read],
    /// Empty: it shows none that the page could choose.
    pub image: &'static [Read],
    pub site_name: &'static [Read],
    /// How well that order is known.
    pub order: Known,
    pub reading: Reading,
    pub oembed: OEmbed,
    /// Tags without which it shows nothing, or says that it may.
    pub required: &'static [&'static str],
    pub relative: Relative,
    pub formats: Formats,
    /// Every number; see [`Consumer::limit`].
    pub limits: &'static [Limit],
    /// How long it keeps what it read.
    pub cache: Option<Said>,
    /// What it does with robots.txt.
    pub robots: Option<Said>,
    /// As they stand in requests, `<…>` where something varies. Empty: none was found.
    pub user_agents: &'static [&'static str],
    /// Where its view of a page can be seen or renewed.
    pub debugger: Option<&'static str>,
    pub quirks: &'static [Quirk],
}

/// One place in a page where a value may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// `<meta property="…">` only.
    Property(&'static str),
    /// `<meta name="…">` only.
    Name(&'static str),
    /// `<meta name>` with this word anywhere in the name, in any case.
    NameWith(&'static str),
    /// A meta tag with this key in either attribute.
    Meta(&'static str),
    /// The first in the page of several keys, in either attribute.
    AnyOf(&'static [&'static str]),
    /// `<meta itemprop="…">`.
    ItemProp(&'static str),
    /// A field of the JSON-LD, its path with dots.
    JsonLd(&'static str),
    /// `<title>`.
    TitleTag,
    /// The first of `<title>`, `<h1>`, `<h2>`, `<h3>` that holds nothing but text.
    TitleOrHeading,
    /// The `href` of a `<link>` with exactly this `rel`.
    Link(&'static str),
    /// The `href` of a `<link>` that has this word in its `rel`.
    LinkWord(&'static str),
    /// A `<link>` whose `rel` holds `icon` anywhere.
    AnyIcon,
    /// A picture of the text: the largest, by its own attributes.
    Picture,
    /// The words of the body.
    BodyText,
    /// The host of the page's address.
    Host,
}

/// How its tags are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Which of several tags with one key is taken, for words.
    pub words: Pick,
    /// The same for pictures.
    pub pictures: Pick,
    /// The same for `<title>`.
    pub titles: Pick,
    /// A tag that is there and says nothing.
    pub empty: Empty,
    pub bare: Bare,
    pub case: Case,
    pub scope: Scope,
    pub syntax: Syntax,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    First,
    /// The first that is not empty.
    FirstFilled,
    Last,
    /// The last that is not empty; blanks are something.
    LastFilled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// The next place is asked.
    AsksOn,
    /// The next place is asked, but blanks are a value: nothing is shown.
    BlanksEnd,
    /// It ends the search: nothing is shown.
    Ends,
}

/// A tag without `content`, as minifiers leave of an empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bare {
    /// It counts, and hides others of its key that stand behind it.
    IsEmpty,
    Skipped,
}

/// Whether `OG:Title` is `og:title`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Matters,
    Ignored,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only tags in the head count.
    Head,
    /// Tags anywhere count.
    Page,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// It has an HTML parser.
    Html,
    /// It has search patterns: key and value in double quotes, no raw `>` in a tag, `<title>` on
    /// one line. Minifiers break that.
    DoubleQuoted,
}

/// What it does with `<link type="application/json+oembed">`. Not resolved here: that needs a fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OEmbed {
    /// Not read, or nobody says so.
    No,
    /// Asked first; what it says replaces the tags.
    First,
    /// Asked first, but an answer of the type `rich` is passed over.
    FirstUnlessRich,
    /// Fills what the tags leave open.
    Fills,
}

/// A picture's address that is not absolute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relative {
    Resolved,
    /// Only `/like/this.png`.
    FromRoot,
    Dropped,
    /// Not documented, so treated as dropped.
    Unknown,
}

/// File formats of pictures: `jpeg`, `png`, `gif`, `webp`, `avif`, `svg`, `ico`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formats {
    /// Named by the consumer itself. Empty: it names none; JPEG and PNG are safe everywhere.
    pub accepted: &'static [&'static str],
    /// Said to be refused.
    pub rejected: &'static [&'static str],
    pub known: Known,
}

/// A sentence with an expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub text: &'static str,
    pub known: Known,
}

/// How well a thing is known, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub tier: Tier,
    /// A key of [`source`]; empty where nobody wrote it down.
    pub source: &'static str,
    /// Year and month of the check.
    pub checked: &'static str,
}

/// What a table of reading orders cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quirk {
    /// Texts are cut at the limits of the table, and end in `...`.
    Clips,
    /// Entities in a value are decoded once more.
    DecodesTwice,
    /// The site's name is taken off the title's start or end.
    DropsSiteName,
    /// A description that repeats the title is dropped.
    DropsEcho,
    /// Without a title there is no preview.
    NeedsTitle,
    /// Without a title the site's name stands there.
    SiteNameForTitle,
    /// The texts of all `<title>` elements, those of drawings too, run together.
    JoinsTitles,
    /// More distinct keys of one prefix than `Of::DistinctTags` drop all of that prefix.
    CountsTags,
    /// Open Graph descriptions and body text are shortened paragraph by paragraph, between two limits.
    Paragraphs,
    /// Values longer than `Of::Value` are dropped.
    DropsLong,
    /// Small pictures are taken if there is no larger one.
    AnyPicture,
    /// What stands in `<template>` and the like is read as well.
    ReadsTemplates,
    /// What stands in `<noscript>` is read as well.
    ReadsNoScript,
    /// A tag without `content` is read by its `value`.
    ReadsValue,
    /// Blanks around a key are taken off.
    TrimsKeys,
    /// An address of a picture that cannot be read leaves no preview at all.
    BadImageEndsAll,
    /// Only top-level JSON-LD of exactly these types is read.
    JsonLdTypes(&'static [&'static str]),
    /// `<title>` and `description` only as a pair, and only if no other tag names either.
    PlainTagsAsPair,
    /// A description is shown only for posts of social networks: pages with a `twitter:card` and a
    /// link of the type `application/activity+json`.
    DescriptionOfPosts,
    /// A site name, a description of a picture or an address beyond the limits of the table leaves no
    /// preview at all.
    TooLongEndsAll,
    /// Pictures over plain `http` are dropped.
    HttpsOnly,
    /// `null` and `undefined` are no values.
    SkipsNull,
    /// Further `og:image` tags make a gallery, up to `Of::Images`.
    Gallery,
    /// Pictures about as high as wide are shown small.
    SquareIsSmall,
    /// The last `twitter:card` decides.
    LastCard,
}

impl Consumer {
    /// One number of the table.
    pub fn limit(&self, of: Of) -> Option<&'static Limit> {
        self.limits.iter().find(|limit| limit.of == of)
    }

    /// Has it this way of its own?
    pub fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }
}

/// The consumer of this id.
pub fn find(id: &str) -> Option<&'static Consumer> {
    CONSUMERS.iter().find(|consumer| consumer.id == id)
}

/// The smallest picture that this consumer shows large: width and height. Nothing is too small where
/// it names no limit.
pub fn large_card(id: &str) -> (u32, u32) {
    let least = |of: Of| find(id).and_then(|consumer| consumer.limit(of)).map_or(0, |limit| limit.max);
    (least(Of::LargeWidth), least(Of::LargeHeight))
}

/// What a source's key stands for.
pub fn source(key: &str) -> Option<&'static str> {
    let known = SOURCES.iter().chain(super::platform::SOURCES);
    known.into_iter().find(|(name, _)| *name == key).map(|(_, what)| *what)
}

impl Read {
    /// As people write it: `og:title`, `<title>`, `JSON-LD headline`.
    pub fn describe(self) -> String {
        match self {
            Read::Property(key) | Read::Name(key) | Read::NameWith(key) | Read::Meta(key) => key.to_owned(),
            Read::AnyOf(keys) => keys.join(" or "),
            Read::ItemProp(name) => format!("itemprop={name}"),
            Read::JsonLd(path) => format!("JSON-LD {path}"),
            Read::TitleTag => "<title>".to_owned(),
            Read::TitleOrHeading => "<title>, <h1>, <h2> or <h3>".to_owned(),
            Read::Link(rel) | Read::LinkWord(rel) => format!("<link rel=\"{rel}\">"),
            Read::AnyIcon => "<link rel=\"… icon …\">".to_owned(),
            Read::Picture => "<img>".to_owned(),
            Read::BodyText => "body text".to_owned(),
            Read::Host => "host".to_owned(),
        }
    }
}

impl Formats {
    /// Is a picture file of this format known not to be shown?
    pub fn drops(&self, format: ImageFormat) -> bool {
        let name = format.name().to_ascii_lowercase();
        let is_odd = matches!(format, ImageFormat::Other(_)) && !self.accepted.is_empty() && !self.accepted.contains(&name.as_str());
        self.refuse(&name) || is_odd
    }

    /// Is this one that it is known not to take? `jpeg`, `svg`: what is no picture's is not refused.
    pub fn refuse(&self, format: &str) -> bool {
        let is_certain = matches!(self.known.tier, Tier::Spec | Tier::Doc);
        let is_format = matches!(format, "jpeg" | "png" | "gif" | "webp" | "avif" | "svg" | "ico");
        let unnamed = is_certain && is_format && !self.accepted.is_empty() && !self.accepted.contains(&format);
        self.rejected.contains(&format) || unnamed
    }
}

impl Reading {
    /// A parser that takes the first tag of the page, and asks on if it is empty.
    pub const USUAL: Reading = Reading {
        words: Pick::First,
        pictures: Pick::First,
        titles: Pick::First,
        empty: Empty::AsksOn,
        bare: Bare::IsEmpty,
        case: Case::Matters,
        scope: Scope::Page,
        syntax: Syntax::Html,
    };
}

impl Unit {
    /// As it stands behind a number.
    pub fn describe(self) -> &'static str {
        match self {
            Unit::Weighted => "weighted characters",
            Unit::Graphemes | Unit::GraphemesUrl23 | Unit::Characters | Unit::CharactersEmojiBytes => "characters",
            Unit::Bytes => "bytes",
            Unit::Pixels => "pixels",
            Unit::Lines => "lines",
            Unit::Hundredths => "hundredths",
            Unit::Count => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_is_whole_and_every_number_has_a_source() {
        let unique: HashSet<_> = CONSUMERS.iter().map(|consumer| consumer.id).collect();
        assert_eq!(unique.len(), CONSUMERS.len());
        for consumer in CONSUMERS {
            assert!(consumer.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", consumer.id);
            assert!(!consumer.title.is_empty() || !consumer.image.is_empty(), "{} reads something", consumer.id);
            let said = consumer.cache.iter().chain(&consumer.robots).map(|said| said.known);
            let known = said.chain([consumer.order, consumer.formats.known]);
            let numbers = consumer.limits.iter().map(|limit| (limit.tier, limit.source));
            for (tier, key) in known.map(|known| (known.tier, known.source)).chain(numbers) {
                assert!(source(key).is_some() || (key.is_empty() && tier == Tier::Folklore), "{}: {key}", consumer.id);
            }
            let of: HashSet<_> = consumer.limits.iter().map(|limit| limit.of).collect();
            assert_eq!(of.len(), consumer.limits.len(), "{}: one number a thing", consumer.id);
        }
    }

    #[test]
    fn a_consumer_is_found_by_its_id() {
        assert_eq!(find("signal-android").expect("in the table").reading.words, Pick::Last);
        assert_eq!(find("discord").expect("in the table").limit(Of::Title).map(|limit| (limit.max, limit.unit)), Some((70, Unit::Bytes)));
        assert!(find("myspace").is_none());
    }
}
