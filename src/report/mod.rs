//! Turns the result of a run into what people and machines read. It judges nothing.
//!
//! Same input, same bytes: everything is sorted, and no file holds the time of day.

mod before;
mod diff;
mod drawn;
mod explain;
mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod matrix;
mod overview;
mod passed;
mod plain;
pub mod platforms;
mod preview;
mod roots;
mod sarif;
mod screen;
mod shelf;
mod skipped;
mod summary;
mod terminal;

use crate::base::{Finding, Level};
use crate::config::{FailOn, Settings};
use crate::model::drawn::{DrawnCard, Gallery};
use crate::model::explain::Explanation;
use crate::model::report::Report;
use crate::model::verdict::PagePreview;

pub use before::before;
pub use diff::diff;
pub use drawn::{card_json, gallery_findings, gallery_json, themes, themes_json};
pub use explain::json as explain_json;
pub use preview::{json as preview_json, value as card_value};
pub use shelf::{json as cache_json, pruned as cache_pruned, stats as cache_stats};
pub use terminal::{Look, human, tell_human};

/// One way to write a report.
pub struct Format {
    pub name: &'static str,
    /// For help texts.
    pub about: &'static str,
    /// Of its file, where no other name is typed; none = it is for standard output.
    pub extension: Option<&'static str>,
    pub write: fn(&Report, &Settings) -> String,
    /// As a folder: file names below it, and their bytes.
    pub files: Option<Files>,
}

/// See [`Format::files`].
pub type Files = fn(&Report, &Settings) -> Vec<(String, Vec<u8>)>;

pub const FORMATS: &[Format] = &[
    Format {
        name: "human",
        about: "for reading in a terminal",
        extension: None,
        write: |report, _| human(report, &Look::default()),
        files: None,
    },
    Format { name: "json", about: "for scripts, and for --compare", extension: Some("json"), write: json::json, files: None },
    Format { name: "sarif", about: "for code scanning", extension: Some("sarif"), write: sarif::sarif, files: None },
    Format { name: "github", about: "annotations in GitHub Actions", extension: None, write: |report, _| github(report), files: None },
    Format { name: "junit", about: "for dashboards of CI", extension: Some("xml"), write: junit::junit, files: None },
    Format {
        name: "markdown",
        about: "for a comment on a pull request",
        extension: Some("md"),
        write: |report, _| markdown(report),
        files: None,
    },
    Format {
        name: "html",
        about: "to look at: every card of every post",
        extension: Some("html"),
        write: html::file,
        files: Some(html::folder),
    },
];

pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The report as JSON, `schema_version` 1.
pub fn json(report: &Report, settings: &Settings) -> String {
    json::json(report, settings)
}

/// JSON Schemas by name: what `schema NAME` prints.
pub const SCHEMAS: &[(&str, &str)] = &[("report", json::SCHEMA)];

/// Workflow commands for GitHub Actions.
pub fn github(report: &Report) -> String {
    github::annotations(report)
}

/// What GitHub Actions shows below a job.
pub fn step_summary(report: &Report) -> String {
    markdown::step_summary(report)
}

/// A comment on a pull request, or an issue.
pub fn markdown(report: &Report) -> String {
    markdown::comment(report)
}

/// Findings alone, as when a run stopped before there was a report.
pub fn findings(findings: &[Finding], look: &Look) -> String {
    terminal::findings(findings, look)
}

/// A page accounted for, for people.
pub fn explain(page: &Explanation, look: &Look) -> String {
    plain::no_commands(&explain::human(page, look)).into_owned()
}

/// How platforms will show a page, for people.
pub fn preview(page: &PagePreview, look: &Look) -> String {
    plain::no_commands(&preview::human(page, look)).into_owned()
}

/// What was drawn for a page.
pub fn card(card: &DrawnCard, look: &Look) -> String {
    plain::no_commands(&drawn::card(card, look)).into_owned()
}

/// What was drawn of a theme's cards.
pub fn gallery(page: &std::path::Path, gallery: &Gallery, look: &Look) -> String {
    plain::no_commands(&drawn::gallery(page, gallery, look)).into_owned()
}

/// 1 if a finding is at or above `fail_on`, else 0.
pub fn exit_code(report: &Report, fail_on: FailOn) -> u8 {
    exit_code_of(&report.findings, fail_on)
}

/// As [`exit_code`], of findings without a report.
pub fn exit_code_of<'a>(findings: impl IntoIterator<Item = &'a Finding>, fail_on: FailOn) -> u8 {
    let gate = match fail_on {
        FailOn::Error => Level::Error,
        FailOn::Warning => Level::Warning,
        FailOn::Info => Level::Info,
        FailOn::Never => return 0,
    };
    u8::from(findings.into_iter().any(|finding| finding.level >= gate))
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod formats_tests;
#[cfg(test)]
mod tests;
