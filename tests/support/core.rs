//! The core alone, without files: one page in, one page out.

use std::path::Path;

use smo_build::base::{BaseUrl, Source, UrlPath};
use smo_build::config::{self, Settings};
use smo_build::model::HtmlPage;
use smo_build::model::files::{Digest, ImageFormat, ImageInfo};
use smo_build::model::page::{Hints, OutPath};
use smo_build::smo::{Looked, Optimized, Policy, optimize_page};
use smo_build::theme::Theme;

/// What holds for every page: a site with an address, share links at the end of articles, one
/// picture that is 800 by 500.
pub struct House {
    settings: Settings,
    base: BaseUrl,
    theme: Theme,
    looked: Looked,
}

impl House {
    pub fn new() -> Self {
        let yaml = "site: {url: https://example.org, title: Field Notes}\nshare: {place: [after-content]}\n";
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
        };
        let looked = Looked::from([("/img/a.jpg".to_owned(), picture)]);
        Self { base: settings.site.url.clone().expect("set above"), settings, theme, looked }
    }

    pub fn optimize(&self, html: &[u8]) -> Optimized {
        let policy = Policy {
            settings: &self.settings,
            base: Some(&self.base),
            theme: &self.theme,
            fonts: Digest::of(b""),
            css: Some("/smo/smo-1.css"),
            js: Some("/smo/smo-1.js"),
        };
        optimize_page(&page(html), &self.looked, &policy)
    }
}

/// A page at `/rain/`.
pub fn page(html: &[u8]) -> HtmlPage {
    HtmlPage { path: OutPath::new("rain/index.html").expect("a path"), html: html.to_vec(), hints: Hints::default() }
}
