//! Colours as networks show them: sRGB, without transparency.
//!
//! Networks drop the profile that says what the numbers mean, so wide-gamut photos would look
//! dull and print files wrong.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::decode::Kind;

/// What shows through transparent parts: white, or dark under what would be lost on white.
const LIGHT: [u8; 3] = [255; 3];
const DARK: [u8; 3] = [0x1F, 0x29, 0x37];

/// Pixels of any kind as opaque sRGB.
pub fn to_srgb(kind: Kind, bytes: Vec<u8>, profile: Option<&[u8]>) -> Vec<u8> {
    let converted = profile.and_then(|profile| by_profile(kind, &bytes, profile));
    match (kind, converted) {
        (Kind::Grey | Kind::Rgb | Kind::Inks, Some(rgb)) => rgb,
        (Kind::RgbAlpha, Some(rgba)) => on_ground(&rgba),
        (Kind::RgbAlpha, None) => on_ground(&bytes),
        (Kind::Rgb, None) => bytes,
        (Kind::Grey, None) => bytes.iter().flat_map(|grey| [*grey; 3]).collect(),
        (Kind::Inks, None) => bytes.as_chunks::<4>().0.iter().flat_map(|inks| on_paper(*inks)).collect(),
    }
}

/// Pixels of any kind as sRGB, with how opaque each is.
pub fn to_srgb_clear(kind: Kind, bytes: Vec<u8>, profile: Option<&[u8]>) -> Vec<u8> {
    match kind {
        Kind::RgbAlpha => profile.and_then(|profile| by_profile(kind, &bytes, profile)).unwrap_or(bytes),
        Kind::Grey | Kind::Rgb | Kind::Inks => {
            to_srgb(kind, bytes, profile).as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect()
        }
    }
}

/// Cyan, magenta, yellow and black on white paper, where no profile says how the inks look.
pub fn on_paper([c, m, y, k]: [u8; 4]) -> [u8; 3] {
    let left = |ink: u8| ((u32::from(255 - ink) * u32::from(255 - k) + 127) / 255) as u8;
    [left(c), left(m), left(y)]
}

/// Nothing, if the profile is sRGB already, is broken, or is that of other pixels.
fn by_profile(kind: Kind, bytes: &[u8], profile: &[u8]) -> Option<Vec<u8>> {
    if kind != Kind::Grey && profile.windows(4).any(|window| window == b"sRGB") {
        return None;
    }
    let source = ColorProfile::new_from_slice(profile).ok()?;
    let (space, from, to) = match kind {
        Kind::Grey => (DataColorSpace::Gray, Layout::Gray, Layout::Rgb),
        Kind::Rgb => (DataColorSpace::Rgb, Layout::Rgb, Layout::Rgb),
        Kind::RgbAlpha => (DataColorSpace::Rgb, Layout::Rgba, Layout::Rgba),
        Kind::Inks => (DataColorSpace::Cmyk, Layout::Rgba, Layout::Rgb),
    };
    if source.color_space != space {
        return None;
    }
    let transform = source.create_transform_8bit(from, &ColorProfile::new_srgb(), to, TransformOptions::default()).ok()?;
    let parts = if to == Layout::Rgba { 4 } else { 3 };
    let mut out = vec![0; bytes.len() / kind.parts() * parts];
    transform.transform(bytes, &mut out).ok()?;
    Some(out)
}

fn on_ground(rgba: &[u8]) -> Vec<u8> {
    let pixels = rgba.as_chunks::<4>().0;
    let ground = ground_for(pixels);
    let over = |value: u8, alpha: u8, ground: u8| {
        let alpha = u32::from(alpha);
        ((u32::from(value) * alpha + u32::from(ground) * (255 - alpha) + 127) / 255) as u8
    };
    pixels.iter().flat_map(|[r, g, b, a]| [over(*r, *a, ground[0]), over(*g, *a, ground[1]), over(*b, *a, ground[2])]).collect()
}

/// A white logo cannot be seen on white.
pub fn ground_for(pixels: &[[u8; 4]]) -> [u8; 3] {
    let mut seen = 0;
    let mut light = 0;
    for [r, g, b, a] in pixels {
        seen += u64::from(*a);
        light += u64::from(*a) * ((2 * u64::from(*r) + 5 * u64::from(*g) + u64::from(*b)) / 8);
    }
    let see_through = seen * 20 < pixels.len() as u64 * 255 * 19;
    if see_through && light > seen * 210 { DARK } else { LIGHT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_seen_on_its_ground() {
        let logo = |ink: u8| [[ink, ink, ink, 255], [0, 0, 0, 0], [ink, ink, ink, 128]].concat();
        assert_eq!(to_srgb(Kind::RgbAlpha, logo(250), None)[3..6], DARK);
        assert_eq!(to_srgb(Kind::RgbAlpha, logo(40), None)[3..6], LIGHT);
    }

    #[test]
    fn copies_stay_as_see_through_as_they_were() {
        assert_eq!(to_srgb_clear(Kind::RgbAlpha, vec![9, 8, 7, 60], None), [9, 8, 7, 60]);
        assert_eq!(to_srgb_clear(Kind::Grey, vec![9], None), [9, 9, 9, 255]);
        let wide = ColorProfile::new_display_p3().encode().unwrap();
        let shown = to_srgb_clear(Kind::RgbAlpha, vec![200, 90, 90, 60], Some(&wide));
        assert!(shown[0] > 205 && shown[3] == 60, "{shown:?}");
    }

    #[test]
    fn grey_has_its_own_profiles() {
        let linear = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
        let shown = to_srgb(Kind::Grey, vec![0, 55, 255], Some(&linear));
        // 55 of 255 as light is 128 of 255 as sRGB writes it.
        assert!(shown[0] < 3 && shown[3].abs_diff(128) < 4 && shown[6] > 252, "{shown:?}");
        assert_eq!(to_srgb(Kind::Grey, vec![9], Some(b"no profile")), [9, 9, 9]);
    }

    #[test]
    fn inks_darken_paper() {
        assert_eq!(to_srgb(Kind::Inks, vec![0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255], None), [255, 255, 255, 0, 255, 255, 0, 0, 0]);
    }
}
