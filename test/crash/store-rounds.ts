/** A store that is killed while it writes, again and again, and looked at after each time. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Engines } from './engines.js';
import { amountsIn } from './journal.js';
import { Random } from './random.js';
import type { Settled } from './settle.js';

interface Place {
  readonly directory: string;
  readonly journal: string;
  readonly engines: Engines;
}

const WRITERS = 8;
const LONGEST_LIFE_MS = 1500;
/** Engines are slower, and as much has to have happened. */
const LONGEST_LIFE_OF_ENGINES_MS = 5000;

/** A process group of its own, so that all of it can be killed at once. */
function start(script: string, args: readonly string[], engines: Engines) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    detached: true,
    env: { ...process.env, CRASH_ENGINES: JSON.stringify(engines) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function writeUntilKilled({ directory, journal, engines }: Place, random: Random): Promise<void> {
  const child = start(
    './store-writer.ts',
    [directory, journal, String(random.below(2 ** 32)), String(WRITERS)],
    engines,
  );
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  await new Promise((resolve) =>
    setTimeout(resolve, random.below(engines.s3 ? LONGEST_LIFE_OF_ENGINES_MS : LONGEST_LIFE_MS)),
  );
  if (child.pid === undefined || child.exitCode !== null) throw new Error('the writers ended by themselves');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

async function check({ directory, journal, engines }: Place): Promise<Settled> {
  const child = start('./store-check.ts', [directory, journal], engines);
  return JSON.parse(await text(child.stdout));
}

/** Fails with what is not as it was acknowledged, and when nothing was tested. */
export async function crashStore(rounds: number, seed: number, engines: Engines = {}): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'tintype-crash-'));
  const place = { directory: join(parent, 'data'), journal: join(parent, 'journal'), engines };
  const random = new Random(seed);
  let adopted = 0;
  for (let round = 1; round <= rounds; round++) {
    await writeUntilKilled(place, random);
    const report = await check(place);
    expect(report.problems, `round ${round} of seed ${seed}, kept in ${parent}`).toEqual([]);
    adopted += report.adopted;
  }
  // Or nothing was tested.
  const { acknowledged, parts, pieces } = amountsIn(place.journal);
  expect(acknowledged).toBeGreaterThan(rounds * WRITERS);
  expect(parts).toBeGreaterThan(engines.s3 ? 0 : rounds);
  // Behind 64 they are joined.
  if (rounds >= 10 && !engines.s3) expect(pieces).toBeGreaterThan(64);
  if (rounds >= 10 && !engines.s3) expect(adopted).toBeGreaterThan(0);
  await rm(parent, { recursive: true });
}
