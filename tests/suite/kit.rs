//! Stories about posts beside an article: read where their author wrote them, judged with their page, never published.

use smo_build::base::finding::{Quiet, Safety};
use smo_build::base::{Level, Place};
use smo_build::{Accept, FixOptions};

use crate::support::{CONFIG, Outcome, Sandbox};

const POST: &str =
    "---\ntitle: Three rain gauges\ndescription: What a month of reading three cheap gauges taught us.\ndate: 2026-03-04\n---\nDrops.\n";

/// 269 characters; with an address of 23 and a line break before it 293.
fn sidecar() -> String {
    let words = "gauge ".repeat(45);
    format!("schema: 1\nposts:\n  - id: x-announce\n    platform: x\n    text: {}\n", words.trim_end())
}

fn site(post: &str, sidecar: &str) -> Sandbox {
    Sandbox::site(&[("content/rain.md", post), ("content/rain.social.yaml", sidecar)])
}

fn said(outcome: &Outcome, rule: &str) -> Vec<(Level, String)> {
    let found = outcome.report().findings.iter().filter(|finding| finding.rule == rule);
    found.map(|finding| (finding.level, finding.message.to_string())).collect()
}

#[test]
fn a_post_that_a_network_refuses_is_told_before_anyone_posts_it() {
    let site = site(POST, &sidecar());
    let outcome = site.build();
    // The 13 characters that are too many begin in the middle of the last words.
    outcome.finds("kit-over-limit", "content/rain.social.yaml:5:267");
    assert_eq!(said(&outcome, "kit-over-limit"), [(Level::Error, "post `x-announce` is 13 over on X (293 of 280)".to_owned())]);
    let finding = outcome.report().findings.iter().find(|finding| finding.rule == "kit-over-limit").expect("told above");
    assert_eq!(finding.page.as_deref(), Some("/rain/"));
    assert_eq!(finding.advice(), Some("shorten it; the address counts 24"));
    site.build().changed_nothing();
}

#[test]
fn no_word_of_a_sidecar_is_published() {
    let posts = "posts:\n  - { id: a, platform: x, text: Not for everybody yet. }\n";
    let site = Sandbox::site(&[
        ("content/rain.md", POST),
        ("content/rain.social.yaml", posts),
        ("content/_index.md", "---\ntitle: Notes\n---\nAll of them.\n"),
        ("content/_index.social.yaml", posts),
        ("content/snow/index.md", &POST.replace("rain", "snow")),
        ("content/snow/index.social.yaml", posts),
        ("content/snow/social.yml", posts),
        ("content/gone.social.yaml", posts),
    ]);
    site.build().finds("post-source-gone", "content/gone.social.yaml").finds_no("sidecar-invalid");
    let public = site.tree("public");
    assert!(public.contains_key("snow/index.html"));
    for (path, bytes) in public {
        let holds = String::from_utf8_lossy(&bytes).contains("Not for everybody yet");
        assert!(!path.contains("social") && !holds, "{path}");
    }
}

#[test]
fn mistakes_of_a_sidecar_stand_at_their_place_and_cost_one_post() {
    let posts =
        format!("{}  - id: x-two\n    platform: twiter\n    text: Drops.\n  - id: x-three\n    platfrom: x\n    text: Drops.\n", sidecar());
    site(POST, &posts)
        .build()
        .finds("kit-over-limit", "content/rain.social.yaml:5:267")
        .finds("sidecar-invalid", "content/rain.social.yaml:7:15")
        .finds("sidecar-invalid", "content/rain.social.yaml:9:9")
        .finds("sidecar-unknown-key", "content/rain.social.yaml:10:5");
    let site_of_guesses = site(POST, &posts.replace("x-three", "x-3\n    kind: psot"));
    let wanted = FixOptions { safety: Safety::Unsafe, dry: false };
    smo_build::fix(&site_of_guesses.build, None, wanted).expect("it runs");
    let mended = site_of_guesses.read("content/rain.social.yaml");
    assert!(mended.contains("platform: x\n    text: Drops.\n  - id: x-3\n    kind: post\n    platform: x\n"), "{mended}");
    let not_utf8 = site(POST, "");
    not_utf8.write("content/rain.social.yaml", b"posts: \xFF\n");
    not_utf8.build().finds("not-utf8", "content/rain.social.yaml");
}

#[test]
fn posts_of_a_page_that_is_left_out_wait_with_it() {
    let draft = POST.replace("---\nDrops", "draft: true\n---\nDrops");
    let outcome = Sandbox::site(&[("content/rain.md", &draft), ("content/rain.social.yaml", &sidecar()), ("content/about.md", POST)]);
    outcome.build().finds_no("kit-over-limit").finds_no("post-source-gone");
}

#[test]
fn what_counts_is_decided_as_for_any_finding_of_the_page() {
    let with = |post: &str, lint: &str| site(post, &sidecar()).with("smo.yaml", &format!("{CONFIG}{lint}"));
    for (lint, level) in [
        ("", Some(Level::Error)),
        ("lint: { rules: { kit: off } }\n", None),
        ("lint: { rules: { kit-over-limit: { cases: { x: warning } } } }\n", Some(Level::Warning)),
        ("lint: { rules: { kit-over-limit: { cases: { bluesky: off } } } }\n", Some(Level::Error)),
        ("lint: { overrides: [{ paths: /rain/, rules: { kit-over-limit: info } }] }\n", Some(Level::Info)),
        // Whoever writes a post for a network means it.
        ("lint: { platforms: [mastodon] }\n", Some(Level::Error)),
    ] {
        let site = with(POST, lint);
        let level_of = said(&site.lint(), "kit-over-limit").first().map(|(level, _)| *level);
        assert_eq!(level_of, level, "{lint}");
    }
    let allowed = with(&POST.replace("---\nDrops", "smo_allow: { kit-over-limit: we pay for more }\n---\nDrops"), "");
    let outcome = allowed.lint();
    outcome.finds_no("kit-over-limit").finds_no("unused-suppression");
    let quiet = outcome.report().quiet.iter().find(|finding| finding.rule == "kit-over-limit").and_then(|one| one.evidence.as_ref());
    assert!(matches!(quiet.and_then(|evidence| evidence.quiet.as_ref()), Some(Quiet::Allowed { by: "smo_allow", .. })));
    // A group that is selected leaves the others out.
    let site = with(&POST.replace("Drops.", "See [snow](/snow/)."), "");
    let rules = |select: &str| -> Vec<&str> {
        let outcome = site.lint_with(|options| options.common.control.select = vec![select.to_owned()]);
        outcome.report().findings.iter().map(|finding| finding.rule).collect()
    };
    assert_eq!((rules("kit"), rules("link")), (vec!["kit-over-limit"], vec!["broken-internal-link"]));
    site.lint_with(|options| options.common.control.page = Some("/rain/".into())).finds("kit-over-limit", "rain.social.yaml:5:267");
    site.lint_with(|options| options.common.control.accept = Accept::All);
    site.lint().finds_no("kit-over-limit");
    let moved = sidecar().replace("posts:", "# moved\ncampaign: spring\nposts:");
    site.write("content/rain.social.yaml", moved.as_bytes());
    site.lint().finds_no("kit-over-limit");
    site.write("content/rain.social.yaml", moved.replace("gauge gauge", "gauges, gauges").as_bytes());
    site.lint().finds("kit-over-limit", "rain.social.yaml:7:267");
}

#[test]
fn the_place_is_where_the_words_stand_whatever_quotes_they_have() {
    let words = "gauge ".repeat(42);
    let over = "These words are over.";
    for (text, line) in [
        (format!("\"{words}{over}\""), 5),
        (format!("'{words}{over}'"), 5),
        (format!("|\n      {}\n\n      {over}", words.trim_end()), 8),
        (format!(">-\n      {}\n      {over}", words.trim_end()), 7),
    ] {
        let site = site(POST, &format!("schema: 1\nposts:\n  - id: a\n    platform: x\n    text: {text}\n"));
        let outcome = site.lint();
        let finding = outcome.report().findings.iter().find(|finding| finding.rule == "kit-over-limit").expect(&text);
        let Place::Spot(spot) = &finding.at else { panic!("{finding:#?}") };
        let source = site.read("content/rain.social.yaml");
        let pointed = &source[spot.start as usize..spot.end as usize];
        assert!(over.ends_with(pointed) && !pointed.is_empty() && spot.line == line, "{text}: {pointed:?} {spot:?}");
    }
}

#[test]
fn an_address_counts_as_it_will_be_posted() {
    // 300 on Bluesky: 262 and a line break leave room for the address alone, not for its campaign.
    let posts = |campaign: &str, text: &str| {
        format!("schema: 1\n{campaign}posts:\n  - {{ id: b-announce, platform: bluesky, hashtags: [rain], text: \"{text}\" }}\n")
    };
    let text = "drops ".repeat(43);
    assert_eq!(said(&site(POST, &posts("", text.trim_end())).lint(), "kit-over-limit"), []);
    let messages = said(&site(POST, &posts("campaign: Spring guide\n", text.trim_end())).lint(), "kit-over-limit");
    let address = "https://example.org/rain/?utm_source=bluesky&utm_medium=social&utm_campaign=spring%20guide&utm_content=b-announce";
    let length = 257 + " #rain".len() + 1 + address.len();
    assert_eq!(messages, [(Level::Error, format!("post `b-announce` is {} over on Bluesky ({length} of 300)", length - 300))]);
}

#[test]
fn a_server_may_take_more() {
    let posts = format!("posts:\n  - {{ id: m, platform: mastodon, link: none, text: \"{}end.\" }}\n", "drops ".repeat(100));
    let with = |lint: &str| said(&site(POST, &posts).with("smo.yaml", &format!("{CONFIG}{lint}")).lint(), "kit-over-limit").len();
    assert_eq!((with(""), with("lint: { rules: { kit-over-limit: { mastodon: 5000 } } }\n")), (1, 0));
}

#[test]
fn sources_of_a_foreign_site_have_posts_beside_them_too() {
    let html = "<!doctype html><html lang=\"en\"><head><title>Three rain gauges</title></head><body><article><h1>Three rain gauges</h1><p>Drops.</p></article></body></html>";
    let site = Sandbox::empty()
        .with("out/rain/index.html", html)
        .with("src/rain.md", POST)
        .with("src/rain.social.yaml", &format!("{}  - {{ id: b, platform: threds, text: Drops. }}\n", sidecar()));
    let mut options = site.build.clone();
    options.common.base_url = Some("https://example.org".into());
    options.content = Some(site.path("src"));
    let ran = smo_build::lint_site(&options, Some(site.path("out"))).expect("it runs");
    let found = |rule: &str| ran.report.findings.iter().any(|one| one.rule == rule && one.path().ends_with("src/rain.social.yaml"));
    assert!(found("kit-over-limit") && found("sidecar-invalid"), "{:#?}", ran.report.findings);
    site.optimize_with(|options| options.content = Some(site.path("src"))).finds("kit-over-limit", "src/rain.social.yaml:5:267");
}
