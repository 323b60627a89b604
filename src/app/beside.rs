//! Reads the files beside the pages for the rules about the whole site: in part, and each once.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::run::Run;
use crate::base::image_gps;
use crate::model::site_files::{Look, MAX_TEXT, SiteFiles, look};
use crate::model::{OutPath, weights};

/// Takes in files of the output by their path there, their name in messages, and where they lie.
/// What cannot be read says nothing.
pub(super) fn read(run: &mut Run, files: Vec<(OutPath, Arc<str>, PathBuf)>) {
    let one = |mut found: SiteFiles, (path, shown, from): (OutPath, Arc<str>, PathBuf)| {
        let limit = match look(path.as_str()) {
            None => {
                weigh(&mut found, path.as_str(), &from);
                return found;
            }
            Some(Look::Name) => 0,
            Some(Look::Photo) => image_gps::ENOUGH as u64,
            Some(Look::Text) => MAX_TEXT,
        };
        let mut bytes = Vec::new();
        let whole = File::open(&from).and_then(|file| {
            let length = file.metadata()?.len();
            found.weights.add(path.as_str(), length);
            let is_whole = limit != MAX_TEXT || length <= MAX_TEXT;
            file.take(limit).read_to_end(&mut bytes)?;
            Ok(is_whole)
        });
        // A part of a text would be no XML.
        if whole.is_ok_and(|whole| whole) {
            found.add(path.as_str(), &shown, &bytes);
        }
        found
    };
    let empty = SiteFiles::default;
    let found = files.into_par_iter().fold(empty, one).reduce(empty, SiteFiles::join);
    run.site_files = std::mem::take(&mut run.site_files).join(found);
    run.site_files.sort();
}

/// As above, for a file of which nothing but its size is asked.
fn weigh(found: &mut SiteFiles, path: &str, from: &Path) {
    let is_asked = weights::kind(path).is_some();
    if let Some(file) = is_asked.then(|| from.metadata().ok()).flatten() {
        found.weights.add(path, file.len());
    }
}

/// Takes in a file that this run made.
pub(super) fn made(run: &mut Run, path: &OutPath, bytes: &[u8]) {
    run.site_files.add(path.as_str(), &path.as_str().into(), bytes);
    run.site_files.sort();
}
