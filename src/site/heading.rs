//! Ids of headings and the table of contents that they make.

use std::collections::HashSet;

use super::context::Heading;
use super::front_matter::Toc;
use crate::base::html::escape;

/// Ids of one page: each is given once.
#[derive(Default)]
pub struct Ids {
    taken: HashSet<String>,
}

impl Ids {
    /// Ids that stand in raw HTML already.
    pub fn reserve_in(&mut self, html: &str) {
        for (at, _) in html.match_indices("id=") {
            let before = html[..at].chars().next_back();
            let rest = &html[at + 3..];
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            if before.is_some_and(char::is_whitespace)
                && let Some(end) = rest[1..].find(quote)
            {
                self.taken.insert(rest[1..=end].to_owned());
            }
        }
    }

    /// An id that its author chose; false if it is taken.
    pub fn claim(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }

    /// GitHub's: lower case, blanks to `-`, other marks dropped; repeats get `-1`, `-2`.
    pub fn of_text(&mut self, text: &str) -> String {
        let mut id = String::with_capacity(text.len());
        for c in text.trim().chars().flat_map(char::to_lowercase) {
            if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) || matches!(c, '-' | '_') {
                id.push(c);
            } else if c == ' ' {
                id.push('-');
            }
        }
        if id.is_empty() {
            id.push_str("section");
        }
        if self.claim(&id) {
            return id;
        }
        let mut number = 1;
        loop {
            let numbered = format!("{id}-{number}");
            if self.claim(&numbered) {
                return numbered;
            }
            number += 1;
        }
    }
}

/// The headings of `flat` between the levels of `toc`, each below the last higher one before it.
pub fn tree(flat: &[Heading], toc: Toc) -> Vec<Heading> {
    let mut roots: Vec<Heading> = Vec::new();
    for heading in flat.iter().filter(|heading| (toc.min..=toc.max).contains(&heading.level)) {
        let mut place = &mut roots;
        while place.last().is_some_and(|last| last.level < heading.level) {
            place = &mut place.last_mut().expect("asked for in the condition").children;
        }
        place.push(heading.clone());
    }
    roots
}

/// For `[[toc]]` in the text.
pub fn list_html(tree: &[Heading]) -> String {
    if tree.is_empty() {
        return String::new();
    }
    let items: String = tree
        .iter()
        .map(|heading| {
            format!("<li><a href=\"#{}\">{}</a>{}</li>\n", escape(&heading.id), escape(&heading.title), list_html(&heading.children))
        })
        .collect();
    format!("<ul class=\"toc\">\n{items}</ul>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_github_and_unique() {
        let mut ids = Ids::default();
        ids.reserve_in("<a class=x id=\"taken\"></a> <b data-id=\"free\">");
        assert_eq!(ids.of_text("What's new in 2.0?"), "whats-new-in-20");
        assert_eq!(ids.of_text("Über `foo_bar`  – x"), "über-foo_bar---x");
        assert_eq!(
            [ids.of_text("Taken"), ids.of_text("Free"), ids.of_text("Free"), ids.of_text("Free")],
            ["taken-1", "free", "free-1", "free-2"]
        );
        assert_eq!(ids.of_text("!!!"), "section");
    }

    #[test]
    fn a_tree_survives_levels_that_are_left_out() {
        let flat: Vec<_> = [(1, "t"), (3, "a"), (2, "b"), (3, "c"), (4, "no"), (2, "d")]
            .map(|(level, id)| Heading { level, id: id.into(), title: id.to_uppercase(), children: vec![] })
            .into();
        let tree = tree(&flat, Toc::default());
        let shape: Vec<_> = tree.iter().map(|h| (h.id.as_str(), h.children.len())).collect();
        assert_eq!(shape, [("a", 0), ("b", 1), ("d", 0)]);
        assert!(list_html(&tree).contains("<li><a href=\"#b\">B</a><ul class=\"toc\">"));
        assert_eq!(list_html(&[]), "");
    }
}
