//! An author's SVG as a preview: drawn whole, at the size that is wanted.
//!
//! It is a stranger's program more than a picture: it may ask for files, refer to itself, or grow
//! without end. What cannot be drawn as its author sees it is refused, never drawn in part.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use resvg::usvg::{self, ImageHrefResolver};

use super::decode::{Kind, Unreadable, unreadable};
use super::fonts::Fonts;
use super::svg::{Ready, ready};
use super::text::Setter;
use super::{card, colour};
use crate::model::picture::{Scrutiny, Size};

/// A larger file is no drawing, but data.
const LARGEST_FILE: usize = 4_000_000;
/// Elements after all that is repeated by reference has been written out.
const MOST_NODES: u64 = 200_000;
/// A filter works on all pixels, which takes as long as drawing this many elements.
const FILTER: u64 = 4_000;

const AS_PNG: &str = "export the drawing as PNG, at least 1200 pixels wide";

/// The drawing on white, or on dark where it would not be seen on white; with a margin if it has
/// another shape.
pub fn draw(bytes: &[u8], size: Size, fonts: &Fonts) -> Result<RgbImage, Unreadable> {
    let text = check(bytes)?;
    let broken = |error: String| unreadable(format!("the drawing cannot be read ({error})"), AS_PNG);
    let mut setter = Setter::new(fonts);
    let Ready { svg, findings, .. } = ready(text, &mut setter, Scrutiny::Trusting, |_| false, |_| false).map_err(broken)?;
    if findings.iter().any(|finding| finding.rule == "card-external-resource") {
        return Err(unreadable("it asks for files beside it", "embed the files in it as `data:` addresses, or export it as PNG"));
    }
    let options = usvg::Options {
        image_href_resolver: ImageHrefResolver { resolve_data: Box::new(card::embedded), resolve_string: Box::new(|_, _| None) },
        ..usvg::Options::default()
    };
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        let tree = usvg::Tree::from_str(&svg, &options).map_err(|error| error.to_string())?;
        let (wide, high) = (size.width as f32, size.height as f32);
        let (width, height) = (tree.size().width(), tree.size().height());
        let same_shape = ((width / height) / (wide / high) - 1.0).abs() < 0.01;
        let margin = if same_shape { 0.0 } else { wide.min(high) * 0.07 };
        let scale = ((wide - 2.0 * margin) / width).min((high - 2.0 * margin) / height);
        let mut pixmap = Pixmap::new(size.width, size.height).ok_or("the size has no pixels")?;
        let (left, top) = ((wide - width * scale) / 2.0, (high - height * scale) / 2.0);
        resvg::render(&tree, Transform::from_row(scale, 0.0, 0.0, scale, left, top), &mut pixmap.as_mut());
        Ok::<_, String>(pixmap)
    }));
    let pixmap = drawn.unwrap_or_else(|_| Err("drawing it was given up".into())).map_err(broken)?;
    if pixmap.data().iter().all(|part| *part == 0) {
        return Err(unreadable("nothing can be seen in it", AS_PNG));
    }
    let rgba = pixmap.take_demultiplied();
    Ok(RgbImage::from_raw(size.width, size.height, colour::to_srgb(Kind::RgbAlpha, rgba, None)).expect("three bytes for each pixel"))
}

/// Can it be drawn in bounded time and memory, and as its author sees it?
pub fn check(bytes: &[u8]) -> Result<&str, Unreadable> {
    if bytes.len() > LARGEST_FILE {
        return Err(unreadable(format!("an SVG of {} MB is too much to draw", bytes.len() / 1_000_000), AS_PNG));
    }
    let broken = |error: &dyn std::fmt::Display| unreadable(format!("the drawing cannot be read ({error})"), AS_PNG);
    let text = std::str::from_utf8(bytes).map_err(|error| broken(&error))?;
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES as u32, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| broken(&error))?;
    for node in document.root_element().descendants().filter(Node::is_element) {
        match node.tag_name().name() {
            "foreignObject" => return Err(unreadable("it has HTML in it (`<foreignObject>`)", AS_PNG)),
            "textPath" => {
                return Err(unreadable("it has text along a path (`<textPath>`)", "turn the text into outlines, or export it as PNG"));
            }
            "text" if placed_parts(node) > 1 => {
                return Err(unreadable("it has a text in several places (`<tspan>`)", "turn the text into outlines, or export it as PNG"));
            }
            _ => {}
        }
    }
    if grown(&document)? > MOST_NODES {
        return Err(unreadable("it repeats itself too often", AS_PNG));
    }
    Ok(text)
}

fn placed_parts(text: Node) -> usize {
    let placed = |node: &Node| ["x", "y", "dx", "dy"].iter().any(|name| node.attribute(*name).is_some());
    text.descendants().filter(|node| node.has_tag_name("tspan") || node.tag_name().name() == "tspan").filter(placed).count()
}

/// How many elements there are once every reference has been followed.
fn grown(document: &Document) -> Result<u64, Unreadable> {
    let mut by_id: BTreeMap<&str, Node> = BTreeMap::new();
    for node in document.descendants() {
        if let Some(id) = node.attribute("id") {
            by_id.entry(id).or_insert(node);
        }
    }
    // Depth first over elements and what they refer to, on a stack of its own: nesting is theirs.
    let mut known: BTreeMap<usize, Option<u64>> = BTreeMap::new();
    let mut stack = vec![(document.root_element(), false)];
    while let Some((node, ready)) = stack.pop() {
        let key = node.id().get_usize();
        let parts = || node.children().filter(Node::is_element).map(|child| (child, 1)).chain(referred(node, &by_id));
        if ready {
            let sum = parts().try_fold(1_u64, |sum, (part, times)| {
                let of_part = known.get(&part.id().get_usize()).copied().flatten()?;
                Some(sum.saturating_add(of_part.saturating_mul(times)))
            });
            // A part that is still open contains what it is part of.
            let sum = sum.ok_or_else(|| unreadable("it refers to itself", AS_PNG))?;
            let filter = if node.attribute("filter").is_some() { FILTER } else { 0 };
            known.insert(key, Some(sum.saturating_add(filter)));
        } else if let std::collections::btree_map::Entry::Vacant(slot) = known.entry(key) {
            slot.insert(None);
            stack.push((node, true));
            stack.extend(parts().map(|(part, _)| (part, false)));
        }
    }
    Ok(known.get(&document.root_element().id().get_usize()).copied().flatten().unwrap_or(0))
}

/// The elements that a node repeats: `href="#id"`, and `url(#id)` in any attribute. A marker is
/// repeated at each corner of its path.
fn referred<'a, 'input: 'a>(node: Node<'a, 'input>, by_id: &BTreeMap<&str, Node<'a, 'input>>) -> Vec<(Node<'a, 'input>, u64)> {
    let mut found = Vec::new();
    for attribute in node.attributes() {
        let value = attribute.value();
        if attribute.name() == "href" {
            found.extend(value.trim().strip_prefix('#').and_then(|id| by_id.get(id)).map(|target| (*target, 1)));
            continue;
        }
        let is_marker = attribute.name().starts_with("marker") || (attribute.name() == "style" && value.contains("marker"));
        let corners = || ["d", "points"].iter().filter_map(|name| node.attribute(*name)).map(|path| path.len() as u64 / 2 + 1).sum::<u64>();
        let times = if is_marker { corners().max(1) } else { 1 };
        for part in value.split("url(").skip(1) {
            let id = part.trim_start_matches(['"', '\'', ' ']).strip_prefix('#').and_then(|id| id.split(['"', '\'', ' ', ')']).next());
            found.extend(id.and_then(|id| by_id.get(id)).map(|target| (*target, times)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(inside: &str) -> Option<String> {
        let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{inside}</svg>"#);
        check(svg.as_bytes()).err().map(|unreadable| unreadable.reason)
    }

    #[test]
    fn a_drawing_that_never_ends_is_refused() {
        let doubling: String = (1..30).map(|n| format!(r##"<g id="a{n}"><use href="#a{0}"/><use href="#a{0}"/></g>"##, n - 1)).collect();
        assert_eq!(reason(&format!(r#"<rect id="a0" width="1" height="1"/>{doubling}"#)).unwrap(), "it repeats itself too often");
        assert_eq!(reason(r##"<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>"##).unwrap(), "it refers to itself");
        let path = "M0 0 L1 1".repeat(9000);
        let marker = format!(r#"<marker id="m"><path marker-mid="url(#n)" d="{path}"/></marker><marker id="n"><rect/></marker>"#);
        assert_eq!(reason(&format!(r#"{marker}<path marker-mid="url(#m)" d="{path}"/>"#)).unwrap(), "it repeats itself too often");
        assert_eq!(reason(r##"<rect id="a" width="1" height="1"/><use href="#a"/><use href="#a"/>"##), None);
    }
}
