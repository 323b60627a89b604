//! Group `kit`: will the networks take the posts that stand beside a page, as long as they are?

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::base::Level::{Error, Info, Warning};
use crate::base::text::thousands;
use crate::base::weighted::urls;
use crate::lint::rule::Tier::{Doc, Folklore, Measured, Spec};
use crate::lint::rule::{Case, Check, Group, Reporter, Rule, case};
use crate::lint::shown::own_url;
use crate::model::platform::{Of, Unit, length, tagged};
use crate::model::posts::{LinkPlace, Post, Sidecar, Status, Words};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[Rule {
    name: "kit-over-limit",
    group: Some(Group::Kit),
    cases: OVER_LIMIT,
    check: Check::Page(over_limit),
    doc: include_str!("../docs/kit-over-limit.md"),
}];

const OVER_LIMIT: &[Case] = &[
    case("x", Error, Spec, "twitter-text v3: 280"),
    case("bluesky", Error, Spec, "bluesky lexicon: 300 graphemes, 3,000 bytes"),
    case("mastodon", Error, Spec, "Mastodon source: 500, where the server sets nothing else"),
    case("threads", Error, Doc, "Threads API documentation, as quoted: 500"),
    case("pinterest", Warning, Doc, "help.pinterest.com, as quoted: title 100, description 800, picture text 500"),
    case("pinterest-500", Info, Doc, "help.pinterest.com, as quoted elsewhere: description 500"),
    case("instagram", Warning, Measured, "reports: 2,200"),
    case("linkedin", Info, Folklore, "popular advice: 3,000"),
    case("facebook", Info, Folklore, "popular advice: 63,206"),
    case("alt", Info, Folklore, "popular advice: picture text 1,000 on X, 1,500 on Mastodon"),
];

/// The case that a number of a network belongs to; none where nobody speaks of posts.
fn case_of(network: &str, of: Of) -> Option<&'static str> {
    Some(match (network, of) {
        ("x" | "mastodon" | "fediverse", Of::ImageAlt) => "alt",
        ("x", _) => "x",
        ("bluesky", _) => "bluesky",
        ("mastodon" | "fediverse", _) => "mastodon",
        ("threads", _) => "threads",
        ("pinterest", Of::Post) => "pinterest-500",
        ("pinterest", _) => "pinterest",
        ("instagram", _) => "instagram",
        ("linkedin", _) => "linkedin",
        ("facebook", _) => "facebook",
        _ => return None,
    })
}

/// Every post that somebody may post, with the file that it stands in.
pub(super) fn posts(page: &PageView) -> impl Iterator<Item = (&Sidecar, &Post)> {
    let all = page.hints.posts.iter().flat_map(|sidecar| sidecar.posts.iter().map(|post| (&**sidecar, post)));
    all.filter(|(_, post)| post.status != Status::Skip)
}

/// ``post 2 of 5 in `x-thread` ``: as messages name it.
pub(super) fn name_of(post: &Post, index: usize) -> String {
    let id = &post.id.text;
    if post.text.len() < 2 { format!("post `{id}`") } else { format!("post {} of {} in `{id}`", index + 1, post.text.len()) }
}

fn over_limit(page: &PageView, report: &mut Reporter) {
    let url = own_url(page, report.ctx);
    for (sidecar, post) in posts(page) {
        let id = &post.id.text;
        for (index, words) in post.text.iter().enumerate().filter(|_| post.kind.is_words()) {
            let rest = Rest::of(sidecar, post, index, url.as_deref());
            // The higher of two numbers first: what passes both is said once.
            measure(sidecar, post, words, &name_of(post, index), &rest, &[Of::PostAtMost, Of::Post, Of::PostBytes], report);
        }
        if let Some(words) = &post.title {
            measure(sidecar, post, words, &format!("the title of `{id}`"), &Rest::default(), &[Of::Title], report);
        }
        for (index, words) in post.alt.iter().enumerate() {
            let what = if post.alt.len() == 1 { "the picture text".to_owned() } else { format!("picture text {}", index + 1) };
            measure(sidecar, post, words, &format!("{what} of `{id}`"), &Rest::default(), &[Of::ImageAlt], report);
        }
    }
}

/// What is posted behind the words.
#[derive(Default)]
struct Rest {
    hashtags: String,
    link: String,
}

impl Rest {
    fn of(sidecar: &Sidecar, post: &Post, index: usize, url: Option<&str>) -> Self {
        let text = &post.text[index].text;
        let is_last = index + 1 == post.text.len();
        let is_new = |tag: &&str| !tag.is_empty() && !inline(text).any(|own| own.to_lowercase() == tag.to_lowercase());
        let tags = post.hashtags.iter().filter(|_| is_last).map(|tag| bare(&tag.text)).filter(is_new);
        let hashtags = tags.map(|tag| format!(" #{tag}")).collect();
        let has_link = match post.link {
            LinkPlace::First => index == 0,
            LinkPlace::Last => is_last,
            LinkPlace::Reply | LinkPlace::None => false,
        };
        // On Instagram links do nothing, a pin has a field for its own.
        let takes_link = !matches!(post.network, "instagram" | "pinterest");
        let Some(url) = url.filter(|url| has_link && takes_link && !shares(text, url)) else {
            return Self { hashtags, link: String::new() };
        };
        let joint = if matches!(post.network, "linkedin" | "facebook") { "\n\n" } else { "\n" };
        let campaign = sidecar.campaign.as_deref();
        let url = campaign.map_or(url.into(), |campaign| tagged(post.network, url, campaign, &post.id.text));
        Self { hashtags, link: format!("{joint}{url}") }
    }

    fn text(&self) -> String {
        format!("{}{}", self.hashtags, self.link)
    }

    /// What of the length is not the author's words.
    fn counts(&self, unit: Unit) -> String {
        let one = |text: &str, what: &str| (!text.is_empty()).then(|| format!("the {what} {}", length(text, unit)));
        match (one(&self.link, "address counts"), one(&self.hashtags, "hashtags count")) {
            (None, None) => "shorten it".to_owned(),
            (Some(one), None) | (None, Some(one)) => format!("shorten it; {one}"),
            (Some(link), Some(tags)) => format!("shorten it; {link}, {tags}"),
        }
    }
}

/// A hashtag without its sign.
pub(super) fn bare(tag: &str) -> &str {
    tag.trim().trim_start_matches(['#', '＃'])
}

/// Hashtags that stand in a text, without their sign.
pub(super) fn inline(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace().filter_map(|word| word.trim_start_matches(['(', '"', '“']).strip_prefix(['#', '＃']));
    words.map(|word| word.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '_')).filter(|word| !word.is_empty())
}

/// Does the address of the page stand in the text already, with a campaign or without?
fn shares(text: &str, url: &str) -> bool {
    let plain = |url: &str| {
        let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
        bare.split(['?', '#']).next().unwrap_or(bare).trim_end_matches('/').to_lowercase()
    };
    let own = plain(url);
    let ends = |at: usize| !text[at..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '%'));
    // Of a host without a known ending X makes no link.
    let stands = || text.match_indices(url).any(|(at, _)| ends(at + url.len()));
    stands() || urls(text).into_iter().any(|range| plain(&text[range]) == own)
}

fn measure(sidecar: &Sidecar, post: &Post, words: &Words, what: &str, rest: &Rest, of: &[Of], report: &mut Reporter) {
    let venue = post.venue();
    for limit in of.iter().filter_map(|of| venue.limit(*of)) {
        let Some(case) = case_of(venue.id, limit.of).filter(|case| report.wants(case)) else { continue };
        // Each server says itself how much it takes.
        let max = report.count("mastodon").filter(|_| case == "mastodon").unwrap_or(limit.max as usize);
        let Some(over) = overflow(&words.text, &rest.text(), limit.unit, max) else { continue };
        let label = venue.label;
        let bytes = if limit.unit == Unit::Bytes { " bytes" } else { "" };
        let by = format!("{}{bytes} over on {label} ({} of {})", thousands(over.length - max), thousands(over.length), thousands(max));
        let why = match case {
            "x" | "bluesky" | "mastodon" | "threads" => format!("{label} refuses it"),
            "pinterest-500" => "the network's help names 500 in one place and 800 in another".to_owned(),
            "pinterest" | "instagram" => format!("{label} refuses it, or cuts it off"),
            _ => format!("{label} is said to take no more"),
        };
        report
            .say(case, sidecar.at_part(words, over.part), format!("{what} is {by}"))
            .fact("post", format!("{}: {}", post.id.text, words.text))
            .why(why)
            .help(rest.counts(limit.unit));
        return;
    }
}

struct Over {
    /// Of the whole post.
    length: usize,
    /// The words that are too many, as bytes of the text.
    part: Range<usize>,
}

/// Networks drop blanks around a post, so they count for nothing.
fn overflow(text: &str, rest: &str, unit: Unit, max: usize) -> Option<Over> {
    let start = text.len() - text.trim_start().len();
    let body = text.trim();
    let counted = |part: &str| length(&format!("{part}{rest}"), unit);
    let whole = counted(body);
    if body.is_empty() || whole <= max {
        return None;
    }
    let ends: Vec<usize> = body.grapheme_indices(true).map(|(at, _)| at).collect();
    // An address makes the length jump up and down, so the search is only a first guess.
    let mut count = ends.partition_point(|end| counted(&body[..*end]) <= max);
    while count > 0 && counted(&body[..ends[count - 1]]) > max {
        count -= 1;
    }
    let end = count.checked_sub(1).map_or(0, |last| ends[last]);
    // Half of an address is none.
    let end = urls(body).into_iter().find(|url| url.start < end && end < url.end).map_or(end, |url| url.start);
    let blank = body[end..].len() - body[end..].trim_start().len();
    Some(Over { length: whole, part: start + end + blank..start + body.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::platform::venue;

    fn over(network: &str, text: &str, rest: &str) -> Option<(usize, String)> {
        let limit = venue(network).unwrap().limit(Of::Post).unwrap();
        overflow(text, rest, limit.unit, limit.max as usize).map(|over| (over.length, text[over.part].to_owned()))
    }

    #[test]
    fn the_words_that_are_too_many_are_told_as_the_network_counts() {
        let address = "\nhttps://example.org/a/very/long/path/that/counts/twenty-three/";
        assert_eq!(over("x", &"a".repeat(256), address), None);
        assert_eq!(over("x", &format!("{} tail\n", "a".repeat(255)), address), Some((284, "tail".to_owned())));
        assert_eq!(over("x", &"雨".repeat(141), ""), Some((282, "雨".to_owned())));
        assert_eq!(over("bluesky", &"👨‍👩‍👧‍👦".repeat(300), ""), None, "300 as people see them");
        assert_eq!(over("mastodon", &format!("{} https://example.org/{}", "a".repeat(476), "b".repeat(400)), ""), None);
        // Behind the cut stands the whole address: half of one is none.
        let (length, part) = over("x", &format!("{} https://example.org/rain", "a".repeat(270)), "").unwrap();
        assert_eq!((length, part.as_str()), (294, "https://example.org/rain"));
        assert_eq!(thousands(1_234_567), "1,234,567");
    }

    #[test]
    fn what_stands_in_the_text_is_not_posted_twice() {
        let url = "https://rain.dev/gauges/";
        for text in ["See https://rain.dev/gauges/?utm_source=x", "See rain.dev/gauges", "See http://rain.dev/gauges#q-1."] {
            assert!(shares(text, url), "{text}");
        }
        for text in ["See https://rain.dev/", "See https://rain.dev/gauges/two/", "gauges"] {
            assert!(!shares(text, url), "{text}");
        }
        assert_eq!(inline("(#Rain) and #snow_1, C# #").collect::<Vec<_>>(), ["Rain", "snow_1"]);
    }
}
