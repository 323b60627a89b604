//! One layer of a theme: its files by path, embedded in the program or read from the project.
//!
//! Knows nothing of templates; symbolic links are refused, so nothing outside the folder is read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};
use walkdir::WalkDir;

use crate::base::nearest::nearest;
use crate::base::source::Source;
use crate::base::{Error, Finding, Place, fs};
use crate::config::Settings;

pub const CORE: &str = "core";
pub const SITE: &str = "site";

static EMBEDDED: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// What of a theme's folder is read; cards read `fonts/` themselves.
const PARTS: &[&str] = &["theme.yaml", "templates", "static", "i18n"];

/// No template or picture of a theme is larger.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

pub struct Layer {
    pub name: String,
    /// How messages name the folder: `themes/mine/`; empty for the project itself.
    shown: String,
    /// `templates/page.html` → bytes.
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Layer {
    pub fn core() -> Self {
        Self::embedded(CORE).expect("`themes/core` is embedded")
    }

    /// The project's own `templates/` and `i18n/`.
    pub fn site(root: &Path, findings: &mut Vec<Finding>) -> Result<Self, Error> {
        let mut files = BTreeMap::new();
        for part in ["templates", "i18n"] {
            read_part(root, part, "", &mut files, findings)?;
        }
        Ok(Self { name: SITE.to_owned(), shown: String::new(), files })
    }

    /// The chosen theme: `themes/NAME/` of the project, else an embedded one.
    pub fn theme(settings: &Settings, root: &Path, findings: &mut Vec<Finding>) -> Result<Self, Error> {
        let name = &settings.theme.name;
        if !is_name(name) {
            return Err(Error::invalid(unknown(settings, root)));
        }
        let folder = root.join("themes").join(name);
        if !folder.is_dir() {
            return Self::embedded(name).ok_or_else(|| Error::invalid(unknown(settings, root)));
        }
        let shown = format!("themes/{name}/");
        let mut files = BTreeMap::new();
        for part in PARTS {
            read_part(&folder, part, &shown, &mut files, findings)?;
        }
        Ok(Self { name: name.clone(), shown, files })
    }

    pub fn embedded(name: &str) -> Option<Self> {
        let dir = EMBEDDED.get_dir(name)?;
        let mut files = BTreeMap::new();
        collect(dir, name, &mut files);
        Some(Self { name: name.to_owned(), shown: format!("{name}/"), files })
    }

    pub fn is_site(&self) -> bool {
        self.name == SITE
    }

    /// Drops the templates that start with none of `prefixes`.
    pub fn keep(&mut self, prefixes: &[&str]) {
        self.files.retain(|path, _| !path.starts_with("templates/") || prefixes.iter().any(|prefix| path.starts_with(prefix)));
    }

    /// Files below a folder (`static/`), by their path in it.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a Cow<'static, [u8]>)> {
        self.files.iter().filter_map(move |(path, bytes)| Some((path.strip_prefix(folder)?, bytes)))
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(path)?).ok()
    }

    /// A file that findings can point into.
    pub fn source(&self, path: &str) -> Option<Source> {
        Some(Source::new(self.shown_path(path), self.text(path)?))
    }

    /// The path as its author knows it. Embedded templates go by the name one extends:
    /// `essay/page.html`.
    pub fn shown_path(&self, path: &str) -> String {
        let is_embedded = !self.is_site() && !self.shown.starts_with("themes/");
        let path = if is_embedded { path.strip_prefix("templates/").unwrap_or(path) } else { path };
        format!("{}{path}", self.shown)
    }
}

/// Names of the themes in the program, sorted.
pub fn embedded_names() -> Vec<String> {
    let mut names: Vec<String> = EMBEDDED.dirs().filter_map(|dir| Some(dir.path().file_name()?.to_str()?.to_owned())).collect();
    names.sort();
    names
}

fn collect(dir: &Dir<'static>, theme: &str, files: &mut BTreeMap<String, Cow<'static, [u8]>>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect(dir, theme, files),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy().replace('\\', "/");
                let path = path.strip_prefix(theme).unwrap_or(&path).trim_start_matches('/');
                files.insert(path.to_owned(), Cow::Borrowed(file.contents()));
            }
        }
    }
}

fn read_part(
    folder: &Path,
    part: &str,
    shown: &str,
    files: &mut BTreeMap<String, Cow<'static, [u8]>>,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    let start = folder.join(part);
    if start.symlink_metadata().is_err() {
        return Ok(());
    }
    for entry in WalkDir::new(&start).follow_root_links(false).sort_by_file_name() {
        let entry = entry.map_err(|error| Error::io(&start)(error.into()))?;
        let path = fs::slashed(folder, entry.path());
        if entry.path_is_symlink() {
            let place = Place::File(format!("{shown}{path}").into());
            findings.push(
                Finding::warning("theme-symlink", format!("`{path}` is a symbolic link and was left out"), place)
                    .why("a theme reads nothing outside its own folder")
                    .help("put a copy in its place"),
            );
        } else if entry.file_type().is_file() && !entry.file_name().to_string_lossy().starts_with('.') {
            let bytes = fs::read_bounded(entry.path(), MAX_BYTES).map_err(Error::io(entry.path()))?;
            files.insert(path, Cow::Owned(bytes));
        }
    }
    Ok(())
}

fn is_name(name: &str) -> bool {
    let tame = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !name.is_empty() && name != SITE && name.bytes().all(tame)
}

fn unknown(settings: &Settings, root: &Path) -> Finding {
    let name = &settings.theme.name;
    let known = known(root);
    let place = settings.source.as_ref().map_or(Place::Site, place_of_choice);
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known themes: {}; a theme of your own lives in `themes/{name}/`", known.join(", ")),
    };
    Finding::error("theme-unknown", format!("there is no theme `{name}`; known are {}", known.join(", ")), place)
        .why("without a theme no page can be written")
        .help(help)
}

/// Embedded themes and the folders of `themes/` that hold a `theme.yaml`.
fn known(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = EMBEDDED.dirs().map(|dir| dir.path().to_string_lossy().into_owned()).filter(|name| name != CORE).collect();
    let local = std::fs::read_dir(root.join("themes")).into_iter().flatten().flatten();
    names.extend(local.filter(|entry| entry.path().join("theme.yaml").is_file()).map(|e| e.file_name().to_string_lossy().into_owned()));
    names.sort();
    names.dedup();
    names
}

fn place_of_choice(source: &Source) -> Place {
    let root = crate::base::yaml::parse(&source.text).ok();
    let theme = root.as_ref().and_then(|root| root.get("theme"));
    match theme.map(|node| node.get("name").unwrap_or(node)) {
        Some(node) => Place::Spot(source.spot(node.span)),
        None => Place::File(source.path.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The macro that embeds does not see new files until this one is compiled again.
    #[test]
    fn what_is_embedded_is_what_lies_in_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
        let files = WalkDir::new(&folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
        for entry in files {
            let path = fs::slashed(&folder, entry.path());
            let embedded = EMBEDDED.get_file(&path).unwrap_or_else(|| panic!("{path} is not embedded; touch src/theme/layer.rs"));
            assert_eq!(embedded.contents(), std::fs::read(entry.path()).unwrap(), "{path} is embedded with other bytes");
        }
    }
}
