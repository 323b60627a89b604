//! Pictures of the text: the attributes that a browser wants to know before it has the file.
//!
//! Fills `width` and `height`, `loading`, `decoding` where the file is known. What an author wrote
//! stays; `alt` is never invented; pictures with several sources are left alone.

use super::image::local;
use super::plan::{self, Looked, Policy};
use super::variants::{Variants, wants_variants};
use crate::config::Part;
use crate::model::facts::{Image, PageFacts};
use crate::model::files::ImageInfo;
use crate::model::page::Hints;
use crate::model::plan::{Edit, Op, Plan};

/// Every page of a built site; a foreign page where it was asked for, because a stylesheet that
/// sets a width and no `height: auto` would draw a picture with both attributes out of shape.
pub(super) fn wants(hints: &Hints, policy: &Policy) -> bool {
    plan::wants(Part::Images, hints, policy)
}

/// The local files behind the pictures of the text: decoded site paths.
pub(super) fn named(facts: &PageFacts, policy: &Policy) -> Vec<String> {
    let Some(base) = policy.base else { return Vec::new() };
    let open = facts.images.iter().filter(|image| !image.settled && (lacks_any(image) || wants_variants(image, facts, policy)));
    open.filter_map(|image| local(facts, base, &image.src)).collect()
}

fn lacks_any(image: &Image) -> bool {
    (image.width.is_none() || image.height.is_none()) || image.loading.is_none() || image.decoding.is_none()
}

/// Attributes for every picture whose file is known; `facts` shows them afterwards.
pub(super) fn fill(plan: &mut Plan, facts: &mut PageFacts, looked: &Looked, policy: &Policy) {
    let Some(base) = policy.base else { return };
    let first_later = first_later(&facts.images);
    let mut variants = Variants::new(base, facts, policy);
    for at in 0..facts.images.len() {
        let image = &facts.images[at];
        let Some(info) = Some(image).filter(|image| !image.settled).and_then(|image| looked.get(&local(facts, base, &image.src)?)) else {
            continue;
        };
        let size = size(image, info);
        let image = &mut facts.images[at];
        let mut html = String::new();
        let mut add = |slot: &mut Option<String>, name: &str, value: String| {
            html.push_str(&format!(" {name}=\"{value}\""));
            *slot = Some(value);
        };
        if let (Some(width), _) = size {
            add(&mut image.width, "width", width.to_string());
        }
        if let (_, Some(height)) = size {
            add(&mut image.height, "height", height.to_string());
        }
        if at >= first_later && !image.urgent && image.loading.is_none() {
            add(&mut image.loading, "loading", "lazy".into());
        }
        if image.decoding.is_none() {
            add(&mut image.decoding, "decoding", "async".into());
        }
        let sources = variants.of(image, info);
        image.settled |= !sources.is_empty();
        html.push_str(&sources);
        if !html.is_empty() {
            // Behind the tag's name, so before `src`: some browsers begin to load where they read it.
            plan.edits.push(Edit { at: image.span.start, op: Op::Attributes, html });
        }
    }
    variants.hand_over(plan);
}

/// The largest picture of the first screen is most likely the first of the text, or one before it
/// (a banner); those are not put off.
fn first_later(images: &[Image]) -> usize {
    images.iter().position(|image| image.in_article).map_or(1, |first| first + 1)
}

/// Width and height that are missing. One alone gets the other by the ratio of the file, which is
/// what a browser shows for it; a width in percent or a `style` says that nobody wants pixels.
fn size(image: &Image, info: &ImageInfo) -> (Option<u32>, Option<u32>) {
    if image.styled || !info.fixed || info.width == 0 || info.height == 0 {
        return (None, None);
    }
    let pixels = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number > 0);
    let scaled = |side: u32, from: u32, to: u32| {
        let side = (u64::from(side) * u64::from(to) + u64::from(from) / 2) / u64::from(from);
        u32::try_from(side).ok().map(|side| side.max(1))
    };
    match (image.width.as_deref(), image.height.as_deref()) {
        (None, None) => (Some(info.width), Some(info.height)),
        (Some(width), None) => (None, pixels(width).and_then(|width| scaled(width, info.width, info.height))),
        (None, Some(height)) => (pixels(height).and_then(|height| scaled(height, info.height, info.width)), None),
        (Some(_), Some(_)) => (None, None),
    }
}
