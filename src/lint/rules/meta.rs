//! Group `meta`, the tags themselves: there, readable, once, and early enough.

use crate::base::Level::{Error, Info, Warning};
use crate::base::finding::{Fact, Safety};
use crate::base::nearest::nearest;
use crate::base::text::thousands;
use crate::base::{Level, Place, Span};
use crate::lint::audience::{label, list, targeted, verb};
use crate::lint::rule::Tier::{Doc, Folklore, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::leaks::is_dev_address;
use crate::lint::shown::{brief, empty_place, preview};
use crate::model::consumer::TWITTER_CARDS;
use crate::model::facts::{Carrier, Meta};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "og-required-missing",
        group: Some(Group::Meta),
        cases: &[
            case("required", Error, Spec, "ogp.me: og:title, og:type and og:url are required"),
            case("description", Warning, Doc, "WhatsApp Link Previews: should not be empty"),
        ],
        check: Check::Page(required_missing),
        doc: include_str!("../docs/og-required-missing.md"),
    },
    Rule {
        name: "twitter-card-invalid",
        group: Some(Group::Meta),
        cases: &[
            case("value", Error, Doc, "X Cards docs: summary, summary_large_image, app, player").on(&["x", "discord", "misskey"]),
            case("absent", Warning, Doc, "X Cards docs; Discord link previews; summaly general.ts").on(&["x", "discord", "misskey"]),
            case("several", Warning, Doc, "X Cards docs: the last one wins").on(&["x", "discord"]),
        ],
        check: Check::Page(card_invalid),
        doc: include_str!("../docs/twitter-card-invalid.md"),
    },
    Rule {
        name: "meta-wrong-attribute",
        group: Some(Group::Meta),
        cases: &[
            case("og-as-name", Warning, Spec, "ogp.me: property; Signal-Desktop linkPreviewFetch; Synapse preview_html.py"),
            case("twitter-as-property", Info, Doc, "X Cards docs: name, property as a fallback; Synapse preview_html.py"),
            case("key-case", Info, Doc, "Discord link previews: keys are case-sensitive").on(&["discord"]),
        ],
        check: Check::Page(wrong_attribute),
        doc: include_str!("../docs/meta-wrong-attribute.md"),
    },
    Rule {
        name: "meta-duplicate-conflict",
        group: Some(Group::Meta),
        cases: &[
            case("text", Error, Spec, "first wins: Mastodon, Signal-Desktop, Lemmy; last wins: Signal-Android, Synapse"),
            case("images", Warning, Doc, "Discord link previews: several og:image make a gallery; Synapse takes the last"),
            case("equal", Info, Spec, "ogp.me, arrays"),
        ],
        check: Check::Page(duplicates),
        doc: include_str!("../docs/meta-duplicate-conflict.md"),
    },
    Rule {
        name: "meta-not-in-static-head",
        group: Some(Group::Meta),
        cases: &[
            case("after-head", Error, Doc, "WhatsApp Link Previews: in the head; Mastodon link_details_extractor.rb")
                .on(&["whatsapp", "mastodon"]),
            case("script-only", Error, Doc, "Apple TN3156, Meta web crawlers: scripts are not run"),
        ],
        check: Check::Page(outside_head),
        doc: include_str!("../docs/meta-not-in-static-head.md"),
    },
    Rule {
        name: "meta-past-byte-limit",
        group: Some(Group::Meta),
        cases: &[
            case("whatsapp", Error, Doc, "WhatsApp Link Previews: the first 300 KB").on(&["whatsapp"]),
            case("facebook", Error, Doc, "Meta web crawlers: the first 1 MB").on(&["facebook"]),
            case("imessage", Error, Doc, "Apple TN3156: 1 MB").on(&["imessage"]),
            case("signal-desktop", Error, Spec, "Signal-Desktop linkPreviewFetch: 1000 KiB").on(&["signal-desktop"]),
            case("mastodon", Error, Spec, "Mastodon fetch_link_card_service.rb: 1 MiB").on(&["mastodon"]),
            case("lemmy", Error, Spec, "Lemmy api_utils request.rs: 1 MiB").on(&["lemmy"]),
            case("slack", Info, Folklore, "reported: Slack reads the first 32 KB").on(&["slack"]),
        ],
        check: Check::Page(past_byte_limit),
        doc: include_str!("../docs/meta-past-byte-limit.md"),
    },
];

fn required_missing(page: &PageView, report: &mut Reporter) {
    if !page.shareable {
        return;
    }
    let has = |key: &str| page.shown.has_meta(key);
    let titled = has("twitter:title") || page.shown.title.as_ref().is_some_and(|title| !title.value.trim().is_empty());
    let described = has("description") || has("twitter:description");
    // A page without any title or description has that said by its own rule.
    let mut missing: Vec<&str> = ["og:title", "og:type", "og:url"].into_iter().filter(|key| !has(key)).collect();
    missing.retain(|key| *key != "og:title" || titled);
    // Without an address of the site there is none to write, nor beside a canonical link that leads nowhere.
    let is_known = report.ctx.base.is_some() && !page.shown.canonical().is_some_and(|link| is_dev_address(&link.href));
    missing.retain(|key| *key != "og:url" || is_known);
    let required = !missing.is_empty();
    if !has("og:description") && described {
        missing.push("og:description");
    }
    if missing.is_empty() {
        return;
    }
    let message = format!("{} {} missing", list(&missing), if missing.len() == 1 { "is" } else { "are" });
    // `og.title`, `og:titel`: that is where it has to be mended.
    let misspelt = page.shown.metas.iter().filter(|meta| meta.span.end > 0 && !page.hints.built).find_map(|meta| {
        let plain = meta.key.replacen("og.", "og:", 1).replacen("og_", "og:", 1);
        let meant = plain.starts_with("og:").then(|| nearest(&plain, missing.iter().copied()))??;
        (!page.shown.metas.iter().any(|other| other.key == meant)).then_some((meant, Place::Html(meta.span)))
    });
    let at =
        crate::lint::shown::empty_place(page, &missing).or_else(|| misspelt.clone().map(|(_, at)| at)).unwrap_or(Place::Fact(Fact::Page));
    let asked = missing.iter().any(|key| *key != "og:type") && report.ctx.targets("whatsapp");
    let why = if asked { "WhatsApp asks for title, description and address in these tags" } else { "Open Graph requires them" };
    report
        .say(if required { "required" } else { "description" }, at, message)
        .fact(missing.first().map_or("og:title", |key| key), missing.join(" "))
        .why(why)
        .help(match misspelt {
            Some((meant, _)) => format!("did you mean `{meant}`? `smo-build optimize` fills what is missing from the page"),
            None => "`smo-build optimize` fills them from the page".to_owned(),
        });
}

fn card_invalid(page: &PageView, report: &mut Reporter) {
    let cards: Vec<&Meta> = page.shown.metas.iter().filter(|meta| meta.key == "twitter:card" && !meta.content.trim().is_empty()).collect();
    let Some(last) = cards.last() else {
        // Without a picture there is nothing to enlarge: that is another rule's business.
        if page.shareable && preview(&page.shown).is_some() {
            report
                .say(
                    "absent",
                    empty_place(page, &["twitter:card"]).unwrap_or(Place::Fact(Fact::Page)),
                    "no twitter:card: X shows a small card at most",
                )
                .fact("twitter:card", "")
                .why("Discord and Misskey choose the layout by it, too")
                .help("write `summary_large_image`, or let `smo-build optimize` write it");
        }
        return;
    };
    if let Some(odd) = cards.iter().find(|card| !TWITTER_CARDS.contains(&card.content.trim())) {
        let value = odd.content.trim();
        let at = Place::Html(odd.value_span.unwrap_or(odd.span));
        let near = nearest(value, TWITTER_CARDS).or_else(|| value.contains("large").then_some(TWITTER_CARDS[1]));
        let message = match near {
            Some(near) => format!("`{}` is no card type; did you mean `{near}`?", brief(value)),
            None => format!("`{}` is no card type", brief(value)),
        };
        let said = report.say("value", at, message).fact("twitter:card", value).why("X and Discord choose the layout by it");
        let said = said.help(format!("the card types are {}", TWITTER_CARDS.join(", ")));
        if let Some(near) = near {
            said.remedy(Safety::Unsafe, value, near);
        }
    }
    if let Some(other) = cards.iter().find(|card| card.content.trim() != last.content.trim()) {
        let (first, last_value) = (brief(&other.content), brief(&last.content));
        report
            .say("several", Place::Html(last.span), format!("two twitter:card, `{first}` and `{last_value}`: X and Discord take the last"))
            .fact("twitter:card", format!("{first} {last_value}"))
            .related(Place::Html(other.span), "the other one")
            .why("which one counts depends on who reads them")
            .help("remove the one that is not meant");
    }
}

fn wrong_attribute(page: &PageView, report: &mut Reporter) {
    let metas = &page.shown.metas;
    let only = |meta: &Meta, carrier: Carrier| metas.iter().filter(|other| other.key == meta.key).all(|other| other.carrier == carrier);
    let is_og = |key: &str| key.starts_with("og:") || key.starts_with("article:");
    let named: Vec<&Meta> = metas.iter().filter(|meta| is_og(&meta.key) && only(meta, Carrier::Name)).collect();
    if let Some(first) = named.first() {
        report
            .say("og-as-name", Place::Html(first.span), format!("{} in `name`: Signal and Matrix read only `property`", keys(&named)))
            .fact("name", keys(&named))
            .why("they show the link as if the tag were missing")
            .help(format!("write `<meta property=\"{}\" …>`", first.key));
    }
    let propertied: Vec<&Meta> = metas.iter().filter(|meta| meta.key.starts_with("twitter:") && only(meta, Carrier::Property)).collect();
    if let Some(first) = propertied.first() {
        report
            .say("twitter-as-property", Place::Html(first.span), format!("{} in `property`: Matrix reads only `name`", keys(&propertied)))
            .fact("property", keys(&propertied))
            .why("X takes `property` as a fallback only")
            .help(format!("write `<meta name=\"{}\" …>`", first.key));
    }
    let is_social = |key: &str| is_og(key) || key.starts_with("twitter:");
    let odd = |meta: &&Meta| is_social(&meta.key) && !meta.key_raw.is_empty() && meta.key_raw != meta.key;
    if let Some(meta) = metas.iter().find(odd) {
        report
            .say("key-case", Place::Html(meta.span), format!("`{}` is not in lower case: Discord does not read it", brief(&meta.key_raw)))
            .why("keys are compared letter by letter there")
            .help(format!("write `{}`", meta.key));
    }
}

fn keys(metas: &[&Meta]) -> String {
    let mut keys: Vec<&str> = metas.iter().map(|meta| meta.key.as_str()).collect();
    keys.dedup();
    list(&keys)
}

const SINGLE: &[&str] =
    &["og:title", "og:description", "og:url", "og:type", "og:site_name", "twitter:title", "twitter:description", "description"];

fn duplicates(page: &PageView, report: &mut Reporter) {
    let all = |key: &str| page.shown.metas.iter().filter(|meta| meta.key == key && !meta.content.trim().is_empty()).collect::<Vec<_>>();
    for key in SINGLE {
        let metas = all(key);
        let Some((first, rest)) = metas.split_first() else { continue };
        let value = |meta: &Meta| crate::base::html::fold_space(&meta.content);
        if let Some(other) = rest.iter().rev().find(|other| value(other) != value(first)) {
            let (one, last) = (brief(&first.content), brief(&other.content));
            let message = match key.starts_with("twitter:") {
                // Neither of the two reads it.
                true => format!("two {key}: some readers take the first, “{one}”, others the last, “{last}”"),
                false => format!("two {key}: Mastodon takes the first, “{one}”, Matrix the last, “{last}”"),
            };
            report
                .say("text", Place::Html(other.span), message)
                .fact(key, format!("{}\n{}", first.content, other.content))
                .related(
                    Place::Html(first.span),
                    if key.starts_with("twitter:") { "the first one" } else { "Mastodon, Signal Desktop and Lemmy take this one" },
                )
                .why("one page goes by two names")
                .help("remove one; a theme and a plugin may both write it");
        } else if let Some(other) = rest.first() {
            report
                .say("equal", Place::Html(other.span), format!("{key} stands twice, with the same value"))
                .fact(key, first.content.clone())
                .related(Place::Html(first.span), "the first one")
                .why("nothing breaks until one of them changes")
                .help("remove one; a theme and a plugin may both write it");
        }
    }
    // A drawing has a title, too.
    let titles: Vec<_> = page.shown.fringe.titles.iter().filter(|title| title.in_head).collect();
    if let [first, .., last] = titles.as_slice()
        && crate::base::html::fold_space(&first.text) != crate::base::html::fold_space(&last.text)
    {
        report
            .say("text", Place::Html(last.span), format!("two <title>, “{}” and “{}”", brief(&first.text), brief(&last.text)))
            .fact("title", last.text.clone())
            .related(Place::Html(first.span), "browsers and most readers take this one")
            .why("one page goes by two names")
            .help("remove one; a theme and a plugin may both write it");
    }
    let images = all("og:image");
    if report.flag("image-array") {
        return;
    }
    if let Some(other) = images.iter().skip(1).find(|other| other.content.trim() != images[0].content.trim()) {
        report
            .say("images", Place::Html(other.span), format!("{} different og:image", count_distinct(&images)))
            .fact("og:image", other.content.clone())
            .related(Place::Html(images[0].span), "the first one, which all others take")
            .why("Discord makes a gallery of them, Matrix and Signal for Android take the last")
            .help("leave the one that is meant");
    }
}

fn count_distinct(metas: &[&Meta]) -> usize {
    metas.iter().map(|meta| meta.content.trim()).collect::<std::collections::BTreeSet<_>>().len()
}

fn is_preview_key(key: &str) -> bool {
    key.starts_with("og:") || key.starts_with("article:") || key.starts_with("twitter:") || key == "description"
}

fn outside_head(page: &PageView, report: &mut Reporter) {
    if !page.shown.shape.is_document() {
        return;
    }
    let metas = &page.shown.metas;
    let lost =
        |meta: &&Meta| is_preview_key(&meta.key) && !meta.in_head && !metas.iter().any(|other| other.key == meta.key && other.in_head);
    let mut lost: Vec<(&str, Span)> = metas.iter().filter(lost).map(|meta| (meta.key.as_str(), meta.span)).collect();
    let mut ended = page.shown.marks.head_ended_by.clone();
    if let (Some(title), Some((_, end))) = (&page.shown.title, &ended)
        && page.shown.title_start >= end.end
    {
        let title = ("<title>", title.span);
        lost.insert(lost.partition_point(|(_, span)| span.start < title.1.start), title);
    }
    // Neither of these two runs scripts, so what stands in a `noscript` counts.
    if lost.is_empty()
        && let Some((tag, span)) = &page.shown.marks.head_ended_unscripted
    {
        let is_before = |meta: &Meta| meta.span.end <= span.start;
        let behind = metas.iter().filter(|meta| {
            is_preview_key(&meta.key) && !is_before(meta) && !metas.iter().any(|other| other.key == meta.key && is_before(other))
        });
        lost.extend(behind.map(|meta| (meta.key.as_str(), meta.span)));
        ended = Some((format!("{tag} in a <noscript>"), *span));
    }
    let readers = targeted(report.ctx, &["whatsapp", "mastodon"]);
    let Some((key, first)) = lost.first().copied().filter(|_| !readers.is_empty()) else { return script_only(page, report) };
    let see = format!("{} {} not see", list(&readers), if readers.len() == 1 { "does" } else { "do" });
    let (it, what) = match lost.len() {
        1 => ("it", format!("{key} stands")),
        2 => ("them", format!("{key} and another tag stand")),
        count => ("them", format!("{key} and {} more tags stand", count - 1)),
    };
    let ended = ended.as_ref().filter(|(_, span)| span.start < first.start);
    let message = match ended {
        Some((by, _)) => format!("{by} ends the head, and {what} after it: {see} {it}"),
        None => format!("{what} after the end of the head: {see} {it}"),
    };
    let lost_keys: Vec<&str> = lost.iter().map(|(key, _)| *key).collect();
    report
        .say("after-head", Place::Html(ended.map_or(first, |(_, span)| *span)), message)
        .fact("head", lost_keys.join(" "))
        .related(Place::Html(first), "the first tag that is lost")
        .why("an element that may not stand in a head ends it, whatever the indentation says")
        .help("move the tags up, before the first element that belongs in the body");
}

/// Tags that a script writes exist for nobody who makes previews.
fn script_only(page: &PageView, report: &mut Reporter) {
    let Some(span) = page.shown.marks.tags_in_script else { return };
    if !page.shareable || page.shown.has_meta("og:title") || page.shown.has_meta("og:image") {
        return;
    }
    report
        .say("script-only", Place::Html(span), "og:title and og:image are written by a script: no preview shows them")
        .fact("head", "script")
        .why("the programs that make previews run no scripts")
        .help("write the tags into the HTML; `smo-build optimize` does");
}

/// (case and platform, bytes it reads).
const WINDOWS: &[(&str, usize)] = &[
    ("slack", 32_768),
    ("whatsapp", 300_000),
    ("facebook", 1_000_000),
    ("imessage", 1_000_000),
    ("signal-desktop", 1_024_000),
    ("mastodon", 1_048_576),
    ("lemmy", 1_048_576),
];

fn past_byte_limit(page: &PageView, report: &mut Reporter) {
    if !page.shown.shape.is_document() {
        return;
    }
    let metas = page.shown.metas.iter().filter(|meta| is_preview_key(&meta.key) && meta.in_head);
    let end = page.shown.head_end;
    // WhatsApp asks for all of the head, the others for the tags.
    let whole = end.max(page.shown.fringe.body_start as usize);
    let passed: Vec<_> =
        WINDOWS.iter().filter(|(id, limit)| (if *id == "whatsapp" { whole } else { end }) > *limit && report.wants(id)).collect();
    let level = |id: &str| RULES.iter().flat_map(|rule| rule.cases).find(|case| case.id == id).map_or(Level::Info, |case| case.level);
    let hard: Vec<_> = passed.iter().filter(|(id, _)| level(id) == Error).collect();
    // The smallest window says the most; a reported one is only named where no documented one is passed.
    let Some((id, limit)) = hard.first().copied().copied().or_else(|| passed.first().copied()) else { return };
    let first = metas.filter(|meta| meta.span.end as usize > *limit).min_by_key(|meta| meta.span.start);
    let (at, what) = match first {
        Some(meta) => (Place::Html(meta.span), format!("{} is at byte {}", meta.key, thousands(meta.span.start as usize))),
        None if end > *limit => (Place::Fact(Fact::Page), format!("the last social tag ends at byte {}", thousands(end))),
        None => (Place::Fact(Fact::Page), format!("the head ends at byte {}", thousands(whole))),
    };
    let others: Vec<&str> = hard.iter().map(|(id, _)| label(id)).filter(|name| *name != label(id)).collect();
    let said = report.say(id, at, format!("{what}; {} reads the first {}", label(id), thousands(*limit)));
    let said = said.fact("head", *id).harms(&if hard.is_empty() { vec![*id] } else { hard.iter().map(|(id, _)| *id).collect() });
    let said = match &page.shown.marks.heaviest {
        Some((tag, span)) => {
            let size = span.end.saturating_sub(span.start) as usize;
            said.related(Place::Html(Span { end: span.start + 1, ..*span }), format!("{} bytes of it are one {tag}", thousands(size)))
        }
        None => said,
    };
    let said = if others.is_empty() {
        said.why(if end > *limit { "a tag behind that is not there for it" } else { "it asks for all of the head within that" })
    } else {
        said.why(format!("{} {} reading before it, too", list(&others), verb(&others, "stop")))
    };
    said.help(if end > *limit {
        "move the tags up, before inline styles and scripts"
    } else {
        "move inline styles and scripts into files, or into the body"
    });
}
