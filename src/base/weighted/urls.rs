//! Finds what X turns into a link: with a protocol, and without one where the domain is known.
//!
//! The grammar is twitter-text's, as its conformance data shows it. There a regular expression
//! tries and retreats; here each piece is as long as it can be, which comes to the same.

use std::ops::Range;

use super::tlds;

/// Longer links, host labels and t.co names are no links to X.
const MAX_URL: usize = 4096;
const MAX_LABEL: usize = 63;
const MAX_TCO_NAME: usize = 40;

/// Byte ranges of links, in order.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains('.') {
        return found;
    }
    let mut from = 0;
    let mut at = 0;
    while at < text.len() {
        let c = text[at..].chars().next().expect("`at` is a character boundary below the length");
        let after = at + c.len_utf8();
        let hit = (!is_refused_before(c)).then(|| link_at(text, after)).flatten().map(|link| (link, Some(c)));
        let hit = hit.or_else(|| if at == 0 && from == 0 { link_at(text, 0).map(|link| (link, None)) } else { None });
        match hit {
            Some((link, before)) => {
                from = link.end;
                at = link.end;
                link.settle(text, before, &mut found);
            }
            None => at = after,
        }
    }
    found
}

/// A candidate, piece by piece.
struct Link {
    start: usize,
    has_protocol: bool,
    domain: Range<usize>,
    has_path: bool,
    end: usize,
}

fn link_at(text: &str, start: usize) -> Option<Link> {
    let protocol =
        ["https://", "http://"].iter().find(|scheme| text.get(start..start + scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)));
    let host = start + protocol.map_or(0, |scheme| scheme.len());
    let domain = host..domain_end(text, host)?;
    let mut end = domain.end;
    if let Some(port) = text[end..].strip_prefix(':') {
        let digits = port.bytes().take_while(u8::is_ascii_digit).count();
        end += if digits > 0 { 1 + digits } else { 0 };
    }
    let has_path = text[end..].starts_with('/');
    if has_path {
        end = path_end(text, end + 1);
    }
    end = query_end(text, end);
    Some(Link { start, has_protocol: protocol.is_some(), domain, has_path, end })
}

impl Link {
    /// Checks what a grammar cannot, and keeps the link, or the links in it.
    fn settle(self, text: &str, before: Option<char>, found: &mut Vec<Range<usize>>) {
        let domain = &text[self.domain.clone()];
        if !is_sound(domain, &text[self.start..self.end]) {
            return;
        }
        if self.has_protocol {
            let whole = &text[self.start..self.end];
            match tco(whole) {
                Tco::Link(len) => found.push(self.start..self.start + len),
                Tco::TooLong => {}
                Tco::Not => found.push(self.start..self.end),
            }
            return;
        }
        if matches!(before, Some('-' | '_' | '.' | '/')) {
            return;
        }
        // Without a protocol only Latin domains count, and there may be several in one run.
        let first = found.len();
        found.extend(latin_domains(domain).into_iter().map(|range| self.domain.start + range.start..self.domain.start + range.end));
        if self.has_path && found.len() > first {
            found.last_mut().expect("longer than before").end = self.end;
        }
    }
}

/// Characters right before which no link may start.
fn is_refused_before(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '@' | '＠' | '$' | '#' | '＃' | '\u{FFFE}' | '\u{FEFF}' | '\u{FFFF}')
}

fn is_directional(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2066}'..='\u{2069}')
}

/// May stand at the edge of a host label; `-` and `_` only inside.
fn is_label_char(c: char) -> bool {
    let is_mark = c.is_ascii_punctuation() && !matches!(c, '"' | '`');
    !is_mark
        && !matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{180E}' | '\u{2000}'..='\u{200A}')
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\u{FFFE}' | '\u{FEFF}' | '\u{FFFF}')
        && !is_directional(c)
}

/// Where the domain that starts at `start` ends: the most labels that a top-level domain follows.
fn domain_end(text: &str, start: usize) -> Option<usize> {
    let mut ends = Vec::new();
    let mut at = start;
    loop {
        let rest = &text[at..];
        let len = rest.find(|c| !(is_label_char(c) || c == '-' || c == '_')).unwrap_or(rest.len());
        let label = &rest[..len];
        let edges_ok = label.starts_with(is_label_char) && label.ends_with(is_label_char);
        if !edges_ok || !rest[len..].starts_with('.') {
            break;
        }
        at += len + 1;
        // A subdomain may hold `_`, the domain itself may not.
        ends.push((at, !label.contains('_')));
    }
    ends.into_iter().rev().filter(|(_, is_domain)| *is_domain).find_map(|(at, _)| top_level(text, at, text.len()))
}

/// The end of the known top-level domain at `at`, within `limit`.
fn top_level(text: &str, at: usize, limit: usize) -> Option<usize> {
    let rest = &text[at..limit];
    let stops = |len: usize| !rest[len..].starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '+' | '-'));
    let len = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if stops(len) && tlds::ASCII.binary_search(&rest[..len].to_ascii_lowercase().as_str()).is_ok() {
        return Some(at + len);
    }
    // Each of the others is a run of ASCII letters, mostly none, and then a letter that is not.
    let others = if rest.as_bytes().get(len).is_some_and(|b| !b.is_ascii()) { tlds::OTHER } else { &[] };
    if let Some(len) = others.iter().filter_map(|tld| prefix(rest, tld)).find(|len| stops(*len)) {
        return Some(at + len);
    }
    let puny = rest.get(..4).filter(|head| head.eq_ignore_ascii_case("xn--"))?;
    let tail = rest[puny.len()..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    (tail > 0).then_some(at + puny.len() + tail)
}

/// Bytes of `text` that spell `lower`, in any case.
fn prefix(text: &str, lower: &str) -> Option<usize> {
    let mut chars = text.chars();
    for want in lower.chars() {
        let is = chars.next()?;
        if is != want && !is.to_lowercase().eq([want]) {
            return None;
        }
    }
    Some(text.len() - chars.as_str().len())
}

fn is_latin_accent(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{253}' | '\u{254}' | '\u{256}' | '\u{257}')
        || matches!(c, '\u{259}' | '\u{25B}' | '\u{263}' | '\u{268}' | '\u{26F}' | '\u{272}' | '\u{289}' | '\u{28B}' | '\u{2BB}')
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}')
}

fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{400}'..='\u{4FF}') || is_latin_accent(c)
}

fn is_path_char(c: char) -> bool {
    is_word_char(c)
        || matches!(
            c,
            '!' | '*'
                | '\''
                | ';'
                | ':'
                | '='
                | '+'
                | ','
                | '.'
                | '$'
                | '/'
                | '%'
                | '#'
                | '['
                | ']'
                | '-'
                | '–'
                | '_'
                | '~'
                | '@'
                | '|'
                | '&'
        )
}

/// The path runs on over path characters and balanced parentheses, and ends in a solid one.
fn path_end(text: &str, start: usize) -> usize {
    let mut solid = start;
    let mut at = start;
    while let Some(c) = text[at..].chars().next() {
        if c == '(' {
            let Some(len) = parentheses(&text[at..]) else { break };
            at += len;
            solid = at;
        } else if is_path_char(c) {
            at += c.len_utf8();
            if is_word_char(c) || matches!(c, '+' | '-' | '=' | '_' | '#' | '/') {
                solid = at;
            }
        } else {
            break;
        }
    }
    solid
}

/// Bytes of `(…)` or `(…(…)…)` at the start of `text`; deeper nests and empty ones are no path.
fn parentheses(text: &str) -> Option<usize> {
    let run = |from: usize| text[from..].find(|c| !is_path_char(c)).map(|len| from + len);
    let first = run(1)?;
    match text[first..].chars().next()? {
        ')' if first > 1 => Some(first + 1),
        '(' => {
            let inner = run(first + 1)?;
            if inner == first + 1 || !text[inner..].starts_with(')') {
                return None;
            }
            let last = run(inner + 1)?;
            text[last..].starts_with(')').then_some(last + 1)
        }
        _ => None,
    }
}

fn query_end(text: &str, start: usize) -> usize {
    let Some(query) = text[start..].strip_prefix('?') else { return start };
    let is_query = |b: &u8| b.is_ascii_alphanumeric() || b"!?*'@();:&=+$/%#[]-_.,~|".contains(b);
    let is_last = |b: &u8| b.is_ascii_alphanumeric() || b"-_&=#/".contains(b);
    let run = query.bytes().take_while(is_query).count();
    let kept = query.as_bytes()[..run].iter().rposition(is_last);
    kept.map_or(start, |last| start + 1 + last + 1)
}

/// Domains of Latin letters in a domain that may hold other scripts too.
fn latin_domains(domain: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = domain[at..].chars().next() {
        match latin_domain(domain, at) {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += c.len_utf8(),
        }
    }
    found
}

fn latin_domain(domain: &str, start: usize) -> Option<usize> {
    let mut ends = Vec::new();
    let mut at = start;
    loop {
        let rest = &domain[at..];
        let len = rest.find(|c: char| !(c == '-' || c.is_ascii_alphanumeric() || is_latin_accent(c))).unwrap_or(rest.len());
        if len == 0 || !rest[len..].starts_with('.') {
            break;
        }
        at += len + 1;
        ends.push(at);
    }
    ends.into_iter().rev().find_map(|at| top_level(domain, at, domain.len()))
}

fn is_sound(domain: &str, url: &str) -> bool {
    if domain.starts_with("xn--") && latin_domains(domain).is_empty() {
        return false;
    }
    let mut encoded = domain.split('.').count() - 1;
    for label in domain.split('.') {
        let len = if label.is_ascii() { label.len() } else { 4 + punycode_len(label) };
        if len == 0 || len > MAX_LABEL {
            return false;
        }
        encoded += len;
    }
    let units = |text: &str| text.encode_utf16().count();
    units(url) - units(domain) + encoded <= MAX_URL
}

enum Tco {
    Not,
    TooLong,
    Link(usize),
}

/// X's own short links end after their name and query, whatever follows.
fn tco(url: &str) -> Tco {
    let lower = url.to_ascii_lowercase();
    let Some(name) = lower.strip_prefix("https://t.co/").or_else(|| lower.strip_prefix("http://t.co/")) else { return Tco::Not };
    let len = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    match len {
        0 => Tco::Not,
        1..=MAX_TCO_NAME => Tco::Link(query_end(url, url.len() - name.len() + len)),
        _ => Tco::TooLong,
    }
}

/// Length of a label in punycode (RFC 3492), without `xn--`.
fn punycode_len(label: &str) -> usize {
    const BASE: u32 = 36;
    let threshold = |k: u32, bias: u32| k.saturating_sub(bias).clamp(1, 26);
    let basic = label.chars().filter(char::is_ascii).count() as u32;
    let mut len = basic as usize + usize::from(basic > 0);
    let (mut n, mut delta, mut bias, mut done) = (128_u32, 0_u32, 72_u32, basic);
    let total = label.chars().count() as u32;
    while done < total {
        let next = label.chars().map(u32::from).filter(|c| *c >= n).min().expect("some character is not encoded yet");
        delta = delta.saturating_add((next - n).saturating_mul(done + 1));
        n = next;
        for c in label.chars().map(u32::from) {
            if c < n {
                delta = delta.saturating_add(1);
            }
            if c != n {
                continue;
            }
            let (mut q, mut k) = (delta, BASE);
            while q >= threshold(k, bias) {
                let t = threshold(k, bias);
                q = (q - t) / (BASE - t);
                k += BASE;
                len += 1;
            }
            len += 1;
            bias = adapted(delta, done + 1, done == basic);
            delta = 0;
            done += 1;
        }
        delta = delta.saturating_add(1);
        n += 1;
    }
    len
}

fn adapted(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punycode_lengths_are_those_of_the_standard() {
        // RFC 3492, 7.1: the Russian and the Chinese sample, and hosts in use.
        let russian = ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l");
        for (label, encoded) in
            [("münchen", "mnchen-3ya"), ("みんな", "q9jyb4c"), ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"), russian]
        {
            assert_eq!(punycode_len(label), encoded.len(), "{label}");
        }
    }
}
