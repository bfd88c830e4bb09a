/** Bombs are refused in front, from the first 64 KB, or end in a worker with an answer. Times: bench/bombs.ts. */
import { beforeAll, expect, test } from 'vitest';
import { estimateCost } from '#src/process/cost.js';
import { HEAD_BYTES, readFacts } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { measurePlan } from '#src/process/measure.js';
import { planOf } from '#src/process/plan.js';
import { useService } from '../oss/service.js';
import { bombs } from './bombs.js';

const CHAIN = 'image/resize,w_200';
const plan = planOf(CHAIN, GUIDE_LIMITS);
const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'bombs', { headers: { 'x-oss-acl': 'public-read' } });
});

test.each(bombs().map((bomb) => [bomb.what, bomb] as const))(
  '%s',
  async (what, { bytes, reachesWorker = false, heavy }) => {
    let read = 0;
    const refusal = await readFacts((offset, length) => {
      read += length;
      return bytes.subarray(offset, offset + length);
    }, bytes.length)
      .then((facts) => {
        measurePlan(plan, facts, bytes.length, GUIDE_LIMITS);
        estimateCost(plan, facts);
      })
      .then(
        () => undefined,
        (error) => error,
      );
    expect(read).toBeLessThanOrEqual(HEAD_BYTES);
    if (reachesWorker) expect(refusal).toBeUndefined();
    else expect(refusal).toMatchObject({ status: 400, code: expect.stringMatching(/^(ImageTooLarge|BadRequest)$/) });
    if (heavy) return;
    const jobs = () => Object.values(service.services.workers.stats().jobs).reduce((sum, count) => sum + count, 0);
    const before = jobs();
    await service.owner('PUT', `bombs/${what}`, { body: bytes });
    const reply = await service.ask({
      path: `/bombs/${encodeURIComponent(what)}`,
      query: `x-oss-process=${encodeURIComponent(CHAIN)}`,
    });
    expect([200, 400]).toContain(reply.status);
    expect(jobs() - before).toBe(reachesWorker ? 1 : 0);
  },
);

test('none of them cost a worker its life', () => {
  expect(service.services.workers.stats().jobs).toMatchObject({ crashed: 0, killed: 0 });
});
