//! The report to look at: one file without network, in which every post can be seen as each platform
//! will show it.
//!
//! Words, matrix and findings stand in the page itself and need no script; what cards look like is data
//! that `page.js` draws from. Shape is `report.html`, looks are `page.css`.

mod cards;
mod pictures;
mod posts;
mod sections;

use serde_json::{Value, json};
use tera::{Context, Tera};

use super::matrix::points;
use super::overview;
use super::roots::Roots;
use super::{json as machine, summary};
use crate::base::Level;
use crate::config::Settings;
use crate::model::report::Report;
use crate::model::verdict::NextFix;
use pictures::Gallery;

/// So many platforms stand side by side on a phone.
const NARROW: usize = 8;

const TEMPLATE: &str = include_str!("report.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// One file that holds all.
pub fn file(report: &Report, _: &Settings) -> String {
    page(report, &Gallery::embedded(report))
}

/// `index.html`, and the pictures beside it, larger.
pub fn folder(report: &Report, _: &Settings) -> Vec<(String, Vec<u8>)> {
    let gallery = Gallery::beside(report);
    let mut files = vec![("index.html".to_owned(), page(report, &gallery).into_bytes())];
    files.extend(gallery.files(report));
    files
}

fn page(report: &Report, gallery: &Gallery) -> String {
    let judged = overview::worst_first(report);
    let ids = overview::platforms(&judged);
    let roots = Roots::of(report);
    let mut data = cards::data(&judged, &ids, report, gallery);
    harmless(&mut data);
    let mut context = json!({
        "site": site_name(report),
        "sentence": sentence(report, &judged),
        "counts": counts(report),
        "score": report.score.as_ref().map(score_of),
        "platforms": ids.iter().map(|id| json!({ "id": id, "name": report.exhibits.platform(id) })).collect::<Vec<_>>(),
        "many": ids.len() > NARROW,
        "rows": posts::rows(&judged, &ids, gallery),
        "changes": sections::changes(&judged, report, gallery),
        "since": report.exhibits.before.as_deref().map(|before| overview::since(report, before)),
        "posts": posts::articles(&judged, report, &roots),
        "rules": sections::rules(report),
        "repairs": sections::repairs(report),
        "skipped": sections::skipped(report),
        "quiet": sections::quiet(report),
        "not_checked": sections::not_checked(report, &ids),
        "version": env!("CARGO_PKG_VERSION"),
    });
    harmless(&mut context);
    for (name, text) in [("style", STYLE), ("pictures", gallery.style()), ("script", SCRIPT), ("data", &in_script(&data))] {
        context[name] = json!(text);
    }
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    let rendered = tera.add_raw_template("report.html", TEMPLATE).and_then(|()| {
        let context = Context::from_serialize(&context)?;
        tera.render("report.html", &context)
    });
    rendered.expect("the template is ours and is rendered by the tests of this module with every field")
}

/// What HTML cannot hold, and what makes text read backwards.
fn is_odd(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Author text without what is odd.
fn harmless(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(is_odd) => *text = text.replace(is_odd, "\u{FFFD}"),
        Value::Array(items) => items.iter_mut().for_each(harmless),
        Value::Object(map) => map.values_mut().for_each(harmless),
        _ => {}
    }
}

/// JSON as it can stand in a script element: nothing in it ends that, or begins a comment.
fn in_script(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn site_name(report: &Report) -> String {
    let base = report.base_url.as_deref().unwrap_or_default();
    let name = base.split_once("://").map_or(base, |(_, rest)| rest).trim_end_matches('/');
    if name.is_empty() { "the site".into() } else { name.into() }
}

/// The sentence, in parts of which each number filters the posts.
fn sentence(report: &Report, judged: &[overview::Judged]) -> Value {
    if judged.is_empty() {
        let said = summary::sentence(report);
        // How many pictures were drawn is another thing in every run; the page is not.
        let drew = report.pictures_drawn + report.pictures_reused > 0;
        let lasting = said.rsplit_once(" · ").map(|(lasting, _)| lasting).filter(|_| drew);
        return json!({ "plain": lasting.unwrap_or(&said) });
    }
    let headline = overview::headline(judged, &report.exhibits);
    let part = |part: &overview::Part| json!({ "number": part.pages.len(), "text": part.text, "outcome": part.outcome.name(), "platforms": part.platforms.join(" ") });
    let first = headline.first();
    let text = first.split_once(' ').map_or("", |(_, rest)| rest);
    json!({
        "fine": headline.fine,
        "noun": headline.noun,
        "text": text,
        "parts": headline.parts.iter().map(part).collect::<Vec<_>>(),
        "rest": headline.rest,
    })
}

fn counts(report: &Report) -> Value {
    let quiet = |is: fn(&crate::base::finding::Quiet) -> bool| {
        report.quiet.iter().filter(|finding| machine::quiet_of(finding).is_some_and(is)).count()
    };
    use crate::base::finding::Quiet;
    let of = |level: Level, title: &str| json!({ "name": level.name(), "title": title, "count": report.count(level) });
    let hints = Some(of(Level::Info, "Hints")).filter(|_| report.count(Level::Info) > 0);
    let levels: Vec<Value> = [of(Level::Error, "Errors"), of(Level::Warning, "Warnings")].into_iter().chain(hints).collect();
    json!({
        "levels": levels,
        "hidden": quiet(|quiet| matches!(quiet, Quiet::Because(_))),
        "allowed": quiet(|quiet| matches!(quiet, Quiet::Allowed { .. })),
        "known": quiet(|quiet| matches!(quiet, Quiet::Known)),
    })
}

fn score_of(score: &crate::model::verdict::SiteScore) -> Value {
    let fix = score.next_fix.as_ref();
    let gains = |fix: &&NextFix| points(fix.card_after) > points(score.card);
    json!({
        "card": points(score.card),
        "content": score.content.map(points),
        "fix": fix.map(|fix| json!({ "rule": fix.rule, "pages": fix.pages, "after": Some(fix).filter(gains).map(|fix| points(fix.card_after)) })),
    })
}

#[cfg(test)]
mod tests;
