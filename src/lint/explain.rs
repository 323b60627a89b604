//! What `explain` prints: the page of a rule as people read it, and the list of all rules.
//!
//! A rule's page is help and test at once; what only the test reads is not shown here.

use serde_json::{Map, Value, json};

use super::rule::{Case, Group, Rule};
use super::{find, rules};
use crate::base::Level;

/// The page of a rule, in Markdown: what, why, numbers, remedy, examples. Ends in a line feed.
pub fn explain(name: &str) -> Option<String> {
    let rule = find(name)?;
    let mut out = String::new();
    if !rule.doc.starts_with("# ") {
        out.push_str(&format!("# {}\n\n", rule.name));
    }
    examples(rule.doc.trim_end(), &mut out);
    // Findings of other rooms have a sentence each; what the settings can do is said for them.
    if !rule.doc.contains("## Allow") {
        out.push_str(&format!("\n{}", allow(rule)));
    }
    Some(out)
}

/// A line for each rule: name, group, level, first sentence.
pub fn explain_all() -> String {
    let group = |rule: &Rule| rule.group.map_or("-", Group::name);
    let names = rules().map(|rule| rule.name.len()).max().unwrap_or(0);
    let groups = rules().map(|rule| group(rule).len()).max().unwrap_or(0);
    rules()
        .map(|rule| format!("{:names$}  {:groups$}  {:7}  {}\n", rule.name, group(rule), level(rule).name(), first_sentence(rule.doc)))
        .collect()
}

/// The page of a rule for scripts: what it is, its cases, and the page itself as Markdown.
pub fn explain_json(name: &str) -> Option<String> {
    let rule = find(name)?;
    let mut value = about(rule);
    value.insert("schema_version".into(), json!(1));
    let case = |case: &Case| {
        let (source, platforms) = (case.source, case.platforms);
        json!({"id": case.id, "level": case.level.name(), "tier": case.tier.name(), "source": source, "platforms": platforms})
    };
    value.insert("cases".into(), rule.cases.iter().map(case).collect());
    value.insert("markdown".into(), json!(explain(name)?));
    Some(pretty(&Value::Object(value)))
}

/// All rules for scripts.
pub fn explain_all_json() -> String {
    let rules: Vec<Value> = rules().map(|rule| Value::Object(about(rule))).collect();
    pretty(&json!({"schema_version": 1, "rules": rules}))
}

fn about(rule: &Rule) -> Map<String, Value> {
    let group = rule.group.map(Group::name);
    let value = json!({"rule": rule.name, "group": group, "level": level(rule).name(), "about": first_sentence(rule.doc)});
    if let Value::Object(value) = value { value } else { Map::new() }
}

fn pretty(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).expect("a map of texts is JSON"))
}

/// The highest level that a rule has by itself.
fn level(rule: &Rule) -> Level {
    rule.cases.iter().map(|case| case.level).max().unwrap_or(Level::Info)
}

/// Copies a page with its examples as "Bad:" and "Good:", and without the files that tests make.
fn examples(doc: &str, out: &mut String) {
    let mut lines = doc.lines();
    let mut gap = false;
    while let Some(line) = lines.next() {
        let info = line.strip_prefix("```").unwrap_or("");
        let (kind, what) = info.strip_prefix("yaml ").unwrap_or(info).split_once(' ').unwrap_or((info, ""));
        if kind != "html" && kind != "social" && kind != "files" {
            // Where a fence was left out, one blank line is enough.
            if !(gap && line.is_empty()) {
                out.push_str(line);
                out.push('\n');
            }
            gap = line.is_empty();
            continue;
        }
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if kind == "files" {
            continue;
        }
        let label = match what.split_whitespace().next().unwrap_or("").split_once(':') {
            Some((_, case)) => format!("Bad ({case}):"),
            None if what.starts_with("bad") => "Bad:".to_owned(),
            None => "Good:".to_owned(),
        };
        out.push_str(&format!("{label}\n\n"));
        for line in text {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        }
        gap = false;
    }
}

fn allow(rule: &Rule) -> String {
    let level = level(rule).name();
    match rule.group {
        None => format!("Level: {level}. It cannot be switched off in the settings.\n"),
        Some(group) => format!(
            "Level: {level}, in the group `{}`. In `smo.yaml`, for the whole site:\n\n```yaml\nlint:\n  rules:\n    {}: off\n```\n",
            group.name(),
            rule.name
        ),
    }
}

/// The first sentence of a rule's page.
pub(super) fn about_in_short(rule: &Rule) -> String {
    first_sentence(rule.doc)
}

fn first_sentence(doc: &str) -> String {
    let body = doc.lines().skip_while(|line| line.starts_with('#') || line.is_empty());
    let paragraph = body.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let end = paragraph.find(". ").unwrap_or(paragraph.len());
    paragraph[..end].trim_end_matches('.').to_owned()
}
