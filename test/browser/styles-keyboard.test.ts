/** The guide's steps in Image Processing by keyboard alone. Both languages, wide and narrow. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keysOf } from './keys.js';
import { KEY, useVisitor } from './visitor.js';
import { type Language, WORDS } from './words.js';

const walks: readonly { language: Language; width: number }[] = [
  { language: 'en', width: 1280 },
  { language: 'zh', width: 390 },
];

describe.each(walks)('in $language, $width px wide', ({ language, width }) => {
  const visitor = useVisitor({ width });
  const words = WORDS[language];
  let page: Page;
  const { press, focused, tabTo, toContent } = keysOf(() => page);
  const plain = () => `${visitor.oss}/image-demo/example.jpg`;

  beforeAll(async () => {
    page = await visitor.open();
    await page.getByLabel('Access key ID').waitFor();
    await page.keyboard.type(KEY.id);
    await tabTo('Access key secret');
    await page.keyboard.type(KEY.secret);
    await press('Enter');
    await page.locator('main.content h1').waitFor();
    await page.evaluate(`localStorage.setItem('tintype.language', '${language}')`);
    await page.goto(`${visitor.ui}/buckets/image-demo/files`);
    await page.getByRole('tab', { name: words.files }).waitFor();
  });
  afterAll(() => expect(visitor.complaints).toEqual([]));

  test('a style is deleted; the dialog begins with the focus in it', async () => {
    await toContent();
    // antd says which of the tabs it is, before its name.
    await tabTo(new RegExp(`${words.files}$`));
    await press('ArrowRight');
    await press('Enter');
    await page.getByRole('link', { name: 'panda_style' }).waitFor();
    await toContent();
    await tabTo(words.deleteStyle);
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(words.delete, 'Tab', 8);
    await press('Enter');
    await expect.poll(async () => (await visitor.app.store.styles.list('image-demo')).length).toBe(1);
  });

  test("the guide's panda_style is made in Basic Editing, the mark placed with the arrow keys", async () => {
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await toContent();
    await tabTo(words.create);
    await press('Enter');
    await expect.poll(focused).toBe(words.name);
    await page.keyboard.type('panda_style');
    await tabTo(words.mode);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await press(key);
    await page.getByTitle(words.fill).first().waitFor();
    await tabTo(words.width);
    await page.keyboard.type('300');
    await tabTo(words.height);
    await page.keyboard.type('300');
    await tabTo(words.limit);
    await press('Space');
    await tabTo(words.orient);
    await press('Space');
    await tabTo(words.number);
    await press('Tab');
    await press('ArrowRight');
    expect(await focused()).toBe(words.markImage);
    await tabTo(words.mark);
    await page.keyboard.type('pan');
    await page.locator('.ant-select-item-option', { hasText: 'panda.png' }).waitFor();
    await press('Enter');
    // It took the proposal and did not send the form.
    expect(await page.getByRole('combobox', { name: words.mark, exact: true }).inputValue()).toBe('panda.png');
    await tabTo(words.places[8]);
    for (const [key, place] of [
      ['ArrowRight', 8],
      ['ArrowUp', 5],
      ['ArrowLeft', 4],
      ['ArrowUp', 1],
      ['ArrowUp', 1],
      ['ArrowLeft', 0],
      ['ArrowDown', 3],
    ] as const) {
      await press(key);
      expect(await focused()).toBe(words.places[place]);
    }
    expect(await page.locator('.chain-made').textContent()).toContain('g_west');
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await press(key);
    await tabTo(words.opacity);
    await page.keyboard.type('61');
    await expect.poll(() => page.locator('.savings').textContent()).toContain('300 × 300');
    await press('Enter');
    await page.getByRole('link', { name: 'panda_style' }).waitFor();
    const styles = await visitor.app.store.styles.list('image-demo');
    expect(styles.find(({ name }) => name === 'panda_style')?.content).toBe(
      'image/resize,m_fill,w_300,h_300,limit_0/auto-orient,0/quality,q_90/watermark,image_cGFuZGEucG5n,t_61,g_se',
    );
    expect((await fetch(`${plain()}@!panda_style`)).status).toBe(200);
  });

  test('Advanced Editing: proposals by arrow keys, Enter and Tab; Escape lets Tab go on; the line between before and after moves', async () => {
    await toContent();
    await tabTo('panda_style');
    await press('Enter');
    await page.locator('.compare').waitFor();
    await toContent();
    await tabTo(words.basic);
    await press('ArrowRight');
    await tabTo(words.chain);
    await press('Control+a');
    await page.keyboard.type('image/ro');
    await press('ArrowDown');
    await press('Enter');
    await page.keyboard.type('90/resize,w_100,m');
    await press('Tab');
    await press('ArrowDown');
    await press('Enter');
    const chain = page.getByRole('textbox', { name: words.chain, exact: true });
    expect(await chain.inputValue()).toBe('image/rotate,90/resize,w_100,m_mfit');
    // In the middle, the caret stays behind what was put in.
    for (let step = 0; step < '/resize,w_100,m_mfit'.length; step++) await press('ArrowLeft');
    await page.keyboard.type('/bri');
    await press('Enter');
    await page.keyboard.type('10');
    expect(await chain.inputValue()).toBe('image/rotate,90/bright,10/resize,w_100,m_mfit');
    await press('Control+End');
    await expect.poll(() => page.locator('.savings').textContent()).toContain('100 × 150');
    await press('Backspace');
    await page.getByRole('listbox').waitFor();
    await press('Escape');
    await tabTo(words.slider);
    await press('ArrowLeft');
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toContain('49');
  });

  test('the style is chosen in the preview, the copied URL is good for anybody', async () => {
    await page.goto(`${visitor.ui}/buckets/image-demo/preview?key=example.jpg`);
    await page.getByText('400 × 267').first().waitFor();
    await toContent();
    await tabTo(words.style);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await press(key);
    await page.getByText('300 × 300').waitFor();
    await tabTo(words.copy);
    await press('Enter');
    await expect
      .poll(() => page.evaluate<string>('navigator.clipboard.readText()'))
      .toBe(`${plain()}?x-oss-process=style/panda_style`);
  });

  test('protection is enabled: the plain URL is refused and the style URL works', async () => {
    await page.goto(`${visitor.ui}/buckets/image-demo/image`);
    await page.getByRole('link', { name: 'panda_style' }).waitFor();
    await toContent();
    await tabTo(words.settings);
    await press('Enter');
    await page.getByRole('switch', { name: words.protect }).waitFor();
    await toContent();
    await tabTo(words.protect);
    await press('Space');
    await tabTo(words.ok);
    await press('Enter');
    await page.getByRole('link', { name: 'panda_style' }).waitFor();
    expect((await fetch(plain())).status).toBe(403);
    expect((await fetch(`${plain()}?x-oss-process=style/panda_style`)).status).toBe(200);
  });

  test('sign out', async () => {
    await toContent();
    await tabTo(words.account, 'Shift+Tab');
    await press('Enter');
    await page.getByRole('menuitem', { name: words.signOut }).waitFor();
    // The menu takes the focus a moment after it is seen.
    await expect
      .poll(async () => {
        await press('ArrowDown');
        return focused();
      })
      .toBe(words.signOut);
    await press('Enter');
    await page.getByRole('heading', { name: words.signIn }).waitFor();
  });
});
