//! One page, accounted for: what it will say, where each value comes from, and what lost.
//!
//! Made by `smo` from a page before and after its plan; only `explain PAGE` asks for it.

use std::sync::Arc;

use super::page::OutPath;
use super::plan::From;
use crate::base::{Finding, Place, UrlPath};

#[derive(Clone, Debug)]
pub struct Explanation {
    pub path: OutPath,
    pub url: UrlPath,
    /// The author's file: the Markdown, or the HTML that another generator wrote.
    pub source: Option<Arc<str>>,
    /// `article`, `page`, or why nothing is done to it.
    pub shape: &'static str,
    /// In the order they are read about: title, description, addresses, Open Graph, X, the rest.
    pub tags: Vec<Explained>,
    pub pictures: Vec<ExplainedPicture>,
    pub json_ld: Vec<ExplainedBlock>,
    /// Networks that the page offers, by label.
    pub share: Vec<&'static str>,
    /// Share links of an earlier run stand in the page, and stay.
    pub share_stands: bool,
    pub quotes: usize,
    /// Elements that ask for something, by name: `share`, `quote`.
    pub mounts: Vec<String>,
    pub findings: Vec<Finding>,
}

/// A tag as it will ship.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// `og:title`, `title`, `canonical`.
    pub key: String,
    /// None: nobody had anything to say.
    pub value: Option<String>,
    pub fate: Fate,
    /// Who said it, for people: `front matter`, `first heading`.
    pub source: Option<String>,
    pub at: Option<Place>,
    pub ignored: Vec<Ignored>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// It stands in the page as its author wrote it.
    Stands,
    Filled,
    /// `was`: each thing that was wrong, as it stood.
    Repaired {
        was: Vec<String>,
    },
    /// The page will not have it.
    Absent,
}

impl Fate {
    pub fn name(&self) -> &'static str {
        match self {
            Fate::Stands => "stands",
            Fate::Filled => "filled",
            Fate::Repaired { .. } => "repaired",
            Fate::Absent => "absent",
        }
    }
}

/// What could have been the value, and why it is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Ignored {
    pub source: String,
    pub value: String,
    pub why: String,
    pub at: Option<Place>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedPicture {
    /// `preview`, or `photo` for search.
    pub role: &'static str,
    pub from: From,
    pub url: String,
    /// How it is made: `drawn with the layout quote`, `cropped from /rain/roof.jpg`.
    pub made: String,
    pub size: Option<(u32, u32)>,
    pub mime: Option<String>,
    pub bytes: Option<u64>,
    pub ignored: Vec<Ignored>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedBlock {
    pub types: Vec<String>,
    /// It was not in the page.
    pub added: bool,
    /// Why it cannot be read.
    pub broken: Option<String>,
    pub at: Option<Place>,
}
