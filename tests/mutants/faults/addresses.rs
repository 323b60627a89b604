//! What goes wrong with the address that a page says of itself.

use super::{Operator, op};
use crate::mutants::page::{Page, Planted};
use crate::mutants::site::{Rng, Site};

/// Sets what the canonical link says.
fn canonical(site: &mut Site, rng: &mut Rng, new: impl Fn(&str) -> Option<String>) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let tag = page.link("canonical")?;
    let new = new(tag.value("href")?)?;
    page.set_attr(&tag, "href", &new)?;
    // Where og:url says otherwise, either of them may be pointed at.
    let at = [vec![page.link("canonical")?.at], page.spans(&["og:url"])].concat();
    page.done_all(at)
}

/// The page lives at another address, wherever it says so in its head.
fn moved(page: &mut Page<'_>, old: &str, new: &str) -> Option<Vec<std::ops::Range<usize>>> {
    let tag = page.link("canonical")?;
    let href = tag.value("href")?.replace(old, new);
    page.set_attr(&tag, "href", &href)?;
    if let Some(url) = page.content("og:url") {
        page.set_meta("og:url", &url.replace(old, new))?;
    }
    Some([page.spans(&["og:url"]), vec![page.link("canonical")?.at]].concat())
}

/// A post gets another address, and every file of the site knows it.
fn renamed(site: &mut Site, rng: &mut Rng, name: &str) -> Option<Planted> {
    let old = rng.pick(&site.posts())?.clone();
    let folder = old.strip_suffix("/index.html")?.to_owned();
    let new = format!("{}/{name}", folder.rsplit_once('/').map_or("", |(before, _)| before)).trim_start_matches('/').to_owned();
    let from = folder.rsplit('/').next()?.to_owned();
    for path in site.files.keys().cloned().collect::<Vec<_>>() {
        if [".html", ".xml", ".json"].iter().any(|end| path.ends_with(end)) {
            let text =
                site.text(&path)?.replace(&format!("{from}/"), &format!("{name}/")).replace(&format!("{from}%2F"), &format!("{name}%2F"));
            site.put(&path, text);
        }
    }
    let bytes = site.files.remove(&old)?;
    let path = format!("{new}/index.html");
    site.files.insert(path.clone(), bytes);
    // The host serves it without a slash, and so it says of itself.
    let mut page = site.open(&path)?;
    let url = page.url();
    let at = moved(&mut page, &url, url.trim_end_matches('/'))?;
    page.done_all(at)
}

pub const OPERATORS: &[Operator] = &[
    op("canonical-gone", &["canonical-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.link("canonical")?;
        page.remove(tag.at);
        page.done_absent()
    }),
    op("canonical-from-root", &["canonical-invalid"], |site, rng| {
        canonical(site, rng, |old| Some(old.replace("https://notes.example.org", "")))
    }),
    op("canonical-over-http", &["canonical-invalid", "og-url-mismatch"], |site, rng| {
        canonical(site, rng, |old| Some(old.replace("https:", "http:")))
    }),
    op("canonical-is-home", &["canonical-points-elsewhere"], |site, rng| {
        canonical(site, rng, |_| Some("https://notes.example.org/".to_owned()))
    }),
    op("canonical-and-og-url-are-home", &["canonical-points-elsewhere"], |site, rng| {
        let mut page = site.post(rng)?;
        let home = page.site.address("");
        let url = page.url();
        let at = moved(&mut page, &url, &home)?;
        page.done_all(at)
    }),
    // jekyll-seo-tag and friends: every post is the home page.
    op("canonical-is-home-everywhere", &["canonical-points-elsewhere"], |site, _| {
        let mut planted = None;
        for path in site.posts() {
            let mut page = site.open(&path)?;
            let (url, home) = (page.url(), page.site.address(""));
            let at = moved(&mut page, &url, &home)?;
            planted = page.done_all(at);
        }
        let mut planted = planted?;
        planted.page = None;
        Some(planted)
    }),
    op("canonical-of-another-post", &["canonical-points-elsewhere"], |site, rng| {
        let all = site.posts();
        let (mine, other) = (all.first()?, all.get(1 + rng.below(all.len() - 1))?);
        let (url, other) = (site.address(mine), site.address(other));
        let mut page = site.open(mine)?;
        let at = moved(&mut page, &url, &other)?;
        page.done_all(at)
    }),
    op("canonical-not-there", &["canonical-points-elsewhere", "canonical-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        let name = page.path.trim_end_matches("/index.html").trim_end_matches(".html").rsplit('/').next()?.to_owned();
        let at = moved(&mut page, &name, &format!("{name}-draft"))?;
        page.done_all(at)
    }),
    op("canonical-on-the-author's-machine", &["dev-host"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = moved(&mut page, "https://notes.example.org", "http://localhost:4000")?;
        page.done_all(at)
    }),
    // `hugo server` output was deployed.
    op("everything-on-the-author's-machine", &["dev-host", "base-url-unset"], |site, _| {
        let mut planted = None;
        for path in site.pages() {
            let mut page = site.open(&path)?;
            let at = page.everywhere("https://notes.example.org", "http://localhost:1313")?;
            page.everywhere("https%3A%2F%2Fnotes.example.org", "http%3A%2F%2Flocalhost%3A1313");
            planted = page.done_all(at);
        }
        let mut planted = planted?;
        planted.page = None;
        Some(planted)
    }),
    op("canonical-of-a-preview-deploy", &["dev-host", "canonical-points-elsewhere"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = moved(&mut page, "https://notes.example.org", "https://deploy-preview-12--wet-hillside.netlify.app")?;
        page.done_all(at)
    }),
    op("canonical-of-example-com", &["dev-host"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = moved(&mut page, "https://notes.example.org", "https://example.com")?;
        page.done_all(at)
    }),
    op("canonical-with-campaign", &["utm-in-canonical"], |site, rng| {
        canonical(site, rng, |old| Some(format!("{old}?utm_source=newsletter&amp;utm_medium=email")))
    }),
    op("canonical-with-fragment", &["og-url-mismatch", "canonical-invalid"], |site, rng| {
        canonical(site, rng, |old| Some(format!("{old}#main")))
    }),
    op("canonical-with-two-slashes", &["url-malformed", "canonical-points-elsewhere"], |site, rng| {
        canonical(site, rng, |old| Some(old.replace("example.org/", "example.org//")))
    }),
    op("canonical-without-slash-at-end", &["og-url-mismatch"], |site, rng| {
        canonical(site, rng, |old| Some(old.strip_suffix('/')?.to_owned()))
    }),
    op("canonical-names-index-html", &["og-url-mismatch"], |site, rng| {
        canonical(site, rng, |old| old.ends_with('/').then(|| format!("{old}index.html")))
    }),
    op("canonical-in-capitals", &["canonical-invalid", "canonical-points-elsewhere"], |site, rng| {
        canonical(site, rng, |old| {
            Some(old.replace("gauges", "Gauges").replace("oven", "Oven").replace("letters", "Letters").replace("lamp", "Lamp"))
        })
    }),
    op("canonical-twice", &["canonical-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        let url = page.url();
        let at = page.in_head(&format!("<link rel=\"canonical\" href=\"{}?amp=1\">", url))?;
        let first = page.link("canonical")?.at;
        page.done_all(vec![first, at])
    }),
    op("canonical-in-body", &["canonical-invalid", "meta-not-in-static-head"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.link("canonical")?;
        let text = page.html[tag.at.clone()].to_owned();
        page.remove(tag.at);
        let body = page.find(|tag| tag.name == "body")?.at.end;
        let at = page.replace(body..body, &text);
        page.done(at)
    }),
    op("canonical-empty", &["canonical-invalid"], |site, rng| canonical(site, rng, |_| Some(String::new()))),
    op("og-url-of-another-post", &["og-url-mismatch"], |site, rng| {
        let all = site.posts();
        let other = site.address(all.last()?);
        let mut page = site.open(all.get(rng.below(all.len() - 1))?)?;
        let at = page.set_meta("og:url", &other)?;
        page.done(at)
    }),
    op("og-url-from-root", &["og-url-mismatch", "og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = page.content("og:url")?.replace("https://notes.example.org", "");
        let at = page.set_meta("og:url", &new)?;
        page.done(at)
    }),
    op("og-url-with-campaign", &["utm-in-canonical"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = format!("{}?utm_source=og&amp;utm_medium=social", page.content("og:url")?);
        let at = page.set_meta("og:url", &new)?;
        page.done(at)
    }),
    op("og-url-over-http", &["og-url-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = page.content("og:url")?.replace("https:", "http:");
        let at = page.set_meta("og:url", &new)?;
        page.done(at)
    }),
    op("og-url-is-home", &["og-url-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        let home = page.site.address("");
        let at = page.set_meta("og:url", &home)?;
        page.done(at)
    }),
    op("og-url-of-old-host", &["dev-host", "og-url-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = page.content("og:url")?.replace("notes.example.org", "wethillside.github.io");
        let at = page.set_meta("og:url", &new)?;
        page.done(at)
    }),
    op("base-element-of-another-host", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.behind_title("<base href=\"http://localhost:8080/\">")?;
        page.done(at)
    }),
    op("feed-link-gone", &["feed-undiscoverable", "broken-internal-link"], |site, rng| {
        let mut page = site.page(rng)?;
        let tag =
            page.find(|tag| tag.name == "link" && tag.value("type").is_some_and(|kind| kind.contains("rss") || kind.contains("atom")))?;
        let new = tag.value("href")?.replace(".xml", ".rss");
        let at = page.set_attr(&tag, "href", &new)?;
        page.done(at)
    }),
    op("language-alternate-not-there", &["hreflang-incomplete", "broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = page.url().replace("example.org/", "example.org/no/");
        let at = page.in_head(&format!("<link rel=\"alternate\" hreflang=\"no\" href=\"{new}\">"))?;
        page.done(at)
    }),
    op("page-named-like-a-script", &["slug-looks-like-file"], |site, rng| renamed(site, rng, "what-i-like-about-next.js")),
    op("page-named-like-a-program", &["slug-looks-like-file"], |site, rng| renamed(site, rng, "reading-main.rs")),
];
