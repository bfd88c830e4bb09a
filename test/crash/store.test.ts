/**
 * Kills a process that writes, opens what it left, and looks for everything that was acknowledged. Another run of the
 * same kind: CRASH_SEED=…; more of them: CRASH_ROUNDS=…. When a process dies is not in the seed's power.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { amountsIn } from './journal.js';
import { Random } from './random.js';
import type { Settled } from './settle.js';

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 32);
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 10);
const WRITERS = 8;
const LONGEST_LIFE_MS = 1500;

/** A process group of its own, so that all of it can be killed at once. */
function start(script: string, args: readonly string[]) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function writeUntilKilled(directory: string, journal: string, random: Random): Promise<void> {
  const child = start('./store-writer.ts', [directory, journal, String(random.below(2 ** 32)), String(WRITERS)]);
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  await new Promise((resolve) => setTimeout(resolve, random.below(LONGEST_LIFE_MS)));
  if (child.pid === undefined || child.exitCode !== null) throw new Error('the writers ended by themselves');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

async function check(directory: string, journal: string): Promise<Settled> {
  const child = start('./store-check.ts', [directory, journal]);
  return JSON.parse(await text(child.stdout));
}

test(`${ROUNDS} crashes, seed ${SEED}`, async () => {
  const parent = await mkdtemp(join(tmpdir(), 'tintype-crash-'));
  const [directory, journal] = [join(parent, 'data'), join(parent, 'journal')];
  const random = new Random(SEED);
  let adopted = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    await writeUntilKilled(directory, journal, random);
    const report = await check(directory, journal);
    expect(report.problems, `round ${round} of seed ${SEED}, kept in ${parent}`).toEqual([]);
    adopted += report.adopted;
  }
  // Or nothing was tested.
  const { acknowledged, parts, pieces } = amountsIn(journal);
  expect(acknowledged).toBeGreaterThan(ROUNDS * WRITERS);
  expect(parts).toBeGreaterThan(ROUNDS);
  // Behind 64 they are joined.
  if (ROUNDS >= 10) expect(pieces).toBeGreaterThan(64);
  if (ROUNDS >= 10) expect(adopted).toBeGreaterThan(0);
  await rm(parent, { recursive: true });
});
