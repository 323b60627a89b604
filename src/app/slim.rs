//! What is dropped of pages before the report is written, where no format shows it: a large site pays for
//! every byte that is held of each page.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::page::Done;
use super::run::Run;
use crate::base::finding::{Evidence, Place, Quiet, Says};
use crate::base::{Finding, Level};
use crate::lint;
use crate::model::files::Digest;
use crate::model::plan::PreviewFile;
use crate::model::verdict::Verdict;
use crate::model::view::PageSummary;

/// What is held of pages until the report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// All that any format shows.
    #[default]
    All,
    /// What people read in a terminal without `-v`: findings and counts.
    Blocks,
    /// What they read in a pipe: of a finding one line.
    Lines,
}

/// Drops at once what is large and only counted: cards and what does not count.
pub(super) fn lighten(page: &mut PageSummary, keep: Keep) {
    for finding in std::mem::take(&mut page.quiet) {
        match finding.evidence.as_ref().and_then(|evidence| evidence.quiet.as_ref()) {
            Some(Quiet::Because(_)) => page.untold.hidden += 1,
            Some(Quiet::Allowed { .. }) => page.untold.allowed += 1,
            Some(Quiet::Known) | None => {}
        }
    }
    // The outcomes stay; why they are so is hundreds of bytes for each platform.
    if let Some(verdict) = &mut page.verdict {
        Arc::make_mut(verdict).cards = Vec::new();
    }
    let spot = |finding: &Finding| match &finding.at {
        Place::Spot(spot) => Some((finding.rule, spot.start)),
        _ => None,
    };
    let mut at_spot: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    page.findings.iter().filter_map(spot).for_each(|spot| *at_spot.entry(spot).or_default() += 1);
    for finding in &mut page.findings {
        let is_alone = spot(finding).is_none_or(|spot| at_spot[&spot] == 1);
        shorten(finding, keep, is_alone);
    }
}

/// Drops what will not be printed. Two findings at one file are told apart by all their words, so
/// these stay; two of a rule at one spot by what they are about.
fn shorten(finding: &mut Says, keep: Keep, is_alone: bool) {
    let fact = finding.evidence.take().and_then(|evidence| evidence.fact).filter(|_| !is_alone);
    finding.evidence = fact.map(|fact| Box::new(Evidence { fact: Some(fact), ..Evidence::default() }));
    let Place::Spot(spot) = &mut finding.at else { return };
    let is_hint = finding.level == Level::Info;
    if keep == Keep::Lines || is_hint {
        spot.excerpt = None;
        finding.set_reason(None);
        if is_hint || !finding.advice().is_some_and(|help| help.starts_with("did you mean")) {
            finding.set_advice(None);
        }
    }
}

/// Most pages of a site are shown alike, in one language; so many that differ are compared.
const MOST_KINDS: usize = 32;

/// Holds what other pages have too once.
fn share<T: PartialEq + ?Sized>(field: &mut Option<Arc<T>>, kinds: &mut Vec<Arc<T>>) {
    let Some(own) = field else { return };
    match kinds.iter().find(|other| *other == own) {
        Some(same) => *own = same.clone(),
        None if kinds.len() < MOST_KINDS => kinds.push(own.clone()),
        None => {}
    }
}

/// Drops what neither the rules about the whole site nor the counts of the report look at. Of pictures and
/// descriptions they ask which pages have the same: what is on one page only is forgotten until another has it.
#[derive(Default)]
pub(super) struct Slim {
    verdicts: Vec<Arc<Verdict>>,
    langs: Vec<Arc<str>>,
    pictures: Seen,
    descriptions: Seen,
}

impl Slim {
    pub fn with_room(pages: usize) -> Self {
        let seen = || Seen { marks: Vec::with_capacity(pages), first: HashTable::with_capacity(pages) };
        Self { pictures: seen(), descriptions: seen(), ..Self::default() }
    }

    /// Of the pages from `first` on; those before it have been here.
    pub fn pages(&mut self, run: &Run, pages: &mut [Done], first: usize) {
        // `--changed-since`, `card_kb` and `robots-blocks-preview` ask for the picture of each page.
        let asks_for_pictures = !run.scope.is_all()
            || !run.settings.lint.budgets.is_empty()
            || run.site_files.robots.as_ref().is_some_and(|(_, robots)| robots.forbids_anything());
        for at in first..pages.len() {
            let (before, page) = pages.split_at_mut(at);
            let page = &mut page[0].summary;
            page.rest = None;
            share(&mut page.verdict, &mut self.verdicts);
            share(&mut page.lang, &mut self.langs);
            let is_own = |canonical: &str| run.base.as_ref().is_some_and(|base| base.join(&page.url) == canonical);
            page.canonical = page.canonical.take().filter(|canonical| !is_own(canonical));
            let compared = page.article && page.shareable;
            page.description = page.description.take().filter(|_| compared);
            if let Some(text) = &page.description {
                let mark = lint::as_compared(text, page.lang.as_deref(), &run.settings);
                self.descriptions.forget(mark, at, before, page, |page| &mut page.description);
            }
            let Some(image) = &mut page.image else { continue };
            let image = Arc::make_mut(image);
            (image.mime, image.alt) = (None, None);
            image.url.shrink_to_fit();
            // That nobody looked at pictures of other hosts is said of each.
            if asks_for_pictures || image.file == PreviewFile::Remote {
                continue;
            }
            let mark = Digest::of(lint::same_picture(image).as_bytes()).mark();
            match compared {
                true => self.pictures.forget(mark, at, before, page, |page| &mut page.image),
                false => page.image = None,
            }
        }
    }
}

/// For each mark, of what makes two the same: the first page that has it.
#[derive(Default)]
struct Seen {
    /// By the number of the page, nothing for those that have none.
    marks: Vec<u64>,
    /// Numbers of pages, by their marks.
    first: HashTable<u32>,
}

impl Seen {
    /// Of what no page before has, nothing stays but that it was here.
    fn forget<T: Clone>(
        &mut self,
        mark: u64,
        at: usize,
        before: &mut [Done],
        page: &mut PageSummary,
        field: fn(&mut PageSummary) -> &mut Option<T>,
    ) {
        self.marks.resize(at, 0);
        self.marks.push(mark);
        // A mark is a part of a digest already.
        let of = |at: &u32| self.marks[*at as usize];
        match self.first.entry(mark, |first| of(first) == mark, of) {
            Entry::Vacant(entry) => {
                entry.insert(u32::try_from(at).expect("a site has fewer than 4 billion pages"));
                *field(page) = None;
            }
            Entry::Occupied(entry) => {
                let Some(first) = before.get_mut(*entry.get() as usize) else { return };
                let first = field(&mut first.summary);
                match first {
                    Some(same) => *field(page) = Some(same.clone()),
                    None => first.clone_from(field(page)),
                }
            }
        }
    }
}
