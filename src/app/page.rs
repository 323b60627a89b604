//! The lines that are the product: survey the page, look at the files it names, plan, rewrite,
//! judge. The HTML is dropped as soon as it is written, so memory stays flat.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::allow;
use super::run::Run;
use crate::base::finding::{Remedy, Safety};
use crate::base::url::decode;
use crate::base::{Error, Finding, Level, Place};
use crate::lint;
use crate::model::OutPath;
use crate::model::allow::Allow;
use crate::model::facts::{PageFacts, Shape};
use crate::model::files::ImageInfo;
use crate::model::page::{Hints, HtmlPage, Kind};
use crate::model::picture::Picture;
use crate::model::plan::{Plan, PreviewFile};
use crate::model::report::{SkipReason, Skipped};
use crate::model::view::{More, PageSummary, PageView, Untold};
use crate::smo::{self, Looked, Optimized};

/// What is left of a page.
pub(super) struct Done {
    pub summary: PageSummary,
    /// What is still to be made of it; most pages have nothing after their batch.
    made: Option<Box<Made>>,
    /// It is no page.
    pub skipped: Option<SkipReason>,
    pub changed: bool,
    pub needs_css: bool,
    pub needs_js: bool,
    /// A page that no share links were put into although they were asked for; none if it is no document.
    pub has_no_share: Option<bool>,
}

struct Made {
    pictures: Vec<Picture>,
    /// Pages that its quotes get, to be carried through the core like any other.
    quote_pages: Vec<HtmlPage>,
}

impl Done {
    pub fn pictures(&self) -> &[Picture] {
        self.made.as_deref().map_or(&[], |made| &made.pictures)
    }

    /// They are drawn, and a card is a few kilobytes of SVG.
    pub fn forget_pictures(&mut self) {
        self.made = self.made.take().filter(|made| !made.quote_pages.is_empty());
        if let Some(made) = &mut self.made {
            made.pictures = Vec::new();
        }
    }
}

/// Surveys a page and looks at the files that decide about its preview.
pub(super) fn survey(run: &Run, page: &HtmlPage, look: &dyn Fn(&str) -> Option<ImageInfo>) -> (PageFacts, Looked) {
    let mut facts = smo::survey_with(page, &run.selectors);
    // What the page says itself counts before what its source says.
    if let Some(island) = facts.island.as_mut().filter(|_| !page.hints.built) {
        island.fill(&page.hints);
    }
    let wanted = smo::wanted(&facts, &page.hints, &run.policy());
    let looked = wanted.into_iter().filter_map(|path| look(&path).map(|info| (path, info))).collect();
    (facts, looked)
}

/// Carries a page through the core.
pub(super) fn optimize(run: &Run, page: &HtmlPage, look: &dyn Fn(&str) -> Option<ImageInfo>) -> Optimized {
    let (facts, looked) = survey(run, page, look);
    smo::carry_out(page, facts, &looked, &run.policy())
}

/// Judges what will ship. `place` turns a finding about the page into one about the author's file.
pub(super) fn judge(
    run: &Run,
    page: &HtmlPage,
    mut facts: PageFacts,
    plan: Plan,
    source: Option<Arc<str>>,
    place: &dyn Fn(&mut Finding, &PageFacts),
) -> Result<Done, Error> {
    let url = page.path.url_path();
    let mut hints = facts.hints(&page.hints).clone();
    let hints_allow = std::mem::take(&mut hints.allow);
    let context = run.lint_of(url.as_str(), Some(source.as_deref().unwrap_or(page.path.as_str())));
    read_text(&mut facts, &page.html, &context, &hints_allow);
    let shareable = is_shareable(run, &page.path.url_path().to_string(), &facts, &hints, plan.fields.noindex);
    let Plan { fields, pictures, repairs, findings, needs_css, needs_js, has_no_share, pages, .. } = plan;
    let view = PageView { path: page.path.clone(), url: url.clone(), shown: facts, fields, hints, shareable };
    let mut said: Vec<Finding> = findings;
    for finding in said.iter_mut().filter(|finding| finding.rule == "preview-image-not-found") {
        guess_file(finding, run);
    }
    let mut trace = lint::trace(&view, &run.lint());
    let offers_feed = lint::offers_feed(&view);
    let leads = trace.iter_mut().filter_map(|trace| trace.leads.as_mut());
    for fragment in leads.flat_map(|leads| &mut leads.fragments) {
        place_alone("broken-fragment", Level::Info, &mut fragment.at, &|finding| place(finding, &view.shown));
        // The line is enough: there is one for each such link of the site.
        if let Place::Spot(spot) = &mut fragment.at {
            spot.excerpt = None;
        }
    }
    let lint::Judged { mut findings, mut quiet } = lint::page(&view, &context, said);
    let mut written = hints_allow;
    if written.is_empty() && !view.hints.built {
        written = allow::nameless_in(&page.html);
    }
    let mut allows = allow::of_page(run, &view.shown, written, &mut findings);
    if !allows.is_empty() {
        allow::by_html(&mut allows, &mut findings, &view.shown);
    }
    for finding in findings.iter_mut().chain(&mut quiet) {
        place(finding, &view.shown);
        place_related(finding, &|finding| place(finding, &view.shown));
        finding.page.get_or_insert_with(|| url.clone());
    }
    for allow in &mut allows {
        place_alone("unused-suppression", Level::Info, &mut allow.at, &|finding| place(finding, &view.shown));
    }
    allow::by_source(&mut allows, &mut findings);
    quiet.extend(allow::part(&mut findings));
    let verdict = lint::verdict(&view, &findings, &context);
    run.keep_allowed(&url, source.clone(), allow::left(allows, source.is_some()));
    // It stays for the whole run, and room for four is 768 bytes.
    findings.shrink_to_fit();
    let PageView { path, fields, hints, shown, .. } = view;
    let has_no_share = shown.shape.is_document().then_some(has_no_share);
    run.keep_weight(&url, shown.bytes);
    let is_empty = page.html.iter().all(u8::is_ascii_whitespace);
    let skipped = (shown.shape == Shape::Fragment).then_some(if is_empty { SkipReason::Empty } else { SkipReason::Fragment });
    // What the site says of itself is no page's summary, but that of its home page.
    let said_by_site = |text: &String| hints.kind != Some(Kind::Home) && url.as_str() != "/" && *text == run.settings.site.description;
    let own_description = fields.own_description().map(|description| description.value.clone()).filter(|text| !said_by_site(text));
    let image = fields.image.map(|image| image.value);
    let mut names: Vec<String> = pictures.iter().map(|picture| picture.name.clone()).collect();
    if let Some(name) = image.as_ref().and_then(|image| image.url.rsplit_once("/smo/")).map(|(_, name)| name.to_owned()) {
        names.push(name);
        names.dedup();
    }
    let more = More {
        published: fields.published.map(String::into),
        updated: fields.updated.map(String::into),
        authors: fields.authors.iter().map(|author| author.name.clone()).collect(),
        tags: hints.tags,
        feed_content: hints.feed_content.map(String::into),
        repairs,
        pictures: names,
    };
    let summary = PageSummary {
        path,
        url,
        canonical: fields.canonical.map(|canonical| canonical.value.into()),
        source,
        title: fields.title.map(|title| title.value.into()),
        description: own_description.map(String::into),
        image: image.filter(|image| image.file != PreviewFile::Missing || !image.url.is_empty()).map(Arc::new),
        lang: fields.lang.map(String::into),
        article: fields.article && shown.shape.is_document(),
        shareable,
        noindex: fields.noindex,
        unlisted: hints.unlisted,
        offers_feed,
        findings,
        quiet: quiet.into(),
        untold: Untold::default(),
        verdict: verdict.map(Arc::new),
        rest: Some(Box::new(more)),
        trace,
    };
    let has_none = pictures.is_empty() && pages.is_empty();
    let made = (!has_none).then(|| Box::new(Made { pictures, quote_pages: pages }));
    Ok(Done { summary, made, skipped, changed: false, needs_css, needs_js, has_no_share })
}

/// Reads the text of a page where rules ask for it: most runs do not.
pub(super) fn read_text(facts: &mut PageFacts, html: &[u8], context: &lint::Context, allowed: &[Allow]) {
    let names = allowed.iter().chain(&facts.allows).flat_map(|allow| &allow.names).map(String::as_str);
    if facts.shape.is_document() && facts.passages.is_empty() && lint::reads_text(context, names) {
        facts.passages = smo::text(html);
    }
}

/// The other places of a finding go home as the first one does.
fn place_related(finding: &mut Finding, place: &dyn Fn(&mut Finding)) {
    let (rule, level) = (finding.rule, finding.level);
    let Some(evidence) = &mut finding.evidence else { return };
    for (at, _) in &mut evidence.related {
        place_alone(rule, level, at, place);
    }
}

/// Only a finding can be placed.
fn place_alone(rule: &'static str, level: Level, at: &mut Place, place: &dyn Fn(&mut Finding)) {
    let mut alone = Finding::new(rule, level, "", std::mem::replace(at, Place::Site));
    place(&mut alone);
    *at = alone.into_says().at;
}

/// The files that are no pages, by what they are called in messages.
pub(super) fn no_pages(pages: &[Done], shown: &dyn Fn(&OutPath) -> Arc<str>) -> Vec<Skipped> {
    let skipped = |page: &Done| Some(Skipped { path: shown(&page.summary.path), line: 1, reason: page.skipped?, at: None });
    pages.iter().filter_map(skipped).collect()
}

/// What [`quote_pages`] asks of the verb that runs.
pub(super) struct QuotePages<'a> {
    pub look: &'a (dyn Fn(&str) -> Option<ImageInfo> + Sync),
    /// Does someone else's file stand at this path?
    pub taken: &'a (dyn Fn(&OutPath) -> bool + Sync),
    /// Where findings point, by the page that the quote stands in.
    pub place: &'a (dyn Fn(&PageSummary) -> Place + Sync),
}

/// The pages of quotes, each with what is to be written of it, and where one has no place.
pub(super) struct Quotes {
    pub pages: Vec<(Done, Vec<u8>)>,
    pub clashes: Vec<Finding>,
}

/// Makes the pages of quotes. Each shows its own card, so it goes through the core as a page
/// of its own. `taken` are the paths of all so far.
pub(super) fn quote_pages(run: &Run, pages: &mut [Done], around: &QuotePages, taken: &mut BTreeSet<OutPath>) -> Result<Quotes, Error> {
    let mut findings = Vec::new();
    let mut wanted: Vec<(HtmlPage, Place)> = Vec::new();
    for page in pages.iter_mut() {
        for made in page.made.as_mut().map(|made| std::mem::take(&mut made.quote_pages)).unwrap_or_default() {
            if taken.contains(&made.path) || (around.taken)(&made.path) {
                let message = format!("the page of a quote has no place: `{}` is taken", made.path);
                let finding =
                    Finding::error("url-clash", message, (around.place)(&page.summary)).why("its share links lead to another page");
                findings.push(finding.help("give the quote an id of its own, or `page=\"no\"`"));
                continue;
            }
            taken.insert(made.path.clone());
            wanted.push((made, (around.place)(&page.summary)));
        }
    }
    let one = |(made, at): &(HtmlPage, Place)| {
        let optimized = optimize(run, made, around.look);
        let place = |finding: &mut Finding, _: &PageFacts| finding.at = at.clone();
        Ok((judge(run, made, optimized.facts, optimized.plan, None, &place)?, optimized.html))
    };
    let made = wanted.par_iter().map(one).collect::<Vec<Result<_, Error>>>();
    Ok(Quotes { pages: made.into_iter().collect::<Result<_, _>>()?, clashes: findings })
}

/// Quote pages among all others, in path order; what they take the place of leaves the list.
pub(super) fn join(pages: &mut Vec<Done>, quotes: Vec<Done>, taken: &BTreeSet<OutPath>) {
    pages.retain(|page| !taken.contains(&page.summary.path));
    pages.extend(quotes);
    pages.sort_unstable_by(|a, b| a.summary.path.cmp(&b.summary.path));
}

/// The core knows no files; the path that it missed stands in its advice.
fn guess_file(finding: &mut Finding, run: &Run) {
    let Some(help) = finding.advice().map(str::to_owned) else { return };
    let Some(missed) = help.split('`').nth(1).map(decode) else { return };
    let near = run.paths.nearest(&missed).filter(|near| !near.ends_with('/') && !near.ends_with(".html"));
    if let Some(near) = near {
        // The author may have named it from the page's folder.
        let (folder, name) = missed.rsplit_once('/').unwrap_or(("", &missed));
        let (was, is) = match near.rsplit_once('/') {
            Some((same, other)) if same == folder => (name.to_owned(), other.to_owned()),
            _ => (missed.clone(), near.clone()),
        };
        finding.evidence_mut().remedy = Some(Remedy { safety: Safety::Unsafe, was, is });
        finding.set_advice(Some(format!("did you mean `{near}`? {help}")));
    }
}

pub(super) fn is_shareable(run: &Run, url: &str, facts: &PageFacts, hints: &Hints, noindex: bool) -> bool {
    let listed = !noindex && !hints.unlisted && matches!(facts.shape, Shape::Article | Shape::Page) && hints.kind != Some(Kind::NotFound);
    listed && !run.not_shareable.is_match(url)
}
