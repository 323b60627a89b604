//! The one integration binary: a module per capability.

#[path = "support/mod.rs"]
mod support;

#[path = "suite/action.rs"]
mod action;
#[path = "suite/blocks.rs"]
mod blocks;
#[path = "suite/body_images.rs"]
mod body_images;
#[path = "suite/build.rs"]
mod build;
#[path = "suite/cache.rs"]
mod cache;
#[path = "suite/cards.rs"]
mod cards;
#[path = "suite/cli.rs"]
mod cli;
#[path = "suite/content.rs"]
mod content;
#[path = "suite/contract.rs"]
mod contract;
#[path = "suite/control.rs"]
mod control;
#[path = "suite/decisions.rs"]
mod decisions;
#[path = "suite/explain.rs"]
mod explain;
#[path = "suite/floors.rs"]
mod floors;
#[path = "suite/heads.rs"]
mod heads;
#[path = "suite/hints.rs"]
mod hints;
#[path = "suite/hostile.rs"]
mod hostile;
#[path = "suite/kit.rs"]
mod kit;
#[path = "suite/lint.rs"]
mod lint;
#[path = "suite/looks.rs"]
mod looks;
#[path = "suite/modes.rs"]
mod modes;
#[path = "mutants/mod.rs"]
mod mutants;
#[path = "suite/optimize.rs"]
mod optimize;
#[path = "suite/oracles.rs"]
mod oracles;
#[path = "suite/outcomes.rs"]
mod outcomes;
#[path = "suite/pictures.rs"]
mod pictures;
#[path = "suite/preview.rs"]
mod preview;
#[path = "suite/properties.rs"]
mod properties;
#[path = "suite/repairs.rs"]
mod repairs;
#[path = "suite/reports.rs"]
mod reports;
#[path = "suite/responsive.rs"]
mod responsive;
#[path = "suite/share.rs"]
mod share;
#[path = "suite/tables.rs"]
mod tables;
#[path = "suite/theme.rs"]
mod theme;
