/** What is on the disk before anybody is told so. A power cut cannot be had in a test, but the order of the calls can. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FsBlobStore } from '#src/store/blobs/fs.js';
import { openConnection } from '#src/store/metadata/connection.js';
import { ObjectStore } from '#src/store/objects.js';
import { bodyOf, bytes } from '../contract/bodies.js';
import { Disk } from './disk.js';
import { fileNames } from './file-names.js';

let directory: string;
let disk: Disk;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-durable-'));
  disk = Disk.watch();
});
afterEach(async () => {
  disk.restore();
  await rm(directory, { recursive: true });
});

describe('a blob', () => {
  let root: string;
  let blobs: FsBlobStore;

  beforeEach(async () => {
    root = join(directory, 'blobs');
    blobs = await FsBlobStore.open(root);
    disk.calls.length = 0;
  });

  test('is flushed, and then its name, before it is acknowledged', async () => {
    const { id } = await blobs.write(bodyOf('some', 'bytes'));
    const shard = id.slice(0, 2);
    expect(disk.under(root)).toEqual([
      `open ${shard}/${id}`,
      `writev ${shard}/${id}`,
      `datasync ${shard}/${id}`,
      `close ${shard}/${id}`,
      `open ${shard}`,
      `sync ${shard}`,
      `close ${shard}`,
    ]);
  });

  test.each(['datasync', 'sync', 'writev', 'close'] as const)('whose %s fails is none', async (operation) => {
    disk.fail(operation, 'EIO');
    await expect(blobs.write(bodyOf('bytes'))).rejects.toMatchObject({ code: 'EIO' });
    expect(await fileNames(root)).toEqual([]);
  });

  /** The kernel reports a lost write once, to whoever flushes first. */
  test('whose first flush fails on the way is none, though later ones succeed', async () => {
    let flushes = 0;
    disk.intercept(({ operation }, next) => {
      if (operation === 'datasync' && ++flushes === 1) throw Object.assign(new Error('lost'), { code: 'EIO' });
      return next();
    });
    const megabyte = Buffer.alloc(1 << 20);
    const body = Readable.from(Array.from({ length: 130 }, () => megabyte));
    await expect(blobs.write(body)).rejects.toMatchObject({ code: 'EIO' });
    expect(await fileNames(root)).toEqual([]);
  });

  test('takes the place of no other', async () => {
    disk.intercept(async ({ operation, path }, next) => {
      if (operation === 'open') await writeFile(path, 'another');
      return await next();
    });
    await expect(blobs.write(bodyOf('bytes'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  test('of which the system writes less than it is given is whole', async () => {
    const all = bytes(100_000);
    disk.intercept(({ operation }, next) => (operation === 'writev' ? { bytesWritten: 0 } : next()));
    const { id } = await blobs.write(bodyOf(all.subarray(0, 30_000), all.subarray(30_000)));
    const stored = await blobs.read(id, { start: 0, end: 99_999 });
    expect(Buffer.concat(await stored.toArray()).equals(all)).toBe(true);
  });
});

describe('a data directory', () => {
  test('is flushed up to what was there before', async () => {
    const data = join(directory, 'new', 'data');
    await (await ObjectStore.open({ directory: data })).close();
    const flushed = disk.under(directory).filter((call) => call.startsWith('sync '));
    expect(flushed).toEqual(expect.arrayContaining(['sync .', 'sync new', 'sync new/data', 'sync new/data/blobs']));
  });

  test('is flushed also when somebody made it and died before that', async () => {
    const data = join(directory, 'data');
    await (await ObjectStore.open({ directory: data })).close();
    disk.calls.length = 0;
    await (await ObjectStore.open({ directory: data })).close();
    const flushed = disk.under(directory).filter((call) => call.startsWith('sync '));
    expect(flushed).toEqual(['sync .', 'sync data', 'sync data/blobs']);
  });
});

describe('a change', () => {
  let store: ObjectStore;
  let other: DatabaseSyncInstance;

  beforeEach(async () => {
    store = await ObjectStore.open({ directory });
    await store.createBucket({ name: 'bucket', owner: 'owner' });
    other = new DatabaseSync(join(directory, 'metadata.db'));
  });
  afterEach(async () => {
    other.close();
    await store.close();
  });

  const rows = () => other.prepare('select key from objects').all().length;

  test('of an object is made after its bytes are safe', async () => {
    let before = -1;
    disk.intercept(async ({ operation, path }, next) => {
      if (operation === 'sync' && basename(dirname(path)) === 'blobs') before = rows();
      return await next();
    });
    await store.put('bucket', 'key', bodyOf('bytes'), { headers: {} });
    expect([before, rows()]).toEqual([0, 1]);
  });

  test('is not acknowledged while it is not committed', async () => {
    other.exec('begin immediate');
    let done = 0;
    const changes = ['private', 'public-read'].map(async (acl) => {
      await store.setBucketAcl('bucket', acl as 'private');
      done++;
    });
    await sleep(50);
    expect(done).toBe(0);
    other.exec('rollback');
    await Promise.all(changes);
    expect((await store.bucket('bucket'))?.acl).toBe('public-read');
  });

  test('waits for the disk in every connection', () => {
    const db = openConnection(join(directory, 'metadata.db'));
    const pragma = (name: string) => Object.values(db.prepare(`pragma ${name}`).get())[0];
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('fullfsync')]).toEqual(['wal', 2, 1]);
    expect([pragma('foreign_keys'), pragma('checkpoint_fullfsync')]).toEqual([1, 1]);
    db.close();
  });
});
