//! Files in the output folder that no build answers for any more: named, or removed.
//!
//! It never follows a link and never leaves the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use super::run::Run;
use crate::base::fs::slashed;
use crate::base::{Error, Finding, Level, Place};
use crate::config::{FILE_NAME, Settings};
use crate::model::OutPath;

/// What to do about files of an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stale {
    /// A partial build says nothing about the rest.
    Ignore,
    Report,
    Remove,
}

/// Names or removes what this run did not write. Nothing happens to a folder that is not written.
pub(super) fn settle(run: &Run, what: Stale) -> Result<Option<Finding>, Error> {
    let (Some(folder), Some(kept)) = (run.dist.folder(), run.dist.kept()) else { return Ok(None) };
    if what == Stale::Ignore {
        return Ok(None);
    }
    let stale = find(folder, &kept, &run.cache_folder);
    if what == Stale::Report {
        let shown = run.dist.shown();
        let shown = shown.strip_prefix(".").unwrap_or(shown);
        let shown = shown.strip_prefix(&run.root).unwrap_or(shown).to_string_lossy().replace('\\', "/");
        return Ok(report(&stale, shown.trim_end_matches('/')));
    }
    for path in &stale {
        remove(folder, path)?;
    }
    Ok(None)
}

/// Refuses to clear a folder that holds more than a build's output.
pub(super) fn check_clean(output: &Path, settings: &Settings) -> Result<(), Error> {
    let refuse = |what: &str| {
        let message = format!("the output folder holds {what}, so it is not cleared");
        let finding = Finding::error("output-unsafe", message, Place::File(output.display().to_string().into()))
            .why("`--clean` removes every file that this build did not write")
            .help("name a folder that holds nothing but the built site");
        Err(Error::invalid(finding))
    };
    for name in [FILE_NAME, ".git"] {
        if output.join(name).symlink_metadata().is_ok() {
            return refuse(&format!("`{name}`"));
        }
    }
    // A built section may be called `content` too; what nobody builds is Markdown in it.
    let is_source = |path: &Path| path.extension().is_some_and(|ending| ending == "md" || ending == "markdown" || ending == "mdx");
    let content = output.join(&settings.content.content);
    match WalkDir::new(content).into_iter().filter_map(Result::ok).any(|entry| is_source(entry.path())) {
        true => refuse(&format!("`{}`", settings.content.content)),
        false => Ok(()),
    }
}

/// Paths below `folder` that are in nobody's care, sorted.
fn find(folder: &Path, kept: &BTreeSet<OutPath>, cache: &Path) -> Vec<String> {
    let kept_texts: BTreeSet<&str> = kept.iter().map(OutPath::as_str).collect();
    let mut folded: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for path in &kept_texts {
        folded.entry(path.to_lowercase()).or_default().push(path);
    }
    let cache = cache.canonicalize().ok();
    let wanted = |entry: &walkdir::DirEntry| {
        let is_cache = || cache.is_some() && entry.path().canonicalize().ok() == cache;
        entry.file_name() != ".git" && !(entry.depth() > 0 && entry.file_type().is_dir() && is_cache())
    };
    let mut stale = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(wanted).filter_map(Result::ok) {
        // A name that is not UTF-8 is none that a build could have written.
        let Some(path) = entry.path().strip_prefix(folder).ok().and_then(Path::to_str).map(|_| slashed(folder, entry.path())) else {
            continue;
        };
        if entry.file_type().is_dir() || kept_texts.contains(path.as_str()) {
            continue;
        }
        // A linked folder that pages were written through.
        let below = format!("{path}/");
        let leads_to_kept = kept_texts.range(below.as_str()..).next().is_some_and(|first| first.starts_with(&below));
        // On disks that do not tell `Rain` from `rain`, this is the file that was just written.
        let is_same = |other: &&str| entry.path().canonicalize().ok() == folder.join(other).canonicalize().ok();
        let other_case = folded.get(&path.to_lowercase()).is_some_and(|others| others.iter().any(|other| is_same(&other)));
        if !leads_to_kept && !other_case {
            stale.push(path);
        }
    }
    stale
}

fn report(stale: &[String], folder: &str) -> Option<Finding> {
    let is_page = |path: &&String| path.ends_with(".html") || path.ends_with(".htm");
    let pages = stale.iter().filter(is_page);
    let others = stale.iter().filter(|path| !is_page(path));
    let named: Vec<String> = pages.chain(others).take(3).map(|path| format!("`{path}`")).collect();
    let level = if stale.iter().any(|path| is_page(&path)) { Level::Warning } else { Level::Info };
    let list = named.join(", ");
    let message = match stale.len() {
        0 => return None,
        1 => format!("{list} in `{folder}` is not of this build"),
        count @ 2..=3 => format!("{count} files in `{folder}` are not of this build: {list}"),
        count => format!("{count} files in `{folder}` are not of this build: {list} and {} more", count - 3),
    };
    let by_hand = stale.iter().any(|path| matches!(path.as_str(), ".nojekyll" | "CNAME"));
    let help = if by_hand {
        "put `.nojekyll` and `CNAME` into `static/`, so that they are of the build; `smo-build build --clean` removes the rest"
    } else {
        "`smo-build build --clean` removes them"
    };
    Some(
        Finding::new("output-stale", level, message, Place::File(folder.into()))
            .why("what an earlier build wrote stays public, deleted posts and former drafts too")
            .help(help),
    )
}

/// Removes one file (of a link, the link) and the folders that it leaves empty.
fn remove(folder: &Path, path: &str) -> Result<(), Error> {
    let file = folder.join(path);
    match fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::Io { path: file, source: error }),
        _ => {}
    }
    for above in file.ancestors().skip(1).take_while(|above| *above != folder && above.starts_with(folder)) {
        // It fails where something is left, and that is all it has to tell.
        if fs::remove_dir(above).is_err() {
            break;
        }
    }
    Ok(())
}
