//! Reads the keys of a head one by one. The last of two equal keys counts; the first of several
//! names for one thing does.

use std::ops::Range;

use super::{FrontMatter, Written};
use crate::base::finding::Safety;
use crate::base::yaml::{self, Node, Value};
use crate::base::{Finding, Place, Source, Span};
use crate::site::keys::ALIASES;

/// Reads the head of a file.
pub fn read(source: &Source, head: Range<usize>, taxonomies: &[&str], findings: &mut Vec<Finding>) -> FrontMatter {
    let slice = &source.text[head.clone()];
    match yaml::parse(slice) {
        Ok(root) => Reader { source, slice, offset: head.start, findings }.page(&root, taxonomies),
        Err(broken) => {
            let place = Place::Spot(source.spot(broken.span.shifted(head.start)));
            let kept = salvaged(slice);
            let why = match &kept {
                Some(_) => "the page is built with the keys around it that can be read",
                None => "the page is built from its body alone, without title, date and tags",
            };
            findings.push(
                Finding::error("front-matter-invalid", format!("the front matter is not readable as YAML: {}", broken.message), place)
                    .why(why)
                    .help("quote values that hold `: ` or begin with one of @ ` & * ! % # [ {"),
            );
            let root = kept.as_deref().and_then(|kept| yaml::parse(kept).ok());
            root.map_or_else(FrontMatter::default, |root| Reader { source, slice, offset: head.start, findings }.page(&root, taxonomies))
        }
    }
}

/// Reads a head that was parsed already, from another format than YAML.
pub fn of_tree(source: &Source, head: Range<usize>, root: &Node, taxonomies: &[&str], findings: &mut Vec<Finding>) -> FrontMatter {
    let slice = &source.text[head.clone()];
    Reader { source, slice, offset: head.start, findings }.page(root, taxonomies)
}

/// A head with a mistake in it, the keys that cannot be read blanked out byte by byte: a slip in
/// `tags` must not publish a draft.
fn salvaged(slice: &str) -> Option<String> {
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in slice.split_inclusive('\n') {
        let begins_key = line.starts_with(|c: char| c.is_alphanumeric() || c == '_') && line.contains(':');
        if begins_key {
            starts.push(at);
        }
        at += line.len();
    }
    let mut kept = String::with_capacity(slice.len());
    let blank = |text: &str| text.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect::<String>();
    kept.push_str(&blank(&slice[..starts.first().copied()?]));
    for (index, start) in starts.iter().enumerate() {
        let block = &slice[*start..starts.get(index + 1).copied().unwrap_or(slice.len())];
        let sound = yaml::parse(block).is_ok_and(|node| node.as_map().is_some());
        kept.push_str(&if sound { block.to_owned() } else { blank(block) });
    }
    Some(kept).filter(|kept| !kept.trim().is_empty())
}

pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    /// The YAML; spans of nodes count from its start.
    pub(super) slice: &'a str,
    pub(super) offset: usize,
    pub(super) findings: &'a mut Vec<Finding>,
}

/// One way to write a value, as found.
pub(super) struct Candidate<'n> {
    pub(super) path: &'static str,
    pub(super) node: &'n Node,
    pub(super) key_span: Span,
}

impl<'a> Reader<'a> {
    fn page(&mut self, root: &Node, taxonomies: &[&str]) -> FrontMatter {
        if root.is_null() {
            return FrontMatter::default();
        }
        let Some(entries) = root.as_map() else {
            let place = self.place(root.span);
            self.findings.push(
                Finding::error("front-matter-invalid", format!("the front matter holds {}, keys are wanted", root.kind()), place)
                    .help("write `title: …` and so on, one key a line"),
            );
            return FrontMatter::default();
        };
        self.report_keys(entries, taxonomies);
        let mut page = FrontMatter {
            title: self.text(root, "title"),
            description: self.text(root, "description").map(|text| plain(&text)),
            updated: self.written(root, "updated"),
            expires: self.written(root, "expires"),
            slug: self.text(root, "slug"),
            permalink: self.written(root, "permalink"),
            series: self.series(root),
            series_order: self.number(root, "series_order"),
            canonical_url: self.text(root, "canonical_url"),
            lang: self.text(root, "lang").map(|lang| lang.replace('_', "-")),
            weight: self.number(root, "weight"),
            template: self.written(root, "template"),
            layout: lookup(root, "layout").and_then(|(node, _)| node.scalar_text(self.slice)),
            math: self.flag(root, "math"),
            search: self.flag(root, "search"),
            noindex: self.flag(root, "noindex"),
            transparent: self.flag(root, "transparent"),
            page_template: self.text(root, "page_template"),
            aliases: self.written_list(root, "aliases"),
            ..FrontMatter::default()
        };
        self.dates(root, &mut page);
        self.draft(root, &mut page);
        self.unlisted(root, &mut page);
        self.terms(root, taxonomies, &mut page);
        self.pictures(root, &mut page);
        page.authors = self.authors(root);
        page.kind = self.kind(root);
        page.toc = self.toc(root);
        page.social = self.social(root);
        page.sort = self.sort(root);
        page.paginate = self.number(root, "paginate").and_then(|number| usize::try_from(number).ok());
        page.cascade = lookup(root, "cascade").map(|(node, _)| Box::new(self.cascade(node, taxonomies)));
        page.extra = self.extra(entries, taxonomies);
        page.spans = self.spans(root);
        page
    }

    fn cascade(&mut self, node: &Node, taxonomies: &[&str]) -> FrontMatter {
        let mut values = self.page(node, taxonomies);
        values.spans.clear();
        values.cascade = None;
        values
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place::Spot(self.source.spot(span.shifted(self.offset)))
    }

    /// Everything that is written for `key`, by its own name first, then by its other names.
    pub(super) fn candidates<'n>(&self, root: &'n Node, key: &'static str) -> Vec<Candidate<'n>> {
        let aliases = ALIASES.iter().find(|(name, _)| *name == key).map_or(&[][..], |(_, aliases)| aliases);
        let mut all: Vec<Candidate> = std::iter::once(key)
            .chain(aliases.iter().copied())
            .filter_map(|path| lookup(root, path).map(|(node, key_span)| Candidate { path, node, key_span }))
            .collect();
        if all.is_empty() {
            // `Draft: true` is meant, and must not go out.
            let entry = root.as_map().and_then(|entries| entries.iter().rev().find(|entry| entry.key.eq_ignore_ascii_case(key)));
            all.extend(entry.map(|entry| Candidate { path: key, node: &entry.value, key_span: entry.key_span }));
        }
        all
    }

    /// The one that counts; one that says something else is reported.
    pub(super) fn pick<'n>(&mut self, root: &'n Node, key: &'static str) -> Option<Candidate<'n>> {
        let mut all = self.candidates(root, key).into_iter();
        let first = all.next()?;
        let said = first.node.to_json();
        for other in all.filter(|other| other.node.to_json() != said) {
            let at = self.source.spot(first.key_span.shifted(self.offset));
            let place = self.place(other.key_span);
            self.findings.push(
                Finding::warning(
                    "front-matter-alias-conflict",
                    format!("`{}` and `{}` mean the same and disagree", first.path, other.path),
                    place,
                )
                .why(format!("`{}` in line {} counts, this one has no effect", first.path, at.line))
                .help("keep one of them"),
            );
        }
        Some(first)
    }

    pub(super) fn wrong(&mut self, path: &str, node: &Node, wanted: &str) {
        let found = match node.scalar_text(self.slice) {
            Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
            _ => node.kind().to_owned(),
        };
        let place = self.place(node.span);
        self.findings.push(
            Finding::error("front-matter-value", format!("`{path}` is {found}; {wanted} is wanted"), place).why("the value has no effect"),
        );
    }

    pub(super) fn text(&mut self, root: &Node, key: &'static str) -> Option<String> {
        self.written(root, key).map(|written| written.text)
    }

    fn written(&mut self, root: &Node, key: &'static str) -> Option<Written> {
        let found = self.pick(root, key)?;
        self.written_node(found.path, found.node)
    }

    pub(super) fn written_node(&mut self, path: &str, node: &Node) -> Option<Written> {
        match node.scalar_text(self.slice) {
            Some(text) if text.trim().is_empty() => None,
            Some(text) => Some(Written { text: text.trim().to_owned(), span: node.span.shifted(self.offset) }),
            None => {
                self.wrong(path, node, "text");
                None
            }
        }
    }

    pub(super) fn flag(&mut self, root: &Node, key: &'static str) -> Option<bool> {
        let found = self.pick(root, key)?;
        self.flag_node(found.path, found.node)
    }

    /// `yes` and its like are text in YAML 1.2: understood all the same, and said.
    pub(super) fn flag_node(&mut self, path: &str, node: &Node) -> Option<bool> {
        if let Value::Bool(flag) = node.value {
            return Some(flag);
        }
        let meant = match node.as_text().map(str::to_ascii_lowercase).as_deref() {
            Some("yes" | "on" | "true") => true,
            Some("no" | "off" | "false") => false,
            _ => {
                self.wrong(path, node, "true or false");
                return None;
            }
        };
        let place = self.place(node.span);
        let said = node.as_text().unwrap_or_default();
        self.findings.push(
            Finding::warning("front-matter-boolean", format!("`{path}: {said}` is text in YAML 1.2; it is read as {meant}"), place)
                .why("other tools may read it as text, which is never false")
                .help(format!("write `{path}: {meant}`"))
                // With its quotes: `"false"` would be text again.
                .remedy(Safety::Safe, self.slice.get(node.span.range()).unwrap_or(said), meant.to_string()),
        );
        Some(meant)
    }

    fn number(&mut self, root: &Node, key: &'static str) -> Option<i64> {
        let found = self.pick(root, key)?;
        let number = match &found.node.value {
            Value::Int(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong(found.path, found.node, "a whole number");
        }
        number
    }

    /// A list of texts; one text is a list of one.
    pub(super) fn texts(&mut self, path: &str, node: &Node) -> Vec<Written> {
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| self.written_node(path, item)).collect(),
            Value::Null => Vec::new(),
            _ => self.written_node(path, node).into_iter().collect(),
        }
    }

    fn written_list(&mut self, root: &Node, key: &'static str) -> Vec<Written> {
        let found = self.candidates(root, key);
        found.into_iter().flat_map(|found| self.texts(found.path, found.node)).collect()
    }
}

/// The value at a dotted path; `-` in a key is read as `_`, `images[0]` is its first item.
pub(super) fn lookup<'n>(root: &'n Node, path: &str) -> Option<(&'n Node, Span)> {
    let mut node = root;
    let mut key_span = root.span;
    for part in path.split('.') {
        let entry = node.as_map()?.iter().rev().find(|entry| entry.key == part || entry.key.replace('-', "_") == part)?;
        node = &entry.value;
        key_span = entry.key_span;
    }
    (!node.is_null()).then_some((node, key_span))
}

/// Markdown in a description becomes plain text.
fn plain(text: &str) -> String {
    if !text.contains(['*', '_', '`', '[', '<', '&', '\\', '\n']) {
        return text.to_owned();
    }
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(text));
    crate::base::html::plain(&html)
}
