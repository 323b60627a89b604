//! Cards that were drawn to be looked at: one of a page, or a gallery of a theme's.

use std::path::PathBuf;

use super::picture::{Area, Size};
use crate::base::Finding;

/// The card of one page, as `card PAGE` shows it.
#[derive(Clone, Debug)]
pub struct DrawnCard {
    /// Where it was written.
    pub file: PathBuf,
    /// Site path of the page: `/rain/`.
    pub page: String,
    pub size: Size,
    pub mime: &'static str,
    pub bytes: usize,
    /// Name of the layout; `plain` where it could not be drawn, and the title on a quiet ground stands in for it.
    pub layout: String,
    /// Why this layout: `the page asks for it`.
    pub why: String,
    pub alt: String,
    /// Name of the picture below `/smo/`.
    pub name: String,
    /// Why a build does not publish it.
    pub unpublished: Option<String>,
    pub findings: Vec<Finding>,
}

/// All layouts of a theme in all sizes.
#[derive(Clone, Debug, Default)]
pub struct Gallery {
    /// Name of the theme.
    pub theme: String,
    pub layouts: Vec<GalleryLayout>,
    pub sizes: Vec<Size>,
    /// Names of the made-up pages that were put into the layouts.
    pub fixtures: Vec<&'static str>,
    /// By layout, size, fixture.
    pub cards: Vec<GalleryCard>,
    /// What was wrong with the theme itself.
    pub findings: Vec<Finding>,
}

#[derive(Clone, Debug)]
pub struct GalleryLayout {
    pub name: String,
    pub title: String,
    pub description: String,
    /// The expression that decides whether it fits a page.
    pub pick: String,
}

#[derive(Clone, Debug)]
pub struct GalleryCard {
    pub layout: String,
    pub size: Size,
    pub fixture: &'static str,
    /// Its file, below the gallery's folder.
    pub file: String,
    pub bytes: usize,
    pub alt: String,
    pub findings: Vec<Finding>,
}

/// A part of a card that something may cut off or cover, for the gallery to draw over it.
#[derive(Clone, Copy, Debug)]
pub struct Zone {
    pub id: &'static str,
    pub label: &'static str,
    pub area: Area,
}

/// What a card of this size must keep in mind (themes.md 6; geometry, so certain).
pub fn zones(size: Size) -> Vec<Zone> {
    let mut zones = vec![Zone { id: "words", label: "words are safe inside", area: size.safe() }];
    if size.name == "og" {
        let logo = Area { x: 320, y: 35, w: 560, h: 560 };
        zones.push(Zone { id: "square", label: "what a square crop keeps", area: Area { x: 285, y: 0, w: 630, h: 630 } });
        zones.push(Zone { id: "logo", label: "a logo is safe inside", area: logo });
    }
    zones
}
