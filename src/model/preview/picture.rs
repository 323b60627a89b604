//! What becomes of the picture: across the card, beside the words, or gone, and why.

use super::{Page, Refusal, Shown, why};
use crate::base::BaseUrl;
use crate::model::consumer::{Layout, Read, Stands, Sure, Trap, When};
use crate::model::facts::PageFacts;
use crate::model::files::ImageFormat;
use crate::model::plan::PreviewFile;
use crate::model::platform::{Limit, Of, Unit};
use crate::model::verdict::{CardImage, Note, Outcome};
use crate::model::view::PageView;

/// What is known of a picture.
#[derive(Clone, Copy)]
struct File {
    width: u32,
    height: u32,
    /// Of files that we make, they are right by construction.
    bytes: Option<u64>,
    format: Option<ImageFormat>,
}

pub(super) struct Fate {
    pub outcome: Outcome,
    pub image: Option<CardImage>,
    /// Rules that speak of it.
    pub because: &'static [&'static str],
}

const MISSING: &[&str] = &[
    "preview-image-missing",
    "meta-not-in-static-head",
    "meta-past-byte-limit",
    "meta-wrong-attribute",
    "meta-broken-quote",
    "placeholder-leak",
];
const RELATIVE: &[&str] = &["preview-image-relative", "base-url-unset", "placeholder-leak"];
const NOT_FOUND: &[&str] = &["preview-image-not-found", "placeholder-leak"];
const CONTENT: &[&str] = &["preview-image-content-mismatch"];
const FORMAT: &[&str] = &["preview-image-format"];
const SIZE: &[&str] = &["preview-image-too-small"];
const WEIGHT: &[&str] = &["preview-image-too-heavy"];
const SHAPE: &[&str] = &["preview-image-shape"];
const CARD: &[&str] = &["twitter-card-invalid"];
const ICON: &[&str] =
    &["preview-image-missing", "meta-broken-quote", "meta-wrong-attribute", "meta-not-in-static-head", "meta-past-byte-limit"];

pub(super) fn fate(
    page: &Page,
    layout: &Layout,
    view: &PageView,
    read: Option<Shown>,
    refused: Option<&(Shown, Refusal)>,
    notes: &mut Vec<Note>,
) -> Fate {
    let Some(shown) = read else {
        let because = refused.map_or(MISSING, |(_, refusal)| rules(*refusal));
        // Without the site's address nobody can say what the picture's will be.
        let outcome = if refused.is_some_and(|(_, why)| *why == Refusal::Homeless) { Outcome::Unknown } else { Outcome::Text };
        match refused {
            Some((shown, refusal)) => notes.push(why::refused(page, shown, *refusal)),
            None => notes.push(why::plain(None, "the page names no picture that it reads")),
        }
        return Fate { outcome, image: None, because };
    };
    let gone = |because: &'static [&'static str]| Fate { outcome: Outcome::Text, image: None, because };
    let tag = Some(shown.from.describe());
    if is_icon(shown.from) {
        let names_one = view.fields.image.as_ref().is_some_and(|image| !image.value.url.is_empty());
        notes.push(why::plain(tag, "an icon stands in for the picture"));
        let outcome = if names_one { Outcome::Wrong } else { Outcome::Text };
        return Fate { outcome, image: Some(CardImage { shown, size: None }), because: ICON };
    }
    if !shown.value.starts_with("http://") && !shown.value.starts_with("https://") {
        notes.push(why::plain(tag, "no address that can be fetched"));
        return gone(RELATIVE);
    }
    if layout.traps.contains(&Trap::NoInsecure) && shown.value.starts_with("http://") {
        notes.push(why::plain(tag, "a picture over plain http is reported to be dropped"));
        return gone(RELATIVE);
    }
    let file = match file(&shown, view, page.base) {
        Found::File(file) => file,
        Found::Missing => {
            notes.push(why::plain(tag, "there is no such file"));
            return gone(NOT_FOUND);
        }
        Found::Broken(what) => {
            notes.push(why::plain(tag, what));
            return gone(CONTENT);
        }
        Found::Unknown(what) => {
            notes.push(why::plain(tag, what));
            return Fate { outcome: Outcome::Unknown, image: Some(CardImage { shown, size: None }), because: &[] };
        }
    };
    let image = CardImage { shown, size: Some((file.width, file.height)) };
    if let Some(format) = file.format {
        let name = format.name().to_ascii_lowercase();
        let formats = &page.consumer.formats;
        if formats.drops(format) {
            notes.push(why::format(page, tag, format));
            return gone(FORMAT);
        }
        let is_safe = matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Gif | ImageFormat::WebP);
        if !is_safe && !formats.accepted.contains(&name.as_str()) {
            notes.push(why::plain(tag, &format!("nobody says whether it takes {}", format.name())));
            return Fate { outcome: Outcome::Unknown, image: Some(image), because: FORMAT };
        }
    }
    for (of, sure) in layout.drops {
        let Some(limit) = page.consumer.limit(*of).filter(|limit| is_beyond(limit, &file)) else { continue };
        notes.push(why::dropped(tag, limit, file.width, file.height, file.bytes, *sure == Sure::Assumed));
        return gone(match of {
            Of::ImageBytes | Of::MaxWidth | Of::MaxHeight => WEIGHT,
            Of::MaxRatio => SHAPE,
            _ => SIZE,
        });
    }
    let conditions = match layout.picture {
        Stands::Unknown => return Fate { outcome: Outcome::Unknown, image: Some(image), because: &[] },
        Stands::Beside => return Fate { outcome: Outcome::Small, image: Some(image), because: &[] },
        Stands::Across(conditions) => conditions,
    };
    let failed = conditions.iter().find(|when| !holds(**when, page, &view.shown, &file));
    let Some(failed) = failed else {
        why::crop(page, tag, file.width, file.height, notes);
        return Fate { outcome: Outcome::Large, image: Some(image), because: &[] };
    };
    notes.push(why::small(page, *failed, file.width, file.height));
    let because = match failed {
        When::AtLeast(_) => SIZE,
        When::Asked => CARD,
        When::Landscape | When::NotSquare => SHAPE,
        When::Allowed => &[],
    };
    Fate { outcome: Outcome::Small, image: Some(image), because }
}

fn rules(refusal: Refusal) -> &'static [&'static str] {
    match refusal {
        Refusal::Null => &["placeholder-leak", "preview-image-missing"],
        Refusal::Format => FORMAT,
        _ => RELATIVE,
    }
}

fn is_icon(read: Read) -> bool {
    match read {
        Read::Link(rel) | Read::LinkWord(rel) => rel.contains("icon") && !rel.contains("image_src"),
        Read::AnyIcon => true,
        _ => false,
    }
}

enum Found {
    File(File),
    Missing,
    /// It is there, and no reader can make a picture of it.
    Broken(&'static str),
    Unknown(&'static str),
}

/// What lies behind an address, as far as somebody looked.
fn file(shown: &Shown, view: &PageView, base: Option<&BaseUrl>) -> Found {
    let chosen = view.fields.image.as_ref().map(|image| &image.value);
    let local = |url: &str| base.and_then(|base| base.local_path(url));
    let here = local(&shown.value);
    let is_it = |url: &str| url == shown.value || (here.is_some() && local(url) == here);
    let ours = |file: &PreviewFile| match file {
        PreviewFile::Local(info) if info.format.is_none() => Found::Broken("the file holds no picture"),
        PreviewFile::Local(info) if info.nature.cut => Found::Broken("the file ends before the picture does"),
        PreviewFile::Local(info) if info.width > 0 => {
            Found::File(File { width: info.width, height: info.height, bytes: Some(info.bytes), format: info.format })
        }
        PreviewFile::Local(_) => Found::Unknown("the file cannot be read as a picture"),
        PreviewFile::Missing => Found::Missing,
        PreviewFile::Ours => Found::Unknown("its size is not known"),
        PreviewFile::Remote => Found::Unknown("a picture of another host was not looked at"),
    };
    if let Some(image) = chosen.filter(|image| is_it(&image.url)) {
        return match (&image.file, image.width, image.height) {
            (PreviewFile::Ours, Some(width), Some(height)) => Found::File(File { width, height, bytes: None, format: None }),
            (file, ..) => ours(file),
        };
    }
    if let Some((_, file)) = view.fields.others.iter().find(|(url, _)| is_it(url)) {
        return ours(file);
    }
    Found::Unknown(if here.is_some() { "this picture was not looked at" } else { "a picture of another host was not looked at" })
}

fn is_beyond(limit: &Limit, file: &File) -> bool {
    let (width, height, max) = (file.width, file.height, limit.max);
    // A drawing has any size.
    if file.format == Some(ImageFormat::Svg) && limit.unit == Unit::Pixels {
        return false;
    }
    match limit.of {
        Of::ImageWidth | Of::IconBelowWidth => width < max,
        Of::ImageHeight => height < max,
        Of::MaxWidth => width > max,
        Of::MaxHeight => height > max,
        Of::MaxRatio => u64::from(width) * 100 > u64::from(height) * u64::from(max),
        Of::ImageBytes => file.bytes.is_some_and(|bytes| bytes > u64::from(max)),
        _ => false,
    }
}

fn holds(when: When, page: &Page, facts: &PageFacts, file: &File) -> bool {
    let (width, height) = (u64::from(file.width), u64::from(file.height));
    match when {
        When::AtLeast(of) => {
            let least = page.consumer.limit(of).map_or(0, |limit| u64::from(limit.max));
            match of {
                Of::LargeHeight | Of::GoodHeight => height >= least,
                // "More than" so many.
                Of::Area => width * height > least,
                _ => width >= least,
            }
        }
        When::Asked => page.twitter_card() == Some("summary_large_image"),
        When::Landscape => width > height,
        When::NotSquare => width.abs_diff(height) * 20 >= height,
        When::Allowed => facts.metas.iter().any(|meta| {
            matches!(meta.key.as_str(), "robots" | "googlebot")
                && meta.content.to_ascii_lowercase().split(',').any(|word| word.trim() == "max-image-preview:large")
        }),
    }
}
