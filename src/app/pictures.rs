//! Draws each distinct picture once, through the cache, after all pages are planned.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::page::Done;
use super::run::Run;
use crate::base::{Error, Finding, UrlPath};
use crate::model::OutPath;
use crate::model::files::ImageInfo;
use crate::model::picture::{MadeFrom, Picture};
use crate::picture;

type Reader<'a> = dyn Fn(&UrlPath) -> io::Result<Vec<u8>> + Sync + 'a;

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

pub(super) fn draw(run: &Run, pages: &[Done], read: &Reader) -> Result<Drawn, Error> {
    if run.dist.is_dry() {
        return Ok(Drawn::default());
    }
    let all =
        pages.iter().flat_map(|page| page.pictures.iter().map(move |picture| (picture, page.summary.title.as_deref().unwrap_or_default())));
    let distinct: BTreeMap<&str, (&Picture, &str)> = all.map(|(picture, title)| (picture.name.as_str(), (picture, title))).collect();
    let bar = run.progress.phase("pictures", distinct.len());
    let turn = Turn { drawn: AtomicUsize::new(0), heavy: Mutex::new(()) };
    let results: Vec<Result<Vec<(String, Finding)>, Error>> = distinct
        .par_iter()
        .map(|(name, (picture, title))| {
            let findings = one(run, picture, title, read, &turn)?;
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
    Ok(all)
}

fn one(run: &Run, picture: &Picture, title: &str, read: &Reader, turn: &Turn) -> Result<Vec<Finding>, Error> {
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
    match make(run, picture, read, turn) {
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

fn make(run: &Run, picture: &Picture, read: &Reader, turn: &Turn) -> Result<picture::Made, Box<Finding>> {
    let MadeFrom::Photo { path, .. } = &picture.made_from else { return picture::make(picture, read, &run.kit) };
    let bytes = read(path);
    let heavy = bytes.as_ref().is_ok_and(|bytes| {
        let info = ImageInfo::look(path.clone(), bytes);
        picture::is_heavy(info.width, info.height)
    });
    // Heavy photos one at a time, so that what is in memory at once stays bounded.
    let _alone = heavy.then(|| turn.heavy.lock());
    let bytes = std::cell::RefCell::new(Some(bytes));
    let once = |wanted: &UrlPath| bytes.borrow_mut().take().unwrap_or_else(|| read(wanted));
    picture::make(picture, &once, &run.kit)
}
