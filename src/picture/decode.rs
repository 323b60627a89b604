//! A photo's bytes as pixels: bounded, upright, in sRGB, without transparency.
//!
//! It cuts and scales in one step, so that everything after the decoder works on few pixels.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, RgbImage};

use crate::base::image_size::probe;
use crate::model::files::ImageFormat;

/// A longer side is refused before anything is decoded.
pub const LONGEST_SIDE: u32 = 20_000;
/// Decoded pixels take at most this much.
pub const LARGEST_DECODED: u64 = 256 * 1024 * 1024;

/// A decoded photo as it lies in its file; `cut` turns it upright.
pub struct Photo {
    pixels: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
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

fn unreadable(reason: impl Into<String>, help: impl Into<String>) -> Unreadable {
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
    if !format.is_decodable() {
        return Err(unreadable(format!("{} files cannot be decoded here", format.name()), "save it as JPEG or PNG"));
    }
    let decoded = u64::from(probe.width) * u64::from(probe.height) * 3;
    if probe.width.max(probe.height) > LONGEST_SIDE || decoded > LARGEST_DECODED {
        let limit = format!("scale it down: at most {LONGEST_SIDE} pixels a side and {} MB decoded", LARGEST_DECODED >> 20);
        return Err(unreadable(format!("{}×{} pixels are too many", probe.width, probe.height), limit));
    }
    Ok(())
}

impl Photo {
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        check(bytes)?;
        let broken = |error: &dyn std::fmt::Display| unreadable(format!("it is damaged ({error})"), "save the picture again");
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| broken(&error))?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        limits.max_alloc = Some(LARGEST_DECODED);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(|error| broken(&error))?;
        if decoder.total_bytes() > LARGEST_DECODED {
            return Err(unreadable("decoded, it takes too much memory", format!("scale it down below {} MB", LARGEST_DECODED >> 20)));
        }
        // Metadata that cannot be read is no reason to lose the picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let profile = decoder.icc_profile().ok().flatten();
        let pixels = if is_non_interleaved(bytes) {
            decode_scan_by_scan(bytes).map_err(|error| broken(&error))?
        } else {
            DynamicImage::from_decoder(decoder).map_err(|error| broken(&error))?
        };
        let pixels = match pixels {
            whole @ (DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_)) => whole,
            other if other.color().has_alpha() => DynamicImage::ImageRgba8(other.into_rgba8()),
            other => DynamicImage::ImageRgb8(other.into_rgb8()),
        };
        Ok(Self { pixels, orientation, profile })
    }

    /// Width and height, upright.
    pub fn size(&self) -> (u32, u32) {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        if self.lies_on_its_side() { (height, width) } else { (width, height) }
    }

    fn lies_on_its_side(&self) -> bool {
        use Orientation::*;
        matches!(self.orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    }

    /// The part, scaled to `width` × `height`. What is transparent lies on white.
    pub fn cut(&self, part: Part, width: u32, height: u32) -> RgbImage {
        let part = self.in_file(part);
        let (across, down) = if self.lies_on_its_side() { (height, width) } else { (width, height) };
        let (kind, bytes) = match &self.pixels {
            DynamicImage::ImageRgba8(pixels) => (PixelType::U8x4, pixels.as_raw()),
            DynamicImage::ImageRgb8(pixels) => (PixelType::U8x3, pixels.as_raw()),
            _ => unreachable!("decode leaves these two"),
        };
        let scaled = resize(bytes, kind, (self.pixels.width(), self.pixels.height()), part, (across, down), FilterType::Lanczos3);
        let mut rgb = if kind == PixelType::U8x4 { on_white(&scaled) } else { scaled };
        if let Some(profile) = &self.profile {
            to_srgb(&mut rgb, profile);
        }
        let image = RgbImage::from_raw(across, down, rgb).expect("resize fills across × down pixels");
        let mut image = DynamicImage::ImageRgb8(image);
        image.apply_orientation(self.orientation);
        image.into_rgb8()
    }

    /// A part of the upright picture in the coordinates of the file.
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
        Part { x, y, width, height }
    }
}

/// Cuts `part` out of the pixels and scales it.
pub fn resize(bytes: &[u8], kind: PixelType, from: (u32, u32), part: Part, to: (u32, u32), filter: FilterType) -> Vec<u8> {
    let source = ImageRef::new(from.0, from.1, bytes, kind).expect("the pixels have the size they say");
    let mut target = Image::new(to.0, to.1, kind);
    // Rounding must not push the part over the edge by a hair.
    let (x, y) = (part.x.clamp(0.0, f64::from(from.0) - 1.0), part.y.clamp(0.0, f64::from(from.1) - 1.0));
    let width = part.width.clamp(1.0, f64::from(from.0) - x);
    let height = part.height.clamp(1.0, f64::from(from.1) - y);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(x, y, width, height);
    Resizer::new().resize(&source, &mut target, &options).expect("the part lies inside and the pixel types agree");
    target.into_vec()
}

fn on_white(rgba: &[u8]) -> Vec<u8> {
    let over = |value: u8, alpha: u8| {
        let alpha = u32::from(alpha);
        ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    rgba.as_chunks::<4>().0.iter().flat_map(|[r, g, b, a]| [over(*r, *a), over(*g, *a), over(*b, *a)]).collect()
}

/// Wide-gamut photos look dull where their profile is dropped; networks drop it.
fn to_srgb(rgb: &mut Vec<u8>, profile: &[u8]) {
    if profile.windows(4).any(|window| window == b"sRGB") {
        return;
    }
    let Ok(source) = moxcms::ColorProfile::new_from_slice(profile) else { return };
    if source.color_space != moxcms::DataColorSpace::Rgb {
        return;
    }
    let layout = moxcms::Layout::Rgb;
    let Ok(transform) =
        source.create_transform_8bit(layout, &moxcms::ColorProfile::new_srgb(), layout, moxcms::TransformOptions::default())
    else {
        return;
    };
    let mut out = vec![0; rgb.len()];
    if transform.transform(rgb, &mut out).is_ok() {
        *rgb = out;
    }
}

/// A baseline JPEG whose first scan holds one of several colours. The usual decoder turns such a
/// file to noise without saying so (zune-jpeg 0.5.15).
pub fn is_non_interleaved(bytes: &[u8]) -> bool {
    let mut at = 2;
    let mut components = 0;
    while let Some(&[0xFF, marker]) = bytes.get(at..at + 2) {
        let length = bytes.get(at + 2..at + 4).map_or(0, |pair| usize::from(u16::from_be_bytes([pair[0], pair[1]])));
        match marker {
            0xFF => {
                at += 1;
                continue;
            }
            0xC0 | 0xC1 => components = bytes.get(at + 9).copied().unwrap_or(0),
            0xDA => return components > 1 && bytes.get(at + 4).is_some_and(|in_scan| *in_scan < components),
            _ => {}
        }
        at += 2 + length.max(2);
    }
    false
}

fn decode_scan_by_scan(bytes: &[u8]) -> Result<DynamicImage, String> {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(LARGEST_DECODED as usize);
    let pixels = decoder.decode().map_err(|error| error.to_string())?;
    let info = decoder.info().ok_or("no frame")?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    let image = match info.pixel_format {
        jpeg_decoder::PixelFormat::RGB24 => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
        jpeg_decoder::PixelFormat::CMYK32 => {
            let part = |colour: u8, black: u8| (u32::from(colour) * u32::from(black) / 255) as u8;
            let rgb = pixels.as_chunks::<4>().0.iter().flat_map(|[c, m, y, k]| [part(*c, *k), part(*m, *k), part(*y, *k)]).collect();
            RgbImage::from_raw(width, height, rgb).map(DynamicImage::ImageRgb8)
        }
        other => return Err(format!("{other:?}")),
    };
    image.ok_or_else(|| "too few pixels".to_owned())
}
