//! A page for one quote: its words in large type, its own card, and the way back to the text.
//!
//! Networks read one card per address and drop what stands behind `#`, so a quote that should show
//! its own card needs an address of its own.

use serde_json::json;

use super::quote::Words;
use super::{Mounter, about_page};
use crate::base::html::fold_space;
use crate::base::text::cut_at_word;
use crate::model::block::flag;
use crate::model::page::{CardHint, Hints, HtmlPage, ImageHint, Kind, OutPath, quotes_of};
use crate::smo::quote::{Form, spoken};

const MAX_TITLE: usize = 120;

/// Plans the page of a quote and says its address; none if it gets none.
pub(super) fn of_quote(mounter: &mut Mounter, said: &Words, place: &str) -> Option<String> {
    let wanted = |key: &str| said.values.get(key).and_then(|value| flag(value)) != Some(false);
    if !mounter.policy.settings.quotes.pages || said.form != Form::Quoted || !wanted("page") || mounter.hints.unlisted {
        return None;
    }
    let (base, url) = (mounter.policy.base?, mounter.facts.url.as_ref()?);
    let path = OutPath::new(&format!("{}/{}/index.html", quotes_of(url), mounter.folder(said.id)))?;
    let address = base.join(&path.url_path());
    let lang = mounter.lang();
    let words = fold_space(said.words);
    let by = said.by.map(fold_space).filter(|by| !by.is_empty());
    let title = spoken(&words, None, &lang);
    let article = mounter.plan.fields.title.as_ref().map_or(String::new(), |title| title.value.clone());
    let mut context = about_page(mounter.plan, mounter.hints, mounter.policy);
    context.insert("id", said.id);
    context.insert("body_text", &words);
    context.insert("attrs", said.values);
    context.insert(
        "data",
        &json!({
            "words": words,
            "by": by,
            "context": mounter.fragments.behind(place, said.id),
            "title": cut_at_word(&title, MAX_TITLE),
            "address": address,
            "dir": mounter.facts.dir,
        }),
    );
    let html = mounter.policy.theme.render("smo/quote-page.html", &context).map_err(|finding| mounter.plan.findings.push(finding)).ok()?;
    let image = mounter.plan.fields.image.as_ref().filter(|_| !wanted("card")).map(|image| ImageHint {
        src: image.value.url.clone(),
        alt: image.value.alt.clone(),
        focus: Default::default(),
        credit: None,
    });
    let data = [("quote", Some(words.clone())), ("source", by.clone())];
    let data = data.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.into()))).collect();
    let hints = Hints {
        built: true,
        kind: Some(Kind::Page),
        title: Some(cut_at_word(&title, MAX_TITLE)),
        description: Some(match &by {
            Some(by) => format!("{by} · {article}"),
            None => article,
        }),
        image,
        lang: Some(lang),
        authors: mounter.hints.authors.clone(),
        card: CardHint { off: false, layout: wanted("card").then(|| "quote".to_owned()), data },
        noindex: true,
        unlisted: true,
        words: Some(words.split(' ').count()),
        ..Hints::default()
    };
    mounter.plan.pages.push(HtmlPage { path, html: html.into_bytes(), hints });
    Some(address)
}
