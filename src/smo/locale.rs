//! `og:locale` wants a country beside the language; most pages name a language alone.

/// `og:locale` of a language: `xx_YY`. A language that is not in the table gets none.
pub(super) fn locale_of(lang: &str) -> Option<String> {
    let mut parts = lang.split('-');
    let language = parts.next()?.trim().to_ascii_lowercase();
    if !matches!(language.len(), 2 | 3) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    if let Some(region) = parts.find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic())) {
        return Some(format!("{language}_{}", region.to_ascii_uppercase()));
    }
    // The script tells more than the language: `zh-Hant` is not written in China.
    let script = lang.split('-').nth(1).map(|script| format!("{language}-{}", script.to_ascii_lowercase()));
    let row = |wanted: &str| LOCALES.iter().find(|(name, _)| *name == wanted);
    script.as_deref().and_then(row).or_else(|| row(&language)).map(|(_, locale)| (*locale).to_owned())
}

/// Where most speakers of a language live, as Unicode CLDR's likely subtags say (`supplemental/likelySubtags`),
/// with the countries that Facebook's list of locales has for them; checked 2026-11.
const LOCALES: &[(&str, &str)] = &[
    ("zh-hant", "zh_TW"),
    ("zh-hans", "zh_CN"),
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

    #[test]
    fn locales_have_an_underscore_or_are_left_out() {
        assert_eq!(locale_of("en").as_deref(), Some("en_US"));
        assert_eq!(locale_of("pt-BR").as_deref(), Some("pt_BR"));
        assert_eq!(locale_of("zh-Hant-TW").as_deref(), Some("zh_TW"));
        assert_eq!(locale_of("zh-Hant").as_deref(), Some("zh_TW"));
        assert_eq!(locale_of("zh-Hans").as_deref(), Some("zh_CN"));
        for none in ["eo", "english", "x-US", "e1-GB", ""] {
            assert_eq!(locale_of(none), None, "{none}");
        }
    }
}
