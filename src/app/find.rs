//! A page that was asked for by any of its names, with all that it takes to carry it through the core.

use std::borrow::Cow;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::build::{self, BuildOptions, Looker, Opened};
use super::content;
use super::dist::Dist;
use super::foreign::Foreign;
use super::optimize::{self, OptimizeOptions};
use super::origin;
use super::run::{Common, ConfigFile, Run, ground};
use crate::base::nearest::nearest;
use crate::base::url::decode;
use crate::base::{BaseUrl, Error, Finding, Place, UrlPath, fs};
use crate::config::FILE_NAME;
use crate::lint;
use crate::model::facts::PageFacts;
use crate::model::files::ImageInfo;
use crate::model::report::Verb;
use crate::model::{HtmlPage, OutPath};
use crate::site::{Head, Output, OutputKind};
use crate::theme::Theme;

/// What was typed to name a page.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub build: &'a BuildOptions,
    /// A path of the output, a path or address of the site, or a Markdown file.
    pub page: &'a str,
    /// The folder of finished HTML that the page is in.
    pub within: Option<&'a Path>,
    /// For messages.
    pub verb: &'static str,
}

pub(super) enum Found {
    /// A page that a build would make.
    Built { opened: Box<Opened>, index: usize },
    /// A page in a folder of finished HTML.
    Finished(Box<Finished>),
}

pub(super) struct Finished {
    run: Run,
    foreign: Foreign,
    looker: Looker,
    /// What is odd about the settings, the theme and the fonts.
    odd: Vec<Finding>,
    page: HtmlPage,
    /// What the Markdown behind the page says of it.
    head: Option<Head>,
    /// The settings name the site.
    pub named: bool,
}

impl Finished {
    /// The file as messages name it.
    fn shown(&self) -> Arc<str> {
        self.foreign.shown(&self.page.path)
    }

    /// What only the Markdown behind the page gives away.
    pub fn leak(&self) -> Option<Finding> {
        content::draft_leak(self.head.as_ref()?, &self.shown())
    }
}

impl Found {
    pub fn run(&self) -> &Run {
        match self {
            Found::Built { opened, .. } => &opened.run,
            Found::Finished(finished) => &finished.run,
        }
    }

    /// What is odd about the settings, the theme and the fonts.
    pub fn odd(&self) -> Vec<Finding> {
        let odd = match self {
            Found::Built { opened, .. } => &opened.odd,
            Found::Finished(finished) => &finished.odd,
        };
        told(odd.clone(), self.run())
    }

    pub fn page(&self) -> Result<Cow<'_, HtmlPage>, Error> {
        match self {
            Found::Built { opened, index } => opened.site.render(*index, &opened.run.theme).map(Cow::Owned).map_err(Error::invalid),
            Found::Finished(finished) => Ok(Cow::Borrowed(&finished.page)),
        }
    }

    /// The file that an author edits.
    pub fn source(&self) -> Option<Arc<str>> {
        match self {
            Found::Built { .. } => self.output().and_then(|output| output.source.clone()),
            Found::Finished(finished) => Some(finished.shown()),
        }
    }

    pub fn output(&self) -> Option<&Output> {
        match self {
            Found::Built { opened, index } => Some(&opened.site.outputs()[*index]),
            Found::Finished(_) => None,
        }
    }

    fn file(&self, path: &str) -> Option<PathBuf> {
        match self {
            Found::Built { opened, .. } => opened.files.source(path),
            Found::Finished(finished) => finished.foreign.file(path),
        }
    }

    pub fn look(&self, path: &str) -> Option<ImageInfo> {
        let looker = match self {
            Found::Built { opened, .. } => &opened.looker,
            Found::Finished(finished) => &finished.looker,
        };
        looker.look(&self.file(path)?, path)
    }

    pub fn read(&self, path: &UrlPath) -> io::Result<Vec<u8>> {
        match self.file(&decode(path.as_str())) {
            Some(file) => fs::read_bounded(&file, build::MAX_IMAGE_BYTES),
            None => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    /// Turns a finding about the page into one about the file that an author edits.
    pub fn place(&self, page: &HtmlPage, finding: &mut Finding, facts: &PageFacts) {
        match self {
            Found::Built { opened, index } => build::at_home(finding, &opened.site, &opened.site.outputs()[*index]),
            Found::Finished(finished) => {
                content::place(finding, finished.head.as_ref(), facts);
                origin::InHtml::new(&finished.shown(), &page.html).place(finding, facts, &|span| span);
            }
        }
    }
}

/// Findings about the site as they are shown: at their lines of the settings, at the levels that those say.
pub(super) fn told(mut findings: Vec<Finding>, run: &Run) -> Vec<Finding> {
    origin::settle_site(&mut findings, run.settings.source.as_ref());
    lint::settle(findings, &run.settings)
}

/// Finds a page: of the site here, or of the folder that it lies in.
pub(super) fn find(asked: &Asked) -> Result<Found, Error> {
    let common = &asked.build.common;
    if let Some(folder) = asked.within {
        return finished(asked, folder, asked.page);
    }
    let config = common.config.clone().unwrap_or_else(|| common.root.join(FILE_NAME));
    let file = html_file(asked.page);
    let as_it_lies = |file: &Path| finished(asked, &site_of(file), &slashed(file));
    if config.is_file() {
        let opened = match (build::open(asked.build, Verb::Lint), &file) {
            (Ok(opened), _) => opened,
            // The settings of `optimize`, which make no site of their own.
            (Err(_), Some(file)) => return as_it_lies(file),
            (Err(error), None) => return Err(error),
        };
        let output = asked.build.output.clone().unwrap_or_else(|| common.root.join(&opened.run.settings.output));
        return match (find_made(&opened, &common.root, &output, asked.page), file) {
            (Some(index), _) => Ok(Found::Built { opened: Box::new(opened), index }),
            (None, Some(file)) => as_it_lies(&file),
            (None, None) => Err(unknown(asked, &names(&opened))),
        };
    }
    match file {
        Some(file) => as_it_lies(&file),
        None => Err(Error::invalid(
            Finding::error("usage", no_page(asked), Place::File(asked.verb.into()))
                .why(format!("there is no {FILE_NAME} here, so there is no site to look in"))
                .help("stand in the site's folder or name it with `--root`; for finished HTML name the file, or its folder with `--in`"),
        )),
    }
}

/// `explain` takes rules as well.
fn no_page(asked: &Asked) -> String {
    match asked.verb {
        "explain" => format!("`{}` is neither a rule nor a page", asked.page),
        _ => format!("`{}` is no page", asked.page),
    }
}

/// A page in a folder of finished HTML, as `optimize` would write it.
fn finished(asked: &Asked, folder: &Path, typed: &str) -> Result<Found, Error> {
    let common: &Common = &asked.build.common;
    let mut ground = ground(common, ConfigFile::Optional)?;
    let options = OptimizeOptions { common: common.clone(), folder: folder.to_path_buf(), ..OptimizeOptions::default() };
    let named = !ground.settings.site.title.is_empty();
    let (foreign, _) = optimize::open(&mut ground, &options)?;
    let (theme, theme_findings) = Theme::load_core(&ground.settings, &ground.root)?;
    let (run, mut odd) = Run::assemble(ground, common, theme, Dist::nowhere(folder.to_path_buf()), foreign.paths.clone());
    odd.extend(theme_findings);
    let Some(path) = find_html(&foreign, run.base.as_ref(), typed) else {
        let names: Vec<String> = foreign.html().iter().map(|path| path.as_str().to_owned()).collect();
        return Err(unknown(&Asked { page: typed, ..*asked }, &names));
    };
    let content = optimize::content(&run, asked.build.content.as_deref(), &foreign)?;
    let (page, head) = optimize::read(&run, &foreign, content.as_ref(), path)?;
    Ok(Found::Finished(Box::new(Finished { run, foreign, looker: Looker::default(), odd, page, head, named })))
}

/// A made page, found by any of its names.
fn find_made(opened: &Opened, root: &Path, output: &Path, typed: &str) -> Option<usize> {
    let outputs = opened.site.outputs();
    let by_path = |wanted: &str| outputs.iter().position(|output| page_name(output.path.as_str()) == page_name(wanted));
    let below = |folder: &Path| below(folder, typed);
    let address = opened.run.base.as_ref().and_then(|base| local(base, typed));
    let inside = below(root);
    let by_source = |wanted: &str| {
        let wanted = wanted.trim_start_matches('/');
        let is_it = |source: &str| source == wanted || (wanted.ends_with(".md") && source.ends_with(&format!("/{wanted}")));
        outputs.iter().position(|output| output.kind != OutputKind::Redirect && output.source.as_deref().is_some_and(is_it))
    };
    let found = address.as_deref().and_then(by_path);
    let found = found.or_else(|| by_source(typed)).or_else(|| inside.as_deref().and_then(by_source));
    let found = found.or_else(|| below(output).as_deref().and_then(by_path)).or_else(|| by_path(typed))?;
    // A page left at an old address says what its target says.
    match &outputs[found].target {
        Some(target) => outputs.iter().position(|output| output.path == *target && output.kind != OutputKind::Redirect),
        None => Some(found),
    }
}

fn names(opened: &Opened) -> Vec<String> {
    let outputs = opened.site.outputs().iter().filter(|output| output.kind != OutputKind::Redirect);
    outputs.flat_map(|output| [Some(output.path.url_path().to_string()), output.source.as_deref().map(str::to_owned)]).flatten().collect()
}

fn find_html<'f>(foreign: &'f Foreign, base: Option<&BaseUrl>, typed: &str) -> Option<&'f OutPath> {
    let by_name = |wanted: &str| foreign.html().iter().find(|path| page_name(path.as_str()) == page_name(wanted));
    let below = below(&foreign.folder, typed);
    let address = base.and_then(|base| local(base, typed));
    address.as_deref().and_then(by_name).or_else(|| below.as_deref().and_then(by_name)).or_else(|| by_name(typed))
}

fn unknown(asked: &Asked, names: &[String]) -> Error {
    let typed = asked.page;
    // A slip in the whole name, else the same last name in another folder, else a slip in that.
    let last = |name: &str| page_name(name).rsplit('/').next().unwrap_or_default().trim_end_matches(".md").to_owned();
    let near = nearest(typed, names.iter().map(String::as_str)).or_else(|| {
        let wanted = last(typed);
        let lasts: Vec<String> = names.iter().map(|name| last(name)).collect();
        let near = nearest(&wanted, lasts.iter().map(String::as_str).filter(|last| !last.is_empty()))?;
        names.iter().zip(&lasts).find(|(_, last)| *last == near).map(|(name, _)| name.as_str())
    });
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {} names to choose from, such as `{}`", names.len(), names.first().map_or("/", String::as_str)),
    };
    Error::invalid(Finding::error("usage", format!("there is no page `{typed}`"), Place::File(asked.verb.into())).help(help))
}

/// A page by what its names have in common: `/rain/`, `rain`, `rain/index.html`.
fn page_name(name: &str) -> String {
    let name = decode(name.split(['?', '#']).next().unwrap_or(name));
    let name = name.trim_start_matches("./").trim_matches('/');
    let name = name.strip_suffix("index.html").unwrap_or(name).trim_end_matches('/');
    name.to_owned()
}

/// The path that an address of the site names.
fn local(base: &BaseUrl, typed: &str) -> Option<String> {
    base.local_path(typed)
}

/// An HTML file, or a folder with a page.
fn html_file(typed: &str) -> Option<PathBuf> {
    let path = Path::new(typed);
    let is_html = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("html") || end.eq_ignore_ascii_case("htm"));
    let index = path.join("index.html");
    if is_html && path.is_file() { Some(path.to_path_buf()) } else { Some(index).filter(|index| index.is_file()) }
}

/// Files that only the root of a published site has.
const ROOT_FILES: &[&str] = &["sitemap.xml", "sitemap_index.xml", "CNAME", "404.html", "robots.txt"];

/// What generators call the folder that they write.
const OUTPUTS: &[&str] = &["public", "_site", "dist", "site", "build", "out"];

/// The folder of the site that a file is in: the nearest of those that were typed with a file that
/// only a root has, else one with the name of an output folder, else the outermost with a page of its
/// own, else the first below the folder where we stand.
fn site_of(file: &Path) -> PathBuf {
    let typed = plain(file);
    let folder = typed.parent().unwrap_or(Path::new(""));
    let above: Vec<&Path> = folder.ancestors().filter(|above| !above.as_os_str().is_empty()).collect();
    let holds = |folder: &Path, name: &str| folder.join(name) != typed && folder.join(name).is_file();
    let is_root = |folder: &&&Path| ROOT_FILES.iter().any(|name| holds(folder, name));
    let is_output = |folder: &&&Path| folder.file_name().is_some_and(|name| OUTPUTS.iter().any(|output| name == *output));
    let has_page = |folder: &&&Path| holds(folder, "index.html");
    let below_here = || {
        let here = std::env::current_dir().and_then(|here| here.canonicalize());
        let real = typed.canonicalize().ok().filter(|_| typed.is_absolute());
        let below = match (&real, &here) {
            (Some(real), Ok(here)) => real.strip_prefix(here).ok()?,
            _ => &typed,
        };
        let depth = below.components().count().checked_sub(2)?;
        above.get(depth).filter(|_| depth < above.len())
    };
    let found = above.iter().find(is_root).or_else(|| above.iter().find(|folder| is_output(folder) && has_page(folder)));
    let found = found.or_else(|| above.iter().rfind(has_page)).or_else(|| above.iter().find(is_output)).or_else(below_here);
    let found = found.copied().unwrap_or(folder);
    if found.as_os_str().is_empty() { PathBuf::from(".") } else { found.to_path_buf() }
}

/// What was typed, seen from a folder that it lies in, however each of the two is written.
fn below(folder: &Path, typed: &str) -> Option<String> {
    let typed = Path::new(typed);
    let found = plain(typed).strip_prefix(plain(folder)).ok().map(slashed);
    found.or_else(|| typed.canonicalize().ok()?.strip_prefix(folder.canonicalize().ok()?).ok().map(slashed))
}

/// Without `.` in it.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

fn slashed(path: impl AsRef<Path>) -> String {
    path.as_ref().to_string_lossy().replace('\\', "/")
}
