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

use super::decode::{self, Photo};
use super::fonts::Fonts;
use super::photo;
use super::svg::{Ready, ready};
use super::text::Setter;
use crate::base::finding::Fact;
use crate::base::image_size::probe;
use crate::base::{Finding, Place};
use crate::model::picture::{Focus, Size};

/// Reads a picture that a layout names by its `href`.
pub type ReadHref<'a> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'a;

/// The ground of a card whose layout cannot be drawn.
const QUIET: Rgb<u8> = Rgb([0x1F, 0x29, 0x37]);

/// Draws the layout, or the plain card instead of it.
pub fn draw(svg: &str, plain: &str, size: Size, known: &[&str], read: &ReadHref, fonts: &Fonts) -> (RgbImage, Vec<Finding>) {
    let reason = match catch_unwind(AssertUnwindSafe(|| draw_layout(svg, size, known, read, fonts))) {
        Ok(Ok(drawn)) => return drawn,
        Ok(Err(reason)) => reason,
        Err(_) => "the drawing was given up".to_owned(),
    };
    let finding = Finding::error("card-not-drawn", format!("the card layout cannot be drawn: {reason}"), Place::Fact(Fact::Page))
        .why("a plain card with the title stands in for it")
        .help("mend the SVG of the layout, or choose another one");
    (plain_card(plain, size, fonts), vec![finding])
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
    let drawn = catch_unwind(AssertUnwindSafe(|| draw_layout(&svg, size, &[], &|_| Err(String::new()), fonts)));
    match drawn {
        Ok(Ok((image, _))) => image,
        _ => RgbImage::from_pixel(w, h, QUIET),
    }
}

fn draw_layout(svg: &str, size: Size, known: &[&str], read: &ReadHref, fonts: &Fonts) -> Result<(RgbImage, Vec<Finding>), String> {
    let mut setter = Setter::new(fonts);
    let Ready { svg, view, pictures, mut findings } = ready(svg, &mut setter, |href| known.contains(&without_cut(href)))?;
    // Drawn as large as it fits; what is left over takes the colour of the drawing's corner.
    let scale = (size.width as f32 / view.0).min(size.height as f32 / view.1);
    let mut files = BTreeMap::new();
    for (href, (width, height)) in pictures {
        match picture(&href, (width * scale, height * scale), read) {
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
    let tree = usvg::Tree::from_str(&svg, &options).map_err(|error| error.to_string())?;
    let mut pixmap = Pixmap::new(size.width, size.height).ok_or("the size has no pixels")?;
    let (drawn_width, drawn_height) = (tree.size().width(), tree.size().height());
    let scale = (size.width as f32 / drawn_width).min(size.height as f32 / drawn_height);
    let (left, top) = ((size.width as f32 - drawn_width * scale) / 2.0, (size.height as f32 - drawn_height * scale) / 2.0);
    resvg::render(&tree, Transform::from_row(scale, 0.0, 0.0, scale, left, top), &mut pixmap.as_mut());
    Ok((opaque(&pixmap, left.ceil() as u32, top.ceil() as u32), findings))
}

enum File {
    Raster(Arc<Vec<u8>>),
    Drawing(Arc<Vec<u8>>),
}

/// A layout may say how a picture is cut: `/rain.jpg#cover=1200x630@50,30`.
fn without_cut(href: &str) -> &str {
    href.split_once("#cover=").map_or(href, |(path, _)| path)
}

fn cut_of(href: &str) -> Option<(Size, Focus)> {
    let (size, focus) = href.split_once("#cover=")?.1.split_once('@').unwrap_or((href.split_once("#cover=")?.1, "50,50"));
    let (width, height) = size.split_once('x')?;
    let (x, y) = focus.split_once(',')?;
    let (width, height): (u32, u32) = (width.parse().ok()?, height.parse().ok()?);
    let tame = (1..=4096).contains(&width) && (1..=4096).contains(&height);
    tame.then_some((Size { name: "cover", width, height }, Focus { x: x.parse().ok()?, y: y.parse().ok()? }))
}

/// Decoded here, within our limits, and scaled down to what the layout needs of it.
fn picture(href: &str, room: (f32, f32), read: &ReadHref) -> Result<File, String> {
    let bytes = read(without_cut(href))?;
    if probe(&bytes).is_some_and(|probe| probe.format == "SVG") {
        return Ok(File::Drawing(Arc::new(bytes)));
    }
    let photo = Photo::decode(&bytes).map_err(|unreadable| unreadable.reason)?;
    let (width, height) = photo.size();
    if let Some((size, focus)) = cut_of(href) {
        let part = photo::cover(width, height, size, focus);
        return Ok(File::Raster(Arc::new(super::encode::png_for_drawing(&photo.cut(part, size.width, size.height)))));
    }
    let scale = (room.0 / width as f32).max(room.1 / height as f32).clamp(0.0, 1.0);
    let whole = decode::Part { x: 0.0, y: 0.0, width: width.into(), height: height.into() };
    let side = |length: u32| ((length as f32 * scale).round() as u32).clamp(1, length);
    let cut = photo.cut(whole, side(width), side(height));
    Ok(File::Raster(Arc::new(super::encode::png_for_drawing(&cut))))
}

/// A picture embedded as `data:`: within our limits too.
fn embedded(mime: &str, data: Arc<Vec<u8>>, options: &usvg::Options) -> Option<ImageKind> {
    let raster = probe(&data).is_some_and(|probe| probe.format != "SVG");
    if raster && decode::check(&data).is_err() {
        return None;
    }
    if decode::is_non_interleaved(&data) {
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
    let pixels = pixmap.data().as_chunks::<4>().0;
    let mut rgb = vec![0; pixels.len() * 3];
    for (to, [r, g, b, a]) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(pixels) {
        let rest = 255 - a;
        *to = [r + rest, g + rest, b + rest];
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
