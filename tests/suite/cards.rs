//! Stories about pictures: photos that are cut, cards that are drawn, and what happens to files
//! that are neither.

use std::io;
use std::path::{Path, PathBuf};

use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;
use rayon::prelude::*;
use smo_build::Settings;

use crate::support::{CONFIG, Sandbox};
use smo_build::app::{SPECIMENS, Specimen, plan_specimen, specimen};
use smo_build::base::{Finding, UrlPath};
use smo_build::model::files::Digest;
use smo_build::model::picture::{Focus, MadeFrom, OG, Picture, SIZES, STORY, Scrutiny, Size};
use smo_build::picture::{Kit, Made, make, stand_in};
use smo_build::theme::Theme;

const THUMB: Size = Size { name: "thumb", width: 300, height: 200 };

fn kit() -> Kit {
    let (kit, findings) = Kit::new(Vec::new(), 300);
    assert!(findings.is_empty());
    kit
}

// ---- photos

/// Waves with a different colour in each corner: no two places look alike.
fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (x as f32 / width as f32, y as f32 / height as f32);
        let wave = 30.0 * (across * 23.0 + down * 17.0).sin();
        Rgb([(across * 200.0 + wave + 20.0) as u8, (down * 200.0 + wave + 20.0) as u8, ((1.0 - across) * 200.0 + wave + 20.0) as u8])
    })
}

fn jpeg_of(image: &RgbImage, prepare: impl Fn(&mut jpeg_encoder::Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 92);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    prepare(&mut encoder);
    let (width, height) = (image.width() as u16, image.height() as u16);
    encoder.encode(image, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

fn photo(bytes: &[u8], size: Size, focus: Focus) -> Result<RgbImage, Finding> {
    let picture = Picture::photo("rain", size, UrlPath::from_plain("/rain day.jpg").unwrap(), Digest::of(bytes), focus);
    let made = make(&picture, &|_| Ok(bytes.to_vec()), &kit())?;
    let image = image::load_from_memory_with_format(&made.bytes, ImageFormat::Jpeg).unwrap().into_rgb8();
    assert_eq!(image.dimensions(), (size.width, size.height));
    Ok(image)
}

/// Peak signal-to-noise ratio in decibels: above 30 is hard to tell apart, below 10 is noise.
fn psnr(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let squares: f64 = one.iter().zip(other.iter()).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    10.0 * (255.0_f64.powi(2) * one.len() as f64 / squares.max(1.0)).log10()
}

#[test]
fn a_photo_looks_like_itself_afterwards() {
    let scene = scene(1200, 630);
    let png = {
        let mut bytes = io::Cursor::new(Vec::new());
        scene.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    for (name, bytes) in
        [("JPEG", jpeg_of(&scene, |_| {})), ("progressive", jpeg_of(&scene, |encoder| encoder.set_progressive(true))), ("PNG", png)]
    {
        let quality = psnr(&photo(&bytes, OG, Focus::default()).unwrap(), &scene);
        assert!(quality > 36.0, "{name}: {quality}");
    }
}

/// zune-jpeg 0.5.15 decodes such files to noise without an error.
#[test]
fn a_jpeg_with_a_scan_for_each_colour_is_no_noise() {
    let scene = scene(600, 400);
    let bytes = jpeg_of(&scene, |encoder| encoder.set_optimized_huffman_tables(true));
    let scans = bytes.windows(2).filter(|pair| *pair == [0xFF, 0xDA]).count();
    assert_eq!(scans, 3, "the fixture is what it should be");
    let quality = psnr(&photo(&bytes, Size { name: "same", width: 600, height: 400 }, Focus::default()).unwrap(), &scene);
    assert!(quality > 33.0, "{quality}");
}

#[test]
fn a_photo_from_a_turned_camera_is_upright_and_its_focus_too() {
    let stored = scene(640, 480);
    for value in 1..=8_u8 {
        let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([value, 0, 0, 0, 0, 0, 0]);
        let bytes = jpeg_of(&stored, |encoder| encoder.add_exif_metadata(&exif).unwrap());
        let mut upright = DynamicImage::ImageRgb8(stored.clone());
        upright.apply_orientation(Orientation::from_exif(value).unwrap());
        // A square out of the lower right.
        let side = upright.width().min(upright.height());
        let (x, y) = (upright.width() - side, upright.height() - side);
        let wanted = upright.crop_imm(x, y, side, side).into_rgb8();
        let shown = photo(&bytes, Size { name: "square", width: side, height: side }, Focus { x: 100, y: 100 }).unwrap();
        let quality = psnr(&shown, &wanted);
        assert!(quality > 33.0, "orientation {value}: {quality}");
    }
}

#[test]
fn a_small_photo_is_set_on_its_own_colours_and_not_blown_up() {
    let red = RgbImage::from_pixel(400, 300, Rgb([220, 30, 30]));
    let shown = photo(&jpeg_of(&red, |_| {}), OG, Focus::default()).unwrap();
    let bright = |x: u32, y: u32| shown.get_pixel(x, y).0[0] > 180;
    let width = (0..1200).filter(|x| bright(*x, 315)).count();
    assert!((490..=500).contains(&width), "400 pixels become {width}");
    for (x, y) in [(20, 20), (1180, 610)] {
        let [r, g, b] = shown.get_pixel(x, y).0;
        assert!(!bright(x, y) && r > 60 && r > 2 * g && r > 2 * b, "the ground is a dark red, not {r} {g} {b}");
    }
}

#[test]
fn transparent_parts_lie_on_white() {
    let mut bytes = io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(600, 400, image::Rgba([0, 0, 0, 0])).write_to(&mut bytes, ImageFormat::Png).unwrap();
    let shown = photo(bytes.get_ref(), THUMB, Focus::default()).unwrap();
    assert!(shown.get_pixel(150, 100).0.iter().all(|value| *value > 250));
}

fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x01\0\0\0\0");
    bytes.extend([0; 4]);
    bytes
}

#[test]
fn what_cannot_be_a_photo_is_said_before_anything_is_decoded() {
    let cases: [(&[u8], &str); 6] = [
        (b"", "the file is empty"),
        (b"<html>not found</html>", "its header is that of no picture"),
        (
            b"\0\0\0\x14ftypavif\0\0\0\0avif\0\0\0\x30meta\0\0\0\0\0\0\0\x14ispe\0\0\0\0\0\0\x04\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "AVIF files",
        ),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>", "nothing can be seen"),
        (&png_header(60_000, 60_000), "60000×60000 pixels are too many"),
        (&png_header(19_000, 19_000), "19000×19000 pixels are too many"),
    ];
    for (bytes, said) in cases {
        let finding = photo(bytes, OG, Focus::default()).unwrap_err();
        assert_eq!(finding.rule, "preview-image-not-readable");
        assert!(finding.message.contains(said), "{said} in {}", finding.message);
        assert!(finding.advice().is_some() && finding.reason().is_some());
    }
}

#[test]
fn a_damaged_photo_is_a_finding_that_names_the_file() {
    let mut png = io::Cursor::new(Vec::new());
    scene(300, 200).write_to(&mut png, ImageFormat::Png).unwrap();
    let mut png = png.into_inner();
    png.truncate(png.len() / 2);
    let finding = photo(&png, THUMB, Focus::default()).unwrap_err();
    assert!(finding.message.starts_with("`rain day.jpg` cannot be read: it is damaged"), "{}", finding.message);

    let picture = Picture::photo("rain", OG, UrlPath::from_plain("/gone.jpg").unwrap(), Digest::of(b""), Focus::default());
    let finding = make(&picture, &|_| Err(io::ErrorKind::NotFound.into()), &kit()).unwrap_err();
    assert!(finding.message.contains("gone.jpg"), "{}", finding.message);
    // The page says .jpg by now, so what stands in is a JPEG.
    let bytes = stand_in(&picture, "Rain", &kit()).bytes;
    assert_eq!(image::guess_format(&bytes).unwrap(), ImageFormat::Jpeg);
}

// ---- cards

fn card(svg: &str) -> Made {
    card_with(svg, &[], &|_| Err(io::ErrorKind::NotFound.into()))
}

fn card_with(svg: &str, images: &[&str], read: &dyn Fn(&UrlPath) -> io::Result<Vec<u8>>) -> Made {
    let kit = kit();
    let images = images.iter().map(|href| ((*href).to_owned(), Digest::of(href.as_bytes()))).collect();
    let picture = Picture::card("rain", THUMB, svg, images, kit.fonts_digest(), "Rain at home");
    make(&picture, read, &kit).expect("a card is always made")
}

fn svg(inside: &str) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><rect width="300" height="200" fill="#204060"/>{inside}</svg>"##
    )
}

fn rules(made: &Made) -> Vec<&'static str> {
    made.findings.iter().map(|finding| finding.rule).collect()
}

fn pixels(made: &Made) -> RgbImage {
    image::load_from_memory(&made.bytes).unwrap().into_rgb8()
}

fn is_written_in(made: &Made, ink: [u8; 3]) -> bool {
    pixels(made).pixels().filter(|pixel| pixel.0 == ink).count() > 50
}

#[test]
fn text_is_written_with_the_layouts_own_attributes() {
    let made = card(&svg(
        r##"<g font-weight="700"><text data-smo-fit="x:20 y:20 w:260 h:160 size:60..20" class="head" fill="#ff0000">Rain &amp; <tspan>sun</tspan></text></g>"##,
    ));
    assert!(made.findings.is_empty() && is_written_in(&made, [255, 0, 0]));
    let anchored = card(&svg(r##"<text x="150" y="100" font-size="40" text-anchor="middle" fill="#00ff00">Rain</text>"##));
    assert!(anchored.findings.is_empty() && is_written_in(&anchored, [0, 255, 0]));
}

#[test]
fn a_long_text_is_cut_and_the_finding_has_numbers() {
    let text = "rain and more rain ".repeat(10);
    let made = card(&svg(&format!(r#"<text data-smo-fit="x:20 y:20 w:260 h:80 lines:2 size:40..30">{text}</text>"#)));
    assert_eq!(rules(&made), ["card-text-overflow"]);
    let message = &made.findings[0].message;
    assert!(message.contains("characters are cut at size 30 on 2 lines") && message.contains("“rain and more rain"), "{message}");
}

#[test]
fn what_is_not_in_the_project_is_not_fetched() {
    for href in ["https://example.com/a.png", "/etc/passwd", "file:///etc/passwd", "../a.png"] {
        let made = card(&svg(&format!(r#"<image width="300" height="200" href="{href}"/>"#)));
        assert_eq!(rules(&made), ["card-external-resource"], "{href}");
        assert_eq!(pixels(&made).get_pixel(5, 5).0, [0x20, 0x40, 0x60], "the rest is drawn");
    }
    let made = card(&svg(r#"<script>alert(1)</script><foreignObject><p>x</p></foreignObject>"#));
    assert_eq!(rules(&made), ["card-unsupported-svg", "card-unsupported-svg"]);
}

#[test]
fn a_photo_in_a_card_is_cut_as_the_layout_says() {
    let photo = jpeg_of(&RgbImage::from_fn(600, 200, |x, _| if x < 300 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) }), |_| {});
    let read = |path: &UrlPath| if path.as_str() == "/rain%20day.jpg" { Ok(photo.clone()) } else { Err(io::ErrorKind::NotFound.into()) };
    let layout = svg(r#"<image width="150" height="200" href="/rain%20day.jpg#cover=150x200@100,50"/>"#);
    let made = card_with(&layout, &["/rain%20day.jpg"], &read);
    assert_eq!(rules(&made), [""; 0]);
    assert_eq!(image::guess_format(&made.bytes).unwrap(), ImageFormat::Jpeg, "there is a photo in it");
    let (left, right) = (pixels(&made).get_pixel(60, 100).0, pixels(&made).get_pixel(240, 100).0);
    assert!(left[2] > 170 && left[0] < 40, "the right half of the photo, {left:?}");
    assert!(right[2] < 110, "the ground beside it, {right:?}");

    let missing = card_with(&svg(r#"<image width="150" height="200" href="/gone.jpg"/>"#), &["/gone.jpg"], &read);
    assert_eq!(rules(&missing), ["card-image-not-readable"]);
}

#[test]
fn whatever_goes_wrong_a_plain_card_stands_in() {
    let panics = |_: &UrlPath| -> io::Result<Vec<u8>> { panic!("a decoder gives up") };
    let broken = [
        card("<svg"),
        card("<svg xmlns='http://www.w3.org/2000/svg'/>"),
        card_with(&svg(r#"<image width="150" height="200" href="/a.jpg"/>"#), &["/a.jpg"], &panics),
    ];
    for made in broken {
        assert_eq!(rules(&made), ["card-not-drawn"]);
        let pixels = pixels(&made);
        let white = pixels.pixels().filter(|pixel| pixel.0[0] > 200).count();
        assert!(pixels.dimensions() == (300, 200) && white > 200, "the words are written: {white}");
    }
}

#[test]
fn a_drawing_of_another_shape_is_framed_in_its_own_colour() {
    let made =
        card(r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#123456"/></svg>"##);
    assert!(pixels(&made).pixels().all(|pixel| pixel.0 == [0x12, 0x34, 0x56]));
}

#[test]
fn a_noisy_layout_is_told_that_it_is_heavy() {
    let specks: String = (0..4000_u32)
        .map(|n| {
            let (x, y, colour) = (n * 7919 % 1200, n * 104_729 % 630, n.wrapping_mul(2_654_435_761) >> 8);
            format!(r##"<rect x="{x}" y="{y}" width="19" height="23" fill="#{colour:06x}" opacity=".7" transform="rotate({n} {x} {y})"/>"##)
        })
        .collect();
    let (kit, _) = Kit::new(Vec::new(), 100);
    let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630">{specks}</svg>"#);
    let picture = Picture::card("specks", OG, &svg, Vec::new(), kit.fonts_digest(), "");
    let made = make(&picture, &|_| unreachable!(), &kit).unwrap();
    assert_eq!(rules(&made), ["card-too-heavy"]);
}

/// The layout of a site: it is looked at closely.
fn own_card(inside: &str, size: Size) -> Made {
    let (w, h) = (size.width, size.height);
    let svg = format!(r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}">{inside}</svg>"##);
    let kit = kit();
    let picture = Picture::card_looked_at("rain", size, &svg, Vec::new(), kit.fonts_digest(), "Rain", Scrutiny::Close);
    make(&picture, &|_| Err(io::ErrorKind::NotFound.into()), &kit).unwrap()
}

#[test]
fn a_layout_of_ones_own_is_told_what_cannot_be_read() {
    let ground = r##"<rect width="100%" height="100%" fill="#204060"/>"##;
    let head = r##"<text data-smo-fit="x:80 y:100 w:1000 h:200 lines:2 size:90..48" fill="#ffffff">Rain at home</text>"##;
    assert_eq!(rules(&own_card(&format!("{ground}{head}"), OG)), [""; 0]);

    let faint = format!(r##"{ground}{head}<text data-smo-fit="x:80 y:400 w:900 h:60 size:40" fill="#5080a0">by Ada</text>"##);
    let made = own_card(&faint, OG);
    assert_eq!(rules(&made), ["card-low-contrast"]);
    let message = &made.findings[0].message;
    assert!(message.starts_with("“by Ada” has a contrast of 2.") && message.ends_with("4.5:1 is the least"), "{message}");

    // Half of the words stand on white.
    let half = format!(r##"{ground}<rect x="300" width="900" height="630" fill="#ffffff"/>{head}"##);
    assert_eq!(rules(&own_card(&half, OG)), ["card-low-contrast"]);

    let tiny = format!(r##"{ground}{head}<text data-smo-fit="x:80 y:400 w:900 h:60 size:16" fill="#fff">by Ada</text>"##);
    assert!(own_card(&tiny, OG).findings[0].message.contains("is written at size 16; 28 is the least"));

    let low = format!(r##"{ground}{head}<text x="80" y="625" font-size="30" fill="#fff">by Ada</text>"##);
    let made = own_card(&low, OG);
    assert_eq!(rules(&made), ["card-outside-safe-area"]);
    assert!(made.findings[0].message.contains("safe is x 40–1160, y 40–590"), "{}", made.findings[0].message);
    assert_eq!(rules(&own_card(&low.replace("<text x", r#"<text data-smo-role="decor" x"#), OG)), [""; 0]);

    // Where apps write over a story.
    let story = r##"<rect width="100%" height="100%" fill="#204060"/><text data-smo-fit="x:80 y:1500 w:900 h:200 size:90" fill="#fff">Rain</text>"##;
    assert_eq!(rules(&own_card(story, STORY)), ["card-outside-safe-area"]);
}

#[test]
fn a_glyph_that_no_font_has_names_the_font_to_add() {
    let made = card(&svg(r#"<text data-smo-fit="x:20 y:20 w:260 h:160 size:40..20" fill="red">Rain বৃষ্টি</text>"#));
    assert_eq!(rules(&made), ["card-glyph-missing"]);
    let finding = &made.findings[0];
    assert!(finding.message.contains("U+09AC") && finding.advice().unwrap().contains("Noto Sans Bengali"), "{finding:?}");
}

// ---- the core layouts

const BRAND: Option<&str> = Some("#1d4e63");

/// `SMO_CARDS_FROM=DIR` lays the layouts in `DIR/templates/cards` over the built-in ones.
fn core_theme() -> Theme {
    let root = std::env::var("SMO_CARDS_FROM").unwrap_or_else(|_| "/nowhere".to_owned());
    let (theme, findings) = Theme::load_core(&Settings::default(), Path::new(&root)).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    theme
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// Only these, while a layout is being worked on: `SMO_LAYOUTS=quote,stat SMO_SIZES=og`.
fn asked(variable: &str, name: &str) -> bool {
    std::env::var(variable).map_or(true, |only| only.split(',').any(|one| one == name))
}

/// Every layout and every size, each with a part of the pages, and every page somewhere: an unoptimised build takes a
/// quarter of a second for each card.
#[test]
fn the_core_layouts_look_as_they_did() {
    sheets(|at, size, page| (page + at).is_multiple_of(if size == OG { 5 } else { SPECIMENS.len() }));
}

/// `SMO_BLESS=1 cargo test --test suite every_core -- --ignored` draws the sheets anew; look at them before you commit
/// them. `SMO_SHEETS=DIR` writes large ones there.
#[test]
#[ignore = "800 cards; .ci/run asks for it"]
fn every_core_card_looks_as_it_did() {
    sheets(|_, _, _| true);
}

/// Draws the cards that `wanted` picks by number of the sheet, size and number of the page.
fn sheets(wanted: impl Fn(usize, Size, usize) -> bool + Sync) {
    let (theme, kit) = (core_theme(), kit());
    let mut sheets: Vec<(String, Size)> = Vec::new();
    for layout in theme.layouts().into_iter().filter(|layout| asked("SMO_LAYOUTS", layout)) {
        sheets.extend(SIZES.iter().filter(|size| asked("SMO_SIZES", size.name)).map(|size| (layout.clone(), *size)));
    }
    let troubles: Vec<String> = sheets
        .par_iter()
        .enumerate()
        .flat_map(|(at, (layout, size))| sheet(layout, *size, &theme, &kit, |page| wanted(at, *size, page)))
        .collect();
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}

/// Draws one layout in one size, compares each card with its place in the sheet, and says what is wrong.
fn sheet(layout: &str, size: Size, theme: &Theme, kit: &Kit, wanted: impl Fn(usize) -> bool) -> Vec<String> {
    let mut troubles = Vec::new();
    let large = std::env::var_os("SMO_SHEETS").map(PathBuf::from);
    let bless = std::env::var_os("SMO_BLESS").is_some();
    let (columns, across) = match (&large, size == OG) {
        (Some(_), true) => (4, 480),
        (Some(_), false) => (7, 400),
        (None, true) => (4, 240),
        (None, false) => (10, 100),
    };
    let (wide, high) = (across, across * size.height / size.width);
    let rows = (SPECIMENS.len() as u32).div_ceil(columns);
    let mut sheet = RgbImage::new(wide * columns, high * rows);
    let path = root().join(format!("tests/cards/{layout}-{}.png", size.name));
    let kept = image::open(&path).ok().map(DynamicImage::into_rgb8).filter(|kept| kept.dimensions() == sheet.dimensions());
    if kept.is_none() && !bless && large.is_none() {
        return vec![format!("there is no sheet of this size at {}", path.display())];
    }
    for (at, page) in SPECIMENS.iter().enumerate().filter(|(at, _)| wanted(*at)) {
        let name = format!("{layout} {} {}", size.name, page.name);
        let (image, findings) = looked_at(theme, kit, layout, size, page);
        let unexpected = findings.iter().filter(|finding| !(finding.rule == "card-text-overflow" && page.name == "long"));
        troubles.extend(unexpected.map(|finding| format!("{name}: {}: {}", finding.rule, finding.message)));
        assert_eq!((image.width(), image.height()), (size.width, size.height), "{name}");
        // The one way of scaling that is compiled with optimisation in a test.
        let small = image.thumbnail_exact(wide, high).into_rgb8();
        let (left, top) = (at as u32 % columns * wide, at as u32 / columns * high);
        image::imageops::replace(&mut sheet, &small, left.into(), top.into());
        if let (Some(kept), false, None) = (&kept, bless, &large) {
            let shown = RgbImage::from_fn(wide, high, |x, y| Rgb(colour(few_colours(small.get_pixel(x, y)))));
            let quality = psnr(&shown, &image::imageops::crop_imm(kept, left, top, wide, high).to_image());
            if quality < 30.0 {
                troubles.push(format!("{name} has changed ({quality:.1} dB); see {}", path.display()));
            }
        }
    }
    if let Some(folder) = large {
        std::fs::create_dir_all(&folder).unwrap();
        sheet.save(folder.join(format!("{layout}-{}.png", size.name))).unwrap();
    } else if bless {
        write_indexed(&path, &sheet);
    }
    troubles
}

/// A core layout, with the checks on that layouts of other people get in every run.
fn looked_at(theme: &Theme, kit: &Kit, layout: &str, size: Size, page: &Specimen) -> (DynamicImage, Vec<Finding>) {
    let mut planned = plan_specimen(theme, kit, BRAND, Some(layout), size, page);
    match &mut planned.picture.made_from {
        MadeFrom::Card { scrutiny, .. } => *scrutiny = Scrutiny::Close,
        other => panic!("a layout is no {other:?}"),
    }
    let (bytes, mut findings) = planned.draw(kit);
    findings.extend(planned.findings);
    (image::load_from_memory(&bytes).unwrap(), findings)
}

/// 6×7×6 colours are enough to see what moved, and small.
fn few_colours(pixel: &Rgb<u8>) -> u8 {
    let step = |value: u8, steps: u32| (u32::from(value) * (steps - 1) + 127) / 255;
    (step(pixel.0[0], 6) * 42 + step(pixel.0[1], 7) * 6 + step(pixel.0[2], 6)) as u8
}

fn colour(at: u8) -> [u8; 3] {
    let at = u32::from(at);
    [(at / 42 * 255 / 5) as u8, (at / 6 % 7 * 255 / 6) as u8, (at % 6 * 255 / 5) as u8]
}

fn write_indexed(path: &Path, sheet: &RgbImage) {
    let indexed: Vec<u8> = sheet.pixels().map(few_colours).collect();
    let mut encoder = png::Encoder::new(std::fs::File::create(path).unwrap(), sheet.width(), sheet.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_palette((0..252).flat_map(colour).collect::<Vec<u8>>());
    encoder.write_header().unwrap().write_image_data(&indexed).unwrap();
}

/// Drawn, with a photo, and in scripts that ask several fonts: once by one thread, twice by two at the same time.
#[test]
fn one_thread_and_two_draw_the_same_bytes() {
    let (theme, kit) = (core_theme(), kit());
    let pages: Vec<&Specimen> = ["usual", "emoji", "arabic", "chinese", "photo"].map(|name| Specimen::named(name).unwrap()).into();
    let draw = |page: &&Specimen| specimen(&theme, &kit, BRAND, None, OG, page).bytes;
    let threads = |count| rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
    let one: Vec<Vec<u8>> = threads(1).install(|| pages.par_iter().map(draw).collect());
    let twice: Vec<&Specimen> = pages.iter().chain(&pages).copied().collect();
    let two: Vec<Vec<u8>> = threads(2).install(|| twice.par_iter().map(draw).collect());
    for (at, page) in twice.iter().enumerate() {
        assert!(two[at] == one[at % pages.len()], "{}", page.name);
    }
}

#[test]
fn other_sizes_stand_where_their_networks_look_and_no_second_preview_does() {
    let config = format!("{CONFIG}cards: {{sizes: [og, square, pin]}}\n");
    let post = "---\ntitle: Rain\ndate: 2026-01-02\n---\nDrops.\n\n:::share {networks=\"pinterest\"}\n:::\n";
    let site = Sandbox::empty().with("smo.yaml", &config).with("content/rain.md", post);
    site.build();
    let page = std::fs::read_to_string(site.path("public/rain/index.html")).unwrap();
    assert_eq!(page.matches("property=\"og:image\"").count(), 1);
    let json_ld = page.split("application/ld+json").nth(1).unwrap().split("</script>").next().unwrap();
    assert!(json_ld.contains("/smo/rain-og-") && json_ld.contains("/smo/rain-square-"), "{json_ld}");
    let pin = page.split("pinterest.com").nth(1).unwrap().split('"').next().unwrap();
    assert!(pin.contains("rain-pin-"), "{pin}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_title_gives_a_card(title in "\\PC{0,80}", odd in proptest::collection::vec(any::<char>(), 0..12)) {
        let title = format!("{title}{}", odd.into_iter().collect::<String>());
        let svg = svg(&format!(
            r#"<text data-smo-fit="x:20 y:20 w:260 h:160 lines:4 size:40..12 balance:yes">{}</text>"#,
            smo_build::base::html::escape(&title.replace(|c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'), " "))
        ));
        let made = card(&svg);
        prop_assert!(!rules(&made).contains(&"card-not-drawn"), "{:?}", made.findings);
    }
}
