//! The table of blocks: what an author may write as `:::name {key="value"}`, or as `data-smo="name"`.
//!
//! `site` reads it to say at the Markdown what is unknown, `smo` to judge what stands in HTML; what
//! a block becomes is `smo/mount.rs`'s.

use crate::base::nearest::nearest;

/// A block that the contract names.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    pub name: &'static str,
    pub keys: &'static [Key],
    pub body: Body,
    /// What its generated ids begin with; empty = it gets none.
    pub prefix: &'static str,
    /// One line for the documents; empty = reserved, not shaped in this version.
    pub becomes: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
    pub means: &'static str,
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// An absolute address, http or https.
    Url,
    /// A path, an address, or a word that stands for one.
    Target,
    /// Ids of the platform table; `no` = none.
    Networks,
    /// Words with blanks or commas between them.
    List,
    /// `yes` or `no`; a key alone is yes.
    Flag,
    /// A year, a month or a day: `2026`, `2026-05`, `2026-05-03`.
    Date,
    OneOf(&'static [&'static str]),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// It says something; this is what is missing if it does not.
    Required(&'static str),
    Optional,
}

const fn key(name: &'static str, kind: Kind, means: &'static str) -> Key {
    Key { name, kind, need: Need::Optional, means }
}

const fn required(name: &'static str, kind: Kind, means: &'static str) -> Key {
    Key { name, kind, need: Need::Required, means }
}

const fn reserved(name: &'static str, keys: &'static [Key]) -> Block {
    Block { name, keys, body: Body::Optional, prefix: "", becomes: "" }
}

/// Kinds of a call to action: they name what the click leads to.
pub const CTA_KINDS: &[&str] = &["read", "download", "signup", "contact", "demo", "buy"];

pub const BLOCKS: &[Block] = &[
    Block {
        name: "quote",
        keys: &[
            key("by", Kind::Text, "who said it"),
            key("cite", Kind::Url, "address of the source"),
            key("tweet", Kind::Text, "your wording for X, and for networks where the quote does not fit"),
            key("share", Kind::Networks, "networks for this quote; default `quotes.networks`"),
            key("hashtags", Kind::List, "added where a network has a field for them and they fit"),
            key("via", Kind::Text, "an X handle, added likewise"),
            key("pull", Kind::Flag, "it repeats a sentence of the text"),
            key("page", Kind::Flag, "`no`: no page of its own (`quotes.pages`)"),
            key("card", Kind::Flag, "`no`: its page shows the picture of the text"),
        ],
        body: Body::Required("the quote has no words"),
        prefix: "q-",
        becomes: "a quote that can be shared",
    },
    Block {
        name: "stat",
        keys: &[
            required("value", Kind::Text, "the number as it is shown, `76%`"),
            key("source", Kind::Text, "who counted"),
            key("url", Kind::Url, "address of the source"),
            key("date", Kind::Date, "when it was counted"),
            key("share", Kind::Networks, "networks; default `quotes.networks`"),
        ],
        body: Body::Required("the number has no sentence"),
        prefix: "stat-",
        becomes: "a large number, its sentence and its source",
    },
    Block {
        name: "cta",
        keys: &[
            required("to", Kind::Target, "where it leads: a path, an address, or `#id` on this page"),
            required("label", Kind::Text, "words of the link"),
            key("kind", Kind::OneOf(CTA_KINDS), "what the click is for; default `read`"),
            key("primary", Kind::Flag, "`no`: a second one on the page, drawn more quietly"),
        ],
        body: Body::Required("the call to action has no words"),
        prefix: "cta-",
        becomes: "a call to action with one link",
    },
    Block {
        name: "share",
        keys: &[
            key("networks", Kind::Networks, "in the order shown; default `share.networks`"),
            key("label", Kind::Text, "name of the links for screen readers"),
        ],
        body: Body::Optional,
        prefix: "",
        becomes: "the share links of the page",
    },
    reserved(
        "chart",
        &[
            key("type", Kind::Text, ""),
            key("title", Kind::Text, ""),
            key("unit", Kind::Text, ""),
            key("source", Kind::Text, ""),
            key("data", Kind::Text, ""),
            key("x", Kind::Text, ""),
            key("y", Kind::Text, ""),
        ],
    ),
    reserved("checklist", &[]),
    reserved(
        "form",
        &[
            key("name", Kind::Text, ""),
            key("fields", Kind::Text, ""),
            key("provider", Kind::Text, ""),
            key("id", Kind::Text, ""),
            key("action", Kind::Text, ""),
            key("thanks", Kind::Text, ""),
            key("privacy", Kind::Text, ""),
            key("button", Kind::Text, ""),
            key("consent", Kind::Text, ""),
            key("file", Kind::Text, ""),
        ],
    ),
    reserved("reviews", &[key("item", Kind::Text, ""), key("limit", Kind::Text, ""), key("sort", Kind::Text, "")]),
    reserved("review-invite", &[key("item", Kind::Text, ""), key("to", Kind::Text, ""), key("qr", Kind::Text, "")]),
    reserved(
        "gallery",
        &[key("from", Kind::Text, ""), key("limit", Kind::Text, ""), key("tag", Kind::Text, ""), key("columns", Kind::Text, "")],
    ),
    reserved(
        "video",
        &[
            key("src", Kind::Text, ""),
            key("provider", Kind::Text, ""),
            key("id", Kind::Text, ""),
            key("title", Kind::Text, ""),
            key("poster", Kind::Text, ""),
            key("start", Kind::Text, ""),
        ],
    ),
    reserved("post", &[key("url", Kind::Text, "")]),
    reserved("mentions", &[]),
    reserved("follow", &[]),
    reserved("consent", &[]),
];

pub fn find(name: &str) -> Option<&'static Block> {
    BLOCKS.iter().find(|block| block.name == name)
}

/// The known name that was meant, if one is near.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    nearest(name, BLOCKS.iter().map(|block| block.name))
}

impl Block {
    /// It has a shape; the others keep their place and their body.
    pub fn is_shaped(&self) -> bool {
        !self.becomes.is_empty()
    }

    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    pub fn nearest_key(&self, name: &str) -> Option<&'static str> {
        nearest(name, self.keys.iter().map(|key| key.name))
    }
}

impl Kind {
    /// What is wanted, if the value is something else.
    pub fn refuses(self, value: &str) -> Option<String> {
        let value = value.trim();
        let sound = match self {
            Kind::Text | Kind::Target | Kind::Networks | Kind::List => true,
            Kind::Url => is_web_address(value),
            Kind::Flag => flag(value).is_some(),
            Kind::Date => is_date(value),
            Kind::OneOf(words) => words.contains(&value.to_ascii_lowercase().as_str()),
        };
        (!sound).then(|| match self {
            Kind::Url => "an address with its scheme works, such as `https://example.org/talk`".to_owned(),
            Kind::Flag => "`yes` and `no` work".to_owned(),
            Kind::Date => "`2026`, `2026-05` and `2026-05-03` work".to_owned(),
            Kind::OneOf(words) => format!("{} work", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")),
            Kind::Text | Kind::Target | Kind::Networks | Kind::List => String::new(),
        })
    }
}

/// `yes`, `no` and their kin.
pub fn flag(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "" | "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

fn is_web_address(value: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let start = value.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| &value[scheme.len()..])
    });
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '[') && !value.contains(char::is_whitespace))
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let sizes = [4, 2, 2];
    let number = |(part, size): (&&str, usize)| part.len() == size && part.bytes().all(|b| b.is_ascii_digit());
    let within = |at: usize, max: u32| parts.get(at).is_none_or(|part| part.parse().is_ok_and(|n: u32| (1..=max).contains(&n)));
    parts.len() <= 3 && parts.iter().zip(sizes).all(number) && within(1, 12) && within(2, 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_are_said_once_and_can_be_written() {
        for (at, block) in BLOCKS.iter().enumerate() {
            assert!(BLOCKS[at + 1..].iter().all(|other| other.name != block.name), "{}", block.name);
            for (at, key) in block.keys.iter().enumerate() {
                assert!(block.keys[at + 1..].iter().all(|other| other.name != key.name), "{} {}", block.name, key.name);
                assert!(key.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{} {}", block.name, key.name);
                assert_eq!(block.is_shaped(), !key.means.is_empty(), "{} {}", block.name, key.name);
            }
        }
        assert_eq!(nearest_name("stats"), Some("stat"));
    }

    #[test]
    fn values_of_a_wrong_kind_are_refused_with_what_works() {
        for (kind, good, bad) in [
            (Kind::Url, "https://example.org/a?b", "example.org"),
            (Kind::Url, "HTTP://x", "javascript:alert(1)"),
            (Kind::Flag, "No", "perhaps"),
            (Kind::Date, "2026-05", "May 2026"),
            (Kind::Date, "2026", "2026-13-01"),
            (Kind::OneOf(CTA_KINDS), "Download", "downlod"),
        ] {
            assert_eq!(kind.refuses(good), None, "{good}");
            assert!(kind.refuses(bad).is_some_and(|works| works.contains("work")), "{bad}");
        }
    }
}
