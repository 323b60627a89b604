//! Stories about one page: HTML in, HTML out, twice equals once.

use std::path::Path;

use super::*;
use crate::base::BaseUrl;
use crate::config::{self, Settings};
use crate::model::files::{Digest, ImageFormat, ImageInfo};
use crate::model::page::{Hints, OutPath};
use crate::theme::Theme;

struct House {
    settings: Settings,
    base: BaseUrl,
    theme: Theme,
    looked: Looked,
}

impl House {
    fn new() -> Self {
        let settings =
            config::parse(crate::base::Source::new("smo.yaml", "site: {url: https://example.org, title: Field Notes}")).unwrap().settings;
        let theme = Theme::load(&settings, Path::new(".")).unwrap().0;
        Self { base: settings.site.url.clone().unwrap(), settings, theme, looked: Looked::new() }
    }

    fn with_image(mut self, path: &str, width: u32, height: u32) -> Self {
        let info = ImageInfo {
            path: crate::base::UrlPath::from_plain(path).unwrap(),
            bytes: 1000,
            digest: Digest::of(path.as_bytes()),
            format: Some(ImageFormat::Jpeg),
            width,
            height,
            fixed: true,
            nature: Default::default(),
        };
        self.looked.insert(path.to_owned(), info);
        self
    }

    fn optimize(&self, html: &str) -> String {
        self.optimize_with(html, Hints::default())
    }

    /// Optimizes twice and insists that the second run changes nothing.
    fn optimize_with(&self, html: &str, hints: Hints) -> String {
        let once = self.run(html, hints.clone());
        let twice = self.run(&once, hints);
        assert_eq!(once, twice, "twice equals once");
        once
    }

    fn run(&self, html: &str, hints: Hints) -> String {
        let policy = Policy {
            settings: &self.settings,
            base: Some(&self.base),
            theme: &self.theme,
            fonts: Digest::of(b""),
            css: Some("/smo/smo-1.css"),
            js: Some("/smo/smo-1.js"),
        };
        let page = HtmlPage { path: OutPath::new("rain/index.html").unwrap(), html: html.into(), hints };
        String::from_utf8(optimize_page(&page, &self.looked, &policy).html).unwrap()
    }
}

const LONG: &str = "The gauge stood on the roof for a year and never once agreed with the forecast.";

#[test]
fn a_page_without_head_tags_gets_them_all() {
    let out = House::new().optimize(&format!("<!doctype html><html lang=en><head>\n  <meta charset=utf-8>\n  <title>Rain | Field Notes</title>\n</head><body><h1>Rain</h1><p>{LONG}</p></body></html>"));
    for tag in [
        "<meta property=\"og:title\" content=\"Rain\">",
        "<link rel=\"canonical\" href=\"https://example.org/rain/\">",
        "<meta property=\"og:url\" content=\"https://example.org/rain/\">",
        "<meta property=\"og:type\" content=\"website\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        "<meta property=\"og:image:width\" content=\"1200\">",
        "<meta property=\"og:locale\" content=\"en_US\">",
    ] {
        assert!(out.contains(tag), "{tag} in\n{out}");
    }
    assert!(out.contains(&format!("<meta name=\"description\" content=\"{LONG}\">")), "{out}");
    assert!(out.contains("</title>\n  <meta name"), "indented like its neighbour:\n{out}");
}

#[test]
fn an_authors_own_tags_win() {
    let html = "<!doctype html><head><title>T</title><meta property=og:title content='Mine'><meta name=description content=Own><link rel=canonical href=https://example.org/other/></head><body>x";
    let out = House::new().optimize(html);
    assert_eq!(out.matches("og:title").count(), 1);
    assert_eq!(out.matches("canonical").count(), 1);
    assert!(out.contains("<meta property=\"og:url\" content=\"https://example.org/other/\">"), "{out}");
    assert!(out.contains("<meta property=\"og:description\" content=\"Own\">"), "{out}");
}

#[test]
fn bytes_that_were_not_planned_pass_through() {
    let html =
        "\u{FEFF}<!DOCTYPE html>\r\n<HTML><Head><TITLE>a</TITLE ><style>b{}</style></Head><body CLASS = 'x'  ><p>caf\u{e9} &eacute; <br/>";
    let out = House::new().optimize(html);
    let tags_gone: String = {
        let start = out.find("</TITLE >").unwrap() + "</TITLE >".len();
        let end = out.find("<style>").unwrap();
        format!("{}{}", &out[..start], &out[end..])
    };
    assert_eq!(tags_gone, html);
}

#[test]
fn heads_of_every_shape_get_their_tags_before_the_body() {
    for html in [
        "<!doctype html><title>Rain</title><p>Drops.",
        "<!doctype html><p>No head at all.",
        "<html><body><p>No title.</body></html>",
        "<!doctype html><html><head></head><body>x</body></html>",
        "<!doctype html><html><head><script>var a='</head>'</script><title>x</title></head><body>x</body></html>",
        "<!doctype html><head><title>x</title><body>unclosed head",
        "<!doctype html><body><svg><title>not it</title></svg><p>x",
    ] {
        let out = House::new().optimize(html);
        let og = out.find("og:url").unwrap_or_else(|| panic!("no tags in {out}"));
        for body in ["<p>", "<svg>", "<body>"] {
            if let Some(at) = out.find(body) {
                assert!(og < at || body == "<body>" && !html.contains("<head"), "{body} before tags in {out}");
            }
        }
        assert_eq!(out.matches("\"og:url\"").count(), 1, "{out}");
    }
}

#[test]
fn fragments_and_redirects_pass_through() {
    let house = House::new();
    for html in
        ["<p>A fragment</p>", "", "just text", "<!doctype html><meta http-equiv=refresh content='0; url=/new/'><title>Moved</title>"]
    {
        assert_eq!(house.optimize(html), html);
    }
}

#[test]
fn ambiguous_markup_passes_through_with_a_finding() {
    let html = "<!doctype html><title>x</title><select><xmp><script>\"use strict\";</script></select>";
    let page = HtmlPage { path: OutPath::new("a.html").unwrap(), html: html.into(), hints: Hints::default() };
    let facts = survey(&page);
    assert_eq!(facts.findings[0].rule, "page-ambiguous");
    assert_eq!(House::new().optimize(html), html);
}

#[test]
fn a_relative_preview_picture_is_made_absolute_and_gets_its_size() {
    let house = House::new().with_image("/img/a.jpg", 800, 500);
    let out =
        house.optimize("<!doctype html><head><title>x</title>\n<meta property=\"og:image\"  content=\"/img/a.jpg\" >\n</head><body>x");
    assert!(
        out.contains(
            "<meta property=\"og:image\"  content=\"https://example.org/img/a.jpg\" >\n<meta property=\"og:image:width\" content=\"800\">"
        ),
        "{out}"
    );
    assert_eq!(out.matches("\"og:image\"").count(), 1);
}

#[test]
fn a_size_that_the_file_contradicts_becomes_true() {
    let house = House::new().with_image("/a.jpg", 800, 500);
    let out = house.optimize("<!doctype html><title>x</title><meta property=og:image content=https://example.org/a.jpg><meta property=og:image:width content=1200><meta property=og:image:height content=500>");
    assert!(out.contains("<meta property=og:image:width content=\"800\">"), "{out}");
    assert!(out.contains("<meta property=og:image:height content=500>"), "{out}");
}

#[test]
fn an_empty_tag_is_filled_in_place() {
    let out = House::new().optimize("<!doctype html><title>x</title><meta property=\"og:title\" content=\"\"><p>x");
    assert!(out.contains("<meta property=\"og:title\" content=\"x\">"), "{out}");
    assert_eq!(out.matches("og:title").count(), 1);
}

#[test]
fn hostile_values_cannot_leave_their_attribute_or_script() {
    let hints = Hints {
        title: Some("\"><script>alert(1)</script> </title> & <!--".into()),
        kind: Some(crate::model::page::Kind::Article),
        ..Hints::default()
    };
    let out = House::new().optimize_with("<!doctype html><head><meta charset=utf-8></head><body>x", Hints { built: true, ..hints });
    assert_eq!(out.matches("<script>alert").count(), 0, "{out}");
    assert!(out.contains("content=\"&quot;&gt;&lt;script&gt;"), "{out}");
}

#[test]
fn windows_1252_pages_keep_their_bytes() {
    let mut html = b"<!doctype html><head><meta charset=windows-1252><title>Caf\xe9 \x96 x</title></head><body><p>\xfc".to_vec();
    let house = House::new();
    let policy =
        Policy { settings: &house.settings, base: Some(&house.base), theme: &house.theme, fonts: Digest::of(b""), css: None, js: None };
    let page = HtmlPage { path: OutPath::new("a.html").unwrap(), html: html.clone(), hints: Hints::default() };
    let out = optimize_page(&page, &Looked::new(), &policy).html;
    assert!(
        out.windows(22).any(|window| window == b"content=\"Caf\xe9 \x96 x\">\n<m" || window.starts_with(b"content=\"Caf\xe9 \x96 x\">"))
    );
    assert!(out.ends_with(&html.split_off(html.len() - 10)));
}

#[test]
fn an_article_gets_its_dates_and_its_json_ld_once() {
    let out = House::new().optimize("<!doctype html><title>Rain | Field Notes</title><main><article><h1>Rain</h1><time datetime=2026-01-02>2 Jan</time><p>x</article></main>");
    assert!(out.contains("<meta property=\"og:type\" content=\"article\">"), "{out}");
    assert!(out.contains("<meta property=\"article:published_time\" content=\"2026-01-02T00:00:00+00:00\">"), "{out}");
    assert_eq!(out.matches("BlogPosting").count(), 1);
    assert!(!out.contains("article:modified_time"), "nobody said when it was modified: {out}");
}

/// The output of a page as bytes, for pages that are no UTF-8; twice equals once.
fn bytes_of(html: &[u8]) -> Vec<u8> {
    let house = House::new().with_image("/a.jpg", 800, 500);
    let policy = Policy {
        settings: &house.settings,
        base: Some(&house.base),
        theme: &house.theme,
        fonts: Digest::of(b""),
        css: Some("/smo/smo-1.css"),
        js: Some("/smo/smo-1.js"),
    };
    let run = |html: &[u8]| {
        let page = HtmlPage { path: OutPath::new("rain/index.html").unwrap(), html: html.into(), hints: Hints::default() };
        optimize_page(&page, &house.looked, &policy).html
    };
    let once = run(html);
    assert!(run(&once) == once, "twice equals once");
    once
}

fn has(html: &[u8], part: &[u8]) -> bool {
    html.windows(part.len()).any(|window| window == part)
}

#[test]
fn one_tag_with_two_keys_is_repaired_once() {
    let house = House::new().with_image("/a.jpg", 800, 500);
    let out = house.optimize("<!doctype html><title>x</title><meta name=\"twitter:image\" property=\"og:image\" content=\"/a.jpg\"><meta name=description property=og:description content=''><meta name=twitter:site property=og:title content=''><p>The gauge stood on the roof for a year and never agreed.");
    assert!(out.contains("<meta name=\"twitter:image\" property=\"og:image\" content=\"https://example.org/a.jpg\">"), "{out}");
    assert!(
        out.contains("<meta name=description property=og:description content='The gauge stood on the roof for a year and never agreed.'>"),
        "{out}"
    );
    assert!(out.contains("property=og:title content=''"), "a tag that says two things is no place for one: {out}");
}

#[test]
fn each_relative_picture_becomes_its_own_address() {
    let out = House::new().optimize("<!doctype html><title>x</title><meta property=og:image content=/a.jpg><meta property=og:image content=b.jpg><meta name=twitter:image content=//cdn.example/c.jpg>");
    for address in ["https://example.org/a.jpg", "https://example.org/rain/b.jpg", "https://cdn.example/c.jpg"] {
        assert!(out.contains(&format!("content=\"{address}\"")), "{address} in {out}");
    }
}

#[test]
fn relative_addresses_start_from_the_pages_base() {
    let out = House::new().optimize(
        "<!doctype html><base href=/docs/><title>x</title><link rel=canonical href=rain/><meta property=og:image content=a.jpg><p>x",
    );
    assert!(out.contains("href=\"https://example.org/docs/rain/\"") && out.contains("content=\"https://example.org/docs/a.jpg\""), "{out}");
}

#[test]
fn a_canonical_link_is_known_by_one_of_its_words_and_filled_if_empty() {
    let out = House::new().optimize("<!doctype html><title>x</title><link rel='canonical nofollow' href=https://example.org/b/><p>x");
    assert!(out.contains("og:url\" content=\"https://example.org/b/\"") && !out.contains("rel=\"canonical\""), "{out}");
    let out = House::new().optimize("<!doctype html><title>x</title><link rel=canonical href=''><p>x");
    assert!(out.contains("<link rel=canonical href='https://example.org/rain/'>"), "{out}");
    assert_eq!(out.matches("canonical").count(), 1);
}

#[test]
fn empty_tags_are_filled_where_they_stand() {
    let out =
        House::new().optimize("<!doctype html><head><title> \n </title><meta property=og:image content=''><meta property=\"og:image:width\" content=\"\"><meta property=og:title content><meta property=og:type content=></head><h1>Rain &amp; snow</h1>");
    assert!(out.contains("<title>Rain &amp; snow</title>"), "{out}");
    assert_eq!(out.matches("og:image\"").count() + out.matches("og:image ").count(), 1, "{out}");
    assert!(
        out.contains("<meta property=og:image content='https://example.org/smo/") && out.contains("width\" content=\"1200\">"),
        "{out}"
    );
    assert!(
        out.contains("<meta property=og:title content=\"Rain &amp; snow\"><meta property=og:type content=\"website\">"),
        "what has no value gets one: {out}"
    );
}

#[test]
fn bytes_that_are_no_text_survive_in_a_tag_that_is_repaired() {
    let out = bytes_of(
        b"<!doctype html><meta charset=utf-8><title>x</title><meta property=og:image data-x=\"\xff\xfe\" content=/a.jpg><p>\xc3\x28",
    );
    assert!(has(&out, b"<meta property=og:image data-x=\"\xff\xfe\" content=\"https://example.org/a.jpg\">"));
    assert!(out.ends_with(b"<p>\xc3\x28"));
}

#[test]
fn quotes_in_quotes_work_in_every_encoding() {
    let html = "<!doctype html><meta charset=LABEL><title>Grün 日本</title><blockquote data-smo=quote>Ä日本ö <mark data-smo=quote>é本</mark> ü</blockquote><p>é日本";
    for label in ["windows-1252", "shift_jis", "gbk", "gb18030", "euc-kr", "utf-8"] {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let html = encoding.encode(&html.replace("LABEL", label)).0.into_owned();
        let out = bytes_of(&html);
        let text = encoding.decode(&out).0.into_owned();
        assert!(!text.contains("data-smo"), "{label}: {text}");
        assert!(
            text.contains("<mark class=\"smo-quote\"") && text.contains("</a> ü</blockquote>") || text.contains("</a> &#252;</blockquote>"),
            "{label}: {text}"
        );
        assert!(out.ends_with(&html[html.len() - 4..]), "{label}");
    }
}

#[test]
fn structured_data_holds_no_character_references() {
    let out = bytes_of(b"<!doctype html><meta charset=windows-1252><title>x</title><article><time datetime=2026-01-02></time><h1>&#26085; \xe9</h1></article>");
    let text = String::from_utf8_lossy(&out).into_owned();
    let from = text.find("{\"@context").unwrap();
    assert!(!text[from..from + text[from..].find("</script>").unwrap()].contains("&#"), "{text}");
}

#[test]
fn a_page_whose_encoding_mixes_text_and_markup_passes_through() {
    let html = "<!doctype html><meta charset=iso-2022-jp><title>\u{1b}$B<\"&>\u{1b}(B</title><p>x";
    let page = HtmlPage { path: OutPath::new("a.html").unwrap(), html: html.into(), hints: Hints::default() };
    assert_eq!(survey(&page).findings[0].rule, "page-encoding");
    assert_eq!(House::new().optimize(html), html);
}

#[test]
fn only_an_element_of_the_body_becomes_a_block() {
    for html in
        ["<!doctype html><title>x</title><body data-smo=quote><p>All of it.</body>", "<!doctype html><title data-smo=quote>x</title><p>x"]
    {
        assert!(House::new().optimize(html).contains("data-smo=quote"), "{html}");
    }
}

#[test]
fn a_quote_around_an_element_that_is_never_closed_is_left_alone() {
    let out = House::new().optimize(
        "<!doctype html><title>x</title><div data-smo=quote>Outer <blockquote data-smo=quote>inner <b><div data-smo=quote>x</b></div></blockquote>",
    );
    assert!(!out.contains("smo-quote"), "{out}");
}

#[test]
fn what_a_share_mount_holds_says_nothing_of_the_page() {
    let fallback = "Share this page with everybody that you know, on all the networks that there are.";
    let out = House::new().optimize(&format!(
        "<!doctype html><title>x</title><main><div data-smo=share><p>{fallback}</p></div><p>{LONG}</p><blockquote data-smo=quote><div data-smo=share></div></blockquote></main>"
    ));
    assert!(out.contains(&format!("<meta name=\"description\" content=\"{LONG}\">")) && !out.contains(fallback), "{out}");
    assert!(out.contains("<blockquote data-smo=quote><nav"), "a quote of share links has no words: {out}");
}

#[test]
fn nothing_in_a_quote_decides_about_the_page() {
    let out = House::new().optimize(
        "<!doctype html><title>x</title><article data-smo=quote>A quote <meta property=og:image content=/q.jpg></article><article><p>x</article>",
    );
    assert!(out.contains("content=/q.jpg") && out.contains("og:image\" content=\"https://example.org/smo/"), "{out}");
}

#[test]
fn an_article_node_is_found_however_it_is_nested() {
    for json in ["[[{\"@graph\":[{\"@type\":[\"https://schema.org/BlogPosting\"]}]}]]", "{\"@graph\":{\"@type\":\"schema:NewsArticle\"}}"] {
        let out = House::new().optimize(&format!("<!doctype html><title>x</title><script type=application/ld+json>{json}</script><p>x"));
        assert_eq!(out.matches("ld+json").count(), 1, "{out}");
        assert!(out.contains("content=\"article\""), "{out}");
    }
}

#[test]
fn lines_end_as_those_of_the_page_do() {
    let out = House::new().optimize("<!doctype html>\r\n<title>x</title>\r\n<p>x");
    assert_eq!(out.matches('\n').count(), out.matches("\r\n").count(), "{out}");
}

#[test]
fn a_large_inline_script_does_not_push_the_tags_away() {
    let script = "var a = '</head><title>no</title>';".repeat(60_000);
    let out = House::new().optimize(&format!("<!doctype html><head><script>{script}</script><title>Rain</title></head><p>x"));
    assert!(out.find("og:title").unwrap() < 1000);
    assert!(out.contains("\"og:title\" content=\"Rain\""));
}

#[test]
fn a_tag_whose_value_a_minifier_dropped_gets_it_back() {
    let out = House::new().optimize(&format!("<!doctype html><title>x</title><meta name=description content><p>{LONG}"));
    assert!(out.contains(&format!("<meta name=description content=\"{LONG}\">")), "{out}");
    assert_eq!(out.matches("description content").count(), 1);
}

#[test]
fn a_page_that_is_not_utf8_and_does_not_say_what_it_is_passes_through() {
    let page = HtmlPage {
        path: OutPath::new("a.html").unwrap(),
        html: b"<!doctype html><title>L\xe4rm</title>".to_vec(),
        hints: Hints::default(),
    };
    let facts = survey(&page);
    assert_eq!((facts.shape, facts.findings[0].rule), (crate::model::facts::Shape::Opaque, "page-encoding"));
}

#[test]
fn each_of_several_pictures_keeps_its_own_size() {
    let house = House::new().with_image("/a.jpg", 800, 500);
    let out = house.optimize("<!doctype html><title>x</title>\n<meta property=\"og:image\" content=\"https://example.org/a.jpg\">\n<meta property=\"og:image\" content=\"https://cdn.dev/b.jpg\">\n<meta property=\"og:image:width\" content=\"600\">");
    assert!(out.contains("a.jpg\">\n<meta property=\"og:image:width\" content=\"800\">"), "{out}");
    assert!(out.contains("b.jpg\">\n<meta property=\"og:image:width\" content=\"600\">"), "{out}");
}

#[test]
fn a_picture_that_a_theme_wrote_as_if_every_page_stood_at_the_root_is_found() {
    let house = House::new().with_image("/rocket.jpg", 1200, 630);
    let out = house.optimize("<!doctype html><title>x</title><meta property=\"og:image\" content=\"rocket.jpg\">");
    assert!(out.contains("content=\"https://example.org/rocket.jpg\""), "{out}");
}

#[test]
fn a_tag_that_can_hold_nothing_is_not_filled_again_and_again() {
    let house = House::new().with_image("/a.jpg", 800, 500);
    let empty = "<!doctype html><title>x</title><meta property=og:image><meta property=og:image:width>";
    let out = house.optimize(&format!("{empty}<meta property=og:image content=/a.jpg><meta property=og:image:width content=800>"));
    assert_eq!((out.matches("og:image:width").count(), out.matches("og:image:height").count()), (2, 1), "{out}");
}

#[test]
fn blocks_in_blocks_end_at_a_depth_and_cost_nothing() {
    let html = format!(
        "<!doctype html><title>x</title><main>{}{}</main>",
        "<blockquote data-smo=\"quote\">w ".repeat(3000),
        "</blockquote>".repeat(3000)
    );
    let page = HtmlPage { path: OutPath::new("a.html").unwrap(), html: html.into(), hints: Hints::default() };
    let facts = survey(&page);
    assert!(facts.mounts.is_empty(), "with some of them gone the next run would find room for others");
    assert_eq!(facts.findings.iter().filter(|finding| finding.rule == "block-input").count(), 1);
}

/// Pages that a second run once changed.
#[test]
fn quotes_that_are_made_leave_no_room_for_others() {
    let quotes: String = (0..12).map(|n| format!("<blockquote class=q>It rained for {n} days.</blockquote>")).collect();
    for selector in [".q", "body > blockquote"] {
        let mut house = House::new();
        house.settings.quotes.selectors = vec![selector.to_owned()];
        house.settings.quotes.max = 3;
        let out = house.optimize(&format!("<!doctype html><html lang=en><title>Rain</title><body>{quotes}</body></html>"));
        assert_eq!(out.matches("<figure class=\"smo-quote\"").count(), 3, "{selector}");
        let out = house.optimize(&format!("<!doctype html><title>Rain</title><body><div data-smo=quote>Wet.</div><p>x</p>{quotes}"));
        assert_eq!(out.matches("<figure class=\"smo-quote\"").count(), 3, "{selector}");
    }
}

#[test]
fn the_date_of_a_number_is_not_the_page_s() {
    let stat = "<div data-smo=stat data-value=7 data-date=2020-01-02>days of rain</div>";
    let page = |time: &str| {
        format!(
            "<!doctype html><html lang=en><title>Rain</title><body><article><h1>Rain</h1><p>{LONG}</p>{stat}{time}</article></body></html>"
        )
    };
    let out = House::new().optimize(&page(""));
    assert!(out.contains("<time datetime=\"2020-01-02\">") && !out.contains("article:published_time"), "{out}");
    let out = House::new().optimize(&page("<time datetime=2026-03-04>4 March</time>"));
    assert!(out.contains("<meta property=\"article:published_time\" content=\"2026-03-04"), "{out}");
}

#[test]
fn the_date_of_an_article_is_none_of_those_it_tells_of() {
    let dated = |times: &str| {
        let out = House::new()
            .optimize(&format!("<!doctype html><html lang=en><title>Rain</title><article><h1>Rain</h1>{times}<p>{LONG}</p></article>"));
        let day = out.split_once("article:published_time\" content=\"").map(|(_, day)| day[..10].to_owned());
        (out.contains("og:type\" content=\"article"), day)
    };
    let day = |day: &str| (true, Some(day.to_owned()));
    for told in
        ["<time datetime=1815-12-10>", "<time datetime=P3D>", "<time datetime=12:30>", "<time class=dt-updated datetime=2026-02-03>"]
    {
        assert_eq!(dated(told), (false, None), "{told}");
        assert_eq!(dated(&format!("{told}x</time><time datetime=2026-01-02>")), day("2026-01-02"), "{told}");
    }
    for named in ["itemprop=datePublished", "pubdate", "class='entry-date published updated'", "class=dt-published itemprop=x"] {
        let later =
            format!("<time datetime=2024-03-01>then</time><time {named} datetime=2026-01-02>x</time><time {named} datetime=2020-01-02>");
        assert_eq!(dated(&later), day("2026-01-02"), "{named}");
    }
    // Many themes show the day under the name of a change, and nothing else.
    assert_eq!(dated("<time class=updated datetime=2026-01-02>"), day("2026-01-02"));
    assert_eq!(dated("<time class=updated datetime=2026-02-03>x</time><time datetime=2026-01-02>"), day("2026-01-02"));
    // One that nobody can read makes room for one that all can, and takes no place.
    assert_eq!(dated("<time datetime='4th March'>x</time><time datetime=2026-01-02>"), day("2026-01-02"));
    assert_eq!(dated("<time datetime=2026-01-02>x</time><time class=published datetime='2 January 2026'>"), day("2026-01-02"));
    // Comments and what else there is to read have dates of their own.
    let cited = "<time datetime=2026-01-02>x</time><ul><li class='u-comment h-cite'><time class=dt-published datetime=2026-02-03>x</time></li></ul>";
    assert_eq!(dated(cited), day("2026-01-02"));
    let related = "<!doctype html><html lang=en><title>Rain</title><main><article><h1>Rain</h1><time datetime=2026-01-02>x</time></article>\
                   <section><time class=entry-date datetime=2019-05-06>old</time></section></main>";
    assert!(House::new().optimize(related).contains("published_time\" content=\"2026-01-02"));
}

#[test]
fn a_class_on_the_body_is_no_block() {
    for class in ["smo-cta", "smo-share", "smo-stat"] {
        let out = House::new()
            .optimize(&format!("<!doctype html><html lang=en><title>Rain</title><body class={class}><p>{LONG}</p></body></html>"));
        assert!(out.contains(&format!("<meta name=\"description\" content=\"{LONG}\">")), "{class}: {out}");
    }
}

fn listing(quotes: &[&str]) -> Hints {
    Hints { quotes: Some(quotes.iter().map(|text| (*text).to_owned()).collect()), ..Hints::default() }
}

#[test]
fn a_sentence_in_a_block_is_not_marked_there() {
    let html =
        "<!doctype html><html lang=en><title>Rain</title><body><div data-smo=stat data-value=7>days of rain in a row</div></body></html>";
    let out = House::new().optimize_with(html, listing(&["days of rain in a row"]));
    assert!(out.contains("smo-stat") && !out.contains("<mark"), "{out}");
}

#[test]
fn sentences_that_overlap_are_marked_as_the_next_run_sees_them() {
    let page = |text: &str| format!("<!doctype html><html lang=en><title>Rain</title><body><p>{text}</p></body></html>");
    let once = "The gauge does not argue.";
    let twice = "The gauge does not argue. No: the gauge does not argue!";
    for (text, quotes, marks) in [
        (twice, ["gauge does not", "The gauge does not argue"], vec![">gauge does not<", ">the gauge does not argue<"]),
        (twice, ["The gauge does not argue", "gauge does not"], vec![">The gauge does not argue<"]),
        (once, ["gauge does not", "The gauge does not argue"], vec![">gauge does not<"]),
        (twice, ["The gauge does", "does not argue"], vec![">The gauge does<", ">does not argue<"]),
    ] {
        let out = House::new().optimize_with(&page(text), listing(&quotes));
        assert_eq!(out.matches("<mark").count(), marks.len(), "{out}");
        for mark in marks {
            assert!(out.contains(mark), "{mark} in {out}");
        }
    }
}

#[test]
fn what_nobody_sees_is_not_shared() {
    let body =
        "<div data-smo=quote>It <b hidden>secretly</b>rain<i style='display: none'>no</i>ed<div hidden>no</div>all<br>day long here.</div>";
    let out = House::new().optimize(&format!("<!doctype html><html lang=en><title>Rain</title><body>{body}</body></html>"));
    assert!(out.contains("%E2%80%9CIt%20rained%20all%20day%20long%20here.%E2%80%9D"), "{out}");
    assert!(out.contains(":~:text=It,here.\""), "{out}");
}

#[test]
fn a_sentence_that_is_a_book_is_not_looked_for() {
    let html = format!("<!doctype html><html lang=en><title>Rain</title><body><p>{}</p></body></html>", "rain ".repeat(1000));
    let page = HtmlPage { path: OutPath::new("rain/index.html").unwrap(), html: html.into(), hints: listing(&[&"rain ".repeat(500)]) };
    let house = House::new();
    let policy =
        Policy { settings: &house.settings, base: Some(&house.base), theme: &house.theme, fonts: Digest::of(b""), css: None, js: None };
    let plan = optimize_page(&page, &house.looked, &policy).plan;
    assert_eq!(plan.findings.iter().filter(|finding| finding.rule == "quote-too-long").count(), 1);
}

#[test]
fn blocks_of_another_encoding_keep_their_bodies() {
    let html = "<!doctype html><html lang=de><meta charset=iso-8859-1><title>Regen</title><body><div data-smo=quote>\u{FC}ber <mark data-smo=quote>n\u{E4}\u{DF}</mark>\u{E4}<mark data-smo=quote>\u{F6}de</mark>\u{DF}</div></body></html>";
    let bytes: Vec<u8> = html.chars().map(|c| u32::from(c) as u8).collect();
    let page = HtmlPage { path: OutPath::new("rain/index.html").unwrap(), html: bytes, hints: Hints::default() };
    let house = House::new();
    let policy =
        Policy { settings: &house.settings, base: Some(&house.base), theme: &house.theme, fonts: Digest::of(b""), css: None, js: None };
    let out: String = optimize_page(&page, &house.looked, &policy).html.into_iter().map(char::from).collect();
    for part in ["<blockquote>\u{FC}ber <mark class=\"smo-quote\"", ">n\u{E4}\u{DF}</mark>", ">\u{F6}de</mark>"] {
        assert!(out.contains(part), "{part} in {out}");
    }
    assert!(out.contains("\u{DF}</blockquote>"), "{out}");
}
