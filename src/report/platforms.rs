//! The tables of networks and of link-preview readers, as people, scripts and documents read them.
//!
//! What stands in them is `model/platform` and `model/consumer`; here it only gets its words.

mod human;
mod json;
mod layouts;
mod markdown;
mod words;

use crate::model::consumer::{self, CONSUMERS, Consumer};
use crate::model::platform::{self, PLATFORMS, Platform};

pub use human::human;
pub use json::json;
pub use layouts::layouts;
pub use markdown::{markdown, networks, readers, short, sources};

/// What is asked for: all, or what one id names (a network, a reader, or both).
pub struct Chosen {
    pub networks: Vec<&'static Platform>,
    pub readers: Vec<&'static Consumer>,
    /// One id was asked for: everything about it.
    pub one: bool,
}

/// Nothing if no network and no reader has this id.
pub fn chosen(id: Option<&str>) -> Option<Chosen> {
    let Some(id) = id else {
        return Some(Chosen { networks: PLATFORMS.iter().collect(), readers: CONSUMERS.iter().collect(), one: false });
    };
    let networks: Vec<_> = platform::find(id).into_iter().collect();
    // `signal` names two of them.
    let is_named = |reader: &&Consumer| reader.id == id || reader.id.strip_prefix(id).is_some_and(|rest| rest.starts_with('-'));
    let readers: Vec<_> = consumer::find(id).map_or_else(|| CONSUMERS.iter().filter(is_named).collect(), |reader| vec![reader]);
    (!networks.is_empty() || !readers.is_empty()).then_some(Chosen { networks, readers, one: true })
}

/// What to say to an id that names nothing.
pub fn unknown(id: &str) -> String {
    if let Some(why) = platform::closed(id) {
        return why.to_owned();
    }
    let readers = CONSUMERS.iter().map(|reader| reader.id);
    let near = platform::nearest_id(id).or_else(|| crate::base::nearest::nearest(id, readers));
    near.map_or_else(|| "`smo-build platforms` lists all".to_owned(), |near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::super::Look;
    use super::*;

    #[test]
    fn one_id_gives_everything_about_it() {
        let discord = human(&chosen(Some("discord")).unwrap(), &Look { width: 80, ..Look::default() });
        for word in ["70 bytes", "png, gif, jpeg, webp, avif", "Discordbot", "S15", "2026-11", "og:title or twitter:title, else <title>"] {
            assert!(discord.contains(word), "{word} in\n{discord}");
        }
        assert!(discord.lines().all(|line| line.chars().count() <= 80 || line.contains("http")), "{discord}");
        assert_eq!(chosen(Some("signal")).unwrap().readers.len(), 2);
        let x = human(&chosen(Some("x")).unwrap(), &Look::default());
        assert!(x.contains("https://x.com/intent/tweet") && x.contains("280") && x.contains("twitter:title"), "{x}");
    }

    #[test]
    fn an_id_that_names_nothing_is_answered() {
        assert!(chosen(Some("myspace")).is_none());
        assert_eq!(unknown("twitter"), "did you mean `x`?");
        assert_eq!(unknown("slakc"), "did you mean `slack`?");
        assert_eq!(unknown("pocket"), "Pocket closed in 2025");
    }

    #[test]
    fn scripts_get_every_row_with_its_evidence() {
        let all: serde_json::Value = serde_json::from_str(&json(&chosen(None).unwrap())).unwrap();
        let rows = |name: &str| all[name].as_array().unwrap().clone();
        assert_eq!((rows("networks").len(), rows("readers").len()), (PLATFORMS.len(), CONSUMERS.len()));
        for row in rows("networks").iter().filter(|row| row["id"] != "copy").chain(&rows("readers")) {
            assert!(row["known"]["tier"].is_string() && row["known"]["checked"].is_string(), "{row}");
        }
        let used = |row: &serde_json::Value| row["known"]["sources"].as_array().cloned().unwrap_or_default();
        for key in rows("networks").iter().flat_map(used) {
            assert!(all["sources"][key.as_str().unwrap()].is_string(), "{key}");
        }
    }
}
