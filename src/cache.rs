//! Content-addressed files: a picture under its name, and beside it what was found while it was
//! made, so that a warm run says what a cold one says.
//!
//! A name is a hash of everything that went in, so an entry is never out of date. It keeps no list
//! of what it holds and no record of use: whoever asks knows what was touched.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::Error;
use crate::base::fs::write_if_changed;

#[derive(Clone, Debug)]
pub struct Cache {
    /// Nothing: every question is answered with "not here".
    folder: Option<PathBuf>,
}

/// What lies beside a file, as `<name>.json`.
#[derive(Serialize, Deserialize)]
struct Beside {
    /// Of the file: half a file from a full disk is noticed.
    bytes: u64,
    findings: serde_json::Value,
}

/// An entry that is whole. Its bytes are read only if somebody wants them: a warm run finds them
/// in the output already.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub len: u64,
    pub findings: serde_json::Value,
    path: PathBuf,
}

impl Entry {
    pub fn read(&self) -> Result<Vec<u8>, Error> {
        fs::read(&self.path).map_err(Error::io(&self.path))
    }
}

impl Cache {
    /// The folder is made when something is put into it.
    pub fn open(folder: &Path) -> Self {
        Self { folder: Some(folder.to_path_buf()) }
    }

    pub fn disabled() -> Self {
        Self { folder: None }
    }

    /// An entry that is whole; anything less is not here.
    pub fn get(&self, name: &str) -> Option<Entry> {
        let path = self.path(name)?;
        let beside: Beside = serde_json::from_slice(&fs::read(beside(&path)).ok()?).ok()?;
        let len = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?.len();
        (len > 0 && len == beside.bytes).then_some(Entry { len, findings: beside.findings, path })
    }

    /// The file first, then what lies beside it: a run that dies in between leaves no entry.
    pub fn put(&self, name: &str, bytes: &[u8], findings: serde_json::Value) -> Result<(), Error> {
        let Some(path) = self.path(name) else { return Ok(()) };
        write_if_changed(&path, bytes)?;
        let beside_it = Beside { bytes: bytes.len() as u64, findings };
        let json = serde_json::to_vec(&beside_it).expect("strings and JSON values are JSON");
        write_if_changed(&beside(&path), &json)?;
        Ok(())
    }

    /// Drops every entry that is not in `touched`, and says how many.
    pub fn prune(&self, touched: &BTreeSet<String>) -> Result<usize, Error> {
        let Some(folder) = self.folder.as_ref().filter(|folder| folder.is_dir()) else { return Ok(0) };
        let mut dropped = 0;
        for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
            let path = entry.map_err(Error::io(folder))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let of = name.strip_suffix(".json").unwrap_or(name);
            // A temporary file belongs to a run that is still writing.
            if name.starts_with('.') || touched.contains(of) || !path.is_file() {
                continue;
            }
            dropped += usize::from(of == name);
            match fs::remove_file(&path) {
                // Another run may have been faster.
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::Io { path, source: error }),
                _ => {}
            }
        }
        Ok(dropped)
    }

    /// Nothing if the cache is off, or if the name is no plain file name.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':']);
        plain.then(|| self.folder.as_ref().map(|folder| folder.join(name)))?
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".json");
    name.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_put_comes_back_with_its_findings() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("made/later"));
        assert_eq!(cache.get("a.png"), None);
        cache.put("a.png", b"pixels", json!(["a finding"])).unwrap();
        let entry = cache.get("a.png").unwrap();
        assert_eq!((entry.read().unwrap(), entry.len, entry.findings), (b"pixels".to_vec(), 6, json!(["a finding"])));
    }

    #[test]
    fn half_an_entry_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path());
        let spoil: [fn(&Path); 4] = [
            |path| fs::write(path, b"pixe").unwrap(),
            |path| fs::write(path, b"").unwrap(),
            |path| fs::write(beside(path), b"{\"bytes\":").unwrap(),
            |path| fs::remove_file(beside(path)).unwrap(),
        ];
        for spoil in spoil {
            cache.put("a.png", b"pixels", json!([])).unwrap();
            assert!(cache.get("a.png").is_some(), "an entry is mended by the next put");
            spoil(&folder.path().join("a.png"));
            assert_eq!(cache.get("a.png"), None);
        }
    }

    #[test]
    fn pruning_keeps_what_was_touched() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path());
        for name in ["a.png", "b.png", "c.jpg"] {
            cache.put(name, b"x", json!([])).unwrap();
        }
        assert_eq!(cache.prune(&BTreeSet::from(["b.png".to_owned()])).unwrap(), 2);
        assert!(cache.get("b.png").is_some() && cache.get("a.png").is_none());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_name_cannot_leave_the_folder_and_a_cache_can_be_off() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("cache"));
        cache.put("../a.png", b"x", json!([])).unwrap();
        assert!(!folder.path().join("a.png").exists());
        let off = Cache::disabled();
        off.put("a.png", b"x", json!([])).unwrap();
        assert_eq!((off.get("a.png"), off.prune(&BTreeSet::new()).unwrap()), (None, 0));
    }
}
