//! Quotes: plain ones, those that are marked for sharing, and alerts.

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::{Events, Writer, matching_end};
use crate::site::directive::{Attributes, quote_mark};

impl<'t> Writer<'t, '_> {
    /// `> [!quote] {by="…"}` marks a quote; the marking line itself falls out.
    pub(super) fn quote(&mut self, events: &Events<'t>, at: usize) -> usize {
        let inside = &self.text[events[at].1.clone()];
        let skipped = inside.len() - inside.trim_start_matches(['>', ' ']).len();
        let Some((attributes, len)) = quote_mark(&inside[skipped..]) else {
            self.push(Tag::BlockQuote(None));
            return at + 1;
        };
        self.out.push(Event::Html(format!("<blockquote data-smo=\"quote\"{}>\n", Attributes::html(&attributes)).into()));
        self.open.push(TagEnd::BlockQuote(None));
        let mark_end = events[at].1.start + skipped + len;
        let end = matching_end(events, at);
        let mut next = at + 1;
        let in_paragraph = matches!(events[next].0, Event::Start(Tag::Paragraph));
        if in_paragraph {
            next += 1;
        }
        while next < end
            && (events[next].1.start < mark_end || (events[next].1.start == mark_end && matches!(events[next].0, Event::SoftBreak)))
        {
            if in_paragraph && matches!(events[next].0, Event::End(TagEnd::Paragraph)) {
                return next + 1;
            }
            next += 1;
        }
        if in_paragraph {
            if matches!(events[next].0, Event::End(TagEnd::Paragraph)) {
                return next + 1;
            }
            self.push(Tag::Paragraph);
        }
        next
    }
}

pub(super) fn alert(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}
