//! The colours of a site's cards, made from its brand colour.
//!
//! Everything is worked out in OKLCH, where equal lightness looks equally light, and every colour
//! for words is moved until it reads (WCAG 2.2 contrast). Same brand, same palette.

use serde::Serialize;

/// What a card layout paints with; all `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Palette {
    /// The brand's own colour, as it was given.
    pub brand: String,
    /// A deep ground of the brand's hue, and one a step lighter for shapes on it.
    pub ground: String,
    pub raised: String,
    /// Words on the deep ground: headlines, and what stands beside them.
    pub ink: String,
    pub muted: String,
    /// The brand, light enough for words on the deep ground.
    pub accent: String,
    /// The same on a light ground.
    pub paper: String,
    pub paper_raised: String,
    pub paper_ink: String,
    pub paper_muted: String,
    pub paper_accent: String,
    /// A second, vivid ground: the brand itself as far as white words read on it.
    pub vivid: String,
    pub vivid_raised: String,
    pub vivid_muted: String,
}

/// Words of any size read from here on (WCAG 1.4.3).
pub const READABLE: f64 = 4.5;

/// Brands for sites that name none; which one follows from the site's name.
const BRANDS: [&str; 8] = ["#1f6f8b", "#3b5bdb", "#0f766e", "#9a3b5c", "#6741d9", "#b4532a", "#2f6b3c", "#8a5a00"];

impl Palette {
    /// `brand` is `#rgb` or `#rrggbb`; without one the site's name chooses among a few.
    pub fn of(brand: Option<&str>, name: &str) -> Self {
        let brand = brand.and_then(parse).unwrap_or_else(|| {
            let at = blake3::hash(name.as_bytes()).as_bytes()[0] as usize % BRANDS.len();
            parse(BRANDS[at]).expect("BRANDS are six digits each")
        });
        let Lch { l, c, h } = Lch::of(brand);
        // A grey brand stays grey; a loud one is calmed on large grounds.
        let tint = |most: f64| c.min(most);
        let color = |l, c, h| Lch { l, c, h }.rgb();
        let ground = color(0.255, tint(0.062), h);
        let accent = readable(color(0.82, tint(0.125).max(c.min(0.03)), h), ground, 7.0);
        let paper = color(0.972, tint(0.012), h);
        let paper_accent = readable(color(l.clamp(0.36, 0.52), c.min(0.17), h), paper, 5.5);
        let vivid = readable(color(l.clamp(0.34, 0.50), c.min(0.155), h), [255; 3], 5.6);
        let Lch { l: vivid_l, c: vivid_c, .. } = Lch::of(vivid);
        Self {
            brand: hex(brand),
            ground: hex(ground),
            raised: hex(color(0.315, tint(0.075), h)),
            ink: hex(color(0.985, tint(0.006), h)),
            muted: hex(readable(color(0.80, tint(0.035), h), ground, 7.0)),
            accent: hex(accent),
            paper: hex(paper),
            paper_raised: hex(color(0.93, tint(0.026), h)),
            paper_ink: hex(color(0.235, tint(0.035), h)),
            paper_muted: hex(readable(color(0.46, tint(0.03), h), paper, 5.5)),
            paper_accent: hex(paper_accent),
            vivid: hex(vivid),
            vivid_raised: hex(color((vivid_l - 0.055).max(0.2), vivid_c, h)),
            vivid_muted: hex(readable(color(0.92, tint(0.05), h), vivid, 4.6)),
        }
    }
}

/// The colour itself if it reads on `ground`, else the nearest lightness of its hue that does:
/// lighter on dark grounds, darker on light ones.
pub fn readable(color: [u8; 3], ground: [u8; 3], least: f64) -> [u8; 3] {
    if contrast(color, ground) >= least {
        return color;
    }
    let lighter = contrast([255; 3], ground) >= contrast([0; 3], ground);
    let Lch { mut l, c, h } = Lch::of(color);
    while (0.0..=1.0).contains(&l) {
        l += if lighter { 0.01 } else { -0.01 };
        let moved = Lch { l, c, h }.rgb();
        if contrast(moved, ground) >= least {
            return moved;
        }
    }
    if lighter { [255; 3] } else { [0; 3] }
}

/// WCAG contrast ratio, 1 to 21.
pub fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, WCAG 2.2.
pub fn luminance(color: [u8; 3]) -> f64 {
    let [r, g, b] = color.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// `#rgb` or `#rrggbb`.
pub fn parse(color: &str) -> Option<[u8; 3]> {
    let hex = color.trim().strip_prefix('#').filter(|hex| hex.is_ascii())?;
    let digit = |at: usize| char::from(*hex.as_bytes().get(at)?).to_digit(16).map(|digit| digit as u8);
    match hex.len() {
        3 => Some([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17]),
        6 => Some([digit(0)? * 16 + digit(1)?, digit(2)? * 16 + digit(3)?, digit(4)? * 16 + digit(5)?]),
        _ => None,
    }
}

pub fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

/// Lightness 0 to 1, chroma, hue in radians.
#[derive(Clone, Copy)]
struct Lch {
    l: f64,
    c: f64,
    h: f64,
}

impl Lch {
    fn of(rgb: [u8; 3]) -> Self {
        let [r, g, b] = rgb.map(linear);
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Self { l: lightness, c: a.hypot(b), h: b.atan2(a) }
    }

    /// What no screen shows loses chroma until one does.
    fn rgb(self) -> [u8; 3] {
        let mut c = self.c;
        loop {
            let channels = Self { c, ..self }.linear_rgb();
            if c <= 0.0 || channels.iter().all(|channel| (-0.001..=1.001).contains(channel)) {
                return channels.map(|channel| {
                    let channel = channel.clamp(0.0, 1.0);
                    let curved = if channel <= 0.003_130_8 { channel * 12.92 } else { 1.055 * channel.powf(1.0 / 2.4) - 0.055 };
                    (curved * 255.0).round() as u8
                });
            }
            c = (c - 0.004).max(0.0);
        }
    }

    fn linear_rgb(self) -> [f64; 3] {
        let (a, b) = (self.c * self.h.cos(), self.c * self.h.sin());
        let l = (self.l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (self.l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (self.l - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_on_every_ground_whatever_the_brand() {
        let brands = ["#000000", "#ffffff", "#ffff00", "#ff0000", "#00ff00", "#0000ff", "#808080", "#1d4e63", "#f5b7d0", "#123"];
        for brand in brands.into_iter().chain(BRANDS) {
            let p = Palette::of(Some(brand), "");
            let ratio = |one: &str, other: &str| contrast(parse(one).unwrap(), parse(other).unwrap());
            for (words, ground) in [
                (&p.ink, &p.ground),
                (&p.ink, &p.raised),
                (&p.muted, &p.ground),
                (&p.accent, &p.ground),
                (&p.paper_ink, &p.paper),
                (&p.paper_ink, &p.paper_raised),
                (&p.paper_muted, &p.paper),
                (&p.paper_accent, &p.paper),
                (&"#ffffff".to_owned(), &p.vivid),
                (&p.vivid_muted, &p.vivid),
            ] {
                assert!(ratio(words, ground) >= READABLE, "{brand}: {words} on {ground} is {:.2}", ratio(words, ground));
            }
        }
    }

    #[test]
    fn a_site_without_a_brand_keeps_its_own_colours() {
        assert_eq!(Palette::of(None, "Field Notes"), Palette::of(None, "Field Notes"));
        let many: std::collections::BTreeSet<String> = (0..40).map(|n| Palette::of(None, &format!("site {n}")).brand).collect();
        assert!(many.len() > 5, "sites differ: {many:?}");
    }

    #[test]
    fn a_colour_survives_the_way_there_and_back() {
        for color in ["#1d4e63", "#ffffff", "#000000", "#c2410c"] {
            assert_eq!(hex(Lch::of(parse(color).unwrap()).rgb()), color);
        }
    }
}
