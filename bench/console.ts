/** How long a folder of 1,000 files takes to be shown in the console, and one of 100,000: `npm run bench:console`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import { ROOT_ACCOUNT } from '#src/root-key.js';
import { openBrowser } from '../scripts/chromium.js';
import { signIn } from '../scripts/console-sign-in.js';
import { putManyKeys } from '../scripts/many-keys.js';

const ROUNDS = 11;
const KEY = { id: 'bench', secret: 'bench-secret' };

const data = mkdtempSync(join(tmpdir(), 'tintype-bench-console-'));
const flags = { port: '0', 'console-port': '0', data, workers: '1', 'log-level': 'silent', 'no-demo': 'true' };
const env = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
const app = await createApp(loadConfig({ flags, env }));
const browser = await openBrowser();
try {
  const origin = `http://127.0.0.1:${app.console.port}`;
  const page = await browser.context.newPage();
  await page.goto(`${origin}/ui/`);
  await signIn(page, KEY);
  await page.locator('main.content h1').waitFor();
  await app.store.createBucket({ name: 'many', owner: ROOT_ACCOUNT });
  putManyKeys(data, 'many', 'a thousand/', 1000);
  putManyKeys(data, 'many', 'hundred thousand/', 100_000);
  for (const folder of ['a thousand/', 'hundred thousand/']) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++)
      times.push(await opened(page, `${origin}/ui/buckets/many/files`, folder));
    times.sort((a, b) => a - b);
    const lines = await page.locator('.file-name').count();
    console.log(
      `${folder} from the click to the painted list, ${ROUNDS} times: median ${show(times[ROUNDS >> 1])}, worst ${show(times.at(-1))}; ${lines} lines in the page`,
    );
  }
} finally {
  await browser.close();
  await app.close();
  rmSync(data, { recursive: true, force: true });
}

/** Milliseconds from the click to the frame that shows the first lines: request, XML, React, layout, paint. */
async function opened(page: Page, address: string, folder: string): Promise<number> {
  await page.goto(address);
  await page.getByRole('link', { name: folder }).waitFor();
  await page.waitForTimeout(300);
  return page.evaluate<number>(`new Promise((resolve) => {
    const begun = performance.now();
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.file-name[href*="preview"]')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
    }).observe(document.body, { childList: true, subtree: true });
    document.querySelector('.file-name[title="${folder}"]').click();
  })`);
}

function show(ms = 0): string {
  return `${ms.toFixed(0)} ms`;
}
