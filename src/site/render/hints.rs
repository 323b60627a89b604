//! What the author said about a page that no template shows: it goes along with the HTML.

use crate::base::UrlPath;
use crate::model::page::{CardHint, Hints, ImageHint, Kind};
use crate::model::picture::Focus;
use crate::site::Site;
use crate::site::allow::allows;
use crate::site::context::PageContext;
use crate::site::front_matter::split;
use crate::site::post::{Picture, Post};

/// `social.card_data`, and the code that a page opens with.
fn card_data(post: &Post) -> serde_json::Map<String, serde_json::Value> {
    let mut data = post.draft.front.social.card_data.clone();
    if let Some((code, language)) = opening_code(&post.body.html).filter(|_| data.is_empty()) {
        data.insert("code".to_owned(), code.into());
        if let Some(language) = language {
            data.insert("language".to_owned(), language.into());
        }
    }
    data
}

/// The code block that a text begins with, after its heading, and the language it names.
fn opening_code(html: &str) -> Option<(String, Option<String>)> {
    let mut text = html.trim_start();
    if text.starts_with("<h1") {
        text = text.split_once("</h1>")?.1.trim_start();
    }
    let block = text.strip_prefix("<pre")?.split_once("</pre>")?.0;
    let (tag, code) = block[block.find("<code")?..].split_once('>')?;
    let language = tag.split_once("language-").map(|(_, rest)| rest.chars().take_while(|c| !matches!(c, '"' | ' ' | '\'')).collect());
    let mut plain = String::with_capacity(code.len());
    for part in code.split('<').enumerate() {
        // What stands before the first `>` of a later part is a tag.
        plain.push_str(if part.0 == 0 { part.1 } else { part.1.split_once('>').map_or("", |(_, text)| text) });
    }
    let code = crate::base::html::unescape(&plain).trim_end().to_owned();
    (!code.trim().is_empty()).then_some((code, language))
}

impl Site {
    pub(super) fn hints(&self, post: &Post, kind: Kind) -> Hints {
        let draft = &post.draft;
        let front = &draft.front;
        let social = &front.social;
        let unlisted = front.unlisted == Some(true);
        Hints {
            built: true,
            kind: Some(kind),
            title: Some(draft.title.clone()),
            social_title: social.title.clone(),
            description: post.description.clone(),
            social_description: social.description.clone(),
            description_derived: post.description_derived,
            image: post.social_image.as_ref().or(post.image.as_ref()).map(|picture| self.image_hint(post, picture)),
            lang: Some(post.lang.clone()),
            published: draft.date.as_ref().map(|date| date.rfc3339()),
            updated: draft.updated.as_ref().map(|date| date.rfc3339()),
            authors: post.authors.clone(),
            tags: front.tags.clone().unwrap_or_default(),
            canonical: front.canonical_url.clone(),
            hashtags: social.hashtags.clone(),
            share: social.share.clone(),
            quotes: social.quotes.clone(),
            card: CardHint { off: social.card_off, layout: social.card_layout.clone(), data: card_data(post) },
            noindex: front.noindex == Some(true) || unlisted,
            unlisted,
            words: Some(post.body.words),
            undescribed: post.body.undescribed.clone(),
            allow: allows(&draft.source, split(&draft.source).0.head, draft.body),
            ..Hints::default()
        }
    }

    pub(super) fn list_hints(
        &self,
        page: &PageContext,
        index: Option<usize>,
        kind: Kind,
        number: usize,
        breadcrumbs: Vec<(String, UrlPath)>,
    ) -> Hints {
        let own = index.map(|index| self.hints(&self.posts[index], kind)).unwrap_or_default();
        Hints {
            built: true,
            kind: Some(kind),
            title: Some(page.title.clone()),
            social_title: own.social_title.clone().filter(|_| number == 1),
            description: page.description.clone(),
            lang: Some(page.lang.clone()),
            published: None,
            // Pages 2 and on are in no sitemap and get no card of their own.
            unlisted: own.unlisted || number > 1,
            card: CardHint { off: own.card.off || number > 1, ..own.card.clone() },
            breadcrumbs,
            ..own
        }
    }

    pub(super) fn image_hint(&self, post: &Post, picture: &Picture) -> ImageHint {
        let front = &post.draft.front;
        let local = picture.target.path.as_deref().and_then(UrlPath::from_plain).map(|path| path.to_string());
        ImageHint {
            src: local.unwrap_or_else(|| picture.target.href.clone()),
            alt: picture.alt.clone().or_else(|| front.image_alt.clone()),
            focus: front.image_position.as_deref().and_then(focus),
            credit: front.image_credit.clone(),
        }
    }
}

/// `50% 30%`, `top`, `left bottom`; nothing for `auto`, and for what says no place.
pub(in crate::site) fn focus(position: &str) -> Option<Focus> {
    let mut focus = Focus::default();
    let mut percents = 0;
    let mut says = false;
    for word in position.split_whitespace() {
        let percent = word.strip_suffix('%').and_then(|number| number.parse::<f32>().ok());
        says |= percent.is_some() || matches!(word, "left" | "right" | "top" | "bottom" | "center");
        match word {
            "left" => focus.x = 0,
            "right" => focus.x = 100,
            "top" => focus.y = 0,
            "bottom" => focus.y = 100,
            _ => {
                if let Some(percent) = percent {
                    let percent = percent.clamp(0.0, 100.0).round() as u8;
                    *(if percents == 0 { &mut focus.x } else { &mut focus.y }) = percent;
                }
                percents += 1;
            }
        }
    }
    says.then_some(focus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_counts_only_where_the_text_begins_with_it() {
        let block = "<pre><code class=\"language-rust\">let a = <span>&amp;b</span>;\n</code></pre>";
        let found = Some(("let a = &b;".to_owned(), Some("rust".to_owned())));
        assert_eq!(opening_code(&format!("{block}<p>x")), found);
        assert_eq!(opening_code(&format!("<h1 id=a>A</h1>\n{block}")), found);
        assert_eq!(opening_code(&format!("<p>x</p>{block}")), None);
    }
}
