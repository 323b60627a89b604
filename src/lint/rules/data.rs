//! Group `data`, dates: readable, in order, and not from the future.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::base::Level::{Error, Info, Warning};
use crate::base::{Place, Span};
use crate::lint::rule::Tier::{Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, meta_place};
use crate::model::site_files::FeedKind;
use crate::model::view::{PageSummary, PageView};

pub const RULES: &[Rule] = &[Rule {
    name: "date-invalid",
    group: Some(Group::Data),
    cases: &[
        case("unreadable", Error, Spec, "ISO 8601; ogp.me: DateTime"),
        case("reversed", Error, Own, "the page itself"),
        case("future", Error, Own, "the page itself"),
        case("feed", Warning, Spec, "RSS 2.0: RFC 822; RFC 4287: RFC 3339"),
        case("zoneless", Info, Spec, "RFC 3339: a date-time has an offset"),
    ],
    check: Check::Both(date_invalid, dates_of_feeds),
    doc: include_str!("../docs/date-invalid.md"),
}];

/// What a date is for.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Published,
    Modified,
    /// `<time>` above the text, which says what it is the date of.
    Shown,
}

/// A date that could be read: an instant, or a day that has no zone to lack.
#[derive(Clone, Copy)]
enum When {
    Instant(Timestamp),
    /// The first and the last instant of the day, anywhere on Earth.
    Day(Timestamp, Timestamp),
}

impl When {
    fn first(self) -> Timestamp {
        match self {
            When::Instant(at) | When::Day(at, _) => at,
        }
    }

    fn last(self) -> Timestamp {
        match self {
            When::Instant(at) | When::Day(_, at) => at,
        }
    }
}

/// What says a date of something: the tags of the page, or one node of its JSON-LD.
struct Dated {
    in_json: bool,
    dates: Vec<(Role, String, Place)>,
}

fn date_invalid(page: &PageView, report: &mut Reporter) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for dated in dated(page) {
        let mut published: Option<(When, &str)> = None;
        let mut modified: Option<(When, &str, &Place)> = None;
        for (role, text, at) in &dated.dates {
            let when = if *role == Role::Shown { shown(text) } else { read(text) };
            // What was said of a date is said once; it is compared all the same.
            if seen.insert(text.clone()) {
                say_of(*role, text, at, when, report);
            }
            let Some((when, _)) = when else { continue };
            match role {
                Role::Published if published.is_none() => published = Some((when, text)),
                Role::Modified if modified.is_none() => modified = Some((when, text, at)),
                _ => {}
            }
        }
        if let (Some((published, first)), Some((modified, second, at))) = (published, modified)
            && modified.last() < published.first()
            && told.insert(format!("{first} {second}"))
        {
            let who = if dated.in_json { "the JSON-LD says changed" } else { "changed" };
            report
                .say("reversed", at.clone(), format!("{who} on `{}`, before it was published on `{}`", brief(second), brief(first)))
                .fact("date", format!("{first} {second}"))
                .why("feeds and search sort by them")
                .help("correct one of the two dates");
        }
    }
}

/// A paragraph of so many words may be all about who wrote when.
const BYLINE: usize = 8;

/// The dates of a page, those of each thing apart: two posts of a `@graph` have nothing to do with each other.
fn dated(page: &PageView) -> Vec<Dated> {
    let mut tags: Vec<(Role, String, Place)> = Vec::new();
    for meta in &page.shown.metas {
        let role = match meta.key.as_str() {
            "article:published_time" => Role::Published,
            "article:modified_time" | "og:updated_time" => Role::Modified,
            _ => continue,
        };
        if !meta.content.trim().is_empty() {
            tags.push((role, meta.content.trim().to_owned(), meta_place(page, meta)));
        }
    }
    // Behind the first words it is the date of what they tell of: of a birth, of a battle.
    let first_words = page.shown.first_paragraph.as_ref().map_or(u32::MAX, |text| match text.value.split_whitespace().count() {
        // "Posted on 4 March by Ada" is no text yet.
        0..=BYLINE => text.span.end,
        _ => text.span.start,
    });
    if let Some(time) = page.shown.time.as_ref().filter(|time| time.span.start < first_words) {
        tags.push((Role::Shown, time.value.trim().to_owned(), Place::Html(time.span)));
    }
    let mut all = vec![Dated { in_json: false, dates: tags }];
    for block in &page.shown.json_ld {
        if let Ok(value) = &block.value {
            json_dates(value, block.span, &mut all);
        }
    }
    all
}

/// What is wrong with a date by itself.
fn say_of(role: Role, text: &str, at: &Place, when: Option<(When, bool)>, report: &mut Reporter) {
    let Some((when, has_zone)) = when else {
        report
            .say("unreadable", at.clone(), format!("`{}` is no date that machines read", brief(text)))
            .fact("date", text)
            .why("Facebook, Mastodon and search leave the date out")
            .help("write it as `2026-03-04`, or `2026-03-04T09:00:00+01:00`");
        return;
    };
    if !has_zone && role != Role::Shown {
        report
            .say("zoneless", at.clone(), format!("`{}` has a time but no offset", brief(text)))
            .fact("date", text)
            .why("each reader puts it into a zone of its own")
            .help("add one: `+01:00`, or `Z` for UTC");
    }
    if let (Role::Published, Some(now)) = (role, report.ctx.now)
        && when.first() > now
    {
        report
            .say("future", at.clone(), format!("published on `{}`, which is still to come", brief(text)))
            .fact("date", text)
            .why("the page is public already; readers and feeds show a date that makes no sense")
            .help("correct the date, or build with `--future` if it is meant");
    }
}

fn json_dates(value: &Value, span: Span, all: &mut Vec<Dated>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| json_dates(item, span, all)),
        Value::Object(map) => {
            let date = |(key, role): (&str, Role)| {
                let text = map.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())?;
                Some((role, text.to_owned(), Place::Html(span)))
            };
            let dates: Vec<_> =
                [("datePublished", Role::Published), ("dateModified", Role::Modified)].into_iter().filter_map(date).collect();
            if !dates.is_empty() {
                all.push(Dated { in_json: true, dates });
            }
            if let Some(graph) = map.get("@graph") {
                json_dates(graph, span, all);
            }
        }
        _ => {}
    }
}

/// A date that a text tells of: of any year.
fn shown(text: &str) -> Option<(When, bool)> {
    let of_any_year = || Some((When::Instant(Timestamp::UNIX_EPOCH), text.get(..10)?.parse::<jiff::civil::Date>().is_ok()));
    read(text).or_else(|| of_any_year().filter(|(_, is_date)| *is_date))
}

/// An ISO date or date-time between 1970 and 3000, and whether its zone is known (a day has none to lack).
fn read(text: &str) -> Option<(When, bool)> {
    let in_reach = |year: i16| (1970..=3000).contains(&year);
    let zone = jiff::tz::TimeZone::UTC;
    if let Ok(at) = text.parse::<Timestamp>() {
        return in_reach(at.to_zoned_datetime(zone).year()).then_some((When::Instant(at), true));
    }
    if text.contains(['T', ' ']) {
        let civil = text.parse::<jiff::civil::DateTime>().ok().filter(|civil| in_reach(civil.year()))?;
        let at = civil.to_zoned_datetime(zone).ok()?.timestamp();
        return Some((When::Day(earlier(at, 14)?, earlier(at, -12)?), false));
    }
    let padded = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let day = padded.parse::<jiff::civil::Date>().ok().filter(|day| in_reach(day.year()))?;
    let start = day.to_zoned_datetime(zone.clone()).ok()?.timestamp();
    let end = day.tomorrow().ok()?.to_zoned_datetime(zone).ok()?.timestamp();
    Some((When::Day(earlier(start, 14)?, earlier(end, -12)?), true))
}

/// Can machines read it as a date?
pub fn is_date(text: &str) -> bool {
    read(text).is_some()
}

/// Is it a date that is still to come, wherever one lives?
pub fn is_to_come(text: &str, now: Timestamp) -> bool {
    read(text).is_some_and(|(when, _)| when.first() > now)
}

/// Dates of feeds: RSS writes them as letters do, Atom as everybody else.
fn dates_of_feeds(_: &[PageSummary], report: &mut Reporter) {
    for feed in report.ctx.around.files.iter().flat_map(|files| &files.feeds) {
        let is_right = |text: &str| match feed.kind {
            FeedKind::Rss => jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).is_ok(),
            FeedKind::Atom | FeedKind::Json => text.parse::<Timestamp>().is_ok(),
        };
        let dates = feed.items.iter().filter_map(|item| item.date.as_ref());
        let Some((text, span)) = dates.into_iter().find(|(text, _)| !is_right(text)) else { continue };
        let (name, example) = match feed.kind {
            FeedKind::Rss => ("RSS", "Wed, 04 Mar 2026 09:00:00 +0100"),
            FeedKind::Json => ("JSON Feed", "2026-03-04T09:00:00+01:00"),
            FeedKind::Atom => ("Atom", "2026-03-04T09:00:00+01:00"),
        };
        report
            .say("feed", Place::Spot(feed.source.spot(*span)), format!("`{}` is no date as {name} has them", brief(text)))
            .fact("date", text.clone())
            .why("readers sort the post by the day on which they found it, or not at all")
            .help(format!("write it as `{example}`"));
    }
}

fn earlier(at: Timestamp, hours: i64) -> Option<Timestamp> {
    at.checked_sub(jiff::SignedDuration::from_hours(hours)).ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn dates_are_read_as_iso_and_nothing_else() {
        for good in ["2026-03-04", "2026-03-04T09:00:00+01:00", "2026-03-04T09:00:00Z", "2026", "2026-03"] {
            assert!(matches!(read(good), Some((_, true))), "{good}");
        }
        assert!(matches!(read("2026-03-04T09:00:00"), Some((_, false))));
        for bad in ["4th March", "04/03/2026", "2026-13-01", "1850-01-01", "soon", ""] {
            assert!(read(bad).is_none(), "{bad}");
        }
    }
}
