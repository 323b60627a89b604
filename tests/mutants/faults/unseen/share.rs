//! What else goes wrong where readers share: copied buttons, links filled by a template, quotes to post.

use super::{Operator, changed, in_head, op, said, written};
use crate::mutants::page::{Page, Planted};
use crate::mutants::site::{Rng, Site};

/// Another address of a link to one of these forms.
fn shared(site: &mut Site, rng: &mut Rng, parts: &[&str], new: impl Fn(&Page<'_>, &str) -> Option<String>) -> Option<Planted> {
    let is_it = |href: &str| parts.iter().any(|part| href.contains(part));
    changed(site, rng, "a", |tag| tag.value("href").is_some_and(is_it), "href", |page, href| new(page, href).filter(|new| new != href))
}

fn encoded(url: &str) -> String {
    url.replace(':', "%3A").replace('/', "%2F")
}

/// The words of a link, with others in their place.
fn worded(href: &str, words: &str) -> Option<String> {
    let key = if href.contains("title=") { "title=" } else { "text=" };
    let (before, rest) = href.split_once(key)?;
    let after = rest.find('&').map_or("", |end| &rest[end..]);
    Some(format!("{before}{key}{words}{after}"))
}

pub const OPERATORS: &[Operator] = &[
    op("buttons-of-addtoany", &["third-party-share-widget"], |site, rng| {
        written(
            site,
            rng,
            "<div class=\"a2a_kit a2a_kit_size_32 a2a_default_style\"><a class=\"a2a_dd\" href=\"https://www.addtoany.com/share\">Share</a><a class=\"a2a_button_facebook\" href=\"https://www.addtoany.com/add_to/facebook\">Facebook</a></div><script defer src=\"https://static.addtoany.com/menu/page.js\"></script>",
        )
    }),
    op("buttons-of-sharethis", &["third-party-share-widget"], |site, rng| {
        in_head(
            site,
            rng,
            "<script src=\"https://platform-api.sharethis.com/js/sharethis.js#property=5c1b2a3d4e5f&product=inline-share-buttons\" async></script>",
        )
    }),
    op("buttons-of-shareaholic", &["third-party-share-widget"], |site, rng| {
        in_head(
            site,
            rng,
            "<script data-cfasync=\"false\" src=\"//cdn.shareaholic.net/assets/pub/shareaholic.js\" data-shr-siteid=\"2a9e1c\" async></script>",
        )
    }),
    op("button-of-pinterest-s-own", &["third-party-share-widget"], |site, rng| {
        written(
            site,
            rng,
            "<p><a data-pin-do=\"buttonBookmark\" href=\"https://www.pinterest.com/pin/create/button/\">Pin</a></p><script async defer src=\"//assets.pinterest.com/js/pinit.js\"></script>",
        )
    }),
    op("button-of-linkedin-s-own", &["third-party-share-widget"], |site, rng| {
        written(
            site,
            rng,
            "<script src=\"https://platform.linkedin.com/in.js\">lang: en_US</script><script type=\"IN/Share\" data-url=\"https://notes.example.org/\"></script>",
        )
    }),
    op("button-of-x-s-own", &["third-party-share-widget"], |site, rng| {
        written(
            site,
            rng,
            "<p><a href=\"https://twitter.com/share?ref_src=twsrc%5Etfw\" class=\"twitter-share-button\" data-show-count=\"false\">Tweet</a></p><script async src=\"https://platform.twitter.com/widgets.js\" charset=\"utf-8\"></script>",
        )
    }),
    op("button-of-facebook-in-frame", &["third-party-share-widget", "embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fnotes.example.org%2F&amp;layout=button_count&amp;share=true\" title=\"Like\" width=\"150\" height=\"46\" loading=\"lazy\"></iframe>",
        )
    }),
    op("share-of-the-theme-s-demo", &["share-url-wrong", "dev-host"], |site, rng| {
        shared(site, rng, &["x.com/intent", "sharer.php", "share-offsite", "reddit.com/submit"], |page, href| {
            Some(href.replace(&encoded(&page.url()), "https%3A%2F%2Fexample.com%2Fpost%2F"))
        })
    }),
    op("share-of-a-tag-page", &["share-url-wrong"], |site, rng| {
        shared(site, rng, &["t.me/share", "sharer.php", "share-offsite", "submitlink"], |page, href| {
            Some(href.replace(&encoded(&page.url()), "https%3A%2F%2Fnotes.example.org%2Fabout%2F"))
        })
    }),
    // A link with another host in it may be about something there.
    op("share-of-the-old-host", &[], |site, rng| {
        shared(site, rng, &["/intent/", "sharer.php", "share-offsite", "whatsapp.com/send"], |_, href| {
            Some(href.replace("https%3A%2F%2Fnotes.example.org", "https%3A%2F%2Fwet-hillside-git-main.vercel.app"))
        })
    }),
    op("share-words-of-a-typographer", &["share-param-unencoded"], |site, rng| {
        shared(site, rng, &["x.com/intent", "reddit.com/submit", "t.me/share", "threads.com/intent"], |_, href| {
            worded(href, "Why%20it%20isn&amp;#8217;t%20dry%20yet")
        })
    }),
    op("share-words-with-percent", &["share-param-unencoded"], |site, rng| {
        shared(site, rng, &["x.com/intent", "reddit.com/submit", "t.me/share", "threads.com/intent"], |_, href| {
            worded(href, "40%%20faster%20than%20a%20towel")
        })
    }),
    op("share-words-with-spaces", &["share-param-unencoded"], |site, rng| {
        shared(site, rng, &["bsky.app", "whatsapp.com", "joinmastodon", "x.com/intent"], |_, href| {
            href.contains("%20").then(|| href.replace("%20", " "))
        })
    }),
    op("quote-to-post-too-long-for-x", &["quote-too-long"], |site, rng| {
        let words = "A%20cheap%20instrument%20that%20you%20read%20every%20day%20beats%20a%20good%20one%20that%20you%20read%20when%20you%20remember%2C%20".repeat(4);
        written(
            site,
            rng,
            &format!(
                "<blockquote><p>A cheap instrument beats a good one.</p><a href=\"https://twitter.com/intent/tweet?text={words}\">Post this</a></blockquote>"
            ),
        )
    }),
    op("share-on-stumbleupon", &["share-endpoint-dead"], |site, rng| {
        said(site, rng, "<a href=\"http://www.stumbleupon.com/submit?url=https%3A%2F%2Fnotes.example.org%2F\">StumbleUpon</a>")
    }),
    op("share-through-the-form-for-linkedin-of-old", &["share-endpoint-dead"], |site, rng| {
        shared(site, rng, &["share-offsite"], |page, _| {
            Some(format!("https://www.linkedin.com/shareArticle?mini=true&amp;url={}&amp;title=Rain", encoded(&page.url())))
        })
    }),
];
