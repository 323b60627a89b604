//! Groups `share` and `weight`: what other companies load into a page before anybody asked.

use std::collections::BTreeSet;

use crate::base::Level::{Info, Warning};
use crate::base::{Place, Span};
use crate::lint::rule::Tier::{Doc, Measured};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "third-party-share-widget",
        group: Some(Group::Share),
        cases: &[case("third-party-share-widget", Warning, Doc, "X for Websites: widgets collect page, IP, browser and cookies")],
        check: Check::Page(widgets),
        doc: include_str!("../docs/third-party-share-widget.md"),
    },
    Rule {
        name: "embed-not-static",
        group: Some(Group::Weight),
        cases: &[
            case("embed-not-static", Warning, Measured, "reports: what players and posts load before any click"),
            case("cookies", Info, Measured, "YouTube's privacy-enhanced mode: youtube-nocookie.com"),
        ],
        check: Check::Page(embeds),
        doc: include_str!("../docs/embed-not-static.md"),
    },
];

/// Host and path of an address, without scheme and `www`.
fn place(address: &str) -> &str {
    let rest = address.split_once("//").map_or(address, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest)
}

/// Is `host` this domain, or one below it?
fn is_of(address: &str, domain: &str) -> bool {
    if !address.contains("//") {
        return false;
    }
    let host = place(address).split(['/', '?', '#', ':']).next().unwrap_or("");
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// (domain, network): whatever comes from there is share buttons.
const SERVICES: &[(&str, &str)] = &[
    ("addthis.com", "AddThis"),
    ("addtoany.com", "AddToAny"),
    ("sharethis.com", "ShareThis"),
    ("shareaholic.com", "Shareaholic"),
    ("shareaholic.net", "Shareaholic"),
];

/// (domain, what its path holds, network): scripts that make buttons out of that network's markup.
const KITS: &[(&str, &str, &str)] = &[
    ("connect.facebook.net", "", "Facebook"),
    ("platform.twitter.com", "widgets.js", "X"),
    ("platform.x.com", "widgets.js", "X"),
    ("platform.linkedin.com", "in.js", "LinkedIn"),
    ("assets.pinterest.com", "pinit.js", "Pinterest"),
];

/// (domain, path, network): frames that are a button.
const BUTTON_FRAMES: &[(&str, &str, &str)] = &[
    ("facebook.com", "/plugins/like", "Facebook"),
    ("facebook.com", "/plugins/share", "Facebook"),
    ("platform.twitter.com", "tweet_button", "X"),
];

fn widgets(page: &PageView, report: &mut Reporter) {
    let marks = &page.shown.marks;
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let scripts = marks.scripts.iter().map(|script| (script.src.as_str(), script.span));
    let frames = marks.frames.iter().map(|frame| (frame.src.as_str(), frame.span));
    for (address, span) in scripts.clone().chain(frames.clone()) {
        let service = SERVICES.iter().find(|(domain, _)| is_of(address, domain)).map(|(_, network)| *network);
        let has_button = |network: &str| marks.buttons.iter().any(|(of, _)| *of == network);
        let kit = KITS.iter().find(|(domain, path, network)| is_of(address, domain) && address.contains(path) && has_button(network));
        let frame = BUTTON_FRAMES.iter().find(|(domain, path, _)| is_of(address, domain) && address.contains(path));
        let network = service.or(kit.map(|row| row.2)).or(frame.map(|row| row.2));
        if let Some(network) = network.filter(|network| told.insert(network)) {
            report
                .say("third-party-share-widget", Place::Html(span), format!("share buttons are loaded from {network}"))
                .fact("widget", network)
                .why("every reader's visit is told to it, whether they share or not, and the buttons are slow and are blocked by many browsers")
                .help("plain links need no script: `<div data-smo=\"share\"></div>`, then `smo-build optimize`");
        }
    }
}

/// (domain, path, network, what is embedded).
const EMBEDS: &[(&str, &str, &str, &str)] = &[
    ("youtube.com", "/embed", "YouTube", "video"),
    ("youtube-nocookie.com", "/embed", "YouTube", "video"),
    ("player.vimeo.com", "", "Vimeo", "video"),
    ("platform.twitter.com", "embed", "X", "post"),
    ("x.com", "/status/", "X", "post"),
    ("twitter.com", "/status/", "X", "post"),
    ("instagram.com", "/embed", "Instagram", "post"),
    ("tiktok.com", "/embed", "TikTok", "video"),
    ("facebook.com", "/plugins/post", "Facebook", "post"),
    ("facebook.com", "/plugins/video", "Facebook", "video"),
    ("facebook.com", "/plugins/page", "Facebook", "page"),
];

/// (domain, network): scripts that make posts out of their markup.
const POST_SCRIPTS: &[(&str, &str)] = &[
    ("platform.twitter.com", "X"),
    ("platform.x.com", "X"),
    ("instagram.com", "Instagram"),
    ("tiktok.com", "TikTok"),
    ("connect.facebook.net", "Facebook"),
];

/// (domain, path, network): scripts that are a player themselves, whatever they fill.
const PLAYERS: &[(&str, &str, &str)] = &[
    ("youtube.com", "/iframe_api", "YouTube"),
    ("youtube.com", "/player_api", "YouTube"),
    ("player.vimeo.com", "/api/player.js", "Vimeo"),
];

fn embeds(page: &PageView, report: &mut Reporter) {
    let marks = &page.shown.marks;
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut found: Vec<(&'static str, &str, Span)> = Vec::new();
    for frame in &marks.frames {
        let row = EMBEDS.iter().find(|(domain, path, ..)| is_of(&frame.src, domain) && frame.src.contains(path));
        found.extend(row.map(|(_, _, network, what)| (*network, *what, frame.span)));
        // Where it is said that players are loaded at all, their cookies go without saying.
        if is_of(&frame.src, "youtube.com") && !report.wants("embed-not-static") && told.insert("cookies") {
            report
                .say("cookies", Place::Html(frame.span), "the video is embedded from youtube.com, not youtube-nocookie.com")
                .fact("embed", "youtube.com")
                .why("YouTube's own address without cookies shows the same player")
                .help("write `https://www.youtube-nocookie.com/embed/…`");
        }
    }
    for script in &marks.scripts {
        let row = POST_SCRIPTS.iter().find(|(domain, _)| is_of(&script.src, domain));
        let has_post = |network: &str| marks.posts.iter().any(|(of, _)| *of == network);
        found.extend(row.filter(|(_, network)| has_post(network)).map(|(_, network)| (*network, "post", script.span)));
        let player = PLAYERS.iter().find(|(domain, path, _)| is_of(&script.src, domain) && script.src.contains(path));
        found.extend(player.map(|(.., network)| (*network, "player", script.span)));
    }
    for (network, what, span) in found {
        if !told.insert(network) {
            continue;
        }
        let article = if network.starts_with(['I', 'X']) { "an" } else { "a" };
        report
            .say(
                "embed-not-static",
                Place::Html(span),
                format!("{article} {network} {what} is loaded with the page, before anyone asks for it"),
            )
            .fact("embed", network)
            .why(format!("every reader loads its scripts and is known to {network}, those who only read, too"))
            .help("show a picture that links to it, and load it when it is pressed");
    }
}
