#!/usr/bin/env python3
"""Looks at every picture of a finished site as others do.

    check.py SITE [--base https://example.org] [--budget 300] [--chromium PATH]

Pillow and `file` must open each picture below SITE/smo; the tags of each page must give its true size
and type; none may be heavier than the budget (in kB; smaller copies of pictures in the text are not
previews and have none); what a `srcset` promises must be what the file has. With --chromium, a browser
must open each, too. Needs Pillow.
"""

import argparse
import html.parser
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse

from PIL import Image

MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}


class Page(html.parser.HTMLParser):
    """The meta tags of previews, and the pictures of the text."""

    def __init__(self):
        super().__init__()
        self.metas = {}
        self.srcsets = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "meta":
            key = attrs.get("property") or attrs.get("name")
            if key and key.lower() not in self.metas:
                self.metas[key.lower()] = attrs.get("content") or ""
        if tag == "img" and "srcset" in attrs:
            self.srcsets.append((attrs.get("src"), attrs["srcset"]))


def local(site, url):
    """The file behind an address of a picture of ours, whatever the base path is."""
    path = urllib.parse.unquote(urllib.parse.urlsplit(url).path)
    if "/smo/" not in path:
        return None
    return site / "smo" / path.rsplit("/smo/", 1)[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=pathlib.Path)
    parser.add_argument("--budget", type=int, default=300)
    parser.add_argument("--chromium")
    args = parser.parse_args()
    wrong, seen, named = [], {}, set()
    pictures = sorted(path for path in (args.site / "smo").glob("*") if path.suffix in (".png", ".jpg", ".webp"))
    for path in pictures:
        try:
            with Image.open(path) as image:
                image.load()
                seen[path] = (image.size, MIMES[image.format], path.stat().st_size)
                if image.getexif():
                    wrong.append(f"{path.name}: metadata is left in it")
        except Exception as error:  # whatever Pillow says is what a reader would say
            wrong.append(f"{path.name}: Pillow: {error}")
            continue
        if not path.stem.rsplit("-", 1)[0].endswith("w") and path.stat().st_size > args.budget * 1000:
            wrong.append(f"{path.name}: {path.stat().st_size // 1000} kB")
    if pictures:
        listed = subprocess.run(["file", "--brief", "--mime-type", *map(str, pictures)], capture_output=True, text=True, check=True)
        for path, mime in zip(pictures, listed.stdout.split()):
            if path in seen and mime != seen[path][1]:
                wrong.append(f"{path.name}: `file` says {mime}")
    pages = sorted(args.site.rglob("*.html"))
    previews = variants = 0
    for path in pages:
        page = Page()
        page.feed(path.read_text(encoding="utf-8", errors="replace"))
        name = path.relative_to(args.site)
        image = page.metas.get("og:image")
        file = image and local(args.site, image)
        if file:
            previews += 1
            named.add(file)
            if file not in seen:
                wrong.append(f"{name}: og:image {file.name} is not there, or is no picture")
            else:
                (width, height), mime, _ = seen[file]
                said = (page.metas.get("og:image:width"), page.metas.get("og:image:height"), page.metas.get("og:image:type"))
                if said != (str(width), str(height), mime):
                    wrong.append(f"{name}: the tags say {said}, the file {(width, height, mime)}")
        for _, srcset in page.srcsets:
            for candidate in srcset.split(","):
                url, _, width = candidate.strip().rpartition(" ")
                file = local(args.site, url)
                if not file:
                    continue
                variants += 1
                named.add(file)
                if file not in seen:
                    wrong.append(f"{name}: {file.name} is not there, or is no picture")
                elif width != f"{seen[file][0][0]}w":
                    wrong.append(f"{name}: {file.name} is {seen[file][0][0]} wide, the page says {width}")
    if args.chromium and pictures:
        wrong.extend(browser(args.chromium, pictures, seen))
    weights = sorted(weight for _, _, weight in seen.values())
    middle = weights[len(weights) // 2] // 1000 if weights else 0
    print(f"{len(pages)} pages, {previews} previews, {variants} variants; {len(pictures)} pictures, {len(set(pictures) - named)} of them named by no page; "
          f"median {middle} kB, heaviest {weights[-1] // 1000 if weights else 0} kB")
    for line in wrong[:50]:
        print(f"wrong: {line}")
    print(f"{len(wrong)} wrong")
    return 1 if wrong else 0


def browser(chromium, pictures, seen):
    """One page with all pictures, which writes down the size of each."""
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "all.html"
        images = "".join(f'<img src="{path.resolve().as_uri()}">' for path in pictures)
        script = "onload=()=>{document.body.textContent=JSON.stringify([...document.images].map(i=>[i.naturalWidth,i.naturalHeight]))}"
        page.write_text(f"<!doctype html><meta charset=utf-8><body>{images}<script>{script}</script>")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--virtual-time-budget=60000", "--dump-dom"]
        done = subprocess.run([chromium, *flags, page.as_uri()], capture_output=True, text=True, timeout=600)
        text = done.stdout[done.stdout.index("[["): done.stdout.rindex("]]") + 2]
        for path, size in zip(pictures, json.loads(text)):
            if path in seen and tuple(size) != seen[path][0]:
                yield f"{path.name}: the browser shows {size}"


if __name__ == "__main__":
    sys.exit(main())
