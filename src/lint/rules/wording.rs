//! Groups `text` and `url`: texts that say the same or another thing, and addresses that are written oddly.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use crate::base::Level::{Error, Info, Warning};
use crate::base::finding::Fact;
use crate::base::{Place, text};
use crate::lint::rule::Tier::{Doc, Folklore, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, meta_place, own_title, remedy, site_name};
use crate::model::facts::{Anchor, Shape};
use crate::model::page::Kind;
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "title-mismatch",
        group: Some(Group::Text),
        cases: &[
            case("branding", Warning, Doc, "WhatsApp Link Previews, Apple TN3156: titles without branding"),
            case("drift", Info, Own, "the page itself"),
        ],
        check: Check::Page(title_mismatch),
        doc: include_str!("../docs/title-mismatch.md"),
    },
    Rule {
        name: "description-length",
        group: Some(Group::Text),
        cases: &[
            case("x", Info, Doc, "X Cards docs: 200 characters").on(&["x"]),
            case("discord", Info, Doc, "Discord link previews: 350 bytes").on(&["discord"]),
            case("short", Info, Folklore, "repeated advice: 50 characters or more"),
        ],
        check: Check::Page(description_length),
        doc: include_str!("../docs/description-length.md"),
    },
    Rule {
        name: "description-redundant",
        group: Some(Group::Text),
        cases: &[
            case("dropped", Warning, Spec, "summaly general.ts: equal to the title").on(&["misskey"]),
            case("equal", Info, Own, "the page itself"),
        ],
        check: Check::Page(description_redundant),
        doc: include_str!("../docs/description-redundant.md"),
    },
    Rule {
        name: "canonical-invalid",
        group: Some(Group::Url),
        cases: &[
            case("relative", Error, Doc, "Google Search Central: absolute addresses, not relative ones"),
            case("several", Error, Doc, "Google Search Central: of several all are ignored"),
            case("scheme", Error, Doc, "Google Search Central: http or https"),
            case("absent", Warning, Doc, "Google Search Central: canonical"),
        ],
        check: Check::Page(canonical_invalid),
        doc: include_str!("../docs/canonical-invalid.md"),
    },
    Rule {
        name: "url-malformed",
        group: Some(Group::Url),
        cases: &[
            case("too-long", Error, Doc, "Discord link previews: 2,048 characters").on(&["discord"]),
            case("slashes", Warning, Own, "reported for Mastodon, #32732: two slashes in a path"),
            case("blank", Warning, Spec, "RFC 3986: no blanks"),
        ],
        check: Check::Page(url_malformed),
        doc: include_str!("../docs/url-malformed.md"),
    },
];

fn words(text: &str) -> BTreeSet<String> {
    text.unicode_words().map(str::to_lowercase).collect()
}

/// Do two texts share less than three words in ten?
fn differ(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    let all = a.union(&b).count();
    all > 0 && a.intersection(&b).count() * 10 < all * 3
}

fn title_mismatch(page: &PageView, report: &mut Reporter) {
    let Some(meta) = page.shown.meta("og:title").filter(|_| page.shareable) else { return };
    let title = meta.content.trim();
    let has_name = page.shown.meta("og:site_name").is_some_and(|name| own_title(title, &name.content) != title);
    let at = if meta.span.end > 0 && !page.hints.built { meta_place(page, meta) } else { Place::Fact(Fact::Title) };
    if has_name {
        report
            .say("branding", at, format!("og:title repeats the site's name: “{}”", brief(title)))
            .fact("og:title", title)
            .why("previews show og:site_name beside it, and cut the title sooner")
            .help("write the title alone into og:title");
        return;
    }
    // A page can go by another name on purpose; three names are a slip.
    let element = page.shown.title.as_ref().map(|title| own_title(&title.value, site_name(page, report.ctx)));
    let heading = page.shown.first_heading().map(|heading| heading.text.as_str());
    let (Some(element), Some(heading)) = (element, heading) else { return };
    // The two of an article that agree against a third one with none of their words.
    let alone = page.shown.shape == Shape::Article && !differ(element, heading) && {
        let (own, others) = (words(title), words(&format!("{element} {heading}")));
        own.len() > 2 && others.len() > 2 && own.is_disjoint(&others)
    };
    if differ(title, element) && differ(title, heading) && (differ(element, heading) || alone) {
        report
            .say(
                "drift",
                at,
                match alone {
                    true => format!("og:title says “{}”, the page “{}”", brief(title), brief(heading)),
                    false => format!("the page has three names: “{}”, “{}” and “{}”", brief(title), brief(element), brief(heading)),
                },
            )
            .fact("og:title", title)
            .why("readers who follow a share look for what it promised")
            .help("let one template write all of them");
    }
}

fn description_length(page: &PageView, report: &mut Reporter) {
    let found = ["og:description", "twitter:description", "description"].iter().find_map(|key| page.shown.meta(key));
    let Some(meta) = found.filter(|_| page.shareable && page.hints.kind != Some(Kind::List)) else { return };
    let said = text::summary(meta.content.trim(), usize::MAX);
    let (chars, bytes) = (said.chars().count(), said.len());
    let help = "say in one or two sentences what the page tells";
    let (case, message) = if chars > 200 && report.wants("x") {
        ("x", format!("description is {chars} characters; X cuts at 200, WhatsApp shows about 80"))
    } else if bytes > 350 && report.wants("discord") {
        ("discord", format!("description is {bytes} bytes; Discord cuts at 350"))
    } else if chars < 50 && chars == bytes {
        ("short", format!("description is {chars} characters; there is room for more"))
    } else {
        return;
    };
    report
        .say(case, meta_place(page, meta), message)
        .fact("description", said)
        .why("readers decide by it whether to follow the link")
        .help(help);
}

fn description_redundant(page: &PageView, report: &mut Reporter) {
    let Some(title) = page.shown.title.as_ref().filter(|_| page.shareable) else { return };
    let found = ["og:description", "description"].iter().find_map(|key| page.shown.meta(key));
    let Some(meta) = found else { return };
    let fold = |text: &str| crate::base::html::fold_space(&text.to_lowercase());
    let own = fold(own_title(&title.value, site_name(page, report.ctx)));
    if fold(&meta.content) == own || fold(&meta.content) == fold(&title.value) {
        let case = if report.wants("dropped") { "dropped" } else { "equal" };
        report
            .say(case, meta_place(page, meta), "the description repeats the title")
            .fact("description", meta.content.clone())
            .why("the preview says the same twice; Misskey leaves it out")
            .help(remedy(
                page,
                "write what the page tells, or leave `description:` out: the first sentence is taken",
                "write what the page tells",
            ));
    }
}

fn canonical_invalid(page: &PageView, report: &mut Reporter) {
    if report.ctx.base.is_none() || !page.shareable {
        return;
    }
    let links: Vec<_> =
        page.shown.links.iter().filter(|link| link.in_head && link.is("canonical") && !link.href.trim().is_empty()).collect();
    let Some(first) = links.first() else {
        let useless = page.shown.links.iter().find(|link| link.is("canonical") && link.span.end > 0 && !page.hints.built);
        let at = useless.map_or(Place::Fact(Fact::Page), |link| Place::Html(link.span));
        report
            .say("absent", at, "no canonical link: each way to write the address is a page of its own")
            .fact("canonical", "")
            .why("search and networks count `?utm_source=…` and other spellings apart")
            .help("`<link rel=\"canonical\" href=\"https://…\">` in the head; `smo-build optimize` writes it");
        return;
    };
    let at = |link: &crate::model::facts::HeadLink| Place::Html(link.value_span.unwrap_or(link.span));
    if let Some(other) = links.iter().find(|link| link.href.trim() != first.href.trim()) {
        report
            .say("several", at(other), format!("two canonical links, `{}` and `{}`", brief(&first.href), brief(&other.href)))
            .fact("canonical", other.href.clone())
            .related(at(first), "the first one")
            .why("search ignores both")
            .help("leave one; a theme and a plugin may both write it");
        return;
    }
    let href = first.href.trim();
    let scheme = href.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        // `https://` and no more, a port of letters. A template that was not filled in is said as such.
        Some("http" | "https") if ::url::Url::parse(href).is_ok() || href.contains(['{', '<', '$']) => {}
        Some("http" | "https") => {
            report
                .say("scheme", at(first), format!("the canonical address `{}` names no host", brief(href)))
                .fact("canonical", href)
                .why("nobody can follow it")
                .help("write the whole address, `https://` and the host; `site.url` may be incomplete");
        }
        Some(scheme) if !scheme.contains(['/', '?', '#', '.']) => {
            report
                .say("scheme", at(first), format!("the canonical address `{}` is none of the web", brief(href)))
                .fact("canonical", href)
                .why("nobody can follow it")
                .help("write it with `https://`");
        }
        _ => {
            report
                .say("relative", at(first), format!("the canonical address `{}` is not absolute", brief(href)))
                .fact("canonical", href)
                .why("Mastodon and search tools take it as it stands, or not at all")
                .help("write it with `https://` and the host; `smo-build optimize` does");
        }
    }
}

const DISCORD_URL: usize = 2048;

fn url_malformed(page: &PageView, report: &mut Reporter) {
    let has_blank = |anchor: &&Anchor| {
        let href = anchor.href.trim();
        let is_web = href.starts_with("https://") || href.starts_with("http://");
        is_web && href.split(['?', '#']).next().is_some_and(|path| path.contains(' '))
    };
    if let Some(anchor) = page.shown.anchors.iter().find(has_blank) {
        let address = anchor.href.trim();
        report
            .say("blank", Place::Fact(Fact::Destination(anchor.href.clone())), format!("a link has a blank in it: `{}`", brief(address)))
            .fact("href", address)
            .why("it ends at the blank for whoever copies it")
            .help("write `%20` for it");
    }
    let canonical = page.shown.canonical().map(|link| ("canonical", link.href.as_str(), Place::Html(link.value_span.unwrap_or(link.span))));
    let metas = page.shown.metas.iter().filter(|meta| matches!(meta.key.as_str(), "og:url" | "og:image"));
    let metas = metas.map(|meta| (meta.key.as_str(), meta.content.as_str(), meta_place(page, meta)));
    for (what, address, at) in canonical.into_iter().chain(metas) {
        let address = address.trim();
        let path = address.split_once("://").map_or("", |(_, rest)| rest).split(['?', '#']).next().unwrap_or("");
        let length = address.chars().count();
        let key = crate::lint::shown::known(what);
        if length > DISCORD_URL && report.wants("too-long") && !address.starts_with("data:") {
            report
                .say("too-long", at, format!("{what} is {length} characters: Discord shows no preview over {DISCORD_URL}"))
                .fact(key, address)
                .why("no reader of links takes addresses of any length")
                .help("shorten the slug, or the query");
            return;
        }
        // Addresses of other pages in a path, as archives and image services write them, are meant.
        if path.contains("//") && !path.contains(":") {
            report
                .say("slashes", at, format!("{what} has two slashes in a row: `{}`", brief(address)))
                .fact(key, address)
                .why("servers answer both spellings, networks count them apart, and some make no card")
                .help("join the site's address and the path with one slash");
            return;
        }
        if path.contains(' ') {
            report
                .say("blank", at, format!("{what} has a blank in it: `{}`", brief(address)))
                .fact(key, address)
                .why("some readers stop at the blank")
                .help("write `%20`, or a slug without blanks");
            return;
        }
    }
}
