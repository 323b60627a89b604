//! Sentences found again: text compared the way people mean it, and where it stands in the page.
//!
//! Typography changes what an author typed: quotes turn curly, hyphens become dashes, blanks
//! become wider ones. None of it makes another sentence.

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
    fn push(&mut self, c: char, start: usize, end: usize) {
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

    fn trimmed(mut self) -> Self {
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

    /// Places of `needle`, beginning and ending at a word's edge.
    pub fn find_all<'h>(&'h self, needle: &'h [char]) -> impl Iterator<Item = usize> + 'h {
        let last = self.chars.len().checked_sub(needle.len()).filter(|_| !needle.is_empty());
        let starts = last.map_or(0..0, |last| 0..last + 1);
        starts.filter(move |start| {
            self.chars[*start..*start + needle.len()] == *needle
                && is_edge(&self.chars, *start)
                && is_edge(&self.chars, *start + needle.len())
        })
    }
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

/// Looks for a sentence in the body; not in what repeats it.
pub(super) fn locate(facts: &PageFacts, sentence: &str) -> Found {
    let needle = Folded::plain(bare(sentence));
    if needle.chars.is_empty() {
        return Found::Nowhere;
    }
    let body = facts.article.map(|article| article.inner);
    let in_body = |passage: &&Passage| match body {
        Some(inner) => inner.start <= passage.span.start && passage.span.end <= inner.end,
        None => passage.standing != Standing::Around,
    };
    let passages: Vec<&Passage> = facts.passages.iter().filter(|passage| passage.standing != Standing::Repeated).filter(in_body).collect();
    let mut in_link = None;
    for passage in &passages {
        if !matches!(passage.standing, Standing::Free | Standing::Linked | Standing::Quoted) {
            continue;
        }
        let folded = Folded::html(&passage.raw);
        let Some(start) = folded.find_all(&needle.chars).next() else { continue };
        let bytes = folded.at[start].0 as usize..folded.at[start + needle.chars.len() - 1].1 as usize;
        let base = passage.span.start as usize;
        let is_exact = passage.raw.len() == passage.span.range().len();
        let spot = Spot {
            span: Span::new(base + bytes.start, base + bytes.end),
            html: passage.raw[bytes].to_owned(),
            anchor: passage.anchor,
            in_link: passage.standing == Standing::Linked,
        };
        match passage.standing {
            Standing::Quoted => return Found::Marked,
            // Bytes of another encoding cannot be told apart by their letters.
            Standing::Free if is_exact => return Found::At(spot),
            Standing::Linked if is_exact => drop(in_link.get_or_insert(spot)),
            _ => {}
        }
    }
    if let Some(spot) = in_link {
        return Found::At(spot);
    }
    let mut all = String::new();
    let mut block = None;
    for passage in &passages {
        if block.is_some_and(|block| block != passage.block) {
            all.push(' ');
        }
        block = Some(passage.block);
        all.push_str(&passage.raw);
    }
    if Folded::html(&all).find_all(&needle.chars).next().is_some() {
        return if in_one_quote(&passages, &needle.chars) { Found::Marked } else { Found::Somewhere };
    }
    Found::Nowhere
}

/// Emphasis inside of a quote spreads its words over several text nodes.
fn in_one_quote(passages: &[&Passage], needle: &[char]) -> bool {
    let quoted = passages.iter().filter(|passage| passage.standing == Standing::Quoted);
    let words: Vec<&str> = quoted.map(|passage| passage.raw.as_str()).collect();
    Folded::html(&words.concat()).find_all(needle).next().is_some() || Folded::html(&words.join(" ")).find_all(needle).next().is_some()
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
    }
}
