//! Findings of a drawing as JSON and back: they lie in the cache beside the picture, so that a
//! warm run reports what a cold run did.

use serde_json::{Value, json};

use crate::base::finding::Fact;
use crate::base::{Finding, Level, Place};

/// Every rule that this room can raise.
pub const RULES: &[&str] = &[
    "card-external-resource",
    "card-font-not-readable",
    "card-glyph-missing",
    "card-image-not-readable",
    "card-layout",
    "card-low-contrast",
    "card-not-drawn",
    "card-outside-safe-area",
    "card-text-overflow",
    "card-text-small",
    "card-too-heavy",
    "card-unsupported-svg",
    "preview-image-not-readable",
];

const LEVELS: [Level; 3] = [Level::Info, Level::Warning, Level::Error];

pub fn to_json(findings: &[Finding]) -> Value {
    let note = |finding: &Finding| {
        let at = match finding.at {
            Place::Fact(Fact::Title) => "title",
            Place::Fact(Fact::Image) => "image",
            _ => "page",
        };
        json!({
            "rule": finding.rule, "level": finding.level.name(), "message": finding.message,
            "why": finding.reason(), "help": finding.advice(), "at": at,
        })
    };
    findings.iter().map(note).collect()
}

/// Nothing, if these notes were not written by this version: the picture is made anew.
pub fn from_json(notes: &Value) -> Option<Vec<Finding>> {
    notes.as_array()?.iter().map(finding).collect()
}

fn finding(note: &Value) -> Option<Finding> {
    let text = |key: &str| note.get(key).and_then(Value::as_str);
    let rule = RULES.iter().find(|rule| Some(**rule) == text("rule"))?;
    let level = LEVELS.into_iter().find(|level| Some(level.name()) == text("level"))?;
    let fact = match text("at")? {
        "title" => Fact::Title,
        "image" => Fact::Image,
        "page" => Fact::Page,
        _ => return None,
    };
    let mut finding = Finding::new(rule, level, text("message")?, Place::Fact(fact));
    finding.set_reason(text("why").map(str::to_owned));
    finding.set_advice(text("help").map(str::to_owned));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_survive_the_cache() {
        let findings = vec![
            Finding::warning("card-text-overflow", "cut", Place::Fact(Fact::Title)).why("because").help("do"),
            Finding::error("card-not-drawn", "no", Place::Fact(Fact::Page)),
        ];
        assert_eq!(from_json(&to_json(&findings)), Some(findings));
        assert_eq!(from_json(&json!([{ "rule": "of-another-version", "level": "error", "message": "", "at": "page" }])), None);
    }
}
