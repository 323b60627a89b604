//! Where a page's head ends, as the HTML standard has it ("before head" to "after head").
//!
//! A start tag that does not belong there ends it, and so does a word, a `</body>` or a `</br>`.
//! lol_html tells of start tags only, so what stands between them is looked at here.

use crate::base::Span;
use crate::base::html::tag_end;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    #[default]
    Open,
    /// Behind `</head>`: metas and the like still go into the head, and nothing else does.
    Closed,
    Over,
}

#[derive(Debug, Default)]
pub(super) struct Head {
    pub phase: Phase,
    /// Up to this byte everything was looked at.
    pub read: usize,
    /// Where the words or the end tag begin that ended the head; none if a start tag did.
    pub ended: Option<usize>,
    /// Where its own end tag begins.
    pub closed: Option<usize>,
}

impl Head {
    pub fn of(html: &[u8]) -> Self {
        // A byte order mark anywhere else is text, and ends the head.
        Self { read: if html.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 }, ..Self::default() }
    }

    pub fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }

    /// A start tag, with what stands before it.
    pub fn start_tag(&mut self, html: &[u8], tag: &str, place: Span) {
        self.between(html, place.start as usize);
        if self.is_over() {
            return;
        }
        let belongs = match tag {
            "html" | "head" | "base" | "basefont" | "bgsound" | "link" | "meta" | "title" | "noframes" | "style" | "script"
            | "template" => true,
            "noscript" => self.phase == Phase::Open,
            _ => false,
        };
        if !belongs {
            self.phase = Phase::Over;
        }
        self.read = place.end as usize;
    }

    /// Comments and the like, end tags, and text, up to the next start tag.
    pub fn between(&mut self, html: &[u8], to: usize) {
        while !self.is_over() && self.read < to {
            let rest = &html[self.read..to];
            let length = match rest {
                [b, ..] if b.is_ascii_whitespace() => 1,
                [b'<', b'!' | b'?', ..] => declaration(rest).unwrap_or(rest.len()),
                [b'<', b'/', first, ..] if first.is_ascii_alphabetic() => self.end_tag(rest),
                [b'<', b'/', _, ..] => until(rest).unwrap_or(rest.len()),
                _ => {
                    self.end();
                    0
                }
            };
            self.read += length;
        }
    }

    fn end(&mut self) {
        self.phase = Phase::Over;
        self.ended = Some(self.read);
    }

    fn end_tag(&mut self, rest: &[u8]) -> usize {
        let length = rest[2..].iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>')).count();
        let name = &rest[2..2 + length];
        if name.eq_ignore_ascii_case(b"head") {
            self.phase = Phase::Closed;
            self.closed.get_or_insert(self.read);
        } else if [&b"body"[..], b"html", b"br"].iter().any(|ends| name.eq_ignore_ascii_case(ends)) {
            self.end();
        }
        // Attributes of an end tag mean nothing, but they are read.
        tag_end(rest)
    }
}

/// The length of what begins with `<!` or `<?`: a comment, a doctype, a processing instruction. None if it never ends.
pub(super) fn declaration(rest: &[u8]) -> Option<usize> {
    let Some(text) = rest.strip_prefix(b"<!--") else { return until(rest) };
    if text.starts_with(b">") {
        return Some(5);
    }
    if text.starts_with(b"->") {
        return Some(6);
    }
    let mut at = 0;
    loop {
        at += memchr::memmem::find(&text[at..], b"--")? + 2;
        match text[at..] {
            [b'>', ..] => return Some(4 + at + 1),
            [b'!', b'>', ..] => return Some(4 + at + 2),
            // `--->` ends it too.
            _ => at -= 1,
        }
    }
}

/// The length up to the next `>`.
pub(super) fn until(rest: &[u8]) -> Option<usize> {
    memchr::memchr(b'>', rest).map(|at| at + 1)
}
