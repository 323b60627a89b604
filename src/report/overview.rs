//! How the pages of a site will be shown, at a glance: which are as intended, which are worst, and
//! one sentence about it.

use std::collections::{BTreeMap, BTreeSet};

use super::plain::{count, thousands};
use crate::model::exhibits::{Before, CardBefore, Exhibits};
use crate::model::report::Report;
use crate::model::verdict::{CardView, Outcome, Verdict};
use crate::model::view::PageSummary;

/// A page and how it will be shown.
pub type Judged<'a> = (&'a PageSummary, &'a Verdict);

/// Shareable pages that were judged, the worst first.
pub fn worst_first(report: &Report) -> Vec<Judged<'_>> {
    let judged = |page: &'_ PageSummary| page.shareable && page.verdict.as_ref().is_some_and(|verdict| !verdict.cards.is_empty());
    let mut pages: Vec<Judged> =
        report.pages.iter().filter(|page| judged(page)).filter_map(|page| Some((page, page.verdict.as_deref()?))).collect();
    pages.sort_by(|(a, x), (b, y)| {
        let off = |verdict: &Verdict| verdict.cards.iter().filter(|card| is_off(card)).count();
        off(y).cmp(&off(x)).then(x.card.cmp(&y.card)).then_with(|| a.url.as_str().cmp(b.url.as_str()))
    });
    pages
}

/// Is it shown as less than its author meant? What is not known is no fault.
pub fn is_off(card: &CardView) -> bool {
    card.outcome != Outcome::Unknown && card.outcome > card.intended
}

/// Is a picture seen there? A card that lost its picture still knows which one it was.
pub fn has_picture(card: &CardView) -> bool {
    !matches!(card.outcome, Outcome::Text | Outcome::None)
}

pub fn glyph(outcome: Outcome) -> char {
    match outcome {
        Outcome::Large => '■',
        Outcome::Small => '▪',
        Outcome::Text => '≡',
        Outcome::None => '–',
        Outcome::Wrong => '✗',
        Outcome::Unknown => '?',
    }
}

/// As a person would say it.
pub fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Large => "large picture",
        Outcome::Small => "small picture",
        Outcome::Text => "text only",
        Outcome::None => "bare link",
        Outcome::Wrong => "wrong",
        Outcome::Unknown => "not known",
    }
}

/// The platforms that are columns, in their order.
pub fn platforms<'a>(pages: &[Judged<'a>]) -> Vec<&'static str> {
    let mut ids: Vec<&'static str> = Vec::new();
    for card in pages.iter().flat_map(|(_, verdict)| &verdict.cards) {
        if !ids.contains(&card.platform) {
            ids.push(card.platform);
        }
    }
    ids
}

/// The sentence, in parts that each name their pages.
pub struct Headline {
    /// Pages that look right everywhere.
    pub fine: usize,
    pub all: usize,
    pub noun: &'static str,
    pub parts: Vec<Part>,
    /// Pages that no part names.
    pub rest: usize,
}

/// `3 lose their picture on WhatsApp`
pub struct Part {
    pub pages: BTreeSet<String>,
    pub outcome: Outcome,
    pub platforms: Vec<&'static str>,
    /// What stands behind the number.
    pub text: String,
}

/// So many parts are said; whoever wants more reads the matrix.
const PARTS: usize = 3;

pub fn headline(pages: &[Judged], exhibits: &Exhibits) -> Headline {
    let mut troubles: BTreeMap<(Outcome, &'static str), BTreeSet<String>> = BTreeMap::new();
    for (page, verdict) in pages {
        for card in verdict.cards.iter().filter(|card| is_off(card)) {
            troubles.entry((card.outcome, card.platform)).or_default().insert(page.url.to_string());
        }
    }
    // The same pages in the same trouble on several platforms are one trouble.
    let order = platforms(pages);
    let mut parts: Vec<Part> = Vec::new();
    for ((outcome, platform), pages) in troubles {
        match parts.iter_mut().find(|part| part.outcome == outcome && part.pages == pages) {
            Some(part) => part.platforms.push(platform),
            None => parts.push(Part { pages, outcome, platforms: vec![platform], text: String::new() }),
        }
    }
    for part in &mut parts {
        part.platforms.sort_by_key(|id| order.iter().position(|other| other == id));
        part.text = said(part, exhibits, order.len());
    }
    parts.sort_by(|a, b| b.outcome.cmp(&a.outcome).then(b.pages.len().cmp(&a.pages.len())));
    parts.sort_by_key(|part| std::cmp::Reverse(part.pages.len() * part.platforms.len()));
    let fine = pages.iter().filter(|(_, verdict)| !verdict.cards.iter().any(is_off)).count();
    parts.truncate(PARTS);
    let named: BTreeSet<&String> = parts.iter().flat_map(|part| &part.pages).collect();
    let rest = pages.len() - fine - named.len();
    // Which pages of another generator are posts only that knows.
    let is_post = |(page, _): &Judged| page.article && page.source.is_some();
    let noun = if !pages.is_empty() && pages.iter().all(is_post) { "post" } else { "page" };
    Headline { fine, all: pages.len(), noun, parts, rest }
}

fn said(part: &Part, exhibits: &Exhibits, all: usize) -> String {
    let one = part.pages.len() == 1;
    let what = match (part.outcome, one) {
        (Outcome::Large | Outcome::Unknown, true) => "differs",
        (Outcome::Large | Outcome::Unknown, false) => "differ",
        (Outcome::Small, true) => "has only a small picture",
        (Outcome::Small, false) => "have only a small picture",
        (Outcome::Text, true) => "loses its picture",
        (Outcome::Text, false) => "lose their picture",
        (Outcome::None, true) => "is a bare link",
        (Outcome::None, false) => "are bare links",
        (Outcome::Wrong, true) => "shows something else",
        (Outcome::Wrong, false) => "show something else",
    };
    if part.platforms.len() == all && all > 2 {
        return format!("{what} everywhere");
    }
    let names: Vec<&str> = part.platforms.iter().map(|id| exhibits.platform(id)).collect();
    let names = match names.as_slice() {
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= 3 => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", names[..2].join(", "), names.len() - 2),
    };
    format!("{what} on {names}")
}

impl Headline {
    /// `44 of 48 posts look right everywhere`
    pub fn first(&self) -> String {
        let look = if self.fine == 1 { "looks" } else { "look" };
        format!("{} of {} {look} right everywhere", thousands(self.fine), count(self.all, self.noun))
    }

    pub fn sentence(&self) -> String {
        let mut out = format!("{}.", self.first());
        for part in &self.parts {
            out.push_str(&format!(" {} {}.", thousands(part.pages.len()), part.text));
        }
        if self.rest > 0 {
            let differ = if self.rest == 1 { "differs" } else { "differ" };
            out.push_str(&format!(" {} more {differ}.", thousands(self.rest)));
        }
        out
    }
}

/// Pages whose cards are others than in the earlier run, in the order that was given.
pub fn changed<'a>(pages: &[Judged<'a>], before: &Before) -> Vec<Judged<'a>> {
    let is_other = |page: &PageSummary, card: &CardView| {
        before.pages.get(page.url.as_str()).and_then(|cards| cards.get(card.platform)).is_some_and(|old| differs(old, card))
    };
    pages.iter().copied().filter(|(page, verdict)| verdict.cards.iter().any(|card| is_other(page, card))).collect()
}

/// Would a reader see another card?
pub fn differs(old: &CardBefore, new: &CardView) -> bool {
    let text = |cut: &Option<crate::model::verdict::Cut>| cut.as_ref().map(|cut| cut.shown.value.clone());
    old.outcome != new.outcome.name()
        || old.title != text(&new.title)
        || old.description != text(&new.description)
        || old.image != new.image.as_ref().map(|image| image.shown.value.clone())
}

/// `+2 posts as intended, −1 error`: what is other than in an earlier run.
pub fn since(report: &Report, before: &Before) -> String {
    use crate::base::Level;
    let mut parts = Vec::new();
    let mut put = |now: usize, then: u64, noun: &str, after: &str| {
        let (now, sign) = (now as i64 - then as i64, if now as u64 >= then { '+' } else { '−' });
        if now != 0 {
            parts.push(format!("{sign}{}{after}", count(now.unsigned_abs() as usize, noun)));
        }
    };
    if let (Some(score), Some(then)) = (&report.score, before.intended_everywhere) {
        put(score.intended_everywhere, then, "page", " as intended");
    }
    put(report.count(Level::Error), before.errors, "error", "");
    put(report.count(Level::Warning), before.warnings, "warning", "");
    if parts.is_empty() {
        "No number changed since the earlier report".into()
    } else {
        format!("{} since the earlier report", parts.join(", "))
    }
}
