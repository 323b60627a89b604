//! Stories about pictures: photos that are cut, cards that are drawn, and what happens to files
//! that are neither.

use std::io;
use std::path::{Path, PathBuf};

use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;
use rayon::prelude::*;
use smo_build::base::{Finding, UrlPath};
use smo_build::model::files::Digest;
use smo_build::model::picture::{Focus, OG, Picture, Size};
use smo_build::picture::{Kit, Made, make, stand_in};
use tera::{Context, Kwargs, State, Tera, Value};

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

fn photo(bytes: &[u8], size: Size, focus: Focus) -> Result<RgbImage, Box<Finding>> {
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
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>", "SVG files"),
        (&png_header(60_000, 60_000), "60000×60000 pixels are too many"),
        (&png_header(19_000, 19_000), "19000×19000 pixels are too many"),
    ];
    for (bytes, said) in cases {
        let finding = *photo(bytes, OG, Focus::default()).unwrap_err();
        assert_eq!(finding.rule, "preview-image-not-readable");
        assert!(finding.message.contains(said), "{said} in {}", finding.message);
        assert!(finding.help.is_some() && finding.why.is_some());
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

// ---- the core layouts

const LAYOUTS: [&str; 4] = ["default", "quote", "stat", "list"];

/// Title and language.
const TITLES: [(&str, &str); 8] = [
    ("Go!", "en"),
    ("Why we rewrote our build system in Rust", "en"),
    ("Everything I learned about measuring rain in a small garden over eleven years of daily notes", "en"),
    ("<b>R&D</b> {{ 100 % }} “quoted”", "en"),
    ("مرحبا بالعالم: كيف نقيس المطر في الحديقة كل يوم", "ar"),
    ("家で雨量を測る：小さな庭の十一年間の記録", "ja"),
    ("왜 우리는 매일 정원의 비를 재는가", "ko"),
    ("हम हर दिन बगीचे में बारिश क्यों मापते हैं", "hi"),
];

fn layouts() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".svg"]);
    tera.register_filter("date", |value: Value, _: Kwargs, _: &State| value.to_string()[..10].to_owned());
    for name in LAYOUTS {
        let path = root().join(format!("themes/core/templates/cards/{name}.svg"));
        tera.add_raw_template(&format!("{name}.svg"), &std::fs::read_to_string(path).unwrap()).unwrap();
    }
    tera
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn context(title: &str, lang: &str) -> Context {
    let json = serde_json::json!({
        "page": { "title": title, "description": null, "lang": lang, "authors": ["Ada Lovelace"], "date": "2026-03-12T09:00:00Z", "tags": [] },
        "site": { "title": "Field Notes", "host": "notes.example", "url": "https://notes.example", "lang": "en" },
        "card": { "quote": title, "source": "Ada Lovelace", "value": "76 %", "label": title, "items": ["Measure at one hour", title, "Write it down", "Rest"] },
        "options": {},
    });
    let mut context = Context::new();
    for (key, value) in json.as_object().unwrap() {
        context.insert_value(key.clone(), Value::from_serializable(value));
    }
    context
}

/// `SMO_BLESS=1 cargo test cards` draws the sheets anew; look at them before you commit them.
#[test]
fn the_core_layouts_look_as_they_did() {
    let (tera, kit) = (layouts(), kit());
    let tile = (400, 210);
    for layout in LAYOUTS {
        let mut sheet = RgbImage::new(tile.0 * 2, tile.1 * 4);
        for (at, (title, lang)) in TITLES.iter().enumerate() {
            let svg = tera.render(&format!("{layout}.svg"), &context(title, lang)).unwrap();
            let picture = Picture::card(title, OG, &svg, Vec::new(), kit.fonts_digest(), title);
            let made = make(&picture, &|_| unreachable!(), &kit).unwrap();
            let unexpected: Vec<_> = made.findings.iter().filter(|finding| finding.rule != "card-text-overflow").collect();
            assert!(unexpected.is_empty(), "{layout}: {unexpected:?}");
            assert!(made.bytes.len() < 100_000, "{layout}: {title} weighs {}", made.bytes.len());
            let small = image::imageops::thumbnail(&pixels(&made), tile.0, tile.1);
            image::imageops::replace(&mut sheet, &small, (at as u32 % 2 * tile.0).into(), (at as u32 / 2 * tile.1).into());
        }
        let path = root().join(format!("tests/cards/{layout}-og.png"));
        if std::env::var_os("SMO_BLESS").is_some() {
            sheet.save(&path).unwrap();
        }
        let quality = psnr(&sheet, &image::open(&path).unwrap().into_rgb8());
        assert!(quality > 38.0, "{layout} has changed ({quality:.1} dB); see tests/cards/{layout}-og.png");
    }
}

#[test]
fn a_page_that_says_little_still_gets_each_layout() {
    let (tera, kit) = (layouts(), kit());
    for layout in LAYOUTS {
        let mut context = Context::new();
        for (key, value) in [
            ("page", serde_json::json!({ "title": "Rain", "authors": [], "date": null, "lang": null })),
            ("site", serde_json::json!({ "title": "", "host": "notes.example" })),
            ("card", serde_json::json!({})),
            ("options", serde_json::json!({})),
        ] {
            context.insert_value(key.to_owned(), Value::from_serializable(&value));
        }
        let svg = tera.render(&format!("{layout}.svg"), &context).unwrap();
        assert!(svg.contains("notes.example"), "{layout}");
        let picture = Picture::card("rain", OG, &svg, Vec::new(), kit.fonts_digest(), "Rain");
        assert_eq!(rules(&make(&picture, &|_| unreachable!(), &kit).unwrap()), [""; 0], "{layout}");
    }
}

#[test]
fn threads_draw_the_same_bytes() {
    let (tera, kit) = (layouts(), kit());
    let svg = tera.render("default.svg", &context("Same in, same out", "en")).unwrap();
    let picture = Picture::card("same", OG, &svg, Vec::new(), kit.fonts_digest(), "");
    let made: Vec<Made> = (0..4).into_par_iter().map(|_| make(&picture, &|_| unreachable!(), &kit).unwrap()).collect();
    assert!(made.iter().all(|other| other == &made[0]));
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
