//! Shows a file in the program that a person has for it, without a shell.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::base::Error;

#[cfg(target_os = "macos")]
const OPENER: &str = "open";
#[cfg(windows)]
const OPENER: &str = "explorer";
#[cfg(not(any(target_os = "macos", windows)))]
const OPENER: &str = "xdg-open";

/// Starts the opener and does not wait for it.
pub fn open(path: &Path) -> Result<(), Error> {
    // Absolute: a name that begins with a dash is no flag.
    let whole = path.canonicalize().map_err(Error::io(path))?;
    let started = Command::new(OPENER).arg(&whole).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    started.map(drop).map_err(|source| Error::Io { path: OPENER.into(), source })
}
