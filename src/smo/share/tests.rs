//! What networks receive, and what is left out so that it fits.

use proptest::prelude::*;

use super::*;

const URL: &str = "https://example.org/rain/?a=1&b=%C3%BC";

fn all() -> Vec<String> {
    platform::ids().map(str::to_owned).collect()
}

fn shared(title: &str) -> Shared<'_> {
    Shared { title, url: URL, description: "Drops & drips", image: Some("https://example.org/rain.png"), ..Shared::default() }
}

fn no_words(_: &str) -> String {
    String::new()
}

/// What a network's server reads: the address, and the parameters in their order, decoded once.
fn received(href: &str) -> (String, Vec<(String, String)>) {
    let url = url::Url::parse(href).unwrap_or_else(|error| panic!("{error}: {href}"));
    let raw = url.query().or(url.fragment()).unwrap_or_default();
    let pairs = url::form_urlencoded::parse(raw.as_bytes()).into_owned().collect();
    (href[..href.find(['?', '#']).unwrap_or(href.len())].to_owned(), pairs)
}

/// Id, address, parameters.
type Wanted = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// What each network is to receive, in its documented order: T the title, U the address, D the
/// description, P the picture.
const WANTED: &[Wanted] = &[
    ("x", "https://x.com/intent/tweet", &[("text", "T"), ("url", "U"), ("hashtags", "rust,rain"), ("via", "ada")]),
    ("facebook", "https://www.facebook.com/sharer/sharer.php", &[("u", "U")]),
    ("linkedin", "https://www.linkedin.com/sharing/share-offsite/", &[("url", "U")]),
    ("pinterest", "https://www.pinterest.com/pin/create/button/", &[("url", "U"), ("media", "P"), ("description", "T")]),
    ("bluesky", "https://bsky.app/intent/compose", &[("text", "T\nU")]),
    ("mastodon", "https://share.joinmastodon.org/", &[("text", "T U")]),
    ("threads", "https://www.threads.com/intent/post", &[("text", "T"), ("url", "U")]),
    ("fediverse", "web+mastodon://share", &[("text", "T U")]),
    ("whatsapp", "https://wa.me/", &[("text", "T U")]),
    ("telegram", "https://t.me/share/url", &[("url", "U"), ("text", "T")]),
    ("email", "mailto:", &[("subject", "T"), ("body", "D\r\n\r\nU")]),
    ("reddit", "https://www.reddit.com/submit", &[("url", "U"), ("title", "T")]),
    ("hackernews", "https://news.ycombinator.com/submitlink", &[("u", "U"), ("t", "T")]),
    (
        "tumblr",
        "https://www.tumblr.com/widgets/share/tool",
        &[("canonicalUrl", "U"), ("title", "T"), ("caption", "D"), ("tags", "rust,rain"), ("posttype", "link")],
    ),
    ("flipboard", "https://share.flipboard.com/bookmarklet/popout", &[("title", "T"), ("url", "U"), ("v", "2")]),
    ("instapaper", "https://www.instapaper.com/hello2", &[("url", "U"), ("title", "T"), ("description", "D")]),
    ("buffer", "https://buffer.com/add", &[("url", "U"), ("text", "T")]),
    ("diaspora", "https://share.diasporafoundation.org/", &[("title", "T"), ("url", "U")]),
    ("xing", "https://www.xing.com/spi/shares/new", &[("url", "U")]),
    ("nextdoor", "https://nextdoor.com/sharekit/", &[("body", "T U"), ("source", "site")]),
    ("line", "https://social-plugins.line.me/lineit/share", &[("url", "U"), ("text", "T")]),
    ("vk", "https://vk.com/share.php", &[("url", "U"), ("title", "T"), ("image", "P")]),
    ("odnoklassniki", "https://connect.ok.ru/offer", &[("url", "U"), ("title", "T"), ("description", "D"), ("imageUrl", "P")]),
    ("weibo", "https://service.weibo.com/share/share.php", &[("url", "U"), ("title", "T"), ("pic", "P")]),
    ("hatena", "https://b.hatena.ne.jp/add", &[("url", "U"), ("title", "T"), ("mode", "confirm")]),
    ("viber", "viber://forward", &[("text", "T U")]),
    ("sms", "sms:", &[("body", "T U")]),
];

#[test]
fn every_network_receives_what_was_meant_whatever_the_title_holds() {
    let hostile = [
        "Tom & \"Jerry\" <b>it's</b> 50% off #1 + 2",
        "😀 👩‍👩‍👧 emoji",
        "שלום עולם \u{202E}(rain)",
        "two\nlines\ttab\u{0}",
        "a=b&url=evil;u=x",
        "%2525 %E2%80%A6 %",
        "日本語／タイトル～",
    ];
    let tags = ["rust".to_owned(), "rain".to_owned()];
    assert_eq!(WANTED.iter().map(|row| row.0).collect::<Vec<_>>(), platform::ids().filter(|id| *id != "copy").collect::<Vec<_>>());
    for title in hostile {
        let what = Shared { hashtags: &tags, via: Some("@ada"), ..shared(title) };
        let (links, findings) = links(&all(), &what, &no_words);
        assert!(findings.is_empty() && links.len() == platform::PLATFORMS.len());
        for (id, address, pairs) in WANTED {
            let link = links.iter().find(|link| link.id == *id).unwrap();
            let told = |value: &str| match value {
                "T" => title.to_owned(),
                "U" => URL.to_owned(),
                "D" => what.description.to_owned(),
                "P" => what.image.unwrap().to_owned(),
                "T U" | "T\nU" => value.replacen('U', URL, 1).replacen('T', title, 1),
                other => other.replace('D', what.description).replace('U', URL),
            };
            let wanted: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), told(value))).collect();
            assert_eq!(received(&link.url), ((*address).to_owned(), wanted), "{}", link.url);
            assert!(!link.url.contains(['"', '<', '>', '\'', ' ', '+', '\n']) || link.id == "fediverse", "{}", link.url);
            let (platform, url) = platform::shared_url(&link.url).unwrap();
            assert_eq!((platform.id, url.as_str()), (link.id, URL), "{}", link.url);
        }
        assert_eq!(links.iter().find(|link| link.kind == "copy").unwrap().url, URL);
    }
}

#[test]
fn a_network_is_not_told_what_the_page_has_not() {
    let (links, _) = links(&all(), &Shared { title: "Rain", url: URL, ..Shared::default() }, &no_words);
    for link in links.iter().filter(|link| link.kind == "link") {
        let (_, pairs) = received(&link.url);
        assert!(pairs.iter().all(|(_, value)| !value.is_empty()), "{}", link.url);
        assert!(!pairs.iter().any(|(name, _)| ["via", "tags", "pic", "image", "caption"].contains(&name.as_str())), "{}", link.url);
    }
}

#[test]
fn analytics_are_told_once_where_readers_come_from() {
    let url = |id: &str, url: &str| {
        let what = Shared { url, campaign: Some("Rain"), ..shared("Rain") };
        let link = links(&[id.to_owned()], &what, &no_words).0.remove(0);
        platform::shared_url(&link.url).map_or(link.url, |(_, url)| url)
    };
    let rest = "utm_medium=social&utm_campaign=rain&utm_content=share-button";
    assert_eq!(url("x", "https://a.org/rain/"), format!("https://a.org/rain/?utm_source=twitter&{rest}"));
    assert_eq!(url("bluesky", "https://a.org/rain/?p=1#top"), format!("https://a.org/rain/?p=1&utm_source=bluesky&{rest}#top"));
    let once = url("linkedin", "https://a.org/rain/");
    assert_eq!(url("facebook", &once), once);
    assert_eq!(url("copy", "https://a.org/rain/"), "https://a.org/rain/");
}

#[test]
fn x_gets_hashtags_and_handle_and_loses_them_first() {
    let tags = ["#Rust".to_owned(), "static site".to_owned(), "third".to_owned()];
    let url = |title: &str| {
        let what = Shared { hashtags: &tags, via: Some("@ada"), ..shared(title) };
        links(&["x".to_owned()], &what, &no_words).0[0].url.clone()
    };
    assert!(url("Rain").ends_with("&hashtags=Rust%2Cstaticsite&via=ada"));
    let long = "rain ".repeat(49) + "r";
    assert!(url(&long).ends_with("b%3D%25C3%25BC&via=ada"), "{}", url(&long));
    assert!(received(&url(&"rain ".repeat(80))).1[0].1.ends_with("rain…"));
}

#[test]
fn links_are_named_and_letters_open_no_window() {
    let german = |key: &str| if key == "share_on" { "Auf {network} teilen".to_owned() } else { key.to_owned() };
    let (links, _) = links(&["x", "email", "copy", "fediverse"].map(str::to_owned), &shared("Rain"), &german);
    let named: Vec<_> = links.iter().map(|link| (link.aria.as_str(), link.rel, link.kind)).collect();
    let wanted = [
        ("Auf X teilen", "nofollow noopener noreferrer", "link"),
        ("Share by email", "", "link"),
        ("Copy link", "", "copy"),
        ("Share via Fediverse", "", "link"),
    ];
    assert_eq!(named, wanted);
}

#[test]
fn a_page_without_a_picture_cannot_be_pinned() {
    for image in [None, Some("https://example.org/rain.svg?v=2")] {
        let (links, findings) = links(&all(), &Shared { image, ..shared("Rain") }, &no_words);
        assert!(findings.is_empty() && links.iter().all(|link| link.id != "pinterest" && !link.url.contains(".svg")));
    }
}

#[test]
fn what_cannot_be_shared_to_is_said_and_the_rest_is_shown() {
    let asked = ["friendica", "twitter", "pocket", "x", "x", ""].map(str::to_owned);
    let (links, findings) = links(&asked, &shared("Rain"), &no_words);
    assert_eq!(links.len(), 1);
    assert!(findings.len() == 3 && findings.iter().all(|finding| finding.rule == "block-input"));
    assert_eq!(findings[1].advice(), Some("did you mean `x`?"));
    assert_eq!(&*findings[2].message, "`pocket` cannot be shared to: Pocket closed in 2025");
}

#[test]
fn a_mastodon_server_of_ones_own_is_asked_directly() {
    let of =
        |server| links(&["mastodon", "fediverse"].map(str::to_owned), &Shared { mastodon_server: server, ..shared("Rain") }, &no_words);
    for link in of("https://hachyderm.io/").0 {
        assert!(link.url.starts_with("https://hachyderm.io/share?text=Rain%20https%3A") && !link.rel.is_empty());
        assert!(link.aria.ends_with("opens in a new tab"));
    }
    let (links, findings) = of("not a server");
    assert!(links[0].url.starts_with("https://share.joinmastodon.org/#text=Rain%20") && findings.len() == 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_is_ever_over_its_limit(
        parts in prop::collection::vec(prop_oneof![
            "[a-z]{1,14} ", "\\PC{0,6}", Just("👨‍👩‍👧‍👦".to_owned()), Just("日本語".to_owned()), Just("main.rs ".to_owned()),
            Just("e\u{301}\u{302}\u{303}".to_owned()), Just("— ".to_owned()), Just("https://example.org/x ".to_owned()),
        ], 0..160),
    ) {
        let title = parts.concat();
        for platform in platform::PLATFORMS {
            let post = post_of(platform, &shared(&title));
            prop_assert_eq!(over(platform, &post), 0, "{} {:?}", platform.id, &post.text);
            if post.text != title {
                prop_assert!(title.starts_with(post.text.trim_end_matches('…')));
            }
        }
    }
}
