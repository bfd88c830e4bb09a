/** A folder of 100,000 files: what is drawn is what is seen, and the rest comes a page at a time. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putManyKeys } from '../../scripts/many-keys.js';
import { useVisitor } from './visitor.js';

const visitor = useVisitor();
let page: Page;

beforeAll(async () => {
  page = await visitor.open();
  await visitor.signIn(page);
  putManyKeys(visitor.data, 'image-demo', 'many/', 100_000);
  await page.goto(`${visitor.ui}/buckets/image-demo/files?prefix=many/`);
  await page.getByRole('link', { name: '000000.jpg' }).waitFor();
});
afterAll(() => expect(visitor.complaints).toEqual([]));

const loaded = async () => Number(await page.getByRole('table').getAttribute('aria-rowcount')) - 1;
const drawn = () => page.locator('.file-name').count();
const toTheEnd = () => page.evaluate(`document.querySelector('.file-scroller').scrollTop = 1e9`);

test('pages are added at the end, and a screenful is drawn', async () => {
  expect(await loaded()).toBe(1000);
  for (const count of [2000, 3000, 4000]) {
    await toTheEnd();
    await expect.poll(loaded).toBe(count);
  }
  await toTheEnd();
  await page.getByRole('link', { name: '004000.jpg' }).waitFor();
  expect(await drawn()).toBeLessThan(60);
});

test('all that are loaded are selected at once, and one is taken out again', async () => {
  const count = await loaded();
  await page.getByRole('checkbox', { name: 'Select all that are loaded' }).check();
  await page.getByText(`${count} selected`).waitFor();
  await page.getByRole('checkbox', { name: 'Select 004000.jpg' }).uncheck();
  await page.getByText(`${count - 1} selected`).waitFor();
  expect(await drawn()).toBeLessThan(60);
});

test('Tab goes from row to row, also to those that were not drawn', async () => {
  await page.evaluate(`document.querySelector('.file-scroller').scrollTop = 0`);
  await page.getByRole('link', { name: '000000.jpg' }).focus();
  for (let row = 1; row <= 40; row++) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const key = `many/${String(row).padStart(6, '0')}.jpg`;
    await expect.poll(() => page.evaluate('document.activeElement.title')).toBe(key);
  }
});

test('any of them is found by how it begins', async () => {
  await page.getByRole('searchbox', { name: /begin with/ }).fill('09999');
  await page.keyboard.press('Enter');
  await expect.poll(loaded).toBe(10);
  expect(await page.locator('.file-name').last().textContent()).toBe('099999.jpg');
});

test('a bucket that is not there is said to be missing, and not to be empty', async () => {
  await page.goto(`${visitor.ui}/buckets/nowhere/files`);
  await page.getByText('The specified bucket does not exist.').waitFor();
  expect(await page.getByText('Nothing here yet').count()).toBe(0);
});
