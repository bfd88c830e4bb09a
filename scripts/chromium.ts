/** A browser for tests and pictures: Debian's Chromium, installed when it is missing and root asks. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** It talks to nobody but the pages: no updates, no reports, no QUIC. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Browser {
  readonly context: BrowserContext;
  /** Closes it and removes its profile. */
  close(): Promise<void>;
}

export interface BrowserOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: string;
}

/** With a profile of its own. Throws when there is no Chromium and none can be installed. */
export async function openBrowser({
  width = 1280,
  height = 900,
  scheme = 'light',
  locale = 'en-GB',
}: BrowserOptions = {}): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'tintype-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: programPath(),
    headless: true,
    args: FLAGS,
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

function programPath(): string {
  if (installed() === undefined && process.getuid?.() === 0) {
    const options = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-wqy-zenhei'],
      options,
    );
  }
  const path = installed();
  if (path !== undefined) return path;
  throw new Error(
    `There is no Chromium (${PROGRAMS.join(', ')}): install the package chromium (as root, this does it).`,
  );
}

function installed(): string | undefined {
  return PROGRAMS.find((path) => existsSync(path));
}
