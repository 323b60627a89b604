//! How each reader lays out a card, as a table for documents.

use super::super::plain::thousands;
use super::words::limit as words_of;
use crate::model::audience::{AUDIENCE, reader};
use crate::model::consumer::{Consumer, Filed, Layout, Stands, Sure, Trap, Untitled, When, layout};
use crate::model::platform::{Of, Unit};

/// The platforms that can be targeted: when a picture is large, when it is gone, when there is no card.
pub fn layouts() -> String {
    let mut out =
        String::from("| id | large picture | picture left out | no card | texts cut | known |\n| --- | --- | --- | --- | --- | --- |\n");
    for (id, _) in AUDIENCE {
        let Some((reader, layout)) = reader(id).and_then(|reader| Some((reader, layout(reader.id)?))) else { continue };
        let known = layout.known;
        let source = if known.source.is_empty() { String::new() } else { format!(" {}", known.source) };
        out.push_str(&format!(
            "| `{id}` | {} | {} | {} | {} | {}{source} |\n",
            large(reader, layout),
            or(gone(reader, layout)),
            or(no_card(layout)),
            or(cuts(reader, layout)),
            known.tier.name(),
        ));
    }
    out.trim_end().to_owned() + "\n"
}

fn or(words: Vec<String>) -> String {
    if words.is_empty() { "–".to_owned() } else { words.join("; ") }
}

fn large(reader: &Consumer, layout: &Layout) -> String {
    let when = match layout.picture {
        Stands::Unknown => return "not documented, so not simulated".to_owned(),
        Stands::Beside => return "never, always beside the words".to_owned(),
        Stands::Across([]) => return "always".to_owned(),
        Stands::Across(when) => when,
    };
    let one = |when: &When| match when {
        When::AtLeast(of) => {
            let max = thousands(reader.limit(*of).map_or(0, |limit| limit.max as usize));
            match of {
                Of::LargeHeight | Of::GoodHeight => format!("{max} px high"),
                Of::Area => format!("over {max} px in all"),
                _ => format!("{max} px wide"),
            }
        }
        When::Asked => "`twitter:card` is `summary_large_image`".to_owned(),
        When::Landscape => "wider than high".to_owned(),
        When::NotSquare => "not about square".to_owned(),
        When::Allowed => "`max-image-preview:large`".to_owned(),
    };
    when.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn gone(reader: &Consumer, layout: &Layout) -> Vec<String> {
    let beyond = |(of, sure): &(Of, Sure)| {
        let limit = reader.limit(*of)?;
        let max = thousands(limit.max as usize);
        let what = match of {
            Of::ImageWidth => format!("below {max} px wide"),
            Of::ImageHeight => format!("below {max} px high"),
            Of::IconBelowWidth => format!("below {max} px wide (an icon)"),
            Of::MaxRatio => format!("wider than {}:1", f64::from(limit.max) / 100.0),
            Of::ImageBytes => format!("over {max} bytes"),
            Of::MaxHeight => return None,
            _ => format!("over {max} px a side"),
        };
        Some(if *sure == Sure::Assumed { format!("{what} (assumed)") } else { what })
    };
    let mut gone: Vec<String> = layout.drops.iter().filter_map(beyond).collect();
    if layout.traps.contains(&Trap::NoInsecure) {
        gone.push("over plain http (reported)".to_owned());
    }
    gone
}

fn no_card(layout: &Layout) -> Vec<String> {
    let untitled = match layout.untitled {
        Untitled::Nothing(Sure::Known) => Some("no title".to_owned()),
        Untitled::Nothing(Sure::Assumed) => Some("no title (assumed)".to_owned()),
        _ => None,
    };
    let trap = |trap: &Trap| match trap {
        Trap::NeedsRequired => Some("a required tag is empty (assumed)".to_owned()),
        Trap::HeadInWindow => Some("the head ends behind the bytes that are read".to_owned()),
        Trap::NeedsCard => Some("no `twitter:card`, and not all of og:type, og:title, og:description".to_owned()),
        Trap::FileEnding => Some("the address ends like a file".to_owned()),
        Trap::NeedsMore => Some("a title alone".to_owned()),
        Trap::MostData(most) => Some(format!("over {} bytes of Open Graph data", thousands(*most as usize))),
        _ => None,
    };
    let filed = match layout.filed {
        Filed::Own => None,
        Filed::Canonical => {
            Some("another page's card, if og:url or canonical names that page; `not known` if it lies on another site".to_owned())
        }
        Filed::SameHost => Some("another page's card, if canonical or og:url names that page of the same host".to_owned()),
    };
    untitled.into_iter().chain(layout.traps.iter().filter_map(trap)).chain(filed).collect()
}

fn cuts(reader: &Consumer, layout: &Layout) -> Vec<String> {
    let counted = |of: &Of| reader.limit(*of).filter(|limit| matches!(limit.unit, Unit::Bytes | Unit::Characters | Unit::Graphemes));
    let about = |words: String| if layout.traps.contains(&Trap::AboutCut) { words.replace("up to", "about") } else { words };
    [Of::Title, Of::Description].iter().filter_map(counted).map(|limit| about(words_of(limit))).collect()
}
