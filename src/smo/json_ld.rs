//! Structured data: what a page says already, and the block for one that says nothing.
//!
//! An author's block is never edited; where any article node exists, none is added.

use serde_json::{Map, Value, json};

use crate::base::BaseUrl;
use crate::config::Settings;
use crate::model::facts::PageFacts;
use crate::model::page::{Author, Hints, Kind};
use crate::model::plan::Fields;

const ARTICLES: &[&str] = &["Article", "BlogPosting", "NewsArticle", "TechArticle", "Report", "ScholarlyArticle", "SocialMediaPosting"];

pub(super) fn has_article(facts: &PageFacts) -> bool {
    nodes(facts).any(|node| is_type(node, ARTICLES))
}

/// A text of the first article node: `datePublished`.
pub(super) fn text(facts: &PageFacts, key: &str) -> Option<String> {
    nodes(facts).filter(|node| is_type(node, ARTICLES)).find_map(|node| node.get(key)?.as_str().map(str::to_owned))
}

fn has_type(facts: &PageFacts, names: &[&str]) -> bool {
    nodes(facts).any(|node| is_type(node, names))
}

/// Top-level nodes, members of arrays, and members of `@graph`, however they are nested.
fn nodes(facts: &PageFacts) -> impl Iterator<Item = &Value> {
    let mut nodes = Vec::new();
    facts.json_ld.iter().filter_map(|block| block.value.as_ref().ok()).for_each(|top| collect(top, &mut nodes));
    nodes.into_iter()
}

fn collect<'v>(value: &'v Value, nodes: &mut Vec<&'v Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, nodes)),
        Value::Object(node) => {
            node.get("@graph").into_iter().for_each(|graph| collect(graph, nodes));
            nodes.push(value);
        }
        _ => {}
    }
}

fn is_type(node: &Value, names: &[&str]) -> bool {
    // `Article`, `schema:Article` and `https://schema.org/Article` are one type.
    let known = |name: &str| names.contains(&name.rsplit([':', '/', '#']).next().unwrap_or(name));
    match node.get("@type") {
        Some(Value::String(name)) => known(name),
        Some(Value::Array(types)) => types.iter().any(|name| name.as_str().is_some_and(known)),
        _ => false,
    }
}

/// The block for this page, ready to stand in a `<script>`; none if the page has its own.
pub(super) fn block(facts: &PageFacts, fields: &Fields, hints: &Hints, settings: &Settings, base: &BaseUrl) -> Option<String> {
    let node = if fields.article {
        if has_article(facts) {
            return None;
        }
        posting(facts, fields, hints, settings, base)
    } else if is_home(facts, hints) {
        if has_type(facts, &["WebSite"]) {
            return None;
        }
        website(fields, settings, base)
    } else {
        return None;
    };
    let text = serde_json::to_string(&Value::Object(node)).expect("a map of strings and numbers is JSON");
    // `</script>` and `<!--` in a value must not end or open anything.
    let text = text.replace('<', "\\u003c");
    // Character references are not read in a `<script>`.
    Some(if facts.legacy_encoding { ascii(&text) } else { text })
}

/// JSON in ASCII alone.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c.is_ascii() {
            true => out.push(c),
            false => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    out
}

fn is_home(facts: &PageFacts, hints: &Hints) -> bool {
    hints.kind == Some(Kind::Home) || (!hints.built && facts.url.as_ref().is_some_and(|url| url.as_str() == "/"))
}

fn posting(facts: &PageFacts, fields: &Fields, hints: &Hints, settings: &Settings, base: &BaseUrl) -> Map<String, Value> {
    let mut node = Map::new();
    let mut set = |key: &str, value: Value| drop(node.insert(key.to_owned(), value));
    set("@context", json!("https://schema.org"));
    set("@type", json!("BlogPosting"));
    if let Some(title) = &fields.title {
        // Of a foreign page the tag that stands there, so that the two never disagree.
        set("headline", json!(hints.title.as_ref().filter(|_| hints.built).unwrap_or(&title.value)));
    }
    if let Some(description) = &fields.description {
        set("description", json!(description.value));
    }
    if let Some(url) = &fields.canonical {
        set("url", json!(url.value));
        set("mainEntityOfPage", json!(url.value));
    }
    if let Some(image) = &fields.image {
        set("image", json!([image.value.url]));
    }
    if let Some(date) = &fields.published {
        set("datePublished", json!(date));
    }
    if let Some(date) = &fields.updated {
        set("dateModified", json!(date));
    }
    let authors: Vec<Value> = hints.authors.iter().map(|author| person(author, facts, base)).collect();
    if !authors.is_empty() {
        set("author", Value::Array(authors));
    }
    set("publisher", publisher(fields, settings, base));
    if let Some(lang) = &fields.lang {
        set("inLanguage", json!(lang));
    }
    if !hints.tags.is_empty() {
        set("keywords", json!(hints.tags));
    }
    if let Some(section) = &hints.section {
        set("articleSection", json!(section));
    }
    if facts.words > 0 {
        set("wordCount", json!(facts.words));
    }
    node
}

fn person(author: &Author, facts: &PageFacts, base: &BaseUrl) -> Value {
    let mut node = Map::new();
    node.insert("@type".into(), json!("Person"));
    node.insert("name".into(), json!(author.name));
    if let (Some(url), Some(page)) = (&author.url, &facts.url)
        && let Some(url) = base.resolve(page, url)
    {
        node.insert("url".into(), json!(url));
    }
    Value::Object(node)
}

fn publisher(fields: &Fields, settings: &Settings, base: &BaseUrl) -> Value {
    let name = fields.site_name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| base.host().to_owned());
    let mut node = Map::new();
    node.insert("@type".into(), json!("Organization"));
    node.insert("name".into(), json!(name));
    node.insert("url".into(), json!(format!("{}/", base.as_str())));
    if let Some(logo) = settings.site.logo.as_ref().and_then(|logo| site_url(base, logo)) {
        node.insert("logo".into(), json!({"@type": "ImageObject", "url": logo}));
    }
    Value::Object(node)
}

fn website(fields: &Fields, settings: &Settings, base: &BaseUrl) -> Map<String, Value> {
    let mut node = Map::new();
    node.insert("@context".into(), json!("https://schema.org"));
    node.insert("@type".into(), json!("WebSite"));
    node.insert("name".into(), json!(fields.site_name.as_deref().unwrap_or(base.host())));
    node.insert("url".into(), json!(format!("{}/", base.as_str())));
    let description = Some(&settings.site.description).filter(|text| !text.is_empty());
    if let Some(description) = description.or(fields.description.as_ref().map(|description| &description.value)) {
        node.insert("description".into(), json!(description));
    }
    if let Some(lang) = &fields.lang {
        node.insert("inLanguage".into(), json!(lang));
    }
    node
}

/// A path of the site (`logo.png`, `/logo.png`) or a URL, absolute.
pub(super) fn site_url(base: &BaseUrl, value: &str) -> Option<String> {
    if value.contains("://") {
        return BaseUrl::parse(value).map(|_| value.to_owned());
    }
    crate::base::UrlPath::from_plain(value.trim_start_matches('/')).map(|path| base.join(&path))
}
