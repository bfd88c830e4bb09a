/** `tintype backup`, `restore` and `scrub`, beside a running server and without one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ObjectStore } from '#src/store/objects.js';
import { bodyOf } from '../contract/bodies.js';
import { blobIds, blobPath, flip } from '../store/damage.js';
import { tintype } from './tintype.js';

let parent: string;
let data: string;
let file: string;
let store: ObjectStore;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tintype-backup-'));
  [data, file] = [join(parent, 'data'), join(parent, 'copy.db')];
  store = await ObjectStore.open({ directory: data });
  await store.createBucket({ name: 'photos', owner: 'owner' });
  for (const key of ['a.jpg', 'b.jpg']) await store.put('photos', key, bodyOf(key), { headers: {} });
});
afterEach(async () => {
  await store.close();
  await rm(parent, { recursive: true });
});

async function run(...args: string[]): Promise<[code: number, out: string, err: string]> {
  const { code, stdout, stderr } = await tintype([...args, '--data', data]);
  return [code, stdout.toString(), stderr];
}

test('backup and restore, while a store is open and when it is closed', async () => {
  expect(await run('backup', file)).toEqual([0, `${file}: 1 buckets, 2 objects.\n`, '']);
  expect(await run('backup', file)).toEqual([
    1,
    '',
    `tintype: ${file}: is there already; name another, or add --replace.\n`,
  ]);
  await store.delete('photos', 'a.jpg');
  const [code, out, err] = await run('restore', file);
  expect([code, out]).toEqual([0, `${data}: 1 buckets, 2 objects, as in ${file}.\n`]);
  expect(err).toContain('The server that runs has it within a second.');
  await store.close();
  expect((await run('backup', file, '--replace'))[0]).toBe(0);
  expect((await run('restore', file))[2]).not.toContain('The server that runs');
});

test('what cannot be done is said in one line', async () => {
  expect(await run('backup', join(parent, 'no', 'where.db'))).toMatchObject([
    1,
    '',
    expect.stringMatching(/where\.db: could not be written: ENOENT/),
  ]);
  expect((await run('restore', file))[2]).toBe(
    `tintype: ${file}: no backup that can be restored: there is no such file.\n`,
  );
  const url = 'postgres://user:hidden@db.example/tintype';
  for (const [command, tool] of [
    ['backup', 'pg_dump'],
    ['restore', 'pg_restore'],
  ] as const) {
    const [code, out, err] = await run(command, file, '--metadata', url);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(tool);
    expect(err).not.toContain('hidden');
  }
  const { code, stderr } = await tintype(['scrub', '--data', join(parent, 'empty')]);
  expect([code, stderr]).toMatchObject([1, expect.stringContaining('holds no store yet')]);
});

test('scrub says in words, by its exit code and as JSON what is damaged', async () => {
  const [code, out] = await run('scrub');
  expect([code, out]).toMatchObject([
    0,
    expect.stringMatching(/^2 files looked at, 10 B in .* s: all as they were stored\.\n$/),
  ]);
  const [blob = ''] = blobIds(data);
  flip(blobPath(data, blob), 2);
  const [failed, report] = await run('scrub');
  expect(failed).toBe(1);
  expect(report).toMatch(
    new RegExp(`^changed    ${blob}, 5 B, of\n           photos/[ab]\\.jpg\n2 files .*: 1 changed\\.\n$`),
  );
  const [, json] = await run('scrub', '--json');
  expect(JSON.parse(json)).toMatchObject({ blobs: 2, damage: [{ blob, kind: 'changed', size: 5 }], finished: true });
});

test('scrub prints keys so that no terminal obeys them', async () => {
  await store.put('photos', 'c\u001b[2J.jpg', bodyOf('c'), { headers: {} });
  for (const blob of blobIds(data)) flip(blobPath(data, blob), 0);
  const [, report] = await run('scrub');
  expect(report).toContain('photos/c\\u001b[2J.jpg\n');
  expect(report).not.toContain('\u001b');
  const [, json] = await run('scrub', '--json');
  expect(JSON.parse(json).damage.flatMap(({ users }: { users: string[] }) => users)).toContain('photos/c\u001b[2J.jpg');
});

test('scrub shows a bar on a terminal', async () => {
  const { code, stderr } = await tintype(['scrub', '--data', data], { terminal: true });
  expect([code, stderr]).toMatchObject([0, expect.stringContaining('2/2')]);
});
