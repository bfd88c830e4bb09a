/** The quota of a bucket and its lifecycle rules, on its Settings page. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT_ACCOUNT } from '#src/root-key.js';
import { choose } from './choose.js';
import { expectNoSidewaysScroll, useVisitor } from './visitor.js';

const HOSTILE = '<img src=x onerror="window.pwned=1">&amp;\u202egnp';
const GIGABYTE = 1024 ** 3;

const visitor = useVisitor();
let page: Page;

beforeAll(async () => {
  await visitor.app.store.createBucket({ name: 'old', owner: ROOT_ACCOUNT });
  page = await visitor.open();
  await visitor.signIn(page);
  await page.goto(`${visitor.ui}/buckets/old/settings`);
});
afterAll(async () => {
  expect(await page.evaluate('window.pwned')).toBeUndefined();
  expect(visitor.complaints).toEqual([]);
});

const record = async () => {
  const bucket = await visitor.app.store.bucket('old');
  if (bucket === undefined) throw new Error('The bucket is gone.');
  return bucket;
};
const rules = async () => visitor.app.store.lifecycles.rulesOf(await record());
const panel = (name: string) =>
  page.locator('section.panel').filter({ has: page.getByRole('heading', { name, exact: true }) });
const dialog = () => page.getByRole('dialog');

async function press(name: string): Promise<void> {
  await dialog().getByRole('button', { name, exact: true }).click();
}

test('a quota is set, holds at once for uploads, and is taken away', async () => {
  const quota = panel('Storage quota');
  const save = quota.getByRole('button', { name: 'Save' });
  expect(await save.isDisabled()).toBe(true);
  await quota.getByRole('radio', { name: 'At most' }).check();
  await quota.getByRole('spinbutton', { name: 'Quota (GiB)' }).fill('0');
  await save.click();
  await page.getByText('The quota was saved.').waitFor();
  expect((await record()).quota).toBe(0);
  const status = await page.evaluate(`fetch('/api/oss/old/a', { method: 'PUT', body: 'x',
    headers: { 'x-tintype-console': '1' } }).then(({ status }) => status)`);
  expect(status).toBe(403);
  await quota.getByRole('spinbutton', { name: 'Quota (GiB)' }).fill('9999999');
  await save.click();
  await page.getByText(/StorageCapacity.*8388607/).waitFor();
  expect((await record()).quota).toBe(0);
  await quota.getByRole('spinbutton', { name: 'Quota (GiB)' }).fill('3');
  await save.click();
  await expect.poll(async () => (await record()).quota).toBe(3 * GIGABYTE);
  await page.reload();
  await quota.getByText('0 B in files, of 3 GiB').waitFor();
  await quota.getByRole('radio', { name: 'No limit' }).check();
  await save.click();
  await expect.poll(async () => (await record()).quota).toBeUndefined();
});

test('a rule begins as one that only tidies up uploads', async () => {
  await page.getByText('Nothing is deleted by itself').waitFor();
  await page.getByRole('button', { name: 'Add lifecycle rule' }).click();
  await dialog().getByLabel('Rule ID').fill('tidy');
  await press('OK');
  await page.getByRole('button', { name: 'Change rule tidy' }).waitFor();
  expect(await rules()).toEqual([{ id: 'tidy', prefix: '', enabled: true, tags: [], abort: { days: 7 } }]);
});

test('a rule that deletes files warns, and says what is wrong with it', async () => {
  await page.getByRole('button', { name: 'Add lifecycle rule' }).click();
  await dialog().getByLabel('Rule ID').fill(HOSTILE);
  await dialog().getByLabel('Names that begin with').fill(' a&<b>/');
  await choose(page, 'Delete files', 'After a number of days');
  await dialog().getByText('Files whose names begin with a&<b>/ will be deleted', { exact: false }).waitFor();
  await press('OK');
  await dialog().getByText('Please fill this in.').waitFor();
  await dialog().getByRole('spinbutton', { name: 'Delete files: days' }).fill('30');
  // Two rules for the same uploads: the server names them, and the dialog stays.
  await press('OK');
  await dialog()
    .getByRole('alert')
    .getByText(/overlap/i)
    .waitFor();
  await choose(page, 'Abort unfinished uploads', 'Never');
  // OK moves up when the field goes: a click before that would miss it.
  await dialog().getByRole('spinbutton', { name: 'Abort unfinished uploads: days' }).waitFor({ state: 'detached' });
  await press('OK');
  await dialog().waitFor({ state: 'detached' });
  expect((await rules())?.[1]).toEqual({
    id: HOSTILE,
    prefix: ' a&<b>/',
    enabled: true,
    tags: [],
    expiration: { days: 30 },
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByText(HOSTILE, { exact: true }).waitFor();
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 900 });
});

test('changing a rule keeps its tags, filters and the name of its date', async () => {
  const filter = { over: 5, not: [{ prefix: 'keep\r/', tag: { key: 'k', value: '' } }] };
  const before = {
    id: 'made by a program',
    prefix: 'p/',
    enabled: true,
    tags: [{ key: 'a', value: 'b' }],
    filter,
    expiration: { before: Date.UTC(2031, 0, 2), named: 'Date' },
  } as const;
  await visitor.app.store.lifecycles.set('old', [before]);
  await page.reload();
  await page.getByText('a=b').waitFor();
  await page.getByRole('button', { name: 'Change rule made by a program' }).click();
  await dialog().getByText('They stay as they are', { exact: false }).waitFor();
  expect(await dialog().getByLabel('Delete files: date').inputValue()).toBe('2031-01-02');
  await dialog().getByLabel('Delete files: date').fill('2032-03-04');
  await dialog().getByRole('switch', { name: 'Enabled' }).click();
  await press('OK');
  await dialog().waitFor({ state: 'detached' });
  expect(await rules()).toEqual([
    { ...before, enabled: false, expiration: { before: Date.UTC(2032, 2, 4), named: 'Date' } },
  ]);
});

test('in Chinese an error is translated, with the words of the server below it', async () => {
  await page.evaluate(`localStorage.setItem('tintype.language', 'zh')`);
  await page.reload();
  await page.getByRole('button', { name: '添加生命周期规则' }).click();
  await choose(page, '中止未完成的上传', '从不');
  await press('确定');
  const alert = dialog().getByRole('alert');
  await alert.getByText('提交的设置内容无效。').waitFor();
  await alert.getByText('A Rule does nothing.', { exact: false }).waitFor();
  await alert.getByText('请求 ID', { exact: false }).waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
});

test('the last rule is deleted, after a question', async () => {
  await page.getByRole('button', { name: '删除: 规则 made by a program' }).click();
  await press('删除');
  await page.getByText('没有自动删除').waitFor();
  expect(await rules()).toBeUndefined();
});
