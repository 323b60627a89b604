//! The block `cta`: a few words and the one link that they lead to.

use serde_json::json;

use super::{Asked, Made, Mounter, Shaped, input, one_paragraph, quote};
use crate::base::html::fold_space;
use crate::base::{Finding, Place, url};
use crate::model::block::flag;

pub(super) fn cta<'a>(mounter: &mut Mounter<'a>, asked: &Asked<'a>) -> Option<Made> {
    let mount = asked.mount;
    let get = |key: &str| asked.values.get(key).map(|value| fold_space(value));
    let href = match destination(&get("to")?, mounter) {
        Ok(href) => href,
        Err(complaint) => {
            let at = mounter.at(mount);
            mounter.plan.findings.push(complaint.into_finding(at));
            return None;
        }
    };
    if !href.starts_with('#') {
        mounter.leads_to(mount, &href);
    }
    // The author's id is the block's; the words need one of their own then.
    let own_id = mount.id.as_ref().map(|_| asked.id.clone());
    let mut words_id = asked.id.clone();
    if own_id.is_some() {
        words_id.push_str("-words");
        if mounter.taken.contains(&words_id) {
            words_id = quote::free(&words_id, &mounter.taken);
        }
        mounter.taken.insert(words_id.clone());
    }
    let is_primary = asked.values.get("primary").and_then(|value| flag(value)) != Some(false);
    let data = json!({
        "href": href,
        "label": get("label")?,
        "kind": get("kind").map_or("read".to_owned(), |kind| kind.to_ascii_lowercase()),
        "primary": is_primary,
        "sentence": one_paragraph(&mounter.body(mount)),
        "own_id": own_id,
        "words_id": words_id,
    });
    Some(Made::Partial(Shaped { partial: "smo/cta.html".into(), data, links: Vec::new() }))
}

/// A complaint that does not know its place yet.
struct Complaint {
    message: String,
    help: &'static str,
}

impl Complaint {
    fn into_finding(self, at: Place) -> Finding {
        Finding::error("block-input", self.message, at).why("it is shown as its body alone, without a link").help(self.help)
    }
}

/// An address of this site gets its base path; others stay as they are, if readers can follow them.
fn destination(to: &str, mounter: &Mounter) -> Result<String, Complaint> {
    const WORKS: &str = "a path such as `/letter/`, an address with https, `mailto:`, or `#id` of this page work";
    let key = input::written("to", mounter.hints.built);
    let refuse = |message: String| Err(Complaint { message, help: WORKS });
    match to {
        "form" => {
            let forms = &mounter.facts.forms;
            return match forms.iter().flatten().next() {
                Some(id) => Ok(format!("#{}", url::encode_component(id.trim()))),
                None if forms.is_empty() => refuse(format!("`{key}=\"form\"` asks for a form on this page, and there is none")),
                None => Err(Complaint {
                    message: format!("`{key}=\"form\"` asks for a form on this page, and the one that is there has no id"),
                    help: "give the `<form>` an id",
                }),
            };
        }
        "checklist" => return refuse(format!("`{key}=\"checklist\"`: this version does not make `checklist` blocks yet")),
        _ => {}
    }
    if let Some(id) = to.strip_prefix('#') {
        let id = url::decode(id);
        let is_there = id == "top" || mounter.taken.contains(&id);
        return if is_there { Ok(to.to_owned()) } else { refuse(format!("no element of this page has the id `{id}`")) };
    }
    if to.starts_with('/') && !to.starts_with("//") {
        let base = mounter.policy.base.map_or("", |base| base.path());
        // Written with the base path already, as some generators do.
        let has_base = base.is_empty() || to == base || to.starts_with(&format!("{base}/"));
        return Ok(if has_base { to.to_owned() } else { format!("{base}{to}") });
    }
    let scheme = to
        .split_once(':')
        .map(|(scheme, _)| scheme)
        .filter(|scheme| !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
    match scheme.map(str::to_ascii_lowercase).as_deref() {
        None | Some("https" | "http" | "mailto" | "tel") if !to.chars().any(|c| c.is_control() || c.is_whitespace()) => Ok(to.to_owned()),
        _ => refuse(format!("`{key}` is `{to}`, which no reader can follow")),
    }
}
