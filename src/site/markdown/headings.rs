//! The headings of a page and their ids, known before the first is written: a table of contents may
//! stand above them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Trouble;
use crate::base::html::fold_space;
use crate::site::context::Heading;
use crate::site::heading::Ids;

/// Headings by the index of their event.
pub(super) type Headings = BTreeMap<usize, Heading>;

pub(super) fn headings(text: &str, events: &[(Event, Range<usize>)], troubles: &mut Vec<Trouble>) -> Headings {
    let mut ids = Ids::default();
    let mut headings = Headings::new();
    for (event, _) in events {
        if let Event::Html(html) | Event::InlineHtml(html) = event {
            ids.reserve_in(html);
        }
    }
    // Ids that authors chose come first, so that no made one takes theirs.
    let mut chosen: HashMap<usize, String> = HashMap::new();
    for (at, (event, range)) in events.iter().enumerate() {
        if let Event::Start(Tag::Heading { id: Some(id), .. }) = event {
            if ids.claim(id) {
                chosen.insert(at, id.to_string());
            } else {
                troubles.push(Trouble::HeadingId { id: id.to_string(), range: range.clone() });
            }
        }
    }
    for (at, (event, _)) in events.iter().enumerate() {
        let Event::Start(Tag::Heading { level, .. }) = event else { continue };
        let mut title = String::new();
        let mut for_id = String::new();
        for (event, range) in &events[at + 1..] {
            match event {
                Event::End(TagEnd::Heading(_)) => break,
                Event::Text(words) => {
                    title.push_str(words);
                    // `--` became a dash; GitHub's id keeps the hyphens.
                    let slice = &text[range.clone()];
                    for_id.push_str(if slice.bytes().all(|b| b == b'-') { slice } else { words });
                }
                Event::Code(words) => {
                    title.push_str(words);
                    for_id.push_str(words);
                }
                Event::SoftBreak | Event::HardBreak => {
                    title.push(' ');
                    for_id.push(' ');
                }
                _ => {}
            }
        }
        let id = chosen.remove(&at).unwrap_or_else(|| ids.of_text(&for_id));
        headings.insert(at, Heading { level: *level as u8, id, title: fold_space(&title), children: Vec::new() });
    }
    headings
}
