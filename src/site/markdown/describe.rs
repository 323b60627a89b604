//! What of a text can stand for its page: the paragraph or list that a description is made from.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Events;
use crate::base::html::fold_space;
use crate::site::autolink;

/// A paragraph that says something of its own: 40 characters that are not all in links or
/// pictures, and not most of them in addresses.
pub fn paragraph(inner: &Events) -> Option<String> {
    let mut words = Words::default();
    inner.iter().for_each(|(event, _)| words.hear(event));
    words.representative(fold_space(&words.text))
}

/// A list that does.
pub fn list(inner: &Events) -> Option<String> {
    let mut own = Words::default();
    inner.iter().for_each(|(event, _)| own.hear(event));
    own.representative(items(inner))
}

/// The items of a list in one line.
pub fn items(inner: &Events) -> String {
    let mut line = String::new();
    let mut item = Words::default();
    for (event, _) in inner {
        if matches!(event, Event::Start(Tag::Item) | Event::End(TagEnd::Item)) {
            add(&mut line, &item.without_references());
            item = Words::default();
        }
        item.hear(event);
    }
    line
}

fn add(line: &mut String, item: &str) {
    let item = item.trim_end_matches([';', ',']);
    if item.is_empty() {
        return;
    }
    if !line.is_empty() {
        line.push_str(if line.ends_with(['.', '!', '?', '…', ':']) { " " } else { "; " });
    }
    line.push_str(item);
}

/// The words of some events, without pictures.
#[derive(Default)]
struct Words {
    text: String,
    /// Letters outside of links.
    own: usize,
    links: usize,
    pictures: usize,
    link_start: usize,
    /// Bytes of links that name a commit or an issue.
    references: Vec<std::ops::Range<usize>>,
}

impl Words {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::Start(Tag::Link { .. }) => {
                self.links += 1;
                self.link_start = self.text.len();
            }
            Event::End(TagEnd::Link) => {
                self.links = self.links.saturating_sub(1);
                if is_reference(&self.text[self.link_start..]) {
                    self.references.push(self.link_start..self.text.len());
                }
            }
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::End(TagEnd::Image) => self.pictures = self.pictures.saturating_sub(1),
            Event::Text(text) | Event::Code(text) if self.pictures == 0 => {
                self.text.push_str(text);
                self.own += if self.links == 0 { text.trim().len() } else { 0 };
            }
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => self.text.push(' '),
            _ => {}
        }
    }

    fn representative(&self, words: String) -> Option<String> {
        (self.own > 0 && words.chars().count() >= 40 && !mostly_addresses(&words)).then_some(words)
    }

    /// `[58717685a1] - crypto: support keys #63949` is "crypto: support keys": marks for machines
    /// at the edges of an item fall out.
    fn without_references(&self) -> String {
        let edge = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '-' | '–' | '—' | ':' | ',');
        let (mut start, mut end) = (0, self.text.len());
        for reference in &self.references {
            if self.text[start..reference.start].chars().all(edge) {
                let rest = &self.text[reference.end..];
                // A bracket behind the mark is its own only if it closes one.
                let rest = rest.trim_start_matches([']', ')']);
                start = self.text.len()
                    - rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | ',')).len();
            }
        }
        for reference in self.references.iter().rev().filter(|reference| reference.start >= start) {
            if self.text[reference.end..end].chars().all(edge) {
                end = self.text[..reference.start]
                    .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '[' | '(' | ','))
                    .len()
                    .max(start);
            }
        }
        fold_space(&self.text[start..end])
    }
}

/// `#63949`, `nodejs/node#12`, `58717685a1`
fn is_reference(link: &str) -> bool {
    let link = link.trim();
    let number = link.rsplit_once('#').is_some_and(|(before, number)| {
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && !before.contains(char::is_whitespace)
    });
    let commit =
        link.len() >= 7 && link.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) && link.bytes().any(|b| b.is_ascii_digit());
    number || commit
}

fn mostly_addresses(words: &str) -> bool {
    let mut rest = words;
    let mut length = 0;
    while let Some(found) = autolink::find(rest) {
        length += found.len();
        rest = &rest[found.end..];
    }
    length * 2 > words.len()
}
