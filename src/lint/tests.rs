//! Pages as values: what the rules say of them, and what they keep to themselves.

use std::collections::BTreeSet;

use super::*;
use crate::base::{BaseUrl, Level, Place, Source, Span, UrlPath};
use crate::model::facts::{Anchor, Carrier, HeadLink, Image, JsonLd, Meta, PageFacts, Shape, Text};
use crate::model::files::{Digest, ImageFormat, ImageInfo};
use crate::model::marks::Script;
use crate::model::page::{Hints, OutPath};
use crate::model::plan::{Fields, From, PreviewFile, PreviewImage, Resolved};
use crate::model::site_files::SiteFiles;
use crate::model::view::OutputPaths;

/// A page and all that rules may ask.
struct Page {
    view: PageView,
    settings: Settings,
    paths: OutputPaths,
    base: Option<BaseUrl>,
    files: Option<SiteFiles>,
}

fn meta(key: &str, content: &str) -> Meta {
    let carrier = if key.starts_with("og:") || key.starts_with("article:") { Carrier::Property } else { Carrier::Name };
    Meta {
        key: key.to_ascii_lowercase(),
        key_raw: key.to_owned(),
        carrier,
        content: content.to_owned(),
        span: Span::new(10, 20),
        key_span: None,
        value_span: None,
        in_head: true,
        indent: None,
    }
}

/// A post with nothing wrong about it, at `/a/` of `https://ada.dev`.
fn clean() -> Page {
    let metas = [
        ("viewport", "width=device-width"),
        ("description", "How much rain fell in a year, measured at home with a ruler."),
        ("og:title", "Rain at home"),
        ("og:type", "article"),
        ("og:url", "https://ada.dev/a/"),
        ("og:description", "How much rain fell in a year, measured at home with a ruler."),
        ("og:site_name", "Ada"),
        ("og:image", "https://ada.dev/img/a.png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", "A rain gauge"),
        ("twitter:card", "summary_large_image"),
        ("article:published_time", "2026-03-04T09:00:00+01:00"),
    ];
    let canonical = HeadLink {
        rel: "canonical".into(),
        href: "https://ada.dev/a/".into(),
        kind: None,
        span: Span::new(30, 40),
        value_span: None,
        in_head: true,
    };
    let shown = PageFacts {
        url: UrlPath::from_plain("/a/"),
        shape: Shape::Article,
        lang: Some("en".into()),
        title: Some(Text { value: "Rain at home | Ada".into(), span: Span::new(0, 5) }),
        metas: metas.into_iter().map(|(key, content)| meta(key, content)).collect(),
        links: vec![canonical],
        articles: 1,
        head_end: 900,
        ..PageFacts::default()
    };
    let mut paths = OutputPaths::default();
    for path in ["/index.html", "/a/index.html", "/about/index.html", "/img/a.png"] {
        paths.insert(path);
    }
    paths.settle();
    let url = UrlPath::from_plain("/a/").unwrap();
    let view = PageView {
        path: OutPath::new("a/index.html").unwrap(),
        url,
        shown,
        fields: Fields::default(),
        hints: Hints::default(),
        shareable: true,
    };
    let mut page = Page { view, settings: Settings::default(), paths, base: BaseUrl::parse("https://ada.dev"), files: None };
    page.picture(1200, 630, 90_000, ImageFormat::Png);
    page
}

impl Page {
    fn set(&mut self, key: &str, content: &str) -> &mut Self {
        match self.view.shown.metas.iter_mut().find(|meta| meta.key == key) {
            Some(meta) => meta.content = content.to_owned(),
            None => self.view.shown.metas.push(meta(key, content)),
        }
        self
    }

    fn without(&mut self, key: &str) -> &mut Self {
        self.view.shown.metas.retain(|meta| meta.key != key);
        self
    }

    fn title(&mut self, title: &str) -> &mut Self {
        self.view.shown.title = Some(Text { value: title.into(), span: Span::new(0, 5) });
        self.set("og:title", title)
    }

    /// The file behind `og:image`.
    fn picture(&mut self, width: u32, height: u32, bytes: u64, format: ImageFormat) -> &mut Self {
        let path = UrlPath::from_plain("/img/a.png").unwrap();
        let info = ImageInfo {
            path,
            bytes,
            digest: Digest::of(b"a"),
            format: Some(format),
            width,
            height,
            fixed: true,
            nature: Default::default(),
        };
        let image = PreviewImage { url: "https://ada.dev/img/a.png".into(), file: PreviewFile::Local(info), ..Default::default() };
        self.view.fields.image = Some(Resolved::new(image, From::Tag));
        self.set("og:image:width", &width.to_string()).set("og:image:height", &height.to_string())
    }

    fn link(&mut self, href: &str) -> &mut Self {
        self.view.shown.anchors.push(Anchor { href: href.into(), span: Span::new(50, 60), value_span: None, in_chrome: false });
        self
    }

    fn rules(&mut self, yaml: &str) -> &mut Self {
        let text = format!("lint:\n{yaml}");
        self.settings = crate::config::parse(Source::new("smo.yaml", text)).unwrap().settings;
        self
    }

    fn findings(&self) -> Vec<Finding> {
        let now = Some("2026-11-25T00:00:00Z".parse().unwrap());
        let around = Around { files: self.files.as_ref(), ..Around::default() };
        page(
            &self.view,
            &Context { settings: &self.settings, paths: &self.paths, base: self.base.as_ref(), now, around, layers: Vec::new() },
            vec![],
        )
        .findings
    }

    /// `error[rule] message`, a line each.
    #[track_caller]
    fn says(&self, expected: &[&str]) {
        let said: Vec<String> =
            self.findings().iter().map(|found| format!("{}[{}] {}", found.level.name(), found.rule, found.message)).collect();
        assert_eq!(said, expected);
    }
}

#[test]
fn a_clean_page_is_quiet() {
    clean().says(&[]);
}

#[test]
fn redirects_and_fragments_are_not_judged() {
    let mut page = clean();
    page.view.shown.shape = Shape::Redirect;
    page.without("og:title").without("og:image").says(&[]);
}

#[test]
fn a_picture_is_judged_by_its_file_and_by_who_looks() {
    clean().picture(400, 210, 30_000, ImageFormat::Png).says(&[
        "warning[preview-image-too-small] 400×210: Facebook shows a thumbnail, not a banner (600×315 needed); LinkedIn shows a thumbnail, not a banner (401 px wide needed)",
    ]);
    clean().picture(400, 210, 30_000, ImageFormat::Png).set("twitter:card", "summary").says(&[]);
    clean()
        .picture(1200, 630, 2_200_000, ImageFormat::Png)
        .says(&["warning[preview-image-too-heavy] 2.2 MB: no picture on WhatsApp; fine on X, Facebook, LinkedIn and 4 more"]);
    // A limit of one's own takes no picture away anywhere.
    let limit = "  rules: {preview-image-too-heavy: {max: 30KB}}\n";
    clean()
        .rules(limit)
        .picture(1200, 630, 39_000, ImageFormat::Png)
        .says(&["warning[preview-image-too-heavy] 39 KB: your limit is 30 KB"]);
    clean()
        .rules(limit)
        .picture(1200, 630, 2_200_000, ImageFormat::Png)
        .says(&["warning[preview-image-too-heavy] 2.2 MB: no picture on WhatsApp; fine on X, Facebook, LinkedIn and 4 more"]);
    clean().picture(600, 1500, 90_000, ImageFormat::Png).says(&[
        "info[preview-image-too-small] 600×1500: Facebook asks for more on sharp screens (1200×630 needed); LinkedIn asks for more (1200×627 needed)",
        "warning[preview-image-shape] 600×1500 is cropped to the middle 21 %; Mastodon shows a small card",
    ]);
    clean().picture(1200, 630, 90_000, ImageFormat::Avif).says(&["error[preview-image-format] AVIF: no picture on X and Mastodon"]);
    clean()
        .rules("  platforms: [discord]\n")
        .picture(1200, 630, 90_000, ImageFormat::Avif)
        .says(&["warning[preview-image-content-mismatch] `a.png` holds AVIF"]);
    clean().set("og:image:width", "600").says(&["error[preview-image-size-tags] declares 600×630, the file is 1200×630"]);
}

#[test]
fn sizes_of_a_sideways_photo_may_be_declared_either_way() {
    let mut page = clean();
    page.set("og:image:width", "630").set("og:image:height", "1200");
    page.says(&["error[preview-image-size-tags] declares 630×1200, the file is 1200×630"]);
    if let Some(PreviewFile::Local(info)) = page.view.fields.image.as_mut().map(|image| &mut image.value.file) {
        info.nature.turned = true;
    }
    page.says(&[]);
}

#[test]
fn a_missing_picture_file_hides_what_could_be_said_of_it() {
    let mut page = clean();
    page.set("og:image", "https://ada.dev/img/A.png")
        .without("og:image:alt")
        .says(&["error[preview-image-not-found] `/img/A.png` is not in the output; `/img/a.png` is (case matters on the server)"]);
    assert_eq!(page.findings()[0].reason(), Some("every platform shows the link without a picture; 1 more finding follows from it"));
}

#[test]
fn pictures_on_other_hosts_are_unknown_not_wrong() {
    let mut page = clean();
    page.view.fields.image = None;
    page.set("og:image", "https://cdn.ada.net/x.svg").without("og:image:width").says(&[]);
}

#[test]
fn addresses_that_no_platform_can_fetch_are_errors() {
    clean()
        .set("og:image", "https://ada.devhttps://cdn.ada.net/x.png")
        .says(&["error[preview-image-relative] `https://ada.devhttps://cdn.ada.net/x.png` holds two addresses in one"]);
    clean()
        .set("og:image", "/img/a.png")
        .says(&["error[preview-image-relative] `/img/a.png` is relative; a preview picture needs an absolute address"]);
}

#[test]
fn without_an_address_of_the_site_its_consequences_are_not_listed() {
    let mut page = clean();
    page.base = None;
    page.set("og:image", "/img/a.png").set("og:url", "http://localhost/a/").says(&[]);
    // Nor that the pages cannot name their own, or cards that cannot be linked.
    page.without("og:url").without("og:image").says(&[]);
    page.without("og:type").says(&["error[og-required-missing] og:type is missing"]);
}

#[test]
fn without_an_address_a_site_may_live_below_any_path() {
    let mut page = clean();
    page.base = None;
    page.link("/docs/v2/about/").says(&[]);
    page.link("/docs/v2/").says(&[]);
    page.link("/docs/v2/nowhere/").says(&["error[broken-internal-link] `/nowhere/` does not exist"]);
    // A link that is right as it stands says that the site lives at the root.
    let mut page = clean();
    page.base = None;
    page.link("/a/").link("/posts/about/").says(&["error[broken-internal-link] `/posts/about/` does not exist; `/about/` does"]);
}

#[test]
fn template_code_is_a_leak_unless_the_page_is_about_it() {
    clean()
        .title("{{ page.title }}")
        .says(&["error[placeholder-leak] `{{ page.title }}` in title was not filled in: every platform will print it"]);
    let mut about = clean();
    about.view.hints.title = Some("Filling {{ name }} in Jinja".into());
    about.title("Filling {{ name }} in Jinja").says(&[]);
    clean()
        .set("og:image", "https://cdn.ada.net/undefined/a.png")
        .says(&["error[placeholder-leak] `undefined` in og:image was not filled in: every platform will print it"]);
}

#[test]
fn an_address_of_the_dev_server_is_said_once_and_hides_the_rest() {
    let mut page = clean();
    page.view.shown.links[0].href = "http://localhost:4000/a/".into();
    page.set("og:url", "http://localhost:4000/a/")
        .says(&["error[dev-host] og:url names `localhost:4000`: built with the dev server's address"]);
    clean().set("og:url", "https://example.com/a/").says(&["error[dev-host] og:url names `example.com`, which is a placeholder address"]);
}

#[test]
fn tags_are_read_as_the_consumers_do() {
    let mut twice = clean();
    twice.view.shown.metas.push(meta("og:title", "Ada's site"));
    twice.says(&["error[meta-duplicate-conflict] two og:title: Mastodon takes the first, “Rain at home”, Matrix the last, “Ada's site”"]);
    let mut named = clean();
    named.view.shown.metas.iter_mut().filter(|meta| meta.key == "og:title").for_each(|meta| meta.carrier = Carrier::Name);
    named.says(&["warning[meta-wrong-attribute] og:title in `name`: Signal and Matrix read only `property`"]);
    clean()
        .set("twitter:card", "summary-large")
        .says(&["error[twitter-card-invalid] `summary-large` is no card type; did you mean `summary_large_image`?"]);
    clean().without("og:url").without("og:title").says(&["error[og-required-missing] og:title and og:url are missing"]);
}

#[test]
fn tags_behind_a_wall_of_style_are_not_read() {
    let mut page = clean();
    page.view.shown.head_end = 412_100;
    page.view.shown.metas.iter_mut().for_each(|meta| meta.span = Span::new(412_008, 412_100));
    page.says(&["error[meta-past-byte-limit] description is at byte 412,008; WhatsApp reads the first 300,000"]);
}

#[test]
fn titles_are_measured_as_each_platform_reads_them() {
    let long = "Everything I learned about measuring rain at home with a bucket and a ruler";
    clean().title(long).says(&["warning[title-too-long] title is 75 characters; X cuts at 70"]);
    let mut social = clean();
    social.title(long).set("og:title", "Measuring rain").says(&[]);
    clean()
        .title("雨量計を自宅に置いて一年間毎日測ってわかったこと全部")
        .says(&["info[title-too-long] title is 78 bytes; Discord cuts at 70"]);
}

#[test]
fn absence_is_said_by_one_rule() {
    let mut page = clean();
    page.view.shown.title = None;
    page.without("og:title").without("description").without("og:description").says(&[
        "error[title-missing] no title: Signal and Mastodon make no card",
        "warning[description-missing] no description: previews show the title alone",
    ]);
}

#[test]
fn remedies_are_in_the_words_of_whoever_wrote_the_page() {
    let help = |page: &mut Page, rule: &str| {
        let found = page.findings().into_iter().find(|found| found.rule == rule).expect(rule);
        found.advice().map(str::to_owned).expect("every rule here says what to do")
    };
    let mut foreign = clean();
    foreign.without("og:image:alt").without("description").without("og:description");
    assert!(help(&mut foreign, "preview-image-alt-missing").starts_with("add `og:image:alt`"));
    assert!(help(&mut foreign, "description-missing").starts_with("add `<meta name=\"description\">`"));
    let mut ours = foreign;
    ours.view.hints.built = true;
    assert!(help(&mut ours, "preview-image-alt-missing").starts_with("add `image_alt:`"));
    assert!(help(&mut ours, "description-missing").starts_with("add `description:`"));
}

#[test]
fn white_space_in_a_text_is_no_markup_and_other_control_characters_are() {
    clean().set("og:description", "How much rain\n\tfell in a year, measured at home with a ruler.").says(&[]);
    clean()
        .set("og:description", "How much rain\u{7}fell in a year, measured at home with a ruler.")
        .says(&["error[text-has-markup] og:description holds the control character U+0007"]);
}

#[test]
fn links_are_looked_up_in_the_output() {
    clean().link("/about").link("#top").link("mailto:ada@ada.dev").link("https://other.org/x").link("?page=2").says(&[]);
    clean().link("/abuot/").link("../img/A.png").says(&[
        "error[broken-internal-link] `/abuot/` does not exist; `/about/` does",
        "error[broken-internal-link] `/img/A.png` does not exist; `/img/a.png` does (case matters on the server)",
    ]);
    clean().rules("  external_paths: [\"/api/**\"]\n").link("/api/v1/rain").says(&[]);
}

#[test]
fn share_links_share_this_page() {
    clean().link("https://x.com/intent/tweet?text=Rain&url=https%3A%2F%2Fada.dev%2Fa%2F%3Futm_source%3Dx").says(&[]);
    clean()
        .link("https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fada.dev%2F")
        .says(&["error[share-url-wrong] the Facebook link shares the home page, not this page"]);
    clean()
        .link("https://x.com/intent/tweet?text=40% faster&url=https%3A%2F%2Fada.dev%2Fa%2F")
        .says(&["error[share-param-unencoded] the X link holds a raw blank"]);
}

#[test]
fn a_canonical_names_the_page_itself() {
    let mut home = clean();
    home.view.shown.links[0].href = "https://ada.dev/".into();
    home.says(&["error[canonical-points-elsewhere] the page claims to be the home page"]);
    let mut meant = clean();
    meant.view.hints.canonical = Some("https://other.org/a/".into());
    meant.view.shown.links[0].href = "https://other.org/a/".into();
    meant.set("og:url", "https://other.org/a/").says(&[]);
    let mut slash = clean();
    slash.set("og:url", "https://ada.dev/a").says(&["warning[og-url-mismatch] og:url and canonical differ by a trailing slash"]);
}

#[test]
fn machines_can_read_data_and_dates() {
    let mut page = clean();
    page.view.shown.json_ld = vec![
        JsonLd { value: Err("expected `,` at line 1 column 9".into()), span: Span::default() },
        JsonLd {
            value: Ok(serde_json::json!({"@context": "https://schema.org", "@type": "BlogPosting", "datePublished": "4th March"})),
            span: Span::default(),
        },
    ];
    page.says(&[
        "error[jsonld-invalid] the JSON-LD cannot be read: expected `,` at line 1 column 9",
        "error[date-invalid] `4th March` is no date that machines read",
        "info[article-properties-missing] headline, image and author are missing in the JSON-LD of the article",
    ]);
    clean().set("article:published_time", "2030-01-01").says(&["error[date-invalid] published on `2030-01-01`, which is still to come"]);
}

#[test]
fn pictures_have_words() {
    let mut page = clean();
    let image = |alt: Option<&str>| Image {
        src: "/img/a.png".into(),
        alt: alt.map(str::to_owned),
        width: Some("600".into()),
        height: Some("315".into()),
        span: Span::default(),
        in_article: true,
        ..Image::default()
    };
    page.view.shown.images = vec![image(Some("")), image(None)];
    page.without("og:image:alt").says(&[
        "warning[preview-image-alt-missing] the preview picture has no text for those who cannot see it",
        "warning[image-alt-missing] `/img/a.png` has no text for those who cannot see it",
    ]);
}

#[test]
fn a_page_weighs_what_it_loads_at_once() {
    let mut page = clean();
    let image = |src: &str| Image {
        src: src.into(),
        alt: Some("Rain".into()),
        width: Some("600".into()),
        height: Some("315".into()),
        in_article: true,
        ..Image::default()
    };
    let files = page.files.insert(SiteFiles::default());
    for number in 0..8 {
        files.weights.add(&format!("img/{number}.jpg"), 400_000);
        page.paths.insert(&format!("/img/{number}.jpg"));
    }
    files.weights.add("app.js", 3_000_000);
    page.paths.insert("/app.js");
    page.view.shown.bytes = 30_000;
    page.view.shown.images = (0..8).map(|number| image(&format!("/img/{number}.jpg?v=1"))).collect();
    page.says(&["warning[page-too-heavy] the page loads 3.2 MB"]);
    assert_eq!(page.findings()[0].evidence.as_ref().map_or(0, |evidence| evidence.related.len()), 3);
    // One photo alone is said of that photo.
    page.files.get_or_insert_default().weights.add("img/a.png", 4_000_000);
    let mut photo = clean();
    photo.files = page.files.clone();
    photo.view.shown.images = vec![image("/img/a.png")];
    photo.says(&["warning[body-image-heavy] `/img/a.png` weighs 4.0 MB"]);
    photo.rules("  rules: {body-image-heavy: off}\n").says(&["warning[page-too-heavy] the page loads 4.0 MB"]);
    // What waits for its readers, and what is one of several sizes, is not counted.
    page.view.shown.images.iter_mut().skip(1).for_each(|image| image.loading = Some("lazy".into()));
    page.view.shown.images[0].settled = true;
    page.says(&[]);
    // The same file twice is loaded once; a script is sent compressed.
    let script = |src: &str| Script { src: src.into(), integrity: false, span: Span::new(70, 80) };
    page.view.shown.marks.scripts = vec![script("/app.js"), script("https://ada.dev/app.js"), script("https://cdn.ada.net/app.js")];
    page.says(&["info[page-too-heavy] the page loads 1.0 MB"]);
    let help = page.findings()[0].advice().map(str::to_owned);
    assert_eq!(help.as_deref(), Some("begin with what weighs most: `/app.js` (1.0 MB)"));
    page.rules("  rules: {page-too-heavy: {max: 900KB}}\n").says(&["warning[page-too-heavy] the page loads 1.0 MB"]);
    page.view.shown.marks.scripts.clear();
    page.view.shown.images = vec![image(&format!("data:image/png;base64,{}", "A".repeat(4_000_000)))];
    page.view.shown.bytes = 4_030_000;
    page.rules("  rules: {}\n").says(&["warning[page-too-heavy] the page loads 3.0 MB"]);
}

#[test]
fn an_oembed_answer_says_what_the_tags_say() {
    let page = |answer: &str| {
        let mut page = clean();
        page.files.insert(SiteFiles::default()).add("oembed/a.json", &"oembed/a.json".into(), answer.as_bytes());
        page.paths.insert("/oembed/a.json");
        page.view.shown.links.push(HeadLink {
            rel: "alternate".into(),
            href: "https://ada.dev/oembed/a.json?url=https%3A%2F%2Fada.dev%2Fa%2F".into(),
            kind: Some("application/json+oembed".into()),
            span: Span::new(45, 48),
            value_span: None,
            in_head: true,
        });
        page
    };
    let same = r#""version":"1.0","title":"Rain at home | Ada","thumbnail_url":"https://ada.dev/img/a-300x157.png""#;
    page(&format!(r#"{{"type":"rich",{same}}}"#)).says(&[]);
    let link = &mut page(&format!(r#"{{"type":"link",{same}}}"#));
    link.says(&["warning[oembed-overrides] the oEmbed answer is of the type `link`: Mastodon shows it and reads no other tag"]);
    link.without("og:description").without("description").rules("  rules: {text: off, meta: off, oembed-overrides: warning}\n").says(&[]);
    let video = &mut page(&format!(r#"{{"type":"video",{same}}}"#));
    video.set("og:video", "https://ada.dev/a/player").says(&[]);
    let other = &mut page(r#"{"type":"rich","version":"1.0","title":"Ada's garden"}"#);
    other.says(&["warning[oembed-overrides] the oEmbed answer calls the page “Ada's garden”, og:title “Rain at home”"]);
    other.rules("  platforms: [mastodon, x]\n").says(&[]);
    page(r#"{"type":"rich","version":"1.0","thumbnail_url":"/logo.png"}"#)
        .says(&["warning[oembed-overrides] the oEmbed answer shows `/logo.png`, og:image `https://ada.dev/img/a.png`"]);
    page(r#"{"type":"link","version":"1.0"}"#).says(&["warning[oembed-overrides] the oEmbed answer names no picture, og:image does"]);
}

#[test]
fn a_noindex_page_in_the_lists_is_a_contradiction() {
    let mut page = clean();
    page.set("robots", "noindex, follow").says(&[]);
    page.view.hints.built = true;
    page.says(&["error[noindex-published] published in the site's lists, hidden from search"]);
    page.view.hints.noindex = true;
    page.says(&[]);
}

#[test]
fn settings_move_levels_and_switch_rules_off() {
    let broken = |yaml: &str| clean().rules(yaml).set("og:image", "/img/a.png").findings().iter().map(|f| f.level).collect::<Vec<_>>();
    assert_eq!(broken("  rules: {}\n"), [Level::Error]);
    assert_eq!(broken("  rules: {preview-image-relative: warning}\n"), [Level::Warning]);
    assert_eq!(broken("  rules: {image: off}\n"), []);
    assert_eq!(broken("  rules: {image: off, preview-image-relative: info}\n"), [Level::Info]);
    // Advice is never raised by the way.
    assert_eq!(
        clean().rules("  rules: {text: error}\n").title("雨量計を自宅に置いて一年間毎日測ってわかったこと全部").findings()[0].level,
        Level::Info
    );
}

#[test]
fn findings_of_other_rooms_follow_the_settings_where_they_have_a_group() {
    let mut page = clean();
    page.rules("  rules: {card-too-heavy: off, front-matter-value: warning, template-syntax: off}\n");
    let found = vec![
        Finding::warning("card-too-heavy", "heavy", Place::Site),
        Finding::error("front-matter-value", "odd", Place::Site),
        Finding::error("template-syntax", "cannot be read", Place::Site),
    ];
    let settled = settle(found, &page.settings);
    let levels: Vec<_> = settled.iter().map(|found| (found.rule, found.level)).collect();
    assert_eq!(levels, [("front-matter-value", Level::Warning), ("template-syntax", Level::Error)]);
    assert_eq!(settle(settled.clone(), &page.settings), settled);
}

#[test]
fn unknown_rules_and_platforms_are_named_with_their_place() {
    let mut page = clean();
    page.rules("  rules:\n    title-to-long: off\n  platforms: [x, mastadon]\n");
    let found = unknown_names(&page.settings);
    assert_eq!(
        found.iter().map(|f| f.advice().unwrap()).collect::<Vec<_>>(),
        ["did you mean `title-too-long`?", "did you mean `mastodon`?"]
    );
    assert!(matches!(&found[0].at, Place::Spot(spot) if (spot.line, spot.column) == (3, 5)));
}

fn summaries(count: usize) -> Vec<PageSummary> {
    (0..count)
        .map(|at| {
            let url = UrlPath::from_plain(&format!("/p{at}/")).unwrap();
            PageSummary {
                path: OutPath::of_url(&url).unwrap(),
                canonical: Some(format!("https://ada.dev{url}").into()),
                url,
                source: Some(format!("content/p{at}.md").into()),
                title: Some(format!("Post {at}").into()),
                description: None,
                image: Some(PreviewImage { url: format!("https://ada.dev/{}.png", at / 5), ..Default::default() }.into()),
                lang: None,
                article: true,
                shareable: true,
                noindex: false,
                unlisted: false,
                offers_feed: false,
                findings: vec![],
                quiet: Box::default(),
                untold: Default::default(),
                verdict: None,
                rest: None,
                trace: None,
            }
        })
        .collect()
}

fn site_says(pages: &[PageSummary]) -> Vec<String> {
    let (settings, paths) = (Settings::default(), OutputPaths::default());
    let base = BaseUrl::parse("https://ada.dev");
    let ctx = Context { settings: &settings, paths: &paths, base: base.as_ref(), now: None, around: Around::default(), layers: Vec::new() };
    site(pages, &ctx).findings.iter().map(|found| format!("{}[{}] {}", found.level.name(), found.rule, found.message)).collect()
}

#[test]
fn a_picture_shared_by_most_posts_is_said_once() {
    assert_eq!(site_says(&summaries(5)), [] as [&str; 0]);
    assert_eq!(site_says(&summaries(8)), ["warning[preview-image-reused] 5 of 8 posts share `/0.png`: shares cannot be told apart"]);
}

#[test]
fn pages_of_one_name_are_named() {
    let mut pages = summaries(3);
    pages[0].title = Some("Release notes".into());
    pages[2].title = Some("Release  Notes".into());
    assert_eq!(site_says(&pages), ["warning[duplicate-title] 2 pages are called “Release notes”"]);
    pages.iter_mut().for_each(|page| page.description = Some("We release.".into()));
    assert_eq!(site_says(&pages)[1], "info[duplicate-title] 3 pages are described as “We release.”");
    pages[1].description = None;
    pages[2].description = None;
    pages[2].canonical = pages[0].canonical.clone();
    assert_eq!(site_says(&pages), [] as [&str; 0]);
}

#[test]
fn a_page_that_names_its_twin_is_a_version_of_it() {
    let claims = |pages: &mut [PageSummary]| {
        for page in &mut pages[1..] {
            page.canonical = Some("https://ada.dev/p0/".into());
            let mut claim = Finding::error("canonical-points-elsewhere", "the page claims to be `/p0/`", Place::Site);
            claim.way = "other";
            claim.evidence_mut().fact = Some(("canonical", "https://ada.dev/p0/index.html".into()));
            page.findings.push(claim);
        }
        fold(pages);
        pages.iter().map(|page| page.findings.len()).sum::<usize>()
    };
    assert_eq!(claims(&mut summaries(3)), 2);
    let mut twins = summaries(3);
    twins.iter_mut().for_each(|page| page.title = Some("Rain".into()));
    assert_eq!(claims(&mut twins.clone()), 0);
    twins[2].title = Some("Snow".into());
    assert_eq!(claims(&mut twins), 1);
    // One name for all pages is no sign of anything.
    let mut constant = summaries(5);
    constant.iter_mut().for_each(|page| page.title = Some("Ada".into()));
    assert_eq!(claims(&mut constant), 4);
}

#[test]
fn titles_that_only_a_feed_has_are_looked_at() {
    let feed = "<rss version=\"2.0\"><channel><item><title>{{ post.title }}</title></item><item><title>Be **fast**</title></item>\
                <item><title>Fill {{ name }}</title></item></channel></rss>";
    let mut files = SiteFiles::default();
    files.add("feed.xml", &"feed.xml".into(), feed.as_bytes());
    let (settings, paths) = (Settings::default(), OutputPaths::default());
    let mut pages = summaries(1);
    pages[0].title = Some("Fill {{ name }}".into());
    let around = Around { files: Some(&files), ..Around::default() };
    let ctx = Context { settings: &settings, paths: &paths, base: None, now: None, around, layers: Vec::new() };
    let found = site(&pages, &ctx).findings;
    let said = |rule: &str| found.iter().filter(|found| found.rule == rule).map(|found| found.message.to_string()).collect::<Vec<_>>();
    assert_eq!(said("placeholder-leak"), ["`{{ post.title }}` in a title of a feed was not filled in"]);
    assert_eq!(said("text-has-markup"), ["`**fast**` in a title of a feed is shown with its markup"]);
}

#[test]
fn what_nearly_every_page_lacks_is_one_decision() {
    let mut pages = summaries(6);
    for page in &mut pages[..5] {
        page.findings.push(of_case("description-missing", "none"));
    }
    let folded = fold(&mut pages);
    assert_eq!(&*folded[0].message, "5 of 6 pages have no description");
    assert!(pages.iter().all(|page| page.findings.is_empty()));
}

fn of_case(rule: &'static str, case: &'static str) -> Finding {
    Finding::warning(rule, "so it is", Place::Site).way(case)
}

#[test]
fn what_is_said_once_is_true_of_each_page() {
    for (rule, case, said) in [
        ("description-missing", "search", "6 of 6 pages have no description for search, only og:description"),
        ("preview-image-missing", "only-x", "6 of 6 pages name their preview picture for X alone, and none in og:image"),
        ("title-mismatch", "branding", "6 of 6 pages have the site's name in og:title"),
    ] {
        let mut pages = summaries(6);
        pages.iter_mut().for_each(|page| page.findings.push(of_case(rule, case)));
        assert_eq!(&*fold(&mut pages)[0].message, said);
    }
    let mut pages = summaries(6);
    for (at, page) in pages.iter_mut().enumerate() {
        page.findings.push(of_case("description-missing", if at < 3 { "none" } else { "search" }));
    }
    assert!(fold(&mut pages).iter().all(|finding| !finding.message.contains("6 of 6 pages have no description")));
}

#[test]
fn one_picture_that_is_wrong_everywhere_is_one_finding() {
    let heavy = |url: &str| Finding::error("preview-image-too-heavy", format!("`{url}` is 9 MB: no picture on X"), Place::Site);
    let mut pages = summaries(6);
    pages.iter_mut().for_each(|page| page.findings.push(heavy("/og.png")));
    // A list has the default picture, too, and is not shared.
    pages[5].shareable = false;
    pages[0].findings.push(heavy("/rain.png"));
    let folded = fold(&mut pages);
    assert_eq!(folded.iter().map(|found| &*found.message).collect::<Vec<_>>(), ["`/og.png` is 9 MB: no picture on X (on 6 of 6 pages)"]);
    assert_eq!((folded[0].level, folded[0].page.as_deref()), (Level::Error, None));
    assert_eq!(pages.iter().map(|page| page.findings.len()).sum::<usize>(), 1, "the other picture is its page's own");
}

#[test]
fn what_some_pages_share_or_each_page_has_to_say_itself_is_not_folded() {
    let mut pages = summaries(7);
    let share = Finding::warning("share-url-wrong", "the X link shares the home page, not this page", Place::Site);
    pages[..5].iter_mut().for_each(|page| page.findings.push(share.clone()));
    let words = Finding::error("text-has-markup", "`**fast**` in title is shown with its markup", Place::Site);
    pages.iter_mut().for_each(|page| page.findings.push(words.clone()));
    assert_eq!(fold(&mut pages), []);
    pages[5].findings.push(share);
    assert_eq!(fold(&mut pages).len(), 1);
}

#[test]
fn names_are_unique_and_levels_never_exceed_their_evidence() {
    let mut names = BTreeSet::new();
    for rule in rules() {
        assert!(names.insert(rule.name), "{} stands twice", rule.name);
        assert!(rule.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", rule.name);
        assert!(!rule.cases.is_empty() && !rule.doc.is_empty(), "{}", rule.name);
        for case in rule.cases {
            assert!(case.level <= case.tier.ceiling(), "{} `{}` says more than is known", rule.name, case.id);
            for platform in case.platforms {
                assert!(audience::AUDIENCE.iter().any(|(id, _)| id == platform), "{platform}");
            }
        }
    }
}

#[test]
fn every_rule_page_has_the_numbers_of_its_rule() {
    for rule in rules().filter(|rule| rule.group.is_some() && rule.doc.starts_with('#')) {
        assert!(rule.doc.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
        for section in ["## Numbers", "## Fix", "## Allow"] {
            assert!(rule.doc.contains(section), "{} has no {section}", rule.name);
        }
        let rows: Vec<&str> = rule.doc.lines().filter(|line| line.ends_with("| 2026-11 |")).collect();
        let cases: Vec<String> = rule
            .cases
            .iter()
            .map(|case| format!("| {} | {} | {} | {} | {} |", case.id, case.level.name(), case.tier.name(), case.source, case.checked))
            .collect();
        assert_eq!(rows, cases, "{}", rule.name);
    }
}

#[test]
fn a_rule_is_explained_without_what_only_tests_read() {
    let page = explain("preview-image-format").expect("it is a rule");
    assert_eq!(page.matches("# preview-image-format").count(), 1);
    assert!(page.contains("## Numbers") && page.contains("## Fix") && page.contains("## Allow"));
    assert!(page.contains("\nBad (svg):\n\n    <meta property=\"og:image\"") && page.contains("\nGood:\n\n    <meta"), "{page}");
    assert!(!page.contains("```html") && !page.contains("```files") && !page.contains("\n\n\n"), "{page}");
    assert!(page.ends_with('\n') && !page.ends_with("\n\n"));
    for rule in rules() {
        let page = explain(rule.name).expect("every rule has a page");
        assert!(page.starts_with(&format!("# {}\n\n", rule.name)) && page.ends_with('\n'), "{page}");
        assert!(page.matches("```").count().is_multiple_of(2) && !page.contains("bad:"), "{page}");
    }
    assert_eq!(explain("titel-too-long"), None);
}

#[test]
fn findings_of_other_rooms_say_whether_they_can_be_switched_off() {
    assert!(explain("template-syntax").expect("a rule").ends_with("switched off in the settings.\n"));
    assert!(explain("card-too-heavy").expect("a rule").ends_with("    card-too-heavy: off\n```\n"));
}

#[test]
fn the_list_of_rules_has_a_line_for_each() {
    let list = explain_all();
    assert_eq!(list.lines().count(), rules().count());
    let line = list.lines().find(|line| line.starts_with("placeholder-leak ")).expect("it is listed");
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[1..3], ["meta", "error"]);
    assert!(line.ends_with("Template code, or a word such as `undefined`, stands where a value should be"), "{line}");
}
