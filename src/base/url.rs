//! URLs in their two forms here: a site's absolute base, and a site-absolute path.
//!
//! A base never ends in a slash inside; both spellings are accepted from people.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

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
        let page = url::Url::parse(&self.join(page)).ok()?;
        let folder = page.path().rsplit_once('/').map(|(folder, _)| format!("{folder}/")).filter(|folder| is_plain(folder));
        Some(Resolver { base: self, page, folder })
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

/// Resolves what stands on one page.
pub struct Resolver<'a> {
    base: &'a BaseUrl,
    page: url::Url,
    /// The path of its folder, if it can be put before another as it is.
    folder: Option<String>,
}

impl Resolver<'_> {
    /// As [`BaseUrl::resolve`].
    pub fn resolve(&self, href: &str) -> Option<String> {
        self.page.join(href.trim()).ok().map(String::from)
    }

    /// The path below the base that `href` names, as [`BaseUrl::local_path`] gives it.
    pub fn local(&self, href: &str) -> Option<String> {
        let Some(path) = self.plainly(href.trim()) else { return self.base.local_path(&self.resolve(href)?) };
        if self.base.path().is_empty() {
            return Some(path);
        }
        let rest = path.strip_prefix(self.base.path())?;
        match rest {
            "" => Some("/".to_owned()),
            rest => rest.starts_with('/').then(|| rest.to_owned()),
        }
    }

    /// The path that a plain address names: nearly all are, and each page has a hundred of them.
    fn plainly(&self, href: &str) -> Option<String> {
        let path = &href[..memchr::memchr2(b'?', b'#', href.as_bytes()).unwrap_or(href.len())];
        if path.is_empty() || path.starts_with("//") || !is_plain(path) {
            return None;
        }
        let (start, mut path) = match path.strip_prefix('/') {
            Some(path) => ("/", path),
            None => (self.folder.as_deref()?, path),
        };
        let mut whole = String::with_capacity(start.len() + path.len());
        whole.push_str(start);
        // Most have dots at the front only.
        while let Some(rest) = path.strip_prefix("../").filter(|_| whole.len() > 1) {
            to_parent(&mut whole);
            path = rest;
        }
        if !path.ends_with('.') && memchr::memmem::find(path.as_bytes(), b"./").is_none() {
            whole.push_str(path);
            return Some(whole);
        }
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            match part {
                "." => {}
                ".." => {
                    to_parent(&mut whole);
                    if whole.is_empty() {
                        whole.push('/');
                    }
                }
                part => {
                    whole.push_str(part);
                    whole.extend(parts.peek().map(|_| '/'));
                }
            }
        }
        Some(whole)
    }
}

/// From `/a/b/` to `/a/`.
fn to_parent(folder: &mut String) {
    folder.pop();
    // As `rfind`, a word at a time: each page has a hundred links.
    folder.truncate(memchr::memrchr(b'/', folder.as_bytes()).map_or(0, |at| at + 1));
}

/// Would taking this absolute address apart and writing it again leave it as it is? True for most
/// that are written by machines; `false` says nothing.
pub fn is_settled(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")) else { return false };
    let bytes = rest.as_bytes();
    let (mut before, mut last_label) = (b'.', 0);
    let mut host = 0;
    loop {
        match bytes.get(host) {
            Some(b'/') => break,
            Some(b'.') if before != b'.' => last_label = host + 1,
            // Two in a row are left to the parser: `xn--` stands for letters of other scripts.
            Some(b'-') if before != b'-' => {}
            Some(b) if b.is_ascii_lowercase() || b.is_ascii_digit() => {}
            _ => return false,
        }
        before = bytes[host];
        host += 1;
    }
    let (last, path) = (&bytes[last_label..host], &rest[host + 1..]);
    // Digits at the end are a number of a machine, which has other spellings.
    let is_named = !last.is_empty() && last.iter().all(u8::is_ascii_lowercase);
    is_named && is_plain(path) && !(path.contains('.') && path.split('/').any(|part| matches!(part, "." | "..")))
}

/// Letters that mean themselves in a path, and slashes.
fn is_plain(path: &str) -> bool {
    path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_' | b'~'))
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
    fn plain_addresses_are_resolved_as_all_others() {
        let pieces = ["a", "", ".", "..", "b.html", "...", "~x", "blog", ".."];
        for base in ["https://ada.dev", "https://ada.dev/blog"].map(|base| BaseUrl::parse(base).unwrap()) {
            for page in ["/", "/a/b/", "/a/b.html", "/größe/x/", "/a//b/"] {
                let resolver = base.resolver(&UrlPath::from_plain(page).unwrap()).unwrap();
                for number in 0..pieces.len().pow(3) {
                    let [a, b, c] = [1, 9, 81].map(|unit| pieces[number / unit % 9]);
                    for href in [format!("{a}/{b}/{c}"), format!("/{a}/{b}?x=/../y"), format!("{a}#b/.."), format!("/blog/{a}/{b}/{c}")] {
                        let slow = resolver.resolve(&href).and_then(|url| base.local_path(&url));
                        assert_eq!(resolver.local(&href), slow, "{href} on {page} of {base:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_settled_address_is_what_a_browser_makes_of_it() {
        let hosts = [
            "ada.dev", "a", "a.b-c.de", "-a.b", "1.2", "127.1", "0x7f.1", "a.0x1", "1a.b", "A.b", "a..b", "xn--a.b", "a--b.de", "a:80",
            "a:443", "", "a.b.",
        ];
        let paths = ["", "/", "/a/b.html", "/a/../b", "/./", "//a//", "/..", "/a?b", "/%2e/", "/é", "/...", "/.a", "/a b"];
        let mut settled = 0;
        for host in hosts {
            for path in paths {
                for scheme in ["https://", "http://", "HTTP://", "//"] {
                    let address = format!("{scheme}{host}{path}");
                    if is_settled(&address) {
                        settled += 1;
                        assert_eq!(url::Url::parse(&address).map(String::from).ok(), Some(address));
                    }
                }
            }
        }
        assert!(is_settled("https://ada.dev/smo/rain-0a1b.png"));
        assert_eq!(settled, 5 * 5 * 2);
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
