//! `preview PAGE`: how each platform will show one page, and why.
//!
//! A page of the site here is shown as a build would ship it; a finished one as it lies there, or as
//! `optimize` would leave it. Nothing is written or drawn.

use std::path::PathBuf;

use super::build::BuildOptions;
use super::find::{Asked, Found, find};
use super::page;
use super::run::Run;
use crate::base::nearest::nearest;
use crate::base::{Error, Finding, Place};
use crate::config::Settings;
use crate::lint;
use crate::model::audience::AUDIENCE;
use crate::model::facts::PageFacts;
use crate::model::page::{Hints, HtmlPage};
use crate::model::plan::{From, Plan};
use crate::model::verdict::PagePreview;
use crate::model::view::PageView;
use crate::smo;

#[derive(Clone, Debug, Default)]
pub struct PreviewOptions {
    pub build: BuildOptions,
    /// A path of the output, a path or address of the site, or a Markdown file.
    pub page: String,
    /// The folder of finished HTML that the page is in.
    pub within: Option<PathBuf>,
    /// Ids; empty = those of `lint.platforms`.
    pub platforms: Vec<String>,
    /// A finished page as `optimize` would leave it.
    pub optimized: bool,
}

/// Shows a page as the platforms will.
pub fn preview(options: &PreviewOptions) -> Result<PagePreview, Error> {
    options.platforms.iter().try_for_each(|id| check(id))?;
    let found = find(&Asked { build: &options.build, page: &options.page, within: options.within.as_deref(), verb: "preview" })?;
    let run = found.run();
    let page = found.page()?;
    let as_it_lies = matches!(found, Found::Finished(_)) && !options.optimized;
    let (mut facts, plan) = ship(run, &page, &found, as_it_lies);
    if !facts.shape.is_document() {
        let what = Finding::error("usage", format!("`{}` is no page that could be shared", options.page), Place::File("preview".into()));
        return Err(Error::invalid(what.help("name a whole HTML page: this one only leads on, is a piece of one, or cannot be read")));
    }
    let settings = aimed(&run.settings, &options.platforms);
    let context = lint::Context { settings: &settings, ..run.lint() };
    let hints = facts.hints(&page.hints).clone();
    page::read_text(&mut facts, &page.html, &context, &hints.allow);
    let url = page.path.url_path();
    let unshared = unshared(run, url.as_str(), &facts, &hints, &plan);
    let Plan { fields, findings, .. } = plan;
    let mut view = PageView { path: page.path.clone(), url: url.clone(), shown: facts, fields, hints, shareable: unshared.is_none() };
    let lint::Judged { mut findings, .. } = lint::page(&view, &context, findings);
    view.shareable = true;
    let verdict = lint::verdict(&view, &findings, &context).unwrap_or_default();
    for finding in &mut findings {
        found.place(&page, finding, &view.shown);
    }
    Ok(PagePreview { url, source: found.source(), unshared, verdict, findings: lint::settle(findings, &settings) })
}

/// The page as it will be read, and what was planned for it.
fn ship(run: &Run, page: &HtmlPage, found: &Found, as_it_lies: bool) -> (PageFacts, Plan) {
    let look = |path: &str| found.look(path);
    let (facts, looked) = page::survey(run, page, &look);
    if !as_it_lies {
        let optimized = smo::carry_out(page, facts, &looked, &run.policy());
        return (optimized.facts, optimized.plan);
    }
    // The plan says what the values are; its edits are not made.
    let mut plan = smo::plan(&mut facts.clone(), &page.hints, &looked, &run.policy());
    plan.fields.image = plan.fields.image.filter(|image| matches!(image.from, From::OpenGraph | From::Twitter));
    (facts, plan)
}

fn aimed(settings: &Settings, platforms: &[String]) -> Settings {
    let mut settings = settings.clone();
    if !platforms.is_empty() {
        settings.lint.platforms = platforms.to_vec();
    }
    settings
}

fn unshared(run: &Run, url: &str, facts: &PageFacts, hints: &Hints, plan: &Plan) -> Option<&'static str> {
    match page::is_shareable(run, url, facts, hints, plan.fields.noindex) {
        true => None,
        false if plan.fields.noindex || hints.noindex => Some("it is hidden from search"),
        false if hints.unlisted => Some("no list names it"),
        false => Some("it is a list, an error page, or named in `lint.not_shareable`"),
    }
}

/// Is there a platform of this id?
fn check(id: &str) -> Result<(), Error> {
    let ids = || AUDIENCE.iter().map(|(id, _)| *id).chain(["all"]);
    if ids().any(|known| known == id) {
        return Ok(());
    }
    let known: Vec<&str> = ids().collect();
    let near = if id == "twitter" { Some("x") } else { nearest(id, ids()) };
    let help = near.map_or_else(|| format!("there are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
    let finding = Finding::error("usage", format!("no platform is called `{id}`"), Place::File("--platform".into()));
    Err(Error::invalid(finding.help(help)))
}
