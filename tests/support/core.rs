//! The core alone, without files: one page in, one page out.

use std::path::Path;

use smo_build::base::{BaseUrl, Source, UrlPath};
use smo_build::config::{self, Settings};
use smo_build::model::HtmlPage;
use smo_build::model::facts::PageFacts;
use smo_build::model::files::{Digest, ImageFormat, ImageInfo};
use smo_build::model::page::{Author, Hints, OutPath};
use smo_build::smo::{Looked, Optimized, Policy, Selectors, optimize_page, survey_with};
use smo_build::theme::Theme;

/// What holds for every page: a site with an address, share links at the end of articles, one
/// picture that is 800 by 500.
pub struct House {
    settings: Settings,
    base: Option<BaseUrl>,
    theme: Theme,
    looked: Looked,
    hints: Hints,
}

/// A site as most are.
const PLAIN: &str = "site: {url: https://example.org, title: Field Notes}\nshare: {place: [after-content]}\n";
/// Without an address nothing absolute is written.
const NOWHERE: &str = "site: {title: Field Notes}\nshare: {place: [after-content]}\n";
/// All that can be asked for.
const FULL: &str = "\
site:
  url: https://example.org/blog
  title: \"</title><script>alert(1)</script>\"
  lang: de
  image: /img/a.jpg
  theme_color: \"#204060\"
  profiles: {x: fieldnotes}
share: {place: [before-content, after-content], networks: [x, bluesky, mastodon, linkedin, email, copy]}
quotes: {networks: [x, mastodon, copy]}
cards: {when: always}
";

/// Markup of a theme counts as quotes, and there is room for two.
const QUOTING: &str = "\
site: {url: https://example.org, title: Field Notes}
share: {place: [after-content]}
quotes: {selectors: [blockquote, \"article > p\", q], max: 2, networks: [x, copy]}
";

impl House {
    pub fn new() -> Self {
        Self::of(PLAIN, Hints::default())
    }

    /// One of each kind.
    pub fn street() -> Vec<Self> {
        vec![
            Self::new(),
            Self::of(NOWHERE, Hints::default()),
            Self::of(FULL, Hints::default()),
            Self::of(FULL, built()),
            Self::of(QUOTING, quoting()),
        ]
    }

    fn of(yaml: &str, hints: Hints) -> Self {
        let settings = config::parse(Source::new("smo.yaml", yaml)).expect("sound settings").settings;
        let theme = Theme::load(&settings, Path::new(".")).expect("the built-in theme").0;
        let picture = ImageInfo {
            path: UrlPath::from_plain("/img/a.jpg").expect("a path"),
            bytes: 1000,
            digest: Digest::of(b"a"),
            format: Some(ImageFormat::Jpeg),
            width: 800,
            height: 500,
            fixed: true,
            nature: Default::default(),
        };
        let looked = Looked::from([("/img/a.jpg".to_owned(), picture)]);
        Self { base: settings.site.url.clone(), settings, theme, looked, hints }
    }

    pub fn optimize(&self, html: &[u8]) -> Optimized {
        let policy = Policy {
            settings: &self.settings,
            base: self.base.as_ref(),
            theme: &self.theme,
            fonts: Digest::of(b""),
            css: Some("/smo/smo-1.css"),
            js: Some("/smo/smo-1.js"),
        };
        optimize_page(&self.page(html), &self.looked, &policy)
    }

    /// What is read of a page where this house's settings hold.
    pub fn survey(&self, html: &[u8]) -> PageFacts {
        survey_with(&self.page(html), &Selectors::of(&self.settings).0)
    }

    /// A page at `/rain/`.
    pub fn page(&self, html: &[u8]) -> HtmlPage {
        HtmlPage { hints: self.hints.clone(), ..page(html) }
    }
}

/// A page at `/rain/` of which nothing else is known.
pub fn page(html: &[u8]) -> HtmlPage {
    HtmlPage { path: OutPath::new("rain/index.html").expect("a path"), html: html.to_vec(), hints: Hints::default() }
}

/// Front matter that lists sentences, some of them parts of others.
fn quoting() -> Hints {
    let quotes = ["never once agreed", "once agreed with it", "cache once", "wet days", "words that go on"];
    Hints { quotes: Some(quotes.map(str::to_owned).to_vec()), canonical: Some("https://example.org/snow/".to_owned()), ..Hints::default() }
}

/// Front matter by somebody who means harm.
fn built() -> Hints {
    let hostile = "\u{202E}</script><!-- \"'><img src=x onerror=alert(1)>\n&quot; \0 {{ 7 * 7 }}";
    let text = || Some(hostile.to_owned());
    Hints {
        built: true,
        title: text(),
        social_title: text(),
        description: text(),
        lang: Some("en\"><script>".to_owned()),
        published: Some("2026-01-02T00:00:00Z".to_owned()),
        section: text(),
        canonical: Some("javascript:alert(1)".to_owned()),
        tags: vec![hostile.to_owned()],
        hashtags: vec![hostile.to_owned()],
        authors: vec![Author {
            name: hostile.to_owned(),
            url: Some("javascript:alert(1)".to_owned()),
            fediverse: text(),
            x: text(),
            ..Author::default()
        }],
        ..Hints::default()
    }
}
