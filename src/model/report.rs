//! The result of a run: what `report` turns into bytes and `main` into an exit code.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::view::PageSummary;
use crate::base::finding::Spot;
use crate::base::{Finding, Level};

#[derive(Clone, Debug, Default)]
pub struct Report {
    pub verb: Verb,
    /// The site's address, if it has one.
    pub base_url: Option<String>,
    /// The project's folder as it was typed, empty if one stood in it: the paths of findings lie
    /// below it, unless they are absolute.
    pub root: PathBuf,
    /// Where the site was written.
    pub output: PathBuf,
    /// In path order.
    pub pages: Vec<PageSummary>,
    /// All findings of the run, those of pages included, sorted by file and place.
    pub findings: Vec<Finding>,
    /// Findings that are neither counted nor gated on, each with its [`crate::base::finding::Quiet`]; sorted too.
    pub quiet: Vec<Finding>,
    pub untold: super::view::Untold,
    /// What was mended, if that was asked for.
    pub fixed: Option<Fixed>,
    /// How much of it a baseline knew; none without a baseline.
    pub known: Option<Known>,
    /// The baseline that was written, if that was asked for.
    pub accepted: Option<Accepted>,
    /// Numbers of `lint.budgets` that were bettered, if that was asked for.
    pub ratchet: Vec<Ratchet>,
    /// Hints are read like all others: the profile is `strict` or `pedantic`.
    pub hints: bool,
    /// How the site does, if it was scored.
    pub score: Option<super::verdict::SiteScore>,
    /// Posts that were left out on purpose, and files that are no pages.
    pub skipped: Vec<Skipped>,
    pub pictures_drawn: usize,
    pub pictures_reused: usize,
    /// Pages that `optimize` changed, or would change if it did not only look.
    pub pages_changed: usize,
    /// Values that were wrong and were put right, of all pages.
    pub repairs_made: usize,
    /// Nothing was written.
    pub is_dry: bool,
    /// Files whose bytes changed on disk.
    pub files_written: usize,
    pub files_unchanged: usize,
    /// Remote pictures and the like: (kind, page, value).
    pub not_checked: Vec<(&'static str, String, String)>,
    /// The instant the run took for "now", RFC 3339.
    pub now: String,
    pub clock: Clock,
    /// The page diffs of `optimize --diff`.
    pub diff: String,
    /// What formats show beside the findings.
    pub exhibits: super::exhibits::Exhibits,
}

/// What `lint --fix` did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    pub edits: usize,
    pub files: Vec<Arc<str>>,
    /// Files that were left alone, at least in part, and why.
    pub skipped: Vec<(Arc<str>, &'static str)>,
    /// Nothing was written: it is what would be done.
    pub dry: bool,
    /// Pages were HTML, which is not mended.
    pub html: bool,
}

/// A baseline that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// As messages name it.
    pub file: String,
    /// Only what is fixed was forgotten; else all that there is is known from now on.
    pub pruned: bool,
}

/// What a baseline says of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Findings that it knows.
    pub known: usize,
    /// Findings of the baseline that are gone.
    pub fixed: usize,
}

/// Where a run took "now" from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock: no file may hold it, or two runs would differ.
    #[default]
    Asked,
    /// The command line or the environment.
    Set,
}

/// A number of a budget with `ratchet: true`, and the better one that was reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratchet {
    /// `page_kb`
    pub key: &'static str,
    pub was: u32,
    pub is: u32,
    pub at: Spot,
    /// Why it does not stand in the settings, if it does not.
    pub left: Option<&'static str>,
}

/// What is kept of made pictures, and how much of it is not, or no longer, in use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    pub folder: PathBuf,
    pub pictures: usize,
    pub bytes: u64,
    /// Of those, what no page names; or what was dropped.
    pub unused: usize,
    pub unused_bytes: u64,
    /// 0 = no limit.
    pub max_mb: u32,
    /// Equal for equal contents: a key for CI.
    pub key: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verb {
    #[default]
    Build,
    Optimize,
    Lint,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Skipped {
    /// `content/posts/launch.md`
    pub path: Arc<str>,
    pub line: u32,
    pub reason: SkipReason,
    /// When it is due, or was due: as it should be printed.
    pub at: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    Draft,
    Future,
    Expired,
    /// An HTML file of another generator with nothing in it.
    Empty,
    /// A piece of a page, without a document around it.
    Fragment,
}

impl SkipReason {
    /// Is it no page at all, so that nobody waits for it?
    pub fn is_no_page(self) -> bool {
        matches!(self, SkipReason::Empty | SkipReason::Fragment)
    }

    pub fn name(self) -> &'static str {
        match self {
            SkipReason::Draft => "draft",
            SkipReason::Future => "future",
            SkipReason::Expired => "expired",
            SkipReason::Empty => "empty",
            SkipReason::Fragment => "fragment",
        }
    }
}

impl Report {
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// Posts: articles, and what would be one if its date could be read.
    pub fn posts(&self) -> impl Iterator<Item = &PageSummary> {
        let unread = self.findings.iter().filter(|finding| finding.rule == "date-unreadable").map(Finding::path);
        let unread: HashSet<&str> = unread.collect();
        self.pages.iter().filter(move |page| page.article || page.source.as_deref().is_some_and(|source| unread.contains(source)))
    }
}
