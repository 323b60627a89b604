//! The fifteen decisions that follow from what is known of the readers of links (facts 0.1), one by
//! one, on the page that a theme without any tags would write.

use smo_build::base::weighted::weighted;

use crate::support::{Outcome, Page, Sandbox};

/// A page with inline CSS and JavaScript, a photo, an author, and a title that is no friend.
const FOREIGN: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Rain &amp; \"snow\" &lt;i&gt; | Field Notes</title>\n<style>body { color: STYLE }</style>\n<script>var late = 1;</script>\n<meta name=\"author\" content=\"Ada Lane\">\n</head>\n<body><main><article><h1>Rain</h1>\n<time datetime=\"2026-01-02\">2 January</time>\n<p>The gauge stood on the roof for a year and never once agreed with the forecast.</p>\n<img src=\"/roof.png\" alt=\"A roof\">\n</article></main></body></html>\n";

const SETTINGS: &str = "site:\n  url: https://example.org\n  title: Field Notes\n  description: Notes from a wet hillside.\n  theme_color: '#1d4e63'\n  author: ada\n  authors:\n    ada: {name: Ada Lane, url: /about/, fediverse: ada@hachyderm.io, x: adal}\n  profiles: {x: fieldnotes, github: fieldnotes}\n";

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, height).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

fn foreign() -> Sandbox {
    let long = FOREIGN.replace("STYLE", &"x".repeat(400_000));
    Sandbox::page(&long).with("smo.yaml", SETTINGS).with_bytes("out/roof.png", &picture(1200, 800))
}

fn built() -> Sandbox {
    let post = |title: &str| {
        format!(
            "---\ntitle: {title}\ndate: 2026-01-02\ntags: [rain, roofs]\n---\n\nThe gauge stood on the roof for a year and never once agreed with it.\n"
        )
    };
    Sandbox::empty()
        .with("smo.yaml", SETTINGS)
        .with("content/_index.md", "---\ntitle: Home\n---\n")
        .with("content/posts/rain.md", &post("Rain"))
        .with("content/posts/snow.md", &post("Snow").replace("tags:", "aliases: [/old/]\ntags:"))
        .with("content/about.md", "---\ntitle: About\n---\n\nHello.\n")
}

/// All pages that people see, of both ways in.
fn everywhere(check: impl Fn(&str, &Page)) {
    let (one, two) = (foreign(), built());
    let (optimized, outcome) = (one.optimize(), two.build());
    check("foreign", &optimized.page("index.html"));
    for page in outcome.report().pages.iter().filter(|page| page.title.is_some() && page.path.as_str() != "404.html") {
        if !page.path.as_str().starts_with("old/") {
            check(page.path.as_str(), &outcome.page(page.path.as_str()));
        }
    }
}

fn bytes_of(site: &Sandbox, folder: &str, page: &Page) -> Vec<u8> {
    let path = page.meta("og:image").strip_prefix("https://example.org/").expect("the site's own").to_owned();
    std::fs::read(site.path(&format!("{folder}/{path}"))).expect("it was written")
}

fn json_ld(page: &Page) -> Vec<serde_json::Value> {
    let blocks = page.html.split("<script type=\"application/ld+json\">").skip(1).filter_map(|rest| rest.split("</script>").next());
    let parsed = blocks.map(|text| serde_json::from_str(text).expect("JSON"));
    parsed.flat_map(|value: serde_json::Value| value.as_array().cloned().unwrap_or_else(|| vec![value])).collect()
}

fn node(page: &Page, kind: &str) -> serde_json::Value {
    json_ld(page).into_iter().find(|node| node["@type"] == kind).unwrap_or_else(|| panic!("no {kind} in\n{}", page.html))
}

fn optimized(site: &Sandbox) -> Outcome<'_> {
    site.optimize()
}

#[test]
fn d01_a_picture_that_every_reader_takes() {
    let site = foreign();
    let page = optimized(&site).page("index.html");
    let bytes = bytes_of(&site, "out", &page);
    assert!(bytes.len() <= 300_000, "{} bytes", bytes.len());
    let shown = image::load_from_memory(&bytes).expect("PNG or JPEG");
    assert_eq!((shown.width(), shown.height()), (1200, 630));
}

#[test]
fn d02_one_og_image_on_every_page() {
    everywhere(|name, page| assert_eq!(page.html.matches("\"og:image\"").count(), 1, "{name}"));
}

#[test]
fn d03_tags_in_double_quotes_with_every_sign_escaped() {
    let page = optimized(&foreign()).page("index.html");
    page.has("<meta property=\"og:title\" content=\"Rain &amp; &quot;snow&quot; &lt;i&gt;\">");
    page.has("<meta name=\"twitter:card\" content=\"");
    everywhere(|name, page| {
        for tag in page.html.split("<meta ").skip(1).map(|rest| rest.split_once('>').expect("closed").0) {
            assert_eq!(tag.matches('"').count() % 2, 0, "{name}: {tag}");
            let social = tag.contains("og:") || tag.contains("article:");
            assert!(!social || tag.starts_with("property=\""), "{name}: {tag}");
        }
    });
}

#[test]
fn d04_a_title_on_one_line() {
    everywhere(|name, page| {
        let title = page.html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).expect("a title");
        assert!(!title.contains('\n'), "{name}: {title:?}");
    });
}

#[test]
fn d05_tags_stand_before_styles_scripts_and_json_ld() {
    let page = optimized(&foreign()).page("index.html");
    let last = ["og:image:alt", "twitter:card", "article:published_time", "fediverse:creator", "theme-color"]
        .map(|key| page.html.find(&format!("\"{key}\"")).expect(key));
    let last = last.into_iter().max().expect("some");
    assert!(last < 32_768, "byte {last}");
    for late in ["<style>", "var late", "application/ld+json"] {
        assert!(last < page.html.find(late).expect(late), "{late}");
    }
}

#[test]
fn d06_title_description_and_address_are_never_empty() {
    everywhere(|name, page| {
        for key in ["og:title", "og:description", "og:url"] {
            assert!(!page.meta(key).trim().is_empty(), "{key} of {name}");
        }
    });
}

#[test]
fn d07_no_branding_in_og_title() {
    everywhere(|name, page| {
        assert!(!page.meta("og:title").contains("Field Notes") || page.meta("og:url") == "https://example.org/", "{name}");
        assert_eq!(page.meta("og:site_name"), "Field Notes", "{name}");
    });
}

#[test]
fn d08_a_large_card_where_the_picture_is_large_enough() {
    let card = |width, height| {
        let head = "<meta property=\"og:image\" content=\"https://example.org/p.png\"></head>";
        let site = Sandbox::page(&FOREIGN.replace("</head>", head)).with_bytes("out/p.png", &picture(width, height));
        site.optimize().page("index.html").meta("twitter:card").to_owned()
    };
    assert_eq!(card(300, 157), "summary_large_image");
    assert_eq!((card(299, 157), card(300, 156)), ("summary".into(), "summary".into()));
    let none = Sandbox::page(FOREIGN).with("smo.yaml", "cards: {when: never}\n");
    none.optimize().page("index.html").has_meta("twitter:card", "summary").lacks("og:image");
}

#[test]
fn d09_width_and_height_are_there_true_and_behind_their_picture() {
    everywhere(|name, page| {
        assert_eq!((page.meta("og:image:width"), page.meta("og:image:height")), ("1200", "630"), "{name}");
        let at = |key: &str| page.html.find(&format!("\"{key}\"")).expect("there");
        assert!(at("og:image") < at("og:image:width") && at("og:image:width") < at("twitter:card"), "{name}");
    });
}

#[test]
fn d10_another_picture_has_another_address() {
    let address =
        |title: &str| optimized(&Sandbox::page(&FOREIGN.replace("Rain &amp;", title))).page("index.html").meta("og:image").to_owned();
    assert_eq!(address("Hail"), address("Hail"));
    assert_ne!(address("Hail"), address("Sleet"));
}

#[test]
fn d11_nothing_needs_a_script_and_old_addresses_carry_the_card() {
    let site = built();
    let outcome = site.build();
    let (old, new) = (outcome.page("old/index.html"), outcome.page("posts/snow/index.html"));
    for key in ["og:title", "og:image", "og:url"] {
        assert_eq!(old.meta(key), new.meta(key), "{key}");
    }
    everywhere(|name, page| assert!(!page.html.contains("http-equiv=\"refresh\""), "{name}"));
}

#[test]
fn d12_no_oembed() {
    everywhere(|name, page| assert!(!page.html.contains("oembed"), "{name}"));
}

#[test]
fn d13_no_markup_for_results_that_are_gone() {
    everywhere(|name, page| {
        assert!(!page.html.contains("FAQPage") && !page.html.contains("HowTo") && !page.html.contains("SearchAction"), "{name}")
    });
}

#[test]
fn d14_no_tracking_in_any_address_unless_asked_for() {
    everywhere(|name, page| assert!(!page.html.contains("utm_"), "{name}"));
}

#[test]
fn d15_an_ellipsis_weighs_two() {
    assert_eq!(["…", "€", "→", "a\u{FE0F}"].map(|text| weighted(text).length), [2, 2, 2, 3]);
}

#[test]
fn what_else_follows_from_the_facts() {
    let page = optimized(&foreign()).page("index.html");
    page.has_meta("robots", "max-image-preview:large")
        .has_meta("theme-color", "#1d4e63")
        .has_meta("fediverse:creator", "@ada@hachyderm.io");
    page.has_meta("og:locale", "en_US").has_meta("twitter:creator", "@adal").has_meta("twitter:site", "@fieldnotes");
    page.has_meta("article:published_time", "2026-01-02T00:00:00+00:00").has_meta("article:author", "https://example.org/about/");
    let site = built();
    let outcome = site.build();
    let post = outcome.page("posts/rain/index.html");
    assert_eq!(post.metas("article:tag"), ["rain", "roofs"]);
    post.has_meta("og:type", "article").has_meta("article:section", "Posts");
}

#[test]
fn search_is_shown_the_photo_and_readers_of_links_the_card() {
    let page = optimized(&foreign()).page("index.html");
    assert!(page.meta("og:image").contains("/smo/"));
    assert_eq!(node(&page, "BlogPosting")["image"], serde_json::json!(["https://example.org/roof.png"]));
    let bare = Sandbox::page(&FOREIGN.replace("<img src=\"/roof.png\" alt=\"A roof\">", ""));
    let page = optimized(&bare).page("index.html");
    assert_eq!(node(&page, "BlogPosting")["image"], serde_json::json!([page.meta("og:image")]), "without a photo the card");
}

#[test]
fn json_ld_says_who_wrote_it_to_mastodon_too() {
    let page = optimized(&foreign()).page("index.html");
    let ada = serde_json::json!({"@type": "Person", "name": "Ada Lane", "url": "https://example.org/about/", "sameAs": ["https://hachyderm.io/@ada", "https://x.com/adal"]});
    let webpage = node(&page, "WebPage");
    assert_eq!(webpage["author"], ada);
    assert!(webpage.get("headline").is_none() && webpage.get("description").is_none(), "those it would take before og: {webpage}");
    let posting = node(&page, "BlogPosting");
    assert_eq!(posting["author"], serde_json::json!([ada]));
    assert_eq!(posting["datePublished"], "2026-01-02T00:00:00+00:00");
    assert_eq!(posting["publisher"], serde_json::json!({"@type": "Organization", "name": "Field Notes", "url": "https://example.org/"}));
}

#[test]
fn a_built_site_says_where_a_page_is_and_whose_it_is() {
    let site = built();
    let outcome = site.build();
    let crumbs = node(&outcome.page("posts/rain/index.html"), "BreadcrumbList");
    let items: Vec<_> = crumbs["itemListElement"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| (item["position"].as_u64(), item["item"].as_str()))
        .collect();
    let at = |path: &'static str| Some(path);
    assert_eq!(
        items,
        [
            (Some(1), at("https://example.org/")),
            (Some(2), at("https://example.org/posts/")),
            (Some(3), at("https://example.org/posts/rain/"))
        ]
    );
    let home = outcome.page("index.html");
    let website = node(&home, "WebSite");
    assert_eq!((&website["name"], &website["alternateName"]), (&"Field Notes".into(), &"example.org".into()));
    let owner = node(&home, "Person");
    assert_eq!(
        owner["sameAs"],
        serde_json::json!(["https://github.com/fieldnotes", "https://hachyderm.io/@ada", "https://x.com/adal", "https://x.com/fieldnotes"])
    );
}

#[test]
fn an_authors_own_blocks_are_neither_edited_nor_contradicted() {
    let own = "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Article\",\"headline\":\"Rain\",\"author\":{\"@type\":\"Person\",\"name\":\"Bo\",\"url\":\"https://bo.example/\"},\"datePublished\":\"2026-01-02\"}</script></head>";
    let site = Sandbox::page(&FOREIGN.replace("<meta name=\"author\" content=\"Ada Lane\">\n</head>", own));
    let page = optimized(&site).page("index.html");
    page.has(own.trim_end_matches("</head>")).lacks("BlogPosting");
    assert_eq!(node(&page, "WebPage")["author"]["name"], "Bo", "Mastodon hears of the author that the page names");
    assert_eq!(page.meta("article:author"), "https://bo.example/");
    let graph = "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":[\"NewsArticle\",\"Thing\"]},{\"@type\":\"BreadcrumbList\"}]}</script></head>";
    let page = optimized(&Sandbox::page(&FOREIGN.replace("</head>", graph))).page("index.html");
    assert_eq!(json_ld(&page).len(), 1, "one says what kind of page it is: no second one");
}

#[test]
fn values_cannot_leave_their_script() {
    let island = "</title><script type=\"application/smo+json\">{\"tags\": [\"a\u{2028}b\"]}</script>";
    let site = Sandbox::page(&FOREIGN.replace("Ada Lane", "&lt;/script&gt;&lt;!-- x").replace("</title>", island));
    let page = optimized(&site).page("index.html");
    assert_eq!(page.html.matches("</script>").count(), 3, "{}", page.html);
    assert!(node(&page, "WebPage")["author"]["name"].as_str().expect("a name").starts_with("</script><!--"));
    assert_eq!(node(&page, "BlogPosting")["keywords"], serde_json::json!(["a\u{2028}b"]));
    let block = page.html.split("ld+json").nth(1).and_then(|rest| rest.split("</script>").next()).expect("a block");
    assert!(!block.contains('\u{2028}'), "{block}");
}

#[test]
fn the_documents_say_who_is_asked_first() {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/optimize.md")).expect("the document");
    for row in smo_build::smo::PRECEDENCE {
        let order: Vec<String> = row.order.iter().map(ToString::to_string).collect();
        let line = format!("| {} | {} |", row.name, order.join(", "));
        assert!(document.contains(&line), "docs/optimize.md lacks\n{line}");
    }
}
