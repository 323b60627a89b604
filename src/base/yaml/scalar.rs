//! From a part of a text to its bytes in the file, whatever quotes or block it was written in.

use super::Node;
use crate::base::source::Span;

/// The bytes of `part` of a text that stands at `span` of a file: `value` is what the parser made of
/// them. Where the two cannot be laid side by side (an alias, a merged value), the whole scalar.
pub fn within(file: &str, span: Span, value: &str, part: std::ops::Range<usize>) -> Span {
    let found = || {
        let raw = file.get(span.range())?;
        let places = beside(raw, value)?;
        let first = value.get(..part.start)?.chars().count();
        let last = value.get(..part.end)?.chars().count();
        let (start, end) = (places.get(first)?.0, places.get(last.checked_sub(1)?)?.1);
        (start < end).then(|| Span::new(start, end).shifted(span.start as usize))
    };
    found().unwrap_or(span)
}

/// Where each character of the value stands in what was written: first byte, and the byte behind it.
fn beside(raw: &str, value: &str) -> Option<Vec<(usize, usize)>> {
    let along = |mut style: Style| value.chars().map(|c| style.next(raw, c)).collect::<Option<Vec<_>>>();
    // The text of a block may begin with a quotation mark of its own.
    along(Style::of(raw)).or_else(|| along(Style { quote: None, at: 0 }))
}

/// How a scalar is written, and how far it was read.
struct Style {
    quote: Option<char>,
    at: usize,
}

impl Style {
    fn of(raw: &str) -> Self {
        match raw.chars().next() {
            Some(quote @ ('"' | '\'')) => Self { quote: Some(quote), at: 1 },
            // The line that opens a block says how it is indented and kept.
            Some('|' | '>') => Self { quote: None, at: raw.find('\n').map_or(raw.len(), |end| end + 1) },
            _ => Self { quote: None, at: 0 },
        }
    }

    /// The place of the next character of the value.
    fn next(&mut self, raw: &str, c: char) -> Option<(usize, usize)> {
        if c.is_whitespace() {
            return Some(self.blank(raw, c));
        }
        // Folded lines and indentation stand between two characters.
        loop {
            let rest = raw.get(self.at..)?;
            let next = rest.chars().next()?;
            let bytes = match (self.quote, next) {
                (Some('"'), '\\') => match escape(rest)? {
                    (None, bytes) => {
                        self.at += bytes;
                        continue;
                    }
                    (Some(said), bytes) => (said == c).then_some(bytes)?,
                },
                (Some('\''), '\'') => (c == '\'' && rest.starts_with("''")).then_some(2)?,
                _ if next == c => c.len_utf8(),
                _ if next.is_whitespace() => {
                    self.at += next.len_utf8();
                    continue;
                }
                _ => return None,
            };
            let start = self.at;
            self.at += bytes;
            return Some((start, self.at));
        }
    }

    /// White space of the value may be written as itself, as the end of a line, or as an escape.
    fn blank(&mut self, raw: &str, c: char) -> (usize, usize) {
        let rest = &raw[self.at..];
        let bytes = match rest.chars().next() {
            Some(next) if next.is_whitespace() => next.len_utf8(),
            Some('\\') if self.quote == Some('"') => escape(rest).filter(|(said, _)| *said == Some(c)).map_or(0, |(_, bytes)| bytes),
            _ => 0,
        };
        let start = self.at;
        self.at += bytes;
        (start, self.at)
    }
}

/// What an escape says, nothing for the end of a line, and how many bytes it is long.
fn escape(rest: &str) -> Option<(Option<char>, usize)> {
    let sign = rest[1..].chars().next()?;
    let code = |digits: usize| {
        let number = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        Some((Some(char::from_u32(number)?), 2 + digits))
    };
    let said = match sign {
        '\n' | '\r' => return Some((None, 2)),
        'x' => return code(2),
        'u' => return code(4),
        'U' => return code(8),
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{B}',
        'f' => '\u{C}',
        'r' => '\r',
        'e' => '\u{1B}',
        'N' => '\u{85}',
        '_' => '\u{A0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    };
    Some((Some(said), 1 + sign.len_utf8()))
}

impl Node {
    /// The bytes of a part of this text in its file; see [`within`].
    pub fn part(&self, file: &str, part: std::ops::Range<usize>) -> Span {
        within(file, self.span, self.as_text().unwrap_or_default(), part)
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    /// What is written where `words` stand in the value of `text:`.
    fn written(file: &str, words: &str) -> String {
        let root = parse(file).unwrap();
        let node = root.get("text").unwrap();
        let value = node.as_text().unwrap();
        let at = value.find(words).unwrap_or_else(|| panic!("{value:?} has no {words:?}"));
        file[node.part(file, at..at + words.len()).range()].to_owned()
    }

    #[test]
    fn words_are_found_again_in_every_style() {
        for file in [
            "text: The gauge waits.\n",
            "text: \"The gauge waits.\"\n",
            "text: 'The gauge waits.'\n",
            "text: |\n  The gauge waits.\n",
            "text: >-\n  The gauge waits.\n",
            "text: >2-   # folded\n    The gauge waits.\nother: 1\n",
            "a: 1\ntext: |+\n\n    Drops:\n\n      The gauge waits.\n\nother: 1\n",
            "text: \"Größe 😀\\n\\u00e9 The gauge waits.\"\n",
            "text: 'It''s: The gauge waits.'\n",
            "{ text: \"The gauge waits.\", other: 1 }\n",
            "text: |\n  \"Wait,\" she said. The gauge waits.\n",
            "text: >\n  'Tis wet: \\n The gauge waits.\n",
            "text: |\n\r\n  | The gauge waits.\r\n",
        ] {
            assert_eq!(written(file, "gauge waits"), "gauge waits", "{file}");
        }
    }

    #[test]
    fn words_over_folded_lines_are_whole() {
        assert_eq!(written("text: >\n  The gauge\n  waits.\n", "gauge waits"), "gauge\n  waits");
        assert_eq!(written("text: The gauge\n  waits.\n", "gauge waits"), "gauge\n  waits");
        assert_eq!(written("text: \"The gau\\\n  ge waits.\"\n", "gauge waits"), "gau\\\n  ge waits");
        assert_eq!(written("text: \"The gauge\\twaits.\"\n", "gauge\twaits"), "gauge\\twaits");
        assert_eq!(written("text: 'It''s here.'\n", "t's"), "t''s");
        assert_eq!(written("text: \"An \\\"old\\\" gauge\"\n", "\"old\""), "\\\"old\\\"");
    }

    #[test]
    fn what_is_written_elsewhere_is_the_whole_scalar() {
        let file = "anchor: &a The gauge waits.\ntext: *a\n";
        assert!(file.contains(&written(file, "gauge")));
    }
}
