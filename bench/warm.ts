/**
 * `npm run bench:warm`: a rendered picture of about 67 kB from the cache, and a 304, against a bare node:http server
 * sending as many bytes and an empty answer. CPU per request of all server processes, medians of alternating rounds.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { jpeg, photo } from '../test/pictures.js';
import { load } from './client-load.js';
import { cpuOfTree, median, ratio, table } from './measure.js';
import { startService } from './service.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const COUNT = Number(process.env.BENCH_COUNT ?? 8000);
/** Of answers without a body: the kernel counts in steps of 10 ms, and 8000 of them take 12. */
const MANY = 3 * COUNT;
const CONNECTIONS = 4;
const WANTED = 67_000;

const service = await startService();
await service.put('/bench-warm', undefined, { 'x-oss-acl': 'public-read' });
await service.put('/bench-warm/photo.jpg', await jpeg(photo(3000, 2000)));
const { url, size } = await pictureOf(WANTED);
const etag = (await fetch(url)).headers.get('etag') ?? '';
const content = new URL(url).searchParams.get('x-oss-process');
await service.put('/bench-warm/?style&styleName=warm', Buffer.from(`<Style><Content>${content}</Content></Style>`));
const styled = `${service.url}/bench-warm/photo.jpg?x-oss-process=style/warm`;
const separated = `${service.url}/bench-warm/photo.jpg@!warm`;
const bare = spawn(
  process.execPath,
  ['--import', 'tsx', fileURLToPath(new URL('./baseline.ts', import.meta.url)), 'send', String(size)],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const line = await new Promise<string>((resolve) => createInterface({ input: bare.stdout }).once('line', resolve));
const bareUrl = `http://127.0.0.1:${JSON.parse(line).port}`;

/** The width whose result comes nearest to the wanted size. */
async function pictureOf(bytes: number): Promise<{ url: string; size: number }> {
  let best = { url: '', size: 0 };
  for (let width = 200; width <= 1600; width += 50) {
    const url = `${service.url}/bench-warm/photo.jpg?x-oss-process=image/resize,w_${width}`;
    const size = (await (await fetch(url)).arrayBuffer()).byteLength;
    if (Math.abs(size - bytes) < Math.abs(best.size - bytes)) best = { url, size };
  }
  return best;
}

async function cpu(pid: number, target: string, count = COUNT, headers?: Record<string, string>): Promise<number> {
  const before = cpuOfTree(pid);
  await load(target, count, CONNECTIONS, headers);
  return (cpuOfTree(pid) - before) / count;
}

const figures = {
  hit: [] as number[],
  styled: [] as number[],
  separated: [] as number[],
  body: [] as number[],
  unchanged: [] as number[],
  empty: [] as number[],
};
for (let round = 0; round <= ROUNDS; round++) {
  const body = await cpu(Number(bare.pid), `${bareUrl}/body`);
  const hit = await cpu(service.pid, url);
  const byStyle = await cpu(service.pid, styled);
  const bySeparator = await cpu(service.pid, separated);
  const empty = await cpu(Number(bare.pid), `${bareUrl}/`, MANY);
  const unchanged = await cpu(service.pid, url, MANY, { 'if-none-match': etag });
  // The first round warms both up.
  if (round === 0) continue;
  figures.body.push(body);
  figures.hit.push(hit);
  figures.styled.push(byStyle);
  figures.separated.push(bySeparator);
  figures.empty.push(empty);
  figures.unchanged.push(unchanged);
}
const micro = (seconds: number) => `${(seconds * 1e6).toFixed(0)} µs`;
const row = (name: string, ours: number[], theirs: number[]) => [
  name,
  micro(median(ours)),
  micro(median(theirs)),
  ratio(median(ours.map((value, index) => value / (theirs[index] ?? 1)))),
];
console.log(`CPU per request, ${ROUNDS} rounds of ${COUNT} over ${CONNECTIONS} connections, a result of ${size} bytes`);
table(
  ['', 'tintype', 'node:http', 'ratio'],
  [
    row('cached hit', figures.hit, figures.body),
    row('the same by style/NAME', figures.styled, figures.body),
    row('the same by a separator', figures.separated, figures.body),
    row('304', figures.unchanged, figures.empty),
  ],
);
bare.kill();
await service.stop();
