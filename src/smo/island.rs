//! The hints island: what an author says about sharing in the HTML of another generator.
//!
//! `<script type="application/smo+json">` with the keys of front matter that matter here, and those of
//! its `social` map, so that a template can print that map as it is. docs/html-contract.md lists them.

use serde_json::{Map, Value};

use crate::base::html::unescape;
use crate::base::nearest::nearest;
use crate::base::{Finding, Place, Span};
use crate::model::facts::PageFacts;
use crate::model::page::{Author, CardHint, Hints, ImageHint};

/// Every key that is read.
const KEYS: &[&str] = &[
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

/// Reads the island; what cannot be read is said, and the rest counts.
pub(super) fn island(text: &str, span: Span, facts: &mut PageFacts) {
    match parse(text) {
        Ok(map) => {
            let mut reader = Reader { map: &map, span, findings: &mut facts.findings };
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
    span: Span,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn hints(&mut self) -> Hints {
        self.report_slips();
        let mut hints = Hints {
            title: self.text("title"),
            social_title: self.text("social_title"),
            description: self.text("description"),
            social_description: self.text("social_description"),
            canonical: self.text("canonical"),
            lang: self.text("lang"),
            published: self.text("published"),
            updated: self.text("updated"),
            authors: self.authors(),
            tags: self.list("tags").unwrap_or_default(),
            section: self.text("section"),
            image: self.image(),
            card: self.card(),
            hashtags: self.list("hashtags").unwrap_or_default().iter().map(|tag| tag.trim_start_matches('#').to_owned()).collect(),
            share: self.list("share"),
            quotes: self.list("quotes"),
            noindex: self.map.get("noindex") == Some(&Value::Bool(true)),
            ..Hints::default()
        };
        match self.map.get("social") {
            Some(Value::Object(social)) => {
                let mut reader = Reader { map: social, span: self.span, findings: self.findings };
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
                self.findings.push(
                    Finding::warning("hints-invalid", format!("`{key}` is no key of the smo+json block"), Place::Html(self.span))
                        .why("it has no effect")
                        .help(format!("did you mean `{near}`?")),
                );
            }
        }
    }

    fn wrong(&mut self, key: &str, wanted: &str) {
        self.findings.push(
            Finding::warning("hints-invalid", format!("`{key}` of the smo+json block is not {wanted}"), Place::Html(self.span))
                .why("it has no effect"),
        );
    }

    fn text(&mut self, key: &str) -> Option<String> {
        match self.map.get(key)? {
            Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null => None,
            _ => {
                self.wrong(key, "text");
                None
            }
        }
    }

    /// Texts; one text is a list of one, `false` an empty list, `true` as if nothing were said.
    fn list(&mut self, key: &str) -> Option<Vec<String>> {
        match self.map.get(key)? {
            Value::Array(items) => Some(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()),
            Value::String(text) => Some(vec![text.clone()]),
            Value::Bool(false) => Some(Vec::new()),
            Value::Bool(true) | Value::Null => None,
            _ => {
                self.wrong(key, "a list of texts");
                None
            }
        }
    }

    /// An address, or a map of `src` and `alt`.
    fn image(&mut self) -> Option<ImageHint> {
        let part = |map: &Map<String, Value>, key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
        let (src, alt) = match self.map.get("image")? {
            Value::Object(image) => (part(image, "src").or_else(|| part(image, "url"))?, part(image, "alt")),
            _ => (self.text("image")?, None),
        };
        Some(ImageHint { src, alt: alt.or_else(|| self.text("image_alt")), focus: Default::default(), credit: None })
    }

    /// Names, or maps of `name` and where to find them.
    fn authors(&mut self) -> Vec<Author> {
        let Some(value) = self.map.get("authors").or_else(|| self.map.get("author")) else { return Vec::new() };
        let all = value.as_array().map_or_else(|| vec![value], |items| items.iter().collect());
        let author = |value: &Value| match value {
            Value::String(name) => Some(Author { id: crate::base::text::slug(name), name: name.clone(), ..Author::default() }),
            Value::Object(map) => {
                let part = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
                let name = part("name")?;
                Some(Author {
                    id: crate::base::text::slug(&name),
                    name,
                    url: part("url"),
                    image: part("image"),
                    bio: part("bio"),
                    fediverse: part("fediverse"),
                    bluesky: part("bluesky").map(|handle| handle.trim_start_matches('@').to_owned()),
                    x: part("x").map(|handle| handle.trim_start_matches('@').to_owned()),
                })
            }
            _ => None,
        };
        all.into_iter().filter_map(author).filter(|author| !author.name.trim().is_empty()).collect()
    }

    /// The name of a layout, `false`, or a map of `layout` and the values for it.
    fn card(&mut self) -> CardHint {
        let mut card = CardHint::default();
        match self.map.get("card") {
            Some(Value::Bool(false)) => card.off = true,
            Some(Value::String(layout)) => card.layout = Some(layout.clone()),
            Some(Value::Object(map)) => {
                card.layout = map.get("layout").and_then(Value::as_str).map(str::to_owned);
                card.data = map.iter().filter(|(key, _)| *key != "layout").map(|(key, value)| (key.clone(), value.clone())).collect();
            }
            Some(Value::Bool(true) | Value::Null) | None => {}
            Some(_) => self.wrong("card", "a name, a map or `false`"),
        }
        if let Some(Value::Object(data)) = self.map.get("card_data") {
            card.data.extend(data.iter().map(|(key, value)| (key.clone(), value.clone())));
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
        (facts.island.unwrap_or_default(), facts.findings.into_iter().map(|finding| finding.message).collect())
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
        assert_eq!(said, ["`titel` is no key of the smo+json block", "`share` of the smo+json block is not a list of texts"]);
        assert!(read("[1]").1[0].contains("no map") && read("{,}").1[0].contains("no JSON"));
        assert_eq!(read("null"), (Hints::default(), vec![]));
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
