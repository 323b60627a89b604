//! What a picture's first bytes tell about its pixels: see-through, moving, kept without loss.
//!
//! It decides which format a smaller copy may have; sizes are `image_size`'s.

use super::{image_gps, image_size};

/// What a copy must not lose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nature {
    /// Some of it may be see-through.
    pub alpha: bool,
    /// It has more than one frame.
    pub moving: bool,
    /// Its pixels are kept as they were: drawings and screenshots mostly.
    pub lossless: bool,
    /// The file ends before the picture does.
    pub cut: bool,
    /// Viewers turn it by a quarter.
    pub turned: bool,
}

/// The nature of a PNG, WebP or GIF; anything else is a still photo.
pub fn nature(bytes: &[u8]) -> Nature {
    let head = &bytes[..bytes.len().min(image_gps::ENOUGH)];
    let turned = image_gps::exif(head).is_some_and(image_size::is_turned);
    Nature { cut: is_cut(bytes), turned, ..kept(bytes) }
}

fn kept(bytes: &[u8]) -> Nature {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return png(bytes);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return webp(bytes);
    }
    if bytes.starts_with(b"GIF8") {
        return Nature { alpha: true, moving: true, lossless: true, ..Nature::default() };
    }
    Nature::default()
}

/// The kind of colours stands in the header; `tRNS` and `acTL` come before the pixels.
fn png(bytes: &[u8]) -> Nature {
    let mut nature = Nature { alpha: matches!(bytes.get(25), Some(4 | 6)), moving: false, lossless: true, ..Nature::default() };
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        match &head[4..] {
            b"tRNS" => nature.alpha = true,
            b"acTL" => nature.moving = true,
            b"IDAT" => break,
            _ => {}
        }
        at = at.saturating_add(length).saturating_add(12);
    }
    nature
}

fn webp(bytes: &[u8]) -> Nature {
    match bytes.get(12..16) {
        Some(b"VP8L") => Nature { alpha: true, moving: false, lossless: true, ..Nature::default() },
        Some(b"VP8X") => {
            let flags = bytes.get(20).copied().unwrap_or_default();
            let lossless = bytes.windows(4).take(4096).any(|window| window == b"VP8L");
            Nature { alpha: flags & 0x10 != 0, moving: flags & 0x02 != 0, lossless, ..Nature::default() }
        }
        _ => Nature::default(),
    }
}

/// Does the file lack its end? Only what a whole file surely has is asked for: what follows the end
/// is nobody's business.
fn is_cut(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        // A small picture in the header has an end of its own.
        return jpeg_pixels(bytes).is_some_and(|at| !bytes[at..].windows(2).rev().any(|window| window == b"\xFF\xD9"));
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return png_ends(bytes) == Some(false);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        let length = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]) as usize;
        return length.saturating_add(8) > bytes.len() + 1;
    }
    false
}

/// Where the pixels of a JPEG begin.
fn jpeg_pixels(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    while let [0xFF, marker, rest @ ..] = bytes.get(at..)? {
        match (marker, rest) {
            (0xDA, _) => return Some(at + 2),
            (0xFF, _) => at += 1,
            (_, [high, low, ..]) => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => return None,
        }
    }
    None
}

/// Is the last chunk there? Unknown where a chunk claims what no file has.
fn png_ends(bytes: &[u8]) -> Option<bool> {
    let mut at = 8usize;
    while let Some(head) = bytes.get(at..at + 8) {
        if &head[4..] == b"IEND" {
            return Some(true);
        }
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        at = at.checked_add(length)?.checked_add(12)?;
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(colours: u8, chunks: &[&[u8]]) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08".to_vec();
        bytes.extend([colours, 0, 0, 0, 0, 0, 0, 0]);
        for chunk in chunks {
            bytes.extend([0, 0, 0, 0]);
            bytes.extend(*chunk);
            bytes.extend([0; 4]);
        }
        bytes
    }

    #[test]
    fn what_a_copy_must_not_lose_is_known_from_the_first_bytes() {
        let still = Nature { lossless: true, ..Nature::default() };
        let nature = |bytes: &[u8]| Nature { cut: false, ..nature(bytes) };
        assert_eq!(nature(&png_of(2, &[b"IDAT", b"tRNS"])), still);
        assert_eq!(nature(&png_of(3, &[b"tRNS", b"IDAT"])), Nature { alpha: true, ..still });
        assert_eq!(nature(&png_of(6, &[b"acTL", b"IDAT"])), Nature { alpha: true, moving: true, ..still });
        assert_eq!(nature(b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0"), Nature::default());
        assert!(nature(b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\x12").moving);
        assert_eq!(nature(b"\xFF\xD8\xFF"), Nature::default());
        // A chunk that claims to be endless ends the search.
        let mut endless = png_of(2, &[]);
        endless.extend(b"\xFF\xFF\xFF\xFFjunk");
        assert_eq!(nature(&endless), still);
    }

    #[test]
    fn a_file_that_ends_too_soon_is_told() {
        let mut whole = png_of(2, &[b"IDAT", b"IEND"]);
        assert!(!nature(&whole).cut);
        whole.truncate(whole.len() - 12);
        assert!(nature(&whole).cut);
        let jpeg = b"\xFF\xD8\xFF\xE1\0\x06\xFF\xD9\0\0\xFF\xDA\0\x02pixels";
        assert!(nature(jpeg).cut, "the end in its header is that of another picture");
        assert!(!nature(&[&jpeg[..], b"\xFF\xD9tail"].concat()).cut);
        assert!(nature(b"RIFF\x40\0\0\0WEBPVP8 ").cut);
    }
}
