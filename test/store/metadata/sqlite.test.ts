import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '#src/store/metadata/migrations.js';
import { SqliteMetadata } from '#src/store/metadata/sqlite.js';
import { Writer } from '#src/store/metadata/writer.js';
import { StartupError } from '#src/store/startup-error.js';
import { blobId, blobOf, objectOf } from './database.js';

let directory: string;
let path: string;
const BUCKET = { name: 'bucket', owner: 'owner', createdAt: 1 };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-metadata-'));
  path = join(directory, 'metadata.db');
});
afterEach(() => rm(directory, { recursive: true }));

describe('the database file', () => {
  test('is for its owner only, its WAL too', async () => {
    const metadata = await SqliteMetadata.open(path);
    await metadata.createBucket(BUCKET);
    for (const file of [path, `${path}-wal`]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    await metadata.close();
  });

  test('is whole by itself once it is closed', async () => {
    const metadata = await SqliteMetadata.open(path);
    await metadata.createBucket(BUCKET);
    await metadata.close();
    // Whichever connection closes last takes the file away; another one before it leaves it empty.
    const left = await stat(`${path}-wal`).catch(() => ({ size: 0 }));
    expect(left.size).toBe(0);
  });

  test('keeps what was written, and its schema', async () => {
    const first = await SqliteMetadata.open(path);
    await first.createBucket(BUCKET);
    await first.close();
    const second = await SqliteMetadata.open(path);
    expect(await second.bucket('bucket')).toMatchObject({ owner: 'owner' });
    await second.close();
    const db = new DatabaseSync(path, { readOnly: true });
    expect(db.prepare('select version from schema_version').all()).toMatchObject([{ version: SCHEMA_VERSION }]);
    db.close();
  });

  test('of a newer program is refused in one line, and left as it is', async () => {
    const newer = new DatabaseSync(path);
    newer.exec(
      `create table schema_version (version integer); insert into schema_version values (${SCHEMA_VERSION + 1})`,
    );
    newer.close();
    const opened = SqliteMetadata.open(path);
    await expect(opened).rejects.toBeInstanceOf(StartupError);
    await expect(opened).rejects.toThrow(
      /^\S+metadata\.db was written by a newer Tintype \(schema \d+, .* up to \d+\): update Tintype\.$/,
    );
    const db = new DatabaseSync(path, { readOnly: true });
    expect(db.prepare("select name from sqlite_schema where type = 'table'").all()).toMatchObject([
      { name: 'schema_version' },
    ]);
    db.close();
  });

  test('that is none is refused in one line', async () => {
    await writeFile(path, 'this is not a database, however long it may be'.repeat(100));
    await expect(SqliteMetadata.open(path)).rejects.toThrow(/^\S+metadata\.db cannot be opened: .*not a database\.$/);
  });
});

describe('objects of several segments', () => {
  test('are read whole, and never half old and half new', async () => {
    const metadata = await SqliteMetadata.open(path);
    await metadata.createBucket(BUCKET);
    const put = (n: number) => {
      const ids = Array.from({ length: (n % 5) + 1 }, (_, i) => blobId(10 * n + i));
      const object = objectOf('key', `version-${n}`, ids);
      return metadata.commit({ object, blobs: ids.map(blobOf), forbidOverwrite: false }).then(() => object);
    };
    let last = await put(0);
    for (let n = 1; n < 40; n++) {
      const next = put(n);
      let done = false;
      next.then(() => {
        done = true;
      });
      while (!done) {
        const { object } = await metadata.head('bucket', 'key');
        expect(object?.segments.reduce((sum, { length }) => sum + length, 0)).toBe(object?.size);
        await new Promise((resolve) => setImmediate(resolve));
      }
      last = await next;
      expect((await metadata.head('bucket', 'key')).object).toEqual(last);
    }
    await metadata.close();
  });

  test('a segment that is a part of its blob is not whole', async () => {
    const metadata = await SqliteMetadata.open(path);
    await metadata.createBucket(BUCKET);
    await metadata.commit({
      object: objectOf('a', 'v1', [blobId(1)]),
      blobs: [blobOf(blobId(1))],
      forbidOverwrite: false,
    });
    const part = { ...objectOf('b', 'v2', []), size: 4, segments: [{ blob: blobId(1), offset: 0, length: 4 }] };
    await metadata.commit({ object: part, blobs: [], forbidOverwrite: false });
    expect((await metadata.head('bucket', 'a')).object?.segments).toMatchObject([{ whole: true }]);
    expect((await metadata.head('bucket', 'b')).object?.segments).toMatchObject([{ whole: false }]);
    await metadata.close();
  });
});

describe('a long listing', () => {
  test.each([{}, { delimiter: '-' }])('lets others have their turn: %j', async (query) => {
    const metadata = await SqliteMetadata.open(path);
    await metadata.createBucket(BUCKET);
    const keys = Array.from({ length: 300 }, (_, n) => `${n + 100}-key`);
    const commits = keys.map((key, n) =>
      metadata.commit({
        object: objectOf(key, `version-${n}`, [blobId(n)]),
        blobs: [blobOf(blobId(n))],
        forbidOverwrite: false,
      }),
    );
    await Promise.all(commits);
    let [turns, listed] = [0, false];
    const turn = (): void => {
      turns++;
      if (!listed) setImmediate(turn);
    };
    setImmediate(turn);
    const { objects, prefixes, next } = await metadata.list({ bucket: 'bucket', limit: 299, ...query });
    listed = true;
    expect(turns).toBeGreaterThanOrEqual(2);
    const items = [...objects.map(({ key }) => key), ...prefixes];
    expect(items).toEqual(keys.slice(0, 299).map((key) => ('delimiter' in query ? key.slice(0, 4) : key)));
    expect(next).toBe(items.at(-1));
    await metadata.close();
  });
});

describe('the writer thread', () => {
  test('that dies fails those who wait, and is started anew by the next change', async () => {
    const later = join(directory, 'later', 'metadata.db');
    const writer = new Writer({ path: later });
    await expect(writer.run('createBucket', BUCKET)).rejects.toThrow();
    await mkdir(join(directory, 'later'));
    await (await SqliteMetadata.open(later)).close();
    expect(await writer.run('createBucket', BUCKET)).toMatchObject({ created: true });
    await writer.close();
  });

  test('what cannot be sent to it fails alone', async () => {
    const metadata = await SqliteMetadata.open(path);
    const unsendable = { ...BUCKET, owner: (() => {}) as unknown as string };
    await expect(metadata.createBucket(unsendable)).rejects.toThrow();
    await metadata.createBucket(BUCKET);
    await metadata.close();
  });
});
