//! Groups `url` and `image`, what was public before: addresses that were shared must not vanish, and a
//! picture that changes needs a new one.

use crate::base::Level::{Error, Info, Warning};
use crate::base::finding::Fact;
use crate::base::{Place, url};
use crate::lint::rule::Tier::{Measured, Own};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, globs, image_place, own_url, preview, preview_info};
use crate::model::view::{PageSummary, PageView};

pub const RULES: &[Rule] = &[
    Rule {
        name: "url-vanished",
        group: Some(Group::Url),
        cases: &[case("url-vanished", Error, Own, "the addresses that were published before")],
        check: Check::Site(vanished),
        doc: include_str!("../docs/url-vanished.md"),
    },
    Rule {
        name: "draft-leak",
        group: Some(Group::Feed),
        cases: &[
            case("draft-leak", Error, Own, "the source of the page"),
            case("future", Error, Own, "the source of the page"),
            case("unlisted", Error, Own, "the source of the page, and what lists it"),
        ],
        check: Check::Page(not_yet),
        doc: include_str!("../docs/draft-leak.md"),
    },
    Rule {
        name: "preview-image-url-not-versioned",
        group: Some(Group::Image),
        cases: &[
            case("changed", Warning, Measured, "X Cards docs: kept 7 days; reports: Discord about 30 minutes"),
            case("no-hash", Info, Measured, "X Cards docs: kept 7 days; reports: Discord about 30 minutes"),
        ],
        check: Check::Page(unversioned),
        doc: include_str!("../docs/preview-image-url-not-versioned.md"),
    },
];

/// A page that its source keeps back: until a day, or out of all lists. Drafts are told where the source is read.
fn not_yet(page: &PageView, report: &mut Reporter) {
    if page.hints.built {
        return;
    }
    let day = page.hints.published.as_deref().and_then(|date| date.get(..10)?.parse::<jiff::civil::Date>().ok());
    let tomorrow = report.ctx.now.and_then(|now| jiff::tz::TimeZone::UTC.to_datetime(now).date().tomorrow().ok());
    if let (Some(day), Some(tomorrow)) = (day, tomorrow)
        && day > tomorrow
    {
        report
            .say("future", Place::Fact(Fact::Date), format!("a page of {day} is published already"))
            .fact("date", day.to_string())
            .why("its source says that it is still to come, and readers and search engines find it today")
            .help("build without posts from the future, or correct the date");
    }
    let own = own_url(page, report.ctx).filter(|_| page.hints.unlisted);
    let listing = own.and_then(|own| report.ctx.around.files?.lists(&own).map(str::to_owned));
    if let Some(by) = listing {
        report
            .say("unlisted", Place::Fact(Fact::Page), format!("an unlisted page is named in `{}`", brief(&by)))
            .fact("list", by)
            .why("who reads that file finds the page, which is to be found by its address alone")
            .help("leave it out of feeds and sitemap");
    }
}

fn vanished(_: &[PageSummary], report: &mut Reporter) {
    let Some(known) = report.ctx.around.known_urls else { return };
    let paths = report.ctx.paths;
    let elsewhere = globs(&report.ctx.settings.lint.external_paths);
    for address in known {
        // Whole addresses may stand there, too: those of this site.
        let path = match (address.contains("://"), report.ctx.base) {
            (true, Some(base)) => base.local_path(address),
            (true, None) => None,
            (false, _) => Some(url::decode(address)),
        };
        let Some(path) = path else { continue };
        let redirected = report.ctx.around.files.is_some_and(|files| files.redirects(&path));
        if paths.answers(&path) || redirected || elsewhere.is_match(&path) {
            continue;
        }
        let near = paths.nearest(&path);
        let message = match &near {
            Some(near) => format!("`{}` was published and is gone; `{}` may be what it became", brief(address), brief(near)),
            None => format!("`{}` was published and is gone", brief(address)),
        };
        report
            .say("url-vanished", Place::Site, message)
            .fact("url", address.as_str())
            .why("every share of it leads to an error page, and its likes and comments are lost")
            .help(format!(
                "lead it to where the page is now: `aliases: [{address}]` in that page's front matter, or a line of `_redirects`"
            ));
    }
}

/// Does an address change with what lies behind it: a part like a digest, or a query?
fn is_versioned(address: &str) -> bool {
    if address.contains('?') {
        return true;
    }
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let parts = path.split(|c: char| !c.is_ascii_alphanumeric());
    let is_digest = |part: &str| {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        let letters = part.len() - digits;
        part.len() >= 7 && digits >= 2 && letters >= 2
    };
    parts.into_iter().any(is_digest)
}

fn unversioned(page: &PageView, report: &mut Reporter) {
    let Some(info) = preview_info(page, report.ctx).filter(|_| page.shareable) else { return };
    let Some(address) = preview(&page.shown).map(|meta| meta.content.trim().to_owned()) else { return };
    let before = report.ctx.around.known_pictures.and_then(|known| known.get(page.url.as_str()));
    if let Some((_, digest)) =
        // The names of pictures that are made here change with them.
        before
            .filter(|(old, _)| address.ends_with(old.as_str()) && !old.starts_with("/smo/"))
            .filter(|(_, digest)| !info.digest.hex().starts_with(digest.as_str()))
    {
        let message = "the preview picture changed, its address did not: Facebook and X keep showing the old one";
        report
            .say("changed", image_place(page), message)
            .fact("og:image", format!("{address} {digest}"))
            .why("networks keep a picture by its address")
            .help("give the new file a new name, or add `?v=2`; pictures that the build makes have names that change");
    } else if before.is_none() && report.ctx.around.known_pictures.is_some() && !is_versioned(&address) {
        // Without anything to compare with this would be said of nearly every picture.
        report
            .say("no-hash", image_place(page), "the address of the preview picture stays the same when the picture changes")
            .fact("og:image", address)
            .why("networks keep a picture by its address, some for a week and more")
            .help("give a changed picture a new name; pictures that the build makes have names that change");
    }
}
