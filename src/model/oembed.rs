//! Answers of oEmbed that lie in the output as files (oembed.com). Those of a server are not asked for.

use roxmltree::Document;
use serde_json::Value;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct OEmbed {
    /// `rich`, `link`, `photo` or `video`.
    pub kind: String,
    pub title: Option<String>,
    pub thumbnail: Option<String>,
}

/// Types of `<link>` that lead to one, in the order that readers ask.
pub const TYPES: &[&str] = &["application/json+oembed", "text/json+oembed", "text/xml+oembed", "application/xml+oembed"];

const KINDS: &[&str] = &["rich", "link", "photo", "video"];
const VERSION: &str = "1.0";
/// Longer ones are something else.
const MOST: usize = 64 * 1024;

/// The answer that a text is, if it is one.
pub fn read(text: &str) -> Option<OEmbed> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.len() > MOST || !text.contains("version") || !text.contains("type") {
        return None;
    }
    let found = if text.starts_with('{') { json(text) } else { xml(text) };
    found.filter(|found| KINDS.contains(&found.kind.as_str()))
}

fn json(text: &str) -> Option<OEmbed> {
    let value: Value = serde_json::from_str(text).ok()?;
    let said = |key: &str| value.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let is_one = said("version").is_some_and(|version| version == VERSION) || value.get("version")?.as_f64() == Some(1.0);
    is_one.then(|| Some(OEmbed { kind: said("type")?, title: said("title"), thumbnail: said("thumbnail_url") }))?
}

fn xml(text: &str) -> Option<OEmbed> {
    if !text.contains("<oembed") {
        return None;
    }
    let document = Document::parse(text).ok()?;
    let root = document.root_element();
    let said = |key: &str| {
        let node = root.children().find(|node| node.has_tag_name(key))?;
        node.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let is_one = root.has_tag_name("oembed") && said("version").is_some_and(|version| version == VERSION);
    is_one.then(|| Some(OEmbed { kind: said("type")?, title: said("title"), thumbnail: said("thumbnail_url") }))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same_and_other_files_nothing() {
        let expected = OEmbed { kind: "link".into(), title: Some("Rain & hail".into()), thumbnail: None };
        assert_eq!(read(r#"{"type":"link","version":"1.0","title":"Rain & hail","thumbnail_url":""}"#), Some(expected.clone()));
        let xml = "<?xml version=\"1.0\"?>\n<oembed><version>1.0</version><type>link</type><title>Rain &amp; hail</title></oembed>";
        assert_eq!(read(xml), Some(expected));
        assert_eq!(read(r#"{"name":"rain","version":"1.0.0","type":"module"}"#), None);
        assert_eq!(read(r#"{"version":"1.0","type":"module"}"#), None);
    }
}
