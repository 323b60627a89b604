//! smo-build: a static-site generator and build-time social media optimizer.
//!
//! Two ways in, one core: [`build`] turns Markdown and a theme into a site, [`optimize`] takes
//! the HTML that any other generator wrote. Both survey each page, plan, and rewrite it; draw
//! preview pictures; and report what a share would lose.
//!
//! New here? Read `app/page.rs` (the flow), `model/facts.rs` (our words), `smo/plan.rs` (our
//! opinions).

pub mod app;
pub mod base;
pub mod cache;
pub mod config;
pub mod kit;
pub mod lint;
pub mod model;
pub mod out;
pub mod picture;
pub mod report;
pub mod site;
pub mod smo;
pub mod theme;

pub use app::{
    Accept, BuildOptions, CacheOptions, CardOptions, Common, Control, ExplainOptions, FixOptions, Keep, OptimizeOptions, PreviewOptions,
    Ran, Shows, Talk, ThemePreview, ThemePreviewOptions,
};
pub use app::{build, cache_prune, cache_stats, card, explain, fix, lint as lint_site, optimize, optimize_telling, print_config};
pub use app::{is_drawing, open, preview, theme_list, theme_preview};
pub use config::Settings;
pub use model::report::Report;
pub use report::Look;
