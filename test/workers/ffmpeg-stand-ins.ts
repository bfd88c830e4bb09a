/** Programs in the place of ffmpeg, and the processes that come of them. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import type { VideoFacts } from '#src/process/video/facts.js';
import type { PoolOptions, WorkerPool } from '#src/workers/pool.js';
import { scratchDirectory, startOwnPool } from './pools.js';

const FACTS: VideoFacts = { container: 'mov', stream: 0, width: 16, height: 16, aspect: 1, orientation: 1, start: 0 };

export function snapshot(pool: WorkerPool, signal = new AbortController().signal) {
  const plan = planOf('video/snapshot,t_0,f_png', GUIDE_LIMITS);
  const source = { input: { path: '/nowhere' }, video: FACTS };
  return pool.run({ plan, source, sources: [], limits: GUIDE_LIMITS }, { cost: 5000, lane: 'slow', signal });
}

/** A directory with programs of that text, in front of the others. */
export function programs(text: string): string {
  const directory = scratchDirectory();
  for (const name of ['ffmpeg', 'ffprobe']) {
    writeFileSync(join(directory, name), text);
    chmodSync(join(directory, name), 0o755);
  }
  return directory;
}

/** A pool whose ffmpeg never ends, and has a child of its own. */
export async function startEndless(options: Partial<PoolOptions> = {}) {
  const bin = programs('#!/bin/sh\nsleep 300 &\nwait\n');
  const started = await startOwnPool({ env: { PATH: `${bin}:${process.env.PATH}` }, ...options });
  /** The two, as soon as they are there. */
  const pids = async () => {
    const workers = started.pool.stats().pids;
    const children = () => workers.flatMap(groupOf).filter((pid) => !workers.includes(pid));
    await expect.poll(() => children().length).toBeGreaterThanOrEqual(2);
    return children();
  };
  return { ...started, pids };
}

/** The processes of a worker's group. */
function groupOf(leader: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => Number(statusOf(pid)[2]) === leader);
}

/** State, parent and group; nothing of a process that has gone. The fields follow the last ')'. */
export function statusOf(pid: number): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

const isAlive = (pid: number) => !['Z', undefined].includes(statusOf(pid)[0]);

export const allGone = (pids: readonly number[]) => expect.poll(() => pids.filter(isAlive)).toEqual([]);
