//! The card of a page: which layout, and the SVG that its template makes of the page.
//!
//! Only words and colours are decided here; `picture` lays the text out and paints.

use serde_json::json;

use super::plan::Policy;
use crate::base::Finding;
use crate::model::facts::PageFacts;
use crate::model::page::Hints;
use crate::model::picture::{OG, Picture};
use crate::model::plan::Fields;
use crate::theme::Context;

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
    context.insert_value("options", policy.theme.card_options(layout));
    context.insert("size", &json!({"name": OG.name, "w": OG.width, "h": OG.height}));
    // themes.md 6: the headline's safe area of a 1200×630 card.
    context.insert("safe", &json!({"x": 60, "y": 60, "w": 1080, "h": 510}));
    context
}
