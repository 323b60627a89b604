//! `explain PAGE`: one page of a site, or of a folder of finished HTML, accounted for.
//!
//! The page goes the way it goes in a build, and nothing is written or drawn.

use std::path::PathBuf;
use std::sync::Arc;

use super::build::{self, BuildOptions};
use super::find::{Asked, Found, find};
use super::page;
use super::run::Run;
use crate::base::{Error, Finding, Place};
use crate::lint;
use crate::model::HtmlPage;
use crate::model::explain::Explanation;
use crate::model::facts::PageFacts;
use crate::model::files::ImageInfo;
use crate::smo;

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
    let found = find(&Asked { build: &options.build, page: &options.page, within: options.within.as_deref(), verb: "explain" })?;
    let page = found.page()?;
    let run = found.run();
    let place = |finding: &mut Finding, facts: &PageFacts| found.place(&page, finding, facts);
    let mut explained = account(run, &page, found.source(), &|path| found.look(path), &place)?;
    match &found {
        Found::Built { opened, index } => {
            let output = &opened.site.outputs()[*index];
            // What reading said of the author's file belongs to the page, too.
            let own = opened.findings.iter().filter(|finding| output.source.as_deref().is_some_and(|source| finding.path() == source));
            explained.findings.extend(lint::settle(own.cloned().collect(), &run.settings));
            let home = |at: &mut Option<Place>| {
                // The theme's HTML is not what the author edits.
                let kept = at.take().filter(|at| !matches!(at, Place::Html(_)));
                *at = kept.map(|at| resolved(at, run, &|finding| build::at_home(finding, &opened.site, output)));
            };
            places(&mut explained, &home);
        }
        Found::Finished(finished) => {
            // The name was learnt from the pages: no file says it.
            for tag in explained.tags.iter_mut().filter(|tag| !finished.named && tag.key == "og:site_name" && tag.at == Some(Place::Site)) {
                (tag.source, tag.at) = (Some("what the pages call their site".to_owned()), None);
            }
            explained.findings.extend(lint::settle(finished.leak().into_iter().collect(), &run.settings));
            let facts = smo::survey(&page);
            let home = |at: &mut Option<Place>| {
                *at = at.take().map(|at| resolved(at, run, &|finding| place(finding, &facts)));
            };
            places(&mut explained, &home);
        }
    }
    Ok(explained)
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
    carrier.into_says().at
}

fn places(explained: &mut Explanation, home: &dyn Fn(&mut Option<Place>)) {
    for tag in &mut explained.tags {
        home(&mut tag.at);
        tag.ignored.iter_mut().for_each(|ignored| home(&mut ignored.at));
    }
    explained.pictures.iter_mut().flat_map(|picture| &mut picture.ignored).for_each(|ignored| home(&mut ignored.at));
    explained.json_ld.iter_mut().for_each(|block| home(&mut block.at));
}
