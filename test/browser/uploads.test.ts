/** Uploads that are dropped, that fail and go on, and that are given up. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { useVisitor } from './visitor.js';

const BUCKET = 'uploads';
/** Three parts of 8 MB. */
const LARGE = Buffer.alloc(20_000_000, 'tintype');

const visitor = useVisitor();
let page: Page;

beforeAll(async () => {
  page = await visitor.open();
  await visitor.signIn(page);
  await page.request.put(`${new URL(visitor.ui).origin}/api/oss/${BUCKET}/`, { headers: { 'x-tintype-console': '1' } });
});
beforeEach(async () => {
  await page.goto(`${visitor.ui}/buckets/${BUCKET}/files`);
  await page.locator('.drop-target').waitFor();
});
afterAll(() => expect(visitor.complaints).toEqual([]));

const choose = (name: string, buffer: Buffer) =>
  page.getByLabel('Upload files').setInputFiles([{ name, mimeType: 'application/octet-stream', buffer }]);
const panel = () => page.getByRole('region', { name: 'Uploads' });

test('a part that did not get through is told, and a second try sends only what is missing', async () => {
  const parts: string[] = [];
  let cut = true;
  await page.route(/partNumber=/, (route) => {
    const number = new URL(route.request().url()).searchParams.get('partNumber') ?? '';
    parts.push(number);
    return number === '2' && cut ? route.abort() : route.continue();
  });
  await choose('again.bin', LARGE);
  // It is said when all that was on its way beside it has arrived.
  await panel().getByText('The server cannot be reached.').waitFor();
  expect((await visitor.app.store.uploads.list({ bucket: BUCKET, limit: 10 })).uploads).toHaveLength(1);
  cut = false;
  parts.length = 0;
  await panel().getByRole('button', { name: 'Try again: again.bin' }).click();
  await page.getByText('1 of 1 uploaded').waitFor();
  await expect.poll(async () => (await visitor.app.store.head(BUCKET, 'again.bin')).object?.size).toBe(LARGE.length);
  expect(parts).toEqual(['2']);
  await page.unroute(/partNumber=/);
});

test('an upload that is given up leaves no parts behind', async () => {
  await page.route(/partNumber=/, () => {});
  await choose('given-up.bin', LARGE);
  await panel().getByRole('progressbar').waitFor();
  const uploads = async () => (await visitor.app.store.uploads.list({ bucket: BUCKET, limit: 10 })).uploads.length;
  await expect.poll(uploads).toBe(1);
  await panel().getByRole('button', { name: 'Cancel: given-up.bin' }).click();
  await panel().getByText('cancelled').waitFor();
  await expect.poll(uploads).toBe(0);
  expect((await visitor.app.store.head(BUCKET, 'given-up.bin')).object).toBeUndefined();
  await page.unroute(/partNumber=/);
});

test('files are dropped onto the list of a folder, and land in it', async () => {
  await page.goto(`${visitor.ui}/buckets/${BUCKET}/files?prefix=${encodeURIComponent('in here/')}`);
  await page.locator('.drop-target').waitFor();
  await page.evaluate(`(() => {
    const transfer = new DataTransfer();
    for (const name of ['one.txt', '二.txt']) transfer.items.add(new File(['dropped'], name, { type: 'text/plain' }));
    const target = document.querySelector('.drop-target');
    const send = (type) => target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    send('dragover');
    send('drop');
  })()`);
  await page.getByText('2 of 2 uploaded').waitFor();
  await expect.poll(() => page.locator('.file-name').allTextContents()).toEqual(['one.txt', '二.txt']);
  expect((await visitor.app.store.head(BUCKET, 'in here/二.txt')).object?.size).toBe(7);
});

/** A folder in a folder, and more files than a browser tells of at once. */
function makeFolder(): { readonly folder: string; readonly files: readonly string[]; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'tintype-folder-'));
  const files = ['a.txt', '日 1/deep/b.txt', ...Array.from({ length: 101 }, (_, n) => `日 1/${n}.txt`)];
  mkdirSync(join(home, 'holiday/日 1/deep'), { recursive: true });
  for (const file of files) writeFileSync(join(home, 'holiday', file), file);
  return {
    folder: join(home, 'holiday'),
    files: files.map((file) => `holiday/${file}`).sort(),
    remove: () => rmSync(home, { recursive: true }),
  };
}

const keysIn = async (prefix: string) => {
  const { objects } = await visitor.app.store.list({ bucket: BUCKET, prefix, limit: 1000 });
  return objects.map(({ key }) => key.slice(prefix.length)).sort();
};

test('a whole folder is dropped from the desktop, or chosen, and keeps its shape', async () => {
  const { folder, files, remove } = makeFolder();
  await page.goto(`${visitor.ui}/buckets/${BUCKET}/files?prefix=dropped/`);
  const { x = 0, y = 0 } = (await page.locator('.drop-target').boundingBox()) ?? {};
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: x + 50, y: y + 20, data });
  }
  await devtools.detach();
  await page.getByText(`${files.length} of ${files.length} uploaded`).waitFor();
  expect(await keysIn('dropped/')).toEqual(files);
  await page.goto(`${visitor.ui}/buckets/${BUCKET}/files?prefix=chosen/`);
  await page.getByLabel('Upload a folder').setInputFiles(folder);
  await page.getByText(`${files.length} of ${files.length} uploaded`).waitFor();
  expect(await keysIn('chosen/')).toEqual(files);
  await page.getByRole('link', { name: 'holiday/' }).click();
  await expect.poll(() => page.locator('.file-name').allTextContents()).toEqual(['日 1/', 'a.txt']);
  remove();
});

test('uploads go on while another page is looked at', async () => {
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route(/slow\.bin/, async (route) => {
    await held;
    await route.continue();
  });
  await choose('slow.bin', Buffer.from('slow'));
  await page.getByRole('link', { name: 'Buckets' }).click();
  await page.getByRole('heading', { name: 'Buckets' }).waitFor();
  await page.getByText('0 of 1 uploaded').waitFor();
  go();
  await page.getByText('1 of 1 uploaded').waitFor();
  expect((await visitor.app.store.head(BUCKET, 'slow.bin')).object?.size).toBe(4);
});

test('a session that is over leads to the sign-in page, with a word', async () => {
  await page.context().clearCookies();
  await page.getByRole('link', { name: 'image-demo' }).click();
  await page.getByText('Your session is over').waitFor();
  await visitor.signIn(page);
  await page.waitForURL(/image-demo\/files/);
});
