//! For scripts. Fields are only ever added; what is unknown is absent, never null.

use serde_json::{Map, Value, json};

use super::{Chosen, words};
use crate::model::consumer::{self, Consumer, Read};
use crate::model::platform::{Limit, Platform, Reach, SOURCES, Tier};

/// Counts breaking changes.
const SCHEMA_VERSION: u32 = 1;

pub fn json(chosen: &Chosen) -> String {
    let tiers: Map<String, Value> = Tier::ALL.iter().map(|tier| (tier.name().to_owned(), tier.meaning().into())).collect();
    let sources = SOURCES.iter().chain(consumer::SOURCES).map(|(key, what)| ((*key).to_owned(), Value::from(*what)));
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "networks": chosen.networks.iter().map(|network| network_of(network)).collect::<Vec<_>>(),
        "readers": chosen.readers.iter().map(|reader| reader_of(reader)).collect::<Vec<_>>(),
        "tiers": tiers,
        "sources": sources.collect::<Map<_, _>>(),
    });
    let mut text = serde_json::to_string_pretty(&value).expect("a Value with text keys always serializes");
    text.push('\n');
    text
}

fn network_of(network: &Platform) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| drop(out.insert(name.to_owned(), value));
    put("id", network.id.into());
    put("label", network.label.into());
    if let Some(pattern) = words::pattern(network) {
        put("address", network.address().into());
        put("pattern", pattern.into());
        let known = network.known;
        put("known", json!({"tier": known.tier.name(), "sources": known.sources, "checked": known.checked}));
    }
    put("passed", words::passed(network).into());
    let works_in = match network.reach {
        Reach::Anywhere => "any",
        Reach::Handler => "handler",
        Reach::Phone => "phone",
    };
    put("works_in", works_in.into());
    put("limits", network.post.iter().chain(network.limits).map(limit_of).collect());
    put("also", json!(network.also));
    if !network.note.is_empty() {
        put("note", network.note.into());
    }
    out.into()
}

fn reader_of(reader: &Consumer) -> Value {
    let places = |reads: &[Read]| -> Value { reads.iter().map(|read| read.describe()).collect() };
    let known = |known: consumer::Known| {
        let mut out = Map::new();
        out.insert("tier".to_owned(), known.tier.name().into());
        if !known.source.is_empty() {
            out.insert("sources".to_owned(), json!([known.source]));
        }
        out.insert("checked".to_owned(), known.checked.into());
        Value::from(out)
    };
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| drop(out.insert(name.to_owned(), value));
    put("id", reader.id.into());
    put("label", reader.label.into());
    put("title", places(reader.title));
    put("description", places(reader.description));
    put("image", places(reader.image));
    put("site_name", places(reader.site_name));
    put("known", known(reader.order));
    put("required", json!(reader.required));
    put("reading", json!(words::manners(reader)));
    if !reader.formats.accepted.is_empty() || !reader.formats.rejected.is_empty() {
        let formats = reader.formats;
        put("formats", json!({"accepted": formats.accepted, "rejected": formats.rejected, "known": known(formats.known)}));
    }
    put("limits", reader.limits.iter().map(limit_of).collect());
    for (name, said) in [("cache", reader.cache), ("robots", reader.robots)] {
        if let Some(said) = said {
            put(name, json!({"text": said.text, "known": known(said.known)}));
        }
    }
    put("user_agents", json!(reader.user_agents));
    if let Some(debugger) = reader.debugger {
        put("debugger", debugger.into());
    }
    out.into()
}

fn limit_of(limit: &Limit) -> Value {
    let mut out = json!({
        "of": kebab(&format!("{:?}", limit.of)),
        "max": limit.max,
        "unit": kebab(&format!("{:?}", limit.unit)),
        "says": words::limit(limit),
        "tier": limit.tier.name(),
        "checked": limit.checked,
    });
    if !limit.source.is_empty() {
        out["source"] = limit.source.into();
    }
    out
}

/// `ImageBytes` is `image-bytes`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}
