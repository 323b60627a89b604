//! Group `image`, the file: large enough, light enough, of a shape that is shown whole, and
//! declared as it is.
//!
//! Only files of the site's own are judged: pictures of our making are right by construction, and
//! remote ones are unknown.

use crate::base::Level::{Error, Info, Warning};
use crate::base::Place;
use crate::lint::audience::{all_targeted, label, list, targeted};
use crate::lint::rule::Tier::{Doc, Measured, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, bytes, image_place, preview_info, wants_large_card};
use crate::model::files::ImageFormat;
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "preview-image-too-small",
        group: Some(Group::Image),
        cases: &[
            case("refused", Error, Doc, "Meta, Images in Link Shares: 200×200 at least").on(&["facebook"]),
            case("small-card", Warning, Doc, "Meta 600×315; X Cards 300×157; LinkedIn a521928 401 wide").on(&["facebook", "x", "linkedin"]),
            case("soft", Info, Doc, "Meta 1200×630; LinkedIn a521928 1200×627; Apple TN3156 900 wide")
                .on(&["facebook", "linkedin", "imessage"]),
            case("left-out", Info, Own, "the card that is drawn"),
        ],
        check: Check::Page(too_small),
        doc: include_str!("../docs/preview-image-too-small.md"),
    },
    Rule {
        name: "preview-image-too-heavy",
        group: Some(Group::Image),
        cases: &[
            case("dropped", Error, Doc, "X Cards 5 MB and 4096 px; LinkedIn a521928 5 MB; Meta 8 MB; Mastodon 8 MiB")
                .on(&["x", "linkedin", "facebook", "mastodon"]),
            case("messengers", Warning, Doc, "WhatsApp Link Previews 600 KB; Signal-Desktop 1 MiB").on(&["whatsapp", "signal-desktop"]),
            case("soft", Info, Measured, "reports: WhatsApp drops some between 300 and 600 KB").on(&["whatsapp"]),
        ],
        check: Check::Page(too_heavy),
        doc: include_str!("../docs/preview-image-too-heavy.md"),
    },
    Rule {
        name: "preview-image-shape",
        group: Some(Group::Image),
        cases: &[
            case("extreme", Error, Doc, "WhatsApp Link Previews: 4:1 at most").on(&["whatsapp"]),
            case("cropped", Warning, Doc, "Meta 1.91:1; X Cards 2:1; Mastodon card.tsx").on(&["facebook", "x", "linkedin", "mastodon"]),
        ],
        check: Check::Page(shape),
        doc: include_str!("../docs/preview-image-shape.md"),
    },
    Rule {
        name: "preview-image-size-tags",
        group: Some(Group::Image),
        cases: &[
            case("contradicts", Error, Spec, "ogp.me: the size in pixels"),
            case("absent", Warning, Doc, "Meta, Images in Link Shares: the first share shows no picture").on(&["facebook"]),
            case("misplaced", Warning, Spec, "ogp.me, arrays: properties follow their image"),
        ],
        check: Check::Page(size_tags),
        doc: include_str!("../docs/preview-image-size-tags.md"),
    },
];

/// (case, platform, least width, least height, what happens below), worst first.
const LEAST: &[(&str, &str, u32, u32, &str)] = &[
    ("refused", "facebook", 200, 200, "refuses the picture"),
    ("small-card", "facebook", 600, 315, "shows a thumbnail, not a banner"),
    ("small-card", "x", 300, 157, "shows no large card"),
    ("small-card", "linkedin", 401, 0, "shows a thumbnail, not a banner"),
    ("soft", "facebook", 1200, 630, "asks for more on sharp screens"),
    ("soft", "linkedin", 1200, 627, "asks for more"),
    ("soft", "imessage", 900, 0, "shows it small"),
];

fn too_small(page: &PageView, report: &mut Reporter) {
    let Some(info) = preview_info(page, report.ctx).filter(|info| info.width > 0 && info.format != Some(ImageFormat::Svg)) else { return };
    let large = wants_large_card(&page.shown);
    let broken = |row: &&(&str, &str, u32, u32, &str)| {
        (large || row.0 == "refused") && report.ctx.targets(row.1) && (info.width < row.2 || info.height < row.3)
    };
    let Some((worst, ..)) = LEAST.iter().filter(|row| report.wants(row.0)).find(broken) else { return };
    let told: Vec<String> = LEAST
        .iter()
        .filter(|row| row.0 == *worst)
        .filter(broken)
        .map(|(_, platform, width, height, effect)| {
            let needed = if *height == 0 { format!("{width} px wide") } else { format!("{width}×{height}") };
            format!("{} {effect} ({needed} needed)", label(platform))
        })
        .collect();
    let message = format!("{}×{}: {}", info.width, info.height, told.join("; "));
    let harmed: Vec<&'static str> = LEAST.iter().filter(|row| row.0 == *worst).filter(broken).map(|row| row.1).collect();
    report
        .say(worst, image_place(page), message)
        .fact("og:image", info.path.to_string())
        .harms(&harmed)
        .help("use a picture of 1200×630 or more, or let the build draw a card");
}

/// (case, platform, bytes it still takes). Bluesky is not here: its client re-encodes.
const MOST_BYTES: &[(&str, &str, u64)] = &[
    ("dropped", "x", 5_000_000),
    ("dropped", "linkedin", 5_000_000),
    ("dropped", "facebook", 8_000_000),
    ("dropped", "mastodon", 8_388_608),
    ("messengers", "whatsapp", 600_000),
    ("messengers", "signal-desktop", 1_048_576),
    ("soft", "whatsapp", 300_000),
];
const X_SIDE: u32 = 4096;

fn too_heavy(page: &PageView, report: &mut Reporter) {
    let Some(info) = preview_info(page, report.ctx) else { return };
    // `max` moves the ceiling of the warning; what lies above it keeps its own.
    let max = report.bytes("max");
    let most = |row: &&(&str, &str, u64)| if row.0 == "messengers" { max.unwrap_or(row.2) } else { row.2 };
    let is_over = |row: &&(&str, &str, u64)| report.wants(row.0) && info.bytes > most(row) && report.ctx.targets(row.1);
    let over: Vec<_> = MOST_BYTES.iter().filter(is_over).collect();
    let too_wide = info.width.max(info.height) > X_SIDE && report.ctx.targets("x") && report.wants("dropped");
    let worst = if too_wide { Some("dropped") } else { over.first().map(|row| row.0) };
    let Some(worst) = worst else { return };
    let hard: Vec<&'static str> =
        over.iter().filter(|row| row.0 != "soft" && info.bytes > row.2).map(|row| row.1).chain(too_wide.then_some("x")).collect();
    let losing = targeted(report.ctx, &hard);
    let fine: Vec<_> = all_targeted(report.ctx).into_iter().filter(|name| !losing.contains(name)).collect();
    let size = bytes(info.bytes);
    let at = image_place(page);
    if worst == "soft" {
        report
            .say(worst, at, format!("{size}: WhatsApp is reported to drop some pictures over 300 KB"))
            .fact("og:image", info.path.to_string())
            .help("JPEG at quality 80 is usually enough");
        return;
    }
    // Over the limit of the settings alone: no platform has one so low.
    if let (Some(max), true) = (max, hard.is_empty()) {
        report
            .say(worst, at, format!("{size}: your limit is {}", bytes(max)))
            .fact("og:image", info.path.to_string())
            .why("it is `max` of this rule in the settings, lower than what platforms take")
            .help("save it smaller (1200×630 is enough), or raise the limit");
        return;
    }
    let size = if too_wide { format!("{size}, {}×{}", info.width, info.height) } else { size };
    let message = match fine.as_slice() {
        [] => format!("{size}: no picture on {}", list(&losing)),
        fine => format!("{size}: no picture on {}; fine on {}", list(&losing), list(fine)),
    };
    report
        .say(worst, at, message)
        .fact("og:image", info.path.to_string())
        .harms(&hard)
        .help("save it smaller (1200×630 is enough), or let the build fit it");
}

/// Ratios that a large card shows without losing much: around 1.91 and 2.0.
const BAND: std::ops::RangeInclusive<f64> = 1.5..=2.1;

fn shape(page: &PageView, report: &mut Reporter) {
    let Some(info) = preview_info(page, report.ctx).filter(|info| info.width > 0 && info.height > 0) else { return };
    if !wants_large_card(&page.shown) {
        return;
    }
    let ratio = f64::from(info.width) / f64::from(info.height);
    let size = format!("{}×{}", info.width, info.height);
    if ratio > 4.0 && report.wants("extreme") {
        report
            .say("extreme", image_place(page), format!("{size} is wider than 4:1: no picture on WhatsApp"))
            .fact("og:image", info.path.to_string())
            .why("it takes pictures up to four times as wide as high")
            .help("crop it to about 1.91:1 (1200×630), or set `image.focus` and let the build crop it");
        return;
    }
    let band = report.band("band").map_or(BAND, |(low, high)| low..=high);
    if band.contains(&ratio) {
        return;
    }
    let visible = if ratio < 1.91 { ratio / 1.91 } else { 1.91 / ratio };
    let mut message = format!("{size} is cropped to the middle {} %", (visible * 100.0).round());
    if ratio <= 1.0 && report.ctx.targets("mastodon") {
        message.push_str("; Mastodon shows a small card");
    }
    let harmed: &[&str] = if ratio <= 1.0 { &["facebook", "x", "linkedin", "mastodon"] } else { &["facebook", "x", "linkedin"] };
    if !harmed.iter().any(|platform| report.ctx.targets(platform)) {
        return;
    }
    report
        .say("cropped", image_place(page), message)
        .fact("og:image", info.path.to_string())
        .harms(harmed)
        .help("crop it to about 1.91:1 (1200×630), or set `image.focus` and let the build crop it");
}

fn size_tags(page: &PageView, report: &mut Reporter) {
    let Some(info) = preview_info(page, report.ctx).filter(|info| info.width > 0 && info.height > 0) else { return };
    let metas = &page.shown.metas;
    let position = |key: &str| metas.iter().position(|meta| meta.key == key && !meta.content.trim().is_empty());
    let Some(image) = position("og:image") else { return };
    let (width, height) = (position("og:image:width"), position("og:image:height"));
    // What stands behind the next picture is that one's; that there are several is said elsewhere.
    let next = metas.iter().enumerate().skip(image + 1).find(|(_, meta)| meta.key == "og:image").map_or(metas.len(), |(at, _)| at);
    if width.max(height).is_some_and(|at| at > next) {
        return;
    }
    let (Some(width), Some(height)) = (width, height) else {
        let missing = match (width, height) {
            (None, None) => "og:image:width and og:image:height are",
            (None, _) => "og:image:width is",
            _ => "og:image:height is",
        };
        report
            .say("absent", image_place(page), format!("{missing} missing: on Facebook the first share shows no picture"))
            .fact("og:image:width", missing)
            .why("without them it lays the card out before it has fetched the picture")
            .help(format!("the file is {}×{}; `smo-build optimize` writes the tags", info.width, info.height));
        return;
    };
    let number = |at: usize| metas[at].content.trim().parse::<u32>().ok().filter(|number| *number > 0);
    let at = Place::Html(metas[width].span);
    let real = (info.width, info.height);
    let near = |a: (u32, u32), b: (u32, u32)| a.0.abs_diff(b.0) <= 1 && a.1.abs_diff(b.1) <= 1;
    match (number(width), number(height)) {
        // Sideways photos may be declared as stored or as shown; both are right.
        (Some(w), Some(h)) if near((w, h), real) || info.nature.turned && near((h, w), real) => {
            if width < image || height < image {
                report
                    .say("misplaced", at, "og:image:width and og:image:height stand before their og:image")
                    .fact("og:image:width", "misplaced")
                    .related(Place::Html(metas[image].span), "the picture they belong to")
                    .why("they are read as the size of the picture above them")
                    .help("put them right after it");
            }
        }
        (Some(w), Some(h)) => {
            report
                .say("contradicts", at, format!("declares {w}×{h}, the file is {}×{}", info.width, info.height))
                .fact("og:image:width", format!("{w}×{h}"))
                .related(Place::Html(metas[height].span), "the height")
                .why("platforms lay the card out by these numbers")
                .help("leave the tags out and let `smo-build optimize` write them");
        }
        (w, _) => {
            // At the one that is no number.
            let at = if w.is_some() { Place::Html(metas[height].span) } else { at };
            let (w, h) = (brief(&metas[width].content), brief(&metas[height].content));
            report
                .say("contradicts", at, format!("declares `{w}`×`{h}`, the file is {}×{}", info.width, info.height))
                .fact("og:image:width", format!("{w}×{h}"))
                .related(Place::Html(metas[height].span), "the height")
                .why("what is no number is not read")
                .help("whole numbers of pixels, without a unit");
        }
    }
}
