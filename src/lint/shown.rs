//! Look-ups that several rules share: which picture, which title, which place to point at.

use super::rule::Context;
use crate::base::finding::Fact;
use crate::base::{Place, Span};
use crate::model::PageFacts;
use crate::model::facts::Meta;
pub use crate::model::facts::{IMAGE_KEYS, TEXT_KEYS};
use crate::model::files::ImageInfo;
use crate::model::plan::PreviewFile;
use crate::model::view::PageView;

/// The preview picture: the first `og:image`, else its relatives.
pub fn preview(facts: &PageFacts) -> Option<&Meta> {
    IMAGE_KEYS.iter().find_map(|key| facts.meta(key))
}

/// What lies behind the preview picture, as far as somebody looked.
pub fn preview_file<'a>(page: &'a PageView, ctx: &Context) -> Option<&'a PreviewFile> {
    let meta = preview(&page.shown)?;
    let image = &page.fields.image.as_ref()?.value;
    let same = image.url == meta.content.trim() || absolute(page, ctx, &meta.content).is_some_and(|url| url == image.url);
    same.then_some(&image.file)
}

/// The author's own picture file, if its size is known. Ours are right by construction.
pub fn preview_info<'a>(page: &'a PageView, ctx: &Context) -> Option<&'a ImageInfo> {
    match preview_file(page, ctx)? {
        PreviewFile::Local(info) => Some(info),
        _ => None,
    }
}

/// A value of `href` or `content` as a browser would resolve it.
pub fn absolute(page: &PageView, ctx: &Context, value: &str) -> Option<String> {
    page.shown.absolute(ctx.base?, value)
}

/// The address of the page itself.
pub fn own_url(page: &PageView, ctx: &Context) -> Option<String> {
    ctx.base.map(|base| base.join(&page.url))
}

/// Is the large card asked for? `summary` says no.
pub fn wants_large_card(facts: &PageFacts) -> bool {
    facts.metas.iter().rev().find(|meta| meta.key == "twitter:card").is_none_or(|meta| meta.content.trim() != "summary")
}

pub use crate::base::text::without_site as own_title;

pub fn site_name<'a>(page: &'a PageView, ctx: &'a Context) -> &'a str {
    let tag = page.shown.meta("og:site_name").map(|meta| meta.content.as_str());
    tag.or(page.fields.site_name.as_deref()).unwrap_or(&ctx.settings.site.title)
}

/// Every value that is read as a title or a description: (key, value, place).
pub fn texts(page: &PageView) -> Vec<(&str, &str, Place)> {
    let title = page.shown.title.iter().map(|title| ("title", title.value.as_str(), point(page, "title", title.span)));
    let metas = page.shown.metas.iter().filter(|meta| TEXT_KEYS.contains(&meta.key.as_str()));
    title.chain(metas.map(|meta| (meta.key.as_str(), meta.content.as_str(), meta_place(page, meta)))).collect()
}

/// Where to point for a meta: what the author wrote for it on built pages, its value on others.
pub fn meta_place(page: &PageView, meta: &Meta) -> Place {
    point(page, &meta.key, meta.value_span.unwrap_or(meta.span))
}

fn point(page: &PageView, key: &str, span: Span) -> Place {
    match fact(key) {
        // What is yet to be written has no place of its own: it is where its value was said.
        Some(fact) if page.hints.built || span.end == 0 => Place::Fact(fact),
        _ => Place::Html(span),
    }
}

fn fact(key: &str) -> Option<Fact> {
    Some(match key {
        "title" | "og:title" | "twitter:title" => Fact::Title,
        "description" | "og:description" | "twitter:description" => Fact::Description,
        "og:image:alt" | "twitter:image:alt" => Fact::ImageAlt,
        "og:url" | "canonical" => Fact::Canonical,
        "article:published_time" => Fact::Date,
        "article:modified_time" => Fact::Updated,
        key if key.starts_with("og:image") || key.starts_with("twitter:image") => Fact::Image,
        _ => return None,
    })
}

/// The tag of one of these keys that is there and says nothing.
pub fn empty_place(page: &PageView, keys: &[&str]) -> Option<Place> {
    let empty =
        page.shown.metas.iter().find(|meta| keys.contains(&meta.key.as_str()) && meta.content.trim().is_empty() && meta.span.end > 0);
    empty.filter(|_| !page.hints.built).map(|meta| Place::Html(meta.span))
}

/// A key as facts of findings name it: one that lives as long as the program.
pub fn known(key: &str) -> &'static str {
    const OTHERS: &[&str] =
        &["title", "canonical", "alternate", "JSON-LD", "og:url", "twitter:url", "robots", "a share link", "og:type", "twitter:card"];
    let all = TEXT_KEYS.iter().chain(IMAGE_KEYS).chain(OTHERS);
    all.copied().find(|known| *known == key).unwrap_or("value")
}

/// Where to point for the preview picture.
pub fn image_place(page: &PageView) -> Place {
    match preview(&page.shown) {
        Some(meta) => meta_place(page, meta),
        None => Place::Fact(Fact::Image),
    }
}

/// What to do, in the words of whoever wrote the page: front matter for ours, tags for others.
pub fn remedy<'a>(page: &PageView, ours: &'a str, foreign: &'a str) -> &'a str {
    if page.hints.built { ours } else { foreign }
}

/// A value short enough for a message.
pub fn brief(value: &str) -> String {
    crate::base::text::cut_at_word(&crate::base::html::fold_space(value), 80)
}

/// `2.2 MB`: decimal, as the platforms count.
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000_000 => format!("{} KB", count.div_ceil(1000)),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}

/// Globs of the settings, to be asked for many paths; one that cannot be read matches nothing.
pub fn globs(written: &[String]) -> globset::GlobSet {
    let mut set = globset::GlobSetBuilder::new();
    for glob in written.iter().filter_map(|glob| globset::Glob::new(glob).ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}
