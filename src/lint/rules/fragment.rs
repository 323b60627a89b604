//! Group `link`, places in pages: does what follows the `#` exist where the link leads?
//!
//! Those in the page itself are judged with it. The others wait in its trace until all pages are read.

use std::collections::BTreeSet;

use globset::GlobSet;

use crate::base::Level::Warning;
use crate::base::finding::Fact;
use crate::base::{BaseUrl, Place, url};
use crate::lint::rule::Tier::Own;
use crate::lint::rule::{Check, Context, Group, Reporter, Rule, case};
use crate::lint::rules::leaks::is_rel;
use crate::lint::shown::{brief, globs};
use crate::model::view::{Fragment, Leads, PageSummary, PageView, Trace};

pub const RULES: &[Rule] = &[Rule {
    name: "broken-fragment",
    group: Some(Group::Link),
    cases: &[case("broken-fragment", Warning, Own, "the page it leads to")],
    check: Check::Both(own, others),
    doc: include_str!("../docs/broken-fragment.md"),
}];

/// So many places in other pages are followed from one page; an index of everything names more.
const MOST: usize = 512;
/// Each looks at every place of the page.
const GUESSES: usize = 64;
const WHY: &str = "readers land at the top of the page and look for what was promised";

/// What follows the `#`, if it names a place: `#top`, text fragments and the routes of scripts do not.
fn place_of(href: &str) -> Option<&str> {
    let (_, id) = href.split_once('#')?;
    let id = id.split(":~:").next().unwrap_or(id);
    let is_other = id.is_empty() || id.eq_ignore_ascii_case("top") || id.starts_with(['!', '/', '?']);
    (!is_other).then_some(id)
}

/// The first line of `72-74` or `L72-L74`: scripts of source views mark all of them, and that one is a place.
fn first_line(id: &str) -> Option<&str> {
    let (first, last) = id.split_once('-')?;
    let is_line = |text: &str| {
        let number = text.strip_prefix('L').unwrap_or(text);
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    };
    (is_line(first) && is_line(last)).then_some(first)
}

fn ids(page: &PageView) -> BTreeSet<&str> {
    page.shown.ids.iter().chain(&page.shown.marks.names).map(String::as_str).collect()
}

/// Option `trust`: globs of ids that scripts make, `#app-*`.
fn trusted(written: &[String]) -> GlobSet {
    globs(&written.iter().map(|glob| glob.trim_start_matches('#').to_owned()).collect::<Vec<_>>())
}

fn trusts(trusted: &GlobSet, id: &str) -> bool {
    !trusted.is_empty() && (trusted.is_match(id) || trusted.is_match(url::decode(id).as_str()))
}

fn own(page: &PageView, report: &mut Reporter) {
    let mut known: Option<BTreeSet<&str>> = None;
    let mut trust: Option<GlobSet> = None;
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut guesses = GUESSES;
    for anchor in page.shown.anchors.iter().filter(|anchor| anchor.href.starts_with('#')) {
        let Some(id) = place_of(&anchor.href).filter(|id| told.insert(id)) else { continue };
        let known = known.get_or_insert_with(|| ids(page));
        let is_there = known.contains(id) || known.contains(url::decode(id).as_str());
        if !is_there && !first_line(id).is_some_and(|line| known.contains(line)) {
            if trusts(trust.get_or_insert_with(|| trusted(&report.texts("trust"))), id) {
                continue;
            }
            let near = if guesses > 0 { crate::base::nearest::nearest(id, known.iter().copied()) } else { None };
            guesses = guesses.saturating_sub(1);
            let said = report
                .say(
                    "broken-fragment",
                    Place::Fact(Fact::Destination(anchor.href.clone())),
                    format!("`#{}` is no place in this page", brief(id)),
                )
                .fact("href", format!("#{id}"))
                .why(WHY);
            match near {
                Some(near) => said.help(format!("did you mean `#{near}`?")),
                None => said.help("name the id of a heading, or give the element this id"),
            };
        }
    }
}

fn others(pages: &[PageSummary], report: &mut Reporter) {
    let page_at = |path: &str| Some(&pages[pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok()?]);
    for page in pages {
        let mut trust: Option<GlobSet> = None;
        for fragment in page.trace.iter().flat_map(Trace::fragments) {
            let bare = fragment.path.trim_matches('/');
            let spellings = [bare.to_owned(), format!("{bare}/index.html").trim_start_matches('/').to_owned(), format!("{bare}.html")];
            let target = spellings.iter().find_map(|path| page_at(path));
            // A page that was passed through has no trace, and files have no places.
            let Some(trace) = target.and_then(|target| target.trace.as_ref()) else { continue };
            let has = |id: &str| trace.ids.binary_search(&Trace::mark(id)).is_ok();
            let is_there = has(&fragment.id) || first_line(&fragment.id).is_some_and(has);
            if !is_there && !trusts(trust.get_or_insert_with(|| trusted(&report.texts_on(page, "trust"))), &fragment.id) {
                let message = format!("`{}` has no place `#{}`", brief(&fragment.path), brief(&fragment.id));
                report
                    .say("broken-fragment", fragment.at.clone(), message)
                    .fact("href", format!("{}#{}", fragment.path, fragment.id))
                    .about(page)
                    .why(WHY)
                    .help("a heading there may have been renamed: name its new id");
            }
        }
    }
}

/// What other pages ask about this one, and it about them.
pub fn trace(page: &PageView, ctx: &Context) -> Option<Trace> {
    if !page.shown.shape.is_document() {
        return None;
    }
    let mut ids: Vec<u32> = ids(page).into_iter().map(Trace::mark).collect();
    ids.sort_unstable();
    let nowhere = BaseUrl::parse("https://site.invalid").expect("an absolute http(s) URL");
    let base = ctx.base.unwrap_or(&nowhere);
    let mut fragments: Vec<Fragment> = Vec::new();
    let mut seen: BTreeSet<(Box<str>, Box<str>)> = BTreeSet::new();
    let resolver = base.resolver(&page.url);
    let leads_on = page.shown.anchors.iter().filter(|anchor| !anchor.href.starts_with('#') && anchor.href.contains('#'));
    for anchor in leads_on {
        let Some(id) = place_of(&anchor.href).filter(|_| fragments.len() < MOST) else { continue };
        if base.is_elsewhere(&anchor.href) {
            continue;
        }
        let path = resolver.as_ref().and_then(|resolver| resolver.local(&anchor.href));
        let Some(path) = path else { continue };
        let (path, id) = (path.into_boxed_str(), url::decode(id).into_boxed_str());
        if seen.insert((path.clone(), id.clone())) {
            fragments.push(Fragment { path, id, at: Place::Fact(Fact::Destination(anchor.href.clone())) });
        }
    }
    let translation = |href: &String| Some(Trace::mark(base.resolve(&page.url, href)?.trim_end_matches('/')));
    let translations: Box<[u32]> = page.shown.marks.alternates.iter().filter_map(|alternate| translation(&alternate.href)).collect();
    fragments.shrink_to_fit();
    let leads = (!fragments.is_empty() || !translations.is_empty()).then(|| Box::new(Leads { fragments, translations }));
    Some(Trace { ids: ids.into(), leads })
}

/// Has the page a link to a feed in its head?
pub fn offers_feed(page: &PageView) -> bool {
    page.shown.links.iter().any(|link| {
        is_rel(&link.rel, "alternate")
            && link.kind.as_deref().is_some_and(|kind| ["rss", "atom", "feed+json"].iter().any(|word| kind.contains(word)))
    })
}
