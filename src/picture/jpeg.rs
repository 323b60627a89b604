//! JPEG files as pixels: one decoder for all their kinds, and no more pixels than are wanted.
//!
//! A JPEG can be read at a half, a quarter or an eighth of its size for a part of the work, which
//! is what a preview needs of a photo from a camera.

use image::metadata::Orientation;
use jpeg_decoder::{Decoder, PixelFormat};

use super::decode::{Kind, LARGEST_DECODED, Pixels, Unreadable, unreadable};

pub struct Decoded {
    pub pixels: Pixels,
    pub orientation: Orientation,
    pub profile: Option<Vec<u8>>,
}

/// What a file's markers say before its pixels begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    pub width: u32,
    pub height: u32,
    pub components: u8,
    /// Each colour in a scan of its own. zune-jpeg 0.5.15, which usvg uses too, turns such a file
    /// to noise without saying so.
    pub is_non_interleaved: bool,
    has_end: bool,
}

impl Frame {
    /// Can all pixels be in these bytes? Of a file that was cut off, decoders draw what there is.
    pub fn is_whole(&self, bytes: &[u8]) -> bool {
        // A block of 64 pixels takes a bit at least.
        let blocks = u64::from(self.width.div_ceil(8)) * u64::from(self.height.div_ceil(8));
        self.has_end && bytes.len() as u64 * 8 >= blocks
    }
}

/// Nothing, if this is no JPEG, or one without pixels.
pub fn frame(bytes: &[u8]) -> Option<Frame> {
    let mut frame = Frame::default();
    let mut baseline = false;
    let mut at = bytes.starts_with(&[0xFF, 0xD8]).then_some(2)?;
    loop {
        let &[0xFF, marker] = bytes.get(at..at + 2)? else { return None };
        if marker == 0xFF {
            at += 1;
            continue;
        }
        let pair = |at: usize| Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        match marker {
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                baseline = marker <= 0xC1;
                (frame.height, frame.width) = (pair(at + 5)?.into(), pair(at + 7)?.into());
                frame.components = *bytes.get(at + 9)?;
            }
            0xDA => {
                let in_scan = *bytes.get(at + 4)?;
                frame.is_non_interleaved = baseline && frame.components > 1 && in_scan < frame.components;
                // From behind: a photo ends with it.
                frame.has_end = bytes[at..].windows(2).rev().any(|pair| pair == [0xFF, 0xD9]);
                return Some(frame);
            }
            _ => {}
        }
        at += 2 + usize::from(pair(at + 2)?).max(2);
    }
}

/// Decodes at the smallest of the four scales that leaves `share` of both sides: 0.4 wants two
/// fifths of the pixels across and down, and gets a half.
pub fn decode(bytes: &[u8], share: f64) -> Result<Decoded, Unreadable> {
    let frame = frame(bytes).ok_or_else(|| unreadable("it is damaged (no picture follows its header)", "save the picture again"))?;
    let cut_off = || unreadable("it is damaged (the file ends before its picture does)", "copy or save the picture again");
    if !frame.is_whole(bytes) {
        return Err(cut_off());
    }
    let mut decoder = Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(LARGEST_DECODED as usize);
    let damaged = |error: jpeg_decoder::Error| unreadable(format!("it is damaged ({error})"), "save the picture again");
    if let Some(part) = [8, 4, 2].into_iter().find(|part| share * f64::from(*part) <= 1.0) {
        let side = |length: u32| length.div_ceil(part).min(u32::from(u16::MAX)) as u16;
        decoder.scale(side(frame.width), side(frame.height)).map_err(damaged)?;
    }
    let bytes = decoder.decode().map_err(damaged)?;
    let info = decoder.info().ok_or_else(cut_off)?;
    let (kind, bytes) = match info.pixel_format {
        PixelFormat::L8 => (Kind::Grey, bytes),
        PixelFormat::L16 => (Kind::Grey, bytes.as_chunks::<2>().0.iter().map(|pair| (u16::from_ne_bytes(*pair) >> 8) as u8).collect()),
        PixelFormat::RGB24 => (Kind::Rgb, bytes),
        PixelFormat::CMYK32 => (Kind::Inks, bytes),
    };
    let pixels = Pixels::new(kind, u32::from(info.width), u32::from(info.height), bytes).ok_or_else(cut_off)?;
    // Metadata that cannot be read is no reason to lose the picture.
    let orientation = decoder.exif_data().and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms);
    Ok(Decoded { pixels, orientation, profile: decoder.icc_profile() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_preview_of_a_large_photo_is_decoded_small() {
        let mut bytes = Vec::new();
        let image: Vec<u8> = (0..801 * 600 * 3).map(|at| (at % 251) as u8).collect();
        jpeg_encoder::Encoder::new(&mut bytes, 80).encode(&image, 801, 600, jpeg_encoder::ColorType::Rgb).unwrap();
        let width = |share| decode(&bytes, share).map(|decoded| decoded.pixels.width);
        assert_eq!([1.0, 0.51, 0.5, 0.3, 0.25, 0.1].map(|share| width(share).unwrap()), [801, 801, 401, 401, 201, 101]);
    }

    #[test]
    fn a_file_that_ends_early_is_refused_and_not_half_drawn() {
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, 80).encode(&[90; 64 * 64 * 3], 64, 64, jpeg_encoder::ColorType::Rgb).unwrap();
        assert!(decode(&bytes, 1.0).is_ok());
        bytes.truncate(bytes.len() - 2);
        assert!(decode(&bytes, 1.0).is_err_and(|unreadable| unreadable.reason.contains("ends before")));
    }
}
