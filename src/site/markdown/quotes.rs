//! Quotes: plain ones, those that are marked for sharing, and alerts.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::{Events, Writer, matching_end};
use crate::site::directive::{Attributes, quote_mark};

impl<'t> Writer<'t, '_> {
    /// `> [!quote] {by="…"}` marks a quote; the marking line itself falls out.
    pub(super) fn quote(&mut self, events: &Events<'t>, at: usize) -> usize {
        let inside = &self.text[events[at].1.clone()];
        let skipped = inside.len() - inside.trim_start_matches(['>', ' ']).len();
        let Some((mut attributes, len)) = quote_mark(&inside[skipped..]) else {
            self.push(Tag::BlockQuote(None));
            return at + 1;
        };
        if attributes.pairs.iter().all(|(key, _)| key != "by")
            && let Some((by, gone)) = said_by(self.text, events, at, events[at].1.start + skipped + len)
        {
            attributes.pairs.push(("by".to_owned(), by));
            self.left_out.push(gone);
        }
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

/// The last line of a quote that names who said it, `— Ada`, and the events that it is made of.
fn said_by(text: &str, events: &Events, at: usize, words_start: usize) -> Option<(String, Range<usize>)> {
    const MAX: usize = 80;
    let end = matching_end(events, at);
    let inside = text[..events[at].1.end].trim_end_matches(['>', ' ', '\t', '\n', '\r']);
    let line_start = inside.rfind('\n')? + 1;
    let line = inside[line_start..].trim_start_matches(['>', ' ', '\t']);
    let start = inside.len() - line.len();
    let name = line.strip_prefix(['—', '–', '―']).or_else(|| line.strip_prefix("--").map(|rest| rest.strip_prefix('-').unwrap_or(rest)))?;
    let names = name.trim_start().starts_with(char::is_alphanumeric) || name.trim_start().starts_with(['*', '_', '[']);
    if start < words_start || !names || line.chars().count() > MAX {
        return None;
    }
    // A paragraph of the quote itself, not of a list in it.
    let is_last = matches!(events.get(end.checked_sub(1)?)?.0, Event::End(TagEnd::Paragraph));
    let opened = (at + 1..end).rev().find(|at| matches!(events[*at].0, Event::Start(Tag::Paragraph)))?;
    if !is_last || matching_end(events, opened) != end - 1 {
        return None;
    }
    let first = (opened + 1..end - 1).find(|at| events[*at].1.start >= start)?;
    let is_whole = first == opened + 1;
    let gone = if is_whole {
        opened..end
    } else if matches!(events[first - 1].0, Event::SoftBreak | Event::HardBreak) {
        first - 1..end - 1
    } else {
        return None;
    };
    // The mark stands there as well; a quote needs words of its own.
    let has_words = events[at + 1..gone.start].iter().any(|(event, range)| {
        range.start >= words_start && matches!(event, Event::Text(_) | Event::Code(_) | Event::Html(_) | Event::InlineHtml(_))
    });
    // Emphasis that began in the line before would stay open.
    let ends = events[first..end - 1].iter().fold(0i32, |open, (event, _)| match event {
        Event::Start(_) => open + 1,
        Event::End(_) => open - 1,
        _ => open,
    });
    let mut by = String::new();
    for (event, _) in &events[first..end - 1] {
        if let Event::Text(text) | Event::Code(text) = event {
            by.push_str(text);
        }
    }
    let by = by.trim_start_matches(|c: char| matches!(c, '-' | '–' | '—' | '―') || c.is_whitespace()).trim_end();
    (has_words && ends == 0 && !by.is_empty()).then(|| (by.to_owned(), gone))
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
