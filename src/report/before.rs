//! Reads the JSON report of an earlier run, for `--compare`.

use serde_json::Value;

use super::json::SCHEMA_VERSION;
use crate::model::exhibits::{Before, CardBefore};

/// What an earlier report says, or why it cannot be compared with.
pub fn before(text: &str) -> Result<Before, String> {
    let report: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
    let version = report["schema_version"].as_u64().ok_or("it is no report of smo-build: it names no `schema_version`")?;
    if version > u64::from(SCHEMA_VERSION) {
        return Err(format!("its `schema_version` is {version}; this version of smo-build knows {SCHEMA_VERSION}"));
    }
    let summary = &report["summary"];
    let number = |key: &str| summary[key].as_u64().unwrap_or_default();
    let pages = report["pages"].as_array().into_iter().flatten().filter_map(|page| {
        let cards = page["cards"].as_object()?.iter().map(|(platform, card)| (platform.clone(), card_of(card)));
        Some((page["path"].as_str()?.to_owned(), cards.collect()))
    });
    Ok(Before {
        errors: number("errors"),
        warnings: number("warnings"),
        shareable: number("shareable"),
        intended_everywhere: summary["intended_everywhere"].as_u64(),
        pages: pages.collect(),
    })
}

fn card_of(card: &Value) -> CardBefore {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    CardBefore {
        outcome: text(&card["outcome"]).unwrap_or_default(),
        intended: text(&card["intended"]).unwrap_or_default(),
        title: text(&card["title"]["text"]),
        description: text(&card["description"]["text"]),
        image: text(&card["image"]["url"]),
        domain: text(&card["domain"]).unwrap_or_default(),
    }
}
