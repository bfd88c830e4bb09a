/** The guide's steps in Image Processing with the mouse: a style, a picture in it, protection. Both languages, wide and narrow. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousBarriers } from './barriers.js';
import { choose } from './choose.js';
import { expectNoSidewaysScroll, useVisitor } from './visitor.js';
import { type Language, WORDS } from './words.js';

/** The guide, Set separators: the parameters in another order mean the same. */
const PANDA =
  'image/resize,m_fill,w_300,h_300,limit_0/auto-orient,0/quality,q_90/watermark,image_cGFuZGEucG5n,t_61,g_se,x_10,y_10';

const walks: readonly { language: Language; theme: 'light' | 'dark'; width: number }[] = [
  { language: 'en', theme: 'light', width: 1280 },
  { language: 'zh', theme: 'dark', width: 390 },
];

describe.each(walks)('in $language, $theme, $width px wide', ({ language, theme, width }) => {
  const visitor = useVisitor({ width, scheme: theme });
  const words = WORDS[language];
  let page: Page;
  const bucket = '/buckets/image-demo';
  const plain = () => `${visitor.oss}/image-demo/example.jpg`;
  const go = async (path: string) => {
    await page.goto(visitor.ui + path);
    await page.locator('main h1').waitFor();
  };
  const stored = async () => (await visitor.app.store.styles.list('image-demo')).map(({ name }) => name);

  beforeAll(async () => {
    page = await visitor.open();
    await visitor.signIn(page);
    await page.evaluate(`localStorage.setItem('tintype.language', '${language}')`);
    await go(`${bucket}/files`);
  });
  afterAll(() => expect(visitor.complaints).toEqual([]));

  /** No serious barrier, nothing cut off. */
  async function expectGoodPage(): Promise<void> {
    expect(await seriousBarriers(page)).toEqual([]);
    await expectNoSidewaysScroll(page);
  }

  /** antd's radio buttons: the input is unseen. */
  const radio = (group: string, name: string) =>
    page.getByRole('radiogroup', { name: group }).getByText(name, { exact: true }).click();

  test('a style is deleted after the URLs that will break were named', async () => {
    await page.getByRole('tab', { name: words.image }).click();
    await page.getByRole('link', { name: 'panda_style' }).waitFor();
    await expectGoodPage();
    await page.getByRole('button', { name: words.deleteStyle, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual([
      `${plain()}?x-oss-process=style/panda_style`,
      `${plain()}@!panda_style`,
    ]);
    await expectGoodPage();
    await dialog.getByRole('button', { name: words.delete, exact: true }).click();
    await expect.poll(stored).toEqual(['style-example']);
    expect((await fetch(`${plain()}@!panda_style`)).status).toBe(404);
  });

  test("the guide's panda_style is made in Basic Editing", async () => {
    await page.getByRole('button', { name: words.create }).click();
    await page.getByRole('button', { name: words.ok }).waitFor();
    // What is missing is told, and nothing is stored.
    await page.getByRole('button', { name: words.ok }).click();
    await expect.poll(() => page.locator('.ant-form-item-explain-error').count()).toBe(1);
    await page.getByLabel(words.name).fill('panda_style');
    await choose(page, words.mode, words.fill);
    await page.getByLabel(words.width, { exact: true }).fill('300');
    await page.getByLabel(words.height, { exact: true }).fill('300');
    await page.getByRole('switch', { name: words.limit }).click();
    await page.getByRole('switch', { name: words.orient }).click();
    expect(await page.getByRole('spinbutton', { name: words.number, exact: true }).inputValue()).toBe('90');
    await radio(words.watermark, words.markImage);
    await page.getByRole('combobox', { name: words.mark, exact: true }).fill('pan');
    await page.locator('.ant-select-item-option', { hasText: 'panda.png' }).click();
    await page.getByRole('radio', { name: words.places[0], exact: true }).click();
    await page.getByRole('radio', { name: words.places[8], exact: true }).click();
    await page.getByLabel(words.opacity).fill('61');
    await page.locator('.compare').waitFor();
    await expect.poll(() => page.locator('.savings').textContent()).toContain('300 × 300');
    await expectGoodPage();
    await page.getByRole('button', { name: words.ok }).click();
    await page.getByRole('link', { name: 'panda_style' }).waitFor();
    const style = (await visitor.app.store.styles.list('image-demo')).find(({ name }) => name === 'panda_style');
    expect(style?.content).toBe(
      'image/resize,m_fill,w_300,h_300,limit_0/auto-orient,0/quality,q_90/watermark,image_cGFuZGEucG5n,t_61,g_se',
    );
    const pictures = await Promise.all(
      ['?x-oss-process=style/panda_style', '@!panda_style', `?x-oss-process=${PANDA}`].map(async (way) =>
        Buffer.from(await (await fetch(plain() + way)).arrayBuffer()),
      ),
    );
    expect(pictures[0]?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(true);
    expect(pictures[0]?.equals(pictures[2] ?? Buffer.alloc(0))).toBe(true);
  });

  test('Advanced Editing proposes, shows a mistake in its place, and stays in step with Basic Editing', async () => {
    await page.getByRole('link', { name: 'panda_style' }).click();
    await page.getByRole('spinbutton', { name: words.number, exact: true }).waitFor();
    await page.getByText(words.advanced, { exact: true }).click();
    const chain = page.getByRole('textbox', { name: words.chain, exact: true });
    expect(await chain.inputValue()).toMatch(/^image\/resize,m_fill,w_300,/);
    await chain.fill('image/resize,w_200/rot');
    await page.getByRole('option', { name: /^rotate,/ }).click();
    await chain.pressSequentially('400');
    await expect.poll(() => page.locator('.chain-marks mark').textContent()).toBe('400');
    await page.getByText('Allowed: an integer from 0 to 360').waitFor();
    await expectGoodPage();
    await page.getByText(words.basic, { exact: true }).click();
    await page.locator('.cannot-show', { hasText: 'rotate' }).waitFor();
    await chain.fill('image/resize,m_pad,w_200,color_FF0000/quality,Q_80');
    await page.keyboard.press('Escape');
    await page.getByText(words.basic, { exact: true }).click();
    expect(await page.getByLabel(words.width, { exact: true }).inputValue()).toBe('200');
    expect(await page.getByRole('spinbutton', { name: words.number, exact: true }).inputValue()).toBe('80');
    await page.getByLabel(words.width, { exact: true }).fill('150');
    await expect
      .poll(() => page.locator('.chain-made').textContent())
      .toContain('image/resize,m_pad,w_150,color_FF0000/quality,Q_80');
    await expect.poll(() => page.locator('.savings').textContent()).toContain('150 × ');
  });

  test('the picture in the style: the copied URL is good for anybody', async () => {
    await go(`${bucket}/preview?key=example.jpg`);
    await page.getByText('400 × 267').first().waitFor();
    await choose(page, words.style, 'panda_style');
    await page.getByText('300 × 300').waitFor();
    await page.getByRole('button', { name: words.copy }).click();
    const url = `${plain()}?x-oss-process=style/panda_style`;
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(url);
    expect((await fetch(url)).status).toBe(200);
  });

  test('protection is enabled: the plain URL is refused and the style URL works', async () => {
    await page.goto(`${visitor.ui}${bucket}/image`);
    await page.getByRole('button', { name: words.settings }).click();
    await page.getByRole('switch', { name: words.protect }).click();
    await page.getByRole('checkbox', { name: words.hyphen }).check();
    const lines = () => page.locator('.url-line').allTextContents();
    await expect.poll(async () => (await lines()).filter((line) => line.includes('403')).length).toBe(2);
    expect((await lines()).some((line) => line.includes(`${plain()}-style-example`))).toBe(true);
    await expectGoodPage();
    await page.getByRole('button', { name: words.ok }).click();
    await page.getByRole('link', { name: 'panda_style' }).waitFor();
    const statuses = await Promise.all(
      ['', '?x-oss-process=image/resize,w_9', '?x-oss-process=style/panda_style', '@!panda_style', '-panda_style'].map(
        async (way) => (await fetch(plain() + way)).status,
      ),
    );
    expect(statuses).toEqual([403, 403, 200, 200, 200]);
  });

  test('sign out', async () => {
    await page.getByRole('button', { name: words.account }).click();
    await page.getByRole('menuitem', { name: words.signOut }).click();
    await page.getByRole('heading', { name: words.signIn }).waitFor();
  });
});
