import { expect, test } from 'vitest';
import { draining } from '#src/app/draining.js';
import { startServer } from '#src/http/server.js';
import { ask, startPool, textOf } from '../workers/pools.js';

test('who still waits for a picture when the time is nearly over is told so, and not cut off', async () => {
  const { pool } = await startPool();
  const server = draining(
    await startServer({ host: '127.0.0.1', port: 0 }, async ({ signal }) => {
      const text = await textOf(ask(pool, 'sleep', { ms: 60_000 }, { signal }));
      return { status: 200, headers: {}, body: Buffer.from(text) };
    }),
    () => void pool.close(0),
    { grace: 10_000, telling: 9_900 },
  );
  const asked = Array.from({ length: 4 }, () => fetch(`http://127.0.0.1:${server.port}/`));
  await expect.poll(() => server.stats().inFlight).toBe(4);
  await server.close();
  for (const answer of await Promise.all(asked)) {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.text()).toContain('drains its queue');
  }
});
