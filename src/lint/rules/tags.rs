//! Group `meta`, the tags that some readers ask for besides the usual ones.

use crate::base::Level::{Error, Info, Warning};
use crate::base::Place;
use crate::base::finding::Fact;
use crate::lint::rule::Tier::{Doc, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, remedy};
use crate::model::audience::reader;
use crate::model::consumer::{Trap, layout};
use crate::model::facts::{Meta, Shape};
use crate::model::preview::{data_size, is_data, seen};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "article-type-missing",
        group: Some(Group::Meta),
        cases: &[case("article-type-missing", Warning, Spec, "Mastodon preview_card: published_at; Pinterest, Article Pins")],
        check: Check::Page(article_type),
        doc: include_str!("../docs/article-type-missing.md"),
    },
    Rule {
        name: "site-name-unusable",
        group: Some(Group::Meta),
        cases: &[
            case("too-long", Error, Doc, "Discord link previews: over 256 characters there is no preview").on(&["discord"]),
            case("absent", Info, Spec, "Mastodon link_details_extractor.rb: provider_name"),
        ],
        check: Check::Page(site_name),
        doc: include_str!("../docs/site-name-unusable.md"),
    },
    Rule {
        name: "theme-color-not-hex",
        group: Some(Group::Meta),
        cases: &[case("theme-color-not-hex", Info, Doc, "Discord link previews: #RRGGBB").on(&["discord"])],
        check: Check::Page(theme_color),
        doc: include_str!("../docs/theme-color-not-hex.md"),
    },
    Rule {
        name: "og-video-autoplays",
        group: Some(Group::Meta),
        cases: &[case("og-video-autoplays", Warning, Doc, "Apple TN3156: video files play in the bubble").on(&["imessage"])],
        check: Check::Page(video),
        doc: include_str!("../docs/og-video-autoplays.md"),
    },
    Rule {
        name: "max-image-preview-missing",
        group: Some(Group::Meta),
        cases: &[
            case("max-image-preview-missing", Warning, Doc, "Google Search Central, Discover: max-image-preview:large").on(&["google"])
        ],
        check: Check::Page(image_preview),
        doc: include_str!("../docs/max-image-preview-missing.md"),
    },
    Rule {
        name: "touch-icon-missing",
        group: Some(Group::Meta),
        cases: &[case("touch-icon-missing", Info, Spec, "Apple TN3156; Signal-Desktop linkPreviewFetch; summaly general.ts")],
        check: Check::Page(touch_icon),
        doc: include_str!("../docs/touch-icon-missing.md"),
    },
    Rule {
        name: "preview-payload-too-large",
        group: Some(Group::Meta),
        cases: &[
            case("bytes", Warning, Spec, "mattermost opengraph.go: 5,120 bytes").on(&["mattermost"]),
            case("names", Warning, Spec, "synapse preview_html.py: 50 names").on(&["synapse"]),
        ],
        check: Check::Page(payload),
        doc: include_str!("../docs/preview-payload-too-large.md"),
    },
    Rule {
        name: "fediverse-creator-wrong",
        group: Some(Group::Meta),
        cases: &[
            case("malformed", Warning, Spec, "Mastodon link_details_extractor.rb: author_account").on(&["mastodon"]),
            case("several", Warning, Spec, "Mastodon link_details_extractor.rb: author_account").on(&["mastodon"]),
        ],
        check: Check::Page(creator),
        doc: include_str!("../docs/fediverse-creator-wrong.md"),
    },
];

fn at(meta: &Meta) -> Place {
    Place::Html(meta.value_span.unwrap_or(meta.span))
}

/// Types of ogp.me, and those that it had before; others have a name space: `shop.item`, `my:thing`.
#[rustfmt::skip]
const TYPES: &[&str] = &[
    "article", "book", "profile", "website", "blog", "product", "company", "event", "place", "object", "activity", "sport", "bar", "cafe", "hotel",
    "restaurant", "cause", "band", "government", "school", "university", "actor", "athlete", "author", "director", "musician", "politician",
    "city", "country", "landmark", "album", "drink", "food", "game", "movie", "song", "video", "image", "document", "news",
];

fn article_type(page: &PageView, report: &mut Reporter) {
    if let Some(meta) = page.shown.meta("og:type").filter(|meta| page.shareable && meta.span.end > 0) {
        let kind = meta.content.trim();
        let is_known = kind.contains(['.', ':']) || TYPES.contains(&kind.to_ascii_lowercase().as_str());
        let is_site = page.shown.shape == Shape::Article && page.fields.published.is_some() && kind == "website";
        if !is_known || is_site {
            let message = match is_known {
                true => "og:type calls the article a website".to_owned(),
                false => format!("og:type is `{}`, which is no type that readers know", brief(kind)),
            };
            report
                .say("article-type-missing", at(meta), message)
                .fact("og:type", kind)
                .why("Pinterest makes no article pin of it, and nobody shows who wrote it and when")
                .help("write `article`");
            return;
        }
    }
    if page.shown.shape != Shape::Article || !page.shareable || page.shown.has_meta("article:published_time") {
        return;
    }
    // Pages of a manual are articles, too, and have no date.
    let Some(date) = &page.fields.published else { return };
    report
        .say(
            "article-type-missing",
            Place::Fact(Fact::Page),
            format!("the article is of {}, and no article:published_time says so", brief(date)),
        )
        .fact("article:published_time", "")
        .why("Mastodon shows no date and leaves the link out of its news, Pinterest makes no article pin")
        .help("write `<meta property=\"article:published_time\" content=\"…\">`; `smo-build optimize` does");
}

const DISCORD_SITE: usize = 256;

fn site_name(page: &PageView, report: &mut Reporter) {
    match page.shown.meta("og:site_name") {
        Some(meta) => {
            let length = meta.content.chars().count();
            if length > DISCORD_SITE {
                report
                    .say(
                        "too-long",
                        at(meta),
                        format!("og:site_name is {length} characters: Discord shows no preview at all over {DISCORD_SITE}"),
                    )
                    .fact("og:site_name", meta.content.clone())
                    .why("it is the name of the site, and nothing else")
                    .help("write the name alone");
            }
        }
        // One template writes it for all pages.
        None if page.url.as_str() == "/" => {
            report
                .say("absent", Place::Fact(Fact::Page), "no og:site_name: previews name the site by its address")
                .fact("og:site_name", "")
                .why("Mastodon, Discord and Slack show it above the title")
                .help(remedy(page, "set `site.title`", "add `og:site_name`; `smo-build optimize` does"));
        }
        None => {}
    }
}

fn is_hex(value: &str) -> bool {
    let digits = value.trim().strip_prefix('#');
    digits.is_some_and(|digits| matches!(digits.len(), 6 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn theme_color(page: &PageView, report: &mut Reporter) {
    let odd = page.shown.metas.iter().find(|meta| meta.key == "theme-color" && !meta.content.trim().is_empty() && !is_hex(&meta.content));
    if let Some(meta) = odd {
        report
            .say("theme-color-not-hex", at(meta), format!("theme-color is `{}`, which Discord does not read", brief(&meta.content)))
            .fact("theme-color", meta.content.clone())
            .why("the stripe of its preview has no colour")
            .help("write it as `#RRGGBB`");
    }
}

fn video(page: &PageView, report: &mut Reporter) {
    let is_file = |value: &str| {
        let path = value.split(['?', '#']).next().unwrap_or(value).to_ascii_lowercase();
        [".mp4", ".m4v", ".mov", ".webm"].iter().any(|ending| path.ends_with(ending))
    };
    let keys = ["og:video", "og:video:url", "og:video:secure_url", "twitter:player:stream"];
    let found = page.shown.metas.iter().find(|meta| keys.contains(&meta.key.as_str()) && is_file(meta.content.trim()));
    if let Some(meta) = found {
        report
            .say("og-video-autoplays", at(meta), format!("{} names a video file: iMessage plays it in the conversation", meta.key))
            .fact("og:video", meta.content.clone())
            .why("it is fetched by everyone who sees the message, and the title stands below it small")
            .help("leave the tag out if the page is not about the video");
    }
}

fn image_preview(page: &PageView, report: &mut Reporter) {
    let allows = |meta: &Meta| {
        matches!(meta.key.as_str(), "robots" | "googlebot") && meta.content.to_ascii_lowercase().contains("max-image-preview:large")
    };
    if page.shown.shape == Shape::Article && page.shareable && !page.shown.metas.iter().any(allows) {
        report
            .say("max-image-preview-missing", Place::Fact(Fact::Page), "search may show small pictures only: no `max-image-preview:large`")
            .fact("robots", "max-image-preview")
            .why("Google Discover shows large pictures of pages that allow them")
            .help("`<meta name=\"robots\" content=\"max-image-preview:large\">`");
    }
}

fn touch_icon(page: &PageView, report: &mut Reporter) {
    // It is the site's: said of its home page.
    let has = ["apple-touch-icon", "apple-touch-icon-precomposed"].iter().any(|rel| page.shown.head_link(rel).is_some());
    let stands = ["/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"].iter().any(|path| report.ctx.paths.has_file(path));
    if page.url.as_str() == "/" && !has && !stands {
        report
            .say("touch-icon-missing", Place::Fact(Fact::Page), "no apple-touch-icon: previews without a picture have no icon either")
            .fact("apple-touch-icon", "")
            .why("iMessage, Signal and Misskey show it where there is no picture")
            .help("add a square PNG of 180 px as `<link rel=\"apple-touch-icon\" href=\"/apple-touch-icon.png\">`");
    }
}

const SYNAPSE: usize = 50;

fn payload(page: &PageView, report: &mut Reporter) {
    let kept: Vec<&Meta> = reader("mattermost").map_or(Vec::new(), |reader| seen(reader, &page.shown));
    let traps = layout("mattermost").map_or(&[][..], |layout| layout.traps);
    let most = traps.iter().find_map(|trap| if let Trap::MostData(most) = trap { Some(*most as usize) } else { None });
    let size = data_size(kept.iter().copied());
    let largest = kept.iter().filter(|meta| is_data(meta)).max_by_key(|meta| meta.content.len());
    if let (Some(largest), Some(most)) = (largest, most.filter(|most| size > *most)) {
        report
            .say("bytes", at(largest), format!("the og tags are {size} bytes together: Mattermost shows no preview over {most}"))
            .fact("og", "bytes")
            .why("it keeps them as one text of that size")
            .help(format!("{} is the longest: shorten it", largest.key));
    }
    let og: Vec<&Meta> = page.shown.metas.iter().filter(|meta| meta.key.starts_with("og:")).collect();
    let names: std::collections::BTreeSet<&str> = og.iter().map(|meta| meta.key.as_str()).collect();
    if let Some(last) = og.last().filter(|_| names.len() > SYNAPSE) {
        report
            .say("names", Place::Html(last.span), format!("{} different og tags: Matrix takes none of more than {SYNAPSE}", names.len()))
            .fact("og", "names")
            .why("so many look like an attack to it")
            .help("leave out those that nobody reads");
    }
}

/// `@ada@example.org`, with or without the first sign.
fn is_handle(value: &str) -> bool {
    let value = value.trim();
    let Some((user, host)) = value.strip_prefix('@').unwrap_or(value).split_once('@') else { return false };
    let is_user = !user.is_empty() && user.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'));
    is_user && host.contains('.') && !host.contains(['@', '/', ' ', ':'])
}

fn creator(page: &PageView, report: &mut Reporter) {
    let tags: Vec<&Meta> =
        page.shown.metas.iter().filter(|meta| meta.key == "fediverse:creator" && !meta.content.trim().is_empty()).collect();
    let Some(first) = tags.first() else { return };
    if let Some(odd) = tags.iter().find(|meta| !is_handle(&meta.content)) {
        report
            .say("malformed", at(odd), format!("fediverse:creator is `{}`, which is no account", brief(&odd.content)))
            .fact("fediverse:creator", odd.content.clone())
            .why("Mastodon shows no author beside the link")
            .help("write it as `@user@host`, and add the site's domain to the account's attribution list");
    } else if let Some(other) = tags.iter().find(|meta| meta.content.trim() != first.content.trim()) {
        report
            .say("several", at(other), "two fediverse:creator: Mastodon takes the first")
            .fact("fediverse:creator", other.content.clone())
            .related(at(first), "the first one")
            .why("the other author is not shown")
            .help("name the one who should be shown");
    }
}
