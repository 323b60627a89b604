//! Running text: addresses in it become links, raw HTML is kept, and the summary is cut from it.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::{Destination, Events, Writer};
use crate::base::html::unescape;
use crate::site::autolink;

impl<'t> Writer<'t, '_> {
    pub(super) fn html(&mut self, html: &CowStr<'t>, event: &Event<'t>, range: &Range<usize>) {
        if matches!(event, Event::InlineHtml(_)) {
            let tag = html.get(..3).map(str::to_ascii_lowercase).unwrap_or_default();
            if tag == "<a " || tag == "<a>" {
                self.raw_link += 1;
            } else if tag == "</a" {
                self.raw_link = self.raw_link.saturating_sub(1);
            }
        }
        let is_more = matches!(html.trim(), "<!-- more -->" | "<!--more-->" | "<!-- more-->" | "<!--more -->");
        if is_more && self.body.summary.is_none() && !self.is_apart(range) {
            self.cut_summary();
        }
        if !is_more {
            self.out.push(event.clone());
        }
    }

    /// The text so far, without ids: in a list of posts they would stand twice.
    pub(super) fn cut_summary(&mut self) {
        if !self.open.iter().all(|end| matches!(end, TagEnd::Paragraph | TagEnd::HtmlBlock)) {
            return;
        }
        let kept =
            self.out.iter().filter(|event| !matches!(event, Event::InlineHtml(html) if html.starts_with("<sup class=\"footnote"))).cloned();
        let plain = kept.map(|event| match event {
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => Event::Start(Tag::Heading { level, id: None, classes, attrs }),
            event => event,
        });
        let closing: Vec<_> = self.open.iter().rev().map(|end| Event::End(*end)).collect();
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, plain.chain(closing));
        let html = html.trim();
        if !html.is_empty() {
            self.body.summary = Some(html.to_owned());
        }
    }

    /// A run of text events; addresses in it become links.
    pub(super) fn text_run(&mut self, events: &Events<'t>, at: usize) -> usize {
        let mut end = at;
        while let Some((Event::Text(words), range)) = events.get(end) {
            if end > at && events[end - 1].1.end != range.start {
                break;
            }
            self.prose.push_str(words);
            end += 1;
        }
        let whole = events[at].1.start..events[end - 1].1.end;
        let in_link = self.raw_link > 0 || self.open.iter().any(|open| matches!(open, TagEnd::Link));
        let mut from = whole.start;
        while !in_link && let Some(found) = autolink::find(&self.text[from..whole.end]) {
            let url = from + found.start..from + found.end;
            self.plain(&events[at..end], from..url.start);
            let written = unescape(&self.text[url.clone()]).into_owned();
            let href = if written.starts_with("www.") { format!("https://{written}") } else { written.clone() };
            self.body.destinations.push(Destination { written: href.clone(), href: href.clone(), link: url.clone(), range: url.clone() });
            let dest_url = CowStr::from(href);
            self.out.push(Event::Start(Tag::Link { link_type: LinkType::Autolink, dest_url, title: "".into(), id: "".into() }));
            self.out.push(Event::Text(written.into()));
            self.out.push(Event::End(TagEnd::Link));
            from = url.end;
        }
        self.plain(&events[at..end], from..whole.end);
        end
    }

    /// The text events of `run` that lie in `range`, cut at its edges.
    pub(super) fn plain(&mut self, run: &Events<'t>, range: Range<usize>) {
        for (event, at) in run {
            let Event::Text(words) = event else { continue };
            let start = at.start.max(range.start);
            let end = at.end.min(range.end);
            if start >= end {
                continue;
            }
            if (start, end) == (at.start, at.end) {
                self.out.push(Event::Text(words.clone()));
            } else {
                self.out.push(Event::Text(CowStr::Borrowed(&self.text[start..end])));
            }
        }
    }
}

/// Two hyphens right before a word and behind a blank are no dash but an option: `--watch`.
pub(super) fn is_option(text: &str, range: &Range<usize>) -> bool {
    let around = text.as_bytes();
    &text[range.clone()] == "--"
        && around.get(range.end).is_some_and(u8::is_ascii_alphabetic)
        && around[..range.start].last().is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'(' | b'[' | b'"' | b'\''))
}
