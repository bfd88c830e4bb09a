/** What it costs that workers are confined: to start one, and for each picture. Turn by turn, so that a busy machine is the same for both. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { type Confinement, findConfinement, UNCONFINED } from '#src/workers/confinement.js';
import { WorkerPool } from '#src/workers/pool.js';
import { jpeg, photo } from '../test/pictures.js';
import { median, ms, table } from './measure.js';

const STARTS = Number(process.env.BENCH_STARTS ?? 5);
const PICTURES = Number(process.env.BENCH_ROUNDS ?? 400);

const scratch = await mkdtemp(join(tmpdir(), 'tintype-confined-'));
const bytes = await jpeg(photo(600, 400));
const source = { bytes: { bytes }, facts: factsOfBytes(bytes), fileSize: bytes.length };
const plan = planOf('image/resize,w_100', GUIDE_LIMITS);

const looked = performance.now();
const found = await findConfinement({ writable: tmpdir(), readable: [process.execPath] });
const look = (performance.now() - looked) / 1000;

interface Side {
  readonly confinement: Confinement;
  readonly starts: number[];
  readonly pictures: number[];
}
const free: Side = { confinement: UNCONFINED, starts: [], pictures: [] };
const walled: Side = { confinement: found, starts: [], pictures: [] };
const sides = [free, walled];

const seconds = async (work: () => Promise<unknown>) => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

for (let round = 0; round < STARTS; round++) {
  for (const { confinement, starts } of sides) {
    starts.push(await seconds(async () => (await WorkerPool.start({ scratch, size: 1, confinement })).close(0)));
  }
}
const pools = await Promise.all(sides.map(({ confinement }) => WorkerPool.start({ scratch, size: 1, confinement })));
const job = { plan, source, sources: [], limits: GUIDE_LIMITS };
for (let round = 0; round < PICTURES; round++) {
  for (const [index, { pictures }] of sides.entries()) {
    const options = { cost: 10, lane: 'fast', signal: new AbortController().signal } as const;
    pictures.push(await seconds(async () => pools[index]?.run(job, options)));
  }
}
await Promise.all(pools.map((pool) => pool.close(0)));
await rm(scratch, { recursive: true, force: true });

const row = (what: string, of: 'starts' | 'pictures') => [what, ms(median(free[of])), ms(median(walled[of]))];
table(['median', 'as the server', 'confined'], [row('two workers started', 'starts'), row('a thumbnail', 'pictures')]);
console.log(
  `\nFound in ${ms(look)}: ${found.otherUser ? 'another user' : 'the same user'}, ${found.offline ? 'without a network' : 'with the network'}.`,
);
