// Looks at HTML reports as people do: from a file, without network, with the keyboard, without scripts.
// Usage: node report.mjs --shots DIR REPORT.html...
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs, promisify } from "node:util";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const { values, positionals } = parseArgs({ allowPositionals: true, options: { shots: { type: "string" } } });
const files = positionals.map((file) => path.resolve(file));
const shots = values.shots;
if (shots) await mkdir(shots, { recursive: true });

// Not as a script element: the report's own rules about what may be loaded stay in force.
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
let failures = 0;
function check(what, holds, detail = "") {
  if (!holds) failures += 1;
  if (!holds || process.env.VERBOSE) console.log(`${holds ? "ok  " : "FAIL"} ${what}${holds || !detail ? "" : `: ${detail}`}`);
}

try {
  const vnu = require("vnu-jar");
  await promisify(execFile)("java", ["-jar", vnu, "--format", "text", ...files], { maxBuffer: 1 << 26 });
} catch (error) {
  check("the Nu HTML checker has nothing to say", false, error.stderr || String(error));
}

// Ids hold the addresses of posts, so that links to them work without script; HTML forbids blanks in ids, and no more.
// An empty line in a patch is a blank: without it `git apply` refuses.
const checker = new HtmlValidate(new StaticConfigLoader({
  root: true, extends: ["html-validate:recommended", "html-validate:document"], rules: { "valid-id": ["error", { relaxed: true }], "no-trailing-whitespace": "off" },
}));
for (const file of files) {
  const { results } = checker.validateStringSync(await readFile(file, "utf8"), file);
  const messages = results.flatMap((result) => result.messages.map(({ ruleId, line, message }) => `line ${line}: ${ruleId}, ${message}`));
  check(`${path.basename(file)}: html-validate has nothing to say`, messages.length === 0, `${messages.length}, such as ${messages.slice(0, 3).join("; ")}`);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** A page of a report, and everything that it asked for. */
async function open(file, settings = {}, hash = "") {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings });
  const page = await context.newPage();
  const asked = [];
  const troubles = [];
  page.on("request", (request) => !request.url().startsWith("data:") && asked.push(request.url()));
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("dialog", (dialog) => (troubles.push(dialog.message()), dialog.dismiss()));
  await page.goto(pathToFileURL(file).href + hash);
  return { page, asked, troubles, close: () => context.close() };
}

async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id} at ${nodes.slice(0, 3).map((node) => `${node.target} (${node.any[0]?.message ?? ""})`).join(", ")}`);
}

const state = (page) => page.evaluate(() => ({
  open: document.documentElement.classList.contains("open"),
  row: document.querySelector(".matrix tr.at")?.dataset.url,
  title: document.querySelector("article.shown h3")?.textContent,
  cards: document.querySelectorAll("article.shown .k").length,
  lit: [...document.querySelectorAll("article.shown .k.lit")].map((card) => card.dataset.platform),
  marks: document.querySelectorAll("article.shown mark.lit").length,
}));

for (const file of files) {
  const name = path.basename(file, ".html");
  for (const [look, settings] of Object.entries({ light: { colorScheme: "light" }, dark: { colorScheme: "dark" }, narrow: { viewport: { width: 320, height: 700 } } })) {
    const { page, asked, troubles, close } = await open(file, settings);
    check(`${name}, ${look}: axe finds nothing`, (await violations(page)).length === 0, (await violations(page)).join("; "));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(`${name}, ${look}: nothing sticks out`, wide <= 0, `${wide} px`);
    if (shots) await page.screenshot({ path: path.join(shots, `${name}-${look}.png`) });
    const link = page.locator(".matrix tbody a").first();
    if (await link.count()) {
      await link.click();
      await page.locator("article.shown .k").first().waitFor();
      check(`${name}, ${look}: axe finds nothing in a post`, (await violations(page)).length === 0, (await violations(page)).join("; "));
      const out = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(`${name}, ${look}: nothing sticks out of a post`, out <= 0, `${out} px`);
      if (shots) await page.screenshot({ path: path.join(shots, `${name}-${look}-post.png`), fullPage: true });
    }
    const others = asked.filter((url) => !url.startsWith("file:"));
    check(`${name}, ${look}: no network, no mistakes`, others.length === 0 && troubles.length === 0, [...others, ...troubles].join("; "));
    await close();
  }

  // Without scripts everything that is said is still there.
  const bare = await open(file, { javaScriptEnabled: false });
  const full = await open(file);
  const count = (texts) => texts.join(" ").split(/\s+/).filter((word) => word && word !== "·").length;
  const words = async ({ page }) => count([await page.locator("body").innerText()]);
  const [without, withScripts] = [await words(bare), (await words(full)) - count(await full.page.locator("button:visible, .keys:visible").allInnerTexts())];
  check(`${name}: it says no less without scripts`, without >= withScripts - 12, `${without} words of ${withScripts}`);
  check(`${name}: cells have words without scripts`, (await bare.page.locator("td.large b").count()) === 0 || (await bare.page.locator("td.large b").first().isVisible()));
  await bare.close();

  // With the keyboard: down, open, on, back.
  const { page, close } = full;
  if ((await page.locator(".matrix tbody tr").count()) > 2) {
    const urls = await page.locator(".matrix tbody tr").evaluateAll((rows) => rows.map((row) => row.dataset.url));
    for (const key of ["j", "j", "k"]) await page.keyboard.press(key);
    check(`${name}: j and k walk the posts`, (await state(page)).row === urls[0], JSON.stringify(await state(page)));
    await page.keyboard.press("Enter");
    await page.locator("article.shown .k").first().waitFor();
    check(`${name}: Enter opens`, (await state(page)).open && (await state(page)).cards > 0);
    await page.keyboard.press("j");
    await page.waitForFunction((url) => document.querySelector("article.shown")?.dataset.url === url, urls[1]);
    await page.keyboard.press("Escape");
    check(`${name}: Escape comes back to the post`, !(await state(page)).open && (await page.evaluate(() => document.activeElement.closest("tr")?.dataset.url)) === urls[1]);
  }
  // Counts, rules and words show what they are about, and let all come back.
  for (const link of await page.locator(".facts [data-only], #rules td [data-rule]").all()) {
    const number = Number(await link.textContent());
    const found = page.locator("#findings .findings > li");
    await link.click();
    check(`${name}: a number shows the findings that it counts`, (await found.filter({ visible: true }).count()) === number, `${await found.filter({ visible: true }).count()} of ${number}`);
    await page.locator("#findings").getByRole("button", { name: "show all" }).click();
    check(`${name}: and all come back`, (await found.filter({ visible: true }).count()) === (await found.count()));
  }
  const box = page.getByRole("searchbox");
  if (await box.count()) {
    const row = page.locator(".matrix tbody tr");
    await box.fill((await row.last().locator("small").textContent()).toUpperCase());
    check(`${name}: a page is found by its address`, (await row.last().isVisible()) && (await row.filter({ visible: true }).count()) < (await row.count()));
    await page.locator("#posts-table").getByRole("button", { name: "show all" }).click();
    check(`${name}: and all pages come back`, (await row.filter({ visible: true }).count()) === (await row.count()));
  }
  const mark = page.locator('article:not(.fine) mark[data-harms]:not([data-harms=""])').first();
  if ((await mark.count()) && (await page.locator(".matrix").count())) {
    const url = await mark.evaluate((mark) => mark.closest("article").dataset.url);
    const harms = (await mark.getAttribute("data-harms")).split(" ");
    await page.evaluate((url) => { location.hash = "#post=" + encodeURIComponent(url); }, url);
    await page.locator("article.shown .k").first().waitFor();
    await page.locator("article.shown mark[data-harms]").first().click();
    check(`${name}: underlined words light up the cards they harm`, (await state(page)).lit.every((id) => harms.includes(id)) && (await state(page)).lit.length > 0, JSON.stringify(await state(page)));
    await page.locator(`article.shown .k-${harms[0]} .stage`).click();
    check(`${name}: a card lights up the words that harm it`, (await state(page)).marks > 0);
  }
  const patch = page.locator("article:not(.fine) .patch pre").first();
  if (await patch.count()) {
    const url = await patch.evaluate((patch) => patch.closest("article").dataset.url);
    await page.evaluate((url) => { location.hash = "#post=" + encodeURIComponent(url); }, url);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator("article.shown").getByRole("button", { name: "Copy patch" }).first().click();
    await page.locator("article.shown").getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    check(`${name}: a patch is copied as git reads it`, copied.startsWith("--- a/") && copied.endsWith("\n") && copied === (await patch.textContent()).replace(/\n*$/, "\n"), copied);
  }
  const [url, platform] = await page.evaluate(() => [document.querySelector(".matrix tbody tr")?.dataset.url, document.querySelector("article.shown .k")?.dataset.platform]);
  await close();
  if (url && platform) {
    const linked = await open(file, {}, `#post=${url}&p=${platform}`);
    check(`${name}: an address leads to a card`, (await state(linked.page)).lit[0] === platform, JSON.stringify(await state(linked.page)));
    await linked.close();
  }
}
await browser.close();
console.log(failures ? `${failures} checks failed` : `${files.length} reports hold`);
process.exit(failures ? 1 : 0);
