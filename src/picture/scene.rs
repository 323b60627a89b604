//! Made-up photos: landscapes that look enough like one to judge a card layout by.

use fast_image_resize::{FilterType, PixelType};
use image::RgbImage;

use super::decode::{Part, resize};
use super::encode::{self, Colours};

/// What the light is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    Day,
    Night,
    /// Snow under an overcast sky: the hardest ground for white words.
    Glare,
}

/// A JPEG of hills under a sky.
pub fn scene(light: Light, width: u32, height: u32) -> Vec<u8> {
    let (top, low, hills): ([f32; 3], [f32; 3], [[f32; 3]; 3]) = match light {
        Light::Day => ([78., 140., 196.], [250., 214., 170.], [[116., 138., 150.], [70., 104., 96.], [36., 62., 50.]]),
        Light::Night => ([10., 14., 34.], [52., 40., 84.], [[30., 28., 58.], [18., 18., 38.], [8., 9., 20.]]),
        Light::Glare => ([236., 242., 248.], [255., 254., 250.], [[226., 232., 238.], [242., 246., 250.], [255., 255., 255.]]),
    };
    // Worked out at a quarter of the size: nobody looks for detail here.
    let (wide, high) = (width.div_ceil(4), height.div_ceil(4));
    let coarse = RgbImage::from_fn(wide, high, |x, y| {
        let (u, v) = (x as f32 / wide as f32, y as f32 / high as f32);
        let mut color = mix(top, low, v / 0.62);
        let sun = ((u - 0.68).hypot((v - 0.36) * height as f32 / width as f32) * 9.0).min(1.0);
        color = mix([255., 244., 214.], color, if light == Light::Night { 0.75 + sun / 4.0 } else { sun });
        for (at, hill) in hills.iter().enumerate() {
            let far = at as f32;
            let wave = (u * (5.0 + far * 2.0) + far * 2.1).sin() * 0.06 + (u * (17.0 - far * 3.0) + far).sin() * 0.018;
            let edge = 0.50 + far * 0.15 + wave;
            // A soft edge, or enlarging shows stairs.
            let cover = ((v - edge) * high as f32 + 0.5).clamp(0.0, 1.0);
            color = mix(color, mix(*hill, mix(*hill, low, 0.35), (v - edge) * 2.2), cover);
        }
        image::Rgb(color.map(|channel| channel.clamp(0.0, 255.0) as u8))
    });
    let all = Part { x: 0.0, y: 0.0, width: f64::from(wide), height: f64::from(high) };
    let pixels = resize(coarse.as_raw(), PixelType::U8x3, (wide, high), all, (width, height), FilterType::CatmullRom);
    let image = RgbImage::from_raw(width, height, pixels).expect("resize fills the size");
    encode::jpeg(&image, 85, Colours::Halved, usize::MAX).bytes
}

fn mix(one: [f32; 3], other: [f32; 3], by: f32) -> [f32; 3] {
    let by = by.clamp(0.0, 1.0);
    std::array::from_fn(|at| one[at] * (1.0 - by) + other[at] * by)
}
