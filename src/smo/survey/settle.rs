//! Byte ranges become facts, once all ends are known.

use lol_html::AsciiCompatibleEncoding;

use super::foreign::leaves_no_trace;
use super::passages::passages;
use super::unclosed::unclosed;
use super::{Open, ScriptKind, State};
use crate::base::html::{count_words, end_tag_at, plain, tag_end, tag_name, unescape};
use crate::base::text::tame;
use crate::base::{Finding, Place, Span};
use crate::model::facts::*;
use crate::model::page::Hints;
use crate::smo::island::island;
use crate::smo::selectors::Selectors;

/// A page that sends readers on and has fewer words is nothing else.
const FEW_WORDS: usize = 60;

impl State {
    /// Turns byte ranges into facts once all ends are known.
    pub(super) fn settle(&mut self, html: &[u8], ascii: AsciiCompatibleEncoding, hints: &Hints, selectors: &Selectors) {
        let encoding: &'static encoding_rs::Encoding = ascii.into();
        let raw = |start: u32, end: u32| -> String {
            let slice = html.get(start as usize..end as usize).unwrap_or_default();
            encoding.decode_without_bom_handling(slice).0.into_owned()
        };
        let end_of = |open: &Open| open.inner_end.unwrap_or(html.len() as u32);
        let facts = &mut self.facts;
        if let Some(title) = self.title.filter(|title| title.end.is_some()) {
            let written = raw(title.inner_start, end_of(&title));
            let value = crate::base::html::fold_space(&unescape(&written));
            facts.title_in_lines = written.contains(['\n', '\r']);
            facts.title_start = title.start;
            facts.title = Some(Text { value, span: Span::new(title.inner_start as usize, end_of(&title) as usize) });
        }
        if self.title_can_anchor {
            let title = self.title.and_then(|title| Some(Span { start: title.start, end: title.end? }));
            self.anchor = self.anchor.into_iter().chain(title).max_by_key(|span| span.start);
        }
        for (level, open, in_article) in &self.heading_ranges {
            let span = Span::new(open.inner_start as usize, end_of(open) as usize);
            facts.headings.push(Heading { level: *level, text: plain(&raw(span.start, span.end)), span, in_article: *in_article });
        }
        let first_paragraph = self.first_paragraph(&raw, html.len());
        let facts = &mut self.facts;
        facts.first_paragraph = first_paragraph;
        for (kind, open) in &self.scripts {
            let text = raw(open.inner_start, end_of(open));
            let span = Span::new(open.inner_start as usize, end_of(open) as usize);
            match kind {
                ScriptKind::JsonLd => facts.json_ld.push(json_ld(&text, span)),
                ScriptKind::Island => island(&text, span, facts),
            }
        }
        if self.too_many {
            self.mounts.clear();
        }
        self.keep_from_drawings(html);
        self.drop_selected();
        let silent = self.silent_places();
        let facts = &mut self.facts;
        for (mut mount, open) in std::mem::take(&mut self.mounts) {
            let inner = Span::new(open.inner_start as usize, end_of(&open).max(open.inner_start) as usize);
            mount.element = Element { start: open.start, inner, end: open.end };
            let within = self.parser_state.partition_point(|held| held.start < inner.start);
            let held = self.parser_state[within..].iter().take_while(|held| held.start < inner.end);
            mount.holds_parser_state = held.into_iter().any(|held| held.end.is_none_or(|end| end > inner.end));
            if open.end.is_some() {
                mount.body_html = raw(inner.start, inner.end);
                mount.holds_parser_state |= !leaves_no_trace(&mount.body_html);
                mount.body_text = tame(&plain(&spoken(inner, &silent, &raw))).into_owned();
                if mount.name == "quote" {
                    attribute_to(&mut mount, inner, &self.attributions, &silent, &raw);
                }
                if mount.selected {
                    mount.open_tag = raw(open.start, open.inner_start);
                }
            }
            facts.mounts.push(mount);
        }
        decoded_places(&mut facts.mounts, html, &raw);
        let wanted = facts.hints(hints).quotes.as_ref().is_some_and(|quotes| !quotes.is_empty());
        if wanted || facts.mounts.iter().any(|mount| mount.name == "quote" && mount.attrs.iter().any(|(key, _)| key == "pull")) {
            facts.passages = passages(html, ascii, &facts.mounts);
        }
        let holder = if facts.articles == 1 { self.article } else { None }.or(self.main);
        facts.article = holder.map(|open| Element {
            start: open.start,
            inner: Span::new(open.inner_start as usize, end_of(&open) as usize),
            end: open.end,
        });
        self.head.between(html, html.len());
        let ended = self.head.ended.map(|at| at as u32);
        facts.head = match (self.anchor, self.head_tag, self.html_tag, self.first_element) {
            (Some(own), ..) => HeadAnchor::After(own),
            (None, Some(head), ..) => HeadAnchor::Into(head),
            (None, None, Some(html), first) if first.is_none_or(|first| html.start < first) => HeadAnchor::Into(html),
            (None, None, _, Some(first)) if ended.is_none_or(|ended| first < ended) => HeadAnchor::Before(first),
            (None, None, ..) => ended.map_or(HeadAnchor::None, HeadAnchor::At),
        };
        facts.head_indent = match facts.head {
            HeadAnchor::After(span) | HeadAnchor::Into(span) => indent(html, span.start as usize),
            HeadAnchor::Before(at) | HeadAnchor::At(at) => indent(html, at as usize),
            HeadAnchor::None => None,
        };
        self.settle_fringe(html, &raw);
        self.settle_marks(html, &raw, &selectors.seeker, &selectors.signs);
        for meta in self.facts.metas.iter_mut().filter(|meta| meta.key.starts_with("og:image")) {
            meta.indent = indent(html, meta.span.start as usize);
        }
        let body = self.facts.article.map_or(Span::new(0, html.len()), |article| article.inner);
        let words = || hints.words.unwrap_or_else(|| count_words(&raw(body.start, body.end)));
        let is_redirect = self.refresh && words() < FEW_WORDS;
        self.facts.shape = if is_redirect { Shape::Redirect } else { self.shape(hints) };
        // Reading them again is a tenth of the survey.
        if self.may_be_article(hints) {
            self.facts.words = words();
        }
    }

    /// Does anything say that it is an article, whatever else says of it?
    fn may_be_article(&self, hints: &Hints) -> bool {
        let facts = &self.facts;
        let told = || facts.island.iter().chain([hints]).any(|hints| hints.is_article() == Some(true));
        facts.shape == Shape::Article || told() || crate::smo::json_ld::has_article(facts)
    }

    pub(super) fn say_unclosed(&mut self, html: &[u8]) {
        // A comment may take in all of it.
        let is_lost =
            || html.trim_ascii_start().starts_with(b"<!--") && (end_tag_at(html, b"html").is_some() || end_tag_at(html, b"body").is_some());
        // In a drawing text is read in other ways.
        if self.drawings_open.is_empty() && (self.facts.shape.is_document() || self.first_element.is_none() && is_lost()) {
            let ended = self.head.ended.into_iter().chain(self.head.closed).chain(self.body_start.map(|at| at as usize)).min();
            let is_in_head = |at: usize| ended.is_none_or(|ended| at <= ended);
            self.facts.findings.extend(unclosed(html, self.last_tag, is_in_head));
        }
    }

    /// Whatever we put into a page holds drawings, whose ends would end one that was left open, and the rest of the page
    /// would be read in another way.
    fn keep_from_drawings(&mut self, html: &[u8]) {
        let Some(open) = self.drawings_open.first() else { return };
        self.facts.holds_open_drawing = true;
        // Behind it nothing was looked for.
        let asks_behind = || memchr::memmem::find(&html[open.start as usize..], b" data-smo=").is_some();
        if self.mounts.iter().any(|(mount, _)| !mount.selected) || asks_behind() {
            let at = Place::Html(Span::new(open.start as usize, open.inner_start as usize));
            let finding = Finding::warning("block-input", "a drawing or a formula is never closed", at);
            let help = "close it with `</svg>` or `</math>`, also where the tag ends in `/>`";
            self.facts.findings.push(finding.why("the page's blocks are left as they are").help(help));
        }
        self.mounts.clear();
    }

    /// Selectors find so many quotes as the page has room for. Those that stand already count, or
    /// each run would find the next ones.
    fn drop_selected(&mut self) {
        let mut room = self.selectable.saturating_sub(self.other_quotes);
        self.mounts.retain(|(mount, _)| {
            let fits = !mount.selected || room > 0;
            room = room.saturating_sub(usize::from(mount.selected));
            fits
        });
    }

    /// What a quote around it does not say: share mounts and the links that they became, and what
    /// readers do not see. And whether its edges part words.
    fn silent_places(&self) -> Vec<Silent> {
        let mounts = self.mounts.iter().filter(|(mount, _)| mount.name == "share").map(|(_, open)| open);
        let shares = mounts.chain(&self.share_navs).map(|open| (open, true));
        let unseen = self.unseen.iter().map(|(open, parts)| (open, *parts));
        let mut places: Vec<_> = shares.chain(unseen).filter_map(|(open, parts)| Some((open.start, open.end?, parts))).collect();
        places.sort_unstable();
        places
    }

    /// The first paragraph with something to say: in the article if there is one.
    fn first_paragraph(&self, raw: &dyn Fn(u32, u32) -> String, len: usize) -> Option<Text> {
        let any_in_article = self.paragraphs.iter().any(|(_, in_article)| *in_article);
        self.paragraphs.iter().filter(|(_, in_article)| *in_article || !any_in_article).take(40).find_map(|(open, _)| {
            let span = Span::new(open.inner_start as usize, open.inner_end.unwrap_or(len as u32) as usize);
            let html = raw(span.start, span.end);
            let value = plain(&html);
            // A list says with it what other pages are about.
            let length = value.chars().count();
            (length >= 40 && linked(&html) * 5 <= length * 4).then_some(Text { value, span })
        })
    }

    fn shape(&self, hints: &Hints) -> Shape {
        let facts = &self.facts;
        if !self.is_document {
            return Shape::Fragment;
        }
        let typed = facts.meta("og:type").map(|meta| meta.content.eq_ignore_ascii_case("article"));
        let told = facts.island.iter().chain([hints]).filter(|_| !hints.built).find_map(Hints::is_article);
        let article = typed.or(told).unwrap_or_else(|| {
            facts.has_meta("article:published_time")
                || crate::smo::json_ld::has_article(facts)
                || (facts.articles == 1 && facts.time.is_some())
        });
        if article { Shape::Article } else { Shape::Page }
    }
}

/// First and last byte, and whether words on both sides are parted.
type Silent = (u32, u32, bool);

/// Those that begin in an element.
fn within(silent: &[Silent], inner: Span) -> &[Silent] {
    let from = silent.partition_point(|(start, ..)| *start < inner.start);
    let to = silent.partition_point(|(start, ..)| *start < inner.end);
    silent.get(from..to).unwrap_or_default()
}

/// How many characters of a text stand in links.
fn linked(html: &str) -> usize {
    let (mut count, mut open, mut at) = (0, None, 0);
    let mut close = |open: &mut Option<usize>, end: usize| {
        count += open.take().map_or(0, |start: usize| plain(&html[start..end]).chars().count());
    };
    while let Some(tag) = memchr::memchr(b'<', &html.as_bytes()[at..]).map(|found| at + found) {
        at = tag + 1;
        let rest = &html[tag..];
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            continue;
        }
        // What looks like a tag in the value of an attribute is none.
        at = tag + tag_end(rest.as_bytes());
        if tag_name(rest).eq_ignore_ascii_case("a") {
            close(&mut open, tag);
            open = (!rest.starts_with("</")).then_some(at);
        }
    }
    close(&mut open, html.len());
    count
}

/// What is said between the silent places of an element's inner bytes.
fn spoken(inner: Span, silent: &[Silent], raw: &dyn Fn(u32, u32) -> String) -> String {
    let mut said = String::new();
    let mut at = inner.start;
    for (start, end, parts) in within(silent, inner) {
        if *start >= at && *end <= inner.end {
            said.push_str(&raw(at, *start));
            said.extend(parts.then_some(' '));
            at = *end;
        }
    }
    said + &raw(at, inner.end)
}

/// Who said a quote, where its markup says so: `<footer>— Ada</footer>`, `<cite>`.
fn attribute_to(mount: &mut Mount, inner: Span, attributions: &[Open], silent: &[Silent], raw: &dyn Fn(u32, u32) -> String) {
    let from = attributions.partition_point(|open| open.start < inner.start);
    let near = attributions[from..].iter().take_while(|open| open.start < inner.end);
    let inside = |open: &&Open| open.end.is_some_and(|end| end <= inner.end);
    let Some(open) = near.filter(inside).max_by_key(|open| (open.end, std::cmp::Reverse(open.start))) else { return };
    let Some(end) = open.end else { return };
    let by = Span::new(open.inner_start as usize, open.inner_end.unwrap_or(end) as usize);
    let by = plain(&spoken(by, silent, raw));
    let by = by.trim_start_matches(|c: char| matches!(c, '-' | '–' | '—' | '―' | '~') || c.is_whitespace());
    let mut beside: Vec<Silent> = within(silent, inner).to_vec();
    beside.push((open.start, end, true));
    beside.sort_unstable();
    let words = plain(&spoken(inner, &beside, raw));
    let is_behind = plain(&raw(end, inner.end)).is_empty();
    // A title inside of a sentence is said with it.
    if !by.is_empty() && !words.is_empty() && is_behind {
        mount.by = Some(tame(by).into_owned());
        mount.words = Some(tame(&words).into_owned());
    }
}

/// Where inner mounts stand in the decoded body of an outer one, if decoding moved anything: the
/// body is decoded in these pieces, so that each place is exact.
fn decoded_places(mounts: &mut [Mount], html: &[u8], raw: &dyn Fn(u32, u32) -> String) {
    let mut bounds: Vec<u32> = mounts.iter().flat_map(|mount| [Some(mount.element.start), mount.element.end]).flatten().collect();
    bounds.sort_unstable();
    bounds.dedup();
    for mount in mounts {
        let inner = mount.element.inner;
        if mount.element.end.is_none() || html.get(inner.range()) == Some(mount.body_html.as_bytes()) {
            continue;
        }
        let from = bounds.partition_point(|at| *at < inner.start);
        let mut body = String::with_capacity(mount.body_html.len());
        let mut last = inner.start;
        for at in bounds[from..].iter().take_while(|at| **at <= inner.end) {
            body.push_str(&raw(last, *at));
            mount.places.push((*at, body.len()));
            last = *at;
        }
        body.push_str(&raw(last, inner.end));
        mount.body_html = body;
    }
}

/// The blanks between the line's start and `at`; none if anything else stands there.
fn indent(html: &[u8], at: usize) -> Option<String> {
    let line = html[..at].iter().rposition(|b| *b == b'\n').map(|newline| &html[newline + 1..at])?;
    line.iter().all(|b| matches!(b, b' ' | b'\t')).then(|| String::from_utf8_lossy(line).into_owned())
}

fn json_ld(text: &str, span: Span) -> JsonLd {
    let inner = text.trim();
    let inner = inner.strip_prefix("//<![CDATA[").and_then(|rest| rest.strip_suffix("//]]>")).unwrap_or(inner);
    JsonLd { value: serde_json::from_str(inner).map_err(|error| error.to_string()), span }
}
