#!/usr/bin/env python3
"""Builds real sites with other generators, runs `optimize` over them, and checks what it did.

    run.py --bin target/release/smo-build --posts DIR --tools DIR [--work DIR] [--only hugo,eleventy]

For each generator it prints a line: pages; tags that stand twice and did not before; bytes that differ
beyond what `--diff` said; files that a second run changed; sources that were found again with
`--content`; errors of the Nu HTML checker that were not there before. It leaves with 1 if any of them is
not what it should be. See README.md for what must be installed.
"""

import argparse, collections, html.parser, json, os, pathlib, re, shutil, subprocess, sys, tempfile

BASE = "https://example.org"
# What must stand once on a page.
ONCE = ["title", "description", "canonical", "robots", "og:title", "og:type", "og:url", "og:image", "og:description",
        "og:site_name", "og:locale", "twitter:card", "article:published_time", "article:modified_time"]

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--posts", required=True, help="a folder of Markdown with YAML front matter")
parser.add_argument("--tools", required=True, help="holds v/bin (a Python environment) and node/node_modules")
parser.add_argument("--work", default=None, help="a folder to work in; without it a new one is made")
parser.add_argument("--only", default="")
args = parser.parse_args()
BIN, TOOLS, WORK = (pathlib.Path(path).resolve() for path in (args.bin, args.tools, args.work or tempfile.mkdtemp(prefix="smo-generators-")))
PY, NODE = TOOLS / "v/bin", TOOLS / "node/node_modules"


def sh(command, cwd, **more):
    env = {**os.environ, "PATH": f"{PY}:{NODE}/.bin:{os.environ['PATH']}", "ASTRO_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, **more)
    if done.returncode:
        raise RuntimeError(f"{command}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")
    return done.stdout


def posts():
    """(name, date, title, description, body): Liquid taken out, raw HTML left in."""
    found = []
    for path in sorted(pathlib.Path(args.posts).rglob("*.m*d*"))[:40]:
        text = path.read_text(errors="replace")
        match = re.match(r"---\n(.*?)\n---\n(.*)", text, re.S)
        if not match:
            continue
        head, body = match.groups()
        title = re.search(r"^title:\s*(.+)$", head, re.M)
        date = re.match(r"(\d{4}-\d\d-\d\d)-", path.name) or re.search(r"^date:\s*\"?(\d{4}-\d\d-\d\d)", head, re.M)
        if not title or not date:
            continue
        body = re.sub(r"\{%-?\s*(end)?(highlight|raw|link|post_url|include)\b[^%]*%\}", "", body)
        body = re.sub(r"\{[%{].*?[%}]\}", "", body, flags=re.S)
        name = re.sub(r"^\d{4}-\d\d-\d\d-", "", path.stem)
        name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        found.append((name, date.group(1), title.group(1).strip("'\" "), f"What {len(found) + 1} has to say, “quoted” & more.", body))
    return found


def write(path, text):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def yaml_post(title, date, description, body, more=""):
    quoted = json.dumps(title, ensure_ascii=False)
    return f"---\ntitle: {quoted}\ndate: {date}\ndescription: {json.dumps(description, ensure_ascii=False)}\n{more}---\n\n{body}\n"


# What the first post of each site says of itself, through the line of docs/html-contract.md.
SOCIAL = "social: {title: \"Said by </script> the island\", hashtags: [notes]}\n"


def hugo(src):
    sh(["hugo", "new", "site", "."], src)
    sh(["hugo", "new", "theme", "plain"], src)
    write(src / "hugo.toml", f'baseURL = "{BASE}/"\ntitle = "Field Notes"\ntheme = "plain"\n')
    head = src / "themes/plain/layouts/_partials/head.html"
    # The line of docs/html-contract.md.
    island = """{{ with .Params.social }}<script type="application/smo+json">{{ . | jsonify | safeHTML }}</script>{{ end }}\n"""
    write(head, head.read_text() + island)
    page = src / "themes/plain/layouts/page.html"
    page.write_text(page.read_text().replace("{{ .Content }}", '{{ .Content }}<div data-smo="share"></div>'))
    for number, (name, date, title, description, body) in enumerate(posts()):
        more = SOCIAL if number == 0 else ""
        write(src / f"content/posts/{name}.md", yaml_post(title, date, description, body, more))
    sh(["hugo", "--quiet"], src)
    return src / "public", src / "content"


def eleventy(src):
    os.symlink(NODE, src / "node_modules")
    write(src / "package.json", '{"type": "module"}')
    write(src / "_includes/base.njk", """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>
{% if social %}<script type="application/smo+json">{{ social | dump | replace("</", "<\\\\/") | safe }}</script>{% endif %}
</head><body><main><article><h1>{{ title }}</h1>{{ content | safe }}<div data-smo="share"></div></article></main></body></html>
""")
    write(src / "eleventy.config.js", "export default (config) => { config.setInputDirectory('src'); config.setIncludesDirectory('../_includes'); }\n")
    for number, (name, date, title, description, body) in enumerate(posts()):
        more = "layout: base.njk\ntemplateEngineOverride: md\n"
        more += SOCIAL if number == 0 else ""
        write(src / f"src/posts/{date}-{name}.md", yaml_post(title, date, description, body, more))
    sh(["eleventy", "--quiet"], src)
    return src / "_site", src / "src"


def astro(src):
    os.symlink(NODE, src / "node_modules")
    write(src / "package.json", '{"type": "module"}')
    write(src / "astro.config.mjs", f"export default {{ site: '{BASE}' }};\n")
    write(src / "src/content.config.ts", """import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
export const collections = { blog: defineCollection({ loader: glob({ pattern: '*.md', base: './src/content/blog' }) }) };
""")
    write(src / "src/pages/blog/[id].astro", """---
import { getCollection, render } from 'astro:content';
export async function getStaticPaths() {
  return (await getCollection('blog')).map((post) => ({ params: { id: post.id }, props: { post } }));
}
const { post } = Astro.props;
const { Content } = await render(post);
---
<html lang="en"><head><meta charset="utf-8" /><title>{post.data.title}</title>
{post.data.social && <script is:inline type="application/smo+json" set:html={JSON.stringify(post.data.social).replaceAll('<', '\\\\u003c')} />}
</head><body><main><article><h1>{post.data.title}</h1><Content /><div data-smo="share"></div></article></main></body></html>
""")
    write(src / "src/pages/index.astro", "<html lang='en'><head><meta charset='utf-8' /><title>Field Notes</title></head><body><h1>Field Notes</h1></body></html>\n")
    for number, (name, date, title, description, body) in enumerate(posts()):
        body = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", body)  # pictures that are not there stop this generator
        more = SOCIAL if number == 0 else ""
        write(src / f"src/content/blog/{name}.md", yaml_post(title, date, description, body, more))
    sh(["astro", "build"], src)
    return src / "dist", src / "src/content"


def mkdocs(src, theme="mkdocs"):
    write(src / "mkdocs.yml", f"site_name: Field Notes\nsite_url: {BASE}/\nuse_directory_urls: true\ntheme: {{name: {theme}, custom_dir: over}}\n")
    write(src / "over/main.html", """{% extends "base.html" %}
{% block extrahead %}{{ super() }}{% if page and page.meta.social %}<script type="application/smo+json">{{ page.meta.social | tojson }}</script>{% endif %}{% endblock %}
{% block content %}{{ super() }}<div data-smo="share"></div>{% endblock %}
""")
    write(src / "docs/index.md", "# Field Notes\n\nNotes from a wet hillside, written down every evening.\n")
    for number, (name, date, title, description, body) in enumerate(posts()):
        more = SOCIAL if number == 0 else ""
        write(src / f"docs/notes/{name}.md", yaml_post(title, date, description, f"# {title}\n\n{body}", more))
    sh(["mkdocs", "build", "--quiet"], src)
    return src / "site", src / "docs"


def material(src):
    return mkdocs(src, "material")


def readthedocs(src):
    return mkdocs(src, "readthedocs")


def sphinx(src):
    write(src / "conf.py", f"project = 'Field Notes'\nextensions = []\nhtml_theme = 'alabaster'\nhtml_baseurl = '{BASE}/'\n")
    names = []
    for name, date, title, description, body in posts():
        words = re.sub(r"[`*_|\\<>\[\]{}#-]", " ", body)
        paragraphs = "\n\n".join(" ".join(part.split()) for part in words.split("\n\n") if part.strip())
        write(src / f"{name}.rst", f"{title}\n{'=' * (len(title) * 2)}\n\n{paragraphs}\n")
        names.append(name)
    write(src / "index.rst", "Field Notes\n===========\n\nNotes from a wet hillside.\n\n.. toctree::\n\n" + "".join(f"   {name}\n" for name in names))
    sh(["sphinx-build", "-q", "-b", "html", ".", "_build"], src)
    return src / "_build", None


def pelican(src):
    write(src / "conf.py", f"SITENAME = 'Field Notes'\nSITEURL = '{BASE}'\nPATH = 'content'\nTIMEZONE = 'UTC'\nDEFAULT_LANG = 'en'\nAUTHOR = 'Ada'\nFEED_ALL_ATOM = None\nCATEGORY_FEED_ATOM = None\n")
    for name, date, title, description, body in posts():
        write(src / f"content/{name}.md", f"Title: {title}\nDate: {date}\nSummary: {description}\n\n{body}\n")
    sh(["pelican", "content", "-s", "conf.py", "-q"], src)
    return src / "output", None


def vitepress(src):
    os.symlink(NODE, src / "node_modules")
    write(src / "package.json", '{"type": "module"}')
    write(src / "docs/.vitepress/config.js", "export default { title: 'Field Notes', description: 'Notes', ignoreDeadLinks: true, srcExclude: [], vite: { logLevel: 'error' } }\n")
    write(src / "docs/index.md", "# Field Notes\n\nNotes from a wet hillside.\n")
    for name, date, title, description, body in posts():
        body = re.sub(r"<[^>]*>|!\[[^\]]*\]\([^)]*\)|\{\{|\}\}", "", body)  # Vue would read it
        write(src / f"docs/notes/{name}.md", yaml_post(title, date, description, f"# {title}\n\n{body}"))
    sh(["vitepress", "build", "docs"], src)
    return src / "docs/.vitepress/dist", src / "docs"


def jekyll(src):
    write(src / "_config.yml", f"title: Field Notes\nurl: {BASE}\npermalink: /:year/:month/:day/:title.html\n")
    write(src / "_layouts/post.html", """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.title | escape }}</title>
{% if page.social %}<script type="application/smo+json">{{ page.social | jsonify | replace: "</", "<\\\\/" }}</script>{% endif %}
</head><body><main><article><h1>{{ page.title | escape }}</h1>{{ content }}<div data-smo="share"></div></article></main></body></html>
""")
    for number, (name, date, title, description, body) in enumerate(posts()):
        more = "layout: post\n" + (SOCIAL if number == 0 else "")
        write(src / f"_posts/{date}-{name}.md", yaml_post(title, date, description, body, more))
    sh(["jekyll", "build", "--quiet"], src)
    return src / "_site", src


def mdbook(src):
    write(src / "book.toml", '[book]\ntitle = "Field Notes"\n')
    names = []
    for name, date, title, description, body in posts():
        write(src / f"src/{name}.md", f"# {title}\n\n{body}\n")
        names.append(f"- [{re.sub(r'[][]', '', title)}]({name}.md)\n")
    write(src / "src/SUMMARY.md", "# Summary\n\n" + "".join(names))
    sh(["mdbook", "build"], src)
    return src / "book", None


GENERATORS = {"hugo": hugo, "eleventy": eleventy, "astro": astro, "mkdocs": mkdocs, "readthedocs": readthedocs, "material": material,
              "sphinx": sphinx, "pelican": pelican, "vitepress": vitepress, "jekyll": jekyll, "mdbook": mdbook}


class Tags(html.parser.HTMLParser):
    """How often each tag of ONCE stands in the head of a page; svg titles are none."""

    def __init__(self):
        super().__init__()
        self.found, self.svg = collections.Counter(), 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.svg += tag == "svg"
        if tag == "title" and not self.svg:
            self.found["title"] += 1
        if tag == "meta":
            self.found[(attrs.get("property") or attrs.get("name") or "").lower()] += 1
        if tag == "link" and "canonical" in (attrs.get("rel") or "").lower().split():
            self.found["canonical"] += 1

    def handle_endtag(self, tag):
        self.svg -= tag == "svg"


def tags(path):
    reader = Tags()
    reader.feed(path.read_text(errors="replace"))
    return reader.found


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def optimize(folder, *more):
    command = [str(BIN), "optimize", str(folder), "-b", BASE, "--share", "--fail-on", "never", "--root", str(WORK), "--no-cache", *more]
    return subprocess.run(command, capture_output=True, text=True, errors="surrogateescape")


def nu(folder):
    """Errors of the Nu HTML checker: (page, message) and how often."""
    jar = NODE / "vnu-jar/build/dist/vnu.jar"
    command = ["java", "-Xss4m", "-jar", str(jar), "--exit-zero-always", "--errors-only", "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    errors = collections.Counter()
    for message in json.loads(done.stderr or done.stdout)["messages"]:
        page = message.get("url", "").split(folder.name + "/", 1)[-1]
        errors[page, re.sub(r"\d+", "N", message.get("message", ""))] += 1
    return errors


def applied(before, diff, work):
    """The pages of `before` with the diff applied by `patch`; None where a page is one long line."""
    copy = work / "patched"
    shutil.copytree(before, copy)
    pieces = re.split(r"(?m)^(?=--- a/)", diff)[1:]
    unreadable = set()
    for piece in pieces:
        name = piece.split("\n", 1)[0][len("--- a/"):]
        if any(len(line) > 1000 for line in (before / name).read_bytes().split(b"\n")):
            unreadable.add(name)
            continue
        done = subprocess.run(["patch", "-p1", "-s", "--binary"], cwd=copy, input=piece, capture_output=True, text=True, errors="surrogateescape")
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stdout}{done.stderr}")
    return copy, unreadable


def check(name):
    src = WORK / name / "src"
    shutil.rmtree(WORK / name, ignore_errors=True)
    src.mkdir(parents=True)
    output, content = GENERATORS[name](src)
    work = WORK / name
    before, after = work / "before", work / "after"
    shutil.copytree(output, before)
    shutil.copytree(output, after)
    diff = optimize(before, "--diff").stdout
    first = optimize(after, "--report", f"json={work}/first.json")
    report = json.loads((work / "first.json").read_text())
    once = files(after)
    optimize(after, "--report", f"json={work}/second.json")
    second = json.loads((work / "second.json").read_text())["files"]["written"] + sum(files(after).get(path) != data for path, data in once.items())
    old = files(before)
    pages = [path for path in old if path.endswith((".html", ".htm"))]
    doubled = []
    for page in pages:
        was, now = tags(before / page), tags(after / page)
        doubled += [(page, key) for key in ONCE if now[key] > max(1, was[key])]
    patched, unreadable = applied(before, diff, work)
    beyond = [path for path in old if path not in unreadable and (patched / path).read_bytes() != once[path]]
    # Of a page in one line: everything that stood there still stands there, in its order.
    for page in unreadable:
        rest = iter(re.findall(rb"[^<>\s]+", once[page]))
        asked = old[page].replace(b'<div data-smo="share"></div>', b"")  # became the links
        if not all(word in rest for word in re.findall(rb"[^<>\s]+", asked)):
            beyond.append(page)
    island = sum("Said by &lt;/script> the island" in (after / page).read_text(errors="replace") or
                 "Said by &lt;/script&gt; the island" in (after / page).read_text(errors="replace") for page in pages)
    errors_before, errors_after = nu(before), nu(after)
    new_errors = errors_after - errors_before
    found = "-"
    if content:
        told = optimize(before, "--dry-run", "--content", str(content), "--format", "json").stdout
        unmatched = [f for f in json.loads(told)["findings"] if f["rule"] == "content-unmatched"]
        found = unmatched[0]["message"].split(" were not")[0] + " lost" if unmatched else "all"
    shares = sum(b'class="smo-share"' in once[page] for page in pages)
    print(f"| {name} | {len(pages)} | {report['summary']['errors']} / {report['summary']['warnings']} | {shares} | {island or '-'} | {len(doubled)} | "
          f"{len(beyond)} | {second} | {found.replace(str(content), 'content')} | {sum(errors_before.values())} | {sum(new_errors.values())} |", flush=True)
    for problem in [*doubled[:5], *beyond[:5], *list(new_errors.items())[:8]]:
        print("   ", problem)
    if first.returncode:
        print(first.stderr[-500:])
    return not (doubled or beyond or second or new_errors)


print("| generator | pages | errors / warnings | share links | islands | doubled tags | bytes beyond the diff | changed by run 2 | sources | Nu before | Nu new |")
print("| --- | --: | --: | --: | --: | --: | --: | --: | --- | --: | --: |")
fine = True
for name in GENERATORS:
    if args.only and name not in args.only.split(","):
        continue
    try:
        fine &= check(name)
    except (FileNotFoundError, RuntimeError) as error:
        print(f"| {name} | not built: {str(error).strip().splitlines()[-1] if str(error) else error} |")
        if args.only:
            print(error)
sys.exit(0 if fine else 1)
