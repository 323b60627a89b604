// Draws cards with satori and resvg-js, as `cards-peers.py` asks:
//   UV_THREADPOOL_SIZE=1 node cards-satori.mjs TITLES.json FONTS OUT
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// The packages lie where it is run, not beside this file.
const require = createRequire(path.join(process.cwd(), 'here.js'));
const load = async name => import(pathToFileURL(require.resolve(name)).href);
const satori = await load('satori').then(module => module.default?.default ?? module.default);
const { Resvg } = await load('@resvg/resvg-js').then(module => module.default ?? module);

const [titles, fonts, out] = process.argv.slice(2);
const file = name => fs.readFileSync(path.join(fonts, name));
const faces = [
  { name: 'Inter', weight: 700, data: file('InterDisplay-Bold.otf') },
  { name: 'Inter', weight: 600, data: file('Inter-SemiBold.otf') },
  { name: 'Inter', weight: 400, data: file('Inter-Regular.otf') },
];
const box = (style, children) => ({ type: 'div', props: { style: { display: 'flex', ...style }, children } });
// It has no way to fit a text: a size by length is what its users write.
const size = title => (title.length < 24 ? 120 : title.length < 48 ? 96 : title.length < 80 ? 76 : 60);
const card = title => box({ flexDirection: 'column', justifyContent: 'space-between', width: 1200, height: 630, padding: 60, boxSizing: 'border-box', background: '#1d4e63', color: '#fff', fontFamily: 'Inter' }, [
  box({ position: 'absolute', right: -280, bottom: -310, width: 660, height: 660, borderRadius: 330, background: '#265569' }),
  box({ position: 'relative', fontSize: 32, fontWeight: 600 }, 'Field Notes'),
  box({ position: 'relative', fontSize: size(title), fontWeight: 700, lineHeight: 1.08 }, title),
  box({ flexDirection: 'column' }, [box({ fontSize: 32, fontWeight: 600 }, 'Ada Lovelace'), box({ fontSize: 28 }, 'March 12, 2026 · 7 min read')]),
]);

let number = 0;
for (const title of JSON.parse(fs.readFileSync(titles, 'utf8'))) {
  const svg = await satori(card(title), { width: 1200, height: 630, fonts: faces });
  fs.writeFileSync(path.join(out, `${number}.png`), new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng());
  number += 1;
}
