//! What will be done to a page: the values in force, the edits, the pictures to make.

use std::fmt;
use std::ops::Range;

use super::facts::Anchor;
use super::page::{Author, HtmlPage};
use super::picture::Picture;
use crate::base::Finding;

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved<T> {
    pub value: T,
    pub from: From,
}

impl<T> Resolved<T> {
    pub fn new(value: T, from: From) -> Self {
        Self { value, from }
    }
}

/// Where a value was found. The precedence tables in `smo/resolve.rs` are lists of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum From {
    /// A tag that stands in the page: an author's own tag wins.
    Tag,
    OpenGraph,
    Twitter,
    /// Front matter or the hints island.
    Hint,
    TitleTag,
    MetaDescription,
    Canonical,
    FirstHeading,
    FirstParagraph,
    BodyImage,
    Card,
    JsonLd,
    TimeTag,
    /// `smo.yaml`.
    Site,
    /// The page's own address.
    Address,
    /// One `<article>` with a date, or `article:published_time`.
    Markup,
    /// `<meta name="author">`.
    MetaAuthor,
    /// `<meta name="application-name">`.
    AppName,
    /// The language of the page.
    Lang,
    /// Nothing says otherwise.
    Default,
}

impl fmt::Display for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            From::Tag => "the page's own tag",
            From::OpenGraph => "og: tag",
            From::Twitter => "twitter: tag",
            From::Hint => "front matter",
            From::TitleTag => "<title>",
            From::MetaDescription => "meta description",
            From::Canonical => "canonical link",
            From::FirstHeading => "first heading",
            From::FirstParagraph => "first paragraph",
            From::BodyImage => "first picture of the text",
            From::Card => "drawn card",
            From::JsonLd => "JSON-LD",
            From::TimeTag => "<time>",
            From::Site => "smo.yaml",
            From::Address => "the page's address",
            From::Markup => "a dated <article>",
            From::MetaAuthor => "meta author",
            From::AppName => "application-name",
            From::Lang => "the page's language",
            From::Default => "default",
        })
    }
}

/// What the page will say of itself once the plan is carried out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    pub title: Option<Resolved<String>>,
    pub description: Option<Resolved<String>>,
    /// Absolute.
    pub canonical: Option<Resolved<String>>,
    pub image: Option<Resolved<PreviewImage>>,
    /// What lies behind the other pictures that tags name: (absolute, file). None of other hosts.
    pub others: Vec<(String, PreviewFile)>,
    pub lang: Option<String>,
    pub site_name: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    /// Who wrote it.
    pub authors: Vec<Author>,
    /// The picture that shows what the page is about, for search: the author's, never a card of ours.
    pub photo: Option<Resolved<String>>,
    /// Cards in further sizes, (name, absolute address): `square` stands in JSON-LD, `pin` is what Pinterest is given.
    pub sizes: Vec<(&'static str, String)>,
    pub article: bool,
    pub share_links: Vec<ShareLink>,
    pub quotes: Vec<String>,
    pub noindex: bool,
}

impl Fields {
    /// What was written or found for this page; the site's own words are for tags that must not be
    /// empty, and say nothing of it.
    pub fn own_description(&self) -> Option<&Resolved<String>> {
        self.description.as_ref().filter(|description| description.from != From::Site)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct PreviewImage {
    /// Absolute.
    pub url: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub mime: Option<String>,
    pub alt: Option<String>,
    pub file: PreviewFile,
}

/// What is known of the file behind a preview picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum PreviewFile {
    /// On another host: not looked at.
    #[default]
    Remote,
    /// Made by this build, right by construction.
    Ours,
    /// A file of the site's.
    Local(super::files::ImageInfo),
    /// A local address without a file behind it.
    Missing,
}

/// One share link, as the partials get it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ShareLink {
    pub id: &'static str,
    pub label: &'static str,
    /// For `copy`: the address to copy.
    pub url: String,
    /// An inline SVG.
    pub icon: &'static str,
    pub aria: String,
    /// Empty for `mailto:`.
    pub rel: &'static str,
    /// `link`, or `copy` (a button that needs its script).
    pub kind: &'static str,
    /// What the script asks before the link leads on to the reader's own server; mostly empty.
    pub ask: String,
}

impl ShareLink {
    /// A button that copies, or a link that asks for the reader's server first.
    pub fn needs_script(&self) -> bool {
        self.kind == "copy" || !self.ask.is_empty()
    }
}

/// One change to the page's bytes, anchored at an element of the original.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Its place in the order of edits: the first byte of the element's start tag, or for [`Op::At`] the byte itself.
    pub at: u32,
    pub op: Op,
    pub html: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// At this very byte, before whatever stands there.
    At,
    /// Right behind the start tag, which ends at this byte.
    Prepend(u32),
    /// Right before the end tag, which begins at this byte; only for elements whose end tag was seen.
    Append(u32),
    /// Right behind the element, which ends at this byte.
    After(u32),
    /// The value of an attribute, or the text of a title, at these bytes, becomes `html` (already
    /// escaped).
    Value(crate::base::Span),
    /// The name of an attribute, at these bytes, becomes `html`.
    Name(crate::base::Span),
    /// These bytes of text become `html`; `at` is the start tag before them.
    Text(crate::base::Span),
    /// The element and all in it, up to this byte, becomes `html`.
    Replace(u32),
    /// Right behind the name of the start tag: attributes that it lacks, a blank before each.
    Attributes,
}

/// Bytes of a page that an edit took the place of (none for an insertion), and what stands there now.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    pub old: Range<usize>,
    pub new: Range<usize>,
    /// Where the old page goes on in the new one: behind the quotes that a value may have got.
    pub resumes: usize,
}

/// A wrong value that the plan puts right, for the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    pub key: String,
    pub was: String,
    pub is: String,
}

#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub fields: Fields,
    /// In document order; at one place, in the order to be written.
    pub edits: Vec<Edit>,
    pub pictures: Vec<Picture>,
    pub repairs: Vec<Repair>,
    pub findings: Vec<Finding>,
    /// Pages of their own that quotes of this one get.
    pub pages: Vec<HtmlPage>,
    /// Ids of quotes whose copied address should lead to their very words.
    pub quoted: Vec<String>,
    /// Links that blocks bring into the page.
    pub anchors: Vec<Anchor>,
    /// A mounted part needs the small stylesheet, the small script.
    pub needs_css: bool,
    pub needs_js: bool,
    /// Share links were asked for at the end of articles; this page is none, and has no others.
    pub has_no_share: bool,
}
