/** scripts/audit.mjs against registries of our own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A registry that knows these advisories, by package. */
async function registry(advisories: object): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const versions = { '0.35.5': { name: 'sharp', version: '0.35.5' } };
    const known = request.method === 'GET' ? { name: 'sharp', 'dist-tags': {}, versions } : advisories;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(known));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function audit(address: string): Promise<readonly [number, string]> {
  // npm keeps what it was told.
  const cache = mkdtempSync(join(tmpdir(), 'tintype-audit-'));
  const env = { ...process.env, npm_config_registry: address, npm_config_cache: cache };
  const child = spawn(process.execPath, ['scripts/audit.mjs'], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  rmSync(cache, { recursive: true, force: true });
  return [code as number, said];
}

const advisory = (severity: string) => ({
  sharp: [
    {
      id: 1,
      url: 'https://example.test/1',
      title: 'a hole',
      severity,
      vulnerable_versions: '*',
      cwe: [],
      cvss: { score: 9, vectorString: null },
    },
  ],
});

test('a hole of weight fails, a small one and none do not', async () => {
  const asked = [advisory('critical'), advisory('low'), {}].map(async (known) => audit(await registry(known)));
  const [critical, low, none] = await Promise.all(asked);
  expect(critical).toEqual([1, expect.stringContaining('critical: sharp')]);
  expect(low?.[0]).toBe(0);
  expect(none).toEqual([0, expect.stringContaining('0, of weight 0')]);
});

test('a registry that cannot be asked is no failure', async () => {
  expect(await audit('http://127.0.0.1:1/')).toEqual([0, expect.stringContaining('was not asked')]);
});
