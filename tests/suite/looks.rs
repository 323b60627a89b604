//! Stories about looking at cards: of one page, and of a whole theme.

use std::fs;

use smo_build::{CardOptions, ThemePreviewOptions};

use crate::support::{CONFIG, Sandbox};

const POST: &str =
    "---\ntitle: Three rain gauges\ndescription: One garden, three totals.\ndate: 2026-01-02\n---\nDrops fell on the roof.\n";

fn card(site: &Sandbox, change: impl FnOnce(&mut CardOptions)) -> Result<smo_build::model::drawn::DrawnCard, smo_build::base::Error> {
    let mut options = CardOptions { build: site.build.clone(), page: "content/rain.md".into(), ..CardOptions::default() };
    change(&mut options);
    smo_build::card(&options)
}

fn size_of(bytes: &[u8]) -> (u32, u32) {
    let image = image::load_from_memory(bytes).unwrap();
    (image.width(), image.height())
}

#[test]
fn the_card_of_a_page_is_the_one_that_a_build_publishes() {
    let site = Sandbox::site(&[("content/rain.md", POST)]);
    let drawn = card(&site, |_| {}).unwrap();
    assert!(!site.path("public").exists(), "looking builds nothing");
    assert_eq!((drawn.layout.as_str(), drawn.why.as_str(), drawn.unpublished.as_deref()), ("default", "no other fits", None));
    assert!(site.build().page("rain/index.html").meta("og:image").ends_with(&format!("/smo/{}", drawn.name)));
    assert_eq!(fs::read(site.path(".smo/out/cards/rain-og.png")).unwrap(), fs::read(site.path("public/smo").join(&drawn.name)).unwrap());
}

#[test]
fn other_sizes_and_layouts_are_drawn_on_request() {
    let site = Sandbox::site(&[("content/rain.md", POST)])
        .with("out/index.html", "<!doctype html><html lang=en><title>Rain</title><p>Drops.</p></html>");
    for (size, pixels) in
        [("og", (1200, 630)), ("square", (1200, 1200)), ("portrait", (1080, 1350)), ("pin", (1000, 1500)), ("story", (1080, 1920))]
    {
        let drawn = card(&site, |options| options.size = Some(size.into())).unwrap();
        assert_eq!(size_of(&fs::read(&drawn.file).unwrap()), pixels, "{size}");
        assert_eq!(drawn.unpublished.is_some(), size != "og", "only og is published unless `cards.sizes` says more");
    }
    let quote = card(&site, |options| options.layout = Some("quote".into())).unwrap();
    assert_eq!((quote.layout.as_str(), quote.why.as_str()), ("quote", "asked for by `--layout`"));
    assert!(quote.unpublished.is_some_and(|why| why.contains("another layout")));
    // A page that another generator wrote.
    let (folder, file) = (site.path("out"), site.path("mine.png"));
    let found =
        card(&site, |options| (options.page, options.within, options.file) = ("/".into(), Some(folder), Some(file.clone()))).unwrap();
    assert_eq!((found.page.as_str(), size_of(&fs::read(file).unwrap())), ("/", (1200, 630)));
}

#[test]
fn the_markdown_behind_a_finished_page_has_a_say_in_its_card() {
    let site = Sandbox::empty()
        .with("public/sitemap.xml", "<urlset/>")
        .with("public/rain/index.html", "<!doctype html><html lang=en><title>Rain</title><article><p>Drops.</p></article></html>")
        .with("src/rain.md", "---\ntitle: Rain\nsocial: {title: It rained, card: quote}\n---\nDrops.\n");
    let (file, source) = (site.path("public/rain/index.html").to_string_lossy().into_owned(), site.path("src"));
    let plain = card(&site, |options| options.page.clone_from(&file)).unwrap();
    assert_eq!((plain.page.as_str(), plain.layout.as_str()), ("/rain/", "default"), "the site is the folder with the sitemap");
    let told = card(&site, |options| (options.page, options.build.content) = (file, Some(source))).unwrap();
    assert_eq!((told.layout.as_str(), told.why.as_str()), ("quote", "the page asks for it"));
    assert!(told.alt.contains("It rained"), "{}", told.alt);
}

#[test]
fn a_drawing_fills_the_preview_and_a_small_photo_stands_in_the_card() {
    let mut photo = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(300, 200).write_to(&mut photo, image::ImageFormat::Png).unwrap();
    let drawing = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path fill="#c00" d="M0 0h30v20z"/></svg>"##;
    for (name, bytes, own) in [("roof.png", photo.get_ref().as_slice(), false), ("roof.svg", drawing, true)] {
        let site = Sandbox::site(&[("content/rain.md", &POST.replace("title:", &format!("image: /{name}\ntitle:")))])
            .with_bytes(&format!("static/{name}"), bytes);
        let drawn = card(&site, |_| {}).unwrap();
        assert_eq!(drawn.unpublished.is_some(), own, "{name}: {:?}", drawn.unpublished);
    }
}

#[test]
fn a_picture_that_no_card_has_a_place_for_is_told_and_not_described() {
    for (side, left_out) in [(90, true), (250, false)] {
        let mut photo = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(side, side).write_to(&mut photo, image::ImageFormat::Png).unwrap();
        let post = POST.replace("title:", "image: {src: /roof.png, alt: A roof}\ntitle:");
        let site = Sandbox::site(&[("content/rain.md", &post)]).with_bytes("static/roof.png", photo.get_ref());
        let built = site.build();
        let why = card(&site, |_| {}).unwrap().why;
        assert_eq!(why.starts_with("it shows a picture"), !left_out, "{side}: {why}");
        let told = built.report().findings.iter().any(|finding| finding.case() == "left-out");
        assert_eq!(told, left_out, "{side}");
        assert_eq!(built.page("rain/index.html").meta("og:image:alt") != "A roof", left_out, "{side}");
    }
}

#[test]
fn a_slip_in_a_name_is_met_with_the_nearest_one() {
    let site = Sandbox::site(&[("content/rain.md", POST)]);
    let help = |result: Result<_, smo_build::base::Error>| match result {
        Err(smo_build::base::Error::Invalid(findings)) => findings[0].advice().map(str::to_owned).unwrap_or_default(),
        other => panic!("{other:?}"),
    };
    assert!(help(card(&site, |options| options.size = Some("stroy".into()))).contains("`story`"));
    assert!(help(card(&site, |options| options.layout = Some("qoute".into()))).contains("`quote`"));
    assert!(help(card(&site, |options| options.page = "/rian/".into())).contains("`/rain/`"));
    assert!(
        help(card(&site, |options| options.file = Some("card.jpg".into()))).contains("`.png`"),
        "a name that tells a lie about its format"
    );
}

#[test]
fn a_layout_with_an_error_is_told_wherever_cards_are_looked_at() {
    let site = Sandbox::site(&[("content/rain.md", POST)])
        .with("templates/cards/mine.svg", "<svg>\n<text>{{ page.title }</text></svg>")
        .with("templates/cards/quote.yaml", "pick: \"card.quote ==\"\n");
    let causes = |findings: &[smo_build::base::Finding]| {
        let told: Vec<_> =
            findings.iter().filter(|finding| finding.path().starts_with("templates/cards/")).map(|finding| finding.rule).collect();
        assert_eq!(told, ["template-syntax", "template-error"], "{findings:?}");
    };
    let refused = |result: Result<Vec<_>, smo_build::base::Error>| match result {
        Err(smo_build::base::Error::Invalid(findings)) => {
            assert!(findings[0].reason().is_some_and(|why| why.contains("templates/cards/mine.svg")), "{:?}", findings[0]);
            causes(&findings);
        }
        other => panic!("{other:?}"),
    };
    refused(card(&site, |options| options.layout = Some("mine".into())).map(|drawn| drawn.findings));
    let gallery =
        |name: &str| ThemePreviewOptions { common: site.build.common.clone(), out: Some(site.path("gallery")), layouts: vec![name.into()] };
    refused(smo_build::theme_preview(&gallery("mine")).map(|preview| preview.gallery.findings));
    causes(&card(&site, |_| {}).unwrap().findings);
}

#[test]
fn a_card_that_is_not_as_wished_says_what_it_is_and_why() {
    const BROKEN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=0></svg>";
    let site = Sandbox::site(&[("content/rain.md", POST)])
        .with("smo.yaml", &format!("{CONFIG}cards: {{layout: mnie}}\n"))
        .with("templates/cards/broken.svg", BROKEN)
        .with("templates/cards/absent.svg", "<svg>{{ page.titel }}</svg>");
    let drawn = |layout: &str| card(&site, |options| options.layout = Some(layout.into())).unwrap();
    let (broken, absent, usual) = (drawn("broken"), drawn("absent"), card(&site, |_| {}).unwrap());
    assert_eq!((broken.layout.as_str(), broken.why.as_str()), ("plain", "instead of `broken`, which cannot be drawn"));
    assert_eq!((absent.layout.as_str(), absent.why.as_str()), ("default", "instead of `absent`, which cannot be used"));
    assert_eq!((usual.layout.as_str(), usual.why.as_str()), ("default", "no other fits"), "`cards.layout` has no effect");
    let told: Vec<_> = usual.findings.iter().map(|finding| (finding.rule, finding.path())).collect();
    assert_eq!(told, [("card-layout-unknown", "smo.yaml")], "at its line, and once");
}

#[test]
fn a_mistake_in_a_layout_stands_at_its_file_once_and_what_it_makes_of_a_page_names_it() {
    let own = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630"><image href="/static/a.png"/><text data-smo-fit="x:80 y:80 w:1040 h:320 sise:60" font-family="Papyrus">{{ page.title }}</text><text x="80" y="500" font-size="12" font-family="Fraunces, Inter">small</text></svg>"##;
    let site = Sandbox::site(&[("content/rain.md", POST), ("content/snow.md", &POST.replace("rain", "snow"))])
        .with("smo.yaml", &format!("{CONFIG}cards: {{layout: mine}}\n"))
        .with("templates/cards/mine.svg", own);
    let of_file = |findings: &[smo_build::base::Finding]| {
        let there = findings.iter().filter(|finding| finding.path() == "templates/cards/mine.svg");
        let mut rules: Vec<_> = there.map(|finding| finding.rule).collect();
        rules.sort_unstable();
        rules
    };
    let mistakes = ["card-external-resource", "card-font-not-readable", "card-layout"];
    assert_eq!(of_file(&site.build().report().findings), mistakes, "however many pages it draws");
    let drawn = card(&site, |_| {}).unwrap();
    assert_eq!(of_file(&drawn.findings), mistakes);
    let small = drawn.findings.iter().find(|finding| finding.rule == "card-text-small").unwrap();
    assert!(small.path() == "content/rain.md" && small.message.ends_with("(layout templates/cards/mine.svg)"), "{small:?}");
}

#[test]
fn a_gallery_has_every_card_of_the_theme_and_asks_nobody_for_anything() {
    // A layout of the site's own with room for a line.
    let own = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630"><rect width="1200" height="630" fill="#fff"/><text data-smo-fit="x:80 y:80 w:1040 h:120 lines:1 size:60..60">{{ page.title }}</text></svg>"##;
    let site = Sandbox::empty().with("smo.yaml", CONFIG).with("templates/cards/mine.svg", own);
    // All of them would be some hundred cards, which take long in an unoptimised build.
    let options = ThemePreviewOptions { common: site.build.common.clone(), out: Some(site.path("gallery")), layouts: vec!["mine".into()] };
    let preview = smo_build::theme_preview(&options).unwrap();
    let gallery = &preview.gallery;
    assert_eq!(gallery.cards.len(), gallery.layouts.len() * gallery.sizes.len() * gallery.fixtures.len());
    assert_eq!((gallery.layouts.len(), gallery.sizes.len()), (1, 5));
    let html = site.read("gallery/index.html");
    for card in &gallery.cards {
        assert!(site.path(&format!("gallery/{}", card.file)).is_file() && html.contains(&format!("src=\"{}\"", card.file)));
    }
    assert!(!html.contains("http") && !html.contains("<script"), "no network, no script");
    let overflows = |card: &&smo_build::model::drawn::GalleryCard| card.findings.iter().any(|finding| finding.rule == "card-text-overflow");
    let long: Vec<_> = gallery.cards.iter().filter(overflows).map(|card| card.fixture).collect();
    assert!(long.contains(&"long") && !long.contains(&"short"), "{long:?}");
    assert!(html.contains("card-text-overflow"));
}

#[test]
fn themes_are_listed_with_the_one_in_use_and_what_is_wrong_with_others() {
    let site = Sandbox::empty()
        .with("smo.yaml", CONFIG)
        .with("themes/mine/theme.yaml", "name: mine\nversion: 0.2.0\napi: 1\nlicense: MIT\n")
        .with("themes/old/theme.yaml", "name: old\napi: 0\n")
        .with("themes/bare/readme.md", "nothing");
    let themes = smo_build::theme_list(&site.build.common).unwrap();
    let named = |name: &str| themes.iter().find(|theme| theme.name == name).unwrap();
    assert!(named("essay").in_use && !named("essay").local && named("essay").trouble.is_none());
    assert_eq!((named("mine").version.as_str(), named("mine").license.as_str(), named("mine").local), ("0.2.0", "MIT", true));
    assert!(named("old").trouble.is_some() && named("bare").trouble.is_some());
    assert!(themes.iter().all(|theme| theme.name != "core"), "what all inherit is none to choose");
}
