/** What somebody sees whose key may do less, and what happens when it is taken away meanwhile. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT_ACCOUNT } from '#src/root-key.js';
import { useVisitor } from './visitor.js';

const visitor = useVisitor();
let page: Page;
let id: string;

beforeAll(async () => {
  const { store } = visitor.app;
  await store.createBucket({ name: 'secret', owner: ROOT_ACCOUNT });
  const key = await store.keys.create({ account: ROOT_ACCOUNT, readOnly: true, buckets: ['image-demo'] });
  id = key.id;
  page = await visitor.open();
  await visitor.signIn(page, key);
});
afterAll(() => expect(visitor.complaints).toEqual([]));

const status = (method: string, path: string) =>
  page.evaluate<number>(`fetch('${path}', { method: '${method}', headers: { 'x-tintype-console': '1' } })
    .then(({ status }) => status)`);

test('the list has the one bucket, and no way to the keys', async () => {
  await page.getByRole('link', { name: 'image-demo' }).waitFor();
  expect(await page.getByRole('link', { name: 'secret' }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Access keys' }).count()).toBe(0);
  await page.goto(`${visitor.ui}/keys`);
  await page.getByText('Only the root account may do this', { exact: false }).waitFor();
  await page.goto(`${visitor.ui}/buckets/secret/files`);
  await page.getByRole('alert').getByText('AccessDenied', { exact: false }).waitFor();
});

test('what would change something is out of reach, on every page of the bucket', async () => {
  for (const [path, names] of [
    ['files', ['Upload files', 'Upload a folder']],
    ['preview?key=example.jpg', ['Set HTTP Header', 'Set ACL', 'Delete']],
    ['settings', ['Add rule', 'Bind a domain', 'Add lifecycle rule', 'Add mirror rule', 'Delete this bucket']],
    ['image/access-settings', ['OK']],
    ['image/channel', ['OK', 'Restore defaults']],
  ] as const) {
    await page.goto(`${visitor.ui}/buckets/image-demo/${path}`);
    for (const name of names) {
      const button = page.locator('main').getByRole('button', { name, exact: true });
      await button.waitFor();
      expect([path, name, await button.isDisabled()]).toEqual([path, name, true]);
    }
  }
});

test('whoever goes round the buttons is refused', async () => {
  for (const [method, path] of [
    ['PUT', '/api/oss/image-demo/new'],
    ['DELETE', '/api/oss/image-demo/example.jpg'],
    ['PUT', '/api/oss/image-demo/?qos'],
    ['DELETE', '/api/oss/image-demo/?lifecycle'],
    ['PUT', '/api/oss/image-demo/?website'],
    ['GET', '/api/oss/secret/'],
    ['GET', '/api/keys'],
    ['POST', '/api/temporary-keys'],
  ] as const) {
    expect([method, path, await status(method, path)]).toEqual([method, path, 403]);
  }
  expect(await status('GET', '/api/oss/image-demo/example.jpg')).toBe(200);
});

test('a key that is disabled ends the session at the next step, and what was seen is gone', async () => {
  await page.goto(`${visitor.ui}/buckets/image-demo/files`);
  await page.getByRole('link', { name: 'photo.jpg' }).waitFor();
  await visitor.app.store.keys.change(id, { enabled: false });
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByText('Your session is over').waitFor();
  expect(await page.locator('.content').count()).toBe(0);
  expect(await status('GET', '/api/oss/image-demo/example.jpg')).toBe(401);
  // The session that was does not come back with the key.
  await visitor.app.store.keys.change(id, { enabled: true });
  expect(await status('GET', '/api/oss/image-demo/example.jpg')).toBe(401);
});
