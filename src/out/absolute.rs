//! A post's HTML made fit for a feed: every address absolute, nothing that needs a page around it.
//!
//! Scripts, styles, forms and share mounts go; embeds become links; a directive becomes the plain
//! element that says the same.

use lol_html::html_content::{ContentType, Element};
use lol_html::{HandlerResult, RewriteStrSettings, element, rewrite_str};

use crate::base::html::{escape, unescape};
use crate::base::{BaseUrl, UrlPath};

/// Elements that do nothing in a feed reader, or should not.
const GONE: &str = "script, style, form, template, button, input, select, textarea, object, embed, \
                    [data-smo=share], [data-smo=form], [data-smo=ignore], nav.smo-share";

/// Attributes that hold one address.
const ADDRESSES: &[&str] = &["href", "src", "poster", "cite"];

/// The fragment `html` of the page at `page`, or why it cannot be read.
pub fn for_feed(html: &str, base: &BaseUrl, page: &UrlPath) -> Result<String, String> {
    let resolve = |address: &str| base.resolve(page, address);
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!(GONE, |el| {
            el.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("iframe", |el| embed_to_link(el, &resolve)))
        .append_element_content_handler(element!("[data-smo]", |el| directive_to_plain(el, &resolve)))
        .append_element_content_handler(element!("*", |el| make_absolute(el, &resolve)));
    rewrite_str(html, settings).map_err(|error| error.to_string())
}

fn make_absolute(el: &mut Element, resolve: &dyn Fn(&str) -> Option<String>) -> HandlerResult {
    for name in ADDRESSES {
        let Some(written) = el.get_attribute(name) else { continue };
        if let Some(absolute) = resolve(&unescape(&written)) {
            set(el, name, &absolute)?;
        }
    }
    if let Some(written) = el.get_attribute("srcset") {
        let absolute = srcset(&unescape(&written), resolve);
        set(el, "srcset", &absolute)?;
    }
    let handlers: Vec<_> = el.attributes().iter().map(|attribute| attribute.name()).filter(|name| name.starts_with("on")).collect();
    for name in handlers {
        el.remove_attribute(&name);
    }
    Ok(())
}

/// Only if it differs, so that what was right already keeps its bytes.
fn set(el: &mut Element, name: &str, value: &str) -> HandlerResult {
    let written = el.get_attribute(name).unwrap_or_default();
    if unescape(&written) != value {
        el.set_attribute(name, &escape(value))?;
    }
    Ok(())
}

/// `small.jpg 1x, large.jpg 2x`: a candidate ends at a comma after white space or at the end of
/// its address; an address may hold commas inside.
fn srcset(value: &str, resolve: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut rest = value.trim_start_matches([' ', ',', '\t', '\n', '\r']);
    while !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let address = rest[..end].trim_end_matches(',');
        let closed = address.len() < end;
        rest = &rest[end..];
        let mut descriptor = "";
        if !closed {
            let comma = rest.find(',').unwrap_or(rest.len());
            descriptor = rest[..comma].trim();
            rest = &rest[comma..];
        }
        let absolute = resolve(address).unwrap_or_else(|| address.to_owned());
        out.push(if descriptor.is_empty() { absolute } else { format!("{absolute} {descriptor}") });
        rest = rest.trim_start_matches([' ', ',', '\t', '\n', '\r']);
    }
    out.join(", ")
}

fn embed_to_link(el: &mut Element, resolve: &dyn Fn(&str) -> Option<String>) -> HandlerResult {
    let address = el.get_attribute("src").and_then(|src| resolve(&unescape(&src)));
    match address {
        Some(address) => {
            let address = escape(&address).into_owned();
            let label = el.get_attribute("title").map_or_else(|| address.clone(), |title| title.replace('<', "&lt;"));
            el.replace(&format!("<a href=\"{address}\">{label}</a>"), ContentType::Html);
        }
        None => el.remove(),
    }
    Ok(())
}

/// `<div data-smo="quote" data-by="Jane">` is a `<blockquote>` that ends in her name; any other
/// directive keeps its body. No attribute of ours ships.
fn directive_to_plain(el: &mut Element, resolve: &dyn Fn(&str) -> Option<String>) -> HandlerResult {
    let is_quote = el.get_attribute("data-smo").as_deref() == Some("quote");
    if is_quote && el.tag_name() == "div" {
        el.set_tag_name("blockquote")?;
        if let Some(address) = el.get_attribute("data-cite").and_then(|cite| resolve(&unescape(&cite))) {
            el.set_attribute("cite", &escape(&address))?;
        }
    }
    if is_quote && el.tag_name() != "mark" {
        // Attribute values come as they are written, references and all: safe as they stand.
        if let Some(by) = el.get_attribute("data-by") {
            el.append(&format!("<p>— {}</p>", by.replace('<', "&lt;")), ContentType::Html);
        }
    }
    if let Some(value) = el.get_attribute("data-value") {
        el.prepend(&format!("<p><strong>{}</strong></p>", value.replace('<', "&lt;")), ContentType::Html);
    }
    let ours: Vec<_> = el.attributes().iter().map(|attribute| attribute.name()).filter(|name| name.starts_with("data-")).collect();
    for name in ours {
        el.remove_attribute(&name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(html: &str) -> String {
        let base = BaseUrl::parse("https://ada.dev/blog").unwrap();
        for_feed(html, &base, &UrlPath::from_plain("/rain/").unwrap()).unwrap()
    }

    #[test]
    fn every_address_becomes_absolute_and_is_escaped_once() {
        assert_eq!(feed("<a href=\"?a=1&amp;b=2#c\">x</a>"), "<a href=\"https://ada.dev/blog/rain/?a=1&amp;b=2#c\">x</a>");
        assert_eq!(
            feed("<img src=hero.jpg srcset='a.jpg 1x, /blog/b,c.jpg 2x,d.jpg'>"),
            "<img src=\"https://ada.dev/blog/rain/hero.jpg\" srcset=\"https://ada.dev/blog/rain/a.jpg 1x, \
             https://ada.dev/blog/b,c.jpg 2x, https://ada.dev/blog/rain/d.jpg\">"
        );
        assert_eq!(feed("<a href=\"#fn1\">1</a>"), "<a href=\"https://ada.dev/blog/rain/#fn1\">1</a>");
    }

    #[test]
    fn what_is_absolute_already_keeps_its_bytes() {
        let html = "<p>é <a href='https://x.org/a?b=1&amp;c=2'>x</a> <a href=\"mailto:ada@ada.dev\">m</a></p>";
        assert_eq!(feed(html), html);
    }

    #[test]
    fn what_needs_a_page_around_it_is_gone() {
        let html = "<p onclick=\"x()\">a</p><script>x</script><form><input></form><div data-smo=\"share\"></div>\
                    <iframe title=\"A film\" src=\"/v/1\"></iframe>";
        assert_eq!(feed(html), "<p>a</p><a href=\"https://ada.dev/v/1\">A film</a>");
    }

    #[test]
    fn directives_become_plain_content() {
        assert_eq!(
            feed("<div data-smo=\"quote\" data-by=\"Tom &amp; Jane\" data-cite=\"/talk\" id=\"q\"><p>Wet.</p></div>"),
            "<blockquote id=\"q\" cite=\"https://ada.dev/talk\"><p>Wet.</p><p>— Tom &amp; Jane</p></blockquote>"
        );
        assert_eq!(feed("<mark data-smo=\"quote\" data-by=\"J\">Wet.</mark>"), "<mark>Wet.</mark>");
        assert_eq!(
            feed("<div data-smo=\"stat\" data-value=\"76%\"><p>of it</p></div>"),
            "<div><p><strong>76%</strong></p><p>of it</p></div>"
        );
    }
}
