//! Sentences found again: text compared the way people mean it, and where it stands in the page.
//!
//! Typography changes what an author typed: quotes turn curly, hyphens become dashes, blanks
//! become wider ones. None of it makes another sentence.

use std::cell::OnceCell;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::base::Span;
use crate::base::html::unescape;
use crate::model::facts::{PageFacts, Passage, Standing};

/// A text for comparing, and where each of its characters was written.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    pub chars: Vec<char>,
    /// Bytes of the source, start and end.
    pub at: Vec<(u32, u32)>,
}

impl Folded {
    pub fn plain(text: &str) -> Self {
        let mut folded = Self::default();
        for (at, c) in text.char_indices() {
            folded.push(c, at, at + c.len_utf8());
        }
        folded.trimmed()
    }

    /// Of a piece of HTML without tags: character references count as what they stand for.
    pub fn html(raw: &str) -> Self {
        let mut folded = Self::default();
        let mut at = 0;
        while let Some(c) = raw[at..].chars().next() {
            let reference = if c == '&' { raw[at..].get(..=raw[at..].bytes().take(40).position(|b| b == b';').unwrap_or(0)) } else { None };
            let meant = reference.filter(|text| text.len() > 2).map(|text| (unescape(text), text.len()));
            match meant {
                Some((meant, len)) if !meant.starts_with('&') || meant.len() < len => {
                    meant.chars().for_each(|c| folded.push(c, at, at + len));
                    at += len;
                }
                _ => {
                    folded.push(c, at, at + c.len_utf8());
                    at += c.len_utf8();
                }
            }
        }
        folded
    }

    /// Compatibility forms taken apart, accents gone, lower case, one kind of quotation mark and
    /// dash, one blank for many, none where it cannot be seen.
    pub fn push(&mut self, c: char, start: usize, end: usize) {
        if c == '\u{AD}' || ('\u{200B}'..='\u{200F}').contains(&c) || c == '\u{FEFF}' {
            return;
        }
        if let (true, Some(last)) = (is_combining_mark(c), self.at.last_mut()) {
            last.1 = end as u32;
            return;
        }
        for c in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
            let c = match c {
                '‘' | '’' | '‚' | '‛' | '′' => '\'',
                '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
                '‐'..='―' | '−' => '-',
                c if c.is_whitespace() => ' ',
                c => c,
            };
            if matches!(c, ' ' | '-') && self.chars.last() == Some(&c) {
                // Three hyphens and an em dash are the same stroke.
                if let Some(last) = self.at.last_mut() {
                    last.1 = end as u32;
                }
                continue;
            }
            self.chars.push(c);
            self.at.push((start as u32, end as u32));
        }
    }

    pub fn trimmed(mut self) -> Self {
        while self.chars.last() == Some(&' ') {
            self.chars.pop();
            self.at.pop();
        }
        if self.chars.first() == Some(&' ') {
            self.chars.remove(0);
            self.at.remove(0);
        }
        self
    }

    /// Places of `needle`, beginning and ending at a word's edge: in one walk, whatever repeats.
    pub fn find_all<'h>(&'h self, needle: &'h [char]) -> impl Iterator<Item = usize> + 'h {
        let fits = !needle.is_empty() && needle.len() <= self.chars.len();
        let borders = if fits { borders(needle) } else { Vec::new() };
        let chars = if fits { self.chars.as_slice() } else { &[] };
        let mut same = 0;
        let ends = chars.iter().enumerate().filter_map(move |(at, c)| {
            while same > 0 && (same == needle.len() || needle[same] != *c) {
                same = borders[same - 1];
            }
            same += usize::from(needle[same] == *c);
            (same == needle.len()).then_some(at + 1)
        });
        ends.filter(|end| is_edge(&self.chars, end - needle.len()) && is_edge(&self.chars, *end)).map(|end| end - needle.len())
    }
}

/// For each beginning of `needle`: how much of its end is a beginning, too (Knuth, Morris, Pratt).
fn borders(needle: &[char]) -> Vec<usize> {
    let mut borders = vec![0; needle.len()];
    let mut same = 0;
    for at in 1..needle.len() {
        while same > 0 && needle[same] != needle[at] {
            same = borders[same - 1];
        }
        same += usize::from(needle[same] == needle[at]);
        borders[at] = same;
    }
    borders
}

/// No letter or digit on both sides; scripts without blanks have edges everywhere.
pub(super) fn is_edge(chars: &[char], at: usize) -> bool {
    let joins = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() && !is_ideographic(*c));
    at == 0 || !(joins(chars.get(at - 1)) && joins(chars.get(at)))
}

pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// Where a sentence stands in the text of a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// In one text node.
    At(Spot),
    /// In a quote that is marked already.
    Marked,
    /// In the text, but spread over elements, or where nothing can be mounted.
    Somewhere,
    Nowhere,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    /// Bytes of the page.
    pub span: Span,
    pub html: String,
    /// The start tag before it.
    pub anchor: u32,
    /// In a link, which can hold no other.
    pub in_link: bool,
}

/// The text of a page's body, folded once for all sentences; not what repeats it, nor our own words.
pub(super) struct Body<'a> {
    passages: Vec<(&'a Passage, Folded)>,
    /// All of it, to find what is spread over elements.
    whole: OnceCell<Folded>,
    /// What is quoted, in two ways: emphasis inside of a quote spreads its words over text nodes.
    quoted: OnceCell<[Folded; 2]>,
    length: usize,
}

impl<'a> Body<'a> {
    pub fn of(facts: &'a PageFacts) -> Self {
        let body = facts.article.map(|article| article.inner);
        let in_body = |passage: &&Passage| match body {
            Some(inner) => inner.start <= passage.span.start && passage.span.end <= inner.end,
            None => passage.standing != Standing::Around,
        };
        let says = |passage: &&Passage| !matches!(passage.standing, Standing::Repeated | Standing::Shy);
        let passages = facts.passages.iter().filter(says).filter(in_body);
        let passages: Vec<_> = passages.map(|passage| (passage, Folded::html(&passage.raw))).collect();
        let length = passages.iter().map(|(passage, _)| passage.raw.len()).sum();
        Self { passages, whole: OnceCell::new(), quoted: OnceCell::new(), length }
    }

    /// What a search costs.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Looks for a sentence, beside the places that are to be marked already.
    pub fn locate(&self, sentence: &str, marked: &[Span]) -> Found {
        let needle = Folded::plain(bare(sentence)).chars;
        if needle.is_empty() {
            return Found::Nowhere;
        }
        let mut in_link = None;
        for (passage, folded) in &self.passages {
            if !matches!(passage.standing, Standing::Free | Standing::Linked | Standing::Quoted) {
                continue;
            }
            let base = passage.span.start as usize;
            let is_exact = passage.raw.len() == passage.span.range().len();
            for start in folded.find_all(&needle) {
                let bytes = folded.at[start].0 as usize..folded.at[start + needle.len() - 1].1 as usize;
                let span = Span::new(base + bytes.start, base + bytes.end);
                let meets = |other: &&Span| other.start < span.end && span.start < other.end;
                let mark = marked.iter().find(meets);
                // As the next run will see it: in a quote, or cut by one.
                match mark {
                    Some(mark) if mark.start <= span.start && span.end <= mark.end => return Found::Marked,
                    Some(_) => continue,
                    None => {}
                }
                let in_a_link = passage.standing == Standing::Linked;
                let spot = Spot { span, html: passage.raw[bytes].to_owned(), anchor: passage.anchor, in_link: in_a_link };
                match passage.standing {
                    Standing::Quoted => return Found::Marked,
                    // Bytes of another encoding cannot be told apart by their letters.
                    Standing::Free if is_exact => return Found::At(spot),
                    Standing::Linked if is_exact => drop(in_link.get_or_insert(spot)),
                    _ => {}
                }
            }
        }
        if let Some(spot) = in_link {
            return Found::At(spot);
        }
        if self.whole().find_all(&needle).next().is_none() {
            return Found::Nowhere;
        }
        let in_quotes = self.quoted().iter().any(|quoted| quoted.find_all(&needle).next().is_some());
        if in_quotes { Found::Marked } else { Found::Somewhere }
    }

    fn whole(&self) -> &Folded {
        self.whole.get_or_init(|| {
            let mut all = String::new();
            let mut block = None;
            for (passage, _) in &self.passages {
                if block.is_some_and(|block| block != passage.block) {
                    all.push(' ');
                }
                block = Some(passage.block);
                all.push_str(&passage.raw);
            }
            Folded::html(&all)
        })
    }

    fn quoted(&self) -> &[Folded; 2] {
        self.quoted.get_or_init(|| {
            let quoted = self.passages.iter().filter(|(passage, _)| passage.standing == Standing::Quoted);
            let words: Vec<&str> = quoted.map(|(passage, _)| passage.raw.as_str()).collect();
            [Folded::html(&words.concat()), Folded::html(&words.join(" "))]
        })
    }
}

/// Without the marks that an author put around a sentence.
fn bare(sentence: &str) -> &str {
    sentence.trim().trim_matches(|c| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」')).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(text: &str, html: &str) -> Option<String> {
        let folded = Folded::html(html);
        let needle = Folded::plain(text);
        let start = folded.find_all(&needle.chars).next()?;
        Some(html[folded.at[start].0 as usize..folded.at[start + needle.chars.len() - 1].1 as usize].to_owned())
    }

    #[test]
    fn typography_makes_no_other_sentence() {
        for (typed, html, found) in [
            ("It's \"wet\" -- always", "x It’s “wet” — always.", "It’s “wet” — always"),
            ("Tom & Jerry", "a Tom &amp; Jerry b", "Tom &amp; Jerry"),
            ("so it goes...", "so it goes…", "so it goes…"),
            ("one two", "one\n    two", "one\n    two"),
            ("one two", "one&nbsp;two", "one&nbsp;two"),
            ("CAFÉ", "cafe\u{301}", "cafe\u{301}"),
            ("AT&T; it", "AT&T; it", "AT&T; it"),
            ("雨が降る", "毎日雨が降る。", "雨が降る"),
        ] {
            assert_eq!(is_in(typed, html).as_deref(), Some(found), "{typed}");
        }
        assert_eq!(is_in("rain", "terrain rainy"), None);
        assert_eq!(is_in("so so it", "so so so it"), Some("so so it".to_owned()));
        let places: Vec<usize> = Folded::html("a a a ab a a").find_all(&['a', ' ', 'a']).collect();
        assert_eq!(places, [0, 2, 9], "those that overlap, and none that ends inside of a word");
    }
}
