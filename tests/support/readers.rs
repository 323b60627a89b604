//! A thousand pages for link-preview readers: the same in every run, on every machine.
//!
//! Each is made of a seed: its number. Some are pages as generators write them, damaged; most
//! are heads put together from parts that occur in the wild. Every second one has gone through
//! the core.

use std::fs;

use super::core::House;

pub const COUNT: usize = 1000;

/// A page by its number.
pub struct ReaderPage {
    pub key: String,
    pub html: Vec<u8>,
    /// It went through the core.
    pub optimized: bool,
}

/// All of them.
pub fn pages(house: &House) -> Vec<ReaderPage> {
    let templates = templates();
    (0..COUNT)
        .map(|number| {
            let raw = raw(number, &templates);
            let optimized = number % 2 == 1;
            let html = if optimized { house.optimize(raw.as_bytes()).html } else { raw.into_bytes() };
            ReaderPage { key: format!("{number:04}"), html, optimized }
        })
        .collect()
}

fn raw(number: usize, templates: &[String]) -> String {
    // Two pages in a row have different seeds, so that both halves hold every kind.
    let mut dice = Dice::new(number as u64);
    if number % 10 < 3 { damaged(&mut dice, templates) } else { composed(&mut dice) }
}

/// Pages as other generators wrote them, and odd heads. By name, so that a new page there does not
/// change those here.
const TEMPLATES: &[&str] = &[
    "head/comments",
    "head/empty-head",
    "head/empty-title",
    "head/head-behind-body",
    "head/http-equiv",
    "head/late-charset",
    "head/minified",
    "head/no-head-no-body",
    "head/no-head",
    "head/nothing-but-text",
    "head/partial",
    "head/plain",
    "head/stray-element",
    "head/title-behind-script",
    "head/title-in-body",
    "head/title-in-svg",
    "head/unclosed-head",
    "head/upper-case-crlf",
    "real/eleventy",
    "real/hugo-list",
    "real/hugo-minified",
    "real/hugo",
    "real/mkdocs-404",
    "real/mkdocs-material",
    "real/mkdocs-readthedocs",
    "real/mkdocs",
    "real/sphinx-alabaster",
    "real/sphinx-furo",
];

fn templates() -> Vec<String> {
    let path = |name: &&str| format!("{}/tests/pages/{name}.html", env!("CARGO_MANIFEST_DIR"));
    TEMPLATES.iter().map(|name| fs::read_to_string(path(name)).expect("a page")).collect()
}

/// SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5EED)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// In so many of a hundred cases.
    fn odds(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

const TITLES: &[&str] = &[
    "Rain gauges at home",
    "A year of hill weather",
    "Tom & Jerry's \"garden\" <notes>",
    "Ärger mit dem Föhn – été à la montagne",
    "雨の日の観察ノート",
    "مقياس المطر في المنزل",
    "Storm 🌩️ over the 👩‍👩‍👧 house",
    "Rain | Field Notes",
    "Rain - Field Notes",
    "Field Notes",
    "Reading the sky: how a barometer, a rain gauge, a thermometer and a notebook became a habit that outlived the winter and most of the spring",
    "AT&amp;T and the weather",
    "  Rain\n    over\n  two lines  ",
    "null",
    "1 < 2 > 0",
    "Don’t look up… yet",
];

const DESCRIPTIONS: &[&str] = &[
    "What a funnel, a bottle and a ruler tell about the weather.",
    "Rain gauges at home",
    "Short.",
    "Quotes \"like this\" & ampersands; 5 > 3.",
    "Nebel im Tal, Schnee am Grat – und dazwischen ein Jahr voller Messwerte.",
    "毎朝の雨量を測る方法と、その記録のつけ方。",
    "A line\nand another line\n\nand a third after a gap.",
    "Every morning at seven the bottle is emptied, the water measured, and the number written down in a notebook that has been on the same nail since the first summer. Over the years the numbers became curves, the curves became habits, and the habits became a small science of one hillside. This page tells how to begin with what lies in a kitchen.",
    "Measured and noted, noted and measured: the wet months first, then the dry ones. The gauge stands where the wind is weak, away from the eaves and from the apple tree. Its rim is level and its height is a metre. Snow is melted before it is measured, hail is counted as rain, dew as nothing. In storms the bottle overflows into a second one, which is measured as well. Errors are written down with the numbers, because a number without its error is a rumour. Those who begin tomorrow will have a year of rain in a year, which is more than most people have, and more than enough to see that no month is like the one before it.",
    "&lt;b&gt;escaped twice&lt;/b&gt; &amp;amp; kept",
    "   ",
];

const IMAGES: &[&str] = &[
    "https://example.org/img/a.jpg",
    "https://cdn.example.com/cards/rain.png?v=2",
    "/img/a.jpg",
    "/img/small.png",
    "img/b.png",
    "../c.webp",
    "//cdn.example.com/d.jpg",
    "http://example.org/plain.gif",
    "https://example.org/art.svg",
    "https://example.org/img/größe.jpg",
    "https://example.org/a b.png",
    "null",
    "",
];

/// What heads hold by mistake.
const ODD: &[&str] = &[
    "<meta property=\"og:title\" content=\"Fish &amp chips &copy 2024 &hellip\">",
    "<meta property=\"og:description\" content=\"Caf&eacute &#151; 5 &times; 3, &not; &unknown;\">",
    "<meta property=\"og:title\" content=\"First\" content=\"Second\">",
    "<meta property=\"og:title\" value=\"In value\">",
    "<meta property = \"og:title\" content = \"Spaced out\" >",
    "<meta property=\" og:title \" content=\"Spaces in the key\">",
    "<meta property=\"og:description\" content=\"A raw > and < in a value\">",
    "<meta property=\"og:title og:image\" content=\"Two keys\">",
    "<title>Rain <b>in bold</b> &amp; more</title>",
    "<title><!-- hidden -->Shown</title>",
    "<div>Text in the head</div>",
    "Loose text",
    "</head><head>",
    "<template><meta property=\"og:title\" content=\"In a template\"></template>",
    "<noscript><meta property=\"og:title\" content=\"Without scripts\"><link rel=\"stylesheet\" href=\"/n.css\"></noscript>",
    "<!--[if IE]><meta property=\"og:title\" content=\"For IE\"><![endif]-->",
    "<!--[if !IE]> --><meta property=\"og:title\" content=\"Not for IE\"><!-- <![endif]-->",
    "<script>document.write('<title>Written</title>');</script>",
    "<script>/* <!-- */ var a = '<meta name=description content=x>';</script>",
    "<meta property=\"og:image\" content=\"https://\">",
    "<meta property=\"og:image\" content=\"data:image/png;base64,AAAA\">",
    "<meta property=\"og:image\" content=\"img/über uns.png?a=1&amp;b=2#c\">",
    "<meta property=\"og:image\" content=\"  /img/padded.png  \">",
    "<base href=\"https://other.example.net/deep/\">",
    "<link rel=\"Shortcut Icon\" href=\"/upper.ico\">",
    "<link rel=\"apple-touch-icon image_src\" href=\"/both.png\">",
    "<meta name=\"Description\" content=\"An upper case key\">",
    "<meta name=\"twitter:description\" property=\"og:description\" content=\"Two attributes\">",
    "<meta property=\"og:title\" content=\"&quot;Quoted&quot; &#x1F600; &#39;twice&#39; &lt;em&gt;\">",
    "<style>/* <title>Styled</title> */</style>",
];

const WORDS: &[&str] =
    &["rain", "gauge", "hill", "morning", "notebook", "wind", "cloud", "number", "valley", "winter", "bottle", "and", "the", "of"];

/// A head of parts in any order, and a body.
fn composed(dice: &mut Dice) -> String {
    let mut parts = tags(dice);
    if dice.odds(70) {
        dice.shuffle(&mut parts);
    }
    if dice.odds(25) {
        let odd = dice.of(ODD);
        let at = dice.below(parts.len() + 1);
        parts.insert(at, odd.to_owned());
    }
    if dice.odds(4) {
        let many = (0..55).map(|n| format!("<meta property=\"og:x{n}\" content=\"{n}\">"));
        let at = dice.below(parts.len() + 1);
        parts.splice(at..at, many);
    }
    let newline = dice.of(&["\n", "\n  ", "", "\r\n"]);
    let head: String = parts.iter().map(|part| format!("{part}{newline}")).collect();
    let body = body(dice);
    let lang = dice.of(&["", " lang=\"en\"", " lang=de"]);
    match dice.below(12) {
        0 => format!("<!doctype html><html{lang}>{head}<body>{body}</body></html>"),
        1 => format!("<!doctype html>{newline}{head}{body}"),
        2 => format!("<!DOCTYPE html><HTML{lang}><HEAD>{head}</HEAD><BODY>{body}</BODY></HTML>"),
        3 => format!("<!doctype html><html{lang}><head>{head}<body>{body}"),
        _ => format!("<!doctype html>\n<html{lang}>\n<head>\n{head}</head>\n<body>\n{body}\n</body>\n</html>\n"),
    }
}

fn tags(dice: &mut Dice) -> Vec<String> {
    let mut parts = vec!["<meta charset=\"utf-8\">".to_owned()];
    if dice.odds(85) {
        parts.push(title(dice));
    }
    if dice.odds(6) {
        parts.push(title(dice));
    }
    texts(dice, &mut parts);
    for (key, odds, twice) in [
        ("og:image", 55, 12),
        ("og:image:url", 8, 10),
        ("og:image:secure_url", 8, 0),
        ("twitter:image", 25, 8),
        ("twitter:image:src", 5, 0),
        ("og:url", 30, 0),
    ] {
        for _ in 0..times(dice, odds, twice) {
            let value = dice.of(IMAGES);
            parts.push(meta(dice, key, value));
        }
    }
    for (key, odds, value) in [
        ("twitter:card", 40, "summary_large_image"),
        ("og:type", 40, "article"),
        ("og:image:width", 15, "1200"),
        ("fediverse:creator", 10, "@ada@example.social"),
        ("viewport", 50, "width=device-width"),
    ] {
        if dice.odds(odds) {
            parts.push(meta(dice, key, value));
        }
    }
    for (rel, odds, href) in [
        ("icon", 25, "/favicon.ico"),
        ("shortcut icon", 10, "/icon.png"),
        ("apple-touch-icon", 15, "/touch.png"),
        ("image_src", 8, "/img/link.jpg"),
        ("canonical", 30, "https://example.org/rain/"),
        ("stylesheet", 30, "/style.css"),
    ] {
        if dice.odds(odds) {
            parts.push(format!("<link rel=\"{rel}\" href=\"{href}\">"));
        }
    }
    for (odds, part) in [
        (8, "<meta itemprop=\"image\" content=\"/img/item.jpg\">"),
        (8, "<!-- <meta property=\"og:title\" content=\"Commented out\"> -->"),
        (8, "<script>var tag = '<meta property=\"og:title\" content=\"In a script\">';</script>"),
        (6, "<style>h1 { color: teal }</style>"),
        (
            10,
            "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"In JSON\",\"description\":\"Said in JSON.\"}</script>",
        ),
        (6, "<script type=\"application/ld+json\">{\"@graph\":[{\"@type\":\"WebPage\",\"headline\":\"In a graph\"}]}</script>"),
        (3, "<script type=\"application/ld+json\">{broken</script>"),
    ] {
        if dice.odds(odds) {
            parts.push(part.to_owned());
        }
    }
    parts
}

fn texts(dice: &mut Dice, parts: &mut Vec<String>) {
    for (key, odds, twice) in [("og:title", 55, 12), ("twitter:title", 25, 8)] {
        for _ in 0..times(dice, odds, twice) {
            let value = if dice.odds(6) { "" } else { dice.of(TITLES) };
            parts.push(meta(dice, key, value));
        }
    }
    for (key, odds, twice) in [("description", 50, 6), ("og:description", 45, 10), ("twitter:description", 20, 6), ("DC.description", 3, 0)]
    {
        for _ in 0..times(dice, odds, twice) {
            let value = if dice.odds(6) { "" } else { dice.of(DESCRIPTIONS) };
            parts.push(meta(dice, key, value));
        }
    }
    if dice.odds(35) {
        parts.push(meta(dice, "og:site_name", "Field Notes"));
    }
    if dice.odds(10) {
        parts.push(meta(dice, "application-name", "Notes"));
    }
    if dice.odds(1) {
        let (description, title) = (sentence(dice, 300), sentence(dice, 260));
        parts.push(meta(dice, "og:description", &description));
        parts.push(meta(dice, "og:title", &title));
    }
}

/// How often a tag stands there: mostly once or not at all.
fn times(dice: &mut Dice, once: usize, twice: usize) -> usize {
    if dice.odds(once) { 1 + usize::from(dice.odds(twice)) } else { 0 }
}

fn title(dice: &mut Dice) -> String {
    let text = if dice.odds(5) { "" } else { dice.of(TITLES) };
    let text = escaped(dice, text);
    dice.of(&["<title>%</title>", "<title>%</title>", "<title>\n    %\n  </title>", "<TITLE>%</TITLE>", "<title data-x=\"1\">%</title>"])
        .replace('%', &text)
}

/// A meta tag in one of the forms that people and minifiers write.
fn meta(dice: &mut Dice, key: &str, value: &str) -> String {
    let usual = if key.starts_with("og:") { "property" } else { "name" };
    let attribute = match dice.below(20) {
        0 => "property",
        1 => "name",
        _ => usual,
    };
    let key = if dice.odds(2) { key.replace("og:t", "OG:T") } else { key.to_owned() };
    let text = escaped(dice, value);
    let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-:/.".contains(c));
    match dice.below(24) {
        0 => format!("<meta {attribute}='{key}' content='{}'>", text.replace('\'', "&#39;")),
        1 if bare => format!("<meta {attribute}={key} content={text}>"),
        2 => format!("<meta content=\"{text}\" {attribute}=\"{key}\">"),
        3 => format!("<meta {attribute}=\"{key}\" content=\"{text}\" />"),
        4 => format!("<meta name=\"{key}\" property=\"{key}\" content=\"{text}\">"),
        5 => format!("<META {}=\"{key}\" CONTENT=\"{text}\">", attribute.to_uppercase()),
        6 => format!("<meta\n    {attribute}=\"{key}\"\n    content=\"{text}\"\n  >"),
        7 if dice.odds(30) => format!("<meta {attribute}=\"{key}\">"),
        _ => format!("<meta {attribute}=\"{key}\" content=\"{text}\">"),
    }
}

/// One of the ways in which a text is made safe for HTML.
fn escaped(dice: &mut Dice, text: &str) -> String {
    let plain = text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    match dice.below(8) {
        0 => plain.replace('>', "&gt;").replace('\'', "&#39;").replace('é', "&eacute;").replace('–', "&ndash;"),
        1 => plain.replace('>', "&gt;").replace('’', "&#8217;").replace('…', "&#x2026;"),
        2 => plain.replace('&', "&amp;"),
        _ => plain.replace('>', "&gt;"),
    }
}

fn body(dice: &mut Dice) -> String {
    let mut parts = Vec::new();
    if dice.odds(10) {
        parts.push("<svg viewBox=\"0 0 1 1\"><title>An icon</title><path d=\"M0 0h1\"/></svg>".to_owned());
    }
    if dice.odds(40) {
        parts.push("<header><a href=\"/\">Field Notes</a><nav><a href=\"/about/\">About</a></nav></header>".to_owned());
    }
    if dice.odds(10) {
        parts.push("<noscript><img src=\"/pixel.gif\" width=\"1\" height=\"1\"></noscript>".to_owned());
    }
    let level = if dice.odds(80) { 1 } else { 2 };
    if dice.odds(80) {
        let text = dice.of(&[
            "Rain gauges at home",
            "A heading",
            "A <em>marked</em> heading",
            "<a href=\"/x\">A linked heading</a>",
            "Umbrellas &amp; boots",
        ]);
        parts.push(format!("<h{level}>{text}</h{level}>"));
    }
    let pictures = dice.below(4);
    for _ in 0..pictures {
        let size = dice.of(&[
            "",
            " width=\"640\" height=\"480\"",
            " width=\"32\" height=\"32\"",
            " width=\"8\" height=\"8\"",
            " width=\"100%\" height=\"auto\"",
            " width=\"1200\" height=\"630\"",
        ]);
        let src = dice.of(&["/img/x.jpg", "y.png", "https://cdn.example.com/z.webp", "/img/a.jpg"]);
        parts.push(format!("<p><img src=\"{src}\" alt=\"A gauge\"{size}></p>"));
    }
    for _ in 0..1 + dice.below(4) {
        let length = dice.of(&[4, 12, 30, 90]);
        let text = sentence(dice, length);
        parts.push(format!("<p>{text} <a href=\"/more/\">More</a>, <b>soon</b>.</p>"));
    }
    if dice.odds(20) {
        parts.push(format!("<ul><li>{}<li>{}</ul>", sentence(dice, 5), sentence(dice, 6)));
    }
    if dice.odds(4) {
        parts.push(meta(dice, "og:title", "Said in the body"));
    }
    if dice.odds(30) {
        parts.push("<footer>Made on a wet hillside.</footer>".to_owned());
    }
    let newline = dice.of(&["\n", "\n", ""]);
    let text = parts.join(newline);
    dice.of(&["%", "<main>%</main>", "<main><article>%</article></main>", "<div>%</div>"]).replace('%', &text)
}

fn sentence(dice: &mut Dice, words: usize) -> String {
    let words: Vec<&str> = (0..words).map(|_| dice.of(WORDS)).collect();
    format!("The {}", words.join(" "))
}

/// A page of a generator, with a few things done to the tags of its head.
fn damaged(dice: &mut Dice, templates: &[String]) -> String {
    let mut page = templates[dice.below(templates.len())].clone();
    // What follows the first few paragraphs decides about nothing.
    if let Some((at, _)) = page.match_indices("</p>").nth(4) {
        page.truncate(at + 4);
    }
    for _ in 0..1 + dice.below(4) {
        let metas: Vec<(usize, usize)> =
            page.match_indices("<meta").filter_map(|(at, _)| page[at..].find('>').map(|end| (at, at + end + 1))).collect();
        if metas.is_empty() {
            break;
        }
        let (start, end) = dice.of(&metas);
        let tag = page[start..end].to_owned();
        let changed = match dice.below(7) {
            0 => String::new(),
            1 => format!("{tag}{tag}"),
            2 if tag.contains("property=") => tag.replace("property=", "name="),
            3 if !tag.contains('\'') => tag.replace('"', "'"),
            4 => format!("{}{tag}", meta(dice, "og:image", "/img/a.jpg")),
            5 => {
                let text = dice.of(TITLES);
                format!("{tag}{}", meta(dice, "og:title", text))
            }
            _ => {
                let text = dice.of(DESCRIPTIONS);
                format!("{tag}{}", meta(dice, "og:description", text))
            }
        };
        page.replace_range(start..end, &changed);
    }
    page
}
