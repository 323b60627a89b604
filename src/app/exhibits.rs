//! What a report shows beside words: the preview pictures, small, and the lines around findings.
//!
//! Only done if a report asks for it: pictures are decoded, and files read once more.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;
use serde_json::json;

use super::page::Done;
use super::run::{Run, Shows};
use crate::base::finding::{Place, Spot};
use crate::base::url::decode;
use crate::base::{Error, Finding, UrlPath, fs};
use crate::lint;
use crate::model::OutPath;
use crate::model::exhibits::{SourceLine, Views};
use crate::model::files::Digest;
use crate::model::picture::Picture;
use crate::model::report::Report;
use crate::picture;

/// Pictures that a run which writes nothing has planned, by name.
pub(super) type Planned = BTreeMap<String, Picture>;

/// What is not drawn in this run, so that it can be drawn to be looked at.
pub(super) fn planned(run: &Run, pages: &[Done]) -> Planned {
    if run.shows == Shows::Words || !run.dist.is_dry() {
        return Planned::new();
    }
    let named = |picture: &Picture| (picture.name.clone(), picture.clone());
    pages.iter().flat_map(Done::pictures).map(named).collect()
}

/// Fills the report with what it will show. `read` gives a file of the site by its path.
pub(super) fn fill(
    run: &Run,
    report: &mut Report,
    planned: &Planned,
    read: &(dyn Fn(&UrlPath) -> io::Result<Vec<u8>> + Sync),
) -> Result<(), Error> {
    if run.shows == Shows::Words {
        return Ok(());
    }
    let addresses: BTreeSet<String> = addresses(report).map(str::to_owned).collect();
    let bar = run.progress.phase("report", addresses.len());
    let views: Vec<Result<Option<(String, Views)>, Error>> = addresses
        .into_par_iter()
        .map(|address| {
            let bytes = bytes(run, &address, planned, read);
            bar.inc(1);
            Ok(match bytes {
                Some(bytes) => view(run, &bytes)?.map(|views| (address, views)),
                None => None,
            })
        })
        .collect();
    bar.finish_and_clear();
    for view in views {
        report.exhibits.pictures.extend(view?);
    }
    report.exhibits.sources = sources(run, report);
    Ok(())
}

/// Says of each finding what a baseline would call it.
pub(super) fn fingerprints(report: &mut Report) {
    let page_of = super::baseline::page_of(&report.pages);
    for finding in report.findings.iter_mut().chain(&mut report.quiet) {
        let print = lint::fingerprint(finding, &page_of(finding));
        finding.evidence_mut().fingerprint = Some(print.into());
    }
}

/// Every picture that a card shows.
fn addresses(report: &Report) -> impl Iterator<Item = &str> {
    let pages = report.pages.iter().filter(|page| page.shareable);
    let cards = pages.filter_map(|page| page.verdict.as_ref()).flat_map(|verdict| &verdict.cards);
    cards.filter_map(|card| card.image.as_ref()).map(|image| image.shown.value.as_str())
}

/// A picture's file: from the output, the sources, the cache, or drawn now. Other hosts are not asked.
fn bytes(run: &Run, address: &str, planned: &Planned, read: &dyn Fn(&UrlPath) -> io::Result<Vec<u8>>) -> Option<Vec<u8>> {
    let local = match &run.base {
        Some(base) if address.contains("://") => base.local_path(address)?,
        _ if address.starts_with('/') => address.to_owned(),
        _ => return None,
    };
    let path = UrlPath::from_plain(&decode(local.split(['?', '#']).next()?))?;
    let name = path.as_str().strip_prefix("/smo/");
    if let Some(folder) = run.dist.folder()
        && let Some(file) = OutPath::new(decode(path.as_str()).trim_start_matches('/'))
        && let Ok(bytes) = fs::read_bounded(&folder.join(file.as_str()), super::build::MAX_IMAGE_BYTES)
    {
        return Some(bytes);
    }
    let planned = name.and_then(|name| planned.get(name));
    let kept = || name.and_then(|name| run.cache.get(name)).and_then(|entry| entry.read());
    let drawn = || planned.and_then(|picture| picture::make(picture, read, &run.kit).ok()).map(|made| made.bytes);
    kept().or_else(drawn).or_else(|| read(&path).ok())
}

/// Both views of a picture, through the cache: decoding takes most of the time.
fn view(run: &Run, bytes: &[u8]) -> Result<Option<Views>, Error> {
    const EPOCH: u32 = 1;
    let hash = Digest::of(bytes).short();
    let [small, large] = ["small", "large"].map(|size| format!("view{EPOCH}-{hash}-{size}.jpg"));
    if let (Some(small), Some(entry)) = (run.cache.get(&small), run.cache.get(&large))
        && let (Some(small), Some(large)) = (small.read(), entry.read())
        && let Some((width, height)) = entry.notes["width"].as_u64().zip(entry.notes["height"].as_u64())
    {
        return Ok(Some(Views { small, large, size: (width as u32, height as u32) }));
    }
    let Some(views) = picture::views(bytes) else { return Ok(None) };
    let (width, height) = views.size;
    run.cache.put(&small, &views.small, json!({}))?;
    run.cache.put(&large, &views.large, json!({ "width": width, "height": height }))?;
    Ok(Some(views))
}

/// Of one file, so many lines are shown.
const LINES: usize = 60;
/// Of all files together, so many bytes.
const BYTES: usize = 400_000;
/// A head longer than this is cut.
const HEAD: usize = 14;
const WIDE: usize = 160;

/// The head of each file that a finding points into, and the lines around the findings.
fn sources(run: &Run, report: &Report) -> BTreeMap<String, Vec<SourceLine>> {
    let mut spots: BTreeMap<&str, Vec<&Spot>> = BTreeMap::new();
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    // Where there is no room for all, the worst have it.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let mut order: Vec<&str> = Vec::new();
    for finding in findings {
        if let Place::Spot(spot) = &finding.at {
            let of = spots.entry(&spot.path).or_default();
            if of.is_empty() {
                order.push(&spot.path);
            }
            of.push(spot);
        }
    }
    let mut room = BYTES;
    let mut sources = BTreeMap::new();
    for path in order {
        let Ok(bytes) = fs::read_bounded(&run.root.join(path), MOST) else { continue };
        let lines = lines(&String::from_utf8_lossy(&bytes), &spots[path]);
        let size: usize = lines.iter().map(|line| line.text.len()).sum();
        let Some(left) = room.checked_sub(size) else { break };
        room = left;
        sources.insert(path.to_owned(), lines);
    }
    sources
}

const MOST: u64 = 32_000_000;

fn lines(text: &str, spots: &[&Spot]) -> Vec<SourceLine> {
    let opens = matches!(text.lines().next().map(str::trim_end), Some("---" | "+++"));
    let closes = text.lines().skip(1).position(|line| matches!(line.trim_end(), "---" | "+++")).map(|at| at + 2);
    let head = closes.filter(|_| opens).map_or(0, |end| end.min(HEAD));
    let wanted = |number: usize| {
        let number = number as u32;
        number as usize <= head || spots.iter().any(|spot| number + 1 >= spot.line && number <= spot.end_line.min(spot.line + 2) + 1)
    };
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        if !wanted(number) || lines.len() >= LINES {
            continue;
        }
        // A page in one line is shown from a little before what is wrong in it.
        let first = spots.iter().filter(|spot| spot.line as usize == number).map(|spot| spot.column).min().unwrap_or(1);
        let skipped = if line.chars().nth(WIDE).is_some() { (first as usize).saturating_sub(40) } else { 0 };
        let text: String = line.chars().skip(skipped).take(WIDE).map(|c| if c.is_control() { ' ' } else { c }).collect();
        lines.push(SourceLine { number: number as u32, skipped: skipped as u32, text });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Source, Span};

    #[test]
    fn the_head_is_shown_and_what_stands_around_a_finding() {
        let text = format!("---\ntitle: Rain\ndate: 2026-03-04\n---\n{}{}bad\n", "drop\n".repeat(20), "x".repeat(300));
        let source = Source::new("a.md", text.as_str());
        let at = text.find("bad").unwrap();
        let shown = lines(&text, &[&source.spot(Span::new(at, at + 3))]);
        assert_eq!(shown.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 3, 4, 24, 25]);
        let last = shown.last().unwrap();
        assert_eq!((last.skipped, last.text.ends_with("xbad")), (261, true));
    }
}
