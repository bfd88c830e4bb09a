/** `tintype import` into a running server: from a directory, and from a second server. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tintype } from './tintype.js';
import { KEYS, TestServer } from './two-servers.js';

let here: TestServer;
let there: TestServer;
let directory = '';
let bucket = '';
let count = 0;

beforeAll(async () => {
  [here, there] = await Promise.all([TestServer.start(), TestServer.start()]);
  directory = await mkdtemp(join(tmpdir(), 'tintype-import-'));
});

beforeEach(() => {
  bucket = `target-${++count}`;
});

afterAll(async () => {
  await here?.stop();
  await there?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function imported(source: string, target: string, ...more: string[]) {
  const args = ['import', source, target, '--port', here.port, ...more];
  const { code, stdout, stderr } = await tintype(args, { env: KEYS });
  return { code, out: stdout.toString(), err: stderr };
}

const fromThere = (source: string, target: string, ...more: string[]) =>
  imported(`oss://${source}`, target, '--remote', there.url, ...more);

async function files(name: string, contents: Readonly<Record<string, string>>): Promise<string> {
  const root = join(directory, name);
  for (const [key, text] of Object.entries(contents)) {
    await mkdir(join(root, key, '..'), { recursive: true });
    await writeFile(join(root, key), text);
  }
  return root;
}

test('the files of a directory, once; what has changed again', async () => {
  const root = await files('plain', { 'a/b.jpg': 'picture', 'a.txt': 'text', 'a-b': 'x', 'ü !+.png': 'p', empty: '' });
  const first = await imported(root, bucket);
  expect(first.err).toMatch(/^5 copied \(13 B\), 0 there already, 0 failed, in [\d.]+ s\n$/);
  expect(first.code).toBe(0);
  expect(await here.keys(bucket)).toEqual(['a-b', 'a.txt', 'a/b.jpg', 'empty', 'ü !+.png']);
  const picture = await here.must('GET', `/${bucket}/a/b.jpg`);
  expect(picture.text).toBe('picture');
  expect(picture.headers.get('content-type')).toBe('image/jpeg');
  await writeFile(join(root, 'a.txt'), 'TEXT');
  expect((await imported(root, bucket, '--dry-run')).out).toBe('would replace a.txt (4 B)\n');
  expect((await imported(root, bucket, '--keep')).err).toMatch(
    /^0 copied \(0 B\), 4 there already, 1 kept as they are/,
  );
  expect((await here.must('GET', `/${bucket}/a.txt`)).text).toBe('text');
  expect((await imported(root, bucket)).err).toMatch(/^1 copied \(4 B\), 4 there already, 0 failed/);
  expect((await here.must('GET', `/${bucket}/a.txt`)).text).toBe('TEXT');
});

test('a key pair that is refused is named; the same command is not said to go on', async () => {
  const root = await files('refused', { 'a.txt': 'text' });
  const env = { TINTYPE_ACCESS_KEY_ID: 'forgotten', TINTYPE_ACCESS_KEY_SECRET: 'secret' };
  const { code, stderr } = await tintype(['import', root, bucket, '--port', here.port], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^\S+: InvalidAccessKeyId: .+ The key id sent: forgotten\.\n/);
  expect(stderr).toMatch(/ 1 failed, in [\d.]+ s; nothing could be listed\n$/);
});

test('where no server answers it says what to do', async () => {
  const root = await files('alone', { 'a.txt': 'text' });
  // The last one counts, and nothing listens on port 1.
  const ours = await imported(root, bucket, '--port', '1');
  expect(ours.code).toBe(1);
  expect(ours.err).toContain(
    "no server answers; start it with 'tintype serve', or say where it is with --port or --endpoint",
  );
  const other = await imported('oss://photos', bucket, '--remote', 'http://127.0.0.1:1');
  expect(other.err).toContain('photos: http://127.0.0.1:1: no server answers; say with --remote where it is');
  const s3 = await imported('s3://photos', bucket, '--remote', 'http://127.0.0.1:1');
  expect(s3.err).toContain('S3: no server answers; say with --remote where it is: connect ECONNREFUSED 127.0.0.1:1');
});

test('symlinks in a directory are named and not followed', async () => {
  const outside = await files('outside', { secret: 'secret' });
  const root = await files('linked', { 'z.txt': 'z' });
  await symlink(outside, join(root, 'away'));
  await symlink(join(outside, 'secret'), join(root, 'file'));
  const { code, err } = await imported(root, bucket);
  expect(code).toBe(1);
  expect(err).toContain('away: it is no file; symlinks are not followed\nfile: it is no file');
  expect(await here.keys(bucket)).toEqual(['z.txt']);
});

test('a dry run says what would be done, and does nothing', async () => {
  await there.must('PUT', '/dry/', { headers: { 'x-oss-acl': 'public-read' } });
  await there.must('PUT', '/dry/a%1Bb', { body: 'text' });
  const { code, out, err } = await fromThere('dry', bucket, '--dry-run');
  expect(code).toBe(0);
  expect(out).toContain('would set the ACL public-read\n');
  expect(out).toContain('would copy a\\u001bb (4 B)\n');
  expect(err).toMatch(/^1 to copy \(4 B\), 0 there already, \d settings to make, 0 failed/);
  expect((await here.ask('GET', `/${bucket}/?acl`)).status).toBe(404);
});

test('objects come with what is said of them', async () => {
  await there.must('PUT', '/whole/');
  const headers = {
    'content-type': 'image/png',
    'cache-control': 'max-age=5',
    'content-disposition': 'inline; filename="x.png"',
    'x-oss-meta-owner': 'som\u00e9body',
    'x-oss-object-acl': 'public-read',
    'x-oss-tagging': 'k%20k=v%2B&empty=',
  };
  await there.must('PUT', '/whole/a/..%2Fb.png', { headers, body: 'picture' });
  await there.must('PUT', '/whole/link?symlink', { headers: { 'x-oss-symlink-target': 'a/..%2Fb.png' } });
  await there.must('POST', '/whole/grown?append&position=0', { body: 'grown' });
  await there.must('PUT', '/whole/none', { body: '' });
  const { code, err } = await fromThere('whole', bucket);
  expect(err).toMatch(/^4 copied \(\d+ B\), 0 there already, 0 failed/);
  expect(code).toBe(0);
  const copy = await here.must('GET', `/${bucket}/a/..%2Fb.png`);
  const original = await there.must('GET', '/whole/a/..%2Fb.png');
  for (const name of ['content-type', 'cache-control', 'content-disposition', 'x-oss-meta-owner', 'etag']) {
    expect(copy.headers.get(name), name).toBe(original.headers.get(name));
  }
  const sub = async (server: TestServer, path: string) => (await server.must('GET', path)).text;
  for (const name of ['tagging', 'acl']) {
    expect(await sub(here, `/${bucket}/a/..%2Fb.png?${name}`)).toBe(await sub(there, `/whole/a/..%2Fb.png?${name}`));
  }
  expect((await here.must('GET', `/${bucket}/link`)).text).toBe('picture');
  expect((await here.must('GET', `/${bucket}/link?symlink`)).headers.get('x-oss-symlink-target')).toBe('a/../b.png');
  expect((await here.must('GET', `/${bucket}/grown`)).text).toBe('grown');
  expect((await fromThere('whole', bucket)).err).toMatch(/^0 copied \(0 B\), 4 there already, 0 failed/);
  const plain = await fromThere('whole', `${bucket}-plain`, '--no-acls');
  expect(plain.code).toBe(0);
  expect(await sub(here, `/${bucket}-plain/a/..%2Fb.png?acl`)).toContain('<Grant>default</Grant>');
});

test('a key that V1 cannot sign', async () => {
  await there.must('PUT', '/odd/');
  const root = await files('odd', { 'what?acl': 'q' });
  expect((await imported(root, bucket)).err).toMatch(/^1 copied/);
  expect(await here.keys(bucket)).toEqual(['what?acl']);
});

const STYLE = '<Style><Content>image/resize,w_20</Content></Style>';
const PROCESS =
  '<BucketProcessConfiguration><CompliedHost>Both</CompliedHost><SourceFileProtect>Enabled</SourceFileProtect><SourceFileProtectSuffix>jpg</SourceFileProtectSuffix><StyleDelimiters>-</StyleDelimiters></BucketProcessConfiguration>';
const CORS =
  '<CORSConfiguration><CORSRule><AllowedOrigin>http://a.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>';
const REFERER =
  '<RefererConfiguration><AllowEmptyReferer>false</AllowEmptyReferer><RefererList><Referer>http://a.example</Referer></RefererList></RefererConfiguration>';

test('the settings of a whole bucket come along, once, and not with --no-settings or a prefix', async () => {
  await there.must('PUT', '/settings/', { headers: { 'x-oss-acl': 'public-read' } });
  await there.must('PUT', '/settings/?style&styleName=small&category=image', { body: STYLE });
  await there.must('PUT', '/settings/?processConfiguration', { body: PROCESS });
  await there.must('PUT', '/settings/?cors', { body: CORS });
  await there.must('PUT', '/settings/?referer', { body: REFERER });
  const without = await fromThere('settings', bucket, '--no-settings');
  expect(without.err).not.toContain('settings');
  expect((await fromThere('settings', `${bucket}/sub`)).err).not.toContain('settings');
  expect((await here.must('GET', `/${bucket}/?acl`)).text).toContain('<Grant>private</Grant>');
  const { code, err } = await fromThere('settings', bucket);
  expect(err).toMatch(/^0 copied \(0 B\), 0 there already, 5 settings, 0 failed/);
  expect(code).toBe(0);
  const asked = async (server: TestServer, name: string, sub: string) =>
    (await server.must('GET', `/${name}/?${sub}`)).text.replace(/<(\w*Time|LastModified)>[^<]*<\/\1>/g, '');
  for (const sub of ['acl', 'style', 'processConfiguration', 'cors', 'referer']) {
    expect(await asked(here, bucket, sub), sub).toBe(await asked(there, 'settings', sub));
  }
  expect((await fromThere('settings', bucket)).err).toMatch(/^0 copied \(0 B\), 0 there already, 0 failed/);
});

test('a prefix chooses, another one is put in front', async () => {
  await there.must('PUT', '/chosen/');
  for (const key of ['2023/a', '2024/a', '2024/b/c', '2025']) await there.must('PUT', `/chosen/${key}`, { body: key });
  for (const expected of [/^2 copied/, /^0 copied \(0 B\), 2 there already/]) {
    expect((await fromThere('chosen', `${bucket}/old/`, '--prefix', '2024/')).err).toMatch(expected);
  }
  expect(await here.keys(bucket)).toEqual(['old/2024/a', 'old/2024/b/c']);
});

test.each([
  [['oss://photos', 'photos'], /--remote says where it is/],
  [['oss://photos/2024', 'photos', '--remote', 'http://127.0.0.1:1'], /--prefix 2024 chooses/],
  [['http://a.example/photos', 'photos'], /write oss:\/\/BUCKET or s3:\/\/BUCKET/],
  [['/no/such/directory', 'photos'], /is no directory/],
  [['.', 'Photos'], /3 to 63 of a-z/],
  [['.', 'photos', '--parallel', '65'], /from 1 to 64/],
])('%j is asked wrongly', async (args, reason) => {
  const { code, stderr } = await tintype(['import', ...args], { env: KEYS });
  expect(stderr).toMatch(reason);
  expect(code).toBe(2);
});

test('a bucket that is not there, a key that is none, and half of a pair', async () => {
  const missing = await fromThere('missing-bucket', bucket);
  expect(missing).toMatchObject({ code: 1, err: expect.stringMatching(/there is no such bucket/) });
  const args = ['import', 'oss://whole', bucket, '--port', here.port, '--remote', there.url];
  const wrong = await tintype(args, { env: { ...KEYS, TINTYPE_REMOTE_ACCESS_KEY_SECRET: 'wrong' } });
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('SignatureDoesNotMatch');
  const half = await tintype(args, { env: { ...KEYS, TINTYPE_REMOTE_ACCESS_KEY_SECRET: '' } });
  expect(half.code).toBe(2);
});
