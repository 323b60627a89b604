//! What templates of other generators print, by the lines of `docs/html-contract.md`, is read as
//! that page promises.

use crate::support::Sandbox;

/// What each line printed for `social: {title: "Said by </script> the island", hashtags: [notes]}`;
/// `tests/generators/run.py` builds the sites.
const PRINTED: &[(&str, &str)] = &[
    (
        "hugo 0.168",
        r#"<script type="application/smo+json">{"hashtags":["notes"],"title":"Said by \u003c/script\u003e the island"}</script>"#,
    ),
    (
        "hugo 0.168, safeHTML left out",
        r#"<script type="application/smo+json">{&#34;hashtags&#34;:[&#34;notes&#34;],&#34;title&#34;:&#34;Said by \u003c/script\u003e the island&#34;}</script>"#,
    ),
    ("eleventy 3", r#"<script type="application/smo+json">{"title":"Said by <\/script> the island","hashtags":["notes"]}</script>"#),
    ("jekyll 4.3", r#"<script type="application/smo+json">{"title":"Said by <\/script> the island","hashtags":["notes"]}</script>"#),
    ("astro 5", r#"<script type="application/smo+json">{"title":"Said by \u003c/script> the island","hashtags":["notes"]}</script>"#),
    (
        "mkdocs 1.6",
        r#"<script type="application/smo+json">{"hashtags": ["notes"], "title": "Said by \u003c/script\u003e the island"}</script>"#,
    ),
];

#[test]
fn what_each_generator_prints_is_read() {
    for (generator, printed) in PRINTED {
        let site = Sandbox::page(&format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Rain</title>{printed}</head><body><main><article><h1>Rain</h1><p>Drops fell all day, and the gauge said nothing.</p><div data-smo=\"share\"></div></article></main></body></html>\n"
        ));
        let outcome = site.optimize();
        outcome.finds_no("hints-invalid");
        let page = outcome.page("index.html");
        assert!(
            page.meta("og:title").replace("&gt;", ">").contains("Said by &lt;/script> the island"),
            "{generator}: {}",
            page.meta("og:title")
        );
        page.has("hashtags=notes").has(printed).lacks("data-smo");
        site.optimize().changed_nothing();
    }
}

#[test]
fn every_element_of_the_contract_does_what_it_says() {
    let contract = include_str!("../../docs/html-contract.md");
    for (element, mark) in [
        ("<div data-smo=\"share\"></div>", "<nav class=\"smo-share\""),
        ("<mark data-smo=\"quote\">…</mark>", "<mark class=\"smo-quote\""),
        ("<blockquote data-smo=\"quote\">…</blockquote>", "<figure class=\"smo-quote\""),
        ("<section data-smo=\"ignore\">…</section>", "<section data-smo=\"ignore\">Measure"),
    ] {
        assert!(contract.contains(&format!("`{element}`")), "{element}");
        let element = element.replace('…', "Measure twice, cache once.");
        let site = Sandbox::page(&format!("<!doctype html><title>x</title><main><p>Words before it.</p>{element}</main>"));
        site.optimize().page("index.html").has(mark);
    }
}
