/** Frames of videos leave a worker for thumbnails. */
import { expect, test } from 'vitest';
import { type Cost, estimateCost } from '#src/process/cost.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { snapshotCost } from '#src/process/video/cost.js';
import type { VideoFacts } from '#src/process/video/facts.js';
import { factsOfFrame } from '#src/process/video/snapshot.js';

const SMALL: VideoFacts = {
  container: 'mov',
  stream: 0,
  width: 64,
  height: 64,
  aspect: 1,
  orientation: 1,
  start: 0,
};

function priceOf(chain: string, video: VideoFacts): Cost {
  const plan = planOf(chain, GUIDE_LIMITS);
  if (plan.snapshot === undefined) throw new Error('no snapshot');
  return estimateCost(plan, factsOfFrame(plan.snapshot, video), [], snapshotCost(plan.snapshot, video));
}

test.each(['', ',m_fast'])('what ffmpeg makes of a file nobody knows: slow, however small the picture%s', (mode) => {
  expect(priceOf(`video/snapshot,t_0,f_jpg${mode}`, SMALL).lane).toBe('slow');
});

test('an exact frame costs more than a key frame, and a larger one more than a smaller', () => {
  const [exact, fast] = ['video/snapshot,t_0,f_jpg', 'video/snapshot,t_0,f_jpg,m_fast'];
  const large = { ...SMALL, width: 1920, height: 1080 };
  expect(priceOf(exact, large).cost).toBeGreaterThan(priceOf(fast, large).cost);
  expect(priceOf(fast, { ...large, untimed: true }).cost).toBe(priceOf(exact, large).cost);
  expect(priceOf(fast, large).cost).toBeGreaterThan(priceOf(fast, SMALL).cost);
});
