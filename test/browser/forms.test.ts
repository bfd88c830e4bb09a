/** A page of somebody else's, in a real Chromium: it uploads by form and by fetch, and shows pictures, or may not. */
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signUrlV1 } from '#src/oss/signature/v1.js';
import { ROOT_ACCOUNT } from '#src/root-key.js';
import { observeCalls } from '../clients/observed.js';
import { type Part, policyOf, signedV1, signedV4 } from '../oss/form/forms.js';
import { flat, png } from '../pictures.js';
import { KEY, useVisitor } from './visitor.js';

const visitor = useVisitor();
const SOON = 60_000;
const NAME = `\${filename}`;
/** The fields of the form on the page, before the file. */
let fields: readonly Part[] = [];
let shop: Server;
let page: Page;
let picture: Buffer;

beforeAll(async () => {
  shop = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(request.url?.startsWith('/thanks') ? '<h1>Thank you</h1>' : uploadPage());
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  picture = await png(flat(40, 30, [200, 40, 40]));
  const { store } = visitor.app;
  await store.createBucket({ name: 'forms', owner: ROOT_ACCOUNT });
  await store.createBucket({ name: 'open', owner: ROOT_ACCOUNT, acl: 'public-read' });
  page = await visitor.open();
});

afterAll(() => shop?.close());
observeCalls('Chromium', () => `http://127.0.0.1:${visitor.app.console.port}`);

beforeEach(async () => {
  const { store } = visitor.app;
  for (const bucket of ['forms', 'open']) {
    for (const { key } of (await store.list({ bucket, limit: 1000 })).objects) await store.delete(bucket, key);
    for (const setting of ['cors', 'referer'] as const) await store.settings.set(bucket, setting, undefined);
  }
});

const origin = () => `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

function uploadPage(): string {
  const inputs = fields.map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(String(value))}">`,
  );
  return `<form action="${visitor.oss}/forms" method="post" enctype="multipart/form-data">${inputs.join('')}
    <input type="file" name="file"><input type="submit" name="submit" value="Upload"></form>`;
}

/** Every file of the objects' bytes, half ones too. */
const storedFiles = () => readdirSync(join(visitor.data, 'blobs'), { recursive: true }).sort();

const keys = async (bucket = 'forms') =>
  (await visitor.app.store.list({ bucket, limit: 10 })).objects.map(({ key }) => key);

/** By hand: chooses the file, presses the button, and gives what the store answers. */
async function upload(given: readonly Part[], name = 'kitty cat.png', buffer = picture): Promise<Response> {
  fields = given;
  await page.goto(origin());
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer });
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Upload' }).click();
  return answer;
}

const pair = { id: KEY.id, secret: KEY.secret };
const policy = (conditions: readonly unknown[] = [], expiration?: string) =>
  expiration === undefined ? policyOf(conditions) : policyOf(conditions, expiration);

describe('a form', () => {
  test.each([
    ['V1', (text: string) => signedV1(text, pair)],
    ['V4', (text: string) => signedV4(text, { pair })],
  ] as const)('signed with %s uploads, and leads back to the page', async (_, sign) => {
    const conditions = [{ bucket: 'forms' }, ['starts-with', '$key', 'in/'], ['in', '$content-type', ['image/png']]];
    const redirect: Part = ['success_action_redirect', `${origin()}/thanks?a=b&c`];
    const answer = await upload([['key', `in/${NAME}`], ...sign(policy(conditions)), redirect]);
    expect(answer.status()).toBe(303);
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(page.url()).toBe(`${origin()}/thanks?a=b&c`);
    expect(await keys()).toEqual(['in/kitty cat.png']);
    const { object } = await visitor.app.store.head('forms', 'in/kitty cat.png');
    expect([object?.size, object?.headers['content-type']]).toEqual([picture.length, 'image/png']);
  });

  test('answers with a document of 201, names of every kind', async () => {
    const names = ['猫.png', 'a"b;c.png', "it's 100%25.png", 'C:x.png'];
    for (const name of names) {
      const answer = await upload(
        [['key', `n/${NAME}`], ...signedV1(policy(), pair), ['success_action_status', '201']],
        name,
      );
      expect([name, answer.status()]).toEqual([name, 201]);
      expect(await answer.text()).toContain('<PostResponse><Bucket>forms</Bucket>');
    }
    // Chromium writes a quotation mark as %22, and nothing else.
    expect((await keys()).sort()).toEqual(names.map((name) => `n/${name.replace('"', '%22')}`).sort());
  });

  test('that is expired, altered, too large, or not signed is refused, and nothing is kept', async () => {
    const sign = (text: string) => signedV1(text, pair);
    const other = sign(policy()).map(
      (part): Part => (part[0] === 'policy' ? ['policy', policy([{ key: 'x' }])] : part),
    );
    const large = Buffer.alloc(300_000, 1);
    const cases: [readonly Part[], Buffer, string, string][] = [
      [sign(policy([], new Date(Date.now() - SOON).toISOString())), picture, '403 AccessDenied', 'Policy expired.'],
      [other, picture, '403 SignatureDoesNotMatch', ''],
      [sign(policy([['content-length-range', 0, 200_000]])), large, '400 EntityTooLarge', ''],
      [sign(policy([['content-length-range', 400_000, 500_000]])), large, '400 EntityTooSmall', ''],
      [sign(policy([['eq', '$key', 'another']])), picture, '403 AccessDenied', 'Policy Condition failed'],
      [[], picture, '403 AccessDenied', ''],
      [[...sign(policy()), ['callback', 'e30=']], picture, '501 NotImplemented', ''],
    ];
    const before = storedFiles();
    for (const [signed, body, answered, says] of cases) {
      const answer = await upload([['key', 'k'], ...signed], 'a.png', body);
      const text = await answer.text();
      expect(`${answer.status()} ${/<Code>(\w+)/.exec(text)?.[1]}`).toBe(answered);
      expect(text).toContain(says);
      expect(await keys()).toEqual([]);
    }
    await expect.poll(storedFiles).toEqual(before);
  });
});

describe('a script', () => {
  const url = (method: string, bucket: string, key: string, query: readonly (readonly [string, string])[] = []) => {
    const expires = Math.floor((Date.now() + SOON) / 1000);
    return signUrlV1({
      endpoint: visitor.oss,
      bucket,
      key,
      query,
      method,
      accessKeyId: KEY.id,
      secret: KEY.secret,
      expires,
    });
  };
  /** What the script could see of the answer. As a text: the types of a browser are not those of the tests. */
  const fetched = async (address: string, options: string): Promise<Record<string, unknown>> => {
    if (!page.url().startsWith(origin())) await page.goto(origin());
    return page.evaluate(`fetch(${JSON.stringify(address)}, ${options}).then(
      async (r) => ({ status: r.status, etag: r.headers.get('etag'), meta: r.headers.get('x-oss-meta-a'), text: (await r.text()).slice(0, 300) }),
      (e) => ({ failed: String(e) }))`);
  };
  const allow = (methods: readonly string[]) =>
    visitor.app.store.settings.set('forms', 'cors', {
      rules: [{ origins: [origin()], methods, headers: ['*'], exposed: ['ETag', 'x-oss-meta-a'], maxAgeSeconds: 0 }],
      responseVary: false,
    });
  const PUT = `{ method: 'PUT', body: 'by fetch', headers: { 'x-oss-forbid-overwrite': 'false', 'content-type': '' } }`;

  test('puts and gets where the rules allow it, and is held off where not', async () => {
    const put = `{ method: 'PUT', body: new Blob(['by fetch']) }`;
    expect(await fetched(url('PUT', 'forms', 'k'), put)).toEqual({ failed: 'TypeError: Failed to fetch' });
    expect(await keys()).toEqual([]);
    await allow(['GET']);
    expect(await fetched(url('PUT', 'forms', 'k'), put)).toEqual({ failed: 'TypeError: Failed to fetch' });
    expect(await keys()).toEqual([]);
    await allow(['GET', 'PUT']);
    expect(await fetched(url('PUT', 'forms', 'k'), put)).toMatchObject({
      status: 200,
      etag: expect.stringMatching(/^"[0-9A-F]{32}"$/),
    });
    expect(await fetched(url('GET', 'forms', 'k'), '{}')).toMatchObject({ status: 200, text: 'by fetch' });
    // A header that the signature has not: the preflight lets it pass, and the page reads why it is refused.
    expect(await fetched(url('PUT', 'forms', 'k'), PUT)).toMatchObject({
      status: 403,
      text: expect.stringContaining('SignatureDoesNotMatch'),
    });
    expect(await fetched(url('GET', 'forms', 'none'), '{}')).toMatchObject({ status: 404 });
    expect(await fetched(`${visitor.oss}/forms/k`, '{}')).toMatchObject({ status: 403 });
  });

  test('posts a form by fetch, and reads the answer', async () => {
    const posting = (signature: readonly Part[]) => {
      const form = [['key', 'by-script'], ...signature, ['x-oss-meta-a', 'b'], ['success_action_status', '201']];
      return `{ method: 'POST', body: (() => { const form = new FormData();
        for (const [name, value] of ${JSON.stringify(form)}) form.append(name, value);
        form.append('file', new Blob(['x'.repeat(100000)], { type: 'text/plain' }), 'a.txt');
        return form; })() }`;
    };
    const options = posting(signedV4(policy(), { pair }));
    expect(await fetched(`${visitor.oss}/forms`, options)).toEqual({ failed: 'TypeError: Failed to fetch' });
    await allow(['POST', 'GET']);
    await visitor.app.store.delete('forms', 'by-script');
    expect(await fetched(`${visitor.oss}/forms`, options)).toMatchObject({
      status: 201,
      text: expect.stringContaining('<Key>by-script</Key>'),
    });
    const { object } = await visitor.app.store.head('forms', 'by-script');
    expect([object?.size, object?.headers['content-type']]).toEqual([100_000, 'text/plain']);
    expect(await fetched(url('GET', 'forms', 'by-script'), '{}')).toMatchObject({ status: 200, meta: 'b' });
    await visitor.app.store.delete('forms', 'by-script');
    const before = storedFiles();
    const expired = policy([], new Date(Date.now() - SOON).toISOString());
    const another: Part = ['policy', policy([['eq', '$key', 'x']])];
    const altered = signedV4(policy(), { pair }).map((part) => (part[0] === 'policy' ? another : part));
    const small = policy([['content-length-range', 0, 50_000]]);
    for (const [signature, status, code] of [
      [signedV4(expired, { pair }), 403, 'AccessDenied'],
      [altered, 403, 'SignatureDoesNotMatch'],
      [signedV4(small, { pair }), 400, 'EntityTooLarge'],
    ] as const) {
      const answer = await fetched(`${visitor.oss}/forms`, posting(signature));
      expect(answer).toMatchObject({ status, text: expect.stringContaining(`<Code>${code}</Code>`) });
    }
    expect(await keys()).toEqual([]);
    await expect.poll(storedFiles).toEqual(before);
  });

  test('reads the pixels of a processed picture', async () => {
    await upload([['key', 'p.png'], ...signedV1(policy(), pair)]);
    await page.goto(origin());
    const address = url('GET', 'forms', 'p.png', [['x-oss-process', 'image/resize,w_20']]);
    const pixel = `new Promise((done) => { const image = new Image(); image.crossOrigin = 'anonymous';
      image.onerror = () => done('held off');
      image.onload = () => { const canvas = document.createElement('canvas'); const pen = canvas.getContext('2d');
        pen.drawImage(image, 0, 0); done([image.width, ...pen.getImageData(5, 5, 1, 1).data]); };
      image.src = ${JSON.stringify(address)}; })`;
    expect(await page.evaluate(pixel)).toBe('held off');
    await allow(['GET']);
    expect(await page.evaluate(pixel)).toEqual([20, 200, 40, 40, 255]);
  });
});

describe('a picture on a page', () => {
  const shown = async (path: string) => {
    await page.goto(origin());
    return page.evaluate(`new Promise((done) => { const image = new Image();
      image.onload = () => done(true); image.onerror = () => done(false);
      image.src = ${JSON.stringify(`${visitor.oss}/open/${path}`)}; })`);
  };

  test('is there for the pages that the Referer rules allow', async () => {
    const headers = { 'content-type': 'image/png' };
    await visitor.app.store.put('open', 'p.png', Readable.from([picture]), { headers });
    const rules = { cutsQuery: true, cutsPath: false, denied: [] };
    const set = (allowed: readonly string[], allowsEmpty = false) =>
      visitor.app.store.settings.set('open', 'referer', { ...rules, allowed, allowsEmpty });
    expect(await shown('p.png?1')).toBe(true);
    await set(['http://other.example']);
    expect(await shown('p.png?2')).toBe(false);
    expect((await page.goto(`${visitor.oss}/open/p.png`))?.status()).toBe(403);
    await set([origin()], true);
    expect(await shown('p.png?3')).toBe(true);
    expect((await page.goto(`${visitor.oss}/open/p.png?4`))?.status()).toBe(200);
  });
});

test('no page complained', () => {
  expect(visitor.complaints).toEqual([]);
});
