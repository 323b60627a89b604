//! What goes wrong with links in the text, and with links by which readers share.

use super::{Operator, op};
use crate::mutants::page::{Page, Planted, Tag};
use crate::mutants::site::{Rng, Site};

/// A link of the text that leads to another page of the site.
fn inner(page: &Page<'_>, rng: &mut Rng) -> Option<Tag> {
    let text = page.html.find("</h1>")?;
    page.any(rng, |tag| {
        let href = tag.value("href").unwrap_or_default();
        tag.name == "a"
            && tag.at.start > text
            && ["gauges", "oven", "letters", "lamp"].iter().any(|post| href.contains(post))
            && !href.contains("://")
            && !href.starts_with("mailto:")
            && !href.starts_with('#')
    })
}

/// Changes where such a link leads.
fn leads(site: &mut Site, rng: &mut Rng, new: impl Fn(&str) -> Option<String>) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let tag = inner(&page, rng)?;
    let new = new(tag.value("href")?)?;
    let at = page.set_attr(&tag, "href", &new)?;
    page.done(at)
}

/// A new link in a sentence of the text.
fn link(site: &mut Site, rng: &mut Rng, href: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let at = page.in_sentence(rng, &format!("More is in <a href=\"{href}\">the second notebook</a>."))?;
    page.done(at)
}

pub const OPERATORS: &[Operator] = &[
    op("link-with-typing-error", &["broken-internal-link"], |site, rng| {
        leads(site, rng, |href| {
            Some(href.replace("gauges", "guages").replace("oven", "ovne").replace("letters", "lettres").replace("lamp", "lmap"))
        })
    }),
    op("link-to-page-that-moved", &["broken-internal-link"], |site, rng| {
        leads(site, rng, |_| Some("/2025/old-name-of-the-post/".to_owned()))
    }),
    op("link-to-markdown-file", &["broken-internal-link"], |site, rng| {
        leads(site, rng, |href| Some(format!("{}.md", href.trim_end_matches('/').trim_end_matches(".html"))))
    }),
    op("link-into-content-folder", &["broken-internal-link"], |site, rng| link(site, rng, "/content/posts/three-gauges.md")),
    op("link-in-other-case", &["broken-internal-link"], |site, rng| {
        leads(site, rng, |href| {
            Some(href.replace("gauges", "Gauges").replace("oven", "Oven").replace("letters", "Letters").replace("lamp", "Lamp"))
        })
    }),
    op("link-with-two-extensions", &["broken-internal-link"], |site, rng| {
        leads(site, rng, |href| Some(format!("{}.html.html", href.trim_end_matches('/').trim_end_matches(".html"))))
    }),
    op("link-to-heading-that-was-renamed", &["broken-fragment"], |site, rng| link(site, rng, "#what-the-figures-say")),
    op("link-to-heading-of-another-page", &["broken-fragment"], |site, rng| {
        leads(site, rng, |href| Some(format!("{href}#results-of-may")))
    }),
    op("link-without-scheme", &["broken-internal-link"], |site, rng| link(site, rng, "www.weather.example.com/gauge")),
    op("link-with-two-schemes", &["dev-or-placeholder-link"], |site, rng| link(site, rng, "https://https://weather.example.com/gauge")),
    op("link-with-one-slash", &["broken-internal-link"], |site, rng| link(site, rng, "https:/weather.example.com/gauge")),
    op("link-empty", &["dev-or-placeholder-link"], |site, rng| link(site, rng, "")),
    op("link-to-nothing-yet", &["dev-or-placeholder-link"], |site, rng| link(site, rng, "#")),
    op("link-runs-a-script", &["generic-link-text"], |site, rng| link(site, rng, "javascript:void(0)")),
    op("link-to-the-author's-machine", &["dev-or-placeholder-link"], |site, rng| {
        link(site, rng, "http://localhost:4321/notes/second-notebook/")
    }),
    op("link-to-machine-at-home", &["dev-or-placeholder-link"], |site, rng| link(site, rng, "http://192.168.1.20/notebook.pdf")),
    op("link-to-file-on-disk", &["dev-or-placeholder-link", "secret-or-path-leak"], |site, rng| {
        link(site, rng, "file:///home/mira/notes/second.html")
    }),
    op("link-with-backslashes", &["broken-internal-link"], |site, rng| link(site, rng, "..\\downloads\\second.pdf")),
    op("link-in-curly-quotes", &["broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_sentence(rng, "More is in <a href=\u{201d}https://weather.example.com/gauge\u{201d}>the second notebook</a>.")?;
        page.done(at)
    }),
    op("link-with-space-before-it", &["url-malformed"], |site, rng| link(site, rng, "https://weather.example.com/my gauge.pdf")),
    op("link-kept-the-full-stop", &["broken-internal-link"], |site, rng| {
        leads(site, rng, |href| Some(format!("{}.", href.trim_end_matches('/'))))
    }),
    op("link-kept-the-bracket", &[], |site, rng| link(site, rng, "https://weather.example.com/gauge)")),
    op("link-home-over-http", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = inner(&page, rng)?;
        let target = page.site.posts().first()?.clone();
        let url = page.site.address(&target).replace("https:", "http:");
        let at = page.set_attr(&tag, "href", &url)?;
        page.done(at)
    }),
    op("link-to-own-host-not-there", &["broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let url = page.site.address("archive/2019/");
        let at = page.in_sentence(rng, &format!("More is in <a href=\"{url}\">the old notebook</a>."))?;
        page.done(at)
    }),
    op("link-to-download-not-there", &["broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let url = format!("{}files/rain-2026.csv", page.site.url_path("index.html"));
        let at = page.in_sentence(rng, &format!("All figures are in <a href=\"{url}\">a table</a>."))?;
        page.done(at)
    }),
    op("link-mail-without-address", &[], |site, rng| link(site, rng, "mailto:")),
    op("link-mail-without-scheme", &["broken-internal-link"], |site, rng| link(site, rng, "mira@notes.example.org")),
    op("link-mail-with-placeholder", &["dev-or-placeholder-link"], |site, rng| link(site, rng, "mailto:your-email@example.com")),
    op("link-menu-gone", &["broken-internal-link"], |site, rng| {
        let mut page = site.page(rng)?;
        let tag = page.any(rng, |tag| tag.name == "a" && tag.value("href") == Some("/about/"))?;
        let at = page.set_attr(&tag, "href", "/about-us/")?;
        page.done(at)
    }),
    // The site lives in a folder, the link begins at the root.
    op("link-forgot-the-folder-of-the-site", &[], |site, rng| {
        if site.name != "mkdocs" {
            return None;
        }
        link(site, rng, "/oven-curve/")
    }),
    op("link-through-a-tracker", &[], |site, rng| {
        link(site, rng, "https://www.google.com/url?q=https://weather.example.com/gauge&amp;sa=D&amp;source=docs")
    }),
    op("link-through-a-shortener", &[], |site, rng| link(site, rng, "https://bit.ly/3xYzAbC")),
    op("script-not-there", &["broken-internal-link"], |site, rng| {
        let mut page = site.page(rng)?;
        let url = format!("{}assets/app.8f3a2c.js", page.site.url_path("index.html"));
        let at = page.in_head(&format!("<script src=\"{url}\" defer></script>"))?;
        page.done(at)
    }),
    op("manifest-not-there", &["broken-internal-link"], |site, rng| {
        let mut page = site.page(rng)?;
        if page.link("manifest").is_some() {
            return None;
        }
        let url = format!("{}manifest.webmanifest", page.site.url_path("index.html"));
        let at = page.in_head(&format!("<link rel=\"manifest\" href=\"{url}\">"))?;
        page.done(at)
    }),
];
