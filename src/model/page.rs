//! A page on its way through the core: a path, its bytes, its hints. All that crosses.

use std::fmt;
use std::sync::Arc;

use super::card::SeriesPart;
use super::picture::Focus;
use super::posts::Sidecar;
use crate::base::UrlPath;
use crate::base::text::is_iso_date;

/// A file of the output, relative to its root: `notes/rain/index.html`. Never climbs out.
///
/// Held behind a slash, so that its address is a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl OutPath {
    /// Refuses absolute paths and `..`.
    pub fn new(path: &str) -> Option<Self> {
        let tame = !path.is_empty() && path.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains('\\'));
        tame.then(|| Self::tame(path))
    }

    /// Where a page with this URL is written: `/a/` is `a/index.html`, `/a.html` is itself.
    pub fn of_url(path: &UrlPath) -> Option<Self> {
        let plain = crate::base::url::decode(path.as_str().trim_start_matches('/'));
        Self::new(&if plain.is_empty() || plain.ends_with('/') { format!("{plain}index.html") } else { plain })
    }

    /// Of a path that is known to be sound, or that nothing is written to.
    pub(super) fn tame(path: &str) -> Self {
        Self(format!("/{path}").into())
    }

    pub fn as_str(&self) -> &str {
        &self.0[1..]
    }

    /// The URL that a server answers with this file: `index.html` is its folder.
    pub fn url_path(&self) -> UrlPath {
        const INDEX: &str = "/index.html";
        let rest = if self.0.ends_with(INDEX) { INDEX.len() - 1 } else { 0 };
        let plain = UrlPath::of_file(&self.0, rest);
        plain.or_else(|| UrlPath::from_plain(&self.0[..self.0.len() - rest])).expect("an OutPath has no `..` segment; checked in `new`")
    }
}

/// The folder of the pages that quotes of a page get: `q/posts-rain` for `/posts/rain/`. The last part
/// alone may stand in two folders.
pub fn quotes_of(url: &UrlPath) -> String {
    let plain = crate::base::url::decode(url.as_str());
    let plain = plain.strip_suffix("index.html").unwrap_or(&plain);
    let name = crate::base::text::slug(plain.strip_suffix(".html").unwrap_or(plain));
    format!("q/{}", if name.is_empty() { "home" } else { &name })
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Clone, Debug)]
pub struct HtmlPage {
    pub path: OutPath,
    pub html: Vec<u8>,
    pub hints: Hints,
}

/// What the author said about sharing this page: front matter, or the island in foreign HTML.
/// Everything is optional; nothing here overrules a tag that stands in the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hints {
    /// `site` made this page; it knows more than the HTML says.
    pub built: bool,
    pub kind: Option<Kind>,
    pub title: Option<String>,
    /// `og:title` where it should differ from the title.
    pub social_title: Option<String>,
    pub description: Option<String>,
    pub social_description: Option<String>,
    /// Was the description written, or taken from the text?
    pub description_derived: bool,
    pub image: Option<ImageHint>,
    pub lang: Option<String>,
    /// RFC 3339 with an offset.
    pub published: Option<String>,
    pub updated: Option<String>,
    pub authors: Vec<Author>,
    pub tags: Vec<String>,
    pub section: Option<String>,
    pub series: Option<SeriesPart>,
    /// An explicit `canonical_url`, absolute.
    pub canonical: Option<String>,
    pub hashtags: Vec<String>,
    /// Networks to offer; `Some(empty)` = no share links.
    pub share: Option<Vec<String>>,
    /// Sentences of the body to treat as marked; `Some(empty)` = none on this page.
    pub quotes: Option<Vec<String>>,
    pub card: CardHint,
    pub noindex: bool,
    pub unlisted: bool,
    /// The body for feeds: built, listed pages only.
    pub feed_content: Option<String>,
    /// Breadcrumbs from the home page down, without this page: (title, path).
    pub breadcrumbs: Vec<(String, UrlPath)>,
    pub words: Option<usize>,
    /// Pictures of the text for which Markdown has no words, `![](…)`: their addresses.
    pub undescribed: Vec<String>,
    /// What its author allows, in the head of the file or above a block.
    pub allow: Vec<super::allow::Allow>,
    /// The posts that stand beside it.
    pub posts: Vec<Arc<Sidecar>>,
}

impl Hints {
    /// Takes from `other` what these hints do not say themselves.
    pub fn fill(&mut self, other: &Hints) {
        fn text<T: Clone>(own: &mut Option<T>, other: &Option<T>) {
            if own.is_none() {
                own.clone_from(other);
            }
        }
        fn list<T: Clone>(own: &mut Vec<T>, other: &[T]) {
            if own.is_empty() {
                own.extend_from_slice(other);
            }
        }
        // Named one by one, so that a new hint cannot be forgotten here.
        let Hints {
            // What `site` knows of its own pages.
            built: _,
            description_derived: _,
            unlisted: _,
            feed_content: _,
            breadcrumbs: _,
            words: _,
            undescribed: _,
            kind,
            title,
            social_title,
            description,
            social_description,
            image,
            lang,
            published,
            updated,
            authors,
            tags,
            section,
            series,
            canonical,
            hashtags,
            share,
            quotes,
            card,
            noindex,
            allow,
            posts,
        } = other;
        text(&mut self.kind, kind);
        text(&mut self.title, title);
        text(&mut self.social_title, social_title);
        text(&mut self.description, description);
        text(&mut self.social_description, social_description);
        text(&mut self.image, image);
        text(&mut self.lang, lang);
        text(&mut self.published, published);
        text(&mut self.updated, updated);
        list(&mut self.authors, authors);
        list(&mut self.tags, tags);
        text(&mut self.section, section);
        text(&mut self.series, series);
        text(&mut self.canonical, canonical);
        list(&mut self.hashtags, hashtags);
        text(&mut self.share, share);
        text(&mut self.quotes, quotes);
        if self.card == CardHint::default() {
            self.card.clone_from(card);
        }
        list(&mut self.allow, allow);
        list(&mut self.posts, posts);
        self.noindex |= *noindex;
    }

    /// Is the page an article? Of a foreign page a date says so, too; its kind comes first.
    pub fn is_article(&self) -> Option<bool> {
        let dated = !self.built && self.published.as_deref().is_some_and(is_iso_date);
        self.kind.map(|kind| kind == Kind::Article).or(dated.then_some(true))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Home,
    Article,
    Page,
    /// A section, tag or other list.
    List,
    NotFound,
}

/// A picture the author named. `src` is a site path (`/rain/hero.jpg`) or an absolute URL.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageHint {
    pub src: String,
    pub alt: Option<String>,
    /// None: the crop is around what the picture shows.
    pub focus: Option<Focus>,
    pub credit: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardHint {
    /// `social.card: false`.
    pub off: bool,
    /// A layout name.
    pub layout: Option<String>,
    /// `social.card_data`, for the layout.
    pub data: serde_json::Map<String, serde_json::Value>,
}

#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Author {
    pub id: String,
    pub name: String,
    pub url: Option<String>,
    pub image: Option<String>,
    pub bio: Option<String>,
    /// `@ada@hachyderm.io`
    pub fediverse: Option<String>,
    /// `ada.dev`
    pub bluesky: Option<String>,
    /// `adal`, without `@`
    pub x: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_paths_and_urls_are_each_others_inverse() {
        for (path, url) in [
            ("index.html", "/"),
            ("a/index.html", "/a/"),
            ("a.html", "/a.html"),
            ("a b/index.html", "/a%20b/"),
            ("myindex.html", "/myindex.html"),
        ] {
            let out = OutPath::new(path).unwrap();
            assert_eq!(out.url_path().as_str(), url);
            assert_eq!(OutPath::of_url(&out.url_path()).unwrap(), out);
        }
    }

    #[test]
    fn output_paths_never_climb() {
        for bad in ["", "/etc", "../x", "a/../b", "a//b", "a\\b"] {
            assert!(OutPath::new(bad).is_none(), "{bad}");
        }
    }
}
