//! `build`: a folder of Markdown and a theme become a site, optimized.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use indicatif::ProgressBar;
use rayon::prelude::*;

use super::dist::{Dist, check_output};
use super::exhibits;
use super::files::Files;
use super::page::{self, Done};
use super::pictures::{self, Sources};
use super::redirect;
use super::run::{Common, ConfigFile, Ground, Ran, Run, ground};
use super::stale::{self, Stale};
use crate::base::finding::{Fact, Spot};
use crate::base::url::decode;
use crate::base::{Error, Finding, Place, UrlPath, fs};
use crate::model::files::ImageInfo;
use crate::model::report::Verb;
use crate::model::view::PageSummary;
use crate::model::{HtmlPage, OutPath, PageFacts};
use crate::out;
use crate::site::{self, OutputKind, Show, Site};
use crate::theme::Theme;

#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    pub common: Common,
    /// `-o`: relative to where one stands.
    pub output: Option<PathBuf>,
    pub drafts: bool,
    pub expired: bool,
    /// Only the newest N posts. What an earlier run wrote is then not looked at.
    pub limit: Option<usize>,
    /// Remove what an earlier run left in the output folder.
    pub clean: bool,
    /// `lint` of a folder of HTML: the Markdown that it was made from.
    pub content: Option<PathBuf>,
}

/// Builds the site. Findings are in the report; an `Err` means that nothing useful was written.
pub fn build(options: &BuildOptions) -> Result<Ran, Error> {
    run(options, Verb::Build)
}

/// A picture of a source file is read whole up to this size.
pub(super) const MAX_IMAGE_BYTES: u64 = 200 * 1024 * 1024;

pub(super) fn run(options: &BuildOptions, verb: Verb) -> Result<Ran, Error> {
    let Opened { run, site, files, looker, findings, .. } = open(options, verb)?;
    let stale = match (options.limit, options.clean) {
        (Some(_), _) => Stale::Ignore,
        (None, true) => Stale::Remove,
        (None, false) => Stale::Report,
    };
    finish(run, &site, &files, &looker, verb, stale, findings)
}

/// A site that was read, before any page of it is made.
pub(super) struct Opened {
    pub run: Run,
    pub site: Site,
    pub files: Files,
    pub looker: Looker,
    /// What is odd about the settings, the theme and the fonts; in `findings` too.
    pub odd: Vec<Finding>,
    pub findings: Vec<Finding>,
}

pub(super) fn open(options: &BuildOptions, verb: Verb) -> Result<Opened, Error> {
    let mut ground = ground(&options.common, ConfigFile::Required)?;
    let Some(base) = &ground.settings.site.url else { return Err(no_address(&ground)) };
    if ground.settings.site.title.is_empty() {
        ground.settings.site.title = base.host().to_owned();
    }
    let output = options.output.clone().unwrap_or_else(|| ground.root.join(&ground.settings.output));
    let sources = [&ground.settings.content.content, &ground.settings.content.static_dir, "templates", "themes", "data", "i18n"]
        .map(|name| ground.root.join(name));
    check_output(&output, &ground.root, &sources, "a build could overwrite its own sources")?;
    if options.clean {
        stale::check_clean(&output, &ground.settings)?;
    }
    let (theme, theme_findings) = Theme::load(&ground.settings, &ground.root)?;
    let looker = Looker::default();
    let request = site::Request {
        root: &ground.root,
        settings: &ground.settings,
        now: ground.now,
        show: Show { drafts: options.drafts, future: options.common.future, expired: options.expired },
        image_size: &|path| looker.look(path, "/x").map(|info| (info.width, info.height)).filter(|(width, _)| *width > 0),
        words: &|lang, key| theme.string(lang, key),
        planned: &options.common.planned,
        limit: options.limit,
    };
    let site = site::read(&request)?;
    let files = Files::collect(&ground, &theme, &site)?;
    let dist = if verb == Verb::Lint { Dist::nowhere(output) } else { Dist::disk(output)? };
    let paths = files.paths(&ground, &theme, &site);
    let beside = files.beside(&ground.root);
    let (mut run, mut findings) = Run::assemble(ground, &options.common, theme, dist, paths);
    super::beside::read(&mut run, beside);
    let odd = findings.iter().chain(&theme_findings).cloned().collect();
    findings.extend(files.findings.iter().cloned());
    findings.extend(theme_findings);
    findings.extend(site.findings().iter().cloned());
    findings.extend(site.check(&run.theme));
    Ok(Opened { run, site, files, looker, odd, findings })
}

/// With what else is wrong with the configuration: a `url:` that stands in the wrong place, say.
fn no_address(ground: &Ground) -> Error {
    let at = ground.settings.source.as_ref().map_or(Place::Site, |source| Place::File(source.path.clone()));
    let finding = Finding::error("base-url-unset", "the site has no address", at)
        .why("pictures and links in previews must be absolute")
        .help("set `site.url: https://example.org` in smo.yaml, or pass `-b https://example.org`");
    Error::Invalid([finding].into_iter().chain(ground.findings.iter().cloned()).collect())
}

fn finish(
    mut run: Run,
    site: &Site,
    files: &Files,
    looker: &Looker,
    verb: Verb,
    stale: Stale,
    mut findings: Vec<Finding>,
) -> Result<Ran, Error> {
    let outputs: Vec<usize> = (0..site.outputs().len()).filter(|index| !files.replaces(&site.outputs()[*index].path)).collect();
    let bar = run.progress.phase("pages", outputs.len());
    let look = |path: &str| files.source(path).and_then(|file| looker.look(&file, path));
    let (redirects, own): (Vec<usize>, Vec<usize>) = outputs.iter().partition(|&&index| site.outputs()[index].kind == OutputKind::Redirect);
    let rendered = |index: usize| site.render(index, &run.theme).map(|page| files.sidecars.lay(page));
    let mut failures = Vec::new();
    let mut pages = each(&run, site, &own, &rendered, &look, &bar, &mut failures)?;
    // A page left at an old address shows the card of its target, so those are known first.
    let targets = redirect::Targets::new(&run, &pages, redirects.iter().map(|&index| &site.outputs()[index]));
    let left = |index: usize| redirect::page(&run, &site.outputs()[index], &targets);
    let more = each(&run, site, &redirects, &left, &look, &bar, &mut failures)?;
    bar.finish_and_clear();
    pages.extend(more);
    pages.sort_by(|a, b| a.summary.path.cmp(&b.summary.path));
    drop_repeated(&mut pages, &findings);
    let own_paths: BTreeSet<OutPath> = site.outputs().iter().map(|output| output.path.clone()).collect();
    let around = page::QuotePages {
        look: &look,
        taken: &|path| own_paths.contains(path) || files.replaces(path),
        place: &|summary| summary.source.clone().map_or(Place::Site, Place::File),
    };
    let mut taken = BTreeSet::new();
    let quotes = page::quote_pages(&run, &mut pages, &around, &mut taken)?;
    findings.extend(quotes.clashes);
    for (quote, html) in &quotes.pages {
        run.dist.put(&quote.summary.path, html)?;
    }
    page::join(&mut pages, quotes.pages.into_iter().map(|(quote, _)| quote).collect(), &taken);
    // What an earlier run made of lost pages is better than nothing, their pictures included.
    let stale = if failures.is_empty() { stale } else { Stale::Ignore };
    findings.extend(by_template(failures));
    files.copy(&run)?;
    for file in run.small_files(&pages) {
        run.dist.put(&OutPath::new(file.path.trim_start_matches('/')).expect("/smo/ and a hash"), &file.bytes)?;
    }
    let read = |path: &UrlPath| match files.source(&decode(path.as_str())) {
        Some(file) => fs::read_bounded(&file, MAX_IMAGE_BYTES),
        None => Err(io::Error::from(io::ErrorKind::NotFound)),
    };
    let mut made = BTreeSet::new();
    let drawn = pictures::draw(&run, &pages, Sources { read: &read, look: &look }, &mut made)?;
    pictures::trim_cache(&run, &drawn, &made)?;
    findings.extend(drawn.findings.into_iter().map(|(name, finding)| at_its_page(finding, &name, &pages, site)));
    let planned = exhibits::planned(&run, &pages);
    let summaries: Vec<PageSummary> = pages.into_iter().map(|page| page.summary).collect();
    write_outputs(&mut run, &summaries, files, &mut findings)?;
    findings.extend(stale::settle(&run, stale)?);
    run.left_out = site.skipped().iter().map(|post| post.path.clone()).collect();
    let mut report = run.report(verb, summaries, findings)?;
    report.skipped = site.skipped().to_vec();
    (report.pictures_drawn, report.pictures_reused) = (drawn.drawn, drawn.reused);
    (report.files_written, report.files_unchanged) = run.dist.counts();
    exhibits::fingerprints(&mut report);
    exhibits::fill(&run, &mut report, &planned, &read)?;
    Ok(Ran { report, settings: run.settings })
}

type Rendered = Result<HtmlPage, Finding>;

/// Carries some outputs through the core, in parallel. A page whose template fails is not
/// written; the others are.
fn each(
    run: &Run,
    site: &Site,
    indices: &[usize],
    render: &(dyn Fn(usize) -> Rendered + Sync),
    look: &(dyn Fn(&str) -> Option<ImageInfo> + Sync),
    bar: &ProgressBar,
    failures: &mut Vec<Finding>,
) -> Result<Vec<Done>, Error> {
    let carry = |&index: &usize| {
        let done = match render(index) {
            Ok(page) => one(run, site, index, &page, look).map(Ok),
            Err(mut finding) => {
                finding.page.get_or_insert_with(|| site.outputs()[index].path.url_path());
                Ok(Err(finding))
            }
        };
        bar.inc(1);
        done
    };
    let results: Vec<Result<Result<Done, Finding>, Error>> = indices.par_iter().map(carry).collect();
    let mut pages = Vec::with_capacity(results.len());
    for result in results {
        match result? {
            Ok(done) => pages.push(done),
            Err(finding) => failures.push(finding),
        }
    }
    Ok(pages)
}

/// One page: optimized, written, judged.
fn one(run: &Run, site: &Site, index: usize, page: &HtmlPage, look: &dyn Fn(&str) -> Option<ImageInfo>) -> Result<Done, Error> {
    let output = &site.outputs()[index];
    let optimized = page::optimize(run, page, look);
    run.dist.put(&page.path, &optimized.html)?;
    let place = |finding: &mut Finding, facts: &PageFacts| match as_written(&finding.at, &page.html, facts, site, output) {
        Some(spot) => finding.at = Place::Spot(spot),
        None => at_home(finding, site, output),
    };
    page::judge(run, page, optimized.facts, optimized.plan, output.source.clone(), &place)
}

/// What stands in the page as it stands in its source: HTML in Markdown, else the address of a link or
/// a picture, else a heading, else the words behind a tag.
fn as_written(at: &Place, html: &[u8], facts: &PageFacts, site: &Site, output: &site::Output) -> Option<Spot> {
    /// Fewer letters stand in many places.
    const ENOUGH: usize = 4;
    let Place::Html(span) = at else { return None };
    let rest = std::str::from_utf8(html.get(span.start as usize..)?).ok()?;
    let own = rest.get(..span.range().len())?;
    let behind = rest.split_once('>').map(|(_, behind)| behind.split('<').next().unwrap_or("").trim());
    let words = behind.filter(|_| own.starts_with('<')).map(crate::base::html::unescape);
    let find = |words: &str| Some(words).filter(|words| words.len() >= ENOUGH).and_then(|words| site.written(&output.path, words));
    let link = || facts.anchors.iter().find(|anchor| anchor.span == *span).map(|anchor| &anchor.href);
    let picture = || facts.images.iter().find(|image| image.span == *span).map(|image| &image.src);
    let address = || link().or_else(picture).filter(|address| !address.is_empty());
    let by_address = || site.origin(&output.path, &Fact::Destination(address()?.clone()));
    let heading = || facts.headings.iter().find(|heading| heading.span == *span);
    let by_heading = || heading().and_then(|heading| site.heading(&output.path, &heading.text));
    find(own).or_else(by_address).or_else(by_heading).or_else(|| find(&words?))
}

/// From a value of a made page to the file that its author wrote.
pub(super) fn at_home(finding: &mut Finding, site: &Site, output: &site::Output) {
    let fact = match &finding.at {
        Place::Fact(fact) => fact.clone(),
        Place::Html(_) => Fact::Page,
        _ => return,
    };
    finding.at = match (site.origin(&output.path, &fact), &output.source) {
        (spot, _) if is_of_settings(finding, &fact, spot.as_ref(), site) => {
            // On every page the same: said once.
            finding.page = None;
            Place::Site
        }
        (Some(spot), _) => Place::Spot(spot),
        (None, Some(source)) => Place::File(source.clone()),
        (None, None) => Place::File(output.path.as_str().into()),
    };
}

/// Is it about words that stand in the site's title, which the titles of all pages end in, and not in the page's own?
fn is_of_settings(finding: &Finding, fact: &Fact, spot: Option<&Spot>, site: &Site) -> bool {
    let evidence = finding.evidence.as_ref().and_then(|evidence| evidence.fact.as_ref());
    let Some((_, words)) = evidence.filter(|(_, words)| *fact == Fact::Title && !words.is_empty()) else { return false };
    let is_own = spot.and_then(|spot| spot.excerpt.as_ref()).is_some_and(|excerpt| excerpt.text.contains(words));
    finding.rule == "text-has-markup" && !is_own && site.title().contains(words)
}

/// A dead link that was found where it is written is not found again in the page.
fn drop_repeated(pages: &mut [Done], findings: &[Finding]) {
    let spot = |finding: &Finding| match &finding.at {
        Place::Spot(spot) if finding.rule == "broken-internal-link" => Some((spot.path.clone(), spot.start)),
        _ => None,
    };
    let told: BTreeSet<_> = findings.iter().filter_map(spot).collect();
    if told.is_empty() {
        return;
    }
    for page in pages {
        page.summary.findings.retain(|finding| spot(finding).is_none_or(|at| !told.contains(&at)));
    }
}

/// A template that fails fails on many pages: said once, with how many were lost to it.
fn by_template(failures: Vec<Finding>) -> Vec<Finding> {
    let mut groups: Vec<(Finding, usize)> = Vec::new();
    for failure in failures {
        match groups.iter_mut().find(|(first, _)| (first.rule, &first.at) == (failure.rule, &failure.at)) {
            Some((_, pages)) => *pages += 1,
            None => groups.push((failure, 1)),
        }
    }
    let told = |(mut finding, pages): (Finding, usize)| {
        let first = finding.page.as_deref().unwrap_or_default().to_owned();
        let lost = match pages {
            1 => format!("{first} was not written"),
            pages => format!("{pages} pages were not written, {first} is the first of them"),
        };
        let why = finding.reason().map_or(lost.clone(), |why| format!("{lost}; {why}"));
        finding.set_reason(Some(why));
        finding
    };
    groups.into_iter().map(told).collect()
}

/// What drawing said of a picture, at the first page that asked for it.
fn at_its_page(mut finding: Finding, name: &str, pages: &[Done], site: &Site) -> Finding {
    // A mistake of the layout is that of no page.
    if matches!(finding.at, Place::File(_)) {
        return finding;
    }
    let Some(page) = pages.iter().find(|page| page.pictures().iter().any(|picture| picture.name == name)) else { return finding };
    let fact = if finding.rule.starts_with("card-") { Fact::Title } else { Fact::Image };
    let place = site.origin(&page.summary.path, &fact).map(Place::Spot);
    finding.at = place.or_else(|| page.summary.source.clone().map(Place::File)).unwrap_or(Place::Site);
    finding.page = Some(page.summary.url.clone());
    finding
}

fn write_outputs(run: &mut Run, pages: &[PageSummary], files: &Files, findings: &mut Vec<Finding>) -> Result<(), Error> {
    let Some(base) = &run.base else { return Ok(()) };
    let request = out::Request { pages, settings: &run.settings, theme: &run.theme, base, taken: &files.taken };
    let written = out::outputs(&request);
    findings.extend(written.findings);
    for (path, bytes) in written.files {
        run.dist.put(&path, &bytes)?;
        super::beside::made(run, &path, &bytes);
    }
    Ok(())
}

/// Looks at a picture file once a run, however many pages name it.
#[derive(Default)]
pub(super) struct Looker {
    known: Mutex<BTreeMap<PathBuf, Option<ImageInfo>>>,
}

impl Looker {
    /// What a file is, as `url_path` of the output.
    pub fn look(&self, file: &Path, url_path: &str) -> Option<ImageInfo> {
        let known = |map: &BTreeMap<PathBuf, Option<ImageInfo>>| map.get(file).cloned();
        let found = self.known.lock().ok().and_then(|map| known(&map));
        let info = match found {
            Some(info) => info,
            None => {
                let bytes = fs::read_bounded(file, MAX_IMAGE_BYTES).ok();
                let info = bytes.and_then(|bytes| Some(ImageInfo::look(UrlPath::from_plain("/")?, &bytes)));
                if let Ok(mut map) = self.known.lock() {
                    map.insert(file.to_path_buf(), info.clone());
                }
                info
            }
        };
        let path = UrlPath::from_plain(url_path)?;
        info.map(|info| ImageInfo { path, ..info })
    }
}
