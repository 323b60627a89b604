//! `lint.budgets`: what the HTML and the picture of a page may weigh at most, and its card score at least.

use super::run::Run;
use crate::base::{Finding, Level, Place};
use crate::config::Budget;
use crate::model::plan::PreviewFile;
use crate::model::view::PageSummary;

const RULE: &str = "budget-exceeded";

/// What breaks a budget, one finding for each number. `bytes` knows the HTML of a page.
pub(super) fn exceeded(run: &Run, pages: &[PageSummary], bytes: &dyn Fn(&str) -> Option<usize>) -> Vec<Finding> {
    let content = &run.settings.content.content;
    let mut found = Vec::new();
    for page in pages.iter().filter(|page| page.shareable) {
        let file = page.source.as_deref().unwrap_or(page.path.as_str());
        let is_meant = |budget: &&Budget| budget.paths.has(Some(page.url.as_str()), Some(file), content);
        for budget in run.settings.lint.budgets.iter().filter(is_meant) {
            let mut say = |case: &'static str, message: String, help: &str| {
                let at = page.source.clone().map_or(Place::Fact(crate::base::finding::Fact::Page), Place::File);
                let mut finding = Finding::new(RULE, Level::Error, message, at).help(help);
                finding.page = Some(page.url.shared());
                finding.way = case;
                let evidence = finding.evidence_mut();
                evidence.fact = Some((case, page.url.to_string()));
                if let Some(at) = &budget.at {
                    evidence.related.push((Place::Spot((**at).clone()), "the budget".to_owned()));
                }
                found.push(finding);
            };
            let over = |is: usize, most: u32| is as u64 > u64::from(most) * 1000;
            if let (Some(most), Some(is)) = (budget.page_kb, bytes(page.url.as_str()))
                && over(is, most)
            {
                say(
                    "page",
                    format!("the HTML weighs {} KB, the budget is {most} KB", is.div_ceil(1000)),
                    "move styles, scripts and data out of the page",
                );
            }
            let picture =
                page.image.as_ref().and_then(|image| if let PreviewFile::Local(info) = &image.file { Some(info.bytes) } else { None });
            if let (Some(most), Some(is)) = (budget.card_kb, picture)
                && over(is as usize, most)
            {
                let message = format!("the preview picture weighs {} KB, the budget is {most} KB", is.div_ceil(1000));
                say("picture", message, "save it smaller: 1200×630 is enough for every preview");
            }
            let score = page.verdict.as_ref().map(|verdict| verdict.card);
            if let (Some(least), Some(is)) = (budget.min_card_score, score)
                && is < least * 4
            {
                // Rounded down: 84.5 is not yet 85.
                say(
                    "score",
                    format!("the card score is {}, the budget asks for {least}", is / 4),
                    "see what the platforms lose: `smo-build lint`",
                );
            }
        }
    }
    found
}
