// What npm `sharp` needs for the job of `cargo bench --bench pictures -- --item PHOTO`:
//   UV_THREADPOOL_SIZE=1 node sharp.mjs PHOTO
import fs from 'node:fs';
import sharp from 'sharp';

const ITEMS = 60;
sharp.concurrency(1);
sharp.cache(false);
const [file] = process.argv.slice(2);
const bytes = fs.readFileSync(file);
let out;
for (let n = 0; n < ITEMS; n += 1) {
  out = await sharp(bytes).resize(1200, 630, { position: process.env.POSITION ?? 'centre' }).jpeg({ quality: 82 }).toBuffer();
}
const { user, system } = process.cpuUsage();
console.log(`${file}: ${((user + system) / 1000 / ITEMS).toFixed(1)} ms an item, ${Math.floor(out.length / 1000)} kB`);
