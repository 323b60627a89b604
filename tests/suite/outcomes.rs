//! How each platform lays out a page: what the tables say, trap by trap.

use smo_build::base::{BaseUrl, UrlPath};
use smo_build::model::audience::AUDIENCE;
use smo_build::model::files::{Digest, ImageFormat, ImageInfo};
use smo_build::model::page::{Hints, OutPath};
use smo_build::model::plan::{Fields, From, PreviewFile, PreviewImage, Resolved};
use smo_build::model::preview::card;
use smo_build::model::verdict::{CardView, Outcome};
use smo_build::model::view::PageView;
use smo_build::smo::survey;

use crate::support::core::page;
use Outcome::{Large, None as Bare, Small, Text, Unknown, Wrong};

/// A post with all its tags and a picture file of its own.
struct Post {
    head: String,
    url: &'static str,
    file: PreviewFile,
    hints: Hints,
}

const TAGS: &str = "<title>Rain at home</title>\
    <meta name=\"description\" content=\"How much fell.\">\
    <meta property=\"og:type\" content=\"article\">\
    <meta property=\"og:title\" content=\"Rain at home\">\
    <meta property=\"og:description\" content=\"How much fell.\">\
    <meta property=\"og:url\" content=\"https://example.org/rain/\">\
    <meta property=\"og:image\" content=\"https://example.org/a.png\">\
    <meta property=\"og:image:width\" content=\"1200\"><meta property=\"og:image:height\" content=\"630\">\
    <meta name=\"twitter:card\" content=\"summary_large_image\">";

fn file(format: ImageFormat, width: u32, height: u32, bytes: u64) -> PreviewFile {
    PreviewFile::Local(ImageInfo {
        path: UrlPath::from_plain("/a.png").expect("a path"),
        bytes,
        digest: Digest::of(b"a"),
        format: Some(format),
        width,
        height,
        fixed: true,
        nature: Default::default(),
    })
}

impl Post {
    fn new() -> Self {
        Self { head: TAGS.to_owned(), url: "rain/index.html", file: file(ImageFormat::Png, 1200, 630, 100_000), hints: Hints::default() }
    }

    /// One change of its head.
    fn with(old: &str, new: &str) -> Self {
        assert!(TAGS.contains(old), "{old}");
        Self { head: TAGS.replacen(old, new, 1), ..Self::new() }
    }

    fn and(more: &str) -> Self {
        Self { head: format!("{TAGS}{more}"), ..Self::new() }
    }

    fn picture(width: u32, height: u32) -> Self {
        Self { file: file(ImageFormat::Png, width, height, 100_000), ..Self::new() }
    }

    fn weighing(bytes: u64) -> Self {
        Self { file: file(ImageFormat::Png, 1200, 630, bytes), ..Self::new() }
    }

    fn on(&self, platform: &str) -> CardView {
        let body = "<article><h1>Rain at home</h1><p>Drops.</p></article>";
        let html = format!("<!doctype html><html><head><meta charset=\"utf-8\">{}</head><body>{body}</body></html>", self.head);
        let mut html = page(html.as_bytes());
        html.path = OutPath::new(self.url).expect("a path");
        let shown = survey(&html);
        let named = shown.meta("og:image").map(|meta| meta.content.clone());
        let file = |url: &str| if url.contains("cdn.example") { PreviewFile::Remote } else { self.file.clone() };
        let image = named.map(|url| PreviewImage { file: file(&url), url, ..PreviewImage::default() });
        let fields = Fields { image: image.map(|image| Resolved::new(image, From::OpenGraph)), article: true, ..Fields::default() };
        let view =
            PageView { path: html.path.clone(), url: html.path.url_path(), shown, fields, hints: self.hints.clone(), shareable: true };
        let base = BaseUrl::parse("https://example.org").expect("an address");
        card(platform, &view, Some(&base)).expect("a platform of the table")
    }

    fn outcome(&self, platform: &str) -> Outcome {
        self.on(platform).outcome
    }
}

fn says(card: &CardView, word: &str) -> bool {
    card.notes.iter().any(|note| note.why.contains(word))
}

/// (platform, a post, what it shows of it, a word of the reason)
fn shown(cases: Vec<(&str, Post, Outcome, &str)>) {
    for (at, (platform, post, outcome, word)) in cases.into_iter().enumerate() {
        let card = post.on(platform);
        assert_eq!(card.outcome, outcome, "case {at} on {platform}: {:?}", card.notes);
        assert!(word.is_empty() || says(&card, word), "case {at} on {platform} says `{word}`: {:?}", card.notes);
    }
}

#[test]
fn a_sound_post_is_shown_as_intended_wherever_the_layout_is_documented() {
    let unknown = ["telegram", "pinterest", "threads", "teams", "reddit"];
    let beside = ["lemmy", "synapse", "discourse"];
    // Search asks for one more tag.
    for (id, _) in AUDIENCE.iter().filter(|(id, _)| *id != "google") {
        let card = Post::new().on(id);
        let outcome = if unknown.contains(id) { Unknown } else { card.intended };
        assert_eq!(card.outcome, outcome, "{id}: {:?}", card.notes);
        assert_eq!(card.intended == Small, beside.contains(id), "{id}");
        assert!(card.ledger.because.is_empty(), "{id}");
    }
}

#[test]
fn pictures_too_small_or_of_another_shape_stand_small_or_are_gone() {
    shown(vec![
        ("facebook", Post::picture(599, 400), Small, "600 px wide"),
        ("facebook", Post::picture(700, 314), Small, "315 px high"),
        ("facebook", Post::picture(199, 199), Text, "200 px wide"),
        ("facebook", Post::picture(700, 700), Large, "cropped to 1.91:1"),
        ("whatsapp", Post::picture(299, 157), Text, "assumed"),
        ("whatsapp", Post::picture(1000, 240), Text, "4 times as wide"),
        ("whatsapp", Post::picture(1000, 250), Large, ""),
        ("whatsapp", Post::picture(800, 800), Small, "wider than high"),
        ("x", Post::picture(299, 157), Small, "300 px wide"),
        ("x", Post::picture(143, 200), Text, "assumed"),
        ("x", Post::picture(5000, 2500), Text, "4096"),
        ("x", Post::picture(1200, 1200), Large, "cropped to 2:1"),
        ("linkedin", Post::picture(400, 210), Small, "401 px wide"),
        ("linkedin", Post::picture(401, 210), Large, ""),
        ("imessage", Post::picture(899, 470), Small, "900 px wide"),
        ("imessage", Post::picture(149, 149), Text, "an icon"),
        ("mastodon", Post::picture(600, 600), Small, "wider than high"),
        ("signal-desktop", Post::picture(700, 680), Small, "as high as wide"),
        ("signal-desktop", Post::picture(400, 199), Small, "200 px high"),
        ("signal-android", Post::picture(700, 680), Small, "as high as wide"),
        ("bluesky", Post::picture(40, 40), Large, ""),
        ("lemmy", Post::picture(40, 40), Small, ""),
        ("google", Post::and("<meta name=\"robots\" content=\"index, max-image-preview:large\">"), Large, ""),
        ("google", Post::new(), Small, "max-image-preview:large"),
        (
            "google",
            Post { file: file(ImageFormat::Png, 1200, 250, 9), ..Post::and("<meta name=\"robots\" content=\"max-image-preview:large\">") },
            Small,
            "300000 px in all",
        ),
    ]);
}

#[test]
fn pictures_too_heavy_or_in_a_format_that_is_not_taken_are_gone() {
    let of = |format| Post { file: file(format, 1200, 630, 9000), ..Post::new() };
    shown(vec![
        ("whatsapp", Post::weighing(600_001), Text, "WhatsApp Link Previews"),
        ("whatsapp", Post::weighing(600_000), Large, ""),
        ("x", Post::weighing(5_000_001), Text, "assumed"),
        ("linkedin", Post::weighing(5_000_001), Text, "assumed"),
        ("facebook", Post::weighing(8_000_001), Text, "8.0 MB"),
        ("mastodon", Post::weighing(8_388_609), Text, "spec"),
        ("mastodon", Post::weighing(8_388_608), Large, ""),
        ("signal-desktop", Post::weighing(1_048_577), Text, ""),
        ("signal-android", Post::weighing(2_097_153), Text, ""),
        ("bluesky", Post::weighing(90_000_000), Large, ""),
        ("x", of(ImageFormat::Svg), Text, "SVG is not taken"),
        ("mastodon", of(ImageFormat::Svg), Text, "SVG is not taken"),
        ("mastodon", of(ImageFormat::Avif), Text, "AVIF is not taken"),
        ("discord", of(ImageFormat::Avif), Large, ""),
        ("signal-desktop", of(ImageFormat::Avif), Text, ""),
        ("mastodon", of(ImageFormat::Other("TIFF")), Text, ""),
        // Undocumented there.
        ("facebook", of(ImageFormat::Svg), Unknown, "SVG"),
        ("facebook", of(ImageFormat::WebP), Large, ""),
    ]);
}

/// An empty file, an error page, a half of a picture: nobody can show it.
#[test]
fn what_cannot_be_drawn_is_words_only_for_all() {
    let of = |change: &dyn Fn(&mut smo_build::model::files::ImageInfo)| {
        let mut post = Post::picture(1200, 630);
        if let PreviewFile::Local(info) = &mut post.file {
            change(info);
        }
        post
    };
    for platform in ["x", "facebook", "mastodon", "whatsapp", "discord", "bluesky"] {
        shown(vec![
            (platform, of(&|info| (info.format, info.width, info.height) = (None, 0, 0)), Text, "holds no picture"),
            (platform, of(&|info| info.nature.cut = true), Text, "ends before the picture does"),
        ]);
    }
}

#[test]
fn what_was_not_looked_at_is_unknown_and_what_is_not_there_is_gone() {
    let of = |file| Post { file, ..Post::new() };
    let image = "https://example.org/a.png";
    shown(vec![
        ("x", of(PreviewFile::Remote), Unknown, "another host"),
        ("x", of(PreviewFile::Missing), Text, "no such file"),
        ("slack", Post::with(image, "https://cdn.example/a.png"), Unknown, "another host"),
        ("whatsapp", Post::with(image, "http://example.org/a.png"), Text, "plain http"),
        ("signal-desktop", Post::with(image, "http://example.org/a.png"), Text, "https"),
        ("signal-android", Post::with(image, "/a.png"), Text, "relative"),
        ("x", Post::with(image, "/a.png"), Text, "relative"),
        ("discord", Post::with(image, "a.png"), Text, "relative"),
        ("discord", Post::with(image, "/a.png"), Unknown, ""),
        ("x", Post::with(image, "data:image/png;base64,AAAA"), Text, "no address that can be fetched"),
        ("mastodon", Post::with(image, "undefined"), Text, "no value"),
    ]);
}

#[test]
fn the_kind_of_card_decides_where_it_is_asked_for() {
    let card = "<meta name=\"twitter:card\" content=\"summary_large_image\">";
    let small = "<meta name=\"twitter:card\" content=\"summary\">";
    shown(vec![
        ("x", Post::with(card, ""), Small, "there is none"),
        ("discord", Post::with(card, ""), Small, ""),
        ("misskey", Post::with(card, ""), Small, ""),
        ("x", Post::with(card, small), Small, ""),
        // The last one counts for X and Discord, the first for Misskey.
        ("x", Post::and(small), Small, "it says `summary`"),
        ("discord", Post::and(small), Small, ""),
        ("misskey", Post::and(small), Large, ""),
    ]);
    // Asked for small, it is as intended.
    let asked = Post::with(card, small).on("x");
    assert!(asked.outcome.serves(asked.intended) && asked.intended == Small);
    // Neither a card nor the three tags that make one.
    let mut none = Post::with(card, "");
    none.head = none.head.replace("<meta property=\"og:type\" content=\"article\">", "");
    assert_eq!(none.outcome("x"), Bare);
    assert_eq!(none.on("x").ledger.because[0], "twitter-card-invalid");
}

#[test]
fn some_show_nothing_of_a_page_that_lacks_a_tag_or_says_too_much() {
    let without = |tag: &str| Post::with(tag, "");
    let (title, description) =
        ("<meta property=\"og:title\" content=\"Rain at home\">", "<meta property=\"og:description\" content=\"How much fell.\">");
    let mut untitled = without(title);
    untitled.head = untitled.head.replace("<title>Rain at home</title>", "");
    for (id, outcome) in
        [("mastodon", Bare), ("signal-desktop", Bare), ("lemmy", Bare), ("x", Bare), ("facebook", Unknown), ("slack", Unknown)]
    {
        assert_eq!(untitled.outcome(id), outcome, "{id}");
    }
    let far = |bytes: usize| Post { head: format!("<style>{}</style>{TAGS}", " ".repeat(bytes)), ..Post::new() };
    let tags =
        |prefix: &str, count: usize| (0..count).map(|at| format!("<meta property=\"{prefix}:k{at}\" content=\"v\">")).collect::<String>();
    shown(vec![
        ("facebook", without(title), Large, "<title>".trim_matches(['<', '>'])),
        ("whatsapp", without(title), Bare, "og:title"),
        ("whatsapp", without(description), Bare, "assumed"),
        ("whatsapp", without("<meta property=\"og:url\" content=\"https://example.org/rain/\">"), Bare, "og:url"),
        ("whatsapp", far(300_000), Bare, "300000 bytes"),
        ("facebook", far(300_000), Large, ""),
        ("discord", Post::and(&format!("<meta property=\"og:site_name\" content=\"{}\">", "n".repeat(257))), Bare, "no card at all"),
        ("synapse", Post::and(&tags("og", 60)), Text, ""),
        ("mattermost", Post::and(&format!("<meta property=\"og:see_also\" content=\"{}\">", "n".repeat(5200))), Bare, "5120"),
        ("bluesky", Post { url: "posts/next.js", ..Post::new() }, Bare, "`.js`"),
        ("bluesky", Post { url: "posts/next.js/index.html", ..Post::new() }, Large, ""),
    ]);
    let mut bare = Post::with(description, "");
    bare.head = bare.head.replace("<meta property=\"og:image\" content=\"https://example.org/a.png\">", "");
    assert_eq!(bare.outcome("discourse"), Bare);
}

#[test]
fn a_card_of_something_else_is_wrong() {
    let canonical = |to: &str| Post::and(&format!("<link rel=\"canonical\" href=\"{to}\">"));
    let mut home = canonical("/");
    home.head = home.head.replace("<meta property=\"og:url\" content=\"https://example.org/rain/\">", "");
    let json = |kind: &str| {
        Post::and(&format!("<script type=\"application/ld+json\">{{\"@type\":\"{kind}\",\"headline\":\"Welcome to this site\"}}</script>"))
    };
    let icon = "<link rel=\"icon\" href=\"https://example.org/icon.png\">";
    shown(vec![
        ("mastodon", home, Wrong, "another page"),
        ("mastodon", canonical("/rain/index.html"), Large, ""),
        ("facebook", Post::with("https://example.org/rain/", "https://example.org/"), Wrong, "another page"),
        // Of another host: Facebook shows what stands there, Mastodon does not follow it.
        ("mastodon", canonical("https://elsewhere.example/rain/"), Large, ""),
        ("facebook", Post::with("https://example.org/rain/", "https://elsewhere.example/"), Unknown, "not looked at"),
        ("facebook", Post::with("https://example.org/rain/", "http://www.example.org/rain/"), Large, ""),
        ("mastodon", canonical("http://example.org/rain/"), Large, ""),
        ("x", Post::with("og:title\" content=\"Rain at home", "og:title\" content=\"undefined"), Wrong, "nobody filled in"),
        ("x", Post::with("og:title\" content=\"Rain at home", "og:title\" content=\"Ada's field notes"), Wrong, "hardly a word"),
        ("x", Post::with("og:title\" content=\"Rain at home", "og:title\" content=\"Measuring rain\""), Large, ""),
        ("mastodon", json("NewsArticle"), Wrong, "hardly a word"),
        ("mastodon", json("BlogPosting"), Large, ""),
        // Its pattern does not see a tag in single quotes, and takes the icon.
        ("signal-android", Post { head: TAGS.replace("\"og:image\"", "'og:image'") + icon, ..Post::new() }, Wrong, "an icon"),
    ]);
    let meant = Post {
        hints: Hints { social_title: Some("Ada's field notes".into()), ..Hints::default() },
        ..Post::with("og:title\" content=\"Rain at home", "og:title\" content=\"Ada's field notes")
    };
    assert_eq!(meant.outcome("x"), Large);
}

#[test]
fn what_would_have_to_be_asked_is_unknown() {
    let oembed = || Post::and("<link rel=\"alternate\" type=\"application/json+oembed\" href=\"/o.json\">");
    shown(vec![
        ("mastodon", oembed(), Unknown, "unless its type is `rich`"),
        ("slack", oembed(), Unknown, "oEmbed"),
        ("discord", oembed(), Large, ""),
        ("threads", Post::new(), Unknown, "nobody documents"),
    ]);
}

#[test]
fn an_authors_line_takes_the_place_of_the_description_on_mastodon() {
    let by = Post::and("<meta property=\"og:author\" content=\"Ada\">").on("mastodon");
    assert!(by.description.is_none() && says(&by, "in place of the description"));
    let json = "<script type=\"application/ld+json\">{\"@type\":\"WebPage\",\"author\":{\"name\":\"Ada\"}}</script>";
    assert!(Post::and(json).on("mastodon").description.is_none());
    assert!(Post::new().on("mastodon").description.is_some());
    assert!(Post::and("<meta property=\"og:author\" content=\"Ada\">").on("facebook").description.is_some());
}

#[test]
fn texts_are_cut_as_each_platform_counts() {
    let long = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, und alle sehen zu, während es regnet";
    let post = Post {
        head: TAGS.replace("content=\"Rain at home\"", &format!("content=\"{long}\"")).replace("How much fell.", &long.repeat(4)),
        ..Post::new()
    };
    let kept = |platform: &str| {
        let title = post.on(platform).title.expect("a title");
        title.cut_at.map(|at| title.shown.value[..at].to_owned())
    };
    let x = kept("x").expect("cut");
    assert_eq!(x.chars().count(), 70);
    // 67 bytes and three dots; six umlauts take two bytes each.
    let discord = kept("discord").expect("cut");
    assert!(discord.len() <= 67 && discord.len() > 64, "{discord}");
    assert_eq!(kept("facebook"), None);
    let misskey = post.on("misskey").title.expect("a title");
    assert_eq!((misskey.cut_at.map(|at| misskey.shown.value[..at].chars().count()), misskey.shown.value.as_str()), (Some(100), long));
    let whatsapp = post.on("whatsapp").description.expect("a description");
    assert_eq!(
        (whatsapp.limit.as_deref(), whatsapp.shown.value.get(..whatsapp.cut_at.unwrap_or(0)).map(|text| text.chars().count())),
        (Some("about 80 characters"), Some(80))
    );
}

#[test]
fn discord_takes_the_last_hexadecimal_colour_and_makes_galleries() {
    let colors = "<meta name=\"theme-color\" content=\"#112233\"><meta name=\"theme-color\" content=\"#AABBCC\"><meta name=\"theme-color\" content=\"red\">";
    assert_eq!(Post::and(colors).on("discord").color.as_deref(), Some("#aabbcc"));
    assert_eq!(Post::and(colors).on("x").color, None);
    let more = "<meta property=\"og:image\" content=\"https://example.org/b.png\">";
    assert!(says(&Post::and(more).on("discord"), "2 pictures make a gallery"));
}

#[test]
fn a_reader_says_why_a_tag_does_not_count() {
    let reason = |post: &Post, platform: &str, tag: &str| {
        let card = post.on(platform);
        card.notes.iter().find(|note| note.tag.as_deref() == Some(tag)).map(|note| note.why.clone()).unwrap_or_default()
    };
    let twitter = Post::and("<meta name=\"twitter:title\" content=\"Rain at home, measured\">");
    assert_eq!(reason(&twitter, "linkedin", "twitter:title"), "not read");
    assert_eq!(reason(&twitter, "x", "og:title"), "twitter:title is asked before it");
    assert_eq!(reason(&twitter, "discord", "twitter:title"), "og:title stands before it: the first counts");
    let twice = Post::and("<meta property=\"og:title\" content=\"Rain at home, again\">");
    assert_eq!(reason(&twice, "mastodon", "og:title"), "it stands several times: the first counts");
    assert_eq!(reason(&twice, "signal-android", "og:title"), "it stands several times: the last counts");
    let named = Post::with("property=\"og:description\"", "name=\"og:description\"");
    assert_eq!(reason(&named, "facebook", "og:description"), "read as `property` only");
    let sizes = Post::with("<meta property=\"og:image:width\" content=\"1200\">", "");
    assert!(reason(&sizes, "facebook", "og:image").contains("the first who share it"));
}

#[test]
fn a_page_that_wants_no_picture_gets_none_as_intended() {
    let mut post = Post::with("<meta property=\"og:image\" content=\"https://example.org/a.png\">", "");
    assert_eq!((post.on("x").outcome, post.on("x").intended), (Text, Large));
    post.hints.card.off = true;
    let card = post.on("x");
    assert!(card.outcome == Text && card.outcome.serves(card.intended), "{:?}", card.intended);
}
