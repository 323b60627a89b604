//! Stories about repairs: what is certainly broken is put right once, reported, and nothing else moves.

use crate::support::Sandbox;

/// A finished page with these tags in its head; `/rain/roof.png` is a picture of 1200×630.
fn site(head: &str) -> Sandbox {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head>\n<title>Tom &amp; Ann's gauge</title>\n{head}\n</head>\n<body><h1>Tom &amp; Ann's gauge</h1>\n<p>The gauge of Tom &amp; Ann stood on the roof for a year and never agreed.</p></body></html>\n"
    );
    let mut picture = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(1200, 630).write_to(&mut picture, image::ImageFormat::Png).expect("a picture");
    Sandbox::empty().with("out/rain/index.html", &page).with_bytes("out/rain/roof.png", picture.get_ref())
}

/// (what stands in the page, what it becomes, key of the report's line, its "was" and "is").
#[rustfmt::skip] // a row each
const REPAIRS: &[(&str, &str, &str, &str, &str)] = &[
    // addresses
    ("<meta property=\"og:image\" content=\"roof.png\">", "<meta property=\"og:image\" content=\"https://example.org/rain/roof.png\">", "og:image", "roof.png", "https://example.org/rain/roof.png"),
    ("<meta property=\"og:image\" content=\"//example.org/rain/roof.png\">", "<meta property=\"og:image\" content=\"https://example.org/rain/roof.png\">", "og:image", "//example.org/rain/roof.png", "https://example.org/rain/roof.png"),
    ("<meta property=\"og:image\" content=\"http://localhost:1313/rain/roof.png\">", "<meta property=\"og:image\" content=\"https://example.org/rain/roof.png\">", "og:image", "http://localhost:1313/rain/roof.png", "https://example.org/rain/roof.png"),
    ("<meta name=\"twitter:image\" content=\"https://example.orghttps://example.org/rain/roof.png\">", "<meta name=\"twitter:image\" content=\"https://example.org/rain/roof.png\">", "twitter:image", "https://example.orghttps://example.org/rain/roof.png", "https://example.org/rain/roof.png"),
    ("<meta property=\"og:image\" content=\"https://example.org//rain/roof.png\">", "<meta property=\"og:image\" content=\"https://example.org/rain/roof.png\">", "og:image", "https://example.org//rain/roof.png", "https://example.org/rain/roof.png"),
    ("<meta property=\"og:image\" content=\"http://example.org/rain/roof.png\">", "<meta property=\"og:image\" content=\"https://example.org/rain/roof.png\">", "og:image", "http://example.org/rain/roof.png", "https://example.org/rain/roof.png"),
    ("<meta property=\"og:url\" content=\"http://127.0.0.1:4000/rain/\">", "<meta property=\"og:url\" content=\"https://example.org/rain/\">", "og:url", "http://127.0.0.1:4000/rain/", "https://example.org/rain/"),
    ("<link rel=\"canonical\" href=\"/rain/\">", "<link rel=\"canonical\" href=\"https://example.org/rain/\">", "canonical", "/rain/", "https://example.org/rain/"),
    ("<link rel=\"canonical\" href=\"https://example.org/https://example.org/rain/\">", "<link rel=\"canonical\" href=\"https://example.org/rain/\">", "canonical", "https://example.org/https://example.org/rain/", "https://example.org/rain/"),
    // one of two that should agree names the development server
    ("<link rel=\"canonical\" href=\"https://example.org/all/\"><meta property=\"og:url\" content=\"http://localhost/all/\">", "<meta property=\"og:url\" content=\"https://example.org/all/\">", "og:url", "http://localhost/all/", "https://example.org/all/"),
    // what the file says
    ("<meta property=\"og:image\" content=\"https://example.org/rain/roof.png\"><meta property=\"og:image:width\" content=\"800\">", "<meta property=\"og:image:width\" content=\"1200\">", "og:image:width", "800", "1200"),
    ("<meta property=\"og:image\" content=\"https://example.org/rain/roof.png\"><meta property=\"og:image:type\" content=\"image/jpeg\">", "<meta property=\"og:image:type\" content=\"image/png\">", "og:image:type", "image/jpeg", "image/png"),
    // the attribute that readers look at
    ("<meta content=\"Ours\" name='og:title'>", "<meta content=\"Ours\" property='og:title'>", "og:title", "name=og:title", "property=og:title"),
    ("<meta property=\"description\" content=\"Ours\">", "<meta name=\"description\" content=\"Ours\">", "description", "property=description", "name=description"),
    ("<meta property=\"fediverse:creator\" content=\"@ada@b.social\">", "<meta name=\"fediverse:creator\" content=\"@ada@b.social\">", "fediverse:creator", "property=fediverse:creator", "name=fediverse:creator"),
    ("<meta property=OG:Title content=Ours>", "<meta property=\"og:title\" content=Ours>", "og:title", "OG:Title", "og:title"),
    // escaped twice
    ("<meta property=\"og:title\" content=\"Tom &amp;amp; Ann's gauge\">", "<meta property=\"og:title\" content=\"Tom &amp; Ann&#39;s gauge\">", "og:title", "Tom &amp; Ann's gauge", "Tom & Ann's gauge"),
    ("<meta name=\"description\" content=\"It&amp;#39;s raining\">", "<meta name=\"description\" content=\"It&#39;s raining\">", "description", "It&#39;s raining", "It's raining"),
    ("<meta name=\"description\" content=\"By Tom &amp;amp;amp; Ann\">", "<meta name=\"description\" content=\"By Tom &amp; Ann\">", "description", "By Tom &amp;amp; Ann", "By Tom & Ann"),
    // filled where it stands
    ("<meta property=\"og:title\" content=\"\">", "<meta property=\"og:title\" content=\"Tom &amp; Ann&#39;s gauge\">", "og:title", "", "Tom & Ann's gauge"),
    ("<meta property=\"og:title\" content>", "<meta property=\"og:title\" content=\"Tom &amp; Ann&#39;s gauge\">", "og:title", "", "Tom & Ann's gauge"),
    ("<meta property=\"og:title\">", "<meta content=\"Tom &amp; Ann&#39;s gauge\" property=\"og:title\">", "og:title", "", "Tom & Ann's gauge"),
    ("<meta name=description>", "<meta content=\"The gauge of Tom &amp; Ann stood on the roof for a year and never agreed.\" name=description>", "description", "", "The gauge of Tom & Ann stood on the roof for a year and never agreed."),
    ("<link rel=canonical>", "<link href=\"https://example.org/rain/\" rel=canonical>", "canonical", "", "https://example.org/rain/"),
    ("<link rel=canonical href>", "<link rel=canonical href=\"https://example.org/rain/\">", "canonical", "", "https://example.org/rain/"),
];

#[test]
fn what_is_certainly_broken_is_put_right_once_and_reported() {
    for (head, becomes, key, was, is) in REPAIRS {
        let site = site(head);
        let outcome = site.optimize();
        let page = outcome.page("rain/index.html");
        page.has(becomes);
        let repairs = &outcome.report().pages[0].more().repairs;
        let told = repairs.iter().find(|repair| repair.key == *key).unwrap_or_else(|| panic!("{head} is reported: {repairs:?}"));
        assert_eq!((told.was.as_str(), told.is.as_str()), (*was, *is), "{head}");
        if key.starts_with("og:") && head.contains("content") {
            assert_eq!(
                page.html.to_lowercase().matches(&format!("{key}\" content")).count().min(1)
                    + page.html.matches(&format!("'{key}'")).count(),
                1,
                "{head}"
            );
        }
        let again = site.optimize();
        again.changed_nothing();
        assert!(again.report().pages[0].more().repairs.is_empty(), "{head}");
    }
}

/// What may be meant as it stands.
#[rustfmt::skip] // a line each
const LEFT: &[&str] = &[
    "<meta property=\"og:image\" content=\"http://localhost:1313/rain/gone.png\">",
    "<meta property=\"og:image\" content=\"https://cdn.example//a.png\">",
    "<meta property=\"og:url\" content=\"https://example.org/other/\"><link rel=\"canonical\" href=\"https://example.org/rain/\">",
    "<link rel=\"canonical\" href=\"http://localhost:4000/other/\">",
    "<meta property=\"twitter:card\" content=\"summary\">",
    "<meta name=\"og:title\" content=\"A\"><meta property=\"og:title\" content=\"B\">",
    "<meta name=\"og:title\" name=\"description\" content=\"A\">",
    "<meta name=\"description\" content=\"What &amp;lt;b&amp;gt; means\">",
    "<meta property=\"og:image\" content=\"https://example.org/rain/roof.png\"><meta property=\"og:image:width\" content=\"630\"><meta property=\"og:image:height\" content=\"1200\">",
    "<meta property='og:title' content='Mine'>",
];

#[test]
fn what_may_be_meant_stays_as_it_is() {
    for head in LEFT {
        let site = site(head);
        let outcome = site.optimize();
        let missing = head.split_inclusive('>').find(|tag| !outcome.page("rain/index.html").html.contains(tag));
        assert_eq!(missing, None, "in {head}");
        assert!(outcome.report().pages[0].more().repairs.is_empty(), "{head}: {:?}", outcome.report().pages[0].more().repairs);
    }
}

#[test]
fn an_empty_picture_tag_is_completed_and_stays_the_only_one() {
    let site = site("<meta property=og:image>");
    let outcome = site.optimize();
    let page = outcome.page("rain/index.html");
    assert_eq!(page.html.matches("og:image>").count(), 1);
    page.has("<meta content=\"https://example.org/smo/rain-og-").has_meta("og:image:width", "1200");
    assert!(!page.html.contains("property=\"og:image\""), "no second one");
    site.optimize().changed_nothing();
}

#[test]
fn an_address_of_the_development_server_is_not_copied_and_is_reported_where_it_stands() {
    let site = site("<link rel=\"canonical\" href=\"http://localhost:4000/other/\">");
    let outcome = site.optimize();
    let page = outcome.page("rain/index.html");
    assert_eq!(page.html.matches("localhost").count(), 1, "{}", page.html);
    assert!(page.metas("og:url").is_empty());
    outcome.finds("dev-host", "out/rain/index.html:18:29").finds_no("og-required-missing");
    site.optimize().changed_nothing();
}

#[test]
fn one_slip_is_reported_once() {
    let site = Sandbox::page(
        "<!doctype html><html lang=en><head><title>Bob &amp;amp; Eve | Notes</title></head><body><p>Rain all day, and more of it.</body></html>\n",
    );
    let outcome = site.optimize();
    let found = outcome.report().findings.iter().filter(|finding| finding.rule == "meta-double-escaped");
    assert_eq!(found.count(), 1);
    outcome.finds("meta-double-escaped", "out/index.html:1:43");
}

#[test]
fn a_text_full_of_escapes_takes_no_time() {
    let many = "a &amp;amp; ".repeat(20_000);
    let site = site(&format!("<meta name=\"description\" content=\"{many}\">"));
    site.optimize().page("rain/index.html").has(&many);
}

#[test]
fn a_page_about_escapes_keeps_them() {
    let page = "<!doctype html><html lang=en><head><title>Don&amp;#39;t write &amp;amp;amp;</title></head><body><h1>Don&amp;#39;t write &amp;amp;amp;</h1></body></html>";
    let site = Sandbox::page(page);
    site.optimize().page("index.html").has("<title>Don&amp;#39;t write &amp;amp;amp;</title>");
}

#[test]
fn a_title_over_several_lines_becomes_one_line() {
    let site = Sandbox::page("<!doctype html>\n<html><head><title>\n  Rain &amp;\n  snow\n</title></head><body><p>x</body></html>\n");
    let outcome = site.optimize();
    outcome.page("index.html").has("<title>Rain &amp; snow</title>");
    let repair = &outcome.report().pages[0].more().repairs[0];
    assert_eq!((repair.key.as_str(), repair.is.as_str()), ("title", "Rain & snow"));
    site.optimize().changed_nothing();
}

#[test]
fn a_site_that_is_looked_at_on_the_development_server_is_left_alone() {
    let site = site("<meta property=\"og:url\" content=\"http://localhost:4040/rain/\">");
    let outcome = site.optimize_with(|options| options.common.base_url = Some("http://localhost:4040".into()));
    outcome.page("rain/index.html").has_meta("og:url", "http://localhost:4040/rain/");
}

#[test]
fn the_base_path_stands_once() {
    let site = site(
        "<meta property=\"og:image\" content=\"https://example.org/blog/blog/rain/roof.png\"><link rel=\"canonical\" href=\"http://localhost:1313/rain/\">",
    );
    let outcome = site.optimize_with(|options| options.common.base_url = Some("https://example.org/blog".into()));
    let page = outcome.page("rain/index.html");
    page.has_meta("og:image", "https://example.org/blog/rain/roof.png")
        .has("<link rel=\"canonical\" href=\"https://example.org/blog/rain/\">");
}

#[test]
fn the_report_for_scripts_lists_repairs_with_before_and_after() {
    let site = site("<meta name=\"og:title\" content=\"Ours\">");
    let outcome = site.optimize();
    let json: serde_json::Value =
        serde_json::from_str(&smo_build::report::json(outcome.report(), &smo_build::Settings::default())).expect("JSON");
    assert_eq!(
        json["repairs"][0],
        serde_json::json!({"page": "/rain/", "key": "og:title", "was": "name=og:title", "is": "property=og:title"})
    );
}
