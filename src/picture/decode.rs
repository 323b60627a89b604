//! A photo's bytes as pixels: bounded, upright, in sRGB, without transparency.
//!
//! It cuts and scales in one step, so that everything after the decoder works on few pixels.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, RgbImage};

use super::{colour, jpeg};
use crate::base::image_size::probe;
use crate::model::files::ImageFormat;

/// A longer side is refused before anything is decoded.
pub const LONGEST_SIDE: u32 = 20_000;
/// Decoded pixels take at most this much.
pub const LARGEST_DECODED: u64 = 256 * 1024 * 1024;

/// A decoded photo as it lies in its file; `cut` turns it upright.
pub struct Photo {
    pixels: Pixels,
    /// Width and height in the file, which may have been decoded smaller.
    whole: (u32, u32),
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    /// Drawn or captured: its edges and colours are to stay as they are.
    pub is_lossless: bool,
}

/// What the bytes of a pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Grey,
    Rgb,
    RgbAlpha,
    /// Cyan, magenta, yellow and black; 255 is all of the ink.
    Inks,
}

impl Kind {
    pub fn parts(self) -> usize {
        match self {
            Kind::Grey => 1,
            Kind::Rgb => 3,
            Kind::RgbAlpha | Kind::Inks => 4,
        }
    }
}

pub struct Pixels {
    pub kind: Kind,
    pub width: u32,
    pub height: u32,
    bytes: Vec<u8>,
}

impl Pixels {
    /// Nothing, if these are not as many bytes as the size needs.
    pub fn new(kind: Kind, width: u32, height: u32, bytes: Vec<u8>) -> Option<Self> {
        let needed = width as usize * height as usize * kind.parts();
        (needed > 0 && bytes.len() == needed).then_some(Self { kind, width, height, bytes })
    }

    fn of(image: DynamicImage) -> Self {
        let (width, height) = (image.width(), image.height());
        let (kind, bytes) = match image {
            DynamicImage::ImageLuma8(pixels) => (Kind::Grey, pixels.into_raw()),
            DynamicImage::ImageRgb8(pixels) => (Kind::Rgb, pixels.into_raw()),
            DynamicImage::ImageRgba8(pixels) => (Kind::RgbAlpha, pixels.into_raw()),
            other if other.color().has_alpha() => (Kind::RgbAlpha, other.into_rgba8().into_raw()),
            other if other.color().has_color() => (Kind::Rgb, other.into_rgb8().into_raw()),
            other => (Kind::Grey, other.into_luma8().into_raw()),
        };
        Self { kind, width, height, bytes }
    }

    fn scaled(&self, part: Part, to: (u32, u32), filter: FilterType) -> Vec<u8> {
        let kind = match self.kind {
            Kind::Grey => PixelType::U8,
            Kind::Rgb => PixelType::U8x3,
            Kind::RgbAlpha | Kind::Inks => PixelType::U8x4,
        };
        scale(&self.bytes, kind, (self.width, self.height), part, to, filter, self.kind == Kind::RgbAlpha)
    }
}

/// A part of a photo in pixels of its upright form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Why a file cannot become a picture, and what its author can do.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreadable {
    pub reason: String,
    pub help: String,
}

pub(super) fn unreadable(reason: impl Into<String>, help: impl Into<String>) -> Unreadable {
    Unreadable { reason: reason.into(), help: help.into() }
}

/// Can this file be decoded, as far as its header tells?
pub fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    if bytes.is_empty() {
        return Err(unreadable("the file is empty", "save the picture again"));
    }
    let Some(probe) = probe(bytes) else {
        return Err(unreadable("its header is that of no picture", "save it again as JPEG or PNG"));
    };
    let format = ImageFormat::named(probe.format);
    if let Some(help) = format.instead() {
        return Err(unreadable(format!("{} files cannot be decoded here", format.name()), help));
    }
    let decoded = u64::from(probe.width) * u64::from(probe.height) * 3;
    if probe.width.max(probe.height) > LONGEST_SIDE || decoded > LARGEST_DECODED {
        let limit = format!("scale it down: at most {LONGEST_SIDE} pixels a side and {} MB decoded", LARGEST_DECODED >> 20);
        return Err(unreadable(format!("{}×{} pixels are too many", probe.width, probe.height), limit));
    }
    Ok(())
}

impl Photo {
    /// All of its pixels.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        Self::decode_for(bytes, |_, _| 1.0)
    }

    /// As many of its pixels as are needed: `share` is told the size, upright, and says which part
    /// of both sides is.
    pub fn decode_for(bytes: &[u8], share: impl Fn(u32, u32) -> f64) -> Result<Self, Unreadable> {
        check(bytes)?;
        if let (Some(frame), Some(shown)) = (jpeg::frame(bytes), probe(bytes)) {
            match jpeg::decode(bytes, share(shown.width, shown.height)) {
                Ok(jpeg::Decoded { pixels, orientation, profile }) => {
                    return Ok(Self { pixels, whole: (frame.width, frame.height), orientation, profile, is_lossless: false });
                }
                // What is rare may be known to the other decoder.
                Err(unreadable) if frame.is_non_interleaved || !frame.is_whole(bytes) => return Err(unreadable),
                Err(_) => {}
            }
        }
        let broken = |error: &dyn std::fmt::Display| unreadable(format!("it is damaged ({error})"), "save the picture again");
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| broken(&error))?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        limits.max_alloc = Some(LARGEST_DECODED);
        reader.limits(limits);
        let is_lossless = !matches!(reader.format(), Some(image::ImageFormat::Jpeg | image::ImageFormat::WebP));
        let mut decoder = reader.into_decoder().map_err(|error| broken(&error))?;
        if decoder.total_bytes() > LARGEST_DECODED {
            return Err(unreadable("decoded, it takes too much memory", format!("scale it down below {} MB", LARGEST_DECODED >> 20)));
        }
        // Metadata that cannot be read is no reason to lose the picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let profile = decoder.icc_profile().ok().flatten();
        let pixels = Pixels::of(DynamicImage::from_decoder(decoder).map_err(|error| broken(&error))?);
        Ok(Self { whole: (pixels.width, pixels.height), pixels, orientation, profile, is_lossless })
    }

    /// Width and height, upright.
    pub fn size(&self) -> (u32, u32) {
        let (width, height) = self.whole;
        if self.lies_on_its_side() { (height, width) } else { (width, height) }
    }

    fn lies_on_its_side(&self) -> bool {
        use Orientation::*;
        matches!(self.orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    }

    /// The part, scaled to `width` × `height`. What is transparent lies on white, or on dark where
    /// it would not be seen on white.
    pub fn cut(&self, part: Part, width: u32, height: u32) -> RgbImage {
        let (across, down) = if self.lies_on_its_side() { (height, width) } else { (width, height) };
        let scaled = self.pixels.scaled(self.in_file(part), (across, down), FilterType::Lanczos3);
        self.upright(colour::to_srgb(self.pixels.kind, scaled, self.profile.as_deref()), across, down)
    }

    /// All of it, small and rough: to look for what it shows.
    pub fn thumbnail(&self, longest: u32) -> RgbImage {
        let Pixels { kind, width, height, .. } = self.pixels;
        let side = |length: u32| (u64::from(length) * u64::from(longest) / u64::from(width.max(height))).clamp(1, length.into()) as u32;
        let (across, down) = (side(width), side(height));
        let all = Part { x: 0.0, y: 0.0, width: width.into(), height: height.into() };
        let scaled = self.pixels.scaled(all, (across, down), FilterType::Box);
        self.upright(colour::to_srgb(kind, scaled, None), across, down)
    }

    fn upright(&self, rgb: Vec<u8>, across: u32, down: u32) -> RgbImage {
        let image = RgbImage::from_raw(across, down, rgb).expect("scaling fills across × down pixels");
        let mut image = DynamicImage::ImageRgb8(image);
        image.apply_orientation(self.orientation);
        image.into_rgb8()
    }

    /// The whole picture scaled, with what is see-through in it.
    pub fn scaled(&self, width: u32, height: u32) -> image::RgbaImage {
        let (across, down) = if self.lies_on_its_side() { (height, width) } else { (width, height) };
        let Pixels { kind, width, height, .. } = self.pixels;
        let all = Part { x: 0.0, y: 0.0, width: width.into(), height: height.into() };
        let scaled = self.pixels.scaled(all, (across, down), FilterType::Lanczos3);
        let rgba = colour::to_srgb_clear(kind, scaled, self.profile.as_deref());
        let image = image::RgbaImage::from_raw(across, down, rgba).expect("scaling fills across × down pixels");
        let mut image = DynamicImage::ImageRgba8(image);
        image.apply_orientation(self.orientation);
        image.into_rgba8()
    }

    /// A part of the upright picture in the coordinates of the pixels as they were decoded.
    fn in_file(&self, part: Part) -> Part {
        let (width, height) = self.size();
        let from_right = f64::from(width) - part.x - part.width;
        let from_bottom = f64::from(height) - part.y - part.height;
        let (x, y) = match self.orientation {
            Orientation::NoTransforms => (part.x, part.y),
            Orientation::FlipHorizontal => (from_right, part.y),
            Orientation::Rotate180 => (from_right, from_bottom),
            Orientation::FlipVertical => (part.x, from_bottom),
            Orientation::Rotate90FlipH => (part.y, part.x),
            Orientation::Rotate90 => (part.y, from_right),
            Orientation::Rotate270FlipH => (from_bottom, from_right),
            Orientation::Rotate270 => (from_bottom, part.x),
        };
        let (width, height) = if self.lies_on_its_side() { (part.height, part.width) } else { (part.width, part.height) };
        let across = f64::from(self.pixels.width) / f64::from(self.whole.0);
        let down = f64::from(self.pixels.height) / f64::from(self.whole.1);
        Part { x: x * across, y: y * down, width: width * across, height: height * down }
    }
}

/// Cuts `part` out of the pixels and scales it.
pub fn resize(bytes: &[u8], kind: PixelType, from: (u32, u32), part: Part, to: (u32, u32), filter: FilterType) -> Vec<u8> {
    scale(bytes, kind, from, part, to, filter, false)
}

fn scale(bytes: &[u8], kind: PixelType, from: (u32, u32), part: Part, to: (u32, u32), filter: FilterType, has_alpha: bool) -> Vec<u8> {
    let source = ImageRef::new(from.0, from.1, bytes, kind).expect("the pixels have the size they say");
    let mut target = Image::new(to.0, to.1, kind);
    // Rounding must not push the part over the edge by a hair.
    let (x, y) = (part.x.clamp(0.0, f64::from(from.0) - 1.0), part.y.clamp(0.0, f64::from(from.1) - 1.0));
    let width = part.width.clamp(1.0, f64::from(from.0) - x);
    let height = part.height.clamp(1.0, f64::from(from.1) - y);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(x, y, width, height).use_alpha(has_alpha);
    Resizer::new().resize(&source, &mut target, &options).expect("the part lies inside and the pixel types agree");
    target.into_vec()
}
