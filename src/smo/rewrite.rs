//! Writes what was decided: one lol_html pass finds the places, then the bytes are put together.
//!
//! It knows no meaning. lol_html only says where elements begin and end; what was not planned to
//! change is copied from the page itself, so its bytes cannot differ, whatever its encoding.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::Element;
use lol_html::{HtmlRewriter, Settings, element};

use super::encoding::{declaration, encode, page_encoding};
use super::parsable::parsable;
use crate::base::{Finding, Place, Span};
use crate::model::plan::{Edit, Move, Op};

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

/// Applies `edits` (sorted by place) to a page. What lies in a replaced element goes with it.
pub fn rewrite(html: &[u8], edits: &[Edit]) -> Result<Vec<u8>, Refused> {
    rewrite_telling(html, edits).map(|(html, _)| html)
}

/// As [`rewrite`], and what stands where afterwards.
pub(super) fn rewrite_telling(html: &[u8], edits: &[Edit]) -> Result<(Vec<u8>, Vec<Move>), Refused> {
    if edits.is_empty() {
        return Ok((html.to_vec(), Vec::new()));
    }
    let encoding = page_encoding(html).ok_or_else(|| Refused("the page's encoding cannot be rewritten in place".into()))?;
    let here = edits.iter().enumerate().filter(|(_, edit)| edit.op == Op::At);
    let here = here.map(|(order, edit)| Splice { bytes: edit.at as usize..edit.at as usize, rank: 3, order });
    let found: Rc<RefCell<Vec<Splice>>> = Rc::new(RefCell::new(here.collect()));
    let places = found.clone();
    let settings = Settings::new().with_encoding(encoding).append_element_content_handler(element!("*", move |el| {
        if places.borrow().len() == edits.len() {
            // Survey has read the rest.
            return Err("every place was found".into());
        }
        let start = el.source_location().bytes().start;
        let from = edits.partition_point(|edit| (edit.at as usize) < start);
        for (order, edit) in edits.iter().enumerate().skip(from).take_while(|(_, edit)| edit.at as usize == start) {
            place(el, order, edit.op, &places);
        }
        Ok(())
    }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let outcome = rewriter.write(&parsable(html)).and_then(|()| rewriter.end());
    let mut splices = found.take();
    let is_whole = splices.len() == edits.len();
    match outcome {
        Err(error) if !is_whole => return Err(Refused(format!("the markup is ambiguous: {error}"))),
        _ => {}
    }
    if !is_whole {
        return Err(Refused("a place that was read could not be found again".into()));
    }
    splices.sort_by_key(|splice| (splice.bytes.start, splice.rank, splice.order));
    let encoding: &'static encoding_rs::Encoding = encoding.into();
    let added: usize = edits.iter().map(|edit| edit.html.len() + 2).sum();
    let mut out = Vec::with_capacity(html.len() + added);
    let mut at = 0;
    let mut moves = Vec::with_capacity(splices.len());
    for Splice { bytes, order, .. } in splices {
        if bytes.start < at {
            continue;
        }
        let edit = &edits[order];
        let (open, close) = if matches!(edit.op, Op::Value(_)) { quotes(html, &bytes) } else { ("", "") };
        out.extend_from_slice(&html[at..bytes.start]);
        out.extend_from_slice(open.as_bytes());
        let start = out.len();
        out.extend_from_slice(&encode(&edit.html, encoding));
        let end = out.len();
        out.extend_from_slice(close.as_bytes());
        at = bytes.end;
        moves.push(Move { old: bytes, new: start..end, resumes: out.len() });
    }
    out.extend_from_slice(&html[at..]);
    // It may have stood in what was replaced: then all other bytes would be read in another way.
    let takes = |edit: &Edit| !matches!(edit.op, Op::At | Op::Before | Op::Prepend | Op::Append | Op::After);
    if edits.iter().any(takes) && declaration(&out) != declaration(html) {
        return Err(Refused("the change would take away what the page says of its encoding".into()));
    }
    Ok((out, moves))
}

/// The bytes that an edit takes the place of; none for an insertion.
struct Splice {
    bytes: Range<usize>,
    /// What comes first where two places are the same byte.
    rank: u8,
    order: usize,
}

fn place(el: &mut Element, order: usize, op: Op, places: &Rc<RefCell<Vec<Splice>>>) {
    let tag = el.source_location().bytes();
    let add = |bytes: Range<usize>, rank: u8| places.borrow_mut().push(Splice { bytes, rank, order });
    match op {
        Op::Value(span) | Op::Name(span) | Op::Text(span) => return add(span.range(), 4),
        Op::Before => return add(tag.start..tag.start, 3),
        Op::Prepend => return add(tag.end..tag.end, 1),
        Op::At => return,
        Op::Append | Op::After | Op::Replace | Op::Attributes => {}
    }
    let own = el.tag_name();
    if op == Op::Attributes {
        let behind = tag.start + 1 + own.len();
        return add(behind..behind, 4);
    }
    let Some(handlers) = el.end_tag_handlers() else {
        // A void element: nothing can be appended to it.
        match op {
            Op::After => add(tag.end..tag.end, 0),
            Op::Replace => add(tag, 4),
            _ => {}
        }
        return;
    };
    let places = places.clone();
    handlers.push(Box::new(move |end| {
        let at = end.source_location().bytes();
        let is_own = end.name() == own;
        let found = match op {
            Op::Append => Some((at.start..at.start, 2)),
            Op::After if is_own => Some((at.end..at.end, 0)),
            Op::After => Some((at.start..at.start, 0)),
            Op::Replace if is_own => Some((tag.start..at.end, 4)),
            _ => None,
        };
        if let Some((bytes, rank)) = found {
            places.borrow_mut().push(Splice { bytes, rank, order });
        }
        Ok(())
    }));
}

/// What must stand before and behind a new value: quotes where there were none, and the `=` that
/// an attribute without a value lacks; nothing in an element.
fn quotes(html: &[u8], value: &Range<usize>) -> (&'static str, &'static str) {
    let before = value.start.checked_sub(1).and_then(|at| html.get(at));
    match before {
        Some(b'"' | b'\'' | b'>') => ("", ""),
        Some(b'=') => ("\"", "\""),
        _ if value.is_empty() => ("=\"", "\""),
        _ => ("\"", "\""),
    }
}
