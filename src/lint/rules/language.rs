//! Group `i18n`: the page says which language it is in, and where it is in others.

use std::collections::BTreeMap;

use crate::base::Level::{Info, Warning};
use crate::base::Place;
use crate::base::finding::Fact;
use crate::lint::rule::Tier::{Doc, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, remedy};
use crate::model::view::{PageSummary, PageView, Trace};

pub const RULES: &[Rule] = &[
    Rule {
        name: "language-wrong",
        group: Some(Group::I18n),
        cases: &[
            case("absent", Warning, Spec, "WCAG 2.2, 3.1.1; Mastodon link_details_extractor.rb: language"),
            case("invalid", Warning, Spec, "RFC 5646"),
            case("locale", Warning, Spec, "ogp.me: og:locale is language_TERRITORY"),
            case("disagree", Warning, Spec, "ogp.me: og:locale; HTML: lang"),
            case("direction", Warning, Spec, "HTML: dir"),
        ],
        check: Check::Page(language),
        doc: include_str!("../docs/language-wrong.md"),
    },
    Rule {
        name: "hreflang-incomplete",
        group: Some(Group::I18n),
        cases: &[
            case("code", Warning, Doc, "Google Search Central: hreflang"),
            case("relative", Warning, Doc, "Google Search Central: hreflang, fully qualified addresses"),
            case("self", Info, Doc, "Google Search Central: hreflang, each page lists itself"),
            case("one-way", Warning, Doc, "Google Search Central: hreflang, return links"),
        ],
        check: Check::Both(hreflang, return_links),
        doc: include_str!("../docs/hreflang-incomplete.md"),
    },
];

/// Every language of two letters in the subtag registry of RFC 5646, those out of use too (2026-11). There are 8,000 of three.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee \
    el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw \
    ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr \
    nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl \
    tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// `en`, `pt-BR`, `zh-Hant-TW`: a language of two or three letters, then parts of letters and digits.
fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    let is_word = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_language = match first.len() {
        2 => TWO_LETTERS.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(first)),
        length => length == 3 && first.bytes().all(|b| b.is_ascii_alphabetic()),
    };
    is_language && parts.all(is_word)
}

const RTL: &[&str] = &["ar", "fa", "he", "ur", "ps", "yi", "dv", "ckb", "ug", "sd"];

fn language(page: &PageView, report: &mut Reporter) {
    if !page.shareable {
        return;
    }
    let Some(lang) = page.shown.lang.as_deref().map(str::trim) else {
        report
            .say("absent", Place::Fact(Fact::Lang), "the page does not say its language")
            .fact("lang", "")
            .why("screen readers read it with the wrong voice, and translators and Mastodon guess")
            .help(remedy(page, "set `site.lang`", "write `<html lang=\"en\">`"));
        return;
    };
    if !is_tag(lang) {
        report
            .say("invalid", Place::Fact(Fact::Lang), format!("`{}` is no code of a language", brief(lang)))
            .fact("lang", lang)
            .why("who reads it takes it for none")
            .help("write it as `en` or `pt-BR`, with a hyphen");
        return;
    }
    let primary = lang.split('-').next().unwrap_or(lang).to_ascii_lowercase();
    if let Some(meta) = page.shown.meta("og:locale") {
        let at = Place::Html(meta.value_span.unwrap_or(meta.span));
        let locale = meta.content.trim();
        let parts = locale.split_once('_');
        let is_right = parts.is_some_and(|(language, country)| {
            (2..=3).contains(&language.len())
                && language.bytes().all(|b| b.is_ascii_lowercase())
                && (2..=8).contains(&country.len())
                && country.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        if !is_right {
            report
                .say("locale", at, format!("og:locale is `{}`, not language_TERRITORY", brief(locale)))
                .fact("og:locale", locale)
                .why("Facebook takes it for American English")
                .help("write it as `en_GB`");
        } else if parts.is_some_and(|(language, _)| !is_same(language, &primary)) {
            report
                .say("disagree", at, format!("og:locale is `{}`, the page is in `{}`", brief(locale), brief(lang)))
                .fact("og:locale", locale)
                .why("one of the two is wrong, and readers believe either")
                .help("let one setting write both");
        }
    }
    let is_rtl = page.shown.dir.as_deref().is_some_and(|dir| dir.eq_ignore_ascii_case("rtl") || dir.eq_ignore_ascii_case("auto"));
    if RTL.contains(&primary.as_str()) && !is_rtl {
        report
            .say(
                "direction",
                Place::Fact(Fact::Lang),
                format!("`{}` is written from right to left, and the page does not say so", brief(lang)),
            )
            .fact("dir", lang)
            .why("sentences with numbers and Latin names come out of order")
            .help("write `<html dir=\"rtl\">`");
    }
}

/// One language may go by two codes: Norwegian as a whole and what nearly all write, and those that were renamed.
fn is_same(a: &str, b: &str) -> bool {
    const ALSO: &[(&str, &str)] = &[("no", "nb"), ("fil", "tl"), ("he", "iw"), ("id", "in"), ("yi", "ji")];
    a == b || ALSO.iter().any(|(one, other)| (a, b) == (*one, *other) || (b, a) == (*one, *other))
}

fn hreflang(page: &PageView, report: &mut Reporter) {
    let all = &page.shown.marks.alternates;
    if all.is_empty() || !page.shareable {
        return;
    }
    let is_code = |code: &str| code.eq_ignore_ascii_case("x-default") || is_tag(code) && !code.eq_ignore_ascii_case("en-uk");
    if let Some(odd) = all.iter().find(|alternate| !is_code(&alternate.lang)) {
        report
            .say("code", Place::Html(odd.span), format!("hreflang `{}` is no code of a language", brief(&odd.lang)))
            .fact("hreflang", odd.lang.clone())
            .why("search ignores the link")
            .help("write it as `en`, `en-GB` or `x-default`");
    }
    if let Some(odd) = all.iter().find(|alternate| !alternate.href.contains("://")) {
        report
            .say("relative", Place::Html(odd.span), format!("the translation `{}` is not named by an absolute address", brief(&odd.href)))
            .fact("hreflang", odd.href.clone())
            .why("search asks for whole addresses and may ignore it")
            .help("write it with `https://` and the host");
        return;
    }
    let Some(base) = report.ctx.base else { return };
    let own = page.shown.canonical().and_then(|link| base.resolve(&page.url, &link.href)).unwrap_or_else(|| base.join(&page.url));
    let same = |href: &str| href.trim_end_matches('/') == own.trim_end_matches('/');
    if !all.iter().any(|alternate| same(&alternate.href)) {
        report
            .say("self", Place::Html(all[0].span), "the page names its translations and not itself")
            .fact("hreflang", "self")
            .why("search asks each page of a set to list all of it")
            .help("add a link with the page's own language and address");
    }
}

fn return_links(pages: &[PageSummary], report: &mut Reporter) {
    let Some(base) = report.ctx.base else { return };
    let address = |page: &PageSummary| page.canonical.as_deref().map_or_else(|| base.join(&page.url), str::to_owned);
    let mut by_mark: BTreeMap<u32, &PageSummary> = BTreeMap::new();
    let translated = |page: &&PageSummary| page.trace.as_ref().is_some_and(|trace| !trace.translations().is_empty());
    if !pages.iter().any(|page| translated(&page)) {
        return;
    }
    for page in pages.iter().filter(|page| page.shareable) {
        by_mark.insert(Trace::mark(address(page).trim_end_matches('/')), page);
    }
    for page in pages.iter().filter(translated).filter(|page| page.shareable) {
        let own = Trace::mark(address(page).trim_end_matches('/'));
        let named = page.trace.iter().flat_map(Trace::translations);
        let others = named.filter_map(|mark| by_mark.get(mark)).filter(|other| other.url != page.url);
        let silent = others.filter(|other| other.trace.as_ref().is_some_and(|trace| !trace.translations().contains(&own)));
        if let Some(other) = silent.into_iter().next() {
            let at = Place::File(page.source.clone().unwrap_or_else(|| page.path.as_str().into()));
            report
                .say("one-way", at, format!("names `{}` as its translation, which does not name it", brief(other.url.as_str())))
                .fact("hreflang", other.url.to_string())
                .about(page)
                .why("search ignores links between languages that do not lead both ways")
                .help("let one template write the same list on all of them");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_tag;

    #[test]
    fn codes_of_languages_are_told_from_names() {
        for good in ["en", "pt-BR", "zh-Hant-TW", "ckb", "de-1996", "EN"] {
            assert!(is_tag(good), "{good}");
        }
        for bad in ["english", "en_US", "e", "", "en-", "{{ lang }}", "xx", "jp", "cn", "gr"] {
            assert!(!is_tag(bad), "{bad}");
        }
    }
}
