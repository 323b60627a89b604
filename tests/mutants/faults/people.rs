//! What goes wrong for people who read with a screen reader, a keyboard, or a small screen.

use super::{Operator, op};

pub const OPERATORS: &[Operator] = &[
    op("picture-without-alt", &["image-alt-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.attr("alt").is_some())?;
        let at = page.drop_attr(&tag, "alt")?;
        page.done(at)
    }),
    op("picture-alt-is-file-name", &["image-alt-low-quality"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.attr("alt").is_some())?;
        let at = page.set_attr(&tag, "alt", "screenshot-2026-03-04.png")?;
        page.done(at)
    }),
    op("picture-alt-says-image", &["image-alt-low-quality"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.attr("alt").is_some())?;
        let at = page.set_attr(&tag, "alt", "image")?;
        page.done(at)
    }),
    op("linked-picture-without-words", &["control-or-embed-unlabelled"], |site, rng| {
        let mut page = site.post(rng)?;
        let src = page.any(rng, |tag| tag.name == "img")?.value("src")?.to_owned();
        let at = page.in_text(rng, &format!("<p><a href=\"https://weather.example.com/\"><img src=\"{src}\" alt=\"\" width=\"800\" height=\"500\" loading=\"lazy\"></a></p>"))?;
        page.done(at)
    }),
    op("link-with-icon-only", &["control-or-embed-unlabelled"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(rng, "<p><a href=\"https://weather.example.com/\"><svg width=\"16\" height=\"16\" viewBox=\"0 0 16 16\"><path d=\"M2 2h12v12H2z\"/></svg></a></p>")?;
        page.done(at)
    }),
    op("link-says-click-here", &["generic-link-text"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_sentence(rng, "For the manual <a href=\"https://weather.example.com/gauge\">click here</a>.")?;
        page.done(at)
    }),
    op("link-is-its-address", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_sentence(rng, "<a href=\"https://weather.example.com/products/gauges/manual?lang=en&amp;v=3\">https://weather.example.com/products/gauges/manual?lang=en&amp;v=3</a>")?;
        page.done(at)
    }),
    op("heading-skips-levels", &["heading-order"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(rng, "<h5>A smaller thought</h5>\n<p>It is about the lid of the second gauge, which is not a lid.</p>")?;
        page.done(at)
    }),
    op("heading-of-first-level-twice", &["heading-order"], |site, rng| {
        let mut page = site.post(rng)?;
        let first = page.element("h1")?.0;
        let at = page.in_text(rng, "<h1>Another beginning</h1>\n<p>It is about the lid of the second gauge, which is not a lid.</p>")?;
        page.done_all(vec![first, at])
    }),
    op("heading-of-first-level-gone", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let (outer, inner) = page.element("h1")?;
        let text = page.html[inner].to_owned();
        let at = page.replace(outer, &format!("<div class=\"title\">{text}</div>"));
        page.done(at)
    }),
    op("heading-empty", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(rng, "<h2></h2>\n<p>It is about the lid of the second gauge, which is not a lid.</p>")?;
        page.done(at)
    }),
    op("heading-is-bold-text", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at =
            page.in_text(rng, "<p><strong>The lid</strong></p>\n<p>It is about the lid of the second gauge, which is not a lid.</p>")?;
        page.done(at)
    }),
    op("button-without-name", &["control-or-embed-unlabelled"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(rng, "<button type=\"button\"><svg width=\"16\" height=\"16\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M2 2h12v12H2z\"/></svg></button>")?;
        page.done(at)
    }),
    op("frame-without-title", &["control-or-embed-unlabelled"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(rng, "<iframe src=\"https://www.openstreetmap.org/export/embed.html?bbox=5,60,6,61\" width=\"560\" height=\"315\" loading=\"lazy\"></iframe>")?;
        page.done(at)
    }),
    op("field-without-label", &["form-field-unlabelled"], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(rng, "<form action=\"https://letters.example.com/subscribe\" method=\"post\"><input type=\"email\" name=\"email\" placeholder=\"Your mail\"> <button>Subscribe</button></form>")?;
        page.done(at)
    }),
    op("id-twice", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let id = page.any(rng, |tag| tag.name.starts_with('h') && tag.attr("id").is_some())?.value("id")?.to_owned();
        let at = page.in_text(rng, &format!("<p id=\"{id}\">It is about the lid of the second gauge, which is not a lid.</p>"))?;
        page.done(at)
    }),
    op("zoom-forbidden", &["viewport-missing"], |site, rng| {
        let mut page = site.page(rng)?;
        let at = page.set_meta("viewport", "width=device-width, initial-scale=1, maximum-scale=1, user-scalable=no")?;
        page.done(at)
    }),
    op("words-hardly-visible", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(
            rng,
            "<p style=\"color: #bbb; background: #fff\">Updated on the ninth of March with a new reading of the third gauge.</p>",
        )?;
        page.done(at)
    }),
    op("tab-order-by-hand", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_sentence(rng, "<a href=\"https://weather.example.com/\" tabindex=\"5\">The maker's site</a> has the manual.")?;
        page.done(at)
    }),
    op("table-without-heads", &[], |site, rng| {
        let mut page = site.post(rng)?;
        let at = page.in_text(rng, "<table><tr><td>Gauge</td><td>mm</td></tr><tr><td>First</td><td>4</td></tr></table>")?;
        page.done(at)
    }),
    op("skip-link-to-nowhere", &["broken-fragment"], |site, rng| {
        let mut page = site.page(rng)?;
        let tag = page.find(|tag| tag.name == "a" && tag.value("href") == Some("#main"))?;
        let at = page.set_attr(&tag, "href", "#content-area")?;
        page.done(at)
    }),
    op("landmark-main-gone", &[], |site, rng| {
        let mut page = site.post(rng)?;
        page.everywhere("<main", "<div")?;
        page.everywhere("</main>", "</div>")?;
        page.done_absent()
    }),
];
