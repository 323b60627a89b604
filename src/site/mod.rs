//! From a folder of Markdown to HTML pages. It does not know that social media exist.
//!
//! `read` does all that needs the disk: it finds the files, reads each once, and works out how
//! the pages hang together. `Site::render` is pure and may run on many threads.

mod address;
mod allow;
mod autolink;
mod body;
pub mod context;
mod date;
mod directive;
mod discover;
mod elsewhere;
mod front_matter;
mod graph;
mod heading;
mod keys;
mod links;
mod markdown;
mod mdx;
mod offsets;
mod origin;
mod outputs;
mod page;
mod post;
mod read;
mod render;
mod values;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::{Finding, fs};
use crate::config::Settings;
use crate::model::page::OutPath;
use crate::model::report::Skipped;
use crate::theme::Theme;

pub use address::Name;
pub use discover::Sidecar;
pub use elsewhere::{Address, Head};
pub use read::read;

/// Which pages to build although they are not due.
#[derive(Clone, Copy, Debug, Default)]
pub struct Show {
    pub drafts: bool,
    pub future: bool,
    pub expired: bool,
}

/// Everything that a site is read from.
pub struct Request<'a> {
    /// The project folder.
    pub root: &'a Path,
    pub settings: &'a Settings,
    /// The one instant of this run.
    pub now: jiff::Timestamp,
    pub show: Show,
    /// Width and height of a picture file, where they can be read.
    pub image_size: &'a (dyn Fn(&Path) -> Option<(u32, u32)> + Sync),
    /// A word of the interface: language, key.
    pub words: &'a (dyn Fn(&str, &str) -> String + Sync),
    /// Texts that count instead of those on disk.
    pub planned: &'a fs::Planned,
    /// Only the newest articles, this many.
    pub limit: Option<usize>,
}

/// A site that was read and can be rendered.
pub struct Site {
    settings: Settings,
    posts: Vec<post::Post>,
    graph: graph::Graph,
    values: values::Values,
    outputs: Vec<Output>,
    assets: Vec<(PathBuf, OutPath)>,
    sidecars: Vec<Sidecar>,
    skipped: Vec<Skipped>,
    findings: Vec<Finding>,
    /// The title of the page for addresses that lead nowhere.
    not_found: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputKind {
    Home,
    /// A page with a file of its own.
    Page,
    Section,
    Terms,
    Term,
    NotFound,
    Redirect,
}

/// An HTML file to write.
#[derive(Clone, Debug)]
pub struct Output {
    pub path: OutPath,
    /// The author's file behind it: `content/posts/rain.md`.
    pub source: Option<Arc<str>>,
    pub kind: OutputKind,
    /// Where a redirect leads: a page left at an old address. Whoever knows how pages are shared
    /// writes it.
    pub target: Option<OutPath>,
    what: outputs::What,
}

impl Site {
    /// Every HTML page to render, sorted by path.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// Files of the content folder to copy: (on disk, in the output), sorted by output.
    pub fn assets(&self) -> &[(PathBuf, OutPath)] {
        &self.assets
    }

    /// Files beside pages that are not published, by path; those of pages that are left out are among them.
    pub fn sidecars(&self) -> &[Sidecar] {
        &self.sidecars
    }

    /// Pages that were left out on purpose, by path.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// What was wrong with the content, by file and place.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What only the theme can tell: templates that pages name and no layer has, directives that
    /// neither the core nor a partial of the theme knows. Ask once.
    pub fn check(&self, theme: &Theme) -> Vec<Finding> {
        let mut findings = Vec::new();
        for post in &self.posts {
            for (name, finding) in &post.unknown {
                if !theme.has(&format!("smo/{name}.html")) {
                    findings.push(finding.clone());
                }
            }
            if let Some(wanted) =
                post.draft.front.template.as_ref().filter(|wanted| render::template(&|name| theme.has(name), &wanted.text).is_none())
            {
                findings.push(
                    Finding::error("template-missing", format!("there is no template `{}`", wanted.text), post.draft.spot(wanted.span))
                        .why("the page is shown with the template of its kind instead")
                        .help(format!("write `templates/{}.html`", wanted.text.trim_end_matches(".html"))),
                );
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests;
