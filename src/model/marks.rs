//! What only the rules of lint look at in a page. Survey fills it; nothing is decided by it.

use crate::base::Span;
use crate::base::secrets::Leak;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// The start tag of `<html>`.
    pub root: Option<Span>,
    /// What ended the head, other than `<body>`: `<img>`, `words`.
    pub head_ended_by: Option<(String, Span)>,
    /// What in a `<noscript>` of the head ends it for those who run no scripts.
    pub head_ended_unscripted: Option<(String, Span)>,
    /// The largest style or script of the head: its tag, and all of its bytes.
    pub heaviest: Option<(String, Span)>,
    /// A script in the page whose text names `og:title` or `og:image`.
    pub tags_in_script: Option<Span>,
    /// The words of code, if a title or a tag of the page holds template code.
    pub code: String,
    pub split_metas: Vec<SplitMeta>,
    /// What each anchor is called, in the order of the anchors: its words, else a label, else the
    /// words of its picture.
    pub link_names: Vec<String>,
    /// `<a name>`.
    pub names: Vec<String>,
    pub frames: Vec<Frame>,
    pub scripts: Vec<Script>,
    /// Elements that a script of this network turns into a button, or into a post.
    pub buttons: Vec<(&'static str, Span)>,
    pub posts: Vec<(&'static str, Span)>,
    /// Addresses in `srcset`, `poster` and the like: files that the page loads.
    pub assets: Vec<(String, Span)>,
    pub videos: Vec<Video>,
    /// What is pressed and has no name.
    pub unnamed: Vec<(String, Span)>,
    pub alternates: Vec<Alternate>,
    /// How many items each numbered list has; only where the title counts something.
    pub lists: Vec<usize>,
    /// What else may be the items of a list, where the title counts: bullets, terms, paragraphs that open in bold.
    pub loose: usize,
    /// Comments that are notes of somebody's: the word that gives it away.
    pub notes: Vec<(String, Span)>,
    /// Counters and pixels that run without being allowed to: whose, and the element.
    pub trackers: Vec<(&'static str, Span)>,
    pub lorem: Option<Span>,
    /// A paragraph that begins with `TODO`, or a `TK` in one: what its author meant to write later.
    pub unfinished: Option<(String, Span)>,
    /// First bytes of pictures that need no `alt`: decoration by their markup, or named by `aria-label`; and of those with a caption.
    pub decorative: Vec<u32>,
    pub captioned: Vec<u32>,
    /// Links of the text that have nothing but an empty address or `#`.
    pub placeholders: Vec<Span>,
    /// Links without a name, for those who hear the page.
    pub nameless: Vec<Span>,
    /// Links that hand their page to the other one.
    pub openers: Vec<Span>,
    pub leaks: Vec<Leak>,
}

/// A tag whose value ends at a quote that its author meant as a letter.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitMeta {
    pub key: String,
    /// What is left of the value.
    pub content: String,
    /// The quote.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub src: String,
    /// `src=""`, and nothing else says what it shows.
    pub empty: bool,
    pub named: bool,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    pub src: String,
    pub integrity: bool,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Video {
    pub captions: bool,
    pub silent: bool,
    pub span: Span,
}

/// `<link rel="alternate" hreflang>`
#[derive(Clone, Debug, PartialEq)]
pub struct Alternate {
    pub lang: String,
    pub href: String,
    pub span: Span,
}
