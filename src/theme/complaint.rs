//! What the template engine complains about, said like every other finding: the file, the place,
//! and the name that was probably meant.

use tera::ErrorKind;

use super::layer::{Layer, SITE};
use crate::base::nearest::nearest;
use crate::base::{Finding, Place, Source, Span};

/// Turns an error of the engine into a finding; `asked` is the template that was to be rendered.
pub fn of(error: &tera::Error, asked: &str, layers: &[Layer]) -> Finding {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            let mut message = sentence(report.message());
            if message == "unknown tag" {
                let source = source_of(report.filename(), layers);
                let tag = source.as_ref().and_then(|source| source.text.get(report.span().range.clone())).unwrap_or("");
                message = format!("unknown tag `{tag}`");
            }
            with_advice(Finding::error("template-syntax", message, place(report.filename(), report.span(), layers)))
        }
        ErrorKind::RenderingError(report) => rendering(report, error, layers),
        ErrorKind::TemplateNotFound(name) => missing(name, asked, layers),
        ErrorKind::MissingParent { current, parent } => missing(parent, current, layers),
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain } => circle("extends", tpl, chain, layers),
        ErrorKind::CircularInclude { tpl, include_chain: chain } => circle("includes", tpl, chain, layers),
        _ => reported(error, asked, layers),
    }
}

fn rendering(report: &tera::ReportError, error: &tera::Error, layers: &[Layer]) -> Finding {
    let at = place(report.filename(), report.span(), layers);
    let (message, known) = split_known(report.message());
    let chain = called_from(error, layers);
    let is_undefined = message.ends_with("is not defined") || message.contains("undefined");
    let mut finding = if is_undefined {
        let name = whole_name(report, layers);
        let finding = Finding::error("template-undefined", format!("`{name}` is not defined"), at);
        let last = name.rsplit(['.', '[']).next().unwrap_or(&name);
        match nearest(last, known.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{}{near}`?", &name[..name.len() - last.len()])),
            None if known.is_empty() => finding.help("write `{% if x is defined %}` around a name that may be missing"),
            None => finding.help(format!("known here: {}", known.join(", "))),
        }
    } else {
        Finding::error("template-error", message, at)
    };
    if !chain.is_empty() {
        finding = finding.why(format!("called from {}", chain.join(", from ")));
    }
    finding
}

/// "… is not defined. Available fields: a, b" as the statement and the names.
fn split_known(message: &str) -> (String, Vec<&str>) {
    let mark = [". Available fields: ", ". Available variables: "].into_iter().find_map(|mark| Some((message.find(mark)?, mark.len())));
    match mark {
        Some((at, len)) => (sentence(&message[..at]), message[at + len..].split(", ").collect()),
        None => (sentence(message), Vec::new()),
    }
}

/// `page.autor` where the engine marks only `autor`.
fn whole_name(report: &tera::ReportError, layers: &[Layer]) -> String {
    let Some(source) = source_of(report.filename(), layers) else { return "a value".to_owned() };
    let range = report.span().range.clone();
    let Some(marked) = source.text.get(range.clone()) else { return "a value".to_owned() };
    let before = &source.text[..range.start];
    let lead = before.len() - before.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.')).len();
    let name = format!("{}{}", &before[before.len() - lead..], marked);
    name.split(['|', ' ', '(']).next().unwrap_or(&name).trim().to_owned()
}

/// The places that lead to the error, innermost first.
fn called_from(error: &tera::Error, layers: &[Layer]) -> Vec<String> {
    let text = error.to_string();
    let notes = text.lines().filter_map(|line| line.strip_prefix("note: called from "));
    notes.map(|at| shown_place(at, layers)).collect()
}

/// `essay/base.html:40:3` with the file as its author knows it.
fn shown_place(at: &str, layers: &[Layer]) -> String {
    let mut parts = at.rsplitn(3, ':');
    let (column, line, name) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(at));
    let shown = find(name, layers).map_or_else(|| name.to_owned(), |(layer, path)| layer.shown_path(&path));
    format!("{shown}:{line}:{column}")
}

fn missing(name: &str, wanted_by: &str, layers: &[Layer]) -> Finding {
    let at = match source_of(wanted_by, layers) {
        Some(source) => match source.text.find(name) {
            Some(start) => Place::Spot(source.spot(Span::new(start, start + name.len()))),
            None => Place::File(source.path),
        },
        None => Place::File(name.into()),
    };
    let searched: Vec<String> = layers.iter().map(|layer| layer.shown_path(&format!("templates/{name}"))).collect();
    let known: Vec<&str> = layers.iter().flat_map(|layer| layer.below("templates/").map(|(path, _)| path)).collect();
    let plain = layers.iter().find_map(|layer| name.strip_prefix(&format!("{}/", layer.name))).unwrap_or(name);
    let finding = Finding::error("template-missing", format!("there is no template `{name}`"), at);
    match nearest(plain, known.iter().copied()) {
        Some(near) if near != plain => finding.help(format!("did you mean `{near}`? Searched: {}", searched.join(", "))),
        _ => finding.help(format!("searched: {}", searched.join(", "))),
    }
}

fn circle(verb: &str, name: &str, chain: &[String], layers: &[Layer]) -> Finding {
    let last = chain.last().map_or(name, String::as_str);
    let own = chain.iter().chain([&name.to_owned()]).find(|name| name.starts_with(SITE)).map_or(last, String::as_str).to_owned();
    let path = own.split_once('/').map_or(own.as_str(), |(_, path)| path);
    let theme = layers.iter().find(|layer| !layer.is_site()).map_or("core", |layer| layer.name.as_str());
    Finding::error("template-loop", format!("`{path}` {verb} itself"), place_of_file(&own, layers))
        .help(format!("name the layer: `{{% extends \"{theme}/{path}\" %}}` is the theme's own `{path}`"))
}

/// Errors that Tera hands over as ready text: unknown filters, functions and blocks.
fn reported(error: &tera::Error, asked: &str, layers: &[Layer]) -> Finding {
    let text = error.to_string();
    let first = text.lines().next().unwrap_or("");
    let message = sentence(first.strip_prefix("error: ").unwrap_or(first));
    let at = text.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).and_then(|at| {
        let mut parts = at.rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        spot_of(parts.next()?, line, column, &message, layers)
    });
    let at = at.unwrap_or_else(|| place_of_file(asked, layers));
    let rule = if text.starts_with("error: ") { "template-syntax" } else { "template-error" };
    with_advice(Finding::error(rule, message, at))
}

/// Tera 1 had macros, and names that Zola's and older themes still use.
fn with_advice(finding: Finding) -> Finding {
    const RENAMED: &[(&str, &str)] = &[
        ("`escape`", "`escape_html`"),
        ("`as_str`", "`str`"),
        ("`linebreaksbr`", "`newlines_to_br`"),
        ("`json_encode`", "`json`"),
        ("`slugify`", "`slug`"),
        ("`striptags`", "`plain`"),
        ("`get_url`", "`url(path=…)`"),
        ("`trans`", "`t(key=…)`"),
    ];
    if finding.message.contains("macro") || finding.message.contains("import") {
        return finding.help("Tera 2 has components instead of macros: `{% component card(post) %}`, called as `{{<card post={p} />}}`");
    }
    match RENAMED.iter().find(|(old, _)| finding.message.contains(old)) {
        Some((_, new)) => finding.help(format!("it is called {new} here")),
        None => finding,
    }
}

/// Templates that a ready text of Tera's names, in its order.
pub fn names_in(error: &tera::Error) -> Vec<String> {
    let text = error.to_string();
    let mut names: Vec<String> = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => vec![report.filename().to_owned()],
        ErrorKind::MissingParent { current, .. } => vec![current.clone()],
        ErrorKind::CircularExtend { inheritance_chain: chain, .. } | ErrorKind::CircularInclude { include_chain: chain, .. } => {
            chain.clone()
        }
        _ => Vec::new(),
    };
    for line in text.lines() {
        if let Some(at) = line.trim_start().strip_prefix("--> ") {
            names.extend(at.rsplitn(3, ':').nth(2).map(str::to_owned));
        }
    }
    if let Some(at) = text.find(" is defined in both ") {
        names.extend(text[at..].split('`').skip(1).step_by(2).map(str::to_owned));
    }
    names
}

pub fn place_of_file(name: &str, layers: &[Layer]) -> Place {
    match find(name, layers) {
        Some((layer, path)) => Place::File(layer.shown_path(&path).into()),
        None => Place::File(name.into()),
    }
}

fn place(name: &str, span: &tera::Span, layers: &[Layer]) -> Place {
    match source_of(name, layers) {
        Some(source) => Place::Spot(source.spot(Span::from(span.range.clone()))),
        None => place_of_file(name, layers),
    }
}

/// A place given by line and column, widened to the name that the message speaks of.
fn spot_of(name: &str, line: usize, column: usize, message: &str, layers: &[Layer]) -> Option<Place> {
    let source = source_of(name, layers)?;
    let line_start: usize = source.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = source.text.get(line_start..)?;
    let start = line_start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    let word = message.split('`').nth(1).unwrap_or("");
    let len = source.text.get(start..).filter(|rest| rest.starts_with(word)).map_or(1, |_| word.len().max(1));
    Some(Place::Spot(source.spot(Span::new(start, start + len))))
}

fn source_of(name: &str, layers: &[Layer]) -> Option<Source> {
    let (layer, path) = find(name, layers)?;
    layer.source(&path)
}

/// `essay/page.html` as its layer and the path in it; a plain name is the winner's.
fn find<'a>(name: &str, layers: &'a [Layer]) -> Option<(&'a Layer, String)> {
    let full = layers.iter().find_map(|layer| Some((layer, format!("templates/{}", name.strip_prefix(&layer.name)?.strip_prefix('/')?))));
    full.filter(|(layer, path)| layer.text(path).is_some()).or_else(|| {
        let path = format!("templates/{name}");
        layers.iter().find(|layer| layer.text(&path).is_some()).map(|layer| (layer, path))
    })
}

/// The engine's words as ours: lower case, no full stop.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => "the template cannot be used".to_owned(),
    }
}
