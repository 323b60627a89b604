//! Counters and pixels that run before anybody was asked.

use crate::base::Span;

/// (what its address holds, whose it is), as their makers document them; read 2026-11.
pub(super) const KNOWN: &[(&str, &str)] = &[
    ("googletagmanager.com/gtag/js", "Google Analytics"),
    ("google-analytics.com/analytics.js", "Google Analytics"),
    ("google-analytics.com/ga.js", "Google Analytics"),
    ("googletagmanager.com/gtm.js", "Google Tag Manager"),
    ("connect.facebook.net/en_US/fbevents.js", "Meta"),
    ("facebook.com/tr?", "Meta"),
    ("static.hotjar.com/c/hotjar", "Hotjar"),
    ("clarity.ms/tag/", "Microsoft Clarity"),
    ("bat.bing.com/bat.js", "Microsoft Advertising"),
    ("snap.licdn.com/li.lms-analytics", "LinkedIn"),
    ("px.ads.linkedin.com/collect", "LinkedIn"),
    ("analytics.tiktok.com/i18n/pixel", "TikTok"),
    ("static.ads-twitter.com/uwt.js", "X"),
    ("mc.yandex.ru/metrika", "Yandex Metrica"),
];

/// Words by which consent managers tell a script to wait.
const GATES: &[&str] = &["text/plain", "consent", "data-category", "data-cookie", "data-usercentrics", "data-klaro", "data-name"];

/// Each tracker once, at the element that loads it; none of a page that asks for consent.
pub(super) fn trackers(html: &[u8], places: &[Option<usize>]) -> Vec<(&'static str, Span)> {
    let mut found: Vec<(&'static str, Span)> = Vec::new();
    for ((_, name), at) in KNOWN.iter().zip(places) {
        let Some(at) = at.filter(|_| found.iter().all(|(of, _)| of != name)) else { continue };
        if let Some(span) = element(html, at) {
            found.push((name, span));
        }
    }
    let asks = |page: &[u8]| page.windows(7).any(|word| word.eq_ignore_ascii_case(b"consent"));
    if found.is_empty() || asks(html) { Vec::new() } else { found }
}

/// The tag of the script, the picture or the frame that names an address here; none if it only speaks of it, or waits.
fn element(html: &[u8], at: usize) -> Option<Span> {
    let before = &html[..at];
    let mut open = before.iter().rposition(|b| *b == b'<')?;
    let is =
        |open: usize, name: &str| html.get(open + 1..open + 1 + name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()));
    // In the text of a script `<` may stand for less.
    let script = before.windows(7).rposition(|word| word.eq_ignore_ascii_case(b"<script"));
    let closed = before.windows(8).rposition(|word| word.eq_ignore_ascii_case(b"</script"));
    if let Some(script) = script.filter(|script| closed.is_none_or(|closed| closed < *script)) {
        open = script;
    }
    let end = open + html[open..].iter().position(|b| *b == b'>')? + 1;
    let in_tag = end > at;
    let loads = is(open, "script") || in_tag && (is(open, "img") || is(open, "iframe"));
    let tag = String::from_utf8_lossy(&html[open..end]).to_ascii_lowercase();
    (loads && GATES.iter().all(|gate| !tag.contains(gate))).then(|| Span::new(open, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<&'static str> {
        let places: Vec<Option<usize>> = KNOWN.iter().map(|(address, _)| html.find(address)).collect();
        trackers(html.as_bytes(), &places).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn what_runs_is_told_from_what_waits_and_from_words_about_it() {
        let gtag = "https://www.googletagmanager.com/gtag/js?id=G-4F7Q2K9LMN";
        assert_eq!(names(&format!("<script async src=\"{gtag}\"></script>")), ["Google Analytics"]);
        assert_eq!(names("<noscript><img src=\"https://www.facebook.com/tr?id=1\"></noscript>"), ["Meta"]);
        assert_eq!(names("<script>if (1 < 2) load('https://connect.facebook.net/en_US/fbevents.js')</script>"), ["Meta"]);
        assert!(names(&format!("<script type=\"text/plain\" src=\"{gtag}\"></script>")).is_empty());
        assert!(names(&format!("<script src=\"/consent.js\"></script><script src=\"{gtag}\"></script>")).is_empty());
        assert!(names(&format!("<p>It loads {gtag} at once.</p><a href=\"{gtag}\">it</a>")).is_empty());
    }
}
