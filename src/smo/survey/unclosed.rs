//! What begins and never ends: browsers and link readers take all that stands behind it for a part of it.
//!
//! Nothing that the pass saw stands behind it, so the search begins at the last tag that it did see. What ends late, a
//! comment that the next one ends, is not found.

use super::head::{declaration, until};
use crate::base::html::{end_tag_at, is_named, tag_end};
use crate::base::{Finding, Level, Place, Span};

/// Elements that end at their own end tag alone: a title or a script swallows the page.
const TEXT_ALONE: &[&str] = &["title", "textarea", "style", "script", "xmp", "iframe", "noembed", "noframes", "noscript"];

#[derive(Debug, PartialEq)]
enum What {
    Comment,
    StartTag,
    EndTag,
    Element(&'static str),
    /// Its own end tag is there, and hidden.
    Script,
}

/// What is said of a page that never ends something. `last` is the last start tag, or the end of the last drawing.
pub(super) fn unclosed(html: &[u8], last: Span, is_in_head: impl Fn(usize) -> bool) -> Option<Finding> {
    let (what, span) = find(html, last)?;
    let behind = html.get(span.end as usize..).unwrap_or_default();
    // `</html` and `<!-- built 12:00 --` take nothing along.
    let is_end = match what {
        What::EndTag => !behind.contains(&b'<'),
        What::Comment => !behind.contains(&b'<') && ends_page(&html[..span.start as usize]),
        _ => false,
    };
    let (message, help) = match what {
        What::Comment => ("the comment that begins here never ends".to_owned(), "end it with `-->`".to_owned()),
        What::StartTag | What::EndTag => (
            "the tag that begins here never ends".to_owned(),
            "end it with `>`; where it has one, look for a value whose quote is left open".to_owned(),
        ),
        What::Element(name) => {
            let has_slash = html[..last.end as usize].ends_with(b"/>");
            let slash = if has_slash { "; `/>` does not end it" } else { "" };
            (format!("the `<{name}>` that begins here never ends"), format!("end it with `</{name}>`{slash}"))
        }
        What::Script => (
            "the `<script>` that begins here never ends: its text holds `<!-- <script`".to_owned(),
            "write `\\u003C!--` for `<!--` in its text, or end the comment with `-->`".to_owned(),
        ),
    };
    let level = if is_end { Level::Warning } else { Level::Error };
    let finding = Finding::new("markup-unclosed", level, message, Place::Html(span)).help(help);
    if is_end {
        let why = "nothing is lost behind it, but the file may have been cut off there";
        return Some(finding.why(why).way("end"));
    }
    let finding = finding.why("all that stands behind it is taken for a part of it, by browsers and by link readers");
    Some(finding.way(if is_in_head(span.start as usize) { "head" } else { "body" }))
}

fn ends_page(html: &[u8]) -> bool {
    let html = html.trim_ascii_end();
    [&b"</html>"[..], b"</body>"].iter().any(|end| html.len() >= end.len() && html[html.len() - end.len()..].eq_ignore_ascii_case(end))
}

/// The first thing behind `last` that never ends, and the bytes it begins with.
fn find(html: &[u8], last: Span) -> Option<(What, Span)> {
    let mut at = last.end as usize;
    let name = html.get(last.start as usize + 1..at).unwrap_or_default();
    if let Some(name) = TEXT_ALONE.iter().find(|element| is_named(name, element.as_bytes())) {
        let end = match *name {
            "script" => script_end(&html[at..]),
            _ => end_tag_at(&html[at..], name.as_bytes()).ok_or(What::Element(name)),
        };
        match end {
            Ok(end) => at += end,
            Err(what) => return Some((what, last)),
        }
    } else if is_named(name, b"plaintext") {
        return None;
    }
    while let Some(found) = memchr::memchr(b'<', &html[at..]) {
        at += found;
        let rest = &html[at..];
        at += match rest.get(1..3).unwrap_or_default() {
            [b'!' | b'?', ..] => match declaration(rest) {
                Some(length) => length,
                None if rest.starts_with(b"<!--") => return Some((What::Comment, Span::new(at, at + 4))),
                None => return None,
            },
            [b'/', first] if !first.is_ascii_alphabetic() => until(rest)?,
            [first, _] if first.is_ascii_alphabetic() || *first == b'/' => match tag_length(rest) {
                Some(length) => length,
                None if *first == b'/' => return Some((What::EndTag, Span::new(at, at + 3))),
                None => return Some((What::StartTag, Span::new(at, at + 2))),
            },
            _ => 1,
        };
    }
    None
}

/// Where the end tag of a script begins, as HTML reads its text: a `<script` in a comment hides the next one.
fn script_end(text: &[u8]) -> Result<usize, What> {
    let (mut at, mut in_comment, mut in_inner, mut was_hidden) = (0, false, false, false);
    while let Some(found) = memchr::memchr2(b'<', b'-', &text[at..]) {
        at += found;
        let rest = &text[at..];
        let is_script = |from: usize| rest.get(from..).is_some_and(|name| is_named(name, b"script"));
        at += match rest {
            [b'-', b'-', b'>', ..] => {
                (in_comment, in_inner) = (false, false);
                3
            }
            // Its own dashes may end it.
            [b'<', b'!', b'-', b'-', ..] if !in_comment => {
                in_comment = true;
                2
            }
            [b'<', b'/', ..] if is_script(2) && !in_inner => return Ok(at),
            [b'<', b'/', ..] if is_script(2) => {
                (in_inner, was_hidden) = (false, true);
                2
            }
            [b'<', ..] if in_comment && is_script(1) => {
                in_inner = true;
                1
            }
            _ => 1,
        };
    }
    Err(if was_hidden { What::Script } else { What::Element("script") })
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
            (page("<title>Rain</title></head><!-- lost", "<p>a</p>"), "<!--", "body"),
            ("<!doctype html><title>Rain</title><p>a</p".to_owned(), "</p", "end"),
            (page("<title>Rain</title>", "<p>a</p>") + "<!-- built 12:00", "<!--", "end"),
            (page("<title>Rain</title>", "<p>a</p>") + "<!-- built <b>", "<!--", "body"),
            (page("<title>Rain</title>", "<p>a<!--- c ---><b title='>"), "<b", "body"),
            (page("<title>Rain</title>", "<script>1</script><a href=\"/x"), "<a", "body"),
            (page("<title>Rain</title>", "<svg><title/></svg><!-- lost"), "<!--", "body"),
            (page("<title>Rain</title>", "<noscript><img src=x><p>a</p>"), "<noscript>", "body"),
            ("<!-- saved by x<!doctype html><title>Rain</title><body><p>a</p></body>".to_owned(), "<!--", "head"),
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
            "<p>a<!--- b ---> <!------- c ------->",
            "<script>\n<!--\ndocument.write('<script src=x></script><img src=y>');\n//-->\n</script>",
            "<script>1</script><? if (a <b) ?>",
            "<script>1</script><![CDATA[ <p>x</p> ]]>",
            "<script>'<!--><script>'</script>",
            "<svg viewBox='0 0 1 1'><title/></svg>",
            "<svg><style/></svg>",
            "<svg><title>x</svg>",
            "<math><title/></math>",
            "<svg><path/><![CDATA[ x <!-- y ]]></svg>",
            "<!foo <!-- > </ <b title='>",
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
