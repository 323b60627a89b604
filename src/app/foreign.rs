//! A folder of another generator's output: which pages there are, and which files beside them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::walk::{Found, walk};
use crate::base::finding::Says;
use crate::base::{Error, Finding, Place, fs};
use crate::config::Settings;
use crate::model::view::OutputPaths;
use crate::model::{Hints, HtmlPage, OutPath};
use crate::smo;

/// A folder of finished HTML.
pub(super) struct Foreign {
    pub folder: PathBuf,
    /// The folder whose files messages name: the one that was typed, or the one that is written.
    pub named: PathBuf,
    /// The pages of this run, in path order.
    pub pages: Vec<OutPath>,
    pub others: Vec<OutPath>,
    /// All HTML files, where some are not of this run.
    html: Option<Vec<OutPath>>,
    pub paths: OutputPaths,
    pub findings: Vec<Finding>,
}

/// Where pages are written; it decides what a link to another page of the folder is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A linked page shows what its page became.
    InPlace,
    /// A linked page becomes a page of its own.
    Elsewhere,
}

/// What is asked for where nothing is set: every HTML file, `.htm` and `.HTML` too.
const EVERY_PAGE: &str = "**/*.html";

impl Foreign {
    pub fn walk(folder: &Path, settings: &Settings, target: Target) -> Result<Self, Error> {
        if !folder.is_dir() {
            return Err(Error::Nothing(format!("{} is no folder", folder.display())));
        }
        let include = globs(&settings.optimize.include, "include")?;
        let exclude = globs(&settings.optimize.exclude, "exclude")?;
        let every = settings.optimize.include.iter().any(|pattern| pattern == EVERY_PAGE);
        let (mut pages, mut others, mut html) = (Vec::new(), Vec::new(), Vec::new());
        let findings = walk(folder, folder, &folder.to_string_lossy(), &mut |Found { path, linked, .. }| {
            let lower = path.as_str().to_ascii_lowercase();
            if !(lower.ends_with(".html") || lower.ends_with(".htm")) {
                return others.push(path);
            }
            let wanted = (every || include.is_match(path.as_str())) && !exclude.is_match(path.as_str());
            match wanted && (target == Target::Elsewhere || !linked) {
                true => pages.push(path),
                false => html.push(path),
            }
        })?;
        pages.sort_unstable();
        pages.shrink_to_fit();
        let mut paths = OutputPaths::with_room(pages.len() + others.len() + html.len());
        others.extend(html.iter().cloned());
        others.sort_unstable();
        pages.iter().chain(&others).for_each(|path| paths.share(path));
        let all = (!html.is_empty()).then(|| {
            html.extend(pages.iter().cloned());
            html.sort_unstable();
            html
        });
        let foreign = Self { folder: folder.to_path_buf(), named: folder.to_path_buf(), pages, others, html: all, paths, findings };
        if foreign.pages.is_empty() {
            return Err(Error::Nothing(foreign.why_nothing(settings)));
        }
        Ok(foreign)
    }

    fn why_nothing(&self, settings: &Settings) -> String {
        let folder = self.folder.display();
        if !self.html().is_empty() {
            let list = |patterns: &[String]| patterns.iter().map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(", ");
            let excluded = match settings.optimize.exclude.as_slice() {
                [] => String::new(),
                patterns => format!(" and is not excluded by {}", list(patterns)),
            };
            let first = self.html().first().map_or("", OutPath::as_str);
            let included = list(&settings.optimize.include);
            return format!("no HTML page in {folder} matches {included}{excluded}; patterns are read below the folder, as {first} is");
        }
        let holds = match self.others.first() {
            None => "it is empty".to_owned(),
            Some(first) if self.others.len() == 1 => format!("it holds {first} alone{}", markdown(first.as_str())),
            Some(first) => format!("it holds {} other files, such as {first}{}", self.others.len(), markdown(first.as_str())),
        };
        format!("there is no HTML page in {folder}: {holds}")
    }

    pub fn read(&self, path: &OutPath) -> Result<HtmlPage, Error> {
        let file = self.folder.join(path.as_str());
        let mut html = Vec::new();
        // Of a page over the cap nothing is looked at but that it is one.
        let read = File::open(&file).and_then(|file| {
            let limit = smo::MAX_PAGE as u64 + 1;
            html.reserve(file.metadata()?.len().min(limit) as usize + 1);
            file.take(limit).read_to_end(&mut html)
        });
        read.map_err(Error::io(&file))?;
        Ok(HtmlPage { path: path.clone(), html, hints: Hints::default() })
    }

    /// The file behind a decoded path of the site; nothing that lies elsewhere.
    pub fn file(&self, path: &str) -> Option<PathBuf> {
        let file = fs::join_inside(&self.folder, path.trim_start_matches('/'))?;
        fs::is_inside(&self.folder, &file).then_some(file)
    }

    /// Findings of rules about the whole site name a page by its path; messages name its file. What is about the
    /// site and stands in no settings is said at the first page: that is a file.
    pub fn name_pages<'f>(&self, findings: impl Iterator<Item = &'f mut Finding>) {
        let first = self.pages.first().map(|path| Place::File(self.shown(path)));
        for finding in findings {
            let finding: &mut Says = finding;
            let related = finding.evidence.iter_mut().flat_map(|evidence| evidence.related.iter_mut().map(|(at, _)| at));
            for at in std::iter::once(&mut finding.at).chain(related) {
                if let (Place::Site, Some(first)) = (&at, &first) {
                    *at = first.clone();
                }
                let Place::File(file) = at else { continue };
                if let Some(path) = OutPath::new(file).filter(|path| self.html().binary_search(path).is_ok()) {
                    *at = Place::File(self.shown(&path));
                }
            }
        }
    }

    /// The files that are no pages: path, name in messages, place on disk.
    pub fn beside(&self) -> Vec<(OutPath, Arc<str>, PathBuf)> {
        self.others.iter().map(|path| (path.clone(), self.shown(path), self.folder.join(path.as_str()))).collect()
    }

    /// All HTML files, in path order.
    pub fn html(&self) -> &[OutPath] {
        self.html.as_deref().unwrap_or(&self.pages)
    }

    /// The folder in messages.
    pub fn name(&self) -> String {
        let typed = self.named.to_string_lossy();
        let typed = typed.strip_prefix("./").unwrap_or(&typed);
        typed.trim_end_matches('/').to_owned()
    }

    /// The file as messages name it: below the folder that was typed.
    pub fn shown(&self, path: &OutPath) -> Arc<str> {
        match self.name().as_str() {
            "" | "." => path.as_str().into(),
            name => format!("{name}/{path}").into(),
        }
    }
}

/// What to do with a folder of Markdown.
fn markdown(name: &str) -> &'static str {
    let is_markdown = [".md", ".markdown"].iter().any(|end| name.ends_with(end));
    if is_markdown { "; Markdown is read from `content/` beside a smo.yaml: name that folder instead" } else { "" }
}

fn globs(patterns: &[String], key: &str) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = Glob::new(pattern).map_err(|error| {
            Error::invalid(Finding::error(
                "config-invalid",
                format!("`{pattern}` is no glob: {}", error.kind()),
                Place::File(format!("optimize.{key}").into()),
            ))
        })?;
        set.add(glob);
    }
    set.build().map_err(|error| Error::invalid(Finding::error("config-invalid", error.to_string(), Place::Site)))
}
