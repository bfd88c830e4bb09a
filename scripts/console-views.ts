/**
 * Draws every page of the console, whole, to be looked at: light and dark, wide and on a telephone, in both languages.
 * `npx tsx scripts/console-views.ts DIRECTORY [PART OF A PATH]`
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import type { MirrorRule } from '#src/store/bucket-settings.js';
import { openBrowser } from './chromium.js';
import { CONSOLE_PAGES } from './console-pages.js';
import { signIn } from './console-sign-in.js';

const KEY = { id: 'root', secret: 'views-secret' };
const WIDE = { width: 1280, height: 900 };
const TELEPHONE = { width: 390, height: 844 };
const VIEWS = [
  { name: 'light-en', theme: 'light', language: 'en', size: WIDE },
  { name: 'dark-zh', theme: 'dark', language: 'zh', size: WIDE },
  { name: 'light-zh-390', theme: 'light', language: 'zh', size: TELEPHONE },
  { name: 'dark-en-390', theme: 'dark', language: 'en', size: TELEPHONE },
] as const;

const [directory, part = ''] = process.argv.slice(2);
if (directory === undefined) throw new Error('Usage: npx tsx scripts/console-views.ts DIRECTORY [PART OF A PATH]');
mkdirSync(directory, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'tintype-console-views-'));
const flags = { port: '0', 'console-port': '0', data, workers: '1', 'log-level': 'silent' };
const env = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
const machine = async () => [
  { name: 'Node.js', purpose: 'everything', advice: '', found: process.versions.node },
  { name: 'ffmpeg', purpose: 'frames out of videos (video/snapshot)', advice: 'apt-get install ffmpeg' },
];
const app = await createApp(loadConfig({ flags, env }), { version: '1.0.0', machine });
const browser = await openBrowser();
try {
  const page = await browser.context.newPage();
  await page.goto(`${ui()}/`);
  for (const view of VIEWS) await draw(page, '/', view);
  await page.evaluate(`localStorage.setItem('tintype.language', 'en')`);
  await page.reload();
  await signIn(page, KEY);
  await page.locator('main.content h1').waitFor();
  await fill();
  for (const path of CONSOLE_PAGES.filter((path) => path.includes(part))) {
    for (const view of VIEWS) await draw(page, path, view);
  }
} finally {
  await browser.close();
  await app.close();
  rmSync(data, { recursive: true, force: true });
}

/** Lists with something in them. */
async function fill(): Promise<void> {
  const { keys, settings, domains, quotas, lifecycles } = app.store;
  const rules = [
    { origins: ['https://www.example.com'], methods: ['GET', 'HEAD'], headers: ['*'], exposed: [], maxAgeSeconds: 600 },
    { origins: ['https://*.example.org'], methods: ['PUT', 'POST'], headers: ['content-type'], exposed: ['ETag'] },
  ];
  await settings.set('image-demo', 'cors', { rules, responseVary: false });
  await domains.bind({ bucket: 'image-demo', domain: 'img.example.com', most: 100 });
  await quotas.set('image-demo', 2 * 1024 ** 3);
  await lifecycles.set('image-demo', [
    { id: 'thumbnails', prefix: 'tmp/', enabled: true, tags: [], expiration: { days: 7 }, abort: { days: 2 } },
    {
      id: 'exports',
      prefix: 'exports/',
      enabled: false,
      tags: [{ key: 'kept', value: 'no' }],
      expiration: { before: Date.UTC(2030, 11, 31), named: 'CreatedBeforeDate' },
    },
  ]);
  await settings.set('image-demo', 'website', {
    rules: [
      mirror({ number: 1, prefix: 'photos/', url: 'https://old.example/files/', replacesPrefix: 'pictures/' }),
      mirror({ number: 2, suffix: '.jpg', url: 'origin://old-pictures/', followsRedirects: false, checksMd5: true }),
    ],
  });
  const shop = await keys.create({ account: 'shop', note: 'Upload from the shop', buckets: ['image-demo'] });
  await keys.create({ account: 'shop', note: 'Statistics', readOnly: true });
  await keys.createTemporary({ of: shop.id, account: 'shop', seconds: 3600, note: 'A visitor', readOnly: true });
}

function mirror(about: Partial<MirrorRule>): MirrorRule {
  const headers = { passesAll: false, pass: [], remove: [], set: [] };
  const off = { checksMd5: false, passesQuery: false, onHead: false };
  return { number: 1, prefix: '', suffix: '', url: '', followsRedirects: true, ...off, headers, ...about };
}

async function draw(page: Page, path: string, { name, theme, language, size }: (typeof VIEWS)[number]): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(
    `localStorage.setItem('tintype.theme', '${theme}'); localStorage.setItem('tintype.language', '${language}')`,
  );
  await page.goto(ui() + path);
  await page.locator('h1').first().waitFor();
  await page.locator('.ant-skeleton, .ant-spin-spinning').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(500);
  const file = `${path.replaceAll(/[^a-z-]+/gi, '_').replace(/^_/, '') || 'sign-in'}.${name}.png`;
  await page.screenshot({ path: join(directory ?? '.', file), fullPage: true });
}

function ui(): string {
  return `http://127.0.0.1:${app.console.port}/ui`;
}
