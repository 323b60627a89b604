//! What lol_html reads in another way than browsers do, put so that both read the same.

use std::borrow::Cow;

use super::encoding::RAW;
use crate::base::html::{is_named, walk_tag};

/// The page as lol_html should get it, byte for byte as long.
///
/// Behind `<title lang=>`, a start tag whose last attribute has a sign and no value, lol_html 3.0 takes the text of the
/// element for markup. Without the sign the tag says the same.
pub(super) fn parsable(html: &[u8]) -> Cow<'_, [u8]> {
    let mut page = Cow::Borrowed(html);
    let ends_in_sign = |at: usize| match html[..at].last() {
        Some(b'=') => true,
        Some(b) if b.is_ascii_whitespace() => html[..at].trim_ascii_end().ends_with(b"="),
        _ => false,
    };
    if !memchr::memchr_iter(b'>', html).any(ends_in_sign) {
        return page;
    }
    let mut at = 0;
    while let Some(tag) = memchr::memchr(b'<', &html[at..]).map(|found| at + found) {
        at = tag + 1;
        if RAW.iter().any(|name| is_named(&html[at..], name)) {
            let (end, bare) = walk_tag(&html[tag..]);
            if let Some(sign) = bare {
                page.to_mut()[tag + sign] = b' ';
            }
            at = tag + end;
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_without_a_value_is_taken_out_of_what_holds_text() {
        for (html, read) in [
            ("<title lang=><b></title>", "<title lang ><b></title>"),
            ("<SCRIPT async= \n>x => y</SCRIPT>", "<SCRIPT async  \n>x => y</SCRIPT>"),
            ("<style a=b c=>", "<style a=b c >"),
            ("<title\ta=\"x=>\" b=>", "<title\ta=\"x=>\" b >"),
        ] {
            assert_eq!(String::from_utf8_lossy(&parsable(html.as_bytes())), read);
        }
        for html in ["<p lang=><b>", "<title a==>", "<title a=b=>", "<title a='='>", "<titles a=>", "<script>x => y</script>", "<title ="] {
            assert!(matches!(parsable(html.as_bytes()), Cow::Borrowed(_)), "{html}");
        }
    }
}
