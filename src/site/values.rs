//! Template values that many pages share, made once: the site, the summaries, the terms.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::address::spoken;
use super::context::{Crumb, Feed, Language, Picture, SectionRef, SiteContext, Summary, Term};
use super::graph::{Graph, is_listed};
use super::outputs::{section_url, term_url};
use super::post::{self, Post};
use crate::base::html::escape;
use crate::base::{BaseUrl, UrlPath, text};
use crate::config::{MenuEntry, Settings};
use crate::model::page::Author;
use crate::theme::Value;

pub struct Values {
    pub site: Value,
    pub config: Value,
    /// Per post.
    pub summaries: Vec<Value>,
    pub extras: Vec<Value>,
    /// Per taxonomy and term.
    pub terms: Vec<Vec<Value>>,
    /// Arrays of summaries, shared by the list pages of one list.
    pub section_pages: Vec<Value>,
    pub term_pages: Vec<Vec<Value>>,
    pub urls: Urls,
}

/// Turns site paths into what stands in a page.
#[derive(Clone, Debug)]
pub struct Urls {
    pub base: Option<BaseUrl>,
    pub base_path: String,
}

impl Urls {
    /// For links: with the base path.
    pub fn link(&self, url: &UrlPath) -> String {
        format!("{}{url}", self.base_path)
    }

    /// `https://…`, or as [`Urls::link`] where the site has no address.
    pub fn absolute(&self, url: &UrlPath) -> String {
        self.base.as_ref().map_or_else(|| self.link(url), |base| base.join(url))
    }

    /// A path of the settings: root-relative ones get the base path.
    pub fn setting(&self, text: &str) -> String {
        if text.starts_with('/') && !text.starts_with("//") { format!("{}{text}", self.base_path) } else { text.to_owned() }
    }

    pub fn author(&self, author: &Author) -> Author {
        Author {
            image: author.image.as_deref().map(|image| self.setting(image)),
            url: author.url.as_deref().map(|url| self.setting(url)),
            ..author.clone()
        }
    }
}

impl Values {
    pub fn new(posts: &[Post], graph: &Graph, settings: &Settings) -> Self {
        let base = settings.site.url.clone();
        let urls = Urls { base_path: base.as_ref().map(|base| base.path().to_owned()).unwrap_or_default(), base };
        let terms = terms(graph, &urls);
        let extras: Vec<Value> = posts.iter().map(|post| Value::from_serializable(&post.draft.front.extra)).collect();
        let mut values = Self {
            site: Value::none(),
            config: Value::from_serializable(&BTreeMap::from([("extra", &settings.extra)])),
            summaries: Vec::new(),
            extras,
            terms,
            section_pages: Vec::new(),
            term_pages: Vec::new(),
            urls,
        };
        values.summaries = (0..posts.len()).into_par_iter().map(|at| Value::from_serializable(&values.summary(posts, graph, at))).collect();
        let array = |pages: &[usize]| Value::from(pages.iter().map(|&page| values.summaries[page].clone()).collect::<Vec<_>>());
        let section_pages = graph.sections.iter().map(|section| array(&section.pages)).collect();
        let term_pages = graph.taxonomies.iter().map(|taxonomy| taxonomy.terms.iter().map(|term| array(&term.pages)).collect()).collect();
        values.section_pages = section_pages;
        values.term_pages = term_pages;
        values.site = Value::from_serializable(&values.site_context(posts, graph, settings));
        values
    }

    fn summary(&self, posts: &[Post], graph: &Graph, at: usize) -> Summary {
        let post = &posts[at];
        let draft = &post.draft;
        Summary {
            url: self.urls.link(&post.url),
            path: post.url.as_str().to_owned(),
            permalink: self.urls.absolute(&post.url),
            title: draft.title.clone(),
            description: post.description.clone(),
            date: draft.date.as_ref().map(|date| date.rfc3339()),
            updated: draft.updated.as_ref().map(|date| date.rfc3339()),
            draft: draft.front.draft == Some(true) || draft.file.draft,
            kind: post.kind,
            lang: post.lang.clone(),
            authors: post.authors.iter().map(|author| self.urls.author(author)).collect(),
            tags: self.terms_of(graph, at, "tags"),
            categories: self.terms_of(graph, at, "categories"),
            image: self.picture(post),
            body_image: body_picture(post),
            summary: summary_html(post),
            words: post.body.words,
            reading_time: text::reading_time(post.body.words),
            section: graph.section_of[at].filter(|section| *section != 0).map(|section| self.section_ref(posts, graph, section)),
            weight: draft.front.weight,
            extra: self.extras[at].clone(),
        }
    }

    pub fn terms_of(&self, graph: &Graph, post: usize, taxonomy: &str) -> Vec<Value> {
        let own = graph.terms[post].iter().filter(|(which, _)| graph.taxonomies[*which].name == taxonomy);
        own.map(|&(which, term)| self.terms[which][term].clone()).collect()
    }

    /// The picture that front matter names.
    pub fn picture(&self, post: &Post) -> Option<Picture> {
        let front = &post.draft.front;
        // One that does not exist is said at its key; a page shows no broken picture for it.
        post.image.as_ref().filter(|picture| picture.target.is_there()).map(|picture| Picture {
            position: front.image_position.clone().unwrap_or_else(|| "50% 50%".into()),
            credit: front.image_credit.clone(),
            ..shown(picture)
        })
    }

    pub fn section_ref(&self, posts: &[Post], graph: &Graph, at: usize) -> SectionRef {
        let section = &graph.sections[at];
        let title = section_title(posts, graph, at);
        SectionRef { name: section.name.clone(), title, url: self.urls.link(&section_url(posts, graph, at)), count: section.count }
    }

    /// From home down to `section`, itself included.
    pub fn crumbs(&self, posts: &[Post], graph: &Graph, settings: &Settings, section: usize) -> Vec<(String, UrlPath)> {
        let mut crumbs = Vec::new();
        let mut at = Some(section);
        while let Some(section) = at {
            let title = if section == 0 { home_title(posts, graph, settings) } else { section_title(posts, graph, section) };
            crumbs.push((title, section_url(posts, graph, section)));
            at = graph.sections[section].parent;
        }
        crumbs.reverse();
        crumbs
    }

    pub fn crumb(&self, (title, url): &(String, UrlPath)) -> Crumb {
        Crumb { title: title.clone(), url: self.urls.link(url) }
    }

    fn site_context(&self, posts: &[Post], graph: &Graph, settings: &Settings) -> SiteContext {
        let site = &settings.site;
        let newest = posts.iter().filter(|post| is_listed(post)).flat_map(|post| [&post.draft.updated, &post.draft.date]).flatten();
        let mut sections: Vec<SectionRef> = (1..graph.sections.len())
            .filter(|&at| graph.sections[at].parent == Some(0) && graph.sections[at].count > 0)
            .map(|at| self.section_ref(posts, graph, at))
            .collect();
        sections.sort_by(|a, b| a.title.to_lowercase().cmp(&b.title.to_lowercase()).then_with(|| a.name.cmp(&b.name)));
        let taxonomies = graph.taxonomies.iter().zip(&self.terms).filter(|(taxonomy, _)| taxonomy.public).map(|(taxonomy, terms)| {
            let shown = taxonomy.terms.iter().zip(terms).filter(|(term, _)| !term.pages.is_empty());
            (taxonomy.name.clone(), shown.map(|(_, value)| value.clone()).collect())
        });
        let author = site.author.as_deref().map(|name| {
            let known = site.authors.get(name).cloned();
            known.unwrap_or_else(|| Author { id: text::slug(name), name: name.to_owned(), ..Author::default() })
        });
        SiteContext {
            url: self.urls.base.as_ref().map(|base| base.as_str().to_owned()).unwrap_or_default(),
            base_path: self.urls.base_path.clone(),
            title: site.title.clone(),
            description: site.description.clone(),
            lang: site.lang.clone(),
            dir: dir(&site.lang),
            languages: vec![Language {
                lang: site.lang.clone(),
                url: self.urls.link(&section_url(posts, graph, 0)),
                title: site.title.clone(),
                current: true,
            }],
            locale: Some(site.locale.clone()).filter(|locale| !locale.is_empty()),
            author: author.map(|author| self.urls.author(&author)),
            authors: site.authors.iter().map(|(id, author)| (id.clone(), self.urls.author(author))).collect(),
            updated: newest.max_by_key(|date| date.timestamp()).map(|date| date.rfc3339()),
            feeds: feeds(settings, &self.urls),
            sections,
            taxonomies: taxonomies.collect(),
            menus: site_menus(settings, &self.urls),
            profiles: site.profiles.clone(),
            image: site.image.as_deref().map(|image| self.urls.setting(image)),
            logo: site.logo.as_deref().map(|logo| self.urls.setting(logo)),
            theme_color: site.theme_color.clone(),
        }
    }
}

fn terms(graph: &Graph, urls: &Urls) -> Vec<Vec<Value>> {
    let one = |taxonomy: &super::graph::Taxonomy, term: &super::graph::Term| Value::from_serializable(&term_context(taxonomy, term, urls));
    graph.taxonomies.iter().map(|taxonomy| taxonomy.terms.iter().map(|term| one(taxonomy, term)).collect()).collect()
}

pub fn term_context(taxonomy: &super::graph::Taxonomy, term: &super::graph::Term, urls: &Urls) -> Term {
    let url = (taxonomy.public && !term.pages.is_empty()).then(|| term_url(&taxonomy.name, &term.slug));
    Term {
        name: term.name.clone(),
        slug: term.slug.clone(),
        taxonomy: taxonomy.name.clone(),
        url: url.as_ref().map(|url| urls.link(url)),
        permalink: url.as_ref().map(|url| urls.absolute(url)),
        count: term.pages.len(),
    }
}

fn feeds(settings: &Settings, urls: &Urls) -> Vec<Feed> {
    const KNOWN: &[(&str, &str, &str)] = &[("atom", "application/atom+xml", "/feed.xml"), ("rss", "application/rss+xml", "/rss.xml")];
    let known = settings.feeds.formats.iter().filter_map(|format| KNOWN.iter().find(|(kind, ..)| kind == format));
    known.map(|&(kind, mime, path)| Feed { kind, mime, url: urls.setting(path), title: settings.site.title.clone() }).collect()
}

fn site_menus(settings: &Settings, urls: &Urls) -> BTreeMap<String, Vec<MenuEntry>> {
    let entry = |entry: &MenuEntry| MenuEntry { label: entry.label.clone(), url: urls.setting(&entry.url) };
    settings.menus.iter().map(|(name, entries)| (name.clone(), entries.iter().map(entry).collect())).collect()
}

fn shown(picture: &post::Picture) -> Picture {
    Picture {
        src: picture.target.href.clone(),
        alt: picture.alt.clone().unwrap_or_default(),
        width: picture.size.map(|(width, _)| width),
        height: picture.size.map(|(_, height)| height),
        position: "50% 50%".into(),
        credit: None,
    }
}

pub fn body_picture(post: &Post) -> Option<Picture> {
    let image = post.body.image.as_ref()?;
    Some(shown(&post::Picture { target: image.target.clone(), alt: Some(image.alt.clone()), size: image.size }))
}

/// The text before `more`, else the description as a paragraph.
pub fn summary_html(post: &Post) -> Value {
    match (&post.body.summary, &post.description) {
        (Some(html), _) => Value::safe_string(html),
        (None, Some(text)) => Value::safe_string(&format!("<p>{}</p>", escape(text))),
        (None, None) => Value::none(),
    }
}

pub fn section_title(posts: &[Post], graph: &Graph, at: usize) -> String {
    let section = &graph.sections[at];
    if let Some(index) = section.index {
        return posts[index].draft.title.clone();
    }
    spoken(section.name.rsplit('/').next().unwrap_or(""))
}

pub fn home_title(posts: &[Post], graph: &Graph, settings: &Settings) -> String {
    let index = graph.sections[0].index.map(|index| &posts[index].draft).filter(|draft| draft.title_from != "file name");
    index.map_or_else(|| settings.site.title.clone(), |draft| draft.title.clone())
}

/// Writing direction of a language.
pub fn dir(lang: &str) -> &'static str {
    const RTL: &[&str] = &["ar", "fa", "he", "ur", "ckb", "ps", "sd", "ug", "yi", "dv"];
    if RTL.contains(&lang.split('-').next().unwrap_or("").to_ascii_lowercase().as_str()) { "rtl" } else { "ltr" }
}
