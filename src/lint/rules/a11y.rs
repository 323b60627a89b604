//! Group `a11y`: words for those who cannot see the pictures.

use std::collections::BTreeSet;

use crate::base::Level::{Error, Info, Warning};
use crate::base::Place;
use crate::base::finding::Fact;
use crate::lint::rule::Tier::{Doc, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, empty_place, meta_place, preview, remedy};
use crate::model::facts::Image;
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "preview-image-alt-missing",
        group: Some(Group::A11y),
        cases: &[
            case("absent", Warning, Spec, "ogp.me: a page with og:image should specify og:image:alt"),
            case("long", Warning, Doc, "X Cards docs: 420 characters").on(&["x"]),
            case("fatal", Error, Doc, "Discord link previews: over 4,096 characters there is no preview").on(&["discord"]),
        ],
        check: Check::Page(preview_alt),
        doc: include_str!("../docs/preview-image-alt-missing.md"),
    },
    Rule {
        name: "image-alt-missing",
        group: Some(Group::A11y),
        cases: &[case("image-alt-missing", Warning, Spec, "WCAG 2.2, 1.1.1"), case("captioned", Info, Spec, "WCAG 2.2, 1.1.1")],
        check: Check::Page(image_alt),
        doc: include_str!("../docs/image-alt-missing.md"),
    },
];

const X_CHARS: usize = 420;
const DISCORD_CHARS: usize = 4096;

fn preview_alt(page: &PageView, report: &mut Reporter) {
    if !page.shareable || preview(&page.shown).is_none() {
        return;
    }
    let alts: Vec<_> = page.shown.metas.iter().filter(|meta| matches!(meta.key.as_str(), "og:image:alt" | "twitter:image:alt")).collect();
    for (case, limit, effect) in [("fatal", DISCORD_CHARS, "Discord shows no preview at all"), ("long", X_CHARS, "X takes 420")] {
        let over = alts.iter().find(|meta| meta.content.chars().count() > limit);
        if let Some(meta) = over.filter(|_| report.wants(case)) {
            let length = meta.content.chars().count();
            report
                .say(case, meta_place(page, meta), format!("the picture's text is {length} characters: {effect}"))
                .fact("og:image:alt", meta.content.clone())
                .why("it stands for the picture where that is not seen; a sentence is enough")
                .help("say in one sentence what the picture shows");
            return;
        }
    }
    let has = |key: &str| page.shown.has_meta(key);
    // X has a key of its own; nobody else reads it. Cards that are drawn have their text by now; photos that are
    // only cut to size have what their author wrote.
    let only_x = has("twitter:image:alt") && report.ctx.settings.lint.platforms.iter().all(|id| id == "x");
    if !has("og:image:alt") && !only_x {
        let at = empty_place(page, &["og:image:alt"]).unwrap_or(Place::Fact(Fact::ImageAlt));
        report
            .say("absent", at, "the preview picture has no text for those who cannot see it")
            .fact("og:image:alt", "")
            .why("screen readers say nothing of it, or read its file name aloud")
            .help(remedy(
                page,
                "add `image_alt:`, one sentence about what it shows",
                "add `og:image:alt`, one sentence about what it shows",
            ));
    }
}

fn image_alt(page: &PageView, report: &mut Reporter) {
    let mut told = BTreeSet::new();
    // `alt=""` is an author who says that the picture is decoration.
    let marks = &page.shown.marks;
    // `alt=" "` says nothing, and nobody can tell whether it was meant.
    let unsaid = |alt: &str| !alt.is_empty() && alt.trim().is_empty();
    // In Markdown there is no other way to leave the words out, so that they are empty says nothing.
    let undescribed: BTreeSet<&str> = page.hints.undescribed.iter().map(String::as_str).collect();
    let forgotten = |image: &Image| image.alt.as_deref().is_some_and(str::is_empty) && undescribed.contains(image.src.as_str());
    let (decorative, captioned): (BTreeSet<u32>, BTreeSet<u32>) =
        (marks.decorative.iter().copied().collect(), marks.captioned.iter().copied().collect());
    let silent = |image: &&Image| (image.alt.as_deref().is_none_or(unsaid) || forgotten(image)) && !decorative.contains(&image.span.start);
    for image in page.shown.images.iter().filter(silent) {
        let src = image.src.trim();
        if src.is_empty() || !told.insert(src) {
            continue;
        }
        report
            .say(
                // A caption below it says something.
                if captioned.contains(&image.span.start) { "captioned" } else { "image-alt-missing" },
                // Another picture with this address may have its words.
                if page.hints.built { Place::Fact(Fact::Destination(image.src.clone())) } else { Place::Html(image.span) },
                format!("`{}` has no text for those who cannot see it", brief(src)),
            )
            .fact("img", src)
            .why("screen readers read its file name aloud, or nothing")
            .help(remedy(
                page,
                "say what it shows: `![text](…)`, or `alt=\"\"` in HTML if it is decoration",
                "say what it shows: `alt=\"text\"`, or `alt=\"\"` if it is decoration",
            ));
    }
}
