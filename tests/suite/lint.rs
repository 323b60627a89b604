//! Stories about lint: every name that is printed is known, and every rule page proves itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use smo_build::base::{BaseUrl, Finding, Level, Source, UrlPath};
use smo_build::config::Settings;
use smo_build::lint::{self, Around, Context};
use smo_build::model::facts::PageFacts;
use smo_build::model::files::{Digest, ImageFormat, ImageInfo};
use smo_build::model::page::{Hints, HtmlPage, OutPath};
use smo_build::model::plan::{Fields, From, PreviewFile, PreviewImage, Resolved};
use smo_build::model::view::{OutputPaths, PageView};

use crate::support::Sandbox;

/// Names of findings in the sources: `Finding::error("name"`, over line ends too.
fn names_in_use() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut names = BTreeMap::new();
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let path = entry.expect("src is readable").into_path();
        let is_code = path.extension().is_some_and(|ext| ext == "rs") && path.file_stem().is_none_or(|stem| stem != "tests");
        if !is_code {
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(&text);
        for call in ["Finding::error(", "Finding::warning(", "Finding::info(", "Finding::new("] {
            for (at, _) in code.match_indices(call) {
                let rest = code[at + call.len()..].trim_start();
                if let Some(name) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                    names.entry(name.to_owned()).or_insert_with(|| path.strip_prefix(&root).expect("under src").display().to_string());
                }
            }
        }
    }
    assert!(names.contains_key("config-unknown-key"), "the scan finds names");
    names
}

#[test]
fn every_finding_that_is_raised_is_explained() {
    let unknown: Vec<String> = names_in_use()
        .into_iter()
        .filter(|(name, _)| lint::find(name).is_none())
        .map(|(name, file)| format!("{name} (src/{file}): add a line to src/lint/rules/elsewhere.rs"))
        .collect();
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

#[test]
fn every_rule_page_is_of_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/docs");
    let mut pages = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        let name = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        assert!(lint::find(&name).is_some(), "{name} is no rule");
        pages.insert(name);
    }
    for rule in lint::rules().filter(|rule| !matches!(rule.check, lint::Check::Elsewhere)) {
        assert!(pages.contains(rule.name), "{} has no page", rule.name);
    }
}

/// One fence of a rule page.
struct Fence {
    /// `html bad:svg whole`, `html good at:/blog/next.js`
    info: String,
    text: String,
    line: usize,
}

fn fences(doc: &str) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut lines = doc.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let text: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        fences.push(Fence { info: info.to_owned(), text: text.join("\n"), line: number + 1 });
    }
    fences
}

/// Tags of a page with nothing wrong about it; a fence's own tag of the same key takes its place.
const CLEAN: &[(&str, &str)] = &[
    ("title", "<title>Rain at home</title>"),
    ("description", "<meta name=\"description\" content=\"How much rain fell in a year, measured at home with a ruler.\">"),
    ("og:title", "<meta property=\"og:title\" content=\"Rain at home\">"),
    ("og:type", "<meta property=\"og:type\" content=\"article\">"),
    ("og:url", "<meta property=\"og:url\" content=\"https://example.org/a/\">"),
    ("og:description", "<meta property=\"og:description\" content=\"How much rain fell in a year, measured at home with a ruler.\">"),
    ("viewport", "<meta name=\"viewport\" content=\"width=device-width\">"),
    ("og:image", "<meta property=\"og:image\" content=\"https://example.org/img/a.png\">"),
    ("og:image:width", ""),
    ("og:image:height", ""),
    ("og:image:alt", "<meta property=\"og:image:alt\" content=\"A rain gauge\">"),
    ("twitter:card", "<meta name=\"twitter:card\" content=\"summary_large_image\">"),
    ("canonical", "<link rel=\"canonical\" href=\"https://example.org/a/\">"),
];

/// A page around a fence: its head tags among the clean ones, the rest in an article.
fn complete(text: &str, image: Option<&ImageInfo>) -> String {
    let is_head =
        |line: &&str| ["<meta", "<title", "<link", "<script type=\"application/ld+json\""].iter().any(|tag| line.starts_with(tag));
    let (head, body): (Vec<&str>, Vec<&str>) = text.lines().partition(is_head);
    let lower = head.join("\n").to_ascii_lowercase();
    let has = |key: &str| match key {
        "title" => lower.contains("<title"),
        key => lower.contains(&format!("\"{key}\"")),
    };
    let mut out = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    for (key, tag) in CLEAN {
        let own: Vec<&str> = head.iter().copied().filter(|line| line.to_ascii_lowercase().contains(&format!("\"{key}\""))).collect();
        match (*key, image) {
            _ if *key == "og:image" && !own.is_empty() => out.extend(own.iter().map(|line| format!("{line}\n"))),
            (_, _) if has(key) => {}
            ("og:image:width", Some(image)) => out.push_str(&format!("<meta property=\"{key}\" content=\"{}\">\n", image.width)),
            ("og:image:height", Some(image)) => out.push_str(&format!("<meta property=\"{key}\" content=\"{}\">\n", image.height)),
            _ => out.push_str(&format!("{tag}\n")),
        }
    }
    // Pictures were written in their place, before their width and height.
    let rest = head.iter().filter(|line| !line.to_ascii_lowercase().contains("\"og:image\""));
    out.extend(rest.map(|line| format!("{line}\n")));
    let heading = if body.iter().any(|line| line.contains("<h1")) { "" } else { "<h1>Rain at home</h1>\n" };
    out.push_str(&format!(
        "</head>\n<body>\n<article>\n{heading}{}\n<p>Drops, measured.</p>\n</article>\n</body>\n</html>\n",
        body.join("\n")
    ));
    out
}

/// `… 320 words …` of a fence as so many words, in sentences of ten.
fn spelled_out(text: &str) -> String {
    const TEN: [&str; 10] = ["The", "gauge", "was", "read", "at", "seven", "and", "then", "once", "more."];
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("… ") {
        let written = behind.split_once(" words …").and_then(|(count, after)| Some((count.parse::<usize>().ok()?, after)));
        out.push_str(before);
        rest = behind;
        match written {
            Some((count, after)) => {
                out.push_str(&(0..count).map(|at| TEN[at % 10]).collect::<Vec<_>>().join(" "));
                rest = after;
            }
            None => out.push_str("… "),
        }
    }
    out + rest
}

/// `img/a.png 1200x630 png 120KB`
fn file(line: &str) -> Option<ImageInfo> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [path, size, format, weight] = words.as_slice() else { return None };
    let (width, height) = size.split_once('x')?;
    let format = match *format {
        "png" => ImageFormat::Png,
        "jpeg" => ImageFormat::Jpeg,
        "webp" => ImageFormat::WebP,
        "avif" => ImageFormat::Avif,
        "svg" => ImageFormat::Svg,
        "tiff" => ImageFormat::Other("TIFF"),
        _ => return None,
    };
    Some(ImageInfo {
        path: UrlPath::from_plain(&format!("/{path}"))?,
        bytes: weight.strip_suffix("KB")?.parse::<u64>().ok()? * 1000,
        digest: Digest::of(path.as_bytes()),
        format: Some(format),
        width: width.parse().ok()?,
        height: height.parse().ok()?,
        fixed: true,
        nature: Default::default(),
    })
}

const SITE: &str = "https://example.org";

/// The rules' verdict on one page, by name.
fn judge(rule: &str, html: &str, url: &str, files: &[ImageInfo], hints: Hints, survey: fn(&HtmlPage) -> PageFacts) -> Vec<Finding> {
    let base = BaseUrl::parse(SITE).expect("SITE is absolute");
    let mut paths = OutputPaths::default();
    for path in ["/index.html", "/a/index.html", "/about/index.html"] {
        paths.insert(path);
    }
    for file in files {
        paths.insert(file.path.as_str());
    }
    paths.settle();
    let path = OutPath::new("a/index.html").expect("a tame path");
    let mut shown = survey(&HtmlPage { path: path.clone(), html: html.as_bytes().to_vec(), hints: Hints::default() });
    shown.passages = smo_build::smo::text(html.as_bytes());
    let image = shown.meta("og:image").map(|meta| meta.content.clone()).map(|url| {
        let local = base.resolve(&path.url_path(), &url).and_then(|url| base.local_path(&url));
        let file = match local {
            None => PreviewFile::Remote,
            Some(local) => match files.iter().find(|file| file.path.as_str() == local) {
                Some(info) => PreviewFile::Local(info.clone()),
                None => PreviewFile::Missing,
            },
        };
        Resolved::new(PreviewImage { url, file, ..Default::default() }, From::Tag)
    });
    let view = PageView {
        url: UrlPath::from_plain(url).expect("a tame path"),
        path,
        shown,
        fields: Fields { image, ..Default::default() },
        hints,
        shareable: true,
    };
    let mut settings = Settings::default();
    settings.lint.platforms.push("imessage".to_owned());
    let now = Some("2026-11-25T00:00:00Z".parse().expect("an instant"));
    let ctx = Context { settings: &settings, paths: &paths, base: Some(&base), now, around: Around::default(), layers: Vec::new() };
    // Advice of other rules is no part of what a page shows.
    let told = |finding: &Finding| finding.rule == rule || finding.level > Level::Info;
    lint::page(&view, &ctx, vec![]).findings.into_iter().filter(told).collect()
}

/// Each `html bad` fence raises its rule and nothing else, each `html good` fence nothing.
/// Answers what was not as its page says.
fn wrong_fences(survey: fn(&HtmlPage) -> PageFacts) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut judged = 0;
    for rule in lint::rules() {
        let fences = fences(rule.doc);
        let mut files: Vec<ImageInfo> = file("img/a.png 1200x630 png 120KB").into_iter().collect();
        for fence in fences.iter().filter(|fence| fence.info == "files") {
            files.extend(fence.text.lines().map(|line| file(line).unwrap_or_else(|| panic!("{}:{}: {line}", rule.name, fence.line))));
        }
        for fence in fences.iter().filter(|fence| fence.info.starts_with("html ")) {
            let named = files.iter().rev().find(|file| fence.text.contains(file.path.as_str()));
            let image = named.or(files.first().filter(|_| !fence.text.contains("og:image\"")));
            let text = spelled_out(&fence.text);
            let html = if fence.info.ends_with(" whole") { text } else { complete(&text, image) };
            let url = fence.info.split(' ').find_map(|word| word.strip_prefix("at:")).unwrap_or("/a/");
            let said = judge(rule.name, &html, url, &files, Hints::default(), survey);
            let expected: BTreeSet<&str> = if fence.info.starts_with("html bad") { [rule.name].into() } else { [].into() };
            // Whole pages are as short as they can be.
            let said: BTreeSet<&str> = said
                .iter()
                .map(|finding| finding.rule)
                .filter(|name| *name == rule.name || *name != "viewport-missing" || !fence.info.ends_with(" whole"))
                .collect();
            judged += 1;
            if said != expected {
                wrong.push(format!("{}.md:{} ({}) says {said:?}", rule.name, fence.line, fence.info));
            }
        }
    }
    assert!(judged > 60, "the pages have fences");
    wrong
}

/// Each `yaml social bad` fence, as the sidecar of a clean page, raises its rule and nothing else, in the case that it
/// names; each `yaml social good` fence nothing. All of them can be read.
#[test]
fn every_sidecar_of_a_rule_page_holds() {
    let mut judged = 0;
    for rule in lint::rules() {
        for fence in fences(rule.doc).iter().filter(|fence| fence.info.starts_with("yaml social ")) {
            let at = format!("{}.md:{} ({})", rule.name, fence.line, fence.info);
            let (sidecar, findings) = smo_build::kit::read(Source::new("a.social.yaml", fence.text.as_str()));
            assert!(findings.is_empty() && !sidecar.posts.is_empty(), "{at}: {findings:?}");
            let hints = Hints { posts: vec![sidecar.into()], ..Hints::default() };
            let image = file("img/a.png 1200x630 png 120KB").expect("a file");
            let said = judge(rule.name, &complete("", Some(&image)), "/a/", std::slice::from_ref(&image), hints, smo_build::smo::survey);
            let said: Vec<(&str, &str)> = said.iter().map(|finding| (finding.rule, finding.case())).collect();
            let wanted = fence.info.split_once(" bad").map(|(_, case)| (rule.name, case.strip_prefix(':').unwrap_or(rule.name)));
            assert_eq!(said, wanted.into_iter().collect::<Vec<_>>(), "{at}");
            judged += 1;
        }
    }
    assert!(judged > 10, "{judged} fences");
}

#[test]
fn every_fence_of_a_rule_page_holds() {
    let wrong = wrong_fences(smo_build::smo::survey);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A page of HTML as a generator writes it that was never told where the site lives: below `/blog`.
fn below_blog(name: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Rain {name}</title>\n<meta name=\"description\" content=\"How many drops fell in {name} this year, counted at home.\">\n\
         <link rel=\"stylesheet\" href=\"/blog/a/\">\n</head>\n<body><a href=\"/blog/b/\">b</a><article><h1>Rain {name}</h1><p>Drops.</p></article></body>\n</html>\n"
    )
}

#[test]
fn a_site_without_an_address_below_a_path_has_one_thing_to_mend() {
    let mut site = Sandbox::empty();
    for name in ["a", "b", "c", "d", "e", "f"] {
        site = site.with(&format!("out/{name}/index.html"), &below_blog(name));
    }
    let outcome = site.optimize_with(|options| options.common.base_url = None);
    let rules: Vec<&str> = outcome.report().findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["base-url-unset"], "{:#?}", outcome.report().findings);
}

#[test]
fn a_template_that_hides_posts_from_search_is_told() {
    let post = "---\ntitle: Rain\ndate: 2026-01-02\ndescription: Drops, measured.\n---\nDrops.\n";
    let template =
        "{% extends \"essay/page.html\" %}\n{% block head_extra %}<meta name=\"robots\" content=\"noindex\">{% endblock head_extra %}\n";
    let site = Sandbox::site(&[("content/rain.md", post)]).with("templates/page.html", template);
    site.build().finds("noindex-published", "content/rain.md:1:1");
    site.write("content/rain.md", post.replace("---\nDrops", "noindex: true\n---\nDrops").as_bytes());
    site.build().finds_no("noindex-published");
}

#[test]
fn what_stands_in_the_page_leads_to_where_it_is_written() {
    let post = "---\ntitle: Rain\ndate: 2026-01-02\ndescription: Drops, measured.\n---\nA [`gauge` 0.2], a heading of the gauge.\n\n\
                ## The gauge\n\n#### The `gauge` of {#of}\n\n[`gauge` 0.2]: #\n";
    let site = Sandbox::site(&[("content/rain.md", post)]);
    let outcome = site.lint();
    outcome.finds("dev-or-placeholder-link", "content/rain.md:12:16");
    outcome.finds("heading-order", "content/rain.md:10:1");
    // What a link says stands where it is used, its address where it is defined; what is allowed there is allowed.
    let post = post
        .replace("A [`gauge` 0.2]", "<!-- smo-allow link: on purpose -->\nA [`gauge` 0.2] and [here][gone] or [this][lost]")
        .replace("#of}\n", "#of}\n\n[gone]: /gone/\n[lost]: lost.md\n");
    let outcome = Sandbox::site(&[("content/rain.md", &post)]);
    outcome.lint().finds_no("broken-internal-link").finds_no("generic-link-text").finds_no("unused-suppression");
    outcome.write("content/rain.md", post.replace("<!-- smo-allow link: on purpose -->\n", "").as_bytes());
    outcome.lint().finds("broken-internal-link", "content/rain.md:12:9").finds("generic-link-text", "content/rain.md:6:21");
}

/// A page with nothing wrong about it but what is in `head` and `body`.
fn fine(url: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Rain at {url}</title>\n\
         <meta name=\"description\" content=\"How much rain fell in a year at {url}, measured with a ruler.\">\n<link rel=\"canonical\" href=\"https://rain.dev{url}\">\n{head}</head>\n\
         <body><main><h1>Rain at {url}</h1>\n{body}</main></body>\n</html>\n"
    )
}

#[test]
fn what_stands_beside_the_pages_is_judged_with_them() {
    let site = Sandbox::empty()
        .with("out/index.html", &fine("/", "", "<p><a href=\"/a/#gone\">a</a> <a href=\"/a/#here\">a</a></p>"))
        .with("out/a/index.html", &fine("/a/", "<meta name=\"robots\" content=\"noindex\">\n", "<h2 id=\"here\">Here</h2>"))
        .with("out/robots.txt", "User-agent: *\nDisallow: /a\n\nUser-agent: Twitterbot\nDisallow: /\n\nUser-agent: WhatsApp\nDisallow: /\n")
        .with("out/sitemap.xml", "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://rain.dev/gone/</loc></url>\n<url><loc>https://rain.dev/a/</loc></url>\n</urlset>\n")
        .with("out/feed.xml", "<rss version=\"2.0\"><channel>\n<item><title>A</title><link>https://rain.dev/a/</link><description>&lt;img src=\"a.png\"&gt;</description></item>\n</channel></rss>\n")
        .with("out/broken.rss", "<rss version=\"2.0\"><channel>\n<title>Rain & sun</title></channel></rss>\n")
        .with("out/.env", "KEY=1\n")
        .with("out/.git/HEAD", "ref: refs/heads/main\n")
        .with("out/theme/.git/HEAD", "ref: refs/heads/main\n");
    let outcome = site.lint_html();
    outcome
        .finds("broken-fragment", "out/index.html:11:13")
        .finds("robots-blocks-unfurlers", "out/robots.txt:5:1")
        .finds("robots-blocks-unfurlers", "out/robots.txt:8:1")
        .finds("sitemap-mismatch", "out/sitemap.xml:2:11")
        .finds("noindex-published", "out/a/index.html:9:30")
        .finds("feed-relative-urls", "out/feed.xml:2:55")
        .finds("feed-undiscoverable", "out/index.html")
        .finds("feed-undiscoverable", "out/broken.rss:2:13")
        .finds("secret-or-path-leak", "out/.env")
        .finds("secret-or-path-leak", "out/theme/.git");
    let count = |rule: &str| outcome.report().findings.iter().filter(|finding| finding.rule == rule).count();
    assert_eq!(count("broken-fragment"), 1, "the other place is there");
    // That the sitemap lists a hidden page follows from its `noindex`.
    let quiet: Vec<&str> = outcome.report().quiet.iter().map(|finding| finding.rule).collect();
    assert!(quiet.contains(&"sitemap-mismatch") && count("sitemap-mismatch") == 1, "{quiet:?}");
}

/// What a rule says of a site whose menus are made by a script, and which has photos of places.
fn of_a_map(settings: &str, rule: &str) -> Vec<String> {
    const LOCATED: &[u8] = b"\xFF\xD8\xFF\xE1\0\x20http://ns.adobe.com/xap exif:GPSLatitude=\"x\"";
    let body = "<p><a href=\"#app-menu\">m</a> <a href=\"#gone\">g</a> <a href=\"/a/#app-list\">l</a> <a href=\"/a/#lost\">l</a></p>\n\
                <p><img src=\"/maps/a.jpg\" alt=\"A map\"></p><p data-smo-allow=\"image-gps: ours\"><img src=\"/img/ours.jpg\" alt=\"Us\"></p>\n";
    let site = Sandbox::empty().with("out/index.html", &fine("/", "", body)).with("out/a/index.html", &fine("/a/", "", "<p>A</p>"));
    for photo in ["maps/a.jpg", "maps/alone.jpg", "img/ours.jpg", "img/home.jpg"] {
        site.write(&format!("out/{photo}"), LOCATED);
    }
    site.write("smo.yaml", settings.as_bytes());
    let outcome = site.lint_html();
    outcome.report().findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.message.to_string()).collect()
}

#[test]
fn places_that_scripts_make_can_be_trusted() {
    let own = "`#gone` is no place in this page";
    let others = "`/a/` has no place `#lost`";
    let untrusted = of_a_map("", "broken-fragment");
    assert_eq!(untrusted.len(), 4, "{untrusted:?}");
    for settings in
        ["rules: { broken-fragment: { trust: [\"#app-*\"] } }", "overrides: [{ paths: /, rules: { broken-fragment: { trust: app-* } } }]"]
    {
        assert_eq!(of_a_map(&format!("lint:\n  {settings}\n"), "broken-fragment"), [own, others], "{settings}");
    }
}

#[test]
fn photos_that_are_meant_to_tell_their_place_can_be_named() {
    let told = |photo: &str| format!("the photo tells where it was taken: `{photo}`");
    let mut all = of_a_map("", "image-gps");
    all.sort();
    assert_eq!(all, ["/img/home.jpg", "/maps/a.jpg", "/maps/alone.jpg"].map(told), "what is allowed on its page is not said again");
    assert_eq!(of_a_map("lint:\n  rules: { image-gps: { allow: [\"maps/**\"] } }\n", "image-gps"), [told("/img/home.jpg")]);
}

#[test]
fn files_of_the_site_are_weighed_and_oembed_answers_read() {
    let body = "<img src=\"/a.gif\" alt=\"Rain\" width=\"9\" height=\"9\">\n<img src=\"../b%20c.gif?v=1\" alt=\"Hail\" width=\"9\" height=\"9\">\n<script src=\"https://cdn.net/a.gif\"></script>";
    let head = "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"/embed.json\">\n";
    let site = Sandbox::empty()
        .with("out/index.html", &fine("/", "", body))
        .with("out/a/index.html", &fine("/a/", head, body))
        .with("out/embed.json", "{\"version\": \"1.0\", \"type\": \"rich\", \"title\": \"Snow\"}")
        .with_bytes("out/a.gif", &[b'G'; 1_600_000])
        .with_bytes("out/b c.gif", &[b'G'; 1_500_000]);
    let outcome = site.lint_html();
    outcome.finds("page-too-heavy", "out/a/index.html:12:1").finds("page-too-heavy", "out/index.html:11:1");
    outcome.finds("oembed-overrides", "out/a/index.html:9:60");
    let of_a = |finding: &&Finding| finding.rule == "page-too-heavy" && finding.page.as_deref() == Some("/a/");
    let heavy = outcome.report().findings.iter().find(of_a).expect("it was found");
    assert_eq!(&*heavy.message, "the page loads 3.1 MB");
    let related = &heavy.evidence.as_ref().expect("it names places").related;
    assert_eq!(related.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>(), ["1.6 MB", "1.5 MB"]);
    assert!(related.iter().all(|(at, _)| matches!(at, smo_build::base::Place::Spot(_))), "{related:?}");
}

#[test]
fn one_wrong_address_is_one_finding_and_a_logo_that_is_not_there_another() {
    let site = Sandbox::empty().with("smo.yaml", "site: { url: \"https://ada.dev\", logo: /img/lgo.png }\n");
    site.write("out/img/logo.png", b"x");
    for page in ["a", "b", "c", "d", "e", "f"] {
        let html = fine(&format!("/{page}/"), "", "<p>Rain</p>").replace("https://rain.dev", "https://staging.dev");
        site.write(&format!("out/{page}/index.html"), html.as_bytes());
    }
    let outcome = site.lint_html();
    let of = |rule: &str| {
        outcome
            .report()
            .findings
            .iter()
            .filter(|finding| finding.rule == rule)
            .map(|finding| finding.message.to_string())
            .collect::<Vec<_>>()
    };
    let elsewhere = of("canonical-points-elsewhere");
    assert_eq!(elsewhere.len(), 1, "{elsewhere:?}");
    assert!(elsewhere[0].starts_with("6 of 6 pages name another host") && elsewhere[0].contains("staging.dev"), "{elsewhere:?}");
    assert!(of("broken-internal-link").contains(&"`site.logo` is `/img/lgo.png`, and no such file is published".to_owned()));
}
