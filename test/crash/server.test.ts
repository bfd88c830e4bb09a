/**
 * Kills a whole server, its workers too, while clients write, delete and read; starts it again on what is left, and
 * looks for everything that was acknowledged. CRASH_SEED=… repeats the choices, CRASH_ROUNDS=… makes more of them; when
 * the kill comes between two steps of the server is in nobody's power. What SIGKILL cannot show is a lost flush: the
 * page cache survives it. test/store/durability.test.ts looks at the order of the flushes instead.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { ServerProcess } from '../cli/server-process.js';
import { expectationsOf, uploadsOf } from './expectations.js';
import { amountsIn, recordEnded, recordSeen } from './journal.js';
import { Random } from './random.js';
import { ServerTarget } from './server-target.js';
import { settle } from './settle.js';
import { UnexpectedAnswer } from './target.js';
import { verify } from './verify.js';
import { type Watch, watch } from './watcher.js';
import { prepare, runWriters } from './writers.js';

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 32);
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 10);
const WRITERS = 8;
const LONGEST_LIFE_MS = 1500;
const LONGEST_START_MS = 700;
const KEY = { id: 'crash', secret: 'crash-secret' };

let server: ServerProcess | undefined;
afterEach(() => server?.end());

function serve(data: string): ServerProcess {
  const args = ['--port', '0', '--console-port', '0', '--workers', '1', '--no-demo', '--data', data];
  server = ServerProcess.serve(args, { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret });
  return server;
}

async function start(data: string): Promise<ServerTarget> {
  return ServerTarget.connect(await serve(data).endpoint(), KEY);
}

/**
 * Writes and reads for a while, and until everybody has noticed the kill. It comes at the very moment at which a client
 * hears that something was stored: what is acknowledged too early is then not there.
 */
async function lifeOf(target: ServerTarget, journal: string, random: Random): Promise<Watch> {
  const due = Date.now() + random.below(LONGEST_LIFE_MS);
  let killed: Promise<void> | undefined;
  const onAcknowledged = () => {
    if (Date.now() >= due) killed ??= server?.end();
  };
  const seed = random.below(2 ** 32);
  const ended = new AbortController();
  const [failures, watched] = await Promise.all([
    runWriters(target, { journal, seed, writers: WRITERS, onAcknowledged }).finally(() => ended.abort()),
    watch(target, random.fork(), ended.signal),
  ]);
  target.close();
  expect(killed, `ended by itself: ${failures.join()}`).toBeDefined();
  await killed;
  expect(failures.filter((error) => error instanceof UnexpectedAnswer)).toEqual([]);
  return watched;
}

test(`${ROUNDS} crashes of a server, seed ${SEED}`, async () => {
  const parent = await mkdtemp(join(tmpdir(), 'tintype-crash-'));
  const [data, journal] = [join(parent, 'data'), join(parent, 'journal')];
  const random = new Random(SEED);
  let looks = 0;
  let target = await start(data);
  await prepare(target, journal);
  for (let round = 1; round <= ROUNDS; round++) {
    const where = `round ${round} of seed ${SEED}, kept in ${parent}`;
    const watched = await lifeOf(target, journal, random);
    expect(watched.problems, where).toEqual([]);
    looks += watched.looks;
    target = await start(data);
    const uploads = uploadsOf(journal);
    const { problems, seen } = await verify(target, expectationsOf(journal), uploads);
    expect(problems, where).toEqual([]);
    recordSeen(journal, seen);
    recordEnded(journal, uploads);
  }
  target.close();
  expect(await server?.stop()).toBe(0);
  const { problems, adopted } = await settle(data);
  expect(problems, `seed ${SEED}, kept in ${parent}`).toEqual([]);
  // Or nothing was tested.
  const { acknowledged, parts, pieces } = amountsIn(journal);
  expect(acknowledged).toBeGreaterThan(ROUNDS * WRITERS);
  expect(parts).toBeGreaterThan(ROUNDS);
  // Behind 64 they are joined.
  if (ROUNDS >= 10) expect(pieces).toBeGreaterThan(64);
  expect(looks).toBeGreaterThan(ROUNDS);
  if (ROUNDS >= 10) expect(adopted).toBeGreaterThan(0);
  await rm(parent, { recursive: true });
});

test(`a server that is killed while it starts, seed ${SEED}`, async () => {
  const random = new Random(SEED);
  for (let round = 1; round <= ROUNDS / 3; round++) {
    const parent = await mkdtemp(join(tmpdir(), 'tintype-crash-'));
    const data = join(parent, 'data');
    for (let kills = 0; kills < 2; kills++) {
      const starting = serve(data);
      await sleep(random.below(LONGEST_START_MS));
      await starting.end();
    }
    const target = await start(data);
    await target.put('key', Buffer.from('body'));
    expect(String((await target.get('key'))?.bytes), `round ${round} of seed ${SEED}`).toBe('body');
    target.close();
    await server?.end();
    await rm(parent, { recursive: true });
  }
});
