//! The text of a page as readers see it, by text node: only read where a page has quotes.
//!
//! Navigation and footer count; scripts, `hidden` and what scripts must show first do not, or are
//! told apart.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use lol_html::html_content::Element;
use lol_html::{AsciiCompatibleEncoding, HtmlRewriter, Settings, doc_text, element};

use super::start::StartTag;
use super::visible::{hides, is_beside};
use crate::base::Span;
use crate::model::facts::{Mount, Passage, Standing};
use crate::smo::mount::obstacle;

/// Elements whose text is no text of the page.
const SILENT: &[&str] = &[
    "script",
    "style",
    "template",
    "noscript",
    "title",
    "textarea",
    "iframe",
    "object",
    "video",
    "audio",
    "canvas",
    "svg",
    "math",
    "select",
    "datalist",
    "noframes",
    "xmp",
    "plaintext",
];

/// Elements that do not end a line of text.
const INLINE: &[&str] = &[
    "a", "abbr", "area", "audio", "b", "bdi", "bdo", "br", "button", "canvas", "cite", "code", "data", "del", "dfn", "em", "embed", "font",
    "i", "iframe", "img", "input", "ins", "kbd", "label", "map", "mark", "math", "meter", "noscript", "object", "output", "picture",
    "progress", "q", "rp", "rt", "ruby", "s", "samp", "script", "select", "slot", "small", "source", "span", "strong", "style", "sub",
    "sup", "svg", "template", "textarea", "time", "u", "var", "video", "wbr",
];

/// Elements that hold no mark of ours.
const CLOSED: &[&str] = &[
    "pre",
    "code",
    "kbd",
    "samp",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figcaption",
    "button",
    "label",
    "summary",
    "caption",
    "th",
    "dt",
    "time",
];

const AROUND: &[&str] = &["nav", "header", "footer", "aside"];

/// Parts of a quote that are not its words: who said it.
const BESIDE: &[&str] = &["figcaption", "footer"];

/// All text nodes; none if the markup cannot be read. What stands in a mount stands in what it will become.
pub(in crate::smo) fn passages(html: &[u8], encoding: AsciiCompatibleEncoding, mounts: &[Mount]) -> Vec<Passage> {
    // What a selector found and nothing can be made of stays text: the next run may not find it any more.
    let counts = |mount: &&Mount| mount.element.end.is_some() && (!mount.selected || obstacle::of(mount, mounts).is_none());
    let quotes = mounts.iter().filter(|mount| mount.name == "quote").filter(counts);
    let becomes = quotes.map(|mount| (mount.element.start, if mount.is_pull() { Becomes::Pull } else { Becomes::Quote })).collect();
    let state = Rc::new(RefCell::new(Reading { becomes, ..Reading::default() }));
    let (elements, texts) = (state.clone(), state.clone());
    let settings = Settings::new()
        .with_encoding(encoding)
        .append_element_content_handler(element!("*", move |el| {
            let tag = StartTag::read(html, el.source_location().bytes(), Vec::new(), encoding.into());
            start(el, &tag, &elements);
            Ok(())
        }))
        .append_document_content_handler(doc_text!(move |chunk| {
            let span = Span::from(chunk.source_location().bytes());
            texts.borrow_mut().text(chunk.as_str(), span, chunk.last_in_text_node());
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    if rewriter.write(html).and_then(|()| rewriter.end()).is_err() {
        return Vec::new();
    }
    state.take().passages
}

/// Words of our own, which change with the settings.
fn is_label(start: &StartTag) -> bool {
    start.has("class") && ["smo-quote-share", "smo-share", "smo-vh"].iter().any(|class| start.has_class(class))
}

/// What an element is in the next run that asks to be a quote now; a pull quote that repeats nothing becomes one of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Becomes {
    Quote,
    Pull,
}

#[derive(Default)]
struct Reading {
    /// By place.
    becomes: HashMap<u32, Becomes>,
    passages: Vec<Passage>,
    raw: String,
    span: Option<Span>,
    block: u32,
    anchor: u32,
    silent: usize,
    shy: usize,
    closed: usize,
    repeated: usize,
    around: usize,
    linked: usize,
    /// Open elements with the class of a quote, by their ids.
    quotes: Vec<String>,
    /// Open parts of a quote that are not its words.
    beside: usize,
}

/// What an end tag ends.
#[derive(Clone, Copy)]
enum Ends {
    Silent,
    Shy,
    Closed,
    Repeated,
    Around,
    Linked,
    Quote,
    Beside,
    Block,
}

fn start(el: &mut Element, start: &StartTag, shared: &Rc<RefCell<Reading>>) {
    let mut state = shared.borrow_mut();
    let tag = el.tag_name();
    state.anchor = start.span().start;
    let mut ends = Vec::new();
    if !INLINE.contains(&tag.as_str()) && !tag.contains('-') {
        state.block += 1;
        ends.push(Ends::Block);
    }
    // A line break parts words as the edge of a block does, also to browsers that look for them.
    state.block += u32::from(tag == "br");
    // Our own scripts show the button.
    let is_button = tag == "button" && start.has("hidden");
    if SILENT.contains(&tag.as_str()) || !is_button && hides(start, &tag) {
        ends.push(Ends::Silent);
    }
    if is_button || is_label(start) {
        ends.push(Ends::Shy);
    }
    let becomes = state.becomes.get(&start.span().start).copied();
    if CLOSED.contains(&tag.as_str()) || start.has("data-smo") || is_beside(start) {
        ends.push(Ends::Closed);
    }
    if start.has_class("smo-pull") || becomes == Some(Becomes::Pull) {
        ends.push(Ends::Repeated);
    }
    if AROUND.contains(&tag.as_str()) {
        ends.push(Ends::Around);
    }
    if tag == "a" {
        ends.push(Ends::Linked);
    }
    if start.has_class("smo-quote") || becomes == Some(Becomes::Quote) {
        state.quotes.push(start.attribute("id").unwrap_or_default());
        ends.push(Ends::Quote);
    } else if !state.quotes.is_empty()
        && (BESIDE.contains(&tag.as_str()) || start.has_class("smo-quote-share") || start.has_class("smo-vh"))
    {
        ends.push(Ends::Beside);
    }
    let Some(handlers) = el.end_tag_handlers() else { return };
    for one in &ends {
        match one {
            Ends::Silent => state.silent += 1,
            Ends::Shy => state.shy += 1,
            Ends::Closed => state.closed += 1,
            Ends::Repeated => state.repeated += 1,
            Ends::Around => state.around += 1,
            Ends::Linked => state.linked += 1,
            Ends::Beside => state.beside += 1,
            Ends::Quote | Ends::Block => {}
        }
    }
    if ends.is_empty() {
        return;
    }
    let shared = shared.clone();
    handlers.push(Box::new(move |_| {
        let mut state = shared.borrow_mut();
        for one in &ends {
            let count = match one {
                Ends::Silent => &mut state.silent,
                Ends::Shy => &mut state.shy,
                Ends::Closed => &mut state.closed,
                Ends::Repeated => &mut state.repeated,
                Ends::Around => &mut state.around,
                Ends::Linked => &mut state.linked,
                Ends::Beside => &mut state.beside,
                Ends::Quote => {
                    state.quotes.pop();
                    continue;
                }
                Ends::Block => {
                    state.block += 1;
                    continue;
                }
            };
            *count = count.saturating_sub(1);
        }
        Ok(())
    }));
}

impl Reading {
    fn text(&mut self, text: &str, span: Span, is_last: bool) {
        if self.silent == 0 {
            self.raw.push_str(text);
            let whole = self.span.get_or_insert(span);
            whole.end = whole.end.max(span.end);
        }
        if !is_last {
            return;
        }
        let (raw, span) = (std::mem::take(&mut self.raw), self.span.take());
        let Some(span) = span.filter(|_| !raw.is_empty()) else { return };
        let in_quote = !self.quotes.is_empty();
        let standing = if self.shy > 0 {
            Standing::Shy
        } else if self.repeated > 0 {
            Standing::Repeated
        } else if in_quote && self.beside == 0 {
            Standing::Quoted
        } else if self.around > 0 {
            Standing::Around
        } else if self.closed > 0 || in_quote {
            Standing::Closed
        } else if self.linked > 0 {
            Standing::Linked
        } else {
            Standing::Free
        };
        let quote = self.quotes.last().filter(|id| standing == Standing::Quoted && !id.is_empty()).cloned();
        self.passages.push(Passage { raw, span, block: self.block, anchor: self.anchor, standing, quote });
    }
}
