//! How much of a text a platform shows, counted as it counts.

use unicode_segmentation::UnicodeSegmentation;

use super::{Page, Shown};
use crate::base::text::graphemes;
use crate::model::consumer::{Layout, Quirk, Trap};
use crate::model::platform::{Limit, Of, Unit};
use crate::model::verdict::Cut;

/// The text, and where it is cut. `full` is what was read, where the reader shortens it itself.
pub(super) fn cut(page: &Page, layout: &Layout, of: Of, mut shown: Shown, full: Option<String>) -> Cut {
    let consumer = page.consumer;
    if consumer.has(Quirk::Clips)
        && let Some(kept) = shown.value.strip_suffix("...")
        && let Some(full) = full.filter(|full| full.len() > kept.len() && full.starts_with(kept))
    {
        let (cut_at, limit) = (kept.len(), consumer.limit(of));
        shown.value = full;
        return Cut { shown, cut_at: Some(cut_at), limit: limit.map(|limit| words(limit, layout, of)) };
    }
    // Synapse looks for a good end itself: what it shows ends where it ends.
    let limit = consumer.limit(of).filter(|_| !consumer.has(Quirk::Paragraphs) && !consumer.has(Quirk::Clips));
    let cut_at = limit.and_then(|limit| end(&shown.value, limit, layout.dots));
    let limit = limit.filter(|_| cut_at.is_some()).map(|limit| words(limit, layout, of));
    Cut { shown, cut_at, limit }
}

/// `70 bytes`, `about 80 characters`
fn words(limit: &Limit, layout: &Layout, of: Of) -> String {
    let about = of == Of::Description && layout.traps.contains(&Trap::AboutCut);
    format!("{}{} {}", if about { "about " } else { "" }, limit.max, limit.unit.describe())
}

/// Where a text that is too long ends, between two characters as people see them; `dots` of the
/// limit are for what stands there instead.
fn end(text: &str, limit: &Limit, dots: u32) -> Option<usize> {
    let max = limit.max as usize;
    let length = match limit.unit {
        Unit::Bytes => text.len(),
        Unit::Graphemes | Unit::GraphemesUrl23 => graphemes(text),
        Unit::Characters | Unit::CharactersEmojiBytes => text.chars().count(),
        // Lines and pixels depend on the font.
        _ => return None,
    };
    if length <= max {
        return None;
    }
    let room = max.saturating_sub(dots as usize);
    let hard = match limit.unit {
        Unit::Bytes => room,
        Unit::Graphemes | Unit::GraphemesUrl23 => text.grapheme_indices(true).nth(room).map_or(text.len(), |(at, _)| at),
        _ => text.char_indices().nth(room).map_or(text.len(), |(at, _)| at),
    };
    text.grapheme_indices(true).map(|(at, _)| at).take_while(|at| *at <= hard).last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::platform::Tier;

    #[test]
    fn texts_end_where_the_reader_counts_and_never_inside_a_character() {
        let limit = |max, unit| Limit { of: Of::Title, max, unit, tier: Tier::Doc, source: "S15", checked: "2026-11" };
        let bytes = limit(70, Unit::Bytes);
        assert_eq!(end(&"x".repeat(70), &bytes, 3), None);
        assert_eq!(end(&"x".repeat(71), &bytes, 3), Some(67));
        // 22 × 3 bytes, and no room for a part of the 23rd.
        assert_eq!(end(&"雨".repeat(24), &bytes, 3), Some(66));
        assert_eq!(end(&"é".repeat(71), &limit(70, Unit::Characters), 0), Some(140));
        // A family is one to people, and seven to X.
        let family = "👨‍👩‍👧‍👦".repeat(20);
        assert_eq!(end(&family, &limit(70, Unit::Characters), 0), Some("👨‍👩‍👧‍👦".len() * 10));
        assert_eq!(end(&family, &limit(70, Unit::Graphemes), 0), None);
        assert_eq!(end(&"x".repeat(900), &limit(2, Unit::Lines), 0), None);
    }
}
