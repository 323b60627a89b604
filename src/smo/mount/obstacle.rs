//! What keeps an element from becoming a block, told by the page alone.

use super::quote;
use crate::model::block;
use crate::model::facts::Mount;
use crate::smo::survey;

/// Why an element stays as it is.
pub(in crate::smo) enum Obstacle<'m> {
    Open,
    /// Its body would carry the open element out into the block, to be closed by the wrong tag.
    HoldsOpen(&'m Mount),
    /// Made anew, the body may close what is around the inner block, and the next run would make that, too.
    HoldsMisplaced(&'m Mount, &'static str),
    Part,
    Misplaced(&'static str),
    /// Without it the rest of the page would be read in another way.
    ParserState,
}

/// What keeps this one of a page's mounts from being replaced as a whole; `None` if nothing does.
pub(in crate::smo) fn of<'m>(mount: &Mount, mounts: &'m [Mount]) -> Option<Obstacle<'m>> {
    let inner = mount.element.inner;
    let within = || mounts.iter().filter(|other| (inner.start..inner.end).contains(&other.element.start));
    if mount.element.end.is_none() {
        Some(Obstacle::Open)
    } else if let Some(open) = within().find(|held| held.is_open()) {
        Some(Obstacle::HoldsOpen(open))
    } else if let Some((held, around)) = within().find_map(|held| Some((held, cannot_hold(held)?))) {
        Some(Obstacle::HoldsMisplaced(held, around))
    } else if !survey::can_mount(&mount.tag) {
        Some(Obstacle::Part)
    } else if let Some(around) = cannot_hold(mount) {
        Some(Obstacle::Misplaced(around))
    } else {
        mount.holds_parser_state.then_some(Obstacle::ParserState)
    }
}

impl Obstacle<'_> {
    /// What is wrong, and what helps.
    pub fn told(&self, mount: &Mount) -> (String, String) {
        let name = &mount.name;
        match self {
            Self::Open => (format!("the `{name}` element is never closed"), format!("close it with `</{}>`", mount.tag)),
            Self::HoldsOpen(open) => {
                (format!("the `{name}` element holds one that is never closed"), format!("close the inner one with `</{}>`", open.tag))
            }
            Self::HoldsMisplaced(held, around) => (
                format!("the `{name}` element holds the block `{}` in `{around}`, which cannot hold it", held.name),
                format!("put the inner block before or behind the `{around}`"),
            ),
            Self::Part => (format!("a `{}` element cannot become a block", mount.tag), part_help(mount)),
            Self::Misplaced(around) => {
                let article = if *around == "a" { "an" } else { "a" };
                let inline = if name == "quote" { "; inside of a sentence, a `mark` without `pull` works" } else { "" };
                (
                    format!("{article} `{around}` element cannot hold the block `{name}`"),
                    format!("put the block before or behind the `{around}`{inline}"),
                )
            }
            Self::ParserState => (
                format!(
                    "the `{name}` element holds an element that is left open, an end tag without its start, a `<title>`, or says the page's encoding"
                ),
                "close what is open, take out what closes nothing, and leave title and encoding to the head".to_owned(),
            ),
        }
    }
}

/// The element around a mount in which its block cannot stand: a paragraph ends where a figure
/// begins, and a link or a button holds no other link.
fn cannot_hold(mount: &Mount) -> Option<&'static str> {
    let within = mount.within;
    let is_mark = mount.name == "quote" && quote::is_inline(&mount.tag) && !mount.is_pull();
    if is_mark || !block::find(&mount.name).is_some_and(block::Block::is_shaped) {
        return None;
    }
    let holders = [("p", within.paragraph), ("button", within.button), ("a", within.link && mount.name != "quote")];
    holders.into_iter().find_map(|(tag, is_around)| is_around.then_some(tag))
}

/// Where a block belongs that was asked for at a part of a table, a list, or at a heading.
fn part_help(mount: &Mount) -> String {
    let tag = &mount.tag;
    let words = |tag: &str| matches!(tag, "summary" | "legend" | "caption" | "a" | "button") || tag.starts_with('h');
    match (survey::is_part(tag), mount.name.as_str()) {
        (false, _) => "put `data-smo` on an element of the body that holds text, such as a `div`".to_owned(),
        (true, "quote") => format!("mark the words inside of it: `<{tag}><mark data-smo=\"quote\">…</mark></{tag}>`"),
        (true, name) if words(tag) => format!("put `data-smo=\"{name}\"` on a `div` behind it"),
        (true, name) => format!("put it on a `div` inside: `<{tag}><div data-smo=\"{name}\">…</div></{tag}>`"),
    }
}
