#!/usr/bin/env node
// Gives the mutants of `tests/mutants` to other checkers and prints how many each of them notices.
//
//   MUTANT_PAGES=PAGES cargo test --test suite mutants:: && node benches/lint-peers.mjs --pages PAGES --tools TOOLS
//
// TOOLS holds node_modules (html-validate, vnu-jar, eslint, @html-eslint/eslint-plugin, @html-eslint/parser) and
// cargo/bin/hyperlink; docs/lint-benchmark.md says which versions. For another tool any message counts that it did not
// have for the clean site; for smo-build only a finding of the right rule on the right page does.

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { pages: { type: 'string' }, tools: { type: 'string' }, misses: { type: 'boolean', default: false } } });
const pages = path.resolve(values.pages);
const tools = path.resolve(values.tools);
const require = createRequire(path.join(tools, 'package.json'));

const mutants = fs.readdirSync(path.join(pages, 'lines')).sort().map((name) => {
  const [, group, site, file, found, wave] = fs.readFileSync(path.join(pages, 'lines', name), 'utf8').trim().split('\t');
  return { name, group, site, file, found: found === 'true', wave, folder: path.join(pages, 'mutants', name) };
});
const clean = (site) => path.join(pages, 'clean', site);

function files(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

// The pages of a mutant that are not those of its clean site: only they can have new messages from tools that look at one page.
for (const mutant of mutants) {
  const same = (file) => {
    const old = path.join(clean(mutant.site), file);
    return fs.existsSync(old) && fs.readFileSync(old).equals(fs.readFileSync(path.join(mutant.folder, file)));
  };
  mutant.pages = files(mutant.folder).filter((file) => file.endsWith('.html') && !same(file));
}

const count = (messages) => messages.reduce((all, message) => all.set(message, (all.get(message) ?? 0) + 1), new Map());

/** Names of the mutants with a message that their clean site has not, by a function from files to messages. */
function noticed(messagesOf) {
  const known = new Map();
  const jobs = [];
  for (const mutant of mutants) {
    for (const file of mutant.pages) jobs.push(path.join(mutant.folder, file), path.join(clean(mutant.site), file));
  }
  const said = messagesOf([...new Set(jobs)].filter((file) => fs.existsSync(file)));
  for (const [file, messages] of said) known.set(file, count(messages));
  const found = new Set();
  for (const mutant of mutants) {
    for (const file of mutant.pages) {
      const before = known.get(path.join(clean(mutant.site), file)) ?? new Map();
      for (const [message, times] of known.get(path.join(mutant.folder, file)) ?? []) {
        if (times > (before.get(message) ?? 0)) found.add(mutant.name);
      }
    }
  }
  return found;
}

// Numbers in messages are places and lengths, which move.
const still = (text) => text.replace(/\d+/g, 'N');

function htmlValidate() {
  const { HtmlValidate, StaticConfigLoader } = require('html-validate');
  const checker = new HtmlValidate(new StaticConfigLoader({ root: true, extends: ['html-validate:recommended', 'html-validate:document'] }));
  return noticed((all) => all.map((file) => {
    const report = checker.validateStringSync(fs.readFileSync(file, 'utf8'), file);
    return [file, report.results.flatMap((result) => result.messages.map((message) => `${message.ruleId} ${still(message.message)}`))];
  }));
}

function vnu() {
  const jar = path.join(tools, 'node_modules/vnu-jar/build/dist/vnu.jar');
  return noticed((all) => {
    const said = new Map(all.map((file) => [file, []]));
    for (let from = 0; from < all.length; from += 200) {
      const done = spawnSync('java', ['-Xss8m', '-jar', jar, '--exit-zero-always', '--format', 'json', ...all.slice(from, from + 200)], { encoding: 'utf8', maxBuffer: 1 << 28 });
      for (const message of JSON.parse(done.stderr || done.stdout).messages) {
        const file = decodeURIComponent(new URL(message.url).pathname);
        said.get(file)?.push(`${message.type} ${still(message.message)}`);
      }
    }
    return [...said];
  });
}

// Matters of taste, and what only says how HTML is laid out.
const TASTE = ['indent', 'quotes', 'attrs-newline', 'element-newline', 'sort-attrs', 'lowercase', 'no-extra-spacing-attrs', 'no-extra-spacing-text', 'no-extra-spacing-tags',
  'no-multiple-empty-lines', 'no-trailing-spaces', 'require-closing-tags', 'id-naming-convention', 'class-spacing', 'no-inline-styles', 'max-element-depth'];

async function htmlEslint() {
  const { ESLint } = require('eslint');
  const plugin = require('@html-eslint/eslint-plugin');
  const parser = require('@html-eslint/parser');
  const rules = Object.fromEntries(Object.keys(plugin.rules).filter((name) => !TASTE.includes(name)).map((name) => [`@html-eslint/${name}`, 'error']));
  const eslint = new ESLint({
    cwd: pages,
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*.html'], plugins: { '@html-eslint': plugin }, languageOptions: { parser }, rules }],
  });
  const all = [...new Set(mutants.flatMap((mutant) => mutant.pages.flatMap((file) => [path.join(mutant.folder, file), path.join(clean(mutant.site), file)])))].filter((file) => fs.existsSync(file));
  const said = new Map();
  for (const file of all) {
    const [result] = await eslint.lintText(fs.readFileSync(file, 'utf8'), { filePath: file });
    said.set(file, (result?.messages ?? []).map((message) => `${message.ruleId} ${still(message.message)}`));
  }
  return noticed((wanted) => wanted.map((file) => [file, said.get(file) ?? []]));
}

function hyperlink() {
  const bin = path.join(tools, 'cargo/bin/hyperlink');
  // A site that lives in a folder is checked from there, as its links begin at the root of the host.
  const said = (folder) => spawnSync(bin, [folder, '--check-anchors'], { encoding: 'utf8' }).stdout.split('\n')
    .filter((line) => line.trim() && !/^(Reading|Checking|Found|Checked)/.test(line)).map((line) => still(line.replaceAll(folder, '')));
  const before = new Map([...new Set(mutants.map((mutant) => mutant.site))].map((site) => [site, count(said(clean(site)))]));
  const found = new Set();
  for (const mutant of mutants) {
    const known = before.get(mutant.site);
    for (const [line, times] of count(said(mutant.folder))) if (times > (known.get(line) ?? 0)) found.add(mutant.name);
  }
  return found;
}

const version = (name) => require(`${name}/package.json`).version;
const peers = [
  [`html-validate ${version('html-validate')}`, htmlValidate()],
  [`vnu ${version('vnu-jar')}`, vnu()],
  [`@html-eslint ${version('@html-eslint/eslint-plugin')}`, await htmlEslint()],
  [execFileSync(path.join(tools, 'cargo/bin/hyperlink'), ['--version'], { encoding: 'utf8' }).trim(), hyperlink()],
];
const all = new Set(peers.flatMap(([, found]) => [...found]));
const rows = [...peers, ['all of these together', all], ['**smo-build lint**', new Set(mutants.filter((mutant) => mutant.found).map((mutant) => mutant.name))]];

const ORDER = ['images', 'tags', 'words', 'addresses', 'links', 'share links', 'structured data', 'feeds and files', 'people', 'leaks', 'embeds and counters', 'how it reads', 'our own sources',
  'unseen: head', 'unseen: words', 'unseen: text of the page', 'unseen: share links and widgets', 'unseen: beside the pages'];
const groups = [...new Set(mutants.map((mutant) => mutant.group))].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
const percent = (part, of) => (of ? `${Math.round((part * 1000) / of) / 10} %` : '–');
console.log(`| group | faults | ${rows.map(([name]) => name).join(' | ')} |`);
console.log(`| --- |${' --: |'.repeat(rows.length + 1)}`);
const line = (name, of) => console.log(`| ${name} | ${of.length} | ${rows.map(([, found]) => of.filter((mutant) => found.has(mutant.name)).length).join(' | ')} |`);
for (const group of groups) line(group, mutants.filter((mutant) => mutant.group === group));
console.log(`| all | ${mutants.length} | ${rows.map(([, found]) => percent(mutants.filter((mutant) => found.has(mutant.name)).length, mutants.length)).join(' | ')} |`);
if (values.misses) {
  console.log('\nNoticed by another tool and not by smo-build:');
  const missed = new Map();
  for (const mutant of mutants.filter((mutant) => all.has(mutant.name) && !mutant.found)) {
    const by = peers.filter(([, found]) => found.has(mutant.name)).map(([name]) => name.split(' ')[0]).join(', ');
    missed.set(`${mutant.name.replace(/-\d$/, '')}: ${by}`, mutant);
  }
  for (const line of missed.keys()) console.log(`- ${line}`);
}
