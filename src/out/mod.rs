//! Floor 3: the files beside the pages: feeds, sitemap, robots.txt.
//!
//! Values in, bytes out: this room sees summaries of pages, never HTML files and never the disk.

mod absolute;
mod feed;
mod robots;
mod sitemap;
mod when;

use crate::base::{BaseUrl, Finding};
use crate::config::Settings;
use crate::model::OutPath;
use crate::model::view::{OutputPaths, PageSummary};
use crate::theme::{Context, Theme};

/// A kind of written file. The name is permanent.
pub struct Output {
    pub name: &'static str,
    /// One line for help and docs.
    pub does: &'static str,
    /// The file in the output.
    path: &'static str,
    wanted: fn(&Request) -> bool,
    write: fn(&Request, &mut Written),
}

/// Everything that is written beside the pages, in this order.
pub const OUTPUTS: &[Output] = &[
    Output {
        name: "atom",
        does: "Atom feed of the newest posts, `/feed.xml`",
        path: "feed.xml",
        wanted: feed::wants_atom,
        write: feed::atom,
    },
    Output {
        name: "rss",
        does: "RSS 2.0 feed of the newest posts, `/rss.xml`",
        path: "rss.xml",
        wanted: feed::wants_rss,
        write: feed::rss,
    },
    Output {
        name: "sitemap",
        does: "canonical, indexable pages, `/sitemap.xml`",
        path: "sitemap.xml",
        wanted: sitemap::wanted,
        write: sitemap::write,
    },
    Output {
        name: "robots",
        does: "`/robots.txt` where the site has none of its own",
        path: "robots.txt",
        wanted: robots::wanted,
        write: robots::write,
    },
];

/// What the outputs are made from.
pub struct Request<'a> {
    pub pages: &'a [PageSummary],
    pub settings: &'a Settings,
    pub theme: &'a Theme,
    /// Where the site lives; without it nothing absolute can be written.
    pub base: &'a BaseUrl,
    /// Files that exist already: a `robots.txt` or a feed of the author's is never replaced.
    pub taken: &'a OutputPaths,
}

/// The files of a run and what went wrong on the way to them.
#[derive(Debug, Default)]
pub struct Written {
    pub files: Vec<(OutPath, Vec<u8>)>,
    pub findings: Vec<Finding>,
}

/// Writes every output that the settings ask for and the site has none of its own of.
pub fn outputs(request: &Request) -> Written {
    let mut written = Written::default();
    for output in wanted(request) {
        (output.write)(request, &mut written);
    }
    written
}

/// The files that [`outputs`] will write; `pages` need not be known yet.
pub fn paths(request: &Request) -> Vec<&'static str> {
    wanted(request).map(|output| output.path).collect()
}

fn wanted<'a>(request: &'a Request) -> impl Iterator<Item = &'static Output> + 'a {
    let free = |output: &&Output| !request.taken.has_file(&format!("/{}", output.path));
    OUTPUTS.iter().filter(free).filter(|output| (output.wanted)(request))
}

impl Request<'_> {
    /// `site` of every template here.
    fn site(&self) -> SiteFacts<'_> {
        let site = &self.settings.site;
        SiteFacts { url: self.base.as_str(), title: &site.title, description: &site.description, lang: &site.lang }
    }

    fn render(&self, template: &str, path: &str, context: &Context, written: &mut Written) {
        let path = OutPath::new(path).expect("the paths of OUTPUTS are plain file names");
        match self.theme.render(template, context) {
            Ok(text) => written.files.push((path, text.into_bytes())),
            Err(finding) => written.findings.push(finding),
        }
    }
}

#[derive(serde::Serialize)]
struct SiteFacts<'a> {
    /// Without a slash at the end, as in page templates.
    url: &'a str,
    title: &'a str,
    description: &'a str,
    lang: &'a str,
}

/// Text without the characters that XML 1.0 forbids even as references; one of them makes the
/// whole file unreadable.
fn xml_safe(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r') || !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_have_permanent_kebab_case_names_and_a_line_of_help() {
        for (at, output) in OUTPUTS.iter().enumerate() {
            assert!(output.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", output.name);
            assert!(!output.does.is_empty() && !OUTPUTS[..at].iter().any(|earlier| earlier.name == output.name));
        }
    }

    #[test]
    fn characters_that_xml_forbids_are_left_out() {
        assert_eq!(xml_safe("a\u{8}b\tc\u{1B}\nd é 🌧"), "ab\tc\nd é 🌧");
    }
}
