//! The matrix of posts and platforms, and for each page its findings at the lines they are about.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::pictures::Gallery;
use crate::base::Finding;
use crate::base::finding::{Place, Safety, Spot};
use crate::base::url::encode_component;
use crate::model::exhibits::{Patch, SourceLine};
use crate::model::report::Report;
use crate::model::verdict::Verdict;
use crate::report::matrix::points;
use crate::report::overview::{self, Judged};
use crate::report::plain::{one_line, place, sorted};
use crate::report::roots::Roots;

/// A row for each post, a cell for each platform.
pub fn rows(judged: &[Judged], ids: &[&'static str], gallery: &Gallery) -> Vec<Value> {
    let row = |(page, verdict): &Judged| {
        let cell = |id: &&str| {
            let Some(card) = verdict.cards.iter().find(|card| card.platform == *id) else { return json!({ "class": "", "word": "" }) };
            let image = card.image.as_ref().filter(|_| overview::has_picture(card));
            let picture = image.and_then(|image| gallery.number(&image.shown.value));
            let off = if overview::is_off(card) { " off" } else { "" };
            json!({
                "class": format!("{}{off}", card.outcome.name()),
                "picture": picture,
                "unseen": image.is_some() && picture.is_none(),
                "word": overview::word(card.outcome),
            })
        };
        json!({
            "url": page.url.as_str(),
            "hash": encode_component(page.url.as_str()),
            "title": page.title.as_deref().map_or_else(|| page.url.to_string(), one_line),
            "score": points(verdict.card),
            "cells": ids.iter().map(cell).collect::<Vec<_>>(),
        })
    };
    judged.iter().map(row).collect()
}

/// What is wrong, page by page: those of the matrix first, then the others, at last the site.
pub fn articles(judged: &[Judged], report: &Report, roots: &Roots) -> Vec<Value> {
    // What is wrong in the file of a page is wrong with that page, whoever found it.
    let by_source: BTreeMap<&str, &str> =
        report.pages.iter().rev().filter_map(|page| Some((page.source.as_deref()?, page.url.as_str()))).collect();
    let mut by_page: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in sorted(&report.findings) {
        let page = finding.page.as_deref().or_else(|| by_source.get(finding.path()).copied());
        by_page.entry(page.unwrap_or_default()).or_default().push(finding);
    }
    let known: BTreeMap<&str, (Option<&str>, &str)> = report
        .pages
        .iter()
        .map(|page| (page.url.as_str(), (page.title.as_deref(), page.source.as_deref().unwrap_or(page.path.as_str()))))
        .collect();
    let mut order: Vec<&str> = judged.iter().map(|(page, _)| page.url.as_str()).collect();
    let listed: BTreeMap<&str, &Judged> = judged.iter().map(|judged| (judged.0.url.as_str(), judged)).collect();
    order.extend(by_page.keys().filter(|page| !page.is_empty() && !listed.contains_key(*page)));
    if by_page.contains_key("") {
        order.push("");
    }
    let article = |url: &&str| {
        // In a list that is read from the top, the worst stands first.
        let mut findings = by_page.get(url).cloned().unwrap_or_default();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        let (title, source) = known.get(url).copied().unwrap_or_default();
        let title = match (title, *url) {
            (_, "") => "The site as a whole".to_owned(),
            (title, url) => one_line(title.unwrap_or(url)),
        };
        json!({
            "url": url,
            "title": title,
            "source": source,
            "judged": listed.contains_key(url),
            "elsewhere": listed.get(url).filter(|_| findings.is_empty()).map(|(_, verdict)| costly(verdict)),
            "findings": findings.iter().map(|finding| finding_of(finding, report, roots)).collect::<Vec<_>>(),
            "files": excerpts(&findings, report),
        })
    };
    order.iter().map(article).collect()
}

/// Rules that cost a page points, by name. Where none of their findings stands at the page, they were said once for the site.
fn costly(verdict: &Verdict) -> BTreeSet<&str> {
    verdict.cards.iter().flat_map(|card| &card.ledger.lines).map(|(rule, ..)| *rule).collect()
}

fn finding_of(finding: &Finding, report: &Report, roots: &Roots) -> Value {
    let card = report.exhibits.rule(finding.rule);
    let evidence = card.and_then(|card| card.case(finding.case()));
    let related = finding.evidence.iter().flat_map(|evidence| &evidence.related);
    let related: Vec<Value> = related
        .map(|(at, what)| {
            let mut alone = finding.clone();
            alone.at = at.clone();
            json!({ "what": what, "place": place(&alone) })
        })
        .collect();
    let fix = finding.evidence.as_ref().and_then(|evidence| evidence.fix.as_ref());
    let consequences = roots.consequences(finding);
    json!({
        "rule": finding.rule,
        "level": finding.level.name(),
        "message": spans(&finding.message),
        "why": finding.reason().map(spans),
        "help": finding.advice().map(spans),
        "place": place(finding),
        "harms": finding.platforms().join(" "),
        "names": finding.platforms().iter().map(|id| report.exhibits.platform(id)).collect::<Vec<_>>().join(", "),
        "tier": evidence.map(|case| case.tier),
        "related": related,
        "fix": fix.map(|fix| fix.safety == Safety::Safe),
        "consequences": consequences.iter().take(LISTED).map(|one| json!({ "message": spans(&one.message), "place": place(one) })).collect::<Vec<_>>(),
        "more": consequences.len().saturating_sub(LISTED),
    })
}

/// A message in pieces: what stands between backticks is code. Of backticks that do not pair, none is.
pub fn spans(text: &str) -> Value {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return json!([{ "text": text }]);
    }
    let pieces = parts.iter().enumerate().filter(|(_, part)| !part.is_empty());
    pieces.map(|(at, part)| json!({ "text": part, "code": at % 2 == 1 })).collect()
}

/// The lines of each file that these findings point into, with what is underlined.
fn excerpts(findings: &[&Finding], report: &Report) -> Vec<Value> {
    let mut files: BTreeMap<&str, Vec<(&Finding, &Spot)>> = BTreeMap::new();
    for finding in findings {
        if let Place::Spot(spot) = &finding.at {
            files.entry(&spot.path).or_default().push((finding, spot));
        }
    }
    let excerpt = |(path, spots): (&str, Vec<(&Finding, &Spot)>)| {
        let lines = report.exhibits.sources.get(path)?;
        let near = |line: &&SourceLine| {
            let is_head = line.number <= HEAD
                && lines.first().is_some_and(|first| first.number == 1 && matches!(first.text.trim_end(), "---" | "+++"));
            is_head || spots.iter().any(|(_, spot)| line.number + 1 >= spot.line && line.number <= spot.end_line.min(spot.line + 2) + 1)
        };
        let mut last = 0;
        let lines: Vec<Value> = lines
            .iter()
            .filter(near)
            .map(|line| {
                let gap = last > 0 && line.number > last + 1;
                last = line.number;
                json!({ "number": line.number, "gap": gap, "parts": parts(line, &spots) })
            })
            .collect();
        let patches: Vec<Value> = report.exhibits.patches.get(path).into_iter().flatten().filter_map(patch).collect();
        (!lines.is_empty()).then(|| json!({ "path": path, "lines": lines, "patches": patches }))
    };
    files.into_iter().filter_map(excerpt).collect()
}

/// A patch of which a byte is lost does not apply. HTML holds no `\r`: where every line of the file ends in one,
/// the button that copies puts them back.
fn patch(patch: &Patch) -> Option<Value> {
    let crlf = lines_of_file(&patch.diff).all(|line| line.ends_with('\r'));
    let diff = if crlf { patch.diff.replace("\r\n", "\n") } else { patch.diff.clone() };
    (!diff.contains(super::is_odd)).then(|| json!({ "guess": patch.guess, "diff": diff, "crlf": crlf }))
}

/// The lines of a diff that are lines of the file.
fn lines_of_file(diff: &str) -> impl Iterator<Item = &str> {
    diff.split_terminator('\n').skip(2).filter(|line| line.starts_with([' ', '+', '-']))
}

/// So many consequences of a finding are listed.
const LISTED: usize = 20;

/// So many lines of a head are shown, whatever is wrong further down.
const HEAD: u32 = 14;

/// A line in pieces, of which some are underlined. Where two findings overlap, the first has it.
fn parts(line: &SourceLine, spots: &[(&Finding, &Spot)]) -> Vec<Value> {
    let chars: Vec<char> = line.text.chars().collect();
    let place = |column: u32| (column.saturating_sub(1).saturating_sub(line.skipped) as usize).min(chars.len());
    let mut marks: Vec<(usize, usize, &Finding)> = spots
        .iter()
        .filter(|(_, spot)| (spot.line..=spot.end_line).contains(&line.number))
        .map(|(finding, spot)| {
            let start = if spot.line == line.number { place(spot.column) } else { 0 };
            let end = if spot.end_line == line.number { place(spot.end_column) } else { chars.len() };
            (start, end.max((start + 1).min(chars.len())), *finding)
        })
        .collect();
    marks.sort_by_key(|(start, end, _)| (*start, *end));
    let text = |from: usize, to: usize| one_line(&chars[from..to].iter().collect::<String>());
    let mut parts = Vec::new();
    let mut at = 0;
    if line.skipped > 0 {
        parts.push(json!({ "text": "…" }));
    }
    for (start, end, finding) in marks {
        if start < at || end <= start {
            continue;
        }
        if start > at {
            parts.push(json!({ "text": text(at, start) }));
        }
        let harms = finding.platforms().join(" ");
        parts.push(json!({ "text": text(start, end), "mark": finding.level.name(), "harms": harms, "says": finding.message }));
        at = end;
    }
    if at < chars.len() {
        parts.push(json!({ "text": text(at, chars.len()) }));
    }
    parts
}
