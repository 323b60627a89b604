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

    /// The exit code: 2 for usage, configuration and the machine, 3 for nothing to do.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Io { .. } | Error::Invalid(_) => 2,
            Error::Nothing(_) => 3,
        }
    }
}
