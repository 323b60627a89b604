//! Posts that were left out on purpose: silence about them costs their authors days.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};

use super::plain::{count, one_line, width};
use crate::model::report::{Report, SkipReason, Skipped};

/// More than this many are grouped by folder and reason.
const LISTED: usize = 20;

/// The block about skipped posts, with a line feed at its end; empty if there are none.
pub fn block(report: &Report) -> String {
    let mut skipped: Vec<&Skipped> = report.skipped.iter().filter(|post| !post.reason.is_no_page()).collect();
    if skipped.is_empty() {
        return String::new();
    }
    skipped.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    let now = report.now.parse::<Timestamp>().ok();
    let shown_now = now.map(|now| now.to_zoned_datetime(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string());
    let mut out = format!("skipped {}", count(skipped.len(), "page"));
    if let Some(now) = shown_now {
        out.push_str(&format!(" (now {now})"));
    }
    out.push('\n');
    if skipped.len() > LISTED {
        out.push_str(&grouped(&skipped));
    } else {
        let places: Vec<String> = skipped.iter().map(|post| one_line(&format!("{}:{}", post.path, post.line))).collect();
        let widest = places.iter().map(|place| width(place)).max().unwrap_or(0);
        for (post, place) in skipped.iter().zip(&places) {
            let pad = " ".repeat(widest - width(place));
            let mut line = format!("  {place}{pad}   {:<7}", post.reason.name());
            if let Some(at) = &post.at {
                line.push_str(&format!("  {}", one_line(at)));
            }
            if post.reason == SkipReason::Future
                && let Some(days) = days_until(post, now)
            {
                line.push_str(&format!(", in {}", count(days, "day")));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    if let Some(next) = next_due(report) {
        out.push_str(&format!("next: {}      (nothing publishes it unless a build runs then)\n", one_line(next)));
    }
    out
}

/// One line about files that are no pages, with a line feed at its end; empty if there are none.
pub fn no_pages(report: &Report) -> String {
    let of = |reason: SkipReason| report.skipped.iter().filter(move |post| post.reason == reason);
    let said = |reason: SkipReason, what: &str| {
        let names: Vec<String> = of(reason).take(NAMED).map(|post| one_line(&post.path)).collect();
        let all = of(reason).count();
        let more = if all > names.len() { ", …" } else { "" };
        (all > 0).then(|| format!("{} ({}{more})", count(all, what), names.join(", ")))
    };
    let said: Vec<String> = [said(SkipReason::Empty, "empty file"), said(SkipReason::Fragment, "fragment")].into_iter().flatten().collect();
    if said.is_empty() { String::new() } else { format!("left as they are: {}\n", said.join(", ")) }
}

/// How many of them are named.
const NAMED: usize = 3;

/// The nearest date at which a future post is due, as it is printed.
pub fn next_due(report: &Report) -> Option<&str> {
    let future = report.skipped.iter().filter(|post| post.reason == SkipReason::Future);
    // Dates are printed year first, so their texts sort as they do.
    future.filter_map(|post| post.at.as_deref()).min()
}

/// Whole days from now to the day in `at`, which begins `2026-02-01`.
fn days_until(post: &Skipped, now: Option<Timestamp>) -> Option<usize> {
    let day: jiff::civil::Date = post.at.as_deref()?.get(..10)?.parse().ok()?;
    let today = now?.to_zoned_datetime(TimeZone::UTC).date();
    let days = today.until(day).ok()?.get_days();
    usize::try_from(days).ok().filter(|days| *days > 0)
}

fn grouped(skipped: &[&Skipped]) -> String {
    let mut groups: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for post in skipped {
        let folder = post.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *groups.entry((folder, post.reason.name())).or_default() += 1;
    }
    groups.into_iter().map(|((folder, reason), posts)| format!("  {}/  {reason}  {posts}\n", one_line(folder))).collect()
}
