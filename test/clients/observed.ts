/** What the calls of each client came to, by the server's own count: conformance.test.ts makes a page of it. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, inject, type RunnerTestSuite } from 'vitest';

/** In the order of the page's columns. A signed URL or form is a call of the client that signed it. */
export const CLIENTS = ['ali-oss', 'Ruby', 'Chromium', 'raw HTTP'] as const;
export type Client = (typeof CLIENTS)[number];

export interface Observation {
  /** Of the tests, from test/ on. */
  readonly file: string;
  readonly client: Client;
  /** Names of actions that the client had answered with 2xx or 3xx. */
  readonly done: readonly string[];
  /** Those that it had answered with 501, and nothing else with 5xx: `?logging`. */
  readonly unbuilt: readonly string[];
}

const TESTS = fileURLToPath(new URL('../', import.meta.url));

/**
 * Notes the calls of this file's tests after them, if none failed. To be called after the hooks that start and end the
 * server: what comes last of them runs first.
 */
export function observeCalls(client: Client, consoleUrl: () => string | undefined): void {
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other first parameter, and there are no fixtures.
  afterAll(async ({}, suite) => {
    const url = consoleUrl();
    if (url === undefined || failed(suite as RunnerTestSuite)) return;
    const counted = [...(await page(`${url}/metrics`)).matchAll(COUNTED)];
    const named = (status: RegExp) =>
      counted.flatMap(([, action = '', answer = '']) => (status.test(answer) ? [action] : []));
    const file = relative(TESTS, suite.file.filepath);
    const seen: Observation = { file, client, done: named(/[23]xx/), unbuilt: named(/5xx/) };
    writeFileSync(join(inject('observations'), `${randomUUID()}.json`), JSON.stringify(seen));
  });
}

const COUNTED = /^tintype_http_requests_total\{action="([^"]+)",status="(\dxx)"\} [1-9]/gm;

/** Over HTTPS the certificate is one of the tests' own. */
async function page(url: string): Promise<string> {
  if (url.startsWith('http:')) return (await fetch(url)).text();
  return new Promise((resolve, reject) => {
    request(url, { rejectUnauthorized: false }, (answer) => resolve(text(answer)))
      .on('error', reject)
      .end();
  });
}

function failed(suite: RunnerTestSuite): boolean {
  return suite.tasks.some((task) => task.result?.state === 'fail' || (task.type === 'suite' && failed(task)));
}

/** All that this run observed so far. */
export function observations(): readonly Observation[] {
  const directory = inject('observations');
  return readdirSync(directory).map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')));
}
