//! Draws each distinct picture once, through the cache, after all pages are planned.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::page::Done;
use super::run::Run;
use crate::base::url::decode;
use crate::base::{Error, Finding, UrlPath};
use crate::model::OutPath;
use crate::model::files::ImageInfo;
use crate::model::picture::{MadeFrom, Picture};
use crate::picture;

type Reader<'a> = dyn Fn(&UrlPath) -> io::Result<Vec<u8>> + Sync + 'a;
/// What is known of a file of the site without reading it again, by its decoded path.
type Look<'a> = dyn Fn(&str) -> Option<ImageInfo> + Sync + 'a;

/// The files that pictures are made from.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub read: &'a Reader<'a>,
    pub look: &'a Look<'a>,
}

/// How many pictures were made, and how many were there already.
#[derive(Default)]
pub(super) struct Drawn {
    pub drawn: usize,
    pub reused: usize,
    /// (picture name, what its drawing said)
    pub findings: Vec<(String, Finding)>,
}

/// What the threads of one drawing share.
struct Turn {
    drawn: AtomicUsize,
    heavy: Mutex<()>,
}

/// Draws what these pages ask for, unless it is in `known` already; afterwards it is.
pub(super) fn draw(run: &Run, pages: &[Done], sources: Sources, known: &mut BTreeSet<String>) -> Result<Drawn, Error> {
    if run.dist.is_dry() {
        return Ok(Drawn::default());
    }
    let all =
        pages.iter().flat_map(|page| page.pictures.iter().map(move |picture| (picture, page.summary.title.as_deref().unwrap_or_default())));
    let fresh = all.filter(|(picture, _)| !known.contains(&picture.name));
    let distinct: BTreeMap<&str, (&Picture, &str)> = fresh.map(|(picture, title)| (picture.name.as_str(), (picture, title))).collect();
    let bar = run.progress.phase("pictures", distinct.len());
    let turn = Turn { drawn: AtomicUsize::new(0), heavy: Mutex::new(()) };
    let results: Vec<Result<Vec<(String, Finding)>, Error>> = distinct
        .par_iter()
        .map(|(name, (picture, title))| {
            let findings = one(run, picture, title, sources, &turn)?;
            bar.inc(1);
            Ok(findings.into_iter().map(|finding| ((*name).to_owned(), finding)).collect())
        })
        .collect();
    bar.finish_and_clear();
    let mut all = Drawn { drawn: turn.drawn.load(Ordering::Relaxed), ..Drawn::default() };
    all.reused = distinct.len() - all.drawn;
    for result in results {
        all.findings.extend(result?);
    }
    known.extend(distinct.into_keys().map(str::to_owned));
    Ok(all)
}

fn one(run: &Run, picture: &Picture, title: &str, sources: Sources, turn: &Turn) -> Result<Vec<Finding>, Error> {
    let path = OutPath::new(&format!("smo/{}", picture.name)).expect("a picture's name is a slug, a hash and an ending");
    if let Some(entry) = run.cache.get(&picture.name)
        && let Some(findings) = picture::findings_from_json(&entry.findings)
    {
        if !run.dist.has(&path, entry.len) {
            run.dist.put(&path, &entry.read()?)?;
        }
        return Ok(findings);
    }
    turn.drawn.fetch_add(1, Ordering::Relaxed);
    match make(run, picture, sources, turn) {
        Ok(made) => {
            run.dist.put(&path, &made.bytes)?;
            run.cache.put(&picture.name, &made.bytes, picture::findings_to_json(&made.findings))?;
            Ok(made.findings)
        }
        // A stand-in is not cached: the name promises the photo, which may be mended.
        Err(finding) => {
            run.dist.put(&path, &picture::stand_in(picture, title, &run.kit).bytes)?;
            Ok(vec![*finding])
        }
    }
}

fn make(run: &Run, picture: &Picture, sources: Sources, turn: &Turn) -> Result<picture::Made, Box<Finding>> {
    // Heavy photos one at a time, from the first byte on, so that what is in memory stays bounded.
    let heavy = match &picture.made_from {
        MadeFrom::Photo { path, .. } => {
            (sources.look)(&decode(path.as_str())).is_some_and(|info| picture::is_heavy(info.width, info.height))
        }
        MadeFrom::Card { .. } => false,
    };
    let _alone = heavy.then(|| turn.heavy.lock());
    picture::make(picture, sources.read, &run.kit)
}
