//! Shell sessions: what is typed, and what is printed. `TRYCMD=overwrite` writes them anew; read
//! every difference as prose.

use std::process::{Command, Output};

use crate::support::{CONFIG, Sandbox};

#[test]
fn sessions_print_what_they_say() {
    // In GitHub Actions more is printed.
    trycmd::TestCases::new().env("GITHUB_ACTIONS", "").case("tests/cli/*.md");
}

const PAGE: &str = "<!doctype html>\n<html lang=\"en\"><head><title>Rain</title></head>\n<body><p>Drops.</p></body></html>\n";

fn smo(site: &Sandbox, args: &[&str], more: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smo-build"));
    command.current_dir(site.root()).args(args).env("SMO_ARGS", more).env_remove("SMO_SITE_URL").env_remove("GITHUB_ACTIONS");
    command.output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_diff_stands_alone_on_its_stream() {
    let site = Sandbox::page(PAGE);
    let human = smo(&site, &["optimize", "out", "--diff", "-b", "https://ada.dev"], "");
    assert!(text(&human.stdout).starts_with("--- a/index.html") && !text(&human.stdout).contains("pictures drawn"));
    assert!(text(&human.stderr).contains("1 of 1 page would change"), "{}", text(&human.stderr));
    let json = smo(&site, &["optimize", "out", "--diff", "-b", "https://ada.dev", "--format", "json"], "");
    assert!(serde_json::from_slice::<serde_json::Value>(&json.stdout).is_ok(), "{}", text(&json.stdout));
    assert!(text(&json.stderr).starts_with("--- a/index.html"));
}

#[test]
fn words_of_the_environment_stand_behind_the_verb() {
    let site = Sandbox::empty()
        .with("build/smo.yaml", CONFIG)
        .with("build/content/a.md", "---\ntitel: x\n---\n# Rain\n\nDrops fell on the roof.\n");
    let code = |args: &[&str], more: &str| smo(&site, args, more).status.code();
    assert_eq!(code(&["--root", "build", "lint"], ""), Some(0));
    assert_eq!(code(&["--root", "build", "lint"], "--fail-on warning"), Some(1));
    assert_eq!(code(&["--root", "build", "lint", "--fail-on", "never"], "--fail-on warning"), Some(0), "what is typed wins");
}

#[test]
fn lint_of_a_folder_asks_the_settings_of_that_folder_when_to_fail() {
    let post = "---\ntitel: x\n---\n# Rain\n\nDrops fell on the roof.\n";
    let site = Sandbox::empty().with("smo.yaml", CONFIG).with("site/content/a.md", post);
    let site = site.with("site/smo.yaml", &format!("{CONFIG}lint: {{fail_on: warning}}\n"));
    assert_eq!(smo(&site, &["lint", "site"], "").status.code(), Some(1));
}

#[test]
fn a_report_file_that_cannot_be_written_is_named_as_it_was_typed() {
    let site = Sandbox::page(PAGE).with("file", "x");
    let run = smo(&site, &["optimize", "out", "-b", "https://ada.dev", "--report", "json=file/report.json"], "");
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("file/report.json"), "{}", text(&run.stderr));
}
