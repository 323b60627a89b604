//! Which encoding a page is written in: its byte order mark, else what its `<meta>` says.
//!
//! Later than browsers look (they stop after the first kilobyte), so that tags which we put in
//! front of a late declaration do not change the answer.

use std::borrow::Cow;

use encoding_rs::Encoding;
use lol_html::AsciiCompatibleEncoding;

use crate::base::html::end_tag_at;

/// A declaration behind this many bytes is not looked for.
const SCAN: usize = 64 * 1024;

/// None if markup and text share bytes there (ISO-2022-JP): such a page cannot be edited by place.
pub(super) fn page_encoding(html: &[u8]) -> Option<AsciiCompatibleEncoding> {
    if html.starts_with(b"\xEF\xBB\xBF") {
        return Some(AsciiCompatibleEncoding::utf_8());
    }
    let declared = declared(&html[..html.len().min(SCAN)]);
    match declared {
        // A tag that can be read as ASCII is not in UTF-16, whatever it says (HTML, prescan).
        Some(encoding) if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE => Some(AsciiCompatibleEncoding::utf_8()),
        Some(encoding) => AsciiCompatibleEncoding::new(encoding),
        None => Some(AsciiCompatibleEncoding::utf_8()),
    }
}

/// Bytes that are read as this markup again: what an encoding lacks, or writes as another sign (Shift_JIS has `~` for `‾`),
/// becomes a reference.
pub(super) fn encode<'t>(markup: &'t str, encoding: &'static Encoding) -> Cow<'t, [u8]> {
    let (bytes, ..) = encoding.encode(markup);
    let is_read_as = |bytes: &[u8], text: &str| encoding.decode_without_bom_handling(bytes).0 == text;
    if encoding == encoding_rs::UTF_8 || is_read_as(&bytes, markup) {
        return bytes;
    }
    let mut out = Vec::with_capacity(markup.len());
    let mut sign = [0; 4];
    for c in markup.chars() {
        let text: &str = c.encode_utf8(&mut sign);
        let (bytes, ..) = encoding.encode(text);
        if is_read_as(&bytes, text) { out.extend_from_slice(&bytes) } else { out.extend(format!("&#{};", u32::from(c)).bytes()) }
    }
    out.into()
}

/// With its byte order mark, or a `<` of two bytes as the first sign.
pub(super) fn is_utf_16(html: &[u8]) -> bool {
    matches!(html, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [b'<', 0, _, 0, ..] | [0, b'<', 0, _, ..])
}

/// What a page says of its encoding, if anything.
pub(super) fn declaration(html: &[u8]) -> Option<&'static Encoding> {
    if html.starts_with(b"\xEF\xBB\xBF") { Some(encoding_rs::UTF_8) } else { declared(&html[..html.len().min(SCAN)]) }
}

/// Neither a byte order mark nor a declaration: a browser would guess.
pub(super) fn names_no_encoding(html: &[u8]) -> bool {
    !html.starts_with(b"\xEF\xBB\xBF") && declared(&html[..html.len().min(SCAN)]).is_none()
}

/// The first `<meta>` outside of comments that names an encoding we know.
fn declared(html: &[u8]) -> Option<&'static Encoding> {
    let mut rest = html;
    while let Some(at) = rest.iter().position(|b| *b == b'<') {
        rest = &rest[at..];
        if rest.starts_with(b"<!--") {
            let end = rest.windows(3).skip(2).position(|window| window == b"-->")?;
            rest = &rest[end + 5..];
            continue;
        }
        let is_end = rest.get(1) == Some(&b'/');
        let start = 1 + usize::from(is_end);
        let name = rest[start..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if name == 0 {
            // `<!doctype`, `<?xml` and the like end at the first `>`, whatever quotes they hold.
            let is_bogus = is_end || matches!(rest.get(1), Some(b'!' | b'?'));
            let skipped = if is_bogus { rest.iter().position(|b| *b == b'>')? } else { 0 };
            rest = &rest[skipped + 1..];
            continue;
        }
        let tag = &rest[start..start + name];
        let behind_name = rest.get(start + name).copied().unwrap_or_default();
        let is_whole = behind_name.is_ascii_whitespace() || matches!(behind_name, b'/' | b'>');
        // A `<meta` in the value of an attribute is none: every tag is read to its end.
        let (encoding, behind) = of_tag(&rest[start + name..]);
        if let (true, false, Some(encoding)) = (is_whole && tag.eq_ignore_ascii_case(b"meta"), is_end, encoding) {
            return Some(encoding);
        }
        rest = behind;
        if is_whole && !is_end && tag.eq_ignore_ascii_case(b"plaintext") {
            return None;
        }
        if is_whole && !is_end && RAW.iter().any(|raw| tag.eq_ignore_ascii_case(raw)) {
            rest = &rest[end_tag_at(rest, tag)?..];
        }
    }
    None
}

/// Elements that hold text alone: what looks like a tag or a quote in them is none.
pub(super) const RAW: &[&[u8]] =
    &[b"script", b"style", b"title", b"textarea", b"xmp", b"iframe", b"noembed", b"noframes", b"noscript", b"plaintext"];

/// `charset=…`, or `content="…charset=…"` beside `http-equiv`, from behind a tag's name; and what
/// follows the tag's attributes.
fn of_tag(mut tag: &[u8]) -> (Option<&'static Encoding>, &[u8]) {
    let (mut charset, mut content, mut equiv) = (None, None, false);
    while let Some((name, value, rest)) = attribute(tag) {
        match name.to_ascii_lowercase().as_slice() {
            b"charset" => charset = charset.or(Some(value)),
            b"content" => content = content.or(Some(value)),
            b"http-equiv" => equiv = value.eq_ignore_ascii_case(b"content-type"),
            _ => {}
        }
        tag = rest;
    }
    let in_content = content.filter(|_| equiv).and_then(|content: &[u8]| {
        let at = content.to_ascii_lowercase().windows(7).position(|window| window == b"charset")?;
        let label = content[at + 7..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let label = label.strip_prefix(b"\"").or(label.strip_prefix(b"'")).unwrap_or(label);
        label.split(|b| b.is_ascii_whitespace() || matches!(b, b';' | b'"' | b'\'')).next()
    });
    (charset.or(in_content).and_then(encoding_rs::Encoding::for_label), tag)
}

/// The next attribute of a tag: its name, its value, and what follows; none at the tag's end.
fn attribute(tag: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let start = tag.iter().position(|b| !b.is_ascii_whitespace() && *b != b'/')?;
    let tag = &tag[start..];
    if tag[0] == b'>' {
        return None;
    }
    let name_end = tag.iter().skip(1).position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'='))? + 1;
    let (name, rest) = tag.split_at(name_end);
    let Some(value) = rest.trim_ascii_start().strip_prefix(b"=") else { return Some((name, b"", rest)) };
    let value = value.trim_ascii_start();
    match value.first()? {
        quote @ (b'"' | b'\'') => {
            let end = value[1..].iter().position(|b| b == quote)?;
            Some((name, &value[1..end + 1], &value[end + 2..]))
        }
        _ => {
            let end = value.iter().position(|b| b.is_ascii_whitespace() || *b == b'>')?;
            Some((name, &value[..end], &value[end..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_encoding_in_many_ways() {
        for (html, name) in [
            ("<p>x", Some("UTF-8")),
            ("<meta charset=shift_jis>", Some("Shift_JIS")),
            ("<META  CharSet = 'gbk' />", Some("GBK")),
            ("<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-1\">", Some("windows-1252")),
            ("<meta name=x content='charset=gbk'><meta charset=big5>", Some("Big5")),
            ("<!-- <meta charset=gbk> --><script charset=gbk></script><meta charset=utf-8>", Some("UTF-8")),
            ("<!--><meta charset=gbk>", Some("GBK")),
            ("<p title='<meta charset=gbk>'>", Some("UTF-8")),
            ("<meta name=x content=<meta charset=big5><meta charset=gbk>", Some("Big5")),
            ("<title>1 < 2</title><br/><meta charset=gbk>", Some("GBK")),
            ("<meta charset=nonsense><meta charset=gbk>", Some("GBK")),
            ("\u{FEFF}<meta charset=gbk>", Some("UTF-8")),
            ("<meta charset=utf-16>", Some("UTF-8")),
            ("<!a t=\"><meta charset=gbk><p title=\"\">", Some("GBK")),
            ("</p title='><meta charset=big5>'><meta charset=gbk>", Some("GBK")),
            ("<noscript><link rel=\"</noscript><meta charset=gbk>", Some("GBK")),
            ("<plaintext></plaintext><meta charset=gbk>", Some("UTF-8")),
            ("<title></titles \"</title><!--\"><meta charset=big5>--><meta charset=gbk>", Some("GBK")),
            ("<script>a<b c=\"</script><meta charset=gbk><p title=\"\">", Some("GBK")),
            ("<script><meta charset=big5>", Some("UTF-8")),
            ("<meta charset=iso-2022-jp>", None),
            ("<meta charset", Some("UTF-8")),
            ("<meta charset=\"gbk", Some("UTF-8")),
            ("<!--", Some("UTF-8")),
        ] {
            let found = page_encoding(html.as_bytes()).map(|encoding| <&encoding_rs::Encoding>::from(encoding).name());
            assert_eq!(found, name, "{html}");
        }
    }
}
