//! URLs in their two forms here: a site's absolute base, and a site-absolute path.
//!
//! A base never ends in a slash inside; both spellings are accepted from people.

mod resolve;

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use resolve::is_plain;
pub use resolve::{Resolver, is_settled};

/// What `encodeURIComponent` leaves alone, less the quote: it is not safe in every attribute.
const COMPONENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'!').remove(b'~').remove(b'*').remove(b'(').remove(b')');

/// What a path segment must not hold raw (WHATWG path set, plus `%`-less oddities).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'^')
    .add(b'|')
    .add(b'\\')
    .add(b'\'')
    .add(b'%');

/// A value for a query parameter: RFC 3986, blanks as `%20`.
pub fn encode_component(text: &str) -> String {
    encoded(text).collect()
}

/// The pieces of [`encode_component`].
pub fn encoded(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, COMPONENT)
}

/// A file path as a URL path: `a b/ü.png` becomes `a%20b/%C3%BC.png`.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Percent-encoding undone; bytes that are no UTF-8 become U+FFFD.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A site-absolute path such as `/notes/rain/`: starts with a slash, no `..`, percent-encoded.
#[derive(Clone)]
pub struct UrlPath {
    /// The path, and behind it perhaps `index.html`: the text is shared with the `OutPath` of the file.
    text: Arc<str>,
    length: u32,
}

impl UrlPath {
    /// From an unencoded path; empty and `.` segments fall out, `..` is refused.
    pub fn from_plain(path: &str) -> Option<Self> {
        let mut out = String::from("/");
        for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
            if part == ".." {
                return None;
            }
            if !out.ends_with('/') {
                out.push('/');
            }
            out.push_str(&encode_path(part));
        }
        if path.ends_with('/') && !out.ends_with('/') {
            out.push('/');
        }
        Some(Self { length: out.len() as u32, text: out.into() })
    }

    /// Of a file's tame path behind a slash, without its last `left_out` bytes, if nothing in there needs to be encoded.
    /// No text is copied.
    pub(crate) fn of_file(file: &Arc<str>, left_out: usize) -> Option<Self> {
        let length = file.len().checked_sub(left_out)?;
        is_plain(&file[..length]).then(|| Self { text: file.clone(), length: length as u32 })
    }

    pub fn as_str(&self) -> &str {
        &self.text[..self.length as usize]
    }

    /// `/posts/page/2/`: a list goes on there; shown, but shared by nobody.
    pub fn is_later_page(&self) -> bool {
        let mut parts = self.trim_matches('/').rsplit('/');
        parts.next().is_some_and(|last| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit())) && parts.next() == Some("page")
    }

    /// The last segment, without slashes: `rain` of `/notes/rain/`.
    pub fn slug(&self) -> String {
        let last = self.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        decode(last.strip_suffix(".html").unwrap_or(last))
    }
}

impl Deref for UrlPath {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for UrlPath {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for UrlPath {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for UrlPath {}

impl PartialOrd for UrlPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for UrlPath {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(other)
    }
}

impl Hash for UrlPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

/// Where a site lives: `https://ada.dev/blog`, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    origin: usize,
    host: String,
}

impl BaseUrl {
    /// An absolute http(s) URL; query, fragment and a user's name are refused.
    pub fn parse(text: &str) -> Option<Self> {
        // A parser takes `http:/ada` for `http://ada`, which nobody means.
        let text = text.trim();
        text.split_once(':').filter(|(_, rest)| rest.starts_with("//"))?;
        let url = url::Url::parse(text).ok()?;
        let named = matches!(url.scheme(), "http" | "https") && url.host().is_some();
        let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        if !named || !bare {
            return None;
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        let origin = url.origin().ascii_serialization().len();
        let host = url.host_str()?.to_owned();
        Some(Self { text, origin, host })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `https://ada.dev`
    pub fn origin(&self) -> &str {
        &self.text[..self.origin]
    }

    /// `/blog`, or nothing.
    pub fn path(&self) -> &str {
        &self.text[self.origin..]
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    /// The absolute URL of a site path.
    pub fn join(&self, path: &UrlPath) -> String {
        format!("{}{}", self.text, path.as_str())
    }

    /// The same site under another path (`-b /docs`).
    pub fn with_path(&self, path: &str) -> Option<Self> {
        Self::parse(&format!("{}/{}", self.origin(), path.trim_start_matches('/')))
    }

    /// Resolves what stands in an `href` or `content` on the page at `page`, as a browser would.
    pub fn resolve(&self, page: &UrlPath, href: &str) -> Option<String> {
        if is_settled(href) {
            return Some(href.to_owned());
        }
        self.resolver(page)?.resolve(href)
    }

    /// For many addresses of one page.
    pub fn resolver(&self, page: &UrlPath) -> Option<Resolver<'_>> {
        Resolver::of(self, page)
    }

    /// Does `href` name another host, seen without taking it apart? `false` may still be one.
    pub fn is_elsewhere(&self, href: &str) -> bool {
        let Some(rest) = href.strip_prefix("https://").or_else(|| href.strip_prefix("http://")) else { return false };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
        end > 0 && rest[..end].bytes().all(plain) && !rest[..end].eq_ignore_ascii_case(self.host())
    }

    /// The path below this base that `absolute` names, decoded, without query and fragment:
    /// `/a b.png` for `https://ada.dev/blog/a%20b.png?x`. Nothing if it is another site's.
    pub fn local_path(&self, absolute: &str) -> Option<String> {
        let rest = strip_prefix_ignore_case(absolute, self.origin())?;
        let rest = rest.strip_prefix(self.path())?;
        if !(rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
            return None;
        }
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        Some(decode(if end == 0 { "/" } else { &rest[..end] }))
    }
}

/// Two paths that one server answers alike: `index.html`, `.html`, a slash, percent-encoding.
pub fn same_page(a: &str, b: &str) -> bool {
    let plain = |path: &str| {
        // Two slashes in a row are another rule's business.
        let path = decode(path).replace("//", "/");
        let path = path.strip_suffix("/index.html").unwrap_or(&path);
        path.strip_suffix(".html").unwrap_or(path).trim_end_matches('/').to_owned()
    };
    a == b || plain(a) == plain(b)
}

/// Is a page another form of the one at `path`: for print, for small screens, AMP, or a later part of it? Both are decoded.
pub fn is_variant(page: &str, path: &str) -> bool {
    let Some(rest) = page.strip_prefix(path).filter(|_| path != "/" && path.ends_with('/')) else { return false };
    let rest = rest.trim_end_matches('/');
    let rest = rest.strip_suffix("/index.html").or_else(|| rest.strip_suffix(".html")).unwrap_or(rest);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match rest.split_once('/') {
        Some((part, number)) => matches!(part, "page" | "p" | "part" | "comment-page") && is_number(number),
        None => matches!(rest, "amp" | "print" | "printable" | "mobile" | "m" | "lite" | "index") || is_number(rest),
    }
}

pub fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_the_same_with_and_without_a_slash() {
        let base = BaseUrl::parse("https://ada.dev/blog/").unwrap();
        assert_eq!(base, BaseUrl::parse("https://ada.dev/blog").unwrap());
        assert_eq!((base.origin(), base.path(), base.host()), ("https://ada.dev", "/blog", "ada.dev"));
        assert_eq!(base.join(&UrlPath::from_plain("/a b/").unwrap()), "https://ada.dev/blog/a%20b/");
        assert_eq!(BaseUrl::parse("https://ada.dev:8080/").unwrap().host(), "ada.dev");
        assert_eq!(BaseUrl::parse("http://[::1]:80/x").unwrap().path(), "/x");
        for bad in ["ada.dev", "ftp://a.b", "https://a.b/?x", "javascript:x", "https://user@a.b", "http:/ada", "https:a.b"] {
            assert!(BaseUrl::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn local_paths_are_told_from_other_sites() {
        let base = BaseUrl::parse("https://ada.dev/blog").unwrap();
        assert_eq!(base.local_path("https://ADA.dev/blog/a%20b.png?v=1").as_deref(), Some("/a b.png"));
        assert_eq!(base.local_path("https://ada.dev/blogs/a.png"), None);
        assert_eq!(base.local_path("https://ada.dev.evil.com/blog/a.png"), None);
    }

    #[test]
    fn another_host_is_seen_at_once() {
        let base = BaseUrl::parse("https://ada.dev/blog").unwrap();
        for href in ["https://b.dev/x", "http://ada.dev.evil.com", "https://www.ada.dev/blog/"] {
            assert!(base.is_elsewhere(href), "{href}");
            assert_eq!(base.resolve(&UrlPath::from_plain("/").unwrap(), href).and_then(|url| base.local_path(&url)), None);
        }
        for href in ["https://ADA.dev/blog/", "https://ada.dev:443/blog/", "//b.dev/x", "/x", "https:///x", "https://a@ada.dev/"] {
            assert!(!base.is_elsewhere(href), "{href}");
        }
    }

    #[test]
    fn another_form_of_a_page_is_told_from_a_page_below_it() {
        for page in ["/rain/amp/", "/rain/print.html", "/rain/2/", "/rain/page/2/index.html", "/rain/amp/index.html"] {
            assert!(is_variant(page, "/rain/"), "{page}");
        }
        for (page, path) in
            [("/rain/snow/", "/rain/"), ("/amp/", "/"), ("/rainamp", "/rain"), ("/rain/", "/rain/"), ("/blog/2026/rain/", "/blog/")]
        {
            assert!(!is_variant(page, path), "{page}");
        }
    }

    #[test]
    fn components_are_encoded_once_and_wholly() {
        assert_eq!(encode_component("Tom's 40% & co\n"), "Tom%27s%2040%25%20%26%20co%0A");
        assert_eq!(decode(&encode_component("é → x")), "é → x");
    }

    #[test]
    fn paths_that_climb_are_refused() {
        assert!(UrlPath::from_plain("/a/../b").is_none());
        assert_eq!(UrlPath::from_plain("a//./b/").unwrap().as_str(), "/a/b/");
        assert_eq!(UrlPath::from_plain("/notes/größe/").unwrap().slug(), "größe");
    }
}
