//! The report for scripts. Fields are only ever added; what is unknown is absent, never null.
//!
//! `schema.json` beside this file says what each field means.

use serde_json::{Map, Value, json};

use super::plain::{json_text, sorted};
use super::roots::Roots;
use super::{skipped, summary};
use crate::base::finding::{Evidence, Fix, Place, Quiet, Safety, Spot};
use crate::base::{Finding, Level};
use crate::config::Settings;
use crate::model::plan::PreviewImage;
use crate::model::report::{Clock, Ratchet, Report};
use crate::model::verdict::{CardView, Cut, SCORE_VERSION, SiteScore, Verdict};
use crate::model::view::PageSummary;

/// Counts breaking changes.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// JSON Schema of the report, draft 2020-12.
pub const SCHEMA: &str = include_str!("schema.json");

pub fn json(report: &Report, settings: &Settings) -> String {
    let mut out = Object::default();
    out.put("tool", json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") }));
    out.put("schema_version", SCHEMA_VERSION);
    if report.score.is_some() || report.pages.iter().any(|page| page.verdict.is_some()) {
        out.put("score_version", SCORE_VERSION);
    }
    out.put_some("base_url", report.base_url.as_deref());
    out.put("platforms", json!(settings.lint.platforms));
    out.put("profile", settings.lint.profile.name());
    out.put_some("now", Some(&report.now).filter(|_| report.clock == Clock::Set).and_then(|now| to_the_second(now)));
    out.put("summary", summary_of(report));
    out.put("pages", report.pages.iter().map(|page| page_of(page, report)).collect::<Vec<_>>());
    let roots = Roots::of(report);
    out.put("findings", findings_of(report, &roots));
    out.put("groups", groups_of(&roots));
    out.put("repairs", repairs_of(report));
    if !report.ratchet.is_empty() {
        out.put("ratchet", report.ratchet.iter().map(ratchet_of).collect::<Vec<_>>());
    }
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
    json_text(&out.done())
}

/// Nobody compares nanoseconds; what is no instant is absent.
fn to_the_second(now: &str) -> Option<String> {
    let now: jiff::Timestamp = now.parse().ok()?;
    jiff::Timestamp::from_second(now.as_second()).ok().map(|now| now.to_string())
}

fn summary_of(report: &Report) -> Value {
    let mut out = Object::default();
    out.put("pages", report.pages.len());
    out.put("posts", report.posts().count());
    out.put("shareable", report.pages.iter().filter(|page| page.shareable).count());
    out.put_some("intended_everywhere", report.score.as_ref().map(|score| score.intended_everywhere));
    out.put("errors", report.count(Level::Error));
    out.put("warnings", report.count(Level::Warning));
    out.put("infos", report.count(Level::Info));
    let quiet = |is: fn(&Quiet) -> bool| report.quiet.iter().filter(|finding| quiet_of(finding).is_some_and(is)).count();
    out.put("hidden", quiet(|quiet| matches!(quiet, Quiet::Because(_))));
    out.put("suppressed", quiet(|quiet| matches!(quiet, Quiet::Allowed { .. })));
    let known = quiet(|quiet| matches!(quiet, Quiet::Known));
    let fixed = report.known.map_or(0, |known| known.fixed);
    if known + fixed > 0 {
        out.put("baseline", json!({ "known": known, "new": report.findings.len(), "fixed": fixed }));
    }
    if let Some(score) = &report.score {
        put_score(&mut out, score);
    }
    out.put("sentence", summary::sentence(report));
    out.done()
}

fn put_score(out: &mut Object, score: &SiteScore) {
    let mut points = Object::default();
    points.put("card", quarters(score.card));
    points.put_some("content", score.content.map(quarters));
    out.put("score", points.done());
    if let Some(fix) = &score.next_fix {
        out.put("next_fix", json!({ "rule": fix.rule, "pages": fix.pages, "card_after": quarters(fix.card_after) }));
    }
}

/// Points are held in quarters: exact with two decimals.
pub(super) fn quarters(points: u32) -> Value {
    if points.is_multiple_of(4) { json!(points / 4) } else { json!(f64::from(points) / 4.0) }
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
    if let Some(verdict) = &page.verdict {
        put_verdict(&mut out, verdict);
    }
    out.done()
}

fn put_verdict(out: &mut Object, verdict: &Verdict) {
    let mut scores = Object::default();
    scores.put("card", quarters(verdict.card));
    scores.put_some("content", verdict.content.map(quarters));
    let each = verdict.cards.iter().map(|card| (card.platform.to_owned(), quarters(card.ledger.score)));
    scores.put("platforms", each.collect::<Map<_, _>>());
    out.put("scores", scores.done());
    out.put("cards", verdict.cards.iter().map(|card| (card.platform.to_owned(), card_of(card))).collect::<Map<_, _>>());
    let mut ledger = Vec::new();
    for card in &verdict.cards {
        for (rule, points, times) in &card.ledger.lines {
            ledger.push(json!({ "platform": card.platform, "rule": rule, "points": quarters(*points), "times": times }));
        }
        if card.ledger.ceiling < 400 {
            let ceiling = quarters(card.ledger.ceiling);
            ledger.push(json!({ "platform": card.platform, "ceiling": ceiling, "outcome": card.outcome.name() }));
        }
    }
    out.put("ledger", ledger);
}

fn card_of(card: &CardView) -> Value {
    let mut out = Object::default();
    out.put("outcome", card.outcome.name());
    out.put("intended", card.intended.name());
    out.put_some("title", card.title.as_ref().map(cut_of));
    out.put_some("description", card.description.as_ref().map(cut_of));
    if let Some(image) = &card.image {
        let mut picture = Object::default();
        picture.put("url", image.shown.value.as_str());
        picture.put("kind", card.outcome.name());
        picture.put_some("width", image.size.map(|(width, _)| width));
        picture.put_some("height", image.size.map(|(_, height)| height));
        picture.put("from", image.shown.from.describe());
        out.put("image", picture.done());
    }
    out.put_some("site_name", card.site_name.as_deref());
    out.put("domain", card.domain.as_str());
    out.put_some("filed_under", card.filed_under.as_deref());
    out.put_some("color", card.color.as_deref());
    let note = |note: &crate::model::verdict::Note| {
        let mut out = Object::default();
        out.put_some("tag", note.tag.as_deref());
        out.put("why", note.why.as_str());
        out.done()
    };
    out.put("notes", card.notes.iter().map(note).collect::<Vec<_>>());
    out.done()
}

fn cut_of(cut: &Cut) -> Value {
    let mut out = Object::default();
    out.put("text", cut.shown.value.as_str());
    out.put_some("cut_at", cut.cut_at);
    out.put_some("limit", cut.limit.as_deref());
    out.put("from", cut.shown.from.describe());
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

/// Those that count and those that do not, each once.
fn findings_of(report: &Report, roots: &Roots) -> Vec<Value> {
    let all = sorted(report.findings.iter().chain(&report.quiet));
    all.into_iter().map(|finding| full(finding, report, roots)).collect()
}

fn full(finding: &Finding, report: &Report, roots: &Roots) -> Value {
    let card = report.exhibits.rule(finding.rule);
    let mut out = Object::default();
    out.put("rule", finding.rule);
    out.put("case", finding.case());
    out.put_some("group", card.and_then(|card| card.group));
    out.put("level", finding.level.name());
    out.put_some("tier", card.and_then(|card| card.case(finding.case())).map(|case| case.tier));
    put_words(&mut out, finding);
    let evidence = finding.evidence.as_deref();
    if !finding.platforms().is_empty() {
        out.put("platforms", json!(finding.platforms()));
    }
    out.put_some("page", finding.page.as_deref());
    if let Some((key, value)) = evidence.and_then(|evidence| evidence.fact.as_ref()) {
        out.put("fact", json!({ "key": key, "value": value }));
    }
    out.put_some("primary", place_of(&finding.at));
    let related = evidence.map(related_of).unwrap_or_default();
    if !related.is_empty() {
        out.put("related", related);
    }
    out.put_some("fix", evidence.and_then(|evidence| evidence.fix.as_ref()).map(fix_of));
    out.put_some("fingerprint", evidence.and_then(|evidence| evidence.fingerprint.as_deref()));
    match quiet_of(finding) {
        Some(Quiet::Because(rule)) => out.put("because", *rule),
        Some(Quiet::Allowed { by, reason }) => {
            let mut allowed = Object::default();
            allowed.put("by", *by);
            allowed.put_some("reason", reason.as_deref());
            out.put("suppressed", allowed.done());
        }
        Some(Quiet::Known) => out.put("baseline", "known"),
        None => {}
    }
    out.put_some("group_id", roots.id(finding));
    out.done()
}

fn related_of(evidence: &Evidence) -> Vec<Value> {
    let place = |(at, what): &(Place, String)| {
        let mut out = Object::default();
        out.put("message", what.as_str());
        if let Some(Value::Object(place)) = place_of(at) {
            out.0.extend(place);
        }
        out.done()
    };
    evidence.related.iter().map(place).collect()
}

fn fix_of(fix: &Fix) -> Value {
    let edit = |edit: &crate::base::finding::Edit| json!({ "file": &*edit.file, "start": edit.span.start, "end": edit.span.end, "was": edit.was, "text": edit.text });
    let safety = match fix.safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
    };
    json!({ "safety": safety, "edits": fix.edits.iter().map(edit).collect::<Vec<_>>() })
}

pub(super) fn quiet_of(finding: &Finding) -> Option<&Quiet> {
    finding.evidence.as_ref()?.quiet.as_ref()
}

fn groups_of(roots: &Roots) -> Vec<Value> {
    let group = |(id, root, count): (usize, &Finding, usize)| {
        let mut out = Object::default();
        out.put("id", id);
        out.put("kind", if root.page.is_some() { "page" } else { "site" });
        out.put("rule", root.rule);
        out.put("count", count);
        out.put_some("primary", place_of(&root.at));
        out.done()
    };
    roots.all().map(group).collect()
}

/// A finding alone, as where there is no report around it.
pub(super) fn finding_of(finding: &Finding) -> Value {
    let mut out = Object::default();
    out.put("rule", finding.rule);
    out.put("level", finding.level.name());
    put_words(&mut out, finding);
    out.put_some("page", finding.page.as_deref());
    out.put_some("primary", place_of(&finding.at));
    out.done()
}

fn put_words(out: &mut Object, finding: &Finding) {
    out.put("message", &*finding.message);
    out.put_some("why", finding.reason());
    out.put_some("help", finding.advice());
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

fn ratchet_of(one: &Ratchet) -> Value {
    json!({ "key": one.key, "was": one.was, "is": one.is, "written": one.left.is_none(), "at": spot_of(&one.at) })
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
