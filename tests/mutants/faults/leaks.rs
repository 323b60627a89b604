//! What gets out and should not: templates, drafts, placeholders, the author's machine, secrets.

use super::{Operator, op};
use crate::mutants::page::Planted;
use crate::mutants::site::{Rng, Site};

/// A description that nobody read before it went out, in all tags that say it.
fn described(site: &mut Site, rng: &mut Rng, text: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let old = page.content("og:description")?;
    let at = page.everywhere(&old, text)?;
    page.done_all(at)
}

fn titled(site: &mut Site, rng: &mut Rng, text: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let old = page.title()?;
    let at = page.everywhere(&old, text)?;
    page.done_all(at)
}

fn written(site: &mut Site, rng: &mut Rng, html: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let at = page.in_text(rng, html)?;
    page.done(at)
}

pub const OPERATORS: &[Operator] = &[
    op("template-in-title", &["placeholder-leak"], |site, rng| titled(site, rng, "{{ page.title }}")),
    op("template-in-description", &["placeholder-leak"], |site, rng| described(site, rng, "{{ .Description | default .Summary }}")),
    op("template-in-image", &["placeholder-leak"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_if_there("twitter:image", "{{ site.url }}{{ page.image }}");
        page.set_meta("og:image", "{{ site.url }}{{ page.image }}")?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("template-in-text", &[], |site, rng| written(site, rng, "<p>{% include newsletter.html %}</p>")),
    op("shortcode-in-text", &[], |site, rng| written(site, rng, "<p>{{&lt; youtube aqz-KE-bpKQ &gt;}}</p>")),
    op("directive-in-text", &[], |site, rng| written(site, rng, "<p>:::warning\nDo not put the third gauge under the gutter.\n:::</p>")),
    op("no-value-in-title", &["placeholder-leak", "text-has-markup"], |site, rng| titled(site, rng, "&lt;no value&gt;")),
    op("undefined-in-description", &["placeholder-leak"], |site, rng| described(site, rng, "undefined")),
    op("null-in-title", &["placeholder-leak"], |site, rng| titled(site, rng, "null")),
    op("object-in-description", &["placeholder-leak"], |site, rng| described(site, rng, "[object Object]")),
    op("object-in-image", &["placeholder-leak"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_if_there("twitter:image", "https://notes.example.org/[object Object]");
        page.set_meta("og:image", "https://notes.example.org/[object Object]")?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("undefined-in-image", &["placeholder-leak"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_if_there("twitter:image", "https://notes.example.org/undefined");
        page.set_meta("og:image", "https://notes.example.org/undefined")?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("percent-template-in-title", &["placeholder-leak"], |site, rng| titled(site, rng, "%PAGE_TITLE%")),
    // The attribute, which machines read, is right.
    op("invalid-date-in-text", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let inner = page.element("time")?.1;
        let at = page.replace(inner, "Invalid Date");
        page.done(at)
    }),
    op("zgotmplz-in-link", &["broken-fragment"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_sentence(rng, "<a href=\"#ZgotmplZ\">Send it on</a>.")?;
        page.done(at)
    }),
    op("liquid-error-in-text", &[], |site, rng| {
        written(site, rng, "<p>Liquid error (line 12): Could not locate the included file 'figure.html'</p>")
    }),
    op("lorem-ipsum-in-text", &["leftover-notes"], |site, rng| {
        written(
            site,
            rng,
            "<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.</p>",
        )
    }),
    op("lorem-ipsum-in-description", &["placeholder-leak"], |site, rng| {
        described(site, rng, "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.")
    }),
    op("theme-s-own-description", &[], |site, rng| {
        described(site, rng, "Write an awesome description for your new site here. You can edit this line in _config.yml.")
    }),
    op("todo-in-text", &["leftover-notes"], |site, rng| {
        written(site, rng, "<p>TODO: ask Jonas whether the third gauge was moved in April.</p>")
    }),
    op("todo-in-title", &["placeholder-leak"], |site, rng| titled(site, rng, "TODO title for the rain post")),
    op("tk-in-text", &["leftover-notes"], |site, rng| written(site, rng, "<p>In the second week TK millimetres fell within an hour.</p>")),
    op("markdown-left-in-text", &[], |site, rng| {
        written(site, rng, "<div>It was **not** the gutter, see [the manual](https://weather.example.com/gauge) for why.</div>")
    }),
    op("front-matter-in-text", &[], |site, rng| {
        written(site, rng, "<hr><p>title: Three rain gauges date: 2026-03-04 draft: false tags: [rain]</p><hr>")
    }),
    op("merge-conflict-in-text", &[], |site, rng| {
        written(
            site,
            rng,
            "<p>&lt;&lt;&lt;&lt;&lt;&lt;&lt; HEAD The third gauge leaks. ======= The third gauge does not leak. &gt;&gt;&gt;&gt;&gt;&gt;&gt; feature/leak</p>",
        )
    }),
    op("editor-s-citation-in-text", &[], |site, rng| {
        written(site, rng, "<p>The narrow tube reads less in the wind 【12†source】 and so does the wide one.</p>")
    }),
    op("assistant-s-words-in-text", &[], |site, rng| {
        written(site, rng, "<p>As an AI language model, I cannot verify the readings of the third gauge.</p>")
    }),
    op("campaign-of-an-assistant-in-link", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at =
            page.in_sentence(rng, "<a href=\"https://weather.example.com/gauge?utm_source=chatgpt.com\">The manual</a> says so too.")?;
        page.done(at)
    }),
    op("home-folder-in-text", &[], |site, rng| {
        written(site, rng, "<p>Figure: /Users/mira/Documents/notes/static/img/gauges-final-2.png</p>")
    }),
    // Paths are told in attributes, metas, structured data and feeds: a comment is prose.
    op("home-folder-in-comment", &[], |site, rng| {
        written(site, rng, "<!-- generated from /home/jonas/work/notes/content/posts/rain.md -->")
    }),
    op("windows-folder-in-text", &[], |site, rng| {
        written(site, rng, "<p>Saved to C:\\Users\\Jonas\\Desktop\\rain\\table.xlsx yesterday.</p>")
    }),
    op("secret-in-script", &["secret-or-path-leak"], |site, rng| {
        let mut page = site.page(rng)?;
        let key = ["ghp", "_16C7e42F292c6912E7710c838347Ae178B4a"].concat();
        let at = page.in_head(&format!("<script>const token = \"{key}\";</script>"))?;
        page.done(at)
    }),
    op("key-of-a-cloud-in-comment", &["secret-or-path-leak"], |site, rng| {
        let mut page = site.page(rng)?;
        let key = ["AKIA", "IOSFODNN7WETHILL"].concat();
        let at = page.in_head(&format!("<!-- aws_access_key_id = {key} -->"))?;
        page.done(at)
    }),
    op("private-key-in-text", &["secret-or-path-leak"], |site, rng| {
        let begin = ["-----BEGIN OPENSSH ", "PRIVATE KEY-----"].concat();
        written(site, rng, &format!("<pre>{begin}\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz\n-----END</pre>"))
    }),
    op("draft-word-in-title", &[], |site, rng| titled(site, rng, "[DRAFT] Three rain gauges and one wet notebook")),
    op("test-post-published", &[], |site, rng| titled(site, rng, "Test post please ignore")),
    op("hello-world-published", &[], |site, rng| {
        described(site, rng, "Welcome to your new site. This is your first post. Edit or delete it, then start writing!")
    }),
    op("ftp-password-in-link", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_sentence(rng, "<a href=\"https://mira:letmein@files.example.com/rain.csv\">All figures</a> are in a table.")?;
        page.done(at)
    }),
    op("author-is-admin", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("author", "admin")?;
        page.done(at)
    }),
    op("backup-of-a-page-published", &[], |site, rng| {
        let post = rng.pick(&site.posts())?.clone();
        let bytes = site.files.get(&post)?.clone();
        let copy = post.replace(".html", " (copy).html");
        site.put(&copy, bytes);
        Some(Planted { page: None, file: copy, at: vec![] })
    }),
    op("repository-published", &["secret-or-path-leak"], |site, _| {
        site.put(".git/config", "[remote \"origin\"]\n\turl = git@github.com:wethillside/notes.git\n");
        Some(Planted::in_file(".git/config", 0..10))
    }),
    op("environment-published", &["secret-or-path-leak"], |site, _| {
        site.put(".env", "MAIL_PASSWORD=letmein\n");
        Some(Planted::in_file(".env", 0..22))
    }),
];
