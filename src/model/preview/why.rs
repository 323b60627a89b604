//! Why a card looks as it does: what was passed over, dropped, cut or only assumed.

use super::{Page, Refusal, Shown};
use crate::model::consumer::{Pick, Read, Scope, Syntax, When, source};
use crate::model::facts::{Carrier, IMAGE_KEYS, Meta};
use crate::model::files::ImageFormat;
use crate::model::platform::{Limit, Of, Tier, Unit};
use crate::model::verdict::Note;

pub(super) fn plain(tag: Option<String>, why: &str) -> Note {
    Note { tag, why: why.to_owned() }
}

/// `doc: WhatsApp Link Previews, 2026-05-21`
pub(super) fn evidence(tier: Tier, key: &str) -> String {
    match source(key) {
        Some(source) => format!("{}: {source}", tier.name()),
        None => tier.name().to_owned(),
    }
}

pub(super) fn refused(page: &Page, shown: &Shown, refusal: Refusal) -> Note {
    let why = match refusal {
        Refusal::Unreadable => "no address".to_owned(),
        Refusal::Null => "taken for no value".to_owned(),
        Refusal::Relative => "a relative address is not known to be resolved there".to_owned(),
        Refusal::Homeless => "relative, and the site has no address".to_owned(),
        Refusal::Insecure => "only pictures over https are taken".to_owned(),
        Refusal::Long => "the address is too long".to_owned(),
        Refusal::Format => {
            let known = page.consumer.formats.known;
            format!("a format that is not taken ({})", evidence(known.tier, known.source))
        }
    };
    Note { tag: Some(shown.from.describe()), why }
}

pub(super) fn format(page: &Page, tag: Option<String>, format: ImageFormat) -> Note {
    let known = page.consumer.formats.known;
    Note { tag, why: format!("{} is not taken ({})", format.name(), evidence(known.tier, known.source)) }
}

/// A picture beyond a limit is not shown.
pub(super) fn dropped(tag: Option<String>, limit: &Limit, width: u32, height: u32, bytes: Option<u64>, assumed: bool) -> Note {
    let max = limit.max;
    let what = match limit.of {
        Of::ImageBytes => format!("{}, at most {} are taken", size(bytes.unwrap_or_default()), size(u64::from(max))),
        Of::ImageWidth => format!("{width}×{height}, at least {max} px wide is asked for"),
        Of::ImageHeight => format!("{width}×{height}, at least {max} px high is asked for"),
        Of::IconBelowWidth => format!("{width}×{height}, below {max} px wide it is an icon"),
        Of::MaxRatio => format!("{width}×{height}, at most {} times as wide as high is taken", f64::from(max) / 100.0),
        _ => format!("{width}×{height}, at most {max} px a side are taken"),
    };
    let known = evidence(limit.tier, limit.source);
    let assumed = if assumed { "; that it is left out then is assumed" } else { "" };
    Note { tag, why: format!("{what} ({known}){assumed}") }
}

/// `2.2 MB`: decimal, as the platforms count.
fn size(count: u64) -> String {
    match count {
        0..1_000_000 => format!("{} KB", count.div_ceil(1000)),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}

/// The picture stands beside the words, because this does not hold.
pub(super) fn small(page: &Page, failed: When, width: u32, height: u32) -> Note {
    let (tag, why) = match failed {
        When::AtLeast(of) => {
            let limit = page.consumer.limit(of);
            let (max, known) = limit.map_or((0, String::new()), |limit| (limit.max, evidence(limit.tier, limit.source)));
            let needed = match of {
                Of::LargeHeight | Of::GoodHeight => format!("{max} px high"),
                Of::Area => format!("more than {max} px in all"),
                _ => format!("{max} px wide"),
            };
            (None, format!("{width}×{height} stands small: large needs {needed} ({known})"))
        }
        When::Asked => {
            let said = page.twitter_card().map_or("there is none".to_owned(), |card| format!("it says `{card}`"));
            (Some("twitter:card".to_owned()), format!("large needs `summary_large_image`; {said}"))
        }
        When::Landscape => (None, format!("{width}×{height} stands small: large needs a picture wider than high")),
        When::NotSquare => (None, format!("{width}×{height} stands small: it is about as high as wide")),
        When::Allowed => (Some("robots".to_owned()), "large needs `max-image-preview:large`".to_owned()),
    };
    Note { tag, why }
}

/// What a large card cuts off a picture.
pub(super) fn crop(page: &Page, tag: Option<String>, width: u32, height: u32, notes: &mut Vec<Note>) {
    let Some(best) = page.consumer.limit(Of::Ratio).filter(|_| width > 0 && height > 0) else { return };
    let is = u64::from(width) * 100 / u64::from(height);
    let best = u64::from(best.max);
    let seen = is.min(best) * 100 / is.max(best).max(1);
    if seen < 90 {
        notes.push(Note { tag, why: format!("{width}×{height} is cropped to {}:1, about {seen} % of it is seen", best as f64 / 100.0) });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Title,
    Description,
    Image,
}

impl What {
    fn keys(self) -> &'static [&'static str] {
        match self {
            What::Title => &["og:title", "twitter:title"],
            What::Description => &["og:description", "twitter:description", "description"],
            What::Image => IMAGE_KEYS,
        }
    }
}

/// Tags that say something else than what is shown, and why they do not count.
pub(super) fn ignored(page: &Page, what: What, winner: Option<&Shown>, notes: &mut Vec<Note>) {
    let (reads, pick) = match what {
        What::Title => (page.consumer.title, page.consumer.reading.words),
        What::Description => (page.consumer.description, page.consumer.reading.words),
        What::Image => (page.consumer.image, page.consumer.reading.pictures),
    };
    let read = winner.map(|winner| winner.value.as_str());
    let metas = page.facts.metas.iter().filter(|meta| what.keys().contains(&meta.key.as_str()) && !meta.content.trim().is_empty());
    for meta in metas {
        let is_winner = winner.is_some_and(|winner| winner.at.is_some() && winner.at == meta.value_span);
        if is_winner || read == Some(meta.content.trim()) {
            continue;
        }
        let Some(why) = reason(page, meta, reads, pick, winner) else { continue };
        notes.push(Note { tag: Some(meta.key.clone()), why });
    }
}

fn reason(page: &Page, meta: &Meta, reads: &[Read], pick: Pick, winner: Option<&Shown>) -> Option<String> {
    let key = meta.key.as_str();
    let named = |read: &Read| match read {
        Read::Property(known) | Read::Name(known) | Read::Meta(known) => *known == key,
        Read::AnyOf(keys) => keys.contains(&key),
        Read::NameWith(word) => key.contains(word),
        _ => false,
    };
    let Some(read) = reads.iter().find(|read| named(read)) else { return Some("not read".to_owned()) };
    if !page.metas.iter().any(|seen| std::ptr::eq(*seen, meta)) {
        return Some(unseen(page, meta));
    }
    match read {
        Read::Property(_) if meta.carrier == Carrier::Name => return Some("read as `property` only".to_owned()),
        Read::Name(_) | Read::NameWith(_) if meta.carrier == Carrier::Property => return Some("read as `name` only".to_owned()),
        _ => {}
    }
    let winner = winner?;
    let from = winner.from.describe();
    let side = if matches!(pick, Pick::First | Pick::FirstFilled) { "first" } else { "last" };
    Some(match read {
        _ if from == key => format!("it stands several times: the {side} counts"),
        Read::AnyOf(_) => format!("{from} stands {}: the {side} counts", if side == "first" { "before it" } else { "behind it" }),
        _ => format!("{from} is asked before it"),
    })
}

/// Why a reader does not see a tag that stands in the page.
fn unseen(page: &Page, meta: &Meta) -> String {
    let reading = &page.consumer.reading;
    let window = page.consumer.limit(Of::Html).filter(|limit| limit.tier != Tier::Folklore && meta.span.end > limit.max);
    if let Some(window) = window {
        return format!("it stands behind the first {} bytes, and no more are read ({})", window.max, evidence(window.tier, window.source));
    }
    if reading.scope == Scope::Head && !meta.in_head {
        return "it stands outside of the head".to_owned();
    }
    if reading.syntax == Syntax::DoubleQuoted {
        return "it is not seen: key and value need double quotes, and no `>` may stand in them".to_owned();
    }
    "it is not seen".to_owned()
}

/// How many lines are shown, where that is what is known.
pub(super) fn lines(page: &Page, of: Of, what: &str) -> Option<Note> {
    let limit = page.consumer.limit(of).filter(|limit| limit.unit == Unit::Lines)?;
    let lines = if limit.max == 1 { "line".to_owned() } else { format!("{} lines", limit.max) };
    Some(Note { tag: None, why: format!("the {what} takes at most {lines}") })
}
