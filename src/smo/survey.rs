//! Reads a page and changes nothing: one lol_html pass that fills [`PageFacts`].
//!
//! Pages in the wild omit `<head>`, `</head>` or both, so nothing here trusts a tag alone. It
//! cannot fail: what could not be read is a finding in the facts, and the page passes through.

use std::cell::RefCell;
use std::rc::Rc;

use lol_html::html_content::{Element as HtmlElement, EndTag};
use lol_html::{AsciiCompatibleEncoding, HtmlRewriter, Settings, doctype, element};

use super::encoding::{names_no_encoding, page_encoding};
use super::island::island;
use crate::base::html::{plain, unescape};
use crate::base::{Finding, Place, Span};
use crate::model::HtmlPage;
use crate::model::facts::*;
use crate::model::page::Hints;

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
    if let Err(error) = read(html, encoding, &state) {
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

fn read(html: &[u8], encoding: AsciiCompatibleEncoding, state: &Rc<RefCell<State>>) -> Result<(), lol_html::errors::RewritingError> {
    let elements = state.clone();
    let doctypes = state.clone();
    let settings = Settings::new()
        .with_encoding(encoding)
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
    share_navs: Vec<Open>,
    refresh: bool,
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
    for watch in watches {
        watch_end(el, shared, watch, &tag, state);
    }
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
        Watch::Mount(at) => close(&mut state.mounts[at].1),
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
    if let Some(name) = attribute(el, "data-smo").filter(|_| !asks_for(el, "ignore")) {
        let mount = mount(el, name, tag);
        state.mounts.push((mount, open));
        watches.push(Watch::Mount(state.mounts.len() - 1));
    }
}

/// The last of charset, viewport and title before the first style, script or stylesheet; and
/// charset behind one, because it must stay in the first kilobyte, where browsers look for it.
fn offer_anchor(state: &mut State, start: u32) {
    if state.in_head && !state.anchor_closed {
        state.anchor = Some(start);
    }
}

fn meta(el: &mut El, state: &mut State, start: u32) {
    let span = Span::from(el.source_location().bytes());
    let name = attribute(el, "name");
    let equiv = attribute(el, "http-equiv");
    let is_charset = el.has_attribute("charset") || equiv.as_deref().is_some_and(|equiv| equiv.eq_ignore_ascii_case("content-type"));
    if is_charset && state.in_head && start < 1024 {
        state.anchor = Some(start);
    } else if is_charset || name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("viewport")) {
        offer_anchor(state, start);
    }
    let content_attribute = el.attributes().iter().find(|attribute| attribute.name() == "content");
    let content = content_attribute.map_or_else(String::new, |attribute| unescape(&attribute.value()).into_owned());
    let value_span = content_attribute.and_then(value_place);
    if let Some(equiv) = equiv {
        state.refresh |= equiv.eq_ignore_ascii_case("refresh") && content.to_ascii_lowercase().contains("url=");
    }
    let property = attribute(el, "property");
    let mut add = |raw: &str, carrier: Carrier| {
        let raw = raw.trim();
        if raw.is_empty() {
            return;
        }
        let key = raw.to_ascii_lowercase();
        let social = ["og:", "article:", "twitter:", "fediverse:"].iter().any(|prefix| key.starts_with(prefix));
        if social && state.in_head {
            state.facts.head_end = span.end as usize;
        }
        state.facts.metas.push(Meta {
            key,
            key_raw: raw.to_owned(),
            carrier,
            content: content.clone(),
            span,
            value_span,
            in_head: state.in_head,
            indent: None,
        });
    };
    match (name.as_deref(), property.as_deref()) {
        (Some(name), Some(property)) if name.eq_ignore_ascii_case(property) => add(property, Carrier::Both),
        (name, property) => {
            if let Some(property) = property {
                add(property, Carrier::Property);
            }
            if let Some(name) = name {
                add(name, Carrier::Name);
            }
        }
    }
}

/// Where the value stands; for an attribute without one (minifiers write `content` alone) the
/// empty place behind its name.
fn value_place(attribute: &lol_html::html_content::Attribute) -> Option<Span> {
    let value = attribute.value_source_location().map(|at| Span::from(at.bytes()));
    value.or_else(|| attribute.name_source_location().map(|at| Span::new(at.bytes().end, at.bytes().end)))
}

/// `content=>`: an empty place moves behind the sign that stands there already.
fn behind_equals(html: &[u8], span: Span) -> Span {
    let rest = html.get(span.start as usize..).unwrap_or_default();
    let sign = rest.iter().position(|b| !b.is_ascii_whitespace()).filter(|at| rest[*at] == b'=');
    match sign {
        Some(at) if span.start == span.end => Span::new(span.start as usize + at + 1, span.start as usize + at + 1),
        _ => span,
    }
}

fn link(el: &mut El, state: &mut State) {
    let Some(rel) = attribute(el, "rel") else { return };
    let words = rel.to_ascii_lowercase();
    if words.split_ascii_whitespace().any(|word| word == "stylesheet") {
        state.anchor_closed |= state.in_head;
    }
    let href_attribute = el.attributes().iter().find(|attribute| attribute.name() == "href");
    let href = href_attribute.map_or_else(String::new, |attribute| unescape(&attribute.value()).trim().to_owned());
    state.facts.has_smo_css |= words == "stylesheet" && is_ours(&href, ".css");
    state.facts.links.push(HeadLink {
        rel: words,
        href,
        kind: attribute(el, "type"),
        span: Span::from(el.source_location().bytes()),
        value_span: href_attribute.and_then(|attribute| attribute.value_source_location()).map(|at| Span::from(at.bytes())),
        in_head: state.in_head,
    });
}

/// `/smo/smo-<hash>.css`, under any base path.
fn is_ours(href: &str, extension: &str) -> bool {
    href.contains("/smo/smo-") && href.ends_with(extension)
}

fn script(el: &mut El, state: &mut State, open: Open, watches: &mut Vec<Watch>) {
    let kind = attribute(el, "type").unwrap_or_default().trim().to_ascii_lowercase();
    let kind = match kind.as_str() {
        "application/ld+json" => ScriptKind::JsonLd,
        "application/smo+json" => ScriptKind::Island,
        _ => {
            state.anchor_closed |= state.in_head;
            state.facts.has_smo_js |= attribute(el, "src").is_some_and(|src| is_ours(&src, ".js"));
            return;
        }
    };
    state.anchor_closed |= state.in_head;
    state.scripts.push((kind, open));
    watches.push(Watch::Script(state.scripts.len() - 1));
}

fn image(el: &mut El, state: &mut State, start: u32, in_article: bool) {
    let Some(src) = attribute(el, "src") else { return };
    state.facts.images.push(Image {
        src,
        alt: el.get_attribute("alt").map(|alt| unescape(&alt).into_owned()),
        width: attribute(el, "width"),
        height: attribute(el, "height"),
        span: Span::new(start as usize, el.source_location().bytes().end),
        in_article,
    });
}

fn anchor(el: &mut El, state: &mut State) {
    let Some(href) = el.attributes().iter().find(|attribute| attribute.name() == "href") else { return };
    state.facts.anchors.push(Anchor {
        href: unescape(&href.value()).trim().to_owned(),
        span: Span::from(el.source_location().bytes()),
        value_span: href.value_source_location().map(|at| Span::from(at.bytes())),
        in_chrome: state.chrome_depth > 0,
    });
}

fn mount(el: &mut El, name: String, tag: &str) -> Mount {
    let mut attrs: Vec<(String, String)> = Vec::new();
    for attribute in el.attributes() {
        let key = attribute.name();
        let key = match key.strip_prefix("data-") {
            Some("smo") | None if key != "cite" => continue,
            Some(key) => key.to_owned(),
            None => key,
        };
        if !attrs.iter().any(|(earlier, _)| *earlier == key) {
            attrs.push((key, unescape(&attribute.value()).into_owned()));
        }
    }
    Mount {
        name: name.trim().to_ascii_lowercase(),
        tag: tag.to_owned(),
        id: attribute(el, "id"),
        class: attribute(el, "class"),
        attrs,
        body_html: String::new(),
        body_text: String::new(),
        places: Vec::new(),
        element: Element { start: 0, inner: Span::default(), end: None },
    }
}

fn attribute(el: &El, name: &str) -> Option<String> {
    el.get_attribute(name).map(|value| unescape(&value).into_owned())
}

fn asks_for(el: &El, name: &str) -> bool {
    el.get_attribute("data-smo").is_some_and(|value| value.trim().eq_ignore_ascii_case(name))
}

fn has_class(el: &El, class: &str) -> bool {
    el.get_attribute("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|word| word == class))
}

impl State {
    /// Turns byte ranges into facts once all ends are known.
    fn settle(&mut self, html: &[u8], encoding: AsciiCompatibleEncoding, hints: &Hints) {
        let encoding: &'static encoding_rs::Encoding = encoding.into();
        let raw = |start: u32, end: u32| -> String {
            let slice = html.get(start as usize..end as usize).unwrap_or_default();
            encoding.decode_without_bom_handling(slice).0.into_owned()
        };
        let end_of = |open: &Open| open.inner_end.unwrap_or(html.len() as u32);
        let facts = &mut self.facts;
        if let Some(title) = self.title.filter(|title| title.end.is_some()) {
            let value = crate::base::html::fold_space(&unescape(&raw(title.inner_start, end_of(&title))));
            facts.title_start = title.start;
            facts.title = Some(Text { value, span: Span::new(title.inner_start as usize, end_of(&title) as usize) });
        }
        if self.anchor == self.title.map(|title| title.start) && self.title.is_some_and(|title| title.end.is_none()) {
            self.anchor = None;
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
        let silent = self.share_places();
        let facts = &mut self.facts;
        for (mut mount, open) in std::mem::take(&mut self.mounts) {
            let inner = Span::new(open.inner_start as usize, end_of(&open).max(open.inner_start) as usize);
            mount.element = Element { start: open.start, inner, end: open.end };
            if open.end.is_some() {
                mount.body_html = raw(inner.start, inner.end);
                mount.body_text = plain(&spoken(inner, &silent, &raw));
            }
            facts.mounts.push(mount);
        }
        decoded_places(&mut facts.mounts, html, &raw);
        let holder = if facts.articles == 1 { self.article } else { None }.or(self.main);
        facts.article = holder.map(|open| Element {
            start: open.start,
            inner: Span::new(open.inner_start as usize, end_of(&open) as usize),
            end: open.end,
        });
        facts.words = hints.words.unwrap_or_else(|| {
            let body = facts.article.map_or(Span::new(0, html.len()), |article| article.inner);
            plain(&raw(body.start, body.end)).split(' ').count()
        });
        facts.head = match (self.anchor, self.head_start, self.html_start, self.first_element) {
            (Some(at), ..) => HeadAnchor::After(at),
            (None, Some(head), ..) => HeadAnchor::Into(head),
            (None, None, Some(html), first) if first.is_none_or(|first| html < first) => HeadAnchor::Into(html),
            (None, None, _, Some(first)) => HeadAnchor::Before(first),
            (None, None, _, None) => HeadAnchor::None,
        };
        facts.head_indent = match facts.head {
            HeadAnchor::After(at) | HeadAnchor::Into(at) | HeadAnchor::Before(at) => indent(html, at as usize),
            HeadAnchor::None => None,
        };
        for meta in &mut self.facts.metas {
            meta.value_span = meta.value_span.map(|span| behind_equals(html, span));
        }
        for meta in self.facts.metas.iter_mut().filter(|meta| meta.key.starts_with("og:image")) {
            meta.indent = indent(html, meta.span.start as usize);
        }
        self.facts.shape = self.shape();
    }

    /// Share mounts and the links that they became: a quote around them does not say their words.
    fn share_places(&self) -> Vec<(u32, u32)> {
        let mounts = self.mounts.iter().filter(|(mount, _)| mount.name == "share").map(|(_, open)| open);
        let mut places: Vec<_> = mounts.chain(&self.share_navs).filter_map(|open| Some((open.start, open.end?))).collect();
        places.sort_unstable();
        places
    }

    /// The first paragraph with something to say: in the article if there is one.
    fn first_paragraph(&self, raw: &dyn Fn(u32, u32) -> String, len: usize) -> Option<Text> {
        let any_in_article = self.paragraphs.iter().any(|(_, in_article)| *in_article);
        self.paragraphs.iter().filter(|(_, in_article)| *in_article || !any_in_article).take(40).find_map(|(open, _)| {
            let span = Span::new(open.inner_start as usize, open.inner_end.unwrap_or(len as u32) as usize);
            let value = plain(&raw(span.start, span.end));
            (value.chars().count() >= 40).then_some(Text { value, span })
        })
    }

    fn shape(&self) -> Shape {
        let facts = &self.facts;
        if self.refresh && facts.words < 60 {
            return Shape::Redirect;
        }
        if !self.is_document {
            return Shape::Fragment;
        }
        let typed = facts.meta("og:type").map(|meta| meta.content.eq_ignore_ascii_case("article"));
        let article = typed.unwrap_or_else(|| {
            facts.has_meta("article:published_time") || super::json_ld::has_article(facts) || (facts.articles == 1 && facts.time.is_some())
        });
        if article { Shape::Article } else { Shape::Page }
    }
}

/// What is said between the silent places of an element's inner bytes.
fn spoken(inner: Span, silent: &[(u32, u32)], raw: &dyn Fn(u32, u32) -> String) -> String {
    let mut said = String::new();
    let mut at = inner.start;
    for (start, end) in silent.iter().filter(|(start, end)| *start >= inner.start && *end <= inner.end) {
        if *start >= at {
            said.push_str(&raw(at, *start));
            said.push(' ');
            at = *end;
        }
    }
    said + &raw(at, inner.end)
}

/// Where inner mounts stand in the decoded body of an outer one, if decoding moved anything.
fn decoded_places(mounts: &mut [Mount], html: &[u8], raw: &dyn Fn(u32, u32) -> String) {
    let elements: Vec<Element> = mounts.iter().map(|mount| mount.element).collect();
    for mount in mounts {
        let inner = mount.element.inner;
        if mount.element.end.is_none() || html.get(inner.range()) == Some(mount.body_html.as_bytes()) {
            continue;
        }
        let within = elements.iter().filter(|element| element.start >= inner.start && element.start < inner.end);
        let bounds = within.flat_map(|element| [Some(element.start), element.end]).flatten().filter(|at| *at <= inner.end);
        mount.places = bounds.map(|at| (at, raw(inner.start, at).len())).collect();
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
