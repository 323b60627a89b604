//! A text that findings can point into, and the spans that do the pointing.
//!
//! Spans are bytes; people get lines and columns, counted once when a finding is made, so that
//! the text itself can be dropped long before the report is printed.

use std::ops::Range;
use std::sync::Arc;

use super::finding::Spot;

/// A file of the author's: its path as people know it (relative to the project, `/` between
/// folders) and its text.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: Arc<str>,
    pub text: Arc<str>,
}

/// Bytes `start..end` of a [`Source`] or of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The same span, `offset` bytes further on.
    pub fn shifted(self, offset: usize) -> Self {
        Self::new(self.start as usize + offset, self.end as usize + offset)
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl Source {
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Where `span` is, in the words of a message: line, column, and the line's text.
    pub fn spot(&self, span: Span) -> Spot {
        spot(&self.path, &self.text, span)
    }
}

/// As [`Source::spot`], for a text that nobody wants to keep (a page on its way through).
pub fn spot(path: &Arc<str>, text: &str, span: Span) -> Spot {
    let start = floor_char(text, span.start as usize);
    let end = floor_char(text, (span.end as usize).max(start));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[..start].bytes().filter(|b| *b == b'\n').count() + 1;
    let end_line = line + text[start..end].bytes().filter(|b| *b == b'\n').count();
    let end_line_start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let column = text[line_start..start].chars().count() + 1;
    let end_column = text[end_line_start..end].chars().count() + 1;
    Spot {
        path: path.clone(),
        start: start as u32,
        end: end as u32,
        line: line as u32,
        column: column as u32,
        end_line: end_line as u32,
        end_column: end_column as u32,
        excerpt: excerpt(&text[line_start..line_end], column),
    }
}

/// One line of the author's, cut around the place when it is a page in one line.
fn excerpt(line: &str, column: usize) -> Option<super::finding::Excerpt> {
    const WIDE: usize = 160;
    let line = line.trim_end_matches('\r');
    let chars = line.chars().count();
    let skip = if chars > WIDE { column.saturating_sub(40) } else { 0 };
    let text: String = line.chars().skip(skip).take(WIDE).map(printable).collect();
    (!text.trim().is_empty()).then_some(super::finding::Excerpt { text, skipped: skip as u32 })
}

/// Control characters and tabs would break the alignment, or the terminal.
fn printable(c: char) -> char {
    if c == '\t' {
        ' '
    } else if c.is_control() {
        '\u{FFFD}'
    } else {
        c
    }
}

fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_counts_lines_and_characters_from_one() {
        let source = Source::new("a.md", "é\ntitle: Größe\n");
        let at = source.text.find("Größe").unwrap();
        let spot = source.spot(Span::new(at, at + "Größe".len()));
        assert_eq!((spot.line, spot.column, spot.end_line, spot.end_column), (2, 8, 2, 13));
        assert_eq!(spot.excerpt.unwrap().text, "title: Größe");
    }

    #[test]
    fn a_spot_past_the_end_or_inside_a_character_does_not_panic() {
        let source = Source::new("a.md", "é");
        assert_eq!(source.spot(Span::new(1, 99)).column, 1);
    }
}
