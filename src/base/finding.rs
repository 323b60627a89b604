//! A finding: something the author can mend, said so that they can.
//!
//! Machine failures are [`super::Error`]; the two never mix.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::source::Span;
use super::url::UrlPath;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Info,
    Warning,
    Error,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// What is wrong, why it matters, what to do, and where. A large site has tens of thousands, which go from list to
/// list: it is a pointer to what it [`Says`].
#[derive(Clone, Debug, PartialEq)]
pub struct Finding(Box<Says>);

impl Deref for Finding {
    type Target = Says;

    fn deref(&self) -> &Says {
        &self.0
    }
}

impl DerefMut for Finding {
    fn deref_mut(&mut self) -> &mut Says {
        &mut self.0
    }
}

/// The contents of a [`Finding`].
#[derive(Clone, Debug, PartialEq)]
pub struct Says {
    /// A permanent kebab-case name: `title-too-long`.
    pub rule: &'static str,
    /// Which way of breaking the rule it is: `small-card`; empty where a rule has but one. See [`Finding::case`].
    pub way: &'static str,
    pub level: Level,
    /// What is wrong: no full stop, no blame.
    pub message: Box<str>,
    /// Nothing for most findings of a large site: `optimize` drops what it will not print.
    advice: Option<Box<Advice>>,
    pub at: Place,
    /// The page it is about (`/posts/rain/`), if it is about one.
    pub page: Option<UrlPath>,
    /// What scores, baselines and formats for machines ask for besides the words.
    pub evidence: Option<Box<Evidence>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Advice {
    why: Option<String>,
    help: Option<String>,
}

impl Says {
    /// Why it matters.
    pub fn reason(&self) -> Option<&str> {
        self.advice.as_ref()?.why.as_deref()
    }

    /// What to do.
    pub fn advice(&self) -> Option<&str> {
        self.advice.as_ref()?.help.as_deref()
    }

    pub fn set_reason(&mut self, why: Option<String>) {
        self.advice.get_or_insert_default().why = why;
        self.drop_empty();
    }

    pub fn set_advice(&mut self, help: Option<String>) {
        self.advice.get_or_insert_default().help = help;
        self.drop_empty();
    }

    fn drop_empty(&mut self) {
        self.advice = self.advice.take().filter(|advice| advice.why.is_some() || advice.help.is_some());
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Ids of the platforms that it harms; empty = it is not about a platform.
    pub platforms: Vec<&'static str>,
    /// Other places that belong to it, and what stands there.
    pub related: Vec<(Place, String)>,
    /// What is wrong without its place: (`og:image`, the offending value). Moving text keeps it.
    pub fact: Option<(&'static str, String)>,
    /// Why it does not count, if it does not.
    pub quiet: Option<Quiet>,
    /// Which words of the value it points at should be others, if a program can tell.
    pub remedy: Option<Remedy>,
    /// The same as edits of the author's file; `app` makes it of the remedy.
    pub fix: Option<Fix>,
    /// What makes it the same mistake tomorrow: 16 hex digits, as baselines count. `app` sets it for reports.
    pub fingerprint: Option<Box<str>>,
}

/// What a rule would write instead, whatever the file's quotes are.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    pub safety: Safety,
    /// Empty = a line is missing in the head of the page: `aliases: [/old/]`.
    pub was: String,
    /// Empty = it goes.
    pub is: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// It says what its author meant.
    Safe,
    /// It is a guess.
    Unsafe,
}

/// How `lint --fix` mends it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    pub safety: Safety,
    pub edits: Vec<Edit>,
    /// Where each edit is made, in lines and columns.
    pub places: Vec<Spot>,
}

/// Other bytes for some of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// As places of findings name it.
    pub file: Arc<str>,
    /// Bytes of its text, without a byte order mark.
    pub span: Span,
    /// What stands there; if it does no more, nothing is done.
    pub was: String,
    pub text: String,
}

/// Why a finding is kept but neither counted nor gated on.
#[derive(Clone, Debug, PartialEq)]
pub enum Quiet {
    /// It follows from a finding of this rule on the same page (or of the site).
    Because(&'static str),
    /// Its author allowed it: where, and with what reason.
    Allowed { by: &'static str, reason: Option<String> },
    /// The baseline knows it.
    Known,
}

/// Where a finding points.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The whole site; shown at the configuration file.
    Site,
    /// A file, without a position in it.
    File(Arc<str>),
    /// A position in a file.
    Spot(Spot),
    /// A value of the page at hand; `app` turns it into the author's file.
    Fact(Fact),
    /// Bytes of the page's HTML; `app` turns it into the author's file where it can.
    Html(Span),
}

/// A position in a file, in people's units: lines and columns from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    pub path: Arc<str>,
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    /// Characters before it on its line that are two in UTF-16, which some formats count in.
    pub wide: u32,
    /// The same before its end.
    pub end_wide: u32,
    pub excerpt: Option<Box<Excerpt>>,
}

/// The line that a spot stands in; `skipped` characters were cut off its start.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Excerpt {
    pub text: String,
    pub skipped: u32,
}

/// What about a page a finding speaks of. `app/origin.rs` knows where its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    Title,
    Description,
    /// The preview picture (`image:` in front matter, `og:image` in HTML).
    Image,
    ImageAlt,
    Date,
    Updated,
    Url,
    Canonical,
    Lang,
    Share,
    /// A sentence listed in `social.quotes`.
    Quote(String),
    /// A link, a body image, a directive: by the text its author wrote for it.
    Destination(String),
    /// A link as a whole, with its words: by its address, which may be written elsewhere.
    Link(String),
    /// A block of the text, by its first words.
    Words(String),
    /// The line that opens a block, by its first words, or by `:::name` if it has none.
    Block(String),
    /// No single value: the page's front matter as a whole, or the page's head.
    Page,
}

impl Finding {
    pub fn new(rule: &'static str, level: Level, message: impl Into<String>, at: Place) -> Self {
        Self(Box::new(Says {
            rule,
            way: "",
            level,
            message: message.into().into_boxed_str(),
            advice: None,
            at,
            page: None,
            evidence: None,
        }))
    }

    pub fn error(rule: &'static str, message: impl Into<String>, at: Place) -> Self {
        Self::new(rule, Level::Error, message, at)
    }

    pub fn warning(rule: &'static str, message: impl Into<String>, at: Place) -> Self {
        Self::new(rule, Level::Warning, message, at)
    }

    pub fn info(rule: &'static str, message: impl Into<String>, at: Place) -> Self {
        Self::new(rule, Level::Info, message, at)
    }

    /// The same said by another rule.
    pub fn of_rule(mut self, rule: &'static str) -> Self {
        self.rule = rule;
        self
    }

    /// See [`Says::way`].
    pub fn way(mut self, way: &'static str) -> Self {
        self.way = way;
        self
    }

    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.0.advice.get_or_insert_default().why = Some(why.into());
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.advice.get_or_insert_default().help = Some(help.into());
        self
    }

    /// What `lint --fix` would write instead of some words of the value that it points at.
    pub fn remedy(mut self, safety: Safety, was: impl Into<String>, is: impl Into<String>) -> Self {
        self.evidence_mut().remedy = Some(Remedy { safety, was: was.into(), is: is.into() });
        self
    }

    /// To take it apart.
    pub fn into_says(self) -> Says {
        *self.0
    }

    pub fn evidence_mut(&mut self) -> &mut Evidence {
        self.evidence.get_or_insert_with(Box::default)
    }

    /// The case of its rule; a rule with one case calls it after itself.
    pub fn case(&self) -> &'static str {
        if self.way.is_empty() { self.rule } else { self.way }
    }

    /// Ids of the platforms that it harms; empty = it is not about a platform.
    pub fn platforms(&self) -> &[&'static str] {
        self.evidence.as_ref().map_or(&[], |evidence| &evidence.platforms)
    }

    /// The path it points at, for sorting and grouping.
    pub fn path(&self) -> &str {
        match &self.at {
            Place::File(path) => path,
            Place::Spot(spot) => &spot.path,
            _ => "",
        }
    }
}
