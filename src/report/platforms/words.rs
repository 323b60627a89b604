//! Words for what stands in the tables: one place, so that screen and documents say the same.

use super::super::plain::thousands;
use crate::model::consumer::{Case, Consumer, Empty, OEmbed, Pick, Quirk, Read, Relative, Scope, Syntax};
use crate::model::platform::{Limit, Of, Platform, Reach, Unit, What};

/// `text, address, hashtags, handle`
pub fn passed(platform: &Platform) -> String {
    let word = |what: &What| match what {
        What::Text => Some("text"),
        What::Url => Some("address"),
        What::TextAndUrl(_) => Some("text and address"),
        What::Hashtags => Some("hashtags"),
        What::Via => Some("handle"),
        What::Picture => Some("picture"),
        What::OptionalPicture => Some("picture if any"),
        What::Title => Some("title"),
        What::Description => Some("description"),
        What::MailBody => Some("description and address"),
        What::Fixed(_) => None,
    };
    let words: Vec<_> = platform.params().iter().filter_map(|(_, what)| word(what)).collect();
    if words.is_empty() { "address".to_owned() } else { words.join(", ") }
}

/// `https://x.com/intent/tweet?text=…&url=…`
pub fn pattern(platform: &Platform) -> Option<String> {
    let value = |what: &What| match what {
        What::Fixed(value) => (*value).to_owned(),
        _ => "…".to_owned(),
    };
    let pairs: Vec<_> = platform.params().iter().map(|(name, what)| format!("{name}={}", value(what))).collect();
    let joint = if matches!(platform.intent, crate::model::platform::Intent::Fragment { .. }) { '#' } else { '?' };
    platform.address().map(|address| format!("{address}{joint}{}", pairs.join("&")))
}

pub fn reach(platform: &Platform) -> &'static str {
    match platform.reach {
        Reach::Anywhere => "any browser",
        Reach::Handler => "through a program or server of the reader's",
        Reach::Phone => "phones",
    }
}

/// Of a post: `280, an address counts 23`.
pub fn post(limit: &Limit) -> String {
    let max = thousands(limit.max as usize);
    match limit.unit {
        Unit::Weighted => format!("{max} weighted, an address counts 23"),
        Unit::GraphemesUrl23 => format!("{max} characters, an address counts 23"),
        Unit::Graphemes => format!("{max} characters with the address"),
        Unit::CharactersEmojiBytes => format!("{max} characters, emoji by their bytes"),
        unit => format!("{max} {}", unit.describe()),
    }
}

/// The same for a column: `500, an address 23`.
pub fn post_in_short(limit: &Limit) -> String {
    let max = thousands(limit.max as usize);
    match limit.unit {
        Unit::Weighted => format!("{max} weighted"),
        Unit::GraphemesUrl23 => format!("{max}, an address 23"),
        Unit::Graphemes => format!("{max} with address"),
        Unit::CharactersEmojiBytes => format!("{max}, emoji by bytes"),
        _ => max,
    }
}

/// One number as a phrase: `title up to 70 characters`.
pub fn limit(limit: &Limit) -> String {
    let number = match limit.unit {
        Unit::Bytes if matches!(limit.of, Of::Title | Of::Description | Of::PostBytes) => {
            format!("{} bytes", thousands(limit.max as usize))
        }
        Unit::Bytes => bytes(limit.max),
        Unit::Pixels => format!("{} px", thousands(limit.max as usize)),
        Unit::Hundredths => format!("{}:1", ratio(limit.max)),
        Unit::Count => thousands(limit.max as usize),
        unit => format!("{} {}", thousands(limit.max as usize), unit.describe()),
    };
    match limit.of {
        Of::Post => format!("post up to {}", post(limit)),
        Of::PostBytes => format!("post up to {number}"),
        Of::PostAtMost => format!("post never above {number}"),
        Of::Title | Of::TitleLines => format!("title up to {number}"),
        Of::Description | Of::DescriptionLines => format!("description up to {number}"),
        Of::DescriptionLeast => format!("description of at least {number}"),
        Of::SiteName => format!("site name up to {number}"),
        Of::Url => format!("addresses up to {number}"),
        Of::Value => format!("any value up to {number}"),
        Of::ImageAlt => format!("alt text up to {number}"),
        Of::ImageBytes => format!("picture up to {number}"),
        Of::SafeImageBytes => format!("picture safe up to {number}"),
        Of::TotalBytes => format!("all files up to {number}"),
        Of::ImageWidth => format!("picture at least {number} wide"),
        Of::ImageHeight => format!("picture at least {number} high"),
        Of::LargeWidth => format!("large from {number} wide"),
        Of::LargeHeight => format!("large from {number} high"),
        Of::GoodWidth => format!("best from {number} wide"),
        Of::GoodHeight => format!("best from {number} high"),
        Of::SmallBelowWidth => format!("small below {number} wide"),
        Of::IconBelowWidth => format!("an icon below {number} wide"),
        Of::MaxWidth => format!("picture at most {number} wide"),
        Of::MaxHeight => format!("picture at most {number} high"),
        Of::Ratio => format!("best at {number}"),
        Of::MaxRatio => format!("picture at most {number}"),
        Of::Area => format!("picture of at least {number} in all"),
        Of::ScaledArea => format!("scaled to {number} in all"),
        Of::Images => format!("up to {number} pictures"),
        Of::DistinctTags => format!("up to {number} kinds of tag"),
        Of::Html => format!("reads {number} of the page"),
    }
}

/// `1.91`, `4`
fn ratio(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100).trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `8 MB`, `1 MiB`, `600 kB`: the round one.
fn bytes(number: u32) -> String {
    let units = [(1_048_576, "MiB"), (1_000_000, "MB"), (1024, "KiB"), (1000, "kB")];
    let round = units.iter().find(|(size, _)| number >= *size && number.is_multiple_of(*size));
    round.map_or_else(
        || format!("{} bytes", thousands(number as usize)),
        |(size, unit)| format!("{} {unit}", thousands((number / size) as usize)),
    )
}

/// Numbers of one source together: `title up to 70 characters, … (doc, S4)`.
pub fn limits(limits: &[Limit]) -> Vec<(String, &Limit)> {
    let mut groups: Vec<Vec<&Limit>> = Vec::new();
    for one in limits {
        match groups.iter_mut().find(|group| (group[0].tier, group[0].source, group[0].checked) == (one.tier, one.source, one.checked)) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.into_iter().map(|group| (phrases(&group), group[0])).collect()
}

/// What belongs together said in one: both sides of a picture, characters and lines of a text.
fn phrases(group: &[&Limit]) -> String {
    const PAIRS: &[(Of, Of)] = &[
        (Of::ImageWidth, Of::ImageHeight),
        (Of::LargeWidth, Of::LargeHeight),
        (Of::GoodWidth, Of::GoodHeight),
        (Of::MaxWidth, Of::MaxHeight),
        (Of::Title, Of::TitleLines),
        (Of::Description, Of::DescriptionLines),
    ];
    let of = |wanted: Of| group.iter().find(|limit| limit.of == wanted);
    let mut out = Vec::new();
    for one in group {
        let second = PAIRS.iter().find(|(first, _)| *first == one.of).and_then(|(_, second)| of(*second));
        let is_said = PAIRS.iter().any(|(first, second)| *second == one.of && of(*first).is_some());
        match second {
            _ if is_said => {}
            Some(second) if one.unit == Unit::Pixels => {
                let (wide, high) = (thousands(one.max as usize), thousands(second.max as usize));
                let both = limit(one).replace(&format!("{wide} px wide"), &format!("{wide}×{high} px"));
                out.push(both);
            }
            Some(second) => out.push(format!("{} and {} {}", limit(one), second.max, second.unit.describe())),
            None => out.push(limit(one)),
        }
    }
    out.join(", ")
}

/// `twitter:title, else og:title`
pub fn order(places: &[Read], nothing: &str) -> String {
    let words: Vec<_> = places.iter().map(|read| read.describe()).collect();
    if words.is_empty() { nothing.to_owned() } else { words.join(", else ") }
}

/// What is its own in how it reads.
pub fn manners(reader: &Consumer) -> Vec<String> {
    let reading = reader.reading;
    let mut out: Vec<String> = Vec::new();
    let mut say = |is: bool, text: &str| {
        if is {
            out.push(text.to_owned());
        }
    };
    let last = |pick: Pick| matches!(pick, Pick::Last | Pick::LastFilled);
    say(last(reading.words), "of several tags for a text the last counts");
    say(last(reading.pictures), "of several tags for a picture the last counts");
    say(reading.empty == Empty::Ends, "an empty tag hides what stands after it");
    say(reading.case == Case::Ignored, "`OG:Title` is `og:title`");
    say(reading.scope == Scope::Head, "only tags in the head count");
    say(reading.syntax == Syntax::DoubleQuoted, "attributes need double quotes, and `<title>` one line");
    say(reader.oembed == OEmbed::First, "oEmbed is asked first");
    say(reader.oembed == OEmbed::FirstUnlessRich, "oEmbed is asked first, unless it is of the type `rich`");
    say(reader.oembed == OEmbed::Fills, "oEmbed fills what the tags leave open");
    say(reader.relative == Relative::Resolved, "relative addresses of pictures are understood");
    say(reader.relative == Relative::FromRoot, "addresses of pictures may begin with `/`");
    say(reader.relative == Relative::Dropped, "relative addresses of pictures are dropped");
    out.extend(reader.quirks.iter().map(quirk));
    out
}

fn quirk(quirk: &Quirk) -> String {
    let text = match quirk {
        Quirk::Clips => "longer texts are cut and end in `...`",
        Quirk::DecodesTwice => "entities are decoded twice",
        Quirk::DropsSiteName => "the site's name is taken off the title",
        Quirk::DropsEcho => "a description that repeats the title is dropped",
        Quirk::NeedsTitle => "no preview without a title",
        Quirk::SiteNameForTitle => "the site's name stands for a missing title",
        Quirk::JoinsTitles => "all `<title>` elements run together, those of drawings too",
        Quirk::CountsTags => "too many kinds of tag of one prefix drop them all",
        Quirk::Paragraphs => "long descriptions are shortened by paragraphs",
        Quirk::JsonLdTypes(types) => return format!("reads JSON-LD at the top level, of the types {}", types.join(", ")),
        Quirk::PlainTagsAsPair => "`<title>` and `description` count only together, and only if no other tag names either",
        Quirk::DescriptionOfPosts => "shows no description, except of posts on social networks",
        Quirk::TooLongEndsAll => "shows nothing if a value is longer than its limit",
        Quirk::HttpsOnly => "pictures need `https`",
        Quirk::SkipsNull => "`null` and `undefined` are no values",
        Quirk::Gallery => "several pictures become a gallery",
        Quirk::SquareIsSmall => "nearly square pictures are shown small",
        Quirk::DropsLong => "longer values are dropped",
        Quirk::AnyPicture => "a small picture is taken where there is no larger one",
        Quirk::BadImageEndsAll => "a picture whose address cannot be read leaves no preview at all",
        Quirk::ReadsTemplates => "what stands in `<template>` is read as well",
        Quirk::ReadsNoScript => "what stands in `<noscript>` is read as well",
        Quirk::ReadsValue => "a tag without `content` is read by its `value`",
        Quirk::TrimsKeys => "blanks around a key are taken off",
        Quirk::LastCard => "the last `twitter:card` decides",
    };
    text.to_owned()
}
