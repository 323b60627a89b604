//! A page with its address: its text rendered, everything that it names resolved. What it has to do
//! with other pages is `graph.rs`.

use std::collections::BTreeMap;

use super::body::{self, Rendered};
use super::discover::{Flavour, Role};
use super::front_matter::AuthorWritten;
use super::links::Links;
use super::markdown::{Body, Target};
use super::mdx::Component;
use super::page::Draft;
use crate::base::html;
use crate::base::text;
use crate::base::{Finding, UrlPath};
use crate::config::Settings;
use crate::model::page::{Author, OutPath};

/// A page with its address.
pub struct Post {
    pub draft: Draft,
    pub url: UrlPath,
    pub out: OutPath,
    pub body: Body,
    pub description: Option<String>,
    pub description_derived: bool,
    pub authors: Vec<Author>,
    pub kind: &'static str,
    pub lang: String,
    /// `image:`, and `social.image:` where it differs.
    pub image: Option<Picture>,
    pub social_image: Option<Picture>,
    /// Directives that only a theme may know.
    pub unknown: Vec<(String, Finding)>,
    pub components: Vec<Component>,
}

#[derive(Clone, Debug)]
pub struct Picture {
    pub target: Target,
    pub alt: Option<String>,
    pub size: Option<(u32, u32)>,
}

/// What rendering needs besides the page.
pub struct Surroundings<'a> {
    pub settings: &'a Settings,
    pub links: &'a Links,
    pub image_size: &'a (dyn Fn(&std::path::Path) -> Option<(u32, u32)> + Sync),
    /// A word of the interface: language, key.
    pub words: &'a (dyn Fn(&str, &str) -> String + Sync),
    /// Files of leaf bundles, by folder.
    pub bundles: &'a BTreeMap<String, Vec<String>>,
}

/// Renders the body and resolves everything that the page names.
pub fn finish(mut draft: Draft, url: UrlPath, out: OutPath, around: &Surroundings) -> Post {
    let size = |target: &Target| target.file.as_deref().and_then(around.image_size);
    let lang = draft.front.lang.clone().unwrap_or_else(|| around.settings.site.lang.clone());
    let Rendered { body, unknown, components } = match draft.file.flavour {
        Flavour::Html => body::of_html(&draft),
        Flavour::Markdown | Flavour::Mdx => body::of_markdown(&mut draft, around, &size, &lang),
    };
    let written = draft.front.description.clone();
    let derived = || {
        let from = body.paragraph.clone().or_else(|| body.list.clone()).or_else(|| body.summary.as_deref().map(html::plain));
        from.map(|paragraph| text::summary(&paragraph, 155)).filter(|text| !text.is_empty())
    };
    let description_derived = written.is_none();
    let description = written.or_else(derived);
    let picture = |value: &str| {
        let target = around.links.picture(draft.folder(), &url, value);
        Picture { size: size(&target), alt: None, target }
    };
    let alt = draft.front.image_alt.clone();
    let image = draft.front.image.as_ref().map(|written| Picture { alt: alt.clone(), ..picture(&written.text) });
    let image = image.or_else(|| {
        let file = bundle_picture(draft.file.role, around.bundles.get(draft.folder())?)?;
        Some(Picture { alt: alt.clone(), ..picture(&file) })
    });
    let social_image = draft.front.social_image.as_ref().map(|written| picture(&written.text));
    let article = draft.date.is_some() && !draft.is_list();
    Post {
        authors: authors(draft.front.authors.as_deref(), around.settings, article),
        kind: draft.front.kind.unwrap_or(if article { "article" } else { "page" }),
        lang,
        description_derived: description_derived && description.is_some(),
        description,
        image,
        social_image,
        unknown,
        components,
        body,
        draft,
        url,
        out,
    }
}

/// `*feature*`, `*cover*`, `*thumbnail*` of a bundle, in that order.
fn bundle_picture(role: Role, files: &[String]) -> Option<String> {
    if role != Role::Bundle {
        return None;
    }
    let is_picture = |name: &str| matches!(name.rsplit('.').next(), Some("jpg" | "jpeg" | "png" | "webp" | "gif" | "avif" | "svg"));
    ["feature", "cover", "thumbnail"]
        .iter()
        .find_map(|word| {
            files.iter().find(|file| {
                let name = file.rsplit('/').next().unwrap_or(file).to_lowercase();
                name.contains(word) && is_picture(&name)
            })
        })
        .cloned()
}

/// Ids become the authors of the settings, anything else is a name.
pub(super) fn authors(written: Option<&[AuthorWritten]>, settings: &Settings, article: bool) -> Vec<Author> {
    let by_id = |text: &str| {
        let known = settings.site.authors.get(text).or_else(|| settings.site.authors.values().find(|author| author.name == text));
        known.cloned().unwrap_or_else(|| Author { id: text::slug(text), name: text.to_owned(), ..Author::default() })
    };
    match written {
        Some(written) => written
            .iter()
            .map(|author| match author {
                AuthorWritten::Name(text) => by_id(text),
                AuthorWritten::Whole(author) => author.clone(),
            })
            .collect(),
        None if article => settings.site.author.as_deref().map(by_id).into_iter().collect(),
        None => Vec::new(),
    }
}
