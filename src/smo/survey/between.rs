//! What lies between the tags of a page, for the rules of lint: names of links, comments, code.
//!
//! Looked for in the bytes after the pass, and only where a rule could have something to say.

use super::marks::MOST;
use super::trackers::KNOWN;
use super::{Open, State};
use crate::base::Span;
use crate::base::html::{end_tag_at, fold_space, is_named, plain, unescape};
use crate::base::secrets::{Leak, Seeker};
use crate::base::words::Words;
use crate::model::facts::PageFacts;
use crate::model::marks::Marks;

/// Longer names of links are paragraphs.
const NAME_WINDOW: usize = 2000;

impl State {
    pub(super) fn settle_marks(&mut self, html: &[u8], raw: &dyn Fn(u32, u32) -> String, seeker: &Seeker, signs: &Words) {
        if let Some(at) = self.head.ended {
            let end = html[at..].iter().position(|b| *b == b'<').map_or(html.len(), |length| at + length.max(1));
            self.facts.marks.head_ended_by = Some(("text".to_owned(), Span::new(at, end)));
        }
        let facts = &mut self.facts;
        let mut marks = std::mem::take(&mut facts.marks);
        marks.head_ended_by = marks.head_ended_by.filter(|(name, _)| !name.is_empty());
        marks.link_names = facts.anchors.iter().map(|anchor| link_name(html, anchor.span, raw)).collect();
        let unnamed = facts.anchors.iter().zip(&marks.link_names).filter(|(_, name)| name.is_empty());
        marks.nameless = unnamed.map(|(anchor, _)| anchor.span).filter(|span| !is_unheard(&raw(span.start, span.end))).take(MOST).collect();
        marks.placeholders.retain(|span| {
            let name = name_of(html, *span, "a", raw).to_lowercase();
            !name.is_empty() && !name.contains("top") && !name.contains(['↑', '^'])
        });
        marks.unnamed.retain(|(tag, span)| name_of(html, *span, tag, raw).is_empty());
        for video in &mut marks.videos {
            let inner = inner(html, video.span, "video");
            let text = String::from_utf8_lossy(&html[inner]).to_ascii_lowercase();
            video.captions = text
                .split("<track")
                .skip(1)
                .any(|track| track.contains("captions") || track.contains("subtitles") || !track.contains("kind"));
        }
        heaviest(html, &self.written, facts, &mut marks);
        if holds_template(facts) {
            marks.code = code(html, raw);
        }
        if facts.title.as_ref().is_some_and(|title| counts(&title.value)) {
            marks.lists = lists(html);
            marks.loose = loose(html);
        }
        comments(html, &mut marks);
        let signs = Found::of(html, signs);
        marks.lorem = signs.lorem.filter(|at| !is_in_code(html, *at)).map(|at| Span::new(at, at + LOREM.len()));
        marks.trackers = super::trackers::trackers(html, &signs.trackers);
        marks.unfinished = unfinished(html, &signs.unfinished);
        let undescribed = facts.images.iter().filter(|image| image.alt.as_deref().is_none_or(str::is_empty)).take(MOST);
        marks.captioned = undescribed.filter(|image| is_captioned(html, image.span)).map(|image| image.span.start).collect();
        let is_told = |leak: &&Leak| !leak.is_path || is_address(html, leak.span.start as usize, facts);
        marks.leaks = seeker.seek(html).iter().filter(is_told).cloned().collect();
        self.facts.marks = marks;
    }
}

pub(super) fn find(html: &[u8], word: &[u8], from: usize) -> Option<usize> {
    memchr::memmem::find(html.get(from..)?, word).map(|at| from + at)
}

/// The bytes behind a start tag, up to the end tag of that name.
fn inner(html: &[u8], tag: Span, name: &str) -> std::ops::Range<usize> {
    let start = tag.end as usize;
    let window = &html[start.min(html.len())..html.len().min(start + NAME_WINDOW)];
    let length = end_tag_at(window, name.as_bytes()).unwrap_or(window.len());
    start.min(html.len())..start.min(html.len()) + length
}

fn link_name(html: &[u8], tag: Span, raw: &dyn Fn(u32, u32) -> String) -> String {
    let name = name_of(html, tag, "a", raw);
    if !name.is_empty() {
        return name;
    }
    let start = raw(tag.start, tag.end);
    ["aria-label", "title", "alt"].iter().find_map(|attribute| value(&start, attribute)).unwrap_or_default()
}

/// Is a tag left out for those who hear the page, or named by another element?
fn is_unheard(tag: &str) -> bool {
    ["aria-hidden", "aria-labelledby", "tabindex=\"-1\"", "tabindex=-1", "hidden"].iter().any(|word| tag.contains(word))
}

/// The words in an element, else those of a picture or a label in it.
fn name_of(html: &[u8], tag: Span, element: &str, raw: &dyn Fn(u32, u32) -> String) -> String {
    let inner = inner(html, tag, element);
    let bytes = &html[inner.clone()];
    if bytes.is_ascii() && memchr::memchr2(b'<', b'&', bytes).is_none() {
        let words = fold_space(std::str::from_utf8(bytes).expect("checked to be ASCII"));
        return if words.len() > 200 { words[..200].to_owned() } else { words };
    }
    let inner = raw(inner.start as u32, inner.end as u32);
    let words = plain(&inner);
    if !words.trim().is_empty() {
        return words.trim().chars().take(200).collect();
    }
    if let Some(title) =
        inner.split("<title").nth(1).and_then(|rest| rest.split_once('>')).map(|(_, rest)| rest.split('<').next().unwrap_or(""))
    {
        return title.trim().to_owned();
    }
    ["alt", "aria-label", "title", "aria-labelledby"].iter().find_map(|attribute| value(&inner, attribute)).unwrap_or_default()
}

/// The first value of an attribute in some markup.
fn value(markup: &str, name: &str) -> Option<String> {
    let mut rest = markup;
    while let Some(at) = rest.find(name) {
        let is_name = rest[..at].ends_with(|c: char| c.is_whitespace());
        let after = rest[at + name.len()..].trim_start();
        rest = &rest[at + name.len()..];
        let Some(value) = after.strip_prefix('=').map(str::trim_start).filter(|_| is_name) else { continue };
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or(""),
            _ => value.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or(""),
        };
        if !value.trim().is_empty() {
            return Some(unescape(value.trim()).into_owned());
        }
    }
    None
}

/// The largest style or script that stands before the last social tag, and scripts that name tags.
fn heaviest(html: &[u8], written: &[Open], facts: &PageFacts, marks: &mut Marks) {
    let has_tags = facts.has_meta("og:title") && facts.has_meta("og:image");
    for open in written.iter().filter(|open| !has_tags || (open.start as usize) < facts.head_end) {
        let start = open.start as usize;
        let name = if html[start + 1..].get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"style")) { "style" } else { "script" };
        let inner = &html[open.inner_start as usize..];
        let length = end_tag_at(inner, name.as_bytes()).unwrap_or(inner.len());
        let span = Span::new(start, open.inner_start as usize + length);
        if !has_tags && name == "script" && marks.tags_in_script.is_none() {
            let text = &html[span.range()];
            let is_data = find(text, b"ld+json", 0).or_else(|| find(text, b"smo+json", 0)).is_some_and(|at| at < 80);
            let names = [&b"og:title"[..], b"og:image"].into_iter().any(|key| find(text, key, 0).is_some());
            marks.tags_in_script = Some(span).filter(|_| names && !is_data);
        }
        if start < facts.head_end && marks.heaviest.as_ref().is_none_or(|(_, other)| other.end - other.start < span.end - span.start) {
            marks.heaviest = Some((format!("<{name}>"), span));
        }
    }
}

fn holds_template(facts: &PageFacts) -> bool {
    let opens = |text: &str| ["{{", "{%", "<%", "${", "%%", "[object"].iter().any(|open| text.contains(open));
    facts.title.as_ref().is_some_and(|title| opens(&title.value)) || facts.metas.iter().any(|meta| opens(&meta.content))
}

/// The words of all code of the page.
fn code(html: &[u8], raw: &dyn Fn(u32, u32) -> String) -> String {
    let mut text = String::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &html[at..]).map(|found| at + found) {
        at = found + 1;
        let rest = &html[at..];
        let Some(name) = ["code", "pre", "samp", "kbd"].into_iter().find(|name| {
            rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
                && rest.get(name.len()).is_some_and(|b| b.is_ascii_whitespace() || *b == b'>')
        }) else {
            continue;
        };
        let end = (at..html.len())
            .find(|at| html[*at] == b'<' && html.get(*at + 1) == Some(&b'/') && html[*at + 2..].starts_with(name.as_bytes()));
        let end = end.unwrap_or(html.len());
        text.push_str(&plain(&raw(found as u32, end as u32)));
        text.push('\n');
        at = end;
        if text.len() > 256 * 1024 {
            break;
        }
    }
    text
}

/// Does a title say how many things it is about?
fn counts(title: &str) -> bool {
    let words = [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    title
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty() || words.contains(&word.to_lowercase().as_str()))
}

/// The items of each numbered list, its own and not those of lists in it.
fn lists(html: &[u8]) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &html[at..]).map(|found| at + found) {
        at = found + 1;
        let rest = &html[at..];
        // No other tag is of a list.
        if !matches!(rest.first(), Some(b'o' | b'u' | b'l' | b'O' | b'U' | b'L' | b'/')) {
            continue;
        }
        let is = |name: &str| is_named(rest, name.as_bytes());
        if is("ol") {
            counts.push(0);
            open.push(Some(counts.len() - 1));
        } else if is("ul") {
            open.push(None);
        } else if is("li") {
            if let Some(Some(list)) = open.last() {
                counts[*list] += 1;
            }
        } else if is("/ol") || is("/ul") {
            open.pop();
        }
        if counts.len() >= MOST {
            break;
        }
    }
    counts
}

/// What may be the items of a list without headings: bullets, terms, and paragraphs that open in bold; below
/// the title and above the foot of the page.
fn loose(html: &[u8]) -> usize {
    let from = find(html, b"</h1", 0).unwrap_or(0);
    let to = find(html, b"<footer", from).unwrap_or(html.len());
    let starts = [&b"<li"[..], b"<dt", b"<p><strong", b"<p><b>"];
    starts.iter().map(|start| memchr::memmem::find_iter(&html[from..to], start).count()).sum()
}

/// Words of a comment that nobody means to publish.
const NOTES: &[&str] = &["TODO", "FIXME", "XXX", "password:", "passwd", "lorem ipsum", "do not publish", "draft:"];

fn comments(html: &[u8], marks: &mut Marks) {
    let mut at = 0;
    let mut looked = 0;
    while let Some(start) = find(html, b"<!--", at).filter(|_| looked < MOST) {
        let end = find(html, b"-->", start + 4).unwrap_or(html.len());
        at = end;
        let text = String::from_utf8_lossy(&html[start + 4..end.max(start + 4)]);
        let lower = text.to_ascii_lowercase();
        let is_word = |word: &&&str| match **word {
            word if word.chars().all(|c| c.is_ascii_uppercase()) => {
                text.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part == word)
            }
            word => lower.contains(word),
        };
        let Some(word) = NOTES.iter().find(is_word) else { continue };
        looked += 1;
        // Comments in scripts and code belong to them.
        if looked < 40 && !is_in_code(html, start) {
            marks.notes.push((word.trim_end_matches(':').to_owned(), Span::new(start, (end + 3).min(html.len()))));
        }
        if marks.notes.len() >= 20 {
            break;
        }
    }
}

const LOREM: &str = "Lorem ipsum dolor";

/// A paragraph that begins with `TODO:`, or the sign of editors for what is to come: ` TK `. With the place of the word in it.
const UNFINISHED: &[(&str, usize)] = &[("<p>TODO: ", 3), ("<p>TODO ", 3), ("<p>FIXME: ", 3), ("<li>TODO: ", 4), (" TK ", 1)];

/// All words that pages are searched for besides secrets, in the order in which [`Found`] reads them.
pub(in crate::smo) fn signs() -> Words {
    let trackers = KNOWN.iter().map(|(address, _)| *address);
    let unfinished = UNFINISHED.iter().map(|(sign, _)| *sign);
    Words::new(&trackers.chain(unfinished).chain([LOREM]).collect::<Vec<_>>())
}

/// Where each of them stands first.
struct Found {
    trackers: Vec<Option<usize>>,
    unfinished: Vec<Option<usize>>,
    lorem: Option<usize>,
}

impl Found {
    fn of(html: &[u8], signs: &Words) -> Self {
        let mut trackers = vec![None; KNOWN.len() + UNFINISHED.len() + 1];
        for (sign, at) in signs.find_in(html) {
            trackers[sign].get_or_insert(at);
        }
        let lorem = trackers.pop().flatten();
        let unfinished = trackers.split_off(KNOWN.len());
        Self { trackers, unfinished, lorem }
    }
}

fn unfinished(html: &[u8], found: &[Option<usize>]) -> Option<(String, Span)> {
    UNFINISHED.iter().zip(found).find_map(|((sign, from), at)| {
        let at = at.filter(|at| !is_in_code(html, *at) && (sign.starts_with('<') || is_in_paragraph(html, *at)))?;
        let word = sign[*from..].trim_end_matches([' ', ':']);
        Some((word.to_owned(), Span::new(at + from, at + from + word.len())))
    })
}

/// Is the last tag before this place that of a paragraph, and no name stands around it?
fn is_in_paragraph(html: &[u8], at: usize) -> bool {
    let open = html[..at].iter().rposition(|b| *b == b'<');
    let after = html.get(at + 4).copied().unwrap_or(b' ');
    open.is_some_and(|open| html[open..].starts_with(b"<p>")) && after.is_ascii_lowercase()
}

/// Does a place lie in a script, a style, code or a text field?
fn is_in_code(html: &[u8], at: usize) -> bool {
    ["script", "style", "code", "pre", "textarea", "template"].iter().any(|name| {
        let last = |open: &str| html[..at].windows(open.len()).rposition(|window| window.eq_ignore_ascii_case(open.as_bytes()));
        match (last(&format!("<{name}")), last(&format!("</{name}"))) {
            (Some(open), Some(close)) => open > close,
            (Some(_), None) => true,
            _ => false,
        }
    })
}

/// Does the picture stand in a figure that says below what it shows?
fn is_captioned(html: &[u8], image: Span) -> bool {
    const AROUND: usize = 4000;
    let (start, end) = (image.start as usize, image.end as usize);
    let before = &html[start.saturating_sub(AROUND)..start];
    let after = &html[end.min(html.len())..html.len().min(end + AROUND)];
    let last = |word: &[u8]| before.windows(word.len()).rposition(|window| window.eq_ignore_ascii_case(word));
    let next = |word: &[u8]| after.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word));
    let opened = last(b"<figure").is_some_and(|open| last(b"</figure").is_none_or(|close| open > close));
    opened && next(b"<figcaption").is_some_and(|caption| next(b"</figure").is_none_or(|close| caption < close))
}

/// Attributes whose value is an address.
const ADDRESSES: &[&str] = &["href", "src", "srcset", "content", "poster", "action", "data-src"];

/// Does a value that begins here stand in an address of a tag, or in structured data?
fn is_address(html: &[u8], at: usize, facts: &PageFacts) -> bool {
    if facts.json_ld.iter().any(|block| block.span.range().contains(&at)) {
        return true;
    }
    let from = at.saturating_sub(2000);
    let before = &html[from..at];
    let in_tag = before.iter().rposition(|b| matches!(b, b'<' | b'>')).is_some_and(|last| before[last] == b'<');
    let name = String::from_utf8_lossy(&before[before.len().saturating_sub(16)..]).to_ascii_lowercase();
    let name = name.trim_end_matches(['"', '\'', '=', ' ']);
    // A comment is read by nobody but those who look for such things.
    let in_comment = before.windows(4).rposition(|word| word == b"<!--").is_some_and(|open| find(&before[open..], b"-->", 0).is_none());
    in_comment || in_tag && ADDRESSES.iter().any(|attribute| name.ends_with(attribute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_count_their_own_items() {
        assert_eq!(lists(b"<ol><li>a<ul><li>x</ul><li>b<ol><li>y</ol></ol><ol start=3><li>z"), [2, 1, 1]);
    }
}
