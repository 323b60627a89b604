//! Reads a page and changes nothing: one lol_html pass that fills [`PageFacts`].
//!
//! Pages in the wild omit `<head>`, `</head>` or both, so nothing here trusts a tag alone. It
//! cannot fail: what could not be read is a finding in the facts, and the page passes through.

mod passages;
mod settle;
mod tags;

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use lol_html::html_content::{Element as HtmlElement, EndTag};
use lol_html::{AsciiCompatibleEncoding, ElementContentHandlers, HtmlRewriter, Settings, doctype, element};

use super::Selectors;
use super::encoding::{names_no_encoding, page_encoding};
use crate::base::html::unescape;
use crate::base::{Finding, Place, Span};
use crate::model::HtmlPage;
use crate::model::facts::*;
use tags::{anchor, asks_for, attribute, has_class, image, link, meta, mount, offer_anchor, script};

/// Larger pages pass through with a finding.
pub const MAX_PAGE: usize = 32 * 1024 * 1024;

/// Elements that may stand in a head; the first other start tag ends it (HTML, "in head").
const HEAD_CONTENT: &[&str] =
    &["html", "head", "base", "basefont", "bgsound", "link", "meta", "title", "noscript", "noframes", "style", "script", "template"];

/// Nothing is read or mounted inside these.
const OPAQUE: &[&str] = &["template", "noscript", "svg", "math", "textarea", "pre", "code"];

/// Start tags that end an open paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Reads a page. Fragments, redirects and what cannot be read come back with that shape.
pub fn survey(page: &HtmlPage) -> PageFacts {
    survey_with(page, &Selectors::default())
}

/// The text of a finished page.
pub(super) fn text(html: &[u8]) -> Vec<Passage> {
    page_encoding(html).map_or_else(Vec::new, |encoding| passages::passages(html, encoding))
}

/// As [`survey`]; what the selectors find counts as a quote.
pub fn survey_with(page: &HtmlPage, selectors: &Selectors) -> PageFacts {
    let mut facts = PageFacts { url: Some(page.path.url_path()), bytes: page.html.len(), ..PageFacts::default() };
    let html = page.html.as_slice();
    if html.len() > MAX_PAGE {
        return opaque(facts, "page-too-large", format!("the page has {} MB; the limit is 32 MB", html.len() / 1_000_000));
    }
    if html.starts_with(&[0xFE, 0xFF]) || html.starts_with(&[0xFF, 0xFE]) {
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
    let state = Rc::new(RefCell::new(State::new(facts)));
    if let Err(error) = read(html, encoding, &state, selectors) {
        let facts = std::mem::take(&mut state.borrow_mut().facts);
        return opaque(facts, "page-ambiguous", format!("the markup is ambiguous: {error}"));
    }
    let mut state = Rc::try_unwrap(state).map(RefCell::into_inner).unwrap_or_else(|shared| shared.borrow_mut().take());
    state.settle(html, encoding, &page.hints);
    state.facts
}

fn opaque(mut facts: PageFacts, rule: &'static str, message: String) -> PageFacts {
    facts = PageFacts { url: facts.url, bytes: facts.bytes, shape: Shape::Opaque, ..PageFacts::default() };
    facts.findings.push(
        Finding::warning(rule, message, Place::Html(Span::new(0, 0)))
            .why("it was passed through as it is: no preview tags, no share links")
            .help("mend the markup, or exclude the page with `--exclude`"),
    );
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
        let handler = ElementContentHandlers::default().element(move |el: &mut El| {
            found.borrow_mut().selected = Some(el.source_location().bytes().start);
            Ok(())
        });
        settings = settings.append_element_content_handler((Cow::Borrowed(selector), handler));
    }
    state.borrow_mut().selected_left = if selectors.list.is_empty() { 0 } else { selectors.max };
    let settings = settings
        .append_element_content_handler(element!("*", move |el| {
            start_tag(el, &elements);
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
    in_head: bool,
    head_over: bool,
    head_start: Option<u32>,
    html_start: Option<u32>,
    first_element: Option<u32>,
    /// A style, script or stylesheet was seen: head tags must not stand behind it.
    anchor_closed: bool,
    anchor: Option<u32>,
    title: Option<Open>,
    opaque_depth: usize,
    quote_depth: usize,
    chrome_depth: usize,
    articles_open: Vec<u32>,
    article: Option<Open>,
    main: Option<Open>,
    heading_ranges: Vec<(u8, Open, bool)>,
    paragraphs: Vec<(Open, bool)>,
    scripts: Vec<(ScriptKind, Open)>,
    mounts: Vec<(Mount, Open)>,
    mounts_open: usize,
    share_navs: Vec<Open>,
    refresh: bool,
    /// The last element that a selector found, by its first byte.
    selected: Option<usize>,
    selected_left: usize,
    /// Open elements that say whose words a quote is: their place, and inside which mount.
    attributions: Vec<Open>,
    links_open: usize,
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
    fn new(facts: PageFacts) -> Self {
        Self { facts, in_head: true, ..Self::default() }
    }

    fn take(&mut self) -> State {
        std::mem::take(self)
    }
}

/// What the end tag of an element tells, and whom.
#[derive(Clone, Copy)]
enum Watch {
    Title,
    Head,
    Heading(usize),
    Paragraph(usize),
    Script(usize),
    Mount(usize),
    ShareNav(usize),
    Article,
    Main,
    Opaque,
    Quote,
    Chrome,
    Attribution(usize),
    Link,
}

type El<'a, 'b> = HtmlElement<'a, 'b>;

fn start_tag(el: &mut El, shared: &Rc<RefCell<State>>) {
    let mut state = shared.borrow_mut();
    let state = &mut *state;
    let tag = el.tag_name();
    let place = el.source_location().bytes();
    let open = Open { start: place.start as u32, inner_start: place.end as u32, ..Open::default() };
    let mut watches: Vec<Watch> = Vec::new();
    if tag != "html" {
        state.first_element.get_or_insert(open.start);
    }
    if let Some(id) = el.get_attribute("id") {
        state.facts.ids.push(unescape(&id).into_owned());
    }
    // Also in an element that was left open: links that stand there must not be put there again.
    state.facts.has_share_nav |= tag == "nav" && has_class(el, "smo-share");
    if state.opaque_depth == 0 {
        end_head_if_over(state, &tag);
        if BLOCKS.contains(&tag.as_str()) {
            close_paragraph(state, open.start);
        }
        visible(el, state, &tag, open, &mut watches);
    }
    // What stands in a share mount is replaced by its links, so it says nothing of the page.
    if OPAQUE.contains(&tag.as_str()) || asks_for(el, "ignore") || asks_for(el, "share") {
        state.opaque_depth += 1;
        watches.push(Watch::Opaque);
    }
    if state.opaque_depth == 0 && (asks_for(el, "quote") || has_class(el, "smo-quote")) {
        state.quote_depth += 1;
        watches.push(Watch::Quote);
    }
    // Numbers and calls to action are no text that could describe the page, before and after.
    if is_beside(el) {
        state.chrome_depth += 1;
        watches.push(Watch::Chrome);
    }
    for watch in watches {
        watch_end(el, shared, watch, &tag, state);
    }
}

/// A block beside the text, before it is made or after.
fn is_beside(el: &El) -> bool {
    let asked = el.get_attribute("data-smo").is_some_and(|name| matches!(name.trim(), "stat" | "cta"));
    let made = |classes: String| classes.split_ascii_whitespace().any(|class| matches!(class, "smo-stat" | "smo-cta"));
    asked || el.get_attribute("class").is_some_and(made)
}

/// Void elements have no end tag; then nothing is to be waited for.
fn watch_end(el: &mut El, shared: &Rc<RefCell<State>>, watch: Watch, tag: &str, state: &mut State) {
    let own = tag.to_owned();
    let shared = shared.clone();
    let handlers = el.end_tag_handlers();
    let Some(handlers) = handlers else {
        match watch {
            Watch::Opaque => state.opaque_depth -= 1,
            Watch::Chrome => state.chrome_depth -= 1,
            Watch::Quote => state.quote_depth -= 1,
            Watch::Link => state.links_open -= 1,
            _ => {}
        }
        return;
    };
    handlers.push(Box::new(move |end: &mut EndTag| {
        end_tag(&mut shared.borrow_mut(), watch, &own, end);
        Ok(())
    }));
}

fn end_tag(state: &mut State, watch: Watch, own: &str, end: &EndTag) {
    let place = end.source_location().bytes();
    let is_own = end.name() == own;
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
        Watch::Head => {
            state.in_head = false;
            state.head_over = true;
        }
        Watch::Heading(at) => close(&mut state.heading_ranges[at].1),
        Watch::Paragraph(at) => close(&mut state.paragraphs[at].0),
        Watch::Script(at) => close(&mut state.scripts[at].1),
        Watch::Mount(at) => {
            close(&mut state.mounts[at].1);
            state.mounts_open = state.mounts_open.saturating_sub(1);
        }
        Watch::ShareNav(at) => close(&mut state.share_navs[at]),
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
        Watch::Chrome => state.chrome_depth = state.chrome_depth.saturating_sub(1),
        Watch::Attribution(at) => close(&mut state.attributions[at]),
        Watch::Link => state.links_open = state.links_open.saturating_sub(1),
    }
}

fn end_head_if_over(state: &mut State, tag: &str) {
    if state.in_head && !HEAD_CONTENT.contains(&tag) {
        state.in_head = false;
        state.head_over = true;
    }
}

fn close_paragraph(state: &mut State, at: u32) {
    if let Some((open, _)) = state.paragraphs.last_mut() {
        open.inner_end.get_or_insert(at);
    }
}

fn visible(el: &mut El, state: &mut State, tag: &str, open: Open, watches: &mut Vec<Watch>) {
    let in_article = !state.articles_open.is_empty() || state.main.is_some_and(|main| main.inner_end.is_none());
    match tag {
        // A quote is rebuilt with its body: nothing in it may decide about the page.
        "article" | "main" | "title" | "base" | "meta" | "link" | "script" if state.quote_depth > 0 => {}
        "html" if state.html_start.is_none() => {
            state.is_document = true;
            state.html_start = Some(open.start);
            state.facts.lang = attribute(el, "lang").filter(|lang| !lang.trim().is_empty());
            state.facts.dir = attribute(el, "dir");
        }
        "head" => {
            state.is_document = true;
            if !state.head_over && state.head_start.is_none() {
                state.head_start = Some(open.start);
                watches.push(Watch::Head);
            }
        }
        "body" => state.is_document = true,
        "title" if state.title.is_none() => {
            state.is_document = true;
            state.title = Some(open);
            offer_anchor(state, open.start);
            watches.push(Watch::Title);
        }
        "base" if state.facts.base_href.is_none() => state.facts.base_href = attribute(el, "href").filter(|href| !href.trim().is_empty()),
        "meta" => meta(el, state, open.start),
        "link" => link(el, state),
        "style" => state.anchor_closed |= state.in_head,
        "script" => script(el, state, open, watches),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            // One that was never closed ends at the next; otherwise each would hold all the rest.
            if let Some((_, last, _)) = state.heading_ranges.last_mut() {
                last.inner_end.get_or_insert(open.start);
            }
            state.heading_ranges.push((tag.as_bytes()[1] - b'0', open, in_article));
            watches.push(Watch::Heading(state.heading_ranges.len() - 1));
        }
        "p" if state.chrome_depth == 0 && state.paragraphs.len() < 200 => {
            state.paragraphs.push((open, in_article));
            watches.push(Watch::Paragraph(state.paragraphs.len() - 1));
        }
        // An element that becomes a quote holds no article either.
        "article" | "main" if asks_for(el, "quote") => {}
        "article" => {
            state.facts.articles += 1;
            state.articles_open.push(open.start);
            if state.article.is_none() {
                state.article = Some(open);
            }
            watches.push(Watch::Article);
        }
        "main" if state.main.is_none() => {
            state.main = Some(open);
            watches.push(Watch::Main);
        }
        "nav" | "footer" | "header" | "aside" => {
            if tag == "nav" && has_class(el, "smo-share") {
                state.share_navs.push(open);
                watches.push(Watch::ShareNav(state.share_navs.len() - 1));
            }
            state.chrome_depth += 1;
            watches.push(Watch::Chrome);
        }
        "img" => image(el, state, open.start, in_article),
        "a" | "area" => anchor(el, state),
        "time" if state.facts.time.is_none() && in_article => {
            if let Some(datetime) = attribute(el, "datetime") {
                state.facts.time = Some(Text { value: datetime, span: Span::from(el.source_location().bytes()) });
            }
        }
        _ => {}
    }
    if state.quote_depth > 0 && matches!(tag, "cite" | "footer" | "figcaption") {
        state.attributions.push(open);
        watches.push(Watch::Attribution(state.attributions.len() - 1));
    }
    if tag == "a" && state.selected_left > 0 {
        state.links_open += 1;
        watches.push(Watch::Link);
    }
    if is_selected(el, state, open) {
        state.selected_left -= 1;
        let selected = Mount { selected: true, ..mount(el, "quote".to_owned(), tag) };
        state.mounts.push((selected, open));
        state.mounts_open += 1;
        state.quote_depth += 1;
        watches.push(Watch::Mount(state.mounts.len() - 1));
        watches.push(Watch::Quote);
    }
    if let Some(name) = attribute(el, "data-smo").filter(|_| !asks_for(el, "ignore")) {
        if state.mounts_open >= MAX_DEPTH || state.mounts.len() >= MAX_MOUNTS {
            return too_many(state, open);
        }
        let mount = mount(el, name, tag);
        state.mounts.push((mount, open));
        state.mounts_open += 1;
        watches.push(Watch::Mount(state.mounts.len() - 1));
    }
}

/// Found by a selector, and neither a part of a quote nor of another block.
fn is_selected(el: &El, state: &State, open: Open) -> bool {
    let found = state.selected_left > 0 && state.selected == Some(open.start as usize);
    let alone = state.quote_depth == 0 && state.mounts_open == 0 && state.links_open == 0;
    found && alone && !has_class(el, "smo-quote") && !el.has_attribute("data-smo")
}

/// Each block is rendered into the one around it: deeper or more would stall the run.
const MAX_DEPTH: usize = 8;
const MAX_MOUNTS: usize = 1000;

/// Said once for a page, at the first block that is left alone.
fn too_many(state: &mut State, open: Open) {
    const RULE: &str = "block-input";
    if state.facts.findings.iter().any(|finding| finding.rule == RULE) {
        return;
    }
    let at = Place::Html(Span::new(open.start as usize, open.inner_start as usize));
    let message = format!("blocks stand more than {MAX_DEPTH} deep in one another, or more than {MAX_MOUNTS} on a page");
    state
        .facts
        .findings
        .push(Finding::warning(RULE, message, at).why("the rest is left as it is").help("close each block before the next begins"));
}
