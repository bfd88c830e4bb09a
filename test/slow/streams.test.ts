/** Bodies pass through the front process and do not gather in it, whatever their size and however slow the other end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerProcess } from '../cli/server-process.js';
import { memoryOf, resetPeak } from '../memory.js';
import { type KeyPair, signed } from '../oss/request.js';

const MB = 1 << 20;
const SIZE = 256 * MB;
/** What Node leaves for its garbage collector to find, and the batches of one upload; a third of it in practice. */
const MOST = 100 * MB;
const KEY: KeyPair = { id: 'streams', secret: 'streams-secret' };

// Linux alone tells the peak of a process.
describe.skipIf(process.platform !== 'linux')('256 MB through the front process', () => {
  let directory: string;
  let server: ServerProcess;
  let endpoint: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tintype-streams-'));
    const args = ['--port', '0', '--console-port', '0', '--workers', '1', '--no-demo'];
    const env = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
    server = ServerProcess.serve([...args, '--data', join(directory, 'data')], env);
    endpoint = await server.endpoint();
    await answered(open('PUT', '/streams/', 0));
  });
  afterAll(async () => {
    await server?.end();
    await rm(directory, { recursive: true });
  });

  const open = (method: string, resource: string, length?: number) => {
    const ask = { method, ...(length !== undefined && { headers: { 'content-length': String(length) } }) };
    return request(endpoint + resource, { method, headers: signed(ask, resource, KEY).headers ?? {} });
  };

  async function answered(sent: ReturnType<typeof open>): Promise<IncomingMessage> {
    const response = new Promise<IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve).on('error', reject);
    });
    sent.end();
    expect((await response).statusCode).toBe(200);
    return response;
  }

  async function put(): Promise<void> {
    const sent = open('PUT', '/streams/big', SIZE);
    const chunk = Buffer.alloc(MB, 'tintype ');
    for (let left = SIZE; left > 0; left -= MB) {
      if (!sent.write(chunk)) await new Promise((resolve) => sent.once('drain', resolve));
    }
    (await answered(sent)).resume();
  }

  async function get(pauseMs: number): Promise<number> {
    let bytes = 0;
    for await (const chunk of await answered(open('GET', '/streams/big'))) {
      if (bytes === 0) await sleep(pauseMs);
      bytes += chunk.length;
    }
    return bytes;
  }

  async function growth(run: () => Promise<void>): Promise<number> {
    const pid = Number(server.child.pid);
    const before = memoryOf(pid).now;
    resetPeak(pid);
    await run();
    return memoryOf(pid).peak - before;
  }

  test('up', async () => {
    expect(await growth(put)).toBeLessThan(MOST);
  });

  test('down, to a client that reads late', async () => {
    const grown = await growth(async () => {
      expect(await get(1000)).toBe(SIZE);
    });
    expect(grown).toBeLessThan(MOST);
  });
});
