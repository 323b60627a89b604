//! Reads a page and changes nothing: one lol_html pass that fills [`PageFacts`].
//!
//! Pages in the wild omit `<head>`, `</head>` or both, so nothing here trusts a tag alone. It
//! cannot fail: what could not be read is a finding in the facts, and the page passes through.

mod allow;
mod between;
mod foreign;
mod fringe;
mod head;
mod marks;
mod passages;
mod quiet;
mod settle;
mod start;
mod tags;
mod trackers;
mod unclosed;
mod visible;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Element as HtmlElement, EndTag};
use lol_html::{AsciiCompatibleEncoding, ElementContentHandlers, HtmlRewriter, Settings, doctype, element};

use super::Selectors;
use super::encoding::{is_utf_16, names_no_encoding, page_encoding};
use super::parsable::parsable;
use crate::base::html::{is_inline, is_named};
use crate::base::{Finding, Place, Span};
use crate::model::HtmlPage;
use crate::model::facts::*;
pub(super) use between::signs;
use head::Head;
use quiet::{close_paragraph, holds_only_text, is_quiet, open_in_text};
use start::{Attribute, StartTag};
use tags::settles;
pub(super) use visible::{can_mount, is_part};
use visible::{hides, is_beside, is_comment, is_made, visible};

/// Larger pages pass through with a finding.
pub const MAX_PAGE: usize = 32 * 1024 * 1024;

/// A page with more of them says nothing that a reader could tell apart, and each is compared with
/// all others.
const MAX_METAS: usize = 2000;

/// Nothing is read or mounted inside these.
fn is_opaque(tag: &str) -> bool {
    matches!(tag, "template" | "noscript" | "svg" | "math" | "textarea" | "pre" | "code")
}

/// Start tags that end an open paragraph.
#[rustfmt::skip]
fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address" | "article" | "aside" | "blockquote" | "details" | "div" | "dl" | "fieldset" | "figcaption" | "figure" | "footer" | "form"
            | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hr" | "main" | "menu" | "nav" | "ol" | "p" | "pre" | "section" | "table" | "ul"
    )
}

/// Reads a page. Fragments, redirects and what cannot be read come back with that shape.
pub fn survey(page: &HtmlPage) -> PageFacts {
    survey_with(page, &Selectors::default())
}

/// The text of a finished page.
pub(super) fn text(html: &[u8]) -> Vec<Passage> {
    page_encoding(html).map_or_else(Vec::new, |encoding| passages::passages(&parsable(html), encoding, &[]))
}

/// As [`survey`]; what the selectors find counts as a quote.
pub fn survey_with(page: &HtmlPage, selectors: &Selectors) -> PageFacts {
    let mut facts = PageFacts { url: Some(page.path.url_path()), bytes: page.html.len(), ..PageFacts::default() };
    if page.html.len() > MAX_PAGE {
        return opaque(facts, "page-too-large", format!("the page has more than {} MB", MAX_PAGE / (1024 * 1024)));
    }
    let html = &*parsable(&page.html);
    if is_utf_16(html) {
        return opaque(facts, "page-encoding", "the page is UTF-16, which cannot be rewritten in place".into());
    }
    let Some(encoding) = page_encoding(html) else {
        return opaque(facts, "page-encoding", "the page's encoding mixes markup and text, so it cannot be rewritten in place".into());
    };
    facts.crlf = html.iter().position(|b| *b == b'\n').is_some_and(|at| html[..at].ends_with(b"\r"));
    if names_no_encoding(html) && std::str::from_utf8(html).is_err() {
        return opaque(facts, "page-encoding", "the page is not UTF-8 and names no encoding".into());
    }
    facts.legacy_encoding = encoding != AsciiCompatibleEncoding::utf_8();
    let encoded = Some(encoding.into());
    let state = State { facts, head: Head::of(html), encoding: encoded, page: html.into(), ..State::default() };
    let state = Rc::new(RefCell::new(state));
    if let Err(error) = read(html, encoding, &state, selectors) {
        let facts = std::mem::take(&mut state.borrow_mut().facts);
        return opaque(facts, "page-ambiguous", format!("the markup is ambiguous: {error}"));
    }
    let mut state = Rc::try_unwrap(state).map(RefCell::into_inner).unwrap_or_else(|shared| shared.borrow_mut().take());
    if state.facts.metas.len() > MAX_METAS {
        return opaque(state.facts, "page-too-large", format!("the page has more than {MAX_METAS} meta tags"));
    }
    state.settle(html, encoding, &page.hints, selectors);
    state.facts.allows = allow::allows(html, encoding);
    state.say_unclosed(html);
    state.facts
}

fn opaque(mut facts: PageFacts, rule: &'static str, message: String) -> PageFacts {
    facts = PageFacts { url: facts.url, bytes: facts.bytes, shape: Shape::Opaque, ..PageFacts::default() };
    let help = match rule {
        "page-encoding" => "save it as UTF-8, or name its encoding with `<meta charset>`",
        "page-too-large" => "split it, or exclude it with `--exclude`",
        _ => "mend the markup, or exclude the page with `--exclude`",
    };
    let finding = Finding::warning(rule, message, Place::Html(Span::new(0, 0)));
    facts.findings.push(finding.why("it was passed through as it is: no preview tags, no share links").help(help));
    facts
}

fn read(
    html: &[u8],
    encoding: AsciiCompatibleEncoding,
    state: &Rc<RefCell<State>>,
    selectors: &Selectors,
) -> Result<(), lol_html::errors::RewritingError> {
    let elements = state.clone();
    let doctypes = state.clone();
    let mut settings = Settings::new().with_encoding(encoding);
    // Before the handler of all elements, so that it knows what was found.
    for selector in &selectors.list {
        let found = state.clone();
        let handler = ElementContentHandlers::default().element(move |el: &mut HtmlElement| {
            found.borrow_mut().selected = Some(el.source_location().bytes().start);
            Ok(())
        });
        settings = settings.append_element_content_handler((Cow::Borrowed(selector), handler));
    }
    {
        let mut state = state.borrow_mut();
        state.selects = !selectors.list.is_empty();
        state.selectable = selectors.max;
    }
    let settings = settings
        .append_element_content_handler(element!("*", move |el| {
            start_tag(el, html, &elements);
            Ok(())
        }))
        .append_document_content_handler(doctype!(move |_| {
            doctypes.borrow_mut().is_document = true;
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    rewriter.write(html)?;
    rewriter.end()
}

/// What is known while the pass runs. Ranges are kept as bytes; text is decoded in `settle`.
#[derive(Default)]
struct State {
    facts: PageFacts,
    is_document: bool,
    /// An `<html>` was seen.
    is_html: bool,
    encoding: Option<&'static encoding_rs::Encoding>,
    /// A copy of the page: handlers of end tags cannot borrow it.
    page: Box<[u8]>,
    /// Room for the attributes of a tag.
    attributes: Vec<Attribute>,
    /// What all end tags tell, those of one element side by side.
    watches: Vec<Watch>,
    head: Head,
    head_tag: Option<Span>,
    html_tag: Option<Span>,
    first_element: Option<u32>,
    /// The last start tag, or the end of the last drawing.
    last_tag: Span,
    /// A style, script or stylesheet was seen: head tags must not stand behind it.
    anchor_closed: bool,
    anchor: Option<Span>,
    title: Option<Open>,
    title_can_anchor: bool,
    opaque_depth: usize,
    /// Quotes, numbers and calls to action, before they are made and after.
    quote_depth: usize,
    chrome_depth: usize,
    /// Elements whose dates are not the page's.
    undated_depth: usize,
    /// Drawings and formulas without their own end tag: behind one the page is read as a part of it.
    drawings_open: Vec<Open>,
    /// What speaks for the date that was found, and how many articles were open there.
    date: Option<(visible::DateRank, usize)>,
    /// Finished blocks that hold no others.
    made_depth: usize,
    /// Elements in which pictures are left as they are.
    settled_depth: usize,
    articles_open: Vec<u32>,
    article: Option<Open>,
    main: Option<Open>,
    heading_ranges: Vec<(u8, Open, bool)>,
    paragraphs: Vec<(Open, bool)>,
    scripts: Vec<(ScriptKind, Open)>,
    mounts: Vec<(Mount, Open)>,
    mounts_open: usize,
    too_many: bool,
    share_navs: Vec<Open>,
    /// In blocks: selects, and declarations of the encoding.
    parser_state: Vec<Open>,
    /// In blocks: what readers do not see, and whether its edges part words.
    unseen: Vec<(Open, bool)>,
    /// Every title, with the place it stands in: in the head?
    titles: Vec<(Open, bool)>,
    noscripts: Vec<Open>,
    /// So many of them stand in the head.
    head_noscripts: usize,
    /// Every style and script.
    written: Vec<Open>,
    /// The first element that no head can hold.
    body_start: Option<u32>,
    refresh: bool,
    /// The last element that a selector found, by its first byte.
    selected: Option<usize>,
    selects: bool,
    /// As many quotes as selectors may find; those that stand already count.
    selectable: usize,
    selected_mounts: usize,
    /// Elements that a selector found, whether there was room for them or not.
    selected_open: usize,
    /// Quotes that are finished, or asked for in their own place.
    other_quotes: usize,
    /// Open elements that say whose words a quote is: their place, and inside which mount.
    attributions: Vec<Open>,
    links_open: usize,
    buttons_open: usize,
    /// A `<p>` that nothing has ended yet.
    in_paragraph: bool,
}

/// An element by its bytes while its end is not known yet.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    start: u32,
    inner_start: u32,
    inner_end: Option<u32>,
    end: Option<u32>,
}

#[derive(Clone, Copy, PartialEq)]
enum ScriptKind {
    JsonLd,
    Island,
}

impl State {
    fn take(&mut self) -> State {
        std::mem::take(self)
    }
}

/// What the end tag of an element tells, and whom.
#[derive(Clone, Copy)]
enum Watch {
    Title,
    HeadText,
    Heading(usize),
    Paragraph(usize),
    Script(usize),
    Mount(usize),
    ShareNav(usize),
    ParserState(usize),
    Unseen(usize),
    AnyTitle(usize),
    NoScript(usize),
    Article,
    Drawing,
    Main,
    Opaque,
    Quote,
    Selected,
    Chrome,
    Undated,
    Made,
    Attribution(usize),
    Link,
    Button,
    AnyParagraph,
    Settled,
}

fn start_tag(el: &mut HtmlElement, html: &[u8], shared: &Rc<RefCell<State>>) {
    let mut state = shared.borrow_mut();
    let state = &mut *state;
    let room = std::mem::take(&mut state.attributes);
    let start = StartTag::read(html, el.source_location().bytes(), room, state.encoding.expect("set before the pass"));
    let span = start.span();
    state.last_tag = span;
    let tag = start.name();
    let open = Open { start: span.start, inner_start: span.end, ..Open::default() };
    let mut watches = std::mem::take(&mut state.watches);
    let first = watches.len();
    if tag != "html" {
        state.first_element.get_or_insert(open.start);
    }
    if let Some(id) = start.attribute("id") {
        state.facts.ids.push(id);
    }
    if is_quiet(&start, tag, state) {
        marks::vendors(&start, tag, state);
        open_in_text(tag, open.start, state);
        state.attributes = start.done();
        state.watches = watches;
        return;
    }
    // Also in an element that was left open: links that stand there must not be put there again, and are
    // no words of it.
    if tag == "nav" && start.has_class("smo-share") {
        state.facts.has_share_nav = true;
        close_paragraph(state, open.start);
        if let Some((_, heading, _)) = state.heading_ranges.last_mut() {
            heading.inner_end.get_or_insert(open.start);
        }
    }
    let declares = || tag == "meta" && (start.has("charset") || start.has("http-equiv"));
    if state.mounts_open > 0 && (tag == "select" || declares()) {
        state.parser_state.push(open);
        watches.push(Watch::ParserState(state.parser_state.len() - 1));
    }
    if state.mounts_open > 0 && hides(&start, tag) {
        state.unseen.push((open, !is_inline(tag)));
        watches.push(Watch::Unseen(state.unseen.len() - 1));
    }
    if state.opaque_depth == 0 {
        state.head.start_tag(html, tag, span);
        open_in_text(tag, open.start, state);
        if !state.head.is_over() && holds_text(tag) {
            watches.push(Watch::HeadText);
        }
        visible(el, html, state, (&start, tag), open, &mut watches);
    }
    if matches!(tag, "style" | "script") {
        state.written.push(open);
    }
    fringe::note((&start, tag), state, open, &mut watches);
    marks::note((&start, tag), state, open);
    // What stands in a share mount is replaced by its links, so it says nothing of the page.
    let can_be = can_mount(tag);
    let silent = start.asks_for("ignore") && !matches!(tag, "html" | "head") || start.asks_for("share") && can_be;
    if is_opaque(tag) && !holds_only_text(html, &start) || silent {
        state.opaque_depth += 1;
        watches.push(Watch::Opaque);
    }
    let beside = is_beside(&start);
    if state.opaque_depth == 0 && (can_be && is_quote(&start) || beside) {
        state.quote_depth += 1;
        watches.push(Watch::Quote);
    }
    if state.opaque_depth == 0 && settles(&start, tag) {
        state.settled_depth += 1;
        watches.push(Watch::Settled);
    }
    // Numbers and calls to action are no text that could describe the page, before and after.
    if beside {
        state.chrome_depth += 1;
        watches.push(Watch::Chrome);
    }
    if matches!(tag, "nav" | "aside") || is_comment(&start, tag) {
        state.undated_depth += 1;
        watches.push(Watch::Undated);
    }
    if matches!(tag, "svg" | "math") {
        state.drawings_open.push(open);
        watches.push(Watch::Drawing);
    }
    if is_made(&start) {
        state.made_depth += 1;
        watches.push(Watch::Made);
    }
    let own = start.name_place();
    state.attributes = start.done();
    state.watches = watches;
    if state.watches.len() > first {
        watch_end(el, shared, first, own, state);
    }
}

/// Elements of a head whose text is their own.
fn holds_text(tag: &str) -> bool {
    matches!(tag, "title" | "style" | "script" | "noscript" | "noframes" | "template")
}

/// A quote, before it is made or after.
fn is_quote(start: &StartTag) -> bool {
    start.asks_for("quote") || start.has_class("smo-quote") || start.has_class("smo-pull")
}

/// Waits for the end of the element that has this name, to tell all watches from `first` on. Void elements have no
/// end tag; then nothing is to be waited for.
fn watch_end(el: &mut HtmlElement, shared: &Rc<RefCell<State>>, first: usize, own: Range<usize>, state: &mut State) {
    let Some(handlers) = el.end_tag_handlers() else {
        for watch in state.watches.drain(first..) {
            match watch {
                Watch::Opaque => state.opaque_depth -= 1,
                Watch::Chrome => state.chrome_depth -= 1,
                Watch::Undated => state.undated_depth -= 1,
                Watch::Made => state.made_depth -= 1,
                Watch::Quote => state.quote_depth -= 1,
                Watch::Selected => state.selected_open -= 1,
                Watch::Link => state.links_open -= 1,
                Watch::Button => state.buttons_open -= 1,
                Watch::Settled => state.settled_depth -= 1,
                _ => {}
            }
        }
        return;
    };
    let all = first..state.watches.len();
    let shared = shared.clone();
    handlers.push(Box::new(move |end: &mut EndTag| {
        let state = &mut *shared.borrow_mut();
        let place = end.source_location().bytes();
        let is_own = is_named(&state.page[place.start + 2..], &state.page[own]);
        for at in all {
            end_tag(state, state.watches[at], is_own, place.clone());
        }
        Ok(())
    }));
}

fn end_tag(state: &mut State, watch: Watch, is_own: bool, place: Range<usize>) {
    let close = |open: &mut Open| {
        open.inner_end.get_or_insert(place.start as u32);
        if is_own {
            open.end = Some(place.end as u32);
        }
    };
    match watch {
        Watch::Title => {
            if let Some(title) = &mut state.title {
                close(title);
            }
        }
        Watch::HeadText => state.head.read = if is_own { place.end } else { place.start },
        Watch::Heading(at) => close(&mut state.heading_ranges[at].1),
        Watch::Paragraph(at) => close(&mut state.paragraphs[at].0),
        Watch::Script(at) => close(&mut state.scripts[at].1),
        Watch::Mount(at) => {
            close(&mut state.mounts[at].1);
            state.mounts_open = state.mounts_open.saturating_sub(1);
        }
        Watch::ShareNav(at) => close(&mut state.share_navs[at]),
        Watch::NoScript(at) => close(&mut state.noscripts[at]),
        Watch::ParserState(at) => close(&mut state.parser_state[at]),
        Watch::Unseen(at) => close(&mut state.unseen[at].0),
        Watch::AnyTitle(at) => close(&mut state.titles[at].0),
        Watch::Drawing if is_own => {
            state.drawings_open.pop();
            // What it holds is read in other ways than the rest of the page.
            state.last_tag = Span::from(place.clone());
        }
        Watch::Drawing => {}
        Watch::Article => {
            let start = state.articles_open.pop();
            if let Some(article) = state.article.as_mut().filter(|article| Some(article.start) == start) {
                close(article);
            }
        }
        Watch::Main => {
            if let Some(main) = &mut state.main {
                close(main);
            }
        }
        Watch::Opaque => state.opaque_depth = state.opaque_depth.saturating_sub(1),
        Watch::Quote => state.quote_depth = state.quote_depth.saturating_sub(1),
        Watch::Selected => state.selected_open = state.selected_open.saturating_sub(1),
        Watch::Chrome => state.chrome_depth = state.chrome_depth.saturating_sub(1),
        Watch::Undated => state.undated_depth = state.undated_depth.saturating_sub(1),
        Watch::Made => state.made_depth = state.made_depth.saturating_sub(1),
        Watch::Attribution(at) => close(&mut state.attributions[at]),
        Watch::Link => state.links_open = state.links_open.saturating_sub(1),
        Watch::Button => state.buttons_open = state.buttons_open.saturating_sub(1),
        Watch::AnyParagraph => state.in_paragraph = false,
        Watch::Settled => state.settled_depth = state.settled_depth.saturating_sub(1),
    }
}
