//! What a drawn card says of its page: words, pictures, colours, ready for a layout.
//!
//! A layout's template sees exactly this, with the size it is drawn in and its own options.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::files::{Digest, ImageInfo};
use super::palette::Palette;
use super::picture::{Area, Focus, Size};

/// Enlarging a photo further than this shows (design 11).
pub const MOST_ENLARGED: f64 = 1.25;

/// The page and its site as a card shows them. The template of a layout sees [`Subject::page`], [`Subject::data`],
/// [`CardSite::shown`], the palette, the size, and its own `options`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject {
    pub title: String,
    pub description: String,
    /// Absolute; empty if nobody knows.
    pub url: String,
    pub site_path: String,
    pub kind: &'static str,
    pub lang: String,
    pub authors: Vec<String>,
    /// A picture of the first author.
    pub portrait: Option<CardPhoto>,
    /// RFC 3339, or a day; empty without one.
    pub date: String,
    pub minutes: Option<usize>,
    pub tags: Vec<String>,
    pub section: String,
    pub series: Option<SeriesPart>,
    pub image: Option<CardPhoto>,
    pub body_image: Option<CardPhoto>,
    pub site: CardSite,
    /// `social.card_data`, and what the page itself has to say: a marked quote, a number, points.
    pub data: Map<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardSite {
    pub title: String,
    pub host: String,
    pub url: String,
    pub lang: String,
    pub logo: Option<CardPhoto>,
    /// `site.theme_color`.
    pub brand: Option<String>,
}

/// `site` in a layout's template.
#[derive(Debug, Serialize)]
pub struct ShownSite<'a> {
    title: &'a str,
    host: &'a str,
    url: &'a str,
    lang: &'a str,
    logo: Option<ShownPhoto<'a>>,
}

impl CardSite {
    /// What the template of a layout is given of the site.
    pub fn shown(&self, size: Size) -> ShownSite<'_> {
        ShownSite { title: self.name(), host: &self.host, url: &self.url, lang: &self.lang, logo: shown(&self.logo, size) }
    }

    pub fn palette(&self) -> Palette {
        Palette::of(self.brand.as_deref(), self.name())
    }

    fn name(&self) -> &str {
        if self.title.is_empty() { &self.host } else { &self.title }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeriesPart {
    pub name: String,
    /// From 1.
    pub index: usize,
    pub count: usize,
}

/// A picture of the project that a layout may show.
#[derive(Clone, Debug, PartialEq)]
pub struct CardPhoto {
    /// Its path below the output root, percent-encoded.
    pub src: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    /// None: cut around what it shows.
    pub focus: Option<Focus>,
    pub digest: Digest,
}

impl CardPhoto {
    pub fn new(info: &ImageInfo, alt: &str, focus: Option<Focus>) -> Self {
        let (width, height) = (info.width, info.height);
        Self { src: info.path.as_str().to_owned(), alt: alt.to_owned(), width, height, focus, digest: info.digest }
    }

    fn shown(&self, size: Size) -> ShownPhoto<'_> {
        let most = |pixels: u32| (f64::from(pixels) * MOST_ENLARGED) as u32;
        ShownPhoto {
            src: &self.src,
            alt: &self.alt,
            width: self.width,
            height: self.height,
            position: self.focus.map_or_else(String::new, |focus| format!("{}% {}%", focus.x, focus.y)),
            covers: covers(self.width, self.height, size),
            most: Most { w: most(self.width), h: most(self.height) },
        }
    }
}

/// A picture as templates of layouts see it.
#[derive(Debug, Serialize)]
struct ShownPhoto<'a> {
    src: &'a str,
    alt: &'a str,
    width: u32,
    height: u32,
    position: String,
    covers: bool,
    most: Most,
}

/// As large as it may be drawn.
#[derive(Debug, Serialize)]
struct Most {
    w: u32,
    h: u32,
}

/// `page` in a layout's template.
#[derive(Debug, Serialize)]
pub struct CardPage<'a> {
    title: &'a str,
    description: &'a str,
    url: &'a str,
    site_path: &'a str,
    author: Option<ShownAuthor<'a>>,
    authors: &'a [String],
    date: &'a str,
    reading_time: Option<usize>,
    tags: &'a [String],
    section: &'a str,
    series: Option<&'a SeriesPart>,
    kind: &'a str,
    lang: &'a str,
    dir: &'static str,
    image: Option<ShownPhoto<'a>>,
    body_image: Option<ShownPhoto<'a>>,
}

#[derive(Debug, Serialize)]
struct ShownAuthor<'a> {
    name: &'a str,
    image: Option<ShownPhoto<'a>>,
}

fn shown(photo: &Option<CardPhoto>, size: Size) -> Option<ShownPhoto<'_>> {
    photo.as_ref().map(|photo| photo.shown(size))
}

/// Can a picture fill this size without being enlarged so far that it shows?
pub fn covers(width: u32, height: u32, size: Size) -> bool {
    let fills = |has: u32, wanted: u32| f64::from(has) * MOST_ENLARGED >= f64::from(wanted);
    fills(width, size.width) && fills(height, size.height)
}

impl Subject {
    /// What the template of a layout is given of the page.
    pub fn page(&self, size: Size) -> CardPage<'_> {
        CardPage {
            title: &self.title,
            description: &self.description,
            url: &self.url,
            site_path: &self.site_path,
            author: self.authors.first().map(|name| ShownAuthor { name, image: shown(&self.portrait, size) }),
            authors: &self.authors,
            date: &self.date,
            reading_time: self.minutes,
            tags: &self.tags,
            section: &self.section,
            series: self.series.as_ref(),
            kind: self.kind,
            lang: &self.lang,
            dir: if self.is_rtl() { "rtl" } else { "ltr" },
            image: shown(&self.image, size),
            body_image: shown(&self.body_image, size),
        }
    }

    /// What it is given as `card`.
    pub fn data(&self) -> Map<String, Value> {
        with_derived(self.data.clone())
    }

    /// The pictures that a drawing may name, with what tells one from another.
    pub fn pictures(&self) -> impl Iterator<Item = &CardPhoto> {
        [&self.image, &self.body_image, &self.portrait, &self.site.logo].into_iter().flatten()
    }

    /// By its language, else by the first letter of the title that has a direction.
    fn is_rtl(&self) -> bool {
        const RTL: &[&str] = &["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];
        let of_letter = |c: char| match c {
            '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => Some(true),
            c if c.is_alphabetic() => Some(false),
            _ => None,
        };
        let language = self.lang.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        // A foreign page often claims to be English, whatever it is.
        self.title.chars().find_map(of_letter).unwrap_or_else(|| RTL.contains(&language.as_str()))
    }
}

/// What templates cannot work out themselves: `share`, how full a bar for the value is, in percent;
/// `lines`, the code line by line with its depth.
fn with_derived(mut data: Map<String, Value>) -> Map<String, Value> {
    let text = |key: &str| data.get(key).and_then(Value::as_str);
    let percent = text("value").and_then(|value| value.trim().strip_suffix('%')?.trim().replace(',', ".").parse::<f64>().ok());
    let share = percent.filter(|share| (0.0..=100.0).contains(share)).map(|share| json!(share));
    let lines = text("code").map(code_lines);
    for (key, value) in [("share", share), ("lines", lines)] {
        if let (Some(value), false) = (value, data.contains_key(key)) {
            data.insert(key.to_owned(), value);
        }
    }
    data
}

/// The first lines without the indent that all of them share.
fn code_lines(code: &str) -> Value {
    const MOST: usize = 24;
    let lines: Vec<String> = code.lines().map(|line| line.replace('\t', "    ").trim_end().to_owned()).collect();
    let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    let lines = &lines[start..];
    let depth = |line: &String| line.len() - line.trim_start().len();
    let shared = lines.iter().filter(|line| !line.is_empty()).map(depth).min().unwrap_or(0);
    let line = |line: &String| json!({ "depth": depth(line).saturating_sub(shared), "text": line.trim_start() });
    lines.iter().take(MOST).map(line).collect()
}

/// Where our own layouts put their words: a little further in than `safe`.
pub fn frame(size: Size) -> Area {
    let (x, y) = match size.name {
        "og" => (72, 64),
        "square" => (92, 92),
        "portrait" => (88, 92),
        "pin" => (80, 88),
        "story" => return Area { x: 88, y: 292, w: 904, h: 932 },
        _ => (size.width / 14, size.height / 14),
    };
    Area { x, y, w: size.width.saturating_sub(2 * x), h: size.height.saturating_sub(2 * y) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::picture::{OG, SIZES};

    #[test]
    fn our_layouts_keep_inside_what_is_safe() {
        for size in SIZES {
            let (safe, own) = (size.safe(), frame(*size));
            assert!(own.x >= safe.x && own.x + own.w <= safe.x + safe.w, "{}", size.name);
            assert!(own.y >= safe.y && own.y + own.h <= safe.y + safe.h, "{}", size.name);
        }
    }

    #[test]
    fn a_card_reads_the_way_its_title_does() {
        let dir = |title: &str, lang: &str| {
            let subject = Subject { title: title.into(), lang: lang.into(), ..Subject::default() };
            json!(subject.page(OG))["dir"].as_str().unwrap().to_owned()
        };
        assert_eq!(dir("كيف نقيس المطر", "en"), "rtl");
        assert_eq!(dir("Rain", "ar"), "ltr");
        assert_eq!(dir("2026", "he"), "rtl");
    }
}
