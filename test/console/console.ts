/** The console over a real store and real workers, called as a function. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll } from 'vitest';
import { type Console, createConsole } from '#src/console/server.js';
import { errorResponse } from '#src/http/error-response.js';
import { createHandler } from '#src/oss/router.js';
import { keyringOf } from '#src/oss/signature/keyring.js';
import { Health } from '#src/telemetry/health.js';
import { createMetrics } from '#src/telemetry/metrics.js';
import { type Ask, ossRequest, ROOT } from '../oss/request.js';
import { type Service, useService } from '../oss/service.js';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** Of a JSON body. */
  readonly json: Record<string, unknown>;
}

export interface Asking extends Ask {
  readonly remoteAddress?: string;
  readonly secure?: boolean;
  /** Sent as JSON. */
  readonly json?: unknown;
}

export interface TestConsole {
  readonly service: Service;
  /** As from the console's own pages, with whatever `headers` changes of that. */
  ask(method: string, path: string, asking?: Asking): Promise<Answer>;
  signIn(pair?: { id: string; secret: string }, asking?: Asking): Promise<Answer>;
  /** Signed in anew, by the root key pair unless told otherwise. */
  cookie(pair?: { id: string; secret: string }): Promise<string>;
}

export const HOST = '127.0.0.1:9001';
export const OWN = { 'x-tintype-console': '1', origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' } as const;

export function useConsole(): TestConsole {
  const service = useService();
  const files = mkdtempSync(join(tmpdir(), 'tintype-console-'));
  let console: Console;

  beforeAll(() => {
    const health = new Health();
    health.ready();
    const metrics = createMetrics();
    console = createConsole({ health, metrics, files });
    console.open({
      oss: (principal) => createHandler(service.services, async () => principal),
      keyring: keyringOf({ accessKeyId: ROOT.id, accessKeySecret: ROOT.secret }, 'alice', service.store.keys),
      keys: service.store.keys,
      health,
      metrics,
      machine: async () => [{ name: 'Node.js', purpose: 'everything', advice: 'install it', found: '20' }],
      account: 'alice',
      version: '1.2.3',
      profile: 'guide',
      data: { port: 9000, secure: false, domains: ['localhost', '127.0.0.1'] },
    });
  });
  afterAll(() => rmSync(files, { recursive: true, force: true }));

  async function ask(method: string, path: string, asking: Asking = {}): Promise<Answer> {
    const { json, remoteAddress = '127.0.0.1', secure = false, headers = {}, ...given } = asking;
    const [rawPath = '', query = ''] = path.split('?', 2);
    const body = json === undefined ? given.body : JSON.stringify(json);
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    const plain = ossRequest({
      host: HOST,
      ...given,
      method,
      path: rawPath,
      query,
      headers: { ...OWN, ...type, ...headers },
      ...(body !== undefined && { body }),
    });
    const request = Object.assign(plain, { remoteAddress, secure });
    const response = await Promise.resolve(console.handler(request)).catch((error) => errorResponse(error, request));
    const sent = response.body;
    const bytes = sent === undefined ? Buffer.alloc(0) : Buffer.isBuffer(sent) ? sent : await buffer(sent);
    const text = bytes.toString();
    return { ...response, bytes, text, json: text.startsWith('{') ? JSON.parse(text) : {} };
  }

  const signIn: TestConsole['signIn'] = (pair = ROOT, asking = {}) =>
    ask('POST', '/api/session', { ...asking, json: { accessKeyId: pair.id, accessKeySecret: pair.secret } });

  return {
    service,
    ask,
    signIn,
    cookie: async (pair) => cookieOf(await signIn(pair)),
  };
}

/** The Cookie header that a browser would send after this answer. */
export function cookieOf({ headers }: Answer): string {
  return headers['set-cookie']?.split(';', 1)[0] ?? '';
}
