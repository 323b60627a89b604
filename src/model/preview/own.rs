//! What a page says of itself, to hold a card against: is that its title, and its address?

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation;

use crate::base::text::without_site;
use crate::base::url::{decode, is_variant, same_page};
use crate::base::{BaseUrl, UrlPath};
use crate::model::consumer::{Filed, Read};
use crate::model::view::PageView;

/// Whole titles that say "nobody filled this in".
const EMPTY: &[&str] = &["undefined", "null", "nan", "none", "nil", "untitled", "untitled document", "todo", "[object object]"];

pub(super) fn is_placeholder(title: &str) -> bool {
    let title = title.trim();
    let is_code = |open: &str, close: &str| title.starts_with(open) && title.ends_with(close);
    EMPTY.iter().any(|empty| title.eq_ignore_ascii_case(empty)) || is_code("{{", "}}") || is_code("${", "}") || is_code("<%", "%>")
}

/// Fewer than three of ten words are those of the page's own title: of its `<title>`, its heading, or
/// what its author wrote; of the shorter of the two, so that a longer or shorter wording is none
/// other. Only articles have a title of their own.
pub(super) fn is_other_title(title: &str, from: Read, page: &PageView) -> bool {
    if !page.fields.article || page.hints.social_title.is_some() {
        return false;
    }
    let site = page.fields.site_name.as_deref().unwrap_or_default();
    let of_tag = page.shown.title.as_ref().filter(|_| from != Read::TitleTag).map(|title| without_site(&title.value, site));
    let heading = page.shown.first_heading().map(|heading| heading.text.as_str());
    let written = page.hints.title.as_deref();
    let mut own = [of_tag, heading, written].into_iter().flatten().filter(|own| !own.trim().is_empty()).peekable();
    own.peek().is_some() && own.all(|own| !is_alike(title, own))
}

/// No title has more, and every reader asks.
const MOST_WORDS: usize = 500;

fn is_alike(title: &str, own: &str) -> bool {
    if title == own || title.contains(own) || own.contains(title) {
        return true;
    }
    let words = |text: &str| text.unicode_words().take(MOST_WORDS).map(str::to_lowercase).collect::<Vec<_>>();
    let (title, own) = (words(title), words(own));
    let known: HashSet<&str> = own.iter().map(String::as_str).collect();
    let shared = title.iter().filter(|word| known.contains(word.as_str())).count();
    // Without words there is nothing to compare.
    shared * 10 >= title.len().min(own.len()) * 3
}

/// The address that a card is filed under, if it is not the page's.
pub(super) struct Filing {
    pub url: String,
    pub tag: &'static str,
    /// It is another page of this site, and the author did not ask for that.
    pub wrong: bool,
    /// It is a page of another site, and that page's card is shown.
    pub elsewhere: bool,
}

pub(super) fn filing(page: &PageView, base: &BaseUrl, filed: Filed) -> Option<Filing> {
    let resolve = |value: &str| base.resolve(&page.url, value).filter(|url| url.starts_with("http"));
    let canonical = || page.shown.canonical().and_then(|link| resolve(&link.href)).map(|url| (url, "canonical"));
    let og_url = || page.shown.meta("og:url").and_then(|meta| resolve(&meta.content)).map(|url| (url, "og:url"));
    let is_here = |url: &str| url::Url::parse(url).is_ok_and(|url| url.host_str() == Some(base.host()));
    let (url, tag) = match filed {
        Filed::Own => return None,
        Filed::Canonical => og_url().or_else(canonical)?,
        Filed::SameHost => canonical().filter(|(url, _)| is_here(url)).or_else(|| og_url().filter(|(url, _)| is_here(url)))?,
    };
    let path = base.local_path(&url).or_else(|| base.local_path(&alike(&url, base)?));
    if path.as_ref().is_some_and(|path| is_own(path, &page.url)) {
        return None;
    }
    // What lies on this host and not below the base is not this site's.
    let wrong = path.is_some() && page.hints.canonical.is_none();
    Some(Filing { url, tag, wrong, elsewhere: path.is_none() && filed == Filed::Canonical })
}

/// The address with the scheme of the site, and with or without `www.` as the site has it: servers send readers on.
fn alike(url: &str, base: &BaseUrl) -> Option<String> {
    let mut url = url::Url::parse(url).ok()?;
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    if bare(url.host_str()?) != bare(base.host()) {
        return None;
    }
    let own = url::Url::parse(base.as_str()).ok()?;
    url.set_scheme(own.scheme()).ok()?;
    url.set_host(own.host_str()).ok()?;
    url.set_port(own.port()).ok()?;
    Some(url.into())
}

/// The page's address, or that of the page that it is another form of.
fn is_own(path: &str, own: &UrlPath) -> bool {
    let own = decode(own.as_str());
    same_page(path, &own) || is_variant(&own, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_if_three_of_ten_words_are() {
        for (title, own) in [("How we measure rain", "Measuring rain"), ("雨の日", "雨の日の話"), ("Rain", "Rain | Ada"), ("!!", "Rain")]
        {
            assert!(is_alike(title, own), "{title} {own}");
        }
        assert!(!is_alike("Ada's field notes from the north", "Measuring rain at home"));
        // A set of words is asked, not each word.
        let long = |letter: char| (0..200_000).map(|at| format!("{letter}{at} ")).collect::<String>();
        assert!(!is_alike(&long('a'), &long('b')), "and it takes no minutes");
        assert!(is_placeholder(" Undefined ") && is_placeholder("{{ page.title }}") && !is_placeholder("None of your business"));
    }
}
