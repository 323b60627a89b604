//! YAML as a tree in which every key and value knows its bytes. The only file that names the parser.
//!
//! A tree, not typed structs: a reader can then collect every mistake of a file instead of the
//! first, and say "did you mean" for keys.

mod scalar;

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{Location, Spanned};

use super::source::Span;

pub use scalar::within;

/// A value and its bytes in the text that was parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// In the order of the file; a key that stands twice is kept twice.
    Map(Vec<Entry>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

/// Why a text is no YAML, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    pub message: String,
    pub span: Span,
}

/// Parses one document. An empty text is `Null`.
pub fn parse(text: &str) -> Result<Node, Broken> {
    let options = serde_yaml::options! {
        strict_booleans: true,
        with_snippet: false,
        duplicate_keys: serde_yaml::options::DuplicateKeyPolicy::LastWins,
    };
    if text.trim().is_empty() {
        return Ok(Node { value: Value::Null, span: Span::new(0, text.len()) });
    }
    serde_yaml::from_str_with_options::<Node>(text, options)
        .map(|mut node| {
            settle(&mut node, text);
            node
        })
        .map_err(|error| broken(text, &error))
}

fn broken(text: &str, error: &serde_yaml::Error) -> Broken {
    let span = error.location().map_or(Span::new(0, 0), |at| place_of(text, at));
    let end = (span.start as usize + 1).min(text.len());
    Broken { message: plain_message(error), span: Span::new(span.start as usize, (span.end as usize).max(end)) }
}

/// Errors of the scanner know a line and a column, but no byte.
fn place_of(text: &str, at: Location) -> Span {
    if at.span().byte_offset().is_some_and(|offset| offset > 0) {
        return span_of(at);
    }
    let line_start: usize = text.split_inclusive('\n').take((at.line() as usize).saturating_sub(1)).map(str::len).sum();
    let line = text[line_start..].lines().next().unwrap_or("");
    let column = line.char_indices().nth((at.column() as usize).saturating_sub(1)).map_or(line.len(), |(byte, _)| byte);
    Span::new(line_start + column, line_start + column)
}

/// The parser's words without its own place: we print ours.
fn plain_message(error: &serde_yaml::Error) -> String {
    let text = error.to_string();
    let first = text.lines().next().unwrap_or("").trim();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    match first.find(" at line ") {
        Some(at) => first[..at].to_owned(),
        None => first.to_owned(),
    }
}

/// A plain scalar keeps its spelling where text is wanted, so its span must be tight.
fn settle(node: &mut Node, text: &str) {
    let range = node.span.range();
    if let Some(slice) = text.get(range.clone()) {
        let trimmed = slice.trim_end();
        node.span = Span::new(range.start, range.start + trimmed.len());
    }
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| settle(item, text)),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| settle(&mut entry.value, text)),
        _ => {}
    }
}

impl Node {
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The value under `key`; the last one wins.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.iter().rev().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// Text as its author wrote it: `title: 1.10` is "1.10". Lists and maps are not text.
    pub fn scalar_text(&self, source: &str) -> Option<String> {
        match &self.value {
            Value::Text(text) => Some(text.clone()),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => source.get(self.span.range()).map(str::to_owned),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// "a list", "a number": for messages.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// As JSON, spans dropped: what templates and data files get.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Int(value) => (*value).into(),
            Value::Float(value) => (*value).into(),
            Value::Text(value) => value.clone().into(),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Map(entries) => {
                serde_json::Value::Object(entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect())
            }
        }
    }
}

fn span_of(at: Location) -> Span {
    let span = at.span();
    let start = span.byte_offset().unwrap_or(0) as usize;
    Span::new(start, start + span.byte_len().unwrap_or(0) as usize)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Node { span: span_of(spanned.defined), value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = access.next_key::<Spanned<String>>()? {
            entries.push(Entry { key_span: span_of(key.defined), key: key.value, value: access.next_value()? });
        }
        Ok(Value::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'a>(text: &'a str, node: &Node) -> &'a str {
        &text[node.span.range()]
    }

    #[test]
    fn every_key_and_value_knows_its_bytes() {
        let text = "title: Größe \"x\"\nnums: [1, 2]\nsocial:\n  card: quote\nversion: 1.10\ncountry: NO\n";
        let root = parse(text).unwrap();
        assert_eq!(at(text, root.get("title").unwrap()), "Größe \"x\"");
        assert_eq!(at(text, &root.get("nums").unwrap().as_list().unwrap()[1]), "2");
        assert_eq!(at(text, root.get("social").unwrap().get("card").unwrap()), "quote");
        assert_eq!(root.get("version").unwrap().scalar_text(text).as_deref(), Some("1.10"));
        assert_eq!(root.get("country").unwrap().as_text(), Some("NO"));
        let entry = &root.as_map().unwrap()[2];
        assert_eq!(&text[entry.key_span.range()], "social");
    }

    #[test]
    fn broken_yaml_says_where() {
        let text = "title: a\ndescription: \"open\ndate: 2026-01-01\n";
        let broken = parse(text).unwrap_err();
        assert!(!broken.message.is_empty() && !broken.message.contains("line"), "{broken:?}");
        assert!(broken.span.end as usize <= text.len());
        let text = "site:\n  url: x\n   title: y\n";
        assert!(parse(text).unwrap_err().span.start as usize > text.find("title").unwrap(), "on the line that is wrong");
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for i in 1..12 {
            let list = vec![format!("*a{}", i - 1); 9].join(",");
            text.push_str(&format!("a{i}: &a{i} [{list}]\n"));
        }
        assert!(parse(&text).is_err());
    }
}
