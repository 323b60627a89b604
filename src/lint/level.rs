//! Which level a case has on a page, and which line of the settings decided it.
//!
//! A rule's own entry wins over its group's, a later layer over an earlier one, a named case over
//! its rule. What the settings name explicitly, no profile hides.

use super::rule::{Case, Group, Rule, Tier};
use crate::base::finding::Spot;
use crate::base::{Finding, Level};
use crate::config::{Layer, OptionValue, Profile, RuleLevel, RuleSetting, Rules, Settings};

/// (rule, case) that say nothing unless they are named, or the profile is `pedantic`. Folklore is
/// among them without being listed.
const OFF: &[(&str, &str)] = &[];

/// The level of a case, and who decided it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<'a> {
    /// None = it says nothing.
    pub level: Option<Level>,
    pub by: By<'a>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum By<'a> {
    /// The rule itself.
    Rule,
    /// It is shown in another profile.
    Profile,
    /// `--select` names others.
    Select,
    /// An entry: its name, where such entries stand, and its place.
    Entry(&'a str, &'static str, Option<&'a Spot>),
}

/// The layers that count for a page, by its address and its source.
pub fn layers<'a>(settings: &'a Settings, url: Option<&str>, file: Option<&str>) -> Vec<&'a Layer> {
    let content = &settings.content.content;
    let counts = |layer: &&Layer| layer.paths.as_ref().is_none_or(|paths| paths.has(url, file, content));
    settings.lint.layers.iter().filter(counts).collect()
}

/// Are there layers that count for some pages only?
pub fn has_overrides(settings: &Settings) -> bool {
    settings.lint.layers.iter().any(|layer| layer.paths.is_some())
}

/// Those that count for the whole site.
pub fn everywhere(settings: &Settings) -> Vec<&Layer> {
    settings.lint.layers.iter().filter(|layer| layer.paths.is_none()).collect()
}

/// As the rules are run: a profile hides what was found, it stops nothing.
pub fn decide<'a>(settings: &'a Settings, layers: &[&'a Layer], rule: &Rule, case: &Case) -> Decision<'a> {
    let Some(group) = rule.group else { return Decision { level: Some(case.level), by: By::Rule } };
    let select = &settings.lint.select;
    if !select.is_empty() && !select.iter().any(|name| name == rule.name || name == group.name()) {
        return Decision { level: None, by: By::Select };
    }
    for (rules, from) in places(settings, layers) {
        for (name, setting) in entries(rules, rule, group) {
            let by = By::Entry(name, from, setting.at.as_deref());
            if let Some(level) = setting.cases.get(id(rule, case)).filter(|_| name == rule.name) {
                return Decision { level: exactly(*level), by };
            }
            if let Some(level) = setting.level {
                // The name of a rule with one case names the case.
                let is_named = name == rule.name && rule.cases.len() == 1;
                return Decision { level: if is_named { exactly(level) } else { moved(level, case.level) }, by };
            }
        }
    }
    Decision { level: Some(case.level), by: By::Rule }
}

/// As [`decide`], with what the profile does not show switched off.
pub fn shown<'a>(settings: &'a Settings, layers: &[&'a Layer], rule: &Rule, case: &Case) -> Decision<'a> {
    let decision = decide(settings, layers, rule, case);
    let is_quiet = case.tier == Tier::Folklore || OFF.contains(&(rule.name, case.id));
    let is_named = settings.lint.select.iter().any(|name| name == rule.name);
    if decision.by == By::Rule && is_quiet && !is_named && settings.lint.profile != Profile::Pedantic {
        return Decision { level: None, by: By::Profile };
    }
    decision
}

/// The case of a rule that a finding is one of, at the level that the finding has.
pub fn case_of(rule: &'static Rule, finding: &Finding) -> Case {
    let known = rule.cases.iter().find(|case| id(rule, case) == finding.case()).unwrap_or(&rule.cases[0]);
    Case { level: finding.level, ..*known }
}

/// What is set for an option of a rule on a page.
pub fn option<'a>(settings: &'a Settings, layers: &[&'a Layer], rule: &str, option: &str) -> Option<&'a OptionValue> {
    places(settings, layers).find_map(|(rules, _)| rules.get(rule)?.options.get(option))
}

/// A rule with one case calls it after itself.
fn id(rule: &Rule, case: &Case) -> &'static str {
    if case.id.is_empty() { rule.name } else { case.id }
}

/// The last word first.
fn places<'a>(settings: &'a Settings, layers: &[&'a Layer]) -> impl Iterator<Item = (&'a Rules, &'static str)> {
    let layers: Vec<&'a Layer> = layers.to_vec();
    layers.into_iter().rev().map(|layer| (&layer.rules, layer.from)).chain([(&settings.lint.rules, "lint.rules")])
}

fn entries<'a>(rules: &'a Rules, rule: &Rule, group: Group) -> impl Iterator<Item = (&'a str, &'a RuleSetting)> {
    let entry = |name: &str| rules.get_key_value(name).map(|(name, setting)| (name.as_str(), setting));
    entry(rule.name).into_iter().chain(entry(group.name()))
}

fn exactly(level: RuleLevel) -> Option<Level> {
    match level {
        RuleLevel::Off => None,
        RuleLevel::Info => Some(Level::Info),
        RuleLevel::Warning => Some(Level::Warning),
        RuleLevel::Error => Some(Level::Error),
    }
}

fn moved(to: RuleLevel, level: Level) -> Option<Level> {
    match to {
        RuleLevel::Warning => Some(level.min(Level::Warning)),
        // Advice stays advice: a limit that nobody proved must not stop a build by the way.
        RuleLevel::Error if level == Level::Info => Some(Level::Info),
        other => exactly(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Paths;
    use crate::lint::{find, rules};

    fn levels(settings: &Settings, url: &str, rule: &str) -> Vec<Option<Level>> {
        let rule = find(rule).unwrap();
        let layers = layers(settings, Some(url), None);
        rule.cases.iter().map(|case| decide(settings, &layers, rule, case).level).collect()
    }

    #[test]
    fn the_nearest_word_decides() {
        let mut settings = Settings::default();
        let own = |rule: &str| find(rule).unwrap().cases.iter().map(|case| Some(case.level)).collect::<Vec<_>>();
        assert_eq!(levels(&settings, "/a/", "title-too-long"), own("title-too-long"));
        settings.lint.rules.insert("text".into(), RuleLevel::Off.into());
        assert!(levels(&settings, "/a/", "title-too-long").iter().all(Option::is_none));
        // The rule's own entry wins over its group's, a named case over its rule.
        let mut setting = RuleSetting::from(RuleLevel::Error);
        setting.cases.insert("advice".into(), RuleLevel::Warning);
        settings.lint.rules.insert("title-too-long".into(), setting);
        let found = levels(&settings, "/a/", "title-too-long");
        let rule = find("title-too-long").unwrap();
        for (case, level) in rule.cases.iter().zip(&found) {
            let wanted = match (case.id, case.level) {
                ("advice", _) => Level::Warning,
                (_, Level::Info) => Level::Info,
                _ => Level::Error,
            };
            assert_eq!(*level, Some(wanted), "{}", case.id);
        }
        // An override on its paths only, and the command line over all.
        let layer = |paths: Option<&str>, level: RuleLevel, from| Layer {
            paths: paths.map(|glob| Paths::new(&[glob.to_owned()]).unwrap()),
            rules: Rules::from([("text".to_owned(), level.into())]),
            from,
        };
        settings.lint.layers.push(layer(Some("/notes/**"), RuleLevel::Off, "lint.overrides"));
        assert!(levels(&settings, "/notes/a/", "title-too-long").iter().all(Option::is_none));
        assert_eq!(levels(&settings, "/a/", "title-too-long"), found);
        settings.lint.layers.push(layer(None, RuleLevel::Info, "--warn"));
        assert!(levels(&settings, "/notes/a/", "title-too-long").iter().all(|level| *level == Some(Level::Info)));
    }

    #[test]
    fn folklore_is_shown_to_those_who_ask() {
        let mut settings = Settings::default();
        let folklore: Vec<_> = rules().flat_map(|rule| rule.cases.iter().map(move |case| (rule, case))).collect();
        let folklore: Vec<_> = folklore.into_iter().filter(|(rule, case)| case.tier == Tier::Folklore && rule.group.is_some()).collect();
        assert!(!folklore.is_empty());
        for (rule, case) in &folklore {
            assert_eq!(shown(&settings, &[], rule, case).level, None, "{}", rule.name);
        }
        settings.lint.profile = Profile::Pedantic;
        for (rule, case) in &folklore {
            assert_eq!(shown(&settings, &[], rule, case).level, Some(case.level), "{}", rule.name);
        }
    }

    #[test]
    fn what_is_off_by_itself_exists() {
        for (rule, case) in OFF {
            assert!(find(rule).is_some_and(|rule| rule.cases.iter().any(|known| known.id == *case)), "{rule} {case}");
        }
    }
}
