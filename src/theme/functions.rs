//! Functions of templates: `url`, `asset`, `t`, `icon`. They know the site's surroundings and
//! nothing of the page; no clock, no network, no file at rendering time.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tera::{Kwargs, State, Tera, TeraResult, Value};
use walkdir::WalkDir;

use super::layer::Layer;
use super::words::Words;
use crate::base::nearest::nearest;
use crate::base::{fs, url};
use crate::config::Settings;

/// What functions answer from; made once, shared by every rendering thread.
pub struct Surroundings {
    /// `/blog`, or empty.
    base_path: String,
    /// `https://ada.dev/blog`, or empty.
    base_url: String,
    /// Path below the output root → 10 hex digits of the file's hash.
    hashes: BTreeMap<String, String>,
    /// Name → SVG.
    icons: BTreeMap<String, String>,
    pub words: Arc<Words>,
}

/// Site files whose address carries a hash. Photos are left alone: hashing them all would cost more
/// than a cache that is asked again.
const HASHED: &[&str] = &["css", "js", "mjs", "json", "svg", "ico", "woff2"];
const MAX_HASHED: u64 = 4 * 1024 * 1024;

impl Surroundings {
    pub fn new(settings: &Settings, root: &Path, layers: &[Layer], words: Arc<Words>) -> Self {
        let mut hashes: BTreeMap<String, String> =
            super::static_files(layers).into_iter().map(|(path, bytes)| (path.to_owned(), short_hash(bytes))).collect();
        hash_site_files(&root.join(&settings.content.static_dir), &mut hashes);
        let mut icons = BTreeMap::new();
        for layer in layers.iter().rev() {
            for (name, bytes) in layer.below("templates/icons/") {
                if let (Some(name), Ok(svg)) = (name.strip_suffix(".svg"), std::str::from_utf8(bytes)) {
                    icons.insert(name.to_owned(), svg.trim().to_owned());
                }
            }
        }
        let base = settings.site.url.as_ref();
        Self {
            base_path: base.map_or(String::new(), |base| base.path().to_owned()),
            base_url: base.map_or(String::new(), |base| base.as_str().to_owned()),
            hashes,
            icons,
            words,
        }
    }

    /// The language that a template speaks: asked for, the page's, the partial's, the site's.
    pub fn lang(&self, kwargs: &Kwargs, state: &State) -> TeraResult<String> {
        if let Some(lang) = kwargs.get::<String>("lang")? {
            return Ok(lang);
        }
        let of = |name: &str| -> TeraResult<Option<String>> {
            let value = state.get::<Value>(name)?;
            Ok(value.and_then(|value| value.get_from_path("lang").and_then(Value::as_str).map(str::to_owned)))
        };
        if let Some(lang) = of("page")?.filter(|lang| !lang.is_empty()) {
            return Ok(lang);
        }
        if let Some(lang) = state.get::<Value>("lang")?.and_then(|value| value.as_str().map(str::to_owned)) {
            return Ok(lang);
        }
        Ok(of("site")?.unwrap_or_else(|| self.words.default_lang.clone()))
    }
}

fn hash_site_files(folder: &Path, hashes: &mut BTreeMap<String, String>) {
    let files = WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    for entry in files {
        let is_hashed = entry.path().extension().is_some_and(|ext| HASHED.iter().any(|known| ext.eq_ignore_ascii_case(known)));
        if !is_hashed {
            continue;
        }
        // A file that cannot be read is the copier's trouble; here it only has no hash.
        if let Ok(bytes) = fs::read_bounded(entry.path(), MAX_HASHED) {
            hashes.insert(fs::slashed(folder, entry.path()), short_hash(&bytes));
        }
    }
}

fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..10].to_owned()
}

pub fn register(tera: &mut Tera, around: Arc<Surroundings>) {
    let here = around.clone();
    tera.register_function("url", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let path = kwargs.must_get::<&str>("path")?;
        Ok(here.address(path, kwargs.get::<bool>("absolute")?.unwrap_or(false)))
    });
    let here = around.clone();
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let path = kwargs.must_get::<&str>("path")?.trim_start_matches('/');
        let address = here.address(&url::encode_path(path), kwargs.get::<bool>("absolute")?.unwrap_or(false));
        Ok(match here.hashes.get(path) {
            Some(hash) => format!("{address}?h={hash}"),
            None => address,
        })
    });
    let here = around.clone();
    tera.register_function("icon", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let name = kwargs.must_get::<&str>("name")?;
        match here.icons.get(name) {
            Some(svg) => Ok(Value::safe_string(svg)),
            None => Err(no_such("icon", name, here.icons.keys().map(String::as_str))),
        }
    });
    tera.register_function("t", move |kwargs: Kwargs, state: &State| -> TeraResult<String> {
        let key = kwargs.must_get::<&str>("key")?;
        let n = kwargs.get::<f64>("n")?;
        let lang = around.lang(&kwargs, state)?;
        let values: Vec<(String, String)> = kwargs
            .iter()
            .filter_map(|(name, value)| Some((name.as_str()?.to_owned(), value.to_string())))
            .filter(|(name, _)| !matches!(name.as_str(), "key" | "n" | "lang"))
            .collect();
        around.words.say(&lang, key, n, &values).ok_or_else(|| no_such("string", key, around.words.keys()))
    });
}

impl Surroundings {
    /// A site path as a link; what is an address already stays as it is.
    fn address(&self, path: &str, absolute: bool) -> String {
        let is_address = path.starts_with(['#', '?']) || path.starts_with("//") || has_scheme(path);
        if is_address {
            return path.to_owned();
        }
        let base = if absolute { &self.base_url } else { &self.base_path };
        format!("{base}/{}", path.trim_start_matches('/'))
    }
}

/// `https:`, `mailto:`, `data:`.
fn has_scheme(path: &str) -> bool {
    let is_scheme = |scheme: &str| scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && !scheme.contains(['/', '?', '#', ' ']);
    path.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
}

fn no_such<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> tera::Error {
    let hint = nearest(name, known).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    tera::Error::message(format!("there is no {what} `{name}`{hint}"))
}
