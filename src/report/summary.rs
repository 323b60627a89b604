//! The one sentence that a run ends with, and the counts behind it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::matrix::{is_documented, not_simulated, platforms, points};
use super::plain::{count, one_line, thousands};
use crate::base::finding::Quiet;
use crate::base::{Finding, Level};
use crate::model::plan::PreviewFile;
use crate::model::report::{Accepted, Fixed, Known, Ratchet, Report, Verb};
use crate::model::verdict::{Outcome, SiteScore, Verdict};
use crate::model::view::PageSummary;

/// `1,049 posts: 1,041 clean, 3 errors, 9 warnings · 12 pictures drawn, 1,037 reused`; of a site that
/// was optimized `47 of 53 pages changed, 26 repairs · 41 clean, 3 errors, 9 warnings · …`.
///
/// Where pages were scored: `44 of 48 posts are shown as intended on all 8 platforms · 2 errors, …`.
pub fn sentence(report: &Report) -> String {
    // Where nobody shares a page, or no platform is asked about, nothing can be shown as intended.
    match &report.score {
        Some(score) if score.shareable > 0 && !platforms(report).is_empty() => headline(report, score),
        _ => clean(report),
    }
}

fn headline(report: &Report, score: &SiteScore) -> String {
    let noun = shared_noun(report);
    let targets = platforms(report).len();
    let whole = count(score.shareable, noun);
    let verb = if score.intended_everywhere == 1 || score.shareable == 1 { "is" } else { "are" };
    let mut sentence = String::new();
    if report.verb == Verb::Optimize {
        let changed = if report.is_dry { "would change" } else { "changed" };
        let (some, all) = (thousands(report.pages_changed), count(report.pages.len(), "page"));
        sentence.push_str(&format!("{some} of {all} {changed}, {} · ", count(report.repairs_made, "repair")));
    }
    let platforms = match targets {
        1 => "1 platform".to_owned(),
        2 => "both platforms".to_owned(),
        more => format!("all {}", count(more, "platform")),
    };
    let intended = thousands(score.intended_everywhere);
    sentence.push_str(&format!("{intended} of {whole} {verb} shown as intended on {platforms}"));
    // A platform that nobody can simulate says nothing of the pages; it is named below.
    let unsure = report.pages.iter().filter_map(|page| page.verdict.as_deref());
    let unsure = unsure.filter(|verdict| verdict.is_as_intended() && is_unsure(verdict)).count();
    if unsure > 0 {
        sentence.push_str(&format!(" ({} as far as is known)", thousands(unsure)));
    }
    sentence.push_str(&format!(" · {}, {}", count(report.count(Level::Error), "error"), count(report.count(Level::Warning), "warning")));
    sentence.push_str(&aside(report));
    sentence.push_str(&pictures(report));
    sentence
}

/// It is not known how a platform shows the page, though the platform's layout is.
fn is_unsure(verdict: &Verdict) -> bool {
    verdict.brief.iter().any(|card| card.outcome == Outcome::Unknown && is_documented(card.platform()))
}

/// ` (31 known, 17 consequences hidden)`: what was found and is not counted.
fn aside(report: &Report) -> String {
    let of = |is_it: fn(&Quiet) -> bool| {
        let quiet = report.quiet.iter().filter_map(|finding| finding.evidence.as_ref()?.quiet.as_ref());
        quiet.filter(|quiet| is_it(quiet)).count()
    };
    let known = of(|quiet| matches!(quiet, Quiet::Known));
    let allowed = of(|quiet| matches!(quiet, Quiet::Allowed { .. })) + report.untold.allowed as usize;
    let hidden = of(|quiet| matches!(quiet, Quiet::Because(_))) + report.untold.hidden as usize;
    let mut parts: Vec<String> = [(known, "known"), (allowed, "allowed")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{} {what}", thousands(number)))
        .collect();
    if hidden > 0 {
        parts.push(format!("{} hidden", count(hidden, "consequence")));
    }
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// What the pages that are shared are called: posts, if all of them are.
fn shared_noun(report: &Report) -> &'static str {
    let mut shared = report.pages.iter().filter(|page| page.verdict.is_some());
    if report.verb != Verb::Optimize && shared.all(|page| page.article && page.source.is_some()) { "post" } else { "page" }
}

/// `next best fix: preview-image-too-heavy on 12 posts · site 71 → 84`; empty where nothing is to be had. Errors
/// come before it: a run fails by them, whatever they cost the score.
pub fn next_fix(report: &Report) -> String {
    let fix = report.score.as_ref().and_then(|score| Some((score, score.next_fix.as_ref()?)));
    let mut errors: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.level == Level::Error) {
        *errors.entry(finding.rule).or_default() += 1;
    }
    let mut out = String::new();
    let most = errors.iter().max_by_key(|(rule, number)| (**number, std::cmp::Reverse(**rule)));
    if let Some((rule, number)) = most.filter(|_| fix.is_none_or(|(_, fix)| !errors.contains_key(fix.rule))) {
        out.push_str(&format!("mend first: {rule}, {} · smo-build explain {rule}\n", count(*number, "error")));
    }
    if let Some((score, fix)) = fix {
        let (now, then) = (points(score.card), points(fix.card_after));
        let gain = if then > now { format!(" · site {now} → {then}") } else { String::new() };
        let on = count(fix.pages, shared_noun(report));
        out.push_str(&format!("next best fix: {} on {on}{gain} · smo-build explain {}\n", fix.rule, fix.rule));
    }
    out
}

/// What nobody looked at, in one line with a line feed; empty if there is nothing.
pub fn unchecked(report: &Report) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, _, _) in not_checked(report) {
        *kinds.entry(kind).or_default() += 1;
    }
    let mut parts: Vec<String> = kinds.into_iter().map(|(kind, number)| count(number, &kind.replace('-', " "))).collect();
    let unknown = not_simulated(report);
    if !unknown.is_empty() {
        parts.push(format!("the layout of {}, which nobody documents", unknown.join(", ")));
    }
    if parts.is_empty() { String::new() } else { format!("not checked: {}\n", parts.join(", ")) }
}

fn clean(report: &Report) -> String {
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
    sentence.push_str(&pictures(report));
    sentence
}

/// ` · 12 pictures drawn, 1,037 reused`
fn pictures(report: &Report) -> String {
    if report.pictures_drawn + report.pictures_reused == 0 {
        return String::new();
    }
    format!(" · {} drawn, {} reused", count(report.pictures_drawn, "picture"), thousands(report.pictures_reused))
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

/// `smo-baseline.json: 12 known findings · 3 forgotten, which are fixed`
pub fn accepted(accepted: &Accepted, known: &Known) -> String {
    let mut parts = vec![count(known.known, "known finding")];
    if accepted.pruned {
        let forgotten = if known.fixed == 0 { "none".to_owned() } else { count(known.fixed, "fixed one") };
        parts.push(format!("{forgotten} forgotten"));
    }
    format!("{}: {}\n", one_line(&accepted.file), parts.join(" · "))
}

/// `smo.yaml:12: page_kb 900 → 640`, a line for each number of a budget that was bettered.
pub fn ratchet(all: &[Ratchet]) -> String {
    let line = |one: &Ratchet| {
        let left = one.left.map_or(String::new(), |why| format!(" is reached, but {why}"));
        format!("{}:{}: {} {} → {}{left}\n", one_line(&one.at.path), one.at.line, one.key, one.was, one.is)
    };
    all.iter().map(line).collect()
}

/// `3 edits in 2 files`, and what was left alone.
pub fn fixed(fixed: &Fixed) -> String {
    let would = if fixed.dry { "would be mended" } else { "mended" };
    let mut out = format!("{would}: {} in {}\n", count(fixed.edits, "place"), count(fixed.files.len(), "file"));
    for (file, why) in &fixed.skipped {
        out.push_str(&format!("left alone: {}, {why}\n", one_line(file)));
    }
    if fixed.html {
        out.push_str("HTML is mended by `smo-build optimize`, not by `lint --fix`\n");
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
