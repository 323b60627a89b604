//! What Markdown becomes, said as pairs of text and HTML.

use super::*;

fn body(text: &str) -> Body {
    let resolve = |dest: &str| Target { href: dest.to_owned(), ..Target::default() };
    render(text, &[], &Around { smart: true, toc: None, resolve: &resolve, size: &|_| None, word: &|key| format!("<{key}>") })
}

fn html(text: &str) -> String {
    body(text).html
}

#[test]
fn headings_get_ids_that_survive_a_move() {
    assert_eq!(html("## It's -- new\n"), "<h2 id=\"its----new\">It’s – new</h2>\n");
    assert_eq!(html("# A\n# A {#a .x}\n"), "<h1 id=\"a-1\">A</h1>\n<h1 id=\"a\" class=\"x\">A</h1>\n");
    let twice = body("# A {#x}\n# B {#x}\n");
    assert_eq!(twice.html, "<h1 id=\"x\">A</h1>\n<h1 id=\"b\">B</h1>\n");
    assert_eq!(twice.troubles, [Trouble::HeadingId { id: "x".into(), range: 9..18 }]);
    assert_eq!(twice.opening_h1.as_deref(), Some("A"));
}

#[test]
fn tasks_are_labelled_and_lists_below_them_stay_outside_the_label() {
    assert_eq!(
        html("- [x] done *well*\n  - [ ] below\n- plain\n"),
        "<ul>\n<li class=\"task\"><label><input type=\"checkbox\" disabled checked> done <em>well</em></label>\n<ul>\n<li class=\"task\"><label><input type=\"checkbox\" disabled> below</label></li>\n</ul>\n</li>\n<li>plain</li>\n</ul>\n"
    );
    assert!(html("- [ ] a\n\n- [ ] b\n").contains("<p><label><input type=\"checkbox\" disabled> a</label></p>"));
}

#[test]
fn alerts_have_a_visible_title() {
    assert_eq!(
        html("> [!WARNING]\n> Hot.\n"),
        "<div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">&lt;alert_warning&gt;</p>\n<p>Hot.</p>\n</div>\n"
    );
}

#[test]
fn footnotes_are_collected_with_a_way_back_from_each() {
    let html = html("A[^x] b[^y] c[^x].\n\n[^y]: Second.\n[^x]: First[^z].\n\n    More.\n\n[^z]: Third.\n[^unused]: no\n");
    let order: Vec<_> = ["First", "Second", "Third"].map(|word| html.find(word).unwrap()).into();
    assert!(order.is_sorted(), "{html}");
    assert!(html.contains("<li id=\"fn:1\">\n<p>First<sup class=\"footnote-ref\"><a href=\"#fn:3\" id=\"fnref:3\""), "{html}");
    assert!(html.contains("<p>More. <a href=\"#fnref:1\"") && html.contains("href=\"#fnref:1:2\""), "{html}");
    assert_eq!(html.matches("id=\"fnref:1\"").count(), 1);
}

#[test]
fn bare_addresses_become_links_but_not_in_code_or_links() {
    assert_eq!(
        html("See https://a.dev/x_y--z?a=1&b='2', ok."),
        "<p>See <a href=\"https://a.dev/x_y--z?a=1&amp;b=&#x27;2\">https://a.dev/x_y--z?a=1&amp;b='2</a>’, ok.</p>\n"
    );
    assert_eq!(html("`https://a.dev` [https://b.dev](/x)"), "<p><code>https://a.dev</code> <a href=\"/x\">https://b.dev</a></p>\n");
    assert_eq!(html("*https://a.dev*"), "<p><em><a href=\"https://a.dev\">https://a.dev</a></em></p>\n");
    assert_eq!(html("<a href=\"/x\">https://a.dev</a>"), "<p><a href=\"/x\">https://a.dev</a></p>\n");
}

#[test]
fn pictures_load_lazily_after_the_first_and_know_their_size() {
    let resolve = |dest: &str| Target { href: format!("/p/{dest}"), ..Target::default() };
    let around = Around { smart: true, toc: None, resolve: &resolve, size: &|_| Some((30, 20)), word: &|_| String::new() };
    let body = render("![A *b* \"c\"](x.png \"T\") ![](y z.png)\n\n![](<y z.png>)\n", &[], &around);
    assert!(
        body.html.contains("<img src=\"/p/x.png\" alt=\"A b “c”\" title=\"T\" width=\"30\" height=\"20\" decoding=\"async\">"),
        "{}",
        body.html
    );
    assert!(body.html.contains("<img src=\"/p/y%20z.png\" alt=\"\" width=\"30\" height=\"20\" loading=\"lazy\""));
    assert_eq!(body.image.unwrap().target.href, "/p/x.png");
    let places: Vec<_> = body.destinations.iter().map(|d| (d.written.as_str(), d.range.start)).collect();
    assert_eq!(places, [("x.png", 13), ("y z.png", 43)]);
}

#[test]
fn a_marked_quote_keeps_its_words_and_loses_its_mark() {
    let want = "<blockquote data-smo=\"quote\" data-by=\"Ada\">\n<p>Measure <em>twice</em>.</p>\n</blockquote>\n";
    assert_eq!(html("> [!quote] {by=\"Ada\"}\n> Measure *twice*.\n"), want);
    assert_eq!(html("> [!quote] {by=\"Ada\"}\n>\n> Measure *twice*.\n"), want);
    // Who said it may stand in a last line of its own.
    assert_eq!(html("> [!quote]\n> Measure *twice*.\n> — Ada\n"), want);
    assert_eq!(html("> [!quote]\n> Measure *twice*.\n>\n> -- Ada\n"), want);
    assert!(html("> [!quote] {by=\"Ada\"}\n> Measure.\n> — twice\n").contains("twice</p>"));
    assert!(html("> [!quote]\n> - Measure.\n> — twice\n").contains("twice</li>"));
    assert!(html("> [!quote]\n> *Measure\n> — twice*\n").contains("twice</em>"));
    assert!(html("> [!quote]\n> — Ada\n").contains("Ada</p>"));
    assert_eq!(html("> [!quoted] x\n"), "<blockquote>\n<p>[!quoted] x</p>\n</blockquote>\n");
}

#[test]
fn the_text_before_more_is_the_summary_without_ids() {
    let body = body("## Head\n\nOne[^a].\n\n<!-- more -->\n\nTwo.\n\n[^a]: note\n");
    assert_eq!(body.summary.as_deref(), Some("<h2>Head</h2>\n<p>One.</p>"));
    assert!(!body.html.contains("more") && body.html.contains("Two."));
    assert_eq!(super::tests::body("One <!--more--> two").summary.as_deref(), Some("<p>One </p>"));
}

#[test]
fn the_first_paragraph_of_substance_stands_for_the_page() {
    let text = "# T\n\n[![badge](b.svg)](x)\n\n[A link that is long enough to be a paragraph of its own](x)\n\nShort.\n\nThis one says *what* the `page` is about, in full.\n";
    assert_eq!(body(text).paragraph.as_deref(), Some("This one says what the page is about, in full."));
}

#[test]
fn a_paragraph_that_announces_a_list_goes_on_with_it() {
    let text = "We are shipping a release with fixes for two things:\n\n- Dates are read.\n- Links are kept\n\nMore.\n";
    let want = "We are shipping a release with fixes for two things: Dates are read. Links are kept";
    assert_eq!(body(text).paragraph.as_deref(), Some(want));
}

#[test]
fn marks_of_commits_and_issues_are_no_part_of_a_description() {
    let text = "- \\[[`58717685a1`](x)] - **(MINOR)** **crypto**: support keys (Filip Skokan) [#63949](y)\n- See [#12](z) for the rest ([node/node#3](w))\n";
    assert_eq!(body(text).list.as_deref(), Some("(MINOR) crypto: support keys (Filip Skokan); See #12 for the rest"));
}

#[test]
fn two_hyphens_before_an_option_are_no_dash() {
    assert_eq!(html("add --track -- and (--all) a--b\n"), "<p>add --track – and (--all) a–b</p>\n");
}

#[test]
fn addresses_stand_for_no_page_and_a_list_does_where_no_paragraph_can() {
    let body = body(
        "### Changes\n\n- **http**: faster by a half\n- fs: `watch` is stable\n\nInstaller: https://a.dev/dist/v26/node-v26.7.0-x64.msi\\\nOther: https://a.dev/dist/v26/node-v26.7.0-x86.msi\n",
    );
    assert_eq!(body.paragraph, None);
    assert_eq!(body.list.as_deref(), Some("http: faster by a half; fs: watch is stable"));
}

#[test]
fn a_table_of_contents_stands_where_it_is_asked_for() {
    let html = html("[[toc]]\n\n## A & B\n\n### C\n");
    assert!(
        html.starts_with("<ul class=\"toc\">\n<li><a href=\"#a--b\">A &amp; B</a><ul class=\"toc\">\n<li><a href=\"#c\">C</a></li>"),
        "{html}"
    );
    assert_eq!(super::tests::html("[TOC]\n"), "");
}

#[test]
fn code_keeps_its_language_and_windows_line_ends_fall_out() {
    assert_eq!(
        html("```rust,ignore {hl=3}\r\na < b\r\n```\r\n"),
        "<pre tabindex=\"0\"><code class=\"language-rust\">a &lt; b\n</code></pre>\n"
    );
    assert_eq!(html("<div>\r\nx\r\n</div>\r\n"), "<div>\nx\n</div>\n");
}

#[test]
fn odd_texts_do_not_panic() {
    for text in [
        "",
        "> [!quote]",
        ">",
        "> [!quote] {",
        "[^a]",
        "[^a]: x",
        "- [ ]",
        "- [ ] ",
        "# ",
        "![",
        "[]()",
        "![]()",
        "| a |\n|-|\n",
        "https://a.b",
        "\u{FEFF}",
        "[^a]\n\n[^a]: [^a]",
        "> [!NOTE]",
        "<!--more-->",
        "- a\n\n  <!-- more -->",
    ] {
        body(text);
    }
}
