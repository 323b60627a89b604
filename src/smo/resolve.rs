//! Which value wins, and where it came from. Precedence is data: the tables below.
//!
//! An author's own tag always wins; what is resolved here only fills what is missing.

use super::address::is_dev;
use super::json_ld;
use super::locale::locale_of;
use crate::base::html::fold_space;
use crate::base::text::is_iso_date;
use crate::base::{BaseUrl, text};
use crate::config::Site;
use crate::model::facts::{PageFacts, Shape};
use crate::model::page::{Author, Hints};
use crate::model::plan::{From, Resolved};

/// A value that a page can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Title,
    Description,
    MetaDescription,
    Canonical,
    Type,
    Image,
    ImageAlt,
    SiteName,
    Lang,
    Locale,
    Published,
    Updated,
    Author,
}

/// A field by its name in the documents, and who is asked for it, first one first.
pub struct Precedence {
    pub field: Field,
    pub name: &'static str,
    pub order: &'static [From],
}

/// Who is asked first. An author's tag wins over everything; what was written for this page wins
/// over what can be guessed from it; the site's words come last.
#[rustfmt::skip] // a line each
pub const PRECEDENCE: &[Precedence] = &[
    of(Field::Title, "title", &[From::OpenGraph, From::Hint, From::TitleTag, From::FirstHeading]),
    of(Field::Description, "`og:description`", &[From::OpenGraph, From::Hint, From::MetaDescription, From::FirstParagraph, From::Site]),
    of(Field::MetaDescription, "meta description", &[From::MetaDescription, From::Hint, From::OpenGraph, From::FirstParagraph]),
    of(Field::Canonical, "canonical, `og:url`", &[From::Canonical, From::Hint, From::Address]),
    of(Field::Type, "`og:type`", &[From::OpenGraph, From::Hint, From::JsonLd, From::Markup, From::Default]),
    of(Field::Image, "picture", &[From::OpenGraph, From::Twitter, From::Hint, From::Card, From::BodyImage, From::Site]),
    of(Field::ImageAlt, "its alternative text", &[From::OpenGraph, From::Twitter, From::Hint, From::BodyImage, From::Card]),
    of(Field::SiteName, "name of the site", &[From::OpenGraph, From::Site, From::AppName, From::Address]),
    of(Field::Lang, "language", &[From::Tag, From::Hint, From::Site]),
    of(Field::Locale, "`og:locale`", &[From::OpenGraph, From::Site, From::Lang]),
    of(Field::Published, "published", &[From::OpenGraph, From::Hint, From::JsonLd, From::TimeTag]),
    of(Field::Updated, "updated", &[From::OpenGraph, From::Hint, From::JsonLd]),
    of(Field::Author, "authors", &[From::Hint, From::JsonLd, From::MetaAuthor, From::OpenGraph, From::Site]),
];

const fn of(field: Field, name: &'static str, order: &'static [From]) -> Precedence {
    Precedence { field, name, order }
}

impl Field {
    pub fn order(self) -> &'static [From] {
        PRECEDENCE.iter().find(|row| row.field == self).map_or(&[], |row| row.order)
    }
}

/// A description longer than this is cut when we derive it (content.md 7.4).
const DERIVED_LENGTH: usize = 155;

/// Everyone who can be asked about a page.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    pub facts: &'a PageFacts,
    pub hints: &'a Hints,
    pub site: &'a Site,
    pub base: Option<&'a BaseUrl>,
}

impl Ask<'_> {
    /// The value that wins.
    pub fn first(&self, field: Field) -> Option<Resolved<String>> {
        field.order().iter().find_map(|from| self.say(field, *from).map(|value| Resolved::new(value, *from)))
    }

    /// Everything that was said, the winner first: for those who want to know why.
    pub fn all(&self, field: Field) -> Vec<Resolved<String>> {
        field.order().iter().filter_map(|from| self.say(field, *from).map(|value| Resolved::new(value, *from))).collect()
    }

    /// What one of them says. Pictures are chosen in `image`.
    fn say(&self, field: Field, from: From) -> Option<String> {
        let said = match field {
            Field::Title => self.title(from),
            Field::Description => self.description(from),
            Field::MetaDescription => self.meta_description(from),
            Field::Canonical => self.canonical(from),
            Field::Type => self.kind(from),
            Field::SiteName => self.site_name(from),
            Field::Lang => self.lang(from),
            Field::Locale => self.locale(from),
            Field::Published => self.published(from),
            Field::Updated => self.updated(from),
            Field::Author => Some(self.authors_of(from).iter().map(|author| author.name.as_str()).collect::<Vec<_>>().join(", ")),
            Field::Image | Field::ImageAlt => None,
        };
        // What we say ourselves holds nothing that turns the text around it.
        said.map(|value| text::tame(&value).into_owned()).filter(|value| !value.trim().is_empty())
    }

    fn tag(&self, key: &str) -> Option<String> {
        self.facts.meta(key).map(|meta| fold_space(&meta.content))
    }

    fn title(&self, from: From) -> Option<String> {
        match from {
            From::OpenGraph => self.tag("og:title"),
            From::Hint => self.hints.social_title.clone().or_else(|| self.hints.title.clone()),
            From::TitleTag => {
                let title = self.facts.title.as_ref()?;
                let name = self.first(Field::SiteName).map(|name| name.value).unwrap_or_default();
                Some(text::without_site(&title.value, &name).to_owned())
            }
            From::FirstHeading => self.facts.first_heading().map(|heading| heading.text.clone()),
            _ => None,
        }
    }

    fn description(&self, from: From) -> Option<String> {
        match from {
            From::OpenGraph => self.tag("og:description"),
            From::Hint => self.hints.social_description.as_deref().or_else(|| self.written_description()).map(fold_space),
            From::MetaDescription => self.tag("description"),
            From::FirstParagraph => self.first_paragraph(),
            From::Site => Some(fold_space(&self.site.description)),
            _ => None,
        }
    }

    fn meta_description(&self, from: From) -> Option<String> {
        match from {
            From::MetaDescription => self.tag("description"),
            From::Hint => self.written_description().map(fold_space),
            From::OpenGraph => self.tag("og:description"),
            From::FirstParagraph => self.first_paragraph(),
            _ => None,
        }
    }

    /// What `site` took from the text is the text's word, not its author's.
    fn written_description(&self) -> Option<&str> {
        self.hints.description.as_deref().filter(|_| !self.hints.description_derived)
    }

    fn first_paragraph(&self) -> Option<String> {
        let derived = self.hints.description.as_deref().filter(|_| self.hints.description_derived).map(fold_space);
        derived.or_else(|| self.facts.first_paragraph.as_ref().map(|text| text::summary(&text.value, DERIVED_LENGTH)))
    }

    fn canonical(&self, from: From) -> Option<String> {
        let (base, page) = (self.base?, self.facts.url.as_ref()?);
        match from {
            From::Canonical => {
                let link = self.facts.canonical().filter(|link| can_lead(&link.href))?;
                // The development server's is nobody's address: it is reported, and used for nothing.
                let own = if is_relative(&link.href) { self.facts.absolute(base, &link.href)? } else { bare(&link.href) };
                Some(own).filter(|own| !is_dev(own) || is_dev(base.as_str()))
            }
            From::Hint => {
                let said = self.hints.canonical.as_ref().filter(|url| can_lead(url))?;
                if is_relative(said) { self.facts.absolute(base, said) } else { Some(bare(said)) }
            }
            From::Address => Some(base.join(page)),
            _ => None,
        }
    }

    fn kind(&self, from: From) -> Option<String> {
        let word = |article: bool| if article { "article" } else { "website" }.to_owned();
        match from {
            From::OpenGraph => self.tag("og:type"),
            From::Hint => self.hints.is_article().map(word),
            From::JsonLd => json_ld::has_article(self.facts).then(|| word(true)),
            From::Markup => (self.facts.shape == Shape::Article).then(|| word(true)),
            From::Default => Some(word(false)),
            _ => None,
        }
    }

    fn site_name(&self, from: From) -> Option<String> {
        match from {
            From::OpenGraph => self.facts.meta("og:site_name").map(|meta| meta.content.trim().to_owned()),
            From::Site => Some(self.site.title.clone()),
            From::AppName => self.facts.meta("application-name").map(|meta| meta.content.trim().to_owned()),
            From::Address => self.base.map(|base| base.host().to_owned()),
            _ => None,
        }
    }

    fn lang(&self, from: From) -> Option<String> {
        match from {
            From::Tag => self.facts.lang.clone(),
            From::Hint => self.hints.lang.clone(),
            From::Site => Some(self.site.lang.clone()),
            _ => None,
        }
    }

    fn locale(&self, from: From) -> Option<String> {
        let lang = || self.first(Field::Lang).map(|lang| lang.value);
        match from {
            From::OpenGraph => self.tag("og:locale"),
            From::Site => Some(self.site.locale.clone()).filter(|_| lang().is_some_and(|lang| lang == self.site.lang)),
            From::Lang => locale_of(&lang()?),
            _ => None,
        }
    }

    fn published(&self, from: From) -> Option<String> {
        match from {
            From::OpenGraph => self.tag("article:published_time"),
            From::Hint => self.hints.published.clone().filter(|date| is_iso_date(date)),
            From::JsonLd => json_ld::text(self.facts, "datePublished").filter(|date| is_iso_date(date)),
            From::TimeTag => self.facts.time.as_ref().map(|time| time.value.trim().to_owned()).filter(|time| is_iso_date(time)),
            _ => None,
        }
    }

    fn updated(&self, from: From) -> Option<String> {
        match from {
            From::OpenGraph => self.tag("article:modified_time"),
            From::Hint => self.hints.updated.clone().filter(|date| is_iso_date(date)),
            From::JsonLd => json_ld::text(self.facts, "dateModified").filter(|date| is_iso_date(date)),
            _ => None,
        }
    }

    /// Who wrote the page, with all that the site knows of them.
    pub fn authors(&self) -> Option<Resolved<Vec<Author>>> {
        let found = |from: &From| Some((*from, self.authors_of(*from))).filter(|(_, authors)| !authors.is_empty());
        Field::Author.order().iter().find_map(found).map(|(from, authors)| Resolved::new(authors, from))
    }

    fn authors_of(&self, from: From) -> Vec<Author> {
        let known = |name: &str| self.known_author(name);
        let found: Vec<Author> = match from {
            From::Hint if self.hints.built => self.hints.authors.clone(),
            From::Hint => self.hints.authors.iter().map(|author| merged(known(&author.name), author.clone())).collect(),
            From::JsonLd => json_ld::authors(self.facts).into_iter().map(|author| merged(known(&author.name), author)).collect(),
            From::MetaAuthor => self.tag("author").map(|name| known(&name)).into_iter().collect(),
            // Open Graph wants addresses of profiles here, Pinterest names: only names say who it was.
            From::OpenGraph => {
                let named = self.facts.metas.iter().filter(|meta| meta.key == "article:author");
                let named = named.map(|meta| fold_space(&meta.content)).filter(|name| !name.is_empty() && !name.contains("://"));
                named.map(|name| known(&name)).collect()
            }
            From::Site => self.site.author.as_deref().filter(|_| !self.hints.built).map(known).into_iter().collect(),
            _ => Vec::new(),
        };
        let sound = |author: Author| Author { url: author.url.filter(|url| can_lead(url)), ..author };
        found.into_iter().map(sound).collect()
    }

    /// An author of the settings, by id or name; else one who has a name only.
    fn known_author(&self, name: &str) -> Author {
        let is_it = |author: &&Author| author.id.eq_ignore_ascii_case(name) || author.name.eq_ignore_ascii_case(name);
        let found = self.site.authors.get(name).or_else(|| self.site.authors.values().find(is_it));
        found.cloned().unwrap_or_else(|| Author { name: name.to_owned(), ..Author::default() })
    }
}

/// The settings' words, and the page's where they have none.
fn merged(known: Author, said: Author) -> Author {
    Author { url: known.url.or(said.url), ..known }
}

/// No scheme: `/a.png`, `a.png`, `//host/a.png`. (`/a?u=https://b` too.)
pub(super) fn is_relative(address: &str) -> bool {
    let address = bare(address);
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let sound = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    !(sound && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
}

/// An address that a reader can be sent to: relative, or http with both slashes. `javascript:` is
/// never written, and `https:/rain` names a host that nobody meant.
pub(super) fn can_lead(address: &str) -> bool {
    let address = bare(address).to_ascii_lowercase();
    !address.is_empty() && (is_relative(&address) || address.starts_with("https://") || address.starts_with("http://"))
}

/// As a URL parser reads it: no blanks or control characters around, no tabs or line ends inside; and without what we
/// write nowhere.
pub(super) fn bare(address: &str) -> String {
    text::tame(address).trim_matches(|c: char| c <= ' ' || c.is_whitespace()).replace(['\t', '\n', '\r'], "")
}

/// A date with its offset, as Google asks for it; what has none gets that of the site's time zone.
pub(super) fn zoned(date: &str, timezone: &str) -> String {
    let date = date.trim();
    if date.parse::<jiff::Timestamp>().is_ok() {
        return date.to_owned();
    }
    let civil = date.replacen(' ', "T", 1).parse::<jiff::civil::DateTime>().ok();
    let civil = civil.or_else(|| date.parse::<jiff::civil::Date>().ok().map(|day| day.at(0, 0, 0, 0)));
    let zone = jiff::tz::TimeZone::get(if timezone.is_empty() { "UTC" } else { timezone }).unwrap_or(jiff::tz::TimeZone::UTC);
    match civil.and_then(|civil| zone.to_ambiguous_zoned_datetime(civil).compatible().ok()) {
        Some(zoned) => zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        None => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::model::facts::Text;

    #[test]
    fn a_title_loses_the_sites_name_and_nothing_else() {
        assert_eq!(text::without_site("Rain | Field Notes", "Field Notes"), "Rain");
        assert_eq!(text::without_site("Field Notes", "Field Notes"), "Field Notes");
        assert_eq!(text::without_site("Rain - Snow", "Field Notes"), "Rain - Snow");
    }

    #[test]
    fn a_page_without_description_takes_its_first_paragraph() {
        let paragraph = "The gauge stood on the roof for a year. It never once agreed with the forecast.";
        let facts = PageFacts { first_paragraph: Some(Text { value: paragraph.into(), span: Default::default() }), ..Default::default() };
        let site = Settings::default().site;
        let ask = |hints: &Hints| Ask { facts: &facts, hints, site: &site, base: None }.first(Field::Description).expect("described");
        let found = ask(&Hints::default());
        assert_eq!((found.value.as_str(), found.from), (paragraph, From::FirstParagraph));
        let hints = Hints { description: Some("Rain,\n measured.".into()), ..Hints::default() };
        assert_eq!(ask(&hints), Resolved::new("Rain, measured.".into(), From::Hint));
        let derived = Hints { description_derived: true, ..hints };
        assert_eq!(ask(&derived).from, From::FirstParagraph, "nobody wrote it");
    }

    #[test]
    fn no_address_leads_into_a_script() {
        for bad in ["javascript:alert(1)", "java\tscript:alert(1)", " \u{1}JavaScript:x", "data:text/html,x", "vbscript\n:x", " "] {
            assert!(!can_lead(bad), "{bad:?}");
        }
        for good in ["/a", "a.png", "//b.org/a", "https://a.org", "\thttp://a.org", "/a?u=javascript:x"] {
            assert!(can_lead(good), "{good:?}");
        }
    }

    #[test]
    fn dates_carry_an_offset() {
        assert_eq!(zoned("2026-01-02", "Europe/Oslo"), "2026-01-02T00:00:00+01:00");
        assert_eq!(zoned("2026-07-02T09:00", "Europe/Oslo"), "2026-07-02T09:00:00+02:00");
        assert_eq!(zoned("2026-07-02T09:00:00Z", "Europe/Oslo"), "2026-07-02T09:00:00Z");
        assert_eq!(zoned("2026-01-02", ""), "2026-01-02T00:00:00+00:00");
        assert_eq!(zoned("last spring", "UTC"), "last spring", "what is no date stays");
    }

    #[test]
    fn every_field_has_one_row_and_asks_nobody_twice() {
        for (at, row) in PRECEDENCE.iter().enumerate() {
            assert!(!PRECEDENCE[..at].iter().any(|earlier| earlier.field == row.field), "{}", row.name);
            let mut order = row.order.to_vec();
            order.sort();
            order.dedup();
            assert_eq!(order.len(), row.order.len(), "{}", row.name);
        }
    }
}
