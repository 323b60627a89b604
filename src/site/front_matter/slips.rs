//! Keys that stand twice or are nearly one of ours, and where the values of the others stand.

use super::reader::{Candidate, Reader, lookup};
use super::values::is_flag;
use crate::base::finding::Safety;
use crate::base::nearest::nearest;
use crate::base::yaml::{Entry, Node};
use crate::base::{Finding, Place, Span};
use crate::site::keys::{ALIASES, EXEMPT, IMAGE_KEYS, OWN_KEYS, OWNED_ELSEWHERE};

impl Reader<'_> {
    pub(super) fn report_keys(&mut self, entries: &[Entry], taxonomies: &[&str]) {
        let mut renamed: Vec<&str> = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            if entries[..at].iter().any(|earlier| earlier.key == entry.key) {
                let place = self.place(entry.key_span);
                let finding =
                    Finding::error("front-matter-duplicate-key", format!("`{}` stands twice; the last one counts", entry.key), place);
                self.findings.push(finding.help("remove one of them"));
            }
            let key = entry.key.replace('-', "_");
            if OWN_KEYS.iter().any(|own| own.eq_ignore_ascii_case(&key))
                || is_known(&key)
                || taxonomies.contains(&entry.key.as_str())
                || EXEMPT.contains(&key.as_str())
            {
                continue;
            }
            let Some(near) = nearest(&key, OWN_KEYS.iter().copied()) else { continue };
            let is_it = |other: &&Entry| other.key.replace('-', "_").eq_ignore_ascii_case(near);
            if let Some(there) = entries.iter().find(is_it) {
                let line = self.source.spot(there.key_span.shifted(self.offset)).line;
                self.findings.push(
                    unknown(entry, self.place(entry.key_span))
                        .why("it has no effect")
                        .help(format!("`{near}` stands in line {line} already: remove this one, or move it under `extra:`")),
                );
                continue;
            }
            let why = match near {
                "description" => "without it, previews show the first paragraph instead",
                "title" => "without it, the title is the first heading or the name of the file",
                "date" => "without it, the page has no date and is no article",
                "image" => "without it, previews show a drawn card instead",
                _ => "it has no effect",
            };
            let said = unknown(entry, self.place(entry.key_span)).why(why);
            let said = said.help(format!("did you mean `{near}`? If not, move it under `extra:`"));
            // Of two that are nearly the same key, a program cannot tell which is meant.
            let is_taken = renamed.contains(&near);
            renamed.push(near);
            self.findings.push(if is_taken { said } else { said.remedy(Safety::Unsafe, entry.key.as_str(), near) });
        }
    }

    pub(super) fn spans(&self, root: &Node) -> Vec<(&'static str, Span)> {
        let mut spans = Vec::new();
        for key in [
            "title",
            "description",
            "date",
            "updated",
            "draft",
            "expires",
            "permalink",
            "slug",
            "canonical_url",
            "lang",
            "image_alt",
            "social.share",
            "social.quotes",
            "social.title",
        ] {
            let is_date = |one: &&Candidate| key != "date" || !is_flag(one.node);
            if let Some(found) = self.candidates(root, key).iter().find(is_date) {
                spans.push((key, found.node.span.shifted(self.offset)));
            }
        }
        let published = lookup(root, "published").filter(|(node, _)| is_flag(node));
        if let (None, Some((node, _))) = (lookup(root, "draft"), published) {
            spans.push(("draft", node.span.shifted(self.offset)));
        }
        if let Some((node, _)) = IMAGE_KEYS.iter().find_map(|path| lookup(root, path)) {
            spans.push(("image", node.get("src").unwrap_or(node).span.shifted(self.offset)));
        }
        spans
    }
}

fn unknown(entry: &Entry, place: Place) -> Finding {
    Finding::warning("front-matter-unknown-key", format!("`{}` is not a key smo-build knows", entry.key), place)
}

pub(super) fn is_known(key: &str) -> bool {
    let first = |path: &str| path.split('.').next() == Some(key);
    OWN_KEYS.contains(&key)
        || OWNED_ELSEWHERE.contains(&key)
        || ALIASES.iter().any(|(_, aliases)| aliases.iter().any(|alias| first(alias)))
        || IMAGE_KEYS.iter().any(|path| first(path))
}
