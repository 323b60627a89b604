//! The rules, a file per group, and those that other rooms raise.

pub mod a11y;
pub mod beside;
pub mod body;
pub mod count;
pub mod data;
pub mod elsewhere;
pub mod embeds;
pub mod fragment;
pub mod image;
pub mod jsonld;
pub mod language;
pub mod leaks;
pub mod link;
pub mod markup;
pub mod meta;
pub mod published;
pub mod quoting;
pub mod safety;
pub mod schema;
pub mod share;
pub mod size;
pub mod tags;
pub mod text;
pub mod track;
pub mod url;
pub mod wording;
