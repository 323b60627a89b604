//! Findings that others follow from: one cause, and how many consequences it has.

use std::collections::{BTreeMap, HashMap};

use super::json::quiet_of;
use super::plain::sorted;
use crate::base::Finding;
use crate::base::finding::Quiet;
use crate::model::report::Report;

/// The causes of a report, numbered from one in the order of its findings.
pub struct Roots<'a> {
    /// (root, consequences)
    groups: Vec<(&'a Finding, Vec<&'a Finding>)>,
    /// Which group a finding is in, by where it lies in memory: two may say the same words.
    of: HashMap<*const Finding, usize>,
}

impl<'a> Roots<'a> {
    pub fn of(report: &'a Report) -> Self {
        let counted = sorted(&report.findings);
        let mut of_page: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, finding) in counted.iter().enumerate() {
            of_page.entry((finding.rule, finding.page.as_deref())).or_insert(at);
            of_rule.entry(finding.rule).or_insert(at);
        }
        let mut followers: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
        for finding in sorted(&report.quiet) {
            let Some(Quiet::Because(rule)) = quiet_of(finding) else { continue };
            // A cause on the page itself is nearer than one of the whole site.
            let near = [finding.page.as_deref(), None].into_iter().find_map(|page| of_page.get(&(*rule, page)));
            if let Some(root) = near.or_else(|| of_rule.get(rule)) {
                followers.entry(*root).or_default().push(finding);
            }
        }
        let groups: Vec<(&Finding, Vec<&Finding>)> = followers.into_iter().map(|(root, followers)| (counted[root], followers)).collect();
        let members = |(at, (root, followers)): (usize, &(&'a Finding, Vec<&'a Finding>))| {
            std::iter::once(*root).chain(followers.iter().copied()).map(|finding| (std::ptr::from_ref(finding), at)).collect::<Vec<_>>()
        };
        let of = groups.iter().enumerate().flat_map(members).collect();
        Self { groups, of }
    }

    /// (id, root, consequences)
    pub fn all(&self) -> impl Iterator<Item = (usize, &'a Finding, usize)> + '_ {
        self.groups.iter().enumerate().map(|(at, (root, followers))| (at + 1, *root, followers.len()))
    }

    /// The number of the group that a finding of this report is in.
    pub fn id(&self, finding: &Finding) -> Option<usize> {
        self.of.get(&std::ptr::from_ref(finding)).map(|at| at + 1)
    }

    /// What follows from this finding of the report.
    pub fn consequences(&self, finding: &Finding) -> &[&'a Finding] {
        let group = self.of.get(&std::ptr::from_ref(finding)).and_then(|at| self.groups.get(*at));
        group.filter(|(root, _)| std::ptr::eq(*root, finding)).map_or(&[], |(_, followers)| followers)
    }
}
