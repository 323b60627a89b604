//! The text of an article by its blocks, for rules about reading.
//!
//! Made of text nodes alone: what stands in navigation, header and footer is left out, and a list is
//! told from paragraphs by its short lines only. Empty where nobody read the text (see `reads_text`).

use crate::base::Span;
use crate::base::html::fold_space;
use crate::base::text::words;
use crate::model::facts::{Passage, Shape, Standing};
use crate::model::platform::share_link;
use crate::model::view::PageView;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Heading,
    Text,
    /// Code, the head of a table, a caption, a block of ours: what the eye rests on.
    Apart,
    /// A quote that is marked as one.
    Quote,
    /// A picture, a frame, a video.
    Visual,
}

#[derive(Clone, Debug)]
pub struct Piece {
    pub kind: Kind,
    pub text: String,
    pub words: usize,
    /// Pieces of code within the text, and what else is no word of a sentence.
    pub code: Vec<String>,
    /// It opens with some words in bold, code or a link, as items with a name do.
    pub named: bool,
    /// Where it begins: words that its author wrote in the same way.
    pub at: Span,
}

/// A block of fewer words is a line of a list, or as easy to take in as one.
const SHORT: usize = 40;

/// What stands in bold before an item, in words.
const NAME: usize = 8;

/// So many of them in a row are a list.
const LIST: usize = 3;

impl Piece {
    /// Is it running text?
    pub fn is_text(&self) -> bool {
        self.kind == Kind::Text
    }
}

/// For each piece: does it belong to a list, or to what is as easy to take in? The first items of one do not count.
pub fn lists(pieces: &[Piece]) -> impl Iterator<Item = bool> {
    let mut shorts = 0;
    pieces.iter().map(move |piece| {
        shorts = if piece.is_text() && (piece.words < SHORT || piece.named) { shorts + 1 } else { 0 };
        shorts >= LIST
    })
}

/// The blocks of an article in the order of the page; none of other pages.
pub fn pieces(page: &PageView) -> Vec<Piece> {
    let facts = &page.shown;
    let Some(article) = facts.article.filter(|_| facts.shape == Shape::Article && page.shareable && facts.articles < 2) else {
        return Vec::new();
    };
    let is_in = |span: Span| article.inner.start <= span.start && span.end <= article.inner.end;
    let says =
        |passage: &&Passage| !matches!(passage.standing, Standing::Around | Standing::Shy | Standing::Repeated) && is_in(passage.span);
    let passages: Vec<&Passage> = facts.passages.iter().filter(says).collect();
    if passages.is_empty() {
        return Vec::new();
    }
    let mut pieces: Vec<Piece> = passages.chunk_by(|one, next| one.block == next.block).filter_map(|block| piece(page, block)).collect();
    let images = facts.images.iter().map(|image| image.span);
    let frames = facts.marks.frames.iter().map(|frame| frame.span);
    let videos = facts.marks.videos.iter().map(|video| video.span);
    let posts = facts.marks.posts.iter().map(|(_, span)| *span);
    let visuals = images.chain(frames).chain(videos).chain(posts).filter(|span| is_in(*span));
    pieces.extend(visuals.map(|at| Piece { kind: Kind::Visual, text: String::new(), words: 0, code: Vec::new(), named: false, at }));
    pieces.sort_by_key(|piece| piece.at.start);
    pieces
}

/// One line of blocks.
fn piece(page: &PageView, block: &[&Passage]) -> Option<Piece> {
    let text = fold_space(&block.iter().map(|passage| passage.text()).collect::<String>());
    let first = block.iter().find(|passage| !passage.raw.trim().is_empty())?;
    if block.iter().all(|passage| passage.raw.trim().is_empty() || is_share(page, passage)) {
        return None;
    }
    let all = |standing: Standing| block.iter().filter(|passage| !passage.raw.trim().is_empty()).all(|one| one.standing == standing);
    let heading = page.shown.headings.iter().find(|heading| heading.span.start <= first.span.start && first.span.end <= heading.span.end);
    let is_time = || page.shown.time.as_ref().is_some_and(|time| first.anchor == time.span.start) || is_date(&text);
    let (kind, at) = match heading {
        _ if all(Standing::Quoted) => (Kind::Quote, beginning(first)),
        Some(heading) => (Kind::Heading, heading.span),
        None if all(Standing::Closed) && is_time() => return None,
        None if all(Standing::Closed) => (Kind::Apart, beginning(first)),
        None => (Kind::Text, beginning(first)),
    };
    let named = first.raw.split_whitespace().count() <= NAME && block.iter().rfind(|passage| !passage.raw.trim().is_empty()) != Some(first);
    let closed = block.iter().filter(|passage| kind == Kind::Text && passage.standing == Standing::Closed);
    let code = closed.map(|passage| fold_space(&passage.text())).filter(|code| !code.is_empty()).collect();
    Some(Piece { kind, words: words(&text), text, code, named, at })
}

/// The words of a link to share the page: they stand below the text and belong to no list of it.
fn is_share(page: &PageView, passage: &Passage) -> bool {
    let mut around = page.shown.anchors.iter().filter(|anchor| anchor.span.start == passage.anchor);
    passage.standing == Standing::Linked && around.any(|anchor| share_link(&anchor.href).is_some())
}

/// `4 March 2026`, alone on its line.
fn is_date(text: &str) -> bool {
    let is_year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.parse::<u16>().is_ok();
    text.split_whitespace().count() < 6 && text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_year)
}

/// The first words of a text node up to what typography may have changed.
fn beginning(passage: &Passage) -> Span {
    let (raw, span) = (&passage.raw, passage.span);
    // In another encoding bytes cannot be counted by letters.
    if raw.len() != span.range().len() {
        return span;
    }
    let lead = raw.len() - raw.trim_start().len();
    let line = raw[lead..].lines().next().unwrap_or("").trim_end();
    let end =
        line.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ' ' | ',' | '.' | ';' | ':' | '(' | ')')).unwrap_or(line.len());
    let plain = line[..end].trim_end();
    let shown = if plain.len() < 12 { line } else { plain };
    Span::new(span.start as usize + lead, span.start as usize + lead + shown.len())
}

/// The sentences of a block.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    use unicode_segmentation::UnicodeSegmentation;
    text.split_sentence_bounds().map(str::trim).filter(|sentence| !sentence.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_pointed_at_by_words_that_stand_in_the_source_too() {
        let at = |raw: &str| {
            let passage = Passage {
                raw: raw.into(),
                span: Span::new(10, 10 + raw.len()),
                block: 1,
                anchor: 0,
                standing: Standing::Free,
                quote: None,
            };
            let span = beginning(&passage);
            raw[span.start as usize - 10..span.end as usize - 10].to_owned()
        };
        assert_eq!(at("\n  The first gauge came free. It’s mine."), "The first gauge came free. It");
        assert_eq!(at("It’s raining, again and again\nand more"), "It’s raining, again and again", "so few letters stand anywhere");
    }

    #[test]
    fn a_day_is_told_from_code() {
        assert!(is_date("4 March 2026") && is_date("2026-03-04") && is_date("Mar 4, 2026 ·"));
        assert!(!is_date("npm install express") && !is_date("In 2019 it rained all through the summer of the year"));
    }
}
