//! The table is whole, and share links are known when seen.

use std::collections::HashSet;

use super::*;

#[test]
fn the_table_is_whole() {
    let unique: HashSet<_> = ids().collect();
    assert_eq!(unique.len(), PLATFORMS.len());
    let sources: HashSet<_> = SOURCES.iter().map(|(id, _)| *id).collect();
    for platform in PLATFORMS {
        assert!(platform.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", platform.id);
        assert!(closed(platform.id).is_none());
        // An address comes from somewhere, and what works in no browser says so.
        let known = platform.known;
        assert!(platform.address().is_none() || !known.sources.is_empty(), "{}", platform.id);
        assert!(known.sources.iter().all(|key| sources.contains(key)) && known.checked.len() == 7, "{}: {known:?}", platform.id);
        let is_page = platform.address().is_none_or(|address| address.starts_with("https://"));
        assert_eq!(is_page, platform.reach == Reach::Anywhere, "{}", platform.id);
        let fixed = platform.params().iter().all(|(name, what)| !name.is_empty() && *what != What::Fixed(""));
        assert!(fixed && !platform.label.is_empty(), "{}", platform.id);
        let icon = platform.icon;
        assert!(
            icon.starts_with("<svg") && icon.ends_with("</svg>") && icon.contains("currentColor") && icon.contains("aria-hidden=\"true\"")
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
    for (typed, id) in [
        ("twitter", "x"),
        ("Mastadon", "mastodon"),
        ("hacker-news", "hackernews"),
        ("WhatsApp", "whatsapp"),
        ("twiter", "x"),
        ("mail", "email"),
        ("VKontakte", "vk"),
        ("Misskey", "fediverse"),
    ] {
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
        ("https://www.facebook.com/dialog/share?app_id=1&display=popup&href=https%3A%2F%2Fexample.org%2Frain%2F", "facebook"),
        ("web+mastodon://share?text=Rain%20https%3A%2F%2Fexample.org%2Frain%2F", "fediverse"),
        ("https://www.tumblr.com/widgets/share/tool?canonicalUrl=https%3A%2F%2Fexample.org%2Frain%2F&title=Rain", "tumblr"),
        ("sms:?body=Rain%20https%3A%2F%2Fexample.org%2Frain%2F", "sms"),
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
