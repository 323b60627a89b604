//! Stories about whole sites: Markdown in, pages out, and what bad input does.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use smo_build::base::Error;

use crate::support::{CONFIG, Sandbox};

const RAIN: &str = "---\ntitle: Rain gauges at home\ndate: 2026-01-02\ndescription: Three gauges, one roof.\ntags: [rain, roof]\n---\n\nThe gauge stood on the roof for a year.\n\n:::quote {by=\"Ida\"}\nThe gauge does not argue.\n:::\n";

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, height).write_to(&mut bytes, ImageFormat::Jpeg).expect("encodes");
    bytes.into_inner()
}

#[test]
fn a_post_becomes_a_page_that_shares_well() {
    let site = Sandbox::site(&[("content/posts/rain.md", RAIN)]);
    let outcome = site.build();
    outcome.finds_nothing();
    let page = outcome.page("posts/rain/index.html");
    page.has_meta("og:title", "Rain gauges at home").has_meta("og:description", "Three gauges, one roof.");
    page.has_meta("og:url", "https://example.org/posts/rain/").has_meta("og:type", "article");
    page.has_meta("article:published_time", "2026-01-02T00:00:00+00:00").has_meta("twitter:card", "summary_large_image");
    page.has("<nav class=\"smo-share\"").has("<figure class=\"smo-quote\"").has("\"@type\":\"BlogPosting\"").lacks("data-smo");
    let card = page.meta("og:image").replace("https://example.org/", "public/");
    assert_eq!(image::image_dimensions(site.path(&card)).expect("a picture"), (1200, 630));
}

#[test]
fn a_second_build_draws_nothing_and_writes_nothing() {
    let site = Sandbox::site(&[("content/posts/rain.md", RAIN), ("content/posts/snow.md", "# Snow\n\nIt fell.\n")]);
    assert!(site.build().report().pictures_drawn > 2);
    let first = site.tree("public");
    let again = site.build();
    again.changed_nothing();
    assert_eq!(again.report().pictures_drawn, 0);
    assert_eq!(first, site.tree("public"));
}

#[test]
fn warm_equals_cold() {
    let posts = [("content/posts/rain.md", RAIN), ("content/posts/long.md", "---\ntitle: \"\u{1F980} and 日本語\"\n---\nx\n")];
    let warm = Sandbox::site(&posts);
    warm.build();
    let findings = warm.build().report().findings.clone();
    let cold = Sandbox::site(&posts);
    assert_eq!(findings, cold.build().report().findings);
    assert_eq!(warm.tree("public"), cold.tree("public"));
}

#[test]
fn a_post_with_a_photo_gets_a_crop_of_it() {
    let site = Sandbox::site(&[("content/rain/index.md", "---\ntitle: Rain\nimage: {src: hero.jpg, alt: A roof}\n---\nx\n")])
        .with_bytes("content/rain/hero.jpg", &jpeg(1600, 1200));
    let page = site.build().page("rain/index.html");
    page.has_meta("og:image:type", "image/jpeg").has_meta("og:image:alt", "A roof");
    let crop = page.meta("og:image").replace("https://example.org/", "public/");
    assert_eq!(image::image_dimensions(site.path(&crop)).expect("a picture"), (1200, 630));
    assert!(site.path("public/rain/hero.jpg").exists());
}

#[test]
fn feeds_sitemap_and_lists_name_every_post() {
    let site = Sandbox::site(&[("content/posts/rain.md", RAIN)]);
    site.build();
    for file in ["feed.xml", "rss.xml", "sitemap.xml", "index.html", "posts/index.html", "tags/rain/index.html"] {
        assert!(site.read(&format!("public/{file}")).contains("posts/rain/"), "{file}");
    }
    assert!(site.read("public/robots.txt").contains("https://example.org/sitemap.xml"));
    assert!(site.read("public/404.html").contains("<html"));
    assert!(site.read("public/feed.xml").contains("The gauge does not argue."), "full content");
}

#[test]
fn drafts_and_posts_to_come_are_skipped_and_named() {
    let draft = "---\ntitle: Later\ndraft: true\n---\nSecret words.\n";
    let future = "---\ntitle: Soon\ndate: 2030-01-01\n---\nSecret words.\n";
    let mut site = Sandbox::site(&[("content/rain.md", RAIN), ("content/draft.md", draft), ("content/soon.md", future)]);
    let outcome = site.build();
    let skipped: Vec<_> = outcome.report().skipped.iter().map(|page| (&*page.path, page.reason.name())).collect();
    assert_eq!(skipped, [("content/draft.md", "draft"), ("content/soon.md", "future")]);
    assert!(site.tree("public").values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Secret words")));
    site.build.drafts = true;
    site.build.common.future = true;
    assert!(site.build().report().skipped.is_empty());
}

#[test]
fn one_bad_file_never_hides_the_others() {
    let site = Sandbox::site(&[
        ("content/rain.md", RAIN),
        ("content/broken.md", "---\ntitle: \"open\ndate: 2026-01-01\n---\nStill here.\n"),
        ("content/typo.md", "---\ntitle: Typo\ndescripton: x\n---\nBody.\n"),
    ])
    .with_bytes("content/latin.md", b"---\ntitle: caf\xe9\n---\n");
    let outcome = site.build();
    outcome.finds("not-utf8", "content/latin.md").finds("front-matter-unknown-key", "content/typo.md:3:1");
    assert!(
        outcome
            .report()
            .findings
            .iter()
            .any(|finding| finding.path() == "content/broken.md" && finding.level == smo_build::base::Level::Error)
    );
    outcome.page("broken/index.html").has("Still here.");
    outcome.page("rain/index.html").has("og:title");
    assert!(!site.path("public/latin/index.html").exists());
}

#[test]
fn pictures_that_cannot_be_used_are_named_and_a_card_stands_in() {
    let post = |image: &str| format!("---\ntitle: Rain\nimage: {image}\n---\nx\n");
    // A PNG header that claims 30,000×30,000 pixels.
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bomb.extend([0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut half = jpeg(1400, 900);
    half.truncate(700);
    let site = Sandbox::site(&[
        ("content/missing.md", &post("nowhere.jpg")),
        ("content/bomb.md", &post("/bomb.png")),
        ("content/half.md", &post("/half.jpg")),
        ("content/text.md", &post("/text.jpg")),
    ])
    .with_bytes("static/bomb.png", &bomb)
    .with_bytes("static/half.jpg", &half)
    .with("static/text.jpg", "not a picture");
    let outcome = site.build();
    outcome.finds("preview-image-not-found", "content/missing.md:3:8").finds("preview-image-too-large", "content/bomb.md:3:8");
    outcome.finds("preview-image-not-readable", "content/text.md:3:8");
    for name in ["missing", "bomb", "half", "text"] {
        let page = outcome.page(&format!("{name}/index.html"));
        let picture = page.meta("og:image").replace("https://example.org/", "public/");
        assert_eq!(image::image_dimensions(site.path(&picture)).expect("a picture all the same"), (1200, 630), "{name}");
    }
}

#[test]
fn a_configuration_that_cannot_be_used_stops_the_build() {
    let code = |site: Sandbox| site.build().result.expect_err("stops").exit_code();
    assert_eq!(code(Sandbox::empty().with("content/a.md", "x")), 2, "no smo.yaml");
    assert_eq!(code(Sandbox::empty().with("smo.yaml", "site: [").with("content/a.md", "x")), 2, "broken YAML");
    assert_eq!(code(Sandbox::empty().with("smo.yaml", "site: {title: x}\n").with("content/a.md", "x")), 2, "no address");
    assert_eq!(code(Sandbox::empty().with("smo.yaml", &format!("{CONFIG}theme: nowhere\n")).with("content/a.md", "x")), 2, "no such theme");
    assert_eq!(code(Sandbox::empty().with("smo.yaml", CONFIG).with("content/.keep", "")), 3, "no content");
}

#[test]
fn a_url_in_the_wrong_place_is_named_where_the_address_is_missed() {
    let site = Sandbox::empty().with("smo.yaml", "url: https://example.org\n").with("content/a.md", "x");
    site.build().finds("base-url-unset", "smo.yaml").finds("config-unknown-key", "smo.yaml:1:1");
}

#[test]
fn an_output_folder_that_holds_the_source_is_refused() {
    for output in ["", "content", "content/out", ".."] {
        let mut site = Sandbox::site(&[("content/a.md", "x")]);
        site.build.output = Some(site.path(output));
        let Err(Error::Invalid(findings)) = site.build().result else { panic!("`{output}` was accepted") };
        assert_eq!(findings[0].rule, "output-unsafe");
        assert!(!site.path("content/index.html").exists());
    }
}

#[test]
fn an_output_folder_that_cannot_be_written_is_an_error_with_its_path() {
    let mut site = Sandbox::site(&[("content/a.md", "x")]).with("file", "x");
    site.build.output = Some(site.path("file/public"));
    let error = site.build().result.expect_err("stops");
    assert!(error.to_string().contains("file"), "{error}");
    assert_eq!(error.exit_code(), 2);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_project_is_not_followed() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret.md"), "# Secret words\n").expect("a file");
    let site = Sandbox::site(&[("content/rain.md", RAIN)]);
    std::os::unix::fs::symlink(outside.path(), site.path("content/linked")).expect("a link");
    let outcome = site.build();
    outcome.finds("symlink-outside", "content/linked");
    assert!(site.tree("public").values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Secret words")));
}

#[test]
fn a_sub_path_is_in_every_link() {
    let site = Sandbox::site(&[("content/posts/rain.md", RAIN)])
        .with("smo.yaml", "site: {url: \"https://example.org/blog/\", title: Field Notes, description: Notes.}\n");
    let outcome = site.build();
    outcome.finds_nothing();
    outcome
        .page("posts/rain/index.html")
        .has_meta("og:url", "https://example.org/blog/posts/rain/")
        .has("href=\"/blog/")
        .lacks("href=\"/posts");
}

#[test]
fn a_dead_link_is_told_once_and_a_folder_of_them_too() {
    let links: String = (0..12).map(|n| format!("[n{n}](/dist/v{n}/a.zip) ")).collect();
    let post = format!("---\ntitle: Rain\n---\n[a](hail.md) [b](/nowhere/)\n\n{links}\n");
    let sandbox = Sandbox::site(&[("content/rain.md", post.as_str())]);
    let outcome = sandbox.build();
    outcome.finds("broken-internal-link", "content/rain.md:4:5").finds("broken-internal-link", "content/rain.md:4:18");
    outcome.finds("broken-internal-link", "content/rain.md:6:6");
    assert_eq!(outcome.errors(), 3);
}

#[test]
fn an_old_address_shows_the_card_of_the_page_that_moved() {
    let post = "---\ntitle: Rain & hail\ndate: 2026-03-04\ndescription: Drops, measured by hand every morning.\naliases: [/old/rain/]\nsocial: { title: It rained }\n---\nText.\n";
    let sandbox = Sandbox::site(&[("content/posts/rain.md", post)]);
    let outcome = sandbox.build();
    outcome.finds_nothing();
    let new = outcome.page("posts/rain/index.html");
    let old = outcome.page("old/rain/index.html");
    old.has("<meta http-equiv=\"refresh\" content=\"0; url=/posts/rain/\">")
        .has("<link rel=\"canonical\" href=\"https://example.org/posts/rain/\">");
    old.has_meta("robots", "noindex").has_meta("og:title", "It rained").lacks("class=");
    for key in ["og:url", "og:type", "og:description", "description", "og:image", "og:image:width", "og:image:alt", "twitter:card"] {
        old.has_meta(key, new.meta(key));
    }
    sandbox.build().changed_nothing();
}

#[test]
fn a_written_description_stands_under_the_title_and_a_derived_one_does_not() {
    let written = "---\ndate: 2026-03-04\ndescription: Drops, measured by hand every morning.\n---\n# Rain in `mm`\n\nText.\n";
    let derived =
        "---\ndate: 2026-03-04\n---\n# Hail\n\nThis sentence is long enough to describe the page by itself.\n\n> [!NOTE]\n> Cold.\n";
    let sandbox = Sandbox::site(&[("content/rain.md", written), ("content/hail.md", derived)]);
    let outcome = sandbox.build();
    let rain = outcome.page("rain/index.html");
    rain.has("<h1 id=\"rain-in-mm\">Rain in <code>mm</code></h1>\n<p class=\"dek p-summary\">Drops, measured").has("<p>Text.</p>");
    assert_eq!(rain.html.matches("<h1").count(), 1);
    outcome.page("hail/index.html").lacks("class=\"dek").has("<p class=\"alert-title\">Note</p>");
}

#[test]
fn hostile_front_matter_cannot_leave_its_place() {
    let hostile = "---\ntitle: '\"><script>alert(1)</script>'\ndescription: '</script><img src=x onerror=alert(2)>'\ntags: ['</title><b>']\nauthor: '<i>x</i>'\n---\nx\n";
    let site = Sandbox::site(&[("content/a.md", hostile)]);
    let outcome = site.build();
    for page in ["a/index.html", "index.html", "tags/index.html"] {
        outcome.page(page).lacks("<script>alert").lacks("<img src=x").lacks("<i>x</i>").lacks("<b>");
    }
    for feed in ["feed.xml", "rss.xml"] {
        assert!(!site.read(&format!("public/{feed}")).contains("<script>alert"), "{feed}");
    }
}

#[test]
fn strict_makes_errors_of_warnings_about_what_was_read() {
    let site = Sandbox::site(&[("content/rain.md", RAIN)]).with("smo.yaml", &format!("{CONFIG}  titel: x\n"));
    let mut site = site.with("content/snow.md", "---\ntitel: Snow\n---\n# Snow\n\nIt fell.\n");
    assert_eq!(site.build().errors(), 0);
    site.build.common.strict = true;
    assert_eq!(site.build().errors(), 2, "smo.yaml and the front matter, not the missing description");
}

#[test]
fn pages_of_deleted_posts_are_named_and_clean_removes_them() {
    let mut site = Sandbox::site(&[("content/rain.md", RAIN), ("content/posts/snow.md", "# Snow\n\nIt fell.\n")]);
    site.build().finds_no("output-stale");
    std::fs::remove_file(site.path("content/posts/snow.md")).expect("deleted");
    let outcome = site.build();
    outcome.finds("output-stale", "public");
    let message = outcome.report().findings.iter().find(|finding| finding.rule == "output-stale").expect("found").message.clone();
    assert!(message.contains("posts/snow/index.html"), "{message}");
    assert!(site.path("public/posts/snow/index.html").exists(), "named, not removed");
    site.build.clean = true;
    site.build().finds_no("output-stale");
    assert!(!site.path("public/posts/snow").exists() && site.path("public/rain/index.html").exists());
    let cold = Sandbox::site(&[("content/rain.md", RAIN)]);
    cold.build();
    assert_eq!(site.tree("public"), cold.tree("public"), "a cleared folder is that of a first build");
}

#[test]
fn clean_refuses_a_folder_that_holds_more_than_a_build() {
    for kept in ["smo.yaml", ".git/HEAD", "content/rain.md"] {
        let mut site = Sandbox::site(&[("content/rain.md", RAIN)]).with(&format!("other/{kept}"), "mine");
        site.build.output = Some(site.path("other"));
        site.build.clean = true;
        site.build().finds("output-unsafe", "other");
        assert_eq!(site.read(&format!("other/{kept}")), "mine");
    }
}

#[cfg(unix)]
#[test]
fn clean_removes_a_link_and_not_what_it_leads_to() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("index.html"), "mine").expect("a file");
    let mut site = Sandbox::site(&[("content/rain.md", RAIN)]);
    site.build();
    std::os::unix::fs::symlink(outside.path(), site.path("public/linked")).expect("a link");
    site.build.clean = true;
    site.build();
    assert!(site.path("public/linked").symlink_metadata().is_err());
    assert!(outside.path().join("index.html").exists());
}

#[test]
fn a_page_wins_over_a_static_file_and_a_static_feed_over_ours() {
    let site = Sandbox::site(&[("content/rain.md", RAIN)])
        .with("static/rain/index.html", "static words")
        .with("static/feed.xml", "my feed")
        .with("static/404.html", "my 404")
        .with("static/.well-known/x", "y");
    let outcome = site.build();
    outcome.finds("url-clash", "static/rain/index.html");
    outcome.page("rain/index.html").has("The gauge stood").lacks("static words");
    assert_eq!((site.read("public/feed.xml"), site.read("public/404.html")), ("my feed".into(), "my 404".into()));
    assert!(site.path("public/.well-known/x").exists());
    site.build().changed_nothing();
}

#[cfg(unix)]
#[test]
fn links_out_of_the_project_below_static_are_named() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("key"), "Secret words").expect("a file");
    let site = Sandbox::site(&[("content/rain.md", RAIN)]).with("static/a.txt", "a");
    std::os::unix::fs::symlink(outside.path(), site.path("static/out")).expect("a link");
    std::os::unix::fs::symlink(site.path("nowhere"), site.path("static/gone")).expect("a link");
    site.build().finds("symlink-outside", "static/out").finds("symlink-outside", "static/gone");
    assert!(!site.path("public/out/key").exists() && site.path("public/a.txt").exists());
}

#[test]
fn a_template_that_fails_on_many_pages_is_one_error_that_counts_them() {
    let site = Sandbox::site(&[("content/posts/rain.md", RAIN), ("content/posts/snow.md", "# Snow\n\nIt fell.\n")]);
    site.build();
    let old = site.read("public/posts/rain/index.html");
    let site = site.with("templates/page.html", "<!doctype html>\n{{ page.titel }}\n");
    let outcome = site.build();
    let failed: Vec<_> = outcome.report().findings.iter().filter(|finding| finding.rule == "template-undefined").collect();
    assert_eq!(failed.len(), 1, "{failed:#?}");
    let why = failed[0].reason().expect("a reason");
    assert!(why.contains("2 pages were not written") && why.contains("/posts/rain/"), "{why}");
    assert!(outcome.errors() > 0);
    assert_eq!(site.read("public/posts/rain/index.html"), old, "the page of the last good build stays");
    outcome.finds_no("output-stale");
}

#[test]
fn a_picture_that_is_not_found_comes_with_the_nearest_one() {
    let site = Sandbox::site(&[("content/rain/index.md", "---\ntitle: Rain\nimage: Hero.jpg\n---\nIt fell.\n")])
        .with_bytes("content/rain/hero.jpg", &jpeg(1400, 900));
    let outcome = site.build();
    let help: Vec<_> = outcome.report().findings.iter().filter(|finding| finding.rule == "preview-image-not-found").collect();
    assert!(help[0].advice().is_some_and(|help| help.contains("did you mean `/rain/hero.jpg`?")), "{help:#?}");
}

#[test]
fn a_report_says_where_the_paths_of_its_findings_begin() {
    let site =
        Sandbox::site(&[("content/rain.md", "---\ntitel: x\n---\nx\n")]).with("out/index.html", "<!doctype html><title>x</title><p>x");
    let built = site.build();
    built.finds("front-matter-unknown-key", "content/rain.md:2:1");
    assert_eq!(built.report().root, site.root());
    let linted = site.lint_html();
    assert_eq!(linted.report().root.as_os_str(), "", "pages are named as the folder was typed");
    assert!(linted.report().findings.iter().any(|finding| finding.path() == site.path("out/index.html").to_string_lossy()));
}

#[test]
fn a_slip_in_the_front_matter_never_publishes_a_draft() {
    let site = Sandbox::site(&[
        ("content/rain.md", RAIN),
        ("content/a.md", "---\ntitle: A\ndraft: true\ntags: [a\n---\nSecret words.\n"),
        ("content/b.md", "---\ntitle: B\nDraft: true\n---\nSecret words.\n"),
        ("content/c.md", "+++\ntitle = \"C\"\ndraft = true\n+++\nSecret words.\n"),
        ("content/d.md", "---\ntitle: D\ndraft: true\n\nSecret words.\n"),
        ("content/e.md", "+++\ntitle = \"E\"\n+++\nOpen words.\n"),
    ]);
    let outcome = site.build();
    assert_eq!(outcome.report().skipped.len(), 4);
    outcome.finds("front-matter-invalid", "content/a.md:4:7");
    assert!(site.tree("public").values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Secret words")));
    outcome.page("e/index.html").has("Open words").lacks("+++");
}

#[test]
fn a_quote_that_is_too_long_is_named_where_it_is_written() {
    let long = "The gauge on the roof ".repeat(20);
    let site = Sandbox::site(&[("content/rain.md", &format!("---\ntitle: Rain\n---\n\nFirst.\n\n:::quote\n{long}\n:::\n"))]);
    site.build().finds("quote-too-long", "content/rain.md:8:1");
}

#[test]
fn a_picture_that_is_not_there_leaves_no_broken_one_in_the_page() {
    let site = Sandbox::site(&[("content/rain/index.md", "---\ntitle: Rain\ndescription: x\nimage: Hero.jpg\n---\nx\n")])
        .with_bytes("content/rain/hero.jpg", &jpeg(1400, 900));
    let outcome = site.build();
    outcome.page("rain/index.html").lacks("<img").lacks("Hero.jpg");
    outcome.finds("preview-image-not-found", "content/rain/index.md:4:8").finds_no("broken-internal-link");
    let finding = outcome.report().findings.iter().find(|finding| finding.rule == "preview-image-not-found").expect("found above");
    assert!(finding.advice().is_some_and(|help| help.contains("hero.jpg")), "{finding:#?}");
}

#[test]
fn every_layout_draws_a_card_also_without_its_own_data() {
    for layout in ["default", "quote", "stat", "list"] {
        let site = Sandbox::site(&[("content/rain.md", RAIN)]).with("smo.yaml", &format!("{CONFIG}cards: {{layout: {layout}}}\n"));
        let outcome = site.build();
        outcome.finds_nothing();
        let card = outcome.page("rain/index.html").meta("og:image").replace("https://example.org/", "public/");
        assert!(site.path(&card).exists(), "{layout}");
    }
}

#[test]
fn a_theme_option_colours_the_cards() {
    let site = Sandbox::site(&[("content/rain.md", RAIN)]);
    let navy = site.build().page("rain/index.html").meta("og:image").to_owned();
    let options = "theme: {name: essay, options: {card_background: \"#204030\"}}\n";
    let outcome_of = site.with("smo.yaml", &format!("{CONFIG}{options}"));
    let page = outcome_of.build().page("rain/index.html");
    assert_ne!(page.meta("og:image"), navy);
    let card = page.meta("og:image").replace("https://example.org/", "public/");
    let pixel = image::open(outcome_of.path(&card)).expect("a picture").to_rgb8().get_pixel(4, 4).0;
    assert_eq!(pixel, [0x20, 0x40, 0x30]);
}
