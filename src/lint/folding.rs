//! Root causes hide what follows from them, and what is wrong nearly everywhere is said once.

use std::collections::{BTreeMap, BTreeSet};

use super::rule::Group;
use crate::base::{Finding, Level, Place};
use crate::model::view::{OutputPaths, PageSummary};

/// What a root hides, on the same page.
struct Root {
    name: &'static str,
    hides: &'static [&'static str],
    /// Only findings at the very same value follow from it.
    same_place: bool,
}

const ROOTS: &[Root] = &[
    Root {
        name: "meta-not-in-static-head",
        hides: &["og-required-missing", "title-missing", "description-missing", "preview-image-missing", "twitter-card-invalid"],
        same_place: false,
    },
    Root {
        name: "placeholder-leak",
        hides: &["preview-image-relative", "preview-image-not-found", "title-too-long", "text-has-markup"],
        same_place: true,
    },
    Root {
        name: "preview-image-not-found",
        hides: &[
            "preview-image-format",
            "preview-image-too-small",
            "preview-image-too-heavy",
            "preview-image-shape",
            "preview-image-size-tags",
            "preview-image-alt-missing",
        ],
        same_place: false,
    },
    Root { name: "preview-image-missing", hides: &["preview-image-alt-missing", "twitter-card-invalid"], same_place: false },
    Root { name: "preview-image-format", hides: &["preview-image-too-heavy", "preview-image-content-mismatch"], same_place: false },
    Root { name: "canonical-points-elsewhere", hides: &["og-url-mismatch", "share-url-wrong"], same_place: false },
    Root { name: "dev-host", hides: &["og-url-mismatch", "share-url-wrong", "canonical-points-elsewhere"], same_place: false },
];

/// Hidden everywhere while the site has no address.
const WITHOUT_BASE: &[&str] = &["preview-image-relative", "dev-host", "canonical-points-elsewhere", "og-url-mismatch", "share-url-wrong"];

/// Drops findings that follow from another one of the page; the root says how many did.
pub fn hide_consequences(found: Vec<Finding>, has_base: bool) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    let mut hidden: Vec<Option<usize>> = vec![None; found.len()];
    for (at, finding) in found.iter().enumerate() {
        let root = |root: &Root| {
            let is_root =
                |other: &Finding| other.rule == root.name && (!root.same_place || other.at == finding.at) && other.level > Level::Info;
            if root.hides.contains(&finding.rule) { found.iter().position(is_root) } else { None }
        };
        hidden[at] = ROOTS.iter().find_map(root);
    }
    // A hidden root hides all the same; its consequences are counted at the topmost one.
    let top = |mut at: usize| {
        for _ in 0..ROOTS.len() {
            match hidden[at] {
                Some(root) => at = root,
                None => break,
            }
        }
        at
    };
    let mut follow = vec![0usize; found.len()];
    for at in 0..found.len() {
        if hidden[at].is_some() {
            follow[top(at)] += 1;
        }
    }
    for (at, mut finding) in found.into_iter().enumerate() {
        if hidden[at].is_some() || (!has_base && WITHOUT_BASE.contains(&finding.rule)) {
            continue;
        }
        if follow[at] > 0 {
            let count = follow[at];
            let follows = format!("{count} more {} from it", if count == 1 { "finding follows" } else { "findings follow" });
            finding.why = Some(finding.why.take().map_or(follows.clone(), |why| format!("{why}; {follows}")));
        }
        kept.push(finding);
    }
    kept
}

/// (rule, what is said once). One decision of the site's, not fifty mistakes of its posts.
const ONCE: &[(&str, &str)] = &[
    ("preview-image-missing", "have no preview picture"),
    ("description-missing", "have no description"),
    ("noindex-published", "are hidden from search"),
];
const MIN_PAGES: usize = 5;

/// Groups in which the same words on nearly every page have one origin: a template, or a setting.
/// Words and alternative texts are each page's own.
const SHARED: &[Group] = &[Group::Image, Group::Meta, Group::Url, Group::Link, Group::Share, Group::Data];

/// Where more than four of five pages (and at least five) break one of these rules, or say the very
/// same of the very same value, takes the findings off the pages and returns one for the site.
pub fn fold(pages: &mut [PageSummary]) -> Vec<Finding> {
    let mut folded = Vec::new();
    for (rule, what) in ONCE {
        let is_it = |finding: &Finding| finding.rule == *rule;
        let Some((mut finding, count, of)) = nearly_everywhere(pages, &is_it) else { continue };
        finding.message = format!("{count} of {of} pages {what}");
        finding.at = Place::Site;
        if *rule == "description-missing" {
            finding.help = Some("add `description:` to each, or let the theme write the first sentence".to_owned());
        }
        take(pages, &is_it);
        folded.push(finding);
    }
    for (rule, level, message) in repeated(pages) {
        let is_it = |finding: &Finding| (finding.rule, finding.level, &finding.message) == (rule, level, &message);
        let Some((mut finding, count, of)) = nearly_everywhere(pages, &is_it) else { continue };
        // A line of `smo.yaml` or of a template that all of them point at is the place to mend it.
        let mut places = pages.iter().flat_map(|page| &page.findings).filter(|found| is_it(found)).map(|found| &found.at);
        if !places.all(|at| *at == finding.at) || !matches!(finding.at, Place::Spot(_) | Place::File(_)) {
            finding.at = Place::Site;
        }
        finding.message = format!("{message} (on {count} of {of} pages)");
        take(pages, &is_it);
        folded.push(finding);
    }
    folded
}

/// So many dead links below one folder are a folder that lives elsewhere.
const MIN_LINKS: usize = 10;

/// Where links of many pages lead below a folder in which this site has nothing, takes the findings
/// off the pages and returns one for the folder.
pub fn fold_links(pages: &mut [PageSummary], paths: &OutputPaths) -> Vec<Finding> {
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for finding in pages.iter().flat_map(|page| &page.findings) {
        if let Some(folder) = dead_folder(finding) {
            *folders.entry(folder.to_owned()).or_default() += 1;
        }
    }
    folders.retain(|folder, count| *count >= MIN_LINKS && !paths.has_below(folder));
    let mut folded: BTreeMap<String, Finding> = BTreeMap::new();
    for page in pages.iter_mut() {
        page.findings.retain(|finding| {
            let Some((folder, count)) = dead_folder(finding).and_then(|folder| folders.get_key_value(folder)) else { return true };
            folded.entry(folder.clone()).or_insert_with(|| {
                let message = format!("{count} links lead below `{folder}`, where this site has nothing; this is the first");
                let help = format!("if the server answers them, write `lint: {{ external_paths: [\"{folder}**\"] }}` in smo.yaml");
                Finding { message, help: Some(help), ..finding.clone() }
            });
            false
        });
    }
    folded.into_values().collect()
}

/// `/dist/` of "`/dist/v4/node.exe` does not exist".
fn dead_folder(finding: &Finding) -> Option<&str> {
    let path = finding.message.strip_prefix('`').filter(|_| finding.rule == "broken-internal-link")?.strip_suffix("` does not exist")?;
    let end = path.strip_prefix('/')?.find('/')? + 2;
    Some(&path[..end])
}

/// The first finding of the kind, how many pages have one, and of how many; if they are nearly all.
fn nearly_everywhere(pages: &[PageSummary], is_it: &dyn Fn(&Finding) -> bool) -> Option<(Finding, usize, usize)> {
    let has = |page: &PageSummary| page.findings.iter().any(is_it);
    let count = pages.iter().filter(|page| has(page)).count();
    // Lists are not shared, but may have the site's default picture like all others.
    let of = pages.iter().filter(|page| page.shareable || has(page)).count();
    let mut first = pages.iter().flat_map(|page| &page.findings).find(|finding| is_it(finding))?.clone();
    first.page = None;
    (count >= MIN_PAGES && count * 5 > of * 4).then_some((first, count, of))
}

fn take(pages: &mut [PageSummary], is_it: &dyn Fn(&Finding) -> bool) {
    for page in pages {
        page.findings.retain(|finding| !is_it(finding));
    }
}

/// What may be said in the same words on nearly every page: (rule, level, message).
fn repeated(pages: &[PageSummary]) -> Vec<(&'static str, Level, String)> {
    let mut counts: BTreeMap<(&'static str, Level, &str), usize> = BTreeMap::new();
    for page in pages {
        let said: BTreeSet<_> = page.findings.iter().map(|finding| (finding.rule, finding.level, finding.message.as_str())).collect();
        said.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
    }
    let shared = |rule: &str| super::find(rule).and_then(|rule| rule.group).is_some_and(|group| SHARED.contains(&group));
    // Each is looked for on all pages: only what can be on enough of them.
    let shareable = pages.iter().filter(|page| page.shareable).count();
    let often = counts.into_iter().filter(|((rule, _, _), count)| *count >= MIN_PAGES && count * 5 > shareable * 4 && shared(rule));
    often.map(|((rule, level, message), _)| (rule, level, message.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::find;

    #[test]
    fn roots_and_their_consequences_exist_and_never_run_in_a_circle() {
        for root in ROOTS {
            assert!(find(root.name).is_some(), "{}", root.name);
            for hidden in root.hides {
                assert!(find(hidden).is_some(), "{hidden}");
                let back = ROOTS.iter().any(|other| other.name == *hidden && other.hides.contains(&root.name));
                assert!(!back, "{hidden} and {} hide each other", root.name);
            }
        }
        for name in WITHOUT_BASE.iter().chain(ONCE.iter().map(|(name, _)| name)) {
            assert!(find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_missing_file_hides_what_is_said_about_it() {
        let found = vec![
            Finding::error("preview-image-not-found", "gone", Place::Site).why("no picture"),
            Finding::warning("preview-image-alt-missing", "no text", Place::Site),
            Finding::error("title-missing", "no title", Place::Site),
        ];
        let left = hide_consequences(found, true);
        assert_eq!(left.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["preview-image-not-found", "title-missing"]);
        assert_eq!(left[0].why.as_deref(), Some("no picture; 1 more finding follows from it"));
    }
}
