// Asks summaly and open-graph-scraper about every page: record.mjs PAGES OUT
//
// summaly only reads what it fetches, so a server on loopback answers for example.org.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import { summaly } from '@misskey-dev/summaly';
import scrape from 'open-graph-scraper';

const [folder, out] = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith('.html')).sort();
let html = Buffer.alloc(0);

const server = http.createServer((request, response) => {
  if (request.url !== '/rain/') return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': html.length });
  response.end(request.method === 'HEAD' ? undefined : html);
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));

// Every host is the server here; nothing leaves the machine.
const plain = new http.Agent({ keepAlive: true });
plain.createConnection = () => net.connect(server.address().port, '127.0.0.1');
const secure = new https.Agent();
secure.createConnection = () => { throw new Error('not fetched'); };

async function asSummaly() {
  try {
    const found = await summaly('http://example.org/rain/', { agent: { http: plain, https: secure }, followRedirects: false });
    return { title: found.title, description: found.description, image: found.thumbnail };
  } catch {
    return {};
  }
}

async function asScraper() {
  try {
    const { result } = await scrape({ html: html.toString('utf8') });
    return { title: result.ogTitle, description: result.ogDescription, image: result.ogImage?.[0]?.url };
  } catch {
    return {};
  }
}

for (const [tool, ask] of [['summaly', asSummaly], ['open-graph-scraper', asScraper]]) {
  const lines = [];
  for (const name of files) {
    html = readFileSync(join(folder, name));
    const [page, hash] = name.replace('.html', '').split('-');
    const said = Object.fromEntries(Object.entries(await ask()).filter(([, value]) => value));
    lines.push(JSON.stringify({ page, hash, ...said }));
  }
  writeFileSync(join(out, `${tool}.jsonl`), `${lines.join('\n')}\n`);
}
plain.destroy();
server.close();
