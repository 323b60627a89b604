// Pages with one fault each, and pages that only look as if they had one, for `compare.mjs`.
//
// Written from what Lighthouse's audits look at, not from our rules. A fault is a change to a page that has none.

export const BASE = 'https://gauges.example';

/** A page without faults. `SLUG` is where it lives. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How SLUG is measured</title>
<meta name="description" content="What a season with SLUG and three brass gauges taught us about rain.">
<link rel="canonical" href="${BASE}/SLUG/">
<link rel="alternate" hreflang="en" href="${BASE}/SLUG/">
<link rel="alternate" hreflang="de" href="${BASE}/de/SLUG/">
<meta property="og:type" content="article">
<meta property="og:title" content="How SLUG is measured">
<meta property="og:description" content="What a season with SLUG and three brass gauges taught us about rain.">
<meta property="og:url" content="${BASE}/SLUG/">
<meta property="og:image" content="${BASE}/card.png">
<meta property="og:image:alt" content="A brass gauge">
<meta name="twitter:card" content="summary_large_image">
<link rel="alternate" type="application/rss+xml" href="${BASE}/index.xml">
</head>
<body>
<main>
<h1>How SLUG is measured</h1>
<p>Read <a href="/clean/">about the brass gauges</a> first.</p>
<img src="/card.png" width="1200" height="630" alt="A brass gauge on a fence">
</main>
</body>
</html>
`;

const TITLE = '<title>How SLUG is measured</title>\n';
const DESCRIPTION = '<meta name="description" content="What a season with SLUG and three brass gauges taught us about rain.">\n';
const CANONICAL = `<link rel="canonical" href="${BASE}/SLUG/">\n`;
const LANGUAGES = `<link rel="alternate" hreflang="en" href="${BASE}/SLUG/">\n<link rel="alternate" hreflang="de" href="${BASE}/de/SLUG/">\n`;
const VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">\n';
const LINK = '<a href="/clean/">about the brass gauges</a>';
const ALT = ' alt="A brass gauge on a fence"';
const IMAGE = `<img src="/card.png" width="1200" height="630"${ALT}>`;

const instead = (old, fresh) => (page) => {
  if (!page.includes(old)) throw new Error(`a clean page has no ${old}`);
  return page.replaceAll(old, fresh);
};
const without = (old) => instead(old, '');
const head = (tags) => instead('</head>', `${tags}\n</head>`);
const body = (html) => instead('</main>', `${html}\n</main>`);
const canonical = (href) => instead(CANONICAL, `<link rel="canonical" href="${href}">\n`);
const languages = (html) => instead(LANGUAGES, html);
const link = (html) => instead(LINK, html);
const image = (html) => instead(IMAGE, html);
const viewport = (content) => instead('width=device-width, initial-scale=1', content);

/** Name of the fault, and what it does to a page. Those in `UNLISTED` stand in no sitemap and no feed. */
export const FAULTS = {
  clean: (page) => page,

  'title-none': without(TITLE),
  'title-empty': instead(TITLE, '<title></title>\n'),
  'title-blank': instead(TITLE, '<title> &#10; </title>\n'),
  'title-of-drawing': (page) => body('<svg width="9" height="9"><title>Rain</title></svg>')(without(TITLE)(page)),
  'title-in-body': (page) => body('<title>Late</title>')(without(TITLE)(page)),
  'title-nbsp': instead(TITLE, '<title>&nbsp;</title>\n'),

  'description-none': without(DESCRIPTION),
  'description-empty': instead(DESCRIPTION, '<meta name="description" content="">\n'),
  'description-blank': instead(DESCRIPTION, '<meta name="description" content="  ">\n'),
  'description-shouted': instead(DESCRIPTION, DESCRIPTION.replace('name="description"', 'NAME="Description"')),
  'description-in-body': (page) => body(DESCRIPTION.trim())(without(DESCRIPTION)(page)),
  'description-as-property': instead(DESCRIPTION, DESCRIPTION.replace('name=', 'property=')),
  'description-after-image': (page) => head(`<img src="/card.png" alt="">\n${DESCRIPTION}`)(without(DESCRIPTION)(page)),
  'description-second': (page) => head(DESCRIPTION)(instead(DESCRIPTION, '<meta name="description" content="">\n')(page)),
  'description-nowhere': (page) => page.replaceAll(/<meta [^>]*description"[^>]*>\n/g, ''),

  'noindex': head('<meta name="robots" content="noindex">'),
  'noindex-nofollow': head('<meta name="robots" content="nofollow, NOINDEX">'),
  'noindex-none': head('<meta name="robots" content="none">'),
  'noindex-googlebot': head('<meta name="googlebot" content="noindex">'),
  'noindex-since': head('<meta name="robots" content="unavailable_after: 2020-01-01">'),
  'noindex-later': head('<meta name="robots" content="unavailable_after: 2090-01-01">'),
  'noindex-shouted': head('<meta name="ROBOTS" content="NoIndex">'),
  'noindex-unlisted': head('<meta name="robots" content="noindex">'),
  'noindex-in-body': body('<meta name="robots" content="noindex">'),
  'noindex-not': head('<meta name="robots" content="noarchive, max-image-preview:large">'),

  'canonical-none': without(CANONICAL),
  'canonical-empty': canonical(''),
  'canonical-path': canonical('/SLUG/'),
  'canonical-relative': canonical('./'),
  'canonical-no-scheme': canonical('//gauges.example/SLUG/'),
  'canonical-no-url': canonical('https://'),
  'canonical-spaced': canonical(' https://gauges.example/SLUG/ '),
  'canonical-two': head(`<link rel="canonical" href="${BASE}/clean/">`),
  'canonical-twice': head(CANONICAL),
  'canonical-home': canonical(`${BASE}/`),
  'canonical-other-page': canonical(`${BASE}/clean/`),
  'canonical-other-language': (page) => languages(LANGUAGES.replace('/de/SLUG/', '/clean/'))(canonical(`${BASE}/clean/`)(page)),
  'canonical-other-host': canonical('https://other.example/SLUG/'),
  'canonical-nowhere': canonical(`${BASE}/gone/`),
  'canonical-in-body': (page) => body('<link rel="canonical" href="/clean/">')(page),
  'canonical-shouted': instead(CANONICAL, `<LINK REL="Canonical" HREF="/SLUG/">\n`),
  'canonical-beside-others': instead(CANONICAL, `<link rel="canonical nofollow" href="/SLUG/">\n`),
  'canonical-unslashed': canonical(`${BASE}/SLUG`),

  'hreflang-none': languages(''),
  'hreflang-path': languages(LANGUAGES.replaceAll(BASE, '')),
  'hreflang-no-scheme': languages(LANGUAGES.replaceAll('https:', '')),
  'hreflang-underscore': languages(LANGUAGES.replace('"en"', '"en_GB"')),
  'hreflang-unknown': languages(LANGUAGES.replace('"de"', '"xx"')),
  'hreflang-words': languages(LANGUAGES.replace('"de"', '"german"')),
  'hreflang-country': languages(LANGUAGES.replace('"en"', '"en-UK"')),
  'hreflang-region': languages(LANGUAGES.replace('"en"', '"en-GB"')),
  'hreflang-script': languages(LANGUAGES.replace('"de"', '"zh-Hant"')),
  'hreflang-three-letters': languages(LANGUAGES.replace('"de"', '"gsw"')),
  'hreflang-default': languages(`${LANGUAGES}<link rel="alternate" hreflang="x-default" href="${BASE}/SLUG/">\n`),
  'hreflang-empty': languages(LANGUAGES.replace('"de"', '""')),
  'hreflang-not-self': languages(`<link rel="alternate" hreflang="de" href="${BASE}/de/SLUG/">\n`),
  'hreflang-in-body': (page) => body('<link rel="alternate" hreflang="qq" href="/x/">')(languages('')(page)),
  'hreflang-shouted': languages(LANGUAGES.replace('"en"', '"EN"').replace('"de"', '"DE"')),

  'text-click-here': link('<a href="/clean/">click here</a>'),
  'text-here': link('<a href="/clean/">Here</a>'),
  'text-read-more': link('<a href="/clean/">\n  Read more\n</a>'),
  'text-learn-more': link('<a href="/clean/">Learn more</a>'),
  'text-more-info': link('<a href="/clean/">more info</a>'),
  'text-this': link('<a href="/clean/">this</a>'),
  'text-information': link('<a href="/clean/">Information</a>'),
  'text-start': link('<a href="/clean/">Start</a>'),
  'text-go': link('<a href="/clean/">Go</a>'),
  'text-see-more': link('<a href="/clean/"><strong>See more</strong></a>'),
  'text-right-here': link('<a href="/clean/">right here</a>'),
  'text-arrow': link('<a href="/clean/">Read more →</a>'),
  'text-full-stop': link('<a href="/clean/">here.</a>'),
  'text-hidden-words': link('<a href="/clean/">Read more<span style="position:absolute;left:-99px"> about brass</span></a>'),
  'text-labelled': link('<a href="/clean/" aria-label="About brass gauges">Read more</a>'),
  'text-nofollow': link('<a href="https://other.example/" rel="nofollow">here</a>'),
  'text-fragment': (page) => link('<a href="#brass">here</a>')(body('<p id="brass">Brass.</p>')(page)),
  'text-mail': link('<a href="mailto:ada@gauges.example">here</a>'),
  'text-german': (page) => link('<a href="/clean/">weiterlesen</a>')(instead('lang="en"', 'lang="de"')(page)),
  'text-german-in-english': link('<a href="/clean/">weiterlesen</a>'),
  'text-german-marked': link('<a href="/clean/" lang="de">hier klicken</a>'),
  'text-spanish': (page) => link('<a href="/clean/">más información</a>')(instead('lang="en"', 'lang="es"')(page)),
  'text-swedish': (page) => link('<a href="/clean/">läs mer</a>')(instead('lang="en"', 'lang="sv"')(page)),
  'text-portuguese': (page) => link('<a href="/clean/">clique aqui</a>')(instead('lang="en"', 'lang="pt"')(page)),
  'text-japanese': (page) => link('<a href="/clean/">続きを読む</a>')(instead('lang="en"', 'lang="ja"')(page)),
  'text-korean': (page) => link('<a href="/clean/">자세히 보기</a>')(instead('lang="en"', 'lang="ko"')(page)),
  'text-persian': (page) => link('<a href="/clean/">بیشتر بخوانید</a>')(instead('lang="en"', 'lang="fa" dir="rtl"')(page)),
  'text-tamil': (page) => link('<a href="/clean/">மேலும் அறிக</a>')(instead('lang="en"', 'lang="ta"')(page)),
  'text-french': (page) => link('<a href="/clean/">cliquez ici</a>')(instead('lang="en"', 'lang="fr"')(page)),

  'anchor-void': link('<a href="javascript:void(0)">the brass gauges</a>'),
  'anchor-void-spaced': link('<a href="javascript: void( 0 );">the brass gauges</a>'),
  'anchor-script': link('<a href="javascript:show()">the brass gauges</a>'),
  'anchor-file': link('<a href="file:///srv/brass.html">the brass gauges</a>'),
  'anchor-no-url': link('<a href="https://">the brass gauges</a>'),
  'anchor-port': link('<a href="https://gauges.example:port/">the brass gauges</a>'),
  'anchor-no-href': link('<a target="_blank">the brass gauges</a>'),
  'anchor-onclick': link('<a onclick="show()">the brass gauges</a>'),
  'anchor-placeholder': link('<a>the brass gauges</a>'),
  'anchor-target': link('<a id="brass"></a>the brass gauges'),
  'anchor-named': link('<a name="brass"></a>the brass gauges'),
  'anchor-empty': link('<a href="">the brass gauges</a>'),
  'anchor-hash': link('<a href="#">the brass gauges</a>'),
  'anchor-void-button': link('<a href="javascript:void(0)" role="button">the brass gauges</a>'),
  'anchor-bare-scheme': link('<a href="http:">the brass gauges</a>'),

  'alt-none': image(IMAGE.replace(ALT, '')),
  'alt-empty': image(IMAGE.replace(ALT, ' alt=""')),
  'alt-bare': image(IMAGE.replace(ALT, ' alt')),
  'alt-blank': image(IMAGE.replace(ALT, ' alt=" "')),
  'alt-presentation': image(IMAGE.replace(ALT, ' role="presentation"')),
  'alt-role-none': image(IMAGE.replace(ALT, ' role="none"')),
  'alt-label': image(IMAGE.replace(ALT, ' aria-label="A brass gauge"')),
  'alt-labelled-by': (page) => image(IMAGE.replace(ALT, ' aria-labelledby="c"'))(body('<p id="c">A brass gauge</p>')(page)),
  'alt-title': image(IMAGE.replace(ALT, ' title="A brass gauge"')),
  'alt-hidden': image(IMAGE.replace(ALT, ' aria-hidden="true"')),
  'alt-hidden-by-style': image(IMAGE.replace(ALT, ' style="display:none"')),
  'alt-hidden-attribute': image(IMAGE.replace(ALT, ' hidden')),
  'alt-figure': image(`<figure>${IMAGE.replace(ALT, '')}<figcaption>A brass gauge</figcaption></figure>`),
  'alt-in-link': image(`<a href="/clean/">${IMAGE.replace(ALT, '')}</a>`),
  'alt-noscript': image(`<noscript>${IMAGE.replace(ALT, '')}</noscript>`),
  'alt-template': image(`<template>${IMAGE.replace(ALT, '')}</template>`),
  'alt-picture': image(`<picture><source srcset="/card.png">${IMAGE.replace(ALT, '')}</picture>`),

  'viewport-none': without(VIEWPORT),
  'viewport-empty': viewport(''),
  'viewport-only-scale': viewport('initial-scale=1'),
  'viewport-fixed': viewport('width=980'),
  'viewport-other': viewport('minimal-ui'),
  'viewport-no-zoom': viewport('width=device-width, user-scalable=no'),
  'viewport-zoom-zero': viewport('width=device-width, user-scalable=0'),
  'viewport-max-one': viewport('width=device-width, maximum-scale=1.0'),
  'viewport-max-three': viewport('width=device-width, maximum-scale=3'),
  'viewport-max-five': viewport('width=device-width, maximum-scale=5'),
  'viewport-in-body': (page) => body(VIEWPORT.trim())(without(VIEWPORT)(page)),

  'lang-none': instead(' lang="en"', ''),
  'lang-empty': instead(' lang="en"', ' lang=""'),
  'lang-unknown': instead(' lang="en"', ' lang="xx"'),
  'lang-underscore': instead(' lang="en"', ' lang="en_US"'),
  'lang-words': instead(' lang="en"', ' lang="english"'),
  'lang-region': instead(' lang="en"', ' lang="en-GB"'),
};

export const UNLISTED = ['noindex-unlisted'];

/** Files of a site with the faults, by path. The pages in German are there so that links to them lead somewhere. */
export function site(faults) {
  const files = { 'index.html': PAGE.replaceAll('/SLUG/', '/').replaceAll('SLUG', 'rain') };
  for (const [slug, fault] of Object.entries(faults)) {
    files[`${slug}/index.html`] = fault(PAGE).replaceAll('SLUG', slug);
    files[`de/${slug}/index.html`] = PAGE.replace('lang="en"', 'lang="de"')
      .replace(CANONICAL, CANONICAL.replace('/SLUG/', '/de/SLUG/'))
      .replaceAll('SLUG', slug);
  }
  const listed = Object.keys(files).filter((file) => !UNLISTED.includes(file.split('/').at(-2)));
  files['sitemap.xml'] = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${
    listed.map((file) => `<url><loc>${BASE}/${file.replace('index.html', '')}</loc></url>`).join('\n')}\n</urlset>\n`;
  files['index.xml'] = `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Rain</title><link>${BASE}/</link><description>Rain.</description></channel></rss>\n`;
  return files;
}
