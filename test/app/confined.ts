/** A server whose workers are confined, and what may be asked of it and done as one of them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { findConfinement, WORKER_ID } from '#src/workers/confinement.js';
import { ServerProcess } from '../cli/server-process.js';
import { signed } from '../oss/request.js';

export const PAIR = { id: 'wall-key', secret: 'wall-secret' };
export const ENV = {
  TINTYPE_ACCESS_KEY_ID: PAIR.id,
  TINTYPE_ACCESS_KEY_SECRET: PAIR.secret,
  TINTYPE_OTHER_SECRET: 'hidden',
};
/** The closest confinement needs root, and a system that grants it namespaces. */
const WRITABLE = { writable: tmpdir(), readable: [process.execPath] };
const { otherUser, offline } = await findConfinement(WRITABLE);
export const closest = otherUser && offline;

const directories: string[] = [];
export function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-wall-'));
  directories.push(directory);
  return directory;
}
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

export const serve = (data: string, ...more: string[]) =>
  ServerProcess.serve(['--data', data, '--port', '0', '--console-port', '0', '--no-demo', ...more], ENV);

export const status = (pid: number, name: string) =>
  new RegExp(`^${name}:[\\t ]*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];

/** Once they are ready: before, the programs that confine them are still at it. */
export async function workersOf(server: ServerProcess): Promise<number[]> {
  const [, console = ''] = await server.says(/Console +(\S+)/);
  await expect.poll(async () => (await fetch(`${console}/ready`)).status, { interval: 50 }).toBe(200);
  const own = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return own.map(Number).filter((pid) => {
    try {
      return status(pid, 'PPid') === String(server.child.pid);
    } catch {
      return false;
    }
  });
}

export async function send(
  endpoint: string,
  method: string,
  path: string,
  body?: Buffer | string,
  headers = {},
): Promise<Response> {
  const [bare = '', query = ''] = path.split('?');
  const resource = bare.split('/').length === 2 ? `${bare}/` : bare;
  const ask = signed({ method, path: bare, query, headers }, resource, PAIR);
  const options = { method, headers: ask.headers ?? {}, ...(body !== undefined && { body }) };
  return fetch(`${endpoint}${path}`, options);
}

export const asWorker = (...command: string[]) =>
  execFileSync('setpriv', [`--reuid=${WORKER_ID}`, `--regid=${WORKER_ID}`, '--clear-groups', ...command], {
    stdio: 'pipe',
  });
