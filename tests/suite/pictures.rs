//! Pictures as the world has them: every kind that is read, and more than a hundred that are
//! broken, lying or hostile. Each is drawn, or refused with a reason; none is given up on.

use std::io::{Cursor, Write};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use smo_build::base::{Finding, UrlPath};
use smo_build::model::files::Digest;
use smo_build::model::picture::{Focus, OG, Picture, Size};
use smo_build::picture::{Kit, make, shown};

const SMALL: Size = Size { name: "small", width: 240, height: 160 };

fn kit() -> &'static Kit {
    static KIT: LazyLock<Kit> = LazyLock::new(|| Kit::new(Vec::new(), 300).0);
    &KIT
}

fn made(kit: &Kit, bytes: &[u8], size: Size) -> Result<Vec<u8>, Finding> {
    let picture = Picture::photo("rain", size, UrlPath::from_plain("/rain.jpg").unwrap(), Digest::of(bytes), None);
    make(&picture, &|_| Ok(bytes.to_vec()), kit).map(|made| made.bytes)
}

fn pixels(bytes: &[u8]) -> RgbImage {
    let image = made(kit(), bytes, SMALL).unwrap_or_else(|finding| panic!("{}", finding.message));
    image::load_from_memory(&image).unwrap().into_rgb8()
}

fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (x as f32 / width as f32, y as f32 / height as f32);
        let wave = 30.0 * (across * 23.0 + down * 17.0).sin();
        Rgb([(across * 200.0 + wave + 20.0) as u8, (down * 200.0 + wave + 20.0) as u8, ((1.0 - across) * 200.0 + wave + 20.0) as u8])
    })
}

fn saved(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg(image: &RgbImage, prepare: impl Fn(&mut jpeg_encoder::Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 92);
    prepare(&mut encoder);
    encoder.encode(image, image.width() as u16, image.height() as u16, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

fn psnr(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let squares: f64 = one.iter().zip(other.iter()).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    10.0 * (255.0_f64.powi(2) * one.len() as f64 / squares.max(1.0)).log10()
}

/// A PNG from its parts; the checksums are right even where nothing else is.
fn png(width: u32, height: u32, depth: u8, colour: u8, interlaced: bool, chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([depth, colour, 0, 0, u8::from(interlaced)]);
    for (kind, data) in [(b"IHDR", header)].iter().map(|(kind, data)| (*kind, data)).chain(chunks.iter().map(|(kind, data)| (*kind, data)))
    {
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(*kind);
        bytes.extend(data);
        let crc = [kind.as_slice(), data].concat().iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
        });
        bytes.extend((!crc).to_be_bytes());
    }
    bytes
}

/// zlib without compression.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x78, 0x01];
    let mut blocks = data.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        bytes.push(u8::from(blocks.peek().is_none()));
        bytes.extend((block.len() as u16).to_le_bytes());
        bytes.extend((!(block.len() as u16)).to_le_bytes());
        bytes.extend(block);
    }
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    bytes.extend((b << 16 | a).to_be_bytes());
    bytes
}

/// zlib of about `count` zero bytes, all but nothing long: a bomb when `count` is large.
fn zeros(count: usize) -> Vec<u8> {
    let rows = count / 9;
    let mut bytes = Vec::new();
    {
        let mut encoder = png::Encoder::new(&mut bytes, 8, u32::try_from(rows).unwrap());
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_filter(png::Filter::NoFilter);
        let mut header = encoder.write_header().unwrap();
        let mut writer = header.stream_writer().unwrap();
        let zeros = [0_u8; 8192];
        for at in (0..rows * 8).step_by(8192) {
            writer.write_all(&zeros[..(rows * 8 - at).min(8192)]).unwrap();
        }
        writer.finish().unwrap();
    }
    let mut at = bytes.windows(4).position(|window| window == b"IDAT").unwrap() - 4;
    let mut data = Vec::new();
    while bytes[at + 4..at + 8] == *b"IDAT" {
        let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        data.extend(&bytes[at + 8..at + 8 + length]);
        at += length + 12;
    }
    data
}

fn chunk_rows(width: usize, height: usize, row: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let mut data = Vec::new();
    for y in 0..height {
        data.push(0);
        data.extend(row(y));
    }
    assert!(width > 0);
    stored(&data)
}

// ---- what is read

#[test]
fn all_kinds_of_files_look_alike() {
    let scene = scene(480, 320);
    let wanted = image::imageops::resize(&scene, 240, 160, image::imageops::FilterType::Lanczos3);
    let wide = DynamicImage::ImageRgb8(scene.clone());
    for (name, bytes, least) in [
        ("PNG", saved(scene.clone(), ImageFormat::Png), 34.0),
        ("PNG with 16 bits", saved(DynamicImage::ImageRgb16(wide.to_rgb16()), ImageFormat::Png), 34.0),
        ("WebP, lossless", saved(scene.clone(), ImageFormat::WebP), 34.0),
        ("BMP", saved(scene.clone(), ImageFormat::Bmp), 34.0),
        ("GIF", saved(wide.to_rgba8(), ImageFormat::Gif), 25.0),
        ("JPEG, decoded at a half", jpeg(&scene, |_| {}), 34.0),
        ("JPEG, progressive", jpeg(&scene, |encoder| encoder.set_progressive(true)), 34.0),
        ("JPEG, a scan for each colour", jpeg(&scene, |encoder| encoder.set_optimized_huffman_tables(true)), 34.0),
    ] {
        let quality = psnr(&pixels(&bytes), &wanted);
        assert!(quality > least, "{name}: {quality:.1} dB");
    }
    let icon = made(kit(), &saved(wide.thumbnail(240, 160).to_rgba8(), ImageFormat::Ico), SMALL);
    if let Err(finding) = icon {
        panic!("{}", finding.message);
    }
}

#[test]
fn grey_is_grey_and_inks_are_the_colours_they_print() {
    let grey = GrayImage::from_fn(480, 320, |x, _| Luma([(x / 2) as u8]));
    for bytes in [saved(grey.clone(), ImageFormat::Png), {
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, 92).encode(&grey, 480, 320, jpeg_encoder::ColorType::Luma).unwrap();
        bytes
    }] {
        let [r, g, b] = pixels(&bytes).get_pixel(120, 80).0;
        assert!(r.abs_diff(120) < 4 && g.abs_diff(r) < 3 && b.abs_diff(r) < 3, "{r} {g} {b}");
    }
    // As Adobe writes them: inks upside down. Orange is no cyan, half of magenta, all yellow.
    for kind in [jpeg_encoder::ColorType::Cmyk, jpeg_encoder::ColorType::CmykAsYcck] {
        let inks: Vec<u8> = [0, 127, 255, 0].repeat(480 * 320);
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, 92).encode(&inks, 480, 320, kind).unwrap();
        let [r, g, b] = pixels(&bytes).get_pixel(120, 80).0;
        assert!(r > 245 && g.abs_diff(128) < 6 && b < 10, "{kind:?}: {r} {g} {b}");
    }
}

#[test]
fn palettes_transparency_and_passes_are_read() {
    let rows = |first: u8, second: u8| chunk_rows(480, 320, |y| vec![if y < 160 { first } else { second }; 480]);
    let palette = vec![200, 0, 0, 0, 0, 200];
    let indexed = png(480, 320, 8, 3, false, &[(b"PLTE", palette.clone()), (b"IDAT", rows(0, 1)), (b"IEND", vec![])]);
    let shown = pixels(&indexed);
    assert!(shown.get_pixel(120, 20).0[0] > 190 && shown.get_pixel(120, 140).0[2] > 190);
    let see_through = png(480, 320, 8, 3, false, &[(b"PLTE", palette), (b"tRNS", vec![0]), (b"IDAT", rows(0, 1)), (b"IEND", vec![])]);
    assert_eq!(pixels(&see_through).get_pixel(120, 20).0, [255, 255, 255], "the red is transparent and lies on white");
    let keyed = png(480, 320, 8, 0, false, &[(b"tRNS", vec![0, 40]), (b"IDAT", rows(40, 90)), (b"IEND", vec![])]);
    assert_eq!(pixels(&keyed).get_pixel(120, 20).0, [255, 255, 255]);
    // Seven passes of an interlaced file, one pixel wide at first.
    let pass = |size: usize, start: usize, step: usize| (size + step - 1 - start) / step;
    let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    let mut data = Vec::new();
    for (x, y, across, down) in passes {
        for row in 0..pass(320, y, down) {
            data.push(0);
            data.extend(vec![if y + row * down < 160 { 30 } else { 220 }; pass(480, x, across)]);
        }
    }
    let interlaced = png(480, 320, 8, 0, true, &[(b"IDAT", stored(&data)), (b"IEND", vec![])]);
    let shown = pixels(&interlaced);
    assert!(shown.get_pixel(60, 20).0[0] < 40 && shown.get_pixel(60, 140).0[0] > 210);
}

#[test]
fn of_an_animation_the_first_picture_is_taken() {
    let mut bytes = Vec::new();
    {
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
        for colour in [[200, 30, 30, 255], [30, 30, 200, 255]] {
            encoder.encode_frame(image::Frame::new(RgbaImage::from_pixel(480, 320, Rgba(colour)))).unwrap();
        }
    }
    assert!(pixels(&bytes).get_pixel(120, 80).0[0] > 190);
    let grey = |value: u8| chunk_rows(480, 320, |_| vec![value; 480]);
    let frame =
        |number: u32| [&number.to_be_bytes()[..], &480_u32.to_be_bytes(), &320_u32.to_be_bytes(), &[0; 8], &[0, 1, 0, 10, 0, 0]].concat();
    let second = [&2_u32.to_be_bytes()[..], &grey(20)].concat();
    let animated = png(
        480,
        320,
        8,
        0,
        false,
        &[
            (b"acTL", [2_u32.to_be_bytes(), 0_u32.to_be_bytes()].concat()),
            (b"fcTL", frame(0)),
            (b"IDAT", grey(240)),
            (b"fcTL", frame(1)),
            (b"fdAT", second),
            (b"IEND", vec![]),
        ],
    );
    assert!(pixels(&animated).get_pixel(120, 80).0[0] > 230);
}

#[test]
fn a_white_logo_lies_on_a_dark_ground() {
    let logo = RgbaImage::from_fn(480, 320, |x, _| if x < 240 { Rgba([255, 255, 255, 255]) } else { Rgba([0, 0, 0, 0]) });
    let shown = pixels(&saved(logo, ImageFormat::Png));
    assert!(shown.get_pixel(20, 80).0[0] > 250 && shown.get_pixel(220, 80).0[0] < 60);
}

#[test]
fn a_drawing_is_drawn_whole() {
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#c00"/><text x="10" y="60" font-size="30" fill="#fff">Rain</text></svg>"##;
    let picture = Picture::drawing("rain", OG, UrlPath::from_plain("/rain.svg").unwrap(), Digest::of(svg));
    assert!(picture.name.ends_with(".png"), "a drawing is no photo");
    let made = make(&picture, &|_| Ok(svg.to_vec()), kit()).unwrap();
    let image = image::load_from_memory_with_format(&made.bytes, ImageFormat::Png).unwrap().into_rgb8();
    assert_eq!(image.get_pixel(20, 300).0, [255, 255, 255], "it is square, so there is ground beside it");
    assert_eq!(image.get_pixel(600, 60).0, [204, 0, 0]);
    assert!(image.pixels().filter(|pixel| pixel.0 == [255, 255, 255]).count() > 1200 * 630 / 2 + 500, "the word is written");
}

#[test]
fn where_a_photo_was_taken_is_nobodys_business() {
    let exif = [
        &b"MM\0\x2a\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0"[..],
        b"GPS 47.3769 N 8.5417 E",
    ]
    .concat();
    let scene = scene(480, 320);
    let secret = |bytes: &[u8]| {
        bytes.windows(7).any(|window| window == b"47.3769") || bytes.windows(4).any(|window| window == b"Exif" || window == b"eXIf")
    };
    let photo = jpeg(&scene, |encoder| {
        encoder.add_exif_metadata(&exif).unwrap();
        encoder.add_app_segment(1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>47.3769</x:xmpmeta>".to_vec()).unwrap();
        encoder.add_app_segment(13, b"Photoshop 3.0\0 47.3769".to_vec()).unwrap();
    });
    let note = chunk_rows(480, 320, |_| vec![90; 480]);
    let drawn = png(
        480,
        320,
        8,
        0,
        false,
        &[(b"eXIf", exif.clone()), (b"tEXt", b"Comment\x0047.3769".to_vec()), (b"IDAT", note), (b"IEND", vec![])],
    );
    for bytes in [photo, drawn] {
        assert!(secret(&bytes), "the fixture is what it should be");
        assert!(!secret(&made(kit(), &bytes, SMALL).unwrap()));
    }
}

#[test]
fn the_crop_follows_the_subject_unless_its_author_says_where() {
    let ball = |x: u32, y: u32| x.abs_diff(1300).pow(2) + y.abs_diff(300).pow(2) < 90_u32.pow(2);
    let image = RgbImage::from_fn(1600, 600, |x, y| if ball(x, y) { Rgb([220, 60, 30]) } else { Rgb([110, 130, (140 + y / 20) as u8]) });
    let bytes = jpeg(&image, |_| {});
    let square = Size { name: "square", width: 600, height: 600 };
    let [left, .., width, _] = shown(&bytes, square, None).unwrap();
    assert!(left < 1200.0 && left + width > 1400.0, "the ball is inside: {left} and {width} wide");
    let [left, ..] = shown(&bytes, square, Some(Focus { x: 50, y: 50 })).unwrap();
    assert_eq!(left, 500.0, "the middle was asked for");
    // The same on its side: a camera that was turned.
    let turned = {
        let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([6, 0, 0, 0, 0, 0, 0]);
        jpeg(&image, |encoder| encoder.add_exif_metadata(&exif).unwrap())
    };
    let [_, top, _, height] = shown(&turned, square, None).unwrap();
    assert!(top < 1200.0 && top + height > 1400.0, "the ball is inside: {top} and {height} high");
}

/// These bytes are the same on one thread and on many, in debug and release builds.
#[test]
fn pictures_have_the_bytes_they_had() {
    let big = scene(1500, 1000);
    let inputs = [jpeg(&big, |_| {}), saved(big, ImageFormat::Png), saved(scene(300, 300), ImageFormat::WebP)];
    let hash = |bytes: &Vec<u8>| Digest::of(&made(kit(), bytes, OG).unwrap()).short();
    let alone: Vec<String> = inputs.iter().map(hash).collect();
    let together: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = inputs.iter().map(|bytes| scope.spawn(move || hash(bytes))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(alone, together);
    assert_eq!(alone, HASHES);
}

const HASHES: [&str; 3] = ["174e25b9ef", "785e107c92", "cfd56af1df"];

// ---- what is broken

/// Name and bytes of files that nobody should have.
fn torture() -> Vec<(String, Vec<u8>)> {
    let scene = scene(300, 200);
    let whole = [
        ("jpeg", jpeg(&scene, |_| {})),
        ("progressive", jpeg(&scene, |encoder| encoder.set_progressive(true))),
        ("scans", jpeg(&scene, |encoder| encoder.set_optimized_huffman_tables(true))),
        ("png", saved(scene.clone(), ImageFormat::Png)),
        ("webp", saved(scene.clone(), ImageFormat::WebP)),
        ("gif", saved(DynamicImage::ImageRgb8(scene.clone()).to_rgba8(), ImageFormat::Gif)),
        ("bmp", saved(scene.clone(), ImageFormat::Bmp)),
        ("ico", saved(image::imageops::thumbnail(&scene, 200, 130), ImageFormat::Ico)),
        ("svg", br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path fill="#c00" d="M0 0h30v20z"/></svg>"##.to_vec()),
    ];
    let mut set: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, bytes) in &whole {
        for part in [2, 8, 30, 60, 90, 99] {
            set.push((format!("{name} cut at {part} %"), bytes[..bytes.len() * part / 100].to_vec()));
        }
        set.push((format!("{name} without its last byte"), bytes[..bytes.len() - 1].to_vec()));
        // Bytes turned at places that repeat: headers, tables, pixels.
        for turn in 0..4_usize {
            let mut damaged = bytes.clone();
            let step = [7, 97, 503, 1009][turn];
            for at in (8 + turn..damaged.len()).step_by(step) {
                damaged[at] ^= (0x55 << (turn % 3)) as u8;
            }
            set.push((format!("{name} with every {step}th byte turned"), damaged));
        }
        set.push((format!("{name} and more after it"), [bytes.clone(), vec![0x7F; 500]].concat()));
        set.push((format!("{name} with a text before it"), [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), bytes.clone()].concat()));
    }
    let lying = |bytes: &[u8], at: usize, size: &[u8]| [&bytes[..at], size, &bytes[at + size.len()..]].concat();
    let frame = whole[0].1.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    for (what, size) in [("19999×4000", [0x0F, 0xA0, 0x4E, 0x1F]), ("1×1", [0, 1, 0, 1]), ("0×0", [0; 4]), ("65535×65535", [0xFF; 4])] {
        set.push((format!("jpeg that says {what}"), lying(&whole[0].1, frame + 5, &size)));
        let size = [[0, 0, size[2], size[3]], [0, 0, size[0], size[1]]].concat();
        set.push((format!("png that says {what}"), lying(&whole[3].1, 16, &size)));
    }
    set.push(("gif that says 65535×65535".into(), lying(&whole[5].1, 6, &[0xFF; 4])));
    set.push(("gif that says 19000×4000".into(), lying(&whole[5].1, 6, &[0x38, 0x4A, 0xA0, 0x0F])));
    set.push(("bmp that says a lot".into(), lying(&whole[6].1, 18, &[0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0])));
    let end = || (b"IEND", Vec::new());
    set.push(("a bomb of 60000×60000".into(), png(60_000, 60_000, 1, 0, false, &[(b"IDAT", zeros(100_000)), end()])));
    set.push(("a bomb of 16 bits".into(), png(9_000, 9_000, 16, 6, false, &[(b"IDAT", zeros(100_000)), end()])));
    let rows = chunk_rows(300, 200, |_| vec![90; 300]);
    let bomb = zeros(60_000_000);
    assert!(bomb.len() < 600_000);
    let named = |name: &[u8]| [name, &bomb].concat();
    set.push(("a bomb as a profile".into(), png(300, 200, 8, 0, false, &[(b"iCCP", named(b"x\0\0")), (b"IDAT", rows.clone()), end()])));
    set.push(("a bomb as a comment".into(), png(300, 200, 8, 0, false, &[(b"zTXt", named(b"x\0\0")), (b"IDAT", rows.clone()), end()])));
    set.push((
        "a bomb as a comment in UTF-8".into(),
        png(300, 200, 8, 0, false, &[(b"iTXt", named(b"x\0\x01\0\0\0")), (b"IDAT", rows), end()]),
    ));
    set.push(("more pixels than it says".into(), png(300, 200, 8, 0, false, &[(b"IDAT", bomb), end()])));
    let svg = |inside: &str| {
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 20">{inside}</svg>"#)
            .into_bytes()
    };
    let laughs: String = (1..12).map(|n| format!(r#"<!ENTITY l{n} "{}">"#, format!("&l{};", n - 1).repeat(10))).collect();
    for (name, bytes) in [
        ("laughs", format!(r#"<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><text>&l11;</text></svg>"#).into_bytes()),
        ("an external entity", br#"<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><text>&e;</text></svg>"#.to_vec()),
        ("an external picture", svg(r#"<image width="30" height="20" xlink:href="/etc/passwd"/>"#)),
        ("a picture of the network", svg(r#"<image width="30" height="20" href="https://example.com/a.png"/>"#)),
        ("a use of itself", svg(r##"<g id="a"><use href="#a"/></g>"##)),
        ("a pattern of itself", svg(r##"<pattern id="p" width="1" height="1"><rect width="9" height="9" fill="url(#p)"/></pattern><rect width="30" height="20" fill="url(#p)"/>"##)),
        ("a mask of itself", svg(r##"<mask id="m"><rect width="9" height="9" mask="url(#m)"/></mask><rect width="30" height="20" mask="url(#m)"/>"##)),
        ("deep nesting", svg(&format!("{}{}", "<g>".repeat(50_000), "</g>".repeat(50_000)))),
        ("many filters", svg(&format!(r##"<filter id="f"><feGaussianBlur stdDeviation="90"/></filter>{}"##, r##"<rect width="30" height="20" filter="url(#f)"/>"##.repeat(400)))),
        ("numbers without end", svg(r#"<rect width="1e38" height="1e38" x="-1e38" fill="red" stroke-width="1e30" stroke="blue"/>"#)),
        ("dashes without end", svg(r#"<path d="M0 0H1e7" stroke="red" stroke-dasharray="1e-4"/>"#)),
        ("HTML", svg("<foreignObject><p>x</p></foreignObject>")),
        ("text in several places", svg(r#"<text><tspan x="1" y="5">a</tspan><tspan x="1" y="9">b</tspan></text>"#)),
        ("nothing", svg("")),
        ("no size", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
        ("Latin-1", b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 3 2'><text>\xe9</text></svg>".to_vec()),
    ] {
        set.push((format!("svg with {name}"), bytes));
    }
    for (name, bytes) in [
        ("nothing at all", Vec::new()),
        ("one byte", vec![0xFF]),
        ("zeros", vec![0; 4096]),
        ("a page", b"<!doctype html><title>404</title>".to_vec()),
        ("words", b"git-lfs pointer file".repeat(9)),
        ("a tiff", [b"II\x2a\0\x08\0\0\0".to_vec(), vec![0; 64]].concat()),
        (
            "an avif",
            b"\0\0\0\x14ftypavif\0\0\0\0avif\0\0\0\x30meta\0\0\0\0\0\0\0\x14ispe\0\0\0\0\0\0\x04\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0"
                .to_vec(),
        ),
        (
            "a heic",
            b"\0\0\0\x14ftypheic\0\0\0\0heic\0\0\0\x30meta\0\0\0\0\0\0\0\x14ispe\0\0\0\0\0\0\x04\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0"
                .to_vec(),
        ),
        ("a jpeg of markers", [vec![0xFF, 0xD8], [0xFF, 0xE0, 0, 2].repeat(20_000)].concat()),
        ("a jpeg of filling", [vec![0xFF, 0xD8], vec![0xFF; 100_000]].concat()),
        (
            "a webp of chunks",
            [b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\x0f\0\xff\x0f\0".to_vec(), b"ANMF\0\0\0\0".repeat(9_000)].concat(),
        ),
    ] {
        set.push((name.to_owned(), bytes));
    }
    set
}

#[test]
fn whatever_the_file_it_is_drawn_or_refused_with_a_reason() {
    let kit = kit();
    let set = torture();
    assert!(set.len() >= 100, "{}", set.len());
    let mut drawn = 0;
    for (name, bytes) in &set {
        let start = Instant::now();
        match made(kit, bytes, SMALL) {
            Ok(picture) => {
                drawn += 1;
                let image = image::load_from_memory(&picture).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!((image.width(), image.height()), (SMALL.width, SMALL.height), "{name}");
            }
            Err(finding) => {
                assert_eq!(finding.rule, "preview-image-not-readable", "{name}");
                assert!(finding.message.starts_with("`rain.jpg` cannot be read: "), "{name}: {}", finding.message);
                assert!(finding.advice().is_some() && finding.reason().is_some(), "{name}");
            }
        }
        // Far above what any takes, far below what a bomb would.
        assert!(start.elapsed() < Duration::from_secs(100), "{name} took {:?}", start.elapsed());
    }
    assert!((10..set.len() / 2).contains(&drawn), "{drawn} of {} were drawn", set.len());
}
