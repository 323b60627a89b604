"""Asks Synapse's own preview code about every page: record.py PAGES > synapse.jsonl"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import urljoin, urlparse

from synapse.media import preview_html, url_previewer

ADDRESS = "http://example.org/rain/"


def verdict(html):
    """What its previewer makes of a page without asking anybody else."""
    soup = preview_html.decode_body(html, ADDRESS)
    found = preview_html.parse_html_to_open_graph(soup) if soup is not None else {}
    # The picture is taken out and fetched before long values are dropped.
    image = found.pop("og:image", None)
    if image and urlparse(image).scheme != "data":
        image = urljoin(ADDRESS, image)
    longest = url_previewer.OG_TAG_VALUE_MAXLEN
    kept = {key: value for key, value in found.items() if len(str(value)) <= longest}
    return {"title": kept.get("og:title"), "description": kept.get("og:description"), "image": image}


for path in sorted(Path(sys.argv[1]).glob("*.html")):
    page, digest = re.fullmatch(r"(\d+)-(\w+)", path.stem).groups()
    said = {key: value for key, value in verdict(path.read_bytes()).items() if value}
    print(json.dumps({"page": page, "hash": digest, **said}, ensure_ascii=False))
