//! Reads values of a sidecar one by one, and says at its place what cannot be used.

use crate::base::finding::{Remedy, Safety};
use crate::base::nearest::nearest;
use crate::base::source::Lines;
use crate::base::yaml::{Node, Value};
use crate::base::{Finding, Place, Source, Span};
use crate::model::posts::Words;

pub(super) struct Reader<'a> {
    pub source: &'a Source,
    /// Counted once, however much is wrong.
    pub lines: Lines<'a>,
    pub findings: Vec<Finding>,
}

/// Something is wrong and was said; the post cannot be used.
pub(super) struct LeftOut;

impl Reader<'_> {
    pub fn one(&mut self, node: &Node, key: &str) -> Result<Option<Words>, LeftOut> {
        present(node, key).map(|value| self.words(key, value)).transpose()
    }

    /// A list of texts; one text is a list of one.
    pub fn list(&mut self, node: &Node, key: &str) -> Result<Vec<Words>, LeftOut> {
        let Some(value) = present(node, key) else { return Ok(Vec::new()) };
        match value.as_list() {
            // An empty place keeps the others at theirs.
            Some(items) => items
                .iter()
                .map(|item| match item.is_null() {
                    true => Ok(Words { text: String::new(), span: item.span }),
                    false => self.words(key, item),
                })
                .collect(),
            None => Ok(vec![self.words(key, value)?]),
        }
    }

    pub fn words(&mut self, key: &str, node: &Node) -> Result<Words, LeftOut> {
        match node.scalar_text(&self.source.text) {
            Some(text) => Ok(Words { text, span: node.span }),
            None if node.is_null() => Ok(Words { text: String::new(), span: node.span }),
            None => {
                self.left_out(node.span, format!("`{key}` holds {}, text is wanted", node.kind()), "quote it if it is meant as it stands")
            }
        }
    }

    pub fn one_of<T: Copy>(&mut self, node: &Node, key: &str, known: &[(&'static str, T)]) -> Result<Option<T>, LeftOut> {
        let Some(value) = present(node, key) else { return Ok(None) };
        let words = self.words(key, value)?;
        if let Some((_, one)) = known.iter().find(|(name, _)| *name == words.text) {
            return Ok(Some(*one));
        }
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        self.unknown(value.span, key, &words.text, nearest(&words.text, names.iter().copied()), &names)
    }

    /// A name that is in no list; the nearest one is a guess that `lint --fix=unsafe` takes.
    pub fn unknown<T>(&mut self, span: Span, what: &str, typed: &str, near: Option<&str>, known: &[&str]) -> Result<T, LeftOut> {
        let help = near.map_or_else(|| format!("these are known: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
        self.refuse(span, format!("there is no {what} `{typed}`"), &help);
        if let (Some(finding), Some(near)) = (self.findings.last_mut(), near) {
            finding.evidence_mut().remedy = Some(Remedy { safety: Safety::Unsafe, was: typed.to_owned(), is: near.to_owned() });
        }
        Err(LeftOut)
    }

    pub fn flag(&mut self, node: &Node, key: &str) -> Result<(), LeftOut> {
        match present(node, key) {
            None | Some(Node { value: Value::Bool(_), .. }) => Ok(()),
            Some(other) => {
                let message = format!("`{key}` is {}, true or false is wanted", self.shown(other));
                self.left_out(other.span, message, &format!("write `{key}: true` or `{key}: false`"))
            }
        }
    }

    pub fn date(&mut self, node: &Node, key: &str) -> Result<(), LeftOut> {
        let Some(value) = present(node, key) else { return Ok(()) };
        let words = self.words(key, value)?;
        if words.text.trim().is_empty() || is_date(words.text.trim()) {
            return Ok(());
        }
        self.left_out(value.span, format!("`{key}` is `{}`, which is no date", words.text), "write `2026-03-04`, or `2026-03-04T09:00`")
    }

    pub fn place(&self, span: Span) -> Place {
        Place::Spot(self.lines.spot(&self.source.path, span))
    }

    /// `` `yes` ``, or "a list".
    pub fn shown(&self, node: &Node) -> String {
        match node.scalar_text(&self.source.text).filter(|text| text.chars().count() <= 40) {
            Some(text) => format!("`{text}`"),
            None => node.kind().to_owned(),
        }
    }

    pub fn refuse(&mut self, span: Span, message: String, help: &str) {
        let finding = Finding::error("sidecar-invalid", message, self.place(span)).why("the post is left out; the others are looked at");
        self.findings.push(finding.help(help));
    }

    pub fn refuse_file(&mut self, span: Span, message: String, help: &str) {
        let finding = Finding::error("sidecar-invalid", message, self.place(span)).why("none of its posts is looked at");
        self.findings.push(finding.help(help));
    }

    pub fn left_out<T>(&mut self, span: Span, message: String, help: &str) -> Result<T, LeftOut> {
        self.refuse(span, message, help);
        Err(LeftOut)
    }
}

/// A key that says something.
pub(super) fn present<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.get(key).filter(|value| !value.is_null())
}

/// A day, a local time, or an instant with its offset.
fn is_date(text: &str) -> bool {
    let text = text.replacen(" +", "+", 1);
    let dashed = text.as_bytes().get(4) == Some(&b'-');
    let is_time = || text.parse::<jiff::civil::DateTime>().is_ok() || text.parse::<jiff::Timestamp>().is_ok();
    dashed && (text.parse::<jiff::civil::Date>().is_ok() && text.len() <= 10 || is_time())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_times_and_instants_are_dates() {
        for text in [
            "2026-03-03",
            "2026-03-03T09:00",
            "2026-03-03 09:00:30",
            "2026-03-03T09:00Z",
            "2026-03-03T09:00+01:00",
            "2026-03-03 09:00 +0100",
        ] {
            assert!(is_date(text), "{text}");
        }
        for text in ["2026-02-30", "soon", "3 March 2026", "03/04/2026", "2026-03-03T25:00", "20260303"] {
            assert!(!is_date(text), "{text}");
        }
    }
}
