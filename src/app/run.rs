//! Everything resolved once: root, settings, base address, theme, fonts, cache, now.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::Timestamp;

use super::baseline::{self, Baseline};

use super::budget;
use super::control::{self, Accept, Control, Scope};
use super::count::Allowed;
use super::dist::Dist;
use super::progress::Progress;
use super::{reach, squeeze};
use crate::base::{BaseUrl, Error, Finding, Level, Place, UrlPath, fs};
use crate::cache::Cache;
use crate::config::{self, FILE_NAME, Layer, Profile, Settings};
use crate::lint;
use crate::model::exhibits::Exhibits;
use crate::model::files::Digest;
use crate::model::report::{Clock, Report, Verb};
use crate::model::site_files::SiteFiles;
use crate::model::verdict::NextFix;
use crate::model::view::{OutputPaths, PageSummary, Untold};
use crate::picture::Kit;
use crate::smo::{self, Policy, Selectors};
use crate::theme::Theme;

/// What every verb takes.
#[derive(Clone, Debug, Default)]
pub struct Common {
    /// The project's folder.
    pub root: PathBuf,
    /// Another place for `smo.yaml`.
    pub config: Option<PathBuf>,
    /// `-b`: the whole address, or only its path if it begins with `/`.
    pub base_url: Option<String>,
    /// The instant to take for now; none = the clock.
    pub now: Option<Timestamp>,
    /// `-F`: posts whose date is still to come.
    pub future: bool,
    pub no_cache: bool,
    /// Warnings about configuration are errors.
    pub strict: bool,
    pub talk: Talk,
    /// Whether a report will show pictures and lines of files.
    pub shows: Shows,
    /// What flags say of findings.
    pub control: Control,
    /// Texts that count instead of those on disk: `lint --fix --diff` writes nothing.
    pub planned: fs::Planned,
}

/// What a run gave: its result, and the settings that were in force.
#[derive(Clone, Debug)]
pub struct Ran {
    pub report: Report,
    pub settings: Settings,
}

/// What a report will show beside words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shows {
    #[default]
    Words,
    /// Pictures, and the lines around findings.
    Pictures,
}

/// How much the run says while it works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Talk {
    /// Nothing.
    #[default]
    Silent,
    /// A progress bar, for people at a terminal.
    Progress,
}

/// Settings with the flags laid over, before anything is read.
pub(super) struct Ground {
    pub root: PathBuf,
    /// The settings, seen from where one stands.
    pub config: PathBuf,
    /// Where the paths of findings begin: `root` for a site; nothing for a folder of HTML, whose
    /// pages are named as they were typed.
    pub shown_root: PathBuf,
    pub settings: Settings,
    pub now: Timestamp,
    pub scope: Scope,
    pub baseline: Option<Baseline>,
    pub known_urls: Option<Vec<String>>,
    pub findings: Vec<Finding>,
}

/// Whether the project must have an `smo.yaml`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ConfigFile {
    Required,
    Optional,
}

pub(super) fn ground(common: &Common, need: ConfigFile) -> Result<Ground, Error> {
    let root = common.root.clone();
    let path = common.config.clone().unwrap_or_else(|| root.join(FILE_NAME));
    let shown_root = if need == ConfigFile::Required { without_dot(&root) } else { PathBuf::new() };
    let shown_path = without_dot(path.strip_prefix(if need == ConfigFile::Required { &root } else { Path::new("") }).unwrap_or(&path));
    let shown = shown_path.to_string_lossy().replace('\\', "/");
    let loaded = config::load(&path, &shown, &common.planned)?;
    let (mut settings, mut findings) = match loaded {
        Some(loaded) => (loaded.settings, loaded.findings),
        None if need == ConfigFile::Required || common.config.is_some() => return Err(missing_config(&path, common)),
        None => (Settings::default(), Vec::new()),
    };
    if let Some(base) = &common.base_url {
        settings.site.url = Some(flag_base(base, &settings)?);
    }
    findings.extend(lint::unknown_names(&settings));
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return Err(Error::Invalid(findings));
    }
    control::lay(&common.control, common.strict, &mut settings)?;
    let scope = Scope::new(&common.control, &shown_root)?;
    let baseline = baseline::open(&common.control, &settings, &root, &shown_root)?;
    let old = common.control.parity.as_deref().map(|old| baseline::parity(old, settings.site.url.as_ref())).transpose()?;
    let known_urls = known_urls(old, baseline.as_ref());
    Ok(Ground {
        root,
        config: path,
        shown_root,
        settings,
        now: common.now.unwrap_or_else(Timestamp::now),
        scope,
        baseline,
        known_urls,
        findings,
    })
}

/// `./site` as `site`, `.` as nothing.
fn without_dot(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != std::path::Component::CurDir).collect()
}

fn missing_config(path: &Path, common: &Common) -> Error {
    let root = &common.root;
    let at = path.display().to_string();
    if !root.is_dir() {
        let finding = Finding::error("config-missing", format!("there is no folder `{}`", root.display()), Place::File(at.as_str().into()));
        return Error::invalid(finding.help("check the spelling; the folder of a site is the one with smo.yaml in it"));
    }
    if common.config.is_some() {
        let finding = Finding::error("config-missing", "there is no such file", Place::File(at.as_str().into()));
        return Error::invalid(finding.help("check the spelling of `--config`; its path begins in the folder where the command runs"));
    }
    Error::invalid(
        Finding::error("config-missing", format!("there is no {FILE_NAME} here"), Place::File(at.as_str().into()))
            .why("a build needs to know at least the site's address")
            .help(
                "write one with two lines: `site:` and `  url: https://example.org`; or name the project's folder: `smo-build build DIR`",
            ),
    )
}

fn flag_base(text: &str, settings: &Settings) -> Result<BaseUrl, Error> {
    let base = match (text.starts_with('/'), &settings.site.url) {
        (true, Some(url)) => url.with_path(text),
        (true, None) => None,
        (false, _) => BaseUrl::parse(text),
    };
    base.ok_or_else(|| {
        let help = if text.starts_with('/') {
            "a path alone needs `site.url` in smo.yaml"
        } else {
            "write it with its scheme: `https://example.org/blog`"
        };
        Error::invalid(
            Finding::error("config-invalid", format!("`{text}` is no absolute address"), Place::File("--base-url".into())).help(help),
        )
    })
}

/// Of a list and of the baseline; none if there is neither.
fn known_urls(old: Option<Vec<String>>, baseline: Option<&Baseline>) -> Option<Vec<String>> {
    if old.is_none() && baseline.is_none() {
        return None;
    }
    let mut urls: Vec<String> = old.into_iter().flatten().chain(baseline.into_iter().flat_map(Baseline::urls).cloned()).collect();
    urls.sort();
    urls.dedup();
    Some(urls)
}

/// Everything that the pages of a run share.
pub(super) struct Run {
    /// Where the paths of findings begin, seen from where one stands.
    pub root: PathBuf,
    /// The folder of the settings, where paths in them begin.
    pub home: PathBuf,
    /// The file of the settings.
    pub config: PathBuf,
    /// What happens to the baseline, and to budgets that are bettered.
    pub accept: Accept,
    pub settings: Settings,
    pub base: Option<BaseUrl>,
    pub theme: Theme,
    pub kit: Kit,
    pub fonts: Digest,
    pub cache: Cache,
    pub cache_folder: PathBuf,
    pub dist: Dist,
    pub now: Timestamp,
    pub clock: Clock,
    /// Posts from the future are wanted.
    pub future: bool,
    /// Warnings about what was read are errors.
    pub strict: bool,
    /// Site paths that nobody shares.
    pub not_shareable: GlobSet,
    /// Every file that the output will have.
    pub paths: OutputPaths,
    /// robots.txt, sitemaps, feeds, as far as they are there.
    pub site_files: SiteFiles,
    pub progress: Progress,
    pub shows: Shows,
    /// Markup that counts as a quote.
    pub selectors: Selectors,
    /// Which findings are looked at.
    pub scope: Scope,
    /// Sources that became no page: drafts and the like.
    pub left_out: Vec<Arc<str>>,
    pub baseline: Option<Baseline>,
    /// Addresses that the site once had.
    known_urls: Option<Vec<String>>,
    /// The HTML of each page in bytes; only where a budget asks.
    pub weights: Mutex<HashMap<UrlPath, usize>>,
    /// What pages allow, by their addresses.
    pub allows: Mutex<BTreeMap<UrlPath, Allowed>>,
    /// The small stylesheet and script of mounted parts.
    pub css: Option<SmallFile>,
    pub js: Option<SmallFile>,
}

/// `/smo/smo-<hash>.css` and its bytes.
#[derive(Clone, Debug)]
pub(super) struct SmallFile {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl SmallFile {
    pub fn new(text: &str, extension: &str) -> Self {
        let hash = Digest::of(text.as_bytes()).short();
        Self { path: format!("/smo/smo-{hash}.{extension}"), bytes: text.as_bytes().to_vec() }
    }
}

impl Run {
    /// Brings together what a run needs; what is odd about it is in the findings.
    pub fn assemble(ground: Ground, common: &Common, theme: Theme, dist: Dist, mut paths: OutputPaths) -> (Self, Vec<Finding>) {
        let Ground { root, config, shown_root, settings, now, scope, baseline, known_urls, mut findings } = ground;
        let (fonts, font_findings) = fonts(&settings, &root);
        paths.settle();
        let (kit, kit_findings) = Kit::new(fonts, settings.cards.budget_kb);
        findings.extend(font_findings.into_iter().chain(kit_findings).chain(smo::check_layout(&settings, &theme)));
        let not_shareable = globs(&settings.lint.not_shareable, &mut findings);
        let (selectors, selector_findings) = Selectors::of(&settings);
        findings.extend(selector_findings);
        let small = |name: &str, extension| theme.text(name).map(|text| SmallFile::new(text, extension));
        let run = Self {
            root: shown_root,
            home: root.clone(),
            config,
            accept: common.control.accept,
            base: settings.site.url.clone(),
            css: theme.text("smo/smo.css").map(|text| SmallFile::new(&squeeze::css(text), "css")).filter(|_| !theme.styles_blocks()),
            js: small("smo/smo.js", "js"),
            fonts: kit.fonts_digest(),
            progress: Progress::new(common.talk),
            shows: common.shows,
            cache_folder: root.join(&settings.cache.dir),
            cache: if common.no_cache { Cache::disabled() } else { Cache::open(&root.join(&settings.cache.dir)) },
            settings,
            theme,
            kit,
            dist,
            now,
            clock: if common.now.is_some() { Clock::Set } else { Clock::Asked },
            future: common.future,
            strict: common.strict,
            not_shareable,
            paths,
            site_files: SiteFiles::default(),
            selectors,
            scope,
            left_out: Vec::new(),
            baseline,
            known_urls,
            weights: Mutex::default(),
            allows: Mutex::default(),
        };
        (run, findings)
    }

    pub fn policy(&self) -> Policy<'_> {
        Policy {
            settings: &self.settings,
            base: self.base.as_ref(),
            theme: &self.theme,
            fonts: self.fonts,
            css: self.css.as_ref().map(|file| file.path.as_str()),
            js: self.js.as_ref().map(|file| file.path.as_str()),
        }
    }

    /// What rules about the site may ask.
    pub fn lint(&self) -> lint::Context<'_> {
        self.context(lint::everywhere(&self.settings))
    }

    /// What rules may ask of a page: the settings for its paths count.
    pub fn lint_of(&self, url: &str, source: Option<&str>) -> lint::Context<'_> {
        self.context(lint::layers(&self.settings, Some(url), source))
    }

    fn context<'a>(&'a self, layers: Vec<&'a Layer>) -> lint::Context<'a> {
        let now = (!self.future).then_some(self.now);
        let around = lint::Around {
            files: Some(&self.site_files),
            known_urls: self.known_urls.as_deref(),
            known_pictures: self.baseline.as_ref().and_then(Baseline::pictures),
        };
        lint::Context { settings: &self.settings, paths: &self.paths, base: self.base.as_ref(), now, around, layers }
    }

    /// The small files that at least one page asks for.
    pub fn small_files<'a>(&'a self, pages: &'a [super::page::Done]) -> impl Iterator<Item = &'a SmallFile> {
        let css = self.css.as_ref().filter(|_| pages.iter().any(|page| page.needs_css));
        let js = self.js.as_ref().filter(|_| pages.iter().any(|page| page.needs_js));
        css.into_iter().chain(js)
    }

    /// The report of a run, sorted, site rules included.
    pub fn report(&self, verb: Verb, mut pages: Vec<PageSummary>, mut findings: Vec<Finding>) -> Result<Report, Error> {
        self.scope.check(&pages)?;
        let mut score = lint::site_score(&pages);
        // Nothing absolute can be written before the site says where it lives.
        if let (Some(score), None) = (&mut score, &self.base) {
            score.next_fix = Some(NextFix { rule: "base-url-unset", pages: score.shareable, card_after: score.card });
        }
        let lint::Judged { findings: of_site, quiet: hidden } = lint::site(&pages, &self.lint());
        findings.extend(of_site);
        pages.iter_mut().for_each(|page| page.trace = None);
        let mut ratchet = match self.accept {
            Accept::Fixed => budget::reached(self, &pages),
            _ => Vec::new(),
        };
        let is_whole = verb == Verb::Lint && self.scope.is_all() && self.settings.lint.select.is_empty();
        if is_whole {
            let idle = reach::unmatched(self, &pages, &findings);
            findings.extend(idle);
        }
        let mut quiet = self.sift(&mut pages, &mut findings);
        quiet.extend(hidden);
        let mut known = None;
        let mut accepted = None;
        if let Some(baseline) = &self.baseline {
            let (taken, count) = baseline.settle(&mut pages, &mut findings, is_whole)?;
            quiet.extend(taken);
            known = Some(count);
            accepted = baseline.accepted();
        }
        budget::write(self, &mut ratchet)?;
        findings.extend(lint::fold(&mut pages));
        findings.extend(lint::fold_links(&mut pages, &self.paths));
        findings.reserve_exact(pages.iter().map(|page| page.findings.len()).sum());
        findings.extend(pages.iter_mut().flat_map(|page| std::mem::take(&mut page.findings)));
        quiet.extend(pages.iter_mut().flat_map(|page| std::mem::take(&mut page.quiet)));
        let untold = pages.iter().fold(Untold::default(), |sum, page| Untold {
            hidden: sum.hidden + page.untold.hidden,
            allowed: sum.allowed + page.untold.allowed,
        });
        super::origin::settle_site(&mut quiet, self.settings.source.as_ref());
        quiet.sort_by(|a, b| (key(a), a.rule, &a.message).cmp(&(key(b), b.rule, &b.message)));
        super::origin::settle_site(&mut findings, self.settings.source.as_ref());
        if self.strict {
            let is_stale = |finding: &Finding| finding.rule == "baseline-stale";
            findings.iter_mut().filter(|one| is_about_reading(one) || is_stale(one)).for_each(|finding| finding.level = Level::Error);
        }
        sort_findings(&mut findings);
        findings.dedup();
        say_once(&mut findings);
        Ok(Report {
            verb,
            root: self.root.clone(),
            base_url: self.base.as_ref().map(|base| base.as_str().to_owned()),
            output: self.dist.shown().to_path_buf(),
            pages,
            findings,
            quiet,
            untold,
            score,
            known,
            accepted,
            ratchet,
            hints: self.settings.lint.profile != Profile::Recommended,
            now: self.now.to_string(),
            clock: self.clock,
            exhibits: Exhibits { rules: lint::cards(&self.settings), platforms: lint::AUDIENCE.to_vec(), ..Exhibits::default() },
            ..Report::default()
        })
    }
}

/// The same mistake seen by two rooms is one: the first to see it knows most about it. What a rule says at one place
/// in two ways, or of two values, is two, as it is for scores and the baseline. The findings are sorted.
fn say_once(findings: &mut Vec<Finding>) {
    let spotted = |finding: &Finding| matches!(finding.at, Place::Spot(_));
    let same_place = |a: &Finding, b: &Finding| spotted(a) && spotted(b) && (a.rule, key(a)) == (b.rule, key(b));
    let mut keep = Vec::with_capacity(findings.len());
    for together in findings.chunk_by(same_place) {
        let mut said = HashSet::new();
        keep.extend(together.iter().map(|finding| together.len() == 1 || said.insert(lint::fingerprint(finding, ""))));
    }
    let mut keep = keep.into_iter();
    findings.retain(|_| keep.next().unwrap_or(true));
}

/// By place and words; those that are alike stay as they are.
fn sort_findings(findings: &mut [Finding]) {
    fn by(finding: &Finding) -> ((&str, u32), &str, Reverse<Level>, bool, &str) {
        (key(finding), finding.rule, Reverse(finding.level), finding.page.is_some(), &finding.message)
    }
    findings.sort_by(|a, b| by(a).cmp(&by(b)));
}

/// A warning about configuration or content, not about how a page will be shared.
fn is_about_reading(finding: &Finding) -> bool {
    let reads = |rule: &lint::Rule| match rule.group {
        None => true,
        Some(group) => group == lint::Group::Data && matches!(rule.check, lint::Check::Elsewhere),
    };
    finding.level == Level::Warning && lint::find(finding.rule).is_some_and(reads)
}

fn globs(patterns: &[String], findings: &mut Vec<Finding>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        match Glob::new(pattern) {
            Ok(glob) => drop(set.add(glob)),
            Err(error) => {
                findings.push(Finding::warning("config-invalid", format!("`{pattern}` is no glob: {}", error.kind()), Place::Site))
            }
        }
    }
    set.build().unwrap_or_default()
}

/// The files of `cards.fonts`: (name, bytes).
fn fonts(settings: &Settings, root: &Path) -> (Vec<(String, Vec<u8>)>, Vec<Finding>) {
    let mut fonts = Vec::new();
    let mut findings = Vec::new();
    for name in &settings.cards.fonts {
        let bytes = fs::join_inside(root, name).ok_or_else(|| "the path leaves the project".to_owned());
        match bytes.and_then(|path| fs::read_bounded(&path, MAX_FONT_BYTES).map_err(|error| error.to_string())) {
            Ok(bytes) => fonts.push((name.clone(), bytes)),
            Err(why) => findings.push(
                Finding::error("card-font-unreadable", format!("the font `{name}` cannot be read: {why}"), Place::Site)
                    .why("cards are written with the bundled fonts instead")
                    .help("name a TTF or OTF file below the project's folder in `cards.fonts`"),
            ),
        }
    }
    (fonts, findings)
}

const MAX_FONT_BYTES: u64 = 64 * 1024 * 1024;

/// File and first byte of what a finding points at.
fn key(finding: &Finding) -> (&str, u32) {
    match &finding.at {
        Place::Spot(spot) => (&spot.path, spot.start),
        _ => (finding.path(), 0),
    }
}
