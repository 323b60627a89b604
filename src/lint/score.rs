//! What a page is worth, as an account that can be checked by hand; and the fix that gives a site most.
//!
//! Per platform: what the outcome allows at most, less what its findings cost. Quarters of a point
//! are counted, so that sums are exact. Builds gate on findings; the score is for people.

use std::collections::{BTreeMap, HashSet};

use super::fingerprint::{fingerprint, standing};
use super::level;
use super::rule::{Context, Tier};
use super::{Group, find};
use crate::base::finding::Quiet;
use crate::base::{Finding, Level, Place};
use crate::config::{Layer, Settings};
use crate::model::audience::targets;
use crate::model::preview::card;
use crate::model::verdict::{Brief, CardView, Ledger, NextFix, Outcome, SiteScore, Verdict};
use crate::model::view::{PageSummary, PageView};

/// 100 points.
const FULL: u32 = 400;

/// The cards of a page and their account; none of a page that nobody shares.
pub fn verdict(page: &PageView, findings: &[Finding], ctx: &Context) -> Option<Verdict> {
    if !page.shareable {
        return None;
    }
    let cards = targets(&ctx.settings.lint.platforms).filter_map(|platform| card(platform, page, ctx.base)).collect();
    let mut verdict = Verdict { cards, ..Verdict::default() };
    account(&mut verdict, findings, ctx.settings, &ctx.layers);
    Some(verdict)
}

/// Sets down what the findings of the page cost it. Again after some were allowed: the new account
/// takes the place of the old one.
pub fn account(verdict: &mut Verdict, findings: &[Finding], settings: &Settings, layers: &[&Layer]) {
    let mut said: HashSet<(String, String)> = HashSet::new();
    let is_spot = |finding: &Finding| matches!(finding.at, Place::Spot(_));
    // What two rooms see at one place costs once.
    let mut is_new = |finding: &Finding| !is_spot(finding) || said.insert((fingerprint(finding, ""), standing(finding)));
    let costs: Vec<Cost> =
        findings.iter().filter(|finding| is_new(finding)).filter_map(|finding| cost(finding, settings, layers)).collect();
    for card in &mut verdict.cards {
        let here = |cost: &&Cost| !cost.content && (cost.platforms.is_empty() || cost.platforms.contains(&card.platform));
        let lines = lines(costs.iter().filter(here));
        let ceiling = ceiling(card.outcome, card.intended);
        let score = score(ceiling, &lines);
        card.ledger = Ledger { lines, ceiling, score, because: card.ledger.because };
    }
    let weights: Vec<u32> = verdict.cards.iter().map(|card| weight(settings, card.platform)).collect();
    verdict.weight = weights.iter().sum();
    verdict.sum = verdict.cards.iter().zip(&weights).map(|(card, weight)| card.ledger.score * weight).sum();
    verdict.card = mean(u64::from(verdict.sum), u64::from(verdict.weight));
    verdict.content = has_content_rules().then(|| score(FULL, &lines(costs.iter().filter(|cost| cost.content))));
    verdict.brief = verdict.cards.iter().filter_map(Brief::of).collect();
    verdict.gains = gains(&verdict.cards, &weights, &costs);
}

/// What one finding costs, and where.
struct Cost<'a> {
    rule: &'static str,
    points: u32,
    platforms: &'a [&'static str],
    content: bool,
}

/// Nothing for what follows from another finding, was allowed, is unproven or switched off.
fn cost<'a>(finding: &'a Finding, settings: &Settings, layers: &[&Layer]) -> Option<Cost<'a>> {
    if matches!(finding.evidence.as_ref().and_then(|evidence| evidence.quiet.as_ref()), Some(Quiet::Because(_) | Quiet::Allowed { .. })) {
        return None;
    }
    let mut at = finding.level;
    let mut content = false;
    if let Some(rule) = find(finding.rule) {
        let case = rule.cases.iter().find(|case| case.id == finding.case()).unwrap_or(&rule.cases[0]);
        if case.tier == Tier::Folklore {
            return None;
        }
        at = level::shown(settings, layers, rule, &super::Case { level: finding.level, ..*case }).level?;
        content = rule.group.is_some_and(is_content);
    }
    let points = match at {
        Level::Error => 60,
        Level::Warning => 24,
        Level::Info => 4,
    };
    Some(Cost { rule: finding.rule, points, platforms: finding.platforms(), content })
}

/// Groups that judge words and calls, not how the page is shown: `card` and `content` never mix.
fn is_content(group: Group) -> bool {
    matches!(group.name(), "read" | "cta" | "kit")
}

fn has_content_rules() -> bool {
    Group::ALL.iter().any(|group| is_content(*group))
}

/// A line a rule: the points of its worst finding, a quarter of them for each further one, and
/// double at most. Dearest first.
fn lines<'a>(costs: impl Iterator<Item = &'a Cost<'a>>) -> Vec<(&'static str, u32, u32)> {
    let mut rules: Vec<(&'static str, u32, u32)> = Vec::new();
    for cost in costs {
        match rules.iter_mut().find(|(rule, ..)| *rule == cost.rule) {
            Some((_, points, times)) => (*points, *times) = ((*points).max(cost.points), *times + 1),
            None => rules.push((cost.rule, cost.points, 1)),
        }
    }
    for (_, points, times) in &mut rules {
        *points += (*points / 4 * (*times - 1)).min(*points);
    }
    rules.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    rules
}

/// What an outcome allows at most.
fn ceiling(outcome: Outcome, intended: Outcome) -> u32 {
    if outcome.serves(intended) {
        return FULL;
    }
    match outcome {
        Outcome::Large | Outcome::Unknown => FULL,
        Outcome::Small => 300,
        Outcome::Text => 220,
        Outcome::Wrong => 160,
        Outcome::None => 80,
    }
}

fn score(ceiling: u32, lines: &[(&'static str, u32, u32)]) -> u32 {
    let sum: u32 = lines.iter().map(|(_, points, _)| points).sum();
    FULL.saturating_sub(sum).min(ceiling)
}

/// Rounded half up; of nothing it is nothing.
fn mean(sum: u64, of: u64) -> u32 {
    if of == 0 { 0 } else { u32::try_from((sum * 2 + of) / (of * 2)).unwrap_or(FULL) }
}

/// How much a platform counts in a page's score: `lint.weights`, else 1.
fn weight(settings: &Settings, platform: &str) -> u32 {
    settings.lint.weights.get(platform).copied().unwrap_or(1)
}

/// For each rule that was broken: what the page gains without its findings and what they did to
/// the outcome.
fn gains(cards: &[CardView], weights: &[u32], costs: &[Cost]) -> Box<[(&'static str, u32)]> {
    let mut rules: Vec<&'static str> = costs.iter().filter(|cost| !cost.content).map(|cost| cost.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let gain = |rule: &'static str| -> u32 {
        let of_card = |(card, weight): (&CardView, &u32)| {
            let Ledger { lines, ceiling, score: now, because } = &card.ledger;
            let left: u32 = lines.iter().filter(|(name, ..)| *name != rule).map(|(_, points, _)| points).sum();
            let ceiling = if because.contains(&rule) { FULL } else { *ceiling };
            (FULL.saturating_sub(left).min(ceiling) - now) * weight
        };
        cards.iter().zip(weights).map(of_card).sum()
    };
    rules.into_iter().map(|rule| (rule, gain(rule))).filter(|(_, gain)| *gain > 0).collect()
}

/// How the site does; nothing if no page was judged.
pub fn site_score(pages: &[PageSummary]) -> Option<SiteScore> {
    let verdicts = || pages.iter().filter_map(|page| page.verdict.as_deref());
    let shareable = verdicts().count();
    if shareable == 0 {
        return None;
    }
    // All pages have the same platforms, so the mean of means is one division.
    let weight: u64 = verdicts().map(|verdict| u64::from(verdict.weight)).sum();
    let sum: u64 = verdicts().map(|verdict| u64::from(verdict.sum)).sum();
    let mut gains: BTreeMap<&'static str, (u64, usize)> = BTreeMap::new();
    for (rule, gain) in verdicts().flat_map(|verdict| &verdict.gains) {
        let (gained, pages) = gains.entry(rule).or_default();
        (*gained, *pages) = (*gained + u64::from(*gain), *pages + 1);
    }
    // Of equal gains the first by name.
    let best = gains.into_iter().max_by(|(a, gain_a), (b, gain_b)| gain_a.cmp(gain_b).then_with(|| b.cmp(a)));
    let content = || verdicts().filter_map(|verdict| verdict.content).map(u64::from);
    let judged = content().count() as u64;
    Some(SiteScore {
        shareable,
        intended_everywhere: verdicts().filter(|verdict| verdict.is_as_intended()).count(),
        broken: verdicts().filter(|verdict| verdict.is_broken()).count(),
        card: mean(sum, weight),
        content: (judged > 0).then(|| mean(content().sum(), judged)),
        next_fix: best.map(|(rule, (gain, pages))| NextFix { rule, pages, card_after: mean(sum + gain, weight) }),
    })
}

#[cfg(test)]
mod tests;
