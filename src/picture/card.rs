//! Draws a card: the layout's SVG becomes pixels, whatever happens on the way.
//!
//! Drawing runs under `catch_unwind`. A layout that cannot be drawn gives a plain card: the words
//! on a quiet ground.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use image::{Rgb, RgbImage};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, ImageKind};

use super::check;
use super::decode::{self, Photo};
use super::fonts::Fonts;
use super::svg;
use super::text::Setter;
use super::{drawing, jpeg, photo};
use crate::base::finding::Fact;
use crate::base::image_size::probe;
use crate::base::{Finding, Place};
use crate::model::picture::{Focus, Scrutiny, Size};

/// Reads a picture that a layout names by its `href`.
pub type ReadHref<'a> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'a;

/// The ground of a card whose layout cannot be drawn.
const QUIET: Rgb<u8> = Rgb([0x1F, 0x29, 0x37]);

/// What a drawing is made for, and what it may take in.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    pub size: Size,
    /// The pictures that it may name.
    pub known: &'a [&'a str],
    pub read: &'a ReadHref<'a>,
    pub scrutiny: Scrutiny,
}

/// Draws the layout, or the plain card instead of it.
pub fn draw(svg: &str, plain: &str, frame: &Frame, fonts: &Fonts) -> (RgbImage, Vec<Finding>) {
    let reason = match catch_unwind(AssertUnwindSafe(|| draw_layout(svg, frame, fonts))) {
        Ok(Ok(drawn)) => return drawn,
        Ok(Err(reason)) => reason,
        Err(_) => "the drawing was given up".to_owned(),
    };
    let finding = Finding::error("card-not-drawn", format!("the card cannot be drawn: {reason}"), Place::Fact(Fact::Page))
        .why("a plain card with the title stands in for it")
        .help("mend the SVG of the layout, or choose another one");
    (plain_card(plain, frame.size, fonts), vec![finding])
}

/// The words on a quiet ground; the bare ground if even they cannot be written.
pub fn plain_card(text: &str, size: Size, fonts: &Fonts) -> RgbImage {
    let (w, h) = (size.width, size.height);
    let margin = w.min(h) / 8;
    let text = crate::base::html::escape(text);
    let svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}"><rect width="{w}" height="{h}" fill="#1f2937"/><text data-smo-fit="x:{margin} y:{margin} w:{} h:{} size:80..40 valign:middle balance:yes" font-weight="700" fill="#fff">{text}</text></svg>"##,
        w.saturating_sub(2 * margin).max(1),
        h.saturating_sub(2 * margin).max(1),
    );
    let frame = Frame { size, known: &[], read: &|_| Err(String::new()), scrutiny: Scrutiny::Trusting };
    let drawn = catch_unwind(AssertUnwindSafe(|| draw_layout(&svg, &frame, fonts)));
    match drawn {
        Ok(Ok((image, _))) => image,
        _ => RgbImage::from_pixel(w, h, QUIET),
    }
}

fn draw_layout(svg: &str, frame: &Frame, fonts: &Fonts) -> Result<(RgbImage, Vec<Finding>), String> {
    let Frame { size, known, .. } = *frame;
    let mut setter = Setter::new(fonts);
    let known = |href: &str| known.contains(&without_cut(href));
    let whole = |href: &str| cut_of(href).is_some_and(|(cut, _)| (cut.width, cut.height) == (size.width, size.height));
    let mut ready = svg::ready(svg, &mut setter, frame.scrutiny, known, whole)?;
    let mut backdrop = None;
    if let Some(href) = &ready.backdrop {
        let fills = ready.view == (size.width as f32, size.height as f32);
        backdrop = if fills { backdrop_of(href, frame.read) } else { None };
        if backdrop.is_none() {
            // What lies under it is seen after all.
            ready = svg::ready(svg, &mut setter, frame.scrutiny, known, |_| false)?;
        }
    }
    let mut findings = ready.findings;
    // Drawn as large as it fits; what is left over takes the colour of the drawing's corner.
    let scale = (size.width as f32 / ready.view.0).min(size.height as f32 / ready.view.1);
    let mut files = BTreeMap::new();
    for (href, (width, height)) in ready.pictures {
        match picture(&href, (width * scale, height * scale), frame.read) {
            Ok(kind) => {
                files.insert(href, kind);
            }
            Err(reason) => findings.push(
                Finding::warning(
                    "card-image-not-readable",
                    format!("`{}` cannot be put into the card: {reason}", without_cut(&href)),
                    Place::Fact(Fact::Image),
                )
                .why("the card is drawn without it")
                .help("save it as JPEG or PNG"),
            ),
        }
    }
    let options = usvg::Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(embedded),
            resolve_string: Box::new(|href, options| match files.get(href.trim())? {
                File::Raster(png) => Some(ImageKind::PNG(png.clone())),
                File::Drawing(svg) => ImageHrefResolver::default_data_resolver()("image/svg+xml", svg.clone(), options),
            }),
        },
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&ready.svg, &options).map_err(|error| error.to_string())?;
    let (drawn_width, drawn_height) = (tree.size().width(), tree.size().height());
    let scale = (size.width as f32 / drawn_width).min(size.height as f32 / drawn_height);
    let (left, top) = ((size.width as f32 - drawn_width * scale) / 2.0, (size.height as f32 - drawn_height * scale) / 2.0);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, left, top);
    let paint = |tree: &usvg::Tree| {
        let mut pixmap = match &backdrop {
            Some(photo) => photo.clone(),
            None => Pixmap::new(size.width, size.height).ok_or("the size has no pixels")?,
        };
        resvg::render(tree, place, &mut pixmap.as_mut());
        Ok::<_, String>(opaque(&pixmap, left.ceil() as u32, top.ceil() as u32))
    };
    let image = paint(&tree)?;
    if let Some(bare) = ready.bare {
        findings.extend(check::geometry(&ready.texts, size, ready.view, place));
        let ground = paint(&usvg::Tree::from_str(&bare, &options).map_err(|error| error.to_string())?)?;
        findings.extend(check::contrast(&ready.texts, &tree, place, ready.view, &image, &ground));
    }
    Ok((image, findings))
}

enum File {
    Raster(Arc<Vec<u8>>),
    Drawing(Arc<Vec<u8>>),
}

/// A layout may say how a picture is cut: `/rain.jpg#cover=1200x630@50,30`.
fn without_cut(href: &str) -> &str {
    href.split_once("#cover=").map_or(href, |(path, _)| path)
}

/// Without a point after `@`, the cut is around what the photo shows.
fn cut_of(href: &str) -> Option<(Size, Option<Focus>)> {
    let cut = href.split_once("#cover=")?.1;
    let (size, focus) = cut.split_once('@').map_or((cut, None), |(size, focus)| (size, Some(focus)));
    let (width, height) = size.split_once('x')?;
    let focus = match focus.map(|focus| focus.split_once(',')) {
        None => None,
        Some(point) => {
            let (x, y) = point?;
            Some(Focus { x: x.parse().ok()?, y: y.parse().ok()? })
        }
    };
    let (width, height): (u32, u32) = (width.parse().ok()?, height.parse().ok()?);
    let tame = (1..=4096).contains(&width) && (1..=4096).contains(&height);
    tame.then_some((Size { name: "cover", width, height }, focus))
}

/// Decoded here, within our limits, and scaled down to what the layout needs of it.
fn picture(href: &str, room: (f32, f32), read: &ReadHref) -> Result<File, String> {
    let bytes = read(without_cut(href))?;
    if probe(&bytes).is_some_and(|probe| probe.format == "SVG") {
        drawing::check(&bytes).map_err(|unreadable| unreadable.reason)?;
        return Ok(File::Drawing(Arc::new(bytes)));
    }
    let cut = cut_of(href);
    if cut.is_none() && is_small_png(&bytes) {
        // A logo: what is transparent in it stays so.
        return Ok(File::Raster(Arc::new(bytes)));
    }
    let share = |width: u32, height: u32| match cut {
        Some((size, _)) => photo::share(width, height, size),
        None => f64::from(room.0 / width as f32).max(f64::from(room.1 / height as f32)),
    };
    let photo = Photo::decode_for(&bytes, share).map_err(|unreadable| unreadable.reason)?;
    let (width, height) = photo.size();
    if let Some((size, focus)) = cut {
        let part = photo::part(&photo, size, focus);
        return Ok(File::Raster(Arc::new(super::encode::png_for_drawing(&photo.cut(part, size.width, size.height)))));
    }
    let scale = (room.0 / width as f32).max(room.1 / height as f32).clamp(0.0, 1.0);
    let whole = decode::Part { x: 0.0, y: 0.0, width: width.into(), height: height.into() };
    let side = |length: u32| ((length as f32 * scale).round() as u32).clamp(1, length);
    let cut = photo.cut(whole, side(width), side(height));
    Ok(File::Raster(Arc::new(super::encode::png_for_drawing(&cut))))
}

/// The photo that lies under everything, as a canvas to paint on.
fn backdrop_of(href: &str, read: &ReadHref) -> Option<Pixmap> {
    let (size, focus) = cut_of(href)?;
    let photo = Photo::decode_for(&read(without_cut(href)).ok()?, |width, height| photo::share(width, height, size)).ok()?;
    let image = photo.cut(photo::part(&photo, size, focus), size.width, size.height);
    let mut pixmap = Pixmap::new(size.width, size.height)?;
    for (to, [r, g, b]) in pixmap.data_mut().as_chunks_mut::<4>().0.iter_mut().zip(image.as_raw().as_chunks::<3>().0) {
        *to = [*r, *g, *b, 255];
    }
    Some(pixmap)
}

fn is_small_png(bytes: &[u8]) -> bool {
    probe(bytes).is_some_and(|probe| probe.format == "PNG" && probe.width.max(probe.height) <= 1024) && decode::check(bytes).is_ok()
}

/// A picture embedded as `data:`: within our limits too.
pub(super) fn embedded(mime: &str, data: Arc<Vec<u8>>, options: &usvg::Options) -> Option<ImageKind> {
    let raster = probe(&data).is_some_and(|probe| probe.format != "SVG");
    if raster && decode::check(&data).is_err() {
        return None;
    }
    if jpeg::frame(&data).is_some_and(|frame| frame.is_non_interleaved) {
        let photo = Photo::decode(&data).ok()?;
        let (width, height) = photo.size();
        let whole = decode::Part { x: 0.0, y: 0.0, width: width.into(), height: height.into() };
        return Some(ImageKind::PNG(Arc::new(super::encode::png_for_drawing(&photo.cut(whole, width, height)))));
    }
    ImageHrefResolver::default_data_resolver()(mime, data, options)
}

/// Cards have no transparency: networks put it on black or on white, as they like. The margins
/// beside a drawing of another shape take the colour of its corner.
fn opaque(pixmap: &Pixmap, left: u32, top: u32) -> RgbImage {
    let mut rgb = vec![0; pixmap.data().len() / 4 * 3];
    // 16 pixels at once: most of a card is ground, alike from one block to the next.
    let mut before: &[u8] = &[];
    for (at, block) in pixmap.data().chunks(64).enumerate() {
        let start = at * 48;
        if block == before {
            rgb.copy_within(start - 48..start, start);
            continue;
        }
        before = block;
        for (to, [r, g, b, a]) in rgb[start..].as_chunks_mut::<3>().0.iter_mut().zip(block.as_chunks::<4>().0) {
            let rest = 255 - a;
            *to = [r + rest, g + rest, b + rest];
        }
    }
    let (width, height) = (pixmap.width(), pixmap.height());
    let mut image = RgbImage::from_raw(width, height, rgb).expect("three bytes for each pixel");
    if left > 0 || top > 0 {
        let corner = *image.get_pixel(left.min(width - 1), top.min(height - 1));
        for (x, y, pixel) in image.enumerate_pixels_mut() {
            if x < left || y < top || x >= width - left || y >= height - top {
                *pixel = corner;
            }
        }
    }
    image
}
