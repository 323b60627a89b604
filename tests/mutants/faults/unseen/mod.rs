//! A second set of faults, written by somebody who had not read a rule: only what the rules are asked for was known.
//!
//! What lint says of them is counted apart, because it says more of faults that nobody had in mind.

mod beside;
mod body;
mod head;
mod share;
mod source;
mod words;

use super::{Operator, op};
use crate::mutants::page::{Page, Planted, Tag};
use crate::mutants::site::{Rng, Site};

pub const GROUPS: &[(&str, &[Operator])] = &[
    ("unseen: head", head::OPERATORS),
    ("unseen: words", words::OPERATORS),
    ("unseen: text of the page", body::OPERATORS),
    ("unseen: share links and widgets", share::OPERATORS),
    ("unseen: beside the pages", beside::OPERATORS),
    ("unseen: our own sources", source::OPERATORS),
];

/// A block more between two paragraphs.
fn written(site: &mut Site, rng: &mut Rng, html: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let at = page.in_text(rng, html)?;
    page.done(at)
}

/// A sentence more in a paragraph; `{home}` is where the site begins.
fn said(site: &mut Site, rng: &mut Rng, html: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let home = page.site.url_path("index.html");
    let at = page.in_sentence(rng, &html.replace("{home}", &home))?;
    page.done(at)
}

fn in_head(site: &mut Site, rng: &mut Rng, html: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let at = page.in_head(html)?;
    page.done(at)
}

/// Another value of a meta tag that the page has.
fn meta(site: &mut Site, rng: &mut Rng, key: &str, new: impl Fn(&str) -> String) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let old = page.content(key)?;
    let at = page.set_meta(key, &new(&old))?;
    page.done(at)
}

/// Another title in the tags of both vocabularies.
fn titled(site: &mut Site, rng: &mut Rng, new: impl Fn(&str) -> String) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let new = new(&page.title()?);
    page.set_if_there("twitter:title", &new);
    page.set_meta("og:title", &new)?;
    let at = page.spans(&["og:title", "twitter:title"]);
    page.done_all(at)
}

/// The address of the preview picture, wherever the head says it.
fn pictured(site: &mut Site, rng: &mut Rng, new: impl Fn(&str) -> String) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let new = new(&page.content("og:image")?);
    page.set_if_there("twitter:image", &new);
    page.set_meta("og:image", &new)?;
    let at = page.spans(&["og:image", "twitter:image"]);
    page.done_all(at)
}

/// Another picture of a post, in the words of its head.
fn drawn(site: &mut Site, rng: &mut Rng, file: &str, width: u32, height: u32, bytes: &[u8]) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let at = page.show(file, width, height, bytes)?;
    page.done_all(at)
}

/// One of the tags of the text, with another value of an attribute.
fn changed(
    site: &mut Site,
    rng: &mut Rng,
    name: &str,
    is_it: impl Fn(&Tag) -> bool,
    attr: &str,
    new: impl Fn(&Page<'_>, &str) -> Option<String>,
) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let tag = page.any(rng, |tag| tag.name == name && is_it(tag))?;
    let new = new(&page, tag.value(attr)?)?;
    let at = page.set_attr(&tag, attr, &new)?;
    page.done(at)
}
