//! The networks, in the order in which they are listed.
//!
//! A new one is one entry here and one icon. A number that nobody reads is not here.

use super::Tier::{Doc, Folklore, Quoted, Spec, Tools};
use super::What::{Description, Fixed, Hashtags, MailBody, OptionalPicture, Picture, Text, TextAndUrl, Title, Url, Via};
use super::{Intent, Known, Limit, Of, Platform, Reach, Tier, Unit, What};

type Params = &'static [(&'static str, What)];

const CHECKED: &str = "2026-11";

const fn known(tier: Tier, sources: &'static [&'static str]) -> Known {
    Known { tier, sources, checked: CHECKED }
}

const fn limit(of: Of, max: u32, unit: Unit, tier: Tier, source: &'static str) -> Limit {
    Limit { of, max, unit, tier, source, checked: CHECKED }
}

const fn post(max: u32, unit: Unit, tier: Tier, source: &'static str) -> Option<Limit> {
    Some(limit(Of::Post, max, unit, tier, source))
}

const fn query(base: &'static str, params: Params) -> Intent {
    Intent::Query { base, params }
}

macro_rules! icon {
    ($name:literal) => {
        include_str!(concat!("../../../themes/core/icons/", $name, ".svg"))
    };
}

/// Of the button for the system's own share sheet.
pub const SHARE_ICON: &str = icon!("share");

/// What most entries have nothing of.
const PLAIN: Platform = Platform {
    id: "",
    label: "",
    icon: "",
    intent: Intent::Copy,
    known: known(Spec, &[]),
    reach: Reach::Anywhere,
    also: &[],
    post: None,
    limits: &[],
    note: "",
};

pub const PLATFORMS: &[Platform] = &[
    Platform {
        id: "x",
        label: "X",
        icon: icon!("x"),
        intent: query("https://x.com/intent/tweet", &[("text", Text), ("url", Url), ("hashtags", Hashtags), ("via", Via)]),
        known: known(Doc, &["S23"]),
        also: &[
            "https://x.com/intent/post",
            "https://x.com/share",
            "https://twitter.com/intent/tweet",
            "https://twitter.com/intent/post",
            "https://twitter.com/share",
        ],
        post: post(280, Unit::Weighted, Spec, "S22"),
        limits: &[limit(Of::ImageAlt, 1000, Unit::Characters, Folklore, "")],
        ..PLAIN
    },
    Platform {
        id: "facebook",
        label: "Facebook",
        icon: icon!("facebook"),
        // `quote` and a title are ignored: words and picture come from the page.
        intent: query("https://www.facebook.com/sharer/sharer.php", &[("u", Url)]),
        known: known(Tools, &["S48", "S53"]),
        also: &[
            "https://www.facebook.com/sharer.php",
            "https://m.facebook.com/sharer.php",
            "https://www.facebook.com/share.php",
            "https://www.facebook.com/dialog/share",
        ],
        post: post(63_206, Unit::Characters, Folklore, ""),
        note: "words and picture come from the page",
        ..PLAIN
    },
    Platform {
        id: "linkedin",
        label: "LinkedIn",
        icon: icon!("linkedin"),
        intent: query("https://www.linkedin.com/sharing/share-offsite/", &[("url", Url)]),
        known: known(Tools, &["S53"]),
        also: &["https://www.linkedin.com/shareArticle", "https://www.linkedin.com/cws/share"],
        post: post(3000, Unit::Characters, Folklore, ""),
        note: "words and picture come from the page",
        ..PLAIN
    },
    Platform {
        id: "pinterest",
        label: "Pinterest",
        icon: icon!("pinterest"),
        // Without a picture the pin cannot be made.
        intent: query("https://www.pinterest.com/pin/create/button/", &[("url", Url), ("media", Picture), ("description", Text)]),
        known: known(Tools, &["S48", "S53"]),
        also: &["https://www.pinterest.com/pin/create/link/", "https://pinterest.com/pin/create/bookmarklet/"],
        // Its help says 500 in one place and 800 in another: the lower one is safe.
        post: post(500, Unit::Characters, Quoted, "S56"),
        limits: &[
            limit(Of::PostAtMost, 800, Unit::Characters, Quoted, "S56"),
            limit(Of::Title, 100, Unit::Characters, Quoted, "S56"),
            limit(Of::ImageAlt, 500, Unit::Characters, Quoted, "S56"),
        ],
        note: "only on pages with a picture that is no SVG",
        ..PLAIN
    },
    Platform {
        id: "bluesky",
        label: "Bluesky",
        icon: icon!("bluesky"),
        // One parameter, so the URL stands in the text.
        intent: query("https://bsky.app/intent/compose", &[("text", TextAndUrl("\n"))]),
        known: known(Doc, &["S35", "S50"]),
        also: &["bluesky://intent/compose"],
        post: post(300, Unit::Graphemes, Spec, "S10"),
        limits: &[limit(Of::PostBytes, 3000, Unit::Bytes, Spec, "S10")],
        ..PLAIN
    },
    Platform {
        id: "mastodon",
        label: "Mastodon",
        icon: icon!("mastodon"),
        // The official chooser, which asks for the reader's server.
        intent: Intent::Fragment { base: "https://share.joinmastodon.org/", params: &[("text", TextAndUrl(" "))] },
        known: known(Spec, &["S49"]),
        post: post(500, Unit::GraphemesUrl23, Spec, "S7"),
        limits: &[limit(Of::ImageAlt, 1500, Unit::Characters, Folklore, "")],
        note: "the chooser of joinmastodon.org, or `share.mastodon`",
        ..PLAIN
    },
    Platform {
        id: "threads",
        label: "Threads",
        icon: icon!("threads"),
        intent: query("https://www.threads.com/intent/post", &[("text", Text), ("url", Url)]),
        known: known(Doc, &["S47"]),
        also: &["https://www.threads.net/intent/post"],
        post: post(500, Unit::CharactersEmojiBytes, Quoted, "S41"),
        ..PLAIN
    },
    Platform {
        id: "fediverse",
        label: "Fediverse",
        icon: icon!("fediverse"),
        // The protocol that Mastodon's servers offer to handle; nobody stands between.
        intent: query("web+mastodon://share", &[("text", TextAndUrl(" "))]),
        known: known(Tools, &["S53"]),
        reach: Reach::Handler,
        post: post(500, Unit::GraphemesUrl23, Spec, "S7"),
        note: "asks for the reader's server, or goes to `share.mastodon`",
        ..PLAIN
    },
    Platform {
        id: "whatsapp",
        label: "WhatsApp",
        icon: icon!("whatsapp"),
        // The URL last, so that it becomes the preview.
        intent: query("https://wa.me/", &[("text", TextAndUrl(" "))]),
        known: known(Tools, &["S53"]),
        also: &["https://api.whatsapp.com/send", "https://web.whatsapp.com/send", "whatsapp://send"],
        ..PLAIN
    },
    Platform {
        id: "telegram",
        label: "Telegram",
        icon: icon!("telegram"),
        intent: query("https://t.me/share/url", &[("url", Url), ("text", Text)]),
        known: known(Tools, &["S53"]),
        also: &["https://telegram.me/share/url", "https://t.me/share", "tg://msg_url"],
        ..PLAIN
    },
    Platform {
        id: "email",
        label: "Email",
        icon: icon!("email"),
        intent: Intent::Mail { params: &[("subject", Title), ("body", MailBody)] },
        known: known(Spec, &["RFC 6068", "S48"]),
        reach: Reach::Handler,
        ..PLAIN
    },
    Platform { id: "copy", label: "Copy link", icon: icon!("copy"), note: "a button, shown where scripts run", ..PLAIN },
    Platform {
        id: "reddit",
        label: "Reddit",
        icon: icon!("reddit"),
        intent: query("https://www.reddit.com/submit", &[("url", Url), ("title", Text)]),
        known: known(Tools, &["S48"]),
        also: &["https://old.reddit.com/submit"],
        post: post(300, Unit::Characters, Folklore, ""),
        ..PLAIN
    },
    Platform {
        id: "hackernews",
        label: "Hacker News",
        icon: icon!("hackernews"),
        intent: query("https://news.ycombinator.com/submitlink", &[("u", Url), ("t", Text)]),
        known: known(Tools, &["S53"]),
        also: &["https://news.ycombinator.com/submit"],
        post: post(80, Unit::Characters, Folklore, ""),
        ..PLAIN
    },
    Platform {
        id: "tumblr",
        label: "Tumblr",
        icon: icon!("tumblr"),
        intent: query(
            "https://www.tumblr.com/widgets/share/tool",
            &[("canonicalUrl", Url), ("title", Text), ("caption", Description), ("tags", Hashtags), ("posttype", Fixed("link"))],
        ),
        known: known(Tools, &["S48"]),
        also: &["https://www.tumblr.com/share/link", "https://www.tumblr.com/share"],
        ..PLAIN
    },
    Platform {
        id: "flipboard",
        label: "Flipboard",
        icon: icon!("flipboard"),
        intent: query("https://share.flipboard.com/bookmarklet/popout", &[("title", Text), ("url", Url), ("v", Fixed("2"))]),
        known: known(Tools, &["S53"]),
        ..PLAIN
    },
    Platform {
        id: "instapaper",
        label: "Instapaper",
        icon: icon!("instapaper"),
        intent: query("https://www.instapaper.com/hello2", &[("url", Url), ("title", Text), ("description", Description)]),
        known: known(Tools, &["S48"]),
        also: &["https://www.instapaper.com/edit"],
        ..PLAIN
    },
    Platform {
        id: "buffer",
        label: "Buffer",
        icon: icon!("buffer"),
        intent: query("https://buffer.com/add", &[("url", Url), ("text", Text)]),
        known: known(Tools, &["S53"]),
        also: &["https://bufferapp.com/add"],
        ..PLAIN
    },
    Platform {
        id: "diaspora",
        label: "diaspora*",
        icon: icon!("diaspora"),
        intent: query("https://share.diasporafoundation.org/", &[("title", Text), ("url", Url)]),
        known: known(Tools, &["S53"]),
        note: "a chooser, which asks for the reader's pod",
        ..PLAIN
    },
    Platform {
        id: "xing",
        label: "XING",
        icon: icon!("xing"),
        // sharer.js uses the other address; no word from XING says which one is to stay.
        intent: query("https://www.xing.com/spi/shares/new", &[("url", Url)]),
        known: known(Tools, &["S53"]),
        also: &["https://www.xing.com/social/share/spi"],
        note: "tools disagree about the address; words and picture come from the page",
        ..PLAIN
    },
    Platform {
        id: "nextdoor",
        label: "Nextdoor",
        icon: icon!("nextdoor"),
        intent: query("https://nextdoor.com/sharekit/", &[("body", TextAndUrl(" ")), ("source", Fixed("site"))]),
        known: known(Tools, &["S73"]),
        ..PLAIN
    },
    Platform {
        id: "line",
        label: "LINE",
        icon: icon!("line"),
        intent: query("https://social-plugins.line.me/lineit/share", &[("url", Url), ("text", Text)]),
        known: known(Tools, &["S48"]),
        ..PLAIN
    },
    Platform {
        id: "vk",
        label: "VK",
        icon: icon!("vk"),
        intent: query("https://vk.com/share.php", &[("url", Url), ("title", Text), ("image", OptionalPicture)]),
        known: known(Tools, &["S48"]),
        also: &["https://vkontakte.ru/share.php"],
        ..PLAIN
    },
    Platform {
        id: "odnoklassniki",
        label: "Odnoklassniki",
        icon: icon!("odnoklassniki"),
        intent: query(
            "https://connect.ok.ru/offer",
            &[("url", Url), ("title", Text), ("description", Description), ("imageUrl", OptionalPicture)],
        ),
        known: known(Tools, &["S48"]),
        ..PLAIN
    },
    Platform {
        id: "weibo",
        label: "Weibo",
        icon: icon!("weibo"),
        intent: query("https://service.weibo.com/share/share.php", &[("url", Url), ("title", Text), ("pic", OptionalPicture)]),
        known: known(Tools, &["S48"]),
        ..PLAIN
    },
    Platform {
        id: "hatena",
        label: "Hatena Bookmark",
        icon: icon!("hatena"),
        intent: query("https://b.hatena.ne.jp/add", &[("url", Url), ("title", Text), ("mode", Fixed("confirm"))]),
        known: known(Tools, &["S48"]),
        ..PLAIN
    },
    Platform {
        id: "viber",
        label: "Viber",
        icon: icon!("viber"),
        intent: query("viber://forward", &[("text", TextAndUrl(" "))]),
        known: known(Tools, &["S48"]),
        reach: Reach::Phone,
        note: "nothing happens without the app",
        ..PLAIN
    },
    Platform {
        id: "sms",
        label: "SMS",
        icon: icon!("sms"),
        intent: query("sms:", &[("body", TextAndUrl(" "))]),
        known: known(Spec, &["RFC 5724", "S53"]),
        reach: Reach::Phone,
        ..PLAIN
    },
];

/// What people ask for that is not to be had: id, why.
pub const CLOSED: &[(&str, &str)] = &[
    ("googleplus", "Google+ is closed"),
    ("google+", "Google+ is closed"),
    ("stumbleupon", "StumbleUpon is closed"),
    ("delicious", "Delicious is closed"),
    ("pocket", "Pocket closed in 2025"),
    ("addthis", "AddThis closed in 2023"),
    ("digg", "Digg no longer takes shared links"),
    ("flattr", "Flattr is closed"),
    ("facebook-dialog", "that dialog needs an app registered with Meta; `facebook` needs none"),
    ("messenger", "Messenger needs an app registered with Meta"),
];
