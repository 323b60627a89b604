//! Findings that other rooms raise: registered, so that `explain` knows every name that is printed.
//!
//! To add one: a line in the table below; the group decides whether `lint.rules` may switch it off.

use crate::base::Level::{Error, Warning};
use crate::lint::rule::Tier::Own;
use crate::lint::rule::{Case, Check, Group, Rule, case};

pub const RULES: &[Rule] = &[
    // config
    reading("config-invalid", ERROR, "A value of `smo.yaml` or `theme.yaml` cannot be used. The message says what is wanted."),
    reading(
        "config-unknown-key",
        WARNING,
        "A key that nothing reads has no effect. It is usually a slip of the fingers; the nearest known key is named.",
    ),
    reading("not-utf8", ERROR, "A file that holds text is not UTF-8, so its letters cannot be known. Save it as UTF-8."),
    reading(
        "unknown-rule",
        WARNING,
        "`lint.rules` or `lint.platforms` names something that does not exist, so the line has no effect. The nearest name is given.",
    ),
    // theme
    reading("template-error", ERROR, "A template could not be rendered; the message shows where it stopped."),
];

const ERROR: &[Case] = &[case("", Error, Own, "the file itself")];
const WARNING: &[Case] = &[case("", Warning, Own, "the file itself")];

/// Trouble in reading what the author wrote; it cannot be switched off.
const fn reading(name: &'static str, cases: &'static [Case], doc: &'static str) -> Rule {
    Rule { name, group: None, cases, check: Check::Elsewhere, doc }
}

/// Trouble that a group covers, so that `lint.rules` may say otherwise.
#[allow(dead_code)]
const fn grouped(name: &'static str, group: Group, cases: &'static [Case], doc: &'static str) -> Rule {
    Rule { name, group: Some(group), cases, check: Check::Elsewhere, doc }
}
