//! What would this consumer show of a page? Title, description, picture, and the tag of each.
//!
//! Driven by the table in `consumer`; pure. It works on the facts of a page as it was surveyed and
//! on those of a page as it will ship. It does not fetch: oEmbed is left out, a picture's file
//! is not looked at, and nothing is cut to what fits on a screen. How the card looks then is `card`.

mod card;
mod cut;
mod own;
mod picture;
mod quirk;
mod structured;
mod why;

pub use card::{card, data_size, is_data};

use super::consumer::{Bare, Case, Consumer, Empty, Pick, Quirk, Read, Relative, Scope, Syntax};
use super::facts::{Carrier, HeadAnchor, HeadLink, Hidden, Image, Meta, PageFacts, Text, TitleElement};
use super::platform::{Of, Tier};
use crate::base::html::fold_space;
use crate::base::{BaseUrl, Span};

/// What is shown; absent is absent there too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    pub title: Option<Shown>,
    pub description: Option<Shown>,
    /// Absolute.
    pub image: Option<Shown>,
    pub site_name: Option<Shown>,
}

/// A value and where it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub value: String,
    pub from: Read,
    /// The value's bytes in the page; none if the tag is yet to be written.
    pub at: Option<Span>,
}

/// What `consumer` would show of the page.
pub fn preview(consumer: &Consumer, facts: &PageFacts, base: Option<&BaseUrl>) -> Preview {
    Page::new(consumer, facts, base).read().preview
}

/// The tags of a page that `consumer` sees.
pub fn seen<'a>(consumer: &Consumer, facts: &'a PageFacts) -> Vec<&'a Meta> {
    metas(consumer, facts)
}

/// What was read, and the picture that was named but not taken.
struct Seen {
    preview: Preview,
    refused: Option<(Shown, Refusal)>,
}

/// Why an address of a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// It cannot be read.
    Unreadable,
    /// `null`.
    Null,
    /// It is relative, and not resolved there.
    Relative,
    /// It is relative, and nobody said where the site lives.
    Homeless,
    Insecure,
    Long,
    Format,
}

/// A page as one consumer sees it.
struct Page<'a> {
    consumer: &'a Consumer,
    facts: &'a PageFacts,
    base: Option<&'a BaseUrl>,
    /// The tags it sees, in their order.
    metas: Vec<&'a Meta>,
}

/// What one place said.
enum Answer {
    Nothing,
    /// It is there, and ends the search without a value.
    Silence,
    Value(Shown),
}

/// The tags that a consumer sees: in its scope, written in its syntax, within its byte window; in
/// the order of the page as it will ship, in which new tags stand at the head's anchor.
fn metas<'a>(consumer: &Consumer, facts: &'a PageFacts) -> Vec<&'a Meta> {
    let reading = &consumer.reading;
    let window = consumer.limit(Of::Html).filter(|limit| limit.tier != Tier::Folklore).map_or(u32::MAX, |limit| limit.max);
    let anchor = anchor(facts);
    let seen = |meta: &&Meta| {
        let is_new = meta.span == Span::default();
        // A search pattern finds no tag that lacks `content`.
        let sees_bare = reading.bare == Bare::IsEmpty && reading.syntax == Syntax::Html;
        let has_content = is_new || meta.value_span.is_some() || sees_bare;
        let in_scope = reading.scope == Scope::Page || place(meta.span, anchor).0 < facts.fringe.body_start;
        let in_key = consumer.has(Quirk::TrimsKeys) || !holds(&facts.fringe.spaced, meta.span);
        let in_syntax = reading.syntax == Syntax::Html || !holds(&facts.fringe.unquoted, meta.span);
        has_content && in_scope && in_key && in_syntax && meta.span.end <= window
    };
    let in_value = consumer.has(Quirk::ReadsValue).then_some(&facts.fringe.in_value);
    let others = hidden(consumer, facts).flat_map(|hidden| &hidden.metas).chain(in_value.into_iter().flatten());
    let mut metas: Vec<&Meta> = others.chain(&facts.metas).filter(seen).collect();
    metas.sort_by_key(|meta| place(meta.span, anchor));
    metas
}

/// Both lists are in the order of the page.
fn holds(spans: &[Span], span: Span) -> bool {
    spans.binary_search_by_key(&span.start, |it| it.start).is_ok()
}

/// What stands where most readers do not look.
fn hidden<'a>(consumer: &Consumer, facts: &'a PageFacts) -> impl Iterator<Item = &'a Hidden> {
    let templates = consumer.has(Quirk::ReadsTemplates).then_some(&facts.fringe.in_template);
    templates.into_iter().chain(consumer.has(Quirk::ReadsNoScript).then_some(&facts.fringe.in_noscript))
}

/// Where new tags stand, and whether what begins at that byte stands before them.
fn anchor(facts: &PageFacts) -> (u32, u8) {
    match facts.head {
        HeadAnchor::After(span) | HeadAnchor::Into(span) => (span.start, 1),
        HeadAnchor::At(at) => (at, 0),
        HeadAnchor::Before(_) | HeadAnchor::None => (0, 0),
    }
}

fn place(span: Span, anchor: (u32, u8)) -> (u32, u8) {
    if span == Span::default() { anchor } else { (span.start, 0) }
}

impl<'a> Page<'a> {
    fn new(consumer: &'a Consumer, facts: &'a PageFacts, base: Option<&'a BaseUrl>) -> Self {
        Self { consumer, facts, base, metas: metas(consumer, facts) }
    }

    fn read(&self) -> Seen {
        let consumer = self.consumer;
        let site_name = self.first(consumer.site_name, consumer.reading.words);
        let mut shown = Preview {
            title: self.first(consumer.title, consumer.reading.words),
            description: self.first(consumer.description, consumer.reading.words),
            image: None,
            site_name,
        };
        let mut refused = None;
        if let Some(image) = self.first(consumer.image, consumer.reading.pictures) {
            match self.address(&image.value) {
                Ok(value) => shown.image = Some(Shown { value, ..image }),
                Err(Refusal::Unreadable) if consumer.has(Quirk::BadImageEndsAll) => {
                    return Seen { preview: Preview::default(), refused: Some((image, Refusal::Unreadable)) };
                }
                Err(why) => refused = Some((image, why)),
            }
        }
        quirk::apply(self, &mut shown);
        Seen { preview: shown, refused }
    }

    /// The first place of the list that says something.
    fn first(&self, reads: &[Read], pick: Pick) -> Option<Shown> {
        for read in reads {
            match self.look(*read, pick) {
                Answer::Nothing => {}
                Answer::Silence => return None,
                Answer::Value(shown) => return Some(shown),
            }
        }
        None
    }

    fn look(&self, read: Read, pick: Pick) -> Answer {
        let facts = self.facts;
        match read {
            Read::Property(key) => self.tag(read, pick, |meta| meta.carrier != Carrier::Name && self.is(meta, key)),
            Read::Name(key) => self.tag(read, pick, |meta| meta.carrier != Carrier::Property && self.is(meta, key)),
            Read::NameWith(word) => {
                let says = |meta: &Meta| meta.carrier != Carrier::Property && meta.key.contains(word) && !meta.content.is_empty();
                self.tag(read, Pick::First, says)
            }
            Read::Meta(key) => self.tag(read, pick, |meta| self.counts(meta) && self.is(meta, key)),
            Read::AnyOf(keys) => self.tag(read, pick, |meta| self.counts(meta) && keys.iter().any(|key| self.is(meta, key))),
            Read::ItemProp(_) => self.plain(read, facts.fringe.item_image.clone()),
            Read::JsonLd(path) => self.plain(read, structured::field(facts, self.json_ld_types(), path)),
            Read::TitleTag => self.title_tag(),
            // A title that the plan adds or fills stands before all headings.
            Read::TitleOrHeading => self.ends(read, self.planned_title().or_else(|| facts.fringe.plain_title.clone())),
            Read::Link(rel) => self.link(read, |link| link.rel.trim() == rel),
            Read::LinkWord(word) => self.link(read, |link| link.is(word)),
            Read::AnyIcon => self.link(read, |link| link.rel.contains("icon")),
            Read::Picture => self.plain(read, self.picture().map(|image| image.src.clone())),
            Read::BodyText => self.plain(read, Some(facts.fringe.body_text.join("\n"))),
            Read::Host => self.plain(read, self.base.map(|base| base.host().to_owned())),
        }
    }

    fn is(&self, meta: &Meta, key: &str) -> bool {
        match self.consumer.reading.case {
            Case::Ignored => meta.key == key,
            Case::Matters => meta.key_raw == key,
        }
    }

    /// Of a tag with two different keys only `property` counts.
    fn counts(&self, meta: &Meta) -> bool {
        let anchor = anchor(self.facts);
        let from = self.metas.partition_point(|other| place(other.span, anchor) < place(meta.span, anchor));
        let same_tag = || self.metas[from..].iter().take_while(|other| other.span == meta.span);
        meta.carrier != Carrier::Name || meta.span == Span::default() || !same_tag().any(|other| other.carrier == Carrier::Property)
    }

    fn tag(&self, read: Read, pick: Pick, is_it: impl Fn(&Meta) -> bool) -> Answer {
        let mut found = self.metas.iter().copied().filter(|meta| is_it(meta));
        let taken = match pick {
            Pick::First => found.next(),
            Pick::FirstFilled => found.find(|meta| !meta.content.trim().is_empty()),
            Pick::Last => found.last(),
            Pick::LastFilled => found.rfind(|meta| !meta.content.is_empty()),
        };
        let Some(meta) = taken else { return Answer::Nothing };
        if self.consumer.has(Quirk::CountsTags) && self.too_many_like(meta) {
            return Answer::Nothing;
        }
        let from = match read {
            Read::AnyOf(keys) => keys.iter().find(|key| self.is(meta, key)).map_or(read, |key| Read::Meta(key)),
            _ => read,
        };
        match (meta.content.as_str(), self.consumer.reading.empty) {
            ("", Empty::AsksOn | Empty::BlanksEnd) => Answer::Nothing,
            (content, Empty::AsksOn) if content.trim().is_empty() => Answer::Nothing,
            (content, _) if content.trim().is_empty() => Answer::Silence,
            (content, _) => Answer::Value(Shown { value: content.to_owned(), from, at: meta.value_span }),
        }
    }

    /// Are there so many distinct keys of this prefix that all of them are dropped?
    fn too_many_like(&self, meta: &Meta) -> bool {
        const NOT_COUNTED: &[&str] = &["twitter:card", "twitter:creator"];
        let Some(most) = self.consumer.limit(Of::DistinctTags) else { return false };
        let prefix = meta.key_raw.split(':').next().unwrap_or_default();
        let by_name = meta.carrier == Carrier::Name;
        let mut seen: Vec<&str> = Vec::new();
        for other in &self.metas {
            let alike = (other.carrier == Carrier::Name) == by_name || other.carrier == Carrier::Both;
            if !alike || other.content.is_empty() || other.key_raw.split_once(':').is_none_or(|(start, _)| start != prefix) {
                continue;
            }
            if seen.len() >= most.max as usize {
                return true;
            }
            if !seen.contains(&other.key_raw.as_str()) && !NOT_COUNTED.contains(&other.key_raw.as_str()) {
                seen.push(&other.key_raw);
            }
        }
        false
    }

    /// Every title of the page as it will ship, a new one at the head's anchor: its text, its place,
    /// whether it stands in the head, and whether that takes more than one line.
    fn titles(&self) -> Vec<(&str, Span, bool, bool)> {
        let facts = self.facts;
        let in_lines = |text: &str| text.contains(['\n', '\r']);
        let is_planned = |written: &TitleElement, planned: &Text| {
            fold_space(&written.text) != planned.value || (in_lines(&written.text) && !facts.title_in_lines)
        };
        let settled = |span: Span| facts.title.as_ref().filter(|title| title.span == span);
        let mut titles: Vec<_> = facts
            .fringe
            .titles
            .iter()
            .map(|title| match settled(title.span) {
                // One that the plan fills or repairs, on one line.
                Some(planned) if is_planned(title, planned) => {
                    (planned.value.as_str(), title.span, title.span.start < facts.fringe.body_start, false)
                }
                _ => (title.text.as_str(), title.span, title.span.start < facts.fringe.body_start, in_lines(&title.text)),
            })
            .chain(settled(Span::default()).map(|title| (title.value.as_str(), title.span, true, false)))
            .collect();
        let anchor = anchor(facts);
        titles.sort_by_key(|(_, span, ..)| place(*span, anchor));
        titles
    }

    fn planned_title(&self) -> Option<String> {
        let title = self.facts.title.as_ref().filter(|title| !title.value.is_empty())?;
        let written = self.facts.fringe.titles.iter().find(|it| it.span == title.span);
        written.is_none_or(|it| fold_space(&it.text) != title.value).then(|| title.value.clone())
    }

    fn title_tag(&self) -> Answer {
        let titles = self.titles();
        if self.consumer.has(Quirk::JoinsTitles) {
            return self.ends(Read::TitleTag, Some(titles.iter().map(|(text, ..)| *text).collect()));
        }
        let is_last = self.consumer.reading.titles == Pick::Last;
        let mut in_head = titles.iter().filter(|(_, _, in_head, _)| *in_head);
        let taken = if is_last { in_head.next_back() } else { None };
        let of_page = self.facts.title.as_ref().and_then(|title| titles.iter().find(|(_, span, ..)| *span == title.span));
        match if is_last { taken } else { of_page } {
            Some((.., true)) if self.consumer.reading.syntax == Syntax::DoubleQuoted => Answer::Nothing,
            Some((text, span, ..)) if !text.trim().is_empty() => Answer::Value(Shown {
                value: text.trim().to_owned(),
                from: Read::TitleTag,
                at: Some(*span).filter(|span| *span != Span::default()),
            }),
            _ => Answer::Nothing,
        }
    }

    fn json_ld_types(&self) -> Option<&'static [&'static str]> {
        self.consumer.quirks.iter().find_map(|quirk| if let Quirk::JsonLdTypes(types) = quirk { Some(*types) } else { None })
    }

    fn link(&self, read: Read, is_it: impl Fn(&HeadLink) -> bool) -> Answer {
        let found = self.facts.links.iter().find(|link| is_it(link) && !link.href.is_empty());
        found.map_or(Answer::Nothing, |link| Answer::Value(Shown { value: link.href.clone(), from: read, at: link.value_span }))
    }

    /// The largest picture by what its tag says; if none says so, the first, where any will do.
    fn picture(&self) -> Option<&Image> {
        let number = |text: &Option<String>| text.as_ref().and_then(|text| text.trim().parse::<f64>().ok()).filter(|n| n.is_finite());
        let least = self.consumer.limit(Of::Area).map_or(0.0, |limit| f64::from(limit.max));
        let ratio = self.consumer.limit(Of::MaxRatio).map_or(f64::MAX, |limit| f64::from(limit.max) / 100.0);
        let hidden = hidden(self.consumer, self.facts).flat_map(|hidden| &hidden.images);
        let mut all: Vec<&Image> = self.facts.images.iter().chain(hidden).filter(|image| !image.src.is_empty()).collect();
        all.sort_by_key(|image| image.span.start);
        let mut best: Option<(&Image, f64)> = None;
        for image in &all {
            let (Some(width), Some(height)) = (number(&image.width), number(&image.height)) else { continue };
            let fits = width > 10.0 && height > 10.0 && width * height >= least && width / height <= ratio && height / width <= ratio;
            if fits && best.is_none_or(|(_, area)| width * height > area) {
                best = Some((image, width * height));
            }
        }
        let any = || all.first().copied().filter(|_| self.consumer.has(Quirk::AnyPicture));
        best.map(|(image, _)| image).or_else(any)
    }

    /// A value that is asked on for if it is empty.
    fn plain(&self, read: Read, value: Option<String>) -> Answer {
        match value {
            Some(value) if !value.trim().is_empty() => Answer::Value(Shown { value, from: read, at: None }),
            _ => Answer::Nothing,
        }
    }

    /// A value that ends the search even if it is empty.
    fn ends(&self, read: Read, value: Option<String>) -> Answer {
        match self.plain(read, value) {
            Answer::Nothing => Answer::Silence,
            answer => answer,
        }
    }

    /// The absolute address of a picture, if this consumer makes one of it.
    fn address(&self, written: &str) -> Result<String, Refusal> {
        let consumer = self.consumer;
        let written = written.trim();
        if consumer.has(Quirk::SkipsNull) && matches!(written, "null" | "undefined") {
            return Err(Refusal::Null);
        }
        let is_settled = crate::base::url::is_settled(written);
        let is_relative = !is_settled && matches!(url::Url::parse(written), Err(url::ParseError::RelativeUrlWithoutBase));
        let resolves = match consumer.relative {
            Relative::Resolved => true,
            Relative::FromRoot => written.starts_with('/'),
            Relative::Dropped | Relative::Unknown => false,
        };
        let url = match self.base.zip(self.facts.url.as_ref()) {
            _ if is_relative && !resolves => return Err(Refusal::Relative),
            None if is_relative => return Err(Refusal::Homeless),
            // From the page's own address: Lemmy's parser, which the tests ask, passes over `<base href>`.
            Some((base, page)) if is_relative => base.resolve(page, written).ok_or(Refusal::Unreadable)?,
            _ if is_settled => written.to_owned(),
            _ => url::Url::parse(written).map_err(|_| Refusal::Unreadable)?.to_string(),
        };
        if consumer.has(Quirk::HttpsOnly) && !url.starts_with("https://") {
            return Err(Refusal::Insecure);
        }
        if consumer.limit(Of::Url).is_some_and(|limit| url.chars().count() > limit.max as usize) {
            return Err(Refusal::Long);
        }
        if self.refuses(&url) { Err(Refusal::Format) } else { Ok(url) }
    }

    /// Is this a format that it is known not to take, as far as the name of the file tells?
    fn refuses(&self, url: &str) -> bool {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let Some((_, extension)) = path.rsplit_once('.') else { return false };
        let extension = extension.to_ascii_lowercase();
        self.consumer.formats.refuse(if extension == "jpg" { "jpeg" } else { &extension })
    }
}
