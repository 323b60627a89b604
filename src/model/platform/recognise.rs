//! Share links that others wrote: whose they are, and what they share.

use super::{PLATFORMS, Platform, What, find};
use crate::base::url::{decode, strip_prefix_ignore_case};

/// (address, platform) of every way to share, for recognising links.
pub fn share_endpoints() -> impl Iterator<Item = (&'static str, &'static Platform)> {
    let endpoints = |platform: &'static Platform| platform.address().into_iter().chain(platform.also.iter().copied());
    PLATFORMS.iter().flat_map(move |platform| endpoints(platform).map(move |endpoint| (endpoint, platform)))
}

/// If `href` is a share link: whose, and its parameters as they stand there.
pub fn share_link(href: &str) -> Option<(&'static Platform, &str)> {
    let href = href.trim();
    // Most links of a page stay on it.
    let is_local = href.starts_with(['#', '.']) || href.starts_with('/') && !href.starts_with("//");
    if is_local {
        return None;
    }
    let start = memchr::memchr2(b'?', b'#', href.as_bytes())?;
    let (address, values) = (&href[..start], &href[start + 1..]);
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let has_scheme = !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !has_scheme && !address.starts_with("//") {
        return None;
    }
    let asked = bare(address);
    let is_it = |endpoint: &str| match endpoint {
        "mailto:" => scheme.eq_ignore_ascii_case("mailto"),
        _ => bare(endpoint).eq_ignore_ascii_case(asked),
    };
    let known = share_endpoints().find(|(endpoint, _)| is_it(endpoint)).map(|(_, platform)| platform);
    // Any Mastodon server may be asked directly: `https://SERVER/share?text=…`.
    let asks_server = || asked.split_once('/').is_some_and(|(_, path)| path.eq_ignore_ascii_case("share")) && values.contains("text=");
    Some((known.or_else(|| if asks_server() { find("mastodon") } else { None })?, values))
}

/// If `href` is a share link: whose, and the address that it shares, decoded.
pub fn shared_url(href: &str) -> Option<(&'static Platform, String)> {
    let (platform, values) = share_link(href)?;
    // `+` was a blank to older tools; an address has no blanks.
    let pairs = || values.split(['&', '#', '?']).filter_map(|pair| pair.split_once('='));
    let value = |name: &str| pairs().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| decode(&value.replace('+', "%20")));
    let alone = platform.params().iter().find(|(_, what)| *what == What::Url).and_then(|(name, _)| value(name));
    // Facebook's other dialog, and some tools of their own accord, say `href`.
    let url = alone.or_else(|| value("href")).filter(|url| is_http(url)).or_else(|| {
        let texts = platform.params().iter().filter(|(_, what)| matches!(what, What::Text | What::TextAndUrl(_) | What::MailBody));
        texts.filter_map(|(name, _)| value(name)).find_map(|text| last_url(&text).map(str::to_owned))
    })?;
    Some((platform, url))
}

/// Host without `www.`, path without a slash at the end; no scheme, for `http` and `https` are one.
fn bare(address: &str) -> &str {
    let schemes = ["https://", "http://", "//"];
    let rest = schemes.iter().find_map(|scheme| strip_prefix_ignore_case(address, scheme)).unwrap_or(address);
    strip_prefix_ignore_case(rest, "www.").unwrap_or(rest).trim_end_matches('/')
}

fn is_http(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// The last http(s) address in a text.
fn last_url(text: &str) -> Option<&str> {
    text.split_whitespace().rev().find(|word| is_http(word))
}
