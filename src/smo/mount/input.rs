//! What an author wrote as keys of a block, judged by the table of `model/block.rs`.

use std::collections::BTreeMap;

use crate::base::{Finding, Place, text::tame};
use crate::model::block::{Block, Kind, Need};
use crate::model::facts::Mount;

/// Keys that are known, with values that work.
pub(super) type Values = BTreeMap<String, String>;

/// `data-*` attributes that tools write on their own.
const TOOLS: &[&str] = &["astro", "v", "svelte", "react", "turbo", "pagefind", "sourcepos", "hs", "aos", "testid", "type"];

/// The values in force, and what is odd; no values if a required key is missing.
pub(super) fn values(mount: &Mount, block: &Block, built: bool, at: &Place) -> (Option<Values>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut values = Values::new();
    let mut say = |finding: Finding| {
        // Markup that a selector of `smo.yaml` found was not written for us.
        if !mount.selected {
            findings.push(finding);
        }
    };
    for (name, value) in &mount.attrs {
        let value = tame(value);
        let Some(key) = block.key(name) else {
            let is_tools = TOOLS.iter().any(|tool| name.strip_prefix(tool).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')));
            // `site` has said it at the Markdown already.
            if !built && !is_tools {
                say(unknown_key(block, name, at));
            }
            continue;
        };
        if value.trim().is_empty() && key.kind != Kind::Flag {
            continue;
        }
        match key.kind.refuses(&value) {
            Some(works) => {
                say(Finding::warning("block-input", format!("`{}` of `{}` is `{value}`", written(name, built), block.name), at.clone())
                    .why("the value has no effect")
                    .help(works))
            }
            None => drop(values.insert(name.clone(), value.trim().to_owned())),
        }
    }
    for name in mount.repeated.iter().filter(|_| !built) {
        let finding = Finding::warning("block-input", format!("`{}` of `{}` is given twice", written(name, built), block.name), at.clone());
        say(finding.why("the first one counts").help("take one of them out"));
    }
    let missing: Vec<&str> =
        block.keys.iter().filter(|key| key.need == Need::Required && !values.contains_key(key.name)).map(|key| key.name).collect();
    if missing.is_empty() {
        return (Some(values), findings);
    }
    let names = missing.iter().map(|name| format!("`{}`", written(name, built))).collect::<Vec<_>>().join(" and ");
    let keys: Vec<String> = missing.iter().map(|name| format!("{}=\"…\"", written(name, built))).collect();
    say(Finding::error("block-input", format!("`{}` needs {names}", block.name), at.clone())
        .why("it is shown as its body alone")
        .help(format!("write it as `{}`", keys.join(" "))));
    (None, findings)
}

fn unknown_key(block: &Block, name: &str, at: &Place) -> Finding {
    let message = format!("`{}` has no key `{}`", block.name, written(name, false));
    let finding = Finding::warning("block-unknown", message, at.clone()).why("it has no effect");
    match block.nearest_key(name) {
        Some(near) => finding.help(format!("did you mean `{}`?", written(near, false))),
        None if block.keys.is_empty() => finding.help("it takes none"),
        None => finding.help(format!("it has {}", block.keys.iter().map(|key| written(key.name, false)).collect::<Vec<_>>().join(", "))),
    }
}

/// A key as its author writes it: in a directive, or as an attribute of an element.
pub(super) fn written(key: &str, built: bool) -> String {
    if built { key.to_owned() } else { format!("data-{key}") }
}

/// Words with blanks or commas between them; `no` is an empty list.
pub(super) fn list(text: &str) -> Vec<String> {
    if matches!(text.trim(), "no" | "false" | "off" | "none") {
        return Vec::new();
    }
    text.split([' ', ',']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
