//! Mounts: elements that ask for something, turned into it through the theme's partials.
//!
//! Share links and click-to-share quotes. An element whose own end tag was not seen is left
//! alone; inner mounts are rendered first, into the body of the outer one.

use std::collections::{BTreeMap, HashSet};

use serde_json::json;

use super::plan::{Policy, wants};
use super::{placement, quote};
use crate::base::finding::Fact;
use crate::base::nearest::nearest;
use crate::base::{Finding, Place, Span};
use crate::config::Part;
use crate::model::facts::{Mount, PageFacts};
use crate::model::page::Hints;
use crate::model::plan::{Edit, Op, Plan, ShareLink};
use crate::theme::{Context, Value};

/// Blocks that the contract names; those without a renderer here stay as their author wrote them.
const KNOWN: &[&str] = &[
    "share",
    "quote",
    "head",
    "stat",
    "chart",
    "cta",
    "checklist",
    "form",
    "reviews",
    "review-invite",
    "gallery",
    "video",
    "post",
    "mentions",
    "follow",
    "consent",
];

/// Replacing one of these would take the page's head or all its body away.
const HEAD_TAGS: &[&str] = &["html", "head", "body", "title", "style", "script", "template", "noscript", "noframes"];

pub(super) fn mount(plan: &mut Plan, facts: &PageFacts, hints: &Hints, policy: &Policy) {
    let mut mounter = Mounter { plan, facts, hints, policy, taken: facts.ids.iter().cloned().collect(), rendered: BTreeMap::new() };
    // Document order puts outer mounts first; the inner ones must be ready before them.
    for mount in facts.mounts.iter().rev() {
        if let Some(html) = mounter.render(mount) {
            mounter.rendered.insert(mount.element.start, (mount, html));
        }
    }
    mounter.write();
    if wants(Part::Share, hints, policy) && !facts.mounts.iter().any(|mount| mount.name == "share") {
        placement::automatic(plan, facts, hints, policy);
    }
}

struct Mounter<'a> {
    plan: &'a mut Plan,
    facts: &'a PageFacts,
    hints: &'a Hints,
    policy: &'a Policy<'a>,
    /// Ids that a new one must not repeat.
    taken: HashSet<String>,
    /// By place: the mount and what it becomes.
    rendered: BTreeMap<u32, (&'a Mount, String)>,
}

impl<'a> Mounter<'a> {
    /// What a mount becomes; none = it stays.
    fn render(&mut self, mount: &'a Mount) -> Option<String> {
        if !KNOWN.contains(&mount.name.as_str()) {
            self.unknown(mount);
            return None;
        }
        if !matches!(mount.name.as_str(), "share" | "quote") {
            return None;
        }
        let part = if mount.name == "share" { Part::Share } else { Part::Blocks };
        if !wants(part, self.hints, self.policy) {
            return None;
        }
        if mount.element.end.is_none() {
            let finding = Finding::error("block-input", format!("the `{}` element is never closed", mount.name), at(mount));
            self.plan.findings.push(finding.why("nothing was mounted there").help(format!("close it with `</{}>`", mount.tag)));
            return None;
        }
        // Its body would carry the open element out into the block, to be closed by the wrong tag.
        let inner = mount.element.inner;
        if let Some(open) =
            self.facts.mounts.iter().find(|other| other.is_open() && (inner.start..inner.end).contains(&other.element.start))
        {
            let finding = Finding::error("block-input", format!("the `{}` element holds one that is never closed", mount.name), at(mount));
            self.plan.findings.push(finding.why("nothing was mounted there").help(format!("close the inner one with `</{}>`", open.tag)));
            return None;
        }
        if HEAD_TAGS.contains(&mount.tag.as_str()) {
            let finding = Finding::error("block-input", format!("a `{}` element cannot become a block", mount.tag), at(mount));
            self.plan.findings.push(finding.why("nothing was mounted there").help("put `data-smo` on an element of the body"));
            return None;
        }
        match mount.name.as_str() {
            "share" => self.share(mount),
            _ => self.quote(mount),
        }
    }

    fn unknown(&mut self, mount: &Mount) {
        // `site` has said it at the Markdown already.
        if self.hints.built {
            return;
        }
        let finding = Finding::warning("block-unknown", format!("`data-smo=\"{}\"` names no block", mount.name), at(mount));
        self.plan.findings.push(match nearest(&mount.name, KNOWN.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("the element was left as it is"),
        });
    }

    fn share(&mut self, mount: &Mount) -> Option<String> {
        let networks: Option<Vec<String>> =
            mount.attr("networks").map(|list| list.split([' ', ',']).filter(|id| !id.is_empty()).map(str::to_owned).collect());
        let networks: Vec<String> = networks
            .filter(|list| !list.is_empty())
            .or_else(|| self.hints.share.clone())
            .unwrap_or_else(|| self.policy.settings.share.networks.clone());
        if networks.is_empty() {
            return Some(String::new());
        }
        placement::links(self.plan, self.facts, self.hints, self.policy, &networks, mount.attr("label"))
    }

    fn quote(&mut self, mount: &'a Mount) -> Option<String> {
        let words = mount.body_text.trim();
        if words.is_empty() {
            self.plan.findings.push(Finding::error("block-input", "the quote has no words", at(mount)).why("there is nothing to share"));
            return None;
        }
        let id = mount.id.clone().filter(|id| !id.trim().is_empty()).unwrap_or_else(|| quote::id(words, &self.taken));
        self.taken.insert(id.clone());
        let lang = self.lang();
        let links = self.quote_links(mount, words, &id, &lang);
        let mut context = Context::new();
        context.insert("id", &id);
        context.insert("links", &links);
        context.insert("by", &mount.attr("by"));
        context.insert("cite", &mount.attr("cite").filter(|cite| cite.starts_with("https://") || cite.starts_with("http://")));
        context.insert("lang", &lang);
        context.insert("attrs", &mount.attrs.iter().cloned().collect::<BTreeMap<_, _>>());
        context.insert("body_text", words);
        context.insert_value("body_html", Value::safe_string(&self.body(mount)));
        self.about_page(&mut context, &lang);
        let partial = if mount.tag == "mark" { "smo/mark.html" } else { "smo/quote.html" };
        let html = self.policy.theme.render(partial, &context).map_err(|finding| self.plan.findings.push(*finding)).ok()?;
        self.plan.fields.quotes.push(words.to_owned());
        self.plan.needs_css = true;
        self.plan.needs_js |= links.iter().any(|link| link.kind == "copy");
        Some(html.trim().to_owned())
    }

    fn quote_links(&mut self, mount: &Mount, words: &str, id: &str, lang: &str) -> Vec<ShareLink> {
        let off = self.hints.quotes.as_ref().is_some_and(Vec::is_empty);
        let Some(page) = self.plan.fields.canonical.as_ref().filter(|_| !off).map(|url| url.value.clone()) else { return Vec::new() };
        let settings = self.policy.settings;
        let networks = mount.attr("share").map(|list| list.split([' ', ',']).filter(|id| !id.is_empty()).map(str::to_owned).collect());
        let networks: Vec<String> = networks.unwrap_or_else(|| settings.quotes.networks.clone());
        let hashtags: Vec<String> = match mount.attr("hashtags") {
            Some(list) => list.split([' ', ',']).map(|tag| tag.trim_start_matches('#').to_owned()).filter(|tag| !tag.is_empty()).collect(),
            None => self.hints.hashtags.clone(),
        };
        let site_via = placement::via(self.hints, self.policy);
        let image = self.plan.fields.image.as_ref().map(|image| image.value.url.clone());
        let asked = quote::Quote {
            words,
            by: mount.attr("by"),
            tweet: mount.attr("tweet"),
            hashtags: &hashtags,
            via: mount.attr("via").or(site_via.as_deref()),
            title: self.plan.fields.title.as_ref().map_or("", |title| title.value.as_str()),
            lang,
            image: image.as_deref(),
            mastodon_server: &settings.share.mastodon,
            at: if self.hints.built { Place::Fact(Fact::Words(first_words(words))) } else { at(mount) },
        };
        let theme = self.policy.theme;
        let (links, findings) = quote::links(&asked, &networks, &quote::address(&page, id), &|key| theme.string(lang, key));
        self.plan.findings.extend(findings);
        links
    }

    /// The body, with inner mounts as what they became.
    fn body(&self, mount: &Mount) -> String {
        let inner = mount.element.inner;
        let mut body = mount.body_html.clone();
        let place = |at: u32| {
            let moved = mount.places.iter().find(|(byte, _)| *byte == at);
            moved.map_or((at - inner.start) as usize, |(_, place)| *place)
        };
        let children = self.rendered.range(inner.start..inner.end);
        let outermost = outermost(children.map(|(start, (child, html))| (*start, child.element.end, html)));
        for (start, end, html) in outermost.into_iter().rev() {
            body.replace_range(place(start)..place(end), html);
        }
        body
    }

    /// One edit for each mount that stands in no other rendered mount.
    fn write(&mut self) {
        let all = self.rendered.iter().map(|(start, (mount, html))| (*start, mount.element.end, html));
        let edits: Vec<Edit> = outermost(all).into_iter().map(|(at, _, html)| Edit { at, op: Op::Replace, html: html.clone() }).collect();
        self.plan.edits.extend(edits);
    }

    fn lang(&self) -> String {
        self.plan.fields.lang.clone().unwrap_or_else(|| "en".to_owned())
    }

    fn about_page(&self, context: &mut Context, lang: &str) {
        let text = |value: Option<&crate::model::plan::Resolved<String>>| value.map(|found| found.value.clone()).unwrap_or_default();
        let fields = &self.plan.fields;
        context.insert("page", &json!({"url": text(fields.canonical.as_ref()), "title": text(fields.title.as_ref()), "lang": lang}));
        context.insert_value("strings", self.policy.theme.strings(lang));
    }
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
    let plain = |word: &&str| word.chars().all(|c| c.is_alphanumeric() || c == '-');
    text.split(' ').take_while(plain).take(5).collect::<Vec<_>>().join(" ")
}

fn at(mount: &Mount) -> Place {
    Place::Html(Span::new(mount.element.start as usize, mount.element.inner.start as usize))
}
