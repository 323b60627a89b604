//! What only a few link-preview readers look at: odd titles, hidden pictures, how tags are quoted.
//!
//! Collected only as far as such a reader would go: the text of the body, for one, only if the
//! page has no description, and only its first few hundred characters.

use std::borrow::Cow;
use std::collections::HashMap;

use encoding_rs::Encoding;
use lol_html::{HtmlRewriter, Settings, element};

use super::start::StartTag;
use super::{Open, State, Watch};
use crate::base::Span;
use crate::base::html::{end_tag_at, fold_space, tag_end, tag_name, unescape};
use crate::model::facts::{Carrier, Fringe, Image, Meta, PageFacts, TitleElement};

/// How much body text is enough, and what each piece adds to it besides its own length.
const ENOUGH: usize = 200;
const BREAK: usize = 2;
/// Where the search for it ends.
const WINDOW: usize = 256 * 1024;
/// No reader shows more of one piece.
const LONGEST: usize = 1000;
/// Titles in more elements than this are nobody's.
const DEEPEST: usize = 32;

/// `tag` is the name of the start tag.
pub(super) fn note((start, tag): (&StartTag, &str), state: &mut State, open: Open, watches: &mut Vec<Watch>) {
    if state.opaque_depth == 0 && state.head.is_over() {
        state.body_start.get_or_insert(open.start);
    }
    match tag {
        "title" if state.titles.len() < 100 => {
            state.titles.push((open, !state.head.is_over() && state.opaque_depth == 0));
            watches.push(Watch::AnyTitle(state.titles.len() - 1));
        }
        "meta" => {
            let fringe = &mut state.facts.fringe;
            if fringe.item_image.is_none() && start.attribute("itemprop").is_some_and(|prop| prop.to_ascii_lowercase().contains("image")) {
                fringe.item_image = start.attribute("content").filter(|content| !content.is_empty());
            }
            let has_blanks = |name| start.attribute(name).is_some_and(|key| key.trim() != key);
            if has_blanks("property") || has_blanks("name") {
                fringe.spaced.push(start.span());
            }
            if !start.has("content") && start.has("value") && fringe.in_value.len() < 100 {
                keyed(start, "value", 0, &mut fringe.in_value);
            }
            if state.opaque_depth > 0 && fringe.in_template.metas.len() < 100 {
                keyed(start, "content", 0, &mut fringe.in_template.metas);
            }
        }
        "img" if state.opaque_depth > 0 && state.facts.fringe.in_template.images.len() < 100 => {
            hidden_image(start, 0, &mut state.facts.fringe.in_template.images);
        }
        // The rewriter takes its content for text, as browsers with scripts do.
        "noscript" if state.noscripts.len() < 100 => {
            state.noscripts.push(open);
            // Those of the head come first.
            state.head_noscripts += usize::from(state.head.phase == super::head::Phase::Open);
            watches.push(Watch::NoScript(state.noscripts.len() - 1));
        }
        _ => {}
    }
}

/// Where a tag stands in the page, if what was read began at `from`.
fn span_of(tag: &StartTag, from: usize) -> Span {
    let at = tag.span().range();
    Span::new(at.start + from, at.end + from)
}

/// What may not stand in a `noscript` of the head: a parser without scripting ends the head there.
fn strays(html: &[u8], inner: std::ops::Range<usize>) -> Option<(String, Span)> {
    let mut at = inner.start;
    while at < inner.end {
        let rest = &html[at..inner.end];
        at += match rest {
            [b, ..] if b.is_ascii_whitespace() => 1,
            [b'<', b'!', ..] => memchr::memmem::find(rest, b"-->").map_or(rest.len(), |end| end + 3),
            [b'<', b'/', ..] => tag_end(rest),
            [b'<', first, ..] if first.is_ascii_alphabetic() => {
                let end = tag_end(rest);
                let name = tag_name(&String::from_utf8_lossy(&rest[..end])).to_ascii_lowercase();
                if !matches!(name.as_str(), "link" | "meta" | "style") {
                    return Some((format!("<{name}>"), Span::new(at, at + end)));
                }
                // The text of a style is none of the head's.
                let text = if name == "style" { end_tag_at(&rest[end..], b"style").unwrap_or(rest.len() - end) } else { 0 };
                end + text
            }
            _ => return Some(("text".to_owned(), Span::new(at, at + 1))),
        };
    }
    None
}

fn hidden_image(tag: &StartTag, from: usize, hidden: &mut Vec<Image>) {
    let Some(src) = tag.attribute("src") else { return };
    let (width, height) = (tag.attribute("width"), tag.attribute("height"));
    hidden.push(Image { src, width, height, span: span_of(tag, from), ..Image::default() });
}

/// A tag with its key in `property`, `name` or both, and its text in this attribute.
fn keyed(tag: &StartTag, text: &str, from: usize, hidden: &mut Vec<Meta>) {
    let span = span_of(tag, from);
    let content = tag.attribute(text);
    for (name, carrier) in [("property", Carrier::Property), ("name", Carrier::Name)] {
        let Some(key) = tag.attribute(name) else { continue };
        hidden.push(Meta {
            key: key.trim().to_ascii_lowercase(),
            key_raw: key.trim().to_owned(),
            carrier,
            content: content.clone().unwrap_or_default(),
            span,
            value_span: content.as_ref().map(|_| span),
            key_span: None,
            in_head: false,
            indent: None,
        });
    }
}

impl State {
    pub(super) fn settle_fringe(&mut self, html: &[u8], raw: &dyn Fn(u32, u32) -> String) {
        let end_of = |open: &Open| open.inner_end.unwrap_or(html.len() as u32);
        let titles = std::mem::take(&mut self.titles);
        let element = |(open, in_head): &(Open, bool)| TitleElement {
            text: unescape(&raw(open.inner_start, end_of(open))).into_owned(),
            span: Span::new(open.inner_start as usize, end_of(open) as usize),
            in_head: *in_head,
        };
        let text = self.head.ended.map(|at| at as u32);
        self.facts.fringe.body_start = text.or(self.body_start).unwrap_or(html.len() as u32);
        self.facts.fringe.titles = titles.iter().filter(|(open, _)| open.inner_end.is_some()).map(element).collect();
        self.facts.fringe.plain_title = self.plain_title(raw);
        let encoding = self.encoding.expect("set before the pass");
        for (number, open) in std::mem::take(&mut self.noscripts).into_iter().enumerate() {
            let inner = open.inner_start as usize..end_of(&open) as usize;
            if number < self.head_noscripts && self.facts.marks.head_ended_unscripted.is_none() {
                self.facts.marks.head_ended_unscripted = strays(html, inner.start..inner.end.min(html.len()));
            }
            without_scripts(html.get(inner.clone()).unwrap_or_default(), inner.start, encoding, &mut self.facts.fringe);
        }
        let facts = &mut self.facts;
        // Those in `name` too: the plan may repair the attribute, and leaves the quotes.
        let social = facts.metas.iter().filter(|meta| meta.key.starts_with("og:"));
        let loose = social.filter(|meta| !html.get(meta.span.range()).is_some_and(found_by_patterns));
        facts.fringe.unquoted = loose.map(|meta| meta.span).collect();
        if !is_described(facts) {
            facts.fringe.body_text = body_text(&raw(0, html.len().min(WINDOW) as u32));
        }
    }

    fn plain_title(&self, raw: &dyn Fn(u32, u32) -> String) -> Option<String> {
        let titles = self.facts.fringe.titles.iter().map(|title| title.span);
        let headings = self.facts.headings.iter().filter(|heading| heading.level <= 3).map(|heading| heading.span);
        let mut places: Vec<Span> = titles.chain(headings).collect();
        places.sort_unstable_by_key(|span| span.start);
        places.into_iter().find_map(|span| only_text(&raw(span.start, span.end)).map(|text| unescape(text).trim().to_owned()))
    }
}

/// What those see who run no scripts. Trouble in there is nobody's: it is left out.
fn without_scripts(inner: &[u8], from: usize, encoding: &'static Encoding, fringe: &mut Fringe) {
    let (mut metas, mut images) = (Vec::new(), Vec::new());
    let mut rewriter = HtmlRewriter::new(
        Settings::new()
            .append_element_content_handler(element!("meta", |el| {
                let tag = StartTag::read(inner, el.source_location().bytes(), Vec::new(), encoding);
                keyed(&tag, "content", from, &mut metas);
                Ok(())
            }))
            .append_element_content_handler(element!("img", |el| {
                let tag = StartTag::read(inner, el.source_location().bytes(), Vec::new(), encoding);
                hidden_image(&tag, from, &mut images);
                Ok(())
            })),
        |_: &[u8]| {},
    );
    let read = rewriter.write(inner);
    if read.is_ok() && rewriter.end().is_ok() {
        fringe.in_noscript.metas.append(&mut metas);
        fringe.in_noscript.images.append(&mut images);
    }
}

/// The text of an element that holds text alone, or one element of that kind.
fn only_text(mut inner: &str) -> Option<&str> {
    for _ in 0..DEEPEST {
        if !inner.contains('<') {
            return (!inner.is_empty()).then_some(inner);
        }
        let open = inner.strip_prefix('<')?;
        let name = open.split(|c: char| !c.is_ascii_alphanumeric()).next().filter(|name| !name.is_empty())?;
        let (_, rest) = open.split_once('>')?;
        let before_close = rest.strip_suffix('>')?.trim_end();
        let cut = before_close.len().checked_sub(name.len() + 2)?;
        let close = before_close.get(cut..)?;
        if !(close.starts_with("</") && close[2..].eq_ignore_ascii_case(name)) {
            return None;
        }
        inner = &before_close[..cut];
    }
    None
}

/// Would `property\s*=\s*"…"` and `content\s*=\s*"…"` find both values before the first `>`? A
/// `content` without a value, or none at all, is none to find until the plan writes it, in double quotes.
fn found_by_patterns(tag: &[u8]) -> bool {
    let quoted = |name: &[u8], bare: bool| {
        tag.windows(name.len()).enumerate().filter(|(_, window)| window.eq_ignore_ascii_case(name)).any(|(at, _)| {
            let mut rest = tag[at + name.len()..].iter().filter(|b| !b.is_ascii_whitespace());
            match rest.next() {
                Some(b'=') => matches!((rest.next(), bare), (Some(b'"'), _) | (Some(b'>'), true)),
                _ => bare,
            }
        })
    };
    tag.iter().position(|b| *b == b'>') == Some(tag.len() - 1)
        && (quoted(b"property", false) || quoted(b"name", false))
        && (quoted(b"content", true) || !tag.to_ascii_lowercase().windows(7).any(|window| window == b"content"))
}

fn is_described(facts: &PageFacts) -> bool {
    let says = |meta: &Meta| meta.key == "og:description" || (meta.carrier != Carrier::Property && meta.key.contains("description"));
    // So many tags that a reader may drop all of them.
    let too_many = facts.metas.len() > 50;
    !too_many
        && facts
            .metas
            .iter()
            .chain(&facts.fringe.in_template.metas)
            .chain(&facts.fringe.in_noscript.metas)
            .any(|meta| says(meta) && !meta.content.is_empty())
}

/// Elements whose words are no text to these readers.
#[rustfmt::skip]
fn is_passed_over(name: &str) -> bool {
    matches!(
        name,
        "head" | "header" | "nav" | "aside" | "footer" | "script" | "noscript" | "style" | "svg" | "iframe" | "video" | "canvas" | "img"
            | "picture" | "template"
    )
}

const ROLES_PASSED_OVER: &[&str] = &["directory", "menu", "menubar", "toolbar"];

#[rustfmt::skip]
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "keygen" | "link" | "menuitem" | "meta" | "param" | "source"
            | "track" | "wbr"
    )
}

/// The pieces of text between tags, from the top, until there is enough. Elements nest as their
/// tags say: nothing is closed that was not closed.
fn body_text(html: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut size = 0;
    // Open elements; those that are passed over are counted.
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut silent = 0;
    // How many of each name are open, so that end tags of none cost no search.
    let mut named: HashMap<Cow<str>, usize> = HashMap::new();
    let mut rest = html;
    while !rest.is_empty() && size < ENOUGH {
        let (text, tag) = rest.split_at(next_markup(rest));
        if !text.is_empty() && silent == 0 {
            let is_blank = text.bytes().all(|b| b.is_ascii_whitespace());
            let piece: String = if is_blank { String::new() } else { fold_space(&unescape(text)).chars().take(LONGEST).collect() };
            size += piece.chars().count() + BREAK;
            pieces.push(piece);
        }
        let Some(end) = markup_length(tag.as_bytes()) else { break };
        let (tag, after) = tag.split_at(end);
        rest = after;
        if let Some(name) = tag.strip_prefix("</") {
            let name = tag_name(name);
            let is_open = named.get(&lower(name)).is_some_and(|count| *count > 0);
            while let Some((opened, is_silent)) = open.pop_if(|_| is_open) {
                silent -= usize::from(is_silent);
                if let Some(count) = named.get_mut(&lower(opened)) {
                    *count -= 1;
                }
                if opened.eq_ignore_ascii_case(name) {
                    break;
                }
            }
        } else if tag.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic) {
            let name = tag_name(tag);
            let known = lower(name);
            if matches!(&*known, "script" | "style") {
                rest = &rest[end_tag_at(rest.as_bytes(), name.as_bytes()).unwrap_or(rest.len())..];
            }
            if !is_void(&known) && !tag.ends_with("/>") {
                let is_silent = is_passed_over(&known) || role(tag).is_some_and(|role| ROLES_PASSED_OVER.contains(&role));
                silent += usize::from(is_silent);
                open.push((name, is_silent));
                *named.entry(known).or_default() += 1;
            }
        }
    }
    pieces
}

/// A name in lower case, as nearly all are.
fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) }
}

/// Where the next tag, comment or declaration begins.
fn next_markup(html: &str) -> usize {
    let starts = |at: &usize| html.as_bytes().get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'));
    html.match_indices('<').map(|(at, _)| at).find(starts).unwrap_or(html.len())
}

/// The length of the tag, comment or declaration that `html` begins with; none if it never ends.
fn markup_length(html: &[u8]) -> Option<usize> {
    if html.starts_with(b"<!--") {
        return html[4..].windows(3).position(|window| window == b"-->").map(|at| at + 7);
    }
    let mut at = 0;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', &html[at..])? + 1;
        match html[at - 1] {
            b'>' => return Some(at),
            quote => at += memchr::memchr(quote, &html[at..])? + 1,
        }
    }
}

fn role(tag: &str) -> Option<&str> {
    const ROLE: &str = " role=";
    let value = &tag[memchr::memmem::find(tag.as_bytes(), ROLE.as_bytes())? + ROLE.len()..];
    value.trim_start_matches(['"', '\'']).split(['"', '\'', ' ', '>']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_taken_in_pieces_until_there_is_enough() {
        let html = "<head><title>T</title></head><body>\n<header>no</header><p>One <b>two</b>&amp;</p><script>no</script><div role=\"menu\">no</div>end";
        assert_eq!(body_text(html), ["", "One", "two", "&", "end"]);
        assert_eq!(body_text("<nav><b></x></i>no</NAV></b></nav>yes<nav>no"), ["yes"]);
        let long = format!("<p>{}</p><p>more</p>", "word ".repeat(50));
        assert_eq!(body_text(&long).len(), 1);
    }

    #[test]
    fn an_element_with_one_run_of_text_is_told_from_others() {
        assert_eq!(only_text("Rain"), Some("Rain"));
        assert_eq!(only_text("<a href=\"/x\"><b>Rain</b></a>"), Some("Rain"));
        let nested = |depth: usize| format!("{}Rain{}", "<b>".repeat(depth), "</b>".repeat(depth));
        assert_eq!(only_text(&nested(20)), Some("Rain"));
        assert_eq!(only_text(&nested(60_000)), None);
        for mixed in ["", "Rain <b>falls</b>", "<b>Rain</b> falls", "<b>a</b><b>b</b>", "<br>"] {
            assert_eq!(only_text(mixed), None, "{mixed}");
        }
    }

    #[test]
    fn search_patterns_want_double_quotes_and_no_bracket() {
        assert!(found_by_patterns(br#"<meta property="og:title" content="Rain &gt; snow">"#));
        for tag in [
            r#"<meta property='og:title' content="Rain">"#,
            r#"<meta property=og:title content="Rain">"#,
            r#"<meta property="og:title" content="Rain > snow">"#,
        ] {
            assert!(!found_by_patterns(tag.as_bytes()), "{tag}");
        }
    }
}
