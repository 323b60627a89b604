//! The block `cta`: a few words and the one link that they lead to.

use serde_json::json;

use super::{Asked, Made, Mounter, Shaped, one_paragraph};
use crate::base::html::fold_space;
use crate::base::{Finding, Place, Span, url};
use crate::model::block::flag;
use crate::model::facts::Anchor;

/// Words that stand for a part of this page, and what is missing without it.
const PARTS: &[(&str, &str)] = &[("form", "form"), ("checklist", "checklist")];

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
    if href.starts_with('/') || !href.contains(':') && !href.starts_with('#') {
        let start = mount.element.start as usize;
        let span = Span::new(start, mount.element.inner.start as usize);
        mounter.plan.anchors.push(Anchor { href: href.clone(), span, value_span: None, in_chrome: false });
    }
    let is_primary = asked.values.get("primary").and_then(|value| flag(value)) != Some(false);
    let data = json!({
        "href": href,
        "label": get("label")?,
        "kind": get("kind").map_or("read".to_owned(), |kind| kind.to_ascii_lowercase()),
        "primary": is_primary,
        "sentence": one_paragraph(&mounter.body(mount)),
        // The author's id is the block's; the words need one of their own then.
        "own_id": mount.id.as_ref().map(|_| asked.id.clone()),
        "words_id": if mount.id.is_some() { format!("{}-words", asked.id) } else { asked.id.clone() },
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
    if let Some((_, part)) = PARTS.iter().find(|(word, _)| *word == to) {
        let message = format!("`to=\"{to}\"` asks for a {part} on this page, and there is none");
        return Err(Complaint { message, help: WORKS });
    }
    if let Some(id) = to.strip_prefix('#') {
        let id = url::decode(id);
        let is_there = id == "top" || mounter.taken.contains(&id);
        return if is_there {
            Ok(to.to_owned())
        } else {
            Err(Complaint { message: format!("no element of this page has the id `{id}`"), help: WORKS })
        };
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
        _ => Err(Complaint { message: format!("`to` is `{to}`, which no reader can follow"), help: WORKS }),
    }
}
