//! What authors allow is taken out of what counts, and kept with who allowed it and why.

use memchr::memmem;

use super::origin;
use super::run::Run;
use crate::base::finding::{Quiet, Remedy, Safety};
use crate::base::nearest::nearest;
use crate::base::{Finding, Place, Span, UrlPath};
use crate::config::Profile;
use crate::lint;
use crate::model::allow::{Allow, Reach, nameless};
use crate::model::facts::PageFacts;

/// The suppressions of a page that count; what is wrong with the others is said.
pub(super) fn of_page(run: &Run, facts: &PageFacts, written: Vec<Allow>, findings: &mut Vec<Finding>) -> Vec<Allow> {
    let today = run.now.to_string();
    let mut counting = Vec::new();
    let is_ours = written.iter().any(|allow| !matches!(allow.reach, Reach::Html(_)));
    for mut allow in written.into_iter().chain(facts.allows.iter().cloned()) {
        // What a built page has from its source was read there; from a template it cannot be told.
        let is_copy = is_ours && matches!(allow.reach, Reach::Html(_));
        let mut say = |finding: Finding| {
            if !is_copy {
                findings.push(finding);
            }
        };
        if allow.names.is_empty() {
            say(names_nothing(&allow));
            continue;
        }
        allow.names.retain(|name| match known(name, &allow.at) {
            None => true,
            Some(finding) => {
                say(finding);
                false
            }
        });
        if allow.names.is_empty() {
            continue;
        }
        let names = allow.names.join(", ");
        if let Some(until) = &allow.until {
            match until.parse::<jiff::civil::Date>() {
                Ok(day) if today.get(..10).is_some_and(|today| day.to_string().as_str() >= today) => {}
                Ok(_) => {
                    let finding = Finding::warning("expired-suppression", format!("`{names}` was allowed until {until}"), allow.at.clone());
                    say(finding.why("what it silenced counts again").help("mend what it hides, or move the day"));
                    continue;
                }
                Err(_) => {
                    let finding = Finding::warning("expired-suppression", format!("`{until}` is no day"), allow.at.clone());
                    say(finding.why("nothing is allowed").help("write it as `2027-01-31`"));
                    continue;
                }
            }
        }
        if allow.reason.is_none() && run.settings.lint.profile != Profile::Recommended {
            let finding = Finding::warning("unused-suppression", format!("`{names}` is allowed without a reason"), allow.at.clone());
            say(finding.why("the profiles strict and pedantic want one, so nothing is allowed").help("write the reason behind a colon"));
            continue;
        }
        counting.push(allow);
    }
    counting
}

/// Comments in somebody's HTML that name no rule: `<!-- smo-allow: link -->`.
pub(super) fn nameless_in(html: &[u8]) -> Vec<Allow> {
    const WORD: &[u8] = b"smo-allow";
    /// More of them are no slip.
    const MOST: usize = 20;
    let comment = |at: usize| {
        let start = html[..at].trim_ascii_end().strip_suffix(b"<!--")?.len();
        let end = at + memmem::find(&html[at..], b"-->")?;
        let text = std::str::from_utf8(&html[start + b"<!--".len()..end]).ok()?;
        nameless(text)?;
        let span = Span::new(start, end + b"-->".len());
        Some(Allow { written: Some(format!("<!--{text}-->")), ..Allow::new("smo-allow", Reach::Html(span), Place::Html(span)) })
    };
    memmem::find_iter(html, WORD).filter_map(comment).take(MOST).collect()
}

/// Most often the colon stands before the rule, which is then taken for a reason.
fn names_nothing(allow: &Allow) -> Finding {
    let finding = Finding::warning("unknown-rule", "the exception names no rule", allow.at.clone()).why("it silences nothing");
    let inner = allow.written.as_deref().and_then(|text| text.strip_prefix("<!--")?.strip_suffix("-->"));
    let said = inner.and_then(nameless).unwrap_or_default();
    let first = said.split(|c: char| c == ',' || c == ':' || c.is_whitespace()).next().unwrap_or_default();
    if !lint::is_name(first) {
        return finding.help("write it as `<!-- smo-allow RULE: reason -->`");
    }
    let is_close = inner.is_some_and(|inner| inner.contains(&format!("smo-allow:{first}")));
    finding.help(format!("the rule stands before the colon: `<!-- smo-allow {first}: reason -->`")).remedy(
        Safety::Unsafe,
        "smo-allow:",
        if is_close { "smo-allow " } else { "smo-allow" },
    )
}

/// What is wrong with a name, if anything is.
fn known(name: &str, at: &Place) -> Option<Finding> {
    let finding = |message: String| Finding::warning("unknown-rule", message, at.clone()).why("it silences nothing");
    match lint::find(name) {
        Some(rule) if rule.group.is_none() => {
            Some(finding(format!("`{name}` cannot be allowed")).help("it says that something could not be read: mend that"))
        }
        Some(_) => None,
        None if name == "all" => {
            Some(finding("`all` is no rule and no group".into()).help("name what is meant, so that the rest is still said"))
        }
        None if lint::is_name(name) => None,
        None => {
            let finding = finding(format!("`{name}` is no rule and no group"));
            let near = nearest(name, ["until"]).or_else(|| lint::nearest_name(name));
            Some(match near {
                Some(near) => finding.help(format!("did you mean `{near}`?")).remedy(Safety::Unsafe, name, near),
                None if name.parse::<jiff::civil::Date>().is_ok() => finding.help(format!("a last day is written as `until {name}`")),
                None => finding.help("see `smo-build explain` for the names"),
            })
        }
    }
}

/// Marks what the page's HTML allows, before findings are moved to the author's file.
pub(super) fn by_html(allows: &mut [Allow], findings: &mut [Finding], facts: &PageFacts) {
    let places = origin::Places::new(facts);
    for finding in findings {
        let Some(group) = group_of(finding.rule) else { continue };
        let mut spans = None;
        let mut reaches = |allow: &Allow| match allow.reach {
            Reach::Html(reach) => {
                let spans = spans.get_or_insert_with(|| places.of(&finding.at));
                !spans.is_empty() && spans.iter().all(|span| reach.start <= span.start && span.end <= reach.end)
            }
            Reach::Page => true,
            Reach::Source(_) => false,
        };
        let by = allows.iter_mut().find(|allow| allow.by != "smo_allow" && names(allow, finding.rule, group) && reaches(allow));
        if let Some(allow) = by {
            silence(finding, allow);
        }
    }
}

/// Marks what the author's file allows: for the page, or for a block of it.
pub(super) fn by_source(allows: &mut [Allow], findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| quiet(finding).is_none()) {
        let Some(group) = group_of(finding.rule) else { continue };
        let reaches = |allow: &Allow| match (&allow.reach, &allow.at, &finding.at) {
            (Reach::Source(reach), Place::Spot(said), Place::Spot(spot)) => {
                said.path == spot.path && reach.start <= spot.start && spot.start < reach.end
            }
            (Reach::Page, ..) => true,
            _ => false,
        };
        if let Some(allow) = allows.iter_mut().find(|allow| names(allow, finding.rule, group) && reaches(allow)) {
            silence(finding, allow);
        }
    }
}

/// Rules without a group cannot be allowed.
fn group_of(rule: &str) -> Option<&'static str> {
    lint::find(rule).and_then(|rule| rule.group).map(lint::Group::name)
}

fn names(allow: &Allow, rule: &str, group: &str) -> bool {
    allow.names.iter().any(|name| name == rule || name == group)
}

fn silence(finding: &mut Finding, allow: &mut Allow) {
    allow.used = true;
    finding.evidence_mut().quiet = Some(Quiet::Allowed { by: allow.by, reason: allow.reason.clone() });
}

pub(super) fn quiet(finding: &Finding) -> Option<&Quiet> {
    finding.evidence.as_ref().and_then(|evidence| evidence.quiet.as_ref())
}

/// Those that count stay, the others are given back.
pub(super) fn part(findings: &mut Vec<Finding>) -> Vec<Finding> {
    if findings.iter().all(|finding| quiet(finding).is_none()) {
        return Vec::new();
    }
    let (silent, loud) = std::mem::take(findings).into_iter().partition(|finding| quiet(finding).is_some());
    *findings = loud;
    silent
}

/// What is left for findings that other rooms raise about the page's file: those of the page's HTML
/// are done with, and one that stands in the source too has been of use there.
pub(super) fn left(mut allows: Vec<Allow>, is_built: bool) -> Vec<Allow> {
    let used: Vec<Vec<String>> =
        allows.iter().filter(|allow| allow.used && matches!(allow.reach, Reach::Html(_))).map(|allow| allow.names.clone()).collect();
    for allow in allows.iter_mut().filter(|allow| matches!(allow.reach, Reach::Source(_))) {
        allow.used |= used.contains(&allow.names);
    }
    allows.retain(|allow| !(is_built && (matches!(allow.reach, Reach::Html(_)) || allow.by == "data-smo-allow")));
    allows.retain(|allow| allow.by != "data-proofer-ignore");
    allows.shrink_to_fit();
    allows
}

/// A suppression that silenced nothing in a run over all pages.
pub(super) fn unused(allow: &Allow, page: UrlPath) -> Option<Finding> {
    if allow.used {
        return None;
    }
    let names = allow.names.join("`, `");
    let mut finding =
        Finding::warning("unused-suppression", format!("`{names}` is allowed here, and nothing of it is found"), allow.at.clone())
            .why("whoever reads it looks for a fault that is gone")
            .help("remove it");
    finding.page = Some(page);
    if matches!(allow.at, Place::Spot(_)) {
        finding.evidence_mut().remedy = allow.written.clone().map(|was| Remedy { safety: Safety::Safe, was, is: String::new() });
    }
    Some(finding)
}
