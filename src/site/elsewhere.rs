//! The head of a Markdown file that another generator makes a page of: YAML, TOML or JSON, read
//! for what it says of the page. Where that page lies is not known here, and no text is rendered.

use jiff::tz::TimeZone;

use super::address::Name;
use super::allow::allows;
use super::date::PageDate;
use super::front_matter::{self, FrontMatter};
use super::post::authors;
use super::render::focus;
use crate::base::finding::{Fact, Spot};
use crate::base::{Source, Span, toml, yaml};
use crate::config::Settings;
use crate::model::allow::Allow;
use crate::model::page::{CardHint, Hints, ImageHint};

/// What a file says before its text begins.
pub struct Head {
    pub source: Source,
    pub title: Option<String>,
    pub slug: Option<String>,
    pub address: Address,
    pub draft: bool,
    pub categories: Vec<String>,
    date: Option<PageDate>,
    updated: Option<PageDate>,
    front: FrontMatter,
}

/// Whether a file says itself where its page lies.
#[derive(Clone, Debug, PartialEq)]
pub enum Address {
    /// By the rules of its generator.
    Unsaid,
    Path(String),
    /// A pattern that only its generator can fill.
    Pattern,
    /// `permalink: false`: it has no page.
    NoPage,
}

impl Head {
    /// `stem` is the file's name without its ending: it may begin with a date.
    pub fn read(source: Source, stem: &str, settings: &Settings) -> Self {
        let (front, body) = front(&source, settings);
        let zone = TimeZone::get(&settings.site.timezone).unwrap_or(TimeZone::UTC);
        let parse = |written: &Option<front_matter::Written>| written.as_ref().and_then(|written| PageDate::parse(&written.text, &zone));
        let date = parse(&front.date).or_else(|| PageDate::day(Name::of(stem).date?, &zone));
        let title = front.title.clone().filter(|title| is_plain(title)).or_else(|| first_heading(&source.text[body..]));
        Self {
            title,
            slug: front.slug.clone().filter(|slug| is_plain(slug)),
            address: address(&front),
            draft: front.draft == Some(true),
            categories: front.categories.clone().unwrap_or_default(),
            updated: parse(&front.updated),
            date,
            front,
            source,
        }
    }

    /// `2026-01-02`, as written.
    pub fn day(&self) -> Option<String> {
        self.date.as_ref().map(|date| date.at.date().to_string())
    }

    /// Everything that matters for sharing. The picture stands there as it was written.
    pub fn hints(&self, settings: &Settings) -> Hints {
        let front = &self.front;
        let social = &front.social;
        let plain = |text: &Option<String>| text.clone().filter(|text| is_plain(text));
        let image = front.social_image.as_ref().or(front.image.as_ref());
        Hints {
            title: plain(&front.title),
            social_title: plain(&social.title),
            description: plain(&front.description),
            social_description: plain(&social.description),
            image: image.filter(|written| is_plain(&written.text)).map(|written| ImageHint {
                src: written.text.clone(),
                alt: front.image_alt.clone(),
                focus: front.image_position.as_deref().and_then(focus),
                credit: front.image_credit.clone(),
            }),
            lang: front.lang.clone(),
            published: self.date.as_ref().map(PageDate::rfc3339),
            updated: self.updated.as_ref().map(PageDate::rfc3339),
            authors: authors(front.authors.as_deref(), settings, false),
            tags: front.tags.clone().unwrap_or_default(),
            canonical: plain(&front.canonical_url),
            hashtags: social.hashtags.clone(),
            share: social.share.clone(),
            quotes: social.quotes.clone(),
            card: CardHint { off: social.card_off, layout: social.card_layout.clone(), data: social.card_data.clone() },
            allow: self.allows(),
            noindex: front.noindex == Some(true),
            unlisted: front.unlisted == Some(true),
            ..Hints::default()
        }
    }

    /// Does it say itself that its page is a post, or that it is none?
    pub fn is_article(&self) -> Option<bool> {
        self.front.kind.map(|kind| kind == "article")
    }

    /// What the file says for a fact, and where.
    pub fn said(&self, fact: &Fact) -> Option<(String, Spot)> {
        let front = &self.front;
        let social = &front.social;
        let (key, text) = match fact {
            Fact::Title if social.title.is_some() => ("social.title", social.title.clone()),
            Fact::Title => ("title", front.title.clone()),
            Fact::Description => ("description", front.description.clone()),
            Fact::Image => ("image", front.social_image.as_ref().or(front.image.as_ref()).map(|written| written.text.clone())),
            Fact::ImageAlt => ("image_alt", front.image_alt.clone()),
            Fact::Date => ("date", self.day()),
            Fact::Updated => ("updated", self.updated.as_ref().map(|date| date.at.date().to_string())),
            Fact::Canonical => ("canonical_url", front.canonical_url.clone()),
            _ => return None,
        };
        Some((text?, self.spot(key)?))
    }

    fn allows(&self) -> Vec<Allow> {
        let (split, _) = front_matter::split(&self.source);
        allows(&self.source, split.head, split.body)
    }

    /// Where the value of a key stands; else the head as a whole.
    pub fn place(&self, key: &str) -> Spot {
        let first_line = || Span::new(0, self.source.text.find('\n').unwrap_or(self.source.text.len()));
        self.spot(key).unwrap_or_else(|| self.source.spot(first_line()))
    }

    /// Where the value of a key stands.
    pub fn spot(&self, key: &str) -> Option<Spot> {
        self.front.span(key).map(|span| self.source.spot(span))
    }
}

/// The head, and the byte at which the text begins. What cannot be read says nothing: its own
/// generator has judged it.
fn front(source: &Source, settings: &Settings) -> (FrontMatter, usize) {
    let text = &*source.text;
    let names: Vec<&str> = settings.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).collect();
    let mut judged_elsewhere = Vec::new();
    let first = text.lines().next().unwrap_or_default().trim_end();
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let (tree, head, body) = match first {
        "+++" => {
            let Some((end, body)) = closed(text, start, "+++") else { return Default::default() };
            (toml::parse(&text[start..end]), start..end, body)
        }
        _ if first == "{" || first.starts_with("{\"") => {
            let Some((end, body)) = closed(text, start, "}") else { return Default::default() };
            // JSON is YAML, with its closing brace.
            let end = text[end..body].find('}').map_or(body, |at| end + at + 1);
            (yaml::parse(&text[..end]), 0..end, body)
        }
        _ => {
            let (split, _) = front_matter::split(source);
            let Some(head) = split.head else { return (FrontMatter::default(), split.body) };
            return (front_matter::read(source, head, &names, &mut judged_elsewhere), split.body);
        }
    };
    let front = tree.map(|tree| front_matter::of_tree(source, head, &tree, &names, &mut judged_elsewhere));
    (front.unwrap_or_default(), body)
}

/// Where the line that closes a head begins, and where it ends.
fn closed(text: &str, start: usize, fence: &str) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn address(front: &FrontMatter) -> Address {
    let Some(written) = &front.permalink else { return Address::Unsaid };
    match written.text.as_str() {
        "false" => Address::NoPage,
        // Words without a slash are names of Jekyll's styles (`pretty`), or no address.
        text if !is_plain(text) || text.contains(':') || !text.contains('/') => Address::Pattern,
        text => Address::Path(text.to_owned()),
    }
}

/// Not waiting for a template engine.
fn is_plain(text: &str) -> bool {
    !text.contains("{{") && !text.contains("{%")
}

fn first_heading(body: &str) -> Option<String> {
    let line = body.lines().map(str::trim_end).find(|line| !line.is_empty())?;
    let title = line.strip_prefix("# ")?.trim().trim_end_matches('#').trim();
    // An id or class of the heading is not its words.
    let title = title.split_once(" {#").map_or(title, |(title, _)| title);
    Some(title.to_owned()).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(name: &str, text: &str) -> Head {
        Head::read(Source::new(name, text), name, &Settings::default())
    }

    #[test]
    fn yaml_toml_and_json_say_the_same() {
        let yaml = "---\ntitle: Rain\ndate: 2026-01-02\ntags: [a, b]\nsocial: {card: quote}\n---\nDrops.\n";
        let toml =
            "+++\ntitle = \"Rain\"\ndate = 2026-01-02\n[taxonomies]\ntags = [\"a\", \"b\"]\n[social]\ncard = \"quote\"\n+++\nDrops.\n";
        let json = "{\n  \"title\": \"Rain\",\n  \"date\": \"2026-01-02\",\n  \"tags\": [\"a\", \"b\"],\n  \"social\": {\"card\": \"quote\"}\n}\nDrops.\n";
        let hints: Vec<Hints> = [yaml, toml, json].iter().map(|text| head("rain", text).hints(&Settings::default())).collect();
        assert_eq!((hints[0].title.as_deref(), hints[0].tags.len()), (Some("Rain"), 2));
        assert_eq!(hints[0].card.layout.as_deref(), Some("quote"));
        assert!(hints.iter().all(|other| *other == hints[0]), "{hints:#?}");
        let (said, spot) = head("rain", toml).said(&Fact::Title).expect("a title");
        assert_eq!((said.as_str(), spot.line, spot.column), ("Rain", 2, 9));
        let spot = head("rain", json).spot("date").expect("a date");
        assert_eq!(spot.line, 3);
    }

    #[test]
    fn a_file_says_where_its_page_lies_or_does_not() {
        for (line, want) in [
            ("title: x", Address::Unsaid),
            ("url: /a/b.html", Address::Path("/a/b.html".into())),
            ("path: a/b", Address::Path("a/b".into())),
            ("permalink: /:year/:title/", Address::Pattern),
            ("permalink: /{{ title | slug }}/", Address::Pattern),
            ("permalink: pretty", Address::Pattern),
            ("permalink: false", Address::NoPage),
        ] {
            assert_eq!(head("x", &format!("---\n{line}\n---\n")).address, want, "{line}");
        }
    }

    #[test]
    fn a_name_dates_and_a_heading_titles_where_nothing_else_does() {
        let dated = head("2026-01-02-rain", "# Rain, {#rain}\n\nDrops.\n");
        assert_eq!((dated.day().as_deref(), dated.title.as_deref()), (Some("2026-01-02"), Some("Rain,")));
        let broken = head("x", "+++\ntitle = \n+++\n# Kept\n");
        assert_eq!(broken.title.as_deref(), Some("Kept"));
    }
}
