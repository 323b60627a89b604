//! The card of a page: which layout, and the SVG that its template makes of the page.
//!
//! Only words, colours and pictures are chosen here; `picture` lays the text out and paints.

use serde_json::{Map, Value, json};

use super::Optimized;
use super::image::{hint_url, local, usable};
use super::json_ld::site_url;
use super::plan::{Looked, Policy};
use crate::base::finding::Fact;
use crate::base::nearest::nearest;
use crate::base::text::{cut_at_word, reading_time};
use crate::base::url::decode;
use crate::base::{Finding, Place};
use crate::config::Settings;
use crate::model::card::{CardPhoto, CardSite, Subject, covers, frame};
use crate::model::facts::PageFacts;
use crate::model::files::Digest;
use crate::model::page::{Hints, HtmlPage};
use crate::model::picture::{OG, Picture, Scrutiny, Size};
use crate::model::plan::Fields;
use crate::theme::{Context, Theme};

/// The layout for every page.
const FALLBACK: &str = "default";

/// No card holds more, and text is set slowly.
const MAX_TEXT: usize = 600;
/// A longer quote is no card: what is left of it could not be read.
const MAX_QUOTE: usize = 320;
/// A layout shows fewer; the rest is counted.
const MAX_POINTS: usize = 12;

/// A card and its words for those who cannot see it.
#[derive(Clone, Debug)]
pub struct Card {
    pub picture: Picture,
    pub layout: String,
    pub alt: String,
    /// The layout that was wanted, where another stands in for it.
    pub instead_of: Option<String>,
    /// What is wrong with a layout.
    pub trouble: Option<Finding>,
}

/// Draws nothing yet: gives the subject the shape of a layout, by name or the first that fits. A
/// layout that cannot be rendered is replaced by core's `default`, so there is always a card.
pub fn card_of(subject: &Subject, layout: Option<&str>, size: Size, theme: &Theme, fonts: Digest, slug: &str) -> Card {
    let mut context = context_of(subject, size);
    let Chosen { mut name, mut instead_of, mut trouble } = chosen(layout, theme, &context);
    context.insert_value("options", theme.layout_options(&name));
    let template = theme.layout_template(&name, size.name);
    let (svg, scrutiny) = match theme.render(&template, &context) {
        Ok(svg) => (svg, if theme.is_core_layout(&name) { Scrutiny::Trusting } else { Scrutiny::Close }),
        Err(finding) => {
            trouble.get_or_insert(finding);
            instead_of = Some(std::mem::replace(&mut name, FALLBACK.to_owned()));
            context.insert_value("options", crate::theme::Value::from_serializable(&Map::new()));
            // What core brings is tested; were it broken too, an empty drawing gives the plain card.
            (theme.render("core/cards/default.svg", &context).unwrap_or_default(), Scrutiny::Trusting)
        }
    };
    let alt = match theme.layout_alt(&name, &context) {
        Ok(alt) => alt,
        Err(finding) => {
            trouble.get_or_insert(finding);
            String::new()
        }
    };
    let alt = if alt.is_empty() { subject.title.clone() } else { alt };
    let mut images: Vec<(String, Digest)> = Vec::new();
    for photo in subject.pictures().filter(|photo| names(&svg, &photo.src)) {
        if !images.iter().any(|(href, _)| *href == photo.src) {
            images.push((photo.src.clone(), photo.digest));
        }
    }
    let plain = cut_at_word(&subject.title, MAX_TEXT);
    let picture = Picture::card_looked_at(slug, size, &svg, images, fonts, &plain, scrutiny);
    let file = (scrutiny == Scrutiny::Close).then(|| theme.layout_file(&template)).flatten();
    let picture = picture.laid_out_by(file);
    Card { picture, layout: name, alt, instead_of, trouble }
}

/// What the template of any layout is given.
fn context_of(subject: &Subject, size: Size) -> Context {
    let mut context = Context::new();
    context.insert("page", &subject.page(size));
    context.insert("card", &subject.data());
    context.insert("site", &subject.site.shown(size));
    context.insert("palette", &subject.site.palette());
    context.insert("size", &json!({ "name": size.name, "w": size.width, "h": size.height }));
    context.insert("safe", &size.safe());
    context.insert("frame", &frame(size));
    context
}

/// Does a drawing name this picture, as an address that ends there?
fn names(svg: &str, src: &str) -> bool {
    svg.match_indices(src).any(|(at, _)| svg[at + src.len()..].starts_with(['"', '\'', '#']))
}

/// What [`card_of_page`] is asked for.
#[derive(Clone, Copy, Debug)]
pub struct CardWanted<'a> {
    pub size: Size,
    /// None: what the page or the site asks for, else the first that fits.
    pub layout: Option<&'a str>,
}

#[derive(Clone, Debug)]
pub struct CardOfPage {
    pub card: Card,
    /// Why it has this layout.
    pub why: String,
}

/// The card that an optimized page has, or would have; none for a page without a title.
pub fn card_of_page(page: &HtmlPage, done: &Optimized, looked: &Looked, policy: &Policy, wanted: &CardWanted) -> Option<CardOfPage> {
    let (facts, fields) = (&done.facts, &done.plan.fields);
    fields.title.as_ref()?;
    let hints = facts.hints(&page.hints);
    let of = Asked { facts, fields, hints, looked, policy };
    let subject = subject(&of);
    let asked = wanted.layout.or_else(|| layout_asked(&of, &subject));
    let slug = super::image::slug(facts.url.as_ref()?);
    let card = card_of(&subject, asked, wanted.size, policy.theme, policy.fonts, &slug);
    let shown = subject.image.as_ref().is_some_and(|photo| card.picture.is_card_with(&decode(&photo.src)));
    let why = match (wanted.layout, hints.card.layout.as_deref(), asked) {
        (Some(_), _, _) => "asked for by `--layout`".to_owned(),
        (None, Some(_), _) => "the page asks for it".to_owned(),
        (None, None, Some(name)) if policy.settings.cards.layout == name => "`cards.layout` of smo.yaml".to_owned(),
        (None, None, Some(_)) if !shown => "the page's picture is too small to be the preview, and for a place in the card".to_owned(),
        (None, None, Some(_)) => "it shows a picture that is too small to be the preview".to_owned(),
        (None, None, None) => match policy.theme.layout_pick(&card.layout) {
            Some(pick) if pick != "true" => format!("the first that fits: `{pick}`"),
            _ => "no other fits".to_owned(),
        },
    };
    let why = match &card.instead_of {
        Some(name) if *name == card.layout => "ours, because the site's own cannot be drawn".to_owned(),
        Some(name) => format!("instead of `{name}`, which cannot be used"),
        None => why,
    };
    Some(CardOfPage { card, why })
}

/// The card for a page; none for a page without a title.
pub(super) fn card(of: &Asked, size: Size, slug: &str) -> Option<Card> {
    of.fields.title.as_ref()?;
    let subject = subject(of);
    let policy = of.policy;
    Some(card_of(&subject, layout_asked(of, &subject), size, policy.theme, policy.fonts, slug))
}

/// What a card is made from.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub facts: &'a PageFacts,
    pub fields: &'a Fields,
    pub hints: &'a Hints,
    pub looked: &'a Looked,
    pub policy: &'a Policy<'a>,
}

/// The layout that the page's card is drawn with.
pub(super) fn layout_name(of: &Asked, size: Size) -> Option<String> {
    let subject = subject(of);
    let context = context_of(&subject, size);
    let Chosen { name, trouble, .. } = chosen(layout_asked(of, &subject), of.policy.theme, &context);
    trouble.is_none().then_some(name)
}

/// By the author, else by the site. A photo that is too small to be the preview stands in the card, so it
/// is one that shows photos.
fn layout_asked<'a>(of: &Asked<'a>, subject: &Subject) -> Option<&'a str> {
    let configured = Some(of.policy.settings.cards.layout.as_str());
    let configured = configured.filter(|name| *name != "auto" && of.policy.theme.has(&format!("cards/{name}.svg")));
    let small = subject.image.as_ref().is_some_and(|photo| !covers(photo.width, photo.height, OG));
    of.hints.card.layout.as_deref().or(configured).or(small.then_some(FALLBACK))
}

/// Which layout it is, and what is wrong with another.
struct Chosen {
    name: String,
    instead_of: Option<String>,
    trouble: Option<Finding>,
}

/// The layout asked for, or the first that says it fits.
fn chosen(asked: Option<&str>, theme: &Theme, context: &Context) -> Chosen {
    let Some(name) = asked else {
        let mut findings = Vec::new();
        let name = theme.pick_layout(context, &mut findings).unwrap_or(FALLBACK).to_owned();
        return Chosen { name, instead_of: None, trouble: findings.into_iter().next() };
    };
    if theme.has(&format!("cards/{name}.svg")) {
        return Chosen { name: name.to_owned(), instead_of: None, trouble: None };
    }
    let finding = unknown_layout(name, theme, Place::Fact(Fact::Image)).why(format!("the card has the layout `{FALLBACK}`"));
    Chosen { name: FALLBACK.to_owned(), instead_of: Some(name.to_owned()), trouble: Some(finding) }
}

/// `cards.layout` of the settings, where there is no such layout: pages get the one that fits.
pub fn check_layout(settings: &Settings, theme: &Theme) -> Option<Finding> {
    let name = settings.cards.layout.as_str();
    if name == "auto" || theme.has(&format!("cards/{name}.svg")) {
        return None;
    }
    let mut finding = unknown_layout(name, theme, Place::Site).why("`cards.layout` has no effect: each page gets the layout that fits it");
    finding.evidence_mut().fact = Some(("cards.layout", name.to_owned()));
    Some(finding)
}

/// A layout that there is not, or that cannot be used.
fn unknown_layout(name: &str, theme: &Theme, at: Place) -> Finding {
    if let Some(file) = theme.broken_layout(name) {
        let message = format!("the card layout `{name}` cannot be used: its template {file} cannot be read");
        return Finding::error("card-layout-unknown", message, at).help("mend it: what is wrong is said at the file");
    }
    let known = theme.layouts();
    let near = nearest(name, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    let finding = Finding::error("card-layout-unknown", format!("there is no card layout `{name}`"), at);
    finding.help(near.unwrap_or_else(|| format!("there are {}", known.join(", "))))
}

fn subject(of: &Asked) -> Subject {
    let Asked { facts, fields, hints, policy, .. } = *of;
    let site = &policy.settings.site;
    let text = |value: &Option<crate::model::plan::Resolved<String>>| value.as_ref().map(|found| found.value.clone()).unwrap_or_default();
    let title = hints.social_title.clone().or_else(|| hints.title.clone()).unwrap_or_else(|| text(&fields.title));
    let host = policy.base.map_or("", |base| base.host());
    let words = hints.words.unwrap_or(facts.words);
    let people = if hints.authors.is_empty() { &fields.authors } else { &hints.authors };
    Subject {
        title: cut_at_word(&title, MAX_TEXT),
        description: cut_at_word(&text(&fields.own_description().cloned()), MAX_TEXT),
        url: text(&fields.canonical),
        site_path: facts.url.as_ref().map_or("/", |url| url.as_str()).to_owned(),
        kind: if fields.article { "article" } else { "page" },
        lang: fields.lang.clone().unwrap_or_else(|| site.lang.clone()),
        authors: people.iter().map(|author| author.name.clone()).collect(),
        portrait: people.first().and_then(|author| own_picture(of, author.image.as_deref()?)),
        date: fields.published.as_deref().and_then(|date| date.get(..10)).unwrap_or("").to_owned(),
        minutes: (fields.article && words > 0).then(|| reading_time(words)),
        tags: hints.tags.clone(),
        section: hints.section.clone().unwrap_or_default(),
        series: hints.series.clone(),
        image: photo(of),
        body_image: body_photo(of),
        site: CardSite {
            title: fields.site_name.clone().unwrap_or_else(|| host.to_owned()),
            host: host.to_owned(),
            url: policy.base.map_or("", |base| base.as_str()).to_owned(),
            lang: site.lang.clone(),
            logo: site.logo.as_deref().and_then(|logo| own_picture(of, logo)),
            brand: site.theme_color.clone(),
        },
        data: data(facts, &title, hints),
    }
}

/// The author's picture of the page, if it is a file of this site that can be read.
fn photo(of: &Asked) -> Option<CardPhoto> {
    let (base, page) = (of.policy.base?, of.facts.url.as_ref()?);
    let hint = of.hints.image.as_ref()?;
    let path = base.local_path(&hint_url(base, page, of.hints, &hint.src)?)?;
    let info = usable(of.looked, &path, &hint.src).ok()?;
    Some(CardPhoto::new(info, hint.alt.as_deref().unwrap_or_default(), hint.focus))
}

fn body_photo(of: &Asked) -> Option<CardPhoto> {
    let body = of.facts.images.iter().find(|image| image.in_article)?;
    let path = local(of.facts, of.policy.base?, &body.src)?;
    let info = usable(of.looked, &path, &body.src).ok()?;
    Some(CardPhoto::new(info, body.alt.as_deref().unwrap_or_default(), None))
}

/// A logo or a portrait: any picture that this build has, drawings too.
fn own_picture(of: &Asked, value: &str) -> Option<CardPhoto> {
    let base = of.policy.base?;
    let path = base.local_path(&site_url(base, value)?)?;
    let info = of.looked.get(&path).filter(|info| info.is_readable())?;
    Some(CardPhoto::new(info, "", None))
}

/// Pictures beside the page's own that its card may show, by decoded site path.
pub(super) fn wanted(hints: &Hints, policy: &Policy) -> Vec<String> {
    let Some(base) = policy.base else { return Vec::new() };
    let local = |value: &str| base.local_path(&site_url(base, value)?);
    let known = policy.settings.site.authors.values();
    let portraits = hints.authors.iter().chain(known).filter_map(|author| author.image.as_deref());
    portraits.chain(policy.settings.site.logo.as_deref()).filter_map(local).collect()
}

/// `social.card_data`; where that says nothing, what the page itself offers.
fn data(facts: &PageFacts, title: &str, hints: &Hints) -> Map<String, Value> {
    let mut data = hints.card.data.clone();
    if !data.is_empty() {
        return data;
    }
    let mut offer = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            data.insert(key.to_owned(), value);
        }
    };
    let short = |text: &str| Some(text.trim()).filter(|text| !text.is_empty() && text.chars().count() <= MAX_QUOTE).map(|text| json!(text));
    let marked = facts.mounts.iter().find(|mount| mount.name == "quote");
    let quote = marked.and_then(|mount| short(mount.words.as_deref().unwrap_or(&mount.body_text)));
    if quote.is_some() {
        offer("source", marked.and_then(|mount| mount.attr("by").or(mount.by.as_deref()).map(|by| json!(by))));
    }
    offer("quote", quote.or_else(|| hints.quotes.as_ref().and_then(|quotes| short(quotes.first()?))));
    if let Some(stat) = facts.mounts.iter().find(|mount| mount.name == "stat") {
        let sentence = short(&stat.body_text);
        if let (Some(value), true) = (stat.attr("value"), sentence.is_some()) {
            offer("value", Some(json!(value)));
            offer("label", sentence);
        }
    }
    offer("items", points(facts, title).map(|points| json!(points)));
    data
}

/// `7 ways to measure rain` promises its headings.
fn points(facts: &PageFacts, title: &str) -> Option<Vec<String>> {
    let digits = title.bytes().take_while(u8::is_ascii_digit).count();
    let promised: usize = title.get(..digits)?.parse().ok().filter(|number| (2..=100).contains(number))?;
    if !title[digits..].starts_with(' ') {
        return None;
    }
    let points: Vec<String> = facts
        .headings
        .iter()
        .filter(|heading| heading.level == 2 && heading.in_article && !heading.text.trim().is_empty())
        .map(|heading| unnumbered(heading.text.trim()).to_owned())
        .take(promised.min(MAX_POINTS))
        .collect();
    (points.len() >= 2).then_some(points)
}

/// `1. Keep it away from walls`: the layout numbers them itself.
fn unnumbered(heading: &str) -> &str {
    let bare = heading.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = bare.strip_prefix(['.', ')', ':']).filter(|_| bare.len() < heading.len());
    rest.map(str::trim_start).filter(|rest| !rest.is_empty()).unwrap_or(heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_heading_loses_its_number() {
        assert_eq!(unnumbered("1. Keep it away"), "Keep it away");
        assert_eq!(unnumbered("12) Write"), "Write");
        assert_eq!(unnumbered("2026 in rain"), "2026 in rain");
    }

    #[test]
    fn a_picture_counts_only_where_its_whole_address_stands() {
        assert!(names(r#"<image href="/a.jpg#cover=1x1@50,50"/>"#, "/a.jpg"));
        assert!(!names(r#"<image href="/a.jpgx"/>"#, "/a.jpg"));
    }
}
