//! HTML as plain text and back: escaping, entities, and the words between tags.
//!
//! Not a parser: `smo/survey.rs` knows where elements begin and end, this turns a slice that it
//! found into what a reader sees.

use std::borrow::Cow;

/// Text made safe for an element or a double-quoted attribute. `>` too: Signal's Android client
/// ends a tag at the first raw one.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Character references turned into characters, once, as browsers do it: also those without `;`
/// that are old enough, and numbers of the Windows character set.
pub fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while !rest.is_empty() {
        let end = match reference(rest) {
            Some((length, meant)) => {
                out.push_str(&meant);
                length
            }
            None => {
                out.push('&');
                1
            }
        };
        rest = &rest[end..];
        let plain = rest.find('&').unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
    }
    Cow::Owned(out)
}

/// The reference that `text` begins with: its length, and what it stands for.
fn reference(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let body = &text[1..];
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16),
            None => (number, 10),
        };
        let size = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
        if size == 0 {
            return None;
        }
        let value = u32::from_str_radix(&digits[..size], radix).unwrap_or(u32::MAX);
        let length = text.len() - digits.len() + size;
        let length = length + usize::from(text[length..].starts_with(';'));
        return Some((length, numbered(value).to_string().into()));
    }
    let size = body.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = &body[..size];
    if body[size..].starts_with(';') {
        let whole = &text[..size + 2];
        let meant = html_escape::decode_html_entities(whole);
        return (meant != whole).then(|| (size + 2, meant.into_owned().into()));
    }
    // In an address, `&copy=1` is a parameter.
    if body[size..].starts_with('=') || WITHOUT_SEMICOLON.binary_search(&name).is_err() {
        return None;
    }
    Some((size + 1, html_escape::decode_html_entities(&format!("&{name};")).into_owned().into()))
}

/// HTML, "numeric character reference end state".
fn numbered(value: u32) -> char {
    match value {
        0x80..=0x9F => {
            let byte = [value as u8];
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        0 => char::REPLACEMENT_CHARACTER,
        value => char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// Names that are known without `;` too. Sorted.
const WITHOUT_SEMICOLON: &[&str] = &[
    "AElig", "AMP", "Aacute", "Acirc", "Agrave", "Aring", "Atilde", "Auml", "COPY", "Ccedil", "ETH", "Eacute", "Ecirc", "Egrave", "Euml",
    "GT", "Iacute", "Icirc", "Igrave", "Iuml", "LT", "Ntilde", "Oacute", "Ocirc", "Ograve", "Oslash", "Otilde", "Ouml", "QUOT", "REG",
    "THORN", "Uacute", "Ucirc", "Ugrave", "Uuml", "Yacute", "aacute", "acirc", "acute", "aelig", "agrave", "amp", "aring", "atilde",
    "auml", "brvbar", "ccedil", "cedil", "cent", "copy", "curren", "deg", "divide", "eacute", "ecirc", "egrave", "eth", "euml", "frac12",
    "frac14", "frac34", "gt", "iacute", "icirc", "iexcl", "igrave", "iquest", "iuml", "laquo", "lt", "macr", "micro", "middot", "nbsp",
    "not", "ntilde", "oacute", "ocirc", "ograve", "ordf", "ordm", "oslash", "otilde", "ouml", "para", "plusmn", "pound", "quot", "raquo",
    "reg", "sect", "shy", "sup1", "sup2", "sup3", "szlig", "thorn", "times", "uacute", "ucirc", "ugrave", "uml", "uuml", "yacute", "yen",
    "yuml",
];

/// The text a reader would see in a piece of HTML: tags, comments, scripts and styles gone,
/// entities decoded, white space folded.
pub fn plain(html: &str) -> String {
    fold_space(&unescape(&strip_tags(html)))
}

/// White space folded to single blanks, none at the edges.
pub fn fold_space(text: &str) -> String {
    // Most texts are folded already.
    let is_plain = text.bytes().all(|b| matches!(b, b' '..=b'~'));
    if is_plain && !text.starts_with(' ') && !text.ends_with(' ') && !text.as_bytes().windows(2).any(|pair| matches!(pair, b"  ")) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// How many words [`plain`] would give, without building the text; at least one.
pub fn count_words(html: &str) -> usize {
    let mut counter = Counter::default();
    pieces(html, &mut |piece| match piece {
        " " => counter.within = false,
        piece => counter.read(&unescape(piece)),
    });
    counter.count.max(1)
}

#[derive(Default)]
struct Counter {
    count: usize,
    /// A word goes on.
    within: bool,
}

impl Counter {
    fn read(&mut self, text: &str) {
        if text.is_ascii() {
            for b in text.bytes() {
                let is_letter = !matches!(b, b'\t'..=b'\r' | b' ');
                self.count += usize::from(is_letter & !self.within);
                self.within = is_letter;
            }
        } else {
            for c in text.chars() {
                let is_letter = !c.is_whitespace();
                self.count += usize::from(is_letter & !self.within);
                self.within = is_letter;
            }
        }
    }
}

/// As `split_whitespace`, which takes every character apart: this looks at bytes while they are ASCII.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let bytes = rest.as_bytes();
        let mut end = bytes.iter().position(|b| matches!(b, b'\t'..=b'\r' | b' ' | 0x80..)).unwrap_or(bytes.len());
        if bytes.get(end).is_some_and(|b| *b >= 0x80) {
            end = rest[end..].find(char::is_whitespace).map_or(rest.len(), |at| end + at);
        }
        let (word, after) = rest.split_at(end);
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

/// Tags removed; block elements and line breaks leave a blank so that words do not run together.
pub fn strip_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    pieces(html, &mut |piece| out.push_str(piece));
    out
}

/// The text between the tags, piece by piece, and a blank where an element parts words.
fn pieces<'h>(html: &'h str, tell: &mut impl FnMut(&'h str)) {
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        tell(&rest[..at]);
        let tag = &rest[at..];
        let is_tag = tag.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'));
        if !is_tag {
            tell(&tag[..1]);
            rest = &tag[1..];
            continue;
        }
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let name = tag_name(tag);
        let end = tag_end(tag.as_bytes());
        if is_silent(name) && !tag.starts_with("</") {
            rest = after_close(&tag[end..], name);
            continue;
        }
        if !is_inline(name) {
            tell(" ");
        }
        rest = &tag[end..];
    }
    tell(rest);
}

/// Elements whose content nobody reads.
fn is_silent(name: &str) -> bool {
    is_of(name, |name| matches!(name, "script" | "style" | "template" | "noscript" | "svg" | "iframe" | "textarea" | "title"))
}

/// Elements that may stand inside a word.
#[rustfmt::skip]
pub fn is_inline(name: &str) -> bool {
    is_of(name, |name| matches!(
        name,
        "a" | "abbr" | "b" | "bdi" | "bdo" | "cite" | "code" | "data" | "dfn" | "em" | "font" | "i" | "ins" | "del" | "kbd" | "mark" | "q" | "s" | "samp"
            | "small" | "span" | "strong" | "sub" | "sup" | "time" | "u" | "var" | "wbr"
    ))
}

/// Asks about a name in lower case, without a copy on the heap: there are thousands in a page.
fn is_of(name: &str, one: impl Fn(&str) -> bool) -> bool {
    let mut lower = [0; 8];
    let Some(lower) = lower.get_mut(..name.len()) else { return false };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).is_ok_and(one)
}

/// The name as it is written: all up to a blank, a slash or the end. `svg%` is no `svg`.
pub fn tag_name(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let name = name.strip_prefix('/').unwrap_or(name);
    let end = name.bytes().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>')).unwrap_or(name.len());
    &name[..end]
}

/// Where the first end tag of an element begins: `</title>`, not `</titles>`.
pub fn end_tag_at(bytes: &[u8], element: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'<', bytes).find(|at| bytes[*at + 1..].strip_prefix(b"/").is_some_and(|end| is_named(end, element)))
}

/// Is this, from behind the `<` on, a tag of that name? `ol-x` is no `ol`.
pub fn is_named(tag: &[u8], name: &[u8]) -> bool {
    tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        && tag.get(name.len()).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
}

/// Byte after the `>` that ends the tag. A value may hold one if it is quoted; a quote anywhere else
/// quotes nothing.
pub fn tag_end(bytes: &[u8]) -> usize {
    // Without quotes the first one ends it.
    if let Some(at) = memchr::memchr3(b'>', b'"', b'\'', bytes).filter(|at| bytes[*at] == b'>') {
        return at + 1;
    }
    walk_tag(bytes).0
}

/// As [`tag_end`], and the sign of its last attribute if no value stands behind it: `<p title=>`.
pub fn walk_tag(bytes: &[u8]) -> (usize, Option<usize>) {
    let blank = |b: u8| b.is_ascii_whitespace();
    // Behind the name of the tag.
    let mut at = find(bytes, 1, |b| blank(b) || matches!(b, b'/' | b'>'));
    while at < bytes.len() {
        at = find(bytes, at, |b| !blank(b) && b != b'/');
        if bytes.get(at) == Some(&b'>') {
            return (at + 1, None);
        }
        // A name may begin with `=`.
        at = find(bytes, at + 1, |b| blank(b) || matches!(b, b'/' | b'>' | b'='));
        let sign = find(bytes, at, |b| !blank(b));
        if bytes.get(sign) != Some(&b'=') {
            continue;
        }
        let value = find(bytes, sign + 1, |b| !blank(b));
        at = match bytes.get(value) {
            Some(quote @ (b'"' | b'\'')) => find(bytes, value + 1, |b| b == *quote) + 1,
            Some(b'>') => return (value + 1, Some(sign)),
            _ => find(bytes, value, |b| blank(b) || b == b'>'),
        };
    }
    (bytes.len(), None)
}

/// The first such byte from a place on; else the end.
fn find(bytes: &[u8], from: usize, stop: impl Fn(u8) -> bool) -> usize {
    bytes.get(from..).and_then(|rest| rest.iter().position(|b| stop(*b))).map_or(bytes.len(), |at| from + at)
}

fn after_close<'a>(html: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = html[from..].find("</") {
        let close = &html[from + at..];
        if tag_name(close).eq_ignore_ascii_case(name) {
            return &close[tag_end(close.as_bytes())..];
        }
        from += at + 2;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_a_bare_value_quotes_nothing() {
        assert_eq!(plain("<a href=2s\">rain</a> <b title=\"a>b\" hidden>falls</b> <i =\">down</i>"), "rain falls down");
    }

    #[test]
    fn words_are_parted_as_the_library_parts_them() {
        for text in ["", " ", "a", " a  b\t\u{b}c\n", "é ü\u{a0}x\u{2003}y\u{85}z", "naïve\u{3000}雨 x", "a\u{1f}b\u{200b}c"] {
            assert!(words(text).eq(text.split_whitespace()), "{text:?}");
            assert_eq!(count_words(text), plain(text).split(' ').count(), "{text:?}");
        }
        assert_eq!(count_words("<p>One&nbsp;<b>two</b></p><p>three</p>"), 3);
        assert_eq!(count_words(""), 1);
    }

    #[test]
    fn plain_text_is_what_a_reader_sees() {
        assert_eq!(plain("<p>Tom &amp; <b>Jer</b>ry</p><p>x<br>y</p><script>no</script>"), "Tom & Jerry x y");
        assert_eq!(plain("a <!-- b > c --> d"), "a d");
        assert_eq!(plain("1 < 2 and <a title=\"x > y\">z</a>"), "1 < 2 and z");
        assert_eq!(plain("<svg><title>t</title></svg>ok <style>x"), "ok");
        assert_eq!(plain("<svg%>o<b\t>k</b:></svg%><svg:g>!"), "ok !");
    }

    #[test]
    fn references_are_read_as_browsers_read_them() {
        for (html, text) in [
            ("Fish &amp chips &copy 2024", "Fish & chips © 2024"),
            ("&#151; &#x2026; &#39 &#0;", "— … ' \u{FFFD}"),
            ("?a=1&copy=2&notit &unknown; &hellip &", "?a=1&copy=2&notit &unknown; &hellip &"),
            ("&amp;amp; &eacute;&#128512;", "&amp; é😀"),
        ] {
            assert_eq!(unescape(html), text);
        }
        assert!(WITHOUT_SEMICOLON.is_sorted());
    }

    #[test]
    fn escaping_is_undone_by_unescaping() {
        let hard = "a < b > c & \"d\" 'e' &amp;";
        assert_eq!(unescape(&escape(hard)), hard);
    }
}
