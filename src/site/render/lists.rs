//! Pages that list others: sections, terms, and the pages of terms.

use super::{Has, template};
use crate::base::{UrlPath, text};
use crate::model::page::{Hints, Kind};
use crate::site::Site;
use crate::site::address::spoken;
use crate::site::context::{Crumb, PageContext, Pager, Root, SectionContext, TermContext};
use crate::site::outputs::{list_pages, list_url, page_size, section_url, term_url, terms_url};
use crate::site::values::{home_title, section_title, term_context};
use crate::theme::Value;

impl Site {
    /// A list page: the text of its `_index.md`, if it has one, on the first page.
    pub(super) fn list_context(
        &self,
        index: Option<usize>,
        title: String,
        url: &UrlPath,
        number: usize,
        kind: &'static str,
    ) -> PageContext {
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

    pub(super) fn section_list(&self, at: usize, number: usize, has: Has) -> (String, Root, Hints) {
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

    pub(super) fn terms(&self, which: usize, has: Has) -> (String, Root, Hints) {
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

    pub(super) fn term(&self, which: usize, at: usize, number: usize, has: Has) -> (String, Root, Hints) {
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

    pub(super) fn index_title(&self, index: Option<usize>) -> Option<String> {
        index.map(|index| &self.posts[index].draft).filter(|draft| draft.title_from != "file name").map(|draft| draft.title.clone())
    }

    pub(super) fn shown_crumbs(&self, crumbs: &[(String, UrlPath)]) -> Vec<Crumb> {
        crumbs.iter().map(|crumb| self.values.crumb(crumb)).collect()
    }

    /// Titles of the pages that one list page shows.
    pub(super) fn titles<'s>(&'s self, pages: &'s [usize], size: usize, number: usize) -> impl Iterator<Item = &'s str> {
        pages[shown(pages.len(), size, number)].iter().map(|&page| self.posts[page].draft.title.as_str())
    }

    pub(super) fn pager(&self, pages: &[usize], size: usize, url: &UrlPath, number: usize) -> Pager {
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

fn numbered(title: &str, number: usize) -> String {
    if number == 1 { title.to_owned() } else { format!("{title} · {number}") }
}
