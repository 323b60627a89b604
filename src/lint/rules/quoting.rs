//! Group `meta`, how tags are written: a quote in a value ends it, and not everybody parses HTML.

use crate::base::Level::{Error, Info};
use crate::base::Place;
use crate::lint::rule::Tier::Spec;
use crate::lint::rule::{Check, Group, Reporter, Rule, case};
use crate::lint::shown::{brief, known};
use crate::model::view::PageView;

pub const RULES: &[Rule] = &[
    Rule {
        name: "meta-broken-quote",
        group: Some(Group::Meta),
        cases: &[case("meta-broken-quote", Error, Spec, "HTML: attribute values")],
        check: Check::Page(broken_quote),
        doc: include_str!("../docs/meta-broken-quote.md"),
    },
    Rule {
        name: "meta-quoting-fragile",
        group: Some(Group::Meta),
        cases: &[
            case("signal", Error, Spec, "Signal-Android LinkPreviewUtil.java: double quotes, no raw >").on(&["signal-android"]),
            case("pattern", Info, Spec, "Signal-Android LinkPreviewUtil.java: double quotes, no raw >"),
        ],
        check: Check::Page(fragile),
        doc: include_str!("../docs/meta-quoting-fragile.md"),
    },
];

fn broken_quote(page: &PageView, report: &mut Reporter) {
    // One text stands in many tags.
    let mut told: Vec<&str> = Vec::new();
    for split in &page.shown.marks.split_metas {
        if told.contains(&split.content.as_str()) {
            continue;
        }
        told.push(&split.content);
        report
            .say(
                "meta-broken-quote",
                Place::Html(split.span),
                format!("an unescaped quote ends {} at “{}”", split.key, brief(&split.content)),
            )
            .fact(known(&split.key), split.content.clone())
            .why("the rest of the words is lost everywhere")
            .help("within a value write `&quot;` for `\"` and `&#39;` for `'`; templates have a filter that escapes");
    }
}

fn fragile(page: &PageView, report: &mut Reporter) {
    let case = if report.wants("signal") { "signal" } else { "pattern" };
    if let Some(title) = page.shown.title.as_ref().filter(|_| page.shareable && page.shown.title_in_lines) {
        report
            .say(case, Place::Html(title.span), "<title> is written over several lines: Signal on Android does not see it")
            .fact("title", "lines")
            .why("it looks for it with a pattern that ends with the line, and takes it where there is no og:title")
            .help("write it on one line");
    }
    let Some(span) = page.shown.fringe.unquoted.first().filter(|_| page.shareable) else { return };
    let broken = page.shown.marks.split_metas.iter().any(|split| span.range().contains(&(split.span.start as usize)));
    if broken {
        return;
    }
    let count = page.shown.fringe.unquoted.len();
    let what = if count == 1 { "a social tag is".to_owned() } else { format!("{count} social tags are") };
    report
        .say(case, Place::Html(*span), format!("{what} not written with double quotes, or has a raw `>`: Signal on Android loses it"))
        .fact("quotes", what)
        .why("it looks for tags with a pattern, as small programs do")
        .help("write `property=\"…\" content=\"…\"`, and `&gt;` for `>`");
}
