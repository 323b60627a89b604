//! Stories about pictures in the text: what a browser wants to know before it has the file.

use crate::support::Sandbox;

/// A PNG of this size, as far as its header goes.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

/// The head of a JPEG that a camera held upright: 40 by 30 pixels, to be turned by a quarter.
fn turned_jpeg() -> Vec<u8> {
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1];
    bytes.extend((exif.len() as u16 + 2).to_be_bytes());
    bytes.extend(exif);
    bytes.extend([0xFF, 0xC0, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0, 0xFF, 0xD9]);
    bytes
}

fn page(images: &[&str]) -> Sandbox {
    let text: String = images.iter().map(|image| format!("<p>{image}</p>\n")).collect();
    Sandbox::page(&format!("<!doctype html><html lang=en><title>Rain</title><body><article><h1>Rain</h1>{text}</article></body></html>"))
        .with_bytes("out/a.png", &png(800, 500))
        .with_bytes("out/turned.jpg", &turned_jpeg())
        .with("out/fixed.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='120' height='60px'/>")
        .with("out/ratio.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 300 150'/>")
}

fn images_only(options: &mut smo_build::OptimizeOptions) {
    options.only = vec!["images".into()];
}

#[test]
fn each_picture_gets_what_it_lacks_and_keeps_what_it_has() {
    for (was, is) in [
        ("<img src=a.png>", "<img width=\"800\" height=\"500\" loading=\"lazy\" decoding=\"async\" src=a.png>"),
        ("<IMG alt=\"\" SRC='/a.png'/>", "<IMG width=\"800\" height=\"500\" loading=\"lazy\" decoding=\"async\" alt=\"\" SRC='/a.png'/>"),
        // One side alone gets the other by the ratio of the file.
        ("<img src=a.png width=400>", "<img height=\"250\" loading=\"lazy\" decoding=\"async\" src=a.png width=400>"),
        ("<img src=a.png height=\"100\">", "<img width=\"160\" loading=\"lazy\" decoding=\"async\" src=a.png height=\"100\">"),
        ("<img src=a.png width=\"50%\">", "<img loading=\"lazy\" decoding=\"async\" src=a.png width=\"50%\">"),
        ("<img src=a.png style=\"width: 50%\">", "<img loading=\"lazy\" decoding=\"async\" src=a.png style=\"width: 50%\">"),
        ("<img src=a.png width=1 height=1 loading=eager decoding=sync>", "<img src=a.png width=1 height=1 loading=eager decoding=sync>"),
        ("<img src=a.png fetchpriority=high>", "<img width=\"800\" height=\"500\" decoding=\"async\" src=a.png fetchpriority=high>"),
        // As a viewer shows it: EXIF rotation applied.
        ("<img src=turned.jpg>", "<img width=\"30\" height=\"40\" loading=\"lazy\" decoding=\"async\" src=turned.jpg>"),
        ("<img src=fixed.svg>", "<img width=\"120\" height=\"60\" loading=\"lazy\" decoding=\"async\" src=fixed.svg>"),
        ("<img src=ratio.svg>", "<img loading=\"lazy\" decoding=\"async\" src=ratio.svg>"),
        // Several sources, a file that is not there, one that lies elsewhere, one that is no picture's business.
        ("<img src=a.png srcset=\"a.png 2x\">", "<img src=a.png srcset=\"a.png 2x\">"),
        ("<picture><source srcset=a.webp><img src=a.png></picture>", "<picture><source srcset=a.webp><img src=a.png></picture>"),
        ("<img src=gone.png>", "<img src=gone.png>"),
        ("<img src=https://elsewhere.dev/a.png>", "<img src=https://elsewhere.dev/a.png>"),
        ("<template><img src=a.png></template>", "<template><img src=a.png></template>"),
        ("<div data-smo=ignore><img src=a.png></div>", "<div data-smo=ignore><img src=a.png></div>"),
    ] {
        let site = page(&["<img src=/a.png>", was]);
        let before = site.read("out/index.html");
        site.optimize_with(images_only);
        let first = "<img width=\"800\" height=\"500\" decoding=\"async\" src=/a.png>";
        assert_eq!(site.read("out/index.html"), before.replace(was, is).replacen("<img src=/a.png>", first, 1), "{was}");
        site.optimize_with(images_only).changed_nothing();
    }
}

#[test]
fn what_may_fill_the_first_screen_is_not_put_off() {
    let site = Sandbox::page(
        "<!doctype html><title>x</title><header><img src=/a.png id=logo></header><main><img src=/a.png id=first><img src=/a.png id=second></main>",
    )
    .with_bytes("out/a.png", &png(10, 10));
    site.optimize_with(images_only);
    let page = site.read("out/index.html");
    let tag = |id: &str| page.split("<img").find(|tag| tag.contains(id)).expect("there").to_owned();
    assert!(!tag("id=logo").contains("lazy") && !tag("id=first").contains("lazy") && tag("id=second").contains("lazy"), "{page}");
}

#[test]
fn pictures_of_foreign_pages_are_left_alone_unless_asked_for() {
    let site = page(&["<img src=a.png>"]);
    site.optimize().page("index.html").has("<p><img src=a.png></p>").has("og:title");
}

#[test]
fn pictures_in_a_quote_are_the_same_after_every_run() {
    let site = page(&["<img src=a.png>", "<blockquote data-smo=\"quote\"><p>Look <img src=a.png alt=x> here.</p></blockquote>"]);
    let all = |options: &mut smo_build::OptimizeOptions| options.only = ["meta", "blocks", "images"].map(String::from).to_vec();
    site.optimize_with(all).page("index.html").has("smo-quote").has("<img src=a.png alt=x>");
    site.optimize_with(all).changed_nothing();
}

#[test]
fn a_built_site_fills_pictures_of_raw_html_too() {
    let site = Sandbox::site(&[("content/rain.md", "---\ntitle: Rain\n---\n![One](a.png)\n\n<p><img src=\"/a.png\" alt=\"Two\"></p>\n")])
        .with_bytes("content/a.png", &png(800, 500))
        .with_bytes("static/a.png", &png(800, 500));
    let outcome = site.build();
    outcome
        .page("rain/index.html")
        .has("<img width=\"800\" height=\"500\" loading=\"lazy\" decoding=\"async\" src=\"/a.png\" alt=\"Two\">");
}
