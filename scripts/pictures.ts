/** Makes the README's pictures of the demo's, with `tintype process`: `npm run pictures`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoKey } from '#src/demo/pictures.js';

interface Sample {
  readonly file: string;
  readonly key: DemoKey;
  readonly chain: string;
}

export const SAMPLES: readonly Sample[] = [
  { file: 'lake.jpg', key: 'photo.jpg', chain: 'image/resize,h_200' },
  {
    file: 'sunrise.webp',
    key: 'photo.jpg',
    chain: 'image/crop,x_400,y_750,w_1000,h_1000/resize,w_200/circle,r_100/format,webp',
  },
  {
    file: 'hills.webp',
    key: 'example.jpg',
    chain: 'image/resize,h_200/rounded-corners,r_30/rotate,8/format,webp',
  },
  { file: 'boat.webp', key: 'example.gif', chain: 'image/resize,h_160/quality,q_60/format,webp' },
];

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const drawings = mkdtempSync(join(tmpdir(), 'tintype-pictures-'));
  mkdirSync(path('../docs/pictures'), { recursive: true });
  execFileSync(process.execPath, [path('../dist/demo/draw.js'), drawings]);
  for (const { file, key, chain } of SAMPLES) {
    const output = join(path('../docs/pictures'), file);
    const args = [path('../dist/main.js'), 'process', join(drawings, key), chain, '-o', output];
    execFileSync(process.execPath, args, { stdio: 'inherit' });
  }
  rmSync(drawings, { recursive: true });
}
