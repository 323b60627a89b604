//! What stands below the posts: what changed, every rule, repairs, what was left out, what nobody checked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::pictures::Gallery;
use super::posts::spans;
use crate::base::finding::Quiet;
use crate::model::consumer;
use crate::model::exhibits::{CardBefore, LooksAt};
use crate::model::platform::Tier;
use crate::model::report::Report;
use crate::model::verdict::CardView;
use crate::report::json::quiet_of;
use crate::report::overview::{self, Judged};
use crate::report::plain::{place, sorted};
use crate::report::{skipped as left_out, summary};

/// Of each kind, so many are listed.
const LISTED: usize = 100;

/// Cards that are others than in the earlier run; nothing if there is none.
pub fn changes(judged: &[Judged], report: &Report, gallery: &Gallery) -> Value {
    let Some(before) = report.exhibits.before.as_deref() else { return Value::Null };
    let mut posts = Vec::new();
    for (page, verdict) in overview::changed(judged, before) {
        let old = before.pages.get(page.url.as_str());
        let pair = |card: &CardView| {
            let old = old?.get(card.platform).filter(|old| overview::differs(old, card))?;
            Some(json!({
                "platform": report.exhibits.platform(card.platform),
                "before": earlier(old, gallery),
                "after": now(card, gallery),
            }))
        };
        // The same change on several platforms is shown once.
        let mut pairs: Vec<(Value, Vec<String>)> = Vec::new();
        for mut pair in verdict.cards.iter().filter_map(pair) {
            let name = pair["platform"].take().as_str().unwrap_or_default().to_owned();
            match pairs.iter_mut().find(|(known, _)| *known == pair) {
                Some((_, names)) => names.push(name),
                None => pairs.push((pair, vec![name])),
            }
        }
        let pairs: Vec<Value> = pairs
            .into_iter()
            .map(|(mut pair, names)| {
                pair["platform"] = json!(names.join(", "));
                pair
            })
            .collect();
        posts.push(json!({ "url": page.url.as_str(), "title": page.title.as_deref(), "pairs": pairs }));
    }
    let more = posts.len().saturating_sub(LISTED);
    posts.truncate(LISTED);
    json!({ "posts": posts, "more": more })
}

fn earlier(card: &CardBefore, gallery: &Gallery) -> Value {
    let image = card.image.as_deref().filter(|_| !matches!(card.outcome.as_str(), "text" | "none"));
    let picture = image.and_then(|url| gallery.number(url));
    json!({
        "outcome": card.outcome,
        "title": card.title,
        "description": card.description,
        "domain": card.domain,
        "picture": picture,
        "unseen": image.is_some() && picture.is_none(),
    })
}

fn now(card: &CardView, gallery: &Gallery) -> Value {
    let url = card.image.as_ref().map(|image| image.shown.value.clone());
    let text = |cut: &Option<crate::model::verdict::Cut>| cut.as_ref().map(|cut| cut.shown.value.clone());
    earlier(
        &CardBefore {
            outcome: card.outcome.name().into(),
            intended: card.intended.name().into(),
            title: text(&card.title),
            description: text(&card.description),
            image: url,
            domain: card.domain.clone(),
        },
        gallery,
    )
}

/// Every rule that was on: what it found, or that it looked and found nothing.
pub fn rules(report: &Report) -> Value {
    let mut found: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for finding in &report.findings {
        let entry = found.entry(finding.rule).or_default();
        entry.0 += 1;
        entry.1.extend(finding.page.as_deref());
    }
    let card = |card: &crate::model::exhibits::RuleCard| {
        let times = found.get(card.name).map_or(0, |(times, _)| *times);
        let tiers: BTreeSet<&str> = card.cases.iter().map(|case| case.tier).collect();
        json!({
            "name": card.name,
            "group": card.group.unwrap_or("reading"),
            "level": card.level.name(),
            "about": spans(&card.about),
            "tier": tiers.into_iter().collect::<Vec<_>>().join(", "),
            "found": times,
            "looks_at": match card.looks_at {
                LooksAt::Page => "each page",
                LooksAt::Site => "the site",
                LooksAt::Elsewhere => "while reading and drawing",
            },
        })
    };
    let mut cards: Vec<Value> = report.exhibits.rules.iter().filter(|rule| rule.on).map(card).collect();
    cards.sort_by_key(|card| std::cmp::Reverse(card["found"].as_u64()));
    let silent = cards.split_off(cards.iter().take_while(|card| card["found"] != 0).count());
    json!({ "found": cards, "silent": silent })
}

pub fn repairs(report: &Report) -> Value {
    let all: Vec<Value> = report
        .pages
        .iter()
        .flat_map(|page| page.more().repairs.iter().map(move |repair| (page, repair)))
        .map(|(page, repair)| json!({ "page": page.url.as_str(), "key": repair.key, "was": repair.was, "is": repair.is }))
        .collect();
    json!({ "count": all.len(), "list": &all[..all.len().min(LISTED)], "more": all.len().saturating_sub(LISTED) })
}

pub fn skipped(report: &Report) -> Value {
    let mut posts: Vec<_> = report.skipped.iter().filter(|post| !post.reason.is_no_page()).collect();
    posts.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    let list: Vec<Value> =
        posts.iter().take(LISTED).map(|post| json!({ "path": &*post.path, "reason": post.reason.name(), "at": post.at })).collect();
    json!({ "count": posts.len(), "list": list, "more": posts.len().saturating_sub(LISTED), "next": left_out::next_due(report) })
}

/// What was found and does not count: its author allowed it, the baseline knows it, or it follows from another.
pub fn quiet(report: &Report) -> Value {
    let why = |finding: &crate::base::Finding| match quiet_of(finding) {
        Some(Quiet::Allowed { by, reason }) => {
            Some(reason.as_ref().map_or_else(|| format!("allowed in {by}"), |reason| format!("allowed in {by}: {reason}")))
        }
        Some(Quiet::Known) => Some("known".to_owned()),
        Some(Quiet::Because(rule)) => Some(format!("follows from {rule}")),
        None => None,
    };
    let item = |finding: &crate::base::Finding| {
        let why = why(finding)?;
        Some(json!({ "rule": finding.rule, "message": finding.message, "place": place(finding), "why": why }))
    };
    // What people decided stands before what follows by itself.
    let mut quiet = sorted(&report.quiet);
    quiet.sort_by_key(|finding| matches!(quiet_of(finding), Some(Quiet::Because(_))));
    let all: Vec<Value> = quiet.into_iter().filter_map(item).collect();
    json!({ "count": all.len(), "list": &all[..all.len().min(LISTED)], "more": all.len().saturating_sub(LISTED) })
}

/// What kept us from knowing, said as openly as what was found.
pub fn not_checked(report: &Report, ids: &[&'static str]) -> Value {
    let mut kinds: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (kind, page, value) in summary::not_checked(report) {
        kinds.entry(kind).or_default().push(json!({ "page": page, "value": value }));
    }
    let kinds: Vec<Value> = kinds
        .into_iter()
        .map(|(kind, all)| {
            let name = match kind {
                "remote-picture" => "Pictures on other hosts",
                "external-link" => "Links to other sites",
                "server" => "What the server does",
                "script-made" => "What scripts make",
                "unknown-platform" => "Platforms that are not known",
                other => other,
            };
            json!({ "name": name, "count": all.len(), "list": &all[..all.len().min(LISTED)], "more": all.len().saturating_sub(LISTED) })
        })
        .collect();
    let undocumented = |id: &&&str| consumer::find(id).is_some_and(|reader| reader.order.tier == Tier::Folklore);
    let undocumented: Vec<&str> = ids.iter().filter(undocumented).map(|id| report.exhibits.platform(id)).collect();
    json!({ "kinds": kinds, "undocumented": undocumented.join(", ") })
}
