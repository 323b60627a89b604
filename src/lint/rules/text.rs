//! Group `text`: titles and descriptions as readers of a share see them.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::base::Level::{Error, Info, Warning};
use crate::base::finding::{Fact, Safety};
use crate::base::html::fold_space;
use crate::base::{Place, text};
use crate::config::Settings;
use crate::lint::rule::Tier::{Doc, Folklore, Measured, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, known, meta_place, own_title, remedy, site_name, texts};
use crate::model::facts::{Carrier, Meta};
use crate::model::files::Digest;
use crate::model::page::Kind;
use crate::model::view::{PageSummary, PageView};

use super::markup;

pub const RULES: &[Rule] = &[
    Rule {
        name: "title-missing",
        group: Some(Group::Text),
        cases: &[case("title-missing", Error, Spec, "HTML: title; Signal-Desktop linkPreviewFetch; Mastodon link_details_extractor.rb")],
        check: Check::Page(title_missing),
        doc: include_str!("../docs/title-missing.md"),
    },
    Rule {
        name: "title-too-long",
        group: Some(Group::Text),
        cases: &[
            case("x", Warning, Doc, "X Cards docs: 70 characters").on(&["x"]),
            case("misskey", Warning, Spec, "summaly general.ts: 100 characters").on(&["misskey"]),
            case("discourse", Warning, Spec, "allowlisted_generic_onebox.rb: 80 characters").on(&["discourse"]),
            case("discord", Info, Doc, "Discord link previews: 70 bytes").on(&["discord"]),
            case("search", Info, Measured, "Google cuts titles at about 600 px of Arial at 20 px").on(&["google"]),
            case("advice", Info, Folklore, "repeated advice: 60 characters"),
        ],
        check: Check::Page(title_too_long),
        doc: include_str!("../docs/title-too-long.md"),
    },
    Rule {
        name: "duplicate-title",
        group: Some(Group::Text),
        cases: &[
            case("title", Warning, Measured, "reports: readers take one page for the other"),
            case("description", Info, Measured, "reports: readers take one page for the other"),
        ],
        check: Check::Site(duplicate_title),
        doc: include_str!("../docs/duplicate-title.md"),
    },
    Rule {
        name: "description-missing",
        group: Some(Group::Text),
        cases: &[
            case("none", Warning, Doc, "Google Search Central: snippets; WhatsApp Link Previews"),
            case("search", Warning, Doc, "Google Search Central: snippets"),
        ],
        check: Check::Page(description_missing),
        doc: include_str!("../docs/description-missing.md"),
    },
    Rule {
        name: "text-has-markup",
        group: Some(Group::Text),
        cases: &[
            case("markup", Error, Own, "the page itself"),
            case("control", Error, Own, "the page itself"),
            case("backtick", Info, Own, "the page itself"),
            case("boilerplate", Info, Own, "the page itself"),
            case("lines", Info, Own, "the page itself"),
        ],
        check: Check::Both(has_markup, feeds_have_markup),
        doc: include_str!("../docs/text-has-markup.md"),
    },
];

fn title_missing(page: &PageView, report: &mut Reporter) {
    // What stands in a frame, as mdBook's list of chapters, asks search to leave it out, and nobody shares it.
    if page.fields.noindex || !page.shown.shape.is_document() {
        return;
    }
    if page.shown.title.as_ref().is_some_and(|title| !title.value.trim().is_empty()) {
        return;
    }
    let at = match &page.shown.title {
        Some(empty) if !page.hints.built => Place::Html(empty.span),
        _ => Place::Fact(Fact::Title),
    };
    let message = if page.shown.has_meta("og:title") {
        "no <title>: browsers, search and screen readers have no name for the page"
    } else {
        "no title: Signal and Mastodon make no card"
    };
    report.say("title-missing", at, message).fact("title", "").help(remedy(
        page,
        "add `title:`, or a first heading (`# …`)",
        "add `<title>` to the head",
    ));
}

/// (case, keys that it reads in order, most characters).
const CUTS: &[(&str, &[&str], usize)] = &[
    ("x", &["twitter:title", "og:title"], 70),
    ("discourse", &["og:title", "twitter:title"], 80),
    ("misskey", &["og:title", "twitter:title"], 100),
];
const DISCORD_BYTES: usize = 70;
const ADVICE: usize = 60;
const SEARCH_PIXELS: usize = 600;

fn title_too_long(page: &PageView, report: &mut Reporter) {
    if !page.shareable {
        return;
    }
    let read = |keys: &[&str]| {
        let tag = keys.iter().find_map(|key| page.shown.meta(key)).map(|meta: &Meta| meta.content.trim());
        tag.or_else(|| page.shown.title.as_ref().map(|title| own_title(&title.value, site_name(page, report.ctx)))).unwrap_or("")
    };
    let at = Place::Fact(Fact::Title);
    let help = remedy(page, "shorten it, or set a separate `social.title`", "shorten it, or give `og:title` a shorter one");
    for (id, keys, limit) in CUTS {
        let title = read(keys);
        let length = title.chars().count();
        if length > *limit && report.wants(id) {
            let shown: String = title.chars().take(*limit).collect();
            let name = crate::lint::audience::label(id);
            let (message, why) = (
                format!("title is {length} characters; {name} cuts at {limit}"),
                format!("readers there see “{}…”", brief(shown.trim_end())),
            );
            report.say(id, at, message).fact("title", title).why(why).help(help);
            return;
        }
    }
    let own = page.shown.title.as_ref().map_or("", |title| own_title(&title.value, site_name(page, report.ctx)));
    let pixels = text::arial_width(own, 20);
    if pixels > SEARCH_PIXELS && report.wants("search") {
        report
            .say("search", at, format!("title is {pixels} px wide in search results; Google cuts at about {SEARCH_PIXELS}"))
            .fact("title", own)
            .why("readers there see its beginning only")
            .help(help);
        return;
    }
    let title = read(&["og:title", "twitter:title"]);
    if title.len() > DISCORD_BYTES && report.wants("discord") {
        // What Discord leaves: at most 70 bytes, three of them the dots.
        let mut end = DISCORD_BYTES - 3;
        while !title.is_char_boundary(end) {
            end -= 1;
        }
        let (message, why) =
            (format!("title is {} bytes; Discord cuts at 70", title.len()), format!("readers there see “{}...”", title[..end].trim_end()));
        report.say("discord", at, message).fact("title", title).why(why).help(help);
    } else if title.chars().count() > ADVICE {
        let message = format!("title is {} characters; about 60 are read at a glance", title.chars().count());
        report.say("advice", at, message).fact("title", title).why("advice that is often repeated and that nobody measured").help(help);
    }
}

fn duplicate_title(pages: &[PageSummary], report: &mut Reporter) {
    type Field = fn(&PageSummary) -> Option<&str>;
    let fields: [(&str, &str, usize, Field); 2] =
        [("title", "called", 2, |page| page.title.as_deref()), ("description", "described as", 2, |page| page.description.as_deref())];
    let mut told: BTreeSet<Vec<&str>> = BTreeSet::new();
    let mut said: Vec<(u64, &PageSummary)> = Vec::with_capacity(pages.len());
    for (case, what, least, field) in fields {
        // Lists repeat the words of their posts.
        let counts = |page: &&PageSummary| page.shareable && !page.noindex && (page.article || case == "title");
        let counted = pages.iter().filter(counts).filter_map(|page| {
            let value = field(page).filter(|value| !own_title(value, &report.ctx.settings.site.title).is_empty())?;
            Some((as_compared(value, page.lang.as_deref(), report.ctx.settings), page))
        });
        said.clear();
        said.extend(counted);
        // Pages stay in their order, which is that of their paths.
        said.sort_unstable_by_key(|(mark, page)| (*mark, page.path.as_str()));
        for same in said.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let canonicals: BTreeSet<_> = same.iter().map(|(_, page)| page.canonical.as_deref().unwrap_or(page.url.as_str())).collect();
            let urls: Vec<&str> = same.iter().map(|(_, page)| page.url.as_str()).collect();
            if canonicals.len() < least || !told.insert(urls.clone()) {
                continue;
            }
            let first = same[0].1;
            // Of the first description a large run holds no more than that it was there.
            let told_by = if case == "title" { first } else { same[1].1 };
            let value = own_title(field(told_by).unwrap_or(""), &report.ctx.settings.site.title);
            let at = Place::File(first.source.clone().unwrap_or_else(|| first.path.as_str().into()));
            let shown: Vec<String> = urls.iter().take(3).map(|url| format!("`{url}`")).collect();
            let rest = urls.len().saturating_sub(3);
            let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
            report
                .say(case, at, format!("{} pages are {what} “{}”", canonicals.len(), brief(value)))
                .fact(case_key(case), value)
                .also(same.iter().skip(1).map(|(_, page)| page))
                .why(format!("readers cannot tell their shares apart: {}{more}", shown.join(", ")))
                .help("say in each what is only there")
                .about(first);
        }
    }
}

/// Two titles or descriptions are the same to readers if this is.
pub fn as_compared(text: &str, lang: Option<&str>, settings: &Settings) -> u64 {
    let own = own_title(text, &settings.site.title);
    let folded = fold_space(&own.nfkc().collect::<String>().to_lowercase());
    Digest::of(format!("{}\0{folded}", lang.unwrap_or("")).as_bytes()).mark()
}

fn case_key(case: &str) -> &'static str {
    if case == "title" { "title" } else { "description" }
}

fn description_missing(page: &PageView, report: &mut Reporter) {
    if !page.shareable {
        return;
    }
    let has = |key: &str| page.shown.has_meta(key);
    let described = |meta: &&Meta| meta.key == "description" && !meta.content.trim().is_empty();
    let is_read = |meta: &Meta| matches!(meta.carrier, Carrier::Name | Carrier::Both);
    // The list of a section is made of what its posts say.
    if page.shown.metas.iter().filter(described).any(is_read) || page.hints.kind == Some(Kind::List) {
        return;
    }
    let at = Place::Fact(Fact::Description);
    let key = match page.hints.kind {
        Some(Kind::Home) => "`site.description:`",
        _ => remedy(page, "`description:`", "`<meta name=\"description\">`"),
    };
    if let Some(meta) = page.shown.metas.iter().find(described) {
        report
            .say("search", meta_place(page, meta), "the description stands in `property`: search reads it in `name` only")
            .fact("description", "property")
            .why("search shows words of its own choice")
            .help("write `<meta name=\"description\" …>`; `smo-build optimize` does");
        return;
    }
    // The site's own words stand in for a preview that would be empty; they do not describe the page.
    let site = report.ctx.settings.site.description.as_str();
    let generic = page.shown.meta("og:description").is_some_and(|meta| !site.is_empty() && meta.content.trim() == site);
    if !generic && (has("og:description") || has("twitter:description")) {
        report
            .say(
                "search",
                crate::lint::shown::empty_place(page, &["description"]).unwrap_or(at),
                "no <meta name=\"description\">: search shows words of its own choice",
            )
            .fact("description", "search")
            .why("it reads this tag, not the social ones")
            .help("repeat the social description there, or run `smo-build optimize`");
        return;
    }
    let first = page.shown.first_paragraph.as_ref().map(|text| text::summary(&text.value, 160)).filter(|text| text.len() > 20);
    let message =
        if generic { "no description of its own: previews show that of the site" } else { "no description: previews show the title alone" };
    let said = report.say("none", at, message).fact("description", "").why("readers decide by it whether to follow the link");
    match first {
        Some(first) => said.help(format!("add {key}; the first sentence would do: “{first}”")),
        None => said.help(format!("add {key}, one or two sentences")),
    };
}

fn has_markup(page: &PageView, report: &mut Reporter) {
    let mut told: Vec<String> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (key, value, at) in texts(page) {
        // Most pages say the same in several tags.
        if seen.contains(&value) {
            continue;
        }
        seen.push(value);
        // Line breaks and tabs are white space to most readers; chats print an empty line.
        if value.trim().lines().any(|line| line.trim().is_empty()) && !told.iter().any(|told| told.is_empty()) {
            report
                .say("lines", at.clone(), format!("{key} has an empty line in it"))
                .fact(known(key), "lines")
                .why("chats print it with its gaps")
                .help("write it as one paragraph; an excerpt may have taken the line along");
            told.push(String::new());
        }
        let value = crate::base::html::fold_space(value);
        let found = markup::find(&value);
        let Some((case, construct)) = found else { continue };
        if told.contains(&construct) {
            continue;
        }
        let shown = brief(&construct);
        let said = match case {
            "markup" => report
                .say(case, at, format!("`{shown}` in {key} is shown with its markup"))
                .fact(known(key), construct.as_str())
                .why("no platform renders it")
                .help("write plain words: titles and descriptions are text on every platform"),
            "control" => report
                .say(case, at, format!("{key} holds {construct}"))
                .fact(known(key), construct.as_str())
                .why("platforms print a gap, a box or a question mark")
                .help("remove it; it usually comes in by copy and paste"),
            "backtick" => {
                let code = shown.trim_matches('`');
                report
                    .say(case, at, format!("“{code}” in {key} is shown with its backticks"))
                    .fact(known(key), construct.as_str())
                    .why("no platform renders it")
                    .help(format!("write {code} without them"))
            }
            _ => report
                .say(case, at, format!("{key} has “{shown}”, which belongs to the page, not to a preview"))
                .fact(known(key), construct.as_str())
                .why("it takes the room of words that say something")
                .help("leave it out; an excerpt may have taken it along"),
        };
        let odd = value.chars().find(|c| case == "control" && markup::is_control(*c)).map(String::from);
        match (case, markup::plain(&construct), odd) {
            ("markup", Some(words), _) => drop(said.remedy(Safety::Safe, construct.as_str(), words)),
            ("control", _, Some(odd)) => drop(said.remedy(Safety::Safe, odd, "")),
            _ => {}
        }
        told.push(construct);
    }
}

/// Markdown in titles that only a feed has. Elements are no mistake there: Atom has titles of HTML, and many readers of RSS show it.
fn feeds_have_markup(pages: &[PageSummary], report: &mut Reporter) {
    for feed in report.ctx.around.files.iter().flat_map(|files| &files.feeds) {
        let odd = feed.items.iter().find_map(|item| {
            let title = crate::base::html::fold_space(item.title.as_deref()?);
            let (case, construct) =
                markup::find(&title).filter(|(case, construct)| matches!(*case, "markup" | "control") && !construct.starts_with('<'))?;
            // That of a page is told there.
            let is_told = pages.iter().any(|page| page.title.as_deref().is_some_and(|title| title.contains(&construct)));
            (!is_told).then_some((item, case, construct))
        });
        let Some((item, case, construct)) = odd else { continue };
        let shown = brief(&construct);
        let what = if case == "markup" {
            format!("`{shown}` in a title of a feed is shown with its markup")
        } else {
            format!("a title of a feed holds {construct}")
        };
        report
            .say(case, Place::Spot(feed.source.spot(item.span)), what)
            .fact("title", construct.as_str())
            .why("feed readers print titles as they are")
            .help("let the template of the feed write plain words");
    }
}
