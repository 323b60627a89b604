//! `smo.yaml`, resolved: every key with its type, default and meaning. Reading is `load.rs`.
//!
//! Each doc comment here is the reference text of the key.

mod load;
mod reader;
mod rules;

use std::collections::BTreeMap;

use crate::base::BaseUrl;
use crate::base::Source;
use crate::base::nearest::nearest;
use crate::model::page::Author;

pub use load::{Loaded, load, parse};
pub use reader::Reader;
pub use rules::{Budget, Given, Layer, OptionValue, Paths, Profile, RuleSetting, Rules};

/// The name of the configuration file.
pub const FILE_NAME: &str = "smo.yaml";

#[derive(Clone, Debug)]
pub struct Settings {
    /// The file the settings came from, for findings about them.
    pub source: Option<Source>,
    pub site: Site,
    pub content: ContentSource,
    /// `output`: the folder to write, default `public`.
    pub output: String,
    pub theme: ThemeChoice,
    /// `permalinks`: section → pattern, `posts: /:year/:month/:slug/`.
    pub permalinks: BTreeMap<String, String>,
    /// `menus`: name → entries, in order.
    pub menus: BTreeMap<String, Vec<MenuEntry>>,
    /// `taxonomies`: names, default `tags` and `categories`.
    pub taxonomies: Vec<Taxonomy>,
    pub feeds: Feeds,
    /// `sitemap`: write `sitemap.xml`. Default true.
    pub sitemap: bool,
    /// `robots`: write `robots.txt` where `static/` has none. Default true.
    pub robots: bool,
    /// `paginate`: posts per list page, 0 = all. Default 10.
    pub paginate: usize,
    pub markdown: Markdown,
    pub cards: Cards,
    pub images: Images,
    pub meta: Meta,
    pub share: Share,
    pub quotes: Quotes,
    pub lint: Lint,
    pub optimize: Optimize,
    pub cache: CacheSettings,
    /// `extra`: free values, `config.extra` in templates.
    pub extra: serde_json::Value,
}

#[derive(Clone, Debug)]
pub struct Site {
    /// `site.url`: where the site lives. The one key that `build` cannot do without.
    pub url: Option<BaseUrl>,
    /// `site.title`: default the host; `optimize` asks the pages first.
    pub title: String,
    /// `site.description`: of the home page and the feeds.
    pub description: String,
    /// `site.lang`: BCP 47. Default `en`.
    pub lang: String,
    /// `site.locale`: for `og:locale`; empty = by table.
    pub locale: String,
    /// `site.timezone`: IANA name. Default UTC.
    pub timezone: String,
    /// `site.author`: id or name for pages that name none.
    pub author: Option<String>,
    /// `site.authors`: id → name, url, fediverse, bluesky, x, image, bio.
    pub authors: BTreeMap<String, Author>,
    /// `site.image`: the last resort for pages without picture and card.
    pub image: Option<String>,
    /// `site.logo`: for JSON-LD publishers.
    pub logo: Option<String>,
    /// `site.theme_color`: `#rrggbb`.
    pub theme_color: Option<String>,
    /// `site.profiles`: network → handle or URL.
    pub profiles: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct ContentSource {
    /// `source.content`, default `content`.
    pub content: String,
    /// `source.static`, default `static`.
    pub static_dir: String,
    /// `source.exclude`: globs of files that are no content.
    pub exclude: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct ThemeChoice {
    /// `theme.name`: embedded, or a folder of `themes/`. Default `essay`.
    pub name: String,
    /// `theme.options`: checked by the theme's schema.
    pub options: serde_json::Map<String, serde_json::Value>,
}

#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct MenuEntry {
    pub label: String,
    pub url: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Taxonomy {
    pub name: String,
    /// Terms per page of posts, 0 = all.
    pub paginate: usize,
}

#[derive(Clone, Debug)]
pub struct Feeds {
    /// `feeds.formats`: atom, rss. Default both.
    pub formats: Vec<String>,
    /// `feeds.content`: full or summary. Default full.
    pub full: bool,
    /// `feeds.limit`: newest posts in a feed. Default 20.
    pub limit: usize,
}

#[derive(Clone, Debug)]
pub struct Markdown {
    /// `markdown.smart`: curly quotes, dashes, ellipses. Default true.
    pub smart: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardsWhen {
    /// Where a page has no picture of its own.
    Missing,
    /// Also where it has one.
    Always,
    Never,
}

#[derive(Clone, Debug)]
pub struct Cards {
    /// `cards.when`: missing, always, never. Default missing.
    pub when: CardsWhen,
    /// `cards.layout`: a name, or `auto`. Default auto.
    pub layout: String,
    /// `cards.sizes`: og, square, portrait, pin, story. Default og, which is always drawn.
    pub sizes: Vec<String>,
    /// `cards.budget_kb`: weight a card should not pass. Default 300.
    pub budget_kb: u32,
    /// `cards.fonts`: font files, tried before the bundled chain.
    pub fonts: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Images {
    /// `images.responsive`: pictures of the text in several sizes, `srcset` and `sizes`. Default false.
    pub responsive: bool,
    /// `images.widths`: their widths in pixels, those that are smaller than the picture. Default 480, 800, 1200, 1600.
    pub widths: Vec<u32>,
    /// `images.sizes`: how wide the page shows a large picture, as the attribute `sizes` says it. Default `(min-width: 48em) 48em, 100vw`.
    pub sizes: String,
}

/// What search engines are told where nothing is set.
pub const ROBOTS: &str = "max-image-preview:large";

#[derive(Clone, Debug)]
pub struct Meta {
    /// `meta.json_ld`. Default true.
    pub json_ld: bool,
    /// `meta.robots`. Default `max-image-preview:large`; empty = none.
    pub robots: String,
}

#[derive(Clone, Debug)]
pub struct Share {
    /// `share.networks`: ids of the platform table, in the order shown.
    pub networks: Vec<String>,
    /// `share.place`: `after-content`, `before-content`; also where no mount stands.
    pub place: Vec<String>,
    /// `share.label`: empty = the theme's word.
    pub label: String,
    /// `share.via`: add the site's handle where a network has a parameter for it. Default true.
    pub via: bool,
    /// `share.native`: a button for the system's own share sheet, where a browser has it. Default true.
    pub native: bool,
    /// `share.mastodon`: a server, for `mastodon` and `fediverse`; empty = the official chooser, and asking.
    pub mastodon: String,
    /// `share.utm`: say in shared addresses which network a reader comes from. Default false.
    pub utm: bool,
}

#[derive(Clone, Debug)]
pub struct Quotes {
    /// `quotes.networks`: for click-to-share quotes. Default x, bluesky, mastodon, copy.
    pub networks: Vec<String>,
    /// `quotes.selectors`: CSS selectors of markup that counts as a quote.
    pub selectors: Vec<String>,
    /// `quotes.max`: quotes of a page that are found by selectors, or listed in `social.quotes`. Default 8.
    pub max: usize,
    /// `quotes.text_fragments`: copied links lead to the very words. Default true.
    pub text_fragments: bool,
    /// `quotes.pages`: a page with a card of its own for each quote. Default false.
    pub pages: bool,
}

#[derive(Clone, Debug)]
pub struct Lint {
    /// `lint.fail_on`: error, warning, info, never. Default error.
    pub fail_on: FailOn,
    /// `lint.platforms`: whose limits count.
    pub platforms: Vec<String>,
    /// `lint.profile`: recommended, strict (hints too, reasons for what is allowed), pedantic (all there is). Default recommended.
    pub profile: Profile,
    /// `lint.rules`: rule or group → off, info, warning, error; or a map of `level`, `cases` and options.
    pub rules: Rules,
    /// `lint.overrides`: `{ paths, rules }`, a later one wins; then what the flags say.
    pub layers: Vec<Layer>,
    /// `--select`: only these rules and groups; empty = all.
    pub select: Vec<String>,
    /// `lint.weights`: platform → how much its card counts in the score. Default 1 each.
    pub weights: BTreeMap<String, u32>,
    /// `lint.baseline`: the file of accepted findings; empty = `smo-baseline.json` if it is there, `none` = none.
    pub baseline: String,
    /// `lint.budgets`: what pages may weigh at most, and score at least.
    pub budgets: Vec<Budget>,
    /// `lint.form_hosts`: where forms may send what was typed.
    pub form_hosts: Vec<String>,
    /// `lint.not_shareable`: globs of output paths that nobody shares.
    pub not_shareable: Vec<String>,
    /// `lint.external_assets`, `lint.external_paths`: globs of what exists elsewhere.
    pub external_assets: Vec<String>,
    pub external_paths: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleLevel {
    Off,
    Info,
    Warning,
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

#[derive(Clone, Debug)]
pub struct Optimize {
    /// `optimize.include`: globs below DIR. Default `**/*.html`.
    pub include: Vec<String>,
    pub exclude: Vec<String>,
    /// `optimize.only`: meta, share, blocks, images. Default all but images.
    pub only: Vec<Part>,
    /// `optimize.content`: the folder with the Markdown that the pages were made from.
    pub content: Option<String>,
}

#[derive(Clone, Debug)]
pub struct CacheSettings {
    /// `cache.dir`: where made pictures are kept. Default `.smo/cache`.
    pub dir: String,
    /// `cache.max_mb`: above this size, a run drops the pictures that it did not use. 0 = no limit. Default 500.
    pub max_mb: u32,
}

/// What `optimize` does to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Tags of the head, JSON-LD, preview pictures, repairs.
    Meta,
    /// Share links.
    Share,
    /// Quotes and other `data-smo` elements.
    Blocks,
    /// `width`, `height`, `loading` and `decoding` of pictures in the text.
    Images,
}

impl Part {
    /// By the names that people type.
    pub const ALL: &[(&str, Part)] = &[("meta", Part::Meta), ("share", Part::Share), ("blocks", Part::Blocks), ("images", Part::Images)];
    /// What is done where nothing is said.
    pub const DEFAULT: &[Part] = &[Part::Meta, Part::Share, Part::Blocks];

    /// A part by its name; else what to type instead.
    pub fn named(name: &str) -> Result<Part, String> {
        let found = Part::ALL.iter().find(|(known, _)| *known == name.trim());
        found.map(|(_, part)| *part).ok_or_else(|| {
            let names = Part::ALL.iter().map(|(known, _)| *known);
            match nearest(name, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", names.collect::<Vec<_>>().join(", ")),
            }
        })
    }
}
