//! What else goes wrong with words: titles that count, leftovers of editors, letters nobody sees.

use super::{Operator, meta, op, titled};
use crate::mutants::page::Planted;
use crate::mutants::site::{Rng, Site};

/// The title, wherever the page says it, and a text of so many numbered or plain sections.
fn counted(site: &mut Site, rng: &mut Rng, title: &str, sections: &[&str]) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let old = page.title()?;
    page.everywhere(&old, title)?;
    let html: String = sections
        .iter()
        .map(|section| format!("<h2>{section}</h2>\n<p>It is short, and there is not much more to say of it than this.</p>\n"))
        .collect();
    // The headings of the post give way to those of the list.
    let from = page.html.find("</h1>")?;
    let first = from + page.html[from..].find("<h2")?;
    let end = ["</article>", "</main>"].iter().filter_map(|end| page.html[first..].find(end)).min()? + first;
    let last = page.html[first..end].rfind("</p>").map(|at| first + at + 4)?;
    page.replace(first..last, &html);
    let at = page.html.match_indices(title).map(|(at, _)| at..at + title.len()).collect();
    page.done_all(at)
}

pub const OPERATORS: &[Operator] = &[
    op("title-of-seven-with-five-numbered", &["list-count-mismatch"], |site, rng| {
        counted(
            site,
            rng,
            "7 tips for a notebook that stays dry",
            &["1. Use a pencil", "2. Keep it indoors", "3. Buy heavy paper", "4. Write less", "5. Stay at home"],
        )
    }),
    op("title-of-three-reasons-with-four", &["list-count-mismatch"], |site, rng| {
        counted(
            site,
            rng,
            "Three reasons to weigh your boots",
            &["They are heavy", "The scale is there", "Winter is long", "Nobody else does it"],
        )
    }),
    op("title-of-ten-mistakes-with-six", &["list-count-mismatch"], |site, rng| {
        counted(
            site,
            rng,
            "The 10 biggest mistakes with a rain gauge",
            &["Under a tree", "Beside a wall", "On a moving fence", "Read at noon", "Read by two people", "Not read at all", "Conclusion"],
        )
    }),
    op("title-of-five-lessons-with-list-of-six", &["list-count-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let title = "5 lessons from a winter at one window";
        page.everywhere(&old, title)?;
        page.in_text(
            rng,
            "<h3>Lesson 1: wake up early</h3><p>Birds do.</p><h3>Lesson 2: sit still</h3><p>They see you.</p><h3>Lesson 3: bring coffee</h3><p>It is cold.</p><h3>Lesson 4: count</h3><p>It helps.</p><h3>Lesson 5: write</h3><p>In pencil.</p><h3>Lesson 6: stop</h3><p>In time.</p>",
        )?;
        let at = page.html.match_indices(title).map(|(at, _)| at..at + title.len()).collect();
        page.done_all(at)
    }),
    op("title-in-long-letters", &["title-too-long"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "三つの雨量計と一冊の濡れたノートから一か月で学んだことのすべて")?;
        page.done_all(at)
    }),
    op("social-title-is-a-paragraph", &["title-too-long"], |site, rng| {
        titled(site, rng, |old| format!("{old}, and everything else that you need to know before you buy one of them in 2026"))
    }),
    op("title-same-in-capitals", &["duplicate-title"], |site, rng| {
        let other = site.posts().first()?.clone();
        let title = site.open(&other)?.title()?.to_uppercase();
        let mut page = site.post(rng)?;
        if page.path == other {
            return None;
        }
        let old = page.title()?;
        let at = page.everywhere(&old, &title)?;
        page.done_all(at)
    }),
    op("title-with-line-break-tag", &["text-has-markup"], |site, rng| titled(site, rng, |old| format!("{old}&lt;br&gt;in one year"))),
    op("title-with-soft-hyphens", &["text-has-markup"], |site, rng| titled(site, rng, |old| old.replacen(' ', "&shy; ", 1))),
    op("description-with-shortcode", &["text-has-markup", "placeholder-leak"], |site, rng| {
        meta(site, rng, "og:description", |old| format!("{{{{&lt; figure src=\"fence.jpg\" &gt;}}}} {old}").replace('"', "&quot;"))
    }),
    op("description-ends-in-read-more", &["text-has-markup"], |site, rng| {
        meta(site, rng, "og:description", |old| format!("{old} Read more"))
    }),
    op("description-with-footnote", &["text-has-markup"], |site, rng| meta(site, rng, "og:description", |old| format!("{old}[^1]"))),
    op("title-with-curly-quote-escaped-twice", &["meta-double-escaped"], |site, rng| {
        titled(site, rng, |old| format!("{old}: it&amp;#8217;s wet"))
    }),
    op("alt-with-hard-space-escaped-twice", &["meta-double-escaped"], |site, rng| {
        meta(site, rng, "og:image:alt", |old| old.replacen(' ', "&amp;nbsp;", 1))
    }),
    op("image-address-escaped-twice", &["meta-double-escaped"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = format!("{}?w=1200&amp;amp;h=630", page.content("og:image")?);
        page.set_if_there("twitter:image", &new);
        page.set_meta("og:image", &new)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("title-of-a-template-string", &["placeholder-leak"], |site, rng| titled(site, rng, |_| "${post.title}".to_owned())),
    op("title-of-an-old-template", &["placeholder-leak"], |site, rng| titled(site, rng, |_| "&lt;%= page.title %&gt;".to_owned())),
    op("description-is-nan", &["placeholder-leak"], |site, rng| meta(site, rng, "description", |_| "NaN".to_owned())),
    op("title-is-about-to-come", &["placeholder-leak"], |site, rng| titled(site, rng, |_| "TBD".to_owned())),
    op("alt-is-a-camera-s-name", &["image-alt-low-quality"], |site, rng| {
        meta(site, rng, "og:image:alt", |_| "IMG_20260304_081512".to_owned())
    }),
];
