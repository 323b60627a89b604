//! Group `data`, JSON-LD: readable, and of one mind with the page around it.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use crate::base::Level::{Error, Warning};
use crate::base::{Place, url};
use crate::lint::rule::Tier::Spec;
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::data::is_date;
use crate::lint::rules::leaks::kinds;
use crate::lint::shown::brief;
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "jsonld-invalid",
        group: Some(Group::Data),
        cases: &[case("jsonld-invalid", Error, Spec, "RFC 8259; JSON-LD 1.1; schema.org")],
        check: Check::Page(jsonld_invalid),
        doc: include_str!("../docs/jsonld-invalid.md"),
    },
    Rule {
        name: "jsonld-contradicts-page",
        group: Some(Group::Data),
        cases: &[
            case("headline", Warning, Spec, "Mastodon link_details_extractor.rb: headline first"),
            case("address", Warning, Spec, "Google Search Central: must match the page"),
            case("date", Warning, Spec, "Google Search Central: must match the page"),
        ],
        check: Check::Page(contradicts),
        doc: include_str!("../docs/jsonld-contradicts-page.md"),
    },
];

fn jsonld_invalid(page: &PageView, report: &mut Reporter) {
    for block in &page.shown.json_ld {
        let at = Place::Html(block.span);
        let raw = |value: &Value| brief(&value.to_string());
        let (why, help) = ("search and Mastodon skip the whole block", "leave it out and let `smo-build optimize` write one");
        match &block.value {
            Err(error) => report
                .say("jsonld-invalid", at, format!("the JSON-LD cannot be read: {}", brief(error)))
                .why(why)
                .help(help)
                .fact("JSON-LD", error.as_str()),
            Ok(Value::String(_)) => report
                .say("jsonld-invalid", at, "the JSON-LD is a text that holds JSON: it was encoded twice")
                .why(why)
                .help(help)
                .fact("JSON-LD", "text"),
            Ok(value @ (Value::Object(_) | Value::Array(_))) if has_context(value) => continue,
            Ok(value @ (Value::Object(_) | Value::Array(_))) => report
                .say("jsonld-invalid", at, "the JSON-LD names no schema.org `@context`")
                .why("without it nobody knows what the words mean")
                .help("begin it with `\"@context\": \"https://schema.org\"`")
                .fact("@context", raw(value)),
            Ok(_) => report.say("jsonld-invalid", at, "the JSON-LD holds no object").why(why).help(help).fact("JSON-LD", "none"),
        };
    }
}

fn has_context(value: &Value) -> bool {
    let names = |context: &Value| context.to_string().contains("schema.org");
    match value {
        Value::Object(map) => map.get("@context").is_some_and(names),
        Value::Array(items) => !items.is_empty() && items.iter().all(has_context),
        _ => false,
    }
}

/// Nodes about the page itself: articles at the top or in `@graph`.
pub fn articles<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| articles(item, found)),
        Value::Object(map) => {
            let is_article = |kind: &str| kind.ends_with("Article") || kind == "BlogPosting";
            if kinds(map).any(is_article) {
                found.push(value);
            }
            if let Some(graph) = map.get("@graph") {
                articles(graph, found);
            }
        }
        _ => {}
    }
}

fn contradicts(page: &PageView, report: &mut Reporter) {
    if !page.shareable {
        return;
    }
    for block in &page.shown.json_ld {
        let Ok(value) = &block.value else { continue };
        let mut nodes = Vec::new();
        articles(value, &mut nodes);
        // A list of articles is about other pages.
        let [node] = nodes.as_slice() else { continue };
        let at = || Place::Html(block.span);
        if let Some(headline) = node.get("headline").and_then(Value::as_str)
            && !says_alike(page, headline)
        {
            report
                .say("headline", at(), format!("the JSON-LD calls the page “{}”", brief(headline)))
                .fact("headline", headline)
                .why("Mastodon and search may show that instead of the title")
                .help("let one template write title and headline");
        }
        if let Some(address) = other_address(page, node, report) {
            report
                .say("address", at(), format!("the JSON-LD is about `{}`", brief(&address)))
                .fact("url", address.clone())
                .why("search takes it for another page's")
                .help("give it the page's canonical address");
        }
        // A date that nobody can read is told as that.
        let day = |text: &str| text.get(..10).filter(|day| is_date(day)).and_then(|day| day.parse::<jiff::civil::Date>().ok());
        let theirs = node.get("datePublished").and_then(Value::as_str).and_then(day);
        let ours = page.shown.meta("article:published_time").and_then(|meta| day(meta.content.trim()));
        if let (Some(theirs), Some(ours)) = (theirs, ours)
            && theirs.until(ours).is_ok_and(|span| span.get_days().abs() > 1)
        {
            report
                .say("date", at(), format!("the JSON-LD says published on {theirs}, article:published_time says {ours}"))
                .fact("datePublished", theirs.to_string())
                .why("which one is shown depends on who reads it")
                .help("let one template write both");
        }
    }
}

/// Does the headline share three words in ten with the title, `og:title` or the first heading?
fn says_alike(page: &PageView, headline: &str) -> bool {
    let title = page.shown.title.as_ref().map(|title| title.value.as_str());
    let social = page.shown.meta("og:title").map(|meta| meta.content.as_str());
    let heading = page.shown.first_heading().map(|heading| heading.text.as_str());
    let names: Vec<&str> = [title, social, heading].into_iter().flatten().collect();
    let words = |text: &str| text.unicode_words().map(str::to_lowercase).collect::<BTreeSet<_>>();
    let theirs = words(headline);
    let alike = |name: &&str| {
        let ours = words(name);
        let all = theirs.union(&ours).count();
        all == 0 || theirs.intersection(&ours).count() * 10 >= all * 3
    };
    names.is_empty() || names.iter().any(alike)
}

/// The address a node is about, if it is not the page's.
fn other_address(page: &PageView, node: &Value, report: &Reporter) -> Option<String> {
    let base = report.ctx.base?;
    let canonical = page.shown.canonical()?;
    let plain = |address: &str| {
        let address = base.resolve(&page.url, address)?;
        let address = url::decode(address.split(['#', '?']).next().unwrap_or(&address));
        Some(address.strip_suffix("index.html").unwrap_or(&address).trim_end_matches('/').to_owned())
    };
    let own = plain(&canonical.href)?;
    let named = ["url", "mainEntityOfPage"].iter().filter_map(|key| {
        let value = node.get(key)?;
        value.as_str().or_else(|| value.get("@id")?.as_str())
    });
    named.filter(|address| !address.starts_with('#')).find(|address| plain(address).is_some_and(|other| other != own)).map(str::to_owned)
}
