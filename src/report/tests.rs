//! What people see, as they see it.

use super::fixture::{TERMINAL, at, named, page, report, site};
use super::*;
use crate::base::finding::Place;
use crate::base::{Source, Span, UrlPath};
use crate::model::plan::PreviewFile;
use crate::model::report::{SkipReason, Skipped, Verb};
use crate::model::verdict::{Brief, CardView, Ledger, NextFix, Outcome, SiteScore, Verdict};
use crate::model::view::PageSummary;
use std::sync::Arc;

/// A page and what each platform shows of it.
fn scored(path: &str, outcomes: &[(&'static str, Outcome)], gains: &[(&'static str, u32)]) -> PageSummary {
    let card = |(platform, outcome): &(&'static str, Outcome)| CardView {
        platform,
        outcome: *outcome,
        intended: Outcome::Large,
        title: None,
        description: None,
        image: None,
        site_name: None,
        domain: "ada.dev".into(),
        filed_under: None,
        color: None,
        notes: Vec::new(),
        ledger: Ledger { score: if outcome.serves(Outcome::Large) { 400 } else { 220 }, ..Ledger::default() },
    };
    let cards: Vec<CardView> = outcomes.iter().map(card).collect();
    let sum = cards.iter().map(|card| card.ledger.score).sum();
    let brief = cards.iter().filter_map(Brief::of).collect();
    let weight = cards.len() as u32;
    let verdict = Verdict { cards, card: sum / weight, content: None, brief, sum, weight, gains: gains.into() };
    PageSummary { verdict: Some(Arc::new(verdict)), ..page(path) }
}

fn scores() -> Report {
    use Outcome::*;
    let all = |whatsapp| [("x", Large), ("bluesky", Large), ("whatsapp", whatsapp), ("slack", Unknown)];
    let heavy = [("preview-image-too-heavy", 180)];
    let pages = vec![
        scored("/rain/", &all(Text), &heavy),
        scored("/snow/", &all(Large), &[]),
        scored(
            "/a/path/that/is/so/long/that/it/would/fill/the/whole/line/next.js/",
            &[("x", Wrong), ("bluesky", None), ("whatsapp", Small), ("slack", Large)],
            &[],
        ),
    ];
    let score = SiteScore {
        shareable: 3,
        intended_everywhere: 1,
        broken: 1,
        card: 286,
        content: Option::None,
        next_fix: Some(NextFix { rule: "preview-image-too-heavy", pages: 1, card_after: 301 }),
    };
    Report { pages, score: Some(score), quiet: vec![], ..Report { findings: vec![], skipped: vec![], ..report() } }
}

#[test]
fn the_worst_pages_stand_in_a_table_and_the_next_fix_below() {
    insta::assert_snapshot!(human(&scores(), &TERMINAL), @r"
                                                      X  Bl Wa Sl   card
    …long/that/it/would/fill/the/whole/line/next.js/  ✗  –  ▪  ■     66
    /rain/                                            ■  ■  ≡  ?     89
    ■ large picture · ▪ small picture · ≡ words only · – bare link · ✗ wrong card · ? not known
    1 of 3 posts is shown as intended on all 4 platforms (1 as far as is known) · 0 errors, 0 warnings · 12 pictures drawn, 1,037 reused
    next best fix: preview-image-too-heavy on 1 post · site 72 → 75 · smo-build explain preview-image-too-heavy
    not checked: 1 remote picture
    ");
    let ascii = human(&scores(), &Look { ascii: true, ..TERMINAL });
    assert!(ascii.contains("X  -  S  L") && ascii.contains("L large picture, S small"), "{ascii}");
    let piped = human(&scores(), &Look::default());
    assert_eq!(piped.lines().count(), 1, "{piped}");
    let verbose = human(&scores(), &Look { verbose: true, ..TERMINAL });
    assert!(verbose.contains("/snow/"), "{verbose}");
}

#[test]
fn a_finding_says_what_becomes_of_the_page() {
    let mut heavy =
        Finding::warning("preview-image-too-heavy", "preview picture is too heavy for WhatsApp", Place::File("content/rain.md".into()));
    heavy.page = UrlPath::from_plain("/rain/");
    heavy.evidence_mut().platforms = vec!["whatsapp"];
    let shown = |finding: &Finding| human(&Report { findings: vec![finding.clone()], ..scores() }, &TERMINAL);
    let line = "  = shown: words only on WhatsApp · large picture on X, Bluesky · not known on\n           Slack\n";
    assert!(shown(&heavy).contains(line), "{}", shown(&heavy));
    // A platform that shows what was meant; a page that nobody judged; advice that is about no platform.
    for (page, platforms) in [("/snow/", vec!["whatsapp"]), ("/else/", vec!["whatsapp"]), ("/rain/", vec!["x"]), ("/rain/", vec![])] {
        heavy.page = UrlPath::from_plain(page);
        heavy.evidence_mut().platforms = platforms;
        assert!(!shown(&heavy).contains("shown:"), "{}", shown(&heavy));
    }
}

#[test]
fn rules_that_found_nothing_are_named_if_asked_for() {
    let report = site(2);
    let look = Look { passed: true, ..Look::default() };
    let rows: Vec<String> = human(&report, &look).lines().filter(|line| line.starts_with(['/', '('])).map(str::to_owned).collect();
    insta::assert_snapshot!(rows.join("\n"), @r"
    (site): 1 rule looked and found nothing: preview-image-reused
    (every page): 1 rule looked and found nothing: title-too-long
    /posts/001-rain-at-home-1/: 1 more: preview-image-too-heavy
    ");
    assert!(!human(&report, &Look::default()).contains("found nothing"));
    assert!(!human(&report, &Look { quiet: true, ..look }).contains("found nothing"));
}

#[test]
fn where_nobody_shares_a_page_nothing_is_said_of_platforms() {
    let last = |report: &Report| human(report, &Look::default()).lines().last().unwrap_or_default().to_owned();
    let mut two = scores();
    two.score.as_mut().unwrap().intended_everywhere = 2;
    assert!(last(&two).starts_with("2 of 3 posts are shown as intended on all 4 platforms"), "{}", last(&two));
    let mut nobody = scores();
    nobody.score = Some(SiteScore::default());
    assert!(last(&nobody).starts_with("3 posts: 3 clean, 0 errors, 0 warnings"), "{}", last(&nobody));
    let mut nowhere = scores();
    nowhere.pages.iter_mut().for_each(|page| page.verdict = Some(Arc::default()));
    assert!(last(&nowhere).starts_with("3 posts: 3 clean, 0 errors, 0 warnings"), "{}", last(&nowhere));
}

#[test]
fn a_report_of_many_rules_fits_a_screen_and_says_what_is_left() {
    const RULES: &[&str] = &["title-too-long", "description-missing", "og-required-missing", "duplicate-title", "broken-internal-link"];
    let findings = (0..60).map(|at| {
        let finding = if at % 5 == 4 { Finding::error } else { Finding::warning };
        finding(RULES[at % 5], format!("no. {at} of them is wrong"), Place::File(format!("content/{at:02}.md").into())).help("mend it")
    });
    let report = Report { findings: findings.collect(), ..scores() };
    let text = human(&report, &TERMINAL);
    assert!(text.lines().count() <= 45, "{} lines\n{text}", text.lines().count());
    assert!(text.starts_with("error[broken-internal-link]"), "what is worst stands first\n{text}");
    assert!(RULES.iter().all(|rule| text.contains(rule)) && text.contains("10 more of these; -v shows all"), "{text}");
}

/// What the sentence says of these findings.
fn sentence(findings: Vec<Finding>) -> String {
    let mut notes = page("/notes/");
    notes.article = false;
    let report = Report { verb: Verb::Build, pages: vec![page("/rain/"), page("/snow/"), notes], findings, ..Default::default() };
    human(&report, &Look { quiet: true, ..Look::default() }).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_post_is_clean_if_neither_it_nor_its_file_has_errors_or_warnings() {
    let file = |path: &str| Place::File(path.into());
    let about = |page: &str, mut finding: Finding| {
        finding.page = UrlPath::from_plain(page);
        finding
    };
    assert_eq!(sentence(vec![]), "2 posts: 2 clean, 0 errors, 0 warnings");
    // At its front matter, with no page named.
    assert_eq!(
        sentence(vec![Finding::warning("front-matter-unknown-key", "odd", at("descripton"))]),
        "2 posts: 1 clean, 0 errors, 1 warning"
    );
    // About the post, shown at the settings.
    let consequence = about("/snow/", Finding::error("preview-image-not-found", "gone", file("smo.yaml")));
    assert_eq!(sentence(vec![consequence]), "2 posts: 1 clean, 1 error, 0 warnings");
    // Nobody's: the settings, another file, a page that is no post, advice.
    let nobodys = vec![
        Finding::error("base-url-unset", "no address", Place::Site),
        Finding::error("template-error", "stopped", file("templates/page.html")),
        about("/notes/", Finding::error("title-missing", "no title", file("content/notes.md"))),
        about("/rain/", Finding::info("title-too-long", "long", file("content/rain.md"))),
    ];
    assert_eq!(sentence(nobodys), "2 posts: 2 clean, 3 errors, 0 warnings");
    // A post whose date could not be read is a post, and has something to mend.
    let undated = Finding::error("date-unreadable", "no date", file("content/notes.md"));
    assert_eq!(sentence(vec![undated]), "3 posts: 2 clean, 1 error, 0 warnings");
}

#[test]
fn pictures_of_other_hosts_are_listed_as_not_checked() {
    let mut report = report();
    report.not_checked.clear();
    let image = report.pages[1].image.as_mut().map(Arc::make_mut).expect("every page here has one");
    (image.file, image.url) = (PreviewFile::Remote, "https://cdn.example/y.png".into());
    let json: serde_json::Value = serde_json::from_str(&json(&report, &Settings::default())).expect("it is JSON");
    let listed = serde_json::json!([{ "kind": "remote-picture", "page": "/snow/", "value": "https://cdn.example/y.png" }]);
    assert_eq!(json["not_checked"], listed);
}

#[test]
fn a_terminal_shows_place_reason_and_remedy() {
    insta::assert_snapshot!(human(&report(), &TERMINAL), @r##"
    warning[title-too-long]: title is 75 characters; X cuts at 70
      --> content/rain.md:2:8
    2 | title: Everything I learned about measuring rain at home with a bucket an…
      |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = why: readers there see “Everything I learned about measuring rain at home
             with a bucket and a…”
      = help: shorten it, or set a separate `social.title`

    warning[front-matter-unknown-key]: `descripton` is not a key smo-build knows
      --> content/rain.md:3:1
    3 | descripton: Drops, measured.
      | ^^^^^^^^^^
      = help: did you mean `description`?

    error[preview-image-not-found]: `/A.png` is not in the output; `/a.png` is (case matters on the server)
      --> content/rain.md:5:11
    5 | 雨 and ![](A.png) at home
      |            ^^^^^
      = why: every platform shows the link without a picture
      = help: write `/a.png`

    warning[preview-image-reused]: 41 of 48 posts share `/og.png`: shares cannot be told apart
      --> smo.yaml

    skipped 3 pages (now 2026-11-21 08:14 UTC)
      content/jobs/editor.md:5               expired  2025-12-31
      content/posts/2026-12-01-launch.md:3   future   2026-12-01 09:00 Europe/Oslo, in 10 days
      content/posts/notes.md:4               draft
    next: 2026-12-01 09:00 Europe/Oslo      (nothing publishes it unless a build runs then)
    2 posts: 1 clean, 1 error, 3 warnings · 12 pictures drawn, 1,037 reused · 1 hint with -v
    mend first: preview-image-not-found, 1 error · smo-build explain preview-image-not-found
    not checked: 1 remote picture
    "##);
}

#[test]
fn a_narrow_terminal_keeps_the_place_in_view() {
    let look = Look { width: 44, ..TERMINAL };
    let finding = Finding::warning("title-too-long", "title is long", at("bucket")).help("shorten it, or set a separate `social.title`");
    insta::assert_snapshot!(findings(&[finding], &look), @r##"
    warning[title-too-long]: title is long
      --> content/rain.md:2:65
    2 | …e with a bucket and a ruler
      |           ^^^^^^
      = help: shorten it, or set a separate
              `social.title`
    "##);
}

#[test]
fn piped_output_is_a_line_each() {
    insta::assert_snapshot!(human(&report(), &Look::default()), @r##"
    content/rain.md:2:8: warning[title-too-long] title is 75 characters; X cuts at 70
    content/rain.md:3:1: warning[front-matter-unknown-key] `descripton` is not a key smo-build knows; did you mean `description`?
    content/rain.md:5:11: error[preview-image-not-found] `/A.png` is not in the output; `/a.png` is (case matters on the server)
    smo.yaml: warning[preview-image-reused] 41 of 48 posts share `/og.png`: shares cannot be told apart
    skipped 3 pages (now 2026-11-21 08:14 UTC)
      content/jobs/editor.md:5               expired  2025-12-31
      content/posts/2026-12-01-launch.md:3   future   2026-12-01 09:00 Europe/Oslo, in 10 days
      content/posts/notes.md:4               draft
    next: 2026-12-01 09:00 Europe/Oslo      (nothing publishes it unless a build runs then)
    2 posts: 1 clean, 1 error, 3 warnings · 12 pictures drawn, 1,037 reused · 1 hint with -v
    "##);
}

#[test]
fn quiet_is_errors_and_the_sentence_verbose_is_all() {
    insta::assert_snapshot!(human(&report(), &Look { quiet: true, ..Look::default() }), @r##"
    content/rain.md:5:11: error[preview-image-not-found] `/A.png` is not in the output; `/a.png` is (case matters on the server)
    2 posts: 1 clean, 1 error, 3 warnings · 12 pictures drawn, 1,037 reused
    "##);
    let all = human(&report(), &Look { verbose: true, ..Look::default() });
    // Whole also in a pipe: whoever asks for more gets reasons and remedies.
    assert!(all.contains("  = help: did you mean `description`?\n"), "{all}");
    assert!(all.contains("info[meta-duplicate-conflict]") && all.ends_with("212 files written, 1,840 unchanged\n"), "{all}");
    assert!(all.contains("not checked: 1 remote picture\n"), "{all}");
}

#[test]
fn the_same_rule_again_and_again_is_folded() {
    let many: Vec<_> = (1..=7)
        .map(|n| Finding::warning("image-alt-missing", format!("`{n}.png` has no text"), Place::File(format!("content/{n}.md").into())))
        .collect();
    insta::assert_snapshot!(findings(&many, &TERMINAL), @r##"
    warning[image-alt-missing]: `1.png` has no text
      --> content/1.md

    warning[image-alt-missing]: `2.png` has no text
      --> content/2.md

    warning[image-alt-missing]: `3.png` has no text
      --> content/3.md

    warning[image-alt-missing]: 4 more of these; -v shows all
    "##);
    assert!(!findings(&many, &Look { verbose: true, ..TERMINAL }).contains("more of these"));
    assert_eq!(findings(&many, &Look::default()).lines().count(), 7);
}

#[test]
fn many_skipped_posts_are_grouped() {
    let mut report = Report { now: "2026-11-21T08:14:00Z".into(), ..Default::default() };
    report.skipped = (0..25)
        .map(|n| Skipped {
            path: format!("content/{}/{n}.md", if n < 20 { "posts" } else { "notes" }).into(),
            line: 2,
            reason: SkipReason::Draft,
            at: None,
        })
        .collect();
    insta::assert_snapshot!(human(&report, &TERMINAL), @r##"
    skipped 25 pages (now 2026-11-21 08:14 UTC)
      content/notes/  draft  5
      content/posts/  draft  20
    0 pages: 0 clean, 0 errors, 0 warnings
    "##);
}

#[test]
fn foreign_sites_have_pages() {
    let piece = Skipped { path: "out/b.html".into(), line: 1, reason: SkipReason::Fragment, at: None };
    let report = Report { verb: Verb::Optimize, pages: vec![page("/a/")], pages_changed: 1, skipped: vec![piece], ..Default::default() };
    assert_eq!(human(&report, &Look::default()), "1 of 1 page changed, 0 repairs · 1 clean, 0 errors, 0 warnings\n");
    let dry = Report { is_dry: true, ..report };
    let all = human(&dry, &Look { verbose: true, ..Look::default() });
    assert!(all.contains("left as they are: 1 fragment (out/b.html)\n1 of 1 page would change"), "{all}");
}

#[test]
fn text_of_authors_cannot_steer_the_terminal_or_start_a_line() {
    let evil = "x\n::error::gotcha\u{1b}[2J\u{202e}";
    let source = Source::new("a\nb.md", format!("title: {}", evil.replace('\n', "\t")));
    let finding = Finding::error("title-missing", evil, Place::Spot(source.spot(Span::new(7, 12)))).why(evil).help(evil);
    for look in [TERMINAL, Look::default()] {
        let text = findings(std::slice::from_ref(&finding), &look);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
        assert!(text.lines().all(|line| !line.starts_with("::")), "{text}");
    }
    let report = Report { findings: vec![finding], ..Default::default() };
    assert_eq!(github(&report).lines().count(), 1);
}

#[test]
fn colors_are_only_there_if_asked_for() {
    let text = human(&report(), &Look { color: true, ..TERMINAL });
    assert!(text.starts_with("\u{1b}[1;33mwarning"), "{text:?}");
    assert!(!human(&report(), &TERMINAL).contains('\u{1b}'));
}

#[test]
fn json_says_what_is_known_and_leaves_out_the_rest() {
    insta::assert_snapshot!(json(&named(report()), &Settings::default()), @r##"
    {
      "tool": {
        "name": "smo-build",
        "version": "0.1.0"
      },
      "schema_version": 1,
      "base_url": "https://ada.dev",
      "platforms": [
        "x",
        "facebook",
        "linkedin",
        "mastodon",
        "bluesky",
        "whatsapp",
        "discord",
        "slack"
      ],
      "profile": "recommended",
      "now": "2026-11-21T08:14:00Z",
      "summary": {
        "pages": 2,
        "posts": 2,
        "shareable": 2,
        "errors": 1,
        "warnings": 3,
        "infos": 1,
        "hidden": 0,
        "suppressed": 0,
        "sentence": "2 posts: 1 clean, 1 error, 3 warnings · 12 pictures drawn, 1,037 reused"
      },
      "pages": [
        {
          "url": "https://ada.dev/rain/",
          "path": "/rain/",
          "source": "content/rain.md",
          "output": "rain/index.html",
          "shareable": true,
          "title": "Rain at home",
          "image": {
            "url": "https://ada.dev/smo/rain-og-0123456789.png",
            "width": 1200,
            "height": 630,
            "type": "image/png",
            "alt": "Rain at home"
          },
          "canonical": "https://ada.dev/rain/",
          "lang": "en",
          "published": "2026-03-04T00:00:00Z"
        },
        {
          "url": "https://ada.dev/snow/",
          "path": "/snow/",
          "source": "content/snow.md",
          "output": "snow/index.html",
          "shareable": true,
          "title": "Rain at home",
          "image": {
            "url": "https://ada.dev/smo/rain-og-0123456789.png",
            "width": 1200,
            "height": 630,
            "type": "image/png",
            "alt": "Rain at home"
          },
          "canonical": "https://ada.dev/snow/",
          "lang": "en",
          "published": "2026-03-04T00:00:00Z"
        }
      ],
      "findings": [
        {
          "rule": "meta-duplicate-conflict",
          "case": "meta-duplicate-conflict",
          "level": "info",
          "message": "og:type stands twice, with the same value",
          "page": "/rain/",
          "fingerprint": "0000000000000003"
        },
        {
          "rule": "title-too-long",
          "case": "title-too-long",
          "level": "warning",
          "message": "title is 75 characters; X cuts at 70",
          "why": "readers there see “Everything I learned about measuring rain at home with a bucket and a…”",
          "help": "shorten it, or set a separate `social.title`",
          "page": "/rain/",
          "primary": {
            "file": "content/rain.md",
            "start": 11,
            "end": 86,
            "line": 2,
            "col": 8,
            "end_line": 2,
            "end_col": 83
          },
          "fingerprint": "0000000000000001"
        },
        {
          "rule": "front-matter-unknown-key",
          "case": "front-matter-unknown-key",
          "level": "warning",
          "message": "`descripton` is not a key smo-build knows",
          "help": "did you mean `description`?",
          "primary": {
            "file": "content/rain.md",
            "start": 87,
            "end": 97,
            "line": 3,
            "col": 1,
            "end_line": 3,
            "end_col": 11
          },
          "fingerprint": "0000000000000002"
        },
        {
          "rule": "preview-image-not-found",
          "case": "preview-image-not-found",
          "level": "error",
          "message": "`/A.png` is not in the output; `/a.png` is (case matters on the server)",
          "why": "every platform shows the link without a picture",
          "help": "write `/a.png`",
          "page": "/rain/",
          "primary": {
            "file": "content/rain.md",
            "start": 132,
            "end": 137,
            "line": 5,
            "col": 11,
            "end_line": 5,
            "end_col": 16
          },
          "fingerprint": "0000000000000000"
        },
        {
          "rule": "preview-image-reused",
          "case": "preview-image-reused",
          "level": "warning",
          "message": "41 of 48 posts share `/og.png`: shares cannot be told apart",
          "primary": {
            "file": "smo.yaml"
          },
          "fingerprint": "0000000000000004"
        }
      ],
      "groups": [],
      "repairs": [
        {
          "page": "/rain/",
          "key": "og:image",
          "was": "/a.png",
          "is": "https://ada.dev/a.png"
        },
        {
          "page": "/snow/",
          "key": "og:image",
          "was": "/a.png",
          "is": "https://ada.dev/a.png"
        }
      ],
      "skipped": [
        {
          "path": "content/jobs/editor.md",
          "line": 5,
          "reason": "expired",
          "at": "2025-12-31"
        },
        {
          "path": "content/posts/2026-12-01-launch.md",
          "line": 3,
          "reason": "future",
          "at": "2026-12-01 09:00 Europe/Oslo"
        },
        {
          "path": "content/posts/notes.md",
          "line": 4,
          "reason": "draft"
        }
      ],
      "next_due": "2026-12-01 09:00 Europe/Oslo",
      "not_checked": [
        {
          "kind": "remote-picture",
          "page": "/rain/",
          "value": "https://cdn.example/x.png"
        }
      ],
      "pictures": {
        "drawn": 12,
        "reused": 1037
      },
      "files": {
        "written": 212,
        "unchanged": 1840
      }
    }
    "##);
}

#[test]
fn annotations_point_at_lines() {
    insta::assert_snapshot!(github(&report()), @r##"
    ::error file=content/rain.md,line=5,endLine=5,col=11,endColumn=16,title=preview-image-not-found::`/A.png` is not in the output; `/a.png` is (case matters on the server)%0Aevery platform shows the link without a picture%0Ahelp: write `/a.png`
    ::warning file=content/rain.md,line=2,endLine=2,col=8,endColumn=83,title=title-too-long::title is 75 characters; X cuts at 70%0Areaders there see “Everything I learned about measuring rain at home with a bucket and a…”%0Ahelp: shorten it, or set a separate `social.title`
    ::warning file=content/rain.md,line=3,endLine=3,col=1,endColumn=11,title=front-matter-unknown-key::`descripton` is not a key smo-build knows%0Ahelp: did you mean `description`?
    ::warning file=smo.yaml,title=preview-image-reused::41 of 48 posts share `/og.png`: shares cannot be told apart
    ::notice file=smo.yaml,title=meta-duplicate-conflict::/rain/: og:type stands twice, with the same value
    "##);
}

#[test]
fn annotations_are_seen_from_where_the_command_ran() {
    let file = |path: &str| Finding::error("title-missing", "no title", Place::File(path.into()));
    let findings = vec![file("content/rain.md"), file("/srv/theme.yaml"), Finding::error("base-url-unset", "none", Place::Site)];
    let mut report = Report { findings, root: "docs/site".into(), ..Default::default() };
    let files = |report: &Report| {
        let text = github(report);
        text.lines().map(|line| line.split([' ', ',']).nth(1).unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(files(&report), ["file=/srv/theme.yaml", "file=docs/site/smo.yaml", "file=docs/site/content/rain.md"]);
    report.root = ".".into();
    assert_eq!(files(&report)[2], "file=content/rain.md");
}

#[test]
fn annotations_take_turns_and_count_the_rest() {
    let alt = |n: usize| Finding::warning("image-alt-missing", format!("{n}"), Place::File(format!("content/{n}.md").into()));
    let mut findings: Vec<_> = (10..30).map(alt).collect();
    findings.push(Finding::warning("title-too-long", "100 %, or so: a\nb", Place::File("z,1.md".into())));
    let text = github(&Report { findings, ..Default::default() });
    assert_eq!(text.lines().count(), 10);
    assert!(text.contains("::warning file=z%2C1.md,title=title-too-long::100 %25, or so: a%0Ab\n"), "{text}");
    assert!(text.ends_with("::warning title=smo-build::12 more warnings in the report\n"), "{text}");
}

#[test]
fn markdown_survives_a_title_made_of_markup() {
    let mut report = report();
    report.findings[1].message = "title `a|b` <img onerror> @ada **x** <!-- y".into();
    insta::assert_snapshot!(markdown(&report), @r##"
    <!-- smo-build:report -->
    **2 posts: 1 clean, 1 error, 3 warnings · 12 pictures drawn, 1,037 reused**

    #### content/rain.md

    | | line | rule | |
    |---|--:|---|---|
    | warning | 2 | title-too-long | title <code>a\|b</code> &lt;img onerror&gt; &#64;ada \*\*x\*\* &lt;\!-- y<br>shorten it, or set a separate `social.title` |
    | warning | 3 | front-matter-unknown-key | `descripton` is not a key smo-build knows<br>did you mean `description`? |
    | error | 5 | preview-image-not-found | `/A.png` is not in the output; `/a.png` is (case matters on the server)<br>write `/a.png` |

    #### smo.yaml

    | | rule | |
    |---|---|---|
    | warning | preview-image-reused | 41 of 48 posts share `/og.png`: shares cannot be told apart |

    2 tags put right on the way.
    "##);
}

#[test]
fn backticks_that_pair_in_no_plain_way_are_escaped() {
    let finding = Finding::warning("title-missing", "``x` | <b>", Place::Site).help("write `a*b`");
    let text = markdown(&Report { findings: vec![finding], ..Default::default() });
    assert!(text.contains("| \\`\\`x\\` \\| &lt;b&gt;<br>write `a*b` |\n"), "{text}");
}

#[test]
fn the_exit_code_follows_the_gate() {
    let report = report();
    let codes = [FailOn::Error, FailOn::Warning, FailOn::Info, FailOn::Never].map(|gate| exit_code(&report, gate));
    assert_eq!(codes, [1, 1, 1, 0]);
    assert_eq!(exit_code(&Report::default(), FailOn::Info), 0);
}
