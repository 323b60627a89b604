//! Findings point home: from a value of a page to the place where its author wrote it.

use std::sync::Arc;

use crate::base::finding::Fact;
use crate::base::source::spot;
use crate::base::{Finding, Place, Source, Span};
use crate::model::facts::PageFacts;

/// For a foreign page: the bytes of its HTML in the file as it lies there after the run. `moved`
/// leads from the bytes that were read to those.
pub(super) fn in_html(finding: &mut Finding, facts: &PageFacts, file: &Arc<str>, html: &[u8], moved: &dyn Fn(Span) -> Span) {
    let span = match &finding.at {
        Place::Html(span) => Some(*span),
        Place::Fact(fact) => span_of(fact, facts),
        _ => return,
    };
    finding.at = match (span, std::str::from_utf8(html)) {
        (Some(span), Ok(text)) if span.end > 0 => Place::Spot(spot(file, text, moved(span))),
        _ => Place::File(file.clone()),
    };
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
        Fact::Canonical => facts.head_link("canonical").map(|link| link.value_span.unwrap_or(link.span)),
        Fact::Destination(written) => facts
            .anchors
            .iter()
            .find(|anchor| anchor.href == *written)
            .map(|anchor| anchor.value_span.unwrap_or(anchor.span))
            .or_else(|| facts.images.iter().find(|image| image.src == *written).map(|image| image.span)),
        Fact::Lang | Fact::Share | Fact::Quote(_) | Fact::Words(_) | Fact::Page => None,
    };
    found.filter(|span| span.end > 0)
}

/// Findings about the site as a whole stand at the configuration file.
pub(super) fn settle_site(findings: &mut [Finding], config: Option<&Source>) {
    for finding in findings.iter_mut().filter(|finding| finding.at == Place::Site) {
        if let Some(source) = config {
            finding.at = Place::File(source.path.clone());
        }
    }
}
