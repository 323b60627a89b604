//! What is known of a local picture without decoding it.

use crate::base::image_nature::{Nature, nature};
use crate::base::{UrlPath, image_size};

/// blake3 of a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The first 10 hex digits: enough for a file name.
    pub fn short(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex()[..10].to_owned()
    }

    /// Its first eight bytes: enough to tell the texts of one site apart.
    pub fn mark(&self) -> u64 {
        self.0.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    pub fn hex(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.short())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    Jpeg,
    Png,
    Gif,
    WebP,
    Avif,
    Svg,
    /// BMP, TIFF, ICO, HEIC: named so that a message can say it.
    Other(&'static str),
}

impl ImageFormat {
    /// The format that [`image_size::Probe`] names.
    pub fn named(name: &'static str) -> Self {
        match name {
            "JPEG" => ImageFormat::Jpeg,
            "PNG" => ImageFormat::Png,
            "GIF" => ImageFormat::Gif,
            "WebP" => ImageFormat::WebP,
            "AVIF" => ImageFormat::Avif,
            "SVG" => ImageFormat::Svg,
            other => ImageFormat::Other(other),
        }
    }

    pub fn mime(self) -> &'static str {
        match self {
            ImageFormat::Jpeg => "image/jpeg",
            ImageFormat::Png => "image/png",
            ImageFormat::Gif => "image/gif",
            ImageFormat::WebP => "image/webp",
            ImageFormat::Avif => "image/avif",
            ImageFormat::Svg => "image/svg+xml",
            ImageFormat::Other("BMP") => "image/bmp",
            ImageFormat::Other("TIFF") => "image/tiff",
            ImageFormat::Other("HEIC") => "image/heic",
            ImageFormat::Other("ICO") => "image/x-icon",
            ImageFormat::Other(_) => "application/octet-stream",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            ImageFormat::Jpeg => "JPEG",
            ImageFormat::Png => "PNG",
            ImageFormat::Gif => "GIF",
            ImageFormat::WebP => "WebP",
            ImageFormat::Avif => "AVIF",
            ImageFormat::Svg => "SVG",
            ImageFormat::Other(name) => name,
        }
    }

    /// Can this build make a preview out of it?
    pub fn is_decodable(self) -> bool {
        self.instead().is_none()
    }

    /// What to do with a file of a format that cannot be read.
    pub fn instead(self) -> Option<&'static str> {
        match self {
            ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Gif | ImageFormat::WebP => None,
            ImageFormat::Svg | ImageFormat::Other("BMP" | "ICO") => None,
            ImageFormat::Avif => Some("save it as JPEG, PNG or WebP; few networks take AVIF either"),
            ImageFormat::Other("HEIC") => Some("export the photo as JPEG: no browser but Safari shows HEIC"),
            ImageFormat::Other("TIFF") => Some("export the picture as JPEG or PNG: few browsers show TIFF"),
            ImageFormat::Other(_) => Some("save it as JPEG or PNG"),
        }
    }
}

/// A picture file that a page names, looked at by `app` (header only).
#[derive(Clone, Debug, PartialEq)]
pub struct ImageInfo {
    /// Its path below the output root: `/rain/hero.jpg`.
    pub path: UrlPath,
    pub bytes: u64,
    pub digest: Digest,
    /// None: no picture we know, or its header is broken.
    pub format: Option<ImageFormat>,
    /// Width and height as a viewer shows them (EXIF rotation applied); 0×0 if unknown.
    pub width: u32,
    pub height: u32,
    /// The size is the file's own; an SVG with a view box alone only knows its ratio.
    pub fixed: bool,
    /// What a copy of it must not lose.
    pub nature: Nature,
}

impl ImageInfo {
    /// Looks at a file's header; its pixels stay unread.
    pub fn look(path: UrlPath, bytes: &[u8]) -> Self {
        let probe = image_size::probe(bytes);
        Self {
            path,
            bytes: bytes.len() as u64,
            digest: Digest::of(bytes),
            format: probe.map(|probe| ImageFormat::named(probe.format)),
            width: probe.map_or(0, |probe| probe.width),
            height: probe.map_or(0, |probe| probe.height),
            fixed: probe.is_some_and(|probe| probe.fixed),
            nature: nature(bytes),
        }
    }

    pub fn is_readable(&self) -> bool {
        self.format.is_some_and(ImageFormat::is_decodable) && self.width > 0 && self.height > 0
    }
}
