//! Groups `feed`, `url` and `track`, what stands beside the pages: robots.txt, sitemaps and feeds
//! must be of one mind with them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::base::Level::{Error, Warning};
use crate::base::{Place, Source, Span, url};
use crate::lint::audience::{AUDIENCE, label, list};
use crate::lint::rule::Tier::{Doc, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::data::{is_date, is_to_come};
use crate::lint::rules::leaks::{is_dev_address, is_rel};
use crate::lint::shown::{brief, globs};
use crate::model::audience::reader;
use crate::model::site_files::{Feed, FeedKind, SiteFiles};
use crate::model::view::{PageSummary, PageView};

pub const RULES: &[Rule] =
    &[
        Rule {
            name: "robots-blocks-unfurlers",
            group: Some(Group::Url),
            cases: &[
                case("page", Warning, Doc, "X Cards docs: respects robots.txt as Twitterbot; LinkedIn, Pinterest and others by report")
                    .on(&["x", "facebook", "linkedin", "pinterest", "discord", "slack", "telegram", "imessage"]),
                case("picture", Warning, Doc, "X Cards docs: a blocked picture is none").on(&[
                    "x",
                    "facebook",
                    "linkedin",
                    "pinterest",
                    "discord",
                    "slack",
                    "telegram",
                    "imessage",
                ]),
            ],
            check: Check::Site(robots_block),
            doc: include_str!("../docs/robots-blocks-unfurlers.md"),
        },
        Rule {
            name: "feed-relative-urls",
            group: Some(Group::Feed),
            cases: &[
                case("relative", Warning, Doc, "W3C feed validator: ContainsRelRef"),
                case("id", Warning, Spec, "RFC 4287: an entry has an id; RSS 2.0: guid"),
                case("enclosure", Warning, Spec, "RSS 2.0: enclosure; RFC 4287: link"),
            ],
            check: Check::Site(relative_in_feeds),
            doc: include_str!("../docs/feed-relative-urls.md"),
        },
        Rule {
            name: "feed-undiscoverable",
            group: Some(Group::Feed),
            cases: &[
                case("broken", Error, Spec, "RFC 4287, RSS 2.0: well-formed XML"),
                case("no-link", Warning, Spec, "HTML: link type alternate; RSS Autodiscovery"),
                case("type", Warning, Spec, "HTML: link type alternate; RSS Autodiscovery"),
            ],
            check: Check::Both(feed_types, feed_links),
            doc: include_str!("../docs/feed-undiscoverable.md"),
        },
        Rule {
            name: "sitemap-mismatch",
            group: Some(Group::Feed),
            cases: &[
                case("broken", Error, Spec, "sitemaps.org: well-formed XML"),
                case("missing", Warning, Spec, "sitemaps.org: loc"),
                case("hidden", Warning, Spec, "Google Search Central: a sitemap lists canonical, indexable pages"),
                case("other-host", Warning, Spec, "sitemaps.org: all addresses are of one host"),
                case("lastmod", Warning, Spec, "sitemaps.org: lastmod is a W3C date"),
            ],
            check: Check::Site(sitemap_mismatch),
            doc: include_str!("../docs/sitemap-mismatch.md"),
        },
    ];

/// (platform, product token) where what it sends names none: as its documentation has it.
const NAMED: &[(&str, &str)] = &[("pinterest", "Pinterestbot"), ("imessage", "Applebot")];

/// The names that a platform is called by in robots.txt: those of the first of the requests that the table of readers
/// knows, `Mozilla/5.0 (compatible; Discordbot/2.0; …)` as `Discordbot`.
fn tokens(platform: &str) -> impl Iterator<Item = &'static str> {
    let own = NAMED.iter().find(|(known, _)| *known == platform).map(|(_, token)| *token);
    let sent = reader(platform).and_then(|reader| reader.user_agents.first()).filter(|_| own.is_none());
    let name = sent.map(|sent| sent.strip_prefix("Mozilla/5.0 (compatible; ").unwrap_or(sent));
    let name = name.map(|name| name.split(['/', ';', '(']).next().unwrap_or(name));
    own.into_iter().chain(name.into_iter().flat_map(str::split_whitespace).filter(|word| word.starts_with(|c: char| c.is_alphabetic())))
}

/// Whom a line of robots.txt keeps away, and from which pages.
#[derive(Default)]
struct Blocked<'p> {
    platforms: BTreeSet<&'static str>,
    urls: BTreeSet<&'p str>,
}

fn robots_block(pages: &[PageSummary], report: &mut Reporter) {
    let (Some(files), Some(base)) = (report.ctx.around.files, report.ctx.base) else { return };
    // Only the one at the root of the host is asked for.
    let Some((source, robots)) = files.robots.as_ref().filter(|_| base.path().trim_matches('/').is_empty()) else { return };
    let targeted = AUDIENCE.iter().map(|(id, _)| *id).filter(|id| report.ctx.targets(id));
    let crawlers: Vec<(&'static str, Vec<&str>)> = targeted.map(|id| (id, tokens(id).collect())).collect();
    let mut blocked: BTreeMap<(&str, Span), Blocked> = BTreeMap::new();
    for page in pages.iter().filter(|page| page.shareable) {
        let picture =
            page.image.as_ref().and_then(|image| ::url::Url::parse(&image.url).ok()).filter(|url| url.host_str() == Some(base.host()));
        let paths = [("page", Some(page.url.as_str().to_owned())), ("picture", picture.map(|url| url.path().to_owned()))];
        for (platform, tokens) in &crawlers {
            for (case, path) in &paths {
                let forbids = |path: &str| tokens.iter().find_map(|token| robots.forbids(token, path));
                let Some(line) = path.as_deref().and_then(forbids) else { continue };
                let found = blocked.entry((case, line)).or_default();
                found.platforms.insert(platform);
                found.urls.insert(page.url.as_str());
                // Whoever cannot read the page never asks for its picture.
                break;
            }
        }
    }
    for ((case, line), Blocked { platforms, urls }) in blocked {
        let count = urls.len();
        let names: Vec<&str> = platforms.iter().map(|id| label(id)).collect();
        let said = brief(&source.text[line.range()]);
        let what = match (case, count) {
            ("page", 1) => "a page".to_owned(),
            ("page", count) => format!("{count} pages"),
            (_, 1) => "the preview picture of a page".to_owned(),
            (_, count) => format!("the preview pictures of {count} pages"),
        };
        let first = urls.first().copied().unwrap_or_default();
        let harmed: Vec<&'static str> = platforms.into_iter().collect();
        report
            .say(case, Place::Spot(source.spot(line)), format!("`{said}` keeps {} from {what}", list(&names)))
            .fact("robots", said)
            .harms(&harmed)
            .why(format!("those that heed robots.txt show links without a preview: `{}` is the first", brief(first)))
            .help("allow these crawlers: `User-agent: Twitterbot` and `Allow: /` in a group of its own");
    }
}

/// Where a feed is wrong, and what it calls the entry.
fn entry_name(feed: &Feed, at: usize) -> String {
    let item = &feed.items[at];
    item.title.as_deref().or(item.link.as_deref()).map_or_else(|| format!("entry {}", at + 1), |title| format!("“{}”", brief(title)))
}

fn relative_in_feeds(pages: &[PageSummary], report: &mut Reporter) {
    let Some(files) = report.ctx.around.files else { return };
    for feed in &files.feeds {
        let spot = |span: Span| Place::Spot(feed.source.spot(span));
        let first = |wrong: &dyn Fn(usize) -> bool| {
            let wrong: Vec<usize> = (0..feed.items.len()).filter(|at| wrong(*at)).collect();
            wrong.first().map(|first| (*first, wrong.len()))
        };
        let more = |count: usize| if count > 1 { format!(" ({count} entries)") } else { String::new() };
        let is_whole = |address: &str| address.contains("://") || address.starts_with("urn:") || address.starts_with("tag:");
        if let Some((at, count)) = first(&|at| feed.items[at].relative.is_some()) {
            let address = brief(feed.items[at].relative.as_deref().unwrap_or_default());
            let message = format!("{} names `{address}`, which leads nowhere in a feed reader{}", entry_name(feed, at), more(count));
            let said = report.say("relative", spot(feed.items[at].text_span), message).fact("feed", address);
            let said = match page_of(&feed.items[at].link, pages) {
                Some(page) => said.related(Place::File(page.source.clone().unwrap_or_else(|| page.path.as_str().into())), "the post"),
                None => said,
            };
            said.why("readers show it on another site: pictures are missing and links are dead")
                .help("write absolute addresses into feeds, or an `xml:base`");
        }
        let is_path = |at: usize| feed.items[at].link.as_deref().is_some_and(|link| !is_whole(link)) && !feed.based;
        if let Some((at, count)) = first(&is_path) {
            let address = brief(feed.items[at].link.as_deref().unwrap_or_default());
            report
                .say(
                    "relative",
                    spot(feed.items[at].link_span),
                    format!("{} links to `{address}`, which is not absolute{}", entry_name(feed, at), more(count)),
                )
                .fact("feed", address)
                .why("readers open it from another site, or not at all")
                .help("write the whole address");
        }
        let known = |at: usize| feed.items[at].id.as_deref().filter(|id| !id.is_empty());
        let mut ids = BTreeSet::new();
        let again: BTreeSet<usize> = (0..feed.items.len()).filter(|at| known(*at).is_some_and(|id| !ids.insert(id))).collect();
        let is_again = |at: usize| again.contains(&at);
        if let Some((at, count)) = first(&is_again) {
            report
                .say("id", spot(feed.items[at].id_span), format!("{} has the id of another entry{}", entry_name(feed, at), more(count)))
                .fact("feed", "same id")
                .why("readers take the two for one, and show only one of them")
                .help("write the post's address as its id");
        }
        let no_id = |at: usize| match &feed.items[at] {
            // RSS takes the link instead.
            item if feed.kind == FeedKind::Rss => item.id.is_none() && item.link.is_none(),
            // Any text that stays will do.
            item if feed.kind == FeedKind::Json => item.id.is_none(),
            item => item.id.as_deref().is_none_or(|id| !is_whole(id)),
        };
        if let Some((at, count)) = first(&no_id) {
            report
                .say("id", spot(feed.items[at].span), format!("{} has no id that stays{}", entry_name(feed, at), more(count)))
                .fact("feed", "id")
                .why("readers tell by it what is new, and show old posts again without it")
                .help("write the post's address as its id");
        }
        if let Some((at, count)) = first(&|at| feed.items[at].enclosure.as_deref().is_some_and(|address| !address.contains("://"))) {
            let address = brief(feed.items[at].enclosure.as_deref().unwrap_or_default());
            report
                .say(
                    "enclosure",
                    spot(feed.items[at].enclosure_span),
                    format!("{} encloses `{address}`, which is not absolute{}", entry_name(feed, at), more(count)),
                )
                .fact("feed", address)
                .why("players cannot fetch it")
                .help("write the whole address");
        }
    }
}

fn page_of<'p>(link: &Option<String>, pages: &'p [PageSummary]) -> Option<&'p PageSummary> {
    let link = link.as_deref()?;
    pages.iter().find(|page| page.canonical.as_deref() == Some(link))
}

/// A link to a feed of ours that says another type, so that browsers do not offer it.
fn feed_types(page: &PageView, report: &mut Reporter) {
    let (Some(files), Some(base)) = (report.ctx.around.files, report.ctx.base) else { return };
    for link in page.shown.links.iter().filter(|link| is_rel(&link.rel, "alternate")) {
        let path = page.shown.absolute(base, &link.href).and_then(|url| base.local_path(&url));
        let Some(feed) = path.and_then(|path| files.feeds.iter().find(|feed| feed.path == path)) else { continue };
        let kind = link.kind.as_deref().unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let is_json = feed.kind == FeedKind::Json && kind == "application/json";
        if kind != feed.kind.mime() && !is_json && !(kind == "application/rss+xml" || kind == "application/atom+xml") {
            let said = if kind.is_empty() { "no type".to_owned() } else { format!("the type `{}`", brief(&kind)) };
            report
                .say("type", Place::Html(link.span), format!("the link to the feed `{}` has {said}", brief(&feed.path)))
                .fact("alternate", kind)
                .why("feed readers look for links of a feed's type")
                .help(format!("write `type=\"{}\"`", feed.kind.mime()));
        }
    }
}

fn feed_links(pages: &[PageSummary], report: &mut Reporter) {
    let Some(files) = report.ctx.around.files else { return };
    for feed in &files.feeds {
        if let Some((error, span)) = &feed.broken {
            let format = if feed.kind == FeedKind::Json { "JSON" } else { "XML" };
            broken("the feed", format, error, &feed.source, *span, report);
        }
    }
    let whole: Vec<&Feed> = files.feeds.iter().filter(|feed| feed.broken.is_none() && !feed.items.is_empty()).collect();
    let Some(home) = pages.iter().find(|page| page.url.as_str() == "/") else { return };
    if let Some(feed) = whole.first().filter(|_| home.trace.is_some() && !home.offers_feed) {
        let at = Place::File(home.source.clone().unwrap_or_else(|| home.path.as_str().into()));
        report
            .say("no-link", at, format!("the home page does not say that there is a feed: `{}`", brief(&feed.path)))
            .fact("alternate", feed.path.clone())
            .about(home)
            .why("people who paste the site's address into a feed reader find nothing")
            .help(format!("`<link rel=\"alternate\" type=\"{}\" href=\"{}\">` in the head", feed.kind.mime(), feed.path));
    }
}

fn broken(what: &str, format: &str, error: &str, source: &Source, span: Span, report: &mut Reporter) {
    report
        .say("broken", Place::Spot(source.spot(span)), format!("{what} is no {format} that can be read: {}", brief(error)))
        .fact(if format == "XML" { "xml" } else { "json" }, error)
        .why("readers refuse all of it")
        .help(match format {
            "XML" => "escape `&`, `<` and `>` in it, or let the generator's own template write it",
            _ => "let the generator's own filter for JSON write each value",
        });
}

/// An entry of a sitemap: its place, its path, and the page it names.
type Listed<'p> = (Span, String, Option<&'p PageSummary>);

fn sitemap_mismatch(pages: &[PageSummary], report: &mut Reporter) {
    let (Some(files), Some(base)) = (report.ctx.around.files, report.ctx.base) else { return };
    let entries = files.sitemaps.iter().flat_map(|map| &map.entries);
    let named: HashSet<String> = entries.filter_map(|entry| Some(plain(&base.local_path(&entry.loc)?))).collect();
    let listed = pages.iter().map(|page| (plain(page.url.as_str()), page)).filter(|(path, _)| named.contains(path));
    let by_path: BTreeMap<String, &PageSummary> = listed.collect();
    let elsewhere = globs(&report.ctx.settings.lint.external_paths);
    for map in &files.sitemaps {
        if let Some((error, span)) = &map.broken {
            broken("the sitemap", "XML", error, &map.source, *span, report);
        }
        let is_odd = |entry: &&crate::model::site_files::Entry| entry.lastmod.as_deref().is_some_and(|date| !is_date(date));
        if let Some(entry) = map.entries.iter().find(is_odd) {
            let date = brief(entry.lastmod.as_deref().unwrap_or_default());
            report
                .say(
                    "lastmod",
                    Place::Spot(map.source.spot(entry.lastmod_span)),
                    format!("the sitemap's lastmod `{date}` is no date that machines read"),
                )
                .fact("lastmod", date)
                .why("search leaves it out, and trusts a sitemap less that is wrong")
                .help("write it as `2026-03-04`, or `2026-03-04T09:00:00+01:00`");
        }
        let is_early = |entry: &&crate::model::site_files::Entry| matches!((entry.lastmod.as_deref(), report.ctx.now), (Some(date), Some(now)) if is_to_come(date, now));
        if let Some(entry) = map.entries.iter().find(is_early) {
            let date = brief(entry.lastmod.as_deref().unwrap_or_default());
            report
                .say(
                    "lastmod",
                    Place::Spot(map.source.spot(entry.lastmod_span)),
                    format!("the sitemap says that a page changed on `{date}`, which is still to come"),
                )
                .fact("lastmod", date)
                .why("search trusts a sitemap less that is wrong")
                .help("write the day on which the page last changed");
        }
        let is_other = |canonical: Option<&str>, path: &str| {
            canonical.is_some_and(|url| base.local_path(url).is_none_or(|own| plain(&own) != plain(path)))
        };
        let mut wrong: BTreeMap<&str, Vec<Listed>> = BTreeMap::new();
        for entry in &map.entries {
            let Some(path) = base.local_path(&entry.loc) else {
                if !is_dev_address(&entry.loc) {
                    wrong.entry("other-host").or_default().push((entry.span, entry.loc.clone(), None));
                }
                continue;
            };
            let page = by_path.get(&plain(&path)).copied();
            if page.is_none() && !report.ctx.paths.answers(&path) && !elsewhere.is_match(&path) {
                wrong.entry("missing").or_default().push((entry.span, path, None));
            } else if let Some(page) = page.filter(|page| page.noindex || is_other(page.canonical.as_deref(), &path)) {
                wrong.entry("hidden").or_default().push((entry.span, path, Some(page)));
            }
        }
        for (case, found) in wrong {
            let (span, address, page) = &found[0];
            let more = if found.len() > 1 { format!(", and {} more", found.len() - 1) } else { String::new() };
            let (message, help) = match case {
                "missing" => (
                    format!("the sitemap lists `{}`, which does not exist{more}", brief(address)),
                    "build the sitemap from the pages that are there",
                ),
                "other-host" => (
                    format!("the sitemap lists `{}`, on another host{more}", brief(address)),
                    "set the site's address, and build the sitemap again",
                ),
                _ => (
                    format!("the sitemap lists `{}`, which is hidden from search or names another page{more}", brief(address)),
                    "leave such pages out of the sitemap",
                ),
            };
            let said = report.say(case, Place::Spot(map.source.spot(*span)), message).fact("loc", address.clone());
            let said = if let Some(page) = page { said.about(page) } else { said };
            said.why("search trusts a sitemap less that is wrong").help(help);
        }
    }
}

/// One address however it is written: decoded, without `index.html`, `.html` and a slash at the end.
fn plain(path: &str) -> String {
    let path = url::decode(path);
    let path = path.strip_suffix("index.html").unwrap_or(&path);
    path.strip_suffix(".html").unwrap_or(path).trim_end_matches('/').to_owned()
}

/// Addresses of sitemaps, and ids and links of feeds: what they are, and where they stand.
pub fn listed(files: &SiteFiles) -> impl Iterator<Item = (&'static str, &str, &Source, Span)> {
    let maps =
        files.sitemaps.iter().flat_map(|map| map.entries.iter().map(|entry| ("the sitemap", entry.loc.as_str(), &map.source, entry.span)));
    let ids = files
        .feeds
        .iter()
        .flat_map(|feed| feed.items.iter().filter_map(|item| Some(("a feed's id", item.id.as_deref()?, &feed.source, item.id_span))));
    let links = files
        .feeds
        .iter()
        .flat_map(|feed| feed.items.iter().filter_map(|item| Some(("a feed's link", item.link.as_deref()?, &feed.source, item.link_span))));
    let homes =
        files.feeds.iter().filter_map(|feed| feed.home.as_ref().map(|(home, span)| ("a feed's link", home.as_str(), &feed.source, *span)));
    maps.chain(ids).chain(links).chain(homes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_are_called_by_what_they_send() {
        let of = |platform: &str| tokens(platform).collect::<Vec<_>>();
        for (platform, names) in [
            ("x", &["Twitterbot"][..]),
            ("facebook", &["facebookexternalhit"]),
            ("linkedin", &["LinkedInBot"]),
            ("discord", &["Discordbot"]),
            ("slack", &["Slackbot-LinkExpanding"]),
            ("telegram", &["TelegramBot"]),
            ("whatsapp", &["WhatsApp"]),
            ("mastodon", &["Mastodon"]),
            ("bluesky", &["Bluesky", "Cardyb"]),
            ("imessage", &["Applebot"]),
        ] {
            assert_eq!(of(platform), names);
        }
        for (id, _) in AUDIENCE.iter().filter(|(id, _)| reader(id).is_some_and(|reader| !reader.user_agents.is_empty())) {
            assert!(!of(id).is_empty(), "{id}");
        }
    }
}
