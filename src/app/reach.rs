//! Entries of `lint.overrides` and `lint.budgets` whose `paths` match nothing of the site.

use super::run::Run;
use crate::base::finding::Safety;
use crate::base::nearest::nearest;
use crate::base::{Finding, Place};
use crate::config::{Paths, Settings};
use crate::model::view::PageSummary;

/// One finding for each glob without a page or a source. `loose` are findings that name no page: their
/// files are reached, too.
pub(super) fn unmatched(run: &Run, pages: &[PageSummary], loose: &[Finding]) -> Vec<Finding> {
    let lint = &run.settings.lint;
    let overrides = lint.layers.iter().filter_map(|layer| layer.paths.as_ref()).map(|paths| (paths, "rules"));
    let budgets = lint.budgets.iter().map(|budget| (&budget.paths, "budget"));
    let content = &run.settings.content.content;
    let mut found = Vec::new();
    for (paths, what) in overrides.chain(budgets) {
        for (glob, spot) in paths.written.iter().zip(&paths.spots) {
            let reaches = |glob: &str| {
                let Ok(one) = Paths::new(&[glob.to_owned()]) else { return false };
                let has_page = |page: &PageSummary| {
                    let file = page.source.as_deref().unwrap_or(page.path.as_str());
                    one.has(Some(page.url.as_str()), Some(file), content)
                };
                let has_file = |file: &str| one.has(None, Some(file), content);
                pages.iter().any(has_page)
                    || run.left_out.iter().any(|file| has_file(file))
                    || loose.iter().any(|finding| has_file(finding.path()))
            };
            if reaches(glob) {
                continue;
            }
            let finding = Finding::info("unused-suppression", format!("`{glob}` matches no page and no source"), Place::Spot(spot.clone()))
                .why(format!("the {what} of the entry {} for nothing", if what == "rules" { "hold" } else { "holds" }));
            let near = guesses(glob).into_iter().find(|guess| reaches(guess)).or_else(|| near(glob, pages, content));
            found.push(match near {
                Some(near) => finding.help(format!("did you mean `{near}`?")).remedy(Safety::Unsafe, glob.as_str(), near),
                None => finding.help("sources are named as `posts/**`, addresses as `/posts/**`; mend the entry, or remove it"),
            });
        }
    }
    found.extend(rootless(&run.settings));
    found
}

/// Globs of what lies elsewhere are paths of the site: without a slash before them they match nothing.
fn rootless(settings: &Settings) -> Vec<Finding> {
    let lint = &settings.lint;
    let lists = [("external_paths", &lint.external_paths), ("external_assets", &lint.external_assets)];
    let globs = lists.into_iter().flat_map(|(key, globs)| globs.iter().map(move |glob| (key, glob)));
    let told = globs.filter(|(_, glob)| !glob.starts_with(['/', '*', '{', '['])).map(|(key, glob)| {
        let near = glob.split_once("://").map_or(format!("/{}", glob.trim_start_matches("./")), |(_, rest)| {
            rest.find('/').map_or("/**".to_owned(), |at| rest[at..].to_owned())
        });
        let mut finding = Finding::warning("unused-suppression", format!("`{glob}` of `lint.{key}` matches nothing"), Place::Site)
            .why("paths of a site begin with a slash")
            .help(format!("did you mean `{near}`?"))
            .remedy(Safety::Unsafe, glob.as_str(), near);
        // By it the line in the settings is found.
        finding.evidence_mut().fact = Some(("glob", glob.clone()));
        finding
    });
    told.collect()
}

/// A folder without what is in it, an address without its slashes.
fn guesses(glob: &str) -> Vec<String> {
    let bare = glob.trim_start_matches("./").trim_end_matches(['*', '/']);
    if bare.trim_matches('/').is_empty() {
        return Vec::new();
    }
    let address = format!("/{}", bare.trim_start_matches('/'));
    vec![format!("{bare}/"), format!("{bare}/**"), format!("{bare}.md"), format!("{address}/"), format!("{address}/**")]
}

/// The page that has nearly this name.
fn near(glob: &str, pages: &[PageSummary], content: &str) -> Option<String> {
    let below = |source: &'_ str| Some(source.split_once(&format!("{}/", content.trim_matches('/')))?.1.to_owned());
    let files: Vec<String> = pages.iter().filter_map(|page| page.source.as_deref().and_then(below)).collect();
    let names = pages.iter().flat_map(|page| [Some(page.url.as_str()), page.source.as_deref()]).flatten();
    let names = names.chain(files.iter().map(String::as_str));
    nearest(glob, names).map(str::to_owned)
}
