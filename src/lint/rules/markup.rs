//! Finds markup in what should be plain text, and leaves code-like words alone: `std::vec<T>`,
//! `__init__`, `2**8`, a lone `<div>` in a title about HTML.

/// The first odd thing in a text: the case of `text-has-markup`, and what to show.
pub fn find(text: &str) -> Option<(&'static str, String)> {
    // Each construct has one of these.
    if text.bytes().any(|b| matches!(b, b'*' | b'_' | b'[' | b'<' | b'{' | b'`' | 0..b' ' | 0x7F..)) {
        construct(text).or_else(|| boilerplate(text))
    } else {
        boilerplate(text)
    }
}

fn construct(text: &str) -> Option<(&'static str, String)> {
    if let Some(construct) = emphasis(text, "**").or_else(|| emphasis(text, "__")).or_else(|| link(text)).or_else(|| element(text)) {
        return Some(("markup", construct));
    }
    if let Some(at) = text.find("{{<").or_else(|| text.find("{{%")) {
        return Some(("markup", text[at..].chars().take(40).collect()));
    }
    if let Some(odd) = text.chars().find(|c| is_control(*c)) {
        return Some(("control", control_name(odd)));
    }
    between(text, "`", "`").filter(|code| code.len() > 2).map(|code| ("backtick", code.to_owned()))
}

/// Words of a template that an excerpt took along.
fn boilerplate(text: &str) -> Option<(&'static str, String)> {
    let bare = text.trim_end_matches(['.', '…', '→', '»', ' ']);
    let begins = |words: &&&str| text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
    let ends = |words: &&&str| {
        let from = bare.len().checked_sub(words.len());
        from.and_then(|from| bare.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(words))
    };
    let start = ["table of contents", "skip to content", "skip to main content", "skip to the content"].iter().find(begins);
    let end = || ["read more", "continue reading"].iter().find(ends);
    // A whole title "Read more" is its author's.
    start.or_else(end).filter(|words| text.len() > words.len() + 10).map(|words| ("boilerplate", (*words).to_owned()))
}

/// The words of a construct without their markup; none if that is no matter of taking marks away.
pub fn plain(construct: &str) -> Option<String> {
    if construct.starts_with("{{") {
        return None;
    }
    if construct.starts_with("[^") {
        return Some(String::new());
    }
    for mark in ["**", "__"] {
        if let Some(words) = construct.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)) {
            return Some(words.to_owned());
        }
    }
    if let Some((words, _)) = construct.trim_start_matches('!').strip_prefix('[').and_then(|rest| rest.split_once("](")) {
        return Some(words.to_owned());
    }
    if BREAKS.contains(&construct.to_ascii_lowercase().as_str()) {
        return Some(" ".to_owned());
    }
    let inner = construct.get(construct.find('>')? + 1..construct.rfind("</")?)?;
    (!inner.contains('<')).then(|| inner.to_owned())
}

/// `**fast**`: marks that touch the words they wrap, as Markdown asks.
fn emphasis(text: &str, mark: &str) -> Option<String> {
    let marks: Vec<usize> = text.match_indices(mark).map(|(at, _)| at).collect();
    marks.windows(2).find_map(|pair| wrapped(text, pair[0], pair[1], mark))
}

/// What two marks wrap, with them.
fn wrapped(text: &str, open: usize, close: usize, mark: &str) -> Option<String> {
    let words = &text[open + mark.len()..close];
    let before = text[..open].chars().next_back();
    let after = text[close + mark.len()..].chars().next();
    let wraps = !words.is_empty() && words.trim() == words && !words.starts_with(['*', '_']);
    let apart = before.is_none_or(|c| !c.is_alphanumeric()) && after.is_none_or(|c| !c.is_alphanumeric());
    // `__init__` is a name.
    let is_name = mark == "__" && !words.contains(' ');
    (wraps && apart && !is_name).then(|| text[open..close + mark.len()].to_owned())
}

/// What begins at a place, as far as one construct goes: a text of brackets alone would be read again for each.
fn window(text: &str, from: usize) -> &str {
    const LONGEST: usize = 2000;
    let mut end = text.len().min(from + LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[from..end]
}

/// `[words](target)`, `![alt](src)`, `[^1]`.
fn link(text: &str) -> Option<String> {
    for (open, _) in text.match_indices('[') {
        let rest = window(text, open);
        let Some(close) = rest.find(']') else { continue };
        if rest.starts_with("[^") && close > 2 && rest[2..close].bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Some(rest[..=close].to_owned());
        }
        if let Some(target) = rest[close + 1..].strip_prefix('(').and_then(|target| target.find(')').map(|end| &target[..end])) {
            // `arr[i](x)` is a call; a link's target looks like one.
            let is_target = target.starts_with(['/', '#', '.']) || target.contains("://") || target.ends_with(".md");
            if is_target && !target.contains(' ') {
                let start = if text[..open].ends_with('!') { open - 1 } else { open };
                return Some(text[start..open + close + 1 + target.len() + 2].to_owned());
            }
        }
    }
    None
}

/// Elements that only ever dress words: no title is about a closed pair of them.
const DRESS: &[&str] = &[
    "a", "b", "i", "em", "strong", "code", "span", "sup", "sub", "small", "mark", "u", "s", "del", "ins", "p", "div", "h1", "h2", "h3",
    "font",
];
const BREAKS: &[&str] = &["<br>", "<br/>", "<br />", "<wbr>", "<hr>"];

/// A pair of tags of a real element, or a break between words.
fn element(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    if let Some(found) = BREAKS.iter().find(|tag| lower.find(**tag).is_some_and(|at| at > 0 && at + tag.len() < lower.len())) {
        return Some((*found).to_owned());
    }
    for (open, _) in lower.match_indices('<') {
        let rest = window(&lower, open);
        let name: String = rest[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        if !DRESS.contains(&name.as_str()) {
            continue;
        }
        let Some(end) = rest.find('>') else { continue };
        let close = format!("</{name}>");
        let Some(at) = rest[end..].find(&close) else { continue };
        return Some(text[open..open + end + at + close.len()].to_owned());
    }
    None
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let start = text.find(open)?;
    let inner = start + open.len();
    let end = inner + text[inner..].find(close)?;
    Some(&text[start..end + close.len()])
}

pub fn is_control(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn control_name(c: char) -> String {
    match c {
        '\u{AD}' => "a soft hyphen (U+00AD)".to_owned(),
        '\u{200B}' => "a zero-width space (U+200B)".to_owned(),
        '\u{2060}' => "a word joiner (U+2060)".to_owned(),
        '\u{FEFF}' => "a byte order mark (U+FEFF)".to_owned(),
        c if c.is_control() => format!("the control character U+{:04X}", c as u32),
        c => format!("the invisible character U+{:04X}", c as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::{find, plain};

    #[test]
    fn words_are_left_of_markup() {
        for (construct, words) in [
            ("**fast**", Some("fast")),
            ("[the docs](https://a.b/c)", Some("the docs")),
            ("![a](/b.png)", Some("a")),
            ("[^1]", Some("")),
            ("<em class=x>fine</em>", Some("fine")),
            ("<br>", Some(" ")),
            ("<b>a <i>b</i></b>", None),
            ("{{< youtube x >}}", None),
            ("`</div>`", None),
        ] {
            assert_eq!(plain(construct).as_deref(), words, "{construct}");
        }
    }

    #[test]
    fn markup_is_found_where_readers_would_see_it() {
        for (text, case) in [
            ("How to be **fast** at home", "markup"),
            ("2**8 is not **fast**", "markup"),
            ("See [the docs](https://a.b/c) first", "markup"),
            ("As shown[^1] before", "markup"),
            ("A <em>fine</em> day", "markup"),
            ("One<br>two", "markup"),
            ("{{< youtube x >}}", "markup"),
            ("A soft\u{AD}hyphen", "control"),
            ("A bell\u{7} rings", "control"),
            ("Using `cargo fmt` well", "backtick"),
            ("Rain, measured at home. Read more…", "boilerplate"),
        ] {
            assert_eq!(find(text).map(|(case, _)| case), Some(case), "{text}");
        }
    }

    #[test]
    fn words_that_look_like_markup_are_left_alone() {
        for text in [
            "std::vec<T> explained",
            "Why __init__ and __new__ differ",
            "2**8 and 3**2",
            "Never write <div> again",
            "arr[0](x) is a call",
            "a * b and c_d",
            "[RFC] A proposal",
            "👨‍👩‍👧 at home",
            "Read more",
            "x < y > z",
            "One line\nand\tanother",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
