/** Every page: without barriers that axe-core finds, in both languages, light and dark, and on a telephone. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONSOLE_PAGES } from '../../scripts/console-pages.js';
import { seriousBarriers } from './barriers.js';
import { expectNoSidewaysScroll, useVisitor } from './visitor.js';

const visitor = useVisitor();
let page: Page;

beforeAll(async () => {
  page = await visitor.open();
});
afterAll(() => expect(visitor.complaints).toEqual([]));

/** As somebody with these preferences sees it. */
async function show(path: string, theme: 'light' | 'dark', language: 'en' | 'zh' = 'en'): Promise<void> {
  await page.evaluate(
    `localStorage.setItem('tintype.theme', '${theme}'); localStorage.setItem('tintype.language', '${language}')`,
  );
  await page.goto(visitor.ui + path);
  await page.locator('main h1').first().waitFor();
  await page.locator('.ant-skeleton, .ant-spin-spinning').first().waitFor({ state: 'detached' });
}

describe('signed out', () => {
  test.each(['light', 'dark'] as const)('the sign-in page, %s', async (theme) => {
    await show('/', theme);
    expect(await seriousBarriers(page)).toEqual([]);
  });

  test('its scripts are at most 350 kB as they come over the wire', async () => {
    const sizes: number[] = [];
    // The server announces the length of what it sends, which is compressed.
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') sizes.push(Number(response.headers()['content-length']));
    });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    await page.goto(`${visitor.ui}/`, { waitUntil: 'networkidle' });
    page.removeAllListeners('response');
    await devtools.detach();
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    console.info(`sign-in page: ${sizes.length} scripts, ${bytes} bytes compressed`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(350_000);
  });
});

describe('signed in', () => {
  beforeAll(async () => {
    await page.goto(`${visitor.ui}/`);
    await page.evaluate(`localStorage.setItem('tintype.language', 'en')`);
    await page.reload();
    await visitor.signIn(page);
    await visitor.app.store.keys.create({ account: 'shop', note: 'uploads', readOnly: true, buckets: ['image-demo'] });
  });

  for (const path of CONSOLE_PAGES) {
    test(`${path}: no serious barrier, light and dark; on a telephone nothing is cut off; Chinese`, async () => {
      for (const theme of ['light', 'dark'] as const) {
        await show(path, theme);
        expect(await seriousBarriers(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      await show(path, 'light', 'zh');
      await expectNoSidewaysScroll(page);
      expect(await seriousBarriers(page)).toEqual([]);
      expect(await page.evaluate<string>('document.documentElement.lang')).toBe('zh-CN');
      // No sentence of the other language is left: what is named (keys, parts, hosts) is.
      expect(await page.locator('main.content h1').textContent()).not.toMatch(/^(?:Server|Buckets|Access|There)/);
      await page.setViewportSize({ width: 1280, height: 900 });
    });
  }

  test.each([
    ['/buckets/image-demo/settings', 'Add rule', '添加规则'],
    ['/buckets/image-demo/settings', 'Bind a domain', '绑定域名'],
    ['/buckets/image-demo/settings', 'Add lifecycle rule', '添加生命周期规则'],
    ['/buckets/image-demo/settings', 'Add mirror rule', '添加回源规则'],
    ['/keys', 'Temporary key', '临时密钥'],
    ['/keys', 'Create access key', '创建访问密钥'],
  ])('%s, the dialog %s: no serious barrier, light and dark; on a telephone it fits; Chinese', async (path, en, zh) => {
    await show(path, 'light');
    await page.getByRole('button', { name: en, exact: true }).first().click();
    await page.getByRole('dialog').waitFor();
    expect(await seriousBarriers(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await show(path, 'dark', 'zh');
    await page.getByRole('button', { name: zh, exact: true }).first().click();
    await page.getByRole('dialog').waitFor();
    await expectNoSidewaysScroll(page);
    expect(await seriousBarriers(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('the language and the theme are chosen, and stay', async () => {
    await show('/overview', 'light');
    await page.getByRole('button', { name: /^Language/ }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await page.getByRole('heading', { name: '服务器概览' }).waitFor();
    await page.getByRole('button', { name: /^主题/ }).click();
    await page.getByRole('menuitem', { name: '深色' }).click();
    await page.reload();
    await page.getByRole('heading', { name: '服务器概览' }).waitFor();
    expect(await page.evaluate<string>('document.documentElement.style.colorScheme')).toBe('dark');
  });

  test('on a telephone the navigation is a drawer', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await show('/overview', 'light');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'image-demo' }).click();
    await page.waitForURL(/image-demo\/files/);
    await page.getByRole('link', { name: 'photo.jpg' }).waitFor();
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});
