//! What partials are told (`themes.md` 5): of the page, the site and the block.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::model::page::Hints;
use crate::model::plan::{Plan, Resolved, ShareLink};
use crate::smo::plan::Policy;
use crate::theme::{Context, Value};

/// A block as its partial sees it.
pub(super) struct Told<'t> {
    pub name: &'t str,
    pub id: &'t str,
    pub attrs: &'t BTreeMap<String, String>,
    pub body_text: &'t str,
    pub body_html: &'t str,
    /// The block's own field.
    pub data: &'t Json,
    pub links: &'t [ShareLink],
}

/// All that the partial of a block gets.
pub(super) fn about_block(told: &Told, plan: &Plan, hints: &Hints, policy: &Policy) -> Context {
    let mut context = about_page(plan, hints, policy);
    let body = Value::safe_string(told.body_html);
    context.insert("block", &json!({"name": told.name, "id": told.id, "attrs": told.attrs, "body_text": told.body_text}));
    context.insert("id", told.id);
    context.insert("attrs", told.attrs);
    context.insert("body_text", told.body_text.trim());
    context.insert_value("body_html", body.clone());
    context.insert_value("body", body);
    // As they were called before there was `data`.
    context.insert("by", &told.data.get("by"));
    context.insert("cite", &told.data.get("cite"));
    context.insert("data", told.data);
    context.insert("links", told.links);
    context
}

/// What every partial knows of the page and the site.
pub(in crate::smo) fn about_page(plan: &Plan, hints: &Hints, policy: &Policy) -> Context {
    let text = |value: Option<&Resolved<String>>| value.map(|found| found.value.clone()).unwrap_or_default();
    let (fields, site) = (&plan.fields, &policy.settings.site);
    let lang = fields.lang.as_deref().unwrap_or("en");
    let authors: Vec<&str> = hints.authors.iter().map(|author| author.name.as_str()).collect();
    let mut context = Context::new();
    context.insert("lang", lang);
    context.insert(
        "page",
        &json!({
            "url": text(fields.canonical.as_ref()),
            "title": text(fields.title.as_ref()),
            "description": text(fields.description.as_ref()),
            "lang": lang,
            "authors": authors,
            "kind": if fields.article { "article" } else { "page" },
        }),
    );
    context.insert(
        "site",
        &json!({
            "title": fields.site_name.clone().unwrap_or_default(),
            "url": policy.base.map_or("", |base| base.as_str()),
            "host": policy.base.map_or("", |base| base.host()),
            "lang": site.lang,
        }),
    );
    context.insert_value("strings", policy.theme.strings(lang));
    context
}
