//! Room picture: photos cut to size and cards drawn, both as files.
//!
//! It knows nothing of pages and networks. A picture is made from its inputs alone, and its name
//! was decided before.

mod card;
mod check;
mod colour;
mod crop;
mod decode;
mod drawing;
mod encode;
mod fit;
mod fonts;
mod jpeg;
mod notes;
mod photo;
mod scene;
mod svg;
mod text;
mod variant;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;

use crate::base::finding::Fact;
use crate::base::image_size::probe;
use crate::base::url::decode as percent_decode;
use crate::base::{Finding, Place, UrlPath};
use crate::model::exhibits::Views;
use crate::model::files::Digest;
use crate::model::picture::{Encoding, Focus, MadeFrom, Picture, Size};
use decode::{Photo, Unreadable};
use encode::{Colours, Encoded};

pub use notes::{RULES, from_json as findings_from_json, to_json as findings_to_json};
pub use scene::{Light, scene};

/// What pictures are made with, the same for a whole run; threads share it.
pub struct Kit {
    fonts: fonts::Fonts,
    budget: usize,
}

/// A picture's file, and what was found while it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub bytes: Vec<u8>,
    pub findings: Vec<Finding>,
}

/// Reads a file of the site by its path below the output root.
pub type Read<'a> = dyn Fn(&UrlPath) -> io::Result<Vec<u8>> + 'a;

impl Kit {
    /// `fonts` are the files of `cards.fonts`, by name and bytes; they come before the bundled
    /// ones. `budget_kb` is `cards.budget_kb`.
    pub fn new(fonts: Vec<(String, Vec<u8>)>, budget_kb: u32) -> (Self, Vec<Finding>) {
        let (fonts, findings) = fonts::Fonts::new(fonts);
        (Self { fonts, budget: budget_kb as usize * 1000 }, findings)
    }

    /// Of the font chain: a part of every card's name.
    pub fn fonts_digest(&self) -> Digest {
        self.fonts.digest()
    }
}

/// A picture of the text, decoded once for all its variants.
pub struct Opened {
    photo: Photo,
    bytes: usize,
}

/// Reads and decodes what variants are made of.
pub fn open(path: &UrlPath, read: &Read) -> Result<Opened, Finding> {
    let as_it_is = |mut finding: Finding| {
        finding.at = Place::Fact(Fact::Page);
        finding.why("the page shows it as it is, in one size")
    };
    let bytes = read(path).map_err(|error| as_it_is(not_readable(path, &error.to_string(), "check the path")))?;
    let photo = guarded(|| Photo::decode(&bytes)).map_err(|unreadable| as_it_is(about(path, unreadable)))?;
    Ok(Opened { photo, bytes: bytes.len() })
}

/// Makes one variant.
pub fn variant(of: &Opened, picture: &Picture) -> Made {
    let bytes = variant::variant(&of.photo, picture.size, picture.encoding, of.bytes);
    Made { bytes, findings: Vec::new() }
}

/// Makes a picture. A card is always made, if need be a plain one; a photo that cannot be read is
/// a finding, and [`stand_in`] fills its place.
pub fn make(picture: &Picture, read: &Read, kit: &Kit) -> Result<Made, Finding> {
    let size = picture.size;
    match &picture.made_from {
        MadeFrom::Photo { path, focus, .. } => {
            let bytes = read(path).map_err(|error| not_readable(path, &error.to_string(), "check the path"))?;
            let made = guarded(|| {
                if probe(&bytes).is_some_and(|probe| probe.format == "SVG") {
                    return Ok((drawing::draw(&bytes, size, &kit.fonts)?, Colours::Whole));
                }
                let photo = Photo::decode_for(&bytes, |width, height| photo::share(width, height, size))?;
                let colours = if photo.is_lossless { Colours::Whole } else { Colours::Halved };
                Ok((photo::fit(&photo, size, *focus), colours))
            });
            let (image, colours) = made.map_err(|unreadable| about(path, unreadable))?;
            Ok(finished(&image, picture, colours, kit, Vec::new()))
        }
        MadeFrom::Variant { path, .. } => Ok(variant(&open(path, read)?, picture)),
        MadeFrom::Card { svg, images, plain, scrutiny, .. } => {
            let known: Vec<&str> = images.iter().map(|(href, _)| href.as_str()).collect();
            let read_href = |href: &str| {
                let path = UrlPath::from_plain(&percent_decode(href)).ok_or("the path leaves the site")?;
                read(&path).map_err(|error| error.to_string())
            };
            let (image, findings) =
                card::draw(svg, plain, &card::Frame { size, known: &known, read: &read_href, scrutiny: *scrutiny }, &kit.fonts);
            Ok(finished(&image, picture, Colours::Whole, kit, findings))
        }
    }
}

/// A decoder that panics over a damaged file has read it no less badly than one that says so.
fn guarded<T>(work: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    let gave_up = || Unreadable { reason: "the decoder gave up on it".into(), help: "save it again as JPEG or PNG".into() };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(gave_up()))
}

/// A plain card with a text, in the format that the picture's name promises.
pub fn stand_in(picture: &Picture, text: &str, kit: &Kit) -> Made {
    let image = card::plain_card(text, picture.size, &kit.fonts);
    finished(&image, picture, Colours::Whole, kit, Vec::new())
}

/// A picture as reports show it: cut to what fits a row, and larger, whole. Nothing if it cannot be read.
pub fn views(bytes: &[u8]) -> Option<Views> {
    const SMALL: Size = Size { name: "small", width: 96, height: 50 };
    const WIDEST: u32 = 600;
    let view = || {
        let photo = Photo::decode(bytes)?;
        let (width, height) = photo.size();
        let small = encode::jpeg(&photo.cut(photo::cover(width, height, SMALL, Focus::default()), 96, 50), 64, Colours::Halved, 2_500);
        let small = if small.within { small } else { encode::jpeg(&photo.thumbnail(48), 40, Colours::Halved, 2_500) };
        let wide = width.min(WIDEST);
        let high = (u64::from(height) * u64::from(wide) / u64::from(width.max(1))).clamp(1, 1200) as u32;
        let whole = decode::Part { x: 0.0, y: 0.0, width: f64::from(width), height: f64::from(height) };
        let large = encode::jpeg(&photo.cut(whole, wide, high), 74, Colours::Halved, 30_000);
        Ok(Views { small: small.bytes, large: large.bytes, size: (wide, high) })
    };
    guarded(view).ok()
}

/// Which part of a photo a picture of `size` shows: left, top, width and height in its pixels.
pub fn shown(bytes: &[u8], size: Size, focus: Option<Focus>) -> Result<[f64; 4], String> {
    let cut = || {
        let photo = Photo::decode_for(bytes, |width, height| photo::share(width, height, size))?;
        let part = photo::part(&photo, size, focus);
        Ok([part.x, part.y, part.width, part.height])
    };
    guarded(cut).map_err(|unreadable| unreadable.reason)
}

/// What decoding a photo of this size takes in memory, at most: pictures are made side by side
/// only as far as that fits.
pub fn memory(width: u32, height: u32) -> u64 {
    // Three bytes a pixel; a progressive JPEG keeps six more until it has read the last scan.
    u64::from(width) * u64::from(height) * 9
}

fn finished(image: &RgbImage, picture: &Picture, colours: Colours, kit: &Kit, mut findings: Vec<Finding>) -> Made {
    let Encoded { bytes, within } = match picture.encoding {
        Encoding::Jpeg { quality } => encode::jpeg(image, quality, colours, kit.budget),
        Encoding::Png => encode::png(image, kit.budget),
        Encoding::WebP => {
            let bytes = encode::webp(&image::DynamicImage::ImageRgb8(image.clone()).into_rgba8());
            Encoded { within: bytes.len() <= kit.budget, bytes }
        }
    };
    if !within {
        let message = format!("the preview picture is {} kB; the budget is {} kB", bytes.len() / 1000, kit.budget / 1000);
        findings.push(
            Finding::warning("card-too-heavy", message, Place::Fact(Fact::Image))
                .why("some networks give up on pictures that load slowly; WhatsApp shows none above 600 kB")
                .help("use fewer colours and gradients in the layout, or raise `cards.budget_kb`"),
        );
    }
    Made { bytes, findings }
}

fn about(path: &UrlPath, unreadable: Unreadable) -> Finding {
    not_readable(path, &unreadable.reason, &unreadable.help)
}

fn not_readable(path: &UrlPath, reason: &str, help: &str) -> Finding {
    let file = percent_decode(path.as_str());
    Finding::error(
        "preview-image-not-readable",
        format!("`{}` cannot be read: {reason}", file.trim_start_matches('/')),
        Place::Fact(Fact::Image),
    )
    .why("no preview can be made of it; a drawn card stands in")
    .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_for_reports_is_light_in_small_and_whole_in_large() {
        let views = views(&scene(Light::Glare, 1600, 1200)).expect("a scene can be read");
        let size = |bytes: &[u8]| probe(bytes).map(|probe| (probe.width, probe.height));
        assert!(views.small.len() <= 2_500 && views.large.len() <= 40_000, "{} {}", views.small.len(), views.large.len());
        assert_eq!((size(&views.small), size(&views.large), views.size), (Some((96, 50)), Some((600, 450)), (600, 450)));
        assert_eq!(super::views(b"no picture"), None);
    }

    #[test]
    fn a_decoder_that_panics_is_a_picture_that_cannot_be_read() {
        let read = guarded::<()>(|| panic!("index out of bounds"));
        assert!(read.is_err_and(|unreadable| unreadable.reason.contains("gave up")));
        assert_eq!(guarded(|| Ok(1)), Ok(1));
    }
}
