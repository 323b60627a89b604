//! Sentences of an English text that can be shared alone, for `nothing-quotable` to offer.
//!
//! It is easier to say what cannot: a sentence that leans on the one before, that shows code or points
//! at a figure. Of those that are left, a contrast or a number is what people share.

use crate::lint::prose::{Piece, sentences};

/// So many are offered.
const OFFERED: usize = 3;
const LENGTHS: std::ops::RangeInclusive<usize> = 40..=200;

/// First words that lean on what came before.
#[rustfmt::skip]
const LEANING: &[&str] = &[
    "this", "that", "these", "those", "it", "it's", "its", "they", "their", "he", "she", "we", "so", "but", "and", "or", "also", "then", "however", "hence",
    "instead", "here", "there", "otherwise", "therefore", "thus", "yet", "similarly", "conversely", "finally", "currently", "luckily", "since", "while", "now",
    "once", "note", "see", "first", "second", "third", "last", "next", "in", "for", "as", "because", "another", "both", "such", "still", "again", "later",
    "additionally", "moreover", "furthermore", "meanwhile", "i", "i've", "i'm", "my", "our", "you", "your", "let's", "thanks", "thank", "please", "today", "with",
    "ok", "okay", "well", "although", "around", "after", "before", "when", "if", "at", "over", "some", "what", "which", "maybe", "not", "only", "just", "apart", "under", "during", "every", "once", "many",
];
/// What points out of the sentence, or belongs to the day it was written on.
#[rustfmt::skip]
const POINTING: &[&str] = &[
    "above", "below", "previous", "previously", "following", "aforementioned", "as shown", "this post", "this article", "this release", "blog post", "click", "check out",
];
const CONTRASTS: &[&str] = &[
    " not ",
    "n't ",
    "instead of",
    "rather than",
    "never ",
    "cannot ",
    "rarely ",
    "only when",
    "more than",
    "less than",
    "without ",
    "; ",
    " — ",
    " – ",
];

/// The best of them, best first.
pub fn candidates(pieces: &[Piece]) -> Vec<&str> {
    let texts = pieces.iter().filter(|piece| piece.is_text());
    let all = texts.flat_map(|piece| sentences(&piece.text).enumerate().filter(|(_, one)| stands_alone(one, &piece.code)));
    // Hundredths: sums are exact, and equal scores stay in the order of the page.
    let mut scored: Vec<(u32, &str)> = all.map(|(at, sentence)| (score(sentence, at == 0), sentence)).collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let mut best: Vec<&str> = Vec::new();
    for (_, sentence) in scored {
        if best.len() < OFFERED && !best.contains(&sentence) {
            best.push(sentence);
        }
    }
    best
}

fn stands_alone(sentence: &str, code: &[String]) -> bool {
    let plain = sentence.replace('’', "'").to_lowercase();
    let first = plain.split([' ', ',']).next().unwrap_or("");
    LENGTHS.contains(&sentence.chars().count())
        && sentence.starts_with(char::is_uppercase)
        && sentence.ends_with('.')
        && !sentence.ends_with("..")
        && !sentence.contains(['@', '[', ']', '{', '}', '<', '>', '_', '/', '\\', '`', '=', '|', '“', '”', '"', '(', '#', ':'])
        && !LEANING.contains(&first)
        && !POINTING.iter().any(|word| plain.contains(word))
        && !code.iter().any(|code| sentence.contains(code.as_str()))
}

fn score(sentence: &str, is_first: bool) -> u32 {
    let plain = sentence.replace('’', "'").to_lowercase();
    let has_number = plain.contains('%') || plain.contains(" percent") || plain.contains(" times ");
    let is_handy = sentence.chars().count() <= 140;
    let commas = plain.matches(',').count();
    let mut score = 30;
    score += if has_number { 80 } else { 0 };
    score += if CONTRASTS.iter().any(|word| plain.contains(word)) { 35 } else { 0 };
    score += if is_handy { 30 } else { 0 };
    score += if is_first { 5 } else { 0 };
    score - if commas > 2 { 30 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::lint::prose::Kind;

    #[test]
    fn sentences_that_need_no_other_are_offered_best_first() {
        let text = "It rained all week. The gauge that you read every day beats the good one that you never read. \
                    However, nobody reads it. A third of the readings was off by 10 % on windy days in that garden. \
                    Run cargo build before you go on with the rest of it. A notebook that hangs beside the gauge gets used by everybody.";
        let piece =
            Piece { kind: Kind::Text, text: text.into(), words: 60, code: vec!["cargo build".into()], named: false, at: Span::new(0, 1) };
        assert_eq!(
            candidates(&[piece]),
            [
                "A third of the readings was off by 10 % on windy days in that garden.",
                "The gauge that you read every day beats the good one that you never read.",
                "A notebook that hangs beside the gauge gets used by everybody.",
            ]
        );
    }
}
