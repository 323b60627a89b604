//! Group `share`, the words of share links that somebody wrote by hand: does the network take them all?
//!
//! Quotes of ours are cut to fit, and are no business of this.

use crate::lint::rule::Reporter;
use crate::lint::rules::share::{Share, at, share};
use crate::model::platform::{Limit, Of, Platform, Unit, length};
use crate::model::view::PageView;

/// Networks whose own programs refuse what is longer.
const STRICT: &[&str] = &["x", "bluesky", "mastodon", "threads"];

pub fn too_long(page: &PageView, report: &mut Reporter) {
    for anchor in &page.shown.anchors {
        let Some(share) = share(&anchor.href).filter(|share| STRICT.contains(&share.platform.id)) else { continue };
        let Some(post) = post(&share) else { continue };
        let Some((over, limit)) = limits(share.platform)
            .map(|limit| (length(&post, limit.unit).saturating_sub(limit.max as usize), limit))
            .find(|(over, _)| *over > 0)
        else {
            continue;
        };
        let (name, most) = (share.platform.label, limit.max);
        let unit = if limit.unit == Unit::Bytes { " bytes" } else { "" };
        report
            .say("overflow", at(anchor), format!("the words of the {name} link are {over} over its {most}{unit}"))
            .fact("share", anchor.href.clone())
            .why("readers must shorten it before they can post")
            .help("shorten the text; the address counts, too");
    }
}

fn limits(platform: &Platform) -> impl Iterator<Item = &Limit> {
    platform.post.iter().chain(platform.limits.iter().filter(|limit| limit.of == Of::PostBytes))
}

/// All that will stand in the post: the words, the address, and what X adds.
fn post(share: &Share) -> Option<String> {
    let mut post = share.value("text")?;
    if let Some(url) = share.value("url").filter(|url| !url.trim().is_empty()) {
        post = format!("{post} {url}");
    }
    if share.platform.id == "x" {
        let tags = share.value("hashtags").unwrap_or_default();
        for tag in tags.split(',').map(|tag| tag.trim().trim_start_matches('#')).filter(|tag| !tag.is_empty()) {
            post = format!("{post} #{tag}");
        }
        if let Some(via) = share.value("via").filter(|via| !via.trim().is_empty()) {
            post = format!("{post} via @{}", via.trim().trim_start_matches('@'));
        }
    }
    Some(post)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(href: &str) -> Vec<usize> {
        let share = share(href).expect("a share link");
        let post = post(&share).expect("it has words");
        limits(share.platform).map(|limit| length(&post, limit.unit)).collect()
    }

    #[test]
    fn a_post_is_all_that_the_network_writes_into_it() {
        // "Rain" and the address, " #wet #cold" and " via @ada".
        let plain = "https://x.com/intent/tweet?text=Rain&url=https%3A%2F%2Fada.dev%2Fa%2Fvery%2Flong%2Fway%2Fto%2Fgo%2F";
        assert_eq!(lengths(plain), [4 + 1 + 23]);
        assert_eq!(lengths(&format!("{plain}&hashtags=wet,cold&via=ada")), [28 + 5 + 6 + 9]);
        // A family is one letter and eighteen bytes.
        assert_eq!(lengths("https://bsky.app/intent/compose?text=%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7"), [1, 18]);
        let mastodon = "https://share.joinmastodon.org/#text=Rain%20https%3A%2F%2Fada.dev%2Fa%2Fvery%2Flong%2Fway%2Fto%2Fgo%2F";
        assert_eq!(lengths(mastodon), [4 + 1 + 23]);
        assert_eq!(lengths("https://www.threads.com/intent/post?text=R%C3%A4in&url=https%3A%2F%2Fa.b"), [4 + 1 + 11]);
    }
}
