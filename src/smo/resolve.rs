//! Which value wins, and where it came from. Precedence is data: the tables below.
//!
//! An author's own tag always wins; what is resolved here only fills what is missing.

use crate::base::html::fold_space;
use crate::base::{BaseUrl, text};
use crate::model::facts::PageFacts;
use crate::model::page::Hints;
use crate::model::plan::{From, Resolved};

/// `og:title`, and the title in general.
const TITLE: &[From] = &[From::OpenGraph, From::Hint, From::TitleTag, From::FirstHeading];
const DESCRIPTION: &[From] = &[From::OpenGraph, From::Hint, From::MetaDescription, From::FirstParagraph];
const META_DESCRIPTION: &[From] = &[From::MetaDescription, From::Hint, From::OpenGraph, From::FirstParagraph];
const PUBLISHED: &[From] = &[From::OpenGraph, From::Hint, From::JsonLd, From::TimeTag];
const UPDATED: &[From] = &[From::OpenGraph, From::Hint, From::JsonLd];
const LANG: &[From] = &[From::Tag, From::Hint, From::Site];

/// A description longer than this is cut when we derive it (content.md 7.4).
const DERIVED_LENGTH: usize = 155;

fn first<T>(order: &[From], mut find: impl FnMut(From) -> Option<T>) -> Option<Resolved<T>> {
    order.iter().find_map(|from| find(*from).map(|value| Resolved::new(value, *from)))
}

fn tag(facts: &PageFacts, key: &str) -> Option<String> {
    facts.meta(key).map(|meta| fold_space(&meta.content))
}

/// No scheme: `/a.png`, `a.png`, `//host/a.png`. (`/a?u=https://b` too.)
pub(super) fn is_relative(address: &str) -> bool {
    let scheme = address.trim().split_once(':').map_or("", |(scheme, _)| scheme);
    let sound = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    !(sound && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
}

/// An address that a reader can be sent to: relative, or http. `javascript:` is never written.
pub(super) fn can_lead(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    !address.is_empty() && (is_relative(&address) || address.starts_with("https://") || address.starts_with("http://"))
}

/// An address that a page names, absolute; seen from its `<base href>` if it has one.
pub(super) fn absolute(facts: &PageFacts, base: &BaseUrl, address: &str) -> Option<String> {
    let page = facts.url.as_ref()?;
    match &facts.base_href {
        None => base.resolve(page, address),
        Some(from) => {
            let from = url::Url::parse(&base.resolve(page, from)?).ok()?;
            from.join(address.trim()).ok().map(|url| url.to_string())
        }
    }
}

pub(super) fn title(facts: &PageFacts, hints: &Hints, site: &str) -> Option<Resolved<String>> {
    first(TITLE, |from| match from {
        From::OpenGraph => tag(facts, "og:title"),
        From::Hint => hints.social_title.clone().or_else(|| hints.title.clone()),
        From::TitleTag => {
            facts.title.as_ref().map(|title| text::without_site(&title.value, site).to_owned()).filter(|title| !title.is_empty())
        }
        From::FirstHeading => facts.first_heading().map(|heading| heading.text.clone()),
        _ => None,
    })
    .map(tame)
    .filter(|title| !title.value.is_empty())
}

/// What we say ourselves holds nothing that turns the words around it.
fn tame(found: Resolved<String>) -> Resolved<String> {
    Resolved { value: fold_space(&text::tame(&found.value)), ..found }
}

pub(super) fn description(facts: &PageFacts, hints: &Hints) -> Option<Resolved<String>> {
    described(DESCRIPTION, facts, hints, hints.social_description.as_ref().or(hints.description.as_ref()))
}

pub(super) fn meta_description(facts: &PageFacts, hints: &Hints) -> Option<Resolved<String>> {
    described(META_DESCRIPTION, facts, hints, hints.description.as_ref())
}

fn described(order: &[From], facts: &PageFacts, hints: &Hints, hint: Option<&String>) -> Option<Resolved<String>> {
    let found = first(order, |from| match from {
        From::OpenGraph => tag(facts, "og:description"),
        From::MetaDescription => tag(facts, "description"),
        From::Hint => hint.map(|text| fold_space(text)).filter(|text| !text.is_empty()),
        From::FirstParagraph => facts.first_paragraph.as_ref().map(|text| text::summary(&text.value, DERIVED_LENGTH)),
        _ => None,
    })
    .map(tame)
    .filter(|text| !text.value.is_empty())?;
    // Front matter that `site` derived is still the first paragraph's word.
    let derived = found.from == From::Hint && hints.description_derived && hints.social_description.is_none();
    Some(if derived { Resolved::new(found.value, From::FirstParagraph) } else { found })
}

pub(super) fn published(facts: &PageFacts, hints: &Hints) -> Option<Resolved<String>> {
    first(PUBLISHED, |from| match from {
        From::OpenGraph => tag(facts, "article:published_time"),
        From::Hint => hints.published.clone(),
        From::JsonLd => super::json_ld::text(facts, "datePublished"),
        From::TimeTag => facts.time.as_ref().map(|time| time.value.trim().to_owned()).filter(|time| is_iso_date(time)),
        _ => None,
    })
}

pub(super) fn updated(facts: &PageFacts, hints: &Hints) -> Option<Resolved<String>> {
    first(UPDATED, |from| match from {
        From::OpenGraph => tag(facts, "article:modified_time"),
        From::Hint => hints.updated.clone(),
        From::JsonLd => super::json_ld::text(facts, "dateModified"),
        _ => None,
    })
}

/// A date that a machine can read; `<time datetime="P3D">` is none.
fn is_iso_date(text: &str) -> bool {
    text.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
}

pub(super) fn lang(facts: &PageFacts, hints: &Hints, site: &str) -> Option<Resolved<String>> {
    first(LANG, |from| match from {
        From::Tag => facts.lang.clone(),
        From::Hint => hints.lang.clone(),
        From::Site => (!site.is_empty()).then(|| site.to_owned()),
        _ => None,
    })
}

/// `og:locale` of a language: `xx_YY`. A language that is not in the table gets none.
pub(super) fn locale(lang: &str, configured: &str) -> Option<String> {
    if !configured.is_empty() {
        return Some(configured.to_owned());
    }
    let mut parts = lang.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    if let Some(region) = parts.find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic())) {
        return Some(format!("{language}_{}", region.to_ascii_uppercase()));
    }
    LOCALES.iter().find(|(name, _)| *name == language).map(|(_, locale)| (*locale).to_owned())
}

const LOCALES: &[(&str, &str)] = &[
    ("ar", "ar_AR"),
    ("bg", "bg_BG"),
    ("cs", "cs_CZ"),
    ("da", "da_DK"),
    ("de", "de_DE"),
    ("el", "el_GR"),
    ("en", "en_US"),
    ("es", "es_ES"),
    ("et", "et_EE"),
    ("fa", "fa_IR"),
    ("fi", "fi_FI"),
    ("fr", "fr_FR"),
    ("he", "he_IL"),
    ("hi", "hi_IN"),
    ("hr", "hr_HR"),
    ("hu", "hu_HU"),
    ("id", "id_ID"),
    ("it", "it_IT"),
    ("ja", "ja_JP"),
    ("ko", "ko_KR"),
    ("lt", "lt_LT"),
    ("lv", "lv_LV"),
    ("nb", "nb_NO"),
    ("nl", "nl_NL"),
    ("no", "nb_NO"),
    ("pl", "pl_PL"),
    ("pt", "pt_PT"),
    ("ro", "ro_RO"),
    ("ru", "ru_RU"),
    ("sk", "sk_SK"),
    ("sl", "sl_SI"),
    ("sv", "sv_SE"),
    ("th", "th_TH"),
    ("tr", "tr_TR"),
    ("uk", "uk_UA"),
    ("vi", "vi_VN"),
    ("zh", "zh_CN"),
];

#[cfg(test)]
mod tests {
    use super::*;
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
        let found = description(&facts, &Hints::default()).unwrap();
        assert_eq!((found.value.as_str(), found.from), (paragraph, From::FirstParagraph));
        let hints = Hints { description: Some("Rain,\n measured.".into()), ..Hints::default() };
        assert_eq!(description(&facts, &hints).unwrap().value, "Rain, measured.");
    }

    #[test]
    fn locales_have_an_underscore_or_are_left_out() {
        assert_eq!(locale("en", "").as_deref(), Some("en_US"));
        assert_eq!(locale("pt-BR", "").as_deref(), Some("pt_BR"));
        assert_eq!(locale("zh-Hant-TW", "").as_deref(), Some("zh_TW"));
        assert_eq!(locale("eo", ""), None);
    }
}
