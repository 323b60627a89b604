//! Group `url`: does the page say one address, its own?

use crate::base::Level::{Error, Warning};
use crate::base::finding::Fact;
use crate::base::url::{is_variant, same_page};
use crate::base::{Place, url};
use crate::lint::rule::Tier::{Doc, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::track::tracking;
use crate::lint::shown::{brief, own_url, remedy};
use crate::model::consumer::FILE_ENDINGS;
use crate::model::facts::Shape;
use crate::model::view::PageView;

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
        cases: &[case("og-url-mismatch", Warning, Doc, "Meta, Optimizing Metadata; WhatsApp Link Previews")],
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
    let (Some(link), Some(meta), Some(base)) = (page.shown.canonical(), page.shown.meta("og:url"), report.ctx.base) else { return };
    if !page.shareable {
        return;
    }
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

fn noindex_published(page: &PageView, report: &mut Reporter) {
    let is_over = |word: &str| {
        let until = word.strip_prefix("unavailable_after:").and_then(|at| at.trim().get(..10)?.parse::<jiff::civil::Date>().ok());
        let today = report.ctx.now.map(|now| jiff::tz::TimeZone::UTC.to_datetime(now).date());
        matches!((until, today), (Some(until), Some(today)) if until < today)
    };
    let robots = page.shown.metas.iter().find(|meta| {
        let mut words = meta.content.split(',').map(|word| word.trim().to_ascii_lowercase());
        matches!(meta.key.as_str(), "robots" | "googlebot")
            && words.any(|word| matches!(word.as_str(), "noindex" | "none") || is_over(&word))
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
