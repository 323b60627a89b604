//! Keys of a sidecar. Another one is a slip of the fingers.

pub const FILE: &[&str] = &["schema", "source", "campaign", "hook", "posts", "dropped"];

pub const POST: &[&str] = &[
    "id", "platform", "kind", "recipe", "status", "gen", "at", "link", "text", "title", "media", "alt", "hashtags", "expires", "paid",
    "hold", "todo", "from", "board", "partner",
];

/// What else people call a key.
pub const OTHER_NAMES: &[(&str, &str)] = &[
    ("network", "platform"),
    ("channel", "platform"),
    ("type", "kind"),
    ("state", "status"),
    ("date", "at"),
    ("time", "at"),
    ("body", "text"),
    ("message", "text"),
    ("caption", "text"),
    ("texts", "text"),
    ("description", "text"),
    ("image", "media"),
    ("images", "media"),
    ("alts", "alt"),
    ("tags", "hashtags"),
    ("name", "id"),
];
