//! `--content DIR`: the Markdown that the pages of a foreign site were made from. Its front matter
//! becomes hints, and findings point to it.
//!
//! A wrong match would put one page's words on another, so a file is taken for a page's source only if
//! nothing else could be it and the page shows its title or its date.

mod address;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::foreign::Foreign;
use super::run::Run;
use super::sidecars;
use crate::base::finding::{Fact, Spot};
use crate::base::html::unescape;
use crate::base::{Error, Finding, Place, Source, UrlPath, fs};
use crate::config::Settings;
use crate::model::OutPath;
use crate::model::facts::PageFacts;
use crate::model::page::{Hints, HtmlPage, Kind};
use crate::model::posts::Sidecar;
use crate::site::Head;
use crate::smo;
use address::{Guesses, guesses, key};

/// Endings of Markdown, as `site` knows them.
const ENDINGS: &[&str] = &["md", "markdown", "mkd", "mkdn", "mkdown", "mdx"];

/// Folders that hold no text of pages.
const NO_CONTENT: &[&str] = &["node_modules", "_site", "_includes", "_layouts", "themes", "layouts", "archetypes", "vendor", "target"];

/// A larger file is no text that somebody wrote.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// Which file each page was made from.
pub(super) struct Content {
    folder: PathBuf,
    shown: String,
    pages: BTreeMap<OutPath, Match>,
    /// Files that could not be told apart, or not be found again: (path, why).
    lost: Mutex<Vec<(String, &'static str)>>,
    /// What is wrong with the posts beside them.
    said: Mutex<Vec<Finding>>,
    files: usize,
}

struct Match {
    /// Below the content folder.
    file: String,
    /// Only the last part of the address agrees, so the page must show title or date.
    guessed: bool,
}

impl Content {
    /// Reads every head below `folder` once and finds the pages that were made of them.
    pub fn read(folder: &Path, foreign: &Foreign, settings: &Settings) -> Result<Self, Error> {
        let shown = folder.to_string_lossy().replace('\\', "/");
        let shown = shown.strip_prefix("./").unwrap_or(&shown).trim_end_matches('/').to_owned();
        let mut content =
            Self { folder: folder.to_path_buf(), shown, pages: BTreeMap::new(), lost: Mutex::default(), said: Mutex::default(), files: 0 };
        let files = files(folder, &foreign.folder);
        if files.is_empty() {
            let message = if folder.is_dir() { "holds no Markdown" } else { "is no folder" };
            return Err(Error::invalid(
                Finding::error("content-missing", format!("`{}` {message}", content.shown), Place::File("--content".into()))
                    .help("name the folder with the sources of these pages, such as `content`, `docs` or `src`"),
            ));
        }
        let read = |file: &String| {
            Some((file.clone(), content.head(file, settings)?)).map(|(file, head)| (guesses(&file, &head), head.draft, file))
        };
        let mut heads: Vec<(Guesses, bool, String)> = files.par_iter().filter_map(read).collect();
        // A page of a draft is looked for as well; that there is none is as it should be.
        let drafts: Vec<String> = heads.iter().filter(|(_, draft, _)| *draft).map(|(_, _, file)| file.clone()).collect();
        heads.retain(|(guesses, _, _)| *guesses != Guesses::default());
        content.files = heads.iter().filter(|(_, draft, _)| !draft).count();
        let (pages, lost) = matched(&heads, foreign.html());
        content.pages = pages;
        content.lost = Mutex::new(lost.into_iter().filter(|(file, _)| !drafts.contains(file)).collect());
        Ok(content)
    }

    fn head(&self, file: &str, settings: &Settings) -> Option<Head> {
        let bytes = fs::read_bounded(&self.folder.join(file), MAX_BYTES).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let name = file.rsplit('/').next().unwrap_or(file);
        let stem = match name.rsplit_once('.').map_or(name, |(stem, _)| stem) {
            "index" => file.rsplit('/').nth(1).unwrap_or(name),
            stem => stem,
        };
        Some(Head::read(Source::new(self.shown(file), text.trim_start_matches('\u{FEFF}')), stem, settings))
    }

    /// A file as messages name it.
    fn shown(&self, file: &str) -> String {
        if self.shown.is_empty() || self.shown == "." { file.to_owned() } else { format!("{}/{file}", self.shown) }
    }

    /// The posts that stand beside the source of a page.
    pub fn posts(&self, page: &OutPath) -> Vec<Arc<Sidecar>> {
        let Some(found) = self.pages.get(page) else { return Vec::new() };
        let (posts, mut said) = sidecars::beside(&self.folder.join(&found.file), &self.shown(&found.file));
        said.iter_mut().for_each(|finding| finding.page = Some(page.url_path()));
        if let Ok(mut all) = self.said.lock() {
            all.append(&mut said);
        }
        posts
    }

    /// The source of a page, if the page shows that it is.
    pub fn of(&self, page: &HtmlPage, settings: &Settings) -> Option<Head> {
        let found = self.pages.get(&page.path)?;
        let head = self.head(&found.file, settings)?;
        let facts = smo::survey(page);
        let agrees = match shows(&head, &facts) {
            Some(agrees) => agrees,
            None => !found.guessed,
        };
        if !agrees {
            self.lose(&found.file, "the page at its address has another title");
            return None;
        }
        Some(head)
    }

    fn lose(&self, file: &str, why: &'static str) {
        if let Ok(mut lost) = self.lost.lock() {
            lost.push((file.to_owned(), why));
        }
    }

    /// What was not found, said once, and what is wrong with the posts beside the rest.
    pub fn findings(&self) -> Vec<Finding> {
        let said = self.said.lock().map(|said| said.clone()).unwrap_or_default();
        self.unmatched().into_iter().chain(said).collect()
    }

    fn unmatched(&self) -> Option<Finding> {
        let mut lost = self.lost.lock().map(|lost| lost.clone()).unwrap_or_default();
        if lost.is_empty() {
            return None;
        }
        lost.sort();
        lost.dedup();
        let named: Vec<String> = lost.iter().take(EXAMPLES).map(|(file, why)| format!("{file}: {why}")).collect();
        let more = if lost.len() > EXAMPLES { ", and so on" } else { "" };
        let message = format!("{} of {} files in `{}` were not found again as pages", lost.len(), self.files, self.shown);
        Some(
            Finding::info("content-unmatched", message, Place::File(self.shown.as_str().into()))
                .why("what their front matter says is not used")
                .help(format!("{}{more}", named.join("; "))),
        )
    }
}

/// How many lost files a message names.
const EXAMPLES: usize = 5;

/// Markdown files below a folder, by path.
fn files(folder: &Path, output: &Path) -> Vec<String> {
    let output = output.canonicalize().ok();
    let is_wanted = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let hidden = entry.depth() > 0 && name.starts_with('.');
        let no_content = entry.depth() > 0 && entry.file_type().is_dir() && NO_CONTENT.contains(&&*name);
        let is_output = entry.file_type().is_dir() && entry.depth() > 0 && output.is_some() && entry.path().canonicalize().ok() == output;
        !hidden && !no_content && !is_output
    };
    let walker = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_wanted).filter_map(Result::ok);
    let mut files: Vec<String> = walker
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| fs::slashed(folder, entry.path()))
        .filter(|path| path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending)))
        .collect();
    files.sort();
    files
}

type Matched = (BTreeMap<OutPath, Match>, Vec<(String, &'static str)>);

/// First by whole addresses; what is left over on both sides by the last part of the address.
fn matched(heads: &[(Guesses, bool, String)], html: &[OutPath]) -> Matched {
    let mut by_key: BTreeMap<String, Vec<&OutPath>> = BTreeMap::new();
    for path in html {
        by_key.entry(key(path.as_str())).or_default().push(path);
    }
    // Page → the files that claim it, each with how good its evidence is.
    let mut claims: BTreeMap<&OutPath, Vec<(usize, usize)>> = BTreeMap::new();
    let mut lost = Vec::new();
    let mut left: Vec<usize> = Vec::new();
    for (index, (guesses, _, file)) in heads.iter().enumerate() {
        let at_step = |step: &Vec<String>| {
            let mut pages: Vec<&OutPath> = step.iter().filter_map(|address| by_key.get(address)).flatten().copied().collect();
            pages.sort();
            pages.dedup();
            pages
        };
        let first = guesses.steps.iter().map(at_step).enumerate().find(|(_, pages)| !pages.is_empty());
        match first {
            Some((step, pages)) if pages.len() == 1 => claims.entry(pages[0]).or_default().push((step, index)),
            Some(_) => lost.push((file.clone(), "more than one page could be it")),
            None => left.push(index),
        }
    }
    let mut pages = BTreeMap::new();
    for (path, mut claimed) in claims {
        claimed.sort();
        let best = claimed[0].0;
        let rivals = claimed.iter().filter(|(step, _)| *step == best).count();
        for (at, (_, index)) in claimed.iter().enumerate() {
            let file = &heads[*index].2;
            match (rivals, at) {
                (1, 0) => drop(pages.insert(path.clone(), Match { file: file.clone(), guessed: false })),
                _ => lost.push((file.clone(), "another file has its address")),
            }
        }
    }
    let last = |path: &OutPath| key(path.as_str()).rsplit('/').next().unwrap_or_default().to_owned();
    let mut by_name: BTreeMap<String, Vec<&OutPath>> = BTreeMap::new();
    for path in html.iter().filter(|path| !pages.contains_key(path)) {
        by_name.entry(last(path)).or_default().push(path);
    }
    let mut wanted: BTreeMap<&OutPath, Vec<usize>> = BTreeMap::new();
    for index in left {
        let (guesses, _, file) = &heads[index];
        let mut found: Vec<&OutPath> = guesses.names.iter().filter_map(|name| by_name.get(name)).flatten().copied().collect();
        found.sort();
        found.dedup();
        match found[..] {
            [] => lost.push((file.clone(), "no page has its address or name")),
            [path] => wanted.entry(path).or_default().push(index),
            _ => lost.push((file.clone(), "more than one page could be it")),
        }
    }
    for (path, indices) in wanted {
        match indices[..] {
            [index] => drop(pages.insert(path.clone(), Match { file: heads[index].2.clone(), guessed: true })),
            _ => lost.extend(indices.iter().map(|index| (heads[*index].2.clone(), "another file has the same name"))),
        }
    }
    (pages, lost)
}

/// Does the page show the title of the file, or its date? Nothing, if the file says neither.
fn shows(head: &Head, facts: &PageFacts) -> Option<bool> {
    let letters = |text: &str| unescape(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let title = head.title.as_deref().map(letters).filter(|title| !title.is_empty());
    let day = head.day();
    if title.is_none() && day.is_none() {
        return None;
    }
    let shown = facts.meta("og:title").map(|meta| meta.content.as_str()).into_iter();
    let shown = shown.chain(facts.title.as_ref().map(|title| title.value.as_str()));
    let mut shown = shown.chain(facts.headings.iter().filter(|heading| heading.level == 1).map(|heading| heading.text.as_str()));
    if let Some(title) = &title {
        return Some(shown.any(|other| letters(other).contains(title.as_str())));
    }
    let dates = facts.meta("article:published_time").map(|meta| meta.content.as_str()).into_iter();
    let mut dates = dates.chain(facts.time.as_ref().map(|time| time.value.as_str()));
    Some(dates.any(|date| day.as_deref().is_some_and(|day| date.starts_with(day))))
}

/// The hints of a page's source, its picture found among the files of the site.
pub(super) fn hints(head: &Head, path: &OutPath, run: &Run) -> Hints {
    let mut hints = head.hints(&run.settings);
    // A date makes an article, but not of the home page or a list.
    let is_list = path.as_str() == "index.html" || head.source.path.rsplit('/').next().is_some_and(|name| name.starts_with("_index."));
    let is_article = head.is_article().or(is_list.then_some(false)).or(head.day().map(|_| true));
    hints.kind = is_article.map(|is| if is { Kind::Article } else { Kind::Page });
    if let Some(mut image) = hints.image.take() {
        hints.image = picture(&image.src, path, run).map(|src| {
            image.src = src;
            image
        });
    }
    hints
}

/// The address of the picture that a source names: in its page's folder, at the root of the site, or
/// at the root of a folder whose files are copied there.
fn picture(src: &str, path: &OutPath, run: &Run) -> Option<String> {
    if src.starts_with("https://") || src.starts_with("http://") {
        return Some(src.to_owned());
    }
    let base = run.base.as_ref()?;
    let bare = src.trim_start_matches("./").trim_start_matches('/');
    let folder = path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let copied = ["static/", "public/", "assets/", "docs/"].iter().find_map(|root| bare.strip_prefix(root));
    let beside = (!src.starts_with('/')).then(|| format!("/{folder}/{bare}").replace("//", "/"));
    let below_base = format!("/{bare}");
    let below_base = below_base.strip_prefix(base.path()).filter(|rest| rest.starts_with('/')).map(str::to_owned);
    let candidates = beside.into_iter().chain([format!("/{bare}")]).chain(below_base).chain(copied.map(|rest| format!("/{rest}")));
    let found = candidates.into_iter().find(|candidate| run.paths.has_file(candidate))?;
    UrlPath::from_plain(&found).map(|found| base.join(&found))
}

/// Moves a finding to the source of its page, if what it is about is said there.
pub(super) fn place(finding: &mut Finding, head: Option<&Head>, facts: &PageFacts) {
    if let (Place::Fact(fact), Some(head)) = (&finding.at, head)
        && let Some(spot) = spot(head, fact, facts)
    {
        finding.at = Place::Spot(spot);
    }
}

fn spot(head: &Head, fact: &Fact, facts: &PageFacts) -> Option<Spot> {
    let (said, spot) = head.said(fact)?;
    let meta = |keys: &[&str]| keys.iter().find_map(|key| facts.meta(key)).map(|meta| meta.content.clone());
    let shown = match fact {
        Fact::Title => meta(&["og:title"]).or_else(|| facts.title.as_ref().map(|title| title.value.clone())),
        Fact::Description => meta(&["og:description", "description"]),
        Fact::Image => meta(&["og:image", "twitter:image"]),
        Fact::ImageAlt => meta(&["og:image:alt"]),
        Fact::Date => meta(&["article:published_time"]).or_else(|| facts.time.as_ref().map(|time| time.value.clone())),
        Fact::Updated => meta(&["article:modified_time"]),
        Fact::Canonical => facts.canonical().map(|link| link.href.clone()),
        _ => None,
    };
    let last = |text: &str| text.rsplit('/').next().unwrap_or(text).to_owned();
    let same = match (fact, shown) {
        // Where the page shows nothing, the source is where something could be said.
        (_, None) => true,
        (Fact::Image, Some(shown)) => last(&shown) == last(&said),
        (_, Some(shown)) => shown.contains(said.trim()),
    };
    same.then_some(spot)
}

/// A page that is public although its source says that it is a draft.
pub(super) fn draft_leak(head: &Head, shown: &str) -> Option<Finding> {
    head.draft.then(|| {
        Finding::error("draft-leak", format!("a draft is published as `{shown}`"), Place::Spot(head.place("draft")))
            .why("whoever finds the address can read it, search engines too")
            .help("build without drafts, or remove the page from the output")
    })
}
