//! Networks as those know them who write posts by hand: some that nobody can share to by a link are among them.

use super::{Intent, Limit, Of, PLATFORMS, Platform, Tier, Unit};
use crate::base::nearest::nearest;

/// A network with what it takes of a post.
#[derive(Clone, Copy, Debug)]
pub struct Venue {
    pub id: &'static str,
    pub label: &'static str,
    /// Of text, title and picture texts.
    pub post: Option<Limit>,
    pub limits: &'static [Limit],
}

/// Without a share link, so they are no row of [`PLATFORMS`].
pub const POSTED_ONLY: &[Venue] = &[Venue {
    id: "instagram",
    label: "Instagram",
    post: Some(Limit { of: Of::Post, max: 2200, unit: Unit::Characters, tier: Tier::Measured, source: "", checked: "2026-11" }),
    limits: &[],
}];

/// Where one can post: not letters and the clipboard.
fn shared() -> impl Iterator<Item = &'static Platform> {
    PLATFORMS.iter().filter(|platform| !matches!(platform.intent, Intent::Copy | Intent::Mail { .. }))
}

/// All ids, in the order of the tables.
pub fn venues() -> impl Iterator<Item = &'static str> {
    shared().map(|platform| platform.id).chain(POSTED_ONLY.iter().map(|venue| venue.id))
}

pub fn venue(id: &str) -> Option<Venue> {
    let of = |platform: &Platform| Venue { id: platform.id, label: platform.label, post: platform.post, limits: platform.limits };
    let shared = shared().find(|platform| platform.id == id).map(of);
    shared.or_else(|| POSTED_ONLY.iter().find(|venue| venue.id == id).copied())
}

/// The id that was probably meant.
pub fn nearest_venue(typed: &str) -> Option<&'static str> {
    let near = super::nearest_id(typed).filter(|id| venue(id).is_some());
    near.or_else(|| nearest(&typed.to_lowercase(), venues()))
}

impl Venue {
    pub fn limit(&self, of: Of) -> Option<Limit> {
        self.post.iter().chain(self.limits).find(|limit| limit.of == of).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_posted_to_has_a_name_and_its_numbers() {
        assert_eq!(venue("instagram").and_then(|venue| venue.limit(Of::Post)).map(|limit| limit.max), Some(2200));
        assert_eq!(venue("pinterest").and_then(|venue| venue.limit(Of::Title)).map(|limit| limit.max), Some(100));
        assert!(venue("copy").is_none() && venue("email").is_none());
        for (typed, id) in [("twitter", "x"), ("instagramm", "instagram"), ("LinkedIn", "linkedin"), ("mail", "")] {
            assert_eq!(nearest_venue(typed).unwrap_or_default(), id, "{typed}");
        }
        assert!(POSTED_ONLY.iter().all(|venue| PLATFORMS.iter().all(|platform| platform.id != venue.id)));
    }
}
