//! Click-to-share quotes: the words with their marks, fitted to each network, with a link back.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::share::{self, Post};
use crate::base::weighted::{cut, urls};
use crate::base::{Finding, Place, html::fold_space, url::encode_component};
use crate::model::plan::ShareLink;
use crate::model::platform::{self, Intent, Platform, What};

/// A quote and all that may be said with it.
#[derive(Clone, Debug)]
pub struct Quote<'a> {
    /// Plain text, with or without quotation marks around it.
    pub words: &'a str,
    pub by: Option<&'a str>,
    /// The author's wording for X, and for networks where the quote does not fit.
    pub tweet: Option<&'a str>,
    /// How the author writes that key.
    pub tweet_key: &'a str,
    pub hashtags: &'a [String],
    pub via: Option<&'a str>,
    /// Of the page, for letters.
    pub title: &'a str,
    pub lang: &'a str,
    /// Absolute.
    pub image: Option<&'a str>,
    pub mastodon_server: &'a str,
    /// What addresses say of where readers come from; none = nothing.
    pub campaign: Option<&'a str>,
    pub form: Form,
    /// Where findings point.
    pub at: Place,
}

/// How words are put together with who said them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `“words” — by`
    Quoted,
    /// `words (by)`
    Told,
}

/// (language, opening mark, closing mark, dash). The first row that matches; CLDR's main marks.
/// French blanks are U+00A0: the narrow one weighs 2 on X.
const MARKS: &[(&str, &str, &str, &str)] = &[
    ("de-ch", "«", "»", "–"),
    ("de", "„", "“", "–"),
    ("fr", "«\u{A0}", "\u{A0}»", "—"),
    ("ja", "「", "」", "—"),
    ("zh-hant", "「", "」", "—"),
    ("zh-tw", "「", "」", "—"),
    ("zh-hk", "「", "」", "—"),
    ("sv", "”", "”", "–"),
    ("fi", "”", "”", "–"),
    ("he", "”", "”", "—"),
    ("nb", "«", "»", "–"),
    ("nn", "«", "»", "–"),
    ("no", "«", "»", "–"),
    ("pt-pt", "«", "»", "—"),
    ("es", "«", "»", "—"),
    ("it", "«", "»", "—"),
    ("ru", "«", "»", "—"),
    ("uk", "«", "»", "—"),
    ("el", "«", "»", "—"),
    ("fa", "«", "»", "—"),
    ("pl", "„", "”", "—"),
    ("hu", "„", "”", "–"),
    ("ro", "„", "”", "–"),
    ("cs", "„", "“", "–"),
    ("sk", "„", "“", "–"),
    ("sl", "„", "“", "–"),
    ("bg", "„", "“", "–"),
    ("et", "„", "“", "–"),
    ("lt", "„", "“", "–"),
    ("is", "„", "“", "–"),
    ("", "“", "”", "—"),
];

/// The links to offer below a quote. `url` is the page's, with `#id`: see [`address`].
pub fn links(quote: &Quote, networks: &[String], url: &str, words: &dyn Fn(&str) -> String) -> (Vec<ShareLink>, Vec<Finding>) {
    let (platforms, mut findings) = share::known(networks, &quote.at);
    let offered: Vec<_> = platforms.into_iter().filter(|platform| share::offers(platform, quote.image)).collect();
    let said = Said::new(quote);
    let fitted: Vec<_> = offered.iter().map(|platform| (*platform, said.fit(platform, quote, url))).collect();
    findings.extend(too_long(quote, &fitted));
    if offered.iter().any(|platform| platform.id == "x") {
        findings.extend(bare_domains(quote, said.tweet.as_ref().unwrap_or(&said.words)));
    }
    let short = said.short();
    let link = |(platform, (post, _)): (&'static Platform, (Post, Fit))| {
        let key = match platform.intent {
            Intent::Copy => "quote_copy",
            Intent::Mail { .. } => "quote_by_email",
            Intent::Query { .. } | Intent::Fragment { .. } => "quote_on",
        };
        let aria = share::word(words, key).replace("{network}", platform.label).replace("{quote}", &short);
        share::link_to(platform, &post, aria, words)
    };
    (fitted.into_iter().map(link).collect(), findings)
}

/// The page's address with the quote's id behind it.
pub fn address(page: &str, id: &str) -> String {
    format!("{}#{}", page.split('#').next().unwrap_or(page), encode_component(id))
}

fn marks(lang: &str) -> (&'static str, &'static str, &'static str) {
    let lang = lang.to_ascii_lowercase();
    let is = |row: &str| row.is_empty() || lang == row || lang.strip_prefix(row).is_some_and(|rest| rest.starts_with('-'));
    let (_, open, close, dash) = *MARKS.iter().find(|(row, ..)| is(row)).expect("the last row matches every language");
    (open, close, dash)
}

/// Words between the marks of a language, with who said them.
pub fn spoken(words: &str, by: Option<&str>, lang: &str) -> String {
    let (open, close, dash) = marks(lang);
    let quoted = format!("{open}{}{close}", without_marks(words));
    by.map_or(quoted.clone(), |by| format!("{quoted} {dash} {by}"))
}

/// The quote in the page's language, ready to be put together.
struct Said {
    words: String,
    by: Option<String>,
    tweet: Option<String>,
    open: &'static str,
    close: &'static str,
    dash: &'static str,
    form: Form,
}

/// What had to be done to a quote so that it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// Nothing, or only additions were left out, or the author's own wording was used.
    Whole,
    /// The words were cut; they are this much over.
    Cut(usize),
    /// The author's own wording was cut.
    TweetCut(usize),
}

impl Said {
    fn new(quote: &Quote) -> Self {
        let (open, close, dash) = marks(quote.lang);
        let filled = |text: Option<&str>| text.map(fold_space).filter(|text| !text.is_empty());
        let words = fold_space(quote.words);
        let words = if quote.form == Form::Quoted { without_marks(&words).to_owned() } else { words };
        Self { words, by: filled(quote.by), tweet: filled(quote.tweet), open, close, dash, form: quote.form }
    }

    fn quoted(&self, words: &str) -> String {
        match self.form {
            Form::Quoted => format!("{}{words}{}", self.open, self.close),
            Form::Told => words.to_owned(),
        }
    }

    fn with_author(&self) -> String {
        match &self.by {
            Some(by) if self.form == Form::Told => format!("{} ({by})", self.words),
            Some(by) => format!("{} {} {by}", self.quoted(&self.words), self.dash),
            None => self.quoted(&self.words),
        }
    }

    /// The first words, for names of links.
    fn short(&self) -> String {
        let mut parts = self.words.split(' ');
        let first: Vec<&str> = parts.by_ref().take(4).collect();
        let first = first.join(" ");
        let kept: String = first.graphemes(true).take(40).collect();
        let more = if parts.next().is_some() || kept.len() < first.len() { "…" } else { "" };
        format!("{}{kept}{more}{}", self.open, self.close)
    }

    /// The author's own wording, with who said it where it does not name them.
    fn told(&self, tweet: &str) -> String {
        match &self.by {
            Some(by) if !tweet.contains(by.as_str()) => format!("{tweet} {} {by}", self.dash),
            _ => tweet.to_owned(),
        }
    }

    /// Whole, then without hashtags, without the handle, without the author; then the author's
    /// own wording in the same steps, which comes first on X; then cut.
    fn fit<'a>(&self, platform: &Platform, quote: &Quote<'a>, url: &'a str) -> (Post<'a>, Fit) {
        let whole = self.with_author();
        let mut post = Post {
            text: Cow::Owned(whole.clone()),
            title: quote.title,
            description: "",
            letter: Cow::Owned(whole),
            url: quote.campaign.map_or(Cow::Borrowed(url), |campaign| platform::with_campaign(platform, url, campaign, "quote")),
            image: quote.image,
            hashtags: if share::says(platform, What::Hashtags) { share::hashtags(quote.hashtags) } else { Vec::new() },
            via: quote.via.filter(|_| share::says(platform, What::Via)).and_then(share::handle),
            server: share::server(platform, quote.mastodon_server),
        };
        let quoted = (post.text.clone().into_owned(), self.quoted(&self.words));
        let told = self.tweet.as_ref().map(|tweet| (self.told(tweet), tweet.clone()));
        let wordings = if platform.id == "x" && told.is_some() { [told, None] } else { [Some(quoted), told] };
        for (whole, bare) in wordings.into_iter().flatten() {
            let mut tried = Post { text: Cow::Owned(whole), ..post.clone() };
            let steps: [&dyn Fn(&mut Post); 4] =
                [&|_| {}, &|post| post.hashtags.clear(), &|post| post.via = None, &|post| post.text = Cow::Owned(bare.clone())];
            for step in steps {
                step(&mut tried);
                if share::over(platform, &tried) == 0 {
                    return (tried, Fit::Whole);
                }
            }
        }
        post.hashtags.clear();
        post.via = None;
        post.text = Cow::Owned(self.quoted(&self.words));
        let over = share::over(platform, &post);
        let fits = |text: String| share::over(platform, &Post { text: Cow::Owned(text), ..post.clone() }) == 0;
        let Some(tweet) = &self.tweet else {
            let kept = cut(&self.words, |words| fits(self.quoted(words)));
            post.text = Cow::Owned(if kept.is_empty() { String::new() } else { self.quoted(&kept) });
            return (post, Fit::Cut(over));
        };
        let cut = cut(tweet, |words| fits(words.to_owned())).into_owned();
        post.text = Cow::Owned(tweet.clone());
        let over = share::over(platform, &post);
        post.text = Cow::Owned(cut);
        (post, Fit::TweetCut(over))
    }
}

/// The words inside of the marks that their author put around them.
fn without_marks(text: &str) -> &str {
    const PAIRS: &[(char, char)] =
        &[('"', '"'), ('“', '”'), ('„', '“'), ('„', '”'), ('”', '”'), ('«', '»'), ('»', '«'), ('「', '」'), ('‘', '’')];
    for (open, close) in PAIRS {
        let inner = text.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([*open, *close])) {
            return inner.trim();
        }
    }
    text
}

/// One finding for all networks: which are over, which fit.
fn too_long(quote: &Quote, fitted: &[(&'static Platform, (Post, Fit))]) -> Option<Finding> {
    let over = |wanted: fn(Fit) -> Option<usize>| -> Vec<String> {
        let parts = fitted.iter().filter_map(|(platform, (_, fit))| wanted(*fit).map(|over| format!("{over} over on {}", platform.label)));
        parts.collect()
    };
    let tweets = over(|fit| if let Fit::TweetCut(over) = fit { Some(over) } else { None });
    let words = over(|fit| if let Fit::Cut(over) = fit { Some(over) } else { None });
    let fine: Vec<_> = fitted
        .iter()
        .filter(|(platform, (_, fit))| *fit == Fit::Whole && platform.post.is_some() && share::says_text(platform))
        .map(|(platform, _)| platform.label)
        .collect();
    let rest = match fine.as_slice() {
        [] => String::new(),
        [one] => format!("; {one} fits"),
        [head @ .., last] => format!("; {} and {last} fit", head.join(", ")),
    };
    if !tweets.is_empty() {
        let finding =
            Finding::error("quote-too-long", format!("`{}` is too long: {}{rest}", quote.tweet_key, tweets.join(", ")), quote.at.clone());
        return Some(finding.why("the link shares a cut text").help(format!("shorten `{}`", quote.tweet_key)));
    }
    (!words.is_empty()).then(|| {
        Finding::warning("quote-too-long", format!("the quote is too long: {}{rest}", words.join(", ")), quote.at.clone())
            .why("the link shares the beginning, cut with an ellipsis")
            .help(format!("shorten the quote, or give a shorter wording as `{}`", quote.tweet_key))
    })
}

fn bare_domains(quote: &Quote, words: &str) -> Option<Finding> {
    let names: Vec<String> =
        urls(words).into_iter().map(|range| &words[range]).filter(|name| !name.contains("://")).map(|name| format!("`{name}`")).collect();
    let (verb, it) = if names.len() == 1 { ("becomes a link", "it") } else { ("become links", "each") };
    (!names.is_empty()).then(|| {
        Finding::warning("post-bare-domain", format!("{} {verb} on X", names.join(", ")), quote.at.clone())
            .why(format!("{it} counts as 23 characters and leads readers to that domain"))
            .help(format!("reword it, or give another wording as `{}`", quote.tweet_key))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::url::decode;

    const PAGE: &str = "https://example.org/rain/";

    fn quote(words: &str) -> Quote<'_> {
        Quote {
            words,
            by: None,
            tweet: None,
            tweet_key: "tweet",
            hashtags: &[],
            via: None,
            title: "Rain",
            lang: "en",
            image: None,
            mastodon_server: "",
            campaign: None,
            form: Form::Quoted,
            at: Place::Site,
        }
    }

    fn texts(quote: &Quote, networks: &[&str]) -> (Vec<String>, Vec<Finding>) {
        let networks: Vec<String> = networks.iter().map(|id| (*id).to_owned()).collect();
        let (links, findings) = links(quote, &networks, &address(PAGE, "q-rain"), &|_| String::new());
        let text = |link: &ShareLink| decode(link.url.split(['?', '#', '&']).find_map(|pair| pair.strip_prefix("text=")).unwrap_or(""));
        (links.iter().map(text).collect(), findings)
    }

    #[test]
    fn marks_and_dash_are_those_of_the_language() {
        for (lang, said) in [
            ("en-GB", "“Rain falls” — Ada"),
            ("de", "„Rain falls“ – Ada"),
            ("de-CH", "«Rain falls» – Ada"),
            ("fr-CA", "«\u{A0}Rain falls\u{A0}» — Ada"),
            ("ja", "「Rain falls」 — Ada"),
            ("sv", "”Rain falls” – Ada"),
            ("", "“Rain falls” — Ada"),
        ] {
            let (texts, findings) = texts(&Quote { by: Some("Ada"), lang, ..quote("\"Rain  falls\"") }, &["x"]);
            assert_eq!((texts[0].as_str(), findings.len()), (said, 0), "{lang}");
        }
    }

    #[test]
    fn what_can_be_done_without_goes_first() {
        let tags = ["#rain".to_owned(), "gauges".to_owned()];
        let of = |count: usize| {
            let words = format!("{}x", "rain ".repeat(count / 5)) + &"x".repeat(count % 5);
            assert_eq!(words.len(), count + 1);
            let quote = Quote { by: Some("Ada Lovelace"), via: Some("@ada"), hashtags: &tags, ..quote(&words) };
            let (links, findings) = links(&quote, &["x".to_owned()], PAGE, &|_| String::new());
            let url = &links[0].url;
            (url.contains("hashtags=rain%2Cgauges"), url.contains("via=ada"), url.contains("Lovelace"), findings.len())
        };
        // 280 less 24 for the link, 2 for the marks, 1 for the last x: 253. The author weighs 15,
        // ` via @ada` 9, ` #rain #gauges` 14.
        assert_eq!(of(215), (true, true, true, 0));
        assert_eq!(of(216), (false, true, true, 0));
        assert_eq!(of(229), (false, true, true, 0));
        assert_eq!(of(230), (false, false, true, 0));
        assert_eq!(of(238), (false, false, true, 0));
        assert_eq!(of(239), (false, false, false, 0));
        assert_eq!(of(253), (false, false, false, 0));
        assert_eq!(of(254), (false, false, false, 1));
    }

    #[test]
    fn a_quote_that_is_too_long_says_where_and_by_how_much() {
        let words = format!("You cannot manage what you cannot measure; {}", "rain ".repeat(60));
        let (said, findings) = texts(&quote(&words), &["x", "bluesky", "mastodon", "linkedin"]);
        assert!(said[0].ends_with("rain…”") && said[2].contains(words.trim()), "{said:?}");
        assert_eq!(findings[0].rule, "quote-too-long");
        assert_eq!(&*findings[0].message, "the quote is too long: 88 over on X, 77 over on Bluesky; Mastodon fits");

        let (said, findings) = texts(&Quote { tweet: Some("Measure it."), ..quote(&words) }, &["x", "mastodon"]);
        assert_eq!((said[0].as_str(), findings.len()), ("Measure it.", 0));
        // X gets the author's own wording at once, with all that fits behind it; others the quote.
        let tags = ["rain".to_owned()];
        let short = Quote { tweet: Some("Measure it."), by: Some("Ada"), hashtags: &tags, ..quote("You cannot manage it.") };
        let (links, _) = links(&short, &["x".to_owned(), "bluesky".to_owned()], PAGE, &|_| String::new());
        let [x, bluesky] = [0, 1].map(|at: usize| decode(&links[at].url));
        assert!(x.contains("text=Measure it. — Ada&") && x.contains("hashtags=rain"), "{x}");
        assert!(bluesky.contains("“You cannot manage it.” — Ada"), "{bluesky}");
        assert!(said[1].starts_with("“You cannot"));

        let (said, findings) = texts(&Quote { tweet: Some(&words), ..quote(&words) }, &["x"]);
        assert!(said[0].ends_with('…'));
        assert_eq!(findings[0].level, crate::base::Level::Error);
    }

    #[test]
    fn a_file_name_that_becomes_a_link_is_reported() {
        let (_, findings) = texts(&quote("Put it in main.rs and example.com, not in Node.js"), &["x"]);
        assert_eq!(findings[0].rule, "post-bare-domain");
        assert_eq!(&*findings[0].message, "`main.rs`, `example.com` become links on X");
        assert!(texts(&quote("Put it in main.rs"), &["mastodon"]).1.is_empty());
    }

    #[test]
    fn links_lead_to_the_quote_and_are_named_for_it() {
        let networks = ["x", "email", "copy"].map(str::to_owned);
        let words = "You cannot manage what you cannot measure";
        let (links, _) = links(&quote(words), &networks, &address("https://example.org/rain/#top", "q-größe"), &|_| String::new());
        // The id is encoded as part of an address, then the address as a value.
        assert!(links[0].url.ends_with("&url=https%3A%2F%2Fexample.org%2Frain%2F%23q-gr%25C3%25B6%25C3%259Fe"), "{}", links[0].url);
        assert_eq!(links[0].aria, "Share “You cannot manage what…” on X");
        assert_eq!(links[1].aria, "Share “You cannot manage what…” by email");
        assert!(links[1].url.starts_with("mailto:?subject=Rain&body=%E2%80%9CYou%20cannot"));
        assert_eq!(links[2].url, "https://example.org/rain/#q-gr%C3%B6%C3%9Fe");
    }
}
