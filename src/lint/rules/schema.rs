//! Group `data`, JSON-LD of articles: what search asks for besides being readable.

use serde_json::Value;

use crate::base::Level::{Info, Warning};
use crate::base::Place;
use crate::base::finding::Fact;
use crate::lint::audience::list;
use crate::lint::rule::Tier::Doc;
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::jsonld::articles;
use crate::lint::shown::brief;
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "article-properties-missing",
        group: Some(Group::Data),
        cases: &[
            case("image", Warning, Doc, "Google Search Central, Article: addresses that can be fetched"),
            case("author", Info, Doc, "Google Search Central, Article: author best practices"),
            case("missing", Info, Doc, "Google Search Central, Article: recommended properties"),
        ],
        check: Check::Page(properties),
        doc: include_str!("../docs/article-properties-missing.md"),
    },
    Rule {
        name: "faq-markup-retired",
        group: Some(Group::Data),
        cases: &[case("faq-markup-retired", Info, Doc, "Google Search Central, 2026-05-07: FAQ results are shown no more")],
        check: Check::Page(faq),
        doc: include_str!("../docs/faq-markup-retired.md"),
    },
];

fn properties(page: &PageView, report: &mut Reporter) {
    for block in page.shown.json_ld.iter().filter(|_| page.shareable) {
        let Ok(value) = &block.value else { continue };
        let mut nodes = Vec::new();
        articles(value, &mut nodes);
        let [node] = nodes.as_slice() else { continue };
        let at = || Place::Html(block.span);
        if let Some(image) = image_of(node).filter(|image| !image.contains("://") && !image.starts_with(['#', '_'])) {
            report
                .say("image", at(), format!("the JSON-LD names the picture `{}`, which is not absolute", brief(image)))
                .fact("image", image)
                .why("search cannot fetch it")
                .help("write it with `https://` and the host");
        }
        let name = authors(value, node)
            .find(|name| name.to_lowercase().starts_with("by ") || name.contains(" and ") || name.matches(',').count() > 1);
        if let Some(name) = name {
            report
                .say("author", at(), format!("the JSON-LD calls the author “{}”", brief(name)))
                .fact("author", name)
                .why("search takes all of it for one name")
                .help("write the name alone, and several authors as a list");
        }
        let is_nobody = authors(value, node).next().is_some() && authors(value, node).all(str::is_empty);
        let lacks = |key: &&str| node.get(key).is_none_or(Value::is_null) || *key == "author" && is_nobody;
        let missing: Vec<&str> = ["headline", "image", "datePublished", "author"].into_iter().filter(lacks).collect();
        if !missing.is_empty() {
            let verb = if missing.len() == 1 { "is" } else { "are" };
            report
                // A block that is only planned has no place yet: a second run must say the same.
                .say("missing", Place::Fact(Fact::Page), format!("{} {verb} missing in the JSON-LD of the article", list(&missing)))
                .fact("JSON-LD", missing.join(" "))
                .why("none is required; search shows more of articles that have them")
                .help("let `smo-build optimize` write the block, or add them");
        }
    }
}

fn image_of(node: &Value) -> Option<&str> {
    let image = node.get("image")?;
    let image = image.as_array().map_or(image, |items| items.first().unwrap_or(image));
    image.as_str().or_else(|| image.get("url")?.as_str()).map(str::trim).filter(|image| !image.is_empty())
}

/// The names of its authors; those that stand elsewhere in the block, too.
fn authors<'v>(whole: &'v Value, node: &'v Value) -> impl Iterator<Item = &'v str> {
    let author = node.get("author");
    let all = author.and_then(Value::as_array).map_or_else(|| author.into_iter().collect::<Vec<_>>(), |items| items.iter().collect());
    let meant = |one: &'v Value| {
        let id = one.get("@id").filter(|_| one.get("name").is_none())?;
        whole.get("@graph")?.as_array()?.iter().find(|node| node.get("@id") == Some(id))
    };
    all.into_iter().filter_map(move |one| one.as_str().or_else(|| meant(one).unwrap_or(one).get("name")?.as_str())).map(str::trim)
}

fn faq(page: &PageView, report: &mut Reporter) {
    let is_faq = |node: &Value| node.get("@type").is_some_and(|kind| kind.to_string().contains("FAQPage"));
    for block in &page.shown.json_ld {
        let Ok(value) = &block.value else { continue };
        let graph = value.get("@graph").and_then(Value::as_array).into_iter().flatten();
        let list = value.as_array().into_iter().flatten();
        if std::iter::once(value).chain(graph).chain(list).any(is_faq) {
            report
                .say("faq-markup-retired", Place::Html(block.span), "the page has FAQ markup, which search shows no more")
                .fact("JSON-LD", "FAQPage")
                .why("it makes the page heavier and has no effect")
                .help("take it out, or leave it if another reader uses it");
        }
    }
}
