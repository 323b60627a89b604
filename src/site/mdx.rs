//! `.mdx` read as Markdown: imports and component tags fall out, what stands between them stays.

use std::collections::BTreeMap;

use super::directive::Fence;
use super::offsets::{Offsets, Rewriter};
use crate::base::{Finding, Place, Source, Span};

/// A component that one file uses.
#[derive(Clone, Debug)]
pub struct Component {
    pub name: String,
    pub count: usize,
    /// Where it stands first.
    pub place: Place,
}

/// The text without its components, and which those were.
pub fn strip(source: &Source, body: usize) -> (String, Offsets, Vec<Component>) {
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
    let (text, offsets) = rewriter.finish();
    let component =
        |(name, (count, span)): (&str, (usize, Span))| Component { name: name.to_owned(), count, place: Place::Spot(source.spot(span)) };
    (text, offsets, names.into_iter().map(component).collect())
}

/// One finding for each name, at its first place: what fifty posts use is one decision.
pub fn left_out<'c>(components: impl Iterator<Item = &'c Component>) -> Vec<Finding> {
    let mut names: BTreeMap<&str, (usize, usize, &Place)> = BTreeMap::new();
    for component in components {
        let known = names.entry(&component.name).or_insert((0, 0, &component.place));
        known.0 += component.count;
        known.1 += 1;
    }
    let finding = |(name, (count, files, place)): (&str, (usize, usize, &Place))| {
        let times = match (count, files) {
            (1, _) => String::new(),
            (_, 1) => format!(", {count} times"),
            _ => format!(", {count} times in {files} files"),
        };
        let message = format!("the component `{name}` is left out{times}; what it holds is kept");
        Finding::warning("mdx-component", message, place.clone())
            .why("components are programs, and a build here runs none")
            .help("write it as a directive (`:::name`) or as HTML")
    };
    names.into_iter().map(finding).collect()
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
        let (text, offsets, components) = strip(&source, 0);
        assert_eq!(text, "\n# Hi\n\n\n  Keep *this*.\n\n\n`<Code>` and  end\n\n```jsx\n<Alert>\nimport x\n```\n\n");
        assert_eq!(offsets.back(text.find("Keep").unwrap()), source.text.find("Keep").unwrap());
        let said = |components: &[Component]| -> Vec<String> {
            left_out(components.iter()).iter().map(|f| f.message.split(';').next().unwrap().to_owned()).collect()
        };
        assert_eq!(said(&components), ["the component `Alert` is left out, 2 times", "the component `Icon` is left out"]);
        let twice = [components.clone(), components].concat();
        assert_eq!(said(&twice)[1], "the component `Icon` is left out, 2 times in 2 files");
    }
}
