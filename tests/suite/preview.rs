//! What consumers show whose code cannot be run here, by their documentation or source.

use smo_build::base::BaseUrl;
use smo_build::model::consumer::{CONSUMERS, Read, find};
use smo_build::model::preview::{Preview, Shown, preview};
use smo_build::smo::survey;

use crate::support::core::page;

fn shown(id: &str, head: &str) -> Preview {
    let html = format!("<!doctype html><html><head><meta charset=\"utf-8\">{head}</head><body><p>Drops.</p></body></html>");
    let base = BaseUrl::parse("https://example.org").expect("an address");
    preview(find(id).expect("a consumer"), &survey(&page(html.as_bytes())), Some(&base))
}

fn value(shown: &Option<Shown>) -> &str {
    shown.as_ref().map_or("", |shown| &shown.value)
}

#[test]
fn mastodon_believes_json_before_tags_but_only_two_types() {
    let tags = "<meta property=\"og:title\" content=\"Tag\"><meta property=\"og:image\" content=\"/a.svg\">";
    let json = |kind: &str| format!("{tags}<script type=\"application/ld+json\">{{\"@type\":{kind},\"headline\":\"JSON\"}}</script>");
    let title = shown("mastodon", &json("\"NewsArticle\"")).title.expect("a title");
    assert_eq!((title.value.as_str(), title.from), ("JSON", Read::JsonLd("headline")));
    for passed_over in ["\"BlogPosting\"", "[\"NewsArticle\"]"] {
        assert_eq!(value(&shown("mastodon", &json(passed_over)).title), "Tag", "{passed_over}");
    }
    // An empty tag is an answer, and SVG no picture.
    let empty =
        shown("mastodon", "<title>Title</title><meta name=\"og:title\" content=\"\"><meta property=\"og:image\" content=\"/a.svg\">");
    assert_eq!((value(&empty.title), &empty.image), ("", &None));
    assert_eq!(value(&shown("mastodon", "<meta property=\"og:image\" content=\"a.png\">").image), "https://example.org/rain/a.png");
}

#[test]
fn discord_takes_what_stands_first_and_plain_tags_only_in_pairs() {
    let both = "<meta name=\"twitter:title\" content=\"X\"><meta property=\"og:title\" content=\"OG\">";
    let title = shown("discord", both).title.expect("a title");
    assert_eq!((title.value.as_str(), title.from), ("X", Read::Meta("twitter:title")));
    assert_eq!(value(&shown("discord", "<meta property=\"OG:Title\" content=\"Loud\">").title), "");
    assert_eq!(value(&shown("discord", "<meta property=\"og:title\" value=\"In value\">").title), "In value");
    assert_eq!(shown("discord", "<title>Alone</title>").title, None);
    let pair = "<title>Title</title><meta name=\"description\" content=\"Words\">";
    assert_eq!(value(&shown("discord", pair).title), "Title");
    let image = |src: &str| value(&shown("discord", &format!("<meta property=\"og:image\" content=\"{src}\">")).image).to_owned();
    assert_eq!((image("/a.png").as_str(), image("a.png").as_str()), ("https://example.org/a.png", ""));
}

#[test]
fn discord_shows_nothing_of_a_page_that_says_too_much() {
    let named = |length: usize| {
        format!("<meta property=\"og:title\" content=\"Rain\"><meta property=\"og:site_name\" content=\"{}\">", "n".repeat(length))
    };
    assert_eq!(value(&shown("discord", &named(256)).title), "Rain");
    assert_eq!(shown("discord", &named(257)), Preview::default());
}

#[test]
fn apple_describes_only_posts_of_social_networks() {
    let tags = "<meta property=\"og:description\" content=\"Words\"><meta name=\"twitter:card\" content=\"summary\">";
    assert_eq!(shown("imessage", tags).description, None);
    let post = format!("{tags}<link rel=\"alternate\" type=\"application/activity+json\" href=\"/post\">");
    assert_eq!(value(&shown("imessage", &post).description), "Words");
}

#[test]
fn signal_on_android_reads_with_patterns_and_takes_the_last() {
    let title = |head: &str| value(&shown("signal-android", head).title).to_owned();
    let twice = "<meta property=\"og:title\" content=\"First\"><meta property=\"og:title\" content=\"Tom &amp;amp; Jerry\">";
    assert_eq!(title(twice), "Tom & Jerry");
    for unseen in
        ["<meta property='og:title' content='x'>", "<meta property=og:title content=x>", "<meta property=\"og:title\" content=\"a > b\">"]
    {
        assert_eq!(title(&format!("{unseen}<title>Title</title>")), "Title", "{unseen}");
    }
    assert_eq!(title("<title>\nTwo\nlines\n</title>"), "");
    assert_eq!(shown("signal-android", "<meta property=\"og:image\" content=\"/a.png\">").image, None);
    assert_eq!(shown("signal-android", "<meta property=\"og:image\" content=\"http://a.org/a.png\">").image, None);
}

#[test]
fn x_asks_its_own_tags_first_and_facebook_none_of_them() {
    let head = "<meta property=\"og:title\" content=\"OG\"><meta name=\"twitter:title\" content=\"X\"><meta name=\"og:image\" content=\"https://a.org/a.png\">";
    assert_eq!((value(&shown("x", head).title), value(&shown("facebook", head).title)), ("X", "OG"));
    // `name` is not what Facebook asks for.
    assert_eq!((value(&shown("x", head).image), &shown("facebook", head).image), ("https://a.org/a.png", &None));
}

#[test]
fn google_finds_the_picture_in_the_graph() {
    let head = "<script type=\"application/ld+json\">{\"@graph\":[{\"@type\":\"WebPage\"},{\"@type\":\"Article\",\"image\":[{\"url\":\"https://a.org/p.jpg\"}]}]}</script>";
    assert_eq!(value(&shown("google-discover", head).image), "https://a.org/p.jpg");
}

#[test]
fn tags_behind_the_bytes_that_are_read_are_not_seen() {
    let far = format!("<title>T</title><style>{}</style><meta property=\"og:title\" content=\"Far\">", " ".repeat(300_001));
    assert_eq!((value(&shown("whatsapp", &far).title), value(&shown("facebook", &far).title)), ("", "Far"));
}

#[test]
fn nobody_shows_anything_of_an_empty_page() {
    for consumer in CONSUMERS {
        let nothing = shown(consumer.id, "");
        assert!(nothing.image.is_none() && (nothing.title.is_none() || consumer.id == "misskey"), "{}: {nothing:?}", consumer.id);
    }
}
