//! What goes wrong with tags in the head: gone, misspelt, doubled, cut off, or where nobody looks.

use super::{Operator, op};
use crate::mutants::page::Planted;

pub const OPERATORS: &[Operator] = &[
    op("title-element-gone", &["title-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.element("title")?.0;
        page.remove(at);
        page.done_absent()
    }),
    op("title-never-closed", &["markup-unclosed"], |site, rng| {
        let mut page = site.post(rng)?;
        let (whole, inner) = page.element("title")?;
        page.remove(inner.end..whole.end);
        page.done(whole.start..inner.end)
    }),
    op("comment-in-head-never-closed", &["markup-unclosed"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.behind_title("<!-- tags for search")?;
        page.done(at)
    }),
    op("comment-in-text-never-closed", &["markup-unclosed"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(rng, "<!-- ask Ruth about this --")?;
        page.done(at)
    }),
    op("style-never-closed", &["markup-unclosed"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.behind_title("<style>body { margin: 0 }<style>")?;
        page.done(at)
    }),
    // The copy was broken off.
    op("page-cut-in-a-tag", &["markup-unclosed"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(rng, "<p class=\"note\">Ruth has more.</p>")?;
        let cut = at.start + 8;
        page.remove(cut..page.html.len());
        page.done(at.start..cut)
    }),
    op("title-element-empty", &["title-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let inner = page.element("title")?.1;
        page.replace(inner, "");
        let at = page.element("title")?.0;
        page.done(at)
    }),
    op("title-element-twice", &["meta-duplicate-conflict"], |site, rng| {
        let mut page = site.post(rng)?;
        let first = page.element("title")?.0;
        let at = page.in_head("<title>Wet Hillside</title>")?;
        page.done_all(vec![first, at])
    }),
    op("title-over-three-lines", &["meta-quoting-fragile"], |site, rng| {
        let mut page = site.post(rng)?;
        let inner = page.element("title")?.1;
        let text = page.html[inner.clone()].to_owned();
        page.replace(inner, &format!("\n      {text}\n    "));
        let at = page.element("title")?.0;
        page.done(at)
    }),
    op("og-title-gone", &["og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("og:title")?;
        page.done_absent()
    }),
    op("og-title-empty", &["og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("og:title", "")?;
        page.done(at)
    }),
    op("og-type-gone", &["og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("og:type")?;
        page.done_absent()
    }),
    op("og-type-made-up", &["article-type-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("og:type", "blog-post")?;
        page.done(at)
    }),
    // Every page says website, posts too.
    op("og-type-website-on-post", &["article-type-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.content("og:type").filter(|kind| kind == "article")?;
        let at = page.set_meta("og:type", "website")?;
        page.done(at)
    }),
    op("og-url-gone", &["og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("og:url")?;
        page.done_absent()
    }),
    op("og-description-gone", &["og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("og:description")?;
        page.done_absent()
    }),
    op("og-description-empty", &["og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("og:description", "")?;
        page.done(at)
    }),
    op("all-descriptions-gone", &["description-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("og:description")?;
        page.drop_meta("twitter:description");
        page.drop_meta("description")?;
        page.done_absent()
    }),
    op("meta-description-gone", &["description-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("description")?;
        page.done_absent()
    }),
    op("twitter-card-gone", &["twitter-card-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("twitter:card")?;
        page.done_absent()
    }),
    op("twitter-card-made-up", &["twitter-card-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("twitter:card", "large_image")?;
        page.done(at)
    }),
    op("twitter-card-of-old", &["twitter-card-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("twitter:card", "photo")?;
        page.done(at)
    }),
    // The theme writes one, a plugin the other.
    op("twitter-card-twice", &["twitter-card-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_head("<meta name=\"twitter:card\" content=\"summary\">")?;
        let first = page.meta("twitter:card")?.at;
        page.done_all(vec![first, at])
    }),
    op("twitter-card-small", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("twitter:card", "summary")?;
        page.done(at)
    }),
    op("og-tags-as-name", &["meta-wrong-attribute"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("og:title")?;
        let attr = tag.attr("property")?.at.start;
        let at = page.replace(attr..attr + "property".len(), "name");
        page.done(tag.at.start..at.end + 20)
    }),
    op("og-tags-all-as-name", &["meta-wrong-attribute"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.everywhere("property=\"og:", "name=\"og:")?;
        page.done_all(at)
    }),
    op("og-title-in-single-quotes", &["meta-quoting-fragile"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("og:title")?;
        let text = page.html[tag.at.clone()].replace('"', "'");
        let at = page.replace(tag.at, &text);
        page.done(at)
    }),
    // What a minifier leaves.
    op("og-image-without-quotes", &["meta-quoting-fragile"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("og:image")?;
        let text = page.html[tag.at.clone()].replace('"', "").replace("/>", ">").replace(" >", ">");
        let at = page.replace(tag.at, &text);
        page.done(at)
    }),
    op("og-title-with-raw-bracket", &["meta-quoting-fragile"], |site, rng| {
        let mut page = site.post(rng)?;
        let title = page.title()?;
        let at = page.set_meta("og:title", &format!("{title} -> part two"))?;
        page.done(at)
    }),
    op("og-description-cut-by-quote", &["meta-broken-quote"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("og:description", "He said \"never again\" and bought a second gauge the next morning.")?;
        page.done(at)
    }),
    op("description-cut-by-quote", &["meta-broken-quote"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("description", "The \"wet\" notebook, and what was in it after a month of rain.")?;
        page.done(at)
    }),
    op("og-title-misspelt", &["og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("og:title")?;
        let name = if tag.attr("property").is_some() { "property" } else { "name" };
        let at = page.set_attr(&tag, name, "og:tittle")?;
        page.done(at)
    }),
    op("og-image-misspelt", &["preview-image-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("og:image")?;
        let at = page.set_attr(&tag, "property", "og:img")?;
        page.done(at)
    }),
    op("og-description-with-dot", &["og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("og:description")?;
        let at = page.set_attr(&tag, "property", "og.description")?;
        page.done(at)
    }),
    op("og-image-in-capitals", &["meta-wrong-attribute"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("og:image")?;
        let at = page.set_attr(&tag, "property", "OG:Image")?;
        page.done(at)
    }),
    op("og-title-as-value", &["og-required-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.meta("og:title")?;
        let attr = tag.attr("content")?.at.start;
        let at = page.replace(attr..attr + "content".len(), "value");
        page.done(tag.at.start..at.end + 5)
    }),
    op("og-title-twice-in-two-words", &["meta-duplicate-conflict"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_head("<meta property=\"og:title\" content=\"Wet Hillside: the blog\">")?;
        let first = page.meta("og:title")?.at;
        page.done_all(vec![first, at])
    }),
    op("og-description-twice-in-two-words", &["meta-duplicate-conflict"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_head("<meta property=\"og:description\" content=\"A blog about rain.\">")?;
        let first = page.meta("og:description")?.at;
        page.done_all(vec![first, at])
    }),
    // A component that belongs into the head is used in the body.
    op("og-tags-in-body", &["meta-not-in-static-head"], |site, rng| {
        let mut page = site.post(rng)?;
        let mut moved = String::new();
        while let Some(tag) = page.find(|tag| tag.name == "meta" && tag.value("property").is_some_and(|key| key.starts_with("og:"))) {
            moved.push_str(&page.html[tag.at.clone()]);
            page.remove(tag.at);
        }
        let body = page.find(|tag| tag.name == "body")?.at.end;
        let at = page.replace(body..body, &moved);
        page.done(at)
    }),
    // A block that may not stand in the head ends it: a noscript with a picture, a banner.
    op("head-ended-by-a-div", &["meta-not-in-static-head"], |site, rng| {
        let mut page = site.post(rng)?;
        let first = page.tags().into_iter().find(|tag| tag.name == "meta" && tag.value("property").is_some())?.at.start;
        let at = page.replace(first..first, "<div id=\"announcement\">New: a feed</div>");
        page.done(at)
    }),
    op("head-ended-by-a-picture", &["meta-not-in-static-head"], |site, rng| {
        let mut page = site.post(rng)?;
        let first = page.tags().into_iter().find(|tag| tag.name == "meta" && tag.value("property").is_some())?.at.start;
        let at = page.replace(first..first, "<img src=\"https://stats.example.com/count.gif?site=7\" alt=\"\" width=\"1\" height=\"1\">");
        page.done(at)
    }),
    op("og-tags-written-by-script", &["meta-not-in-static-head"], |site, rng| {
        let mut page = site.post(rng)?;
        let (title, image) = (page.title()?, page.content("og:image")?);
        let description = page.content("og:description")?;
        for prefix in ["og:", "twitter:"] {
            while let Some(tag) = page.find(|tag| {
                tag.name == "meta" && ["property", "name"].iter().any(|by| tag.value(by).is_some_and(|key| key.starts_with(prefix)))
            }) {
                page.remove(tag.at);
            }
        }
        let at = page.in_head(&format!(
            "<script>for (const [key, value] of Object.entries({{\"og:title\": \"{title}\", \"og:description\": \"{description}\", \"og:image\": \"{image}\", \"og:type\": \"article\"}})) {{ const tag = document.createElement('meta'); tag.setAttribute('property', key); tag.content = value; document.head.append(tag); }}</script>"
        ))?;
        page.done(at)
    }),
    op("og-tags-commented-out", &["og-required-missing", "meta-not-in-static-head"], |site, rng| {
        let mut page = site.post(rng)?;
        let tags: Vec<_> = page
            .tags()
            .into_iter()
            .filter(|tag| tag.name == "meta" && tag.value("property").is_some_and(|key| key.starts_with("og:")))
            .map(|tag| tag.at)
            .collect();
        let mut moved = String::new();
        for at in tags.into_iter().rev() {
            moved.insert_str(0, &page.html[at.clone()]);
            page.remove(at);
        }
        page.behind_title(&format!("<!-- {moved} -->"))?;
        page.done_absent()
    }),
    op("og-tags-in-noscript", &["og-required-missing", "meta-not-in-static-head"], |site, rng| {
        let mut page = site.post(rng)?;
        let tags: Vec<_> = page
            .tags()
            .into_iter()
            .filter(|tag| tag.name == "meta" && tag.value("property").is_some_and(|key| key.starts_with("og:")))
            .map(|tag| tag.at)
            .collect();
        let mut moved = String::new();
        for at in tags.into_iter().rev() {
            moved.insert_str(0, &page.html[at.clone()]);
            page.remove(at);
        }
        page.behind_title(&format!("<noscript>{moved}</noscript>"))?;
        page.done_absent()
    }),
    op("charset-gone", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.find(|tag| tag.name == "meta" && tag.attr("charset").is_some())?;
        page.remove(tag.at);
        page.done_absent()
    }),
    op("charset-behind-a-long-comment", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.find(|tag| tag.name == "meta" && tag.attr("charset").is_some())?;
        let licence = "Permission is hereby granted to read this page aloud, in whole or in part, to anybody who will listen. ".repeat(14);
        page.replace(tag.at.start..tag.at.start, &format!("<!-- {licence}-->"));
        let at = page.find(|tag| tag.name == "meta" && tag.attr("charset").is_some())?.at;
        page.done(at)
    }),
    op("viewport-gone", &["viewport-missing"], |site, rng| {
        let mut page = site.page(rng)?;
        page.drop_meta("viewport")?;
        page.done_absent()
    }),
    op("head-behind-350-kb-of-style", &["meta-past-byte-limit"], |site, rng| {
        let mut page = site.post(rng)?;
        let first = page.tags().into_iter().find(|tag| tag.name == "meta" && tag.value("property").is_some())?.at.start;
        let style = ".note-1:hover > .mark::after { content: none; margin: 0 auto; }\n".repeat(5600);
        let at = page.replace(first..first, &format!("<style>{style}</style>"));
        let tags = page.tags().into_iter().filter(|tag| tag.name == "meta" && tag.at.start >= at.end).map(|tag| tag.at).collect();
        page.done_all([vec![at], tags].concat())
    }),
    op("head-behind-48-kb-of-script", &["meta-past-byte-limit"], |site, rng| {
        let mut page = site.post(rng)?;
        let first = page.tags().into_iter().find(|tag| tag.name == "meta" && tag.value("property").is_some())?.at.start;
        let script = "window.settings = Object.assign(window.settings || {}, { theme: 'wet', depth: 3 });\n".repeat(600);
        let at = page.replace(first..first, &format!("<script>{script}</script>"));
        let tags = page.tags().into_iter().filter(|tag| tag.name == "meta" && tag.at.start >= at.end).map(|tag| tag.at).collect();
        page.done_all([vec![at], tags].concat())
    }),
    op("locale-with-hyphen", &["language-wrong"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("og:locale", "en-GB") {
            Some(at) => at,
            None => page.behind_title("<meta property=\"og:locale\" content=\"en-GB\">")?,
        };
        page.done(at)
    }),
    op("locale-of-another-language", &["language-wrong"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("og:locale", "de_DE") {
            Some(at) => at,
            None => page.behind_title("<meta property=\"og:locale\" content=\"de_DE\">")?,
        };
        let lang = page.find(|tag| tag.name == "html")?.at;
        page.done_all(vec![at, lang])
    }),
    op("site-name-gone", &["site-name-unusable"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("og:site_name")?;
        page.done_absent()
    }),
    op("site-name-is-a-paragraph", &["site-name-unusable"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("og:site_name", "Wet Hillside, the place where we write about rain, bread, letters and lamps, and about the many small instruments with which a household may be measured, among them gauges, thermometers, scales, clocks and one notebook that was itself rained on twice in the course of the work described here")?;
        page.done(at)
    }),
    op("published-in-words", &["date-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("article:published_time", "4th of March 2026")?;
        page.done(at)
    }),
    op("published-without-zone", &["date-invalid", "article-type-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.content("article:published_time")?;
        let at = page.set_meta("article:published_time", &format!("{}T08:00:00", old.get(..10)?))?;
        page.done(at)
    }),
    op("published-in-three-years", &["date-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("article:published_time", "2029-03-04T08:00:00+00:00")?;
        page.done(at)
    }),
    op("modified-before-published", &["date-invalid"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("article:modified_time", "2019-01-01T08:00:00+00:00")?;
        let published = page.meta("article:published_time")?.at;
        page.done_all(vec![at, published])
    }),
    op("fediverse-creator-without-host", &["fediverse-creator-wrong"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("fediverse:creator", "@mira") {
            Some(at) => at,
            None => page.behind_title("<meta name=\"fediverse:creator\" content=\"@mira\">")?,
        };
        page.done(at)
    }),
    op("fediverse-creator-is-an-address", &["fediverse-creator-wrong"], |site, rng| {
        let mut page = site.post(rng)?;
        let value = "https://social.example.net/@mira";
        let at = match page.set_meta("fediverse:creator", value) {
            Some(at) => at,
            None => page.behind_title(&format!("<meta name=\"fediverse:creator\" content=\"{value}\">"))?,
        };
        page.done(at)
    }),
    op("twitter-site-is-an-address", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let value = "https://twitter.com/wethillside";
        let at = match page.set_meta("twitter:site", value) {
            Some(at) => at,
            None => page.behind_title(&format!("<meta name=\"twitter:site\" content=\"{value}\">"))?,
        };
        page.done(at)
    }),
    op("theme-color-by-name", &["theme-color-not-hex"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("theme-color", "rebeccapurple") {
            Some(at) => at,
            None => page.behind_title("<meta name=\"theme-color\" content=\"rebeccapurple\">")?,
        };
        page.done(at)
    }),
    // The staging environment's setting went live.
    op("noindex-left-from-staging", &["noindex-published"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("robots", "noindex, nofollow") {
            Some(at) => at,
            None => page.behind_title("<meta name=\"robots\" content=\"noindex, nofollow\">")?,
        };
        page.done(at)
    }),
    op("noindex-on-all-posts", &["noindex-published"], |site, _| {
        let mut planted: Option<Planted> = None;
        for path in site.posts() {
            let mut page = site.open(&path)?;
            let at = match page.set_meta("robots", "noindex") {
                Some(at) => at,
                None => page.behind_title("<meta name=\"robots\" content=\"noindex\">")?,
            };
            planted = page.done(at);
        }
        let mut planted = planted?;
        planted.page = None;
        Some(planted)
    }),
    // That rule speaks to those who have Google among their platforms.
    op("previews-kept-small", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("robots", "max-image-preview:none") {
            Some(at) => at,
            None => page.behind_title("<meta name=\"robots\" content=\"max-image-preview:none\">")?,
        };
        page.done(at)
    }),
    op("sends-readers-away", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let home = page.site.address("");
        let at = page.behind_title(&format!("<meta http-equiv=\"refresh\" content=\"5; url={home}\">"))?;
        page.done(at)
    }),
    // That rule speaks to those who have iMessage among their platforms.
    op("video-left-from-a-demo", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_head("<meta property=\"og:video\" content=\"https://videos.example.com/demo.mp4\">")?;
        page.done(at)
    }),
    op("favicon-gone", &["broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.link("icon")?;
        let href = tag.value("href")?.replace("favicon.ico", "favicon-32x32.png");
        let at = page.set_attr(&tag, "href", &href)?;
        page.done(at)
    }),
    op("touch-icon-gone", &["broken-internal-link", "touch-icon-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.link("apple-touch-icon")?;
        let href = tag.value("href")?.replace("apple-touch-icon.png", "icons/apple-touch-icon-180.png");
        let at = page.set_attr(&tag, "href", &href)?;
        page.done(at)
    }),
    op("style-sheet-gone", &["broken-internal-link"], |site, rng| {
        let mut page = site.page(rng)?;
        let tag = page.link("stylesheet")?;
        let href = tag.value("href")?.replace(".css", ".min.css");
        let at = page.set_attr(&tag, "href", &href)?;
        page.done(at)
    }),
    op("oembed-of-type-link", &["oembed-overrides"], |site, rng| {
        let mut page = site.post(rng)?;
        page.site.put("oembed/note.json", "{\"version\": \"1.0\", \"type\": \"link\", \"title\": \"A note\"}");
        let address = page.site.address("oembed/note.json");
        let at = page.in_head(&format!("<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{address}\" title=\"oEmbed\">"))?;
        page.done(at)
    }),
];
