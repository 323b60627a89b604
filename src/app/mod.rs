//! Floor 4: the only place where rooms meet. The verbs, and the files between them.
//!
//! A map, then a reduce: every page by itself and in parallel, then what needs all of them.

mod allow;
mod baseline;
mod beside;
mod budget;
mod build;
mod cache;
mod card;
mod content;
mod control;
mod count;
mod diff;
mod dist;
mod edits;
mod exhibits;
mod explain;
mod files;
mod find;
mod fix;
mod foreign;
mod infer;
mod levels;
mod lint;
mod open;
mod optimize;
mod origin;
mod page;
mod pictures;
mod preview;
mod progress;
mod quiet;
mod reach;
mod redirect;
mod run;
mod sidecars;
mod specimen;
mod squeeze;
mod stale;
mod theme;
mod walk;

pub use build::{BuildOptions, build};
pub use cache::{CacheOptions, cache_prune, cache_stats};
pub use card::{CardOptions, card};
pub use control::{Accept, Control};
pub use explain::{ExplainOptions, explain};
pub use fix::{FixOptions, fix};
pub use levels::print_config;
pub use lint::lint;
pub use open::open;
pub use optimize::{Keep, OptimizeOptions, optimize, optimize_telling};
pub use preview::{PreviewOptions, preview};
pub use quiet::is_drawing;
pub use run::{Common, Ran, Shows, Talk};
pub use specimen::{PlannedSpecimen, SPECIMENS, Specimen, SpecimenCard, plan_specimen, specimen};
pub use theme::{ThemePreview, ThemePreviewOptions, theme_list, theme_preview};
