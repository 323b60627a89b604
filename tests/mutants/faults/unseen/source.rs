//! What else goes wrong in our own sources.

use super::{Operator, op};
use crate::mutants::page::Planted;
use crate::mutants::site::{Kind, Rng, Site, picture};

fn post(site: &Site, rng: &mut Rng) -> Option<String> {
    if site.kind != Kind::Source {
        return None;
    }
    let posts: Vec<String> = site.files.keys().filter(|path| path.starts_with("content/posts/")).cloned().collect();
    rng.pick(&posts).cloned()
}

fn page_of(file: &str) -> String {
    format!("{}/index.html", file.strip_prefix("content/").and_then(|path| path.strip_suffix(".md")).unwrap_or(file))
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

/// Another line of the front matter, or one more.
fn head(site: &mut Site, rng: &mut Rng, key: &str, line: &str) -> Option<Planted> {
    let file = post(site, rng)?;
    let text = site.text(&file)?;
    let (start, end) = match text.find(&format!("\n{key}:")) {
        Some(at) => (at + 1, at + 1 + text[at + 1..].find('\n')?),
        None => (text.find("\ntags:")? + 1, text.find("\ntags:")? + 1),
    };
    let more = if start == end { "\n" } else { "" };
    site.put(&file, format!("{}{line}{more}{}", &text[..start], &text[end..]));
    Some(Planted::of_page(page_of(&file), file, start..start + line.len()))
}

fn setting(site: &mut Site, old: &str, new: &str) -> Option<Planted> {
    if site.kind != Kind::Source {
        return None;
    }
    site.swap("smo.yaml", old, new)
}

pub const OPERATORS: &[Operator] = &[
    // The build makes the preview of it anew, under another name.
    op("own-picture-replaced-in-place", &[], |site, rng| {
        let file = post(site, rng)?;
        let text = site.text(&file)?;
        let start = text.find("\nimage: ")? + 1;
        let end = start + text[start..].find('\n')?;
        let name = format!("static{}", text[start..end].strip_prefix("image: ")?);
        site.files.get(&name)?;
        site.accept();
        site.put(&name, picture("another hill.jpg", 1200, 630));
        Some(Planted::of_page(page_of(&file), file, start..end))
    }),
    op("own-post-moved-without-alias", &["url-vanished"], |site, rng| {
        let file = post(site, rng)?;
        site.accept();
        let name = file.rsplit('/').next()?.to_owned();
        let bytes = site.files.remove(&file)?;
        let new = format!("content/posts/about-{name}");
        site.files.insert(new.clone(), bytes);
        for path in site.files.keys().filter(|path| path.ends_with(".md")).cloned().collect::<Vec<_>>() {
            let text = site.text(&path)?.replace(&format!("({name})"), &format!("(about-{name})"));
            site.put(&path, text);
        }
        Some(Planted { page: None, file: new, at: Vec::new() })
    }),
    op("own-picture-in-html-without-alt", &["image-alt-missing"], |site, rng| {
        written(site, rng, "<p><img src=\"/img/pens.jpg\" width=\"400\" height=\"250\" loading=\"lazy\"></p>")
    }),
    op("own-film-as-a-frame", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<iframe width=\"560\" height=\"315\" src=\"https://www.youtube.com/embed/aqz-KE-bpKQ\" title=\"Rain on the roof\" loading=\"lazy\" allowfullscreen></iframe>",
        )
    }),
    op("own-fragment-of-another-note", &["broken-fragment"], |site, rng| {
        written(site, rng, "It is the same as [with the loaves](oven-curve.md#why-the-loaves-didn-t-mind), only wetter.")
    }),
    op("own-buttons-of-addthis", &["third-party-share-widget"], |site, rng| {
        written(site, rng, "<script src=\"https://s7.addthis.com/js/300/addthis_widget.js#pubid=ra-51c2d1\" async></script>")
    }),
    op("own-campaign-on-whole-address", &["utm-on-internal-link"], |site, rng| {
        written(site, rng, "[Read how the oven was measured](https://notes.example.org/posts/oven-curve/?utm_source=post&utm_medium=cta)")
    }),
    op("own-canonical-with-campaign", &["utm-in-canonical"], |site, rng| {
        head(site, rng, "canonical_url", "canonical_url: https://letters.example.net/rain/?utm_source=crosspost&utm_medium=blog")
    }),
    op("own-title-counts-seven-of-three", &["list-count-mismatch"], |site, _| {
        if site.kind != Kind::Source {
            return None;
        }
        let file = "content/posts/window-birds.md".to_owned();
        let text = site.text(&file)?;
        let start = text.find("\ntitle:")? + 1;
        let end = start + text[start..].find('\n')?;
        let line = "title: Seven small habits of people who count birds";
        let (head, _) = text.split_once("\n---\n")?;
        let head = head.replacen(&text[start..end], line, 1);
        let body = "Some of it may help you.\n\n## Get up before them\n\nThey are early.\n\n## Sit where you sat\n\nThey know you.\n\n## Write at once\n\nYou forget.\n";
        site.put(&file, format!("{head}\n---\n{body}"));
        Some(Planted::of_page(page_of(&file), file, start..start + line.len()))
    }),
    op("own-address-gone", &["base-url-unset"], |site, _| {
        let mut planted = setting(site, "  url: https://notes.example.org\n", "")?;
        planted.at.clear();
        Some(planted)
    }),
    op("own-address-without-scheme", &["base-url-unset", "config-invalid"], |site, _| {
        setting(site, "url: https://notes.example.org\n", "url: notes.example.org\n")
    }),
    op("own-address-on-the-author-s-machine", &["base-url-unset", "dev-host"], |site, _| {
        setting(site, "url: https://notes.example.org\n", "url: http://localhost:8080\n")
    }),
    op("own-title-with-markdown", &["text-has-markup"], |site, rng| {
        head(site, rng, "title", "title: \"Three **cheap** gauges and one wet notebook\"")
    }),
    // The build draws previews of the next three in another shape, size and weight: they are repaired.
    op("own-picture-is-a-banner", &[], |site, rng| {
        site.put("static/img/banner.jpg", picture("banner.jpg", 2400, 500));
        head(site, rng, "image", "image: /img/banner.jpg")
    }),
    op("own-picture-is-a-thumbnail", &[], |site, rng| {
        site.put("static/img/thumb.jpg", picture("thumb.jpg", 320, 168));
        head(site, rng, "image", "image: /img/thumb.jpg")
    }),
    op("own-picture-weighs-six-megabytes", &[], |site, rng| {
        let mut bytes = picture("heavy.jpg", 1200, 630).to_vec();
        bytes.resize(6_000_000, 0);
        site.put("static/img/heavy.jpg", bytes);
        head(site, rng, "image", "image: /img/heavy.jpg")
    }),
    op("own-link-that-says-here", &["generic-link-text"], |site, rng| {
        written(site, rng, "The manual is [here](https://weather.example.com/gauge).")
    }),
    op("own-link-to-a-folder-of-the-editor", &["broken-internal-link"], |site, rng| {
        written(site, rng, "All figures are in [a table](../../static/files/figures.csv).")
    }),
    op("own-key-in-a-listing-of-settings", &["secret-or-path-leak"], |site, rng| {
        written(site, rng, concat!("```sh\nexport STRIPE_KEY=sk_", "live_51Hx9kQ2mZr8Lt4Wv7Yb3Nc6\n```"))
    }),
];
