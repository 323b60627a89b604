//! THE platform table: every network we can share to, how, and what it takes.
//!
//! Each number says how well it is known, where from, and when it was checked. A new network is
//! one entry and one icon. What to say there is decided in `smo/share.rs` and `smo/quote.rs`.

use crate::base::nearest::nearest;
use crate::base::url::decode;

#[derive(Debug)]
pub struct Platform {
    /// Permanent, kebab-case: what people write in `share.networks`.
    pub id: &'static str,
    pub label: &'static str,
    /// Inline SVG, `currentColor`, hidden from screen readers: the link around it has the name.
    pub icon: &'static str,
    pub intent: Intent,
    /// Other addresses that share the same way, for recognising what a page has already.
    pub also: &'static [&'static str],
    /// How much may be said in a post.
    pub post: Option<Limit>,
    /// What else it limits: titles, pictures.
    pub limits: &'static [Limit],
}

/// How a share link is built: a base, then parameters in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    Query {
        base: &'static str,
        params: &'static [(&'static str, What)],
    },
    /// Parameters behind `#`: they stay out of the server's logs.
    Fragment {
        base: &'static str,
        params: &'static [(&'static str, What)],
    },
    /// `mailto:`, which opens no window.
    Mail {
        params: &'static [(&'static str, What)],
    },
    /// Copies the address; needs its script.
    Copy,
}

/// What a parameter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The text: a title, or a quote.
    Text,
    Url,
    /// Text, then the URL, with this between.
    TextAndUrl(&'static str),
    /// At most two, a comma between, without `#`.
    Hashtags,
    /// A handle, without `@`.
    Via,
    /// An absolute picture; a platform with this is left out where there is none.
    Picture,
    /// The page's title, whatever the text is.
    Title,
    /// The long text, a blank line, the URL.
    MailBody,
}

/// A number with an expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub of: Of,
    pub max: u32,
    pub unit: Unit,
    pub tier: Tier,
    /// A key of [`SOURCES`]; empty where nobody wrote it down.
    pub source: &'static str,
    /// Year and month of the check.
    pub checked: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    Post,
    /// In bytes, besides the limit in characters.
    PostBytes,
    Title,
    Description,
    ImageAlt,
    ImageBytes,
    /// At least.
    ImageWidth,
    ImageHeight,
    /// The page's bytes that are read.
    Html,
    /// What a preview shows of a title or a description.
    TitleLines,
    DescriptionLines,
    /// A text that is shortened keeps at least this much.
    DescriptionLeast,
    SiteName,
    /// Any value.
    Value,
    /// Any address in the tags.
    Url,
    /// For the large layout, at least.
    LargeWidth,
    LargeHeight,
    /// Recommended.
    GoodWidth,
    GoodHeight,
    /// Narrower pictures become a small one beside the text, or an icon.
    SmallBelowWidth,
    IconBelowWidth,
    /// At most.
    MaxWidth,
    MaxHeight,
    /// Width over height: the best, and the most.
    Ratio,
    MaxRatio,
    /// Width times height, at least; and what it is scaled down to.
    Area,
    ScaledArea,
    /// A picture of this size always gets there, by what people measured.
    SafeImageBytes,
    /// All files of a preview together.
    TotalBytes,
    /// Pictures that are shown.
    Images,
    /// Distinct keys of one prefix.
    DistinctTags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// twitter-text v3; a URL counts 23.
    Weighted,
    /// User-perceived characters; a URL counts in full.
    Graphemes,
    /// The same, but a URL counts 23.
    GraphemesUrl23,
    Characters,
    /// Characters, an emoji as many as it has UTF-8 bytes.
    CharactersEmojiBytes,
    Bytes,
    Pixels,
    Lines,
    /// A ratio, times 100.
    Hundredths,
    Count,
}

/// How well a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// In the platform's source or specification.
    Spec,
    /// In its documentation.
    Doc,
    /// Its documentation, known only as quoted by others.
    Quoted,
    Measured,
    Folklore,
}

const CHECKED: &str = "2026-11";

const fn limit(of: Of, max: u32, unit: Unit, tier: Tier, source: &'static str) -> Limit {
    Limit { of, max, unit, tier, source, checked: CHECKED }
}

macro_rules! icon {
    ($name:literal) => {
        include_str!(concat!("../../themes/core/icons/", $name, ".svg"))
    };
}

pub const PLATFORMS: &[Platform] = &[
    Platform {
        id: "x",
        label: "X",
        icon: icon!("x"),
        // S23: the documented address and parameters.
        intent: Intent::Query {
            base: "https://x.com/intent/tweet",
            params: &[("text", What::Text), ("url", What::Url), ("hashtags", What::Hashtags), ("via", What::Via)],
        },
        also: &[
            "https://x.com/intent/post",
            "https://x.com/share",
            "https://twitter.com/intent/tweet",
            "https://twitter.com/intent/post",
            "https://twitter.com/share",
        ],
        post: Some(limit(Of::Post, 280, Unit::Weighted, Tier::Spec, "S22")),
        limits: &[
            limit(Of::Title, 70, Unit::Characters, Tier::Doc, "S4"),
            limit(Of::Description, 200, Unit::Characters, Tier::Doc, "S4"),
            limit(Of::ImageAlt, 420, Unit::Characters, Tier::Doc, "S4"),
            limit(Of::ImageBytes, 5_000_000, Unit::Bytes, Tier::Doc, "S4"),
            limit(Of::ImageWidth, 300, Unit::Pixels, Tier::Doc, "S4"),
            limit(Of::ImageHeight, 157, Unit::Pixels, Tier::Doc, "S4"),
        ],
    },
    Platform {
        id: "facebook",
        label: "Facebook",
        icon: icon!("facebook"),
        // S53: title and picture come from the page; other parameters are ignored.
        intent: Intent::Query { base: "https://www.facebook.com/sharer/sharer.php", params: &[("u", What::Url)] },
        also: &["https://www.facebook.com/sharer.php", "https://m.facebook.com/sharer.php", "https://www.facebook.com/share.php"],
        post: Some(limit(Of::Post, 63_206, Unit::Characters, Tier::Folklore, "")),
        limits: &[
            limit(Of::ImageBytes, 8_000_000, Unit::Bytes, Tier::Doc, "S1"),
            limit(Of::ImageWidth, 200, Unit::Pixels, Tier::Doc, "S1"),
            limit(Of::ImageHeight, 200, Unit::Pixels, Tier::Doc, "S1"),
            limit(Of::Html, 1_000_000, Unit::Bytes, Tier::Doc, "S1"),
        ],
    },
    Platform {
        id: "linkedin",
        label: "LinkedIn",
        icon: icon!("linkedin"),
        intent: Intent::Query { base: "https://www.linkedin.com/sharing/share-offsite/", params: &[("url", What::Url)] },
        also: &["https://www.linkedin.com/shareArticle", "https://www.linkedin.com/cws/share"],
        post: Some(limit(Of::Post, 3000, Unit::Characters, Tier::Folklore, "")),
        limits: &[
            limit(Of::ImageBytes, 5_000_000, Unit::Bytes, Tier::Quoted, "S3"),
            limit(Of::ImageWidth, 1200, Unit::Pixels, Tier::Quoted, "S3"),
            limit(Of::ImageHeight, 627, Unit::Pixels, Tier::Quoted, "S3"),
        ],
    },
    Platform {
        id: "pinterest",
        label: "Pinterest",
        icon: icon!("pinterest"),
        // S48, S53: without a picture the pin cannot be made.
        intent: Intent::Query {
            base: "https://www.pinterest.com/pin/create/button/",
            params: &[("url", What::Url), ("media", What::Picture), ("description", What::Text)],
        },
        also: &["https://www.pinterest.com/pin/create/link/", "https://pinterest.com/pin/create/bookmarklet/"],
        // Its help says 500 in one place and 800 in another: the lower one is safe.
        post: Some(limit(Of::Post, 500, Unit::Characters, Tier::Quoted, "S56")),
        limits: &[
            limit(Of::Title, 100, Unit::Characters, Tier::Quoted, "S56"),
            limit(Of::ImageAlt, 500, Unit::Characters, Tier::Quoted, "S56"),
        ],
    },
    Platform {
        id: "bluesky",
        label: "Bluesky",
        icon: icon!("bluesky"),
        // S35: one parameter, so the URL stands in the text.
        intent: Intent::Query { base: "https://bsky.app/intent/compose", params: &[("text", What::TextAndUrl("\n"))] },
        also: &["bluesky://intent/compose"],
        post: Some(limit(Of::Post, 300, Unit::Graphemes, Tier::Spec, "S10")),
        limits: &[
            limit(Of::PostBytes, 3000, Unit::Bytes, Tier::Spec, "S10"),
            limit(Of::ImageBytes, 1_000_000, Unit::Bytes, Tier::Spec, "S10"),
        ],
    },
    Platform {
        id: "mastodon",
        label: "Mastodon",
        icon: icon!("mastodon"),
        // S49: the official chooser, which asks for the reader's server.
        intent: Intent::Fragment { base: "https://share.joinmastodon.org/", params: &[("text", What::TextAndUrl(" "))] },
        also: &["web+mastodon://share"],
        post: Some(limit(Of::Post, 500, Unit::GraphemesUrl23, Tier::Spec, "S7")),
        limits: &[
            limit(Of::ImageBytes, 8_388_608, Unit::Bytes, Tier::Spec, "S7"),
            limit(Of::Html, 1_048_576, Unit::Bytes, Tier::Spec, "S7"),
        ],
    },
    Platform {
        id: "whatsapp",
        label: "WhatsApp",
        icon: icon!("whatsapp"),
        // S53: the URL last, so that it becomes the preview.
        intent: Intent::Query { base: "https://wa.me/", params: &[("text", What::TextAndUrl(" "))] },
        also: &["https://api.whatsapp.com/send", "https://web.whatsapp.com/send", "whatsapp://send"],
        post: None,
        limits: &[
            limit(Of::Description, 80, Unit::Characters, Tier::Doc, "S2"),
            limit(Of::ImageBytes, 600_000, Unit::Bytes, Tier::Doc, "S2"),
            limit(Of::ImageWidth, 300, Unit::Pixels, Tier::Doc, "S2"),
            limit(Of::Html, 300_000, Unit::Bytes, Tier::Doc, "S2"),
        ],
    },
    Platform {
        id: "email",
        label: "Email",
        icon: icon!("email"),
        intent: Intent::Mail { params: &[("subject", What::Title), ("body", What::MailBody)] },
        also: &[],
        post: None,
        limits: &[],
    },
    Platform { id: "copy", label: "Copy link", icon: icon!("copy"), intent: Intent::Copy, also: &[], post: None, limits: &[] },
    Platform {
        id: "reddit",
        label: "Reddit",
        icon: icon!("reddit"),
        intent: Intent::Query { base: "https://www.reddit.com/submit", params: &[("url", What::Url), ("title", What::Text)] },
        also: &["https://old.reddit.com/submit"],
        post: Some(limit(Of::Post, 300, Unit::Characters, Tier::Folklore, "")),
        limits: &[],
    },
    Platform {
        id: "hackernews",
        label: "Hacker News",
        icon: icon!("hackernews"),
        intent: Intent::Query { base: "https://news.ycombinator.com/submitlink", params: &[("u", What::Url), ("t", What::Text)] },
        also: &["https://news.ycombinator.com/submit"],
        post: Some(limit(Of::Post, 80, Unit::Characters, Tier::Folklore, "")),
        limits: &[],
    },
    Platform {
        id: "telegram",
        label: "Telegram",
        icon: icon!("telegram"),
        intent: Intent::Query { base: "https://t.me/share/url", params: &[("url", What::Url), ("text", What::Text)] },
        also: &["https://telegram.me/share/url", "https://t.me/share", "tg://msg_url"],
        post: None,
        limits: &[],
    },
    Platform {
        id: "threads",
        label: "Threads",
        icon: icon!("threads"),
        // S47, 2026-03-19.
        intent: Intent::Query { base: "https://www.threads.com/intent/post", params: &[("text", What::Text), ("url", What::Url)] },
        also: &["https://www.threads.net/intent/post"],
        post: Some(limit(Of::Post, 500, Unit::CharactersEmojiBytes, Tier::Quoted, "S41")),
        limits: &[],
    },
];

/// Where the numbers come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("S1", "developers.facebook.com, Images in Link Shares; Meta web crawlers"),
    ("S2", "developers.facebook.com, WhatsApp Link Previews, 2026-05-21"),
    ("S3", "linkedin.com/help a521928, as quoted"),
    ("S4", "developer.x.com, Cards markup (archived)"),
    ("S7", "Mastodon 4.7 source"),
    ("S10", "bluesky-social/atproto lexicons app.bsky.feed.post and app.bsky.embed.external"),
    ("S22", "twitter-text config v3"),
    ("S41", "Threads API documentation, as quoted"),
    ("S56", "help.pinterest.com, Review Pin specs, as quoted"),
];

/// Networks that people still ask for, and what happened to them.
pub const CLOSED: &[(&str, &str)] = &[
    ("googleplus", "Google+ is closed"),
    ("stumbleupon", "StumbleUpon is closed"),
    ("delicious", "Delicious is closed"),
    ("pocket", "Pocket closed in 2025"),
    ("addthis", "AddThis closed in 2023"),
    ("digg", "Digg no longer takes shared links"),
    ("flattr", "Flattr is closed"),
];

pub fn find(id: &str) -> Option<&'static Platform> {
    PLATFORMS.iter().find(|platform| platform.id == id)
}

/// What happened to a network that is gone.
pub fn closed(id: &str) -> Option<&'static str> {
    CLOSED.iter().find(|(name, _)| *name == id).map(|(_, what)| *what)
}

/// All ids, in table order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    PLATFORMS.iter().map(|platform| platform.id)
}

/// The id that was probably meant: another spelling, a near miss, or the old name.
pub fn nearest_id(typed: &str) -> Option<&'static str> {
    const OTHER_NAMES: &[(&str, &str)] = &[
        ("twitter", "x"),
        ("mail", "email"),
        ("mailto", "email"),
        ("hn", "hackernews"),
        ("bsky", "bluesky"),
        ("link", "copy"),
        ("fb", "facebook"),
    ];
    let plain: String = typed.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let other = OTHER_NAMES.iter().find(|(name, _)| *name == plain).map(|(_, id)| *id);
    other.or_else(|| ids().find(|id| *id == plain)).or_else(|| nearest(&plain, ids()))
}

impl Platform {
    pub fn params(&self) -> &'static [(&'static str, What)] {
        match self.intent {
            Intent::Query { params, .. } | Intent::Fragment { params, .. } | Intent::Mail { params } => params,
            Intent::Copy => &[],
        }
    }

    /// Without a picture it cannot be offered.
    pub fn needs_picture(&self) -> bool {
        self.params().iter().any(|(_, what)| *what == What::Picture)
    }

    /// Addresses by which a share link of this platform is known.
    fn endpoints(&self) -> impl Iterator<Item = &'static str> {
        let own = match self.intent {
            Intent::Query { base, .. } | Intent::Fragment { base, .. } => Some(base),
            Intent::Mail { .. } => Some("mailto:"),
            Intent::Copy => None,
        };
        own.into_iter().chain(self.also.iter().copied())
    }
}

/// (address, platform) of every way to share, for recognising links.
pub fn share_endpoints() -> impl Iterator<Item = (&'static str, &'static Platform)> {
    PLATFORMS.iter().flat_map(|platform| platform.endpoints().map(move |endpoint| (endpoint, platform)))
}

/// If `href` is a share link: whose, and its parameters as they stand there.
pub fn share_link(href: &str) -> Option<(&'static Platform, &str)> {
    let href = href.trim();
    let start = href.find(['?', '#'])?;
    let (address, values) = (&href[..start], &href[start + 1..]);
    let known = share_endpoints().find(|(endpoint, _)| same_address(endpoint, address)).map(|(_, platform)| platform);
    // Any Mastodon server may be asked directly: `https://SERVER/share?text=…`.
    let asks_server = || bare(address).split_once('/').is_some_and(|(_, path)| path == "share") && values.contains("text=");
    Some((known.or_else(|| if asks_server() { find("mastodon") } else { None })?, values))
}

/// If `href` is a share link: whose, and the address that it shares, decoded.
pub fn shared_url(href: &str) -> Option<(&'static Platform, String)> {
    let (platform, values) = share_link(href)?;
    // `+` was a blank to older tools; an address has no blanks.
    let pairs = || values.split(['&', '#', '?']).filter_map(|pair| pair.split_once('='));
    let value = |name: &str| pairs().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| decode(&value.replace('+', "%20")));
    let alone = platform.params().iter().find(|(_, what)| *what == What::Url).and_then(|(name, _)| value(name));
    let url = alone.filter(|url| is_http(url)).or_else(|| {
        let texts = platform.params().iter().filter(|(_, what)| matches!(what, What::Text | What::TextAndUrl(_) | What::MailBody));
        texts.filter_map(|(name, _)| value(name)).find_map(|text| last_url(&text).map(str::to_owned))
    })?;
    Some((platform, url))
}

/// Host without `www.`, path without a slash at the end; no scheme, for `http` and `https` are one.
fn bare(address: &str) -> String {
    let lower = address.to_ascii_lowercase();
    let rest =
        lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).or_else(|| lower.strip_prefix("//")).unwrap_or(&lower);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}

fn same_address(endpoint: &str, address: &str) -> bool {
    if endpoint == "mailto:" {
        return address.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    }
    bare(endpoint) == bare(address)
}

fn is_http(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// The last http(s) address in a text.
fn last_url(text: &str) -> Option<&str> {
    text.split_whitespace().rev().find(|word| is_http(word))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_is_whole() {
        let unique: HashSet<_> = ids().collect();
        assert_eq!(unique.len(), PLATFORMS.len());
        let sources: HashSet<_> = SOURCES.iter().map(|(id, _)| *id).collect();
        for platform in PLATFORMS {
            assert!(platform.id.chars().all(|c| c.is_ascii_lowercase()), "{}", platform.id);
            assert!(closed(platform.id).is_none());
            let icon = platform.icon;
            assert!(
                icon.starts_with("<svg")
                    && icon.ends_with("</svg>")
                    && icon.contains("currentColor")
                    && icon.contains("aria-hidden=\"true\"")
            );
            assert!(!icon.contains("<title") && !icon.contains('\n'), "{}", platform.id);
            for limit in platform.post.iter().chain(platform.limits) {
                // Only hearsay may come without a source.
                assert!(sources.contains(limit.source) || limit.tier == Tier::Folklore, "{}: {limit:?}", platform.id);
            }
        }
    }

    #[test]
    fn a_network_that_is_not_known_is_guessed() {
        for (typed, id) in
            [("twitter", "x"), ("Mastadon", "mastodon"), ("hacker-news", "hackernews"), ("WhatsApp", "whatsapp"), ("mail", "email")]
        {
            assert_eq!(nearest_id(typed), Some(id), "{typed}");
        }
        assert_eq!(nearest_id("friendica"), None);
    }

    /// Links as other tools write them.
    #[test]
    fn foreign_share_links_are_recognised() {
        let page = "https://example.org/rain/";
        for (href, id) in [
            ("https://twitter.com/intent/tweet/?text=Rain&url=https%3A%2F%2Fexample.org%2Frain%2F", "x"),
            ("https://x.com/intent/post?url=https%3a%2f%2fexample.org%2frain%2f&text=Rain", "x"),
            ("//www.facebook.com/sharer.php?u=https://example.org/rain/", "facebook"),
            ("https://www.linkedin.com/shareArticle?mini=true&url=https%3A%2F%2Fexample.org%2Frain%2F&title=Rain", "linkedin"),
            ("https://bsky.app/intent/compose?text=Rain+https%3A%2F%2Fexample.org%2Frain%2F", "bluesky"),
            ("https://share.joinmastodon.org/#text=Rain%0Ahttps%3A%2F%2Fexample.org%2Frain%2F", "mastodon"),
            ("https://hachyderm.io/share?text=Rain%20https%3A%2F%2Fexample.org%2Frain%2F", "mastodon"),
            ("https://api.whatsapp.com/send?text=Rain%20-%20https%3A%2F%2Fexample.org%2Frain%2F", "whatsapp"),
            ("https://telegram.me/share/url?text=Rain&url=https%3A%2F%2Fexample.org%2Frain%2F", "telegram"),
            ("https://reddit.com/submit?url=https%3A%2F%2Fexample.org%2Frain%2F&title=Rain", "reddit"),
            ("https://news.ycombinator.com/submitlink?u=https%3A%2F%2Fexample.org%2Frain%2F", "hackernews"),
            ("mailto:?subject=Rain&body=Look%0D%0A%0D%0Ahttps%3A%2F%2Fexample.org%2Frain%2F", "email"),
        ] {
            let (platform, url) = shared_url(href).unwrap_or_else(|| panic!("{href}"));
            assert_eq!((platform.id, url.as_str()), (id, page), "{href}");
        }
        for other in [
            "https://x.com/ada",
            "https://example.org/share?url=x",
            "mailto:ada@example.org",
            "https://evil.example/intent/tweet?url=https://example.org/rain/",
            "/share",
            "#",
        ] {
            assert!(shared_url(other).is_none(), "{other}");
        }
    }
}
