//! `lint --fix`: edits of what the author wrote, front matter, Markdown and `smo.yaml`; every other byte stays.
//!
//! A rule says which words of the value it points at should be which others ([`Remedy`]). Here that becomes
//! an edit of the file, in the quotes that stand there. HTML is mended by `optimize` alone.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use similar::TextDiff;

use super::build::BuildOptions;
use super::run::{Ran, Shows};
use crate::base::finding::{Edit, Fix, Remedy, Safety, Spot};
use crate::base::source::Lines;
use crate::base::{Error, Finding, Place, Span, fs, yaml};
use crate::model::exhibits::Patch;
use crate::model::report::{Fixed, Report};

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

/// Lints and mends, until nothing is left to mend. The report is of what is left.
pub fn fix(options: &BuildOptions, folder: Option<PathBuf>, wanted: FixOptions) -> Result<Ran, Error> {
    let mut fixed = Fixed::default();
    let mut before: Vec<Edit> = Vec::new();
    let mut ratchet = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let mut ran = super::lint::lint(options, folder.clone())?;
        ratchet.append(&mut ran.report.ratchet);
        let edits = edits(&ran.report, |safety| safety == Safety::Safe || wanted.safety == Safety::Unsafe);
        let is_same =
            edits.len() == before.len() && edits.iter().zip(&before).all(|(a, b)| (&a.file, &a.was, &a.text) == (&b.file, &b.was, &b.text));
        if edits.is_empty() || is_same {
            (ran.report.fixed, ran.report.ratchet) = (Some(fixed), ratchet);
            return Ok(ran);
        }
        let mut changed = 0;
        for (file, edits) in by_file(&edits) {
            let path = ran.report.root.join(&*file);
            let old = fs::read_bounded(&path, MAX_BYTES).map_err(Error::io(&path))?;
            let Some((new, count)) = apply(&old, &edits) else { continue };
            if count < edits.len() && !fixed.skipped.contains(&file) {
                fixed.skipped.push(file.clone());
            }
            if count == 0 {
                continue;
            }
            if wanted.dry {
                ran.report.diff.push_str(&diff(&file, &old, &new));
            } else {
                fs::write_if_changed(&path, &new)?;
            }
            fixed.edits += count;
            if !fixed.files.contains(&file) {
                fixed.files.push(file.clone());
            }
            changed += count;
        }
        fixed.files.sort();
        if changed == 0 || wanted.dry {
            (ran.report.fixed, ran.report.ratchet) = (Some(fixed), ratchet);
            return Ok(ran);
        }
        before = edits;
    }
    let mut ran = super::lint::lint(options, folder)?;
    ratchet.append(&mut ran.report.ratchet);
    (ran.report.fixed, ran.report.ratchet) = (Some(fixed), ratchet);
    Ok(ran)
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
pub(super) fn resolve(report: &mut Report, shows: Shows) {
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
            let text = texts.entry(path.clone()).or_insert_with(|| text_of(&root, path)).as_ref()?;
            match place {
                Place::Spot(spot) if !remedy.was.is_empty() => edit(text, spot, &remedy),
                _ => added(text, path, &remedy.is),
            }
        });
        if let Some(edit) = edit {
            let text = texts.get(&edit.file).and_then(Option::as_deref).unwrap_or_default();
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

/// A line at the end of a head: `aliases: [/old/]`. Not where its key stands already.
fn added(text: &str, path: &str, line: &str) -> Option<Edit> {
    let is_text = !path.ends_with(".yaml") && !path.ends_with(".yml");
    let (key, _) = line.split_once(':').filter(|_| is_text)?;
    let end = if text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r')) { "\r\n" } else { "\n" };
    let edit = |at: usize, text: String| Edit { file: path.into(), span: Span::new(at, at), was: String::new(), text };
    if text.lines().next().is_none_or(|first| first.trim_end() != "---") {
        return (!text.starts_with(['+', '{'])).then(|| edit(0, format!("---{end}{line}{end}---{end}")));
    }
    let mut at = 0;
    for (number, there) in text.split_inclusive('\n').enumerate() {
        if number > 0 && matches!(there.trim_end(), "---" | "...") {
            return Some(edit(at, format!("{line}{end}")));
        }
        if there.split(':').next().is_some_and(|other| other.trim_end() == key) {
            return None;
        }
        at += there.len();
    }
    None
}

fn remedy(finding: &Finding) -> Option<&Remedy> {
    finding.evidence.as_ref()?.remedy.as_ref()
}

const ENDINGS: &[&str] = &["md", "markdown", "mkd", "mkdn", "mkdown", "mdx", "yaml", "yml"];

/// The text of a file that its author writes.
fn text_of(root: &Path, path: &str) -> Option<String> {
    let ending = path.rsplit_once('.')?.1;
    if !ENDINGS.contains(&ending) {
        return None;
    }
    let text = String::from_utf8(fs::read_bounded(&root.join(path), MAX_BYTES).ok()?).ok()?;
    Some(text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_owned))
}

fn edit(text: &str, spot: &Spot, remedy: &Remedy) -> Option<Edit> {
    let range = spot.start as usize..spot.end as usize;
    let raw = text.get(range.clone())?;
    let edit = |span: Span, text: String, was: &str| Edit { file: spot.path.clone(), span, was: was.to_owned(), text };
    // A whole line that goes takes its end along.
    if remedy.is.is_empty() && raw == remedy.was {
        let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
        if text[line..range.start].trim().is_empty() && text[range.end..end].trim().is_empty() {
            return Some(edit(Span::new(line, end), String::new(), &text[line..end]));
        }
    }
    let is_yaml = is_yaml(text, &spot.path, range.start);
    if is_yaml && remedy.is.is_empty() && raw == remedy.was {
        let gone = item(text, &range)?;
        return Some(edit(spot_span(&gone), String::new(), &text[gone.clone()]));
    }
    if !is_yaml {
        let at = only(raw, &remedy.was).map(|at| range.start + at).or_else(|| in_reference(text, &remedy.was))?;
        return Some(edit(Span::new(at, at + remedy.was.len()), remedy.is.clone(), &remedy.was));
    }
    let escape: fn(&str) -> String = match raw.chars().next()? {
        '"' => |text| text.replace('\\', "\\\\").replace('"', "\\\""),
        '\'' => |text| text.replace('\'', "''"),
        _ => str::to_owned,
    };
    let (was, is) = (escape(&remedy.was), escape(&remedy.is));
    let at = only(raw, &was)?;
    let is_plain = !raw.starts_with(['"', '\'', '|', '>']);
    if is_plain {
        let whole = format!("{}{is}{}", &raw[..at], &raw[at + was.len()..]);
        // Over several lines the words around stay as they are folded.
        let judged = if raw.contains('\n') { &is } else { &whole };
        // What stood there without quotes may stand there: the value is in no brackets.
        let is_new = |c: char| matches!(c, ',' | '[' | ']' | '{' | '}') && !raw.contains(c);
        if !judged.is_empty() && (!reads_as_itself(judged) || judged.contains(is_new)) {
            let quoted = format!("\"{}\"", whole.replace('\\', "\\\\").replace('"', "\\\""));
            return Some(edit(spot_span(&range), quoted, raw));
        }
    }
    let start = range.start + at;
    Some(edit(Span::new(start, start + was.len()), is, &was))
}

fn spot_span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

/// What goes with an item of a YAML list when it goes: its comma, its line, or the key of which it was all.
/// None where more hangs on it, such as a reason below it.
fn item(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let (before, after) = (&text[start..range.start], &text[range.end..end]);
    if after.trim_start().starts_with(':') {
        return None;
    }
    let is_name = |key: &str| key.bytes().all(|byte| byte == b'_' || byte == b'-' || byte.is_ascii_alphanumeric());
    let key_before = |before: &str| before.trim_end().strip_suffix(':').is_some_and(is_name);
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        return Some(range.start..end - rest.trim_start_matches(' ').len());
    }
    if let Some(others) = before.trim_end().strip_suffix(',') {
        return Some(start + others.len()..range.end);
    }
    if let (Some(key), "]") = (before.trim_end().strip_suffix('['), after.trim()) {
        return key_before(key).then_some(start..end);
    }
    if !after.trim().is_empty() || before.trim() != "-" {
        return (after.trim().is_empty() && key_before(before)).then_some(start..end);
    }
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let above = text[..start].lines().next_back().unwrap_or("");
    if is_item(above) || text[end..].lines().next().is_some_and(is_item) {
        return Some(start..end);
    }
    let above_start = text[..start].trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
    key_before(above).then_some(above_start..end)
}

/// `[label]: /abuot/`: a link by reference has its address elsewhere, once for all of its kind.
fn in_reference(text: &str, was: &str) -> Option<usize> {
    let head = "]: ";
    let is_whole = |at: &usize| text[at + was.len()..].chars().next().is_none_or(char::is_whitespace);
    let wanted = format!("{head}{was}");
    let mut places = text.match_indices(&wanted).map(|(at, _)| at + head.len()).filter(is_whole);
    let at = places.next()?;
    places.next().is_none().then_some(at)
}

/// Where a text stands, if it stands there once.
fn only(text: &str, wanted: &str) -> Option<usize> {
    let mut places = text.match_indices(wanted).filter(|_| !wanted.is_empty());
    let (at, _) = places.next()?;
    places.next().is_none().then_some(at)
}

/// Is this place of a file in YAML: in the settings, or in the head of a text?
fn is_yaml(text: &str, path: &str, at: usize) -> bool {
    if path.ends_with(".yaml") || path.ends_with(".yml") {
        return true;
    }
    if text.lines().next().is_none_or(|line| line.trim_end() != "---") {
        return false;
    }
    let mut end = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number > 0 && matches!(line.trim_end(), "---" | "...") {
            return at < end;
        }
        end += line.len();
    }
    false
}

/// Does YAML read these words, without quotes, as the text that they are?
fn reads_as_itself(words: &str) -> bool {
    let in_map = yaml::parse(&format!("k: {words}\n"));
    let is_same = |node: &yaml::Node, source: &str| node.scalar_text(source).as_deref() == Some(words);
    let in_map = in_map.is_ok_and(|root| root.get("k").is_some_and(|node| is_same(node, &format!("k: {words}\n"))));
    in_map && !words.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Source;

    fn mended(text: &str, value: &str, was: &str, is: &str) -> String {
        let source = Source::new("a.md", text);
        let at = text.find(value).expect("it stands there");
        let spot = source.spot(Span::new(at, at + value.len()));
        let remedy = Remedy { safety: Safety::Safe, was: was.to_owned(), is: is.to_owned() };
        match edit(text, &spot, &remedy) {
            Some(edit) => String::from_utf8(apply(text.as_bytes(), &[&edit]).unwrap().0).unwrap(),
            None => "nothing".into(),
        }
    }

    #[test]
    fn every_quoting_style_stays_and_plain_words_are_quoted_only_if_they_must() {
        for (value, was, is, want) in [
            ("A **fast** day", "**fast**", "fast", "A fast day"),
            ("\"A \\\"**fast**\\\" day\"", "**fast**", "fast", "\"A \\\"fast\\\" day\""),
            ("'It''s **fast**'", "**fast**", "o'clock", "'It''s o''clock'"),
            ("A **b** c", "**b**", "b: x", "\"A b: x c\""),
            ("4 March 2026", "4 March 2026", "2026-03-04", "2026-03-04"),
            ("a a", "a", "b", "nothing"),
        ] {
            let text = format!("---\r\n# a comment\r\ntitle:   {value}   # kept\r\nx: 1\r\n---\r\nBody **fast**\r\n");
            let want = if want == "nothing" { want.to_owned() } else { text.replacen(value, want, 1) };
            assert_eq!(mended(&text, value, was, is), want, "{value}");
        }
    }

    #[test]
    fn the_address_of_a_link_by_reference_is_mended_where_it_stands() {
        let text = "See [the page][p].\n\n[p]: /abuot/\n[q]: /abuot/more/\n";
        assert_eq!(mended(text, "[the page][p]", "/abuot/", "/about/"), text.replace("/abuot/\n", "/about/\n"));
    }

    #[test]
    fn what_is_missing_is_added_at_the_end_of_the_head() {
        let line = "aliases: [/old/]";
        let with =
            |text: &str| added(text, "a.md", line).map(|edit| String::from_utf8(apply(text.as_bytes(), &[&edit]).unwrap().0).unwrap());
        assert_eq!(with("---\r\ntitle: a\r\n---\r\nx").as_deref(), Some("---\r\ntitle: a\r\naliases: [/old/]\r\n---\r\nx"));
        assert_eq!(with("x\n").as_deref(), Some("---\naliases: [/old/]\n---\nx\n"));
        assert_eq!(with("---\naliases: [/b/]\n---\nx"), None);
        assert_eq!(with("+++\ntitle = 1\n+++\n"), None);
    }

    #[test]
    fn a_line_that_goes_takes_its_end_along_and_the_byte_order_mark_stays() {
        let text = "One.\n\n  <!-- smo-allow link -->\nTwo.\n";
        assert_eq!(mended(text, "<!-- smo-allow link -->", "<!-- smo-allow link -->", ""), "One.\n\nTwo.\n");
        let edit = Edit { file: "a.md".into(), span: Span::new(0, 1), was: "a".into(), text: "b".into() };
        assert_eq!(apply("\u{FEFF}a".as_bytes(), &[&edit]).unwrap().0, "\u{FEFF}b".as_bytes());
    }

    #[test]
    fn an_item_that_goes_takes_its_comma_its_line_or_its_key_along() {
        for (head, want) in [
            ("a: 1\nallow: [gone, b]\nc: 2", "a: 1\nallow: [b]\nc: 2"),
            ("allow: [b, gone]", "allow: [b]"),
            ("a: 1\nallow: [ gone ]\nc: 2", "a: 1\nc: 2"),
            ("allow: \"gone\"\nc: 2", "c: 2"),
            ("allow:\n  - b\n  - gone\nc: 2", "allow:\n  - b\nc: 2"),
            ("allow:\n- gone\n- b", "allow:\n- b"),
            ("allow:\n  - gone\nc: 2", "c: 2"),
            ("allow:\n  gone: a reason", "allow:\n  gone: a reason"),
            ("allow: {b: x, gone: y}", "allow: {b: x, gone: y}"),
            ("allow: [gone] # why", "allow: [gone] # why"),
        ] {
            let text = format!("---\n{head}\n---\nBody.\n");
            let value = if head.contains("\"gone\"") { "\"gone\"" } else { "gone" };
            let new = mended(&text, value, value, "");
            assert_eq!(if new == "nothing" { text } else { new }, format!("---\n{want}\n---\nBody.\n"), "{head}");
        }
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let edit = Edit { file: "a.md".into(), span: Span::new(0, 1), was: "a".into(), text: "b".into() };
        assert_eq!(apply(b"xa", &[&edit]), Some((b"xa".to_vec(), 0)));
    }
}
