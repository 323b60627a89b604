//! Draws each distinct picture once, through the cache, after its pages are planned.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use rayon::prelude::*;
use serde_json::{Value, json};

use super::page::Done;
use super::quiet::quietly;
use super::run::Run;
use crate::base::url::decode;
use crate::base::{Error, Finding, Place, UrlPath};
use crate::cache::Entry;
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
    room: Room,
}

/// Decoded photos take this much together; a larger one is made while no other is.
const ROOM: u64 = 96_000_000;

/// Bounds what is in memory at once, however many threads there are.
#[derive(Default)]
struct Room {
    taken: Mutex<u64>,
    freed: Condvar,
}

impl Room {
    /// Waits until there is room. Those who hold some never wait for more, so someone always moves.
    fn hold(&self, bytes: u64) -> Held<'_> {
        let bytes = bytes.min(ROOM);
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self.freed.wait_while(taken, |taken| *taken + bytes > ROOM).unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Held { room: self, bytes }
    }
}

/// A share of the room, until it is dropped.
struct Held<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.room.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.room.freed.notify_all();
    }
}

/// What decoding a file of the site takes.
fn memory(sources: Sources, path: &str) -> u64 {
    (sources.look)(&decode(path)).map_or(0, |info| picture::memory(info.width, info.height))
}

/// Draws what these pages ask for, unless it is in `known` already; afterwards it is.
pub(super) fn draw(run: &Run, pages: &[Done], sources: Sources, known: &mut BTreeSet<String>) -> Result<Drawn, Error> {
    if run.dist.is_dry() {
        return Ok(Drawn::default());
    }
    let all = pages
        .iter()
        .flat_map(|page| page.pictures().iter().map(move |picture| (picture, page.summary.title.as_deref().unwrap_or_default())));
    let fresh = all.filter(|(picture, _)| !known.contains(&picture.name));
    let distinct: BTreeMap<&str, (&Picture, &str)> = fresh.map(|(picture, title)| (picture.name.as_str(), (picture, title))).collect();
    let bar = run.progress.phase("pictures", distinct.len());
    let turn = Turn { drawn: AtomicUsize::new(0), room: Room::default() };
    let results: Vec<Result<Vec<(String, Finding)>, Error>> = by_source(&distinct)
        .par_iter()
        .map(|group| {
            let mut opened = None;
            let mut said = Vec::new();
            for (picture, title) in group {
                let findings = at_layout(one(run, picture, title, sources, &turn, &mut opened)?, picture);
                bar.inc(1);
                said.extend(findings.into_iter().map(|finding| (picture.name.clone(), finding)));
            }
            Ok(said)
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

/// A cache that has grown above its limit lets go of what this run did not touch.
pub(super) fn trim_cache(run: &Run, drawn: &Drawn, touched: &BTreeSet<String>) -> Result<(), Error> {
    let limit = u64::from(run.settings.cache.max_mb) * 1_000_000;
    if limit == 0 || drawn.drawn == 0 {
        return Ok(());
    }
    let stock = run.cache.stock()?;
    if stock.bytes() <= limit {
        return Ok(());
    }
    run.cache.drop_entries(&stock.superfluous(touched, None))
}

/// Pictures that are made of one decoded file stand together, all others by themselves.
fn by_source<'a>(distinct: &BTreeMap<&str, (&'a Picture, &'a str)>) -> Vec<Vec<(&'a Picture, &'a str)>> {
    let mut groups: BTreeMap<&str, Vec<(&Picture, &str)>> = BTreeMap::new();
    for (name, (picture, title)) in distinct {
        let source = match &picture.made_from {
            MadeFrom::Variant { path, .. } => path.as_str(),
            MadeFrom::Photo { .. } | MadeFrom::Card { .. } => name,
        };
        groups.entry(source).or_default().push((picture, title));
    }
    groups.into_values().collect()
}

/// What the variants of one file share.
struct Opened<'a> {
    photo: Result<picture::Opened, Finding>,
    _held: Held<'a>,
}

fn one<'a>(
    run: &Run,
    picture: &Picture,
    title: &str,
    sources: Sources,
    turn: &'a Turn,
    opened: &mut Option<Opened<'a>>,
) -> Result<Vec<Finding>, Error> {
    let path = OutPath::new(&format!("smo/{}", picture.name)).expect("a picture's name is a slug, a hash and an ending");
    if let Some(entry) = run.cache.get(&picture.name)
        && let Some(findings) = findings_of(run, &entry)
    {
        if run.dist.has(&path, entry.len) {
            return Ok(findings);
        }
        // Spoiled on the disk, or dropped by another run: made anew.
        if let Some(bytes) = entry.read() {
            run.dist.put(&path, &bytes)?;
            return Ok(findings);
        }
    }
    turn.drawn.fetch_add(1, Ordering::Relaxed);
    let made = match &picture.made_from {
        MadeFrom::Variant { path, .. } => {
            let open =
                || Opened { _held: turn.room.hold(memory(sources, path.as_str())), photo: quietly(|| picture::open(path, sources.read)) };
            let opened = opened.get_or_insert_with(open);
            opened.photo.as_ref().map(|photo| quietly(|| picture::variant(photo, picture))).map_err(Clone::clone)
        }
        MadeFrom::Photo { .. } | MadeFrom::Card { .. } => make(run, picture, sources, turn),
    };
    match made {
        Ok(made) => {
            run.dist.put(&path, &made.bytes)?;
            keep(run, picture, &made)?;
            Ok(made.findings)
        }
        // A stand-in is not cached: the name promises the photo, which may be mended.
        // Nor is the file itself, which stands in for a variant: its name promises a size.
        Err(finding) => {
            if let MadeFrom::Variant { path: original, .. } = &picture.made_from {
                run.dist.put(&path, &(sources.read)(original).unwrap_or_default())?;
                return Ok(vec![finding]);
            }
            run.dist.put(&path, &quietly(|| picture::stand_in(picture, title, &run.kit)).bytes)?;
            Ok(vec![finding])
        }
    }
}

/// What its drawing said, with the layout that it is about: a mistake of the layout's own stands at its file.
pub(super) fn at_layout(mut findings: Vec<Finding>, picture: &Picture) -> Vec<Finding> {
    let MadeFrom::Card { layout: Some(file), .. } = &picture.made_from else { return findings };
    for finding in &mut findings {
        match finding.rule {
            "card-layout" | "card-external-resource" | "card-unsupported-svg" | "card-font-not-readable" => {
                finding.at = Place::File(file.clone());
            }
            "card-not-drawn" | "card-low-contrast" | "card-outside-safe-area" | "card-text-overflow" | "card-text-small" => {
                finding.message = format!("{} (layout {file})", finding.message).into();
            }
            _ => {}
        }
    }
    findings
}

/// A picture that is kept whole.
pub(super) fn cached(run: &Run, picture: &Picture) -> Option<picture::Made> {
    let entry = run.cache.get(&picture.name)?;
    let findings = findings_of(run, &entry)?;
    Some(picture::Made { bytes: entry.read()?, findings })
}

pub(super) fn keep(run: &Run, picture: &Picture, made: &picture::Made) -> Result<(), Error> {
    run.cache.put(&picture.name, &made.bytes, notes(run, &made.findings))
}

/// Kept beside a picture. Its name promises what is seen; how heavy it may be decides about its
/// bytes alone, so that is remembered here.
fn notes(run: &Run, findings: &[Finding]) -> Value {
    json!({"budget_kb": run.settings.cards.budget_kb, "findings": picture::findings_to_json(findings)})
}

/// Nothing if the picture was made for another budget, or by another version.
fn findings_of(run: &Run, entry: &Entry) -> Option<Vec<Finding>> {
    let made_for = entry.notes.get("budget_kb")?.as_u64()?;
    (made_for == u64::from(run.settings.cards.budget_kb)).then(|| picture::findings_from_json(entry.notes.get("findings")?))?
}

fn make(run: &Run, picture: &Picture, sources: Sources, turn: &Turn) -> Result<picture::Made, Finding> {
    let needed = match &picture.made_from {
        MadeFrom::Photo { path, .. } | MadeFrom::Variant { path, .. } => memory(sources, path.as_str()),
        MadeFrom::Card { images, .. } => images.iter().map(|(href, _)| memory(sources, href)).max().unwrap_or(0),
    };
    let _held = turn.room.hold(needed);
    quietly(|| picture::make(picture, sources.read, &run.kit))
}
