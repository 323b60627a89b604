//! Reads the keys of a head one by one. The last of two equal keys counts; the first of several
//! names for one thing does.

use std::ops::Range;

use super::{AuthorWritten, FrontMatter, Social, Sort, Toc, Written};
use crate::base::nearest::nearest;
use crate::base::yaml::{self, Entry, Node, Value};
use crate::base::{Finding, Place, Source, Span};
use crate::model::page::Author;
use crate::site::keys::{ALIASES, EXEMPT, IMAGE_KEYS, OWN_KEYS, OWNED_ELSEWHERE};

/// Reads the head of a file.
pub fn read(source: &Source, head: Range<usize>, taxonomies: &[&str], findings: &mut Vec<Finding>) -> FrontMatter {
    let slice = &source.text[head.clone()];
    match yaml::parse(slice) {
        Ok(root) => Reader { source, slice, offset: head.start, findings }.page(&root, taxonomies),
        Err(broken) => {
            let place = Place::Spot(source.spot(broken.span.shifted(head.start)));
            findings.push(
                Finding::error("front-matter-invalid", format!("the front matter is not readable as YAML: {}", broken.message), place)
                    .why("the page is built from its body alone, without title, date and tags")
                    .help("quote values that hold `: ` or begin with one of @ ` & * ! % # [ {"),
            );
            FrontMatter::default()
        }
    }
}

struct Reader<'a> {
    source: &'a Source,
    /// The YAML; spans of nodes count from its start.
    slice: &'a str,
    offset: usize,
    findings: &'a mut Vec<Finding>,
}

/// One way to write a value, as found.
struct Candidate<'n> {
    path: &'static str,
    node: &'n Node,
    key_span: Span,
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

    fn place(&self, span: Span) -> Place {
        Place::Spot(self.source.spot(span.shifted(self.offset)))
    }

    /// Everything that is written for `key`, by its own name first, then by its other names.
    fn candidates<'n>(&self, root: &'n Node, key: &'static str) -> Vec<Candidate<'n>> {
        let aliases = ALIASES.iter().find(|(name, _)| *name == key).map_or(&[][..], |(_, aliases)| aliases);
        std::iter::once(key)
            .chain(aliases.iter().copied())
            .filter_map(|path| lookup(root, path).map(|(node, key_span)| Candidate { path, node, key_span }))
            .collect()
    }

    /// The one that counts; one that says something else is reported.
    fn pick<'n>(&mut self, root: &'n Node, key: &'static str) -> Option<Candidate<'n>> {
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

    fn wrong(&mut self, path: &str, node: &Node, wanted: &str) {
        let found = match node.scalar_text(self.slice) {
            Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
            _ => node.kind().to_owned(),
        };
        let place = self.place(node.span);
        self.findings.push(
            Finding::error("front-matter-value", format!("`{path}` is {found}; {wanted} is wanted"), place).why("the value has no effect"),
        );
    }

    fn text(&mut self, root: &Node, key: &'static str) -> Option<String> {
        self.written(root, key).map(|written| written.text)
    }

    fn written(&mut self, root: &Node, key: &'static str) -> Option<Written> {
        let found = self.pick(root, key)?;
        self.written_node(found.path, found.node)
    }

    fn written_node(&mut self, path: &str, node: &Node) -> Option<Written> {
        match node.scalar_text(self.slice) {
            Some(text) if text.trim().is_empty() => None,
            Some(text) => Some(Written { text: text.trim().to_owned(), span: node.span.shifted(self.offset) }),
            None => {
                self.wrong(path, node, "text");
                None
            }
        }
    }

    fn flag(&mut self, root: &Node, key: &'static str) -> Option<bool> {
        let found = self.pick(root, key)?;
        self.flag_node(found.path, found.node)
    }

    /// `yes` and its like are text in YAML 1.2: understood all the same, and said.
    fn flag_node(&mut self, path: &str, node: &Node) -> Option<bool> {
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
                .help(format!("write `{path}: {meant}`")),
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
    fn texts(&mut self, path: &str, node: &Node) -> Vec<Written> {
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

    /// Terms: one text splits at commas, items of a list do not.
    fn term_list(&mut self, path: &str, node: &Node) -> Vec<String> {
        let texts = self.texts(path, node);
        let split = node.as_list().is_none();
        let mut terms: Vec<String> = Vec::new();
        for written in &texts {
            let parts: Vec<&str> = if split { written.text.split(',').collect() } else { vec![&written.text] };
            for term in parts.into_iter().map(str::trim).filter(|term| !term.is_empty()) {
                if !terms.iter().any(|known| known == term) {
                    terms.push(term.to_owned());
                }
            }
        }
        terms
    }

    fn terms(&mut self, root: &Node, taxonomies: &[&str], page: &mut FrontMatter) {
        for key in ["tags", "categories"] {
            let found = self.pick(root, key);
            let terms = found.map(|found| self.term_list(found.path, found.node));
            let nested = lookup(root, if key == "tags" { "taxonomies.tags" } else { "taxonomies.categories" });
            let terms = terms.or_else(|| nested.map(|(node, _)| self.term_list(key, node)));
            *(if key == "tags" { &mut page.tags } else { &mut page.categories }) = terms;
        }
        let map = lookup(root, "taxonomies").and_then(|(node, _)| node.as_map()).unwrap_or(&[]);
        let named = root.as_map().unwrap_or(&[]).iter().filter(|entry| taxonomies.contains(&entry.key.as_str()));
        for entry in map.iter().chain(named).filter(|entry| !matches!(entry.key.as_str(), "tags" | "categories" | "series")) {
            if page.taxonomies.iter().all(|(name, _)| *name != entry.key) {
                let terms = self.term_list(&entry.key, &entry.value);
                page.taxonomies.push((entry.key.clone(), terms));
            }
        }
    }

    fn series(&mut self, root: &Node) -> Option<String> {
        let (node, _) = lookup(root, "series").or_else(|| lookup(root, "taxonomies.series"))?;
        self.texts("series", node).into_iter().next().map(|written| written.text)
    }

    /// `date` is shown; an alias beside it says from when on the page is out.
    fn dates(&mut self, root: &Node, page: &mut FrontMatter) {
        let mut found = self.candidates(root, "date");
        // `published` is a date, or says whether the page is a draft.
        found.retain(|one| one.path != "published" || !is_flag(one.node));
        for one in found {
            let written = self.written_node(one.path, one.node);
            if one.path == "date" || page.date.is_none() && page.publish.is_none() {
                page.date = written;
            } else if page.publish.is_none() {
                page.publish = written;
            }
        }
    }

    fn draft(&mut self, root: &Node, page: &mut FrontMatter) {
        page.draft = self.flag(root, "draft");
        let published = lookup(root, "published").filter(|(node, _)| is_flag(node));
        if let (None, Some((node, _))) = (page.draft, published) {
            page.draft = self.flag_node("published", node).map(|published| !published);
        }
    }

    fn unlisted(&mut self, root: &Node, page: &mut FrontMatter) {
        page.unlisted = self.flag(root, "unlisted");
        let never = lookup(root, "build.list").is_some_and(|(node, _)| node.as_text() == Some("never"));
        if page.unlisted.is_none() && never {
            page.unlisted = Some(true);
        }
    }

    /// The first picture key that is there counts; the others are someone else's business.
    fn pictures(&mut self, root: &Node, page: &mut FrontMatter) {
        page.image_alt = self.text(root, "image_alt");
        for path in IMAGE_KEYS {
            let Some((node, _)) = lookup(root, path) else { continue };
            let node = match &node.value {
                Value::List(items) => match items.first() {
                    Some(first) => first,
                    None => continue,
                },
                _ => node,
            };
            if matches!(node.value, Value::Bool(_)) {
                continue;
            }
            let written = if node.as_map().is_some() {
                page.image_position = self.part(node, "position");
                page.image_credit = self.part(node, "credit");
                page.image_alt = page.image_alt.take().or_else(|| self.part(node, "alt"));
                let src = ["src", "path", "url", "image", "feature", "teaser"].iter().find_map(|key| node.get(key));
                src.filter(|src| !src.is_null()).and_then(|src| self.written_node(path, src))
            } else {
                self.written_node(path, node)
            };
            match (written, *path) {
                (None, _) => {}
                (written, "social.image") => page.social_image = written,
                (written, _) => {
                    page.image = written;
                    return;
                }
            }
        }
    }

    fn part(&self, node: &Node, key: &str) -> Option<String> {
        node.get(key).and_then(|value| value.scalar_text(self.slice)).filter(|text| !text.trim().is_empty())
    }

    fn authors(&mut self, root: &Node) -> Option<Vec<AuthorWritten>> {
        let found = self.pick(root, "authors")?;
        let items = found.node.as_list().map_or_else(|| vec![found.node], |items| items.iter().collect());
        let authors = items.into_iter().filter_map(|item| match item.as_map() {
            None => self.written_node(found.path, item).map(|written| AuthorWritten::Name(written.text)),
            Some(_) => {
                let name = self.part(item, "name").or_else(|| self.part(item, "title"))?;
                let part = |key: &str| self.part(item, key);
                Some(AuthorWritten::Whole(Author {
                    id: crate::base::text::slug(&name),
                    url: part("url").or_else(|| part("link")),
                    image: part("image").or_else(|| part("picture")),
                    bio: part("bio"),
                    fediverse: part("fediverse"),
                    bluesky: part("bluesky"),
                    x: part("x").or_else(|| part("twitter")).map(|handle| handle.trim_start_matches('@').to_owned()),
                    name,
                }))
            }
        });
        Some(authors.collect())
    }

    /// `type: post` of other tools is an article; what nobody knows is the default.
    fn kind(&mut self, root: &Node) -> Option<&'static str> {
        let found = self.pick(root, "kind")?;
        match found.node.as_text().map(str::to_ascii_lowercase).as_deref() {
            Some("article" | "post" | "posts" | "blog") => Some("article"),
            Some("page" | "pages") => Some("page"),
            Some("product") => Some("product"),
            Some("event") => Some("event"),
            Some("link") => Some("link"),
            _ if found.path == "kind" => {
                self.wrong("kind", found.node, "one of article, page, product, event, link");
                None
            }
            _ => None,
        }
    }

    fn toc(&mut self, root: &Node) -> Option<Toc> {
        let (node, _) = lookup(root, "toc")?;
        let Some(_) = node.as_map() else {
            return self.flag_node("toc", node).map(|on| Toc { on, ..Toc::default() });
        };
        let level = |key: &str, default: u8| match node.get(key).map(|node| &node.value) {
            Some(Value::Int(level @ 1..=6)) => *level as u8,
            _ => default,
        };
        Some(Toc { on: true, min: level("min", 2), max: level("max", 3) })
    }

    fn sort(&mut self, root: &Node) -> Option<Sort> {
        let (node, _) = lookup(root, "sort").or_else(|| lookup(root, "sort_by"))?;
        match node.as_text() {
            Some("date") => Some(Sort::Date),
            Some("weight") => Some(Sort::Weight),
            Some("title") => Some(Sort::Title),
            Some("path") => Some(Sort::Path),
            _ => {
                self.wrong("sort", node, "one of date, weight, title, path");
                None
            }
        }
    }

    fn social(&mut self, root: &Node) -> Social {
        let mut social =
            Social { title: self.text(root, "social.title"), description: self.text(root, "social.description"), ..Social::default() };
        let found = |path| lookup(root, path).map(|(node, _)| node);
        match found("social.card") {
            Some(node) if node.value == Value::Bool(false) => social.card_off = true,
            Some(node) if node.value == Value::Bool(true) => {}
            Some(node) => social.card_layout = self.written_node("social.card", node).map(|written| written.text),
            None => social.card_layout = found("social.cards_layout").and_then(|node| node.scalar_text(self.slice)),
        }
        if let Some(node) = found("social.card_data").or_else(|| found("social.cards_layout_options")) {
            match node.to_json() {
                serde_json::Value::Object(map) => social.card_data = map,
                _ => self.wrong("social.card_data", node, "a map"),
            }
        }
        if let Some(node) = found("social.hashtags") {
            let tags = self.texts("social.hashtags", node);
            social.hashtags = tags.iter().map(|tag| tag.text.trim_start_matches('#').to_owned()).collect();
        }
        social.quotes = found("social.quotes").and_then(|node| self.list_or_none("social.quotes", node));
        social.share = found("social.share").and_then(|node| self.list_or_none("social.share", node));
        social
    }

    /// `false` = an empty list, `true` = as if nothing were said.
    fn list_or_none(&mut self, path: &str, node: &Node) -> Option<Vec<String>> {
        match node.value {
            Value::Bool(true) => None,
            Value::Bool(false) => Some(Vec::new()),
            _ => Some(self.texts(path, node).into_iter().map(|written| written.text).collect()),
        }
    }

    fn extra(&self, entries: &[Entry], taxonomies: &[&str]) -> serde_json::Map<String, serde_json::Value> {
        let mut extra = serde_json::Map::new();
        for holder in ["data", "params", "extra"] {
            let map = entries.iter().rev().find(|entry| entry.key == holder).and_then(|entry| entry.value.as_map());
            for entry in map.unwrap_or(&[]) {
                extra.insert(entry.key.clone(), entry.value.to_json());
            }
        }
        for entry in entries {
            let key = entry.key.replace('-', "_");
            let holder = matches!(key.as_str(), "extra" | "params" | "data") && entry.value.as_map().is_some();
            let known = is_known(&key) || taxonomies.contains(&entry.key.as_str());
            if !holder && (!known || OWNED_ELSEWHERE.contains(&key.as_str())) {
                extra.insert(entry.key.clone(), entry.value.to_json());
            }
        }
        extra
    }

    fn report_keys(&mut self, entries: &[Entry], taxonomies: &[&str]) {
        for (at, entry) in entries.iter().enumerate() {
            if entries[..at].iter().any(|earlier| earlier.key == entry.key) {
                let place = self.place(entry.key_span);
                let finding =
                    Finding::error("front-matter-duplicate-key", format!("`{}` stands twice; the last one counts", entry.key), place);
                self.findings.push(finding.help("remove one of them"));
            }
            let key = entry.key.replace('-', "_");
            if is_known(&key) || taxonomies.contains(&entry.key.as_str()) || EXEMPT.contains(&key.as_str()) {
                continue;
            }
            let Some(near) = nearest(&key, OWN_KEYS.iter().copied()) else { continue };
            let why = match near {
                "description" => "without it, previews show the first paragraph instead",
                "title" => "without it, the title is the first heading or the name of the file",
                "date" => "without it, the page has no date and is no article",
                "image" => "without it, previews show a drawn card instead",
                _ => "it has no effect",
            };
            let place = self.place(entry.key_span);
            self.findings.push(
                Finding::warning("front-matter-unknown-key", format!("`{}` is not a key smo-build knows", entry.key), place)
                    .why(why)
                    .help(format!("did you mean `{near}`? If not, move it under `extra:`")),
            );
        }
    }

    fn spans(&self, root: &Node) -> Vec<(&'static str, Span)> {
        let mut spans = Vec::new();
        for key in [
            "title",
            "description",
            "date",
            "updated",
            "draft",
            "expires",
            "permalink",
            "slug",
            "canonical_url",
            "lang",
            "image_alt",
            "social.share",
            "social.title",
        ] {
            let is_date = |one: &&Candidate| key != "date" || !is_flag(one.node);
            if let Some(found) = self.candidates(root, key).iter().find(is_date) {
                spans.push((key, found.node.span.shifted(self.offset)));
            }
        }
        let published = lookup(root, "published").filter(|(node, _)| is_flag(node));
        if let (None, Some((node, _))) = (lookup(root, "draft"), published) {
            spans.push(("draft", node.span.shifted(self.offset)));
        }
        if let Some((node, _)) = IMAGE_KEYS.iter().find_map(|path| lookup(root, path)) {
            spans.push(("image", node.get("src").unwrap_or(node).span.shifted(self.offset)));
        }
        spans
    }
}

/// The value at a dotted path; `-` in a key is read as `_`, `images[0]` is its first item.
fn lookup<'n>(root: &'n Node, path: &str) -> Option<(&'n Node, Span)> {
    let mut node = root;
    let mut key_span = root.span;
    for part in path.split('.') {
        let entry = node.as_map()?.iter().rev().find(|entry| entry.key == part || entry.key.replace('-', "_") == part)?;
        node = &entry.value;
        key_span = entry.key_span;
    }
    (!node.is_null()).then_some((node, key_span))
}

fn is_flag(node: &Node) -> bool {
    matches!(node.value, Value::Bool(_))
        || node.as_text().is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off"))
}

fn is_known(key: &str) -> bool {
    let first = |path: &str| path.split('.').next() == Some(key);
    OWN_KEYS.contains(&key)
        || OWNED_ELSEWHERE.contains(&key)
        || ALIASES.iter().any(|(_, aliases)| aliases.iter().any(|alias| first(alias)))
        || IMAGE_KEYS.iter().any(|path| first(path))
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
