/** What a server makes of a rush beside refusing: its program is told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import { until } from '../until.js';

test('more is asked for than can be made: the program is told when that begins, and when it is over', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tintype-rush-'));
  onTestFinished(() => rm(data, { recursive: true }));
  const flags = { port: '0', 'console-port': '0', data, workers: '1', 'log-level': 'silent' };
  const told: boolean[] = [];
  const inRush = (rush: boolean) => told.push(rush);
  const app = await createApp(loadConfig({ flags, env: {} }), { version: '', machine: async () => [], inRush });
  onTestFinished(() => app.close());
  const left = new AbortController();
  const ask = async (n: number) => {
    const chain = `image/format,avif/resize,w_${2000 + n},limit_0`;
    const { status } = await fetch(`${app.oss.url}/image-demo/photo.jpg?x-oss-process=${chain}`, {
      signal: left.signal,
    });
    return status;
  };
  const statuses: number[] = [];
  const asked = Array.from({ length: 60 }, (_, n) => ask(n).then((status) => statuses.push(status)));
  await until(() => statuses.includes(503));
  expect(told).toEqual([true]);
  left.abort();
  await Promise.allSettled(asked);
  await until(() => told.length === 2);
  expect(told).toEqual([true, false]);
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
});
