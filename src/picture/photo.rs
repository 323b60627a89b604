//! A photo as a preview: cut to the size around its focus, or, if it is small, set on a ground
//! made of itself.

use fast_image_resize::{FilterType, PixelType};
use image::{Rgb, RgbImage};

use super::crop::{self, Along};
use super::decode::{Part, Photo, resize};
use crate::model::picture::{Focus, Size};

/// Enlarging further than this shows (design 11).
const MOST_ENLARGED: f64 = 1.25;

pub fn fit(photo: &Photo, size: Size, focus: Option<Focus>) -> RgbImage {
    let part = part(photo, size, focus);
    if f64::from(size.width) / part.width <= MOST_ENLARGED {
        return photo.cut(part, size.width, size.height);
    }
    on_ground(photo, part, size)
}

/// Which part of a photo's sides a picture of `size` needs, for [`Photo::decode_for`].
pub fn share(width: u32, height: u32, size: Size) -> f64 {
    (f64::from(size.width) / f64::from(width.max(1))).max(f64::from(size.height) / f64::from(height.max(1)))
}

/// What is shown of a photo: around its focus, or around what stands out in it.
pub fn part(photo: &Photo, size: Size, focus: Option<Focus>) -> Part {
    let (width, height) = photo.size();
    let part = cover(width, height, size, focus.unwrap_or_default());
    let (across, down) = (part.width / f64::from(width), part.height / f64::from(height));
    // A sliver less is no choice.
    if focus.is_some() || across.min(down) > 0.97 {
        return part;
    }
    let small = photo.thumbnail(crop::COPY);
    if across < down {
        Part { x: crop::place(&small, Along::Width, across) * f64::from(width), ..part }
    } else {
        Part { y: crop::place(&small, Along::Height, down) * f64::from(height), ..part }
    }
}

/// The largest part of the size's proportions, as near to the focus as the edges allow.
pub fn cover(width: u32, height: u32, size: Size, focus: Focus) -> Part {
    let (wide, high) = (f64::from(width), f64::from(height));
    let scale = (f64::from(size.width) / wide).max(f64::from(size.height) / high);
    let (part_width, part_height) = (f64::from(size.width) / scale, f64::from(size.height) / scale);
    let place =
        |whole: f64, part: f64, percent: u8| (whole * f64::from(percent.min(100)) / 100.0 - part / 2.0).clamp(0.0, (whole - part).max(0.0));
    Part { x: place(wide, part_width, focus.x), y: place(high, part_height, focus.y), width: part_width, height: part_height }
}

/// The whole photo, sharp, with round corners and a shadow, on its own colours out of focus.
fn on_ground(photo: &Photo, part: Part, size: Size) -> RgbImage {
    let mut picture = ground(photo, part, size);
    let (width, height) = photo.size();
    let (wide, high) = (f64::from(size.width), f64::from(size.height));
    // 40 units are for nothing but ground on any network's crop (facts E.2).
    let margin = 56.0 * wide.min(high) / 630.0;
    let scale = ((wide - 2.0 * margin) / f64::from(width)).min((high - 2.0 * margin) / f64::from(height)).min(MOST_ENLARGED);
    let inner_width = ((f64::from(width) * scale).round() as u32).max(1);
    let inner_height = ((f64::from(height) * scale).round() as u32).max(1);
    let whole = Part { x: 0.0, y: 0.0, width: f64::from(width), height: f64::from(height) };
    let inner = photo.cut(whole, inner_width, inner_height);

    let (left, top) = ((size.width - inner_width) / 2, (size.height - inner_height) / 2);
    let plate = Plate {
        middle: (f64::from(left) + f64::from(inner_width) / 2.0, f64::from(top) + f64::from(inner_height) / 2.0),
        half: (f64::from(inner_width) / 2.0, f64::from(inner_height) / 2.0),
        radius: 14.0_f64.min(f64::from(inner_width.min(inner_height)) / 8.0),
    };
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (px, py) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
        let shadow = 1.0 - ((plate.distance(px, py - 10.0) + 12.0) / 48.0).clamp(0.0, 1.0);
        mix(pixel, Rgb([0, 0, 0]), 0.5 * shadow * shadow);
        let distance = plate.distance(px, py);
        if distance < 0.5 && x >= left && y >= top && x < left + inner_width && y < top + inner_height {
            mix(pixel, *inner.get_pixel(x - left, y - top), (0.5 - distance).clamp(0.0, 1.0));
            // A hairline keeps dark photos apart from their dark ground.
            mix(pixel, Rgb([255, 255, 255]), 0.16 * (1.0 - (distance + 1.0).abs()).clamp(0.0, 1.0));
        }
    }
    picture
}

/// The photo's colours without its shapes: scaled down to a few pixels and up again, darkened.
fn ground(photo: &Photo, part: Part, size: Size) -> RgbImage {
    let few = (14, (14 * size.height / size.width).clamp(6, 28));
    let small = photo.cut(part, few.0, few.1);
    let all = Part { x: 0.0, y: 0.0, width: f64::from(few.0), height: f64::from(few.1) };
    let to = (size.width, size.height);
    let mut large = resize(small.as_raw(), PixelType::U8x3, few, all, to, FilterType::Mitchell);
    for value in &mut large {
        *value = (u32::from(*value) * 11 / 20) as u8;
    }
    RgbImage::from_raw(size.width, size.height, large).expect("resize fills the size")
}

fn mix(pixel: &mut Rgb<u8>, other: Rgb<u8>, amount: f64) {
    for (value, with) in pixel.0.iter_mut().zip(other.0) {
        *value = (f64::from(*value) * (1.0 - amount) + f64::from(with) * amount).round() as u8;
    }
}

/// A rectangle with round corners.
struct Plate {
    middle: (f64, f64),
    half: (f64, f64),
    radius: f64,
}

impl Plate {
    /// How far a point is from the edge; negative inside.
    fn distance(&self, x: f64, y: f64) -> f64 {
        let across = (x - self.middle.0).abs() - self.half.0 + self.radius;
        let down = (y - self.middle.1).abs() - self.half.1 + self.radius;
        let outside = across.max(0.0).hypot(down.max(0.0));
        outside + across.max(down).min(0.0) - self.radius
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::picture::OG;

    #[test]
    fn a_cut_stays_inside_and_keeps_the_proportions() {
        for (width, height) in [(1200, 630), (3000, 2000), (500, 4000), (4000, 500), (1, 1)] {
            for percent in [0, 50, 90, 100, 255] {
                let part = cover(width, height, OG, Focus { x: percent, y: percent });
                assert!(part.x >= 0.0 && part.y >= 0.0);
                assert!(part.x + part.width <= f64::from(width) + 1e-6 && part.y + part.height <= f64::from(height) + 1e-6);
                assert!((part.width / part.height - 1200.0 / 630.0).abs() < 1e-6);
            }
        }
        let part = cover(2400, 630, OG, Focus { x: 40, y: 50 });
        assert_eq!((part.x, part.y), (360.0, 0.0), "the focus is in the middle where it can be");
    }
}
