/**
 * `npm run bench`: the whole server against sharp called directly, in one run.
 * CPU per request is that of all server processes, from /proc; rounds alternate; medians are printed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jpeg, photo } from '../test/pictures.js';
import { load } from './load.js';
import { cpuOfTree, mb, median, ms, peakOfTree, ratio, table } from './measure.js';
import { type Service, startService } from './service.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const COUNT = Number(process.env.BENCH_COUNT ?? 300);
/** After so many pictures V8 has optimised what a request runs through: a third of the front process's time. */
const WARM_UP = 4000;
/** And after so many of the kind that is measured: with the first of another kind V8 throws some of it away. */
const WARM_UP_MEASURED = 300;
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

async function served(service: Service, url: () => string, connections: number): Promise<Figure> {
  await load(url, connections * 2, connections);
  const before = cpuOfTree(service.pid);
  const { seconds } = await load(url, COUNT, connections);
  return { cpu: (cpuOfTree(service.pid) - before) / COUNT, perSecond: COUNT / seconds };
}

async function pictures(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-bench-'));
  const file = join(directory, 'photo.jpg');
  await writeFile(file, await jpeg(photo(3000, 2000)));
  const service = await startService();
  await service.put('/bench-pictures', undefined, { 'x-oss-acl': 'public-read-write' });
  await service.put('/bench-pictures/photo.jpg', await jpeg(photo(3000, 2000)));
  // Neither the height nor Q above the picture's own quality changes the work; each URL is new to the kept results.
  let n = 0;
  const urlOf = (key: string) => () => {
    const chain = `image/resize,w_200,h_${1000 + (n % 3000)}/quality,Q_${95 + Math.floor(n / 3000)}`;
    n++;
    return `${service.url}/bench-pictures/${key}?x-oss-process=${chain}`;
  };
  const url = urlOf('photo.jpg');
  await service.put('/bench-pictures/small.jpg', await jpeg(photo(300, 200)));
  await load(urlOf('small.jpg'), WARM_UP, 2);
  await load(url, WARM_UP_MEASURED, 2);
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
  console.log(
    `Uncached resize,w_200 of a 3000x2000 JPEG, ${ROUNDS} rounds of ${COUNT}, by a server that has drawn ${WARM_UP} small pictures before and ${WARM_UP_MEASURED} of these`,
  );
  table(['', 'CPU/request', 'requests/s', 'CPU ratio', 'rate ratio', 'peak memory'], rows);
  await service.stop();
  await rm(directory, { recursive: true });
}

await pictures();
