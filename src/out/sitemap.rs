//! `sitemap.xml`: the pages that a search engine should know, each by its canonical address.

use serde::Serialize;

use super::when::When;
use super::{Request, Written};
use crate::model::view::PageSummary;
use crate::theme::Context;

/// sitemaps.org, "Sitemap index files" (checked 2026-11): at most 50,000 addresses a file.
const LIMIT: usize = 50_000;

pub fn wanted(request: &Request) -> bool {
    request.settings.sitemap
}

/// One file, or above the limit an index and its parts.
pub fn write(request: &Request, written: &mut Written) {
    let urls = urls(request);
    if urls.len() <= LIMIT {
        let mut context = Context::new();
        context.insert("site", &request.site());
        context.insert("urls", &urls);
        return request.render("sitemap.xml", "sitemap.xml", &context, written);
    }
    let mut parts = Vec::new();
    for (at, part) in urls.chunks(LIMIT).enumerate() {
        let path = format!("sitemap-{}.xml", at + 1);
        let mut context = Context::new();
        context.insert("site", &request.site());
        context.insert("urls", part);
        request.render("sitemap.xml", &path, &context, written);
        parts.push(Location { loc: format!("{}/{path}", request.base.as_str()), lastmod: newest(part) });
    }
    let mut context = Context::new();
    context.insert("site", &request.site());
    context.insert("sitemaps", &parts);
    request.render("sitemap-index.xml", "sitemap.xml", &context, written);
}

#[derive(Debug, PartialEq, Serialize)]
struct Location {
    loc: String,
    /// Only from the page's own dates: a date of the build would say "changed" of what did not.
    lastmod: Option<String>,
}

fn urls(request: &Request) -> Vec<Location> {
    let listed = request.pages.iter().filter(|page| is_indexable(page));
    let mut urls: Vec<_> = listed
        .map(|page| (request.base.join(&page.url), page))
        .filter(|(own, page)| page.canonical.as_deref().is_none_or(|canonical| canonical == own))
        .map(|(loc, page)| Location { loc, lastmod: changed(page).map(When::rfc3339) })
        .collect();
    urls.sort_by(|a, b| a.loc.cmp(&b.loc));
    urls.dedup_by(|a, b| a.loc == b.loc);
    urls
}

fn is_indexable(page: &PageSummary) -> bool {
    let path = page.path.as_str();
    let not_found = path.rsplit('/').next() == Some("404.html") || path.ends_with("404/index.html");
    !page.noindex && !page.unlisted && !not_found && (page.article || !page.url.is_later_page())
}

fn changed(page: &PageSummary) -> Option<When> {
    let read = |date: &Option<Box<str>>| date.as_deref().and_then(When::parse);
    read(&page.more().updated).or_else(|| read(&page.more().published))
}

fn newest(part: &[Location]) -> Option<String> {
    let dates = part.iter().filter_map(|url| When::parse(url.lastmod.as_deref()?));
    dates.reduce(When::later).map(When::rfc3339)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::BaseUrl;
    use crate::config::Settings;
    use crate::model::OutPath;
    use crate::model::view::OutputPaths;
    use crate::theme::Theme;

    fn page(path: &str) -> PageSummary {
        let path = OutPath::new(path).unwrap();
        PageSummary {
            url: path.url_path(),
            path,
            canonical: None,
            source: None,
            title: None,
            description: None,
            image: None,
            lang: None,
            article: false,
            shareable: true,
            noindex: false,
            unlisted: false,
            offers_feed: false,
            findings: vec![],
            quiet: Box::default(),
            untold: Default::default(),
            verdict: None,
            rest: None,
            trace: None,
        }
    }

    #[test]
    fn only_canonical_indexable_pages_are_listed_with_their_own_dates() {
        let mut pages: Vec<_> = ["index.html", "a/index.html", "b/index.html", "c/index.html", "404.html", "posts/page/2/index.html"]
            .into_iter()
            .map(page)
            .collect();
        pages[1].more_mut().published = Some("2026-01-02T09:00:00+01:00".into());
        pages[1].canonical = Some("https://ada.dev/a/".into());
        pages[2].canonical = Some("https://elsewhere.org/b/".into());
        pages[3].noindex = true;
        let settings = Settings::default();
        let theme = Theme::load(&settings, std::path::Path::new(".")).unwrap().0;
        let base = BaseUrl::parse("https://ada.dev").unwrap();
        let request = Request { pages: &pages, settings: &settings, theme: &theme, base: &base, taken: &OutputPaths::default() };
        let home = Location { loc: "https://ada.dev/".into(), lastmod: None };
        let post = Location { loc: "https://ada.dev/a/".into(), lastmod: Some("2026-01-02T09:00:00+01:00".into()) };
        assert_eq!(urls(&request), [home, post]);
    }
}
