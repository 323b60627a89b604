//! The files beside the pages that tell of the whole site: robots.txt, sitemaps, feeds, and what
//! should not lie there at all.
//!
//! Built from bytes; who reads them is `app`'s business. What is no XML keeps its error.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use roxmltree::{Document, Node, ParsingOptions};

use super::oembed::{self, OEmbed};
use super::weights::Weights;
use crate::base::robots::Robots;
use crate::base::secrets::{Leak, Seeker};
use crate::base::{Place, Source, Span, image_gps};

#[derive(Clone, Debug, Default)]
pub struct SiteFiles {
    pub robots: Option<(Source, Robots)>,
    pub sitemaps: Vec<Sitemap>,
    pub feeds: Vec<Feed>,
    pub weights: Weights,
    /// Answers of oEmbed, by site path.
    pub oembeds: BTreeMap<String, OEmbed>,
    /// Photos that tell where they were taken, by site path: `/img/a.jpg`.
    pub located: BTreeSet<String>,
    /// Keys and paths in files that are no pages.
    pub leaks: Vec<(Place, Leak)>,
    /// What lines of `_redirects` lead elsewhere: paths, `*` at their end for all below.
    pub redirected: Vec<String>,
    /// Files that no site should publish: `.env`, private keys.
    pub private: Vec<Arc<str>>,
    seeker: Seeker,
}

#[derive(Clone, Debug)]
pub struct Sitemap {
    pub source: Source,
    pub entries: Vec<Entry>,
    pub broken: Option<(String, Span)>,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub loc: String,
    pub lastmod: Option<String>,
    /// Of `<lastmod>`, where it is there.
    pub lastmod_span: Span,
    /// Of the address.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Feed {
    /// Its site path: `/feed.xml`.
    pub path: String,
    pub source: Source,
    pub kind: FeedKind,
    pub items: Vec<Item>,
    /// The site that it says it is of, and where it says so.
    pub home: Option<(String, Span)>,
    /// An `xml:base` makes its addresses whole.
    pub based: bool,
    pub broken: Option<(String, Span)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedKind {
    Rss,
    Atom,
    Json,
}

impl FeedKind {
    pub fn mime(self) -> &'static str {
        match self {
            FeedKind::Rss => "application/rss+xml",
            FeedKind::Atom => "application/atom+xml",
            FeedKind::Json => "application/feed+json",
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Item {
    pub title: Option<String>,
    /// What it links to.
    pub link: Option<String>,
    pub id: Option<String>,
    /// A relative address in its text that no base makes whole.
    pub relative: Option<String>,
    pub enclosure: Option<String>,
    /// When it was published, as it is written, and where.
    pub date: Option<(String, Span)>,
    /// Where it begins.
    pub span: Span,
    /// Where its link, its id, its text and its enclosure stand; as `span` where it has none.
    pub link_span: Span,
    pub id_span: Span,
    pub text_span: Span,
    pub enclosure_span: Span,
}

/// What is looked for in a file, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Its text, if it is not large.
    Text,
    /// Its first bytes.
    Photo,
    /// That it is there.
    Name,
}

/// Larger texts are data.
pub const MAX_TEXT: u64 = 4 * 1024 * 1024;

/// How a file that is no page is to be looked at; none if it says nothing.
pub fn look(path: &str) -> Option<Look> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "pem" => Some(Look::Text),
        _ if path == "_redirects" => Some(Look::Text),
        _ if is_private(name) => Some(Look::Name),
        "xml" | "rss" | "atom" | "json" | "js" | "mjs" | "css" | "map" | "txt" | "svg" | "webmanifest" => Some(Look::Text),
        "jpg" | "jpeg" | "png" | "webp" => Some(Look::Photo),
        _ => None,
    }
}

fn is_private(name: &str) -> bool {
    name == ".env" || name.starts_with(".env.") && !name.ends_with(".example") || matches!(name, "id_rsa" | "id_ed25519" | "id_ecdsa")
}

impl SiteFiles {
    /// Takes in a file; `path` is its site path without the slash, `shown` its name in messages.
    pub fn add(&mut self, path: &str, shown: &Arc<str>, bytes: &[u8]) {
        match look(path) {
            Some(Look::Name) => self.private.push(shown.clone()),
            Some(Look::Photo) if image_gps::tells_place(bytes) => drop(self.located.insert(format!("/{path}"))),
            Some(Look::Text) => self.text(path, shown, bytes),
            _ => {}
        }
    }

    fn text(&mut self, path: &str, shown: &Arc<str>, bytes: &[u8]) {
        let leaks = self.seeker.seek(bytes);
        let text = String::from_utf8_lossy(bytes);
        let start = text.get(..text.len().min(1024)).unwrap_or(&text);
        let is_json = start.trim_start().starts_with('{') && start.contains("https://jsonfeed.org/version/");
        let is_feed = is_json || start.contains("<rss") || start.contains("<rdf:RDF") || start.contains("<feed");
        // Paths are told in addresses of a feed alone: in scripts and data they are code.
        let told: Vec<Leak> = leaks.into_iter().filter(|leak| !leak.is_path || is_feed).collect();
        if let Some(answer) = oembed::read(&text) {
            self.oembeds.insert(format!("/{path}"), answer);
        }
        let is_map = start.contains("<urlset") || start.contains("<sitemapindex");
        if told.is_empty() && !is_feed && !is_map && path != "robots.txt" && path != "_redirects" {
            return;
        }
        let source = Source::new(shown.clone(), text.as_ref());
        self.leaks.extend(told.into_iter().map(|leak| (Place::Spot(source.spot(leak.span)), leak)));
        if path == "_redirects" {
            let lines = text.lines().map(str::trim).filter(|line| line.starts_with('/'));
            self.redirected = lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
            return;
        }
        if path == "robots.txt" {
            self.robots = Some((source, Robots::parse(&text)));
        } else if is_json {
            self.feeds.push(super::json_feed::feed(format!("/{path}"), source));
        } else if is_feed {
            self.feeds.push(feed(format!("/{path}"), source, start.contains("<feed")));
        } else if is_map {
            self.sitemaps.push(sitemap(source));
        }
    }

    /// In the order of their names, whoever read them first.
    pub fn sort(&mut self) {
        self.sitemaps.sort_by(|a, b| a.source.path.cmp(&b.source.path));
        self.feeds.sort_by(|a, b| a.path.cmp(&b.path));
        self.private.sort();
    }

    /// The sitemap or feed that names an address, if one does.
    pub fn lists(&self, url: &str) -> Option<&str> {
        let same = |other: &str| other.trim_end_matches('/') == url.trim_end_matches('/');
        let map = self.sitemaps.iter().find(|map| map.entries.iter().any(|entry| same(&entry.loc))).map(|map| name_of(&map.source.path));
        map.or_else(|| {
            let names = |feed: &&Feed| feed.items.iter().any(|item| item.link.as_deref().is_some_and(same));
            self.feeds.iter().find(names).map(|feed| feed.path.as_str())
        })
    }

    /// Does the server lead this path elsewhere?
    pub fn redirects(&self, path: &str) -> bool {
        let bare = path.trim_end_matches('/');
        let matches = |line: &String| match line.find([':', '*']) {
            Some(at) => path.starts_with(&line[..at]),
            None => line.trim_end_matches('/') == bare,
        };
        self.redirected.iter().any(matches)
    }

    /// Brings together what several threads took in.
    pub fn join(mut self, other: SiteFiles) -> SiteFiles {
        self.robots = self.robots.or(other.robots);
        self.sitemaps.extend(other.sitemaps);
        self.feeds.extend(other.feeds);
        self.located.extend(other.located);
        self.weights.join(other.weights);
        self.oembeds.extend(other.oembeds);
        self.leaks.extend(other.leaks);
        self.private.extend(other.private);
        self.redirected.extend(other.redirected);
        self
    }
}

fn document(text: &str) -> Result<Document<'_>, (String, Span)> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        // What was never closed is missing at the end.
        if matches!(error, roxmltree::Error::UnclosedRootNode) {
            let end = text.trim_end().len();
            let last = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
            return (error.to_string(), Span::new(last, end.max(last)));
        }
        let place = error.pos();
        let line_start: usize = text.split_inclusive('\n').take(place.row.saturating_sub(1) as usize).map(str::len).sum();
        let line = text[line_start..].lines().next().unwrap_or("");
        let column = line.char_indices().nth(place.col.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
        (error.to_string(), Span::new(line_start + column, line_start + column + 1))
    })
}

fn sitemap(source: Source) -> Sitemap {
    let text = source.text.clone();
    let document = match document(&text) {
        Ok(document) => document,
        Err(broken) => return Sitemap { source, entries: Vec::new(), broken: Some(broken) },
    };
    // An index names other sitemaps, which are read by themselves.
    let urls = document.descendants().filter(|node| node.has_tag_name("url") || node.tag_name().name() == "url");
    let entry = |node: Node| {
        let child = |name: &str| node.children().find(|child| child.tag_name().name() == name);
        let loc = child("loc")?;
        let lastmod_span = child("lastmod").map_or(Span::default(), |node| Span::from(node.range()));
        let lastmod = child("lastmod").and_then(|node| node.text()).map(|text| text.trim().to_owned());
        let text = loc.first_child().filter(Node::is_text).unwrap_or(loc);
        Some(Entry { loc: loc.text()?.trim().to_owned(), lastmod, lastmod_span, span: Span::from(text.range()) })
    };
    let entries = urls.filter_map(entry).collect();
    Sitemap { source, entries, broken: None }
}

fn feed(path: String, source: Source, is_atom: bool) -> Feed {
    let text = source.text.clone();
    let kind = if is_atom { FeedKind::Atom } else { FeedKind::Rss };
    let (home, items, broken) = match document(&text) {
        Ok(document) => {
            let name = if is_atom { "entry" } else { "item" };
            let items = document.descendants().filter(|node| node.tag_name().name() == name).map(|node| item(node, kind)).collect();
            (home(&document), items, None)
        }
        Err(broken) => (None, Vec::new(), Some(broken)),
    };
    Feed { path, source, kind, home, items, based: start_tag(&text).contains("xml:base"), broken }
}

/// The link of an RSS channel, or the one of an Atom feed that leads to its pages.
fn home(document: &Document) -> Option<(String, Span)> {
    let root = document.root_element();
    let channel = root.children().find(|child| child.tag_name().name() == "channel").unwrap_or(root);
    let mut links = channel.children().filter(|child| child.tag_name().name() == "link");
    links.find_map(|link| {
        let is_page = link.attribute("rel").unwrap_or("alternate") == "alternate";
        let address = link.attribute("href").filter(|_| is_page).or_else(|| link.text())?.trim();
        (!address.is_empty()).then(|| (address.to_owned(), Span::from(link.range())))
    })
}

/// Folders of the machine are nobody's business.
fn name_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The tag of the feed itself.
fn start_tag(text: &str) -> &str {
    let start = text.find("<feed").or_else(|| text.find("<rss")).unwrap_or(0);
    &text[start..text[start..].find('>').map_or(text.len(), |end| start + end)]
}

fn item(node: Node, kind: FeedKind) -> Item {
    let child = |name: &str| node.children().find(move |child| child.tag_name().name() == name);
    let text = |name: &str| child(name).map(all_text).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let links = || node.children().filter(|child| child.tag_name().name() == "link");
    let rel = |link: &Node, wanted: &str| link.attribute("rel").unwrap_or("alternate") == wanted;
    let href = |wanted: &'static str| links().find(|link| rel(link, wanted)).and_then(|link| link.attribute("href")).map(str::to_owned);
    let (link, id, enclosure) = match kind {
        FeedKind::Atom => (href("alternate"), text("id"), href("enclosure")),
        _ => (text("link"), text("guid"), child("enclosure").and_then(|node| node.attribute("url")).map(str::to_owned)),
    };
    let bodies = node.children().filter(|child| matches!(child.tag_name().name(), "content" | "encoded" | "description" | "summary"));
    let found = bodies.filter(|body| !has_base(body)).find_map(|body| Some((relative(&all_text(body))?, body)));
    let (relative, body) = found.map_or((None, None), |(address, body)| (Some(address), Some(body)));
    let dated = |name: &str| {
        let node = child(name)?;
        Some((node.text()?.trim().to_owned(), Span::from(node.range())))
    };
    let date = match kind {
        FeedKind::Atom => dated("published").or_else(|| dated("updated")),
        _ => dated("pubDate"),
    };
    let range = node.range();
    let head = node.document().input_text()[range.clone()].find('>').map_or(range.len(), |at| at + 1);
    let span = Span::new(range.start, range.start + head);
    let of = |node: Option<Node>| node.map_or(span, |node| Span::from(node.range()));
    let link_span = of(links().find(|link| kind == FeedKind::Rss || rel(link, "alternate")));
    let id_span = of(child(if kind == FeedKind::Rss { "guid" } else { "id" }));
    let text_span = of(body);
    let attached = links().find(|link| rel(link, "enclosure"));
    let enclosure_span = of(attached.or_else(|| child("enclosure")));
    Item { title: text("title"), link, id, relative, enclosure, date, span, link_span, id_span, text_span, enclosure_span }
}

fn all_text(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// An address that makes relative ones whole: on the element, or around it.
fn has_base(node: &Node) -> bool {
    let base = |node: Node| node.attribute(("http://www.w3.org/XML/1998/namespace", "base")).is_some_and(|base| base.contains("://"));
    node.ancestors().any(base)
}

/// The first `src` or `href` in the tags of a text that is neither whole nor a place in the text itself.
pub(super) fn relative(html: &str) -> Option<String> {
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        for name in [" src=", " href=", "\nsrc=", "\nhref="] {
            let Some(value) = tag.find(name).map(|found| &tag[found + name.len()..]) else { continue };
            let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            let value = value[1..].split(quote).next().unwrap_or("").trim();
            let scheme = value.split([':', '/', '?', '#']).next().unwrap_or("");
            let is_whole = value[scheme.len()..].starts_with(':') || value.starts_with("//");
            if !is_whole && !value.is_empty() && !value.starts_with('#') {
                return Some(value.to_owned());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> SiteFiles {
        let mut files = SiteFiles::default();
        files.add(path, &Arc::from(path), text.as_bytes());
        files
    }

    #[test]
    fn feeds_and_sitemaps_are_known_by_what_they_hold() {
        let rss = "<rss version=\"2.0\"><channel><title>Ada</title><item><title>Rain</title><link>https://ada.dev/a/</link>\
                   <guid>https://ada.dev/a/</guid><description>&lt;img src=\"/a.png\"&gt;</description></item></channel></rss>";
        let item = &read("index.xml", rss).feeds[0].items[0];
        assert_eq!((item.link.as_deref(), item.relative.as_deref()), (Some("https://ada.dev/a/"), Some("/a.png")));
        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry xml:base=\"https://ada.dev/a/\"><id>urn:1</id><link href=\"https://ada.dev/a/\"/>\
                    <content type=\"html\">&lt;a href=\"b\"&gt;b&lt;/a&gt;</content></entry></feed>";
        let feed = &read("atom.xml", atom).feeds[0];
        assert_eq!((feed.kind, feed.items[0].relative.as_deref()), (FeedKind::Atom, None));
        let map = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc> https://ada.dev/a/ </loc></url></urlset>";
        assert_eq!(read("sitemap.xml", map).sitemaps[0].entries[0].loc, "https://ada.dev/a/");
        assert!(read("x.xml", "<other/>").feeds.is_empty());
    }

    #[test]
    fn what_is_no_xml_says_where() {
        let text = "<rss><channel>\n<title>A & B</title></channel></rss>";
        let (_, span) = read("feed.xml", text).feeds[0].broken.clone().expect("an ampersand by itself");
        assert!(text[span.start as usize..].starts_with('&') || text[..span.start as usize].ends_with("& "), "{span:?}");
    }

    #[test]
    fn addresses_in_code_and_in_the_page_itself_are_no_relative_ones() {
        assert_eq!(relative("<p>&lt;img src=\"/a\"&gt; <a href=\"#n\">n</a> <a href='mailto:a@b.c'>m</a> <img src=\"//c.d/e\">"), None);
        assert_eq!(relative("<a class=\"x\" href=\"../b\">"), Some("../b".to_owned()));
    }
}
