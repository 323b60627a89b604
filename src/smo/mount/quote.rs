//! The block `quote`: words that can be shared, in a figure of their own or inside a sentence.

use std::collections::HashSet;

use serde_json::json;
use unicode_segmentation::UnicodeSegmentation;

use super::found::Pulled;
use super::input::{self, Values};
use super::{Asked, Made, Mounter, Shaped, page};
use crate::base::html::fold_space;
use crate::base::{Finding, Place, text::slug};
use crate::model::block::flag;
use crate::model::plan::ShareLink;
use crate::smo::quote::{self, Form, Quote};
use crate::smo::{placement, sentence};

pub(super) fn quote<'a>(mounter: &mut Mounter<'a>, asked: &Asked<'a>) -> Option<Made> {
    let mount = asked.mount;
    let is_pull = asked.values.get("pull").and_then(|value| flag(value)) == Some(true);
    if is_pull {
        match mounter.locate(mount.body_text.trim()) {
            sentence::Found::Nowhere => {
                let finding = Finding::warning("quote-drift", "the pull quote repeats no sentence of the text", mounter.at(mount));
                mounter.plan.findings.push(
                    finding
                        .why("it is shown as an ordinary quote, with share links of its own")
                        .help("quote the sentence as it stands in the text, or take `pull` out"),
                );
            }
            found => {
                let by = asked.values.get("by").map(|by| fold_space(by));
                // The sentence carries the id then.
                let id = (!matches!(found, sentence::Found::At(_))).then_some(&asked.id);
                let data = json!({"by": by, "id": id});
                mounter.pulled.push(Pulled { mount, values: asked.values.clone(), id: asked.id.clone(), found });
                return Some(Made::Partial(Shaped { partial: "smo/pull.html".into(), data, links: Vec::new() }));
            }
        }
    }
    let inline = is_inline(&mount.tag);
    let words = mount.words.as_deref().unwrap_or(&mount.body_text).trim();
    let by = asked.values.get("by").cloned().or_else(|| mount.by.clone());
    let said = Words { words, by: by.as_deref(), values: &asked.values, id: &asked.id, form: Form::Quoted, inline };
    let at = mounter.at(mount);
    // A link or a button holds no link.
    let is_free = !mount.within.link && !mount.within.button;
    let links = if is_free { mounter.quote_links(&said, at) } else { Vec::new() };
    mounter.plan.fields.quotes.push(words.to_owned());
    let element = if mount.selected { Some(mounter.element(mount)) } else { None };
    let data = json!({
        "by": asked.values.get("by"),
        "cite": asked.values.get("cite"),
        "element": element,
    });
    let partial = if inline { "smo/mark.html" } else { "smo/quote.html" };
    Some(Made::Partial(Shaped { partial: partial.into(), data, links }))
}

/// An element that stands inside a sentence.
pub(super) fn is_inline(tag: &str) -> bool {
    INLINE.contains(&tag)
}

const INLINE: &[&str] = &["mark", "q", "span", "em", "strong", "b", "i", "cite", "ins", "u", "small"];

/// A quote's words and what was said of them.
pub(super) struct Words<'w> {
    pub words: &'w str,
    pub by: Option<&'w str>,
    pub values: &'w Values,
    pub id: &'w str,
    pub form: Form,
    /// In a sentence, with room for one link.
    pub inline: bool,
}

impl<'a> Mounter<'a> {
    /// An element as it was written, with inner mounts as what they became.
    fn element(&self, mount: &crate::model::facts::Mount) -> String {
        format!("{}{}</{}>", mount.open_tag, self.body(mount), mount.tag)
    }

    /// Links to share some words, each to its place in the page, or to the page that they have of
    /// their own.
    pub(super) fn quote_links(&mut self, said: &Words, at: Place) -> Vec<ShareLink> {
        let off = said.form == Form::Quoted && self.hints.quotes.as_ref().is_some_and(Vec::is_empty);
        let Some(page) = self.plan.fields.canonical.as_ref().filter(|_| !off).map(|url| url.value.clone()) else { return Vec::new() };
        let lang = self.lang();
        let settings = self.policy.settings;
        let networks = said.values.get("share").map(|list| input::list(list)).unwrap_or_else(|| settings.quotes.networks.clone());
        let hashtags: Vec<String> = match said.values.get("hashtags") {
            Some(list) => {
                input::list(list).iter().map(|tag| tag.trim_start_matches('#').to_owned()).filter(|tag| !tag.is_empty()).collect()
            }
            None => self.hints.hashtags.clone(),
        };
        let site_via = placement::via(self.hints, self.policy);
        let image = self.plan.fields.image.as_ref().map(|image| image.value.url.clone());
        let place = quote::address(&page, said.id);
        let campaign = settings.share.utm.then(|| placement::campaign(self.facts));
        let own_page = page::of_quote(self, said, &place);
        let asked = Quote {
            words: said.words,
            by: said.by,
            tweet: said.values.get("tweet").map(String::as_str),
            tweet_key: if self.hints.built { "tweet" } else { "data-tweet" },
            hashtags: &hashtags,
            via: said.values.get("via").map(String::as_str).or(site_via.as_deref()),
            title: self.plan.fields.title.as_ref().map_or("", |title| title.value.as_str()),
            lang: &lang,
            image: image.as_deref(),
            mastodon_server: &settings.share.mastodon,
            campaign: campaign.as_deref(),
            form: said.form,
            at,
        };
        let theme = self.policy.theme;
        let (mut links, findings) = quote::links(&asked, &networks, own_page.as_deref().unwrap_or(&place), &|key| theme.string(&lang, key));
        if said.form == Form::Quoted {
            for link in links.iter_mut().filter(|link| link.kind == "copy") {
                link.url = self.fragments.behind(&place, said.id);
            }
            let is_wanted = own_page.is_some() || (!said.inline && links.iter().any(|link| link.kind == "copy"));
            if is_wanted && self.policy.settings.quotes.text_fragments {
                self.plan.quoted.push(said.id.to_owned());
            }
        }
        self.plan.findings.extend(findings);
        links
    }
}

/// A prefix and the first four words, at most 32 characters; `-2`, `-3` where that id is taken.
pub(super) fn id(prefix: &str, words: &str, taken: &HashSet<String>) -> String {
    let first: Vec<&str> = words.split_whitespace().take(4).collect();
    let slug = slug(&first.join(" "));
    let mut length = prefix.chars().count();
    let fits = |part: &&str| {
        length += part.chars().count();
        length <= 32
    };
    let kept: String = slug.graphemes(true).take_while(fits).collect();
    let kept = kept.trim_end_matches('-');
    let name = format!("{prefix}{}", if kept.is_empty() { "1" } else { kept });
    if taken.contains(&name) { free(&name, taken) } else { name }
}

/// The next name that is free.
pub(super) fn free(name: &str, taken: &HashSet<String>) -> String {
    (2..).map(|n| format!("{name}-{n}")).find(|name| !taken.contains(name)).expect("a page has fewer ids than there are numbers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_and_never_twice_on_a_page() {
        let mut taken = HashSet::new();
        assert_eq!(id("q-", "You cannot manage what you cannot measure.", &taken), "q-you-cannot-manage-what");
        taken.insert("q-you-cannot-manage-what".to_owned());
        taken.insert("q-you-cannot-manage-what-2".to_owned());
        assert_eq!(id("q-", "You cannot manage what?", &taken), "q-you-cannot-manage-what-3");
        assert_eq!(id("q-", "🌧 …", &taken), "q-1");
        assert_eq!(id("q-", "Donaudampfschifffahrtsgesellschaft sinkt", &taken), "q-donaudampfschifffahrtsgesellsc");
        assert_eq!(id("stat-", "of gardeners check the gauge", &taken), "stat-of-gardeners-check-the");
    }
}
