import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rootKey } from '#src/root-key.js';
import { canonicalV4, signatureV4 } from '../oss/request-v4.js';
import { tintype } from './tintype.js';

const KEY = { TINTYPE_ACCESS_KEY_ID: 'OWNER', TINTYPE_ACCESS_KEY_SECRET: 's3cret' };

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-url-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function urlOf(args: readonly string[], env: Readonly<Record<string, string>> = KEY): Promise<URL> {
  const { code, stdout, stderr } = await tintype(['url', ...args], { env });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout.toString()).toMatch(/^\S+\n$/);
  return new URL(stdout.toString().trim());
}

/** The vendor's rule for signed URLs, written out once more. */
function signature(secret: string, expires: string, resource: string): string {
  return createHmac('sha1', secret).update(`GET\n\n\n${expires}\n${resource}`).digest('base64');
}

test('the URL is signed by the rule of the API reference', async () => {
  const url = await urlOf(['photos/2024/a cat+1.jpg', 'image/resize,w_200/format,webp']);
  expect(url.origin).toBe('http://127.0.0.1:9000');
  expect(url.pathname).toBe('/photos/2024/a%20cat%2B1.jpg');
  const { searchParams } = url;
  expect(searchParams.get('x-oss-process')).toBe('image/resize,w_200/format,webp');
  expect(searchParams.get('OSSAccessKeyId')).toBe('OWNER');
  const expires = searchParams.get('Expires') ?? '';
  const resource = '/photos/2024/a cat+1.jpg?x-oss-process=image/resize,w_200/format,webp';
  expect(searchParams.get('Signature')).toBe(signature('s3cret', expires, resource));
});

test('a style is named as it is, whichever way', async () => {
  const named = await urlOf(['photos/cat.jpg', 'style/small']);
  expect(named.searchParams.get('x-oss-process')).toBe('style/small');
  const expires = named.searchParams.get('Expires') ?? '';
  const resource = '/photos/cat.jpg?x-oss-process=style/small';
  expect(named.searchParams.get('Signature')).toBe(signature('s3cret', expires, resource));
  const separated = await urlOf(['photos/cat.jpg@!small']);
  expect(decodeURIComponent(separated.pathname)).toBe('/photos/cat.jpg@!small');
});

test('without a chain it is a link to the object itself', async () => {
  const { searchParams } = await urlOf(['photos/cat.jpg']);
  expect(searchParams.has('x-oss-process')).toBe(false);
  expect(searchParams.get('Signature')).toBe(signature('s3cret', searchParams.get('Expires') ?? '', '/photos/cat.jpg'));
});

test.each([
  [[], 3600],
  [['--expires', '60'], 60],
])('%j is good for so many seconds: %i', async (args, seconds) => {
  const before = Math.floor(Date.now() / 1000);
  const expires = Number((await urlOf(['photos/cat.jpg', ...args])).searchParams.get('Expires'));
  const after = Math.floor(Date.now() / 1000);
  expect(expires).toBeGreaterThanOrEqual(before + seconds);
  expect(expires).toBeLessThanOrEqual(after + seconds);
});

test.each([
  [['--endpoint', 'https://img.example'], {}, 'https://img.example'],
  [['--endpoint', 'http://10.0.0.1:8080/'], {}, 'http://10.0.0.1:8080'],
  [['--port', '8080'], {}, 'http://127.0.0.1:8080'],
  [[], { TINTYPE_PORT: '8081', TINTYPE_HOST: '0.0.0.0' }, 'http://127.0.0.1:8081'],
  [['--host', '::'], {}, 'http://[::1]:9000'],
  [['--tls-cert', 'cert.pem'], {}, 'https://127.0.0.1:9000'],
])('%j with %j leads to %s', async (args, env, origin) => {
  expect((await urlOf(['photos/cat.jpg', ...args], { ...KEY, ...env })).origin).toBe(origin);
});

test("the key of the data directory is found, the operator's goes before it, a flag before that", async () => {
  const kept = await rootKey(directory, undefined);
  const idOf = async (args: readonly string[], env: Record<string, string>) =>
    (await urlOf(['photos/cat.jpg', '--data', directory, ...args], env)).searchParams.get('OSSAccessKeyId');
  expect(await idOf([], {})).toBe(kept.accessKeyId);
  expect(await idOf([], KEY)).toBe('OWNER');
  expect(await idOf(['--access-key-id', 'OTHER', '--access-key-secret', 'x'], KEY)).toBe('OTHER');
});

test('where there is no key the way to one is told', async () => {
  const { code, stderr } = await tintype(['url', 'photos/cat.jpg', '--data', join(directory, 'none')]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^tintype: --data .*none: holds no key yet; .*TINTYPE_ACCESS_KEY_ID.*\n$/);
});

test('a key file that cannot be read is named', async () => {
  const unreadable = await mkdtemp(join(directory, 'unreadable-'));
  // A directory: root may read every file.
  await mkdir(join(unreadable, 'root-key.json'));
  const { code, stderr } = await tintype(['url', 'photos/cat.jpg', '--data', unreadable]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^tintype: .*root-key\.json: cannot be read \(EISDIR\); .*TINTYPE_ACCESS_KEY_ID[^\n]*\n$/);
});

test('a damaged key file is named', async () => {
  const damaged = await mkdtemp(join(directory, 'damaged-'));
  await writeFile(join(damaged, 'root-key.json'), '{');
  const { code, stderr } = await tintype(['url', 'photos/cat.jpg', '--data', damaged]);
  expect(code).toBe(1);
  expect(stderr).toContain(join(damaged, 'root-key.json'));
});

test.each([
  [['photos/'], /'photos\/' is no object/],
  [['/cat.jpg'], /'\/cat\.jpg' is no object/],
  [['My_Photos/cat.jpg'], /My_Photos\/cat\.jpg: .*bucket.* 3 to 63 of a-z, 0-9 and -/],
  [['http://127.0.0.1:9000/photos/cat.jpg'], /cat\.jpg' is a URL: write BUCKET\/KEY, and the server as --endpoint/],
  [['photos//cat.jpg'], /photos\/\/cat\.jpg: .*do not begin with \/ or /],
  [['photos/cat.jpg', 'resize,w_200'], /must be a chain such as 'image\/resize,w_200'/],
  [
    ['photos/cat.jpg', 'image/resize,w_0'],
    /The value: 0 of parameter: w is invalid\. Allowed: an integer from 1 to 4096/,
  ],
  [['photos/cat.jpg', 'image/resise,w_10'], /resise/],
  [['photos/cat.jpg', 'style/a b'], /style\/a b: the name of a style must be 1 to 64 of/],
  [['photos/cat.jpg', 'style/small|image/info'], /the name of a style must be/],
  [['photos/cat.jpg', '--expires', '0'], /'--expires <seconds>' argument '0' is invalid/],
  [['photos/cat.jpg', '--expires', '1h'], /'--expires <seconds>' argument '1h' is invalid/],
  [['photos/cat.jpg', '--v4', '--expires', '604801'], /--expires 604801: .* at most 604800 seconds/],
  [['photos/cat.jpg', '--v4', '--region', 'Mars'], /--region/],
  [['photos/cat.jpg', '--endpoint', 'img.example'], /'--endpoint <url>' argument 'img\.example' is invalid/],
  [['photos/cat.jpg', '--endpoint', 'http://a/b'], /'--endpoint <url>' argument 'http:\/\/a\/b' is invalid/],
])('%j is refused in one line with code 2', async (args, expected) => {
  const { code, stdout, stderr } = await tintype(['url', ...args], { env: KEY });
  expect(stderr).toMatch(/^tintype: [^\n]+\n$/);
  expect(stderr).toMatch(expected);
  expect(stdout.toString()).toBe('');
  expect(code).toBe(2);
});

test.each([
  [[], {}, 'cn-hangzhou'],
  [[], { TINTYPE_REGION: 'eu-1' }, 'eu-1'],
  [['--region', 'mars-1'], { TINTYPE_REGION: 'eu-1' }, 'mars-1'],
])('--v4 with %j and %j signs for its region', async (args, env, region) => {
  const url = await urlOf(['photos/a cat+1.jpg', 'image/resize,w_200', '--v4', ...args], { ...KEY, ...env });
  const { searchParams, search } = url;
  const date = searchParams.get('x-oss-date') ?? '';
  const scope = `${date.slice(0, 8)}/${region}/oss/aliyun_v4_request`;
  expect(searchParams.get('x-oss-credential')).toBe(`OWNER/${scope}`);
  expect(searchParams.get('x-oss-expires')).toBe('3600');
  const canonical = canonicalV4({ query: search.slice(1) }, '/photos/a cat+1.jpg');
  expect(searchParams.get('x-oss-signature')).toBe(signatureV4('s3cret', date, scope, canonical));
});

test('the limits that the server has are those that count', async () => {
  const wide = ['photos/cat.jpg', 'image/resize,w_8000'];
  expect((await tintype(['url', ...wide], { env: KEY })).code).toBe(2);
  await urlOf(wide, { ...KEY, TINTYPE_LIMIT_PROFILE: 'current' });
});
