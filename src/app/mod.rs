//! Floor 4: the only place where rooms meet. The verbs, and the files between them.
//!
//! A map, then a reduce: every page by itself and in parallel, then what needs all of them.

mod build;
mod content;
mod diff;
mod dist;
mod explain;
mod files;
mod foreign;
mod infer;
mod lint;
mod optimize;
mod origin;
mod page;
mod pictures;
mod progress;
mod redirect;
mod run;
mod squeeze;
mod stale;
mod walk;

pub use build::{BuildOptions, build};
pub use explain::{ExplainOptions, explain};
pub use lint::lint;
pub use optimize::{Keep, OptimizeOptions, optimize, optimize_telling};
pub use run::{Common, Ran, Talk};
