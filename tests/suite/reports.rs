//! Reports as files and streams: which go where, and what becomes of them when something is in the way.

use std::fs;
use std::process::{Command, Output};

use crate::support::{CONFIG, Sandbox};

const POST: &str = "---\ntitle: Rain\ntitel: x\n---\n# Rain\n\nDrops fell on the roof. [gone](/gone/)\n";

fn project() -> Sandbox {
    Sandbox::empty().with("site/smo.yaml", CONFIG).with("site/content/posts/rain.md", POST)
}

fn smo(site: &Sandbox, args: &[&str], env: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smo-build"));
    for name in ["SMO_SITE_URL", "SMO_ARGS", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_SHA"] {
        command.env_remove(name);
    }
    command.current_dir(site.root()).args(args).args(["--now", "2026-06-01T12:00:00Z"]).envs(env.iter().copied());
    command.output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn of_several_formats_files_go_beside_the_site_and_never_into_it() {
    let site = project();
    let run = smo(&site, &["build", "site", "--format", "human,json,sarif,junit,markdown,html", "--fail-on", "never"], &[]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("3 of 3 pages are shown as intended on all 8 platforms · 1 error"), "{}", text(&run.stdout));
    let mut written: Vec<_> = fs::read_dir(site.path("site/.smo/out")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    written.sort();
    assert_eq!(written, ["report.html", "report.json", "report.md", "report.sarif", "report.xml"]);
    assert!(walkdir::WalkDir::new(site.path("site/public")).into_iter().all(|entry| !entry.unwrap().path().ends_with("report.html")));
    let read = |name: &str| fs::read_to_string(site.path(&format!("site/.smo/out/{name}"))).unwrap();
    for name in ["report.html", "report.json", "report.sarif", "report.xml", "report.md"] {
        let report = read(name);
        assert!(report.contains("/gone/") && report.contains("broken-internal-link"), "{name} tells every finding");
    }
    // The others say how many pictures were drawn, and a second run draws none.
    let same = ["report.html", "report.sarif", "report.xml"];
    let first = same.map(read);
    smo(&site, &["build", "site", "--format", "human,sarif,junit,html", "--fail-on", "never"], &[]);
    assert!(first == same.map(read), "the same site gives the same bytes");
}

#[test]
fn one_format_is_printed_whatever_it_is() {
    let run = smo(&project(), &["lint", "site", "--format", "sarif", "--fail-on", "never"], &[]);
    let log: serde_json::Value = serde_json::from_slice(&run.stdout).expect("SARIF is JSON");
    assert_eq!(log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "site/content/posts/rain.md");
}

#[test]
fn a_report_that_cannot_be_written_keeps_no_other_from_being_written() {
    let site = project().with("file", "x");
    let run = smo(&site, &["lint", "site", "--report", "json=file/a.json", "--report", "html=b/", "--report", "junit=c.xml"], &[]);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("file/a.json"), "{}", text(&run.stderr));
    assert!(site.path("b/index.html").is_file() && site.path("c.xml").is_file());
}

#[test]
fn in_github_actions_findings_are_annotations_and_a_summary_too() {
    let site = project().with("summary.md", "before\n");
    let summary = site.path("summary.md");
    let env = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    let run = smo(&site, &["lint", "site"], &env);
    let out = text(&run.stdout);
    assert!(out.contains("\n::error file=site/content/posts/rain.md,line=7,") && out.contains("error[broken-internal-link]"), "{out}");
    let written = fs::read_to_string(&summary).unwrap();
    assert!(
        written.starts_with("before\n**3 of 3 pages are shown as intended")
            && written.contains("<details><summary>error <b>broken-internal-link</b>"),
        "{written}"
    );
    // Whoever asks for something gets that alone.
    let run = smo(&site, &["lint", "site", "--format", "human"], &env);
    assert!(!text(&run.stdout).contains("::error"));
    assert_eq!(fs::read_to_string(&summary).unwrap(), written);
}

#[test]
fn an_earlier_report_must_be_one_that_can_be_compared_with() {
    let site = project().with("other.json", "{\"schema_version\": 9}").with("broken.json", "{");
    for (name, why) in [
        ("missing.json", "`missing.json` cannot be compared with: there is no such file"),
        (".", "it is a folder"),
        ("other.json", "`schema_version` is 9"),
        ("broken.json", "no JSON"),
    ] {
        let run = smo(&site, &["lint", "site", "--compare", name], &[]);
        assert_eq!(run.status.code(), Some(2), "{name}");
        assert!(text(&run.stderr).contains(why), "{}", text(&run.stderr));
    }
    assert_eq!(smo(&site, &["lint", "site", "--report", "json=old.json", "--fail-on", "never"], &[]).status.code(), Some(0));
    let run = smo(&site, &["lint", "site", "--compare", "old.json", "--format", "markdown", "--fail-on", "never"], &[]);
    assert!(text(&run.stdout).contains("No number changed since the earlier report"), "{}", text(&run.stdout));
}

#[test]
fn the_html_report_passes_our_own_rules() {
    let site = project();
    smo(&site, &["lint", "site", "--report", "html=out/report/index.html", "--fail-on", "never"], &[]);
    let run = smo(&site, &["lint", "out", "-b", "https://example.org", "--format", "json"], &[]);
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
    let (pages, findings) = (report["pages"].as_array().unwrap(), report["findings"].as_array().unwrap());
    assert_eq!((pages.len(), findings.len()), (1, 0), "{findings:?}");
}
