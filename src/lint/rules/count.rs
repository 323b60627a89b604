//! Group `text`, what a title counts: "7 ways to …" over six ways.

use crate::base::Level::Warning;
use crate::base::Place;
use crate::base::finding::Fact;
use crate::lint::rule::Tier::Own;
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{own_title, site_name};
use crate::model::facts::{Heading, Shape};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[Rule {
    name: "list-count-mismatch",
    group: Some(Group::Text),
    cases: &[case("list-count-mismatch", Warning, Own, "the page itself")],
    check: Check::Page(mismatch),
    doc: include_str!("../docs/list-count-mismatch.md"),
}];

#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "ways", "tips", "reasons", "things", "steps", "lessons", "mistakes", "rules", "tools", "ideas", "examples", "questions", "tricks", "habits",
    "principles", "facts", "myths", "signs",
];
#[rustfmt::skip]
const NUMBERS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen", "twenty",
];
/// What a number measures, without its `s`.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "second", "minute", "hour", "day", "night", "week", "weekend", "month", "year", "decade", "percent", "degree", "euro", "dollar", "pound", "cent",
    "mile", "meter", "metre", "kilometer", "kilometre", "km", "m", "cm", "mm", "inch", "inche", "feet", "kg", "gram", "litre", "liter", "ms", "kb", "mb", "gb",
    "px", "byte",
];
/// Headings that are about the list, and not in it.
#[rustfmt::skip]
const AROUND: &[&str] = &[
    "introduction", "intro", "summary", "conclusion", "conclusions", "faq", "references", "further reading", "resources", "comments", "related",
    "wrapping up", "wrap-up", "wrap up", "final thoughts", "overview", "background", "tl;dr", "tldr", "recap", "closing", "next steps", "notes",
    "footnotes", "about the author", "frequently asked questions", "table of contents", "contents", "what's next", "acknowledgements", "credits", "bonus",
    "what next", "where next", "where to go next", "where to start", "before you start", "before you begin", "getting started", "learn more", "read more",
    "see also", "sources", "the end", "in short", "in closing", "over to you", "your turn", "what now", "so what", "why it matters", "how this was written",
];

/// A number of things in a title: how many, and the noun.
pub fn promised(title: &str) -> Option<(usize, String)> {
    let words: Vec<&str> = title.split_whitespace().collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let bare = word.trim_matches(|c: char| matches!(c, '(' | ')' | '"' | '“' | '”' | ':' | ','));
        // A year, a version, a share or a unit is another kind of number.
        let number = match bare.parse::<usize>() {
            Ok(number) if !bare.starts_with('0') => Some(number),
            Ok(_) => None,
            Err(_) => NUMBERS.iter().position(|name| bare.eq_ignore_ascii_case(name)).map(|at| at + 2),
        };
        let number = number.filter(|number| (2..=50).contains(number))?;
        let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let after = &words[at + 1..];
        // "What I learned in 6 months: rules of rain" counts months.
        let reach =
            after.iter().position(|word| word.ends_with([':', ';', '.', '?', '!', '–', '—', '|'])).map_or(after.len(), |end| end + 1);
        let nouns = || after[..reach].iter().take(4).map(|word| plain(word));
        let noun = nouns().find(|word| NOUNS.contains(&word.as_str()))?;
        if nouns().take_while(|word| *word != noun).any(|word| UNITS.contains(&word.trim_end_matches('s'))) {
            return None;
        }
        // "2 of 5 ways", "step 3 of 10 things".
        let is_part = at > 0 && matches!(plain(words[at - 1]).as_str(), "of" | "part" | "top-level" | "step" | "chapter" | "version");
        (!is_part).then_some((number, noun))
    })
}

/// `3. Water it`, `#3: …`, `Tip 3 – …`
fn is_numbered(heading: &Heading) -> bool {
    let text = heading.text.trim_start_matches('#').trim_start();
    let digits = |text: &str| {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < text.len() && text.len() - rest.len() <= 2 && rest.starts_with(['.', ')', ':', ' ', '–', '—', '-'])
    };
    let after_noun = text.split_once(' ').is_some_and(|(word, rest)| {
        let word = word.to_lowercase();
        (NOUNS.contains(&format!("{word}s").as_str()) || word == "way" || word == "no.") && digits(&format!("{rest} "))
    });
    digits(text) || after_noun
}

fn mismatch(page: &PageView, report: &mut Reporter) {
    if page.shown.shape != Shape::Article || !page.shareable {
        return;
    }
    let Some(title) = page.shown.title.as_ref() else { return };
    let Some((number, noun)) = promised(own_title(&title.value, site_name(page, report.ctx))) else { return };
    // A list of so many items is it, numbered or not.
    if page.shown.marks.lists.contains(&number) || page.shown.marks.loose == number {
        return;
    }
    let headings: Vec<&Heading> =
        page.shown.headings.iter().filter(|heading| heading.level > 1 && (heading.in_article || page.shown.articles == 0)).collect();
    let numbered = |level: u8| headings.iter().filter(|heading| heading.level == level && is_numbered(heading)).count();
    let dominant = (2..=6u8).max_by_key(|level| (numbered(*level), std::cmp::Reverse(*level))).map_or(0, numbered);
    // A heading about the list is none of its items; too far off, the sections are something else.
    let siblings = |level: u8| {
        let is_item =
            |heading: &&&Heading| heading.level == level && !AROUND.iter().any(|word| heading.text.trim().to_lowercase().starts_with(word));
        headings.iter().filter(is_item).count()
    };
    let levels: Vec<usize> = (2..=4).map(siblings).collect();
    let found = match dominant {
        0 | 1 if levels.contains(&number) => return,
        // Farther off than that are sections of another kind, unless nothing else on the page can be the items.
        0 | 1 => levels
            .into_iter()
            .find(|count| *count >= 2 && (count.abs_diff(number) <= 2 || *count < number && page.shown.marks.loose < number)),
        count => Some(count),
    };
    if let Some(found) = found.filter(|found| *found != number) {
        report
            .say("list-count-mismatch", Place::Fact(Fact::Title), format!("the title promises {number} {noun}, the page has {found}"))
            .fact("title", number.to_string())
            .why("readers count, and so do those who comment on a share")
            .help("correct the number, or the list");
    }
}

#[cfg(test)]
mod tests {
    use super::promised;

    #[test]
    fn numbers_of_things_are_told_from_other_numbers() {
        for (title, number) in [("7 ways to measure rain", 7), ("Ten simple rules", 10), ("The 12 most common mistakes", 12)] {
            assert_eq!(promised(title).map(|(number, _)| number), Some(number), "{title}");
        }
        for title in [
            "What I learned in 6 months: rules of rain",
            "A 10 minute rules check",
            "2026 ways",
            "Rust 1.80: new tools",
            "Node.js v20 tools",
            "Part 2 of 5 things",
            "One thing",
            "Top 100 tips",
            "3D tools",
        ] {
            assert_eq!(promised(title), None, "{title}");
        }
    }
}
