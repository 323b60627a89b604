//! The themes there are: embedded ones, and those in the project's `themes/`.

use std::path::Path;

use super::layer::{self, Layer};
use crate::base::{fs, yaml};
use crate::config::Settings;

/// A theme as its `theme.yaml` introduces it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThemeEntry {
    pub name: String,
    pub version: String,
    pub api: String,
    pub license: String,
    pub description: String,
    /// It lies in the project.
    pub local: bool,
    pub in_use: bool,
    /// Why it cannot be used.
    pub trouble: Option<String>,
}

/// The project's first, each group by name. `core`, which all inherit, is none to choose.
pub fn list(root: &Path, settings: &Settings) -> Vec<ThemeEntry> {
    let mut entries: Vec<ThemeEntry> = local(root).into_iter().map(|name| entry_of_folder(root, name)).collect();
    for name in layer::embedded_names().into_iter().filter(|name| name != layer::CORE) {
        // A folder of the project goes before an embedded theme of its name.
        if entries.iter().all(|entry| entry.name != name) {
            let text = Layer::embedded(&name).and_then(|layer| layer.text("theme.yaml").map(str::to_owned));
            entries.push(entry(name, text.ok_or_else(|| "it has no `theme.yaml`".to_owned())));
        }
    }
    for entry in &mut entries {
        entry.in_use = entry.name == settings.theme.name;
    }
    entries
}

fn local(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root.join("themes")).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> =
        entries.filter(|entry| entry.path().is_dir()).filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

fn entry_of_folder(root: &Path, name: String) -> ThemeEntry {
    const MOST: u64 = 1024 * 1024;
    let file = root.join("themes").join(&name).join("theme.yaml");
    let text = fs::read_bounded(&file, MOST).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "it has no `theme.yaml`".to_owned(),
        _ => format!("`theme.yaml` cannot be read: {error}"),
    });
    let text = text.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "`theme.yaml` is not UTF-8".to_owned()));
    ThemeEntry { local: true, ..entry(name, text) }
}

fn entry(name: String, text: Result<String, String>) -> ThemeEntry {
    let read = text.and_then(|text| match yaml::parse(&text) {
        Ok(root) => Ok((text, root)),
        Err(broken) => Err(format!("`theme.yaml` is not readable as YAML: {}", broken.message)),
    });
    match read {
        Err(trouble) => ThemeEntry { name, trouble: Some(trouble), ..ThemeEntry::default() },
        Ok((text, root)) => {
            let value = |key: &str| root.get(key).and_then(|node| node.scalar_text(&text)).unwrap_or_default();
            let api = value("api");
            let other = (api.trim() != super::API.to_string()).then(|| format!("it is not written for `api: {}`", super::API));
            ThemeEntry {
                name,
                version: value("version"),
                license: value("license"),
                description: value("description"),
                api,
                trouble: other,
                ..ThemeEntry::default()
            }
        }
    }
}
