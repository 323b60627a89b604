//! Group `link`: does everything that a page names inside its site exist?

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::Level::Error;
use crate::base::finding::{Fact, Safety};
use crate::base::url::decode;
use crate::base::{BaseUrl, Place, Span, UrlPath};
use crate::lint::rule::Tier::Own;
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::leaks::is_rel;
use crate::lint::shown::{brief, globs};
use crate::model::platform::share_link;
use crate::model::view::{OutputPaths, PageSummary, PageView};

pub const RULES: &[Rule] = &[Rule {
    name: "broken-internal-link",
    group: Some(Group::Link),
    cases: &[case("broken-internal-link", Error, Own, "the output itself")],
    check: Check::Both(broken_internal_link, pictures_of_settings),
    doc: include_str!("../docs/broken-internal-link.md"),
}];

/// Stands in where the site has no address: root-relative links can be looked up all the same.
const NOWHERE: &str = "https://site.invalid";

/// What stands behind an address, by where it is named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Link,
    /// `href="ada@ada.dev"`: who wrote it forgot the scheme.
    Letter,
    Picture,
    File,
}

fn is_letter(href: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+'));
    href.split_once('@').is_some_and(|(name, host)| is_name(name) && is_name(host) && host.contains('.'))
}

/// A guess looks at every path of the output: enough for slips, not for a page of dead links.
const GUESSES: usize = 8;

fn broken_internal_link(page: &PageView, report: &mut Reporter) {
    let nowhere = BaseUrl::parse(NOWHERE).expect("NOWHERE is an absolute http(s) URL");
    let base = report.ctx.base.unwrap_or(&nowhere);
    let anchors = page.shown.anchors.iter().map(|anchor| (anchor.href.as_str(), None, Kind::Link));
    let images = page.shown.images.iter().map(|image| (image.src.as_str(), None, Kind::Picture));
    // The canonical link has rules of its own; `preconnect` names a server, not a file.
    let links = page
        .shown
        .links
        .iter()
        .filter(|link| !["canonical", "preconnect", "dns-prefetch"].iter().any(|rel| is_rel(&link.rel, rel)))
        .map(|link| (link.href.as_str(), Some(link.value_span.unwrap_or(link.span)), Kind::File));
    let assets = page.shown.marks.assets.iter().map(|(address, span)| (address.as_str(), Some(*span), Kind::File));
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let resolver = base.resolver(&page.url);
    let paths = report.ctx.paths;
    let is_homeless = report.ctx.base.is_none();
    let mut missing: Vec<(String, &str, Option<Span>, Kind)> = Vec::new();
    let mut rooted: Vec<String> = Vec::new();
    let mut unfilled: Option<(&str, Option<Span>)> = None;
    for (href, span, kind) in anchors.chain(images).chain(links).chain(assets) {
        let href = href.trim();
        if href.contains('{') && (href.contains("{{") || href.contains("{%")) {
            // One template makes many such links; alternates are placeholder-leak's, share links have rules of their own.
            if !is_alternate(page, href) && share_link(href).is_none() {
                unfilled.get_or_insert((href, span));
            }
            continue;
        }
        // An empty one names the page itself.
        if href.is_empty() || href.starts_with('#') || base.is_elsewhere(href) {
            continue;
        }
        let Some(path) = resolver.as_ref().and_then(|resolver| resolver.local(href)) else { continue };
        if (!is_homeless && paths.answers(&path)) || !told.insert(href) {
            continue;
        }
        if is_homeless && href.starts_with('/') {
            rooted.push(path.clone());
        }
        let kind = if kind == Kind::Link && is_letter(href) { Kind::Letter } else { kind };
        missing.push((path, href, span, kind));
    }
    if let Some((href, span)) = unfilled {
        let at = span.map_or_else(|| Place::Fact(Fact::Destination(href.to_owned())), Place::Html);
        report
            .say("broken-internal-link", at, format!("`{}` is no address: template code was not filled in", brief(href)))
            .fact("href", href)
            .why("it leads nowhere, and so do all others that this template writes")
            .help("fill it in, or take it away");
    }
    let below = if is_homeless { likely_root(&rooted, paths) } else { None };
    let settings = report.ctx.settings;
    let elsewhere = LazyCell::new(|| globs(&settings.lint.external_paths));
    let mut guesses = GUESSES;
    for (path, href, span, kind) in missing {
        let path = below.as_ref().and_then(|root| path.strip_prefix(root.as_str())).filter(|rest| rest.starts_with('/')).unwrap_or(&path);
        if paths.answers(path) || elsewhere.is_match(path) {
            continue;
        }
        // A slip that leads to the page itself is none that anybody meant.
        let near = if guesses > 0 && kind != Kind::Letter { paths.nearest(path).filter(|near| near != page.url.as_str()) } else { None };
        guesses = guesses.saturating_sub(1);
        let message = match &near {
            Some(near) if near.to_lowercase() == path.to_lowercase() => {
                format!("`{}` does not exist; `{near}` does (case matters on the server)", brief(path))
            }
            Some(near) => format!("`{}` does not exist; `{near}` does", brief(path)),
            None if path == "/" => "`/` does not exist: the site has no `index.html`".to_owned(),
            None => format!("`{}` does not exist", brief(path)),
        };
        let why = match kind {
            Kind::Link | Kind::Letter => "readers end on an error page",
            Kind::Picture => "readers see a gap where the picture should be",
            Kind::File => "browsers ask for it in vain",
        };
        let at = span.map_or_else(|| Place::Fact(Fact::Destination(href.to_owned())), Place::Html);
        let said = report.say("broken-internal-link", at, message).fact("href", path).why(why);
        match near {
            Some(near) => said.help(format!("did you mean `{near}`?")).remedy(Safety::Unsafe, path, near),
            None if kind == Kind::Letter => said.help("a link to a letter begins with `mailto:`"),
            None => said.help("correct it, or list it under `lint.external_paths` if the server answers it"),
        };
    }
}

fn is_alternate(page: &PageView, href: &str) -> bool {
    page.shown.links.iter().any(|link| link.href.trim() == href && is_rel(&link.rel, "alternate"))
}

/// The logo, portraits and the picture of last resort stand on every page that shows them.
fn pictures_of_settings(_: &[PageSummary], report: &mut Reporter) {
    let Some(base) = report.ctx.base else { return };
    let (site, paths) = (&report.ctx.settings.site, report.ctx.paths);
    let portraits = site.authors.iter().map(|(name, author)| (format!("site.authors.{name}.image"), &author.image));
    let named = [("site.logo".to_owned(), &site.logo), ("site.image".to_owned(), &site.image)].into_iter().chain(portraits);
    let home = UrlPath::from_plain("/").expect("a slash is a path");
    for (key, value) in named {
        let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) else { continue };
        // `/x.png` is below the base, as everywhere in the settings.
        let below = value.starts_with('/').then(|| decode(value));
        let Some(path) = below.or_else(|| base.resolver(&home)?.local(value)) else { continue };
        if paths.has_file(&path) || globs(&report.ctx.settings.lint.external_paths).is_match(&path) {
            continue;
        }
        let near = paths.nearest(&path);
        let said = report
            .say("broken-internal-link", Place::Site, format!("`{key}` is `{}`, and no such file is published", brief(value)))
            .fact("href", value)
            .why("its address stands in structured data and leads nowhere; cards go without it");
        said.help(near.map_or_else(
            || "name a file below the folder of the finished site: `/logo.png` for `static/logo.png`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        ));
    }
}

/// Where nobody said below which path the site lives: the one below which links from the root lead
/// somewhere. `/docs/rain/` → `/docs`, if there is a `/rain/`. None as soon as one is right as it is.
fn likely_root(rooted: &[String], paths: &OutputPaths) -> Option<String> {
    if rooted.iter().any(|path| path != "/" && paths.answers(path)) {
        return None;
    }
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for path in rooted {
        // The home page is found below every path, which says nothing.
        let cuts = path.match_indices('/').skip(1).filter(|(at, _)| *at + 1 < path.len());
        for (at, _) in cuts.filter(|(at, _)| paths.answers(&path[*at..])) {
            *votes.entry(&path[..at]).or_default() += 1;
        }
    }
    votes.into_iter().max_by_key(|(root, count)| (*count, std::cmp::Reverse(*root))).map(|(root, _)| root.to_owned())
}
