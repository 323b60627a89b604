//! Styles without the blanks and comments that only their authors need.

/// Strings stay as they are; a blank before a colon may be a combinator and stays too.
pub(super) fn css(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            continue;
        }
        if matches!(c, '"' | '\'') {
            let end = rest[1..].find(c).map_or(rest.len(), |end| end + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        if c.is_whitespace() {
            rest = rest.trim_start();
            let is_loose = out.is_empty() || out.ends_with(['{', '}', ';', ':', ',', '>']) || rest.starts_with(['{', '}', ';', ',', '>']);
            if !is_loose && !rest.is_empty() {
                out.push(' ');
            }
            continue;
        }
        if c == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_means_the_same() {
        for (text, small) in [
            ("/* x */\n.a :is(b, c),\n.d > e {\n  margin: 0 auto;\n  color: red;\n}\n", ".a :is(b,c),.d>e{margin:0 auto;color:red}"),
            ("a::before { content: \"; } /* \"; }", "a::before{content:\"; } /* \"}"),
            ("@media print {\n  a { x: calc(1px + 2px); }\n}", "@media print{a{x:calc(1px + 2px)}}"),
            ("a { b: 'open", "a{b:'open"),
            ("/* open", ""),
        ] {
            assert_eq!(css(text), small);
        }
    }
}
