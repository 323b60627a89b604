//! What the settings say of lint rules: levels, cases, options, and the paths they are said for.
//!
//! Which rules, cases and options there are only `lint` knows; here they are names.

use std::collections::BTreeMap;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::RuleLevel;
use super::reader::Reader;
use crate::base::finding::Spot;
use crate::base::nearest::nearest;
use crate::base::yaml::{Entry, Node, Value};
use crate::base::{Finding, Place, Source};

/// Rule or group → what is said of it.
pub type Rules = BTreeMap<String, RuleSetting>;

/// An entry of `lint.rules`: a level, or a map of level, cases and options.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSetting {
    pub level: Option<RuleLevel>,
    pub cases: BTreeMap<String, RuleLevel>,
    pub options: BTreeMap<String, OptionValue>,
    /// Where it stands, its name alone; none if a flag says it.
    pub at: Option<Box<Spot>>,
}

impl From<RuleLevel> for RuleSetting {
    fn from(level: RuleLevel) -> Self {
        Self { level: Some(level), ..Self::default() }
    }
}

/// A value of a rule's option, as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionValue {
    pub given: Given,
    pub at: Box<Spot>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Given>),
}

/// Rules for some paths, or from the command line. A later one wins.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// None = everywhere.
    pub paths: Option<Paths>,
    pub rules: Rules,
    /// `lint.overrides`, or the flag that says it.
    pub from: &'static str,
}

/// Globs of addresses (`/notes/**`), or of source files below the project or its content folder.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    pub written: Vec<String>,
    /// Where each stands, if it was read from the settings.
    pub spots: Vec<Spot>,
    urls: GlobSet,
    files: GlobSet,
}

impl Paths {
    /// The globs, or the one that is none and why.
    pub fn new(globs: &[String]) -> Result<Self, (String, String)> {
        let (mut urls, mut files) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for glob in globs {
            let parsed: Glob =
                GlobBuilder::new(glob).literal_separator(true).build().map_err(|error| (glob.clone(), error.kind().to_string()))?;
            if glob.starts_with('/') {
                urls.add(parsed)
            } else {
                files.add(parsed)
            };
        }
        let build = |set: GlobSetBuilder| set.build().map_err(|error| (globs.join(", "), error.to_string()));
        Ok(Self { written: globs.to_vec(), spots: Vec::new(), urls: build(urls)?, files: build(files)? })
    }

    /// `file` as it is shown, `content` the folder that its path may leave out.
    pub fn has(&self, url: Option<&str>, file: Option<&str>, content: &str) -> bool {
        let below = |file: &str| {
            let folder = content.trim_matches('/');
            let at = file.find(folder).filter(|at| !folder.is_empty() && (*at == 0 || file.as_bytes()[at - 1] == b'/'))?;
            file[at + folder.len()..].strip_prefix('/').map(str::to_owned)
        };
        url.is_some_and(|url| self.urls.is_match(url))
            || file.is_some_and(|file| self.files.is_match(file) || below(file).is_some_and(|file| self.files.is_match(file)))
    }
}

/// How much of what is known is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Errors and warnings; hints are counted.
    #[default]
    Recommended,
    /// Hints too, and whoever allows something says why.
    Strict,
    /// Rules that are off by themselves, and popular advice that nobody proved.
    Pedantic,
}

impl Profile {
    pub const ALL: &[(&str, Profile)] =
        &[("recommended", Profile::Recommended), ("strict", Profile::Strict), ("pedantic", Profile::Pedantic)];

    pub fn name(self) -> &'static str {
        Profile::ALL.iter().find(|(_, profile)| *profile == self).map_or("", |(name, _)| name)
    }
}

/// An entry of `lint.budgets`.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    pub paths: Paths,
    /// Its HTML, in KB of 1000 bytes.
    pub page_kb: Option<u32>,
    /// The preview picture.
    pub card_kb: Option<u32>,
    pub min_card_score: Option<u32>,
    /// `lint --prune-baseline` writes better numbers here as they are reached.
    pub ratchet: bool,
    /// Where each number stands.
    pub numbers: BTreeMap<&'static str, Box<Spot>>,
    pub at: Option<Box<Spot>>,
}

pub(super) const LEVELS: &[(&str, RuleLevel)] =
    &[("off", RuleLevel::Off), ("info", RuleLevel::Info), ("warning", RuleLevel::Warning), ("error", RuleLevel::Error)];

/// `rules:` of `lint`, or of an override.
pub(super) fn rules(entries: &[Entry], prefix: &str, source: &Source, found: &mut Vec<Finding>) -> Rules {
    let mut rules = Rules::new();
    for entry in entries {
        let name = format!("{prefix}.{}", entry.key);
        let mut setting = match entry.value.as_map() {
            None => level(&entry.value, &name, source, found).map(RuleSetting::from).unwrap_or_default(),
            Some(keys) => detailed(keys, &name, source, found),
        };
        setting.at = Some(Box::new(source.spot(entry.key_span)));
        rules.insert(entry.key.clone(), setting);
    }
    rules
}

/// `{ level: error, cases: { discord: off }, max: 300KB }`: what is neither level nor cases is an option.
fn detailed(keys: &[Entry], name: &str, source: &Source, found: &mut Vec<Finding>) -> RuleSetting {
    let mut setting = RuleSetting::default();
    for key in keys {
        let name = format!("{name}.{}", key.key);
        match (key.key.as_str(), key.value.as_map()) {
            ("level", _) => setting.level = level(&key.value, &name, source, found),
            ("cases", Some(cases)) => {
                for case in cases {
                    if let Some(level) = level(&case.value, &format!("{name}.{}", case.key), source, found) {
                        setting.cases.insert(case.key.clone(), level);
                    }
                }
            }
            ("cases", None) => found.push(wrong(&name, &key.value, source, "a map of cases and levels")),
            _ => match given(&key.value) {
                Some(value) => {
                    let at = Box::new(source.spot(key.value.span));
                    setting.options.insert(key.key.clone(), OptionValue { given: value, at });
                }
                None => found.push(wrong(&name, &key.value, source, "a value")),
            },
        }
    }
    setting
}

fn level(node: &Node, name: &str, source: &Source, found: &mut Vec<Finding>) -> Option<RuleLevel> {
    // `read: off` is the text "off"; YAML 1.1 would have made it false.
    let word = node.scalar_text(&source.text).unwrap_or_default();
    let level = LEVELS.iter().find(|(name, _)| *name == word).map(|(_, level)| *level);
    if level.is_none() {
        let finding = wrong(name, node, source, "one of off, info, warning, error");
        let near = nearest(&word, LEVELS.iter().map(|(name, _)| *name));
        found.push(match near {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        });
    }
    level
}

fn given(node: &Node) -> Option<Given> {
    match &node.value {
        Value::Bool(flag) => Some(Given::Flag(*flag)),
        Value::Int(number) => Some(Given::Number(*number as f64)),
        Value::Float(number) => Some(Given::Number(*number)),
        Value::Text(text) => Some(Given::Text(text.clone())),
        Value::List(items) => items.iter().map(given).collect::<Option<_>>().map(Given::List),
        Value::Null | Value::Map(_) => None,
    }
}

/// As [`Reader::wrong`], for values below a map of free names.
fn wrong(name: &str, node: &Node, source: &Source, wanted: &str) -> Finding {
    let found = match node.scalar_text(&source.text) {
        Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
        _ => node.kind().to_owned(),
    };
    Finding::error("config-invalid", format!("`{name}` is {found}; {wanted} is wanted"), Place::Spot(source.spot(node.span)))
}

pub(super) fn overrides(r: &mut Reader, source: &Source, found: &mut Vec<Finding>) -> Vec<Layer> {
    let mut layers = Vec::new();
    for item in items(r, "overrides") {
        let mut one = Reader::new(source, "lint.overrides.", Some(item));
        let paths = paths(&mut one, item, source, "`{ paths: \"notes/**\", rules: { preview-image-missing: off } }`");
        let entries = one.entries("rules");
        found.extend(one.finish());
        let rules = rules(entries, "lint.overrides.rules", source, found);
        if let Some(paths) = paths {
            layers.push(Layer { paths: Some(paths), rules, from: "lint.overrides" });
        }
    }
    layers
}

pub(super) fn budgets(r: &mut Reader, source: &Source, found: &mut Vec<Finding>) -> Vec<Budget> {
    let mut budgets = Vec::new();
    for item in items(r, "budgets") {
        let mut one = Reader::new(source, "lint.budgets.", Some(item));
        let numbers = ["page_kb", "card_kb", "min_card_score"].into_iter();
        let numbers = numbers.filter_map(|key| Some((key, Box::new(source.spot(one.node(key)?.span))))).collect();
        let budget = Budget {
            paths: paths(&mut one, item, source, "`{ paths: \"posts/**\", page_kb: 900 }`").unwrap_or_default(),
            page_kb: one.number("page_kb"),
            card_kb: one.number("card_kb"),
            min_card_score: one.number("min_card_score"),
            ratchet: one.flag("ratchet").unwrap_or(false),
            numbers,
            at: Some(Box::new(source.spot(item.span))),
        };
        if budget.min_card_score.is_some_and(|score| score > 100)
            && let Some(node) = one.node("min_card_score")
        {
            one.wrong("min_card_score", node, "a score, 0 to 100,");
        }
        if budget.numbers.is_empty() && !budget.paths.written.is_empty() {
            let place = Place::Spot(source.spot(item.span));
            one.findings.push(
                Finding::warning("config-invalid", "the budget names no number, so it asks for nothing", place)
                    .help("give it `page_kb`, `card_kb` or `min_card_score`"),
            );
        }
        found.extend(one.finish());
        budgets.push(budget);
    }
    budgets
}

/// The maps of a list; what is no list is said.
fn items<'a>(r: &mut Reader<'a>, key: &'static str) -> &'a [Node] {
    let Some(node) = r.node(key) else { return &[] };
    node.as_list().unwrap_or_else(|| {
        r.wrong(key, node, "a list");
        &[]
    })
}

/// `paths:` of an entry, which cannot do without.
fn paths(one: &mut Reader, item: &Node, source: &Source, example: &str) -> Option<Paths> {
    let node = one.node("paths");
    let globs = one.list("paths").unwrap_or_default();
    if globs.is_empty() {
        let place = Place::Spot(source.spot(node.unwrap_or(item).span));
        let finding = Finding::error("config-invalid", "the entry names no `paths`", place);
        one.findings.push(finding.help(format!("write it as {example}")));
        return None;
    }
    let nodes = node.map(|node| node.as_list().unwrap_or(std::slice::from_ref(node))).unwrap_or_default();
    let spots = nodes.iter().map(|node| source.spot(node.span)).collect();
    Paths::new(&globs)
        .map(|paths| Paths { spots, ..paths })
        .map_err(|(glob, why)| {
            let place = Place::Spot(source.spot(node.unwrap_or(item).span));
            one.findings.push(Finding::error("config-invalid", format!("`{glob}` is no glob: {why}"), place));
        })
        .ok()
}

/// `weights:`: platform → how much its card counts.
pub(super) fn weights(r: &mut Reader) -> BTreeMap<String, u32> {
    let mut weights = BTreeMap::new();
    for entry in r.entries("weights") {
        match entry.value.value {
            Value::Int(weight) if (0..=1000).contains(&weight) => drop(weights.insert(entry.key.clone(), weight as u32)),
            _ => r.wrong(&format!("weights.{}", entry.key), &entry.value, "a whole number, 0 to 1000,"),
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_addresses_or_files_with_or_without_their_folder() {
        let paths = Paths::new(&["notes/**".into(), "/old/*/".into()]).unwrap();
        assert!(paths.has(None, Some("content/notes/a/b.md"), "content"));
        assert!(paths.has(None, Some("site/content/notes/a.md"), "content"));
        assert!(paths.has(Some("/old/rain/"), None, "content"));
        assert!(!paths.has(Some("/old/rain/more/"), Some("content/posts/notes.md"), "content"));
        assert!(!paths.has(None, Some("discontent/notes/a.md"), "content"));
        assert_eq!(Paths::new(&["a/[".into()]).unwrap_err().0, "a/[");
    }
}
