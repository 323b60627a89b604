//! Group `url`: does the page say one address, its own?

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::Level::{Error, Warning};
use crate::base::finding::{Fact, Quiet};
use crate::base::html::fold_space;
use crate::base::url::{is_variant, same_page};
use crate::base::{Finding, Place, url};
use crate::lint::rule::Tier::{Doc, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::track::tracking;
use crate::lint::shown::{brief, own_url, remedy};
use crate::model::consumer::FILE_ENDINGS;
use crate::model::facts::{Meta, Shape};
use crate::model::view::{PageSummary, PageView};

pub const RULES: &[Rule] = &[
    Rule {
        name: "base-url-unset",
        group: Some(Group::Url),
        cases: &[case("base-url-unset", Error, Own, "the settings")],
        check: crate::lint::rules::leaks::DEV_BASE,
        doc: include_str!("../docs/base-url-unset.md"),
    },
    Rule {
        name: "canonical-points-elsewhere",
        group: Some(Group::Url),
        cases: &[
            case("home", Error, Doc, "Google Search Central: canonical; Mastodon keys a card by it"),
            case("other", Error, Doc, "Google Search Central: canonical; Mastodon keys a card by it"),
            case("off-host", Warning, Doc, "Google Search Central: canonical"),
        ],
        check: Check::Page(canonical_elsewhere),
        doc: include_str!("../docs/canonical-points-elsewhere.md"),
    },
    Rule {
        name: "og-url-mismatch",
        group: Some(Group::Url),
        cases: &[
            case("og-url-mismatch", Warning, Doc, "Meta, Optimizing Metadata; WhatsApp Link Previews"),
            case("other-page", Error, Doc, "Meta, Optimizing Metadata: og:url is the page whose card is shown").on(&["facebook"]),
        ],
        check: Check::Page(og_url_mismatch),
        doc: include_str!("../docs/og-url-mismatch.md"),
    },
    Rule {
        name: "noindex-published",
        group: Some(Group::Url),
        cases: &[case("noindex-published", Error, Own, "the page and the lists that name it")],
        check: Check::Page(noindex_published),
        doc: include_str!("../docs/noindex-published.md"),
    },
    Rule {
        name: "slug-looks-like-file",
        group: Some(Group::Url),
        cases: &[case("slug-looks-like-file", Warning, Spec, "bluesky social-app link-meta.ts").on(&["bluesky"])],
        check: Check::Page(slug_looks_like_file),
        doc: include_str!("../docs/slug-looks-like-file.md"),
    },
];

fn canonical_elsewhere(page: &PageView, report: &mut Reporter) {
    let (Some(link), Some(base)) = (page.shown.canonical(), report.ctx.base) else { return };
    // Second pages of a list name the first one, and nobody shares them.
    if page.hints.canonical.is_some() || !page.shareable {
        return;
    }
    let Some(target) = base.resolve(&page.url, &link.href) else { return };
    let own = url::decode(page.url.as_str());
    let at = if page.hints.built { Place::Fact(Fact::Canonical) } else { Place::Html(link.value_span.unwrap_or(link.span)) };
    let Some(path) = base.local_path(&target) else {
        let is_own_host = ::url::Url::parse(&target).ok().is_some_and(|url| url.host_str() == Some(base.host()));
        if !is_own_host {
            report
                .say("off-host", at, format!("the canonical address is `{}`, on another host", brief(&target)))
                .fact("canonical", target.clone())
                .why("search and Facebook credit that page with every share of this one")
                .help(remedy(
                    page,
                    "if that is meant, say it: `canonical_url:` in the front matter",
                    "if that is not meant, let it name the page itself, or leave it out",
                ));
        }
        return;
    };
    if same_page(&path, &own) || is_variant(&own, &path) {
        return;
    }
    if same_page(&path, "/") {
        report
            .say("home", at, "the page claims to be the home page")
            .fact("canonical", target.clone())
            .why("Mastodon shows one card for all such pages, search drops them")
            .help("let the canonical link name the page itself, or leave it out");
    } else {
        let own = own_url(page, report.ctx).unwrap_or_default();
        report
            .say("other", at, format!("the page claims to be `{}`", brief(&path)))
            .fact("canonical", target.clone())
            .why("Mastodon and Facebook file its card under that address")
            .help(format!("write `{own}`, or leave the link out"));
    }
}

fn og_url_mismatch(page: &PageView, report: &mut Reporter) {
    let (Some(meta), Some(base)) = (page.shown.meta("og:url"), report.ctx.base) else { return };
    if !page.shareable || names_other_page(page, meta, report) {
        return;
    }
    let Some(link) = page.shown.canonical() else { return };
    let resolve = |value: &str| base.resolve(&page.url, value.trim());
    if !meta.content.contains("://") && meta.span.end > 0 {
        report
            .say(
                "og-url-mismatch",
                Place::Html(meta.value_span.unwrap_or(meta.span)),
                format!("og:url is `{}`, which is not absolute", brief(&meta.content)),
            )
            .fact("og:url", meta.content.clone())
            .why("Facebook cannot know which site is meant")
            .help("write the page's whole address");
        return;
    }
    if link.href.trim() == meta.content.trim() {
        return;
    }
    let (Some(a), Some(b)) = (resolve(&link.href), resolve(&meta.content)) else { return };
    // What is counted by is told as that.
    if url::decode(&a) == url::decode(&b) || [&a, &b].into_iter().any(|address| tracking(address).is_some()) {
        return;
    }
    let at = if page.hints.built { Place::Fact(Fact::Canonical) } else { Place::Html(meta.value_span.unwrap_or(meta.span)) };
    let (bare_a, bare_b) = (a.trim_end_matches('/'), b.trim_end_matches('/'));
    let how = if bare_a == bare_b {
        "differ by a trailing slash".to_owned()
    } else if bare_a.replacen("https:", "http:", 1) == bare_b.replacen("https:", "http:", 1) {
        "differ by their scheme".to_owned()
    } else if bare_a.replacen("//www.", "//", 1) == bare_b.replacen("//www.", "//", 1) {
        "differ by `www`".to_owned()
    } else {
        format!("differ: `{}` and `{}`", brief(&b), brief(&a))
    };
    report
        .say("og-url-mismatch", at, format!("og:url and canonical {how}"))
        .fact("og:url", b.clone())
        .related(Place::Html(link.value_span.unwrap_or(link.span)), "the canonical address")
        .why("Facebook keeps two objects and counts their shares apart")
        .help("give both the same address");
}

/// Facebook asks the page that `og:url` names, and shows what stands there.
fn names_other_page(page: &PageView, meta: &Meta, report: &mut Reporter) -> bool {
    let Some(base) = report.ctx.base else { return false };
    let Some(path) = base.resolve(&page.url, meta.content.trim()).and_then(|address| base.local_path(&address)) else { return false };
    let own = url::decode(page.url.as_str());
    // Where the canonical link says the same, that is told.
    let canonical = page.shown.canonical().and_then(|link| base.local_path(&base.resolve(&page.url, &link.href)?));
    let is_meant = page.hints.canonical.is_some() || canonical.is_some_and(|canonical| same_page(&canonical, &path));
    let is_other = !is_meant && !same_page(&path, &own) && !is_variant(&own, &path) && !is_variant(&path, &own);
    if !is_other || !report.ctx.paths.answers(&path) || !report.wants("other-page") {
        return false;
    }
    let at = if page.hints.built { Place::Fact(Fact::Canonical) } else { Place::Html(meta.value_span.unwrap_or(meta.span)) };
    let (what, whose) =
        if same_page(&path, "/") { ("the home page".to_owned(), "its") } else { (format!("`{}`", brief(&path)), "that page's") };
    report
        .say("other-page", at, format!("og:url names {what}: Facebook shows {whose} card, not this one's"))
        .fact("og:url", meta.content.trim())
        .why("it asks the address in og:url, takes title and picture from there, and counts every share for it")
        .help("write the page's own address");
    true
}

/// So many copies of a page are variants of it; more are pages that a constant in the template names alike.
const MOST_TWINS: usize = 3;

/// Takes back what was said of pages that name another one as theirs, if that one has the same title: a version
/// for print, for AMP. Which title it has is known when all pages are.
pub fn spare_twins(pages: &mut [PageSummary]) {
    let is_claim = |finding: &Finding| {
        finding.rule == "canonical-points-elsewhere" && finding.case() != "off-host"
            || finding.rule == "og-url-mismatch" && finding.case() == "other-page"
    };
    let plain = |address: &str| {
        let address = url::decode(address.split(['?', '#']).next().unwrap_or(address));
        address.strip_suffix("index.html").unwrap_or(&address).trim_end_matches('/').to_owned()
    };
    let title = |page: &PageSummary| page.title.as_deref().map(|title| fold_space(&title.to_lowercase())).filter(|title| !title.is_empty());
    let target = |finding: &Finding| finding.evidence.as_ref().and_then(|evidence| Some(plain(&evidence.fact.as_ref()?.1)));
    let mut claims: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate() {
        if let Some(target) = page.findings.iter().find(|finding| is_claim(finding)).and_then(target) {
            claims.entry(target).or_default().push(at);
        }
    }
    if claims.is_empty() {
        return;
    }
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    for page in pages.iter() {
        // The page that lives there, not one that only says so.
        let address = page.canonical.as_deref().map(plain).filter(|address| address.ends_with(&plain(page.url.as_str())));
        if let (Some(address), Some(title)) = (address.filter(|address| claims.contains_key(address)), title(page)) {
            titles.insert(address, title);
        }
    }
    for (target, claimants) in &claims {
        let twins = claimants.iter().filter(|at| title(&pages[**at]).is_some_and(|title| titles.get(target) == Some(&title)));
        let twins: Vec<usize> = twins.copied().collect();
        for at in twins.iter().filter(|_| twins.len() <= MOST_TWINS) {
            let page = &mut pages[*at];
            page.findings.retain(|finding| !is_claim(finding));
            // What followed from it stands by itself now.
            let follows = |finding: &Finding| {
                let quiet = finding.evidence.as_ref().and_then(|evidence| evidence.quiet.as_ref());
                matches!(quiet, Some(Quiet::Because("canonical-points-elsewhere" | "og-url-mismatch")))
            };
            let (back, quiet): (Vec<Finding>, Vec<Finding>) = std::mem::take(&mut page.quiet).into_iter().partition(follows);
            page.quiet = quiet.into();
            page.findings.extend(back.into_iter().map(|mut finding| {
                finding.evidence_mut().quiet = None;
                finding
            }));
        }
    }
}

/// The day of `unavailable_after`: ISO 8601, RFC 822 (`25 Jun 2027`) or RFC 850 (`Friday, 25-Jun-27`); in lower case.
fn day_of(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.trim();
    if let Some(day) = text.get(..10).and_then(|day| day.parse::<Date>().ok()) {
        return Some(day);
    }
    let mut parts = text.split([' ', ',', '-', '\t']).filter(|part| !part.is_empty()).skip_while(|part| part.parse::<i8>().is_err());
    let day = parts.next()?.parse::<i8>().ok()?;
    let month = parts.next().and_then(|name| MONTHS.iter().position(|month| name.starts_with(month)))?;
    let year = parts.next()?.parse::<i16>().ok()?;
    // Two digits, as RFC 2822 reads them.
    let year = match year {
        0..50 => year + 2000,
        50..100 => year + 1900,
        _ => year,
    };
    Date::new(year, month as i8 + 1, day).ok()
}

fn noindex_published(page: &PageView, report: &mut Reporter) {
    let today = report.ctx.now.map(|now| jiff::tz::TimeZone::UTC.to_datetime(now).date());
    let is_over = |content: &str| {
        // The day may have commas of its own.
        let until = content.split_once("unavailable_after:").and_then(|(_, at)| day_of(at));
        matches!((until, today), (Some(until), Some(today)) if until < today)
    };
    let robots = page.shown.metas.iter().filter(|meta| matches!(meta.key.as_str(), "robots" | "googlebot")).find(|meta| {
        let content = meta.content.to_ascii_lowercase();
        content.split(',').any(|word| matches!(word.trim(), "noindex" | "none")) || is_over(&content)
    });
    let Some(meta) = robots else { return };
    if page.hints.unlisted || page.hints.noindex {
        return;
    }
    // A post of ours that is not hidden on purpose is in our lists and feeds; other sites say so
    // in their sitemap and feeds.
    let own = own_url(page, report.ctx);
    let listing = report.ctx.around.files.filter(|_| !page.hints.built).and_then(|files| own.as_deref().and_then(|own| files.lists(own)));
    let listed = page.hints.built && page.shown.shape == Shape::Article;
    if listed || listing.is_some() {
        let by = listing.map_or_else(|| "the site's lists".to_owned(), |path| format!("`{path}`"));
        report
            .say("noindex-published", Place::Html(meta.value_span.unwrap_or(meta.span)), format!("published in {by}, hidden from search"))
            .fact("robots", meta.content.clone())
            .why("`noindex` keeps the page out of every search engine")
            .help(remedy(
                page,
                "take it out of the template, or say `noindex: true` in the front matter so that feeds and sitemap leave the page out, too",
                "remove it, or take the page out of sitemap and feeds, too",
            ));
    }
}

fn slug_looks_like_file(page: &PageView, report: &mut Reporter) {
    let Some(base) = report.ctx.base.filter(|_| page.shareable) else { return };
    let target = page.shown.canonical().and_then(|link| base.resolve(&page.url, &link.href)).unwrap_or_else(|| base.join(&page.url));
    let Ok(target) = ::url::Url::parse(&target) else { return };
    let path = target.path();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    if FILE_ENDINGS.contains(&ending) {
        report
            .say("slug-looks-like-file", Place::Fact(Fact::Url), format!("Bluesky takes `{}` for a file and makes no card", brief(path)))
            .fact("url", path)
            .why("it goes by the ending of the address, not by what is there")
            .help("with a trailing slash, or another slug, it works");
    }
}

#[cfg(test)]
mod tests {
    use super::day_of;

    #[test]
    fn a_day_is_read_in_each_of_the_forms_that_search_takes() {
        for text in
            ["2027-06-25", "2027-06-25t15:00:00+00:00", "fri, 25 jun 2027 15:00:00 pst", "friday, 25-jun-27 15:00:00 utc", "25 june 2027"]
        {
            assert_eq!(day_of(text).map(|day| day.to_string()).as_deref(), Some("2027-06-25"), "{text}");
        }
        for text in ["", "soon", "25 jun", "31 feb 2027"] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }
}
