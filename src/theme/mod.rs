//! Themes: found, loaded in layers, rendered. A theme has no code.
//!
//! Last wins: `core` (embedded, inherited by every theme), the chosen theme (embedded, or
//! `themes/NAME/`), the site's own `templates/`. Every file is registered once, as `LAYER/path`;
//! fallback prefixes find the winner of a plain name.

mod complaint;
mod engine;
mod filters;
mod functions;
mod layer;
mod layout;
mod manifest;
mod plural;
mod schema;
mod shelf;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tera::Tera;

use crate::base::{Error, Finding};
use crate::config::Settings;
use functions::Surroundings;
use layer::Layer;
use layout::Layout;
use manifest::Manifest;
use words::Words;

pub use shelf::{ThemeEntry, list};
pub use tera::{Context, Value};

/// The contract of `theme.yaml`, templates and contexts that this build keeps.
pub const API: u32 = 1;

pub struct Theme {
    tera: Tera,
    /// In order of look-up: the site first, `core` last.
    layers: Vec<Layer>,
    words: Arc<Words>,
    options: Value,
    /// In the order in which they are asked.
    layouts: Vec<Layout>,
    /// All of them can be asked at once.
    asks_all: bool,
    styles_blocks: bool,
}

impl Theme {
    /// Loads the layers for a site at `root`. What is wrong with a template is a finding and the
    /// rest still loads; a theme that does not exist is an error.
    pub fn load(settings: &Settings, root: &Path) -> Result<(Self, Vec<Finding>), Error> {
        let mut findings = Vec::new();
        let mut layers = vec![Layer::site(root, &mut findings)?];
        if settings.theme.name != layer::CORE {
            layers.push(Layer::theme(settings, root, &mut findings)?);
        }
        layers.push(Layer::core());
        Self::assemble(settings, root, layers, findings)
    }

    /// For sites that another generator made: `core`, and of the project's `templates/` only
    /// `smo/` and `cards/`, because its other templates belong to that generator.
    pub fn load_core(settings: &Settings, root: &Path) -> Result<(Self, Vec<Finding>), Error> {
        let mut findings = Vec::new();
        let mut site = Layer::site(root, &mut findings)?;
        site.keep(&["templates/smo/", "templates/cards/"]);
        Self::assemble(settings, root, vec![site, Layer::core()], findings)
    }

    fn assemble(settings: &Settings, root: &Path, layers: Vec<Layer>, mut findings: Vec<Finding>) -> Result<(Self, Vec<Finding>), Error> {
        let mut manifests = Vec::new();
        for layer in layers.iter().filter(|layer| !layer.is_site()) {
            let (manifest, found) = Manifest::read(layer)?;
            findings.extend(found);
            manifests.push(manifest);
        }
        let chosen = manifests.first().expect("`core` is always there");
        let (options, found) = chosen.options_for(settings, root);
        findings.extend(found);
        let (words, found) = Words::read(&layers, &settings.site.lang);
        findings.extend(found);
        let words = Arc::new(words);
        let options = Value::from_serializable(&options);
        let around = Surroundings::new(settings, root, &layers, words.clone());
        let (mut tera, found) = engine::build(&layers, Arc::new(around));
        findings.extend(found);
        tera.global_context().insert_value("theme", options.clone());
        let mut layouts: Vec<Layout> = layouts(&manifests, &tera).iter().map(|name| Layout::read(name, &layers, &mut findings)).collect();
        for layout in &mut layouts {
            layout.settle(&mut tera, &options, &mut findings);
        }
        let asks_all = layout::prepare_to_ask(&mut tera, &layouts);
        let styles_blocks = chosen.styles_blocks;
        Ok((Self { tera, layers, words, options, layouts, asks_all, styles_blocks }, findings))
    }

    /// Is there a template of this plain name (`page.html`, `smo/stat.html`) in any layer?
    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// Renders a template by its plain name.
    pub fn render(&self, name: &str, context: &Context) -> Result<String, Finding> {
        self.tera.render(name, context).map_err(|error| complaint::of(&error, name, &self.layers))
    }

    /// A word of the interface in `lang`, with the theme's English behind it.
    pub fn string(&self, lang: &str, key: &str) -> String {
        self.words.say(lang, key, None, &[]).unwrap_or_else(|| key.to_owned())
    }

    /// All words of the interface in `lang`, by key.
    pub fn strings(&self, lang: &str) -> Value {
        self.words.all(lang)
    }

    /// The options in force: the author's over the theme's defaults.
    pub fn options(&self) -> Value {
        self.options.clone()
    }

    /// Names of card layouts, in the order in which they are asked whether they fit.
    pub fn layouts(&self) -> Vec<String> {
        self.layouts.iter().map(|layout| layout.name.clone()).collect()
    }

    /// The file of a layout that is there and cannot be used.
    pub fn broken_layout(&self, name: &str) -> Option<String> {
        if self.has(&format!("cards/{name}.svg")) {
            return None;
        }
        self.layout_file(&format!("cards/{name}.svg"))
    }

    /// The file of a layout's template (`cards/NAME.svg`), as its author knows it.
    pub fn layout_file(&self, template: &str) -> Option<String> {
        let layer = self.layers.iter().find(|layer| layer.below("templates/").any(|(path, _)| path == template))?;
        Some(layer.shown_path(&format!("templates/{template}")))
    }

    /// The first layout that fits the page, asked in order: a name for `cards/NAME.svg`. A `pick`
    /// that cannot be worked out is a finding, and the next layout is asked.
    pub fn pick_layout(&self, context: &Context, findings: &mut Vec<Finding>) -> Option<&str> {
        let name = self.asks_all.then(|| layout::ask_all(&self.tera, context)).flatten();
        if let Some(found) = name.and_then(|name| self.layouts.iter().find(|layout| layout.name == name)) {
            return Some(&found.name);
        }
        self.layouts.iter().find_map(|layout| match layout.fits(&self.tera, context) {
            Ok(fits) => fits.then_some(layout.name.as_str()),
            Err(finding) => {
                findings.push(finding);
                None
            }
        })
    }

    /// `options` of a layout: the defaults of its `cards/NAME.yaml`, with the theme's `card_NAME`
    /// options over them.
    pub fn layout_options(&self, name: &str) -> Value {
        let layout = self.layouts.iter().find(|layout| layout.name == name);
        layout.map_or_else(|| Value::from_serializable(&serde_json::Map::new()), |layout| layout.values.clone())
    }

    /// The template of a layout in this size: `cards/NAME.SIZE.svg` where a layer has one that is not
    /// below the layer of `cards/NAME.svg`, else that.
    pub fn layout_template(&self, name: &str, size: &str) -> String {
        let sized = format!("cards/{name}.{size}.svg");
        let rank = |file: &str| self.layers.iter().position(|layer| layer.text(&format!("templates/{file}")).is_some());
        let whole = format!("cards/{name}.svg");
        match (rank(&sized), rank(&whole)) {
            (Some(own), Some(general)) if own <= general && self.has(&sized) => sized,
            _ => whole,
        }
    }

    /// Is the layout's drawing the one that we bring and have looked at?
    pub fn is_core_layout(&self, name: &str) -> bool {
        let start = format!("{name}.");
        let own = |layer: &&Layer| layer.below("templates/cards/").any(|(file, _)| file.starts_with(&start));
        self.layers.iter().find(own).is_none_or(|layer| layer.name == layer::CORE)
    }

    /// The expression that decides whether a layout fits a page, as it was written.
    pub fn layout_pick(&self, name: &str) -> Option<&str> {
        self.layouts.iter().find(|layout| layout.name == name)?.expression()
    }

    /// Title and description of a layout, as its file has them.
    pub fn layout_words(&self, name: &str) -> (String, String) {
        let layout = self.layouts.iter().find(|layout| layout.name == name);
        layout.map_or_else(Default::default, |layout| (layout.title.clone(), layout.description.clone()))
    }

    /// The card in words, for `og:image:alt`; empty if the layout says nothing.
    pub fn layout_alt(&self, name: &str, context: &Context) -> Result<String, Finding> {
        match self.layouts.iter().find(|layout| layout.name == name) {
            Some(layout) => layout.alt(&self.tera, context),
            None => Ok(String::new()),
        }
    }

    /// The theme styles `smo-*` classes itself, so core's small stylesheet is not linked.
    pub fn styles_blocks(&self) -> bool {
        self.styles_blocks
    }

    /// A file below `templates/` as it was written (`cards/default.yaml`, `smo/smo.css`), from the
    /// layer that wins.
    pub fn text(&self, name: &str) -> Option<&str> {
        let path = format!("templates/{name}");
        self.layers.iter().find_map(|layer| layer.text(&path))
    }

    /// Files for the output root: (path, bytes). The site's own `static/` goes over them.
    pub fn static_files(&self) -> Vec<(String, Vec<u8>)> {
        static_files(&self.layers).into_iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect()
    }
}

/// Files below `static/`, by their path in the output; the theme's over core's.
fn static_files(layers: &[Layer]) -> BTreeMap<&str, &Cow<'static, [u8]>> {
    let mut files = BTreeMap::new();
    for layer in layers.iter().rev() {
        files.extend(layer.below("static/"));
    }
    files
}

/// `rain`; not `rain.story`, which is the same layout in one size, and not `parts/foot`, which is a piece.
fn is_layout(name: &str) -> bool {
    !name.contains(['/', '.'])
}

/// The theme's order, then what only `core` and the site's own `cards/` have; `default` is asked
/// last.
fn layouts(manifests: &[Manifest], tera: &Tera) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in manifests.iter().flat_map(|manifest| &manifest.cards) {
        if name != "default" && !names.contains(name) {
            names.push(name.clone());
        }
    }
    let own = |name: &str| Some(name.strip_prefix("site/cards/")?.strip_suffix(".svg")?.to_owned());
    let mut own: Vec<String> =
        tera.get_template_names().filter_map(own).filter(|name| is_layout(name) && name != "default" && !names.contains(name)).collect();
    own.sort();
    // The author's own layouts know the site best.
    names.splice(0..0, own);
    names.push("default".to_owned());
    names.retain(|name| tera.contains_template(&format!("cards/{name}.svg")));
    names
}
