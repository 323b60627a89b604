//! Structured data: what a page says already, and the block for one that says nothing.
//!
//! An author's block is never edited; where any article node exists, none is added.

use serde_json::{Map, Value, json};

use super::{accounts, resolve};
use crate::base::BaseUrl;
use crate::config::Settings;
use crate::model::facts::PageFacts;
use crate::model::page::{Author, Hints, Kind};
use crate::model::plan::{Fields, From, PreviewFile};

const ARTICLES: &[&str] = &["Article", "BlogPosting", "NewsArticle", "TechArticle", "Report", "ScholarlyArticle", "SocialMediaPosting"];

pub(super) fn has_article(facts: &PageFacts) -> bool {
    nodes(facts).any(|node| is_type(node, ARTICLES))
}

/// A text of the first article node: `datePublished`.
pub(super) fn text(facts: &PageFacts, key: &str) -> Option<String> {
    nodes(facts).filter(|node| is_type(node, ARTICLES)).find_map(|node| node.get(key)?.as_str().map(str::to_owned))
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

/// Every object, however deep: a publisher inside an article is one, too.
fn has_type_anywhere(facts: &PageFacts, names: &[&str]) -> bool {
    fn within(value: &Value, names: &[&str]) -> bool {
        match value {
            Value::Array(items) => items.iter().any(|item| within(item, names)),
            Value::Object(node) => is_type(value, names) || node.values().any(|value| within(value, names)),
            _ => false,
        }
    }
    facts.json_ld.iter().filter_map(|block| block.value.as_ref().ok()).any(|top| within(top, names))
}

/// Who wrote the page's article, as its own block says; references by `@id` are followed.
pub(super) fn authors(facts: &PageFacts) -> Vec<Author> {
    let Some(said) = nodes(facts).filter(|node| is_type(node, ARTICLES)).find_map(|node| node.get("author")) else { return Vec::new() };
    let said = said.as_array().map_or(std::slice::from_ref(said), Vec::as_slice);
    let whole = |node: &Value| {
        let id = node.get("@id").filter(|_| node.get("name").is_none())?;
        nodes(facts).find(|other| other.get("@id") == Some(id) && other.get("name").is_some()).cloned()
    };
    let text =
        |node: &Value, key: &str| node.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let author = |node: &Value| match node {
        Value::String(name) => Some(Author { name: name.trim().to_owned(), ..Author::default() }).filter(|author| !author.name.is_empty()),
        node => {
            let node = &whole(node).unwrap_or_else(|| node.clone());
            Some(Author { name: text(node, "name")?, url: text(node, "url"), ..Author::default() })
        }
    };
    said.iter().filter_map(author).collect()
}

/// The `@type`s of a block's nodes, for people.
pub(super) fn types(block: &Value) -> Vec<String> {
    let mut nodes = Vec::new();
    collect(block, &mut nodes);
    let of = |node: &&Value| match node.get("@type")? {
        Value::String(name) => Some(name.clone()),
        Value::Array(names) => Some(names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("/")),
        _ => None,
    };
    nodes.iter().filter_map(of).collect()
}

/// Everything that says what kind of page it is. Mastodon takes the first of `WebPage` and
/// `NewsArticle` that it finds (facts A.10, SRC).
const PAGES: &[&str] = &[
    "WebPage",
    "NewsArticle",
    "AboutPage",
    "CheckoutPage",
    "CollectionPage",
    "ContactPage",
    "FAQPage",
    "ItemPage",
    "MedicalWebPage",
    "ProfilePage",
    "QAPage",
    "RealEstateListing",
    "SearchResultsPage",
];
/// Who stands behind a site.
const OWNERS: &[&str] = &[
    "Organization",
    "Person",
    "Corporation",
    "EducationalOrganization",
    "LocalBusiness",
    "NewsMediaOrganization",
    "NGO",
    "OnlineBusiness",
    "Project",
];

/// The block for this page, ready to stand in a `<script>`: nodes of types that the page does not
/// have yet; none if it lacks nothing.
pub(super) fn block(facts: &PageFacts, fields: &Fields, hints: &Hints, settings: &Settings, base: &BaseUrl) -> Option<String> {
    let mut nodes: Vec<Map<String, Value>> = Vec::new();
    if fields.article {
        if !fields.authors.is_empty() && !has_type_anywhere(facts, PAGES) {
            nodes.push(webpage(facts, fields, base));
        }
        if !has_article(facts) {
            nodes.push(posting(facts, fields, hints, settings, base));
        }
    } else if is_home(facts, hints) {
        if !has_type_anywhere(facts, &["WebSite"]) {
            nodes.push(website(fields, settings, base));
        }
        if !has_type_anywhere(facts, OWNERS) {
            nodes.extend(owner(facts, fields, settings, base));
        }
    }
    if !fields.noindex && hints.kind != Some(Kind::NotFound) && !has_type_anywhere(facts, &["BreadcrumbList"]) {
        nodes.extend(breadcrumbs(fields, hints, base));
    }
    for node in &mut nodes {
        // In front, as people write it.
        let rest = std::mem::take(node);
        node.insert("@context".into(), json!("https://schema.org"));
        node.extend(rest);
    }
    let value = match nodes.len() {
        0 => return None,
        1 => Value::Object(nodes.remove(0)),
        _ => Value::Array(nodes.into_iter().map(Value::Object).collect()),
    };
    let text = serde_json::to_string(&value).expect("a map of strings and numbers is JSON");
    // `</script>` and `<!--` in a value must not end or open anything; the two line ends are none in
    // old JavaScript.
    let text = text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
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

/// For Mastodon, which looks for authors here and nowhere else. No headline and no description:
/// those it would take before `og:title` and `og:description`.
fn webpage(facts: &PageFacts, fields: &Fields, base: &BaseUrl) -> Map<String, Value> {
    let mut node = Map::new();
    node.insert("@type".into(), json!("WebPage"));
    if let Some(url) = &fields.canonical {
        node.insert("@id".into(), json!(url.value));
        node.insert("url".into(), json!(url.value));
    }
    if let Some(lang) = &fields.lang {
        node.insert("inLanguage".into(), json!(lang));
    }
    let people: Vec<Value> = fields.authors.iter().map(|author| person(author, facts, base)).collect();
    let author = match <[Value; 1]>::try_from(people) {
        Ok([one]) => one,
        Err(people) => Value::Array(people),
    };
    node.insert("author".into(), author);
    node
}

fn posting(facts: &PageFacts, fields: &Fields, hints: &Hints, settings: &Settings, base: &BaseUrl) -> Map<String, Value> {
    let mut node = Map::new();
    let mut set = |key: &str, value: Value| drop(node.insert(key.to_owned(), value));
    set("@type", json!("BlogPosting"));
    if let Some(title) = &fields.title {
        // Of a foreign page the tag that stands there, so that the two never disagree.
        set("headline", json!(hints.title.as_ref().filter(|_| hints.built).unwrap_or(&title.value)));
    }
    if let Some(description) = fields.own_description() {
        set("description", json!(description.value));
    }
    if let Some(url) = &fields.canonical {
        set("url", json!(url.value));
        set("mainEntityOfPage", json!(url.value));
    }
    let images = images(fields);
    if !images.is_empty() {
        set("image", json!(images));
    }
    let zoned = |date: &String| json!(resolve::zoned(date, &settings.site.timezone));
    if let Some(date) = &fields.published {
        set("datePublished", zoned(date));
    }
    if let Some(date) = &fields.updated {
        set("dateModified", zoned(date));
    }
    if !fields.authors.is_empty() {
        set("author", fields.authors.iter().map(|author| person(author, facts, base)).collect());
    }
    set("publisher", organization(fields, settings, base));
    if let Some(lang) = &fields.lang {
        set("inLanguage", json!(lang));
    }
    let tags: Vec<&str> = match hints.tags.as_slice() {
        [] => facts.metas.iter().filter(|meta| meta.key == "article:tag").map(|meta| meta.content.trim()).collect(),
        tags => tags.iter().map(String::as_str).collect(),
    };
    if tags.iter().any(|tag| !tag.is_empty()) {
        set("keywords", json!(tags));
    }
    if let Some(section) = hints.section.as_deref().or_else(|| facts.meta("article:section").map(|meta| meta.content.trim())) {
        set("articleSection", json!(section));
    }
    if facts.words > 0 {
        set("wordCount", json!(facts.words));
    }
    node
}

/// The photo, and what was cut of it for previews; a drawn card only where there is no photo.
fn images(fields: &Fields) -> Vec<&str> {
    let preview = fields.image.as_ref().filter(|image| image.value.file != PreviewFile::Missing && resolve::can_lead(&image.value.url));
    let mut images: Vec<&str> = fields.photo.iter().map(|photo| photo.value.as_str()).collect();
    let shown = preview.filter(|image| images.is_empty() || !matches!(image.from, From::Card | From::Site));
    let square = fields.sizes.iter().find(|(name, _)| *name == "square").map(|(_, url)| url.as_str());
    images.extend(shown.map(|image| image.value.url.as_str()).filter(|url| fields.photo.as_ref().is_none_or(|photo| photo.value != *url)));
    // Google asks for several shapes of one picture (facts B.3).
    images.extend(square.filter(|_| fields.photo.is_none()));
    images
}

fn person(author: &Author, facts: &PageFacts, base: &BaseUrl) -> Value {
    let mut node = Map::new();
    node.insert("@type".into(), json!("Person"));
    node.insert("name".into(), json!(author.name));
    let address = |url: &String| facts.url.as_ref().and_then(|page| base.resolve(page, url));
    if let Some(url) = author.url.as_ref().and_then(address) {
        node.insert("url".into(), json!(url));
    }
    if let Some(image) = author.image.as_ref().and_then(|image| site_url(base, image)) {
        node.insert("image".into(), json!(image));
    }
    let accounts = accounts::of_author(author);
    if !accounts.is_empty() {
        node.insert("sameAs".into(), json!(accounts));
    }
    Value::Object(node)
}

fn organization(fields: &Fields, settings: &Settings, base: &BaseUrl) -> Value {
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

/// Who stands behind the site: its author, else the site itself if there is more to say of it than
/// its name. A site with a logo is an organization.
fn owner(facts: &PageFacts, fields: &Fields, settings: &Settings, base: &BaseUrl) -> Option<Map<String, Value>> {
    let site = &settings.site;
    let author = site.author.as_ref().filter(|_| site.logo.is_none()).map(|name| {
        let known = site.authors.get(name).or_else(|| site.authors.values().find(|author| author.name == *name));
        known.cloned().unwrap_or_else(|| Author { name: name.clone(), ..Author::default() })
    });
    let mut accounts = accounts::profiles(&site.profiles);
    let mut node = match &author {
        Some(author) => person(author, facts, base),
        None if site.logo.is_none() && accounts.is_empty() => return None,
        None => organization(fields, settings, base),
    };
    let node = node.as_object_mut()?;
    node.entry("url").or_insert_with(|| json!(format!("{}/", base.as_str())));
    if let Some(own) = author.as_ref().map(accounts::of_author) {
        accounts.extend(own);
    }
    accounts.sort();
    accounts.dedup();
    if !accounts.is_empty() {
        node.insert("sameAs".into(), json!(accounts));
    }
    Some(std::mem::take(node))
}

fn website(fields: &Fields, settings: &Settings, base: &BaseUrl) -> Map<String, Value> {
    let mut node = Map::new();
    let name = fields.site_name.as_deref().unwrap_or(base.host());
    node.insert("@type".into(), json!("WebSite"));
    node.insert("name".into(), json!(name));
    if name != base.host() {
        node.insert("alternateName".into(), json!(base.host()));
    }
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

/// The way from the home page down to this one, as the site's folders say it. What another
/// generator's folders are called its HTML does not tell for certain, so those pages get none.
fn breadcrumbs(fields: &Fields, hints: &Hints, base: &BaseUrl) -> Option<Map<String, Value>> {
    let own = hints.title.as_ref().or(fields.title.as_ref().map(|title| &title.value))?;
    if hints.breadcrumbs.is_empty() || !hints.built {
        return None;
    }
    let address = fields.canonical.as_ref().map(|url| url.value.clone());
    let above = hints.breadcrumbs.iter().map(|(title, path)| (title, Some(base.join(path))));
    let items = above.chain([(own, address)]).enumerate().map(|(at, (name, item))| {
        let mut node = Map::new();
        node.insert("@type".into(), json!("ListItem"));
        node.insert("position".into(), json!(at + 1));
        node.insert("name".into(), json!(name));
        if let Some(item) = item {
            node.insert("item".into(), json!(item));
        }
        Value::Object(node)
    });
    let items: Vec<Value> = items.collect();
    let mut node = Map::new();
    node.insert("@type".into(), json!("BreadcrumbList"));
    node.insert("itemListElement".into(), Value::Array(items));
    Some(node)
}

/// A path of the site (`logo.png`, `/logo.png`) or a URL, absolute.
pub(super) fn site_url(base: &BaseUrl, value: &str) -> Option<String> {
    if value.contains("://") {
        return BaseUrl::parse(value).map(|_| value.to_owned());
    }
    crate::base::UrlPath::from_plain(value.trim_start_matches('/')).map(|path| base.join(&path))
}
