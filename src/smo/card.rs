//! The card of a page: which layout, and the SVG that its template makes of the page.
//!
//! Only words and colours are decided here; `picture` lays the text out and paints.

use serde_json::json;

use super::plan::Policy;
use crate::base::finding::Fact;
use crate::base::nearest::nearest;
use crate::base::text::cut_at_word;
use crate::base::{Finding, Place};
use crate::model::facts::PageFacts;
use crate::model::page::Hints;
use crate::model::picture::{OG, Picture};
use crate::model::plan::Fields;
use crate::theme::Context;

/// The layout for every page.
const FALLBACK: &str = "default";

/// No card holds more, and text is set slowly.
const MAX_TEXT: usize = 600;

/// A card and its words for those who cannot see it.
pub(super) struct Card {
    pub picture: Picture,
    pub alt: String,
    /// The layout that was asked for is none.
    pub finding: Option<Finding>,
}

/// The card for a page, or why its layout could not be rendered.
pub(super) fn card(facts: &PageFacts, fields: &Fields, hints: &Hints, policy: &Policy, slug: &str) -> Result<Option<Card>, Box<Finding>> {
    let Some(title) = &fields.title else { return Ok(None) };
    let mut context = context(facts, fields, hints, policy);
    let (layout, finding) = layout(hints, policy, &context)?;
    context.insert_value("options", policy.theme.layout_options(&layout));
    let svg = policy.theme.render(&format!("cards/{layout}.svg"), &context)?;
    let alt = policy.theme.layout_alt(&layout, &context)?;
    let alt = if alt.is_empty() { title.value.clone() } else { alt };
    Ok(Some(Card { picture: Picture::card(slug, OG, &svg, Vec::new(), policy.fonts, &cut_at_word(&title.value, MAX_TEXT)), alt, finding }))
}

/// The layout that the page's card is drawn with.
pub(super) fn layout_name(facts: &PageFacts, fields: &Fields, hints: &Hints, policy: &Policy) -> Option<String> {
    layout(hints, policy, &context(facts, fields, hints, policy)).ok().map(|(name, _)| name)
}

/// The author's layout, the site's, or the first that says it fits. One that is not there costs no
/// page its card.
fn layout(hints: &Hints, policy: &Policy, context: &Context) -> Result<(String, Option<Finding>), Box<Finding>> {
    let configured = Some(policy.settings.cards.layout.as_str()).filter(|name| *name != "auto");
    if let Some(name) = hints.card.layout.as_deref().or(configured) {
        if policy.theme.has(&format!("cards/{name}.svg")) {
            return Ok((name.to_owned(), None));
        }
        let known = policy.theme.layouts();
        let finding = Finding::error("card-layout-unknown", format!("there is no card layout `{name}`"), Place::Fact(Fact::Image));
        let near = nearest(name, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| format!("there are {}", known.join(", ")));
        return Ok((FALLBACK.to_owned(), Some(finding.why(format!("the card has the layout `{FALLBACK}`")).help(help))));
    }
    let mut findings = Vec::new();
    let picked = policy.theme.pick_layout(context, &mut findings).unwrap_or(FALLBACK).to_owned();
    match findings.into_iter().next() {
        Some(finding) => Err(Box::new(finding)),
        None => Ok((picked, None)),
    }
}

fn context(facts: &PageFacts, fields: &Fields, hints: &Hints, policy: &Policy) -> Context {
    let site = &policy.settings.site;
    let text = |value: &Option<crate::model::plan::Resolved<String>>| value.as_ref().map(|found| found.value.clone()).unwrap_or_default();
    let title = hints.social_title.clone().or_else(|| hints.title.clone()).unwrap_or_else(|| text(&fields.title));
    let authors: Vec<&str> = hints.authors.iter().map(|author| author.name.as_str()).collect();
    let day = fields.published.as_deref().and_then(|date| date.get(..10)).unwrap_or("");
    let mut context = Context::new();
    context.insert(
        "page",
        &json!({
            "title": cut_at_word(&title, MAX_TEXT),
            "description": cut_at_word(&text(&fields.own_description().cloned()), MAX_TEXT),
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
    context.insert("size", &json!({"name": OG.name, "w": OG.width, "h": OG.height}));
    // themes.md 6: the headline's safe area of a 1200×630 card.
    context.insert("safe", &json!({"x": 60, "y": 60, "w": 1080, "h": 510}));
    context
}
