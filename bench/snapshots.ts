/**
 * `npm run bench:snapshots`: frames of a 1080p video from the server against a bare call of ffmpeg at the same times,
 * as wall time and as CPU of all processes; then the same requests again, from the cache.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from './load.js';
import { cpuOfTree, median, ms, ratio, table } from './measure.js';
import { startService } from './service.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 16);
const SECONDS = 30;

const directory = mkdtempSync(join(tmpdir(), 'tintype-bench-'));
const film = join(directory, 'film.mp4');
const shot = join(directory, 'shot.jpg');
const ffmpeg = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: 'inherit' });

// Noise makes the pictures as heavy as a camera's: some 9 Mbit/s.
ffmpeg(
  ...['-f', 'lavfi', '-i', `testsrc2=s=1920x1080:r=25:d=${SECONDS},noise=alls=12:allf=t`],
  ...['-f', 'lavfi', '-i', `sine=d=${SECONDS}`],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '9M', '-g', '50', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film],
);

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** Of one call, in seconds: the median of the wall time, the mean of the CPU. */
async function costOf(root: number, call: (milliseconds: number) => unknown): Promise<Cost> {
  const walls: number[] = [];
  const before = cpuOfTree(root);
  for (const time of TIMES) {
    const started = process.hrtime.bigint();
    await call(time);
    walls.push(Number(process.hrtime.bigint() - started) / 1e9);
  }
  return { wall: median(walls), cpu: (cpuOfTree(root) - before) / TIMES.length };
}

/** All over the video, and all over the two seconds from one key frame to the next. */
const TIMES = Array.from(
  { length: ROUNDS },
  (_, n) => Math.round((n * (SECONDS - 1) * 1000) / ROUNDS + n * 137) % 29_000,
);

const service = await startService();
await service.put('/films', undefined, { 'x-oss-acl': 'public-read' });
await service.put('/films/film.mp4', readFileSync(film));
const urlOf = (t: number, rest: string) =>
  `${service.url}/films/film.mp4?x-oss-process=video/snapshot,t_${t},f_jpg${rest}`;
const first = process.hrtime.bigint();
await load(urlOf(29_500, ''), 1, 1);
const unknown = Number(process.hrtime.bigint() - first) / 1e9;

const rows: string[][] = [];
for (const [name, seek, rest] of [
  ['exact', [], ''],
  ['exact, w_800', [], ',w_800'],
  ['fast', ['-noaccurate_seek'], ',m_fast'],
  ['fast, w_800', ['-noaccurate_seek'], ',m_fast,w_800'],
] as const) {
  const scale = rest.includes('w_800') ? ['-vf', 'scale=800:-2'] : [];
  const bare = (t: number) => ffmpeg(...seek, '-ss', String(t / 1000), '-i', film, ...scale, '-frames:v', '1', shot);
  const theirs = await costOf(process.pid, bare);
  const ours = await costOf(service.pid, (t) => load(urlOf(t, rest), 1, 1));
  const warm = await costOf(service.pid, (t) => load(urlOf(t, rest), 1, 1));
  rows.push([name, ms(theirs.wall), ms(ours.wall), ratio(ours.wall / theirs.wall)]);
  rows.at(-1)?.push(ms(theirs.cpu), ms(ours.cpu), ratio(ours.cpu / theirs.cpu), ms(warm.wall));
}
table(['a frame of 1080p', 'ffmpeg', 'tintype', 'ratio', 'ffmpeg CPU', 'tintype CPU', 'ratio', 'again'], rows);
console.log(`The first frame of a video that nobody asked for before: ${ms(unknown)}.`);
await service.stop();
rmSync(directory, { recursive: true });
