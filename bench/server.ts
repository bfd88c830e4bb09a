/**
 * `npm run bench`: the whole server against sharp called directly and against a bare upload, in one run.
 * CPU per request is that of all server processes, from /proc; rounds alternate; medians are printed.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jpeg, photo } from '../test/pictures.js';
import { cpuOfTree, load, mb, median, ms, peakOfTree, ratio, table } from './measure.js';
import { type Service, startService } from './service.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const COUNT = Number(process.env.BENCH_COUNT ?? 300);
const UPLOAD = Number(process.env.BENCH_UPLOAD_MB ?? 1024) * 1024 * 1024;
const BASELINE = fileURLToPath(new URL('./baseline.ts', import.meta.url));
const TSX = ['--import', 'tsx', BASELINE];

interface Figure {
  readonly cpu: number;
  readonly perSecond: number;
}

async function bareSharp(file: string): Promise<Figure & { peak: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, [...TSX, 'sharp', file, String(COUNT)]);
  return JSON.parse(stdout);
}

async function served(service: Service, url: string, connections: number): Promise<Figure> {
  await load(url, connections * 2, connections);
  const before = cpuOfTree(service.pid);
  const { seconds } = await load(url, COUNT, connections);
  return { cpu: (cpuOfTree(service.pid) - before) / COUNT, perSecond: COUNT / seconds };
}

/** PUTs UPLOAD bytes of one repeated megabyte; answers seconds. */
async function upload(url: string): Promise<number> {
  const chunk = Buffer.alloc(1 << 20, 'tintype ');
  const started = process.hrtime.bigint();
  await new Promise<void>((resolve, reject) => {
    const sent = request(url, { method: 'PUT', headers: { 'content-length': UPLOAD } }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`PUT ${response.statusCode}`)),
      );
    });
    sent.on('error', reject);
    let left = UPLOAD / chunk.length;
    const more = (): void => {
      while (left > 0) {
        left--;
        if (!sent.write(chunk)) {
          sent.once('drain', more);
          return;
        }
      }
      sent.end();
    };
    more();
  });
  return Number(process.hrtime.bigint() - started) / 1e9;
}

async function pictures(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-bench-'));
  const file = join(directory, 'photo.jpg');
  await writeFile(file, await jpeg(photo(3000, 2000)));
  const service = await startService();
  await service.put('/bench-pictures', undefined, { 'x-oss-acl': 'public-read-write' });
  await service.put('/bench-pictures/photo.jpg', await jpeg(photo(3000, 2000)));
  const url = `${service.url}/bench-pictures/photo.jpg?x-oss-process=image/resize,w_200`;
  const base: Figure[] = [];
  const ours = new Map<number, Figure[]>([
    [1, []],
    [2, []],
    [16, []],
  ]);
  let barePeak = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const direct = await bareSharp(file);
    barePeak = Math.max(barePeak, direct.peak);
    base.push(direct);
    for (const [connections, figures] of ours) figures.push(await served(service, url, connections));
  }
  const baseCpu = median(base.map(({ cpu }) => cpu));
  const baseRate = median(base.map(({ perSecond }) => perSecond));
  const rows = [['sharp directly, two in flight', ms(baseCpu), baseRate.toFixed(0), '', '', mb(barePeak)]];
  for (const [connections, figures] of ours) {
    const cpu = median(figures.map((figure) => figure.cpu));
    const rate = median(figures.map((figure) => figure.perSecond));
    rows.push([
      `tintype, ${connections} connections`,
      ms(cpu),
      rate.toFixed(0),
      ratio(cpu / baseCpu),
      ratio(rate / baseRate),
      mb(peakOfTree(service.pid)),
    ]);
  }
  console.log(`Uncached resize,w_200 of a 3000x2000 JPEG, ${ROUNDS} rounds of ${COUNT}`);
  table(['', 'CPU/request', 'requests/s', 'CPU ratio', 'rate ratio', 'peak memory'], rows);
  await service.stop();
  await rm(directory, { recursive: true });
}

async function uploads(): Promise<void> {
  const service = await startService();
  await service.put('/bench-uploads', undefined, { 'x-oss-acl': 'public-read-write' });
  const target = join(service.directory, 'bare-upload');
  const bare = spawn(process.execPath, [...TSX, 'put', target], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [first] = await new Promise<string[]>((resolve) =>
    createInterface({ input: bare.stdout }).once('line', (line) => resolve([line])),
  );
  const { port } = JSON.parse(first ?? '{}');
  const a: number[] = [];
  const b: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    a.push(await upload(`http://127.0.0.1:${port}/`));
    await unlink(target);
    b.push(await upload(`${service.url}/bench-uploads/big`));
  }
  const rate = (seconds: number) => `${(UPLOAD / 1e6 / seconds).toFixed(0)} MB/s`;
  console.log(`\nPUT of ${mb(UPLOAD)}, ${ROUNDS} alternating rounds`);
  table(
    ['', 'median', 'speed ratio', 'peak memory'],
    [
      ['node:http + MD5 + write', rate(median(a)), '', ''],
      [
        'tintype',
        rate(median(b)),
        ratio(median(a.map((seconds, index) => seconds / (b[index] ?? 1)))),
        mb(peakOfTree(service.pid)),
      ],
    ],
  );
  bare.kill();
  await service.stop();
}

await pictures();
await uploads();
