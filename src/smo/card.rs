//! The card of a page: which layout, and the SVG that its template makes of the page.
//!
//! Only words and colours are decided here; `picture` lays the text out and paints.

use std::collections::BTreeMap;

use serde_json::{Map, json};

use super::plan::Policy;
use crate::base::yaml::{self, Node};
use crate::base::{Finding, Place};
use crate::model::facts::PageFacts;
use crate::model::page::Hints;
use crate::model::picture::{OG, Picture};
use crate::model::plan::Fields;
use crate::theme::{Context, Theme, Value};

/// The options of every card layout, read once a run: defaults of `cards/NAME.yaml`, with the
/// theme's `card_NAME` options over them.
#[derive(Clone, Debug, Default)]
pub struct Layouts {
    options: BTreeMap<String, Value>,
}

impl Layouts {
    pub fn read(theme: &Theme) -> (Self, Vec<Finding>) {
        let mut layouts = Self::default();
        let mut findings = Vec::new();
        for name in theme.layouts() {
            let file = format!("cards/{name}.yaml");
            let Some(text) = theme.text(&file) else { continue };
            match yaml::parse(text) {
                Ok(root) => drop(layouts.options.insert(name, Value::from_serializable(&options(&root, theme)))),
                Err(broken) => {
                    let finding = Finding::error("card-layout-invalid", format!("`{file}` is no YAML: {}", broken.message), Place::File(file.as_str().into()));
                    findings.push(finding.why("the layout is drawn with its own defaults"));
                }
            }
        }
        (layouts, findings)
    }

    fn of(&self, name: &str) -> Value {
        self.options.get(name).cloned().unwrap_or_else(|| Value::from_serializable(&Map::new()))
    }
}

fn options(root: &Node, theme: &Theme) -> Map<String, serde_json::Value> {
    let own = theme.options();
    let entries = root.get("options").and_then(Node::as_map).unwrap_or_default();
    let value = |entry: &yaml::Entry| {
        let name = format!("card_{}", entry.key);
        let chosen = own.get_from_path(&name).filter(|value| !value.is_none() && !value.is_undefined());
        let chosen = chosen.and_then(|value| serde_json::to_value(value).ok());
        chosen.or_else(|| entry.value.get("default").map(Node::to_json))
    };
    entries.iter().filter_map(|entry| Some((entry.key.clone(), value(entry)?))).collect()
}

/// The card for a page, or why its layout could not be rendered.
pub(super) fn card(facts: &PageFacts, fields: &Fields, hints: &Hints, policy: &Policy, slug: &str) -> Result<Option<Picture>, Box<Finding>> {
    let Some(title) = &fields.title else { return Ok(None) };
    let layout = layout(hints, policy);
    let svg = policy.theme.render(&format!("cards/{layout}.svg"), &context(facts, fields, hints, policy, &layout))?;
    Ok(Some(Picture::card(slug, OG, &svg, Vec::new(), policy.fonts, &title.value)))
}

/// The author's layout, the site's, or the one that the page's data asks for.
fn layout(hints: &Hints, policy: &Policy) -> String {
    let wanted = hints.card.layout.as_deref().or(Some(policy.settings.cards.layout.as_str()).filter(|name| *name != "auto"));
    let by_data = ["quote", "stat", "list"].into_iter().find(|name| hints.card.data.contains_key(*name));
    let name = wanted.or(by_data).unwrap_or("default");
    let known = policy.theme.has(&format!("cards/{name}.svg"));
    if known { name.to_owned() } else { "default".to_owned() }
}

fn context(facts: &PageFacts, fields: &Fields, hints: &Hints, policy: &Policy, layout: &str) -> Context {
    let site = &policy.settings.site;
    let text = |value: &Option<crate::model::plan::Resolved<String>>| value.as_ref().map(|found| found.value.clone()).unwrap_or_default();
    let title = hints.social_title.clone().or_else(|| hints.title.clone()).unwrap_or_else(|| text(&fields.title));
    let authors: Vec<&str> = hints.authors.iter().map(|author| author.name.as_str()).collect();
    let day = fields.published.as_deref().and_then(|date| date.get(..10)).unwrap_or("");
    let mut context = Context::new();
    context.insert(
        "page",
        &json!({
            "title": title,
            "description": text(&fields.description),
            "url": text(&fields.canonical),
            "site_path": facts.url.as_ref().map(|url| url.as_str()).unwrap_or("/"),
            "authors": authors,
            "date": day,
            "tags": hints.tags,
            "section": hints.section.clone().unwrap_or_default(),
            "kind": if fields.article { "article" } else { "page" },
            "lang": fields.lang.clone().unwrap_or_else(|| site.lang.clone()),
        }),
    );
    let host = policy.base.map_or("", |base| base.host());
    context.insert(
        "site",
        &json!({
            "title": fields.site_name.clone().unwrap_or_else(|| host.to_owned()),
            "host": host,
            "url": policy.base.map_or("", |base| base.as_str()),
            "lang": site.lang,
        }),
    );
    context.insert("card", &hints.card.data);
    context.insert_value("options", policy.layouts.of(layout));
    context.insert("size", &json!({"name": OG.name, "w": OG.width, "h": OG.height}));
    // themes.md 6: the headline's safe area of a 1200×630 card.
    context.insert("safe", &json!({"x": 60, "y": 60, "w": 1080, "h": 510}));
    context
}
