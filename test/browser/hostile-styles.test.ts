/** Chains, names of pictures and texts of marks that would run if the Image Processing pages took them for HTML. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flat, jpeg } from '../pictures.js';
import { useVisitor } from './visitor.js';

const KEY = '"><img src=x onerror="window.pwned=1">.jpg';
/** What PutStyle takes: it refuses ; ` ( ) ' * ? alone. */
const CHAINS = {
  html: 'image/"><img src=x onerror="window.pwned=1">/resize,w_10',
  text: 'image/watermark,text_PGltZyBzcmM9eCBvbmVycm9yPXdpbmRvdy5wd25lZD0xPg',
  constructor: 'image/constructor,1/__proto__,2/hasOwnProperty,3',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: meant as text: no template of the console may run it.
  __proto__x: 'image/${window.pwned=1},{{window.pwned=1}}',
  '..': `image/resize,w_${'9'.repeat(4000)}`,
} as const;

const visitor = useVisitor();
let page: Page;

beforeAll(async () => {
  page = await visitor.open();
  await visitor.signIn(page);
  await ask('PUT', '/api/oss/hostile/');
  expect(await ask('PUT', `/api/oss/hostile/${encodeURIComponent(KEY)}`, await jpeg(flat(40, 30, [9, 9, 9])))).toBe(
    200,
  );
  for (const [name, content] of Object.entries(CHAINS)) {
    await visitor.app.store.styles.put('hostile', { name, content, category: 'image', most: 50 });
  }
});
afterAll(async () => {
  expect(await page.evaluate('window.pwned')).toBeUndefined();
  expect(visitor.complaints).toEqual([]);
});

async function ask(method: string, path: string, body?: Buffer): Promise<number> {
  const headers = { 'x-tintype-console': '1', 'content-type': 'image/jpeg' };
  const answer = await page.request.fetch(new URL(visitor.ui).origin + path, {
    method,
    headers,
    ...(body && { data: body }),
  });
  return answer.status();
}

test('the list shows every chain as it is', async () => {
  await page.goto(`${visitor.ui}/buckets/hostile/image`);
  await page.locator('.style-card').first().waitFor();
  const chains = await page.locator('.style-card code').allTextContents();
  expect(chains.sort()).toEqual(Object.values(CHAINS).sort());
});

test.each(Object.keys(CHAINS))('%s is edited, with its mistake in its place', async (name) => {
  const content = CHAINS[name as keyof typeof CHAINS];
  await page.goto(`${visitor.ui}/buckets/hostile/image/create-style?edit=${encodeURIComponent(name)}`);
  await page.locator('.live-preview').waitFor();
  if (name === 'text') {
    const field = page.getByRole('textbox', { name: 'Text', exact: true });
    expect(await field.inputValue()).toBe('<img src=x onerror=window.pwned=1>');
    await page.locator('.compare').waitFor();
  } else {
    expect(await page.getByRole('textbox', { name: 'Chain', exact: true }).inputValue()).toBe(content);
    await page.getByRole('button', { name: 'Show the place' }).waitFor();
  }
});

test('a name that no style has begins a new one', async () => {
  await page.goto(`${visitor.ui}/buckets/hostile/image/create-style?edit=${encodeURIComponent(KEY)}`);
  await expect.poll(() => page.getByRole('textbox', { name: 'Style Name' }).inputValue()).toBe('');
});

test('access settings name the picture as it is, encoded in its URLs', async () => {
  await page.goto(`${visitor.ui}/buckets/hostile/image/access-settings`);
  await page.locator('.url-table').waitFor();
  expect(await page.locator('.url-table').textContent()).toContain(KEY);
  expect(await page.locator('.url-line code').first().textContent()).toContain('%22%3E%3Cimg%20src');
});
