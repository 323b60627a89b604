//! What goes wrong with preview pictures: addresses, files, sizes, formats, and what is said of them.

use super::{Operator, op};
use crate::mutants::page::Planted;
use crate::mutants::site::picture;

pub const OPERATORS: &[Operator] = &[
    // A letter is lost when a picture is renamed.
    op("image-file-renamed", &["preview-image-not-found"], |site, rng| {
        let mut page = site.post(rng)?;
        let old = page.content("og:image")?;
        let new = old.replace(".jpg", "-2.jpg");
        page.set_if_there("twitter:image", &new);
        page.set_meta("og:image", &new)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    // The theme joins the page's folder and the picture's path.
    op("image-below-page", &["preview-image-not-found"], |site, rng| {
        let mut page = site.post(rng)?;
        let file = page.picture_file()?;
        let url = page.url();
        let new = format!("{}/{file}", url.trim_end_matches('/'));
        page.set_if_there("twitter:image", &new);
        page.set_meta("og:image", &new)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    // Written as `![](/img/x.jpg)` would be.
    op("image-from-root", &["preview-image-relative"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = format!("/{}", page.picture_file()?);
        let at = page.set_meta("og:image", &new)?;
        page.done(at)
    }),
    op("image-beside-page", &["preview-image-relative"], |site, rng| {
        let mut page = site.post(rng)?;
        let file = page.picture_file()?;
        let name = file.rsplit('/').next()?.to_owned();
        let folder = page.path.rsplit_once('/')?.0.to_owned();
        let bytes = page.site.files.get(&file)?.clone();
        page.site.put(&format!("{folder}/{name}"), bytes);
        let at = page.set_meta("og:image", &name)?;
        page.done(at)
    }),
    op("image-without-scheme", &["preview-image-relative"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = page.content("og:image")?.replace("https:", "");
        let at = page.set_meta("og:image", &new)?;
        page.done(at)
    }),
    op("image-over-http", &["preview-image-relative"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = page.content("og:image")?.replace("https:", "http:");
        let at = page.set_meta("og:image", &new)?;
        page.done(at)
    }),
    // `absURL` twice.
    op("image-base-doubled", &["preview-image-relative"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = format!("https://notes.example.org{}", page.content("og:image")?);
        let at = page.set_meta("og:image", &new)?;
        page.done(at)
    }),
    op("image-tags-gone", &["preview-image-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        for key in ["og:image:width", "og:image:height", "og:image:type", "og:image:alt", "twitter:image", "twitter:image:alt"] {
            page.drop_meta(key);
        }
        page.drop_meta("og:image")?;
        page.done_absent()
    }),
    op("image-empty", &["preview-image-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_if_there("twitter:image", "");
        page.set_meta("og:image", "")?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    // The logo of the site is an SVG, and so is its preview.
    op("image-is-svg", &["preview-image-format"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/logo.svg", 1200, 630)?;
        page.done_all(at)
    }),
    op("image-is-avif", &["preview-image-format"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/cover.avif", 1200, 630)?;
        page.done_all(at)
    }),
    op("image-is-webp", &["preview-image-format"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/cover.webp", 1200, 630)?;
        page.done_all(at)
    }),
    op("image-is-a-thumbnail", &["preview-image-too-small"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/thumb.jpg", 150, 79)?;
        page.done_all(at)
    }),
    op("image-is-small", &["preview-image-too-small"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/medium.jpg", 480, 252)?;
        page.done_all(at)
    }),
    op("image-is-upright", &["preview-image-shape"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/phone.jpg", 1260, 2240)?;
        page.done_all(at)
    }),
    op("image-is-a-banner", &["preview-image-shape"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/banner.jpg", 3200, 640)?;
        page.done_all(at)
    }),
    op("image-straight-from-camera", &["preview-image-too-heavy"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/DSC_0412.png", 5200, 2730)?;
        page.done_all(at)
    }),
    op("image-900-kb", &["preview-image-too-heavy"], |site, rng| {
        let mut page = site.post(rng)?;
        let bytes = heavy(900_000);
        let at = page.show("img/large.jpg", 1200, 630, &bytes)?;
        page.done_all(at)
    }),
    op("image-6-mb", &["preview-image-too-heavy"], |site, rng| {
        let mut page = site.post(rng)?;
        let bytes = heavy(6_000_000);
        let at = page.show("img/original.jpg", 1200, 630, &bytes)?;
        page.done_all(at)
    }),
    // Saved as PNG, renamed to .jpg.
    op("image-named-otherwise", &["preview-image-content-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        let png = picture("shot.png", 1200, 630);
        let at = page.show("img/shot.jpg", 1200, 630, &png)?;
        page.done_all(at)
    }),
    op("image-type-tag-wrong", &["preview-image-content-mismatch"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = match page.set_meta("og:image:type", "image/png") {
            Some(at) => at,
            None => {
                let after = page.meta("og:image")?.at.end;
                page.replace(after..after, "<meta property=\"og:image:type\" content=\"image/png\">")
            }
        };
        page.done(at)
    }),
    // The picture was replaced, the numbers stayed.
    op("image-size-tags-stale", &["preview-image-size-tags"], |site, rng| {
        let mut page = site.post(rng)?;
        page.show_drawn("img/new-cover.jpg", 1600, 840)?;
        page.set_meta("og:image:width", "1200")?;
        page.set_meta("og:image:height", "630")?;
        let at = page.spans(&["og:image", "og:image:width", "og:image:height", "twitter:image"]);
        page.done_all(at)
    }),
    op("image-size-tags-swapped", &["preview-image-size-tags"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_meta("og:image:width", "630")?;
        page.set_meta("og:image:height", "1200")?;
        let at = page.spans(&["og:image:width", "og:image:height"]);
        page.done_all(at)
    }),
    op("image-size-with-unit", &["preview-image-size-tags"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_meta("og:image:width", "1200px")?;
        page.set_meta("og:image:height", "630px")?;
        let at = page.spans(&["og:image:width", "og:image:height"]);
        page.done_all(at)
    }),
    op("image-height-lost", &["preview-image-size-tags"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("og:image:height")?;
        let at = page.spans(&["og:image:width", "og:image"]);
        page.done_all(at)
    }),
    op("image-alt-gone", &["preview-image-alt-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.drop_meta("og:image:alt")?;
        page.drop_meta("twitter:image:alt");
        page.done_absent()
    }),
    op("image-alt-empty", &["preview-image-alt-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_if_there("twitter:image:alt", "");
        page.set_meta("og:image:alt", "")?;
        let at = page.spans(&["og:image:alt", "twitter:image:alt", "og:image"]);
        page.done_all(at)
    }),
    op("image-alt-is-file-name", &["image-alt-low-quality"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_if_there("twitter:image:alt", "IMG_20260304_071512.jpg");
        page.set_meta("og:image:alt", "IMG_20260304_071512.jpg")?;
        let at = page.spans(&["og:image:alt", "twitter:image:alt"]);
        page.done_all(at)
    }),
    op("image-alt-says-image", &["image-alt-low-quality"], |site, rng| {
        let mut page = site.post(rng)?;
        page.set_if_there("twitter:image:alt", "image");
        page.set_meta("og:image:alt", "image")?;
        let at = page.spans(&["og:image:alt", "twitter:image:alt"]);
        page.done_all(at)
    }),
    op("image-alt-is-an-essay", &["preview-image-alt-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let essay = "On the left a gauge, on the right another one, and between them a fence that has seen better days. ".repeat(6);
        page.set_if_there("twitter:image:alt", essay.trim());
        page.set_meta("og:image:alt", essay.trim())?;
        let at = page.spans(&["og:image:alt", "twitter:image:alt"]);
        page.done_all(at)
    }),
    op("image-is-the-page", &["preview-image-not-found"], |site, rng| {
        let mut page = site.post(rng)?;
        let url = page.url();
        page.set_if_there("twitter:image", &url);
        page.set_meta("og:image", &url)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("image-file-empty", &["preview-image-content-mismatch", "preview-image-not-readable", "preview-image-format"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show("img/cover-new.jpg", 1200, 630, b"")?;
        page.done_all(at)
    }),
    op("image-upload-broke-off", &["preview-image-content-mismatch", "preview-image-not-readable"], |site, rng| {
        let mut page = site.post(rng)?;
        let whole = picture("half.jpg", 1200, 630);
        let at = page.show("img/half.jpg", 1200, 630, &whole[..whole.len() / 3])?;
        page.done_all(at)
    }),
    // CI checked out without large files.
    op(
        "image-is-a-pointer-of-git-lfs",
        &["preview-image-content-mismatch", "preview-image-not-readable", "preview-image-format"],
        |site, rng| {
            let mut page = site.post(rng)?;
            let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 184213\n", "4d7a2146".repeat(8));
            let at = page.show("img/stored.jpg", 1200, 630, pointer.as_bytes())?;
            page.done_all(at)
        },
    ),
    // A download that got the page of an error.
    op("image-is-an-error-page", &["preview-image-content-mismatch", "preview-image-not-readable", "preview-image-format"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show("img/fetched.jpg", 1200, 630, b"<!doctype html><title>403 Forbidden</title><h1>Forbidden</h1>")?;
        page.done_all(at)
    }),
    op("image-name-with-space", &["url-malformed"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("img/rain at home.jpg", 1200, 630)?;
        page.done_all(at)
    }),
    op("image-name-in-other-case", &["preview-image-not-found"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = page.content("og:image")?.replace(".jpg", ".JPG");
        page.set_if_there("twitter:image", &new);
        page.set_meta("og:image", &new)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("image-is-the-icon", &["preview-image-too-small"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.show_drawn("apple-touch-icon.png", 180, 180)?;
        page.done_all(at)
    }),
    // Somebody wanted a square one for WhatsApp.
    op("image-second-square", &["meta-duplicate-conflict"], |site, rng| {
        let mut page = site.post(rng)?;
        page.site.put("img/square.jpg", picture("square.jpg", 600, 600));
        let square = page.site.address("img/square.jpg");
        let after = ["og:image:alt", "og:image:height", "og:image:width", "og:image:type", "og:image"];
        let end = after.iter().filter_map(|key| Some(page.meta(key)?.at.end)).max()?;
        let text = format!(
            "<meta property=\"og:image\" content=\"{square}\"><meta property=\"og:image:width\" content=\"600\"><meta property=\"og:image:height\" content=\"600\"><meta property=\"og:image:alt\" content=\"The same, cut to a square\">"
        );
        let new = page.replace(end..end, &text);
        let old = page.meta("og:image")?.at;
        page.done_all(vec![old, new])
    }),
    op("image-of-twitter-gone", &["preview-image-not-found"], |site, rng| {
        let mut page = site.post(rng)?;
        let missing = page.site.address("img/twitter-card.jpg");
        let at = match page.set_meta("twitter:image", &missing) {
            Some(at) => at,
            None => page.behind_title(&format!("<meta name=\"twitter:image\" content=\"{missing}\">"))?,
        };
        page.done(at)
    }),
    op("image-as-data", &["preview-image-relative"], |site, rng| {
        let mut page = site.post(rng)?;
        let data = format!("data:image/png;base64,{}", "iVBORw0KGgoAAAANSUhEUgAA".repeat(20));
        page.set_if_there("twitter:image", &data);
        page.set_meta("og:image", &data)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("image-on-the-author's-machine", &["dev-host"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = format!("http://localhost:1313/{}", page.picture_file()?);
        page.set_if_there("twitter:image", &new);
        page.set_meta("og:image", &new)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("image-is-a-file-path", &["preview-image-relative", "secret-or-path-leak"], |site, rng| {
        let mut page = site.post(rng)?;
        let new = format!("/Users/mira/sites/notes/public/{}", page.picture_file()?);
        page.set_if_there("twitter:image", &new);
        page.set_meta("og:image", &new)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    // `blob` shows a page around the picture, `raw` would be the picture.
    op("image-is-a-page-of-a-forge", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let new = "https://github.com/wethillside/notes/blob/main/static/img/gauges.jpg";
        page.set_if_there("twitter:image", new);
        page.set_meta("og:image", new)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    // Copied out of a notebook application: good for an hour.
    op("image-address-expires", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let new = "https://files.example.com/cover.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Date=20260304T070000Z&amp;X-Amz-Expires=3600&amp;X-Amz-Signature=9f2c41d07a";
        page.set_if_there("twitter:image", new);
        page.set_meta("og:image", new)?;
        let at = page.spans(&["og:image", "twitter:image"]);
        page.done_all(at)
    }),
    op("image-kept-from-crawlers", &["robots-blocks-unfurlers"], |site, rng| {
        let file = site.first_of(&["robots.txt"])?;
        let text = site.text(&file)?;
        let picture = site.post(rng)?.picture_file()?;
        let line = format!("User-agent: *\nDisallow: /{}/\n", picture.split('/').next()?);
        let rest = text.split_once("\n\n").map_or("", |(_, rest)| rest);
        site.put(&file, format!("{line}\n{rest}"));
        Some(Planted::in_file(file, 0..line.len()))
    }),
    // A default of the theme outlived its purpose.
    op("image-same-on-all-posts", &["preview-image-reused"], |site, _| {
        let all = site.posts();
        // A few posts may well share a picture.
        if all.len() < 6 {
            return None;
        }
        let first = site.open(all.first()?)?.content("og:image")?;
        let mut at = None;
        for path in &all {
            let mut page = site.open(path)?;
            page.set_if_there("twitter:image", &first);
            page.set_meta("og:image", &first)?;
            let spans = page.spans(&["og:image", "twitter:image"]);
            at = page.done_all(spans);
        }
        let mut planted = at?;
        planted.page = None;
        Some(planted)
    }),
    op("image-tags-before-their-picture", &["preview-image-size-tags"], |site, rng| {
        let mut page = site.post(rng)?;
        let root = page.meta("og:image")?;
        let text = page.html[root.at.clone()].to_owned();
        let end = ["og:image:alt", "og:image:height", "og:image:width"].iter().filter_map(|key| Some(page.meta(key)?.at.end)).max()?;
        page.replace(end..end, &text);
        page.remove(root.at);
        let at = page.spans(&["og:image", "og:image:width", "og:image:height", "og:image:alt", "og:image:type"]);
        page.done_all(at)
    }),
    op("image-see-through", &["preview-image-crop-unsafe"], |site, rng| {
        let mut page = site.post(rng)?;
        let clear =
            image::RgbaImage::from_fn(1200, 630, |x, y| image::Rgba([20, 20, 20, if (x / 90 + y / 90) % 3 == 0 { 255 } else { 0 }]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        clear.write_to(&mut bytes, image::ImageFormat::Png).ok()?;
        let at = page.show("img/logo-wide.png", 1200, 630, &bytes.into_inner())?;
        page.done_all(at)
    }),
    op("image-one-white-area", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(1200, 630, image::Rgb([255, 255, 255])).write_to(&mut bytes, image::ImageFormat::Png).ok()?;
        let at = page.show("img/card.png", 1200, 630, &bytes.into_inner())?;
        page.done_all(at)
    }),
    op("body-image-gone", &["broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img")?;
        let new = tag.value("src")?.replace(".jpg", "-old.jpg");
        let at = page.set_attr(&tag, "src", &new)?;
        page.done(at)
    }),
    op("body-image-of-another-folder", &["broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.value("src").is_some_and(|src| src.starts_with('/')))?;
        let new = tag.value("src")?.replacen("/img/", "/static/img/", 1);
        let at = page.set_attr(&tag, "src", &new)?;
        page.done(at)
    }),
    op("body-image-on-disk", &["dev-or-placeholder-link", "secret-or-path-leak"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img")?;
        let at = page.set_attr(&tag, "src", "file:///C:/Users/Mira/Pictures/gauges.jpg")?;
        page.done(at)
    }),
    op("body-image-srcset-gone", &["broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let src = page.any(rng, |tag| tag.name == "img")?.value("src")?.to_owned();
        let html = format!(
            "<p><img src=\"{src}\" srcset=\"{src} 800w, {} 1600w\" sizes=\"100vw\" alt=\"The same fence from the other side\" width=\"800\" height=\"500\" loading=\"lazy\"></p>",
            src.replace(".jpg", "-1600.jpg")
        );
        let at = page.in_text(rng, &html)?;
        page.done(at)
    }),
    op("body-image-without-size", &["image-no-dimensions"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.attr("width").is_some())?;
        page.drop_attr(&tag, "height")?;
        let tag = page.find(|found| found.at.start == tag.at.start)?;
        let at = page.drop_attr(&tag, "width")?;
        page.done(at)
    }),
    op("body-image-8-mb", &["body-image-heavy", "page-too-heavy"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.value("loading") == Some("lazy"))?;
        let bytes = heavy(8_000_000);
        page.site.put("img/scan.jpg", &bytes);
        let prefix = tag.value("src")?.split("img/").next()?.to_owned();
        let at = page.set_attr(&tag, "src", &format!("{prefix}img/scan.jpg"))?;
        page.done(at)
    }),
    // Straight from a telephone that knows where it is.
    op("image-tells-where-it-was-taken", &["image-gps"], |site, rng| {
        let mut page = site.post(rng)?;
        let bytes = located(&picture("trip.jpg", 1200, 630));
        let at = page.show("img/trip.jpg", 1200, 630, &bytes)?;
        page.done_all(at)
    }),
    op("body-image-tells-where-it-was-taken", &["image-gps"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.value("loading") == Some("lazy"))?;
        let bytes = located(&picture("walk.jpg", 800, 500));
        page.site.put("img/walk.jpg", &bytes);
        let prefix = tag.value("src")?.split("img/").next()?.to_owned();
        let at = page.set_attr(&tag, "src", &format!("{prefix}img/walk.jpg"))?;
        page.done(at)
    }),
];

/// The JPEG with a place on earth in its EXIF: 60°23'N 5°19'E.
pub fn located(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    // One entry in the first directory: where the GPS directory is.
    tiff.extend([0, 1, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0]);
    let values = 26 + 2 + 4 * 12 + 4;
    tiff.extend([0, 4]);
    tiff.extend([0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0]);
    tiff.extend([0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, values]);
    tiff.extend([0, 3, 0, 2, 0, 0, 0, 2, b'E', 0, 0, 0]);
    tiff.extend([0, 4, 0, 5, 0, 0, 0, 3, 0, 0, 0, values + 24]);
    tiff.extend([0, 0, 0, 0]);
    for degrees in [[60u32, 23, 35], [5, 19, 12]] {
        for part in degrees {
            tiff.extend(part.to_be_bytes());
            tiff.extend(1u32.to_be_bytes());
        }
    }
    let length = (2 + 6 + tiff.len()) as u16;
    [&jpeg[..2], &[0xff, 0xe1], &length.to_be_bytes(), b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}

/// A sound JPEG of 1200 × 630 that weighs so much: its camera wrote a long story into it.
fn heavy(bytes: usize) -> Vec<u8> {
    let mut picture = picture("heavy.jpg", 1200, 630).to_vec();
    let end = picture.len() - 2;
    let mut story = Vec::new();
    while picture.len() + story.len() < bytes {
        story.extend([0xff, 0xfe, 0xff, 0xfe]);
        story.resize(story.len() + 0xfffc, b'x');
    }
    picture.splice(end..end, story);
    picture
}
