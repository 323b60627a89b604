//! What goes wrong with things from elsewhere: videos, frames, widgets, counters, campaigns.

use super::{Operator, op};
use crate::mutants::page::Planted;
use crate::mutants::site::{Rng, Site};

fn written(site: &mut Site, rng: &mut Rng, html: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let at = page.in_text(rng, html)?;
    page.done(at)
}

fn in_head(site: &mut Site, rng: &mut Rng, html: &str) -> Option<Planted> {
    let mut page = site.page(rng)?;
    let at = page.in_head(html)?;
    page.done(at)
}

fn link(site: &mut Site, rng: &mut Rng, href: &str) -> Option<Planted> {
    let mut page = site.post(rng)?;
    let at = page.in_sentence(rng, &format!("More is in <a href=\"{href}\">the second notebook</a>."))?;
    page.done(at)
}

pub const OPERATORS: &[Operator] = &[
    op("frame-over-http", &["mixed-or-unsafe-embed"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"http://maps.example.com/embed?id=4\" title=\"A map of the hillside\" width=\"560\" height=\"315\" loading=\"lazy\"></iframe>",
        )
    }),
    op("script-over-http", &["mixed-or-unsafe-embed"], |site, rng| {
        in_head(site, rng, "<script src=\"http://cdn.example.com/lightbox.js\" defer></script>")
    }),
    op("picture-over-http", &["mixed-or-unsafe-embed"], |site, rng| {
        written(
            site,
            rng,
            "<p><img src=\"http://pictures.example.com/fence.jpg\" alt=\"The fence in winter\" width=\"800\" height=\"500\" loading=\"lazy\"></p>",
        )
    }),
    op("style-over-http", &["mixed-or-unsafe-embed"], |site, rng| {
        in_head(site, rng, "<link rel=\"stylesheet\" href=\"http://fonts.example.com/serif.css\">")
    }),
    op("form-over-http", &["form-unsafe"], |site, rng| {
        written(
            site,
            rng,
            "<form action=\"http://letters.example.com/subscribe\" method=\"post\"><label>Mail <input type=\"email\" name=\"mail\"></label> <button>Subscribe</button></form>",
        )
    }),
    op("video-with-cookies", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://www.youtube.com/embed/aqz-KE-bpKQ\" title=\"Rain on the roof\" width=\"560\" height=\"315\" loading=\"lazy\" allowfullscreen></iframe>",
        )
    }),
    op("video-page-in-frame", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://www.youtube.com/watch?v=aqz-KE-bpKQ\" title=\"Rain on the roof\" width=\"560\" height=\"315\" loading=\"lazy\"></iframe>",
        )
    }),
    op("frame-of-the-author's-machine", &["dev-or-placeholder-link", "dev-host", "mixed-or-unsafe-embed"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"http://localhost:3000/widget\" title=\"Rain so far\" width=\"560\" height=\"315\" loading=\"lazy\"></iframe>",
        )
    }),
    op("frame-without-source", &["dev-or-placeholder-link"], |site, rng| {
        written(site, rng, "<iframe src=\"\" title=\"Rain so far\" width=\"560\" height=\"315\" loading=\"lazy\"></iframe>")
    }),
    op("frame-not-lazy", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ\" title=\"Rain on the roof\" width=\"560\" height=\"315\"></iframe>",
        )
    }),
    // The rule about sizes is about pictures.
    op("frame-without-size", &[], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ\" title=\"Rain on the roof\" loading=\"lazy\"></iframe>",
        )
    }),
    op("frame-of-a-dead-service", &[], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://vine.co/v/hBFgzTgdQ5P/embed/simple\" title=\"Rain, six seconds\" width=\"480\" height=\"480\" loading=\"lazy\"></iframe>",
        )
    }),
    op("frame-of-a-post-that-refuses", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<iframe src=\"https://x.com/wethillside/status/1834567890123456789\" title=\"A post\" width=\"480\" height=\"300\" loading=\"lazy\"></iframe>",
        )
    }),
    op("film-not-there", &["broken-internal-link"], |site, rng| {
        site.put("media/rain.vtt", "WEBVTT\n");
        written(
            site,
            rng,
            "<video src=\"/media/rain.mp4\" poster=\"/img/hills.jpg\" controls width=\"640\" height=\"360\"><track kind=\"captions\" src=\"/media/rain.vtt\" srclang=\"en\"></video>",
        )
    }),
    op("film-plays-by-itself", &[], |site, rng| {
        site.put("media/rain.mp4", b"\0\0\0\x18ftypmp42");
        let src = format!("{}media/rain.mp4", site.url_path("index.html"));
        written(site, rng, &format!("<video src=\"{src}\" autoplay loop controls width=\"640\" height=\"360\"></video>"))
    }),
    op("film-without-captions", &["control-or-embed-unlabelled"], |site, rng| {
        site.put("media/rain.mp4", b"\0\0\0\x18ftypmp42");
        let src = format!("{}media/rain.mp4", site.url_path("index.html"));
        written(site, rng, &format!("<video src=\"{src}\" controls width=\"640\" height=\"360\"></video>"))
    }),
    op("film-poster-not-there", &["broken-internal-link"], |site, rng| {
        site.put("media/rain.mp4", b"\0\0\0\x18ftypmp42");
        let src = format!("{}media/rain.mp4", site.url_path("index.html"));
        written(
            site,
            rng,
            &format!(
                "<video src=\"{src}\" poster=\"{}\" controls width=\"640\" height=\"360\"><track kind=\"captions\" src=\"data:text/vtt,WEBVTT\" srclang=\"en\"></video>",
                src.replace("rain.mp4", "rain-poster.jpg")
            ),
        )
    }),
    op("source-of-picture-not-there", &["broken-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let src = page.any(rng, |tag| tag.name == "img")?.value("src")?.to_owned();
        let at = page.in_text(rng, &format!("<picture><source srcset=\"{}\" type=\"image/webp\"><img src=\"{src}\" alt=\"The same fence from the other side\" width=\"800\" height=\"500\" loading=\"lazy\"></picture>", src.replace(".jpg", ".webp")))?;
        page.done(at)
    }),
    op("post-of-x-without-words", &["embed-not-static"], |site, rng| {
        written(
            site,
            rng,
            "<blockquote class=\"twitter-tweet\"><a href=\"https://twitter.com/wethillside/status/1834567890123456789\"></a></blockquote><script async src=\"https://platform.twitter.com/widgets.js\"></script>",
        )
    }),
    op("buttons-of-a-network-s-own", &["third-party-share-widget"], |site, rng| {
        written(
            site,
            rng,
            "<div class=\"fb-like\" data-href=\"https://notes.example.org/\"></div><script async defer src=\"https://connect.facebook.net/en_US/sdk.js#xfbml=1&version=v18.0\"></script>",
        )
    }),
    op("share-widget-that-tracks", &["third-party-share-widget"], |site, rng| {
        in_head(site, rng, "<script src=\"https://s7.addthis.com/js/300/addthis_widget.js#pubid=ra-51c2d1\"></script>")
    }),
    op("pixel-without-consent", &["tracker-without-consent"], |site, rng| {
        in_head(
            site,
            rng,
            "<script>!function(f,b,e,v){if(f.fbq)return;f.fbq=function(){f.fbq.queue.push(arguments)};f.fbq.queue=[];var t=b.createElement(e);t.src=v;b.head.appendChild(t)}(window,document,'script','https://connect.facebook.net/en_US/fbevents.js');fbq('init','1234567890');fbq('track','PageView');</script>",
        )
    }),
    op("pixel-in-noscript", &["tracker-without-consent"], |site, rng| {
        written(
            site,
            rng,
            "<noscript><img height=\"1\" width=\"1\" alt=\"\" src=\"https://www.facebook.com/tr?id=1234567890&amp;ev=PageView&amp;noscript=1\"></noscript>",
        )
    }),
    op("counter-with-placeholder", &["tracker-without-consent"], |site, rng| {
        in_head(
            site,
            rng,
            "<script async src=\"https://www.googletagmanager.com/gtag/js?id=G-XXXXXXXXXX\"></script><script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}gtag('js',new Date());gtag('config','G-XXXXXXXXXX');</script>",
        )
    }),
    op("counter-of-a-dead-version", &["tracker-without-consent"], |site, rng| {
        in_head(
            site,
            rng,
            "<script async src=\"https://www.google-analytics.com/analytics.js\"></script><script>ga('create','UA-1234567-1','auto');ga('send','pageview');</script>",
        )
    }),
    op("counter-without-consent", &["tracker-without-consent"], |site, rng| {
        in_head(
            site,
            rng,
            "<script async src=\"https://www.googletagmanager.com/gtag/js?id=G-4F7Q2K9LMN\"></script><script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}gtag('js',new Date());gtag('config','G-4F7Q2K9LMN');</script>",
        )
    }),
    op("counter-twice", &[], |site, rng| {
        in_head(
            site,
            rng,
            "<script async src=\"https://plausible.io/js/script.js\" data-domain=\"notes.example.org\"></script><script async src=\"https://plausible.io/js/script.js\" data-domain=\"notes.example.org\"></script>",
        )
    }),
    op("campaign-on-own-link", &["utm-on-internal-link"], |site, rng| {
        let mut page = site.post(rng)?;
        let target = page.site.posts().first()?.clone();
        let target = page.site.url_path(&target);
        let at = page.in_sentence(
            rng,
            &format!("Read <a href=\"{target}?utm_source=blog&amp;utm_medium=internal&amp;utm_campaign=rain\">the first note</a> too."),
        )?;
        page.done(at)
    }),
    op("click-id-kept-in-link", &[], |site, rng| link(site, rng, "https://weather.example.com/gauge?fbclid=IwAR0cXl3Vt7mHkq2pQ9")),
    op("campaign-kept-in-link", &[], |site, rng| {
        link(site, rng, "https://weather.example.com/gauge?utm_source=newsletter&amp;utm_medium=email&amp;utm_campaign=may")
    }),
    op("campaign-without-source", &["utm-inconsistent"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| {
            tag.name == "a"
                && tag
                    .value("href")
                    .is_some_and(|href| href.contains("x.com/intent") || href.contains("sharer.php") || href.contains("share-offsite"))
        })?;
        let href = tag.value("href")?.to_owned();
        let url = page.url().replace(':', "%3A").replace('/', "%2F");
        let at = page.set_attr(&tag, "href", &href.replace(&url, &format!("{url}%3Futm_campaign%3Dshare")))?;
        page.done(at)
    }),
    op("campaign-in-two-spellings", &["utm-inconsistent", "utm-medium-unclassified"], |site, rng| {
        let mut page = site.post(rng)?;
        let tag = page.any(rng, |tag| {
            tag.name == "a"
                && tag
                    .value("href")
                    .is_some_and(|href| href.contains("x.com/intent") || href.contains("sharer.php") || href.contains("share-offsite"))
        })?;
        let href = tag.value("href")?.to_owned();
        let url = page.url().replace(':', "%3A").replace('/', "%2F");
        let at =
            page.set_attr(&tag, "href", &href.replace(&url, &format!("{url}%3Futm_source%3DTwitter%2520Post%26utm_medium%3DSocial")))?;
        page.done(at)
    }),
    op("fonts-block-the-page", &[], |site, rng| {
        in_head(site, rng, "<style>@import url('https://fonts.googleapis.com/css2?family=Lora');</style>")
    }),
    op("two-megabytes-inside-the-page", &["page-too-heavy", "body-image-heavy"], |site, rng| {
        let data = "iVBORw0KGgoAAAANSUhEUgAA".repeat(90_000);
        written(
            site,
            rng,
            &format!("<p><img src=\"data:image/png;base64,{data}\" alt=\"The fence in winter\" width=\"800\" height=\"500\"></p>"),
        )
    }),
    op("comments-of-a-dead-service", &[], |site, rng| {
        written(
            site,
            rng,
            "<div id=\"disqus_thread\"></div><script>(function() { var d = document, s = d.createElement('script'); s.src = 'https://EXAMPLE.disqus.com/embed.js'; d.body.appendChild(s); })();</script>",
        )
    }),
];
