//! Start tags that need not be asked all that others are: they make most of a page.

use super::start::StartTag;
use super::visible::is_comment;
use super::{State, is_block};
use crate::base::html::is_named;

/// Half of a page: boxes, items and rows that ask for nothing. Of all that is done for a start tag only two things are
/// for them: [`super::marks::vendors`] and [`open_in_text`]. Whoever asks more of one of these names takes it out here.
pub(super) fn is_quiet(start: &StartTag, tag: &str, state: &State) -> bool {
    let says_nothing = matches!(
        tag,
        "div" | "li" | "ul" | "ol" | "span" | "td" | "tr" | "th" | "b" | "i" | "em" | "strong" | "small" | "dd" | "dt" | "dl"
    ) && !start.has("data-smo")
        && !start.may_be_ours()
        && !is_comment(start, tag);
    let head_is_known = state.head.is_over() && state.body_start.is_some() && state.facts.marks.head_ended_by.is_some();
    says_nothing && head_is_known && state.mounts_open == 0 && !state.selects
}

/// Does its own end tag follow, behind nothing but text? Then nobody asks whether it is open: start tags alone do.
pub(super) fn holds_only_text(html: &[u8], start: &StartTag) -> bool {
    let inner = &html[start.span().end as usize..];
    let next = memchr::memchr(b'<', inner).map(|at| &inner[at..]);
    next.is_some_and(|next| next.starts_with(b"</") && is_named(&next[2..], start.name().as_bytes()))
}

/// What an element that readers see does to the paragraph that is open before it.
pub(super) fn open_in_text(tag: &str, at: u32, state: &mut State) {
    if state.opaque_depth > 0 {
        return;
    }
    if is_block(tag) {
        close_paragraph(state, at);
        state.in_paragraph = false;
    } else if matches!(tag, "li" | "dd" | "dt") {
        state.in_paragraph = false;
    }
}

pub(super) fn close_paragraph(state: &mut State, at: u32) {
    if let Some((open, _)) = state.paragraphs.last_mut() {
        open.inner_end.get_or_insert(at);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{survey, survey_with};
    use crate::config::Settings;
    use crate::model::page::{Hints, HtmlPage, OutPath};
    use crate::smo::Selectors;

    fn html_files(folder: &Path, found: &mut Vec<Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => html_files(&path, found),
                path if path.extension().is_some_and(|end| end == "html") => found.push(std::fs::read(path).expect("a page")),
                _ => {}
            }
        }
    }

    /// Where a selector is given, all tags are asked everything.
    #[test]
    fn a_quiet_tag_says_nothing_that_is_asked() {
        let mut pages = Vec::new();
        html_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages"), &mut pages);
        for tag in ["div", "li", "ul", "ol", "span", "td", "tr", "th", "b", "i", "em", "strong", "small", "dd", "dt", "dl"] {
            for attributes in [
                "",
                " id=a",
                " class='fb-like comment'",
                " style=display:none hidden",
                " class=smo-stat",
                " data-smo=stat",
                " itemprop=image",
            ] {
                for (before, after) in
                    [("", ""), ("<p>open <a href=/>", ""), ("<pre>", "</pre>"), ("<svg>", "</svg>"), ("<div data-smo=quote>", "</div>")]
                {
                    let inner = format!("{before}<{tag}{attributes}>Words <code>x</code> <a href=/b>b</a></{tag}>{after}");
                    pages.push(format!("<!doctype html><title>Rain</title><body><article>{inner}<p>More of them.</article>").into_bytes());
                }
            }
        }
        let mut settings = Settings::default();
        settings.quotes.selectors.push("nothing-has-this-name".to_owned());
        let (other, _) = Selectors::of(&settings);
        for html in pages {
            let page = HtmlPage { path: OutPath::new("a.html").expect("a path"), html: html.clone(), hints: Hints::default() };
            assert_eq!(survey(&page), survey_with(&page, &other), "{}", String::from_utf8_lossy(&html));
        }
    }
}
