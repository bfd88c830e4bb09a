/** Makes the pictures of docs/console.md: `npm run pictures:console`. A server with the demo, and a browser before it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import { openBrowser } from './chromium.js';
import { signIn } from './console-sign-in.js';

const KEY = { id: 'root', secret: 'pictures-secret' };
const WIDTH = 1200;
const HEIGHT = 760;
const RULE = {
  origins: ['https://www.example.com'],
  methods: ['GET', 'HEAD'],
  headers: ['*'],
  exposed: ['ETag'],
  maxAgeSeconds: 600,
};
/** Seconds that the overview watches pictures being asked for. */
const WATCHED = 24;

const target = (name: string) => fileURLToPath(new URL(`../docs/pictures/console-${name}.png`, import.meta.url));

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const data = mkdtempSync(join(tmpdir(), 'tintype-console-pictures-'));
const flags = { port: '0', 'console-port': '0', data, 'log-level': 'silent' };
const env = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
const app = await createApp(loadConfig({ flags, env }), { version, machine: async () => [] });
const browser = await openBrowser({ width: WIDTH, height: HEIGHT });
try {
  const ui = `http://127.0.0.1:${app.console.port}/ui`;
  const page = await browser.context.newPage();
  await page.goto(`${ui}/`);
  await signIn(page, KEY);
  await page.locator('.plot').first().waitFor();
  await load();
  await take(page, 'overview');
  await page.goto(`${ui}/buckets/image-demo/files`);
  await page.getByRole('link', { name: 'photo.jpg' }).waitFor();
  await take(page, 'files');
  await app.store.settings.set('image-demo', 'cors', { rules: [RULE], responseVary: false });
  await app.store.domains.bind({ bucket: 'image-demo', domain: 'img.example.com', most: 100 });
  await page.goto(`${ui}/buckets/image-demo/settings`);
  await page.getByText('img.example.com').waitFor();
  // Past the ACL, to the rules and the domains.
  await page.evaluate('scrollTo(0, 360)');
  await take(page, 'settings');
  await page.goto(`${ui}/buckets/image-demo/preview?key=example.jpg`);
  await page.getByRole('combobox', { name: 'Image Style' }).click();
  await page.locator('.ant-select-item-option', { hasText: 'panda_style' }).click();
  await page.getByText('300 × 300').waitFor();
  await take(page, 'preview');
  await page.evaluate(`localStorage.setItem('tintype.theme', 'dark')`);
  await page.goto(`${ui}/buckets/image-demo/image/create-style?edit=panda_style`);
  await page.locator('main h1').waitFor();
  await sleep(2500);
  await take(page, 'create-style');
} finally {
  await browser.close();
  await app.close();
  rmSync(data, { recursive: true, force: true });
}

/** Something for the plots to show. */
async function load(): Promise<void> {
  const until = Date.now() + WATCHED * 1000;
  for (let n = 0; Date.now() < until; n++) {
    const width = 100 + 10 * Math.floor(n / 8);
    await fetch(`${app.oss.url}/image-demo/photo.jpg?x-oss-process=image/resize,w_${width}`).then((answer) =>
      answer.blob(),
    );
    await sleep(40 + 60 * Math.abs(Math.sin(n / 30)));
  }
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  const shot = await page.screenshot();
  await sharp(shot).png({ palette: true, colours: 128, effort: 10 }).toFile(target(name));
}
