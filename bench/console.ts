/** How long a folder of 1,000 files takes to be shown in the console: `npm run bench:console`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import { openBrowser } from '../scripts/chromium.js';

const FILES = 1000;
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
  await page.getByLabel('Access key ID').fill(KEY.id);
  await page.getByLabel('Access key secret', { exact: true }).fill(KEY.secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('main.content h1').waitFor();
  const headers = { 'x-tintype-console': '1' };
  const send = (method: string, path: string) =>
    page.request.fetch(`${origin}/api/oss/${path}`, { method, headers, data: '' });
  await send('PUT', 'many/');
  for (let n = 0; n < FILES; n += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => send('PUT', `many/folder/picture-${String(n + i).padStart(5, '0')}.jpg`)),
    );
  }
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (round === 0) await page.goto(`${origin}/ui/buckets/many/files`);
    else await page.getByRole('link', { name: 'many' }).last().click();
    await page.getByRole('link', { name: 'folder/' }).waitFor();
    await page.waitForTimeout(300);
    // From the click to the frame that shows the first lines of the thousand: request, XML, React, layout, paint.
    times.push(
      await page.evaluate<number>(`new Promise((resolve) => {
        const begun = performance.now();
        new MutationObserver((_, observer) => {
          if (!document.querySelector('.file-name[href*="preview"]')) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
        }).observe(document.body, { childList: true, subtree: true });
        document.querySelector('.file-name').click();
      })`),
    );
  }
  times.sort((a, b) => a - b);
  const lines = await page.locator('.file-name').count();
  console.log(
    `${FILES} files, from the click to the painted list, ${ROUNDS} times: median ${show(times[ROUNDS >> 1])}, worst ${show(times.at(-1))}; ${lines} lines in the page`,
  );
} finally {
  await browser.close();
  await app.close();
  rmSync(data, { recursive: true, force: true });
}

function show(ms = 0): string {
  return `${ms.toFixed(0)} ms`;
}
