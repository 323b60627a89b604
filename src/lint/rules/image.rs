//! Group `image`: is there a preview picture that platforms can fetch and draw?
//!
//! Size, weight and shape of the file are `size.rs`. Pictures of our own making are right by
//! construction and are not judged; remote ones are unknown, which is not the same as wrong.

use std::collections::BTreeMap;

use crate::base::Level::{Error, Info, Warning};
use crate::base::Place;
use crate::base::finding::Fact;
use crate::base::nearest::nearest;
use crate::config::CardsWhen;
use crate::lint::audience::{all_targeted, list, targeted, verb};
use crate::lint::rule::Tier::{Doc, Measured, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{IMAGE_KEYS, absolute, brief, globs, image_place, known, meta_place, preview, preview_file, preview_info, remedy};
use crate::model::audience::reader;
use crate::model::facts::{Image, Meta};
use crate::model::files::ImageFormat;
use crate::model::plan::{PreviewFile, PreviewImage};
use crate::model::view::{PageSummary, PageView};

pub const RULES: &[Rule] = &[
    Rule {
        name: "preview-image-missing",
        group: Some(Group::Image),
        cases: &[
            case("preview-image-missing", Error, Spec, "ogp.me: og:image is required; Meta, Images in Link Shares"),
            case("only-x", Error, Spec, "ogp.me: og:image is required; Mastodon link_details_extractor.rb"),
        ],
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
            case("svg", Error, Doc, "X Cards docs: no SVG; Mastodon link_details_extractor.rb").on(&[
                "x",
                "mastodon",
                "discord",
                "signal-desktop",
            ]),
            case("avif", Error, Spec, "Mastodon preview card types; Signal-Desktop linkPreviewFetch").on(&[
                "x",
                "mastodon",
                "signal-desktop",
            ]),
            case("other", Error, Spec, "Mastodon preview card types").on(&[
                "x",
                "linkedin",
                "mastodon",
                "discord",
                "telegram",
                "signal-desktop",
            ]),
            case("webp", Info, Doc, "undocumented at Facebook, LinkedIn, WhatsApp and Apple")
                .on(&["facebook", "linkedin", "whatsapp", "imessage"]),
        ],
        check: Check::Page(format),
        doc: include_str!("../docs/preview-image-format.md"),
    },
    Rule {
        name: "preview-image-content-mismatch",
        group: Some(Group::Image),
        cases: &[case("name", Warning, Own, "the file itself"), case("truncated", Error, Own, "the file itself")],
        check: Check::Page(content_mismatch),
        doc: include_str!("../docs/preview-image-content-mismatch.md"),
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
    if !page.shareable || page.hints.card.off {
        return;
    }
    // `og:img`: that is where it has to be mended.
    let is_near = |meta: &&Meta| meta.span.end > 0 && nearest(&meta.key.replacen("og.", "og:", 1), ["og:image"]).is_some();
    let misspelt = page.shown.metas.iter().find(is_near).filter(|_| !page.hints.built).map(|meta| Place::Html(meta.span));
    if let Some(meta) = preview(&page.shown) {
        // The others do not read it.
        let readers = targeted(report.ctx, &["facebook", "linkedin", "whatsapp", "mastodon"]);
        if meta.key.starts_with("twitter:") && !readers.is_empty() {
            let shown = verb(&readers, "show");
            report
                .say(
                    "only-x",
                    misspelt.unwrap_or_else(|| meta_place(page, meta)),
                    format!("no og:image, only {}: {} {shown} words only", meta.key, list(&readers)),
                )
                .fact("og:image", "")
                .why("they read og:image and nothing else")
                .help("name the picture in `og:image`, too; `smo-build optimize` does");
        }
        return;
    }
    // Cards would be drawn, and need an address to be linked at: that is said once.
    if report.ctx.base.is_none() && report.ctx.settings.cards.when != CardsWhen::Never {
        return;
    }
    let readers = all_targeted(report.ctx);
    let message = match readers.as_slice() {
        [] => "no preview picture: shares show words only".to_owned(),
        readers => format!("no preview picture: {} {} words only", list(readers), verb(readers, "show")),
    };
    let instead = stand_in(page);
    let at = crate::lint::shown::empty_place(page, IMAGE_KEYS).or(misspelt).unwrap_or(Place::Fact(Fact::Image));
    let mut said = report.say("preview-image-missing", at, message).fact("og:image", "");
    if let Some((at, what)) = instead {
        said = said.related(at, what);
    }
    said.help(match page.fields.title {
        // No card is drawn without one, by whichever verb.
        None => "give the page a `<title>`, so that a card can be drawn of it, or add `og:image`",
        Some(_) => remedy(
            page,
            "add `image:`, or let the build draw cards (`cards.when: missing`)",
            "add `og:image`, or let `smo-build optimize` draw cards (`cards.when: missing`)",
        ),
    });
}

/// What readers that must show something take instead.
fn stand_in(page: &PageView) -> Option<(Place, String)> {
    let area = |image: &&Image| {
        let side = |text: &Option<String>| text.as_deref().and_then(|text| text.trim().parse::<u64>().ok()).unwrap_or(0);
        side(&image.width) * side(&image.height)
    };
    let image = page.shown.images.iter().filter(|image| !image.src.starts_with("data:")).rev().max_by_key(area);
    if let Some(image) = image {
        return Some((Place::Html(image.span), format!("Matrix would take `{}`", brief(&image.src))));
    }
    let icon = page.shown.head_link("apple-touch-icon")?;
    Some((Place::Html(icon.span), format!("Signal Desktop and iMessage would take the icon `{}`", brief(&icon.href))))
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
                .fact(known(&meta.key), meta.content.clone())
                .why("no platform can fetch it")
                .help("the theme joins `site.url` with an address that is absolute already: write one of them as a path");
        } else if !is_scheme {
            let readers = targeted(report.ctx, &["x", "linkedin", "whatsapp", "signal-android"]);
            let message = format!("`{value}` is relative; a preview picture needs an absolute address");
            let said = report.say("relative", at, message).fact(known(&meta.key), meta.content.clone());
            match readers.as_slice() {
                [] => said,
                readers => said.why(format!("{} are reported not to resolve it", list(readers))),
            }
            .help("set `site.url`, or run `smo-build optimize`: it is then written as `https://…`");
        } else if matches!(scheme, "http" | "https") && !rest.starts_with("//") {
            report
                .say("relative", at, format!("`{value}` lacks a slash behind `{scheme}:`; a preview picture needs an absolute address"))
                .fact(known(&meta.key), meta.content.clone())
                .why("some readers take it for a path of the page, others for nothing")
                .help(format!("write `{scheme}://…`"));
        } else if !matches!(scheme, "http" | "https") {
            report
                .say("scheme", at, format!("`{}…` is no http address", rest_less(&value, scheme)))
                .fact(known(&meta.key), value.as_str())
                .why("platforms fetch pictures over http and https only")
                .help("save the picture as a file and name that");
        } else if scheme == "http" && !report.ctx.base.is_some_and(|base| base.as_str().starts_with("http:")) && rest.starts_with("//") {
            report
                .say("http", at, format!("`{value}` is not https"))
                .fact(known(&meta.key), meta.content.clone())
                .why("WhatsApp is reported to drop it")
                .help("serve it over https");
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

/// `https:/a.org/b`
fn is_torn(value: &str) -> bool {
    let rest = ["https:", "http:"].iter().find_map(|scheme| crate::base::url::strip_prefix_ignore_case(value, scheme));
    rest.is_some_and(|rest| !rest.starts_with("//"))
}

fn not_found(page: &PageView, report: &mut Reporter) {
    let first = preview(&page.shown);
    // X looks there first.
    let of_x = ["twitter:image", "twitter:image:src"].iter().find_map(|key| page.shown.meta(key));
    let of_x = of_x.filter(|meta| report.ctx.targets("x") && first.is_some_and(|first| first.content.trim() != meta.content.trim()));
    if let (Some(meta), Some(base)) = (of_x, report.ctx.base) {
        let path = absolute(page, report.ctx, &meta.content).and_then(|url| base.local_path(&url));
        let elsewhere = || globs(&report.ctx.settings.lint.external_assets);
        if let Some(path) = path.filter(|path| !report.ctx.paths.has_file(path) && !elsewhere().is_match(path)) {
            report
                .say(
                    "preview-image-not-found",
                    crate::lint::shown::meta_place(page, meta),
                    format!("`{path}` of {} is not in the output", meta.key),
                )
                .fact("twitter:image", path.as_str())
                .harms(&["x"])
                .why("X takes this tag before og:image, and shows no picture")
                .help("leave the tag out: og:image is enough for X, too");
        }
    }
    let (Some(meta), Some(base)) = (preview(&page.shown), report.ctx.base) else { return };
    if preview_file(page, report.ctx) == Some(&PreviewFile::Ours) {
        return;
    }
    // Where a slash is lost, what follows is no path.
    if is_torn(meta.content.trim()) {
        return;
    }
    let Some(path) = absolute(page, report.ctx, &meta.content).and_then(|url| base.local_path(&url)) else { return };
    let paths = report.ctx.paths;
    let is_page = path.ends_with('/') || path.ends_with(".html");
    if paths.has_file(&path) && !is_page || globs(&report.ctx.settings.lint.external_assets).is_match(&path) {
        return;
    }
    let at = image_place(page);
    if paths.answers(&path) {
        report
            .say("preview-image-not-found", at, format!("`{path}` is a page, not a picture"))
            .fact("og:image", path.as_str())
            .why("every platform shows the link without a picture")
            .help("name the picture file itself");
        return;
    }
    // The picture of another page is no better.
    let is_drawn = path.starts_with("/smo/");
    let near = if is_drawn { None } else { paths.nearest(&path) };
    let message = match &near {
        Some(near) if near.to_lowercase() == path.to_lowercase() => {
            format!("`{path}` is not in the output; `{near}` is (case matters on the server)")
        }
        Some(near) => format!("`{path}` is not in the output; `{near}` is"),
        None => format!("`{path}` is not in the output"),
    };
    let said = report
        .say("preview-image-not-found", at, message)
        .fact("og:image", path.as_str())
        .why("every platform shows the link without a picture");
    match near {
        Some(near) => said.help(format!("write `{near}`")),
        None if is_drawn => {
            said.help("an earlier run made it: publish `smo/` with the pages, or optimize the HTML as your generator writes it")
        }
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
    let address = preview(&page.shown).map_or_else(String::new, |meta| meta.content.clone());
    let platforms = platforms_of("preview-image-format", case).iter().copied();
    // As the cards do, so that each that loses its picture has a finding.
    let losing: Vec<&'static str> =
        platforms.filter(|id| case == "webp" || reader(id).is_some_and(|reader| reader.formats.drops(format))).collect();
    let refusing = targeted(report.ctx, &losing);
    if refusing.is_empty() {
        return;
    }
    let name = format.name();
    let at = image_place(page);
    if case == "webp" {
        report
            .say(case, at, format!("WebP: {} {} not document it", list(&refusing), if refusing.len() == 1 { "does" } else { "do" }))
            .fact("og:image", address.as_str())
            .why("a network that cannot read it shows the link without a picture")
            .help("JPEG and PNG are safe everywhere");
    } else {
        report
            .say(case, at, format!("{name}: no picture on {}", list(&refusing)))
            .fact("og:image", address.as_str())
            .harms(&losing)
            .why("the link is shown with words only there")
            .help("use a JPEG or PNG");
    }
}

fn content_mismatch(page: &PageView, report: &mut Reporter) {
    let Some(info) = preview_info(page, report.ctx) else { return };
    let at = image_place(page);
    let path = info.path.to_string();
    let name = path.rsplit('/').next().unwrap_or(&path);
    let Some(format) = info.format else {
        report
            .say("truncated", at, format!("`{}` holds no picture", brief(name)))
            .fact("og:image", path.as_str())
            .why("every platform shows the link without one")
            .help("save the picture again; a placeholder of Git LFS, or an error page, may lie in its place");
        return;
    };
    let promised = match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("jpg" | "jpeg") => Some(ImageFormat::Jpeg),
        Some("png") => Some(ImageFormat::Png),
        Some("gif") => Some(ImageFormat::Gif),
        Some("webp") => Some(ImageFormat::WebP),
        Some("avif") => Some(ImageFormat::Avif),
        Some("svg") => Some(ImageFormat::Svg),
        _ => None,
    };
    let type_tag = page.shown.meta("og:image:type");
    let declared = type_tag.map(|meta| meta.content.trim());
    if info.nature.cut {
        report
            .say("truncated", at, format!("`{}` ends before the picture does", brief(name)))
            .fact("og:image", path.as_str())
            .why("readers that check the file show no picture, others half of one")
            .help("an upload or a copy was cut off: save the picture again");
    } else if promised.is_some_and(|promised| promised != format) {
        report
            .say("name", at, format!("`{}` holds {}", brief(name), format.name()))
            .fact("og:image", path.as_str())
            .why("servers send the type that the name says, and strict readers then refuse the picture")
            .help("save it in the format of its name, or rename it");
    } else if let Some(declared) = declared.filter(|declared| *declared != format.mime() && *declared != "image/jpg") {
        report
            .say(
                "name",
                type_tag.map_or(at, |meta| crate::lint::shown::meta_place(page, meta)),
                format!("og:image:type says `{}`, the file is {}", brief(declared), format.mime()),
            )
            .fact("og:image:type", declared)
            .why("strict readers refuse a picture that is not what it claims to be")
            .help("leave the tag out and let `smo-build optimize` write it");
    }
}

fn platforms_of(rule: &str, case: &str) -> &'static [&'static str] {
    let rule = RULES.iter().find(|known| known.name == rule);
    rule.and_then(|rule| rule.cases.iter().find(|known| known.id == case)).map_or(&[], |case| case.platforms)
}

const MIN_ARTICLES: usize = 6;

/// Two pictures are the same to readers if this is.
pub fn same_picture(image: &PreviewImage) -> String {
    match &image.file {
        PreviewFile::Local(info) => info.digest.hex(),
        // Made from the same photo, it has the same digest in each of its names.
        PreviewFile::Ours => image.url.rsplit('-').next().unwrap_or(&image.url).to_owned(),
        _ => image.url.clone(),
    }
}

fn reused(pages: &[PageSummary], report: &mut Reporter) {
    let posts: Vec<_> = pages.iter().filter(|page| page.article && page.shareable).collect();
    if posts.len() < report.count("min-pages").unwrap_or(MIN_ARTICLES) {
        return;
    }
    let max = report.share("max-share").unwrap_or(0.5);
    let mut users: BTreeMap<String, Vec<&PageSummary>> = BTreeMap::new();
    for post in &posts {
        if let Some(image) = &post.image {
            users.entry(same_picture(image)).or_default().push(post);
        }
    }
    let is_shared = |same: &&Vec<&PageSummary>| same.len() > 1 && same.len() as f64 > posts.len() as f64 * max;
    let Some(same) = users.values().find(is_shared) else { return };
    // The second's: of the first a large run holds no more than that it was there.
    let image = same[1].image.as_ref().expect("only posts with a picture were grouped");
    let is_default = report.ctx.settings.site.image.as_deref().is_some_and(|default| image.url.ends_with(default.trim_start_matches('.')));
    if is_default && report.flag("allow-default") {
        return;
    }
    let shown = match (&image.file, report.ctx.base) {
        (PreviewFile::Local(info), _) => info.path.to_string(),
        (_, Some(base)) => base.local_path(&image.url).unwrap_or_else(|| image.url.clone()),
        _ => image.url.clone(),
    };
    let message = format!("{} of {} posts share `{}`: shares cannot be told apart", same.len(), posts.len(), brief(&shown));
    report
        .say("preview-image-reused", Place::Site, message)
        .fact("og:image", shown)
        .also(same)
        .help("leave the default picture out and let the build draw a card for each post (`cards.when: missing`)");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::audience::AUDIENCE;

    #[test]
    fn formats_are_judged_for_all_who_drop_them() {
        for (case, format) in [("svg", ImageFormat::Svg), ("avif", ImageFormat::Avif), ("other", ImageFormat::Other("TIFF"))] {
            let drop = |id: &&str| reader(id).is_some_and(|reader| reader.formats.drops(format));
            let dropping: Vec<&str> = AUDIENCE.iter().map(|(id, _)| *id).filter(drop).collect();
            assert_eq!(platforms_of("preview-image-format", case), dropping, "{case}");
        }
    }
}
