//! Stories about themes: layers, overrides, options, words, and the pages of the shipped theme.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use smo_build::base::{Error, Finding, Level, Place, Source};
use smo_build::config::{self, Settings};
use smo_build::theme::{Context, Theme, Value};

/// A project in a folder of its own.
struct Project {
    folder: tempfile::TempDir,
    settings: Settings,
}

impl Project {
    fn new(smo_yaml: &str) -> Self {
        let loaded = config::parse(Source::new("smo.yaml", smo_yaml)).expect("the settings of a test are right");
        Self { folder: tempfile::tempdir().expect("a temporary folder"), settings: loaded.settings }
    }

    fn with(self, path: &str, text: &str) -> Self {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("writable");
        fs::write(path, text).expect("writable");
        self
    }

    fn load(&self) -> Result<(Theme, Vec<Finding>), Error> {
        Theme::load(&self.settings, self.folder.path())
    }

    fn theme(&self) -> Theme {
        let (theme, findings) = self.load().unwrap_or_else(|error| panic!("{error:?}"));
        assert!(findings.is_empty(), "{findings:#?}");
        theme
    }

    fn findings(&self) -> Vec<Finding> {
        self.load().unwrap_or_else(|error| panic!("{error:?}")).1
    }
}

fn plain() -> Project {
    Project::new("site: {url: https://ada.example/blog}\n")
}

/// `path:line:column`, as the report prints it.
fn place(finding: &Finding) -> String {
    match &finding.at {
        Place::Spot(spot) => format!("{}:{}:{}", spot.path, spot.line, spot.column),
        Place::File(path) => path.to_string(),
        other => format!("{other:?}"),
    }
}

fn refusal(project: &Project) -> Finding {
    match project.load() {
        Err(Error::Invalid(findings)) => findings.into_iter().next().expect("a refusal says why"),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("the theme was loaded"),
    }
}

// The pages of tests/theme/cases.json.

fn cases() -> Json {
    serde_json::from_str(&fixture("cases.json")).expect("cases.json is JSON")
}

fn fixture(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/theme").join(name)).expect("a fixture")
}

fn over(base: &Json, changes: &Json) -> Json {
    let mut out = base.clone();
    if let (Json::Object(out), Json::Object(changes)) = (&mut out, changes) {
        out.extend(changes.clone());
    }
    out
}

/// The context of a case, as `site` makes it.
fn context(all: &Json, case: &Json) -> Context {
    let mut page = over(&all["page"], &case["page"]);
    if let Some(body) = case["body"].as_str() {
        page["content"] = fixture(body).into();
    }
    let pager = case["list"].as_u64().map_or(Json::Null, |count| {
        let pages: Vec<Json> = (0..count).map(|at| over(&all["post"], &json!({"title": format!("Post {at}")}))).collect();
        let pager = json!({"pages": pages, "total": count, "prev": null, "next": null, "first": page["url"], "last": page["url"]});
        over(&pager, &case["pager"])
    });
    let mut context = Context::new();
    context.insert("site", &over(&all["site"], &case["site"]));
    context.insert("page", &page);
    context.insert("pager", &pager);
    context.insert("section", &Json::Null);
    context.insert("term", &case["term"]);
    context.insert("terms", case.get("terms").unwrap_or(&json!([])));
    context.insert("taxonomy", &case["taxonomy"]);
    context.insert("config", &json!({"extra": {}}));
    context
}

fn article() -> Context {
    let all = cases();
    context(&all, &all["cases"][0])
}

#[test]
fn every_case_becomes_a_whole_page_in_essay_and_in_core() {
    let all = cases();
    for name in ["essay", "core"] {
        let theme = Project::new(&format!("theme: {name}\nsite: {{url: https://ada.example/blog}}\n")).theme();
        for case in all["cases"].as_array().expect("a list of cases") {
            let template = case["template"].as_str().expect("a template");
            let html =
                theme.render(template, &context(&all, case)).unwrap_or_else(|finding| panic!("{name} {}: {finding:#?}", case["name"]));
            assert!(html.starts_with("<!doctype html>"), "{name} {}: {}", case["name"], &html[..60]);
            assert_eq!(html.matches("<h1").count(), 1, "{name} {}", case["name"]);
            assert_eq!(html.matches("<main").count(), 1, "{name} {}", case["name"]);
            assert!(html.contains("href=\"#content\"") && html.contains("id=\"content\""), "{name} {}: a skip link", case["name"]);
            assert!(!html.contains("og:") && !html.contains("<script"), "{name} {}: no social tags, no script", case["name"]);
        }
    }
}

#[test]
fn what_an_author_writes_is_escaped_once() {
    let all = cases();
    let case = all["cases"].as_array().and_then(|cases| cases.iter().find(|case| case["name"] == "markup")).expect("the case");
    let html = plain().theme().render("page.html", &context(&all, case)).expect("renders");
    assert!(html.contains("Tom &amp; &lt;b&gt;Jerry&lt;/b&gt; say &quot;hi&quot; {{ 1 + 1 }}"), "{html}");
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"));
}

#[test]
fn an_article_carries_its_microformats_and_its_place_for_sharing() {
    let html = plain().theme().render("page.html", &article()).expect("renders");
    for wanted in [
        "class=\"wrap h-entry\" data-pagefind-body",
        "<h1 class=\"p-name\" data-pagefind-meta=\"title\">",
        "<time class=\"dt-published\" datetime=\"2026-01-02T00:00:00+01:00\"",
        "2 January 2026",
        "Updated 2 March 2026",
        "6 minutes to read",
        "class=\"p-author h-card\"",
        "class=\"p-category\" href=\"/blog/tags/weather/\"",
        "<div data-smo=\"share\"></div>",
        "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/blog/feed.xml\"",
        "width=\"1600\" height=\"900\"",
    ] {
        assert!(html.contains(wanted), "{wanted} is missing in {html}");
    }
}

#[test]
fn a_page_that_is_not_to_be_found_has_no_search_mark() {
    let mut context = article();
    let page = over(&cases()["page"], &json!({"search": false}));
    context.insert("page", &page);
    assert!(!plain().theme().render("page.html", &context).expect("renders").contains("data-pagefind-body"));
}

// Layers.

#[test]
fn a_site_replaces_a_template_by_writing_it_and_extends_it_by_its_full_name() {
    let theme = plain()
        .with("templates/404.html", "gone")
        .with("templates/page.html", "{% extends \"essay/page.html\" %}{% block after_content %}<p>mine</p>{{ super() }}{% endblock %}")
        .with("templates/partials/byline.html", "<p>by nobody</p>")
        .theme();
    assert_eq!(theme.render("404.html", &article()).expect("renders"), "gone");
    let html = theme.render("page.html", &article()).expect("renders");
    assert!(
        html.contains("<p>mine</p>\n<div data-smo=\"share\"></div>") || html.contains("<p>mine</p><div data-smo=\"share\"></div>"),
        "{html}"
    );
    assert!(html.contains("<p>by nobody</p>"), "an include finds the site's file first");
}

#[test]
fn a_broken_template_is_left_out_and_the_rest_still_loads() {
    let project = plain()
        .with("templates/page.html", "<p>\n  {{ page.title | upper( }}\n")
        .with("templates/list.html", "{% extends \"essay/list.html\" %}{% block main %}{{ page.title | shout }}{% endblock %}")
        .with("templates/term.html", "{% extends \"nowhere.html\" %}")
        .with("templates/404.html", "fine");
    let (theme, findings) = project.load().expect("loads");
    let told: Vec<_> = findings.iter().map(|finding| (finding.rule, place(finding), finding.level)).collect();
    assert!(told.contains(&("template-syntax", "templates/page.html:2:26".into(), Level::Error)), "{findings:#?}");
    assert!(told.contains(&("template-syntax", "templates/list.html:1:64".into(), Level::Error)), "{findings:#?}");
    assert!(told.contains(&("template-missing", "templates/term.html:1:13".into(), Level::Error)), "{findings:#?}");
    assert_eq!(told.len(), 3, "{findings:#?}");
    assert_eq!(theme.render("404.html", &article()).expect("renders"), "fine");
    assert!(theme.render("page.html", &article()).expect("the theme's own").contains("h-entry"));
}

#[test]
fn a_template_that_extends_itself_is_told_the_name_it_wants() {
    let project = plain().with("templates/page.html", "{% extends \"page.html\" %}");
    let findings = project.findings();
    assert_eq!((findings[0].rule, place(&findings[0]).as_str()), ("template-loop", "templates/page.html"));
    assert!(findings[0].advice().is_some_and(|help| help.contains("essay/page.html")), "{findings:#?}");
}

#[test]
fn an_override_that_lost_a_block_is_blamed_and_not_the_theme() {
    let project = plain().with("templates/base.html", "<!doctype html>{% block main %}{% endblock %}");
    let (theme, findings) = project.load().expect("loads");
    assert!(findings.iter().all(|finding| place(finding).starts_with("templates/base.html")), "{findings:#?}");
    assert!(!findings.is_empty() && theme.render("page.html", &article()).expect("renders").contains("h-entry"));
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_not_followed() {
    let project = plain().with("secret.html", "secret").with("templates/404.html", "fine");
    std::os::unix::fs::symlink(project.folder.path().join("secret.html"), project.folder.path().join("templates/page.html"))
        .expect("a link");
    let (theme, findings) = project.load().expect("loads");
    assert_eq!((findings[0].rule, place(&findings[0]).as_str()), ("theme-symlink", "templates/page.html"));
    assert_ne!(theme.render("page.html", &article()).expect("renders"), "secret");
}

#[test]
fn a_theme_of_the_project_stands_on_core() {
    let project = Project::new("theme: mine\n")
        .with("themes/mine/theme.yaml", "name: mine\nversion: 0.1.0\napi: 1\n")
        .with("themes/mine/templates/page.html", "{% extends \"base.html\" %}{% block article_body %}mine{% endblock %}")
        .with("themes/mine/static/mine.css", "p{}")
        .with("themes/mine/i18n/en.yaml", "draft: Not yet\n");
    let theme = project.theme();
    assert!(theme.render("page.html", &article()).expect("renders").contains("mine"));
    assert_eq!(theme.string("en", "draft"), "Not yet");
    assert_eq!(theme.string("de", "draft"), "Entwurf", "core's German before the theme's English");
    assert!(theme.static_files().iter().any(|(path, _)| path == "mine.css"));
}

#[test]
fn optimize_reads_of_the_projects_templates_only_partials_and_cards() {
    let project =
        plain().with("templates/page.html", "{% broken").with("templates/smo/share.html", "mine").with("templates/cards/own.svg", "<svg/>");
    let (theme, findings) = Theme::load_core(&project.settings, project.folder.path()).expect("loads");
    assert!(findings.is_empty(), "another generator's templates are not ours to judge: {findings:#?}");
    assert_eq!(theme.render("smo/share.html", &Context::new()).expect("renders"), "mine");
    assert!(theme.has("cards/own.svg") && theme.has("sitemap.xml") && theme.static_files().iter().all(|(path, _)| path != "essay.css"));
}

// theme.yaml

#[test]
fn a_theme_nobody_has_is_refused_with_the_known_names() {
    let finding = refusal(&Project::new("theme: {name: esay}\n"));
    assert_eq!((finding.rule, place(&finding).as_str()), ("theme-unknown", "smo.yaml:1:15"));
    assert!(finding.message.contains("essay") && finding.advice().is_some_and(|help| help.contains("did you mean `essay`")));
    for climbing in ["../secret", "site", "/etc", ""] {
        assert_eq!(refusal(&Project::new(&format!("theme: {{name: \"{climbing}\"}}\n"))).rule, "theme-unknown");
    }
}

#[test]
fn a_theme_for_another_contract_is_refused() {
    let with = |yaml: &str| Project::new("theme: mine\n").with("themes/mine/theme.yaml", yaml);
    assert_eq!(refusal(&with("name: mine\nversion: 1.0.0\napi: 2\n")).rule, "theme-api");
    assert_eq!(refusal(&with("name: mine\nversion: 1.0.0\n")).rule, "theme-api");
    assert_eq!(refusal(&with("name: mine\nversion: 1.0.0\napi: 1\nrequires: \">=99\"\n")).rule, "theme-requires");
}

#[test]
fn options_are_checked_and_a_wrong_one_falls_back() {
    let project = Project::new("theme:\n  name: essay\n  options:\n    acent: \"#123456\"\n    width: 200\n    accent_dark: \"#abcdef\"\n");
    let (theme, findings) = project.load().expect("loads");
    let unknown = findings.iter().find(|finding| finding.rule == "theme-option-unknown").expect("reported");
    assert_eq!((unknown.level, place(unknown).as_str()), (Level::Warning, "smo.yaml:4:5"));
    assert_eq!(unknown.advice(), Some("did you mean `accent`?"));
    let wrong = findings.iter().find(|finding| finding.rule == "theme-option-invalid").expect("reported");
    assert_eq!((wrong.level, place(wrong).as_str()), (Level::Error, "smo.yaml:5:12"));
    assert!(wrong.message.contains("a whole number from 40 to 90"), "{}", wrong.message);
    let options = serde_json::to_value(theme.options()).expect("JSON");
    assert_eq!((&options["width"], &options["accent_dark"]), (&json!(66), &json!("#abcdef")));
    assert!(theme.render("page.html", &article()).expect("renders").contains("--accent: #abcdef"));
}

#[test]
fn a_slip_in_an_option_schema_is_shown_to_the_themes_author() {
    let yaml = "name: mine\nversion: 1.0.0\napi: 1\noptions:\n  a: { type: string }\n  b: { type: integer, default: 1, minimun: 0 }\n  c: { enum: [x, y], default: z }\n";
    let findings = Project::new("theme: mine\n").with("themes/mine/theme.yaml", yaml).findings();
    let places: Vec<_> = findings.iter().map(|finding| (finding.rule, place(finding))).collect();
    assert_eq!(places.len(), 3, "{findings:#?}");
    assert!(places.iter().all(|(rule, place)| *rule == "theme-schema" && place.starts_with("themes/mine/theme.yaml:")), "{places:?}");
}

#[test]
fn the_first_layout_that_fits_is_picked_and_says_its_picture_in_words() {
    let project = plain()
        .with("templates/cards/own.svg", "<svg/>")
        .with(
            "templates/cards/own.yaml",
            "pick: card.own\nalt: \"{{ page.title }}\"\noptions: { ground: { type: string, format: color, default: \"#123456\" } }\n",
        )
        .with("templates/cards/bad.svg", "<svg/>")
        .with("templates/cards/bad.yaml", "pick: nobody.knows.this\n")
        .with("templates/cards/default.svg", "<svg/>");
    let theme = project.theme();
    let layouts = theme.layouts();
    assert_eq!(
        (&layouts[..2], layouts.last().map(String::as_str)),
        (&["bad".to_owned(), "own".to_owned()][..], Some("default")),
        "the site's own first, `default` last"
    );
    let mut context = Context::new();
    context.insert("page", &json!({"title": "Rain & shine"}));
    let mut picked = |card: Json| {
        context.insert("card", &card);
        let mut findings = Vec::new();
        let name = theme.pick_layout(&context, &mut findings).map(str::to_owned);
        assert!(findings.iter().any(|finding| place(finding) == "templates/cards/bad.yaml:1:7"), "{findings:#?}");
        name
    };
    assert_eq!(picked(json!({"own": true})).as_deref(), Some("own"));
    assert_eq!(picked(json!({})).as_deref(), Some("default"));
    assert_eq!(theme.layout_alt("own", &context).expect("works"), "Rain & shine");
    assert_eq!(serde_json::to_value(theme.layout_options("own")).expect("JSON"), json!({"ground": "#123456"}));
}

// What templates may ask for.

/// Renders one line of Tera as a page of the site.
fn line(template: &str) -> Result<String, Finding> {
    plain().with("templates/x.html", template).with("static/a b.css", "p{}").theme().render("x.html", &article())
}

fn said(template: &str) -> String {
    line(template).unwrap_or_else(|finding| panic!("{finding:#?}"))
}

#[test]
fn addresses_carry_the_base_path_and_a_hash() {
    assert_eq!(said("{{ url(path=\"/a/\") }} {{ url(path=\"a/\", absolute=true) }}"), "/blog/a/ https://ada.example/blog/a/");
    assert_eq!(
        said("{{ url(path=\"https://x.example/a\") }} {{ url(path=\"#b\") }} {{ url(path=\"mailto:a@b.example\") }}"),
        "https://x.example/a #b mailto:a@b.example"
    );
    let address = said("{{ asset(path=\"a b.css\") }}");
    assert!(address.starts_with("/blog/a%20b.css?h=") && address.len() == "/blog/a%20b.css?h=".len() + 10, "{address}");
    assert_eq!(said("{{ asset(path=\"photo.jpg\") }}"), "/blog/photo.jpg", "what is not there has no hash");
}

#[test]
fn dates_and_words_follow_the_language() {
    let date = |lang: &str| said(&format!("{{{{ page.date | date(lang=\"{lang}\") }}}}"));
    assert_eq!(
        ["en", "de", "fr", "ja", "pt-BR", "xx"].map(date),
        ["2 January 2026", "2. Januar 2026", "2 janvier 2026", "2026年1月2日", "2 de janeiro de 2026", "2 January 2026"]
    );
    assert_eq!(said("{{ page.date | date(format=\"%a, %d %b %Y %H:%M:%S %z\") }}"), "Fri, 02 Jan 2026 00:00:00 +0100");
    let minutes = |n: u32, lang: &str| said(&format!("{{{{ t(key=\"reading_time\", n={n}, lang=\"{lang}\") }}}}"));
    assert_eq!(
        [minutes(1, "en"), minutes(5, "en"), minutes(1, "ar"), minutes(3, "pl")],
        ["1 minute to read", "5 minutes to read", "دقيقة قراءة واحدة", "3 minuty czytania"]
    );
    assert_eq!(said("{{ t(key=\"series_part\", n=2, count=3, lang=\"de\") }}"), "Teil 2 von 3");
}

#[test]
fn filters_do_what_their_names_say() {
    assert_eq!(
        said("{{ \"<p>a &amp; b</p>\" | plain }} {{ \"Ada King L.\" | initials }} {{ \"Größe & so\" | slug }}"),
        "a &amp; b AL größe-so"
    );
    assert_eq!(said("{{ \"#0b7285\" | contrast }} {{ \"#000000\" | mix(with=\"#ffffff\", by=0.5) }}"), "#ffffff #808080");
    assert_eq!(
        said("{{ page.image | cover(w=1200, h=630) }} {{ \"/a.png\" | cover(w=10, h=20, focus=\"0% 30%\") }}"),
        "/blog/posts/rain/hero.jpg#cover=1200x630@50,50 /a.png#cover=10x20@0,30"
    );
    assert_eq!(said("<script>{{ \"</script>'\" | json }}</script>"), "<script>\"\\u003c/script\\u003e\\u0027\"</script>");
    assert_eq!(said("{{ \"*a* <b>\" | markdown(inline=true) }} {{ \"one two three\" | truncate(words=2) }}"), "<em>a</em> <b> one two…");
}

#[test]
fn a_name_that_does_not_exist_is_shown_where_it_stands() {
    let finding = line("<p>\n  By {{ page.titel }}</p>").expect_err("an error");
    assert_eq!((finding.rule, &*finding.message), ("template-undefined", "`page.titel` is not defined"));
    assert!(place(&finding).starts_with("templates/x.html:2:"), "{}", place(&finding));
    assert_eq!(finding.advice(), Some("did you mean `page.title`?"));
    let finding = line("{{ t(key=\"draf\") }}").expect_err("an error");
    assert!(finding.message.contains("did you mean `draft`"), "{finding:#?}");
    let finding = line("{{ pgae.title }}").expect_err("an error");
    assert_eq!((&*finding.message, finding.advice()), ("`pgae` is not defined", Some("did you mean `page`?")));
}

#[test]
fn an_error_in_an_include_says_who_included_it() {
    let theme = plain().with("templates/partials/byline.html", "{{ page.autor }}").theme();
    let finding = theme.render("page.html", &article()).expect_err("an error");
    assert!(place(&finding).starts_with("templates/partials/byline.html:1:"), "{finding:#?}");
    assert!(finding.reason().is_some_and(|why| why.contains("essay/page.html:")), "{finding:#?}");
}

#[test]
fn a_template_from_elsewhere_hears_what_names_are_called_here() {
    let findings = plain().with("templates/x.html", "{{ page.title | striptags }}").findings();
    assert_eq!(findings[0].advice(), Some("it is called `plain` here"), "{findings:#?}");
    let findings = plain().with("templates/x.html", "{% macro a() %}{% endmacro %}").findings();
    assert!(findings[0].advice().is_some_and(|help| help.contains("component")), "{findings:#?}");
}

#[test]
fn one_theme_renders_from_many_threads_alike() {
    let (theme, context) = (plain().theme(), article());
    let one = theme.render("page.html", &context).expect("renders");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(theme.render("page.html", &context).expect("renders"), one));
        }
    });
}

// Files beside the pages.

fn feed_context() -> Context {
    let mut context = Context::new();
    context.insert("site", &json!({"url": "https://ada.example/blog/", "title": "Ada & co", "description": "", "lang": "en"}));
    context.insert("feed", &json!({"url": "https://ada.example/blog/feed.xml", "updated": "2026-03-02T00:00:00+01:00", "updated_rfc2822": "Mon, 02 Mar 2026 00:00:00 +0100"}));
    let entry = json!({
        "title": "a < b & c", "url": "https://ada.example/blog/a/", "published": "2026-03-02T00:00:00+01:00", "updated": "2026-03-02T00:00:00+01:00",
        "published_rfc2822": "Mon, 02 Mar 2026 00:00:00 +0100", "updated_rfc2822": "Mon, 02 Mar 2026 00:00:00 +0100", "authors": ["Ada \"A\" L."], "tags": ["R&D"],
        "summary": null, "content": "<p>x &amp; y</p>", "image": {"url": "https://ada.example/blog/smo/a.png", "width": 1200, "height": 630, "type": "image/png"}
    });
    context.insert("entries", &[entry]);
    context
}

#[test]
fn feeds_are_well_formed_and_hold_the_whole_text() {
    use resvg::usvg::roxmltree::Document;
    let theme = plain().theme();
    for name in ["feeds/atom.xml", "feeds/rss.xml"] {
        let text = theme.render(name, &feed_context()).expect("renders");
        assert!(text.starts_with("<?xml"), "{text}");
        let xml = Document::parse(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
        let find =
            |name: &str| xml.descendants().filter(|node| node.tag_name().name() == name).filter_map(|node| node.text()).collect::<Vec<_>>();
        assert!(find("title").contains(&"a < b & c"));
        assert!(find("content").contains(&"<p>x &amp; y</p>") || find("encoded").contains(&"<p>x &amp; y</p>"));
        assert!(find("id").contains(&"https://ada.example/blog/a/") || find("guid").contains(&"https://ada.example/blog/a/"));
    }
}

#[test]
fn sitemap_and_robots_say_where_pages_are() {
    use resvg::usvg::roxmltree::Document;
    let theme = plain().theme();
    let mut context = Context::new();
    context.insert("urls", &json!([{"loc": "https://ada.example/a?b&c", "lastmod": null}]));
    context.insert("sitemaps", &json!([{"loc": "https://ada.example/sitemap-1.xml", "lastmod": "2026-03-02"}]));
    context.insert("sitemap", "https://ada.example/sitemap.xml");
    for name in ["sitemap.xml", "sitemap-index.xml"] {
        let text = theme.render(name, &context).expect("renders");
        Document::parse(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    }
    assert_eq!(
        theme.render("robots.txt", &context).expect("renders"),
        "User-agent: *\nAllow: /\n\nSitemap: https://ada.example/sitemap.xml\n"
    );
    context.insert("sitemap", &Json::Null);
    assert_eq!(theme.render("robots.txt", &context).expect("renders"), "User-agent: *\nAllow: /\n");
}

// House rules for what we ship.

fn theme_files(extension: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
    let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.expect("readable").into_path());
    let files: Vec<_> = files.filter(|path| path.extension().is_some_and(|ext| ext == extension)).collect();
    assert!(!files.is_empty(), "the walk found .{extension} files");
    files.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("readable"))).collect()
}

#[test]
fn the_style_sheet_is_light_knows_no_sides_and_asks_nobody() {
    let theme = plain().theme();
    let files = theme.static_files();
    let (_, css) = files.iter().find(|(path, _)| path == "essay.css").expect("essay has a style sheet");
    let css = std::str::from_utf8(css).expect("UTF-8");
    assert!(css.len() <= 20 * 1024, "{} bytes", css.len());
    for side in
        ["left", "right", "margin-top", "margin-bottom", "padding-top", "padding-bottom", "min-width: 0", "@import", "@font-face", "url("]
    {
        assert!(!css.contains(side), "{side}");
    }
    for wanted in ["prefers-color-scheme: dark", "@media print", "forced-colors", ":focus-visible"] {
        assert!(css.contains(wanted), "{wanted}");
    }
}

#[test]
fn every_language_has_every_word() {
    let theme = plain().theme();
    let words = |lang: &str| -> Value { theme.strings(lang) };
    let english = serde_json::to_value(words("en")).expect("JSON");
    let keys: BTreeSet<&String> = english.as_object().expect("a map").keys().collect();
    let languages: Vec<_> =
        theme_files("yaml").into_iter().filter(|(path, _)| path.parent().is_some_and(|p| p.ends_with("core/i18n"))).collect();
    assert!(languages.len() >= 10, "{}", languages.len());
    for (path, text) in languages {
        let own = smo_build::base::yaml::parse(&text).expect("YAML");
        let own: BTreeSet<String> = own.as_map().expect("a map").iter().map(|entry| entry.key.clone()).collect();
        let missing: Vec<_> = keys.iter().filter(|key| !own.contains(key.as_str())).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", path.display());
    }
    for (path, text) in theme_files("html") {
        for (at, _) in text.match_indices("t(key=\"") {
            let key = text[at + 7..].split('"').next().unwrap_or("");
            assert!(keys.iter().any(|known| *known == key), "{}: {key}", path.display());
        }
    }
}

#[test]
fn the_readme_of_essay_names_every_option_with_its_default() {
    let options = serde_json::to_value(plain().theme().options()).expect("JSON");
    let (_, readme) = theme_files("md").into_iter().find(|(path, _)| path.ends_with("essay/README.md")).expect("a README");
    for (name, default) in options.as_object().expect("a map") {
        let shown = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap_or_else(|| panic!("no row for {name}"));
        assert!(shown.is_empty() || row.contains(&format!("`{shown}`")), "{row}");
    }
}

#[test]
fn every_stable_block_of_the_frame_can_be_filled() {
    const BLOCKS: &[&str] = &[
        "head_extra",
        "body_start",
        "header",
        "main",
        "article_header",
        "article_body",
        "after_content",
        "article_footer",
        "footer",
        "body_end",
    ];
    let all = cases();
    for case in all["cases"].as_array().expect("a list of cases") {
        let template = case["template"].as_str().expect("a template");
        for block in BLOCKS {
            let probe = format!("{{% extends \"essay/{template}\" %}}{{% block {block} %}}probe-{block}{{% endblock %}}");
            let html =
                plain().with(&format!("templates/{template}"), &probe).theme().render(template, &context(&all, case)).expect("renders");
            assert!(html.contains(&format!("probe-{block}")), "{template}: {block}");
        }
    }
}
