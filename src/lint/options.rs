//! The options that rules take in the settings, and whether what is written there means anything.
//!
//! To add one: a line in [`OPTIONS`], and in the rule `report.bytes("max")` or one of its siblings.

use super::audience::AUDIENCE;
use super::rule::{Group, Rule};
use super::{find, rules};
use crate::base::finding::Safety;
use crate::base::nearest::nearest;
use crate::base::{Finding, Place};
use crate::config::{Given, OptionValue, RuleSetting, Settings};

/// What an option holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `300KB`; KB and MB are 1000, KiB and MiB 1024.
    Bytes,
    Count,
    /// `0.5` or `50%`.
    Share,
    Flag,
    /// `[1.5, 2.1]`
    Band,
    Texts,
}

impl Kind {
    fn wanted(self) -> &'static str {
        match self {
            Kind::Bytes => "a size such as `300KB` or `1.5MiB`",
            Kind::Count => "a whole number, 1 or more,",
            Kind::Share => "a share such as `0.5` or `50%`",
            Kind::Flag => "true or false",
            Kind::Band => "two numbers such as `[1.5, 2.1]`, the smaller one first,",
            Kind::Texts => "a list of texts",
        }
    }

    fn takes(self, given: &Given) -> bool {
        match self {
            Kind::Bytes => bytes(given).is_some(),
            Kind::Count => number(given).is_some_and(|number| number >= 1.0 && number.fract() == 0.0),
            Kind::Share => share(given).is_some(),
            Kind::Flag => matches!(given, Given::Flag(_)),
            Kind::Band => band(given).is_some(),
            Kind::Texts => texts(given).is_some(),
        }
    }
}

/// (rule, option, what it holds)
pub const OPTIONS: &[(&str, &str, Kind)] = &[
    ("preview-image-too-heavy", "max", Kind::Bytes),
    ("page-too-heavy", "max", Kind::Bytes),
    ("preview-image-shape", "band", Kind::Band),
    ("preview-image-reused", "min-pages", Kind::Count),
    ("preview-image-reused", "max-share", Kind::Share),
    ("preview-image-reused", "allow-default", Kind::Flag),
    ("meta-duplicate-conflict", "image-array", Kind::Flag),
    ("image-gps", "allow", Kind::Texts),
    ("wall-of-text", "max", Kind::Count),
    ("no-visual", "max", Kind::Count),
    ("dense-prose", "paragraph", Kind::Count),
    ("dense-prose", "long-sentences", Kind::Share),
    ("broken-fragment", "trust", Kind::Texts),
    ("kit-over-limit", "mastodon", Kind::Count),
];

/// Names that rules once had, and those they have now.
const RETIRED: &[(&str, &str)] = &[];

pub fn bytes(given: &Given) -> Option<u64> {
    let text = match given {
        Given::Number(number) if *number >= 0.0 => return Some(*number as u64),
        Given::Text(text) => text.trim(),
        _ => return None,
    };
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
    let amount: f64 = text[..end].replace('_', "").parse().ok()?;
    let unit = match text[end..].trim().to_ascii_lowercase().as_str() {
        "b" | "bytes" | "" => 1.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        _ => return None,
    };
    Some((amount * unit).round() as u64)
}

pub fn number(given: &Given) -> Option<f64> {
    match given {
        Given::Number(number) => Some(*number),
        Given::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

pub fn share(given: &Given) -> Option<f64> {
    let share = match given {
        Given::Text(text) => text.trim().strip_suffix('%')?.trim().parse::<f64>().ok()? / 100.0,
        other => number(other)?,
    };
    (0.0..=1.0).contains(&share).then_some(share)
}

pub fn band(given: &Given) -> Option<(f64, f64)> {
    let Given::List(items) = given else { return None };
    let [low, high] = items.as_slice() else { return None };
    let band = (number(low)?, number(high)?);
    (band.0 > 0.0 && band.0 <= band.1).then_some(band)
}

pub fn texts(given: &Given) -> Option<Vec<String>> {
    match given {
        Given::Text(text) => Some(vec![text.clone()]),
        Given::List(items) => {
            items.iter().map(|item| if let Given::Text(text) = item { Some(text.clone()) } else { None }).collect::<Option<_>>()
        }
        _ => None,
    }
}

/// Does a rule or a group have this name?
pub fn is_name(name: &str) -> bool {
    find(name).is_some() || Group::ALL.iter().any(|group| group.name() == name)
}

/// What was probably meant by a name that neither a rule nor a group has.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    let retired = RETIRED.iter().find(|(old, _)| *old == name).map(|(_, new)| *new);
    retired.or_else(|| nearest(name, names())).or_else(|| all_words(name))
}

/// `broken-link`: the one name that has all of its words, or the first of them.
fn all_words(name: &str) -> Option<&'static str> {
    let words: Vec<&str> = name.split(['-', '_']).filter(|word| word.len() > 2).collect();
    let has = |known: &&str| words.iter().all(|word| known.split('-').any(|other| other == *word));
    names().filter(|_| words.len() > 1).filter(has).min_by_key(|known| (known.len(), *known))
}

/// What was probably meant by a platform that there is not.
pub fn nearest_platform(name: &str) -> Option<&'static str> {
    if name.eq_ignore_ascii_case("twitter") { Some("x") } else { nearest(name, platform_names()) }
}

fn names() -> impl Iterator<Item = &'static str> {
    rules().map(|rule| rule.name).chain(Group::ALL.iter().map(|group| group.name()))
}

/// Whose limits can count.
pub fn platform_names() -> impl Iterator<Item = &'static str> + Clone {
    AUDIENCE.iter().map(|(id, _)| *id).chain(["all"])
}

/// Names in the settings of `lint` that mean nothing, and values that cannot be used.
pub fn unknown_names(settings: &Settings) -> Vec<Finding> {
    let lint = &settings.lint;
    let mut found = Vec::new();
    for rules in [&lint.rules].into_iter().chain(lint.layers.iter().filter(|layer| !layer.from.starts_with('-')).map(|layer| &layer.rules))
    {
        for (name, setting) in rules {
            let at = setting.at.as_deref().map_or(Place::Site, |spot| Place::Spot(spot.clone()));
            match find(name) {
                Some(rule) if rule.group.is_none() => found.push(
                    Finding::warning("unknown-rule", format!("`{name}` cannot be moved or switched off"), at)
                        .why("it says that something could not be read, so the line has no effect"),
                ),
                Some(rule) => entry(rule, setting, &mut found),
                None if is_name(name) => group(name, setting, &mut found),
                None => found.push(unknown(name, "rule or group", at, nearest_name(name))),
            }
        }
    }
    let weighted = lint.weights.keys().filter(|name| !lint.platforms.contains(name));
    for name in lint.platforms.iter().chain(weighted).filter(|name| !platform_names().any(|known| known == *name)) {
        found.push(unknown(name, "platform", place_in_settings(settings, name), nearest_platform(name)));
    }
    found
}

fn unknown(name: &str, what: &str, at: Place, near: Option<&str>) -> Finding {
    let finding = Finding::warning("unknown-rule", format!("`{name}` is no {what}"), at).why("the line has no effect");
    match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")).remedy(Safety::Unsafe, name, near),
        None => finding.help("see `smo-build explain` for the names"),
    }
}

fn entry(rule: &Rule, setting: &RuleSetting, found: &mut Vec<Finding>) {
    let at = || setting.at.as_deref().map_or(Place::Site, |spot| Place::Spot(spot.clone()));
    let cases = || rule.cases.iter().map(|case| case.id).filter(|id| !id.is_empty() && *id != rule.name);
    for name in setting.cases.keys().filter(|name| !cases().any(|case| case == *name)) {
        let finding = Finding::error("config-invalid", format!("`{}` has no case `{name}`", rule.name), at());
        found.push(match nearest(name, cases()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if cases().next().is_none() => finding.help("it has one case: say `level` instead"),
            None => finding.help(format!("it has {}", cases().collect::<Vec<_>>().join(", "))),
        });
    }
    let known = || OPTIONS.iter().filter(|(name, _, _)| *name == rule.name);
    for (name, OptionValue { given, at }) in &setting.options {
        let at = Place::Spot((**at).clone());
        match known().find(|(_, option, _)| option == name) {
            Some((_, _, kind)) if kind.takes(given) => {}
            Some((_, _, kind)) => {
                let message = format!("`{name}` of `{}` is {}; {} is wanted", rule.name, written(given), kind.wanted());
                found.push(Finding::error("config-invalid", message, at));
            }
            None => {
                let finding = Finding::warning("config-unknown-key", format!("`{}` has no option `{name}`", rule.name), at);
                let names = || known().map(|(_, option, _)| *option).chain(["level", "cases"]);
                found.push(match nearest(name, names()) {
                    Some(near) => finding.why("it has no effect").help(format!("did you mean `{near}`?")),
                    None => finding.why("it has no effect").help(format!("it takes {}", names().collect::<Vec<_>>().join(", "))),
                });
            }
        }
    }
}

/// Cases and options are a rule's.
fn group(name: &str, setting: &RuleSetting, found: &mut Vec<Finding>) {
    if setting.cases.is_empty() && setting.options.is_empty() {
        return;
    }
    let at = setting.at.as_deref().map_or(Place::Site, |spot| Place::Spot(spot.clone()));
    let finding = Finding::error("config-invalid", format!("`{name}` is a group: it takes a level, no cases and no options"), at);
    found.push(finding.help("write them below the name of a rule"));
}

fn written(given: &Given) -> String {
    match given {
        Given::Flag(flag) => format!("`{flag}`"),
        Given::Number(number) => format!("`{number}`"),
        Given::Text(text) => format!("`{text}`"),
        Given::List(_) => "a list".to_owned(),
    }
}

/// Where a name stands in `smo.yaml`: its first mention after `lint:`.
fn place_in_settings(settings: &Settings, name: &str) -> Place {
    let Some(source) = &settings.source else { return Place::Site };
    let section = source.text.find("lint:").unwrap_or(0);
    match source.text[section..].find(name) {
        Some(at) => Place::Spot(source.spot(crate::base::Span::new(section + at, section + at + name.len()))),
        None => Place::Site,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_name_and_an_old_one_lead_to_what_is_meant() {
        assert_eq!(nearest_name("broken-link"), Some("broken-internal-link"));
        assert_eq!((nearest_name("titel-too-long"), nearest_name("nothing-like-it")), (Some("title-too-long"), None));
        assert_eq!((nearest_platform("twitter"), nearest_platform("fasebook")), (Some("x"), Some("facebook")));
    }

    #[test]
    fn sizes_are_counted_as_they_are_written() {
        let size = |text: &str| bytes(&Given::Text(text.into()));
        assert_eq!(["300KB", "1.5 MB", "2KiB", "1 mib", "12"].map(size), [300_000, 1_500_000, 2048, 1_048_576, 12].map(Some));
        assert_eq!(["big", "3 parsecs", "-1KB", ""].map(size), [None; 4]);
        assert_eq!(share(&Given::Text("40%".into())), Some(0.4));
        assert_eq!(share(&Given::Number(1.5)), None);
        assert_eq!(band(&Given::List(vec![Given::Number(1.5), Given::Text("2.1".into())])), Some((1.5, 2.1)));
        assert_eq!(band(&Given::List(vec![Given::Number(2.0), Given::Number(1.0)])), None);
    }
}
