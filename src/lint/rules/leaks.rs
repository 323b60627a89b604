//! Group `meta`, the values: template code, doubled escapes and the dev server's address.

use crate::base::Level::{Error, Warning};
use crate::base::finding::Fact;
use crate::base::html::unescape;
use crate::base::{Place, url};
use crate::lint::rule::Tier::{Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::beside::listed;
use crate::lint::shown::{brief, known, meta_place, own_title, preview, site_name, texts};
use crate::model::facts::Meta;
use crate::model::plan::From;
use crate::model::platform::shared_url;
use crate::model::view::{PageSummary, PageView};

pub const RULES: &[Rule] = &[
    Rule {
        name: "meta-double-escaped",
        group: Some(Group::Meta),
        cases: &[case("meta-double-escaped", Error, Spec, "ogp.me: a string is text, it carries no escapes")],
        check: Check::Page(double_escaped),
        doc: include_str!("../docs/meta-double-escaped.md"),
    },
    Rule {
        name: "placeholder-leak",
        group: Some(Group::Meta),
        cases: &[case("placeholder-leak", Error, Own, "the page itself")],
        check: Check::Both(placeholder, placeholders_of_feeds),
        doc: include_str!("../docs/placeholder-leak.md"),
    },
    Rule {
        name: "dev-host",
        group: Some(Group::Meta),
        cases: &[case("dev", Error, Own, "the page itself"), case("other-host", Warning, Own, "the page itself")],
        check: Check::Both(dev_host, dev_lists),
        doc: include_str!("../docs/dev-host.md"),
    },
];

/// What a page about HTML says itself is no accident: in its title, or in the paragraph that its
/// description was taken from.
fn says_itself(page: &PageView, literal: &str) -> bool {
    let derived = page.hints.description_derived || page.fields.description.as_ref().is_some_and(|text| text.from == From::FirstParagraph);
    let described = page.fields.description.as_ref().is_some_and(|text| derived && text.value.contains(literal));
    described
        || page.shown.marks.code.contains(literal)
        || page.shown.headings.iter().any(|heading| heading.level == 1 && heading.text.contains(literal))
        || page.hints.title.as_deref().is_some_and(|title| title.contains(literal))
}

fn double_escaped(page: &PageView, report: &mut Reporter) {
    let mut values = texts(page);
    if let Some(image) = preview(&page.shown) {
        values.push((&image.key, &image.content, meta_place(page, image)));
    }
    let mut told: Vec<String> = Vec::new();
    for (key, value, at) in values {
        let Some(entity) = entity(value) else { continue };
        // One slip shows in every tag that is made of the text.
        let words = beside(value, entity);
        if says_itself(page, entity) || told.contains(&words) {
            continue;
        }
        told.push(words);
        report
            .say("meta-double-escaped", at, format!("{key} is escaped twice: readers will see `{}`", brief(around(value, entity))))
            .fact(known(key), value)
            .help("escape it once: one of theme and plugin does it again");
    }
    // What the tags say twice escaped is so everywhere, and said.
    for block in page.shown.json_ld.iter().filter(|_| told.is_empty()) {
        let Ok(value) = &block.value else { continue };
        let mut texts = Vec::new();
        json_texts(value, &mut texts);
        // `&lt;no value&gt;` was not filled in, which is said.
        let is_leak = |text: &str| template_literal(&unescape(text)).is_some();
        let odd = texts.into_iter().find_map(|(key, text)| {
            let entity = entity(text).filter(|entity| !says_itself(page, entity) && !is_leak(text))?;
            Some((key, text, entity))
        });
        if let Some((key, text, entity)) = odd {
            let message = format!("`{key}` in JSON-LD is escaped as HTML is: readers will see `{}`", brief(around(text, entity)));
            report
                .say("meta-double-escaped", Place::Html(block.span), message)
                .fact("JSON-LD", text)
                .why("nobody decodes what stands in a script")
                .help("write it as JSON does: `\\u0026` for `&`, `\\\"` for `\"`");
            return;
        }
    }
}

/// Words of JSON-LD that people get to read, each with its key; it has no escapes of HTML at all.
fn json_texts<'a>(value: &'a serde_json::Value, texts: &mut Vec<(&'a str, &'a str)>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| json_texts(item, texts)),
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                match value.as_str() {
                    Some(text) if matches!(key.as_str(), "headline" | "alternativeHeadline" | "name" | "description" | "caption") => {
                        texts.push((key, text));
                    }
                    Some(_) => {}
                    None => json_texts(value, texts),
                }
            }
        }
        _ => {}
    }
}

/// The first character reference in a text that was decoded already.
fn entity(text: &str) -> Option<&str> {
    text.match_indices('&').find_map(|(at, _)| {
        let end = at + text.as_bytes()[at..].iter().take(10).position(|b| *b == b';')?;
        let name = &text[at + 1..end];
        let known = matches!(
            name,
            "amp" | "lt" | "gt" | "quot" | "apos" | "nbsp" | "rsquo" | "lsquo" | "rdquo" | "ldquo" | "hellip" | "mdash" | "ndash"
        );
        let number = name.strip_prefix('#').is_some_and(|number| match number.strip_prefix('x') {
            Some(hex) => (1..=6).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit()),
            None => (1..=7).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()),
        });
        (known || number).then(|| &text[at..=end])
    })
}

/// `part` with the word before it and the one behind it.
fn beside(text: &str, part: &str) -> String {
    let at = text.find(part).unwrap_or(0);
    let (before, after) = (&text[..at], &text[at + part.len()..]);
    let before = before.rsplit(char::is_whitespace).find(|word| !word.is_empty()).unwrap_or("");
    let after = after.split(char::is_whitespace).find(|word| !word.is_empty()).unwrap_or("");
    format!("{before} {part} {}", after.trim_end_matches([',', '.', ':', ';']))
}

/// The words around `part`, so that a reader finds the place.
fn around<'a>(text: &'a str, part: &str) -> &'a str {
    let at = text.find(part).unwrap_or(0);
    let start = text[..at].char_indices().rev().nth(12).map_or(0, |(start, _)| start);
    let end = text[at + part.len()..].char_indices().nth(24).map_or(text.len(), |(end, _)| at + part.len() + end);
    text[start..end].trim()
}

/// Whole values that say "nobody filled this in".
const EMPTY_WORDS: &[&str] = &["undefined", "null", "NaN", "None", "nil", "Untitled", "TODO", "TK", "TBD", "FIXME"];
/// Whole segments of an address that say so.
const EMPTY_SEGMENTS: &[&str] = &["undefined", "null", "NaN", "None", "nil"];

fn placeholder(page: &PageView, report: &mut Reporter) {
    let site = site_name(page, report.ctx).to_owned();
    let mut found: Vec<(String, String, Place)> = Vec::new();
    for (key, value, at) in texts(page) {
        let own = own_title(value, &site);
        let about =
            |literal: &&str| if own.len() == literal.len() { page.shown.marks.code.contains(*literal) } else { says_itself(page, literal) };
        let leak = template_literal(own).filter(|literal| !about(literal));
        let empty = EMPTY_WORDS.contains(&own).then_some(own);
        let note = ["TODO ", "TODO:", "FIXME ", "FIXME:"]
            .iter()
            .find(|word| own.starts_with(**word))
            .map(|word| word.trim_end_matches([' ', ':']));
        let empty = empty.or(note);
        let lorem = own.get(..11).filter(|start| start.eq_ignore_ascii_case("lorem ipsum"));
        if let Some(literal) = leak.or(empty).or(lorem) {
            found.push((key.to_owned(), literal.to_owned(), at));
        }
    }
    let own: Vec<String> = page.url.as_str().split('/').map(url::decode).collect();
    let addresses = page.shown.metas.iter().filter(|meta| {
        matches!(
            meta.key.as_str(),
            "og:url" | "og:image" | "og:image:url" | "og:image:secure_url" | "twitter:url" | "twitter:image" | "twitter:image:src"
        )
    });
    let links = page.shown.links.iter().filter(|link| is_rel(&link.rel, "canonical") || is_rel(&link.rel, "alternate"));
    let addresses = addresses.map(|meta| (meta.key.as_str(), meta.content.as_str(), meta_place(page, meta))).chain(links.map(|link| {
        (
            if is_rel(&link.rel, "canonical") { "canonical" } else { "alternate" },
            link.href.as_str(),
            Place::Html(link.value_span.unwrap_or(link.span)),
        )
    }));
    for (key, value, at) in addresses {
        let path = value.split("://").nth(1).unwrap_or(value);
        let path = &path[..path.find(['?', '#']).unwrap_or(path.len())];
        let segment = path.split('/').find(|segment| EMPTY_SEGMENTS.contains(segment) && !own.iter().any(|own| own == segment));
        let decoded = url::decode(value);
        let leak = template_literal(&decoded).map(str::to_owned).or_else(|| segment.map(str::to_owned));
        let leak = leak.or_else(|| ["YOUR_", "your-domain"].iter().find(|word| value.contains(*word)).map(|word| (*word).to_owned()));
        if let Some(literal) = leak {
            found.push((key.to_owned(), literal, at));
        }
    }
    for block in &page.shown.json_ld {
        let leak = block.value.as_ref().ok().and_then(json_leak);
        if let Some(literal) = leak.filter(|literal| !says_itself(page, literal)) {
            found.push(("JSON-LD".to_owned(), literal, Place::Html(block.span)));
        }
    }
    // One leak shows in many tags; its author mends it in one place.
    let mut told: Vec<String> = Vec::new();
    for (key, literal, at) in found {
        if told.contains(&literal) {
            continue;
        }
        report
            .say("placeholder-leak", at, format!("`{}` in {key} was not filled in: every platform will print it", brief(&literal)))
            .fact(known(&key), literal.clone())
            .help("fill it in, or leave the tag out");
        told.push(literal);
    }
}

/// Titles that only a feed has; those of pages are told there, or are meant.
fn placeholders_of_feeds(pages: &[PageSummary], report: &mut Reporter) {
    let mut told: Vec<&str> = Vec::new();
    for feed in report.ctx.around.files.iter().flat_map(|files| &files.feeds) {
        for item in &feed.items {
            let title = item.title.as_deref().unwrap_or_default().trim();
            let leak = template_literal(title).or_else(|| EMPTY_WORDS.contains(&title).then_some(title));
            let Some(literal) = leak.filter(|literal| !told.contains(literal)) else { continue };
            if pages.iter().any(|page| page.title.as_deref().is_some_and(|title| title.contains(literal))) {
                continue;
            }
            told.push(literal);
            report
                .say(
                    "placeholder-leak",
                    Place::Spot(feed.source.spot(item.span)),
                    format!("`{}` in a title of a feed was not filled in", brief(literal)),
                )
                .fact("list", literal)
                .why("every reader of the feed prints it")
                .help("fill it in, in the template of the feed");
        }
    }
}

/// Template code in a text: `{{ … }}`, `{% … %}`, `<% … %>`, `${name}`, `%%name%%`.
fn template_literal(text: &str) -> Option<&str> {
    // Each of them has one of these.
    if !text.bytes().any(|b| matches!(b, b'[' | b'<' | b'I' | b'{' | b'%' | b'$')) {
        return None;
    }
    for whole in ["[object Object]", "<no value>", "Invalid Date"] {
        if let Some(at) = text.find(whole) {
            return Some(&text[at..at + whole.len()]);
        }
    }
    // `%PAGE_TITLE%`, as installers write it.
    let is_name = |name: &str| name.contains('_') && name.len() > 3 && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let signs: Vec<usize> = text.match_indices('%').map(|(at, _)| at).collect();
    if let Some(pair) = signs.windows(2).find(|pair| is_name(&text[pair[0] + 1..pair[1]])) {
        return Some(&text[pair[0]..=pair[1]]);
    }
    for (open, close) in [("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}"), ("%%", "%%")] {
        let Some(start) = text.find(open) else { continue };
        let inner = start + open.len();
        match text[inner..].find(close) {
            Some(end) if open == "%%" || open == "${" => {
                let name = &text[inner..inner + end];
                if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')) {
                    return Some(&text[start..inner + end + close.len()]);
                }
            }
            Some(end) => return Some(&text[start..inner + end + close.len()]),
            // A cut text may have lost its end.
            None if matches!(open, "{{" | "{%" | "<%") => return Some(&text[start..]),
            None => {}
        }
    }
    None
}

fn json_leak(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => {
            template_literal(text).or_else(|| EMPTY_WORDS[..5].contains(&text.trim()).then(|| text.trim())).map(str::to_owned)
        }
        serde_json::Value::Array(items) => items.iter().find_map(json_leak),
        // The words of the article itself may be about templates; dates have a rule of their own.
        serde_json::Value::Object(map) => map.iter().filter(|(key, _)| !is_left_out(key)).find_map(|(_, value)| json_leak(value)),
        _ => None,
    }
}

fn is_left_out(key: &str) -> bool {
    matches!(key, "articleBody" | "datePublished" | "dateModified")
}

pub fn is_rel(rel: &str, word: &str) -> bool {
    rel.split_ascii_whitespace().any(|part| part.eq_ignore_ascii_case(word))
}

fn dev_host(page: &PageView, report: &mut Reporter) {
    let Some(base) = report.ctx.base else { return };
    let metas = page.shown.metas.iter().filter(|meta| {
        matches!(meta.key.as_str(), "og:url" | "og:image" | "og:image:url" | "og:image:secure_url" | "twitter:image" | "twitter:url")
    });
    // What we add comes from what stands there.
    let (own, added): (Vec<&Meta>, Vec<&Meta>) = metas.partition(|meta| meta.span.end > 0);
    let told = |meta: &&Meta| (meta.key.clone(), meta.content.clone(), meta_place(page, meta));
    let links = page.shown.links.iter().filter(|link| is_rel(&link.rel, "canonical") || is_rel(&link.rel, "alternate"));
    let shares = page.shown.anchors.iter().filter_map(|anchor| {
        let (_, shared) = shared_url(&anchor.href)?;
        Some(("a share link", shared, Place::Fact(Fact::Destination(anchor.href.clone()))))
    });
    let json = page.shown.json_ld.iter().flat_map(|block| {
        let mut urls = Vec::new();
        if let Ok(value) = &block.value {
            json_urls(value, &mut urls);
        }
        urls.into_iter().map(|url| ("JSON-LD", url, Place::Html(block.span)))
    });
    let links = links.map(|link| (link.rel.clone(), link.href.clone(), Place::Html(link.value_span.unwrap_or(link.span))));
    let others = json.chain(shares).map(|(what, url, at)| (what.to_owned(), url, at));
    let all = own.iter().map(told).chain(links).chain(others).chain(added.iter().map(told));
    let canonical_host = page.shown.canonical().and_then(|link| host(&link.href));
    let mut told: Vec<String> = Vec::new();
    let is_own =
        |address: &str| address.strip_prefix(base.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    for (what, address, at) in all {
        // Nearly all are, and need not be taken apart.
        if is_own(&address) && !is_dev(base.host()) {
            continue;
        }
        let Some((name, port)) = host(&address) else { continue };
        let own = name == base.host();
        let odd_port = port.is_some_and(|port| !matches!(port, 80 | 443)) && !base.as_str().contains(&format!(":{}", port.unwrap_or(0)));
        let label = format!("{name}{}", port.map_or(String::new(), |port| format!(":{port}")));
        if told.contains(&label) {
            continue;
        }
        if (is_dev(&name) && !own) || (own && odd_port) {
            let (message, why) = if PLACEHOLDERS.contains(&name.as_str()) {
                (
                    format!("{what} names `{label}`, which is a placeholder address"),
                    "that is nobody's site, so platforms show no card or a wrong one",
                )
            } else {
                (
                    format!("{what} names `{label}`: built with the dev server's address"),
                    "nobody else can reach it, so platforms show no card or a wrong one",
                )
            };
            report.say("dev", at, message).fact(known(&what), label.clone()).why(why).help("set `site.url`, or pass `-b` in CI");
            told.push(label);
        } else if matches!(what.as_str(), "og:url" | "JSON-LD") && !same_site(&name, base.host()) {
            let canonical = canonical_host.as_ref().is_some_and(|(host, _)| same_site(host, &name));
            if !canonical {
                report
                    .say("other-host", at, format!("{what} names `{label}`, the site is `{}`", base.host()))
                    .fact(known(&what), label.clone())
                    .why("a preview deployment may have left its address here")
                    .help("set `site.url`, or pass `-b` in CI");
                told.push(label);
            }
        }
    }
}

/// An address of the settings that nobody else can open: everything follows from it.
fn dev_base(_: &[PageSummary], report: &mut Reporter) {
    let Some(base) = report.ctx.base.filter(|base| is_dev(base.host()) && !PLACEHOLDERS.contains(&base.host())) else { return };
    report
        .say("base-url-unset", Place::Site, format!("the site's address is `{}`, which nobody else can open", base.as_str()))
        .fact("site.url", base.as_str())
        .why("pictures and links in previews lead to it")
        .help("set `site.url` to the public address, or pass `-b` in CI");
}

/// The rule about it stands with the other addresses.
pub const DEV_BASE: Check = Check::Site(dev_base);

/// The address of the dev server in what is read beside the pages.
fn dev_lists(_: &[PageSummary], report: &mut Reporter) {
    let Some(files) = report.ctx.around.files else { return };
    let own = report.ctx.base.map(|base| base.host());
    let mut told: Vec<&str> = Vec::new();
    for (what, address, source, span) in listed(files) {
        let Some((name, port)) = host(address).filter(|(name, _)| is_dev(name) && own != Some(name)) else { continue };
        // The link of an entry says the same as its id.
        let list = if what.starts_with("a feed") { "a feed" } else { what };
        if told.contains(&list) {
            continue;
        }
        told.push(list);
        let label = format!("{name}{}", port.map_or(String::new(), |port| format!(":{port}")));
        report
            .say("dev", Place::Spot(source.spot(span)), format!("{what} names `{label}`, where nobody else can read"))
            .fact("list", label)
            .why("readers and search engines follow it to nothing")
            .help("set `site.url`, or pass `-b` in CI");
    }
}

/// `url` and `mainEntityOfPage` of top-level and `@graph` nodes: what the page says it is.
pub fn json_urls(value: &serde_json::Value, urls: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| json_urls(item, urls)),
        serde_json::Value::Object(map) => {
            let is_of_page = |kind: &str| kind == "WebPage" || kind == "WebSite" || kind.ends_with("Article") || kind == "BlogPosting";
            let is_page = kinds(map).any(is_of_page);
            if is_page {
                for key in ["url", "mainEntityOfPage"] {
                    let value = map.get(key);
                    urls.extend(value.and_then(|value| value.as_str().or_else(|| value.get("@id")?.as_str())).map(str::to_owned));
                }
            }
            if let Some(graph) = map.get("@graph") {
                json_urls(graph, urls);
            }
        }
        _ => {}
    }
}

/// The types of a node: one, or a list.
pub fn kinds(map: &serde_json::Map<String, serde_json::Value>) -> impl Iterator<Item = &str> {
    let named = map.get("@type").into_iter().flat_map(|kind| kind.as_array().map_or(std::slice::from_ref(kind), Vec::as_slice));
    named.filter_map(serde_json::Value::as_str)
}

/// Host and explicit port of an absolute http(s) address.
fn host(address: &str) -> Option<(String, Option<u16>)> {
    // Nearly all are, and need not be taken apart.
    if let Some((_, rest)) = address.trim().split_once("://").filter(|_| url::is_settled(address.trim())) {
        return rest.split_once('/').map(|(host, _)| (host.to_owned(), None));
    }
    let url = ::url::Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some((url.host_str()?.trim_matches(['[', ']']).to_owned(), url.port()))
}

fn same_site(a: &str, b: &str) -> bool {
    a.trim_start_matches("www.") == b.trim_start_matches("www.")
}

/// Names that documents use for examples (RFC 2606).
const PLACEHOLDERS: &[&str] = &["example.com", "example.org", "example.net"];

/// A host that stands for one that nobody has named yet.
pub fn is_placeholder(host: &str) -> bool {
    PLACEHOLDERS.contains(&host)
}

/// An absolute address that nobody else can reach.
pub fn is_dev_address(address: &str) -> bool {
    may_be_dev(address) && host(address).is_some_and(|(name, _)| is_dev(&name))
}

/// Can it be one, by the last part of its host? Most addresses of a page cannot, and need not be taken apart.
fn may_be_dev(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("//") else { return address.contains(':') };
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let plain = host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    // Anything odd is looked at: ports, capitals, numbers, escapes.
    !plain || host.is_empty() || host.ends_with(|c: char| c == '.' || c.is_ascii_digit()) || ENDS.iter().any(|end| host.ends_with(end))
}

/// The last letters of hosts that nobody else can reach, or that stand for others: no fewer than `is_dev` knows.
#[rustfmt::skip]
const ENDS: &[&str] = &[
    "localhost", ".local", ".test", ".internal", ".trycloudflare.com", ".ngrok.io", ".ngrok.app", ".ngrok.dev", ".ngrok-free.app", ".ngrok-free.dev",
    "example.com", "example.org", "example.net",
];

fn is_dev(host: &str) -> bool {
    if let Ok(address) = host.parse::<std::net::Ipv4Addr>() {
        return address.is_loopback() || address.is_private() || address.is_unspecified();
    }
    let is_tunnel = |end: &&str| end.starts_with('.') && host.ends_with(*end);
    matches!(host, "localhost" | "::1") || host.ends_with(".localhost") || PLACEHOLDERS.contains(&host) || ENDS.iter().any(is_tunnel)
}
