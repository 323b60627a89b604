//! Content-addressed files: a picture under its name, and beside it what was found while it was
//! made, so that a warm run says what a cold one says.
//!
//! A name is a hash of everything that went in, so an entry is never out of date. It keeps no list
//! of what it holds and no record of use: whoever asks knows what was touched. Several runs may
//! share it: files appear whole or not at all, and an entry that was taken away or spoiled in the
//! meantime is one that is not here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

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
    /// Of the file: half a file from a full disk is noticed without reading it.
    bytes: u64,
    blake3: String,
    notes: serde_json::Value,
}

/// An entry whose length is right. Its bytes are read only if somebody wants them: a warm run
/// finds them in the output already.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub len: u64,
    /// What was put with the file.
    pub notes: serde_json::Value,
    path: PathBuf,
    blake3: String,
}

impl Entry {
    /// The bytes that were put; nothing if they are others by now, or gone.
    pub fn read(&self) -> Option<Vec<u8>> {
        let bytes = fs::read(&self.path).ok()?;
        (blake3::hash(&bytes).to_hex().as_str() == self.blake3).then_some(bytes)
    }
}

/// What a cache holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stock {
    /// Name → bytes, those of what lies beside it included.
    pub entries: BTreeMap<String, u64>,
}

impl Stock {
    pub fn bytes(&self) -> u64 {
        self.entries.values().sum()
    }

    /// Equal names, equal cache: a key under which CI can keep it.
    pub fn key(&self) -> String {
        let mut hash = blake3::Hasher::new();
        for name in self.entries.keys() {
            hash.update(name.as_bytes()).update(b"\n");
        }
        hash.finalize().to_hex()[..32].to_owned()
    }

    /// What has to go: everything that is not in `touched`, and if the rest is larger than `limit`,
    /// its largest entries (of two equal ones, the first by name).
    pub fn superfluous(&self, touched: &BTreeSet<String>, limit: Option<u64>) -> Vec<String> {
        let (mut kept, gone): (Vec<_>, Vec<_>) = self.entries.iter().partition(|(name, _)| touched.contains(*name));
        kept.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        let mut size: u64 = kept.iter().map(|(_, bytes)| *bytes).sum();
        let too_large = kept.into_iter().take_while(|(_, bytes)| {
            let over = size > limit.unwrap_or(u64::MAX);
            size -= if over { **bytes } else { 0 };
            over
        });
        gone.into_iter().chain(too_large).map(|(name, _)| name.clone()).collect()
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

    /// An entry, if both its files are here and agree about the length.
    pub fn get(&self, name: &str) -> Option<Entry> {
        let path = self.path(name)?;
        let Beside { bytes, blake3, notes } = serde_json::from_slice(&fs::read(beside(&path)).ok()?).ok()?;
        let len = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?.len();
        (len > 0 && len == bytes).then_some(Entry { len, notes, path, blake3 })
    }

    /// The file first, then what lies beside it: a run that dies in between leaves no entry.
    pub fn put(&self, name: &str, bytes: &[u8], notes: serde_json::Value) -> Result<(), Error> {
        let Some(path) = self.path(name) else { return Ok(()) };
        write_if_changed(&path, bytes)?;
        let beside_it = Beside { bytes: bytes.len() as u64, blake3: blake3::hash(bytes).to_hex().to_string(), notes };
        let json = serde_json::to_vec(&beside_it).expect("strings and JSON values are JSON");
        write_if_changed(&beside(&path), &json)?;
        Ok(())
    }

    /// Everything that is here, halves of entries too.
    pub fn stock(&self) -> Result<Stock, Error> {
        let mut stock = Stock::default();
        let Some(folder) = &self.folder else { return Ok(stock) };
        for path in files(folder)? {
            let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| !name.starts_with('.')) else { continue };
            // One that another run has just dropped.
            let Ok(meta) = fs::metadata(&path) else { continue };
            *stock.entries.entry(name.strip_suffix(".json").unwrap_or(name).to_owned()).or_default() += meta.len();
        }
        Ok(stock)
    }

    /// Drops entries. What lies beside a file goes first, so that no half is taken for a whole.
    pub fn drop_entries(&self, names: &[String]) -> Result<(), Error> {
        for path in names.iter().filter_map(|name| self.path(name)) {
            remove(&beside(&path))?;
            remove(&path)?;
        }
        Ok(())
    }

    /// Drops what runs that died long before `now` were still writing.
    pub fn sweep(&self, now: SystemTime) -> Result<(), Error> {
        let Some(folder) = &self.folder else { return Ok(()) };
        for path in files(folder)? {
            let is_temporary =
                path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(".smo-") && name.ends_with(".tmp"));
            let age = || now.duration_since(fs::metadata(&path).ok()?.modified().ok()?).ok();
            if is_temporary && age().is_some_and(|age| age > ABANDONED) {
                remove(&path)?;
            }
        }
        Ok(())
    }

    /// Nothing if the cache is off, or if the name is no plain file name.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':']);
        plain.then(|| self.folder.as_ref().map(|folder| folder.join(name)))?
    }
}

/// No run writes one picture for an hour.
const ABANDONED: Duration = Duration::from_secs(3600);

/// The plain files of the folder; none if it was never made.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::io(folder))?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::io(folder))?;
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            files.push(entry.path());
        }
    }
    Ok(files)
}

/// Another run may have been faster.
fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::Io { path: path.to_path_buf(), source: error }),
        _ => Ok(()),
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
    fn what_was_put_comes_back_with_its_notes() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("made/later"));
        assert_eq!(cache.get("a.png"), None);
        cache.put("a.png", b"pixels", json!(["a finding"])).unwrap();
        let entry = cache.get("a.png").unwrap();
        assert_eq!((entry.read().unwrap(), entry.len, entry.notes), (b"pixels".to_vec(), 6, json!(["a finding"])));
    }

    #[test]
    fn half_an_entry_is_none_and_a_spoiled_one_is_not_read() {
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
        cache.put("a.png", b"pixels", json!([])).unwrap();
        let entry = cache.get("a.png").unwrap();
        fs::write(folder.path().join("a.png"), b"pixelS").unwrap();
        assert_eq!(entry.read(), None, "of the same length, but another picture");
        cache.drop_entries(&["a.png".to_owned()]).unwrap();
        assert_eq!(entry.read(), None, "dropped by another run after it was found");
    }

    #[test]
    fn what_has_to_go_is_what_nobody_touched_then_the_largest() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path());
        for (name, bytes) in [("a.png", 1), ("b.png", 3000), ("c.jpg", 1000), ("d.jpg", 3000)] {
            cache.put(name, &vec![1; bytes], json!([])).unwrap();
        }
        let stock = cache.stock().unwrap();
        let touched = ["b.png", "c.jpg", "d.jpg"].map(str::to_owned).into();
        assert_eq!(stock.superfluous(&touched, None), ["a.png"]);
        assert_eq!(stock.superfluous(&touched, Some(5000)), ["a.png", "b.png"]);
        cache.drop_entries(&stock.superfluous(&touched, Some(5000))).unwrap();
        let rest = cache.stock().unwrap();
        assert_eq!(rest.entries.keys().collect::<Vec<_>>(), ["c.jpg", "d.jpg"]);
        assert_ne!(rest.key(), stock.key());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "nothing is left of what went");
    }

    #[test]
    fn what_is_being_written_stays_and_what_a_dead_run_left_goes() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path());
        let temporary = folder.path().join(".smo-7-0123456789abcdef-0.tmp");
        fs::write(&temporary, b"half").unwrap();
        cache.sweep(SystemTime::now()).unwrap();
        assert!(temporary.exists() && cache.stock().unwrap().entries.is_empty());
        cache.sweep(SystemTime::now() + Duration::from_secs(7200)).unwrap();
        assert!(!temporary.exists());
    }

    #[test]
    fn a_name_cannot_leave_the_folder_and_a_cache_can_be_off() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("cache"));
        cache.put("../a.png", b"x", json!([])).unwrap();
        assert!(!folder.path().join("a.png").exists());
        let off = Cache::disabled();
        off.put("a.png", b"x", json!([])).unwrap();
        assert_eq!((off.get("a.png"), off.stock().unwrap()), (None, Stock::default()));
    }
}
