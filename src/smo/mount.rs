//! mount
use super::plan::Policy;
use crate::model::facts::PageFacts;
use crate::model::page::Hints;
use crate::model::plan::Plan;
pub(super) fn mount(_plan: &mut Plan, _facts: &mut PageFacts, _hints: &Hints, _policy: &Policy) {}
