//! `card PAGE`: the card of one page, drawn into a file to be looked at.
//!
//! It is the card that a build publishes, byte for byte, unless another size or layout was asked for.
//! Nothing of the site is written.

use std::path::{Path, PathBuf};

use super::build::BuildOptions;
use super::find::{Asked, Found, find};
use super::page;
use super::pictures::{self, Sources};
use super::quiet::quietly;
use super::run::Run;
use crate::base::fs::write_if_changed;
use crate::base::nearest::nearest;
use crate::base::{Error, Finding, Place};
use crate::lint;
use crate::model::drawn::DrawnCard;
use crate::model::picture::{OG, Picture, SIZES, Size};
use crate::model::plan::{From, Plan, PreviewFile};
use crate::picture::Made;
use crate::smo::{self, CardWanted};
use crate::theme::Theme;

#[derive(Clone, Debug, Default)]
pub struct CardOptions {
    pub build: BuildOptions,
    /// A path of the output, a path or address of the site, or a Markdown file.
    pub page: String,
    /// The folder of finished HTML that the page is in.
    pub within: Option<PathBuf>,
    /// Name of a size; none = og.
    pub size: Option<String>,
    /// Name of a layout; none = what the page asks for, or the first that fits.
    pub layout: Option<String>,
    /// Where to write it; none = `.smo/out/cards/`.
    pub file: Option<PathBuf>,
}

/// Draws the card of a page.
pub fn card(options: &CardOptions) -> Result<DrawnCard, Error> {
    let size = size(options.size.as_deref())?;
    let found = find(&Asked { build: &options.build, page: &options.page, within: options.within.as_deref(), verb: "card" })?;
    let run = found.run();
    if let Some(name) = &options.layout {
        check_layout(name, &run.theme, &found.odd())?;
    }
    let page = found.page()?;
    let look = |path: &str| found.look(path);
    let (facts, looked) = page::survey(run, &page, &look);
    let optimized = smo::carry_out(&page, facts, &looked, &run.policy());
    let wanted = CardWanted { size, layout: options.layout.as_deref() };
    let Some(card) = smo::card_of_page(&page, &optimized, &looked, &run.policy(), &wanted) else {
        let finding = Finding::error("usage", format!("`{}` has no title, so it gets no card", options.page), Place::File("card".into()));
        return Err(Error::invalid(finding.help("give the page a title")));
    };
    let read = |path: &crate::base::UrlPath| found.read(path);
    let made = made(&found, &card.card.picture, Sources { read: &read, look: &look })?;
    let mut findings = pictures::at_layout(made.findings, &card.card.picture);
    findings.extend(card.card.trouble);
    for finding in &mut findings {
        found.place(&page, finding, &optimized.facts);
    }
    let (layout, why) = match findings.iter().any(|finding| finding.rule == "card-not-drawn") {
        true => ("plain".to_owned(), format!("instead of `{}`, which cannot be drawn", card.card.layout)),
        false => (card.card.layout, card.why),
    };
    let file = file(options, &card.card.picture, &run.home)?;
    write_if_changed(&file, &made.bytes)?;
    Ok(DrawnCard {
        file: file.strip_prefix(".").unwrap_or(&file).to_path_buf(),
        page: page.path.url_path().to_string(),
        size,
        mime: card.card.picture.encoding.mime(),
        bytes: made.bytes.len(),
        layout,
        why,
        alt: card.card.alt,
        unpublished: unpublished(run, &optimized.plan, &card.card.picture, size),
        name: card.card.picture.name,
        findings: found.odd().into_iter().chain(lint::settle(findings, &run.settings)).collect(),
    })
}

fn size(name: Option<&str>) -> Result<Size, Error> {
    let Some(name) = name else { return Ok(OG) };
    Size::named(name).ok_or_else(|| {
        let names: Vec<&str> = SIZES.iter().map(|size| size.name).collect();
        let help = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let finding = Finding::error("usage", format!("there is no size `{name}`"), Place::File("--size".into()));
        Error::invalid(finding.help(help.unwrap_or_else(|| format!("there are {}", names.join(", ")))))
    })
}

/// Is there a layout of this name? If not, what is odd about the site may say why.
pub(super) fn check_layout(name: &str, theme: &Theme, odd: &[Finding]) -> Result<(), Error> {
    let known = theme.layouts();
    if known.iter().any(|layout| layout == name) {
        return Ok(());
    }
    let at = Place::File("--layout".into());
    let finding = match theme.broken_layout(name) {
        Some(file) => Finding::error("usage", format!("the card layout `{name}` cannot be used"), at)
            .why(format!("its template {file} cannot be read"))
            .help("mend it: what is wrong is said at the file"),
        None => {
            let near = nearest(name, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            let finding = Finding::error("usage", format!("there is no card layout `{name}`"), at);
            finding.help(near.unwrap_or_else(|| format!("there are {}", known.join(", "))))
        }
    };
    Err(Error::Invalid([finding].into_iter().chain(odd.iter().cloned()).collect()))
}

/// Through the cache, as in a build.
fn made(found: &Found, picture: &Picture, sources: Sources) -> Result<Made, Error> {
    let run = found.run();
    if let Some(made) = pictures::cached(run, picture) {
        return Ok(made);
    }
    let made = quietly(|| crate::picture::make(picture, sources.read, &run.kit)).map_err(Error::invalid)?;
    pictures::keep(run, picture, &made)?;
    Ok(made)
}

/// A name that says what the file is: the format of a card is that of its layout.
fn file(options: &CardOptions, picture: &Picture, home: &Path) -> Result<PathBuf, Error> {
    let ending = picture.encoding.extension();
    let Some(file) = &options.file else {
        // Without the hash: the next look at this card overwrites it.
        let stem = picture.name.rsplit_once('-').map_or(picture.name.as_str(), |(stem, _)| stem);
        return Ok(home.join(".smo/out/cards").join(format!("{stem}.{ending}")));
    };
    let typed = file.extension().and_then(|typed| typed.to_str()).unwrap_or_default().to_ascii_lowercase();
    if typed == ending || (ending == "jpg" && typed == "jpeg") {
        return Ok(file.clone());
    }
    let format = if ending == "png" { "PNG" } else { "JPEG" };
    let finding =
        Finding::error("usage", format!("this card is a {format}, and `{}` says otherwise", file.display()), Place::File("-o".into()));
    Err(Error::invalid(finding.help(format!("end its name in `.{ending}`"))))
}

/// Why a build does not publish this card.
fn unpublished(run: &Run, plan: &Plan, drawn: &Picture, size: Size) -> Option<String> {
    if plan.pictures.iter().any(|picture| picture.name == drawn.name) {
        return None;
    }
    let listed = size == OG || run.settings.cards.sizes.iter().any(|name| name == size.name);
    Some(match &plan.fields.image {
        _ if !listed => format!("`cards.sizes` does not list `{}`", size.name),
        Some(image) if image.from == From::Card => "the page's own card has another layout".to_owned(),
        Some(image) => match &image.value.file {
            PreviewFile::Local(info) => format!("the page shows {} ({})", info.path, image.from),
            _ => format!("the page shows {} ({})", image.value.url, image.from),
        },
        None => "the page shows no picture".to_owned(),
    })
}
