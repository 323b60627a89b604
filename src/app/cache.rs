//! `cache stats` and `cache prune`: what the kept pictures take up, and which of them no page shows.
//!
//! Nothing keeps a list of what was used. The output of the last run is that list: a picture is in
//! use if a file there names it, or if it lies there in a size that no tag names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

use super::run::{Common, ConfigFile, Ground, ground};
use crate::base::{Error, Finding, Place, fs};
use crate::cache::{Cache, Stock};
use crate::model::picture::{OG, SIZES};
use crate::model::report::Shelf;

#[derive(Clone, Debug, Default)]
pub struct CacheOptions {
    pub common: Common,
    /// Folders of finished sites that pictures were made for; empty = `output` of smo.yaml.
    pub sites: Vec<PathBuf>,
    /// At most this size is left; none = what `cache.max_mb` says.
    pub max_mb: Option<u32>,
    /// Drop nothing, only say what would go.
    pub dry_run: bool,
}

/// What the cache holds, and which of it the sites do not use, as far as they are there.
pub fn cache_stats(options: &CacheOptions) -> Result<Shelf, Error> {
    let (ground, cache) = open(options)?;
    let stock = cache.stock()?;
    let sites = sites(options, &ground);
    let named = named(&sites)?;
    let unused = if named.pages == 0 { Vec::new() } else { stock.superfluous(&named.pictures, None) };
    Ok(shelf(&ground, options, &stock, &unused))
}

/// Drops what no page names, then the largest of the rest until the limit is kept.
pub fn cache_prune(options: &CacheOptions) -> Result<Shelf, Error> {
    let (ground, cache) = open(options)?;
    let stock = cache.stock()?;
    let sites = sites(options, &ground);
    // Of several sites a misspelt one must not lose its pictures.
    if let Some(missing) = options.sites.iter().find(|site| !site.exists()) {
        let finding = Finding::error("usage", format!("there is no `{}`", missing.display()), Place::File("cache prune".into()));
        return Err(Error::invalid(finding.why("what its pages name would be dropped").help("check the spelling")));
    }
    let named = named(&sites)?;
    if named.pages == 0 {
        let folder = sites.first().map_or_else(String::new, |site| site.strip_prefix(".").unwrap_or(site).display().to_string());
        return Err(Error::Invalid(vec![
            Finding::error("usage", format!("there is no page in `{folder}`"), Place::File("cache prune".into()))
                .why("pictures are kept that a page names; without pages every picture would go")
                .help("build the site first, or name the folder of the finished site: `smo-build cache prune public`"),
        ]));
    }
    let limit = u64::from(limit(options, &ground)) * 1_000_000;
    let gone = stock.superfluous(&named.pictures, (limit > 0).then_some(limit));
    if !options.dry_run {
        cache.drop_entries(&gone)?;
        cache.sweep(SystemTime::now())?;
    }
    Ok(shelf(&ground, options, &stock, &gone))
}

fn open(options: &CacheOptions) -> Result<(Ground, Cache), Error> {
    let ground = ground(&options.common, ConfigFile::Optional)?;
    let cache = Cache::open(&ground.root.join(&ground.settings.cache.dir));
    Ok((ground, cache))
}

fn limit(options: &CacheOptions, ground: &Ground) -> u32 {
    options.max_mb.unwrap_or(ground.settings.cache.max_mb)
}

fn sites(options: &CacheOptions, ground: &Ground) -> Vec<PathBuf> {
    if options.sites.is_empty() { vec![ground.root.join(&ground.settings.output)] } else { options.sites.clone() }
}

fn shelf(ground: &Ground, options: &CacheOptions, stock: &Stock, unused: &[String]) -> Shelf {
    let folder = ground.root.join(&ground.settings.cache.dir);
    Shelf {
        folder: folder.strip_prefix(".").unwrap_or(&folder).to_path_buf(),
        pictures: stock.entries.len(),
        bytes: stock.bytes(),
        unused: unused.len(),
        unused_bytes: unused.iter().filter_map(|name| stock.entries.get(name)).sum(),
        max_mb: limit(options, ground),
        key: stock.key(),
    }
}

/// What the files of finished sites name.
#[derive(Default)]
struct Named {
    pages: usize,
    pictures: BTreeSet<String>,
}

/// Files that can name a picture.
const TEXTS: &[&str] = &["html", "htm", "xml", "json", "webmanifest", "css", "js", "txt", "md"];
const MAX_TEXT: u64 = 64 * 1024 * 1024;

fn named(sites: &[PathBuf]) -> Result<Named, Error> {
    let mut named = Named::default();
    for entry in sites.iter().flat_map(|site| WalkDir::new(site).into_iter().filter_map(Result::ok)) {
        named.pictures.extend(untold(entry.path()));
        let ending = entry.path().extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        if !entry.file_type().is_file() || !TEXTS.contains(&ending.as_str()) {
            continue;
        }
        named.pages += usize::from(ending.starts_with("htm"));
        let bytes = read(entry.path())?;
        named.pictures.extend(names(&bytes));
    }
    Ok(named)
}

/// A card in a size that no tag names is in use if it lies where a build put it.
fn untold(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str().filter(|_| path.parent().is_some_and(|folder| folder.ends_with("smo")))?;
    let mut parts = name.rsplit('-');
    let size = parts.nth(1)?;
    let is_other = SIZES.iter().any(|known| known.name == size && *known != OG);
    is_other.then(|| name.to_owned())
}

/// A file that vanished meanwhile names nothing; one that cannot be read may name everything.
fn read(path: &Path) -> Result<Vec<u8>, Error> {
    match fs::read_bounded(path, MAX_TEXT) {
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::FileTooLarge) => Ok(Vec::new()),
        read => read.map_err(Error::io(path)),
    }
}

/// Every `NAME` of `/smo/NAME`; JSON may write its slashes as `\/`.
fn names(bytes: &[u8]) -> impl Iterator<Item = String> {
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let starts = bytes.windows(4).enumerate().filter(|(_, window)| &window[..3] == b"smo" && matches!(window[3], b'/' | b'\\'));
    starts.filter_map(move |(at, window)| {
        let rest = &bytes[at + 4..];
        let rest = if window[3] == b'\\' { rest.strip_prefix(b"/")? } else { rest };
        let name: Vec<u8> = rest.iter().take_while(is_name).copied().collect();
        String::from_utf8(name).ok().filter(|name| name.contains('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_for_stories_are_in_use_without_a_tag() {
        let name = |path: &str| untold(Path::new(path));
        assert_eq!(name("public/smo/rain-story-0123456789.png").as_deref(), Some("rain-story-0123456789.png"));
        assert_eq!(name("public/smo/rain-og-0123456789.png"), None);
        assert_eq!(name("public/smo/rain-480w-0123456789.jpg"), None);
        assert_eq!(name("public/img/rain-story-1.png"), None);
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let text = br#"<meta content="https://a.b/x/smo/rain-og-1.png"> srcset="/smo/a-480w-2.jpg 480w, /smo/a-800w-3.jpg 800w" {"image":"https:\/\/a.b\/smo\/c.png"} /smo/ smo"#;
        assert_eq!(names(text).collect::<Vec<_>>(), ["rain-og-1.png", "a-480w-2.jpg", "a-800w-3.jpg", "c.png"]);
    }
}
