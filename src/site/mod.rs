//! From a folder of Markdown to HTML pages. It does not know that social media exist.

pub mod context;
