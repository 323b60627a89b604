//! `lint.budgets`: what the HTML and the picture of a page may weigh at most, and its card score at least.
//!
//! With `ratchet: true`, `--prune-baseline` writes what was reached into the settings where it is better.

use super::fix;
use super::run::Run;
use crate::base::finding::{Edit, Spot};
use crate::base::{Error, Finding, Level, Place, Span, fs};
use crate::config::Budget;
use crate::model::plan::PreviewFile;
use crate::model::report::Ratchet;
use crate::model::view::PageSummary;

const RULE: &str = "budget-exceeded";

/// What breaks a budget, one finding for each number. `bytes` knows the HTML of a page.
pub(super) fn exceeded(run: &Run, pages: &[PageSummary], bytes: &dyn Fn(&str) -> Option<usize>) -> Vec<Finding> {
    let content = &run.settings.content.content;
    let is_built = pages.iter().any(|page| page.source.is_some());
    let mut found = Vec::new();
    for page in pages.iter().filter(|page| page.shareable) {
        for budget in run.settings.lint.budgets.iter().filter(|budget| is_meant(budget, page, content)) {
            let mut say = |case: &'static str, message: String, help: &str| {
                let at = match (&page.source, &budget.at) {
                    (Some(source), _) => Place::File(source.clone()),
                    // A page that the build makes has no file; one that was found is its own.
                    (None, Some(at)) if is_built => Place::File(at.path.clone()),
                    (None, _) => Place::File(page.path.as_str().into()),
                };
                let mut finding = Finding::new(RULE, Level::Error, message, at).help(help);
                finding.page = Some(page.url.clone());
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
            if let (Some(most), Some(is)) = (budget.card_kb, picture_bytes(page))
                && over(is, most)
            {
                let message = format!("the preview picture weighs {} KB, the budget is {most} KB", is.div_ceil(1000));
                say("picture", message, "save it smaller: 1200×630 is enough for every preview");
            }
            if let (Some(least), Some(is)) = (budget.min_card_score, score(page))
                && is < least * 4
            {
                say(
                    "score",
                    format!("the card score is {}, the budget asks for {least}", below(is, least)),
                    "see what the platforms lose: `smo-build lint`",
                );
            }
        }
    }
    found
}

/// A score below another as reports round it; where that would make the two equal, with a decimal.
fn below(quarters: u32, least: u32) -> String {
    let rounded = (quarters + 2) / 4;
    if rounded < least { rounded.to_string() } else { format!("{:.1}", f64::from(quarters) / 4.0) }
}

fn is_meant(budget: &Budget, page: &PageSummary, content: &str) -> bool {
    let file = page.source.as_deref().unwrap_or(page.path.as_str());
    budget.paths.has(Some(page.url.as_str()), Some(file), content)
}

/// What its preview picture weighs, if it is a file of the author's.
fn picture_bytes(page: &PageSummary) -> Option<usize> {
    match &page.image.as_ref()?.file {
        PreviewFile::Local(info) => Some(info.bytes as usize),
        _ => None,
    }
}

/// In quarters of a point.
fn score(page: &PageSummary) -> Option<u32> {
    page.verdict.as_ref().map(|verdict| verdict.card)
}

/// The numbers of budgets with `ratchet: true` that all of their pages do better than.
pub(super) fn reached(run: &Run, pages: &[PageSummary]) -> Vec<Ratchet> {
    let content = &run.settings.content.content;
    let Ok(weights) = run.weights.lock() else { return Vec::new() };
    let mut all = Vec::new();
    for budget in run.settings.lint.budgets.iter().filter(|budget| budget.ratchet) {
        let pages = || pages.iter().filter(|page| page.shareable && is_meant(budget, page, content));
        let kb = |bytes: usize| u32::try_from(bytes.div_ceil(1000)).ok();
        let heaviest = pages().filter_map(|page| weights.get(page.url.as_str()).copied()).max().and_then(kb);
        let picture = pages().filter_map(picture_bytes).max().and_then(kb);
        let worst = pages().filter_map(score).min().map(|quarters| quarters / 4);
        let numbers = [
            ("page_kb", budget.page_kb, heaviest, false),
            ("card_kb", budget.card_kb, picture, false),
            ("min_card_score", budget.min_card_score, worst, true),
        ];
        for (key, was, is, more_is_better) in numbers {
            let (Some(was), Some(is), Some(at)) = (was, is, budget.numbers.get(key)) else { continue };
            let is_better = if more_is_better { is > was } else { is < was };
            if is_better {
                all.push(Ratchet { key, was, is, at: (**at).clone(), left: None });
            }
        }
    }
    all
}

/// Writes them into the settings; every other byte stays. Of what cannot be written it is said why.
pub(super) fn write(run: &Run, all: &mut [Ratchet]) -> Result<(), Error> {
    if all.is_empty() {
        return Ok(());
    }
    let old = fs::read_bounded(&run.config, MAX_BYTES).map_err(Error::io(&run.config))?;
    let text = run.settings.source.as_ref().map_or("", |source| &*source.text);
    let is_same = String::from_utf8_lossy(&old).trim_start_matches('\u{FEFF}') == text;
    let mut edits = Vec::new();
    for one in all.iter_mut() {
        one.left = if is_same { shared(text, one) } else { Some("the file changed since it was read") };
        if one.left.is_none() {
            let span = Span::new(one.at.start as usize, one.at.end as usize);
            let was = text[span.range()].to_owned();
            edits.push(Edit { file: one.at.path.clone(), span, was, text: one.is.to_string() });
        }
    }
    edits.sort_by_key(|edit| edit.span.start);
    let wanted: Vec<&Edit> = edits.iter().collect();
    match fix::apply(&old, &wanted) {
        Some((new, _)) => fs::write_if_changed(&run.config, &new).map(drop),
        None => Ok(()),
    }
}

/// As large as settings may be.
const MAX_BYTES: u64 = 1024 * 1024;

/// Why a number is not to be changed where it stands, if it is not: it may hold for something else, too.
fn shared(text: &str, one: &Ratchet) -> Option<&'static str> {
    let Spot { start, end, .. } = one.at;
    let is_plain = text.get(start as usize..end as usize).and_then(|raw| raw.parse().ok()) == Some(one.was);
    let before = text.get(..start as usize).and_then(|before| before.split_whitespace().next_back());
    let has_anchor = before.is_some_and(|word| word.starts_with('&'));
    (!is_plain || has_anchor).then_some("it is spelled otherwise there, or shared by an anchor: change it by hand")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_that_rounds_to_what_is_asked_for_is_said_with_a_decimal() {
        let told = [(306, 77), (304, 77), (399, 100)].map(|(quarters, least)| below(quarters, least));
        assert_eq!(told, ["76.5", "76", "99.8"]);
    }
}
