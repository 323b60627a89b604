//! THE platform table: every network we can share to, how, and what it takes.
//!
//! The table itself is `table.rs`, what its source keys mean `sources.rs`, and `recognise.rs` knows share
//! links that others wrote. What to say on a network is decided in `smo/share.rs` and `smo/quote.rs`.

mod posted;
mod profiles;
mod recognise;
mod sources;
mod table;
mod venue;

pub use posted::{in_hashtag, length, tagged, with_campaign};
pub use profiles::{PROFILES, Profile, profile};
pub use recognise::{share_endpoints, share_link, shared_url};
pub use sources::SOURCES;
pub use table::{CLOSED, PLATFORMS, SHARE_ICON};
pub use venue::{POSTED_ONLY, Venue, nearest_venue, venue, venues};

use crate::base::nearest::nearest;

#[derive(Debug)]
pub struct Platform {
    /// Permanent, kebab-case: what people write in `share.networks`.
    pub id: &'static str,
    pub label: &'static str,
    /// Inline SVG, `currentColor`, hidden from screen readers: the link around it has the name.
    pub icon: &'static str,
    pub intent: Intent,
    /// How well its address and parameters are known.
    pub known: Known,
    /// Where its links work.
    pub reach: Reach,
    /// Other addresses that share the same way, for recognising what a page has already.
    pub also: &'static [&'static str],
    /// How much may be said in a post.
    pub post: Option<Limit>,
    /// What else it limits in what is written there.
    pub limits: &'static [Limit],
    /// What people should know before they offer it; mostly empty.
    pub note: &'static str,
}

/// How a share link is built: a base, then parameters in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    Query {
        base: &'static str,
        params: &'static [(&'static str, What)],
    },
    /// Parameters behind `#`: they stay out of the server's logs.
    Fragment {
        base: &'static str,
        params: &'static [(&'static str, What)],
    },
    /// `mailto:`, which opens no window.
    Mail {
        params: &'static [(&'static str, What)],
    },
    /// Copies the address; needs its script.
    Copy,
}

/// What a parameter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The text: a title, or a quote.
    Text,
    Url,
    /// Text, then the URL, with this between.
    TextAndUrl(&'static str),
    /// At most two, a comma between, without `#`.
    Hashtags,
    /// A handle, without `@`.
    Via,
    /// An absolute picture; a platform with this is left out where there is none.
    Picture,
    /// An absolute picture, if there is one.
    OptionalPicture,
    /// The page's title, whatever the text is.
    Title,
    /// What the page is about.
    Description,
    /// The long text, a blank line, the URL.
    MailBody,
    /// Always this.
    Fixed(&'static str),
}

/// Where a link is of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A page in any browser.
    Anywhere,
    /// A program that the reader has set up: mail, a server of the fediverse.
    Handler,
    /// An app, so a phone in practice.
    Phone,
}

/// How well something is known, where from, and when it was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub tier: Tier,
    /// Keys of [`SOURCES`].
    pub sources: &'static [&'static str],
    /// Year and month of the check.
    pub checked: &'static str,
}

/// A number with an expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub of: Of,
    pub max: u32,
    pub unit: Unit,
    pub tier: Tier,
    /// A key of [`SOURCES`]; empty where nobody wrote it down.
    pub source: &'static str,
    /// Year and month of the check.
    pub checked: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    Post,
    /// In bytes, besides the limit in characters.
    PostBytes,
    /// Where a network names two numbers for it, the higher one.
    PostAtMost,
    Title,
    Description,
    ImageAlt,
    ImageBytes,
    /// At least.
    ImageWidth,
    ImageHeight,
    /// The page's bytes that are read.
    Html,
    /// What a preview shows of a title or a description.
    TitleLines,
    DescriptionLines,
    /// A text that is shortened keeps at least this much.
    DescriptionLeast,
    SiteName,
    /// Any value.
    Value,
    /// Any address in the tags.
    Url,
    /// For the large layout, at least.
    LargeWidth,
    LargeHeight,
    /// Recommended.
    GoodWidth,
    GoodHeight,
    /// Narrower pictures become a small one beside the text, or an icon.
    SmallBelowWidth,
    IconBelowWidth,
    /// At most.
    MaxWidth,
    MaxHeight,
    /// Width over height: the best, and the most.
    Ratio,
    MaxRatio,
    /// Width times height, at least; and what it is scaled down to.
    Area,
    ScaledArea,
    /// A picture of this size always gets there, by what people measured.
    SafeImageBytes,
    /// All files of a preview together.
    TotalBytes,
    /// Pictures that are shown.
    Images,
    /// Distinct keys of one prefix.
    DistinctTags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// twitter-text v3; a URL counts 23.
    Weighted,
    /// User-perceived characters; a URL counts in full.
    Graphemes,
    /// The same, but a URL counts 23.
    GraphemesUrl23,
    Characters,
    /// Characters, an emoji as many as it has UTF-8 bytes.
    CharactersEmojiBytes,
    Bytes,
    Pixels,
    Lines,
    /// A ratio, times 100.
    Hundredths,
    Count,
}

/// How well a thing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// In the platform's source or specification.
    Spec,
    /// In its documentation.
    Doc,
    /// Its documentation, known only as quoted by others.
    Quoted,
    /// In the source of share tools that many sites use; the platform itself says nothing.
    Tools,
    Measured,
    Folklore,
}

pub fn find(id: &str) -> Option<&'static Platform> {
    PLATFORMS.iter().find(|platform| platform.id == id)
}

/// Why a network that people ask for is not in the table.
pub fn closed(id: &str) -> Option<&'static str> {
    CLOSED.iter().find(|(name, _)| *name == id).map(|(_, what)| *what)
}

/// All ids, in table order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    PLATFORMS.iter().map(|platform| platform.id)
}

/// The id that was probably meant: another spelling, a near miss, or the old name.
pub fn nearest_id(typed: &str) -> Option<&'static str> {
    const OTHER_NAMES: &[(&str, &str)] = &[
        ("twitter", "x"),
        ("mail", "email"),
        ("mailto", "email"),
        ("hn", "hackernews"),
        ("ycombinator", "hackernews"),
        ("bsky", "bluesky"),
        ("link", "copy"),
        ("fb", "facebook"),
        ("vkontakte", "vk"),
        ("ok", "odnoklassniki"),
        ("sinaweibo", "weibo"),
        ("hatenabookmark", "hatena"),
        ("activitypub", "fediverse"),
        ("misskey", "fediverse"),
        ("pleroma", "fediverse"),
    ];
    let plain: String = typed.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let other = OTHER_NAMES.iter().find(|(name, _)| *name == plain).map(|(_, id)| *id);
    // Short names are near to too much.
    let near_other = || {
        let name = nearest(&plain, OTHER_NAMES.iter().map(|(name, _)| *name).filter(|name| name.len() > 5))?;
        OTHER_NAMES.iter().find(|(other, _)| *other == name).map(|(_, id)| *id)
    };
    other.or_else(|| ids().find(|id| *id == plain)).or_else(|| nearest(&plain, ids())).or_else(near_other)
}

impl Platform {
    pub fn params(&self) -> &'static [(&'static str, What)] {
        match self.intent {
            Intent::Query { params, .. } | Intent::Fragment { params, .. } | Intent::Mail { params } => params,
            Intent::Copy => &[],
        }
    }

    /// Where its link goes, without parameters; nothing for `copy`.
    pub fn address(&self) -> Option<&'static str> {
        match self.intent {
            Intent::Query { base, .. } | Intent::Fragment { base, .. } => Some(base),
            Intent::Mail { .. } => Some("mailto:"),
            Intent::Copy => None,
        }
    }

    /// Without a picture it cannot be offered.
    pub fn needs_picture(&self) -> bool {
        self.params().iter().any(|(_, what)| *what == What::Picture)
    }
}

impl Tier {
    pub const ALL: &'static [Tier] = &[Tier::Spec, Tier::Doc, Tier::Quoted, Tier::Tools, Tier::Measured, Tier::Folklore];

    pub fn name(self) -> &'static str {
        match self {
            Tier::Spec => "spec",
            Tier::Doc => "doc",
            Tier::Quoted => "quoted",
            Tier::Tools => "tools",
            Tier::Measured => "measured",
            Tier::Folklore => "folklore",
        }
    }

    /// For the legend of a table.
    pub fn meaning(self) -> &'static str {
        match self {
            Tier::Spec => "read in the platform's source or specification",
            Tier::Doc => "read in the platform's documentation",
            Tier::Quoted => "the platform's documentation, read only as quoted by others",
            Tier::Tools => "read in share tools that many sites use; the platform itself says nothing",
            Tier::Measured => "reported by people who tried it",
            Tier::Folklore => "often repeated; nobody says where from",
        }
    }
}

#[cfg(test)]
mod tests;
