//! Group `safety`: what a site should not give away, and what it should not load or leave behind.

use std::collections::BTreeSet;

use globset::GlobSet;

use crate::base::Level::{Error, Info, Warning};
use crate::base::finding::Fact;
use crate::base::secrets::Leak;
use crate::base::{Place, Span};
use crate::lint::rule::Tier::{Doc, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::leaks::is_rel;
use crate::lint::shown::{brief, globs, preview};
use crate::model::view::{PageSummary, PageView};

pub const RULES: &[Rule] = &[
    Rule {
        name: "secret-or-path-leak",
        group: Some(Group::Safety),
        cases: &[
            case("secret", Error, Doc, "the vendors' token formats"),
            case("path", Error, Own, "the page itself"),
            case("file", Error, Own, "the output itself"),
        ],
        check: Check::Both(leaks_of_page, leaks_of_files),
        doc: include_str!("../docs/secret-or-path-leak.md"),
    },
    Rule {
        name: "image-gps",
        group: Some(Group::Safety),
        cases: &[case("image-gps", Error, Spec, "EXIF 2.32: GPS; XMP: exif:GPSLatitude")],
        check: Check::Both(located_on_page, located_alone),
        doc: include_str!("../docs/image-gps.md"),
    },
    Rule {
        name: "mixed-or-unsafe-embed",
        group: Some(Group::Safety),
        cases: &[case("mixed", Warning, Spec, "W3C Mixed Content"), case("opener", Warning, Spec, "HTML: link type opener")],
        check: Check::Page(mixed),
        doc: include_str!("../docs/mixed-or-unsafe-embed.md"),
    },
    Rule {
        name: "leftover-notes",
        group: Some(Group::Safety),
        cases: &[
            case("comment", Info, Own, "the page itself"),
            case("password", Warning, Own, "the page itself"),
            case("filler", Warning, Own, "the page itself"),
        ],
        check: Check::Page(notes),
        doc: include_str!("../docs/leftover-notes.md"),
    },
];

fn leaks_of_page(page: &PageView, report: &mut Reporter) {
    let paths = report.ctx.paths;
    for leak in &page.shown.marks.leaks {
        // Below a folder of that name the site has pages of its own.
        let is_own = leak.is_path && leak.shown.starts_with('/') && paths.has_below(&format!("{}/", leak.shown));
        if !is_own {
            tell(leak, Place::Html(leak.span), report);
        }
    }
}

fn leaks_of_files(pages: &[PageSummary], report: &mut Reporter) {
    let Some(files) = report.ctx.around.files else { return };
    let is_told = |leak: &Leak| {
        let of_kind = |finding: &crate::base::Finding| finding.rule == "secret-or-path-leak" && finding.message.contains(leak.kind);
        pages.iter().any(|page| page.findings.iter().any(of_kind))
    };
    for (at, leak) in &files.leaks {
        // A feed repeats what its posts say.
        let path = match at {
            Place::Spot(spot) => &*spot.path,
            _ => "",
        };
        if is_told(leak) && files.feeds.iter().any(|feed| &*feed.source.path == path) {
            continue;
        }
        tell(leak, at.clone(), report);
    }
    for path in &files.private {
        let name = path.rsplit('/').next().unwrap_or(path);
        report
            .say("file", Place::File(path.clone()), format!("`{}` is published", brief(name)))
            .fact("file", name)
            .why("files of this name hold passwords and keys, and programs look for them on every server")
            .help("take it out of what is published, and replace the keys in it");
    }
}

fn tell(leak: &Leak, at: Place, report: &mut Reporter) {
    let (kind, shown) = (leak.kind, brief(&leak.shown));
    if leak.is_path {
        report
            .say("path", at, format!("an address is {kind}: `{shown}…`"))
            .fact("path", leak.shown.clone())
            .why("it works on that computer alone, and tells whose it is")
            .help("name the file as it lies in the site");
    } else {
        report
            .say("secret", at, format!("this looks like {kind} (`{shown}…`)"))
            .fact("secret", kind)
            .why("whoever reads the page can use it; copies of public pages are kept by others")
            .help("take it back at its vendor first, then remove it here");
    }
}

/// Site paths of the pictures that a page names, each with where it is written.
fn pictures(page: &PageView, report: &Reporter) -> Vec<(String, Place)> {
    let Some(base) = report.ctx.base else { return Vec::new() };
    let local = |address: &str| base.local_path(&page.shown.absolute(base, address)?);
    let own = preview(&page.shown).and_then(|meta| Some((local(&meta.content)?, Place::Fact(Fact::Image))));
    let images = page.shown.images.iter().filter_map(|image| Some((local(&image.src)?, Place::Fact(Fact::Destination(image.src.clone())))));
    own.into_iter().chain(images).collect()
}

const WHERE: &str = "the photo tells where it was taken";

fn located_on_page(page: &PageView, report: &mut Reporter) {
    let Some(files) = report.ctx.around.files.filter(|files| !files.located.is_empty()) else { return };
    let mut told: BTreeSet<String> = BTreeSet::new();
    let allowed = allowed(report);
    for (path, at) in pictures(page, report) {
        if files.located.contains(&path) && !is_in(&allowed, &path) && told.insert(path.clone()) {
            located(&path, at, report);
        }
    }
}

/// Option `allow`: globs of photos that are meant to tell it, `maps/**`.
fn allowed(report: &Reporter) -> GlobSet {
    globs(&report.texts("allow").iter().map(|glob| glob.trim_start_matches('/').to_owned()).collect::<Vec<_>>())
}

fn is_in(set: &GlobSet, path: &str) -> bool {
    set.is_match(path.trim_start_matches('/'))
}

fn located(path: &str, at: Place, report: &mut Reporter) {
    report
        .say("image-gps", at, format!("{WHERE}: `{}`", brief(path)))
        .fact("image", path)
        .why("everyone who saves the file can read the place, which may be somebody's home")
        .help("save it without metadata; `smo-build optimize --only images` makes copies that have none, and the original must go, too");
}

/// Photos that no page shows can be found all the same.
fn located_alone(pages: &[PageSummary], report: &mut Reporter) {
    let Some(files) = report.ctx.around.files else { return };
    let is_told = |path: &str| {
        let says = |finding: &crate::base::Finding| {
            finding.rule == "image-gps"
                && finding.evidence.as_ref().and_then(|evidence| evidence.fact.as_ref()).is_some_and(|(_, told)| told == path)
        };
        pages.iter().any(|page| page.findings.iter().chain(&page.quiet).any(says))
    };
    let allowed = allowed(report);
    for path in files.located.iter().filter(|path| !is_in(&allowed, path) && !is_told(path)) {
        located(path, Place::File(path.trim_start_matches('/').into()), report);
    }
}

fn mixed(page: &PageView, report: &mut Reporter) {
    if report.ctx.base.is_some_and(|base| base.as_str().starts_with("https:")) {
        let images = page.shown.images.iter().map(|image| (image.src.as_str(), image.span));
        let assets = page.shown.marks.assets.iter().map(|(address, span)| (address.as_str(), *span));
        let loaded = |rel: &str| ["stylesheet", "icon", "preload", "modulepreload", "manifest"].iter().any(|word| is_rel(rel, word));
        let links =
            page.shown.links.iter().filter(|link| loaded(&link.rel)).map(|link| (link.href.as_str(), link.value_span.unwrap_or(link.span)));
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for (address, span) in images.chain(assets).chain(links) {
            let host = address.strip_prefix("http://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(rest));
            if !host.is_some_and(|host| told.insert(host)) {
                continue;
            }
            report
                .say("mixed", Place::Html(span), format!("`{}` is loaded over http", brief(address)))
                .fact("src", address)
                .why("browsers block it on an https page, or fetch it over https, which its server may not know")
                .help("write `https:`, or keep the file in the site");
        }
    }
    for span in page.shown.marks.openers.iter().take(1) {
        report
            .say("opener", Place::Html(*span), "a link in a new tab has `rel=\"opener\"`")
            .fact("rel", "opener")
            .why("the page it leads to can send this one elsewhere while nobody looks")
            .help("take `opener` out");
    }
}

fn notes(page: &PageView, report: &mut Reporter) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (word, span) in &page.shown.marks.notes {
        if !told.insert(word) {
            continue;
        }
        let case = if word.starts_with("passw") { "password" } else { "comment" };
        report
            .say(case, Place::Html(*span), format!("a comment in the HTML has a note: `{}`", brief(word)))
            .fact("comment", word.as_str())
            .why("everyone who looks at the source can read it")
            .help("remove it, or write it where it is not published");
    }
    // In a tag it is said of the tag.
    let in_tag = |span: &Span| page.shown.metas.iter().any(|meta| meta.span.range().contains(&(span.start as usize)));
    if let Some(span) = page.shown.marks.lorem.filter(|span| !in_tag(span)) {
        report
            .say("filler", Place::Html(span), "filler text was left: “Lorem ipsum dolor”")
            .fact("text", "lorem")
            .why("readers see that the page is not finished")
            .help("write what belongs there");
    }
    if let Some((word, span)) = &page.shown.marks.unfinished {
        report
            .say("filler", Place::Html(*span), format!("a note to oneself was left in the text: `{word}`"))
            .fact("text", word.as_str())
            .why("readers see that the page is not finished")
            .help("write what belongs there");
    }
}
