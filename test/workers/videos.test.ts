/** ffmpeg as a child of a worker: it dies with the worker, whatever ends that, and says so when it is not there. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import type { VideoFacts } from '#src/process/video/facts.js';
import { InstalledFfmpeg } from '#src/process/video/installed.js';
import type { PoolOptions, WorkerPool } from '#src/workers/pool.js';
import { failureOf, scratchDirectory, startOwnPool } from './pools.js';

const FACTS: VideoFacts = { container: 'mov', stream: 0, width: 16, height: 16, aspect: 1, orientation: 1, start: 0 };

function snapshot(pool: WorkerPool, signal = new AbortController().signal) {
  const plan = planOf('video/snapshot,t_0,f_png', GUIDE_LIMITS);
  const source = { input: { path: '/nowhere' }, video: FACTS };
  return pool.run({ plan, source, sources: [], limits: GUIDE_LIMITS }, { cost: 5000, lane: 'slow', signal });
}

/** A directory with programs of that text, in front of the others. */
function programs(text: string): string {
  const directory = scratchDirectory();
  for (const name of ['ffmpeg', 'ffprobe']) {
    writeFileSync(join(directory, name), text);
    chmodSync(join(directory, name), 0o755);
  }
  return directory;
}

/** A pool whose ffmpeg never ends, and has a child of its own. */
async function startEndless(options: Partial<PoolOptions> = {}) {
  const bin = programs('#!/bin/sh\nsleep 300 &\nwait\n');
  const started = await startOwnPool({ env: { PATH: `${bin}:${process.env.PATH}` }, ...options });
  /** The two, as soon as they are there. */
  const pids = async () => {
    const workers = started.pool.stats().pids;
    const children = () => workers.flatMap(groupOf).filter((pid) => !workers.includes(pid));
    await vi.waitFor(() => expect(children().length).toBeGreaterThanOrEqual(2), 10_000);
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
function statusOf(pid: number): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

const isAlive = (pid: number) => !['Z', undefined].includes(statusOf(pid)[0]);

const allGone = (pids: readonly number[]) => vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 10_000);

describe.skipIf(process.platform !== 'linux')('ffmpeg and what it started end', () => {
  test('when the client leaves', async () => {
    const { pool, pids } = await startEndless({ abandonAbove: 10 });
    const client = new AbortController();
    const job = failureOf(snapshot(pool, client.signal));
    const running = await pids();
    client.abort(new Error('left'));
    expect(await job).toMatchObject({ message: 'left' });
    await allGone(running);
  });

  test('at the deadline, with a 503', async () => {
    const { pool, pids } = await startEndless({ deadline: 1500 });
    const job = failureOf(snapshot(pool));
    const running = await pids();
    expect(await job).toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    await allGone(running);
  });

  test('when the worker is killed by somebody else', async () => {
    const { pool, pids } = await startEndless();
    const job = failureOf(snapshot(pool));
    const running = await pids();
    for (const pid of pool.stats().pids) process.kill(pid, 'SIGKILL');
    expect(await job).toMatchObject({ status: 500 });
    await allGone(running);
  });
});

test.skipIf(process.platform !== 'linux')(
  "ffmpeg has the worker's session and niceness: it waits for the front, too",
  async () => {
    const { pool, pids } = await startEndless();
    const left = new AbortController();
    const job = failureOf(snapshot(pool, left.signal));
    const workers = pool.stats().pids.map(String);
    for (const [, , , session = '', ...fields] of (await pids()).map(statusOf)) {
      expect(workers).toContain(session);
      expect(fields[12]).toBe('10');
    }
    left.abort(new Error('left'));
    await job;
  },
);

describe('without ffmpeg', () => {
  test('501, with what to install; pictures go on', async () => {
    const { pool } = await startOwnPool({ env: { PATH: scratchDirectory() } });
    const error = await failureOf(snapshot(pool));
    expect(error).toMatchObject({ code: 'NotImplemented', status: 501 });
    expect(error.message).toMatch(/Install the package ffmpeg .*tintype doctor --install/);
  });

  test('what is not there is looked for again: it may be installed meanwhile', async () => {
    const directory = scratchDirectory();
    const ffmpeg = new InstalledFfmpeg({ PATH: directory });
    await expect(ffmpeg.version()).rejects.toMatchObject({ code: 'NotImplemented' });
    for (const name of ['ffmpeg', 'ffprobe']) {
      writeFileSync(join(directory, name), `#!/bin/sh\necho ${name} version 7.1-test Copyright\n`);
      chmodSync(join(directory, name), 0o755);
    }
    await vi.waitFor(async () => expect(await ffmpeg.version()).toBe('ffmpeg-7.1-test'), 5000);
  });

  test('one of the two programs is not enough', async () => {
    const directory = programs('#!/bin/sh\necho x version 1\n');
    writeFileSync(join(directory, 'ffprobe'), '#!/bin/sh\nexit 1\n');
    await expect(new InstalledFfmpeg({ PATH: directory }).version()).rejects.toMatchObject({ status: 501 });
  });
});

describe.skipIf(process.platform !== 'linux')('limits', () => {
  test('of memory, CPU and files; it may write none', async () => {
    const bin = programs('#!/bin/sh\ncat /proc/self/limits >&2\nexit 1\n');
    const { pool } = await startOwnPool({ env: { PATH: `${bin}:${process.env.PATH}` } });
    const probe = { input: { path: '/nowhere' }, container: 'mov' } as const;
    const asked = { cost: 1, lane: 'fast', signal: new AbortController().signal } as const;
    const { code, cause } = await failureOf(pool.run({ probe }, asked));
    expect(code).toBe('BadRequest');
    const soft = (name: string) => new RegExp(`Max ${name} +(\\d+)`).exec(String(cause))?.[1];
    expect(['data size', 'cpu time', 'file size', 'core file size', 'open files'].map(soft)).toEqual([
      String(1024 ** 3),
      '60',
      '0',
      '0',
      '64',
    ]);
  });

  test('of memory: never above the ceiling of the worker', async () => {
    const bin = programs('#!/bin/sh\ncat /proc/self/limits >&2\nexit 1\n');
    const { pool } = await startOwnPool({ env: { PATH: `${bin}:${process.env.PATH}` }, ceiling: 600 * 1024 * 1024 });
    expect(String((await failureOf(snapshot(pool))).cause)).toMatch(/Max data size +629145600/);
  });

  test('a decoder without memory goes on without frames: what comes then is not the frame that was asked for', async () => {
    const frame = 'head -c 768 /dev/zero';
    const bin = programs(`#!/bin/sh\n${frame}\necho "x" >&2\necho "[h264] get_buffer() failed" >&2\n`);
    const { pool } = await startOwnPool({ env: { PATH: `${bin}:${process.env.PATH}` } });
    expect(await failureOf(snapshot(pool))).toMatchObject({ code: 'ImageTooLarge', status: 400 });
    const fed = programs(`#!/bin/sh\n${frame}\necho "x" >&2\n`);
    const other = await startOwnPool({ env: { PATH: `${fed}:${process.env.PATH}` } });
    expect(await snapshot(other.pool)).toMatchObject({ contentType: 'image/png' });
  });

  test('of memory that was refused: ImageTooLarge', async () => {
    const bin = programs('#!/bin/sh\necho "x: Cannot allocate memory" >&2\nexit 1\n');
    const { pool, incidents } = await startOwnPool({ env: { PATH: `${bin}:${process.env.PATH}` } });
    expect(await failureOf(snapshot(pool))).toMatchObject({ code: 'ImageTooLarge', status: 400 });
    expect(incidents).toEqual([]);
  });
});
