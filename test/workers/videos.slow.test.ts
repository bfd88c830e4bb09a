/** What else ends ffmpeg with its worker, and limits it. */
import { describe, expect, test } from 'vitest';
import { allGone, programs, snapshot, startEndless, statusOf } from './ffmpeg-stand-ins.js';
import { failureOf, startOwnPool } from './pools.js';

describe.skipIf(process.platform !== 'linux')('ffmpeg and what it started end', () => {
  test('at the deadline, with a 503', async () => {
    const { pool, pids } = await startEndless({ deadline: 5000 });
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
    expect(await job).toMatchObject({ status: 503 });
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

describe.skipIf(process.platform !== 'linux')('limits', () => {
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
