//! Reads one map of a YAML tree key by key, and says what was wrong with each.
//!
//! Used for `smo.yaml` and `theme.yaml`; front matter has rules of its own (`site/front_matter.rs`).

use crate::base::finding::Safety;
use crate::base::nearest::nearest;
use crate::base::yaml::{Entry, Node, Value};
use crate::base::{Finding, Place, Source, Span};

/// Reads keys of one map; what it was never asked for is unknown and reported by [`Reader::finish`].
pub struct Reader<'a> {
    source: &'a Source,
    /// `site.` for messages; empty at the top.
    prefix: String,
    entries: &'a [Entry],
    asked: Vec<&'static str>,
    pub findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a Source, prefix: impl Into<String>, node: Option<&'a Node>) -> Self {
        let prefix = prefix.into();
        let mut findings = Vec::new();
        let entries = match node {
            None => &[][..],
            Some(node) => match &node.value {
                Value::Map(entries) => entries.as_slice(),
                Value::Null => &[][..],
                _ => {
                    let name = prefix.trim_end_matches('.');
                    let what = if name.is_empty() { "the file".to_owned() } else { format!("`{name}`") };
                    findings.push(Finding::error(
                        "config-invalid",
                        format!("{what} holds {}, a map of keys is wanted", node.kind()),
                        Place::Spot(source.spot(node.span)),
                    ));
                    &[][..]
                }
            },
        };
        let mut reader = Self { source, prefix, entries, asked: Vec::new(), findings };
        reader.report_duplicates();
        reader
    }

    fn report_duplicates(&mut self) {
        for (at, entry) in self.entries.iter().enumerate() {
            if self.entries[..at].iter().any(|earlier| earlier.key == entry.key) {
                let place = Place::Spot(self.source.spot(entry.key_span));
                self.findings.push(
                    Finding::error("config-invalid", format!("`{}{}` stands twice; the last one counts", self.prefix, entry.key), place)
                        .help("remove one of them"),
                );
            }
        }
    }

    /// The node under `key`; from now on the key is known.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        let node = self.entries.iter().rev().find(|entry| entry.key == key).map(|entry| &entry.value)?;
        (!node.is_null()).then_some(node)
    }

    /// What follows `#` is a comment: `key: #0a7d4f` says nothing. Where the colour stands, and the colour.
    pub fn commented_out(&self, key: &str) -> Option<(Span, &'a str)> {
        let entry = self.entries.iter().rev().find(|entry| entry.key == key && entry.value.is_null())?;
        let after = entry.key_span.range().end;
        let line = self.source.text.get(after..)?.lines().next()?;
        let start = line.find('#')?;
        let comment = line[start..].split_ascii_whitespace().next()?;
        (comment.len() > 1).then(|| (Span::new(after + start, after + start + comment.len()), comment))
    }

    /// A reader for the map under `key`.
    pub fn section(&mut self, key: &'static str) -> Reader<'a> {
        let node = self.node(key);
        Reader::new(self.source, format!("{}{key}.", self.prefix), node)
    }

    pub fn text(&mut self, key: &'static str) -> Option<String> {
        let node = self.node(key)?;
        let text = node.scalar_text(&self.source.text);
        if text.is_none() {
            self.wrong(key, node, "text");
        }
        text
    }

    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        match &node.value {
            Value::Bool(flag) => Some(*flag),
            Value::Text(word) => match word.to_ascii_lowercase().as_str() {
                "yes" | "on" => Some(true),
                "no" | "off" => Some(false),
                _ => {
                    self.wrong(key, node, "true or false");
                    None
                }
            },
            _ => {
                self.wrong(key, node, "true or false");
                None
            }
        }
    }

    pub fn number(&mut self, key: &'static str) -> Option<u32> {
        let node = self.node(key)?;
        match node.value {
            Value::Int(number) if u32::try_from(number).is_ok() => u32::try_from(number).ok(),
            _ => {
                self.wrong(key, node, "a whole number, 0 or more");
                None
            }
        }
    }

    /// A list of texts; one text is a list of one.
    pub fn list(&mut self, key: &'static str) -> Option<Vec<String>> {
        let node = self.node(key)?;
        match &node.value {
            Value::List(items) => {
                let texts: Vec<_> = items.iter().map(|item| item.scalar_text(&self.source.text)).collect();
                for (item, text) in items.iter().zip(&texts) {
                    if text.is_none() {
                        self.wrong(key, item, "a list of texts");
                    }
                }
                Some(texts.into_iter().flatten().collect())
            }
            _ => match node.scalar_text(&self.source.text) {
                Some(text) => Some(vec![text]),
                None => {
                    self.wrong(key, node, "a list of texts");
                    None
                }
            },
        }
    }

    /// A list of words, each one of a few; what is none of them is reported and left out.
    pub fn words(&mut self, key: &'static str, known: &[&str]) -> Option<Vec<String>> {
        let node = self.node(key)?;
        let items = node.as_list().unwrap_or_else(|| std::slice::from_ref(node));
        let mut words = Vec::new();
        for item in items {
            let word = item.scalar_text(&self.source.text).unwrap_or_default();
            if known.contains(&word.as_str()) {
                words.push(word);
                continue;
            }
            let place = Place::Spot(self.source.spot(item.span));
            let finding =
                Finding::error("config-invalid", format!("`{}{key}` has `{word}`, which means nothing there", self.prefix), place);
            self.findings.push(match nearest(&word, known.iter().copied()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")).remedy(Safety::Unsafe, word, near),
                None => finding.help(format!("it takes {}", known.join(", "))),
            });
        }
        Some(words)
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let node = self.node(key)?;
        let word = node.scalar_text(&self.source.text).unwrap_or_default();
        let found = choices.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            self.wrong(key, node, &format!("one of {}", names.join(", ")));
            if let (Some(near), Some(finding)) = (nearest(&word, names), self.findings.pop()) {
                self.findings.push(finding.help(format!("did you mean `{near}`?")).remedy(Safety::Unsafe, word, near));
            }
        }
        found
    }

    /// The entries of the map under `key`, whatever their names are.
    pub fn entries(&mut self, key: &'static str) -> &'a [Entry] {
        let Some(node) = self.node(key) else { return &[] };
        match node.as_map() {
            Some(entries) => entries,
            None => {
                self.wrong(key, node, "a map");
                &[]
            }
        }
    }

    /// Says that the value under `key` is of the wrong kind.
    pub fn wrong(&mut self, key: &str, node: &Node, wanted: &str) {
        let found = match node.scalar_text(&self.source.text) {
            Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
            _ => node.kind().to_owned(),
        };
        let place = Place::Spot(self.source.spot(node.span));
        self.findings.push(Finding::error("config-invalid", format!("`{}{key}` is {found}; {wanted} is wanted", self.prefix), place));
    }

    /// Says that the list under `key` is empty.
    pub fn none_named(&mut self, key: &str, node: &Node, wanted: &str) {
        let place = Place::Spot(self.source.spot(node.span));
        self.findings.push(Finding::error("config-invalid", format!("`{}{key}` is empty; {wanted}", self.prefix), place));
    }

    /// All findings, those about keys that nobody asked for included.
    pub fn finish(mut self) -> Vec<Finding> {
        let mut renamed: Vec<&str> = Vec::new();
        for entry in self.entries {
            if self.asked.contains(&entry.key.as_str()) {
                continue;
            }
            let place = Place::Spot(self.source.spot(entry.key_span));
            let mut finding =
                Finding::warning("config-unknown-key", format!("`{}{}` is not a key smo-build knows", self.prefix, entry.key), place)
                    .why("it has no effect");
            finding = match nearest(&entry.key, self.asked.iter().copied()) {
                Some(near) if self.entries.iter().any(|other| other.key == near) => {
                    finding.help(format!("`{}{near}` stands there already: remove this one, or move it under `extra:`", self.prefix))
                }
                Some(near) => {
                    let finding = finding.help(format!("did you mean `{}{near}`?", self.prefix));
                    // Of two that are nearly the same key, a program cannot tell which is meant.
                    let is_taken = renamed.contains(&near);
                    renamed.push(near);
                    if is_taken { finding } else { finding.remedy(Safety::Unsafe, entry.key.as_str(), near) }
                }
                None => finding.help("remove it, or move it under `extra:`"),
            };
            self.findings.push(finding);
        }
        self.findings
    }
}
