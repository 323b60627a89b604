//! A field of a page's JSON-LD, the way a consumer looks for it.

use serde_json::Value;

use crate::model::facts::PageFacts;

/// The text at a path with dots, in the first node that has it.
///
/// With `types` only nodes at the top count, and of those only the first of exactly such a type;
/// without, every node does, those of `@graph` too.
pub(super) fn field(facts: &PageFacts, types: Option<&[&str]>, path: &str) -> Option<String> {
    let blocks = facts.json_ld.iter().filter_map(|block| block.value.as_ref().ok());
    let of_type = |node: &&Value, types: &[&str]| node.get("@type").and_then(Value::as_str).is_some_and(|is| types.contains(&is));
    match types {
        Some(types) => blocks.flat_map(top).find(|node| of_type(node, types)).and_then(|node| text_at(node, path)),
        None => blocks.flat_map(nodes).find_map(|node| text_at(node, path)),
    }
}

fn top(block: &Value) -> Vec<&Value> {
    match block {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    }
}

fn nodes(block: &Value) -> Vec<&Value> {
    let graph = |node: &Value| node.get("@graph").and_then(Value::as_array).is_some();
    top(block)
        .into_iter()
        .flat_map(|node| if graph(node) { node["@graph"].as_array().into_iter().flatten().collect() } else { vec![node] })
        .collect()
}

fn text_at(node: &Value, path: &str) -> Option<String> {
    let mut at = node;
    for key in path.split('.') {
        at = first(at.get(key)?)?;
    }
    let text = match at {
        Value::Object(fields) => ["url", "contentUrl", "@id", "name"].iter().find_map(|key| fields.get(*key)?.as_str()),
        other => other.as_str(),
    };
    text.map(str::to_owned)
}

fn first(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(items) => items.first(),
        other => Some(other),
    }
}
