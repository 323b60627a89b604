//! Accounts for what a plan did to a page: each value with its source, and what was passed over.
//!
//! Nothing here decides. It asks the tables of `resolve` once more, this time for all answers.

use super::plan::{Looked, Policy};
use super::resolve::{Ask, Field};
use super::{card, image, json_ld};
use crate::base::finding::Fact;
use crate::base::html::fold_space;
use crate::base::{Place, Span};
use crate::config::{CardsWhen, ROBOTS};
use crate::model::HtmlPage;
use crate::model::explain::*;
use crate::model::facts::{PageFacts, Shape};
use crate::model::page::Hints;
use crate::model::picture::{MadeFrom, OG};
use crate::model::plan::{From, Plan, PreviewFile, Resolved};

/// What `explain` knows of a page: before its plan, and as it will ship.
struct Both<'a> {
    before: &'a PageFacts,
    after: &'a PageFacts,
    plan: &'a Plan,
    hints: &'a Hints,
    /// What the page's source says, without the hints block.
    front: &'a Hints,
    looked: &'a Looked,
    policy: &'a Policy<'a>,
}

/// Accounts for a page. `before` is its survey, `after` the facts that [`super::plan`] left.
pub fn explain(page: &HtmlPage, before: &PageFacts, after: &PageFacts, plan: &Plan, looked: &Looked, policy: &Policy) -> Explanation {
    let both = Both { before, after, plan, hints: before.hints(&page.hints), front: &page.hints, looked, policy };
    let tags = if before.shape.is_document() { both.tags() } else { Vec::new() };
    Explanation {
        path: page.path.clone(),
        url: page.path.url_path(),
        source: None,
        shape: match before.shape {
            Shape::Redirect => "redirect",
            Shape::Fragment => "fragment",
            Shape::Opaque => "unreadable",
            Shape::Article | Shape::Page if plan.fields.article => "article",
            Shape::Article | Shape::Page => "page",
        },
        tags,
        pictures: both.pictures(),
        json_ld: both.json_ld(),
        share: plan.fields.share_links.iter().map(|link| link.label).collect(),
        share_stands: before.has_share_nav,
        quotes: plan.fields.quotes.len(),
        mounts: before.mounts.iter().map(|mount| mount.name.clone()).collect(),
        findings: Vec::new(),
    }
}

/// Every tag that is accounted for, the field behind it, and whether its absence is worth a line.
#[rustfmt::skip] // a line each
const TAGS: &[(&str, Option<Field>, bool)] = &[
    ("title", Some(Field::Title), true),
    ("description", Some(Field::MetaDescription), true),
    ("canonical", Some(Field::Canonical), true),
    ("og:title", Some(Field::Title), true),
    ("og:type", Some(Field::Type), true),
    ("og:url", Some(Field::Canonical), true),
    ("og:description", Some(Field::Description), true),
    ("og:site_name", Some(Field::SiteName), true),
    ("og:locale", Some(Field::Locale), false),
    ("og:image", Some(Field::Image), true),
    ("og:image:width", None, false),
    ("og:image:height", None, false),
    ("og:image:type", None, false),
    ("og:image:alt", Some(Field::ImageAlt), false),
    ("article:published_time", Some(Field::Published), false),
    ("article:modified_time", Some(Field::Updated), false),
    ("article:author", Some(Field::Author), false),
    ("article:section", None, false),
    ("article:tag", None, false),
    ("twitter:card", None, false),
    ("twitter:site", None, false),
    ("twitter:creator", None, false),
    ("twitter:image:alt", None, false),
    ("fediverse:creator", None, false),
    ("robots", None, false),
    ("theme-color", None, false),
];

impl Both<'_> {
    fn tags(&self) -> Vec<Explained> {
        let known = TAGS.iter().filter_map(|(key, field, told)| {
            let tag = self.tag(key, *field);
            (tag.value.is_some() || (*told && tag.fate == Fate::Absent)).then_some(tag)
        });
        let mut tags: Vec<Explained> = known.collect();
        // What else the page says to whoever shows links: as it stands.
        let mut others: Vec<&str> = self.after.metas.iter().map(|meta| meta.key.as_str()).collect();
        others.retain(|key| ["og:", "article:", "twitter:", "fediverse:"].iter().any(|prefix| key.starts_with(prefix)));
        others.retain(|key| !TAGS.iter().any(|(known, ..)| known == key));
        others.sort_unstable();
        others.dedup();
        tags.extend(others.into_iter().map(|key| self.tag(key, None)).filter(|tag| tag.value.is_some()));
        tags
    }

    fn tag(&self, key: &str, field: Option<Field>) -> Explained {
        let value = values(self.after, key);
        let stood = !values(self.before, key).is_empty();
        let repairs = self.plan.repairs.iter().filter(|repair| repair.key == key && !repair.was.trim().is_empty());
        let was: Vec<String> = repairs.map(|repair| repair.was.clone()).collect();
        let fate = match (value.is_empty(), stood) {
            (true, _) => Fate::Absent,
            (false, _) if !was.is_empty() => Fate::Repaired { was },
            (false, true) => Fate::Stands,
            (false, false) => Fate::Filled,
        };
        let ask = Ask { facts: self.before, hints: self.hints, site: &self.policy.settings.site, base: self.policy.base };
        let mut said = field.map(|field| self.said(&ask, field)).unwrap_or_default();
        let is_own = |from: From| own_tag(key, from);
        let (source, at) = match fate {
            Fate::Absent => (None, None),
            Fate::Stands | Fate::Repaired { .. } => (Some("the page's own tag".to_owned()), place(self.before, key)),
            Fate::Filled => match said.first().filter(|_| field != Some(Field::Image)) {
                Some(winner) => (Some(self.name(field, winner.from)), self.at(field, winner.from)),
                None => self.filled_from(key),
            },
        };
        // The winner says what ships; a page's own tag is no rival of itself.
        let winner = if fate == Fate::Filled && !said.is_empty() { Some(said.remove(0)) } else { None };
        let first = winner.as_ref().map_or_else(|| "the page's own tag".to_owned(), |winner| self.name(field, winner.from));
        said.retain(|other| !is_own(other.from) && !value.iter().any(|value| fold_space(value).contains(&fold_space(&other.value))));
        if fate == Fate::Absent || field == Some(Field::Image) {
            said.clear();
        }
        let mut ignored: Vec<Ignored> = said
            .into_iter()
            .filter(|other| field.is_some_and(|field| is_rival(field, other.from, &fate)))
            .map(|other| Ignored {
                why: format!("{first} comes first"),
                at: self.at(field, other.from),
                source: self.name(field, other.from),
                value: other.value,
            })
            .collect();
        if key == "og:image" && fate != Fate::Absent {
            ignored.extend(self.lost_pictures());
        }
        ignored.extend(self.repeated(key));
        Explained { key: key.to_owned(), value: Some(value.join(", ")).filter(|value| !value.is_empty()), fate, source, at, ignored }
    }

    /// All answers for a field, in order; for the alternative text that of the picture in force.
    fn said(&self, ask: &Ask, field: Field) -> Vec<Resolved<String>> {
        match (field, &self.plan.fields.image) {
            (Field::Image, Some(image)) => vec![Resolved::new(image.value.url.clone(), image.from)],
            (Field::ImageAlt, Some(image)) => image.value.alt.iter().map(|alt| Resolved::new(alt.clone(), image.from)).collect(),
            (Field::Image | Field::ImageAlt, None) => Vec::new(),
            _ => ask.all(field),
        }
    }

    /// Tags that no table decides.
    fn filled_from(&self, key: &str) -> (Option<String>, Option<Place>) {
        let fields = &self.plan.fields;
        let image = fields.image.as_ref();
        let text = match key {
            "og:image" => image.map(|image| self.name(Some(Field::Image), image.from)),
            "og:image:width" | "og:image:height" | "og:image:type" => image.map(|image| match image.value.file {
                PreviewFile::Local(_) => "the picture's file".to_owned(),
                _ => "the picture that is made".to_owned(),
            }),
            "twitter:card" => Some(if image.is_some() { "the size of the picture" } else { "there is no picture" }.to_owned()),
            "twitter:image:alt" => Some("the picture's alternative text".to_owned()),
            "twitter:site" => Some("site.profiles in smo.yaml".to_owned()),
            "fediverse:creator" if !fields.authors.iter().any(|author| author.fediverse.is_some()) => {
                Some("site.profiles in smo.yaml".to_owned())
            }
            "twitter:creator" | "fediverse:creator" => Some("the author's account".to_owned()),
            "robots" if self.hints.noindex => Some(hint(self.front.noindex || self.hints.built).to_owned()),
            "robots" if self.policy.settings.meta.robots == ROBOTS => Some("default".to_owned()),
            "robots" => Some("meta.robots in smo.yaml".to_owned()),
            "theme-color" => Some("site.theme_color in smo.yaml".to_owned()),
            "article:section" => Some(hint(self.front.section == self.hints.section).to_owned()),
            "article:tag" => Some(hint(self.front.tags == self.hints.tags).to_owned()),
            _ => None,
        };
        let at =
            if key == "og:image" && image.is_some_and(|image| image.from == From::Hint) { Some(Place::Fact(Fact::Image)) } else { None };
        (text, at)
    }

    /// Who said it, for people: a hint stands in the page's front matter, or in its hints block.
    fn name(&self, field: Option<Field>, from: From) -> String {
        let is_front = match field {
            _ if from != From::Hint => return from.to_string(),
            Some(Field::Image | Field::ImageAlt) => self.front.image == self.hints.image,
            Some(field) => {
                let ask = Ask { facts: self.before, hints: self.front, site: &self.policy.settings.site, base: self.policy.base };
                let said = |hints| Ask { hints, ..ask }.all(field).into_iter().find(|said| said.from == From::Hint);
                said(self.front) == said(self.hints)
            }
            None => self.before.island.is_none(),
        };
        hint(is_front || self.hints.built).to_owned()
    }

    /// A second tag of the same key says something else: which one counts depends on the reader.
    fn repeated(&self, key: &str) -> Vec<Ignored> {
        if matches!(key, "article:tag" | "article:author" | "og:locale:alternate") {
            return Vec::new();
        }
        let all = self.before.metas.iter().filter(|meta| meta.key == key && !meta.content.trim().is_empty());
        all.skip(1)
            .map(|meta| Ignored {
                source: "a second tag".to_owned(),
                value: fold_space(&meta.content),
                why: "most readers take the first".to_owned(),
                at: Some(Place::Html(meta.value_span.unwrap_or(meta.span))),
            })
            .collect()
    }

    /// Where a source says what it says.
    fn at(&self, field: Option<Field>, from: From) -> Option<Place> {
        let facts = self.before;
        let html = |span: Span| (span.end > 0).then_some(Place::Html(span));
        let meta = |key: &str| facts.meta(key).and_then(|meta| html(meta.value_span.unwrap_or(meta.span)));
        match (from, field?) {
            (From::Hint, field) if self.hints.built || self.name(Some(field), from) == "front matter" => Some(Place::Fact(match field {
                Field::Title => Fact::Title,
                Field::Description | Field::MetaDescription => Fact::Description,
                Field::Canonical => Fact::Canonical,
                Field::Image => Fact::Image,
                Field::ImageAlt => Fact::ImageAlt,
                Field::Lang | Field::Locale => Fact::Lang,
                Field::Published => Fact::Date,
                Field::Updated => Fact::Updated,
                Field::Type | Field::SiteName | Field::Author => return None,
            })),
            (From::Hint, _) => facts.island_span.and_then(html),
            (From::TitleTag, _) => facts.title.as_ref().and_then(|title| html(title.span)),
            (From::FirstHeading, _) => facts.first_heading().and_then(|heading| html(heading.span)),
            (From::FirstParagraph, _) => facts.first_paragraph.as_ref().and_then(|text| html(text.span)),
            (From::TimeTag, _) => facts.time.as_ref().and_then(|time| html(time.span)),
            (From::JsonLd, _) => facts.json_ld.first().and_then(|block| html(block.span)),
            (From::Canonical, _) => facts.canonical().and_then(|link| html(link.value_span.unwrap_or(link.span))),
            (From::MetaDescription, _) => meta("description"),
            (From::MetaAuthor, _) => meta("author"),
            (From::AppName, _) => meta("application-name"),
            (From::OpenGraph, Field::Title) => meta("og:title"),
            (From::OpenGraph, Field::Description | Field::MetaDescription) => meta("og:description"),
            (From::OpenGraph, Field::Published) => meta("article:published_time"),
            (From::OpenGraph, Field::Updated) => meta("article:modified_time"),
            (From::Site, _) => Some(Place::Site),
            _ => None,
        }
    }

    fn pictures(&self) -> Vec<ExplainedPicture> {
        let fields = &self.plan.fields;
        let mut pictures = Vec::new();
        if let Some(image) = &fields.image {
            let made = self.plan.pictures.iter().find(|picture| !matches!(picture.made_from, MadeFrom::Variant { .. }));
            let asked = card::Asked { facts: self.after, fields, hints: self.hints, looked: self.looked, policy: self.policy };
            let layout = || card::layout_name(&asked, OG);
            let how = match (made.map(|picture| &picture.made_from), &image.value.file) {
                (Some(MadeFrom::Card { .. }), _) => {
                    layout().map_or_else(|| "drawn".to_owned(), |name| format!("drawn with the layout `{name}`"))
                }
                (Some(MadeFrom::Photo { path, .. } | MadeFrom::Variant { path, .. }), _) => format!("cropped from {path}"),
                (None, PreviewFile::Local(info)) => format!("the file {}", info.path),
                (None, PreviewFile::Missing) => "a file that is not there".to_owned(),
                (None, _) => "on another host, not looked at".to_owned(),
            };
            let bytes = if let PreviewFile::Local(info) = &image.value.file { Some(info.bytes) } else { None };
            pictures.push(ExplainedPicture {
                role: "preview",
                from: image.from,
                url: image.value.url.clone(),
                made: how,
                size: image.value.width.zip(image.value.height),
                mime: image.value.mime.clone(),
                bytes,
                ignored: self.lost_pictures(),
            });
        }
        if let Some(photo) = fields.photo.as_ref().filter(|photo| fields.image.as_ref().is_none_or(|image| image.value.url != photo.value))
        {
            let info = self.policy.base.and_then(|base| base.local_path(&photo.value)).and_then(|path| self.looked.get(&path));
            pictures.push(ExplainedPicture {
                role: "for search",
                from: photo.from,
                url: photo.value.clone(),
                made: info.map_or_else(|| "on another host, not looked at".to_owned(), |info| format!("the file {}", info.path)),
                size: info.map(|info| (info.width, info.height)),
                mime: info.and_then(|info| info.format).map(|format| format.mime().to_owned()),
                bytes: info.map(|info| info.bytes),
                ignored: Vec::new(),
            });
        }
        pictures
    }

    fn is_in_card(&self, path: &str) -> bool {
        self.plan.pictures.iter().any(|picture| picture.is_card_with(path))
    }

    /// Pictures that could have been the preview.
    fn lost_pictures(&self) -> Vec<Ignored> {
        let (Some(base), Some(page), Some(winner)) = (self.policy.base, &self.before.url, &self.plan.fields.image) else {
            return Vec::new();
        };
        let rank = |from: From| Field::Image.order().iter().position(|one| *one == from).unwrap_or(usize::MAX);
        let mut lost = Vec::new();
        let after = format!("{} comes first", self.name(Some(Field::Image), winner.from));
        let mut lose = |from: From, value: &str, why: String, at: Option<Place>| {
            lost.push(Ignored { source: self.name(Some(Field::Image), from), value: value.to_owned(), why, at });
        };
        if winner.from == From::OpenGraph
            && let Some(meta) = self.before.meta("twitter:image")
            && self.after.meta("twitter:image").is_some_and(|meta| meta.content.trim() != winner.value.url)
        {
            lose(From::Twitter, meta.content.trim(), "X alone shows it".into(), Some(Place::Html(meta.value_span.unwrap_or(meta.span))));
        }
        if let Some(hint) = self.hints.image.as_ref().filter(|_| winner.from != From::Hint) {
            let path = image::hint_url(base, page, self.hints, &hint.src).and_then(|url| base.local_path(&url));
            let unusable = path.as_ref().and_then(|path| image::usable(self.looked, path, &hint.src).err());
            let why = match unusable {
                _ if rank(winner.from) < rank(From::Hint) => after.clone(),
                Some(finding) => finding.into_says().message.into(),
                None if self.policy.settings.cards.when == CardsWhen::Always => "`cards.when` is `always`".to_owned(),
                None if path.is_some_and(|path| self.is_in_card(&path)) => "it is small, so it stands inside the card".to_owned(),
                None => "it is too small, even to stand inside the card".to_owned(),
            };
            lose(From::Hint, &hint.src, why, self.hints.built.then_some(Place::Fact(Fact::Image)));
        }
        if rank(winner.from) > rank(From::Card) {
            let why = match self.policy.settings.cards.when {
                CardsWhen::Never => "`cards.when` is `never`",
                _ if self.hints.card.off && hint(self.front.card.off || self.hints.built) == "front matter" => {
                    "front matter switches it off"
                }
                _ if self.hints.card.off => "the hints block switches it off",
                _ if !image::draws_card(self.hints, self.before, self.policy) => "pages of this kind get none",
                _ => "the page has no title to write on it, or the layout failed",
            };
            lose(From::Card, "", why.to_owned(), None);
        }
        if let Some(body) = self.before.images.iter().find(|image| image.in_article).filter(|_| winner.from != From::BodyImage) {
            let address = self.before.absolute(base, &body.src);
            let hinted = self.hints.image.as_ref().and_then(|image| image::hint_url(base, page, self.hints, &image.src));
            let same = address.is_some_and(|url| url == winner.value.url || (winner.from == From::Hint && Some(url) == hinted));
            let info = image::local(self.before, base, &body.src).and_then(|path| self.looked.get(&path));
            let why = match info {
                _ if rank(winner.from) < rank(From::BodyImage) => after.clone(),
                Some(info) if info.width < image::large().0 || info.height < image::large().1 => {
                    format!("{}×{} is smaller than {}×{}", info.width, info.height, image::large().0, image::large().1)
                }
                Some(_) => "it cannot be decoded".to_owned(),
                None => "there is no such file".to_owned(),
            };
            if !same {
                lose(From::BodyImage, &body.src, why, Some(Place::Html(body.span)));
            }
        }
        if let Some(site) = self.policy.settings.site.image.as_ref().filter(|_| winner.from != From::Site) {
            lose(From::Site, site, after, Some(Place::Site));
        }
        lost
    }

    fn json_ld(&self) -> Vec<ExplainedBlock> {
        let blocks = self.after.json_ld.iter().map(|block| ExplainedBlock {
            types: block.value.as_ref().map(json_ld::types).unwrap_or_default(),
            added: block.span.end == 0,
            broken: block.value.as_ref().err().cloned(),
            at: (block.span.end > 0).then_some(Place::Html(block.span)),
        });
        blocks.collect()
    }
}

fn hint(is_front_matter: bool) -> &'static str {
    if is_front_matter { "front matter" } else { "hints block" }
}

/// What a page says under a key, in order; repeated keys say several things only where they may.
fn values(facts: &PageFacts, key: &str) -> Vec<String> {
    let one = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty()).into_iter().collect();
    match key {
        "title" => facts.title.as_ref().map_or_else(Vec::new, |title| one(&title.value)),
        "canonical" => facts.canonical().map_or_else(Vec::new, |link| one(&link.href)),
        "article:tag" | "article:author" => {
            facts.metas.iter().filter(|meta| meta.key == key).flat_map(|meta| one(&fold_space(&meta.content))).collect()
        }
        _ => facts.meta(key).map_or_else(Vec::new, |meta| one(&fold_space(&meta.content))),
    }
}

fn place(facts: &PageFacts, key: &str) -> Option<Place> {
    let span = match key {
        "title" => facts.title.as_ref()?.span,
        "canonical" => facts.canonical().map(|link| link.value_span.unwrap_or(link.span))?,
        _ => facts.meta(key).map(|meta| meta.value_span.unwrap_or(meta.span))?,
    };
    Some(Place::Html(span))
}

/// Whoever has nothing special to say lost nothing, and beside a tag of the page's own no other tag
/// did: it ships, too.
fn is_rival(field: Field, from: From, fate: &Fate) -> bool {
    let tag = matches!(from, From::OpenGraph | From::TitleTag | From::MetaDescription | From::Canonical);
    match from {
        From::Default | From::Address => false,
        From::Site => matches!(field, Field::SiteName | Field::Locale | Field::Author),
        _ => !tag || *fate == Fate::Filled,
    }
}

/// Is this source the tag itself?
fn own_tag(key: &str, from: From) -> bool {
    match from {
        From::OpenGraph => key.starts_with("og:") || key.starts_with("article:"),
        From::TitleTag => key == "title",
        From::MetaDescription => key == "description",
        From::Canonical => key == "canonical",
        _ => false,
    }
}
