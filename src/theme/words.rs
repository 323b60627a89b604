//! The words of the interface: `i18n/LANG.yaml` of every layer, the site's over the theme's over core's.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};
use tera::Value;

use super::layer::Layer;
use super::plural::category;
use crate::base::yaml;
use crate::base::{Finding, Place};

/// Behind every other language.
const LAST_RESORT: &str = "en";

pub struct Words {
    by_lang: BTreeMap<String, Map<String, Json>>,
    /// Each language with what it falls back to, as templates get it: all pages ask for it.
    whole: BTreeMap<String, Value>,
    /// The site's own language: where no template says which.
    pub default_lang: String,
}

impl Words {
    pub fn read(layers: &[Layer], default_lang: &str) -> (Self, Vec<Finding>) {
        let mut by_lang: BTreeMap<String, Map<String, Json>> = BTreeMap::new();
        let mut findings = Vec::new();
        for layer in layers.iter().rev() {
            for (name, _) in layer.below("i18n/") {
                let Some(lang) = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")) else { continue };
                let path = format!("i18n/{name}");
                let Some(source) = layer.source(&path) else { continue };
                match yaml::parse(&source.text).map(|root| root.to_json()) {
                    Ok(Json::Object(map)) => by_lang.entry(lang.to_ascii_lowercase()).or_default().extend(map),
                    Ok(Json::Null) => {}
                    Ok(_) => findings.push(
                        Finding::error("theme-strings", "a map of words is wanted", Place::File(source.path.clone()))
                            .help("write one `key: text` a line"),
                    ),
                    Err(broken) => findings.push(
                        Finding::error(
                            "theme-strings",
                            format!("not readable as YAML: {}", broken.message),
                            Place::Spot(source.spot(broken.span)),
                        )
                        .why("its words are missing; the theme's English stands in"),
                    ),
                }
            }
        }
        let whole = by_lang.keys().map(|lang| (lang.clone(), merged(&by_lang, lang))).collect();
        (Self { by_lang, whole, default_lang: default_lang.to_owned() }, findings)
    }

    /// The entry under `key` in the nearest language that has one: `pt-BR`, `pt`, then English.
    pub fn get(&self, lang: &str, key: &str) -> Option<&Json> {
        chain(lang).iter().find_map(|lang| self.by_lang.get(lang)?.get(key))
    }

    /// The words under `key`, in the right plural form, with `{n}` and other marks filled in.
    pub fn say(&self, lang: &str, key: &str, n: Option<f64>, values: &[(String, String)]) -> Option<String> {
        // The plural form must follow the language that the words are in.
        let (lang, entry) = chain(lang).into_iter().find_map(|lang| Some((lang.clone(), self.by_lang.get(&lang)?.get(key)?)))?;
        let pattern = match entry {
            Json::Object(forms) => {
                let form = category(&lang, n.unwrap_or(1.0));
                forms.get(form).or_else(|| forms.get("other"))?.as_str()?.to_owned()
            }
            Json::String(text) => text.clone(),
            Json::Array(_) | Json::Null => return None,
            other => other.to_string(),
        };
        Some(fill(&pattern, n, values))
    }

    /// Every key, in the nearest language that has it.
    pub fn all(&self, lang: &str) -> Value {
        // One that nobody translated has the words of the next.
        let known = chain(lang).into_iter().find_map(|lang| self.whole.get(&lang).cloned());
        known.unwrap_or_else(|| merged(&self.by_lang, lang))
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.by_lang.get(LAST_RESORT).into_iter().flat_map(|map| map.keys().map(String::as_str))
    }
}

fn merged(by_lang: &BTreeMap<String, Map<String, Json>>, lang: &str) -> Value {
    let mut all = Map::new();
    chain(lang).iter().rev().filter_map(|lang| by_lang.get(lang)).for_each(|words| all.extend(words.clone()));
    Value::from_serializable(&all)
}

/// `pt-BR` is asked for as `pt-br`, `pt`, `en`.
fn chain(lang: &str) -> Vec<String> {
    let lang = lang.replace('_', "-").to_ascii_lowercase();
    let mut chain: Vec<String> = vec![lang.clone()];
    let mut rest = lang.as_str();
    while let Some((shorter, _)) = rest.rsplit_once('-') {
        chain.push(shorter.to_owned());
        rest = shorter;
    }
    if rest != LAST_RESORT {
        chain.push(LAST_RESORT.to_owned());
    }
    chain
}

fn fill(pattern: &str, n: Option<f64>, values: &[(String, String)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        out.push_str(&rest[..open]);
        let name = &rest[open + 1..close];
        match values.iter().find(|(key, _)| key == name) {
            Some((_, value)) => out.push_str(value),
            None if name == "n" => out.push_str(&n.map_or(String::new(), |n| n.to_string())),
            None => out.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}
