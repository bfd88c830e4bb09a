import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptRootKey, RootKeyError, rootKey } from '#src/root-key.js';
import { Disk } from './store/disk.js';

let directory = '';
let path = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-key-'));
  path = join(directory, 'root-key.json');
});
afterEach(() => rm(directory, { recursive: true }));

test('the first start makes a pair that only the owner can read, the next one keeps it', async () => {
  const made = await rootKey(directory, undefined);
  expect(made).toMatchObject({ origin: 'made', path });
  expect(made.accessKeyId).toMatch(/^TINT[A-Za-z0-9]{20}$/);
  expect(made.accessKeySecret).toMatch(/^[A-Za-z0-9]{30}$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await rootKey(directory, undefined)).toEqual({ ...made, origin: 'kept' });
  expect(await keptRootKey(directory)).toEqual({ ...made, origin: 'kept' });
});

test('the pair that is shown is on the disk before, name and all', async () => {
  const disk = Disk.watch();
  await rootKey(directory, undefined);
  disk.restore();
  expect(disk.under(directory).slice(-2)).toEqual(['sync .', 'close .']);
});

test('no two directories get the same pair', async () => {
  const other = await mkdtemp(join(tmpdir(), 'tintype-key-'));
  const [a, b] = [await rootKey(directory, undefined), await rootKey(other, undefined)];
  await rm(other, { recursive: true });
  expect(a.accessKeyId).not.toBe(b.accessKeyId);
  expect(a.accessKeySecret).not.toBe(b.accessKeySecret);
});

test('a directory that is not there yet is made', async () => {
  const deeper = join(directory, 'a', 'b');
  await rootKey(deeper, undefined);
  expect(await keptRootKey(deeper)).toBeDefined();
});

test("the operator's pair goes before the kept one, which stays as it is", async () => {
  const made = await rootKey(directory, undefined);
  const given = { accessKeyId: 'OWNER', accessKeySecret: 's3cret' };
  expect(await rootKey(directory, given)).toEqual({ ...given, origin: 'given' });
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    accessKeyId: made.accessKeyId,
    accessKeySecret: made.accessKeySecret,
  });
});

test('where none was made there is none', async () => {
  expect(await keptRootKey(directory)).toBeUndefined();
});

test.each(['', '{', 'null', '[]', '{"accessKeyId":"a"}', '{"accessKeyId":"a","accessKeySecret":""}'])(
  'a damaged file (%s) is refused by name and not replaced',
  async (text) => {
    await writeFile(path, text);
    await expect(rootKey(directory, undefined)).rejects.toThrow(RootKeyError);
    await expect(rootKey(directory, undefined)).rejects.toThrow(path);
    expect(await readFile(path, 'utf8')).toBe(text);
  },
);
