//! Posts for networks that an author wrote beside a page: its sidecar, as far as it could be read.

use std::ops::Range;

use super::platform::{Venue, venue};
use crate::base::{Place, Source, Span, yaml};

/// One file, `rain.social.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sidecar {
    pub source: Source,
    /// What analytics shall call all of it.
    pub campaign: Option<String>,
    /// In the order of the file.
    pub posts: Vec<Post>,
}

/// One post, or several that belong together. What could not be read is not among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    pub id: Words,
    /// An id of [`super::platform::venues`].
    pub network: &'static str,
    pub kind: PostKind,
    pub status: Status,
    pub link: LinkPlace,
    /// One text, or one for each post or slide.
    pub text: Vec<Words>,
    pub title: Option<Words>,
    pub media: Vec<Words>,
    /// One for each medium, in the same order.
    pub alt: Vec<Words>,
    pub hashtags: Vec<Words>,
    /// What is yet to be written.
    pub todo: Option<Words>,
}

/// A text, and the scalar that it was written as.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostKind {
    Post,
    Thread,
    Carousel,
    Stories,
    Pin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Draft,
    Approved,
    /// Nobody will post it.
    Skip,
}

/// Where the page's address goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPlace {
    /// With the first post of a thread.
    First,
    Last,
    /// Below the post, as one of its own.
    Reply,
    None,
}

impl PostKind {
    pub const ALL: &[(&str, PostKind)] = &[
        ("post", PostKind::Post),
        ("thread", PostKind::Thread),
        ("carousel", PostKind::Carousel),
        ("stories", PostKind::Stories),
        ("pin", PostKind::Pin),
    ];

    /// Is its text a list?
    pub fn has_parts(self) -> bool {
        matches!(self, PostKind::Thread | PostKind::Carousel | PostKind::Stories)
    }

    /// Are its texts posted as words, and not drawn on pictures?
    pub fn is_words(self) -> bool {
        !matches!(self, PostKind::Carousel | PostKind::Stories)
    }
}

impl Status {
    pub const ALL: &[(&str, Status)] = &[("draft", Status::Draft), ("approved", Status::Approved), ("skip", Status::Skip)];
}

impl LinkPlace {
    pub const ALL: &[(&str, LinkPlace)] =
        &[("first", LinkPlace::First), ("last", LinkPlace::Last), ("reply", LinkPlace::Reply), ("none", LinkPlace::None)];
}

impl Sidecar {
    pub fn at(&self, words: &Words) -> Place {
        Place::Spot(self.source.spot(words.span))
    }

    /// The place of a part of a text: where exactly those words were written, else the whole text.
    pub fn at_part(&self, words: &Words, part: Range<usize>) -> Place {
        Place::Spot(self.source.spot(yaml::within(&self.source.text, words.span, &words.text, part)))
    }
}

impl Post {
    pub fn venue(&self) -> Venue {
        venue(self.network).expect("`network` is an id of the table; its reader looked it up there")
    }
}
