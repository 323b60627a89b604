//! What is certainly broken in the tags of a page, and what it should have said.
//!
//! Runs before anything is resolved, so that every value after it is sound. A value that could be
//! meant as it stands is left alone: then it is lint's business.

use std::ops::Range;

use super::address::{is_dev, is_own, mended};
use super::meta::{self, Fill, can_set};
use super::plan::{Looked, Policy};
use super::resolve::{Ask, Field, bare};
use crate::base::BaseUrl;
use crate::base::html::{fold_space, unescape};
use crate::base::text::tame;
use crate::config::Site;
use crate::model::facts::{Carrier, IMAGE_KEYS, Meta, PageFacts, TEXT_KEYS};
use crate::model::page::Hints;
use crate::model::plan::{Edit, Fields, Op, PreviewFile, Repair};

/// Puts right what was written wrong, in the facts and as edits.
pub(super) fn tags(fill: &mut Fill, facts: &mut PageFacts, hints: &Hints, looked: &Looked, policy: &Policy) {
    carriers(fill, facts);
    escapes(fill, facts, hints, policy);
    title(fill, facts);
    if let Some(base) = policy.base {
        addresses(fill, facts, base, looked);
        canonical(fill, facts, base);
        agree(fill, facts, hints, base, &policy.settings.site);
    }
}

/// Read by key as everyone writes it: Signal and Matrix know Open Graph in `property` only, Misskey
/// `fediverse:creator` and search its tags in `name` only, and Discord takes no capitals.
fn carriers(fill: &mut Fill, facts: &mut PageFacts) {
    let mut wrong = Vec::new();
    for (at, meta) in facts.metas.iter().enumerate() {
        let alone = || facts.metas.iter().filter(|other| other.span == meta.span).count() == 1;
        let (wanted, written, carrier) = match (meta.key.as_str(), meta.carrier) {
            (key, Carrier::Name) if key.starts_with("og:") || key.starts_with("article:") => ("property", "name", Carrier::Property),
            ("fediverse:creator" | "description" | "robots", Carrier::Property) => ("name", "property", Carrier::Name),
            (_, carrier) => ("", "", carrier),
        };
        let social = ["og:", "article:", "twitter:"].iter().any(|prefix| meta.key.starts_with(prefix));
        let capitals = social && meta.carrier != Carrier::Both && meta.key_raw != meta.key;
        // Beside one that is right a second one would be heard by those who take the last.
        let same = || facts.metas.iter().all(|one| one.key != meta.key || one.carrier == meta.carrier);
        let moves = !wanted.is_empty() && same();
        if meta.in_head && meta.key_span.is_some() && (moves || capitals) && alone() {
            wrong.push((at, moves.then_some((wanted, written, carrier)), capitals));
        }
    }
    for (at, moves, capitals) in wrong {
        let meta = &mut facts.metas[at];
        let Some((name, key)) = meta.key_span else { continue };
        let (mut was, mut is) = (meta.key_raw.clone(), meta.key.clone());
        if let Some((wanted, written, carrier)) = moves {
            (was, is) = (format!("{written}={was}"), format!("{wanted}={is}"));
            fill.edits.push(Edit { at: meta.span.start, op: Op::Name(name), html: wanted.to_owned() });
            meta.carrier = carrier;
        }
        if capitals {
            fill.replace(meta.span.start, key, &meta.key);
            meta.key_raw.clone_from(&meta.key);
        }
        fill.repairs.push(Repair { key: meta.key.clone(), was, is });
    }
}

/// One mended text may prove another, but not for long.
const ROUNDS: usize = 4;
/// A longer text is no title and no description, and a page that is full of references is no slip.
const LONGEST: usize = 10_000;
const MOST_REFERENCES: usize = 50;

/// `Tom &amp;amp; Jerry`: what was escaped twice is escaped once. One mended text may prove another,
/// so it is asked until nothing changes.
fn escapes(fill: &mut Fill, facts: &mut PageFacts, hints: &Hints, policy: &Policy) {
    // A text that swallowed tags is damaged otherwise.
    let sound = |text: &str| text.contains('&') && !text.contains('<') && text.len() <= LONGEST;
    for _ in 0..ROUNDS {
        let texts = Spoken::of(facts, hints, policy);
        let mended = |text: &str| sound(text).then(|| texts.once_escaped(text)).flatten();
        let found = |(at, meta): (usize, &Meta)| {
            // One escape too many is one for every key that the tag may hold.
            let is_text = (TEXT_KEYS.contains(&meta.key.as_str()) || meta.key == "application-name") && meta.value_span.is_some();
            Some((at, mended(&meta.content).filter(|_| is_text)?))
        };
        let metas: Vec<(usize, String)> = facts.metas.iter().enumerate().filter_map(found).collect();
        let title = facts.title.as_ref().and_then(|title| mended(&title.value));
        if metas.is_empty() && title.is_none() {
            return;
        }
        for (at, value) in metas {
            fill.set(facts, at, &value);
        }
        if let Some(value) = title {
            set_title(fill, facts, value);
        }
    }
}

/// What a page says, to prove an escape by.
struct Spoken {
    /// In its text.
    body: Vec<String>,
    /// There, in its tags, and by its author.
    all: Vec<String>,
    /// By its author, whose words stay as they are.
    told: Vec<String>,
}

impl Spoken {
    fn of(facts: &PageFacts, hints: &Hints, policy: &Policy) -> Self {
        let headings = facts.headings.iter().map(|heading| heading.text.as_str());
        let body: Vec<&str> = headings.chain(facts.first_paragraph.as_ref().map(|text| text.value.as_str())).collect();
        let told = [&hints.title, &hints.social_title, &hints.description, &hints.social_description];
        let site = &policy.settings.site;
        let told: Vec<&str> = told.into_iter().flatten().chain([&site.title, &site.description]).map(String::as_str).collect();
        let written = told.iter().copied();
        // What is said of a picture may be ours, of words that nothing else here says; the name of an application
        // may become that of the site.
        let proves = |key: &str| TEXT_KEYS.contains(&key) && !key.ends_with(":alt") || key == "application-name";
        let tags = facts.metas.iter().filter(|meta| proves(&meta.key)).map(|meta| meta.content.as_str());
        let title = facts.title.iter().map(|title| title.value.as_str());
        let all = body.iter().copied().chain(written).chain(tags).chain(title);
        let owned = |text: &str| text.to_owned();
        Self {
            all: all.map(owned).collect(),
            body: body.iter().copied().map(owned).collect(),
            told: told.iter().map(|text| fold_space(&tame(text))).collect(),
        }
    }

    /// The text with one escape less, if the page proves that it has one too many: it says the same
    /// words without elsewhere, or the escape stands inside a word.
    fn once_escaped(&self, text: &str) -> Option<String> {
        let references = references(text);
        // A page about HTML says in its text what it says in its title.
        if self.told.iter().any(|told| told == text.trim())
            || references.iter().any(|range| self.body.iter().any(|said| said.contains(&text[range.clone()])))
        {
            return None;
        }
        references.iter().any(|range| self.proves(text, range)).then(|| fold_space(&unescape(text)))
    }

    fn proves(&self, text: &str, range: &Range<usize>) -> bool {
        let (before, after) = (&text[..range.start], &text[range.end..]);
        let inside = before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric);
        let apostrophe = matches!(&*unescape(&text[range.clone()]), "'" | "’");
        if inside && apostrophe {
            return true;
        }
        let from = before.trim_end().rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let to = after.len() - after.trim_start().len();
        let to = range.end + after[to..].find(char::is_whitespace).map_or(after.len(), |at| to + at);
        let phrase = unescape(&text[from..to]).into_owned();
        let phrase = phrase.trim();
        phrase.chars().filter(|c| c.is_alphanumeric()).count() >= 3 && self.all.iter().any(|said| said.contains(phrase))
    }
}

/// Character references in a text that was decoded already: the first of them.
fn references(text: &str) -> Vec<std::ops::Range<usize>> {
    let known = |at: usize| {
        let end = at + text[at..].find(';').filter(|end| (3..=9).contains(end))?;
        let whole = &text[at..=end];
        (whole[1..].chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '#' | ';')) && unescape(whole) != whole).then_some(at..end + 1)
    };
    text.match_indices('&').filter_map(|(at, _)| known(at)).take(MOST_REFERENCES).collect()
}

/// Signal's Android client reads `<title>` by line.
fn title(fill: &mut Fill, facts: &mut PageFacts) {
    if facts.title_in_lines
        && let Some(value) = facts.title.as_ref().map(|title| title.value.clone()).filter(|value| !value.is_empty())
    {
        set_title(fill, facts, value);
    }
}

fn set_title(fill: &mut Fill, facts: &mut PageFacts, value: String) {
    // A title that swallowed tags is damaged otherwise, and its bytes may say how to read the page.
    let Some(title) = facts.title.as_mut().filter(|title| !title.value.contains('<')) else { return };
    let was = if facts.title_in_lines && title.value == value { format!("{value} (over several lines)") } else { title.value.clone() };
    title.value = value.clone();
    facts.title_in_lines = false;
    fill.replace(facts.title_start, title.span, &value);
    fill.repaired("title", was, value);
}

/// Addresses of pictures and `og:url`.
fn addresses(fill: &mut Fill, facts: &mut PageFacts, base: &BaseUrl, looked: &Looked) {
    for at in 0..facts.metas.len() {
        let meta = &facts.metas[at];
        let picture = IMAGE_KEYS.contains(&meta.key.as_str());
        if !(picture || meta.key == "og:url") || meta.content.trim().is_empty() || !can_set(facts, at) {
            continue;
        }
        let is_there = |path: &str| if picture { looked.contains_key(path) } else { is_own(facts, path) };
        if let Some(address) = mended(facts, base, &meta.content, &is_there) {
            fill.set(facts, at, &address);
        }
    }
}

fn canonical(fill: &mut Fill, facts: &mut PageFacts, base: &BaseUrl) {
    let Some(at) = canonical_at(facts).filter(|at| facts.links[*at].value_span.is_some()) else { return };
    if let Some(address) = mended(facts, base, &facts.links[at].href, &|path| is_own(facts, path)) {
        set_link(fill, facts, at, address);
    }
}

fn canonical_at(facts: &PageFacts) -> Option<usize> {
    let link = facts.canonical()?;
    facts.links.iter().position(|one| std::ptr::eq(one, link))
}

fn set_link(fill: &mut Fill, facts: &mut PageFacts, at: usize, address: String) {
    let link = &mut facts.links[at];
    let Some(span) = link.value_span else { return };
    let was = std::mem::replace(&mut link.href, address.clone());
    fill.replace(link.span.start, span, &address);
    fill.repaired("canonical", was, address);
}

/// Of canonical and `og:url` one may still name the development server: then the other one counts,
/// also if it is yet to be filled.
fn agree(fill: &mut Fill, facts: &mut PageFacts, hints: &Hints, base: &BaseUrl, site: &Site) {
    let tag = (0..facts.metas.len()).find(|at| facts.metas[*at].key == "og:url" && !facts.metas[*at].content.trim().is_empty());
    let Some(tag) = tag.filter(|_| !is_dev(base.as_str())) else { return };
    let written = canonical_at(facts).map(|at| facts.links[at].href.trim().to_owned()).filter(|url| is_dev(url));
    let found = || (Ask { facts, hints, site, base: Some(base) }).first(Field::Canonical).map(|found| found.value);
    let Some(canonical) = written.or_else(found) else { return };
    // Its tag may be none that can be changed; then it is still to be mended.
    let said = &facts.metas[tag].content;
    let url = mended(facts, base, said, &|path| is_own(facts, path)).unwrap_or_else(|| bare(said));
    match (is_dev(&canonical), is_dev(&url)) {
        (false, true) if can_set(facts, tag) => fill.set(facts, tag, &canonical),
        (true, false) if base.local_path(&url).is_some() => {
            canonical_at(facts).into_iter().for_each(|at| set_link(fill, facts, at, url.clone()));
        }
        _ => {}
    }
}

/// Size and type of the first picture, where its file says otherwise.
pub(super) fn picture(fill: &mut Fill, facts: &mut PageFacts, fields: &Fields) {
    let Some(PreviewFile::Local(info)) = fields.image.as_ref().map(|image| &image.value.file) else { return };
    let info = info.clone();
    let mut says = |key: &str, is_true: &dyn Fn(&str) -> bool, truth: String| {
        let Some(at) = meta::of_first_image(facts, key).filter(|at| can_set(facts, *at)) else { return };
        let content = facts.metas[at].content.trim();
        if !content.is_empty() && !is_true(content) {
            fill.set(facts, at, &truth);
        }
    };
    if info.width > 0 {
        for (key, truth, other) in [("og:image:width", info.width, info.height), ("og:image:height", info.height, info.width)] {
            // A rotated photo may be described either way.
            let near = |said: &str| said.parse::<u32>().is_ok_and(|said| said.abs_diff(truth) <= 1 || said.abs_diff(other) <= 1);
            says(key, &near, truth.to_string());
        }
    }
    if let Some(mime) = info.format.map(|format| format.mime()) {
        // `image/jpg` is no type, and everyone knows which one is meant.
        let same = |said: &str| said.eq_ignore_ascii_case(mime) || (mime == "image/jpeg" && said.eq_ignore_ascii_case("image/jpg"));
        says("og:image:type", &same, mime.to_owned());
    }
}
