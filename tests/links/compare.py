#!/usr/bin/env python3
"""Compares the dead internal links of `smo-build lint` with those of untitaker's hyperlink, in both directions.

    python3 tests/links/compare.py --hyperlink PATH [--smo PATH] FOLDER…

Each FOLDER holds finished HTML. `cargo install hyperlink --locked` makes the other tool (npm has another one of that name).
Exit code 1 if a link is dead for one of the two only and none of the reasons below explains it.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.parse

# Differences that are meant, with what decides.
REASONS = {
    "below": "hyperlink knows no address of a site: it takes `/blog/a/` of a site that lives below `/blog` for a dead link",
    "outside": "the site lives below a path, and the address leads to another part of its host, which nobody can look up here",
    "folded": "smo-build says it once for the site, or for the folder that is missing",
    "answers": "a server answers `/a` with `a.html` or `a/`, which hyperlink takes for other files",
    "hidden": "the link stands in a template, a noscript or code, where no reader follows it",
    "more": "smo-build also looks at `source`, `video`, `audio`, `track`, `embed` and posters",
    "canonical": "canonical links have rules of their own, and `preconnect` names a server",
    "template": "template code in an address is said by placeholder-leak",
    "whole": "an address with the site's own host is looked up by smo-build; hyperlink takes it for another site's",
}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="+", type=pathlib.Path, metavar="FOLDER")
    options.add_argument("--hyperlink", type=pathlib.Path, required=True)
    options.add_argument("--smo", type=pathlib.Path, default=pathlib.Path("target/release/smo-build"))
    options = options.parse_args()
    unexplained = 0
    for folder in options.folders:
        started = time.monotonic()
        theirs = of_hyperlink(options.hyperlink, folder)
        between = time.monotonic()
        ours, base, whole, folded = of_smo(options.smo, folder)
        ended = time.monotonic()
        files = {"/" + file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
        only_theirs = {pair: "folded" if is_folded(pair, folded, base) else reason(pair, folder, base, files) for pair in theirs - ours}
        only_ours = {pair: "whole" if pair in whole else more(pair, folder) for pair in ours - theirs}
        print(f"{folder}: {len(theirs & ours)} dead for both, {len(only_theirs)} for hyperlink, {len(only_ours)} for smo-build")
        print(f"  {between - started:.2f} s hyperlink, {ended - between:.2f} s smo-build with all rules")
        for title, found in (("hyperlink", only_theirs), ("smo-build", only_ours)):
            counts = {}
            for pair, why in sorted(found.items()):
                counts.setdefault(why, []).append(pair)
            for why, pairs in sorted(counts.items(), key=lambda item: str(item[0])):
                print(f"  {title} only, {len(pairs)}: {REASONS.get(why, 'NOT EXPLAINED')}; such as {pairs[0][1]} on {pairs[0][0]}")
                unexplained += 0 if why else len(pairs)
    sys.exit(1 if unexplained else 0)


def of_hyperlink(program, folder):
    """(page, path) of each dead link."""
    out = subprocess.run([program, folder], capture_output=True, text=True).stdout
    found, page = set(), None
    for line in out.splitlines():
        if line.startswith(str(folder)):
            page = pathlib.Path(line.strip()).relative_to(folder).as_posix()
        elif match := re.match(r"\s*error: bad link (.*)", line):
            found.add((page, plain(match[1])))
    return found


def of_smo(program, folder):
    out = subprocess.run([program, "lint", folder, "--format", "json"], capture_output=True, text=True).stdout
    report = json.loads(out)
    base = (report.get("base_url") or "").rstrip("/")
    found, whole, folded = set(), set(), set()
    for finding in report["findings"]:
        if finding["rule"] != "broken-internal-link":
            continue
        file = pathlib.Path((finding.get("primary") or {}).get("file") or "smo.yaml")
        path = re.search(r"`([^`]*)`", finding["message"])[1]
        # One of the site as a whole stands at the first page.
        if "page" not in finding or " links lead below " in finding["message"] or not file.is_relative_to(folder):
            folded.add(plain(path))
            continue
        page = file.relative_to(folder).as_posix()
        pair = (page, plain(path))
        found.add(pair)
        start = (finding.get("primary") or {}).get("start")
        if start is not None and (folder / page).read_bytes()[start:].lstrip(b"\"'").startswith((b"http", b"//")):
            whole.add(pair)
    return found, base, whole, folded


def inside(path, below):
    """The path as it is seen from the folder, if the site lives below one."""
    return (path[len(below):] or "/") if below and (path + "/").startswith(below + "/") else None


def is_folded(pair, folded, base):
    paths = [pair[1], inside(pair[1], urllib.parse.urlsplit(base).path)]
    return any(path and (path == known or path.startswith(known + "/")) for path in paths for known in folded)


def plain(path):
    return "/" + urllib.parse.unquote(path.split("#")[0].split("?")[0]).strip("/")


def reason(pair, folder, base, files):
    """Why a link that hyperlink names is none of ours."""
    page, path = pair
    below = urllib.parse.urlsplit(base).path
    rest = inside(path, below)
    answers = lambda path: any(spelling in files for spelling in (path, path.rstrip("/") + "/index.html", path + ".html"))
    if rest is not None and answers(rest):
        return "below"
    if below and rest is None:
        return "outside"
    if answers(path):
        return "answers"
    if "{{" in path or "{%" in path or "<%" in path:
        return "template"
    html = (folder / page).read_text(errors="replace")
    seen = re.sub(r"(?is)<(template|noscript|svg|pre|code|textarea)\b.*?</\1>", "", html)
    name = path.rsplit("/", 1)[-1]
    if name and name not in urllib.parse.unquote(seen):
        return "hidden"
    tags = [tag for tag in re.findall(r"(?is)<[a-z][^>]*>", seen) if name in urllib.parse.unquote(tag)]
    if tags and all(re.search(r"(?i)rel=[\"']?(canonical|preconnect|dns-prefetch)", tag) for tag in tags):
        return "canonical"
    return None


def more(pair, folder):
    """Why a link of ours is none of hyperlink's."""
    page, path = pair
    html = (folder / page).read_text(errors="replace")
    name = path.rsplit("/", 1)[-1]
    tags = [tag for tag in re.findall(r"(?is)<[a-z][^>]*>", html) if name and name in urllib.parse.unquote(tag)]
    if tags and all(re.match(r"(?i)<(source|video|audio|track|embed)\b", tag) for tag in tags):
        return "more"
    return None


if __name__ == "__main__":
    main()
