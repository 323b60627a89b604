//! What one start tag tells: metas, links, scripts, pictures, anchors, mounts.

use super::{El, Open, ScriptKind, State, Watch};
use crate::base::Span;
use crate::base::html::unescape;
use crate::model::facts::*;

/// The last of charset, viewport and title before the first style, script or stylesheet; and
/// charset behind one, because it must stay in the first kilobyte, where browsers look for it.
pub(super) fn offer_anchor(state: &mut State, start: u32) {
    if state.in_head && !state.anchor_closed {
        state.anchor = Some(start);
    }
}

pub(super) fn meta(el: &mut El, state: &mut State, start: u32) {
    let span = Span::from(el.source_location().bytes());
    let name = attribute(el, "name");
    let equiv = attribute(el, "http-equiv");
    let is_charset = el.has_attribute("charset") || equiv.as_deref().is_some_and(|equiv| equiv.eq_ignore_ascii_case("content-type"));
    if is_charset && state.in_head && start < 1024 {
        state.anchor = Some(start);
    } else if is_charset || name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("viewport")) {
        offer_anchor(state, start);
    }
    let content_attribute = el.attributes().iter().find(|attribute| attribute.name() == "content");
    let content = content_attribute.map_or_else(String::new, |attribute| unescape(&attribute.value()).into_owned());
    let value_span = content_attribute.and_then(value_place);
    if let Some(equiv) = equiv {
        state.refresh |= equiv.eq_ignore_ascii_case("refresh") && content.to_ascii_lowercase().contains("url=");
    }
    let property = attribute(el, "property");
    let key_span = key_place(el);
    let mut add = |raw: &str, carrier: Carrier| {
        let raw = raw.trim();
        if raw.is_empty() {
            return;
        }
        let key = raw.to_ascii_lowercase();
        let social = ["og:", "article:", "twitter:", "fediverse:"].iter().any(|prefix| key.starts_with(prefix));
        if social && state.in_head {
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
            in_head: state.in_head,
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

/// The one attribute that holds a key; none where there are several, so that none hides another.
fn key_place(el: &El) -> Option<(Span, Span)> {
    let mut holders = el.attributes().iter().filter(|attribute| matches!(attribute.name().as_str(), "name" | "property"));
    let (holder, None) = (holders.next()?, holders.next()) else { return None };
    Some((Span::from(holder.name_source_location()?.bytes()), Span::from(holder.value_source_location()?.bytes())))
}

/// Where the value stands; for an attribute without one (minifiers write `content` alone) the
/// empty place behind its name.
pub(super) fn value_place(attribute: &lol_html::html_content::Attribute) -> Option<Span> {
    let value = attribute.value_source_location().map(|at| Span::from(at.bytes()));
    value.or_else(|| attribute.name_source_location().map(|at| Span::new(at.bytes().end, at.bytes().end)))
}

/// `content=>`: an empty place moves behind the sign that stands there already.
pub(super) fn behind_equals(html: &[u8], span: Span) -> Span {
    let rest = html.get(span.start as usize..).unwrap_or_default();
    let sign = rest.iter().position(|b| !b.is_ascii_whitespace()).filter(|at| rest[*at] == b'=');
    match sign {
        Some(at) if span.start == span.end => Span::new(span.start as usize + at + 1, span.start as usize + at + 1),
        _ => span,
    }
}

pub(super) fn link(el: &mut El, state: &mut State) {
    let Some(rel) = attribute(el, "rel") else { return };
    let words = rel.to_ascii_lowercase();
    if words.split_ascii_whitespace().any(|word| word == "stylesheet") {
        state.anchor_closed |= state.in_head;
    }
    let href_attribute = el.attributes().iter().find(|attribute| attribute.name() == "href");
    let href = href_attribute.map_or_else(String::new, |attribute| unescape(&attribute.value()).trim().to_owned());
    state.facts.has_smo_css |= words == "stylesheet" && is_ours(&href, ".css");
    state.facts.links.push(HeadLink {
        rel: words,
        href,
        kind: attribute(el, "type"),
        span: Span::from(el.source_location().bytes()),
        value_span: href_attribute.and_then(|attribute| attribute.value_source_location()).map(|at| Span::from(at.bytes())),
        in_head: state.in_head,
    });
}

/// `/smo/smo-<hash>.css`, under any base path.
pub(super) fn is_ours(href: &str, extension: &str) -> bool {
    href.contains("/smo/smo-") && href.ends_with(extension)
}

pub(super) fn script(el: &mut El, state: &mut State, open: Open, watches: &mut Vec<Watch>) {
    let kind = attribute(el, "type").unwrap_or_default().trim().to_ascii_lowercase();
    let kind = match kind.as_str() {
        "application/ld+json" => ScriptKind::JsonLd,
        "application/smo+json" => ScriptKind::Island,
        _ => {
            state.anchor_closed |= state.in_head;
            state.facts.has_smo_js |= attribute(el, "src").is_some_and(|src| is_ours(&src, ".js"));
            return;
        }
    };
    state.anchor_closed |= state.in_head;
    state.scripts.push((kind, open));
    watches.push(Watch::Script(state.scripts.len() - 1));
}

pub(super) fn image(el: &mut El, state: &mut State, start: u32, in_article: bool) {
    let Some(src) = attribute(el, "src") else { return };
    state.facts.images.push(Image {
        src,
        alt: el.get_attribute("alt").map(|alt| unescape(&alt).into_owned()),
        width: attribute(el, "width"),
        height: attribute(el, "height"),
        span: Span::new(start as usize, el.source_location().bytes().end),
        in_article,
    });
}

pub(super) fn anchor(el: &mut El, state: &mut State) {
    let Some(href) = el.attributes().iter().find(|attribute| attribute.name() == "href") else { return };
    state.facts.anchors.push(Anchor {
        href: unescape(&href.value()).trim().to_owned(),
        span: Span::from(el.source_location().bytes()),
        value_span: href.value_source_location().map(|at| Span::from(at.bytes())),
        in_chrome: state.chrome_depth > 0,
    });
}

pub(super) fn mount(el: &mut El, name: String, tag: &str) -> Mount {
    let mut attrs: Vec<(String, String)> = Vec::new();
    for attribute in el.attributes() {
        let key = attribute.name();
        let key = match key.strip_prefix("data-") {
            Some("smo") | None if key != "cite" => continue,
            Some(key) => key.to_owned(),
            None => key,
        };
        if !attrs.iter().any(|(earlier, _)| *earlier == key) {
            attrs.push((key, unescape(&attribute.value()).into_owned()));
        }
    }
    Mount {
        name: name.trim().to_ascii_lowercase(),
        tag: tag.to_owned(),
        id: attribute(el, "id"),
        class: attribute(el, "class"),
        attrs,
        body_html: String::new(),
        body_text: String::new(),
        places: Vec::new(),
        element: Element { start: 0, inner: Span::default(), end: None },
    }
}

pub(super) fn attribute(el: &El, name: &str) -> Option<String> {
    el.get_attribute(name).map(|value| unescape(&value).into_owned())
}

pub(super) fn asks_for(el: &El, name: &str) -> bool {
    el.get_attribute("data-smo").is_some_and(|value| value.trim().eq_ignore_ascii_case(name))
}

pub(super) fn has_class(el: &El, class: &str) -> bool {
    el.get_attribute("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|word| word == class))
}
