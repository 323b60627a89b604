//! A unified diff as it is shown: in the colours that people know from their version control, or as
//! it is for a pager or a patch.

use super::terminal::Look;

/// A diff for this output.
pub fn diff(diff: &str, look: &Look) -> String {
    match (look.color, look.terminal) {
        (true, _) => colored(diff),
        (false, true) => tame(diff),
        (false, false) => diff.to_owned(),
    }
}

/// Green for what comes, red for what goes, blue for where.
fn colored(diff: &str) -> String {
    let mut out = String::with_capacity(diff.len() + diff.len() / 8);
    for line in diff.split_inclusive('\n') {
        let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
        let color = match text.as_bytes() {
            [b'+', b'+', b'+', b' ', ..] | [b'-', b'-', b'-', b' ', ..] => "1",
            [b'+', ..] => "32",
            [b'-', ..] => "31",
            [b'@', b'@', ..] => "36",
            _ => {
                out.push_str(&tame(line));
                continue;
            }
        };
        out.push_str(&format!("\u{1b}[{color}m{}\u{1b}[0m{end}", tame(text)));
    }
    out
}

/// A page's own control characters do not steer the terminal.
fn tame(text: &str) -> String {
    text.chars().filter(|c| *c != '\r').map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_their_colour_and_pages_cannot_steer_the_terminal() {
        let diff = "--- a/x.html\n+++ b/x.html\n@@ -1 +1 @@\n-old\n+new \u{1b}]0;title\u{7}\n same\n";
        assert_eq!(
            colored(diff),
            "\u{1b}[1m--- a/x.html\u{1b}[0m\n\u{1b}[1m+++ b/x.html\u{1b}[0m\n\u{1b}[36m@@ -1 +1 @@\u{1b}[0m\n\u{1b}[31m-old\u{1b}[0m\n\u{1b}[32m+new \u{FFFD}]0;title\u{FFFD}\u{1b}[0m\n same\n"
        );
    }
}
