//! The core: survey, plan, rewrite. Per page, pure, in parallel.
//!
//! Knows HTML and platforms; does not know that Markdown exists, and opens no file: what a page
//! names is looked at by `app` between [`survey`] and [`plan`].

mod accounts;
mod address;
mod body_image;
mod card;
mod encoding;
mod explain;
mod fragment;
mod image;
mod island;
mod json_ld;
mod locale;
mod meta;
mod mount;
mod parsable;
mod placement;
mod plan;
mod quote;
mod repair;
mod resolve;
mod rewrite;
mod selectors;
mod sentence;
mod share;
mod survey;
mod variants;

pub use card::{Card, CardOfPage, CardWanted, card_of, card_of_page, check_layout};
pub use explain::explain;
pub use plan::{Looked, Policy, plan, wanted};
pub use resolve::{Field, PRECEDENCE, Precedence};
pub use selectors::Selectors;
pub use survey::{MAX_PAGE, survey, survey_with};

use crate::model::facts::{PageFacts, Passage};
use crate::model::plan::Move;
use crate::model::{HtmlPage, Plan};
use rewrite::rewrite;

/// A page after the core: its new bytes, and what they were made from.
#[derive(Clone, Debug)]
pub struct Optimized {
    pub html: Vec<u8>,
    pub facts: PageFacts,
    pub plan: Plan,
    /// In the order of the page.
    pub moves: Vec<Move>,
}

/// The text of a page by its nodes, for rules that look at more than its tags.
pub fn text(html: &[u8]) -> Vec<Passage> {
    survey::text(html)
}

/// Survey, plan and rewrite in one step, for pages whose local pictures are known already.
pub fn optimize_page(page: &HtmlPage, looked: &Looked, policy: &Policy) -> Optimized {
    let facts = survey_with(page, &Selectors::of(policy.settings).0);
    carry_out(page, facts, looked, policy)
}

/// Plan and rewrite a surveyed page. What cannot be rewritten passes through byte for byte.
pub fn carry_out(page: &HtmlPage, facts: PageFacts, looked: &Looked, policy: &Policy) -> Optimized {
    // A page with quotes may be planned a second time, from the facts as they were.
    let may_quote = !facts.passages.is_empty() || facts.mounts.iter().any(|mount| mount.name == "quote");
    let first = may_quote.then(|| facts.clone());
    let mut shown = facts;
    let mut plan = plan(&mut shown, &page.hints, looked, policy);
    let mut written = rewrite(&page.html, &plan.edits);
    if let (Ok((html, _)), Some(facts), false) = (&written, first, plan.quoted.is_empty()) {
        // What leads to some words depends on all the text around them, our own included.
        let fragments = fragment::Fragments::of(&survey::text(html), &plan.quoted);
        if !fragments.is_empty() {
            shown = facts;
            plan = plan::plan_with(&mut shown, &page.hints, looked, policy, &fragments);
            written = rewrite(&page.html, &plan.edits);
        }
    }
    match written {
        Ok((html, moves)) => Optimized { html, facts: shown, plan, moves },
        // Nothing of the plan holds for a page that stays as it was.
        Err(refused) => {
            let plan = Plan { findings: vec![refused.into_finding()], ..Plan::default() };
            Optimized { html: page.html.clone(), facts: survey(page), plan, moves: Vec::new() }
        }
    }
}

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod tests;
