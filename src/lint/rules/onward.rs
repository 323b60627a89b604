//! Groups `cta` and `share`, what a reader can do at the end of an article: go on, or pass it on.
//!
//! Advice only: who is silent about it may have reasons.

use crate::base::Level::Info;
use crate::base::Place;
use crate::base::finding::Fact;
use crate::lint::rule::Tier::{Folklore, Own};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::remedy;
use crate::model::facts::{Anchor, Element, PageFacts, Shape, Standing};
use crate::model::platform::share_link;
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "no-next-step",
        group: Some(Group::Cta),
        cases: &[case("no-next-step", Info, Folklore, "repeated advice on calls to action")],
        check: Check::Page(no_next_step),
        doc: include_str!("../docs/no-next-step.md"),
    },
    Rule {
        name: "no-share-path",
        group: Some(Group::Share),
        cases: &[
            // Raised where share links are put.
            case("place", Info, Own, "the file itself"),
            case("none", Info, Folklore, "repeated advice on share links"),
        ],
        check: Check::Page(no_share_path),
        doc: include_str!("../docs/no-share-path.md"),
    },
];

/// The text of a page that is one article.
fn article(page: &PageView) -> Option<Element> {
    let facts = &page.shown;
    facts.article.filter(|_| facts.shape == Shape::Article && page.shareable && facts.articles < 2 && !facts.amp)
}

/// Parts of the names of links that lead on, and of ids of places to answer, in six languages.
#[rustfmt::skip] // a purpose a line
const ONWARD: &[&str] = &[
    "subscri", "newsletter", "sign up", "rss", "atom", "feed", "abonn", "suscri", "iscriv", "follow", "folge",
    "comment", "discuss", "reply", "respond", "kommentar", "antwort", "commentaire", "comentar", "commenti", "disqus", "giscus", "utterances",
    "next", "previous", "newer", "older", "nächste", "vorherige", "suivant", "précédent", "siguiente", "anterior", "→", "←", "»", "«",
    "mastodon", "bluesky", "youtube", "related", "read more", "contact", "get in touch", "try ", "download", "get started", "buy", "donate", "sponsor",
];
/// Whose scripts and frames let readers answer.
const COMMENTS: &[&str] = &[
    "disqus.com",
    "giscus.app",
    "utteranc.es",
    "commento",
    "cusdis",
    "hyvor",
    "remark42",
    "isso",
    "webmention",
    "staticman",
    "gitalk",
    "waline",
    "twikoo",
    "comment",
];
/// Pages that every page leads to, by the last part of their address.
#[rustfmt::skip]
const EVERYWHERE: &[&str] = &[
    "", "about", "privacy", "imprint", "impressum", "terms", "legal", "cookies", "tags", "categories", "archive", "archives", "search", "index.html", "blog", "posts",
    "license", "accessibility", "colophon", "sitemap.xml",
];

fn no_next_step(page: &PageView, report: &mut Reporter) {
    let (Some(article), Some(base)) = (article(page), report.ctx.base) else { return };
    let facts = &page.shown;
    let is_block = |name: &str| matches!(name, "cta" | "form" | "comments" | "webmentions");
    let has_comments = |address: &str| COMMENTS.iter().any(|host| address.contains(host));
    if !facts.forms.is_empty()
        || facts.mounts.iter().any(|mount| is_block(&mount.name))
        || facts.marks.frames.iter().any(|frame| has_comments(&frame.src))
        || facts.marks.scripts.iter().any(|script| has_comments(&script.src))
        || facts.ids.iter().any(|id| leads_on(id))
    {
        return;
    }
    // What stands in the last two fifths of the text, or behind it, is at hand when the text ends.
    let inner = article.inner;
    let half = inner.start + (inner.end - inner.start) / 2;
    // Share links below the text, with their icons, are longer than many a text.
    let shares = facts.anchors.iter().filter(|anchor| share_link(&anchor.href).is_some()).map(|anchor| anchor.span.start);
    let end = shares.filter(|start| (half..inner.end).contains(start)).min().unwrap_or(inner.end);
    let late = inner.start + (end - inner.start) / 5 * 3;
    let own = base.join(&page.url);
    let names = &facts.marks.link_names;
    let goes_on = |(at, anchor): (usize, &Anchor)| {
        if anchor.span.start < late || share_link(&anchor.href).is_some() {
            return false;
        }
        let href = anchor.href.trim();
        if href.starts_with("mailto:") || names.get(at).is_some_and(|name| leads_on(name)) {
            return true;
        }
        let Some(url) = facts.absolute(base, href) else { return false };
        let bare = url.split(['#', '?']).next().unwrap_or_default();
        let last = bare.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        // Of the site's other pages those that not every page leads to; in the text any.
        let is_other = bare.trim_end_matches('/') != own.trim_end_matches('/');
        let is_in_text = !anchor.in_chrome && anchor.span.start < inner.end;
        is_other && base.local_path(&url).is_some_and(|path| is_in_text || path != "/" && !EVERYWHERE.contains(&last))
    };
    if facts.anchors.iter().enumerate().any(goes_on) {
        return;
    }
    report
        .say("no-next-step", Place::Fact(Fact::Page), "the article ends, and nothing there leads on")
        .fact("article", "next")
        .why("advice that is often repeated and that nobody measured: who read to the end would go on, answer or subscribe")
        .help(remedy(
            page,
            "link a related post near the end, or ask for something with `:::cta`",
            "link a related post, the feed or a place to answer below the text",
        ));
}

fn leads_on(name: &str) -> bool {
    let name = name.to_lowercase();
    ONWARD.iter().any(|part| name.contains(part))
}

/// Parts of what a button to share is called, in six languages.
const SHARE: &[&str] = &["share", "teilen", "partager", "compartir", "condividi", "delen", "tweet", "copy link"];

fn no_share_path(page: &PageView, report: &mut Reporter) {
    // Buttons are known by their words only.
    if article(page).is_none() || page.shown.passages.is_empty() || has_share_path(page) {
        return;
    }
    let is_off = page.hints.share.as_ref().is_some_and(Vec::is_empty) || report.ctx.settings.share.networks.is_empty();
    if is_off {
        return;
    }
    report
        .say("none", Place::Fact(Fact::Page), "the article has no share links, no quote to share and no share button")
        .fact("article", "share")
        .why("advice that is often repeated and that nobody measured: readers copy the address, or do not share")
        .help(remedy(
            page,
            "say `share: { place: [after-content] }` in smo.yaml, or put `<div data-smo=\"share\"></div>` where they should stand",
            "let `smo-build optimize --share` put them there, or `<div data-smo=\"share\"></div>`",
        ));
}

fn has_share_path(page: &PageView) -> bool {
    let facts: &PageFacts = &page.shown;
    let named = |text: &str| {
        let text = text.to_lowercase();
        SHARE.iter().any(|part| text.contains(part))
    };
    let is_short = |text: &str| text.split_whitespace().count() < 6;
    // A share without words is a letter to someone.
    let shares = |href: &str| share_link(href).is_some_and(|(_, query)| !href.starts_with("mailto:") || query.contains("body="));
    facts.has_share_nav
        || !page.fields.share_links.is_empty()
        || !page.fields.quotes.is_empty()
        || !facts.marks.buttons.is_empty()
        || facts.mounts.iter().any(|mount| matches!(mount.name.as_str(), "share" | "quote"))
        || facts.anchors.iter().any(|anchor| shares(&anchor.href))
        || facts.ids.iter().any(|id| named(id))
        || facts.marks.link_names.iter().any(|name| is_short(name) && named(name))
        || facts.passages.iter().any(|one| one.standing == Standing::Quoted || is_short(&one.raw) && named(&one.raw))
}
