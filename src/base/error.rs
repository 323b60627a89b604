//! The two ways a run can stop: the machine failed, or what the author set makes no run possible.

use std::io;
use std::path::{Path, PathBuf};

use super::finding::Finding;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The machine: a file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    /// The author: the configuration or the request makes no sense; nothing was written.
    #[error("the configuration cannot be used")]
    Invalid(Vec<Finding>),
    /// There is nothing to work on.
    #[error("{0}")]
    Nothing(String),
}

impl Error {
    pub fn io(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Error {
        let path = path.as_ref().to_path_buf();
        move |source| Error::Io { path, source }
    }

    pub fn invalid(finding: Finding) -> Self {
        Error::Invalid(vec![finding])
    }

    /// What may be done about it, where the machine's own words leave that open.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Error::Io { source, .. } => advice(source),
            Error::Invalid(_) | Error::Nothing(_) => None,
        }
    }

    /// The exit code: 2 for usage, configuration and the machine, 3 for nothing to do.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Io { .. } | Error::Invalid(_) => 2,
            Error::Nothing(_) => 3,
        }
    }
}

/// Why a file could not be read or written, as people say it: `there is no such file`.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is a file".to_owned(),
        io::ErrorKind::AlreadyExists => "a file stands where a folder is needed".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}

fn advice(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        io::ErrorKind::NotFound => "check the spelling; a path begins in the folder where the command runs",
        io::ErrorKind::IsADirectory | io::ErrorKind::InvalidInput => "name a file",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "name another place, or move that file away",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "see who owns it, or name another place",
        io::ErrorKind::StorageFull => "make room, or name another place",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_says_comes_with_advice() {
        let of = |kind: io::ErrorKind| Error::io("a.json")(kind.into());
        assert!(of(io::ErrorKind::NotFound).help().is_some_and(|help| help.starts_with("check the spelling")));
        assert_eq!(of(io::ErrorKind::IsADirectory).help(), Some("name a file"));
        assert_eq!(of(io::ErrorKind::UnexpectedEof).help(), None);
        assert_eq!(reason(&io::ErrorKind::IsADirectory.into()), "it is a folder");
    }
}
