//! The schema of one theme option: a small part of JSON Schema, read strictly.

use std::path::PathBuf;

use serde_json::Value as Json;

use crate::base::yaml::{Node, Value};
use crate::base::{Finding, Place, Source};
use crate::config::Reader;
use crate::model::palette;

#[derive(Default)]
pub struct Schema {
    kind: Option<Kind>,
    choices: Vec<Json>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    min_length: Option<u32>,
    max_length: Option<u32>,
    format: Option<Format>,
    items: Option<Box<Schema>>,
    properties: Vec<(String, Schema)>,
    pub default: Json,
    pub title: Option<String>,
    pub description: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Integer,
    Number,
    Flag,
    List,
    Map,
}

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Color,
    Image,
    Url,
    Icon,
}

const KINDS: &[(&str, Kind)] = &[
    ("string", Kind::Text),
    ("integer", Kind::Integer),
    ("number", Kind::Number),
    ("boolean", Kind::Flag),
    ("array", Kind::List),
    ("object", Kind::Map),
];

const FORMATS: &[(&str, Format)] = &[("color", Format::Color), ("image", Format::Image), ("url", Format::Url), ("icon", Format::Icon)];

impl Schema {
    /// Reads the schema of the option `name`; an unknown word is an error, and so is a default
    /// that is missing or does not pass.
    pub fn read(name: &str, node: &Node, source: &Source, findings: &mut Vec<Finding>) -> Self {
        let schema = Self::parse(name, node, source, findings);
        let at = node.get("default").unwrap_or(node);
        let place = || Place::Spot(source.spot(at.span));
        if node.get("default").is_none() {
            findings.push(Finding::error("theme-schema", format!("the option `{name}` has no `default`"), place()));
        } else if let Err(wanted) = schema.check(&schema.default, &[]) {
            findings.push(Finding::error(
                "theme-schema",
                format!("the default of `{name}` does not pass its own schema: {wanted} is wanted"),
                place(),
            ));
        }
        schema
    }

    fn parse(name: &str, node: &Node, source: &Source, findings: &mut Vec<Finding>) -> Self {
        let mut r = Reader::new(source, format!("options.{name}."), Some(node));
        let mut found = Vec::new();
        let schema = Self {
            kind: r.choice("type", KINDS),
            choices: r.node("enum").and_then(Node::as_list).unwrap_or_default().iter().map(Node::to_json).collect(),
            minimum: r.node("minimum").and_then(number),
            maximum: r.node("maximum").and_then(number),
            min_length: r.number("minLength"),
            max_length: r.number("maxLength"),
            format: r.choice("format", FORMATS),
            items: r.node("items").map(|node| Box::new(Self::parse(name, node, source, &mut found))),
            properties: r
                .entries("properties")
                .iter()
                .map(|e| (e.key.clone(), Self::parse(&e.key, &e.value, source, &mut found)))
                .collect(),
            default: r.node("default").map_or(Json::Null, Node::to_json),
            title: r.text("title"),
            description: r.text("description"),
        };
        r.flag("deprecated");
        found.extend(r.finish());
        let said = found.into_iter().map(|mut finding| {
            finding.level = crate::base::Level::Error;
            finding.of_rule("theme-schema")
        });
        findings.extend(said);
        schema
    }

    /// Does `value` pass? If not, what is wanted, in words. Pictures are looked for in `images`; no
    /// folders, no looking.
    pub fn check(&self, value: &Json, images: &[PathBuf]) -> Result<(), String> {
        let passes = self.is_of_kind(value) && self.is_in_range(value) && self.is_in_format(value, images);
        if !passes || !(self.choices.is_empty() || self.choices.contains(value)) {
            return Err(self.wanted());
        }
        if let (Some(items), Json::Array(values)) = (&self.items, value) {
            values.iter().try_for_each(|value| items.check(value, images)).map_err(|wanted| format!("a list in which each is {wanted}"))?;
        }
        if let Json::Object(map) = value {
            for (name, schema) in &self.properties {
                map.get(name)
                    .map_or(Ok(()), |value| schema.check(value, images))
                    .map_err(|wanted| format!("a map in which `{name}` is {wanted}"))?;
            }
        }
        Ok(())
    }

    fn is_of_kind(&self, value: &Json) -> bool {
        match self.kind {
            None => true,
            Some(Kind::Text) => value.is_string(),
            Some(Kind::Integer) => value.is_i64() || value.is_u64(),
            Some(Kind::Number) => value.is_number(),
            Some(Kind::Flag) => value.is_boolean(),
            Some(Kind::List) => value.is_array(),
            Some(Kind::Map) => value.is_object(),
        }
    }

    fn is_in_range(&self, value: &Json) -> bool {
        let length = value.as_str().map(|text| text.chars().count() as u32);
        value.as_f64().is_none_or(|n| self.minimum.is_none_or(|min| n >= min) && self.maximum.is_none_or(|max| n <= max))
            && length.is_none_or(|n| self.min_length.is_none_or(|min| n >= min) && self.max_length.is_none_or(|max| n <= max))
    }

    /// An empty text is "none" in every format.
    fn is_in_format(&self, value: &Json, images: &[PathBuf]) -> bool {
        let Some(text) = value.as_str().filter(|text| !text.is_empty()) else { return true };
        match self.format {
            Some(Format::Color) => palette::parse(text).is_some(),
            Some(Format::Url) => text.starts_with('/') || url::Url::parse(text).is_ok(),
            Some(Format::Image) => {
                let path = text.trim_start_matches('/');
                images.is_empty()
                    || images.iter().filter_map(|folder| crate::base::fs::join_inside(folder, path)).any(|file| file.is_file())
            }
            Some(Format::Icon) | None => true,
        }
    }

    /// "a whole number from 40 to 90", "one of plain, wide".
    fn wanted(&self) -> String {
        if !self.choices.is_empty() {
            let names: Vec<String> =
                self.choices.iter().map(|choice| choice.as_str().map_or_else(|| choice.to_string(), str::to_owned)).collect();
            return format!("one of {}", names.join(", "));
        }
        let what = match (self.format, self.kind) {
            (Some(Format::Color), _) => "a colour such as `#0b7285`",
            (Some(Format::Image), _) => "a picture that exists in `static/`",
            (Some(Format::Url), _) => "an address",
            (Some(Format::Icon), _) => "the name of an icon",
            (_, Some(Kind::Integer)) => "a whole number",
            (_, Some(Kind::Number)) => "a number",
            (_, Some(Kind::Flag)) => "true or false",
            (_, Some(Kind::List)) => "a list",
            (_, Some(Kind::Map)) => "a map",
            (_, Some(Kind::Text) | None) => "text",
        };
        let limits = match (self.minimum, self.maximum, self.min_length, self.max_length) {
            (Some(min), Some(max), ..) => format!(" from {min} to {max}"),
            (Some(min), None, ..) => format!(", {min} or more"),
            (None, Some(max), ..) => format!(", at most {max}"),
            (None, None, Some(min), Some(max)) => format!(" of {min} to {max} characters"),
            (None, None, Some(min), None) => format!(" of at least {min} characters"),
            (None, None, None, Some(max)) => format!(" of at most {max} characters"),
            _ => String::new(),
        };
        format!("{what}{limits}")
    }
}

fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Int(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    }
}
