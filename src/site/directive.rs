//! `:::name {key="value"}` fences, turned into `<div data-smo="name" data-key="value">` before
//! Markdown is parsed. What a name means is not known here.
//!
//! Only at the start of a line and never in code: definition lists and smart quotes would eat
//! the fences otherwise.

use std::borrow::Cow;
use std::ops::Range;

use super::offsets::{Offsets, Rewriter};
use crate::base::finding::Safety;
use crate::base::html::escape;
use crate::base::{Finding, Place, Source, Span};
use crate::model::block;

/// A text ready for the Markdown parser.
pub struct Fenced<'a> {
    pub text: Cow<'a, str>,
    pub offsets: Offsets,
    /// Directives of the top level, in bytes of `text`.
    pub ranges: Vec<Range<usize>>,
    /// Names that the core does not know; a theme may.
    pub unknown: Vec<(String, Finding)>,
}

struct Open {
    colons: usize,
    line: Range<usize>,
    /// Where its `<div` begins in the new text.
    start: usize,
}

/// Replaces the fences of `text`. `back` leads from bytes of `text` to bytes of the source.
pub fn replace<'a>(text: &'a str, source: &Source, back: &dyn Fn(usize) -> usize, findings: &mut Vec<Finding>) -> Fenced<'a> {
    let mut fenced = Fenced { text: Cow::Borrowed(text), offsets: Offsets::default(), ranges: Vec::new(), unknown: Vec::new() };
    if !text.starts_with(":::") && !text.contains("\n:::") {
        return fenced;
    }
    let spot = |range: Range<usize>| Place::Spot(source.spot(Span::new(back(range.start), back(range.end))));
    let mut rewriter = Rewriter::new(text);
    let mut open: Vec<Open> = Vec::new();
    for (range, at, colons, rest) in fences(text) {
        if rest.is_empty() {
            let exact = open.iter().rposition(|one| one.colons == colons);
            let Some(which) = exact.or_else(|| open.iter().rposition(|one| one.colons <= colons)) else { continue };
            rewriter.copy_to(range.start);
            for left_open in open.drain(which + 1..).rev() {
                findings.push(unclosed(spot(left_open.line)));
                close(&mut rewriter);
            }
            close(&mut rewriter);
            rewriter.skip_to(at);
            let closed = open.pop().expect("`which` is an index of `open`, and all above it were drained");
            if open.is_empty() {
                fenced.ranges.push(closed.start..rewriter.out().len());
            }
            continue;
        }
        let Some((name, tail)) = name_of(rest) else { continue };
        let attributes = Attributes::parse(tail);
        check(name, &attributes, &spot(range.clone()), findings, &mut fenced.unknown);
        rewriter.copy_to(range.start);
        blank_line(&mut rewriter);
        let start = rewriter.out().len();
        rewriter.insert(&format!("<div data-smo=\"{name}\"{}>\n\n", attributes.html()));
        rewriter.skip_to(at);
        open.push(Open { colons, line: range, start });
    }
    rewriter.copy_to(text.len());
    let end_start = open.first().map(|one| one.start);
    for left_open in open.into_iter().rev() {
        findings.push(unclosed(spot(left_open.line)));
        close(&mut rewriter);
    }
    if let Some(start) = end_start {
        fenced.ranges.push(start..rewriter.out().len());
    }
    let (out, offsets) = rewriter.finish();
    fenced.text = Cow::Owned(out);
    fenced.offsets = offsets;
    fenced
}

/// Lines that begin with `:::` outside of code: their place, where the next
/// line begins, how many colons, and what follows them.
fn fences(text: &str) -> impl Iterator<Item = (Range<usize>, usize, usize, &str)> {
    let (mut code, mut at) = (Fence::default(), 0);
    text.split_inclusive('\n').filter_map(move |line| {
        let range = at..at + line.trim_end().len();
        at += line.len();
        if code.is_code(line) || !line.starts_with(":::") {
            return None;
        }
        let colons = line.bytes().take_while(|b| *b == b':').count();
        Some((range, at, colons, line[colons..].trim()))
    })
}

/// The opening line of each directive, and all that belongs to it, that line included.
pub fn lines(text: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let (mut done, mut open) = (Vec::new(), Vec::<(usize, Range<usize>)>::new());
    for (range, at, colons, rest) in fences(text) {
        if name_of(rest).is_some() {
            open.push((colons, range));
        } else if rest.is_empty() {
            let exact = open.iter().rposition(|one| one.0 == colons);
            let from = exact.or_else(|| open.iter().rposition(|one| one.0 <= colons)).unwrap_or(open.len());
            done.extend(open.drain(from..).map(|(_, line)| (line.clone(), line.start..at)));
        }
    }
    done.extend(open.into_iter().map(|(_, line)| (line.clone(), line.start..text.len())));
    done
}

fn close(rewriter: &mut Rewriter) {
    blank_line(rewriter);
    rewriter.insert("</div>\n\n");
}

/// HTML blocks begin and end at blank lines.
fn blank_line(rewriter: &mut Rewriter) {
    let out = rewriter.out();
    let need = if out.is_empty() || out.ends_with("\n\n") || out.ends_with("\n\r\n") {
        ""
    } else if out.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    if !need.is_empty() {
        rewriter.insert(need);
    }
}

fn unclosed(place: Place) -> Finding {
    Finding::warning("directive-unclosed", "the directive that begins here is never closed", place)
        .why("all that follows is taken for a part of it")
        .help("close it with a line of as many colons")
}

/// `[a-z][a-z0-9-]*`, followed by a blank, a brace or nothing.
fn name_of(rest: &str) -> Option<(&str, &str)> {
    let len = rest.bytes().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-').count();
    let (name, tail) = rest.split_at(len);
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase()) && (tail.is_empty() || tail.starts_with([' ', '\t', '{']));
    fits.then_some((name, tail.trim()))
}

fn check(name: &str, attributes: &Attributes, place: &Place, findings: &mut Vec<Finding>, unknown: &mut Vec<(String, Finding)>) {
    let Some(block) = block::find(name) else {
        let help = match block::nearest_name(name) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a theme gives it a shape with a template `smo/{name}.html`"),
        };
        let mut finding = Finding::warning("directive-unknown", format!("`{name}` is not a directive smo-build knows"), place.clone());
        if let Some(near) = block::nearest_name(name) {
            finding = finding.remedy(Safety::Unsafe, name, near);
        }
        unknown.push((name.to_owned(), finding.why("it becomes a plain `<div>`").help(help)));
        return;
    };
    if !block.is_shaped() {
        let message = format!("this version does not make `{name}` blocks yet");
        let finding = Finding::info("block-unknown", message, place.clone()).why("it becomes a plain `<div>` with what it holds");
        unknown.push((name.to_owned(), finding.help(format!("a template `smo/{name}.html` gives it a shape"))));
    }
    for (at, (key, _)) in attributes.pairs.iter().enumerate() {
        if block.key(key).is_none() {
            let finding = Finding::warning("directive-attribute", format!("`{name}` has no attribute `{key}`"), place.clone())
                .why("it has no effect");
            findings.push(match block.nearest_key(key) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding,
            });
        } else if attributes.pairs[..at].iter().any(|(earlier, _)| earlier == key) {
            findings.push(
                Finding::warning("directive-attribute", format!("`{key}` is given twice"), place.clone())
                    .why("the first one counts")
                    .help("take one of them out"),
            );
        }
    }
    if let Some(odd) = &attributes.odd {
        let message = format!("`{odd}` is not readable as attributes");
        findings.push(Finding::warning("directive-attribute", message, place.clone()).help("write them as {key=\"value\" #id .class}"));
    }
}

/// `{#id .class key="value" flag}`
#[derive(Debug, Default, PartialEq)]
pub struct Attributes {
    pub id: Option<String>,
    pub classes: Vec<String>,
    pub pairs: Vec<(String, String)>,
    /// What could not be read.
    odd: Option<String>,
}

impl Attributes {
    pub fn parse(text: &str) -> Self {
        let mut found = Self::default();
        let text = text.trim();
        if text.is_empty() {
            return found;
        }
        let Some(mut rest) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim) else {
            found.odd = Some(text.to_owned());
            return found;
        };
        while !rest.is_empty() {
            let Some(after) = found.one(rest) else {
                found.odd = Some(rest.to_owned());
                break;
            };
            rest = after.trim_start();
        }
        found
    }

    /// Reads one attribute and returns what follows it.
    fn one<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let word = |text: &'t str| text.split_at(text.find(|c: char| c.is_whitespace()).unwrap_or(text.len()));
        if let Some(rest) = text.strip_prefix('#') {
            let (id, rest) = word(rest);
            self.id = (!id.is_empty()).then(|| id.to_owned());
            return Some(rest);
        }
        if let Some(rest) = text.strip_prefix('.') {
            let (class, rest) = word(rest);
            self.classes.push(class.to_owned());
            return Some(rest);
        }
        let len = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
        let (key, rest) = text.split_at(len);
        if !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let key = key.to_ascii_lowercase().replace('_', "-");
        let Some(rest) = rest.strip_prefix('=') else {
            self.pairs.push((key, "true".to_owned()));
            return (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest);
        };
        let Some(quoted) = rest.strip_prefix(['"', '“', '”']) else {
            let (value, rest) = word(rest);
            self.pairs.push((key, value.to_owned()));
            return Some(rest);
        };
        let mut value = String::new();
        let mut escaped = false;
        for (at, c) in quoted.char_indices() {
            match c {
                '\\' if !escaped => escaped = true,
                '"' | '”' if !escaped => {
                    self.pairs.push((key, value));
                    return Some(&quoted[at + c.len_utf8()..]);
                }
                c => {
                    if escaped && c != '"' && c != '\\' {
                        value.push('\\');
                    }
                    escaped = false;
                    value.push(c);
                }
            }
        }
        None
    }

    /// ` id="…" class="…" data-key="…"`
    pub fn html(&self) -> String {
        let mut out = String::new();
        if let Some(id) = &self.id {
            out.push_str(&format!(" id=\"{}\"", escape(id)));
        }
        if !self.classes.is_empty() {
            out.push_str(&format!(" class=\"{}\"", escape(&self.classes.join(" "))));
        }
        let mut written: Vec<&str> = Vec::new();
        for (key, value) in &self.pairs {
            // A second attribute of one name would be invalid HTML.
            if !written.contains(&key.as_str()) && key != "smo" {
                out.push_str(&format!(" data-{key}=\"{}\"", escape(value)));
                written.push(key);
            }
        }
        out
    }
}

/// `[!quote] {by="Ada"}` at the start of a block quote's text: its attributes, and the length of
/// that first line.
pub fn quote_mark(text: &str) -> Option<(Attributes, usize)> {
    let line = text.split('\n').next()?;
    let rest = line.get(..8).filter(|start| start.eq_ignore_ascii_case("[!quote]")).map(|_| line[8..].trim())?;
    (rest.is_empty() || rest.starts_with('{')).then(|| (Attributes::parse(rest), line.len()))
}

/// Tells code and other literal blocks from text, line by line.
#[derive(Default)]
pub struct Fence {
    /// The open fence: its character and length.
    code: Option<(u8, usize)>,
    /// What ends the open HTML block whose content is literal.
    html: Option<&'static str>,
}

impl Fence {
    /// Is this line a part of a fenced or indented code block, a comment, a script or the like?
    pub fn is_code(&mut self, line: &str) -> bool {
        let indent = line.bytes().take_while(|b| *b == b' ').count();
        let text = line.trim();
        if let Some((mark, len)) = self.code {
            let run = text.bytes().take_while(|b| *b == mark).count();
            if run >= len && text.len() == run && indent < 4 {
                self.code = None;
            }
            return true;
        }
        if let Some(end) = self.html {
            if line.contains(end) {
                self.html = None;
            }
            return true;
        }
        if indent >= 4 || line.starts_with('\t') {
            // Inside a list this may be text; then nothing at the start of a line is missed.
            return true;
        }
        for mark in [b'`', b'~'] {
            let run = text.bytes().take_while(|b| *b == mark).count();
            if run >= 3 && !(mark == b'`' && text[run..].contains('`')) {
                self.code = Some((mark, run));
                return true;
            }
        }
        const LITERAL: &[(&str, &str)] =
            &[("<!--", "-->"), ("<pre", "</pre>"), ("<script", "</script>"), ("<style", "</style>"), ("<textarea", "</textarea>")];
        if let Some((start, end)) = LITERAL.iter().find(|(start, _)| text.starts_with(start)) {
            if !text[start.len()..].contains(end) {
                self.html = Some(end);
            }
            return true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> (String, Vec<(&'static str, u32)>) {
        let source = Source::new("content/a.md", text);
        let mut findings = Vec::new();
        let fenced = replace(text, &source, &|at| at, &mut findings);
        findings.extend(fenced.unknown.iter().map(|(_, finding)| finding.clone()));
        let line = |f: &Finding| match &f.at {
            Place::Spot(spot) => spot.line,
            _ => 0,
        };
        (fenced.text.into_owned(), findings.iter().map(|f| (f.rule, line(f))).collect())
    }

    #[test]
    fn fences_become_divs_and_the_body_stays_markdown() {
        let (html, findings) =
            run("Text\n:::stat {#attention .big value=\"76%\" source=\"A \\\"B\\\" & C\" share}\nof *consumers*\n:::\nMore");
        assert_eq!(
            html,
            "Text\n\n<div data-smo=\"stat\" id=\"attention\" class=\"big\" data-value=\"76%\" data-source=\"A &quot;B&quot; &amp; C\" data-share=\"true\">\n\nof *consumers*\n\n</div>\n\nMore"
        );
        assert!(findings.is_empty(), "{findings:?}");
    }

    #[test]
    fn more_colons_nest_and_what_is_left_open_is_closed_and_said() {
        let (html, findings) = run("::::cta\n:::quote\na\n:::\n::::\n");
        assert_eq!(html.matches("<div").count(), 2);
        assert_eq!(html.matches("</div>").count(), 2);
        assert!(findings.is_empty());
        let (html, findings) = run("::::cta\n:::quote\na\n::::\n\n:::cta\nb");
        assert_eq!((html.matches("<div").count(), html.matches("</div>").count()), (3, 3));
        assert_eq!(findings, [("directive-unclosed", 2), ("directive-unclosed", 6)]);
    }

    #[test]
    fn code_is_left_alone() {
        for text in
            ["```\n:::stat\n```\n", "~~~~\n:::stat\n~~~\n:::\n~~~~\n", "    :::stat\n", "<!--\n:::stat\n-->\n", "Text ::: stat\n", "::: \n"]
        {
            assert_eq!(run(text).0, text);
        }
    }

    #[test]
    fn unknown_names_and_attributes_are_said_with_the_nearest() {
        let (html, findings) = run(":::stats\nx\n:::\n\n:::stat {valeu=\"1\"}\nx\n:::\n");
        assert!(html.contains("data-smo=\"stats\"") && html.contains("data-valeu"));
        assert_eq!(findings, [("directive-attribute", 5), ("directive-unknown", 1)]);
    }

    #[test]
    fn a_marked_quote_gives_its_attributes() {
        let (attributes, len) = quote_mark("[!QUOTE] {by=\"Ada\"}\nMeasure").unwrap();
        assert_eq!((attributes.html().as_str(), len), (" data-by=\"Ada\"", 19));
        assert!(quote_mark("[!quoted]").is_none() && quote_mark("[!note]").is_none() && quote_mark("é").is_none());
    }
}
