//! Files, carefully: read with a bound, written whole or not at all, and only if they differ.

use std::collections::BTreeMap;
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

/// Reads a plain file of at most `limit` bytes. A pipe or a device is never opened: it may have no
/// end, or wait for somebody.
pub fn read_bounded(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file"));
    }
    let size = meta.len();
    if size > limit {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("{size} bytes; the limit is {limit}")));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What files will hold, for a run that only shows what it would write.
#[derive(Clone, Debug, Default)]
pub struct Planned(BTreeMap<PathBuf, Vec<u8>>);

impl Planned {
    pub fn put(&mut self, path: &Path, bytes: Vec<u8>) {
        self.0.insert(plain(path), bytes);
    }

    pub fn get(&self, path: &Path) -> Option<&[u8]> {
        // Nearly always there is none.
        if self.0.is_empty() { None } else { self.0.get(&plain(path)).map(Vec::as_slice) }
    }

    /// As [`read_bounded`]; what is planned counts.
    pub fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        self.get(path).map_or_else(|| read_bounded(path, limit), |bytes| Ok(bytes.to_vec()))
    }
}

/// `./site/a.md` and `site/a.md` are one file.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// Where writing a file puts its bytes: a symbolic link stays, and what it leads to changes. None if that lies
/// outside `root`.
pub fn behind_link(root: &Path, path: &Path) -> Option<PathBuf> {
    if !fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_symlink()) {
        return Some(path.to_path_buf());
    }
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    is_inside(root, path).then(|| path.canonicalize().ok())?
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
    let failed = |source| Error::Io { path: path.to_path_buf(), source };
    let (temp, mut file) = create_temp(path).map_err(failed)?;
    let permissions = fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|meta| meta.permissions());
    let written = file.write_all(bytes).and_then(|()| permissions.map_or(Ok(()), |old| file.set_permissions(old)));
    drop(file);
    if let Err(source) = written.and_then(|()| fs::rename(&temp, path)) {
        let _ = fs::remove_file(&temp);
        return Err(failed(source));
    }
    Ok(Written::Changed)
}

/// A new file beside `path`. What lies under its name already, a link or what a run of long ago
/// left, is neither opened nor replaced.
fn create_temp(path: &Path) -> io::Result<(PathBuf, fs::File)> {
    const TRIES: u32 = 100;
    for turn in 0..TRIES {
        let temp = temp_name(path, turn);
        match fs::OpenOptions::new().write(true).create_new(true).open(&temp) {
            Ok(file) => return Ok((temp, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "every name for a temporary file beside it is taken"))
}

fn same_bytes(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64) && fs::read(path).is_ok_and(|old| old == bytes)
}

/// Named for the target, so that two threads that write two files of one folder do not meet.
fn temp_name(path: &Path, turn: u32) -> PathBuf {
    let hash = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
    path.with_file_name(format!(".smo-{}-{}-{turn}.tmp", std::process::id(), &hash[..16]))
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

    #[cfg(unix)]
    #[test]
    fn a_rewritten_file_keeps_its_permissions_and_no_link_is_written_through() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.html");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        fs::write(folder.path().join("victim"), "mine").unwrap();
        symlink(folder.path().join("victim"), temp_name(&path, 0)).unwrap();
        assert_eq!(write_if_changed(&path, b"new").unwrap(), Written::Changed);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!((fs::read(&path).unwrap(), fs::read(folder.path().join("victim")).unwrap()), (b"new".to_vec(), b"mine".to_vec()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_leads_to_what_it_names_inside_the_root_alone() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        fs::create_dir_all(&root).unwrap();
        for (link, target) in [("in.md", "site/a.md"), ("out.md", "b.md")] {
            fs::write(folder.path().join(target), "x").unwrap();
            std::os::unix::fs::symlink(folder.path().join(target), root.join(link)).unwrap();
        }
        assert_eq!(behind_link(&root, &root.join("in.md")), root.join("a.md").canonicalize().ok());
        assert_eq!(behind_link(&root, &root.join("out.md")), None);
        assert_eq!(behind_link(&root, &root.join("a.md")), Some(root.join("a.md")));
    }

    #[test]
    fn what_is_no_plain_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read_bounded(folder.path(), 10).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn paths_that_leave_the_root_are_refused() {
        let root = Path::new("site");
        assert!(join_inside(root, "img/a.png").is_some());
        assert!(join_inside(root, "../a.png").is_none());
        assert!(join_inside(root, "/etc/passwd").is_none());
    }
}
