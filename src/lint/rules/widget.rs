//! Group `share`: links to share the page that nobody ever gave an address.

use std::collections::BTreeSet;

use crate::base::Level::Warning;
use crate::base::{Place, Span};
use crate::lint::rule::Tier::Own;
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::brief;
use crate::model::facts::{Anchor, Heading};
use crate::model::platform::{PLATFORMS, share_link};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[Rule {
    name: "share-widget-empty",
    group: Some(Group::Share),
    cases: &[case("share-widget-empty", Warning, Own, "the page itself")],
    check: Check::Page(empty),
    doc: include_str!("../docs/share-widget-empty.md"),
}];

/// Whole headings above links to share, in six languages.
#[rustfmt::skip] // a language a line
const HEADINGS: &[&str] = &[
    "share", "share this", "share this post", "share this article", "share this page", "share this story", "share on", "share with friends", "spread the word",
    "teilen", "beitrag teilen", "artikel teilen", "diesen beitrag teilen", "diesen artikel teilen",
    "partager", "partager cet article",
    "compartir", "compartir este artículo",
    "condividi", "condividi questo articolo",
    "delen", "deel dit artikel",
];

/// Names that networks have, or had, besides those of the platform table.
const OTHER_NAMES: &[&str] = &["twitter", "tweet", "e-mail", "mail", "google+"];

/// A dead link, and what it is called.
struct Dead<'a> {
    name: &'a str,
    span: Span,
}

fn empty(page: &PageView, report: &mut Reporter) {
    let marks = &page.shown.marks;
    if marks.placeholders.is_empty() || page.shown.has_share_nav || !marks.buttons.is_empty() {
        return;
    }
    let placeholders: BTreeSet<u32> = marks.placeholders.iter().map(|span| span.start).collect();
    let is_dead = |anchor: &Anchor| placeholders.contains(&anchor.span.start);
    let named = || page.shown.anchors.iter().zip(&marks.link_names);
    let dead: Vec<Dead> =
        named().filter(|(anchor, _)| is_dead(anchor)).map(|(anchor, name)| Dead { name: name.trim(), span: anchor.span }).collect();
    // One that works is enough: the others may be what somebody writes about.
    if dead.is_empty() || page.shown.anchors.iter().any(|anchor| share_link(&anchor.href).is_some()) {
        return;
    }
    let below = page.shown.headings.iter().find_map(|heading| below(heading, page, &dead));
    let Some(found) = below.or_else(|| list(&dead)) else { return };
    let mut names: Vec<String> = found.iter().take(3).map(|dead| format!("“{}”", brief(dead.name))).collect();
    names.dedup();
    report
        .say("share-widget-empty", Place::Html(found[0].span), format!("no link to share the page leads anywhere: {}", names.join(", ")))
        .fact("share", "empty")
        .why("who wants to share the page presses them, and nothing happens")
        .help("put `<div data-smo=\"share\"></div>` there and run `smo-build optimize`, or take them away");
}

/// Dead links that are all there is to follow below a heading that offers to share.
fn below<'d, 'a>(heading: &Heading, page: &PageView, dead: &'d [Dead<'a>]) -> Option<Vec<&'d Dead<'a>>> {
    let words = heading.text.trim().trim_end_matches([':', '!', '…', '.']).to_lowercase();
    if !HEADINGS.contains(&words.as_str()) {
        return None;
    }
    let from = heading.span.end;
    let next = page.shown.headings.iter().map(|heading| heading.span.start).filter(|start| *start > from).min();
    let article = page.shown.article.filter(|article| article.inner.range().contains(&(from as usize))).map(|article| article.inner.end);
    let to = [next, article].into_iter().flatten().min().unwrap_or(u32::MAX);
    let is_here = |span: &Span| (from..to).contains(&span.start);
    let found: Vec<&Dead> = dead.iter().filter(|dead| is_here(&dead.span)).collect();
    let links = page.shown.anchors.iter().filter(|anchor| is_here(&anchor.span)).count();
    (!found.is_empty() && links == found.len()).then_some(found)
}

/// Dead links that are called after two networks at least.
fn list<'d, 'a>(dead: &'d [Dead<'a>]) -> Option<Vec<&'d Dead<'a>>> {
    let found: Vec<(&Dead, &str)> = dead.iter().filter_map(|dead| Some((dead, network(dead.name)?))).collect();
    let networks: BTreeSet<&str> = found.iter().map(|(_, network)| *network).collect();
    (networks.len() > 1).then(|| found.into_iter().map(|(dead, _)| dead).collect())
}

/// `Facebook`, `Share on Facebook`, `Tweet this`: the network.
fn network(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let bare = ["share on ", "share to ", "share via ", "share with ", "post to ", "post on ", "pin on ", "auf "]
        .iter()
        .find_map(|start| lower.strip_prefix(start));
    let bare = bare.unwrap_or(&lower).trim();
    let bare = bare.strip_suffix(" this").or_else(|| bare.strip_suffix(" teilen")).unwrap_or(bare);
    let labels = PLATFORMS.iter().map(|platform| platform.label).chain(OTHER_NAMES.iter().copied());
    labels.into_iter().find(|label| label.to_lowercase() == bare)
}
