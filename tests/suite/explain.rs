//! Stories about `explain PAGE`: one page accounted for, and found by any of its names.

use smo_build::model::explain::{Explanation, Fate};
use smo_build::{BuildOptions, ExplainOptions, Look, explain, report};

use crate::support::Sandbox;

const POST: &str = "---\ntitle: Rain gauges\ndescription: A year on the roof.\ndate: 2026-01-02\nimage: roof.jpg\nimage_alt: A roof\n---\n\nThe gauge stood on the roof for a year and never once agreed with the forecast.\n";

fn site() -> Sandbox {
    let photo = std::io::Cursor::new(Vec::new());
    let mut photo = photo;
    image::DynamicImage::new_rgb8(1600, 900).write_to(&mut photo, image::ImageFormat::Jpeg).expect("a picture");
    let site = Sandbox::site(&[("content/posts/rain/index.md", POST), ("content/about.md", "---\ntitle: About\n---\n\nHello.\n")]);
    site.with_bytes("content/posts/rain/roof.jpg", photo.get_ref())
}

fn ask(site: &Sandbox, page: &str) -> Explanation {
    let options = ExplainOptions { build: site.build.clone(), page: page.into(), within: None };
    explain(&options).unwrap_or_else(|error| panic!("{page}: {error:#?}"))
}

fn ask_html(site: &Sandbox, page: &str, base: Option<&str>) -> Explanation {
    let mut build = BuildOptions { common: site.build.common.clone(), ..BuildOptions::default() };
    build.common.base_url = base.map(str::to_owned);
    let options = ExplainOptions { build, page: page.into(), within: Some(site.path("out")) };
    explain(&options).unwrap_or_else(|error| panic!("{page}: {error:#?}"))
}

/// The whole text at the width that every terminal has.
fn told(page: &Explanation) -> String {
    let text = report::explain(page, &Look::default());
    let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 100).collect();
    assert!(wide.is_empty(), "wider than 100 columns: {wide:#?}");
    text
}

/// A row of the account: its value, and the lines that account for it, in one.
fn row(text: &str, key: &str) -> String {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&format!("  {key} ")));
    let first = lines.next().unwrap_or_else(|| panic!("no {key} in\n{text}"));
    let more = lines.take_while(|line| line.starts_with("      ")).map(str::trim);
    std::iter::once(first.trim()).chain(more).collect::<Vec<_>>().join(" | ")
}

#[test]
fn a_page_of_a_site_is_found_by_any_of_its_names_and_nothing_is_written() {
    let site = site();
    let output = site.path("public/posts/rain/index.html").to_string_lossy().into_owned();
    let source = site.path("content/posts/rain/index.md").to_string_lossy().into_owned();
    let names = [
        "content/posts/rain/index.md",
        "posts/rain/index.md",
        "/posts/rain/",
        "posts/rain",
        "posts/rain/index.html",
        "https://example.org/posts/rain/?utm_source=x",
        &output,
        &source,
    ];
    for name in names {
        assert_eq!(ask(&site, name).url.as_str(), "/posts/rain/", "{name}");
    }
    assert!(!site.path("public").exists());
    let options = ExplainOptions { build: site.build.clone(), page: "/posts/rian/".into(), within: None };
    let error = format!("{:?}", explain(&options).expect_err("there is no such page"));
    assert!(error.contains("did you mean `/posts/rain/`?"), "{error}");
}

#[test]
fn values_of_a_site_lead_back_to_the_line_that_its_author_wrote() {
    let site = site();
    let page = ask(&site, "/posts/rain/");
    let text = told(&page);
    assert_eq!(row(&text, "og:title"), "og:title                Rain gauges                       filled from front matter, line 2");
    assert!(row(&text, "description").contains("not first paragraph “The gauge stood"), "{text}");
    assert!(row(&text, "description").contains("front matter comes first"), "{text}");
    assert!(row(&text, "og:image:alt").contains("A roof") && row(&text, "og:image:alt").contains("line 6"), "{text}");
    let preview = row(&text, "preview");
    assert!(preview.contains("cropped from /posts/rain/roof.jpg, 1200×630, image/jpeg"), "{preview}");
    let photo = row(&text, "for search");
    assert!(photo.contains("https://example.org/posts/rain/roof.jpg") && photo.contains("1600×900"), "{photo}");
    assert!(text.contains("BlogPosting") && text.contains("BreadcrumbList"), "{text}");
    assert!(text.contains("smo.yaml"), "the site's name comes from there: {text}");
}

#[test]
fn what_lost_is_named_with_its_place_and_the_reason() {
    let site = Sandbox::page(
        "<!doctype html>\n<html lang=en><head><title>Rain | Notes</title>\n<meta property=\"og:title\" content=\"Rain, measured\">\n<meta property=\"og:title\" content=\"Another\">\n<script type=application/smo+json>{\"title\":\"Told\",\"image\":\"/gone.jpg\"}</script>\n<link rel=canonical href=\"http://localhost:1313/\"></head>\n<body><main><h1>Rain</h1><p>The gauge stood on the roof for a year and never agreed.</p><img src=/small.png alt=x></main></body></html>\n",
    );
    let page = ask_html(&site, "index.html", Some("https://example.org"));
    let tag = |key: &str| page.tags.iter().find(|tag| tag.key == key).unwrap_or_else(|| panic!("{key}"));
    let title = tag("og:title");
    assert_eq!((title.value.as_deref(), &title.fate), (Some("Rain, measured"), &Fate::Stands));
    let lost: Vec<(&str, &str)> = title.ignored.iter().map(|lost| (lost.value.as_str(), lost.why.as_str())).collect();
    assert!(lost.contains(&("Told", "the page's own tag comes first")), "{lost:?}");
    assert!(lost.contains(&("Another", "most readers take the first")), "{lost:?}");
    assert_eq!(tag("canonical").fate, Fate::Repaired { was: "http://localhost:1313/".into() });
    let image = &tag("og:image").ignored;
    assert!(image.iter().any(|lost| lost.value == "/gone.jpg" && lost.why.contains("no file of this site")), "{image:?}");
    assert!(image.iter().any(|lost| lost.value == "/small.png" && lost.why == "drawn card comes first"), "{image:?}");
    let text = told(&page);
    assert!(row(&text, "og:title").contains(", line 3") && row(&text, "og:title").contains("not a second tag “Another”, line 4"), "{text}");
    assert!(row(&text, "canonical").contains("was http://localhost:1313/"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&report::explain_json(&page)).expect("JSON");
    let canonical = json["tags"].as_array().expect("tags").iter().find(|tag| tag["key"] == "canonical").expect("there");
    assert_eq!((&canonical["fate"], &canonical["was"]), (&"repaired".into(), &"http://localhost:1313/".into()));
}

#[test]
fn a_page_that_passes_through_says_why() {
    let site =
        Sandbox::page("<!doctype html><meta http-equiv=refresh content='0; url=/new/'><title>Moved</title>").with("out/a.html", "<p>x");
    assert!(told(&ask_html(&site, "/", None)).contains("it only leads to another page"));
    assert!(told(&ask_html(&site, "a.html", None)).contains("it is a piece of a page"));
}

#[test]
fn author_text_cannot_steer_the_terminal() {
    let site = Sandbox::page("<!doctype html><title>a\u{1b}[31m\u{202e}b</title><meta property=og:title content='x\u{7}\ny'>");
    let text = told(&ask_html(&site, "index.html", None));
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text:?}");
}
