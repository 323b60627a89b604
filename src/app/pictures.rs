//! Draws each distinct picture once, through the cache, after all pages are planned.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::page::Done;
use super::run::Run;
use crate::base::{Error, Finding};
use crate::model::OutPath;
use crate::model::picture::Picture;
use crate::picture;

/// How many pictures were made, and how many were there already.
#[derive(Default)]
pub(super) struct Drawn {
    pub drawn: usize,
    pub reused: usize,
    /// (picture name, what its drawing said)
    pub findings: Vec<(String, Finding)>,
}

pub(super) fn draw(run: &Run, pages: &[Done], read: &(dyn Fn(&str) -> io::Result<Vec<u8>> + Sync)) -> Result<Drawn, Error> {
    if run.dist.is_dry() {
        return Ok(Drawn::default());
    }
    let distinct: BTreeMap<&str, &Picture> =
        pages.iter().flat_map(|page| &page.pictures).map(|picture| (picture.name.as_str(), picture)).collect();
    let bar = run.progress.phase("pictures", distinct.len());
    let drawn = AtomicUsize::new(0);
    let results: Vec<Result<Vec<(String, Finding)>, Error>> = distinct
        .par_iter()
        .map(|(name, picture)| {
            let findings = one(run, picture, read, &drawn)?;
            bar.inc(1);
            Ok(findings.into_iter().map(|finding| ((*name).to_owned(), finding)).collect())
        })
        .collect();
    bar.finish_and_clear();
    let mut all = Drawn { drawn: drawn.load(Ordering::Relaxed), ..Drawn::default() };
    all.reused = distinct.len() - all.drawn;
    for result in results {
        all.findings.extend(result?);
    }
    Ok(all)
}

fn one(run: &Run, picture: &Picture, read: &(dyn Fn(&str) -> io::Result<Vec<u8>> + Sync), drawn: &AtomicUsize) -> Result<Vec<Finding>, Error> {
    let path = OutPath::new(&format!("smo/{}", picture.name)).expect("a picture's name is a slug, a hash and an ending");
    if let Some(entry) = run.cache.get(&picture.name) {
        if !run.dist.has(&path, entry.len) {
            run.dist.put(&path, &entry.read()?)?;
        }
        return Ok(entry.findings);
    }
    let made = picture::make(picture, read, &run.kit);
    drawn.fetch_add(1, Ordering::Relaxed);
    run.dist.put(&path, &made.bytes)?;
    run.cache.put(&picture.name, &made.bytes, &made.findings)?;
    Ok(made.findings)
}
