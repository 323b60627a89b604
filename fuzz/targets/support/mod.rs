//! The files of the tests that the fuzz target shares.

#[path = "../../../tests/support/core.rs"]
pub mod core;
#[path = "../../../tests/support/holds.rs"]
pub mod holds;
