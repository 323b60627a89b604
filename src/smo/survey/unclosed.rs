//! What begins and never ends: browsers and link readers take all that stands behind it for a part of it.
//!
//! It stands behind the last start tag that the pass has seen, or is that one.

use crate::base::html::{end_tag_at, is_named, tag_end};
use crate::base::{Finding, Place, Span};

/// Elements that end at their own end tag alone: a title or a script swallows the page.
const TEXT_ALONE: &[&str] = &["title", "textarea", "style", "script", "xmp", "iframe", "noembed", "noframes"];

#[derive(Debug, PartialEq)]
enum What {
    Comment,
    Tag,
    Element(&'static str),
    /// Its own end tag is there, and hidden.
    Script,
}

/// What is said of a page that never ends something; `last` is its last start tag.
pub(super) fn unclosed(html: &[u8], last: Span, is_in_head: impl Fn(usize) -> bool) -> Option<Finding> {
    let (what, span) = find(html, last)?;
    let (message, help) = match what {
        What::Comment => ("the comment that begins here never ends".to_owned(), "end it with `-->`".to_owned()),
        What::Tag => (
            "the tag that begins here never ends".to_owned(),
            "end it with `>`; where it has one, look for a value whose quote is left open".to_owned(),
        ),
        What::Element(name) => (format!("the `<{name}>` that begins here never ends"), format!("end it with `</{name}>`")),
        What::Script => (
            "the `<script>` that begins here never ends: its text holds `<!-- <script`".to_owned(),
            "write `<\\!--` in the script, or end the comment with `-->`".to_owned(),
        ),
    };
    let finding = Finding::error("markup-unclosed", message, Place::Html(span));
    let finding = finding.why("all that stands behind it is taken for a part of it, by browsers and by link readers");
    Some(finding.help(help).way(if is_in_head(span.start as usize) { "head" } else { "body" }))
}

fn find(html: &[u8], last: Span) -> Option<(What, Span)> {
    let mut at = last.end as usize;
    let name = html.get(last.start as usize + 1..at).unwrap_or_default();
    let element = TEXT_ALONE.iter().find(|element| is_named(name, element.as_bytes())).copied();
    if let Some(name) = element {
        match end_tag_at(&html[at..], name.as_bytes()) {
            Some(end) => at += end,
            None => return Some((What::Element(name), last)),
        }
    } else if is_named(name, b"plaintext") {
        return None;
    }
    while let Some(found) = memchr::memchr(b'<', &html[at..]) {
        at += found;
        let rest = &html[at..];
        let letter_at = 1 + usize::from(rest.get(1) == Some(&b'/'));
        at += match rest.get(letter_at) {
            Some(b'!') if rest.starts_with(b"<!--") => match comment_length(rest) {
                Some(length) => length,
                None => return Some((What::Comment, Span::new(at, at + 4))),
            },
            Some(b) if b.is_ascii_alphabetic() => match (element, tag_length(rest)) {
                // The pass saw no start tag here: the script still holds it.
                (Some("script"), _) if letter_at == 1 => return Some((What::Script, last)),
                (_, Some(length)) => length,
                (_, None) => return Some((What::Tag, Span::new(at, at + letter_at + 1))),
            },
            _ => 1,
        };
    }
    None
}

/// The length of the comment that `html` begins with, as HTML reads it: `<!-->` is a whole one.
fn comment_length(html: &[u8]) -> Option<usize> {
    let within = &html[4..];
    if within.starts_with(b">") || within.starts_with(b"->") {
        return memchr::memchr(b'>', html).map(|at| at + 1);
    }
    let ends = |at: &usize| within[*at..].starts_with(b"-->") || within[*at..].starts_with(b"--!>");
    let dashes = memchr::memmem::find_iter(within, "--").find(ends)?;
    Some(4 + dashes + if within[dashes..].starts_with(b"-->") { 3 } else { 4 })
}

/// The length of the tag that `html` begins with.
fn tag_length(html: &[u8]) -> Option<usize> {
    let length = tag_end(html);
    // The last byte may be a `>` inside of a quote: then one more would belong to the tag.
    let ends = || tag_end(&[html, b" "].concat()) == length;
    (length < html.len() || ends()).then_some(length)
}

#[cfg(test)]
mod tests {
    use crate::model::page::{Hints, HtmlPage, OutPath};
    use crate::smo::survey;

    fn said(html: &str) -> Option<(String, String)> {
        let page = HtmlPage { path: OutPath::new("a.html").expect("a path"), html: html.as_bytes().to_vec(), hints: Hints::default() };
        let facts = survey(&page);
        let finding = facts.findings.iter().find(|finding| finding.rule == "markup-unclosed")?;
        let crate::base::Place::Html(span) = finding.at else { panic!("no place in the page") };
        Some((html[span.start as usize..span.end as usize].to_owned(), finding.case().to_owned()))
    }

    #[test]
    fn what_never_ends_is_said_where_it_begins() {
        let page = |head: &str, body: &str| format!("<!doctype html><html><head>{head}</head><body>{body}</body></html>");
        for (html, at, case) in [
            (page("<title>Rain</title>", "<p>a</p><!-- lost <p>b</p>"), "<!--", "body"),
            (page("<title>Rain</title><!-- lost", "<p>a</p>"), "<!--", "head"),
            (page("<title>Rain", "<p>a</p>"), "<title>", "head"),
            (page("<title>Rain</title><style>a{}", "<p>a</p>"), "<style>", "head"),
            (page("<title>Rain</title>", "<p>a</p><textarea class=x>b"), "<textarea class=x>", "body"),
            (page("<title>Rain</title><script>\"<!-- <script>\"</script>", "<p>a</p>"), "<script>", "head"),
            (page("<title>Rain</title>", "<p>a</p><a href=\"/b>b</a><p>c</p>"), "<a", "body"),
            ("<!doctype html><title>Rain</title><p>a</p".to_owned(), "</p", "body"),
            ("<!doctype html><title>Rain</title><body><p>a</p><a href=\"x>".to_owned(), "<a", "body"),
        ] {
            assert_eq!(said(&html), Some((at.to_owned(), case.to_owned())), "{html}");
        }
    }

    #[test]
    fn what_ends_is_not_said() {
        for body in [
            "<p>a</p><!-- b -->",
            "<!--><p>a</p><!--->",
            "<p>a<!-- b --!>",
            "<p>1 < 2 </ x> <b>",
            "<script>\"<!--\"</script><p>a",
            "<script>\"<!-- <p>\"</script>",
            "<textarea><p>a</textarea >",
            "<p title='>'>a</p data-x='>'>",
            "<![CDATA[ a ]]><?php x ?>",
            "<noscript><img src=x></noscript>",
            "<svg><title>a</title></svg>",
            "<plaintext><p>a",
        ] {
            assert_eq!(said(&format!("<!doctype html><title>Rain</title><body>{body}")), None, "{body}");
        }
        assert_eq!(said("no page, <!-- but words"), None);
    }
}
