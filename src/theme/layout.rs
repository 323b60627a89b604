//! What stands beside a card layout in `cards/NAME.yaml`: when it fits, its options, its alt text.

use serde_json::{Map, Value as Json};
use tera::{Context, Tera, Value};

use super::layer::Layer;
use super::schema::Schema;
use crate::base::yaml::{self, Node};
use crate::base::{Finding, Place, Source};
use crate::config::Reader;

pub struct Layout {
    pub name: String,
    pub title: String,
    pub description: String,
    /// The layout's options, ready for its template.
    pub values: Value,
    /// Defaults of the layout's options.
    options: Map<String, Json>,
    /// A Tera expression: does this layout fit the page?
    pick: Option<(String, Place)>,
    /// A line of Tera: the picture in words.
    alt: Option<(String, Place)>,
}

/// `og:image:alt` is cut here; X documents 420 characters (checked 2026-11).
const ALT_LIMIT: usize = 420;

/// `pick` is asked by a template around it.
const PICK_BEFORE: &str = "{% if ";
const PICK_AFTER: &str = " %}yes{% endif %}";

impl Layout {
    /// Reads the file of the layout `name` from the layer that wins; none is no mistake.
    pub fn read(name: &str, layers: &[Layer], findings: &mut Vec<Finding>) -> Self {
        let bare = Self {
            name: name.to_owned(),
            title: String::new(),
            description: String::new(),
            values: Value::none(),
            options: Map::new(),
            pick: None,
            alt: None,
        };
        let path = format!("templates/cards/{name}.yaml");
        let Some(source) = layers.iter().find_map(|layer| layer.source(&path)) else { return bare };
        let root = match yaml::parse(&source.text) {
            Ok(root) => root,
            Err(broken) => {
                let place = Place::Spot(source.spot(broken.span));
                findings.push(Finding::error("theme-layout", format!("not readable as YAML: {}", broken.message), place));
                return bare;
            }
        };
        let mut r = Reader::new(&source, "", Some(&root));
        let mut options = Map::new();
        for entry in r.entries("options") {
            let schema = Schema::read(&entry.key, &entry.value, &source, findings);
            options.insert(entry.key.clone(), schema.default);
        }
        let pick = r.node("pick").and_then(|node| line(node, &source));
        let alt = r.node("alt").and_then(|node| line(node, &source));
        let title = r.text("title").unwrap_or_default();
        let description = r.text("description").unwrap_or_default();
        for key in ["sizes", "fonts"] {
            r.node(key);
        }
        findings.extend(r.finish().into_iter().map(|finding| finding.of_rule("theme-layout")));
        Self { title, description, options, pick, alt, ..bare }
    }

    /// Compiles `pick` and `alt` once, and lays the theme's `card_NAME` options over the defaults.
    pub fn settle(&mut self, tera: &mut Tera, theme: &Value, findings: &mut Vec<Finding>) {
        let pick = self.pick.take();
        self.pick = pick.and_then(|(expression, place)| {
            let template = format!("{PICK_BEFORE}{expression}{PICK_AFTER}");
            compile(tera, &self.template("pick"), &template, place, findings)
        });
        let alt = self.alt.take();
        self.alt = alt.and_then(|(template, place)| compile(tera, &self.template("alt"), &template, place, findings));
        for (name, value) in &mut self.options {
            let chosen = theme.as_map().and_then(|map| map.iter().find(|(key, _)| key.as_str() == Some(format!("card_{name}").as_str())));
            let chosen = chosen.and_then(|(_, chosen)| serde_json::to_value(chosen).ok());
            // An empty text is none.
            if let Some(chosen) = chosen.filter(|chosen| chosen.as_str() != Some("")) {
                *value = chosen;
            }
        }
        self.values = Value::from_serializable(&self.options);
    }

    /// What `pick` says.
    pub fn expression(&self) -> Option<&str> {
        let (template, _) = self.pick.as_ref()?;
        template.strip_prefix(PICK_BEFORE)?.strip_suffix(PICK_AFTER)
    }

    /// No name of a file: nobody can include or replace it.
    fn template(&self, key: &str) -> String {
        format!("{key}:{}", self.name)
    }

    /// Does the layout fit? One without `pick` fits when it is asked for by name only, except
    /// `default`, which always does.
    pub fn fits(&self, tera: &Tera, context: &Context) -> Result<bool, Finding> {
        let Some((_, place)) = &self.pick else { return Ok(self.name == "default") };
        Ok(self.render(tera, context, "pick", place)? == "yes")
    }

    /// The picture in words; empty if the layout says nothing.
    pub fn alt(&self, tera: &Tera, context: &Context) -> Result<String, Finding> {
        let Some((_, place)) = &self.alt else { return Ok(String::new()) };
        let words = self.render(tera, context, "alt", place)?;
        Ok(crate::base::text::cut_at_word(&crate::base::html::fold_space(&words), ALT_LIMIT))
    }

    fn render(&self, tera: &Tera, context: &Context, key: &str, place: &Place) -> Result<String, Finding> {
        tera.render(&self.template(key), context).map_err(|error| cannot(key, &error, place.clone()))
    }
}

/// No name of a file, as [`Layout::template`].
const ALL: &str = "pick:";

/// One template that asks all layouts in their order, and says the name of the first that fits; false if some cannot
/// be asked so.
pub fn prepare_to_ask(tera: &mut Tera, layouts: &[Layout]) -> bool {
    let is_plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !layouts.iter().all(|layout| is_plain(&layout.name)) {
        return false;
    }
    let mut template = String::from("{% if false %}");
    for layout in layouts {
        match layout.expression() {
            Some(expression) => template.push_str(&format!("{{% elif {expression} %}}{}", layout.name)),
            None if layout.name == "default" => template.push_str("{% elif true %}default"),
            None => {}
        }
    }
    template.push_str("{% endif %}");
    tera.add_raw_template(ALL, &template).is_ok()
}

/// The first layout that fits; none if one of them cannot be worked out, or none fits.
pub fn ask_all(tera: &Tera, context: &Context) -> Option<String> {
    tera.render(ALL, context).ok().filter(|name| !name.is_empty())
}

fn compile(tera: &mut Tera, name: &str, template: &str, place: Place, findings: &mut Vec<Finding>) -> Option<(String, Place)> {
    match tera.add_raw_template(name, template) {
        Ok(()) => Some((template.to_owned(), place)),
        Err(error) => {
            findings.push(cannot(name.split(':').next().unwrap_or(name), &error, place));
            None
        }
    }
}

fn cannot(key: &str, error: &tera::Error, place: Place) -> Finding {
    let text = error.to_string();
    let first = text.lines().next().unwrap_or("").trim_start_matches("error: ").trim_end_matches('.');
    Finding::error("template-error", format!("`{key}` cannot be worked out: {first}"), place)
}

fn line(node: &Node, source: &Source) -> Option<(String, Place)> {
    Some((node.scalar_text(&source.text)?, Place::Spot(source.spot(node.span))))
}
