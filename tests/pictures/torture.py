#!/usr/bin/env python3
"""Feeds images that other projects test their decoders with to smo-build, a page for each.

    torture.py [FOLDER ...] [--collect DIR] [--smo target/release/smo-build] [--bench PATH]
               [--seconds 20] [--mb 700] [--each] [--keep DIR]

FOLDERs are searched for images. --collect downloads the source package of Pillow from PyPI to DIR and takes
its tests, the images inside of the crates that lie in Cargo's registry, and makes up some more: cut off, empty,
with a lying name, enormous by their header. Each image becomes the `image` of a page, which is built within a
bound of time and memory. Then it was

    drawn      the page's preview is a picture that Pillow opens
    refused    a card stands in, and a finding says why

and anything else (a panic, a word on standard error, no picture, too slow, too much memory) is wrong. With
--bench (the binary of `cargo bench --no-run --bench pictures`), size and format of all that Pillow opens are
compared with what our header reader says. Needs Pillow.
"""

import argparse
import collections
import concurrent.futures
import io
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

from PIL import Image

KINDS = {".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".bmp", ".ico", ".svg", ".avif", ".heic", ".heif", ".tif", ".tiff", ".cur",
         ".tga", ".ppm", ".pnm", ".pgm", ".jp2", ".psd", ".qoi", ".dds", ".icns", ".mpo", ".eps", ".pcx", ".fli"}
REFUSALS = ("preview-image-not-readable", "preview-image-format", "preview-image-too-large", "card-image-not-readable")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1200 630">%s</svg>'


def collect(folder):
    """The images of Pillow's tests and of crates, and some that nobody would save."""
    folder.mkdir(parents=True, exist_ok=True)
    if not list(folder.glob("pillow*")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "pillow", "pillow", "-d", str(folder)]
        subprocess.run(command, check=True)
        for packed in folder.glob("pillow*.tar.gz"):
            with tarfile.open(packed) as tar:
                tar.extractall(folder, filter="data")
    crates = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo")) / "registry/src"
    made = folder / "made-up"
    if not made.is_dir():
        made.mkdir()
        make_up(made)
    return [folder, *crates.glob("*")]


def make_up(folder):
    def save(name, data):
        (folder / name).write_bytes(data)

    def encoded(image, kind, **options):
        out = io.BytesIO()
        image.save(out, kind, **options)
        return out.getvalue()

    ramp = Image.linear_gradient("L").resize((640, 480))
    photo = Image.merge("RGB", (ramp, ramp.rotate(90, expand=False), ramp.transpose(Image.Transpose.FLIP_TOP_BOTTOM)))
    kinds = {"jpg": ("JPEG", {}), "png": ("PNG", {}), "gif": ("GIF", {}), "webp": ("WEBP", {}), "bmp": ("BMP", {})}
    for ending, (kind, options) in kinds.items():
        whole = encoded(photo, kind, **options)
        save(f"whole.{ending}", whole)
        for part in (0, 1, 9, 40, len(whole) // 4, len(whole) // 2, len(whole) - 1):
            save(f"first-{part}.{ending}", whole[:part])
        for at in range(16, len(whole) // 2, max(1, len(whole) // 8)):
            save(f"bit-{at}.{ending}", whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1:])
        save(f"really-{ending}.{'png' if ending != 'png' else 'jpg'}", whole)
        save(f"tail.{ending}", whole + b"<script>" * 100)
    save("progressive.jpg", encoded(photo, "JPEG", progressive=True))
    save("inks.jpg", encoded(photo.convert("CMYK"), "JPEG"))
    save("grey.jpg", encoded(photo.convert("L"), "JPEG"))
    save("sixteen.png", encoded(ramp.convert("I;16"), "PNG"))
    save("palette.png", encoded(photo.quantize(7), "PNG", transparency=0))
    save("bilevel.png", encoded(photo.convert("1"), "PNG"))
    save("thin.png", encoded(photo.resize((4000, 1)), "PNG"))
    save("tall.png", encoded(photo.resize((1, 4000)), "PNG"))
    save("lossless.webp", encoded(photo, "WEBP", lossless=True))
    save("moving.webp", encoded(photo, "WEBP", save_all=True, append_images=[photo.rotate(9)]))
    save("moving.gif", encoded(photo.quantize(9), "GIF", save_all=True, append_images=[photo.rotate(9).quantize(9)]))
    save("moving.png", encoded(photo, "PNG", save_all=True, append_images=[photo.rotate(9)]))
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
        save(f"turned-{turn}.jpg", encoded(photo, "JPEG", exif=exif))
    png = encoded(photo, "PNG")
    for name, (wide, high) in {"bomb": (60000, 60000), "bomb-2": (65535, 9000), "none": (0, 630), "most": (2**31 - 1, 2**31 - 1)}.items():
        save(f"{name}.png", png[:16] + wide.to_bytes(4, "big") + high.to_bytes(4, "big") + png[24:])
    # Nothing but zeroes: 100 megapixels in 100 kB.
    save("zeroes.png", encoded(Image.new("1", (10000, 10000)), "PNG"))
    save("large.png", encoded(Image.new("RGB", (9000, 9000), "#123"), "PNG"))
    drawings = {
        "plain": '<circle cx="600" cy="300" r="200" fill="#c00"/>', "nothing": "", "words": '<text x="9" y="300" font-size="90">Rain</text>',
        "outside": '<image href="https://example.com/a.png" width="9" height="9"/><image href="/etc/passwd" width="9" height="9"/>',
        "itself": '<g id="a"><use href="#a"/></g>', "script": "<script>alert(1)</script><rect width='900' height='300'/>",
        "html": '<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        "doubling": '<g id="a0"><path d="M0 0h9v9z"/></g>' + "".join(f'<g id="a{n}"><use href="#a{n - 1}"/><use href="#a{n - 1}"/></g>' for n in range(1, 40)),
        "deep": "<g>" * 5000 + "</g>" * 5000, "huge": '<rect width="1e30" height="1e30" fill="red"/>', "nan": '<path d="MNaN 1L9 9z"/>',
        "blur": '<filter id="f"><feGaussianBlur stdDeviation="900"/></filter><rect width="900" height="600" filter="url(#f)"/>',
        "mask": '<mask id="m" mask="url(#m)"><rect width="9" height="9"/></mask><rect width="900" height="600" mask="url(#m)"/>',
        "pattern": '<pattern id="p" width=".001" height=".001"><rect width="1" height="1"/></pattern><rect width="900" height="600" fill="url(#p)"/>',
    }
    for name, inside in drawings.items():
        save(f"{name}.svg", (SVG % inside).encode())
    save("entities.svg", b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(9)) + b"]>" + (SVG % "<text>&a8;</text>").encode())
    save("latin.svg", (SVG % "<title>Größe</title>").encode("latin-1"))
    save("wide.svg", (SVG % "<rect width='9' height='9'/>").encode("utf-16"))


def one(args, number, file, folder):
    """Builds a page with this image and says what became of it."""
    site = folder / str(number)
    (site / "content").mkdir(parents=True)
    (site / "static").mkdir()
    name = f"image{file.suffix.lower()}"
    shutil.copy(file, site / "static" / name)
    (site / "smo.yaml").write_text('site: { url: "https://notes.example", title: Notes, description: Torture. }\n')
    (site / "content/rain.md").write_text(f"---\ntitle: Rain\ndate: 2026-01-02\nimage: /{name}\nimage_alt: A picture\n---\nIt rained.\n\n![A picture](/{name})\n")
    command = [args.smo, "--root", str(site), "-j", "1", "--no-cache", "--fail-on", "never", "--format", "json", "build"]
    start = time.monotonic()
    with (open(site / "out", "w+b") as out, open(site / "err", "w+b") as err):
        process = subprocess.Popen(command, stdout=out, stderr=err, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (args.seconds, args.seconds)))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        said, trouble = out.read().decode(errors="replace"), err.read().decode(errors="replace").strip()
    seconds, mb = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    result = {"seconds": seconds, "mb": mb, "wall": time.monotonic() - start}
    if process.returncode != 0:
        return {**result, "wrong": f"left with {process.returncode}: {trouble[:300]}"}
    if "panicked" in trouble or trouble:
        return {**result, "wrong": f"said on standard error: {trouble[:300]}"}
    if mb > args.mb:
        return {**result, "wrong": f"took {mb:.0f} MB"}
    page = (site / "public/rain/index.html").read_text()
    image = re.search(r'property="?og:image"? content="?[^" >]*?(/smo/[^" >]+)', page)
    try:
        with Image.open(site / "public" / image.group(1).lstrip("/")) as made:
            made.load()
            if made.size != (1200, 630):
                return {**result, "wrong": f"its preview is {made.size}"}
    except Exception as error:
        return {**result, "wrong": f"it has no preview: {error}"}
    reasons = [finding for finding in findings(json.loads(said)) if name in finding["message"] or finding["rule"].startswith(("preview-image-", "image-"))]
    refusal = next((finding for finding in reasons if finding["rule"] in REFUSALS), None)
    return {**result, "refused": refusal and refusal["message"], "rules": sorted({finding["rule"] for finding in reasons})}


def findings(report):
    """Wherever they stand in the report."""
    if isinstance(report, dict):
        if "rule" in report and "message" in report:
            yield report
        report = list(report.values())
    if isinstance(report, list):
        for part in report:
            yield from findings(part)


def of_pillow(file):
    """Format and upright size, as Pillow says."""
    try:
        with Image.open(file) as image:
            turn = 5 <= image.getexif().get(0x0112, 1) <= 8
            return image.format, image.size[::-1] if turn else image.size
    except Exception:
        return None


def agreement(args, files):
    """What our header reader says of all that Pillow opens."""
    ours = json.loads(subprocess.run([args.bench, "--probe"], input="\n".join(map(str, files)), capture_output=True, text=True, check=True).stdout)
    same = collections.Counter()
    for file in files:
        theirs = of_pillow(file)
        mine = ours.get(str(file))
        if theirs is None or theirs[0] not in ("JPEG", "MPO", "PNG", "GIF", "WEBP", "BMP", "DIB", "ICO", "AVIF", "TIFF"):
            continue
        # A JPEG with more pictures behind the first is shown as a JPEG everywhere.
        kind = {"MPO": "JPEG", "DIB": "BMP"}.get(theirs[0], theirs[0])
        agrees = bool(mine) and mine["format"].upper() == kind and ((mine["width"], mine["height"]) == theirs[1] or kind == "TIFF")
        same[kind, agrees] += 1
        if not agrees:
            print(f"differs: {file}: Pillow says {theirs}, we say {mine}")
    kinds = sorted({kind for kind, _ in same})
    print("; ".join(f"{kind} {same[kind, True]} of {same[kind, True] + same[kind, False]}" for kind in kinds), "agree with Pillow in format and size")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    parser.add_argument("--collect", type=pathlib.Path)
    parser.add_argument("--smo", default="target/release/smo-build")
    parser.add_argument("--bench")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--mb", type=int, default=700)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--each", action="store_true", help="a line for each image")
    parser.add_argument("--keep", type=pathlib.Path, help="a new folder for the sites")
    args = parser.parse_args()
    args.smo = str(pathlib.Path(args.smo).resolve())
    Image.MAX_IMAGE_PIXELS = None
    folders = [*args.folders, *(collect(args.collect) if args.collect else [])]
    files = sorted({path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in KINDS and path.is_file()})
    if not files:
        parser.error("no images: name a folder, or --collect them")
    wrong, reasons, drawn, slowest, largest = [], collections.Counter(), 0, (0, ""), (0, "")
    with tempfile.TemporaryDirectory() as temporary, concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        folder = args.keep or pathlib.Path(temporary)
        for file, result in zip(files, pool.map(lambda pair: one(args, pair[0], pair[1], folder), enumerate(files))):
            slowest, largest = max(slowest, (result["seconds"], file.name)), max(largest, (result["mb"], file.name))
            if result.get("wrong"):
                wrong.append(f"{file}: {result['wrong']}")
            elif result["refused"]:
                reasons[re.sub(r"^`[^`]*` (cannot be read: |cannot be put into the card: )?|\(.*\)|\d+×\d+", "", result["refused"]).strip()] += 1
            else:
                drawn += 1
            if args.each:
                print(f"{file}: {result}")
    print(f"{len(files)} images: {drawn} drawn, {sum(reasons.values())} refused, {len(wrong)} wrong; "
          f"slowest {slowest[0]:.1f} s of CPU ({slowest[1]}), largest {largest[0]:.0f} MB ({largest[1]})")
    for reason, count in reasons.most_common():
        print(f"  {count} refused: {reason}")
    for line in wrong:
        print(f"wrong: {line}")
    if args.bench:
        agreement(args, files)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
