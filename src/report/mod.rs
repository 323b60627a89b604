//! Turns the result of a run into what people and machines read. It judges nothing.
//!
//! Same input, same bytes: everything is sorted, and no file holds the time of day.

mod diff;
mod drawn;
mod explain;
mod github;
mod json;
mod markdown;
mod matrix;
mod plain;
pub mod platforms;
mod preview;
mod screen;
mod shelf;
mod skipped;
mod summary;
mod terminal;

use crate::base::{Finding, Level};
use crate::config::{FailOn, Settings};
use crate::model::report::Report;

pub use diff::diff;
pub use drawn::{card, card_json, gallery, gallery_findings, gallery_json, themes, themes_json};
pub use explain::{human as explain, json as explain_json};
pub use preview::{human as preview, json as preview_json, value as card_value};
pub use shelf::{json as cache_json, pruned as cache_pruned, stats as cache_stats};
pub use terminal::{Look, human};

/// One way to write a report.
pub struct Format {
    pub name: &'static str,
    /// For help texts.
    pub about: &'static str,
    pub write: fn(&Report, &Settings) -> String,
}

pub const FORMATS: &[Format] = &[
    Format { name: "human", about: "for reading in a terminal", write: |report, _| human(report, &Look::default()) },
    Format { name: "json", about: "for scripts", write: json::json },
    Format { name: "github", about: "annotations in GitHub Actions", write: |report, _| github(report) },
    Format { name: "markdown", about: "for a pull request or a step summary", write: |report, _| markdown(report) },
];

pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The report as JSON, `schema_version` 1.
pub fn json(report: &Report, settings: &Settings) -> String {
    json::json(report, settings)
}

/// Workflow commands for GitHub Actions.
pub fn github(report: &Report) -> String {
    github::annotations(report)
}

/// A step summary for GitHub Actions, or a comment.
pub fn markdown(report: &Report) -> String {
    markdown::summary(report)
}

/// Findings alone, as when a run stopped before there was a report.
pub fn findings(findings: &[Finding], look: &Look) -> String {
    terminal::findings(findings, look)
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
mod tests;
