//! Stories: folders of content in, pages out.

use super::*;
use crate::base::finding::{Fact, Place};
use crate::base::{Error, Source};
use crate::model::page::{Hints, Kind};
use crate::model::picture::Focus;
use crate::site::context::Root;

struct Story {
    folder: tempfile::TempDir,
    settings: Settings,
    show: Show,
    limit: Option<usize>,
}

impl Story {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self { folder, settings: Settings::default(), show: Show::default(), limit: None }.with("")
    }

    fn with(mut self, yaml: &str) -> Self {
        let text = format!("site: {{ url: https://ada.dev/blog, title: Ada }}\n{yaml}");
        self.settings = crate::config::parse(Source::new("smo.yaml", text)).unwrap().settings;
        self
    }

    fn read(&self) -> Site {
        self.try_read().unwrap()
    }

    fn try_read(&self) -> Result<Site, Error> {
        read(&Request {
            root: self.folder.path(),
            settings: &self.settings,
            now: "2026-01-22T08:14:00Z".parse().unwrap(),
            show: self.show,
            image_size: &|path| path.exists().then_some((640, 480)),
            words: &|lang, key| format!("{lang} {key}"),
            planned: &crate::base::fs::Planned::default(),
            limit: self.limit,
        })
    }
}

impl Site {
    fn paths(&self) -> Vec<&str> {
        self.outputs.iter().map(|output| output.path.as_str()).collect()
    }

    fn at(&self, path: &str) -> usize {
        self.outputs.iter().position(|output| output.path.as_str() == path).unwrap_or_else(|| panic!("{path} is not in {:?}", self.paths()))
    }

    fn context(&self, path: &str) -> Root {
        self.prepare(self.at(path), &|_| true).1
    }

    fn hints_of(&self, path: &str) -> Hints {
        self.prepare(self.at(path), &|_| true).2
    }

    fn html(&self, path: &str) -> String {
        self.context(path).page.content.as_str().unwrap().to_owned()
    }

    fn said(&self) -> Vec<(&'static str, String)> {
        let at = |finding: &Finding| match &finding.at {
            Place::Spot(spot) => format!("{}:{}:{}", spot.path, spot.line, spot.column),
            _ => finding.path().to_owned(),
        };
        self.findings.iter().map(|finding| (finding.rule, at(finding))).collect()
    }
}

fn titles(pages: &[crate::theme::Value]) -> Vec<&str> {
    pages.iter().map(|page| page.get_from_path("title").and_then(|title| title.as_str()).unwrap_or("")).collect()
}

#[test]
fn a_folder_of_posts_becomes_a_site() {
    let site = Story::new(&[
        ("content/about.md", "# About me\n\nHello."),
        ("content/posts/2026-01-02-rain.md", "---\ntitle: Rain\ntags: [Weather]\n---\nDrops.\n"),
        ("content/posts/2026-01-03-snow/index.md", "---\ntitle: Snow\ntags: [weather]\n---\n![Flakes](flakes.png)\n"),
        ("content/posts/2026-01-03-snow/flakes.png", "png"),
    ])
    .read();
    assert_eq!(
        site.paths(),
        [
            "404.html",
            "about/index.html",
            "index.html",
            "posts/index.html",
            "posts/rain/index.html",
            "posts/snow/index.html",
            "tags/index.html",
            "tags/weather/index.html"
        ]
    );
    assert_eq!(site.assets.iter().map(|(_, out)| out.as_str()).collect::<Vec<_>>(), ["posts/snow/flakes.png"]);
    let snow = site.context("posts/snow/index.html").page;
    assert_eq!((snow.url.as_str(), snow.permalink.as_str()), ("/blog/posts/snow/", "https://ada.dev/blog/posts/snow/"));
    assert_eq!(snow.date.as_deref(), Some("2026-01-03T00:00:00+00:00"));
    assert!(
        site.html("posts/snow/index.html")
            .contains("<img src=\"/blog/posts/snow/flakes.png\" alt=\"Flakes\" width=\"640\" height=\"480\" decoding")
    );
    assert_eq!(titles(std::slice::from_ref(&snow.next)), ["Rain"]);
    assert_eq!(titles(&snow.related), ["Rain"]);
    let home = site.context("index.html");
    assert_eq!(titles(&home.pager.unwrap().pages), ["Snow", "Rain"]);
    let about = site.context("about/index.html").page;
    assert_eq!((about.title.as_str(), about.title_in_content, about.kind), ("About me", true, "page"));
    assert_eq!(site.hints_of("posts/index.html").description.as_deref(), Some("Snow · Rain"));
    let crumbs: Vec<_> = snow.breadcrumbs.iter().map(|crumb| (crumb.title.as_str(), crumb.url.as_str())).collect();
    assert_eq!(crumbs, [("Ada", "/blog/"), ("Posts", "/blog/posts/")]);
    assert_eq!(site.said(), [("term-spelling", "content/posts/2026-01-03-snow/index.md:3:8".to_owned())]);
}

#[test]
fn what_is_not_due_is_left_out_everywhere_and_named() {
    let files = [
        ("content/a.md", "---\ntitle: Out\ndate: 2026-01-01\ntags: [x]\n---\n[next](b.md)\n"),
        ("content/b.md", "---\ntitle: Later\ndate: 2026-02-01 09:00 +0100\ntags: [y]\n---\n"),
        ("content/c.md", "---\ntitle: Draft\ndraft: true\n---\n"),
        ("content/d.md", "---\ntitle: Old\nexpires: 2025-12-31\n---\n"),
        ("content/e/_index.md", "---\ndraft: true\n---\n"),
        ("content/e/f.md", "---\ntitle: Below a draft\n---\n"),
        ("content/e/pic.png", "secret"),
        ("content/today.md", "---\ntitle: Today\ndate: 2026-01-22\n---\n"),
    ];
    let story = Story::new(&files);
    let site = story.read();
    assert_eq!(site.paths(), ["404.html", "a/index.html", "index.html", "tags/index.html", "tags/x/index.html", "today/index.html"]);
    assert!(site.assets.is_empty(), "{:?}", site.assets);
    let skipped: Vec<_> = site.skipped.iter().map(|s| (&*s.path, s.line, s.reason.name(), s.at.as_deref())).collect();
    assert_eq!(
        skipped,
        [
            ("content/b.md", 3, "future", Some("2026-02-01 09:00 +01:00")),
            ("content/c.md", 3, "draft", None),
            ("content/d.md", 3, "expired", Some("2025-12-31")),
            ("content/e/_index.md", 2, "draft", None),
            ("content/e/f.md", 1, "draft", None),
        ]
    );
    assert_eq!(site.said(), [("broken-internal-link", "content/a.md:6:8".to_owned())]);
    let all = Story { show: Show { drafts: true, future: true, expired: true }, ..story }.read();
    assert!(all.skipped.is_empty() && all.paths().contains(&"e/f/index.html") && all.findings.is_empty());
}

#[test]
fn addresses_follow_patterns_slugs_and_permalinks() {
    let story = Story::new(&[
        ("content/posts/2026-01-02-rain.md", "---\ntitle: Rain\n---\n[s](snow.md#x) [@](@/posts/wind.md)"),
        ("content/posts/snow.md", "---\ntitle: Snow\ndate: 2026-01-03\nslug: Eis & Schnee\n---\n"),
        ("content/posts/wind.md", "---\ntitle: Wind\ndate: 2026-01-04\npermalink: /2014/1.0-Wind\n---\n"),
        ("content/posts/undated.md", "---\ntitle: U\n---\n"),
    ])
    .with("permalinks: { posts: '/:year/:month/:slug/' }");
    let site = story.read();
    for path in ["2026/01/rain/index.html", "2026/01/eis-schnee/index.html", "2014/1.0-Wind/index.html", "posts/undated/index.html"] {
        assert!(site.paths().contains(&path), "{path} is not in {:?}", site.paths());
    }
    assert_eq!(
        site.html("2026/01/rain/index.html"),
        "<p><a href=\"/blog/2026/01/eis-schnee/#x\">s</a> <a href=\"/blog/2014/1.0-Wind/\">@</a></p>\n"
    );
    assert_eq!(site.said(), [("permalink-undated", "content/posts/undated.md:1:1".to_owned())]);
    let Err(Error::Invalid(findings)) = story.with("permalinks: { posts: '/:yaer/' }").try_read() else { panic!("accepted") };
    assert_eq!((findings[0].rule, findings[0].path()), ("permalink-token", "smo.yaml"));
}

#[test]
fn two_pages_of_one_address_are_told_and_the_first_is_written() {
    let site = Story::new(&[
        ("content/a.md", "---\ntitle: A\naliases: [/old/, old2.html, /c/, 'https://x.y/', ../up, /a/]\n---\n"),
        ("content/b.md", "---\ntitle: B\npermalink: /a/\n---\n"),
        ("content/c.md", "---\ntitle: C\naliases: [/old/]\npermalink: /C/\n---\n"),
        ("content/d.md", "---\ntitle: D\npermalink: /c/\n---\n"),
    ])
    .read();
    assert_eq!(site.paths(), ["404.html", "C/index.html", "a/index.html", "c/index.html", "index.html", "old/index.html", "old2.html"]);
    assert_eq!(
        site.said(),
        [
            ("alias-clash", "content/a.md:3:29".to_owned()),
            ("alias-invalid", "content/a.md:3:34".into()),
            ("alias-invalid", "content/a.md:3:50".into()),
            ("url-clash", "content/b.md:3:12".into()),
            ("alias-clash", "content/c.md:3:11".into()),
            ("url-case-clash", "content/d.md:3:12".into()),
        ]
    );
    let old = &site.outputs[site.at("old/index.html")];
    assert_eq!((old.kind, old.target.as_ref().unwrap().as_str()), (OutputKind::Redirect, "a/index.html"));
}

#[test]
fn a_broken_head_costs_its_values_and_not_the_page() {
    let mut files =
        vec![("content/a.md", "---\ntitle: \"open\n---\n# Still here\n\nText.\n"), ("content/b.md", "+++\ntitle = 'x'\n+++\nBody\n")];
    files.push(("content/c.md", "\u{FEFF}---\ndate: soon\n---\nBody\r\n"));
    let story = Story::new(&files);
    std::fs::write(story.folder.path().join("content/d.md"), b"caf\xE9").unwrap();
    let site = story.read();
    assert_eq!(site.context("a/index.html").page.title, "Still here");
    assert!(site.html("b/index.html").contains("Body"));
    assert_eq!(site.html("c/index.html"), "<p>Body</p>\n");
    let rules: Vec<_> = site.said();
    assert_eq!(rules[0].0, "front-matter-invalid");
    assert_eq!(
        rules[1..],
        [
            ("front-matter-format", "content/b.md:1:1".to_owned()),
            ("date-unreadable", "content/c.md:2:7".into()),
            ("not-utf8", "content/d.md".into())
        ]
    );
}

#[test]
fn an_empty_folder_and_a_missing_one_are_told_apart() {
    assert!(matches!(Story::new(&[("content/pic.png", "x")]).try_read(), Err(Error::Nothing(_))));
    assert!(
        matches!(Story::new(&[("static/pic.png", "x")]).try_read(), Err(Error::Invalid(findings)) if findings[0].rule == "content-missing")
    );
}

#[test]
fn lists_are_cut_into_pages_that_know_each_other() {
    let posts: Vec<(String, String)> =
        (1..=5).map(|n| (format!("content/posts/p{n}.md"), format!("---\ntitle: P{n}\ndate: 2026-01-0{n}\n---\n"))).collect();
    let mut files: Vec<(&str, &str)> = posts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("content/posts/_index.md", "---\ntitle: All posts\ndescription: Every one.\nsort: title\n---\nHello.\n"));
    let site = Story::new(&files).with("paginate: 2").read();
    let second = site.context("posts/page/2/index.html");
    let pager = second.pager.unwrap();
    assert_eq!(titles(&pager.pages), ["P3", "P4"]);
    assert_eq!((pager.index, pager.count, pager.total), (2, 3, 5));
    assert_eq!((pager.prev.as_deref(), pager.next.as_deref()), (Some("/blog/posts/"), Some("/blog/posts/page/3/")));
    assert_eq!((second.page.title.as_str(), second.page.content.as_str()), ("All posts · 2", Some("")));
    let hints = site.hints_of("posts/page/2/index.html");
    assert!(hints.unlisted && hints.card.off && !hints.noindex);
    let first = site.hints_of("posts/index.html");
    assert_eq!((first.kind, first.unlisted, first.description.as_deref()), (Some(Kind::List), false, Some("Every one.")));
    assert!(site.html("posts/index.html").contains("Hello."));
}

#[test]
fn what_an_author_says_about_sharing_reaches_the_hints() {
    let story = Story::new(&[
        ("static/img/hero.jpg", "x"),
        ("content/posts/_index.md", "---\ncascade: { authors: [ada], toc: true }\n---\n"),
        (
            "content/posts/rain.md",
            "---\ntitle: Rain\ndate: 2026-01-02\nimage: { src: img/hero.jpg, alt: Sky, position: '20% 30%' }\nsocial: { title: Rain!, card: quote, share: false }\n---\nIt rains in this sentence, which is long enough to describe the page.\n\n## Part\n",
        ),
        ("content/posts/bundle/index.md", "---\ndate: 2026-01-01\nunlisted: true\n---\n## Other\n"),
        ("content/posts/bundle/my-cover.png", "x"),
    ])
    .with("taxonomies: {}\n");
    let site = story.read();
    let hints = site.hints_of("posts/rain/index.html");
    let image = hints.image.unwrap();
    assert_eq!((image.src.as_str(), image.alt.as_deref(), image.focus), ("/img/hero.jpg", Some("Sky"), Some(Focus { x: 20, y: 30 })));
    assert_eq!((hints.social_title.as_deref(), hints.card.layout.as_deref(), hints.share), (Some("Rain!"), Some("quote"), Some(vec![])));
    assert!(hints.description_derived && hints.description.unwrap().starts_with("It rains"));
    assert_eq!(hints.authors[0].name, "ada");
    assert!(hints.feed_content.unwrap().contains("<h2 id=\"part\">"));
    assert_eq!(site.context("posts/rain/index.html").page.toc[0].id, "part");
    let bundle = site.hints_of("posts/bundle/index.html");
    assert_eq!(bundle.image.unwrap().src, "/posts/bundle/my-cover.png");
    assert!(bundle.unlisted && bundle.noindex && bundle.feed_content.is_none());
    assert_eq!(titles(&site.context("posts/index.html").pager.unwrap().pages), ["Rain"]);
}

#[test]
fn facts_lead_back_to_what_the_author_wrote() {
    let text = "---\ntitle: Rain\nimage: gone.jpg\n---\n:::stat {value=\"1\"}\nx\n:::\n\n[there](https://a.dev/x?a=1&b=ü) ![y](/p.png)\n";
    let site = Story::new(&[("content/rain.md", text)]).read();
    let path = OutPath::new("rain/index.html").unwrap();
    let at = |fact: Fact| site.origin(&path, &fact).map(|spot| (spot.line, spot.column));
    assert_eq!(at(Fact::Title), Some((2, 8)));
    assert_eq!(at(Fact::Image), Some((3, 8)));
    assert_eq!(at(Fact::Destination("https://a.dev/x?a=1&b=%C3%BC".into())), Some((9, 9)));
    assert_eq!(at(Fact::Destination("https://ada.dev/blog/p.png".into())), Some((9, 39)));
    assert_eq!(at(Fact::Block("x".into())), Some((5, 1)), "a block is mended where it opens");
    assert_eq!(at(Fact::Block(":::stat".into())), Some((5, 1)), "also one without words");
    assert_eq!(at(Fact::Block("there".into())), Some((9, 2)));
    assert_eq!(at(Fact::Description), Some((1, 1)));
    assert_eq!(site.origin(&OutPath::new("404.html").unwrap(), &Fact::Title), None);
    assert!(
        site.html("rain/index.html").starts_with("<div data-smo=\"stat\" data-value=\"1\">\n<p>x</p>\n</div>"),
        "{}",
        site.html("rain/index.html")
    );
}

#[test]
fn a_series_is_read_from_its_first_part() {
    let part = |n: u8| format!("---\ntitle: Part {n}\ndate: 2026-01-0{n}\nseries: Fast builds\n---\n");
    let (one, two, three) = (part(1), part(2), part(3));
    let site = Story::new(&[("content/z.md", &one), ("content/y.md", &two), ("content/x.md", &three)]).read();
    let series = site.context("y/index.html").page.series.unwrap();
    assert_eq!((series.index, series.count, series.url), (2, 3, None));
    assert_eq!(titles(&[series.prev, series.next]), ["Part 1", "Part 3"]);
    assert_eq!(titles(&site.context("y/index.html").page.related), ["Part 3", "Part 1"]);
}

#[test]
fn only_the_newest_are_read_where_a_limit_is_set() {
    let story = Story {
        limit: Some(1),
        ..Story::new(&[("content/about.md", "x"), ("content/2026-01-01-a.md", "x"), ("content/2026-01-02-b.md", "x")])
    };
    assert_eq!(story.read().paths(), ["404.html", "about/index.html", "b/index.html", "index.html"]);
}

#[test]
fn reading_twice_gives_the_same_pages_and_every_page_renders_with_the_theme() {
    let files = [
        ("content/a.md", "---\ntitle: A\ndate: 2026-01-01\ntags: [x, y]\nseries: S\n---\nText [^1].\n\n[^1]: Note.\n"),
        ("content/b.html", "---\ntitle: B\n---\n<p>Raw {{ braces }} &amp; more than forty characters of text.</p>\n"),
        ("content/posts/c.mdx", "import x from 'y'\n\n<Box>\n\n# C\n\n</Box>\n"),
    ];
    let story = Story::new(&files);
    let (one, two) = (story.read(), story.read());
    let (theme, _) = Theme::load(&story.settings, story.folder.path()).unwrap();
    for index in 0..one.outputs.len() {
        let page = one.render(index, &theme).unwrap_or_else(|finding| panic!("{finding:?}"));
        assert_eq!(page.html, two.render(index, &theme).unwrap().html);
        assert_eq!(page.path, one.outputs[index].path);
    }
    assert!(one.html("b/index.html").contains("{{ braces }}"));
}
