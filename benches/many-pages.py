#!/usr/bin/env python3
"""What `optimize --dry-run` costs on sites of 1,000, 5,000 and 20,000 pages: memory and CPU of the whole process.

    python3 benches/many-pages.py FOLDER

FOLDER holds the finished HTML of any generator. Beside those of its pages that are nearest to 24 KB copies are laid until
there are enough, where all links still lead somewhere; each copy has a title, a description and a dead link of its own
(`--same`: what its model has).
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

KB = 1024
PAGE = 24 * KB
# What a page that nobody has optimized yet does not have, and the address of another page.
OURS = re.compile(
    r'<meta (?:property="(?:og|article):|name="twitter:)[^>]*>|<link[^>]*(?:rel="canonical"|/smo/)[^>]*>'
    r'|<script[^>]*/smo/[^>]*></script>|<script type="application/ld\+json">.*?</script>',
    re.S,
)
OWN_WORDS = re.compile(r'(<title>|<meta name="description" content=")(?=[^"<])', re.I)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--smo", type=pathlib.Path, default=pathlib.Path("target/release/smo-build"))
    options.add_argument("--pages", type=int, nargs="+", default=[1000, 5000, 20000])
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--same", action="store_true", help="leave titles and descriptions as they are")
    options.add_argument("--keep", type=pathlib.Path, help="work here and leave the last site for a look")
    options = options.parse_args()

    models = sorted(options.folder.glob("**/*/index.html"), key=lambda file: (abs(file.stat().st_size - PAGE), file))[:20]
    work = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="smo-bench-"))
    print("| pages | KB a page | jobs | CPU ms a page above reading | peak MB | KB a page more |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    before = {}
    try:
        for pages in sorted(options.pages):
            site = work / "site"
            shutil.rmtree(site, ignore_errors=True)
            size = make(site, models, options.folder, pages, options.same)
            reading = min(once([sys.executable, "-c", READ, site])[0] for _ in range(options.runs))
            for jobs in ("1", "all"):
                command = [options.smo.resolve(), "optimize", site, "--dry-run", "-b", "https://example.org/"]
                taken = [once(command + (["-j", jobs] if jobs == "1" else [])) for _ in range(options.runs)]
                cpu, peak = min(cpu for cpu, _ in taken), min(peak for _, peak in taken)
                last = before.get(jobs)
                more = f"{(peak - last[1]) / (pages - last[0]):.2f}" if last else ""
                before[jobs] = (pages, peak)
                print(f"| {pages:,} | {size / KB:.1f} | {jobs} | {(cpu - reading) / pages * 1000:.2f} | {peak / KB:.1f} | {more} |", flush=True)
    finally:
        if not options.keep:
            shutil.rmtree(work)


# The same interpreter reads the same files and does nothing else.
READ = "import pathlib, sys\nfor file in pathlib.Path(sys.argv[1]).rglob('*.html'): file.read_bytes()"


def make(site, models, folder, pages, same):
    """Copies the folder, then its models beside themselves; gives the mean size of the copies."""
    shutil.copytree(folder, site, ignore=shutil.ignore_patterns("smo"))
    size = 0
    for number in range(pages):
        model = models[number % len(models)]
        text = OURS.sub("", model.read_text(errors="replace"))
        if not same:
            text = OWN_WORDS.sub(lambda found: f"{found[0]}{number} ", text)
            text = text.replace("</body>", f'<a href="gone-{number}/">gone</a></body>')
        beside = site / model.relative_to(folder).parent
        file = beside.with_name(f"{beside.name}-{number:05}") / model.name
        file.parent.mkdir()
        size += len(text.encode())
        file.write_text(text)
    return size / pages


def once(command):
    """CPU seconds and peak kilobytes of one run."""
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # 1 is "done, with findings at the level of --fail-on".
    if process.returncode not in (0, 1):
        sys.exit(f"{command[0]} ended with {process.returncode}:\n{said.decode(errors='replace')[-2000:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss



if __name__ == "__main__":
    main()
