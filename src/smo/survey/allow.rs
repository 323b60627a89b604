//! What a page allows in its HTML: comments, `data-smo-allow`, `data-proofer-ignore`.
//!
//! A pass of its own, for the few pages that hold one of these words.

use std::cell::RefCell;
use std::rc::Rc;

use lol_html::html_content::{Comment, Element, EndTag};
use lol_html::{AsciiCompatibleEncoding, HtmlRewriter, Settings, doc_comments, element};
use memchr::memmem;

use crate::base::html::unescape;
use crate::base::{Place, Span};
use crate::model::allow::{Allow, Reach, in_comment};

const ALLOW: &str = "data-smo-allow";
const PROOFER: &str = "data-proofer-ignore";

/// More of them are no exceptions.
const MAX: usize = 500;

#[derive(Default)]
struct State {
    found: Vec<Allow>,
    /// Comments whose element is still to come.
    waiting: Vec<usize>,
}

pub(super) fn allows(html: &[u8], encoding: AsciiCompatibleEncoding) -> Vec<Allow> {
    if memmem::find(html, b"smo-allow").is_none() && memmem::find(html, b"data-proofer-ignore").is_none() {
        return Vec::new();
    }
    let state = Rc::new(RefCell::new(State::default()));
    let (elements, comments) = (state.clone(), state.clone());
    let length = html.len();
    let settings = Settings::new()
        .with_encoding(encoding)
        .append_element_content_handler(element!("*", move |el| {
            start_tag(el, length, &elements);
            Ok(())
        }))
        .append_document_content_handler(doc_comments!(move |comment| {
            note(comment, length, &mut comments.borrow_mut());
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // What cannot be read was refused by the pass before.
    let _ = rewriter.write(html).and_then(|()| rewriter.end());
    let found = std::mem::take(&mut state.borrow_mut().found);
    found.into_iter().filter(|allow| !allow.names.is_empty()).collect()
}

fn note(comment: &Comment, length: usize, state: &mut State) {
    let text = comment.text();
    let Some(said) = in_comment(&text).filter(|_| state.found.len() < MAX) else { return };
    let place = comment.source_location().bytes();
    // Up to the end, unless an element follows.
    let reach = Reach::Html(Span::new(place.start, length));
    state.waiting.push(state.found.len());
    state.found.push(Allow::new("smo-allow", reach, Place::Html(Span::from(place))).read(said));
}

fn start_tag(el: &mut Element, length: usize, shared: &Rc<RefCell<State>>) {
    let mut state = shared.borrow_mut();
    let start = el.source_location().bytes();
    let mut reaching = std::mem::take(&mut state.waiting);
    if state.found.len() < MAX {
        let place = || Place::Html(Span::from(start.clone()));
        let reach = if el.tag_name() == "html" { Reach::Page } else { Reach::Html(Span::new(start.start, length)) };
        if let Some(value) = el.get_attribute(ALLOW) {
            reaching.push(state.found.len());
            let allow = Allow::new(ALLOW, reach, place()).read(&unescape(&value));
            state.found.push(allow);
        }
        if el.has_attribute(PROOFER) {
            reaching.push(state.found.len());
            let names = ["link", "a11y"].map(str::to_owned).into();
            state.found.push(Allow { names, reason: Some("data-proofer-ignore".into()), ..Allow::new(PROOFER, reach, place()) });
        }
    }
    if reaching.is_empty() {
        return;
    }
    let Some(handlers) = el.end_tag_handlers() else {
        reaching.iter().for_each(|at| end(&mut state.found[*at], start.end));
        return;
    };
    let shared = shared.clone();
    handlers.push(Box::new(move |tag: &mut EndTag| {
        let mut state = shared.borrow_mut();
        reaching.iter().for_each(|at| end(&mut state.found[*at], tag.source_location().bytes().end));
        Ok(())
    }));
}

fn end(allow: &mut Allow, at: usize) {
    if let Reach::Html(span) = &mut allow.reach {
        span.end = at as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(html: &str) -> Vec<(String, &str)> {
        let found = allows(html.as_bytes(), AsciiCompatibleEncoding::utf_8());
        let text = |allow: &Allow| match allow.reach {
            Reach::Html(span) => html.get(span.range()).unwrap(),
            _ => "page",
        };
        found.iter().map(|allow| (allow.names.join(" "), text(allow))).collect()
    }

    #[test]
    fn a_comment_reaches_the_next_element_and_an_attribute_its_own() {
        let html = "<html><body><!-- smo-allow link: x --> text <p>a <b>b</b></p><p>c</p><div data-smo-allow='image'>d</div><img data-proofer-ignore src=x></body></html>";
        let found = reached(html);
        assert_eq!(found[0], ("link".into(), "<!-- smo-allow link: x --> text <p>a <b>b</b></p>"));
        assert_eq!(found[1], ("image".into(), "<div data-smo-allow='image'>d</div>"));
        assert_eq!(found[2], ("link a11y".into(), "<img data-proofer-ignore src=x>"));
        assert_eq!(reached("<html data-smo-allow=text><p>x</p></html>")[0].1, "page");
        assert!(reached("<p>smo-allow link</p><!-- not smo-allow link -->").is_empty());
    }
}
