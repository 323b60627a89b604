//! Text fragments: the part of an address that scrolls to some words and marks them, `:~:text=…`.
//!
//! Browsers take the first place that matches, so what is written must match one place only: the
//! whole text if it is short, else its first and last words, with the words around it where the
//! same stands twice. Lengths are those of the generator that browsers' makers use (facts: blocks 3.4).

use std::cell::Cell;
use std::collections::BTreeMap;

use super::sentence::{Folded, is_edge, is_ideographic};
use crate::base::url::encode_component;
use crate::model::facts::{Passage, Standing};

/// Longer text is named by its first and last words.
const MAX_EXACT: usize = 300;
/// Shorter text gets words around it.
const MIN_ALONE: usize = 20;
/// Words of context to begin with.
const CONTEXT: usize = 3;
/// Nobody reads an address with more.
const MAX_CONTEXT: usize = 24;
const MAX_RANGE: usize = 24;

/// Characters that may be compared for one page; what is not found by then gets no fragment.
const FUEL: usize = 20_000_000;

/// What leads to the words of each quote of a page, by its id.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fragments(BTreeMap<String, String>);

impl Fragments {
    /// Of the quotes `ids` in the text of the page as it will ship.
    pub fn of(passages: &[Passage], ids: &[String]) -> Self {
        let text = Text::new(passages);
        let found = ids.iter().filter_map(|id| Some((id.clone(), text.fragment(&text.quote(passages, id)?)?)));
        Self(found.collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `address`, which ends in `#id`, with the words behind it.
    pub fn behind(&self, address: &str, id: &str) -> String {
        match self.0.get(id) {
            Some(text) => format!("{address}:~:{text}"),
            None => address.to_owned(),
        }
    }
}

/// The text of a page, a block element an entry.
struct Text {
    blocks: Vec<Block>,
    /// Where each passage stands; none if it has no words.
    places: Vec<Option<Target>>,
    fuel: Cell<usize>,
}

#[derive(Default)]
struct Block {
    /// As readers see it, blanks folded; those that do not break stay, as browsers keep them.
    seen: String,
    folded: Folded,
    /// It may be hidden, so its words cannot be relied on as context.
    shy: bool,
}

impl Block {
    /// Goes on with this text: its first and last character, without the blanks around it.
    fn push(&mut self, text: &str) -> (usize, usize) {
        let mut start = None;
        for c in text.chars() {
            if !c.is_whitespace() {
                start.get_or_insert(self.folded.chars.len());
            }
            let at = self.seen.len();
            match c {
                ' ' | '\t' | '\n' | '\r' | '\x0C' if self.seen.is_empty() || self.seen.ends_with(' ') => continue,
                ' ' | '\t' | '\n' | '\r' | '\x0C' => self.seen.push(' '),
                c => self.seen.push(c),
            }
            self.folded.push(c, at, self.seen.len());
            // None of the blanks at a block's start, whatever their kind: an accent that stands alone folds to one.
            if self.folded.chars.first() == Some(&' ') {
                self.folded = Folded::default();
            }
        }
        let end = self.folded.chars.len() - usize::from(self.folded.chars.last() == Some(&' '));
        (start.unwrap_or(end), end)
    }
}

/// Characters of the folded text: block, position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    block: usize,
    char: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Target {
    start: At,
    end: At,
}

/// What an address says: `[prefix-,]start[,end][,-suffix]`, as ranges of the page's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    prefix: Option<Target>,
    start: Target,
    end: Option<Target>,
    suffix: Option<Target>,
}

impl Text {
    fn new(passages: &[Passage]) -> Self {
        let mut text = Self { blocks: Vec::new(), places: Vec::with_capacity(passages.len()), fuel: Cell::new(FUEL) };
        for passages in passages.chunk_by(|one, next| one.block == next.block) {
            let number = text.blocks.len();
            let mut block = Block::default();
            for passage in passages {
                block.shy |= passage.standing == Standing::Shy;
                let (start, end) = block.push(&passage.text());
                text.places.push(
                    (start < end).then_some(Target { start: At { block: number, char: start }, end: At { block: number, char: end } }),
                );
            }
            block.folded = block.folded.trimmed();
            if block.folded.chars.is_empty() {
                text.places.iter_mut().rev().take(passages.len()).for_each(|place| *place = None);
            } else {
                text.blocks.push(block);
            }
        }
        text
    }

    /// Where the words of the quote `id` stand, from its first block to its last.
    fn quote(&self, passages: &[Passage], id: &str) -> Option<Target> {
        if !self.burn(passages.len()) {
            return None;
        }
        let ours = passages.iter().zip(&self.places).filter(|(passage, _)| passage.quote.as_deref() == Some(id));
        let mut places = ours.filter_map(|(_, place)| *place);
        let first = places.next()?;
        Some(Target { start: first.start, end: places.next_back().unwrap_or(first).end })
    }

    /// What to write so that a browser finds this place and no other; none if nothing does.
    fn fragment(&self, target: &Target) -> Option<String> {
        self.said(target).map(|said| self.write(&said))
    }

    fn said(&self, target: &Target) -> Option<Said> {
        let one_block = target.start.block == target.end.block;
        let length = target.end.char.saturating_sub(target.start.char);
        if one_block && length <= MAX_EXACT {
            let said = Said { prefix: None, start: *target, end: None, suffix: None };
            if length >= MIN_ALONE && self.is_unique(&said, target) {
                return Some(said);
            }
            return self.with_context(said, target);
        }
        let (mut head, mut tail) = (1, 1);
        let mut last = None;
        for step in 0..MAX_RANGE {
            let Some(said) = self.range(target, head, tail) else { break };
            if self.is_unique(&said, target) {
                return Some(said);
            }
            last = Some(said);
            if step % 2 == 0 { head += 1 } else { tail += 1 }
        }
        self.with_context(last?, target)
    }

    /// The first and last words of the target, each inside of one block and apart from each other.
    fn range(&self, target: &Target, head: usize, tail: usize) -> Option<Said> {
        let first_end =
            if target.start.block == target.end.block { target.end.char } else { self.blocks[target.start.block].folded.chars.len() };
        let last_start = if target.start.block == target.end.block { target.start.char } else { 0 };
        let starts = self.words(target.start.block, target.start.char, first_end);
        let ends = self.words(target.end.block, last_start, target.end.char);
        let start = Target {
            start: target.start,
            end: At { block: target.start.block, char: starts.get(head.min(starts.len()).checked_sub(1)?)?.1 },
        };
        let from = ends.len().checked_sub(tail.min(ends.len()))?;
        let end = Target { start: At { block: target.end.block, char: ends.get(from)?.0 }, end: target.end };
        let fits = head <= starts.len().max(1) || tail <= ends.len().max(1);
        (fits && start.end < end.start).then_some(Said { prefix: None, start, end: Some(end), suffix: None })
    }

    /// Words before and behind, three of each, then one more until the place is the only one.
    fn with_context(&self, said: Said, target: &Target) -> Option<Said> {
        let before = self.before(target.start);
        let behind = self.behind(target.end);
        for count in CONTEXT..=MAX_CONTEXT {
            let prefix = before.as_ref().and_then(|(block, words)| {
                let first = words.get(words.len().saturating_sub(count))?;
                let last = words.last()?;
                Some(Target { start: At { block: *block, char: first.0 }, end: At { block: *block, char: last.1 } })
            });
            let suffix = behind.as_ref().and_then(|(block, words)| {
                let last = words.get(count.min(words.len()).checked_sub(1)?)?;
                Some(Target { start: At { block: *block, char: words[0].0 }, end: At { block: *block, char: last.1 } })
            });
            let said = Said { prefix, suffix, ..said.clone() };
            if self.is_unique(&said, target) {
                return Some(said);
            }
            let more = [&before, &behind].iter().any(|side| side.as_ref().is_some_and(|(_, words)| words.len() > count));
            if !more {
                return None;
            }
        }
        None
    }

    /// Words that end right before a place: of its own block, else of the one before.
    fn before(&self, at: At) -> Option<(usize, Vec<(usize, usize)>)> {
        let own = self.words(at.block, 0, at.char);
        if !own.is_empty() {
            return (!self.blocks[at.block].shy).then_some((at.block, own));
        }
        let block = at.block.checked_sub(1)?;
        let words = self.words(block, 0, self.blocks[block].folded.chars.len());
        (!self.blocks[block].shy && !words.is_empty()).then_some((block, words))
    }

    fn behind(&self, at: At) -> Option<(usize, Vec<(usize, usize)>)> {
        let own = self.words(at.block, at.char, self.blocks[at.block].folded.chars.len());
        if !own.is_empty() {
            return (!self.blocks[at.block].shy).then_some((at.block, own));
        }
        let block = at.block + 1;
        let next = self.blocks.get(block)?;
        let words = self.words(block, 0, next.folded.chars.len());
        (!next.shy && !words.is_empty()).then_some((block, words))
    }

    /// Words between two places of a block: what blanks part, and each character where a script
    /// has no blanks.
    fn words(&self, block: usize, from: usize, to: usize) -> Vec<(usize, usize)> {
        let chars = &self.blocks[block].folded.chars;
        let mut words = Vec::new();
        let mut start = None;
        for at in from..to {
            let ends = start.is_some_and(|start| at > start && is_ideographic(chars[at - 1]) && is_edge(chars, at));
            if chars[at] == ' ' || ends {
                words.extend(start.take().map(|start| (start, at)));
            }
            if chars[at] != ' ' {
                start.get_or_insert(at);
            }
        }
        words.extend(start.map(|start| (start, to)));
        words
    }

    /// Is there fuel left to look at so many characters?
    fn burn(&self, chars: usize) -> bool {
        self.fuel.set(self.fuel.get().saturating_sub(chars));
        self.fuel.get() > 0
    }

    /// Does a browser that looks for this find the target, and could it find nothing else?
    fn is_unique(&self, said: &Said, target: &Target) -> bool {
        let mut matches = self.matches(said);
        matches.next() == Some(*target) && matches.next().is_none() && self.fuel.get() > 0
    }

    fn matches<'t>(&'t self, said: &'t Said) -> impl Iterator<Item = Target> + 't {
        let prefix = said.prefix.map(|prefix| self.chars(&prefix));
        let suffix = said.suffix.map(|suffix| self.chars(&suffix));
        let start = self.chars(&said.start);
        let end = said.end.map(|end| self.chars(&end));
        let affordable = move |block: &usize| self.burn(self.blocks[*block].folded.chars.len());
        let starts = (0..self.blocks.len()).take_while(affordable).flat_map(move |block| {
            self.blocks[block].folded.find_all(start).map(move |char| (At { block, char }, At { block, char: char + start.len() }))
        });
        starts.filter_map(move |(from, to)| {
            if prefix.is_some_and(|prefix| !self.ends_with(from, prefix)) {
                return None;
            }
            let Some(end) = end else {
                return suffix.is_none_or(|suffix| self.goes_on_with(to, suffix)).then_some(Target { start: from, end: to });
            };
            let ends = (to.block..self.blocks.len()).take_while(affordable).flat_map(|block| {
                let after = if block == to.block { to.char } else { 0 };
                let found = self.blocks[block].folded.find_all(end).filter(move |char| *char >= after);
                found.map(move |char| At { block, char: char + end.len() })
            });
            let mut ends = ends.filter(|end| suffix.is_none_or(|suffix| self.goes_on_with(*end, suffix)));
            ends.next().map(|end| Target { start: from, end })
        })
    }

    fn chars(&self, range: &Target) -> &[char] {
        &self.blocks[range.start.block].folded.chars[range.start.char..range.end.char]
    }

    /// Do these words stand right before a place, blanks and block edges aside?
    fn ends_with(&self, at: At, words: &[char]) -> bool {
        let is_there = |block: usize, to: usize| {
            let chars = &self.blocks[block].folded.chars[..to];
            let chars = &chars[..chars.iter().rposition(|c| *c != ' ').map_or(0, |last| last + 1)];
            (!chars.is_empty()).then(|| chars.ends_with(words) && is_edge(chars, chars.len() - words.len()))
        };
        is_there(at.block, at.char)
            .or_else(|| is_there(at.block.checked_sub(1)?, self.blocks[at.block - 1].folded.chars.len()))
            .unwrap_or(false)
    }

    fn goes_on_with(&self, at: At, words: &[char]) -> bool {
        let is_there = |block: usize, from: usize| {
            let chars = &self.blocks.get(block)?.folded.chars[from..];
            let chars = &chars[chars.iter().position(|c| *c != ' ').unwrap_or(chars.len())..];
            (!chars.is_empty()).then(|| chars.starts_with(words) && is_edge(chars, words.len()))
        };
        is_there(at.block, at.char).or_else(|| is_there(at.block + 1, 0)).unwrap_or(false)
    }

    fn write(&self, said: &Said) -> String {
        let words = |range: &Target| {
            let block = &self.blocks[range.start.block];
            let bytes = block.folded.at[range.start.char].0 as usize..block.folded.at[range.end.char - 1].1 as usize;
            encode(&block.seen[bytes])
        };
        let mut parts = Vec::new();
        parts.extend(said.prefix.as_ref().map(|prefix| format!("{}-", words(prefix))));
        parts.push(words(&said.start));
        parts.extend(said.end.as_ref().map(words));
        parts.extend(said.suffix.as_ref().map(|suffix| format!("-{}", words(suffix))));
        format!("text={}", parts.join(","))
    }
}

/// All but letters, digits and `_.~`: `-`, `,` and `&` mean something here.
fn encode(text: &str) -> String {
    let mut out = encode_component(text);
    for (raw, encoded) in [("-", "%2D"), ("!", "%21"), ("*", "%2A"), ("(", "%28"), (")", "%29")] {
        out = out.replace(raw, encoded);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Span;
    use crate::base::url::decode;

    /// A page of one passage a block; `*words*` are the quote.
    fn page(blocks: &[&str]) -> Vec<Passage> {
        let mut passages = Vec::new();
        let mut at = 0;
        for (block, text) in blocks.iter().enumerate() {
            for (part, words) in text.split('*').enumerate() {
                let quote = (part % 2 == 1).then(|| "q".to_owned());
                let standing = if quote.is_some() { Standing::Quoted } else { Standing::Free };
                let span = Span::new(at, at + words.len());
                at = span.end as usize;
                passages.push(Passage { raw: words.to_owned(), span, block: block as u32, anchor: 0, standing, quote });
            }
        }
        passages
    }

    fn fragment(blocks: &[&str]) -> Option<String> {
        Fragments::of(&page(blocks), &["q".to_owned()]).0.remove("q")
    }

    #[test]
    fn a_short_text_that_stands_once_is_said_whole() {
        let said = fragment(&["Intro.", "Then: *You can\u{2019}t manage, what-you & I measure* (he said)."]).unwrap();
        assert_eq!(said, "text=You%20can%E2%80%99t%20manage%2C%20what%2Dyou%20%26%20I%20measure");
    }

    #[test]
    fn what_stands_twice_gets_the_words_around_it() {
        let again = "The gauge does not argue with us.";
        let said = fragment(&[again, "And so, in the end, *The gauge does not argue* at all with any of them."]).unwrap();
        assert_eq!(said, "text=in%20the%20end%2C-,The%20gauge%20does%20not%20argue,-at%20all%20with");
        // The same three words on both sides: more are taken.
        let said = fragment(&["a b c d *The gauge does not argue* e f g h", "x b c d The gauge does not argue e f g y"]).unwrap();
        assert_eq!(said, "text=a%20b%20c%20d-,The%20gauge%20does%20not%20argue,-e%20f%20g%20h");
    }

    #[test]
    fn a_short_text_gets_context_and_one_that_cannot_be_told_apart_gets_nothing() {
        assert_eq!(fragment(&["It was *rain* that fell", "rainy day"]).unwrap(), "text=It%20was-,rain,-that%20fell");
        assert_eq!(fragment(&["It was *rain* that", "It was rain that"]), None);
        assert_eq!(fragment(&["*rain*"]).unwrap(), "text=rain");
    }

    #[test]
    fn a_long_text_is_said_by_its_ends() {
        let long = "rain ".repeat(70);
        let said = fragment(&["First rain then sun.", &format!("*Mostly we saw {long} and the sun.*")]).unwrap();
        assert_eq!(said, "text=Mostly,sun.");
        let two = fragment(&["*Mostly it rained.", "*", "*And then it stopped.*", "Mostly it"]);
        assert_eq!(two.unwrap(), "text=Mostly,stopped.");
    }

    #[test]
    fn scripts_without_blanks_are_cut_at_any_character() {
        let said = fragment(&["毎日雨が降る。", "昨日は*雨が降る*と言った。"]).unwrap();
        assert_eq!(decode(&said), "text=昨日は-,雨が降る,-と言っ");
    }

    #[test]
    fn words_that_scripts_may_hide_are_no_context() {
        let mut passages = page(&["Copy link one two", "*rain*", "behind it all"]);
        passages[0].standing = Standing::Shy;
        let said = Fragments::of(&passages, &["q".to_owned()]).0.remove("q").unwrap();
        assert_eq!(said, "text=rain,-behind%20it%20all");
    }

    #[test]
    fn blanks_that_do_not_break_are_said_as_they_stand() {
        let said = fragment(&["\u{A0} Theta *Iota \u{A0}  kappa lambda mu nu* xi"]).unwrap();
        assert_eq!(said, "text=Iota%20%C2%A0%20kappa%20lambda%20mu%20nu");
    }

    #[test]
    fn a_quote_in_a_thousand_pieces_is_folded_once() {
        let pieces: String = (0..20_001).map(|n| format!("w{n} *")).collect();
        assert_eq!(fragment(&[&format!("Then: *{pieces}it ends")]).unwrap(), "text=w0,w20000");
    }

    #[test]
    fn a_line_break_is_not_crossed() {
        // Chromium 141 finds `Onetwo` and `One two` nowhere, and these three.
        let passages = crate::smo::survey::text(b"<p class=smo-quote id=q>One<br>two three</p><p>One day</p><p>x three</p>");
        let said = Fragments::of(&passages, &["q".to_owned()]).0.remove("q").unwrap();
        assert_eq!(said, "text=One,two%20three");
        let passages = crate::smo::survey::text(b"<p>Nu <br><mark class=smo-quote id=q>xi</mark><br> omi</p><p>xi</p>");
        assert_eq!(Fragments::of(&passages, &["q".to_owned()]).0.remove("q").unwrap(), "text=Nu-,xi,-omi");
    }

    #[test]
    fn our_own_labels_are_no_context() {
        let html = "<p>rain</p><p>It was</p><figure class=smo-quote id=q><blockquote>rain</blockquote><ul class=smo-quote-share><li>X</ul></figure>";
        let said = Fragments::of(&crate::smo::survey::text(html.as_bytes()), &["q".to_owned()]).0.remove("q").unwrap();
        assert_eq!(said, "text=It%20was-,rain");
    }

    #[test]
    fn a_page_of_nothing_but_one_word_ends_soon() {
        let page = format!("*{}*", "rain ".repeat(100_000));
        assert_eq!(fragment(&[&page, &page.replace('*', "")]), None);
    }

    /// What a browser does with a fragment, written another way: over one string with marks at the
    /// edges of blocks.
    fn browser(blocks: &[String], said: &str) -> Option<String> {
        let fold = |text: &str| Folded::plain(text).chars.iter().collect::<String>();
        let blocks: Vec<String> = blocks.iter().map(|text| fold(text)).collect();
        let mut parts: Vec<&str> = said.strip_prefix("text=")?.split(',').collect();
        let prefix = if parts[0].ends_with('-') { Some(fold(&decode(parts.remove(0).trim_end_matches('-')))) } else { None };
        let suffix = if parts.last()?.starts_with('-') { Some(fold(&decode(parts.pop()?.trim_start_matches('-')))) } else { None };
        let start = fold(&decode(parts[0]));
        let end = parts.get(1).map(|end| fold(&decode(end)));
        let text = blocks.join("\u{1}");
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let whole = |at: usize, len: usize| {
            let edge = |at: usize| !(word(text[..at].chars().next_back()) && word(text[at..].chars().next()));
            edge(at) && edge(at + len)
        };
        let all = |words: &str| -> Vec<(usize, usize)> {
            let starts = text.char_indices().map(|(at, _)| at).filter(|at| text[*at..].starts_with(words) && whole(*at, words.len()));
            starts.map(|at| (at, words.len())).collect()
        };
        let between = |c: char| c == ' ' || c == '\u{1}';
        for (at, len) in all(&start) {
            if let Some(prefix) = &prefix {
                let before = text[..at].trim_end_matches(between);
                if !before.ends_with(prefix) || !whole(before.len() - prefix.len(), prefix.len()) {
                    continue;
                }
            }
            let ends: Vec<usize> = match &end {
                None => vec![at + len],
                Some(end) => all(end).into_iter().filter(|(to, _)| *to >= at + len).map(|(to, len)| to + len).collect(),
            };
            let follows = |to: &&usize| {
                suffix.as_ref().is_none_or(|suffix| {
                    let behind = text[**to..].trim_start_matches(between);
                    behind.starts_with(suffix) && whole(text.len() - behind.len(), suffix.len())
                })
            };
            if let Some(to) = ends.iter().find(follows) {
                return Some(format!("{at}..{to}"));
            }
        }
        None
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        /// Few different words, so that most pages say everything more than once.
        #[test]
        fn a_fragment_selects_the_quote_and_nothing_else(
            blocks in prop::collection::vec(prop::collection::vec(prop::sample::select(vec!["rain", "Sun", "wind", "no", "sun-rain", "a"]), 1..30), 1..6),
            at in any::<prop::sample::Index>(), from in any::<prop::sample::Index>(), len in 1usize..12,
        ) {
            let quoted = at.index(blocks.len());
            let from = from.index(blocks[quoted].len());
            let to = (from + len).min(blocks[quoted].len());
            let plain: Vec<String> = blocks.iter().map(|words| words.join(" ")).collect();
            let mut marked = plain.clone();
            let words = &blocks[quoted];
            let join = |words: &[&str]| words.join(" ");
            let lead = if from > 0 { format!("{} ", join(&words[..from])) } else { String::new() };
            let rest = if to < words.len() { format!(" {}", join(&words[to..])) } else { String::new() };
            marked[quoted] = format!("{lead}*{}*{rest}", join(&words[from..to]));
            let refs: Vec<&str> = marked.iter().map(String::as_str).collect();
            if let Some(said) = fragment(&refs) {
                let before: usize = plain[..quoted].iter().map(|text| text.len() + 1).sum();
                let start = before + lead.len();
                let wanted = format!("{start}..{}", start + join(&words[from..to]).len());
                prop_assert_eq!(browser(&plain, &said), Some(wanted), "{}", said);
            } else {
                // Nothing is given up that stands once and is long enough.
                let text = join(&words[from..to]).to_lowercase();
                let count: usize = plain.iter().map(|block| block.to_lowercase().matches(&text).count()).sum();
                prop_assert!(count > 1 || text.len() < MIN_ALONE, "{}", text);
            }
        }
    }
}
