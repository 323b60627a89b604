//! The hints island: what an author says about sharing in the HTML of another generator.
//!
//! `<script type="application/smo+json">` with the keys of front matter that matter here, and those of
//! its `social` map, so that a template can print that map as it is. docs/html-contract.md lists them.

use serde_json::{Map, Value};

use crate::base::html::unescape;
use crate::base::nearest::nearest;
use crate::base::text::is_iso_date;
use crate::base::{Finding, Place, Span};
use crate::model::facts::PageFacts;
use crate::model::page::{Author, CardHint, Hints, ImageHint, Kind};

/// Every key that is read.
const KEYS: &[&str] = &[
    "kind",
    "title",
    "description",
    "social_title",
    "social_description",
    "canonical",
    "lang",
    "published",
    "updated",
    "authors",
    "author",
    "tags",
    "section",
    "image",
    "image_alt",
    "card",
    "card_data",
    "hashtags",
    "share",
    "quotes",
    "noindex",
    "social",
];

/// Reads the island; what cannot be read is said, and the rest counts. Of several the first counts.
pub(super) fn island(text: &str, span: Span, facts: &mut PageFacts) {
    if facts.island_span.is_some() {
        let finding = Finding::warning("hints-invalid", "the page has a second smo+json block", Place::Html(span));
        facts.findings.push(finding.why("the first one counts, this one has no effect").help("put all keys into one"));
        return;
    }
    facts.island_span = Some(span);
    match parse(text) {
        Ok(map) => {
            let mut reader = Reader { map: &map, above: "", span, findings: &mut facts.findings };
            let hints = reader.hints();
            facts.island = Some(hints);
        }
        Err(message) => facts.findings.push(
            Finding::warning("hints-invalid", format!("the smo+json block {message}"), Place::Html(span))
                .why("its hints have no effect")
                .help("print a map as JSON, such as {\"title\": \"…\"}"),
        ),
    }
}

/// Some template engines escape what stands in a script they do not know.
fn parse(text: &str) -> Result<Map<String, Value>, String> {
    let text = text.trim();
    let value = serde_json::from_str(text).or_else(|error| serde_json::from_str(&unescape(text)).map_err(|_| error));
    match value {
        Ok(Value::Object(map)) => Ok(map),
        // A page of a template that prints a value it does not have.
        Ok(Value::Null) => Ok(Map::new()),
        Ok(_) => Err("holds no map of keys".into()),
        Err(error) => Err(format!("is no JSON: {error}")),
    }
}

struct Reader<'a> {
    map: &'a Map<String, Value>,
    /// What stands before the keys in messages: `social.`.
    above: &'static str,
    span: Span,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn hints(&mut self) -> Hints {
        self.report_slips();
        let image_alt = self.text("image_alt");
        let mut hints = Hints {
            kind: self.kind(),
            title: self.text("title"),
            social_title: self.text("social_title"),
            description: self.text("description"),
            social_description: self.text("social_description"),
            canonical: self.text("canonical"),
            lang: self.text("lang"),
            published: self.date("published"),
            updated: self.date("updated"),
            authors: self.authors(),
            tags: self.words("tags").unwrap_or_default(),
            section: self.text("section"),
            image: self.image(image_alt),
            card: self.card(),
            hashtags: self.words("hashtags").unwrap_or_default().iter().map(|tag| tag.trim_start_matches('#').to_owned()).collect(),
            share: self.words("share"),
            quotes: self.list("quotes"),
            noindex: self.flag("noindex"),
            ..Hints::default()
        };
        match self.map.get("social") {
            Some(Value::Object(social)) => {
                let mut reader = Reader { map: social, above: "social.", span: self.span, findings: self.findings };
                let mut social = reader.hints();
                (social.social_title, social.social_description) = (social.title.take(), social.description.take());
                social.fill(&hints);
                hints = social;
            }
            Some(Value::Null) | None => {}
            Some(_) => self.wrong("social", "a map"),
        }
        hints
    }

    /// A key that is nearly one of ours; others are their author's business.
    fn report_slips(&mut self) {
        for key in self.map.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            if let Some(near) = nearest(key, KEYS.iter().copied()) {
                let message = format!("`{}{key}` is no key of the smo+json block", self.above);
                self.findings.push(
                    Finding::warning("hints-invalid", message, Place::Html(self.span))
                        .why("it has no effect")
                        .help(format!("did you mean `{}{near}`?", self.above)),
                );
            }
        }
    }

    fn wrong(&mut self, key: &str, wanted: &str) {
        let message = format!("`{}{key}` of the smo+json block is not {wanted}", self.above);
        self.findings.push(Finding::warning("hints-invalid", message, Place::Html(self.span)).why("it has no effect"));
    }

    fn text(&mut self, key: &str) -> Option<String> {
        self.text_of(key, self.map.get(key)?)
    }

    fn text_of(&mut self, key: &str, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            Value::Null => None,
            _ => {
                self.wrong(key, "text");
                None
            }
        }
    }

    /// A text of a map inside: `image.src`.
    fn part(&mut self, key: &str, map: &Map<String, Value>, part: &str) -> Option<String> {
        self.text_of(&format!("{key}.{part}"), map.get(part)?)
    }

    fn date(&mut self, key: &str) -> Option<String> {
        let date = self.text(key)?.trim().to_owned();
        if is_iso_date(&date) {
            return Some(date);
        }
        self.wrong(key, "a date such as `2026-03-04` or `2026-03-04T09:00:00+01:00`");
        None
    }

    /// Whether it is there as such, or as the word that a template made of it.
    fn flag(&mut self, key: &str) -> bool {
        let word = match self.map.get(key) {
            None | Some(Value::Null) => return false,
            Some(Value::String(word)) => word.trim().to_ascii_lowercase(),
            Some(other) => other.to_string(),
        };
        match word.as_str() {
            "true" | "yes" | "on" | "1" => true,
            "false" | "no" | "off" | "0" | "" => false,
            _ => {
                self.wrong(key, "`true` or `false`");
                false
            }
        }
    }

    fn kind(&mut self) -> Option<Kind> {
        match self.text("kind")?.trim().to_ascii_lowercase().as_str() {
            "article" => Some(Kind::Article),
            "page" => Some(Kind::Page),
            _ => {
                self.wrong("kind", "`article` or `page`");
                None
            }
        }
    }

    /// Texts; one text is a list of one, `false` an empty list, `true` as if nothing were said.
    fn list(&mut self, key: &str) -> Option<Vec<String>> {
        match self.map.get(key)? {
            Value::Array(items) => {
                let texts: Vec<String> = items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
                if texts.len() < items.len() {
                    self.wrong(key, "a list of texts alone");
                }
                Some(texts)
            }
            Value::String(text) => Some(vec![text.clone()]),
            Value::Bool(false) => Some(Vec::new()),
            Value::Bool(true) | Value::Null => None,
            _ => {
                self.wrong(key, "a list of texts");
                None
            }
        }
    }

    /// A list whose texts hold no commas: one text may be all of them.
    fn words(&mut self, key: &str) -> Option<Vec<String>> {
        let list = self.list(key)?;
        if !self.map.get(key).is_some_and(Value::is_string) {
            return Some(list);
        }
        let words = list.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|word| !word.is_empty());
        Some(words.map(str::to_owned).collect())
    }

    /// An address, or a map of `src` and `alt`.
    fn image(&mut self, image_alt: Option<String>) -> Option<ImageHint> {
        let (src, alt) = match self.map.get("image")? {
            Value::Object(image) => {
                let alt = self.part("image", image, "alt");
                match self.part("image", image, "src").or_else(|| self.part("image", image, "url")) {
                    Some(src) => (src, alt),
                    None => {
                        self.wrong("image", "an address, or a map with a `src`");
                        return None;
                    }
                }
            }
            value @ (Value::String(_) | Value::Null) => (self.text_of("image", value)?, None),
            _ => {
                self.wrong("image", "an address, or a map with a `src`");
                return None;
            }
        };
        Some(ImageHint { src, alt: alt.or(image_alt), focus: Default::default(), credit: None })
    }

    /// Names, or maps of `name` and where to find them.
    fn authors(&mut self) -> Vec<Author> {
        let key = if self.map.contains_key("authors") { "authors" } else { "author" };
        let Some(value) = self.map.get(key) else { return Vec::new() };
        let all = value.as_array().map_or_else(|| vec![value], |items| items.iter().collect());
        let mut authors = Vec::new();
        for value in all {
            let (name, map) = match value {
                Value::Null => continue,
                Value::String(name) => (Some(name.clone()), None),
                Value::Object(map) => (self.part(key, map, "name"), Some(map)),
                _ => (None, None),
            };
            let Some(name) = name else {
                self.wrong(key, "a name, a map with a `name`, or a list of those");
                continue;
            };
            if name.trim().is_empty() {
                continue;
            }
            let mut part = |part: &str| self.part(key, map?, part);
            let handle = |handle: String| handle.trim_start_matches('@').to_owned();
            authors.push(Author {
                id: crate::base::text::slug(&name),
                url: part("url"),
                image: part("image"),
                bio: part("bio"),
                fediverse: part("fediverse"),
                bluesky: part("bluesky").map(handle),
                x: part("x").map(handle),
                name,
            });
        }
        authors
    }

    /// The name of a layout, `false`, or a map of `layout` and the values for it.
    fn card(&mut self) -> CardHint {
        let mut card = CardHint::default();
        match self.map.get("card") {
            Some(Value::Bool(false)) => card.off = true,
            Some(Value::String(layout)) => card.layout = Some(layout.clone()).filter(|layout| !layout.trim().is_empty()),
            Some(Value::Object(map)) => {
                card.layout = self.part("card", map, "layout");
                card.data = map.iter().filter(|(key, _)| *key != "layout").map(|(key, value)| (key.clone(), value.clone())).collect();
            }
            Some(Value::Bool(true) | Value::Null) | None => {}
            Some(_) => self.wrong("card", "a name, a map or `false`"),
        }
        match self.map.get("card_data") {
            Some(Value::Object(data)) => card.data.extend(data.iter().map(|(key, value)| (key.clone(), value.clone()))),
            Some(Value::Null) | None => {}
            Some(_) => self.wrong("card_data", "a map"),
        }
        card
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Hints, Vec<String>) {
        let mut facts = PageFacts::default();
        island(text, Span::new(0, 1), &mut facts);
        (facts.island.unwrap_or_default(), facts.findings.into_iter().map(|finding| finding.into_says().message.into()).collect())
    }

    #[test]
    fn the_social_map_of_front_matter_can_be_printed_as_it_is() {
        let (flat, _) = read(r#"{"social_title": "T", "card": {"layout": "quote", "quote": "Q"}, "hashtags": ["a"], "quotes": []}"#);
        let (nested, said) =
            read(r##"{"social": {"title": "T", "card": "quote", "card_data": {"quote": "Q"}, "hashtags": "#a", "quotes": false}}"##);
        assert_eq!((nested, said), (flat, vec![]));
    }

    #[test]
    fn every_key_stands_in_the_contract() {
        let contract = include_str!("../../docs/html-contract.md");
        let table = contract.split("## The hints block").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
        for key in KEYS {
            assert!(table.contains(&format!("`{key}`")), "{key}");
        }
    }

    #[test]
    fn what_a_template_escaped_is_understood() {
        let (hints, said) = read("{&#34;title&#34;: &quot;Rain &amp;amp; snow&quot;}");
        assert_eq!((hints.title.as_deref(), said.len()), (Some("Rain &amp; snow"), 0));
    }

    #[test]
    fn slips_are_said_and_the_rest_counts() {
        let (hints, said) = read(r#"{"titel": "x", "image": 3.5, "share": {"a": 1}, "description": "D", "layout_of_mine": 1}"#);
        assert_eq!(hints.description.as_deref(), Some("D"));
        assert_eq!(
            said,
            [
                "`titel` is no key of the smo+json block",
                "`image` of the smo+json block is not an address, or a map with a `src`",
                "`share` of the smo+json block is not a list of texts"
            ]
        );
        assert!(read("[1]").1[0].contains("no map") && read("{,}").1[0].contains("no JSON"));
        assert_eq!(read("null"), (Hints::default(), vec![]));
    }

    #[test]
    fn a_value_of_another_kind_is_said_and_not_used() {
        for (text, key) in [
            (r#"{"title": 7}"#, "title"),
            (r#"{"image": 5}"#, "image"),
            (r#"{"image": {"alt": "x"}}"#, "image"),
            (r#"{"image_alt": 5}"#, "image_alt"),
            (r#"{"hashtags": 3}"#, "hashtags"),
            (r#"{"tags": ["a", 3]}"#, "tags"),
            (r#"{"authors": [1]}"#, "authors"),
            (r#"{"author": {"name": "Ada", "url": 1}}"#, "author.url"),
            (r#"{"published": "yesterday"}"#, "published"),
            (r#"{"kind": "essay"}"#, "kind"),
            (r#"{"card_data": []}"#, "card_data"),
            (r#"{"noindex": "perhaps"}"#, "noindex"),
            (r#"{"social": {"titel": "x"}}"#, "social.titel"),
        ] {
            let (hints, said) = read(text);
            assert!(said.len() == 1 && said[0].starts_with(&format!("`{key}` ")), "{text}: {said:?}");
            let kept = Hints { tags: hints.tags.clone(), authors: hints.authors.clone(), ..Hints::default() };
            assert_eq!(hints, kept, "{text}");
        }
        for (word, want) in [("\"yes\"", true), ("\"True\"", true), ("1", true), ("true", true), ("\"no\"", false), ("\"\"", false)] {
            let (hints, said) = read(&format!("{{\"noindex\": {word}}}"));
            assert_eq!((hints.noindex, said.len()), (want, 0), "{word}");
        }
        let (hints, _) = read(r#"{"tags": "a, b", "quotes": "One, and one.", "section": "S", "social": {"title": "T"}}"#);
        assert_eq!((hints.tags, hints.quotes), (vec!["a".into(), "b".into()], Some(vec!["One, and one.".into()])));
        assert_eq!(hints.section.as_deref(), Some("S"), "a social map loses nothing beside it");
    }

    #[test]
    fn of_two_blocks_the_first_counts() {
        let mut facts = PageFacts::default();
        island(r#"{"title": "A"}"#, Span::new(0, 1), &mut facts);
        island(r#"{"title": "B", "lang": "en"}"#, Span::new(5, 6), &mut facts);
        let hints = facts.island.unwrap();
        assert_eq!((hints.title.as_deref(), hints.lang), (Some("A"), None));
        assert_eq!((facts.findings[0].rule, &facts.findings[0].at), ("hints-invalid", &Place::Html(Span::new(5, 6))));
    }

    #[test]
    fn authors_and_pictures_are_words_or_maps() {
        let (hints, _) = read(r#"{"author": "Ada", "image": {"src": "/a.png", "alt": "A"}}"#);
        assert_eq!((hints.authors[0].name.as_str(), hints.image.unwrap().alt.as_deref()), ("Ada", Some("A")));
        let (hints, _) = read(r#"{"authors": [{"name": "Ada", "x": "@ada"}, "Bo"], "image": "/a.png", "image_alt": "B"}"#);
        assert_eq!((hints.authors.len(), hints.authors[0].x.as_deref()), (2, Some("ada")));
        assert_eq!(hints.image.unwrap().alt.as_deref(), Some("B"));
    }
}
