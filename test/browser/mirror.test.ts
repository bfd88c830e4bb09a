/** The mirror rules of a bucket, on its Settings page. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '#src/config.js';
import { ROOT_ACCOUNT } from '#src/root-key.js';
import type { MirrorRule } from '#src/store/bucket-settings.js';
import { type LocalOrigin, localOrigin } from '../origin/local-origin.js';
import { expectNoSidewaysScroll, useVisitor } from './visitor.js';

const HOSTILE = '<img src=x onerror="window.pwned=1">&amp;\u202egnp';
const SECRET = 'secret-of-the-origin';
const NO_HEADERS = { passesAll: false, pass: [], remove: [], set: [] };

const visitor = useVisitor();
let page: Page;
let origin: LocalOrigin;

beforeAll(async () => {
  origin = await localOrigin((_, response) => response.writeHead(404).end());
  await visitor.app.store.createBucket({ name: 'new', owner: ROOT_ACCOUNT });
  page = await visitor.open();
  await visitor.signIn(page);
  await page.goto(`${visitor.ui}/buckets/new/settings`);
});
afterAll(async () => {
  await origin?.close();
  expect(await page.evaluate('window.pwned')).toBeUndefined();
  expect(visitor.complaints).toEqual([]);
});

const rules = async () => (await visitor.app.store.bucket('new'))?.website?.rules;
const dialog = () => page.getByRole('dialog');
const field = (name: string) => dialog().getByLabel(name, { exact: true });
const error = (name: string) =>
  dialog().locator('.ant-form-item').filter({ hasText: name }).locator('.ant-form-item-explain-error');
const press = (name: string) => dialog().getByRole('button', { name, exact: true }).click();
const closed = () => dialog().waitFor({ state: 'detached' });

test('a rule is added; what the server has against it stands at its field', async () => {
  await page.getByText('No origin yet').waitFor();
  await page.getByRole('button', { name: 'Add mirror rule' }).click();
  await press('OK');
  await error('Origin').getByText('Please fill this in.').waitFor();
  for (const [url, said] of [
    ['http://127.0.0.1/', /MirrorURL is invalid.*at an address that may be asked/],
    ['origin://none/', /MirrorURL is invalid.*an origin that this bucket may name/],
    [`${HOSTILE}/`, /MirrorURL is invalid/],
  ] as const) {
    await field('Origin').fill(url);
    await press('OK');
    await error('Origin').getByText(said).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('url');
    expect(await dialog().getByRole('alert').filter({ hasText: 'InvalidArgument' }).count()).toBe(0);
  }
  await field('Origin').fill('https://old.example/files/');
  await field('Names that begin with').fill(' a&<b>/');
  await dialog().getByRole('switch', { name: 'The beginning is another one at the origin' }).click();
  await field('Beginning at the origin').fill(HOSTILE);
  await field('Number').fill('0');
  await press('OK');
  await error('Number')
    .getByText(/RuleNumber is invalid/)
    .waitFor();
  await field('Number').fill('7');
  await dialog().getByRole('switch', { name: 'Compares MD5' }).click();
  await press('OK');
  await closed();
  expect(await rules()).toEqual([
    {
      ...{ number: 7, prefix: ' a&<b>/', suffix: '', url: 'https://old.example/files/', replacesPrefix: HOSTILE },
      ...{ followsRedirects: true, checksMd5: true, passesQuery: false, onHead: false, headers: NO_HEADERS },
    },
  ]);
  await page.getByText(HOSTILE, { exact: true }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 900 });
});

test('changing a rule keeps what has no field, and the other rules', async () => {
  const headers = { passesAll: false, pass: ['x-a'], remove: [], set: [{ key: 'x-b', value: '<c> & d' }] };
  const before: MirrorRule = {
    ...{ number: 1, prefix: 'p\r/', suffix: '.jpg', url: 'https://old.example/', followsRedirects: false },
    ...{ checksMd5: false, passesQuery: true, onHead: true, headers },
  };
  const other = { ...before, number: 3, prefix: '', headers: { ...NO_HEADERS, passesAll: true }, passesQuery: false };
  await visitor.app.store.settings.set('new', 'website', { rules: [before, other] });
  await page.reload();
  await page.getByRole('button', { name: 'Change mirror rule 1' }).click();
  await dialog().getByText('They stay as they are', { exact: false }).waitFor();
  await field('Origin').fill('https://other.example/');
  await press('OK');
  await closed();
  expect(await rules()).toEqual([{ ...before, url: 'https://other.example/' }, other]);
});

test('a private origin is named, and nothing of its key is told; its requests follow nothing', async () => {
  const about = {
    ...{ kind: 's3', endpoint: `http://127.0.0.1:${origin.port}`, bucket: 'bytes', region: 'us-east-1' },
    ...{ accessKeyId: 'AKIDOFTHEORIGIN', accessKeySecret: SECRET, allow: ['127.0.0.1'], buckets: ['new'] },
  };
  const path = join(visitor.data, 'origins.json');
  writeFileSync(path, JSON.stringify({ old: about }), { mode: 0o600 });
  visitor.app.reload(loadConfig({ flags: { 'mirror-origins': path, 'log-level': 'silent' }, env: {} }));
  const told: string[] = [];
  page.on('response', async (response) => {
    if (response.url().includes('/api/')) told.push(await response.text().catch(() => ''));
  });
  await page.getByRole('button', { name: 'Add mirror rule' }).click();
  await dialog().getByRole('switch', { name: 'Follows redirects' }).waitFor();
  await field('Origin').fill('origin://old/');
  await dialog().getByRole('switch', { name: 'Follows redirects' }).waitFor({ state: 'detached' });
  await press('OK');
  await closed();
  await page.getByText('private, signed').waitFor();
  expect((await rules())?.at(-1)).toMatchObject({ number: 4, url: 'origin://old/', followsRedirects: false });
  await page.reload();
  await page.getByText('private, signed').waitFor();
  await expect.poll(() => told.join()).toContain('origin://old/');
  expect(told.join()).not.toMatch(/AKIDOFTHEORIGIN|secret-of-the-origin/);
});

test('a rule that passes on headers and a query passes nothing to a private origin, and says so before it is saved', async () => {
  const [first, ...others] = (await rules()) as readonly MirrorRule[];
  expect([first?.passesQuery, first?.headers.pass]).toEqual([true, ['x-a']]);
  const tags = page.getByText('passes on headers or queries', { exact: true });
  await expect.poll(() => tags.count()).toBe(2);
  await page.getByRole('button', { name: 'Change mirror rule 1' }).click();
  const stays = dialog().getByText('They stay as they are', { exact: false });
  await stays.waitFor();
  await field('Origin').fill('origin://old/');
  await dialog().getByText('saving takes them out of the rule', { exact: false }).waitFor();
  expect(await stays.count()).toBe(0);
  await press('OK');
  await closed();
  const signed = { url: 'origin://old/', passesQuery: false, headers: NO_HEADERS };
  expect(await rules()).toEqual([{ ...first, ...signed }, ...others]);
  await expect.poll(() => tags.count()).toBe(1);
});

test('in Chinese, and the last rule is deleted after a question', async () => {
  await page.evaluate(`localStorage.setItem('tintype.language', 'zh')`);
  await page.reload();
  await page.getByRole('button', { name: '修改回源规则 3' }).click();
  await dialog().getByText('它们将保持不变', { exact: false }).waitFor();
  await field('源站').fill('origin://old/');
  await dialog().getByText('保存后它们将从规则中移除', { exact: false }).waitFor();
  await press('确定');
  await closed();
  expect((await rules())?.find(({ number }) => number === 3)).toMatchObject({
    url: 'origin://old/',
    headers: NO_HEADERS,
  });
  await page.getByRole('button', { name: '添加回源规则' }).click();
  await field('源站').fill('http://10.0.0.1/');
  await press('确定');
  await error('源站').getByText('参数无效。').waitFor();
  await error('源站')
    .getByText(/MirrorURL is invalid/)
    .waitFor();
  await page.keyboard.press('Escape');
  await closed();
  for (const number of [1, 3, 4]) {
    await page.getByRole('button', { name: `删除: 回源规则 ${number}` }).click();
    await press('删除');
    await closed();
  }
  await page.getByText('尚未设置源站').waitFor();
  expect(await rules()).toBeUndefined();
});
