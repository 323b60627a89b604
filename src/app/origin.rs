//! Findings point home: from a value of a page to the place where its author wrote it.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::sync::Arc;

use crate::base::finding::Fact;
use crate::base::source::Lines;
use crate::base::{Finding, Place, Source, Span};
use crate::model::facts::PageFacts;

/// The HTML of a foreign page, as the file lies there after the run; counted at the first finding.
pub(super) struct InHtml<'a> {
    file: &'a Arc<str>,
    html: &'a [u8],
    /// And whether its words are known: in an older encoding a letter is a byte or two, and lines are lines.
    lines: OnceCell<(Lines<'a>, bool)>,
    /// The first place of each address that the page leads to, for a page of which many are asked.
    destinations: OnceCell<HashMap<String, Span>>,
    asked: Cell<usize>,
}

/// So many addresses are looked for one by one.
const FEW: usize = 8;

impl<'a> InHtml<'a> {
    pub fn new(file: &'a Arc<str>, html: &'a [u8]) -> Self {
        Self { file, html, lines: OnceCell::new(), destinations: OnceCell::new(), asked: Cell::new(0) }
    }

    /// Gives a finding its line. `moved` leads from the bytes that were read to those of the file.
    pub fn place(&self, finding: &mut Finding, facts: &PageFacts, moved: &dyn Fn(Span) -> Span) {
        let span = match &finding.at {
            Place::Html(span) => Some(*span),
            Place::Fact(Fact::Destination(written) | Fact::Link(written)) => self.destination(written, facts),
            Place::Fact(fact) => span_of(fact, facts),
            _ => return,
        };
        let Some(span) = span.filter(|span| span.end > 0).map(moved) else {
            finding.at = Place::File(self.file.clone());
            return;
        };
        let (lines, is_known) = self.lines.get_or_init(|| match std::str::from_utf8(self.html) {
            Ok(html) => (Lines::new(html), true),
            Err(_) => (Lines::new(self.html.iter().map(|b| if b.is_ascii() { *b as char } else { '?' }).collect::<String>()), false),
        });
        let mut spot = lines.spot(self.file, span);
        spot.excerpt = spot.excerpt.filter(|_| *is_known);
        finding.at = Place::Spot(spot);
    }

    fn destination(&self, written: &str, facts: &PageFacts) -> Option<Span> {
        let anchors = facts.anchors.iter().map(|anchor| (&anchor.href, anchor.value_span.unwrap_or(anchor.span)));
        let mut all = anchors.chain(facts.images.iter().map(|image| (&image.src, image.span)));
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() <= FEW {
            return all.find(|(address, _)| *address == written).map(|(_, span)| span);
        }
        let places = self.destinations.get_or_init(|| {
            let mut places = HashMap::new();
            for (address, span) in all {
                places.entry(address.clone()).or_insert(span);
            }
            places
        });
        places.get(written).copied()
    }
}

/// Where in a page's HTML findings point.
pub(super) struct Places<'a> {
    facts: &'a PageFacts,
    /// All places of each address; made at the first that is asked for.
    destinations: OnceCell<HashMap<&'a str, Vec<Span>>>,
}

impl<'a> Places<'a> {
    pub fn new(facts: &'a PageFacts) -> Self {
        Self { facts, destinations: OnceCell::new() }
    }

    /// All places that a finding may mean, none if there is no knowing.
    pub fn of(&self, at: &Place) -> Cow<'_, [Span]> {
        let one = |span: Option<Span>| Cow::Owned(span.filter(|span| span.end > 0).into_iter().collect());
        match at {
            Place::Html(span) => one(Some(*span)),
            Place::Fact(Fact::Destination(written) | Fact::Link(written)) => {
                let found = self.destinations.get_or_init(|| self.all()).get(written.as_str());
                Cow::Borrowed(found.map_or(&[], Vec::as_slice))
            }
            Place::Fact(fact) => one(span_of(fact, self.facts)),
            _ => Cow::Borrowed(&[]),
        }
    }

    fn all(&self) -> HashMap<&'a str, Vec<Span>> {
        let anchors = self.facts.anchors.iter().map(|anchor| (anchor.href.as_str(), anchor.span));
        let images = self.facts.images.iter().map(|image| (image.src.as_str(), image.span));
        let mut all: HashMap<&str, Vec<Span>> = HashMap::new();
        for (address, span) in anchors.chain(images).filter(|(_, span)| span.end > 0) {
            all.entry(address).or_default().push(span);
        }
        all
    }
}

fn span_of(fact: &Fact, facts: &PageFacts) -> Option<Span> {
    let meta = |keys: &[&str]| keys.iter().find_map(|key| facts.meta(key)).map(|meta| meta.value_span.unwrap_or(meta.span));
    let found = match fact {
        Fact::Title => meta(&["og:title"]).or(facts.title.as_ref().map(|title| title.span)),
        Fact::Description => meta(&["og:description", "description"]),
        Fact::Image => meta(&["og:image", "og:image:url", "twitter:image"]),
        Fact::ImageAlt => meta(&["og:image:alt", "twitter:image:alt"]).or_else(|| meta(&["og:image"])),
        Fact::Date => meta(&["article:published_time"]).or(facts.time.as_ref().map(|time| time.span)),
        Fact::Updated => meta(&["article:modified_time"]),
        Fact::Url => meta(&["og:url"]),
        Fact::Canonical => facts.canonical().map(|link| link.value_span.unwrap_or(link.span)),
        Fact::Lang => facts.marks.root,
        Fact::Destination(_) | Fact::Link(_) | Fact::Share | Fact::Quote(_) | Fact::Words(_) | Fact::Block(_) | Fact::Page => None,
    };
    let found = found.filter(|span| span.end > 0).or_else(|| facts.island_span.filter(|_| says(fact, facts)));
    found.or_else(|| paragraph(facts).filter(|_| *fact == Fact::Description))
}

/// The paragraph that the description was taken from.
fn paragraph(facts: &PageFacts) -> Option<Span> {
    let (said, first) = (facts.meta("og:description").or(facts.meta("description"))?, facts.first_paragraph.as_ref()?);
    let said = said.content.trim().trim_end_matches('…').trim_end();
    (!said.is_empty() && first.value.starts_with(said)).then_some(first.span)
}

/// Does the page's hints block say it?
fn says(fact: &Fact, facts: &PageFacts) -> bool {
    facts.island.as_ref().is_some_and(|hints| match fact {
        Fact::Title => hints.title.is_some() || hints.social_title.is_some(),
        Fact::Description => hints.description.is_some() || hints.social_description.is_some(),
        Fact::Image => hints.image.is_some() || hints.card.layout.is_some(),
        Fact::ImageAlt => hints.image.as_ref().is_some_and(|image| image.alt.is_some()),
        Fact::Date => hints.published.is_some(),
        Fact::Updated => hints.updated.is_some(),
        Fact::Canonical | Fact::Url => hints.canonical.is_some(),
        Fact::Lang => hints.lang.is_some(),
        Fact::Share => hints.share.is_some(),
        Fact::Quote(text) => hints.quotes.iter().flatten().any(|quote| quote == text),
        Fact::Destination(_) | Fact::Link(_) | Fact::Words(_) | Fact::Block(_) | Fact::Page => false,
    })
}

/// Findings about the site as a whole stand at the configuration file.
pub(super) fn settle_site(findings: &mut [Finding], config: Option<&Source>) {
    for finding in findings.iter_mut().filter(|finding| finding.at == Place::Site) {
        if let Some(source) = config {
            finding.at = setting(finding, source).map_or_else(|| Place::File(source.path.clone()), |span| Place::Spot(source.spot(span)));
        }
    }
}

/// The value that the finding is about, if the settings hold it once.
fn setting(finding: &Finding, source: &Source) -> Option<Span> {
    let (_, value) = finding.evidence.as_ref()?.fact.as_ref()?;
    let value = value.trim_end_matches('/');
    let mut places = source.text.match_indices(value).filter(|_| value.len() > 3);
    let (at, _) = places.next()?;
    places.next().is_none().then(|| Span::new(at, at + value.len()))
}
