//! Pictures that a plan asks for. Their names are hashes of all their inputs, so the plan knows
//! the URL before anything is drawn.

use std::sync::Arc;

use super::files::Digest;
use crate::base::UrlPath;
use crate::base::url::decode;

/// Bumped when drawing changes: every name, and so every URL, is new then.
pub const EPOCH: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
}

/// Facts 0.1: 1200×630 satisfies every documented limit at once (2026-11).
pub const OG: Size = Size { name: "og", width: 1200, height: 630 };

/// JSON-LD, and sites that show squares (facts E.1, DOC S4 S42).
pub const SQUARE: Size = Size { name: "square", width: 1200, height: 1200 };
/// Feeds of Instagram and LinkedIn (facts E.1, TEST S57).
pub const PORTRAIT: Size = Size { name: "portrait", width: 1080, height: 1350 };
/// Pinterest, 2:3 (facts E.1, DOC*).
pub const PIN: Size = Size { name: "pin", width: 1000, height: 1500 };
/// Stories, 9:16 (facts E.1).
pub const STORY: Size = Size { name: "story", width: 1080, height: 1920 };

/// Every size that a card is drawn in.
pub const SIZES: &[Size] = &[OG, SQUARE, PORTRAIT, PIN, STORY];

/// A rectangle in the units of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Area {
    pub x: u32,
    pub y: u32,
    pub w: u32,
    pub h: u32,
}

impl Size {
    pub fn named(name: &str) -> Option<Self> {
        SIZES.iter().copied().find(|size| size.name == name)
    }

    /// Where headlines are safe from crops and from what apps draw over a picture (themes.md 6).
    pub fn safe(self) -> Area {
        match self.name {
            "og" => Area { x: 60, y: 60, w: 1080, h: 510 },
            "story" => Area { x: 65, y: 269, w: 950, h: 979 },
            // Feeds show these whole; 40 units are for nothing but ground.
            _ => Area { x: 40, y: 40, w: self.width.saturating_sub(80), h: self.height.saturating_sub(80) },
        }
    }
}

/// How closely a drawn card is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scrutiny {
    /// What could not be drawn as its designer meant it. Our own layouts are tested for the rest.
    #[default]
    Trusting,
    /// Place, size and contrast of every text as well, which takes a second drawing: for layouts of a
    /// site or a theme.
    Close,
}

/// Where a crop looks, in percent of width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Focus {
    pub x: u8,
    pub y: u8,
}

impl Default for Focus {
    fn default() -> Self {
        Self { x: 50, y: 50 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    Jpeg {
        quality: u8,
    },
    Png,
    /// Without loss: the encoder knows no other way.
    WebP,
}

impl Encoding {
    pub fn extension(self) -> &'static str {
        match self {
            Encoding::Jpeg { .. } => "jpg",
            Encoding::Png => "png",
            Encoding::WebP => "webp",
        }
    }

    pub fn mime(self) -> &'static str {
        match self {
            Encoding::Jpeg { .. } => "image/jpeg",
            Encoding::Png => "image/png",
            Encoding::WebP => "image/webp",
        }
    }
}

/// A picture to make: its name, its true size, and what it is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// `rain-og-9f2c41d07a.png`, below `/smo/`.
    pub name: String,
    pub size: Size,
    pub encoding: Encoding,
    pub made_from: MadeFrom,
}

#[derive(Clone, Debug, PartialEq)]
pub enum MadeFrom {
    /// A photo of the author's, cropped to the size around its focus; without one, around what the
    /// photo shows.
    Photo { path: UrlPath, digest: Digest, focus: Option<Focus> },
    /// A picture of the text in a smaller size, whole.
    Variant { path: UrlPath, digest: Digest },
    /// A card layout after Tera: SVG with `data-smo-fit` text boxes. `plain` is what to write
    /// on a bare ground if the drawing fails.
    /// `layout` is the file of a layout that is not ours, for what is said of it.
    Card { svg: Arc<str>, images: Vec<(String, Digest)>, plain: Arc<str>, scrutiny: Scrutiny, layout: Option<Arc<str>> },
}

impl Picture {
    pub fn url_path(&self) -> UrlPath {
        UrlPath::from_plain(&format!("/smo/{}", self.name)).expect("a slug has no `..` segment")
    }

    /// A photo cropped to `size`; without a focus, around what it shows. JPEG quality 82 (design 11).
    pub fn photo(slug: &str, size: Size, path: UrlPath, digest: Digest, focus: impl Into<Option<Focus>>) -> Self {
        Self::of_file(slug, size, path, digest, focus.into(), Encoding::Jpeg { quality: 82 })
    }

    /// The author's SVG, drawn at `size`: whole, and as PNG, because it is no photo.
    pub fn drawing(slug: &str, size: Size, path: UrlPath, digest: Digest) -> Self {
        Self::of_file(slug, size, path, digest, None, Encoding::Png)
    }

    fn of_file(slug: &str, size: Size, path: UrlPath, digest: Digest, focus: Option<Focus>, encoding: Encoding) -> Self {
        let around = focus.map_or_else(|| "auto".to_owned(), |focus| format!("{} {}", focus.x, focus.y));
        let mut hash = blake3::Hasher::new();
        hash.update(format!("photo {EPOCH} {} {} {around} {encoding:?}\n", size.width, size.height).as_bytes());
        hash.update(&digest.0);
        Self { name: name(slug, size, &hash, encoding), size, encoding, made_from: MadeFrom::Photo { path, digest, focus } }
    }

    /// A whole picture in a smaller size: `rain-800w-9f2c41d07a.jpg`.
    pub fn variant(slug: &str, width: u32, height: u32, path: UrlPath, digest: Digest, encoding: Encoding) -> Self {
        let mut hash = blake3::Hasher::new();
        hash.update(format!("variant {EPOCH} {width} {height} {encoding:?}\n").as_bytes());
        hash.update(&digest.0);
        let size = Size { name: "variant", width, height };
        Self { name: named(slug, &format!("{width}w"), &hash, encoding), size, encoding, made_from: MadeFrom::Variant { path, digest } }
    }

    /// A drawn card. `fonts` is the digest of the font chain that will write it.
    pub fn card(slug: &str, size: Size, svg: &str, images: Vec<(String, Digest)>, fonts: Digest, plain: &str) -> Self {
        Self::card_looked_at(slug, size, svg, images, fonts, plain, Scrutiny::Trusting)
    }

    /// A drawn card whose findings go as far as `scrutiny` says.
    pub fn card_looked_at(
        slug: &str,
        size: Size,
        svg: &str,
        images: Vec<(String, Digest)>,
        fonts: Digest,
        plain: &str,
        scrutiny: Scrutiny,
    ) -> Self {
        let encoding =
            if images.iter().any(|(href, _)| is_large(svg, href, size)) { Encoding::Jpeg { quality: 88 } } else { Encoding::Png };
        let mut hash = blake3::Hasher::new();
        hash.update(format!("card {EPOCH} {} {} {encoding:?} {scrutiny:?}\n", size.width, size.height).as_bytes());
        let mut words = Vec::with_capacity(svg.len() + 1);
        for word in svg.split_ascii_whitespace() {
            words.extend_from_slice(word.as_bytes());
            words.push(b' ');
        }
        hash.update(&words);
        for (href, digest) in &images {
            hash.update(href.as_bytes());
            hash.update(&digest.0);
        }
        hash.update(&fonts.0);
        let made_from = MadeFrom::Card { svg: svg.into(), images, plain: plain.into(), scrutiny, layout: None };
        Self { name: name(slug, size, &hash, encoding), size, encoding, made_from }
    }

    /// The same card, as drawn from this file.
    #[must_use]
    pub fn laid_out_by(mut self, file: Option<String>) -> Self {
        if let MadeFrom::Card { layout, .. } = &mut self.made_from {
            *layout = file.map(Arc::from);
        }
        self
    }

    /// Is it a card, and the picture at this decoded path a part of it?
    pub fn is_card_with(&self, path: &str) -> bool {
        match &self.made_from {
            MadeFrom::Card { images, .. } => images.iter().any(|(href, _)| decode(href) == path),
            MadeFrom::Photo { .. } | MadeFrom::Variant { .. } => false,
        }
    }
}

/// A photo that takes a good part of the card; a portrait beside a name or a logo does not, and
/// letters stay sharper in PNG. What is not cut by `cover` counts as large.
fn is_large(svg: &str, href: &str, size: Size) -> bool {
    let whole = u64::from(size.width) * u64::from(size.height);
    svg.match_indices(href).any(|(at, _)| {
        let Some(cut) = svg[at + href.len()..].strip_prefix("#cover=") else { return true };
        let box_of = || {
            let (width, rest) = cut.split_once('x')?;
            let height = rest.split(|c: char| !c.is_ascii_digit()).next()?;
            Some(width.parse::<u64>().ok()? * height.parse::<u64>().ok()?)
        };
        box_of().is_none_or(|area| area * 12 > whole)
    })
}

fn name(slug: &str, size: Size, hash: &blake3::Hasher, encoding: Encoding) -> String {
    named(slug, size.name, hash, encoding)
}

fn named(slug: &str, size: &str, hash: &blake3::Hasher, encoding: Encoding) -> String {
    let hex = hash.finalize().to_hex();
    let slug: String = crate::base::text::slug(slug).chars().filter(char::is_ascii).take(48).collect();
    let slug = slug.trim_matches('-');
    let slug = if slug.is_empty() { "page" } else { slug };
    format!("{slug}-{size}-{}.{}", &hex[..10], encoding.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_its_inputs_and_nothing_else() {
        let fonts = Digest::of(b"fonts");
        let card = |svg: &str| Picture::card("Rain at home", OG, svg, vec![], fonts, "").name;
        assert_eq!(card("<svg>  <a/>\n</svg>"), card("<svg> <a/> </svg>"));
        assert_ne!(card("<svg><a/></svg>"), card("<svg><b/></svg>"));
        assert!(card("<svg/>").starts_with("rain-at-home-og-") && card("<svg/>").ends_with(".png"));
        let photo = |focus| Picture::photo("雨", OG, UrlPath::from_plain("/a.jpg").unwrap(), fonts, focus).name;
        assert_ne!(photo(Focus { x: 0, y: 0 }), photo(Focus::default()));
        let automatic = Picture::photo("雨", OG, UrlPath::from_plain("/a.jpg").unwrap(), fonts, None).name;
        assert_ne!(photo(Focus::default()), automatic, "a focus in the middle is a wish");
        assert!(photo(Focus::default()).starts_with("page-og-"));
    }
}
