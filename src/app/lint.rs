//! `lint`: findings only. In a site it judges what a build would ship; in a folder of HTML, the
//! HTML as it lies there.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::build::{self, BuildOptions, Looker};
use super::content::{self, Content};
use super::control::{Accept, usage};
use super::dist::Dist;
use super::exhibits;
use super::optimize::{self, OptimizeOptions};
use super::origin::InHtml;
use super::page;
use super::run::{ConfigFile, Ran, Run, ground};
use crate::base::url::decode;
use crate::base::{Error, Finding, UrlPath, fs};
use crate::config::{CardsWhen, FILE_NAME};
use crate::model::files::ImageInfo;
use crate::model::plan::From;
use crate::model::report::{Report, Verb};
use crate::model::verdict::NextFix;
use crate::theme::Theme;
use crate::{lint, smo};

/// Lints the site at `options.common.root`, or the HTML in `folder` if it is no project.
pub fn lint(options: &BuildOptions, folder: Option<PathBuf>) -> Result<Ran, Error> {
    let mut ran = judged(options, folder)?;
    if let Some(page) = &options.common.control.page {
        narrow(&mut ran.report, page);
    }
    super::fix::resolve(&mut ran.report, options.common.shows, &options.common.planned);
    Ok(ran)
}

fn judged(options: &BuildOptions, folder: Option<PathBuf>) -> Result<Ran, Error> {
    match folder {
        Some(folder) if !is_project(&folder) => html(options, folder),
        Some(folder) => {
            let mut options = options.clone();
            options.common.root = folder;
            build::run(&options, Verb::Lint)
        }
        None => build::run(options, Verb::Lint),
    }
}

/// What is said of the pages is said of the one that was asked for.
fn narrow(report: &mut Report, page: &str) {
    let wanted = super::control::path_of(page);
    report.pages.retain(|page| super::control::is_at(page, &wanted));
    let next_fix = report.score.take().and_then(|score| score.next_fix).filter(|fix| fix.rule == "base-url-unset");
    report.score = lint::site_score(&report.pages);
    if let (Some(score), Some(fix)) = (&mut report.score, next_fix) {
        score.next_fix = Some(NextFix { rule: fix.rule, pages: score.shareable, card_after: score.card });
    }
}

/// A folder of Markdown with its settings, or finished HTML?
pub(super) fn is_project(folder: &Path) -> bool {
    folder.join(FILE_NAME).is_file()
}

/// A baseline lies where one stands; it is no part of a site.
fn refuse_baseline_inside(options: &BuildOptions, folder: &Path) -> Result<(), Error> {
    let control = &options.common.control;
    if control.accept != Accept::All || control.baseline.is_some() || !fs::is_inside(folder, &options.common.root) {
        return Ok(());
    }
    let message = format!("the baseline would lie in `{}`, which is published", folder.display());
    Err(usage("--write-baseline", message, "name a file elsewhere with `--baseline`, or run it from the folder above"))
}

fn html(options: &BuildOptions, folder: PathBuf) -> Result<Ran, Error> {
    refuse_baseline_inside(options, &folder)?;
    let mut ground = ground(&options.common, ConfigFile::Optional)?;
    // The page as it lies there: nothing is drawn, so nothing is planned that is not there.
    ground.settings.cards.when = CardsWhen::Never;
    ground.settings.site.image = None;
    let foreign_options = OptimizeOptions { common: options.common.clone(), folder: folder.clone(), ..OptimizeOptions::default() };
    let (mut foreign, mut findings) = optimize::open(&mut ground, &foreign_options)?;
    let (theme, theme_findings) = Theme::load_core(&ground.settings, &ground.root)?;
    let (mut run, more) = Run::assemble(ground, &options.common, theme, Dist::nowhere(folder), std::mem::take(&mut foreign.paths));
    super::beside::read(&mut run, foreign.beside());
    findings.extend(more.into_iter().chain(theme_findings));
    let content = optimize::content(&run, options.content.as_deref(), &foreign)?;
    let looker = Looker::default();
    let look = |path: &str| -> Option<ImageInfo> { looker.look(&foreign.file(path)?, path) };
    let pages: Result<Vec<_>, Error> = foreign
        .pages
        .par_iter()
        .map(|path| {
            let (page, head) = optimize::read(&run, &foreign, content.as_ref(), path)?;
            let (facts, looked) = page::survey(&run, &page, &look);
            // The plan says how the values resolve; its edits are not made, so the facts stay.
            let mut plan = smo::plan(&mut facts.clone(), &page.hints, &looked, &run.policy());
            plan.repairs.clear();
            plan.findings.extend(head.as_ref().and_then(|head| content::draft_leak(head, &foreign.shown(path))));
            plan.fields.image = plan.fields.image.filter(|image| matches!(image.from, From::OpenGraph | From::Twitter));
            let shown = foreign.shown(path);
            let home = InHtml::new(&shown, &page.html);
            let place = |finding: &mut Finding, facts: &crate::model::PageFacts| {
                content::place(finding, head.as_ref(), facts);
                home.place(finding, facts, &|span| span);
            };
            page::judge(&run, &page, facts, plan, None, &place)
        })
        .collect();
    let pages = pages?;
    let skipped = page::no_pages(&pages, &|path| foreign.shown(path));
    let summaries = pages.into_iter().map(|page| page.summary).collect();
    findings.extend(content.as_ref().map(Content::findings).unwrap_or_default());
    let mut report = run.report(Verb::Lint, summaries, findings)?;
    report.skipped = skipped;
    foreign.name_pages(report.findings.iter_mut().chain(&mut report.quiet));
    let read = |path: &UrlPath| match foreign.file(&decode(path.as_str())) {
        Some(file) => fs::read_bounded(&file, build::MAX_IMAGE_BYTES),
        None => Err(io::ErrorKind::NotFound.into()),
    };
    exhibits::fingerprints(&mut report);
    exhibits::fill(&run, &mut report, &exhibits::Planned::new(), &read)?;
    Ok(Ran { report, settings: run.settings })
}
