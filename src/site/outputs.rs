//! Every HTML file that the site will have: pages, lists in pages, terms, 404, redirects.

use super::address::{Claim, Taken, url_of};
use super::graph::Graph;
use super::post::Post;
use super::{Output, OutputKind};
use crate::base::{Finding, Place, UrlPath};
use crate::config::Settings;
use crate::model::page::OutPath;

/// What stands behind an output: indices of posts, sections, taxonomies, terms.
#[derive(Clone, Debug)]
pub enum What {
    Page(usize),
    /// A section (0 = home) and the number of the list page, from 1.
    List(usize, usize),
    Terms(usize),
    Term(usize, usize, usize),
    NotFound,
    Redirect(usize),
}

pub fn list(posts: &[Post], graph: &Graph, settings: &Settings, taken: &mut Taken, findings: &mut Vec<Finding>) -> Vec<Output> {
    let mut all = Vec::with_capacity(posts.len() + 32);
    for (at, post) in posts.iter().enumerate().filter(|(_, post)| !post.draft.is_list()) {
        all.push(Output {
            path: post.out.clone(),
            source: Some(post.draft.file.shown.clone()),
            kind: OutputKind::Page,
            target: None,
            what: What::Page(at),
        });
    }
    let mut made = Made { posts, taken, findings, all: &mut all };
    for (at, section) in graph.sections.iter().enumerate() {
        let url = section_url(posts, graph, at);
        let kind = if at == 0 { OutputKind::Home } else { OutputKind::Section };
        for number in 1..=list_pages(section.pages.len(), page_size(posts, graph, settings, at)) {
            made.add(&list_url(&url, number), section.index, kind, What::List(at, number));
        }
    }
    for (which, taxonomy) in graph.taxonomies.iter().enumerate().filter(|(_, taxonomy)| taxonomy.public) {
        if taxonomy.terms.iter().all(|term| term.pages.is_empty()) {
            continue;
        }
        made.add(&terms_url(&taxonomy.name), taxonomy.index, OutputKind::Terms, What::Terms(which));
        for (at, term) in taxonomy.terms.iter().enumerate().filter(|(_, term)| !term.pages.is_empty()) {
            let url = term_url(&taxonomy.name, &term.slug);
            for number in 1..=list_pages(term.pages.len(), taxonomy.paginate) {
                made.add(&list_url(&url, number), term.index, OutputKind::Term, What::Term(which, at, number));
            }
        }
    }
    made.add(&UrlPath::from_plain("/404.html").expect("a plain path"), None, OutputKind::NotFound, What::NotFound);
    made.redirects();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

struct Made<'a> {
    posts: &'a [Post],
    taken: &'a mut Taken,
    findings: &'a mut Vec<Finding>,
    all: &'a mut Vec<Output>,
}

impl Made<'_> {
    /// Adds a made page, unless an author's page has its address.
    fn add(&mut self, url: &UrlPath, index: Option<usize>, kind: OutputKind, what: What) {
        let Some(path) = OutPath::of_url(url) else { return };
        let own = index.map(|index| &self.posts[index]);
        // The text of a list claimed this address when it was read.
        if own.is_none_or(|own| own.out != path)
            && let Claim::Same(owner) = self.taken.claim(path.as_str(), "a list")
        {
            // A page of one's own for home, terms or 404 is meant; beside a folder it is a slip.
            if kind == OutputKind::Section {
                self.findings.push(
                    Finding::warning("url-clash", format!("{url} is the address of the folder's list too"), Place::File(owner.into()))
                        .why("the list is not written")
                        .help("move the text to `_index.md` in the folder, or give the page another `slug:`"),
                );
            }
            return;
        }
        self.all.push(Output { path, source: own.map(|own| own.draft.file.shown.clone()), kind, target: None, what });
    }

    fn redirects(&mut self) {
        let posts = self.posts;
        for (at, post) in posts.iter().enumerate() {
            for alias in &post.draft.front.aliases {
                let place = post.draft.spot(alias.span);
                let text = alias.text.split(['?', '#']).next().unwrap_or("");
                let url = if text.contains("://") || text.starts_with("//") { None } else { url_of(text) };
                let Some((url, path)) = url.and_then(|url| OutPath::of_url(&url).map(|path| (url, path))) else {
                    self.findings.push(
                        Finding::error("alias-invalid", format!("`{}` is not a path of this site", alias.text), place)
                            .why("no page can be left at it")
                            .help("write the old path alone: /old/rain/"),
                    );
                    continue;
                };
                if path == post.out {
                    continue;
                }
                if let Claim::Same(owner) = self.taken.claim(path.as_str(), &post.draft.file.shown) {
                    if owner != *post.draft.file.shown {
                        self.findings.push(
                            Finding::error("alias-clash", format!("{url} is taken by {owner}"), place)
                                .why("the alias is not written")
                                .help("remove it, or move the other page"),
                        );
                    }
                    continue;
                }
                self.all.push(Output {
                    path,
                    source: Some(post.draft.file.shown.clone()),
                    kind: OutputKind::Redirect,
                    target: Some(post.out.clone()),
                    what: What::Redirect(at),
                });
            }
        }
    }
}

pub fn page_size(posts: &[Post], graph: &Graph, settings: &Settings, section: usize) -> usize {
    graph.sections[section].index.and_then(|index| posts[index].draft.front.paginate).unwrap_or(settings.paginate)
}

/// How many list pages `items` fill; at least one.
pub fn list_pages(items: usize, size: usize) -> usize {
    if size == 0 { 1 } else { items.div_ceil(size).max(1) }
}

pub fn list_url(url: &UrlPath, number: usize) -> UrlPath {
    if number == 1 {
        return url.clone();
    }
    let plain = crate::base::url::decode(url.as_str());
    let folder = plain.trim_end_matches(".html").trim_end_matches('/');
    UrlPath::from_plain(&format!("{folder}/page/{number}/")).expect("a URL path climbs nowhere")
}

pub fn section_url(posts: &[Post], graph: &Graph, section: usize) -> UrlPath {
    let section = &graph.sections[section];
    match section.index {
        Some(index) => posts[index].url.clone(),
        None => UrlPath::from_plain(&format!("/{}/", section.name)).expect("a path below the content folder climbs nowhere"),
    }
}

pub fn terms_url(taxonomy: &str) -> UrlPath {
    UrlPath::from_plain(&format!("/{}/", crate::base::text::slug(taxonomy))).expect("a slug climbs nowhere")
}

pub fn term_url(taxonomy: &str, slug: &str) -> UrlPath {
    UrlPath::from_plain(&format!("/{}/{slug}/", crate::base::text::slug(taxonomy))).expect("a slug climbs nowhere")
}
