// Looks at a built site as browsers, the HTML validator and link preview readers do.
//
//   node check.mjs --site DIR --report lint.json [--project DIR] [--shots DIR] [--only vnu,browser,readers]
//
// DIR is what `smo-build build` wrote; lint.json is `smo-build lint --format json` of the same site.
// The site answers under its own address: requests to it are served from DIR, all others are refused.

import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { mkdir, mkdtemp, readFile, readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

const { values: options } = parseArgs({
  options: {
    site: { type: "string" },
    report: { type: "string" },
    project: { type: "string" },
    shots: { type: "string" },
    only: { type: "string", default: "vnu,browser,readers" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});
if (!options.site || !options.report) {
  console.error("usage: node check.mjs --site DIR --report lint.json [--project DIR] [--shots DIR] [--only vnu,browser,readers]");
  process.exit(2);
}

const root = path.resolve(options.site);
const report = JSON.parse(await readFile(options.report, "utf8"));
const base = new URL(report.base_url.endsWith("/") ? report.base_url : `${report.base_url}/`);
const parts = options.only.split(",");

let passed = 0;
const failures = [];
/** Notes one check; `detail` says what was seen instead. */
function check(name, holds, detail = "") {
  if (holds) passed += 1;
  else {
    failures.push(`${name}${detail ? `: ${detail}` : ""}`);
    console.error(`FAILED ${failures.at(-1)}`);
  }
}

// `url` is absolute in the report; below, it is the path.
const pages = report.pages.filter((page) => page.output.endsWith(".html")).map((page) => ({ ...page, url: page.path }));
check("the report names pages", pages.length > 5, `${pages.length}`);

if (parts.includes("vnu")) await validate();
const server = await serve();
if (parts.includes("browser")) await browse();
if (parts.includes("readers")) await read();
server.close();

console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);

// The Nu HTML checker, over every page.
async function validate() {
  const jar = path.join(path.dirname(require.resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
  const files = (await allFiles(root)).filter((file) => file.endsWith(".html"));
  const said = await run("java", ["-jar", jar, "--format", "json", "--exit-zero-always", ...files], { maxBuffer: 1 << 26 });
  const messages = JSON.parse(said.stderr || '{"messages":[]}').messages;
  const errors = messages.filter((message) => message.type === "error");
  check("vnu read every page", files.length >= pages.length, `${files.length} of ${pages.length}`);
  check("vnu finds no error", errors.length === 0, `${errors.length} errors`);
  for (const error of errors.slice(0, 20)) console.error(`  ${error.url}:${error.lastLine}: ${error.message}`);
}

// Every page in headless Chromium, light and dark, narrow and wide.
async function browse() {
  const { chromium } = await import("playwright-core");
  const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
  const shots = options.shots ? path.resolve(options.shots) : await mkdtemp(path.join(tmpdir(), "smo-shots-"));
  await mkdir(shots, { recursive: true });
  const browser = await chromium.launch({ executablePath: options.chromium, args: ["--no-sandbox"] });

  for (const colorScheme of ["light", "dark"]) {
    const { page, strangers, missing } = await tab(browser, { colorScheme, viewport: { width: 1280, height: 900 } });
    for (const { url } of pages) {
      await page.goto(absolute(url));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      const named = violations.map((found) => `${found.id} (${found.nodes.length}: ${found.nodes[0].html.slice(0, 120)})`);
      check(`axe finds nothing on ${url} in ${colorScheme}`, violations.length === 0, named.join("; "));
    }
    check(`no request to another host in ${colorScheme}`, strangers.length === 0, strangers.join(" "));
    check(`every request is answered in ${colorScheme}`, missing.length === 0, missing.join(" "));
    await page.context().close();
  }

  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1280]) {
      const { page } = await tab(browser, { colorScheme, viewport: { width, height: width < 500 ? 844 : 900 } });
      for (const { url } of pages) {
        await page.goto(absolute(url));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        check(`${url} fits ${width} pixels`, wide <= width, `${wide} wide`);
        const name = `${url.replaceAll("/", "_")}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: path.join(shots, name), fullPage: true });
      }
      await page.context().close();
    }
  }

  // Without scripts everything is still there: the words, and the share links of every post.
  const bare = await tab(browser, { javaScriptEnabled: false });
  const full = await tab(browser, {});
  for (const { url } of pages) {
    await bare.page.goto(absolute(url));
    await full.page.goto(absolute(url));
    // Buttons that scripts must show first are no words of the page.
    const words = async (tab) => {
      const count = (text) => text.split(/\s+/).filter(Boolean).length;
      const buttons = await tab.page.locator(".smo-copy:visible, .smo-native:visible").allInnerTexts();
      return buttons.reduce((words, text) => words - count(text), count(await tab.page.locator("body").innerText()));
    };
    const [without, withScripts] = [await words(bare), await words(full)];
    check(`${url} reads the same without scripts`, without > 5 && without >= withScripts - 5, `${without} words of ${withScripts}`);
  }

  await press(browser);

  // What the tags say of the preview picture is what a decoder sees.
  for (const { url } of pages) {
    await full.page.goto(absolute(url));
    const seen = await full.page.evaluate(async () => {
      const tag = (key) => document.querySelector(`meta[property="${key}"]`)?.content;
      if (!tag("og:image")) return null;
      const image = new Image();
      image.src = tag("og:image");
      await image.decode().catch(() => {});
      return { says: `${tag("og:image:width")}×${tag("og:image:height")}`, is: `${image.naturalWidth}×${image.naturalHeight}` };
    });
    if (seen) check(`the picture of ${url} has the size its tags say`, seen.says === seen.is, `${seen.says}, is ${seen.is}`);
  }
  await browser.close();
  console.log(`screenshots: ${shots}`);
}

// The buttons of the share links do what they say, and what a reader declines is no failure.
async function press(browser) {
  const { page } = await tab(browser, {});
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  await page.addInitScript(() => {
    globalThis.seen = {};
    navigator.share = (what) => ((seen.shared = what), Promise.reject(new DOMException("closed", "AbortError")));
    navigator.clipboard.writeText = (text) => (seen.refuse ? Promise.reject(new Error("no")) : ((seen.copied = text), Promise.resolve()));
    globalThis.open = (...to) => (seen.opened = to);
  });
  let canonical;
  for (const { url } of pages) {
    await page.goto(absolute(url));
    if (await page.locator(".smo-share .smo-copy").count()) {
      canonical = await page.locator("link[rel=canonical]").getAttribute("href");
      break;
    }
  }
  const bar = page.locator(".smo-share");
  const seen = () => page.evaluate(() => globalThis.seen);
  await bar.locator(".smo-native").click();
  check("the system's sheet gets the canonical address", (await seen()).shared?.url === canonical, JSON.stringify(await seen()));
  await bar.locator(".smo-copy").click();
  check("copying copies the canonical address", (await seen()).copied === canonical, JSON.stringify(await seen()));
  const done = await bar.locator(".smo-copy").getAttribute("data-done");
  check("copying is announced", (await bar.locator("[role=status]").textContent()) === done);
  await page.reload();
  await page.evaluate(() => (seen.refuse = true));
  await bar.locator(".smo-copy").click();
  const field = bar.locator("input");
  await field.waitFor();
  const picked = await field.evaluate((input) => input.readOnly && input === document.activeElement && input.value.slice(input.selectionStart, input.selectionEnd));
  check("an address that cannot be copied is shown, selected", picked === canonical, `${picked}`);
  const ask = bar.locator("[data-ask]");
  page.once("dialog", (dialog) => dialog.dismiss());
  await ask.click();
  check("a reader who names no server stays", (await seen()).opened === undefined && page.url().startsWith(canonical), page.url());
  page.once("dialog", (dialog) => dialog.accept("https://social.example/@me"));
  await ask.click();
  const opened = new URL((await seen()).opened?.[0] ?? "none:");
  const text = opened.searchParams.get("text") ?? "";
  check("the reader's own server gets the text", opened.host === "social.example" && opened.pathname === "/share" && text.endsWith(` ${canonical}`), opened.href);
  check("no script fails", troubles.length === 0, troubles.join("; "));
  await page.context().close();
}

// Three libraries that other people's previews are made with, against what the report states.
async function read() {
  const { default: ogs } = await import("open-graph-scraper");
  const { unfurl } = await import("unfurl.js");
  const metascraper = require("metascraper")([
    require("metascraper-title")(),
    require("metascraper-description")(),
    require("metascraper-image")(),
  ]);

  const shared = pages.filter((page) => page.shareable);
  check("the report names shareable pages", shared.length > 5, `${shared.length}`);
  for (const page of shared) {
    const url = absolute(page.url);
    const html = await (await fetch(local(url))).text();
    const { result } = await ogs({ html });
    const meta = await metascraper({ html, url });
    const unfurled = await unfurl(url, { fetch: (address) => fetch(local(address)) });
    const answers = {
      "open-graph-scraper": [result.ogTitle, result.ogDescription, result.ogImage?.[0]?.url],
      metascraper: [meta.title, meta.description, meta.image],
      "unfurl.js": [unfurled.open_graph?.title, unfurled.open_graph?.description, unfurled.open_graph?.images?.[0]?.url],
    };
    const stated = [page.title, page.description, page.image?.url ?? page.image];
    check(`the picture of ${page.url} is absolute`, /^https?:\/\//.test(stated[2] ?? ""), `${stated[2]}`);
    for (const [reader, answer] of Object.entries(answers)) {
      for (const [at, what] of ["title", "description", "picture"].entries()) {
        // metascraper curls straight quotes itself; the words are what is compared.
        const same = reader === "metascraper" ? straight(answer[at]) === straight(stated[at]) : answer[at] === stated[at];
        check(`${reader} reads the ${what} of ${page.url}`, same, `${answer[at]} — the report: ${stated[at]}`);
      }
    }
    const written = await frontMatter(page.source);
    for (const key of ["title", "description"]) {
      if (written?.[key]) check(`the ${key} of ${page.url} is the author's`, page[key] === written[key], `${page[key]} — front matter: ${written[key]}`);
    }
  }
}

function straight(text) {
  return text?.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
}

// One-line `title` and `description` of a post, those below `social:` first.
async function frontMatter(source) {
  if (!options.project || !source) return null;
  const text = await readFile(path.join(options.project, source), "utf8");
  const head = text.split(/^---$/m)[1] ?? "";
  const social = head.match(/^social:\n((?: .*\n?)*)/m)?.[1] ?? "";
  const value = (where, key) => where.match(new RegExp(`^ *${key}: (.+)$`, "m"))?.[1];
  const top = head.replace(/^ .*$/gm, "");
  return { title: value(social, "title") ?? value(top, "title"), description: value(social, "description") ?? value(top, "description") };
}

function absolute(url) {
  return new URL(url.replace(/^\//, ""), base).href;
}

/** The same address on the server below. */
function local(address) {
  const url = new URL(address);
  return `http://127.0.0.1:${server.address().port}/${url.pathname.slice(base.pathname.length)}${url.search}`;
}

/** A tab in which the site has its own address and nothing else can be reached. */
async function tab(browser, settings) {
  const context = await browser.newContext(settings);
  const strangers = [];
  const missing = [];
  await context.route("**/*", async (route) => {
    const address = route.request().url();
    if (!address.startsWith(base.href)) {
      strangers.push(address);
      return route.abort();
    }
    const answer = await fetch(local(address));
    if (!answer.ok) missing.push(address);
    return route.fulfill({
      status: answer.status,
      contentType: answer.headers.get("content-type"),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  return { page: await context.newPage(), strangers, missing };
}

async function serve() {
  const types = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", png: "image/png",
    jpg: "image/jpeg", xml: "application/xml", txt: "text/plain; charset=utf-8", json: "application/json", woff2: "font/woff2", ico: "image/x-icon" };
  const server = createServer(async (request, response) => {
    let file = path.join(root, decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (!file.startsWith(root)) return response.writeHead(403).end();
    try {
      if ((await stat(file)).isDirectory()) file = path.join(file, "index.html");
      const body = await readFile(file);
      response.writeHead(200, { "content-type": types[path.extname(file).slice(1)] ?? "application/octet-stream" }).end(body);
    } catch {
      // Chromium asks for an icon of its own accord.
      response.writeHead(file.endsWith("favicon.ico") ? 204 : 404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

async function allFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name)).sort();
}
