//! smo-build: a static-site generator and build-time social media optimizer.

pub mod app;
pub mod base;
pub mod cache;
pub mod config;
pub mod lint;
pub mod model;
pub mod out;
pub mod picture;
pub mod report;
pub mod site;
pub mod smo;
pub mod theme;
