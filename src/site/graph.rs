//! How pages hang together: sections, terms, series, neighbours, related pages.
//!
//! Everything is an index into the posts, which are sorted by path; ties everywhere go by path,
//! so equal sites give equal graphs.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::address::term_slug;
use super::discover::is_below;
use super::front_matter::Sort;
use super::post::Post;
use crate::base::Finding;
use crate::config::Settings;

/// How much a shared term says: `content.md` 8.
const WEIGHTS: &[(&str, u64)] = &[("tags", 100), ("series", 80), ("categories", 60)];
const RELATED: usize = 3;

#[derive(Debug, Default)]
pub struct Graph {
    /// By name; the first is the home page's, named "".
    pub sections: Vec<Section>,
    pub taxonomies: Vec<Taxonomy>,
    pub series: Vec<Series>,
    /// Per post: its terms, as (taxonomy, term), in the author's order.
    pub terms: Vec<Vec<(usize, usize)>>,
    /// Per post: its series and the place in it.
    pub in_series: Vec<Option<(usize, usize)>>,
    /// Per post: above and below in its section's list.
    pub beside: Vec<(Option<usize>, Option<usize>)>,
    pub related: Vec<Vec<usize>>,
    /// Per post: the section that lists it, or that it is the text of.
    pub section_of: Vec<Option<usize>>,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Default)]
pub struct Section {
    /// `posts/2026`
    pub name: String,
    /// The post of its `_index.md`.
    pub index: Option<usize>,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// What its list shows, in order.
    pub pages: Vec<usize>,
    /// Listed pages in it and below it.
    pub count: usize,
}

#[derive(Debug)]
pub struct Taxonomy {
    pub name: String,
    pub paginate: usize,
    /// In the settings, so its pages are written.
    pub public: bool,
    /// By name.
    pub terms: Vec<Term>,
    /// The post of `tags/_index.md`.
    pub index: Option<usize>,
}

#[derive(Debug)]
pub struct Term {
    pub name: String,
    pub slug: String,
    /// Newest first.
    pub pages: Vec<usize>,
    /// The post of `tags/rust/_index.md`.
    pub index: Option<usize>,
}

#[derive(Debug)]
pub struct Series {
    pub name: String,
    pub slug: String,
    pub pages: Vec<usize>,
}

pub fn build(posts: &[Post], settings: &Settings) -> Graph {
    let mut graph = Graph { terms: vec![Vec::new(); posts.len()], in_series: vec![None; posts.len()], ..Graph::default() };
    graph.taxonomies = taxonomies(posts, settings, &mut graph.terms, &mut graph.findings);
    graph.series = series(posts, &mut graph.in_series);
    graph.sections = sections(posts, &graph.taxonomies);
    place(posts, &mut graph);
    graph.related = related(posts, &graph);
    graph
}

/// Is it shown in lists?
pub fn is_listed(post: &Post) -> bool {
    !post.draft.is_list() && post.draft.front.unlisted != Some(true)
}

/// Newest first, undated last, then by path.
pub fn newest(posts: &[Post], a: usize, b: usize) -> Ordering {
    let at = |post: usize| posts[post].draft.date.as_ref().map(|date| date.timestamp());
    Reverse(at(a)).cmp(&Reverse(at(b))).then_with(|| by_path(posts, a, b))
}

fn by_path(posts: &[Post], a: usize, b: usize) -> Ordering {
    posts[a].draft.file.path.as_bytes().cmp(posts[b].draft.file.path.as_bytes())
}

fn sort(posts: &[Post], pages: &mut [usize], order: Sort) {
    pages.sort_by(|&a, &b| match order {
        Sort::Date => newest(posts, a, b),
        Sort::Path => by_path(posts, a, b),
        Sort::Title => posts[a].draft.title.to_lowercase().cmp(&posts[b].draft.title.to_lowercase()).then_with(|| by_path(posts, a, b)),
        Sort::Weight => {
            let weight = |post: usize| posts[post].draft.front.weight.map_or((1, 0), |weight| (0, weight));
            weight(a).cmp(&weight(b)).then_with(|| newest(posts, a, b))
        }
    });
}

fn sections(posts: &[Post], taxonomies: &[Taxonomy]) -> Vec<Section> {
    let mut names: BTreeMap<String, Section> = BTreeMap::from([(String::new(), Section::default())]);
    let of_terms =
        |name: &str| taxonomies.iter().any(|taxonomy| taxonomy.public && (name == taxonomy.name || is_below(name, &taxonomy.name)));
    for (at, post) in posts.iter().enumerate() {
        let name = post.draft.section.as_str();
        if post.draft.is_list() && of_terms(name) || !post.draft.is_list() && !is_listed(post) {
            continue;
        }
        let mut above = Some(name);
        while let Some(name) = above {
            names.entry(name.to_owned()).or_insert_with(|| Section { name: name.to_owned(), ..Section::default() });
            above = if name.is_empty() { None } else { Some(name.rsplit_once('/').map_or("", |(above, _)| above)) };
        }
        let section = names.get_mut(name).expect("inserted in the loop above");
        if post.draft.is_list() {
            section.index = Some(at);
        } else {
            section.pages.push(at);
        }
    }
    let mut sections: Vec<Section> = names.into_values().collect();
    for at in 1..sections.len() {
        let above = sections[at].name.rsplit_once('/').map_or("", |(above, _)| above);
        let parent = sections.iter().position(|section| section.name == above);
        sections[at].parent = parent;
        if let Some(parent) = parent {
            sections[parent].children.push(at);
        }
    }
    fill_lists(posts, &mut sections);
    sections
}

/// A list shows its own pages and those of transparent sections below; the home page all
/// articles; a section without pages of its own all that lie below it.
fn fill_lists(posts: &[Post], sections: &mut [Section]) {
    let own: Vec<Vec<usize>> = sections.iter().map(|section| section.pages.clone()).collect();
    let below = |at: usize| -> Vec<usize> {
        let inside = |other: &Section| other.name == sections[at].name || is_below(&other.name, &sections[at].name);
        sections.iter().zip(&own).filter(|(other, _)| inside(other)).flat_map(|(_, pages)| pages.iter().copied()).collect()
    };
    let lists: Vec<(Vec<usize>, usize)> = (0..sections.len())
        .map(|at| {
            let all = below(at);
            let count = all.len();
            let articles: Vec<usize> = all.iter().copied().filter(|&post| posts[post].kind == "article").collect();
            let pages = if at == 0 && !articles.is_empty() {
                articles
            } else if own[at].is_empty() && at != 0 {
                all
            } else {
                own[at].iter().chain(transparent(posts, sections, &own, at).iter()).copied().collect()
            };
            (pages, count)
        })
        .collect();
    for (section, (pages, count)) in sections.iter_mut().zip(lists) {
        section.pages = pages;
        section.count = count;
        let order = section.index.and_then(|index| posts[index].draft.front.sort).unwrap_or(Sort::Date);
        sort(posts, &mut section.pages, order);
    }
}

fn transparent(posts: &[Post], sections: &[Section], own: &[Vec<usize>], at: usize) -> Vec<usize> {
    let mut pages = Vec::new();
    for &child in &sections[at].children {
        if sections[child].index.is_some_and(|index| posts[index].draft.front.transparent == Some(true)) {
            pages.extend_from_slice(&own[child]);
            pages.extend(transparent(posts, sections, own, child));
        }
    }
    pages
}

fn place(posts: &[Post], graph: &mut Graph) {
    let by_name: HashMap<&str, usize> = graph.sections.iter().enumerate().map(|(at, section)| (section.name.as_str(), at)).collect();
    graph.section_of = posts.iter().map(|post| by_name.get(post.draft.section.as_str()).copied()).collect();
    graph.beside = vec![(None, None); posts.len()];
    for (at, section) in graph.sections.iter().enumerate() {
        // A page's neighbours are those of its own section, whatever other lists show it.
        let own: Vec<usize> = section.pages.iter().copied().filter(|&post| graph.section_of[post] == Some(at)).collect();
        for (place, &post) in own.iter().enumerate() {
            graph.beside[post] = (place.checked_sub(1).map(|above| own[above]), own.get(place + 1).copied());
        }
    }
}

fn taxonomies(posts: &[Post], settings: &Settings, terms: &mut [Vec<(usize, usize)>], findings: &mut Vec<Finding>) -> Vec<Taxonomy> {
    let mut names: Vec<(String, usize, bool)> = settings.taxonomies.iter().map(|t| (t.name.clone(), t.paginate, true)).collect();
    for name in ["tags", "categories"] {
        if names.iter().all(|(known, ..)| known != name) {
            names.push((name.to_owned(), 0, false));
        }
    }
    let lists: HashMap<&str, usize> =
        posts.iter().enumerate().filter(|(_, post)| post.draft.is_list()).map(|(at, post)| (post.draft.section.as_str(), at)).collect();
    let mut all = Vec::new();
    for (which, (name, paginate, public)) in names.into_iter().enumerate() {
        let mut found: Vec<Term> = spelled(posts, &name, findings)
            .into_iter()
            .map(|(slug, (shown, mut pages))| {
                pages.retain(|&post| is_listed(&posts[post]));
                pages.sort_by(|&a, &b| newest(posts, a, b));
                Term { index: lists.get(format!("{name}/{slug}").as_str()).copied(), name: shown, slug, pages }
            })
            .collect();
        found.sort_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase()).then_with(|| a.slug.cmp(&b.slug)));
        let by_slug: HashMap<&str, usize> = found.iter().enumerate().map(|(at, term)| (term.slug.as_str(), at)).collect();
        for (post, own) in posts.iter().zip(terms.iter_mut()) {
            for term in written(post, &name) {
                if let Some(&at) = by_slug.get(term_slug(term).as_str())
                    && !own.contains(&(which, at))
                {
                    own.push((which, at));
                }
            }
        }
        all.push(Taxonomy { index: lists.get(name.as_str()).copied().filter(|_| public), name, paginate, public, terms: found });
    }
    all
}

/// The terms of one taxonomy that a page names.
fn written<'p>(post: &'p Post, taxonomy: &str) -> &'p [String] {
    let front = &post.draft.front;
    let terms = match taxonomy {
        "tags" => front.tags.as_deref(),
        "categories" => front.categories.as_deref(),
        "series" => front.series.as_ref().map(std::slice::from_ref),
        other => front.taxonomies.iter().find(|(name, _)| name == other).map(|(_, terms)| terms.as_slice()),
    };
    terms.unwrap_or(&[])
}

/// Slug → the spelling that most pages use, and the pages.
fn spelled(posts: &[Post], taxonomy: &str, findings: &mut Vec<Finding>) -> BTreeMap<String, (String, Vec<usize>)> {
    let mut spellings: BTreeMap<String, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (at, post) in posts.iter().enumerate() {
        for term in written(post, taxonomy) {
            let slug = term_slug(term);
            let slug = if slug.is_empty() { super::address::slug_or_hash("", term).0 } else { slug };
            let pages = spellings.entry(slug).or_default().entry(term.as_str()).or_default();
            if pages.last() != Some(&at) {
                pages.push(at);
            }
        }
    }
    let mut merged = BTreeMap::new();
    for (slug, spellings) in spellings {
        let best = spellings
            .iter()
            .max_by_key(|(spelling, pages)| (pages.len(), Reverse(**spelling)))
            .map(|(spelling, _)| *spelling)
            .unwrap_or("");
        for (spelling, pages) in spellings.iter().filter(|(spelling, _)| **spelling != best) {
            findings.push(spelling_finding(posts, taxonomy, spelling, best, pages));
        }
        let mut pages: Vec<usize> = spellings.values().flatten().copied().collect();
        pages.sort_unstable();
        pages.dedup();
        merged.insert(slug, (best.to_owned(), pages));
    }
    merged
}

fn spelling_finding(posts: &[Post], taxonomy: &str, spelling: &str, best: &str, pages: &[usize]) -> Finding {
    let draft = &posts[pages[0]].draft;
    let others: Vec<&str> = pages.iter().skip(1).take(3).map(|&page| &*posts[page].draft.file.shown).collect();
    let also = match (others.is_empty(), pages.len().saturating_sub(4)) {
        (true, _) => String::new(),
        (false, 0) => format!(", also in {}", others.join(", ")),
        (false, more) => format!(", also in {} and {more} more", others.join(", ")),
    };
    let head = draft.body.min(draft.source.text.len());
    let place = match draft.source.text[..head].find(spelling) {
        Some(at) => draft.spot(crate::base::Span::new(at, at + spelling.len())),
        None => draft.head(),
    };
    Finding::warning("term-spelling", format!("`{spelling}` and `{best}` are one term of {taxonomy}{also}"), place)
        .why(format!("both are shown as `{best}`, which more pages use"))
        .help(format!("write `{best}`"))
}

fn series(posts: &[Post], in_series: &mut [Option<(usize, usize)>]) -> Vec<Series> {
    let mut found: BTreeMap<String, Series> = BTreeMap::new();
    for (at, post) in posts.iter().enumerate().filter(|(_, post)| is_listed(post)) {
        let Some(name) = &post.draft.front.series else { continue };
        let slug = term_slug(name);
        let entry = found.entry(slug.clone()).or_insert_with(|| Series { name: name.clone(), slug, pages: Vec::new() });
        entry.pages.push(at);
    }
    let mut all: Vec<Series> = found.into_values().collect();
    for (which, series) in all.iter_mut().enumerate() {
        // By order, then oldest first: parts are read from the first on.
        series.pages.sort_by(|&a, &b| {
            let order = |post: usize| posts[post].draft.front.series_order.map_or((1, 0), |order| (0, order));
            let at = |post: usize| posts[post].draft.date.as_ref().map(|date| date.timestamp());
            order(a).cmp(&order(b)).then_with(|| at(a).cmp(&at(b))).then_with(|| by_path(posts, a, b))
        });
        for (place, &post) in series.pages.iter().enumerate() {
            in_series[post] = Some((which, place));
        }
    }
    all
}

/// Σ over shared terms of weight × 1000 / pages with the term: whole numbers, equal everywhere.
fn related(posts: &[Post], graph: &Graph) -> Vec<Vec<usize>> {
    let weight = |name: &str| WEIGHTS.iter().find(|(known, _)| *known == name).map_or(0, |(_, weight)| *weight);
    let rank = {
        let mut order: Vec<usize> = (0..posts.len()).collect();
        order.sort_by(|&a, &b| newest(posts, a, b));
        let mut rank = vec![0_usize; posts.len()];
        order.iter().enumerate().for_each(|(place, &post)| rank[post] = place);
        rank
    };
    let one = |scores: &mut Vec<u64>, post: usize| -> Vec<usize> {
        let mut touched: Vec<usize> = Vec::new();
        let mut add = |pages: &[usize], weight: u64| {
            let score = weight * 1000 / pages.len().max(1) as u64;
            if score == 0 {
                return;
            }
            for &other in pages {
                if scores[other] == 0 {
                    touched.push(other);
                }
                scores[other] += score;
            }
        };
        for &(taxonomy, term) in &graph.terms[post] {
            let taxonomy = &graph.taxonomies[taxonomy];
            if taxonomy.name != "series" {
                add(&taxonomy.terms[term].pages, weight(&taxonomy.name));
            }
        }
        if let Some((series, _)) = graph.in_series[post] {
            add(&graph.series[series].pages, weight("series"));
        }
        let mut best: Vec<(Reverse<u64>, usize, usize)> = Vec::with_capacity(RELATED + 1);
        for &other in touched.iter().filter(|&&other| other != post && posts[other].lang == posts[post].lang) {
            let candidate = (Reverse(scores[other]), rank[other], other);
            if best.len() < RELATED || best.last().is_some_and(|worst| candidate < *worst) {
                let place = best.partition_point(|better| *better < candidate);
                best.insert(place, candidate);
                best.truncate(RELATED);
            }
        }
        touched.iter().for_each(|&other| scores[other] = 0);
        best.into_iter().map(|(_, _, other)| other).collect()
    };
    (0..posts.len()).into_par_iter().map_init(|| vec![0_u64; posts.len()], one).collect()
}
