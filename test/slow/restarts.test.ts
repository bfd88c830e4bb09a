/**
 * A server that is stopped with SIGTERM and started anew, again and again, behind a proxy that retries, under half of
 * the load that it can bear. RESTARTS=… makes more of them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { ServerProcess } from '../cli/server-process.js';
import { signed } from '../oss/request.js';
import { photo, png } from '../pictures.js';
import { RetryingProxy } from './retrying-proxy.js';

const RESTARTS = Number(process.env.RESTARTS ?? 3);
const KEY = { id: 'restarts', secret: 'restarts-secret' };
/** Requests a second: more would measure this process. */
const MOST = 400;
const CLIENTS = 8;
const MEASURED_MS = 2000;
/** Between one restart and the next. */
const SERVED_MS = 500;

let server: ServerProcess | undefined;
let proxy: RetryingProxy | undefined;
const agent = new Agent({ keepAlive: true });
afterEach(async () => {
  agent.destroy();
  proxy?.close();
  await server?.end();
});

async function start(data: string): Promise<string> {
  const args = ['--port', '0', '--console-port', '0', '--workers', '1', '--no-demo', '--data', data];
  server = ServerProcess.serve([...args, '--log-level', 'silent'], {
    TINTYPE_ACCESS_KEY_ID: KEY.id,
    TINTYPE_ACCESS_KEY_SECRET: KEY.secret,
  });
  return server.endpoint();
}

/** What went wrong with it, if something did. */
function ask(url: string, method: string, target: string, body?: Buffer): Promise<string | undefined> {
  return new Promise((resolve) => {
    const sent = request(url + target, { method, agent }, (answer) => {
      answer.resume().on('close', () => {
        const whole = answer.complete && answer.statusCode === 200;
        resolve(whole ? undefined : `${method} ${target}: ${answer.statusCode}, complete: ${answer.complete}`);
      });
    });
    sent.on('error', (error) => resolve(`${method} ${target}: ${error}`)).end(body);
  });
}

const PUT_BODY = Buffer.alloc(10_000, 'x');

/** Of ten: six objects, three pictures, one upload. */
function oneOf(url: string, n: number): Promise<string | undefined> {
  if (n % 10 < 6) return ask(url, 'GET', '/restarts/photo.png');
  if (n % 10 < 9) return ask(url, 'GET', `/restarts/photo.png?x-oss-process=image/resize,w_${20 + (n % 37)}`);
  return ask(url, 'PUT', `/restarts/new-${n % 50}`, PUT_BODY);
}

/** Requests a second, by clients who each wait for their answer. */
async function capacity(url: string): Promise<number> {
  const until = Date.now() + MEASURED_MS;
  let answered = 0;
  const client = async () => {
    while (Date.now() < until) {
      expect(await oneOf(url, answered)).toBeUndefined();
      answered++;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return (1000 * answered) / MEASURED_MS;
}

test(`${RESTARTS} restarts under half load fail no request`, async () => {
  const parent = await mkdtemp(join(tmpdir(), 'tintype-restarts-'));
  const data = join(parent, 'data');
  proxy = await RetryingProxy.start();
  proxy.upstream = await start(data);
  for (const [target, headers, body] of [
    ['/restarts/', { 'x-oss-acl': 'public-read-write' }, undefined],
    ['/restarts/photo.png', {}, await png(photo(200, 150))],
  ] as const) {
    const { headers: all = {} } = signed({ method: 'PUT', headers }, target, KEY);
    const init = { method: 'PUT', headers: all, ...(body !== undefined && { body: new Uint8Array(body) }) };
    expect((await fetch(proxy.url + target, init)).status).toBe(200);
  }
  const rate = Math.min(MOST, (await capacity(proxy.url)) / 2);

  const asked: Promise<string | undefined>[] = [];
  const { url } = proxy;
  const load = setInterval(() => asked.push(oneOf(url, asked.length)), 1000 / rate);
  const codes: (number | null | undefined)[] = [];
  for (let n = 0; n < RESTARTS; n++) {
    await sleep(SERVED_MS);
    codes.push(await server?.stop());
    proxy.upstream = await start(data);
  }
  await sleep(SERVED_MS);
  clearInterval(load);
  const failures = (await Promise.all(asked)).filter((failure) => failure !== undefined);
  console.log(
    `${RESTARTS} restarts, ${asked.length} requests at ${Math.round(rate)}/s: ${failures.length} failed; ` +
      `${proxy.refused} found no server and ${proxy.unanswered} no answer, and were sent again.`,
  );
  expect(failures).toEqual([]);
  expect(codes).toEqual(Array.from({ length: RESTARTS }, () => 0));
  // Or nothing was tested.
  expect(asked.length).toBeGreaterThan(20 * RESTARTS);
  expect(proxy.refused).toBeGreaterThan(0);
  // What a server has taken it answers. The kernel takes what comes between the last accept and the close.
  expect(proxy.unanswered).toBeLessThanOrEqual(RESTARTS);
  await rm(parent, { recursive: true });
});
