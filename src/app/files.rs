//! The files beside the pages of a built site: its static folder, the theme's, and co-located ones.
//!
//! Each path of the output has one owner: pages first, then co-located files, the site's static
//! files, the theme's, and last what we would write of our own accord.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::run::{Ground, Run};
use super::sidecars::Sidecars;
use super::walk::{Found, walk};
use crate::base::{Error, Finding, Place, fs};
use crate::model::OutPath;
use crate::model::view::OutputPaths;
use crate::out;
use crate::site::{Output, OutputKind, Site};
use crate::theme::Theme;

pub(super) struct Files {
    /// Output path → file to copy.
    copies: BTreeMap<OutPath, PathBuf>,
    /// Output path → bytes of an embedded theme.
    theme: BTreeMap<OutPath, Vec<u8>>,
    /// Pages that a file of the author's stands in for.
    replaced: BTreeSet<OutPath>,
    pub taken: OutputPaths,
    /// Read, and not copied.
    pub sidecars: Sidecars,
    pub findings: Vec<Finding>,
}

impl Files {
    pub fn collect(ground: &Ground, theme: &Theme, site: &Site) -> Result<Self, Error> {
        let folder = ground.root.join(&ground.settings.content.static_dir);
        let mut copies: BTreeMap<OutPath, PathBuf> = BTreeMap::new();
        let mut take = |found: Found| drop(copies.insert(found.path, found.file));
        let mut findings = walk(&folder, &ground.root, &ground.settings.content.static_dir, &mut take)?;
        for (path, from) in site.assets().iter().map(|(from, to)| (to.clone(), from.clone())) {
            let shown = fs::slashed(&ground.root, &from);
            if let Some(other) = copies.insert(path.clone(), from) {
                findings.push(clash(&path, &fs::slashed(&ground.root, &other), &shown));
            }
        }
        let mut replaced = BTreeSet::new();
        for output in site.outputs() {
            let Some(from) = copies.get(&output.path) else { continue };
            if output.kind == OutputKind::NotFound && output.source.is_none() {
                replaced.insert(output.path.clone());
                continue;
            }
            if output.kind == OutputKind::Redirect {
                let shown = fs::slashed(&ground.root, from);
                findings.push(
                    Finding::error(
                        "alias-clash",
                        format!("`{shown}` has the address {} already", output.path.url_path()),
                        at_source(output),
                    )
                    .why("no redirect is written there")
                    .help("remove the alias, or the file"),
                );
                replaced.insert(output.path.clone());
                continue;
            }
            let page = output.source.as_deref().unwrap_or("a list page");
            findings.push(clash(&output.path, &fs::slashed(&ground.root, from), page));
            copies.remove(&output.path);
        }
        let is_page = |path: &OutPath| site.outputs().binary_search_by(|output| output.path.cmp(path)).is_ok();
        let theme: BTreeMap<OutPath, Vec<u8>> = theme
            .static_files()
            .into_iter()
            .filter_map(|(path, bytes)| OutPath::new(&path).map(|path| (path, bytes)))
            .filter(|(path, _)| !copies.contains_key(path) && !is_page(path))
            .collect();
        let mut taken = OutputPaths::default();
        for path in copies.keys().chain(theme.keys()) {
            taken.insert(path.as_str());
        }
        let (sidecars, said) = Sidecars::read(site)?;
        findings.extend(said);
        Ok(Self { copies, theme, replaced, taken, sidecars, findings })
    }

    /// A page that is not rendered, because the author wrote the file whole (`static/404.html`).
    pub fn replaces(&self, path: &OutPath) -> bool {
        self.replaced.contains(path)
    }

    /// The file behind a decoded site path.
    pub fn source(&self, path: &str) -> Option<PathBuf> {
        self.copies.get(&OutPath::new(path.trim_start_matches('/'))?).cloned()
    }

    /// Every file that the output will have, as far as it is known before pages are rendered.
    pub fn paths(&self, ground: &Ground, theme: &Theme, site: &Site) -> OutputPaths {
        let mut paths = self.taken.clone();
        for output in site.outputs() {
            paths.insert(output.path.as_str());
        }
        if let Some(base) = &ground.settings.site.url {
            let request = out::Request { pages: &[], settings: &ground.settings, theme, base, taken: &self.taken };
            for path in out::paths(&request) {
                paths.insert(path);
            }
        }
        paths
    }

    /// Files that are copied: path in the output, name in messages, place on disk.
    pub fn beside(&self, root: &Path) -> Vec<(OutPath, Arc<str>, PathBuf)> {
        self.copies.iter().map(|(path, from)| (path.clone(), fs::slashed(root, from).into(), from.clone())).collect()
    }

    pub fn copy(&self, run: &Run) -> Result<(), Error> {
        for (path, from) in &self.copies {
            run.dist.copy(from, path)?;
        }
        for (path, bytes) in &self.theme {
            run.dist.put(path, bytes)?;
        }
        Ok(())
    }
}

fn at_source(output: &Output) -> Place {
    Place::File(output.source.clone().unwrap_or_else(|| output.path.as_str().into()))
}

fn clash(path: &OutPath, loser: &str, winner: &str) -> Finding {
    let message = format!("`{loser}` and {winner} have one address: {}", path.url_path());
    Finding::error("url-clash", message, Place::File(loser.into()))
        .why(format!("only one can be there; {winner} is written"))
        .help("rename or remove one of them")
}
