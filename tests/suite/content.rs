//! Stories about the sources of a foreign site: front matter that its generator did not pass on.

use crate::support::Sandbox;

fn page(title: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><main><article><h1>{title}</h1><p>The gauge stood on the roof for a year and never once agreed with the forecast.</p></article></main></body></html>\n"
    )
}

fn with_content(site: &Sandbox) -> crate::support::Outcome<'_> {
    let content = site.path("src");
    site.optimize_with(|options| options.content = Some(content))
}

#[test]
fn front_matter_of_the_source_becomes_tags_of_the_page() {
    let site = Sandbox::empty()
        .with("out/posts/rain/index.html", &page("Rain"))
        .with_bytes("out/posts/rain/gauge.png", include_bytes!("../../example-site/static/photos/chelsea.png"))
        .with(
            "src/posts/rain/index.md",
            "---\ntitle: Rain\ndate: 2026-01-02\nlastmod: 2026-01-05\ndescription: Three gauges, one roof.\ncover: {image: gauge.png, alt: A gauge}\ntags: [weather]\nauthor: Ada\nsocial: {title: It rained}\n---\nDrops.\n",
        );
    let outcome = with_content(&site);
    let page = outcome.page("posts/rain/index.html");
    page.has_meta("og:title", "It rained")
        .has_meta("description", "Three gauges, one roof.")
        .has_meta("article:published_time", "2026-01-02T00:00:00+00:00")
        .has_meta("article:modified_time", "2026-01-05T00:00:00+00:00")
        .has_meta("og:image:alt", "A gauge")
        .has("\"name\":\"Ada\"");
    outcome.finds_no("content-unmatched").finds_no("preview-image-not-found");
    with_content(&site).changed_nothing();
}

#[test]
fn the_pages_own_tags_win_and_then_its_island() {
    let own = page("Rain").replace(
        "</head>",
        "<meta property=\"og:description\" content=\"Said by a tag.\"><script type=\"application/smo+json\">{\"social_title\": \"Said by the island\"}</script></head>",
    );
    let site = Sandbox::empty().with("out/rain.html", &own).with(
        "src/rain.md",
        "+++\ntitle = \"Rain\"\ndescription = \"Said by the source.\"\n[social]\ntitle = \"Source\"\nhashtags = [\"wet\"]\n+++\n",
    );
    let outcome = with_content(&site);
    outcome
        .page("rain.html")
        .has_meta("og:title", "Said by the island")
        .has_meta("og:description", "Said by a tag.")
        .has_meta("description", "Said by the source.");
}

#[test]
fn findings_stand_in_the_source_where_the_source_said_it() {
    let long = "A title that goes on and on until nobody who sees it on a phone remembers how it once began";
    let site = Sandbox::empty()
        .with("out/2026/01/02/rain.html", &page(long))
        .with("src/_posts/2026-01-02-rain.md", &format!("---\nlayout: post\ntitle: {long}\n---\n"));
    with_content(&site).finds("title-too-long", "src/_posts/2026-01-02-rain.md:3:8");
}

#[test]
fn a_draft_that_was_published_is_an_error_at_its_line() {
    let site =
        Sandbox::empty().with("out/secret/index.html", &page("Secret")).with("src/secret.md", "---\ntitle: Secret\ndraft: true\n---\n");
    with_content(&site).finds("draft-leak", "src/secret.md:3:8");
}

#[test]
fn lint_points_to_the_sources_too() {
    let mut site =
        Sandbox::empty().with("out/secret/index.html", &page("Secret")).with("src/secret.md", "---\ntitle: Secret\ndraft: true\n---\n");
    site.build.content = Some(site.path("src"));
    site.lint_html().finds("draft-leak", "src/secret.md:3:8");
}

#[test]
fn a_pattern_of_the_generators_is_found_by_name_if_the_title_agrees() {
    let site = Sandbox::empty()
        .with("out/2026/rain/index.html", &page("Rain"))
        .with("out/2026/snow/index.html", &page("Something else"))
        .with("src/rain.md", "---\ntitle: Rain\ndescription: Found.\n---\n")
        .with("src/snow.md", "---\ntitle: Snow\ndescription: Not this one.\n---\n");
    let outcome = with_content(&site);
    outcome.page("2026/rain/index.html").has_meta("description", "Found.");
    outcome.page("2026/snow/index.html").lacks("Not this one.");
    let lost = outcome.report().findings.iter().find(|finding| finding.rule == "content-unmatched").expect("said");
    assert_eq!(*lost.message, *format!("1 of 2 files in `{}` were not found again as pages", site.path("src").display()));
    assert_eq!(lost.advice(), Some("snow.md: the page at its address has another title"));
}

#[test]
fn what_could_be_two_pages_or_two_files_is_left_alone() {
    let said = "---\ntitle: Rain\ndescription: Whose?\n---\n";
    let two_files = Sandbox::empty().with("out/rain/index.html", &page("Rain")).with("src/rain.md", said).with("src/rain/index.md", said);
    let two_pages = Sandbox::empty()
        .with("out/a/rain/index.html", &page("Rain"))
        .with("out/b/rain/index.html", &page("Rain"))
        .with("src/rain.md", said);
    let twice = Sandbox::empty().with("out/rain/index.html", &page("Rain")).with("out/rain.html", &page("Rain")).with("src/rain.md", said);
    for site in [two_files, two_pages, twice] {
        let outcome = with_content(&site);
        outcome.finds("content-unmatched", "src");
        assert!(
            site.tree("out").iter().all(|(path, bytes)| !path.ends_with(".html") || !String::from_utf8_lossy(bytes).contains("Whose?"))
        );
    }
}

#[test]
fn a_folder_without_markdown_is_said_before_anything_is_written() {
    let site = Sandbox::page(&page("Rain"));
    with_content(&site).finds("content-missing", "--content");
    assert_eq!(site.read("out/index.html"), page("Rain"));
}

#[test]
fn the_settings_name_the_folder_as_well() {
    let site = Sandbox::empty()
        .with("smo.yaml", "optimize: {content: src}\n")
        .with("out/rain/index.html", &page("Rain"))
        .with("src/rain.md", "---\ntitle: Rain\ndescription: By the settings.\n---\n");
    site.optimize().page("rain/index.html").has_meta("description", "By the settings.");
}
