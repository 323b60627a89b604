#!/usr/bin/env node
// Compares `smo-build lint` with Lighthouse's SEO audits, page by page, in both directions.
//
//   node tests/lighthouse/compare.mjs --tools TOOLS [--smo PATH] [--pages 8] [--only AUDIT] [FOLDER…]
//
// TOOLS holds node_modules with lighthouse (`npm install lighthouse@12.8.2`); `openssl` must be there, and Chromium (CHROMIUM,
// /usr/bin/chromium). The pages of `faults.mjs` are always looked at, and of each FOLDER of finished HTML as many as `--pages` says.
// Chromium sees each site under its own address over https, and nothing else: no name but the site's leads anywhere.
// Exit code 1 if the two differ on a page and none of the reasons below explains it.

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { BASE, FAULTS, UNLISTED, site } from './faults.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tools: { type: 'string' }, smo: { type: 'string', default: 'target/release/smo-build' }, pages: { type: 'string', default: '8' }, only: { type: 'string' } },
});
const require = createRequire(path.join(path.resolve(values.tools), 'package.json'));
const { default: lighthouse } = await import(pathToFileURL(require.resolve('lighthouse')).href);
const chromeLauncher = await import(pathToFileURL(createRequire(require.resolve('lighthouse')).resolve('chrome-launcher')).href);

// Each audit that overlaps, the rules that say the same (all of their findings, some cases, or those for which a test holds),
// and where the two differ on purpose: `theirs` is what only Lighthouse says of a page, `ours` what only smo-build says.
// An entry is a test of one complaint and the reason; a page is explained if each of its complaints is.
const AUDITS = [
  {
    audit: 'is-crawlable',
    rules: { 'noindex-published': true, 'robots-blocks-unfurlers': true },
    theirs: [[(_, page) => !page.listed, 'a page that no sitemap and no feed names is kept from search on purpose']],
    ours: [
      [(_, page) => /<meta name="googlebot"/.test(page.html), 'Lighthouse is content if any crawler may; for most sites Google is search'],
      [(_, page) => /<body>[^]*<meta name="robots"/.test(page.html), 'the tag stands in the body, where some crawlers obey it'],
    ],
  },
  { audit: 'document-title', rules: { 'title-missing': true }, theirs: [], ours: [] },
  {
    audit: 'meta-description',
    rules: { 'description-missing': true, 'meta-not-in-static-head': (it) => /description/.test(it.fact.value) },
    theirs: [
      [(_, page) => /name="description" content="[^"]/.test(page.html), 'an empty tag stands before one with a text, and readers pass over it'],
      [(_, page) => !page.shareable, 'nobody shares error pages, redirects and second pages of lists'],
    ],
    ours: [],
  },
  {
    audit: 'link-text',
    rules: { 'generic-link-text': ['generic'] },
    theirs: [[(it) => /"text":"(go|start|information)"/i.test(it), 'a language, a home page and a section of a site are called so: they may be right']],
    ours: [
      [(it) => /“.*[.→]”/.test(it.message), 'Lighthouse compares the whole text: an arrow or a full stop behind the words makes them another text'],
      [(_, page) => /rel="nofollow">here</.test(page.html), 'Lighthouse leaves out what search does not follow; readers follow it'],
      [(_, page) => /href="(#|mailto:)[^"]*">here</.test(page.html), 'Lighthouse leaves out links inside the page and letters; they are read out like any other'],
      [(it, page) => /“weiterlesen”/.test(it.message) && /lang="en"/.test(page.html), 'Lighthouse knows the words of the page\'s own language only; quotations and templates bring those of others'],
      [(_, page) => /lang="fr"/.test(page.html), 'Lighthouse knows no French, Italian, Dutch and Polish'],
    ],
  },
  {
    audit: 'crawlable-anchors',
    // A path of somebody's computer is a leak first.
    rules: { 'generic-link-text': ['script'], 'dev-or-placeholder-link': true, 'secret-or-path-leak': (it) => /^file:/.test(it.fact.value) },
    theirs: [[(it) => !/href=/.test(JSON.parse(it).node.snippet), 'an `a` without `href` is no link for anybody; its script is nothing that lint can follow']],
    ours: [
      [(it) => it.case === 'placeholder', '`#` and an empty address can be crawled, and lead readers nowhere'],
      [(it) => it.case === 'script', 'Lighthouse allows scripts other than `void(0)`, and any with a `role`; none can be opened in a tab or shared'],
      [(it) => it.rule === 'dev-or-placeholder-link', 'Lighthouse asks whether an address can be read, not whether a reader of the public site can open it'],
    ],
  },
  {
    audit: 'image-alt',
    rules: { 'image-alt-missing': true },
    theirs: [],
    ours: [
      [(it, page) => image(it, page).includes(' title='), 'axe takes a `title` for the text; HTML says that it is none, and previews and feeds do not take it along'],
      [(it, page) => image(it, page).includes('style="display:none"'), 'styles are not applied'],
    ],
  },
  {
    audit: 'hreflang',
    rules: { 'hreflang-incomplete': true },
    theirs: [],
    ours: [
      [(it) => it.case === 'self' || it.case === 'one-way', 'Lighthouse looks at one page and does not ask whether the pages of a set name each other'],
      [(it) => it.fact.value === 'en-UK', 'Lighthouse looks at the language only: `UK` is no country'],
      [(it) => it.fact.value === '', 'Lighthouse takes an empty language for no translation'],
      [(_, page) => /<body>[^]*hreflang/.test(page.html), 'Lighthouse looks at the head only; a link in the body is lost in any case'],
    ],
  },
  {
    audit: 'canonical',
    rules: { 'canonical-invalid': true, 'canonical-points-elsewhere': true },
    theirs: [[(_, page) => !page.shareable, 'many themes name the first page of a list on the second; nobody shares that one']],
    ours: [
      [(it) => it.case === 'absent', 'Lighthouse asks for no canonical link; shares of an address with `?utm_source=` are counted apart without one'],
      [(it) => it.rule === 'canonical-points-elsewhere', 'Lighthouse minds the home page and other languages only: a post that claims to be another page, or on another host, loses its card'],
      [(_, page) => /rel="canonical nofollow"/.test(page.html), 'Lighthouse compares the whole of `rel`; it is a list of words'],
    ],
  },
  // Part of the SEO category until Lighthouse 12, and in others now.
  {
    audit: 'viewport',
    rules: { 'viewport-missing': ['absent'] },
    theirs: [[(_, page) => /<body>[^]*name="viewport"/.test(page.html), 'Lighthouse looks at the head only; browsers obey a viewport in the body']],
    ours: [],
  },
  { audit: 'meta-viewport', rules: { 'viewport-missing': ['zoom'] }, theirs: [], ours: [] },
  { audit: 'html-has-lang', rules: { 'language-wrong': ['absent'] }, theirs: [], ours: [] },
  { audit: 'html-lang-valid', rules: { 'language-wrong': ['invalid'] }, theirs: [], ours: [] },
].filter(({ audit }) => !values.only || audit === values.only);

/** The first picture with the address that a finding names, as it is written. */
function image(it, page) {
  return (page.html.match(/<img[^>]*>/g) ?? []).find((tag) => tag.includes(it.fact.value)) ?? '';
}

// What is in Lighthouse's SEO category and not compared.
const APART = {
  'http-status-code': 'files have none',
  'robots-txt': 'says whether each line of robots.txt is one that crawlers know; smo-build reads what the lines forbid',
  'structured-data': 'a manual check, nothing is run',
};

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'smo-lighthouse-'));
process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }));

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

// A picture of 1×1: which of the two looks at pixels does not matter here.
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/eP3d7QAAAABJRU5ErkJggg==', 'base64');
const closed = BASE.replace('gauges', 'closed');
write(path.join(work, 'faults'), { ...site(FAULTS), 'card.png': PIXEL });
write(path.join(work, 'closed'), {
  ...Object.fromEntries(Object.entries(site({ clean: FAULTS.clean, noindex: FAULTS.noindex })).map(([name, text]) => [name, text.replaceAll(BASE, closed)])),
  'card.png': PIXEL,
  'robots.txt': 'User-agent: *\nDisallow: /clean/\n',
});

/** What lint says of a folder: address of the site, pages with their findings. */
function lint(folder, base) {
  const args = ['lint', folder, '--format', 'json', '--profile', 'pedantic', '--baseline', 'none', ...(base ? ['-b', base] : [])];
  const done = spawnSync(path.resolve(values.smo), args, { encoding: 'utf8', maxBuffer: 1 << 30, cwd: work });
  const report = JSON.parse(done.stdout || '{}');
  if (!report.base_url) throw new Error(`${folder}: no address for the site\n${done.stderr}`);
  return report;
}

function sites() {
  const all = [
    { name: 'faults', folder: path.join(work, 'faults'), base: BASE, take: (page) => page.path === '/' || page.path.split('/')[1] in FAULTS },
    { name: 'closed', folder: path.join(work, 'closed'), base: closed, take: (page) => !page.path.startsWith('/de/') },
    ...positionals.map((folder) => ({ name: path.basename(folder), folder: path.resolve(folder) })),
  ];
  for (const site of all) {
    const report = lint(site.folder, site.base);
    site.url = new URL(report.base_url.replace(/\/?$/, '/'));
    site.findings = report.findings;
    const map = path.join(site.folder, 'sitemap.xml');
    const listed = fs.existsSync(map) ? fs.readFileSync(map, 'utf8') : '';
    const pages = site.take ? report.pages.filter(site.take) : spread(report.pages, Number(values.pages));
    site.pages = pages.map((page) => {
      return { site, path: page.path, url: page.url, shareable: page.shareable, html: fs.readFileSync(path.join(site.folder, page.output), 'utf8'), listed: listed.includes(`${page.url}<`) };
    });
  }
  return all;
}

/** So many of them, from the whole length of the list. */
const spread = (list, count) => list.filter((_, at) => Math.floor((at * count) / list.length) !== Math.floor(((at - 1) * count) / list.length));

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg',
  '.webp': 'image/webp', '.xml': 'application/xml', '.txt': 'text/plain', '.json': 'application/json' };

/** Answers for each site's host with the files of its folder. */
async function serve(all) {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(work, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=pages', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, (request, response) => {
    const site = current;
    const asked = decodeURIComponent(new URL(request.url, 'https://any').pathname);
    let file = asked.startsWith(site.url.pathname) ? path.join(site.folder, asked.slice(site.url.pathname.length)) : path.join(site.folder, asked);
    if (asked === '/robots.txt') file = path.join(site.folder, 'robots.txt');
    if (fs.existsSync(file) && fs.statSync(file).isDirectory()) file = path.join(file, 'index.html');
    if (!fs.existsSync(file) && fs.existsSync(`${file}.html`)) file = `${file}.html`;
    if (!file.startsWith(site.folder) || !fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' }).end(fs.readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

let current;

/** What Lighthouse complains of on a page, by audit: the texts of its details. */
async function look(chrome, page) {
  current = page.site;
  const { lhr } = await lighthouse(page.url, { port: chrome.port, logLevel: 'error', output: 'json' }, {
    extends: 'lighthouse:default',
    settings: {
      onlyCategories: ['seo'], onlyAudits: [...AUDITS.map(({ audit }) => audit), 'http-status-code'], formFactor: 'desktop',
      screenEmulation: { disabled: true }, disableFullPageScreenshot: true, maxWaitForLoad: 15000,
      // The pages are files, and nothing is timed.
      pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 50, cpuQuietThresholdMs: 0,
    },
  });
  if (lhr.runtimeError) throw new Error(`${page.url}: ${lhr.runtimeError.message}`);
  if (lhr.audits['http-status-code'].score === 0) throw new Error(`${page.url} was not answered`);
  const said = new Map();
  for (const { audit } of AUDITS) {
    const { score, explanation, details, errorMessage } = lhr.audits[audit];
    if (errorMessage) throw new Error(`${page.url}: ${audit}: ${errorMessage}`);
    if (score !== 0) continue;
    const items = (details?.items ?? []).map((item) => JSON.stringify(item));
    said.set(audit, items.length ? items : [explanation ?? '']);
  }
  return said;
}

/** Findings of an audit's rules on a page; also those that follow from another one, or were said once for the site. */
function ours(page, rules) {
  const counts = (it, which) => which === true || (Array.isArray(which) ? which.includes(it.case) : which(it));
  return page.site.findings.filter((it) => it.rule in rules && about(it, page) && counts(it, rules[it.rule]));
}

function about(it, page) {
  if (it.page) return it.page === page.path;
  const forbidden = it.rule === 'robots-blocks-unfurlers' && it.fact.value.replace(/^\S+ */, '');
  return forbidden === false || page.path.startsWith(forbidden);
}

/** Cohen's κ of two judges: 1 is agreement, 0 is chance. */
function kappa(both, theirs, ours, all) {
  const [t, o] = [both + theirs, both + ours];
  const chance = (t * o + (all - t) * (all - o)) / all ** 2;
  return chance === 1 ? 1 : ((all - theirs - ours) / all - chance) / (1 - chance);
}

const all = sites();
const server = await serve(all);
const { port } = server.address();
const rules = all.map((site) => `MAP ${site.url.host} 127.0.0.1:${port}`);
const chrome = await chromeLauncher.launch({
  chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--ignore-certificate-errors', `--host-resolver-rules=${[...new Set(rules), 'MAP * ~NOTFOUND'].join(',')}`],
});
const started = Date.now();
const rows = new Map(AUDITS.map(({ audit }) => [audit, { both: 0, theirs: 0, ours: 0, meant: new Map(), wrong: [] }]));
let count = 0;
try {
  for (const page of all.flatMap((site) => site.pages)) {
    const said = await look(chrome, page);
    count += 1;
    for (const { audit, rules, theirs, ours: mine } of AUDITS) {
      const row = rows.get(audit);
      const [they, we] = [said.get(audit), ours(page, rules)];
      if (they && we.length) row.both += 1;
      else if (they || we.length) {
        const [side, known, complaints] = they ? ['theirs', theirs, they] : ['ours', mine, we];
        row[side] += 1;
        const reasons = complaints.map((complaint) => known.find(([holds]) => holds(complaint, page))?.[1]);
        for (const reason of new Set(reasons.filter(Boolean))) row.meant.set(`${side} ${reason}`, [...(row.meant.get(`${side} ${reason}`) ?? []), page]);
        if (reasons.includes(undefined)) row.wrong.push([side, page, complaints.map((it) => (typeof it === 'string' ? it : `${it.rule} (${it.case}): ${it.message}`)).join(' | ')]);
      }
    }
  }
} finally {
  await chrome.kill();
  server.close();
}

console.log(`${count} pages of ${all.length} sites, Lighthouse ${require('lighthouse/package.json').version}, ${Math.round((Date.now() - started) / 1000)} s\n`);
console.log('| audit | rules | both | only Lighthouse | only smo-build | meant | κ | κ without what is meant |\n| --- | --- | --: | --: | --: | --: | --: | --: |');
for (const { audit, rules } of AUDITS) {
  const row = rows.get(audit);
  const names = Object.entries(rules).map(([rule, cases]) => (Array.isArray(cases) ? `${rule} (${cases.join(', ')})` : rule)).join(', ');
  const left = (side) => row.wrong.filter(([which]) => which === side).length;
  const meant = row.theirs + row.ours - row.wrong.length;
  console.log(`| ${audit} | ${names} | ${row.both} | ${row.theirs} | ${row.ours} | ${meant} | ${kappa(row.both, row.theirs, row.ours, count).toFixed(2)} | ${kappa(row.both, left('theirs'), left('ours'), count - meant).toFixed(2)} |`);
}
console.log('\nMeant:');
for (const { audit } of AUDITS) {
  for (const [reason, pages] of rows.get(audit).meant) console.log(`- ${audit}, only ${reason.replace(/^theirs /, 'Lighthouse: ').replace(/^ours /, 'smo-build: ')}; ${pages.length} pages, such as ${pages[0].site.name}${pages[0].path}`);
}
for (const [audit, why] of Object.entries(APART)) console.log(`- ${audit} is not compared: ${why}`);
const wrong = AUDITS.flatMap(({ audit }) => rows.get(audit).wrong.map((it) => [audit, ...it]));
for (const [audit, side, page, text] of wrong) console.log(`NOT EXPLAINED: ${audit}, only ${side === 'theirs' ? 'Lighthouse' : 'smo-build'}, ${page.site.name}${page.path}: ${text}`);
process.exit(wrong.length ? 1 : 0);
