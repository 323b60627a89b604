//! What a picture's first bytes tell about its pixels: see-through, moving, kept without loss.
//!
//! It decides which format a smaller copy may have; sizes are `image_size`'s.

/// What a copy must not lose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nature {
    /// Some of it may be see-through.
    pub alpha: bool,
    /// It has more than one frame.
    pub moving: bool,
    /// Its pixels are kept as they were: drawings and screenshots mostly.
    pub lossless: bool,
}

/// The nature of a PNG, WebP or GIF; anything else is a still photo.
pub fn nature(bytes: &[u8]) -> Nature {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return png(bytes);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return webp(bytes);
    }
    if bytes.starts_with(b"GIF8") {
        return Nature { alpha: true, moving: true, lossless: true };
    }
    Nature::default()
}

/// The kind of colours stands in the header; `tRNS` and `acTL` come before the pixels.
fn png(bytes: &[u8]) -> Nature {
    let mut nature = Nature { alpha: matches!(bytes.get(25), Some(4 | 6)), moving: false, lossless: true };
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
        Some(b"VP8L") => Nature { alpha: true, moving: false, lossless: true },
        Some(b"VP8X") => {
            let flags = bytes.get(20).copied().unwrap_or_default();
            let lossless = bytes.windows(4).take(4096).any(|window| window == b"VP8L");
            Nature { alpha: flags & 0x10 != 0, moving: flags & 0x02 != 0, lossless }
        }
        _ => Nature::default(),
    }
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
}
