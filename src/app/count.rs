//! What counts of all that was found: one way for every verb, before anything is folded or printed.
//!
//! Budgets, level, profile, what authors allow, what was asked for. What the baseline knows comes after.

use std::collections::HashMap;
use std::sync::Arc;

use super::run::Run;
use super::{allow, budget};
use crate::base::{Finding, UrlPath};
use crate::lint;
use crate::model::allow::Allow;
use crate::model::view::PageSummary;

/// What a page allows: (the author's file, what).
pub(super) type Allowed = (Option<Arc<str>>, Vec<Allow>);

impl Run {
    /// Findings of all rooms: those that count stay, those that do not are given back, those that are
    /// switched off or were not asked for are gone.
    pub fn sift(&self, pages: &mut [PageSummary], findings: &mut Vec<Finding>) -> Vec<Finding> {
        let weights = self.weights.lock().map(|mut kept| std::mem::take(&mut *kept)).unwrap_or_default();
        findings.extend(budget::exceeded(self, pages, &|url| weights.get(url).copied()));
        self.settle(pages, findings);
        let quiet = self.allow(findings);
        self.narrow(pages, findings);
        quiet
    }

    /// Findings of all rooms at their levels, before anything is counted or folded.
    fn settle(&self, pages: &mut [PageSummary], findings: &mut Vec<Finding>) {
        let source = |page: &PageSummary| page.source.clone().unwrap_or_else(|| page.path.as_str().into());
        let sources: HashMap<String, Arc<str>> = match lint::has_overrides(&self.settings) {
            true => pages.iter().map(|page| (page.url.to_string(), source(page))).collect(),
            false => HashMap::new(),
        };
        let source_of = |url: &str| sources.get(url).cloned();
        *findings = lint::settle_with(std::mem::take(findings), &self.settings, &source_of);
        for page in pages.iter_mut().filter(|page| !page.findings.is_empty()) {
            page.findings = lint::settle_with(std::mem::take(&mut page.findings), &self.settings, &source_of);
        }
    }

    /// Keeps what a page allows until findings of other rooms about it are known.
    pub fn keep_allowed(&self, url: &UrlPath, source: Option<Arc<str>>, allows: Vec<Allow>) {
        if !allows.is_empty()
            && let Ok(mut kept) = self.allows.lock()
        {
            kept.insert(url.clone(), (source, allows));
        }
    }

    /// Keeps what a page weighs, if a budget asks for it.
    pub fn keep_weight(&self, url: &UrlPath, bytes: usize) {
        if self.settings.lint.budgets.iter().any(|budget| budget.page_kb.is_some())
            && let Ok(mut kept) = self.weights.lock()
        {
            kept.insert(url.clone(), bytes);
        }
    }

    /// Takes out what authors allow, and says which of it silenced nothing.
    fn allow(&self, findings: &mut Vec<Finding>) -> Vec<Finding> {
        let kept = self.allows.lock().map(|mut kept| std::mem::take(&mut *kept)).unwrap_or_default();
        let mut unused = Vec::new();
        for (url, (source, mut allows)) in kept {
            let about = |one: &Finding| one.page.as_ref() == Some(&url) || source.as_deref().is_some_and(|source| one.path() == source);
            let (mut own, rest): (Vec<Finding>, Vec<Finding>) = std::mem::take(findings).into_iter().partition(|one| about(one));
            allow::by_source(&mut allows, &mut own);
            *findings = rest;
            findings.append(&mut own);
            // A list of several pages has one source.
            if !url.contains("/page/") {
                unused.extend(allows.iter().filter_map(|one| allow::unused(one, url.clone())));
            }
        }
        let silent = allow::part(findings);
        if self.scope.is_all() && self.settings.lint.select.is_empty() {
            findings.extend(unused);
        }
        silent
    }

    /// Leaves what was asked for: one page, or what changed.
    fn narrow(&self, pages: &mut [PageSummary], findings: &mut Vec<Finding>) {
        if self.scope.is_all() {
            return;
        }
        for page in pages.iter_mut() {
            let mut found = std::mem::take(&mut page.findings);
            found.retain(|finding| self.scope.has(page, finding));
            page.findings = found;
        }
        let by_url: HashMap<&str, &PageSummary> = pages.iter().map(|page| (page.url.as_str(), page)).collect();
        findings.retain(|finding| match finding.page.as_deref().and_then(|url| by_url.get(url)) {
            Some(page) => self.scope.has(page, finding),
            None => self.scope.has_loose(finding),
        });
    }
}
