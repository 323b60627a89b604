//! `optimize DIR`: the finished HTML of any other generator, through the same core.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::build::{self, Looker};
use super::content::{self, Content};
use super::diff::{Moved, unified};
use super::dist::Dist;
use super::exhibits;
use super::foreign::{Foreign, Target};
use super::infer::{homeless, infer};
use super::origin::InHtml;
use super::page::{self, Done};
use super::pictures::{self, Drawn, Sources};
use super::run::{Common, ConfigFile, Ground, Ran, Run, ground};
use super::slim::{self, Keep, Slim};
use crate::base::finding::Fact;
use crate::base::url::decode;
use crate::base::{Error, Finding, Place, Span, UrlPath, fs};
use crate::config::{self, Part, Profile};
use crate::lint::{self, Group};
use crate::model::files::ImageInfo;
use crate::model::page::Hints;
use crate::model::report::Verb;
use crate::model::{HtmlPage, OutPath};
use crate::site::Head;
use crate::smo;
use crate::theme::Theme;

#[derive(Clone, Debug, Default)]
pub struct OptimizeOptions {
    pub common: Common,
    /// The folder with the finished site.
    pub folder: PathBuf,
    /// Write here instead of in place.
    pub out: Option<PathBuf>,
    /// Write nothing.
    pub dry_run: bool,
    /// Collect a unified diff of every page that changes.
    pub diff: bool,
    /// Put share links after the article, also where no mount stands.
    pub share: bool,
    pub keep: Keep,
    /// Names of [`config::Part`]s; empty = as the settings say.
    pub only: Vec<String>,
    /// The Markdown that the pages were made from.
    pub content: Option<PathBuf>,
    pub include: Vec<String>,
    pub exclude: Vec<String>,
}

/// Optimizes the pages of a folder; the diffs, if asked for, are in the report.
pub fn optimize(options: &OptimizeOptions) -> Result<Ran, Error> {
    let mut diff = String::new();
    let mut ran = optimize_telling(options, &mut |piece| diff.push_str(piece))?;
    ran.report.diff = diff;
    Ok(ran)
}

/// As [`optimize`], but each page's diff goes to `tell` while the run goes on, in path order: that of
/// a large site is better not held in memory.
pub fn optimize_telling(options: &OptimizeOptions, tell: &mut dyn FnMut(&str)) -> Result<Ran, Error> {
    refuse_sources(&options.folder)?;
    let mut ground = ground(&options.common, ConfigFile::Optional)?;
    if options.share && ground.settings.share.place.is_empty() {
        ground.settings.share.place.push("after-content".into());
    }
    if !options.only.is_empty() {
        ground.settings.optimize.only = parts(&options.only)?;
    }
    let (mut foreign, findings) = open(&mut ground, options)?;
    let dist = match (&options.out, options.dry_run || options.diff) {
        (_, true) => Dist::nowhere(options.folder.clone()),
        (Some(out), false) => {
            let why = "pages that were written would be read again";
            super::dist::check_output(out, &ground.root, std::slice::from_ref(&options.folder), why)?;
            foreign.named.clone_from(out);
            Dist::disk(out.clone())?
        }
        (None, false) => Dist::disk(options.folder.clone())?,
    };
    let (theme, theme_findings) = Theme::load_core(&ground.settings, &ground.root)?;
    let (mut run, mut all) = Run::assemble(ground, &options.common, theme, dist, std::mem::take(&mut foreign.paths));
    super::beside::read(&mut run, foreign.beside());
    all.extend(theme_findings);
    all.extend(findings);
    let content = content(&run, options.content.as_deref(), &foreign)?;
    finish(run, options, &foreign, content.as_ref(), all, tell)
}

/// Files that only the sources of a site have; a name that ends in a dot takes any ending.
const SOURCES: &[&str] = &[
    "hugo.toml",
    "hugo.yaml",
    "hugo.json",
    "_config.yml",
    "mkdocs.yml",
    "zola.toml",
    "astro.config.",
    "eleventy.config.",
    ".eleventy.js",
    "book.toml",
];
/// A configuration of a more common name, and the folders beside it that give it away.
const SOURCES_WITH: &[(&str, &[&str])] = &[("config.toml", &["layouts", "archetypes", "templates"]), (config::FILE_NAME, &["content"])];

/// Writing into layouts and content would be the end of them.
fn refuse_sources(folder: &Path) -> Result<(), Error> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let names: BTreeSet<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let is_there = |name: &&&str| match name.ends_with('.') {
        true => names.iter().any(|there| there.starts_with(**name)),
        false => names.contains(**name),
    };
    let pair = |(name, beside): &(&'static str, &[&str])| {
        let gives_away = names.contains(*name) && beside.iter().any(|folder_name| folder.join(folder_name).is_dir());
        gives_away.then_some(*name)
    };
    let Some(sign) = SOURCES.iter().find(is_there).copied().or_else(|| SOURCES_WITH.iter().find_map(pair)) else { return Ok(()) };
    let sign = names.iter().find(|name| name.starts_with(sign)).map_or(sign, String::as_str);
    let shown = folder.display().to_string();
    Err(Error::invalid(
        Finding::error("optimize-source", format!("`{shown}` holds the sources of a site: there is `{sign}`"), Place::File(shown.into()))
            .why("`optimize` changes HTML files where they lie, layouts and content too")
            .help("run it on the output: `smo-build optimize public`"),
    ))
}

/// The sources of the pages: as typed, else as set, seen from the settings' folder.
pub(super) fn content(run: &Run, typed: Option<&Path>, foreign: &Foreign) -> Result<Option<Content>, Error> {
    let set = run.settings.optimize.content.as_ref().map(|folder| run.home.join(folder));
    let folder = typed.map(Path::to_path_buf).or(set);
    folder.map(|folder| Content::read(&folder, foreign, &run.settings)).transpose()
}

/// What was typed behind `--only`.
fn parts(names: &[String]) -> Result<Vec<Part>, Error> {
    let part = |name: &String| {
        Part::named(name).map_err(|help| {
            Error::invalid(Finding::error("usage", format!("there is no part `{name}`"), Place::File("--only".into())).help(help))
        })
    };
    names.iter().map(part).collect()
}

/// Walks the folder and lays what it says of itself over the settings.
pub(super) fn open(ground: &mut Ground, options: &OptimizeOptions) -> Result<(Foreign, Vec<Finding>), Error> {
    if !options.include.is_empty() {
        ground.settings.optimize.include = options.include.clone();
    }
    ground.settings.optimize.exclude.extend(options.exclude.iter().cloned());
    let target = if options.out.is_some() { Target::Elsewhere } else { Target::InPlace };
    let mut foreign = Foreign::walk(&options.folder, &ground.settings, target)?;
    let mut findings = std::mem::take(&mut foreign.findings);
    let inferred = infer(&foreign, &mut ground.settings)?;
    if ground.settings.site.url.is_none() && inferred.is_none() {
        findings.push(homeless("the site has no address", Place::File(foreign.name().into())));
    }
    findings.extend(inferred);
    Ok((foreign, findings))
}

/// Pages that are worked on together: then their diffs are told, their pictures drawn, and they are written, so that
/// nothing of it is held for all pages.
const BATCH: usize = 256;
/// A batch has at most so many bytes of pages as they are read, or one page: what they become waits until its pictures are there.
const BATCH_BYTES: u64 = 32 * 1024 * 1024;

fn finish(
    run: Run,
    options: &OptimizeOptions,
    foreign: &Foreign,
    content: Option<&Content>,
    mut findings: Vec<Finding>,
    tell: &mut dyn FnMut(&str),
) -> Result<Ran, Error> {
    let looker = Looker::default();
    let look = |path: &str| looker.look(&foreign.file(path)?, path);
    let read = |path: &UrlPath| match foreign.file(&decode(path.as_str())) {
        Some(file) => fs::read_bounded(&file, build::MAX_IMAGE_BYTES),
        None => Err(io::Error::from(io::ErrorKind::NotFound)),
    };
    let mut drawn = Drawn::default();
    let mut known = BTreeSet::new();
    let mut draw = |pages: &[Done], drawn: &mut Drawn| -> Result<Vec<Finding>, Error> {
        let more = pictures::draw(&run, pages, Sources { read: &read, look: &look }, &mut known)?;
        drawn.drawn += more.drawn;
        drawn.reused += more.reused;
        Ok(more.findings.into_iter().map(|(name, finding)| at_its_page(finding, &name, pages, foreign)).collect())
    };
    let mut laid = BTreeSet::new();
    let mut lay = |pages: &[Done]| -> Result<(), Error> {
        for file in run.small_files(pages).filter(|file| laid.insert(file.path.clone())) {
            run.dist.put(&OutPath::new(file.path.trim_start_matches('/')).expect("/smo/ and a hash"), &file.bytes)?;
        }
        Ok(())
    };
    let mut pages: Vec<Done> = Vec::with_capacity(foreign.pages.len());
    let around = page::QuotePages {
        look: &look,
        // One that an earlier run made is made again.
        taken: &|path| foreign.others.contains(path) || (foreign.pages.contains(path) && !is_quote_page(foreign, path)),
        place: &|summary| Place::File(foreign.shown(&summary.path)),
    };
    let mut quotes: Vec<Done> = Vec::new();
    let mut taken = BTreeSet::new();
    let mut planned = exhibits::Planned::new();
    let mut repairs = 0;
    let mut slim = (kept(&run, options) != Keep::All).then(|| Slim::with_room(foreign.pages.len()));
    let mut shown = None;
    let mut left = foreign.pages.as_slice();
    while !left.is_empty() {
        let (batch, rest) = left.split_at(next_batch(&run, foreign, left));
        left = rest;
        let bar = shown.get_or_insert_with(|| run.progress.phase("pages", foreign.pages.len()));
        bar.set_position(pages.len() as u64);
        let results: Vec<Result<One, Error>> = batch
            .par_iter()
            .map(|path| {
                let done = one(&run, options, foreign, content, path, &look);
                bar.inc(1);
                done
            })
            .collect();
        // Drawing has a bar of its own.
        if let Some(bar) = shown.take_if(|_| !run.dist.is_dry() || left.is_empty()) {
            bar.finish_and_clear();
        }
        let first = pages.len();
        let mut files = Vec::with_capacity(batch.len());
        for result in results {
            let One { done, diff, file } = result?;
            tell(&diff);
            repairs += done.summary.more().repairs.len();
            pages.push(done);
            files.push(file);
        }
        let of_batch = page::quote_pages(&run, &mut pages[first..], &around, &mut taken)?;
        findings.extend(of_batch.clashes);
        let (mut made, made_html): (Vec<Done>, Vec<Vec<u8>>) = of_batch.pages.into_iter().unzip();
        findings.extend(draw(&pages[first..], &mut drawn)?);
        findings.extend(draw(&made, &mut drawn)?);
        // A run that ends early leaves no page that names what nobody made: pictures, styles, the pages of its quotes.
        lay(&pages[first..])?;
        lay(&made)?;
        for (page, html) in made.iter().zip(made_html) {
            run.dist.put(&page.summary.path, &html)?;
        }
        let files = batch.par_iter().zip(files).filter(|(path, _)| !taken.contains(path));
        let written: Vec<Result<(), Error>> = files.map(|(path, file)| write(&run, foreign, path, file)).collect();
        written.into_iter().collect::<Result<(), Error>>()?;
        made.iter_mut().for_each(Done::forget_pictures);
        quotes.extend(made);
        planned.extend(exhibits::planned(&run, &pages[first..]));
        for page in &mut pages[first..] {
            page.forget_pictures();
        }
        if let Some(slim) = &mut slim {
            slim.pages(&run, &mut pages, first);
        }
    }
    let skipped = page::no_pages(&pages, &|path| foreign.shown(path));
    let mut documents = pages.iter().filter_map(|page| page.has_no_share).peekable();
    if documents.peek().is_some() && documents.all(|has_none| has_none) {
        findings.push(no_share());
    }
    let changed = pages.iter().filter(|page| page.changed).count();
    page::join(&mut pages, quotes, &taken);
    pictures::trim_cache(&run, &drawn, &known)?;
    if options.out.is_some() {
        for path in &foreign.others {
            run.dist.copy(&foreign.folder.join(path.as_str()), path)?;
        }
    }
    findings.extend(content.map(Content::findings).unwrap_or_default());
    // The report takes room of its own.
    drop(slim);
    let summaries = pages.into_iter().map(|page| page.summary).collect();
    let mut report = run.report(Verb::Optimize, summaries, findings)?;
    (report.pictures_drawn, report.pictures_reused) = (drawn.drawn, drawn.reused);
    (report.pages_changed, report.repairs_made, report.is_dry) = (changed, repairs, run.dist.is_dry());
    report.skipped = skipped;
    foreign.name_pages(report.findings.iter_mut().chain(&mut report.quiet));
    (report.files_written, report.files_unchanged) = run.dist.counts();
    if options.keep == Keep::All {
        exhibits::fingerprints(&mut report);
    }
    exhibits::fill(&run, &mut report, &planned, &read)?;
    Ok(Ran { report, settings: run.settings })
}

/// What is said where share links were asked for, and no page takes them.
fn no_share() -> Finding {
    Finding::warning("share-no-place", "share links were put nowhere: no page here is one article", Place::Site)
        .why("an article has a date (`article:published_time`, `<time>` or JSON-LD), or it is the page's only `<article>`")
        .help("put `<div data-smo=\"share\"></div>` into the template, where the links should stand")
}

fn is_quote_page(foreign: &Foreign, path: &OutPath) -> bool {
    foreign.read(path).is_ok_and(|page| String::from_utf8_lossy(&page.html).contains("<body class=\"smo-quote-page\""))
}

/// A page, with what its source says of it.
pub(super) fn read(run: &Run, foreign: &Foreign, content: Option<&Content>, path: &OutPath) -> Result<(HtmlPage, Option<Head>), Error> {
    let mut page = foreign.read(path)?;
    let head = content.and_then(|content| content.of(&page, &run.settings));
    if let (Some(head), Some(content)) = (&head, content) {
        page.hints = Hints { posts: content.posts(path), ..content::hints(head, path, run) };
    }
    Ok((page, head))
}

/// A baseline compares more than what is printed, and profiles other than the usual print hints whole.
fn kept(run: &Run, options: &OptimizeOptions) -> Keep {
    let is_usual = run.baseline.is_none() && run.settings.lint.profile == Profile::Recommended;
    if is_usual { options.keep } else { Keep::All }
}

/// How many of these pages are the next batch.
fn next_batch(run: &Run, foreign: &Foreign, pages: &[OutPath]) -> usize {
    let most = pages.len().min(BATCH);
    if run.dist.is_dry() {
        return most;
    }
    let mut bytes = 0;
    let fits = |path: &&OutPath| {
        bytes += std::fs::metadata(foreign.folder.join(path.as_str())).map_or(0, |file| file.len().min(smo::MAX_PAGE as u64));
        bytes <= BATCH_BYTES
    };
    pages[..most].iter().take_while(fits).count().max(1)
}

/// A page that was worked on.
struct One {
    done: Done,
    diff: String,
    file: PageFile,
}

/// What its file becomes.
enum PageFile {
    /// It has so many bytes already.
    Same(u64),
    /// It goes to another folder as it is.
    Copied,
    Written(Vec<u8>),
}

fn write(run: &Run, foreign: &Foreign, path: &OutPath, file: PageFile) -> Result<(), Error> {
    match file {
        PageFile::Same(length) => {
            run.dist.has(path, length);
            Ok(())
        }
        PageFile::Copied => run.dist.copy(&foreign.folder.join(path.as_str()), path),
        PageFile::Written(html) => run.dist.put(path, &html),
    }
}

fn one(
    run: &Run,
    options: &OptimizeOptions,
    foreign: &Foreign,
    content: Option<&Content>,
    path: &OutPath,
    look: &dyn Fn(&str) -> Option<ImageInfo>,
) -> Result<One, Error> {
    let (page, head) = read(run, foreign, content, path)?;
    let mut optimized = page::optimize(run, &page, look);
    let changed = optimized.html != page.html;
    let diff = if options.diff && changed { unified(path, &page.html, &optimized.html) } else { String::new() };
    let shown = foreign.shown(path);
    // People open the file as it lies there now; what is only planned has no places yet.
    let now = if run.dist.is_dry() { &page.html } else { &optimized.html };
    let is_dry = run.dist.is_dry();
    let moved = Moved { old: &page.html, new: &optimized.html, moves: &optimized.moves };
    let to_now = |span: Span| if is_dry { span } else { moved.span(span) };
    optimized.plan.findings.extend(head.as_ref().and_then(|head| content::draft_leak(head, &shown)));
    let home = InHtml::new(&shown, now);
    let place = |finding: &mut Finding, facts: &crate::model::PageFacts| {
        content::place(finding, head.as_ref(), facts);
        home.place(finding, facts, &to_now);
    };
    let mut done = page::judge(run, &page, optimized.facts, optimized.plan, None, &place)?;
    done.changed = changed;
    let all = done.summary.findings.len();
    done.summary.findings.retain(|finding| is_asked_for(finding, &run.settings.optimize.only));
    if let Some(verdict) = done.summary.verdict.as_mut().filter(|_| done.summary.findings.len() < all) {
        lint::account(
            Arc::make_mut(verdict),
            &done.summary.findings,
            &run.settings,
            &run.lint_of(done.summary.url.as_str(), Some(path.as_str())).layers,
        );
    }
    let keep = kept(run, options);
    if keep != Keep::All {
        slim::lighten(&mut done.summary, keep);
    }
    let file = if options.out.is_some() && page.html.len() > smo::MAX_PAGE {
        PageFile::Copied
    } else if (changed || options.out.is_some()) && !is_dry {
        PageFile::Written(optimized.html)
    } else {
        PageFile::Same(page.html.len() as u64)
    };
    Ok(One { done, diff, file })
}

/// What is said of a part that the run was not to touch is not this run's business.
fn is_asked_for(finding: &Finding, only: &[Part]) -> bool {
    let Some(group) = lint::find(finding.rule).and_then(|rule| rule.group) else { return true };
    match group {
        _ if finding.rule.starts_with("preview-") => only.contains(&Part::Meta),
        Group::Meta | Group::Image | Group::Text | Group::Url => only.contains(&Part::Meta),
        Group::Share => only.contains(&Part::Share) || only.contains(&Part::Blocks),
        _ => true,
    }
}

fn at_its_page(mut finding: Finding, name: &str, pages: &[Done], foreign: &Foreign) -> Finding {
    // A mistake of the layout is that of no page.
    if matches!(finding.at, Place::File(_)) {
        return finding;
    }
    if let Some(page) = pages.iter().find(|page| page.pictures().iter().any(|picture| picture.name == name)) {
        finding.page = Some(page.summary.url.clone());
        if matches!(finding.at, Place::Fact(_) | Place::Html(_) | Place::Site) {
            finding.at = Place::File(foreign.shown(&page.summary.path));
        }
    } else if matches!(finding.at, Place::Fact(Fact::Image)) {
        finding.at = Place::Site;
    }
    finding
}
