//! The report for scripts. Fields are only ever added; what is unknown is absent, never null.

use serde_json::{Map, Value, json};

use super::plain::sorted;
use super::{skipped, summary};
use crate::base::finding::{Place, Spot};
use crate::base::{Finding, Level};
use crate::config::Settings;
use crate::model::plan::PreviewImage;
use crate::model::report::Report;
use crate::model::view::PageSummary;

/// Counts breaking changes.
pub(super) const SCHEMA_VERSION: u32 = 1;

pub fn json(report: &Report, settings: &Settings) -> String {
    let mut out = Object::default();
    out.put("tool", json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") }));
    out.put("schema_version", SCHEMA_VERSION);
    out.put_some("base_url", report.base_url.as_deref());
    out.put("platforms", json!(settings.lint.platforms));
    out.put_some("now", to_the_second(&report.now));
    out.put("summary", summary_of(report));
    out.put("pages", report.pages.iter().map(|page| page_of(page, report)).collect::<Vec<_>>());
    out.put("findings", sorted(&report.findings).into_iter().map(finding_of).collect::<Vec<_>>());
    out.put("repairs", repairs_of(report));
    let mut left_out: Vec<_> = report.skipped.iter().collect();
    left_out.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    let left_out = left_out.into_iter().map(|post| {
        let mut item = Object::default();
        item.put("path", &*post.path);
        item.put("line", post.line);
        item.put("reason", post.reason.name());
        item.put_some("at", post.at.as_deref());
        item.done()
    });
    out.put("skipped", left_out.collect::<Vec<_>>());
    out.put_some("next_due", skipped::next_due(report));
    let not_checked =
        summary::not_checked(report).into_iter().map(|(kind, page, value)| json!({ "kind": kind, "page": page, "value": value }));
    out.put("not_checked", not_checked.collect::<Vec<_>>());
    out.put("pictures", json!({ "drawn": report.pictures_drawn, "reused": report.pictures_reused }));
    out.put("files", json!({ "written": report.files_written, "unchanged": report.files_unchanged }));
    let mut text = serde_json::to_string_pretty(&out.done()).expect("a Value with text keys always serializes");
    text.push('\n');
    text
}

/// Nobody compares nanoseconds; what is no instant is absent.
fn to_the_second(now: &str) -> Option<String> {
    let now: jiff::Timestamp = now.parse().ok()?;
    jiff::Timestamp::from_second(now.as_second()).ok().map(|now| now.to_string())
}

fn summary_of(report: &Report) -> Value {
    json!({
        "pages": report.pages.len(),
        "posts": report.posts().count(),
        "shareable": report.pages.iter().filter(|page| page.shareable).count(),
        "errors": report.count(Level::Error),
        "warnings": report.count(Level::Warning),
        "infos": report.count(Level::Info),
        "sentence": summary::sentence(report),
    })
}

fn page_of(page: &PageSummary, report: &Report) -> Value {
    let mut out = Object::default();
    let absolute = report.base_url.as_ref().map(|base| format!("{}{}", base.trim_end_matches('/'), page.url));
    out.put_some("url", absolute.or_else(|| page.canonical.as_deref().map(str::to_owned)));
    out.put("path", page.url.as_str());
    out.put_some("source", page.source.as_deref());
    out.put("output", page.path.as_str());
    out.put("shareable", page.shareable);
    out.put_some("title", page.title.as_deref());
    out.put_some("description", page.description.as_deref());
    out.put_some("image", page.image.as_deref().map(image_of));
    out.put_some("canonical", page.canonical.as_deref());
    out.put_some("lang", page.lang.as_deref());
    out.put_some("published", page.more().published.as_deref());
    out.put_some("updated", page.more().updated.as_deref());
    out.done()
}

fn image_of(image: &PreviewImage) -> Value {
    let mut out = Object::default();
    out.put("url", image.url.as_str());
    out.put_some("width", image.width);
    out.put_some("height", image.height);
    out.put_some("type", image.mime.as_deref());
    out.put_some("alt", image.alt.as_deref());
    out.done()
}

pub(super) fn finding_of(finding: &Finding) -> Value {
    let mut out = Object::default();
    out.put("rule", finding.rule);
    out.put("level", finding.level.name());
    out.put("message", finding.message.as_str());
    out.put_some("why", finding.why.as_deref());
    out.put_some("help", finding.help.as_deref());
    out.put_some("page", finding.page.as_deref());
    out.put_some("primary", place_of(&finding.at));
    out.done()
}

pub(super) fn place_of(place: &Place) -> Option<Value> {
    match place {
        Place::Spot(spot) => Some(spot_of(spot)),
        Place::File(path) => Some(json!({ "file": &**path })),
        Place::Site => Some(json!({ "file": crate::config::FILE_NAME })),
        Place::Fact(_) | Place::Html(_) => None,
    }
}

/// Bytes from 0, half-open; lines and columns from 1, columns in characters.
fn spot_of(spot: &Spot) -> Value {
    json!({
        "file": &*spot.path,
        "start": spot.start,
        "end": spot.end,
        "line": spot.line,
        "col": spot.column,
        "end_line": spot.end_line,
        "end_col": spot.end_column,
    })
}

fn repairs_of(report: &Report) -> Vec<Value> {
    let repairs = report.pages.iter().flat_map(|page| page.more().repairs.iter().map(move |repair| (page, repair)));
    repairs.map(|(page, repair)| json!({ "page": page.url.as_str(), "key": repair.key, "was": repair.was, "is": repair.is })).collect()
}

/// A map in the order it is written, without nulls.
#[derive(Default)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    pub fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    pub fn put_some(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    pub fn done(self) -> Value {
        Value::Object(self.0)
    }
}
