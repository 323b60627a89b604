//! What rules and outputs see of a page after its bytes are gone: facts with the plan laid over.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::facts::PageFacts;
use super::page::{Hints, OutPath};
use super::plan::{Fields, PreviewImage, Repair};
use crate::base::nearest::nearest;
use crate::base::{Finding, UrlPath};

/// One page as it will ship, while it is being judged.
#[derive(Clone, Debug)]
pub struct PageView {
    pub path: OutPath,
    pub url: UrlPath,
    /// The page as it ships: what plan filled or repaired stands in these facts too.
    pub shown: PageFacts,
    pub fields: Fields,
    pub hints: Hints,
    /// Nobody shares it: a list, a 404 page, hidden from search, or excluded by the settings.
    pub shareable: bool,
}

/// What stays of a page for outputs, site rules and the report. It is small, because there is one for each page of a run.
#[derive(Clone, Debug)]
pub struct PageSummary {
    pub path: OutPath,
    pub url: UrlPath,
    /// Absolute.
    pub canonical: Option<Box<str>>,
    /// The author's file, if `site` made the page: `content/rain.md`.
    pub source: Option<Arc<str>>,
    pub title: Option<Box<str>>,
    pub description: Option<Arc<str>>,
    pub image: Option<Arc<PreviewImage>>,
    pub lang: Option<Arc<str>>,
    pub article: bool,
    pub shareable: bool,
    pub noindex: bool,
    pub unlisted: bool,
    /// It has a link to a feed in its head.
    pub offers_feed: bool,
    /// Until the report takes them.
    pub findings: Vec<Finding>,
    /// Its consequences and what its author allowed; see [`crate::base::finding::Quiet`].
    pub quiet: Box<[Finding]>,
    /// Those that were dropped, because no format shows more of them than how many.
    pub untold: Untold,
    /// How each targeted platform will show it, and its points; none if nobody asked.
    pub verdict: Option<Arc<super::verdict::Verdict>>,
    /// What rules about the whole site compare.
    pub trace: Option<Trace>,
    /// See [`PageSummary::more`].
    pub rest: Option<Box<More>>,
}

/// Findings that do not count and were not kept: consequences, and what was allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Untold {
    pub hidden: u32,
    pub allowed: u32,
}

/// What feeds, the sitemap and formats for machines ask for; not held where none of them is written.
#[derive(Clone, Debug, Default)]
pub struct More {
    pub published: Option<Box<str>>,
    pub updated: Option<Box<str>>,
    pub authors: Vec<String>,
    pub tags: Vec<String>,
    /// The body for feeds: built, listed articles only.
    pub feed_content: Option<Box<str>>,
    pub repairs: Vec<Repair>,
    /// Names of the pictures under `/smo/` that the page uses.
    pub pictures: Vec<String>,
}

/// What of a page other pages are asked about. Dropped with the last rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// Its ids, as [`Trace::mark`] makes them, sorted.
    pub ids: Box<[u32]>,
    /// None where it leads to no place and no translation.
    pub leads: Option<Box<Leads>>,
}

/// Where a page leads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leads {
    /// Into other pages.
    pub fragments: Vec<Fragment>,
    /// The pages it names as translations, as marks of their addresses.
    pub translations: Box<[u32]>,
}

/// A link to a place in another page.
#[derive(Clone, Debug, PartialEq)]
pub struct Fragment {
    /// The other page's path, decoded.
    pub path: Box<str>,
    /// The place, decoded.
    pub id: Box<str>,
    pub at: crate::base::Place,
}

impl Trace {
    pub fn fragments(&self) -> &[Fragment] {
        self.leads.as_deref().map_or(&[], |leads| &leads.fragments)
    }

    pub fn translations(&self) -> &[u32] {
        self.leads.as_deref().map_or(&[], |leads| &leads.translations)
    }

    /// A text in four bytes: two that differ are nearly never equal, and then a finding is missing, not wrong.
    pub fn mark(text: &str) -> u32 {
        text.bytes().fold(0x811c_9dc5, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193))
    }
}

const NOTHING: &More = &More {
    published: None,
    updated: None,
    authors: Vec::new(),
    tags: Vec::new(),
    feed_content: None,
    repairs: Vec::new(),
    pictures: Vec::new(),
};

impl PageSummary {
    pub fn more(&self) -> &More {
        self.rest.as_deref().unwrap_or(NOTHING)
    }

    pub fn more_mut(&mut self) -> &mut More {
        self.rest.get_or_insert_with(Box::default)
    }
}

/// Every file that the output will have, by decoded path: `rain/index.html`. Those that are asked
/// for, and the answers, are site paths: `/rain/index.html`.
#[derive(Clone, Debug, Default)]
pub struct OutputPaths {
    /// By path: places in `named`. A set of the paths themselves would take three times as much.
    exact: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Lower case → as written, for "case matters on the server"; those in lower case stand in
    /// `exact` alone.
    folded: HashMap<String, OutPath>,
    /// By their last part as it is shown, then by path; sorted by [`OutputPaths::settle`].
    named: Vec<OutPath>,
    /// The places of these by their length as shown, for near spellings; the same.
    lengths: Vec<u32>,
}

/// So many paths are compared for a near spelling: a large site with a dead link on each page would
/// wait for all of them.
const MAX_COMPARED: usize = 400;

impl OutputPaths {
    pub fn with_room(paths: usize) -> Self {
        Self { exact: HashTable::with_capacity(paths), named: Vec::with_capacity(paths), ..Self::default() }
    }

    pub fn insert(&mut self, path: &str) {
        self.share(&OutPath::tame(path.trim_start_matches('/')));
    }

    /// As [`OutputPaths::insert`], for a path that others hold too.
    pub fn share(&mut self, path: &OutPath) {
        if self.holds(path.as_str()) {
            return;
        }
        let lower = path.as_str().to_lowercase();
        if lower != path.as_str() {
            self.folded.insert(lower, path.clone());
        }
        self.named.push(path.clone());
        self.list(self.named.len() - 1);
    }

    fn list(&mut self, at: usize) {
        let Self { exact, hasher, named, .. } = self;
        let hash = |at: &u32| hasher.hash_one(named[*at as usize].as_str());
        let at = u32::try_from(at).expect("a site has fewer than 4 billion files");
        exact.insert_unique(hash(&at), at, hash);
    }

    /// This very path, without a slash before it.
    fn find(&self, path: &str) -> Option<&OutPath> {
        let found = self.exact.find(self.hasher.hash_one(path), |at| self.named[*at as usize].as_str() == path)?;
        Some(&self.named[*found as usize])
    }

    fn holds(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// To be called when all are in, for [`OutputPaths::nearest`].
    pub fn settle(&mut self) {
        self.named.sort_unstable_by(|a, b| (name_of(a.as_str()), a).cmp(&(name_of(b.as_str()), b)));
        self.named.shrink_to_fit();
        self.exact = HashTable::with_capacity(self.named.len());
        (0..self.named.len()).for_each(|at| self.list(at));
        let key = |at: &u32| (shown(self.named[*at as usize].as_str()).len(), &self.named[*at as usize]);
        let mut lengths: Vec<u32> = (0..self.named.len() as u32).collect();
        lengths.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
        self.lengths = lengths;
    }

    /// Is this very file there? `path` is decoded and starts with a slash.
    pub fn has_file(&self, path: &str) -> bool {
        path.strip_prefix('/').is_some_and(|path| self.holds(path))
    }

    /// Is there any file below this folder? `folder` is decoded, starts and ends in a slash.
    pub fn has_below(&self, folder: &str) -> bool {
        let folder = folder.trim_start_matches('/');
        self.named.iter().any(|path| path.as_str().starts_with(folder))
    }

    /// Would a server answer this path: the file, its `index.html`, or `PATH.html`?
    pub fn answers(&self, path: &str) -> bool {
        let Some(path) = path.strip_prefix('/') else { return false };
        let bare = path.trim_end_matches('/');
        let mut whole = String::with_capacity(bare.len() + "/index.html".len());
        whole.push_str(bare);
        whole.push_str(if bare.is_empty() { "index.html" } else { "/index.html" });
        let has_index = || self.holds(&whole);
        if path.ends_with('/') || path.is_empty() {
            return has_index() || self.holds(path);
        }
        self.holds(path) || has_index() || self.holds(&format!("{path}.html"))
    }

    /// The path that was probably meant: other case, the same name elsewhere, or a near spelling.
    pub fn nearest(&self, path: &str) -> Option<String> {
        let bare = path.trim_end_matches('/');
        let index = format!("{bare}/index.html");
        for candidate in [path, index.as_str()] {
            let lower = candidate.trim_start_matches('/').to_lowercase();
            if let Some(found) = self.find(&lower).or_else(|| self.folded.get(&lower)) {
                return Some(format!("/{}", shown(found.as_str())));
            }
        }
        let name = name_of(bare);
        let first = self.named.partition_point(|path| name_of(path.as_str()) < name);
        if let Some(found) = self.named.get(first).filter(|path| name.is_some() && name_of(path.as_str()) == name) {
            return Some(format!("/{}", shown(found.as_str())));
        }
        let typed = path.trim_start_matches('/');
        // Two edits apart at most.
        let (least, most) = (typed.len().saturating_sub(2), typed.len() + 2);
        let of_length = |at: &u32| shown(self.named[*at as usize].as_str());
        let alike = &self.lengths[self.lengths.partition_point(|at| of_length(at).len() < least)..];
        let alike = alike.iter().map(of_length).take_while(|path| path.len() <= most);
        let near = nearest(typed, alike.take(MAX_COMPARED));
        near.map(|path| format!("/{path}"))
    }
}

/// The last part of a path, as it is shown.
fn name_of(path: &str) -> Option<&str> {
    shown(path).trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty())
}

/// `rain/index.html` is shown as `rain/`.
fn shown(path: &str) -> &str {
    path.strip_suffix("index.html").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_path_gets_the_nearest_one() {
        let mut paths = OutputPaths::default();
        for path in ["about/index.html", "img/Foo.png", "posts/rain/index.html", "old.html"] {
            paths.insert(path);
        }
        paths.settle();
        assert!(paths.answers("/about/") && paths.answers("/about") && paths.answers("/old"));
        assert!(!paths.answers("/img/foo.png"));
        assert_eq!(paths.nearest("/img/foo.png").as_deref(), Some("/img/Foo.png"));
        assert_eq!(paths.nearest("/rain/").as_deref(), Some("/posts/rain/"));
        assert_eq!(paths.nearest("/abuot/").as_deref(), Some("/about/"));
        assert_eq!(paths.nearest("/nothing-like-it/"), None);
    }

    #[test]
    fn an_address_that_shares_the_text_of_its_file_is_that_of_any_other() {
        for path in
            ["index.html", "a.html", "aindex.html", "posts/rain/index.html", "posts/a b/index.html", "é/x%2F.html", "a+b/index.html"]
        {
            let of_file = OutPath::new(path).unwrap().url_path();
            let folder = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
            let plain = UrlPath::from_plain(&format!("/{}", folder.unwrap_or(path))).unwrap();
            assert_eq!((of_file.as_str(), &of_file), (plain.as_str(), &plain), "{path}");
        }
    }
}
