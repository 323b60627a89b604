//! The head of a Markdown file: where it ends, and what its keys say.
//!
//! Every mistake of a file is found, not only the first, and each is said at the key or value
//! that its author wrote. A broken head never costs the page: its body is built without it.

mod reader;
mod slips;
mod values;

use std::ops::Range;

use crate::base::{Finding, Place, Source, Span};
use crate::model::page::Author;

pub use reader::{of_tree, read};

/// What the head of a file says. `None` and empty = not said.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    pub title: Option<String>,
    pub description: Option<String>,
    /// Shown as the date of the page.
    pub date: Option<Written>,
    /// Decides whether the page is due, where it differs from `date`.
    pub publish: Option<Written>,
    pub updated: Option<Written>,
    pub expires: Option<Written>,
    pub draft: Option<bool>,
    pub slug: Option<String>,
    pub permalink: Option<Written>,
    pub aliases: Vec<Written>,
    pub tags: Option<Vec<String>>,
    pub categories: Option<Vec<String>>,
    /// Terms of other taxonomies, by the name of the taxonomy.
    pub taxonomies: Vec<(String, Vec<String>)>,
    pub authors: Option<Vec<AuthorWritten>>,
    pub image: Option<Written>,
    pub image_alt: Option<String>,
    pub image_position: Option<String>,
    pub image_credit: Option<String>,
    /// `social.image`, where it differs from `image`.
    pub social_image: Option<Written>,
    pub series: Option<String>,
    pub series_order: Option<i64>,
    pub canonical_url: Option<String>,
    pub kind: Option<&'static str>,
    pub lang: Option<String>,
    pub weight: Option<i64>,
    pub template: Option<Written>,
    /// From `layout`: falls back without a word if there is no such template.
    pub layout: Option<String>,
    pub toc: Option<Toc>,
    pub math: Option<bool>,
    pub search: Option<bool>,
    pub noindex: Option<bool>,
    pub unlisted: Option<bool>,
    pub social: Social,
    /// Of `_index.md`: the values for all pages below.
    pub cascade: Option<Box<FrontMatter>>,
    pub sort: Option<Sort>,
    pub paginate: Option<usize>,
    pub transparent: Option<bool>,
    pub page_template: Option<String>,
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Where the values of this file stand, by the name of the key.
    pub spans: Vec<(&'static str, Span)>,
}

/// A text and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum AuthorWritten {
    /// An id of the settings, or a name.
    Name(String),
    Whole(Author),
}

/// Heading levels of the table of contents; `None` in a page = none wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toc {
    pub on: bool,
    pub min: u8,
    pub max: u8,
}

#[derive(Clone, Debug, Default)]
pub struct Social {
    pub title: Option<String>,
    pub description: Option<String>,
    pub card_off: bool,
    pub card_layout: Option<String>,
    pub card_data: serde_json::Map<String, serde_json::Value>,
    pub hashtags: Vec<String>,
    /// `Some(empty)` = none, as `false` says.
    pub quotes: Option<Vec<String>>,
    pub share: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Date,
    Weight,
    Title,
    Path,
}

/// A file cut in two; both are bytes of its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The YAML between the fences.
    pub head: Option<Range<usize>>,
    pub body: usize,
    /// A head that cannot be read says that this is a draft: it must not go out by mistake.
    pub is_draft: bool,
}

/// Finds the head: between a first line `---` and a line `---` or `...`.
pub fn split(source: &Source) -> (Split, Option<Finding>) {
    let text = &*source.text;
    let whole = Split { head: None, body: 0, is_draft: false };
    let first = text.lines().next().unwrap_or("").trim_end();
    let place = |at: usize| Place::Spot(source.spot(Span::new(at, at + first.len().max(1))));
    if first == "+++" || first == "{" || (first.starts_with('{') && first.contains("\":")) {
        let (name, format) = if first == "+++" { ("TOML", "hugo` or `zola") } else { ("JSON", "hugo") };
        let finding = Finding::error(
            "front-matter-format",
            format!("front matter in {name} is read only in sites of other generators"),
            place(0),
        )
        .why("the page is built without its title, date and tags")
        .help(format!(
            "write it as YAML between two lines `---`; sites made for `{format}` build with their own tool, then run `smo-build optimize`"
        ));
        let end = foreign_end(text, if first == "+++" { "+++" } else { "}" });
        let draft = text[..end].lines().any(says_draft);
        return (Split { head: None, body: end, is_draft: draft }, Some(finding));
    }
    if first != "---" {
        return (whole, None);
    }
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return (Split { head: Some(start..at), body: at + line.len(), is_draft: false }, None);
        }
        at += line.len();
    }
    let finding = Finding::error("front-matter-unclosed", "the front matter that begins here has no end", place(0))
        .why("the whole file is taken for text, so the page has no title, no date and no tags")
        .help("close it with a line `---`");
    let draft = text.lines().take(60).any(says_draft);
    (Split { is_draft: draft, ..whole }, Some(finding))
}

/// The byte behind the line that closes a head in another format; the file's start if there is none.
fn foreign_end(text: &str, fence: &str) -> usize {
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        if number > 0 && line.trim_end() == fence {
            return at;
        }
    }
    0
}

/// `draft: true`, `draft = true`, `"draft": true,` and their like.
fn says_draft(line: &str) -> bool {
    let plain: String = line.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | ',')).collect();
    ["draft:true", "draft=true", "published:false"].iter().any(|said| plain.eq_ignore_ascii_case(said))
}

impl Default for Toc {
    fn default() -> Self {
        Self { on: true, min: 2, max: 3 }
    }
}

impl FrontMatter {
    pub fn span(&self, key: &str) -> Option<Span> {
        self.spans.iter().find(|(name, _)| *name == key).map(|(_, span)| *span)
    }

    /// Takes from a cascade what this page does not say itself.
    pub fn inherit(&mut self, above: &FrontMatter) {
        fn fill<T: Clone>(own: &mut Option<T>, above: &Option<T>) {
            if own.is_none() {
                own.clone_from(above);
            }
        }
        fill(&mut self.draft, &above.draft);
        fill(&mut self.permalink, &above.permalink);
        fill(&mut self.tags, &above.tags);
        fill(&mut self.categories, &above.categories);
        fill(&mut self.authors, &above.authors);
        fill(&mut self.image, &above.image);
        fill(&mut self.image_alt, &above.image_alt);
        fill(&mut self.series, &above.series);
        fill(&mut self.kind, &above.kind);
        fill(&mut self.lang, &above.lang);
        fill(&mut self.template, &above.template);
        fill(&mut self.layout, &above.layout);
        fill(&mut self.toc, &above.toc);
        fill(&mut self.math, &above.math);
        fill(&mut self.search, &above.search);
        fill(&mut self.noindex, &above.noindex);
        fill(&mut self.unlisted, &above.unlisted);
        fill(&mut self.expires, &above.expires);
        fill(&mut self.social.share, &above.social.share);
        fill(&mut self.social.quotes, &above.social.quotes);
        fill(&mut self.social.card_layout, &above.social.card_layout);
        self.social.card_off |= above.social.card_off && self.social.card_layout.is_none();
        for (key, value) in &above.extra {
            if !self.extra.contains_key(key) {
                self.extra.insert(key.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests;
