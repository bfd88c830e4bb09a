/** The browser half: files that the build wrote, known by name at the start. A path that is not in the list is not there. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { OssRequest, OssResponse } from '../http/message.js';
import { pagePolicy } from './headers.js';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** Written by the build where a nonce belongs (console/vite.config.ts). */
const NONCE = '__NONCE__';

type Coding = 'br' | 'gzip' | 'identity';

const SQUEEZE: Readonly<Record<Coding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
  identity: async (bytes) => bytes,
};

export class StaticFiles {
  readonly #directory: string;
  readonly #assets: ReadonlySet<string>;
  readonly #page: string | undefined;
  /** Compressed at most once: the build's files never change under a server. */
  readonly #squeezed = new Map<string, Promise<Buffer>>();

  /** A directory without the build's files is no failure: the API works without the browser half. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#assets = new Set(filesIn(join(directory, 'assets')));
    this.#page = filesIn(directory).includes('index.html')
      ? readFileSync(join(directory, 'index.html'), 'utf8')
      : undefined;
  }

  /** undefined: there is no such file. */
  async asset(name: string, request: OssRequest): Promise<OssResponse | undefined> {
    if (!this.#assets.has(name)) return undefined;
    const extension = name.slice(name.lastIndexOf('.') + 1);
    const coding = /^(?:js|css|svg)$/.test(extension) ? codingFor(request) : 'identity';
    const headers: Record<string, string> = {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      // Its name is a digest of its content.
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(coding !== 'identity' && { 'content-encoding': coding }),
    };
    return { status: 200, headers, body: await this.#bytes(name, coding) };
  }

  /** The one page, whatever its path: the router in the browser knows which of its pages is meant. */
  page(): OssResponse | undefined {
    if (this.#page === undefined) return undefined;
    const nonce = randomBytes(16).toString('base64');
    return {
      status: 200,
      headers: {
        'content-type': String(TYPES.html),
        'cache-control': 'no-store',
        'content-security-policy': pagePolicy(nonce),
      },
      body: Buffer.from(this.#page.replaceAll(NONCE, nonce)),
    };
  }

  #bytes(name: string, coding: Coding): Promise<Buffer> {
    const key = `${coding} ${name}`;
    let bytes = this.#squeezed.get(key);
    if (bytes === undefined) {
      bytes = SQUEEZE[coding](readFileSync(join(this.#directory, 'assets', name)));
      this.#squeezed.set(key, bytes);
    }
    return bytes;
  }
}

function codingFor({ headers }: OssRequest): Coding {
  const accepted = (headers['accept-encoding'] ?? '').split(',').map((entry) => entry.trim().split(';', 1)[0]);
  return accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : 'identity';
}

function filesIn(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch {
    return [];
  }
}
