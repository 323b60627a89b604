//! Keys with a shape of their own: terms, dates, pictures, authors, the social map.

use super::reader::{Reader, lookup};
use super::slips::is_known;
use super::{AuthorWritten, FrontMatter, Social, Sort, Toc};
use crate::base::yaml::{Entry, Node, Value};
use crate::model::page::Author;
use crate::site::keys::{IMAGE_KEYS, OWNED_ELSEWHERE};

impl Reader<'_> {
    /// Terms: one text splits at commas, items of a list do not.
    pub(super) fn term_list(&mut self, path: &str, node: &Node) -> Vec<String> {
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

    pub(super) fn terms(&mut self, root: &Node, taxonomies: &[&str], page: &mut FrontMatter) {
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

    pub(super) fn series(&mut self, root: &Node) -> Option<String> {
        let (node, _) = lookup(root, "series").or_else(|| lookup(root, "taxonomies.series"))?;
        self.texts("series", node).into_iter().next().map(|written| written.text)
    }

    /// `date` is shown; an alias beside it says from when on the page is out.
    pub(super) fn dates(&mut self, root: &Node, page: &mut FrontMatter) {
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

    pub(super) fn draft(&mut self, root: &Node, page: &mut FrontMatter) {
        page.draft = self.flag(root, "draft");
        let published = lookup(root, "published").filter(|(node, _)| is_flag(node));
        if let (None, Some((node, _))) = (page.draft, published) {
            page.draft = self.flag_node("published", node).map(|published| !published);
        }
    }

    pub(super) fn unlisted(&mut self, root: &Node, page: &mut FrontMatter) {
        page.unlisted = self.flag(root, "unlisted");
        let never = lookup(root, "build.list").is_some_and(|(node, _)| node.as_text() == Some("never"));
        if page.unlisted.is_none() && never {
            page.unlisted = Some(true);
        }
    }

    /// The first picture key that is there counts; the others are someone else's business.
    pub(super) fn pictures(&mut self, root: &Node, page: &mut FrontMatter) {
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

    pub(super) fn part(&self, node: &Node, key: &str) -> Option<String> {
        node.get(key).and_then(|value| value.scalar_text(self.slice)).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn authors(&mut self, root: &Node) -> Option<Vec<AuthorWritten>> {
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
    pub(super) fn kind(&mut self, root: &Node) -> Option<&'static str> {
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

    pub(super) fn toc(&mut self, root: &Node) -> Option<Toc> {
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

    pub(super) fn sort(&mut self, root: &Node) -> Option<Sort> {
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

    pub(super) fn social(&mut self, root: &Node) -> Social {
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
    pub(super) fn list_or_none(&mut self, path: &str, node: &Node) -> Option<Vec<String>> {
        match node.value {
            Value::Bool(true) => None,
            Value::Bool(false) => Some(Vec::new()),
            _ => Some(self.texts(path, node).into_iter().map(|written| written.text).collect()),
        }
    }

    pub(super) fn extra(&self, entries: &[Entry], taxonomies: &[&str]) -> serde_json::Map<String, serde_json::Value> {
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
}

pub(super) fn is_flag(node: &Node) -> bool {
    matches!(node.value, Value::Bool(_))
        || node.as_text().is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off"))
}
