/** Kept pictures and 304s against a bare node:http and against nginx that sends a file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jpeg, photo } from '../../test/pictures.js';
import { percentile } from '../client.js';
import { median } from '../measure.js';
import { markdownTable } from '../performance-page.js';
import { type Service, startService } from '../service.js';
import { measured } from './http-peer.js';
import type { NginxPeer } from './nginx.js';
import { ended, type Figures } from './peer.js';

const BASELINE = fileURLToPath(new URL('../baseline.ts', import.meta.url));
/** Of a picture of 67 kB. */
const WIDTH = 547;
const COUNT = 8000;
/** Of answers without a body: the kernel counts in steps of 10 ms, and 4000 of them take 6. */
const MANY = 20_000;
/** V8 does not optimise two processes alike: one bare answer took 12.4 µs in one and 16.7 in the next, for as long as they ran. */
export const STARTS = 3;
/** Three of them, half a second each, may all fall to a neighbour's busy moment. */
export const ROUNDS_OF_HITS = 9;
const CONNECTIONS = 16;

interface Way {
  readonly name: string;
  readonly pid: number;
  readonly count?: number;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly rounds: Figures[];
}

/** As a table. `directory` is that of nginx. */
export async function hits(directory: string, nginx: NginxPeer | undefined): Promise<string> {
  const ways = await measuredOnce(directory, nginx);
  for (let start = 1; start < STARTS; start++) {
    for (const [index, { rounds }] of (await measuredOnce(directory, nginx)).entries()) {
      ways[index]?.rounds.push(...rounds);
    }
  }
  return tableOf(ways);
}

/** By processes that are started for it, but for nginx. */
async function measuredOnce(directory: string, nginx: NginxPeer | undefined): Promise<readonly Way[]> {
  const service = await startService('--log-level', 'error');
  const { kept, headers, size } = await keptPicture(service);
  const bare = spawn(process.execPath, ['--import', 'tsx', BASELINE, 'send', String(size)]);
  try {
    const [line] = (await once(bare.stdout, 'data')) as [Buffer];
    const origin = `http://127.0.0.1:${JSON.parse(line.toString()).port}`;
    const [own, pid] = [service.pid, Number(bare.pid)];
    const ways: Way[] = [
      { name: `Tintype, a kept picture of ${size} bytes`, pid: own, url: kept, rounds: [] },
      { name: 'node:http, as many bytes', pid, url: new URL(`${origin}/body`), rounds: [] },
      { name: 'Tintype, 304', pid: own, count: MANY, url: kept, headers, rounds: [] },
      { name: 'node:http, an empty answer', pid, count: MANY, url: new URL(origin), rounds: [] },
    ];
    if (nginx !== undefined) {
      await writeFile(join(directory, 'kept.bin'), Buffer.alloc(size, 'tintype '));
      ways.push({ name: 'nginx, a file of as many bytes', pid: nginx.pid, url: nginx.kept('kept.bin'), rounds: [] });
    }
    for (const way of ways) await measure(way);
    for (const way of ways) way.rounds.length = 0;
    for (let round = 0; round < ROUNDS_OF_HITS / STARTS; round++) for (const way of ways) await measure(way);
    return ways;
  } finally {
    await service.stop();
    await ended(bare);
  }
}

async function measure({ pid, count = COUNT, url, headers, rounds }: Way): Promise<void> {
  rounds.push(await measured(pid, () => url, count, CONNECTIONS, headers));
}

/** Asked for three times, so that it is known and kept. */
async function keptPicture(service: Service) {
  await service.put('/kept', undefined, { 'x-oss-acl': 'public-read' });
  await service.put('/kept/photo.jpg', await jpeg(photo(1500, 1000)));
  const kept = new URL(`${service.url}/kept/photo.jpg?x-oss-process=image/resize,w_${WIDTH}`);
  let etag = '';
  let size = 0;
  for (let n = 0; n < 3; n++) {
    const response = await fetch(kept);
    etag = response.headers.get('etag') ?? '';
    size = (await response.arrayBuffer()).byteLength;
  }
  return { kept, headers: { 'if-none-match': etag }, size };
}

function tableOf(ways: readonly Way[]): string {
  const cpuOf = (way: Way | undefined) => 1e6 * median(way?.rounds.map(({ cpu }) => cpu) ?? []);
  const [kept, bare, unchanged, empty, nginx] = ways;
  const against: ReadonlyMap<Way | undefined, string> = new Map([
    [
      kept,
      `${(cpuOf(kept) / cpuOf(bare)).toFixed(2)} x node:http${nginx ? `, ${(cpuOf(kept) / cpuOf(nginx)).toFixed(2)} x nginx` : ''}`,
    ],
    [unchanged, `${(cpuOf(unchanged) / cpuOf(empty)).toFixed(2)} x node:http`],
  ]);
  const rows = ways.map((way) => {
    const took = way.rounds.flatMap((round) => round.took);
    return [
      way.name,
      `${cpuOf(way).toFixed(0)} µs`,
      median(way.rounds.map(({ perSecond }) => perSecond)).toFixed(0),
      `${percentile(took, 0.5).toFixed(2)} ms`,
      `${percentile(took, 0.99).toFixed(2)} ms`,
      against.get(way) ?? '',
    ];
  });
  return markdownTable(['', 'CPU/request', 'requests/s', 'p50', 'p99', 'CPU against'], rows);
}
