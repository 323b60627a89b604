//! Writes what was decided: the bytes of the page, and what was planned between them.
//!
//! It knows no meaning. Survey has said where elements begin and end; what was not planned to
//! change is copied from the page itself, so its bytes cannot differ, whatever its encoding.

use std::ops::Range;

use super::encoding::{declaration, encode, page_encoding};
use crate::base::{Finding, Place, Span};
use crate::model::plan::{Edit, Move, Op};

/// Why a page could not be rewritten.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refused(&'static str);

impl Refused {
    pub fn into_finding(self) -> Finding {
        Finding::warning("page-ambiguous", self.0, Place::Html(Span::new(0, 0)))
            .why("it was passed through as it is: no preview tags, no share links")
            .help("mend the markup, or exclude the page with `--exclude`")
    }
}

/// Applies `edits` to a page, and says what stands where afterwards. What lies in a replaced element goes with it.
pub(super) fn rewrite(html: &[u8], edits: &[Edit]) -> Result<(Vec<u8>, Vec<Move>), Refused> {
    if edits.is_empty() {
        return Ok((html.to_vec(), Vec::new()));
    }
    let encoding = page_encoding(html).ok_or(Refused("the page's encoding cannot be rewritten in place"))?;
    let encoding: &'static encoding_rs::Encoding = encoding.into();
    let mut splices: Vec<Splice> = edits.iter().enumerate().map(|(order, edit)| splice(html, edit, order)).collect();
    // No plan of this page has one.
    if splices.iter().any(|splice| splice.bytes.start > splice.bytes.end || splice.bytes.end > html.len()) {
        return Err(Refused("what was planned is for another page"));
    }
    splices.sort_by_key(|splice| (splice.bytes.start, splice.rank, splice.order));
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
    let takes = |edit: &Edit| !matches!(edit.op, Op::At | Op::Prepend(_) | Op::Append(_) | Op::After(_));
    if edits.iter().any(takes) && declaration(&out) != declaration(html) {
        return Err(Refused("the change would take away what the page says of its encoding"));
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

fn splice(html: &[u8], edit: &Edit, order: usize) -> Splice {
    let start = edit.at as usize;
    let point = |at: u32| at as usize..at as usize;
    let (bytes, rank) = match edit.op {
        Op::After(end) => (point(end), 0),
        Op::Prepend(at) => (point(at), 1),
        Op::Append(at) => (point(at), 2),
        Op::At => (start..start, 3),
        Op::Value(span) | Op::Name(span) | Op::Text(span) => (span.range(), 4),
        Op::Replace(end) => (start..end as usize, 4),
        Op::Attributes => {
            let rest = html.get(start + 1..);
            let name = rest.and_then(|rest| rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>')));
            let behind = name.map_or(usize::MAX, |length| start + 1 + length);
            (behind..behind, 4)
        }
    };
    Splice { bytes, rank, order }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_of_another_page_are_refused() {
        for op in [Op::Attributes, Op::At, Op::Append(9), Op::Replace(1), Op::Value(Span::new(2, 90))] {
            let edit = Edit { at: 7, op, html: "x".into() };
            assert!(rewrite(b"<p>a", &[edit]).is_err(), "{op:?}");
        }
    }
}
