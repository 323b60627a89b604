//! What goes wrong with structured data (JSON-LD).

use std::ops::Range;

use super::{Operator, op};
use crate::mutants::page::{Page, Planted};
use crate::mutants::site::{Rng, Site};

/// The text of the page's block.
fn block(page: &Page<'_>) -> Option<Range<usize>> {
    let tag = page.find(|tag| tag.name == "script" && tag.value("type") == Some("application/ld+json"))?;
    Some(tag.at.end..tag.at.end + page.html[tag.at.end..].find("</script>")?)
}

fn rewritten(site: &mut Site, rng: &mut Rng, new: impl Fn(&Page<'_>, &str) -> Option<String>) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let at = block(&page)?;
    let old = page.html[at.clone()].to_owned();
    let new = new(&page, &old)?;
    if new == old {
        return None;
    }
    let at = page.replace(at, &new);
    page.done(at)
}

/// Replaces the text value of a key, wherever it stands.
fn set(json: &str, key: &str, value: &str) -> Option<String> {
    let at = json.find(&format!("\"{key}\""))? + key.len() + 2;
    let open = at + json[at..].find('"')?;
    let close = open + 1 + json[open + 1..].find('"')?;
    Some(format!("{}\"{value}\"{}", &json[..open], &json[close + 1..]))
}

/// Takes a key with a text value away.
fn drop(json: &str, key: &str) -> Option<String> {
    let start = json.find(&format!("\"{key}\""))?;
    let at = start + key.len() + 2;
    let open = at + json[at..].find('"')?;
    let close = open + 1 + json[open + 1..].find('"')? + 1;
    let rest = json[close..].trim_start();
    match rest.strip_prefix(',') {
        Some(rest) => Some(format!("{}{}", &json[..start], rest.trim_start())),
        None => Some(format!("{}{rest}", json[..start].trim_end().trim_end_matches(','))),
    }
}

pub const OPERATORS: &[Operator] = &[
    op("data-with-comma-at-end", &["jsonld-invalid"], |site, rng| {
        rewritten(site, rng, |_, json| Some(format!("{},}}", json.trim_end().strip_suffix('}')?)))
    }),
    op("data-with-quote-not-escaped", &["jsonld-invalid"], |site, rng| {
        rewritten(site, rng, |_, json| set(json, "headline", "The \"wet\" notebook"))
    }),
    op("data-escaped-for-html", &["jsonld-invalid", "meta-double-escaped"], |site, rng| {
        rewritten(site, rng, |_, json| Some(json.replace('"', "&quot;")))
    }),
    op("data-with-line-break-in-text", &["jsonld-invalid"], |site, rng| {
        rewritten(site, rng, |_, json| set(json, "description", "Three gauges\nstood in a row."))
    }),
    op("data-ends-its-script", &["jsonld-invalid"], |site, rng| {
        rewritten(site, rng, |_, json| set(json, "description", "How </script> got into a description"))
    }),
    op("data-block-empty", &["jsonld-invalid"], |site, rng| rewritten(site, rng, |_, _| Some(String::new()))),
    op("data-with-template-left", &["placeholder-leak"], |site, rng| {
        rewritten(site, rng, |_, json| set(json, "headline", "{{ page.title }}"))
    }),
    op("data-without-context", &["jsonld-invalid"], |site, rng| rewritten(site, rng, |_, json| drop(json, "@context"))),
    op("data-of-unknown-type", &[], |site, rng| rewritten(site, rng, |_, json| Some(json.replace("\"BlogPosting\"", "\"BlogArticle\"")))),
    op("data-without-type", &[], |site, rng| {
        rewritten(site, rng, |_, json| if json.contains("@graph") { None } else { drop(json, "@type") })
    }),
    op("data-without-headline", &["article-properties-missing"], |site, rng| rewritten(site, rng, |_, json| drop(json, "headline"))),
    op("data-headline-of-another-post", &["jsonld-contradicts-page"], |site, rng| {
        rewritten(site, rng, |_, json| set(json, "headline", "Kettle scale removal explained"))
    }),
    op("data-without-date", &["article-properties-missing"], |site, rng| rewritten(site, rng, |_, json| drop(json, "datePublished"))),
    op("data-date-in-words", &["date-invalid"], |site, rng| rewritten(site, rng, |_, json| set(json, "datePublished", "March 4th, 2026"))),
    op("data-date-without-zone", &["date-invalid"], |site, rng| {
        rewritten(site, rng, |_, json| {
            let at = json.find("datePublished")?;
            let day = at + json[at..].find("202")?;
            set(json, "datePublished", &format!("{}T08:00:00", json.get(day..day + 10)?))
        })
    }),
    op("data-date-invalid", &["date-invalid"], |site, rng| rewritten(site, rng, |_, json| set(json, "datePublished", "Invalid Date"))),
    op("data-modified-before-published", &["date-invalid"], |site, rng| {
        rewritten(site, rng, |_, json| set(json, "dateModified", "2018-03-04T08:00:00+00:00"))
    }),
    op("data-dates-say-otherwise-than-tags", &["jsonld-contradicts-page"], |site, rng| {
        rewritten(site, rng, |page, json| {
            page.meta("article:published_time")?;
            set(json, "datePublished", "2021-07-01T08:00:00+00:00")
        })
    }),
    op("data-author-with-by", &["article-properties-missing"], |site, rng| {
        rewritten(site, rng, |_, json| {
            let (before, rest) = json.split_once("\"author\"")?;
            Some(format!("{before}\"author\"{}", set(rest, "name", "by Mira Hansen, Jonas Berg and friends")?))
        })
    }),
    op("data-author-empty", &["article-properties-missing"], |site, rng| {
        rewritten(site, rng, |_, json| {
            let (before, rest) = json.split_once("\"author\"")?;
            Some(format!("{before}\"author\"{}", set(rest, "name", "")?))
        })
    }),
    op("data-author-gone", &["article-properties-missing"], |site, rng| {
        rewritten(site, rng, |_, json| {
            let start = json.find("\"author\"")?;
            let end = start
                + json[start..].find(if json[start..].contains("}]") { "}]" } else { "}" })?
                + if json[start..].contains("}]") { 2 } else { 1 };
            if json.contains("@graph") {
                return None;
            }
            let rest = json[end..].trim_start();
            Some(match rest.strip_prefix(',') {
                Some(rest) => format!("{}{}", &json[..start], rest.trim_start()),
                None => format!("{}{rest}", json[..start].trim_end().trim_end_matches(',')),
            })
        })
    }),
    op("data-image-gone", &[], |site, rng| {
        rewritten(site, rng, |page, json| {
            let image = page.content("og:image")?;
            Some(json.replace(&image, &image.replace(".jpg", "-16x9.jpg")))
        })
    }),
    op("data-image-from-root", &["article-properties-missing"], |site, rng| {
        rewritten(site, rng, |_, json| {
            json.contains("https://notes.example.org/img/").then(|| json.replace("https://notes.example.org/img/", "/img/"))
        })
    }),
    op("data-url-on-the-author's-machine", &["dev-host"], |site, rng| {
        rewritten(site, rng, |page, json| {
            let url = page.url();
            json.contains(&url).then(|| json.replace(&format!("\"{url}\""), "\"http://localhost:4000/posts/three-gauges/\""))
        })
    }),
    op("data-url-of-home", &["jsonld-contradicts-page"], |site, rng| {
        rewritten(site, rng, |page, json| {
            let url = page.url();
            json.contains(&url).then(|| json.replace(&format!("\"{url}\""), "\"https://notes.example.org/\""))
        })
    }),
    op("data-is-a-faq", &["faq-markup-retired"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_head("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"FAQPage\",\"mainEntity\":[{\"@type\":\"Question\",\"name\":\"Why three gauges?\",\"acceptedAnswer\":{\"@type\":\"Answer\",\"text\":\"Because two did not agree.\"}}]}</script>")?;
        page.done(at)
    }),
    op("data-twice-in-two-words", &["jsonld-contradicts-page"], |site, rng| {
        let mut page = site.post(rng)?;
        let first = block(&page)?;
        let at = page.in_head("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Article\",\"headline\":\"Wet Hillside\",\"author\":{\"@type\":\"Person\",\"name\":\"admin\"},\"datePublished\":\"2020-01-01\"}</script>")?;
        page.done_all(vec![first, at])
    }),
    op("data-crumbs-count-from-zero", &[], |site, rng| {
        rewritten(site, rng, |_, json| {
            json.contains("BreadcrumbList")
                .then(|| json.replace("\"position\":1", "\"position\":0").replace("\"position\":2", "\"position\":1"))
        })
    }),
    op("data-crumb-without-name", &[], |site, rng| {
        rewritten(site, rng, |_, json| {
            let (before, rest) = json.split_once("BreadcrumbList")?;
            Some(format!("{before}BreadcrumbList{}", drop(rest, "name")?))
        })
    }),
    op("data-stars-given-to-oneself", &["review-markup-unsupported"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_head("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Organization\",\"name\":\"Wet Hillside\",\"url\":\"https://notes.example.org/\",\"aggregateRating\":{\"@type\":\"AggregateRating\",\"ratingValue\":\"7\",\"bestRating\":\"5\"}}</script>")?;
        page.done(at)
    }),
];
