//! One page: its context, its template, its hints. Pure, so pages may be rendered in parallel.

mod hints;
mod lists;

use std::collections::BTreeMap;

use super::Site;
use super::context::{PageContext, Root, Series};
use super::graph::is_listed;
use super::outputs::{What, term_url};
use super::post::Post;
use super::values::{body_picture, dir, summary_html};
use crate::base::{Finding, UrlPath, text};
use crate::model::card::SeriesPart;
use crate::model::page::{CardHint, Hints, HtmlPage, Kind};
use crate::theme::{Context, Theme, Value};

pub(super) use hints::focus;

/// Is there a template of this name?
type Has<'a> = &'a dyn Fn(&str) -> bool;

impl Site {
    /// Renders the output at `index` of [`Site::outputs`]; not a redirect, which has no template
    /// of its page's.
    pub fn render(&self, index: usize, theme: &Theme) -> Result<HtmlPage, Finding> {
        let output = &self.outputs[index];
        let (template, root, hints) = self.prepare(index, &|name| theme.has(name));
        let html = Context::from_serialize(&root)
            .map_err(|error| Finding::error("template-error", error.to_string(), crate::base::Place::Site))
            .and_then(|context| theme.render(&template, &context))
            .map_err(|mut finding| {
                finding.page.get_or_insert_with(|| output.path.url_path());
                finding
            })?;
        Ok(HtmlPage { path: output.path.clone(), html: html.into_bytes(), hints })
    }

    /// Template, context and hints of an output. `has` knows the templates.
    pub(super) fn prepare(&self, index: usize, has: Has) -> (String, Root, Hints) {
        match self.outputs[index].what {
            What::Page(post) | What::Redirect(post) => self.page(post, has),
            What::List(section, number) => self.section_list(section, number, has),
            What::Terms(taxonomy) => self.terms(taxonomy, has),
            What::Term(taxonomy, term, number) => self.term(taxonomy, term, number, has),
            What::NotFound => self.not_found(),
        }
    }

    fn root(&self, page: PageContext) -> Root {
        let values = &self.values;
        Root {
            site: values.site.clone(),
            page,
            section: Value::none(),
            term: None,
            terms: Vec::new(),
            taxonomy: None,
            pager: None,
            config: values.config.clone(),
        }
    }

    fn page(&self, at: usize, has: Has) -> (String, Root, Hints) {
        let post = &self.posts[at];
        let front = &post.draft.front;
        let of_section = self.graph.section_of[at].and_then(|section| self.graph.sections[section].index);
        let of_section = of_section.and_then(|index| self.posts[index].draft.front.page_template.as_deref());
        let wanted = [front.template.as_ref().map(|wanted| wanted.text.as_str()), front.layout.as_deref(), of_section];
        let template = wanted.into_iter().flatten().find_map(|name| template(has, name)).unwrap_or_else(|| "page.html".into());
        let crumbs = self.values.crumbs(&self.posts, &self.graph, &self.settings, self.graph.section_of[at].unwrap_or(0));
        let context = PageContext {
            prev: self.summary_of(self.graph.beside[at].0),
            next: self.summary_of(self.graph.beside[at].1),
            related: self.graph.related[at].iter().map(|&other| self.values.summaries[other].clone()).collect(),
            series: self.series(at),
            breadcrumbs: crumbs.iter().map(|crumb| self.values.crumb(crumb)).collect(),
            section: self.graph.section_of[at]
                .filter(|section| *section != 0)
                .map(|section| self.values.section_ref(&self.posts, &self.graph, section)),
            ..self.post_context(at)
        };
        let kind = if matches!(post.kind, "article" | "link") { Kind::Article } else { Kind::Page };
        let section = context.section.as_ref().map(|section| section.title.clone());
        let listed = is_listed(post);
        let hints = Hints {
            section,
            breadcrumbs: crumbs,
            series: self.graph.in_series[at].map(|(which, place)| {
                let series = &self.graph.series[which];
                SeriesPart { name: series.name.clone(), index: place + 1, count: series.pages.len() }
            }),
            feed_content: (listed && kind == Kind::Article).then(|| post.body.html.clone()),
            ..self.hints(post, kind)
        };
        (template, self.root(context), hints)
    }

    /// What a file says of its page, wherever that page stands.
    fn post_context(&self, at: usize) -> PageContext {
        let post = &self.posts[at];
        let draft = &post.draft;
        let front = &draft.front;
        let mut terms: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for &(taxonomy, term) in &self.graph.terms[at] {
            terms.entry(self.graph.taxonomies[taxonomy].name.clone()).or_default().push(self.values.terms[taxonomy][term].clone());
        }
        let title_in_content = post.body.opening_h1.as_deref().is_some_and(|heading| same_words(heading, &draft.title));
        let content = Value::safe_string(&post.body.html);
        let (opening, rest) = match post.body.html.find("</h1>").filter(|_| title_in_content) {
            Some(end) => post.body.html.split_at(end + "</h1>".len()),
            None => ("", ""),
        };
        let (opening, rest) = match opening {
            "" => (Value::none(), content.clone()),
            opening => (Value::safe_string(opening), Value::safe_string(rest.trim_start())),
        };
        PageContext {
            title: draft.title.clone(),
            title_from: draft.title_from,
            title_in_content,
            description: post.description.clone(),
            description_derived: post.description_derived,
            standfirst: standfirst(post),
            date: draft.date.as_ref().map(|date| date.rfc3339()),
            updated: draft.updated.as_ref().map(|date| date.rfc3339()),
            expires: draft.expires.as_ref().map(|date| date.rfc3339()),
            draft: front.draft == Some(true) || draft.file.draft,
            lang: post.lang.clone(),
            dir: dir(&post.lang),
            authors: post.authors.iter().map(|author| self.values.urls.author(author)).collect(),
            tags: self.values.terms_of(&self.graph, at, "tags"),
            categories: self.values.terms_of(&self.graph, at, "categories"),
            terms,
            image: self.values.picture(post),
            body_image: body_picture(post),
            content,
            opening,
            rest,
            summary: summary_html(post),
            toc: post.body.toc.clone(),
            words: post.body.words,
            reading_time: text::reading_time(post.body.words),
            weight: front.weight,
            extra: self.values.extras[at].clone(),
            source: Some(draft.file.shown.to_string()),
            share: front.social.share.clone(),
            quotes: front.social.quotes.clone().unwrap_or_default(),
            math: front.math.unwrap_or(false),
            search: front.search.unwrap_or(true) && front.unlisted != Some(true),
            noindex: front.noindex == Some(true) || front.unlisted == Some(true),
            unlisted: front.unlisted == Some(true),
            ..self.bare_context(&post.url, post.kind)
        }
    }

    /// A page that no file stands behind.
    fn bare_context(&self, url: &UrlPath, kind: &'static str) -> PageContext {
        let site = &self.settings.site;
        PageContext {
            url: self.values.urls.link(url),
            path: url.as_str().to_owned(),
            permalink: self.values.urls.absolute(url),
            title: site.title.clone(),
            title_from: "settings",
            title_in_content: false,
            description: None,
            description_derived: false,
            standfirst: None,
            date: None,
            updated: None,
            expires: None,
            draft: false,
            kind,
            lang: site.lang.clone(),
            dir: dir(&site.lang),
            translations: Vec::new(),
            authors: Vec::new(),
            tags: Vec::new(),
            categories: Vec::new(),
            terms: BTreeMap::new(),
            series: None,
            image: None,
            body_image: None,
            content: Value::safe_string(""),
            opening: Value::none(),
            rest: Value::safe_string(""),
            summary: Value::none(),
            toc: Vec::new(),
            words: 0,
            reading_time: 1,
            prev: Value::none(),
            next: Value::none(),
            related: Vec::new(),
            section: None,
            breadcrumbs: Vec::new(),
            weight: None,
            extra: Value::from_serializable(&serde_json::Map::new()),
            source: None,
            share: None,
            quotes: Vec::new(),
            math: false,
            search: false,
            noindex: false,
            unlisted: false,
        }
    }

    fn not_found(&self) -> (String, Root, Hints) {
        let url = UrlPath::from_plain("/404.html").expect("a plain path");
        let page = PageContext { title: self.not_found.clone(), noindex: true, unlisted: true, ..self.bare_context(&url, "404") };
        let hints = Hints {
            built: true,
            kind: Some(Kind::NotFound),
            title: Some(page.title.clone()),
            lang: Some(page.lang.clone()),
            noindex: true,
            unlisted: true,
            card: CardHint { off: true, ..CardHint::default() },
            share: Some(Vec::new()),
            ..Hints::default()
        };
        ("404.html".into(), self.root(page), hints)
    }

    fn summary_of(&self, post: Option<usize>) -> Value {
        post.map_or_else(Value::none, |post| self.values.summaries[post].clone())
    }

    fn series(&self, at: usize) -> Option<Series> {
        let (which, place) = self.graph.in_series[at]?;
        let series = &self.graph.series[which];
        let public = self.graph.taxonomies.iter().any(|taxonomy| taxonomy.name == "series" && taxonomy.public);
        Some(Series {
            name: series.name.clone(),
            slug: series.slug.clone(),
            url: public.then(|| self.values.urls.link(&term_url("series", &series.slug))),
            index: place + 1,
            count: series.pages.len(),
            prev: self.summary_of(place.checked_sub(1).map(|before| series.pages[before])),
            next: self.summary_of(series.pages.get(place + 1).copied()),
            pages: series.pages.iter().map(|&page| self.values.summaries[page].clone()).collect(),
        })
    }
}

/// The template that `name` means, with or without its ending.
pub fn template(has: Has, name: &str) -> Option<String> {
    let with_ending = format!("{name}.html");
    [name.to_owned(), with_ending].into_iter().find(|name| name.ends_with(".html") && has(name))
}

/// Three words may be a date or a topic; a sentence has more.
const SENTENCE: usize = 4;

fn standfirst(post: &Post) -> Option<String> {
    let text = post.description.as_deref().filter(|_| !post.description_derived)?;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let said = letters(text);
    let told = |other: Option<&str>| other.is_some_and(|other| letters(other).starts_with(&said));
    let new = text.split_whitespace().count() >= SENTENCE && !told(post.body.paragraph.as_deref()) && !told(Some(&post.draft.title));
    new.then(|| text.to_owned())
}

/// Equal but for capitals, quotes and dashes, which typography changes.
fn same_words(a: &str, b: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(a) == letters(b)
}
