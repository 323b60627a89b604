//! Does a photo tell where it was taken? The coordinates themselves are read by nobody here.

/// Cameras write it before the pixels; so much of a file is enough.
pub const ENOUGH: usize = 256 * 1024;

/// The mark that GPS data exist, in EXIF or in XMP.
pub fn tells_place(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(ENOUGH)];
    let has = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
    exif(head).is_some_and(|tiff| has_gps(tiff) == Some(true)) || is_photo(head) && has(b"exif:GPSLatitude")
}

fn is_photo(head: &[u8]) -> bool {
    head.starts_with(b"\xFF\xD8\xFF") || head.starts_with(b"\x89PNG") || head.starts_with(b"RIFF")
}

/// The block of EXIF data: in a segment of a JPEG, in a chunk of a PNG or WebP.
pub(super) fn exif(bytes: &[u8]) -> Option<&[u8]> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        let mut at = 2;
        while let [0xFF, marker, high, low, ..] = bytes.get(at..)? {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let segment = bytes.get(at + 4..at + 2 + length)?;
            match (marker, segment.strip_prefix(b"Exif\0\0")) {
                (0xE1, Some(tiff)) => return Some(tiff),
                (0xDA, _) => return None,
                _ => at += 2 + length,
            }
        }
        return None;
    }
    let (mut at, name, big) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") { (8, b"eXIf", true) } else { (12, b"EXIF", false) };
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    if !big && !is_webp {
        return None;
    }
    loop {
        let head: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
        let (own, length) = if big {
            (&head[4..], u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize)
        } else {
            (&head[..4], u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize)
        };
        if own == name {
            let block = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
            return Some(block.strip_prefix(b"Exif\0\0").unwrap_or(block));
        }
        at = at.checked_add(length)?.checked_add(if big { 12 } else { 8 + length % 2 })?;
    }
}

/// Entry 0x8825 of the first directory points at one that holds a latitude (0x0002).
fn has_gps(tiff: &[u8]) -> Option<bool> {
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let u32_at = |at: usize| {
        let four: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) } as usize)
    };
    let entry = |directory: usize, tag: u16| {
        let count = usize::from(u16_at(directory)?);
        (0..count).map(|index| directory + 2 + index * 12).find(|at| u16_at(*at) == Some(tag))
    };
    let pointer = entry(u32_at(4)?, 0x8825)?;
    Some(entry(u32_at(pointer + 8)?, 0x0002).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG header with one directory that points at another with these tags.
    fn photo(tags: &[u16]) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        tiff.extend(1u16.to_le_bytes());
        tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0]);
        tiff.extend((tags.len() as u16).to_le_bytes());
        for tag in tags {
            tiff.extend(tag.to_le_bytes());
            tiff.extend([0; 10]);
        }
        let mut bytes = b"\xFF\xD8\xFF\xE1".to_vec();
        bytes.extend((tiff.len() as u16 + 8).to_be_bytes());
        bytes.extend(b"Exif\0\0");
        bytes.extend(tiff);
        bytes
    }

    #[test]
    fn a_latitude_in_the_header_tells_the_place() {
        assert!(tells_place(&photo(&[1, 2])));
        assert!(!tells_place(&photo(&[0])), "an empty directory, as phones without leave to look write it");
        assert!(!tells_place(b"\xFF\xD8\xFF\xE1\xFF\xFFExif\0\0II"));
        assert!(tells_place(b"\xFF\xD8\xFF\xE1\0\x20http://ns.adobe.com/xap exif:GPSLatitude=\"x\""));
        assert!(!tells_place(b"exif:GPSLatitude in a text"));
    }
}
