//! Card layouts with made-up pages: for contact sheets, reference pictures and benches.
//!
//! The pages are the hard ones: nothing to say and too much, scripts of the world, photos that are
//! dark, bright or small.

use serde_json::json;

use super::quiet::quietly;
use crate::base::{Finding, UrlPath};
use crate::model::card::{CardPhoto, CardSite, SeriesPart, Subject};
use crate::model::files::Digest;
use crate::model::picture::{Focus, MadeFrom, Picture, Size};
use crate::picture::{self, Kit, Light};
use crate::smo;
use crate::theme::Theme;

/// A layout drawn for a made-up page.
#[derive(Clone, Debug)]
pub struct SpecimenCard {
    pub picture: Picture,
    /// The card in words.
    pub alt: String,
    /// PNG or JPEG, as the picture's name says.
    pub bytes: Vec<u8>,
    pub findings: Vec<Finding>,
}

/// A made-up page, by name.
#[derive(Clone, Copy, Debug)]
pub struct Specimen {
    pub name: &'static str,
    title: &'static str,
    lang: &'static str,
    photo: Option<(Light, u32, u32)>,
    has: Has,
}

/// What a page has beside its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Has {
    Everything,
    /// No author, no date, no description.
    Nothing,
    NoDate,
    NoAuthor,
}

const fn plain(name: &'static str, title: &'static str, lang: &'static str) -> Specimen {
    Specimen { name, title, lang, photo: None, has: Has::Everything }
}

/// Large enough to fill every size.
const PHOTO: (u32, u32) = (1300, 1600);

#[rustfmt::skip] // a line each
pub const SPECIMENS: &[Specimen] = &[
    plain("usual", "Why we rewrote our build system in Rust", "en"),
    plain("short", "Go!", "en"),
    plain("long", "Everything I learned about measuring rain in a small garden over eleven years of daily notes, three broken gauges, one flooded cellar, two neighbours with opinions, and a spreadsheet nobody asked for", "en"),
    plain("one-word", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandsfrau", "de"),
    plain("chinese", "我们为什么每天都要测量花园里的雨水：十一年的小小记录", "zh"),
    plain("japanese", "家で雨量を測る：小さな庭の十一年間の記録", "ja"),
    plain("korean", "왜 우리는 매일 정원의 비를 재는가", "ko"),
    plain("arabic", "مرحبا بالعالم: كيف نقيس المطر في الحديقة كل يوم", "ar"),
    plain("hebrew", "למה אנחנו מודדים גשם בגינה כל יום (2026)", "he"),
    plain("hindi", "हम हर दिन बगीचे में बारिश क्यों मापते हैं", "hi"),
    plain("thai", "ทำไมเราจึงวัดปริมาณน้ำฝนในสวนทุกวันเป็นเวลาสิบเอ็ดปี", "th"),
    plain("emoji", "Shipping 🚀 with 👩🏽‍💻👨‍👩‍👧 in 🇩🇪 and 🇯🇵: ❤️ notes 👍🏿", "en"),
    plain("markup", "<b>R&D</b> said: \"{{ 100 % }}\" & it's > 'fine' </text>", "en"),
    Specimen { has: Has::NoDate, ..plain("no-date", "A page that never says when it was written", "en") },
    Specimen { has: Has::NoAuthor, ..plain("no-author", "Nobody in particular wrote this", "en") },
    Specimen { has: Has::Nothing, ..plain("bare", "About", "en") },
    Specimen { photo: Some((Light::Day, PHOTO.0, PHOTO.1)), ..plain("photo", "Walking the whole coast in eleven days", "en") },
    Specimen { photo: Some((Light::Night, PHOTO.0, PHOTO.1)), ..plain("dark-photo", "What a garden sounds like at night", "en") },
    Specimen { photo: Some((Light::Glare, PHOTO.0, PHOTO.1)), ..plain("bright-photo", "Everything I learned about snow, and about reading a depth gauge in a whiteout", "en") },
    Specimen { photo: Some((Light::Day, 640, 480)), ..plain("small-photo", "A small picture of a large hill", "en") },
];

/// Draws the page in a layout and a size. `brand` is `site.theme_color`; the layout is one of
/// `theme.layouts()`, or nothing for the one that fits. Needs no files: photos are made up.
pub fn specimen(theme: &Theme, kit: &Kit, brand: Option<&str>, layout: Option<&str>, size: Size, page: &Specimen) -> SpecimenCard {
    let planned = plan_specimen(theme, kit, brand, layout, size, page);
    let (bytes, mut findings) = planned.draw(kit);
    findings.splice(0..0, planned.findings);
    SpecimenCard { picture: planned.picture, alt: planned.alt, bytes, findings }
}

/// A specimen before it is drawn, with the photos it is drawn from.
#[derive(Clone, Debug)]
pub struct PlannedSpecimen {
    pub picture: Picture,
    pub alt: String,
    /// What was found while it was planned.
    pub findings: Vec<Finding>,
    title: &'static str,
    photos: Vec<(String, Vec<u8>)>,
}

/// As [`specimen`], without drawing.
pub fn plan_specimen(theme: &Theme, kit: &Kit, brand: Option<&str>, layout: Option<&str>, size: Size, page: &Specimen) -> PlannedSpecimen {
    let subject = page.subject(brand);
    let card = smo::card_of(&subject, layout, size, theme, kit.fonts_digest(), page.name);
    let used = match &card.picture.made_from {
        MadeFrom::Card { images, .. } => images.as_slice(),
        MadeFrom::Photo { .. } | MadeFrom::Variant { .. } => &[],
    };
    let made_up = |href: &String| match page.photo {
        Some((light, width, height)) if href != PORTRAIT => picture::scene(light, width, height),
        _ => picture::scene(Light::Day, 200, 200),
    };
    let photos = used.iter().map(|(href, _)| (href.clone(), made_up(href))).collect();
    let findings = card.trouble.into_iter().collect();
    PlannedSpecimen { picture: card.picture, alt: card.alt, findings, title: page.title, photos }
}

impl PlannedSpecimen {
    /// The picture's file, and what was found while it was drawn.
    pub fn draw(&self, kit: &Kit) -> (Vec<u8>, Vec<Finding>) {
        let read = |path: &UrlPath| match self.photos.iter().find(|(href, _)| href == path.as_str()) {
            Some((_, bytes)) => Ok(bytes.clone()),
            None => Err(std::io::ErrorKind::NotFound.into()),
        };
        match quietly(|| picture::make(&self.picture, &read, kit)) {
            Ok(made) => (made.bytes, made.findings),
            Err(finding) => (picture::stand_in(&self.picture, self.title, kit).bytes, vec![finding]),
        }
    }
}

const PORTRAIT: &str = "/portrait.jpg";

impl Specimen {
    pub fn named(name: &str) -> Option<&'static Self> {
        SPECIMENS.iter().find(|specimen| specimen.name == name)
    }

    fn subject(&self, brand: Option<&str>) -> Subject {
        let says = |what: Has| self.has == Has::Everything || (self.has != Has::Nothing && self.has != what);
        let photo = |src: &str, width, height| CardPhoto {
            src: src.to_owned(),
            alt: String::new(),
            width,
            height,
            focus: Some(Focus::default()),
            digest: Digest::of(format!("{src} {width} {height} {:?}", self.photo).as_bytes()),
        };
        let text = |at: usize| words(self.lang)[at].to_owned();
        let has_author = says(Has::NoAuthor);
        let data = json!({
            "quote": self.title, "source": if has_author { text(0) } else { String::new() },
            "value": "76 %", "label": self.title,
            "items": [text(3), self.title, text(4), text(5), text(3), text(4)],
            "code": CODE, "language": "rust",
            "rating": 4.5, "of": 5, "verdict": text(2),
            "starts": "2026-05-21T18:30:00+02:00", "place": text(6),
        });
        Subject {
            title: self.title.to_owned(),
            description: if self.has == Has::Nothing { String::new() } else { text(2) },
            url: "https://notes.example/rain/".to_owned(),
            site_path: "/rain/".to_owned(),
            kind: "article",
            lang: self.lang.to_owned(),
            authors: has_author.then(|| text(0)).into_iter().collect(),
            portrait: has_author.then(|| photo(PORTRAIT, 200, 200)),
            date: if says(Has::NoDate) { "2026-03-12".to_owned() } else { String::new() },
            minutes: (self.has != Has::Nothing).then_some(7),
            tags: if self.has == Has::Nothing { Vec::new() } else { vec![text(7)] },
            section: String::new(),
            series: Some(SeriesPart { name: text(8), index: 3, count: 7 }),
            image: self.photo.map(|(_, width, height)| photo("/hills%20and%20sky.jpg", width, height)),
            body_image: None,
            site: CardSite {
                title: text(1),
                host: "notes.example".to_owned(),
                url: "https://notes.example".to_owned(),
                lang: self.lang.to_owned(),
                logo: None,
                brand: brand.map(str::to_owned),
            },
            data: data.as_object().cloned().unwrap_or_default(),
        }
    }
}

const CODE: &str = "/// Millimetres since midnight.\npub fn total(drops: &[Drop]) -> f64 {\n    let sum: f64 = drops.iter().map(Drop::volume).sum();\n    if sum < EVAPORATED {\n        return 0.0; // the cat again\n    }\n    sum / GAUGE_AREA\n}\n";

/// Author, site, description, three points, place, tag, series.
fn words(lang: &str) -> [&'static str; 9] {
    match lang {
        "ar" => [
            "آدا لوفلايس",
            "دفتر الحقل",
            "ما تعلّمناه من أحد عشر عامًا من القياس اليومي في حديقة صغيرة.",
            "قِس في الساعة نفسها كل يوم",
            "أبعد المقياس عن الجدران",
            "اكتبه فورًا",
            "المكتبة العامة، برغن",
            "قياس",
            "بناء سريع",
        ],
        "he" => [
            "עדה לאבלייס",
            "יומן שדה",
            "מה למדנו מאחת עשרה שנים של מדידה יומית בגינה קטנה.",
            "למדוד באותה שעה בכל יום",
            "להרחיק את המד מקירות",
            "לרשום מיד",
            "הספרייה הציבורית, ברגן",
            "מדידה",
            "בנייה מהירה",
        ],
        "zh" => [
            "艾达",
            "田野笔记",
            "十一年来，我们在一个小花园里每天测量雨水，学到的东西比想象的多。",
            "每天在同一时间测量",
            "让雨量计远离墙壁",
            "立即记录下来",
            "卑尔根公共图书馆",
            "测量",
            "快速构建",
        ],
        "ja" => [
            "エイダ・ラブレス",
            "野外ノート",
            "小さな庭で十一年間、毎日雨を測ってわかったこと。",
            "毎日同じ時刻に測る",
            "壁から離して置く",
            "すぐに書き留める",
            "ベルゲン公共図書館",
            "測定",
            "速いビルド",
        ],
        "ko" => [
            "에이다 러브레이스",
            "들판 노트",
            "작은 정원에서 열한 해 동안 매일 비를 재며 배운 것들.",
            "매일 같은 시각에 잰다",
            "벽에서 멀리 둔다",
            "바로 적는다",
            "베르겐 공공 도서관",
            "측정",
            "빠른 빌드",
        ],
        "hi" => [
            "एडा लवलेस",
            "खेत की डायरी",
            "छोटे बगीचे में ग्यारह साल तक रोज़ बारिश मापने से जो सीखा।",
            "हर दिन एक ही समय मापें",
            "दीवारों से दूर रखें",
            "तुरंत लिख लें",
            "सार्वजनिक पुस्तकालय",
            "मापन",
            "तेज़ निर्माण",
        ],
        "th" => [
            "เอดา เลิฟเลซ",
            "บันทึกภาคสนาม",
            "สิ่งที่เราเรียนรู้จากการวัดฝนทุกวันตลอดสิบเอ็ดปี",
            "วัดเวลาเดียวกันทุกวัน",
            "วางให้ห่างจากกำแพง",
            "จดทันที",
            "หอสมุดประชาชน",
            "การวัด",
            "สร้างให้เร็ว",
        ],
        _ => [
            "Ada Lovelace",
            "Field Notes",
            "Three changes that mattered, two that did not, and what the gauge said in the end.",
            "Measure at the same hour",
            "Keep the gauge away from walls",
            "Write it down at once",
            "Public Library, Bergen",
            "Measuring",
            "Fast builds",
        ],
    }
}
