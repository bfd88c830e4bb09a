import { chmod, cp, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backUp, restore, UnusableCopy } from '#src/store/backup.js';
import { ObjectStore } from '#src/store/objects.js';
import { bodyOf, collect } from '../contract/bodies.js';
import { until } from '../until.js';

let parent: string;
let directory: string;
let file: string;
let store: ObjectStore;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tintype-backup-'));
  directory = join(parent, 'data');
  file = join(parent, 'copy.db');
  store = await ObjectStore.open({ directory });
  await store.createBucket({ name: 'bucket', owner: 'owner' });
  await store.put('bucket', 'key', bodyOf('before'), { headers: {} });
});
afterEach(async () => {
  await store.close();
  await rm(parent, { recursive: true });
});

async function read(key: string, from = store): Promise<string | undefined> {
  const { object } = await from.head('bucket', key);
  return object && String(await collect(await from.read(object)));
}

test('a backup of a store that is written to has all that was there before it began', async () => {
  let writing = true;
  const acknowledged: string[] = [];
  const writers = [0, 1, 2, 3].map(async (writer) => {
    for (let n = 0; writing; n++) {
      const key = `writer-${writer}/${n}`;
      await store.put('bucket', key, bodyOf(key), { headers: {} });
      acknowledged.push(key);
    }
  });
  await until(() => acknowledged.length > 3);
  const before = [...acknowledged];
  const { objects } = await backUp(directory, file);
  writing = false;
  await Promise.all(writers);
  expect(objects).toBeGreaterThan(before.length);

  const copy = join(parent, 'elsewhere');
  await (await ObjectStore.open({ directory: copy })).close();
  await rm(copy, { recursive: true });
  await cp(join(directory, 'blobs'), join(copy, 'blobs'), { recursive: true });
  expect((await restore(copy, file)).served).toBe(false);
  const other = await ObjectStore.open({ directory: copy });
  for (const key of ['key', ...before]) expect(await read(key, other)).toBe(key === 'key' ? 'before' : key);
  expect((await other.scrub()).damage).toEqual([]);
  await other.close();
});

test('nobody but its owner can read it: it holds the secrets of the keys', async () => {
  await writeFile(file, 'old');
  await chmod(file, 0o644);
  await backUp(directory, file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a running store takes over what is restored, also what it had in memory; it can be undone', async () => {
  await backUp(directory, file);
  await store.put('bucket', 'key', bodyOf('after'), { headers: {} });
  await store.put('bucket', 'new', bodyOf('new'), { headers: {} });
  expect([await read('key'), await read('new')]).toEqual(['after', 'new']);

  const { served, facts, before = '' } = await restore(directory, file);
  expect([served, facts.buckets, facts.objects]).toEqual([true, 1, 1]);
  await expect.poll(() => read('key')).toBe('before');
  expect(await read('new')).toBeUndefined();
  await store.put('bucket', 'later', bodyOf('later'), { headers: {} });
  expect(await read('later')).toBe('later');

  await restore(directory, before);
  await expect.poll(() => read('new')).toBe('new');
  expect(await read('key')).toBe('after');
  await store.close();
  store = await ObjectStore.open({ directory });
  expect(await read('key')).toBe('after');
});

test('restoring waits for a commit under way', async () => {
  await backUp(directory, file);
  const other = new DatabaseSync(join(directory, 'metadata.db'));
  other.exec('begin immediate');
  const restoring = restore(directory, file);
  await sleep(200);
  other.exec('commit');
  other.close();
  expect((await restoring).served).toBe(true);
});

test('a copy of another directory, of a newer Tintype, a damaged one and no copy at all are refused', async () => {
  await backUp(directory, file);
  const changed = async (sql: string): Promise<string> => {
    const other = join(parent, 'changed.db');
    await cp(file, other);
    const db = new DatabaseSync(other);
    db.exec(sql);
    db.close();
    return other;
  };
  const refusal = (name: string) => restore(directory, name).then(() => 'restored', String);
  expect(await refusal(await changed("update identity set id = 'another'"))).toContain('of another data directory');
  expect(await refusal(await changed('update schema_version set version = 999'))).toContain(
    'newer Tintype (schema 999)',
  );
  expect(await refusal(await changed('update schema_version set version = 1'))).toContain('stop the server');
  expect(await refusal(await changed('drop table objects'))).toContain('no such table');
  expect(await refusal(join(parent, 'nothing'))).toContain('no such file');
  await writeFile(join(parent, 'text'), 'text\n'.repeat(1000));
  await expect(restore(directory, join(parent, 'text'))).rejects.toThrow(UnusableCopy);
  expect(await read('key')).toBe('before');
});

test('metadata that cannot be read are not written over', async () => {
  await backUp(directory, file);
  await store.close();
  await writeFile(join(directory, 'metadata.db'), 'rubbish '.repeat(1000));
  await expect(restore(directory, file)).rejects.toThrow(/metadata.db cannot be read .* move it/);
  await rm(join(directory, 'metadata.db'));
  expect((await restore(directory, file)).before).toBeUndefined();
  store = await ObjectStore.open({ directory });
  expect(await read('key')).toBe('before');
});
