//! The pictures of an HTML report: each once, as a rule of the style sheet that all its places share.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::exhibits::Views;
use crate::model::report::Report;
use crate::report::overview;

/// Larger pictures in one file take this much together, those of the worst posts first.
const ROOM: usize = 700_000;

pub struct Gallery {
    /// Address → number of its rule. Equal pictures share one.
    numbers: BTreeMap<String, usize>,
    style: String,
    is_beside: bool,
}

impl Gallery {
    /// Everything in the style sheet, larger pictures as far as there is room.
    pub fn embedded(report: &Report) -> Self {
        let mut room = ROOM;
        Self::of(report, false, &mut |views| {
            room = room.checked_sub(views.large.len() * 4 / 3)?;
            Some(data_uri(&views.large))
        })
    }

    /// Larger pictures as files of their own.
    pub fn beside(report: &Report) -> Self {
        Self::of(report, true, &mut |views| Some(file_name(views)))
    }

    fn of(report: &Report, is_beside: bool, large: &mut dyn FnMut(&Views) -> Option<String>) -> Self {
        let mut gallery = Self { numbers: BTreeMap::new(), style: String::new(), is_beside };
        let mut known: BTreeMap<&[u8], usize> = BTreeMap::new();
        for url in addresses(report) {
            let Some(views) = report.exhibits.pictures.get(url) else { continue };
            let next = known.len();
            let number = *known.entry(&views.large).or_insert(next);
            gallery.numbers.insert(url.to_owned(), number);
            if number < next {
                continue;
            }
            gallery.style.push_str(&format!(".t{number}{{background-image:url({})}}\n", data_uri(&views.small)));
            let (width, height) = views.size;
            if let Some(address) = large(views) {
                gallery.style.push_str(&format!(".b.t{number}{{background-image:url({address});--r:{width}/{height}}}\n"));
            }
        }
        gallery
    }

    pub fn style(&self) -> &str {
        &self.style
    }

    pub fn number(&self, url: &str) -> Option<usize> {
        self.numbers.get(url).copied()
    }

    pub fn files(&self, report: &Report) -> Vec<(String, Vec<u8>)> {
        let shown = report.exhibits.pictures.iter().filter(|(url, _)| self.is_beside && self.numbers.contains_key(*url));
        let files: BTreeMap<String, Vec<u8>> = shown.map(|(_, views)| (file_name(views), views.large.clone())).collect();
        files.into_iter().collect()
    }
}

/// Pictures of cards, those of the worst posts first.
fn addresses(report: &Report) -> Vec<&str> {
    let judged = overview::worst_first(report);
    let cards = judged.iter().flat_map(|(_, verdict)| &verdict.cards);
    let cards = cards.filter(|card| overview::has_picture(card)).filter_map(|card| card.image.as_ref());
    let mut seen = BTreeSet::new();
    cards.map(|image| image.shown.value.as_str()).filter(|url| seen.insert(*url)).collect()
}

fn file_name(views: &Views) -> String {
    format!("pictures/{}.jpg", &blake3::hash(&views.large).to_hex()[..10])
}

fn data_uri(jpeg: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", base64(jpeg))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at)) as usize & 63];
            out.push(if at <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_in_letters() {
        let written: Vec<String> = ["", "f", "fo", "foo", "foob"].iter().map(|text| base64(text.as_bytes())).collect();
        assert_eq!(written, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }
}
