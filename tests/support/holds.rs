//! All that must be true of any page. The property tests and the fuzz target share it.

use smo_build::model::facts::PageFacts;
use smo_build::smo::Optimized;

use super::core::House;

/// All that must be true of any page.
pub fn holds(house: &House, html: &[u8]) -> Optimized {
    let first = house.optimize(html);
    let second = house.optimize(&first.html);
    assert!(second.html == first.html, "twice equals once: {}", difference(&first.html, &second.html));
    assert!(second.plan.edits.is_empty(), "{:?}", second.plan.edits);
    untouched(html, &first);
    harmless(&first);
    once_each(&first, &house.survey(&first.html));
    if first.facts.shape.is_document() {
        assert_eq!(told(&first.facts), told(&second.facts), "what was planned is what can be read");
    }
    first
}

/// What we say ourselves is data: it runs nothing, opens nothing and turns no text around.
fn harmless(out: &Optimized) {
    use smo_build::model::plan::Op;
    for link in &out.plan.fields.share_links {
        // The link to copy is the page's own address, as its author wrote it: `httpS://` is one.
        let url = link.url.to_ascii_lowercase();
        assert!(["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)), "{}", link.url);
    }
    let canonical = out.plan.fields.canonical.as_ref().map_or("https://", |url| url.value.trim());
    assert!(canonical.to_ascii_lowercase().starts_with("http"), "{canonical}");
    // A replaced element carries its author's own markup on.
    for edit in out.plan.edits.iter().filter(|edit| !matches!(edit.op, Op::Replace(_))) {
        let html = edit.html.as_str();
        let lower = html.to_ascii_lowercase();
        assert_eq!(lower.matches("<script").count(), lower.matches("</script").count(), "{html}");
        for danger in ["<img", "<!--", "href=\"javascript:", "src=\"javascript:"] {
            assert!(!lower.contains(danger), "{danger} in {html}");
        }
        match edit.op {
            // An author's own words put right.
            Op::Value(_) => assert!(!html.contains(['<', '>', '"', '\'']), "{html}"),
            Op::Name(_) | Op::Text(_) => {}
            _ => assert!(!html.contains(['\0', '\u{202E}']), "{html}"),
        }
    }
}

/// Where two pages part, with what stands around it.
fn difference(a: &[u8], b: &[u8]) -> String {
    let at = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let around = |html: &[u8]| String::from_utf8_lossy(&html[at.saturating_sub(60)..html.len().min(at + 100)]).into_owned();
    format!("\n{:?}\n{:?}", around(a), around(b))
}

/// Without its replaced and repaired parts, the page is a subsequence of what came out, in runs:
/// every byte between two edits stands there in order.
fn untouched(html: &[u8], out: &Optimized) {
    use smo_build::model::plan::Op;
    let replaces = out.plan.edits.iter().any(|edit| matches!(edit.op, Op::Replace(_)));
    if out.plan.edits.is_empty() {
        assert_eq!(html, out.html, "without edits nothing changes");
    }
    if replaces {
        return;
    }
    let added: usize = out.html.len().saturating_sub(html.len());
    // Take the changed values out of the original; the rest must stand in the output, in order.
    let mut values: Vec<_> = out
        .plan
        .edits
        .iter()
        .filter_map(|edit| if let Op::Value(span) | Op::Name(span) = edit.op { Some(span.range()) } else { None })
        .collect();
    values.sort_by_key(|range| range.start);
    let mut kept = Vec::new();
    let mut at = 0;
    for range in values {
        kept.extend_from_slice(&html[at..range.start]);
        at = range.end;
    }
    kept.extend_from_slice(&html[at..]);
    let mut rest = kept.as_slice();
    let mut new = 0;
    for byte in &out.html {
        match rest.first() {
            Some(first) if first == byte => rest = &rest[1..],
            _ => new += 1,
        }
    }
    assert!(rest.is_empty(), "these bytes were lost: {}", String::from_utf8_lossy(rest));
    assert!(new >= added, "nothing is counted twice");
}

/// Every tag of the plan stands exactly once in the page. (A page with several pictures may give
/// each its own width.)
fn once_each(out: &Optimized, again: &PageFacts) {
    use smo_build::model::plan::Op;
    // Not what became of a block: its words are the author's, and may look like a tag.
    let added = out.plan.edits.iter().filter(|edit| !matches!(edit.op, Op::Replace(_) | Op::Text(_)));
    let block: String = added.map(|edit| edit.html.as_str()).collect();
    for key in ["og:title", "og:type", "og:url", "og:description", "og:image", "twitter:card", "description", "robots"] {
        if block.contains(&format!("=\"{key}\" content")) {
            let standing = again.metas.iter().filter(|meta| meta.key == key && !meta.content.trim().is_empty()).count();
            assert_eq!(standing, 1, "{key}");
        }
    }
    if block.contains("rel=\"canonical\"") {
        assert_eq!(again.links.iter().filter(|link| link.in_head && link.is("canonical") && !link.href.is_empty()).count(), 1, "canonical");
    }
}

/// What consumers read of a page.
fn told(facts: &PageFacts) -> Vec<(&'static str, Option<String>)> {
    let keys = [
        "description",
        "og:title",
        "og:type",
        "og:url",
        "og:description",
        "og:site_name",
        "og:locale",
        "og:image",
        "og:image:width",
        "og:image:height",
        "og:image:type",
        "og:image:alt",
        "twitter:card",
        "twitter:image",
        "twitter:image:alt",
        "article:published_time",
        "robots",
    ];
    let mut told: Vec<_> = keys.iter().map(|key| (*key, facts.meta(key).map(|meta| meta.content.trim().to_owned()))).collect();
    told.push(("title", facts.title.as_ref().map(|title| title.value.clone())));
    let canonical = facts.links.iter().find(|link| link.in_head && link.is("canonical") && !link.href.is_empty());
    told.push(("canonical", canonical.map(|link| link.href.clone())));
    told.push(("json-ld", Some(facts.json_ld.len().to_string())));
    told
}
