//! What changed in a page: as a diff for people, and as the new places of old bytes.

use std::ops::Range;

use similar::TextDiff;

use crate::base::Span;
use crate::model::OutPath;
use crate::model::plan::Move;

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
    pub old: &'a [u8],
    pub new: &'a [u8],
    pub moves: &'a [Move],
}

impl Moved<'_> {
    pub fn span(&self, span: Span) -> Span {
        let range = span.range();
        // What was replaced as a whole is its new text; a part of it is looked for there.
        let whole = |one: &&Move| !one.old.is_empty() && one.old.start <= range.start && range.end <= one.old.end;
        if let Some(found) = self.moves.iter().find(whole) {
            let new = if found.old == range { found.new.clone() } else { self.within(found, range) };
            return Span::new(new.start, new.end);
        }
        let start = self.at(range.start, false);
        Span::new(start, self.at(range.end, true).max(start))
    }

    /// A place outside of all that was replaced. Behind what was inserted there, but an end belongs to
    /// the byte before it.
    fn at(&self, place: usize, is_end: bool) -> usize {
        let before = |one: &&Move| one.old.end < place || (one.old.end == place && !(is_end && one.old.is_empty()));
        match self.moves.iter().rev().find(before) {
            Some(last) => last.resumes + (place - last.old.end),
            None => place,
        }
    }

    /// The same bytes in the new text, counted from its start; else the tag that it begins with.
    fn within(&self, found: &Move, range: Range<usize>) -> Range<usize> {
        let (old, new) = (&self.old[found.old.clone()], &self.new[found.new.clone()]);
        let wanted = &self.old[range.clone()];
        let earlier = places(&old[..range.start - found.old.start], wanted).count();
        if let Some(at) = places(new, wanted).take(earlier + 1).last() {
            return found.new.start + at..found.new.start + at + wanted.len();
        }
        let end = new.iter().position(|byte| *byte == b'>').map_or(new.len(), |at| at + 1);
        found.new.start..found.new.start + end
    }
}

fn places<'t>(text: &'t [u8], wanted: &'t [u8]) -> impl Iterator<Item = usize> {
    text.windows(wanted.len().max(1)).enumerate().filter(move |(_, there)| *there == wanted).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_moves_with_its_bytes() {
        let old = "<title>Ü</title><meta content=/a.png><q>1 <a>x</a> <a>x</a></q><q>2 <b>y</b></q><q>3</q>";
        let edits = [
            ("", "<meta name=x>\n", "<meta content"),
            ("/a.png", "https://a.b/a.png", ""),
            ("<q>1 <a>x</a> <a>x</a></q>", "<p>1 <a>x</a> <a>x</a></p>", ""),
            ("<q>2 <b>y</b></q>", "<blockquote class=x>2</blockquote>", ""),
        ];
        let (mut new, mut moves, mut at) = (String::new(), Vec::new(), 0);
        for (was, is, behind) in edits {
            let start = old.find(if was.is_empty() { behind } else { was }).unwrap();
            new.push_str(&old[at..start]);
            at = start + was.len();
            moves.push(Move { old: start..at, new: new.len()..new.len() + is.len(), resumes: new.len() + is.len() });
            new.push_str(is);
        }
        new.push_str(&old[at..]);
        let moved = Moved { old: old.as_bytes(), new: new.as_bytes(), moves: &moves };
        let found = |start: usize, was: &str| moved.span(Span::new(start, start + was.len()));
        for (was, is) in [
            ("Ü", "Ü"),
            ("<meta content=/a.png>", "<meta content=https://a.b/a.png>"),
            ("/a.png", "https://a.b/a.png"),
            ("</title>", "</title>"),
            ("<q>3", "<q>3"),
            ("<q>2 ", "<blockquote class=x>"),
        ] {
            let span = found(old.find(was).unwrap(), was);
            assert_eq!(&new[span.range()], is);
        }
        let second = found(old.rfind("<a>x").unwrap(), "<a>x");
        assert_eq!(second.start as usize, new.rfind("<a>x").unwrap(), "the second of two that are alike");
        assert_eq!(found(old.find("<q>3").unwrap(), "<q>3").start as usize, new.find("<q>3").unwrap(), "behind a block that was replaced");
    }

    #[test]
    fn a_page_in_one_line_is_shown_by_tags() {
        let old = format!("<head><title>Rain</title></head><p>{}</p>", "drop ".repeat(400));
        let new = old.replace("</head>", "<meta name=x></head>");
        let diff = unified(&OutPath::new("a.html").unwrap(), old.as_bytes(), new.as_bytes());
        assert_eq!(diff, "--- a/a.html\n+++ b/a.html\n@@ -3,2 +3,3 @@\n </title>\n+<meta name=x>\n </head>\n");
    }
}
