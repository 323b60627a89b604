//! Reads a whole site: files in parallel, then what only all of them together decide (who is
//! due, who lives where), then the bodies in parallel.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use jiff::tz::TimeZone;
use rayon::prelude::*;

use super::address::{Claim, Taken, check_patterns};
use super::discover::{AssetFile, Found, Role, discover, is_below};
use super::front_matter::FrontMatter;
use super::links::{Links, Names};
use super::page::{self, Draft};
use super::post::{self, Post, Surroundings};
use super::{Request, Site, graph, mdx, outputs, values};
use crate::base::{Error, Finding, Place, UrlPath};
use crate::config::Settings;
use crate::model::page::OutPath;
use crate::model::report::{SkipReason, Skipped};

/// Reads the site that `request` names.
pub fn read(request: &Request) -> Result<Site, Error> {
    let settings = request.settings;
    let zone = zone(settings)?;
    check_patterns(settings)?;
    let Found { pages, assets, sidecars, mut findings } = discover(request.root, settings)?;
    if pages.is_empty() {
        return Err(Error::Nothing(format!("there is no page in `{}`: put a Markdown file there", settings.content.content)));
    }
    let read: Vec<(Option<Draft>, Vec<Finding>)> = pages
        .into_par_iter()
        .map(|file| {
            let mut findings = Vec::new();
            page::read(file, request, &mut findings).map(|draft| (draft, findings))
        })
        .collect::<Result<_, Error>>()?;
    let mut drafts = Vec::with_capacity(read.len());
    for (draft, mut own) in read {
        findings.append(&mut own);
        drafts.extend(draft);
    }
    inherit(&mut drafts);
    drafts.par_iter_mut().for_each(|draft| draft.settle(&zone));
    let (shown, skipped) = due(drafts, request, &mut findings);
    let mut taken = Taken::default();
    let addressed = addressed(shown, settings, &zone, &mut taken, &mut findings);
    let bundles = bundle_files(&assets);
    let assets = place_assets(assets, &addressed, &skipped, settings, &mut taken, &mut findings);
    let links = links(request, &addressed, &skipped, &assets);
    let around = Surroundings { settings, links: &links, image_size: request.image_size, words: request.words, bundles: &bundles };
    let mut posts: Vec<Post> = addressed.into_par_iter().map(|(draft, url, out)| post::finish(draft, url, out, &around)).collect();
    let mut graph = graph::build(&posts, settings);
    findings.append(&mut graph.findings);
    for post in &mut posts {
        findings.append(&mut post.draft.findings);
    }
    findings.extend(mdx::left_out(posts.iter().flat_map(|post| &post.components)));
    let outputs = outputs::list(&posts, &graph, settings, &mut taken, &mut findings);
    let values = values::Values::new(&posts, &graph, settings);
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut assets: Vec<(PathBuf, OutPath)> = assets.into_iter().map(|(_, disk, out)| (disk, out)).collect();
    assets.sort_by(|a, b| a.1.cmp(&b.1));
    let not_found = (request.words)(&settings.site.lang, "not_found");
    Ok(Site { settings: settings.clone(), posts, graph, values, outputs, assets, sidecars, skipped, findings, not_found })
}

fn order(finding: &Finding) -> (&str, u32, &str) {
    let at = match &finding.at {
        Place::Spot(spot) => spot.start,
        _ => 0,
    };
    (finding.path(), at, finding.rule)
}

fn zone(settings: &Settings) -> Result<TimeZone, Error> {
    TimeZone::get(&settings.site.timezone).map_err(|_| {
        let message = format!("`site.timezone`: `{}` is not a time zone", settings.site.timezone);
        Error::invalid(Finding::error("config-invalid", message, Place::Site).help("use an IANA name such as Europe/Oslo, or UTC"))
    })
}

/// Values of `cascade`, nearest section first. A drafted section hides what lies below it.
fn inherit(drafts: &mut [Draft]) {
    let mut above: HashMap<String, FrontMatter> = HashMap::new();
    for draft in drafts.iter().filter(|draft| draft.is_list()) {
        let mut values = draft.front.cascade.as_deref().cloned().unwrap_or_default();
        if draft.front.draft == Some(true) {
            values.draft = Some(true);
        }
        if draft.front.cascade.is_some() || values.draft.is_some() {
            above.insert(draft.section.clone(), values);
        }
    }
    if above.is_empty() {
        return;
    }
    for draft in drafts {
        let folder = draft.folder().to_owned();
        let mut at = Some(folder.as_str());
        while let Some(name) = at {
            if let Some(values) = above.get(name).filter(|_| !(draft.is_list() && draft.section == name)) {
                draft.front.inherit(values);
            }
            at = if name.is_empty() { None } else { Some(name.rsplit_once('/').map_or("", |(above, _)| above)) };
        }
    }
}

/// Those that are out now, and those that are left out.
fn due(drafts: Vec<Draft>, request: &Request, findings: &mut Vec<Finding>) -> (Vec<Draft>, Vec<Skipped>) {
    let mut shown = Vec::with_capacity(drafts.len());
    let mut skipped = Vec::new();
    for mut draft in drafts {
        match draft.hidden(request.now, request.show) {
            Some(reason) => {
                findings.append(&mut draft.findings);
                skipped.push(reason);
            }
            None => shown.push(draft),
        }
    }
    if let Some(limit) = request.limit {
        let mut newest: Vec<_> =
            shown.iter().filter(|draft| !draft.is_list()).filter_map(|draft| draft.date.as_ref()).map(|date| date.timestamp()).collect();
        newest.sort_unstable_by(|a, b| b.cmp(a));
        if let Some(oldest) = limit.checked_sub(1).and_then(|last| newest.get(last)).copied() {
            let mut left = limit;
            shown.retain(|draft| match &draft.date {
                Some(date) if !draft.is_list() => {
                    let keep = date.timestamp() >= oldest && left > 0;
                    left -= usize::from(keep);
                    keep
                }
                _ => true,
            });
        } else if limit == 0 {
            shown.retain(|draft| draft.date.is_none() || draft.is_list());
        }
    }
    (shown, skipped)
}

type Addressed = (Draft, UrlPath, OutPath);

/// Gives each page its address; of two that want one, the first by path gets it.
fn addressed(drafts: Vec<Draft>, settings: &Settings, zone: &TimeZone, taken: &mut Taken, findings: &mut Vec<Finding>) -> Vec<Addressed> {
    let mut all = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        let (url, out) = draft.address(settings, zone);
        let place = || match draft.front.span("permalink").or_else(|| draft.front.span("slug")) {
            Some(span) => draft.spot(span),
            None => draft.head(),
        };
        match taken.claim(out.as_str(), &draft.file.shown) {
            Claim::Free => {}
            Claim::Same(owner) => {
                findings.push(
                    Finding::error("url-clash", format!("{url} is the address of {owner} too"), place())
                        .why(format!("only {owner} is written"))
                        .help("give one of them another `slug:` or `permalink:`"),
                );
                findings.append(&mut draft.findings);
                continue;
            }
            Claim::Case(other, owner) => findings.push(
                Finding::warning("url-case-clash", format!("{url} and /{other} ({owner}) differ only in capital letters"), place())
                    .why("on disks of macOS and Windows one overwrites the other")
                    .help("give one of them another `slug:`"),
            ),
        }
        all.push((draft, url, out));
    }
    all
}

fn bundle_files(assets: &[AssetFile]) -> BTreeMap<String, Vec<String>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for asset in assets {
        if let Some(bundle) = &asset.bundle {
            files.entry(bundle.clone()).or_default().push(asset.path[bundle.len() + 1..].to_owned());
        }
    }
    files
}

/// (below content, on disk, in the output)
type Placed = (String, PathBuf, OutPath);

/// Files of a bundle go where its page lives, others keep their path. What belongs to a page
/// that is left out is left out too.
fn place_assets(
    assets: Vec<AssetFile>,
    pages: &[Addressed],
    skipped: &[Skipped],
    settings: &Settings,
    taken: &mut Taken,
    findings: &mut Vec<Finding>,
) -> Vec<Placed> {
    let bundles: HashMap<&str, &OutPath> =
        pages.iter().filter(|(draft, ..)| draft.file.role == Role::Bundle).map(|(draft, _, out)| (draft.folder(), out)).collect();
    let hidden_lists: HashSet<String> = skipped
        .iter()
        .filter_map(|skipped| {
            let path = skipped.path.strip_prefix(&*settings.content.content)?.trim_start_matches('/');
            let (folder, name) = path.rsplit_once('/')?;
            name.starts_with("_index.").then(|| folder.to_owned())
        })
        .collect();
    let mut placed = Vec::with_capacity(assets.len());
    for asset in assets {
        let path = match &asset.bundle {
            Some(bundle) => {
                let Some(out) = bundles.get(bundle.as_str()) else { continue };
                let folder = out.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
                let rest = &asset.path[bundle.len() + 1..];
                if folder.is_empty() { rest.to_owned() } else { format!("{folder}/{rest}") }
            }
            None if hidden_lists.iter().any(|folder| is_below(&asset.path, folder)) => continue,
            None if asset.path.split('/').any(|part| part == "_drafts") => continue,
            None => asset.path.clone(),
        };
        let Some(out) = OutPath::new(&path) else { continue };
        let shown = format!("{}/{}", settings.content.content, asset.path);
        if let Claim::Same(owner) = taken.claim(out.as_str(), &shown) {
            findings.push(
                Finding::error("url-clash", format!("/{out} is the address of {owner} too"), Place::File(shown.into()))
                    .why(format!("only {owner} is written"))
                    .help("rename the file"),
            );
            continue;
        }
        placed.push((asset.path, asset.disk, out));
    }
    placed
}

fn links(request: &Request, pages: &[Addressed], skipped: &[Skipped], assets: &[Placed]) -> Links {
    let settings = request.settings;
    let mut known: HashMap<String, Result<UrlPath, &'static str>> = HashMap::with_capacity(pages.len() + skipped.len());
    for (draft, url, _) in pages {
        known.insert(draft.file.path.clone(), Ok(url.clone()));
    }
    for page in skipped {
        let path = page.path.strip_prefix(&*settings.content.content).unwrap_or(&page.path).trim_start_matches('/');
        let reason = match page.reason {
            SkipReason::Draft => "a draft",
            SkipReason::Future => "not due yet",
            SkipReason::Expired => "expired",
            SkipReason::Empty | SkipReason::Fragment => "no page",
        };
        known.insert(path.to_owned(), Err(reason));
    }
    Links {
        root: request.root.to_path_buf(),
        content: settings.content.content.clone(),
        static_dir: settings.content.static_dir.clone(),
        names: Names::of(&known),
        base: settings.site.url.clone(),
        base_path: settings.site.url.as_ref().map(|url| url.path().to_owned()).unwrap_or_default(),
        pages: known,
        assets: assets.iter().map(|(path, _, out)| (path.clone(), out.clone())).collect(),
    }
}
