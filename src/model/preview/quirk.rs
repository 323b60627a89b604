//! What single consumers do with what they read: small functions, named in their table.

use super::{Page, Preview, Shown};
use crate::base::html::unescape;
use crate::model::consumer::{Quirk, Read};
use crate::model::platform::Of;

/// In the order in which those who have several apply them.
pub(super) fn apply(page: &Page, shown: &mut Preview) {
    let consumer = page.consumer;
    if consumer.has(Quirk::TooLongEndsAll) && is_too_long(page, shown) {
        *shown = Preview::default();
        return;
    }
    if consumer.has(Quirk::DescriptionOfPosts) && !is_post(page) {
        shown.description = None;
    }
    if consumer.has(Quirk::PlainTagsAsPair) {
        plain_tags_as_pair(shown);
    }
    if consumer.has(Quirk::DecodesTwice) {
        for text in [&mut shown.title, &mut shown.description, &mut shown.site_name].into_iter().flatten() {
            text.value = unescape(&text.value).into_owned();
        }
    }
    if consumer.has(Quirk::Clips) {
        clip(&mut shown.title, page, Of::Title);
        clip(&mut shown.description, page, Of::Description);
    }
    if consumer.has(Quirk::DropsEcho) && shown.title.as_ref().map(|title| &title.value) == shown.description.as_ref().map(|it| &it.value) {
        shown.description = None;
    }
    if let (true, Some(title), Some(site)) = (consumer.has(Quirk::DropsSiteName), &mut shown.title, &shown.site_name) {
        title.value = without_site(title.value.trim(), site.value.trim()).to_owned();
    }
    if consumer.has(Quirk::SiteNameForTitle) && shown.title.as_ref().is_none_or(|title| title.value.trim().is_empty()) {
        shown.title = shown.site_name.clone();
    }
    if consumer.has(Quirk::Paragraphs) {
        shorten(page, shown);
    }
    if let (true, Some(most)) = (consumer.has(Quirk::DropsLong), consumer.limit(Of::Value)) {
        for text in [&mut shown.title, &mut shown.description, &mut shown.site_name] {
            if text.as_ref().is_some_and(|text| text.value.chars().count() > most.max as usize) {
                *text = None;
            }
        }
    }
    if consumer.has(Quirk::NeedsTitle) && shown.title.is_none() {
        *shown = Preview::default();
    }
}

/// Any of the values that must not be longer than the table says.
fn is_too_long(page: &Page, shown: &Preview) -> bool {
    let over = |of, text: &str| page.consumer.limit(of).is_some_and(|limit| text.chars().count() > limit.max as usize);
    let is_address =
        |key: &str| matches!(key, "og:url" | "og:image" | "og:image:url" | "og:image:secure_url" | "twitter:image" | "twitter:image:src");
    shown.site_name.as_ref().is_some_and(|name| over(Of::SiteName, &name.value))
        || page.metas.iter().any(|meta| {
            (matches!(meta.key.as_str(), "og:image:alt" | "twitter:image:alt") && over(Of::ImageAlt, &meta.content))
                || (is_address(&meta.key) && over(Of::Url, &meta.content))
        })
}

fn is_post(page: &Page) -> bool {
    let card = page.metas.iter().any(|meta| meta.key == "twitter:card" && matches!(meta.content.trim(), "summary" | "summary_large_image"));
    card && page.facts.links.iter().any(|link| link.kind.as_deref().is_some_and(|kind| kind.trim() == "application/activity+json"))
}

/// `<title>` and `description` count together, or not at all.
fn plain_tags_as_pair(shown: &mut Preview) {
    let is_plain = |text: &Option<Shown>| text.as_ref().is_some_and(|text| matches!(text.from, Read::TitleTag | Read::Name(_)));
    let both = is_plain(&shown.title) && is_plain(&shown.description);
    for text in [&mut shown.title, &mut shown.description] {
        if is_plain(text) && !both {
            *text = None;
        }
    }
}

/// Cut at so many UTF-16 units, with three dots behind them.
fn clip(text: &mut Option<Shown>, page: &Page, of: Of) {
    let (Some(text), Some(limit)) = (text, page.consumer.limit(of)) else { return };
    let trimmed = text.value.trim();
    let most = limit.max as usize;
    text.value = if trimmed.encode_utf16().count() > most {
        let units: Vec<u16> = trimmed.encode_utf16().take(most).collect();
        format!("{}...", String::from_utf16_lossy(&units))
    } else {
        trimmed.to_owned()
    };
}

/// `Rain | Field Notes` without ` | Field Notes`; one dash, bar, colon or dot, and a blank at most on
/// each side of it.
fn without_site<'a>(title: &'a str, site: &str) -> &'a str {
    let blank = |text: &'a str| text.strip_suffix(char::is_whitespace).unwrap_or(text);
    let before = title.strip_suffix(site).filter(|_| !site.is_empty()).map(blank);
    let own = before.and_then(|before| before.strip_suffix(['-', '|', ':', '・'])).map(blank);
    own.filter(|own| !own.is_empty() && !own.contains('\n')).unwrap_or(title)
}

/// Open Graph descriptions and body text; a plain `description` is shown whole.
fn shorten(page: &Page, shown: &mut Preview) {
    let limit = |of| page.consumer.limit(of).map_or(usize::MAX, |limit| limit.max as usize);
    let (least, most) = (limit(Of::DescriptionLeast), limit(Of::Description));
    let Some(text) = &mut shown.description else { return };
    let summary = match text.from {
        Read::NameWith(_) => return,
        Read::BodyText => paragraphs(page.facts.fringe.body_text.iter().map(String::as_str), least, most),
        _ => paragraphs(std::iter::once(text.value.as_str()), least, most),
    };
    match summary {
        Some(summary) => text.value = summary,
        None => shown.description = None,
    }
}

/// Paragraphs until there are `least` characters; if that makes more than `most`, whole words up
/// to there, and an ellipsis.
fn paragraphs<'a>(pieces: impl Iterator<Item = &'a str>, least: usize, most: usize) -> Option<String> {
    const BREAK: &str = "\n\n";
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let mut taken: Vec<String> = Vec::new();
    let mut size = 0;
    for piece in pieces {
        if size >= least {
            break;
        }
        let folded = fold(piece, blank);
        size += folded.chars().count() + BREAK.len();
        taken.push(folded);
    }
    let joined: Vec<&str> = taken.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty()).collect();
    let whole = joined.join(BREAK);
    if whole.chars().count() <= most {
        return Some(whole).filter(|whole| !whole.is_empty());
    }
    let mut cut = String::new();
    let mut length = 0;
    for word in words_with_blanks(&whole) {
        let size = word.chars().count();
        if length + size >= most {
            if length < least {
                cut.push_str(word);
            }
            break;
        }
        cut.push_str(word);
        length += size;
    }
    let cut: String = cut.chars().take(most).collect();
    Some(format!("{}…", cut.trim()))
}

/// Runs of blanks as one.
fn fold(text: &str, is_blank: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_blank(c) {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

/// Words, each with the blanks before it.
fn words_with_blanks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| !c.is_whitespace())?;
        let end = rest[start..].find(char::is_whitespace).map_or(rest.len(), |end| start + end);
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sites_name_is_taken_off_the_end() {
        for (title, own) in [
            ("Rain | Field Notes", "Rain"),
            ("Rain - Field Notes", "Rain"),
            ("Rain: Field Notes", "Rain"),
            ("Rain – Field Notes", "Rain – Field Notes"),
            ("Field Notes | Rain", "Field Notes | Rain"),
            ("Field Notes", "Field Notes"),
        ] {
            assert_eq!(without_site(title, "Field Notes"), own);
        }
    }

    #[test]
    fn long_text_is_shortened_at_a_word() {
        let long = "word ".repeat(150);
        let short = paragraphs(std::iter::once(long.as_str()), 200, 500).expect("there are words");
        assert!(short.ends_with("word…") && short.chars().count() == 500, "{}", short.chars().count());
        assert_eq!(paragraphs(["One", "", "two"].into_iter(), 200, 500).as_deref(), Some("One\n\ntwo"));
        assert_eq!(paragraphs([" ", ""].into_iter(), 200, 500), None);
    }
}
