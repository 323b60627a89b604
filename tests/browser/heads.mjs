// Do the tags that we add stand in the head? Chromium's parser is asked, page by page.
//
//   node heads.mjs --before DIR --after DIR [--chromium FILE]
//
// The same pages before and after `smo-build optimize`. Every element of the head kind that is new
// must lie in `document.head`: as a browser builds the page, and as one without scripts does
// (most preview readers), for which a `<noscript>` in the head holds elements.

import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: options } = parseArgs({
  options: { before: { type: "string" }, after: { type: "string" }, chromium: { type: "string", default: "/usr/bin/chromium" } },
});
if (!options.before || !options.after) {
  console.error("usage: node heads.mjs --before DIR --after DIR [--chromium FILE]");
  process.exit(2);
}

// The pages say their encoding themselves, so none is named here.
const server = createServer(async (request, response) => {
  const [, side, name] = decodeURIComponent(request.url).split("/");
  const folder = { before: options.before, after: options.after }[side];
  const body = folder && name && (await readFile(path.join(folder, path.basename(name))).catch(() => null));
  response.writeHead(body ? 200 : 404, { "content-type": "text/html" }).end(body);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const at = (side, name) => `http://127.0.0.1:${server.address().port}/${side}/${name}`;

const browser = await chromium.launch({ executablePath: options.chromium, args: ["--no-sandbox"] });
const page = await browser.newPage();
// Only the page itself: no picture, no script; an answer without content keeps a refresh from leaving it.
let allowed = [];
await page.route("**/*", (route) => (allowed.includes(route.request().url()) ? route.continue() : route.fulfill({ status: 204 })));
let pages = 0;
let tags = 0;
const failures = [];
for (const name of (await readdir(options.after)).filter((name) => name.endsWith(".html")).sort()) {
  const [was, is] = await Promise.all(["before", "after"].map((side) => readFile(path.join(options[side], name))));
  if (was.equals(is)) continue;
  allowed = [at("before", name), at("after", name)];
  await page.goto(at("after", name), { waitUntil: "domcontentloaded" });
  const seen = await page.evaluate(heads, allowed);
  pages += 1;
  tags += seen.tags;
  failures.push(...seen.astray.map((tag) => `${name}: ${tag}`));
}
await browser.close();
server.close();

for (const failure of failures.slice(0, 20)) console.error(`FAILED ${failure}`);
console.log(`${tags} tags in ${pages} pages, ${failures.length} of ours outside of the head`);
process.exit(failures.length > 0 || tags === 0 ? 1 : 0);

/** Runs in the page: what belongs into a head, lies elsewhere, and was not in the page before. */
async function heads([before, after]) {
  const kinds = "title, meta[name], meta[property], link[rel=canonical], link[rel=stylesheet], script[type='application/ld+json'], script[type=module]";
  const all = (tree) => [...tree.querySelectorAll(kinds)].filter((tag) => tag.namespaceURI.endsWith("xhtml"));
  const parsed = async (url) => new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const old = all(await parsed(before)).map((tag) => tag.outerHTML);
  const astray = [];
  for (const [how, tree] of [["", document], [" without scripts", await parsed(after)]]) {
    const left = [...old];
    for (const tag of all(tree).filter((tag) => !tree.head?.contains(tag))) {
      const known = left.indexOf(tag.outerHTML);
      if (known >= 0) left.splice(known, 1);
      else astray.push(`${tag.outerHTML.slice(0, 120)} lies in ${tag.parentElement?.localName}${how}`);
    }
  }
  return { tags: all(document).length, astray };
}
