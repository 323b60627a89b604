//! Stories about share links and quotes as they stand in a page: the partials, the style, the script.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use smo_build::model::plan::ShareLink;
use smo_build::model::platform;

fn core(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/core").join(file)
}

fn read(file: &str) -> String {
    fs::read_to_string(core(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn render(name: &str, context: serde_json::Value) -> String {
    let mut tera = tera::Tera::default();
    let template = format!("smo/{name}.html");
    tera.add_raw_template(&template, &read(&format!("templates/{template}"))).expect("the partial is a sound template");
    tera.render(&template, &tera::Context::from_serialize(&context).expect("a map")).expect("the partial renders")
}

fn link(id: &str, url: &str, aria: &str) -> ShareLink {
    let platform = platform::find(id).expect("in the table");
    let (rel, kind) = match id {
        "copy" => ("", "copy"),
        "email" => ("", "link"),
        _ => ("nofollow noopener noreferrer", "link"),
    };
    ShareLink { id: platform.id, label: platform.label, url: url.into(), icon: platform.icon, aria: aria.into(), rel, kind }
}

fn some_links() -> Vec<ShareLink> {
    vec![
        link("x", "https://x.com/intent/tweet?text=Rain&url=https%3A%2F%2Fexample.org%2Frain%2F", "Share on X, opens in a new tab"),
        link("email", "mailto:?subject=Rain&body=https%3A%2F%2Fexample.org%2Frain%2F", "Share by email"),
        link("copy", "https://example.org/rain/", "Copy link"),
    ]
}

fn share() -> String {
    let page = json!({"url": "https://example.org/rain/", "title": "Rain & \"shine\"", "lang": "en"});
    render("share", json!({"label": "Share <this>", "links": some_links(), "strings": {}, "attrs": {}, "page": page, "lang": "en"}))
}

fn quote(links: &[ShareLink], by: Option<&str>) -> String {
    let body = "<p>You cannot <em>manage</em> it.</p>";
    render(
        "quote",
        json!({"id": "q-you", "body_html": body, "body_text": "", "by": by, "cite": by.map(|_| "https://example.org/?a&b"), "links": links, "strings": {"copy_link": "Link kopieren"}}),
    )
}

fn without_icons(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("<svg") {
        out.push_str(&rest[..at]);
        out.push_str("<svg>");
        rest = &rest[at + rest[at..].find("</svg>").expect("closed") + 6..];
    }
    out + rest
}

#[test]
fn share_links_are_plain_links_with_names() {
    assert_eq!(
        without_icons(&share()),
        r#"<nav class="smo-share" aria-label="Share &lt;this&gt;" data-pagefind-ignore>
  <ul>
    <li><a class="smo-share-x" aria-label="Share on X, opens in a new tab" target="_blank" rel="nofollow noopener noreferrer" href="https://x.com/intent/tweet?text=Rain&amp;url=https%3A%2F%2Fexample.org%2Frain%2F"><svg><span>X</span></a></li>
    <li><a class="smo-share-email" aria-label="Share by email" href="mailto:?subject=Rain&amp;body=https%3A%2F%2Fexample.org%2Frain%2F"><svg><span>Email</span></a></li>
    <li><button class="smo-copy" type="button" hidden data-url="https://example.org/rain/" data-done="Link copied"><svg><span>Copy link</span></button></li>
    <li><button class="smo-native" type="button" hidden data-url="https://example.org/rain/" data-title="Rain &amp; &quot;shine&quot;">Share…</button></li>
  </ul>
  <p class="smo-vh" role="status"></p>
</nav>
"#
    );
}

#[test]
fn a_quote_keeps_its_words_and_names_its_links() {
    let links = [
        link("x", "https://x.com/intent/tweet?text=a&url=b", "Share “You cannot manage it.” on X"),
        link("copy", "https://example.org/#q-you", "Copy link to “You cannot manage it.”"),
    ];
    assert_eq!(
        quote(&links, Some("Jane & Joe")),
        r#"<figure class="smo-quote" id="q-you">
  <blockquote cite="https://example.org/?a&amp;b"><p>You cannot <em>manage</em> it.</p></blockquote>
  <ul class="smo-quote-share" data-pagefind-ignore>
    <li><a href="https://x.com/intent/tweet?text=a&amp;url=b" target="_blank" rel="nofollow noopener noreferrer" aria-label="Share “You cannot manage it.” on X">X</a></li>
    <li><button class="smo-copy" type="button" hidden data-url="https://example.org/#q-you" data-done="Link copied" aria-label="Copy link to “You cannot manage it.”"><span>Link kopieren</span></button></li>
  </ul>
  <p class="smo-vh" role="status" data-pagefind-ignore></p>
  <figcaption>— Jane &amp; Joe</figcaption>
</figure>
"#
    );
    let alone = quote(&[], None);
    assert!(!alone.contains("<ul") && !alone.contains("figcaption") && !alone.contains("cite="), "{alone}");
}

#[test]
fn a_marked_sentence_goes_on_without_a_blank() {
    let html = render("mark", json!({"id": "q-m", "body_html": "Measure <b>it</b>", "links": some_links(), "strings": {}}));
    let start = r#"<mark class="smo-quote" id="q-m">Measure <b>it</b></mark><a class="smo-quote-link" href="https://x.com/"#;
    assert!(html.starts_with(start) && html.ends_with("</a>") && html.matches("<a ").count() == 1, "{html}");
    assert_eq!(
        render("mark", json!({"id": "q", "body_html": "x", "links": [], "strings": {}})),
        r#"<mark class="smo-quote" id="q">x</mark>"#
    );
}

#[test]
fn nothing_that_ships_asks_to_be_mounted_again() {
    for html in [share(), quote(&some_links(), Some("Ada"))] {
        assert!(!html.contains("data-smo") && html.contains("class=\"smo-"));
    }
}

/// The budget of a page: 450 bytes of script without its blanks and comments.
#[test]
fn the_script_stays_small() {
    let script = read("templates/smo/smo.js");
    let code: String = script.lines().filter(|line| !line.trim_start().starts_with("//")).map(str::trim).collect();
    let mut small = String::new();
    for c in code.chars() {
        let tight = |c: char| "=>{}(),:?;&|".contains(c);
        if tight(c) {
            small.truncate(small.trim_end().len());
        }
        if c != ' ' || !small.ends_with(tight) {
            small.push(c);
        }
    }
    let small = small.replace(",)", ")").replace(",}", "}");
    assert!(small.len() <= 450, "{} bytes: {small}", small.len());
}

#[test]
fn every_icon_is_credited() {
    let credits = read("icons/LICENSES.md");
    for file in fs::read_dir(core("icons")).expect("readable") {
        let name = file.expect("readable").file_name().into_string().expect("ASCII");
        if let Some(stem) = name.strip_suffix(".svg") {
            assert!(credits.split(['`', ' ']).any(|word| word == stem), "{stem} is in no row of LICENSES.md");
        }
    }
}
