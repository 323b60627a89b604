//! One start tag, read from its bytes: nothing is copied that nobody asks for.
//!
//! lol_html says where the tag begins and ends; names and values are slices of the page.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::Encoding;

use crate::base::Span;
use crate::base::html::unescape;

/// Longer names are custom elements, which mean nothing here.
const LONGEST: usize = 16;

pub(super) struct StartTag<'h> {
    html: &'h [u8],
    place: Range<usize>,
    name_place: Range<usize>,
    name: [u8; LONGEST],
    name_length: usize,
    attributes: Vec<Attribute>,
    /// A bit for each attribute's name: most questions are about one that is not there.
    named: u64,
    /// One of its classes may be ours.
    ours: bool,
    encoding: &'static Encoding,
}

/// The bit of a name, by its length and first letter.
#[inline]
fn bit(name: &[u8]) -> u64 {
    let first = name.first().map_or(0, |b| b | 0x20);
    1 << ((usize::from(first) + name.len() * 7) % 64)
}

/// The bytes of a name and of its value, without quotes.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    name: Range<usize>,
    /// Empty, right behind the name, if no `=` follows.
    value: Range<usize>,
    has_value: bool,
}

impl<'h> StartTag<'h> {
    /// `attributes` is a vector to be used again; [`StartTag::done`] gives it back.
    pub fn read(html: &'h [u8], place: Range<usize>, mut attributes: Vec<Attribute>, encoding: &'static Encoding) -> Self {
        attributes.clear();
        let mut tag =
            Self { html, name_place: 0..0, name: [0; LONGEST], name_length: 0, attributes, named: 0, ours: false, encoding, place };
        let Range { start, end } = tag.place;
        let mut at = start + 1;
        let mut is_known = true;
        while let Some(b) = html[at..end].first().filter(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>')) {
            match tag.name.get_mut(at - start - 1) {
                Some(place) if b.is_ascii() => *place = b.to_ascii_lowercase(),
                _ => is_known = false,
            }
            at += 1;
        }
        tag.name_place = start + 1..at;
        tag.name_length = if is_known { tag.name_place.len() } else { 0 };
        if html[at..end] == *b">" {
            return tag;
        }
        while let Some(attribute) = attribute(html, at..end) {
            at = attribute.value.end.max(attribute.name.end);
            // The quote that closes it.
            at += usize::from(attribute.has_value && matches!(html.get(attribute.value.start.wrapping_sub(1)), Some(b'"' | b'\'')));
            tag.named |= bit(&html[attribute.name.clone()]);
            tag.attributes.push(attribute);
        }
        tag.ours = tag.raw("class").is_some_and(|classes| classes.windows(4).any(|start| start == b"smo-"));
        tag
    }

    pub fn done(self) -> Vec<Attribute> {
        self.attributes
    }

    /// In lower case; empty if it is no name that HTML knows.
    pub fn name(&self) -> &str {
        std::str::from_utf8(&self.name[..self.name_length]).expect("checked to be ASCII in `read`")
    }

    /// Where the name stands.
    pub fn name_place(&self) -> Range<usize> {
        self.name_place.clone()
    }

    pub fn span(&self) -> Span {
        Span::from(self.place.clone())
    }

    #[inline]
    fn find(&self, name: &str) -> Option<&Attribute> {
        if self.named & bit(name.as_bytes()) == 0 { None } else { self.search(name) }
    }

    /// Of several with one name the first counts (HTML, "duplicate-attribute").
    fn search(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| self.html[attribute.name.clone()].eq_ignore_ascii_case(name.as_bytes()))
    }

    #[inline]
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The bytes of a value as they are written.
    #[inline]
    pub fn raw(&self, name: &str) -> Option<&'h [u8]> {
        self.find(name).map(|attribute| &self.html[attribute.value.clone()])
    }

    /// A value as it is meant: decoded, its character references replaced.
    #[inline]
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.find(name).map(|attribute| self.value(attribute))
    }

    fn value(&self, attribute: &Attribute) -> String {
        let text = self.text(&attribute.value);
        match unescape(&text) {
            Cow::Borrowed(_) => text.into_owned(),
            Cow::Owned(value) => value,
        }
    }

    fn text(&self, bytes: &Range<usize>) -> Cow<'h, str> {
        self.encoding.decode_without_bom_handling(&self.html[bytes.clone()]).0
    }

    /// Where the value stands; for an attribute without one (minifiers write `content` alone) the
    /// empty place behind its name.
    pub fn place_of(&self, name: &str) -> Option<Span> {
        self.find(name).map(|attribute| Span::from(attribute.value.clone()))
    }

    /// As [`StartTag::place_of`]; none if the attribute has no value.
    pub fn written_place_of(&self, name: &str) -> Option<Span> {
        self.find(name).filter(|attribute| attribute.has_value).map(|attribute| Span::from(attribute.value.clone()))
    }

    /// Where the name and the value of the one attribute stand that holds a `meta`'s key; none where
    /// there are several, so that none hides another.
    pub fn key_place(&self) -> Option<(Span, Span)> {
        let is_key = |name: &[u8]| name.eq_ignore_ascii_case(b"name") || name.eq_ignore_ascii_case(b"property");
        let mut holders = self.attributes.iter().filter(|attribute| is_key(&self.html[attribute.name.clone()]));
        let (holder, None) = (holders.next()?, holders.next()) else { return None };
        holder.has_value.then(|| (Span::from(holder.name.clone()), Span::from(holder.value.clone())))
    }

    /// All names, in lower case, and values.
    pub fn attributes(&self) -> impl Iterator<Item = (String, String)> {
        self.attributes.iter().map(|attribute| (self.text(&attribute.name).to_ascii_lowercase(), self.value(attribute)))
    }

    #[inline]
    pub fn has_class(&self, class: &str) -> bool {
        (self.ours || !class.starts_with("smo-")) && self.classes().any(|word| word == class.as_bytes())
    }

    /// One of its classes may be ours; false for nearly all elements.
    pub fn may_be_ours(&self) -> bool {
        self.ours
    }

    /// Has it a class of ours, any?
    pub fn is_ours(&self) -> bool {
        self.ours && self.classes().any(|word| word.starts_with(b"smo-"))
    }

    /// Its classes, as they are written.
    pub fn classes(&self) -> impl Iterator<Item = &[u8]> {
        self.raw("class").into_iter().flat_map(|classes| classes.split(u8::is_ascii_whitespace))
    }

    /// `data-smo="name"`.
    #[inline]
    pub fn asks_for(&self, name: &str) -> bool {
        self.raw("data-smo").is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
    }
}

/// The next attribute of a tag; none at the tag's end.
fn attribute(html: &[u8], within: Range<usize>) -> Option<Attribute> {
    let html = &html[..within.end];
    let start = find(html, within.start, |b| !b.is_ascii_whitespace() && b != b'/');
    if start >= within.end || html[start] == b'>' {
        return None;
    }
    // A name may begin with `=`.
    let name = start..find(html, start + 1, |b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'='));
    let sign = find(html, name.end, |b| !b.is_ascii_whitespace());
    if html.get(sign) != Some(&b'=') {
        return Some(Attribute { value: name.end..name.end, name, has_value: false });
    }
    let value = find(html, sign + 1, |b| !b.is_ascii_whitespace());
    let value = match html.get(value) {
        Some(quote @ (b'"' | b'\'')) => value + 1..memchr::memchr(*quote, &html[value + 1..]).map_or(html.len(), |at| value + 1 + at),
        Some(b'>') | None => sign + 1..sign + 1,
        Some(_) => value..find(html, value, |b| b.is_ascii_whitespace() || b == b'>'),
    };
    Some(Attribute { name, value, has_value: true })
}

/// The first byte from there on that ends it, else the end.
#[inline]
fn find(html: &[u8], from: usize, ends: impl Fn(u8) -> bool) -> usize {
    html[from..].iter().position(|b| ends(*b)).map_or(html.len(), |at| from + at)
}
