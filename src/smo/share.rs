//! Share links: which networks, what is said there, and the address that says it.
//!
//! Addresses are plain here, `&` and all; the partial escapes them for HTML. Each value is
//! percent-encoded once (RFC 3986, blanks as `%20`), and empty parameters are left out.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use crate::base::weighted::{X_URL, cut, emoji_length, urls, weighted};
use crate::base::{Finding, Place, finding::Fact, text::graphemes, url::encode_component};
use crate::model::plan::ShareLink;
use crate::model::platform::{self, Intent, Of, Platform, Unit, What};

/// What a page offers to those who share it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shared<'a> {
    /// The social title, else the title.
    pub title: &'a str,
    /// The canonical address, absolute.
    pub url: &'a str,
    pub description: &'a str,
    /// Absolute; a raster image.
    pub image: Option<&'a str>,
    /// With or without `#`; the first two count.
    pub hashtags: &'a [String],
    /// An X handle, with or without `@`.
    pub via: Option<&'a str>,
    /// A server; empty = the official chooser.
    pub mastodon_server: &'a str,
}

/// The words that links carry, in English: keys of a theme's `i18n/LANG.yaml`.
pub const WORDS: &[(&str, &str)] = &[
    ("share_label", "Share this page"),
    ("share_on", "Share on {network}, opens in a new tab"),
    ("share_by_email", "Share by email"),
    ("share_native", "Share…"),
    ("copy_link", "Copy link"),
    ("link_copied", "Link copied"),
    ("quote_on", "Share {quote} on {network}"),
    ("quote_by_email", "Share {quote} by email"),
    ("quote_copy", "Copy link to {quote}"),
];

/// The links to offer, in the order asked for, and what is wrong with the request.
pub fn links(networks: &[String], what: &Shared, words: &dyn Fn(&str) -> String) -> (Vec<ShareLink>, Vec<Finding>) {
    let (platforms, mut findings) = known(networks, &Place::Fact(Fact::Share));
    findings.extend(bad_server(what.mastodon_server, &platforms));
    let link = |platform: &&'static Platform| {
        let post = post_of(platform, what);
        let aria = match platform.intent {
            Intent::Copy => word(words, "copy_link"),
            Intent::Mail { .. } => word(words, "share_by_email"),
            Intent::Query { .. } | Intent::Fragment { .. } => word(words, "share_on").replace("{network}", platform.label),
        };
        link_to(platform, &post, aria)
    };
    (platforms.iter().filter(|platform| what.image.is_some() || !platform.needs_picture()).map(link).collect(), findings)
}

/// What is said on one network.
#[derive(Clone, Debug, Default)]
pub(super) struct Post<'a> {
    pub text: Cow<'a, str>,
    pub title: &'a str,
    /// What a letter says above the address.
    pub letter: Cow<'a, str>,
    pub url: &'a str,
    pub image: Option<&'a str>,
    pub hashtags: Vec<String>,
    pub via: Option<String>,
    pub server: Option<&'a str>,
}

fn post_of<'a>(platform: &Platform, what: &Shared<'a>) -> Post<'a> {
    let mut post = Post {
        text: Cow::Borrowed(what.title),
        title: what.title,
        letter: Cow::Borrowed(what.description),
        url: what.url,
        image: what.image,
        hashtags: hashtags(what.hashtags),
        via: what.via.and_then(handle),
        server: server(what.mastodon_server),
    };
    // What can be done without goes first: hashtags, then the handle, then the end of the title.
    if !says(platform, What::Hashtags) || over(platform, &post) > 0 {
        post.hashtags.clear();
    }
    if !says(platform, What::Via) || over(platform, &post) > 0 {
        post.via = None;
    }
    post.text = cut(what.title, |text| over(platform, &Post { text: Cow::Borrowed(text), ..post.clone() }) == 0);
    post
}

/// The platforms that are asked for, once each, and what is wrong with the rest.
pub(super) fn known(networks: &[String], at: &Place) -> (Vec<&'static Platform>, Vec<Finding>) {
    let mut platforms: Vec<&'static Platform> = Vec::new();
    let mut findings = Vec::new();
    for id in networks.iter().map(|id| id.trim()).filter(|id| !id.is_empty()) {
        if let Some(platform) = platform::find(id) {
            if !platforms.iter().any(|other| other.id == platform.id) {
                platforms.push(platform);
            }
            continue;
        }
        let finding = match platform::closed(id) {
            Some(what) => Finding::warning("block-input", format!("`{id}` cannot be shared to: {what}"), at.clone())
                .help(format!("remove `{id}` from the list")),
            None => {
                Finding::warning("block-input", format!("there is no network `{id}`"), at.clone()).help(match platform::nearest_id(id) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("these are known: {}", platform::ids().collect::<Vec<_>>().join(", ")),
                })
            }
        };
        findings.push(finding.why("the other share links are shown without it"));
    }
    (platforms, findings)
}

/// How far a post is over the platform's limit, in its own unit; 0 = it fits.
pub(super) fn over(platform: &Platform, post: &Post) -> usize {
    let Some(limit) = platform.post.filter(|_| says_text(platform)) else { return 0 };
    let text = &*post.text;
    let length = match limit.unit {
        Unit::Weighted => {
            let tags: usize = post.hashtags.iter().map(|tag| weighted(&format!(" #{tag}")).length).sum();
            let via = post.via.as_deref().map_or(0, |name| weighted(&format!(" via @{name}")).length);
            weighted(text).length + tags + via + 1 + X_URL
        }
        Unit::Graphemes => graphemes(text) + 1 + graphemes(post.url),
        Unit::GraphemesUrl23 => graphemes(&with_short_urls(text)) + 1 + X_URL,
        Unit::CharactersEmojiBytes => emoji_as_bytes(text) + 1 + post.url.chars().count(),
        Unit::Characters | Unit::Pixels => text.chars().count(),
        Unit::Bytes => text.len(),
    };
    let bytes = platform.limits.iter().find(|limit| limit.of == Of::PostBytes);
    let bytes_over = bytes.map_or(0, |limit| (text.len() + 1 + post.url.len()).saturating_sub(limit.max as usize));
    length.saturating_sub(limit.max as usize).max(bytes_over)
}

/// Mastodon counts every http(s) address as 23.
fn with_short_urls(text: &str) -> String {
    let mut out = text.to_owned();
    for range in urls(text).into_iter().rev().filter(|range| text[range.clone()].contains("://")) {
        out.replace_range(range, &"x".repeat(X_URL));
    }
    out
}

fn emoji_as_bytes(text: &str) -> usize {
    let (mut length, mut at) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let emoji = emoji_length(&text[at..]);
        length += emoji.max(1);
        at += emoji.max(c.len_utf8());
    }
    length
}

/// Does it take words of ours at all? Facebook and LinkedIn take the address alone.
pub(super) fn says_text(platform: &Platform) -> bool {
    platform.params().iter().any(|(_, what)| matches!(what, What::Text | What::TextAndUrl(_)))
}

pub(super) fn says(platform: &Platform, what: What) -> bool {
    platform.params().iter().any(|(_, has)| *has == what)
}

/// The link itself: for `copy`, the address to copy.
pub(super) fn link_to(platform: &'static Platform, post: &Post, aria: String) -> ShareLink {
    let (rel, kind) = match platform.intent {
        Intent::Copy => ("", "copy"),
        Intent::Mail { .. } => ("", "link"),
        Intent::Query { .. } | Intent::Fragment { .. } => ("nofollow noopener noreferrer", "link"),
    };
    ShareLink { id: platform.id, label: platform.label, url: address(platform, post), icon: platform.icon, aria, rel, kind }
}

fn address(platform: &Platform, post: &Post) -> String {
    let value = |what: What| match what {
        What::Text => post.text.clone().into_owned(),
        What::Url => post.url.to_owned(),
        What::TextAndUrl(between) => joined(&post.text, between, post.url),
        What::Hashtags => post.hashtags.join(","),
        What::Via => post.via.clone().unwrap_or_default(),
        What::Picture => post.image.unwrap_or_default().to_owned(),
        What::Title => post.title.to_owned(),
        What::MailBody => joined(&post.letter, "\n\n", post.url).replace("\r\n", "\n").replace('\n', "\r\n"),
    };
    let pairs: Vec<String> = platform
        .params()
        .iter()
        .map(|(name, what)| (name, value(*what)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode_component(&value)))
        .collect();
    let pairs = pairs.join("&");
    match platform.intent {
        Intent::Copy => post.url.to_owned(),
        Intent::Mail { .. } => format!("mailto:?{pairs}"),
        Intent::Query { base, .. } => format!("{base}?{pairs}"),
        Intent::Fragment { base, .. } => match post.server {
            Some(server) if platform.id == "mastodon" => format!("https://{server}/share?{pairs}"),
            _ => format!("{base}#{pairs}"),
        },
    }
}

fn joined(text: &str, between: &str, url: &str) -> String {
    if text.is_empty() { url.to_owned() } else { format!("{text}{between}{url}") }
}

/// Signs that stand inside of a hashtag besides letters, marks and digits: joiners, Hebrew
/// punctuation, the dots and dashes of Japanese, Tibetan and Catalan (twitter-text, 2021-10).
const IN_TAGS: &str =
    "_\u{200C}\u{200D}\u{A67E}\u{5BE}\u{5F3}\u{5F4}\u{FF5E}\u{301C}\u{309B}\u{309C}\u{30A0}\u{30FB}\u{3003}\u{F0B}\u{F0C}\u{B7}";

/// At most two, without `#`, and only what X reads as one.
pub(super) fn hashtags(tags: &[String]) -> Vec<String> {
    let fits = |c: &char| c.is_alphanumeric() || is_combining_mark(*c) || IN_TAGS.contains(*c);
    let clean = |tag: &String| tag.chars().filter(fits).collect::<String>();
    tags.iter().map(clean).filter(|tag| tag.chars().any(char::is_alphabetic)).take(2).collect()
}

/// An X handle without `@`, if it is one; also from the address of a profile.
pub(super) fn handle(name: &str) -> Option<String> {
    let name = name.trim().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let name = name.rsplit('/').next().unwrap_or(name).trim_start_matches('@');
    let sound = (1..=15).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    sound.then(|| name.to_owned())
}

/// The host of a Mastodon server, however it was written.
pub(super) fn server(text: &str) -> Option<&str> {
    let text = text.trim();
    let host = text.strip_prefix("https://").unwrap_or(text).trim_end_matches('/');
    let sound = host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
    sound.then_some(host)
}

fn bad_server(text: &str, platforms: &[&Platform]) -> Option<Finding> {
    let asked = !text.trim().is_empty() && platforms.iter().any(|platform| platform.id == "mastodon");
    (asked && server(text).is_none()).then(|| {
        Finding::warning("block-input", format!("`share.mastodon` is no server: `{text}`"), Place::Site)
            .why("the official chooser is used instead")
            .help("write the host alone, such as `mastodon.social`")
    })
}

/// A word of the page's language; in English where the theme has none.
pub(super) fn word(words: &dyn Fn(&str) -> String, key: &str) -> String {
    let said = words(key);
    if !said.is_empty() && said != key {
        return said;
    }
    WORDS.iter().find(|(name, _)| *name == key).map_or(said, |(_, english)| (*english).to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::url::decode;

    const URL: &str = "https://example.org/rain/?a=1&b=%C3%BC";

    fn all() -> Vec<String> {
        platform::ids().map(str::to_owned).collect()
    }

    fn shared(title: &str) -> Shared<'_> {
        Shared { title, url: URL, description: "Drops & drips", image: Some("https://example.org/rain.png"), ..Shared::default() }
    }

    fn no_words(_: &str) -> String {
        String::new()
    }

    /// What a network's server would read: parameters, decoded once.
    fn received(href: &str) -> Vec<(String, String)> {
        let start = href.find(['?', '#']).unwrap() + 1;
        href[start..].split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), decode(value))).collect()
    }

    #[test]
    fn every_link_says_what_was_meant_whatever_the_title_holds() {
        let hostile =
            ["Tom & \"Jerry\" <b>it's</b> 50% off #1 + 2", "😀 👩‍👩‍👧 emoji", "שלום עולם (rain)", "two\nlines\ttab", "a=b&url=evil", "%2525"];
        for title in hostile {
            let (links, findings) = links(&all(), &shared(title), &no_words);
            assert!(findings.is_empty());
            assert_eq!(links.len(), platform::PLATFORMS.len());
            for link in &links {
                if link.kind == "copy" {
                    assert_eq!(link.url, URL);
                    continue;
                }
                assert!(!link.url.contains(['"', '<', '>', '\'', ' ', '+', '\n']), "{}", link.url);
                let (platform, url) = platform::shared_url(&link.url).unwrap();
                assert_eq!((platform.id, url.as_str()), (link.id, URL), "{}", link.url);
                let values = received(&link.url);
                let has = |wanted: &str| values.iter().any(|(_, value)| value == wanted);
                match link.id {
                    "facebook" | "linkedin" => assert_eq!(values.len(), 1),
                    "bluesky" => assert!(has(&format!("{title}\n{URL}"))),
                    "mastodon" | "whatsapp" => assert!(has(&format!("{title} {URL}"))),
                    "email" => assert!(has(title) && has(&format!("Drops & drips\r\n\r\n{URL}"))),
                    _ => assert!(has(title), "{}", link.url),
                }
            }
        }
    }

    #[test]
    fn x_gets_hashtags_and_handle_and_loses_them_first() {
        let tags = ["#Rust".to_owned(), "static site".to_owned(), "third".to_owned()];
        let url = |title: &str| {
            let what = Shared { hashtags: &tags, via: Some("@ada"), ..shared(title) };
            links(&["x".to_owned()], &what, &no_words).0[0].url.clone()
        };
        assert!(url("Rain").ends_with("&hashtags=Rust%2Cstaticsite&via=ada"));
        let long = "rain ".repeat(49) + "r";
        assert!(url(&long).ends_with("b%3D%25C3%25BC&via=ada"), "{}", url(&long));
        assert!(received(&url(&"rain ".repeat(80)))[0].1.ends_with("rain…"));
    }

    #[test]
    fn links_are_named_and_letters_open_no_window() {
        let german = |key: &str| if key == "share_on" { "Auf {network} teilen".to_owned() } else { key.to_owned() };
        let (links, _) = links(&["x", "email", "copy"].map(str::to_owned), &shared("Rain"), &german);
        let named: Vec<_> = links.iter().map(|link| (link.aria.as_str(), link.rel, link.kind)).collect();
        let wanted = [("Auf X teilen", "nofollow noopener noreferrer", "link"), ("Share by email", "", "link"), ("Copy link", "", "copy")];
        assert_eq!(named, wanted);
    }

    #[test]
    fn a_page_without_a_picture_cannot_be_pinned() {
        let (links, findings) = links(&all(), &Shared { image: None, ..shared("Rain") }, &no_words);
        assert!(findings.is_empty() && links.iter().all(|link| link.id != "pinterest"));
    }

    #[test]
    fn what_cannot_be_shared_to_is_said_and_the_rest_is_shown() {
        let asked = ["friendica", "twitter", "pocket", "x", "x", ""].map(str::to_owned);
        let (links, findings) = links(&asked, &shared("Rain"), &no_words);
        assert_eq!(links.len(), 1);
        assert!(findings.len() == 3 && findings.iter().all(|finding| finding.rule == "block-input"));
        assert_eq!(findings[1].help.as_deref(), Some("did you mean `x`?"));
        assert_eq!(findings[2].message, "`pocket` cannot be shared to: Pocket closed in 2025");
    }

    #[test]
    fn a_mastodon_server_of_ones_own_is_asked_directly() {
        let of = |server| links(&["mastodon".to_owned()], &Shared { mastodon_server: server, ..shared("Rain") }, &no_words);
        assert!(of("https://hachyderm.io/").0[0].url.starts_with("https://hachyderm.io/share?text=Rain%20https%3A"));
        let (links, findings) = of("not a server");
        assert!(links[0].url.starts_with("https://share.joinmastodon.org/#text=Rain%20") && findings.len() == 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_is_ever_over_its_limit(
            parts in prop::collection::vec(prop_oneof![
                "[a-z]{1,14} ", "\\PC{0,6}", Just("👨‍👩‍👧‍👦".to_owned()), Just("日本語".to_owned()), Just("main.rs ".to_owned()),
                Just("e\u{301}\u{302}\u{303}".to_owned()), Just("— ".to_owned()), Just("https://example.org/x ".to_owned()),
            ], 0..160),
        ) {
            let title = parts.concat();
            for platform in platform::PLATFORMS {
                let post = post_of(platform, &shared(&title));
                prop_assert_eq!(over(platform, &post), 0, "{} {:?}", platform.id, &post.text);
                if post.text != title {
                    prop_assert!(title.starts_with(post.text.trim_end_matches('…')));
                }
            }
        }
    }
}
