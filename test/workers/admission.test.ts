/** What becomes of all who come, in a page, in a rush and after it: real queues, a clock of numbers. */
import { describe, expect, test } from 'vitest';
import { Admission } from '#src/workers/admission.js';
import { JobQueue, type Waiting } from '#src/workers/queue.js';
import { type Fate, flow, rush, type Visit } from './rush.js';

const ends = (fates: readonly Fate[], end: Fate['end']) => fates.filter((fate) => fate.end === end);
const longest = (fates: readonly Fate[]) => fates.reduce((most, { after }) => Math.max(most, after), 0);
const THUMBNAIL = { cost: 20, takes: 35 };
const page = (from: number, of = THUMBNAIL) => flow({ from, until: from + 50, every: 0.5, ...of });

describe('a browser that asks for a page of a hundred thumbnails gets all of them', () => {
  test.each([
    ['an idle server of two cores', 2, THUMBNAIL],
    ['one of a single core', 1, THUMBNAIL],
    ['one that is four times slower than estimated', 2, { cost: 20, takes: 80 }],
    ['dear ones, ten seconds of work', 2, { cost: 120, takes: 200 }],
  ])('%s', (_, size, of) => {
    expect(ends(rush(size, page(0, of)), 'made')).toHaveLength(100);
  });

  test('and what comes into sight meanwhile', () => {
    const lazily = flow({ from: 1500, until: 1600, every: 1, ...THUMBNAIL });
    const fates = rush(2, [...page(0), ...lazily]);
    expect(ends(fates, 'made')).toHaveLength(200);
    expect(longest(fates)).toBeLessThan(2600);
  });

  test.each([1000, 3000, 5000, 7000, 9000, 11_000])('%i ms after a page of ten seconds of work', (from) => {
    const dear = page(0, { cost: 120, takes: 200 });
    expect(ends(rush(2, [...dear, ...page(from)]), 'made')).toHaveLength(200);
  });

  test('beside another that is nine tenths busy', () => {
    const others = flow({ from: 0, until: 20_000, every: 19.4, ...THUMBNAIL });
    const visits = [...others, ...page(10_000)].sort((a, b) => a.at - b.at);
    expect(ends(rush(2, visits), 'made')).toHaveLength(visits.length);
  });
});

describe('ten times what can be done, for a minute', () => {
  const MINUTE = 60_000;
  test.each([
    ['thumbnails', 2, { cost: 20, takes: 35 }],
    ['thumbnails, four cores', 4, { cost: 20, takes: 35 }],
    ['dear ones', 2, { cost: 120, takes: 220 }],
    ['dear ones that were thought a third as dear', 2, { cost: 120, takes: 360 }],
  ])('%s', (_, size, of) => {
    const every = of.takes / size / 10;
    const flood = flow({ from: 0, until: MINUTE, every, ...of });
    const after = flow({ from: MINUTE, until: MINUTE + 10_000, every: 30 * every, ...of });
    const fates = rush(size, [...flood, ...after]);
    const during = fates.slice(0, flood.length);
    const made = during.filter((fate, index) => fate.end === 'made' && (flood[index]?.at ?? 0) + fate.after <= MINUTE);
    expect((made.length * of.takes) / size / MINUTE).toBeGreaterThan(0.98);
    expect(ends(during, 'late').length).toBeLessThan(during.length / 200);
    expect(longest(ends(during, 'refused'))).toBe(0);
    // In the second half of it everyone who is let in waits for a second, or for a picture and the one before it.
    expect(longest(during.slice(during.length / 2))).toBeLessThan(1000 + 3 * of.takes);
    // And whoever comes two seconds after it waits for nobody.
    const later = fates.slice(flood.length).filter((__, index) => (after[index]?.at ?? 0) > MINUTE + 2000);
    expect(ends(later, 'made')).toHaveLength(later.length);
    expect(longest(later)).toBeLessThan(2 * of.takes);
  });

  test('those that cannot be done in time are told so as soon as it is known, and are those that came last', () => {
    const flood = flow({ from: 0, until: 5000, every: 24, cost: 120, takes: 480 });
    const fates = rush(2, flood);
    const late = ends(fates, 'late');
    expect(late.length).toBeGreaterThan(0);
    expect(late.map(({ after }) => after).toSorted((a, b) => a - b)[late.length >> 1]).toBeLessThan(5000);
    // As many as can be done in the seconds that one may wait, and the ones that came first.
    const made = ends(fates, 'made').length;
    expect(made).toBeGreaterThan((2 * 15_000) / 480);
    expect(ends(fates.slice(0, made), 'made').length).toBeGreaterThan(made - 3);
  });

  test('nobody is passed by one of his lane', () => {
    const visits = flow({ from: 0, until: 20_000, every: 3, ...THUMBNAIL });
    const done = rush(2, visits).flatMap(({ end, after }, index) =>
      end === 'made' ? [(visits[index]?.at ?? 0) + after] : [],
    );
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });
});

test('after a rush of six seconds nobody is refused any more', () => {
  const flood = flow({ from: 0, until: 6000, every: 1.75, ...THUMBNAIL });
  const after = flow({ from: 6000, until: 26_000, every: 60, ...THUMBNAIL });
  const fates = rush(2, [...flood, ...after]);
  // The very first finds the last of the rush before him.
  expect(ends(fates.slice(flood.length + 1), 'made')).toHaveLength(after.length - 1);
});

test('a few clients that ask for dear pictures, each for the next one when it has one, get all of them', () => {
  const avif = { lane: 'slow', cost: 500, takes: 900 } as const;
  const clients = Array.from({ length: 8 }, () => ({ at: 0, ...avif }));
  const fates = rush(2, clients, (now) => (now < 120_000 ? { at: now, ...avif } : undefined));
  expect(fates.length).toBeGreaterThan(120);
  expect(ends(fates, 'made')).toHaveLength(fates.length);
});

test('AVIF for ever leaves thumbnails what it leaves them of the workers', () => {
  const avif = flow({ from: 0, until: 30_000, every: 100, lane: 'slow', cost: 600, takes: 1200 });
  const visits: readonly Visit[] = [...avif, ...flow({ from: 0, until: 30_000, every: 50, ...THUMBNAIL })].sort(
    (a, b) => a.at - b.at,
  );
  const fates = rush(2, visits).filter((_, index) => visits[index]?.lane === 'fast');
  expect(ends(fates, 'made')).toHaveLength(fates.length);
  expect(longest(fates)).toBeLessThan(1300);
});

test('each lane has a pace of its own', () => {
  const settings = { size: 2, patience: 15_000 };
  const queue = new JobQueue<Waiting>(
    { queueLength: 10, queueCost: 1000, standingCost: 100, standingLength: 0 },
    () => 0,
  );
  const admission = new Admission(settings, queue, { fast: 0, slow: 0 });
  for (let n = 0; n < 200; n++) admission.note({ lane: 'slow', cost: 400 }, 1600);
  for (const lane of ['fast', 'slow'] as const) queue.add({ lane, cost: 100 });
  expect(admission.takes({ lane: 'fast', cost: 900 })).toBe(true);
  // Four times as long, and on one of the two workers.
  expect(admission.takes({ lane: 'slow', cost: 25 })).toBe(true);
  expect(admission.takes({ lane: 'slow', cost: 26 })).toBe(false);
  expect(admission.secondsToWait('slow')).toBe(1);
});

test('the wait that is named is at least as long as the lane has stood, up to what anybody waits', () => {
  let now = 0;
  const queue = new JobQueue<Waiting>(
    { queueLength: 10, queueCost: 1000, standingCost: 100, standingLength: 0 },
    () => now,
  );
  const admission = new Admission({ size: 2, patience: 15_000 }, queue, { fast: 0, slow: 0 });
  queue.add({ lane: 'fast', cost: 3000 });
  expect(admission.secondsToWait('fast')).toBe(2);
  now = 6500;
  expect([admission.secondsToWait('fast'), admission.crowded]).toEqual([7, true]);
  now = 60_000;
  expect([admission.secondsToWait('fast'), admission.secondsToWait('slow')]).toEqual([15, 0]);
});
