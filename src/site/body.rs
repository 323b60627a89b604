//! The body of one file as HTML: components and fences out of the way, Markdown rendered, every
//! place led back to the bytes that the author wrote.

use std::ops::Range;

use super::discover::Flavour;
use super::markdown::{self, Around, Body, Target, Trouble};
use super::page::Draft;
use super::post::Surroundings;
use super::{allow, directive, mdx};
use crate::base::finding::Safety;
use crate::base::{Finding, Place, Source, html, text};

/// A body, and what only the whole site or its theme can judge.
#[derive(Default)]
pub struct Rendered {
    pub body: Body,
    /// Directives that only a theme may know.
    pub unknown: Vec<(String, Finding)>,
    pub components: Vec<mdx::Component>,
}

/// `lang` is the language of the page: words of the interface stand in its text.
pub fn of_markdown(draft: &mut Draft, around: &Surroundings, size: &dyn Fn(&Target) -> Option<(u32, u32)>, lang: &str) -> Rendered {
    let mut findings = Vec::new();
    let base = draft.body;
    let (stripped, stripping, components) = match draft.file.flavour {
        Flavour::Mdx => {
            let (text, offsets, components) = mdx::strip(&draft.source, base);
            (Some(text), Some(offsets), components)
        }
        _ => (None, None, Vec::new()),
    };
    let text = stripped.as_deref().unwrap_or(&draft.source.text[base..]);
    let to_file = |at: usize| stripping.as_ref().map_or(at, |offsets| offsets.back(at)) + base;
    let fenced = directive::replace(text, &draft.source, &to_file, &mut findings);
    let back = |range: &Range<usize>| to_file(fenced.offsets.back(range.start))..to_file(fenced.offsets.back(range.end));
    let resolve = |dest: &str| around.links.resolve(draft.folder(), dest);
    let word = |key: &str| (around.words)(lang, key);
    let inside = Around { smart: around.settings.markdown.smart, toc: draft.front.toc, resolve: &resolve, size, word: &word };
    let mut body = markdown::render(&fenced.text, &fenced.ranges, &inside);
    for trouble in std::mem::take(&mut body.troubles) {
        findings.push(told(trouble, &draft.source, &back));
    }
    body.destinations.iter_mut().for_each(|one| (one.range, one.link) = (back(&one.range), back(&one.link)));
    draft.findings.append(&mut findings);
    draft.findings.extend(allow::misspelt(&draft.source, base));
    Rendered { body, unknown: fenced.unknown, components }
}

fn told(trouble: Trouble, source: &Source, back: &dyn Fn(&Range<usize>) -> Range<usize>) -> Finding {
    match trouble {
        Trouble::Broken { written, why, near, range } => {
            let place = Place::Spot(source.spot(back(&range).into()));
            let finding = Finding::error("broken-internal-link", format!("`{written}` leads nowhere: {why}"), place)
                .why("readers who follow it get an error page");
            match near {
                Some(near) => finding.help(format!("did you mean `{near}`?")).remedy(Safety::Unsafe, written, near),
                None => finding,
            }
        }
        Trouble::HeadingId { id, range } => {
            let place = Place::Spot(source.spot(back(&range).into()));
            Finding::warning("heading-id-clash", format!("the id `{id}` is taken by another heading"), place)
                .why("links to it reach the first one; this heading gets an id of its own")
                .help("give each heading its own `{#id}`")
        }
    }
}

/// HTML is kept as it is; only what others want to know is read from it.
pub fn of_html(draft: &Draft) -> Rendered {
    let html = draft.source.text[draft.body..].replace("\r\n", "\n");
    let paragraph = html.match_indices("<p").find_map(|(at, _)| {
        let rest = &html[at..];
        let text = html::plain(&rest[..rest.find("</p").unwrap_or(rest.len())]);
        (text.chars().count() >= 40).then_some(text)
    });
    let words = text::words(&html::plain(&html));
    Rendered { body: Body { html, paragraph, words, ..Body::default() }, ..Rendered::default() }
}
