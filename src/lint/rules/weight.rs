//! Group `weight`: what a page makes its readers load.

use std::collections::BTreeSet;

use crate::base::Level::{Info, Warning};
use crate::base::finding::Fact;
use crate::base::{Place, Span};
use crate::lint::rule::Tier::Measured;
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::body::is_heavy;
use crate::lint::shown::{brief, bytes};
use crate::model::facts::HeadLink;
use crate::model::view::PageView;
use crate::model::weights::{Kind, Weights, kind};

pub const RULES: &[Rule] = &[Rule {
    name: "page-too-heavy",
    group: Some(Group::Weight),
    cases: &[
        case("heavy", Warning, Measured, "Lighthouse total-byte-weight: the heaviest tenth of pages"),
        case("large", Info, Measured, "measured: 1 MB takes seconds on a phone"),
    ],
    check: Check::Page(too_heavy),
    doc: include_str!("../docs/page-too-heavy.md"),
}];

/// 2,667 KiB.
const TENTH: u64 = 2_667 * 1024;
const LARGE: u64 = 1_000_000;

/// Servers send texts compressed, to a third or less.
fn sent(kind: Option<Kind>, bytes: u64) -> u64 {
    if kind == Some(Kind::Picture) { bytes } else { bytes / 3 }
}

/// Four letters for three bytes, and hardly less when compressed.
fn inlined(src: &str) -> u64 {
    src.len() as u64 / 4 * 3
}

/// What is loaded at once with the page, whatever a browser can do: of pictures with several sources
/// it takes one, of those that wait none.
fn loaded(page: &PageView) -> impl Iterator<Item = (&str, Span)> {
    let waits = |loading: &Option<String>| loading.as_deref().is_some_and(|loading| loading.eq_ignore_ascii_case("lazy"));
    let images = page.shown.images.iter().filter(move |image| !image.settled && !waits(&image.loading));
    let is_needed = |link: &&HeadLink| link.is("stylesheet") && !link.is("alternate") || link.is("modulepreload");
    let links = page.shown.links.iter().filter(is_needed);
    let scripts = page.shown.marks.scripts.iter().map(|script| (script.src.as_str(), script.span));
    images.map(|image| (image.src.as_str(), image.span)).chain(links.map(|link| (link.href.as_str(), link.span))).chain(scripts)
}

struct Part<'a> {
    name: String,
    /// A photo that has a finding of its own.
    path: Option<String>,
    /// As it is sent.
    bytes: u64,
    at: Span,
    /// It stands in the page itself.
    address: Option<&'a str>,
}

impl Part<'_> {
    fn place(&self) -> Place {
        let is_picture = |address: &&str| kind(address.split(['?', '#']).next().unwrap_or(address)) == Some(Kind::Picture);
        match self.address.filter(is_picture) {
            Some(address) => Place::Fact(Fact::Destination(address.to_owned())),
            None => Place::Html(self.at),
        }
    }
}

fn too_heavy(page: &PageView, report: &mut Reporter) {
    let (Some(files), Some(base)) = (report.ctx.around.files, report.ctx.base) else { return };
    let ceiling = report.bytes("max").unwrap_or(TENTH);
    let least = LARGE.min(ceiling);
    let is_data = |src: &str| src.starts_with("data:");
    let data: Vec<(&str, Span)> =
        page.shown.images.iter().filter(|image| is_data(&image.src)).map(|image| (image.src.as_str(), image.span)).collect();
    let in_data: usize = data.iter().map(|(src, _)| src.len()).sum();
    let html = sent(None, page.shown.bytes.saturating_sub(in_data) as u64);
    let own = html + data.iter().map(|(src, _)| inlined(src)).sum::<u64>();
    if own + most(page, &files.weights) <= least {
        return;
    }
    let mut parts: Vec<Part> = data
        .iter()
        .map(|(src, at)| Part { name: "a picture in the page".to_owned(), path: None, bytes: inlined(src), at: *at, address: None })
        .collect();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for (address, at) in loaded(page).filter(|(address, _)| !is_data(address) && files.weights.at_most(address) > 0) {
        let path = page.shown.absolute(base, address).and_then(|url| base.local_path(&url));
        let Some((path, bytes)) = path.as_deref().and_then(|path| files.weights.get(path)) else { continue };
        if told.insert(path.to_owned()) {
            let named = is_heavy(path, bytes).then(|| path.to_owned());
            parts.push(Part {
                path: named,
                name: format!("`{}`", brief(path)),
                bytes: sent(kind(path), bytes),
                at,
                address: Some(address),
            });
        }
    }
    let whole = html + parts.iter().map(|part| part.bytes).sum::<u64>();
    if whole <= least {
        return;
    }
    parts.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    let case = if whole > ceiling { "heavy" } else { "large" };
    let largest: Vec<String> = parts.iter().take(NAMED).map(|part| format!("{} ({})", part.name, bytes(part.bytes))).collect();
    let help = match largest.as_slice() {
        [] => "the text itself is that long: split it".to_owned(),
        named => format!("begin with what weighs most: {}", named.join(", ")),
    };
    // Without those photos it would be light: that was said of them.
    let photos: u64 = parts.iter().filter(|part| part.path.is_some()).map(|part| part.bytes).sum();
    let photo = parts.iter().find_map(|part| part.path.clone()).filter(|_| whole - photos <= least);
    let fact = photo.map_or(("page", "weight".to_owned()), |path| ("img", path));
    // At what weighs more than all the rest.
    let at = parts.first().filter(|part| part.bytes * 2 > whole).map_or(Place::Fact(Fact::Page), Part::place);
    let mut said = report
        .say(case, at, format!("the page loads {}", bytes(whole)))
        .fact(fact.0, fact.1)
        .why("on a phone it is slow, and readers of a share leave before they see it")
        .help(help);
    for part in parts.iter().take(NAMED) {
        said = said.related(part.place(), bytes(part.bytes));
    }
}

const NAMED: usize = 3;

/// More than this the page cannot load: nothing had to be resolved to know it.
fn most(page: &PageView, weights: &Weights) -> u64 {
    loaded(page).map(|(address, _)| weights.at_most(address)).sum()
}
