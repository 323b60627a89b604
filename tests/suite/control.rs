//! Stories about what counts: levels, what authors allow, what a baseline knows, and fixes.

use smo_build::base::finding::{Quiet, Safety};
use smo_build::base::{Error, Level};
use smo_build::{Accept, FixOptions};

use crate::support::{CONFIG, Sandbox};

/// A post with a long title and a dead link.
const POST: &str = "---\ntitle: Everything that I ever learned about measuring the rain that falls on one small roof\ndescription: How much rain fell.\ndate: 2026-03-04\n---\nSee [snow](/snow/).\n";

fn site(lint: &str, post: &str) -> Sandbox {
    Sandbox::site(&[("content/rain.md", post)]).with("smo.yaml", &format!("{CONFIG}{lint}"))
}

fn level(site: &Sandbox, rule: &str) -> Option<Level> {
    let lint = site.lint();
    lint.report().findings.iter().find(|finding| finding.rule == rule).map(|finding| finding.level)
}

#[test]
fn levels_follow_the_path_of_a_page() {
    let lint =
        "lint:\n  rules: { text: error }\n  overrides:\n    - { paths: \"*.md\", rules: { title-too-long: { cases: { x: info } } } }\n";
    assert_eq!(level(&site("", POST), "title-too-long"), Some(Level::Warning));
    assert_eq!(level(&site("lint: { rules: { text: error } }\n", POST), "title-too-long"), Some(Level::Error));
    assert_eq!(level(&site(lint, POST), "title-too-long"), Some(Level::Info));
    let by_url = "lint:\n  overrides:\n    - { paths: [\"/rain/\"], rules: { link: off } }\n";
    assert_eq!(level(&site(by_url, POST), "broken-internal-link"), None);
}

#[test]
fn slips_in_the_settings_are_said_and_wrong_kinds_stop() {
    let site = site("lint:\n  rules: { titel-too-long: off, preview-image-too-heavy: { maximum: 3 } }\n", POST);
    let lint = site.lint();
    lint.finds("unknown-rule", "smo.yaml:6:12");
    assert!(lint.report().findings.iter().any(|one| &*one.message == "`preview-image-too-heavy` has no option `maximum`"));
    for (lint, says) in [
        ("lint: { rules: { preview-image-too-heavy: { max: big } } }\n", "`max` of `preview-image-too-heavy` is `big`"),
        ("lint: { rules: { title-too-long: { cases: { twitter: off } } } }\n", "`title-too-long` has no case `twitter`"),
        ("lint: { platforms: [] }\n", "at least one platform"),
        ("lint: { overrides: [{ rules: { image: off } }] }\n", "names no `paths`"),
        ("lint: { fail_on: warnings }\n", "`lint.fail_on` is `warnings`"),
        ("lint: { rules: { image: loud } }\n", "one of off, info, warning, error"),
    ] {
        let broken = self::site(lint, POST);
        let Err(Error::Invalid(findings)) = broken.lint().result else { panic!("{lint} was accepted") };
        assert!(findings.iter().any(|finding| finding.message.contains(says)), "{lint}: {findings:#?}");
        let near = findings.iter().find_map(|finding| finding.advice()?.strip_prefix("did you mean "));
        assert_eq!(near, lint.contains("warnings").then_some("`warning`?"), "{lint}");
    }
}

#[test]
fn an_exception_that_names_no_rule_shows_how_it_is_written() {
    let post = POST.replace(
        "---\nSee",
        "smo_allow: { title-too-long: \"a quotation\", untl: 2030-01-01 }\n---\n<!-- smo-allow: link: comes next week -->\nSee",
    );
    let site = site("", &post);
    let lint = site.lint();
    lint.finds("unknown-rule", "content/rain.md:5:45")
        .finds("unknown-rule", "content/rain.md:7:1")
        .finds("broken-internal-link", "content/rain.md:8:12");
    let helps: Vec<_> =
        lint.report().findings.iter().filter(|one| one.rule == "unknown-rule").filter_map(|one| one.advice().map(str::to_owned)).collect();
    assert_eq!(helps, ["did you mean `until`?", "the rule stands before the colon: `<!-- smo-allow link: reason -->`"]);
    mend(&site, Safety::Unsafe, false);
    assert_eq!(site.read("content/rain.md"), post.replace("untl", "until").replace("smo-allow:", "smo-allow"));
    site.lint().finds_no("unknown-rule").finds_no("broken-internal-link");

    let html = "<!doctype html><html lang=en><title>Rain</title><body><h1>Rain</h1><!-- smo-allow: the link is made -->\n<p><a href=/a/>a</a></p><!--smo-allow--></body></html>";
    let site = Sandbox::page(html);
    let lint = site.lint_html();
    lint.finds("unknown-rule", "index.html:1:68").finds("unknown-rule", "index.html:2:25").finds("broken-internal-link", "index.html:2:12");
    let help = lint.report().findings.iter().find(|one| one.rule == "unknown-rule").and_then(|one| one.advice().map(str::to_owned));
    assert_eq!(help.as_deref(), Some("write it as `<!-- smo-allow RULE: reason -->`"));
}

#[test]
fn advice_about_reading_is_for_those_who_ask_and_allowed_at_its_heading() {
    let wall = (1..=7).map(|day| format!("Day {day} was wet.{}", " The gauge was read at seven and then once more.".repeat(5)));
    let wall = wall.collect::<Vec<_>>().join("\n\n");
    let head = "---\ntitle: Rain\ndescription: How much rain fell in a year.\ndate: 2026-03-04\n---\n";
    let long = self::site("", &format!("{head}It rained, and it was short.\n\n## All of it\n\n{wall}\n"));
    let pedantic = |site: &Sandbox| {
        let lint = site.lint_with(|options| options.common.control.profile = Some("pedantic".into()));
        let found = lint.report().findings.iter().find(|finding| finding.rule == "wall-of-text");
        found.map(|finding| finding.message.clone())
    };
    long.lint().finds_no("wall-of-text");
    long.lint_with(|options| options.common.control.profile = Some("pedantic".into())).finds("wall-of-text", "content/rain.md:8:4");
    assert_eq!(pedantic(&long).as_deref(), Some("“All of it” has 378 words in a row without a subheading"));
    // No score moves by what nobody measured.
    let scores = |profile: &str| {
        let lint = long.lint_with(|options| options.common.control.profile = Some(profile.into()));
        lint.report().score.as_ref().map(|score| (score.card, score.content))
    };
    assert_eq!(scores("recommended"), scores("pedantic"));
    // An exception is of use in any profile, though the text is not read for most runs.
    let allowed = "<!-- smo-allow wall-of-text: read aloud on air -->\n\n## All of it";
    let meant = self::site("", &format!("{head}It rained, and it was short.\n\n{allowed}\n\n{wall}\n"));
    meant.lint().finds_no("unused-suppression");
    assert_eq!(pedantic(&meant), None);
    let more = self::site("lint: { rules: { wall-of-text: { level: info, max: 400 } } }\n", &long.read("content/rain.md"));
    assert_eq!(pedantic(&more), None);
}

#[test]
fn a_head_allows_for_its_page_and_keeps_the_reason() {
    let post = POST.replace("---\nSee", "smo_allow: { title-too-long: \"a quotation\", until: 2030-01-01 }\n---\nSee");
    let site = site("", &post);
    let lint = site.lint();
    lint.finds_no("title-too-long").finds_no("unused-suppression").finds("broken-internal-link", "content/rain.md:7:12");
    let quiet = lint.report().quiet.iter().find(|finding| finding.rule == "title-too-long").expect("it is kept");
    let allowed = Quiet::Allowed { by: "smo_allow", reason: Some("a quotation".into()) };
    assert_eq!(quiet.evidence.as_ref().and_then(|evidence| evidence.quiet.clone()), Some(allowed));
}

#[test]
fn a_comment_allows_for_the_next_block_only() {
    let post =
        format!("{}\n<!-- smo-allow broken-internal-link: comes next week -->\n\n[Hail](/hail/).\n\n[Fog](/fog/).\n", POST.trim_end());
    let site = site("", &post);
    let lint = site.lint();
    let dead = |found: &[smo_build::base::Finding]| {
        found.iter().filter(|one| one.rule == "broken-internal-link").map(|one| one.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(dead(&lint.report().findings).len(), 2, "{:?}", lint.report().findings);
    assert!(dead(&lint.report().quiet)[0].contains("/hail/"));
    lint.finds_no("unused-suppression");
    // The page keeps it as it keeps every comment.
    site.build().page("rain/index.html").has("smo-allow");
}

#[test]
fn what_allows_nothing_or_no_longer_is_said() {
    let post = POST.replace("---\nSee", "smo_allow: [image, titel-too-long]\n---\n<!-- smo-allow link until 2026-01-01: soon -->\nSee");
    let site = site("", &post);
    site.lint()
        .finds("unused-suppression", "content/rain.md:5:13")
        .finds("unknown-rule", "content/rain.md:5:20")
        .finds("expired-suppression", "content/rain.md:7:1")
        .finds("broken-internal-link", "content/rain.md:8:12");
    // Of one page it is not known what the others hold.
    let one = site.lint_with(|options| options.common.control.page = Some("/rain/".into()));
    one.finds_no("unused-suppression").finds("broken-internal-link", "content/rain.md:8:12");
}

#[test]
fn a_page_of_another_generator_allows_in_its_html() {
    let html = "<!doctype html><html lang=en><head><title>Rain on the roof</title></head><body><main><h1>Rain</h1>\
        <!-- smo-allow broken-internal-link: made by script --><p><a href=/a/>a</a></p>\
        <div data-smo-allow=\"link\"><a href=/b/>b</a></div><p data-proofer-ignore><a href=/c/>c</a></p>\
        <p><a href=/d/>d</a></p><p data-smo-allow=\"a11y: nothing here\">x</p></main></body></html>";
    let site = Sandbox::page(html);
    let lint = site.lint_html();
    let dead: Vec<_> = lint.report().findings.iter().filter(|one| one.rule == "broken-internal-link").map(|one| &one.message).collect();
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert!(dead[0].contains("/d/"));
    lint.finds("unused-suppression", "index.html:1:296");
    assert_eq!(lint.report().quiet.iter().filter(|one| one.rule == "broken-internal-link").count(), 3);
}

/// The messages of what counts, by rule.
fn counted(outcome: &crate::support::Outcome, rule: &str) -> Vec<String> {
    outcome.report().findings.iter().filter(|one| one.rule == rule).map(|one| one.message.to_string()).collect()
}

fn accept(site: &Sandbox, how: Accept) {
    let outcome = site.lint_with(|options| options.common.control.accept = how);
    assert!(outcome.result.is_ok(), "{:?}", outcome.result);
}

#[test]
fn only_what_a_baseline_does_not_know_counts() {
    let site = site("", POST);
    accept(&site, Accept::All);
    let written = site.read("smo-baseline.json");
    assert!(written.contains("\"rule\": \"broken-internal-link\", \"page\": \"/rain/\""), "{written}");
    let known = site.lint();
    known.finds_nothing();
    assert!(known.report().quiet.iter().any(|one| one.rule == "title-too-long"));
    // Text that moves is known still, another value is new.
    site.write("content/rain.md", POST.replace("See [snow]", "It rained.\n\nSee [hail](/hail/) and [snow]").as_bytes());
    let lint = site.lint();
    assert_eq!(counted(&lint, "broken-internal-link").len(), 1);
    assert!(counted(&lint, "broken-internal-link")[0].contains("/hail/"));
    lint.finds_no("title-too-long");
    site.lint_with(|options| options.common.control.baseline = Some("none".into())).finds("title-too-long", "content/rain.md:2:8");
}

#[test]
fn what_is_fixed_is_counted_and_forgotten_but_nothing_new_is_accepted() {
    let site = site("", POST);
    accept(&site, Accept::All);
    let post = POST.replace("Everything that I ever learned about measuring the rain", "The rain").replace("/snow/", "/hail/");
    site.write("content/rain.md", post.as_bytes());
    let lint = site.lint();
    assert!(lint.report().known.is_some_and(|known| known.fixed >= 2), "{:?}", lint.report().known);
    let stale = |strict: bool| {
        let lint = site.lint_with(|options| options.common.strict = strict);
        lint.report().findings.iter().find(|one| one.rule == "baseline-stale").map(|one| one.level)
    };
    assert_eq!((stale(false), stale(true)), (Some(Level::Info), Some(Level::Error)));
    accept(&site, Accept::Fixed);
    let lint = site.lint();
    lint.finds_no("baseline-stale");
    assert_eq!(counted(&lint, "broken-internal-link").len(), 1, "the new dead link still counts");
    let before = site.read("smo-baseline.json");
    accept(&site, Accept::Fixed);
    assert_eq!(site.read("smo-baseline.json"), before, "twice is once");
}

/// What a baseline remembers besides findings: where pages were, and which pictures they showed.
#[test]
fn pages_that_vanish_and_pictures_that_change_under_their_name_are_noticed() {
    let page = |title: &str| {
        format!(
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{title}</title>\
             <meta property=\"og:image\" content=\"https://ada.dev/a.png\"><article><h1>{title}</h1><p>Drops fell.</article>"
        )
    };
    let png = |width: u8| [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04".as_slice(), &[width, 0, 0, 2, 118, 8, 2, 0, 0, 0, 0, 0, 0, 0]].concat();
    let site = Sandbox::empty().with("out/rain/index.html", &page("Rain")).with("out/snow/index.html", &page("Snow"));
    site.write("out/a.png", &png(176));
    let lint = |accept: Accept| {
        let mut options = site.build.clone();
        (options.common.base_url, options.common.control.accept) = (Some("https://ada.dev".into()), accept);
        smo_build::lint_site(&options, Some(site.path("out"))).expect("the pages can be read").report
    };
    let says = |rule: &str| {
        lint(Accept::Nothing).findings.into_iter().filter(|one| one.rule == rule).map(|one| one.into_says().message).collect::<Vec<_>>()
    };
    lint(Accept::All);
    assert_eq!((says("url-vanished"), says("preview-image-url-not-versioned")), (vec![], vec![]));
    site.write("out/a.png", &png(177));
    assert_eq!(says("preview-image-url-not-versioned").len(), 2, "both pages show it");
    let pruned = lint(Accept::Fixed);
    assert!(pruned.accepted.is_some_and(|file| file.pruned && file.file.ends_with("smo-baseline.json")));
    assert_eq!(says("preview-image-url-not-versioned").len(), 2, "nothing new is accepted");
    std::fs::remove_dir_all(site.path("out/snow")).expect("it is there");
    assert!(says("url-vanished")[0].starts_with("`/snow/` was published"), "{:?}", says("url-vanished"));
}

#[test]
fn a_baseline_that_cannot_be_read_stops_the_run() {
    for text in ["{", "{\"version\": 9}"] {
        let site = site("", POST).with("smo-baseline.json", text);
        let Err(Error::Invalid(findings)) = site.lint().result else { panic!("accepted") };
        assert_eq!(findings[0].rule, "baseline-unreadable");
        assert_eq!(site.read("smo-baseline.json"), text);
    }
    let site = site("", POST);
    let named = |name: &str| site.lint_with(|options| options.common.control.baseline = Some(site.path(name).display().to_string()));
    for (name, says) in [("no.json", "there is no such baseline"), ("content", "the baseline cannot be read: not a plain file")] {
        let Err(Error::Invalid(findings)) = named(name).result else { panic!("{name} was accepted") };
        assert!(&*findings[0].message == says && findings[0].advice().is_some(), "{findings:?}");
    }
}

/// A picture as far as its header goes.
fn png(width: u32, height: u32) -> Vec<u8> {
    let (width, height) = (width.to_be_bytes(), height.to_be_bytes());
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width, &height, &[8, 2, 0, 0, 0, 0, 0, 0, 0]].concat()
}

/// What a rule says of two values of one tag is two, in the list and in the account.
#[test]
fn two_values_at_one_place_are_two_findings() {
    let page = "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Rain</title>\
         <article><h1>Rain</h1><p>Drops fell.<p><video src=\"/x.mp4\" poster=\"/p.png\"></video></article>";
    let site = Sandbox::empty().with("out/index.html", page);
    let lint = |accept: Accept| {
        let mut options = site.build.clone();
        (options.common.base_url, options.common.control.accept) = (Some("https://ada.dev".into()), accept);
        smo_build::lint_site(&options, Some(site.path("out"))).expect("the page can be read").report
    };
    let report = lint(Accept::Nothing);
    let missing = |file: &str| report.findings.iter().filter(|one| one.message.contains(file)).count();
    assert_eq!((missing("/x.mp4"), missing("/p.png")), (1, 1), "{:#?}", report.findings);
    let found = report.findings.len();
    assert_eq!(lint(Accept::All).known.map(|known| known.known), Some(found));
}

#[test]
fn only_pages_that_git_says_are_changed_are_looked_at() {
    let post = "---\ntitle: The roof\ndate: 2026-03-04\ndescription: How the roof is built, and of what.\nimage: /roof.png\n---\nOn it.\n";
    let site = site("", POST).with("content/hail.md", &POST.replace("/snow/", "/fog/"));
    let site = site.with("content/roof.md", post).with_bytes("static/roof.png", &png(1200, 630));
    let since = |reference: &str| site.lint_with(|options| options.common.control.changed_since = Some(reference.into()));
    let Err(Error::Invalid(said)) = since("HEAD").result else { panic!("there is no repository") };
    assert!(said[0].message.ends_with("lies in no git repository"), "{}", said[0].message);
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.current_dir(site.root()).args(["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]);
        assert!(command.args(arguments).output().expect("git is there").status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "x"]);
    let since = |reference: &str| site.lint_with(|options| options.common.control.changed_since = Some(reference.into()));
    std::fs::remove_file(site.path("static/roof.png")).expect("it is there");
    since("HEAD").finds("preview-image-not-found", "content/roof.md:5:8").finds_no("title-too-long");
    git(&["checkout", "-q", "static/roof.png"]);
    since("HEAD").finds_no("title-too-long").finds_no("broken-internal-link");
    site.write("content/hail.md", POST.replace("/snow/", "/fog/now/").as_bytes());
    let lint = since("HEAD");
    assert_eq!(counted(&lint, "broken-internal-link").len(), 1);
    assert!(counted(&lint, "broken-internal-link")[0].contains("/fog/now/"));
    for wrong in ["no-such-branch", "--output=x"] {
        assert!(matches!(since(wrong).result, Err(Error::Invalid(_))), "{wrong}");
    }
}

fn mend(site: &Sandbox, safety: Safety, dry: bool) -> smo_build::Report {
    smo_build::fix(&site.build, None, FixOptions { safety, dry }).expect("it runs").report
}

/// (rule, what of the post is wrong, what is right, in the head?, is it certain?)
const FAULTS: &[(&str, &str, &str, Safety)] = &[
    ("text-has-markup", "title: 'How **fast** it''s falling'", "title: 'How fast it''s falling'", Safety::Safe),
    ("text-has-markup", "title: A [good](https://a.b/c) year", "title: A good year", Safety::Safe),
    ("date-unreadable", "date: 4th March 2026", "date: 2026-03-04", Safety::Safe),
    ("front-matter-boolean", "draft: no", "draft: false", Safety::Safe),
    ("front-matter-boolean", "draft: \"no\"", "draft: false", Safety::Safe),
    ("unused-suppression", "---\n<!-- smo-allow image: soon -->", "---", Safety::Safe),
    ("front-matter-unknown-key", "descripton: How much fell.", "description: How much fell.", Safety::Unsafe),
    ("preview-image-not-found", "image: \"Roof.jpg\"", "image: \"roof.jpg\"", Safety::Unsafe),
    ("broken-internal-link", "[about](/abuot/)", "[about](/about/)", Safety::Unsafe),
    ("directive-unknown", ":::qoute\nIt rained.\n:::", ":::quote\nIt rained.\n:::", Safety::Unsafe),
];

fn faulty(fault: &str) -> String {
    let mut head = vec!["title: Rain", "date: 2026-03-04", "description: How much fell."];
    let (in_head, body) = if fault.contains(": ") && !fault.starts_with("---") { (fault, "") } else { ("", fault) };
    if let Some((key, _)) = in_head.split_once(':') {
        head.retain(|line| !line.starts_with(&key[..4]));
    }
    let body = body.strip_prefix("---\n").or(body.strip_prefix("---")).unwrap_or(body);
    let body = if body.is_empty() { String::new() } else { format!("{body}\n") };
    format!("\u{FEFF}---\n# kept\n{}\n{in_head}\n---\n{body}It rained on the roof all day.\n", head.join("\n")).replace('\n', "\r\n")
}

#[test]
fn what_can_be_mended_is_mended_once_and_every_other_byte_stays() {
    for (rule, wrong, right, safety) in FAULTS {
        let site = Sandbox::site(&[("content/rain/index.md", ""), ("content/about.md", "# About\n\nWho writes this.\n")])
            .with("content/rain/roof.jpg", "x");
        let file = "content/rain/index.md";
        site.write(file, faulty(wrong).as_bytes());
        assert!(site.lint().report().findings.iter().any(|one| one.rule == *rule), "{rule} is found in {}", faulty(wrong));
        if *safety == Safety::Unsafe {
            mend(&site, Safety::Safe, false);
            assert_eq!(site.read(file), faulty(wrong), "{rule} is a guess");
        }
        let shown = mend(&site, *safety, true);
        assert!(shown.diff.starts_with(&format!("--- a/{file}")), "{rule}: {}", shown.diff);
        assert_eq!(site.read(file), faulty(wrong), "{rule}: a diff writes nothing");
        let report = mend(&site, *safety, false);
        assert_eq!(site.read(file), faulty(right), "{rule}");
        assert!(report.findings.iter().all(|one| one.rule != *rule), "{rule} is gone: {:#?}", report.findings);
        let again = mend(&site, *safety, false);
        assert_eq!(again.fixed, Some(smo_build::model::report::Fixed::default()), "{rule}: twice is once");
    }
}

#[test]
fn a_diff_shows_what_all_rounds_together_would_write() {
    // A name can be mended once the key above it is.
    let lint = "lint: { rulez: { titel-too-long: off } }\n";
    let site = site(lint, &POST.replace("description:", "descripton:"));
    let shown = mend(&site, Safety::Unsafe, true);
    assert_eq!(site.read("smo.yaml"), format!("{CONFIG}{lint}"), "a diff writes nothing");
    let now = site.lint();
    assert_eq!(shown.findings.len(), now.report().findings.len(), "and the report is of what stands there");
    let done = mend(&site, Safety::Unsafe, false);
    let (shown_fixed, done_fixed) = (shown.fixed.expect("it was asked for"), done.fixed.expect("it was asked for"));
    assert_eq!((shown_fixed.edits, &shown_fixed.files), (3, &done_fixed.files));
    assert_eq!((done_fixed.edits, shown_fixed.dry, done_fixed.dry), (3, true, false));
    assert!(site.read("smo.yaml").ends_with("lint: { rules: { title-too-long: off } }\n"));
    let lines = "-lint: { rulez: { titel-too-long: off } }\n+lint: { rules: { title-too-long: off } }\n";
    assert!(shown.diff.contains(lines), "{}", shown.diff);
    assert!(mend(&site, Safety::Unsafe, true).fixed.is_some_and(|fixed| fixed.dry && fixed.edits == 0));
}

#[test]
fn a_patch_of_a_windows_file_with_a_mark_applies() {
    let wrong = format!("\u{FEFF}{}", POST.replace("title: ", "title: Why **rain** ")).replace('\n', "\r\n");
    let site = site("", "");
    site.write("content/rain.md", wrong.as_bytes());
    let lint = site.lint_with(|options| options.common.shows = smo_build::Shows::Pictures);
    let patch = &lint.report().exhibits.patches["content/rain.md"][0].diff;
    site.write("a.patch", patch.as_bytes());
    let applied = std::process::Command::new("git").args(["apply", "a.patch"]).current_dir(site.root()).output().expect("git runs");
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    assert_eq!(site.read("content/rain.md"), wrong.replace("**rain**", "rain"));
}

#[cfg(unix)]
#[test]
fn a_file_behind_a_link_is_mended_and_the_link_stays() {
    let site = site("", POST);
    let wrong = POST.replace("title: ", "title: Why **rain** ").replace("/snow/", "/rain/");
    site.write("store/in.md", wrong.as_bytes());
    std::os::unix::fs::symlink("../store/in.md", site.path("content/in.md")).expect("a link");
    let folder = tempfile::tempdir().expect("a folder");
    let outside = folder.path().join("out.md");
    std::fs::write(&outside, &wrong).expect("it is written");
    std::os::unix::fs::symlink(&outside, site.path("content/out.md")).expect("a link");
    let shown = mend(&site, Safety::Safe, true).fixed.expect("asked for");
    let done = mend(&site, Safety::Safe, false).fixed.expect("asked for");
    assert_eq!((shown.edits, &shown.files, &shown.skipped), (done.edits, &done.files, &done.skipped));
    assert!(std::fs::symlink_metadata(site.path("content/in.md")).expect("there").file_type().is_symlink());
    assert_eq!(site.read("store/in.md"), wrong.replace("**rain**", "rain"));
    assert_eq!(std::fs::read_to_string(&outside).expect("there"), wrong);
    // Settings may lie elsewhere; they are nobody's to write to.
    let settings = folder.path().join("smo.yaml");
    std::fs::write(&settings, format!("{CONFIG}themes: essay\n")).expect("it is written");
    std::fs::remove_file(site.path("smo.yaml")).expect("it is there");
    std::os::unix::fs::symlink(&settings, site.path("smo.yaml")).expect("a link");
    let left = mend(&site, Safety::Unsafe, false).fixed.expect("asked for");
    assert_eq!(left.skipped, [("smo.yaml".into(), "a link that leads out of the project")]);
    assert!(std::fs::read_to_string(&settings).expect("there").contains("themes"));
}

#[test]
fn settings_are_mended_in_place() {
    let lint = "# ours\nlint: { rules: { titel-too-long: off } }  # see above\nshare: {networks: [x, linkdin]}\nthemes: essay\n";
    let site = site(lint, POST);
    mend(&site, Safety::Unsafe, false);
    let mended = lint.replace("titel", "title").replace("linkdin", "linkedin").replace("themes", "theme");
    assert_eq!(site.read("smo.yaml"), format!("{CONFIG}{mended}"));
}

#[test]
fn a_budget_is_for_its_paths() {
    let heavy = |lint: &str| {
        let site = site(lint, POST).with("content/notes/a.md", POST);
        counted(&site.lint(), "budget-exceeded").len()
    };
    assert_eq!(heavy("lint: { budgets: [{ paths: \"notes/*.md\", page_kb: 1 }] }\n"), 1);
    assert!(heavy("lint: { budgets: [{ paths: [\"**\"], page_kb: 1 }] }\n") > 1);
    assert_eq!(heavy("lint: { budgets: [{ paths: [\"**\"], page_kb: 900 }] }\n"), 0);
}

#[test]
fn a_ratchet_keeps_what_was_reached_and_every_other_byte_of_the_settings() {
    let lint = "# ours\r\nlint:\r\n  budgets:   # as of spring\r\n    - { paths: [\"**\"],  page_kb: 9_00, min_card_score: 1,ratchet: yes } # kept\r\n    - paths: \"rain.md\"\r\n      page_kb: 800  # heavy\r\n      card_kb: 300\r\n      ratchet: true\r\n    - { paths: \"*.md\", page_kb: &most 700, ratchet: true }\r\n    - { paths: \"*.md\", page_kb: 600 }\r\n    - { paths: \"*.md\", min_card_score: 100, page_kb: 1, ratchet: true }\r\n";
    let site = site("", POST);
    let settings = format!("\u{FEFF}{CONFIG}{lint}");
    site.write("smo.yaml", settings.as_bytes());
    site.lint();
    assert_eq!(site.read("smo.yaml"), settings, "only where it is asked for");
    let prune = || site.lint_with(|options| options.common.control.accept = Accept::Fixed);
    let outcome = prune();
    let told: Vec<_> = outcome.report().ratchet.iter().map(|one| (one.key, one.was, one.is, one.left.is_none())).collect();
    let reached = |key: &str, was: u32| told.iter().find(|one| (one.0, one.1) == (key, was)).map(|one| (one.2, one.3));
    let (page, _) = reached("page_kb", 800).expect("it is bettered");
    let (all, _) = reached("page_kb", 900).expect("of all pages");
    let (score, _) = reached("min_card_score", 1).expect("it is bettered");
    assert!((2..800).contains(&page) && (page..900).contains(&all) && (2..100).contains(&score), "{told:?}");
    assert_eq!((reached("page_kb", 700), reached("page_kb", 900).map(|one| one.1)), (Some((page, false)), Some(false)), "by hand");
    assert_eq!(told.len(), 4, "never worse, and not without `ratchet`: {told:?}");
    let wanted =
        settings.replace("min_card_score: 1,", &format!("min_card_score: {score},")).replace("page_kb: 800", &format!("page_kb: {page}"));
    assert_eq!(site.read("smo.yaml"), wanted);
    assert!(prune().report().ratchet.iter().all(|one| one.left.is_some()), "twice is once");
    assert_eq!(site.read("smo.yaml"), wanted);
}

#[test]
fn entries_whose_paths_match_nothing_are_said_where_they_stand() {
    let lint = "lint:\n  overrides:\n    - { paths: [\"notes/\", \"*.md\", nots/**], rules: { text: off } }\n    - { paths: /rian/, rules: { text: off } }\n  budgets:\n    - { paths: \"drafts/**\", page_kb: 900 }\n    - { paths: \"/old/**\", page_kb: 900 }\n    - { paths: rian.md, page_kb: 900 }\n";
    let site = site(lint, POST).with("content/notes/a.md", POST).with("content/drafts/b.md", &POST.replace("date:", "draft: true\ndate:"));
    let told = |outcome: &crate::support::Outcome| {
        let idle = outcome.report().findings.iter().filter(|one| one.rule == "unused-suppression");
        idle.map(|one| format!("{}: {} {}", one.level.name(), one.message, one.advice().unwrap_or(""))).collect::<Vec<_>>()
    };
    let lint = site.lint();
    lint.finds("unused-suppression", "smo.yaml:7:17").finds("unused-suppression", "smo.yaml:8:16");
    let all = told(&lint);
    assert_eq!(all[0], "info: `notes/` matches no page and no source did you mean `notes/**`?");
    assert!(all[1].starts_with("info: `nots/**` matches no page and no source"), "{all:?}");
    assert_eq!(all[2], "info: `/rian/` matches no page and no source did you mean `/rain/`?");
    assert!(all[3].starts_with("info: `/old/**` matches"), "{all:?}");
    assert_eq!(all[4], "info: `rian.md` matches no page and no source did you mean `rain.md`?");
    assert_eq!(all.len(), 5, "a draft is a source: {all:?}");
    // Of one page it is not known what the others hold.
    assert!(told(&site.lint_with(|options| options.common.control.page = Some("/rain/".into()))).is_empty());
    mend(&site, Safety::Unsafe, false);
    assert!(site.read("smo.yaml").contains("paths: [\"notes/**\", \"*.md\", nots/**]"), "{}", site.read("smo.yaml"));
}

#[test]
fn what_is_asked_of_one_page_is_answered_of_it() {
    let site = site("", POST).with("content/notes/a.md", POST);
    let whole = site.lint().report().pages.len();
    let lint = site.lint_with(|options| options.common.control.page = Some("notes/a".into()));
    let report = lint.report();
    assert!(whole > 2 && report.pages.len() == 1 && report.pages[0].url.as_str() == "/notes/a/");
    assert_eq!(report.score.as_ref().map(|score| score.shareable), Some(1));
}

#[test]
fn a_fault_of_the_settings_is_said_once_and_there() {
    let site = site("", POST).with("content/notes/a.md", POST).with("content/own.md", &POST.replace("title: ", "title: An **own** one "));
    let settings = site.read("smo.yaml");
    let line = settings.lines().find(|line| line.trim_start().starts_with("title:")).expect("the site has a title").to_owned();
    site.write("smo.yaml", settings.replace(&line, "  title: Ada **notes**").as_bytes());
    let lint = site.lint();
    let told: Vec<_> = lint.report().findings.iter().filter(|one| one.rule == "text-has-markup").map(|one| one.path()).collect();
    assert_eq!(told.iter().filter(|path| **path == "smo.yaml").count(), 1, "{told:?}");
    assert!(told.iter().all(|path| ["smo.yaml", "content/own.md"].contains(path)), "{told:?}");
}

#[test]
fn globs_of_what_lies_elsewhere_begin_with_a_slash() {
    let lint = "lint:\n  external_paths: [\"tokio/**\", \"/api/**\"]\n  external_assets: [\"https://cdn.dev/img/**\"]\n";
    let site = site(lint, POST);
    let outcome = site.lint();
    outcome.finds("unused-suppression", "smo.yaml:6:21");
    let told = outcome.report().findings.iter().filter(|one| one.rule == "unused-suppression");
    let told: Vec<_> = told.filter_map(|one| one.advice()).collect();
    assert_eq!(told, ["did you mean `/tokio/**`?", "did you mean `/img/**`?"]);
    mend(&site, Safety::Unsafe, false);
    assert!(site.read("smo.yaml").contains("[\"/tokio/**\", \"/api/**\"]"));
}

#[test]
fn a_budget_names_what_is_asked_and_where() {
    let site = site("lint: { budgets: [{ paths: \"/**\", page_kb: 1 }, { paths: \"*.md\" }] }\n", POST);
    let lint = site.lint();
    let report = lint.report();
    assert!(report.findings.iter().any(|one| &*one.message == "the budget names no number, so it asks for nothing"));
    let places: Vec<_> = report.findings.iter().filter(|one| one.rule == "budget-exceeded").map(|one| one.path()).collect();
    assert!(!places.is_empty() && places.iter().all(|path| site.path(path).is_file()), "{places:?}");
}

#[test]
fn a_finding_in_a_folder_without_settings_names_a_file_that_is_there() {
    let site = Sandbox::page("<html><head><title>Rain</title></head><body><p>It rained.</p></body></html>");
    let lint = site.lint_html();
    let report = lint.report();
    assert!(!report.findings.is_empty());
    for finding in report.findings.iter().chain(&report.quiet) {
        assert!(finding.at != smo_build::base::Place::Site, "{finding:#?}");
        assert!(!finding.path().ends_with("smo.yaml"), "{finding:#?}");
    }
}

#[test]
fn no_baseline_is_written_into_a_site() {
    let site = Sandbox::page("<html><head><title>Rain</title></head><body><p>It rained.</p></body></html>");
    let lint = |folder: std::path::PathBuf| {
        let mut options = site.build.clone();
        options.common.control.accept = Accept::All;
        smo_build::lint_site(&options, Some(folder))
    };
    let Err(Error::Invalid(findings)) = lint(site.root().to_path_buf()) else { panic!("it was written") };
    assert!(findings[0].message.ends_with("which is published"), "{findings:#?}");
}
