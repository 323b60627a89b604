//! Format and size of a picture, from its header alone.
//!
//! Nothing is decoded, and every read is checked: a header is a stranger's bytes.

/// What a header says. The size is the one a viewer shows: EXIF rotation is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// `JPEG`, `PNG`, `GIF`, `WebP`, `AVIF`, `SVG`, `BMP`, `ICO`, `TIFF` or `HEIC`.
    pub format: &'static str,
    /// 0×0 where the header does not say (TIFF; an SVG without sizes).
    pub width: u32,
    pub height: u32,
    /// The file says both; an SVG may know only their ratio.
    pub fixed: bool,
}

/// An SVG's root element stands near its start; a longer preamble is not searched.
const SVG_PREAMBLE: usize = 64 * 1024;

/// Nothing, if this is no picture we know or its header is broken.
pub fn probe(bytes: &[u8]) -> Option<Probe> {
    let header = Header(bytes);
    let (format, size) = match bytes {
        [0xFF, 0xD8, 0xFF, ..] => ("JPEG", jpeg(header)?),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ("PNG", png(header)?),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => ("GIF", (header.u16_le(6)?.into(), header.u16_le(8)?.into())),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ("WebP", webp(header)?),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => heif(header)?,
        [b'B', b'M', ..] => ("BMP", bmp(header)?),
        [0, 0, 1, 0, ..] => ("ICO", ico(header)?),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => return Some(Probe { format: "TIFF", width: 0, height: 0, fixed: false }),
        _ => {
            let ((width, height), fixed) = svg(bytes)?;
            return Some(Probe { format: "SVG", width, height, fixed });
        }
    };
    (size.0 > 0 && size.1 > 0).then_some(Probe { format, width: size.0, height: size.1, fixed: true })
}

type Size = (u32, u32);

#[derive(Clone, Copy)]
struct Header<'a>(&'a [u8]);

impl<'a> Header<'a> {
    fn slice(self, at: usize, len: usize) -> Option<&'a [u8]> {
        self.0.get(at..at.checked_add(len)?)
    }

    fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.slice(at, N)?.try_into().ok()
    }

    fn u8(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    fn u16_be(self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_be_bytes)
    }

    fn u16_le(self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_le_bytes)
    }

    fn u32_be(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_be_bytes)
    }

    fn u32_le(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }

    fn u24_le(self, at: usize) -> Option<u32> {
        let [a, b, c] = self.array(at)?;
        Some(u32::from_le_bytes([a, b, c, 0]))
    }
}

fn turned((width, height): Size, turn: bool) -> Size {
    if turn { (height, width) } else { (width, height) }
}

/// Walks the segments up to the frame header.
fn jpeg(header: Header) -> Option<Size> {
    let mut at = 2;
    let mut turn = false;
    loop {
        if header.u8(at)? != 0xFF {
            return None;
        }
        let marker = header.u8(at + 1)?;
        match marker {
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xD9 | 0xDA => return None,
            // SOF0 to SOF15, without the tables that stand between them.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                return Some(turned((header.u16_be(at + 7)?.into(), header.u16_be(at + 5)?.into()), turn));
            }
            _ => {
                let length = usize::from(header.u16_be(at + 2)?);
                let segment = header.slice(at + 4, length.checked_sub(2)?)?;
                if let (0xE1, Some(exif)) = (marker, segment.strip_prefix(b"Exif\0\0")) {
                    turn = is_turned(exif);
                }
                at += 2 + length;
            }
        }
    }
}

/// Does this EXIF block say that the picture lies on its side (orientation 5 to 8)?
pub(super) fn is_turned(exif: &[u8]) -> bool {
    orientation(Header(exif)).is_some_and(|value| (5..=8).contains(&value))
}

fn orientation(exif: Header) -> Option<u16> {
    let little = match exif.array(0)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let u16_at = |at| if little { exif.u16_le(at) } else { exif.u16_be(at) };
    let directory = (if little { exif.u32_le(4) } else { exif.u32_be(4) })? as usize;
    let entries = usize::from(u16_at(directory)?);
    (0..entries)
        .map_while(|entry| Some((u16_at(directory + 2 + entry * 12)?, directory + 2 + entry * 12)))
        .find(|(tag, _)| *tag == 0x0112)
        .and_then(|(_, at)| u16_at(at + 8))
}

fn png(header: Header) -> Option<Size> {
    if header.slice(12, 4)? != b"IHDR" {
        return None;
    }
    let size = (header.u32_be(16)?, header.u32_be(20)?);
    // `eXIf` may stand anywhere before the pixels.
    let mut at: usize = 8;
    while let (Some(length), Some(kind)) = (header.u32_be(at), header.slice(at + 4, 4)) {
        match kind {
            b"IDAT" | b"IEND" => break,
            b"eXIf" => return Some(turned(size, header.slice(at + 8, length as usize).is_some_and(is_turned))),
            _ => at = at.saturating_add(length as usize).saturating_add(12),
        }
    }
    Some(size)
}

fn webp(header: Header) -> Option<Size> {
    match header.slice(12, 4)? {
        b"VP8 " if header.slice(23, 3)? == [0x9D, 0x01, 0x2A] => {
            Some((u32::from(header.u16_le(26)? & 0x3FFF), u32::from(header.u16_le(28)? & 0x3FFF)))
        }
        b"VP8L" if header.u8(20)? == 0x2F => {
            let bits = header.u32_le(21)?;
            Some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
        }
        b"VP8X" => {
            let size = (header.u24_le(24)? + 1, header.u24_le(27)? + 1);
            let mut at: usize = 30;
            while let (Some(kind), Some(length)) = (header.slice(at, 4), header.u32_le(at + 4)) {
                if kind == b"EXIF" {
                    let block = header.slice(at + 8, length as usize).unwrap_or_default();
                    return Some(turned(size, is_turned(block.strip_prefix(b"Exif\0\0").unwrap_or(block))));
                }
                at = at.saturating_add(length as usize).saturating_add(8 + length as usize % 2);
            }
            Some(size)
        }
        _ => None,
    }
}

/// AVIF and HEIC keep sizes as `ispe` properties in the `meta` box: one for the picture, smaller
/// ones for thumbnails and tiles. `irot` turns it.
fn heif(header: Header) -> Option<(&'static str, Size)> {
    let brands = header.slice(8, (header.u32_be(0)? as usize).checked_sub(8)?.min(256))?;
    let has = |names: &[&[u8; 4]]| brands.chunks_exact(4).any(|brand| names.iter().any(|name| brand == *name));
    let format = if has(&[b"avif", b"avis"]) {
        "AVIF"
    } else if has(&[b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1"]) {
        "HEIC"
    } else {
        return None;
    };
    let mut at: usize = 0;
    let meta = loop {
        let length = header.u32_be(at)? as usize;
        if header.slice(at + 4, 4)? == b"meta" {
            break header.slice(at, length.min(header.0.len() - at))?;
        }
        if length < 8 {
            return None;
        }
        at = at.checked_add(length)?;
    };
    let meta = Header(meta);
    let places = |name: &'static [u8; 4]| meta.0.windows(4).enumerate().filter(move |(_, window)| window == name).map(|(at, _)| at);
    let size = places(b"ispe")
        .filter_map(|at| Some((meta.u32_be(at + 8)?, meta.u32_be(at + 12)?)))
        .max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))?;
    let turn = places(b"irot").next().and_then(|at| meta.u8(at + 4)).is_some_and(|angle| angle % 2 == 1);
    Some((format, turned(size, turn)))
}

fn bmp(header: Header) -> Option<Size> {
    match header.u32_le(14)? {
        12 => Some((header.u16_le(18)?.into(), header.u16_le(20)?.into())),
        // A negative height only means that the rows run from top to bottom.
        40.. => Some((header.u32_le(18)?, header.u32_le(22)?.cast_signed().unsigned_abs())),
        _ => None,
    }
}

/// The largest of an icon's pictures; 0 stands for 256.
fn ico(header: Header) -> Option<Size> {
    let side = |byte: u8| if byte == 0 { 256 } else { u32::from(byte) };
    let count = usize::from(header.u16_le(4)?);
    (0..count).map_while(|entry| Some((side(header.u8(6 + entry * 16)?), side(header.u8(7 + entry * 16)?)))).max()
}

/// Size in pixels of the root element: `width` and `height`, else the view box, else 0×0; and
/// whether it is the first.
fn svg(bytes: &[u8]) -> Option<(Size, bool)> {
    let head = &bytes[..bytes.len().min(SVG_PREAMBLE)];
    let text = String::from_utf8_lossy(head);
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    // XML declaration, comments and document type come before the root element.
    let root = loop {
        let end = if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            // An internal subset is in brackets and holds `>` of its own.
            let close = rest.find('>')?;
            match rest.find('[') {
                Some(bracket) if bracket < close => bracket + rest[bracket..].find("]")? + 2,
                _ => close + 1,
            }
        } else {
            let name = rest.strip_prefix('<')?;
            let name = name.split_once(':').filter(|(prefix, _)| prefix.chars().all(char::is_alphanumeric)).map_or(name, |(_, name)| name);
            let after = name.strip_prefix("svg")?;
            break after.starts_with([' ', '\t', '\r', '\n', '>', '/']).then_some(after)?;
        };
        rest = rest.get(end..)?.trim_start();
    };
    let tag = root.split_once('>').map_or(root, |(tag, _)| tag);
    let view = attribute(tag, "viewBox").and_then(view_box);
    let width = attribute(tag, "width").and_then(pixels);
    let height = attribute(tag, "height").and_then(pixels);
    let size = match (width, height, view) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (_, _, Some(view)) => view,
        _ => (0.0, 0.0),
    };
    // `as` saturates, and NaN becomes 0.
    Some(((size.0.round() as u32, size.1.round() as u32), width.is_some() && height.is_some()))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        if !tag[..at].ends_with([' ', '\t', '\r', '\n']) {
            return None;
        }
        let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value[1..].split_once(quote).map(|(value, _)| value)
    })
}

fn view_box(value: &str) -> Option<(f64, f64)> {
    let numbers: Vec<f64> =
        value.split([' ', ',', '\t', '\n']).filter(|part| !part.is_empty()).map_while(|part| part.parse().ok()).collect();
    match numbers[..] {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
        _ => None,
    }
}

/// A length in CSS pixels; percentages and font-relative units say nothing of the file.
fn pixels(value: &str) -> Option<f64> {
    let value = value.trim();
    let digits = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(value.len());
    let number: f64 = value[..digits].parse().ok().filter(|number| *number > 0.0)?;
    let factor = match value[digits..].trim() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        _ => return None,
    };
    Some(number * factor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn size(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
        probe(bytes).map(|probe| (probe.format, probe.width, probe.height))
    }

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    #[test]
    fn raster_headers_are_read() {
        let png = hex("89504e470d0a1a0a 0000000d 49484452 000004b0 00000276 08020000 00");
        assert_eq!(size(&png), Some(("PNG", 1200, 630)));
        assert_eq!(size(b"GIF89a\x40\x01\xf0\x00"), Some(("GIF", 320, 240)));
        let lossy = [b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0".as_slice(), &hex("9d012a b004 7602")].concat();
        assert_eq!(size(&lossy), Some(("WebP", 1200, 630)));
        let extended = [b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".as_slice(), &hex("af0400 750200")].concat();
        assert_eq!(size(&extended), Some(("WebP", 1200, 630)));
        assert_eq!(
            size(&hex("0000 0100 0200 1010 0000000000000000000000000000 0000 0000000000000000000000000000")),
            Some(("ICO", 256, 256))
        );
        let bmp = [b"BM".as_slice(), &[0; 12], &hex("28000000 80020000 20feffff")].concat();
        assert_eq!(size(&bmp), Some(("BMP", 640, 480)));
        assert_eq!(size(b"II\x2a\0\x08\0\0\0"), Some(("TIFF", 0, 0)));
    }

    #[test]
    fn a_jpeg_on_its_side_is_measured_as_it_is_shown() {
        let frame = hex("ffc2 0011 08 0276 04b0 03 012200 021101 031101");
        let upright = [hex("ffd8"), hex("ffe0 0004 0000"), frame.clone()].concat();
        assert_eq!(size(&upright), Some(("JPEG", 1200, 630)));
        // One EXIF entry: tag 0x0112, orientation 6.
        let exif = hex("457869660000 4d4d002a00000008 0001 0112 0003 00000001 0006 0000 00000000");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let turned = [hex("ffd8 ffe1"), length.to_vec(), exif, frame].concat();
        assert_eq!(size(&turned), Some(("JPEG", 630, 1200)));
    }

    #[test]
    fn an_avif_has_the_size_of_its_largest_part() {
        let ftyp = b"\0\0\0\x14ftypavif\0\0\0\0mif1".to_vec();
        let part = |width: u8, height: u8| [b"\0\0\0\x14ispe\0\0\0\0\0\0\0".as_slice(), &[width], b"\0\0\0", &[height]].concat();
        let inside = [part(40, 20), part(200, 100), b"\0\0\0\x09irot\x01".to_vec()].concat();
        let meta = [&[0, 0, 0, 8 + inside.len() as u8][..], b"meta", &inside].concat();
        assert_eq!(size(&[ftyp, meta].concat()), Some(("AVIF", 100, 200)));
    }

    #[test]
    fn an_svg_says_its_size_in_three_ways() {
        assert_eq!(size(b"<svg width='120' height=\"60px\"/>"), Some(("SVG", 120, 60)));
        let drawn = b"\xef\xbb\xbf<?xml version='1.0'?><!-- a > b -->\n<!DOCTYPE svg [ <!ENTITY x '>'> ]>\n<svg viewBox='0,0 300 150' width='100%'>";
        assert_eq!(size(drawn), Some(("SVG", 300, 150)));
        assert_eq!(size(b"<svg viewBox='0 0 300 150' height='50'>"), Some(("SVG", 100, 50)));
        assert_eq!(size(b"<svg>"), Some(("SVG", 0, 0)));
        assert_eq!(size(b"<svgfoo width='1' height='1'>"), None);
        assert_eq!(size(b"<html><svg width='1' height='1'>"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_behind_any_magic_are_survived(magic in 0_usize..9, noise in proptest::collection::vec(any::<u8>(), 0..200)) {
            let magics: [&[u8]; 9] = [
                b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8X", b"\0\0\0\x14ftypavif\0\0\0\0mif1", b"BM",
                b"\0\0\x01\0", b"<svg ", b"\xff\xd8\xff\xe1\0\x40Exif\0\0MM\0\x2a\0\0\0\x08",
            ];
            probe(&[magics[magic], &noise].concat());
        }

        #[test]
        fn a_header_cut_anywhere_is_survived(cut in 0_usize..60) {
            let png = hex("89504e470d0a1a0a 0000000d 49484452 000004b0 00000276 08020000 00 00000000 ffffffff 65584966 00000000");
            probe(&png[..cut.min(png.len())]);
        }
    }
}
