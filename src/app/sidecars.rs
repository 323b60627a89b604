//! The posts that authors write beside their pages: read once, given to the page that they belong to.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::base::{Error, Finding, Place, Source, fs};
use crate::kit;
use crate::model::posts::Sidecar;
use crate::model::{HtmlPage, OutPath};
use crate::site::{OutputKind, Site};

/// A larger file is no list of posts that somebody wrote.
const MAX_BYTES: u64 = 1024 * 1024;

/// Endings of a sidecar's name behind that of its page.
const ENDINGS: &[&str] = &["social.yaml", "social.yml"];

/// By the page that they belong to.
#[derive(Debug, Default)]
pub(super) struct Sidecars(BTreeMap<OutPath, Vec<Arc<Sidecar>>>);

impl Sidecars {
    /// Reads all of a site. Those of pages that are left out are read, too: a mistake is one already.
    pub fn read(site: &Site) -> Result<(Self, Vec<Finding>), Error> {
        let mut of_pages = Self::default();
        let mut findings = Vec::new();
        for file in site.sidecars() {
            let Some(of) = &file.of else {
                findings.push(gone(&file.shown));
                continue;
            };
            let (sidecar, mut said) = read(&file.disk, &file.shown).map_err(|source| Error::Io { path: file.disk.clone(), source })?;
            // A list has several pages; the first is the one that is shared.
            let outputs = site.outputs().iter().filter(|output| output.kind != OutputKind::Redirect && output.source.as_ref() == Some(of));
            let path = outputs.map(|output| &output.path).min_by_key(|path| path.as_str().len());
            if let Some(path) = path {
                said.iter_mut().for_each(|finding| finding.page = Some(path.url_path()));
                of_pages.0.entry(path.clone()).or_default().extend(sidecar.map(Arc::new));
            }
            findings.extend(said);
        }
        Ok((of_pages, findings))
    }

    /// The page, knowing its posts.
    pub fn lay(&self, mut page: HtmlPage) -> HtmlPage {
        if let Some(posts) = self.0.get(&page.path) {
            page.hints.posts.clone_from(posts);
        }
        page
    }
}

/// What stands beside one Markdown file of a foreign site. One that cannot be opened is as good as none:
/// it is not what the run is about.
pub(super) fn beside(file: &Path, shown: &str) -> (Vec<Arc<Sidecar>>, Vec<Finding>) {
    let (mut sidecars, mut findings) = (Vec::new(), Vec::new());
    let is_bundle = file.file_stem().is_some_and(|stem| stem == "index");
    let folder = shown.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let stem = shown.rsplit_once('.').map_or(shown, |(stem, _)| stem);
    for ending in ENDINGS {
        let named = (file.with_extension(ending), format!("{stem}.{ending}"));
        let bare = is_bundle.then(|| (file.with_file_name(ending), format!("{folder}{ending}")));
        for (disk, shown) in [named].into_iter().chain(bare).filter(|(disk, _)| disk.is_file()) {
            if let Ok((sidecar, said)) = read(&disk, &shown) {
                sidecars.extend(sidecar.map(Arc::new));
                findings.extend(said);
            }
        }
    }
    (sidecars, findings)
}

fn read(disk: &Path, shown: &str) -> io::Result<(Option<Sidecar>, Vec<Finding>)> {
    let bytes = match fs::read_bounded(disk, MAX_BYTES) {
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let finding = Finding::error("sidecar-invalid", "the file is larger than 1 MiB", Place::File(shown.into()));
            return Ok((None, vec![finding.why("none of its posts is looked at").help("keep the posts of one page in it")]));
        }
        read => read?,
    };
    let Ok(text) = String::from_utf8(bytes) else {
        let finding = Finding::error("not-utf8", "the file is not UTF-8", Place::File(shown.into())).why("none of its posts is looked at");
        return Ok((None, vec![finding.help("save it as UTF-8")]));
    };
    let (sidecar, findings) = kit::read(Source::new(shown, text.trim_start_matches('\u{FEFF}')));
    Ok((Some(sidecar), findings))
}

fn gone(shown: &Arc<str>) -> Finding {
    let stem = ENDINGS.iter().find_map(|ending| shown.strip_suffix(ending)).unwrap_or(shown);
    Finding::warning("post-source-gone", "the page of these posts is not there", Place::File(shown.clone()))
        .why("they cannot be checked, and what they announce is gone")
        .help(format!("name the file after its page, here `{stem}md`, or remove it"))
}
