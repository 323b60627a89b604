//! Root causes hide what follows from them, and what is wrong nearly everywhere is said once.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::rule::Group;
use crate::base::finding::Quiet;
use crate::base::{Finding, Level, Place, UrlPath};
use crate::model::view::{OutputPaths, PageSummary};

/// What a root hides, on the same page. Names are `rule`, or `rule:case`.
struct Root {
    name: &'static str,
    hides: &'static [&'static str],
    reach: Reach,
}

#[derive(Clone, Copy, PartialEq)]
enum Reach {
    /// Everything on the page.
    Page,
    /// Only what is said of the same value: a title, a description, the picture, the address.
    Value,
    /// Only what is said at the same place: this very link.
    Place,
}

const ROOTS: &[Root] = &[
    Root { name: "markup-unclosed:head", hides: BEHIND, reach: Reach::Page },
    Root { name: "markup-unclosed:body", hides: BEHIND, reach: Reach::Page },
    Root {
        name: "markup-unclosed:head",
        hides: &[
            "og-required-missing",
            "title-missing",
            "description-missing",
            "preview-image-missing",
            "viewport-missing",
            "twitter-card-invalid",
            "canonical-invalid",
        ],
        reach: Reach::Page,
    },
    Root {
        name: "meta-not-in-static-head",
        hides: &[
            "og-required-missing",
            "title-missing",
            "description-missing",
            "preview-image-missing",
            "twitter-card-invalid",
            "canonical-invalid",
        ],
        reach: Reach::Page,
    },
    Root {
        name: "placeholder-leak",
        hides: &[
            "preview-image-relative",
            "preview-image-not-found",
            "title-too-long",
            "title-mismatch",
            "text-has-markup",
            "jsonld-contradicts-page",
            "duplicate-title",
            "canonical-points-elsewhere",
            "og-url-mismatch",
            "url-malformed",
            "description-length",
        ],
        reach: Reach::Value,
    },
    Root { name: "preview-image-not-found", hides: OF_THE_FILE, reach: Reach::Page },
    Root { name: "preview-image-content-mismatch:truncated", hides: OF_THE_FILE, reach: Reach::Page },
    Root { name: "preview-image-format", hides: &["preview-image-too-heavy", "preview-image-content-mismatch:name"], reach: Reach::Page },
    Root { name: "preview-image-missing", hides: &["preview-image-alt-missing", "twitter-card-invalid:absent"], reach: Reach::Page },
    Root { name: "meta-broken-quote", hides: &["og-required-missing", "description-length", "title-mismatch"], reach: Reach::Value },
    Root { name: "meta-double-escaped", hides: &["title-mismatch", "jsonld-contradicts-page"], reach: Reach::Value },
    Root {
        name: "canonical-points-elsewhere",
        hides: &["og-url-mismatch", "sitemap-mismatch", "share-url-wrong", "jsonld-contradicts-page:address"],
        reach: Reach::Page,
    },
    Root {
        name: "dev-host",
        hides: &[
            "og-url-mismatch",
            "share-url-wrong",
            "canonical-points-elsewhere",
            "canonical-invalid",
            "jsonld-contradicts-page:address",
            "sitemap-mismatch",
        ],
        reach: Reach::Page,
    },
    Root { name: "dev-host", hides: &["preview-image-relative", "preview-image-not-found", "canonical-invalid"], reach: Reach::Value },
    Root { name: "og-url-mismatch", hides: &["jsonld-contradicts-page:address"], reach: Reach::Page },
    Root { name: "description-redundant", hides: &["description-length"], reach: Reach::Value },
    Root { name: "preview-image-alt-missing", hides: &["image-alt-low-quality"], reach: Reach::Place },
    Root { name: "url-malformed", hides: &["og-url-mismatch"], reach: Reach::Value },
    Root { name: "preview-image-too-small:refused", hides: &["preview-image-shape"], reach: Reach::Page },
    Root {
        name: "date-invalid:future",
        hides: &["date-invalid:reversed", "jsonld-contradicts-page:date", "draft-leak:future"],
        reach: Reach::Page,
    },
    Root { name: "share-param-unencoded", hides: &["share-url-wrong", "quote-too-long"], reach: Reach::Place },
    Root { name: "meta-broken-quote", hides: &["meta-quoting-fragile"], reach: Reach::Page },
    Root { name: "title-missing", hides: &["og-required-missing"], reach: Reach::Value },
    Root { name: "description-missing", hides: &["og-required-missing:description"], reach: Reach::Page },
    Root { name: "secret-or-path-leak", hides: &["dev-or-placeholder-link"], reach: Reach::Value },
    Root { name: "body-image-heavy", hides: &["page-too-heavy"], reach: Reach::Value },
    Root { name: "share-widget-empty", hides: &["dev-or-placeholder-link:placeholder"], reach: Reach::Place },
    Root { name: "noindex-published", hides: &["sitemap-mismatch"], reach: Reach::Page },
    Root { name: "draft-leak", hides: &["sitemap-mismatch"], reach: Reach::Page },
];

/// What is missing where the rest of the page is lost.
const BEHIND: &[&str] = &["broken-fragment", "no-next-step", "no-share-path", "no-visual", "nothing-quotable", "list-count-mismatch"];

const OF_THE_FILE: &[&str] = &[
    "preview-image-format",
    "preview-image-too-small",
    "preview-image-too-heavy",
    "preview-image-shape",
    "preview-image-size-tags",
    "preview-image-alt-missing",
];

/// Nobody improves the words of a page that should not be there.
const UNDER_DRAFT: &[Group] = &[Group::Text, Group::Read];

/// Hidden everywhere while the site has no address.
const WITHOUT_BASE: &[&str] = &[
    "preview-image-relative",
    "dev-host",
    "canonical-points-elsewhere",
    "canonical-invalid",
    "og-url-mismatch",
    "share-url-wrong",
    "feed-relative-urls",
];

/// Is the finding called by `rule`, or by `rule:case`?
fn is_called(finding: &Finding, name: &str) -> bool {
    match name.split_once(':') {
        Some((rule, case)) => finding.rule == rule && finding.case() == case,
        None => finding.rule == name,
    }
}

/// What a finding speaks of, whichever of its tags it names: one slip shows in all of them.
fn subject(finding: &Finding) -> Option<&'static str> {
    let (key, _) = finding.evidence.as_ref()?.fact.as_ref()?;
    Some(match *key {
        "title" | "og:title" | "twitter:title" | "headline" => "title",
        "description" | "og:description" | "twitter:description" => "description",
        "canonical" | "og:url" => "canonical",
        key if key.starts_with("og:image") || key.starts_with("twitter:image") => "og:image",
        key => key,
    })
}

/// The findings of a page that hide others, each root's by what it reaches; of several the first counts.
struct Roots<'a> {
    found: Vec<Found<'a>>,
    draft: Option<usize>,
}

/// What was found of one root: all of it, by place, by subject.
#[derive(Default)]
struct Found<'a> {
    first: Option<usize>,
    places: HashMap<&'a Place, usize>,
    subjects: HashMap<&'static str, usize>,
}

impl<'a> Roots<'a> {
    fn of(all: &'a [Finding]) -> Self {
        let mut found: Vec<Found> = ROOTS.iter().map(|_| Found::default()).collect();
        for (at, finding) in all.iter().enumerate().filter(|(_, finding)| finding.level > Level::Info) {
            for (root, found) in ROOTS.iter().zip(&mut found).filter(|(root, _)| is_called(finding, root.name)) {
                found.first.get_or_insert(at);
                if root.reach != Reach::Page {
                    found.places.entry(&finding.at).or_insert(at);
                }
                if let Some(subject) = subject(finding).filter(|_| root.reach == Reach::Value) {
                    found.subjects.entry(subject).or_insert(at);
                }
            }
        }
        Self { found, draft: all.iter().position(|finding| finding.rule == "draft-leak") }
    }

    /// The root that hides a finding.
    fn hiding(&self, finding: &Finding) -> Option<usize> {
        let of = |(root, found): (&Root, &Found)| {
            found.first?;
            if !root.hides.iter().any(|name| is_called(finding, name)) {
                return None;
            }
            let here = || found.places.get(&finding.at).copied();
            let same_value = || found.subjects.get(subject(finding)?).copied();
            match root.reach {
                Reach::Page => found.first,
                Reach::Value => here().into_iter().chain(same_value()).min(),
                Reach::Place => here(),
            }
        };
        let goes = || super::find(finding.rule).and_then(|rule| rule.group).is_some_and(|of| UNDER_DRAFT.contains(&of));
        ROOTS.iter().zip(&self.found).find_map(of).or_else(|| self.draft.filter(|_| goes()))
    }
}

/// The findings of a page, and those that follow from another one of them; the root says how many do.
pub fn hide_consequences(found: Vec<Finding>, has_base: bool) -> (Vec<Finding>, Vec<Finding>) {
    let roots = Roots::of(&found);
    let hidden: Vec<Option<usize>> = found.iter().map(|finding| roots.hiding(finding)).collect();
    // A hidden root hides all the same; its consequences are counted at the topmost one.
    let top = |mut at: usize| {
        for _ in 0..ROOTS.len() {
            match hidden[at] {
                Some(root) => at = root,
                None => break,
            }
        }
        at
    };
    let mut follow = vec![0usize; found.len()];
    let mut because: Vec<Option<&'static str>> = vec![None; found.len()];
    for at in 0..found.len() {
        if hidden[at].is_some() {
            follow[top(at)] += 1;
            because[at] = Some(found[top(at)].rule);
        } else {
            because[at] = without_base(&found[at], has_base);
        }
    }
    let (mut kept, mut quiet) = (Vec::new(), Vec::new());
    for (at, mut finding) in found.into_iter().enumerate() {
        if let Some(root) = because[at] {
            finding.evidence_mut().quiet = Some(Quiet::Because(root));
            quiet.push(finding);
            continue;
        }
        if follow[at] > 0 {
            let count = follow[at];
            let follows = format!("{count} more {} from it", if count == 1 { "finding follows" } else { "findings follow" });
            let why = finding.reason().map_or(follows.clone(), |why| format!("{why}; {follows}"));
            finding.set_reason(Some(why));
        }
        kept.push(finding);
    }
    (kept, quiet)
}

/// Site rules' findings that follow from what is said of their page, or from the site's having no address, apart
/// from the others.
pub fn hide_consequences_of_pages(found: Vec<Finding>, pages: &[PageSummary], has_base: bool) -> (Vec<Finding>, Vec<Finding>) {
    let named: HashSet<&str> = found.iter().filter_map(|finding| finding.page.as_deref()).collect();
    let around = pages.iter().filter(|page| named.contains(page.url.as_str())).map(|page| (page.url.as_str(), page.findings.as_slice()));
    let around: HashMap<&str, &[Finding]> = around.collect();
    let mut roots: HashMap<&str, Roots> = HashMap::new();
    let (mut kept, mut quiet) = (Vec::new(), Vec::new());
    for mut finding in found {
        let page = finding.page.as_deref().and_then(|page| around.get_key_value(page));
        let root = page.and_then(|(url, said)| Some(said[roots.entry(*url).or_insert_with(|| Roots::of(said)).hiding(&finding)?].rule));
        match root.or_else(|| without_base(&finding, has_base)) {
            Some(root) => {
                finding.evidence_mut().quiet = Some(Quiet::Because(root));
                quiet.push(finding);
            }
            None => kept.push(finding),
        }
    }
    (kept, quiet)
}

fn without_base(finding: &Finding, has_base: bool) -> Option<&'static str> {
    (!has_base && WITHOUT_BASE.contains(&finding.rule)).then_some("base-url-unset")
}

/// (rule, case, what is said once); no case = it is true of each. One decision of the site's, not fifty mistakes of
/// its posts.
const ONCE: &[(&str, &str, &str)] = &[
    ("preview-image-missing", "preview-image-missing", "have no preview picture"),
    ("preview-image-missing", "only-x", "name their preview picture for X alone, and none in og:image"),
    ("description-missing", "none", "have no description"),
    ("description-missing", "search", "have no description for search, only og:description"),
    ("noindex-published", "", "are hidden from search"),
    ("title-mismatch", "branding", "have the site's name in og:title"),
    ("title-mismatch", "drift", "have another title in og:title"),
    ("heading-order", "", "skip a level of headings"),
    ("description-length", "", "have a description that is cut or very short"),
    ("no-next-step", "", "end without a link that leads on"),
    // What else it says is an error of each page.
    (ELSEWHERE, "off-host", "name another host as the one that they are at home on"),
];
const ELSEWHERE: &str = "canonical-points-elsewhere";
const MIN_PAGES: usize = 5;

/// Groups in which the same words on nearly every page have one origin: a template, or a setting.
/// Words are each page's own.
#[rustfmt::skip]
const SHARED: &[Group] = &[
    Group::Image, Group::Meta, Group::Url, Group::Link, Group::Share, Group::Data, Group::Feed, Group::A11y, Group::Weight, Group::Track, Group::Safety,
    Group::I18n,
];

/// Where more than four of five pages (and at least five) break one of these rules, or say the very
/// same of the very same value, takes the findings off the pages and returns one for the site.
pub fn fold(pages: &mut [PageSummary]) -> Vec<Finding> {
    let mut folded = Vec::new();
    for (rule, case, what) in ONCE {
        let is_it = |finding: &Finding| finding.rule == *rule && (case.is_empty() || finding.case() == *case);
        let Some((mut finding, _, count, of)) = nearly_everywhere(pages, &is_it) else { continue };
        let first = std::mem::replace(&mut finding.message, format!("{count} of {of} pages {what}").into());
        if *rule == ELSEWHERE {
            finding.message = format!("{}; on the first, {first}", finding.message).into();
            let help =
                "give the site's address with `-b`; where an earlier run wrote another into the pages, let the generator write them anew";
            finding.set_advice(Some(help.to_owned()));
        }
        finding.at = Place::Site;
        if (*rule, *case) == ("description-missing", "none") {
            finding.set_advice(Some("add `description:` to each, or let the theme write the first sentence".to_owned()));
        }
        take(pages, &is_it);
        folded.push(finding);
    }
    for (rule, level, message) in repeated(pages) {
        let is_it = |finding: &Finding| (finding.rule, finding.level, &*finding.message) == (rule, level, &*message);
        let Some((mut finding, example, count, of)) = nearly_everywhere(pages, &is_it) else { continue };
        // A line of `smo.yaml` or of a template that all of them point at is the place to mend it.
        let mut places = pages.iter().flat_map(|page| &page.findings).filter(|found| is_it(found)).map(|found| &found.at);
        if !places.all(|at| *at == finding.at) || !matches!(finding.at, Place::Spot(_) | Place::File(_)) {
            finding.at = Place::Site;
        }
        let example = example.map_or_else(String::new, |page| format!(", such as {page}"));
        finding.message = format!("{message} (on {count} of {of} pages{example})").into();
        take(pages, &is_it);
        folded.push(finding);
    }
    folded
}

/// So many dead links below one folder are a folder that lives elsewhere.
const MIN_LINKS: usize = 10;

/// Where links of many pages lead below a folder in which this site has nothing, takes the findings
/// off the pages and returns one for the folder.
pub fn fold_links(pages: &mut [PageSummary], paths: &OutputPaths) -> Vec<Finding> {
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for finding in pages.iter().flat_map(|page| &page.findings) {
        if let Some(folder) = dead_folder(finding) {
            *folders.entry(folder.to_owned()).or_default() += 1;
        }
    }
    folders.retain(|folder, count| *count >= MIN_LINKS && !paths.has_below(folder));
    let mut folded: BTreeMap<String, Finding> = BTreeMap::new();
    for page in pages.iter_mut() {
        page.findings.retain(|finding| {
            let Some((folder, count)) = dead_folder(finding).and_then(|folder| folders.get_key_value(folder)) else { return true };
            folded.entry(folder.clone()).or_insert_with(|| {
                let message = format!("{count} links lead below `{folder}`, where this site has nothing; this is the first");
                let help = format!("if the server answers them, write `lint: {{ external_paths: [\"{folder}**\"] }}` in smo.yaml");
                let mut first = finding.clone().help(help);
                first.message = message.into();
                first
            });
            false
        });
    }
    folded.into_values().collect()
}

/// `/dist/` of "`/dist/v4/node.exe` does not exist".
fn dead_folder(finding: &Finding) -> Option<&str> {
    let path = finding.message.strip_prefix('`').filter(|_| finding.rule == "broken-internal-link")?.strip_suffix("` does not exist")?;
    let end = path.strip_prefix('/')?.find('/')? + 2;
    Some(&path[..end])
}

/// The first finding of the kind, how many pages have one, and of how many; if they are nearly all.
fn nearly_everywhere(pages: &[PageSummary], is_it: &dyn Fn(&Finding) -> bool) -> Option<(Finding, Option<UrlPath>, usize, usize)> {
    let has = |page: &PageSummary| page.findings.iter().any(is_it);
    let count = pages.iter().filter(|page| has(page)).count();
    // Lists are not shared, but may have the site's default picture like all others.
    let of = pages.iter().filter(|page| page.shareable || has(page)).count();
    let mut first = pages.iter().flat_map(|page| &page.findings).find(|finding| is_it(finding))?.clone();
    let example = first.page.take();
    (count >= MIN_PAGES && count * 5 > of * 4).then_some((first, example, count, of))
}

fn take(pages: &mut [PageSummary], is_it: &dyn Fn(&Finding) -> bool) {
    for page in pages {
        page.findings.retain(|finding| !is_it(finding));
    }
}

/// What may be said in the same words on nearly every page: (rule, level, message).
fn repeated(pages: &[PageSummary]) -> Vec<(&'static str, Level, Box<str>)> {
    let shared: HashSet<&str> =
        super::rules().filter(|rule| rule.group.is_some_and(|group| SHARED.contains(&group))).map(|rule| rule.name).collect();
    let mut said: Vec<(&Finding, usize)> = Vec::with_capacity(pages.iter().map(|page| page.findings.len()).sum());
    for (at, page) in pages.iter().enumerate() {
        said.extend(page.findings.iter().filter(|finding| shared.contains(finding.rule)).map(|finding| (finding, at)));
    }
    fn key(finding: &Finding) -> (&'static str, Level, &str) {
        (finding.rule, finding.level, &finding.message)
    }
    said.sort_unstable_by_key(|(finding, at)| (key(finding), *at));
    // Each is looked for on all pages: only what can be on enough of them.
    let shareable = pages.iter().filter(|page| page.shareable).count();
    let is_often = |same: &&[(&Finding, usize)]| {
        let count = same.chunk_by(|a, b| a.1 == b.1).count();
        count >= MIN_PAGES && count * 5 > shareable * 4
    };
    let often = said.chunk_by(|a, b| key(a.0) == key(b.0)).filter(is_often).map(|same| same[0].0);
    often.map(|first| (first.rule, first.level, first.message.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::find;

    #[test]
    fn roots_and_their_consequences_exist_and_never_run_in_a_circle() {
        let rule = |name: &str| name.split(':').next().expect("a split has a first part").to_owned();
        let exists = |name: &str| {
            let found = find(&rule(name)).unwrap_or_else(|| panic!("{name} is no rule"));
            let case = name.split_once(':').map(|(_, case)| case);
            assert!(case.is_none_or(|case| found.cases.iter().any(|known| known.id == case)), "{name} is no case");
        };
        for root in ROOTS {
            exists(root.name);
            root.hides.iter().for_each(|hidden| exists(hidden));
        }
        WITHOUT_BASE.iter().for_each(|name| exists(name));
        for (rule, case, _) in ONCE {
            exists(&if case.is_empty() { (*rule).to_owned() } else { format!("{rule}:{case}") });
        }
        // Whoever is on top of no other root can go; a circle never empties.
        let meets = |hidden: &str, root: &Root| hidden == root.name || rule(hidden) == root.name || hidden == rule(root.name);
        let mut left: Vec<&Root> = ROOTS.iter().collect();
        while let Some(at) = left.iter().position(|root| !root.hides.iter().any(|hidden| left.iter().any(|other| meets(hidden, other)))) {
            left.remove(at);
        }
        assert!(left.is_empty(), "these hide each other: {:?}", left.iter().map(|root| root.name).collect::<Vec<_>>());
    }

    #[test]
    fn no_warning_hides_an_error() {
        // (root, hidden): their worst cases are of levels that the page's author cannot meet at once.
        let levels = |name: &str| {
            let (rule, case) = name.split_once(':').unwrap_or((name, ""));
            let cases = find(rule).expect("tested above").cases.iter().filter(move |known| case.is_empty() || known.id == case);
            cases.map(|known| known.level).collect::<Vec<_>>()
        };
        let worse = ROOTS.iter().flat_map(|root| root.hides.iter().map(move |hidden| (root.name, *hidden)));
        let worse: Vec<_> = worse.filter(|(root, hidden)| levels(hidden).iter().max() > levels(root).iter().max()).collect();
        assert_eq!(worse, []);
    }

    #[test]
    fn a_missing_file_hides_what_is_said_about_it_and_keeps_the_record() {
        let found = vec![
            Finding::error("preview-image-not-found", "gone", Place::Site).why("no picture"),
            Finding::warning("preview-image-alt-missing", "no text", Place::Site),
            Finding::error("title-missing", "no title", Place::Site),
        ];
        let (left, quiet) = hide_consequences(found, true);
        assert_eq!(left.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["preview-image-not-found", "title-missing"]);
        assert_eq!(left[0].reason(), Some("no picture; 1 more finding follows from it"));
        let because = |finding: &Finding| finding.evidence.as_ref().and_then(|evidence| evidence.quiet.clone());
        assert_eq!(because(&quiet[0]), Some(Quiet::Because("preview-image-not-found")));
    }

    #[test]
    fn a_site_without_an_address_hides_what_site_rules_say_of_it() {
        let found = || vec![Finding::warning("feed-relative-urls", "relative", Place::File("feed.xml".into()))];
        assert_eq!(hide_consequences_of_pages(found(), &[], false).1.len(), 1);
        assert_eq!(hide_consequences_of_pages(found(), &[], true).0.len(), 1);
    }

    /// Each was held against each, which takes minutes here.
    #[test]
    fn tens_of_thousands_of_links_of_one_page_are_judged_at_once() {
        let at = |at: usize| Place::Html(crate::base::Span::new(at, at + 1));
        let roots = (0..40_000).map(|place| Finding::warning("share-param-unencoded", "odd", at(place)));
        let follow = (20_000..60_000).map(|place| Finding::warning("quote-too-long", "long", at(place)));
        let (kept, quiet) = hide_consequences(roots.chain(follow).collect(), true);
        assert_eq!((kept.len(), quiet.len()), (60_000, 20_000));
    }

    #[test]
    fn a_root_of_one_value_leaves_the_others_alone() {
        let of = |rule, key: &'static str| {
            let mut finding = Finding::error(rule, "odd", Place::File(rule.into()));
            finding.evidence_mut().fact = Some((key, String::new()));
            finding
        };
        let found = vec![of("placeholder-leak", "title"), of("text-has-markup", "og:title"), of("text-has-markup", "description")];
        let (left, quiet) = hide_consequences(found, true);
        assert_eq!((left.len(), quiet.len()), (2, 1));
        assert_eq!(subject(&left[1]), Some("description"));
    }
}
