//! Reads `smo.yaml` into [`Settings`]. Every mistake of the file is reported, not only the first.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use super::reader::Reader;
use super::rules;
use super::*;
use crate::base::finding::Safety;
use crate::base::yaml::{self, Node, Value};
use crate::base::{Error, Finding, Level, Place, Source, fs};
use crate::model::picture::SIZES;
use crate::model::platform;

/// Settings, and what was odd about them (warnings only: errors stop the run).
#[derive(Debug)]
pub struct Loaded {
    pub settings: Settings,
    pub findings: Vec<Finding>,
}

const MAX_BYTES: u64 = 1024 * 1024;

/// Reads the file; a missing one is `None`.
pub fn load(path: &Path, shown_as: &str, planned: &fs::Planned) -> Result<Option<Loaded>, Error> {
    let bytes = match planned.read(path, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(error) => return Err(Error::io(path)(error)),
    };
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::invalid(
            Finding::error("not-utf8", "the configuration is not UTF-8", Place::File(shown_as.into())).help("save the file as UTF-8"),
        )
    })?;
    parse(Source::new(shown_as, text.trim_start_matches('\u{FEFF}'))).map(Some)
}

/// As [`load`], from a text in memory.
pub fn parse(source: Source) -> Result<Loaded, Error> {
    let root = yaml::parse(&source.text).map_err(|broken| {
        Error::invalid(
            Finding::error("config-invalid", format!("not readable as YAML: {}", broken.message), Place::Spot(source.spot(broken.span)))
                .why("nothing can be built without it"),
        )
    })?;
    let (settings, findings) = read(&source, &root);
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return Err(Error::Invalid(findings));
    }
    Ok(Loaded { settings, findings })
}

impl Default for Settings {
    fn default() -> Self {
        let source = Source::new(FILE_NAME, "");
        let root = Node { value: Value::Null, span: Default::default() };
        Settings { source: None, ..read(&source, &root).0 }
    }
}

fn read(source: &Source, root: &Node) -> (Settings, Vec<Finding>) {
    let mut top = Reader::new(source, "", Some(root));
    let mut found = Vec::new();
    let settings = Settings {
        source: Some(source.clone()),
        site: site(top.section("site"), source, &mut found),
        content: content(top.section("source"), &mut found),
        output: top.text("output").unwrap_or_else(|| "public".into()),
        theme: theme(&mut top, source, &mut found),
        permalinks: texts(&mut top, "permalinks", source),
        menus: menus(&mut top, source, &mut found),
        taxonomies: taxonomies(&mut top, source, &mut found),
        feeds: feeds(top.section("feeds"), &mut found),
        sitemap: top.flag("sitemap").unwrap_or(true),
        robots: top.flag("robots").unwrap_or(true),
        paginate: top.number("paginate").unwrap_or(10) as usize,
        markdown: markdown(top.section("markdown"), &mut found),
        cards: cards(top.section("cards"), &mut found),
        images: images(top.section("images"), source, &mut found),
        meta: meta(top.section("meta"), &mut found),
        share: share(top.section("share"), source, &mut found),
        quotes: quotes(top.section("quotes"), source, &mut found),
        lint: lint(top.section("lint"), source, &mut found),
        optimize: optimize(top.section("optimize"), source, &mut found),
        cache: cache(top.section("cache"), &mut found),
        extra: top.node("extra").map_or(serde_json::json!({}), Node::to_json),
    };
    found.extend(top.finish());
    (settings, found)
}

fn site(mut r: Reader, source: &Source, found: &mut Vec<Finding>) -> Site {
    let url_node = r.node("url");
    let url_text = r.text("url").filter(|text| !text.trim().is_empty());
    let url = url_text.as_deref().and_then(BaseUrl::parse);
    if let (Some(text), None, Some(node)) = (&url_text, &url, url_node) {
        r.findings.push(
            Finding::error(
                "config-invalid",
                format!("`site.url` is `{text}`; an absolute address is wanted"),
                Place::Spot(source.spot(node.span)),
            )
            .why("previews need absolute links")
            .help("write it with its scheme: `https://example.org` or `https://example.org/blog`"),
        );
    }
    let zone_node = r.node("timezone");
    let timezone = r.text("timezone").unwrap_or_else(|| "UTC".into());
    if let (Some(node), Err(_)) = (zone_node, jiff::tz::TimeZone::get(&timezone)) {
        r.findings.push(
            Finding::error(
                "config-invalid",
                format!("`site.timezone`: `{timezone}` is no IANA time zone"),
                Place::Spot(source.spot(node.span)),
            )
            .help("names look like `Europe/Oslo`, `America/New_York` or `UTC`"),
        );
    }
    if let Some((span, colour)) = r.commented_out("theme_color") {
        r.findings.push(
            Finding::warning("config-invalid", "`site.theme_color` is empty", Place::Spot(source.spot(span)))
                .why("in YAML what follows `#` is a comment")
                .help(format!("a colour needs quotes: `theme_color: \"{colour}\"`")),
        );
    }
    let color_node = r.node("theme_color");
    let theme_color = r.text("theme_color").filter(|text| !text.is_empty());
    if let (Some(color), Some(node)) = (&theme_color, color_node)
        && !is_hex_color(color)
    {
        r.findings.push(
            Finding::error(
                "config-invalid",
                format!("`site.theme_color` is `{color}`; `#rrggbb` is wanted"),
                Place::Spot(source.spot(node.span)),
            )
            .why("Discord reads hex colours only"),
        );
    }
    let mut authors = BTreeMap::new();
    for entry in r.entries("authors") {
        let mut a = Reader::new(source, format!("site.authors.{}.", entry.key), Some(&entry.value));
        let author = Author {
            id: entry.key.clone(),
            name: a.text("name").unwrap_or_else(|| entry.key.clone()),
            url: a.text("url"),
            image: a.text("image"),
            bio: a.text("bio"),
            fediverse: a.text("fediverse"),
            bluesky: a.text("bluesky").map(|handle| handle.trim_start_matches('@').to_owned()),
            x: a.text("x").map(|handle| handle.trim_start_matches('@').to_owned()),
        };
        found.extend(a.finish());
        authors.insert(entry.key.clone(), author);
    }
    let profiles = texts(&mut r, "profiles", source);
    let site = Site {
        title: r.text("title").unwrap_or_default(),
        url,
        description: r.text("description").unwrap_or_default(),
        lang: r.text("lang").unwrap_or_else(|| "en".into()),
        locale: r.text("locale").unwrap_or_default(),
        timezone,
        author: r.text("author"),
        authors,
        image: r.text("image").filter(|text| !text.is_empty()),
        logo: r.text("logo").filter(|text| !text.is_empty()),
        theme_color,
        profiles,
    };
    found.extend(r.finish());
    site
}

fn is_hex_color(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

fn content(mut r: Reader, found: &mut Vec<Finding>) -> ContentSource {
    let content = ContentSource {
        content: r.text("content").unwrap_or_else(|| "content".into()),
        static_dir: r.text("static").unwrap_or_else(|| "static".into()),
        exclude: r.list("exclude").unwrap_or_default(),
    };
    found.extend(r.finish());
    content
}

/// `theme: essay` and `theme: {name: essay, options: {…}}`.
fn theme(top: &mut Reader, source: &Source, found: &mut Vec<Finding>) -> ThemeChoice {
    let node = top.node("theme");
    if let Some(name) = node.and_then(Node::as_text) {
        return ThemeChoice { name: name.to_owned(), options: Default::default() };
    }
    let mut r = Reader::new(source, "theme.", node);
    let options = match r.node("options").map(Node::to_json) {
        Some(serde_json::Value::Object(options)) => options,
        _ => Default::default(),
    };
    let choice = ThemeChoice { name: r.text("name").unwrap_or_else(|| "essay".into()), options };
    found.extend(r.finish());
    choice
}

fn texts(r: &mut Reader, key: &'static str, source: &Source) -> BTreeMap<String, String> {
    let mut map = BTreeMap::new();
    for entry in r.entries(key) {
        match entry.value.scalar_text(&source.text) {
            Some(text) => drop(map.insert(entry.key.clone(), text)),
            None => r.wrong(&format!("{key}.{}", entry.key), &entry.value, "text"),
        }
    }
    map
}

fn menus(top: &mut Reader, source: &Source, found: &mut Vec<Finding>) -> BTreeMap<String, Vec<MenuEntry>> {
    let mut menus = BTreeMap::new();
    for menu in top.entries("menus") {
        let mut entries = Vec::new();
        for item in menu.value.as_list().unwrap_or_default() {
            let mut r = Reader::new(source, format!("menus.{}.", menu.key), Some(item));
            if let (Some(label), Some(url)) = (r.text("label"), r.text("url")) {
                entries.push(MenuEntry { label, url });
            } else if r.findings.is_empty() {
                let place = Place::Spot(source.spot(item.span));
                let finding =
                    Finding::error("config-invalid", format!("an entry of `menus.{}` needs a `label` and a `url`", menu.key), place);
                r.findings.push(finding.help("write it as `- {label: About, url: /about/}`"));
            }
            found.extend(r.finish());
        }
        menus.insert(menu.key.clone(), entries);
    }
    menus
}

fn taxonomies(top: &mut Reader, source: &Source, found: &mut Vec<Finding>) -> Vec<Taxonomy> {
    let entries = top.entries("taxonomies");
    if entries.is_empty() {
        return ["tags", "categories"].map(|name| Taxonomy { name: name.into(), paginate: 0 }).into();
    }
    entries
        .iter()
        .map(|entry| {
            let mut r = Reader::new(source, format!("taxonomies.{}.", entry.key), Some(&entry.value));
            let taxonomy = Taxonomy { name: entry.key.clone(), paginate: r.number("paginate").unwrap_or(0) as usize };
            found.extend(r.finish());
            taxonomy
        })
        .collect()
}

fn feeds(mut r: Reader, found: &mut Vec<Finding>) -> Feeds {
    let formats = r.words("formats", &["atom", "rss"]).unwrap_or_else(|| vec!["atom".into(), "rss".into()]);
    let feeds = Feeds {
        formats,
        full: r.choice("content", &[("full", true), ("summary", false)]).unwrap_or(true),
        limit: r.number("limit").unwrap_or(20) as usize,
    };
    found.extend(r.finish());
    feeds
}

fn markdown(mut r: Reader, found: &mut Vec<Finding>) -> Markdown {
    let markdown = Markdown { smart: r.flag("smart").unwrap_or(true) };
    found.extend(r.finish());
    markdown
}

fn cards(mut r: Reader, found: &mut Vec<Finding>) -> Cards {
    let when = [("missing", CardsWhen::Missing), ("always", CardsWhen::Always), ("never", CardsWhen::Never)];
    let sizes: Vec<&str> = SIZES.iter().map(|size| size.name).collect();
    let cards = Cards {
        when: r.choice("when", &when).unwrap_or(CardsWhen::Missing),
        layout: r.text("layout").unwrap_or_else(|| "auto".into()),
        sizes: r.words("sizes", &sizes).unwrap_or_else(|| vec!["og".into()]),
        budget_kb: r.number("budget_kb").unwrap_or(300),
        fonts: r.list("fonts").unwrap_or_default(),
    };
    found.extend(r.finish());
    cards
}

fn images(mut r: Reader, source: &Source, found: &mut Vec<Finding>) -> Images {
    let node = r.node("widths");
    let mut widths = Vec::new();
    for text in r.list("widths").unwrap_or_else(|| ["480", "800", "1200", "1600"].map(String::from).into()) {
        match (text.parse::<u32>().ok().filter(|width| WIDTHS.contains(width)), node) {
            (Some(width), _) => widths.push(width),
            (None, Some(node)) => r.findings.push(Finding::error(
                "config-invalid",
                format!("`images.widths` has `{text}`; pixels from {} to {} are wanted", WIDTHS.start(), WIDTHS.end()),
                Place::Spot(source.spot(node.span)),
            )),
            (None, None) => {}
        }
    }
    widths.sort_unstable();
    widths.dedup();
    let images = Images {
        responsive: r.flag("responsive").unwrap_or(false),
        widths,
        sizes: r.text("sizes").filter(|sizes| !sizes.trim().is_empty()).unwrap_or_else(|| "(min-width: 48em) 48em, 100vw".into()),
    };
    found.extend(r.finish());
    images
}

/// Widths that a variant may have.
const WIDTHS: std::ops::RangeInclusive<u32> = 16..=4096;

fn meta(mut r: Reader, found: &mut Vec<Finding>) -> Meta {
    let meta = Meta { json_ld: r.flag("json_ld").unwrap_or(true), robots: r.text("robots").unwrap_or_else(|| super::ROBOTS.to_owned()) };
    found.extend(r.finish());
    meta
}

fn share(mut r: Reader, source: &Source, found: &mut Vec<Finding>) -> Share {
    let place = r.words("place", &["before-content", "after-content"]).unwrap_or_default();
    let networks = networks(&mut r, source);
    let share = Share {
        networks: networks.unwrap_or_else(|| {
            ["x", "linkedin", "facebook", "pinterest", "bluesky", "mastodon", "whatsapp", "email", "copy"].map(String::from).into()
        }),
        place,
        label: r.text("label").unwrap_or_default(),
        via: r.flag("via").unwrap_or(true),
        native: r.flag("native").unwrap_or(true),
        mastodon: r.text("mastodon").unwrap_or_default(),
        utm: r.flag("utm").unwrap_or(false),
    };
    found.extend(r.finish());
    share
}

/// Ids of the platform table; one that is not in it is a warning here, not on every page.
fn networks(r: &mut Reader, source: &Source) -> Option<Vec<String>> {
    let node = r.node("networks")?;
    let wanted = r.list("networks")?;
    let mut known = Vec::new();
    for id in wanted {
        if platform::find(&id).is_some() {
            known.push(id);
            continue;
        }
        let item = node.as_list().unwrap_or_default().iter().find(|item| item.as_text() == Some(&id)).unwrap_or(node);
        let place = Place::Spot(source.spot(item.span));
        let finding = Finding::warning("config-invalid", format!("`{id}` is no network to share to"), place)
            .why("it is left out; the others are offered");
        r.findings.push(match (platform::closed(&id), platform::nearest_id(&id)) {
            (Some(what), _) => finding.help(format!("take it out: {what}")),
            (None, Some(near)) => finding.help(format!("did you mean `{near}`?")).remedy(Safety::Unsafe, id.as_str(), near),
            (None, None) => finding.help(format!("there are {}", platform::ids().collect::<Vec<_>>().join(", "))),
        });
    }
    Some(known)
}

fn quotes(mut r: Reader, source: &Source, found: &mut Vec<Finding>) -> Quotes {
    let networks = networks(&mut r, source).unwrap_or_else(|| ["x", "bluesky", "mastodon", "copy"].map(String::from).into());
    let quotes = Quotes {
        networks,
        selectors: r.list("selectors").unwrap_or_default(),
        max: r.number("max").unwrap_or(8) as usize,
        text_fragments: r.flag("text_fragments").unwrap_or(true),
        pages: r.flag("pages").unwrap_or(false),
    };
    found.extend(r.finish());
    quotes
}

fn lint(mut r: Reader, source: &Source, found: &mut Vec<Finding>) -> Lint {
    let fail_on = [("error", FailOn::Error), ("warning", FailOn::Warning), ("info", FailOn::Info), ("never", FailOn::Never)];
    let rules = rules::rules(r.entries("rules"), "lint.rules", source, found);
    let layers = rules::overrides(&mut r, source, found);
    let budgets = rules::budgets(&mut r, source, found);
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let lint = Lint {
        fail_on: r.choice("fail_on", &fail_on).unwrap_or(FailOn::Error),
        platforms: platforms(&mut r)
            .unwrap_or_else(|| owned(&["x", "facebook", "linkedin", "mastodon", "bluesky", "whatsapp", "discord", "slack"])),
        profile: r.choice("profile", Profile::ALL).unwrap_or_default(),
        rules,
        layers,
        select: Vec::new(),
        weights: rules::weights(&mut r),
        baseline: r.text("baseline").unwrap_or_default(),
        budgets,
        form_hosts: r.list("form_hosts").unwrap_or_default(),
        not_shareable: r.list("not_shareable").unwrap_or_else(|| {
            owned(&["/404.html", "/404/", "/search/**", "/tags/**", "/categories/**", "/**/page/*/**", "/page/*/**", "/q/**", "/go/**"])
        }),
        external_assets: r.list("external_assets").unwrap_or_default(),
        external_paths: r.list("external_paths").unwrap_or_default(),
    };
    found.extend(r.finish());
    lint
}

/// Whose limits count; nobody's is a slip.
fn platforms(r: &mut Reader) -> Option<Vec<String>> {
    let platforms = r.list("platforms")?;
    if let (true, Some(node)) = (platforms.is_empty(), r.node("platforms")) {
        r.none_named("platforms", node, "at least one platform, or `all`, is wanted");
    }
    Some(platforms)
}

fn optimize(mut r: Reader, source: &Source, found: &mut Vec<Finding>) -> Optimize {
    let mut only = Part::DEFAULT.to_vec();
    if let (Some(names), Some(node)) = (r.list("only"), r.node("only")) {
        only.clear();
        for name in &names {
            match Part::named(name) {
                Ok(part) => only.push(part),
                Err(help) => r.findings.push(
                    Finding::error(
                        "config-invalid",
                        format!("`optimize.only`: there is no part `{name}`"),
                        Place::Spot(source.spot(node.span)),
                    )
                    .help(help),
                ),
            }
        }
    }
    let optimize = Optimize {
        include: r.list("include").unwrap_or_else(|| vec!["**/*.html".into()]),
        exclude: r.list("exclude").unwrap_or_default(),
        only,
        content: r.text("content").filter(|folder| !folder.trim().is_empty()),
    };
    found.extend(r.finish());
    optimize
}

fn cache(mut r: Reader, found: &mut Vec<Finding>) -> CacheSettings {
    let cache = CacheSettings { dir: r.text("dir").unwrap_or_else(|| ".smo/cache".into()), max_mb: r.number("max_mb").unwrap_or(500) };
    found.extend(r.finish());
    cache
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_text(text: &str) -> Result<Loaded, Error> {
        parse(Source::new(FILE_NAME, text))
    }

    #[test]
    fn an_empty_file_is_all_defaults() {
        let loaded = parse_text("").unwrap();
        assert!(loaded.findings.is_empty());
        assert_eq!(loaded.settings.output, "public");
        assert_eq!(loaded.settings.site.lang, "en");
    }

    #[test]
    fn an_unknown_key_is_a_warning_with_the_nearest_name() {
        let loaded = parse_text("site:\n  url: https://ada.dev\n  titel: Ada\n").unwrap();
        let finding = &loaded.findings[0];
        assert_eq!((finding.rule, finding.level), ("config-unknown-key", Level::Warning));
        assert_eq!(finding.advice(), Some("did you mean `site.title`?"));
        assert!(matches!(&finding.at, Place::Spot(spot) if (spot.line, spot.column) == (3, 3)));
        assert!(finding.evidence.as_ref().is_some_and(|evidence| evidence.remedy.is_some()));
        // Where that name stands already, a rename would make it stand twice.
        let loaded = parse_text("lint: {rulez: {}, rules: {}, platformes: [x], platfroms: [x]}\n").unwrap();
        let told = |at: usize| (loaded.findings[at].advice().unwrap_or_default(), loaded.findings[at].evidence.is_some());
        assert_eq!(told(0), ("`lint.rules` stands there already: remove this one, or move it under `extra:`", false));
        assert_eq!((told(1), told(2)), (("did you mean `lint.platforms`?", true), ("did you mean `lint.platforms`?", false)));
    }

    #[test]
    fn a_colour_without_quotes_is_a_comment_and_that_is_said() {
        let loaded = parse_text("site:\n  theme_color: #0a7d4f\n").unwrap();
        let finding = &loaded.findings[0];
        assert_eq!((finding.rule, finding.level), ("config-invalid", Level::Warning));
        assert!(finding.advice().is_some_and(|help| help.contains("\"#0a7d4f\"")), "{finding:?}");
        assert!(matches!(&finding.at, Place::Spot(spot) if (spot.line, spot.column) == (2, 16)));
        assert!(parse_text("site:\n  theme_color: \"#0a7d4f\" # green\n").unwrap().findings.is_empty());
        assert!(parse_text("site:\n  theme_color:\n").unwrap().findings.is_empty(), "empty on purpose");
    }

    #[test]
    fn every_wrong_value_is_reported_with_its_place() {
        let Err(Error::Invalid(findings)) = parse_text("site: {url: ada.dev, timezone: Mars}\nsitemap: perhaps\nfeeds: {limit: many}\n")
        else {
            panic!("accepted");
        };
        assert_eq!(findings.len(), 4, "{findings:#?}");
        assert!(findings.iter().all(|finding| matches!(finding.at, Place::Spot(_))));
    }

    #[test]
    fn an_unknown_network_is_said_once_and_left_out() {
        let loaded = parse_text("share: {networks: [x, linkdin, googleplus]}\n").unwrap();
        assert_eq!(loaded.settings.share.networks, ["x"]);
        assert_eq!(loaded.findings[0].advice(), Some("did you mean `linkedin`?"));
        assert_eq!(loaded.findings.len(), 2);
    }

    #[test]
    fn broken_yaml_is_an_error_with_a_line() {
        let Err(Error::Invalid(findings)) = parse_text("site:\n  url: [https://a.b\nx: y: z\n") else { panic!("accepted") };
        assert_eq!(findings.len(), 1);
    }
}
