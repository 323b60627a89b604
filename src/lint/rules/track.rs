//! Group `track`: campaign parameters belong on the way in, nowhere else.

use std::collections::BTreeSet;

use crate::base::Level::{Error, Warning};
use crate::base::Place;
use crate::base::finding::{Fact, Safety};
use crate::lint::rule::Tier::{Doc, Measured};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::beside::listed;
use crate::lint::rules::leaks::json_urls;
use crate::lint::shown::{brief, known, meta_place};
use crate::model::view::{PageSummary, PageView};

pub const RULES: &[Rule] = &[
    Rule {
        name: "utm-on-internal-link",
        group: Some(Group::Track),
        cases: &[case("utm-on-internal-link", Warning, Measured, "analytics: a campaign parameter begins a new visit")],
        check: Check::Page(internal),
        doc: include_str!("../docs/utm-on-internal-link.md"),
    },
    Rule {
        name: "utm-in-canonical",
        group: Some(Group::Track),
        cases: &[case("utm-in-canonical", Error, Doc, "WhatsApp Link Previews: the undecorated URL")],
        check: Check::Both(canonical, lists),
        doc: include_str!("../docs/utm-in-canonical.md"),
    },
    Rule {
        name: "tracker-without-consent",
        group: Some(Group::Track),
        cases: &[case("tracker-without-consent", Warning, Doc, "the makers' documentation: what their scripts store and send")],
        check: Check::Page(trackers),
        doc: include_str!("../docs/tracker-without-consent.md"),
    },
];

const CLICKS: &[&str] = &["fbclid", "gclid", "mc_eid", "mc_cid"];

/// The first parameter of an address that tells where a reader came from.
pub fn tracking(address: &str) -> Option<&str> {
    let query = address.split_once('?')?.1;
    let query = query.split('#').next().unwrap_or(query);
    query.split('&').map(|pair| pair.split('=').next().unwrap_or(pair)).find(|key| key.starts_with("utm_") || CLICKS.contains(key))
}

/// The query of an address, and what is left of it without these parameters.
fn without(address: &str, gone: impl Fn(&str) -> bool) -> Option<(&str, String)> {
    let address = address.split('#').next().unwrap_or(address);
    let query = &address[address.find('?')?..];
    let stays = |pair: &&str| !gone(pair.split('=').next().unwrap_or(pair));
    let kept: Vec<&str> = query[1..].split('&').filter(stays).collect();
    Some((query, if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) }))
}

fn internal(page: &PageView, report: &mut Reporter) {
    let Some(base) = report.ctx.base else { return };
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for anchor in &page.shown.anchors {
        let Some(key) = tracking(&anchor.href).filter(|key| key.starts_with("utm_")) else { continue };
        if page.shown.absolute(base, &anchor.href).and_then(|url| base.local_path(&url)).is_none() || !told.insert(&anchor.href) {
            continue;
        }
        let said = report
            .say(
                "utm-on-internal-link",
                Place::Fact(Fact::Destination(anchor.href.clone())),
                format!("`{}` leads within the site and has `{key}`", brief(&anchor.href)),
            )
            .fact("href", anchor.href.clone())
            .why("analytics forget where the reader really came from, and count a new visit")
            .help("take the parameters out; links between pages need none");
        if let Some((was, is)) = without(&anchor.href, |key| key.starts_with("utm_")) {
            said.remedy(Safety::Safe, was, is);
        }
    }
}

fn canonical(page: &PageView, report: &mut Reporter) {
    let links = page.shown.links.iter().filter(|link| link.is("canonical")).map(|link| {
        let at = if page.hints.built { Place::Fact(Fact::Canonical) } else { Place::Html(link.value_span.unwrap_or(link.span)) };
        ("canonical", link.href.clone(), at)
    });
    let metas =
        page.shown.metas.iter().filter(|meta| meta.key == "og:url").map(|meta| ("og:url", meta.content.clone(), meta_place(page, meta)));
    let json = page.shown.json_ld.iter().flat_map(|block| {
        let mut urls = Vec::new();
        if let Ok(value) = &block.value {
            json_urls(value, &mut urls);
        }
        urls.into_iter().map(|url| ("JSON-LD", url, Place::Html(block.span)))
    });
    for (what, address, at) in links.chain(metas).chain(json) {
        if let Some(key) = tracking(&address) {
            let said = report
                .say("utm-in-canonical", at, format!("{what} has `{key}`: `{}`", brief(&address)))
                .fact(known(what), address.as_str())
                .why("the page is filed, shared and counted as one that came from that campaign")
                .help("write the address without parameters");
            if let Some((was, is)) = without(&address, |key| tracking(&format!("?{key}")).is_some()) {
                said.remedy(Safety::Safe, was, is);
            }
            // One template writes all of them.
            return;
        }
    }
}

fn lists(_: &[PageSummary], report: &mut Reporter) {
    let Some(files) = report.ctx.around.files else { return };
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (what, address, source, span) in listed(files).filter(|(what, ..)| *what != "a feed's link") {
        let Some(key) = tracking(address).filter(|_| told.insert(what)) else { continue };
        report
            .say("utm-in-canonical", Place::Spot(source.spot(span)), format!("{what} has `{key}`: `{}`", brief(address)))
            .fact("list", address)
            .why("an address there is what a page is known by, and must not change with a campaign")
            .help("write the address without parameters");
    }
}

/// We give no legal advice: whether somebody has to be asked depends on where readers are.
fn trackers(page: &PageView, report: &mut Reporter) {
    for (name, span) in &page.shown.marks.trackers {
        report
            .say("tracker-without-consent", Place::Html(*span), format!("{name} counts every reader, before anyone was asked"))
            .fact("tracker", *name)
            .why("it stores and sends who reads the page; many readers must be asked first, and many browsers block it")
            .help("load it when the reader agrees, or count without cookies");
    }
}
