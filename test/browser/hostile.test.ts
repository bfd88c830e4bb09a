/** Names, metadata, EXIF and error texts that would run if the console took them for HTML. None does. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flat, sharpOf } from '../pictures.js';
import { expectNoSidewaysScroll, useVisitor } from './visitor.js';

/** Each would set `pwned`, or open a dialog, which the visitor complains of. */
const HOSTILE = [
  '<img src=x onerror="window.pwned=1">.jpg',
  '"><svg onload=alert(1)>.jpg',
  "';window.pwned=1;'.jpg",
  '<script>window.pwned=1</script>.jpg',
  'javascript:alert(1).jpg',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a name as a visitor gives it: the console must show the dollar and the braces, not run them.
  '${window.pwned=1}{{constructor.constructor("window.pwned=1")()}}.jpg',
  '../../..%2f%2e%2e/x\\y.jpg',
  ' leading and trailing .jpg',
  '\u202egpj.exe\u202c.jpg',
  '\u0001\u001b[31m\r\nSet-Cookie: a=b.jpg',
  'a//evil.example/x.jpg',
  '%3Cimg%20src=x%20onerror=alert(1)%3E%zz.jpg',
  `${'long'.repeat(200)}.jpg`,
];
const TEXT = '<img src=x onerror="window.pwned=1">';

const visitor = useVisitor();
let page: Page;

beforeAll(async () => {
  page = await visitor.open();
  await visitor.signIn(page);
  const exif = { IFD0: { Artist: TEXT, Copyright: '"><script>window.pwned=1</script>' } };
  const picture = await sharpOf(flat(40, 30, [200, 40, 40]))
    .withExif(exif)
    .jpeg()
    .toBuffer();
  await ask('PUT', '/api/oss/hostile/');
  for (const key of HOSTILE) {
    const status = await ask('PUT', `/api/oss/hostile/${encodeURIComponent(key)}`, picture, {
      'content-type': 'image/jpeg',
      'x-oss-meta-note': TEXT,
      'cache-control': TEXT,
    });
    expect([key, status]).toEqual([key, 200]);
  }
  await visitor.app.store.keys.create({ account: 'a', note: TEXT });
});
afterAll(async () => {
  expect(await page.evaluate('window.pwned')).toBeUndefined();
  expect(visitor.complaints).toEqual([]);
});

async function ask(method: string, path: string, body?: Buffer, headers = {}): Promise<number> {
  const origin = new URL(visitor.ui).origin;
  const answer = await page.request.fetch(origin + path, {
    method,
    headers: { 'x-tintype-console': '1', ...headers },
    ...(body && { data: body }),
  });
  return answer.status();
}

test('the list shows every key as it is', async () => {
  await page.goto(`${visitor.ui}/buckets/hostile/files`);
  await page.locator('.file-name').first().waitFor();
  const titles = await page.locator('.file-name').evaluateAll((links) => links.map((link) => link.textContent));
  for (const key of HOSTILE.filter((key) => !key.includes('/'))) expect(titles).toContain(key);
});

test.each(HOSTILE)('the page of %#: %j', async (key) => {
  await page.goto(`${visitor.ui}/buckets/hostile/preview?key=${encodeURIComponent(key)}`);
  await page.getByText('40 × 30').waitFor();
  await page.getByText('Artist').waitFor();
  expect(await page.locator('.tags').textContent()).toContain(TEXT);
  await page.getByRole('button', { name: 'Set HTTP Header' }).click();
  await expect.poll(() => page.getByLabel('Value', { exact: true }).inputValue()).toBe(TEXT);
  await page.keyboard.press('Escape');
  const url = await page.getByRole('textbox', { name: 'URL' }).inputValue();
  expect((await fetch(url)).status).toBe(200);
});

test('a folder, a search and a key that are not there, in the address', async () => {
  for (const path of [
    `/buckets/hostile/files?prefix=${encodeURIComponent(`${TEXT}/`)}`,
    `/buckets/hostile/preview?key=${encodeURIComponent(TEXT)}`,
    `/buckets/${encodeURIComponent(TEXT)}/files`,
    '/buckets/%E0%A4%A/files',
    `/${encodeURIComponent('javascript:alert(1)')}`,
  ]) {
    await page.goto(visitor.ui + path);
    await page.locator('#root *').first().waitFor();
    await page.waitForTimeout(150);
  }
});

test('the note of an access key', async () => {
  await page.goto(`${visitor.ui}/keys`);
  await page.getByText(TEXT).waitFor();
});

test('CORS rules, domains and what is refused of them', async () => {
  const origin = '"><img/src=x/onerror=window.pwned=1>';
  const escaped = origin.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const rule = `<AllowedOrigin>${escaped}</AllowedOrigin><AllowedMethod>GET</AllowedMethod>`;
  const cors = Buffer.from(`<CORSConfiguration><CORSRule>${rule}</CORSRule></CORSConfiguration>`);
  expect(await ask('PUT', '/api/oss/hostile/?cors', cors)).toBe(200);
  const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.example`;
  await visitor.app.store.domains.bind({ bucket: 'hostile', domain: long, most: 100 });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${visitor.ui}/buckets/hostile/settings`);
  await page.getByText(origin).waitFor();
  await page.getByText(long).waitFor();
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  const dialog = page.getByRole('dialog');
  for (const domain of [TEXT, 'javascript:alert(1)', '\u202egnp.example']) {
    await page.getByRole('button', { name: 'Bind a domain' }).click();
    await dialog.getByLabel('Domain', { exact: true }).fill(domain);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await dialog.getByRole('alert').getByText('of parameter: Domain is invalid', { exact: false }).waitFor();
    if (domain === TEXT) expect(await dialog.getByRole('alert').textContent()).toContain(TEXT);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  expect((await visitor.app.store.domains.list('hostile')).map(({ domain }) => domain)).toEqual([long]);
});

test('an object that is a page runs nothing when it is opened under the origin of the console', async () => {
  const body = Buffer.from('<script>window.pwned=1;document.title="pwned"</script>');
  for (const [key, type] of [
    ['x.html', 'text/html'],
    ['x.svg', 'image/svg+xml'],
  ] as const) {
    await ask('PUT', `/api/oss/hostile/${key}`, body, { 'content-type': type });
    const address = `${new URL(visitor.ui).origin}/api/oss/hostile/${key}`;
    // Typed into a tab, or from another site's link.
    const opened = await page.context().newPage();
    expect((await opened.goto(address))?.status()).toBe(403);
    await opened.close();
    // From a link of the console.
    const coming = page.waitForEvent('download');
    await page.evaluate(`Object.assign(document.createElement('a'), { href: '${address}' }).click()`);
    expect((await coming).suggestedFilename()).toBe(key);
    expect(await page.title()).not.toBe('pwned');
  }
});

test('a page on another origin neither frames the console nor speaks for whoever is signed in', async () => {
  const origin = new URL(visitor.ui).origin;
  const html = `<iframe src="${origin}/ui/"></iframe><script>
    fetch('${origin}/api/oss/framed-by-evil/', { method: 'PUT', credentials: 'include', mode: 'no-cors' })
      .catch(() => {}).then(() => fetch('${origin}/api/session', { credentials: 'include', headers: { 'x-tintype-console': '1' } }))
      .then((r) => r.text()).catch((error) => 'refused').then((text) => { document.title = 'done ' + text; });
  </script>`;
  await ask('PUT', '/api/oss/hostile/?acl', undefined, { 'x-oss-acl': 'public-read' });
  await ask('PUT', '/api/oss/hostile/evil.html', Buffer.from(html), { 'content-type': 'text/html' });
  // The data port of the same host is the nearest stranger there is, and runs nothing.
  expect((await fetch(`${visitor.oss}/hostile/evil.html`)).headers.get('content-security-policy')).toBe('sandbox');
  // Same site, other origin.
  const stranger = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const evil = await page.context().newPage();
  await evil.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
  await expect.poll(() => evil.title()).toBe('done refused');
  expect(await visitor.app.store.bucket('framed-by-evil')).toBeUndefined();
  const framed = evil.frames().find((frame) => frame !== evil.mainFrame());
  expect(await framed?.locator('#root').count()).toBe(0);
  await evil.close();
  stranger.close();
});
