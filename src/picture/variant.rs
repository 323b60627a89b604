//! A picture of the text in a smaller size: nothing cut away, nothing laid under what is see-through.

use image::RgbImage;

use super::decode::{Part, Photo};
use super::encode::{self, Colours, Encoded};
use crate::model::picture::{Encoding, Size};

/// The whole photo in this size. A copy should not weigh more than what it is a copy of: `original`
/// is the budget that its quality is lowered for.
pub fn variant(photo: &Photo, size: Size, encoding: Encoding, original: usize) -> Vec<u8> {
    match encoding {
        Encoding::Jpeg { quality } => {
            let (width, height) = photo.size();
            let whole = Part { x: 0.0, y: 0.0, width: f64::from(width), height: f64::from(height) };
            let pixels: RgbImage = photo.cut(whole, size.width, size.height);
            let Encoded { bytes, .. } = encode::jpeg(&pixels, quality, Colours::Halved, original);
            bytes
        }
        Encoding::Png | Encoding::WebP => encode::webp(&photo.scaled(size.width, size.height)),
    }
}
