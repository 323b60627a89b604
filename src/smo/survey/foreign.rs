//! Drawings, formulas and loose ends in what a block replaces: what is left open there is read in another way ever after.
//!
//! In `<svg>` a `<title>` holds elements, and so does everything behind an `<svg>` that nobody ended. What
//! takes such a piece away changes how the rest of the page is read; it is told by tags alone, since that
//! is how the rest is read.

use crate::base::html::{end_tag_at, tag_end, tag_name};

/// Where HTML goes on in a drawing.
const IN_SVG: &[&str] = &["desc", "title", "foreignobject"];
/// Where HTML goes on in a formula.
const IN_MATH: &[&str] = &["mi", "mo", "mn", "ms", "mtext"];

/// Start tags that end any drawing and formula.
const ENDS_ALL: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// Elements that hold text only, in HTML.
const HOLDS_TEXT: &[&str] = &["script", "style", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// An end tag of these closes the nearest one that is open, and all that is open in it.
#[rustfmt::skip]
const CLOSES: &[&str] = &[
    "address", "article", "aside", "blockquote", "button", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "header", "hgroup", "li", "listing", "main", "mark", "menu", "nav", "ol", "pre", "search", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
];

/// Of these, those whose end comes with that of what they stand in.
const END_ALONE: &[&str] = &["dd", "dt", "li", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// Is the page behind this piece read in the same way without it, and what stands around it whole? `false` may be said of one that is odd.
pub(super) fn leaves_no_trace(html: &str) -> bool {
    let mut open: Vec<String> = Vec::new();
    let mut blocks: Vec<&'static str> = Vec::new();
    let closes = |name: &str| CLOSES.iter().find(|closes| **closes == name).copied();
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        let is_foreign = matches!(open.last().map(String::as_str), Some("svg" | "math"));
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            if is_foreign {
                return false;
            }
            rest = rest.find('>').map_or("", |end| &rest[end..]);
            continue;
        }
        let (is_end, named) = rest[1..].strip_prefix('/').map_or((false, &rest[1..]), |named| (true, named));
        if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = &rest[1..];
            continue;
        }
        let name = tag_name(rest).to_ascii_lowercase();
        let end = tag_end(rest.as_bytes()).min(rest.len());
        let is_closed = rest[..end].ends_with("/>");
        rest = &rest[end..];
        let is_edge = matches!(name.as_str(), "svg" | "math") || IN_SVG.contains(&&*name) || IN_MATH.contains(&&*name);
        if is_end && is_edge {
            if open.pop().is_none_or(|last| last != name) {
                return false;
            }
            continue;
        }
        match name.as_str() {
            "annotation-xml" | "frameset" | "plaintext" => return false,
            "p" | "br" if is_end && is_foreign => return false,
            _ if is_end => {
                // One that nothing here has opened would close the block that is made of it, and one that is crossed
                // by another would leave that to do so.
                let Some(name) = closes(&name).filter(|_| !is_foreign) else { continue };
                while blocks.last().is_some_and(|last| *last != name && END_ALONE.contains(last)) {
                    blocks.pop();
                }
                if blocks.pop() != Some(name) {
                    return false;
                }
            }
            // The parser here takes one that ends itself for open.
            "svg" | "math" if is_closed => return false,
            "svg" | "math" => open.push(name),
            name_of if is_foreign => {
                let goes_on = if open.last().is_some_and(|last| last == "svg") { IN_SVG } else { IN_MATH };
                if ENDS_ALL.contains(&name_of) {
                    return false;
                }
                if goes_on.contains(&name_of) && !is_closed {
                    open.push(name);
                }
            }
            "title" => return false,
            name_of if HOLDS_TEXT.contains(&name_of) => {
                let Some(at) = end_tag_at(rest.as_bytes(), name_of.as_bytes()) else { return false };
                rest = &rest[at..];
                rest = &rest[tag_end(rest.as_bytes()).min(rest.len())..];
            }
            name_of => {
                blocks.extend(closes(name_of));
            }
        }
    }
    // What is left open would take the end of the block that is made of it for its own.
    open.is_empty() && blocks.iter().all(|name| END_ALONE.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_leaves_a_trace() {
        for html in [
            "It <b>rained</i>. 3 < 4 </> <!-- <svg> --> <a title='<svg>'>x",
            "<ul><li>Rain<li><div>Snow</div></ul><table><tr><td>1</table><p>Hail",
            "<svg viewBox='0 0 9 9'><title>Rain</title><g><path d='M0 0'/></g><style>a{}</style></svg> and <MATH><mi>x</mi><mo/></Math>",
            "<svg><foreignObject><p>Rain <svg></svg></p></foreignObject></svg><script>'<svg>'</script><style></style >",
        ] {
            assert!(leaves_no_trace(html), "{html}");
        }
        for html in [
            "<svg>",
            "<svg/>",
            "</svg>",
            "<svg><desc></svg>",
            "<svg><p></p></svg>",
            "<svg></p></svg>",
            "<math><mi></math></mi>",
            "</desc>",
            "<title></title>",
            "<frameset></frameset>",
            "<svg><![CDATA[x]]></svg>",
            "<script><svg>",
            "Rain</section>",
            "<blockquote>Rain",
            "<section><figure>Rain</section></figure>",
            "Rain</mark>",
        ] {
            assert!(!leaves_no_trace(html), "{html}");
        }
    }
}
