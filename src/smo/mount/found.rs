//! Sentences of the text that become quotes where they stand: those that `social.quotes` lists,
//! and those that a pull quote repeats.

use serde_json::json;

use super::Mounter;
use super::context::{Told, about_block};
use super::input::Values;
use super::quote::{self, Words};
use crate::base::finding::Fact;
use crate::base::html::plain;
use crate::base::text::tame;
use crate::base::{Finding, Place};
use crate::model::facts::Mount;
use crate::model::plan::{Edit, Op};
use crate::smo::quote::Form;
use crate::smo::sentence::{Found, Spot};

/// Nobody shares more at once.
const MAX_SENTENCE: usize = 2000;

/// A pull quote that found its sentence.
pub(super) struct Pulled<'a> {
    pub mount: &'a Mount,
    pub values: Values,
    pub id: String,
    pub found: Found,
}

/// Marks the sentences that the page should offer, each once.
pub(super) fn sentences(mounter: &mut Mounter) {
    let pulled = std::mem::take(&mut mounter.pulled);
    // Mounts are rendered from the last to the first.
    for pulled in pulled.into_iter().rev() {
        let words = pulled.mount.body_text.trim();
        mounter.plan.fields.quotes.push(words.to_owned());
        if let Found::At(spot) = &pulled.found {
            let at = mounter.at(pulled.mount);
            mark(mounter, spot, words, &pulled.values, pulled.id, at);
        }
    }
    let listed = mounter.hints.quotes.clone().unwrap_or_default();
    let max = mounter.policy.settings.quotes.max;
    for (order, text) in listed.iter().enumerate() {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if text.chars().nth(MAX_SENTENCE).is_some() {
            let message = format!("`social.quotes` lists a sentence of more than {MAX_SENTENCE} characters: {}", brief(text));
            let finding = Finding::warning("quote-too-long", message, Place::Fact(Fact::Quote(text.to_owned())));
            mounter.plan.findings.push(finding.why("it gets no share links").help("list a sentence that people would share"));
            continue;
        }
        match mounter.locate(text) {
            Found::Nowhere => {
                let finding = Finding::warning(
                    "quote-drift",
                    format!("`social.quotes` lists a sentence that the text does not have: {}", brief(text)),
                    Place::Fact(Fact::Quote(text.to_owned())),
                );
                mounter
                    .plan
                    .findings
                    .push(finding.why("it gets no share links").help("copy the sentence as it stands in the text, or take it out"));
            }
            Found::At(spot) if order < max => {
                let at = Place::Fact(Fact::Quote(text.to_owned()));
                // As it stands in the page: typography and all.
                let text = &*tame(&plain(&spot.html)).into_owned();
                let id = quote::id("q-", text, &mounter.taken);
                mounter.taken.insert(id.clone());
                mark(mounter, &spot, text, &Values::new(), id, at);
                mounter.plan.fields.quotes.push(text.to_owned());
            }
            Found::At(_) | Found::Marked | Found::Somewhere => mounter.plan.fields.quotes.push(text.to_owned()),
        }
    }
}

fn mark(mounter: &mut Mounter, spot: &Spot, words: &str, values: &Values, id: String, at: Place) {
    if mounter.marked.iter().any(|other| other.start < spot.span.end && spot.span.start < other.end) {
        return;
    }
    let said = Words { words, by: values.get("by").map(String::as_str), values, id: &id, form: Form::Quoted, inline: true };
    let links = if spot.in_link { Vec::new() } else { mounter.quote_links(&said, at) };
    let told = Told {
        name: "quote",
        id: &id,
        attrs: values,
        body_text: words,
        body_html: &spot.html,
        data: &json!({"by": values.get("by"), "cite": values.get("cite"), "element": null}),
        links: &links,
    };
    let context = about_block(&told, mounter.plan, mounter.hints, mounter.policy);
    match mounter.policy.theme.render("smo/mark.html", &context) {
        Ok(html) => {
            mounter.marked.push(spot.span);
            mounter.plan.edits.push(Edit { at: spot.anchor, op: Op::Text(spot.span), html: html.trim().to_owned() });
            mounter.plan.needs_css = true;
        }
        Err(finding) => mounter.plan.findings.push(finding),
    }
}

fn brief(text: &str) -> String {
    format!("“{}”", crate::base::text::cut_at_word(text, 60))
}
