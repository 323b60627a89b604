//! `robots.txt`, where the site has none: everything allowed, and where the sitemap is.
//!
//! Preview bots obey this file, so it never blocks one.

use serde::Serialize;

use super::{Request, Written};
use crate::theme::Context;

pub fn wanted(request: &Request) -> bool {
    request.settings.robots
}

pub fn write(request: &Request, written: &mut Written) {
    #[derive(Serialize)]
    struct Sitemap {
        loc: String,
    }
    let sitemap = request.settings.sitemap.then(|| Sitemap { loc: format!("{}/sitemap.xml", request.base.as_str()) });
    let mut context = Context::new();
    context.insert("site", &request.site());
    context.insert("sitemap", &sitemap.as_ref().map(|sitemap| &sitemap.loc));
    context.insert("urls", &sitemap.as_slice());
    request.render("robots.txt", "robots.txt", &context, written);
}
