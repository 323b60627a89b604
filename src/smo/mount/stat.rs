//! The block `stat`: one number, the sentence that it completes, and who counted.

use serde_json::json;

use super::quote::Words;
use super::{Asked, Made, Mounter, Shaped, input, one_paragraph};
use crate::base::Finding;
use crate::base::html::fold_space;
use crate::smo::quote::Form;

pub(super) fn stat<'a>(mounter: &mut Mounter<'a>, asked: &Asked<'a>) -> Option<Made> {
    let mount = asked.mount;
    let get = |key: &str| asked.values.get(key).map(|value| fold_space(value));
    let value = get("value")?;
    let (source, url) = (get("source"), get("url"));
    let at = mounter.at(mount);
    mounter.plan.findings.extend(without_source(&value, source.as_deref(), url.as_deref(), mounter.hints.built, at.clone()));
    if let Some(url) = &url {
        mounter.leads_to(mount, url);
    }
    let words = format!("{value} {}", mount.body_text.trim());
    let said = Words { words: &words, by: source.as_deref(), values: &asked.values, id: &asked.id, form: Form::Told, inline: false };
    let links = mounter.quote_links(&said, at);
    let lang = mounter.lang();
    let data = json!({
        "value": value,
        "number": number(&value, &lang),
        "sentence": one_paragraph(&mounter.body(mount)),
        "source": source,
        "url": url,
        "date": get("date"),
    });
    Some(Made::Partial(Shaped { partial: "smo/stat.html".into(), data, links }))
}

fn without_source(value: &str, source: Option<&str>, url: Option<&str>, built: bool, at: crate::base::Place) -> Option<Finding> {
    let [source_key, url_key] = ["source", "url"].map(|key| input::written(key, built));
    match (source, url) {
        (Some(_), Some(_)) => None,
        (None, _) => Some(
            Finding::warning("stat-without-source", format!("the number {value} names no source"), at)
                .why("readers cannot tell where it comes from, and it is shared without a name")
                .help(format!("add `{source_key}=\"…\"`, and its address as `{url_key}=\"…\"`")),
        ),
        (Some(source), None) => Some(
            Finding::info("stat-without-source", format!("the source of {value}, {source}, has no address"), at)
                .why("readers cannot look it up")
                .help(format!("add its address as `{url_key}=\"…\"`")),
        ),
    }
}

/// Languages that write 1.5 with a point; the others use a comma, and the point between thousands.
const POINT: &[&str] = &["en", "ja", "zh", "ko", "he", "th", "hi", "bn", "ta", "ms", "cy", "ga"];

/// Words behind a number that change it.
const SCALES: &[&str] = &[
    "k", "m", "b", "bn", "mn", "mio", "mrd", "t", "thousand", "million", "millions", "billion", "billions", "trillion", "hundred", "dozen",
];

/// The number alone, as machines write it, if the text is one number with signs and units around
/// it; else the text.
fn number(text: &str, lang: &str) -> String {
    let start = text.find(|c: char| c.is_ascii_digit());
    let found = start.and_then(|start| {
        let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
        let (before, after) = (text[..start].trim(), text[end..].trim());
        let first_word = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
        let is_sign = before.chars().all(|c| !c.is_alphanumeric());
        if !is_sign || SCALES.contains(&first_word.as_str()) || first_word.starts_with("mill") || first_word.starts_with("bill") {
            return None;
        }
        let number = digits(&text[start..end], lang)?;
        let negative = before.ends_with(['-', '−']) || before.starts_with(['-', '−']);
        Some(if negative { format!("-{number}") } else { number })
    });
    found.unwrap_or_else(|| text.to_owned())
}

/// `1,234.5`, `1.234,5`, `1 234,5` and `1’234.5` as `1234.5`.
fn digits(text: &str, lang: &str) -> Option<String> {
    let language = lang.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let is_point = POINT.contains(&language.as_str());
    let (decimal, thousand) = match (text.rfind('.'), text.rfind(',')) {
        (Some(point), Some(comma)) if point > comma => ('.', ','),
        (Some(_), Some(_)) => (',', '.'),
        _ if is_point => ('.', ','),
        // `12.5` is no thousand anywhere.
        (Some(point), None) if text.len() - point != 4 => ('.', ','),
        _ => (',', '.'),
    };
    let mut parts = text.split(decimal);
    let (whole, rest) = (parts.next()?, parts.next());
    let groups: Vec<&str> = whole.split(|c: char| c == thousand || c.is_whitespace() || matches!(c, '\'' | '’' | '_')).collect();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    let sound = grouped && groups.iter().all(|group| is_number(group)) && rest.is_none_or(is_number) && parts.next().is_none();
    sound.then(|| match rest {
        Some(rest) => format!("{}.{rest}", groups.concat()),
        None => groups.concat(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_its_signs_or_left_as_text() {
        for (text, lang, value) in [
            ("76%", "en", "76"),
            ("$1,234.50", "en", "1234.50"),
            ("1.234,5 €", "de", "1234.5"),
            ("12.5 %", "de", "12.5"),
            ("1.234", "de", "1234"),
            ("1.234", "en", "1.234"),
            ("7,5", "fr", "7.5"),
            ("12\u{A0}500", "fr", "12500"),
            ("−4 °C", "en", "-4"),
            ("~40", "en", "40"),
            ("2 in 3", "en", "2 in 3"),
            ("3–5", "en", "3–5"),
            ("3.5 million", "en", "3.5 million"),
            ("12k", "en", "12k"),
            ("half", "en", "half"),
            ("1,2,3", "en", "1,2,3"),
            ("", "en", ""),
        ] {
            assert_eq!(number(text, lang), value, "{text} in {lang}");
        }
    }
}
