/** The first day again, without a mouse. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jpeg, photo } from '../pictures.js';
import { keysOf } from './keys.js';
import { KEY, useVisitor } from './visitor.js';

const visitor = useVisitor();
let page: Page;
const { press, focused, tabTo, toContent } = keysOf(() => page);

beforeAll(async () => {
  page = await visitor.open();
});
afterAll(() => expect(visitor.complaints).toEqual([]));

test('sign in: the first field has the focus, Enter sends', async () => {
  await expect.poll(focused).toBe('Access key ID');
  await page.keyboard.type(KEY.id);
  await tabTo('Access key secret');
  await page.keyboard.type(KEY.secret);
  await press('Enter');
  await page.locator('main.content h1').waitFor();
});

test('the first Tab of a page leads past the navigation', async () => {
  await page.reload();
  await page.locator('main.content h1').waitFor();
  await press('Tab');
  expect(await focused()).toBe('Skip to the content');
  await press('Enter');
  expect(await page.evaluate<string>('document.activeElement.id')).toBe('content');
});

test('create a bucket', async () => {
  await tabTo('New bucket', 'Shift+Tab');
  await press('Enter');
  await page.getByRole('dialog').waitFor();
  await expect.poll(focused).toBe('Bucket name');
  await page.keyboard.type('keys-only');
  await press('Tab');
  await press('ArrowDown');
  await tabTo('OK');
  await press('Enter');
  await page.waitForURL(/\/keys-only\/files$/);
  expect((await visitor.app.store.bucket('keys-only'))?.acl).toBe('public-read');
});

test('upload a picture, and open its page', async () => {
  await page.getByText('Nothing here yet').waitFor();
  // Before the key is pressed the browser has to know that somebody waits for it.
  const coming = page.waitForEvent('filechooser');
  await toContent();
  await tabTo('Upload files');
  await press('Enter');
  await (await coming).setFiles([{ name: 'p.jpg', mimeType: 'image/jpeg', buffer: await jpeg(photo(400, 267)) }]);
  await page.getByText('1 of 1 uploaded').waitFor();
  await page.getByRole('link', { name: 'p.jpg' }).waitFor();
  await toContent();
  await tabTo('p.jpg');
  await press('Enter');
  await page.waitForURL(/preview\?key=p\.jpg/);
});

test('choose a style, copy the URL', async () => {
  const chain = 'image/resize,w_100';
  await visitor.app.store.styles.put('keys-only', { name: 'small', content: chain, category: 'image', most: 50 });
  await page.reload();
  await page.getByText('400 × 267').waitFor();
  await toContent();
  await tabTo('Image Style');
  await press('ArrowDown');
  await press('ArrowDown');
  await press('Enter');
  await page.getByText('100 × 67').waitFor();
  await tabTo('Copy File URL');
  await press('Enter');
  await page.getByText('Copied').waitFor();
  const url = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(url).toBe(`${visitor.oss}/keys-only/p.jpg?x-oss-process=style/small`);
  expect((await fetch(url)).status).toBe(200);
});

test('a dialog keeps the focus, Escape closes it and gives it back', async () => {
  await tabTo('Set ACL');
  await press('Enter');
  const dialog = page.getByRole('dialog');
  const isBehind = () => page.evaluate<boolean>('document.getElementById("root").contains(document.activeElement)');
  await dialog.waitFor();
  // The dialog takes the focus a moment after it is seen.
  await expect.poll(isBehind).toBe(false);
  for (let step = 0; step < 12; step++) {
    await press('Tab');
    // At its ends it may be on the body for a moment, but never on what is behind the dialog.
    expect(await isBehind()).toBe(false);
  }
  await press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('Set ACL');
});

test('bind a domain, and add a CORS rule', async () => {
  await page.goto(`${visitor.ui}/buckets/keys-only/settings`);
  await page.getByText('No domains yet').waitFor();
  await toContent();
  await tabTo('Add rule');
  await press('Enter');
  await expect.poll(focused).toBe('Origins');
  await page.keyboard.type('https://shop.example');
  await press('Enter');
  await tabTo('OK');
  await press('Enter');
  await page.getByText('Rule 1').waitFor();
  await expect.poll(focused).toBe('Add rule');
  await tabTo('Bind a domain');
  await press('Enter');
  await expect.poll(focused).toBe('Domain');
  await page.keyboard.type('keys.example');
  await press('Enter');
  await page.getByText('keys.example was bound.').waitFor();
  expect(await visitor.app.store.domains.find('keys.example')).toBe('keys-only');
  expect((await visitor.app.store.bucket('keys-only'))?.cors?.rules[0]?.origins).toEqual(['*', 'https://shop.example']);
});

test('sign out', async () => {
  await toContent();
  await tabTo('Account 1000000000000001', 'Shift+Tab');
  await press('Enter');
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  // The menu takes the focus a moment after it is seen.
  await expect
    .poll(async () => {
      await press('ArrowDown');
      return focused();
    })
    .toBe('Sign out');
  await press('Enter');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
