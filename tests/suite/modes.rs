//! Stories about which part of a site `optimize` changes, where it writes, and what it refuses.

use std::path::PathBuf;

use crate::support::Sandbox;
use smo_build::OptimizeOptions;
use smo_build::base::Error;

const PAGE: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Rain</title></head><body><article><h1>Rain</h1><p>Drops fell all day, and the gauge said nothing about it.</p><blockquote data-smo=\"quote\"><p>Measure twice.</p></blockquote><div data-smo=\"share\"></div></article></body></html>\n";

fn only(parts: &str) -> impl FnOnce(&mut OptimizeOptions) {
    let parts: Vec<String> = parts.split(',').map(str::to_owned).collect();
    move |options| options.only = parts
}

#[test]
fn each_part_is_done_alone_and_all_of_them_are_the_whole() {
    let marks = [("meta", "og:title"), ("share", "<nav class=\"smo-share\""), ("blocks", "<figure class=\"smo-quote\"")];
    for (part, mark) in marks {
        let site = Sandbox::page(PAGE);
        let outcome = site.optimize_with(only(part));
        let page = outcome.page("index.html");
        page.has(mark);
        for (_, other) in marks.iter().filter(|(other, _)| *other != part) {
            page.lacks(other);
        }
        // Cards belong to the head's tags; the small stylesheet belongs to what needs it.
        assert_eq!(site.tree("out").keys().any(|path| path.ends_with(".png")), part == "meta", "{part}");
        assert_eq!(page.html.contains("/smo/smo-"), part != "meta", "{part}");
        site.optimize_with(only(part)).changed_nothing();
    }
    let (whole, parts) = (Sandbox::page(PAGE), Sandbox::page(PAGE));
    whole.optimize();
    // Pinterest's link names the preview picture, so that comes first.
    parts.optimize_with(only("meta"));
    parts.optimize_with(only("share"));
    parts.optimize_with(only("blocks"));
    let text = |site: &Sandbox| {
        let page = site.read("out/index.html");
        page[page.find("<body>").expect("there")..].to_owned()
    };
    assert!(text(&whole) == text(&parts), "the text of the page differs");
}

#[test]
fn a_part_nobody_knows_gets_the_nearest_name() {
    let site = Sandbox::page(PAGE);
    let Err(Error::Invalid(findings)) = site.optimize_with(only("meta,imges")).result else { panic!("accepted") };
    assert_eq!((&*findings[0].message, findings[0].advice()), ("there is no part `imges`", Some("did you mean `images`?")));
    let site = Sandbox::page(PAGE).with("smo.yaml", "optimize: {only: [share, quotse]}\n");
    site.optimize().finds("config-invalid", "smo.yaml:1:18");
}

#[test]
fn the_settings_say_the_same_as_the_flag_and_the_flag_wins() {
    let site = Sandbox::page(PAGE).with("smo.yaml", "optimize: {only: [share]}\n");
    site.optimize().page("index.html").has("smo-share").lacks("og:title");
    site.optimize_with(only("meta")).page("index.html").has("og:title");
}

#[test]
fn only_the_pages_that_were_asked_for_change() {
    let site = Sandbox::page(PAGE).with("out/posts/a.html", PAGE).with("out/posts/drafts/b.html", PAGE);
    site.optimize_with(|options| {
        options.include = vec!["posts/**".into()];
        options.exclude = vec!["**/drafts/**".into()];
    });
    assert_eq!((site.read("out/index.html").as_str(), site.read("out/posts/drafts/b.html").as_str()), (PAGE, PAGE));
    assert!(site.read("out/posts/a.html").contains("og:title"));
}

#[test]
fn another_folder_gets_the_pages_that_were_not_asked_for_as_they_are() {
    let site = Sandbox::page(PAGE).with("out/posts/a.html", PAGE);
    let to = site.path("better");
    site.optimize_with(|options| {
        options.out = Some(to);
        options.include = vec!["posts/**".into()];
        options.only = vec!["meta".into()];
    });
    assert_eq!((site.read("better/index.html").as_str(), site.read("out/posts/a.html").as_str()), (PAGE, PAGE));
    assert!(site.read("better/posts/a.html").contains("og:title"));
}

/// Changes an option.
type Change = fn(&mut OptimizeOptions);

#[test]
fn what_only_looks_writes_nothing_whatever_else_is_asked() {
    let changes: [Change; 4] = [
        |options| options.dry_run = true,
        |options| options.diff = true,
        |options| (options.dry_run, options.out) = (true, Some(PathBuf::from("/nonexistent/never"))),
        |options| (options.diff, options.only) = (true, vec!["meta".into()]),
    ];
    for (at, change) in changes.iter().enumerate() {
        let site = Sandbox::page(PAGE).with("out/b.html", PAGE);
        let before = site.tree("");
        let outcome = site.optimize_with(change);
        outcome.changed_nothing();
        assert_eq!(site.tree(""), before, "{at}");
        assert!(!PathBuf::from("/nonexistent").exists());
        let diff = &outcome.report().diff;
        assert_eq!(diff.matches("\n+++ b/").count(), if at % 2 == 1 { 2 } else { 0 }, "{at}: {diff}");
    }
}

#[test]
fn an_output_folder_inside_the_site_or_around_it_is_refused() {
    for inside in ["out/better", "out", "."] {
        let site = Sandbox::page(PAGE);
        let to = site.path(inside);
        site.optimize_with(|options| options.out = Some(to)).finds("output-unsafe", inside.trim_end_matches('.'));
        assert_eq!(site.read("out/index.html"), PAGE);
    }
}

#[test]
fn a_pattern_that_matches_nothing_says_what_it_would_match() {
    let site = Sandbox::page(PAGE);
    let result = site.optimize_with(|options| options.include = vec!["out/**".into()]).result;
    let Err(Error::Nothing(why)) = result else { panic!("something was done") };
    assert!(why.contains("`out/**`") && why.contains("as index.html is"), "{why}");
}

#[test]
fn a_page_that_cannot_be_replaced_keeps_its_bytes() {
    use std::os::unix::fs::PermissionsExt;
    let site = Sandbox::page(PAGE).with("out/a/index.html", PAGE);
    let folder = site.path("out/a");
    let mode = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).expect("ours");
    mode(0o555);
    // Root writes everywhere; for everybody else the run stops with the path.
    let result = site.optimize().result;
    mode(0o755);
    if let Err(error) = result {
        assert!(matches!(error, Error::Io { .. }), "{error:?}");
        assert_eq!(site.read("out/a/index.html"), PAGE);
    }
    assert!(site.tree("out").keys().all(|path| !path.contains(".tmp")), "no half-written file stays");
}

#[test]
fn no_page_is_written_that_names_what_could_not_be() {
    let site = || {
        let site = Sandbox::page(PAGE).with("smo.yaml", "site: { url: \"https://example.org\" }\nquotes: { pages: true }\n");
        (1..=3).fold(site, |site, at| site.with(&format!("out/p{at}.html"), &PAGE.replace("Rain", &format!("Rain {at}"))))
    };
    let whole = site();
    whole.optimize();
    assert!(whole.tree("out").keys().any(|path| path.starts_with("q/")), "quotes have pages");
    // The folders of pictures and of quote pages cannot be made: a file has their name.
    for obstacle in ["out/smo", "out/q"] {
        let site = site().with(obstacle, "not ours");
        let pages = |site: &Sandbox| (1..=3).map(|at| site.read(&format!("out/p{at}.html"))).collect::<Vec<_>>();
        let before = pages(&site);
        assert!(matches!(site.optimize().result, Err(Error::Io { .. })), "{obstacle}");
        assert!(pages(&site) == before, "{obstacle}: a page names what is not there");
        // When they can, the run does all that was left undone.
        std::fs::remove_file(site.path(obstacle)).expect("ours");
        site.optimize();
        assert!(site.tree("out") == whole.tree("out"), "{obstacle}");
        site.optimize().changed_nothing();
    }
}

#[test]
fn the_picture_of_another_page_is_no_help_where_ones_own_was_not_kept() {
    let site = Sandbox::page(PAGE).with("out/a/index.html", &PAGE.replace("Rain", "Snow"));
    site.optimize();
    let drawn = site.tree("out").into_keys().find(|path| path.contains("home-og-")).expect("drawn");
    std::fs::remove_file(site.path("out").join(&drawn)).expect("there");
    let outcome = site.optimize();
    let lost = outcome.report().findings.iter().find(|finding| finding.rule == "preview-image-not-found").expect("it is gone");
    assert_eq!(&*lost.message, format!("`/{drawn}` is not in the output"));
    assert!(lost.advice().is_some_and(|help| help.contains("publish `smo/` with the pages")));
}

/// Eight pages with what the report folds, cuts and guesses: dead links, some of them below one folder,
/// missing descriptions, titles that are equal and too long, pictures of other hosts.
fn troubled() -> Sandbox {
    let page = |number: usize| {
        let title = if number < 3 { "Rain".to_owned() } else { format!("{number} {}", "gauges ".repeat(number * 4)) };
        let dead: String =
            (0..number).map(|at| format!("<a href=\"/gone/{number}-{at}/\">a</a><a href=\"/p{number}/indexx-{at}.html\">b</a>")).collect();
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta property=\"og:image\" content=\"https://elsewhere.example/{number}.png\"><meta property=\"og:url\" content=\"https://old.example/\"></head>\
             <body><article><h1>{title}</h1><time datetime=\"2026-01-0{number}\">then</time><p>Drops fell.</p>\n{dead}\
             <a href=\"/p1/\">near</a><a href=\"/P2/\">case</a></article></body></html>"
        )
    };
    (1..9).fold(Sandbox::empty(), |site, number| site.with(&format!("out/p{number}/index.html"), &page(number)))
}

/// Nine articles: most have the same picture, the first of them in a file of its own, and two say the same in other spellings.
fn alike() -> Sandbox {
    let page = |number: usize| {
        let picture = if (3..=7).contains(&number) { 3 } else { number };
        let words = ["It rains.", "Wind.", "it  rains.", "Sun.", "IT RAINS."].get(number).copied().unwrap_or("Nothing else is like it.");
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Day {number}</title>\
             <meta name=\"description\" content=\"{words} {}\"><meta property=\"og:image\" content=\"/img/{picture}.png\"></head>\
             <body><article><h1>Day {number}</h1><time datetime=\"2026-01-0{number}\">then</time><p>Drops fell.</p></article></body></html>",
            if number < 5 && number.is_multiple_of(2) { 0 } else { number }
        )
    };
    let site = (1..10).fold(Sandbox::empty(), |site, number| site.with(&format!("out/p{number}/index.html"), &page(number)));
    [1, 2, 3, 8, 9].into_iter().fold(site, |site, number| {
        let mut png = Vec::new();
        let image = image::RgbImage::from_pixel(1200, 630, image::Rgb([number.max(3) * u8::from(number > 1), 80, 80]));
        image.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).expect("an image can be written to memory");
        site.with_bytes(&format!("out/img/{number}.png"), &png)
    })
}

/// What reports say of a site, whatever is kept of its pages; each of `said` is among it.
fn is_kept(site: &Sandbox, said: &[&str]) {
    use smo_build::Keep;
    use smo_build::report::{Look, human};
    let report = |keep: Keep, terminal: bool| {
        let outcome = site.optimize_with(|options| (options.keep, options.dry_run) = (keep, true));
        let report = outcome.result.expect("the pages can be read");
        human(&report, &Look { terminal, ..Look::default() })
    };
    let (blocks, lines) = (report(Keep::All, true), report(Keep::All, false));
    // Otherwise nothing would be compared.
    for said in said {
        assert!(blocks.contains(said) || lines.contains(said), "{said}\n{blocks}");
    }
    assert_eq!(report(Keep::Blocks, true), blocks);
    assert_eq!(report(Keep::Lines, false), lines);
}

#[test]
fn what_is_kept_of_a_large_site_is_all_that_its_report_shows() {
    is_kept(&troubled(), &["more of these; -v shows all", "lead below `/gone/`", "×, the first"]);
    is_kept(&alike(), &["6 of 9 posts share `/img/3.png`"]);
    let told = alike().with("smo.yaml", "lint: {rules: {duplicate-title: {cases: {description: warning}}}}\n");
    is_kept(&told, &["2 pages are described as “IT RAINS. 0”"]);
    let strict = alike().with("smo.yaml", "lint: {profile: strict}\n");
    is_kept(&strict, &["described as"]);
    let barred = alike().with("out/robots.txt", "User-agent: *\nDisallow: /img/8\n");
    is_kept(&barred, &["6 of 9 posts share `/img/3.png`", "from the preview picture of a page"]);
}
