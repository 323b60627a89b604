//! Floor 1: what the rooms tell each other. Plain data, no I/O.
//!
//! The model holds plain text: `survey` decodes entities once, templates escape once, and nothing
//! between them thinks about HTML.

pub mod allow;
pub mod audience;
pub mod block;
pub mod card;
pub mod consumer;
pub mod drawn;
pub mod exhibits;
pub mod explain;
pub mod facts;
pub mod files;
mod json_feed;
pub mod marks;
pub mod oembed;
pub mod page;
pub mod palette;
pub mod picture;
pub mod plan;
pub mod platform;
pub mod posts;
pub mod preview;
pub mod report;
pub mod site_files;
pub mod verdict;
pub mod view;
pub mod weights;

pub use facts::PageFacts;
pub use page::{Hints, HtmlPage, OutPath};
pub use plan::Plan;
