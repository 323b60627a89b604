//! `.mdx` read as Markdown: imports and component tags fall out, what stands between them stays.

use std::collections::BTreeMap;

use super::directive::Fence;
use super::offsets::{Offsets, Rewriter};
use crate::base::{Finding, Place, Source, Span};

/// The text without its components; one finding for each name.
pub fn strip(source: &Source, body: usize, findings: &mut Vec<Finding>) -> (String, Offsets) {
    let text = &source.text[body..];
    let mut rewriter = Rewriter::new(text);
    let mut names: BTreeMap<&str, (usize, Span)> = BTreeMap::new();
    let mut fence = Fence::default();
    let mut importing = false;
    let mut at = 0;
    while at < text.len() {
        let line = text[at..].split_inclusive('\n').next().unwrap_or("");
        let end = at + line.len();
        if fence.is_code(line) {
            at = end;
            continue;
        }
        importing = !line.trim().is_empty() && (importing || line.starts_with("import ") || line.starts_with("export "));
        if importing {
            rewriter.copy_to(at);
            rewriter.skip_to(end);
            at = end;
            continue;
        }
        at = strip_line(text, at, end, &mut rewriter, &mut |name, start| {
            let span = Span::new(start, start + name.len()).shifted(body);
            names.entry(name).or_insert((0, span)).0 += 1;
        });
    }
    for (name, (count, span)) in names {
        let times = if count == 1 { String::new() } else { format!(", {count} times") };
        findings.push(
            Finding::warning(
                "mdx-component",
                format!("the component `{name}` is left out{times}; what it holds is kept"),
                Place::Spot(source.spot(span)),
            )
            .why("components are programs, and a build here runs none")
            .help("write it as a directive (`:::name`) or as HTML"),
        );
    }
    rewriter.finish()
}

/// Drops the tags that begin in one line; returns where to go on (a tag may end lines later).
fn strip_line<'a>(
    text: &'a str,
    mut at: usize,
    mut end: usize,
    rewriter: &mut Rewriter<'a>,
    seen: &mut dyn FnMut(&'a str, usize),
) -> usize {
    while let Some(found) = text[at..end].find(['<', '`']) {
        let here = at + found;
        if text.as_bytes()[here] == b'`' {
            let ticks = text[here..end].bytes().take_while(|b| *b == b'`').count();
            let after = here + ticks;
            at = text[after..end].find(&text[here..after]).map_or(after, |close| after + close + ticks);
            continue;
        }
        let rest = &text[here + 1..];
        let closing = rest.starts_with('/');
        let name_at = here + 1 + usize::from(closing);
        let name_len = text[name_at..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'.').count();
        let name = &text[name_at..name_at + name_len];
        let Some(stop) = tag_end(&text[here..]).filter(|_| name.starts_with(|c: char| c.is_ascii_uppercase())) else {
            at = here + 1;
            continue;
        };
        if !closing {
            seen(name, name_at);
        }
        rewriter.copy_to(here);
        rewriter.skip_to(here + stop);
        at = here + stop;
        if at > end {
            end = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
        }
    }
    end
}

/// Byte after the `>`; strings and `{…}` may hold one.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut braces = 0_u32;
    for (at, b) in tag.bytes().enumerate() {
        match (quote, b) {
            (Some(open), b) if b == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'' | b'`') => quote = Some(b),
            (None, b'{') => braces += 1,
            (None, b'}') => braces = braces.saturating_sub(1),
            (None, b'>') if braces == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_fall_out_and_their_children_stay() {
        let source = Source::new(
            "content/a.mdx",
            "import { A } from './a'\nimport B\n  from 'b'\n\n# Hi\n\n<Alert level=\"a > b\" on={() => 1}\n  title='x'>\n  Keep *this*.\n</Alert>\n\n`<Code>` and <Icon/> end\n\n```jsx\n<Alert>\nimport x\n```\n<Alert>\n",
        );
        let mut findings = Vec::new();
        let (text, offsets) = strip(&source, 0, &mut findings);
        assert_eq!(text, "\n# Hi\n\n\n  Keep *this*.\n\n\n`<Code>` and  end\n\n```jsx\n<Alert>\nimport x\n```\n\n");
        assert_eq!(offsets.back(text.find("Keep").unwrap()), source.text.find("Keep").unwrap());
        let said: Vec<_> = findings.iter().map(|f| f.message.split(';').next().unwrap()).collect();
        assert_eq!(said, ["the component `Alert` is left out, 2 times", "the component `Icon` is left out"]);
    }
}
