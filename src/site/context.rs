//! What a page template sees: the context contract of `api: 1`, one struct per object.
//!
//! Every field is always there; `Option` is `null` in a template, never "undefined". Strings are
//! plain text and get escaped by the template engine, except those marked *safe HTML*.
//! URLs for `href` and `src` are root-relative and carry the base path (`/blog/rain/`); only
//! fields that say "absolute" hold `https://…`. Dates are RFC 3339 with an offset.
//!
//! Names at the top of every page template: `site page section term terms taxonomy pager config`.
//! `theme` (the options) and `data` are not put in by this room.
//!
//! | template    | page.kind                          | section  | term, taxonomy | terms | pager |
//! |-------------|------------------------------------|----------|----------------|-------|-------|
//! | `home.html` | `home`                             | the home | null           | []    | yes   |
//! | `list.html` | `section`                          | yes      | null           | []    | yes   |
//! | `page.html` | `article page product event link`  | null     | null           | []    | null  |
//! | `terms.html`| `terms`                            | null     | taxonomy only  | yes   | null  |
//! | `term.html` | `term`                             | null     | both           | []    | yes   |
//! | `404.html`  | `404`                              | null     | null           | []    | null  |
//!
//! A page left at an old address is not made here: see `app/redirect.rs`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::MenuEntry;
use crate::model::page::Author;
use crate::theme::Value;

/// Everything a page template sees, besides `theme` and `data`.
#[derive(Clone, Debug, Serialize)]
pub struct Root {
    /// [`SiteContext`], the same value on every page.
    pub site: Value,
    /// [`PageContext`]: never null; lists, terms and 404 have one too.
    pub page: PageContext,
    /// [`SectionContext`] on section lists and home, else null.
    pub section: Value,
    /// On a term's page, else null.
    pub term: Option<TermContext>,
    /// On `terms.html`: all terms of the taxonomy by name; else empty.
    pub terms: Vec<Value>,
    /// On `terms.html` and `term.html`: the taxonomy's name (`tags`); else null.
    pub taxonomy: Option<String>,
    /// On lists, else null.
    pub pager: Option<Pager>,
    /// `config.extra`: the free values of `smo.yaml`.
    pub config: Value,
}

/// `site`
#[derive(Clone, Debug, Serialize)]
pub struct SiteContext {
    /// Absolute, without a slash at the end: `https://ada.dev/blog`. Empty if unset.
    pub url: String,
    /// `/blog`, or empty. `{{ site.base_path }}/feed.xml` is a right address either way.
    pub base_path: String,
    pub title: String,
    /// May be empty.
    pub description: String,
    /// BCP 47.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    pub languages: Vec<Language>,
    /// `en_US`; null = by table.
    pub locale: Option<String>,
    /// Of `site.author`.
    pub author: Option<Author>,
    /// id → author.
    pub authors: BTreeMap<String, Author>,
    /// The newest content date.
    pub updated: Option<String>,
    /// In the order of the settings.
    pub feeds: Vec<Feed>,
    /// Top-level sections with pages, by title.
    pub sections: Vec<SectionRef>,
    /// taxonomy name → all of its [`Term`]s, by name.
    pub taxonomies: BTreeMap<String, Vec<Value>>,
    /// name → entries. `url` has the base path where it is root-relative.
    pub menus: BTreeMap<String, Vec<MenuEntry>>,
    /// network → handle or URL, as written.
    pub profiles: BTreeMap<String, String>,
    /// Root-relative or absolute.
    pub image: Option<String>,
    pub logo: Option<String>,
    /// `#rrggbb`
    pub theme_color: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Language {
    pub lang: String,
    pub url: String,
    pub title: String,
    pub current: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Feed {
    /// `atom` or `rss`.
    pub kind: &'static str,
    /// `application/atom+xml` …
    pub mime: &'static str,
    pub url: String,
    pub title: String,
}

/// `page`
#[derive(Clone, Debug, Serialize)]
pub struct PageContext {
    /// For links: `/blog/posts/rain/`.
    pub url: String,
    /// Without the base path: `/posts/rain/`.
    pub path: String,
    /// Absolute.
    pub permalink: String,
    /// Never empty.
    pub title: String,
    /// `front matter`, `heading`, `file name` or `settings`.
    pub title_from: &'static str,
    /// `content` opens with an `<h1>` that says the title: do not print it again.
    pub title_in_content: bool,
    /// Written or derived from the text.
    pub description: Option<String>,
    /// The description was taken from the text.
    pub description_derived: bool,
    /// The description to print under the title: its author wrote it as a sentence, and the text
    /// does not open with it.
    pub standfirst: Option<String>,
    pub date: Option<String>,
    pub updated: Option<String>,
    pub expires: Option<String>,
    /// Only ever true with `--drafts`.
    pub draft: bool,
    /// `home section page article product event link terms term 404`
    pub kind: &'static str,
    /// BCP 47.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Empty in a site of one language.
    pub translations: Vec<Language>,
    /// All fields of an author: `id name url image bio fediverse bluesky x`.
    pub authors: Vec<Author>,
    /// [`Term`]s, as the author ordered them.
    pub tags: Vec<Value>,
    pub categories: Vec<Value>,
    /// taxonomy name → [`Term`]s; only taxonomies this page has terms of.
    pub terms: BTreeMap<String, Vec<Value>>,
    pub series: Option<Series>,
    /// The preview picture that the author named.
    pub image: Option<Picture>,
    /// The first picture of the text.
    pub body_image: Option<Picture>,
    /// *Safe HTML.* The body.
    pub content: Value,
    /// *Safe HTML.* The `<h1>` that `content` opens with, if it says the title; else null.
    pub opening: Value,
    /// *Safe HTML.* `content` behind `opening`.
    pub rest: Value,
    /// *Safe HTML.* Up to `<!-- more -->`, else the description as one paragraph; null if neither.
    pub summary: Value,
    /// Empty unless `toc:` is on and there are headings.
    pub toc: Vec<Heading>,
    pub words: usize,
    /// Minutes, at least 1.
    pub reading_time: usize,
    /// [`Summary`] of the page above this one in its section's list (newer, by default), or null.
    pub prev: Value,
    /// [`Summary`] of the page below (older, by default), or null.
    pub next: Value,
    /// Up to three [`Summary`]s.
    pub related: Vec<Value>,
    pub section: Option<SectionRef>,
    /// From the home page down, without this page.
    pub breadcrumbs: Vec<Crumb>,
    pub weight: Option<i64>,
    /// Front matter that has no meaning of ours.
    pub extra: Value,
    /// `content/posts/rain.md`; null for pages that no file stands behind.
    pub source: Option<String>,
    /// Networks to offer: null = as the settings say, [] = no share links.
    pub share: Option<Vec<String>>,
    /// Sentences the author marked in front matter.
    pub quotes: Vec<String>,
    /// `math: true`, `search: false`, `noindex`, `unlisted` as the author set them.
    pub math: bool,
    pub search: bool,
    pub noindex: bool,
    pub unlisted: bool,
}

/// A page in a list: made once, shared by every list that shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub url: String,
    pub path: String,
    /// Absolute.
    pub permalink: String,
    pub title: String,
    pub description: Option<String>,
    pub date: Option<String>,
    pub updated: Option<String>,
    pub draft: bool,
    pub kind: &'static str,
    pub lang: String,
    pub authors: Vec<Author>,
    /// [`Term`]s.
    pub tags: Vec<Value>,
    pub categories: Vec<Value>,
    pub image: Option<Picture>,
    pub body_image: Option<Picture>,
    /// *Safe HTML*, as `page.summary`.
    pub summary: Value,
    pub words: usize,
    pub reading_time: usize,
    pub section: Option<SectionRef>,
    pub weight: Option<i64>,
    pub extra: Value,
}

/// A term of a taxonomy.
#[derive(Clone, Debug, Serialize)]
pub struct Term {
    /// `Rust`, as most pages write it.
    pub name: String,
    /// `rust`
    pub slug: String,
    pub taxonomy: String,
    /// `/tags/rust/`; null if the taxonomy is not in the settings and so has no pages.
    pub url: Option<String>,
    /// Absolute.
    pub permalink: Option<String>,
    /// Listed pages that have it.
    pub count: usize,
}

/// `term`, on its own page.
#[derive(Clone, Debug, Serialize)]
pub struct TermContext {
    #[serde(flatten)]
    pub term: Term,
    /// All its pages ([`Summary`]), newest first; `pager.pages` has those of this list page.
    pub pages: Value,
}

/// `section`, on its own list.
#[derive(Clone, Debug, Serialize)]
pub struct SectionContext {
    /// `posts`; empty for home.
    pub name: String,
    pub title: String,
    pub description: Option<String>,
    pub url: String,
    pub path: String,
    /// Absolute.
    pub permalink: String,
    /// All its pages ([`Summary`]) in order; `pager.pages` has those of this list page.
    pub pages: Value,
    /// Sections right below.
    pub sections: Vec<SectionRef>,
    /// Number of `pages`.
    pub count: usize,
    pub extra: Value,
}

#[derive(Clone, Debug, Serialize)]
pub struct SectionRef {
    /// `posts`, or `posts/2026`
    pub name: String,
    pub title: String,
    pub url: String,
    /// Pages in it and below it.
    pub count: usize,
}

/// `pager`
#[derive(Clone, Debug, Serialize)]
pub struct Pager {
    /// [`Summary`]s of this list page.
    pub pages: Vec<Value>,
    /// From 1.
    pub index: usize,
    /// Number of list pages.
    pub count: usize,
    /// Number of pages in all list pages together.
    pub total: usize,
    /// URLs of neighbouring list pages.
    pub prev: Option<String>,
    pub next: Option<String>,
    pub first: String,
    pub last: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Series {
    pub name: String,
    pub slug: String,
    /// Null unless `series` is a taxonomy of the settings.
    pub url: Option<String>,
    /// From 1.
    pub index: usize,
    pub count: usize,
    /// [`Summary`] of the part before, or null.
    pub prev: Value,
    pub next: Value,
    /// All parts in order, this one included ([`Summary`]).
    pub pages: Vec<Value>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// Root-relative with the base path, or absolute.
    pub src: String,
    /// May be empty.
    pub alt: String,
    /// Null where the file is not of this site or could not be read.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// CSS `object-position`: `50% 30%`.
    pub position: String,
    pub credit: Option<String>,
}

/// An entry of `page.toc`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heading {
    pub level: u8,
    /// For `href="#…"`.
    pub id: String,
    /// Plain text.
    pub title: String,
    pub children: Vec<Heading>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Crumb {
    pub title: String,
    pub url: String,
}
