//! Footnotes: numbered by their first reference, collected at the end, with a way back from each.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::{Events, Writer};

#[derive(Default)]
pub struct Notes {
    /// Labels in the order of their first reference.
    pub order: Vec<String>,
    pub references: HashMap<String, usize>,
    /// Label → events of the definition, without its own tags.
    pub definitions: HashMap<String, Range<usize>>,
}

impl<'t> Writer<'t, '_> {
    pub(super) fn reference(&mut self, label: &str) {
        let number = match self.notes.order.iter().position(|known| known == label) {
            Some(at) => at + 1,
            None => {
                self.notes.order.push(label.to_owned());
                self.notes.order.len()
            }
        };
        let count = self.notes.references.entry(label.to_owned()).or_insert(0);
        *count += 1;
        let id = reference_id(number, *count);
        self.raw(format!("<sup class=\"footnote-ref\"><a href=\"#fn:{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"));
    }

    /// All notes that were referred to, in that order; notes may refer to further ones.
    pub(super) fn footnotes(&mut self, events: &Events<'t>) {
        let mut at = 0;
        let mut items: Vec<(Vec<Event<'t>>, String)> = Vec::new();
        let text = std::mem::take(&mut self.out);
        while let Some(label) = self.notes.order.get(at).cloned() {
            if let Some(range) = self.notes.definitions.get(&label).cloned() {
                self.run(events, range);
            }
            items.push((std::mem::take(&mut self.out), label));
            at += 1;
        }
        self.out = text;
        if items.is_empty() {
            return;
        }
        self.out.push(Event::Html("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n".into()));
        for (at, (mut note, label)) in items.into_iter().enumerate() {
            let number = at + 1;
            let count = self.notes.references[&label];
            let links: String = (1..=count)
                .map(|count| {
                    format!(
                        " <a href=\"#{}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"↩ {number}\">↩</a>",
                        reference_id(number, count)
                    )
                })
                .collect();
            let links = Event::InlineHtml(links.into());
            self.out.push(Event::Html(format!("<li id=\"fn:{number}\">\n").into()));
            match note.last() {
                Some(Event::End(TagEnd::Paragraph)) => note.insert(note.len() - 1, links),
                _ => note.push(links),
            }
            self.out.append(&mut note);
            self.out.push(Event::Html("</li>\n".into()));
        }
        self.out.push(Event::Html("</ol>\n</div>\n".into()));
    }
}

fn reference_id(number: usize, count: usize) -> String {
    if count == 1 { format!("fnref:{number}") } else { format!("fnref:{number}:{count}") }
}
