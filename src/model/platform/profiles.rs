//! Where networks show the accounts of people: for `sameAs` and `fediverse:creator`.
//!
//! Not all of them can be shared to, so this is a table of its own.

/// How an account becomes an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The name stands behind this.
    Behind(&'static str),
    /// `@user@host` of any server of the fediverse: `https://host/@user`.
    Fediverse,
}

/// Networks by the names that people give them in `site.profiles`, as each network's own pages show
/// its accounts; checked 2026-11.
#[rustfmt::skip] // a line each
pub const PROFILES: &[(&str, Profile)] = &[
    ("fediverse", Profile::Fediverse),
    ("mastodon", Profile::Fediverse),
    ("pixelfed", Profile::Fediverse),
    ("misskey", Profile::Fediverse),
    ("lemmy", Profile::Fediverse),
    ("peertube", Profile::Fediverse),
    ("x", Profile::Behind("https://x.com/")),
    ("twitter", Profile::Behind("https://x.com/")),
    ("bluesky", Profile::Behind("https://bsky.app/profile/")),
    ("github", Profile::Behind("https://github.com/")),
    ("gitlab", Profile::Behind("https://gitlab.com/")),
    ("codeberg", Profile::Behind("https://codeberg.org/")),
    ("threads", Profile::Behind("https://www.threads.net/@")),
    ("instagram", Profile::Behind("https://www.instagram.com/")),
    ("youtube", Profile::Behind("https://www.youtube.com/@")),
    ("facebook", Profile::Behind("https://www.facebook.com/")),
    ("pinterest", Profile::Behind("https://www.pinterest.com/")),
    ("reddit", Profile::Behind("https://www.reddit.com/user/")),
];

/// How a network shows accounts, if it is known.
pub fn profile(network: &str) -> Option<Profile> {
    PROFILES.iter().find(|(name, _)| *name == network).map(|(_, profile)| *profile)
}
