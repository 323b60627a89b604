//! Pictures of the text in several sizes: `srcset` and `sizes`, so that a phone loads a phone's picture.
//!
//! Only where it was asked for, only for local files whose pixels can be kept, and never larger than
//! the file. What a browser knew before stays: the same `src`, the same width and height on the page.

use super::plan::Policy;
use crate::base::finding::Fact;
use crate::base::{BaseUrl, Finding, Place};
use crate::model::facts::{Image, PageFacts};
use crate::model::files::{ImageFormat, ImageInfo};
use crate::model::picture::{Encoding, Picture};
use crate::model::plan::Plan;

/// Smaller copies for one page. A page with more pictures shows the rest in one size.
const MOST: usize = 160;
/// A copy that is hardly smaller than the file is none.
const CLEARLY_SMALLER: f64 = 0.85;
/// Shown narrower than this, a picture says its own width; wider ones follow `images.sizes`.
const COLUMN: u32 = 768;
/// Above this many bytes a pixel, what is kept without loss is a photo.
const PHOTO: f64 = 0.9;
/// Below this many, it is a screenshot: a copy pays from half its width down.
const FLAT: f64 = 0.25;
/// Below this many, it is a flat drawing: any copy, with its soft edges, weighs more.
const BARE: f64 = 0.08;

/// May this picture have variants, as far as its tag tells? Only what belongs to the text.
pub(super) fn wants_variants(image: &Image, facts: &PageFacts, policy: &Policy) -> bool {
    policy.settings.images.responsive && !image.settled && !image.styled && (image.in_article || facts.article.is_none())
}

/// The variants of one page, as they come up.
pub(super) struct Variants<'a> {
    base: &'a BaseUrl,
    policy: &'a Policy<'a>,
    whole_page: bool,
    pictures: Vec<Picture>,
    left_out: usize,
}

impl<'a> Variants<'a> {
    pub fn new(base: &'a BaseUrl, facts: &PageFacts, policy: &'a Policy) -> Self {
        Self { base, policy, whole_page: facts.article.is_none(), pictures: Vec::new(), left_out: 0 }
    }

    /// ` srcset="…" sizes="…"` for a picture that has all its other attributes; or nothing.
    pub fn of(&mut self, image: &Image, info: &ImageInfo) -> String {
        let images = &self.policy.settings.images;
        let shown = pixels(&image.width).filter(|_| pixels(&image.height).is_some());
        // Without a width of its own, a picture with `sizes` would be as wide as `sizes` says.
        let (Some(shown), true) = (shown, images.responsive && !image.styled && (image.in_article || self.whole_page)) else {
            return String::new();
        };
        let Some((encoding, most)) = copied(info) else { return String::new() };
        let most = (f64::from(info.width) * most) as u32;
        let widths: Vec<u32> = images.widths.iter().copied().filter(|width| *width <= most).collect();
        if widths.is_empty() {
            return String::new();
        }
        if self.pictures.len() + widths.len() > MOST {
            self.left_out += 1;
            return String::new();
        }
        let slug = stem(info);
        let mut candidates = Vec::new();
        for width in &widths {
            let height = (u64::from(info.height) * u64::from(*width) + u64::from(info.width) / 2) / u64::from(info.width);
            let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
            let picture = Picture::variant(&slug, *width, height, info.path.clone(), info.digest, encoding);
            candidates.push(format!("{}{} {width}w", self.base.path(), picture.url_path()));
            if !self.pictures.contains(&picture) {
                self.pictures.push(picture);
            }
        }
        // The file itself, where it is no larger than what was asked for.
        let largest = images.widths.last().copied().unwrap_or_default();
        if f64::from(info.width) * CLEARLY_SMALLER <= f64::from(largest) {
            candidates.push(format!("{}{} {}w", self.base.path(), info.path, info.width));
        }
        let sizes = if shown <= COLUMN { format!("(max-width: {shown}px) 100vw, {shown}px") } else { images.sizes.clone() };
        format!(" srcset=\"{}\" sizes=\"{}\"", escaped(&candidates.join(", ")), escaped(&sizes))
    }

    pub fn hand_over(self, plan: &mut Plan) {
        plan.pictures.extend(self.pictures);
        if self.left_out > 0 {
            let message = format!("{} pictures of this page are shown in one size: it has {MOST} variants already", self.left_out);
            plan.findings.push(
                Finding::info("image-variants-many", message, Place::Fact(Fact::Page))
                    .why("each variant is a file that is made and published")
                    .help("list fewer `images.widths`, or make smaller pictures for this page"),
            );
        }
    }
}

/// The format of a picture's copies, and up to which part of its width they pay. WebP only for what
/// is kept without loss: the encoder at hand keeps every pixel, so a photo would be several times as
/// heavy as in JPEG.
fn copied(info: &ImageInfo) -> Option<(Encoding, f64)> {
    let nature = info.nature;
    if nature.moving || info.width == 0 || info.height == 0 {
        return None;
    }
    let photo = Encoding::Jpeg { quality: 82 };
    let weight = info.bytes as f64 / (f64::from(info.width) * f64::from(info.height));
    match info.format? {
        ImageFormat::Jpeg => Some((photo, CLEARLY_SMALLER)),
        ImageFormat::Png | ImageFormat::WebP if nature.lossless && !nature.alpha && weight > PHOTO => Some((photo, CLEARLY_SMALLER)),
        ImageFormat::Png if weight < BARE => None,
        ImageFormat::Png if weight < FLAT => Some((Encoding::WebP, 0.5)),
        ImageFormat::Png => Some((Encoding::WebP, CLEARLY_SMALLER)),
        ImageFormat::WebP if !nature.lossless && !nature.alpha => Some((photo, 0.5)),
        _ => None,
    }
}

fn pixels(text: &Option<String>) -> Option<u32> {
    text.as_deref()?.trim().parse().ok().filter(|number| *number > 0)
}

/// `hero` of `/rain/hero.jpg`.
fn stem(info: &ImageInfo) -> String {
    let path = crate::base::url::decode(info.path.as_str());
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

fn escaped(text: &str) -> String {
    crate::base::html::escape(text).to_string()
}
