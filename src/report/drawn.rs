//! What `card`, `theme preview` and `theme list` say.

use serde_json::{Value, json};

use super::json::{SCHEMA_VERSION, finding_of};
use super::plain::{count, json_text, one_line, thousands};
use super::terminal::{self, Look, bold};
use crate::base::{Finding, Level};
use crate::model::drawn::{DrawnCard, Gallery};
use crate::theme::ThemeEntry;

/// Where it was written, how large it is, why it looks as it does, and what was found.
pub fn card(card: &DrawnCard, look: &Look) -> String {
    let size = card.size;
    let shows = match &card.unpublished {
        None => format!("/smo/{}", card.name),
        Some(why) => format!("no, {why}"),
    };
    let format = card.mime.trim_start_matches("image/").to_uppercase();
    let rows = [
        ("page", card.page.clone()),
        ("size", format!("{}, {}×{}, {format}, {} kB", size.name, size.width, size.height, card.bytes.div_ceil(1000))),
        ("layout", format!("{} ({})", card.layout, card.why)),
        ("in words", card.alt.clone()),
        ("published", shows),
    ];
    let mut text = format!("{}\n", bold(look, &card.file.display().to_string()));
    for (name, value) in rows {
        text.push_str(&format!("  {name:<10} {}\n", one_line(&value)));
    }
    if !card.findings.is_empty() {
        text.push('\n');
        text.push_str(terminal::findings(&card.findings, &Look { verbose: true, ..*look }).trim_end());
        text.push('\n');
    }
    text
}

pub fn card_json(card: &DrawnCard) -> String {
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "file": card.file.to_string_lossy().replace('\\', "/"),
        "page": card.page,
        "size": {"name": card.size.name, "width": card.size.width, "height": card.size.height},
        "type": card.mime, "bytes": card.bytes,
        "layout": {"name": card.layout, "why": card.why},
        "alt": card.alt, "name": card.name, "published": card.unpublished.is_none(),
        "findings": card.findings.iter().map(finding_of).collect::<Vec<Value>>(),
    });
    json_text(&value)
}

/// How many cards there are, and what was found in how many of them.
pub fn gallery(page: &std::path::Path, gallery: &Gallery, look: &Look) -> String {
    let (layouts, sizes, fixtures) = (gallery.layouts.len(), gallery.sizes.len(), gallery.fixtures.len());
    let mut text = format!("{}\n", bold(look, &page.display().to_string()));
    let all = count(gallery.cards.len(), "card");
    let with = |noun: &str, number: usize| count(number, noun);
    text.push_str(&format!(
        "theme `{}`: {all}, {} × {} × {}\n",
        gallery.theme,
        with("layout", layouts),
        with("size", sizes),
        with("made-up page", fixtures)
    ));
    let mut rules: Vec<(&str, Level, usize, String)> = Vec::new();
    for (card, finding) in gallery.cards.iter().flat_map(|card| card.findings.iter().map(move |finding| (card, finding))) {
        match rules.iter_mut().find(|(rule, level, ..)| (*rule, *level) == (finding.rule, finding.level)) {
            Some((_, _, number, _)) => *number += 1,
            None => rules.push((finding.rule, finding.level, 1, card.file.clone())),
        }
    }
    rules.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    for (rule, level, number, first) in &rules {
        text.push_str(&format!("{}[{rule}] {}, the first in {first}\n", level.name(), count(*number, "time")));
    }
    if !gallery.findings.is_empty() {
        text.push('\n');
        text.push_str(&terminal::findings(&gallery.findings, look));
    }
    text
}

pub fn gallery_json(page: &std::path::Path, gallery: &Gallery) -> String {
    let cards: Vec<Value> = gallery
        .cards
        .iter()
        .map(|card| {
            json!({
                "layout": card.layout, "size": card.size.name, "fixture": card.fixture, "file": card.file, "bytes": card.bytes,
                "findings": card.findings.iter().map(finding_of).collect::<Vec<Value>>(),
            })
        })
        .collect();
    let value = json!({
        "schema_version": SCHEMA_VERSION, "page": page.to_string_lossy().replace('\\', "/"), "theme": gallery.theme, "cards": cards,
        "findings": gallery.findings.iter().map(finding_of).collect::<Vec<Value>>(),
    });
    json_text(&value)
}

/// All findings of a gallery, for the exit code.
pub fn gallery_findings(gallery: &Gallery) -> impl Iterator<Item = &Finding> {
    gallery.findings.iter().chain(gallery.cards.iter().flat_map(|card| &card.findings))
}

/// A line a theme.
pub fn themes(themes: &[ThemeEntry]) -> String {
    let line = |theme: &ThemeEntry| {
        let mark = if theme.in_use { "*" } else { " " };
        let place = if theme.local { format!("themes/{}", theme.name) } else { "embedded".to_owned() };
        let or = |text: &str| if text.is_empty() { "–".to_owned() } else { one_line(text) };
        let about = theme.trouble.as_ref().map_or_else(|| one_line(&theme.description), |trouble| format!("cannot be used: {trouble}"));
        format!(
            "{mark} {:<14} {:<8} api {:<3} {:<20} {place:<20} {about}",
            theme.name,
            or(&theme.version),
            or(&theme.api),
            or(&theme.license)
        )
        .trim_end()
        .to_owned()
            + "\n"
    };
    let lines: String = themes.iter().map(line).collect();
    format!("{lines}{}, * in use\n", if themes.len() == 1 { "1 theme".to_owned() } else { format!("{} themes", thousands(themes.len())) })
}

pub fn themes_json(themes: &[ThemeEntry]) -> String {
    let entry = |theme: &ThemeEntry| {
        json!({
            "name": theme.name, "version": theme.version, "api": theme.api, "license": theme.license, "description": theme.description,
            "local": theme.local, "in_use": theme.in_use, "trouble": theme.trouble,
        })
    };
    json_text(&json!({"schema_version": SCHEMA_VERSION, "themes": themes.iter().map(entry).collect::<Vec<_>>()}))
}
