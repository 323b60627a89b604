//! Floor 0: what every room needs and what knows nothing of ours.

pub mod error;
pub mod finding;
pub mod fs;
pub mod html;
pub mod image_gps;
pub mod image_nature;
pub mod image_size;
pub mod nearest;
pub mod robots;
pub mod secrets;
pub mod source;
pub mod text;
pub mod toml;
pub mod url;
pub mod weighted;
pub mod words;
pub mod yaml;

pub use error::Error;
pub use finding::{Finding, Level, Place, Spot};
pub use source::{Source, Span};
pub use url::{BaseUrl, UrlPath};
