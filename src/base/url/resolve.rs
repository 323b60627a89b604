//! What an address on a page leads to. Nearly all are plain, and then they need not be taken apart; what says so is proved
//! against the parser.

use super::{BaseUrl, UrlPath};

/// Resolves what stands on one page.
pub struct Resolver<'a> {
    base: &'a BaseUrl,
    page: url::Url,
    /// The path of its folder, if it can be put before another as it is.
    folder: Option<String>,
}

impl<'a> Resolver<'a> {
    pub(super) fn of(base: &'a BaseUrl, page: &UrlPath) -> Option<Self> {
        let page = url::Url::parse(&base.join(page)).ok()?;
        let folder = page.path().rsplit_once('/').map(|(folder, _)| format!("{folder}/")).filter(|folder| is_plain(folder));
        Some(Self { base, page, folder })
    }

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
pub(super) fn is_plain(path: &str) -> bool {
    path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
