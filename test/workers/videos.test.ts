/** ffmpeg as a child of a worker: it dies with the worker, whatever ends that, and says so when it is not there. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InstalledFfmpeg } from '#src/process/video/installed.js';
import { allGone, programs, snapshot, startEndless } from './ffmpeg-stand-ins.js';
import { failureOf, scratchDirectory, startOwnPool } from './pools.js';

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
});

test.skipIf(process.platform !== 'linux')('ffmpeg that the machine kills: no fault of the video', async () => {
  const bin = programs('#!/bin/sh\nkill -9 $$\n');
  const { pool } = await startOwnPool({ env: { PATH: `${bin}:${process.env.PATH}` } });
  const error = await failureOf(snapshot(pool));
  expect(error).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  expect(error.message).toContain('too busy for the video');
});

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
    await expect.poll(() => ffmpeg.version()).toBe('ffmpeg-7.1-test');
  });

  test('one of the two programs is not enough', async () => {
    const directory = programs('#!/bin/sh\necho x version 1\n');
    writeFileSync(join(directory, 'ffprobe'), '#!/bin/sh\nexit 1\n');
    await expect(new InstalledFfmpeg({ PATH: directory }).version()).rejects.toMatchObject({ status: 501 });
  });
});

describe('an ffmpeg that does not come to say its version: 503, not 501', () => {
  const BUSY = { status: 503, headers: { 'retry-after': '1' } };
  const stuck = () => programs('#!/bin/sh\nexec sleep 300\n');
  const ended = () => programs('#!/bin/sh\nkill -9 $$\n');
  const path = (directory: string) => ({ PATH: `${directory}:${process.env.PATH}` });

  test('because it takes too long', async () => {
    await expect(new InstalledFfmpeg(path(stuck()), 100).version()).rejects.toMatchObject(BUSY);
  });

  test('because the machine ends it; it is asked again', async () => {
    const directory = ended();
    const ffmpeg = new InstalledFfmpeg(path(directory));
    await expect(ffmpeg.version()).rejects.toMatchObject(BUSY);
    for (const name of ['ffmpeg', 'ffprobe']) {
      writeFileSync(join(directory, name), `#!/bin/sh\necho ${name} version 7.1-test Copyright\n`);
    }
    await expect.poll(() => ffmpeg.version().catch(() => undefined)).toBe('ffmpeg-7.1-test');
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
});
