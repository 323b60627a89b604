//! Group `kit`, what is in the posts beside a page: words, pictures, hashtags.

use std::ops::Range;

use super::kit::{bare, inline, name_of, posts};
use crate::base::Level::{Error, Info, Warning};
use crate::lint::rule::Tier::{Folklore, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::brief;
use crate::model::platform::in_hashtag;
use crate::model::posts::{Post, PostKind, Sidecar, Status, Words};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "post-empty",
        group: Some(Group::Kit),
        cases: &[case("post-empty", Error, Own, "the sidecar itself")],
        check: Check::Page(empty),
        doc: include_str!("../docs/post-empty.md"),
    },
    Rule {
        name: "post-alt-missing",
        group: Some(Group::Kit),
        cases: &[case("approved", Error, Own, "the sidecar itself"), case("draft", Info, Own, "the sidecar itself")],
        check: Check::Page(alt_missing),
        doc: include_str!("../docs/post-alt-missing.md"),
    },
    Rule {
        name: "post-fake-bold",
        group: Some(Group::Kit),
        cases: &[case("post-fake-bold", Warning, Spec, "Unicode: mathematical alphanumeric symbols")],
        check: Check::Page(fake_bold),
        doc: include_str!("../docs/post-fake-bold.md"),
    },
    Rule {
        name: "post-hashtags",
        group: Some(Group::Kit),
        cases: &[
            case("unlinked", Error, Spec, "what is a hashtag: twitter-text, Mastodon source, atproto"),
            case("many", Info, Folklore, "popular advice: 2 on X, 5 on LinkedIn, Instagram and Mastodon"),
        ],
        check: Check::Page(hashtags),
        doc: include_str!("../docs/post-hashtags.md"),
    },
];

fn is_blank(words: &Words) -> bool {
    words.text.trim().is_empty()
}

fn empty(page: &PageView, report: &mut Reporter) {
    for (sidecar, post) in posts(page).filter(|(_, post)| post.status == Status::Approved) {
        let id = &post.id.text;
        if let Some(todo) = &post.todo {
            report
                .say("post-empty", sidecar.at(todo), format!("post `{id}` is approved, and something is yet to be done"))
                .fact("post", id.as_str())
                .why("it could go out unfinished")
                .help("do it and remove `todo`, or write `status: draft`");
            continue;
        }
        // A picture can speak for itself, but not in the middle of a thread.
        let is_bare = match post.kind {
            PostKind::Thread => post.text.is_empty(),
            PostKind::Pin => post.text.iter().chain(&post.title).all(is_blank),
            _ => post.text.iter().all(is_blank) && post.media.is_empty(),
        };
        let part = post.text.iter().position(|words| post.kind == PostKind::Thread && is_blank(words));
        let (at, what) = match part {
            Some(index) => (&post.text[index], name_of(post, index)),
            None if is_bare => (post.text.first().unwrap_or(&post.id), format!("post `{id}`")),
            None => continue,
        };
        report
            .say("post-empty", sidecar.at(at), format!("{what} is approved and says nothing"))
            .fact("post", id.as_str())
            .why("there is nothing to post")
            .help("write its `text`, or `status: skip`");
    }
}

fn alt_missing(page: &PageView, report: &mut Reporter) {
    for (sidecar, post) in posts(page) {
        let is_picture = |medium: &Words| {
            let name = medium.text.to_ascii_lowercase();
            !is_blank(medium) && ![".pdf", ".mp4", ".mov", ".webm"].iter().any(|ending| name.ends_with(ending))
        };
        let pictures: Vec<(usize, &Words)> = post.media.iter().enumerate().filter(|(_, medium)| is_picture(medium)).collect();
        let lacking: Vec<&Words> =
            pictures.iter().filter(|(index, _)| post.alt.get(*index).is_none_or(is_blank)).map(|(_, medium)| *medium).collect();
        let Some(first) = lacking.first() else { continue };
        let of = match (lacking.len(), pictures.len()) {
            (1, 1) => "the picture of".to_owned(),
            (1, all) => format!("1 of {all} pictures of"),
            (lacking, all) if lacking == all => format!("the {all} pictures of"),
            (lacking, all) => format!("{lacking} of {all} pictures of"),
        };
        let (verb, them) = if lacking.len() == 1 { ("has", "it") } else { ("have", "them") };
        let case = if post.status == Status::Approved { "approved" } else { "draft" };
        report
            .say(case, sidecar.at(first), format!("{of} `{}` {verb} no text for those who cannot see {them}", post.id.text))
            .fact("post", format!("{}: {}", post.id.text, first.text))
            .why("screen readers say nothing of it, or the name of the file")
            .help("write a text for each picture under `alt`, in the order of `media`");
    }
}

fn fake_bold(page: &PageView, report: &mut Reporter) {
    for (sidecar, post) in posts(page) {
        for words in post.text.iter().chain(&post.title).chain(&post.alt) {
            let Some(part) = formula_letters(&words.text) else { continue };
            report
                .say(
                    "post-fake-bold",
                    sidecar.at_part(words, part.clone()),
                    format!("“{}” is written in signs for formulas", brief(&words.text[part])),
                )
                .fact("post", format!("{}: {}", post.id.text, words.text))
                .why("screen readers skip it or spell it letter by letter, and no search finds it")
                .help("write plain letters");
        }
    }
}

/// The first word in letters that only look bold or slanted; one alone may be a formula.
fn formula_letters(text: &str) -> Option<Range<usize>> {
    let is_formula = |c: char| ('\u{1D400}'..='\u{1D7FF}').contains(&c);
    let mut from = 0;
    while let Some(start) = text[from..].find(is_formula).map(|at| from + at) {
        let end = text[start..].find(|c: char| !is_formula(c)).map_or(text.len(), |length| start + length);
        if text[start..end].chars().count() > 1 {
            return Some(start..end);
        }
        from = end;
    }
    None
}

fn hashtags(page: &PageView, report: &mut Reporter) {
    for (sidecar, post) in posts(page) {
        let label = post.venue().label;
        for tag in &post.hashtags {
            let name = bare(&tag.text);
            let Some(trouble) = unlinked(post.network, name) else { continue };
            report
                .say("unlinked", sidecar.at(tag), format!("`#{name}` is no hashtag on {label}: {trouble}"))
                .fact("post", format!("{}: {name}", post.id.text))
                .why("nobody finds the post by it")
                .help("take letters, digits and `_`, one letter at least");
        }
        many(sidecar, post, label, report);
    }
}

/// Why a network makes no link of a hashtag; only of those whose rules are known.
fn unlinked(network: &str, name: &str) -> Option<String> {
    let is_strict = matches!(network, "x" | "mastodon" | "fediverse");
    if name.is_empty() || !(is_strict || network == "bluesky") {
        return None;
    }
    if name.chars().all(|c| c.is_ascii_digit()) {
        return Some("it has no letter".to_owned());
    }
    let end = name.find(|c: char| !in_hashtag(c)).filter(|_| is_strict)?;
    let sign = name[end..].chars().next()?;
    Some(if end == 0 { format!("it begins with `{sign}`") } else { format!("it ends before `{sign}`") })
}

fn many(sidecar: &Sidecar, post: &Post, label: &str, report: &mut Reporter) {
    let most = match post.network {
        "x" => 2,
        "linkedin" | "instagram" | "mastodon" => 5,
        _ => return,
    };
    let mut names: Vec<String> = post.text.last().map_or(Vec::new(), |words| inline(&words.text).map(str::to_lowercase).collect());
    names.extend(post.hashtags.iter().map(|tag| bare(&tag.text).to_lowercase()));
    names.sort();
    names.dedup();
    let Some(at) = post.hashtags.last().or(post.text.last()).filter(|_| names.len() > most) else { return };
    report
        .say("many", sidecar.at(at), format!("{} hashtags; {most} are said to be enough on {label}", names.len()))
        .fact("post", post.id.text.as_str())
        .why("many of them look like an advertisement")
        .help("keep those that people follow");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashtags_are_those_that_the_network_links() {
        for (network, name, says) in [
            ("x", "c++", Some("it ends before `+`")),
            ("x", "2026", Some("it has no letter")),
            ("mastodon", "rain gauge", Some("it ends before ` `")),
            ("mastodon", "日本語", None),
            ("x", "größe_2026", None),
            ("bluesky", "c++", None),
            ("bluesky", "2026", Some("it has no letter")),
            ("linkedin", "c++", None),
        ] {
            assert_eq!(unlinked(network, name).as_deref(), says, "{network} {name}");
        }
    }

    #[test]
    fn a_word_of_formula_letters_is_found_and_a_formula_is_left_alone() {
        let bold = "So 𝗯𝗼𝗹𝗱 here";
        assert_eq!(formula_letters(bold).map(|part| &bold[part]), Some("𝗯𝗼𝗹𝗱"));
        assert_eq!(formula_letters("𝑂(𝑛) in all"), None);
    }
}
