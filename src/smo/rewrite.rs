//! Writes what was decided: one streaming lol_html pass that applies edits by position.
//!
//! It knows no meaning. Every byte that was not planned to change passes through unchanged; no
//! text handler is registered, because that would turn invalid UTF-8 into U+FFFD.

use std::cell::Cell;
use std::rc::Rc;

use lol_html::html_content::ContentType;
use lol_html::{AsciiCompatibleEncoding, HtmlRewriter, Settings, element};

use crate::base::{Finding, Place, Span};
use crate::model::plan::{Edit, Op};

/// Why a page could not be rewritten: the markup is ambiguous, or an edit found no element.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused(String);

impl Refused {
    pub fn into_finding(self) -> Finding {
        Finding::warning("page-ambiguous", self.0, Place::Html(Span::new(0, 0)))
            .why("it was passed through as it is: no preview tags, no share links")
            .help("mend the markup, or exclude the page with `--exclude`")
    }
}

/// Applies `edits` (sorted by place) to a page.
pub fn rewrite(html: &[u8], edits: &[Edit]) -> Result<Vec<u8>, Refused> {
    if edits.is_empty() {
        return Ok(html.to_vec());
    }
    let added: usize = edits.iter().map(|edit| edit.html.len()).sum();
    let mut out = Vec::with_capacity(html.len() + added);
    let applied = Rc::new(Cell::new(0));
    let counter = applied.clone();
    let encoding = page_encoding(html);
    let settings = Settings::new().with_encoding(encoding).append_element_content_handler(element!("*", move |el| {
        let tag = el.source_location().bytes();
        let from = edits.partition_point(|edit| (edit.at as usize) < tag.start);
        let here = &edits[from..];
        let here = &here[..here.iter().take_while(|edit| edit.at as usize == tag.start).count()];
        if here.is_empty() {
            return Ok(());
        }
        counter.set(counter.get() + here.len());
        if let Some(start_tag) = new_start_tag(html, tag, here, encoding) {
            el.start_tag().replace(&start_tag, ContentType::Html);
        }
        // `after` and `prepend` put the latest first; the plan's order is the order of the page.
        for edit in here.iter().filter(|edit| !matches!(edit.op, Op::After | Op::Prepend)) {
            apply(el, edit);
        }
        for edit in here.iter().rev().filter(|edit| matches!(edit.op, Op::After | Op::Prepend)) {
            apply(el, edit);
        }
        Ok(())
    }));
    let mut rewriter = HtmlRewriter::new(settings, |chunk: &[u8]| out.extend_from_slice(chunk));
    let outcome = rewriter.write(html).and_then(|()| rewriter.end());
    outcome.map_err(|error| Refused(format!("the markup is ambiguous: {error}")))?;
    // An edit inside a replaced element never runs; plan does not make such edits.
    match applied.get() == edits.len() {
        true => Ok(out),
        false => Err(Refused("a place that was read could not be found again".into())),
    }
}

fn apply(el: &mut lol_html::html_content::Element, edit: &Edit) {
    let html = edit.html.as_str();
    match edit.op {
        Op::Before => el.before(html, ContentType::Html),
        Op::Prepend => el.prepend(html, ContentType::Html),
        Op::Append => el.append(html, ContentType::Html),
        Op::After => el.after(html, ContentType::Html),
        Op::Value(_) => {}
        Op::Replace => el.replace(html, ContentType::Html),
    }
}

/// The start tag with its planned values in place; all its other bytes as they were.
fn new_start_tag(html: &[u8], tag: std::ops::Range<usize>, edits: &[Edit], encoding: AsciiCompatibleEncoding) -> Option<String> {
    let encoding: &'static encoding_rs::Encoding = encoding.into();
    let text = |range: std::ops::Range<usize>| encoding.decode_without_bom_handling(&html[range]).0.into_owned();
    let mut values: Vec<(std::ops::Range<usize>, &str)> = edits
        .iter()
        .filter_map(|edit| match edit.op {
            Op::Value(span) => Some((span.range(), edit.html.as_str())),
            _ => None,
        })
        .collect();
    values.sort_by_key(|(range, _)| range.start);
    let mut out = String::new();
    let mut at = tag.start;
    for (range, value) in &values {
        if range.start < at || range.end > tag.end {
            return None;
        }
        out.push_str(&text(at..range.start));
        match html[..range.start].last() {
            Some(b'"' | b'\'') => out.push_str(value),
            Some(b'=') => out.push_str(&format!("\"{value}\"")),
            // A value of its own without quotes, or an attribute that has none.
            _ if range.is_empty() => out.push_str(&format!("=\"{value}\"")),
            _ => out.push_str(&format!("\"{value}\"")),
        }
        at = range.end;
    }
    if values.is_empty() {
        return None;
    }
    out.push_str(&text(at..tag.end));
    Some(out)
}

/// The page's encoding: a byte order mark, else the first `charset=` of the first kilobyte, else
/// UTF-8. Encodings that are no superset of ASCII are read as UTF-8 too: lol_html cannot.
pub(super) fn page_encoding(html: &[u8]) -> AsciiCompatibleEncoding {
    let lower = first_kilobyte(html);
    let Some(at) = charset_place(&lower).filter(|_| !html.starts_with(UTF8_BOM)) else { return AsciiCompatibleEncoding::utf_8() };
    let label = &lower[at + 8..];
    let label: Vec<u8> = label
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.'))
        .collect();
    encoding_rs::Encoding::for_label(&label).and_then(AsciiCompatibleEncoding::new).unwrap_or_else(AsciiCompatibleEncoding::utf_8)
}

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// Neither a byte order mark nor a `charset=`: a browser would guess.
pub(super) fn names_no_encoding(html: &[u8]) -> bool {
    !html.starts_with(UTF8_BOM) && charset_place(&first_kilobyte(html)).is_none()
}

fn first_kilobyte(html: &[u8]) -> Vec<u8> {
    html[..html.len().min(1024)].to_ascii_lowercase()
}

fn charset_place(lower: &[u8]) -> Option<usize> {
    lower.windows(8).position(|window| window == b"charset=")
}
