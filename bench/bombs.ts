/**
 * Small files that ask for a lot: how long the front takes to refuse them from their facts and what it grows by
 * meanwhile, and what becomes of those whose facts are harmless, in a worker.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estimateCost } from '#src/process/cost.js';
import { type Facts, readFacts } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { measurePlan } from '#src/process/measure.js';
import { planOf } from '#src/process/plan.js';
import { WorkerPool } from '#src/workers/pool.js';
import { memoryOf, resetPeak } from '../test/memory.js';
import { type Bomb, bombs } from '../test/process/bombs.js';
import { median, ms, table } from './measure.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 50);
/** What the issue asks for: seconds and bytes. */
const MOST_SECONDS = 0.005;
const MOST_GROWTH = 10e6;

const plan = planOf('image/resize,w_200', GUIDE_LIMITS);

/** As the front does before any worker: undefined when nothing is refused. */
async function refusal(bytes: Buffer): Promise<string | Facts> {
  try {
    const facts = await readFacts((offset, length) => bytes.subarray(offset, offset + length), bytes.length);
    measurePlan(plan, facts, bytes.length, GUIDE_LIMITS);
    estimateCost(plan, facts);
    return facts;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

interface Refused {
  readonly said: string | Facts;
  readonly seconds: number;
  readonly worst: number;
  readonly growth: number;
}

async function front({ bytes }: Bomb): Promise<Refused> {
  let said = await refusal(bytes);
  globalThis.gc?.();
  resetPeak(process.pid);
  const before = memoryOf(process.pid).now;
  // Of one: fifty are as much garbage as V8 lets lie.
  said = await refusal(bytes);
  const growth = memoryOf(process.pid).peak - before;
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.hrtime.bigint();
    said = await refusal(bytes);
    seconds.push(Number(process.hrtime.bigint() - started) / 1e9);
  }
  return { said, seconds: median(seconds), worst: Math.max(...seconds), growth };
}

/** Its answer, seconds, and the largest that a worker became. */
async function worker(pool: WorkerPool, { what, bytes }: Bomb, facts: Facts): Promise<readonly string[]> {
  const { pids } = pool.stats();
  for (const pid of pids) resetPeak(pid);
  const started = performance.now();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, ...pool.stats().pids.map(peakOf));
  }, 50);
  const source = { bytes: { bytes }, facts, fileSize: bytes.length };
  const job = { plan, source, sources: [], limits: GUIDE_LIMITS };
  const { cost, lane } = estimateCost(plan, facts);
  const said = await pool.run(job, { cost, lane, signal: new AbortController().signal, key: what }).then(
    ({ size }) => `200, ${size} bytes`,
    ({ status, code }: { status: number; code: string }) => `${status} ${code}`,
  );
  clearInterval(watch);
  peak = Math.max(peak, ...pool.stats().pids.map(peakOf));
  return [what, said, `${((performance.now() - started) / 1000).toFixed(2)} s`, `${(peak / 1e6).toFixed(0)} MB`];
}

function peakOf(pid: number): number {
  try {
    return memoryOf(pid).peak;
  } catch {
    return 0;
  }
}

const all = bombs();
const found = new Map<Bomb, Refused>();
for (const bomb of all) found.set(bomb, await front(bomb));
table(
  ['in front', 'bytes', 'answer', 'median', 'worst', 'growth'],
  [...found].map(([{ what, bytes }, { said, seconds, worst, growth }]) => [
    what,
    String(bytes.length),
    typeof said === 'string' ? said : 'to a worker',
    ms(seconds),
    ms(worst),
    `${(growth / 1e6).toFixed(1)} MB`,
  ]),
);

const scratch = await mkdtemp(join(tmpdir(), 'tintype-bombs-'));
const pool = await WorkerPool.start({ scratch, size: 1 });
const rows: (readonly string[])[] = [];
const lastHeavy = [...found].sort(([a], [b]) => Number(a.heavy ?? false) - Number(b.heavy ?? false));
for (const [bomb, { said }] of lastHeavy) if (typeof said !== 'string') rows.push(await worker(pool, bomb, said));
console.log();
table(['in a worker', 'answer', 'time', 'largest worker'], rows);
const { jobs } = pool.stats();
await pool.close(1000);
await rm(scratch, { recursive: true, force: true });

const slow = [...found].filter(([, { seconds, growth }]) => seconds > MOST_SECONDS || growth > MOST_GROWTH);
console.log(
  `\n${all.length} bombs; ${slow.length} took more than 5 ms or 10 MB in front; ${jobs.crashed} workers lost.`,
);
if (slow.length > 0) process.exitCode = 1;
