//! `theme.yaml`: what a theme says of itself, what it needs, and the options it offers.

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::layer::Layer;
use super::schema::Schema;
use crate::base::nearest::nearest;
use crate::base::yaml::{self, Node};
use crate::base::{Error, Finding, Level, Place, Source};
use crate::config::{Reader, Settings};

pub struct Manifest {
    pub name: String,
    /// Card layouts, in the order in which they are asked.
    pub cards: Vec<String>,
    /// It styles the `smo-*` classes itself.
    pub styles_blocks: bool,
    /// In the order of the file.
    options: Vec<(String, Schema)>,
}

impl Manifest {
    /// Reads a layer's `theme.yaml`. A theme for another contract is an error, a slip in its
    /// schema a finding.
    pub fn read(layer: &Layer) -> Result<(Self, Vec<Finding>), Error> {
        let Some(source) = layer.source("theme.yaml") else {
            let place = Place::File(layer.shown_path("theme.yaml").into());
            return Err(Error::invalid(
                Finding::error("theme-manifest", format!("the theme `{}` has no readable `theme.yaml`", layer.name), place)
                    .why("it says which contract the theme was written for")
                    .help(format!("write at least `name: {}`, `version: 0.1.0` and `api: {}`", layer.name, super::API)),
            ));
        };
        let root = yaml::parse(&source.text).map_err(|broken| {
            let place = Place::Spot(source.spot(broken.span));
            Error::invalid(Finding::error("theme-manifest", format!("not readable as YAML: {}", broken.message), place))
        })?;
        let mut top = Reader::new(&source, "", Some(&root));
        must_fit(&mut top, &root, &source, layer)?;
        let mut findings = Vec::new();
        let mut options = Vec::new();
        for entry in top.entries("options") {
            let schema = Schema::read(&entry.key, &entry.value, &source, &mut findings);
            options.push((entry.key.clone(), schema));
        }
        let manifest = Self {
            name: layer.name.clone(),
            cards: top.list("cards").unwrap_or_default(),
            styles_blocks: top.flag("styles_blocks").unwrap_or(false),
            options,
        };
        for key in ["title", "description", "license", "homepage", "authors", "tags", "palettes", "version", "requires"] {
            top.node(key);
        }
        findings.extend(top.finish().into_iter().map(|finding| finding.of_rule("theme-manifest")));
        Ok((manifest, findings))
    }

    /// The author's options over the defaults, each checked; a wrong one is reported and its
    /// default stands.
    pub fn options_for(&self, settings: &Settings, root: &Path) -> (Map<String, Json>, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut values: Map<String, Json> = self.options.iter().map(|(name, schema)| (name.clone(), schema.default.clone())).collect();
        for (key, value) in &settings.theme.options {
            let Some((_, schema)) = self.options.iter().find(|(name, _)| name == key) else {
                findings.push(self.unknown_option(key, settings));
                continue;
            };
            let images = [root.join(&settings.content.static_dir), root.to_path_buf()];
            match schema.check(value, &images) {
                Ok(()) => drop(values.insert(key.clone(), value.clone())),
                Err(wanted) => {
                    let (_, at) = places(key, settings);
                    let message = format!("the theme's option `{key}` is {}; {wanted} is wanted", shown(value));
                    let mut finding = Finding::error("theme-option-invalid", message, at)
                        .why(format!("the theme falls back to its default, {}", shown(&schema.default)));
                    if let Some(title) = schema.title.as_ref().or(schema.description.as_ref()) {
                        finding = finding.help(format!("`{key}`: {title}"));
                    }
                    findings.push(finding);
                }
            }
        }
        (values, findings)
    }

    fn unknown_option(&self, key: &str, settings: &Settings) -> Finding {
        let names: Vec<&str> = self.options.iter().map(|(name, _)| name.as_str()).collect();
        let (at, _) = places(key, settings);
        let finding = Finding::warning("theme-option-unknown", format!("the theme `{}` has no option `{key}`", self.name), at)
            .why("it has no effect");
        match nearest(key, names.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if names.is_empty() => finding.help("this theme has no options"),
            None => finding.help(format!("its options are {}", names.join(", "))),
        }
    }
}

/// `api` and `requires`: not met, no page can be written.
fn must_fit(top: &mut Reader, root: &Node, source: &Source, layer: &Layer) -> Result<(), Error> {
    let at = |key: &str| root.get(key).map_or(Place::File(source.path.clone()), |node| Place::Spot(source.spot(node.span)));
    let own = env!("CARGO_PKG_VERSION");
    if top.text("name").is_some_and(|name| name != layer.name) {
        let finding = Finding::error("theme-manifest", format!("the theme in the folder `{}` has another name", layer.name), at("name"));
        return Err(Error::invalid(finding.help("folder and `name:` must be the same")));
    }
    let api = top.text("api");
    if api.as_deref().map(str::trim) != Some(&super::API.to_string()) {
        let has = api.map_or("names no `api`".to_owned(), |api| format!("is written for `api: {api}`"));
        let finding = Finding::error(
            "theme-api",
            format!("the theme `{}` {has}; smo-build {own} keeps `api: {}`", layer.name, super::API),
            at("api"),
        );
        return Err(Error::invalid(
            finding.why("its templates may rely on what is not there").help("use a version of the theme made for it"),
        ));
    }
    if let Some(range) = top.text("requires")
        && !fits(own, &range)
    {
        let finding =
            Finding::error("theme-requires", format!("the theme `{}` needs smo-build {range}; this is {own}", layer.name), at("requires"));
        return Err(Error::invalid(finding.help("install a version in that range, or another version of the theme")));
    }
    if root.get("version").is_none() && top.findings.iter().all(|finding| finding.level < Level::Error) {
        top.findings.push(Finding::warning("theme-manifest", "`version` is missing", Place::File(source.path.clone())));
    }
    Ok(())
}

/// Does `version` lie in a range such as `>=0.3, <2`? A range that cannot be read fits.
fn fits(version: &str, range: &str) -> bool {
    let own = numbers(version);
    range.split(',').all(|part| {
        let part = part.trim();
        let at = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
        let wanted = numbers(&part[at..]);
        match part[..at].trim() {
            ">=" => own >= wanted,
            ">" => own > wanted,
            "<=" => own <= wanted,
            "<" => own < wanted,
            "=" | "==" => own == wanted,
            _ => true,
        }
    })
}

fn numbers(version: &str) -> [u32; 3] {
    let mut parts = version.split(['.', '-', '+']).map(|part| part.trim().parse().unwrap_or(0));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}

/// Where `theme.options.KEY` and its value stand in the author's file.
fn places(key: &str, settings: &Settings) -> (Place, Place) {
    let Some(source) = &settings.source else { return (Place::Site, Place::Site) };
    let root = yaml::parse(&source.text).ok();
    let options = root.as_ref().and_then(|root| root.get("theme")?.get("options")?.as_map());
    match options.and_then(|entries| entries.iter().rev().find(|entry| entry.key == key)) {
        Some(entry) => (Place::Spot(source.spot(entry.key_span)), Place::Spot(source.spot(entry.value.span))),
        None => (Place::File(source.path.clone()), Place::File(source.path.clone())),
    }
}

fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => format!("`{text}`"),
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "a map".to_owned(),
        other => format!("`{other}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn version_ranges_are_read_as_people_write_them() {
        assert!(fits("0.3.1", ">=0.3") && fits("1.10.0", ">=1.9, <2"));
        assert!(!fits("0.3.1", ">=0.4") && !fits("2.0.0", ">=1, <2"));
    }
}
