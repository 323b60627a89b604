//! Markdown to HTML, parsed once: the text, its headings, its first paragraph and where every
//! link stands come out of the same pass.
//!
//! The parser's own writer does the plain parts; this file changes the events that need more:
//! headings, links, pictures, task lists, alerts, footnotes, bare addresses.

mod describe;
mod figures;
mod headings;
mod notes;
mod quotes;
mod running;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use headings::{Headings, headings};
use notes::Notes;
use quotes::alert;
use running::is_option;

use super::context::Heading;
use super::front_matter::Toc;
use super::heading::{list_html, tree};
use crate::base::html::escape;
use crate::base::text;

/// What rendering may ask about the rest of the site.
pub struct Around<'a> {
    pub smart: bool,
    pub toc: Option<Toc>,
    /// What a link or picture address of this page means.
    pub resolve: &'a dyn Fn(&str) -> Target,
    /// Width and height of the picture at a resolved address.
    pub size: &'a dyn Fn(&Target) -> Option<(u32, u32)>,
    /// A word of the interface by its key, in the language of the page.
    pub word: &'a dyn Fn(&str) -> String,
}

/// Where an address leads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    /// As it stands in HTML.
    pub href: String,
    /// Site path without the base, where it is a file or page of this site.
    pub path: Option<String>,
    /// The file on disk, if it is one of this project.
    pub file: Option<std::path::PathBuf>,
    /// It leads to no page: why, and what may have been meant.
    pub broken: Option<(String, Option<String>)>,
}

impl Target {
    /// A file that was found, or something elsewhere that nobody looked for.
    pub fn is_there(&self) -> bool {
        self.broken.is_none() && (self.file.is_some() || self.path.is_none())
    }
}

/// A page's body.
#[derive(Clone, Debug, Default)]
pub struct Body {
    pub html: String,
    /// Up to `<!-- more -->`.
    pub summary: Option<String>,
    /// The table of contents that was asked for.
    pub toc: Vec<Heading>,
    /// The text of an H1 that the body opens with.
    pub opening_h1: Option<String>,
    /// The first paragraph that can stand for the page.
    pub paragraph: Option<String>,
    /// The first list, where no paragraph can.
    pub list: Option<String>,
    pub words: usize,
    pub image: Option<BodyImage>,
    pub destinations: Vec<Destination>,
    /// Addresses of pictures without words, `![](…)`.
    pub undescribed: Vec<String>,
    pub troubles: Vec<Trouble>,
}

#[derive(Clone, Debug)]
pub struct BodyImage {
    pub target: Target,
    pub alt: String,
    pub size: Option<(u32, u32)>,
}

/// A link or picture: what its author wrote, what stands in the HTML, and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    pub written: String,
    pub href: String,
    /// Bytes of the text that was parsed; the caller leads them back to the file.
    pub range: Range<usize>,
    /// The whole link: its address may stand in a definition elsewhere.
    pub link: Range<usize>,
}

/// Something to tell the author, in bytes of the text that was parsed.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    Broken { written: String, why: String, near: Option<String>, range: Range<usize> },
    HeadingId { id: String, range: Range<usize> },
}

/// Renders `text`. `apart` are the bytes of directives: no paragraph in them stands for the page.
pub fn render(text: &str, apart: &[Range<usize>], around: &Around) -> Body {
    let plain_option = |event, range: &Range<usize>| match event {
        Event::Text(_) if is_option(text, range) => Event::Text("--".into()),
        event => event,
    };
    let parser = Parser::new_ext(text, options(around.smart)).into_offset_iter();
    // Room at once: growing step by step touched twice the memory, a tenth of a build.
    let mut events: Vec<(Event, Range<usize>)> = Vec::with_capacity(text.len() / 12 + 16);
    events.extend(parser.map(|(event, range)| (plain_option(event, &range), range)));
    let mut body = Body::default();
    let headings = headings(text, &events, &mut body.troubles);
    let flat: Vec<Heading> = headings.values().cloned().collect();
    if let Some(toc) = around.toc.filter(|toc| toc.on) {
        body.toc = tree(&flat, toc);
    }
    let mut writer = Writer {
        text,
        apart,
        around,
        headings: &headings,
        in_place_toc: list_html(&tree(&flat, around.toc.unwrap_or_default())),
        body,
        out: Vec::with_capacity(events.len()),
        open: Vec::new(),
        notes: Notes::default(),
        prose: String::with_capacity(text.len()),
        label_open: false,
        raw_link: 0,
        pictures: 0,
        left_out: Vec::new(),
    };
    writer.run(&events, 0..events.len());
    writer.footnotes(&events);
    writer.finish(text.len())
}

fn options(smart: bool) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart);
    options
}

struct Writer<'t, 'a> {
    text: &'t str,
    apart: &'a [Range<usize>],
    around: &'a Around<'a>,
    headings: &'a Headings,
    in_place_toc: String,
    body: Body,
    out: Vec<Event<'t>>,
    open: Vec<TagEnd>,
    notes: Notes,
    /// The words of the page, without code blocks.
    prose: String,
    /// A `<label>` of a task is open.
    label_open: bool,
    /// Depth in raw `<a>` elements.
    raw_link: usize,
    pictures: usize,
    /// Events whose text stands elsewhere.
    left_out: Vec<Range<usize>>,
}

type Events<'t> = [(Event<'t>, Range<usize>)];

impl<'t> Writer<'t, '_> {
    fn run(&mut self, events: &Events<'t>, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            if let Some(gone) = self.left_out.last().filter(|gone| gone.contains(&at)) {
                at = gone.end;
                continue;
            }
            at = self.one(events, at);
        }
    }

    /// Handles the event at `at`, perhaps more; returns the index of the next.
    fn one(&mut self, events: &Events<'t>, at: usize) -> usize {
        let (event, range) = &events[at];
        match event {
            Event::Start(tag) => return self.start(events, at, tag),
            Event::End(end) => self.end(*end),
            Event::Text(_) => return self.text_run(events, at),
            Event::Code(code) => {
                self.prose.push_str(code);
                self.out.push(Event::Code(code.clone()));
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(html, event, range),
            Event::FootnoteReference(label) => self.reference(label),
            Event::SoftBreak | Event::HardBreak => {
                self.prose.push(' ');
                self.out.push(event.clone());
            }
            Event::TaskListMarker(done) => {
                let checked = if *done { " checked" } else { "" };
                self.raw(format!("<label><input type=\"checkbox\" disabled{checked}> "));
                self.label_open = true;
            }
            Event::Rule | Event::InlineMath(_) | Event::DisplayMath(_) => self.out.push(event.clone()),
        }
        at + 1
    }

    fn raw(&mut self, html: String) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    fn start(&mut self, events: &Events<'t>, at: usize, tag: &Tag<'t>) -> usize {
        let range = &events[at].1;
        if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } | Tag::Paragraph) {
            self.close_label();
        }
        match tag {
            Tag::Paragraph => return self.paragraph(events, at),
            Tag::Heading { level, classes, attrs, .. } => {
                let heading = &self.headings[&at];
                if at == 0 && heading.level == 1 {
                    self.body.opening_h1 = Some(heading.title.clone());
                }
                let id = Some(CowStr::from(heading.id.clone()));
                self.push(Tag::Heading { level: *level, id, classes: classes.clone(), attrs: attrs.clone() });
            }
            Tag::BlockQuote(Some(kind)) => {
                let class = alert(*kind);
                let title = (self.around.word)(&format!("alert_{class}"));
                let title = escape(&title);
                self.out.push(Event::Html(
                    format!("<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n").into(),
                ));
                self.open.push(TagEnd::BlockQuote(Some(*kind)));
            }
            Tag::BlockQuote(None) => return self.quote(events, at),
            Tag::CodeBlock(kind) => return self.code(events, at, kind),
            Tag::FootnoteDefinition(label) => {
                let end = matching_end(events, at);
                self.notes.definitions.entry(label.to_string()).or_insert(at + 1..end);
                return end + 1;
            }
            Tag::List(_) => {
                if self.open.is_empty() && self.body.list.is_none() && !self.is_apart(range) {
                    self.body.list = describe::list(&events[at + 1..matching_end(events, at)]);
                }
                self.push(tag.clone());
            }
            Tag::Item => {
                let task = |at: usize| matches!(events.get(at), Some((Event::TaskListMarker(_), _)));
                let is_task = task(at + 1) || (matches!(events.get(at + 1), Some((Event::Start(Tag::Paragraph), _))) && task(at + 2));
                if is_task {
                    self.out.push(Event::Html("<li class=\"task\">".into()));
                    self.open.push(TagEnd::Item);
                } else {
                    self.push(Tag::Item);
                }
            }
            Tag::Table(_) => {
                // Wide tables scroll in their own box; one that scrolls must take the focus.
                self.out.push(Event::Html("<div class=\"table\" tabindex=\"0\">".into()));
                self.push(tag.clone());
            }
            Tag::Link { link_type, dest_url, title, id } => {
                let target = self.resolve(dest_url, range, *link_type == LinkType::Email);
                let dest_url = CowStr::from(target.href);
                self.push(Tag::Link { link_type: *link_type, dest_url, title: title.clone(), id: id.clone() });
            }
            Tag::Image { dest_url, title, .. } => return self.image(events, at, dest_url, title),
            _ => self.push(tag.clone()),
        }
        at + 1
    }

    /// In a directive.
    fn is_apart(&self, range: &Range<usize>) -> bool {
        self.apart.iter().any(|apart| apart.contains(&range.start))
    }

    fn push(&mut self, tag: Tag<'t>) {
        self.open.push(tag.to_end());
        self.out.push(Event::Start(tag));
    }

    fn end(&mut self, end: TagEnd) {
        self.open.pop();
        match end {
            TagEnd::BlockQuote(Some(_)) => self.out.push(Event::Html("</div>\n".into())),
            TagEnd::Item => {
                self.close_label();
                self.out.push(Event::End(end));
            }
            TagEnd::Paragraph => {
                self.close_label();
                self.out.push(Event::End(end));
            }
            TagEnd::Table => {
                self.out.push(Event::End(end));
                self.out.push(Event::Html("</div>\n".into()));
            }
            _ => self.out.push(Event::End(end)),
        }
        if !matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) {
            self.prose.push('\n');
        }
    }

    fn close_label(&mut self) {
        if std::mem::take(&mut self.label_open) {
            self.raw("</label>".into());
        }
    }

    fn paragraph(&mut self, events: &Events<'t>, at: usize) -> usize {
        let end = matching_end(events, at);
        let inner = &events[at + 1..end];
        if inner.iter().all(|(event, _)| matches!(event, Event::Text(_))) {
            let words: String = inner.iter().map(|(event, _)| if let Event::Text(text) = event { &**text } else { "" }).collect();
            if matches!(words.trim(), "[[toc]]" | "[[TOC]]" | "[TOC]" | "{:toc}") {
                self.out.push(Event::Html(self.in_place_toc.clone().into()));
                return end + 1;
            }
        }
        let range = &events[at].1;
        let top = self.open.is_empty() && !self.is_apart(range);
        if top && self.body.paragraph.is_none() {
            self.body.paragraph = describe::paragraph(inner).map(|text| match events.get(end + 1) {
                // "Two things have changed:" says which with its list.
                Some((Event::Start(Tag::List(_)), _)) if text.ends_with(':') => {
                    format!("{text} {}", describe::items(&events[end + 2..matching_end(events, end + 1)]))
                }
                _ => text,
            });
        }
        self.push(Tag::Paragraph);
        at + 1
    }

    fn resolve(&mut self, dest: &str, range: &Range<usize>, email: bool) -> Target {
        if email {
            return Target { href: dest.to_owned(), ..Target::default() };
        }
        let target = (self.around.resolve)(dest);
        let link = range.clone();
        let range = place_of(self.text, range, dest);
        if let Some((why, near)) = &target.broken {
            self.body.troubles.push(Trouble::Broken {
                written: dest.to_owned(),
                why: why.clone(),
                near: near.clone(),
                // An exception is written where the link is used.
                range: if link.contains(&range.start) { range.clone() } else { link.clone() },
            });
        }
        self.body.destinations.push(Destination { written: dest.to_owned(), href: target.href.clone(), range, link });
        target
    }

    fn finish(mut self, size: usize) -> Body {
        self.body.html = String::with_capacity(size * 3 / 2);
        pulldown_cmark::html::push_html(&mut self.body.html, self.out.into_iter());
        if self.body.html.contains('\r') {
            self.body.html = self.body.html.replace("\r\n", "\n").replace('\r', "\n");
        }
        self.body.words = text::words(&self.prose);
        self.body
    }
}

/// The index of the end that belongs to the start at `at`.
fn matching_end(events: &Events, at: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, (event, _)) in events[at..].iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    return at + offset;
                }
            }
            _ => {}
        }
    }
    events.len() - 1
}

/// Where `dest` is written: within the link, or in the definition that it refers to; else the whole link.
fn place_of(text: &str, range: &Range<usize>, dest: &str) -> Range<usize> {
    if dest.is_empty() {
        return range.clone();
    }
    let within = || text[range.clone()].rfind(dest).map(|at| range.start + at);
    let is_defined = |at: &usize| {
        let before = text[..*at].trim_end_matches([' ', '<']);
        before.ends_with("]:") && !text[*at + dest.len()..].starts_with(|c: char| !c.is_whitespace() && c != '>')
    };
    let defined = || text.match_indices(dest).map(|(at, _)| at).find(is_defined);
    within().or_else(defined).map_or_else(|| range.clone(), |at| at..at + dest.len())
}

#[cfg(test)]
mod tests;
