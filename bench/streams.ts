/**
 * A large upload and download: speed against a bare node:http, the memory of the process that carries the bytes, and how
 * long somebody waits meanwhile for a picture that is kept.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { unlink } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { memoryOf, resetPeak } from '../test/memory.js';
import { jpeg, photo } from '../test/pictures.js';
import type { Hits } from './hits.js';
import { mb, median, peakOfTree, ratio, table } from './measure.js';
import { type Service, startService } from './service.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const BYTES = Number(process.env.BENCH_UPLOAD_MB ?? 1024) * 1024 * 1024;
const BASELINE = fileURLToPath(new URL('./baseline.ts', import.meta.url));
const HITS = fileURLToPath(new URL('./hits.ts', import.meta.url));

/** PUTs BYTES of one repeated megabyte; answers seconds. */
async function upload(url: string): Promise<number> {
  const chunk = Buffer.alloc(1 << 20, 'tintype ');
  const started = process.hrtime.bigint();
  await new Promise<void>((resolve, reject) => {
    const sent = request(url, { method: 'PUT', headers: { 'content-length': BYTES } }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`PUT ${response.statusCode}`)),
      );
    });
    sent.on('error', reject);
    let left = BYTES / chunk.length;
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

/** GETs and counts; answers seconds. */
async function download(url: string): Promise<number> {
  const started = process.hrtime.bigint();
  let bytes = 0;
  for await (const chunk of (await fetch(url)).body ?? []) bytes += chunk.length;
  if (bytes !== BYTES) throw new Error(`GET brought ${bytes} bytes`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

interface Rounds {
  readonly seconds: number[];
  /** Of the front process, bytes. */
  peak: number;
}

async function measured(service: Service, rounds: Rounds, run: () => Promise<number>): Promise<void> {
  resetPeak(service.pid);
  rounds.seconds.push(await run());
  rounds.peak = Math.max(rounds.peak, memoryOf(service.pid).peak);
}

async function startBare(target: string): Promise<{ child: ChildProcess; url: string }> {
  const args = ['--import', 'tsx', BASELINE, 'put', target];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  return { child, url: `http://127.0.0.1:${JSON.parse(line).port}/` };
}

interface Beside {
  readonly seconds: number;
  readonly hits: Hits;
}

/** Runs `work` while a hundred pictures a second are asked for; seconds of `work`, and what the pictures took. */
async function beside(url: string, work: () => Promise<number>): Promise<Beside> {
  const child = spawn(process.execPath, ['--import', 'tsx', HITS, url], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.stdin.write('now\n');
  const seconds = await work();
  const line = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  child.stdin.end();
  return { seconds, hits: JSON.parse(await line) };
}

export async function streams(): Promise<void> {
  const service = await startService();
  await service.put('/bench-pictures', undefined, { 'x-oss-acl': 'public-read' });
  await service.put('/bench-pictures/photo.jpg', await jpeg(photo(1200, 800)));
  const picture = `${service.url}/bench-pictures/photo.jpg?x-oss-process=image/resize,w_400`;
  await (await fetch(picture)).arrayBuffer();
  await service.put('/bench-uploads', undefined, { 'x-oss-acl': 'public-read-write' });
  const target = join(service.directory, 'bare-upload');
  const bare = await startBare(target);
  const idle = memoryOf(service.pid).now;
  const direct: number[] = [];
  const puts: Rounds = { seconds: [], peak: 0 };
  const gets: Rounds = { seconds: [], peak: 0 };
  const directBeside: Beside[] = [];
  const putBeside: Beside[] = [];
  const url = `${service.url}/bench-uploads/big`;
  for (let round = 0; round < ROUNDS; round++) {
    direct.push(await upload(bare.url));
    await unlink(target);
    await measured(service, puts, () => upload(url));
    await measured(service, gets, () => download(url));
    directBeside.push(await beside(picture, () => upload(bare.url)));
    await unlink(target);
    putBeside.push(await beside(picture, () => upload(url)));
  }
  const rate = (seconds: readonly number[]) => `${(BYTES / 1e6 / median(seconds)).toFixed(0)} MB/s`;
  const speed = (theirs: readonly number[], ours: readonly number[]) =>
    ratio(median(theirs.map((seconds, round) => seconds / (ours[round] ?? 1))));
  console.log(`\n${mb(BYTES)} in one request, ${ROUNDS} alternating rounds`);
  table(
    ['', 'median', 'speed ratio', 'front process, peak', 'of it idle'],
    [
      ['PUT, node:http + MD5 + write', rate(direct), '', '', ''],
      ['PUT, tintype', rate(puts.seconds), speed(direct, puts.seconds), mb(puts.peak), mb(idle)],
      ['GET, tintype', rate(gets.seconds), '', mb(gets.peak), mb(idle)],
    ],
  );
  console.log(`All processes of the server, workers included, added up: ${mb(peakOfTree(service.pid))}`);
  const [bareSeconds, ourSeconds] = [directBeside, putBeside].map((all) => all.map(({ seconds }) => seconds));
  const waits = (all: readonly Beside[]) =>
    (['p50', 'p99', 'max'] as const).map((of) => `${median(all.map(({ hits }) => hits[of])).toFixed(1)} ms`);
  console.log('\nThe same while 100 kept pictures a second are asked for, and how long those take');
  table(
    ['', 'median', 'speed ratio', 'half within', '99 of 100', 'all'],
    [
      ['PUT to node:http, on the same machine', rate(bareSeconds ?? []), '', ...waits(directBeside)],
      ['PUT to tintype', rate(ourSeconds ?? []), speed(bareSeconds ?? [], ourSeconds ?? []), ...waits(putBeside)],
    ],
  );
  bare.child.kill();
  await service.stop();
}
