import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { S3BlobStore } from '#src/store/blobs/s3.js';
import { ObjectStore } from '#src/store/objects.js';
import { bodyOf, bytes } from '../../contract/bodies.js';
import { blobs, engine, failing, read, refusedStart } from './s3-blobs.js';

const PART = 8 << 20;

const inChunks = (all: Buffer) =>
  Readable.from(
    (function* () {
      for (let n = 0; n < all.length; n += 100_000) yield all.subarray(n, n + 100_000);
    })(),
    { objectMode: false },
  );

describe('a blob', () => {
  test.each([0, 1000, PART, PART + 1, 2 * PART + 5])(
    'of %i bytes comes back, whether or not its length was known',
    async (size) => {
      const all = bytes(size);
      for (const options of [{ size }, {}]) {
        const blob = await blobs.write(inChunks(all), options);
        expect(blob.size).toBe(size);
        expect(engine.objects.get(`blobs/${blob.id}`)?.equals(all)).toBe(true);
        if (size > 10) expect((await read(blob.id, 3, size - 2)).equals(all.subarray(3, size - 1))).toBe(true);
      }
      expect(engine.uploads.size).toBe(0);
    },
  );

  test.each([
    ['short', { size: 10 }, 'IncompleteBody'],
    ['much too long', { size: 4 }, 'InvalidRequest'],
    ['other', { md5: '0'.repeat(32) }, 'InvalidDigest'],
    ['more than the quota has room for', { room: 4 }, 'QuotaExceeded'],
  ])('that is %s is refused before the engine has it', async (body, options, code) => {
    await expect(blobs.write(bodyOf(body), options)).rejects.toMatchObject({ code });
    expect(engine.asked).toEqual([]);
  });

  test('of several parts that is not what was announced leaves nothing, nor does one that breaks off', async () => {
    const all = bytes(2 * PART + 5);
    await expect(blobs.write(inChunks(all), { md5: '0'.repeat(32) })).rejects.toMatchObject({ code: 'InvalidDigest' });
    const broken = Readable.from(
      (async function* () {
        yield* [all.subarray(0, PART), all.subarray(0, PART)];
        throw new Error('the client left');
      })(),
      { objectMode: false },
    );
    await expect(blobs.write(broken)).rejects.toMatchObject({ code: 'IncompleteBody' });
    await expect.poll(() => engine.uploads.size).toBe(0);
    expect(engine.objects.size).toBe(0);
  });

  test('of no known length is read no further than the quota has room, and leaves no parts', async () => {
    let pulled = 0;
    const endless = function* () {
      for (; pulled < 500; pulled++) yield Buffer.alloc(100_000);
    };
    const body = Readable.from(endless(), { objectMode: false });
    await expect(blobs.write(body, { room: PART + 1 })).rejects.toMatchObject({ code: 'QuotaExceeded' });
    expect(pulled).toBeLessThan(200);
    await expect.poll(() => engine.uploads.size).toBe(0);
    expect(engine.objects.size).toBe(0);
  });

  test('that is not there is missing, and removing it is no error', async () => {
    await expect(blobs.read('0'.repeat(32), { start: 0, end: 1 })).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await blobs.size('0'.repeat(32))).toBeUndefined();
    await blobs.remove(['0'.repeat(32)]);
  });
});

describe('an engine', () => {
  test('that fails twice is asked a third time', async () => {
    failing(2);
    const { id } = await blobs.write(bodyOf('the bytes'));
    failing(2);
    expect(String(await read(id, 0, 8))).toBe('the bytes');
    expect(blobs.stats()).toEqual({ reads: 1, writes: 1, failures: 0 });
  });

  test('that refuses the key is a 503: the client can do nothing about it', async () => {
    failing(Number.POSITIVE_INFINITY, 403);
    await expect(blobs.write(bodyOf('more'))).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  });

  test('whose answer breaks off is asked for the rest, and only for that', async () => {
    const all = bytes(300_000);
    const { id } = await blobs.write(bodyOf(all));
    const ranges: unknown[] = [];
    engine.fault = ({ headers }, response) => {
      ranges.push(headers.range);
      if (ranges.length > 1) return false;
      response.writeHead(206, { 'content-length': 200_000 });
      response.write(all.subarray(50_000, 100_000), () => response.destroy());
      return true;
    };
    expect((await read(id, 50_000, 249_999)).equals(all.subarray(50_000, 250_000))).toBe(true);
    expect(ranges[0]).toBe('bytes=50000-249999');
    expect(ranges).toHaveLength(2);
    expect(ranges[1]).toMatch(/^bytes=\d+-249999$/);
  });

  test('that knows no ranges is found out', async () => {
    const { id } = await blobs.write(bodyOf(bytes(1000)));
    engine.fault = ({ headers }) => {
      delete headers.range;
      return false;
    };
    await expect(read(id, 10, 20)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  });
});

test('ids are listed in pages, and nothing else of the bucket is', async () => {
  const ids = await Promise.all(Array.from({ length: 5 }, async () => (await blobs.write(bodyOf('x'))).id));
  engine.objects.set('blobs/other', Buffer.alloc(1)).set('foreign', Buffer.alloc(1));
  const pages: (readonly string[])[] = [];
  for await (const page of blobs.list(2)) pages.push(page);
  expect(pages.flat().sort()).toEqual(ids.sort());
  expect(Math.max(...pages.map(({ length }) => length))).toBe(2);
});

test('uploads that a dead process left are dropped', async () => {
  engine.uploads.set('blobs/x?7', new Map());
  await blobs.dropUnfinished(Date.parse('2019-01-01'));
  expect(engine.uploads.size).toBe(1);
  await blobs.dropUnfinished(Date.now());
  expect(engine.uploads.size).toBe(0);
});

describe('a start', () => {
  test('makes the bucket that is absent', async () => {
    engine.bucketExists = false;
    await (await S3BlobStore.open(engine.options())).close();
    expect(engine.bucketExists).toBe(true);
  });

  test.each([
    ['HEAD', 403, 's3-bucket', 'is refused to the key'],
    ['HEAD', 301, 's3-bucket', 'status 301'],
    ['PUT', 403, 's3-bucket', 'could not be made'],
  ])('that %s answers with %i says so in one line', async (method, status, setting, text) => {
    engine.bucketExists = false;
    engine.fault = (asked, response) => {
      if (asked.method !== method) return false;
      response.writeHead(status).end(method === 'HEAD' ? '' : '<Error><Code>AccessDenied</Code></Error>');
      return true;
    };
    const refused = await refusedStart();
    expect([refused.setting, refused.message]).toEqual([setting, expect.stringContaining(text)]);
    expect(refused.message).not.toContain('\n');
  });

  test('takes no bucket of other metadata, and none that lacks what the metadata know of', async () => {
    await blobs.claim('one', async () => false);
    await blobs.claim('one', async () => true);
    await expect(blobs.claim('two', async () => false)).rejects.toThrow('another metadata database');
    engine.objects.clear();
    await expect(blobs.claim('one', async () => true)).rejects.toThrow('none of the bytes');
  });
});

describe('a store', () => {
  let directory: string;
  let store: ObjectStore;

  const open = () => ObjectStore.open({ directory, s3: engine.options(), sourceCache: 1 << 20 });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tintype-s3-'));
    store = await open();
    await store.createBucket({ name: 'bucket', owner: 'owner' });
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  test('whose engine fails a put has no object, and sweeps what is left', async () => {
    engine.fault = ({ method, key, body }, response) => {
      if (method !== 'PUT') return false;
      // It kept the bytes, and its answer was lost.
      engine.objects.set(key, body);
      response.destroy();
      return true;
    };
    const put = store.put('bucket', 'key', bodyOf('bytes'), { headers: {} });
    await expect(put).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    engine.fault = () => false;
    expect((await store.head('bucket', 'key')).object).toBeUndefined();
    expect(await store.sweep()).toEqual({ adopted: 1, removed: 0 });
  });

  test('lends an original that it fetches once for all, and reads it from there while the engine is away', async () => {
    const all = bytes(100_000);
    const object = await store.put('bucket', 'key', bodyOf(all), { headers: {} });
    engine.asked.length = 0;
    const lent = await Promise.all(Array.from({ length: 20 }, () => store.lend(object)));
    expect(engine.asked).toEqual(['GET blobs/ID']);
    expect(new Set(lent.map((file) => file?.path)).size).toBe(1);
    for (const file of lent) file?.end();
    await engine.stop();
    expect(await buffer(await store.read(object, { start: 5, end: 99 }))).toEqual(all.subarray(5, 100));
  });
});
