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
    outcome.finds("block-input", "out/index.html:1:41");
    outcome.page("index.html").has("<div data-smo=\"quote\"><p>Open.</main>");
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
