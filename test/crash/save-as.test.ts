/**
 * Kills a server, its workers too, while it saves a processed picture of 20 MB, and starts it again on what is left. The
 * object is there whole or not at all, and it is there when its saving was acknowledged. CRASH_SEED=… repeats the moments
 * of the kills, CRASH_ROUNDS=… makes more of them.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { base64Of } from '#src/process/base64.js';
import { ServerProcess } from '../cli/server-process.js';
import { type Ask, signed } from '../oss/request.js';
import { noisy, png } from '../pictures.js';
import { Random } from './random.js';
import { settle } from './settle.js';

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 32);
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 9);
const KEY = { id: 'crash', secret: 'crash-secret' };
/** Of noise, which no PNG makes smaller: 20.3 MB, just under the limit. */
const SIDE = 2600;
const MB = 1 << 20;
const LONGEST_WRITE_MS = 60;

let server: ServerProcess | undefined;
afterEach(() => server?.end());

class Client {
  constructor(private readonly endpoint: string) {}

  static async start(data: string): Promise<Client> {
    const args = ['--port', '0', '--console-port', '0', '--workers', '1', '--no-demo', '--data', data];
    server = ServerProcess.serve(args, { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret });
    return new Client(await server.endpoint());
  }

  ask(method: string, target: string, ask: Ask = {}): Promise<Response> {
    const { headers = {}, query = '' } = signed({ ...ask, method }, `/${target}`, KEY);
    const body = ask.body as Buffer<ArrayBuffer> | string | undefined;
    return fetch(`${this.endpoint}/${target}?${query}`, { method, headers, ...(body !== undefined && { body }) });
  }

  /** The saved text, or undefined when the server died first. */
  save(chain: string, key: string): Promise<string | undefined> {
    const body = `x-oss-process=${chain}|sys/saveas,o_${base64Of(key)}`;
    const asked = { query: 'x-oss-process', body, headers: { 'content-type': 'text/plain' } };
    return this.ask('POST', 'crash/source.png', asked).then(
      (response) => response.text(),
      () => undefined,
    );
  }

  async get(target: string, query = ''): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
    const response = await this.ask('GET', target, { query });
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
  }
}

/** Somewhere on the way; while the bytes of the object are being written; as soon as it is acknowledged. */
const MOMENTS = ['somewhere', 'writing', 'acknowledged'] as const;

async function kill(
  moment: (typeof MOMENTS)[number],
  whole: number,
  data: string,
  random: Random,
  end: Promise<unknown>,
) {
  if (moment === 'somewhere') await Promise.race([sleep(random.below(whole)), end]);
  else if (moment === 'writing') {
    const before = await blobs(data);
    const late = sleep(4 * whole).then(() => 'late');
    while ((await blobs(data)) === before) if ((await Promise.race([late, sleep(1)])) === 'late') break;
    await sleep(random.below(LONGEST_WRITE_MS));
  } else await end;
  await server?.end();
}

async function blobs(data: string): Promise<number> {
  return (await readdir(join(data, 'blobs'), { recursive: true })).filter((name) => /[0-9a-f]{32}$/.test(name)).length;
}

test(`${ROUNDS} crashes while a picture is saved, seed ${SEED}`, async () => {
  const parent = await mkdtemp(join(tmpdir(), 'tintype-crash-'));
  const data = join(parent, 'data');
  const random = new Random(SEED);
  let client = await Client.start(data);
  await client.ask('PUT', 'crash/');
  const picture = await png(noisy(SIDE, SIDE));
  expect(picture.length).toBeGreaterThan(19 * MB);
  expect((await client.ask('PUT', 'crash/source.png', { body: picture })).status).toBe(200);
  const begun = Date.now();
  expect(await client.save(`image/crop,h_${SIDE - 1}`, 'first.png')).toContain('"status": "OK"');
  const whole = Date.now() - begun;

  const ends = { whole: 0, absent: 0 };
  // Until both have been, or nothing was tested: which it is, is for the machine to say.
  const rounds = () => (ends.whole * ends.absent === 0 ? 10 * ROUNDS : ROUNDS);
  for (let round = 1; round <= rounds(); round++) {
    const moment = MOMENTS[round % MOMENTS.length] ?? 'somewhere';
    const where = `round ${round} (${moment}) of seed ${SEED}, kept in ${parent}`;
    const [key, chain] = [`saved-${round}.png`, `image/crop,w_${SIDE - round}`];
    const saving = client.save(chain, key);
    await kill(moment, whole, data, random, saving);
    const acknowledged = await saving;
    client = await Client.start(data);
    const kept = await client.get(`crash/${key}`);
    if (kept.status === 404) {
      ends.absent++;
      expect(acknowledged, where).toBeUndefined();
      continue;
    }
    ends.whole++;
    const made = await client.get('crash/source.png', `x-oss-process=${chain}`);
    expect([kept.status, kept.bytes.equals(made.bytes)], where).toEqual([200, true]);
    const md5 = createHash('md5').update(kept.bytes).digest('hex').toUpperCase();
    expect(kept.headers.get('etag'), where).toBe(`"${md5}"`);
    expect(made.bytes.length).toBeGreaterThan(19 * MB);
  }
  expect(await server?.stop()).toBe(0);
  expect((await settle(data)).problems, `seed ${SEED}, kept in ${parent}`).toEqual([]);
  expect(Math.min(ends.whole, ends.absent), JSON.stringify(ends)).toBeGreaterThan(0);
  await rm(parent, { recursive: true });
});
