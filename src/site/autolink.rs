//! Bare addresses in a text, `https://…` and `www.…`, found the way GitHub does.

use std::ops::Range;

/// The first address in `text`; its own last punctuation is not part of it.
pub fn find(text: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(start) = start(text, from) {
        let before = text[..start].chars().next_back();
        let free =
            before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '*' | '_' | '~' | '"' | '\'' | '[' | '>' | '—' | '–' | ':' | ','));
        let run = text[start..].find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(text.len() - start);
        let end = start + trimmed(&text[start..start + run]);
        if free && has_host(&text[start..end]) {
            return Some(start..end);
        }
        from = start + 4;
    }
    None
}

fn start(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    ["https://", "http://", "www."].iter().filter_map(|start| rest.find(start)).min().map(|at| from + at)
}

/// The length without the punctuation that belongs to the sentence.
fn trimmed(run: &str) -> usize {
    let mut end = run.len();
    loop {
        let text = &run[..end];
        match text.chars().next_back() {
            Some(c) if matches!(c, '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '’' | '…' | ']') => end -= c.len_utf8(),
            Some(')') if text.matches(')').count() > text.matches('(').count() => end -= 1,
            _ => return end,
        }
    }
}

fn has_host(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
    let labels: Vec<&str> = host.split('.').collect();
    let named = labels.len() > 1 && labels.iter().all(|label| !label.is_empty());
    (named && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))) && (url.contains("://") || labels.len() > 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, want) in [
            ("See https://a.dev/x_y, then", Some("https://a.dev/x_y")),
            ("(https://en.wikipedia.org/wiki/Rust_(language))", Some("https://en.wikipedia.org/wiki/Rust_(language)")),
            ("www.example.com/a?b=c&d=e.", Some("www.example.com/a?b=c&d=e")),
            ("http://localhost is none", None),
            ("xhttps://a.dev", None),
            ("https:// nor www. nor www.x", None),
            ("ä https://größe.de/ß…", Some("https://größe.de/ß")),
        ] {
            assert_eq!(find(text).map(|range| &text[range]), want, "{text}");
        }
    }
}
