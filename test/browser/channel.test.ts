/** The settings of a bucket that have a page: for IMG domains; and those that a page must not lose. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useVisitor } from './visitor.js';

/** A name that a file may have. */
const PICTURE = '"><img src=x onerror="window.pwned=1">&.png';

const visitor = useVisitor();
let page: Page;

beforeAll(async () => {
  page = await visitor.open();
  await visitor.signIn(page);
});
afterAll(async () => {
  expect(await page.evaluate('window.pwned')).toBeUndefined();
  expect(visitor.complaints).toEqual([]);
});

const bucket = () => visitor.app.store.bucket('image-demo');

test('switches for IMG domains are set, shown again and restored', async () => {
  await page.goto(`${visitor.ui}/buckets/image-demo/image`);
  await page.getByRole('button', { name: 'IMG Domains' }).click();
  await page.getByRole('switch', { name: 'Styles only' }).click();
  await page.getByLabel('Picture for missing ones').fill(PICTURE);
  await page.getByRole('checkbox', { name: '- hyphen' }).click();
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  const stored = { stylesOnly: true, originalsForbidden: false, missingPicture: PICTURE, delimiters: ['-', '!'] };
  await expect.poll(async () => (await bucket())?.channel).toMatchObject(stored);
  await page.goto(`${visitor.ui}/buckets/image-demo/image/channel`);
  await expect.poll(() => page.getByLabel('Picture for missing ones').inputValue()).toBe(PICTURE);
  expect(await page.getByRole('switch', { name: 'Styles only' }).isChecked()).toBe(true);
  expect(await page.getByRole('switch', { name: 'No source pictures' }).isChecked()).toBe(false);
  await page.getByRole('button', { name: 'Restore defaults' }).click();
  await expect.poll(async () => (await bucket())?.channel).toBeUndefined();
});

test('what the server refuses is told, and nothing is stored', async () => {
  await page.goto(`${visitor.ui}/buckets/image-demo/image/channel`);
  await page.getByLabel('Picture for missing ones').fill('/leading');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.locator('.ant-notification-notice').first().waitFor();
  expect((await bucket())?.channel).toBeUndefined();
});

test('saving the access settings keeps the rules that have no field', async () => {
  const rules = [{ name: 'a&b', regex: '\\.webp$', frontContent: '<x>' }];
  const made = { domains: 'all', protectedSuffixes: [], delimiters: [], oldSyntaxOnOss: false } as const;
  await visitor.app.store.setProcessConfiguration('image-demo', { ...made, channelRules: { rules, version: 2 } });
  await page.goto(`${visitor.ui}/buckets/image-demo/image/access-settings`);
  await page.getByRole('checkbox', { name: '- hyphen' }).click();
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await expect.poll(async () => (await bucket())?.process?.delimiters).toEqual(['-']);
  expect((await bucket())?.process?.channelRules).toMatchObject({ rules, version: 2 });
});
