//! Sandbox: files in, files out, and assertions that read as sentences.
#![allow(dead_code)] // each story uses its own part of it

pub mod core;
pub mod holds;
pub mod readers;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use smo_build::base::{Error, Level};
use smo_build::{BuildOptions, Common, OptimizeOptions, Report};

/// A project in a temporary folder.
pub struct Sandbox {
    folder: tempfile::TempDir,
    pub build: BuildOptions,
}

/// The smallest configuration of a site.
pub const CONFIG: &str = "site:\n  url: https://example.org\n  title: Field Notes\n  description: Notes from a wet hillside.\n";

impl Sandbox {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let now = Some("2026-06-01T12:00:00Z".parse().expect("an instant"));
        let build =
            BuildOptions { common: Common { root: folder.path().to_path_buf(), now, ..Common::default() }, ..BuildOptions::default() };
        Self { folder, build }
    }

    /// A site with the smallest configuration and these posts.
    pub fn site(posts: &[(&str, &str)]) -> Self {
        let sandbox = Self::empty().with("smo.yaml", CONFIG);
        posts.iter().fold(sandbox, |sandbox, (path, text)| sandbox.with(path, text))
    }

    /// One finished page of another generator, as `index.html`.
    pub fn page(html: &str) -> Self {
        Self::empty().with("out/index.html", html)
    }

    pub fn with(self, path: &str, text: &str) -> Self {
        self.with_bytes(path, text.as_bytes())
    }

    pub fn with_bytes(self, path: &str, bytes: &[u8]) -> Self {
        self.write(path, bytes);
        self
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn build(&self) -> Outcome<'_> {
        Outcome { sandbox: self, result: smo_build::build(&self.build).map(|ran| ran.report) }
    }

    pub fn lint(&self) -> Outcome<'_> {
        Outcome { sandbox: self, result: smo_build::lint_site(&self.build, None).map(|ran| ran.report) }
    }

    pub fn lint_with(&self, change: impl FnOnce(&mut BuildOptions)) -> Outcome<'_> {
        let mut options = self.build.clone();
        change(&mut options);
        Outcome { sandbox: self, result: smo_build::lint_site(&options, None).map(|ran| ran.report) }
    }

    pub fn lint_html(&self) -> Outcome<'_> {
        Outcome { sandbox: self, result: smo_build::lint_site(&self.build, Some(self.path("out"))).map(|ran| ran.report) }
    }

    pub fn optimize(&self) -> Outcome<'_> {
        self.optimize_with(|_| {})
    }

    pub fn optimize_with(&self, change: impl FnOnce(&mut OptimizeOptions)) -> Outcome<'_> {
        let mut common = self.build.common.clone();
        common.base_url = Some("https://example.org".into());
        let mut options = OptimizeOptions { common, folder: self.path("out"), ..OptimizeOptions::default() };
        change(&mut options);
        Outcome { sandbox: self, result: smo_build::optimize(&options).map(|ran| ran.report) }
    }

    pub fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Every file below a folder, with its bytes.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        walkdir::WalkDir::new(&root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let name = entry.path().strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/");
                (name, fs::read(entry.path()).expect("readable"))
            })
            .collect()
    }
}

/// What a run gave.
pub struct Outcome<'a> {
    sandbox: &'a Sandbox,
    pub result: Result<Report, Error>,
}

impl Outcome<'_> {
    pub fn report(&self) -> &Report {
        self.result.as_ref().unwrap_or_else(|error| panic!("the run stopped: {error:#?}"))
    }

    /// A page of the output, by its path in `public/` or `out/`.
    pub fn page(&self, path: &str) -> Page {
        let folder = if self.sandbox.path("out").exists() { "out" } else { "public" };
        Page { html: self.sandbox.read(&format!("{folder}/{path}")), name: path.to_owned() }
    }

    /// There is a finding with this name at this place: `content/rain.md:2:8`, or a file alone.
    pub fn finds(&self, rule: &str, place: &str) -> &Self {
        let all = self.findings();
        assert!(all.iter().any(|(name, at)| name == rule && at.ends_with(place)), "{rule} at {place} in {all:#?}");
        self
    }

    /// Nothing is wrong; advice there may be.
    pub fn finds_nothing(&self) -> &Self {
        let told: Vec<_> = self.report().findings.iter().filter(|finding| finding.level > Level::Info).collect();
        assert!(told.is_empty(), "{told:#?}");
        self
    }

    pub fn finds_no(&self, rule: &str) -> &Self {
        let all = self.findings();
        assert!(all.iter().all(|(name, _)| name != rule), "{:#?}", self.report().findings);
        self
    }

    pub fn errors(&self) -> usize {
        self.report().findings.iter().filter(|finding| finding.level == Level::Error).count()
    }

    fn findings(&self) -> Vec<(String, String)> {
        let findings = match &self.result {
            Ok(report) => &report.findings,
            Err(Error::Invalid(findings)) => findings,
            Err(error) => panic!("the run stopped: {error:#?}"),
        };
        findings.iter().map(|finding| (finding.rule.to_owned(), place(finding))).collect()
    }

    /// The run wrote nothing: every file on disk had its bytes already.
    pub fn changed_nothing(&self) -> &Self {
        assert_eq!(self.report().files_written, 0, "files were written");
        self
    }
}

fn place(finding: &smo_build::base::Finding) -> String {
    match &finding.at {
        smo_build::base::Place::Spot(spot) => format!("{}:{}:{}", spot.path, spot.line, spot.column),
        smo_build::base::Place::File(path) => path.to_string(),
        other => format!("{other:?}"),
    }
}

/// A page of the output.
pub struct Page {
    pub html: String,
    name: String,
}

impl Page {
    pub fn has(&self, text: &str) -> &Self {
        assert!(self.html.contains(text), "`{text}` in {}:\n{}", self.name, self.html);
        self
    }

    pub fn lacks(&self, text: &str) -> &Self {
        assert!(!self.html.contains(text), "no `{text}` in {}:\n{}", self.name, self.html);
        self
    }

    /// Exactly one meta tag with this key, and this value.
    pub fn has_meta(&self, key: &str, value: &str) -> &Self {
        let values = self.metas(key);
        assert_eq!(values, [value], "{key} in {}:\n{}", self.name, self.html);
        self
    }

    /// All values of a meta key, as they stand in the HTML.
    pub fn metas(&self, key: &str) -> Vec<&str> {
        let needles = [format!("property=\"{key}\""), format!("name=\"{key}\"")];
        self.html
            .split("<meta ")
            .skip(1)
            .filter_map(|rest| rest.split('>').next())
            .filter(|tag| needles.iter().any(|needle| tag.contains(needle.as_str())))
            .filter_map(|tag| tag.split("content=\"").nth(1)?.split('"').next())
            .collect()
    }

    pub fn meta(&self, key: &str) -> &str {
        self.metas(key).first().copied().unwrap_or_else(|| panic!("no {key} in {}:\n{}", self.name, self.html))
    }
}
