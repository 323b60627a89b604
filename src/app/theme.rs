//! `theme preview` and `theme list`: what a theme's author looks at.
//!
//! Every card layout is drawn in every size for every specimen, and a page shows them with what was
//! found. It needs no server, no script and no network.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::card::check_layout;
use super::dist::Dist;
use super::find::told;
use super::run::{Common, ConfigFile, Run, ground};
use super::specimen::{SPECIMENS, Specimen, specimen};
use crate::base::Error;
use crate::base::fs::write_if_changed;
use crate::lint;
use crate::model::drawn::{Gallery, GalleryCard, GalleryLayout, zones};
use crate::model::picture::{SIZES, Size};
use crate::model::view::OutputPaths;
use crate::theme::{self, Context, Theme, ThemeEntry};

#[derive(Clone, Debug, Default)]
pub struct ThemePreviewOptions {
    pub common: Common,
    /// Where to write; none = `.smo/out/theme-preview`.
    pub out: Option<PathBuf>,
    /// Only these layouts; empty = all.
    pub layouts: Vec<String>,
}

/// A gallery that was written, and its page.
#[derive(Clone, Debug)]
pub struct ThemePreview {
    pub page: PathBuf,
    pub gallery: Gallery,
}

/// Draws the gallery of the theme in use: of the site here, else the default one.
pub fn theme_preview(options: &ThemePreviewOptions) -> Result<ThemePreview, Error> {
    let ground = ground(&options.common, ConfigFile::Optional)?;
    let out = options.out.clone().unwrap_or_else(|| ground.root.join(".smo/out/theme-preview"));
    let (theme, found) = Theme::load(&ground.settings, &ground.root)?;
    let (run, findings) = Run::assemble(ground, &options.common, theme, Dist::nowhere(out.clone()), OutputPaths::default());
    let mut layouts = run.theme.layouts();
    let odd = told(found.into_iter().chain(findings).collect(), &run);
    options.layouts.iter().try_for_each(|name| check_layout(name, &run.theme, &odd))?;
    layouts.retain(|name| options.layouts.is_empty() || options.layouts.contains(name));
    let wanted: Vec<(&String, Size, &Specimen)> = layouts
        .iter()
        .flat_map(|layout| SIZES.iter().flat_map(move |size| SPECIMENS.iter().map(move |page| (layout, *size, page))))
        .collect();
    let bar = run.progress.phase("cards", wanted.len());
    let drawn: Vec<Result<GalleryCard, Error>> = wanted
        .par_iter()
        .map(|(layout, size, page)| {
            let card = one(&run, layout, *size, page, &out);
            bar.inc(1);
            card
        })
        .collect();
    bar.finish_and_clear();
    let gallery = Gallery {
        theme: run.settings.theme.name.clone(),
        layouts: layouts.iter().map(|name| about(&run.theme, name)).collect(),
        sizes: SIZES.to_vec(),
        fixtures: SPECIMENS.iter().map(|page| page.name).collect(),
        cards: drawn.into_iter().collect::<Result<_, _>>()?,
        findings: odd,
    };
    let page = out.join("index.html");
    write_if_changed(&page, html(&run, &gallery)?.as_bytes())?;
    Ok(ThemePreview { page: page.strip_prefix(".").unwrap_or(&page).to_path_buf(), gallery })
}

fn one(run: &Run, layout: &str, size: Size, page: &Specimen, out: &Path) -> Result<GalleryCard, Error> {
    let brand = run.settings.site.theme_color.as_deref();
    let card = specimen(&run.theme, &run.kit, brand, Some(layout), size, page);
    let file = format!("cards/{layout}-{}-{}.{}", size.name, page.name, card.picture.encoding.extension());
    write_if_changed(&out.join(&file), &card.bytes)?;
    let findings = lint::settle(card.findings, &run.settings);
    Ok(GalleryCard { layout: layout.to_owned(), size, fixture: page.name, file, bytes: card.bytes.len(), alt: card.alt, findings })
}

fn about(theme: &Theme, name: &str) -> GalleryLayout {
    let (title, description) = theme.layout_words(name);
    GalleryLayout { name: name.to_owned(), title, description, pick: theme.layout_pick(name).unwrap_or_default().to_owned() }
}

fn html(run: &Run, gallery: &Gallery) -> Result<String, Error> {
    let card = |card: &GalleryCard| {
        let zones: Vec<_> = zones(card.size)
            .iter()
            .map(|zone| {
                let percent = |part: u32, whole: u32| format!("{:.3}", f64::from(part) * 100.0 / f64::from(whole));
                let (area, size) = (zone.area, card.size);
                serde_json::json!({
                    "id": zone.id, "label": zone.label,
                    "left": percent(area.x, size.width), "top": percent(area.y, size.height),
                    "width": percent(area.w, size.width), "height": percent(area.h, size.height),
                })
            })
            .collect();
        let finding = |finding: &crate::base::Finding| serde_json::json!({"rule": finding.rule, "level": finding.level.name(), "message": finding.message});
        serde_json::json!({
            "layout": card.layout, "size": card.size.name, "width": card.size.width, "height": card.size.height,
            "fixture": card.fixture, "title": card.fixture.replace('-', " "), "file": card.file, "alt": card.alt,
            "kb": card.bytes.div_ceil(1000), "zones": zones,
            "findings": card.findings.iter().map(finding).collect::<Vec<_>>(),
        })
    };
    let layout = |layout: &GalleryLayout| {
        let cards: Vec<_> = gallery.cards.iter().filter(|card| card.layout == layout.name).map(card).collect();
        serde_json::json!({
            "name": layout.name, "title": layout.title, "description": layout.description, "pick": layout.pick, "cards": cards,
        })
    };
    let mut context = Context::new();
    context.insert("name", &gallery.theme);
    context.insert("layouts", &gallery.layouts.iter().map(layout).collect::<Vec<_>>());
    context.insert(
        "sizes",
        &gallery.sizes.iter().map(|size| serde_json::json!({"name": size.name, "w": size.width, "h": size.height})).collect::<Vec<_>>(),
    );
    context.insert("fixtures", &gallery.fixtures);
    context.insert("cards", &gallery.cards.len());
    context.insert("findings", &gallery.cards.iter().map(|card| card.findings.len()).sum::<usize>());
    run.theme.render("core/tools/theme-preview.html", &context).map_err(Error::invalid)
}

/// Embedded themes and those of the site here, with the one that is in use.
pub fn theme_list(common: &Common) -> Result<Vec<ThemeEntry>, Error> {
    let ground = ground(common, ConfigFile::Optional)?;
    Ok(theme::list(&ground.root, &ground.settings))
}
