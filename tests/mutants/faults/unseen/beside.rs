//! What else goes wrong beside the pages: robots.txt copied from elsewhere, feeds, the sitemap, pictures replaced in place.

use super::{Operator, op};
use crate::mutants::page::Planted;
use crate::mutants::site::{Kind, Rng, Site, picture};

const FEEDS: &[&str] = &["index.xml", "feed.xml", "feed/feed.xml", "rss.xml", "atom.xml"];

fn robots(site: &mut Site, text: &str) -> Option<Planted> {
    if site.name == "mkdocs" || site.kind == Kind::Source {
        return None;
    }
    site.put("robots.txt", text);
    Some(Planted::in_file("robots.txt", 0..text.len()))
}

fn feed(site: &mut Site, old: &str, new: &str) -> Option<Planted> {
    let file = site.first_of(FEEDS)?;
    site.swap(&file, old, new)
}

/// In the JSON feed, if the site has one.
fn json(site: &mut Site, old: &str, new: &str) -> Option<Planted> {
    let file = site.first_of(&["feed/feed.json", "feed.json"])?;
    site.swap(&file, old, new)
}

/// The picture of a post becomes another one; nothing that names it changes.
fn replaced(site: &mut Site, rng: &mut Rng, before: impl Fn(&mut Site, &str) -> Option<()>) -> Option<Planted> {
    let post = rng.pick(&site.posts())?.clone();
    // Pictures that our build makes get another name when they change.
    if site.open(&post)?.picture_file()?.starts_with("smo/") {
        return None;
    }
    before(site, &post)?;
    site.accept();
    let page = site.open(&post)?;
    let file = page.picture_file()?;
    let file = file.split('?').next()?;
    page.site.files.get(file)?;
    let bytes = picture("another hill.jpg", 1200, 630);
    page.site.put(file, bytes);
    let at = page.spans(&["og:image", "twitter:image"]);
    page.done_all(at)
}

pub const OPERATORS: &[Operator] = &[
    op("picture-replaced-in-place", &["preview-image-url-not-versioned"], |site, rng| replaced(site, rng, |_, _| Some(()))),
    // The number was right once.
    op("picture-replaced-under-the-same-version", &["preview-image-url-not-versioned"], |site, rng| {
        replaced(site, rng, |site, post| {
            let mut page = site.open(post)?;
            let url = format!("{}?v=1", page.content("og:image")?);
            page.set_if_there("twitter:image", &url);
            page.set_meta("og:image", &url)?;
            page.done_absent().map(|_| ())
        })
    }),
    op("post-deleted", &["url-vanished"], |site, rng| {
        let post = rng.pick(&site.posts())?.clone();
        let address = site.url_path(&post);
        site.accept();
        for path in site.files.keys().cloned().collect::<Vec<_>>() {
            // Nothing leads there any more.
            if path.ends_with(".html") {
                let text = site.text(&path)?.replace(&format!("href=\"{address}\""), "href=\"/about/\"");
                site.put(&path, text);
            }
        }
        site.files.remove(&post)?;
        Some(Planted { page: None, file: post, at: Vec::new() })
    }),
    op("robots-keeps-x-out", &["robots-blocks-unfurlers"], |site, _| {
        robots(site, "user-agent: twitterbot\ndisallow: /\n\nuser-agent: *\ndisallow:\n")
    }),
    op("robots-lets-only-search-in", &["robots-blocks-unfurlers"], |site, _| {
        robots(site, "User-agent: Googlebot\nUser-agent: Bingbot\nAllow: /\n\nUser-agent: *\nDisallow: /\n")
    }),
    op("robots-keeps-pictures-out-by-ending", &["robots-blocks-unfurlers"], |site, _| robots(site, "User-agent: *\nDisallow: /*.jpg$\n")),
    op("robots-of-a-list-of-bad-machines", &["robots-blocks-unfurlers"], |site, _| {
        robots(
            site,
            "# bad bots\nUser-agent: GPTBot\nUser-agent: CCBot\nUser-agent: meta-externalagent\nUser-agent: facebookexternalhit\nUser-agent: Bytespider\nDisallow: /\n",
        )
    }),
    op("robots-lets-only-home-in", &["robots-blocks-unfurlers"], |site, _| robots(site, "User-agent: *\nDisallow: /\nAllow: /$\n")),
    op("robots-keeps-chat-out", &["robots-blocks-unfurlers"], |site, _| {
        robots(site, "User-agent: Slackbot-LinkExpanding\nDisallow: /\n\nUser-agent: Discordbot\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    }),
    op("feed-enclosure-from-root", &["feed-relative-urls"], |site, _| {
        let file = site.first_of(FEEDS)?;
        site.text(&file)?.contains("<item>").then_some(())?;
        site.put("media/rain.mp3", b"ID3\x04\0\0\0\0\0\0");
        feed(site, "</item>", "<enclosure url=\"/media/rain.mp3\" length=\"10\" type=\"audio/mpeg\"/></item>")
    }),
    op("feed-link-of-a-sentence-from-root", &["feed-relative-urls"], |site, _| {
        if site.text(&site.first_of(FEEDS)?)?.contains("xml:base") {
            return None;
        }
        let added = "&lt;p&gt;It began with &lt;a href=&quot;../three-gauges/&quot;&gt;three gauges&lt;/a&gt;.&lt;/p&gt;";
        feed(site, "</content>", &format!("{added}</content>"))
            .or_else(|| feed(site, "</description></item>", &format!("{added}</description></item>")))
    }),
    // RSS can do without: readers take the link.
    op("feed-without-permanent-names", &[], |site, _| {
        let file = site.first_of(FEEDS)?;
        let text = site.text(&file)?;
        let open = text.find("<guid")?;
        let close = open + text[open..].find("</guid>")? + 7;
        let item = text[..open].rfind("<item>")?;
        site.put(&file, format!("{}{}", &text[..open], &text[close..]));
        Some(Planted::in_file(file, item..close))
    }),
    op("feed-picture-in-cdata-from-root", &["feed-relative-urls"], |site, _| {
        let file = site.first_of(FEEDS)?;
        site.text(&file)?.contains("<item>").then_some(())?;
        feed(
            site,
            "</item>",
            "<content:encoded xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><![CDATA[<p><img src=\"/img/hills.jpg\" alt=\"Hills\"></p>]]></content:encoded></item>",
        )
    }),
    op("feed-in-json-picture-from-root", &["feed-relative-urls"], |site, _| {
        json(site, "\"content_html\": \"<p>", "\"content_html\": \"<p><img src='/img/hills.jpg' alt='Hills'> ")
    }),
    op("feed-in-json-post-by-path", &["feed-relative-urls"], |site, _| json(site, "\"url\": \"https://notes.example.org/", "\"url\": \"/")),
    op("feed-name-with-campaign", &["utm-in-canonical"], |site, _| {
        feed(site, "/</guid>", "/?utm_source=rss&amp;utm_medium=feed</guid>").or_else(|| {
            let entry = site.text(&site.first_of(FEEDS)?)?.split("<entry>").nth(1)?.split("<id>").nth(1)?.split("</id>").next()?.to_owned();
            feed(site, &format!("<id>{entry}</id>"), &format!("<id>{entry}?utm_source=rss&amp;utm_medium=feed</id>"))
        })
    }),
    op("sitemap-with-campaign", &["utm-in-canonical"], |site, rng| {
        let post = rng.pick(&site.posts())?.clone();
        let url = site.address(&post);
        let file = site.first_of(&["sitemap.xml", "sitemap-0.xml"])?;
        site.swap(&file, &format!("<loc>{url}</loc>"), &format!("<loc>{url}?utm_source=sitemap&amp;utm_medium=organic</loc>"))
    }),
    op("sitemap-on-port-8000", &["dev-host"], |site, _| {
        let file = site.first_of(&["sitemap.xml", "sitemap-0.xml"])?;
        let text = site.text(&file)?.replace("https://notes.example.org", "http://0.0.0.0:8000");
        let at = text.match_indices("http://0.0.0.0:8000").map(|(at, found)| at..at + found.len()).collect();
        site.put(&file, text);
        Some(Planted { page: None, file, at })
    }),
    op("sitemap-of-tomorrow", &["sitemap-mismatch"], |site, _| {
        let file = site.first_of(&["sitemap.xml", "sitemap-0.xml"])?;
        let text = site.text(&file)?;
        let open = text.find("<lastmod>")? + 9;
        let close = open + text[open..].find('<')?;
        site.put(&file, format!("{}2031-01-01{}", &text[..open], &text[close..]));
        Some(Planted::in_file(file, open..open + 10))
    }),
    op("feed-of-another-type", &["feed-undiscoverable"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag =
            page.find(|tag| tag.name == "link" && tag.value("type").is_some_and(|kind| kind.contains("rss") || kind.contains("atom")))?;
        let at = page.set_attr(&tag, "type", "text/html")?;
        page.done(at)
    }),
    op("feed-names-pages-on-the-author-s-machine", &["dev-host"], |site, _| {
        feed(site, "<link>https://notes.example.org/", "<link>http://localhost:1313/")
            .or_else(|| feed(site, "href=\"https://notes.example.org/20", "href=\"http://localhost:4000/20"))
    }),
    op("key-in-a-script-file", &["secret-or-path-leak"], |site, _| {
        if site.kind == Kind::Source {
            return None;
        }
        let text = concat!("const client = new Api({ token: 'gh", "p_x7Kd92LmQp4RtVw8Yz1Bc3Nf5Gh6Jk0SaEuT' });\n");
        site.put("js/stars.js", text);
        Some(Planted::in_file("js/stars.js", 0..text.len()))
    }),
    op("page-named-like-a-list-of-robots", &["slug-looks-like-file"], |site, rng| {
        let post = rng.pick(&site.posts())?.clone();
        let folder = post.strip_suffix("/index.html")?.to_owned();
        let new = format!("{}/how-i-write-robots.txt", folder.rsplit_once('/').map_or("", |(before, _)| before));
        let new = new.trim_start_matches('/').to_owned();
        let (from, to) = (site.url_path(&post), format!("/{new}"));
        let (from, to) = (from.trim_end_matches('/').to_owned(), to);
        for path in site.files.keys().cloned().collect::<Vec<_>>() {
            if [".html", ".xml", ".json"].iter().any(|end| path.ends_with(end)) {
                let slash = format!("{from}/");
                let text = site.text(&path)?.replace(&slash, &to).replace(&slash.replace('/', "%2F"), &to.replace('/', "%2F"));
                site.put(&path, text);
            }
        }
        let bytes = site.files.remove(&post)?;
        let path = format!("{new}/index.html");
        site.files.insert(path.clone(), bytes);
        let page = site.open(&path)?;
        let at = [page.spans(&["og:url"]), vec![page.link("canonical")?.at]].concat();
        page.done_all(at)
    }),
];
