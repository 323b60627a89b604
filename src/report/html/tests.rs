//! The page as a reader without script has it, its weight, and what hostile words become in it.

use super::*;
use crate::report::fixture::{hostile, report, site, with_pictures};
use crate::report::json;
use crate::report::junit::junit;
use std::sync::Arc;

fn html(report: &Report) -> String {
    file(report, &Settings::default())
}

/// What stands between tags.
fn words(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let after = &rest[at..];
        let raw = ["script", "style"].into_iter().find(|name| after[1..].starts_with(name));
        let end = raw.and_then(|name| after.find(&format!("</{name}>"))).unwrap_or_else(|| after.find('>').unwrap_or(0));
        rest = after[end..].split_once('>').map_or("", |(_, rest)| rest);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_patch_of_a_file_with_the_line_ends_of_windows_is_kept_and_marked() {
    use crate::model::exhibits::Patch;
    let head = "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n";
    let shown = |lines: &str| {
        let mut report = site(1);
        let path = report.exhibits.patches.keys().next().cloned().expect("there is one");
        report.exhibits.patches.insert(path, vec![Patch { guess: false, diff: format!("{head}{lines}") }]);
        super::file(&report, &Settings::default())
    };
    assert!(shown(" a\r\n-b\r\n+c\r\n").contains("data-crlf"));
    assert!(!shown(" a\n-b\n+c\n").contains("data-crlf"));
    assert!(!shown(" a\n-b\r\n+c\r\n").contains("@@ -1,2"), "a byte would be lost");
}

#[test]
fn without_script_it_says_the_sentence_the_matrix_and_every_finding() {
    let report = site(12);
    let words = words(&html(&report));
    assert!(
        words.contains("8 of 12 posts look right everywhere. 3 lose their picture on WhatsApp. 1 shows something else on Mastodon."),
        "{words}"
    );
    assert!(
        words.contains("/posts/005-rain-at-home-5/large picturelarge picturelarge picturesmall picturelarge picturetext only"),
        "{words}"
    );
    assert_eq!(words.matches("preview picture is too heavy for WhatsApp").count(), report.findings.len());
    assert!(words.contains("3image: covers/5.png 4date: 2026-03-04"), "{words}");
    let page = html(&report);
    assert!(page.contains("href=\"#post=%2Fposts%2F005-rain-at-home-5%2F\""), "its posts are links");
    assert!(page.contains("id=\"post=/posts/005-rain-at-home-5/\""), "and lead somewhere without script");
    let mut allowed = report.clone();
    allowed.quiet = crate::report::fixture::quiet();
    let more = self::words(&html(&allowed));
    assert!(
        more.contains("Found, and not counted title-too-long title is long content/rain.md · allowed in front-matter: ::error"),
        "{more}"
    );
    assert!(words.contains("2 more looked and found nothing"), "rules that found nothing are named, too: {words}");
    assert!(words.contains("lint --fix would write --- a/content/posts/005-rain-at-home-5.md"), "{words}");
    assert!(more.contains("follows from preview-image-too-heavy") && more.contains("What follows from it: 1 title is long"), "{more}");
}

#[test]
fn a_report_of_200_posts_weighs_less_than_a_megabyte_besides_its_pictures() {
    let report = site(200);
    let bare = html(&report).len();
    assert!(bare < 1_000_000, "{bare}");
    // Distinct pictures, as heavy as they may be.
    let mut shown = with_pictures(report, &[], &[]);
    for (n, views) in shown.exhibits.pictures.values_mut().enumerate() {
        views.small = vec![n as u8; 2_500];
        views.large = vec![n as u8; 30_000];
    }
    let whole = html(&shown);
    assert!(whole.len() < bare + 200 * 3_500 + 720_000, "{}", whole.len());
    let folder = folder(&shown, &Settings::default());
    assert_eq!(folder.len(), 201);
    assert!(folder[0].0 == "index.html" && folder[1].0.starts_with("pictures/"));
}

#[test]
fn one_picture_of_many_cards_is_there_once() {
    let report = with_pictures(site(30), b"small", b"large");
    let html = html(&report);
    assert_eq!(html.matches("base64,").count(), 2);
    assert!(html.contains("class=\"t0\"") && !html.contains("class=\"t1\""));
}

#[test]
fn hostile_words_stay_words() {
    let html = html(&hostile());
    // Two that we wrote, and the data between them.
    assert_eq!((html.matches("<script").count(), html.matches("</script>").count()), (3, 3));
    assert!(!html.contains("<img") && !html.contains("onerror=alert(1)>"), "escaped everywhere");
    let data = html.split_once("id=\"data\">").and_then(|(_, rest)| rest.split_once("</script>")).expect("the data stands there").0;
    let data: Value = serde_json::from_str(data).expect("it is JSON");
    assert!(
        data["posts"][0]["t"]
            .as_array()
            .is_some_and(|texts| texts.iter().any(|text| text.as_str().is_some_and(|text| text.ends_with("\"'&, 100%"))))
    );
    assert!(data["posts"][0]["c"].as_array().is_some_and(|cards| cards.iter().all(|card| card["k"].is_null())), "a colour is a colour");
    assert!(!html.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "nothing that HTML cannot hold");
    assert!(html.contains("default-src 'none'") && !html.contains(" src=\"") && !html.contains("http-equiv=\"refresh\""));
}

#[test]
fn what_nobody_judged_has_findings_and_no_matrix() {
    let html = html(&report());
    assert!(!html.contains("class=\"matrix\"") && html.contains("data-url=\"/rain/\""));
    assert!(html.contains("2 posts: 1 clean, 1 error, 3 warnings"));
    // What stands in the file of a page is about that page, though the finding names none.
    let (pages, of_site) = html.split_once("id=\"post=\"").expect("the site has findings of its own");
    assert!(pages.contains("<code>descripton</code>") && of_site.contains("41 of 48 posts"));
    assert!(file(&Report::default(), &Settings::default()).contains("0 pages: 0 clean"));
}

#[test]
fn with_an_earlier_report_it_begins_with_what_changed() {
    let mut now = site(6);
    now.exhibits.before = Some(Box::new(crate::report::before(&json(&site(6), &Settings::default())).unwrap()));
    assert!(html(&now).contains("Every card looks as it did."));
    let card = &mut Arc::make_mut(now.pages[1].verdict.as_mut().unwrap()).cards[0];
    (card.outcome, card.image) = (crate::model::verdict::Outcome::Text, None);
    let words = words(&html(&now));
    assert!(words.contains("Rain at home, week 1 X Before: large") && words.contains("Now: text"), "{words}");
    assert!(!html(&site(6)).contains("id=\"changes\""));
}

/// `REPORT_SHOTS=DIR cargo test --lib html::tests::reports_to_look_at` writes them for people and browsers, and as JUnit for its schema.
#[test]
fn reports_to_look_at() {
    let Some(folder) = std::env::var_os("REPORT_SHOTS").map(std::path::PathBuf::from) else { return };
    let mut judged = site(48);
    let mut before = site(48);
    Arc::make_mut(before.pages[2].verdict.as_mut().unwrap()).cards[0].outcome = crate::model::verdict::Outcome::Text;
    before.pages[3].title = Some("An older title".into());
    judged.exhibits.before = Some(Box::new(crate::report::before(&json(&before, &Settings::default())).unwrap()));
    for (name, report) in [("judged", judged), ("hostile", hostile()), ("large", site(200)), ("plain", report())] {
        std::fs::write(folder.join(format!("{name}.html")), html(&report)).unwrap();
        std::fs::write(folder.join(format!("{name}.xml")), junit(&report, &Settings::default())).unwrap();
    }
}
