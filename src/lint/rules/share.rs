//! Group `share`: do share links share this page, with all of their words?

use crate::base::Level::{Error, Info, Warning};
use crate::base::finding::Fact;
use crate::base::{Place, url};
use crate::lint::rule::Tier::{Measured, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, own_url};
use crate::model::facts::{Anchor, Shape};
use crate::model::page::quotes_of;
use crate::model::platform::{self, Intent, Platform, What};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "share-url-wrong",
        group: Some(Group::Share),
        cases: &[case("share-url-wrong", Error, Own, "the page itself"), case("chrome", Warning, Own, "the page itself")],
        check: Check::Page(url_wrong),
        doc: include_str!("../docs/share-url-wrong.md"),
    },
    Rule {
        name: "share-param-unencoded",
        group: Some(Group::Share),
        cases: &[
            case("share-param-unencoded", Error, Spec, "RFC 3986, query"),
            case("plus", Warning, Spec, "RFC 6068: `+` is a plus in mailto"),
        ],
        check: Check::Page(param_unencoded),
        doc: include_str!("../docs/share-param-unencoded.md"),
    },
    Rule {
        name: "share-endpoint-dead",
        group: Some(Group::Share),
        cases: &[
            case("dead", Warning, Measured, "reports: the service has ended"),
            case("legacy", Info, Measured, "superseded in the network's documentation or tools"),
        ],
        check: Check::Page(endpoint_dead),
        doc: include_str!("../docs/share-endpoint-dead.md"),
    },
    Rule {
        name: "quote-too-long",
        group: Some(Group::Share),
        cases: &[
            case("overflow", Error, Spec, "twitter-text v3: 280; bluesky lexicon: 300, 3000 bytes; Mastodon: 500; Threads docs: 500"),
            case("cut", Warning, Spec, "twitter-text v3: 280; bluesky lexicon: 300; Mastodon: 500"),
        ],
        check: Check::Page(super::intent::too_long),
        doc: include_str!("../docs/quote-too-long.md"),
    },
    Rule {
        name: "quote-drift",
        group: Some(Group::Share),
        cases: &[case("quote-drift", Warning, Own, "the page itself")],
        check: Check::Elsewhere,
        doc: include_str!("../docs/quote-drift.md"),
    },
    Rule {
        name: "post-bare-domain",
        group: Some(Group::Share),
        cases: &[case("post-bare-domain", Warning, Spec, "twitter-text v3: URLs without protocol")],
        check: Check::Elsewhere,
        doc: include_str!("../docs/post-bare-domain.md"),
    },
    Rule {
        name: "stat-without-source",
        group: Some(Group::Share),
        cases: &[case("source", Warning, Own, "the page itself"), case("url", Info, Own, "the page itself")],
        check: Check::Elsewhere,
        doc: include_str!("../docs/stat-without-source.md"),
    },
];

/// What other tools write besides the parameters of the platform table. An unknown one may be the
/// rest of a value that was cut at a raw `&`.
#[rustfmt::skip] // a group a line
const OTHER_PARAMS: &[&str] = &[
    "text", "url", "u", "t", "title", "summary", "description", "quote", "media", "is_video", "kind", "type", "selftext",
    "via", "related", "hashtag", "hashtags", "tag", "in_reply_to", "screen_name", "reply_control",
    "source", "src", "ref_src", "original_referer", "lang", "mini", "ro", "display", "app_id", "phone", "app_absent",
    "to", "cc", "bcc", "in-reply-to", "subject", "body",
];

/// A share link taken apart; its parameters stay raw.
pub struct Share<'a> {
    pub platform: &'static Platform,
    query: &'a str,
    url: Option<String>,
}

pub fn share(href: &str) -> Option<Share<'_>> {
    let (platform, query) = platform::share_link(href)?;
    let is_mail = matches!(platform.intent, Intent::Mail { .. });
    // Without words, or with an address to write to, it is a letter to someone, not a share.
    let has_reader = || href.trim().split(['?', '#']).next().and_then(|to| to.split_once(':')).is_some_and(|(_, to)| !to.trim().is_empty());
    if is_mail && (!query.contains("body=") || has_reader()) {
        return None;
    }
    let mut share = Share { platform, query, url: None };
    // A parameter for the address says it even if it is none; else it stands in the words.
    let alone = share.url_key().and_then(|key| share.value(key)).filter(|value| !value.trim().is_empty());
    share.url = alone.or_else(|| platform::shared_url(href).map(|(_, url)| url));
    Some(share)
}

impl Share<'_> {
    pub fn value(&self, key: &str) -> Option<String> {
        let raw = self.query.split(['&', '#']).find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))?;
        Some(url::decode(&raw.replace('+', " ")))
    }

    /// The parameter that holds the address alone, if this network has one.
    fn url_key(&self) -> Option<&'static str> {
        url_key(self.platform)
    }

    fn knows(&self, key: &str) -> bool {
        let own = self.platform.params().iter().map(|(own, _)| *own);
        own.chain(OTHER_PARAMS.iter().copied()).any(|known| known.eq_ignore_ascii_case(key))
    }
}

pub fn at(anchor: &Anchor) -> Place {
    Place::Fact(Fact::Destination(anchor.href.clone()))
}

fn url_wrong(page: &PageView, report: &mut Reporter) {
    // A list has share links for each of its posts.
    if page.shown.shape != Shape::Article || page.shown.articles > 1 {
        return;
    }
    let Some(base) = report.ctx.base else { return };
    let canonical = page.shown.canonical().and_then(|link| base.resolve(&page.url, &link.href));
    let Some(canonical) = canonical.or_else(|| own_url(page, report.ctx)) else { return };
    // A network's own button says the address elsewhere, or its script takes that of the page.
    let is_widget = !page.shown.marks.buttons.is_empty();
    for anchor in &page.shown.anchors {
        if let Some(platform) = bare_endpoint(&anchor.href) {
            if !is_widget {
                no_address(platform, anchor, report);
            }
            continue;
        }
        let Some(share) = share(&anchor.href) else { continue };
        let name = share.platform.label;
        let Some(shared) = &share.url else {
            let addressed = share.value("in_reply_to").is_some()
                || share.value("screen_name").is_some()
                || share.value("text").is_some_and(|text| text.trim_start().starts_with('@'));
            if !addressed && !is_widget {
                no_address(share.platform, anchor, report);
            }
            continue;
        };
        let shared = shared.trim();
        let is_web = ["http://", "https://"].iter().any(|scheme| url::strip_prefix_ignore_case(shared, scheme).is_some());
        if shared.contains("://") && !is_web {
            report
                .say("share-url-wrong", at(anchor), format!("the {name} link shares `{}`, which is no address of the web", brief(shared)))
                .fact("share", anchor.href.clone())
                .why("nobody else can open it")
                .help(format!("write `{canonical}`"));
            continue;
        }
        if !shared.contains("://") {
            report
                .say("share-url-wrong", at(anchor), format!("the {name} link shares `{}`, which is not absolute", brief(shared)))
                .fact("share", anchor.href.clone())
                .why("the network cannot know which site is meant")
                .help(format!("write `{canonical}`"));
            continue;
        }
        let Some(path) = base.local_path(shared) else { continue };
        let own = base.local_path(&canonical).unwrap_or_default();
        let of_its_quotes = path.trim_start_matches('/').strip_prefix(&quotes_of(&page.url)).is_some_and(|rest| rest.starts_with('/'));
        // With its own address it shares this page, whatever the canonical link says.
        if same(&path, &own) || same(&path, &url::decode(page.url.as_str())) || of_its_quotes {
            continue;
        }
        let (case, what) = match (path == "/", anchor.in_chrome) {
            (true, true) => ("chrome", "the home page".to_owned()),
            (true, false) => ("share-url-wrong", "the home page".to_owned()),
            _ => ("share-url-wrong", format!("`{}`", brief(&path))),
        };
        report
            .say(case, at(anchor), format!("the {name} link shares {what}, not this page"))
            .fact("share", anchor.href.clone())
            .why("a reader's share leads somewhere else")
            .help(format!("write `{canonical}`, or use `data-smo=\"share\"`"));
    }
}

fn url_key(platform: &Platform) -> Option<&'static str> {
    platform.params().iter().find(|(_, what)| *what == What::Url).map(|(key, _)| *key)
}

fn no_address(platform: &Platform, anchor: &Anchor, report: &mut Reporter) {
    let Some(key) = url_key(platform) else { return };
    report
        .say("share-url-wrong", at(anchor), format!("the {} link names no address (`{key}=`)", platform.label))
        .fact("share", anchor.href.clone())
        .why("readers share nothing that leads back here")
        .help(format!("add `{key}=` with the page's address, or use `data-smo=\"share\"`"));
}

/// An address that only share links have, with nothing behind it.
fn bare_endpoint(href: &str) -> Option<&'static Platform> {
    let href = href.trim().trim_end_matches(['?', '#']);
    let is_only_for_shares = ["share", "intent"].iter().any(|word| href.contains(word));
    if !is_only_for_shares || href.contains(['?', '#']) || !href.contains("://") {
        return None;
    }
    let (platform, _) = platform::share_link(&format!("{href}?"))?;
    url_key(platform).map(|_| platform)
}

fn same(a: &str, b: &str) -> bool {
    let plain = |path: &str| path.strip_suffix("/index.html").unwrap_or(path).trim_end_matches('/').to_owned();
    plain(a) == plain(b)
}

fn param_unencoded(page: &PageView, report: &mut Reporter) {
    for anchor in &page.shown.anchors {
        let Some(share) = share(&anchor.href) else { continue };
        let name = share.platform.label;
        if let Some(trouble) = trouble(&share, page.shown.title.as_ref().map_or("", |title| &title.value)) {
            report
                .say("share-param-unencoded", at(anchor), format!("the {name} link {trouble}"))
                .fact("share", anchor.href.clone())
                .why("the shared words are cut or garbled")
                .help("percent-encode every value (a blank is `%20`, `&` is `%26`), or use `data-smo=\"share\"`");
        } else if matches!(share.platform.intent, Intent::Mail { .. }) && share.query.contains('+') {
            report
                .say("plus", at(anchor), "the e-mail link writes `+` for a blank, which arrives as a plus")
                .fact("share", anchor.href.clone())
                .why("the reader's letter has a plus between all words")
                .help("write `%20`");
        }
    }
}

/// (case, host, start of path and query, what to say).
const ENDED: &[(&str, &str, &str, &str)] = &[
    ("dead", "plus.google.com", "/", "Google+ has ended"),
    ("dead", "stumbleupon.com", "/", "StumbleUpon has ended"),
    ("dead", "delicious.com", "/", "Delicious has ended"),
    ("dead", "del.icio.us", "/", "Delicious has ended"),
    ("dead", "digg.com", "/submit", "Digg takes no links this way any more"),
    ("dead", "flattr.com", "/submit", "Flattr has ended"),
    ("dead", "getpocket.com", "/save", "Pocket has ended"),
    ("dead", "getpocket.com", "/edit", "Pocket has ended"),
    ("legacy", "twitter.com", "/home?status", "X's address is `https://x.com/intent/tweet`"),
    ("legacy", "twitter.com", "/intent/tweet", "X's address is `https://x.com/intent/tweet`"),
    ("legacy", "linkedin.com", "/shareArticle", "LinkedIn's address is `https://www.linkedin.com/sharing/share-offsite/`"),
    ("legacy", "linkedin.com", "/cws/share", "LinkedIn's address is `https://www.linkedin.com/sharing/share-offsite/`"),
    ("legacy", "facebook.com", "/dialog/feed", "Facebook's address is `https://www.facebook.com/sharer/sharer.php`"),
];

fn endpoint_dead(page: &PageView, report: &mut Reporter) {
    let mut told: Vec<&str> = Vec::new();
    for anchor in &page.shown.anchors {
        let href = anchor.href.trim();
        let Some(rest) = url::strip_prefix_ignore_case(href, "https://").or_else(|| url::strip_prefix_ignore_case(href, "http://")) else {
            continue;
        };
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host = host.to_ascii_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        // A link about such a place is no share link: those carry something.
        let carries = path.contains('=') || path.contains("url");
        let Some(row @ (case, _, _, says)) = ENDED.iter().find(|row| row.1 == host && path.starts_with(row.2) && carries) else { continue };
        if told.contains(says) {
            continue;
        }
        told.push(says);
        let message = format!("a share link goes to an address of the past: {says}");
        let said = report.say(case, at(anchor), message).fact("share", row.1);
        if *case == "dead" {
            said.why("nobody can share anything with it").help("remove it")
        } else {
            said.why("the old one still works today, and nobody promises that it will")
                .help("write the new address, or use `data-smo=\"share\"`")
        };
    }
}

/// Does what stands before this byte of a raw query end within an address? Decoded once, an address is
/// still encoded itself: `https://a.b/%C3%A9`.
fn in_address(before: &str) -> bool {
    // An address is no longer; a query of escapes alone would be read again for each.
    const LONGEST: usize = 4000;
    let mut from = before.len().saturating_sub(LONGEST);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let before = &before[from..];
    let value = before.rsplit('&').next().unwrap_or(before);
    let value = value.split_once('=').map_or(value, |(_, value)| value).replace('+', " ");
    let value = url::decode(&value);
    value.rsplit(char::is_whitespace).next().is_some_and(|word| word.contains("://"))
}

/// The first thing in a raw query that will not arrive as it was meant. Escapes that the page's
/// own title shows are meant.
fn trouble(share: &Share, title: &str) -> Option<String> {
    let query = share.query;
    if query.contains(char::is_whitespace) {
        return Some("holds a raw blank".to_owned());
    }
    for (at, _) in query.match_indices('%') {
        let digits = query.get(at + 1..at + 3).unwrap_or("");
        if digits.len() < 2 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Some("holds a raw `%`".to_owned());
        }
        let next = query.get(at + 3..at + 5).unwrap_or("");
        let twice = digits == "25" && next.len() == 2 && next.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
        if twice && !in_address(&query[..at]) {
            return Some(format!("is encoded twice (`%25{next}`)"));
        }
    }
    let decoded = url::decode(query);
    if let Some(entity) = ["&#", "&amp;", "&quot;", "&lt;", "&gt;", "&nbsp;", "&apos;"]
        .iter()
        .find(|entity| decoded.contains(**entity) && !title.contains(**entity))
    {
        return Some(format!("holds HTML escapes (`{entity}…`)"));
    }
    let pairs: Vec<&str> = query.split('&').collect();
    if let Some(hash) = query.find('#') {
        let after = &query[hash..];
        let keys = after.split('&').skip(1).filter_map(|pair| pair.split_once('=')).map(|(key, _)| key);
        if keys.into_iter().any(|key| share.knows(key)) {
            return Some("ends at a raw `#`: what follows is lost".to_owned());
        }
    }
    // A raw `&` in the words splits them: the rest looks like a parameter nobody knows.
    let is_known = |pair: &str| {
        let key = pair.split('=').next().unwrap_or("");
        let tracking = key.starts_with("utm_") || key.is_empty();
        tracking || share.knows(key)
    };
    // An address with a raw query goes on in what looks like parameters of the link.
    let goes_on = |at: usize, pair: &str| pair.starts_with("utm_") && pairs[at - 1].contains("?");
    let odd = pairs.iter().enumerate().skip(1).find(|(at, pair)| !is_known(pair) || goes_on(*at, pair))?;
    let before = pairs[odd.0 - 1].split_once('=').map_or("", |(_, value)| value);
    let received = url::decode(before);
    Some(format!("ends a value at a raw `&`: what arrives is “{}”", brief(&received)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble_of(href: &str) -> Option<String> {
        trouble(&share(href).expect("a share link"), "Rain")
    }

    #[test]
    fn share_links_are_told_from_other_links() {
        for (endpoint, platform) in platform::share_endpoints().filter(|(endpoint, _)| *endpoint != "mailto:") {
            let name = platform.params()[0].0;
            let href = format!("{endpoint}?{name}=https%3A%2F%2Fa.b%2Fr");
            let share = share(&href).expect(endpoint);
            assert_eq!((share.platform.id, share.url.as_deref()), (platform.id, Some("https://a.b/r")), "{endpoint}");
        }
        assert_eq!(share("mailto:?subject=x&body=See%20https%3A%2F%2Fa.b%2Fr").unwrap().url.as_deref(), Some("https://a.b/r"));
        assert_eq!(share("https://x.com/share?url=/r").unwrap().url.as_deref(), Some("/r"));
        for other in [
            "https://x.com/ada",
            "https://x.com/intent/follow?screen_name=ada",
            "https://wa.me/4912?text=Hi",
            "mailto:a@b.c",
            "mailto:a@b.co?subject=C&body=I%20like%20C++",
        ] {
            assert!(share(other).is_none(), "{other}");
        }
    }

    #[test]
    fn what_does_not_arrive_is_named() {
        let x = "https://x.com/intent/tweet?text=";
        assert_eq!(trouble_of(&format!("{x}40%25%20faster&url=https%3A%2F%2Fa.b")), None);
        assert!(trouble_of(&format!("{x}40% faster")).unwrap().contains("blank"));
        assert!(trouble_of(&format!("{x}40%-faster")).unwrap().contains("raw `%`"));
        assert!(trouble_of(&format!("{x}a%2520b")).unwrap().contains("twice"));
        assert!(trouble_of("https://x.com/intent/tweet?url=https%253A%252F%252Fa.b").unwrap().contains("twice"));
        assert!(trouble_of(&format!("{x}https%3A%2F%2Fa.b%20100%2525")).unwrap().contains("twice"), "behind an address, not in it");
        let address = "https%3A%2F%2Fa.b%2F%25C3%25A9%2F%23q-l%25C3%25A9t%25C3%25A9";
        assert_eq!(trouble_of(&format!("https://x.com/intent/tweet?url={address}")), None, "an address is encoded itself");
        assert_eq!(trouble_of(&format!("https://bsky.app/intent/compose?text=L%C3%A9t%C3%A9%20{address}")), None, "among other words, too");
        assert!(trouble_of(&format!("{x}it%26%238217%3Bs")).unwrap().contains("escapes"));
        assert!(trouble_of(&format!("{x}salt&pepper&url=https%3A%2F%2Fa.b")).unwrap().contains("“salt”"));
        assert!(trouble_of(&format!("{x}C#&url=https%3A%2F%2Fa.b")).unwrap().contains("raw `#`"));
    }
}
