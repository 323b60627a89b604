//! What else goes wrong in the head: plugins that meet, copied snippets, values of another page.

use super::{Operator, drawn, in_head, meta, op, pictured};
use crate::mutants::page::Planted;
use crate::mutants::site::{Rng, Site, picture};

/// Every tag of the head from the first social one on is pushed behind this.
fn pushed(site: &mut Site, rng: &mut Rng, html: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let first = page.tags().into_iter().find(|tag| tag.name == "meta" && tag.value("property").is_some())?.at.start;
    let at = page.replace(first..first, html);
    let tags = page.tags().into_iter().filter(|tag| tag.name == "meta" && tag.at.start >= at.end).map(|tag| tag.at).collect();
    page.done_all([vec![at], tags].concat())
}

/// The structured data, with other words in it.
fn data(site: &mut Site, rng: &mut Rng, new: impl Fn(&str, &str) -> Option<String>) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let tag = page.find(|tag| tag.value("type") == Some("application/ld+json"))?;
    let end = tag.at.end + page.html[tag.at.end..].find("</script>")?;
    let old = page.html[tag.at.end..end].to_owned();
    let new = new(&old, &page.url()).filter(|new| *new != old)?;
    let at = page.replace(tag.at.end..end, &new);
    page.done(at)
}

/// The text behind a key of JSON.
fn keyed(json: &str, key: &str, value: &str) -> Option<String> {
    let at = json.find(&format!("\"{key}\""))? + key.len() + 2;
    let open = at + json[at..].find('"')?;
    let close = open + 1 + json[open + 1..].find('"')?;
    Some(format!("{}\"{value}\"{}", &json[..open], &json[close + 1..]))
}

fn canonical(site: &mut Site, rng: &mut Rng, new: impl Fn(&str) -> String) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let tag = page.link("canonical")?;
    let new = new(tag.value("href")?);
    page.set_attr(&tag, "href", &new)?;
    let at = [vec![page.link("canonical")?.at], page.spans(&["og:url"])].concat();
    page.done_all(at)
}

fn dated(site: &mut Site, rng: &mut Rng, value: &str) -> Option<Planted> {
    meta(site, rng, "article:published_time", |_| value.to_owned())
}

pub const OPERATORS: &[Operator] = &[
    // What some sites had before there was Open Graph.
    op("image-as-link-only", &["preview-image-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let url = page.content("og:image")?;
        for key in ["og:image:width", "og:image:height", "og:image:alt", "og:image:type", "og:image", "twitter:image", "twitter:image:alt"]
        {
            page.drop_meta(key);
        }
        page.behind_title(&format!("<link rel=\"image_src\" href=\"{url}\">"))?;
        page.done_absent()
    }),
    op("image-with-one-slash-lost", &["preview-image-relative"], |site, rng| pictured(site, rng, |old| old.replace("https://", "https:/"))),
    op("image-with-scheme-misspelt", &["preview-image-relative"], |site, rng| pictured(site, rng, |old| old.replace("https:", "htttps:"))),
    op("image-of-an-editor-s-memory", &["preview-image-relative"], |site, rng| {
        pictured(site, rng, |_| "blob:https://notes.example.org/0d2c9f64-7a53-4be0-8f53-0f4d2b1c7e55".to_owned())
    }),
    op("image-address-encoded-twice", &["preview-image-not-found"], |site, rng| {
        let mut page = site.post(rng)?;
        let bytes = picture("fence.jpg", 1200, 630);
        page.show("img/fence in winter.jpg", 1200, 630, &bytes)?;
        let url = page.content("og:image")?.replace(' ', "%2520");
        page.set_if_there("twitter:image", &url);
        page.set_meta("og:image", &url)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("image-is-the-folder-of-pictures", &["preview-image-not-found"], |site, rng| {
        pictured(site, rng, |old| old.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/")))
    }),
    // A telephone's photo, renamed by hand.
    op("image-of-a-telephone", &["preview-image-format"], |site, rng| {
        drawn(site, rng, "img/beach.heic", 1200, 630, &picture("beach.heic", 1200, 630))
    }),
    op("image-is-a-favicon", &["preview-image-format", "preview-image-too-small"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/logo.ico", 256, 256)?;
        page.done_all(at)
    }),
    op("image-is-a-counting-pixel", &["preview-image-too-small"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/pixel.png", 1, 1)?;
        page.done_all(at)
    }),
    op("image-is-a-telephone-s-screen", &["preview-image-shape"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/screen.jpg", 1080, 2340)?;
        page.done_all(at)
    }),
    op("image-is-a-panorama", &["preview-image-shape"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/panorama.jpg", 3600, 700)?;
        page.done_all(at)
    }),
    op("image-size-is-a-word", &["preview-image-size-tags"], |site, rng| meta(site, rng, "og:image:height", |_| "auto".to_owned())),
    op("image-size-of-the-thumbnail", &["preview-image-size-tags"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_meta("og:image:width", "600")?;
        page.set_meta("og:image:height", "315")?;
        let at = page.spans(&["og:image:width", "og:image:height"]);
        page.done_all(at)
    }),
    // A script copies the default beside every post.
    op("image-copied-to-all-posts", &["preview-image-reused"], |site, _| {
        let all = site.posts();
        if all.len() < 6 {
            return None;
        }
        let bytes = picture("default.jpg", 1200, 630);
        let mut places = Vec::new();
        for (number, post) in all.iter().enumerate() {
            let mut page = site.open(post)?;
            places = page.show(&format!("img/card-{number}.jpg"), 1200, 630, &bytes)?;
            page.done_absent()?;
        }
        Some(Planted { page: None, file: all.last()?.clone(), at: places })
    }),
    op("image-alt-is-a-space", &["preview-image-alt-missing"], |site, rng| meta(site, rng, "og:image:alt", |_| " ".to_owned())),
    op("og-url-empty", &["og-required-missing"], |site, rng| meta(site, rng, "og:url", |_| String::new())),
    op("og-type-empty", &["og-required-missing"], |site, rng| meta(site, rng, "og:type", |_| String::new())),
    op("twitter-card-empty", &["twitter-card-invalid"], |site, rng| meta(site, rng, "twitter:card", |_| String::new())),
    op("twitter-card-with-hyphens", &["twitter-card-invalid"], |site, rng| {
        meta(site, rng, "twitter:card", |_| "summary-large-image".to_owned())
    }),
    op("article-date-as-name", &["meta-wrong-attribute"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("article:published_time")?;
        let at = tag.attr("property")?.at.start;
        page.replace(at..at + "property".len(), "name");
        page.done(tag.at)
    }),
    op("og-url-twice", &["meta-duplicate-conflict"], |site, rng| {
        let mut page = site.post(rng)?;
        let first = page.meta("og:url")?.at;
        let url = page.url();
        let at = page.in_head(&format!("<meta property=\"og:url\" content=\"{url}amp/\">"))?;
        page.done_all(vec![first, at])
    }),
    op("description-of-a-second-plugin", &["meta-duplicate-conflict"], |site, rng| {
        let mut page = site.post(rng)?;
        let first = page.meta("description")?.at;
        let at = page.in_head("<meta name=\"description\" content=\"Notes on rain, bread and reading lamps from a small wet house.\">")?;
        page.done_all(vec![first, at])
    }),
    // The snippet belongs behind <body>.
    op("head-ended-by-a-tag-manager", &["meta-not-in-static-head"], |site, rng| {
        pushed(
            site,
            rng,
            "<noscript><iframe src=\"https://www.googletagmanager.com/ns.html?id=GTM-5F2K9Q\" title=\"Counter\" height=\"0\" width=\"0\" style=\"display:none\" loading=\"lazy\"></iframe></noscript>",
        )
    }),
    op("head-ended-by-a-lost-letter", &["meta-not-in-static-head"], |site, rng| pushed(site, rng, ">\n")),
    op("head-ended-by-a-picture-in-noscript", &["meta-not-in-static-head"], |site, rng| {
        pushed(site, rng, "<noscript><img src=\"https://count.example.com/p.gif\" alt=\"\" width=\"1\" height=\"1\"></noscript>")
    }),
    op("head-behind-an-icon-in-base64", &["meta-past-byte-limit"], |site, rng| {
        pushed(
            site,
            rng,
            &format!("<link rel=\"preload\" as=\"font\" crossorigin href=\"data:font/woff2;base64,{}\">", "d09GMgABAAAAAA".repeat(24_000)),
        )
    }),
    op("og-image-through-a-tunnel", &["dev-host"], |site, rng| {
        pictured(site, rng, |old| old.replace("https://notes.example.org", "https://4f1c-85-19.ngrok-free.app"))
    }),
    op("data-on-port-4000", &["dev-host"], |site, rng| {
        data(site, rng, |json, url| Some(json.replace(url, &url.replace("https://notes.example.org", "http://127.0.0.1:4000"))))
    }),
    op("translation-on-the-author-s-machine", &["dev-host"], |site, rng| {
        let mut page = site.post(rng)?;
        let url = page.url();
        let other = url.replace("https://notes.example.org", "http://192.168.0.14:8080");
        let at = page.in_head(&format!(
            "<link rel=\"alternate\" hreflang=\"en\" href=\"{url}\"><link rel=\"alternate\" hreflang=\"x-default\" href=\"{other}\">"
        ))?;
        page.done(at)
    }),
    op("title-is-a-hard-space", &["title-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let inner = page.element("title")?.1;
        page.replace(inner, "&nbsp;");
        let at = page.element("title")?.0;
        page.done(at)
    }),
    op("meta-description-empty", &["description-missing"], |site, rng| meta(site, rng, "description", |_| String::new())),
    op("canonical-of-a-place-it-was-copied-to", &["canonical-points-elsewhere"], |site, rng| {
        canonical(site, rng, |old| old.replace("https://notes.example.org", "https://medium.com/@mira"))
    }),
    op("canonical-of-the-amp-page", &["canonical-points-elsewhere", "canonical-invalid"], |site, rng| {
        canonical(site, rng, |old| format!("{old}amp/"))
    }),
    op("og-url-with-www", &["og-url-mismatch"], |site, rng| meta(site, rng, "og:url", |old| old.replace("//notes.", "//www.notes."))),
    op("canonical-with-click-id", &["utm-in-canonical"], |site, rng| {
        canonical(site, rng, |old| format!("{old}?fbclid=IwAR0cXl3Vt7mHkq2pQ9"))
    }),
    op("og-url-of-a-newsletter", &["utm-in-canonical"], |site, rng| {
        meta(site, rng, "og:url", |old| format!("{old}?mc_cid=4f1c9e2b7a&amp;mc_eid=9d3e1f"))
    }),
    op("data-with-campaign", &["utm-in-canonical"], |site, rng| {
        data(site, rng, |json, url| Some(json.replace(&format!("\"{url}\""), &format!("\"{url}?utm_source=google&utm_medium=organic\""))))
    }),
    op("hidden-by-one-word", &["noindex-published"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("robots", "none") {
            Some(at) => at,
            None => page.behind_title("<meta name=\"robots\" content=\"none\">")?,
        };
        page.done(at)
    }),
    op("search-told-to-forget", &["noindex-published"], |site, rng| {
        in_head(site, rng, "<meta name=\"googlebot\" content=\"unavailable_after: 2026-03-31\">")
    }),
    // The zero of a language is no date.
    op("published-in-the-year-one", &["date-invalid"], |site, rng| dated(site, rng, "0001-01-01T00:00:00Z")),
    op("published-on-30-february", &["date-invalid"], |site, rng| dated(site, rng, "2026-02-30T08:00:00+00:00")),
    op("published-month-last", &["date-invalid"], |site, rng| dated(site, rng, "04/03/2026")),
    op("data-in-single-quotes", &["jsonld-invalid"], |site, rng| data(site, rng, |json, _| Some(json.replace('"', "'")))),
    op("data-with-a-note-in-it", &["jsonld-invalid"], |site, rng| {
        data(site, rng, |json, _| Some(json.replacen('{', "{\n// the post itself\n", 1)))
    }),
    op("data-twice-in-one-block", &["jsonld-invalid"], |site, rng| {
        data(site, rng, |json, _| Some(format!("{}{}", json.trim_end(), json.trim())))
    }),
    op("data-headline-is-home", &["jsonld-contradicts-page"], |site, rng| {
        data(site, rng, |json, _| keyed(json, "headline", "Wet Hillside"))
    }),
    op("data-of-the-old-address", &["jsonld-contradicts-page"], |site, rng| {
        data(site, rng, |json, url| Some(json.replace(&format!("\"{url}\""), "\"https://notes.example.org/2019/rain.html\"")))
    }),
    op("data-says-undefined", &["placeholder-leak"], |site, rng| data(site, rng, |json, _| keyed(json, "description", "undefined"))),
    op("canonical-says-undefined", &["placeholder-leak"], |site, rng| {
        canonical(site, rng, |_| "https://notes.example.org/undefined/".to_owned())
    }),
    op("picture-named-by-its-folder-on-disk", &["secret-or-path-leak"], |site, rng| {
        in_head(site, rng, "<meta name=\"source\" content=\"C:\\Users\\Mira\\sites\\notes\\content\\rain.md\">")
    }),
    op("social-alt-cut-by-quote", &["meta-broken-quote"], |site, rng| {
        meta(site, rng, "og:image:alt", |_| "A loaf that its baker calls \"the brick\" on a window sill".to_owned())
    }),
    op("title-with-an-inch-sign", &["meta-broken-quote"], |site, rng| {
        meta(site, rng, "og:title", |_| "A 5\" gauge against two that are wider".to_owned())
    }),
    op("description-in-single-quotes-with-apostrophe", &["meta-broken-quote"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("description")?;
        let at = page
            .replace(tag.at, "<meta name='description' content='What the oven doesn't tell anybody who trusts its dial and its lamp.'>");
        page.done(at)
    }),
    op("site-name-in-quotes", &["meta-broken-quote"], |site, rng| meta(site, rng, "og:site_name", |_| "The \"Wet\" Hillside".to_owned())),
    op("title-of-x-cut-by-quote", &["meta-broken-quote"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = "<meta name=\"twitter:title\" content=\"Why \"measured twice\" is not enough for rain\">";
        let at = match page.set_meta("twitter:title", "Why \"measured twice\" is not enough for rain") {
            Some(at) => at,
            None => page.behind_title(tag)?,
        };
        page.done(at)
    }),
    op("zoom-stopped-at-one", &["viewport-missing"], |site, rng| {
        meta(site, rng, "viewport", |_| "width=device-width, initial-scale=1, maximum-scale=1".to_owned())
    }),
    op("locale-is-english", &["language-wrong"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("og:locale", "english") {
            Some(at) => at,
            None => page.behind_title("<meta property=\"og:locale\" content=\"english\">")?,
        };
        page.done(at)
    }),
    op("translation-for-a-kingdom", &["hreflang-incomplete"], |site, rng| {
        let mut page = site.post(rng)?;
        let url = page.url();
        let at = page.in_head(&format!("<link rel=\"alternate\" hreflang=\"en-UK\" href=\"{url}\">"))?;
        page.done(at)
    }),
    op("creator-as-the-address-of-a-profile", &["fediverse-creator-wrong"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("fediverse:creator", "https://social.example.net/@mira") {
            Some(at) => at,
            None => page.behind_title("<meta name=\"fediverse:creator\" content=\"https://social.example.net/@mira\">")?,
        };
        page.done(at)
    }),
    // That rule speaks to those who have Google among their platforms.
    op("previews-kept-to-standard", &[], |site, rng| meta(site, rng, "robots", |_| "index, follow, max-image-preview:standard".to_owned())),
    op("colour-of-three-letters", &["theme-color-not-hex"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("theme-color", "rgb(29, 78, 99)") {
            Some(at) => at,
            None => page.behind_title("<meta name=\"theme-color\" content=\"rgb(29, 78, 99)\">")?,
        };
        page.done(at)
    }),
];
