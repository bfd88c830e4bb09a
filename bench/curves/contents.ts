/** What a hit costs among 10³ to 10⁵ pictures that are kept, and a request to a bucket of as many keys. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Results } from '#src/store/results/results.js';
import { putManyKeys } from '../../scripts/many-keys.js';
import type { Curve } from '../curves.js';
import { measured } from '../peers/http-peer.js';
import { startService } from '../service.js';

const COUNTS = [1000, 3000, 10_000, 30_000, 100_000];
const LOOKS = 5000;
const BYTES = 8000;

const key = (n: number) => (n * 2_654_435_761).toString(16).toUpperCase().padStart(32, '0');

export async function keptPictures(): Promise<Curve> {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-curves-'));
  const bytes = Buffer.alloc(BYTES, 1);
  const none = () => Promise.reject(new Error('it is not kept'));
  const rows: [number, number, number][] = [];
  const disk = Results.open({ directory, memoryBytes: 0, diskBytes: 1e10 });
  const memory = Results.open({ directory: '', memoryBytes: 2e9, diskBytes: 0 });
  let kept = 0;
  for (const count of COUNTS) {
    for (; kept < count; kept++) {
      const render = async () => ({ body: { bytes }, size: BYTES, contentType: 'image/jpeg' });
      await disk.get(key(kept), render);
      await memory.get(key(kept), render);
    }
    await disk.settled();
    rows.push([
      count,
      await perLook((n) => memory.get(key(n % count), none)),
      await perLook((n) => disk.get(key(n % count), none)),
    ]);
  }
  await disk.close();
  await memory.close();
  rmSync(directory, { recursive: true });
  return {
    file: 'kept',
    title: 'Kept pictures',
    x: 'pictures',
    y: 'µs',
    names: ['from memory', 'from disk'],
    rows,
    about: `Taking one of so many pictures of ${BYTES / 1000} kB, in any order, without HTTP.`,
  };
}

/** Microseconds. */
async function perLook(look: (n: number) => Promise<unknown>): Promise<number> {
  for (let n = 0; n < LOOKS; n++) await look(n * 7919);
  const started = performance.now();
  for (let n = 0; n < LOOKS; n++) await look(n * 7919);
  return (1000 * (performance.now() - started)) / LOOKS;
}

export async function keys(): Promise<Curve> {
  const service = await startService('--log-level', 'error');
  const rows: [number, number, number, number][] = [];
  for (const count of COUNTS) {
    const bucket = `keys-${count}`;
    await service.put(`/${bucket}`, undefined, { 'x-oss-acl': 'public-read' });
    putManyKeys(service.directory, bucket, 'a/', count);
    let n = 0;
    const page = () => {
      n++;
      const marker = `a/${String((n * 7919) % count).padStart(6, '0')}.jpg`;
      return new URL(`${service.url}/${bucket}?list-type=2&max-keys=100&start-after=${marker}`);
    };
    const missing = () => new URL(`${service.url}/${bucket}?list-type=2&max-keys=1&prefix=b${n++}`);
    const folders = () => new URL(`${service.url}/${bucket}?list-type=2&delimiter=/&max-keys=${1 + (n++ % 900)}`);
    const cpu = async (next: () => URL) => 1e6 * (await measured(service.pid, next, 400, 4)).cpu;
    // Twice before it counts: a fresh process is slow.
    if (rows.length === 0) for (const next of [page, missing, folders, page, missing, folders]) await cpu(next);
    rows.push([count, await cpu(page), await cpu(missing), await cpu(folders)]);
  }
  await service.stop();
  return {
    file: 'keys',
    title: 'Keys in a bucket',
    x: 'keys',
    y: 'µs of CPU',
    names: ['a page of 100, anywhere', 'a prefix that no key has', 'the folders, with all keys in one'],
    rows,
    about: 'ListObjectsV2, CPU of all processes.',
  };
}
