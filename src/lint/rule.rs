//! What a rule is: a name that stays, cases with their evidence, and a function that looks.
//!
//! Rules see facts, fields and the paths of the output; they open no file and parse no HTML.

use std::collections::BTreeMap;

use crate::base::finding::{Evidence, Remedy, Safety};
use crate::base::{BaseUrl, Finding, Level, Place, UrlPath};
use crate::config::{Layer, OptionValue, Settings};
use crate::lint::level::decide;
use crate::lint::options;
use crate::model::site_files::SiteFiles;
use crate::model::view::{OutputPaths, PageSummary, PageView};

pub struct Rule {
    /// Permanent; reads well after "allow".
    pub name: &'static str,
    /// Rules without a group cannot be switched off: something could not be read.
    pub group: Option<Group>,
    pub cases: &'static [Case],
    pub check: Check,
    /// The page that `explain` prints.
    pub doc: &'static str,
}

#[derive(Clone, Copy)]
pub enum Check {
    Page(fn(&PageView, &mut Reporter)),
    Site(fn(&[PageSummary], &mut Reporter)),
    /// Looks at each page, and at the files about all of them.
    Both(fn(&PageView, &mut Reporter), fn(&[PageSummary], &mut Reporter)),
    /// Raised by another room; registered so that `explain` and `lint.rules` know it.
    Elsewhere,
}

/// One way in which a rule can be broken. A rule with one way calls it after itself.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub id: &'static str,
    pub level: Level,
    pub tier: Tier,
    /// Fires only if one of them is targeted; empty = not about a platform.
    pub platforms: &'static [&'static str],
    pub source: &'static str,
    /// When the source was read.
    pub checked: &'static str,
}

/// When the documents behind the first rules were read.
pub const CHECKED: &str = "2026-11";

pub const fn case(id: &'static str, level: Level, tier: Tier, source: &'static str) -> Case {
    Case { id, level, tier, platforms: &[], source, checked: CHECKED }
}

impl Case {
    pub const fn on(self, platforms: &'static [&'static str]) -> Case {
        Case { platforms, ..self }
    }
}

/// How good the evidence is; a weak one may not be an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// A specification, or the consumer's own source code.
    Spec,
    /// The vendor's documentation.
    Doc,
    /// The site contradicts itself.
    Own,
    /// Tested by someone, or several public reports.
    Measured,
    /// Repeated, unproven.
    Folklore,
}

impl Tier {
    pub fn name(self) -> &'static str {
        match self {
            Tier::Spec => "spec",
            Tier::Doc => "doc",
            Tier::Own => "self",
            Tier::Measured => "measured",
            Tier::Folklore => "folklore",
        }
    }

    pub fn ceiling(self) -> Level {
        match self {
            Tier::Spec | Tier::Doc | Tier::Own => Level::Error,
            Tier::Measured => Level::Warning,
            Tier::Folklore => Level::Info,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Image,
    Meta,
    Text,
    Url,
    Link,
    Share,
    Data,
    Feed,
    A11y,
    Weight,
    Read,
    Cta,
    Track,
    Ugc,
    Kit,
    Safety,
    I18n,
}

impl Group {
    #[rustfmt::skip] // as people read them
    pub const ALL: &[Group] = &[
        Group::Image, Group::Meta, Group::Text, Group::Url, Group::Link, Group::Share, Group::Data, Group::Feed, Group::A11y,
        Group::Weight, Group::Read, Group::Cta, Group::Track, Group::Ugc, Group::Kit, Group::Safety, Group::I18n,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Group::Image => "image",
            Group::Meta => "meta",
            Group::Text => "text",
            Group::Url => "url",
            Group::Link => "link",
            Group::Share => "share",
            Group::Data => "data",
            Group::Feed => "feed",
            Group::A11y => "a11y",
            Group::Weight => "weight",
            Group::Read => "read",
            Group::Cta => "cta",
            Group::Track => "track",
            Group::Ugc => "ugc",
            Group::Kit => "kit",
            Group::Safety => "safety",
            Group::I18n => "i18n",
        }
    }
}

/// What rules may ask besides the page.
pub struct Context<'a> {
    pub settings: &'a Settings,
    pub paths: &'a OutputPaths,
    /// Where the site lives; without it, what follows from that is not reported page by page.
    pub base: Option<&'a BaseUrl>,
    /// The run's instant; none if posts from the future are wanted (`--future`, `serve`).
    pub now: Option<jiff::Timestamp>,
    pub around: Around<'a>,
    /// What the settings say besides `lint.rules` for the page at hand: overrides and flags.
    pub layers: Vec<&'a Layer>,
}

/// What stands beside the pages, as far as somebody read it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// robots.txt, sitemaps, feeds.
    pub files: Option<&'a SiteFiles>,
    /// Addresses that were published before, and shall not vanish.
    pub known_urls: Option<&'a [String]>,
    /// Page → (address of its preview picture, first hex digits of its digest), as published before.
    pub known_pictures: Option<&'a BTreeMap<String, (String, String)>>,
}

impl Context<'_> {
    pub fn targets(&self, platform: &str) -> bool {
        self.settings.lint.platforms.iter().any(|id| id == platform || id == "all")
    }

    fn is_active(&self, case: &Case) -> bool {
        case.platforms.is_empty() || case.platforms.iter().any(|platform| self.targets(platform))
    }
}

/// Collects what one rule says.
pub struct Reporter<'a> {
    pub ctx: &'a Context<'a>,
    rule: &'static Rule,
    page: Option<UrlPath>,
    found: Vec<Finding>,
}

impl<'a> Reporter<'a> {
    pub fn new(rule: &'static Rule, ctx: &'a Context<'a>, page: Option<UrlPath>) -> Self {
        Self { ctx, rule, page, found: Vec::new() }
    }

    /// Is this case switched on, and one of its platforms targeted?
    pub fn wants(&self, case: &str) -> bool {
        let case = self.case(case);
        self.ctx.is_active(case) && self.level(case).is_some()
    }

    fn level(&self, case: &Case) -> Option<Level> {
        decide(self.ctx.settings, &self.ctx.layers, self.rule, case).level
    }

    /// An option of the rule that holds a size.
    pub fn bytes(&self, option: &str) -> Option<u64> {
        self.option(option).and_then(|value| options::bytes(&value.given))
    }

    pub fn count(&self, option: &str) -> Option<usize> {
        self.option(option).and_then(|value| options::number(&value.given)).map(|number| number as usize)
    }

    /// 0 to 1.
    pub fn share(&self, option: &str) -> Option<f64> {
        self.option(option).and_then(|value| options::share(&value.given))
    }

    pub fn flag(&self, option: &str) -> bool {
        self.option(option).is_some_and(|value| value.given == crate::config::Given::Flag(true))
    }

    pub fn band(&self, option: &str) -> Option<(f64, f64)> {
        self.option(option).and_then(|value| options::band(&value.given))
    }

    pub fn texts(&self, option: &str) -> Vec<String> {
        self.option(option).and_then(|value| options::texts(&value.given)).unwrap_or_default()
    }

    /// As [`Reporter::texts`], for a site rule that speaks of one page.
    pub fn texts_on(&self, page: &PageSummary, option: &str) -> Vec<String> {
        let file = page.source.as_deref().unwrap_or(page.path.as_str());
        let layers = crate::lint::level::layers(self.ctx.settings, Some(page.url.as_str()), Some(file));
        let value = crate::lint::level::option(self.ctx.settings, &layers, self.rule.name, option);
        value.and_then(|value| options::texts(&value.given)).unwrap_or_default()
    }

    fn option(&self, option: &str) -> Option<&OptionValue> {
        debug_assert!(
            options::OPTIONS.iter().any(|(rule, known, _)| (*rule, *known) == (self.rule.name, option)),
            "{option} is in no table"
        );
        crate::lint::level::option(self.ctx.settings, &self.ctx.layers, self.rule.name, option)
    }

    /// Raises a case. Nothing happens where it is off or none of its platforms is targeted.
    pub fn say(&mut self, case: &str, at: Place, message: impl Into<String>) -> Said<'_> {
        let case = self.case(case);
        let level = self.level(case).filter(|_| self.ctx.is_active(case));
        let Some(level) = level else { return Said(None, self.ctx) };
        let mut finding = Finding::new(self.rule.name, level, message, at);
        finding.page.clone_from(&self.page);
        let platforms = case.platforms.iter().copied().filter(|platform| self.ctx.targets(platform)).collect();
        finding.way = case.id;
        finding.evidence = Some(Box::new(Evidence { platforms, ..Evidence::default() }));
        self.found.push(finding);
        Said(self.found.last_mut(), self.ctx)
    }

    pub fn finish(self) -> Vec<Finding> {
        self.found
    }

    fn case(&self, id: &str) -> &'static Case {
        let found = self.rule.cases.iter().find(|case| case.id == id);
        debug_assert!(found.is_some(), "{} has no case `{id}`", self.rule.name);
        found.unwrap_or(&self.rule.cases[0])
    }
}

/// What was just said, to add why it matters and what to do.
pub struct Said<'a>(Option<&'a mut Finding>, &'a Context<'a>);

impl Said<'_> {
    pub fn why(mut self, why: impl Into<String>) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.set_reason(Some(why.into()));
        }
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.set_advice(Some(help.into()));
        }
        self
    }

    /// Another place that belongs to it, and what stands there.
    pub fn related(mut self, at: Place, what: impl Into<String>) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.evidence_mut().related.push((at, what.into()));
        }
        self
    }

    /// What is wrong, without its place: the key and the offending value.
    pub fn fact(mut self, key: &'static str, value: impl Into<String>) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.evidence_mut().fact = Some((key, value.into()));
        }
        self
    }

    /// What `lint --fix` would write instead of some words of the value that it points at.
    pub fn remedy(mut self, safety: Safety, was: impl Into<String>, is: impl Into<String>) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.evidence_mut().remedy = Some(Remedy { safety, was: was.into(), is: is.into() });
        }
        self
    }

    /// It harms these of the case's platforms alone; those that nobody targets are left out.
    pub fn harms(mut self, platforms: &[&'static str]) -> Self {
        if let Some(finding) = &mut self.0 {
            let targeted = platforms.iter().copied().filter(|platform| self.1.targets(platform));
            finding.evidence_mut().platforms = targeted.collect();
        }
        self
    }

    /// A site rule's finding is about these pages, too; some of them are named.
    pub fn also<'p>(mut self, pages: impl IntoIterator<Item = &'p &'p PageSummary>) -> Self {
        const NAMED: usize = 5;
        for page in pages.into_iter().take(NAMED) {
            let at = Place::File(page.source.clone().unwrap_or_else(|| page.path.as_str().into()));
            self = self.related(at, page.url.to_string());
        }
        self
    }

    /// A site rule's finding is about this page.
    pub fn about(mut self, page: &PageSummary) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.page = Some(page.url.clone());
        }
        self
    }
}
