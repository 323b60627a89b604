//! What makes a post hard to read or to pass on: walls of text, nothing to look at, nowhere to go at its end.

use std::ops::Range;

use super::source::rewritten;
use super::{Operator, op};
use crate::mutants::page::{Page, Tag};
use crate::mutants::site::{Rng, Site};

pub const OPERATORS: &[Operator] = &[
    op("sermon-in-the-middle", &["wall-of-text"], |site, rng| {
        let mut page = article(site, rng)?;
        let at = page.in_text(rng, &format!("<h2>The long version</h2>\n{}", html(&paragraphs(6, 5))))?;
        page.done(at)
    }),
    op("our-post-has-no-subheadings", &["wall-of-text"], |site, rng| {
        rewritten(site, rng, &format!("A gauge is a tube and no more than that.\n\n## All of it\n\n{}", paragraphs(6, 5).join("\n\n")))
    }),
    op("long-post-without-pictures", &["no-visual"], |site, rng| {
        let mut page = article(site, rng)?;
        let at = essay(&mut page, &format!("{ALONE}{}", chapters(4, 3, 5)))?;
        without_pictures(&mut page, at)
    }),
    op("long-post-of-links-only", &["no-visual"], |site, rng| {
        let mut page = article(site, rng)?;
        let linked =
            format!("{ALONE}{}", chapters(4, 3, 5)).replace("The gauge", "<a href=\"https://weather.example.com/gauge\">The gauge</a>");
        let at = essay(&mut page, &linked)?;
        without_pictures(&mut page, at)
    }),
    op("post-opens-with-long-paragraphs", &["nothing-quotable"], |site, rng| {
        let mut page = article(site, rng)?;
        let at = essay(&mut page, &chapters(2, 3, 5))?;
        page.done(at)
    }),
    op("our-post-has-nothing-to-quote", &["nothing-quotable"], |site, rng| {
        let text = paragraphs(6, 5);
        rewritten(site, rng, &format!("{}\n\n![Three gauges](/img/notebook.jpg)\n\n{}", text[..3].join("\n\n"), text[3..].join("\n\n")))
    }),
    op("title-in-capitals", &["headline-style"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, &old.to_uppercase())?;
        page.done_all(at)
    }),
    op("title-shouts", &["headline-style"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.title()?;
        let at = page.everywhere(&old, "You will not believe these rain gauges!!!")?;
        page.done_all(at)
    }),
    op("paragraph-of-a-page", &["dense-prose"], |site, rng| {
        let mut page = article(site, rng)?;
        let at = page.in_text(rng, &html(&paragraphs(1, 14)))?;
        page.done(at)
    }),
    op("sentences-without-end", &["dense-prose"], |site, rng| {
        let mut page = article(site, rng)?;
        let joined = |text: String| text.replace(". The ", ", and the ").replace(". A ", ", and a ").replace(". Nobody", ", and nobody");
        let at = essay(&mut page, &format!("{ALONE}{}", joined(chapters(6, 2, 6))))?;
        page.done(at)
    }),
    op("nothing-below-the-post", &["no-next-step"], |site, rng| {
        let mut page = article(site, rng)?;
        unlink(&mut page)?;
        page.done_absent()
    }),
    op("post-ends-with-legal-links", &["no-next-step"], |site, rng| {
        let mut page = article(site, rng)?;
        unlink(&mut page)?;
        let end = page.html.find("</body>")?;
        page.replace(end..end, "<p><a href=\"/about/\">About</a></p>\n");
        page.done_absent()
    }),
    op("share-links-gone", &["no-share-path"], |site, rng| {
        let mut page = article(site, rng)?;
        let mut count = 0;
        while let Some(tag) = page.find(is_share) {
            let close = tag.at.end + page.html[tag.at.end..].find("</a>")? + "</a>".len();
            page.remove(tag.at.start..close);
            count += 1;
        }
        if count == 0 { None } else { page.done_absent() }
    }),
    op("share-links-lead-to-profiles", &["no-share-path"], |site, rng| {
        let mut page = article(site, rng)?;
        let mut count = 0;
        while let Some(tag) = page.find(is_share) {
            let close = tag.at.end + page.html[tag.at.end..].find("</a>")? + "</a>".len();
            count += 1;
            page.replace(tag.at.start..close, &format!("<a href=\"https://social.example.net/@wethillside{count}\">Profile {count}</a>"));
        }
        if count == 0 { None } else { page.done_absent() }
    }),
];

/// A post that says it is an article, on a page without a share menu of ours.
fn article<'a>(site: &'a mut Site, rng: &mut Rng) -> Option<Page<'a>> {
    let page = site.post(rng)?;
    let is_it = page.content("og:type").as_deref() == Some("article") && page.html.contains("<article") && !page.html.contains("smo-share");
    is_it.then_some(page)
}

#[rustfmt::skip] // a sentence a line
const SENTENCES: &[&str] = &[
    "The gauge stood on the third post of the fence, a little out of the wind.",
    "Each morning the lid was taken off and the water was read against the light.",
    "A beetle had drowned in it twice, and both times the reading was thrown away.",
    "The notebook hung from a nail by the door and was dry on most days.",
    "Nobody in the house believed the numbers before they had been read three times.",
    "The neighbour kept a tube of his own and came over to compare on Sundays.",
    "His readings were higher in June and lower for the rest of the whole summer.",
    "A long argument about the height of the fence was settled with a folding rule.",
    "The rain came from the west for nine days and from the north for one.",
    "After the storm the post leaned over and every column on the page leaned too.",
    "The last page of the book holds the sums, written in pencil and corrected in ink.",
];

/// A sentence that can be quoted.
const ALONE: &str = "<p>A gauge is a tube and no more than that.</p>\n";

/// Of so many sentences each.
fn paragraphs(count: usize, of: usize) -> Vec<String> {
    let sentence = |at: usize| SENTENCES[at % SENTENCES.len()];
    let body = |number: usize| (0..of).map(|at| sentence(number * of + at)).collect::<Vec<_>>().join(" ");
    (0..count).map(|number| format!("Day {} was not like the others. {}", number + 1, body(number))).collect()
}

fn html(paragraphs: &[String]) -> String {
    paragraphs.iter().map(|text| format!("<p>{text}</p>\n")).collect()
}

/// Chapters of so many paragraphs, of so many sentences.
fn chapters(count: usize, of: usize, sentences: usize) -> String {
    let text = html(&paragraphs(of, sentences));
    (0..count)
        .map(|number| format!("{}{text}", if number == 0 { String::new() } else { format!("<h2>Part {number} of it</h2>\n") }))
        .collect()
}

/// In place of the text, but for its last paragraph, which leads on.
fn essay(page: &mut Page, html: &str) -> Option<Range<usize>> {
    let (from, to) = (page.html.find("</h1>")?, page.html.find("</article>")?);
    let long: Vec<usize> = page.html[from..to]
        .match_indices("<p>")
        .map(|(at, _)| from + at)
        .filter(|at| page.html[*at..].find("</p>").is_some_and(|length| length > 110))
        .collect();
    let (first, last) = (*long.first()?, *long.last()?);
    (first < last).then(|| page.replace(first..last, &format!("{html}\n")))
}

fn without_pictures(page: &mut Page, at: Range<usize>) -> Option<super::Planted> {
    let mut at = at;
    let body = page.html.find("<body")?;
    // What is left of the text must show nothing either.
    if page.find(|tag| tag.at.start > at.end && ["ol", "ul", "pre", "table", "iframe"].contains(&tag.name.as_str())).is_some() {
        return None;
    }
    while let Some(tag) = page.find(|tag| tag.name == "img" && tag.at.start > body) {
        let before = page.html.len();
        page.remove(tag.at.clone());
        if tag.at.start < at.start {
            let gone = before - page.html.len();
            at = at.start - gone..at.end - gone;
        }
    }
    let taken = std::mem::take(&mut page.html);
    page.site.put(&page.path, &taken);
    Some(super::Planted { page: Some(page.path.clone()), file: page.path.clone(), at: vec![at] })
}

fn is_share(tag: &Tag) -> bool {
    const ENDPOINTS: &[&str] = &["/intent/", "/share", "/sharer", "/submit", "/pin/create/", "/send?", "mailto:?"];
    tag.name == "a" && tag.value("href").is_some_and(|href| ENDPOINTS.iter().any(|part| href.contains(part)))
}

/// Takes the links behind the title away, but for those to share the page.
fn unlink(page: &mut Page) -> Option<()> {
    let from = page.html.find("</h1>")?;
    while let Some(tag) = page.find(|tag| tag.name == "a" && tag.at.start > from && !is_share(tag)) {
        let close = tag.at.end + page.html[tag.at.end..].find("</a>")?;
        let words = page.html[tag.at.end..close].to_owned();
        page.replace(tag.at.start..close + "</a>".len(), &words);
    }
    Some(())
}
