//! Every file below a folder that others filled: links are followed as long as they stay inside.
//!
//! What is left out is said, so that nobody looks for a file that was never read.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::base::fs::{is_inside, slashed};
use crate::base::{Error, Finding, Place};
use crate::model::OutPath;

pub(super) struct Found {
    /// Below the folder.
    pub path: OutPath,
    /// On disk.
    pub file: PathBuf,
    /// It is a link, or lies in a folder that is one.
    pub linked: bool,
}

/// Gives each file to `take`, in no order, and says what was left out. `bounds` is the folder that links may not
/// leave; `shown` is the folder's name in messages.
pub(super) fn walk(folder: &Path, bounds: &Path, shown: &str, take: &mut dyn FnMut(Found)) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    if !folder.is_dir() {
        return Ok(findings);
    }
    let shown = shown.trim_start_matches("./").trim_end_matches('/');
    let name = |path: &Path| match shown {
        "" | "." => Place::File(slashed(folder, path).into()),
        shown => Place::File(format!("{shown}/{}", slashed(folder, path)).into()),
    };
    // Above it no folder is a link.
    let mut linked_from = usize::MAX;
    let mut walker = WalkDir::new(folder).follow_links(true).into_iter();
    while let Some(entry) = walker.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                findings.push(lost(error, folder, &name)?);
                continue;
            }
        };
        if entry.depth() == 0 {
            continue;
        }
        let is_folder = entry.file_type().is_dir();
        if entry.depth() <= linked_from {
            linked_from = if is_folder && entry.path_is_symlink() { entry.depth() } else { usize::MAX };
        }
        let outside = entry.path_is_symlink() && !is_inside(bounds, entry.path());
        if outside {
            let whole = if bounds == folder { "folder" } else { "project" };
            let message = format!("the symbolic link leads out of the {whole} and is not followed");
            findings.push(
                Finding::warning("symlink-outside", message, name(entry.path()))
                    .why("a site must be complete in its own folder, or it builds on one machine only")
                    .help(format!("copy what it points to into the {whole}")),
            );
        }
        // That at the top is the site's own, where it is deployed by `git push`.
        if is_folder && entry.file_name() == ".git" && entry.depth() > 1 && bounds == folder {
            findings.push(repository(name(entry.path())));
        }
        if outside || unwanted(&entry.file_name().to_string_lossy()) {
            if is_folder {
                walker.skip_current_dir();
            }
        } else if entry.file_type().is_file() {
            match entry.path().strip_prefix(folder).ok().and_then(Path::to_str) {
                Some(_) => {
                    let linked = entry.path_is_symlink() || entry.depth() > linked_from;
                    if let Some(path) = OutPath::new(&slashed(folder, entry.path())) {
                        take(Found { path, file: entry.into_path(), linked });
                    }
                }
                None => findings.push(
                    Finding::error("not-utf8", "the name of the file is not UTF-8, so it has no address", name(entry.path()))
                        .why("it was left out")
                        .help("rename it"),
                ),
            }
        }
    }
    Ok(findings)
}

fn repository(at: Place) -> Finding {
    let message = format!("`{}/` is a whole repository within the site", at_path(&at));
    Finding::error("secret-or-path-leak", message, at)
        .way("file")
        .why("whoever asks for its files has all that was ever committed")
        .help("leave `.git` out where the folder is copied from")
}

fn at_path(at: &Place) -> &str {
    if let Place::File(path) = at { path } else { "" }
}

/// Never a part of a site, wherever it lies.
fn unwanted(name: &str) -> bool {
    matches!(name, ".git" | ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// A link that leads nowhere or in a circle is the author's; a file that cannot be read is the
/// machine's.
fn lost(error: walkdir::Error, folder: &Path, name: &dyn Fn(&Path) -> Place) -> Result<Finding, Error> {
    let path = error.path().unwrap_or(folder).to_path_buf();
    let is_link = path.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
    if error.loop_ancestor().is_some() || is_link {
        let message = "the symbolic link leads nowhere, or back to a folder above it";
        return Ok(Finding::warning("symlink-outside", message, name(&path)));
    }
    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other("cannot be walked"));
    Err(Error::Io { path, source })
}
