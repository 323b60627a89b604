//! Group `meta`: an oEmbed answer says what some readers show in place of the tags.

use crate::base::Level::Warning;
use crate::base::text::without_site;
use crate::base::{Place, html};
use crate::lint::rule::Tier::{Measured, Spec};
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{absolute, brief, preview, site_name};
use crate::model::facts::{HeadLink, Shape};
use crate::model::oembed::{OEmbed, TYPES};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[Rule {
    name: "oembed-overrides",
    group: Some(Group::Meta),
    cases: &[
        case("type", Warning, Spec, "Mastodon fetch_link_card_service.rb: oEmbed first, unless rich").on(&["mastodon"]),
        case("title", Warning, Measured, "reports: Slack asks oEmbed first").on(&["slack", "mastodon"]),
        case("picture", Warning, Measured, "reports: Slack asks oEmbed first").on(&["slack", "mastodon"]),
    ],
    check: Check::Page(overrides),
    doc: include_str!("../docs/oembed-overrides.md"),
}];

const RICH: &str = "rich";

/// The answer that readers would get, if it is a file of the site's.
fn answer<'a>(page: &'a PageView, report: &Reporter<'a>) -> Option<(&'a HeadLink, &'a OEmbed)> {
    let files = report.ctx.around.files.filter(|files| !files.oembeds.is_empty())?;
    let base = report.ctx.base?;
    let leads = |link: &&HeadLink, kind: &str| link.kind.as_deref().is_some_and(|is| is.trim().eq_ignore_ascii_case(kind));
    let link = TYPES.iter().find_map(|kind| page.shown.links.iter().filter(|link| link.in_head).find(|link| leads(link, kind)))?;
    let path = base.local_path(&page.shown.absolute(base, &link.href)?)?;
    Some((link, files.oembeds.get(&path)?))
}

fn overrides(page: &PageView, report: &mut Reporter) {
    let Some((link, answer)) = answer(page, report).filter(|_| page.shareable) else { return };
    let at = Place::Html(link.value_span.unwrap_or(link.span));
    let is_rich = answer.kind == RICH;
    // Of those that are rich, Mastodon takes nothing.
    let harmed: &[&'static str] = if is_rich { &["slack"] } else { &["slack", "mastodon"] };
    let hits = |report: &Reporter| harmed.iter().any(|platform| report.ctx.targets(platform));
    let shown = page.shown.meta("og:title").map(|meta| &meta.content).or(page.shown.title.as_ref().map(|title| &title.value));
    let site = site_name(page, report.ctx);
    if let (Some(says), Some(shown)) = (&answer.title, shown)
        && hits(report)
        && !is_one_title(without_site(says, site), without_site(shown, site))
    {
        report
            .say("title", at, format!("the oEmbed answer calls the page “{}”, og:title “{}”", brief(says), brief(shown)))
            .fact("oembed", says.as_str())
            .harms(harmed)
            .why("those who ask for oEmbed first show its title")
            .help("write the same title into both, or take the `<link>` away");
        return;
    }
    let picture = preview(&page.shown).map(|meta| meta.content.trim().to_owned());
    if let (Some(picture), true) = (&picture, hits(report)) {
        let message = match &answer.thumbnail {
            Some(thumbnail) => {
                let whole = absolute(page, report.ctx, thumbnail);
                let is_one = is_one_picture(whole.as_deref().unwrap_or(thumbnail), picture);
                (!is_one).then(|| format!("the oEmbed answer shows `{}`, og:image `{}`", brief(thumbnail), brief(picture)))
            }
            None => (answer.kind == "link").then(|| "the oEmbed answer names no picture, og:image does".to_owned()),
        };
        if let Some(message) = message {
            report
                .say("picture", at, message)
                .fact("oembed", answer.thumbnail.clone().unwrap_or_default())
                .harms(harmed)
                .why("those who ask for oEmbed first show its picture, or none")
                .help("name the same picture as `thumbnail_url`, with its width and height, or take the `<link>` away");
            return;
        }
    }
    // Who embeds a film, or a photo that has a page to itself, means to show that alone.
    let is_meant = match answer.kind.as_str() {
        "video" => page.shown.metas.iter().any(|meta| meta.key.starts_with("og:video") || is_film(&meta.key, &meta.content)),
        "photo" => page.shown.shape != Shape::Article,
        _ => false,
    };
    if !is_rich && !is_meant && page.shown.has_meta("og:description") {
        report
            .say("type", at, format!("the oEmbed answer is of the type `{}`: Mastodon shows it and reads no other tag", answer.kind))
            .fact("oembed", answer.kind.as_str())
            .why("description, author, date and the picture's text are lost")
            .help("give it the type `rich`, or take the `<link>` away");
    }
}

fn is_film(key: &str, content: &str) -> bool {
    key == "og:type" && content.trim().starts_with("video") || key == "twitter:card" && content.trim() == "player"
}

/// The same words, or the one is the other's beginning or part.
fn is_one_title(one: &str, other: &str) -> bool {
    let plain =
        |title: &str| html::unescape(title).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (one, other) = (plain(one), plain(other));
    one.contains(&other) || other.contains(&one)
}

/// The same file, or a size of it: `rain.jpg` and `rain-300x157.jpg`.
fn is_one_picture(one: &str, other: &str) -> bool {
    let name = |address: &str| {
        let path = address.split(['?', '#']).next().unwrap_or(address);
        let name = path.rsplit('/').next().unwrap_or(path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_ascii_lowercase()
    };
    let (one, other) = (name(one), name(other));
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    // What is written behind a name tells its sizes; one before it does, too.
    shared * 2 >= one.len().min(other.len()) || one.ends_with(&other) || other.ends_with(&one)
}
