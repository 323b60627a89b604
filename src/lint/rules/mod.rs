//! The rules, a file per group, and those that other rooms raise.

pub mod a11y;
pub mod data;
pub mod elsewhere;
pub mod image;
pub mod jsonld;
pub mod leaks;
pub mod link;
pub mod markup;
pub mod meta;
pub mod share;
pub mod size;
pub mod text;
pub mod url;
