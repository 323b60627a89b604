//! Posts that go with a page. So far it reads those that authors write: the sidecar beside an article.
//!
//! It knows no networks of its own (the table in `model` does), posts nothing and judges nothing: what
//! a network will refuse or cut is said by `lint`.

mod keys;
mod reader;
mod sidecar;

pub use sidecar::read;
