//! The chain of fonts that cards are written with: the site's own first, then the bundled ones.
//!
//! Fonts of the system are never asked: the same card has the same bytes on every machine.

use std::ops::RangeInclusive;
use std::sync::Arc;

use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{FontContext, FontFamily, FontFamilyName};
use skrifa::{FontRef, MetadataProvider};

use crate::base::{Finding, Place};
use crate::model::files::Digest;

macro_rules! bundled {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts/", $name))
    };
}

/// Family and file; three weights of Inter, then one face for each further script.
const BUNDLED: &[(&str, &[u8])] = &[
    ("Inter", bundled!("Inter-Regular.otf")),
    ("Inter", bundled!("Inter-SemiBold.otf")),
    ("Inter", bundled!("InterDisplay-Bold.otf")),
    ("Noto Sans Arabic", bundled!("NotoSansArabic-Bold.ttf")),
    ("Noto Sans Hebrew", bundled!("NotoSansHebrew-Bold.ttf")),
    ("Noto Sans Devanagari", bundled!("NotoSansDevanagari-Bold.ttf")),
    ("Noto Sans Thai", bundled!("NotoSansThai-Bold.ttf")),
    (JAPANESE, bundled!("NotoSansJP-Bold.otf")),
    (CHINESE, bundled!("NotoSansSC-Bold.otf")),
    ("Noto Sans KR", bundled!("NotoSansKR-Bold.otf")),
    // One colour, so that an emoji takes the colour of its text.
    ("Noto Emoji", bundled!("NotoEmoji-Bold.ttf")),
    // For code; last, because layouts ask for it by name.
    ("JetBrains Mono", bundled!("JetBrainsMono-Medium.ttf")),
];

const JAPANESE: &str = "Noto Sans JP";
const CHINESE: &str = "Noto Sans SC";

pub struct Fonts {
    collection: Collection,
    /// Without repetition, in the order of the chain.
    families: Vec<Arc<str>>,
    /// Characters that some face of the chain has; sorted, apart from one another.
    covered: Vec<RangeInclusive<u32>>,
    digest: Digest,
}

impl Fonts {
    /// `own` are the site's font files, by name and bytes. A file that is no font is a finding.
    pub fn new(own: Vec<(String, Vec<u8>)>) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut families: Vec<Arc<str>> = Vec::new();
        let mut characters = Vec::new();
        let mut hash = blake3::Hasher::new();
        let own = own.into_iter().map(|(name, bytes)| (Some(name), None, Blob::from(bytes)));
        let bundled = BUNDLED.iter().map(|(family, bytes)| (None, Some(*family), Blob::new(Arc::new(*bytes))));
        for (file, family, data) in own.chain(bundled) {
            hash.update(Digest::of(data.as_ref()).0.as_slice());
            let renamed = family.map(|name| FontInfoOverride { family_name: Some(name), ..FontInfoOverride::default() });
            let added = collection.register_fonts(data.clone(), renamed);
            if added.is_empty() {
                findings.extend(file.map(|file| not_a_font(&file)));
                continue;
            }
            for (id, faces) in added {
                if let Some(name) = collection.family_name(id) {
                    let name: Arc<str> = name.into();
                    if !families.contains(&name) {
                        families.push(name);
                    }
                }
                for face in faces {
                    if let Ok(font) = FontRef::from_index(data.as_ref(), face.index()) {
                        characters
                            .extend(font.charmap().mappings().filter(|(_, glyph)| glyph.to_u32() != 0).map(|(character, _)| character));
                    }
                }
            }
        }
        let digest = Digest(*hash.finalize().as_bytes());
        (Self { collection, families, covered: ranges(characters), digest }, findings)
    }

    /// Is one of these families there? A family without serifs is: the first of ours is one.
    pub fn knows(&self, asked: &str) -> bool {
        let mut names = asked.split(',').map(|name| name.trim().trim_matches(['"', '\'']));
        names.any(|name| {
            matches!(name, "sans-serif" | "system-ui" | "ui-sans-serif")
                || self.families.iter().any(|family| family.eq_ignore_ascii_case(name))
        })
    }

    /// Part of every card's name: other fonts, other cards.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Can the chain write this character? Invisible ones need no glyph.
    pub fn covers(&self, character: char) -> bool {
        let code = u32::from(character);
        let at = self.covered.partition_point(|range| *range.end() < code);
        self.covered.get(at).is_some_and(|range| range.contains(&code)) || is_invisible(character)
    }

    pub fn context(&self) -> FontContext {
        FontContext { collection: self.collection.clone(), source_cache: SourceCache::default() }
    }

    /// The chain as it is asked for one text: the layout's family, then the rest. Japanese and
    /// Chinese share characters that they draw differently, so the text decides who goes first.
    pub fn chain<'a>(&'a self, asked: &'a str, text: &str, lang: &str) -> FontFamily<'a> {
        let kana = text.chars().any(|c| matches!(c, '\u{3041}'..='\u{30FF}'));
        let japanese = kana || lang.starts_with("ja");
        let asked = asked.split(',').map(|name| name.trim().trim_matches(['"', '\'']));
        let asked = asked.filter(|name| self.families.iter().any(|family| family.eq_ignore_ascii_case(name)));
        let swap = |family: &'a str| match family {
            JAPANESE if !japanese => CHINESE,
            CHINESE if !japanese => JAPANESE,
            other => other,
        };
        let names = asked.chain(self.families.iter().map(|family| swap(family)));
        FontFamily::List(names.map(FontFamilyName::named).collect::<Vec<_>>().into())
    }
}

fn not_a_font(file: &str) -> Finding {
    Finding::warning("card-font-not-readable", format!("`{file}` is no font that can be read"), Place::File(file.into()))
        .why("cards are written with the other fonts")
        .help("`cards.fonts` takes OpenType and TrueType files: .otf, .ttf, .ttc (a .woff2 must be unpacked first)")
}

/// Joiners, direction marks, variation selectors: they shape their neighbours.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    ) || character.is_whitespace()
}

/// `👩🏽‍💻` is written `👩` where no font has all of its parts.
pub fn simple_emoji(grapheme: &str) -> Option<String> {
    let is_pictograph = grapheme.starts_with(|c| matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}'));
    let first = grapheme.split('\u{200D}').next().filter(|_| is_pictograph)?;
    Some(first.chars().filter(|c| !matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{FE0E}' | '\u{FE0F}')).collect())
}

fn ranges(mut characters: Vec<u32>) -> Vec<RangeInclusive<u32>> {
    characters.sort_unstable();
    let mut ranges: Vec<RangeInclusive<u32>> = Vec::new();
    for code in characters {
        match ranges.last_mut() {
            Some(last) if code <= last.end().saturating_add(1) => *last = *last.start()..=code.max(*last.end()),
            _ => ranges.push(code..=code),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_chain_writes_the_scripts_it_promises() {
        let (fonts, findings) = Fonts::new(Vec::new());
        assert!(findings.is_empty());
        for sample in [
            "Größe œuvre Łódź",
            "Привет",
            "Ελλάδα",
            "مرحبا",
            "שלום",
            "नमस्ते",
            "日本語テスト",
            "简体中文",
            "한국어",
            "“–…” → ✓",
            "🚀☕👩🏽‍💻🇩🇪",
            "ภาษาไทย",
        ] {
            for character in sample.chars() {
                assert!(fonts.covers(character), "{character} of {sample}");
            }
        }
        assert!(!fonts.covers('ა') && !fonts.covers('ক'));
        assert!(fonts.covers('\u{200D}'), "a joiner needs no glyph");
    }

    #[test]
    fn a_file_that_is_no_font_is_named_and_the_rest_still_writes() {
        let (fonts, findings) = Fonts::new(vec![("fonts/a.woff2".into(), b"wOF2".to_vec())]);
        assert_eq!(findings[0].rule, "card-font-not-readable");
        assert!(findings[0].message.contains("fonts/a.woff2") && fonts.covers('a'));
    }

    #[test]
    fn other_fonts_have_another_digest() {
        let plain = Fonts::new(Vec::new()).0;
        let own = Fonts::new(vec![("a.otf".into(), BUNDLED[0].1.to_vec())]).0;
        assert_ne!(plain.digest(), own.digest());
    }
}
