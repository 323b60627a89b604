//! The findings that were accepted, the pictures and the addresses that there were: `smo-baseline.json`.
//!
//! It lies beside the settings and is committed. Keys are sorted and an entry is a line, so that merges stay readable.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::control::{Accept, Control, usage};
use crate::base::error::reason;
use crate::base::finding::Quiet;
use crate::base::{BaseUrl, Error, Finding, Place, fs};
use crate::config::Settings;
use crate::lint;
use crate::model::OutPath;
use crate::model::plan::PreviewFile;
use crate::model::report::{Accepted, Known};
use crate::model::view::PageSummary;

const FILE_NAME: &str = "smo-baseline.json";
const VERSION: u64 = 1;
/// No page breaks a rule more often.
const MOST: u64 = 10_000_000;
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// What the file says, and what is done with it after the run.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    path: PathBuf,
    /// As messages name it.
    shown: String,
    is_there: bool,
    accept: Accept,
    findings: BTreeMap<String, Entry>,
    pictures: BTreeMap<String, (String, String)>,
    urls: BTreeSet<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Entry {
    rule: String,
    page: String,
    count: usize,
}

/// So many of the fixed ones are named.
const NAMED: usize = 5;

/// The baseline that the settings or the flag name; none if there is none, or none is wanted.
pub(super) fn open(control: &Control, settings: &Settings, home: &Path, shown_root: &Path) -> Result<Option<Baseline>, Error> {
    let set = settings.lint.baseline.trim();
    // Budgets are bettered without a baseline, too.
    let has_ratchet = settings.lint.budgets.iter().any(|budget| budget.ratchet);
    if set == "none" {
        return match control.accept {
            Accept::Nothing => Ok(None),
            Accept::Fixed if has_ratchet => Ok(None),
            _ => Err(usage("--baseline", "there is no baseline to write: it is `none`".into(), "name a file, or leave the flag out")),
        };
    }
    // What is typed begins where one stands, what is set where the settings lie.
    let path = match (&control.baseline, set) {
        (Some(typed), _) => PathBuf::from(typed),
        (None, "") => home.join(FILE_NAME),
        (None, set) => home.join(set),
    };
    let shown = path.strip_prefix(home).map_or(path.clone(), |below| shown_root.join(below)).to_string_lossy().replace('\\', "/");
    let shown = if shown.is_empty() { ".".to_owned() } else { shown };
    let mut baseline = Baseline { path, shown, accept: control.accept, ..Baseline::default() };
    let bytes = match fs::read_bounded(&baseline.path, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let is_asked_for = control.baseline.is_some() || !set.is_empty();
            return match control.accept {
                Accept::All => Ok(Some(baseline)),
                Accept::Fixed if has_ratchet && !is_asked_for => Ok(None),
                Accept::Fixed => Err(baseline.refused("there is no baseline to prune", "write one: `smo-build lint --write-baseline`")),
                Accept::Nothing if is_asked_for => {
                    Err(baseline.refused("there is no such baseline", "write it: `smo-build lint --write-baseline`"))
                }
                Accept::Nothing => Ok(None),
            };
        }
        Err(error) => {
            let message = format!("the baseline cannot be read: {}", reason(&error));
            return Err(baseline.refused(&message, "name the file that `smo-build lint --write-baseline` wrote"));
        }
    };
    baseline.read(&bytes)?;
    Ok(Some(baseline))
}

impl Baseline {
    /// Page → its preview picture and what tells it from another, as they were accepted.
    pub fn pictures(&self) -> Option<&BTreeMap<String, (String, String)>> {
        self.is_there.then_some(&self.pictures)
    }

    fn refused(&self, message: &str, help: &str) -> Error {
        Error::invalid(
            Finding::error("baseline-unreadable", message, Place::File(self.shown.as_str().into()))
                .why("without it every known finding would count")
                .help(help),
        )
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), Error> {
        const HELP: &str = "take it from version control again, or write it anew with `smo-build lint --write-baseline`";
        let root: Value =
            serde_json::from_slice(bytes).map_err(|error| self.refused(&format!("the baseline is no JSON: {error}"), HELP))?;
        match root.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(version) if version > VERSION => {
                let message = format!("the baseline is of version {version}, this program reads {VERSION}");
                return Err(self.refused(&message, "use the version of smo-build that wrote it, or a newer one"));
            }
            _ => return Err(self.refused("the baseline names no version", HELP)),
        }
        let broken = |what: &str| self.refused(&format!("`{what}` of the baseline is not what it should be"), HELP);
        let map = |key: &str| match root.get(key) {
            None => Ok(Vec::new()),
            Some(Value::Object(map)) => Ok(map.iter().collect()),
            Some(_) => Err(broken(key)),
        };
        let mut findings = BTreeMap::new();
        for (print, entry) in map("findings")? {
            let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
            let (Some(rule), Some(page)) = (text("rule"), text("page")) else { return Err(broken(print)) };
            let count = entry.get("count").map_or(Some(1), Value::as_u64).filter(|count| *count <= MOST);
            let count = count.and_then(|count| usize::try_from(count).ok()).ok_or_else(|| broken(print))?;
            findings.insert(print.clone(), Entry { rule, page, count });
        }
        let mut pictures = BTreeMap::new();
        for (page, pair) in map("pictures")? {
            let part = |at: usize| pair.get(at).and_then(Value::as_str).map(str::to_owned);
            let (Some(path), Some(digest)) = (part(0), part(1)) else { return Err(broken("pictures")) };
            pictures.insert(page.clone(), (path, digest));
        }
        let urls = match root.get("urls") {
            None => BTreeSet::new(),
            Some(Value::Array(urls)) => {
                urls.iter().map(|url| url.as_str().map(str::to_owned)).collect::<Option<_>>().ok_or_else(|| broken("urls"))?
            }
            Some(_) => return Err(broken("urls")),
        };
        (self.findings, self.pictures, self.urls, self.is_there) = (findings, pictures, urls, true);
        Ok(())
    }

    /// What the run made of the file, if it was asked to.
    pub fn accepted(&self) -> Option<Accepted> {
        let file = self.shown.clone();
        match self.accept {
            Accept::Nothing => None,
            Accept::All => Some(Accepted { file, pruned: false }),
            Accept::Fixed => Some(Accepted { file, pruned: true }),
        }
    }

    pub fn urls(&self) -> impl Iterator<Item = &String> {
        self.urls.iter()
    }

    /// Takes known findings out of what counts. With `--write-baseline` all of them are known from
    /// now on; with `--prune-baseline` what is fixed is forgotten. `is_whole`: nothing was left out.
    pub fn settle(&self, pages: &mut [PageSummary], findings: &mut Vec<Finding>, is_whole: bool) -> Result<(Vec<Finding>, Known), Error> {
        let mut seen = Seen::new(pages, findings);
        let accepted = match self.accept {
            Accept::All => seen.entries(),
            _ => self.findings.clone(),
        };
        let mut left: HashMap<&str, usize> = accepted.iter().map(|(print, entry)| (print.as_str(), entry.count)).collect();
        let mut taken = Vec::new();
        seen.take(&mut left, pages, findings, &mut taken);
        let fixed: usize = if is_whole { left.values().sum() } else { 0 };
        if self.accept != Accept::Nothing {
            self.write(&accepted, &left, pages)?;
        }
        if fixed > 0 && self.accept == Accept::Nothing {
            let (what, are) = if fixed == 1 { ("finding", "is") } else { ("findings", "are") };
            let is_left = |print: &str| left.get(print).is_some_and(|left| *left > 0);
            let gone = accepted.iter().filter(|(print, _)| is_left(print));
            let mut names: Vec<String> = gone.map(|(_, entry)| format!("{} on {}", entry.rule, entry.page)).collect();
            names.sort();
            let more = names.len().saturating_sub(NAMED);
            names.truncate(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("{fixed} {what} of the baseline {are} fixed: {}{more}", names.join(", "));
            let finding = Finding::info("baseline-stale", message, Place::File(self.shown.as_str().into()));
            findings.push(finding.why("what comes back would be known already").help("run `smo-build lint --prune-baseline`"));
        }
        let known = Known { known: taken.len(), fixed };
        Ok((taken, known))
    }

    fn write(&self, accepted: &BTreeMap<String, Entry>, left: &HashMap<&str, usize>, pages: &[PageSummary]) -> Result<(), Error> {
        let mut findings = accepted.clone();
        for (print, entry) in &mut findings {
            entry.count -= left.get(print.as_str()).copied().unwrap_or(0).min(entry.count);
        }
        findings.retain(|_, entry| entry.count > 0);
        let now: BTreeSet<String> = pages.iter().map(|page| page.url.to_string()).filter(|url| !url.starts_with("/404")).collect();
        // An address that is gone is kept, so that it is missed until something answers there.
        let urls = if self.accept == Accept::Fixed { self.urls.union(&now).cloned().collect() } else { now };
        let mut pictures = pictures(pages);
        if self.accept == Accept::Fixed {
            // Another picture at the old address is a finding, and nothing new is accepted.
            for (page, was) in &self.pictures {
                if let Some(is) = pictures.get_mut(page).filter(|is| is.0 == was.0) {
                    is.clone_from(was);
                }
            }
        }
        let text = text(&findings, &pictures, &urls);
        fs::write_if_changed(&self.path, text.as_bytes()).map(drop)
    }
}

/// The findings of a run, by their fingerprints.
struct Seen {
    /// Page, then index in it; the last list is that of findings without a page.
    prints: Vec<Vec<String>>,
    entries: BTreeMap<String, Entry>,
}

impl Seen {
    fn new(pages: &[PageSummary], findings: &[Finding]) -> Self {
        let page_of = page_of(pages);
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        let mut places: BTreeSet<(String, String)> = BTreeSet::new();
        let mut print = |finding: &Finding| {
            let page = page_of(finding);
            let print = lint::fingerprint(finding, &page);
            let entry = entries.entry(print.clone()).or_insert_with(|| Entry { rule: finding.rule.to_owned(), page, count: 0 });
            // The same mistake seen by two rooms is one.
            if places.insert((print.clone(), lint::standing(finding))) {
                entry.count += 1;
            }
            print
        };
        let prints = pages.iter().map(|page| page.findings.as_slice()).chain([findings]);
        let prints = prints.map(|list| list.iter().map(&mut print).collect()).collect();
        Self { prints, entries }
    }

    fn entries(&self) -> BTreeMap<String, Entry> {
        self.entries.clone()
    }

    /// Moves what is known from its list to `taken`.
    fn take(&mut self, left: &mut HashMap<&str, usize>, pages: &mut [PageSummary], findings: &mut Vec<Finding>, taken: &mut Vec<Finding>) {
        let mut places: BTreeSet<(String, String)> = BTreeSet::new();
        let lists = pages.iter_mut().map(|page| &mut page.findings).chain([findings]);
        for (list, prints) in lists.zip(&self.prints) {
            for (mut finding, print) in std::mem::take(list).into_iter().zip(prints) {
                let key = (print.clone(), lint::standing(&finding));
                let is_known =
                    places.contains(&key) || left.get_mut(print.as_str()).filter(|count| **count > 0).map(|count| *count -= 1).is_some();
                if is_known {
                    places.insert(key);
                    finding.evidence_mut().quiet = Some(Quiet::Known);
                    taken.push(finding);
                } else {
                    list.push(finding);
                }
            }
        }
    }
}

/// The page that a finding is counted for: the one it names, that of its file, or `*`, the site.
pub(super) fn page_of(pages: &[PageSummary]) -> impl Fn(&Finding) -> String + '_ {
    let by_source: HashMap<&str, &str> = pages.iter().rev().filter_map(|page| Some((page.source.as_deref()?, page.url.as_str()))).collect();
    move |finding: &Finding| {
        let page = finding.page.as_deref().map(str::to_owned);
        page.or_else(|| by_source.get(finding.path()).map(|url| (*url).to_owned())).unwrap_or_else(|| "*".to_owned())
    }
}

/// Page → its preview picture and what tells it from another.
fn pictures(pages: &[PageSummary]) -> BTreeMap<String, (String, String)> {
    let picture = |page: &PageSummary| {
        let image = page.image.as_ref()?;
        let (path, digest) = match &image.file {
            // With its query, which is what tells networks that the picture is another one.
            PreviewFile::Local(info) => {
                let query = image.url.find('?').map_or("", |at| &image.url[at..]);
                (format!("{}{}", info.path, query.split('#').next().unwrap_or("")), info.digest.hex()[..16].to_owned())
            }
            // Its name is the hash of all that it was made from.
            PreviewFile::Ours => {
                let name = image.url.rsplit('/').next()?;
                let digest = name.rsplit_once('.')?.0.rsplit('-').next()?;
                (format!("/smo/{name}"), digest.to_owned())
            }
            PreviewFile::Remote | PreviewFile::Missing => return None,
        };
        Some((page.url.to_string(), (path, digest)))
    };
    pages.iter().filter_map(picture).collect()
}

/// An entry a line, keys sorted.
fn text(findings: &BTreeMap<String, Entry>, pictures: &BTreeMap<String, (String, String)>, urls: &BTreeSet<String>) -> String {
    let block = |lines: Vec<String>, open: char, close: char| match lines.is_empty() {
        true => format!("{open}{close}"),
        false => format!("{open}\n    {}\n  {close}", lines.join(",\n    ")),
    };
    let findings = findings.iter().map(|(print, entry)| {
        format!("{}: {{ \"rule\": {}, \"page\": {}, \"count\": {} }}", json!(print), json!(entry.rule), json!(entry.page), entry.count)
    });
    let pictures = pictures.iter().map(|(page, (path, digest))| format!("{}: [{}, {}]", json!(page), json!(path), json!(digest)));
    let urls = urls.iter().map(|url| json!(url).to_string());
    format!(
        "{{\n  \"version\": {VERSION},\n  \"findings\": {},\n  \"pictures\": {},\n  \"urls\": {}\n}}\n",
        block(findings.collect(), '{', '}'),
        block(pictures.collect(), '{', '}'),
        block(urls.collect(), '[', ']')
    )
}

/// `--parity OLD`: the addresses that a site had, from a list, a sitemap or a folder of its HTML.
pub(super) fn parity(old: &Path, base: Option<&BaseUrl>) -> Result<Vec<String>, Error> {
    let path_of = |text: &str| {
        let text = text.trim();
        let local = base.and_then(|base| base.local_path(text));
        let path = local.or_else(|| match text.split_once("://") {
            Some((_, rest)) => Some(rest.find('/').map_or("/".to_owned(), |at| rest[at..].to_owned())),
            None => text.starts_with('/').then(|| text.to_owned()),
        });
        path.map(|path| path.split(['?', '#']).next().unwrap_or_default().to_owned()).filter(|path| !path.is_empty())
    };
    let mut urls: Vec<String> = if old.is_dir() {
        let files = walkdir::WalkDir::new(old).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
        let pages = files.map(|entry| fs::slashed(old, entry.path())).filter(|path| path.ends_with(".html") || path.ends_with(".htm"));
        pages.filter_map(|path| OutPath::new(&path)).map(|path| path.url_path().to_string()).collect()
    } else {
        let bytes = fs::read_bounded(old, MAX_BYTES).map_err(|error| {
            usage(
                "--parity",
                format!("`{}` cannot be read: {}", old.display(), reason(&error)),
                "name a list of addresses, a line each, or a folder of HTML",
            )
        })?;
        let text = String::from_utf8_lossy(&bytes);
        match text.contains("<loc>") {
            true => text.split("<loc>").skip(1).filter_map(|rest| path_of(rest.split("</loc>").next()?)).collect(),
            false => text.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(path_of).collect(),
        }
    };
    urls.sort();
    urls.dedup();
    if urls.is_empty() {
        let message = format!("`{}` names no address", old.display());
        return Err(usage("--parity", message, "name a list of addresses, a line each, or a folder of HTML"));
    }
    Ok(urls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_line_by_line() {
        let entry = Entry { rule: "title-too-long".into(), page: "/a \"b\"/".into(), count: 2 };
        let findings = BTreeMap::from([("00ff".to_owned(), entry.clone())]);
        let pictures = BTreeMap::from([("/a/".to_owned(), ("/img/a.png".to_owned(), "9f".to_owned()))]);
        let urls = BTreeSet::from(["/".to_owned(), "/a/".to_owned()]);
        let written = text(&findings, &pictures, &urls);
        assert_eq!(written.lines().count(), 13, "{written}");
        let mut read = Baseline::default();
        read.read(written.as_bytes()).unwrap();
        assert_eq!((read.findings, read.pictures, read.urls), (findings, pictures, urls));
        let empty = text(&BTreeMap::new(), &BTreeMap::new(), &BTreeSet::new());
        assert!(Baseline::default().read(empty.as_bytes()).is_ok());
    }

    const HUGE: &str = "{\"version\": 1, \"findings\": {\"a\": {\"rule\": \"a\", \"page\": \"/\", \"count\": 18446744073709551615}}}";

    #[test]
    fn what_cannot_be_read_is_refused() {
        for text in
            ["", "[]", "{}", "{\"version\": 2}", "{\"version\": 1, \"urls\": [1]}", "{\"version\": 1, \"findings\": {\"a\": 3}}", HUGE]
        {
            assert!(matches!(Baseline::default().read(text.as_bytes()), Err(Error::Invalid(_))), "{text}");
        }
    }
}
