//! Feeds in JSON, as jsonfeed.org has them: the same facts as of those in XML.
//!
//! The parser tells no places, so a value is looked for where its entry stands.

use serde_json::Value;

use super::site_files::{Feed, FeedKind, Item, relative};
use crate::base::{Source, Span};

pub(super) fn feed(path: String, source: Source) -> Feed {
    let text = source.text.clone();
    let (home, items, broken) = match serde_json::from_str::<Value>(&text) {
        Ok(root) => {
            let home = string(&root, "home_page_url").map(|home| {
                let span = place(&text, 0, &home).unwrap_or_default();
                (home, span)
            });
            (home, items(&text, &root), None)
        }
        Err(error) => {
            let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let at = (line + error.column().saturating_sub(1)).min(text.len().saturating_sub(1));
            (None, Vec::new(), Some((error.to_string(), Span::new(at, at + 1))))
        }
    };
    Feed { path, source, kind: FeedKind::Json, home, items, based: false, broken }
}

fn items(text: &str, root: &Value) -> Vec<Item> {
    let mut from = text.find("\"items\"").unwrap_or(0);
    let entries = root.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    entries.iter().map(|entry| item(text, &mut from, entry)).collect()
}

fn item(text: &str, from: &mut usize, entry: &Value) -> Item {
    let [title, link, id] = ["title", "url", "id"].map(|key| string(entry, key));
    let start = *from;
    // Entries stand in their order: the next one begins behind all that is known of this one.
    let mut find = |value: &Option<String>| {
        let span = place(text, start, value.as_deref()?)?;
        *from = (*from).max(span.end as usize);
        Some(span)
    };
    let (id_span, link_span, title_span) = (find(&id), find(&link), find(&title));
    let span = id_span.or(link_span).or(title_span).unwrap_or_else(|| Span::new(start, start + 1));
    let content = string(entry, "content_html");
    let within = content.as_deref().and_then(relative);
    let pictures = ["image", "banner_image"].into_iter().filter_map(|key| string(entry, key));
    let relative = within.or_else(|| pictures.into_iter().find(|address| !address.contains("://")));
    let text_span = relative.as_deref().and_then(|address| place_of(text, start, address)).unwrap_or(span);
    let attached = entry.get("attachments").and_then(Value::as_array).and_then(|all| all.first());
    let enclosure = attached.and_then(|one| string(one, "url"));
    let enclosure_span = enclosure.as_deref().and_then(|address| place(text, start, address)).unwrap_or(span);
    let date = string(entry, "date_published").map(|date| {
        let at = place(text, start, &date).unwrap_or(span);
        (date, at)
    });
    let (link_span, id_span) = (link_span.unwrap_or(span), id_span.unwrap_or(span));
    Item { title, link, id, relative, enclosure, date, span, link_span, id_span, text_span, enclosure_span }
}

/// A number may stand for an id, too.
fn string(value: &Value, key: &str) -> Option<String> {
    let text = match value.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A whole value as it is written, without its quotes.
fn place(text: &str, from: usize, value: &str) -> Option<Span> {
    let quoted = serde_json::to_string(value).ok()?;
    let at = from + text.get(from..)?.find(&quoted)? + 1;
    Some(Span::new(at, at + quoted.len() - 2))
}

/// Words within a value.
fn place_of(text: &str, from: usize, words: &str) -> Option<Span> {
    let at = from + text.get(from..)?.find(words)?;
    Some(Span::new(at, at + words.len()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::model::site_files::{FeedKind, SiteFiles};

    #[test]
    fn a_feed_in_json_is_read_as_one_in_xml() {
        let text = r#"{ "version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://ada.dev/", "items": [
            { "id": "https://ada.dev/a/", "url": "https://ada.dev/a/", "title": "Rain", "content_html": "<p>Drops.</p>" },
            { "id": 7, "url": "/b/", "content_html": "<img src='/b.png'>", "date_published": "soon" } ] }"#;
        let mut files = SiteFiles::default();
        files.add("feed.json", &Arc::from("feed.json"), text.as_bytes());
        let feed = &files.feeds[0];
        assert_eq!((feed.kind, feed.items.len()), (FeedKind::Json, 2));
        let [first, second] = &feed.items[..] else { panic!("two entries") };
        assert_eq!((first.relative.as_deref(), first.link.as_deref()), (None, Some("https://ada.dev/a/")));
        assert_eq!((second.relative.as_deref(), second.id.as_deref()), (Some("/b.png"), Some("7")));
        assert_eq!(&text[second.link_span.range()], "/b/");
        assert_eq!(&text[second.text_span.range()], "/b.png");
        assert_eq!(&text[second.date.as_ref().unwrap().1.range()], "soon");
    }

    #[test]
    fn what_is_no_json_says_where() {
        let mut files = SiteFiles::default();
        let text = "{ \"version\": \"https://jsonfeed.org/version/1.1\",\n\"items\": [,] }";
        files.add("feed.json", &Arc::from("feed.json"), text.as_bytes());
        let (_, span) = files.feeds[0].broken.clone().expect("a comma by itself");
        assert_eq!(&text[span.range()], ",");
    }
}
