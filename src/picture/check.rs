//! Is a drawn card readable? Place, size and contrast of its texts, with numbers.
//!
//! Only layouts that are not ours are looked at this closely: ours are tested.

use image::{GenericImageView, RgbImage};
use resvg::tiny_skia::{FillRule, Mask, Transform};
use resvg::usvg::{self, Node};

use super::svg::Written;
use crate::base::finding::Fact;
use crate::base::{Finding, Place};
use crate::model::palette::contrast as ratio;
use crate::model::picture::{Area, Size};

/// Feeds show a card about 320 pixels wide: of 1200 units, these stay readable (themes.md 6).
const HEADLINE: f32 = 48.0;
const OTHER: f32 = 28.0;
/// Nothing stands nearer to an edge: crops and round corners take it.
const EDGE: f32 = 40.0;

/// Texts that are small, and texts where a crop or an app's own buttons take them.
pub fn geometry(texts: &[Written], size: Size, view: (f32, f32), place: Transform) -> Vec<Finding> {
    let read: Vec<&Written> = texts.iter().filter(|text| !text.decor).collect();
    let Some(headline) = read.iter().max_by(|one, other| one.size.total_cmp(&other.size)).map(|text| text.size) else { return Vec::new() };
    let unit = view.0 / 1200.0;
    let mut findings = Vec::new();
    for text in &read {
        let is_headline = text.size >= headline;
        let least = unit * if is_headline { HEADLINE } else { OTHER };
        if text.size < least.floor() {
            findings.push(small(text, least, is_headline));
        }
        let Some([left, top, right, bottom]) = text.bounds else { continue };
        let across = |x: f32| x * place.sx + place.tx;
        let down = |y: f32| y * place.sy + place.ty;
        let box_ = [across(left), down(top), across(right), down(bottom)];
        let safe = size.safe();
        let room = if is_headline || size.name == "story" { sides(safe) } else { edges(size) };
        // A unit of overhang is nobody's loss.
        let out = box_[0] < room[0] - 1.0 || box_[1] < room[1] - 1.0 || box_[2] > room[2] + 1.0 || box_[3] > room[3] + 1.0;
        if out {
            findings.push(outside(text, box_, room, size));
        }
    }
    findings
}

fn sides(area: Area) -> [f32; 4] {
    [area.x as f32, area.y as f32, (area.x + area.w) as f32, (area.y + area.h) as f32]
}

fn edges(size: Size) -> [f32; 4] {
    [EDGE, EDGE, size.width as f32 - EDGE, size.height as f32 - EDGE]
}

fn small(text: &Written, least: f32, is_headline: bool) -> Finding {
    let what = if is_headline { "the headline" } else { "a text" };
    let message = format!("{what} of the card, “{}”, is written at size {}; {} is the least", text.start, text.size, least.round());
    Finding::info("card-text-small", message, Place::Fact(Fact::Page))
        .why("feeds show a card about 320 pixels wide, where it cannot be read")
        .help("raise the smaller number of `size:` in its `data-smo-fit`, and give it a larger box; a mark that nobody reads takes `data-smo-role=\"decor\"`")
}

fn outside(text: &Written, box_: [f32; 4], room: [f32; 4], size: Size) -> Finding {
    let span = |[left, top, right, bottom]: [f32; 4]| format!("x {}–{}, y {}–{}", left.round(), right.round(), top.round(), bottom.round());
    let message = format!("“{}” stands at {} of the {} card; safe is {}", text.start, span(box_), size.name, span(room));
    Finding::info("card-outside-safe-area", message, Place::Fact(Fact::Page))
        .why("networks crop cards to other shapes, and apps lay their buttons over stories")
        .help("keep texts inside `safe` of the template's context; what may be lost takes `data-smo-role=\"decor\"`")
}

/// Each text against what lies behind it, at the place where it reads worst.
pub fn contrast(
    texts: &[Written],
    tree: &usvg::Tree,
    place: Transform,
    view: (f32, f32),
    with: &RgbImage,
    without: &RgbImage,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for text in texts.iter().filter(|text| !text.decor) {
        let least = if text.size >= HEADLINE * view.0 / 1200.0 { 3.0 } else { 4.5 };
        let Some(found) = worst(text, tree, place, with, without).filter(|found| *found < least) else { continue };
        let message = format!("“{}” has a contrast of {found:.1}:1 to what lies behind it; {least}:1 is the least", text.start);
        findings.push(
            Finding::warning("card-low-contrast", message, Place::Fact(Fact::Page))
                .why("many people cannot read it, and nobody can in the sun")
                .help("choose the colour with `| readable(on=ground)`, or lay a darker veil over the photo"),
        );
    }
    findings
}

/// The contrast below which five of a hundred pixels of the text are.
fn worst(text: &Written, tree: &usvg::Tree, place: Transform, with: &RgbImage, without: &RgbImage) -> Option<f64> {
    let path = first_path(tree.node_by_id(&text.id)?)?;
    let place = place.pre_concat(path.abs_transform());
    // Only where the text is: a card has ten texts and most of it is ground.
    let box_ = path.data().bounds().transform(place)?;
    let side = |from: f32, to: f32, length: u32| {
        let end = (to.ceil().max(0.0) as u32).min(length);
        let start = (from.floor().max(0.0) as u32).min(end);
        (start, end - start)
    };
    let (left, width) = side(box_.left(), box_.right(), with.width());
    let (top, height) = side(box_.top(), box_.bottom(), with.height());
    let mut mask = Mask::new(width, height)?;
    mask.fill_path(path.data(), FillRule::Winding, true, place.post_translate(-(left as f32), -(top as f32)));
    let (with, without) = (with.view(left, top, width, height), without.view(left, top, width, height));
    let inside = |least: u8| {
        let covered = mask.data().iter().zip(with.pixels().zip(without.pixels())).filter(move |(cover, _)| **cover >= least);
        covered.map(|(_, ((_, _, ink), (_, _, ground)))| ratio(ink.0, ground.0)).collect::<Vec<f64>>()
    };
    let mut ratios = inside(250);
    if ratios.len() < 20 {
        ratios = inside(160);
    }
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 20).copied()
}

fn first_path(node: &Node) -> Option<&usvg::Path> {
    match node {
        Node::Path(path) => Some(path),
        Node::Group(group) => group.children().iter().find_map(first_path),
        _ => None,
    }
}
