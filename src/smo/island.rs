//! The hints island: what an author says about sharing in the HTML of another generator.
//!
//! `<script type="application/smo+json">` with the keys of front matter that matter here.

use crate::base::{Finding, Place, Span};
use crate::model::facts::PageFacts;
use crate::model::page::{Hints, ImageHint};

/// Reads the hints island: the keys of front matter that matter for sharing, as JSON.
pub(super) fn island(text: &str, span: Span, facts: &mut PageFacts) {
    let value: serde_json::Value = match serde_json::from_str(text.trim()) {
        Ok(value) => value,
        Err(error) => {
            facts.findings.push(
                Finding::warning("hints-invalid", format!("the smo+json block is no JSON: {error}"), Place::Html(span))
                    .why("its hints have no effect"),
            );
            return;
        }
    };
    let text = |key: &str| value.get(key).and_then(|value| value.as_str()).map(str::to_owned).filter(|text| !text.trim().is_empty());
    let list = |key: &str| {
        value
            .get(key)
            .and_then(|value| value.as_array())
            .map(|items| items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect::<Vec<_>>())
    };
    let mut hints = Hints {
        title: text("title"),
        social_title: text("social_title"),
        description: text("description"),
        social_description: text("social_description"),
        canonical: text("canonical"),
        published: text("published"),
        updated: text("updated"),
        hashtags: list("hashtags").unwrap_or_default(),
        tags: list("tags").unwrap_or_default(),
        quotes: match value.get("quotes") {
            Some(serde_json::Value::Bool(false)) => Some(Vec::new()),
            _ => list("quotes"),
        },
        share: match value.get("share") {
            Some(serde_json::Value::Bool(false)) => Some(Vec::new()),
            _ => list("share"),
        },
        ..Hints::default()
    };
    if let Some(src) = text("image") {
        hints.image = Some(ImageHint { src, alt: text("image_alt"), focus: Default::default(), credit: None });
    }
    match value.get("card") {
        Some(serde_json::Value::Bool(false)) => hints.card.off = true,
        Some(serde_json::Value::String(layout)) => hints.card.layout = Some(layout.clone()),
        Some(serde_json::Value::Object(card)) => {
            hints.card.layout = card.get("layout").and_then(|layout| layout.as_str()).map(str::to_owned);
            hints.card.data = card.iter().filter(|(key, _)| *key != "layout").map(|(key, value)| (key.clone(), value.clone())).collect();
        }
        _ => {}
    }
    facts.island = Some(hints);
}
