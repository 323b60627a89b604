// Which crop keeps more of what a photo shows: ours, sharp's `attention`, or the middle?
//   node compare.mjs PHOTOS WINDOWS.json
// PHOTOS holds the files that marks.json names (README.md says where they are from). WINDOWS.json
// is what `cargo bench --bench pictures -- --crops PHOTOS` prints.
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const [folder, file] = process.argv.slice(2);
const marks = JSON.parse(fs.readFileSync(new URL('marks.json', import.meta.url)));
const ours = JSON.parse(fs.readFileSync(file));
const sizes = { og: [1200, 630], square: [1200, 1200], pin: [1000, 1500], story: [1080, 1920] };

const kept = (mark, width, height, [x, y, w, h]) => {
  const [left, top, right, bottom] = [mark[0] * width / 100, mark[1] * height / 100, mark[2] * width / 100, mark[3] * height / 100];
  const across = Math.max(0, Math.min(right, x + w) - Math.max(left, x));
  const down = Math.max(0, Math.min(bottom, y + h) - Math.max(top, y));
  // A subject larger than the crop cannot be kept whole: the most that can be counts as all.
  const most = Math.min(right - left, w) * Math.min(bottom - top, h);
  return across * down / most;
};

const all = {};
for (const [name, mark] of Object.entries(marks)) {
  const image = path.join(folder, name);
  const { width, height } = await sharp(image).metadata();
  for (const [size, [tw, th]] of Object.entries(sizes)) {
    const scale = Math.max(tw / width, th / height);
    const [w, h] = [tw / scale, th / scale];
    const cover = await sharp(image).resize(tw, th, { position: 'attention' }).toBuffer({ resolveWithObject: true });
    const windows = {
      ours: ours[name][size],
      attention: [-(cover.info.cropOffsetLeft ?? 0) / scale, -(cover.info.cropOffsetTop ?? 0) / scale, w, h],
      middle: [(width - w) / 2, (height - h) / 2, w, h],
    };
    for (const [who, window] of Object.entries(windows)) {
      const share = kept(mark, width, height, window);
      ((all[size] ??= {})[who] ??= []).push(share);
      ((all.all ??= {})[who] ??= []).push(share);
      if (process.env.EACH && share < 0.9) console.log(`${who} keeps ${(share * 100).toFixed(0)} % of ${name} in ${size}`);
    }
  }
}
console.log('| size | crop | kept, mean | nine tenths kept | lost (under a half) |\n| --- | --- | ---: | ---: | ---: |');
for (const [size, by] of Object.entries(all)) {
  for (const [who, shares] of Object.entries(by)) {
    const count = test => shares.filter(test).length;
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    console.log(`| ${size} | ${who} | ${(mean * 100).toFixed(1)} % | ${count(s => s >= 0.9)} of ${shares.length} | ${count(s => s < 0.5)} |`);
  }
}
