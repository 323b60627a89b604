//! What the command line says of findings: levels, platforms, and which of them are looked at.
//!
//! Flags become the last layer of the settings, so that rules need not know where a level came from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::base::{Error, Finding, Place};
use crate::config::{FailOn, Layer, Profile, RuleLevel, Settings};
use crate::lint;
use crate::model::view::PageSummary;

/// As typed; names are checked when the settings are read.
#[derive(Clone, Debug, Default)]
pub struct Control {
    /// `--select`: only these rules and groups.
    pub select: Vec<String>,
    pub allow: Vec<String>,
    pub warn: Vec<String>,
    /// `warnings` among them: exit with 1 on any.
    pub deny: Vec<String>,
    pub platforms: Vec<String>,
    pub profile: Option<String>,
    /// `--page`: only findings of this page, by its address.
    pub page: Option<String>,
    /// `--changed-since`: only findings of pages whose files git says are changed.
    pub changed_since: Option<String>,
    /// A file, or `none`.
    pub baseline: Option<String>,
    /// A list of addresses, or a folder of HTML: what the site once had.
    pub parity: Option<PathBuf>,
    pub accept: Accept,
}

/// What happens to the baseline after a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    #[default]
    Nothing,
    /// `--write-baseline`: all findings as they are now.
    All,
    /// `--prune-baseline`: nothing new; what is fixed is dropped.
    Fixed,
}

const FLAGS: [(&str, RuleLevel); 3] = [("--allow", RuleLevel::Off), ("--warn", RuleLevel::Warning), ("--deny", RuleLevel::Error)];

/// Lays the flags over the settings. A name that means nothing stops the run.
pub(super) fn lay(control: &Control, strict: bool, settings: &mut Settings) -> Result<(), Error> {
    if control.accept != Accept::Nothing {
        let flag = if control.accept == Accept::All { "--write-baseline" } else { "--prune-baseline" };
        let narrow = [
            ("--page", control.page.is_some()),
            ("--changed-since", control.changed_since.is_some()),
            ("--select", !control.select.is_empty()),
            ("--allow", !control.allow.is_empty()),
            ("--platform", !control.platforms.is_empty()),
        ];
        if let Some((other, _)) = narrow.into_iter().find(|(_, is_said)| *is_said) {
            return Err(usage(flag, format!("`{other}` leaves findings out, so the baseline would lose them"), "lint the whole site"));
        }
    }
    settings.lint.select = named("--select", &control.select)?;
    let typed = [&control.allow, &control.warn, &control.deny];
    let mut said: BTreeSet<String> = BTreeSet::new();
    for ((flag, level), names) in FLAGS.into_iter().zip(typed) {
        let (all, names): (Vec<String>, Vec<String>) = words(names).partition(|name| flag == "--deny" && name == "warnings");
        if !all.is_empty() && matches!(settings.lint.fail_on, FailOn::Error | FailOn::Never) {
            settings.lint.fail_on = FailOn::Warning;
        }
        let mut layer = Layer { from: flag, ..Layer::default() };
        for name in named(flag, &names)? {
            if !said.insert(name.clone()) {
                return Err(usage(flag, format!("`{name}` is named by two flags"), "say once what it should be"));
            }
            layer.rules.insert(name, level.into());
        }
        if !layer.rules.is_empty() {
            settings.lint.layers.push(layer);
        }
    }
    let platforms: Vec<String> = words(&control.platforms).collect();
    for name in &platforms {
        if !lint::platform_names().any(|known| known == name) {
            let help = match lint::nearest_platform(name) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", lint::platform_names().collect::<Vec<_>>().join(", ")),
            };
            return Err(usage("--platform", format!("`{name}` is no platform"), &help));
        }
    }
    if !platforms.is_empty() {
        settings.lint.platforms = platforms;
    }
    if let Some(name) = &control.profile {
        let names = || Profile::ALL.iter().map(|(name, _)| *name);
        let known = Profile::ALL.iter().find(|(known, _)| known == name);
        settings.lint.profile = known.map(|(_, profile)| *profile).ok_or_else(|| unknown("--profile", name, "profile", names()))?;
    } else if strict && settings.lint.profile == Profile::Recommended {
        settings.lint.profile = Profile::Strict;
    }
    if let Some(baseline) = &control.baseline {
        settings.lint.baseline.clone_from(baseline);
    }
    Ok(())
}

/// Comma lists, repeated or not.
fn words(typed: &[String]) -> impl Iterator<Item = String> {
    typed.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}

fn named(flag: &'static str, typed: &[String]) -> Result<Vec<String>, Error> {
    let names: Vec<String> = words(typed).collect();
    for name in &names {
        if !lint::is_name(name) {
            let meant = if flag == "--deny" && name == "warning" { Some("warnings") } else { lint::nearest_name(name) };
            let near = meant.map(|near| format!("did you mean `{near}`?"));
            let help = near.unwrap_or_else(|| "see `smo-build explain` for the names".to_owned());
            return Err(usage(flag, format!("`{name}` is no rule and no group"), &help));
        }
        if flag != "--select" && lint::find(name).is_some_and(|rule| rule.group.is_none()) {
            let help = "it says that something could not be read";
            return Err(usage(flag, format!("`{name}` cannot be moved or switched off"), help));
        }
    }
    Ok(names)
}

fn unknown<'a>(flag: &'static str, name: &str, what: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    let help = match crate::base::nearest::nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known.collect::<Vec<_>>().join(", ")),
    };
    usage(flag, format!("`{name}` is no {what}"), &help)
}

pub(super) fn usage(flag: &'static str, message: String, help: &str) -> Error {
    Error::invalid(Finding::error("usage", message, Place::File(flag.into())).help(help))
}

/// Which findings are looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The address of a page.
    page: Option<String>,
    /// Changed files, as findings name them.
    changed: Option<BTreeSet<String>>,
    /// Those of them that are there no longer.
    gone: BTreeSet<String>,
}

impl Scope {
    /// `root` is the folder where the paths of findings begin.
    pub fn new(control: &Control, root: &Path) -> Result<Self, Error> {
        let changed = control.changed_since.as_deref().map(|reference| changed_since(reference, root)).transpose()?;
        let (changed, gone) = changed.map_or((None, BTreeSet::new()), |(changed, gone)| (Some(changed), gone));
        Ok(Self { page: control.page.as_deref().map(path_of), changed, gone })
    }

    pub fn is_all(&self) -> bool {
        self.page.is_none() && self.changed.is_none()
    }

    /// The page that was asked for is there.
    pub fn check(&self, pages: &[PageSummary]) -> Result<(), Error> {
        let Some(wanted) = &self.page else { return Ok(()) };
        if pages.iter().any(|page| is_at(page, wanted)) {
            return Ok(());
        }
        let near = crate::base::nearest::nearest(wanted, pages.iter().map(|page| page.url.as_str()));
        let help =
            near.map_or("pages are named by their address, such as `/posts/rain/`".to_owned(), |near| format!("did you mean `{near}`?"));
        Err(usage("--page", format!("there is no page `{wanted}`"), &help))
    }

    /// Is a page among those that are looked at?
    pub fn has(&self, page: &PageSummary, finding: &Finding) -> bool {
        self.page.as_ref().is_none_or(|wanted| is_at(page, wanted))
            && self
                .changed
                .as_ref()
                .is_none_or(|changed| is_changed(page, changed) || changed.contains(finding.path()) || self.misses_what_is_gone(finding))
    }

    /// Does it speak of a file that was deleted, such as the page's picture?
    fn misses_what_is_gone(&self, finding: &Finding) -> bool {
        let fact = finding.evidence.as_ref().and_then(|evidence| evidence.fact.as_ref()).map(|(_, value)| value.as_str());
        let mut named = finding.message.split('`').skip(1).step_by(2).chain(fact).map(path_of);
        !self.gone.is_empty() && named.any(|path| path.contains('.') && self.gone.iter().any(|file| format!("/{file}").ends_with(&path)))
    }

    /// As [`Scope::has`], for a finding that names no page: those of the site as a whole stay, unless
    /// one page was asked for.
    pub fn has_loose(&self, finding: &Finding) -> bool {
        let is_of_site = lint::find(finding.rule).is_some_and(|rule| matches!(rule.check, lint::Check::Site(_)));
        let is_changed = |changed: &BTreeSet<String>| {
            let path = finding.path();
            is_of_site || path.is_empty() || changed.contains(path) || path == crate::config::FILE_NAME
        };
        self.page.is_none() && self.changed.as_ref().is_none_or(is_changed)
    }
}

pub(super) fn is_at(page: &PageSummary, wanted: &str) -> bool {
    page.url.as_str() == wanted || page.url.as_str().trim_end_matches('/') == wanted.trim_end_matches('/')
}

/// `https://ada.dev/rain/` and `rain/` as `/rain/`.
pub(super) fn path_of(typed: &str) -> String {
    let path = typed.split_once("://").map_or(typed, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    format!("/{}", path.trim_start_matches('/'))
}

/// The source of a page, a file beside it with its name, what lies in its folder, or its picture.
fn is_changed(page: &PageSummary, changed: &BTreeSet<String>) -> bool {
    let source = page.source.as_deref();
    let beside = |source: &str| {
        let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = source.rsplit('/').next().unwrap_or(source);
        let stem = name.split('.').next().unwrap_or(name);
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let bundle = stem == "index";
        changed.iter().any(|file| {
            let Some(rest) = file.strip_prefix(&start) else { return false };
            bundle || rest.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let picture = page.image.as_ref().and_then(|image| image.url.split("://").last()?.split_once('/').map(|(_, path)| format!("/{path}")));
    let pictured = |path: &String| changed.iter().any(|file| format!("/{file}").ends_with(path.as_str()));
    source.is_some_and(beside)
        || changed.iter().any(|file| file == page.path.as_str() || file.ends_with(&format!("/{}", page.path)))
        || picture.as_ref().is_some_and(pictured)
}

/// What git says is another than at `reference`, files that it does not know yet included; and what of it is deleted.
fn changed_since(reference: &str, root: &Path) -> Result<(BTreeSet<String>, BTreeSet<String>), Error> {
    let flag = "--changed-since";
    if reference.starts_with('-') || reference.is_empty() {
        return Err(usage(flag, format!("`{reference}` is no revision"), "name a branch, a tag or a commit, such as `origin/main`"));
    }
    let folder = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let ask = |arguments: &[&str]| -> Result<Vec<String>, Error> {
        let output =
            Command::new("git").env("LC_ALL", "C").arg("-C").arg(folder).args(["-c", "core.quotePath=false"]).args(arguments).output();
        let output = output.map_err(|error| usage(flag, format!("git cannot be asked: {error}"), "install git, or leave the flag out"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().next().unwrap_or("it failed").trim_start_matches("fatal: ").to_owned();
            if said.starts_with("not a git repository") {
                let message = match folder.as_os_str().to_str() {
                    Some(".") => "this folder lies in no git repository".to_owned(),
                    _ => format!("`{}` lies in no git repository", folder.display()),
                };
                return Err(usage(flag, message, "only git knows what has changed: run it in a clone, or leave the flag out"));
            }
            return Err(usage(
                flag,
                format!("git knows no `{reference}` here: {said}"),
                "in CI, fetch it first: a shallow clone has one commit",
            ));
        }
        Ok(String::from_utf8_lossy(&output.stdout).split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    };
    // Outside of a repository `git diff` compares files, and explains how.
    ask(&["rev-parse", "--git-dir"])?;
    // What is moved is gone from its old place.
    let differ = |filter: &str| ask(&["diff", "--name-only", "--no-renames", "--relative", "-z", filter, reference, "--"]);
    let mut changed: BTreeSet<String> = differ("--diff-filter=ACMRTUXBD")?.into_iter().collect();
    let gone = differ("--diff-filter=D")?.into_iter().collect();
    changed.extend(ask(&["ls-files", "--others", "--exclude-standard", "-z"])?);
    Ok((changed, gone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lint_of(control: &Control) -> Result<crate::config::Lint, Error> {
        let mut settings = Settings::default();
        lay(control, false, &mut settings).map(|()| settings.lint)
    }

    #[test]
    fn flags_are_a_layer_of_the_settings() {
        let list = |text: &str| vec![text.to_owned()];
        let control = Control { deny: list("title-too-long, warnings"), allow: list("image"), ..Control::default() };
        let lint = lint_of(&control).unwrap();
        assert_eq!(lint.fail_on, FailOn::Warning);
        assert_eq!(lint.layers.iter().map(|layer| (layer.from, layer.rules.len())).collect::<Vec<_>>(), [("--allow", 1), ("--deny", 1)]);
        for wrong in [
            Control { select: list("titel-too-long"), ..Control::default() },
            Control { warn: list("image"), allow: list("image"), ..Control::default() },
            Control { allow: list("config-invalid"), ..Control::default() },
            Control { platforms: list("mastodn"), ..Control::default() },
            Control { profile: Some("harsh".into()), ..Control::default() },
        ] {
            assert!(matches!(lint_of(&wrong), Err(Error::Invalid(_))), "{wrong:?}");
        }
    }

    #[test]
    fn a_page_is_named_as_people_paste_it() {
        assert_eq!(["https://ada.dev/rain/", "rain/", "/rain/", "https://ada.dev"].map(path_of), ["/rain/", "/rain/", "/rain/", "/"]);
    }
}
