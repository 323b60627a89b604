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
    let run = |alphabet: Alphabet| rest.iter().take_while(|b| alphabet.has(**b)).count();
    let key = |size: usize| {
        let secret = &rest[..size];
        let is_apart = !before.is_ascii_alphanumeric() && !matches!(before, b'_' | b'-' | b'/' | b'+');
        (is_apart && bits(secret) >= 3.0 && !is_example(secret)).then(|| Leak {
            kind,
            shown: String::from_utf8_lossy(&bytes[at..at + 4.min(length)]).into_owned(),
            span: Span::new(at, at + length + size),
            is_path: false,
        })
    };
    match *tail {
        Exactly(size, alphabet) => (run(alphabet) == size).then(|| key(size)).flatten(),
        AtLeast(size, alphabet) => (run(alphabet) >= size).then(|| key(run(alphabet))).flatten(),
        Tail::SendGrid => {
            let first = run(Dashed);
            let second = rest.get(first + 1..)?.iter().take_while(|b| Dashed.has(**b)).count();
            (first == 22 && rest[first] == b'.' && second == 43).then(|| key(first + 1 + second)).flatten()
        }
        Tail::Pem => {
            let end = rest.windows(5).position(|window| window == b"-----")?;
            let secret: Vec<u8> = rest[..end].iter().copied().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).collect();
            // A page that explains the format shows dots between the lines.
            let is_key = secret.len() >= 64 && bits(&secret) >= 3.0 && !is_example(&secret);
            is_key.then(|| Leak { kind, shown: "----".to_owned(), span: Span::new(at, at + length + end), is_path: false })
        }
        Tail::Home | Tail::File => {
            // Only a value that begins with it: within one it is prose, or a path of the site.
            let starts = matches!(before, b'"' | b'\'' | b'=' | b'>' | b'(');
            let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b' ')).count();
            let goes_on = matches!(rest.get(name), Some(b'/' | b'\\'));
            let is_path = starts
                && (matches!(tail, Tail::File) && !rest.is_empty() && !rest[0].is_ascii_whitespace()
                    || (1..=32).contains(&name) && goes_on);
            is_path.then(|| Leak {
                kind,
                shown: String::from_utf8_lossy(&bytes[at..at + length + name.min(32)]).into_owned(),
                span: Span::new(at, at + length + name),
                is_path: true,
            })
        }
    }
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
        let pem = format!("-----BEGIN RSA {} KEY-----\n{word}\n{word}\n-----END", "PRIVATE");
        assert_eq!(kinds(&pem), [("a private key", "----".to_owned())]);
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
        ] {
            assert_eq!(kinds(text), [], "{text}");
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
