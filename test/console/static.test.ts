import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { createConsole } from '#src/console/server.js';
import { Health } from '#src/telemetry/health.js';
import { createMetrics } from '#src/telemetry/metrics.js';
import { ossRequest } from '../oss/request.js';

const directory = mkdtempSync(join(tmpdir(), 'tintype-static-'));
const script = 'console.log(1);\n'.repeat(100);
mkdirSync(join(directory, 'assets', 'inner'), { recursive: true });
writeFileSync(join(directory, 'index.html'), '<script nonce="__NONCE__"></script><meta nonce="__NONCE__">');
writeFileSync(join(directory, 'assets', 'index-abc.js'), script);
writeFileSync(join(directory, 'assets', 'mark-abc.png'), 'png');
writeFileSync(join(directory, 'secret.txt'), 'secret');
writeFileSync(join(directory, 'assets', 'inner', 'deep.js'), 'deep');
symlinkSync('/etc/passwd', join(directory, 'assets', 'link.js'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const { handler } = createConsole({ health: new Health(), metrics: createMetrics(), files: directory });
const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await handler(ossRequest({ path, headers }));
  return { ...response, body: response.body as Buffer };
};

test('a file with a digest in its name is kept for good, and compressed as the browser likes it', async () => {
  const plain = await get('/assets/index-abc.js');
  expect(plain.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  expect(plain.body.toString()).toBe(script);
  const br = await get('/assets/index-abc.js', { 'accept-encoding': 'gzip, deflate, br;q=1' });
  expect([br.headers['content-encoding'], brotliDecompressSync(br.body).toString()]).toEqual(['br', script]);
  const gz = await get('/assets/index-abc.js', { 'accept-encoding': 'gzip' });
  expect([gz.headers['content-encoding'], gunzipSync(gz.body).toString()]).toEqual(['gzip', script]);
  const picture = await get('/assets/mark-abc.png', { 'accept-encoding': 'br' });
  expect([picture.headers['content-encoding'], picture.body.toString()]).toEqual([undefined, 'png']);
});

test('the page is new every time, with a nonce that its policy names', async () => {
  const pages = await Promise.all(['/ui/', '/ui/buckets/x/files?prefix=a', '/ui/'].map((path) => get(path)));
  const nonces = pages.map(
    ({ body }) => /^<script nonce="([^"]{22,})"><\/script><meta nonce="\1">$/.exec(body.toString())?.[1],
  );
  expect(new Set(nonces).size).toBe(3);
  pages.forEach(({ headers }, index) => {
    expect(headers['cache-control']).toBe('no-store');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain(`script-src 'nonce-${nonces[index]}' 'strict-dynamic';`);
    expect(policy).not.toMatch(/unsafe|\*/);
  });
});

test.each([
  '/assets/../secret.txt',
  '/assets/..%2Fsecret.txt',
  '/assets/%2e%2e/secret.txt',
  '/assets/..\\secret.txt',
  '/assets//etc/passwd',
  '/assets/inner/deep.js',
  '/assets/inner',
  '/assets/link.js',
  '/assets/',
  '/assets/index-abc.js%00',
  '/assets/__proto__',
  '/secret.txt',
  '/index.html',
])('%s is not there', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test('without the built files everything else answers', async () => {
  const bare = createConsole({ health: new Health(), metrics: createMetrics(), files: join(directory, 'nowhere') });
  expect((await bare.handler(ossRequest({ path: '/ui/' }))).status).toBe(404);
  expect((await bare.handler(ossRequest({ path: '/live' }))).status).toBe(200);
});
