//! The one sentence that a run ends with.

use std::collections::HashSet;

use super::plain::{count, thousands};
use crate::base::Level;
use crate::model::report::{Report, Verb};
use crate::model::view::PageSummary;

/// `1,049 posts: 1,041 clean, 3 errors, 9 warnings · 12 pictures drawn, 1,037 reused`
pub fn sentence(report: &Report) -> String {
    // Foreign sites have pages; which of them are posts only their generator knows.
    let (noun, pages): (&str, Vec<_>) = match report.verb {
        Verb::Optimize => ("page", report.pages.iter().collect()),
        Verb::Build | Verb::Lint => {
            let posts: Vec<_> = report.posts().collect();
            if posts.is_empty() { ("page", report.pages.iter().collect()) } else { ("post", posts) }
        }
    };
    let troubled: HashSet<&str> =
        report.findings.iter().filter(|finding| finding.level >= Level::Warning).filter_map(|finding| finding.page.as_deref()).collect();
    let is_clean =
        |page: &&&PageSummary| !troubled.contains(page.url.as_str()) && page.findings.iter().all(|finding| finding.level < Level::Warning);
    let clean = pages.iter().filter(is_clean).count();
    let mut sentence = format!(
        "{}: {} clean, {}, {}",
        count(pages.len(), noun),
        thousands(clean),
        count(report.count(Level::Error), "error"),
        count(report.count(Level::Warning), "warning")
    );
    if report.pictures_drawn + report.pictures_reused > 0 {
        let drawn = count(report.pictures_drawn, "picture");
        sentence.push_str(&format!(" · {drawn} drawn, {} reused", thousands(report.pictures_reused)));
    }
    sentence
}

/// `212 files written, 840 unchanged`
pub fn files(report: &Report) -> String {
    format!("{} written, {} unchanged", count(report.files_written, "file"), thousands(report.files_unchanged))
}
