//! What reports show beside findings: what rules say of themselves, small pictures, lines of the
//! author's files, an earlier run.
//!
//! `app` hands it in, because `report` asks no other room and opens no file.

use std::collections::BTreeMap;

use crate::base::Level;

#[derive(Clone, Debug, Default)]
pub struct Exhibits {
    /// Every rule there is, in the order of the registry.
    pub rules: Vec<RuleCard>,
    /// (id in `lint.platforms`, name as people write it), the usual targets first.
    pub platforms: Vec<(&'static str, &'static str)>,
    /// Preview pictures by their address; only if a report shows pictures.
    pub pictures: BTreeMap<String, Views>,
    /// Lines of files that findings point into, by path; only if a report shows them.
    pub sources: BTreeMap<String, Vec<SourceLine>>,
    /// What `lint --fix` would do to a file, by path; only if a report shows it.
    pub patches: BTreeMap<String, Vec<Patch>>,
    /// `--compare`
    pub before: Option<Box<Before>>,
    /// `--picture-base`: where the site's pictures can be seen from outside.
    pub picture_base: Option<String>,
    /// Where the files of the checkout can be seen: an address that a path is added to.
    pub blob: Option<String>,
}

/// What a rule says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleCard {
    pub name: &'static str,
    pub group: Option<&'static str>,
    /// The highest that it has by itself.
    pub level: Level,
    pub looks_at: LooksAt,
    /// Not switched off.
    pub on: bool,
    /// Its first sentence.
    pub about: String,
    /// Its page, in Markdown.
    pub page: String,
    pub cases: Vec<CaseCard>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksAt {
    /// Each page by itself.
    Page,
    /// The site as a whole.
    Site,
    /// Raised while something else is done: reading, drawing.
    Elsewhere,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CaseCard {
    pub id: &'static str,
    /// How good the evidence is: `doc`.
    pub tier: &'static str,
    pub source: &'static str,
    pub checked: &'static str,
    pub platforms: &'static [&'static str],
}

/// One picture in two sizes, both JPEG.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Views {
    /// 96×50, at most 2.5 KB.
    pub small: Vec<u8>,
    /// 600 pixels wide, whole.
    pub large: Vec<u8>,
    /// Of `large`.
    pub size: (u32, u32),
}

/// A line of a file, cut where it is long.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceLine {
    /// From one.
    pub number: u32,
    /// Characters that were cut off its start.
    pub skipped: u32,
    pub text: String,
}

/// Other lines for some of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// Only `--fix=unsafe` would write it.
    pub guess: bool,
    /// A unified diff.
    pub diff: String,
}

/// An earlier run, as far as its report tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Before {
    pub errors: u64,
    pub warnings: u64,
    pub shareable: u64,
    pub intended_everywhere: Option<u64>,
    /// By site path, then platform.
    pub pages: BTreeMap<String, BTreeMap<String, CardBefore>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardBefore {
    /// A name of [`super::verdict::Outcome`].
    pub outcome: String,
    pub intended: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub image: Option<String>,
    pub domain: String,
}

impl Exhibits {
    pub fn rule(&self, name: &str) -> Option<&RuleCard> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// A platform's name; an id that is not known is its own name.
    pub fn platform<'a>(&self, id: &'a str) -> &'a str {
        self.platforms.iter().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
    }
}

impl RuleCard {
    /// The evidence of a case; that of the first where it is not known.
    pub fn case(&self, id: &str) -> Option<&CaseCard> {
        self.cases.iter().find(|case| case.id == id).or_else(|| self.cases.first())
    }
}
