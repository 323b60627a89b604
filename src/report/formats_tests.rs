//! Formats that machines read: each is read back, against its schema where there is one.

use serde_json::{Value, json};
use std::sync::Arc;

use super::fixture::{HOSTILE, hostile, named, quiet, report, site};
use super::*;
use crate::base::finding::{Place, Quiet};
use crate::base::{Source, Span, UrlPath};
use crate::model::report::{Clock, Ratchet};

fn settings() -> Settings {
    Settings::default()
}

/// Every report that there is, by name.
fn fixtures() -> Vec<(&'static str, Report)> {
    let mut judged = site(12);
    judged.quiet = quiet();
    vec![("empty", Report::default()), ("small", report()), ("judged", named(judged)), ("hostile", hostile())]
}

fn parsed(name: &str, report: &Report) -> Value {
    let text = (find(name).expect("it is a format").write)(report, &settings());
    serde_json::from_str(&text).expect("it is JSON")
}

/// Every property must be described: a field that is new is new in the schema, too.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && !map.contains_key("additionalProperties") && !map.contains_key("oneOf") {
                map.insert("unevaluatedProperties".into(), json!(false));
            }
            map.values_mut().for_each(strict);
        }
        Value::Array(items) => items.iter_mut().for_each(strict),
        _ => {}
    }
}

fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).expect("the schema is one");
    validator.iter_errors(value).take(5).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn json_keeps_to_its_schema_and_says_nothing_that_it_does_not_describe() {
    let mut schema: Value = serde_json::from_str(SCHEMAS[0].1).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("the schema keeps to its own");
    // A related place is a place with a message: its own properties are those of both.
    let related = schema["$defs"]["place"]["properties"].as_object().cloned().unwrap_or_default();
    let item = &mut schema["$defs"]["finding"]["properties"]["related"]["items"]["allOf"][0]["properties"];
    item.as_object_mut().expect("it has properties").extend(related);
    strict(&mut schema);
    for (name, report) in fixtures() {
        assert_eq!(complaints(&schema, &parsed("json", &report)), Vec::<String>::new(), "{name}");
    }
    let mut bettered = report();
    let at = Source::new("smo.yaml", "page_kb: 900").spot(Span::new(9, 12));
    bettered.ratchet = vec![Ratchet { key: "page_kb", was: 900, is: 640, at, left: None }];
    let bettered = parsed("json", &bettered);
    assert_eq!((complaints(&schema, &bettered), &bettered["ratchet"][0]["is"]), (Vec::new(), &json!(640)));
    let mut wrong = parsed("json", &report());
    wrong["findings"][0]["level"] = json!("fatal");
    wrong["colour"] = json!(1);
    assert_eq!(complaints(&schema, &wrong).len(), 2);
}

#[test]
fn json_holds_no_clock_but_an_instant_that_was_set() {
    let mut report = report();
    assert_eq!(parsed("json", &report)["now"], json!("2026-11-21T08:14:00Z"));
    report.clock = Clock::Asked;
    assert!(parsed("json", &report)["now"].is_null());
}

#[test]
fn json_holds_every_finding_once_and_says_which_do_not_count() {
    let mut report = site(6);
    report.quiet = quiet();
    let json = parsed("json", &report);
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 5);
    let of = |key: &str| findings.iter().filter(|finding| !finding[key].is_null()).count();
    assert_eq!((of("because"), of("suppressed"), of("baseline"), of("group_id")), (1, 1, 1, 2));
    assert_eq!(json["groups"][0]["count"], 1);
    assert_eq!(json["summary"]["warnings"], 2);
    assert_eq!((&json["summary"]["hidden"], &json["summary"]["suppressed"]), (&json!(1), &json!(1)));
    assert_eq!(json["summary"]["score"], json!({ "card": 95.5, "content": 70 }));
    let page = &json["pages"][0];
    assert_eq!(page["cards"]["whatsapp"]["outcome"], "text");
    assert_eq!(page["ledger"][0], json!({ "platform": "whatsapp", "rule": "preview-image-too-heavy", "points": 6, "times": 1 }));
    assert_eq!(page["ledger"][1], json!({ "platform": "whatsapp", "ceiling": 55, "outcome": "text" }));
}

#[test]
fn an_earlier_report_is_read_back_and_a_newer_one_is_refused() {
    let report = site(6);
    let text = json(&report, &settings());
    let before = before(&text).expect("it is a report of ours");
    assert_eq!((before.warnings, before.pages.len(), before.intended_everywhere), (2, 6, Some(4)));
    let pages = overview::worst_first(&report);
    assert!(overview::changed(&pages, &before).is_empty(), "nothing differs from itself");
    let mut now = report.clone();
    Arc::make_mut(now.pages[1].verdict.as_mut().unwrap()).cards[0].outcome = crate::model::verdict::Outcome::Text;
    let changed = overview::changed(&overview::worst_first(&now), &before).iter().map(|(page, _)| page.url.to_string()).collect::<Vec<_>>();
    assert_eq!(changed, ["/posts/001-rain-at-home-1/"]);
    assert!(super::before(&text.replace("\"schema_version\": 1", "\"schema_version\": 2")).is_err_and(|why| why.contains("is 2")));
    assert!(super::before("{}").is_err() && super::before("<html>").is_err());
}

fn sarif_schema() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/sarif/sarif-schema-2.1.0.json");
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    // Its pattern for `language`, which we do not write, is no regular expression.
    for part in ["run", "toolComponent"] {
        schema["definitions"][part]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    schema
}

#[test]
fn sarif_keeps_to_the_schema_of_its_standard() {
    let schema = sarif_schema();
    for (name, report) in fixtures() {
        assert_eq!(complaints(&schema, &parsed("sarif", &report)), Vec::<String>::new(), "{name}");
    }
    assert!(!complaints(&schema, &json!({ "version": "2.1.0" })).is_empty());
}

#[test]
fn sarif_of_30000_findings_keeps_what_weighs_most() {
    let finding = |n: usize| {
        let level = if n.is_multiple_of(10) {
            Level::Error
        } else if n.is_multiple_of(2) {
            Level::Warning
        } else {
            Level::Info
        };
        let mut finding =
            Finding::new("title-too-long", level, format!("title {n} is long"), Place::File(format!("content/{n}.md").into()));
        finding.page = UrlPath::from_plain(&format!("/{n}/"));
        finding
    };
    let mut report = site(1);
    report.findings = (0..30_000).map(finding).collect();
    let log = parsed("sarif", &report);
    let schema = sarif_schema();
    assert_eq!(complaints(&schema, &log), Vec::<String>::new());
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of = |level: &str| results.iter().filter(|result| result["level"] == level).count();
    assert_eq!((results.len(), of("error"), of("warning"), of("note")), (25_000, 3000, 12_000, 10_000));
    let told = log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
    assert!(told.starts_with("5,000 lesser findings left out"), "{told}");
}

#[test]
fn sarif_counts_columns_in_utf_16_and_names_places_that_no_checkout_holds() {
    let source = Source::new("content/a b.md", "title: 🌧 rain\n");
    let at = source.text.find("rain").unwrap();
    let spot = Finding::error("title-too-long", "long [a](1)", Place::Spot(source.spot(Span::new(at, at + 4))));
    let elsewhere = Finding::error("title-missing", "none", Place::File("/srv/theme/page.html".into()));
    let mut report = Report { findings: vec![spot, elsewhere], root: "site".into(), ..Report::default() };
    report.quiet = quiet();
    report.findings[0].evidence_mut().related.push((Place::File("public/a.html".into()), "emitted here".into()));
    let mut report = named(report);
    report.quiet[2].evidence_mut().fingerprint = Some("000000000000000b".into());
    report.quiet[1].evidence_mut().fingerprint = Some("000000000000000b".into());
    let log = parsed("sarif", &report);
    let results = &log["runs"][0]["results"];
    let by_rule = |rule: &str| {
        results.as_array().unwrap().iter().find(|result| result["ruleId"] == rule && result["suppressions"].is_null()).unwrap()
    };
    let long = results.as_array().unwrap().iter().find(|result| !result["relatedLocations"].is_null()).unwrap();
    let place = &long["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], json!({ "uri": "site/content/a%20b.md", "uriBaseId": "SRCROOT" }));
    assert_eq!(place["region"], json!({ "startLine": 1, "startColumn": 11, "endLine": 1, "endColumn": 15 }));
    assert_eq!(long["message"]["text"], "long \\[a\\](1)\n[emitted here](1)");
    let strange = by_rule("title-missing");
    assert_eq!(strange["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "site/smo.yaml");
    assert_eq!(strange["message"]["text"], "/srv/theme/page.html: none");
    let all = results.as_array().unwrap();
    let states: Vec<&Value> = all.iter().filter(|result| result["baselineState"] == "unchanged").collect();
    assert_eq!((all.len(), states.len()), (4, 1), "a consequence is no result of its own");
    let allowed = all.iter().find(|result| !result["suppressions"].is_null()).unwrap();
    assert_eq!(allowed["suppressions"][0], json!({ "kind": "inSource", "justification": HOSTILE }));
    let names: std::collections::BTreeSet<&str> =
        all.iter().map(|result| result["partialFingerprints"]["smo/v1"].as_str().unwrap()).collect();
    assert_eq!(names.len(), all.len(), "no two results are one alert");
}

#[test]
fn what_a_program_can_mend_is_there_for_programs() {
    let mut report = site(6);
    let fix = json!({ "file": "content/posts/000-rain-at-home-0.md", "was": "covers/0.png", "text": "covers/0.jpg" });
    let json = parsed("json", &report);
    assert_eq!(json["findings"][0]["fix"]["safety"], "safe");
    let edit = &json["findings"][0]["fix"]["edits"][0];
    assert_eq!((&edit["file"], &edit["was"], &edit["text"]), (&fix["file"], &fix["was"], &fix["text"]));
    assert_eq!(edit["end"].as_u64().unwrap() - edit["start"].as_u64().unwrap(), 12);
    let sarif = parsed("sarif", &report);
    let change = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "content/posts/000-rain-at-home-0.md");
    assert_eq!(
        change["replacements"][0],
        json!({ "deletedRegion": { "startLine": 3, "startColumn": 8, "endLine": 3, "endColumn": 20 }, "insertedContent": { "text": "covers/0.jpg" } })
    );
    // A guess is for people to decide.
    let evidence = report.findings[0].evidence_mut();
    evidence.fix.as_mut().unwrap().safety = crate::base::finding::Safety::Unsafe;
    assert_eq!(parsed("json", &report)["findings"][0]["fix"]["safety"], "unsafe");
    assert!(parsed("sarif", &report)["runs"][0]["results"][0]["fixes"].is_null());
}

/// Name, properties, message.
type Command = (String, Vec<(String, String)>, String);

/// A workflow command as GitHub reads it.
fn command(line: &str) -> Option<Command> {
    let (head, message) = line.strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let properties = properties.split(',').filter_map(|pair| pair.split_once('=')).map(|(key, value)| (key.to_owned(), property(value)));
    Some((name.to_owned(), properties.collect(), data(message)))
}

#[test]
fn annotations_read_back_say_what_was_meant_and_command_nothing() {
    let report = hostile();
    let commands: Vec<_> = github(&report).lines().map(|line| command(line).expect("each line is a command")).collect();
    assert!(commands.iter().all(|(name, ..)| ["error", "warning", "notice"].contains(&name.as_str())));
    let (_, properties, message) = commands.iter().find(|(name, ..)| name == "error").unwrap();
    let harmless = HOSTILE.replace(['\u{1b}', '\0'], "\u{FFFD}");
    assert_eq!(*message, format!("{harmless}\n{harmless}\nhelp: {harmless}"));
    let file = properties.iter().find(|(key, _)| key == "file").unwrap();
    assert_eq!(file.1, format!("content/{harmless}.md"));
    assert_eq!(
        properties.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(),
        ["file", "line", "endLine", "col", "endColumn", "title"]
    );
}

#[test]
fn junit_has_a_case_for_each_rule_that_looked() {
    let mut report = site(2);
    report.findings[0].level = Level::Error;
    report.quiet = quiet()[1..2].to_vec();
    let xml = (find("junit").unwrap().write)(&report, &settings());
    insta::assert_snapshot!(xml, @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="smo-build" tests="5" failures="1" errors="0" time="0">
      <testsuite name="(site)" tests="1" failures="0" errors="0" skipped="0" time="0">
        <testcase classname="image" name="preview-image-reused" time="0"/>
      </testsuite>
      <testsuite name="/posts/000-rain-at-home-0/" file="content/posts/000-rain-at-home-0.md" tests="2" failures="1" errors="0" skipped="1" time="0">
        <testcase classname="image" name="preview-image-too-heavy" time="0">
          <failure type="error" message="preview picture is too heavy for WhatsApp">content/posts/000-rain-at-home-0.md:3:8: error[preview-image-too-heavy] preview picture is too heavy for WhatsApp&#10;  why: WhatsApp shows no picture above 600 KB&#10;  help: save a smaller file, or let the build fit it&#10;</failure>
        </testcase>
        <testcase classname="text" name="title-too-long" time="0">
          <skipped message="allowed in front-matter (::error::x %0A&#10;::set-output name=a::b&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;�[31m|`@ada &lt;!-- ]]&gt; � � [a](1) &quot;&apos;&amp;, 100%): title is long"/>
        </testcase>
      </testsuite>
      <testsuite name="/posts/001-rain-at-home-1/" file="content/posts/001-rain-at-home-1.md" tests="2" failures="0" errors="0" skipped="0" time="0">
        <testcase classname="image" name="preview-image-too-heavy" time="0"/>
        <testcase classname="text" name="title-too-long" time="0"/>
      </testsuite>
    </testsuites>
    "##);
}

/// Opened elements and the text in them, if it is well-formed XML 1.0.
fn xml(text: &str) -> Result<Vec<String>, String> {
    if let Some(c) = text.chars().find(|c| !matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)) {
        return Err(format!("{c:?} is no character of XML 1.0"));
    }
    let mut open: Vec<&str> = Vec::new();
    let mut seen = Vec::new();
    let mut rest = text.trim_start_matches("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    while let Some(at) = rest.find('<') {
        if rest[..at].contains(']') && rest[..at].contains("]]>") {
            return Err("]]> in text".into());
        }
        let end = at + rest[at..].find('>').ok_or("a tag without end")?;
        let tag = &rest[at + 1..end];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
        } else {
            let name = tag.trim_end_matches('/').split(' ').next().unwrap_or_default();
            if tag.matches('"').count() % 2 == 1 || tag.contains('<') {
                return Err(format!("a broken tag: {tag}"));
            }
            seen.push(name.to_owned());
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        rest = &rest[end + 1..];
    }
    if open.is_empty() { Ok(seen) } else { Err(format!("{open:?} stay open")) }
}

#[test]
fn junit_stays_well_formed_whatever_authors_write() {
    for (name, report) in fixtures() {
        let text = (find("junit").unwrap().write)(&report, &settings());
        let seen = xml(&text).unwrap_or_else(|why| panic!("{name}: {why}\n{text}"));
        let known = ["testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"];
        assert!(seen.iter().all(|element| known.contains(&element.as_str())), "{seen:?}");
    }
    assert!(xml("<a><b></a>").is_err() && xml("<a>\u{1b}</a>").is_err());
}

#[test]
fn markdown_and_the_step_summary_end_where_their_readers_stop() {
    let alt =
        |n: usize| Finding::warning("image-alt-missing", format!("`{n}` {HOSTILE}"), Place::File(format!("content/{}.md", n / 9).into()));
    let mut report = site(40);
    report.findings = (0..9000).map(alt).collect();
    let comment = markdown(&report);
    let summary = step_summary(&report);
    assert!(comment.chars().count() < 65_536 && comment.contains(" findings more\n"), "{}", comment.chars().count());
    assert!(summary.len() < 1 << 20 && summary.len() > 800_000 && summary.contains(" places, 40 repairs more\n"), "{}", summary.len());
    assert_eq!(summary.matches("<details>").count(), summary.matches("</details>").count());
}

#[test]
fn markdown_tables_hold_hostile_words() {
    for text in [markdown(&hostile()), step_summary(&hostile())] {
        for row in text.lines().filter(|line| line.starts_with('|')) {
            let bars = row.replace("\\\\", "").replace("\\|", "").matches('|').count();
            assert!([4, 5, 11].contains(&bars), "{bars}: {row}");
        }
        assert!(!text.contains("<img") && !text.contains("</script") && !text.contains("@ada") && !text.contains('\u{1b}'), "{text}");
        assert_eq!(text.matches("<!--").count(), usize::from(text.starts_with("<!-- smo-build:report -->")));
        assert!(!text.lines().any(|line| line.starts_with("::")), "{text}");
    }
}

#[test]
fn a_comment_shows_the_matrix_the_account_and_the_next_step() {
    let mut report = site(3);
    report.exhibits.before = Some(Box::new(before(&json(&site(3), &settings())).unwrap()));
    Arc::make_mut(report.pages[1].verdict.as_mut().unwrap()).cards[7].outcome = crate::model::verdict::Outcome::Text;
    report.score.as_mut().unwrap().intended_everywhere = 1;
    insta::assert_snapshot!(markdown(&report), @r##"
    <!-- smo-build:report -->
    **1 of 3 posts is shown as intended on all 8 platforms · 0 errors, 1 warning**

    1 of 3 posts looks right everywhere. 1 shows something else on Mastodon. 1 loses its picture on Slack. 1 loses its picture on WhatsApp.

    −1 page as intended since the earlier report

    | page | X | Facebook | LinkedIn | Mastodon | Bluesky | WhatsApp | Discord | Slack | card |
    |---|:-:|:-:|:-:|:-:|:-:|:-:|:-:|:-:|--:|
    | /posts/001-rain-at-home-1/ | ■ | ■ | ■ | ▪ | ■ | ■ | ■ | ≡ | 100 |

    ■ large picture · ▪ small · ≡ text only · – bare link · ✗ wrong · ? not known

    Next best fix: **preview-image-too-heavy** on 1 page · site 96 → 100

    #### content/posts/000-rain-at-home-0.md

    | | line | rule | |
    |---|--:|---|---|
    | warning | 3 | preview-image-too-heavy | preview picture is too heavy for WhatsApp<br>save a smaller file, or let the build fit it |

    #### The account of /posts/000-rain-at-home-0/

    | platform | | points |
    |---|---|--:|
    | WhatsApp | preview-image-too-heavy | −6 |
    | WhatsApp | text only: at most | 55 |

    3 tags put right on the way.
    "##);
}

#[test]
fn a_step_summary_links_to_the_lines_of_the_commit() {
    let mut report = site(1);
    report.exhibits.blob = Some("https://git.example/ada/notes/blob/0123/".into());
    report.exhibits.picture_base = Some("https://preview.example/7".into());
    let text = step_summary(&report);
    assert!(text.contains("(https://git.example/ada/notes/blob/0123/content/posts/000-rain-at-home-0.md#L3): preview picture"), "{text}");
    assert!(text.contains("src=\"https://preview.example/7/smo/rain-og-0123456789.png\""), "{text}");
}

#[test]
fn a_known_finding_is_skipped_and_counts_nowhere() {
    let mut report = site(1);
    report.findings.clear();
    report.quiet = vec![quiet()[2].clone()];
    assert_eq!(report.quiet[0].evidence.as_ref().and_then(|evidence| evidence.quiet.clone()), Some(Quiet::Known));
    let text = (find("junit").unwrap().write)(&report, &settings());
    assert!(text.contains("<skipped message=\"known: title is long\"/>") && text.contains("failures=\"0\""), "{text}");
}
