/** CRASH_SEED=… repeats the choices, CRASH_ROUNDS=… makes more of them; `npm run crash` is the long way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { ServerProcess } from '../cli/server-process.js';
import { Random } from './random.js';
import { CRASH_KEY, crashRounds, serve } from './rounds.js';
import { ServerTarget } from './server-target.js';

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 32);
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 50);
const WRITERS = 16;
const LONGEST_START_MS = 700;

let server: ServerProcess | undefined;
afterEach(() => server?.end());

test(`${ROUNDS} crashes of a server, seed ${SEED}`, async () => {
  const parent = await mkdtemp(join(tmpdir(), 'tintype-crash-'));
  const size = { writers: WRITERS, longestLife: 300, ballast: 1000, settleEvery: 25 };
  const { amounts, looks, orphans } = await crashRounds({ parent, seed: SEED, rounds: ROUNDS, ...size });
  // Or nothing was tested; how much is done between two kills is up to the machine.
  expect(amounts.acknowledged).toBeGreaterThan(ROUNDS);
  if (ROUNDS >= 10) {
    expect(Math.min(amounts.parts, looks, orphans), JSON.stringify({ ...amounts, looks, orphans })).toBeGreaterThan(0);
    // Behind 64 they are joined.
    expect(amounts.pieces).toBeGreaterThan(64);
  }
  await rm(parent, { recursive: true });
});

test(`a server that is killed while it starts, seed ${SEED}`, async () => {
  const random = new Random(SEED);
  for (let round = 1; round <= 3; round++) {
    const parent = await mkdtemp(join(tmpdir(), 'tintype-crash-'));
    const data = join(parent, 'data');
    for (let kills = 0; kills < 2; kills++) {
      const starting = serve(data);
      await sleep(random.below(LONGEST_START_MS));
      await starting.end();
    }
    server = serve(data);
    const target = await ServerTarget.connect(await server.endpoint(), CRASH_KEY);
    await target.put('key', Buffer.from('body'));
    expect(String((await target.get('key'))?.bytes), `round ${round} of seed ${SEED}`).toBe('body');
    target.close();
    await server.end();
    await rm(parent, { recursive: true });
  }
});
