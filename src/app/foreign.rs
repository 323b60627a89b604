//! Another generator's output: which pages there are, where the site lives, what it is called.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use crate::base::{BaseUrl, Error, Finding, Place, fs};
use crate::config::Settings;
use crate::model::facts::PageFacts;
use crate::model::view::OutputPaths;
use crate::model::{Hints, HtmlPage, OutPath};
use crate::smo;

/// A folder of finished HTML.
pub(super) struct Foreign {
    pub folder: PathBuf,
    /// In path order.
    pub pages: Vec<OutPath>,
    pub others: Vec<OutPath>,
    pub paths: OutputPaths,
}

/// Pages that are read to learn the site's address and name.
const SAMPLE: usize = 60;

impl Foreign {
    pub fn walk(folder: &Path, settings: &Settings) -> Result<Self, Error> {
        if !folder.is_dir() {
            return Err(Error::Nothing(format!("{} is no folder", folder.display())));
        }
        let include = globs(&settings.optimize.include, "include")?;
        let exclude = globs(&settings.optimize.exclude, "exclude")?;
        let mut foreign = Self { folder: folder.to_path_buf(), pages: Vec::new(), others: Vec::new(), paths: OutputPaths::default() };
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(folder).to_path_buf();
                Error::Io { path, source: error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of links")) }
            })?;
            if !entry.file_type().is_file() {
                continue;
            }
            let Some(path) = OutPath::new(&fs::slashed(folder, entry.path())) else { continue };
            foreign.paths.insert(path.as_str());
            let lower = path.as_str().to_ascii_lowercase();
            let is_html = lower.ends_with(".html") || lower.ends_with(".htm");
            if is_html && include.is_match(path.as_str()) && !exclude.is_match(path.as_str()) {
                foreign.pages.push(path);
            } else {
                foreign.others.push(path);
            }
        }
        if foreign.pages.is_empty() {
            let holds = match foreign.others.first() {
                None => "it is empty".to_owned(),
                Some(first) if foreign.others.len() == 1 => format!("it holds {first} alone"),
                Some(first) => format!("it holds {} other files, such as {first}", foreign.others.len()),
            };
            return Err(Error::Nothing(format!("there is no HTML page in {}: {holds}", folder.display())));
        }
        foreign.pages.sort();
        Ok(foreign)
    }

    pub fn read(&self, path: &OutPath) -> Result<HtmlPage, Error> {
        let file = self.folder.join(path.as_str());
        // A page over the cap passes through; it is read all the same, to be judged and copied.
        let html = std::fs::read(&file).map_err(Error::io(&file))?;
        Ok(HtmlPage { path: path.clone(), html, hints: Hints::default() })
    }

    /// The file as messages name it: below the folder that was typed.
    pub fn shown(&self, path: &OutPath) -> Arc<str> {
        format!("{}/{path}", self.folder.to_string_lossy().trim_end_matches('/')).into()
    }

    /// Where the site lives and what it is called, where the settings do not say.
    pub fn infer(&self, settings: &mut Settings) -> Result<Option<Finding>, Error> {
        let mut sample = Vec::new();
        for path in self.pages.iter().take(SAMPLE) {
            sample.push(smo::survey(&self.read(path)?));
        }
        let mut note = None;
        if settings.site.url.is_none() {
            settings.site.url = self.cname().or_else(|| agreed_base(&sample));
            note = settings.site.url.as_ref().map(|base| inferred(base, &self.folder));
        }
        if settings.site.title.is_empty()
            && let Some(name) = site_name(&sample)
        {
            settings.site.title = name;
        }
        Ok(note)
    }

    fn cname(&self) -> Option<BaseUrl> {
        let text = std::fs::read_to_string(self.folder.join("CNAME")).ok()?;
        BaseUrl::parse(&format!("https://{}", text.trim()))
    }
}

fn inferred(base: &BaseUrl, folder: &Path) -> Finding {
    let shown: Arc<str> = folder.to_string_lossy().into_owned().into();
    Finding::info("base-url-inferred", format!("the site is taken to live at {}", base.as_str()), Place::File(shown))
        .why("no `site.url` is set; a CNAME file, or the canonical links of the pages, say so")
        .help("set `site.url` in smo.yaml, or pass `-b`, if that is wrong")
}

/// The base under which all canonical links and `og:url`s name their own page.
fn agreed_base(sample: &[PageFacts]) -> Option<BaseUrl> {
    let mut found: Option<BaseUrl> = None;
    for facts in sample {
        let page = facts.url.as_ref()?;
        let canonical = facts.head_link("canonical").map(|link| link.href.as_str());
        let said = canonical.or_else(|| facts.meta("og:url").map(|meta| meta.content.as_str()));
        let Some(said) = said.filter(|url| url.contains("://")) else { continue };
        let bare = said.split(['?', '#']).next().unwrap_or(said);
        let stripped = bare.strip_suffix("index.html").unwrap_or(bare);
        let own = page.as_str();
        let without_html = own.strip_suffix(".html").unwrap_or(own);
        let base = [own, own.trim_end_matches('/'), without_html].iter().find_map(|own| stripped.strip_suffix(own));
        let Some(base) = base.and_then(BaseUrl::parse) else { continue };
        match &found {
            Some(earlier) if *earlier != base => return None,
            _ => found = Some(base),
        }
    }
    found
}

/// What the pages call their site: `og:site_name`, else the ending that most titles share.
fn site_name(sample: &[PageFacts]) -> Option<String> {
    if let Some(name) = sample.iter().find_map(|facts| facts.meta("og:site_name")) {
        return Some(name.content.trim().to_owned());
    }
    let titles: Vec<&str> = sample.iter().filter_map(|facts| facts.title.as_ref()).map(|title| title.value.as_str()).collect();
    let endings = titles.iter().filter_map(|title| {
        [" | ", " - ", " — ", " – ", " · "]
            .iter()
            .filter_map(|separator| title.rsplit_once(separator))
            .map(|(_, end)| end.trim())
            .min_by_key(|end| end.len())
    });
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for ending in endings {
        match counts.iter_mut().find(|(_, name)| *name == ending) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, ending)),
        }
    }
    let (count, name) = counts.into_iter().max_by_key(|(count, name)| (*count, std::cmp::Reverse(name.len())))?;
    (count >= 2 && count * 2 >= titles.len() && !name.is_empty()).then(|| name.to_owned())
}

fn globs(patterns: &[String], key: &str) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = Glob::new(pattern).map_err(|error| {
            Error::invalid(Finding::error(
                "config-invalid",
                format!("`{pattern}` is no glob: {}", error.kind()),
                Place::File(format!("optimize.{key}").into()),
            ))
        })?;
        set.add(glob);
    }
    set.build().map_err(|error| Error::invalid(Finding::error("config-invalid", error.to_string(), Place::Site)))
}
