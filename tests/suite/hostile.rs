//! Anything is a page: what is broken, huge or hostile costs its own time and no more.

use std::time::Instant;

use smo_build::model::facts::Shape;
use smo_build::smo::survey;

use crate::support::core::House;
use crate::support::holds::holds;

fn document(head: &str, body: &str) -> Vec<u8> {
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Rain</title>{head}</head><body><p>Drops.</p>{body}</body></html>"
    )
    .into_bytes()
}

fn listing(quotes: &str) -> String {
    format!("<script type=application/smo+json>{{\"quotes\":[\"{quotes}\"]}}</script>")
}

fn keys(count: usize) -> String {
    (0..count).map(|n| format!("data-k{n}=x ")).collect()
}

fn latin(body: &str) -> Vec<u8> {
    let html = format!("<!doctype html><html lang=de><meta charset=iso-8859-1><title>Regen</title><body>{body}</body></html>");
    html.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin letters")).collect()
}

#[test]
fn a_page_may_end_at_any_byte() {
    let house = House::new();
    let html = include_bytes!("../pages/real/eleventy.html");
    let body = html.windows(5).position(|window| window == b"<body").expect("it has a body");
    // Every byte of the head, and some of the text.
    let ends = (0..body + 40).chain((body..html.len()).step_by(97));
    for end in ends {
        holds(&house, &html[..end]);
    }
}

/// What takes as long as its square never ends at scale.
#[test]
#[allow(clippy::print_stdout, reason = "shown where somebody asks for it")]
fn pages_of_every_hostile_shape_come_out_whole() {
    let house = House::new();
    // `HOSTILE=100` asks for pages a hundred times as long, and shows what each takes.
    let scale = std::env::var("HOSTILE").ok().and_then(|scale| scale.parse::<usize>().ok());
    let many = |piece: &str, count: usize| piece.repeat(count * scale.unwrap_or(1));
    let long = |piece: &str, times: usize| document("", &format!("<p title=\"{}\">x</p>", many(piece, times)));
    let pages: Vec<(&str, Vec<u8>)> = vec![
        ("elements in elements", document("", &many("<div>", 1_000))),
        ("elements in elements, closed", document("", &(many("<b>", 1_000) + &many("</b>", 1_000)))),
        ("unclosed paragraphs", document("", &many("<p>x", 1_000))),
        ("unclosed headings", document("", &many("<h2>x", 1_000))),
        ("an attribute of megabytes", long("x", 1_000)),
        ("an attribute of references", long("&amp;", 1_000)),
        ("metas", document(&many("<meta name=x content=y>", 1_000), "")),
        ("pictures", document(&many("<meta property=og:image content=/img/a.jpg>", 1_000), "")),
        ("empty tags", document(&many("<meta property=og:title content>", 1_000), "")),
        ("attributes", document(&format!("<meta {}>", many("a=b ", 1_000)), "")),
        ("mounts", document("", &many("<div data-smo=share></div>", 1_000))),
        ("quotes", document("", &many("<mark data-smo=quote>It rained.</mark>", 1_000))),
        ("mounts in mounts", document("", &many("<div data-smo=quote>x", 1_000))),
        ("mounts that nobody knows", document("", &many("<div data-smo=shaer></div>", 1_000))),
        ("comments", document(&many("<!-- x -->", 1_000), "")),
        ("open comments", document(&many("<!-- x -- !", 1_000), "")),
        ("end tags", document(&many("</x>", 1_000), "")),
        ("open ends", document(&many("</", 1_000), "")),
        ("open brackets", document("", &many("<", 1_000))),
        ("ids", document("", &many("<i id=a></i>", 1_000))),
        ("articles", document("", &many("<article>", 1_000))),
        ("islands", document(&many("<script type=application/smo+json>{}</script>", 1_000), "")),
        ("data", document(&many("<script type=application/ld+json>{\"@type\":\"Article\"}</script>", 1_000), "")),
        ("deep data", document(&format!("<script type=application/ld+json>{}</script>", many("[", 1_000)), "")),
        ("a deep island", document(&format!("<script type=application/smo+json>{}</script>", many("{\"card\":", 1_000)), "")),
        ("titles", document(&many("<title>x</title>", 1_000), "")),
        (
            "a script of megabytes",
            document(&format!("<script>{}</script><meta name=description content=Drops.>", many("x = '</head>';", 1_000)), ""),
        ),
        ("a style of megabytes", document(&format!("<style>{}</style>", many("a{}\n", 1_000)), "")),
        ("a title of megabytes", format!("<!doctype html><title>{}</title>", many("rain ", 1_000)).into_bytes()),
        ("a description of megabytes", document(&format!("<meta name=description content='{}'>", many("rain ", 1_000)), "")),
        ("a title in elements", format!("<!doctype html><title>{}{}</title>", many("<b>", 20_000), many("</b>", 20_000)).into_bytes()),
        ("a heading in elements", format!("<!doctype html><h1>{}{}</h1>", many("<b>", 20_000), many("</b>", 20_000)).into_bytes()),
        ("a quote in pieces", document("", &format!("<div data-smo=quote>{}</div>", many("<b>a</b>", 2_000)))),
        ("a block of keys", document("", &format!("<div data-smo=quote {}>It rained.</div>", keys(10_000 * scale.unwrap_or(1))))),
        ("ends of nothing", format!("<!doctype html>{}{}", many("<b>", 10_000), many("</x>", 10_000)).into_bytes()),
        ("a sentence of megabytes", document(&listing(&many("rain ", 2_000)), &many("rain ", 4_000))),
        ("sentences of one word", document(&listing(&many("rain\",\"", 300)), &many("rain ", 2_000))),
        ("quotes in another encoding", latin(&format!("<div data-smo=quote>{}</div>", many("<mark data-smo=quote>\u{E4}</mark>", 900)))),
        ("share links", document("", &many("<a href='https://x.com/intent/tweet?url=https%3A%2F%2Fexample.org%2Frain%2F'>x</a>", 1_000))),
    ];
    for (name, html) in &pages {
        let start = Instant::now();
        let once = house.optimize(html);
        let twice = house.optimize(&once.html);
        assert!(once.html == twice.html, "{name}: twice equals once");
        if scale.is_some() {
            println!("{:>12.1?} {:>9} bytes {name}", start.elapsed(), html.len());
        }
    }
}

#[test]
fn a_page_over_the_cap_is_not_parsed() {
    let house = House::new();
    let mut html = document("", "");
    html.resize(33 * 1024 * 1024, b' ');
    let out = house.optimize(&html);
    assert!(out.html == html);
    assert_eq!(out.facts.shape, Shape::Opaque);
    assert_eq!(out.plan.findings[0].rule, "page-too-large");
}

#[test]
fn a_title_cannot_turn_what_stands_around_it() {
    let house = House::new();
    let html = "<!doctype html><meta charset=utf-8><title>\u{202E}niar \u{2067}\u{5D2}\u{2069}\0</title><p>Drops.</p>";
    let facts = survey(&house.page(&house.optimize(html.as_bytes()).html));
    assert_eq!(facts.meta("og:title").expect("filled").content, "niar \u{2067}\u{5D2}\u{2069}");
}

#[test]
fn a_block_of_too_many_keys_is_said_once() {
    let out = House::new().optimize(&document("", &format!("<div data-smo=quote {}>It rained.</div>", keys(1_000))));
    let said = |message: &str| out.plan.findings.iter().filter(|finding| finding.message.contains(message)).count();
    assert_eq!((said("more than 100 keys"), said("has no key")), (1, 100));
}
