//! Pages left at old addresses. Some networks do not follow a page that leads on, so each carries
//! the preview of its target.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::page::Done;
use super::run::Run;
use crate::base::{Finding, Place};
use crate::model::OutPath;
use crate::model::page::{Hints, HtmlPage};
use crate::model::view::PageSummary;
use crate::site::Output;
use crate::theme::Context;

/// What `redirect.html` sees.
#[derive(Clone, Debug, Default, Serialize)]
struct Card {
    /// For links on this site, with the base path.
    url: String,
    lang: String,
    /// Never empty.
    title: String,
    description: Option<String>,
    /// Absolute.
    canonical: Option<String>,
    site_name: String,
    article: bool,
    image: Option<Image>,
}

#[derive(Clone, Debug, Serialize)]
struct Image {
    url: String,
    width: Option<u32>,
    height: Option<u32>,
    alt: Option<String>,
}

/// The pages that redirects may lead to.
pub(super) struct Targets {
    cards: HashMap<OutPath, Card>,
}

impl Targets {
    pub fn new<'o>(run: &Run, pages: &[Done], redirects: impl Iterator<Item = &'o Output>) -> Self {
        let wanted: HashSet<&OutPath> = redirects.filter_map(|redirect| redirect.target.as_ref()).collect();
        let pages = pages.iter().map(|page| &page.summary).filter(|page| wanted.contains(&page.path));
        Self { cards: pages.map(|page| (page.path.clone(), card(run, page))).collect() }
    }
}

fn card(run: &Run, page: &PageSummary) -> Card {
    let image = page.image.as_ref().filter(|image| !image.url.is_empty());
    Card {
        lang: page.lang.as_deref().unwrap_or_default().into(),
        title: page.title.as_deref().unwrap_or_default().into(),
        description: page.description.as_deref().map(str::to_owned),
        canonical: page.canonical.as_deref().map(str::to_owned),
        article: page.article,
        image: image.map(|image| Image { url: image.url.clone(), width: image.width, height: image.height, alt: image.alt.clone() }),
        ..bare(run, &page.path)
    }
}

/// Of a target that was not written.
fn bare(run: &Run, path: &OutPath) -> Card {
    let url = path.url_path();
    let base = run.base.as_ref();
    Card {
        url: format!("{}{url}", base.map_or("", |base| base.path())),
        canonical: base.map(|base| base.join(&url)),
        site_name: run.settings.site.title.clone(),
        ..Card::default()
    }
}

/// The page of a redirect.
pub(super) fn page(run: &Run, output: &Output, targets: &Targets) -> Result<HtmlPage, Finding> {
    let target = output.target.as_ref().unwrap_or(&output.path);
    let mut card = targets.cards.get(target).cloned().unwrap_or_else(|| bare(run, target));
    if card.lang.is_empty() {
        card.lang.clone_from(&run.settings.site.lang);
    }
    if card.title.is_empty() {
        card.title.clone_from(&card.url);
    }
    let context = Context::from_serialize(&card)
        .map_err(|error| Finding::error("template-error", error.to_string(), Place::Site).why("the old address is not kept"))?;
    let html = run.theme.render("redirect.html", &context)?;
    let hints = Hints { built: true, noindex: true, unlisted: true, ..Hints::default() };
    Ok(HtmlPage { path: output.path.clone(), html: html.into_bytes(), hints })
}
