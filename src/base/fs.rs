//! Files, carefully: read with a bound, written whole or not at all, and only if they differ.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use super::Error;

/// Whether a write changed the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    Changed,
    Same,
}

/// Reads a file of at most `limit` bytes.
pub fn read_bounded(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    let size = file.metadata()?.len();
    if size > limit {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("{size} bytes; the limit is {limit}")));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes by temp file and rename, so that a reader sees the old bytes or the new, never half;
/// leaves the file alone if it holds these bytes already.
pub fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<Written, Error> {
    if same_bytes(path, bytes) {
        return Ok(Written::Same);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
    }
    let temp = temp_name(path);
    let result = fs::File::create(&temp).and_then(|mut file| file.write_all(bytes)).and_then(|()| fs::rename(&temp, path));
    if let Err(source) = result {
        let _ = fs::remove_file(&temp);
        return Err(Error::Io { path: path.to_path_buf(), source });
    }
    Ok(Written::Changed)
}

fn same_bytes(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64) && fs::read(path).is_ok_and(|old| old == bytes)
}

/// Named for the target, so that two threads that write two files of one folder do not meet.
fn temp_name(path: &Path) -> PathBuf {
    let hash = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
    path.with_file_name(format!(".smo-{}-{}.tmp", std::process::id(), &hash[..16]))
}

/// `root/relative`, or nothing if that would leave `root` by `..` or an absolute path.
pub fn join_inside(root: &Path, relative: &str) -> Option<PathBuf> {
    let relative = Path::new(relative);
    let tame = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    tame.then(|| root.join(relative))
}

/// True if `path`, links followed, lies in `root`, links followed.
pub fn is_inside(root: &Path, path: &Path) -> bool {
    match (root.canonicalize(), path.canonicalize()) {
        (Ok(root), Ok(path)) => path.starts_with(root),
        _ => false,
    }
}

/// A path relative to `root`, with `/` on every system, as messages and names use it.
pub fn slashed(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_the_same_bytes_twice_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.txt");
        assert_eq!(write_if_changed(&path, b"x").unwrap(), Written::Changed);
        assert_eq!(write_if_changed(&path, b"x").unwrap(), Written::Same);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn paths_that_leave_the_root_are_refused() {
        let root = Path::new("site");
        assert!(join_inside(root, "img/a.png").is_some());
        assert!(join_inside(root, "../a.png").is_none());
        assert!(join_inside(root, "/etc/passwd").is_none());
    }
}
