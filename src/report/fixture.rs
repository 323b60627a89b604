//! Reports for tests: a small one with a finding of each kind, and sites of any size with judged pages.

use super::*;
use crate::base::finding::{Edit, Evidence, Fact, Fix, Place, Quiet, Safety};
use crate::base::{Source, Span, UrlPath};
use crate::model::consumer::Read;
use crate::model::exhibits::{CaseCard, LooksAt, Patch, RuleCard, SourceLine, Views};
use crate::model::page::OutPath;
use crate::model::plan::{PreviewFile, PreviewImage, Repair};
use crate::model::preview::Shown;
use crate::model::report::{Clock, SkipReason, Skipped, Verb};
use crate::model::verdict::{Brief, CardImage, CardView, Cut, Ledger, NextFix, Note, Outcome, SiteScore, Verdict};
use crate::model::view::{More, PageSummary};
use std::sync::Arc;

pub const TERMINAL: Look = Look { color: false, verbose: false, quiet: false, terminal: true, ascii: false, passed: false, width: 80 };

pub fn source() -> Source {
    Source::new(
        "content/rain.md",
        "---\ntitle: Everything I learned about measuring rain at home with a bucket and a ruler\ndescripton: Drops, measured.\n---\n雨 and ![](A.png) at home\n",
    )
}

/// A place in the source: the first `text` in it.
pub fn at(text: &str) -> Place {
    let source = source();
    let start = source.text.find(text).expect("the text is in the source");
    Place::Spot(source.spot(Span::new(start, start + text.len())))
}

pub fn page(path: &str) -> PageSummary {
    let url = UrlPath::from_plain(path).unwrap();
    PageSummary {
        path: OutPath::of_url(&url).unwrap(),
        canonical: Some(format!("https://ada.dev{url}").into()),
        url,
        source: Some(format!("content{}.md", path.trim_end_matches('/')).into()),
        title: Some("Rain at home".into()),
        description: None,
        image: Some(Arc::new(PreviewImage {
            url: "https://ada.dev/smo/rain-og-0123456789.png".into(),
            width: Some(1200),
            height: Some(630),
            mime: Some("image/png".into()),
            alt: Some("Rain at home".into()),
            file: PreviewFile::Ours,
        })),
        lang: Some("en".into()),
        article: true,
        shareable: true,
        noindex: false,
        unlisted: false,
        offers_feed: false,
        findings: vec![],
        quiet: Box::default(),
        untold: Default::default(),
        verdict: None,
        trace: None,
        rest: Some(Box::new(More {
            published: Some("2026-03-04T00:00:00Z".into()),
            repairs: vec![Repair { key: "og:image".into(), was: "/a.png".into(), is: "https://ada.dev/a.png".into() }],
            ..More::default()
        })),
    }
}

pub fn report() -> Report {
    let about = |mut finding: Finding| {
        finding.page = UrlPath::from_plain("/rain/");
        finding
    };
    let skipped = |path: &str, line, reason, at: Option<&str>| Skipped { path: path.into(), line, reason, at: at.map(str::to_owned) };
    Report {
        verb: Verb::Build,
        base_url: Some("https://ada.dev".into()),
        pages: vec![page("/rain/"), page("/snow/")],
        findings: vec![
            about(
                Finding::error(
                    "preview-image-not-found",
                    "`/A.png` is not in the output; `/a.png` is (case matters on the server)",
                    at("A.png"),
                )
                .why("every platform shows the link without a picture")
                .help("write `/a.png`"),
            ),
            about(
                Finding::warning(
                    "title-too-long",
                    "title is 75 characters; X cuts at 70",
                    at("Everything I learned about measuring rain at home with a bucket and a ruler"),
                )
                .why("readers there see “Everything I learned about measuring rain at home with a bucket and a…”")
                .help("shorten it, or set a separate `social.title`"),
            ),
            Finding::warning("front-matter-unknown-key", "`descripton` is not a key smo-build knows", at("descripton"))
                .help("did you mean `description`?"),
            about(Finding::info("meta-duplicate-conflict", "og:type stands twice, with the same value", Place::Fact(Fact::Page))),
            Finding::warning("preview-image-reused", "41 of 48 posts share `/og.png`: shares cannot be told apart", Place::Site),
        ],
        skipped: vec![
            skipped("content/posts/notes.md", 4, SkipReason::Draft, None),
            skipped("content/posts/2026-12-01-launch.md", 3, SkipReason::Future, Some("2026-12-01 09:00 Europe/Oslo")),
            skipped("content/jobs/editor.md", 5, SkipReason::Expired, Some("2025-12-31")),
        ],
        pictures_drawn: 12,
        pictures_reused: 1037,
        files_written: 212,
        files_unchanged: 1840,
        not_checked: vec![("remote-picture", "/rain/".into(), "https://cdn.example/x.png".into())],
        now: "2026-11-21T08:14:00.123456789Z".into(),
        clock: Clock::Set,
        ..Default::default()
    }
}

/// As `app` hands findings over: each with a name that stays.
pub fn named(mut report: Report) -> Report {
    for (at, finding) in report.findings.iter_mut().chain(&mut report.quiet).enumerate() {
        finding.evidence_mut().fingerprint = Some(format!("{at:016x}").into());
    }
    report
}

/// What no format may let through: ends of commands, cells, tags, lines and comments.
pub const HOSTILE: &str =
    "::error::x %0A\n::set-output name=a::b</script><img src=x onerror=alert(1)>\u{1b}[31m|`@ada <!-- ]]> \u{0} \u{202e} [a](1) \"'&, 100%";

const PLATFORMS: &[(&str, &str)] = &[
    ("x", "X"),
    ("facebook", "Facebook"),
    ("linkedin", "LinkedIn"),
    ("mastodon", "Mastodon"),
    ("bluesky", "Bluesky"),
    ("whatsapp", "WhatsApp"),
    ("discord", "Discord"),
    ("slack", "Slack"),
];

fn rule(name: &'static str, group: &'static str, level: Level, looks_at: LooksAt) -> RuleCard {
    RuleCard {
        name,
        group: Some(group),
        level,
        looks_at,
        on: true,
        about: format!("What {name} is about"),
        page: format!("# {name}\n\nWhat it is about."),
        cases: vec![CaseCard { id: name, tier: "doc", source: "S1", checked: "2026-11", platforms: &["x", "whatsapp"] }],
    }
}

/// A card as a platform shows it.
fn card(platform: &'static str, outcome: Outcome, title: &str, image: &str) -> CardView {
    let cut = |value: &str, from: &'static str, cut_at: Option<usize>| Cut {
        shown: Shown { value: value.into(), from: Read::Property(from), at: None },
        cut_at,
        limit: cut_at.map(|_| "70 characters".into()),
    };
    let has_picture = matches!(outcome, Outcome::Large | Outcome::Small | Outcome::Wrong);
    let description = "What a bucket, a ruler and four wet months taught me about the sky over one small roof.";
    CardView {
        platform,
        outcome,
        intended: if platform == "mastodon" { Outcome::Small } else { Outcome::Large },
        title: (outcome != Outcome::None)
            .then(|| cut(title, "og:title", (title.len() > 70).then_some(70).filter(|at| title.is_char_boundary(*at)))),
        description: (outcome != Outcome::None).then(|| cut(description, "og:description", None)),
        image: has_picture.then(|| CardImage {
            shown: Shown { value: image.into(), from: Read::Property("og:image"), at: None },
            size: Some((1200, 630)),
        }),
        site_name: Some("Ada's notes".into()),
        domain: "ada.dev".into(),
        filed_under: None,
        color: (platform == "discord").then(|| "#3366cc".into()),
        notes: vec![Note { tag: Some("twitter:title".into()), why: "says the same as og:title".into() }],
        ledger: Ledger {
            lines: if outcome == Outcome::Text { vec![("preview-image-too-heavy", 24, 1)] } else { vec![] },
            ceiling: if outcome == Outcome::Text { 220 } else { 400 },
            score: if outcome == Outcome::Text { 220 } else { 400 },
            because: &[],
        },
    }
}

/// A site of so many judged posts; every fifth has trouble.
pub fn site(posts: usize) -> Report {
    let mut report = Report { base_url: Some("https://ada.dev".into()), now: "2026-11-21T08:14:00Z".into(), ..Report::default() };
    for n in 0..posts {
        let mut page = page(&format!("/posts/{n:03}-rain-at-home-{n}/"));
        let source: std::sync::Arc<str> = format!("content/posts/{n:03}-rain-at-home-{n}.md").into();
        page.source = Some(source.clone());
        let title = match n % 7 {
            3 => format!("قياس المطر في البيت {n}"),
            4 => format!("Everything I learned about measuring rain at home with a bucket and a ruler, part {n}"),
            _ => format!("Rain at home, week {n}"),
        };
        page.title = Some(title.clone().into());
        let image = format!("https://ada.dev/smo/rain-{n}.png");
        let outcome = |id: &str| match (n % 5, id) {
            (0, "whatsapp") => Outcome::Text,
            (_, "mastodon") if n % 15 == 0 => Outcome::Wrong,
            (_, "slack") if n % 25 == 1 => Outcome::None,
            (_, "mastodon") => Outcome::Small,
            _ => Outcome::Large,
        };
        let cards: Vec<CardView> = PLATFORMS.iter().map(|(id, _)| card(id, outcome(id), &title, &image)).collect();
        let brief = cards.iter().filter_map(Brief::of).collect();
        page.verdict =
            Some(Arc::new(Verdict { card: if n % 5 == 0 { 310 } else { 400 }, content: Some(280), brief, cards, ..Verdict::default() }));
        if n % 5 == 0 {
            let text = format!("---\ntitle: {title}\nimage: covers/{n}.png\ndate: 2026-03-04\n---\nDrops fell on the roof.\n");
            let file = Source::new(source.clone(), text.clone());
            let from = text.find("covers").expect("it is in the text");
            let spot = file.spot(Span::new(from, from + format!("covers/{n}.png").len()));
            let edit = Edit {
                file: source.clone(),
                span: Span::new(spot.start as usize, spot.end as usize),
                was: format!("covers/{n}.png"),
                text: format!("covers/{n}.jpg"),
            };
            let patch = format!("--- a/{source}\n+++ b/{source}\n@@ -3 +3 @@\n-image: covers/{n}.png\n+image: covers/{n}.jpg\n");
            report.exhibits.patches.insert(source.to_string(), vec![Patch { guess: false, diff: patch }]);
            let mut finding =
                Finding::warning("preview-image-too-heavy", "preview picture is too heavy for WhatsApp", Place::Spot(spot.clone()))
                    .why("WhatsApp shows no picture above 600 KB")
                    .help("save a smaller file, or let the build fit it");
            finding.page = Some(page.url.clone());
            finding.evidence = Some(Box::new(Evidence {
                platforms: vec!["whatsapp"],
                fact: Some(("og:image", format!("covers/{n}.png"))),
                fix: Some(Fix { safety: Safety::Safe, edits: vec![edit], places: vec![spot] }),
                ..Evidence::default()
            }));
            report.findings.push(finding);
            let lines = text.lines().enumerate();
            let lines = lines.map(|(at, text)| SourceLine { number: at as u32 + 1, skipped: 0, text: text.into() }).collect();
            report.exhibits.sources.insert(source.to_string(), lines);
        }
        report.pages.push(page);
    }
    report.exhibits.platforms = PLATFORMS.to_vec();
    report.exhibits.rules = vec![
        rule("preview-image-too-heavy", "image", Level::Error, LooksAt::Page),
        rule("title-too-long", "text", Level::Warning, LooksAt::Page),
        rule("preview-image-reused", "image", Level::Warning, LooksAt::Site),
    ];
    report.score = Some(SiteScore {
        shareable: posts,
        intended_everywhere: posts - posts.div_ceil(5),
        broken: posts / 15,
        card: 382,
        content: Some(280),
        next_fix: Some(NextFix { rule: "preview-image-too-heavy", pages: posts.div_ceil(5), card_after: 398 }),
    });
    report
}

/// Pictures for all posts of [`site`].
pub fn with_pictures(mut report: Report, small: &[u8], large: &[u8]) -> Report {
    for page in &report.pages {
        let url = page.verdict.as_ref().and_then(|verdict| verdict.cards[0].image.as_ref()).map(|image| image.shown.value.clone());
        if let Some(url) = url {
            report.exhibits.pictures.insert(url, Views { small: small.to_vec(), large: large.to_vec(), size: (600, 315) });
        }
    }
    report
}

/// A site in which everything that an author or a page can say is [`HOSTILE`].
pub fn hostile() -> Report {
    let mut report = site(6);
    for page in &mut report.pages {
        page.title = Some(HOSTILE.into());
        page.description = Some(HOSTILE.into());
        page.more_mut().repairs = vec![Repair { key: "og:image".into(), was: HOSTILE.into(), is: HOSTILE.into() }];
        for card in page.verdict.iter_mut().flat_map(|verdict| &mut Arc::make_mut(verdict).cards) {
            for cut in [&mut card.title, &mut card.description].into_iter().flatten() {
                cut.shown.value = HOSTILE.into();
                cut.cut_at = Some(10);
            }
            card.notes = vec![Note { tag: Some(HOSTILE.into()), why: HOSTILE.into() }];
            (card.domain, card.site_name, card.color) = (HOSTILE.into(), Some(HOSTILE.into()), Some(HOSTILE.into()));
        }
    }
    let path = format!("content/{HOSTILE}.md");
    let source = Source::new(path.as_str(), format!("title: {}\n", HOSTILE.replace('\n', " ")));
    for level in [Level::Error, Level::Warning, Level::Info] {
        let mut finding =
            Finding::new("title-missing", level, HOSTILE, Place::Spot(source.spot(Span::new(7, 20)))).why(HOSTILE).help(HOSTILE);
        finding.page = UrlPath::from_plain("/rain/");
        finding.evidence_mut().related.push((Place::File(path.as_str().into()), HOSTILE.into()));
        finding.evidence_mut().fact = Some(("og:title", HOSTILE.into()));
        report.findings.push(finding);
    }
    report.quiet = quiet();
    report.skipped = vec![Skipped { path: path.as_str().into(), line: 1, reason: SkipReason::Draft, at: None }];
    report.not_checked = vec![("remote-picture", HOSTILE.into(), HOSTILE.into())];
    report.exhibits.sources.insert(path, vec![SourceLine { number: 1, skipped: 0, text: HOSTILE.into() }]);
    report
}

/// One finding for each way of not counting.
pub fn quiet() -> Vec<Finding> {
    let ways =
        [Quiet::Because("preview-image-too-heavy"), Quiet::Allowed { by: "front-matter", reason: Some(HOSTILE.into()) }, Quiet::Known];
    let finding = |quiet: Quiet| {
        let mut finding = Finding::warning("title-too-long", "title is long", Place::File("content/rain.md".into()));
        finding.page = UrlPath::from_plain("/posts/000-rain-at-home-0/");
        finding.evidence_mut().quiet = Some(quiet);
        finding
    };
    ways.map(finding).into()
}
