//! Where in the author's file a value of a page was written.

use super::markdown::Destination;
use super::outputs::What;
use super::post::Post;
use super::{Output, Site, directive};
use crate::base::Span;
use crate::base::finding::{Fact, Spot};
use crate::base::url::decode;
use crate::model::page::OutPath;

impl Site {
    /// The place of `fact` of the page at `path`: its value, or the head of the file if the
    /// author wrote nothing for it. `None` if no file stands behind the page.
    /// As the settings say it.
    pub fn title(&self) -> &str {
        &self.settings.site.title
    }

    pub fn origin(&self, path: &OutPath, fact: &Fact) -> Option<Spot> {
        let at = self.outputs.binary_search_by(|output| output.path.cmp(path)).ok()?;
        let post = self.post_of(&self.outputs[at])?;
        let source = &post.draft.source;
        let span = self.span(post, fact).unwrap_or_else(|| Span::new(0, source.text.find('\n').unwrap_or(source.text.len())));
        Some(source.spot(span))
    }

    /// The place of these words in the text of the page at `path`, if they stand there once.
    pub fn written(&self, path: &OutPath, words: &str) -> Option<Spot> {
        let at = self.outputs.binary_search_by(|output| output.path.cmp(path)).ok()?;
        let post = self.post_of(&self.outputs[at])?;
        let found = in_body(post, words)?;
        let rest = &post.draft.source.text[found.end as usize..];
        (!rest.contains(words)).then(|| post.draft.source.spot(found))
    }

    /// The line of a heading of the page at `path`, whatever markup stands between its words.
    pub fn heading(&self, path: &OutPath, words: &str) -> Option<Spot> {
        let at = self.outputs.binary_search_by(|output| output.path.cmp(path)).ok()?;
        let post = self.post_of(&self.outputs[at])?;
        let (source, body) = (&post.draft.source, post.draft.body);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let wanted = Some(letters(words)).filter(|letters| !letters.is_empty())?;
        let lines = source.text[body..].split_inclusive('\n').scan(body, |at, line| {
            let start = std::mem::replace(at, *at + line.len());
            Some((start, line.trim_end()))
        });
        let mut found = lines.filter(|(_, line)| line.starts_with('#') && letters(line.split(" {").next().unwrap_or(line)) == wanted);
        let (start, line) = found.next()?;
        found.next().is_none().then(|| source.spot(Span::new(start, start + line.len())))
    }

    fn post_of(&self, output: &Output) -> Option<&Post> {
        let index = match output.what {
            What::Page(post) | What::Redirect(post) => Some(post),
            What::List(section, _) => self.graph.sections[section].index,
            What::Terms(taxonomy) => self.graph.taxonomies[taxonomy].index,
            What::Term(taxonomy, term, _) => self.graph.taxonomies[taxonomy].terms[term].index,
            What::NotFound => None,
        };
        index.map(|index| &self.posts[index])
    }

    fn span(&self, post: &Post, fact: &Fact) -> Option<Span> {
        let front = &post.draft.front;
        match fact {
            Fact::Title => front.span("title").or_else(|| first_heading(post)),
            Fact::Description => front.span("description"),
            Fact::Image => front.span("image"),
            Fact::ImageAlt => front.span("image_alt").or_else(|| front.span("image")),
            Fact::Date => front.span("date"),
            Fact::Updated => front.span("updated"),
            Fact::Url => front.span("permalink").or_else(|| front.span("slug")),
            Fact::Canonical => front.span("canonical_url"),
            Fact::Lang => front.span("lang"),
            Fact::Share => front.span("social.share"),
            Fact::Quote(text) => in_head(post, text).or_else(|| front.span("social.quotes")),
            Fact::Destination(text) => {
                self.destination(post, text).map(|one| one.range.clone().into()).or_else(|| self.in_directive(post, text))
            }
            Fact::Link(text) => self.destination(post, text).map(|one| one.link.clone().into()).or_else(|| self.in_directive(post, text)),
            Fact::Words(words) => in_body(post, words),
            Fact::Block(words) => block(post, words),
            Fact::Page => None,
        }
    }

    /// By what the author wrote, or by what became of it in the page.
    fn destination<'p>(&self, post: &'p Post, text: &str) -> Option<&'p Destination> {
        let wanted = decode(text);
        let base = self.settings.site.url.as_ref().map_or("", |url| url.origin());
        let is_it = |href: &str| {
            let href = decode(href);
            href == wanted || (href.starts_with('/') && wanted.strip_prefix(base) == Some(&href))
        };
        post.body.destinations.iter().find(|one| one.written == text || is_it(&one.href))
    }

    /// An address that stands in a directive, `to="/letter/"`, with the base path or without.
    fn in_directive(&self, post: &Post, text: &str) -> Option<Span> {
        let base = self.settings.site.url.as_ref().map_or("", |url| url.path());
        let bare = text.strip_prefix(base).unwrap_or(text);
        let quoted = |text: &str| in_body(post, &format!("\"{text}\""));
        quoted(bare).or_else(|| quoted(text))
    }
}

/// A value of the front matter, where it was written on one line.
fn in_head(post: &Post, text: &str) -> Option<Span> {
    let at = post.draft.source.text[..post.draft.body].find(text).filter(|_| !text.is_empty())?;
    Some(Span::new(at, at + text.len()))
}

/// The line of the body where these words begin, if they stand there without markup between them.
fn in_body(post: &Post, words: &str) -> Option<Span> {
    let body = post.draft.body;
    let at = post.draft.source.text[body..].find(words).filter(|_| !words.is_empty())?;
    Some(Span::new(at, at + words.len()).shifted(body))
}

/// The line that opens the block with these words: what is wrong with a block is mended there. Words
/// that stand in none are a block themselves.
fn block(post: &Post, words: &str) -> Option<Span> {
    let body = post.draft.body;
    let text = &post.draft.source.text[body..];
    let lines = directive::lines(text);
    let opening = |at: usize| lines.iter().filter(|(_, inside)| inside.contains(&at)).max_by_key(|(line, _)| line.start);
    let mut places = text.match_indices(words).filter(|_| !words.is_empty()).map(|(at, _)| at);
    let found = places.find_map(opening).map(|(line, _)| Span::from(line.clone()).shifted(body));
    found.or_else(|| in_body(post, words))
}

fn first_heading(post: &Post) -> Option<Span> {
    let body = post.draft.body;
    if post.draft.title_from != "heading" {
        return None;
    }
    let text = &post.draft.source.text[body..];
    let at = if text.starts_with("# ") { 0 } else { text.find("\n# ")? + 1 };
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    Some(Span::new(at, end).shifted(body))
}
