//! Faults planted on purpose: each operator breaks a clean site in one way, and lint has to name it.
//!
//! README.md says how to look at single faults, and how to give the mutants to other tools.

#![allow(clippy::print_stdout, reason = "shown where somebody asks for it")]

mod faults;
mod page;
mod site;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use rayon::prelude::*;
use smo_build::base::{Finding, Level, Place};

use faults::{GROUPS, Operator, UNSEEN, Wave};
use page::Planted;
use site::{Kind, Rng, Site, clean_sites};

/// How often each fault is planted, each time on another page: `MUTANT_SEEDS` says more. `.ci/run` asks for five.
const SEEDS: u64 = 1;

fn seeds() -> u64 {
    std::env::var("MUTANT_SEEDS").map_or(SEEDS, |seeds| seeds.parse().expect("a number"))
}

/// What lint says of a clean site: how often each finding.
type Said = BTreeMap<(String, String, String), usize>;

fn key(finding: &Finding) -> (String, String, String) {
    let page = finding.page.as_deref().unwrap_or_default();
    (finding.rule.to_owned(), format!("{page} {}", finding.path()), finding.message.to_string())
}

fn said(findings: &[Finding]) -> Said {
    let mut said = Said::new();
    for finding in findings {
        *said.entry(key(finding)).or_default() += 1;
    }
    said
}

/// One fault on one site, judged.
struct Verdict {
    site: &'static str,
    /// The right rule on the right page.
    found: bool,
    /// It points at the fault; none if there is nothing to point at.
    place: Option<bool>,
    /// What is new, in one line each.
    news: Vec<String>,
}

fn judge(site: &Site, planted: &Planted, operator: &Operator, clean: &Said, findings: &[Finding]) -> Verdict {
    let mut known = clean.clone();
    let mut news = Vec::new();
    for finding in findings {
        match known.get_mut(&key(finding)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => news.push(finding),
        }
    }
    let on_page = |finding: &Finding| match &planted.page {
        Some(page) => {
            // Two of a kind are said of the first; the other is named beside it.
            let address = site.url_path(page);
            let beside = finding.evidence.iter().flat_map(|evidence| &evidence.related).any(|(_, words)| *words == address);
            finding.page.as_deref() == Some(address.as_str()) || finding.path() == planted.file || beside
        }
        None => true,
    };
    let right: Vec<&&Finding> = news.iter().filter(|finding| operator.rules.contains(&finding.rule) && on_page(finding)).collect();
    let is_source = site.kind == Kind::Source || site.sources.contains_key(&planted.file);
    let text = site.sources.get(&planted.file).or_else(|| site.files.get(&planted.file)).map(|bytes| String::from_utf8_lossy(bytes));
    let hits = |finding: &Finding| match &finding.at {
        Place::Spot(spot) if spot.path.as_ref() == planted.file => planted.at.iter().any(|at| match is_source {
            false => (spot.start as usize) < at.end.max(at.start + 1) && at.start < (spot.end as usize).max(spot.start as usize + 1),
            true => lines(text.as_deref().unwrap_or_default(), at).contains(&spot.line),
        }),
        Place::File(path) => path.as_ref() == planted.file && !planted.file.ends_with(".html") && !is_source,
        _ => false,
    };
    let found = !right.is_empty();
    // What is wrong on all pages is said once, of the site.
    let of_site = planted.page.is_none() && right.iter().any(|finding| finding.at == Place::Site);
    let place = (found && !planted.at.is_empty() && !of_site).then(|| right.iter().any(|finding| hits(finding)));
    Verdict { site: site.name, found, place, news: news.iter().map(|finding| said_in_a_line(finding)).collect() }
}

fn lines(text: &str, at: &Range<usize>) -> std::ops::RangeInclusive<u32> {
    let line = |end: usize| text.as_bytes()[..end.min(text.len())].iter().filter(|byte| **byte == b'\n').count() as u32 + 1;
    line(at.start)..=line(at.end.max(at.start + 1) - 1)
}

fn said_in_a_line(finding: &Finding) -> String {
    let line = match &finding.at {
        Place::Spot(spot) => format!("{}:{}:{}", spot.path, spot.line, spot.column),
        _ => finding.path().to_owned(),
    };
    format!("{} {}: {} ({line})", finding.level.name(), finding.rule, finding.message)
}

/// Plants a fault into the first site, from a random one on, in which it can be planted.
fn plant(sites: &[Site], operator: &Operator, seed: u64) -> Option<(usize, Site, Planted)> {
    // By its name: a new operator moves no other one.
    let number = operator.name.bytes().fold(7u64, |number, byte| number.wrapping_mul(131).wrapping_add(byte.into()));
    let mut rng = Rng::new(number.wrapping_add(seed));
    // Each time on the site of another generator.
    let first = (number.wrapping_add(seed) % sites.len() as u64) as usize;
    (0..4 * sites.len()).map(|step| (first + step) % sites.len()).find_map(|at| {
        let mut mutant = sites[at].clone();
        let planted = (operator.plant)(&mut mutant, &mut rng)?;
        Some((at, mutant, planted))
    })
}

fn share(part: usize, of: usize) -> f64 {
    if of == 0 { 100.0 } else { part as f64 * 100.0 / of as f64 }
}

#[test]
fn clean_sites_are_silent() {
    let mut loud = Vec::new();
    for site in clean_sites() {
        let (pages, findings) = site.lint();
        assert!(pages >= 5, "{}: {pages} pages", site.name);
        loud.extend(
            findings
                .iter()
                .filter(|finding| finding.level > Level::Info)
                .map(|finding| format!("{}: {}", site.name, said_in_a_line(finding))),
        );
        if std::env::var_os("MUTANTS").is_some() {
            for finding in &findings {
                println!("{}: {}", site.name, said_in_a_line(finding));
            }
        }
    }
    assert!(loud.is_empty(), "{}", loud.join("\n"));
}

/// What has to be reached, in percent. They rise as rules land; the goal is 95 for the first wave, 90 for what any rule
/// names, 95 for place and for one finding a fault.
struct Bars {
    first: f64,
    second: f64,
    named: f64,
    place: f64,
    alone: f64,
}

const BARS: Bars = Bars { first: 98.4, second: 96.9, named: 95.3, place: 95.9, alone: 95.0 };

#[test]
fn planted_faults_are_found() {
    let sites = clean_sites();
    let clean: Vec<Said> = sites.par_iter().map(|site| said(&site.lint().1)).collect();
    let only = std::env::var("MUTANTS").ok().filter(|names| !names.is_empty());
    let seeds = seeds();
    let export = std::env::var_os("MUTANT_PAGES").map(PathBuf::from);
    let wanted = |operator: &Operator| only.as_ref().is_none_or(|names| names.split(',').any(|name| operator.name.contains(name)));
    if let Some(folder) = &export {
        sites.iter().filter(|site| site.kind == Kind::Html).for_each(|site| site.write(&folder.join("clean").join(site.name)));
    }

    let mut jobs = Vec::new();
    for (group, operators) in GROUPS.iter().chain(UNSEEN) {
        for operator in operators.iter().filter(|operator| wanted(operator)) {
            jobs.extend((0..seeds).map(|seed| (*group, operator, seed)));
        }
    }
    let verdicts: Vec<(&str, &Operator, Verdict)> = jobs
        .par_iter()
        .map(|(group, operator, seed)| {
            let (at, mutant, planted) =
                plant(&sites, operator, *seed).unwrap_or_else(|| panic!("{}: no site can be broken in this way", operator.name));
            let same = mutant.files == sites[at].files && mutant.sources == sites[at].sources;
            assert!(!same, "{}: nothing changed in {}", operator.name, mutant.name);
            let verdict = judge(&mutant, &planted, operator, &clean[at], &mutant.lint().1);
            if let Some(folder) = export.as_ref().filter(|_| mutant.kind == Kind::Html) {
                let name = format!("{}-{seed}", operator.name);
                let line = format!("{name}\t{group}\t{}\t{}\t{}\t{}\n", mutant.name, planted.file, verdict.found, operator.wave().name());
                mutant.write(&folder.join("mutants").join(&name));
                fs::create_dir_all(folder.join("lines")).expect("a folder");
                fs::write(folder.join("lines").join(name), line).expect("a file");
            }
            (*group, *operator, verdict)
        })
        .collect();

    let table = table(&verdicts);
    println!("{}", table.text);
    if let Some(file) = std::env::var_os("MUTANTS_TABLE") {
        fs::write(file, &table.text).expect("a file");
    }
    if only.is_none() {
        let reached = &table.reached;
        let short: Vec<String> = [
            ("first wave", reached.first, BARS.first),
            ("second wave", reached.second, BARS.second),
            ("named by a rule", reached.named, BARS.named),
            ("place", reached.place, BARS.place),
            ("alone", reached.alone, BARS.alone),
        ]
        .iter()
        .filter(|(_, reached, bar)| reached < bar)
        .map(|(name, reached, bar)| format!("{name}: {reached:.1} % of {bar} %"))
        .collect();
        assert!(short.is_empty(), "{}", short.join("\n"));
    }
}

/// Three faults on one site: of those that are found alone, so many are still found (percent). A root may hide what follows
/// from it, and a fault may undo another, so this is not all of them.
const TOGETHER: f64 = 95.0;
/// Threes for each time that a fault is planted.
const THREES: u64 = 20;

#[test]
fn faults_hardly_hide_each_other() {
    let sites = clean_sites();
    let clean: Vec<Said> = sites.par_iter().map(|site| said(&site.lint().1)).collect();
    let operators: Vec<&Operator> = GROUPS.iter().flat_map(|(_, operators)| *operators).filter(|of| of.wave() == Wave::First).collect();
    let verdicts: Vec<(bool, String)> = (0..THREES * seeds())
        .into_par_iter()
        .flat_map_iter(|number| {
            let at = number as usize % sites.len();
            let mut rng = Rng::new(number + 1);
            let mut all = sites[at].clone();
            let mut each = Vec::new();
            for _ in 0..200 {
                let operator = operators[rng.below(operators.len())];
                let (mut alone, mut both, seed) = (sites[at].clone(), all.clone(), rng.below(1000) as u64);
                let planted = (operator.plant)(&mut alone, &mut Rng::new(seed));
                let again = (operator.plant)(&mut both, &mut Rng::new(seed));
                let (Some(planted), Some(again)) = (planted, again) else { continue };
                // On different pages two faults do not meet; on different files they cannot.
                if planted.page.is_none() || planted.page != again.page {
                    continue;
                }
                all = both;
                each.push((operator, alone, planted));
                if each.len() == 3 {
                    break;
                }
            }
            let found = all.lint().1;
            let names = each.iter().map(|(operator, ..)| operator.name).collect::<Vec<_>>().join(" + ");
            let mut verdicts = Vec::new();
            for (operator, alone, planted) in &each {
                if judge(alone, planted, operator, &clean[at], &alone.lint().1).found {
                    let still = judge(&all, planted, operator, &clean[at], &found).found;
                    verdicts.push((still, format!("{} is not found on {} in {names}", operator.name, sites[at].name)));
                }
            }
            verdicts
        })
        .collect();
    let lost: Vec<&str> = verdicts.iter().filter(|(still, _)| !still).map(|(_, what)| what.as_str()).collect();
    let kept = share(verdicts.len() - lost.len(), verdicts.len());
    println!("{kept:.1} % of {} faults are found among others\n{}", verdicts.len(), lost.join("\n"));
    assert!(verdicts.len() > 20 && kept >= TOGETHER, "{kept:.1} % of {}:\n{}", verdicts.len(), lost.join("\n"));
}

struct Table {
    text: String,
    reached: Bars,
}

/// A row of the table.
struct Row {
    faults: usize,
    found: usize,
    placed: usize,
    to_place: usize,
    alone: usize,
}

impl Row {
    fn of<'a>(verdicts: impl Iterator<Item = &'a Verdict>) -> Self {
        let mut row = Self { faults: 0, found: 0, placed: 0, to_place: 0, alone: 0 };
        for verdict in verdicts {
            row.faults += 1;
            row.found += usize::from(verdict.found);
            row.to_place += usize::from(verdict.place.is_some());
            row.placed += usize::from(verdict.place == Some(true));
            row.alone += usize::from(verdict.found && verdict.news.len() == 1);
        }
        row
    }

    fn found(&self) -> f64 {
        share(self.found, self.faults)
    }

    fn place(&self) -> f64 {
        share(self.placed, self.to_place)
    }

    fn alone(&self) -> f64 {
        share(self.alone, self.found)
    }

    fn line(&self, name: &str) -> String {
        format!("| {name} | {} | {:.1} % | {:.1} % | {:.1} % |\n", self.faults, self.found(), self.place(), self.alone())
    }
}

const ROWS: [(&str, &[Wave]); 6] = [
    ("first wave", &[Wave::First]),
    ("second wave", &[Wave::Second]),
    ("rules of later", &[Wave::Later]),
    ("named by a rule", &[Wave::First, Wave::Second, Wave::Later]),
    ("named by none", &[Wave::None]),
    ("all", &[Wave::First, Wave::Second, Wave::Later, Wave::None]),
];

/// Is a group of operators in a set?
type IsIn = fn(&str) -> bool;

/// Of the second set.
fn is_unseen(group: &str) -> bool {
    UNSEEN.iter().any(|(of, _)| *of == group)
}

fn table(verdicts: &[(&str, &Operator, Verdict)]) -> Table {
    let mut text = String::from("| group | faults | found | place | alone |\n| --- | --: | --: | --: | --: |\n");
    for (group, _) in GROUPS.iter().chain(UNSEEN) {
        text += &Row::of(verdicts.iter().filter(|(of, ..)| of == group).map(|(.., verdict)| verdict)).line(group);
    }
    let sets: [(&str, IsIn); 3] = [("", |_| true), ("first set: ", |group| !is_unseen(group)), ("second set: ", is_unseen)];
    let of = |set: IsIn, waves: &[Wave]| {
        let is_it = |group: &str, operator: &Operator| set(group) && waves.contains(&operator.wave());
        Row::of(verdicts.iter().filter(|(group, operator, _)| is_it(group, operator)).map(|(.., verdict)| verdict))
    };
    for (name, set) in sets {
        for (of_wave, waves) in ROWS {
            text += &of(set, waves).line(&format!("{name}{of_wave}"));
        }
    }
    let all = |waves: &[Wave]| of(|_| true, waves);
    let (first, second, named) = (all(&[Wave::First]), all(&[Wave::Second]), all(&[Wave::First, Wave::Second, Wave::Later]));
    for (what, is_it) in [
        ("missed", (|_, verdict| !verdict.found) as fn(&Operator, &Verdict) -> bool),
        ("in another place", |_, verdict| verdict.place == Some(false)),
        ("not alone", |_, verdict| verdict.found && verdict.news.len() > 1),
    ] {
        let _ = writeln!(text, "\n## {what}\n");
        let mut lines: BTreeMap<(Wave, &str), Vec<String>> = BTreeMap::new();
        for (_, operator, verdict) in verdicts.iter().filter(|(_, operator, verdict)| is_it(operator, verdict)) {
            let news = if verdict.news.is_empty() { "nothing".to_owned() } else { verdict.news.join("; ") };
            let wanted = if operator.rules.is_empty() { "no rule".to_owned() } else { operator.rules.join(" or ") };
            let line = format!("  - {} ({wanted}): {news}", verdict.site);
            lines.entry((operator.wave(), operator.name)).or_default().push(line);
        }
        for ((wave, name), said) in lines {
            let _ = writeln!(text, "- {name}, {}, {} times\n{}", wave.name(), said.len(), said.join("\n"));
        }
    }
    let reached = Bars { first: first.found(), second: second.found(), named: named.found(), place: named.place(), alone: named.alone() };
    Table { text, reached }
}
