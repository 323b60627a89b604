//! The rows. A new consumer is one entry, and its sources.

use super::*;

const CHECKED: &str = "2026-11";

const fn known(tier: Tier, source: &'static str) -> Known {
    Known { tier, source, checked: CHECKED }
}

const fn said(text: &'static str, tier: Tier, source: &'static str) -> Option<Said> {
    Some(Said { text, known: known(tier, source) })
}

const fn limit(of: Of, max: u32, unit: Unit, tier: Tier, source: &'static str) -> Limit {
    Limit { of, max, unit, tier, source, checked: CHECKED }
}

const fn formats(accepted: &'static [&'static str], rejected: &'static [&'static str], tier: Tier, source: &'static str) -> Formats {
    Formats { accepted, rejected, known: known(tier, source) }
}

/// Nobody says which formats it takes.
const UNNAMED: Formats = formats(&[], &[], Tier::Folklore, "");

/// What the Open Graph protocol itself asks for, and nothing else.
const OG_TITLE: &[Read] = &[Read::Property("og:title")];
const OG_DESCRIPTION: &[Read] = &[Read::Property("og:description")];
const OG_IMAGE: &[Read] = &[Read::Property("og:image")];
const OG_SITE_NAME: &[Read] = &[Read::Property("og:site_name")];

/// What is common; each entry says what is its own.
const PLAIN: Consumer = Consumer {
    id: "",
    label: "",
    title: OG_TITLE,
    description: OG_DESCRIPTION,
    image: OG_IMAGE,
    site_name: OG_SITE_NAME,
    order: known(Tier::Folklore, ""),
    reading: Reading::USUAL,
    oembed: OEmbed::No,
    required: &[],
    relative: Relative::Unknown,
    formats: UNNAMED,
    limits: &[],
    cache: None,
    robots: None,
    user_agents: &[],
    debugger: None,
    quirks: &[],
};

pub const CONSUMERS: &[Consumer] = &[
    Consumer {
        id: "facebook",
        label: "Facebook, Messenger, Instagram",
        order: known(Tier::Doc, "S1"),
        limits: &[
            limit(Of::ImageWidth, 200, Unit::Pixels, Tier::Doc, "S1"),
            limit(Of::ImageHeight, 200, Unit::Pixels, Tier::Doc, "S1"),
            limit(Of::LargeWidth, 600, Unit::Pixels, Tier::Doc, "S1"),
            limit(Of::LargeHeight, 315, Unit::Pixels, Tier::Doc, "S1"),
            limit(Of::GoodWidth, 1200, Unit::Pixels, Tier::Doc, "S1"),
            limit(Of::GoodHeight, 630, Unit::Pixels, Tier::Doc, "S1"),
            limit(Of::Ratio, 191, Unit::Hundredths, Tier::Doc, "S1"),
            limit(Of::ImageBytes, 8_000_000, Unit::Bytes, Tier::Doc, "S1"),
            limit(Of::Html, 1_000_000, Unit::Bytes, Tier::Doc, "S1b"),
        ],
        // An older copy of the crawler's page says 30 days.
        cache: said("24 hours; pictures by their address, for good", Tier::Doc, "S1c"),
        robots: said("may pass it over for security checks", Tier::Doc, "S1b"),
        user_agents: &[
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "facebookexternalhit/1.1",
            "facebookcatalog/1.0",
        ],
        debugger: Some("https://developers.facebook.com/tools/debug/"),
        ..PLAIN
    },
    Consumer {
        id: "whatsapp",
        label: "WhatsApp",
        order: known(Tier::Doc, "S2"),
        required: &["og:title", "og:description", "og:url"],
        relative: Relative::Dropped,
        reading: Reading { scope: Scope::Head, ..Reading::USUAL },
        limits: &[
            limit(Of::TitleLines, 2, Unit::Lines, Tier::Doc, "S2"),
            limit(Of::Description, 80, Unit::Characters, Tier::Doc, "S2"),
            limit(Of::ImageWidth, 300, Unit::Pixels, Tier::Doc, "S2"),
            limit(Of::MaxRatio, 400, Unit::Hundredths, Tier::Doc, "S2"),
            limit(Of::ImageBytes, 600_000, Unit::Bytes, Tier::Doc, "S2"),
            limit(Of::SafeImageBytes, 300_000, Unit::Bytes, Tier::Measured, "S11"),
            limit(Of::Html, 300_000, Unit::Bytes, Tier::Doc, "S2"),
        ],
        cache: said("on the sender's device; a new address is a new preview", Tier::Doc, "S2"),
        user_agents: &["WhatsApp/<version> A", "WhatsApp/<version> I", "WhatsApp/<version> N"],
        ..PLAIN
    },
    Consumer {
        id: "x",
        label: "X",
        title: &[Read::Meta("twitter:title"), Read::Meta("og:title")],
        description: &[Read::Meta("twitter:description"), Read::Meta("og:description")],
        image: &[Read::Meta("twitter:image"), Read::Meta("og:image")],
        site_name: &[Read::Host],
        order: known(Tier::Doc, "S4"),
        formats: formats(&["jpeg", "png", "webp", "gif"], &["svg"], Tier::Doc, "S4"),
        limits: &[
            limit(Of::Title, 70, Unit::Characters, Tier::Doc, "S4"),
            limit(Of::TitleLines, 2, Unit::Lines, Tier::Doc, "S4"),
            limit(Of::Description, 200, Unit::Characters, Tier::Doc, "S4"),
            limit(Of::DescriptionLines, 3, Unit::Lines, Tier::Doc, "S4"),
            limit(Of::ImageAlt, 420, Unit::Characters, Tier::Doc, "S4"),
            limit(Of::ImageWidth, 144, Unit::Pixels, Tier::Doc, "S4"),
            limit(Of::ImageHeight, 144, Unit::Pixels, Tier::Doc, "S4"),
            limit(Of::LargeWidth, 300, Unit::Pixels, Tier::Doc, "S4"),
            limit(Of::LargeHeight, 157, Unit::Pixels, Tier::Doc, "S4"),
            limit(Of::MaxWidth, 4096, Unit::Pixels, Tier::Doc, "S4"),
            limit(Of::MaxHeight, 4096, Unit::Pixels, Tier::Doc, "S4"),
            limit(Of::Ratio, 200, Unit::Hundredths, Tier::Doc, "S4"),
            limit(Of::ImageBytes, 5_000_000, Unit::Bytes, Tier::Doc, "S4"),
        ],
        cache: said("7 days after it was first posted", Tier::Doc, "S4"),
        robots: said("obeys it, for pages and pictures", Tier::Doc, "S4"),
        user_agents: &["Twitterbot/1.0"],
        quirks: &[Quirk::LastCard],
        ..PLAIN
    },
    Consumer {
        id: "linkedin",
        label: "LinkedIn",
        order: known(Tier::Quoted, "S3"),
        required: &["og:title", "og:image", "og:description", "og:url"],
        // Named for advertisements only.
        formats: formats(&["jpeg", "png", "gif"], &[], Tier::Quoted, "S3"),
        limits: &[
            limit(Of::ImageWidth, 1200, Unit::Pixels, Tier::Quoted, "S3"),
            limit(Of::ImageHeight, 627, Unit::Pixels, Tier::Quoted, "S3"),
            limit(Of::Ratio, 191, Unit::Hundredths, Tier::Quoted, "S3"),
            limit(Of::SmallBelowWidth, 401, Unit::Pixels, Tier::Quoted, "S3"),
            limit(Of::ImageBytes, 5_000_000, Unit::Bytes, Tier::Quoted, "S3"),
        ],
        cache: said("about 7 days", Tier::Measured, "S12"),
        user_agents: &["LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"],
        debugger: Some("https://www.linkedin.com/post-inspector/"),
        ..PLAIN
    },
    Consumer {
        id: "pinterest",
        label: "Pinterest",
        // The picture is the one that the pin names.
        image: &[],
        order: known(Tier::Doc, "S27"),
        required: &["og:type", "og:title"],
        cache: said("about 24 hours", Tier::Quoted, "S12"),
        ..PLAIN
    },
    Consumer {
        id: "slack",
        label: "Slack",
        title: &[Read::Meta("twitter:title"), Read::Meta("og:title")],
        description: &[Read::Meta("twitter:description"), Read::Meta("og:description")],
        image: &[Read::Meta("twitter:image"), Read::Meta("og:image")],
        order: known(Tier::Measured, "S12"),
        oembed: OEmbed::First,
        limits: &[limit(Of::Html, 32_768, Unit::Bytes, Tier::Folklore, "S11")],
        cache: said("about 30 minutes", Tier::Quoted, "S17"),
        user_agents: &["Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Slack-ImgProxy"],
        ..PLAIN
    },
    Consumer {
        id: "discord",
        label: "Discord",
        title: &[Read::AnyOf(&["og:title", "twitter:title"]), Read::TitleTag],
        description: &[Read::AnyOf(&["og:description", "twitter:description"]), Read::Name("description")],
        image: &[Read::AnyOf(&["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"])],
        site_name: &[Read::Meta("og:site_name")],
        order: known(Tier::Doc, "S15"),
        reading: Reading { words: Pick::FirstFilled, pictures: Pick::FirstFilled, ..Reading::USUAL },
        oembed: OEmbed::Fills,
        relative: Relative::FromRoot,
        formats: formats(&["png", "gif", "jpeg", "webp", "avif"], &[], Tier::Doc, "S15"),
        limits: &[
            limit(Of::Title, 70, Unit::Bytes, Tier::Doc, "S15"),
            limit(Of::TitleLines, 3, Unit::Lines, Tier::Doc, "S15"),
            limit(Of::Description, 350, Unit::Bytes, Tier::Doc, "S15"),
            limit(Of::DescriptionLines, 20, Unit::Lines, Tier::Doc, "S15"),
            // More than these, and there is no preview at all.
            limit(Of::SiteName, 256, Unit::Characters, Tier::Doc, "S15"),
            limit(Of::ImageAlt, 4096, Unit::Characters, Tier::Doc, "S15"),
            limit(Of::Url, 2048, Unit::Characters, Tier::Doc, "S15"),
            limit(Of::Images, 4, Unit::Count, Tier::Doc, "S15"),
            limit(Of::Html, 50_000_000, Unit::Bytes, Tier::Doc, "S15"),
        ],
        cache: said("about 30 minutes", Tier::Doc, "S15"),
        // Its picture proxy names itself like a browser, on purpose (S30).
        user_agents: &["Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"],
        debugger: Some("https://discord.com/developers/embeds"),
        quirks: &[Quirk::PlainTagsAsPair, Quirk::Gallery, Quirk::LastCard, Quirk::ReadsValue, Quirk::TooLongEndsAll],
        ..PLAIN
    },
    Consumer {
        id: "telegram",
        label: "Telegram",
        order: known(Tier::Measured, "S11"),
        formats: formats(&["jpeg", "png"], &[], Tier::Measured, "S11"),
        limits: &[limit(Of::ImageBytes, 5_000_000, Unit::Bytes, Tier::Folklore, "S11")],
        cache: said("until the address is sent to @WebpageBot", Tier::Measured, "S11"),
        user_agents: &["TelegramBot (like TwitterBot)"],
        debugger: Some("https://t.me/WebpageBot"),
        ..PLAIN
    },
    Consumer {
        id: "imessage",
        label: "Apple Messages",
        title: &[Read::Property("og:title"), Read::TitleTag],
        image: &[Read::Property("og:image"), Read::LinkWord("apple-touch-icon"), Read::LinkWord("icon")],
        order: known(Tier::Doc, "S5"),
        limits: &[
            limit(Of::ImageWidth, 150, Unit::Pixels, Tier::Doc, "S5"),
            limit(Of::GoodWidth, 900, Unit::Pixels, Tier::Doc, "S5"),
            limit(Of::IconBelowWidth, 150, Unit::Pixels, Tier::Doc, "S5"),
            limit(Of::TotalBytes, 10_000_000, Unit::Bytes, Tier::Doc, "S5"),
            limit(Of::Html, 1_000_000, Unit::Bytes, Tier::Doc, "S5"),
        ],
        cache: said("on the sender's device", Tier::Doc, "S5"),
        user_agents: &[
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        ],
        quirks: &[Quirk::DescriptionOfPosts],
        ..PLAIN
    },
    Consumer {
        id: "mastodon",
        label: "Mastodon",
        title: &[Read::JsonLd("headline"), Read::Meta("og:title"), Read::TitleTag],
        description: &[Read::JsonLd("description"), Read::Meta("og:description"), Read::Meta("description")],
        image: &[Read::Meta("og:image")],
        site_name: &[Read::JsonLd("publisher.name"), Read::Meta("og:site_name")],
        order: known(Tier::Spec, "S7"),
        reading: Reading { empty: Empty::Ends, case: Case::Ignored, scope: Scope::Head, bare: Bare::Skipped, ..Reading::USUAL },
        oembed: OEmbed::FirstUnlessRich,
        relative: Relative::Resolved,
        formats: formats(&["jpeg", "png", "gif", "webp"], &["avif", "svg"], Tier::Spec, "S7"),
        limits: &[
            limit(Of::ImageBytes, 8_388_608, Unit::Bytes, Tier::Spec, "S7"),
            limit(Of::ScaledArea, 230_400, Unit::Pixels, Tier::Spec, "S7"),
            limit(Of::Url, 2692, Unit::Characters, Tier::Spec, "S7"),
            limit(Of::Html, 1_048_576, Unit::Bytes, Tier::Spec, "S7"),
        ],
        cache: said("2 weeks, on each server", Tier::Spec, "S7"),
        user_agents: &["Mastodon/<version> (<library>; +https://<server>/) Bot"],
        quirks: &[Quirk::JsonLdTypes(&["NewsArticle", "WebPage"]), Quirk::SkipsNull, Quirk::DecodesTwice],
        ..PLAIN
    },
    Consumer {
        id: "bluesky",
        label: "Bluesky",
        title: &[Read::Property("og:title"), Read::TitleTag],
        // Its reader is not public; its app is.
        order: known(Tier::Measured, "S11"),
        limits: &[
            limit(Of::MaxWidth, 2000, Unit::Pixels, Tier::Spec, "S10"),
            limit(Of::MaxHeight, 2000, Unit::Pixels, Tier::Spec, "S10"),
            limit(Of::ImageBytes, 1_000_000, Unit::Bytes, Tier::Spec, "S10"),
        ],
        cache: said("none: the card is part of the post for good", Tier::Spec, "S10"),
        user_agents: &["Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)"],
        ..PLAIN
    },
    Consumer {
        id: "signal-desktop",
        label: "Signal Desktop",
        title: &[Read::Property("og:title"), Read::TitleTag],
        description: &[Read::Property("og:description"), Read::Name("description")],
        image: &[
            Read::Property("og:image"),
            Read::Property("og:image:url"),
            Read::Link("apple-touch-icon"),
            Read::Link("apple-touch-icon-precomposed"),
            Read::Link("shortcut icon"),
            Read::Link("icon"),
        ],
        site_name: &[Read::Host],
        order: known(Tier::Spec, "S8"),
        relative: Relative::Resolved,
        formats: formats(&["gif", "ico", "jpeg", "png", "webp"], &[], Tier::Spec, "S8"),
        limits: &[
            limit(Of::LargeWidth, 200, Unit::Pixels, Tier::Spec, "S8"),
            limit(Of::LargeHeight, 200, Unit::Pixels, Tier::Spec, "S8"),
            limit(Of::ImageBytes, 1_048_576, Unit::Bytes, Tier::Spec, "S8"),
            limit(Of::Html, 1_024_000, Unit::Bytes, Tier::Spec, "S8"),
        ],
        cache: said("none: the sender's device reads the page", Tier::Spec, "S8"),
        user_agents: &["WhatsApp/2"],
        quirks: &[Quirk::NeedsTitle, Quirk::HttpsOnly, Quirk::SquareIsSmall],
        ..PLAIN
    },
    Consumer {
        id: "signal-android",
        label: "Signal Android",
        title: &[Read::Property("og:title"), Read::TitleTag],
        image: &[Read::Property("og:image"), Read::AnyIcon],
        site_name: &[Read::Host],
        order: known(Tier::Spec, "S9"),
        reading: Reading {
            words: Pick::Last,
            pictures: Pick::Last,
            case: Case::Ignored,
            syntax: Syntax::DoubleQuoted,
            bare: Bare::Skipped,
            ..Reading::USUAL
        },
        relative: Relative::Dropped,
        limits: &[
            limit(Of::LargeWidth, 200, Unit::Pixels, Tier::Folklore, ""),
            limit(Of::LargeHeight, 200, Unit::Pixels, Tier::Folklore, ""),
            limit(Of::ImageBytes, 2_097_152, Unit::Bytes, Tier::Spec, "S9"),
            limit(Of::Html, 2_097_152, Unit::Bytes, Tier::Spec, "S9"),
        ],
        cache: said("none: the sender's device reads the page", Tier::Spec, "S9"),
        user_agents: &["WhatsApp/2"],
        quirks: &[Quirk::DecodesTwice, Quirk::HttpsOnly, Quirk::TrimsKeys],
        ..PLAIN
    },
    Consumer {
        id: "reddit",
        label: "Reddit",
        // The title of a post is what its author writes.
        title: &[],
        description: &[],
        image: &[Read::Meta("og:image"), Read::Link("image_src"), Read::Picture],
        site_name: &[Read::Host],
        // Source of 2013–2017; what runs today is not public.
        order: known(Tier::Spec, "S38"),
        limits: &[limit(Of::Area, 5000, Unit::Pixels, Tier::Spec, "S38"), limit(Of::MaxRatio, 150, Unit::Hundredths, Tier::Spec, "S38")],
        user_agents: &["redditbot"],
        ..PLAIN
    },
    Consumer {
        id: "misskey",
        label: "Misskey",
        title: &[Read::Property("og:title"), Read::Name("twitter:title"), Read::Property("twitter:title"), Read::TitleTag],
        description: &[
            Read::Property("og:description"),
            Read::Name("twitter:description"),
            Read::Property("twitter:description"),
            Read::Name("description"),
        ],
        image: &[
            Read::Property("og:image"),
            Read::Name("twitter:image"),
            Read::Property("twitter:image"),
            Read::Link("image_src"),
            Read::Link("apple-touch-icon"),
            Read::Link("apple-touch-icon image_src"),
        ],
        site_name: &[Read::Property("og:site_name"), Read::Name("application-name"), Read::Host],
        order: known(Tier::Spec, "S18"),
        reading: Reading { empty: Empty::BlanksEnd, ..Reading::USUAL },
        relative: Relative::Resolved,
        limits: &[
            limit(Of::Title, 100, Unit::Characters, Tier::Spec, "S18"),
            limit(Of::Description, 300, Unit::Characters, Tier::Spec, "S18"),
            limit(Of::Html, 10_485_760, Unit::Bytes, Tier::Spec, "S18"),
        ],
        cache: said("kept by each server", Tier::Spec, "S18"),
        user_agents: &["SummalyBot/<version> (+https://github.com/misskey-dev/summaly/blob/master/README.md)"],
        quirks: &[
            Quirk::Clips,
            Quirk::DecodesTwice,
            Quirk::DropsSiteName,
            Quirk::DropsEcho,
            Quirk::SiteNameForTitle,
            Quirk::JoinsTitles,
            Quirk::BadImageEndsAll,
            Quirk::ReadsTemplates,
        ],
        ..PLAIN
    },
    Consumer {
        id: "lemmy",
        label: "Lemmy",
        title: &[Read::Meta("og:title"), Read::TitleTag],
        description: &[Read::Meta("og:description"), Read::Meta("description")],
        image: &[Read::AnyOf(&["og:image", "og:image:url"])],
        site_name: &[Read::Host],
        order: known(Tier::Spec, "S16"),
        reading: Reading {
            words: Pick::Last,
            titles: Pick::Last,
            empty: Empty::Ends,
            scope: Scope::Head,
            bare: Bare::Skipped,
            ..Reading::USUAL
        },
        relative: Relative::Resolved,
        limits: &[limit(Of::Html, 1_048_576, Unit::Bytes, Tier::Spec, "S16")],
        cache: said("none: the preview is part of the post", Tier::Spec, "S16"),
        user_agents: &["Lemmy/<version>; +https://<server>"],
        quirks: &[Quirk::TrimsKeys],
        ..PLAIN
    },
    Consumer {
        id: "synapse",
        label: "Matrix (Synapse)",
        title: &[Read::Property("og:title"), Read::Name("twitter:title"), Read::TitleOrHeading],
        description: &[Read::Property("og:description"), Read::Name("twitter:description"), Read::NameWith("description"), Read::BodyText],
        image: &[Read::Property("og:image"), Read::Name("twitter:image"), Read::ItemProp("image"), Read::Picture, Read::LinkWord("icon")],
        site_name: &[Read::Property("og:site_name"), Read::Name("twitter:site")],
        order: known(Tier::Spec, "S14"),
        reading: Reading { words: Pick::LastFilled, pictures: Pick::LastFilled, empty: Empty::BlanksEnd, ..Reading::USUAL },
        oembed: OEmbed::Fills,
        relative: Relative::Resolved,
        limits: &[
            limit(Of::Description, 500, Unit::Characters, Tier::Spec, "S14"),
            limit(Of::DescriptionLeast, 200, Unit::Characters, Tier::Spec, "S14"),
            limit(Of::Value, 1000, Unit::Characters, Tier::Spec, "S14"),
            limit(Of::DistinctTags, 50, Unit::Count, Tier::Spec, "S14"),
        ],
        cache: said("at most a day, on each server", Tier::Spec, "S14"),
        user_agents: &["Synapse (bot; +https://github.com/matrix-org/synapse)"],
        quirks: &[Quirk::CountsTags, Quirk::Paragraphs, Quirk::DropsLong, Quirk::AnyPicture, Quirk::ReadsTemplates, Quirk::ReadsNoScript],
        ..PLAIN
    },
    Consumer {
        id: "mattermost",
        label: "Mattermost",
        order: known(Tier::Spec, "S80"),
        limits: &[limit(Of::Html, 52_428_800, Unit::Bytes, Tier::Spec, "S80")],
        quirks: &[Quirk::DecodesTwice],
        ..PLAIN
    },
    Consumer {
        id: "discourse",
        label: "Discourse",
        title: &[Read::Meta("og:title"), Read::Meta("twitter:title")],
        description: &[Read::Meta("og:description"), Read::Meta("twitter:description")],
        image: &[Read::Meta("og:image:secure_url"), Read::Meta("og:image"), Read::Meta("twitter:image")],
        order: known(Tier::Spec, "S81"),
        oembed: OEmbed::First,
        limits: &[
            limit(Of::Title, 80, Unit::Characters, Tier::Spec, "S81"),
            limit(Of::Description, 250, Unit::Characters, Tier::Spec, "S81"),
        ],
        ..PLAIN
    },
    Consumer {
        id: "google-discover",
        label: "Google Search and Discover",
        title: &[Read::TitleTag],
        description: &[Read::Name("description")],
        image: &[Read::JsonLd("primaryImageOfPage"), Read::JsonLd("image"), Read::Meta("og:image")],
        order: known(Tier::Doc, "S6"),
        formats: UNNAMED,
        limits: &[
            limit(Of::LargeWidth, 1200, Unit::Pixels, Tier::Doc, "S6"),
            limit(Of::Area, 300_000, Unit::Pixels, Tier::Doc, "S6"),
            limit(Of::Ratio, 178, Unit::Hundredths, Tier::Doc, "S6"),
        ],
        cache: said("until the page is crawled again", Tier::Doc, "S6"),
        robots: said("obeys it; large pictures need `max-image-preview:large`", Tier::Doc, "S6"),
        user_agents: &["Googlebot"],
        ..PLAIN
    },
    Consumer {
        id: "teams",
        label: "Microsoft Teams",
        order: known(Tier::Measured, "S12"),
        cache: said("30 minutes", Tier::Quoted, "S12"),
        user_agents: &["SkypeUriPreview Preview/0.5"],
        ..PLAIN
    },
    Consumer {
        id: "threads",
        label: "Threads",
        order: known(Tier::Measured, "S40"),
        user_agents: &["facebookexternalhit/1.1", "meta-externalagent"],
        ..PLAIN
    },
];

/// Where the facts of this table come from, besides those of `platform`.
pub const SOURCES: &[(&str, &str)] = &[
    ("S1b", "developers.facebook.com, Meta web crawlers"),
    ("S1c", "developers.facebook.com, Sharing best practices"),
    ("S5", "developer.apple.com, Technote TN3156, 2024-04-30"),
    ("S6", "developers.google.com, Get on Discover, 2026-03-09"),
    ("S8", "Signal-Desktop source, linkPreviewFetch"),
    ("S9", "Signal-Android source, LinkPreviewUtil"),
    ("S11", "a third party's tests, Link previews, platform by platform"),
    ("S12", "a third party's list, Link-preview, icon and store image specs, 2026-09-29"),
    ("S14", "Synapse source, media/preview_html.py"),
    ("S15", "discord/discord-api-docs pull request 8606, Link previews"),
    ("S16", "Lemmy source, api_utils/request.rs"),
    ("S17", "api.slack.com/robots, as quoted"),
    ("S18", "misskey-dev/summaly source"),
    ("S27", "developers.pinterest.com, Rich Pins"),
    ("S38", "reddit source of 2013 to 2017, media.py"),
    ("S40", "Threads API documentation, as quoted"),
    ("S80", "Mattermost source, server/channels/app/opengraph.go"),
    ("S81", "Discourse source, onebox engine allowlisted_generic_onebox.rb"),
];
