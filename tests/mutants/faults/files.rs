//! What goes wrong beside the pages: feeds, sitemap, robots.txt, manifest.

use super::{Operator, op};
use crate::mutants::page::Planted;
use crate::mutants::site::{Kind, Rng, Site};

const FEEDS: &[&str] = &["index.xml", "feed.xml", "feed/feed.xml", "rss.xml", "atom.xml"];
const MAPS: &[&str] = &["sitemap.xml", "sitemap-0.xml"];

fn feed(site: &mut Site, old: &str, new: &str) -> Option<Planted> {
    let file = site.first_of(FEEDS)?;
    site.swap(&file, old, new)
}

fn map(site: &mut Site, old: &str, new: &str) -> Option<Planted> {
    let file = site.first_of(MAPS)?;
    site.swap(&file, old, new)
}

fn robots(site: &mut Site, text: &str) -> Option<Planted> {
    // One lives in a folder, where robots.txt is not read; one writes its own.
    if site.name == "mkdocs" || site.kind == Kind::Source {
        return None;
    }
    site.put("robots.txt", text);
    Some(Planted::in_file("robots.txt", 0..text.len()))
}

/// One of the addresses that a feed gives its posts.
fn an_item(site: &Site, rng: &mut Rng) -> Option<String> {
    let post = rng.pick(&site.posts())?.clone();
    Some(site.address(&post))
}

pub const OPERATORS: &[Operator] = &[
    op("feed-not-well-formed", &["feed-undiscoverable"], |site, _| {
        feed(site, "<title>What an", "<title>Bread & rain: what an").or_else(|| feed(site, "<title>Letters", "<title>Pens & letters"))
    }),
    op("feed-cut-off", &["feed-undiscoverable"], |site, _| {
        let file = site.first_of(FEEDS)?;
        let text = site.text(&file)?;
        let end = text.len() * 2 / 3;
        let end = (0..=end).rev().find(|at| text.is_char_boundary(*at))?;
        site.put(&file, &text[..end]);
        Some(Planted::in_file(file, 0..end))
    }),
    op("feed-with-line-before-it", &["feed-undiscoverable"], |site, _| {
        let file = site.first_of(FEEDS)?;
        let text = site.text(&file)?;
        if !text.starts_with("<?xml") {
            return None;
        }
        site.put(&file, format!("\n{text}"));
        Some(Planted::in_file(file, 0..6))
    }),
    op("feed-post-not-there", &[], |site, rng| {
        let item = an_item(site, rng)?;
        let file = site.first_of(FEEDS)?;
        let text = site.text(&file)?.replace(&item, &format!("{}-old/", item.trim_end_matches('/')));
        let at = text.find("-old/")?;
        site.put(&file, text);
        Some(Planted::in_file(file, at - 20..at + 5))
    }),
    op("feed-link-from-root", &["feed-relative-urls"], |site, rng| {
        let item = an_item(site, rng)?;
        let short = item.replace("https://notes.example.org", "");
        feed(site, &format!("<link>{item}<"), &format!("<link>{short}<"))
            .or_else(|| feed(site, &format!("href=\"{item}\""), &format!("href=\"{short}\"")))
    }),
    op("feed-on-the-author's-machine", &["dev-host"], |site, _| {
        let file = site.first_of(FEEDS)?;
        let text = site.text(&file)?.replace("https://notes.example.org", "http://localhost:8080");
        let at = text.match_indices("http://localhost:8080").map(|(at, found)| at..at + found.len()).collect();
        site.put(&file, text);
        Some(Planted { page: None, file, at })
    }),
    op("feed-date-in-the-other-format", &["date-invalid"], |site, _| {
        feed(site, "<pubDate>Wed, 20 May 2026", "<pubDate>2026-05-20")
            .or_else(|| feed(site, "<updated>2026-05-20T", "<updated>20 May 2026 "))
    }),
    op("feed-same-id-twice", &["feed-relative-urls"], |site, _| {
        let file = site.first_of(FEEDS)?;
        let text = site.text(&file)?;
        let (open, close) = if text.contains("<guid") { ("<guid", "</guid>") } else { ("<id>", "</id>") };
        let mut ids: Vec<_> = text.match_indices(open).map(|(at, _)| at..at + text[at..].find(close).unwrap_or(0) + close.len()).collect();
        let last = ids.pop()?;
        let other = text[ids.pop()?].to_owned();
        let new = format!("{}{other}{}", &text[..last.start], &text[last.end..]);
        site.put(&file, new);
        Some(Planted::in_file(file, last.start..last.start + other.len()))
    }),
    op("feed-without-ids", &["feed-relative-urls"], |site, _| {
        let file = site.first_of(FEEDS)?;
        let text = site.text(&file)?;
        let entry = text.find("<entry>")?;
        let open = entry + text[entry..].find("<id>")?;
        let close = open + text[open..].find("</id>")? + 5;
        site.put(&file, format!("{}{}", &text[..open], &text[close..]));
        Some(Planted::in_file(file, entry..close))
    }),
    // Titles in RSS are HTML to many readers: no rule may say that this is wrong.
    op("feed-title-escaped-twice", &[], |site, _| {
        feed(site, "<title>What an", "<title>Bread &amp;amp; rain: what an")
            .or_else(|| feed(site, "<title>Letters", "<title>Pens &amp;amp; letters"))
    }),
    op("feed-pictures-from-root", &["feed-relative-urls"], |site, _| {
        // With an `xml:base` they are whole.
        let file = site.first_of(FEEDS)?;
        if site.text(&file)?.contains("xml:base") {
            return None;
        }
        feed(site, "src=&quot;https://notes.example.org/", "src=&quot;/")
            .or_else(|| feed(site, "src=\"https://notes.example.org/", "src=\"/"))
    }),
    op("feed-says-it-is-elsewhere", &[], |site, _| {
        feed(site, "index.xml\" rel=\"self\"", "rss/feed.xml\" rel=\"self\"")
            .or_else(|| feed(site, "feed.xml\" rel=\"self\"", "atom.xml\" rel=\"self\""))
    }),
    op("feed-empty", &[], |site, _| {
        let file = site.first_of(FEEDS)?;
        let text = site.text(&file)?;
        let (open, close) = if text.contains("<entry>") { ("<entry>", "</entry>") } else { ("<item>", "</item>") };
        let (start, end) = (text.find(open)?, text.rfind(close)? + close.len());
        site.put(&file, format!("{}{}", &text[..start], &text[end..]));
        Some(Planted::in_file(file, 0..start))
    }),
    op("feed-in-json-not-json", &["feed-undiscoverable"], |site, _| {
        site.swap("feed/feed.json", "\"items\": [", "\"items\": [ // newest first")
    }),
    op("feed-has-an-unlisted-page", &[], |site, _| {
        feed(
            site,
            "</channel>",
            "<item><title>Draft: what the cat weighs</title><link>https://notes.example.org/drafts/cat/</link><guid>https://notes.example.org/drafts/cat/</guid></item></channel>",
        )
    }),
    op("sitemap-page-not-there", &["sitemap-mismatch"], |site, rng| {
        let item = an_item(site, rng)?;
        map(site, &format!("<loc>{item}<"), &format!("<loc>{}-2/<", item.trim_end_matches('/')))
    }),
    op("sitemap-on-the-author's-machine", &["dev-host"], |site, _| {
        let file = site.first_of(MAPS)?;
        let text = site.text(&file)?.replace("https://notes.example.org", "http://127.0.0.1:4000");
        let at = text.match_indices("http://127.0.0.1:4000").map(|(at, found)| at..at + found.len()).collect();
        site.put(&file, text);
        Some(Planted { page: None, file, at })
    }),
    op("sitemap-of-old-host", &["dev-host", "sitemap-mismatch"], |site, _| {
        let file = site.first_of(MAPS)?;
        let text = site.text(&file)?.replace("https://notes.example.org", "https://wethillside.github.io");
        let at = text.match_indices("https://wethillside.github.io").map(|(at, found)| at..at + found.len()).collect();
        site.put(&file, text);
        Some(Planted { page: None, file, at })
    }),
    op("sitemap-paths-only", &["sitemap-mismatch"], |site, rng| {
        let item = an_item(site, rng)?;
        map(site, &format!("<loc>{item}<"), &format!("<loc>{}<", item.replace("https://notes.example.org", "")))
    }),
    op("sitemap-names-a-hidden-page", &["sitemap-mismatch", "noindex-published"], |site, rng| {
        let map = site.first_of(MAPS)?;
        let mut page = site.post(rng)?;
        let address = page.url();
        let at = match page.set_meta("robots", "noindex") {
            Some(at) => at,
            None => page.behind_title("<meta name=\"robots\" content=\"noindex\">")?,
        };
        let mut planted = page.done(at)?;
        site.text(&map)?.find(&address)?;
        planted.page = None;
        Some(planted)
    }),
    op("sitemap-date-in-words", &["sitemap-mismatch", "date-invalid"], |site, _| {
        let file = site.first_of(MAPS)?;
        let text = site.text(&file)?;
        let open = text.find("<lastmod>")?;
        let close = open + text[open..].find("</lastmod>")?;
        site.put(&file, format!("{}<lastmod>last Tuesday{}", &text[..open], &text[close..]));
        Some(Planted::in_file(file, open..open + 21))
    }),
    op("sitemap-not-well-formed", &["sitemap-mismatch"], |site, _| map(site, "</urlset>", "")),
    op("robots-keeps-all-out", &["robots-blocks-unfurlers"], |site, _| robots(site, "User-agent: *\nDisallow: /\n")),
    op("robots-keeps-preview-readers-out", &["robots-blocks-unfurlers"], |site, _| {
        robots(
            site,
            "User-agent: facebookexternalhit\nUser-agent: Twitterbot\nUser-agent: LinkedInBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n",
        )
    }),
    op("robots-keeps-posts-out", &["robots-blocks-unfurlers"], |site, rng| {
        let post = rng.pick(&site.posts())?.clone();
        let path = site.url_path(&post);
        let folder = format!("/{}/", path.split('/').nth(1)?);
        robots(site, &format!("User-agent: *\nDisallow: {folder}\n"))
    }),
    op("robots-names-a-sitemap-that-is-not-there", &[], |site, _| {
        robots(site, "User-agent: *\nAllow: /\n\nSitemap: https://notes.example.org/sitemap_index.xml\n")
    }),
    op("robots-names-a-sitemap-by-path", &[], |site, _| robots(site, "User-agent: *\nAllow: /\n\nSitemap: /sitemap.xml\n")),
    op("robots-is-a-page", &[], |site, _| {
        robots(site, "<!doctype html>\n<html><head><title>404</title></head><body>Not found</body></html>\n")
    }),
    op("manifest-icon-not-there", &[], |site, _| site.swap("site.webmanifest", "/apple-touch-icon.png", "/icons/icon-512.png")),
    op("manifest-not-json", &[], |site, _| site.swap("site.webmanifest", "\"display\": \"browser\"", "\"display\": \"browser\",")),
    op("style-names-a-picture-that-is-not-there", &[], |site, _| {
        let file = site.first_of(&["css/index.css", "css/theme.css", "style.css"])?;
        site.swap(&file, "max-width", "background-image: url(/img/paper-texture.png); max-width")
    }),
];
