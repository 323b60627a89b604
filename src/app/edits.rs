//! A remedy as an edit of a file that its author writes: in the quotes that stand there, every other byte stays.

use std::ops::Range;

use crate::base::finding::{Edit, Remedy, Spot};
use crate::base::{Span, yaml};

/// A line at the end of a head: `aliases: [/old/]`. Not where its key stands already.
pub(super) fn added(text: &str, path: &str, line: &str) -> Option<Edit> {
    let (key, _) = line.split_once(':').filter(|_| !is_settings(path))?;
    let end = if text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r')) { "\r\n" } else { "\n" };
    let edit = |at: usize, text: String| Edit { file: path.into(), span: Span::new(at, at), was: String::new(), text };
    if text.lines().next().is_none_or(|first| first.trim_end() != "---") {
        return (!text.starts_with(['+', '{'])).then(|| edit(0, format!("---{end}{line}{end}---{end}")));
    }
    let mut at = 0;
    for (number, there) in text.split_inclusive('\n').enumerate() {
        if number > 0 && matches!(there.trim_end(), "---" | "...") {
            return Some(edit(at, format!("{line}{end}")));
        }
        if there.split(':').next().is_some_and(|other| other.trim_end() == key) {
            return None;
        }
        at += there.len();
    }
    None
}

/// The edit that a remedy is at the place of a finding.
pub(super) fn edit(text: &str, spot: &Spot, remedy: &Remedy) -> Option<Edit> {
    let range = spot.start as usize..spot.end as usize;
    let raw = text.get(range.clone())?;
    let edit = |span: Span, text: String, was: &str| Edit { file: spot.path.clone(), span, was: was.to_owned(), text };
    // A whole line that goes takes its end along.
    if remedy.is.is_empty() && raw == remedy.was {
        let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
        if text[line..range.start].trim().is_empty() && text[range.end..end].trim().is_empty() {
            // Of the blank lines around it one stays.
            let is_blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
            let next = text[end..].split_inclusive('\n').next();
            let is_alone = is_blank(text[..line].lines().next_back()) && is_blank(next);
            let end = end + next.filter(|_| is_alone).map_or(0, str::len);
            return Some(edit(Span::new(line, end), String::new(), &text[line..end]));
        }
    }
    let is_yaml = is_yaml(text, &spot.path, range.start);
    if is_yaml && remedy.is.is_empty() && raw == remedy.was {
        let gone = item(text, &range)?;
        return Some(edit(spot_span(&gone), String::new(), &text[gone.clone()]));
    }
    if !is_yaml {
        let at = only(raw, &remedy.was).map(|at| range.start + at).or_else(|| in_reference(text, &remedy.was))?;
        return Some(edit(Span::new(at, at + remedy.was.len()), remedy.is.clone(), &remedy.was));
    }
    // The value as it is written, quotes and all.
    if raw.starts_with(['"', '\'']) && raw == remedy.was {
        return Some(edit(spot_span(&range), remedy.is.clone(), raw));
    }
    // A key that stands there already would stand there twice.
    if text[range.end..].trim_start_matches([' ', '\t']).starts_with(':') {
        let renamed = format!("{}{}{}", &text[..range.start], remedy.is, &text[range.end..]);
        if repeats(&renamed, &spot.path) > repeats(text, &spot.path) {
            return None;
        }
    }
    let escape: fn(&str) -> String = match raw.chars().next()? {
        '"' => |text| text.replace('\\', "\\\\").replace('"', "\\\""),
        '\'' => |text| text.replace('\'', "''"),
        _ => str::to_owned,
    };
    let (was, is) = (escape(&remedy.was), escape(&remedy.is));
    let (at, was, is) = all(raw, &was, &is)?;
    let is_plain = !raw.starts_with(['"', '\'', '|', '>']);
    if is_plain {
        let whole = format!("{}{is}{}", &raw[..at], &raw[at + was.len()..]);
        // Over several lines the words around stay as they are folded.
        let judged = if raw.contains('\n') { &is } else { &whole };
        // What stood there without quotes may stand there: the value is in no brackets.
        let is_new = |c: char| matches!(c, ',' | '[' | ']' | '{' | '}') && !raw.contains(c);
        if !judged.is_empty() && (!reads_as_itself(judged) || judged.contains(is_new)) {
            let quoted = format!("\"{}\"", whole.replace('\\', "\\\\").replace('"', "\\\""));
            return Some(edit(spot_span(&range), quoted, raw));
        }
    }
    let start = range.start + at;
    Some(edit(Span::new(start, start + was.len()), is, &was))
}

fn spot_span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

/// What goes with an item of a YAML list when it goes: its comma, its line, or the key of which it was all.
/// None where more hangs on it, such as a reason below it.
fn item(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let (before, after) = (&text[start..range.start], &text[range.end..end]);
    if after.trim_start().starts_with(':') {
        return None;
    }
    let is_name = |key: &str| key.bytes().all(|byte| byte == b'_' || byte == b'-' || byte.is_ascii_alphanumeric());
    let key_before = |before: &str| before.trim_end().strip_suffix(':').is_some_and(is_name);
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        return Some(range.start..end - rest.trim_start_matches(' ').len());
    }
    if let Some(others) = before.trim_end().strip_suffix(',') {
        return Some(start + others.len()..range.end);
    }
    if let (Some(key), "]") = (before.trim_end().strip_suffix('['), after.trim()) {
        return key_before(key).then_some(start..end);
    }
    if !after.trim().is_empty() || before.trim() != "-" {
        return (after.trim().is_empty() && key_before(before)).then_some(start..end);
    }
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let above = text[..start].lines().next_back().unwrap_or("");
    if is_item(above) || text[end..].lines().next().is_some_and(is_item) {
        return Some(start..end);
    }
    let above_start = text[..start].trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
    key_before(above).then_some(above_start..end)
}

/// `[label]: /abuot/`: a link by reference has its address elsewhere, once for all of its kind.
fn in_reference(text: &str, was: &str) -> Option<usize> {
    let head = "]: ";
    let is_whole = |at: &usize| text[at + was.len()..].chars().next().is_none_or(char::is_whitespace);
    let wanted = format!("{head}{was}");
    let mut places = text.match_indices(&wanted).map(|(at, _)| at + head.len()).filter(is_whole);
    let at = places.next()?;
    places.next().is_none().then_some(at)
}

/// Where a text stands, if it stands there once.
fn only(text: &str, wanted: &str) -> Option<usize> {
    let mut places = text.match_indices(wanted).filter(|_| !wanted.is_empty());
    let (at, _) = places.next()?;
    places.next().is_none().then_some(at)
}

/// Which bytes of a value become which: of signs, which are no words that may mean two things, every one. What
/// goes takes the space along that would be left at an end or doubled.
fn all(raw: &str, was: &str, is: &str) -> Option<(usize, String, String)> {
    let is_sign = was.starts_with(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '.'));
    let at = if is_sign { raw.find(was)? } else { only(raw, was)? };
    let last = raw.rfind(was)? + was.len();
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
    let is_end = |rest: &str| rest.is_empty() || quote.is_some_and(|quote| rest.len() == 1 && rest.starts_with(quote));
    let mut new = String::new();
    let mut from = at;
    let mut rest = at;
    while let Some(next) = raw.get(rest..last).and_then(|left| left.find(was)).map(|next| rest + next) {
        new.push_str(&raw[rest..next]);
        new.push_str(is);
        rest = next + was.len();
        if !is.is_empty() {
            continue;
        }
        let before = if new.is_empty() { &raw[..from] } else { &new };
        let after = &raw[rest..];
        let is_first = is_end(before);
        if (is_first || before.ends_with(' ')) && after.starts_with(' ') {
            rest += 1;
        } else if before.ends_with(' ') && is_end(after) && new.pop().is_none() {
            from -= 1;
        }
    }
    let end = rest.max(last);
    Some((from, raw[from..end].to_owned(), new))
}

/// How many keys stand in a map that holds them already.
fn repeats(text: &str, path: &str) -> usize {
    fn of(node: &yaml::Node) -> usize {
        let entries = node.as_map().unwrap_or_default();
        let twice = entries.iter().enumerate().filter(|(at, entry)| entries[..*at].iter().any(|other| other.key == entry.key)).count();
        let below = entries.iter().map(|entry| &entry.value).chain(node.as_list().unwrap_or_default());
        twice + below.map(of).sum::<usize>()
    }
    let head = if is_settings(path) { Some(text) } else { head_of(text).map(|head| &text[head]) };
    head.and_then(|head| yaml::parse(head).ok()).map_or(0, |root| of(&root))
}

/// Where the YAML between the fences of a text stands.
fn head_of(text: &str) -> Option<Range<usize>> {
    let start = text.find('\n').filter(|at| text[..*at].trim_end() == "---")? + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some(start..at);
        }
        at += line.len();
    }
    None
}

fn is_settings(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// Is this place of a file in YAML: in the settings, or in the head of a text?
fn is_yaml(text: &str, path: &str, at: usize) -> bool {
    is_settings(path) || head_of(text).is_some_and(|head| at < head.end)
}

/// Does YAML read these words, without quotes, as the text that they are?
fn reads_as_itself(words: &str) -> bool {
    let in_map = yaml::parse(&format!("k: {words}\n"));
    let is_same = |node: &yaml::Node, source: &str| node.scalar_text(source).as_deref() == Some(words);
    let in_map = in_map.is_ok_and(|root| root.get("k").is_some_and(|node| is_same(node, &format!("k: {words}\n"))));
    in_map && !words.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::super::fix::apply;
    use super::*;
    use crate::base::Source;
    use crate::base::finding::Safety;

    fn mended(text: &str, value: &str, was: &str, is: &str) -> String {
        let source = Source::new("a.md", text);
        let at = text.find(value).expect("it stands there");
        let spot = source.spot(Span::new(at, at + value.len()));
        let remedy = Remedy { safety: Safety::Safe, was: was.to_owned(), is: is.to_owned() };
        match edit(text, &spot, &remedy) {
            Some(edit) => String::from_utf8(apply(text.as_bytes(), &[&edit]).unwrap().0).unwrap(),
            None => "nothing".into(),
        }
    }

    #[test]
    fn every_quoting_style_stays_and_plain_words_are_quoted_only_if_they_must() {
        for (value, was, is, want) in [
            ("A **fast** day", "**fast**", "fast", "A fast day"),
            ("\"A \\\"**fast**\\\" day\"", "**fast**", "fast", "\"A \\\"fast\\\" day\""),
            ("'It''s **fast**'", "**fast**", "o'clock", "'It''s o''clock'"),
            ("A **b** c", "**b**", "b: x", "\"A b: x c\""),
            ("4 March 2026", "4 March 2026", "2026-03-04", "2026-03-04"),
            ("a a", "a", "b", "nothing"),
            // A sign that no reader sees goes wherever it stands; no space is left over.
            ("Do\u{ad}nau\u{ad}dampf", "\u{ad}", "", "Donaudampf"),
            ("Rain [^1]", "[^1]", "", "Rain"),
            ("\"Rain [^1]\"", "[^1]", "", "\"Rain\""),
            ("'[^1] Rain [^1] and [^1]'", "[^1]", "", "'Rain and'"),
            // The whole value with its quotes.
            ("\"no\"", "\"no\"", "false", "false"),
        ] {
            let text = format!("---\r\n# a comment\r\ntitle:   {value}   # kept\r\nx: 1\r\n---\r\nBody **fast**\r\n");
            let want = if want == "nothing" { want.to_owned() } else { text.replacen(value, want, 1) };
            assert_eq!(mended(&text, value, was, is), want, "{value}");
        }
    }

    #[test]
    fn no_key_becomes_one_that_stands_there_already() {
        for (text, key, is, is_mended) in [
            ("---\ntitle: a\ntitel: b\n---\n", "titel", "title", false),
            ("---\ntitel: b\nextra: {title: a}\n---\n", "titel", "title", true),
            ("---\ntags:\n  titel : b\n  title: a\n---\n", "titel", "title", false),
        ] {
            let new = if is_mended { text.replacen(key, is, 1) } else { "nothing".to_owned() };
            assert_eq!(mended(text, key, key, is), new, "{text}");
        }
    }

    #[test]
    fn the_address_of_a_link_by_reference_is_mended_where_it_stands() {
        let text = "See [the page][p].\n\n[p]: /abuot/\n[q]: /abuot/more/\n";
        assert_eq!(mended(text, "[the page][p]", "/abuot/", "/about/"), text.replace("/abuot/\n", "/about/\n"));
    }

    #[test]
    fn what_is_missing_is_added_at_the_end_of_the_head() {
        let line = "aliases: [/old/]";
        let with =
            |text: &str| added(text, "a.md", line).map(|edit| String::from_utf8(apply(text.as_bytes(), &[&edit]).unwrap().0).unwrap());
        assert_eq!(with("---\r\ntitle: a\r\n---\r\nx").as_deref(), Some("---\r\ntitle: a\r\naliases: [/old/]\r\n---\r\nx"));
        assert_eq!(with("x\n").as_deref(), Some("---\naliases: [/old/]\n---\nx\n"));
        assert_eq!(with("---\naliases: [/b/]\n---\nx"), None);
        assert_eq!(with("+++\ntitle = 1\n+++\n"), None);
    }

    #[test]
    fn a_line_that_goes_takes_its_end_along_and_the_byte_order_mark_stays() {
        let text = "One.\n\n  <!-- smo-allow link -->\nTwo.\n";
        assert_eq!(mended(text, "<!-- smo-allow link -->", "<!-- smo-allow link -->", ""), "One.\n\nTwo.\n");
        let alone = "One.\r\n\r\n<!-- smo-allow link -->\r\n\r\nTwo.\r\n";
        assert_eq!(mended(alone, "<!-- smo-allow link -->", "<!-- smo-allow link -->", ""), "One.\r\n\r\nTwo.\r\n");
        let edit = Edit { file: "a.md".into(), span: Span::new(0, 1), was: "a".into(), text: "b".into() };
        assert_eq!(apply("\u{FEFF}a".as_bytes(), &[&edit]).unwrap().0, "\u{FEFF}b".as_bytes());
    }

    #[test]
    fn an_item_that_goes_takes_its_comma_its_line_or_its_key_along() {
        for (head, want) in [
            ("a: 1\nallow: [gone, b]\nc: 2", "a: 1\nallow: [b]\nc: 2"),
            ("allow: [b, gone]", "allow: [b]"),
            ("a: 1\nallow: [ gone ]\nc: 2", "a: 1\nc: 2"),
            ("allow: \"gone\"\nc: 2", "c: 2"),
            ("allow:\n  - b\n  - gone\nc: 2", "allow:\n  - b\nc: 2"),
            ("allow:\n- gone\n- b", "allow:\n- b"),
            ("allow:\n  - gone\nc: 2", "c: 2"),
            ("allow:\n  gone: a reason", "allow:\n  gone: a reason"),
            ("allow: {b: x, gone: y}", "allow: {b: x, gone: y}"),
            ("allow: [gone] # why", "allow: [gone] # why"),
        ] {
            let text = format!("---\n{head}\n---\nBody.\n");
            let value = if head.contains("\"gone\"") { "\"gone\"" } else { "gone" };
            let new = mended(&text, value, value, "");
            assert_eq!(if new == "nothing" { text } else { new }, format!("---\n{want}\n---\nBody.\n"), "{head}");
        }
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let edit = Edit { file: "a.md".into(), span: Span::new(0, 1), was: "a".into(), text: "b".into() };
        assert_eq!(apply(b"xa", &[&edit]), Some((b"xa".to_vec(), 0)));
    }
}
