//! What only the rules of lint look at: frames and scripts, names of links, notes left behind.
//!
//! Start tags are noted in the pass; what lies between them is `between`'s.

use super::start::StartTag;
use super::{Open, State};
use crate::base::Span;
use crate::model::marks::*;

/// No rule says more of one page.
pub(super) const MOST: usize = 500;

/// `tag` is the name of the start tag.
pub(super) fn note((start, tag): (&StartTag, &str), state: &mut State, open: Open) {
    let marks = &mut state.facts.marks;
    // Whoever reads no scripts reads what stands in `noscript`, and nobody reads a template.
    let silent = state.opaque_depth > 0;
    if state.head.phase == super::head::Phase::Over && marks.head_ended_by.is_none() && state.head.ended.is_none() && !silent {
        let name = if tag == "body" || tag == "frameset" { String::new() } else { format!("<{tag}>") };
        marks.head_ended_by = Some((name, start.span()));
    }
    match tag {
        "html" if marks.root.is_none() && !silent => marks.root = Some(start.span()),
        "meta" => split_meta(start, marks),
        "iframe" if marks.frames.len() < MOST => {
            if let Some(src) = start.attribute("src").filter(|_| !silent) {
                let named = ["title", "aria-label"].iter().any(|name| start.attribute(name).is_some_and(|name| !name.trim().is_empty()));
                let hidden = start.attribute("aria-hidden").as_deref() == Some("true");
                let empty = src.trim().is_empty()
                    && start.attributes().all(|(name, _)| name != "srcdoc" && !name.starts_with("data-") && name != "id" && name != "name");
                marks.frames.push(Frame { src: src.trim().to_owned(), empty, named: named || hidden, span: start.span() });
            }
        }
        "script" if marks.scripts.len() < MOST => {
            if let Some(src) = start.attribute("src").filter(|_| !silent) {
                marks.scripts.push(Script { src: src.trim().to_owned(), integrity: start.has("integrity"), span: start.span() });
            }
        }
        "video" if marks.videos.len() < MOST && !silent => {
            let silent = start.has("muted");
            marks.videos.push(Video { captions: false, silent, span: start.span() });
        }
        "button" if marks.unnamed.len() < MOST && !silent => {
            let labelled = ["aria-label", "aria-labelledby", "title"].iter().any(|name| start.has(name));
            if !labelled {
                marks.unnamed.push((tag.to_owned(), start.span()));
            }
        }
        "link" if start.has("hreflang") && marks.alternates.len() < MOST && !silent => {
            let is_alternate = start.attribute("rel").is_some_and(|rel| rel.to_ascii_lowercase().contains("alternate"));
            if let (true, Some(lang), Some(href)) = (is_alternate, start.attribute("hreflang"), start.attribute("href")) {
                marks.alternates.push(Alternate { lang: lang.trim().to_owned(), href: href.trim().to_owned(), span: start.span() });
            }
        }
        "a" => {
            if let Some(name) = start.attribute("name").filter(|name| !name.is_empty()) {
                marks.names.push(name);
            }
            let leads_nowhere = start.raw("href").is_some_and(|href| matches!(href.trim_ascii(), b"" | b"#"));
            let is_bare = || start.attributes().all(|(name, _)| matches!(name.as_str(), "href" | "title" | "target" | "rel"));
            if !silent && state.chrome_depth == 0 && leads_nowhere && is_bare() {
                marks.placeholders.push(start.span());
            }
            let hands_over =
                || start.attribute("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("opener")));
            if !silent && start.attribute("target").as_deref() == Some("_blank") && hands_over() {
                marks.openers.push(start.span());
            }
        }
        "img" if !silent => {
            let role = start.attribute("role").unwrap_or_default();
            let hidden = start.attribute("aria-hidden").as_deref() == Some("true") || start.has("hidden");
            let named =
                ["aria-label", "aria-labelledby"].iter().any(|name| start.attribute(name).is_some_and(|name| !name.trim().is_empty()));
            if matches!(role.trim(), "presentation" | "none") || hidden || named {
                marks.decorative.push(open.start);
            }
        }
        _ => {}
    }
    if !silent {
        assets(start, tag, marks);
    }
    vendors(start, tag, state);
}

/// Attributes that a `meta` may have.
const META: &[&str] = &[
    "name",
    "property",
    "content",
    "charset",
    "http-equiv",
    "itemprop",
    "itemid",
    "itemscope",
    "itemtype",
    "id",
    "lang",
    "dir",
    "media",
    "class",
    "scheme",
    "value",
    "key",
];

/// `content="A "fast" way"`: what follows the second quote becomes attributes, with quotes in their names.
fn split_meta(start: &StartTag, marks: &mut Marks) {
    let (Some(content), Some(place)) = (start.attribute("content"), start.written_place_of("content")) else { return };
    let Some(key) = start.attribute("property").or_else(|| start.attribute("name")) else { return };
    let is_odd = |name: &str| !META.contains(&name) && !name.contains([':', '@']) && !name.starts_with("data-") && !name.starts_with("v-");
    let odd: Vec<String> = start.attributes().map(|(name, _)| name).filter(|name| is_odd(name)).collect();
    if odd.iter().any(|name| name.contains(['"', '\''])) && marks.split_metas.len() < MOST {
        let end = place.end as usize;
        marks.split_metas.push(SplitMeta { key: key.trim().to_ascii_lowercase(), content, span: Span::new(end, end + 1) });
    }
}

/// What is loaded besides `img src`, links and pictures of other rules.
fn assets(start: &StartTag, tag: &str, marks: &mut Marks) {
    if marks.assets.len() >= MOST {
        return;
    }
    let mut add = |value: Option<String>| marks.assets.extend(value.map(|value| (value.trim().to_owned(), start.span())));
    match tag {
        "script" | "iframe" | "audio" | "embed" | "track" => add(start.attribute("src")),
        "source" => add(start.attribute("src")),
        "video" => {
            add(start.attribute("src"));
            add(start.attribute("poster"));
        }
        "object" => add(start.attribute("data")),
        _ => {}
    }
    if matches!(tag, "img" | "source")
        && let Some(set) = start.attribute("srcset")
    {
        candidates(&set).into_iter().for_each(|address| add(Some(address)));
    }
}

/// The addresses of a `srcset`: each ends at a blank, and its size at a comma.
fn candidates(set: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = set.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    while !rest.is_empty() && found.len() < 50 {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        found.push(bare.to_owned());
        let after = if bare.len() < address.len() { after } else { after.split_once(',').map_or("", |(_, after)| after) };
        rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
    found
}

/// Whose script turns an element with such a class into a button.
fn button(class: &[u8]) -> Option<&'static str> {
    Some(match class {
        b"fb-like" | b"fb-share-button" | b"fb-save" => "Facebook",
        b"twitter-share-button" | b"twitter-follow-button" => "X",
        b"addthis_toolbox" | b"addthis_inline_share_toolbox" => "AddThis",
        b"a2a_kit" => "AddToAny",
        b"sharethis-inline-share-buttons" => "ShareThis",
        b"shareaholic-canvas" => "Shareaholic",
        _ => return None,
    })
}

/// Whose script turns it into a post.
fn post(class: &[u8]) -> Option<&'static str> {
    Some(match class {
        b"twitter-tweet" | b"twitter-timeline" => "X",
        b"instagram-media" => "Instagram",
        b"tiktok-embed" => "TikTok",
        b"fb-post" | b"fb-video" => "Facebook",
        _ => return None,
    })
}

/// Elements that the scripts of others fill.
pub(super) fn vendors(start: &StartTag, tag: &str, state: &mut State) {
    if state.opaque_depth > 0 {
        return;
    }
    let marks = &mut state.facts.marks;
    if start.has("class") && marks.buttons.len() + marks.posts.len() < MOST {
        let (mut of_button, mut of_post) = (None, None);
        for class in start.classes() {
            of_button = of_button.or_else(|| button(class));
            of_post = of_post.or_else(|| post(class));
        }
        marks.buttons.extend(of_button.map(|network| (network, start.span())));
        marks.posts.extend(of_post.map(|network| (network, start.span())));
    }
    if tag == "script" && start.attribute("type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("in/share")) {
        marks.buttons.push(("LinkedIn", start.span()));
    }
    if start.has("data-pin-do") {
        marks.buttons.push(("Pinterest", start.span()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_srcset_is_taken_apart_as_browsers_do() {
        assert_eq!(candidates("a.png 1x, b.png 2x"), ["a.png", "b.png"]);
        assert_eq!(candidates(" a,b.png 480w,\n c.png"), ["a,b.png", "c.png"]);
        assert_eq!(candidates("a.png, b.png"), ["a.png", "b.png"]);
    }
}
