/** A real `tintype serve` on a free port and an empty data directory, for benchmarks. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signV1, stringToSignV1 } from '#src/oss/signature/v1.js';
import { freePort } from '../scripts/free-port.js';

export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** The root key pair. */
export const KEY = { id: 'bench', secret: 'bench-secret' };

export interface Service {
  readonly url: string;
  readonly consoleUrl: string;
  readonly pid: number;
  readonly directory: string;
  /** PUT with the root key, of a path that may have sub-resources; body absent makes a bucket. */
  put(path: string, body?: Uint8Array, headers?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`tintype serve ended with ${child.exitCode}`);
    const up = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not become ready`);
}

export async function startService(...flags: readonly string[]): Promise<Service> {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-bench-'));
  const [port, consolePort] = [await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    [
      MAIN,
      'serve',
      '--port',
      String(port),
      '--console-port',
      String(consolePort),
      '--data',
      directory,
      '--no-demo',
      ...flags,
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret },
    },
  );
  // A benchmark that throws must not leave its server behind.
  process.once('exit', () => child.kill('SIGKILL'));
  await answers(`http://127.0.0.1:${consolePort}/ready`, child);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    consoleUrl: `http://127.0.0.1:${consolePort}`,
    pid: Number(child.pid),
    directory,
    async put(path, body, headers = {}) {
      const date = new Date().toUTCString();
      const all: Record<string, string> = { date, ...headers };
      const [, bucket = '', key, search = ''] = /^\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(path) ?? [];
      const query = [...new URLSearchParams(search)];
      const text = stringToSignV1({ method: 'PUT', headers: all, bucket, key, query, date });
      const authorization = `OSS ${KEY.id}:${signV1(KEY.secret, text)}`;
      const response = await fetch(url + path, {
        method: 'PUT',
        headers: { ...all, authorization },
        ...(body ? { body } : {}),
      });
      if (!response.ok) throw new Error(`PUT ${path}: ${response.status} ${await response.text()}`);
    },
    async stop() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
