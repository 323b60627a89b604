//! `lint --print-config PAGE`: the level of each rule on a page, and the line that decided it.

use std::path::PathBuf;

use super::build::BuildOptions;
use super::control::usage;
use crate::base::Error;
use crate::base::nearest::nearest;
use crate::config::Settings;
use crate::lint::{self, By, Decision};

/// A line for each rule, or for each case where cases differ.
pub fn print_config(options: &BuildOptions, folder: Option<PathBuf>, page: &str) -> Result<String, Error> {
    let ran = super::lint::lint(options, folder)?;
    let asked = page.trim_start_matches("./");
    let names = |one: &crate::model::view::PageSummary| {
        let is_source = one.source.as_deref().is_some_and(|source| source == asked || source.ends_with(&format!("/{asked}")));
        is_source || one.path.as_str() == asked || one.url.as_str().trim_end_matches('/') == page.trim_end_matches('/')
    };
    let Some(found) = ran.report.pages.iter().find(|one| names(one)) else {
        let known = ran.report.pages.iter().map(|one| one.url.as_str());
        let help = nearest(page, known).map_or("name it by its address or its source".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(usage("--print-config", format!("there is no page `{page}`"), &help));
    };
    let file = found.source.as_deref().unwrap_or(found.path.as_str());
    let layers = lint::layers(&ran.settings, Some(found.url.as_str()), Some(file));
    let mut rows: Vec<(String, &'static str, String)> = Vec::new();
    for rule in lint::rules() {
        let decided: Vec<_> = rule.cases.iter().map(|case| (case, lint::level_of(&ran.settings, &layers, rule, case))).collect();
        let is_one = decided.iter().all(|(_, decision)| *decision == decided[0].1);
        for (case, decision) in decided.iter().take(if is_one { 1 } else { usize::MAX }) {
            let name = if is_one { rule.name.to_owned() } else { format!("{}: {}", rule.name, case.id) };
            rows.push((name, decision.level.map_or("off", crate::base::Level::name), by(decision)));
        }
    }
    let width = rows.iter().map(|(name, _, _)| name.len()).max().unwrap_or(0);
    let mut out = head(&ran.settings, found.url.as_str());
    for (name, level, by) in rows {
        out.push_str(format!("{name:width$}  {level:7}  {by}").trim_end());
        out.push('\n');
    }
    Ok(out)
}

fn head(settings: &Settings, page: &str) -> String {
    let lint = &settings.lint;
    format!("page       {page}\nprofile    {}\nplatforms  {}\n\n", lint.profile.name(), lint.platforms.join(", "))
}

fn by(decision: &Decision) -> String {
    match &decision.by {
        By::Rule => String::new(),
        By::Profile => "shown in the profile pedantic".to_owned(),
        By::Select => "not among --select".to_owned(),
        By::Entry(name, from, Some(at)) => format!("{}:{}:{}: `{name}` of {from}", at.path, at.line, at.column),
        By::Entry(name, from, None) => format!("{from} {name}"),
    }
}
