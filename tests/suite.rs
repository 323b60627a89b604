//! The one integration binary: a module per capability.

#[path = "support/mod.rs"]
mod support;

#[path = "suite/action.rs"]
mod action;
#[path = "suite/body_images.rs"]
mod body_images;
#[path = "suite/build.rs"]
mod build;
#[path = "suite/cards.rs"]
mod cards;
#[path = "suite/cli.rs"]
mod cli;
#[path = "suite/content.rs"]
mod content;
#[path = "suite/contract.rs"]
mod contract;
#[path = "suite/floors.rs"]
mod floors;
#[path = "suite/heads.rs"]
mod heads;
#[path = "suite/lint.rs"]
mod lint;
#[path = "suite/modes.rs"]
mod modes;
#[path = "suite/optimize.rs"]
mod optimize;
#[path = "suite/properties.rs"]
mod properties;
#[path = "suite/share.rs"]
mod share;
#[path = "suite/theme.rs"]
mod theme;
