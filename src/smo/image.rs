//! Which picture previews the page (content.md 3.3): its own tag, the author's picture, else a
//! drawn card; a picture of the text only where no card is drawn; the site's as the last resort.

use super::address::{mended, readings};
use super::card::{self, Asked, card};
use super::meta;
use super::plan::{Looked, Policy};
use super::resolve::{bare, can_lead};
use crate::base::finding::Fact;
use crate::base::url::decode;
use crate::base::{BaseUrl, Finding, Place, UrlPath};
use crate::config::CardsWhen;
use crate::model::card::covers;
use crate::model::consumer::large_card;
use crate::model::facts::{IMAGE_KEYS, Meta, PageFacts, Shape};
use crate::model::files::{ImageFormat, ImageInfo};
use crate::model::page::{Hints, Kind};
use crate::model::picture::{Focus, OG, Picture, SIZES};
use crate::model::plan::{Fields, From, PreviewFile, PreviewImage, Resolved};

/// The smallest picture of a text that makes a large card: Facebook asks for the most.
pub(super) fn large() -> (u32, u32) {
    large_card("facebook")
}

/// Larger pictures are not decoded: a bomb, or a mistake.
pub const MAX_SIDE: u32 = 20_000;
pub const MAX_PIXELS: u64 = 85_000_000;

#[derive(Default)]
pub(super) struct Choice {
    pub image: Option<Resolved<PreviewImage>>,
    /// The page's cards in other sizes than the preview's, by the name of the size.
    pub sizes: Vec<(&'static str, String)>,
    pub pictures: Vec<Picture>,
    pub findings: Vec<Finding>,
}

/// The local files that a page names and that decide about its preview: decoded site paths.
pub(super) fn named(facts: &PageFacts, hints: &Hints, policy: &Policy) -> Vec<String> {
    let (Some(base), Some(page)) = (policy.base, &facts.url) else { return Vec::new() };
    let mut named: Vec<String> = Vec::new();
    let mut add = |value: &str| named.extend(readings(facts, base, value).iter().filter_map(|url| base.local_path(url)));
    for meta in facts.metas.iter().filter(|meta| IMAGE_KEYS.contains(&meta.key.as_str()) && !meta.content.trim().is_empty()) {
        add(&meta.content);
    }
    named.extend(hints.image.as_ref().and_then(|image| base.local_path(&hint_url(base, page, hints, &image.src)?)));
    let mut add = |value: &str| named.extend(local(facts, base, value));
    // Where no card is drawn it may be the preview; for search it shows what an article is about.
    let article = facts.shape == Shape::Article || hints.kind == Some(Kind::Article);
    if (!draws_card(hints, facts, policy) || (policy.settings.meta.json_ld && article))
        && let Some(image) = facts.images.iter().find(|image| image.in_article)
    {
        add(&image.src);
    }
    if let Some(image) = policy.settings.site.image.as_deref().and_then(|image| super::json_ld::site_url(base, image)) {
        add(&image);
    }
    if draws_card(hints, facts, policy) {
        named.extend(card::wanted(hints, policy));
    }
    named.sort();
    named.dedup();
    named
}

/// A built page names a file of its site, below the base path; a foreign one writes an `href`.
pub(super) fn hint_url(base: &BaseUrl, page: &UrlPath, hints: &Hints, src: &str) -> Option<String> {
    let url = match src.strip_prefix('/') {
        Some(path) if hints.built => UrlPath::from_plain(path).map(|path| base.join(&path)),
        _ => base.resolve(page, src),
    };
    url.filter(|url| can_lead(url))
}

pub(super) fn local(facts: &PageFacts, base: &BaseUrl, value: &str) -> Option<String> {
    facts.absolute(base, value).and_then(|url| base.local_path(&url))
}

pub(super) fn draws_card(hints: &Hints, facts: &PageFacts, policy: &Policy) -> bool {
    let later_page = facts.url.as_ref().is_some_and(UrlPath::is_later_page);
    policy.settings.cards.when != CardsWhen::Never && !hints.card.off && !later_page && hints.kind != Some(Kind::NotFound)
}

pub(super) fn choose(facts: &PageFacts, fields: &Fields, hints: &Hints, looked: &Looked, policy: &Policy) -> Choice {
    let mut choice = Choice::default();
    let (Some(base), Some(page)) = (policy.base, &facts.url) else { return choice };
    if let Some(image) = from_tags(facts, base, looked) {
        choice.image = Some(image);
        return choice;
    }
    let slug = slug(page);
    let of = Asked { facts, fields, hints, looked, policy };
    let mut small: Option<(&ImageInfo, Option<String>)> = None;
    let always = policy.settings.cards.when == CardsWhen::Always && draws_card(hints, facts, policy);
    if let Some(hint) = hints.image.as_ref().filter(|_| !always)
        && let Some(url) = hint_url(base, page, hints, &hint.src)
    {
        match base.local_path(&url) {
            None => {
                let image = PreviewImage { url, alt: hint.alt.clone(), ..PreviewImage::default() };
                choice.image = Some(Resolved::new(image, From::Hint));
                return choice.worded(facts, base, looked);
            }
            Some(path) => match usable(looked, &path, &hint.src) {
                // A small photo stands inside a card, rather than being blown up; a drawing has any size.
                Ok(info)
                    if draws_card(hints, facts, policy)
                        && info.format != Some(ImageFormat::Svg)
                        && !covers(info.width, info.height, OG) =>
                {
                    small = Some((info, hint.alt.clone()));
                }
                Ok(info) => {
                    choice.photo(base, &slug, info, hint.focus, hint.alt.clone(), From::Hint);
                    choice.other_sizes(base, &of, &slug);
                    return choice.worded(facts, base, looked);
                }
                Err(finding) => choice.findings.push(finding),
            },
        }
    }
    if draws_card(hints, facts, policy)
        && let Some(card) = card(&of, OG, &slug)
    {
        choice.findings.extend(card.trouble);
        let (shown, left_out) = small.map_or((None, None), |(info, alt)| {
            if card.picture.is_card_with(&decode(info.path.as_str())) { (alt, None) } else { (None, Some(info)) }
        });
        choice.findings.extend(left_out.map(without));
        choice.ours(base, card.picture, Some(shown.unwrap_or(card.alt)), From::Card);
        choice.other_sizes(base, &of, &slug);
        return choice;
    }
    let body = facts.images.iter().find(|image| image.in_article);
    if let Some(body) = body
        && let Some(info) = local(facts, base, &body.src).and_then(|path| looked.get(&path))
        && info.is_readable()
        && info.width >= large().0
        && info.height >= large().1
    {
        choice.photo(base, &slug, info, None, body.alt.clone().filter(|alt| !alt.is_empty()), From::BodyImage);
        return choice.worded(facts, base, looked);
    }
    if let Some(url) = policy.settings.site.image.as_deref().and_then(|image| super::json_ld::site_url(base, image)) {
        match base.local_path(&url).and_then(|path| looked.get(&path)).filter(|info| info.is_readable()) {
            Some(info) => choice.photo(base, "site", info, None, None, From::Site),
            None => choice.image = Some(Resolved::new(PreviewImage { url, ..PreviewImage::default() }, From::Site)),
        }
    }
    choice.worded(facts, base, looked)
}

/// What is said of a picture that is too small to be the preview, and that the card has no place for.
fn without(info: &ImageInfo) -> Finding {
    let message = format!("the card does without this picture of {}×{} pixels", info.width, info.height);
    let finding = Finding::info("preview-image-too-small", message, Place::Fact(Fact::Image));
    let finding = finding.why("it is too small to be the preview, and enlarged it would be a blur");
    let help = "use one of 1200×630 or more; the layout `default` also shows one of 180×140 beside the title";
    finding.way("left-out").help(help)
}

/// Google wants at least this many pixels for a picture of an article (facts B.3, DOC).
const PHOTO_PIXELS: u64 = 50_000;

/// The picture that shows what a page is about: the author's, else the first of the text. A card
/// says what the title says, and search asks for no pictures of text (facts A.14).
pub(super) fn photo(facts: &PageFacts, fields: &Fields, hints: &Hints, looked: &Looked, policy: &Policy) -> Option<Resolved<String>> {
    let (base, page) = (policy.base?, facts.url.as_ref()?);
    if let Some(image) = fields.image.as_ref().filter(|image| matches!(image.from, From::OpenGraph | From::Twitter)) {
        let local = base.local_path(&image.value.url);
        let ours = local.is_some_and(|path| path.starts_with("/smo/"));
        if !ours && image.value.file != PreviewFile::Missing && can_lead(&image.value.url) {
            return Some(Resolved::new(image.value.url.clone(), image.from));
        }
    }
    let large = |url: &str, least: &dyn Fn(&ImageInfo) -> bool| match base.local_path(url) {
        Some(path) => looked.get(&path).is_some_and(|info| info.is_readable() && least(info)),
        None => false,
    };
    let hinted = hints.image.as_ref().and_then(|image| hint_url(base, page, hints, &image.src));
    if let Some(url) = hinted.filter(|url| base.local_path(url).is_none() || large(url, &|_| true)) {
        return Some(Resolved::new(url, From::Hint));
    }
    let body = facts.images.iter().find(|image| image.in_article)?;
    let url = facts.absolute(base, &body.src)?;
    large(&url, &|info| u64::from(info.width) * u64::from(info.height) >= PHOTO_PIXELS).then(|| Resolved::new(url, From::BodyImage))
}

impl Choice {
    /// With the words that will be read for the picture once its tag stands in the page.
    fn worded(mut self, facts: &PageFacts, base: &BaseUrl, looked: &Looked) -> Self {
        if let Some(image) = self.image.as_mut().filter(|image| image.value.alt.is_none()) {
            image.value.alt = own_words(facts, base, looked, &image.value.url);
        }
        self
    }

    fn photo(&mut self, base: &BaseUrl, slug: &str, info: &ImageInfo, focus: Option<Focus>, alt: Option<String>, from: From) {
        let picture = match info.format {
            Some(ImageFormat::Svg) => Picture::drawing(slug, OG, info.path.clone(), info.digest),
            _ => Picture::photo(slug, OG, info.path.clone(), info.digest, focus),
        };
        self.ours(base, picture, alt, from);
    }

    /// Cards in the sizes that the site asks for beside the preview's. No tag names them: a second
    /// `og:image` would change what three networks show (facts 0.1).
    fn other_sizes(&mut self, base: &BaseUrl, of: &Asked, slug: &str) {
        if !draws_card(of.hints, of.facts, of.policy) || of.fields.noindex {
            return;
        }
        let wanted = SIZES.iter().filter(|size| **size != OG && of.policy.settings.cards.sizes.iter().any(|name| name == size.name));
        for size in wanted {
            if let Some(card) = card(of, *size, slug) {
                self.sizes.push((size.name, base.join(&card.picture.url_path())));
                self.pictures.push(card.picture);
            }
        }
    }

    fn ours(&mut self, base: &BaseUrl, picture: Picture, alt: Option<String>, from: From) {
        let image = PreviewImage {
            url: base.join(&picture.url_path()),
            width: Some(picture.size.width),
            height: Some(picture.size.height),
            mime: Some(picture.encoding.mime().to_owned()),
            alt,
            file: PreviewFile::Ours,
        };
        self.image = Some(Resolved::new(image, from));
        self.pictures.push(picture);
    }
}

/// The page's own `og:image`, else its `twitter:image`, with what its file says.
fn from_tags(facts: &PageFacts, base: &BaseUrl, looked: &Looked) -> Option<Resolved<PreviewImage>> {
    let tag = |keys: &[&str]| keys.iter().find_map(|key| facts.meta(key));
    let (meta, from) = tag(&["og:image", "og:image:url", "og:image:secure_url"]).map(|meta| (meta, From::OpenGraph)).or_else(|| {
        tag(&["twitter:image", "twitter:image:src"]).filter(|meta| can_lead(&meta.content)).map(|meta| (meta, From::Twitter))
    })?;
    let url = mended(facts, base, &meta.content, &|path| looked.contains_key(path)).unwrap_or_else(|| bare(&meta.content));
    let sub =
        |key: &str| meta::of_first_image(facts, key).map(|at| facts.metas[at].content.trim().to_owned()).filter(|text| !text.is_empty());
    let number = |key: &str| sub(key).and_then(|text| text.parse().ok());
    let mut image = PreviewImage {
        width: number("og:image:width"),
        height: number("og:image:height"),
        mime: sub("og:image:type"),
        alt: sub("og:image:alt"),
        ..PreviewImage::default()
    };
    image.alt = image.alt.or_else(|| own_words(facts, base, looked, &url));
    if let Some(path) = base.local_path(&url) {
        image.file = match looked.get(&path) {
            None => PreviewFile::Missing,
            Some(info) => {
                if info.width > 0 {
                    (image.width, image.height) = (Some(info.width), Some(info.height));
                }
                if let Some(format) = info.format {
                    image.mime = Some(format.mime().to_owned());
                }
                PreviewFile::Local(info.clone())
            }
        };
    }
    image.url = url;
    Some(Resolved::new(image, from))
}

/// What lies behind the pictures of the site that tags name besides the chosen one: some readers ask
/// other tags.
pub(super) fn others(
    facts: &PageFacts,
    chosen: Option<&Resolved<PreviewImage>>,
    looked: &Looked,
    policy: &Policy,
) -> Vec<(String, PreviewFile)> {
    let Some(base) = policy.base else { return Vec::new() };
    let mut others: Vec<(String, PreviewFile)> = Vec::new();
    for meta in facts.metas.iter().filter(|meta| IMAGE_KEYS.contains(&meta.key.as_str()) && !meta.content.trim().is_empty()) {
        let Some(url) = facts.absolute(base, &meta.content) else { continue };
        let known = chosen.is_some_and(|image| image.value.url == url) || others.iter().any(|(other, _)| *other == url);
        if let Some(path) = base.local_path(&url).filter(|_| !known) {
            let file = looked.get(&path).map_or(PreviewFile::Missing, |info| PreviewFile::Local(info.clone()));
            others.push((url, file));
        }
    }
    others
}

/// What the page says elsewhere of the picture at this address.
fn own_words(facts: &PageFacts, base: &BaseUrl, looked: &Looked, url: &str) -> Option<String> {
    let same = |src: &str| facts.absolute(base, src).is_some_and(|address| address == url);
    // As its tag will read once slips in it are mended.
    let meant = |src: &str| mended(facts, base, src, &|path| looked.contains_key(path)).is_some_and(|address| address == url);
    // Without a picture of its own for X, its words are for the one that all read. An empty tag of both gets that one.
    let is_for_all = |meta: &Meta| facts.metas.iter().any(|other| other.span == meta.span && other.key == "og:image");
    let of_x = |key: &str| facts.metas.iter().find(|meta| meta.key == key && (!meta.content.trim().is_empty() || is_for_all(meta)));
    let image = of_x("twitter:image").or_else(|| of_x("twitter:image:src"));
    let is_it = |image: &Meta| is_for_all(image) || same(&image.content) || meant(&image.content);
    let twitter = facts.meta("twitter:image:alt").filter(|_| image.is_none_or(is_it));
    let body = || facts.images.iter().filter(|image| same(&image.src)).find_map(|image| image.alt.as_deref());
    let words = twitter.map(|meta| meta.content.as_str()).or_else(body)?;
    Some(crate::base::html::fold_space(words)).filter(|words| !words.is_empty())
}

/// A picture that this build can make a preview of, or what is wrong with it.
pub(super) fn usable<'a>(looked: &'a Looked, path: &str, written: &str) -> Result<&'a ImageInfo, Finding> {
    let at = || Place::Fact(Fact::Image);
    let instead = "a drawn card stands in for it";
    let Some(info) = looked.get(path) else {
        let finding = Finding::error("preview-image-not-found", format!("`{written}` is no file of this site"), at());
        return Err(finding.why(instead).help(format!("it was looked for at `{path}`, in the page's folder and in static/; case matters")));
    };
    let finding = match info.format {
        None => Finding::error("preview-image-not-readable", format!("`{written}` is no picture, or it is broken"), at())
            .help("open it in a viewer and save it again as JPEG or PNG"),
        Some(format) if !format.is_decodable() => {
            Finding::error("preview-image-format", format!("`{written}` is {}, which cannot be turned into a preview", format.name()), at())
                .help(format.instead().unwrap_or("save it as JPEG, PNG or WebP"))
        }
        Some(_) if info.width == 0 || info.height == 0 => {
            Finding::error("preview-image-not-readable", format!("`{written}` does not say its size: the file is broken"), at())
                .help("open it in a viewer and save it again as JPEG or PNG")
        }
        Some(_) if info.width > MAX_SIDE || info.height > MAX_SIDE || u64::from(info.width) * u64::from(info.height) > MAX_PIXELS => {
            Finding::error("preview-image-too-large", format!("`{written}` has {}×{} pixels", info.width, info.height), at())
                .help(format!("scale it down: at most {MAX_SIDE} pixels a side and {} megapixels are read", MAX_PIXELS / 1_000_000))
        }
        Some(_) => return Ok(info),
    };
    Err(finding.why(instead))
}

/// A name for people: `rain` for `/notes/rain/`, `home` for `/`.
pub(super) fn slug(page: &UrlPath) -> String {
    let slug = page.slug();
    if slug.is_empty() { "home".to_owned() } else { slug }
}
