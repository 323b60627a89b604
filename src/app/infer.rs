//! What a folder of finished HTML says about itself: where the site lives, and what it is called.
//!
//! All pages are asked, also those that a run leaves out, so that a partial run writes the same.

use super::foreign::Foreign;
use crate::base::html::unescape;
use crate::base::url::decode;
use crate::base::{BaseUrl, Error, Finding, Place};
use crate::config::Settings;
use crate::lint;
use crate::model::facts::PageFacts;
use crate::model::view::OutputPaths;
use crate::smo::{self, Selectors};

/// Pages that are read, and addresses of a sitemap that are tried.
const SAMPLE: usize = 60;

/// What follows if nobody says where the site lives.
pub(super) fn homeless(message: &str, at: Place) -> Finding {
    Finding::error("base-url-unset", message, at)
        .why("pictures and links in previews must be absolute: nothing absolute was written")
        .help("pass the address of the site with `-b`, or set `site.url` in smo.yaml")
}

/// Fills what the settings leave open, and says so if the address was among it.
pub(super) fn infer(foreign: &Foreign, settings: &mut Settings) -> Result<Option<Finding>, Error> {
    if settings.site.url.is_some() && !settings.site.title.is_empty() {
        return Ok(None);
    }
    let mut sample = Vec::new();
    let selectors = Selectors::default();
    for path in foreign.html().iter().take(SAMPLE) {
        sample.push(smo::survey_with(&foreign.read(path)?, &selectors));
    }
    let mut note = None;
    if settings.site.url.is_none()
        && let Some((base, by)) = address(foreign, &sample)
    {
        let at = Place::File(foreign.name().into());
        // Generators write it where nobody told them the address.
        if lint::is_placeholder(base.host()) {
            note = Some(homeless(&format!("{by} that the site lives at {}, which is a placeholder", base.as_str()), at));
        } else {
            let message = format!("the site is taken to live at {}, as {by}", base.as_str());
            let found = Finding::info("base-url-inferred", message, at).why("no `site.url` is set");
            note = Some(found.help("set `site.url` in smo.yaml, or pass `-b`, if that is wrong"));
            settings.site.url = Some(base);
        }
    }
    if settings.site.title.is_empty()
        && let Some(name) = site_name(&sample)
    {
        settings.site.title = name;
    }
    Ok(note)
}

/// The address, and who says so.
fn address(foreign: &Foreign, sample: &[PageFacts]) -> Option<(BaseUrl, &'static str)> {
    let by = |text: &'static str| move |base| (base, text);
    let text = |name: &str| foreign.file(name).and_then(|file| std::fs::read_to_string(file).ok());
    let cname = || BaseUrl::parse(&format!("https://{}", text("CNAME")?.trim()));
    cname()
        .map(by("its CNAME file says"))
        .or_else(|| agreed_base(sample, &foreign.paths).map(by("the canonical links of its pages say")))
        .or_else(|| base_of_sitemap(&text("sitemap.xml")?, &foreign.paths).map(by("its sitemap.xml says")))
}

/// The base under which all canonical links and `og:url`s name their own page. The home page is
/// asked last: its link may name any page and would still look like a base.
fn agreed_base(sample: &[PageFacts], paths: &OutputPaths) -> Option<BaseUrl> {
    let mut found: Option<BaseUrl> = None;
    for base in sample.iter().filter_map(own_base) {
        match &found {
            Some(earlier) if *earlier != base => return None,
            _ => found = Some(base),
        }
    }
    found.or_else(|| {
        let home = sample.iter().find(|facts| facts.url.as_ref().is_some_and(|url| url.as_str() == "/"))?;
        let base = BaseUrl::parse(said(home)?)?;
        // `https://ada.dev/en/` on a home page beside a page `/en/` means that page.
        (base.path().is_empty() || (said(home)?.ends_with('/') && !paths.answers(&decode(base.path())))).then_some(base)
    })
}

/// What the page says its address is, without query and `index.html`.
fn said(facts: &PageFacts) -> Option<&str> {
    let canonical = facts.canonical().map(|link| link.href.as_str());
    let said = canonical.or_else(|| facts.meta("og:url").map(|meta| meta.content.as_str()));
    let said = said.filter(|url| url.contains("://"))?;
    let bare = said.split(['?', '#']).next().unwrap_or(said);
    Some(bare.strip_suffix("index.html").filter(|rest| rest.ends_with('/')).unwrap_or(bare))
}

fn own_base(facts: &PageFacts) -> Option<BaseUrl> {
    let own = facts.url.as_ref()?.as_str();
    let said = said(facts)?;
    let without_html = own.strip_suffix(".html").unwrap_or(own);
    let spellings = [own, own.trim_end_matches('/'), without_html];
    let base = spellings.iter().filter(|own| own.len() > 1).find_map(|own| said.strip_suffix(own))?;
    BaseUrl::parse(base)
}

/// The shortest base under which files of the folder answer all addresses of a sitemap.
fn base_of_sitemap(xml: &str, paths: &OutputPaths) -> Option<BaseUrl> {
    let text = |rest: &str| rest.split("</loc>").next().map(|loc| unescape(loc.trim()).into_owned());
    let locations: Option<Vec<BaseUrl>> = xml.split("<loc>").skip(1).take(SAMPLE).map(|rest| BaseUrl::parse(&text(rest)?)).collect();
    let locations = locations?;
    let first = locations.first()?;
    let ends = first.path().match_indices('/').map(|(at, _)| at).chain([first.path().len()]);
    let mut prefixes = ends.map(|end| &first.path()[..end]);
    let prefix = prefixes.find(|prefix| {
        locations.iter().all(|location| {
            let rest = location.path().strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with('/'));
            location.origin() == first.origin() && rest.is_some_and(|rest| paths.answers(&decode(if rest.is_empty() { "/" } else { rest })))
        })
    })?;
    BaseUrl::parse(&format!("{}{prefix}", first.origin()))
}

const SEPARATORS: [&str; 5] = [" | ", " - ", " — ", " – ", " · "];

/// How often a name was found, and whether behind a page's own heading.
struct Votes<'a> {
    count: usize,
    behind_heading: bool,
    name: &'a str,
}

/// What the pages call their site: `og:site_name`, else the ending that most titles share. What
/// follows a page's heading in its title counts from the first page on.
fn site_name(sample: &[PageFacts]) -> Option<String> {
    if let Some(name) = sample.iter().find_map(|facts| facts.meta("og:site_name")) {
        return Some(name.content.trim().to_owned());
    }
    let titles: Vec<(&str, &PageFacts)> = sample.iter().filter_map(|facts| Some((facts.title.as_ref()?.value.trim(), facts))).collect();
    let mut all: Vec<Votes> = Vec::new();
    for (title, facts) in &titles {
        let behind = behind_heading(title, facts);
        let ending = SEPARATORS.iter().filter_map(|separator| title.rsplit_once(separator)).map(|(_, end)| end.trim());
        let ending = ending.min_by_key(|end| end.len()).filter(|ending| Some(*ending) != behind);
        for (name, behind_heading) in behind.map(|name| (name, true)).into_iter().chain(ending.map(|name| (name, false))) {
            match all.iter_mut().find(|votes| votes.name == name) {
                Some(votes) => (votes.count, votes.behind_heading) = (votes.count + 1, votes.behind_heading || behind_heading),
                None => all.push(Votes { count: 1, behind_heading, name }),
            }
        }
    }
    let most = all.into_iter().max_by_key(|votes| (votes.count, votes.behind_heading, std::cmp::Reverse(votes.name.len())))?;
    let enough = (most.count >= 2 || most.behind_heading) && most.count * 2 >= titles.len();
    (enough && !most.name.is_empty()).then(|| most.name.to_owned())
}

/// `Field Notes` of `Rain | Field Notes` on a page whose `<h1>` is `Rain`.
fn behind_heading<'a>(title: &'a str, facts: &PageFacts) -> Option<&'a str> {
    let heading = facts.headings.iter().find(|heading| heading.level == 1)?;
    let rest = title.strip_prefix(heading.text.trim()).filter(|_| !heading.text.trim().is_empty())?;
    SEPARATORS.iter().find_map(|separator| rest.strip_prefix(separator)).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitemap_tells_the_base_by_what_files_answer() {
        let mut paths = OutputPaths::default();
        for path in ["index.html", "a/index.html", "b.html", "blog/c/index.html"] {
            paths.insert(path);
        }
        let base = |locations: &[&str]| {
            let xml: String = locations.iter().map(|at| format!("<url><loc>\n{at}</loc></url>")).collect();
            base_of_sitemap(&xml, &paths).map(|base| base.as_str().to_owned())
        };
        assert_eq!(base(&["https://ada.dev/", "https://ada.dev/a/", "https://ada.dev/b"]).as_deref(), Some("https://ada.dev"));
        assert_eq!(base(&["https://ada.dev/blog/", "https://ada.dev/blog/a/"]).as_deref(), Some("https://ada.dev/blog"));
        assert_eq!(base(&["https://ada.dev/blog/c/"]).as_deref(), Some("https://ada.dev"), "the shortest that fits");
        assert_eq!(base(&["https://ada.dev/a/", "https://bob.dev/a/"]), None);
        assert_eq!(base(&["https://ada.dev/gone/", "https://ada.dev/a/"]), None);
        assert_eq!(base(&[]), None);
    }
}
