//! Where files go: a folder on disk, or nowhere (a dry run, a lint).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::base::fs::{Written, read_bounded, write_if_changed};
use crate::base::{Error, Finding, Place};
use crate::model::OutPath;

pub(super) struct Dist {
    /// None: nothing is written.
    folder: Option<PathBuf>,
    shown: PathBuf,
    changed: AtomicUsize,
    same: AtomicUsize,
    /// Every path that this run answered for.
    kept: Mutex<BTreeSet<OutPath>>,
}

impl Dist {
    pub fn disk(folder: PathBuf) -> Result<Self, Error> {
        std::fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
        Ok(Self { folder: Some(folder.clone()), ..Self::nowhere(folder) })
    }

    pub fn nowhere(shown: PathBuf) -> Self {
        Self { folder: None, shown, changed: AtomicUsize::new(0), same: AtomicUsize::new(0), kept: Mutex::default() }
    }

    /// The folder as people know it, written to or not.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    pub fn is_dry(&self) -> bool {
        self.folder.is_none()
    }

    /// Writes a file if its bytes differ from what is there.
    pub fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<(), Error> {
        let Some(folder) = &self.folder else { return Ok(()) };
        self.keep(path);
        self.count(write_if_changed(&folder.join(path.as_str()), bytes)?);
        Ok(())
    }

    /// Copies a file if its bytes differ from what is there.
    pub fn copy(&self, from: &Path, path: &OutPath) -> Result<(), Error> {
        if self.is_dry() {
            return Ok(());
        }
        let bytes = read_bounded(from, u64::MAX).map_err(Error::io(from))?;
        self.put(path, &bytes)
    }

    /// Bytes that lie there already under this name, if that can be told without reading them.
    pub fn has(&self, path: &OutPath, len: u64) -> bool {
        let Some(folder) = &self.folder else { return false };
        let there = std::fs::metadata(folder.join(path.as_str())).is_ok_and(|meta| meta.is_file() && meta.len() == len);
        if there {
            self.keep(path);
            self.same.fetch_add(1, Ordering::Relaxed);
        }
        there
    }

    fn keep(&self, path: &OutPath) {
        if let Ok(mut kept) = self.kept.lock() {
            kept.insert(path.clone());
        }
    }

    /// What this run put or kept; nothing if a thread died over it.
    pub fn kept(&self) -> Option<BTreeSet<OutPath>> {
        self.kept.lock().ok().map(|kept| kept.clone())
    }

    /// The folder on disk, if anything is written.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    fn count(&self, written: Written) {
        match written {
            Written::Changed => self.changed.fetch_add(1, Ordering::Relaxed),
            Written::Same => self.same.fetch_add(1, Ordering::Relaxed),
        };
    }

    /// (changed, unchanged)
    pub fn counts(&self) -> (usize, usize) {
        (self.changed.load(Ordering::Relaxed), self.same.load(Ordering::Relaxed))
    }
}

/// Refuses an output folder that holds, or lies in, what the site is made from.
pub(super) fn check_output(output: &Path, root: &Path, sources: &[PathBuf], why_not: &str) -> Result<(), Error> {
    let real = real_path(output);
    let refuse = |why: String, help: &str| {
        let shown: std::sync::Arc<str> = output.display().to_string().into();
        Err(Error::invalid(Finding::error("output-unsafe", why, Place::File(shown)).why(why_not).help(help)))
    };
    if output.is_file() {
        return refuse("the output folder is a file".into(), "name another folder with `--output`");
    }
    if real_path(root).starts_with(&real) {
        return refuse("the output folder contains the whole project".into(), "choose a folder inside it, such as `public`");
    }
    for source in sources.iter().filter(|source| source.exists()) {
        let source_real = real_path(source);
        if source_real.starts_with(&real) || real.starts_with(&source_real) {
            let name = source.strip_prefix(root).unwrap_or(source).display();
            return refuse(format!("the output folder and `{name}` overlap"), &format!("choose a folder beside `{name}`"));
        }
    }
    Ok(())
}

/// The canonical path, also of a folder that does not exist yet.
fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => real_path(parent).join(name),
        (_, Some(name)) => Path::new(".").canonicalize().unwrap_or_default().join(name),
        _ => path.to_path_buf(),
    }
}
