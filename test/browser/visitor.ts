/** A server with a browser in front of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { type App, createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import { type Browser, type BrowserOptions, openBrowser } from '../../scripts/chromium.js';
import { signIn } from '../../scripts/console-sign-in.js';

export const KEY = { id: 'browser-key', secret: 'browser-secret-123' } as const;

export interface Visitor {
  readonly app: App;
  /** The data directory. */
  readonly data: string;
  /** http://127.0.0.1:9001/ui */
  readonly ui: string;
  readonly oss: string;
  /** What the pages complained of: errors of scripts, and what the policy refused. */
  readonly complaints: string[];
  /** A page that complains into `complaints`, signed out. */
  open(path?: string): Promise<Page>;
  /** With the root key pair unless told otherwise. */
  signIn(page: Page, pair?: { readonly id: string; readonly secret: string }): Promise<void>;
}

/** Starts both for the tests of one file, and closes them after. The demo's pictures are in the bucket image-demo. */
export function useVisitor(options: BrowserOptions = {}): Visitor {
  const data = mkdtempSync(join(tmpdir(), 'tintype-visitor-'));
  const complaints: string[] = [];
  let app: App;
  let browser: Browser;

  beforeAll(async () => {
    const flags = { port: '0', 'console-port': '0', data, workers: '1', 'log-level': 'silent' };
    const env = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
    app = await createApp(loadConfig({ flags, env }));
    browser = await openBrowser(options);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const ui = () => `http://127.0.0.1:${app.console.port}/ui`;
  return {
    get app() {
      return app;
    },
    get ui() {
      return ui();
    },
    get oss() {
      return app.oss.url;
    },
    complaints,
    data,
    async open(path = '/') {
      const page = await browser.context.newPage();
      page.setDefaultTimeout(60_000);
      page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
      });
      await page.goto(ui() + path);
      return page;
    },
    async signIn(page, pair = KEY) {
      await signIn(page, pair);
      await page.locator('main.content h1').waitFor();
    },
  };
}

/** A page at this width, once it has taken it, shows everything without scrolling sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  // As a text: the types of a browser are not those of the tests.
  const hidden = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  await expect.poll(() => page.evaluate<number>(hidden)).toBeLessThanOrEqual(0);
}
