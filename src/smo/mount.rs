//! Blocks: elements that ask for something, turned into it through the theme's partials.
//!
//! What may be asked is `model/block.rs`; here is what comes of it. An element whose own end tag
//! was not seen is left alone; inner mounts are rendered first, into the body of the outer one.

mod context;
mod cta;
mod found;
mod input;
pub(super) mod obstacle;
mod page;
mod quote;
mod stat;

use std::collections::{BTreeMap, HashSet};

use serde_json::json;

use super::fragment::Fragments;
use super::placement;
use super::plan::{Policy, wants};
use super::sentence::{self, Found};
use crate::base::finding::Fact;
use crate::base::text::{slug, tame};
use crate::base::{Finding, Place, Span};
use crate::config::Part;
use crate::model::block::{self, Body};
use crate::model::facts::{Anchor, Mount, PageFacts};
use crate::model::page::Hints;
use crate::model::plan::{Edit, Op, Plan, ShareLink};
pub(super) use context::about_page;
use context::{Told, about_block};
use input::Values;

/// What each block that has a shape becomes. A new one is a line here, a row of `model/block.rs`,
/// and a partial.
const SHAPES: &[Shape] = &[
    Shape { name: "quote", make: quote::quote },
    Shape { name: "stat", make: stat::stat },
    Shape { name: "cta", make: cta::cta },
    Shape { name: "share", make: share },
];

struct Shape {
    name: &'static str,
    make: for<'a> fn(&mut Mounter<'a>, &Asked<'a>) -> Option<Made>,
}

/// Partials that no element can ask for.
const INTERNAL: &[&str] = &["head", "links", "mark", "pull", "quote-page"];

/// A request that was found sound.
struct Asked<'a> {
    mount: &'a Mount,
    values: Values,
    /// The author's, else one made of the words; empty where a block needs none.
    id: String,
}

/// What comes of a request.
enum Made {
    Html(String),
    Partial(Shaped),
}

/// What a partial gets besides what all get.
struct Shaped {
    /// `smo/NAME.html`
    partial: String,
    /// The block's own field.
    data: serde_json::Value,
    links: Vec<ShareLink>,
}

pub(super) fn mount(plan: &mut Plan, facts: &PageFacts, hints: &Hints, policy: &Policy, fragments: &Fragments) {
    let taken = facts.ids.iter().cloned().collect();
    let mut mounter = Mounter {
        plan,
        facts,
        hints,
        policy,
        fragments,
        taken,
        ids: BTreeMap::new(),
        folders: BTreeMap::new(),
        rendered: BTreeMap::new(),
        pulled: Vec::new(),
        searched: 0,
        text: None,
        marked: Vec::new(),
    };
    mounter.name_all();
    // Document order puts outer mounts first; the inner ones must be ready before them.
    for mount in facts.mounts.iter().rev() {
        if let Some(html) = mounter.render(mount) {
            mounter.rendered.insert(mount.element.start, (mount, html));
        }
    }
    mounter.plan.fields.quotes.reverse();
    mounter.write();
    if facts.holds_open_drawing {
        return;
    }
    if wants(Part::Blocks, hints, policy) {
        found::sentences(&mut mounter);
    }
    if wants(Part::Share, hints, policy) && !facts.mounts.iter().any(|mount| mount.name == "share") {
        placement::automatic(plan, facts, hints, policy);
    }
}

struct Mounter<'a> {
    plan: &'a mut Plan,
    facts: &'a PageFacts,
    hints: &'a Hints,
    policy: &'a Policy<'a>,
    /// What leads to the words of a quote, by its id.
    fragments: &'a Fragments,
    /// Ids that a new one must not repeat.
    taken: HashSet<String>,
    /// By place: the id of a block.
    ids: BTreeMap<u32, String>,
    /// By id of a quote: the folder of its page, none of them twice.
    folders: BTreeMap<String, String>,
    /// By place: the mount and what it becomes.
    rendered: BTreeMap<u32, (&'a Mount, String)>,
    /// Pull quotes, whose links stand at the sentence that they repeat.
    pulled: Vec<found::Pulled<'a>>,
    /// Characters of the text that were searched for sentences.
    searched: usize,
    /// The text that sentences are looked for in; read when the first one is.
    text: Option<sentence::Body<'a>>,
    /// Places of the page where a sentence will be marked.
    marked: Vec<Span>,
}

impl<'a> Mounter<'a> {
    /// Gives every block its id, in document order: the first of two equal ones keeps its name.
    fn name_all(&mut self) {
        let mut given: HashSet<&str> = HashSet::new();
        let named = |mount: &&'a Mount| block::find(&mount.name).is_some_and(|block| !block.prefix.is_empty());
        for mount in self.facts.mounts.iter().filter(named) {
            let own = mount.id.as_deref().map(str::trim).filter(|id| !id.is_empty() && !mount.selected);
            let id = match own {
                Some(id) if given.insert(id) => id.to_owned(),
                Some(id) => {
                    let other = quote::free(id, &self.taken);
                    let finding = Finding::warning("block-input", format!("two blocks have the id `{id}`"), self.opening(mount));
                    let why = format!("the second one gets `{other}`: links may lead to the wrong one");
                    self.plan.findings.push(finding.why(why).help("give each an id of its own"));
                    other
                }
                None => {
                    let prefix = block::find(&mount.name).map_or("", |block| block.prefix);
                    quote::id(prefix, mount.body_text.trim(), &self.taken)
                }
            };
            self.taken.insert(id.clone());
            if mount.name == "quote" {
                self.folder(&id);
            }
            self.ids.insert(mount.element.start, id);
        }
    }

    /// The folder of a quote's page. Ids that differ in signs alone would share one.
    fn folder(&mut self, id: &str) -> String {
        if let Some(given) = self.folders.get(id) {
            return given.clone();
        }
        let given: HashSet<String> = self.folders.values().cloned().collect();
        let name = Some(slug(id)).filter(|name| !name.is_empty()).unwrap_or_else(|| "quote".to_owned());
        let name = if given.contains(&name) { quote::free(&name, &given) } else { name };
        self.folders.insert(id.to_owned(), name.clone());
        name
    }

    /// What a mount becomes; none = it stays.
    fn render(&mut self, mount: &'a Mount) -> Option<String> {
        let known = block::find(&mount.name);
        let shape = SHAPES.iter().find(|shape| shape.name == mount.name);
        let partial = format!("smo/{}.html", mount.name);
        if shape.is_none() && (INTERNAL.contains(&mount.name.as_str()) || !self.policy.theme.has(&partial)) {
            self.unknown(mount);
            return None;
        }
        let part = if mount.name == "share" { Part::Share } else { Part::Blocks };
        if !wants(part, self.hints, self.policy) {
            return None;
        }
        self.check_element(mount)?;
        let values = match known {
            Some(block) => {
                let (values, findings) = input::values(mount, block, self.hints.built, &self.opening(mount));
                self.plan.findings.extend(findings);
                let values = values?;
                if let (Body::Required(missing), "") = (block.body, mount.body_text.trim()) {
                    let finding = Finding::error("block-input", missing, self.opening(mount));
                    self.plan.findings.push(finding.why("there is nothing to share").help("write it between the two lines, or tags"));
                    return None;
                }
                values
            }
            None => mount.attrs.iter().map(|(key, value)| (key.clone(), tame(value).into_owned())).collect(),
        };
        let id = self.ids.get(&mount.element.start).cloned().unwrap_or_default();
        let asked = Asked { mount, values, id };
        let made = match shape {
            Some(shape) => (shape.make)(self, &asked)?,
            None => Made::Partial(Shaped { partial, data: json!({}), links: Vec::new() }),
        };
        match made {
            Made::Html(html) => Some(html),
            Made::Partial(shaped) => self.partial(&asked, &shaped),
        }
    }

    /// The block has a link to there: it is looked up as one that stood in the page.
    fn leads_to(&mut self, mount: &Mount, href: &str) {
        let span = Span::new(mount.element.start as usize, mount.element.inner.start as usize);
        self.plan.anchors.push(Anchor { href: href.to_owned(), span, value_span: None, in_chrome: false });
    }

    /// An element that can be replaced as a whole.
    fn check_element(&mut self, mount: &Mount) -> Option<()> {
        let Some(obstacle) = obstacle::of(mount, &self.facts.mounts) else { return Some(()) };
        // A selector of `smo.yaml` asks for nothing at this very place.
        if !mount.selected {
            let (message, help) = obstacle.told(mount);
            let finding = Finding::error("block-input", message, at(mount));
            self.plan.findings.push(finding.why("nothing was mounted there").help(help));
        }
        None
    }

    /// Where a sentence stands. A page that asks for too many is not searched for the rest.
    fn locate(&mut self, sentence: &str) -> Found {
        const MAX: usize = 100_000_000;
        let text = self.text.get_or_insert_with(|| sentence::Body::of(self.facts));
        let cost = text.len() + sentence.len();
        let was_searched = self.searched;
        self.searched = was_searched.saturating_add(cost);
        if self.searched <= MAX {
            return text.locate(sentence, &self.marked);
        }
        if was_searched <= MAX {
            let finding =
                Finding::info("block-input", "the page asks for too many sentences of so long a text", Place::Html(Span::new(0, 0)));
            let why = "the others are not looked for: they get no share links of their own";
            self.plan.findings.push(finding.why(why).help("list fewer sentences, or part the page"));
        }
        Found::Somewhere
    }

    fn unknown(&mut self, mount: &Mount) {
        // `site` has said it at the Markdown already.
        if self.hints.built || mount.selected {
            return;
        }
        if block::find(&mount.name).is_some() {
            let message = format!("this version does not make `{}` blocks yet", mount.name);
            let finding = Finding::info("block-unknown", message, at(mount)).why("the element stays as it is");
            self.plan.findings.push(finding.help(format!("a template `smo/{}.html` gives it a shape", mount.name)));
            return;
        }
        let finding = Finding::warning("block-unknown", format!("`data-smo=\"{}\"` names no block", mount.name), at(mount));
        self.plan.findings.push(match block::nearest_name(&mount.name) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("the element was left as it is"),
        });
    }

    fn partial(&mut self, asked: &Asked, shaped: &Shaped) -> Option<String> {
        let mount = asked.mount;
        let told = Told {
            name: &mount.name,
            id: &asked.id,
            attrs: &asked.values,
            body_text: &mount.body_text,
            body_html: &self.body(mount),
            data: &shaped.data,
            links: &shaped.links,
        };
        let context = about_block(&told, self.plan, self.hints, self.policy);
        let html = self.policy.theme.render(&shaped.partial, &context).map_err(|finding| self.plan.findings.push(finding)).ok()?;
        self.plan.needs_css = true;
        self.plan.needs_js |= shaped.links.iter().any(ShareLink::needs_script);
        Some(html.trim().to_owned())
    }

    /// The body, with inner mounts as what they became.
    fn body(&self, mount: &Mount) -> String {
        let inner = mount.element.inner;
        let place = |at: u32| {
            let moved = mount.places.binary_search_by_key(&at, |(byte, _)| *byte);
            moved.map_or((at - inner.start) as usize, |found| mount.places[found].1)
        };
        let children = self.rendered.range(inner.start..inner.end);
        let outermost = outermost(children.map(|(start, (child, html))| (*start, child.element.end, html)));
        let mut body = String::with_capacity(mount.body_html.len());
        let mut at = 0;
        for (start, end, html) in outermost {
            body.push_str(&mount.body_html[at..place(start)]);
            body.push_str(html);
            at = place(end);
        }
        body + &mount.body_html[at..]
    }

    /// One edit for each mount that stands in no other rendered mount.
    fn write(&mut self) {
        let all = self.rendered.iter().map(|(start, (mount, html))| (*start, mount.element.end, html));
        let edits: Vec<Edit> =
            outermost(all).into_iter().map(|(at, end, html)| Edit { at, op: Op::Replace(end), html: html.clone() }).collect();
        self.plan.edits.extend(edits);
    }

    fn lang(&self) -> String {
        self.plan.fields.lang.clone().unwrap_or_else(|| "en".to_owned())
    }

    /// Where findings about a mount point: for a built page, to its words in the Markdown.
    fn at(&self, mount: &Mount) -> Place {
        let words = first_words(mount.body_text.trim());
        if self.hints.built && !words.is_empty() { Place::Fact(Fact::Words(words)) } else { at(mount) }
    }

    /// Where a block asks for something: for a built page, the line that opens it in the Markdown.
    fn opening(&self, mount: &Mount) -> Place {
        let words = first_words(mount.body_text.trim());
        let words = if words.is_empty() { format!(":::{}", mount.name) } else { words };
        if self.hints.built { Place::Fact(Fact::Block(words)) } else { at(mount) }
    }
}

fn share(mounter: &mut Mounter, asked: &Asked) -> Option<Made> {
    let own = asked.values.get("networks").map(|list| input::list(list)).filter(|list| !list.is_empty());
    let is_own = own.is_some();
    let networks = own.or_else(|| mounter.hints.share.clone()).unwrap_or_else(|| mounter.policy.settings.share.networks.clone());
    if networks.is_empty() {
        // An element parts the text around it; without one, a paragraph that was left open would go on behind it.
        return Some(Made::Html("<div hidden></div>".to_owned()));
    }
    let label = asked.values.get("label").map(String::as_str);
    let before = mounter.plan.findings.len();
    let html = placement::links(mounter.plan, mounter.facts, mounter.hints, mounter.policy, &networks, label);
    let place = mounter.opening(asked.mount);
    for finding in mounter.plan.findings[before..].iter_mut().filter(|finding| is_own && finding.at == Place::Fact(Fact::Share)) {
        finding.at = place.clone();
    }
    html.map(Made::Html)
}

/// What stands in a body that is one paragraph, or no element at all: it can go on behind a number.
fn one_paragraph(html: &str) -> Option<String> {
    let html = html.trim();
    let inner = match html.get(..2).filter(|start| start.eq_ignore_ascii_case("<p")) {
        Some(_) => {
            let open = html.find('>').filter(|_| html[2..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace()))?;
            let rest = &html[open + 1..];
            let close = rest.len().checked_sub(4).filter(|at| rest.is_char_boundary(*at))?;
            let (inner, end) = rest.split_at(close);
            end.eq_ignore_ascii_case("</p>").then_some(inner)?
        }
        None => html,
    };
    const BLOCK: &[&str] =
        &["<p", "</p", "<div", "<ul", "<ol", "<table", "<h", "<blockquote", "<pre", "<figure", "<section", "<aside", "<nav"];
    let lower = inner.to_ascii_lowercase();
    (!BLOCK.iter().any(|tag| lower.contains(tag))).then(|| inner.to_owned())
}

/// Of elements in document order, those that lie in no earlier one.
fn outermost<'h>(all: impl Iterator<Item = (u32, Option<u32>, &'h String)>) -> Vec<(u32, u32, &'h String)> {
    let mut kept: Vec<(u32, u32, &String)> = Vec::new();
    for (start, end, html) in all {
        let Some(end) = end else { continue };
        if kept.last().is_none_or(|(_, last_end, _)| start >= *last_end) {
            kept.push((start, end, html));
        }
    }
    kept
}

/// As an author may have typed them: words until the first that a renderer changes.
fn first_words(text: &str) -> String {
    let plain = |word: &str| word.chars().all(|c| c.is_alphanumeric() || c == '-');
    let mut words: Vec<&str> = text.split(' ').take(5).take_while(|word| plain(word)).collect();
    // A full stop or a comma ends the search, not the word before it.
    if let Some(word) = text.split(' ').nth(words.len()).filter(|_| words.len() < 5) {
        let bare = word.trim_end_matches(['.', ',', ':', ';', '!', '?']);
        words.extend(Some(bare).filter(|bare| !bare.is_empty() && plain(bare)));
    }
    words.join(" ")
}

fn at(mount: &Mount) -> Place {
    Place::Html(Span::new(mount.element.start as usize, mount.element.inner.start as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_with_a_shape_is_in_both_tables() {
        for known in block::BLOCKS {
            assert_eq!(SHAPES.iter().any(|shape| shape.name == known.name), known.is_shaped(), "{}", known.name);
        }
    }
}
