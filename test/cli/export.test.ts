/** `tintype export` to a directory and to a second server. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tintype } from './tintype.js';
import { KEYS, TestServer } from './two-servers.js';

let here: TestServer;
let there: TestServer;
let directory = '';

beforeAll(async () => {
  [here, there] = await Promise.all([TestServer.start(), TestServer.start()]);
  directory = await mkdtemp(join(tmpdir(), 'tintype-export-'));
  await here.must('PUT', '/photos/', { headers: { 'x-oss-acl': 'public-read' } });
  for (const key of ['2023/a.txt', '2024/b.txt', '2024/c/d.txt', 'folder/']) {
    await here.must('PUT', `/photos/${key}`, { body: key.endsWith('/') ? '' : key });
  }
});

afterAll(async () => {
  await here?.stop();
  await there?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function exported(bucket: string, to: string, ...more: string[]) {
  const { code, stdout, stderr } = await tintype(['export', bucket, to, '--port', here.port, ...more], { env: KEYS });
  return { code, out: stdout.toString(), err: stderr };
}

const files = async (root: string) => (await readdir(root, { recursive: true })).sort();

test('to a directory, once; what has changed again', async () => {
  const to = join(directory, 'plain');
  expect((await exported('photos', to, '--dry-run')).out).toContain('would copy 2023/a.txt (10 B)\n');
  expect(await readdir(directory)).toEqual([]);
  const first = await exported('photos', to);
  expect(first.err).toMatch(/^4 copied \(\d+ B\), 0 there already, 0 failed/);
  expect(first.code).toBe(0);
  expect(await files(to)).toEqual(['2023', '2023/a.txt', '2024', '2024/b.txt', '2024/c', '2024/c/d.txt', 'folder']);
  await writeFile(join(to, '2024/b.txt'), '2024/B.txt');
  expect((await exported('photos', to, '--keep')).err).toMatch(/^0 copied \(0 B\), 3 there already, 1 kept/);
  expect((await exported('photos', to)).err).toMatch(/^1 copied \(10 B\), 3 there already, 0 failed/);
  expect(await readFile(join(to, '2024/b.txt'), 'utf8')).toBe('2024/b.txt');
  const some = join(directory, 'some');
  await exported('photos', some, '--prefix', '2024/c');
  expect(await files(some)).toEqual(['2024', '2024/c', '2024/c/d.txt']);
});

test('keys that lead out of the directory or cannot be files are named, and the rest arrives', async () => {
  await here.must('PUT', '/hostile/');
  const bad = ['a/..%2F..%2Fescaped', '..%2Fescaped', '.%2Fx', 'a/%2Fetc', `long/${'x'.repeat(256)}`, 'file/below'];
  for (const key of [...bad, 'file', 'good']) await here.must('PUT', `/hostile/${key}`, { body: 'bytes' });
  const to = join(directory, 'deep', 'hostile');
  const { code, err } = await exported('hostile', to, '--parallel', '1');
  expect(code).toBe(1);
  expect(err).toMatch(/^2 copied \(10 B\), 0 there already, 6 failed/m);
  expect(err).toContain("../escaped: it cannot be a file: '.' and '..' would lead elsewhere\n");
  expect(err).toContain('a//etc: it cannot be a file: it would need a file without a name');
  expect(err).toContain('a file name has at most 255 bytes\n');
  expect(err).toMatch(/file\/below: it cannot be a file: /);
  expect(await files(join(directory, 'deep'))).toEqual(['hostile', 'hostile/file', 'hostile/good']);
});

test('a symlink on the way is not followed, and one in the place of a file is replaced', async () => {
  const [to, outside] = [join(directory, 'linked'), join(directory, 'outside')];
  await mkdir(to);
  await mkdir(outside);
  await writeFile(join(outside, 'kept'), 'mine');
  await symlink(outside, join(to, '2024'));
  await mkdir(join(to, '2023'));
  await symlink(join(outside, 'kept'), join(to, '2023', 'a.txt'));
  const { code, err } = await exported('photos', to);
  expect(code).toBe(1);
  expect(err).toMatch(/2024\/b\.txt: it cannot be a file: \S+\/linked\/2024 is no directory/);
  expect(await files(outside)).toEqual(['kept']);
  expect(await readFile(join(outside, 'kept'), 'utf8')).toBe('mine');
  expect(await readFile(join(to, '2023', 'a.txt'), 'utf8')).toBe('2023/a.txt');
});

test('a symlink of OSS becomes a file of what it leads to', async () => {
  await here.must('PUT', '/links/');
  await here.must('PUT', '/links/object', { body: 'bytes' });
  await here.must('PUT', '/links/link?symlink', { headers: { 'x-oss-symlink-target': 'object' } });
  expect((await exported('links', join(directory, 'links'))).code).toBe(0);
  expect(await readFile(join(directory, 'links', 'link'), 'utf8')).toBe('bytes');
});

test('to a second server, with the settings', async () => {
  const args = ['oss://photos', '--remote', there.url];
  expect((await exported('photos', ...(args as [string]))).err).toMatch(
    /^4 copied \(\d+ B\), 0 there already, 1 settings/,
  );
  expect(await there.keys('photos')).toEqual(await here.keys('photos'));
  expect((await there.must('GET', '/photos/?acl')).text).toContain('<Grant>public-read</Grant>');
  expect((await exported('photos', ...(args as [string]))).err).toMatch(/^0 copied \(0 B\), 4 there already, 0 failed/);
});

test('a bucket into itself is refused', async () => {
  const { code, err } = await exported('photos', 'oss://photos/copy/', '--remote', here.url);
  expect(code).toBe(2);
  expect(err).toContain('are the same bucket');
});
