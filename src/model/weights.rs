//! What the files of a site weigh that pages load.

use std::collections::{BTreeMap, HashMap};

/// Lighter ones are not kept: a large site has very many of them, and they weigh little together.
const LIGHT: u64 = 20_000;

/// Sizes of files by site path. Weighing a page asks for names first: most pages are light, and
/// no address of those has to be resolved.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    paths: BTreeMap<String, u64>,
    /// The last part of a path → the most that a file of this name weighs.
    names: HashMap<Box<str>, u64>,
}

impl Weights {
    /// Takes in a file by its site path without the slash.
    pub fn add(&mut self, path: &str, bytes: u64) {
        if bytes >= LIGHT && kind(path).is_some() {
            self.name(name_of(path), bytes);
            self.paths.insert(format!("/{path}"), bytes);
        }
    }

    pub fn join(&mut self, other: Weights) {
        self.paths.extend(other.paths);
        for (name, bytes) in other.names {
            self.name(&name, bytes);
        }
    }

    fn name(&mut self, name: &str, bytes: u64) {
        let most = self.names.entry(name.into()).or_default();
        *most = bytes.max(*most);
    }

    /// A file and its size, by its decoded site path.
    pub fn get(&self, path: &str) -> Option<(&str, u64)> {
        self.paths.get_key_value(path).map(|(path, bytes)| (path.as_str(), *bytes))
    }

    /// What an address can weigh at most, wherever it leads.
    pub fn at_most(&self, address: &str) -> u64 {
        let name = name_of(address.split(['?', '#']).next().unwrap_or(address));
        match name.contains('%') {
            true => self.names.get(crate::base::url::decode(name).as_str()),
            false => self.names.get(name),
        }
        .copied()
        .unwrap_or(0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Servers compress it.
    Text,
    Picture,
}

/// What pages load that is of this name, if it is of any weight to them.
pub fn kind(path: &str) -> Option<Kind> {
    let (_, ending) = name_of(path).rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "js" | "mjs" | "css" | "svg" => Some(Kind::Text),
        "jpg" | "jpeg" | "png" | "webp" | "gif" | "avif" => Some(Kind::Picture),
        _ => None,
    }
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_weighs_no_more_than_the_heaviest_file_of_its_name() {
        let mut weights = Weights::default();
        weights.add("a/rain fall.jpg", 900_000);
        let mut others = Weights::default();
        others.add("b/rain fall.jpg", 400_000);
        others.add("b/talk.mp4", 90_000_000);
        others.add("b/icon.png", 900);
        weights.join(others);
        assert_eq!(weights.at_most("../b/rain%20fall.jpg?v=2"), 900_000);
        assert_eq!(weights.get("/b/rain fall.jpg"), Some(("/b/rain fall.jpg", 400_000)));
        assert_eq!((weights.at_most("/b/talk.mp4"), weights.at_most("/b/icon.png")), (0, 0));
    }
}
