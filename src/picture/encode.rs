//! Pixels as files: JPEG for what has photos in it, PNG for what is drawn.
//!
//! The format was decided before anything was made, because the name says it. The budget is met
//! inside the format: by quality, or by palette.

use image::RgbImage;
use jpeg_encoder::{ColorType, SamplingFactor};
use png::{BitDepth, Compression, Filter};

/// A file, and whether it kept to its budget.
pub struct Encoded {
    pub bytes: Vec<u8>,
    pub within: bool,
}

/// How a JPEG keeps its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// 4:2:0: right for photos.
    Halved,
    /// 4:4:4: coloured letters stay sharp.
    Whole,
}

/// Steps of quality below the wanted one, tried until the file keeps to `budget` bytes.
const STEPS: [u8; 4] = [0, 8, 16, 24];

pub fn jpeg(image: &RgbImage, quality: u8, colours: Colours, budget: usize) -> Encoded {
    let mut best = Vec::new();
    for step in STEPS {
        best = jpeg_once(image, quality.saturating_sub(step).max(1), colours);
        if best.len() <= budget {
            return Encoded { bytes: best, within: true };
        }
    }
    Encoded { bytes: best, within: false }
}

fn jpeg_once(image: &RgbImage, quality: u8, colours: Colours) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128 * 1024);
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(match colours {
        Colours::Halved => SamplingFactor::F_2_2,
        Colours::Whole => SamplingFactor::F_1_1,
    });
    // Optimised tables would make this encoder write one scan per colour, which some decoders
    // read as noise.
    encoder.set_optimized_huffman_tables(false);
    let (width, height) = (side(image.width()), side(image.height()));
    encoder.encode(image, width, height, ColorType::Rgb).expect("writing to memory; the buffer has width × height pixels");
    bytes
}

fn side(pixels: u32) -> u16 {
    u16::try_from(pixels).expect("pictures that we make are small")
}

pub fn png(image: &RgbImage, budget: usize) -> Encoded {
    let colours = palette::Colours::count(image);
    if let Some(indexed) = colours.index(image) {
        let bytes = png_once(image, Rows::Indexed(&indexed), Compression::Fast, Filter::Up);
        return Encoded { within: bytes.len() <= budget, bytes };
    }
    let mut bytes = png_once(image, Rows::Whole, Compression::Fast, Filter::Paeth);
    if bytes.len() > budget {
        bytes = png_once(image, Rows::Whole, Compression::Balanced, Filter::Adaptive);
    }
    Encoded { within: bytes.len() <= budget, bytes }
}

/// Without loss, and with what is see-through. For screenshots a third smaller than PNG, measured;
/// photos are JPEG's business.
pub fn webp(image: &image::RgbaImage) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128 * 1024);
    let encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut bytes);
    let (width, height) = image.dimensions();
    let opaque = image.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let written = if opaque {
        let rgb: Vec<u8> = image.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
        encoder.encode(&rgb, width, height, image::ExtendedColorType::Rgb8)
    } else {
        encoder.encode(image.as_raw(), width, height, image::ExtendedColorType::Rgba8)
    };
    written.expect("writing to memory; the buffer has width × height pixels, and no side is above 16,383");
    bytes
}

/// For a drawing that takes it in at once: written fast, not small.
pub fn png_for_drawing(image: &RgbImage) -> Vec<u8> {
    png_once(image, Rows::Whole, Compression::NoCompression, Filter::NoFilter)
}

enum Rows<'a> {
    Indexed(&'a palette::Indexed),
    Whole,
}

fn png_once(image: &RgbImage, rows: Rows, compression: Compression, filter: Filter) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128 * 1024);
    let mut encoder = png::Encoder::new(&mut bytes, image.width(), image.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(compression);
    encoder.set_filter(filter);
    let data = match rows {
        Rows::Indexed(indexed) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(&indexed.palette);
            &indexed.pixels
        }
        Rows::Whole => {
            encoder.set_color(png::ColorType::Rgb);
            image.as_raw()
        }
    };
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(data)?;
        writer.finish()
    });
    written.expect("writing to memory; the buffer has width × height pixels");
    bytes
}

/// Flat drawings have few colours: the grounds, and the shades between them and the letters.
mod palette {
    use image::RgbImage;

    /// More shades than this are a gradient, whose steps a palette would show.
    const MOST: usize = 2048;
    const SLOTS: usize = 8192;
    const FREE: u32 = u32::MAX;
    /// Bytes of 16 pixels.
    const BLOCK: usize = 48;

    /// Colours by number of pixels, in an open-addressed table.
    pub struct Colours {
        slots: Vec<(u32, u32)>,
        many: bool,
    }

    pub struct Indexed {
        pub palette: Vec<u8>,
        pub pixels: Vec<u8>,
    }

    fn slot(colour: u32) -> usize {
        (colour.wrapping_mul(0x9E37_79B1) >> 19) as usize % SLOTS
    }

    fn packed([r, g, b]: [u8; 3]) -> u32 {
        u32::from_be_bytes([0, r, g, b])
    }

    impl Colours {
        pub fn count(image: &RgbImage) -> Self {
            let mut table = Self { slots: vec![(FREE, 0); SLOTS], many: false };
            let mut kinds = 0;
            // Neighbours are mostly equal: count runs, not pixels, and take 16 at once where all are alike.
            let mut run = (FREE, 0);
            let (blocks, rest) = image.as_raw().as_chunks::<BLOCK>();
            for block in blocks.iter().map(<[u8; BLOCK]>::as_slice).chain([rest]) {
                let pixels = block.as_chunks::<3>().0;
                if let Some(first) = pixels.first()
                    && packed(*first) == run.0
                    && block[3..] == block[..block.len() - 3]
                {
                    run.1 += pixels.len() as u32;
                    continue;
                }
                for pixel in pixels {
                    let colour = packed(*pixel);
                    if colour == run.0 {
                        run.1 += 1;
                        continue;
                    }
                    kinds += table.add(run);
                    run = (colour, 1);
                }
                if kinds > MOST {
                    table.many = true;
                    return table;
                }
            }
            table.add(run);
            table
        }

        fn add(&mut self, (colour, count): (u32, u32)) -> usize {
            if colour == FREE {
                return 0;
            }
            let at = self.find(colour);
            let new = self.slots[at].0 == FREE;
            self.slots[at].0 = colour;
            self.slots[at].1 += count;
            usize::from(new)
        }

        fn find(&self, colour: u32) -> usize {
            let mut at = slot(colour);
            while self.slots[at].0 != FREE && self.slots[at].0 != colour {
                at = (at + 1) % SLOTS;
            }
            at
        }

        /// The picture with at most 256 colours, if that can be done without seeing it.
        pub fn index(mut self, image: &RgbImage) -> Option<Indexed> {
            if self.many {
                return None;
            }
            let mut colours: Vec<(u32, u32)> = self.slots.iter().filter(|(colour, _)| *colour != FREE).copied().collect();
            // Most pixels first; the colour itself settles ties.
            colours.sort_unstable_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
            let kept: Vec<[i32; 3]> = colours.iter().take(256).map(|(colour, _)| parts(*colour)).collect();
            for (at, (colour, count)) in colours.iter().enumerate() {
                let nearest = if at < kept.len() { (at, 0) } else { nearest(&kept, parts(*colour)) };
                // A shade that many pixels have may move by a hair only.
                if nearest.1 > 300 && *count > 400 {
                    return None;
                }
                let slot = self.find(*colour);
                self.slots[slot].1 = nearest.0 as u32;
            }
            let mut last = (FREE, 0);
            let mut pixels = Vec::with_capacity(image.as_raw().len() / 3);
            let (blocks, rest) = image.as_raw().as_chunks::<BLOCK>();
            let mut before: &[u8] = &[];
            for block in blocks.iter().map(<[u8; BLOCK]>::as_slice).chain([rest]) {
                if block == before {
                    pixels.extend_from_within(pixels.len() - block.len() / 3..);
                    continue;
                }
                before = block;
                pixels.extend(block.as_chunks::<3>().0.iter().map(|pixel| {
                    let colour = packed(*pixel);
                    if colour != last.0 {
                        last = (colour, self.slots[self.find(colour)].1 as u8);
                    }
                    last.1
                }));
            }
            let palette = kept.iter().flatten().map(|part| *part as u8).collect();
            Some(Indexed { palette, pixels })
        }
    }

    fn parts(colour: u32) -> [i32; 3] {
        let [_, r, g, b] = colour.to_be_bytes();
        [r, g, b].map(i32::from)
    }

    /// Place and squared distance of the nearest kept colour.
    fn nearest(kept: &[[i32; 3]], colour: [i32; 3]) -> (usize, i32) {
        let distance = |other: &[i32; 3]| (0..3).map(|part| (other[part] - colour[part]).pow(2)).sum::<i32>();
        kept.iter().enumerate().map(|(at, other)| (at, distance(other))).min_by_key(|(at, far)| (*far, *at)).expect("a picture has a pixel")
    }
}
