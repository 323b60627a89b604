//! Share links: which networks, what is said there, and the address that says it.
//!
//! Addresses are plain here, `&` and all; the partial escapes them for HTML. Each value is
//! percent-encoded once (RFC 3986, blanks as `%20`), and empty parameters are left out.

use std::borrow::Cow;

use crate::base::weighted::{X_URL, cut, weighted};
use crate::base::{Finding, Place, finding::Fact, url::encoded};
use crate::model::plan::ShareLink;
use crate::model::platform::{self, Intent, Of, Platform, Reach, Unit, What, in_hashtag, length, with_campaign};

/// What a page offers to those who share it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shared<'a> {
    /// The social title, else the title.
    pub title: &'a str,
    /// The canonical address, absolute.
    pub url: &'a str,
    pub description: &'a str,
    /// Absolute.
    pub image: Option<&'a str>,
    /// A picture in the shape that networks of pictures want, absolute; they take `image` without one.
    pub pin: Option<&'a str>,
    /// With or without `#`; the first two count.
    pub hashtags: &'a [String],
    /// An X handle, with or without `@`.
    pub via: Option<&'a str>,
    /// A server; empty = the official chooser.
    pub mastodon_server: &'a str,
    /// What addresses say of where readers come from; none = nothing.
    pub campaign: Option<&'a str>,
}

/// The words that links carry, in English: keys of a theme's `i18n/LANG.yaml`.
pub const WORDS: &[(&str, &str)] = &[
    ("share_label", "Share this page"),
    ("share_on", "Share on {network}, opens in a new tab"),
    ("share_by_email", "Share by email"),
    ("share_via", "Share via {network}"),
    ("share_native", "Share…"),
    ("copy_link", "Copy link"),
    ("link_copied", "Link copied"),
    ("fediverse_server", "Your server, such as mastodon.social"),
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
            Intent::Query { .. } | Intent::Fragment { .. } => {
                let key = if platform.reach == Reach::Anywhere || post.server.is_some() { "share_on" } else { "share_via" };
                word(words, key).replace("{network}", platform.label)
            }
        };
        link_to(platform, &post, aria, words)
    };
    (platforms.iter().filter(|platform| offers(platform, what.image)).map(link).collect(), findings)
}

/// Pinterest pins pictures, and no drawing made of instructions.
pub(super) fn offers(platform: &Platform, image: Option<&str>) -> bool {
    !platform.needs_picture() || image.is_some_and(is_raster)
}

fn is_raster(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    !url.starts_with("data:") && !path.ends_with(".svg") && !path.ends_with(".svgz")
}

/// What is said on one network.
#[derive(Clone, Debug, Default)]
pub(super) struct Post<'a> {
    pub text: Cow<'a, str>,
    pub title: &'a str,
    /// What the page is about.
    pub description: &'a str,
    /// What a letter says above the address.
    pub letter: Cow<'a, str>,
    pub url: Cow<'a, str>,
    pub image: Option<&'a str>,
    pub hashtags: Vec<String>,
    pub via: Option<String>,
    pub server: Option<&'a str>,
}

fn post_of<'a>(platform: &Platform, what: &Shared<'a>) -> Post<'a> {
    let mut post = Post {
        text: Cow::Borrowed(what.title),
        title: what.title,
        description: what.description,
        letter: Cow::Borrowed(what.description),
        url: what.campaign.map_or(Cow::Borrowed(what.url), |campaign| with_campaign(platform, what.url, campaign, "share-button")),
        image: what.pin.filter(|_| platform.needs_picture()).or(what.image),
        hashtags: hashtags(what.hashtags),
        via: what.via.and_then(handle),
        server: server(platform, what.mastodon_server),
    };
    if !says(platform, What::Hashtags) {
        post.hashtags.clear();
    }
    if !says(platform, What::Via) {
        post.via = None;
    }
    // What can be done without goes first: hashtags, then the handle, then the end of the title.
    let mut is_over = over(platform, &post) > 0;
    if is_over && !post.hashtags.is_empty() {
        post.hashtags.clear();
        is_over = over(platform, &post) > 0;
    }
    if is_over && post.via.take().is_some() {
        is_over = over(platform, &post) > 0;
    }
    if is_over {
        post.text = cut(what.title, |text| over(platform, &Post { text: Cow::Borrowed(text), ..post.clone() }) == 0);
    }
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
    let counted = match limit.unit {
        Unit::Weighted => {
            let tags: usize = post.hashtags.iter().map(|tag| weighted(&format!(" #{tag}")).length).sum();
            let via = post.via.as_deref().map_or(0, |name| weighted(&format!(" via @{name}")).length);
            weighted(text).length + tags + via + 1 + X_URL
        }
        Unit::Graphemes => length(text, limit.unit) + 1 + length(&post.url, limit.unit),
        Unit::GraphemesUrl23 => length(text, limit.unit) + 1 + X_URL,
        Unit::CharactersEmojiBytes => length(text, limit.unit) + 1 + post.url.chars().count(),
        unit => length(text, unit),
    };
    let bytes = platform.limits.iter().find(|limit| limit.of == Of::PostBytes);
    let bytes_over = bytes.map_or(0, |limit| (text.len() + 1 + post.url.len()).saturating_sub(limit.max as usize));
    counted.saturating_sub(limit.max as usize).max(bytes_over)
}

/// Does it take words of ours at all? Facebook and LinkedIn take the address alone.
pub(super) fn says_text(platform: &Platform) -> bool {
    platform.params().iter().any(|(_, what)| matches!(what, What::Text | What::TextAndUrl(_)))
}

pub(super) fn says(platform: &Platform, what: What) -> bool {
    platform.params().iter().any(|(_, has)| *has == what)
}

/// The link itself: for `copy`, the address to copy.
pub(super) fn link_to(platform: &'static Platform, post: &Post, aria: String, words: &dyn Fn(&str) -> String) -> ShareLink {
    let url = address(platform, post);
    let kind = if platform.intent == Intent::Copy { "copy" } else { "link" };
    // A program opens by itself: a window for it would stay empty.
    let opens_page = kind == "link" && url.starts_with("https://");
    let rel = if opens_page { "nofollow noopener noreferrer" } else { "" };
    let ask = if url.starts_with("web+mastodon:") { word(words, "fediverse_server") } else { String::new() };
    ShareLink { id: platform.id, label: platform.label, url, icon: platform.icon, aria, rel, kind, ask }
}

fn address(platform: &Platform, post: &Post) -> String {
    let mut address = match platform.intent {
        Intent::Copy => return post.url.clone().into_owned(),
        Intent::Mail { .. } => "mailto:?".to_owned(),
        Intent::Query { .. } | Intent::Fragment { .. } if post.server.is_some() => {
            format!("https://{}/share?", post.server.unwrap_or_default())
        }
        Intent::Query { base, .. } => format!("{base}?"),
        Intent::Fragment { base, .. } => format!("{base}#"),
    };
    let value = |what: What| match what {
        What::Text => Cow::Borrowed(&*post.text),
        What::Url => Cow::Borrowed(&*post.url),
        What::TextAndUrl(between) => joined(&post.text, between, &post.url),
        What::Hashtags => Cow::Owned(post.hashtags.join(",")),
        What::Via => Cow::Borrowed(post.via.as_deref().unwrap_or_default()),
        What::Picture | What::OptionalPicture => Cow::Borrowed(post.image.filter(|url| is_raster(url)).unwrap_or_default()),
        What::Title => Cow::Borrowed(post.title),
        What::Description => Cow::Borrowed(post.description),
        What::Fixed(value) => Cow::Borrowed(value),
        What::MailBody => Cow::Owned(joined(&post.letter, "\n\n", &post.url).replace("\r\n", "\n").replace('\n', "\r\n")),
    };
    let params = platform.params().iter().map(|(name, what)| (name, value(*what))).filter(|(_, value)| !value.is_empty());
    for (at, (name, value)) in params.enumerate() {
        if at > 0 {
            address.push('&');
        }
        address.push_str(name);
        address.push('=');
        address.extend(encoded(&value));
    }
    address
}

fn joined<'t>(text: &str, between: &str, url: &'t str) -> Cow<'t, str> {
    if text.is_empty() { Cow::Borrowed(url) } else { Cow::Owned(format!("{text}{between}{url}")) }
}

/// At most two, without `#`, and only what X reads as one.
pub(super) fn hashtags(tags: &[String]) -> Vec<String> {
    let clean = |tag: &String| tag.chars().filter(|c| in_hashtag(*c)).collect::<String>();
    tags.iter().map(clean).filter(|tag| tag.chars().any(char::is_alphabetic)).take(2).collect()
}

/// An X handle without `@`, if it is one; also from the address of a profile.
pub(super) fn handle(name: &str) -> Option<String> {
    let name = name.trim().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let name = name.rsplit('/').next().unwrap_or(name).trim_start_matches('@');
    let sound = (1..=15).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    sound.then(|| name.to_owned())
}

/// The server that a network's posts go to, where the site names one.
pub(super) fn server<'a>(platform: &Platform, text: &'a str) -> Option<&'a str> {
    matches!(platform.id, "mastodon" | "fediverse").then(|| host(text)).flatten()
}

/// The host of a Mastodon server, however it was written.
fn host(text: &str) -> Option<&str> {
    let text = text.trim();
    let host = text.strip_prefix("https://").unwrap_or(text).trim_end_matches('/');
    let sound = host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
    sound.then_some(host)
}

fn bad_server(text: &str, platforms: &[&Platform]) -> Option<Finding> {
    let asked = !text.trim().is_empty() && platforms.iter().any(|platform| matches!(platform.id, "mastodon" | "fediverse"));
    (asked && host(text).is_none()).then(|| {
        Finding::warning("block-input", format!("`share.mastodon` is no server: `{text}`"), Place::Site)
            .why("readers are asked for their own server instead")
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
mod tests;
