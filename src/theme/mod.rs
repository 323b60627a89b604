//! Themes: found, loaded in layers, rendered. A theme has no code.
//!
//! Last wins: `core` (embedded, inherited by every theme), the chosen theme (embedded, or
//! `themes/NAME/`), the site's own `templates/`. Every file is registered once, as `LAYER/path`;
//! fallback prefixes find the winner of a plain name.

use std::path::Path;

use include_dir::{Dir, include_dir};
use tera::Tera;

use crate::base::{Error, Finding, Level, Place};
use crate::config::Settings;

pub use tera::{Context, Value};

static EMBEDDED: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes");

pub struct Theme {
    tera: Tera,
}

impl Theme {
    /// Loads the layers for a site at `root`. What is wrong with a template is a finding and the
    /// rest still loads; a theme that does not exist is an error.
    pub fn load(_settings: &Settings, _root: &Path) -> Result<(Self, Vec<Finding>), Error> {
        let mut tera = Tera::new();
        tera.set_fallback_prefixes(["core/"]).expect("no templates yet");
        let mut files = Vec::new();
        fn walk(dir: &Dir, out: &mut Vec<(String, String)>) {
            for f in dir.files() {
                let p = f.path().to_string_lossy();
                if let (Some(n), Some(t)) = (p.strip_prefix("core/templates/"), f.contents_utf8()) {
                    out.push((format!("core/{n}"), t.to_owned()));
                }
            }
            for d in dir.dirs() { walk(d, out); }
        }
        walk(&EMBEDDED, &mut files);
        tera.add_raw_templates(files).map_err(|e| Error::invalid(Finding::error("template-error", e.to_string(), Place::Site)))?;
        Ok((Self { tera }, Vec::new()))
    }

    /// Is there a template of this plain name (`page.html`, `smo/stat.html`) in any layer?
    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// Renders a template by its plain name.
    pub fn render(&self, name: &str, context: &Context) -> Result<String, Box<Finding>> {
        self.tera
            .render(name, context)
            .map_err(|error| Box::new(Finding::new("template-error", Level::Error, error.to_string(), Place::File(name.into()))))
    }

    /// A word of the interface in `lang`, with the theme's English behind it.
    pub fn string(&self, _lang: &str, key: &str) -> String {
        key.to_owned()
    }

    pub fn card_options(&self, _layout: &str) -> Value {
        Value::from_serializable(&serde_json::json!({}))
    }

    /// Files for the output root: (path, bytes).
    pub fn static_files(&self) -> Vec<(String, Vec<u8>)> {
        Vec::new()
    }
}
