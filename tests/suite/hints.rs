//! Stories about the hints block of finished pages: what it may say, and where slips are reported.

use smo_build::model::explain::Explanation;
use smo_build::{ExplainOptions, OptimizeOptions, explain};

use crate::support::Sandbox;

/// A page whose hints block stands in line 3.
fn page(hints: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><title>Rain</title>\n<script type=\"application/smo+json\">{hints}</script>\n</head>\n<body><main><h1>Rain</h1><p>The gauge stood on the roof for a year and never once agreed with the forecast.</p></main></body></html>\n"
    )
}

#[test]
fn a_date_makes_an_article_unless_its_kind_says_otherwise() {
    let site = Sandbox::empty()
        .with("out/rain/index.html", &page(r#"{"published": "2026-01-02"}"#))
        .with("out/guide/index.html", &page(r#"{"published": "2026-01-02", "kind": "page"}"#))
        .with("out/snow/index.html", &page(r#"{"kind": "article"}"#))
        .with("out/hail/index.html", &page(r#"{"published": "yesterday"}"#));
    let outcome = site.optimize();
    outcome.page("rain/index.html").has_meta("og:type", "article").has_meta("article:published_time", "2026-01-02T00:00:00+00:00");
    outcome.page("guide/index.html").has_meta("og:type", "website").lacks("article:published_time");
    outcome.page("snow/index.html").has_meta("og:type", "article");
    outcome.page("hail/index.html").lacks("<meta property=\"article").has("\"published\": \"yesterday\"");
    outcome.finds("hints-invalid", "out/hail/index.html:3:37");
    site.optimize().changed_nothing();
}

#[test]
fn no_address_of_ours_leads_into_a_script() {
    let hints = r#"{"image": "javascript:alert(1)", "published": "2026-01-02", "author": {"name": "Ada", "url": "java\tscript:alert(2)"}}"#;
    let html = page(hints).replace("<title>", "<meta name=\"twitter:image\" content=\"javascript:alert(3)\"><title>");
    let site = Sandbox::page(&html);
    let outcome = site.optimize();
    let html = outcome.page("index.html").html;
    assert_eq!((html.matches("script:alert").count(), html.matches("alert(").count()), (3, 3), "each stands once: {html}");
}

#[test]
fn a_relative_canonical_address_is_written_whole() {
    let site = Sandbox::empty().with("out/rain/index.html", &page(r#"{"canonical": "/snow/"}"#));
    let outcome = site.optimize();
    outcome
        .page("rain/index.html")
        .has("<link rel=\"canonical\" href=\"https://example.org/snow/\">")
        .has_meta("og:url", "https://example.org/snow/");
    site.optimize().changed_nothing();
}

#[test]
fn findings_about_a_hint_stand_at_its_block() {
    let site = Sandbox::empty()
        .with("out/rain/index.html", &page(r#"{"description": "Bob &amp;amp; Eve and their gauge on the roof."}"#))
        .with("out/snow/index.html", &page(r#"{"image": "gone.jpg"}"#))
        .with("out/hail/index.html", &page(r#"{"card": "qoute"}"#))
        .with("out/fog/index.html", &page(r#"{"published": "2031-01-02"}"#));
    let outcome = site.optimize();
    for (rule, page) in
        [("meta-double-escaped", "rain"), ("preview-image-not-found", "snow"), ("card-layout-unknown", "hail"), ("date-invalid", "fog")]
    {
        outcome.finds(rule, &format!("out/{page}/index.html:3:37"));
    }
    outcome.page("hail/index.html").has_meta("og:image:width", "1200");
    outcome.finds_no("preview-image-missing");
}

fn account(site: &Sandbox, change: impl FnOnce(&mut ExplainOptions)) -> Explanation {
    let mut options = ExplainOptions { build: site.build.clone(), ..ExplainOptions::default() };
    change(&mut options);
    explain(&options).unwrap_or_else(|error| panic!("{error:#?}"))
}

#[test]
fn an_account_shows_what_the_sources_say_and_tells_the_two_apart() {
    let own = page(r#"{"social_title": "It rained"}"#);
    let site =
        Sandbox::empty().with("out/rain/index.html", &own).with("src/rain.md", "---\ntitle: Rain\ndescription: Three gauges.\n---\n");
    let explained = account(&site, |options| {
        options.page = "/rain/".into();
        options.within = Some(site.path("out"));
        options.build.content = Some(site.path("src"));
    });
    let source =
        |key: &str| explained.tags.iter().find(|tag| tag.key == key).map(|tag| (tag.value.clone(), tag.source.clone())).expect(key);
    assert_eq!(source("og:title"), (Some("It rained".into()), Some("hints block".into())));
    assert_eq!(source("og:description"), (Some("Three gauges.".into()), Some("front matter".into())));
}

#[test]
fn a_file_alone_tells_the_folder_of_its_site() {
    for (files, typed, url) in [
        (&["public/rain/index.html"][..], "public/rain/index.html", "/rain/"),
        (&["www/rain/index.html", "www/index.html", "www/rain/old/index.html"], "www/rain/old/index.html", "/rain/old/"),
        (&["a/www/rain/index.html", "a/www/robots.txt", "a/index.html"], "a/www/rain/index.html", "/rain/"),
        (&["dist/build/index.html", "dist/index.html", "index.html"], "dist/build/index.html", "/build/"),
    ] {
        let site = files.iter().fold(Sandbox::empty(), |site, file| site.with(file, &page("{}")));
        // Settings for `optimize` alone: no folder of Markdown lies beside them.
        let site = site.with("smo.yaml", "site: {title: Notes}\n");
        let explained = account(&site, |options| options.page = site.path(typed).to_string_lossy().into_owned());
        assert_eq!(explained.url.as_str(), url, "{typed}");
    }
}

#[test]
fn a_first_run_without_an_address_does_not_shrink_the_card_of_a_later_one() {
    let site = Sandbox::page(&page("{}"));
    let nowhere = |options: &mut OptimizeOptions| options.common.base_url = None;
    site.optimize_with(nowhere).page("index.html").has("og:title").lacks("twitter:card");
    site.optimize().page("index.html").has_meta("twitter:card", "summary_large_image");
}

#[test]
fn a_list_of_links_describes_no_page() {
    let html = "<!doctype html><html lang=en><head><title>All</title></head><body><main><h1>All</h1><p><a href=/a/>How I learned to measure the rain on my roof</a>, <a href=/b/>and what the snow did</a></p><p>Notes from a wet hillside, about the weather and what it does to people.</p></main></body></html>\n";
    Sandbox::page(html)
        .optimize()
        .page("index.html")
        .has_meta("description", "Notes from a wet hillside, about the weather and what it does to people.");
}

#[test]
fn findings_stand_at_their_own_element_after_others_were_replaced() {
    let quote = |words: &str| format!("<blockquote data-smo=\"quote\">\n{words}\n</blockquote>\n");
    let html = format!(
        "<!doctype html>\n<html lang=en><head><title>Rain</title></head>\n<body><article><h1>Rain</h1>\n{}{}<img src=/p.png alt=P>\n<blockquote data-smo=\"quote\"></blockquote>\n<img src=/p.png>\n</article></body></html>\n",
        quote("Measure twice, and believe the gauge."),
        quote("The gauge does not argue with anybody."),
    );
    let site = Sandbox::page(&html);
    let outcome = site.optimize();
    let now = outcome.page("index.html").html;
    let line = |text: &str| now[..now.find(text).expect(text)].lines().count();
    outcome.finds("block-input", &format!("out/index.html:{}:1", line("<blockquote data-smo=\"quote\"></blockquote>") + 1));
    outcome.finds("image-alt-missing", &format!("out/index.html:{}:1", line("<img src=/p.png>") + 1));
}
