//! Groups `link`, `a11y`, `read`, `weight`: the page that readers of a share come to.

use std::collections::BTreeSet;

use crate::base::Level::{Error, Info, Warning};
use crate::base::finding::Fact;
use crate::base::{Place, url};
use crate::lint::rule::Tier::{Doc, Folklore, Measured, Own, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::rules::leaks::is_dev_address;
use crate::lint::shown::{brief, meta_place, remedy};
use crate::model::site_files::{Look, look};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "dev-or-placeholder-link",
        group: Some(Group::Link),
        cases: &[
            case("dead", Error, Own, "the page itself"),
            case("shown", Info, Own, "the page itself"),
            case("placeholder", Warning, Own, "the page itself"),
        ],
        check: Check::Page(dev_link),
        doc: include_str!("../docs/dev-or-placeholder-link.md"),
    },
    Rule {
        name: "generic-link-text",
        group: Some(Group::Link),
        cases: &[
            case("script", Error, Doc, "Google Search Central: links are a[href] with an address"),
            case("generic", Info, Doc, "Google Search Central: link text says what it leads to"),
        ],
        check: Check::Page(link_text),
        doc: include_str!("../docs/generic-link-text.md"),
    },
    Rule {
        name: "image-alt-low-quality",
        group: Some(Group::A11y),
        cases: &[case("image-alt-low-quality", Info, Folklore, "repeated advice on alternative texts")],
        check: Check::Page(alt_quality),
        doc: include_str!("../docs/image-alt-low-quality.md"),
    },
    Rule {
        name: "control-or-embed-unlabelled",
        group: Some(Group::A11y),
        cases: &[
            case("frame", Warning, Spec, "WCAG 2.2, 4.1.2"),
            case("button", Warning, Spec, "WCAG 2.2, 4.1.2"),
            case("link", Warning, Spec, "WCAG 2.2, 4.1.2"),
            case("video", Warning, Spec, "WCAG 2.2, 1.2.2"),
        ],
        check: Check::Page(unlabelled),
        doc: include_str!("../docs/control-or-embed-unlabelled.md"),
    },
    Rule {
        name: "body-image-heavy",
        group: Some(Group::Weight),
        cases: &[case("body-image-heavy", Warning, Measured, "measured: 500 KB take seconds on a phone")],
        check: Check::Page(heavy),
        doc: include_str!("../docs/body-image-heavy.md"),
    },
    Rule {
        name: "image-no-dimensions",
        group: Some(Group::Weight),
        cases: &[case("image-no-dimensions", Info, Doc, "web.dev: layout shift")],
        check: Check::Page(no_dimensions),
        doc: include_str!("../docs/image-no-dimensions.md"),
    },
    Rule {
        name: "viewport-missing",
        group: Some(Group::Weight),
        cases: &[
            case("absent", Warning, Doc, "Google Search Central: mobile-first indexing"),
            case("zoom", Warning, Spec, "WCAG 2.2, 1.4.4"),
        ],
        check: Check::Page(viewport),
        doc: include_str!("../docs/viewport-missing.md"),
    },
    Rule {
        name: "heading-order",
        group: Some(Group::Read),
        cases: &[case("heading-order", Info, Spec, "WCAG 2.2, 1.3.1 (advisory)")],
        check: Check::Page(heading_order),
        doc: include_str!("../docs/heading-order.md"),
    },
];

/// A link by its words, if it has any.
fn link(name: &str) -> String {
    if name.is_empty() { "a link".to_owned() } else { format!("“{}”", brief(name)) }
}

/// Is one of the words a host that documents use for examples? "see this, for example." names none.
fn names_example(name: &str) -> bool {
    let host = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphanumeric()).split(['/', ':', '?']).next().unwrap_or_default().to_ascii_lowercase()
    };
    let is_example = |host: &str| {
        ["example.com", "example.org", "example.net"]
            .iter()
            .any(|known| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', '@'])))
    };
    name.split_whitespace().any(|word| is_example(&host(word)))
}

fn dev_link(page: &PageView, report: &mut Reporter) {
    let own = report.ctx.base.map(|base| base.host().to_owned());
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (at, anchor) in page.shown.anchors.iter().enumerate() {
        let href = anchor.href.trim();
        // All of these name a scheme or a host.
        if !href.contains(':') && !href.starts_with("//") {
            continue;
        }
        let is_letter_to_nobody = href.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:"))
            && ["@example.com", "@example.org", "@example.net", "your-email@", "you@your"].iter().any(|host| href.contains(host));
        // A path of somebody's computer is said as such.
        let value = anchor.value_span.unwrap_or(anchor.span).range();
        if page.shown.marks.leaks.iter().any(|leak| leak.is_path && value.contains(&(leak.span.start as usize))) {
            continue;
        }
        let is_file = href.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:"));
        let is_own = own.as_deref().is_some_and(|own| href.split_once("://").is_some_and(|(_, rest)| rest.starts_with(own)));
        let is_doubled = ["http://http", "https://http"].iter().any(|twice| {
            url::strip_prefix_ignore_case(href, twice).is_some_and(|rest| rest.trim_start_matches('s').starts_with([':', '/']))
        });
        // `https://` and nothing behind it, a port of letters: browsers open nothing. A blank and a template are other rules' business.
        let is_web = ["http:", "https:"].iter().any(|scheme| url::strip_prefix_ignore_case(href, scheme).is_some());
        let is_broken =
            is_web && !url::is_settled(href) && !href.contains([' ', '{', '}', '<', '>', '$']) && ::url::Url::parse(href).is_err();
        // A share link of the dev server's is said by its own rule.
        if !(is_file
            || is_doubled
            || is_broken
            || is_letter_to_nobody && !own.as_deref().is_some_and(|own| href.contains(own))
            || is_dev_address(href) && !is_own)
            || !told.insert(href)
        {
            continue;
        }
        let name = page.shown.marks.link_names.get(at).map_or("", |name| name.trim());
        // A tutorial that says "open http://localhost:4000" means it.
        let bare = |text: &str| text.split_once("://").map_or(text, |(_, rest)| rest).trim_end_matches('/').to_owned();
        let is_shown = bare(href).starts_with(&bare(name)) && !name.is_empty()
            || name.contains("://")
            || name.contains("localhost")
            || names_example(name);
        let is_example = ["example.com", "example.org", "example.net"].iter().any(|host| href.contains(host));
        let place = Place::Fact(Fact::Destination(anchor.href.clone()));
        let (case, message) = match (is_shown, is_example) {
            (true, _) => ("shown", format!("`{}` is shown as an address and is a link, too", brief(href))),
            (false, true) => ("dead", format!("{} leads to `{}`, an address of examples", link(name), brief(href))),
            (false, false) => ("dead", format!("{} leads to `{}`, which no reader can open", link(name), brief(href))),
        };
        report
            .say(case, place, message)
            .fact("href", href)
            .why(if is_broken { "it is no address" } else { "it works on the computer where the page was written, if anywhere" })
            .help(if is_shown { "write it as code if nobody is to follow it" } else { "name the public address" });
    }
    if let Some(frame) = page.shown.marks.frames.iter().find(|frame| frame.empty) {
        report
            .say("placeholder", Place::Html(frame.span), "a frame shows nothing: its address is empty")
            .fact("iframe", "")
            .why("readers see a box with nothing in it")
            .help("give it the address that was meant, or take it away");
    }
    if let Some(span) = page.shown.marks.placeholders.first() {
        report
            .say("placeholder", Place::Html(*span), "a link leads nowhere: its address is empty or `#`")
            .fact("href", "#")
            .why("it looks like a link and goes to the top of the page")
            .help("give it the address that was meant, or take the link away");
    }
}

/// Whole texts of links that say nothing about where they lead, in thirteen languages.
#[rustfmt::skip] // a language a line
const GENERIC: &[&str] = &[
    "here", "click here", "this", "link", "this link", "read more", "more", "learn more", "see more", "click",
    "more info", "more information", "right here", "find out more",
    "hier", "hier klicken", "mehr", "weiterlesen", "mehr lesen", "mehr erfahren",
    "ici", "cliquez ici", "lire la suite", "en savoir plus",
    "aquí", "haz clic aquí", "leer más", "más", "más información", "saber más",
    "qui", "clicca qui", "leggi tutto", "continua a leggere",
    "aqui", "clique aqui", "leia mais", "saiba mais",
    "klik hier", "lees meer", "lees verder",
    "tutaj", "kliknij tutaj", "czytaj więcej",
    "här", "klicka här", "läs mer", "mer information",
    "こちら", "ここ", "ここをクリック", "続きを読む",
    "여기", "여기를 클릭", "자세히 보기", "더 보기",
    "اینجا", "اینجا کلیک کنید", "بیشتر بخوانید", "اطلاعات بیشتر",
    "இங்கே", "இங்கே கிளிக் செய்யவும்", "மேலும் அறிக",
];

fn link_text(page: &PageView, report: &mut Reporter) {
    let mut generic: Option<(Place, String)> = None;
    let mut count = 0;
    for (at, anchor) in page.shown.anchors.iter().enumerate().filter(|(_, anchor)| !anchor.in_chrome) {
        let name = page.shown.marks.link_names.get(at).map_or("", |name| name.trim());
        let href = anchor.href.trim();
        if href.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("javascript:")) && !name.is_empty() {
            report
                .say(
                    "script",
                    Place::Html(anchor.value_span.unwrap_or(anchor.span)),
                    format!("“{}” is a link that runs a script", brief(name)),
                )
                .fact("href", href)
                .why("it cannot be opened in a new tab, copied or shared, and search does not follow it")
                .help("use a `<button>`, or an address");
            return;
        }
        let plain = name.trim_end_matches(['.', '…', '→', '»', '!', ' ', ':']);
        let is_generic = match plain.is_ascii() {
            true => GENERIC.iter().any(|words| words.eq_ignore_ascii_case(plain)),
            false => GENERIC.contains(&plain.to_lowercase().as_str()),
        };
        // A list of contents says what its heading says: `#learn-more`.
        let is_heading = || href.strip_prefix('#').is_some_and(|id| id.replace('-', " ").to_lowercase() == plain.to_lowercase());
        if is_generic && !is_heading() {
            count += 1;
            generic.get_or_insert_with(|| (Place::Fact(Fact::Link(anchor.href.clone())), name.to_owned()));
        }
    }
    if let Some((at, name)) = generic {
        let more = if count > 1 { format!(", and {} more like it", count - 1) } else { String::new() };
        report
            .say("generic", at, format!("“{}” does not say where it leads{more}", brief(&name)))
            .fact("a", name.to_lowercase())
            .why("people who skim, or hear the links one after the other, cannot tell them apart")
            .help("link the words that name what is there");
    }
}

/// Words that are true of any picture.
const EMPTY_ALTS: &[&str] = &["image", "picture", "photo", "img", "alt text", "bild", "foto", "imagen", "immagine", "screenshot"];

/// `IMG_20260304_081512`, `DSC-0042`, `Screenshot 2026-03-04 at 10.11.12`: a name that a device gave.
fn is_numbered(lower: &str) -> bool {
    let names = ["img", "dsc", "dscf", "dscn", "pxl", "image", "photo", "screenshot", "screen shot"];
    names.iter().filter_map(|name| lower.strip_prefix(name)).any(|rest| {
        let digits = rest.bytes().filter(u8::is_ascii_digit).count();
        let is_name = rest.replace(" at ", "").bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'_' | b'-' | b'.' | b':'));
        digits >= 3 && is_name
    })
}

fn alt_quality(page: &PageView, report: &mut Reporter) {
    let own = page.shown.metas.iter().filter(|meta| meta.key == "og:image:alt").map(|meta| (meta.content.trim(), meta_place(page, meta)));
    let images = page
        .shown
        .images
        .iter()
        .filter_map(|image| Some((image.alt.as_deref()?.trim(), Place::Fact(Fact::Destination(image.src.clone())))));
    for (alt, at) in own.chain(images).filter(|(alt, _)| !alt.is_empty()) {
        let lower = alt.to_lowercase();
        let is_file = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"].iter().any(|ending| lower.ends_with(ending));
        let is_said = ["image of", "picture of", "photo of", "an image of", "a picture of", "a photo of"]
            .iter()
            .any(|words| lower.starts_with(words));
        let length = alt.chars().count();
        let is_file = is_file || is_numbered(&lower);
        let what = match () {
            () if is_file => "is a file name",
            () if EMPTY_ALTS.contains(&lower.as_str()) => "says nothing of it",
            () if is_said => "begins with what readers of it know already",
            () if length > 250 => "is longer than anybody listens",
            () => continue,
        };
        report
            .say("image-alt-low-quality", at, format!("the text of a picture {what}: “{}”", brief(alt)))
            .fact("alt", alt)
            .why("it is read aloud in place of the picture")
            .help("say in a sentence what is to be seen");
        return;
    }
}

fn unlabelled(page: &PageView, report: &mut Reporter) {
    let marks = &page.shown.marks;
    let why = "screen readers can say that it is there, and not what it is";
    if let Some(frame) = marks.frames.iter().find(|frame| !frame.named && !frame.src.is_empty()) {
        report
            .say("frame", Place::Html(frame.span), format!("the frame of `{}` has no title", brief(&frame.src)))
            .fact("iframe", frame.src.clone())
            .why(why)
            .help("`<iframe title=\"…\">` says what is in it");
    }
    if let Some((_, span)) = marks.unnamed.first() {
        report
            .say("button", Place::Html(*span), "a button has no name")
            .fact("button", "")
            .why(why)
            .help("write words into it, or `aria-label`");
    }
    if let Some(span) = marks.nameless.first() {
        report
            .say("link", Place::Html(*span), "a link has no name")
            .fact("a", "")
            .why(why)
            .help("write words into it, an `alt` on its picture, or `aria-label`");
    }
    if let Some(video) = marks.videos.iter().find(|video| !video.captions && !video.silent) {
        report
            .say("video", Place::Html(video.span), "a video has no captions")
            .fact("video", "")
            .why("most people watch without sound, and some cannot hear it")
            .help("add `<track kind=\"captions\">`, or `muted` if it has no sound");
    }
}

/// More is slow on a phone.
const HEAVY: u64 = 500_000;

/// A photo that can be saved smaller.
pub(super) fn is_heavy(path: &str, bytes: u64) -> bool {
    bytes > HEAVY && look(path) == Some(Look::Photo)
}

fn heavy(page: &PageView, report: &mut Reporter) {
    let (Some(files), Some(base)) = (report.ctx.around.files, report.ctx.base) else { return };
    let mut told: BTreeSet<String> = BTreeSet::new();
    for image in page.shown.images.iter().filter(|image| !image.settled) {
        if files.weights.at_most(&image.src) <= HEAVY {
            continue;
        }
        let path = page.shown.absolute(base, &image.src).and_then(|url| base.local_path(&url));
        let Some((path, bytes)) = path.as_deref().and_then(|path| files.weights.get(path)).filter(|(path, bytes)| is_heavy(path, *bytes))
        else {
            continue;
        };
        if !told.insert(path.to_owned()) {
            continue;
        }
        let size = format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
        report
            .say("body-image-heavy", Place::Fact(Fact::Destination(image.src.clone())), format!("`{}` weighs {size}", brief(path)))
            .fact("img", path)
            .why("on a phone the page is slow, and readers of a share leave")
            .help(remedy(
                page,
                "save it smaller, or let `images.responsive` make smaller copies",
                "save it smaller, or let `smo-build optimize --only images` make smaller copies",
            ));
    }
}

fn no_dimensions(page: &PageView, report: &mut Reporter) {
    let is_bare = |image: &&crate::model::facts::Image| {
        image.in_article
            && image.width.is_none()
            && image.height.is_none()
            && !image.styled
            && !image.settled
            && !image.src.starts_with("data:")
            && !image.src.ends_with(".svg")
            // The build writes those of each file that it can read; the others are said to be missing or broken.
            && (!page.hints.built || image.src.contains("://"))
    };
    if let Some(image) = page.shown.images.iter().find(is_bare) {
        report
            .say("image-no-dimensions", Place::Html(image.span), "pictures have no width and height")
            .fact("img", "size")
            .why("the text jumps while they load")
            .help("write both on each `<img>`; `smo-build optimize --only images` does");
    }
}

fn viewport(page: &PageView, report: &mut Reporter) {
    if !page.shareable || page.shown.amp {
        return;
    }
    let Some(meta) = page.shown.metas.iter().find(|meta| meta.key == "viewport") else {
        report
            .say("absent", Place::Fact(Fact::Page), "no viewport: phones show the page as on a desk, very small")
            .fact("viewport", "")
            .why("most who follow a share hold a phone")
            .help("`<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">` in the head");
        return;
    };
    let at = || Place::Html(meta.value_span.unwrap_or(meta.span));
    let value: String = meta.content.to_ascii_lowercase().split_whitespace().collect();
    if !value.split([',', ';']).any(|pair| pair.starts_with("width=") || pair.starts_with("initial-scale=")) {
        report
            .say("absent", at(), "the viewport says no width: phones show the page as on a desk, very small")
            .fact("viewport", meta.content.clone())
            .why("most who follow a share hold a phone")
            .help("write `width=device-width, initial-scale=1`");
    }
    let scale = value.split(',').find_map(|pair| pair.strip_prefix("maximum-scale=")?.parse::<f64>().ok());
    if value.contains("user-scalable=no") || value.contains("user-scalable=0") || scale.is_some_and(|scale| scale < 2.0) {
        report
            .say("zoom", at(), "the viewport forbids to zoom in")
            .fact("viewport", meta.content.clone())
            .why("people with weak eyes cannot read the page")
            .help("leave `user-scalable` and `maximum-scale` out");
    }
}

fn heading_order(page: &PageView, report: &mut Reporter) {
    let mut tops = page.shown.headings.iter().filter(|heading| heading.level == 1 && heading.in_article && !heading.text.is_empty());
    if let (1, Some(second)) = (page.shown.articles, tops.nth(1)) {
        report
            .say("heading-order", Place::Html(second.span), format!("“{}” is a second heading of level 1", brief(&second.text)))
            .fact("h", second.text.clone())
            .why("who moves from heading to heading takes it for another page")
            .help("make it level 2");
        return;
    }
    let headings: Vec<_> = page.shown.headings.iter().filter(|heading| heading.in_article && !heading.text.is_empty()).collect();
    // A theme's own heading above a text that begins at level 3 is no gap in the text.
    let begins = headings.iter().map(|heading| heading.level).filter(|level| *level > 1).min().unwrap_or(2);
    let headings: Vec<_> = headings.into_iter().filter(|heading| heading.level >= begins).collect();
    // A text that begins far below its own highest level leaves some out, too.
    if let Some(first) = headings.first().filter(|first| first.level > begins + 1) {
        report
            .say(
                "heading-order",
                Place::Html(first.span),
                format!("“{}” is of level {}, and nothing above it is of level {begins}", brief(&first.text), first.level),
            )
            .fact("h", first.text.clone())
            .why("who moves from heading to heading looks for the one between")
            .help(format!("make it level {begins}"));
        return;
    }
    let skip = headings.windows(2).find(|pair| pair[1].level > pair[0].level + 1);
    if let Some([before, after]) = skip.map(|pair| [pair[0], pair[1]]) {
        report
            .say(
                "heading-order",
                Place::Html(after.span),
                format!("“{}” is of level {}, right below level {}", brief(&after.text), after.level, before.level),
            )
            .fact("h", after.text.clone())
            .why("who moves from heading to heading looks for the one between")
            .help(format!("make it level {}", before.level + 1));
    }
}
