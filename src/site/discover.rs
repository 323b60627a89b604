//! Walks the content folder and says what each file is: a page, a list page, or a file that
//! belongs to one. It reads no more of a file than that needs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use crate::base::fs::{is_inside, slashed};
use crate::base::{Error, Finding, Place};
use crate::config::Settings;

const MARKDOWN: &[&str] = &["md", "markdown", "mkd", "mkdn", "mkdown"];

/// How a page's body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Markdown,
    Mdx,
    Html,
}

/// What part a page file plays in its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `rain.md`
    Single,
    /// `rain/index.md`: the folder is the page, its other files belong to it.
    Bundle,
    /// `_index.md`: the list page of its folder.
    Section,
}

#[derive(Clone, Debug)]
pub struct PageFile {
    pub disk: PathBuf,
    /// As people know it: `content/posts/rain.md`.
    pub shown: Arc<str>,
    /// Below the content folder: `posts/rain.md`.
    pub path: String,
    pub flavour: Flavour,
    pub role: Role,
    /// Below a `_drafts` folder.
    pub draft: bool,
}

#[derive(Clone, Debug)]
pub struct AssetFile {
    pub disk: PathBuf,
    /// Below the content folder: `posts/rain/hero.jpg`.
    pub path: String,
    /// The folder of the leaf bundle that it belongs to: `posts/rain`.
    pub bundle: Option<String>,
}

/// A file beside a page that says more of it and is never published: `posts/rain.social.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sidecar {
    pub disk: PathBuf,
    /// As people know it: `content/posts/rain.social.yaml`.
    pub shown: Arc<str>,
    /// The page's file, as people know it; none if there is no such page.
    pub of: Option<Arc<str>>,
}

#[derive(Debug, Default)]
pub struct Found {
    /// In path order, as are the assets and the sidecars.
    pub pages: Vec<PageFile>,
    pub assets: Vec<AssetFile>,
    pub sidecars: Vec<Sidecar>,
    pub findings: Vec<Finding>,
}

/// Walks `root/source.content`.
pub fn discover(root: &Path, settings: &Settings) -> Result<Found, Error> {
    let content = root.join(&settings.content.content);
    if !content.is_dir() {
        let finding = Finding::error("content-missing", format!("there is no folder `{}`", settings.content.content), Place::Site)
            .why("its Markdown files become the pages of the site")
            .help("make the folder, or set `source.content` to the one you have");
        return Err(Error::invalid(finding));
    }
    let exclude = globs(settings)?;
    let mut found = Found::default();
    let files = walk(root, &content, &settings.content.content, &exclude, &mut found.findings)?;
    classify(files, &settings.content.content, &mut found);
    Ok(found)
}

fn globs(settings: &Settings) -> Result<GlobSet, Error> {
    let bad = |pattern: &str, error: &globset::Error| {
        let message = format!("`source.exclude`: `{pattern}` is not a pattern: {}", error.kind());
        Error::invalid(Finding::error("config-invalid", message, Place::Site))
    };
    let mut set = GlobSetBuilder::new();
    for pattern in &settings.content.exclude {
        set.add(Glob::new(pattern).map_err(|error| bad(pattern, &error))?);
    }
    set.build().map_err(|error| bad("exclude", &error))
}

struct File {
    disk: PathBuf,
    path: String,
}

fn walk(root: &Path, content: &Path, name: &str, exclude: &GlobSet, findings: &mut Vec<Finding>) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    let mut walker = WalkDir::new(content).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = walker.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                lost(error, root, findings)?;
                continue;
            }
        };
        if entry.depth() == 0 {
            continue;
        }
        let path = slashed(content, entry.path());
        let folder = entry.file_type().is_dir();
        let outside = entry.path_is_symlink() && !is_inside(root, entry.path());
        if outside {
            findings.push(
                Finding::warning(
                    "symlink-outside",
                    "the symbolic link leads out of the project and is not followed",
                    Place::File(format!("{name}/{path}").into()),
                )
                .why("a site must be complete in its own folder, or it builds on one machine only")
                .help("copy what it points to into the project"),
            );
        }
        let unwanted = exclude.is_match(&path) || exclude.is_match(format!("{name}/{path}"));
        if outside || unwanted || !wanted(&entry.file_name().to_string_lossy(), folder) {
            if folder {
                walker.skip_current_dir();
            }
        } else if !folder {
            files.push(File { disk: entry.into_path(), path });
        }
    }
    files.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    Ok(files)
}

/// A link that leads nowhere or in a circle is the author's; a file that cannot be read is the
/// machine's.
fn lost(error: walkdir::Error, root: &Path, findings: &mut Vec<Finding>) -> Result<(), Error> {
    let path = error.path().unwrap_or(root).to_path_buf();
    let is_link = path.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
    if error.loop_ancestor().is_some() || is_link {
        let message = "the symbolic link leads nowhere, or back to a folder above it";
        findings.push(Finding::warning("symlink-outside", message, Place::File(slashed(root, &path).into())));
        return Ok(());
    }
    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other("cannot be walked"));
    Err(Error::Io { path, source })
}

fn wanted(name: &str, folder: bool) -> bool {
    match name.as_bytes().first() {
        Some(b'.') => false,
        Some(b'_') => (folder && name == "_drafts") || (!folder && (is_index(name, "_index") || name.starts_with("_index.social."))),
        _ => true,
    }
}

const SIDECAR: &[&str] = &[".social.yaml", ".social.yml"];

/// The path without its ending of the page that a file is a sidecar of.
fn beside(path: &str, bundle: Option<&str>) -> Option<String> {
    if let Some(stem) = SIDECAR.iter().find_map(|ending| path.strip_suffix(ending)) {
        return Some(stem.to_owned());
    }
    // In the folder of a page the name of the page may be left out.
    let folder = bundle.filter(|folder| folder_of(path) == *folder)?;
    let is_bare = SIDECAR.iter().any(|ending| name_of(path) == &ending[1..]);
    is_bare.then(|| format!("{folder}/index"))
}

fn is_index(name: &str, stem: &str) -> bool {
    flavour(name).is_some() && name.rsplit_once('.').is_some_and(|(before, _)| before == stem)
}

fn flavour(name: &str) -> Option<Flavour> {
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    match extension.as_str() {
        "mdx" => Some(Flavour::Mdx),
        "html" | "htm" => Some(Flavour::Html),
        other => MARKDOWN.contains(&other).then_some(Flavour::Markdown),
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Is `path` a file somewhere below `folder`?
pub fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn classify(files: Vec<File>, name: &str, found: &mut Found) {
    let is_page: Vec<Option<Flavour>> = files.iter().map(page_flavour).collect();
    let bundles = bundles(&files, &is_page, name, &mut found.findings);
    let mut beside_pages: Vec<(String, File)> = Vec::new();
    for (file, flavour) in files.into_iter().zip(is_page) {
        let folder = folder_of(&file.path);
        let file_name = name_of(&file.path);
        let bundle = bundles.leaf.iter().find(|bundle| is_below(&file.path, bundle)).cloned();
        let Some(flavour) = flavour else {
            if let Some(stem) = beside(&file.path, bundle.as_deref()) {
                beside_pages.push((stem, file));
                continue;
            }
            found.assets.push(AssetFile { disk: file.disk, path: file.path, bundle });
            continue;
        };
        let is_home = folder.is_empty() && is_index(file_name, "index");
        let role = if is_index(file_name, "_index") || is_home || (is_index(file_name, "index") && bundles.lists.contains(folder)) {
            Role::Section
        } else if is_index(file_name, "index") && bundle.as_deref() == Some(folder) {
            Role::Bundle
        } else {
            Role::Single
        };
        let shown: Arc<str> = format!("{name}/{}", file.path).into();
        if role == Role::Single && bundle.is_some() {
            found.findings.push(
                Finding::warning(
                    "bundle-extra-markdown",
                    "this file lies in the folder of another page and becomes no page",
                    Place::File(shown),
                )
                .why("a folder with an `index.md` is one page; its other files belong to it")
                .help("move it out of the folder, or rename `index.md` to `_index.md` to make the folder a list"),
            );
            continue;
        }
        let draft = file.path.split('/').any(|part| part == "_drafts");
        found.pages.push(PageFile { disk: file.disk, shown, path: file.path, flavour, role, draft });
    }
    let stem = |page: &'_ PageFile| page.path.rsplit_once('.').map_or(page.path.clone(), |(stem, _)| stem.to_owned());
    let pages: BTreeMap<String, Arc<str>> = found.pages.iter().map(|page| (stem(page), page.shown.clone())).collect();
    let sidecar = |(stem, file): (String, File)| Sidecar {
        disk: file.disk,
        shown: format!("{name}/{}", file.path).into(),
        of: pages.get(&stem).cloned(),
    };
    found.sidecars = beside_pages.into_iter().map(sidecar).collect();
}

/// HTML without front matter is a file to copy.
fn page_flavour(file: &File) -> Option<Flavour> {
    let flavour = flavour(name_of(&file.path))?;
    (flavour != Flavour::Html || has_front_matter(file)).then_some(flavour)
}

fn has_front_matter(file: &File) -> bool {
    let mut start = [0; 8];
    let read = std::fs::File::open(&file.disk).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    let start = start[..read].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start[..read]);
    start.strip_prefix(b"---").is_some_and(|rest| matches!(rest.first(), Some(b'\n' | b'\r' | b' ' | b'\t')))
}

#[derive(Default)]
struct Bundles {
    /// Folders that are one page.
    leaf: BTreeSet<String>,
    /// Folders whose `index.md` is in truth a list page.
    lists: BTreeSet<String>,
}

/// A folder with `index.md` is one page, unless other pages live beside it, or below it: files
/// with front matter, that is. No page is lost to a name.
fn bundles(files: &[File], is_page: &[Option<Flavour>], name: &str, findings: &mut Vec<Finding>) -> Bundles {
    let mut pages: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    for (file, _) in files.iter().zip(is_page).filter(|(_, flavour)| flavour.is_some()) {
        pages.entry(folder_of(&file.path)).or_default().push(file);
    }
    let mut bundles = Bundles::default();
    for (folder, own) in pages.iter().filter(|(folder, _)| !folder.is_empty()) {
        let has = |stem: &str| own.iter().find(|file| is_index(name_of(&file.path), stem));
        let Some(index) = has("index").filter(|_| has("_index").is_none()) else { continue };
        let nested = pages
            .range::<str, _>((std::ops::Bound::Excluded(*folder), std::ops::Bound::Unbounded))
            .take_while(|(other, _)| other.starts_with(folder))
            .any(|(other, files)| is_below(other, folder) && files.iter().any(|file| has_front_matter(file)));
        if own.len() == 1 && !nested {
            bundles.leaf.insert((*folder).to_owned());
            continue;
        }
        bundles.lists.insert((*folder).to_owned());
        findings.push(
            Finding::warning(
                "index-beside-pages",
                "other pages live in this folder, so this is read as the folder's list page",
                Place::File(format!("{name}/{}", index.path).into()),
            )
            .help("rename it to `_index.md`, or move the other pages out of the folder"),
        );
    }
    bundles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> (tempfile::TempDir, Found) {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join("content").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let found = discover(folder.path(), &Settings::default()).unwrap();
        (folder, found)
    }

    #[test]
    fn every_file_is_a_page_a_file_of_a_page_or_skipped() {
        let (_folder, found) = site(&[
            ("about.md", ""),
            ("app.html", "<p>raw"),
            ("form.html", "---\ntitle: x\n---\n<p>"),
            ("posts/_index.md", ""),
            ("posts/_hidden.md", ""),
            ("posts/.DS_Store", ""),
            ("posts/_drafts/idea.mdx", ""),
            ("posts/rain/index.md", ""),
            ("posts/rain/img/hero.jpg", ""),
            ("posts/rain/extra/notes.md", ""),
            ("posts/rain/index.social.yaml", ""),
            ("posts/rain/img/social.yaml", ""),
            ("posts/snow/index.md", ""),
            ("posts/snow/social.yaml", ""),
            ("posts/_index.social.yaml", ""),
            ("about.social.yml", ""),
            ("gone.social.yaml", ""),
            ("social.yaml", ""),
        ]);
        let pages: Vec<_> = found.pages.iter().map(|p| (p.path.as_str(), p.role, p.draft)).collect();
        assert_eq!(
            pages,
            [
                ("about.md", Role::Single, false),
                ("form.html", Role::Single, false),
                ("posts/_drafts/idea.mdx", Role::Single, true),
                ("posts/_index.md", Role::Section, false),
                ("posts/rain/index.md", Role::Bundle, false),
                ("posts/snow/index.md", Role::Bundle, false),
            ]
        );
        let assets: Vec<_> = found.assets.iter().map(|a| (a.path.as_str(), a.bundle.as_deref())).collect();
        let of_rain = Some("posts/rain");
        assert_eq!(
            assets,
            [("app.html", None), ("posts/rain/img/hero.jpg", of_rain), ("posts/rain/img/social.yaml", of_rain), ("social.yaml", None)]
        );
        let sidecars: Vec<_> = found.sidecars.iter().map(|s| (&*s.shown, s.of.as_deref())).collect();
        assert_eq!(
            sidecars,
            [
                ("content/about.social.yml", Some("content/about.md")),
                ("content/gone.social.yaml", None),
                ("content/posts/_index.social.yaml", Some("content/posts/_index.md")),
                ("content/posts/rain/index.social.yaml", Some("content/posts/rain/index.md")),
                ("content/posts/snow/social.yaml", Some("content/posts/snow/index.md")),
            ]
        );
        assert_eq!(
            found.findings.iter().map(|f| (f.rule, f.path())).collect::<Vec<_>>(),
            [("bundle-extra-markdown", "content/posts/rain/extra/notes.md")]
        );
    }

    #[test]
    fn an_index_beside_other_pages_is_the_list_page() {
        let (_folder, found) = site(&[("posts/index.md", ""), ("posts/rain.md", ""), ("index.md", "")]);
        assert!(found.pages.iter().filter(|p| p.path.ends_with("index.md")).all(|p| p.role == Role::Section));
        assert_eq!(found.findings.len(), 1);
        assert_eq!(found.findings[0].rule, "index-beside-pages");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_project_is_not_followed() {
        let elsewhere = tempfile::tempdir().unwrap();
        std::fs::write(elsewhere.path().join("secret.md"), "x").unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("content")).unwrap();
        std::fs::create_dir_all(folder.path().join("shared")).unwrap();
        std::fs::write(folder.path().join("shared/fine.md"), "x").unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("content/out")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("shared"), folder.path().join("content/in")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("nowhere"), folder.path().join("content/gone")).unwrap();
        let found = discover(folder.path(), &Settings::default()).unwrap();
        assert_eq!(found.pages.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(), ["in/fine.md"]);
        assert_eq!(
            found.findings.iter().map(|f| (f.rule, f.path())).collect::<Vec<_>>(),
            [("symlink-outside", "content/gone"), ("symlink-outside", "content/out")]
        );
    }
}
