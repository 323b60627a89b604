//! Author text made safe for a line of output, and numbers as people read them.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

use crate::base::Finding;
use crate::base::finding::Place;
pub use crate::base::text::thousands;

/// Text without control characters and line breaks: nothing in it can move the cursor, colour the
/// screen or begin a line. Direction marks go too, so that nothing reads backwards.
pub fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if c.is_control() => '\u{FFFD}',
            c if turns(c) => '\u{FFFD}',
            c => c,
        })
        .collect()
}

/// Lines as they can stand in the log of a GitHub Actions job: what begins with `::`, indented or not, or holds `##[`
/// is a command there, and paths and titles are chosen by others.
pub fn no_commands(text: &str) -> Cow<'_, str> {
    let is_command = |line: &str| line.trim_start().starts_with("::");
    if !text.contains("##[") && !text.lines().any(is_command) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        out.push_str(indent);
        out.push_str(if is_command(line) { "./" } else { "" });
        out.push_str(&rest.replace("##[", "## ["));
    }
    Cow::Owned(out)
}

/// JSON for people's terminals, too: what steers them or turns the direction of writing is escaped.
pub fn json_text(value: &serde_json::Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("a Value with text keys always serializes");
    let is_odd = |c: char| c == '\u{7F}' || ('\u{80}'..='\u{9F}').contains(&c) || turns(c);
    if !text.contains(is_odd) {
        return text + "\n";
    }
    // Outside of its strings JSON has ASCII alone.
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        match is_odd(c) {
            true => drop(write!(out, "\\u{:04x}", c as u32)),
            false => out.push(c),
        }
    }
    out + "\n"
}

/// Line ends and direction marks that are no control characters.
fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{200E}' | '\u{200F}' | '\u{61C}')
}

/// Columns of a terminal that a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// `3 errors`, `1 error`
pub fn count(number: usize, one: &str) -> String {
    let mut out = thousands(number);
    let _ = write!(out, " {one}{}", if number == 1 { "" } else { "s" });
    out
}

/// Where a finding is, in one word: `content/rain.md:2:8`, a file, a page, or the settings.
pub fn place(finding: &Finding) -> String {
    let place = match &finding.at {
        Place::Spot(spot) => format!("{}:{}:{}", spot.path, spot.line, spot.column),
        Place::File(path) => path.to_string(),
        Place::Site => "smo.yaml".to_owned(),
        Place::Fact(_) | Place::Html(_) => finding.page.as_deref().unwrap_or("smo.yaml").to_owned(),
    };
    one_line(&place)
}

/// `content/rain.md` below `site`; an absolute path stays as it is.
pub fn below(root: &std::path::Path, path: &str) -> String {
    let joined = root.join(path);
    let parts = joined.components().filter(|part| *part != std::path::Component::CurDir);
    parts.collect::<std::path::PathBuf>().to_string_lossy().replace('\\', "/")
}

/// By file, then place, then rule: the order of every format.
pub fn sorted<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<&'a Finding> {
    let mut sorted: Vec<&Finding> = findings.into_iter().collect();
    sorted.sort_by(|a, b| {
        fn spot(finding: &Finding) -> (Cow<'_, str>, u32, u32) {
            match &finding.at {
                Place::Spot(spot) => (Cow::Borrowed(&*spot.path), spot.line, spot.column),
                _ => (Cow::Owned(place(finding)), 0, 0),
            }
        }
        let rest = |finding: &'a Finding| (finding.rule, finding.page.as_deref(), &*finding.message);
        spot(a).cmp(&spot(b)).then_with(|| rest(a).cmp(&rest(b)))
    });
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn author_text_stays_on_its_line() {
        assert_eq!(one_line("a\n::error::b\u{1b}[31m\u{202e}c"), "a ::error::b\u{FFFD}[31m\u{FFFD}c");
    }

    #[test]
    fn no_line_is_a_command_of_a_workflow() {
        let text = "::error file=x::pwned/a.md:1:1: error[x] y\n  ::debug::a\na::b ##[add-mask]c\n::end";
        let tame = "./::error file=x::pwned/a.md:1:1: error[x] y\n  ./::debug::a\na::b ## [add-mask]c\n./::end";
        assert_eq!(no_commands(text), tame);
        assert!(matches!(no_commands("a::b\nc: d\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_holds_nothing_that_steers_a_terminal() {
        let value = serde_json::json!({ "k\u{9b}": "a\u{202e}b\u{7f}\u{1b}é" });
        let text = json_text(&value);
        assert_eq!(text, "{\n  \"k\\u009b\": \"a\\u202eb\\u007f\\u001bé\"\n}\n");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn numbers_have_commas() {
        assert_eq!([0, 999, 1049, 1_234_567].map(thousands), ["0", "999", "1,049", "1,234,567"]);
        assert_eq!((count(1, "error"), count(3, "error")), ("1 error".into(), "3 errors".into()));
    }
}
