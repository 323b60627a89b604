//! Stories about pictures of the text in several sizes.

use std::fs;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use crate::support::{CONFIG, Sandbox};

fn photo(width: u32, height: u32) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([(x * 7 % 251) as u8, (y * 3 % 241) as u8, ((x ^ y) % 199) as u8]));
    encoded(&DynamicImage::ImageRgb8(pixels), ImageFormat::Jpeg)
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn site(more: &str, text: &str) -> Sandbox {
    Sandbox::empty()
        .with("smo.yaml", &format!("{CONFIG}images: {{responsive: true, widths: [100, 200, 400]{more}}}\n"))
        .with("content/rain/index.md", &format!("---\ntitle: Rain\ndescription: Photos of rain.\n---\n{text}\n"))
        .with_bytes("content/rain/roof.jpg", &photo(500, 300))
        .with_bytes("content/rain/tiny.jpg", &photo(90, 60))
}

/// `srcset` of the n-th picture: (address, width) each.
fn srcset(html: &str, at: usize) -> Vec<(String, u32)> {
    let Some(tag) = html.split("<img ").skip(1).filter(|rest| rest.contains("srcset=")).nth(at) else { return Vec::new() };
    let list = tag.split("srcset=\"").nth(1).unwrap().split('"').next().unwrap();
    let candidate = |text: &str| {
        let (url, width) = text.trim().rsplit_once(' ').unwrap();
        (url.to_owned(), width.trim_end_matches('w').parse().unwrap())
    };
    list.split(", ").map(candidate).collect()
}

#[test]
fn a_phone_can_choose_a_smaller_picture_and_none_is_larger_than_the_file() {
    let site = site("", "![A roof](roof.jpg)\n\n![Tiny](tiny.jpg)");
    let page = site.build().finds_nothing().page("rain/index.html").html;
    let candidates = srcset(&page, 0);
    assert_eq!(candidates.iter().map(|(_, width)| *width).collect::<Vec<_>>(), [100, 200, 400]);
    for (url, width) in &candidates {
        let image = image::load_from_memory(&fs::read(site.path(&format!("public{url}"))).unwrap()).unwrap();
        assert_eq!((image.width(), image.height()), (*width, width * 3 / 5), "{url}");
    }
    assert!(page.contains("src=\"/rain/roof.jpg\"") && page.contains("width=\"500\" height=\"300\""), "what stood there stays");
    assert_eq!(page.matches("srcset=").count(), 1, "a picture that is small already has one size");
    assert!(!site.read("public/feed.xml").contains("srcset"), "feeds keep the original");
    site.build().changed_nothing();
}

#[test]
fn an_author_s_own_sources_and_styles_stay() {
    let text = "<img src=\"roof.jpg\" srcset=\"roof.jpg 1x\" alt=\"\">\n\n<picture><source srcset=\"tiny.jpg\"><img src=\"roof.jpg\" alt=\"\"></picture>\n\n<img src=\"roof.jpg\" style=\"width: 9em\" alt=\"\">";
    let site = site("", text);
    let page = site.build().page("rain/index.html").html;
    assert!(!page.contains("/smo/roof-"), "{page}");
}

#[test]
fn nothing_of_it_happens_unless_it_was_asked_for() {
    let site = site("", "![A roof](roof.jpg)");
    site.write("smo.yaml", CONFIG.as_bytes());
    site.build().page("rain/index.html").lacks("srcset");
}

#[test]
fn a_large_file_is_heavy_only_where_it_is_all_there_is() {
    let mut heavy = photo(500, 300);
    heavy.resize(3_000_000, 0);
    let site = site("", "![A roof](heavy.jpg)").with_bytes("content/rain/heavy.jpg", &heavy);
    site.lint().finds_no("body-image-heavy").finds_no("page-too-heavy");
    let site = site.with("smo.yaml", CONFIG);
    site.lint().finds("body-image-heavy", "content/rain/index.md:5:11").finds_no("page-too-heavy");
}

#[test]
fn pages_of_other_generators_get_it_with_their_other_attributes() {
    let html =
        "<!doctype html><html lang=en><title>Rain</title><body><article><h1>Rain</h1><img src=roof.jpg alt=Roof></article></body></html>";
    let site =
        Sandbox::page(html).with_bytes("out/roof.jpg", &photo(500, 300)).with("smo.yaml", "images: {responsive: true, widths: [200]}\n");
    site.optimize().page("index.html").lacks("srcset");
    let images = |options: &mut smo_build::OptimizeOptions| options.only = vec!["images".into()];
    let page = site.optimize_with(images).page("index.html").html;
    assert_eq!(srcset(&page, 0).len(), 1, "{page}");
    assert!(page.contains("sizes=\"(max-width: 500px) 100vw, 500px\""), "{page}");
    site.optimize_with(images).changed_nothing();
}

#[test]
fn what_is_see_through_stays_so_and_what_moves_is_left_alone() {
    let noise = RgbaImage::from_fn(400, 300, |x, y| {
        let value = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7;
        Rgba([value as u8, (value >> 3) as u8, (value >> 5) as u8, if x < 200 { 0 } else { 255 }])
    });
    let png = encoded(&DynamicImage::ImageRgba8(noise), ImageFormat::Png);
    let gif = encoded(&DynamicImage::ImageRgb8(RgbImage::from_pixel(400, 300, Rgb([9, 9, 9]))), ImageFormat::Gif);
    let site = site("", "![Ring](ring.png)\n\n![Loop](loop.gif)")
        .with_bytes("content/rain/ring.png", &png)
        .with_bytes("content/rain/loop.gif", &gif);
    let page = site.build().page("rain/index.html").html;
    let (url, _) = srcset(&page, 0)[0].clone();
    assert!(url.ends_with(".webp"), "{url}");
    let copy = image::load_from_memory(&fs::read(site.path(&format!("public{url}"))).unwrap()).unwrap().into_rgba8();
    assert_eq!((copy.get_pixel(5, 40).0[3], copy.get_pixel(95, 40).0[3]), (0, 255));
    assert_eq!(page.matches("srcset=").count(), 1);
}

#[test]
fn a_broken_file_is_said_and_shown_as_it_is() {
    // A sound header, and behind it nothing that could be pixels.
    let mut broken = encoded(&DynamicImage::ImageRgb8(RgbImage::new(500, 300)), ImageFormat::Png);
    broken.truncate(33);
    broken.extend([7; 20_000]);
    let site = site("", "![A roof](roof.png)").with_bytes("content/rain/roof.png", &broken);
    let run = site.build();
    run.finds("preview-image-not-readable", "content/rain/index.md:1:1");
    let (url, _) = srcset(&run.page("rain/index.html").html, 0)[0].clone();
    assert_eq!(fs::read(site.path(&format!("public{url}"))).unwrap(), broken, "as the browser would have had it");
}

#[test]
fn a_page_with_very_many_pictures_gets_a_bounded_number_of_copies() {
    let text: String = (0..70).map(|at| format!("![Roof](roof{at}.jpg)\n\n")).collect();
    let small = photo(500, 300);
    let with = |site: Sandbox, at: usize| {
        let mut bytes = small.clone();
        // Behind the end of the picture: another file with the same pixels.
        bytes.extend(at.to_be_bytes());
        site.with_bytes(&format!("content/rain/roof{at}.jpg"), &bytes)
    };
    let site = (0..70).fold(site("", &text), with);
    let run = site.build();
    run.finds("image-variants-many", "content/rain/index.md:1:1");
    let made = site.tree("public/smo").into_keys().filter(|name| name.starts_with("roof")).count();
    assert!((150..=160).contains(&made), "{made}");
}
