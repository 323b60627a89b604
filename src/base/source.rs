//! A text that findings can point into, and the spans that do the pointing.
//!
//! Spans are bytes; people get lines and columns, counted once when a finding is made, so that
//! the text itself can be dropped long before the report is printed.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::finding::Spot;

/// A file of the author's: its path as people know it (relative to the project, `/` between
/// folders) and its text.
#[derive(Clone, Debug, PartialEq)]
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
        Lines::new(&*self.text).spot(&self.path, span)
    }
}

/// A text with its lines and characters counted, for many spots in one page: each costs the same,
/// however long the page and its lines are.
#[derive(Debug)]
pub struct Lines<'t> {
    text: Cow<'t, str>,
    /// First byte of each line.
    starts: Vec<u32>,
    /// Characters before each block of [`BLOCK`] bytes, and those among them that are two in UTF-16.
    chars: Vec<(u32, u32)>,
}

const BLOCK: usize = 1024;

impl<'t> Lines<'t> {
    pub fn new(text: impl Into<Cow<'t, str>>) -> Self {
        let text = text.into();
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        let starts = std::iter::once(0).chain(newlines).collect();
        let counted = text.as_bytes().chunks(BLOCK).scan((0, 0), |before, block| {
            let here = *before;
            *before = (here.0 + characters(block), here.1 + wide(block));
            Some(here)
        });
        let chars = counted.collect();
        Self { text, starts, chars }
    }

    /// Where `span` is, in the words of a message.
    pub fn spot(&self, path: &Arc<str>, span: Span) -> Spot {
        let start = floor_char(&self.text, span.start as usize);
        let end = floor_char(&self.text, (span.end as usize).max(start));
        let (line, line_start) = self.line(start);
        let (end_line, end_line_start) = self.line(end);
        let column = self.between(line_start, start) + 1;
        let line_end = self.starts.get(line).map_or(self.text.len(), |next| *next as usize - 1);
        Spot {
            path: path.clone(),
            start: start as u32,
            end: end as u32,
            line: line as u32,
            column: column as u32,
            end_line: end_line as u32,
            end_column: (self.between(end_line_start, end) + 1) as u32,
            wide: self.before(start).1 - self.before(line_start).1,
            end_wide: self.before(end).1 - self.before(end_line_start).1,
            excerpt: self.excerpt(line_start..line_end, start, column),
        }
    }

    /// The number of the line that holds a byte, from one, and its first byte.
    fn line(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start as usize <= at);
        (line, self.starts[line - 1] as usize)
    }

    fn between(&self, from: usize, to: usize) -> usize {
        (self.before(to).0 - self.before(from).0) as usize
    }

    /// Characters before a byte, and those among them that are two in UTF-16.
    fn before(&self, at: usize) -> (u32, u32) {
        let block = at / BLOCK;
        let counted = self.chars.get(block).copied().unwrap_or_else(|| self.chars.last().copied().unwrap_or_default());
        let from = block.min(self.chars.len().saturating_sub(1)) * BLOCK;
        let rest = &self.text.as_bytes()[from..at];
        (counted.0 + characters(rest), counted.1 + wide(rest))
    }

    /// One line of the author's, cut around the place when it is a page in one line.
    fn excerpt(&self, line: Range<usize>, at: usize, column: usize) -> Option<Box<super::finding::Excerpt>> {
        const WIDE: usize = 160;
        const BEFORE: usize = 40;
        let wide = self.between(line.start, line.end) > WIDE;
        let skipped = if wide { column.saturating_sub(BEFORE) } else { 0 };
        // `column` counts from one: so many characters stand between the cut and the place.
        let back = column - 1 - skipped;
        let from = match self.text[line.start..at].char_indices().rev().take(back).last() {
            Some((first, _)) => line.start + first,
            None => at,
        };
        let line = self.text[from..line.end].trim_end_matches('\r');
        let text: String = line.chars().take(WIDE).map(printable).collect();
        (!text.trim().is_empty()).then(|| Box::new(super::finding::Excerpt { text, skipped: skipped as u32 }))
    }
}

/// Every byte but those that go on with a character.
fn characters(bytes: &[u8]) -> u32 {
    if bytes.is_ascii() {
        return bytes.len() as u32;
    }
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count() as u32
}

/// Characters beyond the basic plane begin with such a byte.
fn wide(bytes: &[u8]) -> u32 {
    if bytes.is_ascii() {
        return 0;
    }
    bytes.iter().filter(|b| **b >= 0xF0).count() as u32
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
    fn what_is_two_in_utf_16_is_counted_beside() {
        let source = Source::new("a.md", "😀\ntitle: 🌧 rain 🌧\n");
        let at = source.text.find("rain").unwrap();
        let spot = source.spot(Span::new(at, source.text.len() - 1));
        assert_eq!((spot.column, spot.wide, spot.end_column, spot.end_wide), (10, 1, 16, 2));
    }

    #[test]
    fn a_spot_in_a_long_line_shows_what_stands_around_it() {
        let text = format!("a\n{}here{}\nz", "é".repeat(3000), "ü".repeat(3000));
        let at = text.find("here").unwrap();
        let spot = Lines::new(&text).spot(&"a.html".into(), Span::new(at, at + 4));
        assert_eq!((spot.line, spot.column, spot.end_column), (2, 3001, 3005));
        let excerpt = spot.excerpt.unwrap();
        assert_eq!(excerpt.skipped, 2961);
        assert_eq!(excerpt.text.find("here"), Some(39 * "é".len()));
        assert_eq!(excerpt.text.chars().count(), 160);
    }

    #[test]
    fn a_spot_past_the_end_or_inside_a_character_does_not_panic() {
        let source = Source::new("a.md", "é");
        assert_eq!(source.spot(Span::new(1, 99)).column, 1);
    }
}
