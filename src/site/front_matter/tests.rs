//! What the head of a file says, and what is said about its mistakes.

use super::*;

fn parse(text: &str) -> (FrontMatter, Vec<Finding>) {
    let source = Source::new("content/rain.md", text);
    let (split, finding) = split(&source);
    let mut findings: Vec<_> = finding.into_iter().collect();
    let page = split.head.map(|head| read(&source, head, &["tags", "categories"], &mut findings)).unwrap_or_default();
    (page, findings)
}

fn said(findings: &[Finding]) -> Vec<(&str, String)> {
    let at = |f: &Finding| match &f.at {
        Place::Spot(spot) => format!("{}:{}", spot.line, spot.column),
        _ => String::new(),
    };
    findings.iter().map(|f| (f.rule, at(f))).collect()
}

#[test]
fn values_keep_their_spelling_and_their_place() {
    let (page, findings) = parse(
        "---\ntitle: 1.10\nlastmod: 2026-01-03\npublished: false\ntags: rust, performance\nimage: { src: hero.jpg, alt: Flames }\n---\nBody",
    );
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(page.title.as_deref(), Some("1.10"));
    assert_eq!(page.updated.as_ref().unwrap().text, "2026-01-03");
    assert_eq!(page.draft, Some(true));
    assert_eq!(page.tags.as_deref().unwrap(), ["rust", "performance"]);
    assert_eq!((page.image.as_ref().unwrap().text.as_str(), page.image_alt.as_deref()), ("hero.jpg", Some("Flames")));
    let source = Source::new("content/rain.md", "---\ntitle: 1.10\n");
    let spot = source.spot(page.span("title").unwrap());
    assert_eq!((spot.line, spot.column), (2, 8));
}

#[test]
fn mistakes_are_all_found_where_they_stand() {
    let (page, findings) =
        parse("---\ntitle: A\ndescripton: Drops\ndraft: yes\nweight: heavy\nsocial: { titel: x }\ntitle: B\nmood: fine\n---\n");
    assert_eq!(
        said(&findings),
        [
            ("front-matter-unknown-key", "3:1".into()),
            ("front-matter-duplicate-key", "7:1".into()),
            ("front-matter-value", "5:9".into()),
            ("front-matter-boolean", "4:8".into()),
        ]
    );
    assert!(findings[0].advice().unwrap().contains("`description`"));
    assert_eq!((page.title.as_deref(), page.draft), (Some("B"), Some(true)));
    assert_eq!(page.extra["mood"], "fine");
}

#[test]
fn a_slip_beside_the_key_that_it_resembles_is_no_slip_to_rename() {
    let (front, findings) = parse("---\ntitle: a\ntitel: b\nimge: c\nimgae: d\n---\n");
    assert_eq!(front.title.as_deref(), Some("a"));
    let renames = |finding: &Finding| finding.evidence.as_ref().is_some_and(|evidence| evidence.remedy.is_some());
    let told: Vec<_> = findings.iter().map(|one| (one.advice().unwrap_or_default(), renames(one))).collect();
    assert_eq!(told[0], ("`title` stands in line 2 already: remove this one, or move it under `extra:`", false));
    assert_eq!((told[1].1, told[2].1), (true, false), "of two slips one at most becomes the key");
}

#[test]
fn two_names_for_one_thing_may_agree_but_not_differ() {
    let (page, findings) = parse("---\ndescription: A\nexcerpt: A\nauthor: Ada\nauthors: [ada]\n---\n");
    assert_eq!(said(&findings), [("front-matter-alias-conflict", "4:1".into())]);
    assert_eq!(page.authors, Some(vec![AuthorWritten::Name("ada".into())]));
}

#[test]
fn a_broken_head_says_where_and_other_formats_are_named() {
    let (_, findings) = parse("---\ntitle: \"open\n---\nBody");
    assert_eq!(findings[0].rule, "front-matter-invalid");
    assert!(matches!(&findings[0].at, Place::Spot(spot) if spot.line >= 2), "{findings:?}");
    for (text, rule) in [
        ("+++\ntitle = 1\n+++\n", "front-matter-format"),
        ("{\n\"title\": 1}\n", "front-matter-format"),
        ("---\ntitle: x\n", "front-matter-unclosed"),
    ] {
        assert_eq!(said(&parse(text).1), [(rule, "1:1".into())]);
    }
    assert!(parse("{{ x }}\n").1.is_empty() && parse("----\n").1.is_empty());
}

#[test]
fn a_head_ends_at_dots_too_and_windows_line_ends_do_no_harm() {
    let source = Source::new("a.md", "---\r\ntitle: Ä\r\n...  \r\nBody");
    let (split, _) = split(&source);
    assert_eq!(&source.text[split.body..], "Body");
    assert_eq!(parse("---\r\ntitle: Ä\r\n---\r\n").0.title.as_deref(), Some("Ä"));
}

#[test]
fn dates_gate_and_show_apart() {
    let (page, _) = parse("---\ndate: 2026-01-01\npublishDate: 2026-02-01\n---\n");
    assert_eq!((page.date.unwrap().text.as_str(), page.publish.unwrap().text.as_str()), ("2026-01-01", "2026-02-01"));
    let (page, _) = parse("---\npubDate: 2026-02-01\n---\n");
    assert_eq!((page.date.unwrap().text.as_str(), page.publish), ("2026-02-01", None));
}

#[test]
fn what_is_said_about_sharing_is_kept_apart() {
    let (page, findings) = parse(
        "---\nsocial:\n  card: false\n  share: false\n  quotes: [One sentence.]\n  hashtags: ['#rust']\n  image: card.jpg\nimage: hero.jpg\n---\n",
    );
    assert!(findings.is_empty());
    assert!(page.social.card_off);
    assert_eq!(page.social.share, Some(vec![]));
    assert_eq!(page.social.quotes.unwrap(), ["One sentence."]);
    assert_eq!(page.social.hashtags, ["rust"]);
    assert_eq!((page.social_image.unwrap().text.as_str(), page.image.unwrap().text.as_str()), ("card.jpg", "hero.jpg"));
}
