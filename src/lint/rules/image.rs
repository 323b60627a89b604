//! Group `image`: will the preview picture be shown, and shown whole?
//!
//! Pictures of our own making are right by construction and are not judged; remote ones are
//! unknown, which is not the same as wrong.

use std::collections::BTreeMap;

use crate::base::Level::{Error, Info, Warning};
use crate::base::Place;
use crate::base::finding::Fact;
use crate::lint::audience::{all_targeted, label, list, targeted, verb};
use crate::lint::rule::Tier::{Doc, Measured, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{IMAGE_KEYS, absolute, brief, image_place, matches_any, preview, preview_file, preview_info, wants_large_card};
use crate::model::files::ImageFormat;
use crate::model::plan::PreviewFile;
use crate::model::view::{PageSummary, PageView};

pub const RULES: &[Rule] = &[
    Rule {
        name: "preview-image-missing",
        group: Some(Group::Image),
        cases: &[case("preview-image-missing", Error, Spec, "ogp.me: og:image is required; Meta, Images in Link Shares")],
        check: Check::Page(missing),
        doc: include_str!("../docs/preview-image-missing.md"),
    },
    Rule {
        name: "preview-image-relative",
        group: Some(Group::Image),
        cases: &[
            case("relative", Error, Spec, "ogp.me: a URL is http or https; Signal-Android LinkPreviewUtil.java"),
            case("doubled", Error, Spec, "ogp.me: a URL is http or https"),
            case("scheme", Error, Spec, "ogp.me: a URL is http or https"),
            case("http", Warning, Measured, "reports: WhatsApp drops pictures over http"),
        ],
        check: Check::Page(relative),
        doc: include_str!("../docs/preview-image-relative.md"),
    },
    Rule {
        name: "preview-image-not-found",
        group: Some(Group::Image),
        cases: &[case("preview-image-not-found", Error, Own, "the output itself")],
        check: Check::Page(not_found),
        doc: include_str!("../docs/preview-image-not-found.md"),
    },
    Rule {
        name: "preview-image-format",
        group: Some(Group::Image),
        cases: &[
            case("svg", Error, Doc, "X Cards docs: no SVG; Mastodon link_details_extractor.rb").on(&["x", "mastodon"]),
            case("avif", Error, Spec, "Mastodon preview card types; Signal-Desktop linkPreviewFetch").on(&["mastodon", "signal-desktop"]),
            case("other", Error, Spec, "Mastodon preview card types").on(&["mastodon"]),
            case("webp", Info, Doc, "undocumented at Facebook, LinkedIn, WhatsApp and Apple")
                .on(&["facebook", "linkedin", "whatsapp", "imessage"]),
        ],
        check: Check::Page(format),
        doc: include_str!("../docs/preview-image-format.md"),
    },
    Rule {
        name: "preview-image-too-small",
        group: Some(Group::Image),
        cases: &[
            case("refused", Error, Doc, "Meta, Images in Link Shares: 200×200 at least").on(&["facebook"]),
            case("small-card", Warning, Doc, "Meta 600×315; X Cards 300×157; LinkedIn a521928 401 wide").on(&["facebook", "x", "linkedin"]),
            case("soft", Info, Doc, "Meta 1200×630; LinkedIn a521928 1200×627; Apple TN3156 900 wide")
                .on(&["facebook", "linkedin", "imessage"]),
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
    Rule {
        name: "preview-image-reused",
        group: Some(Group::Image),
        cases: &[case("preview-image-reused", Warning, Measured, "reports: readers cannot tell the shares of a site apart")],
        check: Check::Site(reused),
        doc: include_str!("../docs/preview-image-reused.md"),
    },
];

fn missing(page: &PageView, report: &mut Reporter) {
    // `social.card: false` is an author who wants none.
    if !page.shareable || preview(&page.shown).is_some() || page.hints.card.off {
        return;
    }
    let readers = all_targeted(report.ctx);
    let message = match readers.as_slice() {
        [] => "no preview picture: shares show words only".to_owned(),
        readers => format!("no preview picture: {} {} words only", list(readers), verb(readers, "show")),
    };
    report
        .say("preview-image-missing", Place::Fact(Fact::Image), message)
        .help("add `image:`, or let the build draw cards (`cards.when: missing`)");
}

fn relative(page: &PageView, report: &mut Reporter) {
    let mut seen: Vec<&str> = Vec::new();
    for meta in page.shown.metas.iter().filter(|meta| IMAGE_KEYS.contains(&meta.key.as_str())) {
        let value = meta.content.trim();
        if value.is_empty() || seen.contains(&value) {
            continue;
        }
        seen.push(value);
        let at = crate::lint::shown::meta_place(page, meta);
        let lower = value.to_ascii_lowercase();
        let (scheme, rest) = lower.split_once(':').unwrap_or(("", &lower));
        let is_scheme = !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
        let value = brief(value);
        if is_doubled(&lower) {
            report
                .say("doubled", at, format!("`{value}` holds two addresses in one"))
                .why("no platform can fetch it")
                .help("the theme joins `site.url` with an address that is absolute already: write one of them as a path");
        } else if !is_scheme {
            let readers = targeted(report.ctx, &["x", "linkedin", "whatsapp", "signal-android"]);
            let said = report.say("relative", at, format!("`{value}` is relative; a preview picture needs an absolute address"));
            match readers.as_slice() {
                [] => said,
                readers => said.why(format!("{} are reported not to resolve it", list(readers))),
            }
            .help("set `site.url`, or run `smo-build optimize`: it is then written as `https://…`");
        } else if !matches!(scheme, "http" | "https") {
            report
                .say("scheme", at, format!("`{}…` is no http address", rest_less(&value, scheme)))
                .why("platforms fetch pictures over http and https only")
                .help("save the picture as a file and name that");
        } else if scheme == "http" && !report.ctx.base.is_some_and(|base| base.as_str().starts_with("http:")) && rest.starts_with("//") {
            report.say("http", at, format!("`{value}` is not https")).why("WhatsApp is reported to drop it").help("serve it over https");
        }
    }
}

fn rest_less(value: &str, scheme: &str) -> String {
    value.chars().take(scheme.len() + 1).collect()
}

/// `https://a.orghttps://b/…`: a second scheme before the first slash of the path.
fn is_doubled(lower: &str) -> bool {
    let Some(rest) = lower.strip_prefix("https:").or_else(|| lower.strip_prefix("http:")) else { return false };
    let host = rest.trim_start_matches('/');
    let host = &host[..host.find('/').unwrap_or(host.len())];
    rest.starts_with('/') && (host.contains("http:") || host.contains("https:"))
}

fn not_found(page: &PageView, report: &mut Reporter) {
    let (Some(meta), Some(base)) = (preview(&page.shown), report.ctx.base) else { return };
    if preview_file(page, report.ctx) == Some(&PreviewFile::Ours) {
        return;
    }
    let Some(path) = absolute(page, report.ctx, &meta.content).and_then(|url| base.local_path(&url)) else { return };
    let paths = report.ctx.paths;
    let is_page = path.ends_with('/') || path.ends_with(".html");
    if paths.has_file(&path) && !is_page || matches_any(&report.ctx.settings.lint.external_assets, &path) {
        return;
    }
    let at = image_place(page);
    if paths.answers(&path) {
        report
            .say("preview-image-not-found", at, format!("`{path}` is a page, not a picture"))
            .why("every platform shows the link without a picture")
            .help("name the picture file itself");
        return;
    }
    let near = paths.nearest(&path);
    let message = match &near {
        Some(near) if near.to_lowercase() == path.to_lowercase() => {
            format!("`{path}` is not in the output; `{near}` is (case matters on the server)")
        }
        Some(near) => format!("`{path}` is not in the output; `{near}` is"),
        None => format!("`{path}` is not in the output"),
    };
    let said = report.say("preview-image-not-found", at, message).why("every platform shows the link without a picture");
    match near {
        Some(near) => said.help(format!("write `{near}`")),
        None => said.help("add the file, or list it under `lint.external_assets` if the server has it"),
    };
}

fn format(page: &PageView, report: &mut Reporter) {
    let Some(format) = preview_info(page, report.ctx).and_then(|info| info.format) else { return };
    let case = match format {
        ImageFormat::Svg => "svg",
        ImageFormat::Avif => "avif",
        ImageFormat::Other(_) => "other",
        ImageFormat::WebP => "webp",
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Gif => return,
    };
    let refusing = targeted(report.ctx, platforms_of("preview-image-format", case));
    let name = format.name();
    let at = image_place(page);
    if case == "webp" {
        report
            .say(case, at, format!("WebP: {} {} not document it", list(&refusing), if refusing.len() == 1 { "does" } else { "do" }))
            .help("JPEG and PNG are safe everywhere");
    } else {
        report.say(case, at, format!("{name}: no picture on {}", list(&refusing))).help("use a JPEG or PNG; the build can make one");
    }
}

fn platforms_of(rule: &str, case: &str) -> &'static [&'static str] {
    let rule = RULES.iter().find(|known| known.name == rule);
    rule.and_then(|rule| rule.cases.iter().find(|known| known.id == case)).map_or(&[], |case| case.platforms)
}

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
    let Some((worst, ..)) = LEAST.iter().find(broken) else { return };
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
    report.say(worst, image_place(page), message).help("use a picture of 1200×630 or more, or let the build draw a card");
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
    let over: Vec<_> = MOST_BYTES.iter().filter(|row| info.bytes > row.2 && report.ctx.targets(row.1)).collect();
    let too_wide = info.width.max(info.height) > X_SIDE && report.ctx.targets("x");
    let worst = if too_wide { Some("dropped") } else { over.first().map(|row| row.0) };
    let Some(worst) = worst else { return };
    let hard: Vec<&str> = over.iter().filter(|row| row.0 != "soft").map(|row| row.1).chain(too_wide.then_some("x")).collect();
    let losing = targeted(report.ctx, &hard);
    let fine: Vec<_> = all_targeted(report.ctx).into_iter().filter(|name| !losing.contains(name)).collect();
    let size = bytes(info.bytes);
    let at = image_place(page);
    if worst == "soft" {
        report
            .say(worst, at, format!("{size}: WhatsApp is reported to drop some pictures over 300 KB"))
            .help("JPEG at quality 80 is usually enough");
        return;
    }
    let size = if too_wide { format!("{size}, {}×{}", info.width, info.height) } else { size };
    let message = match fine.as_slice() {
        [] => format!("{size}: no picture on {}", list(&losing)),
        fine => format!("{size}: no picture on {}; fine on {}", list(&losing), list(fine)),
    };
    report.say(worst, at, message).help("save it smaller (1200×630 is enough), or let the build fit it");
}

/// `2.2 MB`: decimal, as the platforms count.
fn bytes(count: u64) -> String {
    match count {
        0..1_000_000 => format!("{} KB", count.div_ceil(1000)),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
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
            .help("crop it to about 1.91:1 (1200×630), or set `image.focus` and let the build crop it");
        return;
    }
    if BAND.contains(&ratio) {
        return;
    }
    let visible = if ratio < 1.91 { ratio / 1.91 } else { 1.91 / ratio };
    let mut message = format!("{size} is cropped to the middle {} %", (visible * 100.0).round());
    if ratio <= 1.0 && report.ctx.targets("mastodon") {
        message.push_str("; Mastodon shows a small card");
    }
    report
        .say("cropped", image_place(page), message)
        .help("crop it to about 1.91:1 (1200×630), or set `image.focus` and let the build crop it");
}

fn size_tags(page: &PageView, report: &mut Reporter) {
    let Some(info) = preview_info(page, report.ctx).filter(|info| info.width > 0 && info.height > 0) else { return };
    let metas = &page.shown.metas;
    let position = |key: &str| metas.iter().position(|meta| meta.key == key && !meta.content.trim().is_empty());
    let Some(image) = position("og:image") else { return };
    let (width, height) = (position("og:image:width"), position("og:image:height"));
    let (Some(width), Some(height)) = (width, height) else {
        let missing = match (width, height) {
            (None, None) => "og:image:width and og:image:height are",
            (None, _) => "og:image:width is",
            _ => "og:image:height is",
        };
        report
            .say("absent", image_place(page), format!("{missing} missing: on Facebook the first share shows no picture"))
            .help(format!("the file is {}×{}; `smo-build optimize` writes the tags", info.width, info.height));
        return;
    };
    let number = |at: usize| metas[at].content.trim().parse::<u32>().ok().filter(|number| *number > 0);
    let at = Place::Html(metas[width].span);
    let real = (info.width, info.height);
    let near = |a: (u32, u32), b: (u32, u32)| a.0.abs_diff(b.0) <= 1 && a.1.abs_diff(b.1) <= 1;
    match (number(width), number(height)) {
        // Sideways photos may be declared as stored or as shown; both are right.
        (Some(w), Some(h)) if near((w, h), real) || near((h, w), real) => {
            if width < image || height < image {
                report
                    .say("misplaced", at, "og:image:width and og:image:height stand before their og:image")
                    .why("they are read as the size of the picture above them")
                    .help("put them right after it");
            }
        }
        (Some(w), Some(h)) => {
            report
                .say("contradicts", at, format!("declares {w}×{h}, the file is {}×{}", info.width, info.height))
                .why("platforms lay the card out by these numbers")
                .help("leave the tags out and let `smo-build optimize` write them");
        }
        _ => {
            let (w, h) = (brief(&metas[width].content), brief(&metas[height].content));
            report
                .say("contradicts", at, format!("declares `{w}`×`{h}`, the file is {}×{}", info.width, info.height))
                .help("whole numbers of pixels, without a unit");
        }
    }
}

const MIN_ARTICLES: usize = 6;

fn reused(pages: &[PageSummary], report: &mut Reporter) {
    let posts: Vec<_> = pages.iter().filter(|page| page.article && page.shareable).collect();
    if posts.len() < MIN_ARTICLES {
        return;
    }
    let mut users: BTreeMap<String, Vec<&PageSummary>> = BTreeMap::new();
    for post in &posts {
        if let Some(image) = &post.image {
            let key = match &image.file {
                PreviewFile::Local(info) => info.digest.hex(),
                _ => image.url.clone(),
            };
            users.entry(key).or_default().push(post);
        }
    }
    let Some(same) = users.values().find(|same| same.len() * 2 > posts.len()) else { return };
    let image = same[0].image.as_ref().expect("only posts with a picture were grouped");
    let shown = match (&image.file, report.ctx.base) {
        (PreviewFile::Local(info), _) => info.path.to_string(),
        (_, Some(base)) => base.local_path(&image.url).unwrap_or_else(|| image.url.clone()),
        _ => image.url.clone(),
    };
    let message = format!("{} of {} posts share `{}`: shares cannot be told apart", same.len(), posts.len(), brief(&shown));
    report
        .say("preview-image-reused", Place::Site, message)
        .help("leave the default picture out and let the build draw a card for each post (`cards.when: missing`)");
}
