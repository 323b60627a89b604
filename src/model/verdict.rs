//! How a page will be shown, and what that is worth: cards, ledgers and scores, as reports print them.
//!
//! Points are counted in quarters, so that sums are exact; only what is printed is rounded.

use std::sync::Arc;

use super::audience::AUDIENCE;
use super::preview::Shown;
use crate::base::{Finding, UrlPath};

/// Counts what makes two scores comparable.
pub const SCORE_VERSION: u32 = 1;

/// What is left of a page's judgement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// One per targeted platform, in the order of the platform table.
    pub cards: Vec<CardView>,
    /// In quarters of a point, 0 to 400: the mean over the platforms, by their weights.
    pub card: u32,
    /// In quarters of a point: the words and calls of the page.
    pub content: Option<u32>,
    /// The outcomes once more, in a few bytes: they stay when the cards are dropped.
    pub brief: Box<[Brief]>,
    /// The scores of the platforms times their weights, and the weights, added up: `card` is the one
    /// by the other.
    pub sum: u32,
    pub weight: u32,
    /// What the page would gain if all findings of a rule were mended, in quarters times weight:
    /// for the next best fix of a site.
    pub gains: Box<[(&'static str, u32)]>,
}

/// What is left of one platform's card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Its place in the table of targets.
    at: u8,
    pub outcome: Outcome,
    pub intended: Outcome,
    /// In quarters of a point.
    pub score: u16,
}

impl Brief {
    /// Nothing for a platform that is not in the table.
    pub fn of(card: &CardView) -> Option<Self> {
        let at = AUDIENCE.iter().position(|(id, _)| *id == card.platform)?;
        let score = card.ledger.score.min(400);
        Some(Self { at: u8::try_from(at).ok()?, outcome: card.outcome, intended: card.intended, score: score as u16 })
    }

    pub fn platform(&self) -> &'static str {
        AUDIENCE[usize::from(self.at)].0
    }

    /// Nothing is known to be worse than the page wants it.
    pub fn is_as_intended(&self) -> bool {
        self.outcome.serves(self.intended)
    }
}

impl Verdict {
    /// Every targeted platform shows the page as it is meant.
    pub fn is_as_intended(&self) -> bool {
        self.brief.iter().all(Brief::is_as_intended)
    }

    /// At least one shows it wrong, or not at all.
    pub fn is_broken(&self) -> bool {
        self.brief.iter().any(|card| matches!(card.outcome, Outcome::Wrong | Outcome::None))
    }
}

/// One page as platforms will show it, for `preview PAGE`.
#[derive(Clone, Debug)]
pub struct PagePreview {
    pub url: UrlPath,
    /// The author's file, or the HTML as it lies there.
    pub source: Option<Arc<str>>,
    /// Why nobody is expected to share it.
    pub unshared: Option<&'static str>,
    pub verdict: Verdict,
    pub findings: Vec<Finding>,
}

/// One platform's card of one page.
#[derive(Clone, Debug, PartialEq)]
pub struct CardView {
    pub platform: &'static str,
    pub outcome: Outcome,
    pub intended: Outcome,
    pub title: Option<Cut>,
    pub description: Option<Cut>,
    pub image: Option<CardImage>,
    pub site_name: Option<String>,
    /// The host that is shown below it.
    pub domain: String,
    /// The address it is filed under, where that is known to be another than the page's own.
    pub filed_under: Option<String>,
    /// `#rrggbb`, where the platform takes one from the page.
    pub color: Option<String>,
    /// Why it looks like this, in the order a reader asks.
    pub notes: Vec<Note>,
    pub ledger: Ledger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A picture across the card.
    Large,
    /// A picture at its side.
    Small,
    /// No picture.
    Text,
    /// A bare link.
    None,
    /// Title, picture or page of something else.
    Wrong,
    /// A remote picture, or a layout that nobody documented.
    Unknown,
}

impl Outcome {
    /// As good as that, or better; what nobody knows is not held against the page.
    pub fn serves(self, intended: Outcome) -> bool {
        self == Outcome::Unknown || self <= intended
    }

    pub fn name(self) -> &'static str {
        match self {
            Outcome::Large => "large",
            Outcome::Small => "small",
            Outcome::Text => "text",
            Outcome::None => "none",
            Outcome::Wrong => "wrong",
            Outcome::Unknown => "unknown",
        }
    }
}

/// A text as far as a platform shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    pub shown: Shown,
    /// In bytes of the value: what stands from there on is hidden. None = all of it is shown.
    pub cut_at: Option<usize>,
    /// How it is counted there: `70 characters`.
    pub limit: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CardImage {
    pub shown: Shown,
    /// In pixels, of the file as it lies there; unknown for remote pictures.
    pub size: Option<(u32, u32)>,
}

/// One reason for how a card looks: what was ignored, assumed, or cut, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The tag it is about: `twitter:title`. None = the card as a whole.
    pub tag: Option<String>,
    pub why: String,
}

/// The account of one page at one platform, so that it can be checked by hand:
/// `max(0, min(ceiling, 400 − sum))`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// (rule, quarters of a point subtracted, findings)
    pub lines: Vec<(&'static str, u32, u32)>,
    /// What the outcome allows at most, in quarters.
    pub ceiling: u32,
    pub score: u32,
    /// Rules that speak of what keeps the card below what is intended: without their findings there
    /// is no ceiling.
    pub because: &'static [&'static str],
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteScore {
    /// Pages that were scored: the shareable ones.
    pub shareable: usize,
    /// Those that every targeted platform shows as intended.
    pub intended_everywhere: usize,
    /// Those that at least one shows wrong or not at all.
    pub broken: usize,
    /// Mean over the shareable pages, in quarters.
    pub card: u32,
    pub content: Option<u32>,
    pub next_fix: Option<NextFix>,
}

/// The rule whose findings cost the site most.
#[derive(Clone, Debug, PartialEq)]
pub struct NextFix {
    pub rule: &'static str,
    pub pages: usize,
    /// The site's card score without them, in quarters.
    pub card_after: u32,
}
