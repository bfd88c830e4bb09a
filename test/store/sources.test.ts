import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Crc64 } from '#src/store/blobs/crc64.js';
import type { ObjectRecord } from '#src/store/records.js';
import { Sources } from '#src/store/sources.js';

const SIZE = 100;
/** Room for four of them. */
const CAPACITY = 4 * SIZE;

let directory: string;
let crc64: Crc64;
let sources: Sources;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tintype-sources-'));
  crc64 = await Crc64.load();
  sources = Sources.open({ directory, capacity: CAPACITY, reserve: 0, crc64 });
});
afterEach(() => rmSync(directory, { recursive: true }));

const bytes = Buffer.alloc(SIZE, 'x');

function object(n: number): ObjectRecord {
  const run = crc64.start();
  run.update(bytes);
  return { version: n.toString(16).padStart(32, '0'), size: SIZE, crc64: run.digest() } as ObjectRecord;
}

async function lent(n: number) {
  const file = await sources.lend(object(n), async () => Readable.from([bytes]));
  if (file === undefined) throw new Error('nothing was lent');
  return file;
}

/** So many others that everything that was there before loses its place. */
async function pushOut(): Promise<void> {
  for (let n = 100; n < 104; n++) (await lent(n)).end();
}

test('a file that lost its place stays for all who hold it, and goes with the last of them', async () => {
  const first = await lent(1);
  await pushOut();
  const second = await lent(1);
  expect(second.path).toBe(first.path);
  second.end();
  await pushOut();
  expect(existsSync(first.path)).toBe(true);
  const { fetches } = sources.stats();
  const third = await lent(1);
  expect(sources.stats().fetches).toBe(fetches);
  await pushOut();
  first.end();
  third.end();
  await expect.poll(() => existsSync(first.path)).toBe(false);
});

test('a file that nobody holds goes with its place', async () => {
  const first = await lent(1);
  first.end();
  await pushOut();
  await expect.poll(() => readdirSync(directory).length).toBe(CAPACITY / SIZE);
  expect(existsSync(first.path)).toBe(false);
});

test('of what an earlier start has left, what does not fit goes', async () => {
  const first = await lent(1);
  first.end();
  Sources.open({ directory, capacity: 0, reserve: 0, crc64 });
  expect(readdirSync(directory)).toEqual([]);
});

test('while it is fetched, who comes after it lost its place waits for the same fetch', async () => {
  const body = new Readable({ read() {} });
  let fetched = 0;
  const fetch = async () => {
    fetched++;
    return body;
  };
  const one = sources.lend(object(1), fetch);
  await pushOut();
  const other = sources.lend(object(1), fetch);
  body.push(bytes);
  body.push(null);
  const files = await Promise.all([one, other]);
  expect(fetched).toBe(1);
  for (const file of files) {
    expect(existsSync(String(file?.path))).toBe(true);
    file?.end();
  }
});

test('what could not be fetched leaves nothing that a later one would be given', async () => {
  const body = new Readable({ read() {} });
  const failed = sources.lend(object(1), async () => body);
  await pushOut();
  body.destroy(new Error('the engine is away'));
  await expect(failed).rejects.toThrow('the engine is away');
  const file = await lent(1);
  await pushOut();
  expect(existsSync(file.path)).toBe(true);
  file.end();
  await expect.poll(() => readdirSync(directory)).not.toContain(file.path.slice(-32));
});
