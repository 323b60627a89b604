//! What goes wrong with links by which readers share a page.

use super::{Operator, op};
use crate::mutants::page::{Page, Planted, Tag};
use crate::mutants::site::{Rng, Site};

/// A link to a network's form with the page's address in it.
fn form(page: &Page<'_>, rng: &mut Rng, parts: &[&str]) -> Option<Tag> {
    page.any(rng, |tag| tag.name == "a" && tag.value("href").is_some_and(|href| parts.iter().any(|part| href.contains(part))))
}

const ALL: &[&str] = &[
    "/intent/",
    "sharer.php",
    "share-offsite",
    "joinmastodon.org/#",
    "t.me/share",
    "reddit.com/submit",
    "whatsapp.com/send",
    "pin/create",
    "submitlink",
];
/// Those that take the address for itself and not inside of a text.
const BY_URL: &[&str] = &["x.com/intent", "sharer.php", "share-offsite", "t.me/share", "reddit.com/submit", "threads.com/intent"];

fn change(site: &mut Site, rng: &mut Rng, parts: &[&str], new: impl Fn(&Page<'_>, &str) -> Option<String>) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let tag = form(&page, rng, parts)?;
    let new = new(&page, tag.value("href")?)?;
    let at = page.set_attr(&tag, "href", &new)?;
    page.done(at)
}

/// The address of the page as it stands in such a link.
fn encoded(page: &Page<'_>) -> String {
    page.url().replace(':', "%3A").replace('/', "%2F")
}

/// A link of its own among the others.
fn add(site: &mut Site, rng: &mut Rng, href: impl Fn(&Page<'_>) -> String) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let tag = form(&page, rng, ALL)?;
    let end = tag.at.end + page.html[tag.at.end..].find("</a>")? + 4;
    let href = href(&page);
    let at = page.replace(end..end, &format!(" <a href=\"{href}\">Share</a>"));
    page.done(at)
}

pub const OPERATORS: &[Operator] = &[
    op("share-of-home", &["share-url-wrong"], |site, rng| {
        change(site, rng, ALL, |page, href| Some(href.replace(&encoded(page), "https%3A%2F%2Fnotes.example.org%2F")))
    }),
    op("share-of-another-post", &["share-url-wrong"], |site, rng| {
        let other = site.posts().last()?.clone();
        let other = site.address(&other).replace(':', "%3A").replace('/', "%2F");
        change(site, rng, ALL, |page, href| (encoded(page) != other).then(|| href.replace(&encoded(page), &other)))
    }),
    op("share-of-the-author's-machine", &["dev-host", "share-url-wrong"], |site, rng| {
        change(site, rng, ALL, |_, href| Some(href.replace("https%3A%2F%2Fnotes.example.org", "http%3A%2F%2Flocalhost%3A1313")))
    }),
    op("share-of-a-path", &["share-url-wrong"], |site, rng| {
        change(site, rng, BY_URL, |_, href| Some(href.replace("https%3A%2F%2Fnotes.example.org", "")))
    }),
    op("share-without-address", &["share-url-wrong"], |site, rng| {
        change(site, rng, BY_URL, |page, href| Some(href.replace(&encoded(page), "")))
    }),
    op("share-encoded-twice", &["share-param-unencoded"], |site, rng| {
        change(site, rng, BY_URL, |page, href| Some(href.replace(&encoded(page), &encoded(page).replace('%', "%25"))))
    }),
    op("share-by-mail-with-plus-signs", &["share-param-unencoded"], |site, rng| {
        change(site, rng, &["mailto:?"], |_, href| href.contains("%20").then(|| href.replace("%20", "+")))
    }),
    // The title has an ampersand, and nobody encoded it.
    op("share-text-not-encoded", &["share-param-unencoded"], |site, rng| {
        change(site, rng, &["x.com/intent", "reddit.com/submit", "t.me/share", "threads.com/intent"], |_, href| {
            let key = if href.contains("title=") { "title=" } else { "text=" };
            let (before, rest) = href.split_once(key)?;
            let after = rest.find('&').map_or("", |end| &rest[end..]);
            Some(format!("{before}{key}Bread & rain #measured{after}"))
        })
    }),
    op("share-address-with-campaign-not-encoded", &["share-param-unencoded"], |site, rng| {
        change(site, rng, &["sharer.php", "share-offsite"], |page, href| {
            let key = href.split('?').nth(1)?.split('=').next()?;
            Some(format!("{}?{key}={}?utm_source=share&amp;utm_medium=social", href.split('?').next()?, page.url()))
        })
    }),
    op("share-text-with-plus-signs", &[], |site, rng| {
        change(site, rng, &["bsky.app", "whatsapp.com", "joinmastodon"], |_, href| href.contains("%20").then(|| href.replace("%20", "+")))
    }),
    op("share-template-left", &["share-param-unencoded", "share-url-wrong", "placeholder-leak"], |site, rng| {
        change(site, rng, ALL, |page, href| Some(href.replace(&encoded(page), "{{ page.url | absolute_url }}")))
    }),
    op("share-of-undefined", &["share-url-wrong", "placeholder-leak"], |site, rng| {
        change(site, rng, BY_URL, |page, href| Some(href.replace(&encoded(page), "undefined")))
    }),
    op("share-text-is-undefined", &[], |site, rng| {
        change(site, rng, &["x.com/intent", "t.me/share", "reddit.com/submit", "threads.com/intent"], |_, href| {
            let key = if href.contains("title=") { "title=" } else { "text=" };
            let (before, rest) = href.split_once(key)?;
            let after = rest.find('&').map_or("", |end| &rest[end..]);
            Some(format!("{before}{key}undefined{after}"))
        })
    }),
    op("share-on-x-longer-than-a-post", &["quote-too-long"], |site, rng| {
        change(site, rng, &["x.com/intent"], |_, href| {
            let (before, rest) = href.split_once("text=")?;
            let after = rest.find('&').map_or("", |end| &rest[end..]);
            let text =
                "Three%20cheap%20gauges%20stood%20a%20metre%20apart%20for%20a%20month%20and%20agreed%20on%20the%20weather%20only.%20"
                    .repeat(4);
            Some(format!("{before}text={text}{after}"))
        })
    }),
    op("share-on-bluesky-longer-than-a-post", &["quote-too-long"], |site, rng| {
        change(site, rng, &["bsky.app"], |page, _| {
            let text =
                "Three%20cheap%20gauges%20stood%20a%20metre%20apart%20for%20a%20month%20and%20agreed%20on%20the%20weather%20only.%20"
                    .repeat(4);
            Some(format!("https://bsky.app/intent/compose?text={text}{}", encoded(page)))
        })
    }),
    op("share-with-hash-in-hashtags", &[], |site, rng| {
        change(site, rng, &["x.com/intent"], |_, href| Some(format!("{href}&amp;hashtags=%23rain,%23bread")))
    }),
    op("share-with-at-in-via", &[], |site, rng| {
        change(site, rng, &["x.com/intent"], |_, href| Some(format!("{href}&amp;via=%40wethillside")))
    }),
    op("share-on-google-plus", &["share-endpoint-dead"], |site, rng| {
        add(site, rng, |page| format!("https://plus.google.com/share?url={}", encoded(page)))
    }),
    op("share-on-pocket", &["share-endpoint-dead"], |site, rng| {
        add(site, rng, |page| format!("https://getpocket.com/save?url={}", encoded(page)))
    }),
    op("share-on-digg", &["share-endpoint-dead"], |site, rng| {
        add(site, rng, |page| format!("https://digg.com/submit?url={}", encoded(page)))
    }),
    op("share-on-facebook-by-wrong-key", &["share-url-wrong"], |site, rng| {
        add(site, rng, |page| format!("https://www.facebook.com/sharer/sharer.php?url={}", encoded(page)))
    }),
    // The address is alive; only that there is no app in it is wrong.
    op("share-on-facebook-without-app", &[], |site, rng| {
        add(site, rng, |page| format!("https://www.facebook.com/dialog/share?href={}", encoded(page)))
    }),
    op("share-on-linkedin-of-old", &["share-endpoint-dead"], |site, rng| {
        add(site, rng, |page| format!("https://www.linkedin.com/cws/share?url={}", encoded(page)))
    }),
    op("share-on-twitter-of-old", &["share-endpoint-dead"], |site, rng| {
        add(site, rng, |page| format!("https://twitter.com/home?status=Rain%20{}", encoded(page)))
    }),
    op("share-on-pinterest-without-picture", &[], |site, rng| {
        add(site, rng, |page| format!("https://www.pinterest.com/pin/create/button/?url={}&amp;description=Rain", encoded(page)))
    }),
    op("share-on-telegram-without-address", &["share-url-wrong"], |site, rng| {
        add(site, rng, |_| "https://t.me/share/url?text=Three%20gauges".to_owned())
    }),
    op("share-on-hacker-news-by-wrong-key", &["share-url-wrong"], |site, rng| {
        add(site, rng, |page| format!("https://news.ycombinator.com/submitlink?url={}&amp;title=Rain", encoded(page)))
    }),
    op("share-with-bare-placeholder", &["share-url-wrong", "placeholder-leak"], |site, rng| {
        add(site, rng, |_| "https://www.facebook.com/sharer/sharer.php?u=YOUR_URL".to_owned())
    }),
    op("share-over-http", &[], |site, rng| {
        change(site, rng, &["sharer.php", "reddit.com/submit", "share-offsite"], |_, href| Some(href.replacen("https:", "http:", 1)))
    }),
    op("share-of-the-file-s-address", &["share-url-wrong", "secret-or-path-leak"], |site, rng| {
        change(site, rng, BY_URL, |page, href| {
            Some(href.replace(&encoded(page), "file%3A%2F%2F%2Fhome%2Fmira%2Fsite%2Fpublic%2Findex.html"))
        })
    }),
];
