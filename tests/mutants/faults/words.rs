//! What goes wrong with the words that a preview shows: too long, doubled, escaped twice, in the wrong encoding.

use super::{Operator, op};

pub const OPERATORS: &[Operator] = &[
    op("title-of-three-lines", &["title-too-long"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "Everything that I have learned in eleven years about measuring rain with three cheap gauges in a garden that is mostly wind and never once quite dry")?;
        page.done_all(at)
    }),
    op("title-names-the-site", &["title-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        let name = page.content("og:site_name")?;
        let new = format!("{} | {name}", page.title()?);
        page.set_if_there("twitter:title", &new);
        page.set_meta("og:title", &new)?;
        let at = page.spans(&["og:title", "twitter:title"]);
        page.done_all(at)
    }),
    op("title-escaped-twice", &["meta-double-escaped"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_if_there("twitter:title", "Bread &amp;amp; rain, it&amp;#39;s all measuring");
        page.set_meta("og:title", "Bread &amp;amp; rain, it&amp;#39;s all measuring")?;
        let at = page.spans(&["og:title", "twitter:title"]);
        page.done_all(at)
    }),
    op("description-escaped-twice", &["meta-double-escaped"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = "It&amp;rsquo;s the second gauge that lies, said the neighbour, and the second gauge had been a gift from her.";
        let old = page.content("og:description")?;
        let at = page.everywhere(&old, new)?;
        page.done_all(at)
    }),
    op("title-with-tags-in-it", &["text-has-markup"], |site, rng| {
        let mut page = site.post(rng)?;
        let title = page.title()?;
        page.set_if_there("twitter:title", &format!("&lt;em&gt;{title}&lt;/em&gt;"));
        page.set_meta("og:title", &format!("&lt;em&gt;{title}&lt;/em&gt;"))?;
        let at = page.spans(&["og:title", "twitter:title"]);
        page.done_all(at)
    }),
    op("description-with-tags-in-it", &["text-has-markup"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.content("og:description")?;
        let at = page.everywhere(&format!("\"{old}\""), &format!("\"&lt;p&gt;{old}&lt;/p&gt;\""))?;
        page.done_all(at)
    }),
    op("description-is-markdown", &["text-has-markup"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.content("og:description")?;
        let at = page.everywhere(
            &format!("\"{old}\""),
            "\"Three **cheap** gauges stood a metre apart; see [the notes](/about/) for how they were read.\"",
        )?;
        page.done_all(at)
    }),
    op("description-is-the-title", &["description-redundant"], |site, rng| {
        let mut page = site.post(rng)?;
        let (old, title) = (page.content("og:description")?, page.title()?);
        page.everywhere(&old, &title)?;
        let at = page.spans(&["og:description", "description", "twitter:description"]);
        page.done_all(at)
    }),
    op("description-same-on-all-posts", &["description-redundant", "duplicate-title"], |site, _| {
        let mut planted = None;
        for path in site.posts() {
            let mut page = site.open(&path)?;
            let old = page.content("og:description")?;
            page.everywhere(&old, "Notes from a house where the rain and the bread get measured.")?;
            let at = page.spans(&["og:description", "description", "twitter:description"]);
            planted = page.done_all(at);
        }
        let mut planted = planted?;
        planted.page = None;
        Some(planted)
    }),
    op("description-same-on-two-posts", &["duplicate-title"], |site, rng| {
        let other = site.posts().first()?.clone();
        let text = site.open(&other)?.content("og:description")?;
        let mut page = site.post(rng)?;
        let old = page.content("og:description")?;
        if page.path == other {
            return None;
        }
        page.everywhere(&old, &text)?;
        let at = page.spans(&["og:description", "description", "twitter:description"]);
        let mut planted = page.done_all(at)?;
        planted.page = None;
        Some(planted)
    }),
    op("title-same-on-two-posts", &["duplicate-title"], |site, rng| {
        let other = site.posts().last()?.clone();
        let text = site.open(&other)?.title()?;
        let mut page = site.post(rng)?;
        let old = page.title()?;
        if page.path == other {
            return None;
        }
        let at = page.everywhere(&old, &text)?;
        let mut planted = page.done_all(at)?;
        planted.page = None;
        Some(planted)
    }),
    op("description-is-the-menu", &["text-has-markup"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.content("og:description")?;
        let at =
            page.everywhere(&old, "Skip to content Home Posts About Search Toggle dark mode Subscribe Share on X Share on Facebook")?;
        page.done_all(at)
    }),
    op("description-is-the-post", &["description-length"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.content("og:description")?;
        let text = "Each morning at seven the three gauges were read, written down, and emptied over the same rose bush. ".repeat(9);
        let at = page.everywhere(&old, text.trim())?;
        page.done_all(at)
    }),
    op("description-is-two-words", &["description-length"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.content("og:description")?;
        let at = page.everywhere(&old, "My notes")?;
        page.done_all(at)
    }),
    op("description-over-lines", &["text-has-markup"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.set_meta("og:description", "Three cheap gauges\n\n      stood a metre apart\n\n      for a month.")?;
        page.done(at)
    }),
    op("description-in-wrong-encoding", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.content("og:description")?;
        let at = page.everywhere(&old, "They donâ€™t agree â€“ not once in a month â€“ and the neighbourâ€™s gauge is no better.")?;
        page.done_all(at)
    }),
    op("title-with-lost-letters", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "Caf\u{fffd} notes on a r\u{fffd}sum\u{fffd} of rain")?;
        page.done_all(at)
    }),
    op("title-with-invisible-letters", &["text-has-markup"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "\u{feff}Three rain\u{200b}gauges and\u{200b} one note\u{ad}book")?;
        page.done_all(at)
    }),
    op("title-turned-around", &["text-has-markup"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "Three gauges \u{202e}koobeton eno dna")?;
        page.done_all(at)
    }),
    op("title-is-untitled", &["placeholder-leak"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "Untitled")?;
        page.done_all(at)
    }),
    op("title-is-the-site's", &["title-mismatch", "duplicate-title"], |site, rng| {
        let mut page = site.post(rng)?;
        let name = page.content("og:site_name")?;
        page.set_if_there("twitter:title", &name);
        page.set_meta("og:title", &name)?;
        let inner = page.element("title")?.1;
        page.replace(inner, &name);
        let mut at = page.spans(&["og:title", "twitter:title"]);
        at.push(page.element("title")?.0);
        page.done_all(at)
    }),
    op("title-is-the-file's-name", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "2026-03-04-three_rain_gauges.md")?;
        page.done_all(at)
    }),
    op("title-says-something-else-than-the-page", &["title-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_if_there("twitter:title", "Kettle scale removal explained");
        page.set_meta("og:title", "Kettle scale removal explained")?;
        let at = page.spans(&["og:title", "twitter:title"]);
        page.done_all(at)
    }),
    op("title-counts-wrong", &["list-count-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "7 lessons from a month on a wet hillside")?;
        page.done_all(at)
    }),
    op("title-counts-wrong-in-words", &["list-count-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "Five things that a notebook taught us")?;
        page.done_all(at)
    }),
    op("lang-gone", &["language-wrong"], |site, rng| {
        let mut page = site.page(rng)?;
        let tag = page.find(|tag| tag.name == "html")?;
        page.drop_attr(&tag, "lang")?;
        let at = page.find(|tag| tag.name == "html")?.at;
        page.done(at)
    }),
    op("lang-is-a-word", &["language-wrong"], |site, rng| {
        let mut page = site.page(rng)?;
        let tag = page.find(|tag| tag.name == "html")?;
        let at = page.set_attr(&tag, "lang", "english")?;
        page.done(at)
    }),
    op("lang-with-underscore", &["language-wrong"], |site, rng| {
        let mut page = site.page(rng)?;
        let tag = page.find(|tag| tag.name == "html")?;
        let at = page.set_attr(&tag, "lang", "en_US")?;
        page.done(at)
    }),
    op("lang-of-the-theme's-author", &["language-wrong"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.find(|tag| tag.name == "html")?;
        let at = page.set_attr(&tag, "lang", "de")?;
        page.done(at)
    }),
];
