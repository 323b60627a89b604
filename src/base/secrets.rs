//! Finds what should not be public: keys in the formats that their vendors publish, and paths of
//! somebody's computer.
//!
//! One pass over the bytes; what is found is never shown whole.

use super::Span;
use super::words::Words;

#[derive(Clone, Debug, PartialEq)]
pub struct Leak {
    /// `a GitHub token`
    pub kind: &'static str,
    /// The first four characters of a key; a path as far as the name in it.
    pub shown: String,
    pub span: Span,
    /// It is a path, which is nobody's secret in prose and code.
    pub is_path: bool,
}

/// How a kind of key looks behind its first characters.
enum Tail {
    /// So many letters and digits of this alphabet, and then none.
    Exactly(usize, Alphabet),
    AtLeast(usize, Alphabet),
    /// `SG.` 22 `.` 43
    SendGrid,
    /// The word that OpenAI writes into the middle of its older keys: `sk-` 20, it, 20.
    OpenAi,
    /// An address: `T` and the workspace, `B` and the application, the secret.
    Webhook,
    /// A block of text up to its end line.
    Pem,
    /// A folder below which somebody's name stands.
    Home,
    File,
}

#[derive(Clone, Copy)]
enum Alphabet {
    Capitals,
    Word,
    Dashed,
}

impl Alphabet {
    fn has(self, b: u8) -> bool {
        match self {
            Alphabet::Capitals => b.is_ascii_uppercase() || b.is_ascii_digit(),
            Alphabet::Word => b.is_ascii_alphanumeric() || b == b'_',
            Alphabet::Dashed => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'),
        }
    }
}

use Alphabet::{Capitals, Dashed, Word};
use Tail::{AtLeast, Exactly};

/// (first characters, kind, what follows). Formats as the vendors document them, read 2026-11.
const PATTERNS: &[(&str, &str, Tail)] = &[
    ("PRIVATE KEY-----", "a private key", Tail::Pem),
    ("AKIA", "an AWS access key", Exactly(16, Capitals)),
    ("ASIA", "an AWS access key", Exactly(16, Capitals)),
    ("ghp_", "a GitHub token", Exactly(36, Word)),
    ("gho_", "a GitHub token", Exactly(36, Word)),
    ("ghu_", "a GitHub token", Exactly(36, Word)),
    ("ghs_", "a GitHub token", Exactly(36, Word)),
    ("ghr_", "a GitHub token", Exactly(36, Word)),
    ("github_pat_", "a GitHub token", Exactly(82, Word)),
    ("glpat-", "a GitLab token", Exactly(20, Dashed)),
    ("xoxa-", "a Slack token", AtLeast(10, Dashed)),
    ("xoxb-", "a Slack token", AtLeast(10, Dashed)),
    ("xoxp-", "a Slack token", AtLeast(10, Dashed)),
    ("xoxr-", "a Slack token", AtLeast(10, Dashed)),
    ("xoxs-", "a Slack token", AtLeast(10, Dashed)),
    ("sk_live_", "a Stripe key", AtLeast(24, Word)),
    ("rk_live_", "a Stripe key", AtLeast(24, Word)),
    ("https://hooks.slack.com/services/T", "a Slack webhook", Tail::Webhook),
    ("AIza", "a Google key", Exactly(35, Dashed)),
    ("sk-ant-", "an Anthropic key", AtLeast(40, Dashed)),
    ("sk-proj-", "an OpenAI key", AtLeast(40, Dashed)),
    ("T3BlbkFJ", "an OpenAI key", Tail::OpenAi),
    ("hf_", "a Hugging Face token", Exactly(34, Word)),
    ("npm_", "an npm token", Exactly(36, Word)),
    ("pypi-AgEIcHlwaS5vcmc", "a PyPI token", AtLeast(50, Dashed)),
    ("SG.", "a SendGrid key", Tail::SendGrid),
    ("file:///", "a path of somebody's computer", Tail::File),
    ("/home/", "a path of somebody's computer", Tail::Home),
    ("/Users/", "a path of somebody's computer", Tail::Home),
    ("C:\\Users\\", "a path of somebody's computer", Tail::Home),
];

/// No page has more to tell.
const MOST: usize = 20;

/// Finds keys and paths in many texts.
#[derive(Clone, Debug)]
pub struct Seeker(Words);

impl Default for Seeker {
    fn default() -> Self {
        let words: Vec<&str> = PATTERNS.iter().map(|row| row.0).collect();
        Self(Words::new(&words))
    }
}

impl Seeker {
    pub fn seek(&self, bytes: &[u8]) -> Vec<Leak> {
        let mut found = Vec::new();
        for (pattern, at) in self.0.find_in(bytes) {
            let (start, kind, tail) = &PATTERNS[pattern];
            if let Some(leak) = leak(bytes, at, start.len(), kind, tail)
                && !found.contains(&leak)
            {
                found.push(leak);
            }
            if found.len() >= MOST {
                break;
            }
        }
        found
    }
}

fn leak(bytes: &[u8], at: usize, length: usize, kind: &'static str, tail: &Tail) -> Option<Leak> {
    let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
    let rest = &bytes[at + length..];
    let shown = |at: usize| String::from_utf8_lossy(&bytes[at..at + 4]).into_owned();
    // Asked first: then a run of letters is walked once, however many keys seem to begin within it.
    let is_apart = !before.is_ascii_alphanumeric() && !matches!(before, b'_' | b'-' | b'/' | b'+');
    let run = |alphabet: Alphabet| rest.iter().take_while(|b| alphabet.has(**b)).count();
    let key = |size: usize| {
        let secret = &rest[..size];
        let is_key = bits(secret) >= 3.0 && !is_example(secret);
        is_key.then(|| Leak { kind, shown: shown(at), span: Span::new(at, at + length + size), is_path: false })
    };
    match *tail {
        Exactly(..) | AtLeast(..) | Tail::SendGrid | Tail::Webhook if !is_apart => None,
        Exactly(size, alphabet) => (run(alphabet) == size && !is_public(bytes, at, kind)).then(|| key(size)).flatten(),
        AtLeast(size, alphabet) => Some(run(alphabet)).filter(|run| *run >= size).and_then(key),
        Tail::SendGrid => {
            let first = run(Dashed);
            let second = rest.get(first + 1..)?.iter().take_while(|b| Dashed.has(**b)).count();
            (first == 22 && rest[first] == b'.' && second == 43).then(|| key(first + 1 + second)).flatten()
        }
        Tail::Webhook => {
            let size = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'/').count();
            let parts: Vec<&[u8]> = rest[..size].split(|b| *b == b'/').collect();
            let is_hook = matches!(parts.as_slice(), [team, app, secret] if team.len() >= 6 && app.starts_with(b"B") && secret.len() >= 16);
            is_hook.then(|| key(size)).flatten()
        }
        Tail::OpenAi => {
            const MOST: usize = 200;
            let front = bytes[at.saturating_sub(MOST)..at].iter().rev().take_while(|b| Dashed.has(**b)).count();
            let start = at - front;
            let size = rest.iter().take(MOST).take_while(|b| Dashed.has(**b)).count();
            let secret = &bytes[start..at + length + size];
            // Newer ones begin in a way of their own.
            let is_old = secret.starts_with(b"sk-") && !secret.starts_with(b"sk-proj-") && front >= 20 && size >= 20;
            let is_key = is_old && bits(secret) >= 3.0 && !is_example(secret);
            is_key.then(|| Leak { kind, shown: shown(start), span: Span::new(start, at + length + size), is_path: false })
        }
        Tail::Pem => {
            let start = begin_of_pem(&bytes[..at])?;
            let end = rest.windows(5).position(|window| window == b"-----")?;
            let secret: Vec<u8> = rest[..end].iter().copied().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).collect();
            // A page that explains the format shows dots between the lines.
            let is_key = secret.len() >= 64 && bits(&secret) >= 3.0 && !is_example(&secret);
            is_key.then(|| Leak { kind, shown: shown(start), span: Span::new(start, at + length + end), is_path: false })
        }
        Tail::Home | Tail::File => {
            // Only a value that begins with it: within one it is prose, or a path of the site.
            if !matches!(before, b'"' | b'\'' | b'=' | b'>' | b'(') {
                return None;
            }
            let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b' ')).count();
            let goes_on = matches!(rest.get(name), Some(b'/' | b'\\'));
            let is_path =
                matches!(tail, Tail::File) && !rest.is_empty() && !rest[0].is_ascii_whitespace() || (1..=32).contains(&name) && goes_on;
            is_path.then(|| Leak {
                kind,
                shown: String::from_utf8_lossy(&bytes[at..at + length + name.min(32)]).into_owned(),
                span: Span::new(at, at + length + name),
                is_path: true,
            })
        }
    }
}

/// The first byte of `-----BEGIN RSA ` at the end of a text.
fn begin_of_pem(before: &[u8]) -> Option<usize> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    const MOST: usize = 40;
    let from = before.len().saturating_sub(MOST);
    let start = from + before[from..].windows(BEGIN.len()).rposition(|window| window == BEGIN)?;
    before[start + BEGIN.len()..].iter().all(|b| b.is_ascii_uppercase() || *b == b' ').then_some(start)
}

/// Keys of Google that browsers send: in the address of a map, and in the settings of Firebase.
fn is_public(bytes: &[u8], at: usize, kind: &str) -> bool {
    const MOST: usize = 300;
    if kind != "a Google key" {
        return false;
    }
    let before = &bytes[at.saturating_sub(MOST)..at];
    let address = before.rsplit(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'(' | b'<' | b'>')).next().unwrap_or_default();
    let has = |text: &[u8], word: &[u8]| text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
    let in_map = address.ends_with(b"key=") && has(address, b"map");
    let name = &before[before.len().saturating_sub(16)..];
    in_map || has(name, b"apiKey")
}

fn is_example(secret: &[u8]) -> bool {
    let upper = secret.to_ascii_uppercase();
    [&b"EXAMPLE"[..], b"YOUR", b"XXXX", b"0123456789", b"ABCDEFGH"]
        .iter()
        .any(|word| upper.windows(word.len()).any(|window| window == *word))
}

/// Shannon's measure of a text, in bits a character: `aaaa` has none.
fn bits(text: &[u8]) -> f64 {
    let mut counts = [0usize; 256];
    text.iter().for_each(|b| counts[*b as usize] += 1);
    let all = text.len().max(1) as f64;
    counts.iter().filter(|count| **count > 0).map(|count| *count as f64 / all).map(|share| -share * share.log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(&'static str, String)> {
        Seeker::default().seek(text.as_bytes()).into_iter().map(|leak| (leak.kind, leak.shown)).collect()
    }

    /// Put together here, so that no scanner takes this file for a leak.
    fn token(start: &str, tail: &str) -> String {
        format!("key={start}{tail};")
    }

    #[test]
    fn keys_are_known_by_their_format_and_shown_by_their_first_letters() {
        let word = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3hJ5";
        assert_eq!(kinds(&token("ghp_", word)), [("a GitHub token", "ghp_".to_owned())]);
        assert_eq!(kinds(&token("AK", "IAQ7RT5VX3ZB9DF1HJ")), [("an AWS access key", "AKIA".to_owned())]);
        assert_eq!(kinds(&token("sk_live_", &word[..24])), [("a Stripe key", "sk_l".to_owned())]);
        let pem = |of: &str| format!("-----BEGIN {of} KEY-----\n{word}\n{word}\n-----END {of} KEY-----\n{word} {word} -----");
        let found = Seeker::default().seek(format!("a {}", pem(&["RSA", "PRIVATE"].join(" "))).as_bytes());
        assert_eq!(found.iter().map(|leak| (leak.kind, leak.span.start)).collect::<Vec<_>>(), [("a private key", 2)]);
        assert_eq!(kinds(&pem("PUBLIC")), []);
        for (start, tail, kind) in [
            ("AI", format!("za{}", &word[..35]), "a Google key"),
            ("sk-", format!("ant-api03-{word}{word}"), "an Anthropic key"),
            ("sk-", format!("proj-{word}T3BlbkFJ{word}"), "an OpenAI key"),
            ("sk-", format!("{}T3BlbkFJ{}", &word[..20], &word[..20]), "an OpenAI key"),
            ("hf", format!("_{}", &word[..34]), "a Hugging Face token"),
            ("https://hooks.", format!("slack.com/services/T7QX2M9KD/B7QX2M9KD/{}", &word[..24]), "a Slack webhook"),
        ] {
            assert_eq!(kinds(&token(start, &tail)).iter().map(|found| found.0).collect::<Vec<_>>(), [kind]);
        }
    }

    #[test]
    fn examples_and_words_that_only_look_like_keys_are_left_alone() {
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "npm_config_registry",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "an SG. of 1",
            "MAKIAQ7RT5VX3ZB9DF1HJ",
            "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
            "<script src=\"https://maps.googleapis.com/maps/api/js?v=3&key=AIzaB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3hJ5\">",
            "{ apiKey: \"AIzaB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3hJ5\" }",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn a_long_row_of_beginnings_is_walked_once() {
        for start in ["npm_", "xoxb-", "sk_live_", "T3BlbkFJ", "SG.", "\"/home/", "PRIVATE KEY-----"] {
            assert_eq!(kinds(&start.repeat(100_000)), [], "{start}");
        }
    }

    #[test]
    fn paths_of_a_computer_are_told_from_words_about_them() {
        assert_eq!(kinds("<img src=\"/home/ada/blog/a.png\">")[0].1, "/home/ada");
        assert_eq!(kinds("<img src=\"file:///tmp/a.png\">")[0].1, "file:///tmp");
        assert_eq!(kinds("<a href=\"https://a.org/home/ada/x\">"), []);
        assert_eq!(kinds("Look into /home/ada/ for it"), []);
    }
}
