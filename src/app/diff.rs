//! What changed in a page: as a diff for people, and as the new places of old bytes.

use similar::{Algorithm, DiffOp, TextDiff, capture_diff_slices};

use crate::base::Span;
use crate::model::OutPath;

/// A line longer than this is one that a minifier wrote.
const LONG_LINE: usize = 1000;

/// A unified diff. A page in one line is shown with a tag on each, so that it can be read.
pub(super) fn unified(path: &OutPath, old: &[u8], new: &[u8]) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let (from, to) = (format!("a/{path}"), format!("b/{path}"));
    if old.lines().all(|line| line.len() <= LONG_LINE) {
        return TextDiff::from_lines(old.as_ref(), new.as_ref()).unified_diff().context_radius(1).header(&from, &to).to_string();
    }
    let (old, new) = (shown(&old), shown(&new));
    TextDiff::from_slices(&old, &new).unified_diff().context_radius(1).header(&from, &to).to_string()
}

fn shown(text: &str) -> Vec<&str> {
    pieces(text).into_iter().map(|piece| piece.trim_end_matches(['\n', '\r'])).filter(|piece| !piece.is_empty()).collect()
}

/// Cut before each `<` and after each line feed; joined, they are the text again.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let cut = match byte {
            b'<' => at,
            b'\n' => at + 1,
            _ => continue,
        };
        if cut > from {
            pieces.push(&text[from..cut]);
            from = cut;
        }
    }
    if from < text.len() {
        pieces.push(&text[from..]);
    }
    pieces
}

/// Where bytes of the old page stand in the new one.
pub(super) struct Moved<'a> {
    old: Side<'a>,
    new: Side<'a>,
    ops: Vec<DiffOp>,
}

/// A page in pieces, and where each of them begins.
struct Side<'a> {
    pieces: Vec<&'a str>,
    starts: Vec<usize>,
}

impl<'a> Side<'a> {
    fn new(text: &'a str) -> Self {
        let pieces = pieces(text);
        let starts = pieces.iter().scan(0, |at, piece| Some(std::mem::replace(at, *at + piece.len()))).collect();
        Self { pieces, starts }
    }

    fn start(&self, piece: usize) -> usize {
        self.starts.get(piece).copied().unwrap_or_else(|| self.pieces.iter().map(|piece| piece.len()).sum())
    }
}

impl<'a> Moved<'a> {
    pub fn new(old: &'a str, new: &'a str) -> Self {
        let (old, new) = (Side::new(old), Side::new(new));
        let ops = capture_diff_slices(Algorithm::Myers, &old.pieces, &new.pieces);
        Self { old, new, ops }
    }

    pub fn span(&self, span: Span) -> Span {
        let start = self.at(span.start as usize, Anchor::Start);
        Span::new(start, self.at(span.end as usize, Anchor::End).max(start))
    }

    fn at(&self, place: usize, anchor: Anchor) -> usize {
        // An end belongs to the byte before it.
        let byte = if anchor == Anchor::End { place.saturating_sub(1) } else { place };
        let piece = self.old.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let Some(op) = self.ops.iter().find(|op| op.old_range().contains(&piece)) else { return place };
        let from = self.old.start(piece);
        let text = self.old.pieces[piece];
        let other = match op {
            DiffOp::Equal { .. } => Some(op.new_range().start + piece - op.old_range().start),
            // A changed tag is the one that begins and ends most like it.
            _ => op.new_range().rev().max_by_key(|other| alike(text, self.new.pieces[*other])),
        };
        let Some(other) = other else { return self.new.start(op.new_range().start) };
        let (start, length) = (self.new.start(other), self.new.pieces[other].len());
        match anchor {
            Anchor::Start => start + (place - from).min(length),
            Anchor::End => start + length.saturating_sub((from + text.len()).saturating_sub(place)),
        }
    }
}

/// Bytes that two pieces share at their beginning and at their end.
fn alike(a: &str, b: &str) -> usize {
    let same = |pair: &(u8, u8)| pair.0 == pair.1;
    a.bytes().zip(b.bytes()).take_while(same).count() + a.bytes().rev().zip(b.bytes().rev()).take_while(same).count()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Start,
    End,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_moves_with_its_bytes_and_a_changed_value_is_found_again() {
        let old = "<head><title>Ü</title><meta content=\"/a.png\"></head><p>x</p>";
        let new = "<head><title>Ü</title><meta name=x>\n<meta content=\"https://a.b/a.png\"></head><div></div><p>x</p>";
        let moved = Moved::new(old, new);
        for (was, is) in [("Ü", "Ü"), ("/a.png", "https://a.b/a.png"), ("<p>x", "<p>x"), ("</p>", "</p>"), (old, new)] {
            let at = old.find(was).unwrap();
            let span = moved.span(Span::new(at, at + was.len()));
            assert_eq!(&new[span.range()], is);
        }
    }

    #[test]
    fn a_page_in_one_line_is_shown_by_tags() {
        let old = format!("<head><title>Rain</title></head><p>{}</p>", "drop ".repeat(400));
        let new = old.replace("</head>", "<meta name=x></head>");
        let diff = unified(&OutPath::new("a.html").unwrap(), old.as_bytes(), new.as_bytes());
        assert_eq!(diff, "--- a/a.html\n+++ b/a.html\n@@ -3,2 +3,3 @@\n </title>\n+<meta name=x>\n </head>\n");
    }
}
