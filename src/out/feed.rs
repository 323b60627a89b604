//! Atom and RSS: the newest posts with their whole text.
//!
//! Ids are permalinks and `updated` is that of the newest item, never "now": a feed changes only
//! when a post does.

use serde::Serialize;

use super::when::When;
use super::{Request, Written, absolute, xml_safe};
use crate::base::{Finding, Place};
use crate::model::view::PageSummary;
use crate::theme::Context;

pub fn wants_atom(request: &Request) -> bool {
    request.settings.feeds.formats.iter().any(|format| format == "atom")
}

pub fn wants_rss(request: &Request) -> bool {
    request.settings.feeds.formats.iter().any(|format| format == "rss")
}

pub fn atom(request: &Request, written: &mut Written) {
    let (feed, entries, findings) = collect(request, "feed.xml");
    render(request, "feeds/atom.xml", "feed.xml", &feed, &entries, written);
    // Both feeds tell of the same posts: what is wrong with one is said once.
    written.findings.extend(findings);
}

pub fn rss(request: &Request, written: &mut Written) {
    let (feed, entries, findings) = collect(request, "rss.xml");
    render(request, "feeds/rss.xml", "rss.xml", &feed, &entries, written);
    if !wants_atom(request) {
        written.findings.extend(findings);
    }
}

fn render(request: &Request, template: &str, path: &str, feed: &Feed, entries: &[Entry], written: &mut Written) {
    let mut context = Context::new();
    context.insert("site", &request.site());
    context.insert("feed", feed);
    context.insert("entries", entries);
    request.render(template, path, &context, written);
}

#[derive(Debug, Serialize)]
struct Feed {
    /// Of the feed itself.
    url: String,
    updated: String,
    updated_rfc2822: String,
}

#[derive(Debug, Serialize)]
struct Entry {
    title: String,
    /// The permalink, and the id.
    url: String,
    published: String,
    updated: String,
    published_rfc2822: String,
    updated_rfc2822: String,
    authors: Vec<String>,
    tags: Vec<String>,
    summary: Option<String>,
    content: Option<String>,
    image: Option<Image>,
}

#[derive(Debug, Serialize)]
struct Image {
    url: String,
    width: Option<u32>,
    height: Option<u32>,
    #[serde(rename = "type")]
    mime: Option<String>,
}

fn collect(request: &Request, file: &str) -> (Feed, Vec<Entry>, Vec<Finding>) {
    let mut findings = Vec::new();
    let posts = newest(request.pages, request.settings.feeds.limit);
    let entries: Vec<_> = posts.iter().map(|(when, page)| entry(request, *when, page, &mut findings)).collect();
    // A feed without a post still needs a date; this one never changes.
    let never = When::parse("1970-01-01").expect("a date");
    let updated = posts.iter().map(|(when, page)| updated_of(*when, page)).reduce(When::later).unwrap_or(never);
    let url = format!("{}/{file}", request.base.as_str());
    (Feed { url, updated: updated.rfc3339(), updated_rfc2822: updated.rfc2822() }, entries, findings)
}

/// Listed posts by date, newest first, then by path. A post without a date is in no feed: both
/// formats order by one.
fn newest(pages: &[PageSummary], limit: usize) -> Vec<(When, &PageSummary)> {
    let listed = pages.iter().filter(|page| page.article && !page.unlisted && !page.noindex && page.more().feed_content.is_some());
    let mut posts: Vec<_> = listed.filter_map(|page| Some((When::parse(page.more().published.as_deref()?)?, page))).collect();
    posts.sort_by(|(a, one), (b, other)| (a.newest_first(), &one.path).cmp(&(b.newest_first(), &other.path)));
    posts.truncate(limit);
    posts
}

fn updated_of(published: When, page: &PageSummary) -> When {
    page.more().updated.as_deref().and_then(When::parse).map_or(published, |updated| published.later(updated))
}

fn entry(request: &Request, published: When, page: &PageSummary, findings: &mut Vec<Finding>) -> Entry {
    let updated = updated_of(published, page);
    Entry {
        title: xml_safe(page.title.as_deref().unwrap_or(page.url.as_str())),
        url: request.base.join(&page.url),
        published: published.rfc3339(),
        updated: updated.rfc3339(),
        published_rfc2822: published.rfc2822(),
        updated_rfc2822: updated.rfc2822(),
        authors: page.more().authors.iter().map(|name| xml_safe(name)).collect(),
        tags: page.more().tags.iter().map(|tag| xml_safe(tag)).collect(),
        summary: page.description.as_deref().map(xml_safe),
        content: content(request, page, findings),
        image: page.image.as_ref().map(|image| Image {
            url: image.url.clone(),
            width: image.width,
            height: image.height,
            mime: image.mime.clone(),
        }),
    }
}

fn content(request: &Request, page: &PageSummary, findings: &mut Vec<Finding>) -> Option<String> {
    let html = page.more().feed_content.as_deref().filter(|_| request.settings.feeds.full)?;
    match absolute::for_feed(html, request.base, &page.url) {
        Ok(html) => Some(xml_safe(&html)),
        Err(trouble) => {
            let place = page.source.clone().map_or(Place::Site, Place::File);
            let mut finding = Finding::warning("feed-content", format!("the text cannot stand in the feed: {trouble}"), place)
                .why("feed readers get the description only")
                .help("look for raw HTML in the post that opens an element and does not close it");
            finding.page = Some(page.url.clone());
            findings.push(finding);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::BaseUrl;
    use crate::config::Settings;
    use crate::model::OutPath;
    use crate::model::view::More;
    use crate::model::view::OutputPaths;
    use crate::theme::Theme;

    fn post(path: &str, date: &str) -> PageSummary {
        let path = OutPath::new(path).unwrap();
        PageSummary {
            url: path.url_path(),
            path,
            canonical: None,
            source: None,
            title: Some("Rain & sun".into()),
            description: Some("About both.".into()),
            image: None,
            lang: None,
            article: true,
            shareable: true,
            noindex: false,
            unlisted: false,
            offers_feed: false,
            findings: vec![],
            quiet: Box::default(),
            untold: Default::default(),
            verdict: None,
            rest: Some(Box::new(More {
                published: Some(date.into()),
                authors: vec!["Ada".into()],
                feed_content: Some("<p><a href=\"b/\">b</a></p>".into()),
                ..More::default()
            })),
            trace: None,
        }
    }

    fn collected(pages: &[PageSummary], settings: &Settings) -> (Feed, Vec<Entry>) {
        let theme = Theme::load(settings, std::path::Path::new(".")).unwrap().0;
        let base = BaseUrl::parse("https://ada.dev/blog").unwrap();
        let request = Request { pages, settings, theme: &theme, base: &base, taken: &OutputPaths::default() };
        let (feed, entries, findings) = collect(&request, "feed.xml");
        assert!(findings.is_empty(), "{findings:?}");
        (feed, entries)
    }

    #[test]
    fn a_feed_holds_the_newest_listed_posts_and_is_dated_by_them() {
        let mut pages: Vec<_> = (1..=25).map(|day| post(&format!("p{day:02}/index.html"), &format!("2026-01-{day:02}"))).collect();
        pages[0].more_mut().updated = Some("2026-03-01T12:00:00+01:00".into());
        pages[24].unlisted = true;
        pages[23].noindex = true;
        pages[22].more_mut().feed_content = None;
        pages[21].more_mut().published = None;
        let (feed, entries) = collected(&pages, &Settings::default());
        assert_eq!((entries.len(), entries[0].url.as_str()), (20, "https://ada.dev/blog/p21/"));
        assert_eq!(entries[19].url, "https://ada.dev/blog/p02/");
        assert_eq!((feed.url.as_str(), feed.updated.as_str()), ("https://ada.dev/blog/feed.xml", "2026-01-21T00:00:00+00:00"));
        let (feed, _) = collected(&pages[..1], &Settings::default());
        assert_eq!(feed.updated, "2026-03-01T12:00:00+01:00");
    }

    #[test]
    fn posts_of_one_moment_stand_in_path_order_whatever_their_offset() {
        let pages = [
            post("b/index.html", "2026-01-02T01:00:00+01:00"),
            post("a/index.html", "2026-01-02T00:00:00Z"),
            post("c/index.html", "2026-01-02T00:30:00Z"),
        ];
        let (_, entries) = collected(&pages, &Settings::default());
        let urls: Vec<_> = entries.iter().map(|entry| entry.url.as_str()).collect();
        assert_eq!(urls, ["https://ada.dev/blog/c/", "https://ada.dev/blog/a/", "https://ada.dev/blog/b/"]);
    }

    #[test]
    fn the_text_is_whole_with_absolute_links_unless_a_summary_is_asked_for() {
        let pages = [post("a/index.html", "2026-01-02")];
        let mut settings = Settings::default();
        let (_, entries) = collected(&pages, &settings);
        assert_eq!(entries[0].content.as_deref(), Some("<p><a href=\"https://ada.dev/blog/a/b/\">b</a></p>"));
        settings.feeds.full = false;
        let (_, entries) = collected(&pages, &settings);
        assert_eq!((entries[0].content.as_deref(), entries[0].summary.as_deref()), (None, Some("About both.")));
    }

    #[test]
    fn a_site_without_posts_has_an_empty_feed_with_a_fixed_date() {
        let (feed, entries) = collected(&[], &Settings::default());
        assert!(entries.is_empty());
        assert_eq!(feed.updated_rfc2822, "Thu, 1 Jan 1970 00:00:00 +0000");
    }
}
