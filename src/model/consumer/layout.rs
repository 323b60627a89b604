//! How each reader lays out what it read: large, small or words only, what it drops, and where it cuts.
//!
//! The numbers themselves are limits of the consumer table; here stands what follows from them, and
//! whether that is said anywhere or only assumed. `model/preview/card.rs` follows it.

use super::{Known, Of, Tier};

const CHECKED: &str = "2026-11";

/// How one reader makes a card of what it read.
#[derive(Debug)]
pub struct Layout {
    /// The consumer's.
    pub id: &'static str,
    pub picture: Stands,
    /// Limits of the table beyond which a picture is not shown, and how well that consequence is known.
    pub drops: &'static [(Of, Sure)],
    pub untitled: Untitled,
    pub filed: Filed,
    /// What a shortened text ends in counts, too: so much.
    pub dots: u32,
    pub traps: &'static [Trap],
    /// How well the layout is known.
    pub known: Known,
}

/// Where the picture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Nobody wrote it down.
    Unknown,
    /// Always beside the words.
    Beside,
    /// Across the card, if all of this holds; else beside the words.
    Across(&'static [When]),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// It is no smaller than this number of the table.
    AtLeast(Of),
    /// `twitter:card` is `summary_large_image`.
    Asked,
    Landscape,
    /// Width and height differ by a twentieth.
    NotSquare,
    /// The page allows it: `max-image-preview:large`.
    Allowed,
}

/// Whether a consequence is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    Known,
    /// The limit is, what happens beyond it is not.
    Assumed,
}

/// What becomes of a page without a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untitled {
    /// No card.
    Nothing(Sure),
    /// The words of `<title>` are taken, as people report.
    TitleTag,
    /// Nobody says.
    Unknown,
}

/// The address a card is filed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filed {
    /// The page's own.
    Own,
    /// `og:url`, else the canonical link, of any host.
    Canonical,
    /// The canonical link, else `og:url`, if it is of the page's own host.
    SameHost,
}

/// What only one or two of them do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trap {
    /// Its required tags must not be empty; no card without them is an assumption.
    NeedsRequired,
    /// All tags must stand in the bytes that it reads, or there is no card.
    HeadInWindow,
    /// No card without a `twitter:card`, or `og:type`, `og:title` and `og:description`.
    NeedsCard,
    /// An address that ends like a file is no page.
    FileEnding,
    /// An author's line takes the place of the description.
    AuthorLine,
    /// A picture without declared width and height is not shown to the first who share the page.
    SizesFirst,
    /// Pictures over plain `http` are reported to be dropped.
    NoInsecure,
    /// Its apps are reported to show picture and host only.
    PictureOnly,
    /// `twitter:label1` and `twitter:data1` become rows.
    Rows,
    /// The last hexadecimal `theme-color` colours the card.
    Color,
    /// A title alone makes no card.
    NeedsMore,
    /// The limit of the description is a recommendation.
    AboutCut,
    /// Open Graph data beyond so many bytes leave no card.
    MostData(u32),
}

/// The layout of the consumer with this id.
pub fn layout(id: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.id == id)
}

/// Kinds of card that `twitter:card` may name.
pub const TWITTER_CARDS: [&str; 4] = ["summary", "summary_large_image", "app", "player"];

/// Endings that Bluesky's client takes for a file and makes no card of (those that posts hit).
pub const FILE_ENDINGS: &[&str] = &[
    "js", "mjs", "ts", "jsx", "rs", "md", "mdx", "c", "h", "cc", "cpp", "java", "lua", "sh", "pl", "s", "p", "f", "json", "json5", "xml",
    "yaml", "yml", "toml", "css", "scss", "sql", "csv", "txt", "log", "conf", "ini", "in", "man", "me", "ms", "pages", "key", "numbers",
    "ai", "com", "org", "air", "run", "zip", "tar", "gz", "deb", "pdf", "png", "svg", "mp4", "wasm", "map", "rss", "atom",
];

const fn known(tier: Tier, source: &'static str) -> Known {
    Known { tier, source, checked: CHECKED }
}

/// Nobody wrote down how it looks.
const fn unknown(id: &'static str, tier: Tier, source: &'static str) -> Layout {
    Layout { id, known: known(tier, source), ..PLAIN }
}

const PLAIN: Layout = Layout {
    id: "",
    picture: Stands::Unknown,
    drops: &[],
    untitled: Untitled::Unknown,
    filed: Filed::Own,
    dots: 0,
    traps: &[],
    known: known(Tier::Folklore, ""),
};

pub const LAYOUTS: &[Layout] = &[
    Layout {
        id: "facebook",
        picture: Stands::Across(&[When::AtLeast(Of::LargeWidth), When::AtLeast(Of::LargeHeight)]),
        drops: &[(Of::ImageWidth, Sure::Known), (Of::ImageHeight, Sure::Known), (Of::ImageBytes, Sure::Known)],
        untitled: Untitled::TitleTag,
        filed: Filed::Canonical,
        traps: &[Trap::SizesFirst],
        known: known(Tier::Doc, "S1"),
        ..PLAIN
    },
    Layout {
        id: "whatsapp",
        picture: Stands::Across(&[When::Landscape]),
        drops: &[(Of::ImageWidth, Sure::Assumed), (Of::MaxRatio, Sure::Assumed), (Of::ImageBytes, Sure::Assumed)],
        traps: &[Trap::HeadInWindow, Trap::NeedsRequired, Trap::NoInsecure, Trap::AboutCut],
        known: known(Tier::Measured, "S11"),
        ..PLAIN
    },
    Layout {
        id: "x",
        picture: Stands::Across(&[When::Asked, When::AtLeast(Of::LargeWidth), When::AtLeast(Of::LargeHeight)]),
        drops: &[
            (Of::ImageWidth, Sure::Assumed),
            (Of::ImageHeight, Sure::Assumed),
            (Of::MaxWidth, Sure::Assumed),
            (Of::MaxHeight, Sure::Assumed),
            (Of::ImageBytes, Sure::Assumed),
        ],
        untitled: Untitled::Nothing(Sure::Known),
        traps: &[Trap::NeedsCard, Trap::PictureOnly],
        known: known(Tier::Doc, "S4"),
        ..PLAIN
    },
    Layout {
        id: "linkedin",
        picture: Stands::Across(&[When::AtLeast(Of::SmallBelowWidth)]),
        drops: &[(Of::ImageBytes, Sure::Assumed)],
        known: known(Tier::Quoted, "S3"),
        ..PLAIN
    },
    Layout { id: "slack", picture: Stands::Across(&[]), traps: &[Trap::Rows], known: known(Tier::Measured, "S12"), ..PLAIN },
    Layout {
        id: "discord",
        picture: Stands::Across(&[When::Asked]),
        dots: 3,
        traps: &[Trap::Color],
        known: known(Tier::Doc, "S15"),
        ..PLAIN
    },
    Layout {
        id: "imessage",
        picture: Stands::Across(&[When::AtLeast(Of::GoodWidth)]),
        drops: &[(Of::IconBelowWidth, Sure::Known)],
        known: known(Tier::Doc, "S5"),
        ..PLAIN
    },
    Layout {
        id: "mastodon",
        picture: Stands::Across(&[When::Landscape]),
        drops: &[(Of::ImageBytes, Sure::Known)],
        untitled: Untitled::Nothing(Sure::Known),
        filed: Filed::SameHost,
        traps: &[Trap::AuthorLine],
        known: known(Tier::Spec, "S7"),
        ..PLAIN
    },
    // Its client scales the picture down itself: weight and size do not matter.
    Layout { id: "bluesky", picture: Stands::Across(&[]), traps: &[Trap::FileEnding], known: known(Tier::Spec, "S10"), ..PLAIN },
    Layout {
        id: "signal-desktop",
        picture: Stands::Across(&[When::AtLeast(Of::LargeWidth), When::AtLeast(Of::LargeHeight), When::NotSquare]),
        drops: &[(Of::ImageBytes, Sure::Known)],
        untitled: Untitled::Nothing(Sure::Known),
        known: known(Tier::Spec, "S8"),
        ..PLAIN
    },
    // Sizes as on the desktop: nobody says so of the phone.
    Layout {
        id: "signal-android",
        picture: Stands::Across(&[When::AtLeast(Of::LargeWidth), When::AtLeast(Of::LargeHeight), When::NotSquare]),
        drops: &[(Of::ImageBytes, Sure::Known)],
        known: known(Tier::Folklore, ""),
        ..PLAIN
    },
    Layout { id: "misskey", picture: Stands::Across(&[When::Asked]), dots: 0, known: known(Tier::Spec, "S18"), ..PLAIN },
    Layout { id: "lemmy", picture: Stands::Beside, untitled: Untitled::Nothing(Sure::Known), known: known(Tier::Spec, "S16"), ..PLAIN },
    Layout { id: "synapse", picture: Stands::Beside, known: known(Tier::Spec, "S14"), ..PLAIN },
    Layout { id: "mattermost", picture: Stands::Across(&[]), traps: &[Trap::MostData(5120)], known: known(Tier::Spec, "S80"), ..PLAIN },
    Layout {
        id: "discourse",
        picture: Stands::Beside,
        untitled: Untitled::Nothing(Sure::Known),
        traps: &[Trap::NeedsMore],
        known: known(Tier::Spec, "S81"),
        ..PLAIN
    },
    Layout {
        id: "google-discover",
        picture: Stands::Across(&[When::AtLeast(Of::LargeWidth), When::AtLeast(Of::Area), When::Allowed]),
        known: known(Tier::Doc, "S6"),
        ..PLAIN
    },
    unknown("pinterest", Tier::Doc, "S27"),
    unknown("telegram", Tier::Measured, "S11"),
    unknown("threads", Tier::Measured, "S40"),
    unknown("teams", Tier::Measured, "S12"),
    unknown("reddit", Tier::Spec, "S38"),
];

#[cfg(test)]
mod tests {
    use super::super::{CONSUMERS, find, source};
    use super::*;

    #[test]
    fn every_reader_has_one_layout_and_each_of_its_numbers_stands_in_the_table() {
        assert_eq!(LAYOUTS.len(), CONSUMERS.len());
        for consumer in CONSUMERS {
            let layout = layout(consumer.id).unwrap_or_else(|| panic!("{} has no layout", consumer.id));
            let when: &[When] = if let Stands::Across(when) = layout.picture { when } else { &[] };
            let needed = when.iter().filter_map(|when| if let When::AtLeast(of) = when { Some(*of) } else { None });
            for of in needed.chain(layout.drops.iter().map(|(of, _)| *of)) {
                assert!(find(layout.id).unwrap().limit(of).is_some(), "{}: {of:?}", layout.id);
            }
            let known = layout.known;
            assert!(source(known.source).is_some() || (known.source.is_empty() && known.tier == Tier::Folklore), "{}", layout.id);
        }
    }
}
