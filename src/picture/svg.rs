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
use crate::model::picture::Scrutiny;

/// More elements than this are no card.
const MOST_NODES: u32 = 100_000;

/// Elements that a still picture cannot have, or that would not look as they do elsewhere.
const UNSUPPORTED: &[&str] = &["foreignObject", "script", "animate", "animateMotion", "animateTransform", "set"];

pub struct Ready {
    pub svg: String,
    /// Width and height of the view box.
    pub view: (f32, f32),
    /// The drawing without its texts, and where those stand; only if it is looked at closely.
    pub bare: Option<String>,
    pub texts: Vec<Written>,
    /// A photo that fills the card behind all else. It is taken out of the drawing: copying its pixels costs a
    /// tenth of painting it.
    pub backdrop: Option<String>,
    /// Pictures that the layout names, each with the largest box it is drawn in.
    pub pictures: BTreeMap<String, (f32, f32)>,
    pub findings: Vec<Finding>,
}

/// A text as it was written, for those who check it.
pub struct Written {
    /// The `id` of its path in the drawing.
    pub id: String,
    /// Its first words.
    pub start: String,
    pub size: f32,
    /// Left, top, right, bottom in user units; none if a transform around it moves it elsewhere.
    pub bounds: Option<[f32; 4]>,
    /// A sign, a mark, a texture: not meant to be read.
    pub decor: bool,
}

/// `known` says whether the caller has the picture behind an `href`; `backdrop`, whether a photo of that
/// `href` can be laid under the drawing as it is.
pub fn ready(
    svg: &str,
    setter: &mut Setter,
    scrutiny: Scrutiny,
    known: impl Fn(&str) -> bool,
    backdrop: impl Fn(&str) -> bool,
) -> Result<Ready, String> {
    let svg = svg.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    // Drawing programs write a document type; entities are bounded by the parser.
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(svg, options).map_err(|error| error.to_string())?;
    let root = document.root_element();
    let view = view_box(root).ok_or("the root element has neither a view box nor a size")?;
    let mut work = Work {
        svg,
        view,
        setter,
        known: &known,
        can_lie_under: &backdrop,
        backdrop: None,
        scrutiny,
        edits: Vec::new(),
        pictures: BTreeMap::new(),
        texts: Vec::new(),
        findings: Vec::new(),
    };
    work.walk(root);
    let edited = |keep: &dyn Fn(&str) -> bool| {
        let mut out = String::with_capacity(svg.len() * 2);
        let mut done = 0;
        for (range, instead) in &work.edits {
            out.push_str(&svg[done..range.start]);
            out.push_str(if keep(instead) { instead } else { "" });
            done = range.end;
        }
        out.push_str(&svg[done..]);
        out
    };
    let bare = (scrutiny == Scrutiny::Close).then(|| edited(&|_| false));
    Ok(Ready {
        svg: edited(&|_| true),
        view,
        bare,
        backdrop: work.backdrop,
        texts: work.texts,
        pictures: work.pictures,
        findings: work.findings,
    })
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
    can_lie_under: &'a dyn Fn(&str) -> bool,
    backdrop: Option<String>,
    scrutiny: Scrutiny,
    /// In document order, apart from one another.
    edits: Vec<(Range<usize>, String)>,
    pictures: BTreeMap<String, (f32, f32)>,
    texts: Vec<Written>,
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
            if self.lies_under_all(node, href) {
                self.backdrop = Some(href.to_owned());
                return false;
            }
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
                .why("a card shows the pictures that its template gets, and no other file or address; the element is left out")
                .help(
                    "name a picture of the context (`{{ page.image.src }}`, `{{ site.logo.src }}`), or embed the file as a `data:` address",
                ),
        );
        false
    }

    /// A photo as large as the card with nothing but grounds before it; those are hidden by it, and go too.
    fn lies_under_all(&mut self, node: Node, href: &str) -> bool {
        let before: Vec<Node> = node.prev_siblings().skip(1).filter(Node::is_element).collect();
        let is_plain = |name: &str| matches!(name, "width" | "height" | "href" | "preserveAspectRatio");
        let side = |name: &str, whole: f32| node.attribute(name).and_then(|side| side.parse::<f32>().ok()) == Some(whole);
        let fits = node.parent().is_some_and(|parent| parent == node.document().root_element())
            && self.edits.is_empty()
            && before.iter().all(|node| node.tag_name().name() == "rect")
            && node.attributes().all(|attribute| is_plain(attribute.name()))
            && side("width", self.view.0)
            && side("height", self.view.1)
            && (self.can_lie_under)(href);
        if fits {
            self.edits.extend(before.iter().rev().map(|node| (node.range(), String::new())));
        }
        fits
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
        self.check_family(family);
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
        if self.scrutiny == Scrutiny::Close {
            let own = node.attribute("id").map(str::to_owned);
            let id = own.clone().unwrap_or_else(|| format!("smo-text-{}", self.texts.len()));
            if own.is_none() {
                let _ = write!(path, " id=\"{id}\"");
            }
            let moved = node.ancestors().any(|node| node.attribute("transform").is_some());
            self.texts.push(Written {
                id,
                start: beginning(&text),
                size: set.size as f32,
                bounds: set.bounds.filter(|_| !moved),
                decor: node.attribute("data-smo-role") == Some("decor"),
            });
        }
        for attribute in node.attributes().filter(|attribute| !is_about_text(attribute.name())) {
            let _ = write!(path, " {}", &self.svg[attribute.range()]);
        }
        path.push_str("/>");
        path
    }

    /// A font of the system is never used: said once for each name that stands alone.
    fn check_family(&mut self, asked: &str) {
        if asked.is_empty() || self.scrutiny != Scrutiny::Close || self.setter.knows(asked) {
            return;
        }
        let message = format!("no font of the cards is called `{asked}`");
        if self.findings.iter().all(|finding| *finding.message != *message) {
            self.findings.push(
                Finding::warning("card-font-not-readable", message, Place::Fact(Fact::Page))
                    .why("other fonts write its texts; those of the system are never used")
                    .help("write `Inter` or `JetBrains Mono`, or put the font into the project and name its file in `cards.fonts`"),
            );
        }
    }

    fn report_cut(&mut self, text: &str, set: &Set, fit: &Fit) {
        if set.cut == 0 || fit.overflow == Overflow::Quiet {
            return;
        }
        let level = if fit.overflow == Overflow::Error { Level::Error } else { Level::Warning };
        let start = beginning(text);
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
            .help(format!(
                "put {} into the project, say as `fonts/{}.ttf`, and name it in `cards.fonts`; or leave them out of the social title",
                font_for(&set.missing[0]),
                font_for(&set.missing[0]).replace("a font that has them", "extra").replace(' ', ""),
            )),
        );
    }
}

fn beginning(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect()
}

/// The font that has a script which no bundled font has.
fn font_for(grapheme: &str) -> &'static str {
    let code = grapheme.chars().next().map_or(0, u32::from);
    let known = NOTO.iter().find(|(first, last, _)| (*first..=*last).contains(&code));
    known.map_or("a font that has them", |(_, _, name)| name)
}

/// First and last character of a block, and the font from Noto (OFL) that has it.
#[rustfmt::skip]
const NOTO: &[(u32, u32, &str)] = &[
    (0x0530, 0x058F, "Noto Sans Armenian"), (0x0700, 0x074F, "Noto Sans Syriac"), (0x0780, 0x07BF, "Noto Sans Thaana"),
    (0x0980, 0x09FF, "Noto Sans Bengali"), (0x0A00, 0x0A7F, "Noto Sans Gurmukhi"), (0x0A80, 0x0AFF, "Noto Sans Gujarati"),
    (0x0B00, 0x0B7F, "Noto Sans Oriya"), (0x0B80, 0x0BFF, "Noto Sans Tamil"), (0x0C00, 0x0C7F, "Noto Sans Telugu"),
    (0x0C80, 0x0CFF, "Noto Sans Kannada"), (0x0D00, 0x0D7F, "Noto Sans Malayalam"), (0x0D80, 0x0DFF, "Noto Sans Sinhala"),
    (0x0E80, 0x0EFF, "Noto Sans Lao"), (0x0F00, 0x0FFF, "Noto Serif Tibetan"), (0x1000, 0x109F, "Noto Sans Myanmar"),
    (0x10A0, 0x10FF, "Noto Sans Georgian"), (0x1200, 0x139F, "Noto Sans Ethiopic"), (0x1780, 0x17FF, "Noto Sans Khmer"),
    (0x1800, 0x18AF, "Noto Sans Mongolian"), (0x2E80, 0x9FFF, "Noto Sans CJK"), (0xAC00, 0xD7AF, "Noto Sans CJK"),
    (0xF900, 0xFAFF, "Noto Sans CJK"), (0x20000, 0x3FFFF, "Noto Sans CJK"), (0x2000, 0x2BFF, "Noto Sans Symbols 2"),
    (0x1D400, 0x1D7FF, "Noto Sans Math"),
];

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
                | "data-smo-role"
                | "lang"
                | "space"
        )
}
