//! Stories about share links and quotes as they stand in a page: the partials, the style, the script.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use smo_build::model::plan::ShareLink;
use smo_build::model::platform;

use crate::support::{CONFIG, Sandbox};

fn core(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/core").join(file)
}

fn read(file: &str) -> String {
    fs::read_to_string(core(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn render(name: &str, context: serde_json::Value) -> String {
    let mut tera = tera::Tera::default();
    let template = format!("smo/{name}.html");
    let partials = ["smo/links.html", &template].map(|name| (name.to_owned(), read(&format!("templates/{name}"))));
    tera.add_raw_templates(partials).expect("the partials are sound templates");
    tera.render(&template, &tera::Context::from_serialize(&context).expect("a map")).expect("the partial renders")
}

fn link(id: &str, url: &str, aria: &str) -> ShareLink {
    let platform = platform::find(id).expect("in the table");
    let (rel, kind) = match id {
        "copy" => ("", "copy"),
        "email" => ("", "link"),
        _ => ("nofollow noopener noreferrer", "link"),
    };
    ShareLink {
        id: platform.id,
        label: platform.label,
        url: url.into(),
        icon: platform.icon,
        aria: aria.into(),
        rel,
        kind,
        ask: String::new(),
    }
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
    render(
        "share",
        json!({"label": "Share <this>", "links": some_links(), "strings": {}, "native": true, "native_icon": platform::SHARE_ICON, "attrs": {}, "page": page, "lang": "en"}),
    )
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
    <li><a class="smo-share-x" href="https://x.com/intent/tweet?text=Rain&amp;url=https%3A%2F%2Fexample.org%2Frain%2F" target="_blank" rel="nofollow noopener noreferrer" aria-label="Share on X, opens in a new tab"><svg><span>X</span></a></li>
    <li><a class="smo-share-email" href="mailto:?subject=Rain&amp;body=https%3A%2F%2Fexample.org%2Frain%2F" aria-label="Share by email"><svg><span>Email</span></a></li>
    <li><button class="smo-copy" type="button" hidden data-url="https://example.org/rain/" data-done="Link copied"><svg><span>Copy link</span></button></li>
    <li><button class="smo-native" type="button" hidden data-url="https://example.org/rain/" data-title="Rain &amp; &quot;shine&quot;"><svg><span>Share…</span></button></li>
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

/// On a screen of 1280×800 the way to the text stands in the first view.
#[test]
fn long_words_are_set_smaller_on_the_page_of_a_quote() {
    let page = |count: usize| {
        let data = json!({"words": "x".repeat(count), "by": "Ada", "context": "/rain/#q", "title": "x", "address": "/q/", "dir": null});
        render("quote-page", json!({"id": "q", "data": data, "page": {"lang": "en", "title": "Rain"}, "site": {}, "strings": {}}))
    };
    for (count, start) in [(160, "<blockquote><p>"), (161, "<blockquote class=\"long\">"), (401, "<blockquote class=\"very-long\">")] {
        assert!(page(count).contains(start), "{count}");
    }
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

/// The budgets of a page, as the files ship: 3 kB of style; of script 450 bytes for sharing and
/// copying, 200 for asking after a server.
#[test]
fn style_and_script_stay_small() {
    let site = Sandbox::page("<!doctype html><title>Rain</title><article><h1>Rain</h1><p>Drops.</article>")
        .with("smo.yaml", "site: {url: https://example.org}\n");
    let outcome = site.optimize_with(|options| options.share = true);
    let page = outcome.page("index.html");
    let shipped = |extension: &str| {
        let name = page.html.split('"').find(|part| part.starts_with("/smo/smo-") && part.ends_with(extension));
        site.read(&format!("out{}", name.unwrap_or_else(|| panic!("no {extension} in {}", page.html))))
    };
    assert!(shipped(".css").len() <= 3 * 1024, "{}", shipped(".css").len());
    let script = shipped(".js");
    let (share, ask) = script.split_once("\n\n").expect("two parts");
    assert!(share.contains(".smo-copy") && share.len() <= 450, "{} bytes: {share}", share.len());
    assert!(ask.contains("[data-ask]") && ask.len() <= 200, "{} bytes: {ask}", ask.len());
}

#[test]
fn a_button_for_the_systems_own_sheet_stands_where_it_is_wanted() {
    let post = "---\ntitle: Rain\ndate: 2026-05-01\n---\n:::quote\nThe gauge does not argue with anyone.\n:::\n";
    let site = |share: &str| Sandbox::site(&[("content/rain.md", post)]).with("smo.yaml", &format!("{CONFIG}share: {share}\n"));
    let html = |share: &str| site(share).build().page("rain/index.html").html.clone();
    // The theme's share links have one, the quote has none.
    assert_eq!(html("{networks: [x]}").matches("smo-native").count(), 1);
    let off = html("{networks: [x], native: false}");
    assert!(!off.contains("smo-native") && off.contains("smo-share-x"), "{off}");
}

#[test]
fn what_is_shared_is_the_address_of_the_page_and_on_request_where_it_came_from() {
    let page = "<!doctype html><html><head><title>Rain</title></head><body><article><h1>Rain</h1><p>Drops.</p>\
        <blockquote data-smo=quote id=q data-share=bluesky>The gauge does not argue.</blockquote></article></body></html>";
    let site = |utm: bool| {
        let settings = format!("site: {{url: https://example.org}}\nshare: {{networks: [x, mastodon, copy], utm: {utm}}}\n");
        Sandbox::empty().with("out/rain/index.html", page).with("smo.yaml", &settings)
    };
    let plain = site(false);
    let outcome = plain.optimize_with(|options| options.share = true);
    let rain = outcome.page("rain/index.html");
    rain.has("url=https%3A%2F%2Fexample.org%2Frain%2F\"").lacks("utm_").has("data-url=\"https://example.org/rain/\"");
    let asked = site(true);
    let outcome = asked.optimize_with(|options| options.share = true);
    let rain = outcome.page("rain/index.html");
    rain.has("rain%2F%3Futm_source%3Dtwitter%26utm_medium%3Dsocial%26utm_campaign%3Drain%26utm_content%3Dshare-button");
    rain.has("rain%2F%3Futm_source%3Dbluesky%26utm_medium%3Dsocial%26utm_campaign%3Drain%26utm_content%3Dquote%23q\"");
    // What leads back by hand, and what a page says of itself, stay plain.
    rain.has("data-url=\"https://example.org/rain/\"").has("<link rel=\"canonical\" href=\"https://example.org/rain/\">");
    assert_eq!(rain.html.matches("utm_source").count(), 3);
    asked.optimize_with(|options| options.share = true).changed_nothing();
}

#[test]
fn a_canonical_that_names_no_host_is_not_shared() {
    let page = "<!doctype html><title>Rain</title><link rel=canonical href='https:/and rain'><article><h1>Rain</h1><p>Drops.</article>";
    let site = Sandbox::page(page).with("smo.yaml", "site: {url: https://example.org}\n");
    let outcome = site.optimize_with(|options| options.share = true);
    // The author's tag stays; what is copied leads to the page.
    outcome.page("index.html").has("href='https:/and rain'").has("data-url=\"https://example.org/\"");
    site.optimize_with(|options| options.share = true).changed_nothing();
}

#[test]
fn the_sites_handle_is_named_unless_it_wants_not() {
    let html = |via: bool| {
        let settings = format!("{CONFIG}  profiles: {{x: https://x.com/fieldnotes}}\nshare: {{networks: [x, threads], via: {via}}}\n");
        let site = Sandbox::site(&[("content/rain.md", "---\ntitle: Rain\ndate: 2026-05-01\n---\nDrops.\n")]).with("smo.yaml", &settings);
        site.build().page("rain/index.html").html.clone()
    };
    assert_eq!(html(true).matches("via=fieldnotes\"").count(), 1, "X alone has a field for it");
    assert!(!html(false).contains("via="));
}

#[test]
fn the_fediverse_is_asked_without_anyone_between() {
    let html = |share: &str| {
        let site = Sandbox::page("<!doctype html><title>Rain</title><article><h1>Rain</h1><p>Drops.</article>")
            .with("smo.yaml", &format!("site: {{url: https://example.org}}\nshare: {share}\n"));
        site.optimize_with(|options| options.share = true).page("index.html").html.clone()
    };
    let asking = html("{networks: [fediverse], native: false}");
    let link = "<a class=\"smo-share-fediverse\" href=\"web+mastodon://share?text=Rain%20https";
    let ask = "data-ask=\"Your server, such as mastodon.social\" aria-label=\"Share via Fediverse\"";
    assert!(asking.contains(link) && asking.contains(ask) && asking.contains(".js\""), "{asking}");
    let known = html("{networks: [fediverse], native: false, mastodon: hachyderm.io}");
    assert!(known.contains("href=\"https://hachyderm.io/share?text=Rain%20https") && !known.contains("data-ask"), "{known}");
    assert!(!known.contains(".js\""), "a plain link needs no script: {known}");
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
