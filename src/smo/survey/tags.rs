//! What one start tag tells: metas, links, scripts, pictures, anchors, mounts.

use super::head::Phase;
use super::start::StartTag;
use super::{Open, ScriptKind, State, Watch};
use crate::base::Span;
use crate::model::facts::*;

/// The last of charset, viewport and title before the first style, script or stylesheet; and
/// charset behind one, because it must stay in the first kilobyte, where browsers look for it.
fn offer_anchor(state: &mut State, tag: Span) {
    if state.head.phase == Phase::Open && !state.anchor_closed {
        state.anchor = Some(tag);
    }
}

pub(super) fn meta(tag: &StartTag, state: &mut State) {
    let span = tag.span();
    let in_head = !state.head.is_over();
    let name = tag.attribute("name");
    let equiv = tag.attribute("http-equiv");
    let is_charset = tag.has("charset") || equiv.as_deref().is_some_and(|equiv| equiv.eq_ignore_ascii_case("content-type"));
    if is_charset && in_head && span.start < 1024 {
        state.anchor = Some(span);
    } else if is_charset || name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("viewport")) {
        offer_anchor(state, span);
    }
    let content = tag.attribute("content").unwrap_or_default();
    let value_span = tag.place_of("content");
    state.refresh |= equiv.is_some_and(|equiv| equiv.eq_ignore_ascii_case("refresh")) && leads_on(&content);
    let property = tag.attribute("property");
    let key_span = tag.key_place();
    let mut add = |raw: &str, carrier: Carrier| {
        let raw = raw.trim();
        if raw.is_empty() {
            return;
        }
        let key = raw.to_ascii_lowercase();
        let social = ["og:", "article:", "twitter:", "fediverse:"].iter().any(|prefix| key.starts_with(prefix));
        if social && in_head {
            state.facts.head_end = span.end as usize;
        }
        state.facts.metas.push(Meta {
            key,
            key_raw: raw.to_owned(),
            carrier,
            content: content.clone(),
            span,
            value_span,
            key_span,
            in_head,
            indent: None,
        });
    };
    match (name.as_deref(), property.as_deref()) {
        (Some(name), Some(property)) if name.eq_ignore_ascii_case(property) => add(property, Carrier::Both),
        (name, property) => {
            if let Some(property) = property {
                add(property, Carrier::Property);
            }
            if let Some(name) = name {
                add(name, Carrier::Name);
            }
        }
    }
}

/// Readers of a page that sends them on later than this see the page.
const SOON: f64 = 10.0;

/// `0; url=/new/`, `0;/new/`: a refresh that leads elsewhere, soon. A number alone reloads the page.
fn leads_on(content: &str) -> bool {
    let content = content.trim_start();
    let number = content.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(content.len());
    let (seconds, rest) = content.split_at(number);
    let address = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ','));
    seconds.parse::<f64>().map_or(seconds.is_empty() && rest.starts_with([';', ',']), |seconds| seconds <= SOON) && !address.is_empty()
}

pub(super) fn link(tag: &StartTag, state: &mut State) {
    let Some(rel) = tag.attribute("rel") else { return };
    let in_head = !state.head.is_over();
    let words = rel.to_ascii_lowercase();
    if words.split_ascii_whitespace().any(|word| word == "stylesheet") {
        state.anchor_closed |= in_head;
    }
    let href = tag.attribute("href").map_or_else(String::new, |href| href.trim().to_owned());
    state.facts.has_smo_css |= words == "stylesheet" && is_ours(&href, ".css");
    state.facts.links.push(HeadLink {
        rel: words,
        href,
        kind: tag.attribute("type"),
        span: tag.span(),
        value_span: tag.place_of("href"),
        in_head,
    });
}

/// `/smo/smo-<hash>.css`, under any base path.
pub(super) fn is_ours(href: &str, extension: &str) -> bool {
    href.contains("/smo/smo-") && href.ends_with(extension)
}

pub(super) fn script(tag: &StartTag, state: &mut State, open: Open, watches: &mut Vec<Watch>) {
    state.anchor_closed |= !state.head.is_over();
    let kind = tag.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    let kind = match kind.as_str() {
        "application/ld+json" => ScriptKind::JsonLd,
        "application/smo+json" => ScriptKind::Island,
        _ => {
            state.facts.has_smo_js |= tag.attribute("src").is_some_and(|src| is_ours(&src, ".js"));
            return;
        }
    };
    state.scripts.push((kind, open));
    watches.push(Watch::Script(state.scripts.len() - 1));
}

pub(super) fn image(tag: &StartTag, state: &mut State, in_article: bool) {
    let Some(src) = tag.attribute("src") else { return };
    state.facts.images.push(Image {
        src,
        alt: tag.attribute("alt"),
        width: tag.attribute("width"),
        height: tag.attribute("height"),
        loading: tag.attribute("loading"),
        decoding: tag.attribute("decoding"),
        urgent: tag.attribute("fetchpriority").is_some_and(|wish| wish.eq_ignore_ascii_case("high")),
        styled: tag.attribute("style").is_some_and(|style| style.contains("width") || style.contains("height")),
        settled: state.settled_depth > 0 || tag.has("data-smo") || tag.has("srcset") || tag.has("sizes"),
        span: tag.span(),
        in_article,
    });
}

/// Pictures in it are left alone: one of several sources, or part of a block, which is made anew
/// as a whole and must look the same to the next run.
pub(super) fn settles(start: &StartTag, tag: &str) -> bool {
    tag == "picture" || start.has("data-smo") || start.is_ours()
}

pub(super) fn anchor(tag: &StartTag, state: &mut State) {
    let Some(href) = tag.attribute("href") else { return };
    let is_trim = href.len() == href.trim().len();
    state.facts.anchors.push(Anchor {
        href: if is_trim { href } else { href.trim().to_owned() },
        span: tag.span(),
        value_span: tag.written_place_of("href"),
        in_chrome: state.chrome_depth > 0,
    });
}

/// No block has more keys; each is compared with all that are known.
pub(super) const MAX_KEYS: usize = 100;

/// A block as its start tag asks for it, and whether all its keys were read.
pub(super) fn mount(start: &StartTag, name: &str, tag: String) -> (Mount, bool) {
    let mut attrs: Vec<(String, String)> = Vec::new();
    let mut repeated = Vec::new();
    let mut is_whole = true;
    for (key, value) in start.attributes() {
        let key = match key.strip_prefix("data-") {
            Some("smo") | None if key != "cite" => continue,
            Some(key) => key.to_owned(),
            None => key,
        };
        if attrs.len() + repeated.len() >= MAX_KEYS {
            is_whole = false;
            break;
        }
        if attrs.iter().any(|(earlier, _)| *earlier == key) {
            repeated.push(key);
        } else {
            attrs.push((key, value));
        }
    }
    let mount = Mount {
        holds_parser_state: false,
        within: Within::default(),
        name: name.trim().to_ascii_lowercase(),
        tag,
        id: start.attribute("id"),
        class: start.attribute("class"),
        selected: false,
        attrs,
        repeated,
        open_tag: String::new(),
        body_html: String::new(),
        body_text: String::new(),
        words: None,
        by: None,
        places: Vec::new(),
        element: Element { start: 0, inner: Span::default(), end: None },
    };
    (mount, is_whole)
}
