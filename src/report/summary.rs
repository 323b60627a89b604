//! The one sentence that a run ends with, and the counts behind it.

use std::collections::{BTreeSet, HashSet};

use super::plain::{count, one_line, thousands};
use crate::base::{Finding, Level};
use crate::model::plan::PreviewFile;
use crate::model::report::{Fixed, Known, Report, Verb};
use crate::model::view::PageSummary;

/// `1,049 posts: 1,041 clean, 3 errors, 9 warnings · 12 pictures drawn, 1,037 reused`; of a site that
/// was optimized `47 of 53 pages changed, 26 repairs · 41 clean, 3 errors, 9 warnings · …`.
pub fn sentence(report: &Report) -> String {
    // Foreign sites have pages; which of them are posts only their generator knows.
    let (noun, pages): (&str, Vec<_>) = match report.verb {
        Verb::Optimize => ("page", report.pages.iter().collect()),
        Verb::Build | Verb::Lint => {
            let is_ours = report.pages.iter().any(|page| page.source.is_some());
            let posts: Vec<_> = report.posts().filter(|_| is_ours).collect();
            if posts.is_empty() { ("page", report.pages.iter().collect()) } else { ("post", posts) }
        }
    };
    let serious: Vec<&Finding> = report.findings.iter().filter(|finding| finding.level >= Level::Warning).collect();
    let troubled_pages: HashSet<&str> = serious.iter().filter_map(|finding| finding.page.as_deref()).collect();
    let troubled_files: HashSet<&str> = serious.iter().map(|finding| finding.path()).collect();
    // What is wrong with the site as a whole is nobody's: it names neither a page nor its file.
    let is_clean = |page: &&&PageSummary| {
        !troubled_pages.contains(page.url.as_str()) && !page.source.as_deref().is_some_and(|source| troubled_files.contains(source))
    };
    let clean = pages.iter().filter(is_clean).count();
    let done = match report.verb {
        Verb::Optimize => {
            let changed = if report.is_dry { "would change" } else { "changed" };
            let (some, all) = (thousands(report.pages_changed), count(pages.len(), noun));
            format!("{some} of {all} {changed}, {} ·", count(report.repairs_made, "repair"))
        }
        _ => format!("{}:", count(pages.len(), noun)),
    };
    let mut sentence = format!(
        "{done} {} clean, {}, {}",
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

/// `12 known findings · 3 fixed since the baseline: smo-build lint --prune-baseline`
pub fn known(known: &Known) -> String {
    let mut parts = Vec::new();
    if known.known > 0 {
        parts.push(count(known.known, "known finding"));
    }
    if known.fixed > 0 {
        parts.push(format!("{} fixed since the baseline: `smo-build lint --prune-baseline`", thousands(known.fixed)));
    }
    if parts.is_empty() { String::new() } else { format!("{}\n", parts.join(" · ")) }
}

/// `3 edits in 2 files`, and what was left alone.
pub fn fixed(fixed: &Fixed, is_dry: bool) -> String {
    let would = if is_dry { "would be mended" } else { "mended" };
    let mut out = format!("{would}: {} in {}\n", count(fixed.edits, "place"), count(fixed.files.len(), "file"));
    for file in &fixed.skipped {
        out.push_str(&format!("{}: changed since it was read, left alone\n", one_line(file)));
    }
    out
}

/// `212 files written, 840 unchanged`
pub fn files(report: &Report) -> String {
    format!("{} written, {} unchanged", count(report.files_written, "file"), thousands(report.files_unchanged))
}

/// What nobody looked at: (kind, page, value), sorted. Preview pictures of other hosts among it.
pub fn not_checked(report: &Report) -> Vec<(&'static str, String, String)> {
    let remote = |page: &PageSummary| {
        let image = page.image.as_ref().filter(|image| image.file == PreviewFile::Remote && image.url.contains("://"))?;
        Some(("remote-picture", page.url.to_string(), image.url.clone()))
    };
    let all: BTreeSet<_> = report.not_checked.iter().cloned().chain(report.pages.iter().filter_map(remote)).collect();
    all.into_iter().collect()
}
