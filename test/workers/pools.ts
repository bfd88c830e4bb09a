/** Pools with the test engine of fixtures/engine.mjs, each with a directory of its own; all closed after each test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import type { PlanValues } from '#src/process/plan.js';
import type { Incident } from '#src/workers/options.js';
import { type PoolOptions, WorkerPool } from '#src/workers/pool.js';
import type { JobResult, RenderJob } from '#src/workers/protocol.js';

export interface Started {
  readonly pool: WorkerPool;
  readonly scratch: string;
  readonly incidents: Incident[];
}

export interface Asked {
  readonly cost?: number;
  readonly lane?: 'fast' | 'slow';
  readonly signal?: AbortSignal;
  readonly key?: string;
}

const pools: WorkerPool[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close(0)));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-workers-'));
  directories.push(directory);
  return directory;
}

export const fixture = (name: string) => new URL(`./fixtures/${name}`, import.meta.url);

/** With the test engine. */
export function startPool(options: Partial<PoolOptions> = {}): Promise<Started> {
  return startOwnPool({ entry: fixture('engine.mjs'), ...options });
}

/** With Tintype's own engine. */
export async function startOwnPool(options: Partial<PoolOptions> = {}): Promise<Started> {
  const scratch = options.scratch ?? scratchDirectory();
  const incidents: Incident[] = [];
  const report = (incident: Incident) => incidents.push(incident);
  const pool = await WorkerPool.start({ scratch, size: 2, report, ...options });
  pools.push(pool);
  return { pool, scratch, incidents };
}

export function jobOf(operation: string, values: PlanValues = {}): RenderJob {
  const plan = { steps: [{ operation, values }], settings: {}, sources: [] };
  const facts = { format: 'jpg', width: 1, height: 1, frames: 1, orientation: 1, alpha: false } as const;
  return { plan, source: { bytes: { path: '/nowhere' }, facts, fileSize: 1 }, sources: [], limits: GUIDE_LIMITS };
}

export function ask(
  pool: WorkerPool,
  operation: string,
  values: PlanValues = {},
  asked: Asked = {},
): Promise<JobResult> {
  const { cost = 10, lane = 'fast', signal = new AbortController().signal, key } = asked;
  return pool.run(jobOf(operation, values), { cost, lane, signal, ...(key === undefined ? {} : { key }) });
}

/** The body of a small result as text. */
export async function textOf(result: Promise<JobResult>): Promise<string> {
  const { body } = await result;
  return 'bytes' in body ? body.bytes.toString() : body.path;
}

/** The error that a promise rejects with. */
export async function failureOf(result: Promise<unknown>): Promise<Record<string, unknown>> {
  return result.then(
    () => ({ code: 'none: it succeeded' }),
    (error: unknown) => error as Record<string, unknown>,
  );
}

/** Starts a long job and tells which process it is in. */
export async function busyWorker(pool: WorkerPool, operation = 'sleep') {
  const before = pool.stats().workers.busy;
  const job = failureOf(ask(pool, operation, { ms: 60_000 }, { key: 'victim' }));
  expect(pool.stats().workers.busy).toBe(before + 1);
  // The pool gives work to the first idle worker of its list.
  return { job, pid: Number(pool.stats().pids[before]) };
}

export async function replaced(pool: WorkerPool, old: number, options: { timeout?: number } = {}): Promise<void> {
  const others = () => pool.stats().pids.filter((pid) => pid !== old);
  await expect.poll(others, { interval: 5, ...options }).toHaveLength(2);
}
