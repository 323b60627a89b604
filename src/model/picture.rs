//! Pictures that a plan asks for. Their names are hashes of all their inputs, so the plan knows
//! the URL before anything is drawn.

use std::sync::Arc;

use super::files::Digest;
use crate::base::UrlPath;

/// Bumped when drawing changes: every name, and so every URL, is new then.
pub const EPOCH: u32 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
}

/// Facts 0.1: 1200×630 satisfies every documented limit at once (2026-11).
pub const OG: Size = Size { name: "og", width: 1200, height: 630 };

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
    Jpeg { quality: u8 },
    Png,
}

impl Encoding {
    pub fn extension(self) -> &'static str {
        match self {
            Encoding::Jpeg { .. } => "jpg",
            Encoding::Png => "png",
        }
    }

    pub fn mime(self) -> &'static str {
        match self {
            Encoding::Jpeg { .. } => "image/jpeg",
            Encoding::Png => "image/png",
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
    /// A photo of the author's, cropped to the size around its focus.
    Photo { path: UrlPath, digest: Digest, focus: Focus },
    /// A card layout after Tera: SVG with `data-smo-fit` text boxes. `plain` is what to write
    /// on a bare ground if the drawing fails.
    Card { svg: Arc<str>, images: Vec<(String, Digest)>, plain: Arc<str> },
}

impl Picture {
    pub fn url_path(&self) -> UrlPath {
        UrlPath::from_plain(&format!("/smo/{}", self.name)).expect("a slug has no `..` segment")
    }

    /// A photo cropped to `size`. JPEG quality 82 for photos (design 11).
    pub fn photo(slug: &str, size: Size, path: UrlPath, digest: Digest, focus: Focus) -> Self {
        let encoding = Encoding::Jpeg { quality: 82 };
        let mut hash = blake3::Hasher::new();
        hash.update(format!("photo {EPOCH} {} {} {} {} {encoding:?}\n", size.width, size.height, focus.x, focus.y).as_bytes());
        hash.update(&digest.0);
        Self { name: name(slug, size, &hash, encoding), size, encoding, made_from: MadeFrom::Photo { path, digest, focus } }
    }

    /// A drawn card. `fonts` is the digest of the font chain that will write it.
    pub fn card(slug: &str, size: Size, svg: &str, images: Vec<(String, Digest)>, fonts: Digest, plain: &str) -> Self {
        let encoding = if images.is_empty() { Encoding::Png } else { Encoding::Jpeg { quality: 88 } };
        let mut hash = blake3::Hasher::new();
        hash.update(format!("card {EPOCH} {} {} {encoding:?}\n", size.width, size.height).as_bytes());
        for word in svg.split_ascii_whitespace() {
            hash.update(word.as_bytes());
            hash.update(b" ");
        }
        for (href, digest) in &images {
            hash.update(href.as_bytes());
            hash.update(&digest.0);
        }
        hash.update(&fonts.0);
        let made_from = MadeFrom::Card { svg: svg.into(), images, plain: plain.into() };
        Self { name: name(slug, size, &hash, encoding), size, encoding, made_from }
    }
}

fn name(slug: &str, size: Size, hash: &blake3::Hasher, encoding: Encoding) -> String {
    let hex = hash.finalize().to_hex();
    let slug: String = crate::base::text::slug(slug).chars().filter(char::is_ascii).take(48).collect();
    let slug = slug.trim_matches('-');
    let slug = if slug.is_empty() { "page" } else { slug };
    format!("{slug}-{}-{}.{}", size.name, &hex[..10], encoding.extension())
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
        assert!(photo(Focus::default()).starts_with("page-og-"));
    }
}
