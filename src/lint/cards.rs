//! What the rules say of themselves, as reports print it.

use super::level;
use super::rule::{Case, Check, Group, Rule};
use super::{explain, rules};
use crate::base::Level;
use crate::config::Settings;
use crate::model::exhibits::{CaseCard, LooksAt, RuleCard};

/// A card for each rule, in the order of the registry.
pub fn cards(settings: &Settings) -> Vec<RuleCard> {
    rules().map(|rule| card(rule, settings)).collect()
}

fn card(rule: &Rule, settings: &Settings) -> RuleCard {
    let case = |case: &Case| CaseCard {
        id: case.id,
        tier: case.tier.name(),
        source: case.source,
        checked: case.checked,
        platforms: case.platforms,
    };
    RuleCard {
        name: rule.name,
        group: rule.group.map(Group::name),
        level: rule.cases.iter().map(|case| case.level).max().unwrap_or(Level::Info),
        looks_at: match rule.check {
            Check::Page(_) | Check::Both(..) => LooksAt::Page,
            Check::Site(_) => LooksAt::Site,
            Check::Elsewhere => LooksAt::Elsewhere,
        },
        on: rule.cases.iter().any(|case| level::shown(settings, &level::everywhere(settings), rule, case).level.is_some()),
        about: explain::about_in_short(rule),
        page: explain::explain(rule.name).unwrap_or_default(),
        cases: rule.cases.iter().map(case).collect(),
    }
}
