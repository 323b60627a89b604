//! From a folder of Markdown to HTML pages. It does not know that social media exist.

pub mod context;
mod autolink;
mod date;
mod directive;
mod discover;
mod front_matter;
mod heading;
mod keys;
mod markdown;
mod mdx;
mod offsets;
