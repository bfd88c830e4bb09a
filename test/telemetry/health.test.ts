import { expect, test } from 'vitest';
import { Health } from '#src/telemetry/health.js';

test('starting, ready, draining', async () => {
  const health = new Health();
  expect(await health.readiness()).toMatchObject({ ok: false, state: 'starting' });
  health.ready();
  expect(await health.readiness()).toEqual({ ok: true, state: 'ready', checks: { process: 'ok' } });
  health.drain();
  health.ready();
  expect(await health.readiness()).toMatchObject({ ok: false, state: 'draining' });
  expect(health.live().ok).toBe(true);
});

test('a check that fails, throws or does not answer makes the process unready, not dead', async () => {
  const health = new Health(10);
  health.ready();
  health.addCheck('fine', async () => {});
  health.addCheck('store', async () => {
    throw new Error('disk full');
  });
  health.addCheck('workers', () => {
    throw new Error('none left');
  });
  health.addCheck('slow', () => new Promise(() => {}));
  expect(await health.readiness()).toEqual({
    ok: false,
    state: 'ready',
    checks: { process: 'ok', fine: 'ok', store: 'disk full', workers: 'none left', slow: 'no answer within 10 ms' },
  });
  expect(health.live().ok).toBe(true);
});

test('what only a restart can mend is neither live nor ready', async () => {
  const health = new Health();
  health.ready();
  health.fail('the writer is gone');
  health.fail('and more');
  expect(health.live()).toEqual({ ok: false, state: 'ready', checks: { process: 'the writer is gone' } });
  expect((await health.readiness()).ok).toBe(false);
});
