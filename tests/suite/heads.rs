//! Heads of every shape: where the tags land, page by page.

use std::fs;

use crate::support::core::House;

/// Each page of `tests/pages/head`, twice. What is inserted is shown as `«first … last»`.
#[test]
fn tags_land_where_each_head_lets_them() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/head");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("the folder of heads").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let house = House::new();
    let mut shown = String::new();
    for path in paths {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let once = house.optimize(&fs::read(&path).expect("readable"));
        let twice = house.optimize(&once.html);
        assert_eq!(String::from_utf8_lossy(&once.html), String::from_utf8_lossy(&twice.html), "twice equals once: {name}");
        let mut text = String::from_utf8(once.html).expect("UTF-8");
        for edit in once.plan.edits.iter().filter(|edit| edit.html.contains('<')) {
            text = text.replacen(&edit.html, &folded(&edit.html), 1);
        }
        shown.push_str(&format!("--- {name}\n{}\n", text.replace('\r', "␍")));
    }
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../pages"}, {
        insta::assert_snapshot!("heads", shown);
    });
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
