/** What somebody does on the first day, with the mouse. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jpeg, photo } from '../pictures.js';
import { choose } from './choose.js';
import { useVisitor } from './visitor.js';

const visitor = useVisitor();
let page: Page;

beforeAll(async () => {
  page = await visitor.open();
});
afterAll(() => expect(visitor.complaints).toEqual([]));

test('a wrong secret is told in words, and nobody is in', async () => {
  await page.getByLabel('Access key ID').fill('nobody');
  await page.getByLabel('Access key secret', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('do not fit together');
  expect(await page.context().cookies()).toEqual([]);
});

test('signing in leads to the overview', async () => {
  await visitor.signIn(page);
  expect(await page.title()).toBe('Server overview · Tintype');
  await expect.poll(() => page.locator('.plot-value').count()).toBe(8);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: 'tintype', httpOnly: true, sameSite: 'Strict' });
});

test('a bucket is created', async () => {
  await page.getByRole('button', { name: 'New bucket' }).click();
  await page.getByLabel('Bucket name').fill('Bad_Name');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await expect.poll(() => page.locator('.ant-form-item-explain-error').count()).toBe(1);
  expect(await page.getByText('3 to 63 lower-case letters').count()).toBe(1);
  await page.getByLabel('Bucket name').fill('walk');
  await page.getByRole('radio', { name: /Public read(?! and)/ }).check();
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.waitForURL(/\/buckets\/walk\/files$/);
  await page.getByText('Nothing here yet').waitFor();
  expect((await visitor.app.store.bucket('walk'))?.acl).toBe('public-read');
});

test('three files are uploaded, one of them in parts, and listed', async () => {
  const large = Buffer.alloc(20_000_000, 'tintype');
  await page.getByLabel('Upload files').setInputFiles([
    { name: 'a b+中.jpg', mimeType: 'image/jpeg', buffer: await jpeg(photo(400, 267)) },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') },
    { name: 'large.bin', mimeType: '', buffer: large },
  ]);
  await page.getByText('3 of 3 uploaded').waitFor();
  await expect
    .poll(() => page.locator('.file-name').allTextContents())
    .toEqual(['a b+中.jpg', 'large.bin', 'notes.txt']);
  const { object } = await visitor.app.store.head('walk', 'large.bin');
  expect([object?.size, object?.type, object?.segments.length]).toEqual([20_000_000, 'Multipart', 3]);
  const text = await visitor.app.store.head('walk', 'notes.txt');
  expect(text.object?.headers['content-type']).toBe('text/plain');
  await page.getByRole('region', { name: 'Uploads' }).getByRole('button', { name: 'Close' }).click();
});

test('the page of a picture: a style is chosen, and the copied URL is good for anybody', async () => {
  const style = 'image/resize,m_fill,w_100,h_50/format,png';
  await visitor.app.store.styles.put('walk', { name: 'small', content: style, category: 'image', most: 50 });
  await page.getByRole('link', { name: 'a b+中.jpg' }).click();
  await page.getByText('400 × 267').waitFor();
  await choose(page, 'Image Style', 'small');
  await page.getByText('100 × 50').waitFor();
  await page.getByRole('button', { name: 'Copy File URL' }).click();
  const url = `${visitor.oss}/walk/a%20b%2B%E4%B8%AD.jpg?x-oss-process=style/small`;
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(url);
  const answer = await fetch(url);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
});

test('File ACL is set, and then only a signed URL opens the file', async () => {
  await page.getByText('Inherited from Bucket (Public read)').waitFor();
  await page.getByRole('button', { name: 'Set ACL' }).click();
  await page.getByRole('radio', { name: 'Private' }).check();
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.getByText('The ACL was saved.').waitFor();
  await expect.poll(() => page.getByRole('switch', { name: 'Signature' }).isChecked()).toBe(true);
  expect(await page.getByRole('spinbutton', { name: 'Validity (seconds)' }).inputValue()).toBe('3600');
  const field = page.getByRole('textbox', { name: 'URL' });
  await expect.poll(() => field.inputValue()).toContain('Signature=');
  const url = await field.inputValue();
  expect(await field.inputValue()).not.toContain('browser-secret');
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url.replace(/Signature=.*/, ''))).status).toBe(403);
  expect((await fetch(url.split('?')[0] ?? '')).status).toBe(403);
});

test('HTTP headers and metadata are set, in any script', async () => {
  await page.getByRole('button', { name: 'Set HTTP Header' }).click();
  await page.getByLabel('Cache-Control').fill('max-age=60');
  await page.getByRole('button', { name: 'Add metadata' }).click();
  await page.getByLabel('Name', { exact: true }).fill('place');
  await page.getByLabel('Value', { exact: true }).fill('東京');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.getByText('The headers were saved.').waitFor();
  const { object } = await visitor.app.store.head('walk', 'a b+中.jpg');
  expect(object?.headers).toMatchObject({
    'cache-control': 'max-age=60',
    'x-oss-meta-place': '東京',
    'content-type': 'image/jpeg',
  });
  expect(object?.acl).toBe('private');
});

test('a file is downloaded as it is', async () => {
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('a b+中.jpg');
  expect(readFileSync(await download.path())).toEqual(await jpeg(photo(400, 267)));
});

test('several files and a folder are deleted, after a question', async () => {
  const { store } = visitor.app;
  for (const key of ['folder/1.txt', 'folder/deep/2.txt', 'foldername']) await put(key);
  await page.getByRole('button', { name: 'Back to the folder' }).click();
  await page.getByRole('link', { name: 'folder/', exact: true }).waitFor();
  for (const name of ['folder/', 'large.bin', 'notes.txt'])
    await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByText('A folder goes with everything in it.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => page.locator('.file-name').allTextContents()).toEqual(['a b+中.jpg', 'foldername']);
  const left = await store.list({ bucket: 'walk', limit: 100 });
  expect(left.objects.map(({ key }) => key)).toEqual(['a b+中.jpg', 'foldername']);
});

test('names are found by how they begin', async () => {
  await page.getByRole('searchbox', { name: /begin with/ }).fill('fold');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.file-name').allTextContents()).toEqual(['foldername']);
});

test('an access key is made, disabled and deleted', async () => {
  await page.getByRole('link', { name: 'Access keys' }).click();
  await page.getByRole('button', { name: 'Create access key' }).first().click();
  await page.getByLabel('What it is for').fill('the walk');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.getByText('The secret is shown now and never again', { exact: false }).waitFor();
  const [key] = await visitor.app.store.keys.list();
  const secret = (await visitor.app.store.keys.find(key?.id ?? ''))?.secret;
  expect(await page.getByRole('dialog').textContent()).toContain(secret);
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.getByRole('switch', { name: `Enabled: ${key?.id}` }).click();
  await page.getByText('The key is disabled', { exact: false }).waitFor();
  expect((await visitor.app.store.keys.find(key?.id ?? ''))?.enabled).toBe(false);
  await page
    .getByRole('row', { name: /the walk/ })
    .getByRole('button', { name: 'Delete' })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('The key was deleted.').waitFor();
  expect(await visitor.app.store.keys.list()).toEqual([]);
});

test('a temporary key is made of whoever is signed in, shown once, and works', async () => {
  await page.getByRole('button', { name: 'Temporary key', exact: true }).click();
  await page.getByRole('dialog').getByLabel('What it is for').fill('a visitor');
  await page.getByRole('dialog').getByRole('switch', { name: 'Read only' }).click();
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.getByText('All three are needed', { exact: false }).waitFor();
  const [listed] = await visitor.app.store.keys.list();
  const key = await visitor.app.store.keys.find(listed?.id ?? '');
  expect(key).toMatchObject({ readOnly: true, note: 'a visitor', temporary: { of: 'browser-key' } });
  const shown = await page.getByRole('dialog').textContent();
  for (const part of [key?.id, key?.secret, key?.token]) expect(shown).toContain(part);
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.getByText('Temporary, of browser-key, until', { exact: false }).waitFor();
});

test('a CORS rule is refused in words, made, moved up and deleted, and holds at once', async () => {
  await page.getByRole('link', { name: 'walk' }).click();
  await page.getByRole('tab', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog');
  const preflight = async () =>
    (
      await fetch(`${visitor.oss}/walk/notes.txt`, {
        method: 'OPTIONS',
        headers: { origin: 'https://shop.example', 'access-control-request-method': 'GET' },
      })
    ).headers.get('access-control-allow-origin');
  expect(await preflight()).toBeNull();
  await page.getByText('No rules yet').waitFor();
  await page.getByRole('button', { name: 'Add rule' }).click();
  await dialog.getByLabel('Origins').fill('https://*.shop.*,');
  await dialog.getByRole('button', { name: 'OK', exact: true }).click();
  await page.getByText(/AllowedOrigin.*at most one \*/).waitFor();
  await page.getByText(/Request id/).waitFor();
  await dialog.getByLabel('Origins').press('Backspace');
  await dialog.getByRole('button', { name: 'OK', exact: true }).click();
  await page.getByText('The rule was saved.').first().waitFor();
  expect(await preflight()).toBe('*');
  await page.getByRole('button', { name: 'Add rule' }).click();
  await dialog.getByLabel('Origins').fill('https://shop.example,');
  await dialog.getByLabel('Exposed headers').fill('ETag,');
  await dialog.getByRole('checkbox', { name: 'PUT' }).check();
  await dialog.getByRole('button', { name: 'OK', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Move rule 2 up' }).click();
  await page.getByText('The order was changed.').waitFor();
  await page.getByRole('button', { name: 'Delete: Rule 2' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('The rule was deleted.').waitFor();
  expect((await visitor.app.store.bucket('walk'))?.cors?.rules).toMatchObject([
    { origins: ['*', 'https://shop.example'], methods: ['GET', 'HEAD', 'PUT'], exposed: ['ETag'], maxAgeSeconds: 600 },
  ]);
});

test('a domain is bound and unbound, and leads to the bucket meanwhile', async () => {
  await page.getByRole('button', { name: 'Bind a domain' }).click();
  await page.getByLabel('Domain', { exact: true }).fill('http://img.example.com/');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.getByText('without wildcard, port or path', { exact: false }).waitFor();
  await page.getByLabel('Domain', { exact: true }).fill('IMG.example.com');
  await page.keyboard.press('Enter');
  const port = new URL(visitor.oss).port;
  await page.getByText(`http://img.example.com:${port}/`).waitFor();
  expect(await visitor.app.store.domains.find('img.example.com')).toBe('walk');
  await page.getByRole('button', { name: 'Unbind: img.example.com' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unbind' }).click();
  await page.getByText('No domains yet').waitFor();
  expect(await visitor.app.store.domains.find('img.example.com')).toBeUndefined();
});

test('a bucket that is not empty stays, and says why', async () => {
  await page.getByRole('link', { name: 'walk' }).click();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Delete this bucket' }).click();
  await page.getByLabel('Type walk to confirm').fill('walk');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('BucketNotEmpty', { exact: false }).waitFor();
  expect(await visitor.app.store.bucket('walk')).toBeDefined();
});

test('signing out shows the sign-in page, and going back shows nothing', async () => {
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.locator('.content').count()).toBe(0);
});

async function put(key: string): Promise<void> {
  const path = `/api/oss/walk/${key}`;
  const status = await page.evaluate(async (path) => {
    const answer = await fetch(path, { method: 'PUT', body: 'x', headers: { 'x-tintype-console': '1' } });
    return answer.status;
  }, path);
  expect(status).toBe(200);
}
