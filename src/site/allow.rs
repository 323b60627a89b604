//! What a Markdown file allows: `smo_allow` in its head, `<!-- smo-allow … -->` above a block.

use std::ops::Range;

use crate::base::finding::Safety;
use crate::base::nearest::nearest;
use crate::base::yaml::{self, Node, Value};
use crate::base::{Finding, Place, Source, Span};
use crate::model::allow::{Allow, Reach, in_comment, nameless};

/// All that the file says of it, in its order. `head` is the YAML between the fences.
pub fn allows(source: &Source, head: Option<std::ops::Range<usize>>, body: usize) -> Vec<Allow> {
    let mut found = Vec::new();
    if let Some(head) = head.filter(|head| source.text[head.clone()].contains("smo_allow")) {
        let slice = &source.text[head.clone()];
        if let Ok(root) = yaml::parse(slice)
            && let Some(node) = root.get("smo_allow").or_else(|| root.get("smo-allow"))
        {
            in_head(node, source, slice, head.start, &mut found);
        }
    }
    if source.text[body..].contains("smo-allow") {
        in_body(source, body, &mut found);
    }
    found
}

/// A name, a list of names, or a map of names and reasons with `until`.
fn in_head(node: &Node, source: &Source, slice: &str, offset: usize, found: &mut Vec<Allow>) {
    let at = |span: Span| Place::Spot(source.spot(span.shifted(offset)));
    let allow = |span: Span, name: &str| Allow {
        names: vec![name.to_owned()],
        written: Some(slice[span.range()].to_owned()),
        ..Allow::new("smo_allow", Reach::Page, at(span))
    };
    match &node.value {
        Value::Map(entries) => {
            let until = node.get("until").and_then(|until| until.scalar_text(slice));
            for entry in entries.iter().filter(|entry| entry.key != "until") {
                let reason = entry.value.scalar_text(slice).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
                found.push(Allow { reason, until: until.clone(), ..allow(entry.key_span, &entry.key) });
            }
        }
        Value::List(items) => {
            for item in items {
                match item.as_map() {
                    Some(_) => in_head(item, source, slice, offset, found),
                    None => found.extend(item.scalar_text(slice).map(|name| allow(item.span, name.trim()))),
                }
            }
        }
        _ => found.extend(node.scalar_text(slice).map(|text| Allow::new("smo_allow", Reach::Page, at(node.span)).read(&text))),
    }
}

fn in_body(source: &Source, body: usize, found: &mut Vec<Allow>) {
    let text = &*source.text;
    for whole in comments(text, body) {
        let inner = &text[whole.start + "<!--".len()..whole.end - "-->".len()];
        let Some(said) = in_comment(inner).or_else(|| nameless(inner).map(|_| "")) else { continue };
        let reach = Span::new(whole.start, block_end(text, whole.end));
        let place = Place::Spot(source.spot(whole.clone().into()));
        let written = Some(text[whole].to_owned());
        found.push(Allow { written, ..Allow::new("smo-allow", Reach::Source(reach), place).read(said) });
    }
}

/// Comments that are nearly one of ours: `<!-- smo-alow link -->`, `<!-- smo_allow link -->`.
pub fn misspelt(source: &Source, body: usize) -> Vec<Finding> {
    let text = &*source.text;
    if !text[body..].contains("<!--") {
        return Vec::new();
    }
    let slip = |whole: Range<usize>| {
        let inner = &text[whole.start + "<!--".len()..whole.end];
        let start = whole.end - inner.trim_start().len();
        let word = text[start..].split(|c: char| c == ':' || c.is_whitespace()).next()?;
        let is_near = word != NAME && word.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("smo")) && nearest(word, [NAME]).is_some();
        let place = Place::Spot(source.spot(Span::new(start, start + word.len())));
        is_near.then(|| {
            Finding::warning("unknown-rule", format!("`{word}` allows nothing"), place)
                .why("it silences nothing")
                .help(format!("did you mean `{NAME}`?"))
                .remedy(Safety::Unsafe, word, NAME)
        })
    };
    comments(text, body).into_iter().filter_map(slip).collect()
}

const NAME: &str = "smo-allow";

/// Comments at the start of a line, with their marks; what stands in a fence is an example.
fn comments(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = body;
    let mut fence: Option<&str> = None;
    for line in text[body..].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        if let Some(open) = fence {
            if trimmed.starts_with(open) && trimmed.trim_start_matches(&open[..1]).is_empty() {
                fence = None;
            }
            continue;
        }
        fence = opens(trimmed);
        if !trimmed.starts_with("<!--") {
            continue;
        }
        let open = start + (line.len() - line.trim_start().len());
        let inner = open + "<!--".len();
        found.extend(text[inner..].find("-->").map(|end| open..inner + end + "-->".len()));
    }
    found
}

/// The marks that a fence begins with.
fn opens(line: &str) -> Option<&str> {
    ['`', '~'].into_iter().find_map(|mark| {
        let length = line.len() - line.trim_start_matches(mark).len();
        (length >= 3).then(|| &line[..length])
    })
}

/// Where the block behind a comment ends: at a blank line, at the end of a fence or directive.
fn block_end(text: &str, from: usize) -> usize {
    let start = from + (text[from..].len() - text[from..].trim_start().len());
    let first = text[start..].lines().next().unwrap_or("");
    let trimmed = first.trim_start();
    let close = match opens(trimmed) {
        Some(marks) => Some(marks),
        None if trimmed.starts_with(":::") => Some(":::"),
        None => None,
    };
    let mut at = start;
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        match close {
            Some(close) if number > 0 && line.trim() == close => return at + line.len(),
            None if line.trim().is_empty() => return at,
            _ => at += line.len(),
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::front_matter;

    fn read(text: &str) -> (Source, Vec<Allow>) {
        let source = Source::new("a.md", text);
        let (split, _) = front_matter::split(&source);
        let found = allows(&source, split.head, split.body);
        (source, found)
    }

    #[test]
    fn a_head_allows_for_the_page_in_three_spellings() {
        for head in ["[title-too-long, link]", "title-too-long, link", "\n  - title-too-long\n  - link"] {
            let (_, found) = read(&format!("---\nsmo_allow: {head}\n---\nx\n"));
            let names: Vec<_> = found.iter().flat_map(|allow| allow.names.clone()).collect();
            assert_eq!(names, ["title-too-long", "link"], "{head}");
        }
        let (_, found) = read("---\nsmo_allow: { preview-image-shape: \"photo essay, see #12\", until: 2027-01-31 }\n---\nx\n");
        assert_eq!((found[0].reason.as_deref(), found[0].until.as_deref()), (Some("photo essay, see #12"), Some("2027-01-31")));
        assert!(matches!(&found[0].at, Place::Spot(spot) if spot.line == 2));
    }

    #[test]
    fn a_comment_that_is_nearly_one_of_ours_is_a_slip() {
        let text = "<!-- smo-alow link: x -->\n\n<!--smo_allow link-->\n\n<!-- smo-allow link -->\n<!-- smo -->\n<!-- more -->\n\n```\n<!-- smo-alow x -->\n```\n";
        let told = misspelt(&Source::new("a.md", text), 0);
        let told: Vec<_> = told.iter().map(|one| (&*one.message, one.at.clone())).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!((told[0].0, told[1].0), ("`smo-alow` allows nothing", "`smo_allow` allows nothing"));
        assert!(matches!(&told[1].1, Place::Spot(spot) if (spot.line, spot.column, spot.end_column) == (3, 5, 14)));
    }

    #[test]
    fn a_comment_reaches_the_next_block_and_examples_allow_nothing() {
        let text =
            "One.\n\n<!-- smo-allow link: made by script -->\n\n[a](/x/)\n[b](/y/)\n\n[c](/z/)\n\n```html\n<!-- smo-allow link -->\n```\n";
        let (source, found) = read(text);
        assert_eq!(found.len(), 1);
        let Reach::Source(span) = found[0].reach else { panic!("of the file") };
        let reached = &source.text[span.range()];
        assert!(reached.contains("/y/") && !reached.contains("/z/"), "{reached}");
        let (source, found) = read("<!-- smo-allow image -->\n```js\na\n\nb\n```\nend\n");
        let Reach::Source(span) = found[0].reach else { panic!("of the file") };
        assert!(source.text[span.range()].ends_with("b\n```\n"));
    }
}
