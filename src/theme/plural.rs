//! Plural forms by language: the cardinal rules of Unicode CLDR for the languages we ship.

/// `one`, `few`, `many` …: which form `n` takes in `lang`. Unknown languages count like English.
pub fn category(lang: &str, n: f64) -> &'static str {
    let whole = n.fract() == 0.0;
    let i = n.abs() as u64;
    let (tens, ones) = (i % 100, i % 10);
    match lang.split('-').next().unwrap_or(lang) {
        "ja" | "zh" | "ko" | "vi" | "th" | "id" | "ms" | "my" | "lo" => "other",
        "fr" | "pt" if i <= 1 => "one",
        "fr" | "pt" => "other",
        "hi" | "fa" | "bn" | "gu" | "kn" | "zu" if i == 0 || n == 1.0 => "one",
        "ru" | "uk" | "be" | "sr" | "hr" | "bs" if whole => match (ones, tens) {
            (1, tens) if tens != 11 => "one",
            (2..=4, tens) if !(12..=14).contains(&tens) => "few",
            _ if matches!(lang.get(..2), Some("sr" | "hr" | "bs")) => "other",
            _ => "many",
        },
        "pl" if whole => match (i, ones, tens) {
            (1, ..) => "one",
            (_, 2..=4, tens) if !(12..=14).contains(&tens) => "few",
            _ => "many",
        },
        "cs" | "sk" if whole => match i {
            1 => "one",
            2..=4 => "few",
            _ => "other",
        },
        "ar" if whole => match (i, tens) {
            (0, _) => "zero",
            (1, _) => "one",
            (2, _) => "two",
            (_, 3..=10) => "few",
            (_, 11..=99) => "many",
            _ => "other",
        },
        "he" if i == 2 && whole => "two",
        _ if n == 1.0 => "one",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::category;

    #[test]
    fn forms_follow_the_language() {
        let forms = |lang, numbers: &[u32]| numbers.iter().map(|n| category(lang, f64::from(*n))).collect::<Vec<_>>();
        assert_eq!(forms("en", &[0, 1, 2]), ["other", "one", "other"]);
        assert_eq!(forms("fr", &[0, 1, 2]), ["one", "one", "other"]);
        assert_eq!(forms("ja", &[1, 2]), ["other", "other"]);
        assert_eq!(forms("ar", &[0, 1, 2, 3, 11, 100]), ["zero", "one", "two", "few", "many", "other"]);
        assert_eq!(forms("ru", &[1, 2, 5, 11, 21, 112]), ["one", "few", "many", "many", "one", "many"]);
        assert_eq!(forms("pl", &[1, 2, 5, 22, 112]), ["one", "few", "many", "few", "many"]);
    }
}
