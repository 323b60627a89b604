//! Which reports were asked for on the command line, and where each goes.

use std::path::{Path, PathBuf};

use smo_build::base::error::reason;
use smo_build::base::{Error, Finding, Place, fs};
use smo_build::model::exhibits::Before;
use smo_build::report::{self, Format};
use smo_build::{Report, Settings, Shows};

use crate::cli::Global;

/// What `--format`, `--report` and `--compare` ask for.
pub struct Wanted {
    /// On standard output.
    printed: Vec<&'static Format>,
    /// Where a file has no name, it goes to `.smo/out/` of the site.
    files: Vec<(&'static Format, Option<PathBuf>)>,
    before: Option<Before>,
    picture_base: Option<String>,
}

impl Wanted {
    pub fn typed(global: &Global) -> Result<Self, Error> {
        let mut names: Vec<&str> = global.format.iter().map(String::as_str).collect();
        if names.is_empty() {
            names.push("human");
            if in_github_actions() {
                names.push("github");
            }
        }
        let mut wanted = Self { printed: Vec::new(), files: Vec::new(), before: None, picture_base: global.picture_base.clone() };
        for name in &names {
            let format = report::find(name).ok_or_else(|| usage("--format", format!("`{name}` is no report format"), &formats()))?;
            match format.extension {
                // One report alone is for whoever runs the command.
                Some(_) if names.len() > 1 => wanted.files.push((format, None)),
                _ => wanted.printed.push(format),
            }
        }
        for text in &global.report {
            let (format, path) = file(text)?;
            wanted.files.push((format, Some(path)));
        }
        wanted.before = global.compare.as_deref().map(earlier).transpose()?;
        Ok(wanted)
    }

    /// What a verb without a report of its own prints.
    pub fn printed(&self) -> &'static Format {
        self.printed.first().copied().or_else(|| report::find("human")).expect("human is a format; FORMATS is tested for it")
    }

    /// Does standard output hold what people read, and nothing else?
    pub fn is_human(&self) -> bool {
        self.printed.iter().all(|format| format.name == "human")
    }

    /// Nothing but what stands on standard output.
    pub fn is_only_printed(&self) -> bool {
        self.files.is_empty() && self.printed.iter().all(|format| format.name == "human")
    }

    /// Writes the files, then prints. A file that cannot be written keeps no other from being written.
    pub fn write(&self, report: &mut Report, settings: &Settings, human: &dyn Fn(&Report)) -> Result<(), Error> {
        report.exhibits.before = self.before.clone().map(Box::new);
        report.exhibits.picture_base.clone_from(&self.picture_base);
        report.exhibits.blob = blob();
        let mut failed = None;
        for (format, path) in &self.files {
            let path = match path.clone().map_or_else(|| default_file(report, format), Ok) {
                Ok(path) => path,
                Err(error) => {
                    failed = failed.or(Some(error));
                    continue;
                }
            };
            failed = failed.or(write(format, &path, report, settings).err());
        }
        for format in &self.printed {
            match format.name {
                "human" => human(report),
                _ => crate::print(&(format.write)(report, settings)),
            }
        }
        if self.printed.iter().any(|format| format.name == "github") {
            failed = failed.or(append_step_summary(report).err());
        }
        failed.map_or(Ok(()), Err)
    }
}

/// Do the reports that were asked for show pictures?
pub fn shows(global: &Global) -> Shows {
    let is_html = |name: &String| name == "html" || name.starts_with("html=");
    if global.format.iter().chain(&global.report).any(is_html) { Shows::Pictures } else { Shows::Words }
}

fn write(format: &Format, path: &Path, report: &Report, settings: &Settings) -> Result<(), Error> {
    let put = |path: &Path, bytes: &[u8]| {
        fs::write_if_changed(path, bytes).map(|_| ()).map_err(|error| match error {
            Error::Io { source, .. } => Error::Io { path: path.to_path_buf(), source },
            other => other,
        })
    };
    match format.files {
        Some(files) if is_folder(path) => files(report, settings).into_iter().try_for_each(|(name, bytes)| put(&path.join(name), &bytes)),
        _ => put(path, (format.write)(report, settings).as_bytes()),
    }
}

/// `report/`, or a folder that is there.
fn is_folder(path: &Path) -> bool {
    path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || path.is_dir()
}

fn file(text: &str) -> Result<(&'static Format, PathBuf), Error> {
    let help = format!("write it as FORMAT=FILE, such as json=report.json; FORMAT is {}", formats());
    let (name, path) = text.split_once('=').unwrap_or((text, ""));
    let format = report::find(name).ok_or_else(|| usage("--report", format!("`{name}` is no report format"), &help))?;
    if path.is_empty() {
        return Err(usage("--report", format!("`{text}` names no file"), &help));
    }
    Ok((format, PathBuf::from(path)))
}

/// Unpublished things go to `.smo/out/`, never into the site.
fn default_file(report: &Report, format: &Format) -> Result<PathBuf, Error> {
    let here = if report.root.as_os_str().is_empty() { Path::new(".") } else { &report.root };
    if fs::is_inside(&report.output, here) {
        let message = format!("the report would lie in `.smo/out/` of `{}`, which is published", report.output.display());
        let help = format!("name a file elsewhere, such as `--report {}=../report.{0}`, or run it from the folder above", format.name);
        return Err(usage("--format", message, &help));
    }
    Ok(report.root.join(".smo/out").join(format!("report.{}", format.extension.unwrap_or(format.name))))
}

fn earlier(path: &Path) -> Result<Before, Error> {
    let shown = path.display().to_string();
    let refused = |why: String| {
        let help = "name the JSON report of an earlier run; `--report json=FILE` writes one";
        usage("--compare", format!("`{shown}` cannot be compared with: {why}"), help)
    };
    let text = std::fs::read_to_string(path).map_err(|error| refused(reason(&error)))?;
    report::before(&text).map_err(refused)
}

fn in_github_actions() -> bool {
    std::env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true")
}

/// Where the checkout's files can be seen at its commit.
fn blob() -> Option<String> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (server, repository, commit) = (variable("GITHUB_SERVER_URL")?, variable("GITHUB_REPOSITORY")?, variable("GITHUB_SHA")?);
    Some(format!("{server}/{repository}/blob/{commit}/"))
}

fn append_step_summary(report: &Report) -> Result<(), Error> {
    use std::io::Write;
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from) else { return Ok(()) };
    let file = std::fs::OpenOptions::new().create(true).append(true).open(&path);
    file.and_then(|mut file| file.write_all(report::step_summary(report).as_bytes())).map_err(Error::io(&path))
}

fn formats() -> String {
    let names: Vec<_> = report::FORMATS.iter().map(|format| format.name).collect();
    format!("one of {}", names.join(", "))
}

fn usage(flag: &str, message: String, help: &str) -> Error {
    Error::Invalid(vec![Finding::error("usage", message, Place::File(flag.into())).help(help)])
}
