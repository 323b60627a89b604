//! What survey read in a page. Our words for HTML; every value carries its span.

use super::block::flag;
use super::page::Hints;
use crate::base::{BaseUrl, Finding, Span, UrlPath};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageFacts {
    pub url: Option<UrlPath>,
    pub shape: Shape,
    pub lang: Option<String>,
    pub dir: Option<String>,
    /// `head > title`, decoded; not `svg > title`.
    pub title: Option<Text>,
    /// First byte of its start tag.
    pub title_start: u32,
    /// It is written over several lines.
    pub title_in_lines: bool,
    /// `<base href>`: where relative addresses start from, if not from the page.
    pub base_href: Option<String>,
    pub metas: Vec<Meta>,
    pub links: Vec<HeadLink>,
    pub json_ld: Vec<JsonLd>,
    pub headings: Vec<Heading>,
    pub first_paragraph: Option<Text>,
    pub images: Vec<Image>,
    pub anchors: Vec<Anchor>,
    pub mounts: Vec<Mount>,
    /// Forms of the text, by their ids: none that search the site.
    pub forms: Vec<Option<String>>,
    /// The text as readers see it; only read where quotes or rules ask for it.
    pub passages: Vec<Passage>,
    /// All ids of the page.
    pub ids: Vec<String>,
    pub head: HeadAnchor,
    /// What stands before the anchor on its line, if it is nothing but blanks; none on a line
    /// that holds more (a minified page).
    pub head_indent: Option<String>,
    /// A `<svg>` or `<math>` is never closed.
    pub holds_open_drawing: bool,
    /// The `<time datetime>` that is most likely the date of the article.
    pub time: Option<Text>,
    /// The element that holds the article: the only `<article>`, else `<main>`.
    pub article: Option<Element>,
    pub articles: usize,
    /// A `nav.smo-share` stands here already.
    pub has_share_nav: bool,
    /// A `link`/`script` to our own CSS and JS stands here already.
    pub has_smo_css: bool,
    pub has_smo_js: bool,
    pub island: Option<Hints>,
    /// Where the first hints block stands.
    pub island_span: Option<Span>,
    /// Of its text; counted only where something says that it is an article.
    pub words: usize,
    pub bytes: usize,
    /// The page is not in UTF-8: what its encoding lacks is written as a character reference.
    pub legacy_encoding: bool,
    /// `<html amp>`: no stylesheet and no script of ours may stand there.
    pub amp: bool,
    /// Its lines end in CRLF.
    pub crlf: bool,
    /// Byte after the last social tag, for the byte windows of the platforms.
    pub head_end: usize,
    pub fringe: Fringe,
    pub marks: super::marks::Marks,
    /// What the page allows, by comments and attributes.
    pub allows: Vec<super::allow::Allow>,
    pub findings: Vec<Finding>,
}

/// What only a few link-preview readers look at; see `model/preview.rs`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fringe {
    /// Every `<title>` of the page in its order, those of drawings too.
    pub titles: Vec<TitleElement>,
    /// The first of `title`, `h1`, `h2`, `h3` that holds nothing but text.
    pub plain_title: Option<String>,
    /// `<meta itemprop="image">`, the first that is filled.
    pub item_image: Option<String>,
    /// What stands in `template` and the like, and what in `noscript`: other facts pass over it.
    pub in_template: Hidden,
    pub in_noscript: Hidden,
    /// Tags without `content` that have their text in `value`.
    pub in_value: Vec<Meta>,
    /// Where the body begins, with a tag or without: tags behind it are in no parser's head.
    pub body_start: u32,
    /// The first pieces of text, only of a page without any description; white space folded.
    pub body_text: Vec<String>,
    /// Social tags that a parser reads and a search pattern does not: other quotes than double
    /// ones, or a raw `>`.
    pub unquoted: Vec<Span>,
    /// Tags whose key has blanks at its ends, which few readers take off.
    pub spaced: Vec<Span>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hidden {
    pub metas: Vec<Meta>,
    pub images: Vec<Image>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TitleElement {
    /// Decoded, white space as it is.
    pub text: String,
    pub span: Span,
    pub in_head: bool,
}

/// What kind of HTML this is. (`kind` of front matter is another thing.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    Article,
    #[default]
    Page,
    /// A meta refresh stub: passed through untouched.
    Redirect,
    /// No document, a piece of one: passed through untouched.
    Fragment,
    /// Could not be read (another encoding, too large, ambiguous markup): passed through.
    Opaque,
}

impl Shape {
    pub fn is_document(self) -> bool {
        matches!(self, Shape::Article | Shape::Page)
    }
}

impl HeadLink {
    /// Is this one of its relations?
    pub fn is(&self, rel: &str) -> bool {
        self.rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(rel))
    }
}

/// Decoded text and the bytes of its source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    pub value: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    /// `og:title`, `description`: lower case.
    pub key: String,
    /// As written, where the case differs.
    pub key_raw: String,
    pub carrier: Carrier,
    pub content: String,
    /// The whole tag.
    pub span: Span,
    /// The value between its quotes; none if the attribute is missing.
    pub value_span: Option<Span>,
    /// The attribute that holds the key, if there is only one: its name, and its value.
    pub key_span: Option<(Span, Span)>,
    pub in_head: bool,
    /// The blanks before the tag, if it starts its line.
    pub indent: Option<String>,
}

/// Keys that carry a preview picture, in the order they are tried.
pub const IMAGE_KEYS: &[&str] = &["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"];

/// Keys of texts that people read.
pub const TEXT_KEYS: &[&str] = &[
    "description",
    "og:title",
    "og:description",
    "og:site_name",
    "og:image:alt",
    "twitter:title",
    "twitter:description",
    "twitter:image:alt",
];

/// Which attribute held the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    Property,
    Name,
    /// One tag with both, the same key or two different ones (two entries then).
    Both,
    HttpEquiv,
}

#[derive(Clone, Debug, PartialEq)]
pub struct HeadLink {
    pub rel: String,
    pub href: String,
    pub kind: Option<String>,
    pub span: Span,
    pub value_span: Option<Span>,
    pub in_head: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct JsonLd {
    pub value: Result<serde_json::Value, String>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    pub level: u8,
    pub text: String,
    pub span: Span,
    pub in_article: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Image {
    pub src: String,
    /// None: the attribute is absent, which is not the same as empty.
    pub alt: Option<String>,
    pub width: Option<String>,
    pub height: Option<String>,
    pub loading: Option<String>,
    pub decoding: Option<String>,
    /// `fetchpriority="high"`: its author wants it first.
    pub urgent: bool,
    /// Its own `style` says how large it is.
    pub styled: bool,
    /// It has other sources (`srcset`, `picture`), or stands in a block that is made anew.
    pub settled: bool,
    pub span: Span,
    pub in_article: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    pub href: String,
    pub span: Span,
    pub value_span: Option<Span>,
    /// In `nav`, `header` or `footer`.
    pub in_chrome: bool,
}

/// An element by its place: first byte of the start tag, and its inner bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    pub start: u32,
    pub inner: Span,
    /// Byte after the end tag; only if its own end tag was seen.
    pub end: Option<u32>,
}

/// An element that asks for something: `<div data-smo="share">`.
#[derive(Clone, Debug, PartialEq)]
pub struct Mount {
    pub name: String,
    pub tag: String,
    pub id: Option<String>,
    pub class: Option<String>,
    /// It holds what the rest of the page depends on: an element left open, an end tag without its start, the declaration of
    /// the encoding and the like.
    pub holds_parser_state: bool,
    /// What it stands in, which cannot hold every block.
    pub within: Within,
    /// A selector of `quotes.selectors` found it; it asks for nothing itself.
    pub selected: bool,
    /// `data-*` keys without the prefix, and `cite`; decoded.
    pub attrs: Vec<(String, String)>,
    /// Keys that were given twice.
    pub repeated: Vec<String>,
    /// Its start tag, where the element stays as it is.
    pub open_tag: String,
    pub body_html: String,
    pub body_text: String,
    /// Of a quote: the words without who said them, and who, if the markup tells them apart.
    pub words: Option<String>,
    pub by: Option<String>,
    /// Where inner mounts begin and end in `body_html`, by their bytes in the page; empty if
    /// decoding moved nothing and a subtraction says the same.
    pub places: Vec<(u32, usize)>,
    pub element: Element,
}

/// Elements around a mount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Within {
    pub link: bool,
    pub button: bool,
    pub paragraph: bool,
}

/// Elements that have no end tag (HTML, "void elements").
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

impl Mount {
    pub fn attr(&self, key: &str) -> Option<&str> {
        self.attrs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A quote that repeats what stands elsewhere.
    pub fn is_pull(&self) -> bool {
        self.attrs.iter().any(|(key, value)| key == "pull" && flag(value) == Some(true))
    }

    /// It can be closed, and is not.
    pub fn is_open(&self) -> bool {
        self.element.end.is_none() && !VOID.contains(&self.tag.as_str())
    }
}

/// One text node of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// As written: character references not decoded.
    pub raw: String,
    pub span: Span,
    /// Equal for all text of one line of blocks: it ends where a block element begins or ends.
    pub block: u32,
    /// First byte of the start tag before it.
    pub anchor: u32,
    pub standing: Standing,
    /// Id of the quote (`.smo-quote`) whose words these are.
    pub quote: Option<String>,
}

/// What a text node stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Running text: a sentence can be marked here.
    Free,
    /// In a link, which can hold no other.
    Linked,
    /// The words of a quote.
    Quoted,
    /// In a pull quote: it repeats what stands elsewhere.
    Repeated,
    /// Code, headings, blocks: nothing is marked here.
    Closed,
    /// Navigation, header, footer.
    Around,
    /// Shown by scripts only, or words of our own: they may be others tomorrow.
    Shy,
}

impl Passage {
    /// Decoded.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        crate::base::html::unescape(&self.raw)
    }
}

/// Where head tags may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeadAnchor {
    /// After this element (a `meta`, or a closed `title`).
    After(Span),
    /// As the first thing behind this start tag (of `head`, or of `html` without a head).
    Into(Span),
    /// Before the element that begins here.
    Before(u32),
    /// At this byte: before the words, or the end tag, that a page begins with.
    At(u32),
    /// The page has no element that could carry them.
    #[default]
    None,
}

impl PageFacts {
    /// The hints in force: front matter of a built page; for a foreign page its island.
    pub fn hints<'a>(&'a self, given: &'a Hints) -> &'a Hints {
        self.island.as_ref().filter(|_| !given.built).unwrap_or(given)
    }

    /// The first non-empty value of a meta key, as most consumers read it.
    pub fn meta(&self, key: &str) -> Option<&Meta> {
        self.metas.iter().find(|meta| meta.key == key && !meta.content.trim().is_empty())
    }

    pub fn has_meta(&self, key: &str) -> bool {
        self.meta(key).is_some()
    }

    pub fn head_link(&self, rel: &str) -> Option<&HeadLink> {
        self.links.iter().find(|link| link.in_head && link.is(rel))
    }

    /// The canonical link in force: the first that names an address.
    pub fn canonical(&self) -> Option<&HeadLink> {
        self.links.iter().find(|link| link.in_head && link.is("canonical") && !link.href.trim().is_empty())
    }

    /// An address that the page names, absolute; seen from its `<base href>` if it has one.
    pub fn absolute(&self, base: &BaseUrl, address: &str) -> Option<String> {
        let page = self.url.as_ref()?;
        match &self.base_href {
            None => base.resolve(page, address),
            Some(from) => {
                let from = url::Url::parse(&base.resolve(page, from)?).ok()?;
                from.join(address.trim()).ok().map(|url| url.to_string())
            }
        }
    }

    pub fn first_heading(&self) -> Option<&Heading> {
        let h1 = |heading: &&Heading| heading.level == 1 && !heading.text.is_empty();
        self.headings.iter().filter(|heading| heading.in_article).find(h1).or_else(|| self.headings.iter().find(h1))
    }
}
