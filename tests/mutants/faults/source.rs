//! What goes wrong in our own sources: front matter, Markdown, settings.

use super::{Operator, op};
use crate::mutants::page::Planted;
use crate::mutants::site::{Kind, Rng, Site, picture};

/// Any post of ours: its path.
fn post(site: &Site, rng: &mut Rng) -> Option<String> {
    if site.kind != Kind::Source {
        return None;
    }
    let posts: Vec<String> = site.files.keys().filter(|path| path.starts_with("content/posts/")).cloned().collect();
    rng.pick(&posts).cloned()
}

/// The site's address of the page that a Markdown file becomes.
fn page_of(file: &str) -> String {
    format!("{}/index.html", file.strip_prefix("content/").and_then(|path| path.strip_suffix(".md")).unwrap_or(file))
}

/// Replaces a whole line of the front matter, found by its key.
fn head(site: &mut Site, rng: &mut Rng, key: &str, new: &str) -> Option<Planted> {
    let file = post(site, rng)?;
    let text = site.text(&file)?;
    let start = text.find(&format!("\n{key}:"))? + 1;
    let end = start + text[start..].find('\n')?;
    site.put(&file, format!("{}{new}{}", &text[..start], &text[end..]));
    Some(Planted::of_page(page_of(&file), file, start..start + new.len()))
}

/// A line more in the front matter.
fn more(site: &mut Site, rng: &mut Rng, line: &str) -> Option<Planted> {
    let file = post(site, rng)?;
    let text = site.text(&file)?;
    let at = text.find("\ntags:")? + 1;
    site.put(&file, format!("{}{line}\n{}", &text[..at], &text[at..]));
    Some(Planted::of_page(page_of(&file), file, at..at + line.len()))
}

/// A paragraph more in the text.
fn written(site: &mut Site, rng: &mut Rng, markdown: &str) -> Option<Planted> {
    let file = post(site, rng)?;
    let text = site.text(&file)?;
    let places: Vec<usize> = text.match_indices(".\n\n").map(|(at, _)| at + 3).collect();
    let at = *rng.pick(&places)?;
    site.put(&file, format!("{}{markdown}\n\n{}", &text[..at], &text[at..]));
    Some(Planted::of_page(page_of(&file), file, at..at + markdown.len()))
}

/// Another body below the front matter.
pub(super) fn rewritten(site: &mut Site, rng: &mut Rng, markdown: &str) -> Option<Planted> {
    let file = post(site, rng)?;
    let text = site.text(&file)?;
    let at = text[4..].find("\n---\n")? + 9;
    site.put(&file, format!("{}{markdown}\n", &text[..at]));
    Some(Planted::of_page(page_of(&file), file, at..at + markdown.len()))
}

/// Something else in a body that it has.
fn changed(site: &mut Site, rng: &mut Rng, old: &str, new: &str) -> Option<Planted> {
    let posts: Vec<String> = site.files.keys().filter(|path| path.starts_with("content/posts/")).cloned().collect();
    let with: Vec<String> = posts.into_iter().filter(|path| site.text(path).is_some_and(|text| text.contains(old))).collect();
    let file = rng.pick(&with)?.clone();
    let mut planted = site.swap(&file, old, new)?;
    planted.page = Some(page_of(&file));
    Some(planted)
}

/// A file of posts beside one of ours, with this in it: its path.
fn sidecar(site: &mut Site, rng: &mut Rng, posts: &str) -> Option<String> {
    let file = post(site, rng)?.replace(".md", ".social.yaml");
    site.put(&file, format!("schema: 1\ncampaign: spring-on-the-hillside\nposts:\n{posts}"));
    Some(file)
}

/// Something wrong at its end, and something right behind that.
fn added(site: &mut Site, file: String, wrong: &str, right: &str) -> Option<Planted> {
    let text = site.text(&file)?;
    let at = text.len();
    site.put(&file, format!("{text}{wrong}{right}"));
    let page = page_of(&file.replace(".social.yaml", ".md"));
    Some(Planted::of_page(page, file, at..at + wrong.len()))
}

/// One post beside a page, with this line in it.
fn posted(site: &mut Site, rng: &mut Rng, fine: &str, wrong: &str) -> Option<Planted> {
    let file = sidecar(site, rng, &format!("  - id: announce\n    {fine}\n"))?;
    let text = site.text(&file)?;
    let planted = added(site, file.clone(), &format!("    {wrong}\n"), "")?;
    let start = text.len() + 4;
    Some(Planted::of_page(planted.page?, file, start..start + wrong.len()))
}

fn setting(site: &mut Site, old: &str, new: &str) -> Option<Planted> {
    if site.kind != Kind::Source {
        return None;
    }
    site.swap("smo.yaml", old, new)
}

pub const OPERATORS: &[Operator] = &[
    op("own-title-gone", &[], |site, rng| {
        let mut planted = head(site, rng, "title", "")?;
        planted.at.clear();
        Some(planted)
    }),
    op("own-title-with-colon", &["front-matter-invalid"], |site, rng| head(site, rng, "title", "title: Rain: three gauges and a notebook")),
    op("own-title-quote-not-closed", &["front-matter-invalid"], |site, rng| {
        head(site, rng, "title", "title: \"Three gauges and a notebook")
    }),
    op("own-title-of-three-lines", &["title-too-long"], |site, rng| {
        head(
            site,
            rng,
            "title",
            "title: Everything that I have learned in eleven years about measuring rain with three cheap gauges in a garden that is mostly wind",
        )
    }),
    op("own-title-with-template", &["placeholder-leak"], |site, rng| head(site, rng, "title", "title: \"{{ page.title }}\"")),
    op("own-title-with-tags", &["text-has-markup"], |site, rng| head(site, rng, "title", "title: Three <em>rain</em> gauges")),
    op("own-description-gone", &[], |site, rng| {
        let mut planted = head(site, rng, "description", "")?;
        planted.at.clear();
        Some(planted)
    }),
    op("own-description-misspelt", &["front-matter-unknown-key"], |site, rng| changed(site, rng, "\ndescription:", "\ndescripton:")),
    op("own-description-is-an-essay", &["description-length"], |site, rng| {
        head(
            site,
            rng,
            "description",
            "description: Three cheap gauges stood a metre apart for a month and were read each morning at seven, by somebody who had not slept well, in rain, fog and once in snow, and the numbers went into a notebook that was itself rained on twice, so that some of them had to be guessed later from the colour of the ink and from the shape of the stain that it had left on the page.",
        )
    }),
    op("own-description-same-on-two-posts", &["duplicate-title"], |site, rng| {
        let mut planted = head(
            site,
            rng,
            "description",
            "description: Reading one chapter a day under the same lamp finished more books than every plan before it.",
        )?;
        if planted.file.contains("reading-lamp") {
            return None;
        }
        planted.page = None;
        Some(planted)
    }),
    op("own-date-in-words", &["date-unreadable", "date-invalid"], |site, rng| head(site, rng, "date", "date: the fourth of March")),
    op("own-date-the-other-way-round", &["date-unreadable", "date-invalid"], |site, rng| head(site, rng, "date", "date: 04/03/2026")),
    op("own-date-not-in-the-calendar", &["date-unreadable", "date-invalid"], |site, rng| head(site, rng, "date", "date: 2026-02-30")),
    op("own-date-gone", &[], |site, rng| {
        let mut planted = head(site, rng, "date", "")?;
        planted.at.clear();
        Some(planted)
    }),
    op("own-updated-before-date", &["updated-before-date", "date-invalid"], |site, rng| head(site, rng, "updated", "updated: 2019-01-01")),
    op("own-draft-misspelt", &["front-matter-unknown-key"], |site, rng| more(site, rng, "drfat: true")),
    op("own-draft-is-a-word", &["front-matter-boolean", "front-matter-value"], |site, rng| more(site, rng, "draft: maybe")),
    op("own-image-not-there", &["preview-image-not-found"], |site, rng| head(site, rng, "image", "image: /img/cover-final-2.jpg")),
    op("own-image-in-other-case", &["preview-image-not-found"], |site, rng| head(site, rng, "image", "image: /img/Gauges.jpg")),
    op("own-image-with-static", &["preview-image-not-found"], |site, rng| head(site, rng, "image", "image: /static/img/gauges.jpg")),
    op("own-image-over-http", &["preview-image-relative"], |site, rng| {
        head(site, rng, "image", "image: http://pictures.example.com/gauges.jpg")
    }),
    op("own-image-is-svg-of-nothing", &["preview-image-format", "preview-image-not-readable"], |site, rng| {
        let planted = head(site, rng, "image", "image: /img/logo.avif")?;
        site.put("static/img/logo.avif", picture("logo.avif", 1200, 630));
        Some(planted)
    }),
    op("own-image-upload-broke-off", &["preview-image-content-mismatch", "preview-image-not-readable"], |site, rng| {
        let planted = head(site, rng, "image", "image: /img/half.jpg")?;
        let whole = picture("half.jpg", 1200, 630);
        site.put("static/img/half.jpg", &whole[..whole.len() / 3]);
        Some(planted)
    }),
    op(
        "own-image-is-a-pointer-of-git-lfs",
        &["preview-image-content-mismatch", "preview-image-not-readable", "preview-image-format"],
        |site, rng| {
            let planted = head(site, rng, "image", "image: /img/stored.jpg")?;
            site.put("static/img/stored.jpg", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 184213\n");
            Some(planted)
        },
    ),
    op("own-image-alt-gone", &["preview-image-alt-missing"], |site, rng| {
        let mut planted = head(site, rng, "image_alt", "")?;
        planted.at.clear();
        Some(planted)
    }),
    op("own-key-twice", &["front-matter-duplicate-key"], |site, rng| {
        more(site, rng, "description: And now for something else, written by a second author who did not see the first.")
    }),
    op("own-key-with-tab", &["front-matter-invalid"], |site, rng| more(site, rng, "social:\n\tcard: quote")),
    op("own-tags-not-a-list", &["front-matter-value"], |site, rng| head(site, rng, "tags", "tags: { rain: yes }")),
    op("own-front-matter-not-closed", &["front-matter-unclosed"], |site, rng| {
        let file = post(site, rng)?;
        let text = site.text(&file)?;
        let end = text[4..].find("---\n")? + 4;
        site.put(&file, format!("{}{}", &text[..end], &text[end + 4..]));
        Some(Planted::of_page(page_of(&file), file, 0..end))
    }),
    op("own-unknown-author", &[], |site, rng| more(site, rng, "author: jonsa")),
    op("own-address-of-another-post", &["url-clash"], |site, rng| {
        let planted = more(site, rng, "slug: slow-letters")?;
        if planted.file.contains("slow-letters") { None } else { Some(Planted { page: None, ..planted }) }
    }),
    op("own-alias-is-a-live-page", &["alias-clash"], |site, rng| {
        let planted = more(site, rng, "aliases: [/about/]")?;
        Some(Planted { page: None, ..planted })
    }),
    op("own-canonical-is-home", &[], |site, rng| more(site, rng, "canonical: https://notes.example.org/")),
    op("own-lang-is-a-word", &["language-wrong", "front-matter-value"], |site, rng| more(site, rng, "lang: english")),
    // Said in the head of a post it is meant: feeds and sitemap leave the page out.
    op("own-noindex-left", &[], |site, rng| more(site, rng, "noindex: true")),
    op("own-link-with-typing-error", &["broken-internal-link"], |site, rng| changed(site, rng, ".md)", "-old.md)")),
    op("own-link-to-the-author's-machine", &["dev-or-placeholder-link"], |site, rng| {
        written(site, rng, "More is in [the second notebook](http://localhost:1111/notes/second/).")
    }),
    op("own-link-to-heading-not-there", &["broken-fragment"], |site, rng| {
        written(site, rng, "More is [further down](#what-the-figures-say).")
    }),
    op("own-link-empty", &["dev-or-placeholder-link"], |site, rng| written(site, rng, "More is in [the second notebook]().")),
    op("own-link-with-space", &[], |site, rng| written(site, rng, "More is in [the second notebook](/files/second notebook.pdf).")),
    op("own-link-reference-not-there", &[], |site, rng| written(site, rng, "More is in [the second notebook][second].")),
    op("own-link-turned-around", &[], |site, rng| {
        written(site, rng, "More is in (the second notebook)[https://weather.example.com/gauge].")
    }),
    op("own-wiki-link", &[], |site, rng| written(site, rng, "More is in [[Second notebook]].")),
    op("own-picture-not-there", &["broken-internal-link"], |site, rng| written(site, rng, "![The fence in winter](/img/fence.jpg)")),
    op("own-picture-without-alt", &["image-alt-missing"], |site, rng| written(site, rng, "![](/img/shelf.jpg)")),
    op("own-heading-skips-levels", &["heading-order"], |site, rng| {
        written(site, rng, "##### A smaller thought\n\nIt is about the lid of the second gauge, which is not a lid.")
    }),
    op("own-heading-without-space", &[], |site, rng| written(site, rng, "##A heading without its space")),
    op("own-second-title", &["heading-order"], |site, rng| {
        written(site, rng, "# Another beginning\n\nIt is about the lid of the second gauge, which is not a lid.")
    }),
    op("own-block-misspelt", &["block-unknown", "directive-unknown"], |site, rng| {
        written(site, rng, ":::qoute\nA cheap instrument beats a good one.\n:::")
    }),
    op("own-block-not-closed", &["directive-unclosed"], |site, rng| written(site, rng, ":::quote\nA cheap instrument beats a good one.")),
    op("own-block-unknown-key", &["directive-attribute", "block-input"], |site, rng| {
        written(site, rng, ":::quote {auther=\"Mira\"}\nA cheap instrument beats a good one.\n:::")
    }),
    op("own-shortcode-of-hugo", &[], |site, rng| written(site, rng, "{{< youtube aqz-KE-bpKQ >}}")),
    op("own-include-of-jekyll", &[], |site, rng| written(site, rng, "{% include figure.html src=\"/img/shelf.jpg\" %}")),
    op("own-footnote-not-there", &[], |site, rng| written(site, rng, "The narrow tube reads less in the wind.[^tube]")),
    op("own-code-fence-not-closed", &[], |site, rng| {
        let file = post(site, rng)?;
        let text = site.text(&file)?;
        let at = text.rfind("\n## ")? + 1;
        site.put(&file, format!("{}```text\nminute degrees\n{}", &text[..at], &text[at..]));
        Some(Planted::of_page(page_of(&file), file, at..at + 8))
    }),
    op("own-todo-in-text", &["leftover-notes"], |site, rng| {
        written(site, rng, "TODO: ask Jonas whether the third gauge was moved in April.")
    }),
    op("own-lorem-ipsum", &["leftover-notes"], |site, rng| {
        written(site, rng, "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt.")
    }),
    op("own-merge-conflict", &[], |site, rng| {
        written(site, rng, "<<<<<<< HEAD\nThe third gauge leaks.\n=======\nThe third gauge does not leak.\n>>>>>>> leak")
    }),
    op("own-html-not-closed", &[], |site, rng| written(site, rng, "<div class=\"note\">\n\nThe third gauge leaks.")),
    op("own-script-in-text", &["mixed-or-unsafe-embed"], |site, rng| {
        written(site, rng, "<script src=\"http://cdn.example.com/lightbox.js\"></script>")
    }),
    op("own-quote-longer-than-a-post", &["quote-too-long"], |site, rng| {
        written(
            site,
            rng,
            ":::quote\nA cheap instrument that you read every day, in rain and in fog and on the mornings on which nobody else is awake, beats the good one that you read when you remember it, because a number that is there is worth more than a better number that is not, and because the habit is the instrument, and the tube of plastic is only the place where the habit happens to keep its water until seven in the morning.\n:::",
        )
    }),
    op("own-secret-in-text", &["secret-or-path-leak"], |site, rng| {
        let key = ["ghp", "_16C7e42F292c6912E7710c838347Ae178B4a"].concat();
        written(site, rng, &format!("Then set the token to `{key}` and run it."))
    }),
    op("own-home-folder-in-text", &[], |site, rng| {
        written(site, rng, "The table lies in /Users/mira/Documents/rain/table.ods on my machine.")
    }),
    // Nothing reads such a key: posts stand in a file beside the page.
    op("own-social-text-too-long", &[], |site, rng| {
        more(
            site,
            rng,
            "social: { text: { x: \"Three cheap gauges stood a metre apart for a month and were read each morning at seven, by somebody who had not slept well, in rain, fog and once in snow, and the numbers went into a notebook that was itself rained on twice, so that some of them had to be guessed later from the ink.\" } }",
        )
    }),
    op("own-tweet-of-a-note-to-the-editor", &["kit-over-limit"], |site, rng| {
        let words = "Three cheap gauges stood a metre apart for a month and were read each morning at seven, by somebody who had not slept well, in rain, fog and once in snow, and the numbers went into a notebook that was itself rained on twice, so that some of them had to be guessed later.";
        posted(site, rng, "platform: x", &format!("text: \"{words}\""))
    }),
    op("own-tweet-in-japanese", &["kit-over-limit"], |site, rng| {
        posted(site, rng, "platform: x", &format!("link: none\n    text: >\n      {}", "毎朝七時に雨量を読む。".repeat(15)))
    }),
    op("own-thread-with-one-long-post", &["kit-over-limit"], |site, rng| {
        let long = "A cheap instrument that you read every day beats the good one that you read when you remember it. ".repeat(3);
        let file = sidecar(site, rng, "  - id: thread\n    platform: x\n    kind: thread\n    text:\n      - Three gauges, a month.\n")?;
        let line = format!("      - \"{}\"\n", long.trim_end());
        added(site, file, &line, "      - What we would buy again.\n")
    }),
    op("own-bluesky-post-of-families", &["kit-over-limit"], |site, rng| {
        posted(site, rng, "platform: bluesky", &format!("link: none\n    text: \"Who reads the gauges: {}\"", "👨‍👩‍👧‍👦".repeat(125)))
    }),
    op("own-bluesky-post-with-campaign", &["kit-over-limit"], |site, rng| {
        let words = "drops and more ".repeat(15);
        posted(site, rng, "platform: bluesky", &format!("text: '{}'", words.trim_end()))
    }),
    op("own-toot-longer-than-the-box", &["kit-over-limit"], |site, rng| {
        let words = "The third gauge leaks, and we did not see it for a month. ".repeat(9);
        posted(site, rng, "platform: mastodon", &format!("status: approved\n    text: |\n      {}", words.trim_end()))
    }),
    op("own-pin-title-is-an-essay", &["kit-over-limit"], |site, rng| {
        let title = "Everything that eleven years of three cheap rain gauges in one windy garden have taught two people about numbers";
        posted(site, rng, "platform: pinterest\n    text: Rain, measured.", &format!("title: {title}"))
    }),
    op("own-post-for-a-misspelt-network", &["sidecar-invalid"], |site, rng| {
        posted(site, rng, "text: Three gauges and a month.", "platform: mastadon")
    }),
    op("own-post-with-misspelt-key", &["sidecar-unknown-key"], |site, rng| {
        posted(site, rng, "platform: x\n    text: Three gauges and a month.", "hastags: [rain]")
    }),
    op("own-two-posts-of-one-id", &["sidecar-invalid"], |site, rng| {
        let post = |id: &str| format!("  - id: {id}\n    platform: x\n    text: Three gauges and a month.\n");
        let file = sidecar(site, rng, &post("announce"))?;
        added(site, file, &post("announce"), &post("other"))
    }),
    op("own-approved-post-without-words", &["post-empty"], |site, rng| {
        posted(site, rng, "platform: mastodon\n    status: approved", "text: \"\"")
    }),
    op("own-posts-of-a-page-that-was-renamed", &["post-source-gone"], |site, _| {
        if site.kind != Kind::Source {
            return None;
        }
        let file = "content/posts/four-gauges.social.yaml";
        site.put(file, "schema: 1\nposts: []\n");
        Some(Planted { page: None, file: file.to_owned(), at: vec![] })
    }),
    op("own-hashtags-with-hash", &["front-matter-value", "post-hashtags"], |site, rng| {
        more(site, rng, "social: { hashtags: [\"#rain bread\", \"#measuring\"] }")
    }),
    op("own-setting-misspelt", &["config-unknown-key"], |site, _| setting(site, "theme_color:", "theme_colour:")),
    op("own-color-by-name", &["theme-color-not-hex", "config-invalid"], |site, _| {
        setting(site, "theme_color: \"#1d4e63\"", "theme_color: teal")
    }),
    op("own-address-of-the-author's-machine", &["base-url-unset", "dev-host"], |site, _| {
        setting(site, "url: https://notes.example.org\n  title", "url: http://localhost:8000\n  title")
    }),
    op("own-address-over-http", &[], |site, _| {
        setting(site, "url: https://notes.example.org\n  title", "url: http://notes.example.org\n  title")
    }),
    op("own-address-of-example-com", &[], |site, _| {
        setting(site, "url: https://notes.example.org\n  title", "url: https://example.com\n  title")
    }),
    op("own-menu-to-nowhere", &["broken-internal-link"], |site, _| setting(site, "url: /about/ }", "url: /about-me/ }")),
    op("own-network-misspelt", &["config-unknown-key", "config-invalid"], |site, _| setting(site, "linkedin", "linkedn")),
    op("own-handle-without-host", &["fediverse-creator-wrong", "config-invalid"], |site, _| {
        setting(site, "\"@mira@social.example.net\"", "\"@mira\"")
    }),
    op("own-site-image-not-there", &["preview-image-not-found"], |site, _| {
        setting(site, "image: /img/hills.jpg", "image: /img/mountains.jpg")
    }),
    op("own-lang-of-site-is-a-word", &["language-wrong", "config-invalid"], |site, _| setting(site, "lang: en", "lang: english")),
    op("own-site-without-description", &[], |site, _| {
        let mut planted = setting(
            site,
            "  description: Notes from a house where the rain, the bread and the reading lamp get measured, some of them twice.\n",
            "",
        )?;
        planted.at.clear();
        Some(planted)
    }),
    op("own-two-drafts-of-a-post", &["duplicate-title", "url-clash"], |site, rng| {
        let file = post(site, rng)?;
        let copy = file.replace(".md", "-copy.md");
        let bytes = site.files.get(&file)?.clone();
        site.put(&copy, bytes);
        Some(Planted { page: None, file: copy, at: vec![] })
    }),
    op("own-title-counts-wrong", &["list-count-mismatch"], |site, rng| {
        head(site, rng, "title", "title: 7 lessons from a month on a wet hillside")
    }),
    op("own-campaign-on-own-link", &["utm-on-internal-link"], |site, rng| {
        written(site, rng, "More is in [the second notebook](/about/?utm_source=blog&utm_medium=link).")
    }),
    op("own-image-same-on-all-posts", &["preview-image-reused"], |site, _| {
        if site.kind != Kind::Source {
            return None;
        }
        let mut planted = None;
        for file in site.files.keys().filter(|path| path.starts_with("content/posts/")).cloned().collect::<Vec<_>>() {
            let text = site.text(&file)?;
            let start = text.find("\nimage:")? + 1;
            let end = start + text[start..].find('\n')?;
            let line = "image: /img/hills.jpg";
            site.put(&file, format!("{}{line}{}", &text[..start], &text[end..]));
            planted = Some(Planted::in_file(file, start..start + line.len()));
        }
        planted
    }),
    op("own-picture-tells-where-it-was-taken", &["image-gps"], |site, rng| {
        let planted = written(site, rng, "![The fence in winter](/img/fence.jpg)")?;
        let bytes = super::images::located(&picture("fence.jpg", 800, 500));
        site.put("static/img/fence.jpg", bytes);
        Some(planted)
    }),
    op("draft-published-by-another-generator", &["draft-leak"], |site, rng| drafted(site, rng, "draft: true")),
    op("unlisted-post-published-in-feed", &["draft-leak"], |site, rng| drafted(site, rng, "unlisted: true")),
    op("future-post-published", &["draft-leak", "date-invalid"], |site, rng| {
        site.told()?;
        let names: Vec<String> = site.sources.keys().filter(|path| path.contains("posts/")).cloned().collect();
        let file = rng.pick(&names)?.clone();
        let text = String::from_utf8(site.sources.get(&file)?.to_vec()).ok()?;
        let start = text.find("\ndate:")? + 1;
        let end = start + text[start..].find('\n')?;
        let line = "date: 2027-01-01";
        site.sources.insert(file.clone(), format!("{}{line}{}", &text[..start], &text[end..]).into_bytes().into());
        Some(Planted::of_page(page_of(&file), file, start..start + line.len()))
    }),
];

/// The Markdown of a finished page says that it is not to be published.
fn drafted(site: &mut Site, rng: &mut Rng, line: &str) -> Option<Planted> {
    site.told()?;
    let names: Vec<String> = site.sources.keys().filter(|path| path.contains("posts/")).cloned().collect();
    let file = rng.pick(&names)?.clone();
    let text = String::from_utf8(site.sources.get(&file)?.to_vec()).ok()?;
    let at = text.find("\ntags:")? + 1;
    site.sources.insert(file.clone(), format!("{}{line}\n{}", &text[..at], &text[at..]).into_bytes().into());
    Some(Planted::of_page(page_of(&file), file, at..at + line.len()))
}
