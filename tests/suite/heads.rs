//! Heads of every shape: what is read in each, and where the tags land.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use encoding_rs::Encoding;
use smo_build::model::PageFacts;
use smo_build::model::facts::{HeadAnchor, Shape};
use smo_build::smo::survey;

use crate::support::core::House;

/// The pages of `tests/pages/head`, by name.
fn pages() -> BTreeMap<String, Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/head");
    let files = fs::read_dir(folder).expect("the folder of heads").map(|entry| entry.expect("a file").path());
    let stem = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    files
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .map(|path| (stem(&path), fs::read(&path).expect("readable")))
        .collect()
}

/// The table in `tests/pages/head/README.md` says what each page is, and why.
#[test]
fn each_head_is_what_the_table_says() {
    let house = House::new();
    let readme = include_str!("../pages/head/README.md");
    let mut rows: BTreeMap<String, String> = BTreeMap::new();
    for line in readme.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [name, shape, title, tags, why] = cells[..] else { panic!("five cells: {line}") };
        assert!(!why.is_empty(), "{name} says why");
        rows.insert(name.trim_matches('`').to_owned(), format!("{shape} | {title} | {tags}"));
    }
    let found: BTreeMap<String, String> = pages().into_iter().map(|(name, html)| (name, row(&html, &survey(&house.page(&html))))).collect();
    for (name, found) in &found {
        assert_eq!(rows.get(name), Some(found), "the row of `{name}`");
    }
    assert_eq!(rows.len(), found.len(), "every row has its page");
}

/// Shape, title, and where tags stand, as a row of the table has them.
fn row(html: &[u8], facts: &PageFacts) -> String {
    let shape = match facts.shape {
        Shape::Article => "article".to_owned(),
        Shape::Page => "page".to_owned(),
        Shape::Redirect => "redirect".to_owned(),
        Shape::Fragment => "fragment".to_owned(),
        Shape::Opaque => format!("passed through: {}", facts.findings[0].rule),
    };
    let title = facts.title.as_ref().map_or("none".to_owned(), |title| visible(&title.value));
    let title = if title.is_empty() { "(empty)".to_owned() } else { title };
    let tag = |at: u32| {
        let tag = String::from_utf8_lossy(&html[at as usize..]).into_owned();
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '<' && c != '-').unwrap_or(tag.len());
        let line = html[..at as usize].iter().filter(|b| **b == b'\n').count() + 1;
        format!("`{}>` in line {line}", tag[..end].to_ascii_lowercase())
    };
    let place = match facts.head {
        _ if !facts.shape.is_document() => "nowhere".to_owned(),
        HeadAnchor::After(own) => format!("after {}", tag(own.start)),
        HeadAnchor::Into(own) => format!("first in {}", tag(own.start)),
        HeadAnchor::Before(at) => format!("before {}", tag(at)),
        HeadAnchor::At(at) => format!("before the words in line {}", html[..at as usize].iter().filter(|b| **b == b'\n').count() + 1),
        HeadAnchor::None => "nowhere".to_owned(),
    };
    format!("{shape} | {title} | {place}")
}

/// Each page, twice. What is inserted is shown as `«first … last»`.
#[test]
fn tags_land_where_each_head_lets_them() {
    let house = House::new();
    let mut shown = String::new();
    for (name, html) in pages() {
        let once = house.optimize(&html);
        let twice = house.optimize(&once.html);
        assert_eq!(String::from_utf8_lossy(&once.html), String::from_utf8_lossy(&twice.html), "twice equals once: {name}");
        let mut text = encoding(&html).decode_without_bom_handling(&once.html).0.into_owned();
        for edit in once.plan.edits.iter().filter(|edit| edit.html.contains('<')) {
            text = text.replacen(&edit.html, &folded(&edit.html), 1);
        }
        let text = if once.html == html { "(as it was)".to_owned() } else { visible(&text) };
        shown.push_str(&format!("--- {name}.html\n{text}\n"));
    }
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../pages"}, {
        insta::assert_snapshot!("heads", shown);
    });
}

/// The encoding that a page names, or UTF-8.
fn encoding(html: &[u8]) -> &'static Encoding {
    let text = String::from_utf8_lossy(html).into_owned();
    let label = text.split_once("charset=").map_or("", |(_, rest)| rest).trim_start_matches('"');
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end]).filter(|encoding| encoding.is_ascii_compatible()).unwrap_or(encoding_rs::UTF_8)
}

/// What cannot be seen, named.
fn visible(text: &str) -> String {
    let unseen = |c: char| c == '\u{FEFF}' || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let shown = text.chars().map(|c| match c {
        '\r' => "␍".to_owned(),
        '\0' => "␀".to_owned(),
        c if unseen(c) => format!("⟨{:04X}⟩", u32::from(c)),
        c => c.to_string(),
    });
    shown.collect()
}

/// Tags as the keys of the first and the last, with the white space around them.
fn folded(tags: &str) -> String {
    let key = |tag: &str| {
        let value = tag.split('"').nth(1).unwrap_or("title");
        if tag.starts_with("title") { "title".to_owned() } else { value.to_owned() }
    };
    let all: Vec<String> = tags.split('<').skip(1).filter(|tag| !tag.starts_with('/')).map(key).collect();
    let before = &tags[..tags.len() - tags.trim_start().len()];
    let after = &tags[tags.trim_end().len()..];
    format!("{before}«{} … {}»{after}", all[0], all[all.len() - 1])
}
