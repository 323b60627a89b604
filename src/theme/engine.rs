//! Fills the template engine with the layers; a template that cannot be used is dropped and
//! reported, and the rest still loads.

use std::sync::Arc;

use tera::{ErrorKind, Tera};

use super::complaint;
use super::filters;
use super::functions::{self, Surroundings};
use super::layer::Layer;
use crate::base::{Finding, Level, Place};

/// Files below `templates/` that Tera reads; others (`cards/default.yaml`, `smo/smo.js`) are kept as
/// they are.
const RENDERED: &[&str] = &[".html", ".svg", ".xml", ".txt"];

/// Where values are escaped.
const ESCAPED: [&str; 3] = [".html", ".svg", ".xml"];

pub fn build(layers: &[Layer], around: Arc<Surroundings>) -> (Tera, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut templates = templates(layers, &mut findings);
    loop {
        let mut tera = empty(layers, around.clone());
        let Err(error) = tera.add_raw_templates(templates.iter().map(|template| (&template.name, &template.text))) else {
            return (tera, findings);
        };
        let Some(at) = culprit(&error, &templates) else {
            // Nothing more to drop: an engine without templates, and the reason.
            findings.push(complaint::of(&error, "", layers));
            return (empty(layers, around), findings);
        };
        let dropped = templates.remove(at);
        findings.push(report(&error, &dropped, layers));
    }
}

struct Template<'a> {
    /// `essay/page.html`
    name: String,
    text: &'a str,
    /// Its place in the order of look-up: 0 is the site.
    rank: usize,
}

fn templates<'a>(layers: &'a [Layer], findings: &mut Vec<Finding>) -> Vec<Template<'a>> {
    let mut templates = Vec::new();
    for (rank, layer) in layers.iter().enumerate() {
        for (path, bytes) in layer.below("templates/") {
            if !RENDERED.iter().any(|suffix| path.ends_with(suffix)) {
                continue;
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => templates.push(Template { name: format!("{}/{path}", layer.name), text, rank }),
                Err(_) => {
                    let place = Place::File(layer.shown_path(&format!("templates/{path}")).into());
                    findings.push(Finding::error("not-utf8", "this template is not UTF-8", place).help("save the file as UTF-8"));
                }
            }
        }
    }
    templates
}

fn empty(layers: &[Layer], around: Arc<Surroundings>) -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(ESCAPED);
    tera.set_fallback_prefixes(layers.iter().map(|layer| format!("{}/", layer.name))).expect("no template is registered yet");
    filters::register(&mut tera, &around);
    functions::register(&mut tera, around);
    tera
}

/// Which template to do without. An error may be raised in a template that is fine itself and
/// only meets an override that is not, so what stands above it in the layers is dropped first.
fn culprit(error: &tera::Error, templates: &[Template]) -> Option<usize> {
    let find = |name: &str| templates.iter().position(|template| template.name == name);
    match error.kind() {
        ErrorKind::SyntaxError(report) => find(report.filename()),
        ErrorKind::MissingParent { current, .. } => find(current),
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain } | ErrorKind::CircularInclude { tpl, include_chain: chain } => {
            let end = chain.last().unwrap_or(tpl);
            let start = chain.iter().position(|name| name == end).unwrap_or(0);
            // The loop alone, not the templates that lead into it.
            chain[start..].iter().filter_map(|name| find(name)).min_by_key(|at| templates[*at].rank).or_else(|| find(tpl))
        }
        _ => {
            let named = complaint::names_in(error).into_iter().find_map(|name| find(&name))?;
            Some(override_above(named, templates).unwrap_or(named))
        }
    }
}

/// The template of a higher layer that `templates[at]` extends, if it is the one to blame: the
/// block that `at` fills is gone from it.
fn override_above(at: usize, templates: &[Template]) -> Option<usize> {
    let text = templates[at].text;
    let after = &text[text.find("extends")? + "extends".len()..];
    let parent = after.trim_start().strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
    let above =
        |template: &Template| template.rank < templates[at].rank && template.name.split_once('/').is_some_and(|(_, path)| path == parent);
    templates.iter().position(above)
}

fn report(error: &tera::Error, dropped: &Template, layers: &[Layer]) -> Finding {
    let mut finding = complaint::of(error, &dropped.name, layers);
    if finding.level == Level::Error && !complaint::names_in(error).contains(&dropped.name) {
        let place = complaint::place_of_file(&dropped.name, layers);
        if let Place::File(path) | Place::Spot(crate::base::Spot { path, .. }) = &finding.at {
            finding.message = format!("{} (needed by {path})", finding.message).into();
        }
        finding.at = place;
    }
    let path = dropped.name.split_once('/').map_or("", |(_, path)| path);
    let stands_in = layers.iter().skip(dropped.rank + 1).any(|layer| layer.text(&format!("templates/{path}")).is_some());
    let why = if stands_in { "the file was left out; the theme's own takes its place" } else { "the file was left out" };
    finding.why(why)
}
