//! Stories about the GitHub action: its scripts run here with a made-up GITHUB_* environment and a
//! stub in place of the program.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a person could type to make a shell, GitHub's log reader or an output file misbehave.
const HOSTILE: &[&str] = &["\"; id #", "$(id)", "`id`", "a\nexit-code<<x\n0\nx", "x\n::error::forged", "%0A::error::forged", "' || id '"];

/// A runner with a checkout, a temp folder and a stub program.
struct Runner {
    folder: tempfile::TempDir,
    env: BTreeMap<String, String>,
}

struct Outcome {
    code: i32,
    log: String,
    outputs: BTreeMap<String, String>,
}

impl Runner {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["checkout", "temp", "bin"] {
            fs::create_dir(root.join(name)).unwrap();
        }
        let at = |name: &str| root.join(name).to_string_lossy().into_owned();
        let mut env: BTreeMap<String, String> = [
            ("PATH", std::env::var("PATH").unwrap()),
            ("GITHUB_WORKSPACE", at("checkout")),
            ("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR").into()),
            ("GITHUB_OUTPUT", at("outputs")),
            ("GITHUB_STEP_SUMMARY", at("summary.md")),
            ("GITHUB_REPOSITORY", "Ada/Notes".into()),
            ("GITHUB_EVENT_NAME", "push".into()),
            ("GITHUB_REF", "refs/heads/main".into()),
            ("DEFAULT_BRANCH", "main".into()),
            ("RUNNER_TEMP", at("temp")),
            ("RUNNER_OS", "Linux".into()),
            ("RUNNER_ARCH", "X64".into()),
            ("INPUT_MODE", "build".into()),
            ("INPUT_PATH", ".".into()),
            ("INPUT_OUTPUT", String::new()),
            ("INPUT_BASE_URL", "auto".into()),
            ("INPUT_FAIL_ON", "error".into()),
            ("INPUT_CACHE", "true".into()),
            ("INPUT_CACHE_MAX_MB", "300".into()),
            ("INPUT_UPLOAD_PAGES", "auto".into()),
            ("CACHE_MAX_MB", "300".into()),
            ("CACHE_DIR", ".smo/cache".into()),
            ("OUTPUT_DIR", "public".into()),
            ("BASE_URL", String::new()),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into();
        env.insert("SMO_BUILD_BINARY_PATH".into(), at("bin/smo-build"));
        let runner = Self { folder, env };
        runner.stub("smo-build", "");
        runner
    }

    /// A program of this name that notes its arguments, one a line, and its address and flags from
    /// the environment; `does` comes after that.
    fn stub(&self, name: &str, does: &str) {
        let path = self.path("bin").join(name);
        let notes = self.path(&format!("called-{name}"));
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" >'{notes}'\nprintf 'url=%s\\nargs=%s\\n' \"${{SMO_SITE_URL-unset}}\" \"${{SMO_ARGS-unset}}\" >>'{notes}'\n{does}\n",
            notes = notes.display()
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn called(&self, name: &str) -> String {
        fs::read_to_string(self.path(&format!("called-{name}"))).expect("the program was called")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(self, path: &str, text: &str) -> Self {
        let path = self.path("checkout").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn with(mut self, key: &str, value: &str) -> Self {
        self.env.insert(key.to_owned(), value.to_owned());
        self
    }

    fn run(&self, script: &str) -> Outcome {
        let _ = fs::remove_file(self.path("outputs"));
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("action").join(script);
        let done = Command::new("bash").arg(script).env_clear().envs(&self.env).output().expect("bash runs");
        Outcome {
            code: done.status.code().unwrap_or(-1),
            log: String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr),
            outputs: outputs(&fs::read_to_string(self.path("outputs")).unwrap_or_default()),
        }
    }
}

/// Reads an output file as GitHub does: `NAME<<MARK`, lines, `MARK`.
fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(head) = lines.next() {
        let (name, mark) = head.split_once("<<").unwrap_or_else(|| panic!("an output without a mark: {head}"));
        let value: Vec<_> = lines.by_ref().take_while(|line| *line != mark).collect();
        assert!(found.insert(name.to_owned(), value.join("\n")).is_none(), "{name} stands twice");
    }
    found
}

impl Outcome {
    fn output(&self, name: &str) -> &str {
        self.outputs.get(name).unwrap_or_else(|| panic!("no output {name}: {}", self.log))
    }

    /// Lines that GitHub would carry out.
    fn commands(&self) -> Vec<&str> {
        let mut stopped: Option<String> = None;
        let mut found = Vec::new();
        for line in self.log.lines() {
            match &stopped {
                Some(mark) if line == format!("::{mark}::") => stopped = None,
                Some(_) => {}
                None => match line.strip_prefix("::stop-commands::") {
                    Some(mark) => stopped = Some(mark.to_owned()),
                    None if line.starts_with("::") => found.push(line),
                    None => {}
                },
            }
        }
        assert!(stopped.is_none(), "commands stay stopped:\n{}", self.log);
        found
    }
}

#[test]
fn the_output_folder_comes_from_the_input_else_the_configuration_else_public() {
    let outcome = Runner::new().run("settings.sh");
    assert_eq!((outcome.code, outcome.output("output-dir")), (0, "./public"), "{}", outcome.log);
    let configured = Runner::new().with("INPUT_PATH", "blog").file("blog/smo.yaml", "site: {}\noutput: \"dist\"   # here\n");
    let outcome = configured.run("settings.sh");
    assert_eq!((outcome.output("output-dir"), outcome.output("cache-dir")), ("blog/dist", "blog/.smo/cache"));
    assert_eq!(configured.with("INPUT_OUTPUT", "www").run("settings.sh").output("output-dir"), "www");
    let optimize = Runner::new().with("INPUT_MODE", "optimize").with("INPUT_PATH", "public").file("public/index.html", "");
    assert_eq!(optimize.run("settings.sh").output("output-dir"), "public");
}

#[test]
fn only_the_default_branch_is_uploaded_and_never_a_pull_request() {
    let upload = |event: &str, reference: &str, mode: &str, input: &str| {
        let runner = Runner::new().with("GITHUB_EVENT_NAME", event).with("GITHUB_REF", reference);
        let outcome = runner.with("INPUT_MODE", mode).with("INPUT_UPLOAD_PAGES", input).run("settings.sh");
        outcome.output("upload").to_owned()
    };
    assert_eq!(upload("push", "refs/heads/main", "build", "auto"), "true");
    assert_eq!(upload("push", "refs/heads/draft", "build", "auto"), "false");
    assert_eq!(upload("pull_request", "refs/heads/main", "build", "auto"), "false");
    assert_eq!(upload("pull_request", "refs/pull/1/merge", "build", "true"), "true");
    assert_eq!(upload("push", "refs/heads/main", "lint", "true"), "false");
}

#[test]
fn a_wrong_input_is_named_before_anything_runs() {
    for (key, value, says) in [
        ("INPUT_MODE", "bild", "`mode: bild` is not one of: build optimize lint"),
        ("INPUT_FAIL_ON", "", "is not one of"),
        ("INPUT_CACHE_MAX_MB", "1e3", "is not a whole number"),
        ("INPUT_PATH", "../other", "leaves the checkout"),
        ("INPUT_OUTPUT", "/etc", "is absolute"),
    ] {
        let outcome = Runner::new().with(key, value).run("settings.sh");
        assert_eq!(outcome.code, 2, "{key}={value}: {}", outcome.log);
        assert!(outcome.log.contains(says), "{key}={value}: {}", outcome.log);
    }
    let outcome = Runner::new().with("INPUT_PATH", "missing").run("settings.sh");
    assert_eq!(outcome.code, 3);
}

#[test]
fn the_key_of_the_program_follows_its_sources() {
    let one = Runner::new().run("settings.sh").output("binary-key").to_owned();
    assert!(one.starts_with("smo-build-Linux-X64-") && one.len() > 40, "{one}");
    assert_eq!(one, Runner::new().run("settings.sh").output("binary-key"));
}

#[test]
fn the_address_is_the_input_else_the_configuration_else_pages_else_the_repository() {
    let site = "site:\n  title: x\n  url: 'https://ada.dev/blog/' # home\nmenus:\n  main:\n    - url: /a/\n";
    let runner = || Runner::new().with("PAGES_BASE_URL", "https://ada.github.io/notes/");
    let address = |runner: Runner| runner.run("base-url.sh").output("base-url").to_owned();
    assert_eq!(address(runner().with("INPUT_BASE_URL", "https://x.org/").file("smo.yaml", site)), "https://x.org");
    assert_eq!(address(runner().file("smo.yaml", site)), "", "the program reads it itself");
    assert_eq!(address(runner().file("smo.yaml", "menus: {main: [{url: /a/}]}\nsite: {title: x}\n")), "https://ada.github.io/notes");
    assert_eq!(address(runner().file("smo.yaml", "site:\n  url: auto\n")), "https://ada.github.io/notes");
    assert_eq!(address(Runner::new().file("static/CNAME", "ada.dev\n")), "https://ada.dev");
    assert_eq!(address(Runner::new()), "https://ada.github.io/Notes");
    assert_eq!(address(Runner::new().with("GITHUB_REPOSITORY", "Ada/ada.github.io")), "https://ada.github.io");
}

#[test]
fn two_addresses_that_differ_are_warned_about() {
    let runner = Runner::new().with("PAGES_BASE_URL", "https://ada.github.io/notes");
    let outcome = runner.file("smo.yaml", "site: {title: Notes, url: https://ada.dev}\n").run("base-url.sh");
    let commands = outcome.commands();
    assert_eq!(commands.len(), 1, "{}", outcome.log);
    assert!(commands[0].starts_with("::warning title=base-url-mismatch::") && commands[0].contains("https://ada.dev,"), "{}", commands[0]);
    let same = Runner::new().with("PAGES_BASE_URL", "https://ada.dev/").file("smo.yaml", "site: {url: https://ada.dev}\n");
    assert!(same.run("base-url.sh").commands().is_empty());
}

const REPORTS: &str = r#"
for word in "$@"; do
  case "$word" in
    json=*) printf '{"tool": {}, "summary": {"pages": 12, "errors": 2, "warnings": 9},\n "findings": [{"message": "\"errors\": 77"}], "pictures": {"drawn": 12, "reused": 1037}}' >"${word#json=}" ;;
    markdown=*) printf '2 errors, 9 warnings\n' >"${word#markdown=}" ;;
    github=*) printf '::error file=content/rain.md,line=2::title is missing\n' >"${word#github=}" ;;
  esac
done
echo '::error::a title that looks like a command'
"#;

#[test]
fn a_run_keeps_its_exit_code_and_tells_what_it_did() {
    let runner = Runner::new().with("BASE_URL", "https://ada.dev").with("SMO_ARGS", "--drafts --now 2026-01-01");
    runner.stub("smo-build", &format!("{REPORTS}\nexit 1"));
    let outcome = runner.run("run.sh");
    assert_eq!((outcome.code, outcome.output("exit-code")), (0, "1"), "{}", outcome.log);
    assert_eq!((outcome.output("errors"), outcome.output("warnings")), ("2", "9"));
    assert_eq!((outcome.output("pictures-drawn"), outcome.output("pictures-reused")), ("12", "1037"));
    let summary = fs::read_to_string(runner.path("summary.md")).unwrap();
    assert_eq!(summary, "2 errors, 9 warnings\n");
    let called = runner.called("smo-build");
    assert!(called.starts_with("build\n--report\njson=") && called.contains("\n.\nurl=https://ada.dev\n"), "{called}");
    assert!(called.ends_with("args=--drafts --now 2026-01-01\n"), "{called}");
}

#[test]
fn a_folder_that_looks_like_a_flag_is_a_folder() {
    let runner = Runner::new().with("INPUT_PATH", "--diff");
    runner.run("run.sh");
    assert!(runner.called("smo-build").contains("\n./--diff\n"), "{}", runner.called("smo-build"));
}

#[test]
fn annotations_are_commands_and_the_log_is_not() {
    let runner = Runner::new();
    runner.stub("smo-build", REPORTS);
    assert_eq!(runner.run("run.sh").commands(), ["::error file=content/rain.md,line=2::title is missing"]);
}

#[test]
fn pictures_are_saved_when_there_are_new_ones_and_never_for_a_pull_request() {
    let runner = Runner::new().file(".smo/cache/a-og-1.png", "x");
    let first = runner.run("run.sh");
    assert_eq!(first.output("save-cache"), "true");
    let key = first.output("cache-key").to_owned();
    assert!(key.starts_with("smo-v1-Linux-"), "{key}");
    let runner = runner.with("RESTORED_KEY", &key);
    assert_eq!(runner.run("run.sh").output("save-cache"), "false");
    let runner = runner.file(".smo/cache/b-og-2.png", "x");
    assert_eq!(runner.run("run.sh").output("save-cache"), "true");
    assert_eq!(runner.with("GITHUB_EVENT_NAME", "pull_request").run("run.sh").output("save-cache"), "false");
}

#[test]
fn a_cache_above_its_limit_starts_anew() {
    let runner = Runner::new().file(".smo/cache/a.png", &"x".repeat(3 << 20)).with("CACHE_MAX_MB", "1");
    let outcome = runner.run("run.sh");
    assert!(outcome.commands()[0].starts_with("::notice title=cache::"), "{}", outcome.log);
    assert!(!runner.path("checkout/.smo/cache/a.png").exists());
}

#[test]
fn hidden_files_are_published_on_purpose_only() {
    let runner = Runner::new()
        .file("public/.nojekyll", "")
        .file("public/.well-known/webfinger", "")
        .file("public/a/.htaccess", "")
        .file("static/a/.htaccess", "");
    assert_eq!(runner.run("hidden.sh").code, 0);
    let runner = runner.file("public/.env", "SECRET=1").file("public/a/.git/config", "");
    let outcome = runner.run("hidden.sh");
    assert_eq!(outcome.code, 2);
    assert!(outcome.log.contains("public/.env would") && outcome.log.contains("public/a/.git would"), "{}", outcome.log);
}

#[test]
fn the_job_ends_as_the_program_ended() {
    for (code, ends) in [("0", 0), ("1", 1), ("2", 2), ("3", 3), ("", 2), ("101", 2)] {
        let outcome = Runner::new().with("EXIT_CODE", code).run("verdict.sh");
        assert_eq!((outcome.code, outcome.commands().len()), (ends, usize::from(ends > 0)), "{code}");
    }
}

#[test]
fn the_program_is_built_from_the_actions_own_sources_and_outside_the_checkout() {
    let runner = Runner::new();
    runner.stub("rustc", "echo 'rustc 1.95.0 (abc 2026-01-01)'");
    runner.stub("cargo", "echo \"target=$CARGO_TARGET_DIR\" >>\"$RUNNER_TEMP/target\"");
    let path = format!("{}:{}", runner.path("bin").display(), runner.env["PATH"]);
    let runner = runner.with("PATH", &path);
    let outcome = runner.run("install.sh");
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let expected =
        format!("install\n--path\n{}\n--locked\n--root\n{}/smo-build\n", env!("CARGO_MANIFEST_DIR"), runner.path("temp").display());
    assert!(runner.called("cargo").starts_with(&expected), "{}", runner.called("cargo"));
    assert!(fs::read_to_string(runner.path("temp/target")).unwrap().contains("/temp/smo-build-target"));
    runner.stub("rustc", "echo 'rustc 1.70.0 (abc 2023-01-01)'");
    runner.stub("rustup", "");
    assert_eq!(runner.run("install.sh").code, 0);
    assert!(runner.called("rustup").starts_with("toolchain\ninstall\nstable") && runner.called("cargo").starts_with("+stable\ninstall"));
}

#[test]
fn hostile_inputs_stay_text() {
    for hostile in HOSTILE {
        // Inputs that must be one of a few words, a number or a folder are refused.
        for key in ["INPUT_MODE", "INPUT_FAIL_ON", "INPUT_CACHE", "INPUT_CACHE_MAX_MB", "INPUT_UPLOAD_PAGES", "INPUT_PATH"] {
            let outcome = Runner::new().with(key, hostile).run("settings.sh");
            assert!(outcome.code == 2 || outcome.code == 3, "{key}={hostile:?}: {}", outcome.log);
            assert_eq!(outcome.commands().len(), 1, "{key}={hostile:?}: {}", outcome.log);
            assert!(!outcome.log.contains("uid="), "{key}={hostile:?}: {}", outcome.log);
        }
        // The others arrive as they are.
        let outcome = Runner::new().with("INPUT_OUTPUT", hostile).run("settings.sh");
        assert_eq!((outcome.output("output-dir"), outcome.outputs.len()), (*hostile, 6));
        let outcome = Runner::new().with("INPUT_BASE_URL", hostile).run("base-url.sh");
        assert_eq!((outcome.output("base-url"), outcome.outputs.len()), (*hostile, 1));
        assert!(outcome.commands().is_empty(), "{hostile:?}: {}", outcome.log);
        let runner =
            Runner::new().with("INPUT_PATH", hostile).with("INPUT_OUTPUT", hostile).with("SMO_ARGS", hostile).with("BASE_URL", hostile);
        let outcome = runner.run("run.sh");
        assert!(outcome.commands().is_empty() && !outcome.log.contains("uid="), "{hostile:?}: {}", outcome.log);
        let called = runner.called("smo-build");
        assert!(called.ends_with(&format!("-o\n{hostile}\n{hostile}\nurl={hostile}\nargs={hostile}\n")), "{hostile:?}: {called}");
    }
}

#[test]
fn a_hidden_file_with_a_hostile_name_is_only_named() {
    let outcome = Runner::new().file("public/.x\n::error::forged", "").run("hidden.sh");
    assert_eq!(outcome.code, 2);
    assert_eq!(outcome.commands().len(), 2, "one warning and the verdict: {}", outcome.log);
}

#[test]
fn the_action_pins_what_it_uses_and_puts_no_expression_into_a_shell() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml")).unwrap();
    let uses: Vec<_> = text.lines().filter_map(|line| line.trim().strip_prefix("uses: ")).collect();
    assert!(uses.len() >= 5, "{uses:?}");
    for line in uses {
        let (action, rest) = line.split_once('@').expect("a version");
        let (commit, tag) = rest.split_once(" # v").expect("the tag as a comment");
        let is_commit = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
        assert!(action.starts_with("actions/") && is_commit && tag.split('.').count() == 3, "{line}");
    }
    for line in text.lines().filter_map(|line| line.trim().strip_prefix("run: ")) {
        let script = line.strip_prefix("bash \"$GITHUB_ACTION_PATH/action/").and_then(|rest| rest.strip_suffix(".sh\""));
        let script = script.unwrap_or_else(|| panic!("a run that is no script: {line}"));
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("action/{script}.sh")).exists(), "{line}");
    }
}

#[test]
fn every_script_stops_at_the_first_failure() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("action");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let strict = text.contains("\nset -euo pipefail\n") || text.contains("\n. \"$(dirname \"${BASH_SOURCE[0]}\")/lib.sh\"\n");
        assert!(strict && !text.contains("eval "), "{}", path.display());
    }
}

#[test]
fn the_documents_name_every_input_and_show_the_workflow_that_is_tested() {
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let action = read("action.yml");
    let guide = read("docs/github-action.md");
    let (_, after) = action.split_once("\ninputs:\n").expect("inputs");
    let (inputs, outputs) = after.split_once("\noutputs:\n").expect("outputs");
    let (outputs, _) = outputs.split_once("\nruns:\n").expect("runs");
    for block in [inputs, outputs] {
        let names: Vec<_> = block.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).collect();
        assert!(names.len() > 5, "{names:?}");
        for name in names {
            let name = name.trim().trim_end_matches(':');
            assert!(guide.contains(&format!("`{name}`")), "docs/github-action.md does not name `{name}`");
        }
    }
    assert!(read("README.md").contains(read("docs/workflows/pages.yml").trim_end()), "README.md shows another workflow");
}
