//! Share links in a page: rendered, placed where nobody placed them, and seen where they stand already.
//!
//! What the links say is `share.rs`; the element that asks for them is `mount.rs`'s.

use serde_json::json;

use super::mount::about_page;
use super::plan::Policy;
use super::share;
use crate::base::{Finding, Place, Span};
use crate::model::facts::PageFacts;
use crate::model::page::Hints;
use crate::model::plan::{Edit, Fields, Op, Plan, ShareLink};
use crate::model::platform;

/// The handle that shares name: the author's, else the site's.
pub(super) fn via(hints: &Hints, policy: &Policy) -> Option<String> {
    if !policy.settings.share.via {
        return None;
    }
    let site = policy.settings.site.profiles.get("x").and_then(|profile| share::handle(profile));
    hints.authors.first().and_then(|author| author.x.clone()).or(site)
}

/// The share links of the page, rendered; none if it has no address to share.
pub(super) fn links(
    plan: &mut Plan,
    facts: &PageFacts,
    hints: &Hints,
    policy: &Policy,
    networks: &[String],
    label: Option<&str>,
) -> Option<String> {
    let url = shared_url(plan, facts, hints, policy)?;
    let text = |value: Option<&crate::model::plan::Resolved<String>>| value.map(|found| found.value.clone()).unwrap_or_default();
    let lang = plan.fields.lang.clone().unwrap_or_else(|| "en".to_owned());
    let (title, description) = (text(plan.fields.title.as_ref()), text(plan.fields.own_description()));
    let via = via(hints, policy);
    let image = plan.fields.image.as_ref().map(|image| image.value.url.clone());
    let campaign = policy.settings.share.utm.then(|| campaign(facts));
    let pin = plan.fields.sizes.iter().find(|(name, _)| *name == "pin").map(|(_, url)| url.clone());
    let what = share::Shared {
        title: &title,
        url: &url,
        description: &description,
        image: image.as_deref(),
        pin: pin.as_deref(),
        hashtags: &hints.hashtags,
        via: via.as_deref(),
        mastodon_server: &policy.settings.share.mastodon,
        campaign: campaign.as_deref(),
    };
    let (shown, findings) = share::links(networks, &what, &|key| policy.theme.string(&lang, key));
    plan.findings.extend(findings);
    let mut context = about_page(plan, hints, policy);
    context.insert("links", &shown);
    context.insert("native", &policy.settings.share.native);
    context.insert("native_icon", platform::SHARE_ICON);
    let configured = Some(policy.settings.share.label.as_str()).filter(|label| !label.is_empty());
    let label = label.or(configured).map_or_else(|| policy.theme.string(&lang, "share_label"), str::to_owned);
    context.insert("label", &label);
    context.insert("attrs", &json!({}));
    context.insert("page", &json!({"url": url, "title": title, "lang": lang}));
    let html = policy.theme.render("smo/share.html", &context).map_err(|finding| plan.findings.push(finding)).ok()?;
    plan.needs_css = true;
    plan.needs_js |= policy.settings.share.native || shown.iter().any(ShareLink::needs_script);
    plan.fields.share_links = shown;
    Some(html.trim().to_owned())
}

/// The page's slug; the home page is `home`.
pub(super) fn campaign(facts: &PageFacts) -> String {
    facts.url.as_ref().map(crate::base::UrlPath::slug).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "home".to_owned())
}

/// Our own address, also where an author's `canonical_url` points elsewhere.
fn shared_url(plan: &Plan, facts: &PageFacts, hints: &Hints, policy: &Policy) -> Option<String> {
    let own = policy.base.zip(facts.url.as_ref()).map(|(base, url)| base.join(url));
    if hints.canonical.is_some() { own } else { plan.fields.canonical.as_ref().map(|url| url.value.clone()).or(own) }
}

/// Share links where nobody placed them and the settings ask for it: at an end of the only
/// article, else of `<main>`; never where the page has links of its own.
pub(super) fn automatic(plan: &mut Plan, facts: &PageFacts, hints: &Hints, policy: &Policy) {
    let places = &policy.settings.share.place;
    let networks = hints.share.clone().unwrap_or_else(|| policy.settings.share.networks.clone());
    if places.is_empty() || networks.is_empty() || has_share_links(plan, facts) {
        return;
    }
    if !is_one_text(&plan.fields, facts, hints) {
        plan.has_no_share = !facts.mounts.iter().any(|mount| mount.name == "share");
        return;
    }
    let holder = facts.article.filter(|holder| holder.end.is_some());
    let Some(holder) = holder else {
        let finding =
            Finding::info("no-share-path", "there is no closed <article> or <main> to put share links in", Place::Html(Span::new(0, 0)));
        plan.findings.push(finding.help("put `<div data-smo=\"share\"></div>` where they should stand"));
        return;
    };
    let Some(html) = links(plan, facts, hints, policy, &networks, None) else { return };
    for place in places {
        let op = if place == "before-content" { Op::Prepend(holder.inner.start) } else { Op::Append(holder.inner.end) };
        plan.edits.push(Edit { at: holder.start, op, html: format!("{html}\n") });
    }
}

/// Is it the page of one article? Also one without a date whose text is one `<article>`, as documentation sites write it.
fn is_one_text(fields: &Fields, facts: &PageFacts, hints: &Hints) -> bool {
    facts.articles <= 1 && (fields.article || (facts.articles == 1 && hints.kind.is_none()))
}

/// Ours, or a theme's own: links to two or more networks that share this very page.
fn has_share_links(plan: &Plan, facts: &PageFacts) -> bool {
    if facts.has_share_nav {
        return true;
    }
    let Some(own) = plan.fields.canonical.as_ref() else { return false };
    let mut networks: Vec<&str> = facts
        .anchors
        .iter()
        .filter_map(|anchor| platform::shared_url(&anchor.href))
        .filter(|(_, url)| !url.contains('#') && same_page(url, &own.value))
        .map(|(platform, _)| platform.id)
        .collect();
    networks.sort_unstable();
    networks.dedup();
    networks.len() >= 2
}

/// Equal but for `utm_*` and a slash at the end.
fn same_page(a: &str, b: &str) -> bool {
    let bare = |url: &str| url.split('?').next().unwrap_or(url).trim_end_matches('/').to_owned();
    bare(a) == bare(b)
}
