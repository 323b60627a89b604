//! `explain PAGE`: one page of a site, or of a folder of finished HTML, accounted for.
//!
//! The page goes the way it goes in a build, and nothing is written or drawn.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::build::{self, BuildOptions, Looker, Opened};
use super::dist::Dist;
use super::foreign::Foreign;
use super::optimize::{self, OptimizeOptions};
use super::run::{ConfigFile, Run, ground};
use super::{content, origin, page};
use crate::base::nearest::nearest;
use crate::base::url::decode;
use crate::base::{BaseUrl, Error, Finding, Place};
use crate::config::FILE_NAME;
use crate::lint;
use crate::model::explain::Explanation;
use crate::model::facts::PageFacts;
use crate::model::files::ImageInfo;
use crate::model::report::Verb;
use crate::model::{HtmlPage, OutPath};
use crate::site::OutputKind;
use crate::smo;
use crate::theme::Theme;

#[derive(Clone, Debug, Default)]
pub struct ExplainOptions {
    pub build: BuildOptions,
    /// A path of the output, a path or address of the site, or a Markdown file.
    pub page: String,
    /// The folder of finished HTML that the page is in.
    pub within: Option<PathBuf>,
}

/// Accounts for a page.
pub fn explain(options: &ExplainOptions) -> Result<Explanation, Error> {
    if let Some(folder) = &options.within {
        return finished(&options.build, folder, &options.page);
    }
    let root = &options.build.common.root;
    let config = options.build.common.config.clone().unwrap_or_else(|| root.join(FILE_NAME));
    let file = html_file(&options.page);
    let as_it_lies = |file: &Path| finished(&options.build, &site_of(file), &slashed(file));
    if config.is_file() {
        let opened = match (build::open(&options.build, Verb::Lint), &file) {
            (Ok(opened), _) => opened,
            // The settings of `optimize`, which make no site of their own.
            (Err(_), Some(file)) => return as_it_lies(file),
            (Err(error), None) => return Err(error),
        };
        let output = options.build.output.clone().unwrap_or_else(|| root.join(&opened.run.settings.output));
        return match (find(&opened, root, &output, &options.page), file) {
            (Some(index), _) => built(&opened, index),
            (None, Some(file)) => as_it_lies(&file),
            (None, None) => Err(unknown(&options.page, &names(&opened))),
        };
    }
    match file {
        Some(file) => as_it_lies(&file),
        None => Err(Error::invalid(
            Finding::error("usage", format!("`{}` is neither a rule nor a page", options.page), Place::File("explain".into()))
                .why(format!("there is no {FILE_NAME} here, so there is no site to look in"))
                .help("stand in the site's folder or name it with `--root`; for finished HTML name the file, or its folder with `--in`"),
        )),
    }
}

/// A made page, found by any of its names.
fn find(opened: &Opened, root: &Path, output: &Path, typed: &str) -> Option<usize> {
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

fn built(opened: &Opened, index: usize) -> Result<Explanation, Error> {
    let Opened { run, site, files, looker, findings } = opened;
    let output = &site.outputs()[index];
    let page = site.render(index, &run.theme).map_err(|finding| Error::invalid(*finding))?;
    let look = |path: &str| files.source(path).and_then(|file| looker.look(&file, path));
    let place = |finding: &mut Finding, _: &PageFacts| build::at_home(finding, site, output);
    let mut explained = account(run, &page, output.source.clone(), &look, &place)?;
    // What reading said of the author's file belongs to the page, too.
    let own = findings.iter().filter(|finding| output.source.as_deref().is_some_and(|source| finding.path() == source));
    explained.findings.extend(lint::settle(own.cloned().collect(), &run.settings));
    let home = |at: &mut Option<Place>| {
        // The theme's HTML is not what the author edits.
        let kept = at.take().filter(|at| !matches!(at, Place::Html(_)));
        *at = kept.map(|at| resolved(at, run, &|finding| build::at_home(finding, site, output)));
    };
    places(&mut explained, &home);
    Ok(explained)
}

/// A page in a folder of finished HTML, as `optimize` would write it.
fn finished(asked: &BuildOptions, folder: &Path, typed: &str) -> Result<Explanation, Error> {
    let common = &asked.common;
    let mut ground = ground(common, ConfigFile::Optional)?;
    let options = OptimizeOptions { common: common.clone(), folder: folder.to_path_buf(), ..OptimizeOptions::default() };
    let named = !ground.settings.site.title.is_empty();
    let (foreign, _) = optimize::open(&mut ground, &options)?;
    let (theme, _) = Theme::load_core(&ground.settings, &ground.root)?;
    let (run, _) = Run::assemble(ground, common, theme, Dist::nowhere(folder.to_path_buf()), foreign.paths.clone());
    let Some(path) = find_html(&foreign, run.base.as_ref(), typed) else {
        let names: Vec<String> = foreign.html().iter().map(|path| path.as_str().to_owned()).collect();
        return Err(unknown(typed, &names));
    };
    let content = optimize::content(&run, asked.content.as_deref(), &foreign)?;
    let (page, head) = optimize::read(&run, &foreign, content.as_ref(), path)?;
    let looker = Looker::default();
    let look = |path: &str| -> Option<ImageInfo> { looker.look(&foreign.file(path)?, path) };
    let shown = foreign.shown(path);
    let lines = origin::InHtml::new(&shown, &page.html);
    let place = |finding: &mut Finding, facts: &PageFacts| {
        content::place(finding, head.as_ref(), facts);
        lines.place(finding, facts, &|span| span);
    };
    let mut explained = account(&run, &page, Some(shown.clone()), &look, &place)?;
    let leak = head.as_ref().and_then(|head| content::draft_leak(head, &shown));
    explained.findings.extend(lint::settle(leak.into_iter().collect(), &run.settings));
    // The name was learnt from the pages: no file says it.
    for tag in explained.tags.iter_mut().filter(|tag| !named && tag.key == "og:site_name" && tag.at == Some(Place::Site)) {
        (tag.source, tag.at) = (Some("what the pages call their site".to_owned()), None);
    }
    let facts = smo::survey(&page);
    let home = |at: &mut Option<Place>| {
        *at = at.take().map(|at| resolved(at, &run, &|finding| place(finding, &facts)));
    };
    places(&mut explained, &home);
    Ok(explained)
}

fn find_html<'f>(foreign: &'f Foreign, base: Option<&BaseUrl>, typed: &str) -> Option<&'f OutPath> {
    let by_name = |wanted: &str| foreign.html().iter().find(|path| page_name(path.as_str()) == page_name(wanted));
    let below = below(&foreign.folder, typed);
    let address = base.and_then(|base| local(base, typed));
    address.as_deref().and_then(by_name).or_else(|| below.as_deref().and_then(by_name)).or_else(|| by_name(typed))
}

/// Through the core, with the facts of before kept.
fn account(
    run: &Run,
    page: &HtmlPage,
    source: Option<Arc<str>>,
    look: &dyn Fn(&str) -> Option<ImageInfo>,
    place: &dyn Fn(&mut Finding, &PageFacts),
) -> Result<Explanation, Error> {
    let (before, looked) = page::survey(run, page, look);
    let optimized = smo::carry_out(page, before.clone(), &looked, &run.policy());
    let mut explained = smo::explain(page, &before, &optimized.facts, &optimized.plan, &looked, &run.policy());
    explained.source = source.clone();
    let done = page::judge(run, page, optimized.facts, optimized.plan, source, place)?;
    explained.findings = lint::settle(done.summary.findings, &run.settings);
    Ok(explained)
}

/// A place as people find it.
fn resolved(at: Place, run: &Run, home: &dyn Fn(&mut Finding)) -> Place {
    let mut carrier = Finding::info("usage", "", at);
    match (&carrier.at, &run.settings.source) {
        (Place::Site, Some(source)) => carrier.at = Place::File(source.path.clone()),
        _ => home(&mut carrier),
    }
    carrier.at
}

fn places(explained: &mut Explanation, home: &dyn Fn(&mut Option<Place>)) {
    for tag in &mut explained.tags {
        home(&mut tag.at);
        tag.ignored.iter_mut().for_each(|ignored| home(&mut ignored.at));
    }
    explained.pictures.iter_mut().flat_map(|picture| &mut picture.ignored).for_each(|ignored| home(&mut ignored.at));
    explained.json_ld.iter_mut().for_each(|block| home(&mut block.at));
}

fn unknown(typed: &str, names: &[String]) -> Error {
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
    Error::invalid(Finding::error("usage", format!("there is no page `{typed}`"), Place::File("explain".into())).help(help))
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
