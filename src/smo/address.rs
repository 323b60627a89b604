//! What an address in a tag is meant to be, where what stands there is certainly not it.
//!
//! Only the site's own addresses are mended, and only in ways that leave one reading. Whether a
//! file or a page stands behind a reading is asked of the caller: nothing is opened here.

use super::resolve::{bare, is_relative};
use crate::base::url::{decode, strip_prefix_ignore_case};
use crate::base::{BaseUrl, UrlPath};
use crate::model::facts::PageFacts;

/// Everything that `value` may mean, the likeliest first: the standard's reading, a file of the
/// site's root (themes forget the base path), and what is left once slips are taken out.
pub(super) fn readings(facts: &PageFacts, base: &BaseUrl, value: &str) -> Vec<String> {
    let value = &*bare(value);
    let mut readings: Vec<String> = Vec::new();
    if is_relative(value) {
        readings.extend(facts.absolute(base, value));
        if !value.starts_with("//") {
            let path = value.split(['?', '#']).next().unwrap_or(value);
            readings.extend(UrlPath::from_plain(&decode(path)).map(|path| base.join(&path)));
        }
    } else {
        readings.push(value.to_owned());
        readings.extend(undoubled(base, value));
        let reachable: Vec<String> = readings.iter().filter_map(|reading| without_dev_host(base, reading)).collect();
        readings.extend(reachable);
    }
    let slips: Vec<String> = readings.iter().flat_map(|reading| [tidy(base, reading), once_below(base, reading)]).flatten().collect();
    readings.extend(slips);
    let mut seen = Vec::new();
    readings.retain(|reading| {
        !seen.contains(reading) && {
            seen.push(reading.clone());
            true
        }
    });
    readings
}

/// The address that was meant, if `value` is certainly none that works. `is_there` knows whether a
/// decoded path of the site is a file, or this page.
pub(super) fn mended(facts: &PageFacts, base: &BaseUrl, value: &str, is_there: &dyn Fn(&str) -> bool) -> Option<String> {
    /// Slips that one address holds; each may hide the next.
    const SLIPS: usize = 8;
    let value = &*bare(value);
    let mut address = mended_once(facts, base, value, is_there)?;
    for _ in 0..SLIPS {
        let Some(next) = mended_once(facts, base, &address, is_there) else { break };
        address = next;
    }
    (address != value).then_some(address)
}

/// What is left of the address once the slip that shows is taken out.
fn mended_once(facts: &PageFacts, base: &BaseUrl, value: &str, is_there: &dyn Fn(&str) -> bool) -> Option<String> {
    let there = |address: &str| base.local_path(address).is_some_and(|path| is_there(&path));
    let mut address = match is_relative(value) {
        true => {
            let readings = readings(facts, base, value);
            readings.iter().find(|reading| there(reading)).or(readings.first())?.clone()
        }
        false => undoubled(base, value).unwrap_or_else(|| value.to_owned()),
    };
    if let Some(own) = without_dev_host(base, &address) {
        // Behind the development server's name anything may stand: only what exists is known.
        let candidates = [once_below(base, &own), tidy(base, &own), Some(own)];
        match candidates.into_iter().flatten().find(|reading| there(reading)) {
            Some(known) => address = known,
            None => return Some(address).filter(|address| address != value),
        }
    }
    if let Some(tidied) = tidy(base, &address) {
        address = tidied;
    }
    if let Some(once) = once_below(base, &address).filter(|once| !there(&address) && there(once)) {
        address = once;
    }
    (address != value).then_some(address)
}

/// A host that nobody else can reach.
pub(super) fn is_dev(address: &str) -> bool {
    let Some(url) = url::Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else { return false };
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unspecified(),
        None => false,
    }
}

/// `https://a.org/https://a.org/x` is `https://a.org/x`: a whole address behind the site's own.
fn undoubled(base: &BaseUrl, value: &str) -> Option<String> {
    let mut address = value;
    while let Some(inner) = [base.as_str(), base.origin()].iter().find_map(|own| {
        let rest = strip_prefix_ignore_case(address, own)?.trim_start_matches('/');
        let scheme = ["https:/", "http:/"].iter().find(|scheme| strip_prefix_ignore_case(rest, scheme).is_some())?;
        // A path that was cleaned has lost one of the two slashes.
        rest[scheme.len()..].starts_with(|c: char| c == '/' || c.is_ascii_alphanumeric()).then_some(rest)
    }) {
        address = inner;
    }
    let (scheme, rest) = address.split_once(":/").filter(|_| address.len() < value.len())?;
    let address = format!("{}://{}", scheme.to_ascii_lowercase(), rest.trim_start_matches('/'));
    url::Url::parse(&address).is_ok().then_some(address)
}

/// `http://localhost:1313/rain/` on the site's own host, below its base path. A site that lives
/// there itself is being looked at, not published.
fn without_dev_host(base: &BaseUrl, value: &str) -> Option<String> {
    if !is_dev(value) || is_dev(base.as_str()) {
        return None;
    }
    let rest = &value[value.find("://")? + 3..];
    let path = rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]);
    let below = path.strip_prefix(base.path()).filter(|below| below.is_empty() || below.starts_with(['/', '?', '#'])).unwrap_or(path);
    let slash = if below.starts_with('/') { "" } else { "/" };
    Some(format!("{}{slash}{below}", base.as_str()))
}

/// The site's own address with its scheme, and one slash where several stand behind the host.
fn tidy(base: &BaseUrl, value: &str) -> Option<String> {
    let (scheme, host) = base.origin().split_once("://")?;
    let (said, rest) = value.split_once("://")?;
    let secure = said.eq_ignore_ascii_case(scheme) || (scheme == "https" && said.eq_ignore_ascii_case("http"));
    let rest = strip_prefix_ignore_case(rest, host).filter(|_| secure)?;
    if !(rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
        return None;
    }
    let path = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
    let own = path.starts_with(base.path()).then_some(base.path()).filter(|own| path[own.len()..].starts_with("//"));
    let own = own.or_else(|| path.starts_with("//").then_some(""));
    let scheme = if said.eq_ignore_ascii_case(scheme) { said } else { scheme };
    let host = &value[said.len() + 3..value.len() - rest.len()];
    let tidied = match own {
        Some(own) => format!("{scheme}://{host}{own}/{}", rest[own.len()..].trim_start_matches('/')),
        None => format!("{scheme}://{host}{rest}"),
    };
    (tidied != value).then_some(tidied)
}

/// `https://a.org/blog/blog/x` with the base path once.
fn once_below(base: &BaseUrl, value: &str) -> Option<String> {
    let path = base.path();
    let rest = strip_prefix_ignore_case(value, base.as_str()).filter(|_| !path.is_empty())?;
    let rest = rest.strip_prefix(path).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))?;
    Some(format!("{}{rest}", base.as_str()))
}

/// Is this decoded path another spelling of the page's own: `/rain`, `/rain/index.html`?
pub(super) fn is_own(facts: &PageFacts, path: &str) -> bool {
    let plain = |path: &str| {
        let path = path.strip_suffix("/index.html").unwrap_or(path);
        path.strip_suffix(".html").unwrap_or(path).trim_end_matches('/').to_owned()
    };
    // With a `<base>` of its own the page is nowhere but where that says.
    facts.base_href.is_none() && facts.url.as_ref().is_some_and(|own| plain(&decode(own.as_str())) == plain(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of an address on `/rain/` of a site with one picture, `/a.png`.
    fn mend(base: &str, value: &str) -> Option<String> {
        let base = BaseUrl::parse(base).expect("a base");
        let facts = PageFacts { url: UrlPath::from_plain("/rain/"), ..PageFacts::default() };
        let is_there = |path: &str| path == "/a.png" || is_own(&facts, path);
        let once = mended(&facts, &base, value, &is_there);
        if let Some(once) = &once {
            assert_eq!(mended(&facts, &base, once, &is_there), None, "mended once is mended");
            assert!(readings(&facts, &base, value).contains(once), "a file that is wanted was looked at: {value}");
        }
        once
    }

    #[test]
    fn what_is_certainly_broken_is_mended() {
        for (value, meant) in [
            ("/a.png", "https://a.org/a.png"),
            ("a.png", "https://a.org/a.png"),
            ("//a.org/a.png", "https://a.org/a.png"),
            ("//cdn.example/a.png", "https://cdn.example/a.png"),
            ("//a.org//a.png", "https://a.org/a.png"),
            ("http://localhost:1313/rain/", "https://a.org/rain/"),
            ("http://127.0.0.1:4000/a.png?v=1", "https://a.org/a.png?v=1"),
            ("http://0.0.0.0/rain/index.html", "https://a.org/rain/index.html"),
            ("http://[::1]:80//a.png", "https://a.org/a.png"),
            ("https://a.org/https://a.org/a.png", "https://a.org/a.png"),
            ("https://a.orghttps://a.org/a.png", "https://a.org/a.png"),
            ("https://a.org/https:/cdn.example/b.png", "https://cdn.example/b.png"),
            ("https://a.org//https://a.org//rain/", "https://a.org/rain/"),
            ("https://a.org/http://localhost:4000/rain/", "https://a.org/rain/"),
            ("https://a.org//x", "https://a.org/x"),
            ("http://a.org/x?y#z", "https://a.org/x?y#z"),
            ("HTTP://A.org", "https://A.org"),
            ("http://0.0.0.0/rain", "https://a.org/rain"),
        ] {
            assert_eq!(mend("https://a.org", value).as_deref(), Some(meant), "{value}");
        }
        for (value, meant) in [
            ("https://a.org/blog/blog/a.png", "https://a.org/blog/a.png"),
            ("https://a.org/blog//a.png", "https://a.org/blog/a.png"),
            ("http://localhost:1313/rain/", "https://a.org/blog/rain/"),
            ("http://localhost:1313/blog/rain/", "https://a.org/blog/rain/"),
            ("https://a.org/blog/https://a.org/blog/rain/", "https://a.org/blog/rain/"),
            ("/a.png", "https://a.org/blog/a.png"),
        ] {
            assert_eq!(mend("https://a.org/blog", value).as_deref(), Some(meant), "{value}");
        }
    }

    #[test]
    fn what_may_be_meant_is_left_alone() {
        for value in [
            "https://a.org/a.png",
            "https://a.org/gone.png",
            "http://localhost:1313/gone.png",
            "http://localhost:1313/rainindex.html",
            "http://b.org/x",
            "https://web.archive.org/web/2020/https://a.org/",
            "https://a.org:8443//x",
            "http://a.org:8080/x",
            "https://a.organisation.example//x",
            "https://a.org/?u=https://a.org/",
            "data:image/png;base64,AA",
            "https://user@a.org//x",
        ] {
            assert_eq!(mend("https://a.org", value), None, "{value}");
        }
        assert_eq!(mend("https://a.org/blog", "https://a.org/blog/blog/other.png"), None);
        assert_eq!(mend("http://localhost:4040", "http://localhost:4040/rain/"), None, "a look at it before it is published");
        assert_eq!(mend("http://a.org", "https://a.org/rain/"), None);
    }
}
