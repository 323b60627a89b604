//! Stories about blocks: from Markdown and from other generators' HTML, run twice.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use proptest::prelude::*;
use smo_build::base::Source;
use smo_build::base::url::decode;
use smo_build::config::{self, Settings};
use smo_build::model::HtmlPage;
use smo_build::model::block::{self, Kind, Need};
use smo_build::model::files::Digest;
use smo_build::smo::{Looked, Policy, optimize_page};
use smo_build::theme::Theme;

use crate::support::{Page, Sandbox, core};

const HEAD: &str =
    "---\ntitle: Rain\ndate: 2026-01-02\ndescription: Six winters of numbers and one leaking funnel, told by the one who read them.\n---\n";
const QUOTES: &str = "site: {url: https://example.org, title: Field Notes}\n";

fn post(body: &str) -> Sandbox {
    Sandbox::site(&[("content/rain.md", &format!("{HEAD}{body}\n"))])
}

/// A finished page of another generator, with `body` in its article.
fn foreign(body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Rain</title></head><body><nav>Home</nav><article>{body}</article></body></html>"
    )
}

/// What the link to a network says, and where it leads.
fn said(page: &Page, network: &str) -> Vec<(String, String)> {
    let value = |query: &str, key: &str| query.split('&').find_map(|pair| pair.strip_prefix(key)).map(decode).unwrap_or_default();
    page.html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(href, _)| href.replace("&amp;", "&")))
        .filter_map(|href| href.strip_prefix(network).map(|query| (value(query, "text="), value(query, "url="))))
        .collect()
}

const X: &str = "https://x.com/intent/tweet?";

#[test]
fn a_number_stands_large_with_its_sentence_and_its_source() {
    let site = post(
        ":::stat {#attention value=\"76%\" source=\"Rain Survey 2026\" url=\"https://example.org/survey\" date=\"2026-05\"}\nof gardeners check the *gauge* before they water.\n:::",
    );
    let outcome = site.build();
    outcome.finds_no("stat-without-source").finds_no("block-input");
    let page = outcome.page("rain/index.html");
    page.has("<figure class=\"smo-stat\" id=\"attention\">")
        .has("<p><data value=\"76\">76%</data> of gardeners check the <em>gauge</em> before they water.</p>")
        .has("<figcaption>Source: <a href=\"https://example.org/survey\">Rain Survey 2026</a>, <time datetime=\"2026-05\">2026-05</time></figcaption>")
        .lacks("data-smo");
    let (text, url) = said(&page, X).into_iter().find(|(_, url)| url.contains('#')).expect("a link of the number");
    assert_eq!(text, "76% of gardeners check the gauge before they water. (Rain Survey 2026)");
    assert_eq!(url, "https://example.org/rain/#attention");
    site.build().changed_nothing();
}

#[test]
fn a_number_without_a_source_is_said() {
    let site = post(":::stat {value=\"3\"}\ngauges in one garden.\n:::\n\n:::stat {value=\"4\" source=\"Ida\"}\ncats in one house.\n:::");
    let outcome = site.build();
    let levels: Vec<_> = outcome
        .report()
        .findings
        .iter()
        .filter(|finding| finding.rule == "stat-without-source")
        .map(|finding| (finding.level.name(), &*finding.message))
        .collect();
    assert_eq!(levels, [("warning", "the number 3 names no source"), ("info", "the source of 4, Ida, has no address")]);
    outcome.finds("stat-without-source", "content/rain.md:7:1");
}

#[test]
fn a_call_to_action_leads_where_it_says_below_the_base_path() {
    let site = Sandbox::empty()
        .with("smo.yaml", "site: {url: https://example.org/blog, title: Field Notes}\n")
        .with("content/letter.md", "# Letter\n\nOne a month.\n")
        .with(
            "content/rain.md",
            &format!("{HEAD}:::cta {{to=\"/letter/\" label=\"Get the letter\" kind=\"signup\"}}\nOne letter a *month*.\n:::\n\n:::cta {{#more to=\"/nowhere/\" label=\"More\" primary=\"no\"}}\n- a\n- b\n:::\n"),
        );
    let outcome = site.build();
    let page = outcome.page("rain/index.html");
    page.has("<aside class=\"smo-cta\" aria-labelledby=\"cta-one-letter-a-month\">\n  <p id=\"cta-one-letter-a-month\">One letter a <em>month</em>.</p>")
        .has("<a class=\"smo-cta-link smo-cta-signup\" href=\"/blog/letter/\">Get the letter</a>")
        .has("<aside class=\"smo-cta smo-cta-quiet\" id=\"more\" aria-labelledby=\"more-words\">\n  <div id=\"more-words\">\n<ul>");
    // Its link is looked at like any other, and found where it was written.
    outcome.finds("broken-internal-link", "content/rain.md:10:18");
    assert_eq!(outcome.errors(), 1);
}

#[test]
fn what_cannot_be_done_leaves_the_body_and_says_why() {
    for (written, message) in [
        (":::stat {source=\"x\"}\nof them.\n:::", "`stat` needs `value`"),
        (":::cta {kind=\"buy\"}\nWords.\n:::", "`cta` needs `to` and `label`"),
        (":::cta {to=\"javascript:alert(1)\" label=\"Go\"}\nWords.\n:::", "`to` is `javascript:alert(1)`, which no reader can follow"),
        (":::cta {to=\"#nothing\" label=\"Go\"}\nWords.\n:::", "no element of this page has the id `nothing`"),
        (":::cta {to=\"form\" label=\"Go\"}\nWords.\n:::", "`to=\"form\"` asks for a form on this page, and there is none"),
        (":::cta {to=\"checklist\" label=\"Go\"}\nWords.\n:::", "`to=\"checklist\"`: this version does not make `checklist` blocks yet"),
        (
            "<form></form>\n\n:::cta {to=\"form\" label=\"Go\"}\nWords.\n:::",
            "`to=\"form\"` asks for a form on this page, and the one that is there has no id",
        ),
        (":::stat {value=\"3\"}\n:::", "the number has no sentence"),
        (":::quote\n:::", "the quote has no words"),
    ] {
        let site = post(written);
        let outcome = site.build();
        let finding = outcome.report().findings.iter().find(|finding| finding.rule == "block-input").expect(written);
        assert_eq!((finding.level.name(), &*finding.message), ("error", message));
        let page = outcome.page("rain/index.html");
        page.lacks("class=\"smo-stat\"").lacks("class=\"smo-cta\"").lacks("class=\"smo-quote\"").lacks("href=\"javascript");
        if written.contains("Words") {
            page.has("<p>Words.</p>");
        }
    }
}

#[test]
fn odd_keys_are_said_in_foreign_html_and_the_rest_still_works() {
    let body = "<div data-smo=stat data-value='3 %' data-valeu=4 data-astro-cid-x data-date=may data-url=https://a.b data-source=Us>were wet</div>\
                <div data-smo=quote id=q data-by=Ada data-by=Bo data-share=copy>Measure twice, cut once, and write it down.</div>\
                <div data-smo=quote id=q data-share=no>The second one of that name stands here.</div>\
                <div data-smo=statt>x</div><div data-smo=chart data-type=bar>kept</div>";
    let site = Sandbox::page(&foreign(body));
    let outcome = site.optimize();
    let mut said: Vec<_> = outcome
        .report()
        .findings
        .iter()
        .filter(|finding| finding.rule.starts_with("block-"))
        .map(|finding| (finding.rule, &*finding.message, finding.advice().unwrap_or_default()))
        .collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            ("block-input", "`data-by` of `quote` is given twice", "take one of them out"),
            ("block-input", "`data-date` of `stat` is `may`", "`2026`, `2026-05` and `2026-05-03` work"),
            ("block-input", "two blocks have the id `q`", "give each an id of its own"),
            ("block-unknown", "`data-smo=\"statt\"` names no block", "did you mean `stat`?"),
            ("block-unknown", "`stat` has no key `data-valeu`", "did you mean `data-value`?"),
            ("block-unknown", "this version does not make `chart` blocks yet", "a template `smo/chart.html` gives it a shape"),
        ]
    );
    let page = outcome.page("index.html");
    page.has("<data value=\"3\">3 %</data> were wet").has("<figcaption>— Ada</figcaption>").has("<figure class=\"smo-quote\" id=\"q-2\">");
    page.has("<div data-smo=statt>x</div>").has("<div data-smo=chart data-type=bar>kept</div>");
    site.optimize().changed_nothing();
}

#[test]
fn a_reserved_name_is_said_where_it_was_written_and_keeps_its_body() {
    let site = post(":::gallery {from=\"pictures\"}\nThree pictures.\n:::");
    let outcome = site.build();
    outcome.finds("block-unknown", "content/rain.md:6:1").page("rain/index.html").has("<p>Three pictures.</p>");
    assert_eq!(outcome.report().findings.iter().filter(|finding| finding.rule == "block-unknown").count(), 1);
    // Its own template is a shape.
    site.with("templates/smo/gallery.html", "<ul class=\"pictures\"></ul>").build().finds_no("block-unknown");
}

#[test]
fn no_block_stands_where_html_cannot_hold_it() {
    let kept = [
        "<table><tr><td data-smo=quote>In a table cell.</td></tr></table>",
        "<ul><li data-smo=quote>In a list.</li></ul>",
        "<h2 data-smo=quote>In a heading.</h2>",
        "<p>So <mark data-smo=quote data-pull>in a sentence.</mark></p><p>Yes, in a sentence.</p>",
        "<p>So <span data-smo=cta data-to=/ data-label=Go>go home</span>.</p>",
        "<button>Go <div data-smo=stat data-value=3>gauges.</div></button>",
        "<a href=/x><div data-smo=share></div></a>",
    ];
    for body in kept {
        let site = Sandbox::page(&foreign(body));
        let outcome = site.optimize();
        assert!(outcome.report().findings.iter().any(|one| one.rule == "block-input" && one.level.name() == "error"), "{body}");
        outcome.page("index.html").has(body);
    }
    // A paragraph that the block ends is none around it; in a link a mark stands without its own.
    let body = "<p>Open. <div data-smo=stat data-value=3 data-source=Us data-url=https://a.b>gauges.</div>\
                <p>See <a href=/x>what <mark data-smo=quote id=q>the gauge said</mark></a> and <button>the <mark data-smo=quote>other one</mark></button>.</p>\
                <ul><li class=pull>By a selector.</li></ul>";
    let site = Sandbox::page(&foreign(body)).with("smo.yaml", "quotes: {selectors: [.pull]}\n");
    let outcome = site.optimize();
    let page = outcome.finds_no("block-input").page("index.html");
    page.has("<figure class=\"smo-stat\"").has("<a href=/x>what <mark class=\"smo-quote\" id=\"q\">the gauge said</mark></a> and");
    page.has("other one</mark></button>.").has("<li class=pull>By a selector.</li>");
    site.optimize().changed_nothing();
}

#[test]
fn no_text_of_a_block_turns_what_stands_around_it() {
    let body = "<div data-smo=quote data-by='Ada\u{202E}x'>Measure twice, cut once.</div>\
                <blockquote data-smo=quote>Write it down, all of it.<footer>Bo\u{202E}b\u{7}</footer></blockquote>";
    let page = Sandbox::page(&foreign(body)).optimize().page("index.html");
    page.has("<figcaption>— Adax</figcaption>");
    let texts: Vec<String> = said(&page, X).into_iter().map(|(text, _)| text).collect();
    assert_eq!(texts, ["“Measure twice, cut once.” — Adax", "“Write it down, all of it.” — Bob"]);
}

#[test]
fn ids_and_addresses_of_blocks_are_never_one() {
    let body = "<div data-smo=quote id='q!x'>The first of two quotes.</div><div data-smo=quote id=q-x>The second of two quotes.</div>\
                <p id=more-words>Taken.</p><div data-smo=cta id=more data-to=form data-label=Go>Write to us.</div>\
                <form role=search id=find></form><form id=letter></form>";
    let site = Sandbox::page(&foreign(body)).with("smo.yaml", "quotes: {pages: true}\n");
    let outcome = site.optimize();
    outcome.page("q/home/q-x/index.html").has("The first of");
    outcome.page("q/home/q-x-2/index.html").has("The second of");
    outcome.page("index.html").has("aria-labelledby=\"more-words-2\">").has("href=\"#letter\"");
}

#[test]
fn what_is_missing_is_named_as_its_author_writes_it() {
    let help = |outcome: &crate::support::Outcome, rule: &str| {
        outcome
            .report()
            .findings
            .iter()
            .find(|finding| finding.rule == rule)
            .and_then(|finding| finding.advice().map(str::to_owned))
            .expect("help")
    };
    let site = Sandbox::page(&foreign("<div data-smo=stat>were wet.</div><div data-smo=stat data-value=3>are dry.</div>"));
    let outcome = site.optimize();
    assert_eq!(help(&outcome, "block-input"), "write it as `data-value=\"…\"`");
    assert_eq!(help(&outcome, "stat-without-source"), "add `data-source=\"…\"`, and its address as `data-url=\"…\"`");
    let site = post(":::stat\nwere wet.\n:::");
    let outcome = site.build();
    assert_eq!(help(&outcome, "block-input"), "write it as `value=\"…\"`");
}

#[test]
fn a_theme_may_shape_a_name_of_its_own() {
    let site = post(":::recipe {serves=\"4\"}\nBoil it.\n:::")
        .with("templates/smo/recipe.html", "<section class=\"recipe\" data-serves=\"{{ attrs.serves }}\" lang=\"{{ page.lang }}\">{{ body }}<p>{{ t(key=\"source\") }}, {{ site.title }}, {{ block.name }}</p></section>");
    let outcome = site.build();
    outcome.finds_no("directive-unknown").finds_no("block-unknown");
    outcome
        .page("rain/index.html")
        .has("<section class=\"recipe\" data-serves=\"4\" lang=\"en\">\n<p>Boil it.</p>\n<p>Source, Field Notes, recipe</p></section>");
}

#[test]
fn a_listed_sentence_is_marked_where_it_stands() {
    let site = Sandbox::empty().with("smo.yaml", QUOTES).with(
        "content/rain.md",
        "---\ntitle: Rain\ndate: 2026-01-02\nsocial:\n  quotes:\n    - The gauge doesn't argue -- it waits.\n    - never split over emphasis\n    - This one is gone.\n---\nAt last. The gauge doesn't argue -- it waits. So do we; we *never split* over emphasis.\n",
    );
    let outcome = site.build();
    let page = outcome.page("rain/index.html");
    page.has("At last. <mark class=\"smo-quote\" id=\"q-the-gauge-doesnt-argue\">The gauge doesn’t argue – it waits.</mark><a class=\"smo-quote-link\" href=\"https://x.com/");
    page.has("<em>never split</em> over emphasis.");
    let (text, url) = said(&page, X).into_iter().find(|(_, url)| url.contains('#')).expect("a link");
    assert_eq!(
        (text.as_str(), url.as_str()),
        ("“The gauge doesn’t argue – it waits.”", "https://example.org/rain/#q-the-gauge-doesnt-argue")
    );
    outcome.finds("quote-drift", "content/rain.md:8:7");
    assert_eq!(outcome.report().findings.iter().filter(|finding| finding.rule == "quote-drift").count(), 1);

    let html = foreign("<p>Tom &amp; <a href=/x>the cat is out</a>. Rain\n   falls &amp; falls.</p><pre>rain falls &amp; falls.</pre>");
    let island = "<script type=\"application/smo+json\">{\"quotes\": [\"Rain falls & falls.\", \"the cat is out\"]}</script></head>";
    let site = Sandbox::page(&html.replace("</head>", island));
    let outcome = site.optimize();
    outcome
        .page("index.html")
        .has("<mark class=\"smo-quote\" id=\"q-rain-falls-falls\">Rain\n   falls &amp; falls.</mark><a class")
        // A link holds no other.
        .has("<a href=/x><mark class=\"smo-quote\" id=\"q-the-cat-is-out\">the cat is out</mark></a>");
    site.optimize().changed_nothing();
}

#[test]
fn a_pull_quote_is_silent_and_its_links_stand_at_the_sentence() {
    let site = post(
        ":::quote {pull by=\"Ada\"}\nIt never once agreed.\n:::\n\nA year on the roof. It never once agreed. Not once.\n\n:::quote {pull}\nNobody said this.\n:::",
    );
    let outcome = site.build();
    let page = outcome.page("rain/index.html");
    let pull = page
        .html
        .split("<figure class=\"smo-pull\" aria-hidden=\"true\">")
        .nth(1)
        .expect("a pull quote")
        .split("</figure>")
        .next()
        .expect("closed");
    assert!(!pull.contains("<a ") && !pull.contains("<button") && pull.contains("<div class=\"smo-pull-by\">Ada</div>"), "{pull}");
    page.has("A year on the roof. <mark class=\"smo-quote\" id=\"q-it-never-once-agreed\">It never once agreed.</mark><a class=\"smo-quote-link\"");
    page.has("<figure class=\"smo-quote\" id=\"q-nobody-said-this\">");
    assert!(said(&page, X).iter().any(|(text, _)| text == "“It never once agreed.” — Ada"));
    outcome.finds("quote-drift", "content/rain.md:13:1");

    let site = Sandbox::page(&foreign("<p>It never once agreed.</p><div data-smo=quote data-pull>It never once agreed.</div>"));
    site.optimize().finds_no("quote-drift").page("index.html").has("<p><mark class=\"smo-quote\" id=\"q-it-never-once-agreed\">");
    site.optimize().changed_nothing();
}

#[test]
fn markup_that_a_selector_finds_is_shared_as_it_is() {
    let pulled = "<blockquote class=pull id=own><p>Move the <em>instrument</em>.</p><footer>— Jane <cite>Doe</cite></footer></blockquote>";
    let html = foreign(&format!(
        "{pulled}<p>He said <q>never trust it</q>.</p><a href=/x><q>not in a link</q></a><blockquote>another kind</blockquote>"
    ));
    let site = Sandbox::page(&html).with("smo.yaml", "quotes: {selectors: [blockquote.pull, q, \"..bad\"], networks: [x, copy]}\n");
    let outcome = site.optimize();
    let page = outcome.page("index.html");
    page.has(&format!("<figure class=\"smo-quote\" id=\"q-move-the-instrument\">\n  {pulled}\n  <ul class=\"smo-quote-share\""));
    page.has("He said <mark class=\"smo-quote\" id=\"q-never-trust-it\"><q>never trust it</q></mark><a class=\"smo-quote-link\"");
    page.has("<a href=/x><q>not in a link</q></a><blockquote>another kind</blockquote>");
    assert_eq!(said(&page, X)[0].0, "“Move the instrument.” — Jane Doe");
    outcome.finds("config-invalid", "smo.yaml");
    site.optimize().changed_nothing();
}

#[test]
fn a_copied_link_leads_to_the_very_words_on_the_finished_page() {
    let body =
        "<p>The gauge does not argue with anyone here.</p><div data-smo=quote>The gauge does not argue with anyone</div><p>Next.</p>";
    let site = Sandbox::page(&foreign(body));
    let page = site.optimize().page("index.html").html;
    let copied = page.split("data-url=\"").nth(1).expect("a copy button").split('"').next().expect("closed");
    // The words stand twice, so what stands around them is said too; not our own labels behind them.
    assert_eq!(decode(copied), "https://example.org/#q-the-gauge-does-not:~:text=with anyone here.-,The gauge does not argue with anyone");
    let site = Sandbox::page(&foreign(body)).with("smo.yaml", "quotes: {text_fragments: false}\n");
    site.optimize().page("index.html").has("data-url=\"https://example.org/#q-the-gauge-does-not\"");
}

#[test]
fn a_quote_may_get_a_page_with_a_card_of_its_own() {
    let yaml = "site: {url: https://example.org/blog, title: Field Notes}\nquotes: {pages: true}\n";
    let quotes = "> [!quote] {by=\"Ada\"}\n> It never once agreed with the forecast.\n\n:::quote {page=\"no\"}\nThis one stays at home today.\n:::\n";
    let site = Sandbox::empty().with("smo.yaml", yaml).with("content/posts/rain.md", &format!("{HEAD}{quotes}"));
    let outcome = site.build();
    assert_eq!(outcome.errors(), 0, "{:#?}", outcome.report().findings);
    let own = "https://example.org/blog/q/posts-rain/q-it-never-once-agreed/";
    let page = outcome.page("q/posts-rain/q-it-never-once-agreed/index.html");
    page.has_meta("og:url", own)
        .has_meta("og:title", "“It never once agreed with the forecast.”")
        .has_meta("robots", "noindex,follow")
        .has(&format!("<link rel=\"canonical\" href=\"{own}\">"))
        .has("<a class=\"smo-context\" href=\"https://example.org/blog/posts/rain/#q-it-never-once-agreed:~:text=It%20never")
        .has("<script>location.replace(document.querySelector('a.smo-context').href)</script>");
    let article = outcome.page("posts/rain/index.html");
    assert_ne!(page.meta("og:image"), article.meta("og:image"), "a card of its own");
    assert!(said(&article, X).iter().any(|(text, url)| text.starts_with("“It never") && url == own));
    assert!(said(&article, X).iter().any(|(text, url)| text.starts_with("“This one") && url.ends_with("/posts/rain/#q-this-one-stays-at")));
    assert!(!site.path("public/q/posts-rain/q-this-one-stays-at").exists());
    assert!(!site.read("public/sitemap.xml").contains("/q/") && !site.read("public/feed.xml").contains("/q/posts-rain/</"));
    site.build().changed_nothing();

    let html = foreign("<div data-smo=quote>It never once agreed with the forecast.</div>");
    let site = Sandbox::page(&html).with("smo.yaml", "quotes: {pages: true, selectors: [blockquote]}\n");
    site.optimize()
        .page("q/home/q-it-never-once-agreed/index.html")
        .has_meta("og:url", "https://example.org/q/home/q-it-never-once-agreed/");
    let once = site.tree("out");
    site.optimize().changed_nothing();
    assert_eq!(once, site.tree("out"), "no pages of pages");
    // The generator writes the page anew; that of the quote is made again over its old one.
    site.write("out/index.html", html.as_bytes());
    site.optimize().finds_no("url-clash");
    assert_eq!(once, site.tree("out"));
}

/// The budget of a page: 3 kB of style for all blocks, as it ships.
#[test]
fn the_style_of_all_blocks_stays_small() {
    let site = Sandbox::page(&foreign("<div data-smo=stat data-value=3 data-source=a data-url=https://a.b>were wet</div>"));
    site.optimize();
    let style =
        site.tree("out").into_iter().find(|(path, _)| path.starts_with("smo/smo-") && path.ends_with(".css")).expect("a stylesheet").1;
    assert!(style.len() <= 3 * 1024, "{} bytes", style.len());
    let style = String::from_utf8(style).expect("UTF-8");
    // It stands before the theme's, whose rules for lists and quotes often weigh as much as two classes and two elements.
    assert!(style.contains(":is(.smo-share ul,.smo-quote-share,._._._){display:flex"), "{style}");
    for class in [".smo-stat", ".smo-cta-link", ".smo-pull", ".smo-quote-share", ".smo-share"] {
        assert!(style.contains(class), "{class}");
    }
}

/// `docs/blocks.md` lists the blocks that the table has; `UPDATE_DOCS=1` writes it anew.
#[test]
fn the_documents_list_every_block_and_key() {
    let mut table = String::from("| block | becomes | key | meaning |\n| --- | --- | --- | --- |\n");
    for block in block::BLOCKS.iter().filter(|block| block.is_shaped()) {
        for (at, key) in block.keys.iter().enumerate() {
            let (name, becomes) = if at == 0 { (format!("`{}`", block.name), block.becomes) } else { Default::default() };
            let need = if key.need == Need::Required { " (required)" } else { "" };
            let kind = match key.kind {
                Kind::OneOf(words) => format!(": {}", words.join(", ")),
                _ => String::new(),
            };
            table.push_str(&format!("| {name} | {becomes} | `{}`{need} | {}{kind} |\n", key.name, key.means));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/blocks.md");
    let text = fs::read_to_string(&path).expect("readable");
    let (before, rest) = text.split_once("<!-- blocks -->\n").expect("a place for the table");
    let (is, after) = rest.split_once("<!-- /blocks -->").expect("its end");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}<!-- blocks -->\n{table}<!-- /blocks -->{after}")).expect("writable");
        return;
    }
    assert_eq!(is, table, "run with UPDATE_DOCS=1");
    // Its constant script may be allowed by a policy: the page's and the document's are the same.
    let template = fs::read_to_string(path.with_file_name("../themes/core/templates/smo/quote-page.html")).expect("readable");
    assert_eq!(template.matches("<script>").count(), 1);
    assert!(template.contains(&format!("<script>{SCRIPT}</script>")));
    assert!(text.contains("sha256-CYuxH5VWelikTSapDLEOMZ35EhZKyGTDMtImm7z5p20="), "the hash of the script");
}

const SCRIPT: &str = "location.replace(document.querySelector('a.smo-context').href)";

/// Pieces of pages, sound and broken.
const PIECES: &[&str] = &[
    "<p>The gauge is patient &amp; quiet.",
    "</p>",
    "<blockquote class=pull>Move it.<footer>Ada</footer></blockquote>",
    "<blockquote class=pull>",
    "</blockquote>",
    "<div data-smo=quote data-pull>The gauge is patient & quiet.</div>",
    "<div data-smo=quote data-by='<b>'>Two <em>words</em></div>",
    "<div data-smo=quote data-share='copy x' id=a>",
    "<div data-smo=stat data-value='7 %' data-source=x>wet</div>",
    "<div data-smo=cta data-to=/a data-label=b><p>c</p></div>",
    "<div data-smo=cta data-to=#a data-label=\"'&quot;>\">d</div>",
    "</div>",
    "<a href=/x>The gauge is patient &amp; quiet.",
    "</a>",
    "<mark data-smo=quote>marked</mark>",
    "<q>asked</q>",
    "<!-- <q> -->",
    "<pre>The gauge is patient &amp; quiet.</pre>",
    "<ul><li>one",
    "<em>The gauge</em> is patient &amp; quiet.",
    "The gauge is patient &amp quiet.",
    "<figure class=smo-quote id=b><blockquote>The gauge is patient &amp; quiet.</blockquote></figure>",
    "<article>",
    "</article>",
    "<main>",
    "\u{202E}&#0;&#x202E;",
];

/// Loaded once: it costs more than a page.
static HOUSE: OnceLock<(Settings, Theme)> = OnceLock::new();

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blocks_of_any_page_are_made_once(pieces in prop::collection::vec(prop::sample::select(PIECES), 1..14)) {
        let (settings, theme) = HOUSE.get_or_init(|| {
            let yaml = "site: {url: https://example.org, title: T}\nquotes: {pages: true, selectors: [blockquote.pull, q]}\n";
            let settings = config::parse(Source::new("smo.yaml", yaml)).expect("sound settings").settings;
            let theme = Theme::load_core(&settings, Path::new(".")).expect("the built-in theme").0;
            (settings, theme)
        });
        let base = settings.site.url.clone();
        let policy = Policy { settings, base: base.as_ref(), theme, fonts: Digest::of(b""), css: Some("/smo/smo-1.css"), js: Some("/smo/smo-1.js") };
        let island = "<script type=application/smo+json>{\"quotes\": [\"The gauge is patient & quiet.\", \"gone\"]}</script>";
        let html = format!("<!doctype html><html lang=en><head><meta charset=utf-8><title>T</title>{island}</head><body>{}</body></html>", pieces.concat());
        let once = optimize_page(&core::page(html.as_bytes()), &Looked::new(), &policy);
        let twice = optimize_page(&core::page(&once.html), &Looked::new(), &policy);
        prop_assert_eq!(String::from_utf8_lossy(&once.html), String::from_utf8_lossy(&twice.html), "{}", html);
        prop_assert!(twice.plan.pages.is_empty());
        for page in &once.plan.pages {
            let own = optimize_page(page, &Looked::new(), &policy);
            let again = optimize_page(&HtmlPage { hints: Default::default(), html: own.html.clone(), path: page.path.clone() }, &Looked::new(), &policy);
            prop_assert_eq!(String::from_utf8_lossy(&own.html), String::from_utf8_lossy(&again.html));
            prop_assert!(own.plan.pages.is_empty());
        }
    }
}
