//! Stories about the finished HTML of other generators.

use crate::support::Sandbox;

const PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n  <meta charset=\"utf-8\">\n  <title>Rain</title>\n</head>\n<body>\n<main><article><h1>Rain</h1><time datetime=\"2026-01-02\">2 January</time>\n<p>The gauge stood on the roof for a year and never once agreed with the forecast.</p></article></main>\n</body>\n</html>\n";

#[test]
fn a_page_without_head_tags_still_gets_its_card() {
    let site = Sandbox::page("<!doctype html><title>Rain</title><p>Drops.");
    let page = site.optimize().page("index.html");
    page.has_meta("og:title", "Rain").has_meta("og:image:width", "1200");
    let card = page.meta("og:image").strip_prefix("https://example.org/").expect("an absolute address of the site").to_owned();
    let bytes = std::fs::read(site.path(&format!("out/{card}"))).expect("the card was written");
    assert!(bytes.starts_with(b"\x89PNG"));
    assert!(page.html.find("og:image").expect("there") < page.html.find("<p>").expect("there"));
    site.optimize().changed_nothing();
}

#[test]
fn a_second_run_changes_no_byte() {
    let site = Sandbox::page(PAGE).with("out/a/index.html", PAGE).with("out/plain.txt", "as it was");
    let share = |options: &mut smo_build::OptimizeOptions| options.share = true;
    site.optimize_with(share).page("a/index.html").has("<nav class=\"smo-share\"").has("application/ld+json");
    let once = site.tree("out");
    site.optimize_with(share).changed_nothing();
    assert_eq!(once, site.tree("out"));
    assert_eq!(once["plain.txt"], b"as it was");
}

#[test]
fn share_links_without_a_place_are_missed() {
    let share = |options: &mut smo_build::OptimizeOptions| options.share = true;
    let text = "<!doctype html><title>Rain</title><h1>Rain</h1>\n<p>Drops.";
    Sandbox::page(text).optimize_with(share).finds("share-no-place", "");
    Sandbox::page(text).optimize().finds_no("share-no-place");
    Sandbox::page(text).with("out/a.html", PAGE).optimize_with(share).finds_no("share-no-place");
    let mounted = Sandbox::page(&format!("{text}\n<div data-smo=\"share\" data-networks=\"x, mastdon\"></div>"));
    mounted.optimize_with(share).finds_no("share-no-place").finds("block-input", "index.html:3:1");
    let own = "<a href=\"https://x.com/intent/post?url=https%3A%2F%2Fexample.org%2F\">X</a> <a href=\"https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fexample.org%2F\">f</a>";
    Sandbox::page(&format!("{text}\n{own}")).optimize_with(share).finds_no("share-no-place");
    Sandbox::page("<p>No document.").optimize_with(share).finds_no("share-no-place");
}

/// The tag that is written has no place in the file yet, and its words have one.
#[test]
fn a_description_that_was_filled_in_is_judged_where_its_words_stand() {
    let page = "<!doctype html><title>Rain</title><h1>Rain</h1>\n<p>The **gauge** stood on the roof for a year and agreed with nobody.";
    Sandbox::page(page).optimize().finds("text-has-markup", "index.html:2:4");
}

/// Letters of an older encoding are no UTF-8, and lines are lines.
#[test]
fn a_finding_in_an_older_encoding_has_its_line() {
    let page = b"<!doctype html><meta charset=windows-1252><title>Caf\xe9</title>\n<h1>Caf\xe9</h1>\n<p>\xe9t\xe9 <!-- lost";
    Sandbox::page("").with_bytes("out/index.html", page).optimize().finds("markup-unclosed", "index.html:3:8");
}

#[test]
fn only_planned_bytes_change() {
    let site = Sandbox::page(PAGE);
    let outcome = site.optimize();
    let page = outcome.page("index.html").html;
    let added: Vec<&str> = page.lines().filter(|line| !PAGE.lines().any(|old| old == *line)).collect();
    let kept: String = page.lines().filter(|line| !added.contains(line)).map(|line| format!("{line}\n")).collect();
    assert_eq!(kept, PAGE);
    assert!(added.len() > 10, "{added:#?}");
}

#[test]
fn a_diff_shows_what_would_change_and_writes_nothing() {
    let site = Sandbox::page(PAGE);
    let outcome = site.optimize_with(|options| options.diff = true);
    let diff = &outcome.report().diff;
    assert!(diff.contains("--- a/index.html") && diff.contains("+  <meta property=\"og:title\" content=\"Rain\">"), "{diff}");
    assert_eq!(site.read("out/index.html"), PAGE);
    assert!(!site.path("out/smo").exists());
}

#[test]
fn another_folder_gets_the_whole_site_and_the_first_stays_as_it_was() {
    let site = Sandbox::page(PAGE).with("out/style.css", "p{}");
    let to = site.path("better");
    let outcome = site.optimize_with(|options| options.out = Some(to.clone()));
    outcome.finds_no("output-unsafe");
    assert_eq!(site.read("out/index.html"), PAGE);
    assert!(site.read("better/index.html").contains("og:title"));
    assert_eq!(site.read("better/style.css"), "p{}");
}

#[test]
fn share_links_stand_where_they_were_asked_for_and_nowhere_else() {
    let asked = PAGE.replace("</article>", "<div data-smo=\"share\" data-networks=\"mastodon email\"></div></article>");
    let site = Sandbox::page(&asked).with("out/b/index.html", PAGE);
    let outcome = site.optimize();
    outcome.page("index.html").has("share.joinmastodon.org").has("mailto:").lacks("x.com/intent").lacks("data-smo");
    outcome.page("b/index.html").lacks("smo-share");
}

#[test]
fn a_themes_own_share_links_are_left_alone() {
    let own = "<a href=\"https://x.com/intent/tweet?url=https%3A%2F%2Fexample.org%2F\">X</a> <a href=\"https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fexample.org%2F\">F</a>";
    let site = Sandbox::page(&PAGE.replace("</article>", &format!("{own}</article>")));
    site.optimize_with(|options| options.share = true).page("index.html").lacks("smo-share");
}

#[test]
fn quotes_become_click_to_share() {
    let body = "<blockquote data-smo=\"quote\" data-by=\"Ada\"><p>Measure <em>twice</em>.</p></blockquote><p>And <mark data-smo=\"quote\">cache once</mark>.</p></article>";
    let site = Sandbox::page(&PAGE.replace("</article>", body));
    let page = site.optimize().page("index.html");
    page.has("<figure class=\"smo-quote\" id=\"q-measure-twice\">")
        .has("<p>Measure <em>twice</em>.</p>")
        .has("<mark class=\"smo-quote\" id=\"q-cache-once\">");
    page.has("text=%E2%80%9CMeasure%20twice.%E2%80%9D%20%E2%80%94%20Ada")
        .has("url=https%3A%2F%2Fexample.org%2F%23q-measure-twice")
        .lacks("data-smo");
    site.optimize().changed_nothing();
}

#[test]
fn an_element_that_is_never_closed_is_left_alone() {
    let site = Sandbox::page("<!doctype html><title>Rain</title><main><div data-smo=\"quote\"><p>Open.</main>");
    let outcome = site.optimize();
    let page = outcome.page("index.html");
    page.has("<div data-smo=\"quote\"><p>Open.</main>");
    outcome.finds("block-input", &format!("out/index.html:1:{}", page.html.find("<div").expect("there") + 1));
}

#[test]
fn what_cannot_be_rewritten_passes_through_and_the_rest_goes_on() {
    let odd = "<!doctype html><title>x</title><select><xmp><script>\"use strict\";</script></select>";
    let site = Sandbox::page(PAGE)
        .with("out/odd.html", odd)
        .with("out/piece.html", "<p>a fragment</p>")
        .with("out/empty.html", "")
        .with_bytes("out/utf16.html", b"\xff\xfe<\0h\0");
    let outcome = site.optimize();
    outcome.finds("page-ambiguous", "out/odd.html").finds("page-encoding", "out/utf16.html");
    assert_eq!(site.read("out/odd.html"), odd);
    assert_eq!(site.read("out/piece.html"), "<p>a fragment</p>");
    outcome.page("index.html").has("og:title");
}

#[test]
fn the_address_is_learnt_from_the_pages_themselves() {
    let canonical = |path: &str| {
        PAGE.replace("</title>", &format!(" | Field Notes</title><link rel=\"canonical\" href=\"https://ada.dev/blog{path}\">"))
    };
    let site = Sandbox::page(&canonical("/"))
        .with("out/a/index.html", &canonical("/a/"))
        .with("out/b/index.html", &PAGE.replace("</title>", " | Field Notes</title>"));
    let outcome = site.optimize_with(|options| options.common.base_url = None);
    outcome
        .page("b/index.html")
        .has_meta("og:url", "https://ada.dev/blog/b/")
        .has_meta("og:site_name", "Field Notes")
        .has_meta("og:title", "Rain");
}

#[test]
fn without_an_address_nothing_absolute_is_written() {
    let site = Sandbox::page(PAGE);
    let outcome = site.optimize_with(|options| options.common.base_url = None);
    outcome.finds("base-url-unset", "out");
    outcome.page("index.html").has_meta("og:title", "Rain").lacks("og:image").lacks("og:url").lacks("canonical");
}

#[test]
fn a_folder_without_pages_is_nothing_to_do() {
    for (path, text) in [("out/readme.txt", "x"), ("other", "x")] {
        let error = Sandbox::empty().with(path, text).optimize().result.expect_err("nothing to do");
        assert_eq!(error.exit_code(), 3, "{error}");
    }
}

#[test]
fn the_sources_of_a_site_are_refused() {
    let signs: [&[&str]; 6] = [
        &["hugo.toml"],
        &["config.toml", "layouts/x.html"],
        &["_config.yml"],
        &["astro.config.mjs"],
        &["smo.yaml", "content/a.md"],
        &["book.toml"],
    ];
    for files in signs {
        let site = files.iter().fold(Sandbox::page(PAGE), |site, file| site.with(&format!("out/{file}"), ""));
        site.optimize().finds("optimize-source", "out");
        assert_eq!(site.read("out/index.html"), PAGE);
    }
    let fine = Sandbox::page(PAGE).with("out/.git/HEAD", "x").with("out/config.toml", "");
    fine.optimize().page("index.html").has("og:title");
}

#[test]
fn pages_named_htm_are_pages() {
    let site = Sandbox::page(PAGE).with("out/old.htm", PAGE);
    site.optimize().page("old.htm").has_meta("og:url", "https://example.org/old.htm");
}

#[cfg(unix)]
#[test]
fn links_inside_the_folder_are_followed_and_others_named() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("index.html"), PAGE).expect("a file");
    let site = Sandbox::page(PAGE).with("out/a/index.html", PAGE);
    std::os::unix::fs::symlink(site.path("out/a"), site.path("out/b")).expect("a link");
    std::os::unix::fs::symlink(outside.path(), site.path("out/c")).expect("a link");
    let to = site.path("better");
    site.optimize_with(|options| options.out = Some(to.clone())).finds("symlink-outside", "out/c");
    assert!(site.read("better/b/index.html").contains("https://example.org/b/") && !site.path("better/c").exists());
    assert_eq!(std::fs::read_to_string(outside.path().join("index.html")).expect("there"), PAGE);
    site.optimize().page("b/index.html").has_meta("og:url", "https://example.org/a/");
    site.optimize().changed_nothing();
}

#[cfg(unix)]
#[test]
fn a_picture_behind_a_link_out_of_the_folder_is_not_read() {
    let outside = tempfile::tempdir().expect("a folder");
    image::DynamicImage::new_rgb8(1200, 630).save(outside.path().join("a.png")).expect("a picture");
    let page = PAGE.replace("</head>", "<meta property=\"og:image\" content=\"/a.png\"></head>");
    let site = Sandbox::page(&page).with("smo.yaml", "site: { url: \"https://example.org\" }\n");
    std::os::unix::fs::symlink(outside.path().join("a.png"), site.path("out/a.png")).expect("a link");
    site.optimize().page("index.html").lacks("og:image:width");
    site.lint_html().finds("preview-image-not-found", "");
}

#[test]
fn a_partial_run_writes_what_a_whole_one_writes() {
    let titled = |name: &str| PAGE.replace("<title>Rain</title>", &format!("<title>{name} | Field Notes</title>"));
    let site = || Sandbox::page(&titled("Rain")).with("out/a/index.html", &titled("Snow")).with("out/b/index.html", &titled("Hail"));
    let (whole, part) = (site(), site());
    whole.optimize();
    part.optimize_with(|options| options.include = vec!["b/*.html".into()]);
    assert_eq!(whole.read("out/b/index.html"), part.read("out/b/index.html"));
    assert!(!part.read("out/a/index.html").contains("og:title"));
    let nothing = site().optimize_with(|options| options.include = vec!["posts/**".into()]).result.expect_err("nothing to do");
    assert!(nothing.to_string().contains("`posts/**`"), "{nothing}");
}

#[test]
fn the_home_page_alone_does_not_say_where_the_site_lives() {
    let canonical = |to: &str| PAGE.replace("</head>", &format!("<link rel=\"canonical\" href=\"{to}\"></head>"));
    let base = |site: Sandbox| site.optimize_with(|options| options.common.base_url = None).report().base_url.clone();
    assert_eq!(base(Sandbox::page(&canonical("https://ada.dev/en"))), None);
    assert_eq!(base(Sandbox::page(&canonical("https://ada.dev/en/")).with("out/en/index.html", PAGE)), None);
    assert_eq!(base(Sandbox::page(&canonical("https://ada.dev"))).as_deref(), Some("https://ada.dev"));
    let both = Sandbox::page(&canonical("https://ada.dev/en")).with("out/a/index.html", &canonical("https://ada.dev/a/"));
    assert_eq!(base(both).as_deref(), Some("https://ada.dev"));
}

#[test]
fn a_sitemap_says_where_the_site_lives_and_a_heading_what_it_is_called() {
    let site = Sandbox::page(&PAGE.replace("<title>Rain</title>", "<title>Rain - Field Notes</title>"))
        .with("out/sitemap.xml", "<urlset><url><loc>https://ada.dev/blog/</loc></url></urlset>");
    let outcome = site.optimize_with(|options| options.common.base_url = None);
    let page = outcome.page("index.html");
    page.has_meta("og:url", "https://ada.dev/blog/").has_meta("og:site_name", "Field Notes").has_meta("og:title", "Rain");
    let said = outcome.report().findings.iter().find(|finding| finding.rule == "base-url-inferred").expect("found").message.clone();
    assert!(said.contains("sitemap.xml"), "{said}");
}

#[test]
fn a_placeholder_is_not_taken_for_the_address_of_the_site() {
    let site = Sandbox::page(PAGE).with("out/sitemap.xml", "<urlset><url><loc>https://example.org/</loc></url></urlset>");
    let outcome = site.optimize_with(|options| options.common.base_url = None);
    let said = outcome.report().findings.iter().find(|finding| finding.rule == "base-url-unset").expect("an error").message.clone();
    assert_eq!(&*said, "its sitemap.xml says that the site lives at https://example.org, which is a placeholder");
    assert!(!site.read("out/index.html").contains("og:url"));
}

#[test]
fn places_are_those_of_the_file_as_it_was_written() {
    let page = PAGE.replace("</p>", " <a href=\"/gone/\">x</a></p>");
    let line = |html: &str| html.lines().position(|line| line.contains("/gone/")).expect("the link") + 1;
    let site = Sandbox::page(&page);
    let dry = site.optimize_with(|options| options.dry_run = true);
    dry.finds("broken-internal-link", &format!("out/index.html:{}:93", line(&page)));
    let outcome = site.optimize();
    let now = line(&site.read("out/index.html"));
    assert!(now > line(&page) + 10, "tags were written above it");
    outcome.finds("broken-internal-link", &format!("out/index.html:{now}:93"));
    assert_eq!(site.optimize().report().findings, outcome.report().findings, "a second run says the same");
}

#[test]
fn the_readme_shows_what_comes_of_its_page() {
    let readme = include_str!("../../README.md");
    let block = |start: &str| {
        let from = readme.find(start).unwrap_or_else(|| panic!("README.md has no block that begins with {start}"));
        readme[from..].split("```").next().expect("the block")
    };
    let mut photo = Vec::new();
    let picture = image::DynamicImage::new_rgb8(1500, 1000);
    picture.write_to(&mut std::io::Cursor::new(&mut photo), image::ImageFormat::Jpeg).expect("a photo");
    let site = Sandbox::empty().with("public/rain/index.html", block("<!doctype html>")).with_bytes("public/rain/gauge.jpg", &photo);
    let run = |verb: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_smo-build"));
        let ran = command.args([verb, "public", "-b", "https://ada.dev"]).current_dir(site.root()).output().expect("smo-build runs");
        String::from_utf8([ran.stderr, ran.stdout].concat()).expect("text")
    };
    assert_eq!(run("lint").lines().collect::<Vec<_>>(), block("public/rain/index.html: warning[").lines().collect::<Vec<_>>());
    run("optimize");
    let html = site.read("public/rain/index.html");
    for line in block("<head>\n  <meta charset=\"utf-8\">\n  <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n  <title>Three rain gauges | Small Numbers</title>\n  <meta name=\"description\"").lines() {
        let line = line.split(", …").next().unwrap_or(line);
        assert!(html.contains(line), "README.md shows {line}\n{html}");
    }
}

#[test]
fn blocks_behind_a_drawing_that_is_left_open_are_named() {
    let html = "<!doctype html><title>Rain</title><body>\n<svg><path d='M0 0'>\n<div data-smo=quote>Rain fell.</div>";
    Sandbox::page(html).optimize().finds("block-input", "out/index.html:2:1");
    Sandbox::page(&html.replace(" data-smo=quote", "")).optimize().finds_no("block-input");
}
