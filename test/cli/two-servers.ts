/** Two servers, each with a data directory of its own, and signed requests to them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp } from '#src/app.js';
import type { SettingSources } from '#src/config/settings.js';
import { loadConfig } from '#src/config.js';
import { signV1, stringToSignV1 } from '#src/oss/signature/v1.js';

export const PAIR = { TINTYPE_ACCESS_KEY_ID: 'root', TINTYPE_ACCESS_KEY_SECRET: 'secret' };
/** What a command is told of keys: the same pair at both. */
export const KEYS = { ...PAIR, TINTYPE_REMOTE_ACCESS_KEY_ID: 'root', TINTYPE_REMOTE_ACCESS_KEY_SECRET: 'secret' };

export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export class TestServer {
  readonly app: App;
  /** What its configuration was read from. */
  readonly sources: SettingSources;
  readonly #data: string;

  private constructor(data: string, app: App, sources: SettingSources) {
    this.#data = data;
    this.app = app;
    this.sources = sources;
  }

  /** @param more settings, by the names of their flags */
  static async start(more: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    const data = await mkdtemp(join(tmpdir(), 'tintype-moving-'));
    const flags = {
      port: '0',
      'console-port': '0',
      data,
      workers: '1',
      'no-demo': 'true',
      'log-level': 'silent',
      ...more,
    };
    const sources = { flags, env: PAIR };
    return new TestServer(data, await createApp(loadConfig(sources)), sources);
  }

  get url(): string {
    return this.app.oss.url;
  }

  get port(): string {
    return String(this.app.oss.port);
  }

  /** `path`: '/bucket/key?sub=resource', encoded as it is to be sent. */
  async ask(method: string, path: string, { headers = {}, body }: Asked = {}): Promise<Told> {
    const [, bucket, key = '', search = ''] = /^\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(path) ?? [];
    const all: Record<string, string> = { date: new Date().toUTCString(), 'content-type': 'text/plain', ...headers };
    const query = [...new URLSearchParams(search)];
    const parts = { method, headers: all, bucket, key: decodeURIComponent(key), query, date: String(all.date) };
    all.authorization = `OSS root:${signV1('secret', stringToSignV1(parts))}`;
    const sent = Object.entries(all).map(([name, text]): [string, string] => [
      name,
      Buffer.from(text).toString('latin1'),
    ]);
    const answer = await fetch(this.url + path, { method, headers: sent, ...(body !== undefined && { body }) });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, headers: answer.headers, bytes, text: bytes.toString() };
  }

  /** The same, of which nothing but success is expected. */
  async must(method: string, path: string, asked: Asked = {}): Promise<Told> {
    const told = await this.ask(method, path, asked);
    if (told.status >= 300) throw new Error(`${method} ${path}: ${told.status} ${told.text}`);
    return told;
  }

  async keys(bucket: string): Promise<string[]> {
    const { text } = await this.must('GET', `/${bucket}/?list-type=2&max-keys=1000`);
    return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => String(key));
  }

  async stop(): Promise<void> {
    await this.app.close();
    await rm(this.#data, { recursive: true, force: true });
  }
}
