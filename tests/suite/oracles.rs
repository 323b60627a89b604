//! Readers as judges: what `model/preview.rs` predicts is what their own code extracts.
//!
//! Recorded verdicts lie in `tests/oracles`, whose README says how they are made; the `webpage`
//! crate is asked as we go. `ORACLE_PAGES=DIR` writes the pages for the recorders,
//! `ORACLE_VERDICTS=DIR` judges by fresh verdicts instead of the stored ones.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use smo_build::base::BaseUrl;
use smo_build::model::PageFacts;
use smo_build::model::consumer::{self, CONSUMERS, Read};
use smo_build::model::facts::{Carrier, Meta};
use smo_build::model::files::Digest;
use smo_build::model::preview::{Preview, preview};
use smo_build::smo::survey;

use crate::support::core::{House, page};
use crate::support::readers::{ReaderPage, pages};

/// Recorders fetch the pages from here; only relative addresses tell.
static BASE: LazyLock<BaseUrl> = LazyLock::new(|| BaseUrl::parse("http://example.org").expect("an address"));

static PAGES: LazyLock<Vec<ReaderPage>> = LazyLock::new(|| pages(&House::new()));

/// What a reader showed of a page.
#[derive(Clone, Debug, Default, PartialEq)]
struct Verdict {
    title: String,
    description: String,
    image: String,
}

impl Verdict {
    /// White space is folded on the screen, and an address may be written in several ways.
    fn new(title: Option<&str>, description: Option<&str>, image: Option<&str>) -> Self {
        let fold = |text: Option<&str>| text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let image = image.and_then(|image| match url::Url::parse(image) {
            Ok(url) => Some(url.to_string()),
            Err(url::ParseError::RelativeUrlWithoutBase) => Some(image.to_owned()),
            // No address: nothing can be fetched.
            Err(_) => None,
        });
        Self { title: fold(title), description: fold(description), image: image.unwrap_or_default() }
    }
}

impl From<&Preview> for Verdict {
    fn from(shown: &Preview) -> Self {
        let value = |shown: &Option<smo_build::model::preview::Shown>| shown.as_ref().map(|shown| shown.value.clone());
        Self::new(value(&shown.title).as_deref(), value(&shown.description).as_deref(), value(&shown.image).as_deref())
    }
}

fn predicted(id: &str, html: &[u8]) -> Verdict {
    let facts = survey(&page(html));
    Verdict::from(&preview(consumer::find(id).expect("a consumer"), &facts, Some(&BASE)))
}

#[test]
fn lemmy_shows_what_its_parser_finds() {
    let verdicts = PAGES.iter().map(|page| (page, lemmy(&page.html)));
    judge("lemmy", verdicts.collect(), |html| predicted("lemmy", html), &[]);
}

/// What Lemmy makes of the parser's findings.
fn lemmy(html: &[u8]) -> Verdict {
    let parsed = webpage::HTML::from_string(String::from_utf8_lossy(html).into_owned(), None).expect("text is read");
    let property = |key: &str| parsed.opengraph.properties.get(key).cloned();
    let image = parsed.opengraph.images.first().filter(|image| !image.url.is_empty());
    let here = url::Url::parse("http://example.org/rain/").expect("an address");
    let image = image.and_then(|image| here.join(&image.url).ok()).map(|url| url.to_string());
    let title = property("title").or(parsed.title.clone());
    Verdict::new(title.as_deref(), property("description").or(parsed.description.clone()).as_deref(), image.as_deref())
}

#[test]
fn synapse_shows_what_its_preview_code_extracts() {
    const KNOWN: &[Known] = &[("of an attribute that stands twice in a tag it takes the second, browsers the first", |html| {
        has(html, "\" content=\"Second\"")
    })];
    judge_recorded("synapse", "synapse", KNOWN);
}

#[test]
fn misskey_shows_what_summaly_extracts() {
    judge_recorded("misskey", "summaly", &[]);
}

/// It is no consumer, so it has no row: its ways are written down here, and what they are asked for
/// is whether our facts hold what it found.
#[test]
fn the_facts_hold_what_open_graph_scraper_finds() {
    let verdicts = fresh("open-graph-scraper");
    const KNOWN: &[Known] = &[
        ("it sorts several pictures by the sizes that tags give them", |html| has(html, "og:image:width")),
        ("it takes `itemprop=description` where there is no other", |html| has(html, "itemprop=\"description\"")),
    ];
    judge("open-graph-scraper", verdicts, scraper, KNOWN);
}

fn scraper(html: &[u8]) -> Verdict {
    let facts = survey(&page(html));
    // `property` counts before `name`; the last tag that says something wins; templates are read.
    let mut metas: Vec<&Meta> = facts.metas.iter().chain(&facts.fringe.in_template.metas).chain(&facts.fringe.in_value).collect();
    metas.retain(|meta| !facts.fringe.spaced.contains(&meta.span));
    metas.sort_by_key(|meta| meta.span.start);
    let counts =
        |meta: &&&Meta| meta.carrier != Carrier::Name || !metas.iter().any(|it| it.span == meta.span && it.carrier == Carrier::Property);
    let all = |key: &'static str| metas.iter().filter(counts).filter(move |meta| meta.key == key).map(|meta| meta.content.as_str());
    let last = |key| all(key).next_back().filter(|content| !content.is_empty());
    let title = last("og:title").or_else(|| facts.fringe.titles.first().map(|title| title.text.as_str()));
    let named = facts.metas.iter().find(|meta| meta.in_head && meta.carrier != Carrier::Property && meta.key_raw == "description");
    let description = last("og:description").or(named.map(|meta| meta.content.as_str()));
    let lists = ["og:image:secure_url", "og:image", "og:image:url"].map(|key| all(key).collect::<Vec<_>>());
    let list = lists.into_iter().find(|list| !list.is_empty()).unwrap_or_default();
    let mut images: Vec<_> = list.into_iter().filter(|url| !url.is_empty()).collect();
    images.sort_by_key(|url| !url.to_ascii_lowercase().ends_with(".gif"));
    // Without a tag it takes a picture of the text whose address has a host, or looks like one.
    let like_a_host = |src: &&str| !src.starts_with(['/', '.']) && [".png", ".jpg", ".webp", ".gif"].iter().any(|end| src.ends_with(end));
    let in_text = || facts.images.iter().map(|image| image.src.as_str()).find(like_a_host);
    Verdict::new(title, description, images.first().copied().or_else(in_text))
}

/// For the recorders: `ORACLE_PAGES=DIR cargo test --test suite oracles::`.
#[test]
fn pages_are_written_where_they_are_asked_for() {
    let Some(folder) = std::env::var_os("ORACLE_PAGES").map(PathBuf::from) else { return };
    fs::create_dir_all(&folder).expect("a folder");
    for page in PAGES.iter() {
        fs::write(folder.join(format!("{}-{}.html", page.key, short_hash(&page.html))), &page.html).expect("written");
    }
}

/// Where our prediction is known to differ from what a tool says, and why.
type Known = (&'static str, fn(&[u8]) -> bool);

fn has(html: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(html).contains(text)
}

fn judge_recorded(id: &str, tool: &str, known: &[Known]) {
    judge(id, fresh(tool), |html| predicted(id, html), known);
}

/// The recorded verdicts that are of the pages as they are now.
fn fresh(tool: &str) -> Vec<(&'static ReaderPage, Verdict)> {
    let recorded = recorded(tool);
    let (mut verdicts, mut stale) = (Vec::new(), Vec::new());
    for page in PAGES.iter() {
        match recorded.get(&page.key) {
            Some((hash, verdict)) if *hash == short_hash(&page.html) => verdicts.push((page, verdict.clone())),
            _ => stale.push(page.key.as_str()),
        }
    }
    if !stale.is_empty() {
        let shown = stale.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        say(format!(
            "{tool}: {} of {} recorded verdicts are of other pages ({shown} …): run tests/oracles/record",
            stale.len(),
            PAGES.len()
        ));
    }
    // What the core writes changes now and then; the pages that it did not write do not.
    let raw = verdicts.iter().filter(|(page, _)| !page.optimized).count();
    assert!(raw * 2 == PAGES.len(), "{tool}: {raw} verdicts of raw pages hold; run tests/oracles/record");
    assert!(std::env::var_os("ORACLE_VERDICTS").is_none() || stale.is_empty(), "{tool}: fresh verdicts are of other pages");
    verdicts
}

/// To the terminal, also from a test that passes.
fn say(text: String) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// At least 99.5 of 100 pages, all three fields; every miss is named with its reason.
fn judge(id: &str, verdicts: Vec<(&ReaderPage, Verdict)>, predict: impl Fn(&[u8]) -> Verdict, known: &[Known]) {
    let total = verdicts.len();
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut details = String::new();
    for (page, theirs) in verdicts {
        let ours = predict(&page.html);
        if ours != theirs {
            let reason = known.iter().find(|(_, is)| is(&page.html)).map_or(UNEXPLAINED, |(reason, _)| reason);
            by_reason.entry(reason).or_default().push(&page.key);
            details.push_str(&format!("{}: {reason}\n  ours   {ours:?}\n  theirs {theirs:?}\n", page.key));
        }
    }
    let count: usize = by_reason.values().map(Vec::len).sum();
    for (reason, pages) in &by_reason {
        say(format!("{id}: {} of {total} differ ({}): {reason}", pages.len(), pages.join(", ")));
    }
    assert!(count * 1000 <= total * 5, "{id}: {count} of {total} differ\n{details}");
    assert!(!by_reason.contains_key(UNEXPLAINED), "{id}: a miss without a reason\n{details}");
}

const UNEXPLAINED: &str = "nobody knows why";

fn recorded(tool: &str) -> BTreeMap<String, (String, Verdict)> {
    let folder =
        std::env::var_os("ORACLE_VERDICTS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles"), PathBuf::from);
    let text = fs::read_to_string(folder.join(format!("{tool}.jsonl"))).expect("recorded verdicts");
    let lines =
        text.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a verdict"));
    lines
        .map(|line| {
            let field = |key: &str| line[key].as_str();
            let verdict = Verdict::new(field("title"), field("description"), field("image"));
            (field("page").expect("a key").to_owned(), (field("hash").expect("a hash").to_owned(), verdict))
        })
        .collect()
}

fn short_hash(html: &[u8]) -> String {
    Digest::of(html).short()
}

/// What is planned for a page is what its readers will find: the facts after the plan and a fresh
/// survey of the bytes lead every consumer to the same preview.
#[test]
fn the_plan_predicts_what_every_reader_will_show() {
    let house = House::new();
    let base = BaseUrl::parse("https://example.org").expect("an address");
    for source in PAGES.iter().filter(|page| !page.optimized) {
        let out = house.optimize(&source.html);
        let again: PageFacts = survey(&page(&out.html));
        for consumer in CONSUMERS {
            let (mut planned, mut found) = (preview(consumer, &out.facts, Some(&base)), preview(consumer, &again, Some(&base)));
            // Words taken from the page's text may hold the title that was added.
            for shown in [&mut planned, &mut found] {
                shown.description.take_if(|text| text.from == Read::BodyText);
            }
            assert_eq!(
                Verdict::from(&planned),
                Verdict::from(&found),
                "{} on {}\n{}",
                consumer.id,
                source.key,
                String::from_utf8_lossy(&out.html)
            );
        }
    }
}
