//! What else goes wrong in the text of a page: pictures, films and posts from elsewhere, links within it.

use super::{Operator, changed, in_head, op, said, written};
use crate::mutants::site::picture;

pub const OPERATORS: &[Operator] = &[
    op("picture-with-title-and-no-alt", &["image-alt-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.value("loading") == Some("lazy"))?;
        let alt = tag.attr("alt")?.at.start;
        page.replace(alt..alt + "alt".len(), "title");
        page.done(tag.at)
    }),
    op("picture-with-alt-misspelt", &["image-alt-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.attr("alt").is_some())?;
        let alt = tag.attr("alt")?.at.start;
        page.replace(alt..alt + "alt".len(), "atl");
        page.done(tag.at)
    }),
    op("pictures-of-a-gallery-without-alt", &["image-alt-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let src = page.any(rng, |tag| tag.name == "img" && tag.value("loading") == Some("lazy"))?.value("src")?.to_owned();
        let one = format!("<a href=\"{src}\"><img src=\"{src}\" width=\"240\" height=\"150\" loading=\"lazy\"></a>");
        let at = page.in_text(rng, &format!("<div class=\"gallery\">{one}{one}{one}</div>"))?;
        page.done(at)
    }),
    // A script puts the real one in its place.
    op("picture-loaded-by-script-without-alt", &["image-alt-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let src = page.any(rng, |tag| tag.name == "img")?.value("src")?.to_owned();
        let at = page.in_text(
            rng,
            &format!("<p><img class=\"lazyload\" src=\"data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==\" data-src=\"{src}\" width=\"800\" height=\"500\"></p>"),
        )?;
        page.done(at)
    }),
    op("picture-element-without-alt", &["image-alt-missing"], |site, rng| {
        let mut page = site.post(rng)?;
        let src = page.any(rng, |tag| tag.name == "img" && tag.value("loading") == Some("lazy"))?.value("src")?.to_owned();
        let at = page.in_text(
            rng,
            &format!("<picture><source srcset=\"{src}\" type=\"image/jpeg\"><img src=\"{src}\" width=\"800\" height=\"500\" loading=\"lazy\"></picture>"),
        )?;
        page.done(at)
    }),
    op("picture-tells-where-in-xmp", &["image-gps"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.value("loading") == Some("lazy"))?;
        let bytes = with_xmp(&picture("pier.jpg", 800, 500));
        page.site.put("img/pier.jpg", &bytes);
        let prefix = tag.value("src")?.split("img/").next()?.to_owned();
        let at = page.set_attr(&tag, "src", &format!("{prefix}img/pier.jpg"))?;
        page.done(at)
    }),
    op("contents-name-a-heading-of-before", &["broken-fragment"], |site, rng| {
        let mut page = site.post(rng)?;
        let link = page.any(rng, |tag| tag.name == "a" && tag.value("href").is_some_and(|href| href.len() > 6 && href.starts_with('#')))?;
        let id = link.value("href")?[1..].to_owned();
        let tag = page.find(|tag| ["h2", "h3", "main"].contains(&tag.name.as_str()) && tag.value("id") == Some(&id))?;
        page.set_attr(&tag, "id", "a-new-beginning")?;
        let all = page.tags().into_iter().filter(|tag| tag.value("href") == Some(&format!("#{id}"))).map(|tag| tag.at).collect();
        page.done_all(all)
    }),
    op("footnote-to-nowhere", &["broken-fragment"], |site, rng| {
        said(site, rng, "It was a gift<sup id=\"fnref:3\"><a href=\"#fn:3\" class=\"footnote-ref\" role=\"doc-noteref\">3</a></sup>.")
    }),
    op("fragment-in-other-case", &["broken-fragment"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "h2" && tag.attr("id").is_some())?;
        let id = tag.value("id")?;
        let id = format!("{}{}", id[..1].to_uppercase(), &id[1..]);
        let at = page.in_sentence(rng, &format!("See <a href=\"#{id}\">the other half of this note</a>."))?;
        page.done(at)
    }),
    op("fragment-copied-from-a-forge", &["broken-fragment"], |site, rng| {
        said(site, rng, "The table is <a href=\"#user-content-all-the-figures\">at the end</a>.")
    }),
    op("fragment-in-whole-address", &["broken-fragment"], |site, rng| {
        let other = site.posts().first()?.clone();
        let url = site.address(&other);
        said(site, rng, &format!("It began <a href=\"{url}#the-first-week\">in the first week</a>."))
    }),
    op("fragment-with-other-letters", &["broken-fragment"], |site, rng| {
        said(site, rng, "More is <a href=\"#f%C3%BCr-sp%C3%A4ter\">below, for later</a>.")
    }),
    op("film-of-vimeo", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://player.vimeo.com/video/76979871?h=8272103f6e\" title=\"Rain on the roof\" width=\"640\" height=\"360\" loading=\"lazy\" allow=\"autoplay; fullscreen\" allowfullscreen></iframe>",
        )
    }),
    op("film-without-scheme", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<div class=\"video\"><iframe src=\"//www.youtube.com/embed/aqz-KE-bpKQ?rel=0\" title=\"Rain on the roof\" width=\"560\" height=\"315\" loading=\"lazy\"></iframe></div>",
        )
    }),
    op("post-of-instagram", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<blockquote class=\"instagram-media\" data-instgrm-permalink=\"https://www.instagram.com/p/CxYz12abcDE/\" data-instgrm-version=\"14\"><a href=\"https://www.instagram.com/p/CxYz12abcDE/\">A post by the hillside</a></blockquote><script async src=\"//www.instagram.com/embed.js\"></script>",
        )
    }),
    op("film-of-tiktok", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<blockquote class=\"tiktok-embed\" cite=\"https://www.tiktok.com/@wethillside/video/7106594312292453675\" data-video-id=\"7106594312292453675\"><section>Rain, one minute</section></blockquote><script async src=\"https://www.tiktok.com/embed.js\"></script>",
        )
    }),
    op("post-of-facebook-in-frame", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fwethillside%2Fposts%2F10153231379&amp;width=500\" title=\"A post\" width=\"500\" height=\"300\" loading=\"lazy\"></iframe>",
        )
    }),
    op("player-by-script", &["embed-not-static"], |site, rng| {
        written(site, rng, "<div id=\"player\"></div><script src=\"https://www.youtube.com/iframe_api\"></script>")
    }),
    op("posts-of-x-in-a-column", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<p><a class=\"twitter-timeline\" href=\"https://twitter.com/wethillside?ref_src=twsrc%5Etfw\">Posts by the hillside</a></p><script async src=\"https://platform.twitter.com/widgets.js\" charset=\"utf-8\"></script>",
        )
    }),
    op("campaign-in-the-menu", &["utm-on-internal-link"], |site, rng| {
        changed(
            site,
            rng,
            "a",
            |tag| tag.value("href") == Some("/about/"),
            "href",
            |_, href| Some(format!("{href}?utm_source=site&amp;utm_medium=menu")),
        )
    }),
    op("campaign-on-own-whole-address", &["utm-on-internal-link"], |site, rng| {
        let url = site.address(&site.posts().last()?.clone());
        written(
            site,
            rng,
            &format!(
                "<p><a class=\"button\" href=\"{url}?utm_source=banner&amp;utm_medium=cta&amp;utm_campaign=spring\">Read how the oven was measured</a></p>"
            ),
        )
    }),
    op("campaign-with-content-only", &["utm-on-internal-link"], |site, rng| {
        let url = site.url_path(&site.posts().first()?.clone());
        said(site, rng, &format!("It began with <a href=\"{url}?utm_content=inline\">the first note</a>."))
    }),
    op("campaign-before-a-fragment", &["utm-on-internal-link"], |site, rng| {
        said(site, rng, "More of it is on <a href=\"{home}?utm_source=post&amp;utm_medium=text#main\">the first page</a>.")
    }),
    op("link-home-without-scheme-not-there", &["broken-internal-link"], |site, rng| {
        said(site, rng, "The figures are in <a href=\"//notes.example.org{home}files/all-figures.pdf\">a table</a>.")
    }),
    op("link-with-space-at-its-end", &["broken-internal-link"], |site, rng| {
        said(site, rng, "See <a href=\"{home}about/%20\">who writes this</a>.")
    }),
    op("picture-set-names-a-lost-size", &["broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.attr("srcset").is_none() && tag.value("loading") == Some("lazy"))?;
        let src = tag.value("src")?.to_owned();
        let end = tag.attr("src")?.at.end;
        page.replace(end..end, &format!(" srcset=\"{src} 800w, {} 1600w\" sizes=\"100vw\"", src.replace(".jpg", "-1600.jpg")));
        let at = page.find(|other| other.at.start == tag.at.start)?.at;
        page.done(at)
    }),
    op("time-in-words", &["date-invalid"], |site, rng| {
        changed(site, rng, "time", |tag| tag.attr("datetime").is_some(), "datetime", |_, _| Some("March 4, 2026".to_owned()))
    }),
    op("link-that-says-here", &["generic-link-text"], |site, rng| {
        said(site, rng, "The manual is <a href=\"https://weather.example.com/gauge\">here</a>.")
    }),
    op("link-to-a-staging-host", &["dev-or-placeholder-link"], |site, rng| {
        said(site, rng, "More is in <a href=\"https://notes.test/second-notebook/\">the second notebook</a>.")
    }),
    op("note-to-oneself-in-a-comment", &["leftover-notes"], |site, rng| {
        written(site, rng, "<!-- TODO: ask Jonas whether the second figure may be published -->")
    }),
    op("frame-called-nothing", &["control-or-embed-unlabelled"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://maps.example.com/embed?id=4\" title=\"\" width=\"560\" height=\"315\" loading=\"lazy\"></iframe>",
        )
    }),
    op("counter-of-clicks-without-consent", &["tracker-without-consent"], |site, rng| {
        in_head(
            site,
            rng,
            "<script>(function(c,l,a,r,i,t,y){c[a]=c[a]||function(){(c[a].q=c[a].q||[]).push(arguments)};t=l.createElement(r);t.async=1;t.src='https://www.clarity.ms/tag/'+i;y=l.getElementsByTagName(r)[0];y.parentNode.insertBefore(t,y)})(window,document,'clarity','script','k2j9x7ab1');</script>",
        )
    }),
    op("picture-ten-times-too-large", &["body-image-heavy"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| tag.name == "img" && tag.value("loading") == Some("lazy"))?;
        let mut bytes = picture("garden.jpg", 3200, 2000).to_vec();
        bytes.resize(1_400_000, 0);
        page.site.put("img/garden.jpg", &bytes);
        let prefix = tag.value("src")?.split("img/").next()?.to_owned();
        let at = page.set_attr(&tag, "src", &format!("{prefix}img/garden.jpg"))?;
        page.done(at)
    }),
    op("marked-words-no-longer-there", &["quote-drift"], |site, rng| {
        let url = site.url_path(&site.posts().first()?.clone());
        said(site, rng, &format!("As <a href=\"{url}#:~:text=nobody%20ever%20measured%20the%20snow\">it says there</a>, snow is no rain."))
    }),
];

/// The JPEG with a place on earth in its XMP, as editors of pictures write it.
fn with_xmp(jpeg: &[u8]) -> Vec<u8> {
    let xmp = "http://ns.adobe.com/xap/1.0/\0<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" exif:GPSLatitude=\"60,23.4N\" exif:GPSLongitude=\"5,19.2E\"/></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
    let length = (xmp.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, xmp.as_bytes(), &jpeg[2..]].concat()
}
