import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ResultIndex } from '#src/store/results/index-db.js';
import type { Rendered, StoredResult } from '#src/store/results/result.js';
import { Results, type ResultsOptions } from '#src/store/results/results.js';
import { Disk } from '../disk.js';

const HOUR = 3_600_000;
const nobody = undefined;

let directory: string;
let clock: number;
const opened: Results[] = [];

function open(options: Partial<ResultsOptions> = {}): Results {
  const results = Results.open({
    directory: join(directory, 'results'),
    memoryBytes: 0,
    diskBytes: 1_000_000,
    now: () => clock,
    ...options,
  });
  opened.push(results);
  return results;
}

const key = (n: number) => n.toString(16).toUpperCase().padStart(32, '0').split('').reverse().join('');
const rendered = (size: number, fill = 'x'): Rendered => ({
  body: { bytes: Buffer.alloc(size, fill) },
  size,
  contentType: 'image/jpeg',
});

async function bytesOf(result: StoredResult): Promise<Buffer> {
  if ('bytes' in result.body) return result.body.bytes;
  const { file } = result.body;
  return file.readFile().finally(() => file.close());
}

/** Gets a key and says whether it had to be rendered. */
async function rendersWhenAsked(results: Results, name: string, size = 1000): Promise<boolean> {
  let asked = false;
  await bytesOf(
    await results.get(name, async () => {
      asked = true;
      return rendered(size);
    }),
  );
  await results.settled();
  return asked;
}

/** More than lies in the index, so that it becomes a file. */
const LARGE = 70_000;

/** Bytes of the bodies that the index holds. */
function bytesInside(): number {
  const db = new DatabaseSync(join(directory, 'results', 'index.db'), { readOnly: true });
  const row = db.prepare('SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM bodies').get() as { bytes: number };
  db.close();
  return row.bytes;
}

function bodyFiles(): string[] {
  const bodies = join(directory, 'results', 'bodies');
  return readdirSync(bodies).flatMap((shard) =>
    readdirSync(join(bodies, shard)).map((name) => join(bodies, shard, name)),
  );
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tintype-results-'));
  clock = 1_000_000 * HOUR;
});

afterEach(async () => {
  for (const results of opened.splice(0)) await results.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('one render for all', () => {
  test('a thousand who ask at once share one render; a thousand keys share none', async () => {
    const results = open();
    let renders = 0;
    const render = async () => {
      renders++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return rendered(500);
    };
    const same = await Promise.all(Array.from({ length: 1000 }, () => results.get(key(1), render)));
    expect(renders).toBe(1);
    expect(results.stats()).toMatchObject({ misses: 1, coalesced: 999 });
    for (const result of same) expect((await bytesOf(result)).length).toBe(500);

    renders = 0;
    await Promise.all(Array.from({ length: 1000 }, async (_, n) => bytesOf(await results.get(key(n + 2), render))));
    expect(renders).toBe(1000);
  });

  test('a leader that leaves does not fail its followers', async () => {
    const results = open();
    const leader = new AbortController();
    let go = (_: Rendered) => {};
    let aborted = false;
    const render = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise<Rendered>((resolve) => {
        go = resolve;
      });
    };
    const first = results.get(key(1), render, leader.signal);
    const second = results.get(key(1), render, nobody);
    await new Promise((resolve) => setImmediate(resolve));
    leader.abort(new Error('left'));
    await expect(first).rejects.toThrow('left');
    expect(aborted).toBe(false);
    go(rendered(10, 'f'));
    expect(String(await bytesOf(await second))).toBe('ffffffffff');
  });

  test('the render is aborted with its last waiter, and whoever comes next starts anew', async () => {
    const results = open();
    const [a, b] = [new AbortController(), new AbortController()];
    const signals: AbortSignal[] = [];
    const render = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<Rendered>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const first = results.get(key(1), render, a.signal);
    const second = results.get(key(1), render, b.signal);
    await new Promise((resolve) => setImmediate(resolve));
    a.abort();
    b.abort();
    await expect(first).rejects.toThrow();
    await expect(second).rejects.toThrow();
    expect(signals.map((signal) => signal.aborted)).toEqual([true]);
    expect(await rendersWhenAsked(results, key(1))).toBe(true);
  });

  test('a failed render fails all who waited and is not remembered', async () => {
    const results = open();
    const failing = async () => Promise.reject(new Error('no pixels'));
    const asked = [results.get(key(1), failing), results.get(key(1), failing)];
    for (const one of asked) await expect(one).rejects.toThrow('no pixels');
    expect(await rendersWhenAsked(results, key(1))).toBe(true);
  });
});

describe('on disk', () => {
  test('survives a restart', async () => {
    const before = open();
    await rendersWhenAsked(before, key(1), 700);
    await before.close();
    opened.length = 0;
    const after = open();
    expect(after.facts(key(1))).toMatchObject({ size: 700, contentType: 'image/jpeg' });
    expect(await rendersWhenAsked(after, key(1))).toBe(false);
    expect(after.stats()).toMatchObject({ diskHits: 1, misses: 0, diskBytes: 700, diskEntries: 1 });
  });

  test('takes possession of a rendered file', async () => {
    const results = open();
    const path = join(directory, 'scratch');
    writeFileSync(path, 'from a worker');
    const got = await results.get(key(1), async () => ({ body: { path }, size: 13, contentType: 'image/png' }));
    expect(String(await bytesOf(got))).toBe('from a worker');
    expect(() => statSync(path)).toThrow();
  });

  test('a body deleted or cut short by hand is a miss', async () => {
    const results = open();
    await rendersWhenAsked(results, key(1), LARGE);
    unlinkSync(String(bodyFiles()[0]));
    expect(await rendersWhenAsked(results, key(1), LARGE)).toBe(true);
    truncateSync(String(bodyFiles()[0]), 10);
    expect(await rendersWhenAsked(results, key(1), LARGE)).toBe(true);
    expect(results.stats().diskBytes).toBe(LARGE);
  });

  test('a small body lies in the index, a large one in a file; each can take the place of the other', async () => {
    const results = open();
    await rendersWhenAsked(results, key(1), 64 * 1024);
    expect([bytesInside(), bodyFiles()]).toEqual([64 * 1024, []]);
    expect(await rendersWhenAsked(results, key(1))).toBe(false);
    await rendersWhenAsked(results, key(2), 64 * 1024 + 1);
    expect([bytesInside(), bodyFiles().length]).toEqual([64 * 1024, 1]);
    expect(results.stats()).toMatchObject({ diskEntries: 2, diskBytes: 128 * 1024 + 1 });

    const db = new DatabaseSync(join(directory, 'results', 'index.db'));
    db.exec("UPDATE bodies SET bytes = x'00'");
    db.close();
    expect(await rendersWhenAsked(results, key(1), LARGE)).toBe(true);
    unlinkSync(String(bodyFiles().find((path) => path.endsWith(key(2)))));
    expect(await rendersWhenAsked(results, key(2), 100)).toBe(true);
    expect([bytesInside(), bodyFiles().length]).toEqual([100, 1]);
    expect(results.stats()).toMatchObject({ diskEntries: 2, diskBytes: LARGE + 100 });
    expect(await rendersWhenAsked(results, key(1))).toBe(false);
    expect(await rendersWhenAsked(results, key(2))).toBe(false);
  });

  test('a row that changed since it was read is neither forgotten nor removed, and not counted twice', () => {
    const { index } = ResultIndex.open(join(directory, 'index.db'));
    index.put(key(1), { size: LARGE, contentType: 'image/jpeg' }, 1);
    index.put(key(2), { size: LARGE, contentType: 'image/jpeg' }, 1);
    const [read] = index.oldest(true, 1);
    if (!read) throw new Error('no row');
    expect(index.forgetBody(read)).toBe(true);
    expect(index.forgetBody(read)).toBe(false); // as a reader does whose file an eviction removed before he opened it
    expect(index.remove(read)).toBe(false);
    expect(index.sums()).toEqual({ bytes: LARGE, bodies: 1, rows: 2 });
    index.put(key(1), { size: 100, contentType: 'image/jpeg' }, 2, Buffer.alloc(100));
    expect(index.forgetBody(read)).toBe(false);
    expect(index.sums()).toEqual({ bytes: LARGE + 100, bodies: 2, rows: 2 });
    index.close();
  });

  test('the index gives the space of removed bodies back to the disk', async () => {
    const { index } = ResultIndex.open(join(directory, 'index.db'));
    const bytes = Buffer.alloc(60_000);
    for (let n = 0; n < 600; n++) index.put(key(n), { size: bytes.length, contentType: 'image/jpeg' }, n, bytes);
    for (const row of index.oldest(true, 600)) index.remove(row);
    for (let n = 0; n < 20; n++) index.giveBack();
    index.close();
    expect(statSync(join(directory, 'index.db')).size).toBeLessThan(20e6);
  });

  test('a deleted index is a cold cache, and what lay about is removed', async () => {
    const before = open();
    await rendersWhenAsked(before, key(1), LARGE);
    await before.close();
    opened.length = 0;
    for (const name of readdirSync(join(directory, 'results'))) {
      if (name.startsWith('index.db')) unlinkSync(join(directory, 'results', name));
    }
    const after = open();
    expect(bodyFiles()).toEqual([]);
    expect(await rendersWhenAsked(after, key(1))).toBe(true);
  });

  test('an index of another version is thrown away', async () => {
    const before = open();
    await rendersWhenAsked(before, key(1));
    await before.close();
    opened.length = 0;
    const db = new DatabaseSync(join(directory, 'results', 'index.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(await rendersWhenAsked(open(), key(1))).toBe(true);
  });

  test('an index that is no database is thrown away', async () => {
    const before = open();
    await rendersWhenAsked(before, key(1));
    await before.close();
    opened.length = 0;
    // With its log gone, or SQLite would mend it from there.
    rmSync(join(directory, 'results', 'index.db-wal'), { force: true });
    writeFileSync(join(directory, 'results', 'index.db'), 'torn '.repeat(5000));
    const results = open();
    expect(await rendersWhenAsked(results, key(1))).toBe(true);
    expect(await rendersWhenAsked(results, key(1))).toBe(false);
  });

  test('an index that fails while it is open costs renders, not answers', async () => {
    const warnings: string[] = [];
    const results = open({ warn: (message) => warnings.push(message) });
    const db = new DatabaseSync(join(directory, 'results', 'index.db'));
    db.exec('DROP TABLE results');
    db.close();
    expect(await rendersWhenAsked(results, key(1))).toBe(true);
    expect(results.facts(key(1))).toBeUndefined();
    expect(warnings.length).toBeGreaterThan(1);
  });

  test('a disk that refuses is a miss with a warning, and the picture is served all the same', async () => {
    const warnings: string[] = [];
    const results = open({ warn: (message) => warnings.push(message) });
    // A file in the place of its shard refuses every write, as a full disk would.
    const shard = join(directory, 'results', 'bodies', key(1).slice(0, 2).toLowerCase());
    rmSync(shard, { recursive: true });
    writeFileSync(shard, '');
    const got = await results.get(key(1), async () => rendered(LARGE, 'q'));
    expect(String(await bytesOf(got))).toBe('q'.repeat(LARGE));
    await results.settled();
    const path = join(directory, 'scratch');
    writeFileSync(path, 'big');
    const file = await results.get(key(1), async () => ({ body: { path }, size: 3, contentType: 'image/png' }));
    expect(String(await bytesOf(file))).toBe('big');
    expect(warnings).toHaveLength(2);
    expect(() => statSync(path)).toThrow();
    expect(results.stats().diskBytes).toBe(0);
  });
});

describe('on the way to the disk', () => {
  test('pictures are found, also where nothing is kept in memory; they are there after a restart', async () => {
    const results = open();
    const sizes = Array.from({ length: 70 }, (_, n) => (n % 10 === 9 ? LARGE : 1000 + n));
    const ask = (of: Results) =>
      Promise.all(sizes.map((size, n) => of.get(key(n), async () => rendered(size)).then(bytesOf)));
    await ask(results);
    expect(results.facts(key(1))).toMatchObject({ size: 1001, contentType: 'image/jpeg' });
    await ask(results);
    await opened.pop()?.close();
    const after = open();
    expect((await ask(after)).map((bytes) => bytes.length)).toEqual(sizes);
    expect([results.stats().misses, after.stats().misses]).toEqual([sizes.length, 0]);
    expect(after.stats().diskBytes).toBe(sizes.reduce((sum, size) => sum + size));
  });

  test('and those that were written are no longer held', async () => {
    const results = open({ diskBytes: 3000 });
    for (let n = 0; n < 40; n++, clock++) await results.get(key(n), async () => rendered(1000));
    await results.settled();
    expect(results.stats()).toMatchObject({ diskEntries: 3, diskBytes: 3000 });
    expect(await rendersWhenAsked(results, key(0))).toBe(true);
    expect(await rendersWhenAsked(results, key(39))).toBe(false);
  });

  test('all that came together share a write of the index, also those that are files', async () => {
    const results = open({ diskBytes: 100_000_000 });
    const writes = vi.spyOn(ResultIndex.prototype, 'putAll');
    const sizes = [LARGE, 1000, LARGE, LARGE];
    await Promise.all(sizes.map((size, n) => results.get(key(n), async () => rendered(size))));
    await results.settled();
    expect(writes).toHaveBeenCalledOnce();
    writes.mockRestore();
    expect(results.stats()).toMatchObject({ diskEntries: 4, diskBytes: 3 * LARGE + 1000 });
  });

  test('a file that the disk refuses costs no other picture of its write', async () => {
    const warnings: string[] = [];
    const results = open({ diskBytes: 100_000_000, warn: (message) => warnings.push(message) });
    const shard = join(directory, 'results', 'bodies', key(1).slice(0, 2).toLowerCase());
    rmSync(shard, { recursive: true });
    writeFileSync(shard, '');
    await Promise.all([0, 1, 2].map((n) => results.get(key(n), async () => rendered(LARGE))));
    await results.settled();
    expect(warnings).toEqual(['a rendered picture could not be kept on disk']);
    const again = [0, 1, 2].map((n) => rendersWhenAsked(results, key(n), LARGE));
    expect(await Promise.all(again)).toEqual([false, true, false]);
  });
});

test('results leave the room on the disk that objects were promised', async () => {
  const warnings: string[] = [];
  const results = open({ reserve: 2 ** 60, warn: (message) => warnings.push(message) });
  expect(await rendersWhenAsked(results, key(1))).toBe(true);
  expect(await rendersWhenAsked(results, key(1))).toBe(true);
  expect(results.stats().diskEntries).toBe(0);
  expect(warnings.length).toBe(2);
});

describe('under its cap', () => {
  test('the least recently used goes first, and a use within the hour is not written down', async () => {
    const results = open({ diskBytes: 3000 });
    for (const n of [1, 2, 3]) {
      await rendersWhenAsked(results, key(n));
      clock += 2 * HOUR;
    }
    expect(await rendersWhenAsked(results, key(1))).toBe(false); // used now: 2 is the oldest
    await rendersWhenAsked(results, key(4)); // evicts 2
    expect(await rendersWhenAsked(results, key(1))).toBe(false);
    expect(await rendersWhenAsked(results, key(3))).toBe(false);
    expect(results.facts(key(2))).toMatchObject({ size: 1000, contentType: 'image/jpeg' });
    expect(results.stats()).toMatchObject({ evictions: 1, diskEntries: 3, diskRows: 4, diskBytes: 3000 });
    expect(await rendersWhenAsked(results, key(2))).toBe(true);
  });

  test('a body that is hot in memory stays on disk too', async () => {
    const results = open({ diskBytes: 2000, memoryBytes: 100_000 });
    await rendersWhenAsked(results, key(1));
    await rendersWhenAsked(results, key(2));
    clock += 2 * HOUR;
    expect(results.inMemory(key(1))).toBeDefined();
    await rendersWhenAsked(results, key(3));
    await results.close();
    opened.length = 0;
    expect(await rendersWhenAsked(open({ diskBytes: 2000 }), key(1))).toBe(false);
  });

  test('holds within 2 % under a random workload, in memory and on disk', async () => {
    const results = open({ diskBytes: 2_000_000, memoryBytes: 100_000 });
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    for (let turn = 0; turn < 60; turn++) {
      clock += HOUR;
      await Promise.all(
        Array.from({ length: 20 }, async () => rendersWhenAsked(results, key(random(300)), 1 + random(100_000))),
      );
      const onDisk = bodyFiles().reduce((sum, path) => sum + statSync(path).size, bytesInside());
      expect(onDisk).toBeLessThanOrEqual(2_000_000 * 1.02);
      expect(results.stats().memoryBytes).toBeLessThanOrEqual(100_000 * 1.02);
      expect(results.stats().diskBytes).toBe(onDisk);
    }
    expect(results.stats().evictions).toBeGreaterThan(100);
  });

  test('a file that the index refuses when it has its place already is served all the same', async () => {
    const results = open();
    const path = join(directory, 'drawn');
    writeFileSync(path, Buffer.alloc(LARGE, 'x'));
    const index = new DatabaseSync(join(directory, 'results', 'index.db'));
    index.exec('begin immediate');
    const result = await results.get(key(1), async () => ({ body: { path }, size: LARGE, contentType: 'image/jpeg' }));
    index.close();
    expect((await bytesOf(result)).length).toBe(LARGE);
    expect(results.stats()).toMatchObject({ diskBytes: 0, diskRows: 0 });
  });

  test('a file that cannot be opened for want of a descriptor is a 503, and does not stay', async () => {
    const results = open();
    const path = join(directory, 'drawn');
    writeFileSync(path, Buffer.alloc(LARGE, 'x'));
    const disk = Disk.watch();
    disk.fail('open', 'EMFILE', /drawn/);
    const asked = results.get(key(1), async () => ({ body: { path }, size: LARGE, contentType: 'image/jpeg' }));
    await expect(asked.finally(() => disk.restore())).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    await expect.poll(() => existsSync(path)).toBe(false);
  });

  test('a body larger than the whole cap is served and not kept', async () => {
    const results = open({ diskBytes: 100 });
    expect(await rendersWhenAsked(results, key(1), 101)).toBe(true);
    expect(results.stats()).toMatchObject({ diskBytes: 0, diskRows: 0 });
  });

  test('rows without a body are bounded', async () => {
    const results = open({ diskBytes: 1000, maxRows: 5 });
    for (let n = 0; n < 20; n++) {
      clock += HOUR;
      await rendersWhenAsked(results, key(n));
    }
    expect(results.stats().diskRows).toBeLessThanOrEqual(6);
  });

  test('clear removes everything', async () => {
    const results = open({ memoryBytes: 100_000 });
    for (let n = 0; n < 150; n++) await rendersWhenAsked(results, key(n), n % 10 ? 10 : LARGE);
    expect(bodyFiles().length).toBeGreaterThan(0);
    await results.clear();
    expect(bytesInside()).toBe(0);
    expect(bodyFiles()).toEqual([]);
    expect(results.stats()).toMatchObject({ diskBytes: 0, diskRows: 0, memoryEntries: 0 });
    expect(results.facts(key(3))).toBeUndefined();
  });
});

test.each([
  ['memory', { memoryBytes: 1_000_000, diskBytes: 0 }, 1000],
  ['the index', {}, 1000],
  ['a file', {}, LARGE],
] as const)('it may have what is being rendered and what is kept in %s', async (_, options, size) => {
  const results = open(options);
  expect(results.mayHave(key(1))).toBe(false);
  let land: (made: Rendered) => void = () => {};
  const made = new Promise<Rendered>((resolve) => {
    land = resolve;
  });
  const asked = results.get(key(1), () => made);
  await new Promise(setImmediate);
  expect([results.mayHave(key(1)), results.mayHave(key(2))]).toEqual([true, false]);
  land(rendered(size));
  await bytesOf(await asked);
  expect(results.mayHave(key(1))).toBe(true);
  await results.settled();
  expect(results.mayHave(key(1))).toBe(true);
  await results.clear();
  expect(results.mayHave(key(1))).toBe(false);
});

test('a result says where it came from, and of a render how long it took', async () => {
  const results = open({ memoryBytes: 10_000 });
  const work = { queued: 3, rendering: 40 };
  const render = async () => ({ ...rendered(100), work });
  const [first, second] = await Promise.all([results.get('A', render), results.get('A', render)]);
  expect([first, second]).toMatchObject([
    { origin: 'rendered', work },
    { origin: 'shared', work },
  ]);
  const again = await results.get('A', render);
  expect(again.origin).toBe('memory');
  expect(again.work).toBeUndefined();
  await results.settled();
  const later = open();
  expect((await later.get('A', render)).origin).toBe('disk');
  expect(results.stats()).toMatchObject({ memoryHitBytes: 100, diskHitBytes: 0 });
  expect(later.stats()).toMatchObject({ memoryHitBytes: 0, diskHitBytes: 100 });
});

test('of a body that a worker left as a file, too', async () => {
  const results = open();
  const path = join(directory, 'rendered');
  writeFileSync(path, Buffer.alloc(LARGE));
  const work = { queued: 0, rendering: 7 };
  const found = await results.get('B', async () => ({ body: { path }, size: LARGE, contentType: 'image/png', work }));
  expect(found).toMatchObject({ origin: 'rendered', work });
  expect((await bytesOf(found)).length).toBe(LARGE);
});

test.each([10, 400, 5000, 60_000])('with bodies of %i bytes both tiers stay within their caps', async (size) => {
  const results = open({ memoryBytes: 400_000, diskBytes: 500_000 });
  const most = { memory: 0, disk: 0 };
  for (let n = 0; n < 1000; n++) {
    await results.get(key(n), async () => rendered(size));
    if (n % 50 === 49) await results.settled();
    const { memoryBytes, diskBytes } = results.stats();
    most.memory = Math.max(most.memory, memoryBytes);
    most.disk = Math.max(most.disk, diskBytes);
  }
  expect(most.memory).toBeLessThanOrEqual(400_000);
  expect(most.disk).toBeLessThanOrEqual(500_000 * 1.02);
  expect(results.stats().memoryEvictions).toBeGreaterThan(0);
  const inFiles = bodyFiles().reduce((sum, file) => sum + statSync(file).size, 0);
  expect(inFiles + bytesInside()).toBe(results.stats().diskBytes);
});
