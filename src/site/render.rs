//! One page: its context, its template, its hints. Pure, so pages may be rendered in parallel.

use std::collections::BTreeMap;

use super::Site;
use super::address::spoken;
use super::context::{Crumb, PageContext, Pager, Root, SectionContext, Series, TermContext};
use super::graph::is_listed;
use super::outputs::{What, list_pages, list_url, page_size, section_url, term_url, terms_url};
use super::page::{Picture, Post};
use super::values::{body_picture, dir, home_title, section_title, summary_html, term_context};
use crate::base::{Finding, UrlPath, text};
use crate::model::page::{CardHint, Hints, HtmlPage, ImageHint, Kind};
use crate::model::picture::Focus;
use crate::theme::{Context, Theme, Value};

/// Is there a template of this name?
type Has<'a> = &'a dyn Fn(&str) -> bool;

impl Site {
    /// Renders the output at `index` of [`Site::outputs`]; not a redirect, which has no template
    /// of its page's.
    pub fn render(&self, index: usize, theme: &Theme) -> Result<HtmlPage, Box<Finding>> {
        let output = &self.outputs[index];
        let (template, root, hints) = self.prepare(index, &|name| theme.has(name));
        let html = Context::from_serialize(&root)
            .map_err(|error| Box::new(Finding::error("template-error", error.to_string(), crate::base::Place::Site)))
            .and_then(|context| theme.render(&template, &context))
            .map_err(|mut finding| {
                finding.page.get_or_insert_with(|| output.path.url_path().to_string());
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

    /// A list page: the text of its `_index.md`, if it has one, on the first page.
    fn list_context(&self, index: Option<usize>, title: String, url: &UrlPath, number: usize, kind: &'static str) -> PageContext {
        let context = index.map_or_else(|| self.bare_context(url, kind), |index| self.post_context(index));
        let bare = self.bare_context(url, kind);
        let first = number == 1;
        let (content, opening, rest) = if first {
            (context.content.clone(), context.opening.clone(), context.rest.clone())
        } else {
            (bare.content, bare.opening, bare.rest)
        };
        PageContext {
            url: bare.url,
            path: bare.path,
            permalink: bare.permalink,
            title: numbered(&title, number),
            kind,
            title_in_content: first && context.title_in_content,
            content,
            opening,
            rest,
            toc: if first { context.toc.clone() } else { Vec::new() },
            date: None,
            search: false,
            ..context
        }
    }

    fn section_list(&self, at: usize, number: usize, has: Has) -> (String, Root, Hints) {
        let section = &self.graph.sections[at];
        let home = at == 0;
        let first_url = section_url(&self.posts, &self.graph, at);
        let url = list_url(&first_url, number);
        let title = if home { home_title(&self.posts, &self.graph, &self.settings) } else { section_title(&self.posts, &self.graph, at) };
        let mut page = self.list_context(section.index, title.clone(), &url, number, if home { "home" } else { "section" });
        if home && page.description.is_none() && !self.settings.site.description.is_empty() {
            page.description = Some(self.settings.site.description.clone());
        }
        let crumbs = section.parent.map_or_else(Vec::new, |parent| self.values.crumbs(&self.posts, &self.graph, &self.settings, parent));
        page.breadcrumbs = crumbs.iter().map(|crumb| self.values.crumb(crumb)).collect();
        let value = Value::from_serializable(&SectionContext {
            name: section.name.clone(),
            title,
            description: page.description.clone(),
            url: self.values.urls.link(&first_url),
            path: first_url.as_str().to_owned(),
            permalink: self.values.urls.absolute(&first_url),
            pages: self.values.section_pages[at].clone(),
            sections: section
                .children
                .iter()
                .filter(|&&child| self.graph.sections[child].count > 0)
                .map(|&child| self.values.section_ref(&self.posts, &self.graph, child))
                .collect(),
            count: section.pages.len(),
            extra: page.extra.clone(),
        });
        let own =
            section.index.and_then(|index| self.posts[index].draft.front.template.as_ref()).and_then(|wanted| template(has, &wanted.text));
        let fallback = if home && has("home.html") { "home.html" } else { "list.html" };
        let size = page_size(&self.posts, &self.graph, &self.settings, at);
        let pager = self.pager(&section.pages, size, &first_url, number);
        let hints = self.list_hints(&page, section.index, if home { Kind::Home } else { Kind::List }, number, crumbs);
        let hints = described(hints, self.titles(&section.pages, size, number));
        let root = Root { section: value, pager: Some(pager), ..self.root(page) };
        (own.unwrap_or_else(|| fallback.into()), root, hints)
    }

    fn terms(&self, which: usize, has: Has) -> (String, Root, Hints) {
        let taxonomy = &self.graph.taxonomies[which];
        let url = terms_url(&taxonomy.name);
        let title = self.index_title(taxonomy.index).unwrap_or_else(|| spoken(&taxonomy.name));
        let mut page = self.list_context(taxonomy.index, title, &url, 1, "terms");
        let crumbs = self.values.crumbs(&self.posts, &self.graph, &self.settings, 0);
        page.breadcrumbs = self.shown_crumbs(&crumbs);
        let shown = taxonomy.terms.iter().zip(&self.values.terms[which]).filter(|(term, _)| !term.pages.is_empty());
        let terms = shown.map(|(_, value)| value.clone()).collect();
        let hints = self.list_hints(&page, taxonomy.index, Kind::List, 1, crumbs);
        let hints = described(hints, taxonomy.terms.iter().filter(|term| !term.pages.is_empty()).map(|term| term.name.as_str()));
        let template = if has("terms.html") { "terms.html" } else { "list.html" };
        (template.into(), Root { terms, taxonomy: Some(taxonomy.name.clone()), ..self.root(page) }, hints)
    }

    fn term(&self, which: usize, at: usize, number: usize, has: Has) -> (String, Root, Hints) {
        let taxonomy = &self.graph.taxonomies[which];
        let term = &taxonomy.terms[at];
        let first_url = term_url(&taxonomy.name, &term.slug);
        let url = list_url(&first_url, number);
        let title = self.index_title(term.index).unwrap_or_else(|| term.name.clone());
        let mut page = self.list_context(term.index, title, &url, number, "term");
        let mut crumbs = self.values.crumbs(&self.posts, &self.graph, &self.settings, 0);
        let above = self.index_title(taxonomy.index).unwrap_or_else(|| spoken(&taxonomy.name));
        crumbs.push((above, terms_url(&taxonomy.name)));
        page.breadcrumbs = self.shown_crumbs(&crumbs);
        let pager = self.pager(&term.pages, taxonomy.paginate, &first_url, number);
        let context =
            TermContext { term: term_context(taxonomy, term, &self.values.urls), pages: self.values.term_pages[which][at].clone() };
        let hints = self.list_hints(&page, term.index, Kind::List, number, crumbs);
        let hints = described(hints, self.titles(&term.pages, taxonomy.paginate, number));
        let template = if has("term.html") { "term.html" } else { "list.html" };
        let root = Root { term: Some(context), taxonomy: Some(taxonomy.name.clone()), pager: Some(pager), ..self.root(page) };
        (template.into(), root, hints)
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

    fn index_title(&self, index: Option<usize>) -> Option<String> {
        index.map(|index| &self.posts[index].draft).filter(|draft| draft.title_from != "file name").map(|draft| draft.title.clone())
    }

    fn shown_crumbs(&self, crumbs: &[(String, UrlPath)]) -> Vec<Crumb> {
        crumbs.iter().map(|crumb| self.values.crumb(crumb)).collect()
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

    /// Titles of the pages that one list page shows.
    fn titles<'s>(&'s self, pages: &'s [usize], size: usize, number: usize) -> impl Iterator<Item = &'s str> {
        pages[shown(pages.len(), size, number)].iter().map(|&page| self.posts[page].draft.title.as_str())
    }

    fn pager(&self, pages: &[usize], size: usize, url: &UrlPath, number: usize) -> Pager {
        let count = list_pages(pages.len(), size);
        let link = |number: usize| self.values.urls.link(&list_url(url, number));
        Pager {
            pages: pages[shown(pages.len(), size, number)].iter().map(|&page| self.values.summaries[page].clone()).collect(),
            index: number,
            count,
            total: pages.len(),
            prev: (number > 1).then(|| link(number - 1)),
            next: (number < count).then(|| link(number + 1)),
            first: link(1),
            last: link(count),
        }
    }

    fn hints(&self, post: &Post, kind: Kind) -> Hints {
        let draft = &post.draft;
        let front = &draft.front;
        let social = &front.social;
        let unlisted = front.unlisted == Some(true);
        Hints {
            built: true,
            kind: Some(kind),
            title: Some(draft.title.clone()),
            social_title: social.title.clone(),
            description: post.description.clone(),
            social_description: social.description.clone(),
            description_derived: post.description_derived,
            image: post.social_image.as_ref().or(post.image.as_ref()).map(|picture| self.image_hint(post, picture)),
            lang: Some(post.lang.clone()),
            published: draft.date.as_ref().map(|date| date.rfc3339()),
            updated: draft.updated.as_ref().map(|date| date.rfc3339()),
            authors: post.authors.clone(),
            tags: front.tags.clone().unwrap_or_default(),
            canonical: front.canonical_url.clone(),
            hashtags: social.hashtags.clone(),
            share: social.share.clone(),
            quotes: social.quotes.clone(),
            card: CardHint { off: social.card_off, layout: social.card_layout.clone(), data: social.card_data.clone() },
            noindex: front.noindex == Some(true) || unlisted,
            unlisted,
            words: Some(post.body.words),
            ..Hints::default()
        }
    }

    fn list_hints(
        &self,
        page: &PageContext,
        index: Option<usize>,
        kind: Kind,
        number: usize,
        breadcrumbs: Vec<(String, UrlPath)>,
    ) -> Hints {
        let own = index.map(|index| self.hints(&self.posts[index], kind)).unwrap_or_default();
        Hints {
            built: true,
            kind: Some(kind),
            title: Some(page.title.clone()),
            social_title: own.social_title.clone().filter(|_| number == 1),
            description: page.description.clone(),
            lang: Some(page.lang.clone()),
            published: None,
            // Pages 2 and on are in no sitemap and get no card of their own.
            unlisted: own.unlisted || number > 1,
            card: CardHint { off: own.card.off || number > 1, ..own.card.clone() },
            breadcrumbs,
            ..own
        }
    }

    fn image_hint(&self, post: &Post, picture: &Picture) -> ImageHint {
        let front = &post.draft.front;
        let local = picture.target.path.as_deref().and_then(UrlPath::from_plain).map(|path| path.to_string());
        ImageHint {
            src: local.unwrap_or_else(|| picture.target.href.clone()),
            alt: picture.alt.clone().or_else(|| front.image_alt.clone()),
            focus: front.image_position.as_deref().map(focus).unwrap_or_default(),
            credit: front.image_credit.clone(),
        }
    }
}

/// The items of a list that its page `number` shows.
fn shown(items: usize, size: usize, number: usize) -> std::ops::Range<usize> {
    if size == 0 { 0..items } else { ((number - 1) * size).min(items)..(number * size).min(items) }
}

/// A list that nobody described names what it lists: true in every language, and its own.
fn described<'s>(mut hints: Hints, titles: impl Iterator<Item = &'s str>) -> Hints {
    if hints.description.is_none() {
        let names: Vec<&str> = titles.take(8).collect();
        hints.description = Some(text::cut_at_word(&names.join(" · "), 155)).filter(|names| !names.is_empty());
        hints.description_derived = true;
    }
    hints
}

/// The template that `name` means, with or without its ending.
pub fn template(has: Has, name: &str) -> Option<String> {
    let with_ending = format!("{name}.html");
    [name.to_owned(), with_ending].into_iter().find(|name| name.ends_with(".html") && has(name))
}

fn numbered(title: &str, number: usize) -> String {
    if number == 1 { title.to_owned() } else { format!("{title} · {number}") }
}

/// `50% 30%`, `top`, `left bottom`
fn focus(position: &str) -> Focus {
    let mut focus = Focus::default();
    let mut percents = 0;
    for word in position.split_whitespace() {
        match word {
            "left" => focus.x = 0,
            "right" => focus.x = 100,
            "top" => focus.y = 0,
            "bottom" => focus.y = 100,
            _ => {
                if let Some(percent) = word.strip_suffix('%').and_then(|number| number.parse::<f32>().ok()) {
                    let percent = percent.clamp(0.0, 100.0).round() as u8;
                    *(if percents == 0 { &mut focus.x } else { &mut focus.y }) = percent;
                }
                percents += 1;
            }
        }
    }
    focus
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
