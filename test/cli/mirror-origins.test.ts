/** A private bucket of a second Tintype as the origin of a bucket: the file of origins, SIGHUP's reload, and both signatures. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Reloading } from '#src/cli/reload.js';
import { ruleXml, websiteXml } from '../oss/mirror/bucket.js';
import { flat, jpeg } from '../pictures.js';
import { PAIR, TestServer } from './two-servers.js';

const directory = mkdtempSync(join(tmpdir(), 'tintype-origins-'));
const path = join(directory, 'origins.json');
let here: TestServer;
let there: TestServer;
let picture: Buffer;

const origin = (more = {}) => ({
  ...{ kind: 'oss', endpoint: there.url, region: 'cn-hangzhou', bucket: 'private', buckets: ['photos'] },
  ...{ accessKeyId: PAIR.TINTYPE_ACCESS_KEY_ID, accessKeySecret: PAIR.TINTYPE_ACCESS_KEY_SECRET, allow: ['127.0.0.1'] },
  ...more,
});
const write = (origins: Readonly<Record<string, unknown>>) =>
  writeFileSync(path, JSON.stringify(origins), { mode: 0o600 });
const rule = (url: string) => here.ask('PUT', '/photos/?website', { body: websiteXml(ruleXml({ url })) });

beforeAll(async () => {
  picture = await jpeg(flat(40, 30, [200, 30, 30]));
  there = await TestServer.start();
  await there.must('PUT', '/private/');
  const headers = { 'content-type': 'image/jpeg', 'cache-control': 'max-age=9', 'x-oss-meta-a': 'b' };
  for (const key of ['a b+%25(1)!.jpg', encodeURIComponent('图/片.jpg'), 'v1.jpg', 'folder/deep.jpg', 'later.jpg'])
    await there.must('PUT', `/private/${key}`, { body: picture, headers });
  write({ old: origin(), v1: origin({ region: undefined }), wrong: origin({ accessKeySecret: 'wrong' }) });
  here = await TestServer.start({ 'mirror-origins': path });
  await here.must('PUT', '/photos/', { headers: { 'x-oss-acl': 'public-read' } });
});
afterAll(async () => {
  await here?.stop();
  await there?.stop();
  rmSync(directory, { recursive: true });
});

const read = (key: string) => fetch(`${here.url}/photos/${key}`);

test.each([
  ['origin://old/', 'a%20b%2B%25%281%29%21.jpg'],
  ['origin://old/', '%E5%9B%BE/%E7%89%87.jpg'],
  ['origin://old/folder/', 'deep.jpg'],
  ['origin://v1/', 'v1.jpg'],
])('%s gives what only its key may read: %s', async (url, key) => {
  if (url === 'origin://old/') expect((await fetch(`${there.url}/private/${key}`)).status).toBe(403);
  expect((await rule(url)).status).toBe(200);
  const answer = await read(key);
  expect([answer.status, Buffer.from(await answer.arrayBuffer()).equals(picture)]).toEqual([200, true]);
  expect(answer.headers.get('cache-control')).toBe('max-age=9');
  expect((await read(`${key}?x-oss-process=image/resize,w_10`)).status).toBe(200);
});

test('a key that is not there is not here; a key pair that is wrong says so, and nothing of itself', async () => {
  await rule('origin://old/');
  expect((await read('nothing.jpg')).status).toBe(404);
  await rule('origin://wrong/');
  const answer = await read('later.jpg');
  const text = await answer.text();
  expect([answer.status, text]).toEqual([
    424,
    expect.stringContaining('The origin answered 403 SignatureDoesNotMatch.'),
  ]);
  expect(text).not.toContain('StringToSign');
});

test('is read again on SIGHUP, as a whole or not at all', async () => {
  await rule('origin://wrong/');
  expect((await read('later.jpg')).status).toBe(424);
  const reloading = new Reloading(here.app, here.sources);
  writeFileSync(path, '{ "wrong": { "accessKeySecret": "hushhush" }');
  expect(() => reloading.reload()).toThrow(/^--mirror-origins .*must hold one JSON object/);
  expect((await read('later.jpg')).status).toBe(424);
  write({ wrong: origin() });
  expect(reloading.reload().join('\n')).toMatch(/--mirror-origins are those of the configuration as it is now\.$/);
  expect((await read('later.jpg')).status).toBe(200);
  await rule('origin://wrong/');
  expect((await rule('origin://old/')).status).toBe(400);
});

test('what the server tells and keeps has no secret of it', async () => {
  const { text } = await here.must('GET', '/photos/?website');
  expect(text).toContain('<MirrorURL>origin://wrong/</MirrorURL>');
  expect(text).not.toContain(there.url);
});
