//! A card layout made ready to paint: its texts become outlines, its pictures are checked.
//!
//! Everything else of the SVG stays as its designer wrote it, byte for byte. usvg is never given
//! text: it does not wrap, and it panics on some emoji (usvg 0.49).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};

use super::fit::{Align, Fit, Overflow};
use super::text::{Anchor, Set, Setter, Style};
use crate::base::finding::Fact;
use crate::base::{Finding, Level, Place};

/// More elements than this are no card.
const MOST_NODES: u32 = 100_000;

/// Elements that a still picture cannot have, or that would not look as they do elsewhere.
const UNSUPPORTED: &[&str] = &["foreignObject", "script", "animate", "animateMotion", "animateTransform", "set"];

pub struct Ready {
    pub svg: String,
    /// Width and height of the view box.
    pub view: (f32, f32),
    /// Pictures that the layout names, each with the largest box it is drawn in.
    pub pictures: BTreeMap<String, (f32, f32)>,
    pub findings: Vec<Finding>,
}

/// `known` says whether the caller has the picture behind an `href`.
pub fn ready(svg: &str, setter: &mut Setter, known: impl Fn(&str) -> bool) -> Result<Ready, String> {
    let svg = svg.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    // Drawing programs write a document type; entities are bounded by the parser.
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(svg, options).map_err(|error| error.to_string())?;
    let root = document.root_element();
    let view = view_box(root).ok_or("the root element has neither a view box nor a size")?;
    let mut work = Work { svg, view, setter, known: &known, edits: Vec::new(), pictures: BTreeMap::new(), findings: Vec::new() };
    work.walk(root);
    let mut out = String::with_capacity(svg.len() * 2);
    let mut done = 0;
    for (range, instead) in &work.edits {
        out.push_str(&svg[done..range.start]);
        out.push_str(instead);
        done = range.end;
    }
    out.push_str(&svg[done..]);
    Ok(Ready { svg: out, view, pictures: work.pictures, findings: work.findings })
}

fn view_box(root: Node) -> Option<(f32, f32)> {
    if let Some(view) = root.attribute("viewBox") {
        let numbers: Vec<f32> = view.split([' ', ',']).filter(|part| !part.is_empty()).map_while(|part| part.parse().ok()).collect();
        return match numbers[..] {
            [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
            _ => None,
        };
    }
    let side = |name| root.attribute(name)?.trim_end_matches("px").parse().ok().filter(|side: &f32| *side > 0.0);
    Some((side("width")?, side("height")?))
}

struct Work<'a, 'b> {
    svg: &'a str,
    view: (f32, f32),
    setter: &'a mut Setter<'b>,
    known: &'a dyn Fn(&str) -> bool,
    /// In document order, apart from one another.
    edits: Vec<(Range<usize>, String)>,
    pictures: BTreeMap<String, (f32, f32)>,
    findings: Vec<Finding>,
}

impl Work<'_, '_> {
    /// Depth first, without recursion: a hostile file nests deeply.
    fn walk(&mut self, root: Node) {
        let mut done = 0;
        for node in root.descendants().filter(Node::is_element) {
            if node.range().start < done {
                continue;
            }
            let name = node.tag_name().name();
            let gone = if name == "text" {
                let outlines = self.text(node);
                Some(outlines)
            } else if UNSUPPORTED.contains(&name) {
                self.unsupported(&format!("`<{name}>`"));
                Some(String::new())
            } else if self.may_stay(node) {
                None
            } else {
                Some(String::new())
            };
            if name == "style" && node.text().is_some_and(|css| css.contains("@import") || css.contains("@font-face")) {
                self.unsupported("`@import` and `@font-face`");
            }
            if let Some(instead) = gone {
                done = node.range().end;
                self.edits.push((node.range(), instead));
            }
        }
    }

    fn unsupported(&mut self, what: &str) {
        let message = format!("{what} in a card layout cannot be drawn");
        self.findings.push(
            Finding::warning("card-unsupported-svg", message, Place::Fact(Fact::Page))
                .why("a card is a still picture, drawn without a browser; the element is left out")
                .help("draw it with shapes and `<text data-smo-fit>`; fonts are named in `cards.fonts`"),
        );
    }

    /// Nothing outside of the project is fetched.
    fn may_stay(&mut self, node: Node) -> bool {
        let Some(href) = node.attributes().find(|attribute| attribute.name() == "href") else { return true };
        let href = href.value().trim();
        if href.starts_with('#') || href.starts_with("data:") || node.tag_name().name() == "a" {
            return true;
        }
        if (self.known)(href) {
            let side = |name, whole: f32| match node.attribute(name).map(str::trim) {
                Some(value) if value.ends_with('%') => {
                    value.trim_end_matches('%').parse::<f32>().ok().map(|percent| whole * percent / 100.0)
                }
                Some(value) => value.trim_end_matches("px").parse().ok(),
                None => None,
            };
            let (width, height) = (side("width", self.view.0).unwrap_or(self.view.0), side("height", self.view.1).unwrap_or(self.view.1));
            let known = self.pictures.entry(href.to_owned()).or_insert((0.0, 0.0));
            *known = (known.0.max(width), known.1.max(height));
            return true;
        }
        self.findings.push(
            Finding::error("card-external-resource", format!("a card layout asks for `{href}`"), Place::Fact(Fact::Page))
                .why("cards are drawn from the project's own files, without the network; the element is left out")
                .help("put the file into the project and name it by its path, or embed it as a `data:` URL"),
        );
        false
    }

    fn text(&mut self, node: Node) -> String {
        let text: String = node.descendants().filter_map(|child| if child.is_text() { child.text() } else { None }).collect();
        let lang = inherited(node, "lang").unwrap_or("en");
        let family = inherited(node, "font-family").unwrap_or("");
        let weight = inherited(node, "font-weight").map_or(400.0, weight);
        let written = node.attribute("data-smo-fit").map(|attribute| {
            let (fit, trouble) = Fit::parse(attribute, self.view);
            for said in trouble {
                self.findings.push(
                    Finding::error("card-layout", format!("data-smo-fit=\"{attribute}\": {said}"), Place::Fact(Fact::Page))
                        .why("the text may stand where its designer did not want it")
                        .help("mend the card layout"),
                );
            }
            fit
        });
        let set = if let Some(fit) = written {
            let style = Style { family, weight, tracking: tracking(node, fit.largest as f32), lang };
            let set = self.setter.fit(&text, &fit, &style);
            self.report_cut(&text, &set, &fit);
            set
        } else {
            let number = |name| node.attribute(name).and_then(|value| value.trim_end_matches("px").parse().ok());
            let size = inherited(node, "font-size")
                .and_then(|value| value.trim_end_matches("px").parse().ok())
                .filter(|size| *size > 0.0)
                .unwrap_or(16.0);
            let align = match inherited(node, "text-anchor") {
                Some("middle") => Align::Middle,
                Some("end") => Align::End,
                _ => Align::Start,
            };
            let at = Anchor { x: number("x").unwrap_or(0.0), baseline: number("y").unwrap_or(0.0), align, size };
            self.setter.line(&text, at, &Style { family, weight, tracking: tracking(node, size), lang })
        };
        self.report_missing(&set);
        if set.path.is_empty() {
            return String::new();
        }
        let mut path = format!("<path d=\"{}\"", set.path);
        for attribute in node.attributes().filter(|attribute| !is_about_text(attribute.name())) {
            let _ = write!(path, " {}", &self.svg[attribute.range()]);
        }
        path.push_str("/>");
        path
    }

    fn report_cut(&mut self, text: &str, set: &Set, fit: &Fit) {
        if set.cut == 0 {
            return;
        }
        let level = if fit.overflow == Overflow::Error { Level::Error } else { Level::Warning };
        let start: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect();
        let message =
            format!("the card cannot hold all of “{start}…”: {} characters are cut at size {} on {} lines", set.cut, set.size, set.lines);
        self.findings.push(
            Finding::new("card-text-overflow", level, message, Place::Fact(Fact::Title))
                .why("people see the beginning only")
                .help("shorten the text, set a shorter social title, or give the layout's box more room"),
        );
    }

    fn report_missing(&mut self, set: &Set) {
        if set.missing.is_empty() {
            return;
        }
        let named: Vec<String> = set.missing.iter().take(8).map(|grapheme| format!("{grapheme} ({})", codes(grapheme))).collect();
        let more = if set.missing.len() > 8 { format!(" and {} more", set.missing.len() - 8) } else { String::new() };
        self.findings.push(
            Finding::warning(
                "card-glyph-missing",
                format!("no font of the cards has {}{more}", named.join(", ")),
                Place::Fact(Fact::Title),
            )
            .why("these characters are left out of the card")
            .help("add a font that has them to `cards.fonts`, or leave them out of the social title"),
        );
    }
}

fn codes(grapheme: &str) -> String {
    grapheme.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" ")
}

/// A property by attribute or `style`, of the element or the nearest around it that has one.
fn inherited<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.ancestors().find_map(|node| {
        let styled = node.attribute("style").and_then(|style| {
            let pairs = style.split(';').filter_map(|pair| pair.split_once(':'));
            pairs.map(|(key, value)| (key.trim(), value.trim())).find(|(key, _)| *key == name).map(|(_, value)| value)
        });
        styled
            .or_else(|| node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value()))
            .filter(|value| !value.is_empty())
    })
}

fn weight(value: &str) -> f32 {
    match value {
        "bold" | "bolder" => 700.0,
        number => number.parse().ok().filter(|weight| (1.0..=1000.0).contains(weight)).unwrap_or(400.0),
    }
}

/// Letter spacing in em; plain units count at the text's largest size.
fn tracking(node: Node, size: f32) -> f32 {
    let Some(value) = inherited(node, "letter-spacing") else { return 0.0 };
    let em = match value.strip_suffix("em") {
        Some(em) => em.parse().unwrap_or(0.0),
        None => value.trim_end_matches("px").parse::<f32>().map_or(0.0, |units| units / size),
    };
    if em.is_finite() { em.clamp(-0.5, 2.0) } else { 0.0 }
}

fn is_about_text(name: &str) -> bool {
    name.starts_with("font")
        || name.starts_with("text")
        || matches!(
            name,
            "d" | "x"
                | "y"
                | "dx"
                | "dy"
                | "rotate"
                | "lengthAdjust"
                | "letter-spacing"
                | "word-spacing"
                | "dominant-baseline"
                | "direction"
                | "writing-mode"
                | "data-smo-fit"
                | "lang"
                | "space"
        )
}
