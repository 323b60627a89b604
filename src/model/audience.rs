//! The readers of link previews that people can target: by the ids in `lint.platforms`, in the order
//! in which they are listed everywhere.

use super::consumer::{self, Consumer};

/// (id in `lint.platforms`, name in messages), the usual targets first.
pub const AUDIENCE: &[(&str, &str)] = &[
    ("x", "X"),
    ("facebook", "Facebook"),
    ("linkedin", "LinkedIn"),
    ("mastodon", "Mastodon"),
    ("bluesky", "Bluesky"),
    ("whatsapp", "WhatsApp"),
    ("discord", "Discord"),
    ("slack", "Slack"),
    ("imessage", "iMessage"),
    ("telegram", "Telegram"),
    ("signal-desktop", "Signal Desktop"),
    ("signal-android", "Signal Android"),
    ("misskey", "Misskey"),
    ("lemmy", "Lemmy"),
    ("synapse", "Matrix"),
    ("mattermost", "Mattermost"),
    ("discourse", "Discourse"),
    ("google", "Google"),
    ("pinterest", "Pinterest"),
    ("threads", "Threads"),
    ("teams", "Teams"),
    ("reddit", "Reddit"),
];

/// Two letters for the head of a column, where the first two of the name are not enough.
const SHORT: &[(&str, &str)] = &[
    ("facebook", "Fb"),
    ("whatsapp", "Wa"),
    ("imessage", "iM"),
    ("telegram", "Tg"),
    ("signal-desktop", "Sd"),
    ("signal-android", "Sa"),
    ("synapse", "Mx"),
    ("mattermost", "Mm"),
    ("discourse", "Dc"),
];

/// The name in messages.
pub fn label(id: &str) -> &str {
    AUDIENCE.iter().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

/// The head of its column: `Fb`.
pub fn short(id: &str) -> &str {
    let own = SHORT.iter().find(|(known, _)| *known == id).map(|(_, short)| *short);
    let label = label(id);
    own.unwrap_or_else(|| label.get(..2).unwrap_or(label))
}

/// Those of the table that are targeted, in its order; `all` names every one.
pub fn targets(platforms: &[String]) -> impl Iterator<Item = &'static str> {
    AUDIENCE.iter().map(|(id, _)| *id).filter(|id| platforms.iter().any(|wanted| wanted == id || wanted == "all"))
}

/// The row of the consumer table that speaks of this platform.
pub fn reader(id: &str) -> Option<&'static Consumer> {
    consumer::find(if id == "google" { "google-discover" } else { id })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_column_has_a_head_of_its_own() {
        let heads: BTreeSet<&str> = AUDIENCE.iter().map(|(id, _)| short(id)).collect();
        assert_eq!(heads.len(), AUDIENCE.len(), "{heads:?}");
        assert!(heads.iter().all(|head| head.len() <= 2), "{heads:?}");
        assert!(SHORT.iter().all(|(id, _)| AUDIENCE.iter().any(|(known, _)| known == id)));
    }

    #[test]
    fn every_target_has_a_row_in_the_table_of_readers() {
        for (id, _) in AUDIENCE {
            assert!(reader(id).is_some(), "{id}");
        }
        let named = |ids: &[&str]| targets(&ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()).collect::<Vec<_>>();
        assert_eq!(named(&["slack", "x"]), ["x", "slack"]);
        assert_eq!(named(&["all"]).len(), AUDIENCE.len());
    }
}
