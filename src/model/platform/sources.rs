//! What the keys of sources mean, here and in the table of readers.

/// Where it was read: key, what.
pub const SOURCES: &[(&str, &str)] = &[
    ("S1", "developers.facebook.com, Images in Link Shares; Meta web crawlers"),
    ("S2", "developers.facebook.com, WhatsApp Link Previews, 2026-05-21"),
    ("S3", "linkedin.com/help a521928, as quoted"),
    ("S4", "developer.x.com, Cards markup (archived)"),
    ("S7", "Mastodon 4.7 source"),
    ("S10", "bluesky-social/atproto lexicons app.bsky.feed.post and app.bsky.embed.external"),
    ("S22", "twitter-text config v3"),
    ("S23", "xdevplatform/docs, x-for-websites, 2026-08-22"),
    ("S35", "docs.bsky.app, Action Intent Links"),
    ("S41", "Threads API documentation, as quoted"),
    ("S47", "developers.facebook.com, Threads Web Intents, 2026-03-19"),
    ("S48", "react-share source, 2026-03-09"),
    ("S49", "mastodon/share source (share.joinmastodon.org)"),
    ("S50", "bluesky-social/social-app source, useIntentHandler"),
    ("S53", "shariff source, 2023-10; sharer.js source, 2026-06"),
    ("S56", "help.pinterest.com, Review Pin specs, as quoted"),
    ("S73", "WordPress Jetpack source, sharing block"),
    ("RFC 5724", "URI scheme for SMS"),
    ("RFC 6068", "The mailto URI scheme"),
];
