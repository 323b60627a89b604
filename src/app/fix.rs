//! `lint --fix`: edits of what the author wrote, front matter, Markdown and `smo.yaml`; every other byte stays.
//!
//! A rule says which words of the value it points at should be which others ([`Remedy`]). Here that becomes
//! an edit of the file, in the quotes that stand there. HTML is mended by `optimize` alone.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use similar::TextDiff;

use super::build::BuildOptions;
use super::control::Accept;
use super::edits::{added, edit};
use super::run::{Ran, Shows};
use crate::base::finding::{Edit, Fix, Remedy, Safety};
use crate::base::source::Lines;
use crate::base::{Error, Finding, Place, fs};
use crate::model::exhibits::Patch;
use crate::model::report::{Fixed, Ratchet, Report};

/// Which fixes are wanted, and whether they are only shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixOptions {
    /// `--fix=unsafe`: guesses too.
    pub safety: Safety,
    /// `--diff`: write nothing.
    pub dry: bool,
}

/// A fix may bring up another; more rounds than this chase each other.
const MAX_ROUNDS: usize = 10;
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Lints and mends, until nothing is left to mend. The report is of what is left; if it is only shown what would
/// be mended, of what is there.
pub fn fix(options: &BuildOptions, folder: Option<PathBuf>, wanted: FixOptions) -> Result<Ran, Error> {
    let mut options = options.clone();
    let is_html = folder.as_deref().is_some_and(|folder| !super::lint::is_project(folder));
    let mut fixed = Fixed { dry: wanted.dry, html: is_html, ..Fixed::default() };
    let mut before: Vec<Edit> = Vec::new();
    let mut ratchet = Vec::new();
    let mut first: Option<Ran> = None;
    for round in 0..=MAX_ROUNDS {
        let mut ran = super::lint::lint(&options, folder.clone())?;
        ratchet.append(&mut ran.report.ratchet);
        let edits = edits(&ran.report, |safety| safety == Safety::Safe || wanted.safety == Safety::Unsafe);
        let is_same =
            edits.len() == before.len() && edits.iter().zip(&before).all(|(a, b)| (&a.file, &a.was, &a.text) == (&b.file, &b.was, &b.text));
        let root = ran.report.root.clone();
        let ran = if wanted.dry { first.take().unwrap_or(ran) } else { ran };
        let goes_on = round < MAX_ROUNDS && !is_same && mend(&root, &edits, &mut options.common.planned, &mut fixed)?;
        if !goes_on {
            return told(ran, fixed, ratchet, &options.common.planned);
        }
        if wanted.dry {
            // What is accepted is accepted once.
            options.common.control.accept = Accept::Nothing;
            first = Some(ran);
        }
        before = edits;
    }
    unreachable!("the last round does not go on")
}

fn told(mut ran: Ran, mut fixed: Fixed, ratchet: Vec<Ratchet>, planned: &fs::Planned) -> Result<Ran, Error> {
    fixed.files.sort();
    for file in fixed.files.iter().filter(|_| fixed.dry) {
        let path = ran.report.root.join(&**file);
        let old = fs::read_bounded(&path, MAX_BYTES).map_err(Error::io(&path))?;
        ran.report.diff.push_str(&diff(file, &old, planned.get(&path).unwrap_or(&old)));
    }
    (ran.report.fixed, ran.report.ratchet) = (Some(fixed), ratchet);
    Ok(ran)
}

/// Makes the edits, on disk or in `planned`. Was there one?
fn mend(root: &Path, edits: &[Edit], planned: &mut fs::Planned, fixed: &mut Fixed) -> Result<bool, Error> {
    let mut changed = false;
    for (file, edits) in by_file(edits) {
        let path = root.join(&*file);
        let old = planned.read(&path, MAX_BYTES).map_err(Error::io(&path))?;
        let Some((new, count)) = apply(&old, &edits) else { continue };
        let target = fs::behind_link(root, &path);
        let why = match &target {
            None => Some("a link that leads out of the project"),
            Some(_) if count < edits.len() => Some("changed since it was read"),
            Some(_) => None,
        };
        if let Some(why) = why.filter(|_| fixed.skipped.iter().all(|(other, _)| *other != file)) {
            fixed.skipped.push((file.clone(), why));
        }
        let Some(target) = target.filter(|_| count > 0) else { continue };
        if fixed.dry {
            planned.put(&path, new);
        } else {
            fs::write_if_changed(&target, &new)?;
        }
        fixed.edits += count;
        if !fixed.files.contains(&file) {
            fixed.files.push(file.clone());
        }
        changed = true;
    }
    Ok(changed)
}

/// The edits that are wanted: by file and start; of two that overlap the first stays, the other waits
/// for the next round.
fn edits(report: &Report, wanted: impl Fn(Safety) -> bool) -> Vec<Edit> {
    let fixes = report.findings.iter().filter_map(|finding| finding.evidence.as_ref()?.fix.as_ref());
    let wanted = fixes.filter(|fix| wanted(fix.safety));
    let mut edits: Vec<Edit> = wanted.flat_map(|fix| fix.edits.iter().cloned()).collect();
    edits.sort_by(|a, b| (&a.file, a.span.start, a.span.end, &a.text).cmp(&(&b.file, b.span.start, b.span.end, &b.text)));
    edits.dedup();
    let mut kept: Vec<Edit> = Vec::new();
    for edit in edits {
        let overlaps = |last: &Edit| last.file == edit.file && edit.span.start < last.span.end.max(last.span.start + 1);
        if !kept.last().is_some_and(overlaps) {
            kept.push(edit);
        }
    }
    kept
}

fn by_file(edits: &[Edit]) -> BTreeMap<Arc<str>, Vec<&Edit>> {
    let mut files: BTreeMap<Arc<str>, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        files.entry(edit.file.clone()).or_default().push(edit);
    }
    files
}

const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// The new bytes of a file and how many edits found what they were made for; the others are left out.
/// None if the file is no text any more.
pub(super) fn apply(old: &[u8], edits: &[&Edit]) -> Option<(Vec<u8>, usize)> {
    let start = if old.starts_with(BOM) { BOM.len() } else { 0 };
    let text = std::str::from_utf8(&old[start..]).ok()?;
    let mut new = old[..start].to_vec();
    let (mut at, mut count) = (0, 0);
    for edit in edits {
        let range = edit.span.range();
        // The file was changed since it was read: what is meant may stand elsewhere now.
        if text.get(range.clone()) != Some(edit.was.as_str()) || range.start < at {
            continue;
        }
        new.extend_from_slice(&text.as_bytes()[at..range.start]);
        new.extend_from_slice(edit.text.as_bytes());
        at = range.end;
        count += 1;
    }
    new.extend_from_slice(&text.as_bytes()[at..]);
    Some((new, count))
}

fn diff(file: &str, old: &[u8], new: &[u8]) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    TextDiff::from_lines(&old, &new).unified_diff().header(&format!("a/{file}"), &format!("b/{file}")).to_string()
}

/// Turns the remedies of findings into edits of the files that they point at, and for reports to look
/// at into patches of these files.
pub(super) fn resolve(report: &mut Report, shows: Shows, planned: &fs::Planned) {
    let root = report.root.clone();
    let mut texts: HashMap<Arc<str>, Option<String>> = HashMap::new();
    for finding in report.findings.iter_mut().filter(|finding| remedy(finding).is_some()) {
        let Some(remedy) = remedy(finding).cloned() else { continue };
        let related = finding.evidence.iter().flat_map(|evidence| &evidence.related).map(|(place, _)| place);
        // What is missing is added to the page that it is about, wherever the finding points.
        let places = [&finding.at].into_iter().chain(related.filter(|_| remedy.was.is_empty()));
        let edit = places.into_iter().find_map(|place| {
            let path = match place {
                Place::Spot(spot) => &spot.path,
                Place::File(path) if remedy.was.is_empty() => path,
                _ => return None,
            };
            let text = texts.entry(path.clone()).or_insert_with(|| text_of(&root, path, planned)).as_deref().map(without_mark)?;
            match place {
                Place::Spot(spot) if !remedy.was.is_empty() => edit(text, spot, &remedy),
                _ => added(text, path, &remedy.is),
            }
        });
        if let Some(edit) = edit {
            let text = texts.get(&edit.file).and_then(Option::as_deref).map(without_mark).unwrap_or_default();
            let places = vec![Lines::new(text).spot(&edit.file, edit.span)];
            finding.evidence_mut().fix = Some(Fix { safety: remedy.safety, edits: vec![edit], places });
        }
    }
    if shows == Shows::Pictures {
        report.exhibits.patches = patches(report, &texts);
    }
}

/// What `lint --fix` would do to each file, and what it would only do if guesses are wanted.
fn patches(report: &Report, texts: &HashMap<Arc<str>, Option<String>>) -> BTreeMap<String, Vec<Patch>> {
    let mut patches: BTreeMap<String, Vec<Patch>> = BTreeMap::new();
    for guess in [false, true] {
        let edits = edits(report, |safety| (safety == Safety::Unsafe) == guess);
        for (file, edits) in by_file(&edits) {
            let Some(old) = texts.get(&file).and_then(Option::as_deref) else { continue };
            let Some((new, _)) = apply(old.as_bytes(), &edits) else { continue };
            patches.entry(file.to_string()).or_default().push(Patch { guess, diff: diff(&file, old.as_bytes(), &new) });
        }
    }
    patches
}

fn remedy(finding: &Finding) -> Option<&Remedy> {
    finding.evidence.as_ref()?.remedy.as_ref()
}

const ENDINGS: &[&str] = &["md", "markdown", "mkd", "mkdn", "mkdown", "mdx", "yaml", "yml"];

/// The text of a file that its author writes, with the mark that it may begin with.
fn text_of(root: &Path, path: &str, planned: &fs::Planned) -> Option<String> {
    let ending = path.rsplit_once('.')?.1;
    if !ENDINGS.contains(&ending) {
        return None;
    }
    String::from_utf8(planned.read(&root.join(path), MAX_BYTES).ok()?).ok()
}

/// Places count from behind a byte order mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{FEFF}').unwrap_or(text)
}
