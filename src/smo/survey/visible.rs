//! What one element that readers see tells, and which of them ask for something.

use lol_html::html_content::Element as HtmlElement;

use super::head::Phase;
use super::start::StartTag;
use super::tags::{MAX_KEYS, anchor, image, link, meta, mount, script};
use super::{Open, State, Watch, holds_only_text, is_opaque, is_quote};
use crate::base::text::{is_iso_date, is_other_time};
use crate::base::{Finding, Place, Span};
use crate::model::facts::*;

/// `tag` is the name of its start tag.
pub(super) fn visible(
    el: &HtmlElement,
    html: &[u8],
    state: &mut State,
    (start, tag): (&StartTag, &str),
    open: Open,
    watches: &mut Vec<Watch>,
) {
    let can_be = can_mount(tag);
    let selected = can_be && is_selected(start, state, open);
    // A page has room for so many; the others are read the same, so that no run differs.
    let is_new = selected && state.selected_mounts < state.selectable;
    let goes = start.asks_for("quote") || is_beside(start);
    let in_article = !state.articles_open.is_empty() || state.main.is_some_and(|main| main.inner_end.is_none());
    match tag {
        // A block is rebuilt with its body: nothing in it may decide about the page.
        "article" | "main" | "title" | "base" | "meta" | "link" | "script" | "time" if state.quote_depth > 0 => {}
        "html" if !state.is_html => {
            state.is_document = true;
            state.is_html = true;
            state.html_tag = Some(start.span()).filter(|_| !state.head.is_over());
            state.facts.lang = start.attribute("lang").filter(|lang| !lang.trim().is_empty());
            state.facts.dir = start.attribute("dir");
            state.facts.amp = start.has("amp") || start.has("⚡");
        }
        "head" => {
            state.is_document = true;
            if state.head.phase == Phase::Open {
                state.head_tag.get_or_insert(start.span());
            }
        }
        "body" | "frameset" => state.is_document = true,
        "title" if state.title.is_none() => {
            state.is_document = true;
            state.title = Some(open);
            state.title_can_anchor = state.head.phase == Phase::Open && !state.anchor_closed;
            watches.push(Watch::Title);
        }
        "base" if state.facts.base_href.is_none() => {
            state.facts.base_href = start.attribute("href").filter(|href| !href.trim().is_empty());
        }
        "meta" => meta(start, state),
        "link" => link(start, state),
        // A reader that runs no scripts ends the head at a picture in a `noscript`.
        "style" | "noscript" => state.anchor_closed |= !state.head.is_over(),
        "script" => script(start, state, open, watches),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            // One that was never closed ends at the next; otherwise each would hold all the rest.
            if let Some((_, last, _)) = state.heading_ranges.last_mut() {
                last.inner_end.get_or_insert(open.start);
            }
            state.heading_ranges.push((tag.as_bytes()[1] - b'0', open, in_article));
            watches.push(Watch::Heading(state.heading_ranges.len() - 1));
        }
        // One that asks to be a quote is no paragraph afterwards; one that was found stays. The status line of a block says nothing.
        "p" if state.chrome_depth == 0 && state.paragraphs.len() < 200 && !goes && !start.has_class("smo-vh") => {
            state.paragraphs.push((open, in_article));
            watches.push(Watch::Paragraph(state.paragraphs.len() - 1));
        }
        // An element that becomes a block holds no article, and is no frame of the page either.
        "article" | "main" | "nav" | "footer" | "header" | "aside" if goes || selected => {}
        "article" => {
            state.facts.articles += 1;
            state.articles_open.push(open.start);
            if state.article.is_none() {
                state.article = Some(open);
            }
            watches.push(Watch::Article);
        }
        "main" if state.main.is_none() => {
            state.main = Some(open);
            watches.push(Watch::Main);
        }
        "nav" | "footer" | "header" | "aside" => {
            if tag == "nav" && start.has_class("smo-share") {
                state.share_navs.push(open);
                watches.push(Watch::ShareNav(state.share_navs.len() - 1));
            }
            state.chrome_depth += 1;
            watches.push(Watch::Chrome);
        }
        "img" => image(start, state, in_article),
        "a" | "area" => anchor(start, state),
        "time" if in_article && state.undated_depth == 0 && !goes && !selected => date(start, state),
        _ => {}
    }
    if state.quote_depth > 0 && matches!(tag, "cite" | "footer" | "figcaption") {
        state.attributions.push(open);
        watches.push(Watch::Attribution(state.attributions.len() - 1));
    }
    // One that may become part of another block, or be a pull quote, may be gone in the next run. In
    // an element that there was no room for it counts as little as in one that becomes a block.
    let is_alone = state.mounts_open == 0 && state.selected_open == 0;
    let is_other = start.has_class("smo-quote") || start.asks_for("quote") && is_alone && !start.has("data-pull");
    state.other_quotes += usize::from(state.selects && is_other && can_be);
    if selected {
        state.quote_depth += 1;
        state.selected_open += 1;
        watches.extend([Watch::Quote, Watch::Selected]);
    }
    if is_new {
        state.selected_mounts += 1;
        let selected = Mount { selected: true, within: within(state), ..mount(start, "quote", el.tag_name()).0 };
        state.mounts.push((selected, open));
        state.mounts_open += 1;
        watches.push(Watch::Mount(state.mounts.len() - 1));
    }
    if let Some(name) = start.attribute("data-smo").filter(|_| !start.asks_for("ignore")) {
        if state.mounts_open >= MAX_DEPTH || state.mounts.len() >= MAX_MOUNTS {
            return too_many(state, open);
        }
        let (mount, is_whole) = mount(start, &name, el.tag_name());
        if !is_whole {
            too_many_keys(state, open);
        }
        state.mounts.push((Mount { within: within(state), ..mount }, open));
        state.mounts_open += 1;
        watches.push(Watch::Mount(state.mounts.len() - 1));
    }
    match tag {
        "a" if !holds_only_text(html, start) => {
            state.links_open += 1;
            watches.push(Watch::Link);
        }
        "button" => {
            state.buttons_open += 1;
            watches.push(Watch::Button);
        }
        // One that becomes a block is no paragraph around the blocks in it.
        "p" if !start.has("data-smo") => {
            state.in_paragraph = true;
            watches.push(Watch::AnyParagraph);
        }
        "form" if state.chrome_depth == 0 && start.attribute("role").as_deref() != Some("search") => {
            state.facts.forms.push(start.attribute("id").filter(|id| !id.trim().is_empty()));
        }
        _ => {}
    }
}

/// How much speaks for a `<time>` being the date of the page: it is a date that all can read, and how it is called.
pub(super) type DateRank = (bool, Called);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Called {
    /// The day of a change, which many themes show as their only one.
    Changed,
    Nothing,
    Published,
}

/// The date of an article: the first of those that most speaks for, and none outside of where one was found.
fn date(start: &StartTag, state: &mut State) {
    let property =
        |property: &str| start.attribute("itemprop").is_some_and(|name| name.split_ascii_whitespace().any(|name| name == property));
    let class = |classes: &[&str]| classes.iter().any(|class| start.has_class(class));
    let called = if property("datePublished") || class(&["dt-published", "published", "entry-date"]) || start.has("pubdate") {
        Called::Published
    } else if property("dateModified") || class(&["dt-updated"]) {
        return;
    } else if class(&["updated", "modified"]) {
        Called::Changed
    } else {
        Called::Nothing
    };
    let Some(datetime) = start.attribute("datetime").filter(|datetime| is_of_now(datetime)) else { return };
    let rank = (is_iso_date(&datetime), called);
    let depth = state.articles_open.len();
    if state.date.is_none_or(|(held, at)| rank > held && depth >= at) {
        state.facts.time = Some(Text { value: datetime, span: start.span() });
        state.date = Some((rank, depth));
    }
}

/// Can it be the day that something on the Web was published? No duration is, and no day on which Ada Lovelace was born.
fn is_of_now(datetime: &str) -> bool {
    let datetime = datetime.trim();
    let year = datetime.get(..4).and_then(|year| year.parse::<u16>().ok());
    !is_other_time(datetime) && year.is_none_or(|year| year >= 1970)
}

fn within(state: &State) -> Within {
    Within { link: state.links_open > 0, button: state.buttons_open > 0, paragraph: state.in_paragraph }
}

/// Found by a selector, and neither a part of a quote nor of another block.
fn is_selected(start: &StartTag, state: &State, open: Open) -> bool {
    let found = state.selects && state.selected == Some(open.start as usize);
    let alone =
        state.quote_depth == 0 && state.mounts_open == 0 && state.links_open == 0 && state.buttons_open == 0 && state.made_depth == 0;
    found && alone && !start.has("data-smo") && !is_quote(start) && !is_made(start)
}

/// Each block is rendered into the one around it: deeper or more would stall the run.
const MAX_DEPTH: usize = 8;
const MAX_MOUNTS: usize = 1000;

/// Said once for a page, at the first block too many. Then all are left alone: with some of them
/// gone the next run would find room for others.
fn too_many(state: &mut State, open: Open) {
    if std::mem::replace(&mut state.too_many, true) {
        return;
    }
    let at = Place::Html(Span::new(open.start as usize, open.inner_start as usize));
    let message = format!("blocks stand more than {MAX_DEPTH} deep in one another, or more than {MAX_MOUNTS} on a page");
    let finding = Finding::warning("block-input", message, at);
    state.facts.findings.push(finding.why("the page's blocks are left as they are").help("close each block before the next begins"));
}

fn too_many_keys(state: &mut State, open: Open) {
    let at = Place::Html(Span::new(open.start as usize, open.inner_start as usize));
    let finding = Finding::warning("block-input", format!("the block has more than {MAX_KEYS} keys"), at);
    state.facts.findings.push(finding.why("the others were not read").help("take out those that it does not know"));
}

/// Replacing one of these would take the page's head or all its body away, put a block where only
/// this element can stand, or show as text what nobody read as such.
pub(in crate::smo) fn can_mount(tag: &str) -> bool {
    let whole = matches!(tag, "html" | "head" | "body" | "frameset" | "title" | "style" | "script" | "template" | "noscript" | "noframes");
    !whole && !is_part(tag) && !is_opaque(tag)
}

/// Parts that their table, list or form needs as they are, headings, and what readers press.
#[rustfmt::skip]
pub(in crate::smo) fn is_part(tag: &str) -> bool {
    matches!(
        tag,
        "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" | "col" | "colgroup" | "li" | "dt" | "dd" | "option" | "optgroup"
            | "summary" | "legend" | "figcaption" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "a" | "button"
    )
}

/// What others said of the page, with days of their own.
pub(super) fn is_comment(start: &StartTag, tag: &str) -> bool {
    matches!(tag, "li" | "div" | "article" | "section")
        && start.classes().any(|class| matches!(class, b"h-cite" | b"u-comment" | b"comment"))
}

/// A block beside the text, before it is made or after.
pub(super) fn is_beside(start: &StartTag) -> bool {
    is_any(start, BESIDE) || (start.asks_for("stat") || start.asks_for("cta")) && can_mount(start.name())
}

const BESIDE: &[&str] = &["smo-stat", "smo-cta"];

/// A finished block that holds no others: what stands in it is no markup of the author's.
pub(super) fn is_made(start: &StartTag) -> bool {
    is_any(start, BESIDE) || is_any(start, &["smo-share"])
}

/// `classes` all start with `smo-`.
fn is_any(start: &StartTag, classes: &[&str]) -> bool {
    start.may_be_ours() && classes.iter().any(|class| start.has_class(class)) && can_mount(start.name())
}

/// Does an element keep its words from readers?
pub(super) fn hides(start: &StartTag, tag: &str) -> bool {
    let hidden = || start.attribute("hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found"));
    let styled = || start.attribute("style").map(|style| style.replace(' ', "").to_ascii_lowercase());
    let unseen = || styled().is_some_and(|style| style.contains("display:none") || style.contains("visibility:hidden"));
    hidden() || unseen() || (tag == "dialog" && !start.has("open")) || matches!(tag, "video" | "audio" | "canvas" | "object" | "datalist")
}
