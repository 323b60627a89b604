//! Where a page lives: slugs, permalink patterns, and two pages that want one address.

use std::collections::HashMap;

use jiff::ZonedDateTime;

use super::date::leading_date;
use crate::base::html::fold_space;
use crate::base::nearest::nearest;
use crate::base::text::slug;
use crate::base::{Error, Finding, Place, Span, UrlPath};
use crate::config::Settings;

/// Every token of a permalink pattern.
const TOKENS: &[&str] = &[
    "year",
    "month",
    "day",
    "short_year",
    "i_month",
    "i_day",
    "y_day",
    "month_name",
    "short_month",
    "week",
    "weekday",
    "hour",
    "minute",
    "second",
    "slug",
    "filename",
    "title",
    "section",
    "sections",
    "categories",
    "lang",
];

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// What the tokens of a pattern stand for.
pub struct Parts<'a> {
    /// As shown, in the site's time zone.
    pub date: Option<&'a ZonedDateTime>,
    pub slug: &'a str,
    pub filename: &'a str,
    pub title: &'a str,
    /// `posts/2026`
    pub section: &'a str,
    pub categories: &'a [String],
}

/// A file name without its date and extension.
#[derive(Debug, PartialEq)]
pub struct Name<'a> {
    pub date: Option<jiff::civil::Date>,
    pub time: Option<jiff::civil::Time>,
    pub rest: &'a str,
}

impl<'a> Name<'a> {
    /// `2026-01-02-rain`, `2026-01-02_rain`, `2026-01-02 - rain`, `2026-01-02-09-30-00-rain`.
    /// `2017-01-rain` holds no date. A name that is only a date is its own slug.
    pub fn of(stem: &'a str) -> Self {
        let undated = Self { date: None, time: None, rest: stem };
        let Some((date, after)) = leading_date(stem) else { return undated };
        if after.is_empty() {
            return Self { date: Some(date), time: None, rest: stem };
        }
        let (time, after) = match leading_clock(after) {
            Some((time, after)) => (Some(time), after),
            None => (None, after),
        };
        let rest = after.trim_start_matches(['-', '_', ' ']);
        if rest.len() == after.len() && !after.is_empty() {
            return undated;
        }
        Self { date: Some(date), time, rest: if rest.is_empty() { stem } else { rest } }
    }
}

/// `-09-30-00` at the start of a text.
fn leading_clock(text: &str) -> Option<(jiff::civil::Time, &str)> {
    let digits = text.get(..9)?;
    let mut parts = digits.strip_prefix('-')?.split('-');
    let mut number = || parts.next().filter(|part| part.len() == 2)?.parse::<i8>().ok();
    let time = jiff::civil::Time::new(number()?, number()?, number()?, 0).ok()?;
    let after = &text[9..];
    (after.is_empty() || after.starts_with(['-', '_', ' '])).then_some((time, after))
}

/// The pattern for pages of `section`: the one of the nearest section above.
pub fn pattern_for<'s>(settings: &'s Settings, section: &str) -> Option<&'s str> {
    let mut name = section;
    loop {
        let found = settings.permalinks.iter().find(|(key, _)| key.trim_matches('/') == name);
        if let Some((_, pattern)) = found {
            return Some(pattern);
        }
        name = match name.rsplit_once('/') {
            Some((above, _)) => above,
            None if name.is_empty() => return None,
            None => "",
        };
    }
}

/// Stops the run at a token that nobody knows.
pub fn check_patterns(settings: &Settings) -> Result<(), Error> {
    let mut findings = Vec::new();
    for pattern in settings.permalinks.values() {
        for token in tokens(pattern).filter(|token| !TOKENS.contains(token)) {
            let place = match &settings.source {
                Some(source) => match source.text.find(pattern.as_str()) {
                    Some(at) => Place::Spot(source.spot(Span::new(at, at + pattern.len()))),
                    None => Place::Site,
                },
                None => Place::Site,
            };
            findings.push(unknown_token(token, place));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(Error::Invalid(findings)) }
}

pub fn unknown_token(token: &str, place: Place) -> Finding {
    let help = match nearest(token, TOKENS.iter().copied()) {
        Some(near) => format!("did you mean `:{near}`?"),
        None => format!("known are {}", TOKENS.iter().map(|token| format!(":{token}")).collect::<Vec<_>>().join(" ")),
    };
    Finding::error("permalink-token", format!("`:{token}` is not a token of permalinks"), place)
        .why("the address of the page cannot be made")
        .help(help)
}

/// The names after the colons of a pattern.
pub fn tokens(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split(':').skip(1).map(|rest| &rest[..name_len(rest)]).filter(|name| !name.is_empty())
}

fn name_len(text: &str) -> usize {
    text.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'_').count()
}

/// The path that a pattern makes; `Err` names the token that has no value here.
pub fn expand(pattern: &str, parts: &Parts) -> Result<String, String> {
    let mut pieces = pattern.split(':');
    let mut out = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        let (token, rest) = piece.split_at(name_len(piece));
        if token.is_empty() {
            out.push(':');
        } else {
            out.push_str(&value(token, parts).ok_or(token)?);
        }
        out.push_str(rest);
    }
    Ok(out)
}

fn value(token: &str, parts: &Parts) -> Option<String> {
    let plain = match token {
        "slug" => parts.slug.to_owned(),
        "filename" => parts.filename.to_owned(),
        "title" => Some(slug(parts.title)).filter(|title| !title.is_empty()).unwrap_or_else(|| parts.slug.to_owned()),
        "section" => parts.section.split('/').next().unwrap_or("").to_owned(),
        "sections" => parts.section.to_owned(),
        "categories" => parts.categories.iter().map(|name| slug(name)).collect::<Vec<_>>().join("/"),
        "lang" => String::new(),
        _ => return dated(token, parts.date?),
    };
    Some(plain)
}

fn dated(token: &str, at: &ZonedDateTime) -> Option<String> {
    let month = MONTHS[usize::try_from(at.month() - 1).ok()?];
    Some(match token {
        "year" => format!("{:04}", at.year()),
        "month" => format!("{:02}", at.month()),
        "day" => format!("{:02}", at.day()),
        "short_year" => format!("{:02}", at.year().rem_euclid(100)),
        "i_month" => at.month().to_string(),
        "i_day" => at.day().to_string(),
        "y_day" => format!("{:03}", at.day_of_year()),
        "month_name" => month.to_owned(),
        "short_month" => month[..3].to_owned(),
        "week" => format!("{:02}", at.iso_week_date().week()),
        "weekday" => at.weekday().to_monday_one_offset().to_string(),
        "hour" => format!("{:02}", at.hour()),
        "minute" => format!("{:02}", at.minute()),
        "second" => format!("{:02}", at.second()),
        _ => return None,
    })
}

/// A path of people's as the URL of a page: a folder, unless it ends in `.html`.
pub fn url_of(path: &str) -> Option<UrlPath> {
    let path = path.trim();
    let last = path.rsplit('/').next().unwrap_or("");
    let is_file = last.ends_with(".html") || last.ends_with(".htm");
    UrlPath::from_plain(&if is_file || path.ends_with('/') { path.to_owned() } else { format!("{path}/") })
}

/// A slug that is never empty: `page-` and a hash of `path` where nothing else is left.
pub fn slug_or_hash(text: &str, path: &str) -> (String, bool) {
    let made = slug(text);
    if made.is_empty() { (format!("page-{}", &blake3::hash(path.as_bytes()).to_hex()[..8]), true) } else { (made, false) }
}

/// The name of a file or folder as a heading: `getting-started` is "Getting started". A name
/// that nobody can pronounce is an abbreviation: `npm` is "NPM".
pub fn spoken(name: &str) -> String {
    let words = fold_space(&name.replace(['-', '_'], " "));
    let silent = |c: char| c.is_ascii_lowercase() && !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    if (2..=4).contains(&words.len()) && words.chars().all(silent) {
        return words.to_ascii_uppercase();
    }
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The slug of a term. `C`, `C++` and `C#` are three things.
pub fn term_slug(name: &str) -> String {
    let spelled = if name.contains(['+', '#']) { name.replace('+', " plus ").replace('#', " sharp ") } else { name.to_owned() };
    slug(&spelled)
}

/// Output paths that are taken, and by whom.
#[derive(Default)]
pub struct Taken {
    owners: HashMap<String, String>,
    /// Lower case → as first written.
    folded: HashMap<String, String>,
}

pub enum Claim {
    Free,
    /// By this owner.
    Same(String),
    /// Another path differs only in its letters' case: (path, owner).
    Case(String, String),
}

impl Taken {
    /// Takes a path for `owner`, unless it is taken.
    pub fn claim(&mut self, path: &str, owner: &str) -> Claim {
        if let Some(owner) = self.owners.get(path) {
            return Claim::Same(owner.clone());
        }
        self.owners.insert(path.to_owned(), owner.to_owned());
        let first = self.folded.entry(path.to_lowercase()).or_insert_with(|| path.to_owned());
        match self.owners.get(first.as_str()) {
            Some(other) if first != path => Claim::Case(first.clone(), other.clone()),
            _ => Claim::Free,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_spoken_as_headings() {
        for (name, want) in [
            ("getting-started", "Getting started"),
            ("npm", "NPM"),
            ("rust-vs-go", "Rust vs go"),
            ("élan_vital", "Élan vital"),
            ("v1", "V1"),
            ("-", ""),
        ] {
            assert_eq!(spoken(name), want);
        }
    }

    #[test]
    fn file_names_give_dates_and_slugs() {
        let day = jiff::civil::Date::constant(2026, 1, 2);
        for (stem, date, rest) in [
            ("2026-01-02-rain", Some(day), "rain"),
            ("2026-01-02_rain", Some(day), "rain"),
            ("2026-01-02 - rain", Some(day), "rain"),
            ("2026-01-02", Some(day), "2026-01-02"),
            ("2026-01-02rain", None, "2026-01-02rain"),
            ("2017-01-tokio-0-1", None, "2017-01-tokio-0-1"),
            ("2026-13-02-rain", None, "2026-13-02-rain"),
        ] {
            assert_eq!(Name::of(stem), Name { date, time: None, rest }, "{stem}");
        }
        let timed = Name::of("2026-01-02-09-30-00-rain");
        assert_eq!((timed.time, timed.rest), (Some(jiff::civil::Time::constant(9, 30, 0, 0)), "rain"));
    }

    #[test]
    fn patterns_are_filled_from_the_page() {
        let at: ZonedDateTime = "2026-01-02T09:05:00[Europe/Oslo]".parse().unwrap();
        let parts = Parts {
            date: Some(&at),
            slug: "rain",
            filename: "rain-file",
            title: "Rain & Snow",
            section: "posts/2026",
            categories: &["Big News".into()],
        };
        for (pattern, want) in [
            ("/:year/:month/:day/:slug/", "/2026/01/02/rain/"),
            ("/:short_year-:i_month-:i_day/:y_day/:filename.html", "/26-1-2/002/rain-file.html"),
            ("/:month_name/:short_month/:week/:weekday/", "/january/jan/01/5/"),
            ("/:hour:minute:second/:title/", "/090500/rain-snow/"),
            ("/:section/:sections/:categories/", "/posts/posts/2026/big-news/"),
        ] {
            assert_eq!(expand(pattern, &parts).as_deref(), Ok(want));
        }
        assert_eq!(expand("/:year/:slug/", &Parts { date: None, ..parts }), Err("year".into()));
    }

    #[test]
    fn an_unknown_token_stops_the_run_with_the_nearest() {
        let mut settings = Settings::default();
        settings.permalinks.insert("posts".into(), "/:yaer/:slug/".into());
        let Err(Error::Invalid(findings)) = check_patterns(&settings) else { panic!("accepted") };
        assert_eq!(findings[0].advice(), Some("did you mean `:year`?"));
    }

    #[test]
    fn a_section_takes_the_pattern_of_the_nearest_above() {
        let mut settings = Settings::default();
        settings.permalinks.insert("posts".into(), "/p/:slug/".into());
        assert_eq!(pattern_for(&settings, "posts/2026"), Some("/p/:slug/"));
        assert_eq!(pattern_for(&settings, "notes"), None);
    }

    #[test]
    fn nothing_left_of_a_name_still_gives_an_address() {
        assert!(slug_or_hash("!!!", "a/!!!.md").0.starts_with("page-"));
        assert_eq!([term_slug("C"), term_slug("C++"), term_slug("C#"), term_slug("Rust")], ["c", "c-plus-plus", "c-sharp", "rust"]);
        assert_eq!(url_of("/2014/1.0-Timeline").unwrap().as_str(), "/2014/1.0-Timeline/");
        assert_eq!(url_of("old.html").unwrap().as_str(), "/old.html");
    }
}
